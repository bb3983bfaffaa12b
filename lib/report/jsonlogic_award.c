/* Awards as steps: each sum that is left is a column on the step of the money, of which the next one is made. */
#include "report/jsonlogic.h"

static inc_logic zero(inc_lowering *lo)
{
  return inc_logic_micros(lo, 0);
}

static inc_logic bare(inc_logic v)
{
  v.gap = NULL;
  return v;
}

static inc_logic number_of(inc_lowering *lo, size_t n)
{
  return inc_logic_number(lo, (inc_number){(int64_t)n, 0});
}

static inc_logic two(inc_lowering *lo, inc_op op, inc_logic a, inc_logic b)
{
  const inc_logic both[] = {a, b};
  return inc_logic_fold(lo, op, both, 2);
}

static bool is_literal(const inc_logic *v)
{
  return !v->gap && *v->value != '{';
}

/* A bound below 0 counts as 0. */
static inc_logic at_least_zero(inc_lowering *lo, inc_logic v)
{
  return is_literal(&v) && *v.value != '-' ? v : two(lo, INC_OP_MAX, zero(lo), v);
}

static inc_logic zero_if_inapplicable(inc_lowering *lo, inc_logic v)
{
  return inc_logic_replace(lo, v, INCUBATOR_GAP_INAPPLICABLE, zero(lo));
}

/* ---- The sum before adjustments ---- */

static inc_logic amount(inc_lowering *lo, const inc_award *award)
{
  const inc_expression *absent = lo->version->absent;
  inc_logic v = zero_if_inapplicable(lo, inc_logic_expression(lo, award->amount));
  if (absent && !lo->failed) v = inc_logic_replace(lo, v, INCUBATOR_GAP_MISSING, inc_logic_expression(lo, absent));
  inc_logic_bind(lo, &v);
  inc_logic branches[] = {inc_logic_compare(lo, INC_OP_LESS, v, zero(lo)), inc_logic_gap(INC_TYPE_NUMBER, INCUBATOR_GAP_ERROR), v};
  return inc_logic_if(lo, branches, 3);
}

/* What the awards that it is made of are themselves, of rows below as it is given; NULL when there is no memory. */
static inc_logic *components_of(inc_lowering *lo, const inc_award *award)
{
  inc_logic *components = inc_arena_alloc(lo->arena, award->component_count + 1, sizeof *components);
  if (!components) lo->failed = true;
  for (uint32_t i = 0; i < award->component_count && !lo->failed; i++) {
    const inc_component *c = &award->components[i];
    components[i] = c->via_count ? inc_logic_given(lo, c->sum)
                                 : inc_logic_part(lo, c->sum, zero_if_inapplicable(lo, inc_logic_ref(lo, &c->award)));
    inc_logic_bind(lo, &components[i]);
  }
  return components;
}

static inc_logic computed(inc_lowering *lo, const inc_award *award, const inc_logic *components)
{
  inc_logic v = award->amount ? amount(lo, award)
                              : inc_logic_fold(lo, award->highest ? INC_OP_MAX : INC_OP_ADD, components, award->component_count);
  return inc_logic_stage(lo, INC_AWARD_COMPUTED, v, lo->version->step, lo->version->rounding);
}

/* ---- Adjustments ---- */

static inc_logic adjusted(inc_lowering *lo, const inc_adjustment *a, inc_logic money)
{
  inc_logic by = inc_logic_expression(lo, a->value);
  if (lo->failed) return money;
  switch (a->how) {
  case INC_ADJUST_LESS: return two(lo, INC_OP_MAX, zero(lo), two(lo, INC_OP_SUBTRACT, money, zero_if_inapplicable(lo, by)));
  case INC_ADJUST_AT_LEAST: return two(lo, INC_OP_MAX, money, by);
  default: return two(lo, INC_OP_MIN, money, at_least_zero(lo, by));
  }
}

/* What a cap for several rows leaves is given. */
static inc_logic joint(inc_lowering *lo, const inc_adjustment *a)
{
  inc_logic money = inc_logic_given(lo, a->part);
  money.decimals = inc_logic_micros(lo, lo->version->step).decimals;
  inc_logic_bind(lo, &money);
  return money;
}

static inc_logic adjust(inc_lowering *lo, const inc_adjustment *a, inc_logic money)
{
  if (a->joint) return joint(lo, a);
  inc_logic v = adjusted(lo, a, money);
  if (a->when && !lo->failed) {
    inc_logic branches[] = {inc_logic_expression(lo, a->when), v, money};
    if (!lo->failed) v = inc_logic_if(lo, branches, 3);
  }
  if (lo->failed) return money;
  return inc_logic_stage(lo, a->part, inc_logic_under(lo, money.gap, v), lo->version->step, INC_ROUND_DOWN);
}

/* ---- What the components bear of it ---- */

/* Short enough to be needed more than once; null where there is a gap. */
static void bind_under(inc_lowering *lo, const char *gap, inc_logic *v)
{
  lo->guard = gap;
  inc_logic_bind(lo, v);
  lo->guard = NULL;
}

/* The number of the highest one, of equal ones of the first; from 1. */
static inc_logic highest_of(inc_lowering *lo, const inc_logic *components, size_t count, const char *gap)
{
  inc_logic *own = inc_arena_alloc(lo->arena, 3 * count, sizeof *own), *branches = own + count;
  if (!own) lo->failed = true;
  for (size_t i = 0; i < count && !lo->failed; i++) own[i] = bare(components[i]);
  if (lo->failed) return zero(lo);
  inc_logic highest = inc_logic_fold(lo, INC_OP_MAX, own, count);
  bind_under(lo, gap, &highest);
  for (size_t i = 0; i + 1 < count; i++) {
    branches[2 * i] = inc_logic_compare(lo, INC_OP_EQUAL, own[i], highest);
    branches[2 * i + 1] = number_of(lo, i + 1);
  }
  branches[2 * count - 2] = number_of(lo, count);
  inc_logic taken = inc_logic_if(lo, branches, 2 * count - 1);
  bind_under(lo, gap, &taken);
  return taken;
}

/* All of it goes to the highest one. */
static void fill_highest(inc_lowering *lo, const inc_award *award, const inc_logic *components, inc_logic due)
{
  const inc_logic taken = highest_of(lo, components, award->component_count, due.gap);
  for (uint32_t i = 0; i < award->component_count && !lo->failed; i++) {
    inc_logic branches[] = {inc_logic_compare(lo, INC_OP_EQUAL, taken, number_of(lo, i + 1)), bare(due), zero(lo)};
    inc_logic_part(lo, award->components[i].part, inc_logic_under(lo, due.gap, inc_logic_if(lo, branches, 3)));
  }
}

/* In listed order; the last one bears what is over. */
static void fill_all(inc_lowering *lo, const inc_award *award, const inc_logic *components, inc_logic due)
{
  inc_logic left = bare(due);
  for (uint32_t i = 0; i < award->component_count && !lo->failed; i++) {
    const bool last = i + 1 == award->component_count;
    inc_logic share = last ? left : two(lo, INC_OP_MIN, bare(components[i]), left);
    share = inc_logic_part(lo, award->components[i].part, inc_logic_under(lo, due.gap, share));
    left = two(lo, INC_OP_SUBTRACT, left, bare(share));
    if (!last) bind_under(lo, due.gap, &left);
  }
}

/* ---- What who pays bears of it ---- */

/* By largest remainder: what each has for certain, and what it would still have, times all weights. */
typedef struct sharing {
  inc_lowering *lo;
  const inc_award *award;
  inc_logic *weights, *floors, *rests;
  inc_logic whole; /* the sum of weights */
  const char *gap;
} sharing;

/* Where a weight is below 0 or all are 0; NULL where that never is. */
static const char *wrong_weights(const sharing *s, const char **texts)
{
  inc_lowering *lo = s->lo;
  size_t count = 0;
  bool some = false;
  for (uint32_t i = 0; i < s->award->payer_count; i++) {
    const inc_logic *w = &s->weights[i];
    some = some || (is_literal(w) && inc_logic_is_positive(w));
    if (is_literal(w) && *w->value != '-') continue;
    texts[count++] = inc_logic_compare(lo, INC_OP_LESS, bare(*w), zero(lo)).value;
  }
  if (!some) texts[count++] = inc_logic_is_zero(lo, &s->whole);
  return count ? inc_gap_where(lo, inc_logic_all(lo, "or", texts, count, "false"), INCUBATOR_GAP_ERROR) : NULL;
}

static bool start_sharing(sharing *s, inc_logic due)
{
  inc_lowering *lo = s->lo;
  const size_t count = s->award->payer_count;
  const char **texts = inc_arena_alloc(lo->arena, count + 1, sizeof *texts);
  inc_logic *all = inc_arena_alloc(lo->arena, 4 * count, sizeof *all);
  if (!texts || !all) lo->failed = true;
  if (lo->failed) return false;
  s->weights = all + count, s->floors = all + 2 * count, s->rests = all + 3 * count;
  for (size_t i = 0; i < count && !lo->failed; i++) {
    s->weights[i] = inc_logic_expression(lo, s->award->payers[i].weight);
    if (!lo->failed) inc_logic_bind(lo, &s->weights[i]);
    texts[i] = s->weights[i].gap;
    all[i] = bare(s->weights[i]);
  }
  if (lo->failed) return false;
  const char *gap = inc_logic_bound(lo, inc_gap_first(lo, due.gap, inc_gap_all(lo, texts, count)));
  s->whole = inc_logic_fold(lo, INC_OP_ADD, all, count);
  bind_under(lo, gap, &s->whole);
  s->gap = inc_logic_bound(lo, inc_gap_first(lo, gap, wrong_weights(s, texts)));
  return !lo->failed;
}

/* How many shares take a step of what is left before this one does. */
static inc_logic rank_of(const sharing *s, uint32_t number, const char **texts)
{
  size_t count = 0;
  for (uint32_t j = 0; j < s->award->payer_count; j++) {
    if (j == number) continue;
    inc_logic first = inc_logic_compare(s->lo, j < number ? INC_OP_LESS_EQUAL : INC_OP_LESS, s->rests[number], s->rests[j]);
    texts[count++] = inc_logic_three(s->lo, first.value, "1", "0");
  }
  return (inc_logic){.type = INC_TYPE_NUMBER, .value = inc_logic_all(s->lo, "+", texts, count, "0"), .computed = true};
}

static void split(inc_lowering *lo, const inc_award *award, inc_logic due)
{
  const int64_t step = lo->version->step;
  sharing s = {.lo = lo, .award = award};
  const char **texts = inc_arena_alloc(lo->arena, award->payer_count, sizeof *texts);
  if (!texts) lo->failed = true;
  if (lo->failed || !start_sharing(&s, due)) return;
  inc_logic left = bare(due);
  for (uint32_t i = 0; i < award->payer_count; i++) {
    inc_logic part = two(lo, INC_OP_MULTIPLY, bare(due), bare(s.weights[i]));
    bind_under(lo, s.gap, &part);
    inc_logic quotient = bare(inc_logic_divide(lo, part, s.whole));
    s.floors[i] = bare(inc_logic_working(lo, inc_logic_under(lo, s.gap, quotient), step, INC_ROUND_DOWN));
    s.rests[i] = two(lo, INC_OP_SUBTRACT, part, two(lo, INC_OP_MULTIPLY, s.floors[i], s.whole));
    bind_under(lo, s.gap, &s.rests[i]);
    left = two(lo, INC_OP_SUBTRACT, left, s.floors[i]);
  }
  bind_under(lo, s.gap, &left);
  for (uint32_t i = 0; i < award->payer_count && !lo->failed; i++) {
    inc_logic rank = two(lo, INC_OP_MULTIPLY, rank_of(&s, i, texts), inc_logic_micros(lo, step));
    inc_logic branches[] = {inc_logic_compare(lo, INC_OP_LESS, rank, left), inc_logic_micros(lo, step), zero(lo)};
    inc_logic share = two(lo, INC_OP_ADD, s.floors[i], inc_logic_if(lo, branches, 3));
    inc_logic_stage(lo, award->payers[i].part, inc_logic_under(lo, s.gap, share), step, INC_ROUND_DOWN);
  }
}

/* ---- The whole ---- */

inc_logic inc_logic_award(inc_lowering *lo)
{
  const inc_award *award = &lo->version->is.award;
  const inc_logic *components = components_of(lo, award);
  inc_logic money = lo->failed ? zero(lo) : computed(lo, award, components);
  for (uint32_t i = 0; i < award->adjustment_count && !lo->failed; i++) money = adjust(lo, &award->adjustments[i], money);
  if (award->component_count && !lo->failed && award->highest) fill_highest(lo, award, components, money);
  if (award->component_count && !lo->failed && !award->highest) fill_all(lo, award, components, money);
  if (award->payer_count && !lo->failed) split(lo, award, money);
  return money;
}

void inc_logic_mark_award(inc_lowering *lo, uint32_t number, const inc_version *version)
{
  const inc_award *award = &version->is.award;
  inc_lowered *rule = &lo->rules[number];
  const bool sums = inc_award_sums(award), caps = inc_award_is_joint(award);
  for (uint32_t i = 0; i < award->component_count; i++) rule->given[award->components[i].sum] = award->components[i].via_count > 0;
  for (uint32_t i = 0; i < award->adjustment_count; i++) rule->given[award->adjustments[i].part] = award->adjustments[i].joint;
  rule->why = sums && caps ? "these parts are sums of awards over rows below, and what caps for several rows together leave"
              : sums       ? "these parts are sums of awards over rows below"
                           : "these parts are what caps for several rows together leave";
}
