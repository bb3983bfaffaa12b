/* Targets as steps. A plan is not said: it is made for all rows together. */
#include "report/jsonlogic.h"

static inc_logic bare(inc_logic v)
{
  v.gap = NULL;
  return v;
}

static inc_logic meets(inc_lowering *lo, inc_aim need, inc_logic actual, inc_logic goal)
{
  const inc_op ops[] = {[INC_AT_LEAST] = INC_OP_GREATER_EQUAL, [INC_AT_MOST] = INC_OP_LESS_EQUAL, [INC_EXACTLY] = INC_OP_EQUAL};
  return inc_logic_compare(lo, ops[need], actual, goal);
}

/* Whether no value between the bounds meets the goal. */
static inc_logic hopeless(inc_lowering *lo, inc_aim need, const inc_logic bounds[2], inc_logic goal, const inc_logic met[2])
{
  inc_logic either[2] = {inc_logic_not(lo, met[0]), inc_logic_not(lo, met[1])};
  if (need != INC_EXACTLY) return inc_logic_and(lo, either, 2);
  either[0] = inc_logic_compare(lo, INC_OP_LESS, bounds[1], goal);
  either[1] = inc_logic_compare(lo, INC_OP_LESS, goal, bounds[0]);
  return inc_logic_under(lo, inc_gap_max(lo, either[0].gap, either[1].gap), inc_logic_or(lo, either, 2));
}

static inc_logic decide(inc_lowering *lo, inc_aim need, const inc_logic bounds[2], inc_logic actual, inc_logic goal)
{
  inc_logic met[2] = {meets(lo, need, bounds[0], goal), meets(lo, need, bounds[1], goal)};
  inc_logic_bind(lo, &met[0]);
  inc_logic_bind(lo, &met[1]);
  inc_logic all = inc_logic_and(lo, met, 2), none = hopeless(lo, need, bounds, goal, met);
  inc_logic_bind(lo, &all);
  inc_logic_bind(lo, &none);
  inc_logic open = inc_logic_under(lo, inc_gap_max(lo, actual.gap, goal.gap), inc_logic_boolean(false));
  all.value = inc_logic_true(lo, &all), all.gap = NULL;
  none.value = inc_logic_true(lo, &none), none.gap = NULL;
  inc_logic branches[] = {all, inc_logic_boolean(true), none, inc_logic_boolean(false), open};
  return inc_logic_if(lo, branches, 5);
}

/* The value where there is one, else the other. */
static inc_logic known(inc_lowering *lo, inc_logic a, inc_logic b)
{
  if (!a.gap) return a;
  inc_logic has = {.type = INC_TYPE_BOOLEAN, .value = inc_logic_print(lo, "{\"==\": [%s, 0]}", a.gap)};
  inc_logic branches[] = {has, bare(a), b};
  return inc_logic_if(lo, branches, 3);
}

static inc_logic shortfall(inc_lowering *lo, inc_aim need, inc_logic actual, inc_logic goal)
{
  const inc_logic up[] = {goal, actual}, down[] = {actual, goal};
  const inc_logic three[] = {inc_logic_micros(lo, 0), inc_logic_fold(lo, INC_OP_SUBTRACT, need == INC_AT_MOST ? down : up, 2),
                             inc_logic_fold(lo, INC_OP_SUBTRACT, down, 2)};
  return inc_logic_fold(lo, INC_OP_MAX, three, need == INC_EXACTLY ? 3 : 2);
}

/* a / b, inapplicable where b is 0; a gap of either comes first. */
static inc_logic quotient(inc_lowering *lo, inc_logic a, inc_logic b)
{
  inc_logic_bind(lo, &b);
  const char *none = inc_gap_where(lo, inc_logic_is_zero(lo, &b), INCUBATOR_GAP_INAPPLICABLE);
  const char *gap = inc_gap_first(lo, inc_gap_max(lo, a.gap, b.gap), none);
  return inc_logic_under(lo, gap, bare(inc_logic_divide(lo, a, b)));
}

static inc_logic progress(inc_lowering *lo, inc_logic actual, inc_logic goal, inc_logic base)
{
  const inc_logic way[] = {actual, base}, whole[] = {goal, base};
  return quotient(lo, inc_logic_fold(lo, INC_OP_SUBTRACT, way, 2), inc_logic_fold(lo, INC_OP_SUBTRACT, whole, 2));
}

/* change × times / days; missing without the dates, inapplicable where there is no day. */
static inc_logic over_days(inc_lowering *lo, inc_logic change, bool dated, int64_t times, int64_t days)
{
  inc_logic missing = inc_logic_gap(INC_TYPE_NUMBER, INCUBATOR_GAP_MISSING);
  if (!dated) missing.gap = inc_gap_max(lo, missing.gap, change.gap);
  if (!dated) return missing;
  if (days <= 0) return inc_logic_under(lo, change.gap, inc_logic_gap(INC_TYPE_NUMBER, INCUBATOR_GAP_INAPPLICABLE));
  const inc_logic product[] = {change, inc_logic_micros(lo, times * INC_MICRO)};
  return inc_logic_divide(lo, inc_logic_fold(lo, INC_OP_MULTIPLY, product, 2), inc_logic_micros(lo, days * INC_MICRO));
}

static void lower_paces(inc_lowering *lo, const inc_target *t, inc_logic actual, inc_logic goal, inc_logic base)
{
  const int64_t gone = (int64_t)lo->as_of - t->since, left = (int64_t)t->due - lo->as_of;
  const inc_logic up[] = {goal, actual}, made[] = {actual, base};
  inc_logic rest[] = {inc_logic_fold(lo, INC_OP_SUBTRACT, up, 2), inc_logic_micros(lo, 0)};
  if (t->need != INC_EXACTLY) rest[0] = inc_logic_fold(lo, t->need == INC_AT_LEAST ? INC_OP_MAX : INC_OP_MIN, rest, 2);
  inc_logic change = inc_logic_fold(lo, INC_OP_SUBTRACT, made, 2);
  inc_logic_part(lo, INC_TARGET_PACE_NEEDED, over_days(lo, rest[0], t->has_due, INC_TARGET_YEAR, left));
  inc_logic_part(lo, INC_TARGET_PACE_KEPT, over_days(lo, change, t->has_since, INC_TARGET_YEAR, gone));
  const inc_logic sum[] = {actual, over_days(lo, change, t->has_since && t->has_due, left, left < 0 ? left : gone)};
  inc_logic_part(lo, INC_TARGET_FORECAST, inc_logic_fold(lo, INC_OP_ADD, sum, 2));
}

inc_logic inc_logic_target(inc_lowering *lo)
{
  const inc_target *target = &lo->version->is.target;
  inc_logic actual = inc_logic_expression(lo, target->actual), goal = inc_logic_expression(lo, target->goal);
  if (lo->failed) return actual;
  inc_logic_bind(lo, &actual);
  inc_logic_bind(lo, &goal);
  inc_logic bounds[2] = {actual, actual}, met = meets(lo, target->need, actual, goal);
  if (target->low) {
    bounds[0] = known(lo, actual, inc_logic_ref(lo, target->low));
    bounds[1] = known(lo, actual, inc_logic_ref(lo, target->high));
    inc_logic_bind(lo, &bounds[0]);
    inc_logic_bind(lo, &bounds[1]);
    met = decide(lo, target->need, bounds, actual, goal);
  }
  inc_logic_part(lo, INC_TARGET_ACTUAL, actual);
  inc_logic_part(lo, INC_TARGET_GOAL, goal);
  inc_logic_part(lo, INC_TARGET_LOW, bounds[0]);
  inc_logic_part(lo, INC_TARGET_HIGH, bounds[1]);
  inc_logic_part(lo, INC_TARGET_GAP, shortfall(lo, target->need, actual, goal));
  inc_logic_part(lo, INC_TARGET_SHARE, quotient(lo, actual, goal));
  inc_logic base = target->base ? inc_logic_expression(lo, target->base) : inc_logic_gap(INC_TYPE_NUMBER, INCUBATOR_GAP_MISSING);
  if (lo->failed) return met;
  inc_logic_bind(lo, &base);
  inc_logic_part(lo, INC_TARGET_PROGRESS, progress(lo, actual, goal, base));
  lower_paces(lo, target, actual, goal, base);
  return met;
}
