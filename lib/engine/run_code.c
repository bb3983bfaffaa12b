/*
 * The instructions of column code, each a loop over a block of rows. Every loop is plain
 * enough for the compiler to vectorise where the machine can.
 */
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "base/sum.h"
#include "engine/run.h"

#define SELECT(T)                                                   \
  do {                                                              \
    T *restrict to = inc_reg(x, in->to);                            \
    const T *b = inc_reg(x, in->b), *c = inc_reg(x, in->c);         \
    const T kb = b[0], kc = c[0];                                   \
    if (inc_is_constant(x, in->b) && inc_is_constant(x, in->c)) FOR_N to[i] = a[i] ? kb : kc; \
    else if (inc_is_constant(x, in->b)) FOR_N to[i] = a[i] ? kb : c[i];    \
    else if (inc_is_constant(x, in->c)) FOR_N to[i] = a[i] ? b[i] : kc;    \
    else FOR_N to[i] = a[i] ? b[i] : c[i];                          \
  } while (0)

INC_CLONES static void run_select(const inc_running *x, const inc_instruction *in)
{
  const uint8_t *a = inc_reg(x, in->a);
  switch (in->cls) {
  case INC_C64: SELECT(int64_t); break;
  case INC_C128: SELECT(inc_i128); break;
  case INC_CWIDE: SELECT(inc_wide); break;
  case INC_C32: SELECT(int32_t); break;
  default: SELECT(uint8_t); break;
  }
}

static void run_constant(const inc_running *x, const inc_instruction *in)
{
  void *to = inc_reg(x, in->to);
  switch (in->cls) {
  case INC_C64: FOR_N ((int64_t *)to)[i] = in->imm; break;
  case INC_C128: FOR_N ((inc_i128 *)to)[i] = in->imm; break;
  case INC_CWIDE: FOR_N inc_wide_set((inc_wide *)to + i, in->imm); break;
  case INC_C32: FOR_N ((int32_t *)to)[i] = (int32_t)in->imm; break;
  default: memset(to, (int)in->imm, x->n); break;
  }
}

static void run_convert(const inc_running *x, const inc_instruction *in)
{
  const int64_t *a64 = inc_reg(x, in->a);
  const inc_i128 *a128 = inc_reg(x, in->a);
  if (in->cls == INC_C128) {
    inc_i128 *to = inc_reg(x, in->to);
    FOR_N to[i] = a64[i];
    return;
  }
  inc_wide *to = inc_reg(x, in->to);
  if (in->imm == INC_C64) FOR_N inc_wide_set(&to[i], a64[i]);
  else FOR_N inc_wide_set(&to[i], a128[i]);
}

/* Whether |a| is on the grid, i.e. |a| < 2^63. */
static inline bool fits(const inc_running *x, const inc_instruction *in, size_t i, int64_t *value)
{
  *value = 0;
  if (in->cls == INC_C64) {
    *value = ((const int64_t *)inc_reg(x, in->a))[i];
    return true;
  }
  if (in->cls == INC_CWIDE) return inc_wide_get64((const inc_wide *)inc_reg(x, in->a) + i, value);
  inc_i128 a = ((const inc_i128 *)inc_reg(x, in->a))[i];
  if (a > INT64_MAX || a < -INT64_MAX) return false;
  *value = (int64_t)a;
  return true;
}

static void run_narrow(const inc_running *x, const inc_instruction *in)
{
  int64_t value;
  if (in->op == INC_DO_NARROW) {
    int64_t *to = inc_reg(x, in->to);
    FOR_N {
      fits(x, in, i, &value);
      to[i] = value;
    }
    return;
  }
  uint8_t *to = inc_reg(x, in->to);
  FOR_N to[i] = fits(x, in, i, &value) ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_ERROR;
}

static inc_term divide(const inc_running *x, const inc_instruction *in, size_t i)
{
  const void *a = inc_reg(x, in->a), *b = inc_reg(x, in->b);
  if (in->cls == INC_C64) return inc_term_divide(((const int64_t *)a)[i], ((const int64_t *)b)[i]);
  if (in->cls == INC_C128) return inc_term_divide(((const inc_i128 *)a)[i], ((const inc_i128 *)b)[i]);
  return inc_term_divide_wide((const inc_wide *)a + i, (const inc_wide *)b + i);
}

static void run_term(const inc_running *x, const inc_instruction *in)
{
  void *to = inc_reg(x, in->to);
  if (in->op == INC_DO_FLOOR) FOR_N ((int64_t *)to)[i] = divide(x, in, i).whole;
  else FOR_N ((inc_i128 *)to)[i] = (inc_i128)divide(x, in, i).fraction;
}

static void run_log(const inc_running *x, const inc_instruction *in)
{
  inc_i128 *to = inc_reg(x, in->to);
  const int64_t *a = inc_reg(x, in->a);
  FOR_N to[i] = a[i] > 0 ? inc_log((inc_u128)a[i]) : 0;
}

/* False where e to the power of a is too large. */
static bool power(const inc_instruction *in, const void *a, size_t i, int64_t *value)
{
  *value = 0;
  if (in->cls == INC_C128) return inc_power(((const inc_i128 *)a)[i], (inc_rounding)in->imm, value);
  const inc_wide *wide = (const inc_wide *)a + i;
  if (wide->count > 1 && (wide->count > 2 || wide->word[1] >> 62)) return wide->sign < 0; /* beyond all that fits, or next to nothing */
  inc_i128 size = (inc_i128)(wide->count > 1 ? wide->word[1] : 0) << 64 | (inc_i128)(wide->count ? wide->word[0] : 0);
  return inc_power(wide->sign < 0 ? -size : size, (inc_rounding)in->imm, value);
}

static void run_power(const inc_running *x, const inc_instruction *in)
{
  const void *a = inc_reg(x, in->a);
  void *to = inc_reg(x, in->to);
  int64_t value;
  FOR_N {
    bool fits = power(in, a, i, &value);
    if (in->op == INC_DO_POWER) ((int64_t *)to)[i] = value;
    else ((uint8_t *)to)[i] = fits ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_ERROR;
  }
}

static void run_zero_gap(const inc_running *x, const inc_instruction *in)
{
  uint8_t *to = inc_reg(x, in->to);
  const void *a = inc_reg(x, in->a);
  FOR_N {
    bool zero = in->cls == INC_C64    ? ((const int64_t *)a)[i] == 0
                : in->cls == INC_C128 ? ((const inc_i128 *)a)[i] == 0
                                      : ((const inc_wide *)a)[i].sign == 0;
    to[i] = zero ? INCUBATOR_GAP_ERROR : INCUBATOR_GAP_NONE;
  }
}

/* The row to read: the block's own, or the one an index register says; below 0 for none. */
static inline int64_t row_at(const inc_running *x, const int64_t *index, size_t i)
{
  return index ? index[i] : (int64_t)(x->row + i);
}

/* The block's own rows of a column in which no cell is missing. */
INC_CLONES static void load_whole(int64_t *restrict to, const inc_column *column, size_t row, size_t n)
{
  const int64_t factor = inc_power10(column->zeros);
  switch (column->width) {
  case 1: for (size_t i = 0; i < n; i++) to[i] = ((const int8_t *)column->data)[row + i]; break;
  case 2: for (size_t i = 0; i < n; i++) to[i] = ((const int16_t *)column->data)[row + i]; break;
  case 4: for (size_t i = 0; i < n; i++) to[i] = ((const int32_t *)column->data)[row + i]; break;
  default: memcpy(to, (const int64_t *)column->data + row, n * sizeof *to); break;
  }
  for (size_t i = 0; i < n && factor != 1; i++) to[i] *= factor;
}

#define GATHER(T)                                                                              \
  do {                                                                                         \
    const T *data = column->data;                                                              \
    for (size_t i = 0; i < n; i++) to[i] = index[i] < 0 ? none : (int64_t)data[index[i]] * factor; \
  } while (0)

/* Cells of rows that an index says, of a column in which no cell is missing; `none` where it says none. */
static void gather(int64_t *restrict to, const inc_column *column, const int64_t *restrict index, int64_t none, size_t n)
{
  const int64_t factor = inc_power10(column->zeros);
  switch (column->width) {
  case 1: GATHER(int8_t); break;
  case 2: GATHER(int16_t); break;
  case 4: GATHER(int32_t); break;
  default: GATHER(int64_t); break;
  }
}

static void run_load(const inc_running *x, const inc_instruction *in)
{
  int64_t *restrict to = inc_reg(x, in->to);
  const int64_t *index = inc_reg(x, in->a);
  const inc_column *column = in->data;
  if (column->data && !column->valid) {
    if (index) gather(to, column, index, in->imm, x->n);
    else load_whole(to, column, x->row, x->n);
    return;
  }
  FOR_N {
    int64_t row = row_at(x, index, i);
    bool there = row >= 0 && inc_column_valid(column, (size_t)row);
    to[i] = there ? inc_column_value(column, (size_t)row) : in->imm;
  }
}

/* Eight bits as eight bytes, 1 for a bit that is not set. */
static inline uint64_t spread_unset(uint8_t bits)
{
  const uint64_t each = UINT64_C(0x0101010101010101), one = UINT64_C(0x8040201008040201), low = UINT64_C(0x7F7F7F7F7F7F7F7F);
  return ~(((bits * each & one) + low) >> 7) & each;
}

/* The block's own rows, whose first bit begins a byte. */
static void load_gaps(uint8_t *to, const uint8_t *valid, size_t row, size_t n)
{
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    uint64_t missing = spread_unset(valid[(row + i) / 8]) * INCUBATOR_GAP_MISSING;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    missing = __builtin_bswap64(missing);
#endif
    memcpy(to + i, &missing, 8);
  }
  for (; i < n; i++) to[i] = valid[(row + i) / 8] >> ((row + i) % 8) & 1 ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_MISSING;
}

static void run_load_gap(const inc_running *x, const inc_instruction *in)
{
  uint8_t *to = inc_reg(x, in->to);
  const int64_t *index = inc_reg(x, in->a);
  const inc_column *column = in->data;
  if (!index && column && column->data && column->valid && x->row % 8 == 0 && !in->imm) {
    load_gaps(to, column->valid, x->row, x->n);
    return;
  }
  if (index && (in->imm || (column->data && !column->valid))) {
    FOR_N to[i] = index[i] < 0 ? INCUBATOR_GAP_MISSING : INCUBATOR_GAP_NONE;
    return;
  }
  FOR_N {
    int64_t row = row_at(x, index, i);
    bool there = row >= 0 && (in->imm || inc_column_valid(in->data, (size_t)row));
    to[i] = there ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_MISSING;
  }
}

static void run_index(const inc_running *x, const inc_instruction *in)
{
  int64_t *to = inc_reg(x, in->to);
  const int64_t *index = inc_reg(x, in->a);
  const inc_column *column = in->data;
  if (!index && column->data && !column->valid) {
    load_whole(to, column, x->row, x->n);
    return;
  }
  FOR_N {
    int64_t row = row_at(x, index, i);
    bool there = row >= 0 && inc_column_valid(in->data, (size_t)row);
    to[i] = there ? inc_column_value(in->data, (size_t)row) : -1;
  }
}

static void run_key(const inc_running *x, const inc_instruction *in)
{
  const int64_t *index = inc_reg(x, in->a);
  int64_t *to = inc_reg(x, in->to);
  FOR_N {
    if (index[i] >= 0) to[i] = inc_column_value(in->data, (size_t)index[i]);
    else to[i] = index[i] == -1 ? 0 : inc_link_to_text(index[i]);
  }
}

static void run_key_gap(const inc_running *x, const inc_instruction *in)
{
  const int64_t *index = inc_reg(x, in->a);
  uint8_t *to = inc_reg(x, in->to);
  FOR_N to[i] = index[i] == -1 ? INCUBATOR_GAP_MISSING : INCUBATOR_GAP_NONE;
}

static void run_result(const inc_running *x, const inc_instruction *in)
{
  const int64_t *index = inc_reg(x, in->a);
  const inc_result *result = in->data;
  int64_t *to = inc_reg(x, in->to);
  if (!index && result->width == 8) {
    memcpy(to, (const int64_t *)result->values + x->row, x->n * sizeof *to);
    return;
  }
  FOR_N {
    int64_t row = row_at(x, index, i);
    to[i] = row < 0 ? 0 : inc_result_value(result, (size_t)row);
  }
}

static void run_result_gap(const inc_running *x, const inc_instruction *in)
{
  const int64_t *index = inc_reg(x, in->a);
  const inc_result *result = in->data;
  uint8_t *to = inc_reg(x, in->to);
  if (!index) {
    memcpy(to, result->gaps + x->row, x->n);
    return;
  }
  FOR_N {
    int64_t row = row_at(x, index, i);
    to[i] = row < 0 ? INCUBATOR_GAP_MISSING : result->gaps[row];
  }
}

static void run_parameter(const inc_running *x, const inc_instruction *in)
{
  const int64_t *date = inc_reg(x, in->a);
  int64_t *to64 = inc_reg(x, in->to);
  uint8_t *to8 = inc_reg(x, in->to);
  FOR_N {
    int64_t value;
    bool set = inc_parameter_value(in->data, (int32_t)date[i], &value);
    if (in->op == INC_DO_PARAMETER) to64[i] = set ? value : 0;
    else to8[i] = set ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_UNSET;
  }
}

INC_CLONES static void run_bytes(const inc_running *x, const inc_instruction *in)
{
  uint8_t *restrict to = inc_reg(x, in->to);
  const uint8_t *a = inc_reg(x, in->a), *b = inc_reg(x, in->b), *c = inc_reg(x, in->c), *d = inc_reg(x, in->d);
  const uint8_t imm = (uint8_t)in->imm;
  switch (in->op) {
  case INC_DO_GAP_MAX: FOR_N to[i] = a[i] > b[i] ? a[i] : b[i]; break;
  case INC_DO_GAP_FIRST: FOR_N to[i] = a[i] ? a[i] : b[i]; break;
  case INC_DO_GAP_IS: FOR_N to[i] = a[i] == imm; break;
  case INC_DO_MASK: FOR_N to[i] = b[i] ? 0 : a[i]; break;
  case INC_DO_AND: FOR_N to[i] = a[i] & b[i]; break;
  case INC_DO_OR: FOR_N to[i] = a[i] | b[i]; break;
  case INC_DO_NOT: FOR_N to[i] = !a[i]; break;
  case INC_DO_AND_GAP: /* false without a gap decides */
    if (d) FOR_N to[i] = (uint8_t)(((a[i] | c[i]) == 0) | ((b[i] | d[i]) == 0)) ? 0 : c[i] > d[i] ? c[i] : d[i];
    else FOR_N to[i] = (uint8_t)(((a[i] | c[i]) == 0) | (b[i] == 0)) ? 0 : c[i];
    break;
  case INC_DO_OR_GAP: /* true decides; the value of a gap is 0 */
    if (d) FOR_N to[i] = (a[i] | b[i]) ? 0 : c[i] > d[i] ? c[i] : d[i];
    else FOR_N to[i] = (a[i] | b[i]) ? 0 : c[i];
    break;
  default: break;
  }
}

static void run_special(const inc_running *x, const inc_instruction *in)
{
  int64_t *to = inc_reg(x, in->to);
  const int64_t *a = inc_reg(x, in->a), *b = inc_reg(x, in->b);
  const uint8_t *b8 = inc_reg(x, in->b);
  switch (in->op) {
  case INC_DO_MONTHS: FOR_N to[i] = inc_date_months((int32_t)a[i], (int32_t)b[i]); break;
  case INC_DO_TRUNCATE: FOR_N to[i] = a[i] / in->imm; break;
  case INC_DO_COUNT:
    if (in->cls == INC_C32) FOR_N ((int32_t *)to)[i] = ((const int32_t *)a)[i] + (b8[i] != 0);
    else FOR_N to[i] = a[i] + (b8[i] != 0);
    break;
  default: break;
  }
}


/* ---- What a code leaves behind ---- */

static void store_fraction(const inc_running *x, const inc_instruction *in)
{
  const inc_result *result = in->data;
  memcpy((inc_i128 *)result->values + x->row, inc_reg(x, in->a), x->n * sizeof(inc_i128));
}

/* Values of cells with a gap are 0. */
#define STORE(TO, FROM)                                                       \
  do {                                                                        \
    TO *restrict to = (TO *)result->values + x->row;                          \
    const FROM *values = inc_reg(x, in->a);                                   \
    uint8_t *restrict told = result->gaps + x->row;                           \
    const uint8_t *gaps = inc_reg(x, in->b);                                  \
    if (gaps) FOR_N to[i] = gaps[i] ? 0 : (TO)values[i];                      \
    else FOR_N to[i] = (TO)values[i];                                         \
    if (gaps) memcpy(told, gaps, x->n);                                       \
    else memset(told, INCUBATOR_GAP_NONE, x->n);                              \
  } while (0)

#define STORE_FROM(TO)                                    \
  do {                                                    \
    switch (in->cls) {                                    \
    case INC_C8: STORE(TO, uint8_t); break;               \
    case INC_C32: STORE(TO, int32_t); break;              \
    default: STORE(TO, int64_t); break;                   \
    }                                                     \
  } while (0)

INC_CLONES static void run_store(const inc_running *x, const inc_instruction *in)
{
  const inc_result *result = in->data;
  switch (result->width) {
  case 1: STORE_FROM(uint8_t); break;
  case 4: STORE_FROM(int32_t); break;
  case 16: store_fraction(x, in); break;
  default: STORE_FROM(int64_t); break;
  }
}

/* ---- All instructions ---- */

typedef void (*instruction_run)(const inc_running *x, const inc_instruction *in);

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
    [INC_DO_ADD] = inc_run_arithmetic,
    [INC_DO_SUBTRACT] = inc_run_arithmetic,
    [INC_DO_MULTIPLY] = inc_run_arithmetic,
    [INC_DO_POWER10] = inc_run_arithmetic,
    [INC_DO_LESS] = inc_run_compare,
    [INC_DO_LESS_EQUAL] = inc_run_compare,
    [INC_DO_EQUAL] = inc_run_compare,
    [INC_DO_SELECT] = run_select,
    [INC_DO_SIGN] = inc_run_arithmetic,
    [INC_DO_MAGNITUDE] = inc_run_arithmetic,
    [INC_DO_ZERO_GAP] = run_zero_gap,
    [INC_DO_DIVIDE_ROUND] = inc_run_arithmetic,
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
    [INC_DO_LOG] = run_log,
    [INC_DO_POWER] = run_power,
    [INC_DO_POWER_GAP] = run_power,
    [INC_DO_CURVE] = inc_run_curve,
    [INC_DO_STORE] = run_store,
    [INC_DO_LOAD_KEPT] = inc_run_narrow,
    [INC_DO_KEPT_BELOW] = inc_run_narrow,
    [INC_DO_KEPT_EQUAL] = inc_run_narrow,
    [INC_DO_KEPT_AT_LEAST] = inc_run_narrow,
    [INC_DO_RESULT_LOW] = inc_run_narrow,
    [INC_DO_TERM] = inc_run_narrow,
    [INC_DO_BEND] = inc_run_narrow,
    [INC_DO_QUOTIENT] = inc_run_narrow,
};

void inc_code_fill(const inc_code_block *code, const inc_scratch *scratch)
{
  inc_running x = {code, scratch, 0, code->block};
  for (size_t i = 0; i < code->count; i++) {
    if (code->instructions[i].op == INC_DO_CONSTANT) run_constant(&x, &code->instructions[i]);
  }
}

void inc_run_instruction(const inc_running *x, const inc_instruction *in)
{
  bool there = in->op == INC_DO_CONSTANT ? x->code->filled : in->op == INC_DO_LOAD_KEPT && x->code->registers[in->to].column;
  if (!there) runs[in->op](x, in);
}

void inc_code_run(const inc_code_block *code, const inc_scratch *scratch, size_t row, size_t count)
{
  inc_running x = {code, scratch, row, count};
  if (count == 1) inc_run_one(&x);
  for (size_t i = 0; i < code->count && count > 1; i++) inc_run_instruction(&x, &code->instructions[i]);
}
