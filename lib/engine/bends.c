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

/* ---- Slopes ---- */

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
 * It lies between 2^−49 and 2^−48 of p / q above it, which is more than three roundings of 2^−52 can take away; and as it
 * comes to less than 1 / 2q at the greatest value, no multiple of 1 / 2q, and so no whole number, lies between.
 */
bool inc_find_slope(inc_u128 p, inc_u128 q, inc_u128 most, double *slope)
{
  *slope = (double)(uint64_t)p / (double)(uint64_t)q * (1 + 0x1.8p-49);
  return (most + 1) * 2 * q < (inc_u128)1 << 46;
}

/* ---- Collecting ---- */

typedef struct collector {
  const inc_curve *curve;
  inc_rounding mode;
  int64_t unit;
  bool below_zero; /* some value of the curve is */
  inc_bends *bends;
  inc_bend_step *steps;
  inc_slope *slopes;
} collector;

static bool narrow(int64_t value)
{
  return value == (int32_t)value;
}

/* The first number that is there, in units. */
static int64_t unit_at(const collector *c, uint32_t piece)
{
  int64_t from = c->curve->from[piece];
  return from / c->unit + (from % c->unit > 0);
}

static bool collect_steps(collector *c)
{
  int64_t before = c->curve->start[0], base = before;
  for (uint32_t p = 1; p < c->curve->count; p++) {
    int64_t at = unit_at(c, p), by = c->curve->start[p] - before;
    before = c->curve->start[p];
    if (at > INT32_MAX || by == 0) continue;
    if (!narrow(by)) return false;
    if (at <= INT32_MIN) base += by;
    else c->steps[c->bends->step_count++] = (inc_bend_step){(int32_t)at, (int32_t)by};
  }
  c->bends->base = (int32_t)base;
  return narrow(base);
}

/* Rounding from a whole number up is rounding of the whole value where nothing is below 0, or no two results are equally near. */
static bool set_slope(const collector *c, uint32_t piece, const int64_t ends[2], inc_slope *s)
{
  int64_t from = c->curve->from[piece], rise = ends[1] - ends[0];
  if (rise == 0) return true;
  int64_t to = c->curve->from[piece + 1];
  if (from % c->unit || to % c->unit || !narrow(to / c->unit) || !narrow(to / c->unit - from / c->unit)) return false;
  inc_u128 run = (inc_u128)(to / c->unit - from / c->unit), up = (inc_u128)(rise < 0 ? -rise : rise), common = common_divisor(up, run);
  bool ties = (run / common) % 2 == 0, down = c->mode == INC_ROUND_DOWN;
  if (c->below_zero && (down || ties)) return false;
  if (ties && c->mode == INC_ROUND_HALF_EVEN) return false;
  if (rise < 0) s->origin = (int32_t)(to / c->unit), s->y = (int32_t)ends[1];
  return narrow(rise) && inc_find_slope(up / common, run / common, up, &s->slope);
}

/* A level piece before the first slope, or behind the last one, that goes on where that ends is what x is held at. */
static void hold_ends(collector *c, bool first, bool last)
{
  inc_bends *b = c->bends;
  if (last) {
    b->slope_count--;
    b->greatest = b->slopes[b->slope_count].from;
  }
  if (first) {
    b->slope_count--;
    b->slopes++;
    b->least = b->slopes[0].from;
  }
}

static bool collect_slopes(collector *c)
{
  int64_t ends[2] = {c->curve->start[0], c->curve->start[0]}, before;
  bool first = false, last = false;
  c->slopes[0] = (inc_slope){.from = INT32_MIN, .y = (int32_t)ends[0]};
  c->bends->slope_count = 1;
  for (uint32_t p = 1; p < c->curve->count; p++) {
    int64_t at = unit_at(c, p);
    before = ends[1];
    if (!piece_ends(c->curve, p, ends) || !narrow(at)) return false;
    inc_slope *s = &c->slopes[c->bends->slope_count];
    *s = (inc_slope){.from = (int32_t)at, .origin = (int32_t)at, .y = (int32_t)ends[0]};
    if (!set_slope(c, p, ends, s)) return false;
    last = before == ends[0] && at * c->unit == c->curve->from[p]; /* it goes on where the one before ends, at a number that is there */
    if (p == 1) first = last;
    c->bends->slope_count++;
  }
  c->bends->slopes = c->slopes;
  first = first && (c->bends->slope_count < 3 || c->slopes[2].from > c->slopes[1].from); /* and is there itself */
  hold_ends(c, first && c->bends->slope_count > 2, last && c->bends->slope_count > 2 && c->slopes[c->bends->slope_count - 1].slope == 0);
  return true;
}

const inc_bends *inc_bends_of(const inc_curve *curve, inc_rounding mode, unsigned zeros, inc_arena *arena)
{
  int64_t least, greatest;
  if (!inc_curve_range(curve, &least, &greatest) || !narrow(least) || !narrow(greatest)) return NULL;
  inc_bends *bends = inc_arena_alloc(arena, 1, sizeof *bends);
  collector c = {.curve = curve, .mode = mode, .unit = inc_power10(zeros), .below_zero = least < 0, .bends = bends};
  c.steps = inc_arena_alloc(arena, curve->count, sizeof *c.steps);
  c.slopes = inc_arena_alloc(arena, curve->count, sizeof *c.slopes);
  if (!bends || !c.steps || !c.slopes) return NULL;
  *bends = (inc_bends){.least = INT32_MIN, .greatest = INT32_MAX, .half = mode == INC_ROUND_DOWN ? 0 : 0.5, .steps = c.steps};
  return (curve->flat ? collect_steps(&c) : collect_slopes(&c)) ? bends : NULL;
}
