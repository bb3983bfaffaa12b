/* Awards as code. A cap over rows needs all of them: code stops in front of it (inc_filling), and is written once more behind it. */
#include "engine/lower.h"

#define NONE INC_NO_REGISTER

static inc_value zero(inc_lower *lo)
{
  return inc_lower_code(lo, INC_TYPE_NUMBER, 0);
}

/* An inapplicable amount is 0, so that components sum. */
static inc_value zero_if_inapplicable(inc_lower *lo, inc_value v)
{
  return inc_lower_replace(lo, v, INCUBATOR_GAP_INAPPLICABLE, zero(lo));
}

static inc_value down_to_step(inc_lower *lo, inc_value v)
{
  return inc_lower_store(lo, v, lo->version->step, INC_ROUND_DOWN);
}

/* A part that was computed before; where no one runs it, only its bits count. */
static inc_value read_part(inc_lower *lo, uint32_t part, uint32_t bits)
{
  const uint32_t none[4] = {NONE, NONE, NONE, NONE};
  const inc_result *from = lo->results ? &lo->results[lo->rule][part] : NULL;
  inc_value v = {.type = INC_TYPE_NUMBER, .denominator = NONE, .scale = INC_MICRO_SCALE, .bits = bits};
  if (from && from->bits && from->bits < bits) v.bits = from->bits;
  v.number = inc_lower_emit(lo, INC_C64, INC_DO_RESULT, INC_C64, none, 0, from);
  v.gap = inc_lower_emit(lo, INC_C8, INC_DO_RESULT_GAP, INC_C8, none, 0, from);
  return v;
}

/* ---- The sum before adjustments ---- */

/* Like inc_lower_extreme, but equal ones make the first. */
static inc_value sum_or_highest(inc_lower *lo, const inc_award *award, const inc_value *components)
{
  inc_value v = components[0];
  for (uint32_t i = 1; i < award->component_count; i++) {
    v = award->highest ? inc_lower_extreme(lo, true, v, components[i]) : inc_lower_add(lo, v, components[i]);
  }
  return v;
}

static inc_value *lower_components(inc_lower *lo, const inc_award *award)
{
  inc_value *components = inc_arena_alloc(lo->code->arena, award->component_count + 1, sizeof *components);
  if (!components) lo->code->failed = true;
  for (uint32_t i = 0; components && i < award->component_count; i++) {
    const inc_component *c = &award->components[i];
    components[i] = c->via_count ? read_part(lo, c->sum, 63) : zero_if_inapplicable(lo, inc_lower_ref(lo, &c->award));
  }
  return components;
}

static inc_value computed(inc_lower *lo, const inc_award *award, const inc_value *components)
{
  inc_value v;
  if (award->amount) {
    v = zero_if_inapplicable(lo, inc_lower_expression(lo, award->amount));
    if (lo->version->absent) v = inc_lower_replace(lo, v, INCUBATOR_GAP_MISSING, inc_lower_expression(lo, lo->version->absent));
    inc_value below = inc_lower_compare(lo, INC_DO_LESS, v, zero(lo));
    v = inc_lower_if(lo, below, inc_lower_gap(lo, INC_TYPE_NUMBER, INCUBATOR_GAP_ERROR), v);
  } else {
    v = sum_or_highest(lo, award, components);
  }
  return inc_lower_store(lo, v, lo->version->step, lo->version->rounding);
}

/* ---- Adjustments ---- */

/* What is left where the adjustment holds. */
static inc_value adjusted(inc_lower *lo, const inc_adjustment *a, inc_value money)
{
  inc_value by = inc_lower_expression(lo, a->value);
  inc_value v;
  switch (a->how) {
  case INC_ADJUST_LESS:
    v = inc_lower_extreme(lo, true, zero(lo), inc_lower_subtract(lo, money, zero_if_inapplicable(lo, by)));
    return down_to_step(lo, v);
  case INC_ADJUST_AT_LEAST: return down_to_step(lo, inc_lower_extreme(lo, true, money, by));
  default:
    v = down_to_step(lo, inc_lower_extreme(lo, false, money, inc_lower_extreme(lo, true, zero(lo), by)));
    if (v.bits > money.bits) v.bits = money.bits; /* not more than there was, and not below 0 */
    return v;
  }
}

static inc_value adjust_alone(inc_lower *lo, const inc_adjustment *a, inc_value money)
{
  if (!a->when) return inc_lower_under(lo, money.gap, adjusted(lo, a, money));
  inc_value holds = inc_lower_expression(lo, a->when);
  return inc_lower_under(lo, money.gap, inc_lower_if(lo, holds, adjusted(lo, a, money), money));
}

/* A joint cap as each row says it: at least 0, down to the step; beyond the range of numbers it is an error. */
static inc_value joint_cap(inc_lower *lo, const inc_adjustment *a)
{
  return down_to_step(lo, inc_lower_extreme(lo, true, zero(lo), inc_lower_expression(lo, a->value)));
}

/* What deciding a joint cap needs to know of each row, beside its money. */
static void leave_for_filling(inc_lower *lo, inc_filling *f, const inc_adjustment *a)
{
  inc_value cap = joint_cap(lo, a);
  inc_code_output(lo->code, (inc_output){cap.number, cap.gap, &f->cap});
  if (a->when) {
    inc_value holds = inc_lower_expression(lo, a->when);
    inc_code_output(lo->code, (inc_output){holds.number, holds.gap, &f->holds});
  }
  for (uint32_t i = 0; i < a->order_count; i++) {
    inc_value key = inc_lower_store(lo, inc_lower_expression(lo, a->order[i].value), 1, lo->program->rounding);
    inc_code_output(lo->code, (inc_output){key.number, key.gap, &f->keys[i]});
  }
  f->state = INC_FILLING_READY;
}

/* What it reads is looked at where it is proved or traced. */
static void look_at_joint(inc_lower *lo, const inc_adjustment *a)
{
  joint_cap(lo, a);
  if (a->when) inc_lower_expression(lo, a->when);
  for (uint32_t i = 0; i < a->order_count; i++) {
    inc_lower_store(lo, inc_lower_expression(lo, a->order[i].value), 1, lo->program->rounding);
  }
}

/* What is left behind the last joint cap that was decided; INC_NONE: none was. */
static uint32_t last_filled(const inc_lower *lo, const inc_award *award)
{
  uint32_t last = INC_NONE;
  for (uint32_t i = 0; lo->fillings && i < award->adjustment_count; i++) {
    if (award->adjustments[i].joint && lo->fillings[i].state == INC_FILLING_DONE) last = i;
  }
  return last;
}

/* Goes on from `first`; false where it has to wait. */
static bool adjust(inc_lower *lo, const inc_award *award, uint32_t first, inc_value *money, inc_value *values)
{
  for (uint32_t i = first; i < award->adjustment_count && !lo->code->failed; i++) {
    const inc_adjustment *a = &award->adjustments[i];
    if (a->joint && lo->fillings) {
      leave_for_filling(lo, &lo->fillings[i], a);
      return false;
    }
    if (a->joint) look_at_joint(lo, a);
    if (a->joint && lo->tracing) *money = read_part(lo, a->part, money->bits);
    else if (a->joint) money->gap = read_part(lo, a->part, 63).gap; /* only proving: it may be a gap now */
    else *money = adjust_alone(lo, a, *money);
    values[a->part] = *money;
  }
  return true;
}

/* ---- What the components and who pays bear of it ---- */

static uint32_t strongest(inc_lower *lo, const inc_value *values, uint32_t count)
{
  uint32_t gap = NONE;
  for (uint32_t i = 0; i < count; i++) gap = inc_lower_gap_max(lo, gap, values[i].gap);
  return gap;
}

static inc_value bare(inc_value v)
{
  v.gap = NONE;
  return v;
}

/* In listed order, the last one bears what is over; or all of it the highest, of equal ones the first. */
static void fill_components(inc_lower *lo, const inc_award *award, const inc_value *components, inc_value due, inc_value *values)
{
  const uint32_t count = award->component_count, gap = inc_lower_gap_first(lo, due.gap, strongest(lo, components, count));
  inc_value left = bare(due), highest = bare(components[0]), open = inc_lower_boolean(lo, true);
  for (uint32_t i = 1; i < count; i++) highest = inc_lower_extreme(lo, true, highest, bare(components[i]));
  for (uint32_t i = 0; i < count; i++) {
    inc_value share, own = bare(components[i]);
    if (award->highest) {
      inc_value here = inc_lower_and(lo, open, inc_lower_compare(lo, INC_DO_EQUAL, own, highest));
      share = inc_lower_if(lo, here, left, zero(lo));
      open = inc_lower_and(lo, open, inc_lower_not(lo, here));
    } else {
      share = i + 1 < count ? inc_lower_extreme(lo, false, own, left) : left;
      left = inc_lower_subtract(lo, left, share);
      if (left.bits > due.bits) left.bits = due.bits;
    }
    values[award->components[i].part] = inc_lower_under(lo, gap, share);
  }
}

/* What the shares are made of: what each has for certain, and how much of a step it would still have, times all weights. */
typedef struct sharing {
  inc_value *weights, *floors, *rests;
  inc_value whole; /* the sum of weights */
  uint32_t gap;
} sharing;

static bool start_sharing(inc_lower *lo, const inc_award *award, inc_value due, sharing *s)
{
  const uint32_t count = award->payer_count;
  inc_arena *arena = lo->code->arena;
  s->weights = inc_arena_alloc(arena, count, sizeof *s->weights);
  s->floors = inc_arena_alloc(arena, count, sizeof *s->floors);
  s->rests = inc_arena_alloc(arena, count, sizeof *s->rests);
  if (!s->weights || !s->floors || !s->rests) lo->code->failed = true;
  if (lo->code->failed) return false;
  inc_value negative = inc_lower_boolean(lo, false);
  for (uint32_t i = 0; i < count; i++) {
    s->weights[i] = inc_lower_expression(lo, award->payers[i].weight);
    s->whole = i ? inc_lower_add(lo, s->whole, bare(s->weights[i])) : bare(s->weights[i]);
    negative = inc_lower_or(lo, negative, inc_lower_compare(lo, INC_DO_LESS, bare(s->weights[i]), zero(lo)));
  }
  inc_value nothing = inc_lower_compare(lo, INC_DO_LESS_EQUAL, s->whole, zero(lo));
  inc_value wrong = inc_lower_if(lo, inc_lower_or(lo, negative, nothing), inc_lower_gap(lo, INC_TYPE_NUMBER, INCUBATOR_GAP_ERROR), zero(lo));
  s->gap = inc_lower_gap_first(lo, inc_lower_gap_first(lo, due.gap, strongest(lo, s->weights, count)), wrong.gap);
  return true;
}

/* How many shares take a step of what is left before this one does, in steps. */
static inc_value rank_of(inc_lower *lo, const inc_award *award, const sharing *s, uint32_t i)
{
  inc_value before = zero(lo);
  for (uint32_t j = 0; j < award->payer_count; j++) {
    if (j == i) continue;
    inc_value first = inc_lower_compare(lo, j < i ? INC_DO_LESS_EQUAL : INC_DO_LESS, s->rests[i], s->rests[j]);
    before = inc_lower_count(lo, before, first.number);
  }
  inc_value rank = inc_lower_multiply(lo, before, inc_lower_number(lo, (inc_number){lo->version->step, INC_MICRO_SCALE}));
  return rank;
}

/* Largest remainder on the step; equal remainders to the first listed. */
static void split(inc_lower *lo, const inc_award *award, inc_value due, inc_value *values)
{
  sharing s;
  if (!start_sharing(lo, award, due, &s)) return;
  inc_value own = bare(due), left = own;
  for (uint32_t i = 0; i < award->payer_count; i++) {
    inc_value part = inc_lower_multiply(lo, own, bare(s.weights[i]));
    s.floors[i] = bare(down_to_step(lo, inc_lower_divide(lo, part, s.whole)));
    if (s.floors[i].bits > due.bits) s.floors[i].bits = due.bits; /* of weights that are right; others are an error anyway */
    s.rests[i] = inc_lower_subtract(lo, part, inc_lower_multiply(lo, s.floors[i], s.whole));
    left = inc_lower_subtract(lo, left, s.floors[i]);
  }
  for (uint32_t i = 0; i < award->payer_count; i++) {
    inc_value one = inc_lower_number(lo, (inc_number){lo->version->step, INC_MICRO_SCALE});
    inc_value more = inc_lower_compare(lo, INC_DO_LESS, rank_of(lo, award, &s, i), left);
    inc_value share = inc_lower_add(lo, s.floors[i], inc_lower_if(lo, more, one, zero(lo)));
    values[award->payers[i].part] = inc_lower_under(lo, s.gap, share);
  }
}

static bool any_wanted(const inc_award *award, const bool *wanted, bool payers)
{
  bool any = false;
  for (uint32_t i = 0; payers && i < award->payer_count; i++) any = any || wanted[award->payers[i].part];
  for (uint32_t i = 0; !payers && i < award->component_count; i++) any = any || wanted[award->components[i].part];
  return any;
}

void inc_lower_award(inc_lower *lo, const bool *wanted, inc_value *values)
{
  const inc_award *award = &lo->version->is.award;
  const uint32_t filled = last_filled(lo, award);
  inc_value *components = lower_components(lo, award), money;
  if (!components) return;
  for (uint32_t i = 0; i < award->component_count; i++) values[award->components[i].sum] = components[i];
  if (filled == INC_NONE) {
    money = values[INC_AWARD_COMPUTED] = computed(lo, award, components);
  } else {
    values[INC_AWARD_COMPUTED] = read_part(lo, INC_AWARD_COMPUTED, 63);
    for (uint32_t i = 0; i <= filled; i++) values[award->adjustments[i].part] = read_part(lo, award->adjustments[i].part, 63);
    money = values[award->adjustments[filled].part];
  }
  if (!adjust(lo, award, filled == INC_NONE ? 0 : filled + 1, &money, values)) return;
  values[0] = money;
  if (any_wanted(award, wanted, false)) fill_components(lo, award, components, money, values);
  if (any_wanted(award, wanted, true)) split(lo, award, money, values);
}
