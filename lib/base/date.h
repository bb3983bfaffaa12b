/* Dates of the proleptic Gregorian calendar as days since 1970-01-01; years 1 to 9999. */
#ifndef INC_BASE_DATE_H
#define INC_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct inc_civil {
  int32_t year;
  uint32_t month, day;
} inc_civil;

#define INC_DATE_MIN (-719162) /* 0001-01-01 */
#define INC_DATE_MAX 2932896   /* 9999-12-31 */

bool inc_date_from_civil(inc_civil civil, int32_t *days);
inc_civil inc_date_civil(int32_t days);
/* Exactly YYYY-MM-DD. */
bool inc_date_parse_iso(const char *text, size_t length, int32_t *days);
/* Also the ways in which tables write dates: 2021/8/5, 2021.8.5, 20210805, 2021年8月5日, and an ISO date with a time at midnight behind it. */
bool inc_date_parse(const char *text, size_t length, int32_t *days);
/* Writes YYYY-MM-DD and a zero. */
void inc_date_format(int32_t days, char text[11]);
/*
 * Whole months from one date to another: the greatest m for which `from` put forward m
 * months is not after `to`, where a day beyond the month's end becomes its last day
 * (31 January + 1 month = 28 or 29 February). Negative when `to` is earlier.
 */
int32_t inc_date_months(int32_t from, int32_t to);

#endif
