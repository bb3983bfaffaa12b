/*
 * A curve for 32-bit numbers: steps that are added, or pieces that are straight lines. A point on a line is found by one
 * multiplication and one addition of doubles, which come to a little more than the exact value, so little that nothing
 * is rounded otherwise than that is: that is proved when the bends are made, and a curve for which it does not hold has
 * none. docs/decisions/0009.
 */
#ifndef INC_ENGINE_BENDS_H
#define INC_ENGINE_BENDS_H

#include "engine/code.h"

/* Adds `by` where x ≥ from. */
typedef struct inc_bend_step {
  int32_t from, by;
} inc_bend_step;

/* A straight line: x × slope + start, truncated, is the rounded value. */
typedef struct inc_line {
  double slope, start;
} inc_line;

/* Where x, held between two ends, is at or above `from`, and below that of the next one. */
typedef struct inc_piece {
  int32_t from;
  inc_line line;
} inc_piece;

typedef struct inc_bends {
  int32_t base; /* what is added to all; lines are never below 0 */
  int32_t least, greatest; /* that x is held between, for lines */
  uint32_t step_count, piece_count; /* one of them is 0 */
  const inc_bend_step *steps;
  const inc_piece *pieces;
} inc_bends;

/* The least and the greatest value that a curve has; false where that cannot be told. */
bool inc_curve_range(const inc_curve *curve, int64_t *least, int64_t *greatest);

/* What a line must be exact for. */
typedef struct inc_line_through {
  int64_t x, y;       /* a point of it */
  int64_t rise, run;  /* below 2^50; run > 0 */
  uint64_t furthest;  /* |x| is no more, */
  uint64_t highest;   /* and the value neither; it is not below 0 */
  double half;        /* 0.5 for rounding to the nearest, half up; 0 for rounding down */
} inc_line_through;

/* In doubles, however they are rounded. False where it would not be exact. */
bool inc_find_line(const inc_line_through *through, inc_line *line);

/* The bends of a curve for numbers that stand for themselves × 10^zeros. NULL where the curve has none, or without memory. */
const inc_bends *inc_bends_of(const inc_curve *curve, inc_rounding mode, unsigned zeros, inc_arena *arena);

#endif
