/* Selections: the order of the candidates of each group, and who is within its places. */
#include <stdlib.h>
#include <string.h>

#include "engine/order.h"

typedef struct work {
  inc_results *results;
  const inc_rule *rule;
  uint32_t number;
  const inc_version *version;
  const inc_select *select;
  inc_arena arena;
  size_t rows;
  inc_result shut; /* gap: the rule does not speak of the row */
  inc_result *keys;  /* on the grid, so that equal results are equal */
  inc_result places; /* rounded down to micros */
  inc_groups groups;
  inc_ordering order;
} work;

/* ---- The rows' own values ---- */

static bool put_key(work *w, inc_lower *lower, const inc_expression *e, inc_result *to)
{
  inc_value v = inc_lower_store(lower, inc_lower_expression(lower, e), 1, w->results->program->rounding);
  if (!inc_result_make(to, &w->arena, w->rows, 8)) return false;
  inc_code_output(lower->code, (inc_output){v.number, v.gap, to});
  return true;
}

static bool put_places(work *w, inc_lower *lower)
{
  inc_value v = inc_lower_expression(lower, w->select->places);
  inc_value stored = inc_lower_store(lower, v, 1, INC_ROUND_DOWN);
  if (!inc_result_make(&w->places, &w->arena, w->rows, 8)) return false;
  inc_code_output(lower->code, (inc_output){inc_lower_exactly(lower, v, stored).whole, stored.gap, &w->places});
  return true;
}

static incubator_status evaluate(work *w)
{
  inc_code_block code;
  inc_lower lower = inc_lower_start(w->results, w->number, w->rule->table, &w->arena, &code);
  const inc_select *s = w->select;
  w->keys = inc_arena_alloc(&w->arena, s->order_count, sizeof *w->keys);
  if (!w->keys || !inc_result_make(&w->shut, &w->arena, w->rows, 1)) return INCUBATOR_STATUS_NO_MEMORY;
  inc_lower_gate(&lower, w->version, &w->shut);
  for (uint32_t i = 0; i < s->order_count && !code.failed; i++) {
    if (!put_key(w, &lower, s->order[i].value, &w->keys[i])) return INCUBATOR_STATUS_NO_MEMORY;
  }
  if (s->places && !put_places(w, &lower)) return INCUBATOR_STATUS_NO_MEMORY;
  if (code.failed) return INCUBATOR_STATUS_NO_MEMORY;
  return inc_code_run_all(w->results, &code, w->rows);
}

/* ---- The order ---- */

static uint8_t gap_of(const work *w, size_t row)
{
  uint8_t gap = INCUBATOR_GAP_NONE;
  for (uint32_t i = 0; i < w->select->order_count; i++) {
    if (w->keys[i].gaps[row] > gap) gap = w->keys[i].gaps[row];
  }
  return gap || w->groups.of_row[row] != INC_NONE ? gap : w->groups.gaps[row];
}

static incubator_status order(work *w)
{
  w->order = (inc_ordering){.by = w->select->order, .by_count = w->select->order_count, .keys = w->keys};
  w->order.rows = inc_alloc_array(&w->results->allocator, w->rows + 1, sizeof *w->order.rows);
  if (!w->order.rows) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t row = 0; row < w->rows; row++) {
    if (!w->shut.gaps[row] && !gap_of(w, row)) inc_order_add(&w->order, row, w->groups.of_row[row]);
  }
  return inc_order_sort(&w->order, w->groups.count, &w->results->allocator) ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}

/* ---- Places ---- */

typedef struct places {
  uint8_t gap;
  int64_t count;
} places;

static int64_t whole_places(const work *w, size_t row)
{
  int64_t micros = inc_result_value(&w->places, row);
  return micros / INC_MICRO - (micros % INC_MICRO < 0);
}

/* Those of a group of candidates, on which they must agree. */
static places places_of(const work *w, size_t first, size_t end)
{
  if (!w->select->places) return (places){INCUBATOR_GAP_NONE, (int64_t)(end - first)};
  places p = {INCUBATOR_GAP_NONE, whole_places(w, w->order.rows[first].row)};
  bool same = true;
  for (size_t i = first; i < end; i++) {
    uint32_t row = w->order.rows[i].row;
    uint8_t gap = w->places.gaps[row];
    if (!gap && whole_places(w, row) < -(INT64_MAX / INC_MICRO)) gap = INCUBATOR_GAP_ERROR; /* rounded down out of the range */
    if (gap > p.gap) p.gap = gap;
    same = same && whole_places(w, row) == p.count;
  }
  if (!p.gap && !same) p.gap = INCUBATOR_GAP_ERROR;
  return p;
}

/* Whether rows of one rank, the first of `equals`, are within the places. */
static uint8_t chosen(const work *w, size_t rank, size_t equals, places p, bool *in)
{
  *in = (int64_t)(rank + equals - 1) <= p.count;
  if (p.gap || *in || (int64_t)rank > p.count) return p.gap;
  *in = w->select->ties == INC_TIES_IN;
  return w->select->ties == INC_TIES_UNDETERMINED ? INCUBATOR_GAP_TIE : INCUBATOR_GAP_NONE;
}

static void put(const work *w, uint32_t part, size_t row, uint8_t gap, int64_t value)
{
  inc_result *column = &w->results->columns[w->number][part];
  if (!column->gaps) return;
  column->gaps[row] = gap;
  if (column->width == 1) ((uint8_t *)column->values)[row] = gap ? 0 : value != 0;
  else ((int64_t *)column->values)[row] = gap ? 0 : value;
}

/* Ranks are 1, 2, 2, 4. */
static void put_group(const work *w, size_t first, size_t end)
{
  places p = places_of(w, first, end);
  for (size_t i = first; i < end;) {
    const size_t behind = inc_order_equals_end(&w->order, i, end);
    bool in;
    uint8_t gap = chosen(w, i - first + 1, behind - i, p, &in);
    for (size_t k = i; k < behind; k++) {
      const uint32_t row = w->order.rows[k].row;
      put(w, 0, row, gap, in);
      put(w, INC_SELECT_RANK, row, 0, (int64_t)(i - first + 1) * INC_MICRO);
      put(w, INC_SELECT_OF, row, 0, (int64_t)(end - first) * INC_MICRO);
      put(w, INC_SELECT_PLACES, row, p.gap, p.gap ? 0 : p.count * INC_MICRO);
    }
    i = behind;
  }
}

static void fill(const work *w)
{
  for (size_t row = 0; row < w->rows; row++) {
    uint8_t gap = gap_of(w, row);
    for (uint32_t p = 0; gap && p < w->rule->part_count; p++) put(w, p, row, gap, 0);
  }
  for (size_t first = 0; first < w->order.count;) {
    const size_t end = inc_order_group_end(&w->order, first);
    put_group(w, first, end);
    first = end;
  }
}

static incubator_status run_select(work *w)
{
  const inc_select *s = w->select;
  INC_TRY(inc_groups_within(w->results, w->rule->table, s->within, s->within_count, &w->groups));
  INC_TRY(evaluate(w));
  INC_TRY(order(w));
  fill(w);
  return inc_results_finish(w->results, w->number);
}

incubator_status inc_select_run(inc_results *results, uint32_t number)
{
  work w = {.results = results, .number = number, .rule = &results->program->rules[number]};
  w.version = inc_rule_version(w.rule, results->as_of);
  w.rows = inc_results_rows(results, w.rule->table);
  if (!w.version) {
    inc_results_inapplicable(results, number);
    return INCUBATOR_STATUS_OK;
  }
  w.select = &w.version->is.select;
  inc_arena_init(&w.arena, &results->allocator);
  incubator_status status = run_select(&w);
  inc_groups_free(results, &w.groups);
  inc_free(&results->allocator, w.order.rows);
  inc_arena_clear(&w.arena);
  return status;
}
