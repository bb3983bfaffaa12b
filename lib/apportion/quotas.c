/* Exact shares within bounds, clamp(weight × t, lower, upper), for the t that makes them add up to the whole. */
#include "apportion/apportion.h"

#include <stdlib.h>

/* A t, weight × t = bound, at which a row begins to grow, or ends. */
typedef struct turn {
  int64_t bound, weight;
  size_t row;
  bool ends;
} turn;

static int compare_turns(const void *left, const void *right)
{
  const turn *a = left, *b = right;
  const inc_i128 x = (inc_i128)a->bound * b->weight, y = (inc_i128)b->bound * a->weight;
  if (x != y) return x < y ? -1 : 1;
  if (a->ends != b->ends) return a->ends ? 1 : -1;
  return a->row < b->row ? -1 : a->row > b->row;
}

/* Whether at a turn the sum has reached the whole: fixed + weight × bound / turn's weight ≥ whole. */
static bool has_reached(const inc_growth *g, const turn *t, int64_t whole)
{
  inc_wide left, right, by;
  inc_wide_set(&left, g->weight);
  inc_wide_set(&by, t->bound);
  inc_wide_multiply(&left, &left, &by);
  inc_wide_set(&right, (inc_i128)whole - g->fixed);
  inc_wide_set(&by, t->weight);
  inc_wide_multiply(&right, &right, &by);
  return inc_wide_compare(&left, &right) >= 0;
}

static size_t list_turns(const inc_division *how, turn *turns)
{
  size_t count = 0;
  for (size_t i = 0; i < how->count; i++) {
    if (how->weights[i] == 0) continue;
    turns[count++] = (turn){inc_share_lower(how, i), how->weights[i], i, false};
    if (inc_share_upper(how, i) != INC_SHARE_MOST) turns[count++] = (turn){inc_share_upper(how, i), how->weights[i], i, true};
  }
  if (count) qsort(turns, count, sizeof *turns, compare_turns);
  return count;
}

/* Goes along t until the sum is the whole; marks rows that grow there: the others stay at a bound. */
static inc_growth find_growth(const inc_division *how, const turn *turns, size_t count, int64_t *shares, bool *grows)
{
  inc_growth g = {0, 0};
  for (size_t i = 0; i < how->count; i++) g.fixed += shares[i];
  for (size_t i = 0; i < count && !has_reached(&g, &turns[i], how->whole); i++) {
    const turn *t = &turns[i];
    grows[t->row] = !t->ends;
    g.weight += t->ends ? -(inc_i128)t->weight : t->weight;
    g.fixed += t->ends ? (inc_i128)t->bound : -(inc_i128)t->bound;
    if (t->ends) shares[t->row] = t->bound;
  }
  return g;
}

bool inc_share_quotas(const inc_division *how, const incubator_allocator *a, int64_t *shares, bool *grows, inc_growth *growth)
{
  turn *turns = inc_alloc_array(a, 2 * how->count + 1, sizeof *turns);
  if (!turns) return false;
  *growth = find_growth(how, turns, list_turns(how, turns), shares, grows);
  inc_free(a, turns);
  return true;
}
