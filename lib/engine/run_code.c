/*
 * The instructions of column code, each a loop over a block of rows. Every loop is plain
 * enough for the compiler to vectorise where the machine can.
 */
#include "engine/code.h"

#include <string.h>

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

/* Arithmetic and comparison, once for each class of integers. */
#define FOR_N for (size_t i = 0; i < x->n; i++)

#define DEFINE_ARITHMETIC(NAME, T)                                                          \
  static void arithmetic_##NAME(const context *x, const inc_instruction *in)                \
  {                                                                                         \
    T *restrict to = reg(x, in->to);                                                        \
    const T *a = reg(x, in->a), *b = reg(x, in->b);                                         \
    switch (in->op) {                                                                       \
    case INC_DO_ADD: FOR_N to[i] = a[i] + b[i]; break;                                      \
    case INC_DO_SUBTRACT: FOR_N to[i] = a[i] - b[i]; break;                                 \
    case INC_DO_MULTIPLY: FOR_N to[i] = a[i] * b[i]; break;                                 \
    case INC_DO_POWER10: FOR_N to[i] = a[i] * (T)inc_power10((unsigned)in->imm); break;     \
    case INC_DO_SIGN: FOR_N to[i] = b[i] < 0 ? -a[i] : a[i]; break;                         \
    case INC_DO_MAGNITUDE: FOR_N to[i] = b[i] < 0 ? -b[i] : b[i] + (b[i] == 0); break;      \
    case INC_DO_DIVIDE_ROUND:                                                               \
      FOR_N to[i] = (T)inc_divide_round(a[i], b[i], (inc_rounding)in->imm);                 \
      break;                                                                                \
    default: break;                                                                         \
    }                                                                                       \
  }                                                                                         \
  static void compare_##NAME(const context *x, const inc_instruction *in)                   \
  {                                                                                         \
    uint8_t *restrict to = reg(x, in->to);                                                  \
    const T *a = reg(x, in->a), *b = reg(x, in->b);                                         \
    if (in->op == INC_DO_LESS) FOR_N to[i] = a[i] < b[i];                                   \
    else if (in->op == INC_DO_LESS_EQUAL) FOR_N to[i] = a[i] <= b[i];                       \
    else FOR_N to[i] = a[i] == b[i];                                                        \
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

#define SELECT(T)                                              \
  do {                                                         \
    T *to = reg(x, in->to);                                    \
    const T *b = reg(x, in->b), *c = reg(x, in->c);            \
    for (size_t i = 0; i < x->n; i++) to[i] = a[i] ? b[i] : c[i]; \
  } while (0)

static void run_select(const context *x, const inc_instruction *in)
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

static void run_load(const context *x, const inc_instruction *in)
{
  int64_t *restrict to = reg(x, in->to);
  const int64_t *index = reg(x, in->a);
  const inc_column *column = in->data;
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

static void run_bytes(const context *x, const inc_instruction *in)
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

static int64_t output_value(const context *x, const inc_output *out, size_t i)
{
  const void *values = reg(x, out->value);
  bool byte = x->code->registers[out->value].cls == INC_C8;
  return byte ? ((const uint8_t *)values)[i] : ((const int64_t *)values)[i];
}

static void store_fraction(const context *x, const inc_output *out)
{
  memcpy((inc_i128 *)out->result->values + x->row, reg(x, out->value), x->n * sizeof(inc_i128));
}

static void store(const context *x, const inc_output *out)
{
  if (out->result->width == 16) {
    store_fraction(x, out);
    return;
  }
  const uint8_t *gaps = reg(x, out->gap);
  inc_result *result = out->result;
  for (size_t i = 0; i < x->n; i++) {
    size_t row = x->row + i;
    uint8_t gap = gaps ? gaps[i] : INCUBATOR_GAP_NONE;
    int64_t value = gap ? 0 : output_value(x, out, i);
    result->gaps[row] = gap;
    if (result->width == 1) ((int8_t *)result->values)[row] = (int8_t)value;
    else if (result->width == 4) ((int32_t *)result->values)[row] = (int32_t)value;
    else ((int64_t *)result->values)[row] = value;
  }
}

void inc_code_run(const inc_code_block *code, const inc_scratch *scratch, size_t row, size_t count)
{
  context x = {code, scratch, row, count};
  for (size_t i = 0; i < code->count; i++) runs[code->instructions[i].op](&x, &code->instructions[i]);
  for (size_t i = 0; i < code->output_count; i++) {
    if (code->outputs[i].result) store(&x, &code->outputs[i]);
  }
}
