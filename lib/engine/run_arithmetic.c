/* Arithmetic and comparison, once for each class of integers. */
#include "base/wide.h"
#include "engine/run.h"

static void divide_128(const inc_running *x, const inc_instruction *in)
{
  inc_i128 *restrict to = inc_reg(x, in->to);
  const inc_i128 *a = inc_reg(x, in->a), *b = inc_reg(x, in->b);
  FOR_N to[i] = inc_divide_round(a[i], b[i], (inc_rounding)in->imm);
}

/* The whole number nearest to a / b (b > 0), or on a tie what the mode says. */
static inline int64_t divide_rounded(int64_t a, int64_t b, bool half_up)
{
  int64_t quotient = a / b, rest = a % b;
  uint64_t twice = 2 * (uint64_t)(rest < 0 ? -rest : rest), whole = (uint64_t)b;
  bool up = twice > whole || (twice == whole && (half_up || (quotient & 1)));
  return up ? quotient + (a < 0 ? -1 : 1) : quotient;
}

/*
 * a / b for a constant b, rounded. A double's quotient is off by less than one where |a| is
 * below 2^52; the remainder, which is exact, puts it right. Whatever is larger is divided.
 */
INC_CLONES static void divide_by(int64_t *restrict to, const int64_t *a, int64_t b, bool half_up, size_t n)
{
  const double inverse = 1.0 / (double)b;
  const int64_t limit = INC_SMALL_DIVIDEND;
  int64_t large = 0;
  for (size_t i = 0; i < n; i++) large |= (a[i] >= limit) | (a[i] <= -limit);
  if (large) {
    for (size_t i = 0; i < n; i++) to[i] = divide_rounded(a[i], b, half_up);
    return;
  }
  for (size_t i = 0; i < n; i++) {
    int64_t size = a[i] < 0 ? -a[i] : a[i];
    int64_t quotient = (int64_t)((double)size * inverse), rest = size - quotient * b;
    quotient += (rest >= b) - (rest < 0);
    rest = size - quotient * b;
    quotient += (2 * rest > b) | ((2 * rest == b) & (half_up | (quotient & 1)));
    to[i] = a[i] < 0 ? -quotient : quotient;
  }
}

static void divide_64(const inc_running *x, const inc_instruction *in)
{
  int64_t *restrict to = inc_reg(x, in->to);
  const int64_t *a = inc_reg(x, in->a), *b = inc_reg(x, in->b);
  const bool fixed = inc_is_constant(x, in->b), half_up = in->imm == INC_ROUND_HALF_UP;
  if (in->imm == INC_ROUND_DOWN) FOR_N to[i] = a[i] / b[i];
  else if (fixed && b[0] <= INC_SMALL_DIVISOR) divide_by(to, a, b[0], half_up, x->n);
  else FOR_N to[i] = divide_rounded(a[i], b[i], half_up);
}

static void divide_32(const inc_running *x, const inc_instruction *in)
{
  int32_t *restrict to = inc_reg(x, in->to);
  const int32_t *a = inc_reg(x, in->a), *b = inc_reg(x, in->b);
  FOR_N to[i] = (int32_t)inc_divide_round(a[i], b[i], (inc_rounding)in->imm);
}

/* One loop for each of: a constant on the left, on the right, on neither side. */
#define FOR_TWO(T, EXPRESSION)                          \
  do {                                                  \
    if (inc_is_constant(x, in->b)) {                    \
      const T k = b[0];                                 \
      FOR_N {               \
        const T l = a[i], r = k;                        \
        to[i] = EXPRESSION;                             \
      }                                                 \
    } else if (inc_is_constant(x, in->a)) {             \
      const T k = a[0];                                 \
      FOR_N {               \
        const T l = k, r = b[i];                        \
        to[i] = EXPRESSION;                             \
      }                                                 \
    } else {                                            \
      FOR_N {               \
        const T l = a[i], r = b[i];                     \
        to[i] = EXPRESSION;                             \
      }                                                 \
    }                                                   \
  } while (0)

#define DEFINE_ARITHMETIC(NAME, T)                                                          \
  INC_CLONES static void arithmetic_##NAME(const inc_running *x, const inc_instruction *in)     \
  {                                                                                         \
    T *restrict to = inc_reg(x, in->to);                                                        \
    const T *a = inc_reg(x, in->a), *b = inc_reg(x, in->b);                                         \
    switch (in->op) {                                                                       \
    case INC_DO_ADD: FOR_TWO(T, l + r); break;                                              \
    case INC_DO_SUBTRACT: FOR_TWO(T, l - r); break;                                         \
    case INC_DO_MULTIPLY: FOR_TWO(T, l * r); break;                                         \
    case INC_DO_POWER10: {                                                                  \
      const T factor = (T)inc_power10((unsigned)in->imm);                                   \
      FOR_N to[i] = a[i] * factor;                                                          \
      break;                                                                                \
    }                                                                                       \
    case INC_DO_SIGN: FOR_N to[i] = b[i] < 0 ? -a[i] : a[i]; break;                         \
    case INC_DO_MAGNITUDE: FOR_N to[i] = b[i] < 0 ? -b[i] : b[i] + (b[i] == 0); break;      \
    case INC_DO_DIVIDE_ROUND: divide_##NAME(x, in); break;                                  \
    default: break;                                                                         \
    }                                                                                       \
  }                                                                                         \
  INC_CLONES static void compare_##NAME(const inc_running *x, const inc_instruction *in)        \
  {                                                                                         \
    uint8_t *restrict to = inc_reg(x, in->to);                                                  \
    const T *a = inc_reg(x, in->a), *b = inc_reg(x, in->b);                                         \
    if (in->op == INC_DO_LESS) FOR_TWO(T, l < r);                                           \
    else if (in->op == INC_DO_LESS_EQUAL) FOR_TWO(T, l <= r);                               \
    else FOR_TWO(T, l == r);                                                                \
  }

DEFINE_ARITHMETIC(32, int32_t)
DEFINE_ARITHMETIC(64, int64_t)
DEFINE_ARITHMETIC(128, inc_i128)

static void power10_wide(const inc_running *x, const inc_instruction *in)
{
  inc_wide *to = inc_reg(x, in->to), factor;
  const inc_wide *a = inc_reg(x, in->a);
  inc_wide_set(&factor, inc_power10((unsigned)in->imm));
  FOR_N inc_wide_multiply(&to[i], &a[i], &factor);
}

static void denominator_wide(const inc_running *x, const inc_instruction *in)
{
  inc_wide *to = inc_reg(x, in->to);
  const inc_wide *a = inc_reg(x, in->a), *b = inc_reg(x, in->b);
  FOR_N {
    to[i] = in->op == INC_DO_SIGN ? a[i] : b[i];
    if (b[i].sign < 0) to[i].sign = -to[i].sign;
    if (in->op == INC_DO_MAGNITUDE && b[i].sign == 0) inc_wide_set(&to[i], 1);
  }
}

static void arithmetic_wide(const inc_running *x, const inc_instruction *in)
{
  inc_wide *to = inc_reg(x, in->to);
  const inc_wide *a = inc_reg(x, in->a), *b = inc_reg(x, in->b);
  switch (in->op) {
  case INC_DO_ADD: FOR_N inc_wide_add(&to[i], &a[i], &b[i]); break;
  case INC_DO_SUBTRACT: FOR_N inc_wide_subtract(&to[i], &a[i], &b[i]); break;
  case INC_DO_MULTIPLY: FOR_N inc_wide_multiply(&to[i], &a[i], &b[i]); break;
  case INC_DO_POWER10: power10_wide(x, in); break;
  case INC_DO_SIGN:
  case INC_DO_MAGNITUDE: denominator_wide(x, in); break;
  case INC_DO_DIVIDE_ROUND: FOR_N inc_wide_divide_round(&to[i], &a[i], &b[i], (inc_rounding)in->imm); break;
  default: break;
  }
}

static void compare_wide(const inc_running *x, const inc_instruction *in)
{
  uint8_t *to = inc_reg(x, in->to);
  const inc_wide *a = inc_reg(x, in->a), *b = inc_reg(x, in->b);
  FOR_N {
    int order = inc_wide_compare(&a[i], &b[i]);
    to[i] = in->op == INC_DO_LESS ? order < 0 : in->op == INC_DO_LESS_EQUAL ? order <= 0 : order == 0;
  }
}

void inc_run_arithmetic(const inc_running *x, const inc_instruction *in)
{
  if (in->cls == INC_C32) arithmetic_32(x, in);
  else if (in->cls == INC_C64) arithmetic_64(x, in);
  else if (in->cls == INC_C128) arithmetic_128(x, in);
  else arithmetic_wide(x, in);
}

void inc_run_compare(const inc_running *x, const inc_instruction *in)
{
  if (in->cls == INC_C32) compare_32(x, in);
  else if (in->cls == INC_C64) compare_64(x, in);
  else if (in->cls == INC_C128) compare_128(x, in);
  else compare_wide(x, in);
}
