/* What a run has instead of the weights and the normalisation that the policy states. */
#include <stdlib.h>
#include <string.h>

#include "robustness/robustness.h"

bool inc_draw_make(inc_draw *draw, const incubator_robustness *r, inc_arena *arena)
{
  const size_t count = r->version->is.score.count;
  draw->weights = inc_arena_alloc(arena, count, sizeof *draw->weights);
  draw->parts = inc_arena_alloc(arena, count + 1, sizeof *draw->parts);
  return draw->weights && draw->parts;
}

/* ---- Within ± spread of what is stated ---- */

/* Half the width of the interval: rounded down to the grid. */
static int64_t half_width(const incubator_robustness *r, int64_t stated)
{
  const int64_t size = stated < 0 ? -stated : stated;
  return (int64_t)((inc_i128)size * r->options.spread / INC_MICRO);
}

static int by_rest(const void *left, const void *right)
{
  const inc_draw_part *a = left, *b = right;
  if (a->key != b->key) return a->key > b->key ? -1 : 1;
  return a->number < b->number ? -1 : a->number > b->number;
}

/*
 * Makes weights add up to the total: each × total / sum, rounded down, and a millionth more for those
 * with the greatest remainders, the earlier first.
 */
static void keep_total(inc_draw *draw, const inc_weight_group *g)
{
  inc_i128 sum = 0;
  int64_t left = g->total;
  for (uint32_t i = 0; i < g->count; i++) sum += draw->weights[g->weights[i]];
  for (uint32_t i = 0; i < g->count; i++) {
    const inc_i128 product = (inc_i128)draw->weights[g->weights[i]] * g->total;
    draw->weights[g->weights[i]] = (int64_t)(product / sum);
    draw->parts[i] = (inc_draw_part){(uint64_t)(product % sum), i};
    left -= (int64_t)(product / sum);
  }
  qsort(draw->parts, g->count, sizeof *draw->parts, by_rest);
  for (int64_t i = 0; i < left; i++) draw->weights[g->weights[draw->parts[i].number]]++;
}

static void draw_uniform(inc_draw *draw, const incubator_robustness *r, const inc_weight_group *g, inc_random *random)
{
  inc_i128 sum = 0;
  for (uint32_t i = 0; i < g->count; i++) {
    const int64_t stated = r->weights[g->weights[i]].stated, half = half_width(r, stated);
    draw->weights[g->weights[i]] = stated - half + (int64_t)inc_random_below(random, 2 * (uint64_t)half + 1);
    sum += draw->weights[g->weights[i]];
  }
  if (r->options.free_total) return;
  if (sum > 0) {
    keep_total(draw, g);
    return;
  }
  /* All of them came out 0, which a spread of all may do: there is nothing to share in proportion to. */
  for (uint32_t i = 0; i < g->count; i++) draw->weights[g->weights[i]] = r->weights[g->weights[i]].stated;
}

/* ---- Anywhere ---- */

static bool taken(const inc_draw_part *parts, uint32_t count, uint64_t place)
{
  uint32_t low = 0, high = count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (parts[middle].key < place) low = middle + 1;
    else high = middle;
  }
  return low < count && parts[low].key == place;
}

/* Puts a place that was not there among those in order. */
static void insert(inc_draw_part *parts, uint32_t count, uint64_t place)
{
  uint32_t at = count;
  for (; at > 0 && parts[at - 1].key > place; at--) parts[at] = parts[at - 1];
  parts[at] = (inc_draw_part){place, 0};
}

/*
 * Of total millionths and n − 1 bars between n weights, in a row, the bars stand anywhere but not two on one
 * place: so each way to share out the total is equally likely.
 */
static void draw_simplex(inc_draw *draw, const inc_weight_group *g, inc_random *random)
{
  const uint64_t places = (uint64_t)g->total + g->count - 1;
  for (uint32_t i = 0; i + 1 < g->count;) {
    uint64_t place = inc_random_below(random, places);
    if (taken(draw->parts, i, place)) continue;
    insert(draw->parts, i++, place);
  }
  uint64_t before = 0;
  for (uint32_t i = 0; i + 1 < g->count; i++) {
    draw->weights[g->weights[i]] = (int64_t)(draw->parts[i].key - before);
    before = draw->parts[i].key + 1;
  }
  draw->weights[g->weights[g->count - 1]] = (int64_t)(places - before);
}

void inc_draw_run(inc_draw *draw, const incubator_robustness *r, size_t run)
{
  const size_t ways = r->options.normalisation_count;
  inc_random random = inc_random_start(r->options.seed, run);
  draw->normalisation = ways ? r->normalisations[inc_random_below(&random, ways)] : 0;
  for (uint32_t i = 0; i < r->version->is.score.count; i++) draw->weights[i] = r->weights[i].stated;
  for (uint32_t g = 0; g < r->group_count; g++) {
    if (r->groups[g].held) continue;
    if (r->options.weights == INCUBATOR_WEIGHTS_SIMPLEX) draw_simplex(draw, &r->groups[g], &random);
    else draw_uniform(draw, r, &r->groups[g], &random);
  }
}

/* That whose numbers can be greatest: of best nothing is known beforehand, and z-scores go beyond the ends of a scale. */
static incubator_normalisation widest(const incubator_robustness *r)
{
  incubator_normalisation found = 0;
  for (size_t i = 0; i < r->options.normalisation_count; i++) {
    const incubator_normalisation here = r->normalisations[i];
    if (!found || here == INCUBATOR_NORMALISATION_BEST || (here == INCUBATOR_NORMALISATION_Z_SCORE && found != INCUBATOR_NORMALISATION_BEST)) {
      found = here;
    }
  }
  return found;
}

void inc_draw_greatest(inc_draw *draw, const incubator_robustness *r)
{
  const bool keeps = r->options.weights == INCUBATOR_WEIGHTS_SIMPLEX || !r->options.free_total;
  draw->normalisation = widest(r);
  for (uint32_t i = 0; i < r->version->is.score.count; i++) {
    const int64_t stated = r->weights[i].stated;
    draw->weights[i] = keeps ? r->groups[r->weights[i].group].total : (stated < 0 ? -stated : stated) + half_width(r, stated);
  }
}
