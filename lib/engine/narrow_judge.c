/* How large a register can be, whether it can be had in 32 bits, and whether it is written where it stands. */
#include <float.h>

#include "base/decimal.h"
#include "engine/narrow.h"

#define NONE INC_NO_REGISTER

enum { DEEPEST = 8 }; /* of what is written where it is read: within another one */

/* ---- How large it can be ---- */

static void set_range(inc_judged *n, inc_i128 least, inc_i128 greatest)
{
  if (least < INT64_MIN || greatest > INT64_MAX) return;
  n->least = (int64_t)least;
  n->greatest = (int64_t)greatest;
}

static void set_product(inc_judged *n, const inc_judged *a, const inc_judged *b)
{
  const inc_i128 all[4] = {(inc_i128)a->least * b->least, (inc_i128)a->least * b->greatest, (inc_i128)a->greatest * b->least,
                           (inc_i128)a->greatest * b->greatest};
  inc_i128 least = all[0], greatest = all[0];
  for (int i = 1; i < 4; i++) {
    if (all[i] < least) least = all[i];
    if (all[i] > greatest) greatest = all[i];
  }
  set_range(n, least, greatest);
}

static void set_width(inc_judged *n, uint8_t width, unsigned zeros, int64_t absent)
{
  if (width == 8) return;
  const inc_i128 unit = inc_power10(zeros), least = -((inc_i128)1 << (width * 8 - 1)) * unit, greatest = -least - unit;
  set_range(n, absent < least ? absent : least, absent > greatest ? absent : greatest);
}

static void set_quotient(inc_judged *n, const inc_judged *a, const inc_judged *b)
{
  if (b->least != b->greatest || b->least <= 0) return;
  set_range(n, (inc_i128)a->least / b->least - 1, (inc_i128)a->greatest / b->least + 1);
}

static const inc_judged *node_of(const inc_narrowing *w, uint32_t reg)
{
  return reg == NONE ? NULL : &w->nodes[reg];
}

const inc_column *inc_own_column(const inc_judged *n)
{
  const inc_column *column = n->by->op == INC_DO_LOAD && n->by->a == NONE ? n->by->data : NULL;
  return column && column->data && (!column->valid || n->by->imm == 0) ? column : NULL;
}

static const inc_result *inc_own_result(const inc_judged *n)
{
  return n->by->op == INC_DO_RESULT && n->by->a == NONE ? n->by->data : NULL;
}

static void set_read(inc_judged *n)
{
  if (n->by->op == INC_DO_RESULT) {
    const inc_result *result = n->by->data;
    if (!result) return;
    set_width(n, result->width, 0, 0);
    if (result->width == 8 && result->bits && result->bits < 63) set_range(n, 1 - ((int64_t)1 << result->bits), ((int64_t)1 << result->bits) - 1);
    return;
  }
  const inc_column *column = n->by->data;
  if (column && column->data) set_width(n, column->width, column->zeros, n->by->imm);
}

static void find_range(const inc_narrowing *w, inc_judged *n)
{
  const inc_judged *a = node_of(w, n->by->a), *b = node_of(w, n->by->b), *c = node_of(w, n->by->c);
  int64_t least, greatest;
  switch (n->by->op) {
  case INC_DO_CONSTANT: n->least = n->greatest = n->by->imm; break;
  case INC_DO_LOAD:
  case INC_DO_RESULT: set_read(n); break;
  case INC_DO_ADD: set_range(n, (inc_i128)a->least + b->least, (inc_i128)a->greatest + b->greatest); break;
  case INC_DO_SUBTRACT: set_range(n, (inc_i128)a->least - b->greatest, (inc_i128)a->greatest - b->least); break;
  case INC_DO_MULTIPLY: set_product(n, a, b); break;
  case INC_DO_POWER10: {
    const int64_t factor = inc_power10((unsigned)n->by->imm);
    set_product(n, a, &(inc_judged){.least = factor, .greatest = factor});
    break;
  }
  case INC_DO_SELECT:
    set_range(n, b->least < c->least ? b->least : c->least, b->greatest > c->greatest ? b->greatest : c->greatest);
    break;
  case INC_DO_DIVIDE_ROUND: set_quotient(n, a, b); break;
  case INC_DO_COUNT: set_range(n, a->least, (inc_i128)a->greatest + 1); break;
  case INC_DO_CURVE:
    if (inc_curve_range(n->by->data, &least, &greatest)) set_range(n, least, greatest);
    break;
  default: break;
  }
}

/* ---- What can be had in 32 bits ---- */

/* A curve on a column is one on what is kept of it, if only its ends are there; else on the numbers themselves. */
static const inc_bends *find_bends(const inc_narrowing *w, inc_judged *n)
{
  inc_judged *a = &w->nodes[n->by->a];
  const inc_column *column = inc_own_column(a);
  const unsigned most = column ? column->zeros : 0;
  for (unsigned zeros = most + 1; zeros-- > 0 && !w->out->failed;) {
    int64_t factor = inc_power10(most - zeros);
    bool small = column ? column->width <= 4 && inc_fits32(((int64_t)1 << (column->width * 8 - 1)) * factor - (factor == 1)) : a->low;
    n->zeros = (uint8_t)zeros;
    n->bends = small ? inc_bends_of(n->by->data, (inc_rounding)n->by->imm, zeros, w->out->arena) : NULL;
    if (n->bends) break;
  }
  return n->bends;
}

static bool is_low(const inc_narrowing *w, inc_judged *n)
{
  const inc_judged *a = node_of(w, n->by->a), *b = node_of(w, n->by->b), *c = node_of(w, n->by->c);
  if (!inc_fits32(n->least) || !inc_fits32(n->greatest)) return false;
  switch (n->by->op) {
  case INC_DO_CONSTANT: return true;
  case INC_DO_LOAD: return inc_own_column(n) && inc_own_column(n)->width <= 4;
  case INC_DO_RESULT: return inc_own_result(n);
  case INC_DO_ADD:
  case INC_DO_SUBTRACT:
  case INC_DO_MULTIPLY: return a->low && b->low;
  case INC_DO_POWER10: return a->low && n->by->imm <= 9;
  case INC_DO_COUNT: return a->low;
  case INC_DO_SELECT: return b->low && c->low;
  case INC_DO_DIVIDE_ROUND: return b->least == b->greatest && b->least > 0 && b->least < INC_SMALL_QUOTIENT && a->least > -INC_SMALL_QUOTIENT &&
                                  a->greatest < INC_SMALL_QUOTIENT && FLT_EVAL_METHOD == 0;
  case INC_DO_CURVE: return find_bends(w, n) != NULL;
  default: return false;
  }
}

uint32_t inc_as_product(const inc_narrowing *w, const inc_judged *n, int64_t *factor)
{
  const uint32_t a = n->by->a, b = n->by->b;
  if (n->by->cls != INC_C64) return NONE;
  if (n->by->op == INC_DO_POWER10 && w->nodes[a].low && n->by->imm <= 9) {
    *factor = inc_power10((unsigned)n->by->imm);
    return a;
  }
  if (n->by->op != INC_DO_MULTIPLY) return NONE;
  const inc_judged *left = &w->nodes[a], *right = &w->nodes[b];
  if (left->low && right->by->op == INC_DO_CONSTANT && right->low) {
    *factor = right->by->imm;
    return a;
  }
  if (right->low && left->by->op == INC_DO_CONSTANT && left->low) {
    *factor = left->by->imm;
    return b;
  }
  return NONE;
}

/* How deep it stands where it is read; 0 for what is written at once. */
static uint8_t find_depth(const inc_narrowing *w, const inc_judged *n)
{
  int64_t factor;
  uint32_t inner = NONE;
  switch (n->by->op) {
  case INC_DO_CONSTANT: return 1;
  case INC_DO_LOAD: return inc_own_column(n) != NULL;
  case INC_DO_RESULT: return inc_own_result(n) != NULL;
  case INC_DO_CURVE: inner = n->low ? n->by->a : NONE; break;
  default: inner = inc_as_product(w, n, &factor); break;
  }
  if (inner == NONE || w->nodes[inner].depth >= DEEPEST) return 0;
  return (uint8_t)(w->nodes[inner].depth + 1);
}

void inc_judge(const inc_narrowing *w, inc_judged *n)
{
  n->own = n->narrow = n->lying = NONE;
  n->least = INT64_MIN, n->greatest = INT64_MAX;
  if (w->code->registers[n->by->to].cls != INC_C64) {
    n->depth = n->by->op == INC_DO_CONSTANT;
    return;
  }
  find_range(w, n);
  n->low = is_low(w, n);
  n->depth = find_depth(w, n);
}
