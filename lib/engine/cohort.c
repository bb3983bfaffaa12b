/* Placing numbers among those of their cohort: the rows that agree in some columns. */
#include <stdlib.h>

#include "base/log.h"
#include "engine/results.h"

/* A cohort's numbers; they are micros. */
typedef struct cohort {
  size_t first, count; /* of its numbers among all, in order */
  int64_t least, most;
  inc_i128 sum;
  inc_wide squares;
} cohort;

typedef struct work {
  const inc_cohort *how;
  int64_t step;
  inc_rounding rounding;
  const inc_result *raw;
  inc_groups groups;
  cohort *cohorts;
  int64_t *sorted; /* the numbers of each cohort in order; for ranks and percentiles only */
} work;

static bool by_order(const work *p)
{
  return p->how->place == INC_PLACE_RANK || p->how->place == INC_PLACE_PERCENTILE;
}

static bool is_in(const work *p, size_t row)
{
  return p->groups.of_row[row] != INC_NONE && !p->raw->gaps[row];
}

/* ---- What is known of a cohort ---- */

static void add_number(const work *p, cohort *c, int64_t x)
{
  if (c->count == 0 || x < c->least) c->least = x;
  if (c->count == 0 || x > c->most) c->most = x;
  c->count++;
  c->sum += x;
  if (p->how->place != INC_PLACE_Z_SCORE) return;
  inc_wide square;
  inc_wide_set(&square, (inc_i128)x * x);
  inc_wide_add(&c->squares, &c->squares, &square);
}

static int compare_numbers(const void *left, const void *right)
{
  int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
  return a < b ? -1 : a > b;
}

static void sort_numbers(work *p, size_t rows)
{
  size_t first = 0;
  for (size_t g = 0; g < p->groups.count; g++) {
    p->cohorts[g].first = first;
    first += p->cohorts[g].count;
    p->cohorts[g].count = 0;
  }
  for (size_t row = 0; row < rows; row++) {
    if (!is_in(p, row)) continue;
    cohort *c = &p->cohorts[p->groups.of_row[row]];
    p->sorted[c->first + c->count++] = inc_result_value(p->raw, row);
  }
  for (size_t g = 0; g < p->groups.count; g++) {
    cohort *c = &p->cohorts[g];
    if (c->count) qsort(p->sorted + c->first, c->count, sizeof *p->sorted, compare_numbers);
  }
}

/* How many numbers of a cohort are below x, or not above it. */
static size_t count_below(const work *p, const cohort *c, int64_t x, bool equal)
{
  size_t low = 0, high = c->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int64_t there = p->sorted[c->first + middle];
    if (there < x || (equal && there == x)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* ---- Where a number stands ---- */

static void multiply(inc_wide *to, inc_i128 a, inc_i128 b)
{
  inc_wide right;
  inc_wide_set(to, a);
  inc_wide_set(&right, b);
  inc_wide_multiply(to, to, &right);
}

/* from + part / whole × (to − from), rounded once; false where that is beyond the range. */
static bool along(const work *p, inc_i128 part, inc_i128 whole, int64_t *value)
{
  inc_wide rise, start, divisor;
  if (whole < 0) {
    whole = -whole;
    part = -part;
  }
  multiply(&rise, part, (inc_i128)p->how->to - p->how->from);
  multiply(&start, p->how->from, whole);
  inc_wide_add(&rise, &rise, &start);
  multiply(&divisor, whole, p->step);
  inc_wide_divide_round(&rise, &rise, &divisor, p->rounding);
  inc_wide_set(&divisor, p->step);
  inc_wide_multiply(&rise, &rise, &divisor);
  return inc_wide_get64(&rise, value);
}

/* The greatest whole number whose square is not above n, for n below 2^126. */
static uint64_t root(inc_i128 n)
{
  uint64_t r = 0;
  for (int bit = 62; bit >= 0; bit--) {
    uint64_t more = r | (UINT64_C(1) << bit);
    if ((inc_i128)more * more <= n) r = more;
  }
  return r;
}

/* A number of halves against the exact root of squared / variance, in halves of one: −1, 0, 1. */
static int compare_root(uint64_t halves, const inc_wide *squared, const inc_wide *variance)
{
  inc_wide left, right;
  multiply(&left, (inc_i128)halves, (inc_i128)halves);
  inc_wide_multiply(&left, &left, variance);
  multiply(&right, 4, 1);
  inc_wide_multiply(&right, &right, squared);
  return inc_wide_compare(&left, &right);
}

/*
 * The distance from the mean in standard deviations of the whole cohort. With n numbers x of
 * sum s and squares q it is (n x − s) / √(n q − s²): the integers under the root are exact,
 * the root is taken of whole micros, and what lies behind it is compared with a half by
 * squaring. So it is the correctly rounded one.
 */
static void z_score(const work *p, const cohort *c, int64_t x, int64_t *value)
{
  inc_wide variance, part, quotient;
  multiply(&variance, (inc_i128)c->count, 1);
  inc_wide_multiply(&variance, &variance, &c->squares);
  multiply(&part, c->sum, c->sum);
  inc_wide_subtract(&variance, &variance, &part);
  inc_i128 distance = (inc_i128)x * (inc_i128)c->count - c->sum;
  multiply(&part, distance, INC_MICRO);
  inc_wide_multiply(&part, &part, &part); /* the square of the distance in micros */
  inc_wide_divide_round(&quotient, &part, &variance, INC_ROUND_DOWN);
  inc_i128 whole = 0;
  for (uint32_t w = quotient.count; w-- > 0;) whole = (whole << 64) | (inc_i128)quotient.word[w];
  uint64_t micros = root(whole);
  int half = compare_root(2 * micros + 1, &part, &variance);
  bool up = p->rounding == INC_ROUND_HALF_UP ? half <= 0 : half < 0 || (half == 0 && micros % 2);
  if (p->rounding != INC_ROUND_DOWN && up) micros++;
  *value = (distance < 0) == p->how->lower ? (int64_t)micros : -(int64_t)micros;
}

/* False: an error of that row. */
static bool place(const work *p, const cohort *c, int64_t x, int64_t *value)
{
  const inc_i128 spread = (inc_i128)c->most - c->least, others = (inc_i128)c->count - 1;
  const bool lower = p->how->lower;
  *value = p->how->constant;
  if (spread == 0) return true;
  switch (p->how->place) {
  case INC_PLACE_Z_SCORE: z_score(p, c, x, value); return true;
  case INC_PLACE_MIN_MAX: return along(p, lower ? (inc_i128)c->most - x : (inc_i128)x - c->least, spread, value);
  case INC_PLACE_RANK: {
    inc_i128 better = lower ? (inc_i128)count_below(p, c, x, false) : (inc_i128)c->count - (inc_i128)count_below(p, c, x, true);
    return along(p, others - better, others, value);
  }
  case INC_PLACE_PERCENTILE: {
    inc_i128 behind = lower ? (inc_i128)c->count - (inc_i128)count_below(p, c, x, false) : (inc_i128)count_below(p, c, x, true);
    return along(p, behind, (inc_i128)c->count, value);
  }
  default: {
    int64_t whole = lower ? x : c->most;
    return whole != 0 && along(p, lower ? c->least : x, whole, value);
  }
  }
}

static void place_row(const work *p, size_t row, inc_result *placed)
{
  int64_t value = 0;
  uint32_t group = p->groups.of_row[row];
  placed->gaps[row] = group == INC_NONE ? p->groups.gaps[row] : p->raw->gaps[row];
  bool ok = placed->gaps[row] || place(p, &p->cohorts[group], inc_result_value(p->raw, row), &value);
  if (!ok) placed->gaps[row] = INCUBATOR_GAP_ERROR;
  ((int64_t *)placed->values)[row] = placed->gaps[row] ? 0 : value;
}

/* ---- What the cohorts are like ---- */

/* √(n q − s²) / n, rounded rightly: half the step to the next number is compared by squaring. */
static int64_t deviation(const work *p, const cohort *c)
{
  inc_wide variance, part, root_of, halves;
  multiply(&variance, (inc_i128)c->count, 1);
  inc_wide_multiply(&variance, &variance, &c->squares);
  multiply(&part, c->sum, c->sum);
  inc_wide_subtract(&variance, &variance, &part);
  inc_wide_root(&root_of, &variance);
  multiply(&part, (inc_i128)c->count, 1);
  inc_wide_divide_round(&root_of, &root_of, &part, INC_ROUND_DOWN);
  int64_t whole;
  inc_wide_get64(&root_of, &whole); /* no more than the greatest distance from the mean */
  multiply(&halves, 2 * (inc_i128)whole + 1, (inc_i128)c->count);
  inc_wide_multiply(&halves, &halves, &halves);
  multiply(&part, 4, 1);
  inc_wide_multiply(&variance, &variance, &part);
  int half = inc_wide_compare(&halves, &variance);
  bool up = half < 0 || (half == 0 && (p->rounding == INC_ROUND_HALF_UP || whole % 2));
  return p->rounding != INC_ROUND_DOWN && up ? whole + 1 : whole;
}

static inc_cohort_facts facts_of(const work *p, const cohort *c)
{
  inc_cohort_facts f = {.count = c->count, .least = c->least, .most = c->most};
  if (p->how->place != INC_PLACE_Z_SCORE || c->count == 0) return f;
  f.mean = (int64_t)inc_divide_round(c->sum, (inc_i128)c->count, p->rounding);
  f.deviation = c->least == c->most ? 0 : deviation(p, c);
  return f;
}

static bool keep_facts(const inc_results *results, const work *p, size_t rows, inc_cohorts *to)
{
  const incubator_allocator *a = &results->allocator;
  to->count = p->groups.count;
  to->rows = inc_alloc_zero(a, to->count, sizeof *to->rows);
  to->facts = inc_alloc_zero(a, to->count, sizeof *to->facts);
  if (!to->rows || !to->facts) return false;
  for (size_t row = rows; row-- > 0;) {
    if (p->groups.of_row[row] != INC_NONE) to->rows[p->groups.of_row[row]] = (uint32_t)row;
  }
  for (size_t g = 0; g < to->count; g++) to->facts[g] = facts_of(p, &p->cohorts[g]);
  return true;
}

/* ---- Placing ---- */

incubator_status inc_cohort_place(const inc_results *results, uint32_t table, inc_placing *placing, inc_cohorts *cohorts)
{
  const incubator_allocator *a = &results->allocator;
  const size_t rows = inc_results_rows(results, table);
  work p = {.how = placing->cohort, .step = placing->step, .rounding = placing->rounding, .raw = &placing->raw};
  bool ok = inc_groups_within(results, table, p.how->within, p.how->within_count, &p.groups) == INCUBATOR_STATUS_OK;
  p.cohorts = inc_alloc_zero(a, p.groups.count, sizeof *p.cohorts);
  p.sorted = inc_alloc_zero(a, by_order(&p) ? rows : 0, sizeof *p.sorted);
  ok = ok && p.cohorts && p.sorted;
  for (size_t row = 0; row < rows && ok; row++) {
    if (is_in(&p, row)) add_number(&p, &p.cohorts[p.groups.of_row[row]], inc_result_value(p.raw, row));
  }
  if (ok && by_order(&p)) sort_numbers(&p, rows);
  for (size_t row = 0; row < rows && ok; row++) place_row(&p, row, &placing->placed);
  ok = ok && keep_facts(results, &p, rows, cohorts);
  inc_free(a, p.cohorts);
  inc_free(a, p.sorted);
  inc_groups_free(results, &p.groups);
  return ok ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}
