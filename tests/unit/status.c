/* Statuses, gaps, versions, the caller's error struct and the caller's option structs. */
#include "base/error.h"

#include "support.h"

static void status_name_of_each_number_is_its_word(void **state)
{
  static const char *const names[] = {"ok",       "no-memory", "argument", "struct-old", "struct-new", "struct-size",
                                      "io",       "syntax",    "encoding", "limit",      "policy",     "data",
                                      "not-found", "mismatch", "writer",   "unsupported",  "infeasible"};
  (void)state;
  assert_int_equal(COUNT(names), INCUBATOR_STATUS_INFEASIBLE + 1);
  for (size_t i = 0; i < COUNT(names); i++) assert_string_equal(incubator_status_name((incubator_status)i), names[i]);
  assert_string_equal(incubator_status_name((incubator_status)COUNT(names)), "unknown");
  assert_string_equal(incubator_status_name((incubator_status)-1), "unknown");
}

static void gap_name_of_each_number_is_its_word(void **state)
{
  static const char *const names[] = {"value", "inapplicable", "tie", "missing", "unset", "error"};
  (void)state;
  for (size_t i = 0; i < COUNT(names); i++) assert_string_equal(incubator_gap_name((incubator_gap)i), names[i]);
  assert_string_equal(incubator_gap_name((incubator_gap)6), "unknown");
  assert_string_equal(incubator_gap_name((incubator_gap)-1), "unknown");
}

static void severity_name_of_each_number_is_its_word(void **state)
{
  (void)state;
  assert_string_equal(incubator_severity_name(INCUBATOR_SEVERITY_NOTE), "note");
  assert_string_equal(incubator_severity_name(INCUBATOR_SEVERITY_WARNING), "warning");
  assert_string_equal(incubator_severity_name(INCUBATOR_SEVERITY_ERROR), "error");
  assert_string_equal(incubator_severity_name((incubator_severity)3), "unknown");
}

static void version_text_and_number_agree(void **state)
{
  unsigned major, minor, patch;
  (void)state;
  assert_int_equal(sscanf(incubator_version_text(), "%u.%u.%u", &major, &minor, &patch), 3);
  assert_int_equal(incubator_version_number(), major * 10000 + minor * 100 + patch);
}

static void fail_without_an_error_struct_gives_the_status(void **state)
{
  (void)state;
  assert_int_equal(INC_FAIL(NULL, INCUBATOR_STATUS_IO, "x"), INCUBATOR_STATUS_IO);
}

static void fail_writes_status_place_and_message(void **state)
{
  incubator_error e = INCUBATOR_ERROR_INIT;
  (void)state;
  assert_int_equal(inc_fail(&e, INCUBATOR_STATUS_DATA, (inc_place){"/a/b", 3, 7}, "found %d", 5), INCUBATOR_STATUS_DATA);
  assert_int_equal(e.status, INCUBATOR_STATUS_DATA);
  assert_int_equal(e.line, 3);
  assert_int_equal(e.column, 7);
  assert_string_equal(e.path, "/a/b");
  assert_string_equal(e.message, "found 5");
  INC_FAIL(&e, INCUBATOR_STATUS_IO, "other");
  assert_int_equal(e.line, 0);
  assert_string_equal(e.path, "");
}

/* A struct of an older release, or one that was never set up, is left alone. */
static void fail_with_a_small_error_struct_writes_nothing(void **state)
{
  incubator_error e = INCUBATOR_ERROR_INIT;
  (void)state;
  e.size = offsetof(incubator_error, message) + sizeof e.message - 1;
  INC_FAIL(&e, INCUBATOR_STATUS_IO, "x");
  assert_int_equal(e.status, INCUBATOR_STATUS_OK);
  assert_string_equal(e.message, "");
  e.size = 0;
  INC_FAIL(&e, INCUBATOR_STATUS_IO, "x");
  assert_string_equal(e.message, "");
}

static void fail_with_hostile_bytes_writes_one_printable_line(void **state)
{
  incubator_error e = INCUBATOR_ERROR_INIT;
  (void)state;
  inc_fail(&e, INCUBATOR_STATUS_DATA, (inc_place){"\n\x1B", 0, 0}, "%s", "a\r\nb\x1B[31m\xFF\xE6\xAD");
  assert_string_equal(e.message, "a\\x0D\\x0Ab\\x1B[31m\\xFF\\xE6\\xAD");
  assert_string_equal(e.path, "\\x0A\\x1B");
}

static void fail_with_a_long_text_is_cut_at_a_character(void **state)
{
  incubator_error e = INCUBATOR_ERROR_INIT;
  char text[3001];
  (void)state;
  for (size_t i = 0; i < 1000; i++) memcpy(text + 3 * i, "武", 3);
  text[3000] = 0;
  for (int lead = 0; lead < 3; lead++) {
    inc_fail(&e, INCUBATOR_STATUS_DATA, (inc_place){text, 0, 0}, "%.*s%s", lead, "aaa", text);
    assert_null(strstr(e.message, "\\x"));
    assert_null(strstr(e.path, "\\x"));
    assert_true(strlen(e.message) > sizeof e.message - 4);
    assert_int_equal((strlen(e.message) - (size_t)lead) % 3, 0);
    assert_int_equal(strlen(e.path) % 3, 0);
  }
}

/* ---- Option structs ---- */

typedef struct known_options {
  size_t size;
  int first, second;
} known_options;

typedef struct later_options {
  known_options known;
  int third;
} later_options;

static incubator_status read_options(known_options *ours, const void *given, incubator_error *error)
{
  return inc_struct_read(ours, sizeof *ours, offsetof(known_options, second), given, error);
}

static void struct_read_of_nothing_is_all_zero(void **state)
{
  known_options ours = {1, 2, 3};
  (void)state;
  assert_int_equal(read_options(&ours, NULL, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(ours.size, sizeof ours);
  assert_int_equal(ours.first, 0);
  assert_int_equal(ours.second, 0);
}

static void struct_read_of_the_first_release_zeroes_the_rest(void **state)
{
  known_options ours, given = {offsetof(known_options, second), 5, 6};
  (void)state;
  assert_int_equal(read_options(&ours, &given, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(ours.first, 5);
  assert_int_equal(ours.second, 0);
}

static void struct_read_of_a_later_release_must_not_use_what_is_unknown(void **state)
{
  later_options given = {{sizeof given, 5, 6}, 0};
  known_options ours;
  incubator_error e = INCUBATOR_ERROR_INIT;
  (void)state;
  memset((char *)&given + sizeof given.known, 0, sizeof given - sizeof given.known);
  assert_int_equal(read_options(&ours, &given, &e), INCUBATOR_STATUS_OK);
  assert_int_equal(ours.second, 6);
  given.third = 1;
  assert_int_equal(read_options(&ours, &given, &e), INCUBATOR_STATUS_STRUCT_NEW);
  assert_int_equal(e.status, INCUBATOR_STATUS_STRUCT_NEW);
}

static void struct_read_of_wrong_sizes_tells_old_from_absurd(void **state)
{
  known_options ours, given = {offsetof(known_options, second) - 1, 5, 6};
  (void)state;
  assert_int_equal(read_options(&ours, &given, NULL), INCUBATOR_STATUS_STRUCT_OLD);
  given.size = sizeof(size_t);
  assert_int_equal(read_options(&ours, &given, NULL), INCUBATOR_STATUS_STRUCT_OLD);
  given.size = 0;
  assert_int_equal(read_options(&ours, &given, NULL), INCUBATOR_STATUS_STRUCT_SIZE);
  given.size = 65537;
  assert_int_equal(read_options(&ours, &given, NULL), INCUBATOR_STATUS_STRUCT_SIZE);
  given.size = SIZE_MAX;
  assert_int_equal(read_options(&ours, &given, NULL), INCUBATOR_STATUS_STRUCT_SIZE);
}

static void struct_sizes_of_every_public_struct_are_checked(void **state)
{
  incubator_policy *policy = policy_of("{'format': 'incubator-policy/1', 'id': 'p', 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}}}}}");
  incubator_policy *none = NULL;
  incubator_registry_builder *builder = NULL;
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy_options options = INCUBATOR_POLICY_OPTIONS_INIT;
  incubator_registry_options building = INCUBATOR_REGISTRY_OPTIONS_INIT;
  incubator_registry_source data = INCUBATOR_REGISTRY_SOURCE_INIT;
  incubator_registry_header header = INCUBATOR_REGISTRY_HEADER_INIT;
  (void)state;
  source.builtin = "wuhan-2021";
  source.size = 4;
  assert_int_equal(incubator_policy_read(&source, NULL, &none, NULL, NULL), INCUBATOR_STATUS_STRUCT_SIZE);
  source.size = sizeof source;
  options.size--;
  assert_int_equal(incubator_policy_read(&source, &options, &none, NULL, NULL), INCUBATOR_STATUS_STRUCT_OLD);
  assert_null(none);
  building.size = 1 << 20;
  assert_int_equal(incubator_registry_builder_create(policy, &building, &builder, NULL), INCUBATOR_STATUS_STRUCT_SIZE);
  assert_null(builder);
  assert_int_equal(incubator_registry_builder_create(policy, NULL, &builder, NULL), INCUBATOR_STATUS_OK);
  data.size--;
  assert_int_equal(incubator_registry_builder_read(builder, &data, NULL), INCUBATOR_STATUS_STRUCT_OLD);
  header.size = 0;
  assert_int_equal(incubator_registry_builder_header(builder, &header, NULL), INCUBATOR_STATUS_STRUCT_SIZE);
  incubator_registry_builder_free(builder);
  incubator_policy_unref(policy);
}

/* ---- Every output is zeroed on failure ---- */

static void outputs_after_a_null_input_are_zeroed(void **state)
{
  void *garbage = &garbage;
  incubator_policy *policy = garbage;
  incubator_findings *findings = garbage;
  incubator_registry_builder *builder = garbage;
  incubator_decisions *decisions = garbage;
  incubator_explanation *explanation = garbage;
  incubator_target *target = garbage;
  incubator_registry *registry = garbage;
  (void)state;
  assert_int_equal(incubator_policy_read(NULL, NULL, &policy, &findings, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_null(findings);
  assert_null(policy);
  assert_int_equal(incubator_registry_builder_finish(NULL, &registry, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_null(registry);
  assert_int_equal(incubator_registry_builder_create(NULL, NULL, &builder, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_null(builder);
  assert_int_equal(incubator_decisions_create(NULL, NULL, NULL, &decisions, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_null(decisions);
  assert_int_equal(incubator_explanation_create(NULL, NULL, &explanation, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_null(explanation);
  assert_int_equal(incubator_target_create(NULL, &target, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_null(target);
}

static void frees_and_unrefs_of_null_do_nothing(void **state)
{
  (void)state;
  incubator_policy_unref(NULL);
  incubator_registry_unref(NULL);
  incubator_registry_builder_free(NULL);
  incubator_decisions_unref(NULL);
  incubator_explanation_free(NULL);
  incubator_target_free(NULL);
  assert_null(incubator_policy_ref(NULL));
  assert_null(incubator_registry_ref(NULL));
  assert_null(incubator_decisions_ref(NULL));
  assert_int_equal(incubator_target_count(NULL), 0);
  assert_int_equal(incubator_registry_rows(NULL, "t"), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(status_name_of_each_number_is_its_word),
      cmocka_unit_test(gap_name_of_each_number_is_its_word),
      cmocka_unit_test(severity_name_of_each_number_is_its_word),
      cmocka_unit_test(version_text_and_number_agree),
      cmocka_unit_test(fail_without_an_error_struct_gives_the_status),
      cmocka_unit_test(fail_writes_status_place_and_message),
      cmocka_unit_test(fail_with_a_small_error_struct_writes_nothing),
      cmocka_unit_test(fail_with_hostile_bytes_writes_one_printable_line),
      cmocka_unit_test(fail_with_a_long_text_is_cut_at_a_character),
      cmocka_unit_test(struct_read_of_nothing_is_all_zero),
      cmocka_unit_test(struct_read_of_the_first_release_zeroes_the_rest),
      cmocka_unit_test(struct_read_of_a_later_release_must_not_use_what_is_unknown),
      cmocka_unit_test(struct_read_of_wrong_sizes_tells_old_from_absurd),
      cmocka_unit_test(struct_sizes_of_every_public_struct_are_checked),
      cmocka_unit_test(outputs_after_a_null_input_are_zeroed),
      cmocka_unit_test(frees_and_unrefs_of_null_do_nothing),
  };
  return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
