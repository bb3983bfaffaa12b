/* Arithmetic on exact fractions, written as code. */
#include "engine/lower.h"

#define NONE INC_NO_REGISTER
#define ONE(a) ((const uint32_t[4]){(a), NONE, NONE, NONE})
#define TWO(a, b) ((const uint32_t[4]){(a), (b), NONE, NONE})
#define THREE(a, b, c) ((const uint32_t[4]){(a), (b), (c), NONE})
#define ZERO ((const uint32_t[4]){NONE, NONE, NONE, NONE})

/* The narrowest class that holds so many bits. */
static inc_class class_for(inc_lower *lo, uint32_t bits)
{
  if (bits <= 63) return INC_C64;
  if (bits <= 127) return INC_C128;
  if (bits > INC_WIDE_BITS) lo->too_wide = true;
  return INC_CWIDE;
}

static inc_class class_of(const inc_lower *lo, uint32_t reg)
{
  return lo->code->failed ? INC_C64 : (inc_class)lo->code->registers[reg].cls;
}

static uint32_t convert(inc_lower *lo, uint32_t reg, inc_class to)
{
  inc_class from = class_of(lo, reg);
  return from == to ? reg : inc_lower_emit(lo, to, INC_DO_CONVERT, to, ONE(reg), from, NULL);
}

/* An arithmetic instruction whose result has so many bits. */
static uint32_t arithmetic(inc_lower *lo, inc_code_op op, uint32_t bits, uint32_t a, uint32_t b)
{
  inc_class cls = class_for(lo, bits);
  if (class_of(lo, a) > cls) cls = class_of(lo, a);
  if (class_of(lo, b) > cls) cls = class_of(lo, b);
  return inc_lower_emit(lo, cls, op, cls, TWO(convert(lo, a, cls), convert(lo, b, cls)), 0, NULL);
}

static uint32_t greater(uint32_t a, uint32_t b)
{
  return a > b ? a : b;
}

/* Multiplies the numerator by 10^by; 10^n < 2^(3.33 n). */
static inc_value raise(inc_lower *lo, inc_value v, uint32_t by)
{
  v.scale += by;
  while (by) {
    uint32_t step = by > INC_SCALE_MAX ? INC_SCALE_MAX : by;
    v.bits += inc_bits64(inc_power10(step));
    inc_class cls = class_for(lo, v.bits);
    if (class_of(lo, v.number) > cls) cls = class_of(lo, v.number);
    v.number = inc_lower_emit(lo, cls, INC_DO_POWER10, cls, ONE(convert(lo, v.number, cls)), step, NULL);
    by -= step;
  }
  return v;
}

static void align(inc_lower *lo, inc_value *a, inc_value *b)
{
  if (a->scale < b->scale) *a = raise(lo, *a, b->scale - a->scale);
  if (b->scale < a->scale) *b = raise(lo, *b, a->scale - b->scale);
}

inc_value inc_lower_gap(inc_lower *lo, inc_type type, incubator_gap gap)
{
  inc_class cls = type == INC_TYPE_BOOLEAN ? INC_C8 : INC_C64;
  inc_value v = {.type = type, .denominator = NONE, .gap = NONE};
  v.number = inc_lower_emit(lo, cls, INC_DO_CONSTANT, cls, ZERO, 0, NULL);
  if (gap) v.gap = inc_lower_emit(lo, INC_C8, INC_DO_CONSTANT, INC_C8, ZERO, gap, NULL);
  return v;
}

inc_value inc_lower_number(inc_lower *lo, inc_number number)
{
  inc_value v = {.type = INC_TYPE_NUMBER, .denominator = NONE, .gap = NONE, .scale = number.scale};
  v.bits = inc_bits64(number.mantissa);
  v.number = inc_lower_emit(lo, INC_C64, INC_DO_CONSTANT, INC_C64, ZERO, number.mantissa, NULL);
  return v;
}

inc_value inc_lower_code(inc_lower *lo, inc_type type, int64_t value)
{
  inc_value v = inc_lower_number(lo, (inc_number){value, 0});
  v.type = type;
  return v;
}

inc_value inc_lower_boolean(inc_lower *lo, bool value)
{
  inc_value v = {.type = INC_TYPE_BOOLEAN, .denominator = NONE, .gap = NONE};
  v.number = inc_lower_emit(lo, INC_C8, INC_DO_CONSTANT, INC_C8, ZERO, value, NULL);
  return v;
}

/* A gap register that never is one is none. */
static uint32_t needed(const inc_lower *lo, uint32_t gap)
{
  if (gap == NONE || lo->code->failed) return gap;
  const inc_register *r = &lo->code->registers[gap];
  return r->constant && r->value == INCUBATOR_GAP_NONE ? NONE : gap;
}

uint32_t inc_lower_gap_max(inc_lower *lo, uint32_t a, uint32_t b)
{
  a = needed(lo, a), b = needed(lo, b);
  if (a == NONE || b == NONE || a == b) return a == NONE ? b : a;
  return inc_lower_emit(lo, INC_C8, INC_DO_GAP_MAX, INC_C8, TWO(a, b), 0, NULL);
}

uint32_t inc_lower_gap_first(inc_lower *lo, uint32_t a, uint32_t b)
{
  a = needed(lo, a), b = needed(lo, b);
  if (a == NONE || b == NONE || a == b) return a == NONE ? b : a;
  return inc_lower_emit(lo, INC_C8, INC_DO_GAP_FIRST, INC_C8, TWO(a, b), 0, NULL);
}

/* A gap register where one is needed, though there never is a gap. */
static uint32_t gap_register(inc_lower *lo, uint32_t gap)
{
  return gap != NONE ? gap : inc_lower_emit(lo, INC_C8, INC_DO_CONSTANT, INC_C8, ZERO, 0, NULL);
}

/* numerator × other's denominator: what stands over a common denominator. */
static inc_value times_denominator(inc_lower *lo, inc_value v, const inc_value *other)
{
  if (other->denominator == NONE) return v;
  v.bits += other->denominator_bits;
  v.number = arithmetic(lo, INC_DO_MULTIPLY, v.bits, v.number, other->denominator);
  return v;
}

static void multiply_denominators(inc_lower *lo, inc_value *v, const inc_value *other)
{
  if (other->denominator == NONE) return;
  if (v->denominator == NONE) {
    v->denominator = other->denominator;
    v->denominator_bits = other->denominator_bits;
    return;
  }
  v->denominator_bits += other->denominator_bits;
  v->denominator = arithmetic(lo, INC_DO_MULTIPLY, v->denominator_bits, v->denominator, other->denominator);
}

static inc_value sum(inc_lower *lo, inc_code_op op, inc_value a, inc_value b)
{
  align(lo, &a, &b);
  bool common = a.denominator == b.denominator;
  inc_value left = common ? a : times_denominator(lo, a, &b);
  inc_value right = common ? b : times_denominator(lo, b, &a);
  if (!common) multiply_denominators(lo, &left, &b);
  left.bits = greater(left.bits, right.bits) + 1;
  left.number = arithmetic(lo, op, left.bits, left.number, right.number);
  left.gap = inc_lower_gap_max(lo, a.gap, b.gap);
  return left;
}

inc_value inc_lower_add(inc_lower *lo, inc_value a, inc_value b)
{
  return sum(lo, INC_DO_ADD, a, b);
}

inc_value inc_lower_subtract(inc_lower *lo, inc_value a, inc_value b)
{
  inc_value v = sum(lo, INC_DO_SUBTRACT, a, b);
  if (a.type != INC_TYPE_DATE) return v;
  v.type = INC_TYPE_NUMBER; /* days */
  return v;
}

inc_value inc_lower_multiply(inc_lower *lo, inc_value a, inc_value b)
{
  if (a.bits + b.bits > 63) a = inc_lower_kept(lo, a);
  if (a.bits + b.bits > 63) b = inc_lower_kept(lo, b);
  a.scale += b.scale;
  a.bits += b.bits;
  a.number = arithmetic(lo, INC_DO_MULTIPLY, a.bits, a.number, b.number);
  multiply_denominators(lo, &a, &b);
  a.gap = inc_lower_gap_max(lo, a.gap, b.gap);
  return a;
}

inc_value inc_lower_divide(inc_lower *lo, inc_value a, inc_value b)
{
  inc_class cls = class_of(lo, b.number);
  uint32_t zero = inc_lower_emit(lo, INC_C8, INC_DO_ZERO_GAP, cls, ONE(b.number), 0, NULL);
  inc_value v = a;
  if (b.scale > a.scale) v = raise(lo, v, b.scale - a.scale);
  v.scale -= b.scale;
  inc_value divisor = {.denominator = inc_lower_emit(lo, cls, INC_DO_MAGNITUDE, cls, TWO(NONE, b.number), 0, NULL),
                       .denominator_bits = greater(b.bits, 1)};
  inc_class both = class_of(lo, v.number) > cls ? class_of(lo, v.number) : cls;
  v.number = inc_lower_emit(lo, both, INC_DO_SIGN, both, TWO(convert(lo, v.number, both), convert(lo, b.number, both)), 0,
                            NULL);
  v = times_denominator(lo, v, &b);
  multiply_denominators(lo, &v, &divisor);
  v.gap = inc_lower_gap_first(lo, inc_lower_gap_max(lo, a.gap, b.gap), zero);
  return v;
}

/* A boolean is 0 where there is a gap. */
static inc_value masked(inc_lower *lo, uint32_t reg, uint32_t gap)
{
  inc_value v = {.type = INC_TYPE_BOOLEAN, .number = reg, .denominator = NONE, .gap = gap};
  if (gap != NONE) v.number = inc_lower_emit(lo, INC_C8, INC_DO_MASK, INC_C8, TWO(reg, gap), 0, NULL);
  return v;
}

static inc_value equal_booleans(inc_lower *lo, inc_value a, inc_value b)
{
  uint32_t not_b = inc_lower_emit(lo, INC_C8, INC_DO_NOT, INC_C8, ONE(b.number), 0, NULL);
  uint32_t same = inc_lower_emit(lo, INC_C8, INC_DO_SELECT, INC_C8, THREE(a.number, b.number, not_b), 0, NULL);
  return masked(lo, same, inc_lower_gap_max(lo, a.gap, b.gap));
}

inc_value inc_lower_compare(inc_lower *lo, inc_code_op op, inc_value a, inc_value b)
{
  if (a.type == INC_TYPE_BOOLEAN) return equal_booleans(lo, a, b);
  align(lo, &a, &b);
  bool common = a.denominator == b.denominator;
  uint32_t left = common ? a.number : times_denominator(lo, a, &b).number;
  uint32_t right = common ? b.number : times_denominator(lo, b, &a).number;
  inc_class cls = class_of(lo, left) > class_of(lo, right) ? class_of(lo, left) : class_of(lo, right);
  uint32_t truth = inc_lower_emit(lo, INC_C8, op, cls, TWO(convert(lo, left, cls), convert(lo, right, cls)), 0, NULL);
  return masked(lo, truth, inc_lower_gap_max(lo, a.gap, b.gap));
}

static inc_value connective(inc_lower *lo, inc_code_op op, inc_code_op gap_op, const inc_value *a, const inc_value *b)
{
  inc_value v = {.type = INC_TYPE_BOOLEAN, .denominator = NONE, .gap = NONE};
  v.number = inc_lower_emit(lo, INC_C8, op, INC_C8, TWO(a->number, b->number), 0, NULL);
  if (a->gap == NONE && b->gap == NONE) return v;
  if (a->gap == NONE) { /* the instruction wants its first gap */
    const inc_value *swap = a;
    a = b;
    b = swap;
  }
  const uint32_t operands[4] = {a->number, b->number, a->gap, b->gap};
  v.gap = inc_lower_emit(lo, INC_C8, gap_op, INC_C8, operands, 0, NULL);
  return v;
}

inc_value inc_lower_and(inc_lower *lo, inc_value a, inc_value b)
{
  return connective(lo, INC_DO_AND, INC_DO_AND_GAP, &a, &b);
}

inc_value inc_lower_or(inc_lower *lo, inc_value a, inc_value b)
{
  return connective(lo, INC_DO_OR, INC_DO_OR_GAP, &a, &b);
}

inc_value inc_lower_not(inc_lower *lo, inc_value a)
{
  return masked(lo, inc_lower_emit(lo, INC_C8, INC_DO_NOT, INC_C8, ONE(a.number), 0, NULL), a.gap);
}

static uint32_t select_register(inc_lower *lo, uint32_t condition, uint32_t a, uint32_t b)
{
  if (a == b) return a;
  inc_class cls = class_of(lo, a) == INC_C8 ? INC_C8 : class_of(lo, a) > class_of(lo, b) ? class_of(lo, a) : class_of(lo, b);
  if (cls != INC_C8) {
    a = convert(lo, a, cls);
    b = convert(lo, b, cls);
  }
  return inc_lower_emit(lo, cls, INC_DO_SELECT, cls, THREE(condition, a, b), 0, NULL);
}

/* The value of either branch, and the gap of the branch that is taken. */
static inc_value choose(inc_lower *lo, uint32_t condition, inc_value a, inc_value b)
{
  align(lo, &a, &b);
  inc_value v = a;
  v.number = select_register(lo, condition, a.number, b.number);
  v.bits = greater(a.bits, b.bits);
  if (a.denominator != b.denominator) {
    uint32_t one = inc_lower_number(lo, (inc_number){1, 0}).number;
    v.denominator = select_register(lo, condition, a.denominator == NONE ? one : a.denominator,
                                    b.denominator == NONE ? one : b.denominator);
    v.denominator_bits = greater(greater(a.denominator_bits, b.denominator_bits), 1);
  }
  if (a.gap == b.gap) return v;
  v.gap = select_register(lo, condition, gap_register(lo, a.gap), gap_register(lo, b.gap));
  return v;
}

inc_value inc_lower_under(inc_lower *lo, uint32_t gap, inc_value v)
{
  if (gap == NONE) return v;
  v.gap = inc_lower_gap_first(lo, gap, v.gap);
  return v.type == INC_TYPE_BOOLEAN ? masked(lo, v.number, v.gap) : v;
}

inc_value inc_lower_if(inc_lower *lo, inc_value condition, inc_value a, inc_value b)
{
  return inc_lower_under(lo, condition.gap, choose(lo, condition.number, a, b));
}

inc_value inc_lower_has_gap(inc_lower *lo, inc_value a, incubator_gap gap)
{
  if (a.gap == NONE) return inc_lower_boolean(lo, false);
  inc_value v = {.type = INC_TYPE_BOOLEAN, .denominator = NONE, .gap = NONE};
  v.number = inc_lower_emit(lo, INC_C8, INC_DO_GAP_IS, INC_C8, ONE(a.gap), gap, NULL);
  return v;
}

inc_value inc_lower_known(inc_lower *lo, inc_value a, inc_value b)
{
  return a.gap == NONE ? a : choose(lo, inc_lower_has_gap(lo, a, INCUBATOR_GAP_NONE).number, a, b);
}

inc_value inc_lower_replace(inc_lower *lo, inc_value a, incubator_gap gap, inc_value b)
{
  if (a.gap == NONE) return a;
  return choose(lo, inc_lower_has_gap(lo, a, gap).number, b, a);
}

inc_value inc_lower_extreme(inc_lower *lo, bool greater_one, inc_value a, inc_value b)
{
  uint32_t gap = inc_lower_gap_max(lo, a.gap, b.gap);
  a.gap = b.gap = NONE;
  inc_value less = inc_lower_compare(lo, INC_DO_LESS, a, b);
  inc_value v = greater_one ? choose(lo, less.number, b, a) : choose(lo, less.number, a, b);
  v.gap = gap;
  return v;
}

inc_value inc_lower_count(inc_lower *lo, inc_value total, uint32_t flags)
{
  total.bits = greater(total.bits, 32);
  total.number = inc_lower_emit(lo, INC_C64, INC_DO_COUNT, INC_C64, TWO(total.number, flags), 0, NULL);
  return total;
}

/* numerator and denominator of the value in steps of the grid */
static void in_steps(inc_lower *lo, inc_value *v, int64_t step)
{
  if (v->scale < INC_MICRO_SCALE) *v = raise(lo, *v, INC_MICRO_SCALE - v->scale);
  inc_value divisor = {.denominator = NONE};
  uint32_t beyond = v->scale - INC_MICRO_SCALE;
  if (beyond || step != 1) {
    inc_value by = inc_lower_number(lo, (inc_number){step, 0});
    by = raise(lo, by, beyond);
    divisor.denominator = by.number;
    divisor.denominator_bits = by.bits;
  }
  v->scale = INC_MICRO_SCALE;
  multiply_denominators(lo, v, &divisor);
}

static inc_value on_grid(inc_lower *lo, inc_value v)
{
  inc_class cls = class_of(lo, v.number);
  v.denominator = NONE;
  v.denominator_bits = 0;
  if (v.bits <= 63 && cls == INC_C64) return v;
  if (v.bits > 63) v.gap = inc_lower_gap_first(lo, v.gap, inc_lower_emit(lo, INC_C8, INC_DO_NARROW_GAP, cls, ONE(v.number), 0, NULL));
  v.number = inc_lower_emit(lo, INC_C64, INC_DO_NARROW, cls, ONE(v.number), 0, NULL);
  if (v.bits > 63) v.bits = 63;
  return v;
}

/*
 * The bits of what a rounded quotient, times the step, comes to. A divisor that is known, the step times a power of
 * ten, leaves as many as there are above that power, or one more than the step has.
 */
static uint32_t stored_bits(const inc_lower *lo, const inc_value *v, int64_t step)
{
  const inc_register *by = lo->code->failed ? NULL : &lo->code->registers[v->denominator];
  const uint32_t own = inc_bits64(step), all = v->bits + (step == 1 ? 0 : own);
  if (!by || !by->constant || by->value < step) return all;
  const uint32_t less = inc_bits64(by->value / step) - 1, left = v->bits > less ? v->bits - less : 1;
  return (left > own ? left : own) + 1;
}

inc_value inc_lower_store(inc_lower *lo, inc_value v, int64_t step, inc_rounding rounding)
{
  if (v.type != INC_TYPE_NUMBER) return v;
  in_steps(lo, &v, step);
  if (v.denominator != NONE) {
    inc_class cls = class_of(lo, v.number) > class_of(lo, v.denominator) ? class_of(lo, v.number) : class_of(lo, v.denominator);
    const uint32_t *operands = TWO(convert(lo, v.number, cls), convert(lo, v.denominator, cls));
    const uint32_t bits = stored_bits(lo, &v, step);
    v.number = inc_lower_emit(lo, cls, INC_DO_DIVIDE_ROUND, cls, operands, rounding, NULL);
    v.bits = bits;
  }
  if (step != 1) v.number = arithmetic(lo, INC_DO_MULTIPLY, v.bits, v.number, inc_lower_number(lo, (inc_number){step, 0}).number);
  return on_grid(lo, v);
}

inc_exactly inc_lower_exactly(inc_lower *lo, inc_value v, inc_value stored)
{
  inc_exactly exactly = {stored.number, NONE};
  if (v.type != INC_TYPE_NUMBER) return exactly;
  in_steps(lo, &v, 1);
  if (v.denominator == NONE) return exactly;
  inc_class cls = class_of(lo, v.number) > class_of(lo, v.denominator) ? class_of(lo, v.number) : class_of(lo, v.denominator);
  const uint32_t *operands = TWO(convert(lo, v.number, cls), convert(lo, v.denominator, cls));
  exactly.whole = inc_lower_emit(lo, INC_C64, INC_DO_FLOOR, cls, operands, 0, NULL);
  exactly.fraction = inc_lower_emit(lo, INC_C128, INC_DO_FRACTION, cls, operands, 0, NULL);
  if (v.denominator_bits + 128 > INC_WIDE_BITS) lo->too_wide = true; /* what the fraction is computed with */
  return exactly;
}

inc_value inc_lower_log(inc_lower *lo, inc_value stored)
{
  inc_value v = {.type = INC_TYPE_NUMBER, .denominator = NONE, .gap = stored.gap, .bits = 124}; /* of a number below 2^63 */
  v.number = inc_lower_emit(lo, INC_C128, INC_DO_LOG, INC_C64, ONE(stored.number), 0, NULL);
  return v;
}

inc_value inc_lower_power(inc_lower *lo, inc_value log, inc_rounding rounding)
{
  inc_class cls = class_of(lo, log.number) == INC_CWIDE || log.denominator == NONE ? class_of(lo, log.number) : class_of(lo, log.denominator);
  if (cls < INC_C128) cls = INC_C128;
  if (class_of(lo, log.number) == INC_CWIDE) cls = INC_CWIDE;
  log.number = convert(lo, log.number, cls);
  if (log.denominator != NONE) {
    const uint32_t *operands = TWO(log.number, convert(lo, log.denominator, cls));
    log.number = inc_lower_emit(lo, cls, INC_DO_DIVIDE_ROUND, cls, operands, INC_ROUND_HALF_EVEN, NULL);
  }
  inc_value v = {.type = INC_TYPE_NUMBER, .denominator = NONE, .scale = INC_MICRO_SCALE, .bits = 63};
  v.number = inc_lower_emit(lo, INC_C64, INC_DO_POWER, cls, ONE(log.number), rounding, NULL);
  uint32_t over = inc_lower_emit(lo, INC_C8, INC_DO_POWER_GAP, cls, ONE(log.number), rounding, NULL);
  v.gap = inc_lower_gap_first(lo, log.gap, over);
  return v;
}
