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

/* ---- Lines ---- */

static int64_t common_divisor(int64_t a, int64_t b)
{
  while (b) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

/*
 * Let the slope be p / q without common divisors. What is truncated, the exact value and a half, is a multiple of 1 / 2q;
 * so it may be computed too large by less than that, for no whole number lies between. Each of seven roundings takes away
 * at most 2^−52 of a number no greater than `size`, all together less than 8 × 2^−52 × size; the line is lifted by 16 × that.
 */
bool inc_find_line(const inc_line_through *t, inc_line *line)
{
  const int64_t common = common_divisor(t->rise, t->run), p = t->rise / common, q = t->run / common;
  const inc_i128 zero = (inc_i128)t->y * q - (inc_i128)t->x * p; /* its value at 0, × q */
  const inc_u128 steep = (inc_u128)t->furthest * (uint64_t)(p < 0 ? -p : p) / (uint64_t)q + 1, size = steep + t->highest + 2;
  if (size >= (inc_u128)1 << 46 || size * (uint64_t)q >= (inc_u128)1 << 46) return false;
  line->slope = (double)p / (double)q;
  line->start = (double)(int64_t)(zero / q) + (double)(int64_t)(zero % q) / (double)q + t->half + (double)(uint64_t)size * 0x1p-48;
  return true;
}

/* ---- Collecting ---- */

typedef struct collector {
  const inc_curve *curve;
  inc_rounding mode;
  int64_t unit;
  int64_t lift; /* what is added so that no value is below 0 */
  inc_bends *bends;
  inc_bend_step *steps;
  inc_piece *pieces;
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

/* Rounding up from below is rounding of the whole value where that is not below 0, or no two results are equally near. */
static bool set_line(const collector *c, uint32_t piece, const int64_t ends[2], inc_line *line)
{
  int64_t from = c->curve->from[piece], rise = ends[1] - ends[0];
  *line = (inc_line){.start = (double)(ends[0] + c->lift)};
  if (rise == 0) return true;
  int64_t to = c->curve->from[piece + 1], first = from / c->unit, last = to / c->unit;
  if (from % c->unit || to % c->unit || !narrow(last) || !narrow(last - first)) return false;
  const bool ties = (last - first) / common_divisor(rise, last - first) % 2 == 0, down = c->mode == INC_ROUND_DOWN;
  if (c->lift && (down || ties)) return false;
  if (ties && c->mode == INC_ROUND_HALF_EVEN) return false;
  inc_line_through t = {.x = first, .y = ends[0] + c->lift, .rise = rise, .run = last - first, .half = down ? 0 : 0.5};
  t.furthest = (uint64_t)(-first > last ? -first : last); /* one of them is the greater magnitude */
  t.highest = (uint64_t)((rise < 0 ? ends[0] : ends[1]) + c->lift);
  return inc_find_line(&t, line);
}

/* A level piece before the first line, or behind the last one, that goes on where that ends is what x is held at. */
static void hold_ends(collector *c, bool first, bool last)
{
  inc_bends *b = c->bends;
  if (last) {
    b->piece_count--;
    b->greatest = b->pieces[b->piece_count].from;
  }
  if (first) {
    b->piece_count--;
    b->pieces++;
    b->least = b->pieces[0].from;
  }
}

static bool collect_lines(collector *c)
{
  int64_t ends[2] = {c->curve->start[0], c->curve->start[0]}, before;
  bool first = false, last = false;
  c->pieces[0] = (inc_piece){.from = INT32_MIN, .line = {.start = (double)(ends[0] + c->lift)}};
  c->bends->piece_count = 1;
  for (uint32_t p = 1; p < c->curve->count; p++) {
    int64_t at = unit_at(c, p);
    before = ends[1];
    if (!piece_ends(c->curve, p, ends) || !narrow(at)) return false;
    inc_piece *piece = &c->pieces[c->bends->piece_count];
    piece->from = (int32_t)at;
    if (!set_line(c, p, ends, &piece->line)) return false;
    last = before == ends[0] && at * c->unit == c->curve->from[p]; /* it goes on where the one before ends, at a number that is there */
    if (p == 1) first = last;
    c->bends->piece_count++;
  }
  c->bends->pieces = c->pieces;
  c->bends->base = (int32_t)-c->lift;
  first = first && (c->bends->piece_count < 3 || c->pieces[2].from > c->pieces[1].from); /* and is there itself */
  hold_ends(c, first && c->bends->piece_count > 2, last && c->bends->piece_count > 2 && c->pieces[c->bends->piece_count - 1].line.slope == 0);
  return true;
}

const inc_bends *inc_bends_of(const inc_curve *curve, inc_rounding mode, unsigned zeros, inc_arena *arena)
{
  int64_t least, greatest;
  if (!inc_curve_range(curve, &least, &greatest) || !narrow(least) || !narrow(greatest) || !narrow(greatest - least)) return NULL;
  inc_bends *bends = inc_arena_alloc(arena, 1, sizeof *bends);
  collector c = {.curve = curve, .mode = mode, .unit = inc_power10(zeros), .lift = least < 0 ? -least : 0, .bends = bends};
  c.steps = inc_arena_alloc(arena, curve->count, sizeof *c.steps);
  c.pieces = inc_arena_alloc(arena, curve->count, sizeof *c.pieces);
  if (!bends || !c.steps || !c.pieces) return NULL;
  *bends = (inc_bends){.least = INT32_MIN, .greatest = INT32_MAX, .steps = c.steps};
  return (curve->flat ? collect_steps(&c) : collect_lines(&c)) ? bends : NULL;
}
