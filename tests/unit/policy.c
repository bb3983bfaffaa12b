/* A policy as its users hold it: sources, settings, references, labels, its own tests, and that every error is told. */
#include "finding_case.h"

static incubator_status read_with(const char *text, const char *const *settings, size_t count, incubator_policy **policy,
                                  incubator_findings **findings, incubator_error *error)
{
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy_options options = INCUBATOR_POLICY_OPTIONS_INIT;
  char *json = quoted(text);
  source.text = json;
  source.length = strlen(json);
  source.name = "mine";
  options.settings = settings;
  options.setting_count = count;
  incubator_status status = incubator_policy_read(&source, &options, policy, findings, error);
  free(json);
  return status;
}

static void read_of_a_source_takes_exactly_one(void **state)
{
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy *policy = NULL;
  incubator_findings *findings = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  (void)state;
  assert_int_equal(incubator_policy_read(&source, NULL, &policy, &findings, &e), INCUBATOR_STATUS_ARGUMENT);
  source.builtin = "wuhan-2021";
  source.path = "x";
  assert_int_equal(incubator_policy_read(&source, NULL, &policy, &findings, &e), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(e.status, INCUBATOR_STATUS_ARGUMENT);
  source.builtin = NULL;
  source.path = "/nowhere/at/all.json";
  assert_int_equal(incubator_policy_read(&source, NULL, &policy, &findings, &e), INCUBATOR_STATUS_IO);
  assert_string_equal(e.path, "/nowhere/at/all.json");
  source.path = NULL;
  source.builtin = "nowhere";
  assert_int_equal(incubator_policy_read(&source, NULL, &policy, &findings, &e), INCUBATOR_STATUS_NOT_FOUND);
  assert_null(policy);
  assert_null(findings);
  assert_int_equal(incubator_policy_read(&source, NULL, NULL, &findings, &e), INCUBATOR_STATUS_ARGUMENT);
}

static void builtin_policies_have_no_errors_and_pass_their_tests(void **state)
{
  size_t count = 0;
  (void)state;
  for (const char *name; (name = incubator_policy_builtin(count)); count++) {
    incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
    incubator_policy *policy = NULL;
    incubator_findings *findings = NULL;
    incubator_test_report report = INCUBATOR_TEST_REPORT_INIT;
    source.builtin = name;
    assert_int_equal(incubator_policy_read(&source, NULL, &policy, &findings, NULL), INCUBATOR_STATUS_OK);
    assert_int_equal(incubator_findings_total(findings, INCUBATOR_SEVERITY_ERROR), 0);
    incubator_findings_free(findings);
    assert_string_equal(incubator_policy_id(policy), name);
    assert_int_equal(incubator_decisions_test(policy, &report, &findings, NULL), INCUBATOR_STATUS_OK);
    if (report.failures) fail_msg("%s", findings_text(findings));
    assert_true(report.tests > 0 && report.expectations > report.tests);
    incubator_findings_free(findings);
    incubator_policy_unref(policy);
  }
  assert_true(count >= 3);
  assert_null(incubator_policy_builtin(SIZE_MAX));
}

static void references_keep_a_policy_to_the_last(void **state)
{
  memory m = {0};
  incubator_allocator a = memory_allocator(&m);
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy_options options = INCUBATOR_POLICY_OPTIONS_INIT;
  incubator_policy *policy = NULL;
  (void)state;
  source.builtin = "wuhan-2021";
  options.allocator = &a;
  assert_int_equal(incubator_policy_read(&source, &options, &policy, NULL, NULL), INCUBATOR_STATUS_OK);
  assert_ptr_equal(incubator_policy_ref(policy), policy);
  incubator_policy_unref(policy);
  assert_string_equal(incubator_policy_id(policy), "wuhan-2021");
  incubator_policy_unref(policy);
  assert_int_equal(m.live, 0);
}

static void titles_labels_and_codes_are_given_in_a_language(void **state)
{
  incubator_policy *policy = policy_of(POLICY "'title': {'zh': '题'}, 'categories': {'c': {'a': {'zh': '甲', 'en': 'first'}, 'b': {'en': 'second'}, 'd': {}}}}");
  incubator_policy *bare = policy_of(POLICY "'note': 'no title'}");
  (void)state;
  assert_string_equal(incubator_policy_title(policy, INCUBATOR_LANGUAGE_ZH), "题");
  assert_string_equal(incubator_policy_title(policy, INCUBATOR_LANGUAGE_EN), "题"); /* better than none */
  assert_string_equal(incubator_policy_title(bare, INCUBATOR_LANGUAGE_EN), "p");
  assert_string_equal(incubator_policy_label(policy, "c", 0, INCUBATOR_LANGUAGE_EN), "first");
  assert_string_equal(incubator_policy_label(policy, "c", 0, INCUBATOR_LANGUAGE_ZH), "甲");
  assert_string_equal(incubator_policy_label(policy, "c", 1, INCUBATOR_LANGUAGE_ZH), "second");
  assert_string_equal(incubator_policy_label(policy, "c", 2, INCUBATOR_LANGUAGE_ZH), "d");
  assert_string_equal(incubator_policy_code(policy, "c", 1), "b");
  assert_null(incubator_policy_code(policy, "c", 3));
  assert_null(incubator_policy_code(policy, "c", -1));
  assert_null(incubator_policy_code(policy, "x", 0));
  assert_null(incubator_policy_label(policy, NULL, 0, INCUBATOR_LANGUAGE_ZH));
  incubator_policy_unref(policy);
  incubator_policy_unref(bare);
}

#define SETTABLE                                                                                                        \
  POLICY LISTS UNITS "'parameters': {'rate': {'type': 'decimal', 'max': 1, 'values': []}, 'n': {'type': 'integer', 'unit': 'yuan', 'values': [{'from': '2020-01-01', 'value': 1}]}," \
                     "'on': {'type': 'boolean', 'values': []}, 'grade': {'type': 'category', 'categories': 'level', 'values': []}, 'day': {'type': 'date', 'values': []}}," TABLE \
                     "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'var': 'params.rate'}}, 's': {'kind': 'derive', 'on': 't', 'value': {'var': 'params.n'}}," \
                     "'q': {'kind': 'derive', 'on': 't', 'value': {'var': 'params.on'}}, 'g': {'kind': 'derive', 'on': 't', 'value': {'var': 'params.grade'}}," \
                     "'d': {'kind': 'derive', 'on': 't', 'value': {'var': 'params.day'}}}}"

static void settings_set_parameters_for_all_dates_as_assumed(void **state)
{
  static const char *const settings[] = {"rate=25%", "n=5万元", "on=是", "grade=高", "day=2021-08-25"};
  incubator_explanation *explanation = NULL;
  incubator_question q = INCUBATOR_QUESTION_INIT;
  world w = {0};
  (void)state;
  assert_int_equal(read_with(SETTABLE, settings, COUNT(settings), &w.policy, NULL, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_create(w.policy, NULL, &w.builder, NULL), INCUBATOR_STATUS_OK);
  world_csv(&w, "t", "id\na\n");
  world_decide(&w, "0001-01-01");
  assert_string_equal(world_cell(&w, "t:a", "r"), "0.25");
  assert_string_equal(world_cell(&w, "t:a", "s"), "50000");
  assert_string_equal(world_cell(&w, "t:a", "q"), "true");
  assert_string_equal(world_cell(&w, "t:a", "g"), "high");
  assert_string_equal(world_cell(&w, "t:a", "d"), "2021-08-25");
  q.subject = "t:a";
  q.rule = "r";
  assert_int_equal(incubator_explanation_create(w.decisions, &q, &explanation, NULL), INCUBATOR_STATUS_OK);
  assert_string_equal(incubator_explanation_evidence(explanation), "assumed");
  sink out = {0};
  incubator_writer writer = sink_writer(&out);
  assert_int_equal(incubator_explanation_write(explanation, INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN, &writer, NULL), INCUBATOR_STATUS_OK);
  assert_true(sink_has(&out, "set by caller"));
  sink_free(&out);
  incubator_explanation_free(explanation);
  world_end(&w);
}

static void settings_that_do_not_fit_are_errors(void **state)
{
  static const char *const cases[][2] = {{"rate", "unknown-key"},       {"=1", "unknown-name"},      {"speed=1", "unknown-name"},
                                         {"rate=1.5", "out-of-range"},  {"rate=", "type-mismatch"},  {"rate=fast", "not-number"},
                                         {"n=1.5", "not-integer"},      {"n=1m2", "unit-unknown"},   {"on=maybe", "not-boolean"},
                                         {"grade=x", "category-unknown"}, {"day=soon", "not-date"},  {"rate=0.0000001", "too-fine"}};
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    incubator_policy *policy = NULL;
    incubator_findings *findings = NULL;
    assert_int_equal(read_with(SETTABLE, &cases[i][0], 1, &policy, &findings, NULL), INCUBATOR_STATUS_POLICY);
    assert_null(policy);
    const incubator_finding *f = finding_of(findings, cases[i][1]);
    if (!f || strcmp(f->file, "settings") || f->line) fail_msg("%s: %s", cases[i][0], findings_text(findings));
    incubator_findings_free(findings);
  }
}

static void settings_change_the_digest(void **state)
{
  static const char *const one[] = {"rate=1"}, *const two[] = {"rate=0.5"};
  incubator_policy *plain = NULL, *first = NULL, *second = NULL;
  (void)state;
  assert_int_equal(read_with(SETTABLE, NULL, 0, &plain, NULL, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(read_with(SETTABLE, one, 1, &first, NULL, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(read_with(SETTABLE, two, 1, &second, NULL, NULL), INCUBATOR_STATUS_OK);
  assert_string_not_equal(incubator_policy_digest(plain), incubator_policy_digest(first));
  assert_string_not_equal(incubator_policy_digest(first), incubator_policy_digest(second));
  incubator_policy_unref(plain);
  incubator_policy_unref(first);
  incubator_policy_unref(second);
}

static void read_settings_null(void *context)
{
  static const char *const null_setting[] = {NULL};
  incubator_policy *policy = NULL;
  bool list = *(bool *)context;
  if (read_with(SETTABLE, list ? null_setting : NULL, 1, &policy, NULL, NULL) != INCUBATOR_STATUS_ARGUMENT) abort();
}

static void read_of_a_null_setting_is_an_argument_error(void **state)
{
  bool list = false, item = true;
  (void)state;
  assert_true(survives(read_settings_null, &list));
  assert_true(survives(read_settings_null, &item));
}

/* All sections, each with a fault: no error hides another. */
static void read_of_many_errors_tells_them_all(void **state)
{
  static const char text[] =
      "{'format': 'incubator-policy/1', 'id': 'p', 'extra': 1, 'sources': {'s': {'issued': 'x'}},\n"
      " 'categories': {'c': {}}, 'units': {'u': {'multiples': {'k': 0}}}, 'parameters': {'p': {'type': 'decimal', 'values': [{'from': '2020-01-01'}]}},\n"
      " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'f': {'type': 'float'}}}},\n"
      " 'rules': {'a': {'kind': 'derive', 'on': 't', 'value': {'+': [1, true]}}, 'b': {'kind': 'derive', 'on': 't', 'value': {'var': 'nope'}},\n"
      "           'c': {'kind': 'choose', 'on': 't', 'cases': []}, 'd': {'kind': 'measure', 'on': 't', 'rows': 'v', 'take': 'count'},\n"
      "           'e': {'kind': 'derive', 'on': 't', 'value': {'var': 'e'}}}}";
  static const char *const codes[] = {"unknown-key", "date-invalid", "key-missing", "out-of-range", "type-mismatch", "unknown-name", "cycle"};
  incubator_policy *policy = NULL;
  incubator_findings *findings = NULL;
  (void)state;
  assert_int_equal(policy_try(text, &policy, &findings, NULL), INCUBATOR_STATUS_POLICY);
  for (size_t i = 0; i < COUNT(codes); i++) {
    if (!finding_of(findings, codes[i])) fail_msg("no %s in\n%s", codes[i], findings_text(findings));
  }
  assert_int_equal(finding_count(findings, "key-missing"), 3);
  assert_int_equal(finding_count(findings, "type-mismatch"), 2);
  assert_int_equal(finding_count(findings, "unknown-name"), 2);
  incubator_findings_free(findings);
}

/* What rests on a name that could not be read says nothing more of it. */
static void read_after_an_error_adds_no_followers(void **state)
{
  incubator_policy *policy = NULL;
  incubator_findings *findings = NULL;
  (void)state;
  assert_int_equal(policy_try(RULES("'a': {'kind': 'derive', 'on': 't', 'value': {'var': 'nope'}}, 'b': {'kind': 'derive', 'on': 't', 'value': {'+': [{'var': 'a'}, 1]}},"
                                    "'c': {'kind': 'choose', 'on': 't', 'cases': [{'when': {'>': [{'var': 'b'}, 1]}, 'is': {'var': 'a'}}], 'else': {'is': 1}}"),
                              &policy, &findings, NULL),
                   INCUBATOR_STATUS_POLICY);
  if (incubator_findings_total(findings, INCUBATOR_SEVERITY_ERROR) != 1) fail_msg("%s", findings_text(findings));
  incubator_findings_free(findings);
}

static const char *message_of(const char *text, const char *code)
{
  static char message[1200];
  incubator_policy *policy = NULL;
  incubator_findings *findings = NULL;
  assert_int_equal(policy_try(text, &policy, &findings, NULL), INCUBATOR_STATUS_POLICY);
  const incubator_finding *f = finding_of(findings, code);
  snprintf(message, sizeof message, "%s", f ? f->message : "");
  incubator_findings_free(findings);
  return message;
}

static void messages_suggest_the_nearest_name(void **state)
{
  (void)state;
  assert_non_null(strstr(message_of(VALUE("{'var': 'mony'}"), "unknown-name"), "did you mean \"money\""));
  assert_non_null(strstr(message_of(RULES("'total': {'kind': 'derive', 'on': 't', 'value': 1}, 'r': {'kind': 'derive', 'on': 't', 'value': {'var': 'totl'}}"), "unknown-name"),
                         "did you mean \"total\""));
  assert_non_null(strstr(message_of(VALUE("{'var': 'params.q'}"), "unknown-name"), "did you mean \"p\""));
  assert_non_null(strstr(message_of(RULE("'vallue': 1, 'value': 1"), "unknown-key"), "did you mean \"value\""));
  assert_non_null(strstr(message_of(VALUE("{'==': [{'var': 'level'}, '高']}"), "category-unknown"), "did you mean \"high\""));
  assert_null(strstr(message_of(VALUE("{'var': 'quite_another_thing'}"), "unknown-name"), "did you mean"));
}

/* A message is one line of text: where it is too long it is cut, but not through a character. */
static void messages_about_long_names_are_cut_at_a_character(void **state)
{
  (void)state;
  for (int lead = 0; lead < 3; lead++) {
    char name[1200] = "", *text;
    memset(name, 'a', (size_t)lead);
    for (int i = 0; i < 300; i++) strcat(name, "武");
    text = printed(VALUE("{'var': '%s'}"), name);
    const char *message = message_of(text, "unknown-name");
    if (strstr(message, "\\x")) fail_msg("…%s", message + strlen(message) - 20);
    free(text);
  }
}

static void names_of_control_characters_are_shown_harmless(void **state)
{
  const char *message = message_of(VALUE("{'var': 'a\\u001b[31m\\u000ab'}"), "unknown-name");
  (void)state;
  assert_non_null(strstr(message, "a\\x1B[31m\\x0Ab"));
}

/* ---- A policy's own tests ---- */

#define TESTED(tests) POLICY LISTS PARAMETERS TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'*': [{'var': 'x'}, {'var': 'params.p'}]}}}, 'tests': [" tests "]}"

static void tests_that_fail_are_findings_at_their_cells(void **state)
{
  static const struct {
    const char *tests, *path, *message;
  } cases[] = {
      {"{'as_of': '2021-01-01', 'given': {'t': [{'id': 'a', 'x': 2}]}, 'expect': {'t': {'a': {'r': 3}}}}", "/tests/0/expect/t/a/r", "found 2"},
      {"{'as_of': '2021-01-01', 'given': {'t': [{'id': 'a', 'x': 2}]}, 'expect': {'t': {'a': {'r': {'gap': 'missing'}}}}}", "/tests/0/expect/t/a/r", "expected the gap"},
      {"{'as_of': '2021-01-01', 'given': {'t': [{'id': 'a'}]}, 'expect': {'t': {'a': {'r': {'gap': 'missing', 'names': ['y']}}}}}", "/tests/0/expect/t/a/r", "found the names x"},
      {"{'as_of': '2021-01-01', 'given': {'t': [{'id': 'a', 'x': 2}]}, 'expect': {'t': {'a': {'q': 3}}}}", "/tests/0/expect/t/a/q", "no column"},
      {"{'as_of': '2021-01-01', 'given': {'t': [{'id': 'a', 'x': 2}]}, 'expect': {'t': {'b': {'r': 3}}}}", "/tests/0/expect/t/b", "no row"},
      {"{'as_of': '2021-01-01', 'given': {'t': [{'id': 'a', 'x': 2}]}, 'expect': {'u': {}}}", "/tests/0/expect/u", "no table"},
      {"{'as_of': '2021-01-01', 'given': {'t': [{'id': 'a', 'x': 2}]}, 'expect': {'t': {'a': {'r': 'much'}}}}", "/tests/0/expect/t/a/r", "no value"},
      {"{'as_of': '2021-01-01', 'given': {'t': [{'id': 'a', 'x': 'much'}]}, 'expect': {'t': {}}}", "/tests/0/given", "not-number"},
      {"{'as_of': '2021-01-01', 'given': {'t': [{'id': 'a', 'z': 1}]}, 'expect': {'t': {}}}", "/tests/0/given", "column-unknown"},
      {"{'as_of': '2021-01-01', 'given': {'u': []}, 'expect': {'t': {}}}", "/tests/0/given", "no table"},
      {"{'as_of': '2021-01-01', 'params': {'q': 1}, 'given': {}, 'expect': {}}", "/tests/0/params", "unknown-name"},
  };
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    char *text = printed(TESTED("%s"), cases[i].tests);
    incubator_policy *policy = policy_of(text);
    incubator_test_report report = INCUBATOR_TEST_REPORT_INIT;
    incubator_findings *findings = NULL;
    assert_int_equal(incubator_decisions_test(policy, &report, &findings, NULL), INCUBATOR_STATUS_OK);
    const incubator_finding *f = finding_of(findings, "test-failed");
    bool same = f && !strcmp(f->path, cases[i].path) && strstr(f->message, cases[i].message);
    if (!same || report.failures != 1 || report.tests != 1) fail_msg("case %zu: %zu failures\n%s", i, report.failures, findings_text(findings));
    incubator_findings_free(findings);
    incubator_policy_unref(policy);
    free(text);
  }
}

static void tests_that_hold_are_counted(void **state)
{
  incubator_policy *policy = policy_of(TESTED(
      "{'as_of': '2021-01-01', 'given': {'t': [{'id': 'a', 'x': 2}, {'id': 'b'}]}, 'expect': {'t': {'a': {'r': 2, 'x': '2.0'}, 'b': {'r': {'gap': 'missing', 'names': ['x']}}}}},"
      "{'as_of': '2021-01-01', 'params': {'p': 3}, 'given': {'t': [{'id': 'a', 'x': 2}]}, 'expect': {'t': {'a': {'r': 6}}}},"
      "{'as_of': '2019-01-01', 'given': {'t': [{'id': 'a', 'x': 2}]}, 'expect': {'t': {'a': {'r': {'gap': 'unset', 'names': ['params.p']}}}}}"));
  incubator_test_report report = INCUBATOR_TEST_REPORT_INIT;
  (void)state;
  assert_int_equal(incubator_decisions_test(policy, &report, NULL, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(report.tests, 3);
  assert_int_equal(report.expectations, 5);
  assert_int_equal(report.failures, 0);
  report.size = 1;
  assert_int_equal(incubator_decisions_test(policy, &report, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  incubator_policy_unref(policy);
}

/* A test may expect the text of a field, whether a rule reads it or not. */
static void tests_that_expect_a_text_hold(void **state)
{
  incubator_policy *policy = policy_of(POLICY "'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'name': {'type': 'text'}}}},"
                                              " 'tests': [{'as_of': '2021-01-01', 'given': {'t': [{'id': 'a', 'name': 'x'}]}, 'expect': {'t': {'a': {'id': 'a', 'name': 'x'}}}}]}");
  incubator_test_report report = INCUBATOR_TEST_REPORT_INIT;
  incubator_findings *findings = NULL;
  (void)state;
  assert_int_equal(incubator_decisions_test(policy, &report, &findings, NULL), INCUBATOR_STATUS_OK);
  if (report.failures) fail_msg("%s", findings_text(findings));
  incubator_findings_free(findings);
  incubator_policy_unref(policy);
}

/* What a caller set holds in the policy's tests as well, whatever else a test sets. */
static void tests_with_parameters_keep_the_settings(void **state)
{
  static const char *const settings[] = {"p=10"};
  static const char text[] = POLICY LISTS "'parameters': {'p': {'type': 'decimal', 'values': []}, 'q': {'type': 'decimal', 'values': []}}," TABLE
                                    "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'+': [{'var': 'params.p'}, {'var': 'x'}]}}, 's': {'kind': 'derive', 'on': 't', 'value': {'var': 'params.q'}}},"
                                    "'tests': [{'as_of': '2021-01-01', 'given': {'t': [{'id': 'a', 'x': 1}]}, 'expect': {'t': {'a': {'r': 11}}}},"
                                    " {'as_of': '2021-01-01', 'params': {'q': 2}, 'given': {'t': [{'id': 'a', 'x': 1}]}, 'expect': {'t': {'a': {'r': 11, 's': 2}}}}]}";
  incubator_policy *policy = NULL;
  incubator_test_report report = INCUBATOR_TEST_REPORT_INIT;
  incubator_findings *findings = NULL;
  (void)state;
  assert_int_equal(read_with(text, settings, 1, &policy, NULL, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_decisions_test(policy, &report, &findings, NULL), INCUBATOR_STATUS_OK);
  if (report.failures) fail_msg("%s", findings_text(findings));
  incubator_findings_free(findings);
  incubator_policy_unref(policy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(read_of_a_source_takes_exactly_one),
      cmocka_unit_test(builtin_policies_have_no_errors_and_pass_their_tests),
      cmocka_unit_test(references_keep_a_policy_to_the_last),
      cmocka_unit_test(titles_labels_and_codes_are_given_in_a_language),
      cmocka_unit_test(settings_set_parameters_for_all_dates_as_assumed),
      cmocka_unit_test(settings_that_do_not_fit_are_errors),
      cmocka_unit_test(settings_change_the_digest),
      cmocka_unit_test(read_of_a_null_setting_is_an_argument_error),
      cmocka_unit_test(read_of_many_errors_tells_them_all),
      cmocka_unit_test(read_after_an_error_adds_no_followers),
      cmocka_unit_test(messages_suggest_the_nearest_name),
      cmocka_unit_test(messages_about_long_names_are_cut_at_a_character),
      cmocka_unit_test(names_of_control_characters_are_shown_harmless),
      cmocka_unit_test(tests_that_fail_are_findings_at_their_cells),
      cmocka_unit_test(tests_that_hold_are_counted),
      cmocka_unit_test(tests_that_expect_a_text_hold),
      cmocka_unit_test(tests_with_parameters_keep_the_settings),
  };
  return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
