/*
 * A curve as what it adds up to: a base, ramps that rise or fall between two ends and are level outside, and
 * steps. Every ramp's quotient by a constant is a multiplication and a shift, in 32-bit numbers and exact; a
 * curve for which that cannot be has none. docs/decisions/0011.
 */
#ifndef INC_ENGINE_BENDS_H
#define INC_ENGINE_BENDS_H

#include "engine/code.h"

/* Adds floor((d × factor + half) / 2^shift), where d is how far x, held between the ends, is from `from`, or, on the way down, from `to`. */
typedef struct inc_ramp {
  int32_t from, to;
  bool down;
  bool narrow; /* factor is below 2^32 */
  uint8_t shift;
  uint64_t factor, half;
} inc_ramp;

/* Adds `by` where x ≥ from. */
typedef struct inc_step {
  int32_t from, by;
} inc_step;

typedef struct inc_bends {
  int32_t base;
  uint32_t ramp_count, step_count;
  const inc_ramp *ramps;
  const inc_step *steps;
} inc_bends;

/* The least and the greatest value that a curve has; false where that cannot be told. */
bool inc_curve_range(const inc_curve *curve, int64_t *least, int64_t *greatest);

/*
 * The bends of a curve for numbers of 32 bits that stand for themselves × 10^zeros. NULL where the curve has
 * none, or without memory.
 */
const inc_bends *inc_bends_of(const inc_curve *curve, inc_rounding mode, unsigned zeros, inc_arena *arena);

#endif
