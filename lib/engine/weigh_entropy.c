/*
 * Entropy: with shares p = v / S of n values, ln n − H = ln n + Σ p ln p = (Σ v ln v) / S − ln S + ln n. The usual
 * 1 − H / ln n is that over ln n, which all items of a group share and which leaves their weights alone.
 */
#include "engine/weigh.h"

/* A logarithm in units of 2^−118 or 2^−448, off by less than 2^8 of the ones, 2^18 of the others. */
static void logarithm(inc_wide *to, inc_u128 a, inc_long_logs *fine)
{
  if (fine) inc_long_log(fine, to, a);
  else inc_wide_set(to, inc_log(a));
}

/* The sum of v ln v. */
static void add_up(const inc_weighed *w, const inc_result *item, inc_long_logs *fine, inc_wide *sum)
{
  int64_t before = 0;
  inc_wide term, log;
  inc_wide_set(sum, 0);
  inc_wide_set(&term, 0);
  for (size_t i = 0; i < w->row_count; i++) {
    int64_t v = inc_result_value(item, w->rows[i]);
    if (v != before && v) { /* equal values often follow each other */
      logarithm(&log, (inc_u128)v, fine);
      inc_wide_set(&term, v);
      inc_wide_multiply(&term, &term, &log);
      before = v;
    }
    if (v) inc_wide_add(sum, sum, &term);
  }
}

static bool weigh(const inc_weighed *w, const inc_result *item, inc_long_logs *fine, inc_information *to)
{
  int64_t least = INT64_MAX, most = INT64_MIN;
  inc_i128 total = 0;
  inc_wide whole, count;
  inc_wide_set(&to->value, 0);
  inc_wide_set(&to->error, 0);
  for (size_t i = 0; i < w->row_count; i++) {
    int64_t v = inc_result_value(item, w->rows[i]);
    if (v < least) least = v;
    if (v > most) most = v;
    total += v;
  }
  if (least < 0) return false;
  if (least == most) return true;
  add_up(w, item, fine, &to->value);
  logarithm(&whole, (inc_u128)total, fine);
  logarithm(&count, w->row_count, fine);
  inc_wide_subtract(&whole, &whole, &count);
  inc_wide_set(&count, total);
  inc_wide_multiply(&whole, &whole, &count);
  inc_wide_subtract(&to->value, &to->value, &whole);
  inc_wide_divide_round(&to->value, &to->value, &count, INC_ROUND_DOWN);
  inc_wide_set(&to->error, fine ? (inc_i128)1 << 20 : (inc_i128)1 << 10); /* of three logarithms and the division */
  return true;
}

bool inc_weigh_entropy(const inc_weighed *w, inc_long_logs *fine, inc_information *to)
{
  bool ok = true;
  for (uint32_t i = 0; i < w->count && ok; i++) ok = weigh(w, w->items[i], fine, &to[i]);
  return ok;
}
