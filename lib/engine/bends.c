#include "engine/bends.h"

#include "base/decimal.h"

/* ---- A curve's pieces ---- */

/* The value of a piece at x, where it is whole. */
static bool piece_at(const inc_curve *curve, uint32_t piece, int64_t x, int64_t *value)
{
  inc_i128 number = (inc_i128)x * curve->factor[piece] + curve->start[piece];
  inc_i128 quotient = number / curve->divisor[piece];
  *value = (int64_t)quotient;
  return quotient == *value && quotient * curve->divisor[piece] == number;
}

/* The values at both ends of a piece behind the first one; the last piece is level. */
static bool piece_ends(const inc_curve *curve, uint32_t piece, int64_t ends[2])
{
  if (!piece_at(curve, piece, curve->from[piece], &ends[0])) return false;
  if (piece + 1 == curve->count || curve->factor[piece] == 0) {
    ends[1] = ends[0];
    return curve->factor[piece] == 0;
  }
  return piece_at(curve, piece, curve->from[piece + 1], &ends[1]);
}

bool inc_curve_range(const inc_curve *curve, int64_t *least, int64_t *greatest)
{
  int64_t ends[2];
  if (curve->factor[0] != 0 || !piece_at(curve, 0, 0, least)) return false;
  *greatest = *least;
  for (uint32_t p = 1; p < curve->count; p++) {
    if (!piece_ends(curve, p, ends)) return false;
    for (int k = 0; k < 2; k++) {
      if (ends[k] < *least) *least = ends[k];
      if (ends[k] > *greatest) *greatest = ends[k];
    }
  }
  return true;
}

/* ---- Quotients as products ---- */



static inc_u128 common_divisor(inc_u128 a, inc_u128 b)
{
  while (b) {
    inc_u128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/*
 * A factor and a shift so that floor((d × factor + half) / 2^shift) is d × p / q rounded, for all 0 ≤ d ≤ most. With
 * factor = (2^shift p + e) / q the product is too large by d e / q; what it rounds to is right while that is below
 * 2^shift / 2q, as no multiple of 1 / 2q lies between.
 */
static bool find_factor(inc_u128 p, inc_u128 q, inc_u128 most, inc_ramp *ramp)
{
  for (unsigned shift = 0; shift < 63; shift++) {
    inc_u128 scaled = p << shift, error = (q - scaled % q) % q, factor = (scaled + error) / q;
    if (factor >> 63 || most * factor >> 62) return false;
    if (2 * most * error >= (inc_u128)1 << shift && error) continue;
    ramp->factor = (uint64_t)factor;
    ramp->narrow = factor <= UINT32_MAX;
    ramp->shift = (uint8_t)shift;
    return true;
  }
  return false;
}

/* ---- Collecting ---- */

typedef struct collector {
  const inc_curve *curve;
  inc_rounding mode;
  int64_t unit;
  bool below_zero; /* some value of the curve is */
  int64_t base;
  inc_ramp *ramps;
  inc_step *steps;
  uint32_t ramp_count, step_count;
} collector;

static bool narrow(int64_t value)
{
  return value == (int32_t)value;
}

static bool add_step(collector *c, int64_t from, int64_t by)
{
  if (by == 0) return true;
  int64_t at = from / c->unit + (from % c->unit > 0); /* the first number that is there */
  if (at > INT32_MAX) return true;
  if (at <= INT32_MIN) {
    c->base += by;
    return true;
  }
  c->steps[c->step_count++] = (inc_step){(int32_t)at, (int32_t)by};
  return narrow(by);
}

/* Rounding from a whole number up is rounding of the whole value where nothing is below 0, or no two results are equally near. */
static bool add_ramp(collector *c, int64_t from, int64_t to, int64_t rise)
{
  if (rise == 0) return true;
  if (from % c->unit || to % c->unit || !narrow(from / c->unit) || !narrow(to / c->unit)) return false;
  inc_ramp *ramp = &c->ramps[c->ramp_count++];
  *ramp = (inc_ramp){.from = (int32_t)(from / c->unit), .to = (int32_t)(to / c->unit), .down = rise < 0};
  inc_u128 run = (inc_u128)((int64_t)ramp->to - ramp->from), up = (inc_u128)(rise < 0 ? -rise : rise), common = common_divisor(up, run);
  bool ties = (run / common) % 2 == 0, down = c->mode == INC_ROUND_DOWN;
  if ((c->below_zero && (down || ties)) || (ties && c->mode == INC_ROUND_HALF_EVEN)) return false;
  if (!find_factor(up / common, run / common, run, ramp)) return false;
  ramp->half = down || ramp->shift == 0 ? 0 : (uint64_t)1 << (ramp->shift - 1);
  if (rise < 0) c->base += rise;
  return narrow(rise);
}

static bool collect(collector *c)
{
  int64_t before = c->base, ends[2];
  for (uint32_t p = 1; p < c->curve->count; p++) {
    if (!piece_ends(c->curve, p, ends) || !add_step(c, c->curve->from[p], ends[0] - before)) return false;
    before = ends[1];
    if (p + 1 == c->curve->count) break;
    if (c->curve->from[p + 1] > c->curve->from[p] && !add_ramp(c, c->curve->from[p], c->curve->from[p + 1], ends[1] - ends[0])) return false;
  }
  return true;
}

const inc_bends *inc_bends_of(const inc_curve *curve, inc_rounding mode, unsigned zeros, inc_arena *arena)
{
  int64_t least, greatest;
  if (!inc_curve_range(curve, &least, &greatest) || !narrow(least) || !narrow(greatest)) return NULL;
  inc_bends *bends = inc_arena_alloc(arena, 1, sizeof *bends);
  collector c = {.curve = curve, .mode = mode, .unit = inc_power10(zeros), .below_zero = least < 0};
  c.ramps = inc_arena_alloc(arena, curve->count, sizeof *c.ramps);
  c.steps = inc_arena_alloc(arena, curve->count, sizeof *c.steps);
  if (!bends || !c.ramps || !c.steps || !piece_at(curve, 0, 0, &c.base) || !collect(&c) || !narrow(c.base)) return NULL;
  *bends = (inc_bends){(int32_t)c.base, c.ramp_count, c.step_count, c.ramps, c.steps};
  return bends;
}
