/* Policies made to break things: always an error or a success, never a crash, a leak or a hang. */
#include <incubator/target.h>

#include "building.h"

/* In single quotes, freed. */
static incubator_status read_text(char *text)
{
  char *json = quoted(text);
  free(text);
  incubator_status status = read_hostile(json, strlen(json));
  free(json);
  return status;
}

#define HEAD "{'format': 'incubator-policy/1', 'id': 'p', "
#define TABLE "'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}, 'ok': {'type': 'boolean'}}}}, "

static void policy_of_deep_nesting_is_refused_or_read(void **state)
{
  (void)state;
  for (size_t depth = 20; depth < 40; depth++) { /* two levels of JSON for each, around the limit of 64 */
    char *open = repeated(HEAD TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': ", "{'!': [", depth, ""), *close = repeated("", "]}", depth, "");
    incubator_status status = read_text(printed("%s{'var': 'ok'}%s}}}", open, close));
    assert_int_equal(status, 2 * depth + 4 <= 64 ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_POLICY);
    free(open), free(close);
  }
  assert_int_equal(read_text(repeated("", "[", 10000000, "")), INCUBATOR_STATUS_POLICY);
  assert_int_equal(read_text(repeated("", "{'a':", 2000000, "")), INCUBATOR_STATUS_POLICY);
}

static void policy_of_very_long_texts_is_refused_or_read(void **state)
{
  enum { LONG = 10000000 };
  (void)state;
  assert_int_equal(read_text(repeated(HEAD "'note': '", "x", LONG, "'}")), INCUBATOR_STATUS_OK);
  assert_int_equal(read_text(repeated(HEAD "'", "x", LONG, "': 1}")), INCUBATOR_STATUS_POLICY);
  assert_int_equal(read_text(repeated("{'format': '", "x", LONG, "', 'id': 'p'}")), INCUBATOR_STATUS_POLICY);
  assert_int_equal(read_text(repeated("{'format': 'incubator-policy/1', 'id': '", "x", LONG, "'}")), INCUBATOR_STATUS_POLICY);
  assert_int_equal(read_text(repeated(HEAD "'extends': ['", "x", LONG, "']}")), INCUBATOR_STATUS_POLICY);
  assert_int_equal(read_text(repeated(HEAD TABLE "'rules': {'", "x", LONG, "': {'kind': 'derive', 'on': 't', 'value': 1}}}")), INCUBATOR_STATUS_POLICY);
  assert_int_equal(read_text(repeated(HEAD TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'var': '", "武", LONG / 3, "'}}}}")), INCUBATOR_STATUS_POLICY);
  assert_int_equal(read_text(repeated(HEAD TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'var': '", "x.", LONG / 2, "'}}}}")), INCUBATOR_STATUS_POLICY);
  assert_int_equal(read_text(repeated(HEAD TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'unit': '", "m*", LONG / 2, "m', 'value': 1}}}")), INCUBATOR_STATUS_POLICY);
  assert_int_equal(read_text(repeated(HEAD "'parameters': {'p': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': '", "1", LONG, "'}]}}}")), INCUBATOR_STATUS_POLICY);
  assert_int_equal(read_text(repeated(HEAD TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': 1, 'cite': '", "#", LONG, "'}}}")), INCUBATOR_STATUS_POLICY);
}

static void policy_of_many_duplicate_keys_is_refused(void **state)
{
  (void)state;
  assert_int_equal(read_text(repeated(HEAD, "'note': 1, ", 200000, "'note': 1}")), INCUBATOR_STATUS_POLICY);
  assert_int_equal(read_text(repeated(HEAD "'rules': {", "'r': {}, ", 100000, "'r': {}}}")), INCUBATOR_STATUS_POLICY);
}

static void policy_of_a_hundred_thousand_rules_is_read(void **state)
{
  (void)state;
  assert_int_equal(read_text(numbered(HEAD TABLE "'rules': {", "'r%zu':{'kind':'derive','on':'t','value':%zu}", 100000, "}}")), INCUBATOR_STATUS_OK);
}

static void policy_of_many_parameters_and_categories_is_read(void **state)
{
  (void)state;
  assert_int_equal(read_text(numbered(HEAD "'parameters': {", "'p%zu':{'type':'integer','values':[{'from':'2020-01-01','value':%zu}]}", 50000, "}}")), INCUBATOR_STATUS_OK);
  assert_int_equal(read_text(numbered(HEAD "'categories': {'c': {", "'k%zu':{'zh':'码%zu'}", 100000, "}}}")), INCUBATOR_STATUS_OK);
}

static void policy_of_an_in_with_ten_thousand_literals_decides(void **state)
{
  char *text = numbered(HEAD TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'in': [{'var': 'x'}, [", "%zu.5", 10000, "]]}}}}");
  world w;
  (void)state;
  world_open(&w, text, "t", "id,x\na,9999.5\nb,10000.5\nc,0.5\nd,\n", "2024-06-30");
  assert_string_equal(world_cell(&w, "t:a", "r"), "true");
  assert_string_equal(world_cell(&w, "t:b", "r"), "false");
  assert_string_equal(world_cell(&w, "t:c", "r"), "true");
  assert_string_equal(world_cell(&w, "t:d", "r"), "?missing x");
  world_end(&w);
  free(text);
}

static void policy_of_an_expression_of_too_many_nodes_is_refused(void **state)
{
  (void)state;
  assert_int_equal(read_text(repeated(HEAD TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'min': [", "1,", 150000, "2]}}}}")), INCUBATOR_STATUS_POLICY);
}

/* The literals of an `in` are nodes as any others. */
static void policy_of_an_in_of_too_many_literals_is_refused(void **state)
{
  (void)state;
  assert_int_equal(read_text(repeated(HEAD TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'in': [{'var': 'x'}, [", "1,", 150000, "2]]}}}}")), INCUBATOR_STATUS_POLICY);
}

static void policy_of_many_units_is_refused_or_read(void **state)
{
  (void)state;
  assert_int_equal(read_text(numbered(HEAD "'units': {", "'u%zu':{'zh':'%zu号'}", 6000, "}}")), INCUBATOR_STATUS_OK);
  assert_int_equal(read_text(numbered(HEAD "'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'},", "'f%zu':{'type':'decimal','unit':'u%zu'}", 6000, "}}}}")), INCUBATOR_STATUS_POLICY);
  assert_int_equal(read_text(printed(HEAD "'tables': {'t': {'key': 'id', 'unit': 'a*b*c*d*e*f*g*h*i', 'fields': {'id': {'type': 'text'}}}}}")), INCUBATOR_STATUS_POLICY);
  assert_int_equal(read_text(printed(HEAD "'tables': {'t': {'key': 'id', 'unit': 'a*a*a*a*a*a*a*a*a*a', 'fields': {'id': {'type': 'text'}}}}}")), INCUBATOR_STATUS_POLICY);
}

static void policy_of_numbers_of_every_size_is_refused_or_read(void **state)
{
  static const char *const numbers[] = {"1e999999999", "1e-999999999", "-1e400", "123456789012345", "1234567890123456", "0.00000000000000000001", "9223372036854775807",
                                        "0e99999999999999999999", "1e18", "1e19", "99999999999999e4", "0.000000000000001e15"};
  (void)state;
  for (size_t i = 0; i < COUNT(numbers); i++) {
    read_text(printed(HEAD TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'+': [{'var': 'x'}, %s]}}}}", numbers[i]));
    read_text(printed(HEAD TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 'x'}, {'*': [%s, %s, %s]}]}}}}", numbers[i], numbers[i], numbers[i]));
    read_text(printed(HEAD TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': 1, 'round': {'to': %s, 'mode': 'down'}}}}", numbers[i]));
    read_text(printed(HEAD TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'var': 'x'}, 'scale': {'points': [[0, 0], [%s, %s]], 'outside': %s}}}}", numbers[i], numbers[i], numbers[i]));
    read_text(printed(HEAD TABLE "'rules': {'r': {'kind': 'require', 'on': 't', 'need': %s, 'conditions': {'c': {'is': true}}}}}", numbers[i]));
    read_text(printed(HEAD "'parameters': {'p': {'type': 'decimal', 'min': -%s, 'values': [{'from': '0001-01-01', 'value': %s}]}}}", numbers[i][0] == '-' ? "1" : numbers[i], numbers[i]));
  }
}

/* ---- Cross tables, which have no key and no rows of their own ---- */

#define CROSS_WITH(LINK) HEAD "'categories': {'c': {'a': {}}}, 'tables': {'u': {'key': 'id', 'fields': {'id': {'type': 'text'}}}, 'pairs': {'cross': true, 'links': {'one': {'to': 'u'}}, 'fields': {'c': {'type': 'category', 'categories': 'c'}}}," \
              " 't': {'key': 'id', " LINK "'fields': {'id': {'type': 'text'}}}}, "
#define CROSS CROSS_WITH("")

static void read_link_to_cross(void *context)
{
  (void)context;
  read_text(printed(CROSS_WITH("'links': {'pair': {'to': 'pairs'}}, ") "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'==': [{'var': 'pair'}, 'x']}}}}"));
}

static void policy_with_a_link_to_a_cross_table_is_refused_or_read(void **state)
{
  (void)state;
  assert_true(survives(read_link_to_cross, NULL));
}

static void report_on_cross(void *context)
{
  world w;
  sink s = {0};
  incubator_writer writer = sink_writer(&s);
  incubator_report report = INCUBATOR_REPORT_INIT;
  report.format = *(incubator_format *)context;
  report.table = "pairs";
  world_open(&w, CROSS "'rules': {'r': {'kind': 'choose', 'on': 'pairs', 'categories': 'c', 'cases': [{'when': true, 'is': 'a'}]}}}", "u", "id\na\n", "2024-06-30");
  incubator_decisions_classify(w.decisions, &report, &writer, NULL);
  world_end(&w);
  sink_free(&s);
}

static void classify_of_a_cross_table_ends(void **state)
{
  (void)state;
  for (int f = 0; f < 3; f++) {
    incubator_format format = (incubator_format)f;
    assert_true(survives(report_on_cross, &format));
  }
}

static void rules_on_a_cross_table(void *context)
{
  world w;
  sink s = {0};
  incubator_writer writer = sink_writer(&s);
  incubator_report report = INCUBATOR_REPORT_INIT;
  (void)context;
  world_open(&w, CROSS "'rules': {'m': {'kind': 'measure', 'on': 'u', 'rows': 'pairs', 'take': 'count'}, 'g': {'kind': 'target', 'on': 'pairs', 'actual': 1, 'goal': 2},"
                       "'own': {'kind': 'measure', 'on': 'pairs', 'rows': 'pairs', 'take': 'count'}}}",
             "u", "id\na\n", "2024-06-30");
  if (strcmp(world_cell(&w, "u:a", "m"), "?missing table pairs")) abort();
  incubator_target *t = NULL;
  if (incubator_target_create(w.decisions, &t, NULL) == INCUBATOR_STATUS_OK) incubator_target_write(t, NULL, &writer, NULL);
  incubator_target_free(t);
  for (int f = 0; f < 3; f++) {
    report.format = (incubator_format)f;
    report.by = f ? "c" : NULL;
    incubator_decisions_classify(w.decisions, &report, &writer, NULL);
  }
  incubator_policy_describe(w.policy, INCUBATOR_LANGUAGE_EN, &writer, NULL);
  world_end(&w);
  sink_free(&s);
}

static void rules_over_a_cross_table_end(void **state)
{
  (void)state;
  assert_true(survives(rules_on_a_cross_table, NULL));
}

static void rows_for_a_cross_table_are_refused(void **state)
{
  building b;
  (void)state;
  building_start_with(&b, CROSS "'rules': {}}", true);
  assert_int_equal(building_csv(&b, "pairs", "one\nx\n"), INCUBATOR_STATUS_NOT_FOUND);
  building_end(&b);
  building_start_with(&b, CROSS "'rules': {}}", true);
  assert_int_equal(building_json(&b, NULL, "{'pairs': []}"), INCUBATOR_STATUS_NOT_FOUND);
  building_end(&b);
}

/* ---- Scores of many items and of deep groups ---- */

/* Everything that is told of one carrier's score, to be freed. */
static void tell_all_of(const char *policy)
{
  world w;
  sink s = {0};
  incubator_writer writer = sink_writer(&s);
  incubator_report report = INCUBATOR_REPORT_INIT;
  incubator_question q = INCUBATOR_QUESTION_INIT;
  incubator_explanation *x = NULL;
  q.subject = "t:a", q.rule = "s";
  world_open(&w, policy, "t", "id,x\na,2\nb,\n", "2024-06-30");
  for (int f = 0; f < 3; f++) {
    report.format = (incubator_format)f;
    assert_int_equal(incubator_decisions_assess(w.decisions, &report, &writer, NULL), INCUBATOR_STATUS_OK);
  }
  for (int l = 0; l < 2; l++) assert_int_equal(incubator_policy_describe(w.policy, (incubator_language)l, &writer, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_explanation_create(w.decisions, &q, &x, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_explanation_write(x, INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_ZH, &writer, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_explanation_write(x, INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN, &writer, NULL), INCUBATOR_STATUS_OK);
  incubator_explanation_free(x);
  sink_free(&s);
  world_end(&w);
}

static void tell_text(char *policy)
{
  tell_all_of(policy);
  free(policy);
}

#define SCORE HEAD TABLE "'rules': {'s': {'kind': 'score', 'on': 't', 'aggregate': 'mean', 'reweight': {'share': 0}, 'items': {"

static void score_of_hundreds_of_items_is_told(void **state)
{
  (void)state;
  tell_text(numbered(SCORE, "'i%zu': {'title': {'zh': '项', 'en': 'item'}, 'value': {'*': [{'var': 'x'}, %zu]}, 'weight': 0.000001}", 3000, "}}}}"));
}

static void score_of_groups_in_groups_is_told(void **state)
{
  enum { DEEP = 27 };
  char *open = repeated(SCORE, "'g': {'aggregate': 'harmonic', 'items': {'h': {'value': {'var': 'x'}, 'absent': 1}, ", DEEP, "'l': {'value': {'var': 'x'}, 'scale': {'cohort': 'rank', 'constant': 1}}");
  (void)state;
  tell_text(repeated(open, "}}", DEEP, "}}}}"));
  free(open);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(policy_of_deep_nesting_is_refused_or_read),
      cmocka_unit_test(policy_of_very_long_texts_is_refused_or_read),
      cmocka_unit_test(policy_of_many_duplicate_keys_is_refused),
      cmocka_unit_test(policy_of_a_hundred_thousand_rules_is_read),
      cmocka_unit_test(policy_of_many_parameters_and_categories_is_read),
      cmocka_unit_test(policy_of_an_in_with_ten_thousand_literals_decides),
      cmocka_unit_test(policy_of_an_expression_of_too_many_nodes_is_refused),
      cmocka_unit_test(policy_of_an_in_of_too_many_literals_is_refused),
      cmocka_unit_test(policy_of_many_units_is_refused_or_read),
      cmocka_unit_test(policy_of_numbers_of_every_size_is_refused_or_read),
      cmocka_unit_test(policy_with_a_link_to_a_cross_table_is_refused_or_read),
      cmocka_unit_test(classify_of_a_cross_table_ends),
      cmocka_unit_test(rules_over_a_cross_table_end),
      cmocka_unit_test(rows_for_a_cross_table_are_refused),
      cmocka_unit_test(score_of_hundreds_of_items_is_told),
      cmocka_unit_test(score_of_groups_in_groups_is_told),
  };
  return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
