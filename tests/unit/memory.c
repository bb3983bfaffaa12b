/* An allocator that fails at every request in turn: see trial.h. */
#include "trial.h"

static const char faulty[] =
    "{'format': 'incubator-policy/1', 'id': 's', 'extends': ['base', 'nowhere'], 'rulez': 1, 'rulez': 2, 'sources': {'s': {'issued': 'x'}}, 'units': {'v': {'multiples': {'k': 0}}},\n"
    " 'parameters': {'p': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': 'much'}]}},\n"
    " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'area': {'type': 'decimal'}, 'c': {'type': 'category', 'categories': 'c'}}, 'rows': [{'id': 'a', 'area': 'x'}]}},\n"
    " 'rules': {'a': {'kind': 'derive', 'on': 't', 'value': {'+': [1, true]}}, 'b': {'kind': 'derive', 'on': 't', 'value': {'var': 'arae'}}, 'c2': {'kind': 'derive', 'on': 't', 'value': {'var': 'params.q'}},\n"
    "  'd': {'kind': 'choose', 'on': 't', 'categories': 'c', 'cases': [{'when': {'==': [{'var': 'c'}, '甲']}, 'is': 'b'}]}, 'e': {'kind': 'derive', 'on': 't', 'value': {'var': 'e'}}}}";

/* ---- Policies ---- */

static incubator_status try_policy(trial *t, const char *text)
{
  incubator_policy *policy = (incubator_policy *)t;
  incubator_findings *findings = (incubator_findings *)t;
  trial_arm(t);
  incubator_status status = trial_read_policy(text, &t->allocator, &policy, &findings);
  trial_disarm(t);
  assert_true((status == INCUBATOR_STATUS_OK) == (policy != NULL));
  if (status == INCUBATOR_STATUS_NO_MEMORY) assert_null(findings);
  trial_note_findings(t, findings);
  if (policy) trial_note(t, incubator_policy_digest(policy));
  incubator_findings_free(findings);
  incubator_policy_unref(policy);
  return status;
}

static incubator_status try_working(trial *t)
{
  return try_policy(t, trial_policy);
}

static incubator_status try_faulty(trial *t)
{
  return try_policy(t, faulty);
}

static void policy_read_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("policy", try_working);
}

static void policy_read_with_findings_without_memory_tells_all_or_says_so(void **state)
{
  (void)state;
  check_trials("faulty policy", try_faulty);
}

static incubator_status try_describe(trial *t)
{
  incubator_policy *policy = NULL;
  incubator_writer writer = sink_writer(&t->out);
  assert_int_equal(trial_read_policy(trial_policy, &t->allocator, &policy, NULL), INCUBATOR_STATUS_OK);
  trial_arm(t);
  incubator_status status = incubator_policy_describe(policy, INCUBATOR_LANGUAGE_ZH, &writer, NULL);
  trial_disarm(t);
  incubator_policy_unref(policy);
  return status;
}

static void describe_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("describe", try_describe);
}

static incubator_status try_tests(trial *t)
{
  incubator_policy *policy = NULL;
  incubator_findings *findings = (incubator_findings *)t;
  incubator_test_report report = INCUBATOR_TEST_REPORT_INIT;
  assert_int_equal(trial_read_policy(trial_policy, &t->allocator, &policy, NULL), INCUBATOR_STATUS_OK);
  trial_arm(t);
  incubator_status status = incubator_decisions_test(policy, &report, &findings, NULL);
  trial_disarm(t);
  if (status != INCUBATOR_STATUS_OK) assert_null(findings);
  trial_note_findings(t, findings);
  char *counts = printed("%zu %zu %zu", report.tests, report.expectations, report.failures);
  trial_note(t, counts);
  free(counts);
  incubator_findings_free(findings);
  incubator_policy_unref(policy);
  return status;
}

static void tests_without_memory_say_so(void **state)
{
  (void)state;
  check_trials("tests", try_tests);
}

/* ---- Registries ---- */

static const char t_bad[] = "id,u,金额,d,ok,c\na,U,much,2021-01-31,是,甲\na2,nowhere,1,,,\nb,V,7,2022-05-31,否,b\nb,,,,,\nc,,1\n";
static const char t_json[] = "{\"t\": [{\"id\": \"a\", \"u\": \"U\", \"金额\": \"5万元\", \"d\": \"2021-01-31\", \"ok\": true, \"c\": \"甲\", \"name\": \"汉\"}, {\"id\": \"b\", \"x\": 7, \"hue\": 1}], \"u\": [{\"id\": \"U\", \"zone\": \"east\"}]}";
static const char t_lines[] = "{\"id\": \"a\", \"u\": \"U\", \"x\": 5}\n{\"id\": \"b\", \"c\": \"乙\"}\n";
static const char t_gb[] = "id,name\na,\xCE\xE4\xB2\xFD\n";

typedef struct feed {
  incubator_data_format format;
  incubator_encoding encoding;
  const char *table, *bytes;
  bool partial, rows, columns; /* rows and columns: handed over instead */
} feed;

static incubator_status hand_over_rows(incubator_registry_builder *builder, incubator_error *e)
{
  static const char *const names[] = {"id", "u", "金额", "name", "hue"};
  static const char *const cells[][5] = {{"a", "U", "5万元", "\xCE\xE4", "x"}, {"b", "", "7", "z", ""}, {"c", NULL, "?", "\xFF", ""}};
  incubator_registry_header header = INCUBATOR_REGISTRY_HEADER_INIT;
  header.table = "t", header.names = names, header.count = 5, header.encoding = INCUBATOR_ENCODING_GB18030;
  incubator_text row[5];
  incubator_status status = incubator_registry_builder_header(builder, &header, e);
  for (size_t r = 0; r < COUNT(cells) && status == INCUBATOR_STATUS_OK; r++) {
    for (size_t c = 0; c < 5; c++) row[c] = (incubator_text){cells[r][c], cells[r][c] ? strlen(cells[r][c]) : 0};
    row[2].bytes = r == 0 ? "5" : row[2].bytes;
    row[2].length = r == 0 ? 1 : row[2].length;
    status = incubator_registry_builder_row(builder, row, e);
  }
  return status;
}

static incubator_status hand_over_columns(incubator_registry_builder *builder, incubator_error *e)
{
  static const incubator_text ids[] = {{"a", 1}, {"b", 1}, {"c", 1}}, ups[] = {{"U", 1}, {NULL, 0}, {"W", 1}};
  static const int64_t xs[] = {5000000, 0, INT64_MAX};
  static const uint8_t hole[] = {0, 1, 0};
  incubator_registry_column columns[3];
  const void *values[] = {ids, ups, xs};
  static const char *const names[] = {"id", "u", "x"};
  for (size_t i = 0; i < 3; i++) {
    columns[i] = (incubator_registry_column)INCUBATOR_REGISTRY_COLUMN_INIT;
    columns[i].name = names[i], columns[i].values = values[i];
  }
  columns[2].kind = INCUBATOR_VALUES_MICROS, columns[2].missing = hole;
  return incubator_registry_builder_columns(builder, "t", columns, 3, 3, e);
}

static incubator_status feed_builder(incubator_registry_builder *builder, const feed *f, incubator_error *e)
{
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  if (f->rows) return hand_over_rows(builder, e);
  if (f->columns) return hand_over_columns(builder, e);
  source.bytes = f->bytes, source.length = strlen(f->bytes), source.table = f->table, source.format = f->format, source.encoding = f->encoding;
  return incubator_registry_builder_read(builder, &source, e);
}

static incubator_status try_feed(trial *t, const feed *f)
{
  incubator_policy *policy = NULL;
  incubator_registry_builder *builder = (incubator_registry_builder *)t;
  incubator_registry *registry = (incubator_registry *)t;
  incubator_findings *findings = (incubator_findings *)t;
  incubator_registry_options options = INCUBATOR_REGISTRY_OPTIONS_INIT;
  incubator_error e = INCUBATOR_ERROR_INIT;
  assert_int_equal(trial_read_policy(trial_policy, NULL, &policy, NULL), INCUBATOR_STATUS_OK);
  options.allocator = &t->allocator;
  options.partial = f->partial;
  trial_arm(t);
  incubator_status status = incubator_registry_builder_create(policy, &options, &builder, &e);
  assert_true((status == INCUBATOR_STATUS_OK) == (builder != NULL));
  if (status == INCUBATOR_STATUS_OK) status = feed_builder(builder, f, &e);
  if (status == INCUBATOR_STATUS_OK) {
    status = incubator_registry_builder_finish(builder, &registry, &findings, &e);
    assert_true((status == INCUBATOR_STATUS_OK) == (registry != NULL));
    assert_true((status == INCUBATOR_STATUS_OK || status == INCUBATOR_STATUS_DATA) == (findings != NULL));
    trial_note_findings(t, findings);
    if (registry) trial_note(t, incubator_registry_digest(registry));
    incubator_findings_free(findings);
    incubator_registry_unref(registry);
  }
  trial_disarm(t);
  incubator_registry_builder_free(builder);
  incubator_policy_unref(policy);
  return trial_agreed(status, &e);
}

#define FEED(name, ...)                          \
  static incubator_status name(trial *t)         \
  {                                              \
    static const feed f = {__VA_ARGS__};         \
    return try_feed(t, &f);                      \
  }

FEED(try_csv, .format = INCUBATOR_DATA_CSV, .table = "t", .bytes = trial_csv)
FEED(try_guessed_csv, .format = INCUBATOR_DATA_CSV, .bytes = trial_csv)
FEED(try_bad_csv, .format = INCUBATOR_DATA_CSV, .table = "t", .bytes = t_bad)
FEED(try_partial_csv, .format = INCUBATOR_DATA_CSV, .table = "t", .bytes = t_bad, .partial = true)
FEED(try_gb_csv, .format = INCUBATOR_DATA_CSV, .table = "t", .bytes = t_gb)
FEED(try_json, .format = INCUBATOR_DATA_JSON, .bytes = t_json)
FEED(try_lines, .format = INCUBATOR_DATA_NDJSON, .bytes = t_lines, .partial = true)
FEED(try_rows, .rows = true, .partial = true)
FEED(try_columns, .columns = true, .partial = true)

static void registry_of_csv_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("csv", try_csv);
  check_trials("guessed csv", try_guessed_csv);
  check_trials("gb csv", try_gb_csv);
}

static void registry_of_bad_csv_without_memory_tells_all_or_says_so(void **state)
{
  (void)state;
  check_trials("bad csv", try_bad_csv);
  check_trials("partial csv", try_partial_csv);
}

static void registry_of_json_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("json", try_json);
  check_trials("lines", try_lines);
}

static void registry_of_rows_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("rows", try_rows);
}

static void registry_of_columns_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("columns", try_columns);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(policy_read_without_memory_says_so),
      cmocka_unit_test(policy_read_with_findings_without_memory_tells_all_or_says_so),
      cmocka_unit_test(describe_without_memory_says_so),
      cmocka_unit_test(tests_without_memory_say_so),
      cmocka_unit_test(registry_of_csv_without_memory_says_so),
      cmocka_unit_test(registry_of_bad_csv_without_memory_tells_all_or_says_so),
      cmocka_unit_test(registry_of_json_without_memory_says_so),
      cmocka_unit_test(registry_of_rows_without_memory_says_so),
      cmocka_unit_test(registry_of_columns_without_memory_says_so),
  };
  return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
