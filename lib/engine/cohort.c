/* Placing numbers among those of their cohort: the rows that agree in some columns. */
#include <stdlib.h>

#include "base/log.h"
#include "engine/cohort.h"

/* The numbers of all cohorts of one scale. */
typedef struct work {
  const inc_placing *placing;
  inc_cohort_all *all;
} work;

static bool is_in(const work *p, size_t row)
{
  return p->all->groups.of_row[row] != INC_NONE && !p->placing->raw.gaps[row];
}

/* ---- What is known of a cohort ---- */

static void add_number(const work *p, inc_cohort_numbers *c, int64_t x)
{
  if (c->count == 0 || x < c->least) c->least = x;
  if (c->count == 0 || x > c->most) c->most = x;
  c->count++;
  c->sum += x;
  if (p->placing->cohort->place != INC_PLACE_Z_SCORE) return;
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
  const inc_groups *groups = &p->all->groups;
  size_t first = 0;
  for (size_t g = 0; g < groups->count; g++) {
    p->all->cohorts[g].first = first;
    first += p->all->cohorts[g].count;
    p->all->cohorts[g].count = 0;
  }
  for (size_t row = 0; row < rows; row++) {
    if (!is_in(p, row)) continue;
    inc_cohort_numbers *c = &p->all->cohorts[groups->of_row[row]];
    p->all->sorted[c->first + c->count++] = inc_result_value(&p->placing->raw, row);
  }
  for (size_t g = 0; g < groups->count; g++) {
    inc_cohort_numbers *c = &p->all->cohorts[g];
    if (c->count) qsort(p->all->sorted + c->first, c->count, sizeof *p->all->sorted, compare_numbers);
  }
}

/* How many numbers of a cohort are below x, or not above it. */
static size_t count_below(const int64_t *sorted, const inc_cohort_numbers *c, int64_t x, bool equal)
{
  size_t low = 0, high = c->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int64_t there = sorted[c->first + middle];
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
static bool along(const inc_placing *p, inc_i128 part, inc_i128 whole, int64_t *value)
{
  inc_wide rise, start, divisor;
  if (whole < 0) {
    whole = -whole;
    part = -part;
  }
  multiply(&rise, part, (inc_i128)p->cohort->to - p->cohort->from);
  multiply(&start, p->cohort->from, whole);
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
static void z_score(const inc_placing *p, const inc_cohort_numbers *c, int64_t x, int64_t *value)
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
  *value = (distance < 0) == p->cohort->lower ? (int64_t)micros : -(int64_t)micros;
}

bool inc_cohort_where(const inc_placing *p, const inc_cohort_numbers *c, inc_standing at, int64_t *value)
{
  const inc_i128 spread = (inc_i128)c->most - c->least, others = (inc_i128)c->count - 1;
  const bool lower = p->cohort->lower;
  const int64_t x = at.number;
  *value = p->cohort->constant;
  if (spread == 0) return true;
  switch (p->cohort->place) {
  case INC_PLACE_Z_SCORE: z_score(p, c, x, value); return true;
  case INC_PLACE_MIN_MAX: return along(p, lower ? (inc_i128)c->most - x : (inc_i128)x - c->least, spread, value);
  case INC_PLACE_RANK: {
    inc_i128 better = lower ? (inc_i128)at.below : (inc_i128)c->count - (inc_i128)at.not_above;
    return along(p, others - better, others, value);
  }
  case INC_PLACE_PERCENTILE: {
    inc_i128 behind = lower ? (inc_i128)c->count - (inc_i128)at.below : (inc_i128)at.not_above;
    return along(p, behind, (inc_i128)c->count, value);
  }
  default: {
    int64_t whole = lower ? x : c->most;
    return whole != 0 && along(p, lower ? c->least : x, whole, value);
  }
  }
}

static bool place_number(const inc_placing *placing, const inc_cohort_all *all, uint32_t group, int64_t x, int64_t *value)
{
  const inc_cohort_numbers *c = &all->cohorts[group];
  inc_standing at = {.number = x};
  if (inc_cohort_by_order(placing->cohort)) {
    at.below = count_below(all->sorted, c, x, false);
    at.not_above = count_below(all->sorted, c, x, true);
  }
  return inc_cohort_where(placing, c, at, value);
}

void inc_cohort_fill(size_t rows, const inc_cohort_all *all, inc_placing *placing)
{
  inc_result *placed = &placing->placed;
  for (size_t row = 0; row < rows; row++) {
    int64_t value = 0;
    uint32_t group = all->groups.of_row[row];
    placed->gaps[row] = group == INC_NONE ? all->groups.gaps[row] : placing->raw.gaps[row];
    bool ok = placed->gaps[row] || place_number(placing, all, group, inc_result_value(&placing->raw, row), &value);
    if (!ok) placed->gaps[row] = INCUBATOR_GAP_ERROR;
    ((int64_t *)placed->values)[row] = placed->gaps[row] ? 0 : value;
  }
}

/* ---- What the cohorts are like ---- */

/* √(n q − s²) / n, rounded rightly: half the step to the next number is compared by squaring. */
static int64_t deviation(const inc_placing *p, const inc_cohort_numbers *c)
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

static inc_cohort_facts facts_of(const inc_placing *p, const inc_cohort_numbers *c)
{
  inc_cohort_facts f = {.count = c->count, .least = c->least, .most = c->most};
  if (p->cohort->place != INC_PLACE_Z_SCORE || c->count == 0) return f;
  f.mean = (int64_t)inc_divide_round(c->sum, (inc_i128)c->count, p->rounding);
  f.deviation = c->least == c->most ? 0 : deviation(p, c);
  return f;
}

static bool keep_facts(const inc_results *results, const inc_placing *placing, const inc_cohort_all *all, inc_cohorts *to)
{
  const incubator_allocator *a = &results->allocator;
  const inc_groups *groups = &all->groups;
  const size_t rows = all->rows;
  to->count = groups->count;
  to->rows = inc_alloc_zero(a, to->count, sizeof *to->rows);
  to->facts = inc_alloc_zero(a, to->count, sizeof *to->facts);
  if (!to->rows || !to->facts) return false;
  for (size_t row = rows; row-- > 0;) {
    if (groups->of_row[row] != INC_NONE) to->rows[groups->of_row[row]] = (uint32_t)row;
  }
  for (size_t g = 0; g < to->count; g++) to->facts[g] = facts_of(placing, &all->cohorts[g]);
  return true;
}

/* ---- Placing ---- */

bool inc_cohort_collect(const inc_results *results, uint32_t table, const inc_placing *placing, inc_cohort_all *all)
{
  const incubator_allocator *a = &results->allocator;
  const size_t rows = inc_results_rows(results, table);
  work p = {placing, all};
  *all = (inc_cohort_all){.rows = rows};
  const inc_cohort *how = placing->cohort;
  if (inc_groups_within(results, table, how->within, how->within_count, &all->groups) != INCUBATOR_STATUS_OK) return false;
  all->cohorts = inc_alloc_zero(a, all->groups.count, sizeof *all->cohorts);
  all->sorted = inc_alloc_zero(a, inc_cohort_by_order(how) ? rows : 0, sizeof *all->sorted);
  if (!all->cohorts || !all->sorted) return false;
  for (size_t row = 0; row < rows; row++) {
    if (is_in(&p, row)) add_number(&p, &all->cohorts[all->groups.of_row[row]], inc_result_value(&placing->raw, row));
  }
  if (inc_cohort_by_order(how)) sort_numbers(&p, rows);
  return true;
}

void inc_cohort_free(const inc_results *results, inc_cohort_all *all)
{
  inc_free(&results->allocator, all->cohorts);
  inc_free(&results->allocator, all->sorted);
  inc_groups_free(results, &all->groups);
}

incubator_status inc_cohort_place(const inc_results *results, uint32_t table, inc_placing *placing, inc_cohorts *cohorts)
{
  inc_cohort_all all;
  bool ok = inc_cohort_collect(results, table, placing, &all);
  if (ok) inc_cohort_fill(inc_results_rows(results, table), &all, placing);
  ok = ok && keep_facts(results, placing, &all, cohorts);
  inc_cohort_free(results, &all);
  return ok ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}
