/*
 * Sums of fractions whose denominators differ. A common denominator would grow with every
 * term, so a term is kept as a whole number, 127 bits of fraction, and whether anything
 * lies behind them. A sum is then known to lie between two ends that are less than
 * 2^-126 × terms apart. Both are rounded; where they come apart, the sum is taken to be
 * the boundary between them, which is what it is when thirds add up to one.
 */
#ifndef INC_BASE_SUM_H
#define INC_BASE_SUM_H

#include "base/wide.h"

/* whole + fraction × 2^−128; the lowest bit of the fraction says that there is more. */
typedef struct inc_term {
  int64_t whole;
  inc_u128 fraction;
} inc_term;

/* a / b (b > 0), for quotients of less than 64 bits. */
inc_term inc_term_divide(inc_i128 a, inc_i128 b);
inc_term inc_term_divide_wide(const inc_wide *a, const inc_wide *b);

/* −1, 0, 1; right for any two fractions whose denominators are below 2^63. */
int inc_term_compare(inc_term a, inc_term b);

/* All zero: nothing yet. */
typedef struct inc_sum {
  inc_i128 whole;
  inc_u128 fraction;
  uint64_t cut; /* terms with something behind their bits */
} inc_sum;

static inline void inc_sum_add(inc_sum *sum, inc_term term)
{
  sum->whole += term.whole;
  if (term.fraction == 0) return; /* as most are */
  sum->whole += __builtin_add_overflow(sum->fraction, term.fraction & ~(inc_u128)1, &sum->fraction);
  sum->cut += term.fraction & 1;
}

void inc_sum_join(inc_sum *sum, const inc_sum *other);
/* sum / divisor (> 0) to a whole number. */
inc_i128 inc_sum_round(const inc_sum *sum, inc_i128 divisor, inc_rounding mode);

#endif
