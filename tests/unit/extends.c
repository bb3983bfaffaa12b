/* Policies that extend others: order, overrides, clashes, circles, and where bases are found. */
#include "support.h"

/* Texts by id, which a resolver hands out. */
typedef struct shelf {
  const char *const (*texts)[2]; /* id, text in single quotes */
  size_t count;
  char *quoted[80];
  size_t asked;
} shelf;

static incubator_status resolve(void *context, const char *id, incubator_policy_source *source)
{
  shelf *s = context;
  s->asked++;
  for (size_t i = 0; i < s->count; i++) {
    if (strcmp(s->texts[i][0], id)) continue;
    if (!s->quoted[i]) s->quoted[i] = quoted(s->texts[i][1]);
    source->text = s->quoted[i];
    source->length = strlen(s->quoted[i]);
    source->name = id;
    return INCUBATOR_STATUS_OK;
  }
  return INCUBATOR_STATUS_NOT_FOUND;
}

/* The first text, with the others to extend. */
static incubator_status read_shelf(shelf *s, incubator_policy **policy, incubator_findings **findings, incubator_error *error)
{
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy_options options = INCUBATOR_POLICY_OPTIONS_INIT;
  s->quoted[0] = quoted(s->texts[0][1]);
  source.text = s->quoted[0];
  source.length = strlen(s->quoted[0]);
  options.resolve = resolve;
  options.resolve_context = s;
  incubator_status status = incubator_policy_read(&source, &options, policy, findings, error);
  for (size_t i = 0; i < s->count; i++) free(s->quoted[i]), s->quoted[i] = NULL;
  return status;
}

#define DOC(id, rest) {id, "{'format': 'incubator-policy/1', 'id': '" id "'," rest "}"}
#define TABLE " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}}}}"
#define RULE(name, value, more) "'" name "': {'kind': 'derive', 'on': 't', 'value': " value more "}"

static void check_value(incubator_policy *policy, const char *rule, const char *expected)
{
  world w = {.policy = incubator_policy_ref(policy)};
  assert_int_equal(incubator_registry_builder_create(w.policy, NULL, &w.builder, NULL), INCUBATOR_STATUS_OK);
  world_csv(&w, "t", "id\na\n");
  world_decide(&w, "2024-06-30");
  assert_string_equal(world_cell(&w, "t:a", rule), expected);
  world_end(&w);
}

static incubator_policy *shelf_policy(const char *const (*texts)[2], size_t count)
{
  shelf s = {.texts = texts, .count = count};
  incubator_policy *policy = NULL;
  incubator_findings *findings = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  if (read_shelf(&s, &policy, &findings, &e) != INCUBATOR_STATUS_OK) fail_msg("%s\n%s", e.message, findings_text(findings));
  incubator_findings_free(findings);
  return policy;
}

static void check_error(const char *const (*texts)[2], size_t count, const char *code, const char *file, const char *path)
{
  shelf s = {.texts = texts, .count = count};
  incubator_policy *policy = NULL;
  incubator_findings *findings = NULL;
  assert_int_equal(read_shelf(&s, &policy, &findings, NULL), INCUBATOR_STATUS_POLICY);
  assert_null(policy);
  const incubator_finding *f = finding_of(findings, code);
  if (!f || strcmp(f->file, file) || strcmp(f->path, path) || finding_count(findings, code) != 1) {
    fail_msg("%s in %s at %s: found\n%s", code, file, path, findings_text(findings));
  }
  incubator_findings_free(findings);
}

static void extends_reads_bases_and_replaces_by_override(void **state)
{
  static const char *const texts[][2] = {
      DOC("top", "'extends': ['mid'], 'rules': {" RULE("r", "3", ", 'override': true") "}"),
      DOC("mid", "'extends': ['low'], 'parameters': {'p': {'type': 'decimal', 'override': true, 'values': [{'from': '2020-01-01', 'value': 8}]}}"),
      DOC("low", TABLE ", 'parameters': {'p': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': 7}]}}, 'rules': {" RULE("r", "1", "") ","
                                                                                             RULE("s", "{'+': [{'var': 'r'}, {'var': 'params.p'}]}", "") "}"),
  };
  incubator_policy *policy = shelf_policy(texts, COUNT(texts));
  (void)state;
  assert_string_equal(incubator_policy_id(policy), "top");
  check_value(policy, "r", "3");
  check_value(policy, "s", "11");
  incubator_policy_unref(policy);
}

static void extends_of_a_diamond_reads_the_shared_base_once(void **state)
{
  static const char *const texts[][2] = {
      DOC("top", "'extends': ['left', 'right'], 'rules': {" RULE("sum", "{'+': [{'var': 'l'}, {'var': 'r'}]}", "") "}"),
      DOC("left", "'extends': ['low'], 'rules': {" RULE("l", "{'*': [{'var': 'b'}, 2]}", "") "}"),
      DOC("right", "'extends': ['low'], 'rules': {" RULE("r", "{'*': [{'var': 'b'}, 3]}", "") "}"),
      DOC("low", TABLE ", 'rules': {" RULE("b", "5", "") "}"),
  };
  incubator_policy *policy = shelf_policy(texts, COUNT(texts));
  (void)state;
  check_value(policy, "sum", "25");
  incubator_policy_unref(policy);
}

static void extends_widens_tables(void **state)
{
  static const char *const texts[][2] = {
      DOC("top", "'extends': ['low'], 'tables': {'t': {'fields': {'z': {'type': 'decimal', 'absent': 4}, 'x': {'type': 'decimal'}}}, 'u': {'key': 'id', 'fields': {'id': {'type': 'text'}}}},"
                 "'rules': {" RULE("r", "{'var': 'z'}", "") "}"),
      DOC("low", TABLE),
  };
  incubator_policy *policy = shelf_policy(texts, COUNT(texts));
  (void)state;
  check_value(policy, "r", "4");
  incubator_policy_unref(policy);
}

static void extends_with_equal_entries_in_two_bases_is_no_clash(void **state)
{
  static const char *const texts[][2] = {
      DOC("top", "'extends': ['a', 'b']"),
      DOC("a", TABLE ", 'categories': {'c': {'x': {}}}, 'rules': {" RULE("r", "1", "") "}"),
      DOC("b", TABLE ", 'categories': {'c': {'x': {}}}, 'rules': {" RULE("r", "1.0", "") "}"),
  };
  incubator_policy *policy = shelf_policy(texts, COUNT(texts));
  (void)state;
  check_value(policy, "r", "1");
  incubator_policy_unref(policy);
}

static void extends_with_other_entries_in_two_bases_is_a_clash(void **state)
{
  static const char *const texts[][2] = {
      DOC("top", "'extends': ['a', 'b']"),
      DOC("a", TABLE ", 'rules': {" RULE("r", "1", "") "}"),
      DOC("b", "'rules': {" RULE("r", "2", "") "}"),
  };
  static const char *const settled[][2] = {
      DOC("top", "'extends': ['a', 'b'], 'rules': {" RULE("r", "3", ", 'override': true") "}"),
      DOC("a", TABLE ", 'rules': {" RULE("r", "1", "") "}"),
      DOC("b", "'rules': {" RULE("r", "2", "") "}"),
  };
  (void)state;
  check_error(texts, COUNT(texts), "extends-clash", "b", "/rules/r");
  incubator_policy *policy = shelf_policy(settled, COUNT(settled));
  check_value(policy, "r", "3");
  incubator_policy_unref(policy);
}

static void extends_with_a_changed_table_is_a_clash(void **state)
{
  static const char *const field[][2] = {DOC("top", "'extends': ['a'], 'tables': {'t': {'fields': {'x': {'type': 'integer'}}}}"), DOC("a", TABLE)};
  static const char *const key[][2] = {DOC("top", "'extends': ['a'], 'tables': {'t': {'key': 'x'}}"), DOC("a", TABLE)};
  static const char *const unit[][2] = {
      DOC("top", "'extends': ['a'], 'tables': {'t': {'unit': 'desk'}}"),
      DOC("a", "'tables': {'t': {'key': 'id', 'unit': 'chair', 'fields': {'id': {'type': 'text'}}}}"),
  };
  (void)state;
  check_error(field, COUNT(field), "extends-clash", "policy", "/tables/t/fields/x");
  check_error(key, COUNT(key), "extends-clash", "policy", "/tables/t/key");
  check_error(unit, COUNT(unit), "extends-clash", "policy", "/tables/t/unit");
}

static void override_is_needed_and_must_override_something(void **state)
{
  static const char *const missing[][2] = {DOC("top", "'extends': ['a'], 'rules': {" RULE("r", "2", "") "}"), DOC("a", TABLE ", 'rules': {" RULE("r", "1", "") "}")};
  static const char *const nothing[][2] = {DOC("top", "'extends': ['a'], 'rules': {" RULE("s", "2", ", 'override': true") "}"), DOC("a", TABLE)};
  static const char *const sibling[][2] = {
      DOC("top", "'extends': ['a', 'b']"),
      DOC("a", TABLE ", 'rules': {" RULE("r", "1", "") "}"),
      DOC("b", "'rules': {" RULE("r", "2", ", 'override': true") "}"),
  };
  static const char *const list[][2] = {
      DOC("top", "'extends': ['a'], 'rules': {'r': [{'kind': 'derive', 'on': 't', 'until': '2020-01-01', 'value': 8, 'override': true}, {'kind': 'derive', 'on': 't', 'from': '2020-01-01', 'value': 9}]}"),
      DOC("a", TABLE ", 'rules': {" RULE("r", "1", "") "}"),
  };
  (void)state;
  check_error(missing, COUNT(missing), "override-missing", "policy", "/rules/r");
  check_error(nothing, COUNT(nothing), "override-nothing", "policy", "/rules/s");
  check_error(sibling, COUNT(sibling), "override-nothing", "b", "/rules/r");
  incubator_policy *policy = shelf_policy(list, COUNT(list));
  check_value(policy, "r", "9");
  incubator_policy_unref(policy);
}

static void extends_in_a_circle_is_an_error(void **state)
{
  static const char *const two[][2] = {DOC("top", "'extends': ['a']"), DOC("a", "'extends': ['top']")};
  static const char *const three[][2] = {DOC("top", "'extends': ['a']"), DOC("a", "'extends': ['b']"), DOC("b", "'extends': ['a']")};
  (void)state;
  check_error(two, COUNT(two), "extends-cycle", "a", "/extends/0");
  check_error(three, COUNT(three), "extends-cycle", "b", "/extends/0");
}

static void extends_of_what_calls_itself_otherwise_is_an_error(void **state)
{
  static const char *const texts[][2] = {DOC("top", "'extends': ['a']"), {"a", "{'format': 'incubator-policy/1', 'id': 'b'}"}};
  static const char *const broken[][2] = {DOC("top", "'extends': ['a']"), {"a", "{'format': 'incubator-policy/1', 'id': 'a'"}};
  static const char *const array[][2] = {DOC("top", "'extends': ['a']"), {"a", "[]"}};
  (void)state;
  check_error(texts, COUNT(texts), "extends-unknown", "policy", "/extends/0");
  check_error(broken, COUNT(broken), "syntax", "a", "");
  check_error(array, COUNT(array), "type-mismatch", "a", "");
}

/* A policy that extends so many others, each of which it names. */
static incubator_status read_many(size_t bases, incubator_findings **findings)
{
  static char names[80][8], texts[80][64];
  const char *all[80][2];
  char *extends = printed("'x0'");
  for (size_t i = 0; i < bases; i++) {
    snprintf(names[i], sizeof names[i], "x%u", (unsigned)i % 1000);
    snprintf(texts[i], sizeof texts[i], "{'format': 'incubator-policy/1', 'id': '%s'}", names[i]);
    all[i + 1][0] = names[i];
    all[i + 1][1] = texts[i];
    char *more = i ? printed("%s, '%s'", extends, names[i]) : strdup(extends);
    free(extends), extends = more;
  }
  char *top = printed("{'format': 'incubator-policy/1', 'id': 'top', 'extends': [%s]}", extends);
  all[0][0] = "top";
  all[0][1] = top;
  shelf s = {.texts = (const char *const(*)[2])all, .count = bases + 1};
  incubator_policy *policy = NULL;
  incubator_status status = read_shelf(&s, &policy, findings, NULL);
  incubator_policy_unref(policy);
  free(extends), free(top);
  return status;
}

static void extends_of_more_than_sixty_three_is_refused(void **state)
{
  incubator_findings *findings = NULL;
  (void)state;
  assert_int_equal(read_many(63, &findings), INCUBATOR_STATUS_OK);
  incubator_findings_free(findings);
  assert_int_equal(read_many(64, &findings), INCUBATOR_STATUS_POLICY);
  assert_string_equal(finding_of(findings, "limit")->path, "/extends/63");
  incubator_findings_free(findings);
}

/* ---- Where bases are found ---- */

static incubator_status refuse(void *context, const char *id, incubator_policy_source *source)
{
  (void)id, (void)source;
  return *(incubator_status *)context;
}

static void resolver_that_fails_ends_the_reading(void **state)
{
  static const char text[] = "{\"format\": \"incubator-policy/1\", \"id\": \"top\", \"extends\": [\"wuhan-2021\"]}";
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy_options options = INCUBATOR_POLICY_OPTIONS_INIT;
  incubator_status answer = INCUBATOR_STATUS_IO;
  incubator_policy *policy = NULL;
  incubator_findings *findings = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  (void)state;
  source.text = text;
  source.length = sizeof text - 1;
  options.resolve = refuse;
  options.resolve_context = &answer;
  assert_int_equal(incubator_policy_read(&source, &options, &policy, &findings, &e), INCUBATOR_STATUS_IO);
  assert_int_equal(e.status, INCUBATOR_STATUS_IO);
  assert_null(policy);
  assert_null(findings);
  answer = INCUBATOR_STATUS_NOT_FOUND; /* then the library looks in its usual places */
  assert_int_equal(incubator_policy_read(&source, &options, &policy, NULL, &e), INCUBATOR_STATUS_OK);
  incubator_policy_unref(policy);
  answer = INCUBATOR_STATUS_OK; /* found, but nothing said where */
  assert_int_equal(incubator_policy_read(&source, &options, &policy, &findings, &e), INCUBATOR_STATUS_POLICY);
  assert_non_null(finding_of(findings, "extends-unknown"));
  incubator_findings_free(findings);
}

static void bases_beside_a_file_come_before_the_built_in(void **state)
{
  static const char top[] = "{\"format\": \"incubator-policy/1\", \"id\": \"top\", \"extends\": [\"wuhan-2021\"]}";
  static const char base[] = "{\"format\": \"incubator-policy/1\", \"id\": \"wuhan-2021\", \"title\": \"mine\"}";
  char *folder = folder_create(), *path = folder_file(folder, "top.json", top, sizeof top - 1);
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy *built_in = NULL, *beside = NULL;
  (void)state;
  source.path = path;
  assert_int_equal(incubator_policy_read(&source, NULL, &built_in, NULL, NULL), INCUBATOR_STATUS_OK);
  assert_non_null(incubator_policy_label(built_in, "level", 0, INCUBATOR_LANGUAGE_ZH));
  free(folder_file(folder, "wuhan-2021.json", base, sizeof base - 1));
  assert_int_equal(incubator_policy_read(&source, NULL, &beside, NULL, NULL), INCUBATOR_STATUS_OK);
  assert_null(incubator_policy_label(beside, "level", 0, INCUBATOR_LANGUAGE_ZH));
  assert_string_not_equal(incubator_policy_digest(built_in), incubator_policy_digest(beside));
  incubator_policy_unref(built_in);
  incubator_policy_unref(beside);
  free(path);
  folder_free(folder);
}

/* A change of the base changes the digest of what extends it, though its own text is the same. */
static void digest_changes_with_a_base(void **state)
{
  static const char *const one[][2] = {DOC("top", "'extends': ['a']"), DOC("a", TABLE)};
  static const char *const two[][2] = {DOC("top", "'extends': ['a']"), DOC("a", TABLE ", 'note': 'changed'")};
  incubator_policy *first = shelf_policy(one, 2), *second = shelf_policy(two, 2), *again = shelf_policy(one, 2);
  (void)state;
  assert_int_equal(strlen(incubator_policy_digest(first)), 64);
  assert_string_not_equal(incubator_policy_digest(first), incubator_policy_digest(second));
  assert_string_equal(incubator_policy_digest(first), incubator_policy_digest(again));
  incubator_policy_unref(first);
  incubator_policy_unref(second);
  incubator_policy_unref(again);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(extends_reads_bases_and_replaces_by_override),
      cmocka_unit_test(extends_of_a_diamond_reads_the_shared_base_once),
      cmocka_unit_test(extends_widens_tables),
      cmocka_unit_test(extends_with_equal_entries_in_two_bases_is_no_clash),
      cmocka_unit_test(extends_with_other_entries_in_two_bases_is_a_clash),
      cmocka_unit_test(extends_with_a_changed_table_is_a_clash),
      cmocka_unit_test(override_is_needed_and_must_override_something),
      cmocka_unit_test(extends_in_a_circle_is_an_error),
      cmocka_unit_test(extends_of_what_calls_itself_otherwise_is_an_error),
      cmocka_unit_test(extends_of_more_than_sixty_three_is_refused),
      cmocka_unit_test(resolver_that_fails_ends_the_reading),
      cmocka_unit_test(bases_beside_a_file_come_before_the_built_in),
      cmocka_unit_test(digest_changes_with_a_base),
  };
  return cmocka_run_group_tests_name("extends", tests, NULL, NULL);
}
