/* Before rows are gathered, and around what was: `at`, `when`, what the data report, and `absent`. */
#include "engine/results.h"

void inc_lower_gate(inc_lower *lower, const inc_version *version, inc_result *shut)
{
  inc_value open = inc_lower_boolean(lower, true);
  if (version->at) {
    lower->at = inc_lower_expression(lower, version->at);
    open.gap = lower->at.gap;
  }
  if (version->when) open.gap = inc_lower_gap_first(lower, inc_lower_shut(lower, inc_lower_expression(lower, version->when)), open.gap);
  inc_code_output(lower->code, (inc_output){open.number, open.gap, shut});
}

static incubator_status finish(inc_results *results, uint32_t number, const inc_version *version, inc_arena *arena)
{
  const inc_rule *rule = &results->program->rules[number];
  inc_code_block code;
  inc_lower lower = inc_lower_start(results, number, rule->table, arena, &code);
  lower.version = version;
  if (version->at) lower.at = inc_lower_expression(&lower, version->at);
  for (uint32_t p = 0; p < rule->part_count && !code.failed; p++) {
    inc_result *result = &results->columns[number][p];
    inc_ref *own = inc_arena_alloc(arena, 1, sizeof *own);
    if (!result->gaps) continue;
    if (!own) return INCUBATOR_STATUS_NO_MEMORY;
    *own = (inc_ref){.table = rule->table, .field = INC_NONE, .rule = number, .part = p};
    inc_value v = inc_lower_around(&lower, inc_lower_ref(&lower, own), p == 0);
    inc_code_output(&code, (inc_output){v.number, v.gap, result});
    if (p == 0) INC_TRY(inc_results_keep(results, &lower));
  }
  return code.failed ? INCUBATOR_STATUS_NO_MEMORY : inc_code_run_all(results, &code, inc_results_rows(results, rule->table));
}

incubator_status inc_results_finish(inc_results *results, uint32_t number)
{
  inc_arena arena;
  inc_arena_init(&arena, &results->allocator);
  incubator_status status = finish(results, number, inc_rule_version(&results->program->rules[number], results->as_of), &arena);
  inc_arena_clear(&arena);
  return status;
}
