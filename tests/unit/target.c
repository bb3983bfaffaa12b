/* Progress of all targets: its lines against the annex of the Wuhan opinion, and the form in every format. */
#include <incubator/target.h>

#include "base/decimal.h"
#include "support.h"

/* The annex: unit; present in 2021; goals for 2025: total, national, specialised. */
static const struct {
  const char *unit;
  int present, goals[3];
} annex[] = {{"东湖高新区", 147, {210, 100, 105}}, {"武汉经开区", 8, {30, 11, 15}}, {"临空港开发区", 11, {20, 7, 10}}, {"江岸区", 30, {50, 9, 25}},
             {"江汉区", 25, {40, 11, 20}},        {"硚口区", 10, {25, 6, 13}},    {"汉阳区", 10, {25, 5, 13}},       {"武昌区", 28, {45, 10, 22}},
             {"青山区", 18, {30, 8, 15}},         {"洪山区", 35, {60, 20, 30}},   {"江夏区", 20, {30, 7, 15}},       {"蔡甸区", 8, {13, 2, 6}},
             {"黄陂区", 7, {11, 2, 6}},           {"新洲区", 7, {11, 2, 5}}};

static const char *const district_rules[] = {"t_total", "t_national", "t_specialised"};
static const char *const series[] = {"total", "national", "specialised"};

static void open_builtin(world *w, const char *csv)
{
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  *w = (world){0};
  source.builtin = "wuhan-2021";
  assert_int_equal(incubator_policy_read(&source, NULL, &w->policy, NULL, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_create(w->policy, NULL, &w->builder, NULL), INCUBATOR_STATUS_OK);
  if (csv) world_csv(w, "districts", csv);
  world_decide(w, "2024-06-30");
}

static incubator_target *target_of(const world *w)
{
  incubator_target *t = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  if (incubator_target_create(w->decisions, &t, &e) != INCUBATOR_STATUS_OK) fail_msg("%s", e.message);
  return t;
}

static incubator_target_line line_of(const incubator_target *t, const char *subject, const char *rule)
{
  incubator_target_line line = INCUBATOR_TARGET_LINE_INIT;
  for (size_t i = 0; i < incubator_target_count(t); i++) {
    assert_int_equal(incubator_target_get(t, i, &line), INCUBATOR_STATUS_OK);
    if (!strcmp(line.subject, subject) && !strcmp(line.rule, rule)) return line;
  }
  fail_msg("no line %s %s", subject, rule);
  return line;
}

static void check_figure(incubator_figure f, incubator_gap gap, int64_t micros)
{
  assert_int_equal(f.gap, gap);
  assert_int_equal(f.value, micros);
}

static void lines_of_the_builtin_policy_have_the_goals_of_the_annex(void **state)
{
  int sums[4] = {0};
  world w;
  (void)state;
  open_builtin(&w, NULL);
  incubator_target *t = target_of(&w);
  for (size_t i = 0; i < COUNT(annex); i++) {
    sums[3] += annex[i].present;
    for (size_t s = 0; s < 3; s++) {
      incubator_target_line line = line_of(t, annex[i].unit, district_rules[s]);
      check_figure(line.goal, INCUBATOR_GAP_NONE, annex[i].goals[s] * INC_MICRO);
      assert_string_equal(line.series, series[s]);
      assert_string_equal(line.table, "districts");
      sums[s] += annex[i].goals[s];
    }
    incubator_target_line total = line_of(t, annex[i].unit, "t_total");
    check_figure(total.actual, INCUBATOR_GAP_NONE, annex[i].present * INC_MICRO); /* nothing newer is given: what the annex says */
    check_figure(total.progress, INCUBATOR_GAP_NONE, 0);
    check_figure(line_of(t, annex[i].unit, "t_national").actual, INCUBATOR_GAP_MISSING, 0);
  }
  assert_int_equal(sums[0], 600);
  assert_int_equal(sums[1], 200);
  assert_int_equal(sums[2], 300);
  assert_int_equal(sums[3], 364);
  check_figure(line_of(t, "武汉市", "c_total").goal, INCUBATOR_GAP_NONE, 600 * INC_MICRO);
  check_figure(line_of(t, "武汉市", "c_specialised").goal, INCUBATOR_GAP_NONE, 300 * INC_MICRO);
  check_figure(line_of(t, "武汉市", "g_national").goal, INCUBATOR_GAP_NONE, 200 * INC_MICRO);
  check_figure(line_of(t, "武汉市", "g_share").goal, INCUBATOR_GAP_NONE, INC_MICRO / 2);
  incubator_target_free(t);
  world_end(&w);
}

static void lines_of_reported_figures_show_progress(void **state)
{
  world w;
  (void)state;
  open_builtin(&w, "区,当前总量,当前国家级数量,当前专业型数量\n武昌区,45,9,23\n洪山区,47,,\n");
  incubator_target *t = target_of(&w);
  incubator_target_line total = line_of(t, "武昌区", "t_total"), national = line_of(t, "武昌区", "t_national"), half = line_of(t, "洪山区", "t_total");
  check_figure(total.met, INCUBATOR_GAP_NONE, 1);
  check_figure(total.actual, INCUBATOR_GAP_NONE, 45 * INC_MICRO);
  check_figure(total.missing, INCUBATOR_GAP_NONE, 0);
  check_figure(total.share, INCUBATOR_GAP_NONE, INC_MICRO);
  check_figure(total.progress, INCUBATOR_GAP_NONE, INC_MICRO);
  check_figure(national.met, INCUBATOR_GAP_NONE, 0);
  check_figure(national.missing, INCUBATOR_GAP_NONE, INC_MICRO);
  check_figure(national.share, INCUBATOR_GAP_NONE, 900000);
  check_figure(national.progress, INCUBATOR_GAP_MISSING, 0); /* the annex says no present figure */
  check_figure(half.progress, INCUBATOR_GAP_NONE, 480000); /* (47 − 35) / (60 − 35) */
  check_figure(half.low, INCUBATOR_GAP_NONE, 47 * INC_MICRO);
  incubator_target_free(t);
  world_end(&w);
}

/* Tables that link to others come first: districts before their city; a subject's lines stand together. */
static void lines_stand_subject_by_subject_lowest_tables_first(void **state)
{
  world w;
  (void)state;
  open_builtin(&w, NULL);
  incubator_target *t = target_of(&w);
  assert_int_equal(incubator_target_count(t), 14 * 3 + 6);
  for (size_t i = 0; i < 14 * 3; i++) {
    incubator_target_line line = INCUBATOR_TARGET_LINE_INIT;
    assert_int_equal(incubator_target_get(t, i, &line), INCUBATOR_STATUS_OK);
    assert_string_equal(line.subject, annex[i / 3].unit);
    assert_string_equal(line.rule, district_rules[i % 3]);
  }
  incubator_target_line line = INCUBATOR_TARGET_LINE_INIT;
  assert_int_equal(incubator_target_get(t, 14 * 3, &line), INCUBATOR_STATUS_OK);
  assert_string_equal(line.table, "cities");
  incubator_target_free(t);
  world_end(&w);
}

static void get_past_the_end_is_not_found(void **state)
{
  incubator_target_line line = INCUBATOR_TARGET_LINE_INIT;
  world w;
  (void)state;
  open_builtin(&w, NULL);
  incubator_target *t = target_of(&w);
  line.subject = "x";
  assert_int_equal(incubator_target_get(t, incubator_target_count(t), &line), INCUBATOR_STATUS_NOT_FOUND);
  assert_null(line.subject);
  line.size = 8;
  assert_int_equal(incubator_target_get(t, 0, &line), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_target_get(NULL, 0, &line), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_target_get(t, 0, NULL), INCUBATOR_STATUS_ARGUMENT);
  incubator_target_free(t);
  world_end(&w);
}

static void create_without_targets_is_not_found(void **state)
{
  world w;
  incubator_target *t = (incubator_target *)&w;
  incubator_error e = INCUBATOR_ERROR_INIT;
  (void)state;
  world_open(&w, "{'format': 'incubator-policy/1', 'id': 'p', 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}}}}}", "t", "id\na\n", "2024-06-30");
  assert_int_equal(incubator_target_create(w.decisions, &t, &e), INCUBATOR_STATUS_NOT_FOUND);
  assert_null(t);
  world_end(&w);
}

static void write_target(const world *w, incubator_format format, incubator_language language, sink *s)
{
  incubator_target *t = target_of(w);
  incubator_report report = INCUBATOR_REPORT_INIT;
  incubator_writer writer = sink_writer(s);
  report.format = format;
  report.language = language;
  assert_int_equal(incubator_target_write(t, &report, &writer, NULL), INCUBATOR_STATUS_OK);
  incubator_target_free(t);
}

static void form_has_the_series_across_and_goals_below(void **state)
{
  world w;
  sink en = {0}, zh = {0};
  (void)state;
  open_builtin(&w, "区,当前总量,当前国家级数量,当前专业型数量\n武昌区,45,9,23\n");
  write_target(&w, INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_EN, &en);
  write_target(&w, INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_ZH, &zh);
  assert_true(sink_has(&en, "total") && sink_has(&en, "national") && sink_has(&en, "specialised"));
  assert_true(sink_has(&en, "100.0%") && sink_has(&en, "90.0%") && sink_has(&en, "undetermined"));
  assert_true(sink_has(&zh, "武昌区") && sink_has(&zh, "差距") && sink_has(&zh, "武汉市"));
  sink_free(&en), sink_free(&zh);
  world_end(&w);
}

static void csv_has_a_line_a_target_with_its_gap(void **state)
{
  world w;
  sink s = {0};
  size_t lines = 0;
  (void)state;
  open_builtin(&w, "区,当前总量\n武昌区,45\n");
  write_target(&w, INCUBATOR_FORMAT_CSV, INCUBATOR_LANGUAGE_EN, &s);
  for (const char *at = s.text; (at = strstr(at, "\r\n")); at += 2) lines++;
  assert_int_equal(lines, 1 + 14 * 3 + 6);
  assert_true(sink_has(&s, "districts,武昌区,t_total,total,true,45,45,45,45,0,1,1,0,5.966346,53.974038,,"));
  assert_true(sink_has(&s, "districts,武昌区,t_national,national,,,,,10,,,,,,,missing: national_now,"));
  sink_free(&s);
  world_end(&w);
}

static void json_has_every_figure(void **state)
{
  world w;
  sink s = {0};
  (void)state;
  open_builtin(&w, "区,当前总量\n武昌区,45\n");
  write_target(&w, INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN, &s);
  assert_true(sink_has(&s, "\"format\": \"incubator-target/1\""));
  assert_true(sink_has(&s, "\"target\": \"t_total\""));
  assert_true(sink_has(&s, "\"names\": [\"national_now\"]"));
  sink_free(&s);
  world_end(&w);
}

static void write_with_wrong_arguments_is_refused(void **state)
{
  world w;
  sink s = {.limit = 3};
  incubator_writer writer = sink_writer(&s);
  incubator_report report = INCUBATOR_REPORT_INIT;
  (void)state;
  open_builtin(&w, NULL);
  incubator_target *t = target_of(&w);
  for (int f = 0; f < 3; f++) {
    report.format = (incubator_format)f;
    assert_int_equal(incubator_target_write(t, &report, &writer, NULL), INCUBATOR_STATUS_WRITER);
  }
  report.format = (incubator_format)3;
  assert_int_equal(incubator_target_write(t, &report, &writer, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_target_write(t, NULL, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_target_write(NULL, NULL, &writer, NULL), INCUBATOR_STATUS_ARGUMENT);
  incubator_target_free(t);
  sink_free(&s);
  world_end(&w);
}

/* ---- A policy as a document ---- */

static void describe_tells_every_rule_with_its_clause(void **state)
{
  static const incubator_language languages[] = {INCUBATOR_LANGUAGE_EN, INCUBATOR_LANGUAGE_ZH};
  (void)state;
  for (size_t n = 0; incubator_policy_builtin(n); n++) {
    incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
    incubator_policy *policy = NULL;
    source.builtin = incubator_policy_builtin(n);
    assert_int_equal(incubator_policy_read(&source, NULL, &policy, NULL, NULL), INCUBATOR_STATUS_OK);
    for (size_t l = 0; l < COUNT(languages); l++) {
      sink s = {0};
      incubator_writer writer = sink_writer(&s);
      assert_int_equal(incubator_policy_describe(policy, languages[l], &writer, NULL), INCUBATOR_STATUS_OK);
      assert_true(sink_has(&s, incubator_policy_title(policy, languages[l])));
      assert_true(sink_has(&s, "#"));
      assert_null(strstr(s.text, "(null)"));
      s.limit = 1;
      assert_int_equal(incubator_policy_describe(policy, languages[l], &writer, NULL), INCUBATOR_STATUS_WRITER);
      sink_free(&s);
    }
    assert_int_equal(incubator_policy_describe(policy, (incubator_language)7, &(incubator_writer){0}, NULL), INCUBATOR_STATUS_ARGUMENT);
    assert_int_equal(incubator_policy_describe(policy, INCUBATOR_LANGUAGE_EN, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
    incubator_policy_unref(policy);
  }
}

static void describe_says_every_kind_in_words(void **state)
{
  static const char text[] =
      "{'format': 'incubator-policy/1', 'id': 'p', 'sources': {'s': {'title': 'S'}}, 'categories': {'c': {'a': {}, 'b': {}}}, 'parameters': {'p': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': 0.5}, {'from': '2021-01-01', 'value': 0.6}]}, 'q': {'type': 'decimal', 'values': []}},"
      " 'tables': {'u': {'key': 'id', 'fields': {'id': {'type': 'text'}}}, 't': {'key': 'id', 'links': {'u': {'to': 'u'}}, 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}, 'd': {'type': 'date'}, 'n': {'type': 'text'}}}},"
      " 'rules': {'r1': {'kind': 'derive', 'on': 't', 'value': {'-': [{'*': [{'var': 'x'}, {'+': [{'var': 'params.p'}, 2]}]}, {'-': [1, {'var': 'params.q'}]}]}, 'cite': 's#7'},"
      "  'r2': {'kind': 'derive', 'on': 't', 'elapsed': {'from': {'var': 'd'}, 'to': {'var': 'as_of'}, 'in': 'years'}, 'scale': {'steps': [[0, 18], [1, 15]]}, 'assumed': 'guessed so'},"
      "  'r3': {'kind': 'choose', 'on': 't', 'hit': 'unique', 'categories': 'c', 'cases': [{'when': {'in': [{'var': 'n'}, ['k', 'l']]}, 'is': 'a'}], 'else': {'is': 'b'}},"
      "  'r4': {'kind': 'require', 'on': 't', 'need': 1, 'conditions': {'k': {'is': {'!': {'or': [{'==': [{'var': 'r3'}, 'a']}, {'<': [{'var': 'x'}, 1]}]}}}}},"
      "  'r5': {'kind': 'measure', 'on': 'u', 'rows': 't', 'take': 'mean', 'of': {'var': 'x'}, 'where': {'var': 'r4'}},"
      "  'r6': {'kind': 'target', 'on': 'u', 'actual': {'var': 'r5'}, 'goal': 9, 'need': 'at-most'},"
      "  'r7': [{'kind': 'derive', 'on': 't', 'until': '2021-01-01', 'value': {'if': [{'>': [{'var': 'x'}, 1]}, 1, {'max': [2, {'var': 'x'}]}]}}, {'kind': 'derive', 'on': 't', 'from': '2021-01-01', 'value': 4}]}}";
  static const char *const expected[] = {"x × (p", "− (1", "18", "guessed so", "\"k\", \"l\"", "not (", "r5", "9", "2021-01-01", "the greatest of (2, x)", "S"};
  incubator_policy *policy = policy_of(text);
  sink s = {0};
  incubator_writer writer = sink_writer(&s);
  (void)state;
  assert_int_equal(incubator_policy_describe(policy, INCUBATOR_LANGUAGE_EN, &writer, NULL), INCUBATOR_STATUS_OK);
  for (size_t i = 0; i < COUNT(expected); i++) {
    if (!sink_has(&s, expected[i])) fail_msg("no %s in\n%s", expected[i], s.text);
  }
  sink_free(&s);
  incubator_policy_unref(policy);
}

/* ---- Plans ---- */

static const char planned[] =
    "{'format': 'incubator-policy/1', 'id': 'p', 'from': '2021-01-01', 'tables': {'u': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'now': {'type': 'integer'}, 'aim': {'type': 'integer'}}}},"
    " 'rules': {'r': {'kind': 'target', 'on': 'u', 'actual': {'var': 'now'}, 'goal': {'var': 'aim'}, 'base': {'var': 'now'}, 'since': '2021-01-01', 'due': '2024-12-31',"
    "  'plan': {'dates': ['2023-12-31', '2024-12-31'], 'pace': 'even'}},"
    " 's': {'kind': 'target', 'on': 'u', 'actual': {'var': 'now'}, 'goal': 3}}}";

static incubator_milestone milestone(const incubator_target *t, size_t index, size_t number)
{
  incubator_milestone m = INCUBATOR_MILESTONE_INIT;
  assert_int_equal(incubator_target_milestone(t, index, number, &m), INCUBATOR_STATUS_OK);
  return m;
}

static void a_plan_has_a_level_for_each_date(void **state)
{
  incubator_milestone m = INCUBATOR_MILESTONE_INIT;
  incubator_target_line line = INCUBATOR_TARGET_LINE_INIT;
  world w;
  (void)state;
  world_open(&w, planned, "u", "id,now,aim\na,1,4\nb,1,2\nc,,9\n", "2022-12-31");
  incubator_target *t = target_of(&w);
  assert_int_equal(incubator_target_get(t, 0, &line), INCUBATOR_STATUS_OK);
  assert_int_equal(line.milestones, 2);
  check_figure(line.pace_needed, INCUBATOR_GAP_NONE, 1497948); /* 3 × 365 / 731 */
  check_figure(line.pace_kept, INCUBATOR_GAP_NONE, 0);
  check_figure(line.forecast, INCUBATOR_GAP_NONE, INC_MICRO);
  assert_string_equal(milestone(t, 0, 0).date, "2023-12-31");
  check_figure(milestone(t, 0, 0).level, INCUBATOR_GAP_NONE, 3 * INC_MICRO);
  check_figure(milestone(t, 0, 1).level, INCUBATOR_GAP_NONE, 4 * INC_MICRO);
  check_figure(milestone(t, 2, 0).level, INCUBATOR_GAP_NONE, INC_MICRO); /* the first date brings 2 of 4 in all */
  check_figure(milestone(t, 4, 0).level, INCUBATOR_GAP_MISSING, 0);
  assert_int_equal(incubator_target_get(t, 1, &line), INCUBATOR_STATUS_OK);
  assert_int_equal(line.milestones, 0);
  assert_int_equal(incubator_target_milestone(t, 0, 2, &m), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(incubator_target_milestone(t, 1, 0, &m), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(incubator_target_milestone(t, 6, 0, &m), INCUBATOR_STATUS_NOT_FOUND);
  assert_null(m.date);
  assert_int_equal(incubator_target_milestone(NULL, 0, 0, &m), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_target_milestone(t, 0, 0, NULL), INCUBATOR_STATUS_ARGUMENT);
  m.size = 8;
  assert_int_equal(incubator_target_milestone(t, 0, 0, &m), INCUBATOR_STATUS_ARGUMENT);
  incubator_target_free(t);
  world_end(&w);
}

static void plans_are_written(void **state)
{
  static const char *const expected[] = {"a              1           3           4       4", "u,b,r,,2023-12-31,1,,", "u,c,r,,2023-12-31,,missing,",
                                         "\"milestones\": [{\"date\": \"2023-12-31\", \"level\": \"3\"}"};
  static const incubator_format formats[] = {INCUBATOR_FORMAT_TABLE, INCUBATOR_FORMAT_CSV, INCUBATOR_FORMAT_CSV, INCUBATOR_FORMAT_JSON};
  world w;
  (void)state;
  world_open(&w, planned, "u", "id,now,aim\na,1,4\nb,1,2\nc,,9\n", "2022-12-31");
  incubator_target *t = target_of(&w);
  incubator_report report = INCUBATOR_REPORT_INIT;
  for (size_t i = 0; i < COUNT(expected); i++) {
    sink s = {0};
    incubator_writer writer = sink_writer(&s);
    report.format = formats[i];
    assert_int_equal(incubator_target_write_plan(t, &report, &writer, NULL), INCUBATOR_STATUS_OK);
    if (!sink_has(&s, expected[i])) fail_msg("no %s in\n%s", expected[i], s.text);
    sink_free(&s);
  }
  incubator_target_free(t);
  world_end(&w);
}

static void plans_that_are_not_there_are_not_found(void **state)
{
  sink s = {0};
  incubator_writer writer = sink_writer(&s);
  incubator_report report = INCUBATOR_REPORT_INIT;
  incubator_error e = INCUBATOR_ERROR_INIT;
  world w;
  (void)state;
  open_builtin(&w, NULL);
  incubator_target *t = target_of(&w);
  assert_int_equal(incubator_target_write_plan(t, &report, &writer, &e), INCUBATOR_STATUS_NOT_FOUND);
  assert_string_equal(e.message, "the policy \"wuhan-2021\" has no target with a plan in force");
  report.table = "districts";
  assert_int_equal(incubator_target_write_plan(t, &report, &writer, &e), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(incubator_target_write_plan(NULL, &report, &writer, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_target_write_plan(t, NULL, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  incubator_target_free(t);
  sink_free(&s);
  world_end(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_of_the_builtin_policy_have_the_goals_of_the_annex),
      cmocka_unit_test(lines_of_reported_figures_show_progress),
      cmocka_unit_test(lines_stand_subject_by_subject_lowest_tables_first),
      cmocka_unit_test(get_past_the_end_is_not_found),
      cmocka_unit_test(create_without_targets_is_not_found),
      cmocka_unit_test(form_has_the_series_across_and_goals_below),
      cmocka_unit_test(csv_has_a_line_a_target_with_its_gap),
      cmocka_unit_test(json_has_every_figure),
      cmocka_unit_test(write_with_wrong_arguments_is_refused),
      cmocka_unit_test(a_plan_has_a_level_for_each_date),
      cmocka_unit_test(plans_are_written),
      cmocka_unit_test(plans_that_are_not_there_are_not_found),
      cmocka_unit_test(describe_tells_every_rule_with_its_clause),
      cmocka_unit_test(describe_says_every_kind_in_words),
  };
  return cmocka_run_group_tests_name("target", tests, NULL, NULL);
}
