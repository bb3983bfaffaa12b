/* A number on a curve of straight pieces, in one pass. */
#include "engine/run.h"

enum { TILE = 64 };

typedef struct tile {
  int64_t factor[TILE], start[TILE], divisor[TILE];
} tile;

/* The piece that each number is on: the last one that begins at or below it. */
static inline void find_pieces(const inc_curve *curve, const int64_t *a, tile *t)
{
  for (size_t i = 0; i < TILE; i++) t->factor[i] = curve->factor[0], t->start[i] = curve->start[0], t->divisor[i] = curve->divisor[0];
  for (uint32_t p = 1; p < curve->count; p++) {
    const int64_t from = curve->from[p], factor = curve->factor[p], start = curve->start[p], divisor = curve->divisor[p];
    for (size_t i = 0; i < TILE; i++) {
      bool on = a[i] >= from;
      t->factor[i] = on ? factor : t->factor[i];
      t->start[i] = on ? start : t->start[i];
      t->divisor[i] = on ? divisor : t->divisor[i];
    }
  }
}

/* A double's quotient is off by less than one; the remainder, which is exact, puts it right. */
static inline void divide(const int64_t *a, const tile *t, inc_rounding mode, int64_t *to)
{
  const bool nearest = mode != INC_ROUND_DOWN, half_up = mode == INC_ROUND_HALF_UP;
  for (size_t i = 0; i < TILE; i++) {
    int64_t number = a[i] * t->factor[i] + t->start[i], size = number < 0 ? -number : number, divisor = t->divisor[i];
    int64_t quotient = (int64_t)((double)size / (double)divisor), rest = size - quotient * divisor;
    quotient += (rest >= divisor) - (rest < 0);
    rest = size - quotient * divisor;
    quotient += nearest & ((2 * rest > divisor) | ((2 * rest == divisor) & (half_up | (quotient & 1))));
    to[i] = number < 0 ? -quotient : quotient;
  }
}

static inline void steps(const inc_curve *curve, const int64_t *a, int64_t *to)
{
  for (size_t i = 0; i < TILE; i++) to[i] = curve->start[0];
  for (uint32_t p = 1; p < curve->count; p++) {
    const int64_t from = curve->from[p], start = curve->start[p];
    for (size_t i = 0; i < TILE; i++) to[i] = a[i] >= from ? start : to[i];
  }
}

int64_t inc_curve_at(const inc_curve *curve, int64_t a, inc_rounding mode)
{
  uint32_t p = 0;
  while (p + 1 < curve->count && a >= curve->from[p + 1]) p++;
  const int64_t number = a * curve->factor[p] + curve->start[p], divisor = curve->divisor[p];
  if (divisor == 1) return number;
  const int64_t quotient = number / divisor, rest = number % divisor, twice = 2 * (rest < 0 ? -rest : rest);
  const bool up = mode != INC_ROUND_DOWN && (twice > divisor || (twice == divisor && (mode == INC_ROUND_HALF_UP || quotient & 1)));
  return quotient + (up ? (number < 0 ? -1 : 1) : 0);
}

/* The last tile may be short: what lies behind it is computed for nothing. */
INC_CLONES void inc_run_curve(const inc_running *x, const inc_instruction *in)
{
  const inc_curve *curve = in->data;
  const int64_t *a = inc_reg(x, in->a);
  int64_t *to = inc_reg(x, in->to);
  int64_t copy[TILE] = {0};
  tile t;
  for (size_t row = 0; row < x->n; row += TILE) {
    size_t rows = x->n - row < TILE ? x->n - row : TILE;
    int64_t out[TILE];
    for (size_t i = 0; i < rows; i++) copy[i] = a[row + i];
    if (curve->flat) {
      steps(curve, copy, out);
    } else {
      find_pieces(curve, copy, &t);
      divide(copy, &t, (inc_rounding)in->imm, out);
    }
    for (size_t i = 0; i < rows; i++) to[row + i] = out[i];
  }
}
