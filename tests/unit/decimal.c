#include "base/decimal.h"

#include "support.h"

typedef struct parse_case {
  const char *text;
  inc_decimal_result result;
  int64_t micros;
} parse_case;

static void check_parse(const parse_case *cases, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    int64_t micros = 77;
    inc_decimal_result result = inc_decimal_parse(cases[i].text, strlen(cases[i].text), &micros);
    if (result != cases[i].result || micros != cases[i].micros) {
      fail_msg("\"%s\": result %d, %lld micros", cases[i].text, result, (long long)micros);
    }
  }
}

static void decimal_parse_of_plain_numbers_is_exact(void **state)
{
  static const parse_case cases[] = {
      {"0", INC_DECIMAL_OK, 0},
      {"-0", INC_DECIMAL_OK, 0},
      {"+7", INC_DECIMAL_OK, 7000000},
      {"12.5", INC_DECIMAL_OK, 12500000},
      {"-12.5", INC_DECIMAL_OK, -12500000},
      {"0.000001", INC_DECIMAL_OK, 1},
      {"007", INC_DECIMAL_OK, 7000000},
      {"1.500000000000000000000", INC_DECIMAL_OK, 1500000},
      {"0000000000000000000000000001.5", INC_DECIMAL_OK, 1500000},
      {"100000", INC_DECIMAL_OK, INT64_C(100000000000)},
      {"0.1", INC_DECIMAL_OK, 100000},
      {"1000000.000001", INC_DECIMAL_OK, INT64_C(1000000000001)},
  };
  (void)state;
  check_parse(cases, COUNT(cases));
}

static void decimal_parse_of_exponents_is_exact(void **state)
{
  static const parse_case cases[] = {
      {"1e3", INC_DECIMAL_OK, 1000000000},
      {"1E+3", INC_DECIMAL_OK, 1000000000},
      {"25e-1", INC_DECIMAL_OK, 2500000},
      {"1.25e1", INC_DECIMAL_OK, 12500000},
      {"1e-6", INC_DECIMAL_OK, 1},
      {"10e-7", INC_DECIMAL_OK, 1},
      {"1e-7", INC_DECIMAL_FINE, 0},
      {"1e12", INC_DECIMAL_OK, INT64_C(1000000000000000000)},
      {"1e13", INC_DECIMAL_LARGE, 0},
      {"1e400", INC_DECIMAL_LARGE, 0},
      {"1e99999999999999999999", INC_DECIMAL_LARGE, 0},
      {"1e-400", INC_DECIMAL_FINE, 0},
      {"1e-99999999999999999999", INC_DECIMAL_FINE, 0},
      {"0e999999999", INC_DECIMAL_OK, 0},
      {"0.0e-999999999", INC_DECIMAL_OK, 0},
      {"0.00000000000000000000000001e26", INC_DECIMAL_OK, 1000000},
      {"100000000000000000000000000e-26", INC_DECIMAL_OK, 1000000},
  };
  (void)state;
  check_parse(cases, COUNT(cases));
}

static void decimal_parse_at_the_limits_tells_fine_from_large(void **state)
{
  static const parse_case cases[] = {
      {"9223372036854.775807", INC_DECIMAL_OK, INT64_MAX},
      {"-9223372036854.775807", INC_DECIMAL_OK, -INT64_MAX},
      {"9223372036854.775808", INC_DECIMAL_LARGE, 0},
      {"-9223372036854.775808", INC_DECIMAL_LARGE, 0},
      {"9223372036855", INC_DECIMAL_LARGE, 0},
      {"9223372036854775807", INC_DECIMAL_LARGE, 0},
      {"9223372036854775808", INC_DECIMAL_LARGE, 0},
      {"99999999999999999999999", INC_DECIMAL_LARGE, 0},
      {"0.0000001", INC_DECIMAL_FINE, 0},
      {"1.2345678", INC_DECIMAL_FINE, 0},
      {"0.0000010", INC_DECIMAL_OK, 1},
      {"0.12345678901234567890123", INC_DECIMAL_FINE, 0},
  };
  (void)state;
  check_parse(cases, COUNT(cases));
}

/* Within the grid's range, so what is wrong with it is its decimals, however many digits it has in all. */
static void decimal_parse_of_many_digits_within_range_is_too_fine(void **state)
{
  static const parse_case cases[] = {
      {"10000000000.0000000001", INC_DECIMAL_FINE, 0},
      {"123456789012.12345678", INC_DECIMAL_FINE, 0},
      {"9223372036854.7758071", INC_DECIMAL_FINE, 0},
      {"9223372036854.7758081", INC_DECIMAL_LARGE, 0},
      {"1000000000000000000000.5e-12", INC_DECIMAL_FINE, 0},
      {"1000000000000000000000.5e-8", INC_DECIMAL_LARGE, 0},
  };
  (void)state;
  check_parse(cases, COUNT(cases));
}

static void decimal_parse_of_what_is_no_number_is_a_syntax_error(void **state)
{
  static const char *const texts[] = {"",   "-",   "+",    ".",    ".5",  "5.",   "5.e3", "1e",   "1e+", "e5",  "1.2.3",
                                      "--1", "1 ",  " 1",   "1,000", "0x1", "1e1.5", "NaN",  "inf",  "1_0", "１",  "1e5x"};
  (void)state;
  for (size_t i = 0; i < COUNT(texts); i++) {
    int64_t micros = 77;
    if (inc_decimal_parse(texts[i], strlen(texts[i]), &micros) != INC_DECIMAL_SYNTAX || micros) fail_msg("\"%s\"", texts[i]);
  }
}

static void decimal_parse_of_a_nul_byte_is_a_syntax_error(void **state)
{
  int64_t micros;
  (void)state;
  assert_int_equal(inc_decimal_parse("1\0", 2, &micros), INC_DECIMAL_SYNTAX);
}

static void number_parse_keeps_scale_without_trailing_zeros(void **state)
{
  inc_number n;
  (void)state;
  assert_int_equal(inc_number_parse("1.500", 5, &n), INC_DECIMAL_OK);
  assert_int_equal(n.mantissa, 15);
  assert_int_equal(n.scale, 1);
  assert_int_equal(inc_number_parse("0.000000000000000001", 20, &n), INC_DECIMAL_OK);
  assert_int_equal(n.mantissa, 1);
  assert_int_equal(n.scale, 18);
  assert_int_equal(inc_number_parse("0.0000000000000000001", 21, &n), INC_DECIMAL_FINE);
  assert_int_equal(inc_number_parse("1200", 4, &n), INC_DECIMAL_OK);
  assert_int_equal(n.mantissa, 1200);
  assert_int_equal(n.scale, 0);
}

static void decimal_digits_counts_significant_ones(void **state)
{
  static const struct {
    const char *text;
    size_t digits;
  } cases[] = {{"0", 1},       {"0.00", 1},    {"0.1500", 4},  {"1500", 4},          {"-15.0", 3},
               {"1e9999", 1},  {"1.5E+3", 2},  {"0.000123", 3}, {"123456789012345", 15}, {"1000000000000000", 16}};
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    assert_int_equal(inc_decimal_digits(cases[i].text, strlen(cases[i].text)), cases[i].digits);
  }
}

static void decimal_format_gives_the_shortest_text(void **state)
{
  static const struct {
    int64_t micros;
    const char *text;
  } cases[] = {{0, "0"},
               {1, "0.000001"},
               {-1, "-0.000001"},
               {1000000, "1"},
               {-2500000, "-2.5"},
               {10, "0.00001"},
               {INT64_MAX, "9223372036854.775807"},
               {-INT64_MAX, "-9223372036854.775807"},
               {INT64_MIN, "-9223372036854.775808"},
               {INT64_C(100000000000000000), "100000000000"}};
  char text[INC_DECIMAL_TEXT];
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    assert_int_equal(inc_decimal_format(cases[i].micros, text), strlen(cases[i].text));
    assert_string_equal(text, cases[i].text);
  }
}

static void decimal_format_of_sums_goes_beyond_a_cell(void **state)
{
  const inc_i128 large = (inc_i128)INT64_MAX * 4;
  static const int64_t cells[] = {0, 1, -1, 10, 999999, 1000000, -2500000, 123456789, INT64_MAX, INT64_MIN};
  char text[INC_SUM_TEXT], cell[INC_DECIMAL_TEXT];
  (void)state;
  for (size_t i = 0; i < COUNT(cells); i++) {
    assert_int_equal(inc_decimal_format_sum(cells[i], text), inc_decimal_format(cells[i], cell));
    assert_string_equal(text, cell);
  }
  inc_decimal_format_sum(large, text);
  assert_string_equal(text, "36893488147419.103228");
  inc_decimal_format_sum((inc_i128)((inc_u128)1 << 127), text);
  assert_string_equal(text, "-170141183460469231731687303715884.105728");
}

/* Written by hand from the integer, digit by digit, and read back. */
static void decimal_parse_of_random_values_reads_what_was_written(void **state)
{
  uint64_t random = 7;
  (void)state;
  for (int i = 0; i < 200000; i++) {
    int64_t value = (int64_t)(random_next(&random) >> random_below(&random, 63)) >> 1, micros;
    if (random_below(&random, 2)) value = -value;
    uint64_t magnitude = value < 0 ? (uint64_t)-value : (uint64_t)value;
    char text[64], shortest[INC_DECIMAL_TEXT];
    snprintf(text, sizeof text, "%s%llu.%06llu", value < 0 ? "-" : "", (unsigned long long)(magnitude / 1000000),
             (unsigned long long)(magnitude % 1000000));
    assert_int_equal(inc_decimal_parse(text, strlen(text), &micros), INC_DECIMAL_OK);
    assert_int_equal(micros, value);
    size_t length = inc_decimal_format(value, shortest);
    assert_true(length <= strlen(text));
    assert_int_equal(inc_decimal_parse(shortest, length, &micros), INC_DECIMAL_OK);
    assert_int_equal(micros, value);
    bool fraction = strchr(shortest, '.') != NULL;
    assert_false(fraction && (shortest[length - 1] == '0' || shortest[length - 1] == '.'));
  }
}

/* mantissa × 10^(exponent) by repeated multiplication in 128 bits. */
static void decimal_parse_of_random_exponents_agrees_with_long_arithmetic(void **state)
{
  uint64_t random = 11;
  (void)state;
  for (int i = 0; i < 100000; i++) {
    int64_t mantissa = (int64_t)random_below(&random, 1000000), micros;
    int exponent = (int)random_below(&random, 30) - 15;
    char text[64];
    snprintf(text, sizeof text, "%llde%d", (long long)mantissa, exponent);
    inc_i128 value = (inc_i128)mantissa * INC_MICRO;
    bool exact = true;
    for (int e = exponent; e > 0; e--) value *= 10;
    for (int e = exponent; e < 0; e++) {
      exact = exact && value % 10 == 0;
      value /= 10;
    }
    inc_decimal_result expected = !exact ? INC_DECIMAL_FINE : value > INT64_MAX ? INC_DECIMAL_LARGE : INC_DECIMAL_OK;
    if (inc_decimal_parse(text, strlen(text), &micros) != expected) fail_msg("%s", text);
    if (expected == INC_DECIMAL_OK && micros != (int64_t)value) fail_msg("%s: %lld", text, (long long)micros);
  }
}

static void divide_round_of_ties_follows_the_mode(void **state)
{
  static const struct {
    int numerator, denominator, even, up, down;
  } cases[] = {{5, 2, 2, 3, 2},    {7, 2, 4, 4, 3},    {-5, 2, -2, -3, -2}, {-7, 2, -4, -4, -3}, {1, 2, 0, 1, 0},
               {-1, 2, 0, -1, 0},  {3, 2, 2, 2, 1},    {-3, 2, -2, -2, -1}, {6, 4, 2, 2, 1},     {10, 4, 2, 3, 2},
               {9, 4, 2, 2, 2},    {11, 4, 3, 3, 2},   {-11, 4, -3, -3, -2}, {8, 4, 2, 2, 2},    {0, 7, 0, 0, 0},
               {1, 3, 0, 0, 0},    {2, 3, 1, 1, 0},    {-2, 3, -1, -1, 0},  {7, 1, 7, 7, 7},     {-7, 1, -7, -7, -7}};
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    inc_i128 n = cases[i].numerator, d = cases[i].denominator;
    if (inc_divide_round(n, d, INC_ROUND_HALF_EVEN) != cases[i].even || inc_divide_round(n, d, INC_ROUND_HALF_UP) != cases[i].up ||
        inc_divide_round(n, d, INC_ROUND_DOWN) != cases[i].down) {
      fail_msg("%d / %d", cases[i].numerator, cases[i].denominator);
    }
  }
}

/* |n/d − q| ≤ 1/2, with equality only where the mode says so. */
static void divide_round_of_random_fractions_is_nearest(void **state)
{
  uint64_t random = 13;
  (void)state;
  for (int i = 0; i < 200000; i++) {
    inc_i128 n = ((inc_i128)random_next(&random) << 40) >> random_below(&random, 100);
    inc_i128 d = (inc_i128)(random_next(&random) >> random_below(&random, 63)) + 1;
    if (random_below(&random, 2)) n = -n;
    inc_i128 even = inc_divide_round(n, d, INC_ROUND_HALF_EVEN), up = inc_divide_round(n, d, INC_ROUND_HALF_UP);
    inc_i128 twice = 2 * (n - even * d), twice_up = 2 * (n - up * d);
    assert_true(twice <= d && twice >= -d && twice_up <= d && twice_up >= -d);
    if (twice == d || twice == -d) assert_true(even % 2 == 0);
    if (twice_up == d || twice_up == -d) assert_true(n < 0 ? twice_up > 0 : twice_up < 0);
    inc_i128 down = inc_divide_round(n, d, INC_ROUND_DOWN), rest = n - down * d;
    assert_true(n < 0 ? rest <= 0 && rest > -d : rest >= 0 && rest < d);
  }
}

static void divide_round_of_the_largest_does_not_overflow(void **state)
{
  const inc_i128 most = (inc_i128)(((inc_u128)1 << 127) - 1);
  (void)state;
  assert_true(inc_divide_round(most, most, INC_ROUND_HALF_EVEN) == 1);
  assert_true(inc_divide_round(most - 1, most, INC_ROUND_HALF_UP) == 1);
  assert_true(inc_divide_round(most / 2, most, INC_ROUND_HALF_UP) == 0);
  assert_true(inc_divide_round(-most, 1, INC_ROUND_HALF_UP) == -most);
}

static void bits_of_a_number_are_those_of_its_magnitude(void **state)
{
  (void)state;
  assert_int_equal(inc_bits64(0), 0);
  assert_int_equal(inc_bits64(1), 1);
  assert_int_equal(inc_bits64(-1), 1);
  assert_int_equal(inc_bits64(255), 8);
  assert_int_equal(inc_bits64(-256), 9);
  assert_int_equal(inc_bits64(INT64_MAX), 63);
  assert_int_equal(inc_bits64(INT64_MIN), 64);
}

static void decimal_format_of_sums_at_the_ends(void **state)
{
  const inc_i128 least = (inc_i128)((inc_u128)1 << 127), million = INC_MICRO, trillion = million * million;
  const struct {
    inc_i128 micros;
    const char *text;
  } cases[] = {
      {0, "0"},
      {-1, "-0.000001"},
      {INT64_MAX, "9223372036854.775807"},
      {(inc_i128)INT64_MAX + 1, "9223372036854.775808"},
      {-(inc_i128)INT64_MAX - 1, "-9223372036854.775808"},
      {trillion * million, "1000000000000"},
      {trillion * trillion, "1000000000000000000"},
      {trillion * trillion + 50000, "1000000000000000000.05"},
      {-(trillion * trillion * 1234567 + 1), "-1234567000000000000000000.000001"},
      {~least, "170141183460469231731687303715884.105727"},
      {least, "-170141183460469231731687303715884.105728"},
  };
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    char text[INC_SUM_TEXT];
    assert_int_equal(inc_decimal_format_sum(cases[i].micros, text), strlen(cases[i].text));
    assert_string_equal(text, cases[i].text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(decimal_parse_of_plain_numbers_is_exact),
      cmocka_unit_test(decimal_parse_of_exponents_is_exact),
      cmocka_unit_test(decimal_parse_at_the_limits_tells_fine_from_large),
      cmocka_unit_test(decimal_parse_of_many_digits_within_range_is_too_fine),
      cmocka_unit_test(decimal_parse_of_what_is_no_number_is_a_syntax_error),
      cmocka_unit_test(decimal_parse_of_a_nul_byte_is_a_syntax_error),
      cmocka_unit_test(number_parse_keeps_scale_without_trailing_zeros),
      cmocka_unit_test(decimal_digits_counts_significant_ones),
      cmocka_unit_test(decimal_format_gives_the_shortest_text),
      cmocka_unit_test(decimal_format_of_sums_goes_beyond_a_cell),
      cmocka_unit_test(decimal_format_of_sums_at_the_ends),
      cmocka_unit_test(decimal_parse_of_random_values_reads_what_was_written),
      cmocka_unit_test(decimal_parse_of_random_exponents_agrees_with_long_arithmetic),
      cmocka_unit_test(divide_round_of_ties_follows_the_mode),
      cmocka_unit_test(divide_round_of_random_fractions_is_nearest),
      cmocka_unit_test(divide_round_of_the_largest_does_not_overflow),
      cmocka_unit_test(bits_of_a_number_are_those_of_its_magnitude),
  };
  return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
