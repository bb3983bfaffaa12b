/*
 * Exact decimals. A stored value is a 64-bit count of millionths ("micros"); a literal
 * is an integer with its own number of decimals. Binary floating point is nowhere.
 */
#ifndef INC_BASE_DECIMAL_H
#define INC_BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INC_MICRO INT64_C(1000000)

enum { INC_MICRO_SCALE = 6, INC_SCALE_MAX = 18, INC_DECIMAL_TEXT = 28 };

typedef __int128 inc_i128;
typedef unsigned __int128 inc_u128;

/* mantissa × 10^−scale, scale ≤ 18, no trailing zero in the mantissa unless scale is 0. */
typedef struct inc_number {
  int64_t mantissa;
  uint8_t scale;
} inc_number;

typedef enum inc_decimal_result {
  INC_DECIMAL_OK,
  INC_DECIMAL_SYNTAX, /* not [+-]digits[.digits][e[+-]digits] */
  INC_DECIMAL_FINE,   /* more decimals than the grid has */
  INC_DECIMAL_LARGE   /* beyond the 64-bit grid */
} inc_decimal_result;

typedef enum inc_rounding { INC_ROUND_HALF_EVEN, INC_ROUND_HALF_UP, INC_ROUND_DOWN } inc_rounding;

/* Reads a decimal, exactly. */
inc_decimal_result inc_number_parse(const char *text, size_t length, inc_number *number);
/* Puts a number on the grid of millionths. */
inc_decimal_result inc_number_micros(inc_number number, int64_t *micros);
/* Both in one. */
inc_decimal_result inc_decimal_parse(const char *text, size_t length, int64_t *micros);
/* Only [-]digits[.digits] of at most 12 characters and 6 decimals: the short way for most cells. False for anything else. */
bool inc_decimal_plain(const char *text, size_t length, int64_t *micros);
/* Significant digits as written: "0.1500" has 4, "0" has 1. */
size_t inc_decimal_digits(const char *text, size_t length);

/* Shortest text that reads back as the same value, and a zero. Returns its length. */
size_t inc_decimal_format(int64_t micros, char text[INC_DECIMAL_TEXT]);
size_t inc_number_format(inc_number number, char text[INC_DECIMAL_TEXT]);
/* Likewise of a sum of many. */
enum { INC_SUM_TEXT = 48 };
size_t inc_decimal_format_sum(inc_i128 micros, char text[INC_SUM_TEXT]);

/* −1, 0, 1 */
int inc_number_compare(inc_number a, inc_number b);

/* 10^n for n ≤ 18. */
int64_t inc_power10(unsigned n);
/* |a − b|, which may not fit into the type of either. */
static inline uint64_t inc_distance(int64_t a, int64_t b)
{
  return a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
}

/* How many bits |value| has. */
unsigned inc_bits64(int64_t value);

/* numerator / denominator (> 0) to a whole number. */
inc_i128 inc_divide_round(inc_i128 numerator, inc_i128 denominator, inc_rounding mode);

#endif
