/* Logarithms of many more digits than log.c has, for the rare figure whose rounding those leave open. */
#include "base/log.h"

enum { WORDS = INC_LONG_LOG_BITS / 64 };

static void divide_small(inc_wide *a, uint64_t by)
{
  inc_u128 rest = 0;
  for (uint32_t i = a->count; i-- > 0;) {
    rest = rest << 64 | a->word[i];
    a->word[i] = (uint64_t)(rest / by);
    rest %= by;
  }
  while (a->count && a->word[a->count - 1] == 0) a->count--;
  a->sign = a->count ? a->sign : 0;
}

/* 2 (s + s³/3 + s⁵/5 …) of s = a / b, for a / b ≤ 1/3. */
static void series(inc_wide *to, inc_u128 a, inc_u128 b)
{
  inc_wide power, square, term;
  inc_wide_set(&power, (inc_i128)a);
  inc_wide_set(&term, (inc_i128)b);
  inc_wide_lift(&power, WORDS);
  inc_wide_divide_round(&power, &power, &term, INC_ROUND_DOWN);
  inc_wide_multiply(&square, &power, &power);
  inc_wide_drop(&square, WORDS);
  inc_wide_set(to, 0);
  for (uint64_t k = 1; power.sign; k += 2) {
    term = power;
    divide_small(&term, k);
    inc_wide_add(to, to, &term);
    inc_wide_multiply(&power, &power, &square);
    inc_wide_drop(&power, WORDS);
  }
  inc_wide_add(to, to, to);
}

/* With a = m 2^e and 1 ≤ m < 2: e ln 2, and the series of (m − 1) / (m + 1); ln 2 itself is that of 1/3. */
void inc_long_log(inc_wide *to, inc_u128 a)
{
  inc_wide two, exponent;
  int e = 126;
  while (!(a >> e)) e--;
  const inc_u128 power = (inc_u128)1 << e;
  series(to, a - power, a + power);
  series(&two, 1, 3);
  inc_wide_set(&exponent, e);
  inc_wide_multiply(&two, &two, &exponent);
  inc_wide_add(to, to, &two);
}
