#include "engine/pass.h"

void inc_pass_start(inc_pass *pass, inc_results *results)
{
  pass->results = results;
  pass->count = pass->bytes = 0;
  inc_arena_init(&pass->arena, &results->allocator);
}

bool inc_pass_takes(const inc_pass *pass, uint32_t table)
{
  return pass->count == 0 || (pass->table == table && pass->count < INC_PASS_MOST && pass->bytes < INC_PASS_BYTES);
}

/* What no code of its own says about a result can be said before it is there: its code never leaves a gap. */
static void write_outputs(inc_pass *pass, uint32_t number, const inc_value *values, inc_code_block *code)
{
  const inc_results *results = pass->results;
  for (uint32_t p = 0; p < results->program->rules[number].part_count && !code->failed; p++) {
    if (!results->wanted[number][p]) continue;
    inc_code_output(code, (inc_output){values[p].number, values[p].gap, &results->columns[number][p]});
    results->columns[number][p].whole = values[p].gap == INC_NO_REGISTER;
  }
}

incubator_status inc_pass_add(inc_pass *pass, uint32_t number)
{
  const inc_rule *rule = &pass->results->program->rules[number];
  const size_t rows = inc_results_rows(pass->results, rule->table);
  inc_code_block code;
  inc_lower lower = inc_lower_start(pass->results, number, rule->table, &pass->arena, &code);
  inc_value *values = inc_arena_alloc(&pass->arena, rule->part_count, sizeof *values);
  if (!values) return INCUBATOR_STATUS_NO_MEMORY;
  inc_lower_rule(&lower, rule, pass->results->wanted[number], values);
  write_outputs(pass, number, values, &code);
  if (code.failed || !inc_code_prepare(&code, rows, &pass->codes[pass->count])) return INCUBATOR_STATUS_NO_MEMORY;
  for (int c = 0; c < INC_CLASSES; c++) pass->bytes += inc_scratch_bytes(&pass->codes[pass->count], (inc_class)c);
  pass->table = rule->table;
  pass->rules[pass->count++] = number;
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_pass_run(inc_pass *pass)
{
  incubator_status status = INCUBATOR_STATUS_OK;
  if (pass->count) status = inc_codes_run_all(pass->results, pass->codes, pass->count, inc_results_rows(pass->results, pass->table));
  inc_arena_clear(&pass->arena);
  inc_pass_start(pass, pass->results);
  return status;
}

void inc_pass_end(inc_pass *pass)
{
  inc_arena_clear(&pass->arena);
}
