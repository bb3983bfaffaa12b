/* Proving that a rule's formulas are exact: its code is written as for a run, only not run. */
#include "engine/results.h"

static void raise_bits(const inc_rule *rule, uint32_t part, uint32_t bits)
{
  if (bits > 63) bits = 63;
  if (bits > rule->parts[part].bits) rule->parts[part].bits = bits;
}

/*
 * A count is below 2^32 rows, a share at most 1; the other takes come from the column's own
 * values. Rounding to a step may add that step.
 */
static void measure_bits(const inc_rule *rule, const inc_version *version, inc_value of, inc_value absent)
{
  const inc_measure *m = &version->is.measure;
  const uint32_t count_bits = 32 + 20, share_bits = 20, step = inc_bits64(version->step);
  for (uint32_t p = 0; p < rule->part_count; p++) {
    bool counts = p == INC_MEASURE_UNDETERMINED || m->take == INC_TAKE_COUNT || m->take == INC_TAKE_DISTINCT;
    bool shares = m->take == INC_TAKE_SHARE || m->take == INC_TAKE_SHARE_OF_COMMONEST;
    uint32_t bits = counts ? count_bits : shares ? share_bits : m->take == INC_TAKE_SUM ? of.bits + 32 : of.bits;
    raise_bits(rule, p, (bits > step ? bits : step) + 1);
    if (version->reported) raise_bits(rule, p, 63);
  }
  if (version->absent) raise_bits(rule, 0, absent.bits);
}

static void prove_measure(inc_lower *lower, const inc_rule *rule, const inc_version *version)
{
  const inc_measure *m = &version->is.measure;
  inc_value of = {.type = INC_TYPE_UNKNOWN};
  uint32_t own = lower->table;
  lower->table = m->rows;
  if (m->where) inc_lower_expression(lower, m->where);
  if (m->of) {
    inc_value exact = inc_lower_expression(lower, m->of);
    of = inc_lower_store(lower, exact, 1, lower->program->rounding);
    inc_lower_exactly(lower, exact, of);
  }
  lower->table = own;
  inc_lower_forget(lower);
  if (version->when) inc_lower_expression(lower, version->when);
  inc_value absent = {.bits = 0};
  if (version->absent) {
    absent = inc_lower_store(lower, inc_lower_expression(lower, version->absent), 1, version->rounding);
  }
  measure_bits(rule, version, of, absent);
}

static void prove_select(inc_lower *lower, const inc_rule *rule, const inc_version *version)
{
  const inc_select *s = &version->is.select;
  for (uint32_t i = 0; i <= s->order_count; i++) {
    const inc_expression *e = i < s->order_count ? s->order[i].value : s->places;
    if (!e) continue;
    inc_value exact = inc_lower_expression(lower, e);
    inc_value stored = inc_lower_store(lower, exact, 1, lower->program->rounding);
    if (i == s->order_count) inc_lower_exactly(lower, exact, stored);
  }
  if (version->when) inc_lower_expression(lower, version->when);
  raise_bits(rule, INC_SELECT_RANK, 32 + 20);
  raise_bits(rule, INC_SELECT_OF, 32 + 20);
  raise_bits(rule, INC_SELECT_PLACES, 63);
}

static void prove_apportion(inc_lower *lower, const inc_rule *rule, const inc_version *version)
{
  const inc_apportion_rule *how = &version->is.apportion;
  const inc_expression *all[] = {how->whole, how->weight, how->lower, how->upper, version->when, version->absent};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    if (all[i]) inc_lower_store(lower, inc_lower_expression(lower, all[i]), 1, lower->program->rounding);
  }
  raise_bits(rule, 0, 63);
}

static bool prove_version(const inc_program *program, uint32_t number, const inc_version *version, inc_arena *arena,
                          bool *too_wide)
{
  const inc_rule *rule = &program->rules[number];
  inc_code_block code = {.arena = arena};
  inc_lower lower = {.program = program, .as_of = version->from, .table = rule->table, .rule = number, .code = &code, .version = version};
  bool *wanted = inc_arena_alloc(arena, rule->part_count, sizeof *wanted);
  inc_value *values = inc_arena_alloc(arena, rule->part_count, sizeof *values);
  if (!wanted || !values) return false;
  for (uint32_t p = 0; p < rule->part_count; p++) wanted[p] = true;
  if (rule->kind == INC_KIND_MEASURE) {
    prove_measure(&lower, rule, version);
  } else if (rule->kind == INC_KIND_SELECT) {
    prove_select(&lower, rule, version);
  } else if (rule->kind == INC_KIND_APPORTION) {
    prove_apportion(&lower, rule, version);
  } else {
    inc_lower_rule(&lower, rule, wanted, values);
    for (uint32_t p = 0; p < rule->part_count && !code.failed; p++) raise_bits(rule, p, values[p].bits);
    /* A pace is over as few as one day, while its formula was written for as many as there can be. */
    for (uint32_t p = INC_TARGET_PACE_NEEDED; rule->kind == INC_KIND_TARGET && p < INC_TARGET_PARTS; p++) raise_bits(rule, p, 63);
  }
  *too_wide = lower.too_wide;
  return !code.failed;
}

incubator_status inc_engine_prove(const inc_program *program, uint32_t number, const incubator_allocator *a,
                                  inc_proof *proof)
{
  const inc_rule *rule = &program->rules[number];
  *proof = (inc_proof){NULL};
  for (uint32_t p = 0; p < rule->part_count; p++) rule->parts[p].bits = 0;
  bool ok = true;
  for (size_t i = 0; i < rule->version_count && ok; i++) {
    inc_arena arena;
    bool too_wide = false;
    inc_arena_init(&arena, a);
    ok = prove_version(program, number, &rule->versions[i], &arena, &too_wide);
    inc_arena_clear(&arena);
    if (too_wide && !proof->too_wide) proof->too_wide = &rule->versions[i];
  }
  return ok ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}
