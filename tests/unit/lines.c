/* Lines in doubles: truncated, they are the rounded exact value, however the machine rounds. */
#include <fenv.h>

#include "engine/bends.h"

#include "support.h"

enum { LINES = 20000, POINTS = 40 };

static const int roundings[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};

/* A size that is small as often as it is large. */
static int64_t random_size(uint64_t *random, unsigned bits)
{
  return 1 + (int64_t)random_below(random, (uint64_t)1 << (1 + random_below(random, bits)));
}

/* A piece from `first` on over `run`, nowhere below 0. */
static inc_line_through random_line(uint64_t *random, int64_t *first)
{
  inc_line_through t = {.rise = random_size(random, 30), .run = random_size(random, 30), .half = random_below(random, 2) ? 0.5 : 0};
  int64_t from = random_size(random, 29), low = random_size(random, 29);
  if (random_below(random, 2)) from = -from;
  if (random_below(random, 2)) t.rise = -t.rise;
  t.x = *first = from;
  t.y = t.rise < 0 ? low - t.rise : low;
  t.furthest = (uint64_t)(-from > from + t.run ? -from : from + t.run);
  t.highest = (uint64_t)(t.rise < 0 ? t.y : low + t.rise);
  return t;
}

static int64_t exact_at(const inc_line_through *t, int64_t x)
{
  const inc_i128 number = ((inc_i128)t->y * t->run + (inc_i128)(x - t->x) * t->rise) * 2 + (t->half != 0 ? t->run : 0);
  return (int64_t)(number / (2 * (inc_i128)t->run));
}

static void assert_exact(const inc_line_through *t, const inc_line *line, int64_t x)
{
  const volatile double product = (double)x * line->slope; /* or without the rounding in between */
  const int64_t expected = exact_at(t, x);
  assert_int_equal((int64_t)(product + line->start), expected);
  assert_int_equal((int64_t)__builtin_fma((double)x, line->slope, line->start), expected);
}

static void lines_are_exact_in_every_rounding_mode(void **state)
{
  uint64_t random = 7;
  size_t found = 0;
  (void)state;
  for (size_t i = 0; i < LINES; i++) {
    int64_t first;
    inc_line line;
    const inc_line_through t = random_line(&random, &first);
    assert_int_equal(fesetround(roundings[i % COUNT(roundings)]), 0);
    if (inc_find_line(&t, &line)) {
      found++;
      for (size_t k = 0; k < POINTS; k++) {
        const int64_t way = k < 3 ? (int64_t)k : k < 6 ? t.run + 3 - (int64_t)k : (int64_t)random_below(&random, (uint64_t)t.run + 1);
        if (way >= 0 && way <= t.run) assert_exact(&t, &line, first + way);
      }
    }
    fesetround(FE_TONEAREST);
  }
  assert_true(found > LINES / 2);
}

/* Where values lie next to a half they would not be told apart. */
static void a_line_too_fine_for_doubles_is_none(void **state)
{
  inc_line line;
  (void)state;
  assert_false(inc_find_line(&(inc_line_through){.rise = 100000000, .run = 2147483647, .furthest = 2147483647, .highest = 100000000, .half = 0.5}, &line));
  assert_true(inc_find_line(&(inc_line_through){.rise = 100000000, .run = 2000000000, .furthest = 2147483647, .highest = 100000000, .half = 0.5}, &line));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_are_exact_in_every_rounding_mode),
      cmocka_unit_test(a_line_too_fine_for_doubles_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
