/* Scores as code: items from the innermost out, each as stored, then the groups that they are in. */
#include "engine/lower.h"

#define NONE INC_NO_REGISTER

/* ---- Several numbers become one ---- */

/* A sum of many numbers of about one size: of n it has log n bits more than the greatest, not n. */
typedef struct total {
  inc_value sum;
  uint32_t count, greatest; /* terms, and bits of the greatest */
} total;

/* What a group has come to, item by item. */
typedef struct mixing {
  inc_lower *lo;
  const inc_mix *mix;
  inc_value zero;
  total sum;                  /* of weight × value; for a harmonic mean of weight / value, for a geometric one of weight × logarithm */
  total present, weights;     /* weights of the items that have a value, and of all that apply */
  inc_value any_zero;         /* a value of 0 among them; of a geometric mean, with a weight */
  inc_value any_negative;     /* a value below 0 with a weight; geometric only */
  inc_value any;              /* whether an item applies; type UNKNOWN: one always does */
  inc_value other;            /* whether a gap is of another kind than missing, where that matters */
  uint32_t gap, weight_gap;   /* the strongest of the items that apply, and of their weights */
} mixing;

static void add_up(inc_lower *lo, total *t, inc_value term)
{
  bool alike = t->sum.scale == term.scale && t->sum.denominator == NONE && term.denominator == NONE;
  t->sum = inc_lower_add(lo, t->sum, term);
  if (!alike) { /* begin to count anew: what there is, is one term */
    t->count = 1;
    t->greatest = t->sum.bits;
    return;
  }
  t->count++;
  if (term.bits > t->greatest) t->greatest = term.bits;
  uint32_t most = t->greatest + inc_bits64(t->count);
  if (most < t->sum.bits) t->sum.bits = most;
}

static void start_mixing(mixing *m, inc_lower *lo, const inc_mix *mix)
{
  *m = (mixing){.lo = lo, .mix = mix, .gap = NONE, .weight_gap = NONE};
  m->zero = inc_lower_code(lo, INC_TYPE_NUMBER, 0);
  m->sum.sum = m->present.sum = m->weights.sum = m->zero;
  m->any = m->any_zero = m->any_negative = m->other = inc_lower_boolean(lo, false);
}

static uint32_t without(inc_lower *lo, uint32_t gap, inc_value flag)
{
  if (gap == NONE) return NONE;
  return inc_lower_emit(lo, INC_C8, INC_DO_MASK, INC_C8, (const uint32_t[4]){gap, flag.number, NONE, NONE}, 0, NULL);
}

/* `own` is 0 where the item is not there. */
static void add_log(mixing *m, inc_value own, inc_value value)
{
  inc_lower *lo = m->lo;
  inc_value counts = inc_lower_not(lo, inc_lower_compare(lo, INC_DO_EQUAL, own, m->zero));
  inc_value zero = inc_lower_compare(lo, INC_DO_EQUAL, value, m->zero), negative = inc_lower_compare(lo, INC_DO_LESS, value, m->zero);
  m->any_zero = inc_lower_or(lo, m->any_zero, inc_lower_and(lo, counts, zero));
  m->any_negative = inc_lower_or(lo, m->any_negative, inc_lower_and(lo, counts, negative));
  add_up(lo, &m->sum, inc_lower_multiply(lo, own, inc_lower_log(lo, value)));
}

static void add_term(mixing *m, inc_value weight, inc_value value, const inc_value *present)
{
  inc_value own = present ? inc_lower_if(m->lo, *present, weight, m->zero) : weight;
  add_up(m->lo, &m->present, own);
  if (m->mix->aggregate == INC_AGGREGATE_GEOMETRIC) {
    add_log(m, own, value);
    return;
  }
  if (m->mix->aggregate != INC_AGGREGATE_HARMONIC) {
    add_up(m->lo, &m->sum, inc_lower_multiply(m->lo, own, value));
    return;
  }
  inc_value zero = inc_lower_compare(m->lo, INC_DO_EQUAL, value, m->zero);
  m->any_zero = inc_lower_or(m->lo, m->any_zero, present ? inc_lower_and(m->lo, *present, zero) : zero);
  inc_value one = inc_lower_code(m->lo, INC_TYPE_NUMBER, 1);
  inc_value term = inc_lower_divide(m->lo, own, inc_lower_if(m->lo, zero, one, value));
  term.gap = NONE; /* no divisor is 0 */
  add_up(m->lo, &m->sum, term);
}

static void add_item(mixing *m, inc_value weight, inc_value value)
{
  uint32_t weight_gap = weight.gap, gap = value.gap;
  weight.gap = NONE;
  if (gap == NONE) {
    m->any.type = INC_TYPE_UNKNOWN;
    add_up(m->lo, &m->weights, weight);
    m->weight_gap = inc_lower_gap_max(m->lo, m->weight_gap, weight_gap);
    add_term(m, weight, value, NULL);
    return;
  }
  inc_value outside = inc_lower_has_gap(m->lo, value, INCUBATOR_GAP_INAPPLICABLE);
  inc_value present = inc_lower_has_gap(m->lo, value, INCUBATOR_GAP_NONE);
  if (m->any.type == INC_TYPE_BOOLEAN) m->any = inc_lower_or(m->lo, m->any, inc_lower_not(m->lo, outside));
  add_up(m->lo, &m->weights, inc_lower_if(m->lo, outside, m->zero, weight));
  m->weight_gap = inc_lower_gap_max(m->lo, m->weight_gap, without(m->lo, weight_gap, outside));
  m->gap = inc_lower_gap_max(m->lo, m->gap, without(m->lo, gap, outside));
  if (m->mix->reweight) {
    inc_value missing = inc_lower_has_gap(m->lo, value, INCUBATOR_GAP_MISSING);
    inc_value fine = inc_lower_or(m->lo, inc_lower_or(m->lo, outside, present), missing);
    m->other = inc_lower_or(m->lo, m->other, inc_lower_not(m->lo, fine));
  }
  value.gap = NONE;
  add_term(m, weight, value, &present);
}

/* Where only something is missing and enough weight is there, the rest stands for all. */
static uint32_t reweighted(mixing *m)
{
  inc_lower *lo = m->lo;
  inc_value least = inc_lower_multiply(lo, inc_lower_number(lo, m->mix->share), m->weights.sum);
  inc_value enough = inc_lower_and(lo, inc_lower_compare(lo, INC_DO_LESS_EQUAL, least, m->present.sum),
                                   inc_lower_compare(lo, INC_DO_LESS, m->zero, m->present.sum));
  return without(lo, m->gap, inc_lower_and(lo, inc_lower_not(lo, m->other), enough));
}

/* Whether the weights of all are to be spread over those that have a value. */
static inc_value spread(mixing *m)
{
  inc_lower *lo = m->lo;
  inc_value positive = inc_lower_compare(lo, INC_DO_LESS, m->zero, m->present.sum);
  inc_value whole = inc_lower_if(lo, positive, m->present.sum, inc_lower_code(lo, INC_TYPE_NUMBER, 1));
  inc_value v = inc_lower_divide(lo, inc_lower_multiply(lo, m->sum.sum, m->weights.sum), whole);
  v.gap = NONE; /* the divisor is not 0 */
  inc_value lacking = {.type = INC_TYPE_BOOLEAN, .denominator = NONE, .gap = m->gap};
  return inc_lower_if(lo, inc_lower_has_gap(lo, lacking, INCUBATOR_GAP_NONE), m->sum.sum, v);
}

static inc_value mean(mixing *m, inc_value dividend, inc_value divisor)
{
  inc_value v = inc_lower_divide(m->lo, dividend, divisor);
  inc_value none = inc_lower_compare(m->lo, INC_DO_EQUAL, m->present.sum, m->zero);
  if (m->mix->aggregate == INC_AGGREGATE_HARMONIC) none = inc_lower_or(m->lo, none, m->any_zero);
  return inc_lower_if(m->lo, none, inc_lower_gap(m->lo, INC_TYPE_NUMBER, INCUBATOR_GAP_ERROR), v);
}

/* The product of value to the power of its share of the weight. */
static inc_value geometric_mean(mixing *m)
{
  inc_lower *lo = m->lo;
  inc_value log = inc_lower_divide(lo, m->sum.sum, m->present.sum); /* an error where no weight is there */
  inc_value v = inc_lower_power(lo, log, lo->program->rounding), error = inc_lower_gap(lo, INC_TYPE_NUMBER, INCUBATOR_GAP_ERROR);
  uint32_t weightless = log.gap;
  v = inc_lower_if(lo, m->any_negative, error, inc_lower_if(lo, m->any_zero, m->zero, v));
  return inc_lower_under(lo, weightless, v);
}

static inc_value end_mixing(mixing *m)
{
  inc_lower *lo = m->lo;
  const bool reweights = m->mix->reweight && m->gap != NONE;
  uint32_t gap = reweights ? reweighted(m) : m->gap;
  inc_value v = m->sum.sum;
  if (m->mix->aggregate == INC_AGGREGATE_SUM && reweights) v = spread(m);
  if (m->mix->aggregate == INC_AGGREGATE_SUM && m->mix->divisor) v = inc_lower_divide(lo, v, inc_lower_code(lo, INC_TYPE_NUMBER, m->mix->divisor));
  if (m->mix->aggregate == INC_AGGREGATE_MEAN) v = mean(m, m->sum.sum, m->present.sum);
  if (m->mix->aggregate == INC_AGGREGATE_HARMONIC) v = mean(m, m->present.sum, m->sum.sum);
  if (m->mix->aggregate == INC_AGGREGATE_GEOMETRIC) v = geometric_mean(m);
  if (m->weight_gap != NONE) { /* without the weights nobody knows how much is there */
    inc_value weights = {.type = INC_TYPE_BOOLEAN, .denominator = NONE, .gap = m->weight_gap};
    uint32_t both = inc_lower_gap_max(lo, m->weight_gap, m->gap);
    uint32_t first = without(lo, both, inc_lower_has_gap(lo, weights, INCUBATOR_GAP_NONE));
    gap = inc_lower_gap_first(lo, first, gap);
  }
  v = inc_lower_under(lo, gap, v);
  if (m->any.type != INC_TYPE_BOOLEAN) return v;
  return inc_lower_if(lo, m->any, v, inc_lower_gap(lo, INC_TYPE_NUMBER, INCUBATOR_GAP_INAPPLICABLE));
}

static void remember_mixed(const mixing *m, inc_value value)
{
  inc_value *values = inc_arena_alloc(m->lo->code->arena, INC_MIXED_COUNT, sizeof *values);
  if (!values) {
    m->lo->code->failed = true;
    return;
  }
  values[INC_MIXED_VALUE] = value;
  values[INC_MIXED_PRESENT] = m->present.sum;
  values[INC_MIXED_WEIGHTS] = m->weights.sum;
  inc_lower_remember(m->lo, m->mix, values);
}

/* A weight that was found in the data; where no one runs it, only its bits count. */
static inc_value found_weight(inc_lower *lo, uint32_t number)
{
  const uint32_t none[4] = {NONE, NONE, NONE, NONE};
  inc_value v = {.type = INC_TYPE_NUMBER, .denominator = NONE, .scale = INC_MICRO_SCALE, .bits = 20};
  if (lo->found && lo->found[number].gap) return inc_lower_gap(lo, INC_TYPE_NUMBER, (incubator_gap)lo->found[number].gap);
  if (lo->found) return inc_lower_number(lo, (inc_number){lo->found[number].weight, INC_MICRO_SCALE});
  v.number = inc_lower_emit(lo, INC_C64, INC_DO_RESULT, INC_C64, none, 0, NULL);
  v.gap = inc_lower_emit(lo, INC_C8, INC_DO_RESULT_GAP, INC_C8, none, 0, NULL);
  return v;
}

static inc_value weight_of(inc_lower *lo, const inc_mix *mix, uint32_t number)
{
  const inc_expression *weight = lo->version->is.score.items[number].weight;
  if (mix->weights != INC_WEIGHTS_GIVEN) return found_weight(lo, number);
  return weight ? inc_lower_expression(lo, weight) : inc_lower_code(lo, INC_TYPE_NUMBER, 1);
}

/* Whether all items of a group are known, and so are their weights; where these are not yet, it is ready to be weighed. */
static bool can_mix(inc_lower *lo, const inc_mix *mix, uint32_t first, uint32_t end, const inc_value *cells)
{
  const inc_score *score = &lo->version->is.score;
  for (uint32_t i = first; i < end; i = score->items[i].end) {
    if (cells[i].type == INC_TYPE_UNKNOWN) return false;
  }
  if (mix->weights == INC_WEIGHTS_GIVEN || !lo->weighings || lo->weighings[first] == INC_WEIGHING_DONE) return true;
  lo->weighings[first] = INC_WEIGHING_READY;
  return false;
}

/* The items of a group, from `first` to before `end`; type UNKNOWN while it waits for all rows. */
static inc_value mix_items(inc_lower *lo, const inc_mix *mix, uint32_t first, uint32_t end, const inc_value *cells)
{
  const inc_score *score = &lo->version->is.score;
  mixing m;
  if (!can_mix(lo, mix, first, end, cells)) return (inc_value){.type = INC_TYPE_UNKNOWN, .denominator = NONE, .gap = NONE};
  start_mixing(&m, lo, mix);
  for (uint32_t i = first; i < end && !lo->code->failed; i = score->items[i].end) {
    add_item(&m, weight_of(lo, mix, i), cells[i]);
  }
  inc_value value = end_mixing(&m);
  if (lo->tracing) remember_mixed(&m, value);
  return value;
}

/* ---- Items ---- */

/* Where a group's own `when`, or that of a group around it, shuts it: the outermost one says why. */
static bool shut_groups(inc_lower *lo, uint32_t *own, uint32_t *above)
{
  const inc_score *score = &lo->version->is.score;
  for (uint32_t i = 0; i < score->count && !lo->code->failed; i++) {
    const inc_item *item = &score->items[i];
    above[i] = item->parent == INC_NONE ? NONE : inc_lower_gap_first(lo, above[item->parent], own[item->parent]);
    own[i] = item->when ? inc_lower_shut(lo, inc_lower_expression(lo, item->when)) : NONE;
  }
  return !lo->code->failed;
}

/* On its scale, as it is stored. */
static inc_value item_cell(inc_lower *lo, const inc_item *item, uint32_t number, inc_value x, uint32_t own, uint32_t above)
{
  const inc_rounding rounding = lo->program->rounding;
  if (inc_scale_is_cohort(item->scale)) {
    uint32_t shut = inc_lower_gap_first(lo, above, own);
    x = inc_lower_cohort(lo, item->scale, number, item->part, inc_lower_store(lo, x, 1, rounding), shut);
    if (x.type == INC_TYPE_UNKNOWN) return x;
  } else if (item->scale) {
    x = inc_lower_scale(lo, item->scale, x, 1, rounding);
  }
  x = inc_lower_store(lo, inc_lower_under(lo, own, x), 1, rounding);
  if (lo->before) lo->before[number] = x.gap;
  if (!item->absent) return x;
  x = inc_lower_replace(lo, x, INCUBATOR_GAP_MISSING, inc_lower_expression(lo, item->absent));
  return inc_lower_store(lo, x, 1, rounding);
}

void inc_lower_score(inc_lower *lo, const bool *wanted, inc_value *values)
{
  const inc_score *score = &lo->version->is.score;
  inc_value *cells = inc_arena_alloc(lo->code->arena, score->count, sizeof *cells);
  uint32_t *own = inc_arena_alloc(lo->code->arena, score->count, sizeof *own);
  uint32_t *above = inc_arena_alloc(lo->code->arena, score->count, sizeof *above);
  lo->before = lo->tracing ? inc_arena_alloc(lo->code->arena, score->count, sizeof *lo->before) : NULL;
  if (!cells || !own || !above || (lo->tracing && !lo->before) || !shut_groups(lo, own, above)) {
    lo->code->failed = true;
    return;
  }
  for (uint32_t i = score->count; i-- > 0 && !lo->code->failed;) {
    const inc_item *item = &score->items[i];
    inc_value x = item->value ? inc_lower_expression(lo, item->value) : mix_items(lo, &item->mix, i + 1, item->end, cells);
    cells[i] = x.type == INC_TYPE_UNKNOWN ? x : item_cell(lo, item, i, x, own[i], above[i]);
    if (wanted[item->part] && cells[i].type != INC_TYPE_UNKNOWN) values[item->part] = inc_lower_under(lo, above[i], cells[i]);
  }
  if (!lo->code->failed) values[0] = mix_items(lo, &score->mix, 0, score->count, cells);
}
