/*
 * The C library's own memory failing, as it does for what takes no allocator: cJSON's trees
 * and iconv's tables. They are in shared libraries, where the linker's --wrap does not
 * reach, so malloc itself is replaced here, which no sanitizer would bear.
 */
#include "trial.h"

extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t count, size_t bytes);
extern void *__libc_realloc(void *block, size_t bytes);
extern void __libc_free(void *block);

static memory *watched; /* NULL: nothing fails and nothing is counted */

static bool refused(void)
{
  if (!watched) return false;
  watched->calls++;
  bool fails = watched->fail_at && (watched->calls == watched->fail_at || (watched->for_good && watched->calls > watched->fail_at));
  watched->failed = watched->failed || fails;
  return fails;
}

static void *counted(void *block)
{
  if (watched && block) watched->live++;
  return block;
}

void *malloc(size_t bytes)
{
  return refused() ? NULL : counted(__libc_malloc(bytes));
}

void *calloc(size_t count, size_t bytes)
{
  return refused() ? NULL : counted(__libc_calloc(count, bytes));
}

void *realloc(void *block, size_t bytes)
{
  if (refused()) return NULL;
  return block ? __libc_realloc(block, bytes) : counted(__libc_realloc(block, bytes));
}

void free(void *block)
{
  if (watched && block) watched->live--;
  __libc_free(block);
}

static void arm(trial *t)
{
  trial_arm(t);
  watched = &t->m;
}

static void disarm(void)
{
  watched = NULL;
}

#define POLICY                                                                                                                          \
  "{'format': 'incubator-policy/1', 'id': 'm', 'categories': {'c': {'a': {'zh': '甲'}, 'b': {}}},"                                       \
  " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}, 'name': {'type': 'text'}, 'c': {'type': 'category', 'categories': 'c'}}}}," \
  " 'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'+': [{'var': 'x'}, 1]}}, 'k': {'kind': 'choose', 'on': 't', 'categories': 'c', 'cases': [{'when': {'>': [{'var': 'r'}, 5]}, 'is': 'a'}], 'else': {'is': 'b'}}}"

static incubator_status try_policy(trial *t)
{
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy *policy = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  char *json = quoted(POLICY "}");
  source.text = json;
  source.length = strlen(json);
  arm(t);
  incubator_status status = incubator_policy_read(&source, NULL, &policy, NULL, &e);
  bool agree = (status == INCUBATOR_STATUS_OK) == (policy != NULL) && e.status == status;
  incubator_policy_unref(policy);
  disarm();
  free(json);
  return agree ? status : (incubator_status)99;
}

static void policy_read_without_the_librarys_memory_says_so(void **state)
{
  (void)state;
  check_trials("policy", try_policy);
}

/* Builds and decides, everything made and freed while requests are counted. */
static incubator_status build(incubator_policy *policy, const incubator_registry_source *source, bool *agree)
{
  incubator_registry_builder *builder = NULL;
  incubator_registry *registry = NULL;
  incubator_decisions *decisions = NULL;
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_error e = INCUBATOR_ERROR_INIT;
  options.as_of = "2024-06-30";
  incubator_status status = incubator_registry_builder_create(policy, NULL, &builder, &e);
  if (status == INCUBATOR_STATUS_OK) status = incubator_registry_builder_read(builder, source, &e);
  if (status == INCUBATOR_STATUS_OK) status = incubator_registry_builder_finish(builder, &registry, NULL, &e);
  if (status == INCUBATOR_STATUS_OK) status = incubator_decisions_create(policy, registry, &options, &decisions, &e);
  *agree = (status == INCUBATOR_STATUS_OK) == (decisions != NULL) && e.status == status;
  incubator_decisions_unref(decisions);
  incubator_registry_unref(registry);
  incubator_registry_builder_free(builder);
  return status;
}

static incubator_status try_data(trial *t, incubator_data_format format, const char *bytes)
{
  incubator_policy *policy = policy_of(POLICY "}");
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  bool agree;
  source.bytes = bytes;
  source.length = strlen(bytes);
  source.table = "t";
  source.format = format;
  arm(t);
  incubator_status status = build(policy, &source, &agree);
  disarm();
  incubator_policy_unref(policy);
  return agree ? status : (incubator_status)99;
}

static incubator_status try_json(trial *t)
{
  return try_data(t, INCUBATOR_DATA_JSON, "[{\"id\": \"a\", \"x\": 7, \"name\": \"汉\", \"c\": \"甲\"}, {\"id\": \"b\"}]");
}

static incubator_status try_lines(trial *t)
{
  return try_data(t, INCUBATOR_DATA_NDJSON, "{\"id\": \"a\", \"x\": 7}\n{\"id\": \"b\"}\n");
}

static incubator_status try_gb(trial *t)
{
  incubator_status status = try_data(t, INCUBATOR_DATA_CSV, "id,name\na,\xCE\xE4\xB2\xFD\nb,\xB2\xFD\n");
  t->m.live = 0; /* iconv keeps tables for later, when it likes */
  /* a converter that can't be had for want of memory is told as one that this system has not */
  return status == INCUBATOR_STATUS_ENCODING && t->m.failed ? INCUBATOR_STATUS_NO_MEMORY : status;
}

static void data_read_without_the_librarys_memory_say_so(void **state)
{
  (void)state;
  check_trials("json", try_json);
  check_trials("lines", try_lines);
}

static void data_converted_without_the_librarys_memory_say_so(void **state)
{
  (void)state;
  check_trials("gb", try_gb);
}

static incubator_status try_tests(trial *t)
{
  incubator_policy *policy = policy_of(POLICY ", 'tests': [{'as_of': '2024-06-30', 'given': {'t': [{'id': 'a', 'x': 5}]}, 'expect': {'t': {'a': {'r': 6, 'k': 'a'}}}}]}");
  incubator_test_report report = INCUBATOR_TEST_REPORT_INIT;
  arm(t);
  incubator_status status = incubator_decisions_test(policy, &report, NULL, NULL);
  disarm();
  char *counts = printed("%zu of %zu failed", report.failures, report.expectations);
  if (status == INCUBATOR_STATUS_OK) trial_note(t, counts);
  free(counts);
  incubator_policy_unref(policy);
  return status;
}

static void tests_without_the_librarys_memory_say_so(void **state)
{
  (void)state;
  check_trials("tests", try_tests);
}

/* Deciding a record asks nobody for memory, not even the C library. */
static void record_decide_asks_the_library_for_no_memory(void **state)
{
  trial t = {.fail_at = 0};
  incubator_policy *policy = policy_of(POLICY "}");
  incubator_record_options options = INCUBATOR_RECORD_OPTIONS_INIT;
  incubator_record *record;
  incubator_workspace *workspace;
  incubator_value inputs[8], outputs[8];
  const incubator_value missing = INCUBATOR_VALUE_MISSING, text = {INCUBATOR_GAP_NONE, 0, "name", 4};
  (void)state;
  options.as_of = "2024-06-30";
  assert_int_equal(incubator_record_create(policy, &options, &record, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_workspace_create(record, &workspace, NULL), INCUBATOR_STATUS_OK);
  for (size_t i = 0; i < 8; i++) inputs[i] = missing;
  inputs[0] = text;
  arm(&t);
  incubator_status status = incubator_workspace_decide(workspace, inputs, outputs, NULL);
  inputs[1] = (incubator_value){INCUBATOR_GAP_NONE, 7000000, NULL, 0};
  if (!status) status = incubator_workspace_decide(workspace, inputs, outputs, NULL);
  disarm();
  assert_int_equal(status, INCUBATOR_STATUS_OK);
  assert_int_equal(t.m.calls, 0);
  assert_int_equal(outputs[0].value, 8000000);
  incubator_workspace_free(workspace);
  incubator_record_unref(record);
  incubator_policy_unref(policy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(record_decide_asks_the_library_for_no_memory),
      cmocka_unit_test(policy_read_without_the_librarys_memory_says_so),
      cmocka_unit_test(data_read_without_the_librarys_memory_say_so),
      cmocka_unit_test(data_converted_without_the_librarys_memory_say_so),
      cmocka_unit_test(tests_without_the_librarys_memory_say_so),
  };
  return cmocka_run_group_tests_name("malloc", tests, NULL, NULL);
}
