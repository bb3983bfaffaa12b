#include "base/sum.h"

/* rest / b for 0 ≤ rest < b < 2^63, in two steps of 64 and 63 bits. */
static inc_u128 fraction_64(uint64_t rest, uint64_t b)
{
  inc_u128 high = ((inc_u128)rest << 64) / b;
  inc_u128 left = ((inc_u128)rest << 64) % b;
  inc_u128 low = (left << 63) / b;
  return high << 64 | low << 1 | ((left << 63) % b != 0);
}

static void wide_shift(inc_wide *a, unsigned bits)
{
  inc_wide factor;
  for (; bits; bits -= bits > 64 ? 64 : bits) {
    inc_wide_set(&factor, (inc_i128)1 << (bits > 64 ? 64 : bits));
    inc_wide_multiply(a, a, &factor);
  }
}

static inc_u128 low_128(const inc_wide *a)
{
  inc_u128 low = a->count > 0 ? a->word[0] : 0;
  return a->count > 1 ? (inc_u128)a->word[1] << 64 | low : low;
}

inc_term inc_term_divide_wide(const inc_wide *a, const inc_wide *b)
{
  inc_wide quotient, product, rest, one;
  inc_term term;
  inc_wide_set(&one, 1);
  inc_wide_divide_round(&quotient, a, b, INC_ROUND_DOWN);
  inc_wide_multiply(&product, &quotient, b);
  inc_wide_subtract(&rest, a, &product);
  inc_wide_get64(&quotient, &term.whole);
  if (rest.sign < 0) {
    inc_wide_add(&rest, &rest, b);
    term.whole--;
  }
  wide_shift(&rest, 127);
  inc_wide_divide_round(&quotient, &rest, b, INC_ROUND_DOWN);
  inc_wide_multiply(&product, &quotient, b);
  term.fraction = low_128(&quotient) << 1 | (inc_wide_compare(&product, &rest) != 0);
  return term;
}

inc_term inc_term_divide(inc_i128 a, inc_i128 b)
{
  if (b > INT64_MAX) {
    inc_wide wide_a, wide_b;
    inc_wide_set(&wide_a, a);
    inc_wide_set(&wide_b, b);
    return inc_term_divide_wide(&wide_a, &wide_b);
  }
  inc_i128 whole = a / b, rest = a % b;
  if (rest < 0) {
    rest += b;
    whole--;
  }
  return (inc_term){(int64_t)whole, fraction_64((uint64_t)rest, (uint64_t)b)};
}

int inc_term_compare(inc_term a, inc_term b)
{
  if (a.whole != b.whole) return a.whole < b.whole ? -1 : 1;
  return a.fraction < b.fraction ? -1 : a.fraction > b.fraction;
}

void inc_sum_join(inc_sum *sum, const inc_sum *other)
{
  sum->whole += other->whole;
  sum->whole += __builtin_add_overflow(sum->fraction, other->fraction, &sum->fraction);
  sum->cut += other->cut;
}

/* The one of two neighbours that their boundary is rounded to. */
static inc_i128 at_boundary(inc_i128 low, inc_i128 high, inc_rounding mode)
{
  if (mode == INC_ROUND_HALF_EVEN) return low % 2 == 0 ? low : high;
  return high > 0 ? high : low; /* away from zero: half-up's tie, and the whole number itself where all else is cut */
}

inc_i128 inc_sum_round(const inc_sum *sum, inc_i128 divisor, inc_rounding mode)
{
  if (sum->fraction == 0 && sum->cut == 0) return inc_divide_round(sum->whole, divisor, mode);
  inc_wide low, high, part, by;
  inc_wide_set(&low, sum->whole);
  wide_shift(&low, 128);
  inc_wide_set(&part, (inc_i128)(sum->fraction >> 1));
  inc_wide_add(&low, &low, &part);
  inc_wide_add(&low, &low, &part); /* fractions are even here */
  inc_wide_set(&part, (inc_i128)sum->cut * 2);
  inc_wide_add(&high, &low, &part);
  inc_wide_set(&by, divisor);
  wide_shift(&by, 128);
  inc_wide_divide_round(&low, &low, &by, mode);
  inc_wide_divide_round(&high, &high, &by, mode);
  inc_i128 ends[2] = {(inc_i128)low_128(&low) * low.sign, (inc_i128)low_128(&high) * high.sign};
  return ends[0] == ends[1] ? ends[0] : at_boundary(ends[0], ends[1], mode);
}
