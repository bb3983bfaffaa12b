/* Instructions of narrowed code. What lies behind a block's last row in a register is never read. */
#include <string.h>

#include "base/decimal.h"
#include "engine/bends.h"
#include "engine/run.h"

/* A piece of a block that stays in the first-level cache while several loops go over it. */
enum { TILE = 256, STEPS = 4 };

/* ---- Columns ---- */

INC_CLONES static void load_kept(int32_t *restrict to, const inc_column *column, size_t row, int32_t factor, size_t n)
{
  switch (column->width) {
  case 1: for (size_t i = 0; i < n; i++) to[i] = ((const int8_t *)column->data)[row + i] * factor; break;
  case 2: for (size_t i = 0; i < n; i++) to[i] = ((const int16_t *)column->data)[row + i] * factor; break;
  default: for (size_t i = 0; i < n; i++) to[i] = ((const int32_t *)column->data)[row + i] * factor; break;
  }
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

/* Several steps in one loop; those that are not there add 0. Sums may wrap on the way: what they come to does not. */
static inline void add_steps(const inc_step *steps, uint32_t count, const int32_t *restrict x, uint32_t *restrict y, size_t n)
{
  int32_t from[STEPS] = {0};
  uint32_t by[STEPS] = {0};
  for (uint32_t k = 0; k < STEPS && k < count; k++) from[k] = steps[k].from, by[k] = (uint32_t)steps[k].by;
  for (size_t i = 0; i < n; i++) {
    uint32_t sum = y[i];
    for (int k = 0; k < STEPS; k++) sum += x[i] >= from[k] ? by[k] : 0;
    y[i] = sum;
  }
}

#define RAMP(DISTANCE, FACTOR)                                              \
  for (size_t i = 0; i < n; i++) {                                          \
    int32_t held = x[i] < from ? from : x[i];                               \
    held = held > to ? to : held;                                           \
    uint32_t d = (uint32_t)(DISTANCE);                                      \
    y[i] += (uint32_t)(((uint64_t)d * (FACTOR) + half) >> shift);           \
  }

static inline void add_ramp(const inc_ramp *ramp, const int32_t *restrict x, uint32_t *restrict y, size_t n)
{
  const int32_t from = ramp->from, to = ramp->to;
  const uint64_t half = ramp->half, factor = ramp->factor;
  const uint32_t narrow = (uint32_t)factor;
  const unsigned shift = ramp->shift;
  if (ramp->narrow && ramp->down) RAMP(to - held, narrow)
  else if (ramp->narrow) RAMP(held - from, narrow)
  else if (ramp->down) RAMP(to - held, factor)
  else RAMP(held - from, factor)
}

static inline void bend(const inc_bends *bends, const int32_t *restrict x, uint32_t *restrict y, size_t n)
{
  for (size_t i = 0; i < n; i++) y[i] = (uint32_t)bends->base;
  for (uint32_t r = 0; r < bends->ramp_count; r++) add_ramp(&bends->ramps[r], x, y, n);
  for (uint32_t s = 0; s < bends->step_count; s += STEPS) add_steps(&bends->steps[s], bends->step_count - s, x, y, n);
}

INC_CLONES static void run_bend(const inc_running *x, const inc_instruction *in)
{
  const int32_t *a = inc_reg(x, in->a);
  uint32_t *to = inc_reg(x, in->to);
  for (size_t row = 0; row < x->n; row += TILE) bend(in->data, a + row, to + row, x->n - row < TILE ? x->n - row : TILE);
}

/* ---- Sums ---- */

/* Sums may wrap here too. */
static inline void add_narrow(uint32_t *restrict to, const uint32_t *restrict sum, const int32_t *restrict a, uint32_t factor, size_t n)
{
  if (sum) for (size_t i = 0; i < n; i++) to[i] = sum[i] + (uint32_t)a[i] * factor;
  else for (size_t i = 0; i < n; i++) to[i] = (uint32_t)a[i] * factor;
}

static inline void add_wide(int64_t *restrict to, const int64_t *restrict sum, const int32_t *restrict a, int32_t factor, size_t n)
{
  if (sum) for (size_t i = 0; i < n; i++) to[i] = sum[i] + (int64_t)a[i] * factor;
  else for (size_t i = 0; i < n; i++) to[i] = (int64_t)a[i] * factor;
}

INC_CLONES static void run_term(const inc_running *x, const inc_instruction *in)
{
  const int32_t *a = inc_reg(x, in->a), *term = a;
  char *to = inc_reg(x, in->to);
  const char *sum = inc_reg(x, in->b);
  const bool narrow = in->cls == INC_C32;
  int32_t points[TILE];
  for (size_t row = 0; row < x->n; row += TILE) {
    size_t n = x->n - row < TILE ? x->n - row : TILE, at = row * (narrow ? sizeof(int32_t) : sizeof(int64_t));
    const void *before = sum ? sum + at : NULL;
    if (in->data) bend(in->data, a + row, (uint32_t *)points, n);
    term = in->data ? points : a + row;
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

static inline double as_double(int64_t a)
{
  bits b = {.number = WHOLES};
  b.whole += a;
  return b.number - WHOLES;
}

/* The quotient to the nearest whole number may be off by one; the rest, which is exact in doubles, puts it right. */
#define QUOTIENT(UP, DOWN)                                               \
  for (size_t i = 0; i < n; i++) {                                       \
    const double number = as_double(a[i]);                               \
    bits near = {.number = number * inverse + WHOLES};                   \
    const double rest = number - (near.number - WHOLES) * divisor;       \
    const int32_t whole = (int32_t)near.whole;                           \
    to[i] = whole + (UP) - (DOWN);                                       \
  }

#define OVER(WHEN) ((2 * rest > divisor) | ((2 * rest == divisor) & (WHEN)))
#define UNDER(WHEN) ((2 * rest < -divisor) | ((2 * rest == -divisor) & (WHEN)))

INC_CLONES static void divide(int32_t *restrict to, const int64_t *restrict a, const inc_quotient *by, size_t n)
{
  const double divisor = (double)by->divisor, inverse = 1.0 / divisor;
  switch (by->mode) {
  case INC_ROUND_DOWN: QUOTIENT((number < 0) & (rest > 0), (number >= 0) & (rest < 0)) break;
  case INC_ROUND_HALF_UP: QUOTIENT(OVER(number >= 0), UNDER(number < 0)) break;
  default: QUOTIENT(OVER(whole & 1), UNDER(whole & 1)) break;
  }
}

void inc_run_narrow(const inc_running *x, const inc_instruction *in)
{
  switch (in->op) {
  case INC_DO_LOAD_KEPT: load_kept(inc_reg(x, in->to), in->data, x->row, (int32_t)in->imm, x->n); break;
  case INC_DO_RESULT_LOW: load_low(inc_reg(x, in->to), in->data, x->row, x->n); break;
  case INC_DO_TERM: run_term(x, in); break;
  case INC_DO_BEND: run_bend(x, in); break;
  case INC_DO_QUOTIENT: divide(inc_reg(x, in->to), inc_reg(x, in->a), in->data, x->n); break;
  default: break;
  }
}
