/* Scales over rows of x: points, jumps, steps, and what lies outside. */
#include "base/decimal.h"

#include "support.h"

typedef struct scale_case {
  const char *x, *expected;
} scale_case;

static void check_scale(const char *scale, const scale_case *cases, size_t count)
{
  char *policy = printed(
      "{'format': 'incubator-policy/1', 'id': 's',"
      " 'parameters': {'edge': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': 10}]}, 'unset': {'type': 'decimal', 'values': []}},"
      " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}, 'd': {'type': 'decimal'}}}},"
      " 'rules': {'y': {'kind': 'derive', 'on': 't', 'value': {'var': 'x'}, 'scale': %s}}}",
      scale);
  char *csv = printed("id,x,d\n");
  world w;
  for (size_t i = 0; i < count; i++) {
    char *more = printed("%sr%zu,%s,3\n", csv, i, cases[i].x);
    free(csv);
    csv = more;
  }
  world_open(&w, policy, "t", csv, "2024-06-30");
  for (size_t i = 0; i < count; i++) {
    char subject[32];
    snprintf(subject, sizeof subject, "t:r%zu", i);
    const char *found = world_cell(&w, subject, "y");
    if (strcmp(found, cases[i].expected)) fail_msg("%s at %s: %s, expected %s", scale, cases[i].x, found, cases[i].expected);
  }
  world_end(&w);
  free(policy);
  free(csv);
}

static void points_between_are_linear_and_outside_held(void **state)
{
  static const scale_case cases[] = {{"60", "800000"},   {"65", "900000"},   {"59.9", "800000"}, {"-1000", "800000"},
                                     {"70", "1000000"},  {"1000", "1000000"}, {"60.000001", "800000.02"}, {"63.333333", "866666.66"},
                                     {"", "?missing x"}};
  (void)state;
  check_scale("{'points': [[60, 800000], [70, 1000000]]}", cases, COUNT(cases));
}

static void points_with_one_x_twice_jump_to_the_later(void **state)
{
  static const scale_case cases[] = {{"69.999999", "999999.98"}, {"70", "1800000"}, {"70.000001", "1800000.08"},
                                     {"60", "800000"},           {"85", "3000000"}, {"77.5", "2400000"}};
  (void)state;
  check_scale("{'points': [[60, 800000], [70, 1000000], [70, 1800000], [85, 3000000]]}", cases, COUNT(cases));
}

static void points_that_jump_at_an_end_take_the_later(void **state)
{
  static const scale_case first[] = {{"0", "5"}, {"-1", "1"}, {"1", "6"}, {"2", "7"}};
  static const scale_case last[] = {{"0", "1"}, {"1", "2"}, {"1.999999", "2.999999"}, {"2", "9"}, {"3", "9"}};
  (void)state;
  check_scale("{'points': [[0, 1], [0, 5], [2, 7]]}", first, COUNT(first));
  check_scale("{'points': [[0, 1], [2, 3], [2, 9]]}", last, COUNT(last));
}

static void points_falling_are_linear_too(void **state)
{
  static const scale_case cases[] = {{"0", "100"}, {"1", "66.666667"}, {"2", "33.333333"}, {"3", "0"}, {"4", "0"}};
  (void)state;
  check_scale("{'points': [[0, 100], [3, 0]]}", cases, COUNT(cases));
}

static void points_with_one_point_are_constant(void **state)
{
  static const scale_case held[] = {{"1", "7"}, {"2", "7"}, {"3", "7"}};
  static const scale_case error[] = {{"1", "?error y"}, {"2", "7"}, {"3", "?error y"}};
  (void)state;
  check_scale("{'points': [[2, 7]]}", held, COUNT(held));
  check_scale("{'points': [[2, 7]], 'outside': 'error'}", error, COUNT(error));
}

static void points_outside_may_be_an_error_or_a_number(void **state)
{
  static const scale_case error[] = {{"-0.000001", "?error y"}, {"0", "0"}, {"5", "50"}, {"10", "100"}, {"10.000001", "?error y"}, {"", "?missing x"}};
  static const scale_case number[] = {{"-0.000001", "-1"}, {"0", "0"}, {"10", "100"}, {"10.000001", "-1"}};
  (void)state;
  check_scale("{'points': [[0, 0], [10, 100]], 'outside': 'error'}", error, COUNT(error));
  check_scale("{'points': [[0, 0], [10, 100]], 'outside': -1}", number, COUNT(number));
}

static void steps_hold_from_each_edge_on(void **state)
{
  static const scale_case cases[] = {{"0", "18"}, {"0.999999", "18"}, {"1", "15"}, {"1.5", "15"}, {"2", "0"}, {"1000000", "0"}, {"-1", "18"}};
  (void)state;
  check_scale("{'steps': [[0, 18], [1, 15], [2, 0]]}", cases, COUNT(cases));
}

/* There is no upper end of steps: the last one goes on. */
static void steps_outside_is_below_the_first_only(void **state)
{
  static const scale_case error[] = {{"-0.000001", "?error y"}, {"0", "18"}, {"2", "0"}, {"3", "0"}};
  static const scale_case number[] = {{"-0.000001", "0.5"}, {"0", "18"}, {"3", "0"}};
  (void)state;
  check_scale("{'steps': [[0, 18], [2, 0]], 'outside': 'error'}", error, COUNT(error));
  check_scale("{'steps': [[0, 18], [2, 0]], 'outside': 0.5}", number, COUNT(number));
}

static void coordinates_may_be_parameters_and_carry_their_gaps(void **state)
{
  static const scale_case cases[] = {{"5", "50"}, {"10", "100"}, {"20", "100"}};
  static const scale_case unset[] = {{"5", "?unset params.unset"}, {"", "?unset params.unset"}};
  (void)state;
  check_scale("{'points': [[0, 0], [{'var': 'params.edge'}, {'*': [{'var': 'params.edge'}, 10]}]]}", cases, COUNT(cases));
  check_scale("{'points': [[0, 0], [10, {'var': 'params.unset'}]]}", unset, COUNT(unset));
}

/* x is the exact quotient: 2/3 is not yet 0.666667. */
static void scale_of_a_quotient_takes_it_unrounded(void **state)
{
  static const char policy[] =
      "{'format': 'incubator-policy/1', 'id': 's', 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}}}},"
      " 'rules': {'step': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 'x'}, 3]}, 'scale': {'steps': [[0, 1], [0.666667, 2]]}},"
      "           'line': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 'x'}, 3]}, 'scale': {'points': [[0, 0], [1, 3000000]]}}}}";
  world w;
  (void)state;
  world_open(&w, policy, "t", "id,x\na,2\nb,2.000001\n", "2024-06-30");
  assert_string_equal(world_cell(&w, "t:a", "step"), "1");
  assert_string_equal(world_cell(&w, "t:b", "step"), "2");
  assert_string_equal(world_cell(&w, "t:a", "line"), "2000000");
  world_end(&w);
}

/* Random points, and the line through the two around x in 128-bit fractions. */
static void points_of_random_scales_agree_with_plain_fractions(void **state)
{
  uint64_t random = 43;
  (void)state;
  for (int round = 0; round < 20; round++) {
    int64_t x[4], y[4];
    scale_case cases[40];
    for (int i = 0; i < 4; i++) {
      x[i] = (i ? x[i - 1] : 0) + 1 + (int64_t)random_below(&random, 50);
      y[i] = (int64_t)random_below(&random, 2000) - 1000;
    }
    for (size_t k = 0; k < COUNT(cases); k++) {
      char text[INC_DECIMAL_TEXT];
      int64_t at = x[0] * INC_MICRO + (int64_t)random_below(&random, (uint64_t)((x[3] - x[0]) * INC_MICRO) + 1);
      int i = at >= x[2] * INC_MICRO ? 2 : at >= x[1] * INC_MICRO ? 1 : 0;
      inc_i128 run = x[i + 1] - x[i], rise = y[i + 1] - y[i];
      inc_i128 value = inc_divide_round((at - x[i] * INC_MICRO) * rise + y[i] * INC_MICRO * run, run, INC_ROUND_HALF_EVEN);
      inc_decimal_format(at, text);
      cases[k].x = strdup(text);
      inc_decimal_format((int64_t)value, text);
      cases[k].expected = strdup(text);
    }
    char *scale = printed("{'points': [[%d, %d], [%d, %d], [%d, %d], [%d, %d]]}", (int)x[0], (int)y[0], (int)x[1], (int)y[1], (int)x[2],
                          (int)y[2], (int)x[3], (int)y[3]);
    check_scale(scale, cases, COUNT(cases));
    free(scale);
    for (size_t k = 0; k < COUNT(cases); k++) free((char *)cases[k].x), free((char *)cases[k].expected);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(points_between_are_linear_and_outside_held),
      cmocka_unit_test(points_with_one_x_twice_jump_to_the_later),
      cmocka_unit_test(points_that_jump_at_an_end_take_the_later),
      cmocka_unit_test(points_falling_are_linear_too),
      cmocka_unit_test(points_with_one_point_are_constant),
      cmocka_unit_test(points_outside_may_be_an_error_or_a_number),
      cmocka_unit_test(steps_hold_from_each_edge_on),
      cmocka_unit_test(steps_outside_is_below_the_first_only),
      cmocka_unit_test(coordinates_may_be_parameters_and_carry_their_gaps),
      cmocka_unit_test(scale_of_a_quotient_takes_it_unrounded),
      cmocka_unit_test(points_of_random_scales_agree_with_plain_fractions),
  };
  return cmocka_run_group_tests_name("scale", tests, NULL, NULL);
}
