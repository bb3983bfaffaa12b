/* Targets, row by row; the plan of one takes all rows, and is read where it lies. */
#include "base/date.h"
#include "engine/lower.h"

#define NONE INC_NO_REGISTER

/* Whether a value of `actual` meets the goal. */
static inc_value meets(inc_lower *lo, inc_aim need, inc_value actual, inc_value goal)
{
  if (need == INC_EXACTLY) return inc_lower_compare(lo, INC_DO_EQUAL, actual, goal);
  if (need == INC_AT_MOST) return inc_lower_compare(lo, INC_DO_LESS_EQUAL, actual, goal);
  return inc_lower_compare(lo, INC_DO_LESS_EQUAL, goal, actual);
}

/* Met when every value between the bounds meets the goal, not met when none does; otherwise actual's own gap. */
static inc_value decide(inc_lower *lo, inc_aim need, const inc_value bounds[2], inc_value actual, inc_value goal)
{
  inc_value low = meets(lo, need, bounds[0], goal), high = meets(lo, need, bounds[1], goal);
  inc_value all = inc_lower_and(lo, low, high), none = inc_lower_and(lo, inc_lower_not(lo, low), inc_lower_not(lo, high));
  if (need == INC_EXACTLY) {
    inc_value under = inc_lower_compare(lo, INC_DO_LESS, bounds[1], goal);
    inc_value over = inc_lower_compare(lo, INC_DO_LESS, goal, bounds[0]);
    none = inc_lower_under(lo, inc_lower_gap_max(lo, under.gap, over.gap), inc_lower_or(lo, under, over)); /* both bounds must be known */
  }
  inc_value open = inc_lower_under(lo, inc_lower_gap_max(lo, actual.gap, goal.gap), inc_lower_boolean(lo, false));
  all.gap = none.gap = NONE; /* both are 0 where a bound is a gap */
  return inc_lower_if(lo, all, inc_lower_boolean(lo, true), inc_lower_if(lo, none, inc_lower_boolean(lo, false), open));
}

static inc_value shortfall(inc_lower *lo, inc_aim need, inc_value actual, inc_value goal)
{
  inc_value zero = inc_lower_code(lo, INC_TYPE_NUMBER, 0);
  inc_value under = inc_lower_extreme(lo, true, zero, inc_lower_subtract(lo, goal, actual));
  inc_value over = inc_lower_extreme(lo, true, zero, inc_lower_subtract(lo, actual, goal));
  if (need == INC_EXACTLY) return inc_lower_extreme(lo, true, under, over);
  return need == INC_AT_MOST ? over : under;
}

/* a / b, inapplicable where b is 0; a gap of either comes first. */
static inc_value quotient(inc_lower *lo, inc_value a, inc_value b)
{
  inc_value zero = inc_lower_compare(lo, INC_DO_EQUAL, b, inc_lower_code(lo, INC_TYPE_NUMBER, 0));
  inc_value v = inc_lower_if(lo, zero, inc_lower_gap(lo, INC_TYPE_NUMBER, INCUBATOR_GAP_INAPPLICABLE), inc_lower_divide(lo, a, b));
  return inc_lower_under(lo, inc_lower_gap_max(lo, a.gap, b.gap), v);
}

/* ---- Paces ---- */

/* The days from as-of on, or up to it, that a pace is over; where code is only proved, as many as there can be. */
static int64_t days_between(const inc_lower *lo, int32_t from, int32_t to)
{
  return lo->frame ? (int64_t)to - from : INC_DATE_MAX - INC_DATE_MIN;
}

/* change × times / days; missing without the dates, inapplicable where there is no day. */
static inc_value over_days(inc_lower *lo, inc_value change, bool dated, int64_t times, int64_t days)
{
  inc_value missing = inc_lower_gap(lo, INC_TYPE_NUMBER, INCUBATOR_GAP_MISSING);
  if (!dated) missing.gap = inc_lower_gap_max(lo, missing.gap, change.gap);
  if (!dated) return missing;
  if (days <= 0) return inc_lower_under(lo, change.gap, inc_lower_gap(lo, INC_TYPE_NUMBER, INCUBATOR_GAP_INAPPLICABLE));
  inc_value v = inc_lower_multiply(lo, change, inc_lower_code(lo, INC_TYPE_NUMBER, times));
  return inc_lower_divide(lo, v, inc_lower_code(lo, INC_TYPE_NUMBER, days));
}

/* What is to change until the goal is met; nothing once it is. */
static inc_value to_change(inc_lower *lo, inc_aim need, inc_value actual, inc_value goal)
{
  inc_value rest = inc_lower_subtract(lo, goal, actual);
  if (need == INC_EXACTLY) return rest;
  return inc_lower_extreme(lo, need == INC_AT_LEAST, rest, inc_lower_code(lo, INC_TYPE_NUMBER, 0));
}

static void lower_paces(inc_lower *lo, const bool *wanted, inc_value actual, inc_value goal, inc_value base, inc_value *values)
{
  const inc_target *t = &lo->version->is.target;
  const int64_t gone = days_between(lo, t->since, lo->as_of), left = days_between(lo, lo->as_of, t->due);
  if (wanted[INC_TARGET_PACE_NEEDED]) {
    values[INC_TARGET_PACE_NEEDED] = over_days(lo, to_change(lo, t->need, actual, goal), t->has_due, INC_TARGET_YEAR, left);
  }
  if (!wanted[INC_TARGET_PACE_KEPT] && !wanted[INC_TARGET_FORECAST]) return;
  inc_value change = inc_lower_subtract(lo, actual, base);
  if (wanted[INC_TARGET_PACE_KEPT]) values[INC_TARGET_PACE_KEPT] = over_days(lo, change, t->has_since, INC_TARGET_YEAR, gone);
  if (!wanted[INC_TARGET_FORECAST]) return;
  inc_value whole = inc_lower_multiply(lo, actual, inc_lower_code(lo, INC_TYPE_NUMBER, gone + left));
  inc_value start = inc_lower_multiply(lo, base, inc_lower_code(lo, INC_TYPE_NUMBER, left));
  inc_value sum = inc_lower_subtract(lo, whole, start); /* actual × gone + (actual − base) × left, of fewer bits */
  values[INC_TARGET_FORECAST] = over_days(lo, sum, t->has_since && t->has_due, 1, left < 0 ? left : gone);
}

/* ---- The plan ---- */

/* What a row reaches by a date, where it was found; where no one runs it, only its bits count. */
static inc_value read_level(inc_lower *lo, const inc_result *from)
{
  const uint32_t none[4] = {NONE, NONE, NONE, NONE};
  inc_value v = {.type = INC_TYPE_NUMBER, .denominator = NONE, .scale = INC_MICRO_SCALE, .bits = 63};
  v.number = inc_lower_emit(lo, INC_C64, INC_DO_RESULT, INC_C64, none, 0, from);
  v.gap = inc_lower_emit(lo, INC_C8, INC_DO_RESULT_GAP, INC_C8, none, 0, from);
  return v;
}

static void put_end(inc_lower *lo, inc_value v, inc_result *to)
{
  inc_value stored = inc_lower_store(lo, v, 1, lo->program->rounding);
  inc_code_output(lo->code, (inc_output){stored.number, inc_lower_unspoken(lo, stored.gap), to});
}

static void lower_plan(inc_lower *lo, const bool *wanted, inc_value goal, inc_value *values)
{
  const inc_target *t = &lo->version->is.target;
  inc_milestones *m = lo->milestones;
  if (!t->plan_count) return;
  if (m && m->state == INC_MILESTONES_OPEN) {
    m->state = INC_MILESTONES_READY;
    put_end(lo, t->base ? inc_lower_expression(lo, t->base) : inc_lower_code(lo, INC_TYPE_NUMBER, 0), &m->base);
    put_end(lo, goal, &m->goal);
    return;
  }
  for (uint32_t i = 0; i < t->plan_count; i++) {
    const uint32_t part = t->plan[i].part;
    const inc_result *from = m ? &m->levels[i] : lo->results ? &lo->results[lo->rule][part] : NULL;
    if (wanted[part]) values[part] = read_level(lo, from);
  }
}

/* ---- All of it ---- */

static void target_parts(inc_lower *lo, const bool *wanted, inc_value actual, inc_value goal, inc_value *values)
{
  const inc_target *target = &lo->version->is.target;
  if (wanted[INC_TARGET_ACTUAL]) values[INC_TARGET_ACTUAL] = actual;
  if (wanted[INC_TARGET_GOAL]) values[INC_TARGET_GOAL] = goal;
  if (wanted[INC_TARGET_GAP]) values[INC_TARGET_GAP] = shortfall(lo, target->need, actual, goal);
  if (wanted[INC_TARGET_SHARE]) values[INC_TARGET_SHARE] = quotient(lo, actual, goal);
  const bool begins = wanted[INC_TARGET_PROGRESS] || wanted[INC_TARGET_PACE_KEPT] || wanted[INC_TARGET_FORECAST];
  inc_value base = target->base && begins ? inc_lower_expression(lo, target->base)
                                          : inc_lower_gap(lo, INC_TYPE_NUMBER, INCUBATOR_GAP_MISSING);
  lower_paces(lo, wanted, actual, goal, base, values);
  if (!wanted[INC_TARGET_PROGRESS]) return;
  inc_value way = inc_lower_subtract(lo, actual, base), whole = inc_lower_subtract(lo, goal, base);
  values[INC_TARGET_PROGRESS] = quotient(lo, way, whole);
}

void inc_lower_target(inc_lower *lo, const bool *wanted, inc_value *values)
{
  const inc_target *target = &lo->version->is.target;
  inc_value actual = inc_lower_expression(lo, target->actual), goal = inc_lower_expression(lo, target->goal);
  inc_value bounds[2] = {actual, actual};
  values[0] = meets(lo, target->need, actual, goal);
  if (target->low) {
    bounds[0] = inc_lower_known(lo, actual, inc_lower_ref(lo, target->low));
    bounds[1] = inc_lower_known(lo, actual, inc_lower_ref(lo, target->high));
    values[0] = decide(lo, target->need, bounds, actual, goal);
  }
  if (wanted[INC_TARGET_LOW]) values[INC_TARGET_LOW] = bounds[0];
  if (wanted[INC_TARGET_HIGH]) values[INC_TARGET_HIGH] = bounds[1];
  target_parts(lo, wanted, actual, goal, values);
  lower_plan(lo, wanted, goal, values);
}
