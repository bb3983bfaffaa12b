/*
 * Integers of up to 960 bits, for the rare formula whose exact value does not fit into
 * 128. Sign and magnitude in a fixed number of words: no allocation, and no overflow,
 * because the compiler has counted the bits of every formula before it runs.
 */
#ifndef INC_BASE_WIDE_H
#define INC_BASE_WIDE_H

#include "base/decimal.h"

enum { INC_WIDE_WORDS = 15, INC_WIDE_BITS = INC_WIDE_WORDS * 64 };

typedef struct inc_wide {
  int32_t sign;   /* −1, 0, 1 */
  uint32_t count; /* words in use; 0 for zero */
  uint64_t word[INC_WIDE_WORDS]; /* least first */
} inc_wide;

void inc_wide_set(inc_wide *to, inc_i128 value);
/* False, and 0, when it does not fit. */
bool inc_wide_get64(const inc_wide *a, int64_t *value);
void inc_wide_add(inc_wide *to, const inc_wide *a, const inc_wide *b);
void inc_wide_subtract(inc_wide *to, const inc_wide *a, const inc_wide *b);
void inc_wide_multiply(inc_wide *to, const inc_wide *a, const inc_wide *b);
/* a × 2^(64 n), which the caller knows to fit, and a / 2^(64 n), rounded toward zero. */
void inc_wide_lift(inc_wide *a, uint32_t n);
void inc_wide_drop(inc_wide *a, uint32_t n);
/* −1, 0, 1 */
int inc_wide_compare(const inc_wide *a, const inc_wide *b);
/* a / b (b > 0) to a whole number. */
void inc_wide_divide_round(inc_wide *to, const inc_wide *a, const inc_wide *b, inc_rounding mode);

/* In decimal digits: of integers of up to so many, with sign and a zero. The length. */
enum { INC_WIDE_DIGITS = 80, INC_WIDE_TEXT = 300 };
size_t inc_wide_format(const inc_wide *a, char text[INC_WIDE_TEXT]);
/* [-]digits, at most INC_WIDE_DIGITS of them; false, and 0, for anything else. */
bool inc_wide_parse(const char *text, inc_wide *to);

#endif
