#include "base/date.h"

#include <stdio.h>

static bool is_leap(int32_t year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static uint32_t days_in_month(int32_t year, uint32_t month)
{
  static const uint32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Both directions after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years from March, eras of 400. */
static int32_t days_of(int32_t year, uint32_t month, uint32_t day)
{
  int32_t y = year - (month <= 2);
  int32_t era = (y >= 0 ? y : y - 399) / 400;
  uint32_t year_of_era = (uint32_t)(y - era * 400);
  uint32_t day_of_year = (153 * (month + (month > 2 ? -3u : 9u)) + 2) / 5 + day - 1;
  uint32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + (int32_t)day_of_era - 719468;
}

bool inc_date_from_civil(inc_civil c, int32_t *days)
{
  if (c.year < 1 || c.year > 9999 || c.month < 1 || c.month > 12) return false;
  if (c.day < 1 || c.day > days_in_month(c.year, c.month)) return false;
  *days = days_of(c.year, c.month, c.day);
  return true;
}

inc_civil inc_date_civil(int32_t days)
{
  int32_t z = days + 719468;
  int32_t era = (z >= 0 ? z : z - 146096) / 146097;
  uint32_t day_of_era = (uint32_t)(z - era * 146097);
  uint32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  uint32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  uint32_t m = (5 * day_of_year + 2) / 153;
  uint32_t month = m < 10 ? m + 3 : m - 9;
  return (inc_civil){(int32_t)year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * m + 2) / 5 + 1};
}

/* Up to `most` digits; how many were read. */
static size_t read_digits(const char *text, size_t left, size_t most, uint32_t *value)
{
  size_t n = 0;
  *value = 0;
  while (n < left && n < most && text[n] >= '0' && text[n] <= '9') *value = *value * 10 + (uint32_t)(text[n++] - '0');
  return n;
}

bool inc_date_parse_iso(const char *text, size_t length, int32_t *days)
{
  uint32_t year, month, day;
  if (length != 10 || text[4] != '-' || text[7] != '-') return false;
  if (read_digits(text, 4, 4, &year) != 4 || read_digits(text + 5, 2, 2, &month) != 2) return false;
  if (read_digits(text + 8, 2, 2, &day) != 2) return false;
  return inc_date_from_civil((inc_civil){(int32_t)year, month, day}, days);
}

/* Steps over one mark between the parts of a date: - / . or the given Chinese character. */
static bool step_mark(const char **text, const char *end, const char *chinese, char *mark)
{
  if (end - *text >= 3 && (*text)[0] == chinese[0] && (*text)[1] == chinese[1] && (*text)[2] == chinese[2]) {
    *text += 3;
    *mark = 'c';
    return true;
  }
  if (*text == end || (**text != '-' && **text != '/' && **text != '.')) return false;
  *mark = *(*text)++;
  return true;
}

/* What may stand behind the day: nothing, 日, or a time of day that is midnight. */
static bool is_date_end(const char *text, size_t left, char mark)
{
  if (mark == 'c') return left == 3 && text[0] == '\xE6' && text[1] == '\x97' && text[2] == '\xA5';
  if (left == 0) return true;
  if (*text != ' ' && *text != 'T') return false;
  size_t digits = 0;
  for (size_t i = 1; i < left; i++) {
    if (text[i] == '0') digits++;
    else if (text[i] != ':' && text[i] != '.') return false;
  }
  return digits > 0;
}

bool inc_date_parse(const char *text, size_t length, int32_t *days)
{
  uint32_t year, month, day;
  const char *end = text + length;
  if (read_digits(text, length, 4, &year) != 4) return false;
  text += 4;
  if (length == 8 && read_digits(text, 2, 2, &month) == 2 && read_digits(text + 2, 2, 2, &day) == 2) {
    return inc_date_from_civil((inc_civil){(int32_t)year, month, day}, days);
  }
  char first, second;
  if (!step_mark(&text, end, "\xE5\xB9\xB4", &first)) return false; /* 年 */
  size_t digits = read_digits(text, (size_t)(end - text), 2, &month);
  text += digits;
  if (!digits || !step_mark(&text, end, "\xE6\x9C\x88", &second) || first != second) return false; /* 月 */
  digits = read_digits(text, (size_t)(end - text), 2, &day);
  text += digits;
  if (!digits || !is_date_end(text, (size_t)(end - text), second)) return false;
  return inc_date_from_civil((inc_civil){(int32_t)year, month, day}, days);
}

void inc_date_format(int32_t days, char text[11])
{
  inc_civil c = inc_date_civil(days);
  snprintf(text, 11, "%04u-%02u-%02u", (unsigned)c.year % 10000, c.month % 100, c.day % 100);
}

int32_t inc_date_months(int32_t from, int32_t to)
{
  bool backward = to < from;
  inc_civil a = inc_date_civil(backward ? to : from), b = inc_date_civil(backward ? from : to);
  int32_t months = (b.year - a.year) * 12 + (int32_t)b.month - (int32_t)a.month;
  uint32_t last = days_in_month(b.year, b.month);
  uint32_t reached = a.day < last ? a.day : last; /* the day of b's month on which the month is complete */
  if (b.day < reached) months--;
  return backward ? -months : months;
}
