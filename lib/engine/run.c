/* Running a program over a frame: every wanted column, each behind what it reads. */
#include "engine/pass.h"

static bool make_tables(inc_results *results)
{
  const inc_program *program = results->program;
  const incubator_allocator *a = &results->allocator;
  results->columns = inc_alloc_zero(a, program->rule_count, sizeof *results->columns);
  results->wanted = inc_alloc_zero(a, program->rule_count, sizeof *results->wanted);
  results->computed = inc_alloc_zero(a, program->rule_count, sizeof *results->computed);
  results->found = inc_alloc_zero(a, program->rule_count, sizeof *results->found);
  results->cohorts = inc_alloc_zero(a, program->rule_count, sizeof *results->cohorts);
  if (!results->columns || !results->wanted || !results->computed || !results->found || !results->cohorts) return false;
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
void inc_results_close(inc_results *results)
{
  const inc_program *program = results->program;
  for (uint32_t i = program->rule_count; i-- > 0;) {
    const inc_rule *rule = &program->rules[program->order[i]];
    if (!results->wanted[program->order[i]][0]) continue;
    const inc_version *version = inc_rule_version(rule, results->as_of);
    if (version) inc_version_refs(rule->kind, version, want_ref, results);
  }
}

/* Whoever explains a rule that gathers rows, or a selection, reads all its parts. */
static void want_all(inc_results *results, uint32_t number)
{
  const inc_rule *rule = &results->program->rules[number];
  const inc_version *version = inc_rule_version(rule, results->as_of);
  if (rule->kind == INC_KIND_MEASURE || inc_rule_goes_by_rows(rule, version)) return;
  for (uint32_t p = 0; p < rule->part_count; p++) results->wanted[number][p] = true;
}

static bool add_contradiction(inc_results *r, inc_contradiction c)
{
  if (!inc_grow(&r->allocator, (void **)&r->contradictions, r->contradiction_count, &r->contradiction_capacity, sizeof c)) {
    return false;
  }
  r->contradictions[r->contradiction_count++] = c;
  return true;
}

bool inc_results_contradicts(const inc_results *r, uint32_t number, size_t row, inc_contradiction *c)
{
  const inc_rule *rule = &r->program->rules[number];
  const inc_version *version = inc_rule_version(rule, r->as_of);
  const inc_result *computed = &r->columns[number][0];
  if (!version || !version->reported) return false;
  inc_cell reported = inc_results_cell(r, rule->table, version->reported, row);
  bool stands = r->computed[number] && r->computed[number][row]; /* something stands for the value */
  if (computed->gaps[row] || reported.gap || stands) return false;
  int64_t value = inc_result_value(computed, row);
  inc_i128 difference = (inc_i128)value - reported.value;
  *c = (inc_contradiction){number, row, value, reported.value};
  return difference > version->tolerance || -difference > version->tolerance;
}

/* Where a result differs from what the data say themselves. */
static bool compare_reported(inc_results *r, uint32_t number)
{
  const inc_rule *rule = &r->program->rules[number];
  const inc_version *version = inc_rule_version(rule, r->as_of);
  inc_contradiction c;
  if (!version || !version->reported) return true;
  for (size_t row = 0; row < inc_results_rows(r, rule->table); row++) {
    if (inc_results_contradicts(r, number, row, &c) && !add_contradiction(r, c)) return false;
  }
  return true;
}

/* Rules that are decided row by row wait in the pass for others like them. */
static incubator_status compute(inc_results *results, uint32_t number, inc_pass *pass)
{
  const inc_rule *rule = &results->program->rules[number];
  const bool streams = inc_rule_goes_by_rows(rule, inc_rule_version(rule, results->as_of));
  want_all(results, number);
  INC_TRY(inc_results_allocate(results, number));
  if (!streams || !inc_pass_takes(pass, rule->table)) INC_TRY(inc_pass_run(pass));
  if (streams) return inc_pass_add(pass, number);
  switch (rule->kind) {
  case INC_KIND_MEASURE: return inc_measure_run(results, number);
  case INC_KIND_SELECT: return inc_select_run(results, number);
  case INC_KIND_APPORTION: return inc_apportion_run(results, number);
  default: return inc_waiting_run(results, number);
  }
}

incubator_status inc_results_compute(inc_results *results, uint32_t number)
{
  inc_pass pass;
  inc_pass_start(&pass, results);
  incubator_status status = compute(results, number, &pass);
  if (status == INCUBATOR_STATUS_OK) status = inc_pass_run(&pass);
  inc_pass_end(&pass);
  return status;
}

static incubator_status run_rules(inc_results *results)
{
  const inc_program *program = results->program;
  inc_pass pass;
  incubator_status status = INCUBATOR_STATUS_OK;
  inc_pass_start(&pass, results);
  for (uint32_t i = 0; i < program->rule_count && status == INCUBATOR_STATUS_OK; i++) {
    if (results->wanted[program->order[i]][0]) status = compute(results, program->order[i], &pass);
  }
  if (status == INCUBATOR_STATUS_OK) status = inc_pass_run(&pass);
  inc_pass_end(&pass);
  for (uint32_t i = 0; i < program->rule_count && status == INCUBATOR_STATUS_OK; i++) {
    bool ok = !results->wanted[program->order[i]][0] || compare_reported(results, program->order[i]);
    if (!ok) status = INCUBATOR_STATUS_NO_MEMORY;
  }
  return status;
}

static incubator_status run_all(inc_results *results, const inc_run *run)
{
  const inc_program *program = results->program;
  if (!make_tables(results)) return INCUBATOR_STATUS_NO_MEMORY;
  for (uint32_t r = 0; run->all && r < program->rule_count; r++) results->wanted[r][0] = true;
  for (size_t i = 0; i < run->want_count; i++) {
    results->wanted[run->wants[i].rule][0] = results->wanted[run->wants[i].rule][run->wants[i].part] = true;
  }
  inc_results_close(results);
  return run_rules(results);
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
  r->threads = run->threads;
  r->spare = run->spare;
  incubator_status status = run_all(r, run);
  r->spare = NULL;
  if (status == INCUBATOR_STATUS_OK) {
    *results = r;
    return status;
  }
  inc_results_free(r);
  return inc_no_memory(error);
}
