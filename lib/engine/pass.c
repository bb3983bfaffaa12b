#include "engine/pass.h"

void inc_pass_start(inc_pass *pass, inc_results *results)
{
  pass->results = results;
  pass->count = pass->rules = 0;
  inc_arena_init(&pass->arena, &results->allocator);
}

bool inc_pass_takes(const inc_pass *pass, uint32_t table)
{
  if (pass->count == 0) return true;
  return pass->table == table && pass->rules < INC_PASS_MOST && pass->codes[pass->count - 1].count < INC_PASS_INSTRUCTIONS;
}

/* What no code of its own says about a result can be said before it is there: its code never leaves a gap. */
static void write_outputs(inc_pass *pass, uint32_t number, const inc_value *values)
{
  const inc_results *results = pass->results;
  inc_code_block *code = pass->lower.code;
  for (uint32_t p = 0; p < results->program->rules[number].part_count && !code->failed; p++) {
    if (!results->wanted[number][p]) continue;
    inc_code_output(code, (inc_output){values[p].number, values[p].gap, &results->columns[number][p]});
    results->columns[number][p].whole = values[p].gap == INC_NO_REGISTER;
  }
}

static void open_code(inc_pass *pass, uint32_t number)
{
  pass->table = pass->results->program->rules[number].table;
  pass->lower = inc_lower_start(pass->results, number, pass->table, &pass->arena, &pass->codes[pass->count++]);
}

/* Writes a rule behind what the last code has. False without memory. */
static bool write_rule(inc_pass *pass, uint32_t number)
{
  const inc_rule *rule = &pass->results->program->rules[number];
  inc_value *values = inc_arena_alloc(&pass->arena, rule->part_count, sizeof *values);
  if (!values) return false;
  inc_lower_go_on(&pass->lower, pass->results, number);
  inc_lower_rule(&pass->lower, rule, pass->results->wanted[number], values);
  write_outputs(pass, number, values);
  return !pass->lower.code->failed;
}

static bool is_wide(const inc_code_block *code, size_t first)
{
  for (size_t i = first; i < code->register_count; i++) {
    if (code->registers[i].cls == INC_CWIDE) return true;
  }
  return false;
}

incubator_status inc_pass_add(inc_pass *pass, uint32_t number)
{
  if (pass->count == 0) open_code(pass, number);
  const inc_code_block before = *pass->lower.code;
  if (!write_rule(pass, number)) return INCUBATOR_STATUS_NO_MEMORY;
  const bool wide = is_wide(pass->lower.code, before.register_count);
  if (before.count && wide != pass->wide) { /* what was written behind the others is left there, and forgotten */
    pass->codes[pass->count - 1] = before;
    open_code(pass, number);
    if (!write_rule(pass, number)) return INCUBATOR_STATUS_NO_MEMORY;
  }
  pass->wide = wide;
  pass->rules++;
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_pass_run(inc_pass *pass)
{
  incubator_status status = INCUBATOR_STATUS_OK;
  const size_t rows = pass->count ? inc_results_rows(pass->results, pass->table) : 0;
  inc_code_block ready[INC_PASS_MOST];
  for (size_t c = 0; c < pass->count && status == INCUBATOR_STATUS_OK; c++) {
    if (!inc_code_prepare(&pass->codes[c], rows, &ready[c])) status = INCUBATOR_STATUS_NO_MEMORY;
  }
  if (pass->count && status == INCUBATOR_STATUS_OK) status = inc_codes_run_all(pass->results, ready, pass->count, rows);
  inc_arena_clear(&pass->arena);
  inc_pass_start(pass, pass->results);
  return status;
}

void inc_pass_end(inc_pass *pass)
{
  inc_arena_clear(&pass->arena);
}
