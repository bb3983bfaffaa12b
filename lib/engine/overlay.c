#include "engine/overlay.h"

bool inc_overlay_make(inc_overlay *o, const inc_results *base, const inc_program *program)
{
  inc_results *r = &o->results;
  const uint32_t count = program->rule_count;
  *o = (inc_overlay){.results = *base};
  inc_arena_init(&o->arena, &base->allocator);
  r->program = program;
  r->contradictions = NULL;
  r->contradiction_count = r->contradiction_capacity = 0;
  o->varies = inc_arena_alloc(&o->arena, count, sizeof *o->varies);
  r->columns = inc_arena_alloc(&o->arena, count, sizeof *r->columns);
  r->wanted = inc_arena_alloc(&o->arena, count, sizeof *r->wanted);
  r->computed = inc_arena_alloc(&o->arena, count, sizeof *r->computed);
  r->cohorts = inc_arena_alloc(&o->arena, count, sizeof *r->cohorts);
  r->found = inc_arena_alloc(&o->arena, count, sizeof *r->found);
  if (!o->varies || !r->columns || !r->wanted || !r->computed || !r->cohorts || !r->found) return false;
  for (uint32_t i = 0; i < count; i++) {
    r->wanted[i] = inc_arena_alloc(&o->arena, program->rules[i].part_count, sizeof **r->wanted);
    if (!r->wanted[i]) return false;
  }
  return true;
}

bool inc_overlay_share(inc_overlay *o, const inc_results *base)
{
  inc_results *r = &o->results;
  for (uint32_t i = 0; i < r->program->rule_count; i++) {
    if (i < base->program->rule_count && !o->varies[i]) {
      r->columns[i] = base->columns[i];
      r->computed[i] = base->computed[i];
      r->cohorts[i] = base->cohorts[i];
      r->found[i] = base->found[i];
      continue;
    }
    r->columns[i] = inc_arena_alloc(&o->arena, r->program->rules[i].part_count, sizeof **r->columns);
    if (!r->columns[i]) return false;
  }
  return true;
}

static void forget_rule(inc_results *r, uint32_t number)
{
  const inc_rule *rule = &r->program->rules[number];
  for (uint32_t p = 0; p < rule->part_count; p++) {
    inc_free(&r->allocator, r->columns[number][p].block);
    r->columns[number][p] = (inc_result){0};
  }
  inc_free(&r->allocator, r->computed[number]);
  inc_free(&r->allocator, r->found[number]);
  inc_cohorts_free(&r->allocator, r->cohorts[number], inc_cohort_scales(rule, inc_rule_version(rule, r->as_of)));
  r->computed[number] = NULL;
  r->found[number] = NULL;
  r->cohorts[number] = NULL;
}

static void forget(inc_overlay *o)
{
  inc_results *r = &o->results;
  for (uint32_t i = 0; o->varies && i < r->program->rule_count; i++) {
    if (o->varies[i] && r->columns[i]) forget_rule(r, i);
  }
}

incubator_status inc_overlay_run(inc_overlay *o)
{
  const inc_program *program = o->results.program;
  forget(o);
  for (uint32_t i = 0; i < program->rule_count; i++) {
    if (o->varies[program->order[i]]) INC_TRY(inc_results_compute(&o->results, program->order[i]));
  }
  return INCUBATOR_STATUS_OK;
}

void inc_overlay_free(inc_overlay *o)
{
  forget(o);
  inc_arena_clear(&o->arena);
}
