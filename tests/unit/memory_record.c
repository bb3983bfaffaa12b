/* An allocator that fails at every request in turn, under records and statistics: see trial.h. */
#include "trial.h"

static const char policy_text[] =
    "{'format': 'incubator-policy/1', 'id': 'm', 'tables': {'u': {'key': 'u', 'fields': {'u': {'type': 'text'}, 'y': {'type': 'decimal'}}, 'rows': [{'u': 'one', 'y': 2}]},"
    "  't': {'key': 'id', 'links': {'u': {'to': 'u'}}, 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}, 'g': {'type': 'text'}}}, 'f': {'key': 'id', 'links': {'t': {'to': 't'}}, 'fields': {'id': {'type': 'text'}}}},"
    " 'rules': {'n': {'kind': 'measure', 'on': 't', 'rows': 'f', 'take': 'count', 'absent': 1},"
    "  's': {'kind': 'score', 'on': 't', 'aggregate': 'sum', 'items': {'z': {'value': {'var': 'x'}, 'scale': {'cohort': 'z-score', 'within': ['g'], 'constant': 0}}, 'r': {'value': {'*': [{'var': 'x'}, {'var': 'u.y'}]}, 'scale': {'cohort': 'rank', 'constant': 0}}}},"
    "  'v': {'kind': 'derive', 'on': 't', 'value': {'+': [{'var': 'u.y'}, {'var': 'n'}]}}, 'w': {'kind': 'derive', 'on': 't', 'value': {'var': 'x'}},"
    "  'a': {'kind': 'award', 'on': 't', 'to': 'u', 'amount': {'var': 'x'}, 'round': {'to': 0.01, 'mode': 'half-up'}, 'adjust': [{'less': 1}, {'cap': {'var': 'u.y'}}], 'split': {'one': {'weight': 1}, 'two': {'weight': {'var': 'n'}}}},"
    "  'b': {'kind': 'award', 'on': 't', 'awards': ['a'], 'pay': 'all', 'round': {'to': 1, 'mode': 'down'}, 'adjust': [{'cap': 9, 'over': [], 'fill': 'stop'}]}}}";

static incubator_decisions *decide(incubator_policy **policy)
{
  world w;
  world_open(&w, policy_text, "t", "id,x,g,u\na,1,p,one\nb,5,p,one\nc,6,q,one\n", "2024-06-30");
  incubator_decisions *d = incubator_decisions_ref(w.decisions);
  *policy = incubator_policy_ref(w.policy);
  world_end(&w);
  return d;
}

static incubator_status all_of(trial *t, incubator_policy *policy, const char *text)
{
  incubator_statistics_options how = INCUBATOR_STATISTICS_OPTIONS_INIT;
  incubator_record_options options = INCUBATOR_RECORD_OPTIONS_INIT;
  incubator_statistics *statistics = NULL;
  incubator_record *record = NULL;
  incubator_workspace *workspace = NULL;
  incubator_findings *findings = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_writer writer = sink_writer(&t->out);
  how.allocator = options.allocator = &t->allocator;
  options.as_of = "2024-06-30";
  options.all_parts = 1;
  incubator_status status = incubator_statistics_read(policy, text, strlen(text), &how, &statistics, &e);
  options.statistics = statistics;
  if (!status) status = incubator_record_create(policy, &options, &record, &e);
  if (!status) status = incubator_workspace_create(record, &workspace, &e);
  static const char given[] = "{\"id\": \"a\", \"x\": 5, \"g\": \"p\", \"u\": \"one\"}", holed[] = "{\"id\": \"a\"}";
  if (!status) status = incubator_workspace_json(workspace, given, sizeof given - 1, INCUBATOR_LANGUAGE_EN, &writer, &findings, &e);
  if (!status) status = incubator_workspace_json(workspace, holed, sizeof holed - 1, INCUBATOR_LANGUAGE_EN, &writer, &findings, &e);
  incubator_findings_free(findings);
  incubator_workspace_free(workspace);
  incubator_record_unref(record);
  incubator_statistics_unref(statistics);
  return trial_agreed(status, &e);
}

static incubator_status try_record(trial *t)
{
  incubator_policy *policy;
  incubator_decisions *d = decide(&policy);
  incubator_statistics *statistics = NULL;
  sink written = {0};
  incubator_writer writer = sink_writer(&written);
  assert_int_equal(incubator_statistics_create(d, &statistics, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_statistics_write(statistics, &writer, NULL), INCUBATOR_STATUS_OK);
  trial_arm(t);
  incubator_status status = all_of(t, policy, written.text);
  trial_disarm(t);
  sink_free(&written);
  incubator_statistics_unref(statistics);
  incubator_decisions_unref(d);
  incubator_policy_unref(policy);
  return status;
}

static void records_without_memory_say_so(void **state)
{
  (void)state;
  check_trials("record", try_record);
}

static incubator_status try_bad_record(trial *t)
{
  incubator_policy *policy = policy_of(policy_text);
  incubator_record_options options = INCUBATOR_RECORD_OPTIONS_INIT;
  incubator_record *record = NULL;
  incubator_workspace *workspace = NULL;
  incubator_findings *findings = NULL;
  incubator_writer writer = sink_writer(&t->out);
  options.as_of = "2024-06-30";
  options.allocator = &t->allocator;
  trial_arm(t);
  incubator_status status = incubator_record_create(policy, &options, &record, NULL);
  if (!status) status = incubator_workspace_create(record, &workspace, NULL);
  static const char given[] = "{\"id\": \"a\", \"x\": \"five\", \"no\": 1}";
  if (!status) status = incubator_workspace_json(workspace, given, sizeof given - 1, INCUBATOR_LANGUAGE_EN, &writer, &findings, NULL);
  trial_disarm(t);
  if (status == INCUBATOR_STATUS_DATA) {
    trial_note_findings(t, findings);
    status = INCUBATOR_STATUS_OK;
  }
  incubator_findings_free(findings);
  incubator_workspace_free(workspace);
  incubator_record_unref(record);
  incubator_policy_unref(policy);
  return status;
}

static void bad_records_without_memory_say_so(void **state)
{
  (void)state;
  check_trials("bad record", try_bad_record);
}

static incubator_status try_freeze(trial *t)
{
  incubator_policy *policy;
  incubator_registry_builder *builder;
  incubator_registry *registry;
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_decisions *d;
  incubator_statistics *statistics = NULL;
  incubator_writer writer = sink_writer(&t->out);
  policy = policy_of(policy_text);
  assert_int_equal(incubator_registry_builder_create(policy, NULL, &builder, NULL), INCUBATOR_STATUS_OK);
  source.bytes = "id,x,g,u\na,1,p,one\nb,5,p,one\nc,6,q,one\n";
  source.length = strlen(source.bytes);
  source.table = "t";
  assert_int_equal(incubator_registry_builder_read(builder, &source, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_finish(builder, &registry, NULL, NULL), INCUBATOR_STATUS_OK);
  options.as_of = "2024-06-30";
  options.allocator = &t->allocator;
  assert_int_equal(incubator_decisions_create(policy, registry, &options, &d, NULL), INCUBATOR_STATUS_OK);
  trial_arm(t);
  incubator_status status = incubator_statistics_create(d, &statistics, NULL);
  if (!status) status = incubator_statistics_write(statistics, &writer, NULL);
  trial_disarm(t);
  incubator_statistics_unref(statistics);
  incubator_decisions_unref(d);
  incubator_registry_unref(registry);
  incubator_registry_builder_free(builder);
  incubator_policy_unref(policy);
  return status;
}

static void statistics_without_memory_say_so(void **state)
{
  (void)state;
  check_trials("statistics", try_freeze);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(records_without_memory_say_so),
      cmocka_unit_test(bad_records_without_memory_say_so),
      cmocka_unit_test(statistics_without_memory_say_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
