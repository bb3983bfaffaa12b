/* Running a program over a frame: every wanted column, each behind what it reads. */
#include "engine/results.h"

static bool make_tables(inc_results *results)
{
  const inc_program *program = results->program;
  const incubator_allocator *a = &results->allocator;
  results->columns = inc_alloc_zero(a, program->rule_count, sizeof *results->columns);
  results->wanted = inc_alloc_zero(a, program->rule_count, sizeof *results->wanted);
  results->computed = inc_alloc_zero(a, program->rule_count, sizeof *results->computed);
  if (!results->columns || !results->wanted || !results->computed) return false;
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
    bool stands = r->computed[number] && r->computed[number][row]; /* something stands for the value */
    if (computed->gaps[row] || reported.gap || stands) continue;
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
