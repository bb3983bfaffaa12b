/* A run once more with one rule otherwise: that rule and what reads it have columns of their own, all others are shared. */
#include <string.h>

#include "engine/results.h"

struct inc_rerun {
  inc_results results;
  inc_arena arena;
  bool *varies;
};

static bool make_tables(inc_rerun *x, const inc_results *base, const inc_program *program)
{
  inc_results *r = &x->results;
  *r = *base;
  r->program = program;
  r->threads = 1;
  r->contradictions = NULL;
  r->contradiction_count = r->contradiction_capacity = 0;
  x->varies = inc_arena_alloc(&x->arena, program->rule_count, sizeof *x->varies);
  r->columns = inc_arena_alloc(&x->arena, program->rule_count, sizeof *r->columns);
  r->wanted = inc_arena_alloc(&x->arena, program->rule_count, sizeof *r->wanted);
  r->computed = inc_arena_alloc(&x->arena, program->rule_count, sizeof *r->computed);
  if (!x->varies || !r->columns || !r->wanted || !r->computed) return false;
  for (uint32_t i = 0; i < program->rule_count; i++) {
    r->wanted[i] = inc_arena_alloc(&x->arena, program->rules[i].part_count, sizeof **r->wanted);
    if (!r->wanted[i]) return false;
  }
  return true;
}

static bool reads_varying(void *context, const inc_ref *ref)
{
  const inc_rerun *x = context;
  return ref->rule == INC_NONE || !x->varies[ref->rule];
}

static void find_varying(inc_rerun *x, uint32_t changed)
{
  const inc_program *program = x->results.program;
  inc_results_close(&x->results);
  for (uint32_t i = 0; i < program->rule_count; i++) {
    uint32_t number = program->order[i];
    const inc_version *version = inc_rule_version(&program->rules[number], x->results.as_of);
    if (!x->results.wanted[number][0] || !version) continue;
    x->varies[number] = number == changed || !inc_version_refs(program->rules[number].kind, version, reads_varying, x);
  }
}

static bool share_columns(inc_rerun *x, const inc_results *base)
{
  inc_results *r = &x->results;
  for (uint32_t i = 0; i < r->program->rule_count; i++) {
    const bool there = i < base->program->rule_count;
    if (there && !x->varies[i]) {
      r->columns[i] = base->columns[i];
      r->computed[i] = base->computed[i];
      continue;
    }
    r->columns[i] = inc_arena_alloc(&x->arena, r->program->rules[i].part_count, sizeof **r->columns);
    if (!r->columns[i]) return false;
  }
  return true;
}

incubator_status inc_rerun_create(const inc_results *base, const inc_program *program, uint32_t rule, const inc_want *wants,
                                  size_t count, inc_rerun **rerun)
{
  *rerun = NULL;
  inc_rerun *x = inc_alloc_zero(&base->allocator, 1, sizeof *x);
  if (!x) return INCUBATOR_STATUS_NO_MEMORY;
  inc_arena_init(&x->arena, &base->allocator);
  bool ok = make_tables(x, base, program);
  if (ok) {
    for (size_t i = 0; i < count; i++) x->results.wanted[wants[i].rule][0] = x->results.wanted[wants[i].rule][wants[i].part] = true;
    find_varying(x, rule);
    ok = share_columns(x, base);
  }
  if (ok) {
    *rerun = x;
    return INCUBATOR_STATUS_OK;
  }
  inc_arena_clear(&x->arena);
  inc_free(&base->allocator, x);
  return INCUBATOR_STATUS_NO_MEMORY;
}

static void clear(inc_rerun *x)
{
  inc_results *r = &x->results;
  for (uint32_t i = 0; i < r->program->rule_count; i++) {
    if (!x->varies[i]) continue;
    for (uint32_t p = 0; p < r->program->rules[i].part_count; p++) {
      inc_free(&r->allocator, r->columns[i][p].block);
      r->columns[i][p] = (inc_result){0};
    }
    inc_free(&r->allocator, r->computed[i]);
    r->computed[i] = NULL;
  }
}

void inc_rerun_free(inc_rerun *x)
{
  if (!x) return;
  incubator_allocator a = x->results.allocator;
  clear(x);
  inc_arena_clear(&x->arena);
  inc_free(&a, x);
}

bool inc_rerun_varies(const inc_rerun *x, uint32_t rule)
{
  return x->varies[rule];
}

incubator_status inc_rerun_run(inc_rerun *x)
{
  const inc_program *program = x->results.program;
  clear(x);
  for (uint32_t i = 0; i < program->rule_count; i++) {
    if (x->varies[program->order[i]]) INC_TRY(inc_results_compute(&x->results, program->order[i]));
  }
  return INCUBATOR_STATUS_OK;
}

const inc_results *inc_rerun_results(const inc_rerun *x)
{
  return &x->results;
}

incubator_status inc_engine_groups(const inc_results *results, uint32_t rule, uint32_t *of_row)
{
  const inc_rule *r = &results->program->rules[rule];
  const inc_version *version = inc_rule_version(r, results->as_of);
  const size_t rows = inc_results_rows(results, r->table);
  inc_groups groups = {0};
  incubator_status status = INCUBATOR_STATUS_OK;
  memset(of_row, 0xff, rows * sizeof *of_row);
  if (!version || r->kind != INC_KIND_SELECT) return status;
  status = inc_groups_within(results, r->table, version->is.select.within, version->is.select.within_count, &groups);
  if (status == INCUBATOR_STATUS_OK) memcpy(of_row, groups.of_row, rows * sizeof *of_row);
  inc_groups_free(results, &groups);
  return status;
}
