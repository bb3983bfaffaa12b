/* Logarithms, powers and roots in whole numbers, against figures computed with 60 digits elsewhere. */
#include "base/log.h"

#include "support.h"

/* A fixed-point logarithm as decimal digits: its whole part and 30 digits. */
static void check_log(inc_u128 a, const char *expected)
{
  char text[64];
  inc_i128 log = inc_log(a), rest = log & (((inc_i128)1 << INC_LOG_BITS) - 1);
  size_t used = (size_t)snprintf(text, sizeof text, "%d.", (int)(log >> INC_LOG_BITS));
  for (int i = 0; i < 30; i++) {
    inc_i128 low = (rest & UINT64_MAX) * 10, high = (rest >> 64) * 10 + (low >> 64);
    text[used++] = (char)('0' + (int)(high >> (INC_LOG_BITS - 64)));
    rest = (high & (((inc_i128)1 << (INC_LOG_BITS - 64)) - 1)) << 64 | (low & UINT64_MAX);
  }
  text[used] = 0;
  assert_string_equal(text, expected);
}

static void logs_have_thirty_digits(void **state)
{
  (void)state;
  check_log(1, "0.000000000000000000000000000000");
  check_log(2, "0.693147180559945309417232121458");
  check_log(3, "1.098612288668109691395245236922");
  check_log(1000000, "13.815510557964274104107948728106");
  check_log(INT64_MAX, "43.668272375276554493177203434616");
}

/* Held against the short ones, and against each other: ln a b = ln a + ln b, to within what each may be off by. */
static void long_logs_agree(void **state)
{
  static const uint64_t numbers[] = {1, 2, 3, 5, 7, 64, 100, 127, 128, 129, 255, 256, 257, 999999, 1000003, 4294967291, INT64_MAX};
  static inc_long_logs logs;
  inc_wide a, b, both, scale;
  (void)state;
  for (size_t i = 0; i < COUNT(numbers); i++) {
    inc_long_log(&logs, &a, numbers[i]);
    both = a;
    inc_wide_set(&b, inc_log(numbers[i]));
    inc_wide_lift(&b, 6); /* 118 bits become 502, of which 54 are too many */
    inc_wide_set(&scale, (inc_i128)1 << 54);
    inc_wide_multiply(&both, &both, &scale);
    inc_wide_subtract(&both, &both, &b);
    both.sign = both.sign ? 1 : 0;
    inc_wide_drop(&both, 6);
    inc_wide_set(&b, 1 << 8);
    assert_true(inc_wide_compare(&both, &b) <= 0);
    for (size_t k = 0; k <= i; k++) {
      inc_u128 product = (inc_u128)numbers[i] * numbers[k];
      if (product >> 126) continue;
      inc_long_log(&logs, &b, numbers[k]);
      inc_wide_add(&b, &b, &a);
      inc_long_log(&logs, &both, product);
      inc_wide_subtract(&both, &both, &b);
      both.sign = both.sign ? 1 : 0;
      inc_wide_set(&b, (inc_i128)3 << 18);
      assert_true(inc_wide_compare(&both, &b) < 0);
    }
  }
}

static void powers_are_rounded_once(void **state)
{
  int64_t value;
  (void)state;
  assert_true(inc_power(0, INC_ROUND_DOWN, &value));
  assert_int_equal(value, 1);
  static const int64_t wholes[] = {2, 3, 10, 999999, 1000000, 123456789012345, INT64_MAX / 2};
  for (size_t i = 0; i < COUNT(wholes); i++) {
    for (int mode = 0; mode < 3; mode++) {
      assert_true(inc_power(inc_log((inc_u128)wholes[i]), (inc_rounding)mode, &value));
      assert_int_equal(value, wholes[i]);
    }
  }
  inc_i128 root = inc_log(2) / 2 + inc_log(1000000); /* 1414213.56… */
  assert_true(inc_power(root, INC_ROUND_DOWN, &value));
  assert_int_equal(value, 1414213);
  assert_true(inc_power(root, INC_ROUND_HALF_EVEN, &value));
  assert_int_equal(value, 1414214);
  assert_true(inc_power(-inc_log(1000), INC_ROUND_HALF_UP, &value));
  assert_int_equal(value, 0);
  assert_false(inc_power(inc_log(INT64_MAX) + inc_log(2), INC_ROUND_DOWN, &value));
}

static void roots_are_the_greatest_below(void **state)
{
  inc_wide a, r, square;
  (void)state;
  for (uint64_t n = 0; n < 3000; n++) {
    inc_wide_set(&a, (inc_i128)n);
    inc_wide_root(&r, &a);
    int64_t root;
    assert_true(inc_wide_get64(&r, &root));
    if ((uint64_t)root * (uint64_t)root > n || ((uint64_t)root + 1) * ((uint64_t)root + 1) <= n) fail_msg("%d is not the root of %d", (int)root, (int)n);
  }
  inc_wide_set(&a, (inc_i128)1 << 100);
  for (int i = 0; i < 2; i++) inc_wide_multiply(&a, &a, &a); /* 2^400 */
  inc_wide_root(&r, &a);
  inc_wide_multiply(&square, &r, &r);
  assert_int_equal(inc_wide_compare(&square, &a), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(logs_have_thirty_digits),
      cmocka_unit_test(long_logs_agree),
      cmocka_unit_test(powers_are_rounded_once),
      cmocka_unit_test(roots_are_the_greatest_below),
  };
  return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
