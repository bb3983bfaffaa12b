/* What the files that run column code share. */
#ifndef INC_ENGINE_RUN_H
#define INC_ENGINE_RUN_H

#include "base/clones.h"
#include "engine/code.h"

typedef struct inc_running {
  const inc_code_block *code;
  const inc_scratch *scratch;
  size_t row, n;
} inc_running;

static inline void *inc_reg(const inc_running *x, uint32_t number)
{
  if (number == INC_NO_REGISTER) return NULL;
  const inc_column *column = x->code->registers[number].column;
  if (column) return (int32_t *)column->data + x->row;
  return (void *)inc_scratch_register(x->code, x->scratch, number);
}

static inline bool inc_is_constant(const inc_running *x, uint32_t number)
{
  return x->code->registers[number].constant;
}

/* The count is read once: a byte that is written might be part of it, for all the compiler knows. */
#define FOR_N for (size_t i = 0, rows = x->n; i < rows; i++)

void inc_run_arithmetic(const inc_running *x, const inc_instruction *in);
void inc_run_compare(const inc_running *x, const inc_instruction *in);
void inc_run_instruction(const inc_running *x, const inc_instruction *in);
/* All instructions, for a block of one row. */
void inc_run_one(const inc_running *x);
/* One number on a curve. */
int64_t inc_curve_at(const inc_curve *curve, int64_t a, inc_rounding mode);
void inc_run_curve(const inc_running *x, const inc_instruction *in);
void inc_run_narrow(const inc_running *x, const inc_instruction *in);

/* Below these a double estimates a quotient well enough to be put right; docs/decisions/0009. */
#define INC_SMALL_DIVIDEND ((int64_t)1 << 52)
#define INC_SMALL_DIVISOR ((int64_t)1 << 30)

#endif
