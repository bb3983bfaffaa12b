#include "engine/fill.h"

#include <stdlib.h>
#include <string.h>

#include "engine/order.h"

typedef struct work {
  const inc_results *results;
  const inc_adjustment *adjustment;
  int64_t step;
  const inc_filling *filling;
  const inc_result *before;
  inc_result *after;
  inc_arena arena;
  inc_groups groups;
  inc_ordering order;
} work;

static bool make_result(inc_result *result, inc_arena *arena, size_t rows, uint8_t width)
{
  result->width = width;
  result->values = inc_arena_alloc(arena, rows, width);
  result->gaps = inc_arena_alloc(arena, rows, 1);
  return result->values && result->gaps;
}

inc_filling *inc_make_fillings(const inc_results *results, uint32_t number, inc_arena *arena)
{
  const inc_rule *rule = &results->program->rules[number];
  const inc_award *award = &inc_rule_version(rule, results->as_of)->is.award;
  const size_t rows = inc_results_rows(results, rule->table);
  inc_filling *fillings = inc_arena_alloc(arena, award->adjustment_count, sizeof *fillings);
  for (uint32_t i = 0; fillings && i < award->adjustment_count; i++) {
    const inc_adjustment *a = &award->adjustments[i];
    inc_filling *f = &fillings[i];
    if (!a->joint) continue;
    f->keys = inc_arena_alloc(arena, a->order_count + 1, sizeof *f->keys);
    bool ok = f->keys && make_result(&f->cap, arena, rows, 8) && make_result(&f->holds, arena, rows, 1);
    for (uint32_t k = 0; ok && k < a->order_count; k++) ok = make_result(&f->keys[k], arena, rows, 8);
    if (!ok) return NULL;
  }
  return fillings;
}

/* ---- What each gets ---- */

static int64_t money_of(const work *w, size_t place)
{
  return inc_result_value(w->before, w->order.rows[place].row);
}

static void put(const work *w, size_t place, uint8_t gap, int64_t value)
{
  const uint32_t row = w->order.rows[place].row;
  w->after->gaps[row] = gap;
  ((int64_t *)w->after->values)[row] = gap ? 0 : value;
}

static inc_i128 total_of(const work *w, size_t first, size_t end)
{
  inc_i128 total = 0;
  for (size_t i = first; i < end; i++) total += money_of(w, i);
  return total;
}

static void keep_all(const work *w, size_t first, size_t end)
{
  for (size_t i = first; i < end; i++) put(w, i, INCUBATOR_GAP_NONE, money_of(w, i));
}

/* Rows that come at once and do not fit together: a single one with money gets the rest, several need a lot. */
static void edge_partial(const work *w, size_t first, size_t end, int64_t left)
{
  size_t open = 0;
  for (size_t i = first; i < end; i++) open += money_of(w, i) > 0;
  const bool lot = left > 0 && open > 1;
  for (size_t i = first; i < end; i++) {
    const int64_t money = money_of(w, i);
    put(w, i, lot && money > 0 ? INCUBATOR_GAP_TIE : INCUBATOR_GAP_NONE, money < left ? money : left);
  }
}

/* Those who could be served whole if they came first need a lot, the others get nothing. */
static void edge_stop(const work *w, size_t first, size_t end, int64_t left)
{
  for (size_t i = first; i < end; i++) {
    const int64_t money = money_of(w, i);
    put(w, i, money > 0 && money <= left ? INCUBATOR_GAP_TIE : INCUBATOR_GAP_NONE, 0);
  }
}

static void fill_by_order(const work *w, size_t first, size_t end, int64_t left)
{
  for (size_t i = first; i < end;) {
    const size_t behind = w->adjustment->in_order ? i + 1 : inc_order_equals_end(&w->order, i, end);
    const inc_i128 total = total_of(w, i, behind);
    if (total <= left) {
      keep_all(w, i, behind);
      left -= (int64_t)total;
    } else {
      if (w->adjustment->fill == INC_FILL_PARTIAL) edge_partial(w, i, behind, left);
      else edge_stop(w, i, behind, left);
      left = 0;
    }
    i = behind;
  }
}

/* What a row would have of one more step. */
typedef struct claim {
  inc_i128 rest;
  size_t place;
} claim;

static int compare_claims(const void *left, const void *right)
{
  const claim *a = left, *b = right;
  if (a->rest != b->rest) return a->rest > b->rest ? -1 : 1;
  return a->place < b->place ? -1 : a->place > b->place;
}

static bool equal_claims(const work *w, const claim *a, const claim *b)
{
  return a->rest == b->rest && inc_order_equal(&w->order, &w->order.rows[a->place], &w->order.rows[b->place]);
}

/* The steps that are left go to the greatest rests, equal ones by order. */
static void give_rest(const work *w, const claim *claims, size_t count, size_t steps)
{
  for (size_t i = 0; i < count && steps;) {
    size_t behind = i + 1;
    while (behind < count && equal_claims(w, &claims[i], &claims[behind])) behind++;
    const bool lot = behind - i > steps && !w->adjustment->in_order;
    for (size_t k = i; k < behind && (lot || steps); k++) {
      const inc_ordered *o = &w->order.rows[claims[k].place];
      put(w, claims[k].place, lot ? INCUBATOR_GAP_TIE : INCUBATOR_GAP_NONE, ((int64_t *)w->after->values)[o->row] + w->step);
      steps -= !lot;
    }
    if (lot) return;
    i = behind;
  }
}

static incubator_status fill_pro_rata(const work *w, size_t first, size_t end, int64_t left)
{
  const inc_i128 total = total_of(w, first, end) / w->step, whole = left / w->step;
  if (total <= whole) {
    keep_all(w, first, end);
    return INCUBATOR_STATUS_OK;
  }
  claim *claims = inc_alloc(&w->results->allocator, (end - first) * sizeof *claims);
  if (!claims) return INCUBATOR_STATUS_NO_MEMORY;
  size_t count = 0;
  inc_i128 given = 0;
  for (size_t i = first; i < end; i++) {
    const inc_i128 part = (inc_i128)(money_of(w, i) / w->step) * whole, share = part / total;
    put(w, i, INCUBATOR_GAP_NONE, (int64_t)share * w->step);
    given += share;
    if (part % total) claims[count++] = (claim){part % total, i};
  }
  if (count) qsort(claims, count, sizeof *claims, compare_claims);
  give_rest(w, claims, count, (size_t)(whole - given));
  inc_free(&w->results->allocator, claims);
  return INCUBATOR_STATUS_OK;
}

/* The cap of a group, on which its rows must agree; a gap of any is that of all. */
static uint8_t cap_of(const work *w, size_t first, size_t end, int64_t *cap)
{
  uint8_t gap = INCUBATOR_GAP_NONE;
  bool same = true;
  *cap = inc_result_value(&w->filling->cap, w->order.rows[first].row);
  for (size_t i = first; i < end; i++) {
    const uint32_t row = w->order.rows[i].row;
    if (w->filling->cap.gaps[row] > gap) gap = w->filling->cap.gaps[row];
    same = same && inc_result_value(&w->filling->cap, row) == *cap;
  }
  return gap || same ? gap : INCUBATOR_GAP_ERROR;
}

static incubator_status fill_group(const work *w, size_t first, size_t end)
{
  int64_t cap;
  const uint8_t gap = cap_of(w, first, end, &cap);
  if (!gap && w->adjustment->fill == INC_FILL_PRO_RATA) return fill_pro_rata(w, first, end, cap);
  if (!gap) fill_by_order(w, first, end, cap);
  for (size_t i = first; gap && i < end; i++) put(w, i, gap, 0);
  return INCUBATOR_STATUS_OK;
}

/* ---- Who takes part ---- */

/* The gap of a row that can't take part: of its order, then of its group. */
static uint8_t gap_of(const work *w, size_t row)
{
  uint8_t gap = INCUBATOR_GAP_NONE;
  for (uint32_t i = 0; i < w->order.by_count; i++) {
    if (w->order.keys[i].gaps[row] > gap) gap = w->order.keys[i].gaps[row];
  }
  return gap || w->groups.of_row[row] != INC_NONE ? gap : w->groups.gaps[row];
}

static void take_part(work *w, size_t row)
{
  uint8_t gap = w->before->gaps[row];
  if (!gap) gap = w->filling->holds.gaps[row];
  const bool in = !gap && ((const uint8_t *)w->filling->holds.values)[row];
  if (in) gap = gap_of(w, row);
  w->after->gaps[row] = gap;
  ((int64_t *)w->after->values)[row] = gap ? 0 : inc_result_value(w->before, row);
  if (in && !gap) inc_order_add(&w->order, row, w->groups.of_row[row]);
}

static incubator_status fill_all(work *w, uint32_t table)
{
  const inc_adjustment *a = w->adjustment;
  const size_t rows = inc_results_rows(w->results, table);
  incubator_status status = inc_groups_within(w->results, table, a->over, a->over_count, &w->groups);
  if (status != INCUBATOR_STATUS_OK) return status;
  w->order = (inc_ordering){.by = a->order, .by_count = a->order_count, .keys = w->filling->keys};
  w->order.rows = inc_arena_alloc(&w->arena, rows + 1, sizeof *w->order.rows);
  if (!w->order.rows) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t row = 0; row < rows; row++) take_part(w, row);
  if (!inc_order_sort(&w->order, w->groups.count, &w->arena)) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t first = 0; first < w->order.count && status == INCUBATOR_STATUS_OK;) {
    const size_t end = inc_order_group_end(&w->order, first);
    status = fill_group(w, first, end);
    first = end;
  }
  return status;
}

incubator_status inc_fill_run(const inc_results *results, uint32_t number, uint32_t adjustment, inc_filling *filling)
{
  const inc_rule *rule = &results->program->rules[number];
  const inc_version *version = inc_rule_version(rule, results->as_of);
  const inc_adjustment *all = version->is.award.adjustments;
  work w = {.results = results, .adjustment = &all[adjustment], .step = version->step, .filling = filling};
  w.before = &results->columns[number][adjustment ? all[adjustment - 1].part : INC_AWARD_COMPUTED];
  w.after = &results->columns[number][all[adjustment].part];
  inc_arena_init(&w.arena, &results->allocator);
  incubator_status status = fill_all(&w, rule->table);
  inc_groups_free(results, &w.groups);
  inc_arena_clear(&w.arena);
  filling->state = INC_FILLING_DONE;
  return status;
}

/* ---- Rows below ---- */

/* An inapplicable amount is 0; another gap is that of the sum, and a sum beyond the range is an error. */
static void sum_up(const inc_result *amounts, const inc_groups *groups, size_t rows, inc_i128 *totals, inc_result *sums)
{
  for (size_t row = 0; row < rows; row++) {
    const uint32_t to = groups->of_row[row];
    const uint8_t gap = amounts->gaps[row];
    if (to == INC_NONE || gap == INCUBATOR_GAP_INAPPLICABLE) continue;
    if (gap > sums->gaps[to]) sums->gaps[to] = gap;
    if (!gap) totals[to] += inc_result_value(amounts, row);
  }
  for (size_t i = 0; i < groups->count; i++) {
    if (!sums->gaps[i] && (totals[i] > INT64_MAX || totals[i] < -INT64_MAX)) sums->gaps[i] = INCUBATOR_GAP_ERROR;
    ((int64_t *)sums->values)[i] = sums->gaps[i] ? 0 : (int64_t)totals[i];
  }
}

static incubator_status sum_rows(const inc_results *results, uint32_t table, const inc_component *c, inc_result *sums)
{
  const size_t parents = inc_results_rows(results, table);
  const inc_measure path = {.rows = c->award.table, .via = c->via, .via_count = c->via_count};
  uint32_t missing;
  inc_groups groups;
  memset(sums->gaps, inc_measure_given(results, &path, &missing) ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_MISSING, parents);
  INC_TRY(inc_groups_up(results, &path, parents, &groups));
  inc_i128 *totals = inc_alloc_zero(&results->allocator, parents + 1, sizeof *totals);
  if (totals) sum_up(&results->columns[c->award.rule][0], &groups, inc_results_rows(results, c->award.table), totals, sums);
  inc_free(&results->allocator, totals);
  inc_groups_free(results, &groups);
  return totals ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}

incubator_status inc_fill_sums(const inc_results *results, uint32_t number)
{
  const inc_rule *rule = &results->program->rules[number];
  const inc_award *award = &inc_rule_version(rule, results->as_of)->is.award;
  for (uint32_t i = 0; i < award->component_count; i++) {
    const inc_component *c = &award->components[i];
    if (c->via_count) INC_TRY(sum_rows(results, rule->table, c, &results->columns[number][c->sum]));
  }
  return INCUBATOR_STATUS_OK;
}
