/* Every operator over one row: values, gaps and their strength, exact fractions. */
#include "support.h"

static const char policy_text[] =
    "{'format': 'incubator-policy/1', 'id': 'x',"
    " 'categories': {'level': {'high': {'zh': '高'}, 'low': {'zh': '低'}}},"
    " 'parameters': {'seven': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': 7}]},"
    "                'late': {'type': 'decimal', 'values': [{'from': '2030-01-01', 'value': 7}]},"
    "                'on': {'type': 'boolean', 'values': [{'from': '2020-01-01', 'value': true}]},"
    "                'day': {'type': 'date', 'values': [{'from': '2020-01-01', 'value': '2024-06-30'}]},"
    "                'grade': {'type': 'category', 'categories': 'level', 'values': [{'from': '2020-01-01', 'value': 'high'}]},"
    "                'unset': {'type': 'decimal', 'values': []}},"
    " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'},"
    "   'a': {'type': 'decimal'}, 'b': {'type': 'decimal'}, 'z': {'type': 'decimal'}, 'n': {'type': 'integer'},"
    "   'm': {'type': 'decimal'}, 'm2': {'type': 'decimal'}, 'yes': {'type': 'boolean'}, 'no': {'type': 'boolean'},"
    "   'unk': {'type': 'boolean'}, 'd1': {'type': 'date'}, 'd2': {'type': 'date'}, 'dm': {'type': 'date'},"
    "   'level': {'type': 'category', 'categories': 'level'}, 'name': {'type': 'text'}, 'big': {'type': 'decimal'},"
    "   'filled': {'type': 'decimal', 'absent': 5}}}},"
    " 'rules': {'zero': {'kind': 'derive', 'on': 't', 'value': {'/': [1, {'var': 'z'}]}},"
    "   'e': {'kind': 'derive', 'on': 't', 'value': {'==': [{'var': 'zero'}, 1]}},"
    "   'u': {'kind': 'derive', 'on': 't', 'value': {'==': [{'var': 'params.unset'}, 1]}},"
    "   'tied': {'kind': 'measure', 'on': 't', 'rows': 't', 'take': 'commonest', 'of': {'var': 'yes'}},"
    "   'i': {'kind': 'derive', 'on': 't', 'when': {'var': 'no'}, 'value': {'var': 'yes'}},"
    "   %s}}";

static const char rows[] = "id,a,b,z,n,m,m2,yes,no,unk,d1,d2,dm,level,name,big,filled\n"
                           "r,12.5,-4,0,3,,,true,false,,2024-02-29,2024-06-30,,high,武昌,9000000000000,\n"
                           "s,1,1,1,1,1,1,false,false,true,2024-01-01,2024-01-01,2024-01-01,low,x,1,1\n";

static void check(const expression_case *cases, size_t count)
{
  check_expressions(policy_text, rows, "t:r", cases, count);
}

static void arithmetic_of_values_is_exact(void **state)
{
  static const expression_case cases[] = {
      {"{'+': [{'var': 'a'}, {'var': 'b'}]}", "8.5"},
      {"{'+': [{'var': 'a'}, {'var': 'b'}, 1, 0.000001]}", "9.500001"},
      {"{'-': [{'var': 'b'}, {'var': 'a'}]}", "-16.5"},
      {"{'*': [{'var': 'a'}, {'var': 'b'}, {'var': 'n'}]}", "-150"},
      {"{'/': [{'var': 'a'}, {'var': 'b'}]}", "-3.125"},
      {"{'/': [{'/': [1, 3]}, {'/': [1, 7]}]}", "2.333333"},
      {"{'/': [2, 3]}", "0.666667"},
      {"{'/': [-2, 3]}", "-0.666667"},
      {"{'/': [2, -3]}", "-0.666667"},
      {"{'/': [-2, -3]}", "0.666667"},
      {"{'min': [{'var': 'a'}, {'var': 'b'}, 3]}", "-4"},
      {"{'max': [{'var': 'a'}, {'var': 'b'}, 3, 12.500001]}", "12.500001"},
      {"{'max': [{'/': [1, 3]}, {'/': [2, 7]}]}", "0.333333"},
      {"{'+': [{'/': [1, 3]}, {'/': [1, 6]}]}", "0.5"},
      {"{'-': [{'/': [1, 3]}, {'/': [1, 3]}]}", "0"},
      {"{'*': [{'/': [1, 3]}, 3]}", "1"},
      {"{'*': [0.000000001, 1000]}", "0.000001"},
      {"{'+': [0.0000005, 0.0000005]}", "0.000001"},
      {"{'+': [0.0000005, 0]}", "0"},
      {"{'+': [0.0000015, 0]}", "0.000002"},
      {"{'+': [-0.0000015, 0]}", "-0.000002"},
      {"{'*': [{'var': 'params.seven'}, 2]}", "14"},
      {"{'+': [{'var': 'filled'}, 1]}", "6"},
      {"{'+': [{'var': 'n'}, 0.5]}", "3.5"},
      {"{'var': 'n'}", "3"},
      {"{'var': ['a']}", "12.5"},
  };
  (void)state;
  check(cases, COUNT(cases));
}

static void comparison_of_fractions_does_not_round(void **state)
{
  static const expression_case cases[] = {
      {"{'>=': [{'/': [2, 3]}, 0.666667]}", "false"},
      {"{'<': [{'/': [2, 3]}, 0.666667]}", "true"},
      {"{'>': [{'/': [2, 3]}, 0.666666]}", "true"},
      {"{'>=': [{'/': [1, 10]}, 0.1]}", "true"},
      {"{'<=': [{'/': [1, 10]}, 0.1]}", "true"},
      {"{'==': [{'/': [1, 10]}, 0.1]}", "true"},
      {"{'==': [{'*': [{'/': [1, 3]}, 3]}, 1]}", "true"},
      {"{'!=': [{'/': [1, 3]}, 0.333333]}", "true"},
      {"{'==': [{'/': [{'var': 'a'}, {'var': 'b'}]}, {'/': [12.5, -4]}]}", "true"},
      {"{'>': [{'/': [-1, 3]}, {'/': [-1, 2]}]}", "true"},
      {"{'<': [{'/': [1, -3]}, {'/': [1, -2]}]}", "false"},
      {"{'==': [{'min': [{'/': [1, 3]}, {'/': [1, 2]}]}, {'/': [1, 3]}]}", "true"},
      {"{'==': [{'if': [{'var': 'yes'}, {'/': [1, 3]}, {'/': [1, 7]}]}, {'/': [1, 3]}]}", "true"},
      {"{'==': [{'if': [{'var': 'no'}, 5, {'/': [1, 7]}]}, {'/': [1, 7]}]}", "true"},
      {"{'in': [{'/': [1, 4]}, [0.2, 0.25]]}", "true"},
  };
  (void)state;
  check(cases, COUNT(cases));
}

static void comparison_at_the_edge_includes_or_excludes_it(void **state)
{
  static const expression_case cases[] = {
      {"{'<': [{'var': 'a'}, 12.5]}", "false"},       {"{'<=': [{'var': 'a'}, 12.5]}", "true"},
      {"{'>': [{'var': 'a'}, 12.5]}", "false"},       {"{'>=': [{'var': 'a'}, 12.5]}", "true"},
      {"{'<': [{'var': 'a'}, 12.500001]}", "true"},   {"{'>': [{'var': 'a'}, 12.499999]}", "true"},
      {"{'==': [{'var': 'a'}, 12.5]}", "true"},       {"{'!=': [{'var': 'a'}, 12.5]}", "false"},
      {"{'==': [{'var': 'a'}, 12.500001]}", "false"}, {"{'<': [{'var': 'b'}, {'var': 'a'}]}", "true"},
      {"{'<': [-4.000001, {'var': 'b'}]}", "true"},   {"{'<': [12.5, {'var': 'a'}]}", "false"},
  };
  (void)state;
  check(cases, COUNT(cases));
}

static void comparison_of_dates_categories_texts_and_booleans(void **state)
{
  static const expression_case cases[] = {
      {"{'<': [{'var': 'd1'}, {'var': 'd2'}]}", "true"},
      {"{'>=': [{'var': 'd2'}, {'var': 'as_of'}]}", "true"},
      {"{'>': [{'var': 'as_of'}, {'var': 'd2'}]}", "false"},
      {"{'==': [{'var': 'd1'}, '2024-02-29']}", "true"},
      {"{'<': ['2024-02-28', {'var': 'd1'}]}", "true"},
      {"{'==': [{'var': 'params.day'}, {'var': 'as_of'}]}", "true"},
      {"{'var': 'as_of'}", "2024-06-30"},
      {"{'var': 'd1'}", "2024-02-29"},
      {"{'==': [{'var': 'level'}, 'high']}", "true"},
      {"{'==': ['low', {'var': 'level'}]}", "false"},
      {"{'!=': [{'var': 'level'}, 'low']}", "true"},
      {"{'==': [{'var': 'level'}, {'var': 'params.grade'}]}", "true"},
      {"{'var': 'level'}", "high"},
      {"{'==': [{'var': 'name'}, '武昌']}", "true"},
      {"{'==': [{'var': 'name'}, '武昌 ']}", "false"},
      {"{'!=': [{'var': 'name'}, 'nowhere to be found']}", "true"},
      {"{'var': 'name'}", "武昌"},
      {"{'==': [{'var': 'id'}, 'r']}", "true"},
      {"{'==': [{'var': 'yes'}, true]}", "true"},
      {"{'==': [{'var': 'yes'}, {'var': 'no'}]}", "false"},
      {"{'!=': [{'var': 'yes'}, {'var': 'no'}]}", "true"},
      {"{'==': [{'var': 'no'}, false]}", "true"},
      {"{'!': [{'var': 'no'}]}", "true"},
      {"{'!': {'var': 'yes'}}", "false"},
      {"{'and': [{'var': 'yes'}, {'var': 'params.on'}]}", "true"},
      {"{'var': 'yes'}", "true"},
  };
  (void)state;
  check(cases, COUNT(cases));
}

static void in_of_a_list_looks_for_an_equal_literal(void **state)
{
  static const expression_case cases[] = {
      {"{'in': [{'var': 'n'}, [1, 2, 3]]}", "true"},
      {"{'in': [{'var': 'n'}, [1, 2]]}", "false"},
      {"{'in': [{'var': 'n'}, [3.0]]}", "true"},
      {"{'in': [{'var': 'level'}, ['low', 'high']]}", "true"},
      {"{'in': [{'var': 'level'}, ['low']]}", "false"},
      {"{'in': [{'var': 'name'}, ['汉口', '武昌']]}", "true"},
      {"{'in': [{'var': 'd1'}, ['2024-02-28', '2024-02-29']]}", "true"},
      {"{'in': [{'var': 'yes'}, [false]]}", "false"},
      {"{'in': [{'var': 'm'}, [1, 2]]}", "?missing m"},
      {"{'in': [{'var': 'zero'}, [1, 2]]}", "?error zero"},
  };
  (void)state;
  check(cases, COUNT(cases));
}

static void if_takes_the_first_condition_that_holds(void **state)
{
  static const expression_case cases[] = {
      {"{'if': [{'var': 'yes'}, 1, 2]}", "1"},
      {"{'if': [{'var': 'no'}, 1, 2]}", "2"},
      {"{'if': [{'var': 'no'}, 1, {'var': 'yes'}, 2, 3]}", "2"},
      {"{'if': [{'var': 'no'}, 1, {'var': 'no'}, 2, 3]}", "3"},
      {"{'if': [{'var': 'yes'}, 1, {'var': 'unk'}, 2, {'var': 'm'}]}", "1"},
      {"{'if': [{'var': 'no'}, {'var': 'm'}, 2]}", "2"},
      {"{'if': [{'var': 'yes'}, {'var': 'm'}, 2]}", "?missing m"},
      {"{'if': [{'var': 'unk'}, 1, 1]}", "?missing unk"},
      {"{'if': [{'var': 'no'}, 1, {'var': 'unk'}, 2, 3]}", "?missing unk"},
      {"{'if': [{'var': 'unk'}, {'var': 'zero'}, {'var': 'zero'}]}", "?missing unk"},
      {"{'if': [{'var': 'no'}, {'var': 'd1'}, {'var': 'd2'}]}", "2024-06-30"},
      {"{'if': [{'var': 'no'}, {'var': 'yes'}, {'var': 'no'}]}", "false"},
      {"{'==': [{'if': [{'var': 'no'}, 'low', 'high']}, {'var': 'level'}]}", "true"},
  };
  (void)state;
  check(cases, COUNT(cases));
}

static void gaps_of_operands_give_the_strongest_with_all_its_names(void **state)
{
  static const expression_case cases[] = {
      {"{'+': [{'var': 'a'}, {'var': 'm'}]}", "?missing m"},
      {"{'+': [{'var': 'm'}, {'var': 'm2'}]}", "?missing m,m2"},
      {"{'*': [{'var': 'm'}, 0]}", "?missing m"},
      {"{'+': [{'var': 'm'}, {'var': 'params.unset'}]}", "?unset params.unset"},
      {"{'+': [{'var': 'params.unset'}, {'var': 'params.late'}]}", "?unset params.late,params.unset"},
      {"{'+': [{'var': 'params.unset'}, {'var': 'zero'}]}", "?error zero"},
      {"{'min': [{'var': 'm'}, {'var': 'a'}]}", "?missing m"},
      {"{'max': [{'var': 'a'}, {'var': 'm'}]}", "?missing m"},
      {"{'<': [{'var': 'm'}, {'var': 'zero'}]}", "?error zero"},
      {"{'==': [{'var': 'dm'}, {'var': 'd1'}]}", "?missing dm"},
      {"{'!': {'var': 'unk'}}", "?missing unk"},
      {"{'==': [{'var': 'unk'}, {'var': 'i'}]}", "?missing unk"},
      {"{'==': [{'var': 'tied'}, {'var': 'i'}]}", "?tie tied"},
      {"{'==': [{'var': 'tied'}, {'var': 'unk'}]}", "?missing unk"},
      {"{'if': [{'var': 'e'}, {'var': 'm'}, {'var': 'm2'}]}", "?error zero"},
      {"{'var': 'm'}", "?missing m"},
      {"{'var': 'params.unset'}", "?unset params.unset"},
      {"{'var': 'i'}", "?inapplicable i"},
  };
  (void)state;
  check(cases, COUNT(cases));
}

static void division_by_zero_is_an_error_named_after_its_rule(void **state)
{
  static const expression_case cases[] = {
      {"{'/': [{'var': 'a'}, {'var': 'z'}]}", "?error r0"},
      {"{'/': [0, {'var': 'z'}]}", "?error r1"},
      {"{'/': [1, {'-': [{'var': 'a'}, 12.5]}]}", "?error r2"},
      {"{'/': [{'/': [1, {'var': 'z'}]}, 2]}", "?error r3"},
      {"{'/': [1, {'/': [{'var': 'z'}, 3]}]}", "?error r4"},
      {"{'>': [{'/': [{'var': 'm'}, {'var': 'z'}]}, 1]}", "?missing m"},
      {"{'if': [{'==': [{'var': 'z'}, 0]}, 0, {'/': [1, {'var': 'z'}]}]}", "0"},
      {"{'+': [{'var': 'zero'}, {'/': [1, {'var': 'z'}]}]}", "?error r7,zero"},
  };
  (void)state;
  check(cases, COUNT(cases));
}

static void results_beyond_the_grid_are_errors(void **state)
{
  static const expression_case cases[] = {
      {"{'*': [{'var': 'big'}, 2]}", "?error r0"},
      {"{'*': [{'var': 'big'}, -2]}", "?error r1"},
      {"{'+': [9223372036854.77, 0.005807]}", "9223372036854.775807"},
      {"{'+': [9223372036854.77, 0.005808]}", "?error r3"},
      {"{'-': [-9223372036854.77, 0.005807]}", "-9223372036854.775807"},
      {"{'-': [-9223372036854.77, 0.005808]}", "?error r5"},
      {"{'/': [{'*': [{'var': 'big'}, {'var': 'big'}, {'var': 'big'}]}, {'*': [{'var': 'big'}, {'var': 'big'}]}]}", "9000000000000"},
      {"{'>': [{'*': [{'var': 'big'}, {'var': 'big'}]}, {'var': 'big'}]}", "true"},
      {"{'*': [{'var': 'big'}, {'var': 'big'}, {'var': 'big'}, {'var': 'big'}]}", "?error r8"},
  };
  (void)state;
  check(cases, COUNT(cases));
}

#define CUBE "{'*': [{'var': 'big'}, {'var': 'big'}, {'var': 'big'}, {'var': 'a'}]}"

/* Differences, quotients and choices of what only the widest integers hold. */
static void wide_values_are_as_exact_as_others(void **state)
{
  static const expression_case cases[] = {
      {"{'-': [" CUBE ", " CUBE "]}", "0"},
      {"{'-': [{'+': [" CUBE ", 0.000001]}, " CUBE "]}", "0.000001"},
      {"{'>': [{'+': [" CUBE ", 0.000001]}, " CUBE "]}", "true"},
      {"{'/': [1, {'-': [" CUBE ", " CUBE "]}]}", "?error r3"},
      {"{'/': [" CUBE ", {'*': [-1, " CUBE "]}]}", "-1"},
      {"{'/': [{'*': [-2, " CUBE "]}, " CUBE "]}", "-2"},
      {"{'==': [{'if': [{'var': 'yes'}, " CUBE ", 5]}, " CUBE "]}", "true"},
      {"{'if': [{'var': 'no'}, " CUBE ", 5]}", "5"},
      {"{'min': [" CUBE ", 7]}", "7"},
      {"{'max': [{'*': [-1, " CUBE "]}, 7.5]}", "7.5"},
      {"{'==': [{'max': [" CUBE ", 7]}, " CUBE "]}", "true"},
      {"{'/': [{'-': [" CUBE ", {'*': [3, " CUBE "]}]}, " CUBE "]}", "-2"},
      {"{'+': [{'*': [" CUBE ", {'var': 'm'}]}, 1]}", "?missing m"},
  };
  (void)state;
  check(cases, COUNT(cases));
}

/* ---- Three-valued logic, against a model ---- */

/* false, true, then the gaps from weakest to strongest. */
static const struct {
  const char *expression, *outcome;
} logic[] = {{"{'var': 'no'}", "false"},    {"{'var': 'yes'}", "true"},    {"{'var': 'i'}", "?inapplicable i"}, {"{'var': 'tied'}", "?tie tied"},
             {"{'var': 'unk'}", "?missing unk"}, {"{'var': 'u'}", "?unset params.unset"}, {"{'var': 'e'}", "?error zero"}};

enum { LOGIC = COUNT(logic) };

/* The operand that decides an `and` (0) or `or` (1) wins, else the strongest gap, else the other truth value. */
static size_t connect(const size_t *operands, size_t count, size_t decides)
{
  size_t found = 1 - decides;
  for (size_t i = 0; i < count; i++) {
    if (operands[i] == decides) return decides;
    if (operands[i] >= 2 && (found < 2 || operands[i] > found)) found = operands[i];
  }
  return found;
}

static void check_logic(const char *op, size_t decides, size_t width)
{
  expression_case cases[LOGIC * LOGIC * LOGIC];
  size_t count = 0, total = width == 2 ? LOGIC * LOGIC : LOGIC * LOGIC * LOGIC;
  for (; count < total; count++) {
    const size_t operands[] = {count % LOGIC, count / LOGIC % LOGIC, count / LOGIC / LOGIC};
    const char *third = width == 3 ? logic[operands[2]].expression : NULL;
    cases[count].expression = printed("{'%s': [%s, %s%s%s]}", op, logic[operands[0]].expression, logic[operands[1]].expression,
                                      third ? ", " : "", third ? third : "");
    cases[count].expected = logic[connect(operands, width, decides)].outcome;
  }
  check(cases, count);
  while (count--) free((char *)cases[count].expression);
}

static void and_of_every_combination_follows_the_model(void **state)
{
  (void)state;
  check_logic("and", 0, 2);
  check_logic("and", 0, 3);
}

static void or_of_every_combination_follows_the_model(void **state)
{
  (void)state;
  check_logic("or", 1, 2);
  check_logic("or", 1, 3);
}

static void if_of_every_combination_follows_the_model(void **state)
{
  expression_case cases[LOGIC * LOGIC * LOGIC];
  size_t count = 0;
  (void)state;
  for (; count < COUNT(cases); count++) {
    size_t c = count % LOGIC, a = count / LOGIC % LOGIC, b = count / LOGIC / LOGIC;
    cases[count].expression = printed("{'if': [%s, %s, %s]}", logic[c].expression, logic[a].expression, logic[b].expression);
    cases[count].expected = logic[c >= 2 ? c : c ? a : b].outcome;
  }
  check(cases, count);
  while (count--) free((char *)cases[count].expression);
}

static void connectives_of_gaps_of_one_kind_carry_all_names(void **state)
{
  static const expression_case cases[] = {
      {"{'and': [{'<': [{'var': 'm'}, 1]}, {'<': [{'var': 'm2'}, 1]}, {'var': 'yes'}]}", "?missing m,m2"},
      {"{'or': [{'<': [{'var': 'm'}, 1]}, {'var': 'unk'}, {'var': 'no'}]}", "?missing m,unk"},
      {"{'or': [{'and': [{'<': [{'var': 'm'}, 1]}, {'var': 'no'}]}, {'var': 'unk'}]}", "?missing unk"},
  };
  (void)state;
  check(cases, COUNT(cases));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(arithmetic_of_values_is_exact),
      cmocka_unit_test(comparison_of_fractions_does_not_round),
      cmocka_unit_test(comparison_at_the_edge_includes_or_excludes_it),
      cmocka_unit_test(comparison_of_dates_categories_texts_and_booleans),
      cmocka_unit_test(in_of_a_list_looks_for_an_equal_literal),
      cmocka_unit_test(if_takes_the_first_condition_that_holds),
      cmocka_unit_test(gaps_of_operands_give_the_strongest_with_all_its_names),
      cmocka_unit_test(division_by_zero_is_an_error_named_after_its_rule),
      cmocka_unit_test(results_beyond_the_grid_are_errors),
      cmocka_unit_test(wide_values_are_as_exact_as_others),
      cmocka_unit_test(and_of_every_combination_follows_the_model),
      cmocka_unit_test(or_of_every_combination_follows_the_model),
      cmocka_unit_test(if_of_every_combination_follows_the_model),
      cmocka_unit_test(connectives_of_gaps_of_one_kind_carry_all_names),
  };
  return cmocka_run_group_tests_name("expression", tests, NULL, NULL);
}
