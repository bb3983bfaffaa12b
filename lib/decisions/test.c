/* A policy's own tests: rows given, cells expected. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "decisions/decisions.h"

typedef struct tester {
  incubator_policy *policy; /* whose tests they are */
  const inc_json_document *json;
  incubator_test_report *report;
  incubator_findings *findings;
  inc_arena arena;
  bool failed; /* no memory */
} tester;

__attribute__((format(printf, 3, 4))) static void fail(tester *t, const inc_json *node, const char *format, ...)
{
  va_list arguments;
  inc_spot spot = inc_json_spot(t->json, node, &t->arena);
  if (t->failed) return;
  va_start(arguments, format);
  inc_findings_add_list(t->findings, INCUBATOR_SEVERITY_ERROR, "test-failed", spot, format, arguments);
  va_end(arguments);
  t->report->failures++;
}

/* What the library said when it was used as any caller uses it. */
static void fail_with(tester *t, const inc_json *node, const incubator_error *e)
{
  if (e->status == INCUBATOR_STATUS_NO_MEMORY) t->failed = true;
  else fail(t, node, "%s", e->message);
}

static const char *text_of(tester *t, const inc_buffer *buffer)
{
  if (buffer->failed) t->failed = true;
  return inc_buffer_get(buffer);
}

/* ---- The policy with the test's parameters ---- */

/* "name=value" from a member of `params`. */
static const char *setting_of(tester *t, const inc_json *node)
{
  size_t length;
  const char *text = inc_json_string(node);
  inc_json_type type = inc_json_type_of(node);
  if (type == INC_JSON_TRUE || type == INC_JSON_FALSE) text = type == INC_JSON_TRUE ? "true" : "false";
  if (text) length = strlen(text);
  else if (type == INC_JSON_NUMBER) text = inc_json_number(t->json, node, &length);
  else return NULL;
  size_t room = strlen(inc_json_key(node)) + length + 2;
  char *setting = inc_arena_alloc(&t->arena, room, 1);
  if (setting) snprintf(setting, room, "%s=%.*s", inc_json_key(node), (int)length, text);
  return setting;
}

/* A new reference to the policy as the test wants it; NULL after a finding. */
static incubator_policy *with_parameters(tester *t, const inc_json *params)
{
  size_t count = inc_json_count(params), i = 0;
  if (count == 0) return incubator_policy_ref(t->policy);
  const char **settings = inc_arena_alloc(&t->arena, count, sizeof *settings);
  for (const inc_json *p = inc_json_first(params); p && settings; p = inc_json_next(p)) {
    settings[i] = setting_of(t, p);
    if (!settings[i++]) settings = NULL;
  }
  incubator_policy *variant = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  if (!settings) t->failed = true;
  else if (inc_policy_with(t->policy, settings, count, &variant, &e) != INCUBATOR_STATUS_OK) fail_with(t, params, &e);
  return variant;
}

/* ---- The rows ---- */

static void tell_bad_rows(tester *t, const inc_json *given, const incubator_findings *found)
{
  for (size_t i = 0; i < incubator_findings_count(found); i++) {
    const incubator_finding *f = incubator_findings_get(found, i);
    if (f->severity == INCUBATOR_SEVERITY_ERROR || !strcmp(f->code, "column-unknown")) {
      fail(t, given, "%s, row %u: %s: %s", f->path, f->line, f->code, f->message);
    }
  }
}

static incubator_registry *build(tester *t, incubator_policy *policy, const inc_json *given)
{
  incubator_registry_builder *builder = NULL;
  incubator_registry *registry = NULL;
  incubator_findings *found = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_registry_options options = INCUBATOR_REGISTRY_OPTIONS_INIT;
  options.allocator = &policy->allocator;
  incubator_status status = incubator_registry_builder_create(policy, &options, &builder, &e);
  if (status == INCUBATOR_STATUS_OK && given) status = inc_builder_given(builder, t->json, given, &e);
  if (status == INCUBATOR_STATUS_OK) status = incubator_registry_builder_finish(builder, &registry, &found, &e);
  size_t before = t->report->failures;
  if (given) tell_bad_rows(t, given, found);
  bool told = status != INCUBATOR_STATUS_NO_MEMORY && before < t->report->failures;
  if (status != INCUBATOR_STATUS_OK && !told) fail_with(t, given ? given : inc_json_root(t->json), &e);
  incubator_findings_free(found);
  incubator_registry_builder_free(builder);
  return registry;
}

/* ---- What is expected ---- */

static void show_cell(const incubator_decisions *d, const inc_ref *ref, inc_cell cell, inc_buffer *to)
{
  const inc_program *program = &d->policy->program;
  if (cell.gap) {
    inc_buffer_text(to, incubator_gap_name((incubator_gap)cell.gap));
    return;
  }
  const inc_field *field = ref->rule == INC_NONE ? &program->schema.tables[ref->table].fields[ref->field] : NULL;
  const inc_part *part = field ? NULL : &program->rules[ref->rule].parts[ref->part];
  inc_decisions_value(d, field ? field->type : part->type, field ? field->list : part->list, cell.value, to);
}

/* The expected value in the cell's own form; false when it can't be one. */
static bool read_value(tester *t, const incubator_decisions *d, const inc_ref *ref, const inc_json *node, int64_t *value)
{
  const inc_program *program = &d->policy->program;
  const inc_field *own = ref->rule == INC_NONE ? &program->schema.tables[ref->table].fields[ref->field] : NULL;
  const inc_part *part = own ? NULL : &program->rules[ref->rule].parts[ref->part];
  inc_field field = {.type = own ? own->type : part->type, .list = own ? own->list : part->list, .link = INC_NONE};
  inc_cell_text cell;
  inc_cell_fault fault = inc_cell_read_json(&program->schema, &field, t->json, node, &cell);
  if (fault.code || cell.missing) return false;
  *value = cell.value;
  if (!cell.text) return true;
  const char *text = inc_json_string(node);
  size_t length = strlen(text);
  inc_text_trim(&text, &length);
  uint32_t number = inc_map_find(inc_registry_frame(d->registry)->texts, text, length);
  *value = number == INC_MAP_NONE ? -1 : (int64_t)number;
  return true;
}

typedef struct name_check {
  const inc_json *names;
  size_t found, unexpected;
  inc_buffer *shown;
} name_check;

static void check_name(void *context, const char *name)
{
  name_check *c = context;
  bool expected = false;
  for (const inc_json *n = inc_json_first(c->names); n && !expected; n = inc_json_next(n)) {
    expected = inc_json_string(n) && !strcmp(inc_json_string(n), name);
  }
  if (expected) c->found++;
  else c->unexpected++;
  inc_buffer_print(c->shown, " %s", name);
}

/* {"gap": kind, "names": […]}; false after a failure. */
static void check_gap(tester *t, const incubator_decisions *d, const inc_subject *subject, const inc_ref *ref,
                      const inc_json *node)
{
  inc_cell cell = inc_results_cell(d->results, subject->table, ref, subject->row);
  const char *expected = inc_json_string(inc_json_get(node, "gap"));
  const inc_json *names = inc_json_get(node, "names");
  inc_buffer shown;
  inc_buffer_init(&shown, &d->allocator);
  show_cell(d, ref, cell, &shown);
  if (!expected || !cell.gap || strcmp(expected, incubator_gap_name((incubator_gap)cell.gap))) {
    fail(t, node, "found %s, expected the gap \"%s\"", text_of(t, &shown), expected ? expected : "?");
  } else if (names && ref->rule != INC_NONE && ref->link_count == 0) {
    name_check c = {.names = names, .shown = &shown};
    incubator_status status = inc_engine_gap_names(d->results, (inc_want){ref->rule, ref->part}, subject->row, check_name, &c);
    if (status != INCUBATOR_STATUS_OK) t->failed = true;
    else if (c.unexpected || c.found != inc_json_count(names)) fail(t, node, "found the names%s", text_of(t, &shown) + strlen(expected));
  }
  inc_buffer_free(&shown);
}

static void check_cell(tester *t, const incubator_decisions *d, const inc_subject *subject, const inc_json *node)
{
  inc_ref ref;
  t->report->expectations++;
  inc_path_fault fault = {0};
  if (!inc_policy_path(d->policy, subject->table, inc_json_key(node), &t->arena, &ref, &fault)) {
    if (!fault.why) t->failed = true;
    else fail(t, node, "\"%s\" is no column of \"%s\"", inc_json_key(node), d->policy->program.schema.tables[subject->table].name);
    return;
  }
  if (inc_json_type_of(node) == INC_JSON_OBJECT) {
    check_gap(t, d, subject, &ref, node);
    return;
  }
  int64_t expected;
  inc_cell cell = inc_results_cell(d->results, subject->table, &ref, subject->row);
  bool readable = read_value(t, d, &ref, node, &expected);
  if (readable && !cell.gap && cell.value == expected) return;
  inc_buffer shown;
  inc_buffer_init(&shown, &d->allocator);
  show_cell(d, &ref, cell, &shown);
  fail(t, node, "found %s%s", text_of(t, &shown), readable ? "" : ", and the expectation is no value of the column's type");
  inc_buffer_free(&shown);
}

static void check_row(tester *t, const incubator_decisions *d, uint32_t table, const inc_json *node)
{
  const char *key = inc_json_key(node);
  inc_subject subject = {table, inc_registry_row(d->registry, table, key, strlen(key))};
  if (subject.row == SIZE_MAX) {
    fail(t, node, "no row \"%s\" in \"%s\"", key, d->policy->program.schema.tables[table].name);
    return;
  }
  for (const inc_json *cell = inc_json_first(node); cell; cell = inc_json_next(cell)) check_cell(t, d, &subject, cell);
}

static void check_expected(tester *t, const incubator_decisions *d, const inc_json *expect)
{
  for (const inc_json *table = inc_json_first(expect); table; table = inc_json_next(table)) {
    const char *name = inc_json_key(table);
    uint32_t number = name ? inc_schema_table(&d->policy->program.schema, name, strlen(name)) : INC_NONE;
    if (number == INC_NONE || d->policy->program.schema.tables[number].key == INC_NONE) {
      fail(t, table, "no table \"%s\"", name ? name : "");
      continue;
    }
    for (const inc_json *row = inc_json_first(table); row; row = inc_json_next(row)) {
      if (inc_json_key(row)) check_row(t, d, number, row);
    }
  }
}

static void run_test(tester *t, const inc_json *node)
{
  const char *as_of = inc_json_string(inc_json_get(node, "as_of"));
  const inc_json *given = inc_json_get(node, "given"), *expect = inc_json_get(node, "expect");
  t->report->tests++;
  incubator_policy *policy = with_parameters(t, inc_json_get(node, "params"));
  incubator_registry *registry = policy ? build(t, policy, given) : NULL;
  incubator_decisions *decisions = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  options.as_of = as_of;
  options.all_parts = 1;
  options.allocator = &t->policy->allocator;
  if (registry && incubator_decisions_create(policy, registry, &options, &decisions, &e) != INCUBATOR_STATUS_OK) {
    fail_with(t, inc_json_get(node, "as_of"), &e);
  }
  if (decisions) check_expected(t, decisions, expect);
  incubator_decisions_unref(decisions);
  incubator_registry_unref(registry);
  incubator_policy_unref(policy);
}

incubator_status incubator_decisions_test(incubator_policy *policy, incubator_test_report *report,
                                          incubator_findings **findings, incubator_error *error)
{
  if (findings) *findings = NULL;
  if (!policy || !inc_struct_fits(report, INC_SIZE_THROUGH(incubator_test_report, failures))) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "policy and an initialised report are needed");
  }
  incubator_test_report counts = INCUBATOR_TEST_REPORT_INIT;
  tester t = {.policy = policy, .json = policy->documents[0].json, .report = &counts};
  t.findings = inc_findings_create(&policy->allocator, INC_FINDINGS_LIMIT);
  if (!t.findings) return inc_no_memory(error);
  inc_arena_init(&t.arena, &policy->allocator);
  const inc_json *test = inc_json_first(inc_json_get(inc_json_root(t.json), "tests"));
  for (; test && !t.failed; test = inc_json_next(test)) run_test(&t, test);
  inc_arena_clear(&t.arena);
  bool whole = !t.failed && !inc_findings_failed(t.findings);
  if (whole) inc_struct_write(report, &counts, sizeof counts);
  if (whole && findings) *findings = t.findings;
  else incubator_findings_free(t.findings);
  return whole ? INCUBATOR_STATUS_OK : inc_no_memory(error);
}
