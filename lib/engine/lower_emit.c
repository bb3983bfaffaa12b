/* Instructions that need not be written, because their result is known already. */
#include "engine/lower.h"

static const inc_register *known(const inc_lower *lo, uint32_t reg)
{
  const inc_register *r = reg == INC_NO_REGISTER || lo->code->failed ? NULL : &lo->code->registers[reg];
  return r && r->constant ? r : NULL;
}

static bool is_known(const inc_lower *lo, uint32_t reg, int64_t value)
{
  const inc_register *r = known(lo, reg);
  return r && r->value == value;
}

/* Arithmetic and comparison of two constants of 64 bits or bytes. */
static bool fold_constants(inc_code_op op, int64_t a, int64_t b, int64_t *value)
{
  switch (op) {
  case INC_DO_ADD: return !__builtin_add_overflow(a, b, value);
  case INC_DO_SUBTRACT: return !__builtin_sub_overflow(a, b, value);
  case INC_DO_MULTIPLY: return !__builtin_mul_overflow(a, b, value);
  case INC_DO_LESS: *value = a < b; return true;
  case INC_DO_LESS_EQUAL: *value = a <= b; return true;
  case INC_DO_EQUAL: *value = a == b; return true;
  case INC_DO_AND: *value = a && b; return true;
  case INC_DO_OR: *value = a || b; return true;
  case INC_DO_MASK: *value = b ? 0 : a; return true;
  default: return false;
  }
}

/* Where one operand leaves the other as it is: the register that is the result; NO_REGISTER otherwise. */
static uint32_t simplify(const inc_lower *lo, inc_code_op op, const uint32_t operands[4])
{
  const uint32_t a = operands[0], b = operands[1];
  switch (op) {
  case INC_DO_ADD: return is_known(lo, a, 0) ? b : is_known(lo, b, 0) ? a : INC_NO_REGISTER;
  case INC_DO_SUBTRACT: return is_known(lo, b, 0) ? a : INC_NO_REGISTER;
  case INC_DO_MULTIPLY: return is_known(lo, a, 1) ? b : is_known(lo, b, 1) ? a : INC_NO_REGISTER;
  case INC_DO_OR: return is_known(lo, a, 0) ? b : is_known(lo, b, 0) ? a : INC_NO_REGISTER;
  case INC_DO_AND: return is_known(lo, a, 1) ? b : is_known(lo, b, 1) ? a : INC_NO_REGISTER;
  case INC_DO_MASK: return is_known(lo, b, 0) || is_known(lo, a, 0) ? a : INC_NO_REGISTER;
  case INC_DO_SELECT: {
    const inc_register *condition = known(lo, a);
    if (b == operands[2]) return b;
    return condition ? (condition->value ? b : operands[2]) : INC_NO_REGISTER;
  }
  default: return INC_NO_REGISTER;
  }
}

/* What is known while the code is written need not be computed for each row. */
static uint32_t fold(inc_lower *lo, inc_class to, inc_code_op op, inc_class cls, const uint32_t operands[4], int64_t imm)
{
  const inc_register *a = known(lo, operands[0]), *b = known(lo, operands[1]);
  int64_t value;
  if (cls != INC_C64 && cls != INC_C8) return op == INC_DO_SELECT ? simplify(lo, op, operands) : INC_NO_REGISTER;
  if (a && b && fold_constants(op, a->value, b->value, &value)) return inc_code_constant(lo->code, to, value);
  if (a && op == INC_DO_ZERO_GAP) return inc_code_constant(lo->code, to, a->value == 0 ? INCUBATOR_GAP_ERROR : INCUBATOR_GAP_NONE);
  if (b && op == INC_DO_MAGNITUDE && b->value > INT64_MIN) {
    return inc_code_constant(lo->code, to, b->value < 0 ? -b->value : b->value + (b->value == 0));
  }
  if (b && op == INC_DO_SIGN && b->value >= 0) return operands[0];
  if (a && op == INC_DO_GAP_IS) return inc_code_constant(lo->code, to, a->value == imm);
  if (a && op == INC_DO_NOT) return inc_code_constant(lo->code, to, !a->value);
  if (a && op == INC_DO_POWER10 && !__builtin_mul_overflow(a->value, inc_power10((unsigned)imm), &value)) {
    return inc_code_constant(lo->code, to, value);
  }
  return simplify(lo, op, operands);
}

uint32_t inc_lower_emit(inc_lower *lo, inc_class to, inc_code_op op, inc_class cls, const uint32_t operands[4],
                        int64_t imm, const void *data)
{
  if (op == INC_DO_CONSTANT && to != INC_CWIDE) return inc_code_constant(lo->code, to, imm);
  uint32_t folded = fold(lo, to, op, cls, operands, imm);
  if (folded != INC_NO_REGISTER) return folded;
  inc_instruction in = {.op = (uint8_t)op, .cls = (uint8_t)cls, .imm = imm, .data = data};
  in.a = operands[0], in.b = operands[1], in.c = operands[2], in.d = operands[3];
  return inc_code_emit(lo->code, to, in);
}
