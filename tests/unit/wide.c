#include "base/wide.h"

#include "support.h"

static inc_wide wide_of(inc_i128 value)
{
  inc_wide w;
  inc_wide_set(&w, value);
  return w;
}

static inc_i128 random_i128(uint64_t *random, unsigned bits)
{
  inc_u128 value = (inc_u128)random_next(random) << 64 | random_next(random);
  value >>= 128 - 1 - random_below(random, bits);
  return random_below(random, 2) ? -(inc_i128)value : (inc_i128)value;
}

/* A number of up to so many words, put together by shifts. */
static inc_wide random_wide(uint64_t *random, unsigned words)
{
  inc_wide w = wide_of(0), base = wide_of((inc_i128)1 << 64), more;
  unsigned count = (unsigned)random_below(random, words + 1);
  for (unsigned i = 0; i < count; i++) {
    uint64_t word = random_below(random, 4) ? random_next(random) : random_below(random, 2) ? UINT64_MAX : 0;
    more = wide_of((inc_i128)word);
    inc_wide_multiply(&w, &w, &base);
    inc_wide_add(&w, &w, &more);
  }
  if (random_below(random, 2)) w.sign = -w.sign;
  return w;
}

static bool same(const inc_wide *a, const inc_wide *b)
{
  return a->sign == b->sign && inc_wide_compare(a, b) == 0;
}

static void wide_of_small_numbers_agrees_with_128_bits(void **state)
{
  uint64_t random = 3;
  (void)state;
  for (int i = 0; i < 100000; i++) {
    inc_i128 a = random_i128(&random, 126), b = random_i128(&random, 126);
    inc_i128 c = random_i128(&random, 63), d = random_i128(&random, 63);
    inc_wide wa = wide_of(a), wb = wide_of(b), wc = wide_of(c), wd = wide_of(d), found, expected;
    inc_wide_add(&found, &wa, &wb);
    expected = wide_of(a + b);
    assert_true(same(&found, &expected));
    inc_wide_subtract(&found, &wa, &wb);
    expected = wide_of(a - b);
    assert_true(same(&found, &expected));
    inc_wide_multiply(&found, &wc, &wd);
    expected = wide_of(c * d);
    assert_true(same(&found, &expected));
    assert_int_equal(inc_wide_compare(&wa, &wb), a < b ? -1 : a > b);
  }
}

static void wide_divide_of_small_numbers_agrees_with_128_bits(void **state)
{
  static const inc_rounding modes[] = {INC_ROUND_HALF_EVEN, INC_ROUND_HALF_UP, INC_ROUND_DOWN};
  uint64_t random = 5;
  (void)state;
  for (int i = 0; i < 30000; i++) {
    inc_i128 a = random_i128(&random, 126), b = random_i128(&random, 126);
    if (random_below(&random, 3) == 0) a = (a >> 70) * 2 + 1, b = 2; /* ties */
    if (b == 0) continue;
    if (b < 0) b = -b;
    inc_rounding mode = modes[random_below(&random, 3)];
    inc_wide wa = wide_of(a), wb = wide_of(b), found, expected = wide_of(inc_divide_round(a, b, mode));
    inc_wide_divide_round(&found, &wa, &wb, mode);
    assert_true(same(&found, &expected));
  }
}

static void wide_of_large_numbers_keeps_the_laws_of_arithmetic(void **state)
{
  uint64_t random = 17;
  (void)state;
  for (int i = 0; i < 20000; i++) {
    inc_wide a = random_wide(&random, 6), b = random_wide(&random, 6), c = random_wide(&random, 6), left, right, t;
    inc_wide_add(&t, &a, &b);
    inc_wide_multiply(&left, &t, &c); /* (a + b) c = a c + b c */
    inc_wide_multiply(&right, &a, &c);
    inc_wide_multiply(&t, &b, &c);
    inc_wide_add(&right, &right, &t);
    assert_true(same(&left, &right));
    inc_wide_subtract(&left, &a, &b); /* a − b + b = a */
    inc_wide_add(&left, &left, &b);
    assert_true(same(&left, &a));
    inc_wide_multiply(&left, &a, &b); /* a b = b a */
    inc_wide_multiply(&right, &b, &a);
    assert_true(same(&left, &right));
    assert_int_equal(inc_wide_compare(&a, &b), -inc_wide_compare(&b, &a));
    inc_wide_subtract(&t, &a, &b);
    assert_int_equal(inc_wide_compare(&a, &b), t.sign);
  }
}

/* a = q b + r with 0 ≤ r < b, whatever the size. */
static void wide_divide_of_large_numbers_leaves_less_than_the_divisor(void **state)
{
  uint64_t random = 19;
  (void)state;
  for (int i = 0; i < 2000; i++) {
    inc_wide a = random_wide(&random, 14), b = random_wide(&random, 8), q, r;
    if (b.sign == 0) continue;
    b.sign = 1;
    inc_wide_divide_round(&q, &a, &b, INC_ROUND_DOWN);
    inc_wide_multiply(&r, &q, &b);
    inc_wide_subtract(&r, &a, &r);
    assert_true(r.sign == 0 || r.sign == a.sign);
    r.sign = r.sign ? 1 : 0;
    assert_int_equal(inc_wide_compare(&r, &b), -1);
  }
}

static void wide_divide_of_large_products_is_exact(void **state)
{
  uint64_t random = 23;
  (void)state;
  for (int i = 0; i < 2000; i++) {
    inc_wide a = random_wide(&random, 7), b = random_wide(&random, 7), product, q;
    if (b.sign == 0) continue;
    b.sign = 1;
    inc_wide_multiply(&product, &a, &b);
    inc_wide_divide_round(&q, &product, &b, i % 2 ? INC_ROUND_HALF_EVEN : INC_ROUND_HALF_UP);
    assert_true(same(&q, &a));
  }
}

static void wide_divide_of_halves_follows_the_mode(void **state)
{
  inc_wide two = wide_of(2), odd, big = wide_of((inc_i128)1 << 100), one = wide_of(1), even, up, down, expected;
  (void)state;
  inc_wide_multiply(&odd, &big, &big); /* 2^200 + 1, over 2: between an even and an odd number */
  inc_wide_add(&odd, &odd, &one);
  inc_wide_divide_round(&even, &odd, &two, INC_ROUND_HALF_EVEN);
  inc_wide_divide_round(&up, &odd, &two, INC_ROUND_HALF_UP);
  inc_wide_divide_round(&down, &odd, &two, INC_ROUND_DOWN);
  assert_true(same(&even, &down));
  inc_wide_add(&expected, &down, &one);
  assert_true(same(&up, &expected));
  odd.sign = -1;
  inc_wide_divide_round(&up, &odd, &two, INC_ROUND_HALF_UP);
  expected.sign = -1;
  assert_true(same(&up, &expected));
}

static void wide_get64_beyond_64_bits_is_refused(void **state)
{
  int64_t value = 5;
  inc_wide w = wide_of(INT64_MAX);
  (void)state;
  assert_true(inc_wide_get64(&w, &value));
  assert_int_equal(value, INT64_MAX);
  w = wide_of(-(inc_i128)INT64_MAX);
  assert_true(inc_wide_get64(&w, &value));
  assert_int_equal(value, -INT64_MAX);
  w = wide_of((inc_i128)INT64_MAX + 1);
  assert_false(inc_wide_get64(&w, &value));
  assert_int_equal(value, 0);
  w = wide_of((inc_i128)1 << 64);
  assert_false(inc_wide_get64(&w, &value));
  w = wide_of(0);
  assert_true(inc_wide_get64(&w, &value));
  assert_int_equal(value, 0);
}

static void wide_results_may_be_written_over_operands(void **state)
{
  inc_wide a = wide_of((inc_i128)1 << 120), b = wide_of(3), c = a, expected;
  (void)state;
  inc_wide_multiply(&expected, &a, &a);
  inc_wide_multiply(&c, &c, &c);
  assert_true(same(&c, &expected));
  inc_wide_subtract(&c, &c, &c);
  assert_int_equal(c.sign, 0);
  c = a;
  inc_wide_divide_round(&c, &c, &b, INC_ROUND_DOWN);
  inc_wide_divide_round(&b, &a, &b, INC_ROUND_DOWN);
  assert_true(same(&b, &c));
}

static void wide_lift_and_drop_are_powers_of_two(void **state)
{
  (void)state;
  inc_wide a = wide_of(-12345), power = wide_of((inc_i128)1 << 64), expected = a;
  inc_wide_lift(&a, 0);
  assert_true(same(&a, &expected));
  inc_wide_multiply(&expected, &expected, &power);
  inc_wide_multiply(&expected, &expected, &power);
  inc_wide_lift(&a, 2);
  assert_true(same(&a, &expected));
  inc_wide_drop(&a, 1);
  inc_wide_divide_round(&expected, &expected, &power, INC_ROUND_DOWN);
  assert_true(same(&a, &expected));
  inc_wide_drop(&a, 2);
  assert_int_equal(a.sign, 0);
  inc_wide_lift(&a, 3);
  assert_int_equal(a.count, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(wide_of_small_numbers_agrees_with_128_bits),
      cmocka_unit_test(wide_divide_of_small_numbers_agrees_with_128_bits),
      cmocka_unit_test(wide_of_large_numbers_keeps_the_laws_of_arithmetic),
      cmocka_unit_test(wide_divide_of_large_numbers_leaves_less_than_the_divisor),
      cmocka_unit_test(wide_divide_of_large_products_is_exact),
      cmocka_unit_test(wide_divide_of_halves_follows_the_mode),
      cmocka_unit_test(wide_get64_beyond_64_bits_is_refused),
      cmocka_unit_test(wide_lift_and_drop_are_powers_of_two),
      cmocka_unit_test(wide_results_may_be_written_over_operands),
  };
  return cmocka_run_group_tests_name("wide", tests, NULL, NULL);
}
