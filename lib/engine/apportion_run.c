/* Apportionments: each group's whole, divided among its rows. */
#include <string.h>

#include "engine/order.h"

typedef struct work {
  inc_results *results;
  uint32_t number;
  const inc_version *version;
  const inc_apportion_rule *how;
  inc_arena arena;
  size_t rows;
  inc_result shut; /* gap: the rule does not speak of the row */
  inc_result whole, weight, lower, upper; /* on the grid; bounds are rounded inward to the unit */
  inc_groups groups;
  inc_ordering order; /* by group, otherwise as in the table */
} work;

/* ---- The rows' own values ---- */

static bool put(work *w, inc_lower *lower, inc_value v, inc_result *to)
{
  if (!inc_result_make(to, &w->arena, w->rows, 8)) return false;
  inc_code_output(lower->code, (inc_output){v.number, v.gap, to});
  return true;
}

/* Up to the next multiple of the unit: down of what is below 0, the other way round. */
static inc_value up_to_unit(inc_lower *lower, inc_value v, int64_t unit)
{
  inc_value zero = inc_lower_code(lower, INC_TYPE_NUMBER, 0), one = inc_lower_number(lower, (inc_number){unit, INC_MICRO_SCALE});
  inc_value down = inc_lower_store(lower, v, unit, INC_ROUND_DOWN);
  inc_value rest = inc_lower_subtract(lower, v, down);
  return inc_lower_store(lower, inc_lower_if(lower, inc_lower_compare(lower, INC_DO_LESS, zero, rest), inc_lower_add(lower, down, one), down), 1,
                         INC_ROUND_DOWN);
}

/* Bounds are within what a cell can be: no share is below 0. */
static inc_value bound(inc_lower *lower, const inc_expression *e, int64_t unit, bool up)
{
  inc_value zero = inc_lower_code(lower, INC_TYPE_NUMBER, 0), most = inc_lower_number(lower, (inc_number){INT64_MAX / unit * unit, INC_MICRO_SCALE});
  inc_value v = inc_lower_extreme(lower, true, zero, inc_lower_expression(lower, e));
  v = inc_lower_extreme(lower, false, most, v);
  return up ? up_to_unit(lower, v, unit) : inc_lower_store(lower, v, unit, INC_ROUND_DOWN);
}

static incubator_status evaluate(work *w)
{
  inc_code_block code;
  inc_lower lower = inc_lower_start(w->results, w->number, w->results->program->rules[w->number].table, &w->arena, &code);
  const inc_apportion_rule *how = w->how;
  const inc_rounding rounding = w->results->program->rounding;
  if (!inc_result_make(&w->shut, &w->arena, w->rows, 1)) return INCUBATOR_STATUS_NO_MEMORY;
  inc_lower_gate(&lower, w->version, &w->shut);
  bool ok = put(w, &lower, inc_lower_store(&lower, inc_lower_expression(&lower, how->whole), 1, rounding), &w->whole) &&
            put(w, &lower, inc_lower_store(&lower, inc_lower_expression(&lower, how->weight), 1, rounding), &w->weight);
  if (ok && how->lower) ok = put(w, &lower, bound(&lower, how->lower, how->unit, true), &w->lower);
  if (ok && how->upper) ok = put(w, &lower, bound(&lower, how->upper, how->unit, false), &w->upper);
  if (!ok || code.failed) return INCUBATOR_STATUS_NO_MEMORY;
  return inc_code_run_all(w->results, &code, w->rows);
}

/* ---- One group ---- */

static uint8_t stronger(uint8_t gap, const inc_result *values, size_t row)
{
  return values->gaps && values->gaps[row] > gap ? values->gaps[row] : gap;
}

/* The numbers of a group's rows, one after the other. */
typedef struct numbers {
  int64_t *weights, *lower, *upper, *shares;
  bool *tied;
} numbers;

static void put_share(const work *w, size_t row, uint8_t gap, int64_t micros)
{
  inc_result *column = &w->results->columns[w->number][0];
  column->gaps[row] = gap;
  ((int64_t *)column->values)[row] = gap ? 0 : micros;
}

/* The whole that all rows of a group agree on: a gap of any is that of all, two wholes are an error. */
static uint8_t read_whole(const work *w, size_t first, size_t end, int64_t *whole)
{
  uint8_t gap = INCUBATOR_GAP_NONE;
  bool same = true;
  *whole = inc_result_value(&w->whole, w->order.rows[first].row);
  for (size_t i = first; i < end; i++) {
    gap = stronger(gap, &w->whole, w->order.rows[i].row);
    same = same && inc_result_value(&w->whole, w->order.rows[i].row) == *whole;
  }
  return gap || same ? gap : INCUBATOR_GAP_ERROR;
}

/* A gap of any row is that of all; without one, what can't be divided is an error. */
static uint8_t read_group(const work *w, size_t first, size_t end, numbers *n, int64_t *whole)
{
  uint8_t gap = read_whole(w, first, end, whole);
  bool wrong = *whole < 0 || *whole % w->how->unit;
  for (size_t i = first; i < end; i++) {
    const size_t row = w->order.rows[i].row;
    gap = stronger(stronger(stronger(gap, &w->weight, row), &w->lower, row), &w->upper, row);
    n->weights[i - first] = inc_result_value(&w->weight, row);
    n->lower[i - first] = w->how->lower ? inc_result_value(&w->lower, row) / w->how->unit : 0;
    n->upper[i - first] = w->how->upper ? inc_result_value(&w->upper, row) / w->how->unit : INC_SHARE_MOST;
    wrong = wrong || n->weights[i - first] < 0;
  }
  return !gap && wrong ? INCUBATOR_GAP_ERROR : gap;
}

static incubator_status share_group(const work *w, size_t first, size_t end, numbers *n)
{
  int64_t whole;
  uint8_t gap = read_group(w, first, end, n, &whole);
  inc_divided shared = {.shares = n->shares, .tied = n->tied};
  if (!gap) {
    const inc_division how = {w->how->method, end - first, whole / w->how->unit, n->weights, n->lower, n->upper, w->how->in_order};
    inc_apportion(&how, &w->results->allocator, &shared);
    if (shared.fault == INC_SHARES_NO_MEMORY) return INCUBATOR_STATUS_NO_MEMORY;
    if (shared.fault) gap = INCUBATOR_GAP_ERROR;
  }
  for (size_t i = first; i < end; i++) {
    const uint8_t own = gap ? gap : shared.tied[i - first] ? INCUBATOR_GAP_TIE : INCUBATOR_GAP_NONE;
    put_share(w, w->order.rows[i].row, own, own ? 0 : shared.shares[i - first] * w->how->unit);
  }
  return INCUBATOR_STATUS_OK;
}

static incubator_status share_all(work *w)
{
  numbers n;
  w->order = (inc_ordering){.by_count = 0};
  w->order.rows = inc_alloc_array(&w->results->allocator, w->rows + 1, sizeof *w->order.rows);
  n.weights = inc_arena_alloc(&w->arena, w->rows, sizeof *n.weights);
  n.lower = inc_arena_alloc(&w->arena, w->rows, sizeof *n.lower);
  n.upper = inc_arena_alloc(&w->arena, w->rows, sizeof *n.upper);
  n.shares = inc_arena_alloc(&w->arena, w->rows, sizeof *n.shares);
  n.tied = inc_arena_alloc(&w->arena, w->rows, sizeof *n.tied);
  if (!w->order.rows || !n.weights || !n.lower || !n.upper || !n.shares || !n.tied) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t row = 0; row < w->rows; row++) {
    if (w->groups.of_row[row] == INC_NONE) put_share(w, row, w->groups.gaps[row], 0);
    else if (!w->shut.gaps[row]) inc_order_add(&w->order, row, w->groups.of_row[row]);
  }
  if (!inc_order_sort(&w->order, w->groups.count, &w->results->allocator)) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t first = 0; first < w->order.count;) {
    const size_t end = inc_order_group_end(&w->order, first);
    INC_TRY(share_group(w, first, end, &n));
    first = end;
  }
  return inc_results_finish(w->results, w->number);
}

static incubator_status run(work *w, uint32_t table)
{
  INC_TRY(inc_groups_within(w->results, table, w->how->within, w->how->within_count, &w->groups));
  INC_TRY(evaluate(w));
  return share_all(w);
}

incubator_status inc_apportion_run(inc_results *results, uint32_t number)
{
  const inc_rule *rule = &results->program->rules[number];
  work w = {.results = results, .number = number, .version = inc_rule_version(rule, results->as_of)};
  w.rows = inc_results_rows(results, rule->table);
  if (!w.version) {
    inc_results_inapplicable(results, number);
    return INCUBATOR_STATUS_OK;
  }
  w.how = &w.version->is.apportion;
  inc_arena_init(&w.arena, &results->allocator);
  incubator_status status = run(&w, rule->table);
  inc_groups_free(results, &w.groups);
  inc_free(&results->allocator, w.order.rows);
  inc_arena_clear(&w.arena);
  return status;
}
