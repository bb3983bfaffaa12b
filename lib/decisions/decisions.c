#include "decisions/decisions.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"

/* ---- Making ---- */

/* A registry serves every policy that declares the same tables: fields are told by number. */
static bool same_tables(const inc_schema *a, const inc_schema *b)
{
  if (a == b) return true;
  if (a->count != b->count || a->list_count != b->list_count) return false;
  for (uint32_t t = 0; t < a->count; t++) {
    const inc_table *x = &a->tables[t], *y = &b->tables[t];
    if (strcmp(x->name, y->name) || x->count != y->count || x->key != y->key) return false;
    for (uint32_t f = 0; f < x->count; f++) {
      const inc_field *p = &x->fields[f], *q = &y->fields[f];
      if (strcmp(p->name, q->name) || p->type != q->type || p->whole != q->whole || p->list != q->list) return false;
      if (p->link != q->link || p->has_min != q->has_min || p->has_max != q->has_max) return false;
      if (p->min != q->min || p->max != q->max) return false;
    }
  }
  for (uint32_t l = 0; l < a->list_count; l++) {
    if (a->lists[l].count != b->lists[l].count) return false;
    for (uint32_t c = 0; c < a->lists[l].count; c++) {
      if (strcmp(a->lists[l].codes[c].code, b->lists[l].codes[c].code)) return false;
    }
  }
  return true;
}

bool inc_decisions_keeps(const inc_rule *rule, bool all)
{
  return all || (rule->kind != INC_KIND_MEASURE && rule->kind != INC_KIND_SCORE);
}

static size_t count_kept(const inc_program *program, bool all)
{
  size_t count = 0;
  for (uint32_t r = 0; r < program->rule_count; r++) {
    if (inc_decisions_keeps(&program->rules[r], all)) count += program->rules[r].part_count;
  }
  return count;
}

static incubator_status list_wants(const incubator_policy *policy, const incubator_decisions_options *options, inc_want *wants,
                                   size_t *count, incubator_error *error)
{
  const inc_program *program = &policy->program;
  *count = 0;
  for (uint32_t r = 0; r < program->rule_count; r++) {
    for (uint32_t p = 0; p < program->rules[r].part_count && inc_decisions_keeps(&program->rules[r], options->all_parts); p++) {
      wants[(*count)++] = (inc_want){r, p};
    }
  }
  for (size_t i = 0; i < options->part_count; i++) {
    if (!options->parts[i] || !inc_policy_part(policy, options->parts[i], strlen(options->parts[i]), &wants[*count])) {
      return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "no rule and part \"%s\"", options->parts[i] ? options->parts[i] : "");
    }
    (*count)++;
  }
  return INCUBATOR_STATUS_OK;
}

static void list_contradiction(incubator_decisions *d, const inc_contradiction *c)
{
  const inc_rule *rule = &d->policy->program.rules[c->rule];
  const inc_part *part = &rule->parts[0];
  inc_buffer computed, reported;
  char path[INC_FIELD_PATH];
  inc_buffer_init(&computed, &d->allocator);
  inc_buffer_init(&reported, &d->allocator);
  inc_decisions_value(d, part->type, part->list, c->computed, &computed);
  inc_decisions_value(d, part->type, part->list, c->reported, &reported);
  snprintf(path, sizeof path, "%s/%s", d->policy->program.schema.tables[rule->table].name, rule->name);
  inc_spot spot = {"", computed.failed || reported.failed ? NULL : path, 0, 0};
  inc_findings_add(d->findings, INCUBATOR_SEVERITY_WARNING, "contradiction", spot,
                   "%s: computed %s, reported %s; the computed one counts", inc_decisions_key(d, rule->table, c->row),
                   inc_buffer_get(&computed), inc_buffer_get(&reported));
  inc_buffer_free(&computed);
  inc_buffer_free(&reported);
}

static void list_contradictions(incubator_decisions *d)
{
  size_t count;
  const inc_contradiction *all = inc_results_contradictions(d->results, &count);
  for (size_t i = 0; i < count; i++) list_contradiction(d, &all[i]);
}

static incubator_status run(incubator_decisions *d, const incubator_decisions_options *options, int32_t as_of,
                            incubator_error *error)
{
  size_t room = count_kept(&d->policy->program, options->all_parts) + options->part_count, count;
  inc_want *wants = inc_alloc_zero(&d->allocator, room, sizeof *wants);
  if (!wants) return inc_no_memory(error);
  incubator_status status = list_wants(d->policy, options, wants, &count, error);
  if (status == INCUBATOR_STATUS_OK) {
    inc_run how = {.as_of = as_of, .wants = wants, .want_count = count, .all = true, .threads = options->threads,
                   .spare = options->spare ? options->spare->results : NULL, .allocator = d->allocator};
    status = inc_engine_run(&d->policy->program, inc_registry_frame(d->registry), &how, &d->results, error);
  }
  inc_free(&d->allocator, wants);
  if (status != INCUBATOR_STATUS_OK) return status;
  list_contradictions(d);
  return inc_findings_failed(d->findings) ? inc_no_memory(error) : INCUBATOR_STATUS_OK;
}

static incubator_decisions *create(incubator_policy *policy, incubator_registry *registry, const incubator_allocator *a)
{
  incubator_decisions *d = inc_alloc_zero(a, 1, sizeof *d);
  if (!d) return NULL;
  atomic_init(&d->references, 1);
  d->allocator = *a;
  d->policy = incubator_policy_ref(policy);
  d->registry = incubator_registry_ref(registry);
  d->findings = inc_findings_create(a, INC_FINDINGS_LIMIT);
  if (d->findings) return d;
  incubator_decisions_unref(d);
  return NULL;
}

/* Whether memory of earlier decisions can serve: nobody else reads it, and it is of the same shape. */
static bool can_serve(const incubator_decisions *spare, const incubator_policy *policy, const incubator_allocator *a)
{
  if (!spare || spare->policy != policy || atomic_load_explicit(&spare->references, memory_order_acquire) != 1) return false;
  const incubator_allocator *b = &spare->allocator;
  return a->context == b->context && a->reallocate == b->reallocate;
}

static incubator_status decide(incubator_policy *policy, incubator_registry *registry, incubator_decisions_options options,
                               incubator_decisions **decisions, incubator_error *error)
{
  int32_t as_of;
  if (!decisions || !policy || !registry) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "policy, registry and decisions must not be NULL");
  }
  if (!options.as_of || (options.part_count && !options.parts)) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "as_of must be set, and parts where there is a part_count");
  }
  if (!inc_date_parse_iso(options.as_of, strlen(options.as_of), &as_of)) {
    return INC_FAIL(error, INCUBATOR_STATUS_SYNTAX, "as_of: found \"%s\", expected a date of the calendar as YYYY-MM-DD", options.as_of);
  }
  if (!same_tables(&policy->program.schema, inc_registry_frame(registry)->schema)) {
    return INC_FAIL(error, INCUBATOR_STATUS_MISMATCH, "the registry was built for other tables than those of \"%s\"", policy->id);
  }
  incubator_allocator a = inc_allocator_of(options.allocator);
  incubator_decisions *d = create(policy, registry, &a);
  if (!d) return inc_no_memory(error);
  if (!can_serve(options.spare, policy, &a)) options.spare = NULL;
  inc_date_format(as_of, d->as_of);
  incubator_status status = run(d, &options, as_of, error);
  if (status == INCUBATOR_STATUS_OK) *decisions = d;
  else incubator_decisions_unref(d);
  return status;
}

incubator_status incubator_decisions_create(incubator_policy *policy, incubator_registry *registry,
                                            const incubator_decisions_options *given, incubator_decisions **decisions,
                                            incubator_error *error)
{
  incubator_decisions_options options;
  if (decisions) *decisions = NULL;
  INC_TRY(inc_struct_read(&options, sizeof options, INC_SIZE_THROUGH(incubator_decisions_options, all_parts), given, error));
  incubator_status status = decide(policy, registry, options, decisions, error);
  incubator_decisions_unref(options.spare);
  return status;
}

/* ---- Holding ---- */

incubator_decisions *incubator_decisions_ref(incubator_decisions *d)
{
  if (d) atomic_fetch_add_explicit(&d->references, 1, memory_order_relaxed);
  return d;
}

void incubator_decisions_unref(incubator_decisions *d)
{
  if (!d || atomic_fetch_sub_explicit(&d->references, 1, memory_order_acq_rel) != 1) return;
  incubator_allocator a = d->allocator;
  inc_results_free(d->results);
  incubator_findings_free(d->findings);
  incubator_registry_unref(d->registry);
  incubator_policy_unref(d->policy);
  inc_free(&a, d);
}

const char *incubator_decisions_as_of(const incubator_decisions *d)
{
  return d->as_of;
}

const incubator_findings *incubator_decisions_findings(const incubator_decisions *d)
{
  return d->findings;
}

const char *incubator_decisions_text(const incubator_decisions *d, int64_t value)
{
  const inc_map *texts = inc_results_frame(d->results)->texts;
  return value >= 0 && (uint64_t)value < texts->count ? inc_map_text(texts, (uint32_t)value, NULL) : NULL;
}

const char *inc_decisions_key(const incubator_decisions *d, uint32_t table, size_t row)
{
  const inc_frame *frame = inc_registry_frame(d->registry);
  const inc_column *key = &frame->tables[table].columns[frame->schema->tables[table].key];
  return incubator_decisions_text(d, inc_column_value(key, row));
}

incubator_status inc_decisions_subject(const incubator_decisions *d, const char *text, inc_subject *subject,
                                       incubator_error *error)
{
  const inc_schema *schema = &d->policy->program.schema;
  size_t length = text ? strcspn(text, ":") : 0;
  *subject = (inc_subject){INC_NONE, 0};
  if (!text || text[length] != ':') {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "\"%s\" is no subject: expected TABLE:KEY", text ? text : "");
  }
  uint32_t table = inc_schema_table(schema, text, length);
  if (table == INC_NONE || schema->tables[table].key == INC_NONE) {
    return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "no table \"%.*s\"", (int)length, text);
  }
  const char *key = text + length + 1;
  size_t row = inc_registry_row(d->registry, table, key, strlen(key));
  if (row == SIZE_MAX) {
    return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "no row \"%s\" in table \"%s\"", key, schema->tables[table].name);
  }
  *subject = (inc_subject){table, row};
  return INCUBATOR_STATUS_OK;
}

/* ---- Columns and cells ---- */

static const char *list_name(const incubator_decisions *d, uint32_t list)
{
  return list == INC_NONE ? NULL : d->policy->program.schema.lists[list].name;
}

incubator_status incubator_decisions_column(const incubator_decisions *d, const char *name, incubator_column *column,
                                            incubator_error *error)
{
  inc_want want;
  bool fits = inc_struct_fits(column, INC_SIZE_THROUGH(incubator_column, rows));
  if (fits) inc_struct_write(column, &(incubator_column){0}, sizeof *column);
  if (!d || !name || !fits) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "decisions, name and an initialised column are needed");
  }
  bool found = inc_policy_part(d->policy, name, strlen(name), &want);
  inc_result_view view = {0};
  if (found) view = inc_results_column(d->results, want.rule, want.part);
  if (!view.gaps) {
    return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, found ? "part \"%s\" was not asked for" : "no rule or part \"%s\"", name);
  }
  const inc_part *part = &d->policy->program.rules[want.rule].parts[want.part];
  incubator_column answer = {
    .type = (incubator_type)part->type,
    .list = list_name(d, part->list),
    .width = view.width,
    .values = view.values,
    .gaps = view.gaps,
    .rows = view.rows,
  };
  inc_struct_write(column, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}

incubator_status incubator_decisions_cell(const incubator_decisions *d, const char *subject_text, const char *name,
                                          incubator_cell *cell, incubator_error *error)
{
  inc_subject subject;
  inc_ref ref;
  bool fits = inc_struct_fits(cell, INC_SIZE_THROUGH(incubator_cell, value));
  if (fits) inc_struct_write(cell, &(incubator_cell){0}, sizeof *cell);
  if (!d || !name || !fits) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "decisions, name and an initialised cell are needed");
  }
  INC_TRY(inc_decisions_subject(d, subject_text, &subject, error));
  inc_arena arena;
  inc_arena_init(&arena, &d->allocator);
  inc_path_fault fault = {0};
  bool found = inc_policy_path(d->policy, subject.table, name, &arena, &ref, &fault);
  bool kept = found && (ref.rule == INC_NONE || inc_results_column(d->results, ref.rule, ref.part).gaps);
  if (kept) {
    inc_cell value = inc_results_cell(d->results, subject.table, &ref, subject.row);
    const inc_field *field = ref.rule == INC_NONE ? &d->policy->program.schema.tables[ref.table].fields[ref.field] : NULL;
    const inc_part *part = field ? NULL : &d->policy->program.rules[ref.rule].parts[ref.part];
    incubator_cell answer = {
      .type = (incubator_type)(field ? field->type : part->type),
      .gap = (incubator_gap)value.gap,
      .list = list_name(d, field ? field->list : part->list),
      .value = value.gap ? 0 : value.value,
    };
    inc_struct_write(cell, &answer, sizeof answer);
  }
  inc_arena_clear(&arena);
  if (kept) return INCUBATOR_STATUS_OK;
  if (!found && !fault.why) return inc_no_memory(error);
  return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, found ? "part \"%s\" was not asked for" : "no column \"%s\" there", name);
}

void inc_decisions_value(const incubator_decisions *d, inc_type type, uint32_t list, int64_t value, inc_buffer *to)
{
  char text[INC_DECIMAL_TEXT];
  switch (type) {
  case INC_TYPE_BOOLEAN: inc_buffer_text(to, value ? "true" : "false"); break;
  case INC_TYPE_NUMBER: inc_buffer_add(to, text, inc_decimal_format(value, text)); break;
  case INC_TYPE_CATEGORY: inc_buffer_text(to, d->policy->program.schema.lists[list].codes[value].code); break;
  case INC_TYPE_DATE:
    inc_date_format((int32_t)value, text);
    inc_buffer_text(to, text);
    break;
  default: {
    const inc_text of = inc_results_text(d->results, value);
    inc_buffer_add(to, of.bytes, of.length);
  }
  }
}
