/*
 * Measures: one pass over the rows below computes, for each, whether it counts and what
 * is taken of it; the rows of a group are then taken together. A row of which that is not
 * known is kept apart, so that bounds can be told where the value itself can't.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/results.h"

typedef struct tally {
  uint64_t counted;      /* rows that count and have an `of` */
  uint64_t of_true;      /* of those, by a boolean `of` */
  uint64_t of_unknown;   /* rows that count, `of` unknown */
  uint64_t maybe;        /* rows of which it is not known whether they count */
  uint64_t maybe_true;   /* of those, `of` true or unknown */
  uint64_t maybe_false;  /* of those, `of` false or unknown */
  uint64_t distinct, commonest_count;
  inc_i128 sum, sum_low, sum_high; /* bounds of what the undetermined rows add */
  int64_t least, greatest, commonest;
  uint8_t gap; /* the strongest among the undetermined rows */
  bool tied;
} tally;

typedef struct work {
  inc_results *results;
  const inc_rule *rule;
  uint32_t number;
  const inc_measure *measure;
  const inc_version *version;
  inc_arena arena;
  inc_groups groups;
  inc_result where, of; /* gaps NULL where there is no such expression */
  tally *tallies;
} work;

/* ---- Whether a row counts, and what of it ---- */

static bool make_result(work *w, inc_result *result, size_t rows, uint8_t width)
{
  result->width = width;
  result->values = inc_arena_alloc(&w->arena, rows, width);
  result->gaps = inc_arena_alloc(&w->arena, rows, 1);
  return result->values && result->gaps;
}

static incubator_status evaluate_rows(work *w)
{
  const inc_measure *m = w->measure;
  size_t rows = inc_results_rows(w->results, m->rows);
  inc_code_block code;
  inc_lower lower = inc_lower_start(w->results, m->rows, &w->arena, &code);
  if (m->where) {
    if (!make_result(w, &w->where, rows, 1)) return INCUBATOR_STATUS_NO_MEMORY;
    inc_value v = inc_lower_expression(&lower, m->where);
    inc_code_output(&code, (inc_output){v.number, v.gap, &w->where});
  }
  if (m->of) {
    if (!make_result(w, &w->of, rows, 8)) return INCUBATOR_STATUS_NO_MEMORY;
    inc_value v = inc_lower_store(&lower, inc_lower_expression(&lower, m->of), 1, w->results->program->rounding);
    inc_code_output(&code, (inc_output){v.number, v.gap, &w->of});
  }
  if (code.failed) return INCUBATOR_STATUS_NO_MEMORY;
  return inc_code_run_all(w->results, &code, rows);
}

static void widen_sum(tally *t, int64_t low, int64_t high, bool certain)
{
  t->sum_low += certain ? low : low < 0 ? low : 0;
  t->sum_high += certain ? high : high > 0 ? high : 0;
}

static void add_undetermined(const work *w, tally *t, uint8_t where_gap, uint8_t of_gap, int64_t of)
{
  const inc_measure *m = w->measure;
  uint8_t gap = where_gap ? where_gap : of_gap; /* as in an if: what it would count is not looked at yet */
  if (gap > t->gap) t->gap = gap;
  if (where_gap) {
    t->maybe++;
    t->maybe_true += of_gap || of;
    t->maybe_false += of_gap || !of;
  } else {
    t->of_unknown++;
  }
  widen_sum(t, of_gap ? m->of_min : of, of_gap ? m->of_max : of, !where_gap);
}

static void add_value(tally *t, int64_t of)
{
  if (t->counted == 0 || of < t->least) t->least = of;
  if (t->counted == 0 || of > t->greatest) t->greatest = of;
  t->counted++;
  t->of_true += of != 0;
  t->sum += of;
}

static void add_row(work *w, size_t row)
{
  uint32_t group = w->groups.of_row[row];
  if (group == INC_NONE) return;
  uint8_t where_gap = w->where.gaps ? w->where.gaps[row] : INCUBATOR_GAP_NONE;
  uint8_t of_gap = w->of.gaps ? w->of.gaps[row] : INCUBATOR_GAP_NONE;
  if (where_gap == INCUBATOR_GAP_INAPPLICABLE || of_gap == INCUBATOR_GAP_INAPPLICABLE) return;
  if (w->where.gaps && !where_gap && !inc_result_value(&w->where, row)) return;
  int64_t of = w->of.gaps ? inc_result_value(&w->of, row) : 0;
  if (where_gap || of_gap) add_undetermined(w, &w->tallies[group], where_gap, of_gap, of);
  else add_value(&w->tallies[group], of);
}

/* ---- Different values of a group ---- */

typedef struct pair {
  uint32_t group;
  int64_t value;
} pair;

static int compare_pairs(const void *left, const void *right)
{
  const pair *a = left, *b = right;
  if (a->group != b->group) return a->group < b->group ? -1 : 1;
  return a->value < b->value ? -1 : a->value > b->value;
}

static void end_run(tally *t, int64_t value, uint64_t length)
{
  t->distinct++;
  t->tied = length == t->commonest_count || (t->tied && length < t->commonest_count);
  if (length <= t->commonest_count) return;
  t->commonest_count = length;
  t->commonest = value;
}

static bool counts_surely(const work *w, size_t row)
{
  if (w->groups.of_row[row] == INC_NONE || w->of.gaps[row]) return false;
  return !w->where.gaps || (!w->where.gaps[row] && inc_result_value(&w->where, row));
}

static incubator_status count_values(work *w, size_t rows)
{
  pair *pairs = inc_alloc_zero(&w->results->allocator, rows, sizeof *pairs);
  size_t count = 0;
  if (!pairs) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t row = 0; row < rows; row++) {
    if (counts_surely(w, row)) pairs[count++] = (pair){w->groups.of_row[row], inc_result_value(&w->of, row)};
  }
  qsort(pairs, count, sizeof *pairs, compare_pairs);
  for (size_t i = 0, start = 0; i < count; i++) {
    if (i + 1 < count && compare_pairs(&pairs[i], &pairs[i + 1]) == 0) continue;
    end_run(&w->tallies[pairs[i].group], pairs[i].value, i + 1 - start);
    start = i + 1;
  }
  inc_free(&w->results->allocator, pairs);
  return INCUBATOR_STATUS_OK;
}

/* ---- What a group comes to ---- */

typedef struct figure {
  uint8_t gap;
  int64_t value;
} figure;

/* Rounded once: the value to the rule's step, its bounds to the grid. */
static figure ratio(const work *w, inc_i128 numerator, uint64_t denominator, int64_t step)
{
  if (denominator == 0) return (figure){INCUBATOR_GAP_MISSING, 0};
  inc_rounding mode = step == w->version->step ? w->version->rounding : w->results->program->rounding;
  inc_i128 value = inc_divide_round(numerator, (inc_i128)denominator * step, mode) * step;
  if (value > INT64_MAX || value < -INT64_MAX) return (figure){INCUBATOR_GAP_ERROR, 0};
  return (figure){INCUBATOR_GAP_NONE, (int64_t)value};
}

static figure share(const work *w, uint64_t part, uint64_t whole, int64_t step)
{
  return ratio(w, (inc_i128)part * INC_MICRO, whole, step);
}

static figure of_values(const tally *t, int64_t value)
{
  return (figure){t->counted ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_MISSING, value};
}

static figure determined(const work *w, const tally *t)
{
  int64_t step = w->version->step;
  switch (w->measure->take) {
  case INC_TAKE_COUNT: return ratio(w, (inc_i128)t->counted * INC_MICRO, 1, step);
  case INC_TAKE_SUM: return ratio(w, t->sum, 1, step);
  case INC_TAKE_MIN: return of_values(t, t->least);
  case INC_TAKE_MAX: return of_values(t, t->greatest);
  case INC_TAKE_MEAN: return ratio(w, t->sum, t->counted, step);
  case INC_TAKE_DISTINCT: return ratio(w, (inc_i128)t->distinct * INC_MICRO, 1, step);
  case INC_TAKE_COMMONEST: return t->tied ? (figure){INCUBATOR_GAP_TIE, 0} : of_values(t, t->commonest);
  case INC_TAKE_SHARE: return share(w, t->of_true, t->counted, step);
  default: return share(w, t->commonest_count, t->counted, step);
  }
}

static figure bound(const work *w, const tally *t, bool high)
{
  const uint64_t known = t->counted + t->of_unknown;
  switch (w->measure->take) {
  case INC_TAKE_COUNT:
    if (!high) return ratio(w, (inc_i128)t->counted * INC_MICRO, 1, 1);
    return ratio(w, (inc_i128)(known + t->maybe) * INC_MICRO, 1, 1);
  case INC_TAKE_SUM:
    if (!w->measure->bounded) break;
    return ratio(w, t->sum + (high ? t->sum_high : t->sum_low), 1, 1);
  case INC_TAKE_SHARE:
    if (high) return share(w, t->of_true + t->of_unknown + t->maybe_true, known + t->maybe_true, 1);
    return share(w, t->of_true, known + t->maybe_false, 1);
  default: break;
  }
  return (figure){t->gap, 0};
}

static figure part_of(const work *w, const tally *t, uint32_t part)
{
  if (part == INC_MEASURE_UNDETERMINED) {
    return (figure){INCUBATOR_GAP_NONE, (int64_t)(t->maybe + t->of_unknown) * INC_MICRO};
  }
  if (t->gap && part == 0) return (figure){t->gap, 0};
  if (t->gap) return bound(w, t, part == INC_MEASURE_HIGH);
  return determined(w, t);
}

static void put(inc_result *result, size_t row, figure f)
{
  result->gaps[row] = f.gap;
  int64_t value = f.gap ? 0 : f.value;
  if (result->width == 1) ((int8_t *)result->values)[row] = (int8_t)value;
  else if (result->width == 4) ((int32_t *)result->values)[row] = (int32_t)value;
  else ((int64_t *)result->values)[row] = value;
}

/* The group that a row of the measure's own table is told about. */
static uint32_t group_of(const work *w, size_t row)
{
  return w->measure->via ? (uint32_t)row : w->groups.of_row[row];
}

static void fill(work *w, size_t rows)
{
  for (uint32_t p = 0; p < w->rule->part_count; p++) {
    inc_result *result = &w->results->columns[w->number][p];
    for (size_t row = 0; result->gaps && row < rows; row++) {
      uint32_t group = group_of(w, row);
      put(result, row, group == INC_NONE ? (figure){w->groups.gaps[row], 0} : part_of(w, &w->tallies[group], p));
    }
  }
}

static incubator_status take(work *w)
{
  const inc_measure *m = w->measure;
  size_t rows = inc_results_rows(w->results, m->rows), own = inc_results_rows(w->results, w->rule->table);
  INC_TRY(m->via ? inc_groups_up(w->results, m, own, &w->groups)
                 : inc_groups_within(w->results, m->rows, m->within, m->within_count, &w->groups));
  INC_TRY(evaluate_rows(w));
  w->tallies = inc_arena_alloc(&w->arena, w->groups.count, sizeof *w->tallies);
  if (!w->tallies) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t row = 0; row < rows; row++) add_row(w, row);
  if (m->take == INC_TAKE_DISTINCT || m->take == INC_TAKE_COMMONEST || m->take == INC_TAKE_SHARE_OF_COMMONEST) {
    INC_TRY(count_values(w, rows));
  }
  fill(w, own);
  return INCUBATOR_STATUS_OK;
}

/* ---- Around it: the reported figure, `when` and `absent` ---- */

static inc_value body_of(work *w, inc_lower *lower, uint32_t part, bool given)
{
  const inc_part *p = &w->rule->parts[part];
  inc_ref own = {.table = w->rule->table, .field = INC_NONE, .rule = w->number, .part = part};
  if (given) {
    inc_ref *kept = inc_arena_copy(&w->arena, &own, 1, sizeof own);
    if (kept) return inc_lower_ref(lower, kept);
    lower->code->failed = true;
  }
  if (part == INC_MEASURE_UNDETERMINED && w->version->reported) return inc_lower_code(lower, INC_TYPE_NUMBER, 0);
  if (w->version->reported && !lower->code->failed) return inc_lower_ref(lower, w->version->reported);
  return inc_lower_gap(lower, p->type, INCUBATOR_GAP_MISSING);
}

static incubator_status finish(work *w, bool given)
{
  inc_code_block code;
  inc_lower lower = inc_lower_start(w->results, w->rule->table, &w->arena, &code);
  lower.version = w->version;
  lower.measuring = true;
  for (uint32_t p = 0; p < w->rule->part_count && !code.failed; p++) {
    inc_result *result = &w->results->columns[w->number][p];
    if (!result->gaps) continue;
    inc_value v = inc_lower_around(&lower, body_of(w, &lower, p, given), p == 0);
    inc_code_output(&code, (inc_output){v.number, v.gap, result});
  }
  if (code.failed) return INCUBATOR_STATUS_NO_MEMORY;
  return inc_code_run_all(w->results, &code, inc_results_rows(w->results, w->rule->table));
}

bool inc_measure_given(const inc_results *results, const inc_measure *measure, uint32_t *missing)
{
  *missing = measure->rows;
  for (uint32_t i = 0; i <= measure->via_count; i++) {
    if (!results->frame->tables[*missing].given) return false;
    if (i < measure->via_count) *missing = results->program->schema.tables[*missing].fields[measure->via[i]].link;
  }
  return true;
}

static incubator_status run_measure(work *w)
{
  uint32_t missing;
  bool given = inc_measure_given(w->results, w->measure, &missing);
  if (given) INC_TRY(take(w));
  return finish(w, given);
}

static void fill_inapplicable(work *w)
{
  size_t rows = inc_results_rows(w->results, w->rule->table);
  for (uint32_t p = 0; p < w->rule->part_count; p++) {
    inc_result *result = &w->results->columns[w->number][p];
    if (result->gaps) memset(result->gaps, INCUBATOR_GAP_INAPPLICABLE, rows);
  }
}

incubator_status inc_measure_run(inc_results *results, uint32_t number)
{
  work w = {.results = results, .number = number, .rule = &results->program->rules[number]};
  w.version = inc_rule_version(w.rule, results->as_of);
  if (!w.version) {
    fill_inapplicable(&w);
    return INCUBATOR_STATUS_OK;
  }
  w.measure = &w.version->is.measure;
  inc_arena_init(&w.arena, &results->allocator);
  incubator_status status = run_measure(&w);
  inc_groups_free(results, &w.groups);
  inc_arena_clear(&w.arena);
  return status;
}
