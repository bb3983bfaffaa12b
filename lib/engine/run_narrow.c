/* Instructions of narrowed code. What lies behind a block's last row in a register is never read. */
#include <string.h>

#include "base/decimal.h"
#include "engine/bends.h"
#include "engine/run.h"

/* A piece of a block that stays in the first-level cache while several loops go over it. */
enum { TILE = 256, MOST_STEPS = 8 };

static const uint32_t nothing[TILE];

/* ---- Columns ---- */

/* Asks for what the next block will read, a little at a time. What lies behind a column's end is never read, only asked for. */
static INC_INLINE void fetch(const void *column, size_t at, size_t bytes)
{
  enum { LINE = 64 };
  for (size_t i = 0; i < bytes; i += LINE) __builtin_prefetch((const void *)((uintptr_t)column + at + i), 0, 2);
}

static void ask_for_next(const inc_running *x, const inc_column *column)
{
  fetch(column->data, (x->row + x->code->block) * column->width, x->n * column->width);
}

static INC_INLINE void load_kept(int32_t *restrict to, const inc_column *column, size_t row, int32_t factor, size_t n)
{
  switch (column->width) {
  case 1: for (size_t i = 0; i < n; i++) to[i] = ((const int8_t *)column->data)[row + i] * factor; break;
  case 2: for (size_t i = 0; i < n; i++) to[i] = ((const int16_t *)column->data)[row + i] * factor; break;
  default: for (size_t i = 0; i < n; i++) to[i] = ((const int32_t *)column->data)[row + i] * factor; break;
  }
}

INC_CLONES static void run_load(const inc_running *x, const inc_instruction *in)
{
  load_kept(inc_reg(x, in->to), in->data, x->row, (int32_t)in->imm, x->n);
  if (in->ahead) ask_for_next(x, in->data);
}

#define COMPARE(T)                                                                      \
  do {                                                                                  \
    const T *a = (const T *)column->data + x->row, bound = (T)in->imm;                  \
    if (in->op == INC_DO_KEPT_BELOW) FOR_N to[i] = a[i] < bound;                        \
    else if (in->op == INC_DO_KEPT_AT_LEAST) FOR_N to[i] = a[i] >= bound;               \
    else FOR_N to[i] = a[i] == bound;                                                   \
  } while (0)

INC_CLONES static void run_compare(const inc_running *x, const inc_instruction *in)
{
  uint8_t *restrict to = inc_reg(x, in->to);
  const inc_column *column = in->data;
  switch (column->width) {
  case 1: COMPARE(int8_t); break;
  case 2: COMPARE(int16_t); break;
  default: COMPARE(int32_t); break;
  }
  if (in->ahead) ask_for_next(x, column);
}

/* A tile of the numbers that a term or a bend reads; those of a narrower column are brought into `room`. */
static INC_INLINE const int32_t *tile_of(const inc_running *x, uint32_t reg, size_t row, size_t n, int32_t *room)
{
  const inc_column *column = x->code->registers[reg].column;
  if (!column || column->width == 4) return (const int32_t *)inc_reg(x, reg) + row;
  load_kept(room, column, x->row + row, 1, n);
  return room;
}

/* And a tile of the next block. */
static INC_INLINE void ask_for_tile(const inc_running *x, const inc_instruction *in, size_t row, size_t n)
{
  const inc_column *column = x->code->registers[in->a].column;
  if (in->ahead) fetch(column->data, (x->row + row + x->code->block) * column->width, n * column->width);
}

INC_CLONES static void load_low(int32_t *restrict to, const inc_result *result, size_t row, size_t n)
{
  switch (result->width) {
  case 1: for (size_t i = 0; i < n; i++) to[i] = ((const int8_t *)result->values)[row + i]; break;
  case 4: memcpy(to, (const int32_t *)result->values + row, n * sizeof *to); break;
  default: for (size_t i = 0; i < n; i++) to[i] = (int32_t)((const int64_t *)result->values)[row + i]; break;
  }
}

/* ---- Curves ---- */

/*
 * All that follow compute sum + factor × a curve. Numbers are added and multiplied as unsigned ones: on the way they may
 * wrap, what they come to does not.
 */
typedef struct curve_run {
  const inc_bends *bends;
  const int32_t *restrict x;
  const uint32_t *restrict sum;
  uint32_t factor;
  uint32_t *restrict to;
  size_t n;
} curve_run;

/* The loops are written out, so that each is a plain one that the compiler vectorises. Steps that are not there add 0. */
typedef struct step_run {
  int32_t from[MOST_STEPS];
  uint32_t by[MOST_STEPS], base;
} step_run;

static INC_INLINE step_run read_steps(const inc_bends *bends, uint32_t factor)
{
  step_run s = {.base = factor * (uint32_t)bends->base};
  for (uint32_t k = 0; k < bends->step_count; k++) s.from[k] = bends->steps[k].from, s.by[k] = (uint32_t)bends->steps[k].by * factor;
  return s;
}

#define STEP(k) (x >= from##k ? by##k : 0)
#define READ_STEP(k) const int32_t from##k = s.from[k]; const uint32_t by##k = s.by[k];

static INC_INLINE void four_steps(const curve_run *r)
{
  const step_run s = read_steps(r->bends, r->factor);
  READ_STEP(0) READ_STEP(1) READ_STEP(2) READ_STEP(3)
  for (size_t i = 0, n = r->n; i < n; i++) {
    const int32_t x = r->x[i];
    r->to[i] = r->sum[i] + s.base + STEP(0) + STEP(1) + STEP(2) + STEP(3);
  }
}

static INC_INLINE void eight_steps(const curve_run *r)
{
  const step_run s = read_steps(r->bends, r->factor);
  READ_STEP(0) READ_STEP(1) READ_STEP(2) READ_STEP(3) READ_STEP(4) READ_STEP(5) READ_STEP(6) READ_STEP(7)
  for (size_t i = 0, n = r->n; i < n; i++) {
    const int32_t x = r->x[i];
    r->to[i] = r->sum[i] + s.base + STEP(0) + STEP(1) + STEP(2) + STEP(3) + STEP(4) + STEP(5) + STEP(6) + STEP(7);
  }
}

static INC_INLINE void many_steps(const curve_run *r)
{
  for (size_t i = 0, n = r->n; i < n; i++) r->to[i] = r->sum[i] + r->factor * (uint32_t)r->bends->base;
  for (uint32_t k = 0; k < r->bends->step_count; k++) {
    const int32_t from = r->bends->steps[k].from;
    const uint32_t by = (uint32_t)r->bends->steps[k].by * r->factor;
    for (size_t i = 0, n = r->n; i < n; i++) r->to[i] += r->x[i] >= from ? by : 0;
  }
}

#define READ_PIECE(k)                         \
  const int32_t from##k = b->pieces[k].from; \
  const double slope##k = b->pieces[k].line.slope, start##k = b->pieces[k].line.start;
#define TAKE(k)                             \
  slope = x >= from##k ? slope##k : slope; \
  start = x >= from##k ? start##k : start;
#define LINES(NAME, READ, TAKE_LATER)                                                         \
  static INC_INLINE void NAME(const curve_run *r)                                             \
  {                                                                                           \
    const inc_bends *b = r->bends;                                                            \
    const int32_t least = b->least, greatest = b->greatest;                                   \
    const uint32_t factor = r->factor, base = factor * (uint32_t)b->base;                     \
    const double slope0 = b->pieces[0].line.slope, start0 = b->pieces[0].line.start;          \
    READ                                                                                      \
    for (size_t i = 0, n = r->n; i < n; i++) {                                                \
      int32_t x = r->x[i] < least ? least : r->x[i];                                          \
      double slope = slope0, start = start0;                                                  \
      x = x > greatest ? greatest : x;                                                        \
      TAKE_LATER                                                                              \
      r->to[i] = r->sum[i] + base + factor * (uint32_t)(int32_t)((double)x * slope + start);  \
    }                                                                                         \
  }

LINES(one_line, , )
LINES(two_lines, READ_PIECE(1), TAKE(1))
LINES(three_lines, READ_PIECE(1) READ_PIECE(2), TAKE(1) TAKE(2))
LINES(four_lines, READ_PIECE(1) READ_PIECE(2) READ_PIECE(3), TAKE(1) TAKE(2) TAKE(3))

static INC_INLINE void many_lines(const curve_run *r)
{
  int32_t x[TILE];
  double slope[TILE], start[TILE];
  const inc_bends *b = r->bends;
  const uint32_t base = r->factor * (uint32_t)b->base;
  const size_t n = r->n;
  for (size_t i = 0; i < n; i++) {
    x[i] = r->x[i] < b->least ? b->least : r->x[i] > b->greatest ? b->greatest : r->x[i];
    slope[i] = b->pieces[0].line.slope, start[i] = b->pieces[0].line.start;
  }
  for (uint32_t k = 1; k < b->piece_count; k++) {
    const inc_piece piece = b->pieces[k];
    for (size_t i = 0; i < n; i++) {
      bool on = x[i] >= piece.from;
      slope[i] = on ? piece.line.slope : slope[i];
      start[i] = on ? piece.line.start : start[i];
    }
  }
  for (size_t i = 0; i < n; i++) r->to[i] = r->sum[i] + base + r->factor * (uint32_t)(int32_t)((double)x[i] * slope[i] + start[i]);
}

/* At most a tile. */
static INC_INLINE void bend(const curve_run *r)
{
  switch (r->bends->piece_count) {
  case 0:
    if (r->bends->step_count <= 4) four_steps(r);
    else if (r->bends->step_count <= MOST_STEPS) eight_steps(r);
    else many_steps(r);
    break;
  case 1: one_line(r); break;
  case 2: two_lines(r); break;
  case 3: three_lines(r); break;
  case 4: four_lines(r); break;
  default: many_lines(r); break;
  }
}

INC_CLONES static void run_bend(const inc_running *x, const inc_instruction *in)
{
  curve_run r = {.bends = in->data, .sum = nothing, .factor = 1};
  uint32_t *to = inc_reg(x, in->to);
  int32_t room[TILE];
  for (size_t row = 0; row < x->n; row += TILE) {
    r.n = x->n - row < TILE ? x->n - row : TILE;
    r.x = tile_of(x, in->a, row, r.n, room), r.to = to + row;
    ask_for_tile(x, in, row, r.n);
    bend(&r);
  }
}

/* ---- Sums ---- */

/* Sums may wrap here too. */
static INC_INLINE void add_narrow(uint32_t *restrict to, const uint32_t *restrict sum, const int32_t *restrict a, uint32_t factor, size_t n)
{
  if (sum) for (size_t i = 0; i < n; i++) to[i] = sum[i] + (uint32_t)a[i] * factor;
  else for (size_t i = 0; i < n; i++) to[i] = (uint32_t)a[i] * factor;
}

static INC_INLINE void add_wide(int64_t *restrict to, const int64_t *restrict sum, const int32_t *restrict a, int32_t factor, size_t n)
{
  if (sum) for (size_t i = 0; i < n; i++) to[i] = sum[i] + (int64_t)a[i] * factor;
  else for (size_t i = 0; i < n; i++) to[i] = (int64_t)a[i] * factor;
}

INC_CLONES static void run_term(const inc_running *x, const inc_instruction *in)
{
  char *to = inc_reg(x, in->to);
  const char *sum = inc_reg(x, in->b);
  const bool narrow = in->cls == INC_C32;
  int32_t points[TILE], room[TILE];
  curve_run r = {.bends = in->data, .sum = nothing, .factor = 1, .to = (uint32_t *)points};
  for (size_t row = 0; row < x->n; row += TILE) {
    size_t n = x->n - row < TILE ? x->n - row : TILE, at = row * (narrow ? sizeof(int32_t) : sizeof(int64_t));
    const void *before = sum ? sum + at : NULL;
    r.x = tile_of(x, in->a, row, n, room), r.n = n;
    ask_for_tile(x, in, row, n);
    if (in->data && narrow) {
      r.sum = before ? before : nothing, r.factor = (uint32_t)in->imm, r.to = (uint32_t *)(to + at);
      bend(&r);
      continue;
    }
    if (in->data) bend(&r);
    const int32_t *term = in->data ? points : r.x;
    if (narrow) add_narrow((uint32_t *)(to + at), before, term, (uint32_t)in->imm, n);
    else add_wide((int64_t *)(to + at), before, term, (int32_t)in->imm, n);
  }
}

/* ---- Quotients ---- */

typedef union bits {
  int64_t whole;
  double number;
} bits;

/* 1.5 × 2^52: a double of this size holds whole numbers only, the last bits of which are those of the integer. */
#define WHOLES 6755399441055744.0

static INC_INLINE double as_double(int64_t a)
{
  bits b = {.number = WHOLES};
  b.whole += a;
  return b.number - WHOLES;
}

/* The quotient to the nearest whole number may be off by one; the rest, which is exact in doubles, puts it right. */
#define QUOTIENT(NUMBER, UP, DOWN)                                       \
  for (size_t i = 0; i < n; i++) {                                       \
    const double number = (NUMBER);                                      \
    bits near = {.number = number * inverse + WHOLES};                   \
    const double rest = number - (near.number - WHOLES) * divisor;       \
    const int32_t whole = (int32_t)near.whole;                           \
    to[i] = whole + (UP) - (DOWN);                                       \
  }

#define OVER(WHEN) ((2 * rest > divisor) | ((2 * rest == divisor) & (WHEN)))
#define UNDER(WHEN) ((2 * rest < -divisor) | ((2 * rest == -divisor) & (WHEN)))

/* By one multiplication, the same on both sides of 0. */
#define PRODUCT(NUMBER)                                                                    \
  for (size_t i = 0; i < n; i++) {                                                         \
    const double number = (NUMBER);                                                        \
    to[i] = (int32_t)(number * slope + __builtin_copysign(start, number));                  \
  }

#define DEFINE_DIVIDE(NAME, T, NUMBER)                                                                           \
  INC_CLONES static void NAME(int32_t *restrict to, const T *restrict a, const inc_quotient *by, size_t n)       \
  {                                                                                                              \
    const double divisor = (double)by->divisor, inverse = 1.0 / divisor, slope = by->slope, start = by->start;   \
    if (slope != 0) {                                                                                            \
      PRODUCT(NUMBER)                                                                                            \
      return;                                                                                                    \
    }                                                                                                            \
    switch (by->mode) {                                                                                          \
    case INC_ROUND_DOWN: QUOTIENT(NUMBER, (number < 0) & (rest > 0), (number >= 0) & (rest < 0)) break;          \
    case INC_ROUND_HALF_UP: QUOTIENT(NUMBER, OVER(number >= 0), UNDER(number < 0)) break;                        \
    default: QUOTIENT(NUMBER, OVER(whole & 1), UNDER(whole & 1)) break;                                          \
    }                                                                                                            \
  }

DEFINE_DIVIDE(divide_narrow, int32_t, a[i])
DEFINE_DIVIDE(divide_wide, int64_t, as_double(a[i]))

static void run_quotient(const inc_running *x, const inc_instruction *in)
{
  if (in->cls == INC_C32) divide_narrow(inc_reg(x, in->to), inc_reg(x, in->a), in->data, x->n);
  else divide_wide(inc_reg(x, in->to), inc_reg(x, in->a), in->data, x->n);
}

void inc_run_narrow(const inc_running *x, const inc_instruction *in)
{
  switch (in->op) {
  case INC_DO_LOAD_KEPT: run_load(x, in); break;
  case INC_DO_KEPT_BELOW:
  case INC_DO_KEPT_EQUAL:
  case INC_DO_KEPT_AT_LEAST: run_compare(x, in); break;
  case INC_DO_RESULT_LOW: load_low(inc_reg(x, in->to), in->data, x->row, x->n); break;
  case INC_DO_TERM: run_term(x, in); break;
  case INC_DO_BEND: run_bend(x, in); break;
  case INC_DO_QUOTIENT: run_quotient(x, in); break;
  default: break;
  }
}
