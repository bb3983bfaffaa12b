/* One record: inputs by name, what is refused, links, measures, cohorts by statistics, JSON, threads, and no memory asked for. */
#include <pthread.h>
#include <stdatomic.h>

#include "support.h"

static const char policy_text[] =
    "{'format': 'incubator-policy/1', 'id': 'r', 'categories': {'k': {'a': {'zh': '甲'}, 'b': {'zh': '乙'}}},"
    " 'units': {'yuan': {'multiples': {'万元': 10000}}},"
    " 'tables': {'areas': {'key': 'area', 'fields': {'area': {'type': 'text'}, 'goal': {'type': 'integer'}, 'own': {'type': 'integer'}}, 'rows': [{'area': 'east', 'goal': 5}, {'area': 'west', 'goal': 9}]},"
    "  'units': {'key': 'unit', 'links': {'area': {'to': 'areas'}}, 'fields': {'unit': {'type': 'text'}, 'present': {'type': 'integer', 'min': 0, 'max': 100}}},"
    "  'firms': {'key': 'id', 'links': {'carrier': {'to': 'carriers'}}, 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}}},"
    "  'carriers': {'key': 'id', 'links': {'unit': {'to': 'units'}}, 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal', 'min': -100, 'max': 1000, 'unit': 'yuan', 'aliases': ['金额']}, 'n': {'type': 'integer'},"
    "   'k': {'type': 'category', 'categories': 'k'}, 'on': {'type': 'date'}, 'ok': {'type': 'boolean'}, 'note': {'type': 'text'}}}},"
    " 'rules': {'busy': {'kind': 'derive', 'on': 'units', 'value': {'+': [{'var': 'present'}, 1]}},"
    "  'count': {'kind': 'measure', 'on': 'carriers', 'rows': 'firms', 'take': 'count'}, 'total': {'kind': 'measure', 'on': 'carriers', 'rows': 'firms', 'take': 'sum', 'of': {'var': 'x'}, 'absent': -1},"
    "  'twice': {'kind': 'derive', 'on': 'carriers', 'value': {'*': [{'var': 'n'}, 2]}}, 'above': {'kind': 'derive', 'on': 'carriers', 'value': {'var': 'unit.busy'}},"
    "  'aim': {'kind': 'derive', 'on': 'carriers', 'value': {'var': 'unit.area.goal'}}, 'dear': {'kind': 'require', 'on': 'carriers', 'conditions': {'x': {'is': {'>=': [{'var': 'x'}, 10]}}, 'ok': {'is': {'var': 'ok'}}}},"
    "  'named': {'kind': 'derive', 'on': 'carriers', 'value': {'var': 'note'}}, 'same': {'kind': 'require', 'on': 'carriers', 'conditions': {'same': {'is': {'==': [{'var': 'note'}, {'var': 'id'}]}}}},"
    "  'class': {'kind': 'choose', 'on': 'carriers', 'categories': 'k', 'cases': [{'when': {'>': [{'var': 'count'}, 2]}, 'is': 'a'}], 'else': {'is': {'var': 'k'}}},"
    "  'grant': {'kind': 'award', 'on': 'carriers', 'to': 'unit', 'amount': {'var': 'n'}, 'round': {'to': 1, 'mode': 'down'}, 'adjust': [{'less': 10}, {'cap': 3000}], 'split': {'one': {'weight': 1}, 'two': {'weight': 1}}}}}";

static const char cohort_text[] =
    "{'format': 'incubator-policy/1', 'id': 'c', 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}, 'g': {'type': 'text'}}}},"
    " 'rules': {'s': {'kind': 'score', 'on': 't', 'aggregate': 'sum', 'items': {'m': {'value': {'var': 'x'}, 'scale': {'cohort': 'min-max', 'within': ['g'], 'to': [0, 100], 'constant': 7}},"
    "   'r': {'value': {'var': 'x'}, 'scale': {'cohort': 'rank', 'constant': 1}}, 'p': {'value': {'var': 'x'}, 'scale': {'cohort': 'percentile', 'constant': 1}}, 'b': {'value': {'var': 'x'}, 'scale': {'cohort': 'best', 'constant': 1}},"
    "   'z': {'value': {'var': 'x'}, 'scale': {'cohort': 'z-score', 'constant': 0}}}},"
    "  'top': {'kind': 'select', 'on': 't', 'order': [{'value': {'var': 's'}, 'first': 'highest'}], 'places': 1}, 'good': {'kind': 'choose', 'on': 't', 'cases': [{'when': {'var': 'top'}, 'is': 1}], 'else': {'is': 0}},"
    "  'grant': {'kind': 'award', 'on': 't', 'amount': {'var': 'x'}, 'round': {'to': 0.01, 'mode': 'half-up'}, 'adjust': [{'cap': {'var': 'plain'}}], 'split': {'one': {'weight': {'var': 'x'}}, 'two': {'weight': 2}}},"
    "  'plain': {'kind': 'derive', 'on': 't', 'value': {'+': [{'var': 'x'}, 1]}}}}";

typedef struct desk {
  incubator_policy *policy;
  incubator_record *record;
  incubator_workspace *workspace;
  incubator_value inputs[64], outputs[64];
} desk;

static void desk_open(desk *d, incubator_policy *policy, incubator_record_options options)
{
  incubator_error e = INCUBATOR_ERROR_INIT;
  const incubator_value missing = INCUBATOR_VALUE_MISSING;
  options.as_of = "2024-06-30";
  d->policy = policy;
  if (incubator_record_create(policy, &options, &d->record, &e)) fail_msg("%s", e.message);
  assert_int_equal(incubator_workspace_create(d->record, &d->workspace, &e), INCUBATOR_STATUS_OK);
  assert_true(incubator_record_inputs(d->record) <= 64 && incubator_record_outputs(d->record) <= 64);
  for (size_t i = 0; i < 64; i++) d->inputs[i] = missing;
}

static void desk_close(desk *d)
{
  incubator_workspace_free(d->workspace);
  incubator_record_unref(d->record);
  incubator_policy_unref(d->policy);
}

static incubator_value *input(desk *d, const char *name)
{
  size_t number = 99;
  if (incubator_record_find_input(d->record, name, &number, NULL)) fail_msg("no input %s", name);
  return &d->inputs[number];
}

static void say(desk *d, const char *name, const char *text)
{
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_value *to = input(d, name);
  if (incubator_record_read(d->record, (size_t)(to - d->inputs), text, strlen(text), to, &e)) fail_msg("%s", e.message);
}

static const incubator_value *output(desk *d, const char *name)
{
  incubator_error e = INCUBATOR_ERROR_INIT;
  size_t number = 0;
  if (incubator_workspace_decide(d->workspace, d->inputs, d->outputs, &e)) fail_msg("%s", e.message);
  if (incubator_record_find_output(d->record, name, &number, NULL)) fail_msg("no output %s", name);
  return &d->outputs[number];
}

static void expect(desk *d, const char *name, int64_t value)
{
  const incubator_value *v = output(d, name);
  if (v->gap || v->value != value) fail_msg("%s: %s %lld", name, incubator_gap_name(v->gap), (long long)v->value);
}

static void expect_gap(desk *d, const char *name, incubator_gap gap)
{
  assert_int_equal(output(d, name)->gap, gap);
}

static void refuse(desk *d, const char *path, const char *words)
{
  incubator_error e = INCUBATOR_ERROR_INIT;
  assert_int_equal(incubator_workspace_decide(d->workspace, d->inputs, d->outputs, &e), INCUBATOR_STATUS_DATA);
  assert_string_equal(e.path, path);
  if (!strstr(e.message, words)) fail_msg("%s", e.message);
}

/* ---- Values ---- */

static void record_decide_values_decides(void **state)
{
  desk d;
  (void)state;
  desk_open(&d, policy_of(policy_text), (incubator_record_options)INCUBATOR_RECORD_OPTIONS_INIT);
  expect_gap(&d, "twice", INCUBATOR_GAP_MISSING);
  say(&d, "n", "21");
  expect(&d, "twice", 42000000);
  say(&d, "金额", "0.001万元");
  say(&d, "ok", "是");
  expect(&d, "dear", 1);
  expect(&d, "dear:x", 1);
  *input(&d, "ok") = (incubator_value){.gap = INCUBATOR_GAP_NONE};
  expect(&d, "dear", 0);
  say(&d, "note", " 汉 ");
  const incubator_value *named = output(&d, "named");
  assert_int_equal(named->length, 3);
  assert_memory_equal(named->text, "汉", 3);
  say(&d, "id", "汉");
  expect(&d, "same", 1);
  say(&d, "id", "他");
  expect(&d, "same", 0);
  desk_close(&d);
}

static void record_decide_bad_values_are_told(void **state)
{
  desk d;
  (void)state;
  desk_open(&d, policy_of(policy_text), (incubator_record_options)INCUBATOR_RECORD_OPTIONS_INIT);
  const struct { const char *name; incubator_value value; const char *words; } cases[] = {
      {"x", {INCUBATOR_GAP_NONE, 1000000001, NULL, 0}, "found 1000.000001, expected a number from -100 to 1000"},
      {"x", {INCUBATOR_GAP_NONE, INT64_MIN, NULL, 0}, "expected a number"},
      {"n", {INCUBATOR_GAP_NONE, 1500000, NULL, 0}, "found 1.5, expected a whole number"},
      {"k", {INCUBATOR_GAP_NONE, 2, NULL, 0}, "found 2, expected the number of a code of its list"},
      {"k", {INCUBATOR_GAP_NONE, -1, NULL, 0}, "expected the number of a code"},
      {"ok", {INCUBATOR_GAP_NONE, 2, NULL, 0}, "found 2, expected 0 or 1"},
      {"on", {INCUBATOR_GAP_NONE, INT64_MAX, NULL, 0}, "expected a day from 0001-01-01 to 9999-12-31"},
      {"note", {INCUBATOR_GAP_NONE, 0, NULL, 0}, "found no text"},
      {"note", {INCUBATOR_GAP_NONE, 0, "\xff", 1}, "expected UTF-8"},
      {"note", {INCUBATOR_GAP_NONE, 0, "a\x01", 2}, "control characters"},
      {"note", {INCUBATOR_GAP_TIE, 0, NULL, 0}, "found tie, expected a value, or missing"},
      {"count", {(incubator_gap)77, 0, NULL, 0}, "an unknown gap"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    incubator_value *at = input(&d, cases[i].name), before = *at;
    *at = cases[i].value;
    refuse(&d, cases[i].name, cases[i].words);
    *at = before;
  }
  say(&d, "n", "1");
  expect(&d, "twice", 2000000); /* nothing is left of them */
  desk_close(&d);
}

static void record_decide_links_are_followed(void **state)
{
  desk d;
  (void)state;
  desk_open(&d, policy_of(policy_text), (incubator_record_options)INCUBATOR_RECORD_OPTIONS_INIT);
  say(&d, "unit.present", "4");
  refuse(&d, "unit", "expected the key of that row");
  say(&d, "unit", "u");
  expect(&d, "above", 5000000);
  expect_gap(&d, "aim", INCUBATOR_GAP_MISSING);
  say(&d, "unit.area", "west");
  expect(&d, "aim", 9000000); /* of the row that ships with the policy */
  say(&d, "unit.area.goal", "9");
  expect(&d, "aim", 9000000);
  say(&d, "unit.area.goal", "8");
  refuse(&d, "unit.area.goal", "the policy's own row");
  say(&d, "unit.area.goal", "");
  say(&d, "unit.area", "north");
  refuse(&d, "unit.area", "found \"north\", expected the key of a row that ships with the policy");
  say(&d, "unit", "");
  say(&d, "unit.area", "");
  say(&d, "unit.present", "");
  expect_gap(&d, "above", INCUBATOR_GAP_MISSING);
  desk_close(&d);
}

static void record_decide_measures_are_given(void **state)
{
  desk d;
  (void)state;
  desk_open(&d, policy_of(policy_text), (incubator_record_options)INCUBATOR_RECORD_OPTIONS_INIT);
  expect_gap(&d, "class", INCUBATOR_GAP_MISSING);
  expect(&d, "total", -1000000);
  say(&d, "count", "3");
  expect(&d, "class", 0);
  say(&d, "count", "2");
  say(&d, "k", "乙");
  expect(&d, "class", 1);
  *input(&d, "count") = (incubator_value){.gap = INCUBATOR_GAP_TIE};
  expect_gap(&d, "class", INCUBATOR_GAP_TIE);
  desk_close(&d);
}

static void record_create_wrong_arguments_are_refused(void **state)
{
  incubator_policy *policy = policy_of(policy_text);
  incubator_record_options o = INCUBATOR_RECORD_OPTIONS_INIT;
  incubator_record *record = (incubator_record *)policy;
  const char *unknown = "busy";
  (void)state;
  assert_int_equal(incubator_record_create(policy, &o, &record, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_null(record);
  o.as_of = "2024-02-30";
  assert_int_equal(incubator_record_create(policy, &o, &record, NULL), INCUBATOR_STATUS_SYNTAX);
  o.as_of = "2024-02-29";
  o.table = "nowhere";
  assert_int_equal(incubator_record_create(policy, &o, &record, NULL), INCUBATOR_STATUS_NOT_FOUND);
  o.table = "carriers";
  o.rules = &unknown;
  o.rule_count = 1;
  assert_int_equal(incubator_record_create(policy, &o, &record, NULL), INCUBATOR_STATUS_NOT_FOUND); /* a rule of another table */
  assert_int_equal(incubator_record_create(NULL, &o, &record, NULL), INCUBATOR_STATUS_ARGUMENT);
  incubator_policy_unref(policy);
  incubator_record_unref(NULL);
  incubator_workspace_free(NULL);
}

/* ---- Cohorts ---- */

static incubator_statistics *statistics_of(incubator_policy **policy)
{
  world w;
  incubator_statistics *s = NULL;
  world_open(&w, cohort_text, "t", "id,x,g\na,2,north\nb,4,north\nc,8,south\nd,10,south\n", "2024-06-30");
  assert_int_equal(incubator_statistics_create(w.decisions, &s, NULL), INCUBATOR_STATUS_OK);
  *policy = incubator_policy_ref(w.policy);
  world_end(&w);
  return s;
}

static void record_create_cohorts_are_refused_or_left_out(void **state)
{
  incubator_policy *policy = policy_of(cohort_text);
  incubator_record_options o = INCUBATOR_RECORD_OPTIONS_INIT;
  incubator_record *record;
  incubator_error e = INCUBATOR_ERROR_INIT;
  const char *rule = "s";
  (void)state;
  o.as_of = "2024-06-30";
  o.rules = &rule;
  o.rule_count = 1;
  assert_int_equal(incubator_record_create(policy, &o, &record, &e), INCUBATOR_STATUS_UNSUPPORTED);
  assert_non_null(strstr(e.message, "the item \"m\" of the rule \"s\" has a scale over a cohort"));
  rule = "good";
  assert_int_equal(incubator_record_create(policy, &o, &record, &e), INCUBATOR_STATUS_UNSUPPORTED);
  o.rule_count = 0;
  assert_int_equal(incubator_record_create(policy, &o, &record, &e), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_findings_count(incubator_record_findings(record)), 3);
  assert_string_equal(incubator_findings_get(incubator_record_findings(record), 0)->code, "not-for-one");
  assert_int_equal(incubator_record_outputs(record), 6); /* plain, and the award with its parts */
  incubator_record_unref(record);
  incubator_policy_unref(policy);
}

static void record_decide_beyond_the_cohort_stands_at_its_end(void **state)
{
  desk d;
  incubator_policy *policy;
  incubator_record_options o = INCUBATOR_RECORD_OPTIONS_INIT;
  (void)state;
  o.statistics = statistics_of(&policy);
  o.all_parts = 1;
  desk_open(&d, policy, o);
  say(&d, "g", "north");
  say(&d, "x", "3");
  expect(&d, "s:m", 50000000);
  expect(&d, "s:r", 0); /* three of four are better, as many as than the last one */
  expect(&d, "s:p", 250000);
  expect(&d, "s:b", 300000);
  say(&d, "x", "1000000000");
  expect(&d, "s:m", 100000000);
  expect(&d, "s:r", 1000000);
  expect(&d, "s:b", 1000000);
  const int64_t high = output(&d, "s:z")->value;
  say(&d, "x", "10");
  expect(&d, "s:z", high);
  say(&d, "x", "-5");
  expect(&d, "s:m", 0);
  say(&d, "g", "nowhere");
  expect_gap(&d, "s:m", INCUBATOR_GAP_MISSING);
  incubator_statistics_unref(o.statistics);
  desk_close(&d);
}

static void record_create_other_statistics_are_refused(void **state)
{
  incubator_policy *policy, *other = policy_of(policy_text);
  incubator_record_options o = INCUBATOR_RECORD_OPTIONS_INIT;
  incubator_record *record;
  (void)state;
  o.statistics = statistics_of(&policy);
  o.as_of = "2024-06-30";
  assert_int_equal(incubator_record_create(other, &o, &record, NULL), INCUBATOR_STATUS_MISMATCH);
  o.as_of = "2024-07-01";
  assert_int_equal(incubator_record_create(policy, &o, &record, NULL), INCUBATOR_STATUS_MISMATCH);
  incubator_statistics_unref(o.statistics);
  incubator_policy_unref(policy);
  incubator_policy_unref(other);
}

/* ---- JSON ---- */

static void record_json_all_faults_are_found_and_nothing_is_written(void **state)
{
  desk d;
  sink out = {0};
  incubator_writer writer = sink_writer(&out);
  incubator_findings *findings;
  incubator_error e = INCUBATOR_ERROR_INIT;
  (void)state;
  desk_open(&d, policy_of(policy_text), (incubator_record_options)INCUBATOR_RECORD_OPTIONS_INIT);
  char *text = quoted("{'x': 2000, 'nosuch': 1,\n 'n': true, 'n': 5, 'note': 7, 'k': {'gap': 'tie'}, 'count': {'gap': 'none'}, 'total': {'gap': 'tie', 'more': 1}, 'unit.present': 101}");
  assert_int_equal(incubator_workspace_json(d.workspace, text, strlen(text), INCUBATOR_LANGUAGE_EN, &writer, &findings, &e), INCUBATOR_STATUS_DATA);
  assert_int_equal(incubator_findings_count(findings), 9);
  assert_non_null(strstr(findings_text(findings), "out-of-range at /x 1:7"));
  assert_non_null(finding_of(findings, "column-unknown"));
  assert_non_null(finding_of(findings, "column-duplicate"));
  assert_null(out.text);
  incubator_findings_free(findings);
  free(text);
  const char *const broken[] = {"", "[]", "{", "{\"x\": 1e400}", "nul", "{\"note\": \"\xff\"}", "7"};
  for (size_t i = 0; i < COUNT(broken); i++) {
    assert_int_not_equal(incubator_workspace_json(d.workspace, broken[i], strlen(broken[i]), INCUBATOR_LANGUAGE_EN, &writer, &findings, &e), INCUBATOR_STATUS_OK);
    assert_null(out.text);
    incubator_findings_free(findings);
  }
  desk_close(&d);
}

static void record_json_tells_each_outcome(void **state)
{
  desk d;
  sink out = {0};
  incubator_writer writer = sink_writer(&out);
  (void)state;
  desk_open(&d, policy_of(policy_text), (incubator_record_options)INCUBATOR_RECORD_OPTIONS_INIT);
  char *text = quoted("{'id': 'c1', 'n': '21', 'count': 3, 'unit': 'u', 'unit.area': 'east', 'x': '9.99'}");
  assert_int_equal(incubator_workspace_json(d.workspace, text, strlen(text), INCUBATOR_LANGUAGE_EN, &writer, NULL, NULL), INCUBATOR_STATUS_OK);
  assert_true(sink_has(&out, "\"key\": \"c1\""));
  assert_true(sink_has(&out, "\"twice\": {\"value\": \"42\""));
  assert_true(sink_has(&out, "\"class\": {\"value\": \"a\""));
  assert_true(sink_has(&out, "\"aim\": {\"value\": \"5\""));
  assert_true(sink_has(&out, "\"above\": {\"gap\": \"missing\", \"names\": [\"present\"]"));
  assert_true(sink_has(&out, "\"conditions\": {\"x\": false, \"ok\": {\"gap\": \"missing\"}}"));
  sink_free(&out);
  free(text);
  desk_close(&d);
}

static const char award_text[] =
    "{'format': 'incubator-policy/1', 'id': 'a', 'units': {'yuan': {}}, 'tables': {'u': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'quota': {'type': 'decimal', 'unit': 'yuan'}}},"
    "  'pay': {'key': 'id', 'links': {'t': {'to': 't'}}, 'fields': {'id': {'type': 'text'}, 'sum': {'type': 'decimal', 'unit': 'yuan'}}}, 't': {'key': 'id', 'links': {'u': {'to': 'u'}}, 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal', 'unit': 'yuan'}, 'ok': {'type': 'boolean'}}}},"
    " 'rules': {'paid': {'kind': 'measure', 'on': 't', 'rows': 'pay', 'take': 'sum', 'of': {'var': 'sum'}},"
    "  'a': {'kind': 'award', 'on': 't', 'to': 'u', 'when': {'var': 'ok'}, 'amount': {'*': [{'var': 'x'}, 0.35]}, 'round': {'to': 0.01, 'mode': 'half-up'},"
    "   'adjust': [{'less': {'var': 'paid'}, 'title': {'en': 'paid before'}}, {'cap': {'var': 'u.quota'}}], 'split': {'city': {'weight': 1}, 'rest': {'weight': 1}}},"
    "  'b': {'kind': 'award', 'on': 't', 'awards': ['a'], 'pay': 'all', 'round': {'to': 1, 'mode': 'down'}}, 'top': {'kind': 'award', 'on': 't', 'amount': {'var': 'x'}, 'round': {'to': 1, 'mode': 'down'}, 'adjust': [{'cap': 9, 'over': [], 'fill': 'stop'}]},"
    "  'all': {'kind': 'award', 'on': 'u', 'awards': ['b'], 'pay': 'all', 'round': {'to': 1, 'mode': 'down'}}}}";

static void record_json_tells_how_money_came_about(void **state)
{
  desk d;
  sink out = {0};
  incubator_writer writer = sink_writer(&out);
  (void)state;
  desk_open(&d, policy_of(award_text), (incubator_record_options)INCUBATOR_RECORD_OPTIONS_INIT);
  char *text = quoted("{'x': 100.1, 'ok': true, 'paid': '10.005', 'u': 'one', 'u.quota': 20.015}");
  assert_int_equal(incubator_workspace_json(d.workspace, text, strlen(text), INCUBATOR_LANGUAGE_EN, &writer, NULL, NULL), INCUBATOR_STATUS_OK);
  assert_true(sink_has(&out, "\"a\": {\"value\": \"20.01\", \"unit\": \"yuan\", \"computed\": \"35.04\", \"cuts\": [{\"kind\": \"less\", \"title\": \"paid before\", \"amount\": \"10.01\", \"left\": \"25.03\""));
  assert_true(sink_has(&out, "\"shares\": {\"city\": \"10.01\", \"rest\": \"10\"}"));
  assert_true(sink_has(&out, "\"components\": {\"a\": \"20\"}"));
  assert_true(sink_has(&out, "\"top\\\" has a cap for several rows together, which one record cannot be asked for"));
  sink_free(&out);
  free(text);
  desk_close(&d);
}

static void record_decide_awards_are_decided_with_their_parts(void **state)
{
  incubator_record_options o = INCUBATOR_RECORD_OPTIONS_INIT;
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_record *record;
  size_t number;
  desk d;
  (void)state;
  desk_open(&d, policy_of(award_text), o);
  say(&d, "x", "100.1");
  expect_gap(&d, "a", INCUBATOR_GAP_MISSING);
  say(&d, "ok", "false");
  expect(&d, "a", 0);
  expect_gap(&d, "a:city", INCUBATOR_GAP_INAPPLICABLE);
  expect(&d, "b", 0);
  say(&d, "ok", "true");
  expect(&d, "a:computed", 35040000);
  expect_gap(&d, "a:after_1", INCUBATOR_GAP_MISSING); /* nobody said what was paid */
  say(&d, "x", "-1");
  expect_gap(&d, "b", INCUBATOR_GAP_ERROR);
  assert_int_equal(incubator_record_find_output(d.record, "b:a", &number, NULL), INCUBATOR_STATUS_OK);
  o.as_of = "2024-06-30";
  o.table = "u";
  o.rules = &(const char *){"all"};
  o.rule_count = 1;
  assert_int_equal(incubator_record_create(d.policy, &o, &record, &e), INCUBATOR_STATUS_UNSUPPORTED);
  assert_string_equal(e.message, "the rule \"all\" sums what is paid for rows below, which one record cannot be asked for");
  desk_close(&d);
}

static void statistics_read_hostile_text_is_refused(void **state)
{
  incubator_policy *policy;
  incubator_statistics *s = statistics_of(&policy), *again;
  sink out = {0};
  incubator_writer writer = sink_writer(&out);
  (void)state;
  assert_int_equal(incubator_statistics_write(s, &writer, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_statistics_read(policy, out.text, out.length, NULL, &again, NULL), INCUBATOR_STATUS_OK);
  incubator_statistics_unref(again);
  static const char *const changes[][2] = {
      {"\"incubator-statistics/1\"", "\"incubator-statistics/9\""}, {"\"rule\": \"s\"", "\"rule\": \"plain\""}, {"\"item\": \"m\"", "\"item\": \"x\""},
      {"\"item\": \"r\"", "\"item\": \"p\""}, {"\"within\": [\"north\"]", "\"within\": [\"south\"]"}, {"\"within\": [\"north\"]", "\"within\": []"},
      {"\"count\": 2", "\"count\": 0"}, {"\"count\": 2", "\"count\": 1"}, {"\"count\": 2", "\"count\": 99999999999"}, {"\"count\": 4", "\"count\": 5"}, {"\"least\": \"2\"", "\"least\": \"5\""},
      {"\"least\": \"2\"", "\"least\": 2"}, {"[[\"2\", 1]", "[[\"2\", 2]"}, {"[[\"2\", 1]", "[[\"4\", 1]"}, {"\"sum\": \"24000000\"", "\"sum\": \"41000000\""},
      {"\"squares\": \"184000000000000\"", "\"squares\": \"1\""}, {"\"squares\": \"184000000000000\"", "\"squares\": \"144000000000001\""},
      {"\"squares\": \"184000000000000\"", "\"squares\": \"99999999999999999999999999999999999999999999999999999999999999999999999999999999999999\""},
      {"\"as_of\": \"2024-06-30\"", "\"as_of\": \"2024-06-31\""}, {"\"scales\": [", "\"more\": [], \"scales\": ["}, {"\"registry\": \"", "\"registry\": \"X"},
  };
  for (size_t i = 0; i < COUNT(changes); i++) {
    const char *at = strstr(out.text, changes[i][0]);
    if (!at) fail_msg("no %s in %s", changes[i][0], out.text);
    char *text = printed("%.*s%s%s", (int)(at - out.text), out.text, changes[i][1], at + strlen(changes[i][0]));
    if (incubator_statistics_read(policy, text, strlen(text), NULL, &again, NULL) != INCUBATOR_STATUS_DATA) fail_msg("taken: %s", changes[i][1]);
    assert_null(again);
    free(text);
  }
  for (size_t cut = 0; cut < out.length - 2; cut += 7) { /* a text that ends early is no JSON */
    assert_int_not_equal(incubator_statistics_read(policy, out.text, cut, NULL, &again, NULL), INCUBATOR_STATUS_OK);
  }
  incubator_policy *other = policy_of(policy_text);
  assert_int_equal(incubator_statistics_read(other, out.text, out.length, NULL, &again, NULL), INCUBATOR_STATUS_MISMATCH);
  incubator_policy_unref(other);
  sink_free(&out);
  incubator_statistics_unref(s);
  incubator_policy_unref(policy);
}

/* ---- Memory and threads ---- */

static void record_decide_asks_for_no_memory(void **state)
{
  desk d;
  memory m = {0};
  incubator_policy *policy;
  incubator_allocator a = memory_allocator(&m);
  incubator_record_options o = INCUBATOR_RECORD_OPTIONS_INIT;
  (void)state;
  o.statistics = statistics_of(&policy);
  o.allocator = &a;
  desk_open(&d, policy, o);
  const size_t before = m.calls;
  say(&d, "g", "north");
  for (int i = 0; i < 100; i++) {
    input(&d, "x")->gap = i % 3 ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_MISSING;
    input(&d, "x")->value = i * INT64_C(100000);
    assert_int_equal(incubator_workspace_decide(d.workspace, d.inputs, d.outputs, NULL), INCUBATOR_STATUS_OK);
  }
  assert_int_equal(m.calls, before);
  const size_t bytes = incubator_record_bytes(d.record);
  void *own = aligned_alloc(INCUBATOR_WORKSPACE_ALIGN, (bytes + 31) / 16 * 16);
  incubator_workspace *w;
  assert_int_equal(incubator_workspace_start(d.record, own, bytes - 1, &w, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_workspace_start(d.record, (char *)own + 1, bytes, &w, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_workspace_start(d.record, own, bytes, &w, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_workspace_decide(w, d.inputs, d.outputs, NULL), INCUBATOR_STATUS_OK);
  incubator_workspace_free(w);
  free(own);
  assert_int_equal(m.calls, before);
  incubator_statistics_unref(o.statistics);
  desk_close(&d);
  assert_int_equal(m.live, 0);
}

enum { THREADS = 6, ROUNDS = 300 };

typedef struct shared {
  incubator_record *record;
  atomic_size_t next, faults;
} shared;

static void *decide_many(void *context)
{
  shared *s = context;
  incubator_workspace *w = NULL;
  const size_t own = atomic_fetch_add(&s->next, 1);
  incubator_value inputs[64], outputs[64];
  size_t n = 0, twice = 0, grant = 0, half = 0;
  const incubator_value missing = INCUBATOR_VALUE_MISSING;
  for (size_t i = 0; i < 64; i++) inputs[i] = missing;
  bool ok = incubator_workspace_create(s->record, &w, NULL) == INCUBATOR_STATUS_OK &&
            incubator_record_find_input(s->record, "n", &n, NULL) == INCUBATOR_STATUS_OK &&
            incubator_record_find_output(s->record, "twice", &twice, NULL) == INCUBATOR_STATUS_OK &&
            incubator_record_find_output(s->record, "grant", &grant, NULL) == INCUBATOR_STATUS_OK &&
            incubator_record_find_output(s->record, "grant:one", &half, NULL) == INCUBATOR_STATUS_OK;
  for (int i = 0; i < ROUNDS && ok; i++) {
    const int64_t value = (int64_t)own * 1000 + i, less = value < 10 ? 0 : value - 10, due = less > 3000 ? 3000 : less;
    char text[64];
    sink out = {0};
    incubator_writer writer = sink_writer(&out);
    inputs[n] = (incubator_value){INCUBATOR_GAP_NONE, value * 1000000, NULL, 0};
    ok = incubator_workspace_decide(w, inputs, outputs, NULL) == INCUBATOR_STATUS_OK && outputs[twice].value == 2 * value * 1000000;
    ok = ok && outputs[grant].value == due * 1000000 && outputs[half].value == (due + 1) / 2 * 1000000;
    snprintf(text, sizeof text, "{\"n\": %lld}", (long long)value);
    ok = ok && incubator_workspace_json(w, text, strlen(text), INCUBATOR_LANGUAGE_ZH, &writer, NULL, NULL) == INCUBATOR_STATUS_OK;
    snprintf(text, sizeof text, "\"twice\": {\"value\": \"%lld\"", (long long)(2 * value));
    ok = ok && sink_has(&out, text);
    free(out.text);
  }
  incubator_workspace_free(w);
  if (!ok) atomic_fetch_add(&s->faults, 1);
  return NULL;
}

static void record_decide_in_many_threads_is_what_one_decides(void **state)
{
  desk d;
  shared s = {.next = 0};
  pthread_t threads[THREADS];
  (void)state;
  desk_open(&d, policy_of(policy_text), (incubator_record_options)INCUBATOR_RECORD_OPTIONS_INIT);
  s.record = d.record;
  for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&threads[i], NULL, decide_many, &s), 0);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  assert_int_equal(atomic_load(&s.faults), 0);
  desk_close(&d);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(record_decide_values_decides),
      cmocka_unit_test(record_decide_bad_values_are_told),
      cmocka_unit_test(record_decide_links_are_followed),
      cmocka_unit_test(record_decide_measures_are_given),
      cmocka_unit_test(record_create_wrong_arguments_are_refused),
      cmocka_unit_test(record_create_cohorts_are_refused_or_left_out),
      cmocka_unit_test(record_decide_beyond_the_cohort_stands_at_its_end),
      cmocka_unit_test(record_create_other_statistics_are_refused),
      cmocka_unit_test(record_json_all_faults_are_found_and_nothing_is_written),
      cmocka_unit_test(record_json_tells_each_outcome),
      cmocka_unit_test(record_json_tells_how_money_came_about),
      cmocka_unit_test(record_decide_awards_are_decided_with_their_parts),
      cmocka_unit_test(statistics_read_hostile_text_is_refused),
      cmocka_unit_test(record_decide_asks_for_no_memory),
      cmocka_unit_test(record_decide_in_many_threads_is_what_one_decides),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
