/*
 * Code once more, in 32-bit numbers where that is exact. How large a register can be is told by what it is
 * computed from: the width of a column, the ends of a curve, the sums of these. Columns, curves on them and
 * products with constants are not written where they stand in the code but where they are read, so that a
 * column's way through its curve and its weight into a sum is one instruction.
 */
#include "base/decimal.h"
#include "engine/narrow.h"

#define NONE INC_NO_REGISTER

static void count_uses(inc_narrowing *w)
{
  for (size_t i = w->code->count; i-- > 0;) {
    const inc_instruction *in = &w->code->instructions[i];
    const uint32_t reads[] = {in->a, in->b, in->c, in->d};
    if (in->to != NONE) w->nodes[in->to].by = in;
    for (size_t k = 0; k < 4 && (in->to == NONE || w->nodes[in->to].uses); k++) {
      if (reads[k] != NONE) w->nodes[reads[k]].uses++;
    }
  }
}

/* The same through products that nobody else reads. */
static uint32_t through_products(const inc_narrowing *w, const inc_judged *n, int64_t *factor)
{
  uint32_t inner = inc_as_product(w, n, factor);
  while (inner != NONE) {
    const inc_judged *m = &w->nodes[inner];
    int64_t more;
    uint32_t deeper = m->uses == 1 && m->narrow == NONE && m->depth ? inc_as_product(w, m, &more) : NONE;
    if (deeper == NONE || !inc_fits32(*factor * more)) break;
    *factor *= more;
    inner = deeper;
  }
  return inner;
}

/* ---- In 32 bits ---- */

static uint32_t own(inc_narrowing *w, uint32_t reg);
static uint32_t low(inc_narrowing *w, uint32_t reg);
static uint32_t write_low_arithmetic(inc_narrowing *w, inc_judged *n);
static uint32_t write_term(inc_narrowing *w, inc_class cls, uint32_t sum, int64_t factor, uint32_t reg);

/* An instruction of class 32. */
static uint32_t emit_low(inc_narrowing *w, inc_code_op op, uint32_t a, uint32_t b, int64_t imm, const void *data)
{
  return inc_code_emit(w->out, INC_C32, (inc_instruction){.op = (uint8_t)op, .cls = INC_C32, .a = a, .b = b, .c = NONE, .d = NONE, .imm = imm, .data = data});
}

/* For a term or a bend. */
static uint32_t curve_input(inc_narrowing *w, const inc_judged *curve)
{
  inc_judged *a = &w->nodes[curve->by->a];
  const inc_column *column = inc_own_column(a);
  if (!column) return low(w, curve->by->a);
  return column->zeros == curve->zeros ? inc_narrow_lying(w, a) : inc_narrow_kept(w, a, curve->zeros);
}

/* By one multiplication, where that is exact and no tie is rounded to the even side. */
static const inc_quotient *make_quotient(inc_narrowing *w, const inc_judged *a, int64_t divisor, inc_rounding mode)
{
  inc_quotient *quotient = inc_arena_alloc(w->out->arena, 1, sizeof *quotient);
  if (!quotient) {
    w->out->failed = true;
    return NULL;
  }
  const uint64_t most = (uint64_t)(a->greatest > -a->least ? a->greatest : -a->least);
  const inc_line_through t = {.rise = 1, .run = divisor, .furthest = most, .highest = most / (uint64_t)divisor + 1, .half = mode == INC_ROUND_DOWN ? 0 : 0.5};
  inc_line line = {0};
  if (mode != INC_ROUND_HALF_EVEN || divisor % 2) inc_find_line(&t, &line);
  *quotient = (inc_quotient){.divisor = divisor, .mode = mode, .slope = line.slope, .start = line.start};
  return quotient;
}

static uint32_t write_low(inc_narrowing *w, inc_judged *n)
{
  const inc_instruction *in = n->by;
  switch (in->op) {
  case INC_DO_CONSTANT: return inc_code_constant(w->out, INC_C32, in->imm);
  case INC_DO_LOAD: return inc_narrow_kept(w, n, 0);
  case INC_DO_RESULT: return emit_low(w, INC_DO_RESULT_LOW, NONE, NONE, 0, in->data);
  case INC_DO_CURVE: {
    inc_instruction to = {.op = INC_DO_BEND, .cls = INC_C32, .a = curve_input(w, n), .b = NONE, .c = NONE, .d = NONE, .data = n->bends};
    to.ahead = inc_narrow_asks(w, in->a, to.a);
    return inc_code_emit(w->out, INC_C32, to);
  }
  case INC_DO_COUNT: return emit_low(w, INC_DO_COUNT, low(w, in->a), own(w, in->b), 0, NULL);
  case INC_DO_SELECT: {
    inc_instruction to = {.op = INC_DO_SELECT, .cls = INC_C32, .a = own(w, in->a), .b = low(w, in->b), .c = low(w, in->c), .d = NONE};
    return inc_code_emit(w->out, INC_C32, to);
  }
  case INC_DO_DIVIDE_ROUND: {
    const bool narrow = w->nodes[in->a].low;
    inc_instruction to = {.op = INC_DO_QUOTIENT, .cls = narrow ? INC_C32 : INC_C64, .b = NONE, .c = NONE, .d = NONE};
    to.data = make_quotient(w, &w->nodes[in->a], w->nodes[in->b].least, (inc_rounding)in->imm);
    to.a = narrow ? low(w, in->a) : own(w, in->a);
    return inc_code_emit(w->out, INC_C32, to);
  }
  default: return write_low_arithmetic(w, n);
  }
}

static uint32_t low(inc_narrowing *w, uint32_t reg)
{
  inc_judged *n = &w->nodes[reg];
  if (n->narrow == NONE) n->narrow = write_low(w, n);
  return n->narrow;
}

/* A column is read where it lies; the zeros that it is kept without go into the factor. */
static uint32_t term_input(inc_narrowing *w, uint32_t reg, int64_t *factor)
{
  inc_judged *n = &w->nodes[reg];
  const inc_column *column = inc_own_column(n);
  const int64_t unit = column ? inc_power10(column->zeros) : 0;
  if (n->narrow != NONE || !column || !inc_fits32(*factor * unit)) return low(w, reg);
  *factor *= unit;
  return inc_narrow_lying(w, n);
}

/* Adds to `sum` (NONE: to nothing) factor × what a register holds, which is low. */
static uint32_t write_term(inc_narrowing *w, inc_class cls, uint32_t sum, int64_t factor, uint32_t reg)
{
  const inc_judged *n = &w->nodes[reg];
  bool through = n->by->op == INC_DO_CURVE && n->uses == 1 && n->narrow == NONE;
  inc_instruction in = {.op = INC_DO_TERM, .cls = (uint8_t)cls, .b = sum, .c = NONE, .d = NONE, .imm = factor};
  in.a = through ? curve_input(w, n) : term_input(w, reg, &in.imm);
  in.data = through ? n->bends : NULL;
  in.ahead = inc_narrow_asks(w, through ? n->by->a : reg, in.a);
  return inc_code_emit(w->out, cls, in);
}

/* A number that is a term of a sum, and by what it is multiplied. */
static uint32_t as_term(const inc_narrowing *w, uint32_t reg, int64_t *factor)
{
  const inc_judged *n = &w->nodes[reg];
  *factor = 1;
  if (n->own != NONE || n->by->op == INC_DO_CONSTANT) return NONE;
  uint32_t inner = n->uses == 1 && n->depth && n->narrow == NONE ? through_products(w, n, factor) : NONE;
  if (inner == NONE) *factor = 1;
  return inner != NONE ? inner : n->low ? reg : NONE;
}

/* A sum in a class, one side of which is a term; NONE where none is. */
static uint32_t write_sum(inc_narrowing *w, const inc_instruction *in, inc_class cls)
{
  int64_t factor;
  uint32_t (*const read)(inc_narrowing *, uint32_t) = cls == INC_C32 ? low : own;
  uint32_t term = as_term(w, in->b, &factor), sum = in->a;
  if (in->op == INC_DO_SUBTRACT) factor = -factor;
  if (term == NONE && in->op == INC_DO_ADD) term = as_term(w, in->a, &factor), sum = in->b;
  if (term == NONE || !inc_fits32(factor)) return NONE;
  sum = read(w, sum);
  return write_term(w, cls, sum, factor, term);
}

static uint32_t write_low_arithmetic(inc_narrowing *w, inc_judged *n)
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

static uint32_t write_comparison(inc_narrowing *w, const inc_instruction *in)
{
  uint32_t reg = inc_narrow_compare(w, in);
  if (reg != NONE || !w->nodes[in->a].low || !w->nodes[in->b].low) return reg;
  inc_instruction to = {.op = in->op, .cls = INC_C32, .a = low(w, in->a), .b = low(w, in->b), .c = NONE, .d = NONE};
  return inc_code_emit(w->out, INC_C8, to);
}

/* ---- All instructions ---- */

static uint32_t write_same(inc_narrowing *w, const inc_instruction *in)
{
  inc_class cls = (inc_class)w->code->registers[in->to].cls;
  if (in->op == INC_DO_CONSTANT && cls != INC_CWIDE) return inc_code_constant(w->out, cls, in->imm);
  inc_instruction to = *in;
  uint32_t *const reads[] = {&to.a, &to.b, &to.c, &to.d};
  for (size_t k = 0; k < 4; k++) {
    if (*reads[k] != NONE) *reads[k] = own(w, *reads[k]);
  }
  return inc_code_emit(w->out, cls, to);
}

static uint32_t write_own(inc_narrowing *w, inc_judged *n)
{
  const inc_instruction *in = n->by;
  int64_t factor;
  uint32_t reg = NONE;
  if (w->code->registers[in->to].cls == INC_C64 && n->low && in->op != INC_DO_CONSTANT) {
    return inc_code_emit(w->out, INC_C64, (inc_instruction){.op = INC_DO_TERM, .cls = INC_C64, .a = low(w, in->to), .b = NONE, .c = NONE, .d = NONE, .imm = 1});
  }
  if (in->cls == INC_C64 && (in->op == INC_DO_ADD || in->op == INC_DO_SUBTRACT)) reg = write_sum(w, in, INC_C64);
  if (in->cls == INC_C64 && (in->op == INC_DO_LESS || in->op == INC_DO_LESS_EQUAL || in->op == INC_DO_EQUAL)) reg = write_comparison(w, in);
  uint32_t inner = reg == NONE ? through_products(w, n, &factor) : NONE;
  if (inner != NONE) reg = write_term(w, INC_C64, NONE, factor, inner);
  return reg != NONE ? reg : write_same(w, in);
}

static uint32_t own(inc_narrowing *w, uint32_t reg)
{
  inc_judged *n = &w->nodes[reg];
  if (n->own == NONE) n->own = write_own(w, n);
  return n->own;
}

static uint32_t write_narrowest(inc_narrowing *w, uint32_t reg)
{
  return w->nodes[reg].low ? low(w, reg) : own(w, reg);
}

/* A result of this run may be known to be smaller than a policy's rule can be. */
static void tell_bits(const inc_judged *n, const inc_output *out)
{
  if (out->result->width != 8 || n->least == INT64_MIN) return;
  uint32_t bits = inc_bits64(n->least) > inc_bits64(n->greatest) ? inc_bits64(n->least) : inc_bits64(n->greatest);
  out->result->bits = (uint8_t)(bits ? bits : 1);
}

/* Stores the next output; the one behind it. */
static const inc_output *write_output(inc_narrowing *w, const inc_output *output)
{
  inc_output out = *output;
  tell_bits(&w->nodes[out.value], &out);
  out.value = write_narrowest(w, out.value);
  if (out.gap != NONE) out.gap = own(w, out.gap);
  if (!w->out->failed) inc_code_output(w->out, out);
  return output + 1;
}

void inc_code_narrow(const inc_code_block *code, inc_code_block *narrow)
{
  inc_narrowing w = {code, narrow, inc_arena_alloc(code->arena, code->register_count + 1, sizeof(inc_judged))};
  *narrow = (inc_code_block){.arena = code->arena, .failed = code->failed || !w.nodes};
  if (narrow->failed) return;
  const inc_output *output = code->outputs; /* all of them are stored, in this order */
  count_uses(&w);
  for (size_t i = 0; i < code->count && !narrow->failed; i++) {
    const uint32_t to = code->instructions[i].to;
    if (to != NONE && w.nodes[to].uses) inc_judge(&w, &w.nodes[to]);
  }
  for (size_t i = 0; i < code->count && !narrow->failed; i++) {
    const inc_instruction *in = &code->instructions[i];
    if (in->op == INC_DO_STORE) output = write_output(&w, output);
    else if (w.nodes[in->to].uses && !w.nodes[in->to].depth) write_narrowest(&w, in->to);
  }
}
