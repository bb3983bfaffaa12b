/* The plan of a target: the whole steps from base to goal of all rows, dealt out over its dates. */
#include "engine/milestones.h"

#include "apportion/rounding.h"

static const inc_target *target_of(const inc_results *results, uint32_t number)
{
  return &inc_rule_version(&results->program->rules[number], results->as_of)->is.target;
}

inc_milestones *inc_make_milestones(const inc_results *results, uint32_t number, inc_arena *arena)
{
  const inc_target *target = target_of(results, number);
  const size_t rows = inc_results_rows(results, results->program->rules[number].table);
  inc_milestones *m = inc_arena_alloc(arena, 1, sizeof *m);
  if (!m) return NULL;
  m->levels = inc_arena_alloc(arena, target->plan_count, sizeof *m->levels);
  bool ok = m->levels && inc_result_make(&m->base, arena, rows, 8) && inc_result_make(&m->goal, arena, rows, 8);
  for (uint32_t i = 0; ok && i < target->plan_count; i++) ok = inc_result_make(&m->levels[i], arena, rows, 8);
  return ok ? m : NULL;
}

/*
 * The whole steps from base to goal, rounded away from 0 so that the last date meets the goal; none
 * where that is met from the start. False where a goal to be met exactly is between two steps.
 */
static bool steps_between(inc_aim need, int64_t base, int64_t goal, int64_t *steps)
{
  const inc_i128 way = (inc_i128)goal - base, whole = way / INC_MICRO, rest = way % INC_MICRO;
  *steps = (int64_t)whole + (rest > 0) - (rest < 0);
  if ((need == INC_AT_LEAST && way <= 0) || (need == INC_AT_MOST && way >= 0)) *steps = 0;
  return need != INC_EXACTLY || rest == 0;
}

static uint8_t gap_of(const inc_milestones *m, size_t row)
{
  return m->base.gaps[row] > m->goal.gaps[row] ? m->base.gaps[row] : m->goal.gaps[row];
}

typedef struct planning {
  const inc_target *target;
  inc_milestones *m;
  size_t rows;
  int64_t *steps; /* of the rows that take part, one after the other */
  int64_t *cells; /* and what each date brings of them */
  bool *takes;    /* part: each row */
} planning;

/* Who takes part; gaps of the others. */
static size_t gather(planning *p)
{
  size_t count = 0;
  for (size_t row = 0; row < p->rows; row++) {
    uint8_t gap = gap_of(p->m, row);
    if (!gap && !steps_between(p->target->need, inc_result_value(&p->m->base, row), inc_result_value(&p->m->goal, row), &p->steps[count])) {
      gap = INCUBATOR_GAP_ERROR;
    }
    p->takes[row] = !gap;
    count += !gap;
    for (uint32_t i = 0; gap && i < p->target->plan_count; i++) p->m->levels[i].gaps[row] = gap;
  }
  return count;
}

/* The base and the steps up to each date. */
static void put_levels(const planning *p)
{
  const int64_t *cell = p->cells;
  for (size_t row = 0; row < p->rows; row++) {
    if (!p->takes[row]) continue;
    inc_i128 level = inc_result_value(&p->m->base, row);
    for (uint32_t i = 0; i < p->target->plan_count; i++) {
      level += (inc_i128)*cell++ * INC_MICRO;
      const bool fits = level <= INT64_MAX && level >= -INT64_MAX;
      p->m->levels[i].gaps[row] = fits ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_ERROR;
      ((int64_t *)p->m->levels[i].values)[row] = fits ? (int64_t)level : 0;
    }
  }
}

static bool find(planning *p, inc_arena *arena, const incubator_allocator *a)
{
  const uint32_t dates = p->target->plan_count;
  int64_t *shares = inc_arena_alloc(arena, dates, sizeof *shares);
  p->steps = inc_arena_alloc(arena, p->rows + 1, sizeof *p->steps);
  p->takes = inc_arena_alloc(arena, p->rows, sizeof *p->takes);
  if (!shares || !p->steps || (p->rows && !p->takes)) return false;
  const size_t count = gather(p);
  p->cells = inc_arena_alloc(arena, count * dates, sizeof *p->cells);
  if (count && !p->cells) return false;
  for (uint32_t i = 0; i < dates; i++) shares[i] = p->target->plan[i].share;
  if (!inc_spread_round(&(inc_spread){count, dates, p->steps, shares, p->target->plan_divisor}, a, p->cells)) return false;
  put_levels(p);
  return true;
}

incubator_status inc_milestones_run(const inc_results *results, uint32_t number, inc_milestones *milestones)
{
  planning p = {.target = target_of(results, number), .m = milestones};
  p.rows = inc_results_rows(results, results->program->rules[number].table);
  inc_arena arena;
  inc_arena_init(&arena, &results->allocator);
  const bool ok = find(&p, &arena, &results->allocator);
  inc_arena_clear(&arena);
  milestones->state = INC_MILESTONES_DONE;
  return ok ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}
