/*
 * Dividing a whole number of steps among rows: exact, with bounds, ties told, and the
 * rows named that make it impossible. Knows base alone, so that policies are not needed.
 */
#ifndef INC_APPORTION_APPORTION_H
#define INC_APPORTION_APPORTION_H

#include <incubator/apportion.h>

#include "base/memory.h"
#include "base/wide.h"

typedef enum inc_method {
  INC_METHOD_HAMILTON,        /* largest remainder */
  INC_METHOD_WEBSTER,         /* major fractions, Sainte-Laguë */
  INC_METHOD_HUNTINGTON_HILL, /* equal proportions */
  INC_METHOD_ADAMS,           /* smallest divisors */
  INC_METHOD_JEFFERSON        /* greatest divisors, D'Hondt */
} inc_method;

#define INC_SHARE_MOST INT64_MAX /* as an upper bound: none */

typedef enum inc_share_fault {
  INC_SHARES_FINE,
  INC_SHARES_NO_MEMORY,
  INC_SHARES_CROSSED,  /* a lower bound above the upper one */
  INC_SHARES_TOO_FEW,  /* the lower bounds, or one for each row with a weight, are more than the whole */
  INC_SHARES_TOO_MANY  /* the upper bounds, or rows without weight at their lower ones, are less than the whole */
} inc_share_fault;

typedef struct inc_division {
  inc_method method;
  size_t count;
  int64_t whole;          /* not below 0 */
  const int64_t *weights; /* not below 0, all in one unit */
  const int64_t *lower;   /* NULL: 0; not below 0 */
  const int64_t *upper;   /* NULL: no end */
  bool in_order;          /* equal claims go to the rows listed first */
} inc_division;

typedef struct inc_divided {
  int64_t *shares; /* of each row; one with a tie without what the lot would give it */
  bool *tied;      /* only a lot decides whether it has one more */
  size_t ties;     /* how many such rows */
  int64_t lots;    /* how many of them have one more */
  inc_share_fault fault;
  inc_wide bound;  /* where it is impossible: what the bounds add up to */
} inc_divided;

/*
 * The shares are clamp(round(weight / x), lower, upper) for the x that meets the whole; of
 * Hamilton clamp(weight × t, lower, upper) by largest remainder. `to` has room for `count`
 * shares and marks.
 */
void inc_apportion(const inc_division *how, const incubator_allocator *a, inc_divided *to);

/* Likewise as the public call says it, with its checks and its errors. */
incubator_status inc_apportion_checked(const incubator_apportion_options *options, inc_divided *to, incubator_error *error);

/* What a row must have: its lower bound, or one where a method's first divisor is 0; and the most it can have. */
int64_t inc_share_least(const inc_division *how, size_t row);
int64_t inc_share_greatest(const inc_division *how, size_t row);

/* The bounds of a row. */
static inline int64_t inc_share_lower(const inc_division *how, size_t row)
{
  return how->lower ? how->lower[row] : 0;
}

static inline int64_t inc_share_upper(const inc_division *how, size_t row)
{
  return how->upper ? how->upper[row] : INC_SHARE_MOST;
}

/* The weight of the rows that grow with t, and what the others have. */
typedef struct inc_growth {
  inc_i128 weight, fixed;
} inc_growth;

/*
 * The exact shares: of rows that grow weight × (whole − fixed) / the weight of all that grow, of
 * the others a bound, written to `shares`, which hold the lower bounds before. False without memory.
 */
bool inc_share_quotas(const inc_division *how, const incubator_allocator *a, int64_t *shares, bool *grows, inc_growth *growth);

void inc_share_hamilton(const inc_division *how, const incubator_allocator *a, inc_divided *to);
void inc_share_divisors(const inc_division *how, const incubator_allocator *a, inc_divided *to);

#endif
