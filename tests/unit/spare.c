/* Decisions whose memory serves the next ones. */
#include "support.h"

enum { ROWS = 3000 };

static const char policy_text[] =
    "{'format': 'incubator-policy/1', 'id': 'spare', 'parameters': {'least': {'type': 'integer', 'values': [{'from': '2020-01-01', 'value': 10},"
    " {'from': '2024-01-01', 'value': 20}]}},"
    " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'n': {'type': 'integer', 'min': 0, 'max': 100}, 'd': {'type': 'decimal'}}},"
    "            'u': {'key': 'id', 'fields': {'id': {'type': 'text'}}, 'links': {'t': {'to': 't'}}}},"
    " 'rules': {'many': {'kind': 'derive', 'on': 't', 'value': {'>=': [{'var': 'n'}, {'var': 'params.least'}]}},"
    "  'times': {'kind': 'derive', 'on': 't', 'value': {'*': [{'var': 'n'}, {'var': 'd'}]}},"
    "  'best': {'kind': 'select', 'on': 't', 'order': [{'value': {'var': 'times'}, 'first': 'highest'}], 'places': 7, 'ties': 'in'},"
    "  'below': {'kind': 'measure', 'on': 't', 'rows': 'u', 'via': 't', 'take': 'count'}}}";

static const char *const names[] = {"many", "times", "best", "below"};

/* A registry of so many rows; every seventh lacks its d. */
static incubator_registry *registry_of(incubator_policy *policy, size_t rows)
{
  incubator_registry_builder *builder = NULL;
  incubator_registry *registry = NULL;
  assert_int_equal(incubator_registry_builder_create(policy, NULL, &builder, NULL), INCUBATOR_STATUS_OK);
  static char keys[ROWS][8];
  static incubator_text ids[ROWS];
  static int64_t n[ROWS], d[ROWS];
  static uint8_t missing[ROWS];
  for (size_t i = 0; i < rows; i++) {
    ids[i] = (incubator_text){keys[i], (size_t)snprintf(keys[i], sizeof keys[i], "%u", (unsigned)(i % 10000))};
    n[i] = (int64_t)(i % 31), d[i] = (int64_t)(i * 1237 % 50000) * 10000, missing[i] = i % 7 == 0;
  }
  const struct {
    const char *name;
    incubator_values kind;
    const void *values;
    const uint8_t *missing;
  } all[] = {{"id", INCUBATOR_VALUES_TEXT, ids, NULL}, {"n", INCUBATOR_VALUES_WHOLE, n, NULL}, {"d", INCUBATOR_VALUES_MICROS, d, missing}};
  incubator_registry_column columns[COUNT(all)];
  for (size_t c = 0; c < COUNT(all); c++) {
    columns[c] = (incubator_registry_column)INCUBATOR_REGISTRY_COLUMN_INIT;
    columns[c].name = all[c].name, columns[c].kind = all[c].kind, columns[c].values = all[c].values, columns[c].missing = all[c].missing;
  }
  incubator_registry_column below[] = {columns[0], columns[0]};
  below[1].name = "t";
  assert_int_equal(incubator_registry_builder_columns(builder, "t", columns, COUNT(all), rows, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_columns(builder, "u", below, COUNT(below), rows / 2, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_finish(builder, &registry, NULL, NULL), INCUBATOR_STATUS_OK);
  incubator_registry_builder_free(builder);
  return registry;
}

static incubator_decisions *decide(incubator_policy *policy, incubator_registry *registry, const char *as_of, incubator_decisions *spare)
{
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_decisions *d = spare; /* the caller's variable may be both */
  options.as_of = as_of;
  options.spare = spare;
  assert_int_equal(incubator_decisions_create(policy, registry, &options, &d, NULL), INCUBATOR_STATUS_OK);
  return d;
}

static incubator_column column_of(const incubator_decisions *d, const char *name)
{
  incubator_column c = INCUBATOR_COLUMN_INIT;
  assert_int_equal(incubator_decisions_column(d, name, &c, NULL), INCUBATOR_STATUS_OK);
  return c;
}

static void assert_same(const incubator_decisions *a, const incubator_decisions *b)
{
  for (size_t i = 0; i < COUNT(names); i++) {
    incubator_column x = column_of(a, names[i]), y = column_of(b, names[i]);
    assert_int_equal(x.rows, y.rows);
    assert_memory_equal(x.values, y.values, x.rows * x.width);
    assert_memory_equal(x.gaps, y.gaps, x.rows);
  }
}

static void the_next_decisions_are_as_fresh_ones(void **state)
{
  incubator_policy *policy = policy_of(policy_text);
  incubator_registry *large = registry_of(policy, ROWS), *small = registry_of(policy, 40);
  const char *const dates[] = {"2023-06-30", "2024-06-30"};
  incubator_decisions *spare = NULL;
  (void)state;
  for (int k = 0; k < 12; k++) {
    incubator_registry *registry = k % 3 ? large : small;
    const void *before = spare ? column_of(spare, "times").values : NULL;
    size_t rows = spare ? column_of(spare, "times").rows : 0;
    incubator_decisions *fresh = decide(policy, registry, dates[k % 2], NULL);
    spare = decide(policy, registry, dates[k % 2], spare);
    assert_same(spare, fresh);
    if (rows == column_of(spare, "times").rows) assert_ptr_equal(before, column_of(spare, "times").values);
    incubator_decisions_unref(fresh);
  }
  incubator_decisions_unref(spare);
  incubator_registry_unref(large);
  incubator_registry_unref(small);
  incubator_policy_unref(policy);
}

static void decisions_that_others_read_stay_as_they_are(void **state)
{
  incubator_policy *policy = policy_of(policy_text), *other = policy_of(policy_text);
  incubator_registry *registry = registry_of(policy, ROWS);
  incubator_decisions *kept = decide(policy, registry, "2023-06-30", NULL), *fresh = decide(policy, registry, "2023-06-30", NULL);
  (void)state;
  incubator_decisions *next = decide(policy, registry, "2024-06-30", incubator_decisions_ref(kept));
  assert_same(kept, fresh);
  incubator_decisions *foreign = decide(other, registry, "2023-06-30", incubator_decisions_ref(next)); /* of another policy: given back */
  assert_same(foreign, fresh);
  incubator_decisions_unref(foreign);
  incubator_decisions_unref(next);
  incubator_decisions_unref(kept);
  incubator_decisions_unref(fresh);
  incubator_registry_unref(registry);
  incubator_policy_unref(policy);
  incubator_policy_unref(other);
}

static void a_call_that_fails_takes_its_spare_too(void **state)
{
  memory m = {0};
  incubator_allocator allocator = memory_allocator(&m);
  incubator_policy *policy = policy_of(policy_text);
  incubator_registry *registry = registry_of(policy, 40);
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  (void)state;
  options.allocator = &allocator;
  for (size_t fail_at = 0; fail_at < 60; fail_at++) {
    incubator_decisions *d = NULL;
    options.as_of = "2023-06-30", options.spare = NULL;
    m = (memory){0};
    assert_int_equal(incubator_decisions_create(policy, registry, &options, &d, NULL), INCUBATOR_STATUS_OK);
    options.spare = d;
    if (fail_at == 0) options.as_of = "yesterday";
    m.fail_at = fail_at ? m.calls + fail_at : 0;
    incubator_status status = incubator_decisions_create(policy, registry, &options, &d, NULL);
    if (status == INCUBATOR_STATUS_OK) incubator_decisions_unref(d);
    else assert_null(d);
    assert_int_equal(m.live, 0);
  }
  incubator_registry_unref(registry);
  incubator_policy_unref(policy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_next_decisions_are_as_fresh_ones),
      cmocka_unit_test(decisions_that_others_read_stay_as_they_are),
      cmocka_unit_test(a_call_that_fails_takes_its_spare_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
