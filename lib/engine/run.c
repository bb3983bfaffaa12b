/* Running a program over a frame: every wanted column, each behind what it reads. */
#include <string.h>

#include "engine/results.h"

int32_t inc_results_as_of(const inc_results *results)
{
  return results->as_of;
}

const inc_program *inc_results_program(const inc_results *results)
{
  return results->program;
}

const inc_frame *inc_results_frame(const inc_results *results)
{
  return results->frame;
}

const inc_contradiction *inc_results_contradictions(const inc_results *results, size_t *count)
{
  *count = results->contradiction_count;
  return results->contradictions;
}

void inc_results_free(inc_results *results)
{
  if (!results) return;
  incubator_allocator a = results->allocator;
  for (uint32_t r = 0; results->columns && r < results->program->rule_count; r++) {
    for (uint32_t p = 0; results->columns[r] && p < results->program->rules[r].part_count; p++) {
      inc_free(&a, results->columns[r][p].values);
      inc_free(&a, results->columns[r][p].gaps);
    }
    inc_free(&a, results->columns[r]);
    if (results->wanted) inc_free(&a, results->wanted[r]);
  }
  inc_free(&a, results->columns);
  inc_free(&a, results->wanted);
  inc_free(&a, results->contradictions);
  inc_free(&a, results);
}

static bool make_tables(inc_results *results)
{
  const inc_program *program = results->program;
  const incubator_allocator *a = &results->allocator;
  results->columns = inc_alloc_zero(a, program->rule_count, sizeof *results->columns);
  results->wanted = inc_alloc_zero(a, program->rule_count, sizeof *results->wanted);
  if (!results->columns || !results->wanted) return false;
  for (uint32_t r = 0; r < program->rule_count; r++) {
    results->columns[r] = inc_alloc_zero(a, program->rules[r].part_count, sizeof **results->columns);
    results->wanted[r] = inc_alloc_zero(a, program->rules[r].part_count, sizeof **results->wanted);
    if (!results->columns[r] || !results->wanted[r]) return false;
  }
  return true;
}

static bool want_ref(void *context, const inc_ref *ref)
{
  inc_results *results = context;
  if (ref->rule == INC_NONE) return true;
  results->wanted[ref->rule][0] = results->wanted[ref->rule][ref->part] = true;
  return true;
}

/* From the last rule to the first: what a wanted rule reads is wanted. */
static void close_wants(inc_results *results)
{
  const inc_program *program = results->program;
  for (uint32_t i = program->rule_count; i-- > 0;) {
    const inc_rule *rule = &program->rules[program->order[i]];
    if (!results->wanted[program->order[i]][0]) continue;
    const inc_version *version = inc_rule_version(rule, results->as_of);
    if (version) inc_version_refs(rule->kind, version, want_ref, results);
  }
}

static uint8_t width_of(inc_type type)
{
  return type == INC_TYPE_BOOLEAN ? 1 : type == INC_TYPE_NUMBER ? 8 : 4;
}

incubator_status inc_results_allocate(inc_results *results, uint32_t number)
{
  const inc_rule *rule = &results->program->rules[number];
  size_t rows = inc_results_rows(results, rule->table);
  for (uint32_t p = 0; p < rule->part_count; p++) {
    if (!results->wanted[number][p]) continue;
    inc_result *column = &results->columns[number][p];
    column->width = width_of(rule->parts[p].type);
    column->values = inc_alloc_zero(&results->allocator, rows, column->width);
    column->gaps = inc_alloc_zero(&results->allocator, rows, 1);
    if (!column->values || !column->gaps) return INCUBATOR_STATUS_NO_MEMORY;
  }
  return INCUBATOR_STATUS_OK;
}

inc_lower inc_lower_start(const inc_results *results, uint32_t table, inc_arena *arena, inc_code_block *code)
{
  *code = (inc_code_block){.arena = arena};
  return (inc_lower){.program = results->program,
                     .frame = results->frame,
                     .results = results->columns,
                     .as_of = results->as_of,
                     .table = table,
                     .code = code};
}

incubator_status inc_code_run_all(const inc_results *results, inc_code_block *code, size_t rows)
{
  inc_scratch scratch;
  if (!inc_code_finish(code, false)) return INCUBATOR_STATUS_NO_MEMORY;
  if (!inc_scratch_create(code, &results->allocator, &scratch)) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t row = 0; row < rows; row += code->block) {
    inc_code_run(code, &scratch, row, rows - row < code->block ? rows - row : code->block);
  }
  inc_scratch_free(&scratch, &results->allocator);
  return INCUBATOR_STATUS_OK;
}

static incubator_status run_row_rule(inc_results *results, uint32_t number)
{
  const inc_rule *rule = &results->program->rules[number];
  inc_arena arena;
  inc_code_block code;
  inc_arena_init(&arena, &results->allocator);
  inc_lower lower = inc_lower_start(results, rule->table, &arena, &code);
  inc_value *values = inc_arena_alloc(&arena, rule->part_count, sizeof *values);
  incubator_status status = INCUBATOR_STATUS_NO_MEMORY;
  if (values) {
    inc_lower_rule(&lower, rule, results->wanted[number], values);
    for (uint32_t p = 0; p < rule->part_count && !code.failed; p++) {
      if (!results->wanted[number][p]) continue;
      inc_code_output(&code, (inc_output){values[p].number, values[p].gap, &results->columns[number][p]});
    }
    if (!code.failed) status = inc_code_run_all(results, &code, inc_results_rows(results, rule->table));
  }
  inc_arena_clear(&arena);
  return status;
}

static bool add_contradiction(inc_results *r, inc_contradiction c)
{
  if (!inc_grow(&r->allocator, (void **)&r->contradictions, r->contradiction_count, &r->contradiction_capacity, sizeof c)) {
    return false;
  }
  r->contradictions[r->contradiction_count++] = c;
  return true;
}

/* Where a result differs from what the data say themselves. */
static bool compare_reported(inc_results *r, uint32_t number)
{
  const inc_rule *rule = &r->program->rules[number];
  const inc_version *version = inc_rule_version(rule, r->as_of);
  const inc_result *computed = &r->columns[number][0];
  if (!version || !version->reported) return true;
  for (size_t row = 0; row < inc_results_rows(r, rule->table); row++) {
    inc_cell reported = inc_results_cell(r, rule->table, version->reported, row);
    if (computed->gaps[row] || reported.gap) continue;
    int64_t value = inc_result_value(computed, row);
    inc_i128 difference = (inc_i128)value - reported.value;
    if (difference <= version->tolerance && -difference <= version->tolerance) continue;
    if (!add_contradiction(r, (inc_contradiction){number, row, value, reported.value})) return false;
  }
  return true;
}

static incubator_status run_rule(inc_results *results, uint32_t number)
{
  INC_TRY(inc_results_allocate(results, number));
  bool measure = results->program->rules[number].kind == INC_KIND_MEASURE;
  INC_TRY(measure ? inc_measure_run(results, number) : run_row_rule(results, number));
  return compare_reported(results, number) ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}

static incubator_status run_all(inc_results *results, const inc_run *run)
{
  const inc_program *program = results->program;
  if (!make_tables(results)) return INCUBATOR_STATUS_NO_MEMORY;
  for (uint32_t r = 0; run->all && r < program->rule_count; r++) results->wanted[r][0] = true;
  for (size_t i = 0; i < run->want_count; i++) {
    results->wanted[run->wants[i].rule][0] = results->wanted[run->wants[i].rule][run->wants[i].part] = true;
  }
  close_wants(results);
  for (uint32_t i = 0; i < program->rule_count; i++) {
    if (!results->wanted[program->order[i]][0]) continue;
    incubator_status status = run_rule(results, program->order[i]);
    if (status != INCUBATOR_STATUS_OK) return status;
  }
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_engine_run(const inc_program *program, const inc_frame *frame, const inc_run *run,
                                inc_results **results, incubator_error *error)
{
  *results = NULL;
  inc_results *r = inc_alloc_zero(&run->allocator, 1, sizeof *r);
  if (!r) return inc_no_memory(error);
  r->allocator = run->allocator;
  r->program = program;
  r->frame = frame;
  r->as_of = run->as_of;
  incubator_status status = run_all(r, run);
  if (status == INCUBATOR_STATUS_OK) {
    *results = r;
    return status;
  }
  inc_results_free(r);
  return inc_no_memory(error);
}

inc_result_view inc_results_column(const inc_results *results, uint32_t rule, uint32_t part)
{
  const inc_result *column = &results->columns[rule][part];
  if (!column->gaps) return (inc_result_view){0};
  size_t rows = inc_results_rows(results, results->program->rules[rule].table);
  return (inc_result_view){column->values, column->gaps, column->width, rows};
}

static inc_cell field_cell(const inc_results *results, uint32_t table, uint32_t number, size_t row)
{
  const inc_field *field = &results->program->schema.tables[table].fields[number];
  const inc_column *column = &results->frame->tables[table].columns[number];
  inc_cell cell = {INCUBATOR_GAP_NONE, field->type, 0};
  if (inc_column_valid(column, row)) {
    cell.value = inc_column_value(column, row);
    if (field->whole && field->type == INC_TYPE_NUMBER) cell.value *= INC_MICRO;
  } else if (field->has_absent) {
    cell.value = field->absent;
  } else {
    cell.gap = INCUBATOR_GAP_MISSING;
  }
  if (field->link == INC_NONE || cell.gap) return cell;
  return field_cell(results, field->link, results->program->schema.tables[field->link].key, (size_t)cell.value);
}

inc_cell inc_results_cell(const inc_results *results, uint32_t table, const inc_ref *ref, size_t row)
{
  const inc_schema *schema = &results->program->schema;
  for (uint32_t i = 0; i < ref->link_count; i++) {
    const inc_column *link = &results->frame->tables[table].columns[ref->links[i]];
    if (!inc_column_valid(link, row)) return (inc_cell){INCUBATOR_GAP_MISSING, INC_TYPE_UNKNOWN, 0};
    row = (size_t)inc_column_value(link, row);
    table = schema->tables[table].fields[ref->links[i]].link;
  }
  if (ref->rule == INC_NONE) return field_cell(results, ref->table, ref->field, row);
  const inc_result *column = &results->columns[ref->rule][ref->part];
  inc_type type = results->program->rules[ref->rule].parts[ref->part].type;
  return (inc_cell){column->gaps[row], type, inc_result_value(column, row)};
}
