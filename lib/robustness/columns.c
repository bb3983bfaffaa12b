/* Columns of what all runs came to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "robustness/robustness.h"

enum { CUTS = 5, MEDIAN = 500000 };
static const char *const cuts[CUTS] = {"least", "low", "median", "high", "greatest"};

/* A new column, without a gap; NULL without memory. */
static inc_robust_column *add(incubator_robustness *r, const char *name, const char *part, inc_type type, uint32_t list)
{
  const size_t length = strlen(name) + (part ? strlen(part) : 0) + 2;
  char *text = inc_arena_alloc(&r->arena, length, 1);
  if (!text || !inc_grow(&r->allocator, (void **)&r->columns, r->column_count, &r->column_capacity, sizeof *r->columns)) return NULL;
  snprintf(text, length, part ? "%s:%s" : "%s", name, part);
  inc_robust_column *c = &r->columns[r->column_count];
  *c = (inc_robust_column){.name = text, .type = type, .list = list};
  c->width = type == INC_TYPE_NUMBER ? 8 : type == INC_TYPE_BOOLEAN ? 1 : 4;
  c->values = inc_arena_alloc(&r->arena, r->rows, c->width);
  c->gaps = inc_arena_alloc(&r->arena, r->rows, 1);
  if (!c->values || !c->gaps) return NULL;
  r->column_count++;
  return c;
}

static inc_robust_column *add_number(incubator_robustness *r, const char *name, const char *part)
{
  return add(r, name, part, INC_TYPE_NUMBER, INC_NONE);
}

static void put(const inc_robust_column *c, size_t row, int64_t value)
{
  if (c->width == 8) ((int64_t *)c->values)[row] = value;
  else if (c->width == 4) ((int32_t *)c->values)[row] = (int32_t)value;
  else ((uint8_t *)c->values)[row] = (uint8_t)value;
}

/* ---- Quantiles ---- */

static int by_score(const void *left, const void *right)
{
  const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
  return a < b ? -1 : a > b;
}

static int by_rank(const void *left, const void *right)
{
  const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return a < b ? -1 : a > b;
}

/* Which of n (> 0) in order, from 0, is the least that at least so many millionths of them are not above. */
static size_t cut_at(const incubator_robustness *r, int cut, size_t n)
{
  const int64_t shares[CUTS] = {0, r->options.low, MEDIAN, r->options.high, INC_MICRO};
  const size_t at = (size_t)(((inc_i128)n * shares[cut] + INC_MICRO - 1) / INC_MICRO);
  return at ? at - 1 : 0;
}

/* What the policy states, then the quantiles over those runs that have one; where none has, the gap stated. */
static bool add_scores(incubator_robustness *r, const inc_run_cells *cells)
{
  const inc_result_view stated = inc_results_column(inc_robust_base(r), r->score, 0);
  const inc_robust_column *own = add_number(r, "score", NULL);
  for (size_t row = 0; own && row < r->rows; row++) {
    const size_t n = atomic_load(&cells->scored[row]);
    put(own, row, ((const int64_t *)stated.values)[row]);
    own->gaps[row] = stated.gaps[row];
    if (n) qsort(cells->scores + row * r->options.runs, n, sizeof *cells->scores, by_score);
  }
  for (int cut = 0; own && cut < CUTS; cut++) {
    const inc_robust_column *c = add_number(r, "score", cuts[cut]);
    if (!c) return false;
    for (size_t row = 0; row < r->rows; row++) {
      const size_t n = atomic_load(&cells->scored[row]);
      if (n) put(c, row, cells->scores[row * r->options.runs + cut_at(r, cut, n)]);
      else c->gaps[row] = stated.gaps[row] ? stated.gaps[row] : INCUBATOR_GAP_ERROR;
    }
  }
  return own != NULL;
}

/* A row without a rank: what its score lacks, else it was no candidate. */
static uint8_t unranked(const incubator_robustness *r, size_t row)
{
  const uint32_t rule = r->rank == INC_NONE ? r->score : r->rank, part = r->rank == INC_NONE ? 0 : INC_SELECT_RANK;
  const uint8_t gap = inc_results_column(inc_robust_base(r), rule, part).gaps[row];
  return gap ? gap : INCUBATOR_GAP_INAPPLICABLE;
}

static bool add_ranks(incubator_robustness *r, const inc_run_cells *cells, const uint32_t *stated)
{
  const inc_robust_column *own = add_number(r, "rank", NULL);
  for (size_t row = 0; own && row < r->rows; row++) {
    const size_t n = atomic_load(&cells->ranked[row]);
    put(own, row, stated[row] * INC_MICRO);
    if (!stated[row]) own->gaps[row] = unranked(r, row);
    if (n) qsort(cells->ranks + row * r->options.runs, n, sizeof *cells->ranks, by_rank);
  }
  for (int cut = 0; own && cut < CUTS; cut++) {
    const inc_robust_column *c = add_number(r, "rank", cuts[cut]);
    if (!c) return false;
    for (size_t row = 0; row < r->rows; row++) {
      const size_t n = atomic_load(&cells->ranked[row]);
      if (n) put(c, row, cells->ranks[row * r->options.runs + cut_at(r, cut, n)] * INC_MICRO);
      else c->gaps[row] = unranked(r, row);
    }
  }
  return own != NULL;
}

/* ---- Shares of the runs ---- */

static int64_t share_of(const incubator_robustness *r, uint32_t count)
{
  return (int64_t)inc_divide_round((inc_i128)count * INC_MICRO, (inc_i128)r->options.runs, INC_ROUND_HALF_UP);
}

/* Counts that stand `step` apart. */
static bool add_shares(incubator_robustness *r, const char *name, const char *part, const atomic_uint *counts, size_t step)
{
  const inc_robust_column *c = add_number(r, name, part);
  for (size_t row = 0; c && row < r->rows; row++) put(c, row, share_of(r, atomic_load(&counts[row * step])));
  return c != NULL;
}

static bool add_outcomes(incubator_robustness *r, const inc_run_cells *cells)
{
  static const char *const words[] = {"false", "true"};
  const inc_part *part = &inc_robust_program(r)->rules[r->outcome].parts[0];
  const inc_result_view stated = inc_results_column(inc_robust_base(r), r->outcome, 0);
  const inc_robust_column *own = add(r, "outcome", NULL, part->type, part->list);
  for (size_t row = 0; own && row < r->rows; row++) {
    own->gaps[row] = stated.gaps[row];
    put(own, row, stated.gaps[row] ? 0 : cells->stated[row]);
  }
  bool ok = own && add_shares(r, "same", NULL, cells->same, 1);
  for (uint32_t code = 0; ok && code < r->codes; code++) {
    const char *name = part->type == INC_TYPE_BOOLEAN ? words[code] : inc_robust_program(r)->schema.lists[part->list].codes[code].code;
    ok = add_shares(r, "share", name, cells->outcomes + code, (size_t)r->codes + 1);
  }
  return ok && add_shares(r, "undetermined", NULL, cells->outcomes + r->codes, (size_t)r->codes + 1);
}

static bool add_top(incubator_robustness *r, const inc_run_cells *cells, const uint32_t *stated)
{
  const inc_robust_column *own = add(r, "top", NULL, INC_TYPE_BOOLEAN, INC_NONE);
  for (size_t row = 0; own && row < r->rows; row++) put(own, row, stated[row] && stated[row] <= r->options.top);
  return own && add_shares(r, "top", "share", cells->top, 1);
}

incubator_status inc_robust_columns(incubator_robustness *r, const inc_run_cells *cells)
{
  uint32_t *ranks = inc_alloc_zero(&r->allocator, r->rows, sizeof *ranks);
  int64_t *order = inc_alloc_zero(&r->allocator, r->rows, sizeof *order);
  bool ok = ranks && order;
  if (ok) inc_robust_ranks(r, inc_robust_base(r), ranks, order);
  ok = ok && add_scores(r, cells) && add_ranks(r, cells, ranks);
  ok = ok && (r->outcome == INC_NONE || add_outcomes(r, cells)) && (!r->options.top || add_top(r, cells, ranks));
  inc_free(&r->allocator, ranks);
  inc_free(&r->allocator, order);
  return ok ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}
