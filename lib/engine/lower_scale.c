/* Scales of points and steps as code: where all is known but x, one instruction; else a walk from point to point. */
#include "engine/lower.h"

#define NONE INC_NO_REGISTER

/* ---- Pieces whose ends are known ---- */

typedef struct curve_writer {
  inc_lower *lo;
  const inc_scale *scale;
  inc_value x;
  int64_t *from, *factor, *start, *divisor;
  uint32_t count;
  uint32_t bits; /* of the greatest result */
  bool flat, ok;
} curve_writer;

/* A constant in units of 10^−scale. */
static bool constant_in(const inc_lower *lo, inc_value v, uint32_t scale, int64_t *value)
{
  if (lo->code->failed || v.denominator != NONE || v.gap != NONE || v.scale > scale || scale - v.scale > INC_SCALE_MAX) return false;
  const inc_register *r = &lo->code->registers[v.number];
  return r->constant && !__builtin_mul_overflow(r->value, inc_power10(scale - v.scale), value);
}

static int64_t divisor_of_both(int64_t a, int64_t b)
{
  a = a < 0 ? -a : a;
  while (b) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a ? a : 1;
}

static void add_flat(curve_writer *w, int64_t from, int64_t y)
{
  uint32_t bits = inc_bits64(y);
  w->from[w->count] = from;
  w->factor[w->count] = 0;
  w->start[w->count] = y;
  w->divisor[w->count++] = 1;
  if (bits > w->bits) w->bits = bits;
  w->ok = w->ok && bits < 52;
}

/* From (x, y) to the next point: (a × factor + start) / divisor. */
static void add_sloping(curve_writer *w, const int64_t x[2], const int64_t y[2])
{
  int64_t run, rise, at, start;
  bool ok = !__builtin_sub_overflow(x[1], x[0], &run) && !__builtin_sub_overflow(y[1], y[0], &rise) && run > 0;
  if (!ok || rise == 0) {
    w->ok = w->ok && (ok || x[0] == x[1]); /* a jump: the next piece begins where this one does */
    add_flat(w, x[0], y[0]);
    return;
  }
  int64_t common = divisor_of_both(rise, run), factor = rise / common, divisor = run / common;
  ok = !__builtin_mul_overflow(y[0], divisor, &start) && !__builtin_mul_overflow(x[0], factor, &at) &&
       !__builtin_sub_overflow(start, at, &start);
  uint32_t highest = inc_bits64(y[0]) > inc_bits64(y[1]) ? inc_bits64(y[0]) : inc_bits64(y[1]);
  bool small = highest + inc_bits64(divisor) < 52 && divisor < (int64_t)1 << 30; /* as run_curve.c needs them */
  w->ok = w->ok && ok && small && w->x.bits + inc_bits64(factor) < 62 && inc_bits64(start) < 62;
  w->from[w->count] = x[0];
  w->factor[w->count] = factor;
  w->start[w->count] = ok ? start : 0;
  w->divisor[w->count++] = divisor;
  if (highest > w->bits) w->bits = highest;
  w->flat = false;
}

static void write_pieces(curve_writer *w, inc_value (*points)[2], inc_value outside)
{
  const inc_scale *scale = w->scale;
  const size_t last = scale->count - 1;
  int64_t beyond, x[2] = {0}, y[2] = {0};
  w->ok = constant_in(w->lo, outside.type == INC_TYPE_UNKNOWN ? points[0][1] : outside, INC_MICRO_SCALE, &beyond);
  if (!w->ok) return;
  add_flat(w, INT64_MIN, beyond);
  for (size_t i = 0; i <= last && w->ok; i++) {
    size_t next = i < last ? i + 1 : i;
    w->ok = constant_in(w->lo, points[i][0], w->x.scale, &x[0]) && constant_in(w->lo, points[next][0], w->x.scale, &x[1]) &&
            constant_in(w->lo, points[i][1], INC_MICRO_SCALE, &y[0]) && constant_in(w->lo, points[next][1], INC_MICRO_SCALE, &y[1]) &&
            x[0] <= x[1] && x[0] < INT64_MAX;
    if (!w->ok) return;
    if (scale->steps || i == last) add_flat(w, x[0], y[0]);
    else add_sloping(w, x, y);
  }
  if (!scale->steps && outside.type != INC_TYPE_UNKNOWN) add_flat(w, x[0] + 1, beyond);
}

/* One instruction for the whole scale, where that is exact; type UNKNOWN otherwise. */
static inc_value as_curve(inc_lower *lo, const inc_scale *scale, inc_value x, inc_value (*points)[2], inc_rounding rounding)
{
  inc_value v = {.type = INC_TYPE_UNKNOWN, .denominator = NONE, .gap = NONE};
  curve_writer w = {.lo = lo, .scale = scale, .x = x, .flat = true};
  bool plain = !lo->code->failed && x.denominator == NONE && x.scale <= INC_MICRO_SCALE && lo->code->registers[x.number].cls == INC_C64;
  if (!plain || scale->outside == INC_OUTSIDE_ERROR) return v;
  int64_t *rooms[4];
  for (int i = 0; i < 4; i++) rooms[i] = inc_arena_alloc(lo->code->arena, scale->count + 2, sizeof(int64_t));
  inc_curve *curve = inc_arena_alloc(lo->code->arena, 1, sizeof *curve);
  if (!curve || !rooms[0] || !rooms[1] || !rooms[2] || !rooms[3]) {
    lo->code->failed = true;
    return v;
  }
  w.from = rooms[0], w.factor = rooms[1], w.start = rooms[2], w.divisor = rooms[3];
  write_pieces(&w, points, scale->outside == INC_OUTSIDE_VALUE ? inc_lower_number(lo, scale->value) : v);
  if (!w.ok) return v;
  *curve = (inc_curve){w.count, w.flat, w.from, w.factor, w.start, w.divisor};
  v = (inc_value){.type = INC_TYPE_NUMBER, .denominator = NONE, .gap = NONE, .scale = INC_MICRO_SCALE, .bits = w.bits};
  v.number = inc_lower_emit(lo, INC_C64, INC_DO_CURVE, INC_C64, (const uint32_t[4]){x.number, NONE, NONE, NONE}, rounding, curve);
  return v;
}

/* ---- A walk ---- */

/* What holds beyond the ends: the value at the end, an error or a number. */
static inc_value outside(inc_lower *lo, const inc_scale *scale, inc_value end)
{
  if (scale->outside == INC_OUTSIDE_HOLD) return end;
  if (scale->outside == INC_OUTSIDE_ERROR) return inc_lower_gap(lo, INC_TYPE_NUMBER, INCUBATOR_GAP_ERROR);
  return inc_lower_number(lo, scale->value);
}

static inc_value between(inc_lower *lo, inc_value x, const inc_value from[2], const inc_value to[2])
{
  inc_value run = inc_lower_subtract(lo, to[0], from[0]), rise = inc_lower_subtract(lo, to[1], from[1]);
  inc_value along = inc_lower_multiply(lo, inc_lower_subtract(lo, x, from[0]), rise);
  return inc_lower_add(lo, from[1], inc_lower_divide(lo, along, run));
}

/*
 * From the first point up, each next one that is reached takes over: what holds at or
 * beyond a point is what lies behind it. So where two points share an x, the later one's
 * value holds there, and the piece of no length between them is never taken.
 */
static inc_value walk_points(inc_lower *lo, const inc_scale *scale, inc_value x, inc_value (*points)[2], int64_t step,
                             inc_rounding rounding)
{
  size_t last = scale->count - 1;
  inc_value v = inc_lower_store(lo, outside(lo, scale, points[0][1]), step, rounding);
  for (size_t i = 0; i <= last; i++) {
    inc_value behind = points[i][1];
    if (!scale->steps && i < last) behind = between(lo, x, points[i], points[i + 1]);
    if (!scale->steps && i == last && scale->outside != INC_OUTSIDE_HOLD) {
      inc_value at_end = inc_lower_compare(lo, INC_DO_EQUAL, x, points[last][0]);
      behind = inc_lower_if(lo, at_end, points[last][1], outside(lo, scale, points[last][1]));
    }
    behind = inc_lower_store(lo, behind, step, rounding);
    v = inc_lower_if(lo, inc_lower_compare(lo, INC_DO_LESS_EQUAL, points[i][0], x), behind, v);
  }
  return v;
}

inc_value inc_lower_scale(inc_lower *lo, const inc_scale *scale, inc_value x, int64_t step, inc_rounding rounding)
{
  inc_value(*points)[2] = inc_arena_alloc(lo->code->arena, scale->count, sizeof *points);
  if (!points) {
    lo->code->failed = true;
    return x;
  }
  uint32_t gap = x.gap;
  for (size_t i = 0; i < scale->count; i++) {
    points[i][0] = inc_lower_expression(lo, &scale->points[i].x);
    points[i][1] = inc_lower_expression(lo, &scale->points[i].y);
    for (int k = 0; k < 2; k++) {
      gap = inc_lower_gap_max(lo, gap, points[i][k].gap);
      points[i][k].gap = NONE;
    }
  }
  x.gap = NONE;
  inc_value v = step == 1 ? as_curve(lo, scale, x, points, rounding) : (inc_value){.type = INC_TYPE_UNKNOWN};
  if (v.type == INC_TYPE_UNKNOWN) v = walk_points(lo, scale, x, points, step, rounding);
  v.gap = inc_lower_gap_first(lo, gap, v.gap);
  return v;
}
