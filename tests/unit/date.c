#include "base/date.h"

#include "support.h"

static bool is_leap(int year)
{
  return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
}

static int month_length(int year, int month)
{
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

/* Counts through every day of ten thousand years, and back by the library. */
static void date_of_every_day_comes_back(void **state)
{
  int32_t expected = INC_DATE_MIN, days;
  char text[11], written[16];
  (void)state;
  for (int year = 1; year <= 9999; year++) {
    for (int month = 1; month <= 12; month++) {
      for (int day = 1; day <= month_length(year, month); day++, expected++) {
        assert_true(inc_date_from_civil((inc_civil){year, (uint32_t)month, (uint32_t)day}, &days));
        assert_int_equal(days, expected);
        inc_civil c = inc_date_civil(days);
        assert_true(c.year == year && (int)c.month == month && (int)c.day == day);
        if (day != 1 && day != 28) continue; /* texts are slow: two a month will do */
        snprintf(written, sizeof written, "%04d-%02d-%02d", year, month, day);
        inc_date_format(days, text);
        assert_string_equal(text, written);
        assert_true(inc_date_parse_iso(text, 10, &days));
        assert_int_equal(days, expected);
      }
    }
  }
  assert_int_equal(expected - 1, INC_DATE_MAX);
}

static void date_of_the_epoch_is_zero(void **state)
{
  int32_t days = 1;
  (void)state;
  assert_true(inc_date_parse_iso("1970-01-01", 10, &days));
  assert_int_equal(days, 0);
  assert_true(inc_date_parse_iso("2021-08-25", 10, &days));
  assert_int_equal(days, 18864);
}

static void date_from_civil_outside_the_calendar_is_refused(void **state)
{
  static const inc_civil wrong[] = {{0, 1, 1},     {10000, 1, 1}, {2021, 0, 1},  {2021, 13, 1}, {2021, 1, 0},
                                    {2021, 1, 32}, {2021, 4, 31}, {2021, 2, 29}, {1900, 2, 29}, {-1, 1, 1}};
  int32_t days;
  (void)state;
  for (size_t i = 0; i < COUNT(wrong); i++) assert_false(inc_date_from_civil(wrong[i], &days));
  assert_true(inc_date_from_civil((inc_civil){2000, 2, 29}, &days));
  assert_true(inc_date_from_civil((inc_civil){2024, 2, 29}, &days));
}

static void date_parse_iso_takes_one_form_only(void **state)
{
  static const char *const wrong[] = {"",           "2021-8-25",  "2021/08/25",  "20210825",    "2021-08-25 ",
                                      "2021-08-32", "2021-02-29", "2021-08-2x", "2O21-08-25",  "0000-01-01",
                                      "-021-08-25", "2021-00-01", "2021-08-00", "2021-08-251"};
  int32_t days;
  (void)state;
  for (size_t i = 0; i < COUNT(wrong); i++) {
    if (inc_date_parse_iso(wrong[i], strlen(wrong[i]), &days)) fail_msg("\"%s\"", wrong[i]);
  }
}

static void date_parse_takes_the_forms_of_tables(void **state)
{
  static const char *const forms[] = {"2021-08-05",          "2021-8-5",   "2021/8/5",          "2021/08/05", "2021.8.5",
                                      "20210805",            "2021年8月5日", "2021年08月05日",    "2021/8/05",
                                      "2021-08-05 00:00:00", "2021-08-05T00:00:00", "2021/8/5 0:00", "2021-08-05 00:00:00.000"};
  int32_t expected, days;
  (void)state;
  assert_true(inc_date_parse_iso("2021-08-05", 10, &expected));
  for (size_t i = 0; i < COUNT(forms); i++) {
    if (!inc_date_parse(forms[i], strlen(forms[i]), &days) || days != expected) fail_msg("\"%s\"", forms[i]);
  }
}

static void date_parse_refuses_what_is_no_date(void **state)
{
  static const char *const wrong[] = {"",           "2021",          "2021-08",      "2021年8月",    "2021年8月5",  "5.8.2021",
                                      "8/5/2021",   "2021-8/5",      "2021.8-5",     "2021年8-5",    "2021-13-01",  "2021-02-30",
                                      "20211301",   "2021080",       "202108055",    "2021-08-05 12:00", "2021-08-05x", "2021-08-05T",
                                      "21-08-05",   "2021-08-05日",  "2021年8月5日 ", "44413",        "2021--08-05", "2021-08-005"};
  int32_t days;
  (void)state;
  for (size_t i = 0; i < COUNT(wrong); i++) {
    if (inc_date_parse(wrong[i], strlen(wrong[i]), &days)) fail_msg("\"%s\"", wrong[i]);
  }
}

static int32_t day_of(const char *text)
{
  int32_t days;
  assert_true(inc_date_parse_iso(text, strlen(text), &days));
  return days;
}

static void date_months_at_month_ends_clamps(void **state)
{
  static const struct {
    const char *from, *to;
    int months;
  } cases[] = {{"2021-01-31", "2021-02-28", 1},  {"2021-01-31", "2021-02-27", 0},  {"2020-01-31", "2020-02-28", 0},
               {"2020-01-31", "2020-02-29", 1},  {"2020-02-29", "2021-02-28", 12}, {"2020-02-29", "2021-02-27", 11},
               {"2020-02-29", "2024-02-29", 48}, {"2020-02-29", "2024-02-28", 47}, {"2021-03-31", "2021-04-30", 1},
               {"2021-03-31", "2021-04-29", 0},  {"2021-01-15", "2021-01-15", 0},  {"2021-01-15", "2021-02-14", 0},
               {"2021-01-15", "2021-02-15", 1},  {"2021-02-28", "2021-03-28", 1},  {"2021-02-28", "2021-03-31", 1},
               {"2021-12-31", "2022-01-01", 0},  {"2021-02-28", "2021-01-31", -1}, {"2021-02-15", "2021-01-15", -1},
               {"2021-02-14", "2021-01-15", 0},  {"0001-01-01", "9999-12-31", 119987}};
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    int32_t months = inc_date_months(day_of(cases[i].from), day_of(cases[i].to));
    if (months != cases[i].months) fail_msg("%s to %s: %d", cases[i].from, cases[i].to, months);
  }
}

/* The date put forward by whole months, its day cut to the month's length. */
static int32_t add_months(int32_t from, int months)
{
  inc_civil c = inc_date_civil(from);
  int count = c.year * 12 + (int)c.month - 1 + months;
  c.year = count / 12;
  c.month = (uint32_t)(count % 12) + 1;
  uint32_t last = (uint32_t)month_length(c.year, (int)c.month);
  if (c.day > last) c.day = last;
  int32_t days = 0;
  assert_true(inc_date_from_civil(c, &days));
  return days;
}

static void date_months_of_random_dates_is_the_greatest_that_fits(void **state)
{
  uint64_t random = 29;
  (void)state;
  for (int i = 0; i < 200000; i++) {
    int32_t from = (int32_t)random_below(&random, 40000), to = from + (int32_t)random_below(&random, 3000);
    int32_t months = inc_date_months(from, to);
    assert_true(months >= 0 && add_months(from, months) <= to && add_months(from, months + 1) > to);
    assert_int_equal(inc_date_months(to, from), -months);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(date_of_every_day_comes_back),
      cmocka_unit_test(date_of_the_epoch_is_zero),
      cmocka_unit_test(date_from_civil_outside_the_calendar_is_refused),
      cmocka_unit_test(date_parse_iso_takes_one_form_only),
      cmocka_unit_test(date_parse_takes_the_forms_of_tables),
      cmocka_unit_test(date_parse_refuses_what_is_no_date),
      cmocka_unit_test(date_months_at_month_ends_clamps),
      cmocka_unit_test(date_months_of_random_dates_is_the_greatest_that_fits),
  };
  return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
