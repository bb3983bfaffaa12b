/*
 * A curve for 32-bit numbers: steps that are added, or pieces that are level or sloping. A point on a slope is found by
 * one multiplication with a double that is a little more than the slope, so little that nothing is rounded otherwise
 * than the exact quotient is: that is proved when the bends are made, and a curve for which it does not hold has none.
 * docs/decisions/0009.
 */
#ifndef INC_ENGINE_BENDS_H
#define INC_ENGINE_BENDS_H

#include "engine/code.h"

/* Adds `by` where x ≥ from. */
typedef struct inc_bend_step {
  int32_t from, by;
} inc_bend_step;

/* Where x, held between two ends, is at or above `from`, and below that of the next one: y + whole part of (|x − origin| × slope + half). */
typedef struct inc_slope {
  int32_t from, origin, y;
  double slope;
} inc_slope;

typedef struct inc_bends {
  int32_t base; /* of steps */
  int32_t least, greatest; /* that x is held between, for slopes */
  double half;  /* 0.5, or 0 for rounding down */
  uint32_t step_count, slope_count; /* one of them is 0 */
  const inc_bend_step *steps;
  const inc_slope *slopes;
} inc_bends;

/* The least and the greatest value that a curve has; false where that cannot be told. */
bool inc_curve_range(const inc_curve *curve, int64_t *least, int64_t *greatest);

/*
 * A double for p / q (without common divisors, p < 2^31, q < 2^32) so that d × it + 1/2 has, in doubles and however they
 * are rounded, the whole part that d p / q + 1/2 has, for all whole d ≥ 0 with d p / q ≤ most; and likewise without the
 * half. False where there is none.
 */
bool inc_find_slope(inc_u128 p, inc_u128 q, inc_u128 most, double *slope);

/* The bends of a curve for numbers that stand for themselves × 10^zeros. NULL where the curve has none, or without memory. */
const inc_bends *inc_bends_of(const inc_curve *curve, inc_rounding mode, unsigned zeros, inc_arena *arena);

#endif
