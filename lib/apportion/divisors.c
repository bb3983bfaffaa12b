/*
 * Divisor methods: steps go one after the other to the row with the highest claim, its
 * weight over the divisor of its next step. Most of them are given at once, from an
 * estimate that is checked afterwards; claims are compared in whole numbers.
 */
#include "apportion/apportion.h"

#include <string.h>

typedef struct work {
  const inc_division *how;
  inc_divided *to;
  size_t *heap; /* rows that may have more, the highest claim first */
  size_t open;
  int64_t left;
} work;

/* ---- Claims ---- */

/* Of a step behind `steps` others: the divisor, times 2 for Webster; of Huntington-Hill its square comes of two numbers. */
static inc_u128 divisor_of(inc_method method, int64_t steps)
{
  switch (method) {
  case INC_METHOD_WEBSTER: return 2 * (inc_u128)steps + 1;
  case INC_METHOD_ADAMS: return (inc_u128)steps;
  default: return (inc_u128)steps + 1;
  }
}

static void multiply(inc_wide *to, int64_t by)
{
  inc_wide right;
  inc_wide_set(&right, by);
  inc_wide_multiply(to, to, &right);
}

/* weight² × steps × (steps + 1) of the other one */
static void squared(inc_wide *to, int64_t weight, int64_t steps)
{
  inc_wide_set(to, (inc_i128)weight * weight);
  multiply(to, steps);
  inc_wide more;
  inc_wide_set(&more, (inc_i128)steps + 1);
  inc_wide_multiply(to, to, &more);
}

/* −1, 0, 1: the claim of row a for the step behind x others against that of row b behind y. */
static int compare_claims(const inc_division *how, size_t a, int64_t x, size_t b, int64_t y)
{
  const int64_t v = how->weights[a], w = how->weights[b];
  if (how->method == INC_METHOD_HUNTINGTON_HILL) {
    inc_wide left, right;
    squared(&left, v, y);
    squared(&right, w, x);
    return inc_wide_compare(&left, &right);
  }
  const inc_u128 left = (inc_u128)v * divisor_of(how->method, y), right = (inc_u128)w * divisor_of(how->method, x);
  return left < right ? -1 : left > right;
}

/* The higher claim first, of equal ones the row listed first. */
static bool comes_first(const work *w, size_t a, size_t b)
{
  const int order = compare_claims(w->how, a, w->to->shares[a], b, w->to->shares[b]);
  return order ? order > 0 : a < b;
}

/* ---- The heap ---- */

static void sink(work *w, size_t at)
{
  for (;;) {
    size_t first = at;
    for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < w->open; child++) {
      if (comes_first(w, w->heap[child], w->heap[first])) first = child;
    }
    if (first == at) return;
    const size_t row = w->heap[at];
    w->heap[at] = w->heap[first];
    w->heap[first] = row;
    at = first;
  }
}

static void fill_heap(work *w)
{
  w->open = 0;
  for (size_t i = 0; i < w->how->count; i++) {
    if (w->how->weights[i] > 0 && w->to->shares[i] < inc_share_upper(w->how, i)) w->heap[w->open++] = i;
  }
  for (size_t i = w->open / 2; i-- > 0;) sink(w, i);
}

static void give_one(work *w)
{
  const size_t row = w->heap[0];
  w->to->shares[row]++;
  w->left--;
  if (w->to->shares[row] == inc_share_upper(w->how, row)) w->heap[0] = w->heap[--w->open];
  if (w->open) sink(w, 0);
}

/* ---- An estimate ---- */

/* The exact shares, of which those of divisors are not far; rows that are at a bound there are that share. */
typedef struct estimate {
  int64_t *least, *shares;
  bool *grows;
  inc_growth growth;
} estimate;

/* How much less a row is given at first: a divisor method may give a large row less than its exact share, by up to the number of rows in all. */
static inc_i128 slack_of(const work *w, const estimate *e, size_t row, unsigned round)
{
  const inc_i128 total = e->growth.weight > 0 ? e->growth.weight : 1;
  const inc_i128 slack = 2 + (inc_i128)w->how->weights[row] * (inc_i128)w->how->count / total;
  return round > 60 ? (inc_i128)INT64_MAX : slack << round;
}

/* Gives what the estimate says, a little less; false where that is more than there is. *any: something was given. */
static bool give_estimate(work *w, const estimate *e, unsigned round, bool *any)
{
  *any = false;
  w->left = w->how->whole;
  for (size_t i = 0; i < w->how->count; i++) {
    const inc_i128 share = e->shares[i] - slack_of(w, e, i, round);
    w->to->shares[i] = w->how->weights[i] && share > e->least[i] ? (int64_t)share : e->least[i];
    *any = *any || w->to->shares[i] > e->least[i];
    if (w->to->shares[i] > w->left) return false;
    w->left -= w->to->shares[i];
  }
  return true;
}

/* Whether no step was given that is worth less than one that was not: then the order in which they were given does not matter. */
static bool is_right(const work *w, const int64_t *least)
{
  const inc_division *how = w->how;
  size_t worst = SIZE_MAX, best = SIZE_MAX;
  for (size_t i = 0; i < how->count; i++) {
    const int64_t has = w->to->shares[i];
    if (how->weights[i] == 0) continue;
    if (has > least[i] && (worst == SIZE_MAX || compare_claims(how, i, has - 1, worst, w->to->shares[worst] - 1) < 0)) worst = i;
    if (has < inc_share_upper(how, i) && (best == SIZE_MAX || compare_claims(how, i, has, best, w->to->shares[best]) > 0)) best = i;
  }
  return worst == SIZE_MAX || best == SIZE_MAX || compare_claims(how, best, w->to->shares[best], worst, w->to->shares[worst] - 1) <= 0;
}

/* ---- Ties ---- */

/* Rows whose claim to their last step equals the best one that was not given: only a lot could tell them apart. */
static void find_ties(work *w, const int64_t *least)
{
  const inc_division *how = w->how;
  if (w->open == 0) return;
  const size_t best = w->heap[0];
  const int64_t next = w->to->shares[best];
  int64_t given = 0;
  size_t ties = 0;
  for (size_t i = 0; i < how->count; i++) {
    const int64_t has = w->to->shares[i];
    if (how->weights[i] == 0) continue;
    const bool had = has > least[i] && compare_claims(how, i, has - 1, best, next) == 0;
    const bool would = has < inc_share_upper(how, i) && compare_claims(how, i, has, best, next) == 0;
    w->to->tied[i] = had || would;
    ties += had || would;
    given += had;
  }
  if (given == 0) { /* all equal claims went unserved: nothing to draw lots for */
    memset(w->to->tied, 0, how->count * sizeof *w->to->tied);
    return;
  }
  for (size_t i = 0; i < how->count; i++) {
    if (w->to->tied[i] && w->to->shares[i] > least[i] && compare_claims(how, i, w->to->shares[i] - 1, best, next) == 0) w->to->shares[i]--;
  }
  w->to->ties = ties;
  w->to->lots = given;
}

static void serve_in_order(work *w)
{
  for (size_t i = 0; i < w->how->count && w->to->lots; i++) {
    if (!w->to->tied[i]) continue;
    w->to->shares[i]++;
    w->to->lots--;
  }
  memset(w->to->tied, 0, w->how->count * sizeof *w->to->tied);
  w->to->ties = 0;
  w->to->lots = 0;
}

static void share_out(work *w, const estimate *e)
{
  bool right = false, any = true;
  for (unsigned round = 0; !right; round += 2) {
    if (!give_estimate(w, e, round, &any)) continue;
    fill_heap(w);
    while (w->left && w->open) give_one(w);
    right = !any || is_right(w, e->least);
  }
  find_ties(w, e->least);
  if (w->how->in_order && w->to->ties) serve_in_order(w);
}

/* The exact shares between what each must have and its upper bound. */
static bool find_estimate(const inc_division *how, const incubator_allocator *a, estimate *e)
{
  inc_division within = *how;
  within.lower = e->least;
  if (!inc_share_quotas(&within, a, e->shares, e->grows, &e->growth)) return false;
  for (size_t i = 0; i < how->count; i++) {
    if (e->grows[i] && e->growth.weight > 0) {
      e->shares[i] = (int64_t)((inc_i128)how->weights[i] * ((inc_i128)how->whole - e->growth.fixed) / e->growth.weight);
    }
  }
  return true;
}

void inc_share_divisors(const inc_division *how, const incubator_allocator *a, inc_divided *to)
{
  work w = {.how = how, .to = to};
  estimate e = {.least = inc_alloc_zero(a, how->count + 1, sizeof *e.least), .shares = inc_alloc_zero(a, how->count + 1, sizeof *e.shares)};
  e.grows = inc_alloc_zero(a, how->count + 1, sizeof *e.grows);
  w.heap = inc_alloc_array(a, how->count + 1, sizeof *w.heap);
  bool ok = w.heap && e.least && e.shares && e.grows;
  if (ok && how->count) {
    memcpy(e.least, to->shares, how->count * sizeof *e.least);
    memcpy(e.shares, to->shares, how->count * sizeof *e.shares);
  }
  ok = ok && find_estimate(how, a, &e);
  if (ok) share_out(&w, &e);
  else to->fault = INC_SHARES_NO_MEMORY;
  inc_free(a, w.heap);
  inc_free(a, e.least);
  inc_free(a, e.shares);
  inc_free(a, e.grows);
}
