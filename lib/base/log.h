/*
 * Logarithms, powers and roots in whole numbers, for the few results that are not fractions:
 * the same bits on every machine. Numbers are fixed-point, in units of 2^−INC_LOG_BITS.
 */
#ifndef INC_BASE_LOG_H
#define INC_BASE_LOG_H

#include "base/wide.h"

enum { INC_LOG_BITS = 118 };

/* ln a for a > 0, off by less than 2^−110. */
inc_i128 inc_log(inc_u128 a);
/* ln a for 0 < a < 2^126 in units of 2^−INC_LONG_LOG_BITS, off by less than 2^18 of them: slower. */
enum { INC_LONG_LOG_BITS = 448 };
/* Logarithms that others begin with, found when they are first needed; all zero: none yet. */
typedef struct inc_long_logs {
  inc_wide two, of[128];
} inc_long_logs;
void inc_long_log(inc_long_logs *logs, inc_wide *to, inc_u128 a);
/*
 * e^x rounded to a whole number. Off by less than 2^−40 of one, so a power that is nearer
 * to a whole number than that is taken to be it. False where it is not below 2^63.
 */
bool inc_power(inc_i128 x, inc_rounding mode, int64_t *power);
/* The greatest whole number whose square is not above a (a ≥ 0). */
void inc_wide_root(inc_wide *to, const inc_wide *a);

#endif
