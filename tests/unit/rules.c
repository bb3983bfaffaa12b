/* Rules decided row by row: choose, require, elapsed time, `when`, `absent`, `round`, versions, `at` and links. */
#include "support.h"

#define HEAD "{'format': 'incubator-policy/1', 'id': 'r',"
#define TABLES                                                                                                     \
  " 'categories': {'grade': {'A': {}, 'B': {}, 'C': {}}},"                                                         \
  " 'tables': {'t': {'key': 'id', 'links': {'up': {'to': 'ups'}}, 'fields': {'id': {'type': 'text'},"              \
  "   'x': {'type': 'decimal'}, 'y': {'type': 'decimal'}, 'ok': {'type': 'boolean'}, 'day': {'type': 'date'},"     \
  "   'end': {'type': 'date'}, 'said': {'type': 'category', 'categories': 'grade'},"                               \
  "   'filled': {'type': 'boolean', 'absent': false}, 'from_up': {'type': 'decimal'}}},"                           \
  "  'ups': {'key': 'id', 'links': {'top': {'to': 'tops'}}, 'fields': {'id': {'type': 'text'}, 'v': {'type': 'decimal'}, 'w': {'type': 'integer', 'absent': 4}}}," \
  "  'tops': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'name': {'type': 'text'}}}},"

static void open_rules(world *w, const char *rules, const char *csv, const char *as_of)
{
  char *policy = printed(HEAD TABLES " 'rules': {%s}}", rules);
  world_open(w, policy, "t", csv, as_of);
  free(policy);
}

/* Cells of rows in order: what a column comes to. */
static void check_column(const world *w, const char *name, const char *const *expected, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    char subject[32];
    snprintf(subject, sizeof subject, "t:%zu", i);
    const char *found = world_cell(w, subject, name);
    if (strcmp(found, expected[i])) fail_msg("%s of row %zu: %s, expected %s", name, i, found, expected[i]);
  }
}

#define CHECK_COLUMN(w, name, ...)                             \
  do {                                                         \
    static const char *const expected_[] = {__VA_ARGS__};      \
    check_column((w), (name), expected_, COUNT(expected_));    \
  } while (0)

static void choose_first_takes_the_first_case_that_holds(void **state)
{
  world w;
  (void)state;
  open_rules(&w,
             "'g': {'kind': 'choose', 'on': 't', 'categories': 'grade', 'cases': ["
             "  {'when': {'>=': [{'var': 'x'}, 80]}, 'is': 'A'}, {'when': {'>=': [{'var': 'y'}, 60]}, 'is': 'B'}], 'else': {'is': 'C'}}",
             "id,x,y\n0,80,0\n1,79.999999,60\n2,0,0\n3,,60\n4,90,\n5,0,\n", "2024-01-01");
  CHECK_COLUMN(&w, "g", "A", "B", "C", "?missing x", "A", "?missing y");
  CHECK_COLUMN(&w, "g:case", "1", "2", "0", "?missing x", "1", "?missing y");
  world_end(&w);
}

static void choose_without_a_hit_or_an_else_is_inapplicable(void **state)
{
  world w;
  (void)state;
  open_rules(&w, "'g': {'kind': 'choose', 'on': 't', 'cases': [{'when': {'var': 'ok'}, 'is': {'var': 'x'}}]}",
             "id,ok,x\n0,true,5\n1,false,5\n2,true,\n3,,5\n", "2024-01-01");
  CHECK_COLUMN(&w, "g", "5", "?inapplicable g", "?missing x", "?missing ok");
  CHECK_COLUMN(&w, "g:case", "1", "?inapplicable g", "1", "?missing ok");
  world_end(&w);
}

static void choose_unique_with_two_hits_is_an_error(void **state)
{
  world w;
  (void)state;
  open_rules(&w,
             "'g': {'kind': 'choose', 'on': 't', 'hit': 'unique', 'cases': ["
             "  {'when': {'>': [{'var': 'x'}, 10]}, 'is': 1}, {'when': {'>': [{'var': 'y'}, 10]}, 'is': 2},"
             "  {'when': {'var': 'ok'}, 'is': {'var': 'from_up'}}], 'else': {'is': 0}}",
             "id,x,y,ok\n0,11,0,false\n1,0,11,false\n2,11,11,false\n3,11,11,\n4,11,,false\n5,0,0,false\n6,0,,\n7,0,0,true\n",
             "2024-01-01");
  CHECK_COLUMN(&w, "g", "1", "2", "?error g", "?error g", "?missing y", "0", "?missing ok,y", "?missing from_up");
  CHECK_COLUMN(&w, "g:case", "1", "2", "?error g", "?error g", "?missing y", "0", "?missing ok,y", "3");
  world_end(&w);
}

static const char three[] = "'conditions': {'a': {'is': {'>': [{'var': 'x'}, 0]}}, 'b': {'is': {'>': [{'var': 'y'}, 0]}}, 'c': {'is': {'var': 'ok'}}}";
/* T and F for 1 and 0, nothing for missing. */
static const char three_rows[] = "id,x,y,ok\n0,1,1,true\n1,1,1,false\n2,1,0,\n3,1,1,\n4,1,,\n5,0,,\n6,0,0,\n7,,,\n8,0,0,false\n9,0,0,true\n";

static void open_three(world *w, const char *need)
{
  char *rules = printed("'q': {'kind': 'require', 'on': 't', %s%s}", three, need);
  open_rules(w, rules, three_rows, "2024-01-01");
  free(rules);
}

static void require_all_is_an_and_of_its_conditions(void **state)
{
  world w;
  (void)state;
  open_three(&w, "");
  CHECK_COLUMN(&w, "q", "true", "false", "false", "?missing ok", "?missing ok,y", "false", "false", "?missing ok,x,y", "false", "false");
  CHECK_COLUMN(&w, "q:a", "true", "true", "true", "true", "true", "false", "false", "?missing x");
  CHECK_COLUMN(&w, "q:b", "true", "true", "false", "true", "?missing y", "?missing y", "false");
  CHECK_COLUMN(&w, "q:c", "true", "false", "?missing ok");
  world_end(&w);
  open_three(&w, ", 'need': 'all'");
  assert_string_equal(world_cell(&w, "t:3", "q"), "?missing ok");
  world_end(&w);
}

static void require_any_is_an_or_of_its_conditions(void **state)
{
  world w;
  (void)state;
  open_three(&w, ", 'need': 'any'");
  CHECK_COLUMN(&w, "q", "true", "true", "true", "true", "true", "?missing ok,y", "?missing ok", "?missing ok,x,y", "false", "true");
  world_end(&w);
}

static void require_two_of_three_is_decided_as_soon_as_it_can_be(void **state)
{
  world w;
  (void)state;
  open_three(&w, ", 'need': 2");
  CHECK_COLUMN(&w, "q", "true", "true", "?missing ok", "true", "?missing ok,y", "?missing ok,y", "false", "?missing ok,x,y", "false", "false");
  world_end(&w);
}

static void require_n_of_n_is_all_and_one_is_any(void **state)
{
  world w;
  (void)state;
  open_three(&w, ", 'need': 3");
  CHECK_COLUMN(&w, "q", "true", "false", "false", "?missing ok", "?missing ok,y", "false");
  world_end(&w);
  open_three(&w, ", 'need': 1");
  CHECK_COLUMN(&w, "q", "true", "true", "true", "true", "true", "?missing ok,y", "?missing ok", "?missing ok,x,y", "false", "true");
  world_end(&w);
}

static void absent_at_a_condition_replaces_missing_only(void **state)
{
  world w;
  (void)state;
  open_rules(&w,
             "'q': {'kind': 'require', 'on': 't', 'conditions': {'a': {'is': {'var': 'ok'}, 'absent': false},"
             "  'b': {'is': {'>': [{'/': [1, {'var': 'x'}]}, 0]}, 'absent': true}}}",
             "id,ok,x\n0,true,1\n1,,1\n2,true,\n3,true,0\n4,,0\n", "2024-01-01");
  CHECK_COLUMN(&w, "q", "true", "false", "true", "?error q", "false");
  CHECK_COLUMN(&w, "q:a", "true", "false", "true", "true", "false");
  CHECK_COLUMN(&w, "q:b", "true", "true", "true", "?error q", "?error q");
  world_end(&w);
}

static void absent_at_a_rule_replaces_missing_only(void **state)
{
  world w;
  (void)state;
  open_rules(&w,
             "'v': {'kind': 'derive', 'on': 't', 'value': {'/': [1, {'var': 'x'}]}, 'absent': 7},"
             "'e': {'kind': 'derive', 'on': 't', 'value': {'var': 'x'}, 'absent': {'var': 'y'}},"
             "'w': {'kind': 'derive', 'on': 't', 'when': {'var': 'ok'}, 'value': {'var': 'x'}, 'absent': -1}",
             "id,x,y,ok\n0,4,,true\n1,,,true\n2,0,,true\n3,,9,false\n4,,9,\n", "2024-01-01");
  CHECK_COLUMN(&w, "v", "0.25", "7", "?error v", "7", "7");
  CHECK_COLUMN(&w, "e", "4", "?missing y", "0", "9", "9"); /* the gap is that of what should stand there */
  CHECK_COLUMN(&w, "w", "4", "-1", "0", "?inapplicable w", "-1");
  world_end(&w);
}

static void absent_at_a_field_stands_for_an_empty_cell(void **state)
{
  world w;
  (void)state;
  open_rules(&w, "'f': {'kind': 'derive', 'on': 't', 'value': {'!': {'var': 'filled'}}}", "id,filled\n0,true\n1,\n2,false\n", "2024-01-01");
  CHECK_COLUMN(&w, "f", "false", "true", "true");
  CHECK_COLUMN(&w, "filled", "true", "false", "false");
  world_end(&w);
}

static void when_with_a_gap_is_that_gap(void **state)
{
  world w;
  (void)state;
  open_rules(&w,
             "'v': {'kind': 'derive', 'on': 't', 'when': {'var': 'ok'}, 'value': {'/': [1, {'var': 'x'}]}},"
             "'q': {'kind': 'require', 'on': 't', 'when': {'var': 'ok'}, 'conditions': {'a': {'is': {'>': [{'var': 'x'}, 0]}}}},"
             "'c': {'kind': 'choose', 'on': 't', 'when': {'var': 'ok'}, 'cases': [{'when': {'>': [{'var': 'x'}, 0]}, 'is': 1}], 'else': {'is': 0}}",
             "id,ok,x\n0,true,4\n1,false,4\n2,,4\n3,,0\n4,false,0\n5,true,0\n", "2024-01-01");
  CHECK_COLUMN(&w, "v", "0.25", "?inapplicable v", "?missing ok", "?missing ok", "?inapplicable v", "?error v");
  CHECK_COLUMN(&w, "q", "true", "?inapplicable q", "?missing ok", "?missing ok", "?inapplicable q", "false");
  CHECK_COLUMN(&w, "q:a", "true", "?inapplicable q", "?missing ok", "?missing ok", "?inapplicable q", "false");
  CHECK_COLUMN(&w, "c", "1", "?inapplicable c", "?missing ok", "?missing ok", "?inapplicable c", "0");
  CHECK_COLUMN(&w, "c:case", "1", "?inapplicable c", "?missing ok", "?missing ok", "?inapplicable c", "0");
  world_end(&w);
}

static void round_puts_results_on_steps_once(void **state)
{
  world w;
  (void)state;
  open_rules(&w,
             "'even': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 'x'}, 2]}, 'round': {'to': 0.01, 'mode': 'half-even'}},"
             "'away': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 'x'}, 2]}, 'round': {'to': 0.01, 'mode': 'half-up'}},"
             "'down': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 'x'}, 2]}, 'round': {'to': 0.01, 'mode': 'down'}},"
             "'hundreds': {'kind': 'derive', 'on': 't', 'value': {'var': 'x'}, 'round': {'to': 100, 'mode': 'half-up'}},"
             "'odd': {'kind': 'derive', 'on': 't', 'value': {'var': 'x'}, 'round': {'to': 0.3, 'mode': 'half-even'}},"
             /* 0.0149999… must not become 0.015 on the way to 0.01 */
             "'once': {'kind': 'derive', 'on': 't', 'value': {'-': [0.015, {'/': [1, 100000000]}]}, 'round': {'to': 0.01, 'mode': 'half-up'}}",
             "id,x\n0,0.01\n1,0.03\n2,-0.01\n3,-0.03\n4,250\n5,-250\n6,249.999999\n", "2024-01-01");
  CHECK_COLUMN(&w, "even", "0", "0.02", "0", "-0.02", "125", "-125", "125");
  CHECK_COLUMN(&w, "away", "0.01", "0.02", "-0.01", "-0.02", "125", "-125", "125");
  CHECK_COLUMN(&w, "down", "0", "0.01", "0", "-0.01", "125", "-125", "124.99");
  CHECK_COLUMN(&w, "hundreds", "0", "0", "0", "0", "300", "-300", "200");
  CHECK_COLUMN(&w, "odd", "0", "0", "0", "0", "249.9", "-249.9", "249.9");
  CHECK_COLUMN(&w, "once", "0.01");
  world_end(&w);
}

static void rounding_of_the_policy_is_that_of_rules_that_state_none(void **state)
{
  static const char *const modes[][3] = {{"half-even", "0.000002", "-0.000002"}, {"half-up", "0.000003", "-0.000003"}, {"down", "0.000002", "-0.000002"}};
  (void)state;
  for (size_t i = 0; i < COUNT(modes); i++) {
    char *policy = printed("{'format': 'incubator-policy/1', 'id': 'r', 'rounding': '%s', 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}}}},"
                           " 'rules': {'v': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 'x'}, 2]}}}}", modes[i][0]);
    world w;
    world_open(&w, policy, "t", "id,x\na,0.000005\nb,-0.000005\n", "2024-01-01");
    assert_string_equal(world_cell(&w, "t:a", "v"), modes[i][1]);
    assert_string_equal(world_cell(&w, "t:b", "v"), modes[i][2]);
    world_end(&w);
    free(policy);
  }
}

static void elapsed_counts_completed_days_months_and_years(void **state)
{
  world w;
  (void)state;
  open_rules(&w,
             "'d': {'kind': 'derive', 'on': 't', 'elapsed': {'from': {'var': 'day'}, 'to': {'var': 'end'}, 'in': 'days'}},"
             "'m': {'kind': 'derive', 'on': 't', 'elapsed': {'from': {'var': 'day'}, 'to': {'var': 'end'}, 'in': 'months'}},"
             "'years': {'kind': 'derive', 'on': 't', 'elapsed': {'from': {'var': 'day'}, 'to': {'var': 'end'}, 'in': 'years'}},"
             "'s': {'kind': 'derive', 'on': 't', 'elapsed': {'from': {'var': 'day'}, 'to': {'var': 'as_of'}, 'in': 'years'},"
             "      'scale': {'steps': [[0, 18], [1, 15], [2, 0]]}},"
             "'k': {'kind': 'derive', 'on': 't', 'elapsed': {'from': '2020-01-01', 'to': {'var': 'end'}, 'in': 'months'}}",
             "id,day,end\n0,2021-01-31,2021-02-28\n1,2020-02-29,2021-02-28\n2,2021-03-01,2021-02-28\n3,2022-06-30,2020-06-29\n4,,2021-01-01\n5,0001-01-01,9999-12-31\n",
             "2022-06-29");
  CHECK_COLUMN(&w, "d", "28", "365", "-1", "-731", "?missing day", "3652058");
  CHECK_COLUMN(&w, "m", "1", "12", "0", "-24", "?missing day", "119987");
  CHECK_COLUMN(&w, "years", "0", "1", "0", "-2", "?missing day", "9998");
  CHECK_COLUMN(&w, "s", "15", "0", "15", "18", "?missing day", "0");
  CHECK_COLUMN(&w, "k", "13", "13", "13", "5", "12");
  world_end(&w);
}

static void versions_are_chosen_by_the_date(void **state)
{
  static const char rules[] =
      "'v': [{'kind': 'derive', 'on': 't', 'from': '2022-01-01', 'until': '2023-01-01', 'value': 2},"
      "      {'kind': 'derive', 'on': 't', 'until': '2022-01-01', 'value': 1}, {'kind': 'derive', 'on': 't', 'from': '2024-01-01', 'value': {'+': [{'var': 'x'}, 4]}}]";
  static const struct {
    const char *as_of, *expected;
  } cases[] = {{"1999-01-01", "1"}, {"2021-12-31", "1"}, {"2022-01-01", "2"}, {"2022-12-31", "2"}, {"2023-01-01", "?inapplicable v"},
               {"2023-12-31", "?inapplicable v"}, {"2024-01-01", "9"}, {"9999-12-31", "9"}};
  world w;
  (void)state;
  open_rules(&w, rules, "id,x\n0,5\n", "2024-01-01");
  for (size_t i = 0; i < COUNT(cases); i++) {
    world_decide(&w, cases[i].as_of);
    assert_string_equal(incubator_decisions_as_of(w.decisions), cases[i].as_of);
    assert_string_equal(world_cell(&w, "t:0", "v"), cases[i].expected);
  }
  world_end(&w);
}

static void dates_of_the_envelope_are_those_of_rules_without_any(void **state)
{
  static const char policy[] = "{'format': 'incubator-policy/1', 'id': 'r', 'from': '2021-08-25', 'until': '2026-01-01',"
                               " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}}}},"
                               " 'rules': {'v': {'kind': 'derive', 'on': 't', 'value': 1},"
                               "           'w': {'kind': 'derive', 'on': 't', 'value': 1, 'from': '2020-01-01'}}}";
  world w;
  (void)state;
  world_open(&w, policy, "t", "id\n0\n", "2021-08-24");
  assert_string_equal(world_cell(&w, "t:0", "v"), "?inapplicable v");
  assert_string_equal(world_cell(&w, "t:0", "w"), "1");
  world_decide(&w, "2021-08-25");
  assert_string_equal(world_cell(&w, "t:0", "v"), "1");
  world_decide(&w, "2026-01-01");
  assert_string_equal(world_cell(&w, "t:0", "v"), "?inapplicable v");
  assert_string_equal(world_cell(&w, "t:0", "w"), "?inapplicable w");
  world_end(&w);
}

static void parameters_hold_until_the_next_and_at_moves_them(void **state)
{
  static const char policy[] =
      HEAD TABLES
      " 'parameters': {'rate': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': 0.1}, {'from': '2022-01-01', 'value': 0.2}, {'from': '2023-01-01', 'value': '0.3'}]}},"
      " 'rules': {'now': {'kind': 'derive', 'on': 't', 'value': {'*': [{'var': 'x'}, {'var': 'params.rate'}]}},"
      "   'then': {'kind': 'derive', 'on': 't', 'at': 'day', 'value': {'*': [{'var': 'x'}, {'var': 'params.rate'}]}},"
      "   'when': {'kind': 'derive', 'on': 't', 'at': 'day', 'when': {'>': [{'var': 'params.rate'}, 0.15]}, 'value': {'var': 'x'}},"
      "   'held': {'kind': 'require', 'on': 't', 'at': 'day', 'conditions': {'c': {'is': {'>': [{'var': 'x'}, 1]}}}},"
      "   'none': {'kind': 'derive', 'on': 't', 'at': 'day', 'value': {'var': 'x'}, 'absent': 3}}}";
  world w;
  (void)state;
  world_open(&w, policy, "t", "id,x,day\n0,100,2019-12-31\n1,100,2020-01-01\n2,100,2021-12-31\n3,100,2022-01-01\n4,100,2025-01-01\n5,100,\n6,,\n", "2022-06-30");
  CHECK_COLUMN(&w, "now", "20", "20", "20", "20", "20", "20", "?missing x");
  CHECK_COLUMN(&w, "then", "?unset params.rate", "10", "10", "20", "30", "?missing day", "?missing day");
  CHECK_COLUMN(&w, "when", "?unset params.rate", "?inapplicable when", "?inapplicable when", "100", "100");
  CHECK_COLUMN(&w, "held", "true", "true", "true", "true", "true", "?missing day", "?missing day");
  CHECK_COLUMN(&w, "none", "100", "100", "100", "100", "100", "3", "3");
  world_decide(&w, "2019-06-30");
  assert_string_equal(world_cell(&w, "t:0", "now"), "?unset params.rate");
  world_end(&w);
}

static void links_lead_to_columns_of_other_tables(void **state)
{
  static const char policy[] =
      HEAD TABLES
      " 'rules': {'twice': {'kind': 'derive', 'on': 'ups', 'value': {'*': [{'var': 'v'}, 2]}},"
      "   'two': {'kind': 'derive', 'on': 't', 'value': {'+': [{'var': 'up.v'}, {'var': 'up.twice'}]}},"
      "   'part': {'kind': 'choose', 'on': 'ups', 'cases': [{'when': {'>': [{'var': 'v'}, 1]}, 'is': 5}], 'else': {'is': 6}},"
      "   'case': {'kind': 'derive', 'on': 't', 'value': {'var': 'up.part:case'}},"
      "   'key': {'kind': 'derive', 'on': 't', 'value': {'==': [{'var': 'up'}, 'p']}},"
      "   'tip': {'kind': 'derive', 'on': 't', 'value': {'==': [{'var': 'up.top.name'}, 'N']}}}}";
  world w;
  (void)state;
  world_start(&w, policy);
  world_csv(&w, "tops", "id,name\nn,N\n");
  world_csv(&w, "ups", "id,v,w,top\np,2,,n\nq,,9,\n");
  world_csv(&w, "t", "id,up\n0,p\n1,q\n2,\n");
  world_decide(&w, "2024-01-01");
  CHECK_COLUMN(&w, "two", "6", "?missing v", "?missing up");
  CHECK_COLUMN(&w, "case", "1", "?missing v", "?missing up");
  CHECK_COLUMN(&w, "key", "true", "false", "?missing up");
  CHECK_COLUMN(&w, "tip", "true", "?missing top", "?missing up");
  CHECK_COLUMN(&w, "up", "p", "q", "?missing");
  CHECK_COLUMN(&w, "up.v", "2", "?missing", "?missing");
  world_end(&w);
}

/* `absent` belongs to the cell: it stands there for whoever reads it, from whichever table. */
static void absent_at_a_field_stands_for_an_empty_cell_behind_a_link(void **state)
{
  static const char policy[] = HEAD TABLES " 'rules': {'fill': {'kind': 'derive', 'on': 't', 'value': {'var': 'up.w'}}}}";
  world w;
  (void)state;
  world_start(&w, policy);
  world_csv(&w, "ups", "id,w\np,\nq,9\n");
  world_csv(&w, "t", "id,up\n0,p\n1,q\n2,\n");
  world_decide(&w, "2024-01-01");
  CHECK_COLUMN(&w, "up.w", "4", "9", "?missing");
  CHECK_COLUMN(&w, "fill", "4", "9", "?missing up");
  world_end(&w);
}

/* What the data say themselves stands where the result is missing; where both are known the computed one counts. */
static void reported_stands_for_a_missing_result_and_may_contradict(void **state)
{
  world w;
  (void)state;
  open_rules(&w,
             "'g': {'kind': 'choose', 'on': 't', 'categories': 'grade', 'reported': 'said', 'cases': [{'when': {'>': [{'var': 'x'}, 1]}, 'is': 'A'}], 'else': {'is': 'B'}},"
             "'n': {'kind': 'derive', 'on': 't', 'value': {'+': [{'var': 'x'}, 1]}, 'reported': 'y', 'tolerance': 0.5}",
             "id,x,y,said\n0,2,3,A\n1,,3,C\n2,,,\n3,0,1.5,C\n4,0,1.500001,B\n", "2024-01-01");
  CHECK_COLUMN(&w, "g", "A", "C", "?missing said,x", "B", "B");
  CHECK_COLUMN(&w, "n", "3", "3", "?missing x,y", "1", "1");
  const incubator_findings *found = incubator_decisions_findings(w.decisions);
  assert_int_equal(incubator_findings_count(found), 2);
  assert_string_equal(incubator_findings_get(found, 0)->code, "contradiction");
  assert_int_equal(incubator_findings_get(found, 0)->severity, INCUBATOR_SEVERITY_WARNING);
  assert_string_equal(incubator_findings_get(found, 0)->path, "t/g");
  assert_non_null(strstr(incubator_findings_get(found, 0)->message, "3: computed B, reported C"));
  assert_string_equal(incubator_findings_get(found, 1)->path, "t/n");
  assert_non_null(strstr(incubator_findings_get(found, 1)->message, "4: computed 1, reported 1.500001"));
  world_end(&w);
}

/* A rule's own rounding is that of what it yields; the exact value of one rule is not seen by the next. */
static void rules_read_each_other_as_stored(void **state)
{
  world w;
  (void)state;
  open_rules(&w,
             "'third': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 'x'}, 3]}},"
             "'back': {'kind': 'derive', 'on': 't', 'value': {'*': [{'var': 'third'}, 3]}},"
             "'same': {'kind': 'derive', 'on': 't', 'value': {'==': [{'var': 'back'}, {'var': 'x'}]}}",
             "id,x\n0,1\n1,3\n", "2024-01-01");
  CHECK_COLUMN(&w, "back", "0.999999", "3");
  CHECK_COLUMN(&w, "same", "false", "true");
  world_end(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(choose_first_takes_the_first_case_that_holds),
      cmocka_unit_test(choose_without_a_hit_or_an_else_is_inapplicable),
      cmocka_unit_test(choose_unique_with_two_hits_is_an_error),
      cmocka_unit_test(require_all_is_an_and_of_its_conditions),
      cmocka_unit_test(require_any_is_an_or_of_its_conditions),
      cmocka_unit_test(require_two_of_three_is_decided_as_soon_as_it_can_be),
      cmocka_unit_test(require_n_of_n_is_all_and_one_is_any),
      cmocka_unit_test(absent_at_a_condition_replaces_missing_only),
      cmocka_unit_test(absent_at_a_rule_replaces_missing_only),
      cmocka_unit_test(absent_at_a_field_stands_for_an_empty_cell),
      cmocka_unit_test(when_with_a_gap_is_that_gap),
      cmocka_unit_test(round_puts_results_on_steps_once),
      cmocka_unit_test(rounding_of_the_policy_is_that_of_rules_that_state_none),
      cmocka_unit_test(elapsed_counts_completed_days_months_and_years),
      cmocka_unit_test(versions_are_chosen_by_the_date),
      cmocka_unit_test(dates_of_the_envelope_are_those_of_rules_without_any),
      cmocka_unit_test(parameters_hold_until_the_next_and_at_moves_them),
      cmocka_unit_test(links_lead_to_columns_of_other_tables),
      cmocka_unit_test(absent_at_a_field_stands_for_an_empty_cell_behind_a_link),
      cmocka_unit_test(reported_stands_for_a_missing_result_and_may_contradict),
      cmocka_unit_test(rules_read_each_other_as_stored),
  };
  return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
