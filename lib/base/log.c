#include "base/log.h"

/* ln 2 in units of 2^−118. */
#define LN2 ((inc_i128)0x2C5C85FDF473DEULL << 64 | (inc_i128)0x6AF278ECE600FCBDULL)

#define ONE ((inc_i128)1 << INC_LOG_BITS)

/* a × b for 0 ≤ a, b < 2^121, rounded down. */
static inc_i128 multiply(inc_i128 a, inc_i128 b)
{
  const inc_u128 mask = UINT64_MAX, x = (inc_u128)a, y = (inc_u128)b;
  inc_u128 low = (x & mask) * (y & mask), left = (x >> 64) * (y & mask), right = (x & mask) * (y >> 64);
  inc_u128 middle = (low >> 64) + (left & mask) + (right & mask);
  inc_u128 high = (x >> 64) * (y >> 64) + (left >> 64) + (right >> 64) + (middle >> 64);
  return (inc_i128)(high << (128 - INC_LOG_BITS) | ((middle & mask) << 64 | (low & mask)) >> INC_LOG_BITS);
}

/* a / b for 0 ≤ a < b < 2^126, bit by bit. */
static inc_i128 divide(inc_u128 a, inc_u128 b)
{
  inc_u128 quotient = 0;
  for (int bit = 0; bit < INC_LOG_BITS; bit++) {
    a <<= 1;
    quotient <<= 1;
    if (a >= b) {
      a -= b;
      quotient |= 1;
    }
  }
  return (inc_i128)quotient;
}

/* With a = m 2^e and 1 ≤ m < 2: e ln 2 + 2 (s + s³/3 + s⁵/5 …) of s = (m − 1) / (m + 1). */
inc_i128 inc_log(inc_u128 a)
{
  int e = 127;
  while (!(a >> e)) e--;
  inc_u128 m = e > INC_LOG_BITS ? a >> (e - INC_LOG_BITS) : a << (INC_LOG_BITS - e);
  inc_i128 s = divide(m - (inc_u128)ONE, m + (inc_u128)ONE), square = multiply(s, s), sum = 0, power = s;
  for (int k = 1; power; k += 2) {
    sum += power / k;
    power = multiply(power, square);
  }
  return e * LN2 + 2 * sum;
}

/* With x = n ln 2 + r and 0 ≤ r < ln 2: 2^n (1 + r + r²/2 …). */
bool inc_power(inc_i128 x, inc_rounding mode, int64_t *power)
{
  inc_i128 n = x / LN2, r = x % LN2, sum = 0, term = ONE;
  *power = 0;
  if (r < 0) {
    r += LN2;
    n--;
  }
  for (int k = 1; term; k++) {
    sum += term;
    term = multiply(term, r) / k;
  }
  if (n >= 63) return false;
  if (n < -2) return true; /* less than a quarter */
  const int shift = INC_LOG_BITS - (int)n;
  const inc_i128 half = (inc_i128)1 << (shift - 1), near = (inc_i128)1 << (shift > 40 ? shift - 40 : 0);
  inc_i128 whole = sum >> shift, rest = sum - (whole << shift);
  if (rest > 2 * half - near) {
    whole++;
    rest = 0;
  }
  if (rest < near) rest = 0;
  bool up = rest > half || (rest == half && (mode == INC_ROUND_HALF_UP || (whole & 1)));
  if (mode != INC_ROUND_DOWN && up) whole++;
  *power = (int64_t)whole;
  return whole <= INT64_MAX;
}

static uint32_t bits_of(const inc_wide *a)
{
  return a->count ? a->count * 64 - (uint32_t)__builtin_clzll(a->word[a->count - 1]) : 0;
}

static void power_of_two(inc_wide *to, uint32_t exponent)
{
  *to = (inc_wide){.sign = 1, .count = exponent / 64 + 1};
  to->word[exponent / 64] = UINT64_C(1) << exponent % 64;
}

/* Newton's steps from above: each is smaller than the last until the root is reached. */
void inc_wide_root(inc_wide *to, const inc_wide *a)
{
  inc_wide next, two;
  *to = (inc_wide){.sign = 0};
  if (a->sign <= 0) return;
  inc_wide_set(&two, 2);
  power_of_two(to, (bits_of(a) + 1) / 2);
  for (;;) {
    inc_wide_divide_round(&next, a, to, INC_ROUND_DOWN);
    inc_wide_add(&next, &next, to);
    inc_wide_divide_round(&next, &next, &two, INC_ROUND_DOWN);
    if (inc_wide_compare(&next, to) >= 0) return;
    *to = next;
  }
}
