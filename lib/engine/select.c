/* Selections: the order of the candidates of each group, and who is within its places. */
#include <stdlib.h>
#include <string.h>

#include "engine/results.h"

typedef struct candidate {
  uint32_t row, group, rank, equals;
} candidate;

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
  candidate *candidates;
  size_t count;
} work;

static bool make_result(work *w, inc_result *result, uint8_t width)
{
  result->width = width;
  result->values = inc_arena_alloc(&w->arena, w->rows, width);
  result->gaps = inc_arena_alloc(&w->arena, w->rows, 1);
  return result->values && result->gaps;
}

/* ---- The rows' own values ---- */

static bool put_key(work *w, inc_lower *lower, const inc_expression *e, inc_result *to)
{
  inc_value v = inc_lower_store(lower, inc_lower_expression(lower, e), 1, w->results->program->rounding);
  if (!make_result(w, to, 8)) return false;
  inc_code_output(lower->code, (inc_output){v.number, v.gap, to});
  return true;
}

static bool put_places(work *w, inc_lower *lower)
{
  inc_value v = inc_lower_expression(lower, w->select->places);
  inc_value stored = inc_lower_store(lower, v, 1, INC_ROUND_DOWN);
  if (!make_result(w, &w->places, 8)) return false;
  inc_code_output(lower->code, (inc_output){inc_lower_exactly(lower, v, stored).whole, stored.gap, &w->places});
  return true;
}

static incubator_status evaluate(work *w)
{
  inc_code_block code;
  inc_lower lower = inc_lower_start(w->results, w->number, w->rule->table, &w->arena, &code);
  const inc_select *s = w->select;
  w->keys = inc_arena_alloc(&w->arena, s->order_count, sizeof *w->keys);
  if (!w->keys || !make_result(w, &w->shut, 1)) return INCUBATOR_STATUS_NO_MEMORY;
  inc_value open = inc_lower_boolean(&lower, true);
  if (w->version->at) {
    lower.at = inc_lower_expression(&lower, w->version->at);
    open.gap = lower.at.gap;
  }
  if (w->version->when) {
    open.gap = inc_lower_gap_first(&lower, inc_lower_shut(&lower, inc_lower_expression(&lower, w->version->when)), open.gap);
  }
  inc_code_output(&code, (inc_output){open.number, open.gap, &w->shut});
  for (uint32_t i = 0; i < s->order_count && !code.failed; i++) {
    if (!put_key(w, &lower, s->order[i].value, &w->keys[i])) return INCUBATOR_STATUS_NO_MEMORY;
  }
  if (s->places && !put_places(w, &lower)) return INCUBATOR_STATUS_NO_MEMORY;
  if (code.failed) return INCUBATOR_STATUS_NO_MEMORY;
  return inc_code_run_all(w->results, &code, w->rows);
}

/* ---- The order ---- */

static int compare_keys(const work *w, const candidate *a, const candidate *b)
{
  if (a->group != b->group) return a->group < b->group ? -1 : 1;
  for (uint32_t i = 0; i < w->select->order_count; i++) {
    int64_t x = inc_result_value(&w->keys[i], a->row), y = inc_result_value(&w->keys[i], b->row);
    if (x != y) return (x < y) == w->select->order[i].highest ? 1 : -1;
  }
  return 0;
}

/* Merges two runs, each in order, into `to`. */
static void merge(const work *w, const candidate *from, size_t left, size_t right, size_t end, candidate *to)
{
  size_t l = left, r = right;
  for (size_t i = left; i < end; i++) {
    bool first = r == end || (l < right && compare_keys(w, &from[l], &from[r]) <= 0);
    to[i] = from[first ? l++ : r++];
  }
}

/* Sorts the candidates; false when there is no memory. */
static bool sort_candidates(work *w)
{
  candidate *other = inc_arena_alloc(&w->arena, w->count, sizeof *other), *from = w->candidates;
  if (!other) return false;
  for (size_t run = 1; run < w->count; run *= 2) {
    for (size_t left = 0; left < w->count; left += 2 * run) {
      size_t right = left + run < w->count ? left + run : w->count, end = right + run < w->count ? right + run : w->count;
      merge(w, from, left, right, end, other);
    }
    candidate *sorted = other;
    other = from;
    from = sorted;
  }
  w->candidates = from;
  return true;
}

/* Ranks are 1, 2, 2, 4. */
static void rank_candidates(work *w)
{
  size_t first = 0, equal = 0; /* of the group, and of those with the same keys */
  for (size_t i = 1; i <= w->count; i++) {
    if (i < w->count && compare_keys(w, &w->candidates[equal], &w->candidates[i]) == 0) continue;
    for (size_t k = equal; k < i; k++) {
      w->candidates[k].rank = (uint32_t)(equal - first) + 1;
      w->candidates[k].equals = (uint32_t)(i - equal);
    }
    if (i < w->count && w->candidates[i].group != w->candidates[equal].group) first = i;
    equal = i;
  }
}

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
  w->candidates = inc_arena_alloc(&w->arena, w->rows, sizeof *w->candidates);
  if (!w->candidates) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t row = 0; row < w->rows; row++) {
    if (w->shut.gaps[row] || gap_of(w, row)) continue;
    w->candidates[w->count++] = (candidate){.row = (uint32_t)row, .group = w->groups.of_row[row]};
  }
  if (!sort_candidates(w)) return INCUBATOR_STATUS_NO_MEMORY;
  rank_candidates(w);
  return INCUBATOR_STATUS_OK;
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
  places p = {INCUBATOR_GAP_NONE, whole_places(w, w->candidates[first].row)};
  bool same = true;
  for (size_t i = first; i < end; i++) {
    uint32_t row = w->candidates[i].row;
    uint8_t gap = w->places.gaps[row];
    if (!gap && whole_places(w, row) < -(INT64_MAX / INC_MICRO)) gap = INCUBATOR_GAP_ERROR; /* rounded down out of the range */
    if (gap > p.gap) p.gap = gap;
    same = same && whole_places(w, row) == p.count;
  }
  if (!p.gap && !same) p.gap = INCUBATOR_GAP_ERROR;
  return p;
}

static uint8_t chosen(const work *w, const candidate *c, places p, bool *in)
{
  int64_t last = (int64_t)c->rank + c->equals - 1;
  *in = last <= p.count;
  if (p.gap || *in || c->rank > p.count) return p.gap;
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

static void put_group(const work *w, size_t first, size_t end)
{
  places p = places_of(w, first, end);
  for (size_t i = first; i < end; i++) {
    const candidate *c = &w->candidates[i];
    bool in;
    uint8_t gap = chosen(w, c, p, &in);
    put(w, 0, c->row, gap, in);
    put(w, INC_SELECT_RANK, c->row, 0, c->rank * (int64_t)INC_MICRO);
    put(w, INC_SELECT_OF, c->row, 0, (int64_t)(end - first) * INC_MICRO);
    put(w, INC_SELECT_PLACES, c->row, p.gap, p.gap ? 0 : p.count * INC_MICRO);
  }
}

static void fill(const work *w)
{
  for (size_t row = 0; row < w->rows; row++) {
    uint8_t gap = gap_of(w, row);
    for (uint32_t p = 0; gap && p < w->rule->part_count; p++) put(w, p, row, gap, 0);
  }
  for (size_t i = 0, first = 0; i < w->count; i++) {
    if (i + 1 < w->count && w->candidates[i + 1].group == w->candidates[first].group) continue;
    put_group(w, first, i + 1);
    first = i + 1;
  }
}

/* ---- Around it: `when`, which leaves out candidates, and `absent` ---- */

static incubator_status finish(work *w)
{
  inc_code_block code;
  inc_lower lower = inc_lower_start(w->results, w->number, w->rule->table, &w->arena, &code);
  lower.version = w->version;
  if (w->version->at) lower.at = inc_lower_expression(&lower, w->version->at);
  for (uint32_t p = 0; p < w->rule->part_count && !code.failed; p++) {
    inc_result *result = &w->results->columns[w->number][p];
    inc_ref *own = inc_arena_alloc(&w->arena, 1, sizeof *own);
    if (!result->gaps) continue;
    if (!own) return INCUBATOR_STATUS_NO_MEMORY;
    *own = (inc_ref){.table = w->rule->table, .field = INC_NONE, .rule = w->number, .part = p};
    inc_value v = inc_lower_around(&lower, inc_lower_ref(&lower, own), p == 0);
    inc_code_output(&code, (inc_output){v.number, v.gap, result});
    if (p == 0) INC_TRY(inc_results_keep(w->results, &lower));
  }
  return code.failed ? INCUBATOR_STATUS_NO_MEMORY : inc_code_run_all(w->results, &code, w->rows);
}

static incubator_status run_select(work *w)
{
  const inc_select *s = w->select;
  INC_TRY(inc_groups_within(w->results, w->rule->table, s->within, s->within_count, &w->groups));
  INC_TRY(evaluate(w));
  INC_TRY(order(w));
  fill(w);
  return finish(w);
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
  inc_arena_clear(&w.arena);
  return status;
}
