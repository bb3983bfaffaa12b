/* Controlled rounding: sums both ways, the nearer number where it can be, and a search through every rounding. */
#include "support.h"

#include "apportion/rounding.h"

enum { ROWS = 40, COLUMNS = 7 };

static incubator_allocator plain(void)
{
  return inc_allocator_of(NULL);
}

/* A small generator: the same tables every time. */
static uint64_t next(uint64_t *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static int64_t down(int64_t a, int64_t b)
{
  return a / b - (a % b < 0);
}

static int64_t up(int64_t a, int64_t b)
{
  return down(a, b) + (a % b != 0);
}

static void assert_sums(const inc_spread *s, const int64_t *cells)
{
  for (size_t r = 0; r < s->rows; r++) {
    int64_t sum = 0;
    for (size_t c = 0; c < s->columns; c++) {
      const int64_t exact = s->wholes[r] * s->shares[c], cell = cells[r * s->columns + c];
      assert_true(cell == down(exact, s->divisor) || cell == up(exact, s->divisor));
      if (s->wholes[r] >= 0) assert_true(cell >= 0); /* so that nothing falls */
      else assert_true(cell <= 0);
      sum += cell;
    }
    assert_int_equal(sum, s->wholes[r]);
  }
  for (size_t c = 0; c < s->columns; c++) {
    int64_t sum = 0, exact = 0;
    for (size_t r = 0; r < s->rows; r++) {
      sum += cells[r * s->columns + c];
      exact += s->wholes[r] * s->shares[c];
    }
    assert_true(sum == down(exact, s->divisor) || sum == up(exact, s->divisor));
  }
}

static void make_table(uint64_t *state, inc_spread *s, int64_t *wholes, int64_t *shares, size_t rows, size_t columns)
{
  *s = (inc_spread){.rows = 1 + next(state) % rows, .columns = 1 + next(state) % columns, .wholes = wholes, .shares = shares};
  for (size_t r = 0; r < s->rows; r++) wholes[r] = (int64_t)(next(state) % 60) - (next(state) % 3 == 0 ? 30 : 0);
  for (size_t c = 0; c < s->columns; c++) {
    shares[c] = (int64_t)(next(state) % 9);
    if (c + 1 == s->columns && s->divisor == 0) shares[c] = 1;
    s->divisor += shares[c];
  }
}

static void random_tables_add_up_both_ways(void **state)
{
  uint64_t seed = 20210825;
  const incubator_allocator a = plain();
  (void)state;
  for (int i = 0; i < 20000; i++) {
    int64_t wholes[ROWS], shares[COLUMNS], cells[ROWS * COLUMNS];
    inc_spread s;
    make_table(&seed, &s, wholes, shares, ROWS, COLUMNS);
    assert_true(inc_spread_round(&s, &a, cells));
    assert_sums(&s, cells);
  }
}

/* ---- Against every rounding there is ---- */

typedef struct search {
  const inc_spread *s;
  int64_t cells[16];
  bool settled[16];
} search;

/* Whether cells from `at` on can be filled so that all sums are kept; settled ones stand. */
static bool fill(search *t, size_t at)
{
  const inc_spread *s = t->s;
  if (at == s->rows * s->columns) {
    for (size_t c = 0; c < s->columns; c++) {
      int64_t sum = 0, exact = 0;
      for (size_t r = 0; r < s->rows; r++) sum += t->cells[r * s->columns + c], exact += s->wholes[r] * s->shares[c];
      if (sum != down(exact, s->divisor) && sum != up(exact, s->divisor)) return false;
    }
    return true;
  }
  const size_t row = at / s->columns, column = at % s->columns;
  const int64_t exact = s->wholes[row] * s->shares[column], kept = t->cells[at];
  for (int64_t v = down(exact, s->divisor); v <= up(exact, s->divisor); v++) {
    if (t->settled[at] && v != kept) continue;
    t->cells[at] = v;
    int64_t sum = 0;
    for (size_t c = 0; c <= column; c++) sum += t->cells[row * s->columns + c];
    if ((column + 1 < s->columns || sum == s->wholes[row]) && fill(t, at + 1)) {
      if (t->settled[at]) t->cells[at] = kept;
      return true;
    }
  }
  t->cells[at] = kept;
  return false;
}

static void each_cell_is_the_nearer_one_that_can_be(void **state)
{
  uint64_t seed = 4;
  const incubator_allocator a = plain();
  (void)state;
  for (int i = 0; i < 3000; i++) {
    int64_t wholes[4], shares[4], cells[16];
    inc_spread s;
    make_table(&seed, &s, wholes, shares, 4, 4);
    assert_true(inc_spread_round(&s, &a, cells));
    search t = {.s = &s};
    for (size_t at = 0; at < s.rows * s.columns; at++) {
      const int64_t exact = s.wholes[at / s.columns] * s.shares[at % s.columns], low = down(exact, s.divisor), high = up(exact, s.divisor);
      const int64_t near = 2 * (exact - low * s.divisor) < s.divisor ? low : high;
      t.settled[at] = true;
      t.cells[at] = near;
      search tried = t;
      if (!fill(&tried, 0)) t.cells[at] = low + high - near;
      assert_int_equal(cells[at], t.cells[at]);
    }
  }
}

static void large_tables_take_little_time(void **state)
{
  enum { MANY = 100000, DATES = 5 };
  static int64_t wholes[MANY], cells[MANY * DATES];
  static const int64_t shares[DATES] = {1, 1, 1, 1, 1};
  uint64_t seed = 7;
  const incubator_allocator a = plain();
  (void)state;
  for (size_t r = 0; r < MANY; r++) wholes[r] = (int64_t)(next(&seed) % 100);
  const inc_spread s = {MANY, DATES, wholes, shares, 5};
  assert_true(inc_spread_round(&s, &a, cells));
  assert_sums(&s, cells);
}

static void numbers_of_any_size_are_rounded(void **state)
{
  static const int64_t wholes[] = {INT64_MAX, INT64_MIN + 1, INT64_MAX}, shares[] = {333333, 333333, 333334};
  const incubator_allocator a = plain();
  int64_t cells[9];
  const inc_spread s = {3, 3, wholes, shares, 1000000};
  (void)state;
  assert_true(inc_spread_round(&s, &a, cells));
  for (int r = 0; r < 3; r++) assert_int_equal((inc_i128)cells[3 * r] + cells[3 * r + 1] + cells[3 * r + 2] == wholes[r], true);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_tables_add_up_both_ways),
      cmocka_unit_test(each_cell_is_the_nearer_one_that_can_be),
      cmocka_unit_test(large_tables_take_little_time),
      cmocka_unit_test(numbers_of_any_size_are_rounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
