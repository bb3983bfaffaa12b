/*
 * Code once more, in 32-bit numbers where that is exact. How large a register can be is told by what it is
 * computed from: the width of a column, the ends of a curve, the sums of these. Columns, curves on them and
 * products with constants are not written where they stand in the code but where they are read, so that a
 * column's way through its curve and its weight into a sum is one instruction.
 */
#include <float.h>

#include "base/decimal.h"
#include "engine/bends.h"

#define NONE INC_NO_REGISTER

enum { DEEPEST = 8 }; /* of what is written where it is read: within another one */

/* A register of the code. */
typedef struct node {
  const inc_instruction *by;
  uint32_t uses;
  uint8_t depth; /* 0: written where it stands */
  bool low;      /* it can be had in 32 bits */
  int64_t least, greatest;  /* of class 64 */
  const inc_bends *bends;   /* of a curve */
  uint8_t zeros;            /* that its numbers are without */
  uint32_t *kept;           /* of a column: its registers in the new code, by zeros left out */
  uint32_t own, narrow;     /* registers in the new code: of its class, and of class 32 */
} node;

typedef struct writer {
  const inc_code_block *code;
  inc_code_block *out;
  node *nodes;
} writer;

/* ---- What is read ---- */

static bool fits(int64_t value)
{
  return value == (int32_t)value;
}

static void count_uses(writer *w)
{
  for (size_t i = 0; i < w->code->output_count; i++) {
    w->nodes[w->code->outputs[i].value].uses++;
    if (w->code->outputs[i].gap != NONE) w->nodes[w->code->outputs[i].gap].uses++;
  }
  for (size_t i = w->code->count; i-- > 0;) {
    const inc_instruction *in = &w->code->instructions[i];
    const uint32_t reads[] = {in->a, in->b, in->c, in->d};
    w->nodes[in->to].by = in;
    for (size_t k = 0; k < 4 && w->nodes[in->to].uses; k++) {
      if (reads[k] != NONE) w->nodes[reads[k]].uses++;
    }
  }
}

/* ---- How large it can be ---- */

static void set_range(node *n, inc_i128 least, inc_i128 greatest)
{
  if (least < INT64_MIN || greatest > INT64_MAX) return;
  n->least = (int64_t)least;
  n->greatest = (int64_t)greatest;
}

static void set_product(node *n, const node *a, const node *b)
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

static void set_width(node *n, uint8_t width, unsigned zeros, int64_t absent)
{
  if (width == 8) return;
  const inc_i128 most = ((inc_i128)1 << (width * 8 - 1)) * inc_power10(zeros);
  set_range(n, absent < -most ? absent : -most, absent > most ? absent : most);
}

static void set_quotient(node *n, const node *a, const node *b)
{
  if (b->least != b->greatest || b->least <= 0) return;
  set_range(n, (inc_i128)a->least / b->least - 1, (inc_i128)a->greatest / b->least + 1);
}

static const node *node_of(const writer *w, uint32_t reg)
{
  return reg == NONE ? NULL : &w->nodes[reg];
}

/* A column's own rows, or those of a result. */
static const inc_column *own_column(const node *n)
{
  const inc_column *column = n->by->op == INC_DO_LOAD && n->by->a == NONE ? n->by->data : NULL;
  return column && column->data && (!column->valid || n->by->imm == 0) ? column : NULL;
}

static const inc_result *own_result(const node *n)
{
  return n->by->op == INC_DO_RESULT && n->by->a == NONE ? n->by->data : NULL;
}

static void set_read(node *n)
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

static void find_range(const writer *w, node *n)
{
  const node *a = node_of(w, n->by->a), *b = node_of(w, n->by->b), *c = node_of(w, n->by->c);
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
    set_product(n, a, &(node){.least = factor, .greatest = factor});
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
static const inc_bends *find_bends(const writer *w, node *n)
{
  node *a = &w->nodes[n->by->a];
  const inc_column *column = own_column(a);
  const unsigned most = column ? column->zeros : 0;
  for (unsigned zeros = most + 1; zeros-- > 0 && !w->out->failed;) {
    int64_t factor = inc_power10(most - zeros);
    bool small = column ? column->width <= 4 && fits(((int64_t)1 << (column->width * 8 - 1)) * factor - (factor == 1)) : a->low;
    n->zeros = (uint8_t)zeros;
    n->bends = small ? inc_bends_of(n->by->data, (inc_rounding)n->by->imm, zeros, w->out->arena) : NULL;
    if (n->bends) break;
  }
  return n->bends;
}

static bool is_low(const writer *w, node *n)
{
  const node *a = node_of(w, n->by->a), *b = node_of(w, n->by->b), *c = node_of(w, n->by->c);
  if (!fits(n->least) || !fits(n->greatest)) return false;
  switch (n->by->op) {
  case INC_DO_CONSTANT: return true;
  case INC_DO_LOAD: return own_column(n) && own_column(n)->width <= 4;
  case INC_DO_RESULT: return own_result(n);
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

/* A product of a low number and a constant: the number, and the constant. */
static uint32_t as_product(const writer *w, const node *n, int64_t *factor)
{
  const uint32_t a = n->by->a, b = n->by->b;
  if (n->by->cls != INC_C64) return NONE;
  if (n->by->op == INC_DO_POWER10 && w->nodes[a].low && n->by->imm <= 9) {
    *factor = inc_power10((unsigned)n->by->imm);
    return a;
  }
  if (n->by->op != INC_DO_MULTIPLY) return NONE;
  const node *left = &w->nodes[a], *right = &w->nodes[b];
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

/* The same through products that nobody else reads. */
static uint32_t through_products(const writer *w, const node *n, int64_t *factor)
{
  uint32_t inner = as_product(w, n, factor);
  while (inner != NONE) {
    const node *m = &w->nodes[inner];
    int64_t more;
    uint32_t deeper = m->uses == 1 && m->narrow == NONE && m->depth ? as_product(w, m, &more) : NONE;
    if (deeper == NONE || !fits(*factor * more)) break;
    *factor *= more;
    inner = deeper;
  }
  return inner;
}

/* How deep it stands where it is read; 0 for what is written at once. */
static uint8_t find_depth(const writer *w, const node *n)
{
  int64_t factor;
  uint32_t inner = NONE;
  switch (n->by->op) {
  case INC_DO_CONSTANT: return 1;
  case INC_DO_LOAD: return own_column(n) != NULL;
  case INC_DO_RESULT: return own_result(n) != NULL;
  case INC_DO_CURVE: inner = n->low ? n->by->a : NONE; break;
  default: inner = as_product(w, n, &factor); break;
  }
  if (inner == NONE || w->nodes[inner].depth >= DEEPEST) return 0;
  return (uint8_t)(w->nodes[inner].depth + 1);
}

static void judge(const writer *w, node *n)
{
  n->own = n->narrow = NONE;
  n->least = INT64_MIN, n->greatest = INT64_MAX;
  if (w->code->registers[n->by->to].cls != INC_C64) {
    n->depth = n->by->op == INC_DO_CONSTANT;
    return;
  }
  find_range(w, n);
  n->low = is_low(w, n);
  n->depth = find_depth(w, n);
}

/* ---- Writing ---- */

static uint32_t own(writer *w, uint32_t reg);
static uint32_t low(writer *w, uint32_t reg);
static uint32_t write_low_arithmetic(writer *w, node *n);
static uint32_t write_term(writer *w, inc_class cls, uint32_t sum, int64_t factor, uint32_t reg);

static uint32_t emit(writer *w, inc_class to, inc_instruction in)
{
  return inc_code_emit(w->out, to, in);
}

/* An instruction of class 32. */
static uint32_t emit_low(writer *w, inc_code_op op, uint32_t a, uint32_t b, int64_t imm, const void *data)
{
  return emit(w, INC_C32, (inc_instruction){.op = (uint8_t)op, .cls = INC_C32, .a = a, .b = b, .c = NONE, .d = NONE, .imm = imm, .data = data});
}

/* What is kept of a column, without some zeros. */
static uint32_t kept(writer *w, node *n, unsigned zeros)
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
  n->kept[zeros] = emit_low(w, INC_DO_LOAD_KEPT, NONE, NONE, inc_power10(column->zeros - zeros), column);
  if (!w->out->failed && column->width == 4 && column->zeros == zeros) w->out->registers[n->kept[zeros]].column = column;
  return n->kept[zeros];
}

static uint32_t curve_input(writer *w, const node *curve)
{
  node *a = &w->nodes[curve->by->a];
  return own_column(a) ? kept(w, a, curve->zeros) : low(w, curve->by->a);
}

static uint32_t write_low(writer *w, node *n)
{
  const inc_instruction *in = n->by;
  switch (in->op) {
  case INC_DO_CONSTANT: return inc_code_constant(w->out, INC_C32, in->imm);
  case INC_DO_LOAD: return kept(w, n, 0);
  case INC_DO_RESULT: return emit_low(w, INC_DO_RESULT_LOW, NONE, NONE, 0, in->data);
  case INC_DO_CURVE: return emit_low(w, INC_DO_BEND, curve_input(w, n), NONE, 0, n->bends);
  case INC_DO_COUNT: return emit_low(w, INC_DO_COUNT, low(w, in->a), own(w, in->b), 0, NULL);
  case INC_DO_SELECT: {
    inc_instruction to = {.op = INC_DO_SELECT, .cls = INC_C32, .a = own(w, in->a), .b = low(w, in->b), .c = low(w, in->c), .d = NONE};
    return emit(w, INC_C32, to);
  }
  case INC_DO_DIVIDE_ROUND: {
    inc_quotient *quotient = inc_arena_alloc(w->out->arena, 1, sizeof *quotient);
    if (!quotient) w->out->failed = true;
    else *quotient = (inc_quotient){w->nodes[in->b].least, (inc_rounding)in->imm};
    const bool narrow = w->nodes[in->a].low;
    inc_instruction to = {.op = INC_DO_QUOTIENT, .cls = narrow ? INC_C32 : INC_C64, .b = NONE, .c = NONE, .d = NONE, .data = quotient};
    to.a = narrow ? low(w, in->a) : own(w, in->a);
    return emit(w, INC_C32, to);
  }
  default: return write_low_arithmetic(w, n);
  }
}

static uint32_t low(writer *w, uint32_t reg)
{
  node *n = &w->nodes[reg];
  if (n->narrow == NONE) n->narrow = write_low(w, n);
  return n->narrow;
}

/* Adds to `sum` (NONE: to nothing) factor × what a register holds, which is low. */
static uint32_t write_term(writer *w, inc_class cls, uint32_t sum, int64_t factor, uint32_t reg)
{
  const node *n = &w->nodes[reg];
  bool through = n->by->op == INC_DO_CURVE && n->uses == 1 && n->narrow == NONE;
  inc_instruction in = {.op = INC_DO_TERM, .cls = (uint8_t)cls, .b = sum, .c = NONE, .d = NONE, .imm = factor};
  in.a = through ? curve_input(w, n) : low(w, reg);
  in.data = through ? n->bends : NULL;
  return emit(w, cls, in);
}

/* A number that is a term of a sum, and by what it is multiplied. */
static uint32_t as_term(const writer *w, uint32_t reg, int64_t *factor)
{
  const node *n = &w->nodes[reg];
  *factor = 1;
  if (n->own != NONE || n->by->op == INC_DO_CONSTANT) return NONE;
  uint32_t inner = n->uses == 1 && n->depth && n->narrow == NONE ? through_products(w, n, factor) : NONE;
  if (inner == NONE) *factor = 1;
  return inner != NONE ? inner : n->low ? reg : NONE;
}

/* A sum in a class, one side of which is a term; NONE where none is. */
static uint32_t write_sum(writer *w, const inc_instruction *in, inc_class cls)
{
  int64_t factor;
  uint32_t (*const read)(writer *, uint32_t) = cls == INC_C32 ? low : own;
  uint32_t term = as_term(w, in->b, &factor), sum = in->a;
  if (in->op == INC_DO_SUBTRACT) factor = -factor;
  if (term == NONE && in->op == INC_DO_ADD) term = as_term(w, in->a, &factor), sum = in->b;
  if (term == NONE || !fits(factor)) return NONE;
  sum = read(w, sum);
  return write_term(w, cls, sum, factor, term);
}

static uint32_t write_low_arithmetic(writer *w, node *n)
{
  const inc_instruction *in = n->by;
  int64_t factor;
  const bool sum = in->op == INC_DO_ADD || in->op == INC_DO_SUBTRACT;
  uint32_t reg = sum ? write_sum(w, in, INC_C32) : NONE;
  uint32_t inner = sum ? NONE : through_products(w, n, &factor);
  if (inner != NONE) reg = write_term(w, INC_C32, NONE, factor, inner);
  return reg != NONE ? reg : emit_low(w, (inc_code_op)in->op, low(w, in->a), low(w, in->b), 0, NULL);
}

/* ---- Comparisons ---- */

static int64_t floor_of(int64_t a, int64_t b)
{
  return a / b - (a % b < 0);
}

/* Compares what is kept of a column with what a constant comes to there. NONE where that cannot be. */
static uint32_t write_kept(writer *w, const inc_instruction *in)
{
  bool left = own_column(&w->nodes[in->a]) != NULL;
  node *n = &w->nodes[left ? in->a : in->b];
  const node *constant = &w->nodes[left ? in->b : in->a];
  const inc_column *column = own_column(n);
  if (!column || column->width > 4 || constant->by->op != INC_DO_CONSTANT) return NONE;
  const int64_t unit = inc_power10(column->zeros), value = constant->by->imm, below = floor_of(value, unit);
  const bool between = below * unit != value; /* no number that is kept equals it */
  if (in->op == INC_DO_EQUAL && between) return inc_code_constant(w->out, INC_C8, 0);
  bool up = left == (in->op == INC_DO_LESS); /* number < constant, constant <= number: the next one above stands for it */
  int64_t bound = between && up ? below + 1 : below;
  if (!fits(bound)) return NONE;
  uint32_t number = kept(w, n, column->zeros), other = inc_code_constant(w->out, INC_C32, bound);
  inc_instruction to = {.op = in->op, .cls = INC_C32, .a = left ? number : other, .b = left ? other : number, .c = NONE, .d = NONE};
  return emit(w, INC_C8, to);
}

static uint32_t write_comparison(writer *w, const inc_instruction *in)
{
  uint32_t reg = write_kept(w, in);
  if (reg != NONE || !w->nodes[in->a].low || !w->nodes[in->b].low) return reg;
  inc_instruction to = {.op = in->op, .cls = INC_C32, .a = low(w, in->a), .b = low(w, in->b), .c = NONE, .d = NONE};
  return emit(w, INC_C8, to);
}

/* ---- All instructions ---- */

static uint32_t write_same(writer *w, const inc_instruction *in)
{
  inc_class cls = (inc_class)w->code->registers[in->to].cls;
  if (in->op == INC_DO_CONSTANT && cls != INC_CWIDE) return inc_code_constant(w->out, cls, in->imm);
  inc_instruction to = *in;
  uint32_t *const reads[] = {&to.a, &to.b, &to.c, &to.d};
  for (size_t k = 0; k < 4; k++) {
    if (*reads[k] != NONE) *reads[k] = own(w, *reads[k]);
  }
  return emit(w, cls, to);
}

static uint32_t write_own(writer *w, node *n)
{
  const inc_instruction *in = n->by;
  int64_t factor;
  uint32_t reg = NONE;
  if (w->code->registers[in->to].cls == INC_C64 && n->low && in->op != INC_DO_CONSTANT) {
    return emit(w, INC_C64, (inc_instruction){.op = INC_DO_TERM, .cls = INC_C64, .a = low(w, in->to), .b = NONE, .c = NONE, .d = NONE, .imm = 1});
  }
  if (in->cls == INC_C64 && (in->op == INC_DO_ADD || in->op == INC_DO_SUBTRACT)) reg = write_sum(w, in, INC_C64);
  if (in->cls == INC_C64 && (in->op == INC_DO_LESS || in->op == INC_DO_LESS_EQUAL || in->op == INC_DO_EQUAL)) reg = write_comparison(w, in);
  uint32_t inner = reg == NONE ? through_products(w, n, &factor) : NONE;
  if (inner != NONE) reg = write_term(w, INC_C64, NONE, factor, inner);
  return reg != NONE ? reg : write_same(w, in);
}

static uint32_t own(writer *w, uint32_t reg)
{
  node *n = &w->nodes[reg];
  if (n->own == NONE) n->own = write_own(w, n);
  return n->own;
}

/* A result of this run may be known to be smaller than a policy's rule can be. */
static void tell_bits(const node *n, const inc_output *out)
{
  if (!out->result || out->result->width != 8 || n->least == INT64_MIN) return;
  uint32_t bits = inc_bits64(n->least) > inc_bits64(n->greatest) ? inc_bits64(n->least) : inc_bits64(n->greatest);
  out->result->bits = (uint8_t)(bits ? bits : 1);
}

void inc_code_narrow(const inc_code_block *code, inc_code_block *narrow)
{
  writer w = {code, narrow, inc_arena_alloc(code->arena, code->register_count + 1, sizeof(node))};
  *narrow = (inc_code_block){.arena = code->arena, .failed = code->failed || !w.nodes};
  if (narrow->failed) return;
  count_uses(&w);
  for (size_t i = 0; i < code->count && !narrow->failed; i++) {
    node *n = &w.nodes[code->instructions[i].to];
    if (n->uses) judge(&w, n);
  }
  for (size_t i = 0; i < code->count && !narrow->failed; i++) {
    const inc_instruction *in = &code->instructions[i];
    node *n = &w.nodes[in->to];
    if (!n->uses || n->depth) continue;
    if (n->low) low(&w, in->to);
    else own(&w, in->to);
  }
  for (size_t i = 0; i < code->output_count && !narrow->failed; i++) {
    inc_output out = code->outputs[i];
    tell_bits(&w.nodes[out.value], &out);
    out.value = w.nodes[out.value].low ? low(&w, out.value) : own(&w, out.value);
    if (out.gap != NONE) out.gap = own(&w, out.gap);
    inc_code_output(narrow, out);
  }
}
