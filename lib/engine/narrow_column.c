/* Columns in narrowed code: read where they lie, loaded, or compared with a constant. */
#include "base/decimal.h"
#include "engine/narrow.h"

#define NONE INC_NO_REGISTER

/* Whether an instruction that reads a column is the first one. */
static bool ask_ahead(inc_judged *n)
{
  const bool first = !n->ahead;
  n->ahead = true;
  return first;
}

uint32_t inc_narrow_lying(inc_narrowing *w, inc_judged *n)
{
  if (n->lying != NONE) return n->lying;
  const inc_instruction in = {.op = INC_DO_LOAD_KEPT, .cls = INC_C32, .a = NONE, .b = NONE, .c = NONE, .d = NONE, .imm = 1, .data = n->by->data};
  n->lying = inc_code_emit(w->out, INC_C32, in);
  if (!w->out->failed) w->out->registers[n->lying].column = n->by->data;
  return n->lying;
}

uint32_t inc_narrow_kept(inc_narrowing *w, inc_judged *n, unsigned zeros)
{
  const inc_column *column = n->by->data;
  if (!n->kept) {
    n->kept = inc_arena_alloc(w->out->arena, INC_MICRO_SCALE + 1, sizeof *n->kept);
    for (unsigned i = 0; n->kept && i <= INC_MICRO_SCALE; i++) n->kept[i] = NONE;
  }
  if (!n->kept) {
    w->out->failed = true;
    return 0;
  }
  if (n->kept[zeros] != NONE) return n->kept[zeros];
  if (column->width == 4 && column->zeros == zeros) {
    n->kept[zeros] = inc_narrow_lying(w, n);
    return n->kept[zeros];
  }
  inc_instruction in = {.op = INC_DO_LOAD_KEPT, .cls = INC_C32, .ahead = ask_ahead(n), .a = NONE, .b = NONE, .c = NONE, .d = NONE, .data = column};
  in.imm = inc_power10(column->zeros - zeros);
  n->kept[zeros] = inc_code_emit(w->out, INC_C32, in);
  return n->kept[zeros];
}

bool inc_narrow_asks(const inc_narrowing *w, uint32_t reg, uint32_t in)
{
  return !w->out->failed && w->out->registers[in].column && ask_ahead(&w->nodes[reg]);
}

static int64_t floor_of(int64_t a, int64_t b)
{
  return a / b - (a % b < 0);
}

uint32_t inc_narrow_compare(inc_narrowing *w, const inc_instruction *in)
{
  const bool left = inc_own_column(&w->nodes[in->a]) != NULL;
  inc_judged *n = &w->nodes[left ? in->a : in->b];
  const inc_judged *constant = &w->nodes[left ? in->b : in->a];
  const inc_column *column = inc_own_column(n);
  if (!column || column->width > 4 || constant->by->op != INC_DO_CONSTANT) return NONE;
  const int64_t unit = inc_power10(column->zeros), value = constant->by->imm, below = floor_of(value, unit);
  const bool between = below * unit != value; /* no number that is kept equals it */
  const bool next = between || left == (in->op == INC_DO_LESS_EQUAL); /* number <= constant, constant < number: what is told apart begins above it */
  const int64_t least = -((int64_t)1 << (column->width * 8 - 1));
  const int64_t bound = below + (in->op != INC_DO_EQUAL && next && below < -least);
  inc_code_op op = in->op == INC_DO_EQUAL ? INC_DO_KEPT_EQUAL : left ? INC_DO_KEPT_BELOW : INC_DO_KEPT_AT_LEAST;
  if (in->op == INC_DO_EQUAL && between) return inc_code_constant(w->out, INC_C8, 0);
  if (bound < least) return inc_code_constant(w->out, INC_C8, op == INC_DO_KEPT_AT_LEAST);
  if (bound >= -least) return inc_code_constant(w->out, INC_C8, op == INC_DO_KEPT_BELOW);
  inc_instruction to = {.op = (uint8_t)op, .cls = INC_C8, .ahead = ask_ahead(n), .a = NONE, .b = NONE, .c = NONE, .d = NONE, .imm = bound, .data = column};
  return inc_code_emit(w->out, INC_C8, to);
}
