/*
 * The instructions that most code is made of, for a single row: no loop, no clone for wider
 * machines, which cost more than the work. What is not here runs as for any block.
 */
#include "engine/run.h"

static inline int64_t *number(const inc_running *x, uint32_t reg)
{
  return (int64_t *)x->scratch->memory[INC_C64] + x->code->registers[reg].offset * x->code->block;
}

static inline uint8_t *byte(const inc_running *x, uint32_t reg)
{
  return (uint8_t *)x->scratch->memory[INC_C8] + x->code->registers[reg].offset * x->code->block;
}

/* The block's own row of a column of 64 bits. */
static inline bool load(const inc_running *x, const inc_instruction *in)
{
  const inc_column *column = in->data;
  if (in->a != INC_NO_REGISTER || !column->data || column->width != 8) return false;
  const bool there = !column->valid || (column->valid[x->row / 8] >> (x->row % 8) & 1);
  *number(x, in->to) = there ? ((const int64_t *)column->data)[x->row] : in->imm;
  return true;
}

#define N(operand) (*number(x, in->operand))
#define B(operand) (*byte(x, in->operand))
#define ON(op, cls) case (op) * INC_CLASSES + (cls)

/* False where the instruction is not one of these. */
static inline bool run_one(const inc_running *x, const inc_instruction *in)
{
  switch (in->op * INC_CLASSES + in->cls) {
  ON(INC_DO_ADD, INC_C64): N(to) = N(a) + N(b); return true;
  ON(INC_DO_SUBTRACT, INC_C64): N(to) = N(a) - N(b); return true;
  ON(INC_DO_MULTIPLY, INC_C64): N(to) = N(a) * N(b); return true;
  ON(INC_DO_LESS, INC_C64): B(to) = N(a) < N(b); return true;
  ON(INC_DO_LESS_EQUAL, INC_C64): B(to) = N(a) <= N(b); return true;
  ON(INC_DO_EQUAL, INC_C64): B(to) = N(a) == N(b); return true;
  ON(INC_DO_SELECT, INC_C64): N(to) = B(a) ? N(b) : N(c); return true;
  ON(INC_DO_SELECT, INC_C8): B(to) = B(a) ? B(b) : B(c); return true;
  ON(INC_DO_POWER10, INC_C64): N(to) = N(a) * inc_power10((unsigned)in->imm); return true;
  ON(INC_DO_CURVE, INC_C64): N(to) = inc_curve_at(in->data, N(a), (inc_rounding)in->imm); return true;
  ON(INC_DO_LOAD, INC_C64): return load(x, in);
  ON(INC_DO_GAP_MAX, INC_C8): B(to) = B(a) > B(b) ? B(a) : B(b); return true;
  ON(INC_DO_GAP_FIRST, INC_C8): B(to) = B(a) ? B(a) : B(b); return true;
  ON(INC_DO_GAP_IS, INC_C8): B(to) = B(a) == in->imm; return true;
  ON(INC_DO_MASK, INC_C8): B(to) = B(b) ? 0 : B(a); return true;
  ON(INC_DO_AND, INC_C8): B(to) = B(a) & B(b); return true;
  ON(INC_DO_OR, INC_C8): B(to) = B(a) | B(b); return true;
  ON(INC_DO_NOT, INC_C8): B(to) = !B(a); return true;
  default: return false;
  }
}

void inc_run_one(const inc_running *x)
{
  const inc_instruction *const end = x->code->instructions + x->code->count;
  for (const inc_instruction *in = x->code->instructions; in < end; in++) {
    if (!run_one(x, in)) inc_run_instruction(x, in);
  }
}
