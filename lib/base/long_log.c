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

/* a / b for a < b. */
static void quotient(inc_wide *to, inc_u128 a, inc_u128 b)
{
  inc_wide divisor;
  inc_wide_set(to, (inc_i128)a);
  inc_wide_lift(to, WORDS);
  if (b <= UINT64_MAX) {
    divide_small(to, (uint64_t)b);
    return;
  }
  inc_wide_set(&divisor, (inc_i128)b);
  inc_wide_divide_round(to, to, &divisor, INC_ROUND_DOWN);
}

/* ln ((b + a) / (b − a)) = 2 (s + s³/3 + s⁵/5 …) of s = a / b, for a / b ≤ 1/3. */
static void series(inc_wide *to, inc_u128 a, inc_u128 b)
{
  inc_wide power, square, term;
  quotient(&power, a, b);
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

static void add_twos(inc_wide *to, const inc_wide *two, int times)
{
  inc_wide term;
  inc_wide_set(&term, times);
  inc_wide_multiply(&term, &term, two);
  inc_wide_add(to, to, &term);
}

/* ln of 128 to 255. */
static const inc_wide *known(inc_long_logs *logs, uint32_t number)
{
  inc_wide *log = &logs->of[number - 128];
  if (log->sign) return log;
  if (!logs->two.sign) series(&logs->two, 1, 3);
  series(log, number - 128, number + 128);
  add_twos(log, &logs->two, 7);
  return log;
}

/* With the first eight digits c of a, a = c 2^e (1 + less than 1/128): ln c + e ln 2, and a short series. */
void inc_long_log(inc_long_logs *logs, inc_wide *to, inc_u128 a)
{
  int e = 126 - 7;
  while (e > 0 && !(a >> (e + 7))) e--;
  uint32_t first = (uint32_t)(a >> e);
  inc_u128 near = (inc_u128)first << e;
  for (; first < 128; first *= 2) e--;
  series(to, a - near, a + near);
  inc_wide_add(to, to, known(logs, first));
  add_twos(to, &logs->two, e);
}
