/*
 * The instructions of column code, each a loop over a block of rows. Every loop is plain
 * enough for the compiler to vectorise where the machine can.
 */
#include "engine/code.h"

#include <string.h>

#include "base/clones.h"
#include "base/date.h"
#include "base/sum.h"

typedef struct context {
  const inc_code_block *code;
  const inc_scratch *scratch;
  size_t row, n;
} context;

static void *reg(const context *x, uint32_t number)
{
  return number == INC_NO_REGISTER ? NULL : (void *)inc_scratch_register(x->code, x->scratch, number);
}

static bool constant(const context *x, uint32_t number)
{
  return x->code->registers[number].constant;
}

/* Arithmetic and comparison, once for each class of integers. */
#define FOR_N for (size_t i = 0; i < x->n; i++)

static void divide_128(const context *x, const inc_instruction *in)
{
  inc_i128 *restrict to = reg(x, in->to);
  const inc_i128 *a = reg(x, in->a), *b = reg(x, in->b);
  FOR_N to[i] = inc_divide_round(a[i], b[i], (inc_rounding)in->imm);
}

#define EXACT_DIVISOR ((int64_t)1 << 30)

/*
 * a / b for a constant b, rounded. A double's quotient is off by less than one where |a| is
 * below 2^52; the remainder, which is exact, puts it right. Whatever is larger is divided.
 */
static inline int64_t divide_rounded(int64_t a, int64_t b, bool half_up);

INC_CLONES static void divide_by(int64_t *restrict to, const int64_t *a, int64_t b, bool half_up, size_t n)
{
  const double inverse = 1.0 / (double)b;
  const int64_t limit = (int64_t)1 << 52;
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

/* The whole number nearest to a / b (b > 0), or on a tie what the mode says. */
static inline int64_t divide_rounded(int64_t a, int64_t b, bool half_up)
{
  int64_t quotient = a / b, rest = a % b;
  uint64_t twice = 2 * (uint64_t)(rest < 0 ? -rest : rest), whole = (uint64_t)b;
  bool up = twice > whole || (twice == whole && (half_up || (quotient & 1)));
  return up ? quotient + (a < 0 ? -1 : 1) : quotient;
}

static void divide_64(const context *x, const inc_instruction *in)
{
  int64_t *restrict to = reg(x, in->to);
  const int64_t *a = reg(x, in->a), *b = reg(x, in->b);
  const bool fixed = constant(x, in->b), half_up = in->imm == INC_ROUND_HALF_UP;
  if (in->imm == INC_ROUND_DOWN) FOR_N to[i] = a[i] / b[i];
  else if (fixed && b[0] <= EXACT_DIVISOR) divide_by(to, a, b[0], half_up, x->n);
  else FOR_N to[i] = divide_rounded(a[i], b[i], half_up);
}

/* One loop for each of: a constant on the left, on the right, on neither side. */
#define FOR_TWO(T, EXPRESSION)                          \
  do {                                                  \
    if (constant(x, in->b)) {                           \
      const T k = b[0];                                 \
      for (size_t i = 0; i < x->n; i++) {               \
        const T l = a[i], r = k;                        \
        to[i] = EXPRESSION;                             \
      }                                                 \
    } else if (constant(x, in->a)) {                    \
      const T k = a[0];                                 \
      for (size_t i = 0; i < x->n; i++) {               \
        const T l = k, r = b[i];                        \
        to[i] = EXPRESSION;                             \
      }                                                 \
    } else {                                            \
      for (size_t i = 0; i < x->n; i++) {               \
        const T l = a[i], r = b[i];                     \
        to[i] = EXPRESSION;                             \
      }                                                 \
    }                                                   \
  } while (0)

#define DEFINE_ARITHMETIC(NAME, T)                                                          \
  INC_CLONES static void arithmetic_##NAME(const context *x, const inc_instruction *in)     \
  {                                                                                         \
    T *restrict to = reg(x, in->to);                                                        \
    const T *a = reg(x, in->a), *b = reg(x, in->b);                                         \
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
  INC_CLONES static void compare_##NAME(const context *x, const inc_instruction *in)        \
  {                                                                                         \
    uint8_t *restrict to = reg(x, in->to);                                                  \
    const T *a = reg(x, in->a), *b = reg(x, in->b);                                         \
    if (in->op == INC_DO_LESS) FOR_TWO(T, l < r);                                           \
    else if (in->op == INC_DO_LESS_EQUAL) FOR_TWO(T, l <= r);                               \
    else FOR_TWO(T, l == r);                                                                \
  }

DEFINE_ARITHMETIC(64, int64_t)
DEFINE_ARITHMETIC(128, inc_i128)

static void power10_wide(const context *x, const inc_instruction *in)
{
  inc_wide *to = reg(x, in->to), factor;
  const inc_wide *a = reg(x, in->a);
  inc_wide_set(&factor, inc_power10((unsigned)in->imm));
  FOR_N inc_wide_multiply(&to[i], &a[i], &factor);
}

static void denominator_wide(const context *x, const inc_instruction *in)
{
  inc_wide *to = reg(x, in->to);
  const inc_wide *a = reg(x, in->a), *b = reg(x, in->b);
  for (size_t i = 0; i < x->n; i++) {
    to[i] = in->op == INC_DO_SIGN ? a[i] : b[i];
    if (b[i].sign < 0) to[i].sign = -to[i].sign;
    if (in->op == INC_DO_MAGNITUDE && b[i].sign == 0) inc_wide_set(&to[i], 1);
  }
}

static void arithmetic_wide(const context *x, const inc_instruction *in)
{
  inc_wide *to = reg(x, in->to);
  const inc_wide *a = reg(x, in->a), *b = reg(x, in->b);
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

static void compare_wide(const context *x, const inc_instruction *in)
{
  uint8_t *to = reg(x, in->to);
  const inc_wide *a = reg(x, in->a), *b = reg(x, in->b);
  for (size_t i = 0; i < x->n; i++) {
    int order = inc_wide_compare(&a[i], &b[i]);
    to[i] = in->op == INC_DO_LESS ? order < 0 : in->op == INC_DO_LESS_EQUAL ? order <= 0 : order == 0;
  }
}

#define SELECT(T)                                                   \
  do {                                                              \
    T *restrict to = reg(x, in->to);                                \
    const T *b = reg(x, in->b), *c = reg(x, in->c);                 \
    const T kb = b[0], kc = c[0];                                   \
    if (constant(x, in->b) && constant(x, in->c)) FOR_N to[i] = a[i] ? kb : kc; \
    else if (constant(x, in->b)) FOR_N to[i] = a[i] ? kb : c[i];    \
    else if (constant(x, in->c)) FOR_N to[i] = a[i] ? b[i] : kc;    \
    else FOR_N to[i] = a[i] ? b[i] : c[i];                          \
  } while (0)

INC_CLONES static void run_select(const context *x, const inc_instruction *in)
{
  const uint8_t *a = reg(x, in->a);
  switch (in->cls) {
  case INC_C64: SELECT(int64_t); break;
  case INC_C128: SELECT(inc_i128); break;
  case INC_CWIDE: SELECT(inc_wide); break;
  default: SELECT(uint8_t); break;
  }
}

static void run_constant(const context *x, const inc_instruction *in)
{
  void *to = reg(x, in->to);
  switch (in->cls) {
  case INC_C64: FOR_N ((int64_t *)to)[i] = in->imm; break;
  case INC_C128: FOR_N ((inc_i128 *)to)[i] = in->imm; break;
  case INC_CWIDE: FOR_N inc_wide_set((inc_wide *)to + i, in->imm); break;
  default: memset(to, (int)in->imm, x->n); break;
  }
}

static void run_convert(const context *x, const inc_instruction *in)
{
  const int64_t *a64 = reg(x, in->a);
  const inc_i128 *a128 = reg(x, in->a);
  if (in->cls == INC_C128) {
    inc_i128 *to = reg(x, in->to);
    FOR_N to[i] = a64[i];
    return;
  }
  inc_wide *to = reg(x, in->to);
  if (in->imm == INC_C64) FOR_N inc_wide_set(&to[i], a64[i]);
  else FOR_N inc_wide_set(&to[i], a128[i]);
}

/* Whether |a| is on the grid, i.e. |a| < 2^63. */
static inline bool fits(const context *x, const inc_instruction *in, size_t i, int64_t *value)
{
  *value = 0;
  if (in->cls == INC_C64) {
    *value = ((const int64_t *)reg(x, in->a))[i];
    return true;
  }
  if (in->cls == INC_CWIDE) return inc_wide_get64((const inc_wide *)reg(x, in->a) + i, value);
  inc_i128 a = ((const inc_i128 *)reg(x, in->a))[i];
  if (a > INT64_MAX || a < -INT64_MAX) return false;
  *value = (int64_t)a;
  return true;
}

static void run_narrow(const context *x, const inc_instruction *in)
{
  int64_t value;
  if (in->op == INC_DO_NARROW) {
    int64_t *to = reg(x, in->to);
    for (size_t i = 0; i < x->n; i++) {
      fits(x, in, i, &value);
      to[i] = value;
    }
    return;
  }
  uint8_t *to = reg(x, in->to);
  FOR_N to[i] = fits(x, in, i, &value) ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_ERROR;
}

static inc_term divide(const context *x, const inc_instruction *in, size_t i)
{
  const void *a = reg(x, in->a), *b = reg(x, in->b);
  if (in->cls == INC_C64) return inc_term_divide(((const int64_t *)a)[i], ((const int64_t *)b)[i]);
  if (in->cls == INC_C128) return inc_term_divide(((const inc_i128 *)a)[i], ((const inc_i128 *)b)[i]);
  return inc_term_divide_wide((const inc_wide *)a + i, (const inc_wide *)b + i);
}

static void run_term(const context *x, const inc_instruction *in)
{
  void *to = reg(x, in->to);
  if (in->op == INC_DO_FLOOR) FOR_N ((int64_t *)to)[i] = divide(x, in, i).whole;
  else FOR_N ((inc_i128 *)to)[i] = (inc_i128)divide(x, in, i).fraction;
}

static void run_zero_gap(const context *x, const inc_instruction *in)
{
  uint8_t *to = reg(x, in->to);
  const void *a = reg(x, in->a);
  for (size_t i = 0; i < x->n; i++) {
    bool zero = in->cls == INC_C64    ? ((const int64_t *)a)[i] == 0
                : in->cls == INC_C128 ? ((const inc_i128 *)a)[i] == 0
                                      : ((const inc_wide *)a)[i].sign == 0;
    to[i] = zero ? INCUBATOR_GAP_ERROR : INCUBATOR_GAP_NONE;
  }
}

/* The row to read: the block's own, or the one an index register says; below 0 for none. */
static inline int64_t row_at(const context *x, const int64_t *index, size_t i)
{
  return index ? index[i] : (int64_t)(x->row + i);
}

/* The block's own rows of a column in which no cell is missing. */
INC_CLONES static void load_whole(int64_t *restrict to, const inc_column *column, size_t row, size_t n)
{
  switch (column->width) {
  case 1: for (size_t i = 0; i < n; i++) to[i] = ((const int8_t *)column->data)[row + i]; break;
  case 2: for (size_t i = 0; i < n; i++) to[i] = ((const int16_t *)column->data)[row + i]; break;
  case 4: for (size_t i = 0; i < n; i++) to[i] = ((const int32_t *)column->data)[row + i]; break;
  default: memcpy(to, (const int64_t *)column->data + row, n * sizeof *to); break;
  }
}

static void run_load(const context *x, const inc_instruction *in)
{
  int64_t *restrict to = reg(x, in->to);
  const int64_t *index = reg(x, in->a);
  const inc_column *column = in->data;
  if (!index && column->data && !column->valid) {
    load_whole(to, column, x->row, x->n);
    return;
  }
  for (size_t i = 0; i < x->n; i++) {
    int64_t row = row_at(x, index, i);
    bool there = row >= 0 && inc_column_valid(column, (size_t)row);
    to[i] = there ? inc_column_value(column, (size_t)row) : in->imm;
  }
}

static void run_load_gap(const context *x, const inc_instruction *in)
{
  uint8_t *to = reg(x, in->to);
  const int64_t *index = reg(x, in->a);
  for (size_t i = 0; i < x->n; i++) {
    int64_t row = row_at(x, index, i);
    bool there = row >= 0 && (in->imm || inc_column_valid(in->data, (size_t)row));
    to[i] = there ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_MISSING;
  }
}

static void run_index(const context *x, const inc_instruction *in)
{
  int64_t *to = reg(x, in->to);
  const int64_t *index = reg(x, in->a);
  for (size_t i = 0; i < x->n; i++) {
    int64_t row = row_at(x, index, i);
    bool there = row >= 0 && inc_column_valid(in->data, (size_t)row);
    to[i] = there ? inc_column_value(in->data, (size_t)row) : -1;
  }
}

static void run_key(const context *x, const inc_instruction *in)
{
  const int64_t *index = reg(x, in->a);
  int64_t *to = reg(x, in->to);
  for (size_t i = 0; i < x->n; i++) {
    if (index[i] >= 0) to[i] = inc_column_value(in->data, (size_t)index[i]);
    else to[i] = index[i] == -1 ? 0 : inc_link_to_text(index[i]);
  }
}

static void run_key_gap(const context *x, const inc_instruction *in)
{
  const int64_t *index = reg(x, in->a);
  uint8_t *to = reg(x, in->to);
  FOR_N to[i] = index[i] == -1 ? INCUBATOR_GAP_MISSING : INCUBATOR_GAP_NONE;
}

static void run_result(const context *x, const inc_instruction *in)
{
  const int64_t *index = reg(x, in->a);
  const inc_result *result = in->data;
  int64_t *to = reg(x, in->to);
  for (size_t i = 0; i < x->n; i++) {
    int64_t row = row_at(x, index, i);
    to[i] = row < 0 ? 0 : inc_result_value(result, (size_t)row);
  }
}

static void run_result_gap(const context *x, const inc_instruction *in)
{
  const int64_t *index = reg(x, in->a);
  const inc_result *result = in->data;
  uint8_t *to = reg(x, in->to);
  for (size_t i = 0; i < x->n; i++) {
    int64_t row = row_at(x, index, i);
    to[i] = row < 0 ? INCUBATOR_GAP_MISSING : result->gaps[row];
  }
}

static void run_parameter(const context *x, const inc_instruction *in)
{
  const int64_t *date = reg(x, in->a);
  int64_t *to64 = reg(x, in->to);
  uint8_t *to8 = reg(x, in->to);
  for (size_t i = 0; i < x->n; i++) {
    int64_t value;
    bool set = inc_parameter_value(in->data, (int32_t)date[i], &value);
    if (in->op == INC_DO_PARAMETER) to64[i] = set ? value : 0;
    else to8[i] = set ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_UNSET;
  }
}

INC_CLONES static void run_bytes(const context *x, const inc_instruction *in)
{
  uint8_t *to = reg(x, in->to);
  const uint8_t *a = reg(x, in->a), *b = reg(x, in->b), *c = reg(x, in->c), *d = reg(x, in->d);
  switch (in->op) {
  case INC_DO_GAP_MAX: FOR_N to[i] = a[i] > b[i] ? a[i] : b[i]; break;
  case INC_DO_GAP_FIRST: FOR_N to[i] = a[i] ? a[i] : b[i]; break;
  case INC_DO_GAP_IS: FOR_N to[i] = a[i] == in->imm; break;
  case INC_DO_MASK: FOR_N to[i] = b[i] ? 0 : a[i]; break;
  case INC_DO_AND: FOR_N to[i] = a[i] & b[i]; break;
  case INC_DO_OR: FOR_N to[i] = a[i] | b[i]; break;
  case INC_DO_NOT: FOR_N to[i] = !a[i]; break;
  case INC_DO_AND_GAP: /* false without a gap decides */
    FOR_N to[i] = (!a[i] && !c[i]) || (!b[i] && !(d ? d[i] : 0)) ? 0 : (!d || c[i] > d[i]) ? c[i] : d[i];
    break;
  case INC_DO_OR_GAP: /* true decides; the value of a gap is 0 */
    FOR_N to[i] = a[i] || b[i] ? 0 : (!d || c[i] > d[i]) ? c[i] : d[i];
    break;
  default: break;
  }
}

static void run_special(const context *x, const inc_instruction *in)
{
  int64_t *to = reg(x, in->to);
  const int64_t *a = reg(x, in->a), *b = reg(x, in->b);
  const uint8_t *b8 = reg(x, in->b);
  switch (in->op) {
  case INC_DO_MONTHS: FOR_N to[i] = inc_date_months((int32_t)a[i], (int32_t)b[i]); break;
  case INC_DO_TRUNCATE: FOR_N to[i] = a[i] / in->imm; break;
  case INC_DO_COUNT: FOR_N to[i] = a[i] + (b8[i] != 0); break;
  default: break;
  }
}

static void run_arithmetic(const context *x, const inc_instruction *in)
{
  if (in->cls == INC_C64) arithmetic_64(x, in);
  else if (in->cls == INC_C128) arithmetic_128(x, in);
  else arithmetic_wide(x, in);
}

static void run_compare(const context *x, const inc_instruction *in)
{
  if (in->cls == INC_C64) compare_64(x, in);
  else if (in->cls == INC_C128) compare_128(x, in);
  else compare_wide(x, in);
}

typedef void (*instruction_run)(const context *x, const inc_instruction *in);

static const instruction_run runs[INC_DO_OPS] = {
    [INC_DO_CONSTANT] = run_constant,
    [INC_DO_LOAD] = run_load,
    [INC_DO_LOAD_GAP] = run_load_gap,
    [INC_DO_INDEX] = run_index,
    [INC_DO_KEY] = run_key,
    [INC_DO_KEY_GAP] = run_key_gap,
    [INC_DO_RESULT] = run_result,
    [INC_DO_RESULT_GAP] = run_result_gap,
    [INC_DO_PARAMETER] = run_parameter,
    [INC_DO_PARAMETER_GAP] = run_parameter,
    [INC_DO_CONVERT] = run_convert,
    [INC_DO_ADD] = run_arithmetic,
    [INC_DO_SUBTRACT] = run_arithmetic,
    [INC_DO_MULTIPLY] = run_arithmetic,
    [INC_DO_POWER10] = run_arithmetic,
    [INC_DO_LESS] = run_compare,
    [INC_DO_LESS_EQUAL] = run_compare,
    [INC_DO_EQUAL] = run_compare,
    [INC_DO_SELECT] = run_select,
    [INC_DO_SIGN] = run_arithmetic,
    [INC_DO_MAGNITUDE] = run_arithmetic,
    [INC_DO_ZERO_GAP] = run_zero_gap,
    [INC_DO_DIVIDE_ROUND] = run_arithmetic,
    [INC_DO_FLOOR] = run_term,
    [INC_DO_FRACTION] = run_term,
    [INC_DO_NARROW] = run_narrow,
    [INC_DO_NARROW_GAP] = run_narrow,
    [INC_DO_GAP_MAX] = run_bytes,
    [INC_DO_GAP_FIRST] = run_bytes,
    [INC_DO_GAP_IS] = run_bytes,
    [INC_DO_MASK] = run_bytes,
    [INC_DO_AND] = run_bytes,
    [INC_DO_OR] = run_bytes,
    [INC_DO_NOT] = run_bytes,
    [INC_DO_AND_GAP] = run_bytes,
    [INC_DO_OR_GAP] = run_bytes,
    [INC_DO_MONTHS] = run_special,
    [INC_DO_TRUNCATE] = run_special,
    [INC_DO_COUNT] = run_special,
};

static void store_fraction(const context *x, const inc_output *out)
{
  memcpy((inc_i128 *)out->result->values + x->row, reg(x, out->value), x->n * sizeof(inc_i128));
}

/* Values of cells with a gap are 0. */
#define STORE(TO, FROM)                                                       \
  do {                                                                        \
    TO *restrict to = (TO *)out->result->values + x->row;                     \
    const FROM *values = reg(x, out->value);                                  \
    uint8_t *restrict told = out->result->gaps + x->row;                      \
    const uint8_t *gaps = reg(x, out->gap);                                   \
    if (gaps) FOR_N to[i] = gaps[i] ? 0 : (TO)values[i];                      \
    else FOR_N to[i] = (TO)values[i];                                         \
    if (gaps) memcpy(told, gaps, x->n);                                       \
    else memset(told, INCUBATOR_GAP_NONE, x->n);                              \
  } while (0)

INC_CLONES static void store(const context *x, const inc_output *out)
{
  if (out->result->width == 16) {
    store_fraction(x, out);
    return;
  }
  const bool bytes = x->code->registers[out->value].cls == INC_C8;
  switch (out->result->width) {
  case 1: if (bytes) STORE(uint8_t, uint8_t); else STORE(uint8_t, int64_t); break;
  case 4: if (bytes) STORE(int32_t, uint8_t); else STORE(int32_t, int64_t); break;
  default: if (bytes) STORE(int64_t, uint8_t); else STORE(int64_t, int64_t); break;
  }
}

void inc_code_fill(const inc_code_block *code, const inc_scratch *scratch)
{
  context x = {code, scratch, 0, code->block};
  for (size_t i = 0; i < code->count; i++) {
    if (code->instructions[i].op == INC_DO_CONSTANT) run_constant(&x, &code->instructions[i]);
  }
}

void inc_code_run(const inc_code_block *code, const inc_scratch *scratch, size_t row, size_t count)
{
  context x = {code, scratch, row, count};
  for (size_t i = 0; i < code->count; i++) {
    const inc_instruction *in = &code->instructions[i];
    if (in->op != INC_DO_CONSTANT || !code->filled) runs[in->op](&x, in);
  }
  for (size_t i = 0; i < code->output_count; i++) {
    if (code->outputs[i].result) store(&x, &code->outputs[i]);
  }
}
