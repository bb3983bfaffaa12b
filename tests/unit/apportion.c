/* Apportionment by the C interface: published tables to the seat, bounds, ties, and what is refused. */
#include "support.h"

static incubator_status divide(incubator_method method, int64_t whole, size_t count, const int64_t *weights, const int64_t *lower,
                               const int64_t *upper, int64_t *shares, incubator_apportion_ties *ties, incubator_error *error)
{
  incubator_apportion_options o = INCUBATOR_APPORTION_OPTIONS_INIT;
  o.method = method;
  o.whole = whole;
  o.count = count;
  o.weights = weights;
  o.lower = lower;
  o.upper = upper;
  return incubator_apportion(&o, shares, NULL, ties, error);
}

static void expect(incubator_method method, int64_t whole, size_t count, const int64_t *weights, const int64_t *shares)
{
  int64_t found[64];
  incubator_apportion_ties ties = INCUBATOR_APPORTION_TIES_INIT;
  assert_int_equal(divide(method, whole, count, weights, NULL, NULL, found, &ties, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(ties.rows, 0);
  for (size_t i = 0; i < count; i++) assert_int_equal(found[i], shares[i]);
}

/* The first census of the United States, 1790: Virginia to Delaware, 105 seats. Jefferson's bill became law, Hamilton's was vetoed. */
static void the_first_census_by_two_methods(void **state)
{
  static const int64_t people[] = {630560, 475327, 432879, 353523, 331589, 278514, 236841, 206236, 179570, 141822, 85533, 70835, 68705, 68446, 55540};
  static const int64_t hamilton[] = {18, 14, 13, 10, 10, 8, 7, 6, 5, 4, 2, 2, 2, 2, 2};
  static const int64_t jefferson[] = {19, 14, 13, 10, 10, 8, 7, 6, 5, 4, 2, 2, 2, 2, 1};
  (void)state;
  expect(INCUBATOR_METHOD_HAMILTON, 105, COUNT(people), people, hamilton);
  expect(INCUBATOR_METHOD_JEFFERSON, 105, COUNT(people), people, jefferson);
}

/* The Alabama paradox: one step more in all, one less for the third row. */
static void largest_remainders_can_lose_by_a_larger_whole(void **state)
{
  static const int64_t weights[] = {6, 6, 2}, ten[] = {4, 4, 2}, eleven[] = {5, 5, 1};
  (void)state;
  expect(INCUBATOR_METHOD_HAMILTON, 10, 3, weights, ten);
  expect(INCUBATOR_METHOD_HAMILTON, 11, 3, weights, eleven);
}

static void bounds_are_kept(void **state)
{
  static const int64_t weights[] = {100, 10, 1}, lower[] = {0, 0, 3}, upper[] = {5, INT64_MAX, INT64_MAX};
  (void)state;
  for (int m = INCUBATOR_METHOD_HAMILTON; m <= INCUBATOR_METHOD_JEFFERSON; m++) {
    int64_t shares[3];
    assert_int_equal(divide((incubator_method)m, 20, 3, weights, lower, upper, shares, NULL, NULL), INCUBATOR_STATUS_OK);
    assert_int_equal(shares[0], 5);
    assert_int_equal(shares[0] + shares[1] + shares[2], 20);
    assert_true(shares[2] >= 3);
  }
}

static void ties_are_told_and_not_broken(void **state)
{
  static const int64_t weights[] = {1, 1, 1, 2};
  int64_t shares[4];
  uint8_t tied[4];
  incubator_apportion_ties ties = INCUBATOR_APPORTION_TIES_INIT;
  incubator_apportion_options o = INCUBATOR_APPORTION_OPTIONS_INIT;
  (void)state;
  o.method = INCUBATOR_METHOD_WEBSTER;
  o.whole = 3;
  o.count = 4;
  o.weights = weights;
  assert_int_equal(incubator_apportion(&o, shares, tied, &ties, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(ties.rows, 3);
  assert_int_equal(ties.lots, 2);
  assert_memory_equal(tied, ((uint8_t[]){1, 1, 1, 0}), 4);
  assert_memory_equal(shares, ((int64_t[]){0, 0, 0, 1}), sizeof shares);
  o.in_order = 1;
  assert_int_equal(incubator_apportion(&o, shares, tied, &ties, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(ties.rows, 0);
  assert_memory_equal(shares, ((int64_t[]){1, 1, 0, 1}), sizeof shares);
}

/* The lower bounds first and the rest by weights is not the same as shares within bounds. */
static void lower_first_is_a_method_of_its_own(void **state)
{
  static const int64_t weights[] = {8, 1, 1}, lower[] = {1, 1, 1};
  int64_t shares[3];
  incubator_apportion_options o = INCUBATOR_APPORTION_OPTIONS_INIT;
  (void)state;
  o.method = INCUBATOR_METHOD_HAMILTON;
  o.whole = 13;
  o.count = 3;
  o.weights = weights;
  o.lower = lower;
  o.lower_first = 1;
  assert_int_equal(incubator_apportion(&o, shares, NULL, NULL, NULL), INCUBATOR_STATUS_OK);
  assert_memory_equal(shares, ((int64_t[]){9, 2, 2}), sizeof shares);
}

static void what_cannot_be_met_is_refused(void **state)
{
  static const int64_t weights[] = {1, 2}, lower[] = {3, 4}, upper[] = {1, 2}, negative[] = {1, -1};
  int64_t shares[2] = {7, 7};
  incubator_error error = INCUBATOR_ERROR_INIT;
  (void)state;
  assert_int_equal(divide(INCUBATOR_METHOD_ADAMS, 6, 2, weights, lower, NULL, shares, NULL, &error), INCUBATOR_STATUS_INFEASIBLE);
  assert_string_equal(error.message, "the least that the rows must have is 7 together, more than the whole of 6");
  assert_int_equal(shares[0], 0);
  assert_int_equal(divide(INCUBATOR_METHOD_ADAMS, 6, 2, weights, NULL, upper, shares, NULL, &error), INCUBATOR_STATUS_INFEASIBLE);
  assert_string_equal(error.message, "the most that the rows can have is 3 together, less than the whole of 6");
  assert_int_equal(divide(INCUBATOR_METHOD_WEBSTER, 6, 2, weights, lower, upper, shares, NULL, &error), INCUBATOR_STATUS_INFEASIBLE);
  assert_int_equal(error.line, 1);
  assert_int_equal(divide(INCUBATOR_METHOD_WEBSTER, 1, 2, negative, NULL, NULL, shares, NULL, &error), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(error.line, 2);
  assert_int_equal(divide(INCUBATOR_METHOD_HUNTINGTON_HILL, 1, 2, weights, NULL, NULL, shares, NULL, &error), INCUBATOR_STATUS_INFEASIBLE);
  assert_int_equal(divide((incubator_method)0, 1, 2, weights, NULL, NULL, shares, NULL, &error), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(divide(INCUBATOR_METHOD_WEBSTER, -1, 2, weights, NULL, NULL, shares, NULL, &error), INCUBATOR_STATUS_ARGUMENT);
}

/* The largest numbers that there are. */
static void large_numbers_are_exact(void **state)
{
  static const int64_t weights[] = {INT64_MAX, INT64_MAX - 1, 1};
  (void)state;
  for (int m = INCUBATOR_METHOD_HAMILTON; m <= INCUBATOR_METHOD_JEFFERSON; m++) {
    int64_t shares[3];
    incubator_apportion_ties ties = INCUBATOR_APPORTION_TIES_INIT;
    assert_int_equal(divide((incubator_method)m, INT64_MAX, 3, weights, NULL, NULL, shares, &ties, NULL), INCUBATOR_STATUS_OK);
    assert_true(shares[0] >= shares[1] && shares[0] - shares[1] <= 1);
    assert_int_equal(shares[0] + shares[1] + shares[2] + ties.lots, INT64_MAX);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_first_census_by_two_methods),
    cmocka_unit_test(largest_remainders_can_lose_by_a_larger_whole),
    cmocka_unit_test(bounds_are_kept),
    cmocka_unit_test(ties_are_told_and_not_broken),
    cmocka_unit_test(lower_first_is_a_method_of_its_own),
    cmocka_unit_test(what_cannot_be_met_is_refused),
    cmocka_unit_test(large_numbers_are_exact),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
