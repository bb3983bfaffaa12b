#include "engine/tally.h"

/* What the row may add: certainly some value between the two, or nothing. */
static void widen_sum(inc_tally *t, inc_term low, inc_term high, bool certain)
{
  if (certain || low.whole < 0) inc_sum_add(&t->low, low);
  if (certain || high.whole >= 0) inc_sum_add(&t->high, high);
}

void inc_tally_open(inc_tally *t, const inc_measure *m, const inc_open_row *row)
{
  uint8_t gap = row->where ? row->where : row->of; /* as in an if: what it would count is not looked at yet */
  if (gap > t->gap) t->gap = gap;
  if (row->where) {
    t->maybe++;
    t->maybe_true += row->of || row->value.whole;
    t->maybe_false += row->of || !row->value.whole;
  } else {
    t->of_unknown++;
  }
  inc_term low = row->of ? (inc_term){m->of_min, 0} : row->value;
  inc_term high = row->of ? (inc_term){m->of_max, 0} : row->value;
  widen_sum(t, low, high, !row->where);
}

void inc_tally_run(inc_tally *t, inc_term value, uint64_t length)
{
  t->distinct++;
  t->tied = length == t->commonest_count || (t->tied && length < t->commonest_count);
  if (length <= t->commonest_count) return;
  t->commonest_count = length;
  t->commonest = value;
}

/* ---- What it comes to ---- */

static inc_figure ratio(const inc_sum *sum, uint64_t divisor, inc_rounder r)
{
  if (divisor == 0) return (inc_figure){INCUBATOR_GAP_MISSING, 0};
  inc_i128 value = inc_sum_round(sum, (inc_i128)divisor * r.step, r.mode) * r.step;
  if (value > INT64_MAX || value < -INT64_MAX) return (inc_figure){INCUBATOR_GAP_ERROR, 0};
  return (inc_figure){INCUBATOR_GAP_NONE, (int64_t)value};
}

static inc_figure share(uint64_t part, uint64_t whole, inc_rounder r)
{
  return ratio(&(inc_sum){.whole = (inc_i128)part * INC_MICRO}, whole, r);
}

/* One of the rows' values; missing where there are none. */
static inc_figure one_of(const inc_tally *t, inc_term value, inc_rounder r)
{
  inc_sum sum = {0};
  inc_sum_add(&sum, value);
  return ratio(&sum, t->counted ? 1 : 0, r);
}

static inc_figure determined(const inc_tally *t, inc_take take, inc_rounder r)
{
  switch (take) {
  case INC_TAKE_COUNT: return share(t->counted, 1, r);
  case INC_TAKE_SUM: return ratio(&t->sum, 1, r);
  case INC_TAKE_MIN: return one_of(t, t->least, r);
  case INC_TAKE_MAX: return one_of(t, t->greatest, r);
  case INC_TAKE_MEAN: return ratio(&t->sum, t->counted, r);
  case INC_TAKE_DISTINCT: return share(t->distinct, 1, r);
  case INC_TAKE_COMMONEST: return t->tied ? (inc_figure){INCUBATOR_GAP_TIE, 0} : one_of(t, t->commonest, r);
  case INC_TAKE_SHARE: return share(t->of_true, t->counted, r);
  default: return share(t->commonest_count, t->counted, r);
  }
}

static inc_figure bound(const inc_tally *t, const inc_measure *m, bool high, inc_rounder r)
{
  const uint64_t known = t->counted + t->of_unknown;
  inc_sum sum = t->sum;
  switch (m->take) {
  case INC_TAKE_COUNT: return share(high ? known + t->maybe : t->counted, 1, r);
  case INC_TAKE_SUM:
    if (!m->bounded) break;
    inc_sum_join(&sum, high ? &t->high : &t->low);
    return ratio(&sum, 1, r);
  case INC_TAKE_SHARE:
    if (high) return share(t->of_true + t->of_unknown + t->maybe_true, known + t->maybe_true, r);
    return share(t->of_true, known + t->maybe_false, r);
  default: break;
  }
  return (inc_figure){t->gap, 0};
}

inc_figure inc_tally_part(const inc_tally *t, const inc_measure *m, uint32_t part, inc_rounder own,
                          inc_rounder parts)
{
  if (part == INC_MEASURE_UNDETERMINED) return share(t->maybe + t->of_unknown, 1, parts);
  if (t->gap && part == 0) return (inc_figure){t->gap, 0};
  if (t->gap) return bound(t, m, part == INC_MEASURE_HIGH, parts);
  return determined(t, m->take, own);
}
