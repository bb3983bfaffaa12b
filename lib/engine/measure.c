/*
 * Measures: one pass over the rows below computes, for each, whether it counts and what
 * is taken of it; the rows of a group are then taken together. A row of which that is not
 * known is kept apart, so that bounds can be told where the value itself can't.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/results.h"
#include "engine/tally.h"

/*
 * With `at`, rows of the own table look at the same rows below with the parameters of
 * different dates: there is one pass for each period between two changes of a parameter.
 */
typedef struct work {
  inc_results *results;
  const inc_rule *rule;
  uint32_t number;
  const inc_measure *measure;
  const inc_version *version;
  inc_arena arena;
  inc_groups groups;
  inc_result dates; /* of the own rows; gaps NULL without `at` */
  int32_t *changes; /* days on which a parameter that is read changes, in order */
  size_t change_count;
  inc_result where, of, fraction; /* of the rows below; gaps NULL where there is no such thing */
  inc_tally *tallies;
} work;

static bool make_result(work *w, inc_result *result, size_t rows, uint8_t width)
{
  return result->gaps || inc_result_make(result, &w->arena, rows, width); /* the same in each period */
}

/* ---- Periods ---- */

static incubator_status find_dates(work *w, size_t rows)
{
  inc_code_block code;
  inc_lower lower = inc_lower_start(w->results, w->number, w->rule->table, &w->arena, &code);
  if (!make_result(w, &w->dates, rows, 4)) return INCUBATOR_STATUS_NO_MEMORY;
  inc_value v = inc_lower_expression(&lower, w->version->at);
  inc_code_output(&code, (inc_output){v.number, v.gap, &w->dates});
  if (code.failed) return INCUBATOR_STATUS_NO_MEMORY;
  return inc_code_run_all(w->results, &code, rows);
}

static const inc_parameter *parameter_at(const work *w, const inc_expression *e, uint32_t node)
{
  return e->nodes[node].op == INC_OP_PARAMETER ? &w->results->program->parameters[e->nodes[node].is.parameter] : NULL;
}

static size_t count_changes(const work *w, const inc_expression *e)
{
  size_t count = 0;
  for (uint32_t i = 0; e && i < e->count; i++) {
    const inc_parameter *p = parameter_at(w, e, i);
    count += p ? p->value_count : 0;
  }
  return count;
}

static void add_changes(work *w, const inc_expression *e)
{
  for (uint32_t i = 0; e && i < e->count; i++) {
    const inc_parameter *p = parameter_at(w, e, i);
    for (size_t k = 0; p && k < p->value_count; k++) w->changes[w->change_count++] = p->values[k].from;
  }
}

static int compare_days(const void *left, const void *right)
{
  int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;
  return a < b ? -1 : a > b;
}

static incubator_status find_changes(work *w)
{
  size_t count = count_changes(w, w->measure->where) + count_changes(w, w->measure->of);
  w->changes = inc_arena_alloc(&w->arena, count, sizeof *w->changes);
  if (!w->changes) return INCUBATOR_STATUS_NO_MEMORY;
  add_changes(w, w->measure->where);
  add_changes(w, w->measure->of);
  if (count) qsort(w->changes, count, sizeof *w->changes, compare_days);
  w->change_count = 0;
  for (size_t i = 0; i < count; i++) {
    if (i == 0 || w->changes[i] != w->changes[i - 1]) w->changes[w->change_count++] = w->changes[i];
  }
  return INCUBATOR_STATUS_OK;
}

/* Whether a row is decided in a period: from change `period` − 1 on, until change `period`. */
static bool in_period(const work *w, size_t row, size_t period)
{
  if (!w->dates.gaps) return true;
  int64_t day = inc_result_value(&w->dates, row);
  return (period == 0 || w->changes[period - 1] <= day) && (period == w->change_count || day < w->changes[period]);
}

/* The date that parameters are taken at in a period; there is none to tell before the first change. */
static inc_value date_of(const work *w, inc_lower *lower, size_t period)
{
  if (!w->dates.gaps) return lower->at;
  return inc_lower_code(lower, INC_TYPE_DATE, period ? w->changes[period - 1] : INT32_MIN);
}

/* ---- Whether a row counts, and what of it ---- */

static incubator_status add_outputs(work *w, inc_lower *lower, size_t rows)
{
  const inc_measure *m = w->measure;
  if (m->where) {
    if (!make_result(w, &w->where, rows, 1)) return INCUBATOR_STATUS_NO_MEMORY;
    inc_value v = inc_lower_expression(lower, m->where);
    inc_code_output(lower->code, (inc_output){v.number, v.gap, &w->where});
  }
  if (!m->of) return INCUBATOR_STATUS_OK;
  if (!make_result(w, &w->of, rows, 8)) return INCUBATOR_STATUS_NO_MEMORY;
  inc_value v = inc_lower_expression(lower, m->of);
  inc_value stored = inc_lower_store(lower, v, 1, w->results->program->rounding);
  inc_exactly exactly = inc_lower_exactly(lower, v, stored);
  inc_code_output(lower->code, (inc_output){exactly.whole, stored.gap, &w->of});
  if (exactly.fraction == INC_NO_REGISTER) return INCUBATOR_STATUS_OK;
  if (!make_result(w, &w->fraction, rows, 16)) return INCUBATOR_STATUS_NO_MEMORY;
  inc_code_output(lower->code, (inc_output){exactly.fraction, INC_NO_REGISTER, &w->fraction});
  return INCUBATOR_STATUS_OK;
}

static incubator_status evaluate_rows(work *w, size_t period)
{
  size_t rows = inc_results_rows(w->results, w->measure->rows);
  inc_code_block code;
  inc_lower lower = inc_lower_start(w->results, w->number, w->measure->rows, &w->arena, &code);
  lower.at = date_of(w, &lower, period);
  INC_TRY(add_outputs(w, &lower, rows));
  if (code.failed) return INCUBATOR_STATUS_NO_MEMORY;
  return inc_code_run_all(w->results, &code, rows);
}

static inc_term of_row(const work *w, size_t row)
{
  inc_term term = {w->of.gaps ? inc_result_value(&w->of, row) : 0, 0};
  if (w->fraction.gaps) term.fraction = ((const inc_u128 *)w->fraction.values)[row];
  return term;
}

static void add_open(work *w, size_t row, uint8_t where, uint8_t of)
{
  const inc_open_row open = {.where = where, .of = of, .value = of_row(w, row)};
  if (where == INCUBATOR_GAP_INAPPLICABLE || of == INCUBATOR_GAP_INAPPLICABLE) return;
  inc_tally_open(&w->tallies[w->groups.of_row[row]], w->measure, &open);
}

static void add_rows(work *w, size_t rows)
{
  const uint8_t *where_gaps = w->where.gaps, *where = w->where.values, *of_gaps = w->of.gaps;
  const inc_take take = w->measure->take;
  for (size_t row = 0; row < rows; row++) {
    const uint8_t shut = where_gaps ? where_gaps[row] : INCUBATOR_GAP_NONE, unknown = of_gaps ? of_gaps[row] : INCUBATOR_GAP_NONE;
    if (w->groups.of_row[row] == INC_NONE || (where && !shut && !where[row])) continue;
    if (shut || unknown) add_open(w, row, shut, unknown);
    else inc_tally_add(&w->tallies[w->groups.of_row[row]], take, of_row(w, row));
  }
}

/* ---- Different values of a group ---- */

typedef struct pair {
  uint32_t group;
  inc_term value;
} pair;

static int compare_pairs(const void *left, const void *right)
{
  const pair *a = left, *b = right;
  if (a->group != b->group) return a->group < b->group ? -1 : 1;
  return inc_term_compare(a->value, b->value);
}

static bool counts_surely(const work *w, size_t row)
{
  if (w->groups.of_row[row] == INC_NONE || w->of.gaps[row]) return false;
  return !w->where.gaps || (!w->where.gaps[row] && inc_result_value(&w->where, row));
}

static incubator_status count_values(work *w, size_t rows)
{
  const inc_take take = w->measure->take;
  if (take != INC_TAKE_DISTINCT && take != INC_TAKE_COMMONEST && take != INC_TAKE_SHARE_OF_COMMONEST) return INCUBATOR_STATUS_OK;
  pair *pairs = inc_alloc_zero(&w->results->allocator, rows, sizeof *pairs);
  size_t count = 0;
  if (!pairs) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t row = 0; row < rows; row++) {
    if (counts_surely(w, row)) pairs[count++] = (pair){w->groups.of_row[row], of_row(w, row)};
  }
  qsort(pairs, count, sizeof *pairs, compare_pairs);
  for (size_t i = 0, start = 0; i < count; i++) {
    if (i + 1 < count && compare_pairs(&pairs[i], &pairs[i + 1]) == 0) continue;
    inc_tally_run(&w->tallies[pairs[i].group], pairs[i].value, i + 1 - start);
    start = i + 1;
  }
  inc_free(&w->results->allocator, pairs);
  return INCUBATOR_STATUS_OK;
}

/* ---- What a group comes to ---- */

static void put(inc_result *result, size_t row, inc_figure f)
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

static void fill(work *w, size_t rows, size_t period)
{
  const inc_rounder own = {w->version->step, w->version->rounding}, parts = {1, w->results->program->rounding};
  for (uint32_t p = 0; p < w->rule->part_count; p++) {
    inc_result *result = &w->results->columns[w->number][p];
    for (size_t row = 0; result->gaps && row < rows; row++) {
      uint32_t group = group_of(w, row);
      if (!in_period(w, row, period)) continue;
      if (group == INC_NONE) put(result, row, (inc_figure){w->groups.gaps[row], 0});
      else put(result, row, inc_tally_part(&w->tallies[group], w->measure, p, own, parts));
    }
  }
}

static incubator_status take_period(work *w, size_t period)
{
  size_t rows = inc_results_rows(w->results, w->measure->rows);
  INC_TRY(evaluate_rows(w, period));
  memset(w->tallies, 0, w->groups.count * sizeof *w->tallies);
  add_rows(w, rows);
  INC_TRY(count_values(w, rows));
  fill(w, inc_results_rows(w->results, w->rule->table), period);
  return INCUBATOR_STATUS_OK;
}

static bool any_in_period(const work *w, size_t rows, size_t period)
{
  for (size_t row = 0; row < rows; row++) {
    if (in_period(w, row, period)) return true;
  }
  return false;
}

static incubator_status take(work *w)
{
  const inc_measure *m = w->measure;
  size_t own = inc_results_rows(w->results, w->rule->table);
  INC_TRY(m->via ? inc_groups_up(w->results, m, own, &w->groups)
                 : inc_groups_within(w->results, m->rows, m->within, m->within_count, &w->groups));
  w->tallies = inc_arena_alloc(&w->arena, w->groups.count, sizeof *w->tallies);
  if (!w->tallies) return INCUBATOR_STATUS_NO_MEMORY;
  if (w->version->at) {
    INC_TRY(find_dates(w, own));
    INC_TRY(find_changes(w));
  }
  for (size_t period = 0; period <= w->change_count; period++) {
    if (any_in_period(w, own, period)) INC_TRY(take_period(w, period));
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- Around it: the reported figure, `when` and `absent` ---- */

static inc_value body_of(work *w, inc_lower *lower, uint32_t part, bool given)
{
  inc_ref own = {.table = w->rule->table, .field = INC_NONE, .rule = w->number, .part = part};
  if (given) {
    inc_ref *kept = inc_arena_copy(&w->arena, &own, 1, sizeof own);
    if (kept) return inc_lower_ref(lower, kept);
    lower->code->failed = true;
  }
  bool bound = part == INC_MEASURE_LOW || part == INC_MEASURE_HIGH;
  if (w->version->reported && part == INC_MEASURE_UNDETERMINED) return inc_lower_code(lower, INC_TYPE_NUMBER, 0);
  if (w->version->reported && bound && !lower->code->failed) return inc_lower_ref(lower, w->version->reported);
  return inc_lower_gap(lower, w->rule->parts[part].type, INCUBATOR_GAP_MISSING);
}

static incubator_status finish(work *w, bool given)
{
  inc_code_block code;
  inc_lower lower = inc_lower_start(w->results, w->number, w->rule->table, &w->arena, &code);
  lower.version = w->version;
  lower.reported_out = given;
  if (w->version->at) lower.at = inc_lower_expression(&lower, w->version->at);
  for (uint32_t p = 0; p < w->rule->part_count && !code.failed; p++) {
    inc_result *result = &w->results->columns[w->number][p];
    if (!result->gaps) continue;
    inc_value v = inc_lower_around(&lower, body_of(w, &lower, p, given), p == 0);
    inc_code_output(&code, (inc_output){v.number, v.gap, result});
    if (p == 0) INC_TRY(inc_results_keep(w->results, &lower));
  }
  if (code.failed) return INCUBATOR_STATUS_NO_MEMORY;
  return inc_code_run_all(w->results, &code, inc_results_rows(w->results, w->rule->table));
}

bool inc_measure_given(const inc_results *results, const inc_measure *measure, uint32_t *missing)
{
  *missing = measure->rows;
  if (results->single) return false;
  for (uint32_t i = 0; i <= measure->via_count; i++) {
    if (!results->frame->tables[*missing].given) return false;
    if (i < measure->via_count) *missing = results->program->schema.tables[*missing].fields[measure->via[i]].link;
  }
  return true;
}

/* What is there is mostly smaller than what a policy's rule can be: whoever reads it need not reckon with more. */
static void tell_bits(const work *w)
{
  const size_t rows = inc_results_rows(w->results, w->rule->table);
  for (uint32_t p = 0; p < w->rule->part_count; p++) {
    inc_result *result = &w->results->columns[w->number][p];
    uint64_t any = 1;
    if (!result->gaps || result->width != 8) continue;
    for (size_t row = 0; row < rows; row++) {
      const int64_t value = ((const int64_t *)result->values)[row];
      any |= value < 0 ? -(uint64_t)value : (uint64_t)value;
    }
    result->bits = any > INT64_MAX ? 63 : (uint8_t)inc_bits64((int64_t)any);
  }
}

static incubator_status run_measure(work *w)
{
  uint32_t missing;
  bool given = inc_measure_given(w->results, w->measure, &missing);
  if (given) INC_TRY(take(w));
  INC_TRY(finish(w, given));
  tell_bits(w);
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_measure_run(inc_results *results, uint32_t number)
{
  work w = {.results = results, .number = number, .rule = &results->program->rules[number]};
  w.version = inc_rule_version(w.rule, results->as_of);
  if (!w.version) {
    inc_results_inapplicable(results, number);
    return INCUBATOR_STATUS_OK;
  }
  w.measure = &w.version->is.measure;
  inc_arena_init(&w.arena, &results->allocator);
  incubator_status status = run_measure(&w);
  inc_groups_free(results, &w.groups);
  inc_arena_clear(&w.arena);
  return status;
}
