/* From what the items of a group tell to their weights on the grid, kept with the results. */
#include "engine/weigh.h"

#include <string.h>

#include "engine/results.h"

typedef struct weighing {
  inc_weighed data;
  const inc_result **items;
  uint32_t *numbers; /* of the items in the score */
  uint32_t *rows;
  inc_information *information;
  int64_t *weights;
  inc_long_logs *logs;
} weighing;

/* ---- Rounding ---- */

static void in_micros(inc_wide *to, const inc_wide *part, const inc_wide *whole, inc_rounding mode)
{
  inc_wide micro;
  inc_wide_set(&micro, INC_MICRO);
  inc_wide_multiply(&micro, &micro, part);
  inc_wide_divide_round(to, &micro, whole, mode);
}

/* Which of two neighbours the edge between them belongs to: what a mode does with an exact half, or a whole number. */
static int64_t on_edge(int64_t low, int64_t high, inc_rounding mode)
{
  return mode == INC_ROUND_HALF_EVEN && low % 2 == 0 ? low : high;
}

/* An item's share of all; false where its figure leaves two numbers possible, unless `last` says that it must be their edge. */
static bool share(const inc_information *own, const inc_information *all, inc_rounding mode, bool last, int64_t *weight)
{
  inc_wide low, high, whole;
  int64_t least, most;
  *weight = 0;
  if (own->value.sign == 0 && own->error.sign == 0) return true;
  inc_wide_subtract(&low, &own->value, &own->error);
  if (low.sign < 0) inc_wide_set(&low, 0);
  inc_wide_add(&whole, &all->value, &all->error);
  in_micros(&low, &low, &whole, mode);
  inc_wide_add(&high, &own->value, &own->error);
  inc_wide_subtract(&whole, &all->value, &all->error);
  if (whole.sign <= 0) return false;
  in_micros(&high, &high, &whole, mode);
  if (!inc_wide_get64(&low, &least) || !inc_wide_get64(&high, &most)) return false;
  if (most > INC_MICRO) most = INC_MICRO; /* no share is more than all */
  *weight = least == most ? least : on_edge(least, most, mode);
  return least == most || last;
}

/* *none: nothing tells the rows apart. False where the figures are not fine enough. */
static bool round_all(weighing *g, inc_rounding mode, bool last, bool *none)
{
  inc_information all;
  bool ok = true;
  inc_wide_set(&all.value, 0);
  inc_wide_set(&all.error, 0);
  for (uint32_t i = 0; i < g->data.count; i++) {
    inc_wide_add(&all.value, &all.value, &g->information[i].value);
    inc_wide_add(&all.error, &all.error, &g->information[i].error);
  }
  *none = all.value.sign == 0 && all.error.sign == 0;
  for (uint32_t i = 0; i < g->data.count && ok && !*none; i++) ok = share(&g->information[i], &all, mode, last, &g->weights[i]);
  return ok;
}

/* *none: there are no weights. False without memory. */
static bool find(weighing *g, inc_weights how, inc_rounding mode, bool *none)
{
  *none = g->data.row_count < 2;
  if (*none) return true;
  if (how == INC_WEIGHTS_CRITIC) return inc_weigh_critic(&g->data, g->information) && round_all(g, mode, true, none);
  *none = !inc_weigh_entropy(&g->data, NULL, g->information);
  if (*none || round_all(g, mode, false, none)) return true;
  g->logs = inc_alloc_zero(g->data.allocator, 1, sizeof *g->logs);
  if (!g->logs) return false;
  inc_weigh_entropy(&g->data, g->logs, g->information);
  return round_all(g, mode, true, none);
}

/* ---- A group ---- */

/* Rows where every item has a value. */
static void find_rows(weighing *g, size_t rows)
{
  for (size_t row = 0; row < rows; row++) {
    bool whole = true;
    for (uint32_t i = 0; i < g->data.count && whole; i++) whole = !g->items[i]->gaps[row];
    if (whole) g->rows[g->data.row_count++] = (uint32_t)row;
  }
}

static bool make_room(const incubator_allocator *a, uint32_t count, size_t rows, weighing *g)
{
  g->items = inc_alloc_zero(a, count, sizeof(const inc_result *));
  g->numbers = inc_alloc_zero(a, count, sizeof *g->numbers);
  g->rows = inc_alloc_zero(a, rows, sizeof *g->rows);
  g->information = inc_alloc_zero(a, count, sizeof *g->information);
  g->weights = inc_alloc_zero(a, count, sizeof *g->weights);
  return g->items && g->numbers && g->rows && g->information && g->weights;
}

static void free_room(const incubator_allocator *a, weighing *g)
{
  inc_free(a, g->items);
  inc_free(a, g->numbers);
  inc_free(a, g->rows);
  inc_free(a, g->information);
  inc_free(a, g->weights);
  inc_free(a, g->logs);
}

incubator_status inc_weigh_group(const inc_results *results, uint32_t number, const inc_score *score, uint32_t first)
{
  const incubator_allocator *a = &results->allocator;
  const size_t rows = inc_results_rows(results, results->program->rules[number].table);
  const uint32_t end = first ? score->items[first - 1].end : score->count;
  const inc_weights how = first ? score->items[first - 1].mix.weights : score->mix.weights;
  weighing g = {.data = {.allocator = a}};
  bool none = true;
  for (uint32_t i = first; i < end; i = score->items[i].end) g.data.count++;
  bool ok = make_room(a, g.data.count, rows, &g);
  g.data.items = g.items;
  g.data.rows = g.rows;
  for (uint32_t i = first, k = 0; i < end && ok; i = score->items[i].end, k++) {
    g.numbers[k] = i;
    g.items[k] = &results->columns[number][score->items[i].part];
  }
  if (ok) find_rows(&g, rows);
  ok = ok && find(&g, how, results->program->rounding, &none);
  for (uint32_t k = 0; k < g.data.count && ok; k++) {
    results->found[number][g.numbers[k]] = (inc_found){none ? INCUBATOR_GAP_ERROR : INCUBATOR_GAP_NONE, g.weights[k], g.data.row_count};
  }
  free_room(a, &g);
  return ok ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}
