/* What the operators of the language are in JsonLogic, gaps and binary floats considered. */
#include <string.h>

#include "report/jsonlogic.h"

inc_logic inc_logic_number(inc_lowering *lo, inc_number number)
{
  char text[INC_DECIMAL_TEXT];
  int64_t micros;
  inc_number_format(number, text);
  inc_logic v = {.type = INC_TYPE_NUMBER, .value = inc_logic_print(lo, "%s", text), .decimals = number.scale};
  v.computed = inc_number_micros(number, &micros) != INC_DECIMAL_OK; /* finer than the grid, or beyond it */
  return v;
}

inc_logic inc_logic_micros(inc_lowering *lo, int64_t micros)
{
  inc_number number = {micros, INC_MICRO_SCALE};
  for (; number.scale && number.mantissa % 10 == 0; number.scale--) number.mantissa /= 10;
  return inc_logic_number(lo, number);
}

inc_logic inc_logic_boolean(bool value)
{
  return (inc_logic){.type = INC_TYPE_BOOLEAN, .value = value ? "true" : "false"};
}

inc_logic inc_logic_gap(inc_type type, incubator_gap gap)
{
  static const char *const numbers[] = {NULL, "1", "2", "3", "4", "5"};
  return (inc_logic){.type = type, .value = "null", .gap = numbers[gap]};
}

/* ---- Comparing ---- */

/*
 * How far two computed numbers may be apart and still be the same one. Exact values without a quotient differ by a unit
 * of their last decimal or not at all, so half of that tells them apart for certain while floats are that fine; with a
 * quotient it is a choice.
 */
static const char *tolerance(inc_lowering *lo, unsigned decimals, bool divided)
{
  if (divided || decimals > 10) return "1e-11";
  return inc_logic_print(lo, "5e-%u", decimals + 1);
}

static bool is_plain(const inc_logic *v)
{
  return !v->computed || (v->decimals == 0 && !v->divided); /* whole numbers are exact in floats, too */
}

static const char *compare_computed(inc_lowering *lo, inc_op op, inc_logic *a, inc_logic *b)
{
  const char *near = tolerance(lo, a->decimals > b->decimals ? a->decimals : b->decimals, a->divided || b->divided);
  if (op == INC_OP_LESS || op == INC_OP_LESS_EQUAL) {
    const char *apart = inc_logic_two(lo, "-", a->value, b->value);
    return inc_logic_print(lo, "{\"<\": [%s, %s%s]}", apart, op == INC_OP_LESS ? "-" : "", near);
  }
  inc_logic_bind(lo, a);
  inc_logic_bind(lo, b);
  const char *above = inc_logic_two(lo, "-", a->value, b->value), *below = inc_logic_two(lo, "-", b->value, a->value);
  const char *apart = inc_logic_two(lo, "max", above, below);
  return op == INC_OP_EQUAL ? inc_logic_two(lo, "<", apart, near) : inc_logic_two(lo, ">=", apart, near);
}

inc_logic inc_logic_compare(inc_lowering *lo, inc_op op, inc_logic a, inc_logic b)
{
  static const char *const names[INC_OP_COUNT] = {[INC_OP_LESS] = "<", [INC_OP_LESS_EQUAL] = "<=",
                                                  [INC_OP_EQUAL] = "==", [INC_OP_NOT_EQUAL] = "!="};
  inc_logic v = {.type = INC_TYPE_BOOLEAN};
  bool numeric = a.type == INC_TYPE_NUMBER || a.type == INC_TYPE_DATE;
  if (op == INC_OP_GREATER || op == INC_OP_GREATER_EQUAL) {
    return inc_logic_compare(lo, op == INC_OP_GREATER ? INC_OP_LESS : INC_OP_LESS_EQUAL, b, a);
  }
  v.gap = inc_gap_max(lo, a.gap, b.gap);
  if (!numeric) v.value = inc_logic_two(lo, op == INC_OP_EQUAL ? "===" : "!==", a.value, b.value);
  else if (is_plain(&a) && is_plain(&b)) v.value = inc_logic_two(lo, names[op], a.value, b.value);
  else v.value = compare_computed(lo, op, &a, &b);
  return v;
}

/* ---- Arithmetic ---- */

static const char *op_name(inc_op op)
{
  switch (op) {
  case INC_OP_ADD: return "+";
  case INC_OP_SUBTRACT: return "-";
  case INC_OP_MULTIPLY: return "*";
  case INC_OP_MIN: return "min";
  default: return "max";
  }
}

inc_logic inc_logic_fold(inc_lowering *lo, inc_op op, const inc_logic *values, size_t count)
{
  inc_logic v = {.type = INC_TYPE_NUMBER, .value = ""};
  const bool choice = op == INC_OP_MIN || op == INC_OP_MAX;
  const char **texts = inc_arena_alloc(lo->arena, 2 * count, sizeof *texts), **gaps = texts + count;
  if (!texts) lo->failed = true;
  for (size_t i = 0; i < count && !lo->failed; i++) {
    texts[i] = values[i].value;
    gaps[i] = values[i].gap;
    v.divided = v.divided || values[i].divided;
    v.computed = v.computed || values[i].computed || !choice;
    if (op == INC_OP_MULTIPLY) v.decimals += values[i].decimals;
    else if (values[i].decimals > v.decimals) v.decimals = values[i].decimals;
  }
  if (lo->failed) return v;
  v.value = inc_logic_all(lo, op_name(op), texts, count, "0");
  v.gap = inc_gap_all(lo, gaps, count);
  return v;
}

/* A divisor of quotients may be small itself, so it is told from 0 more finely than others are compared. */
const char *inc_logic_is_zero(inc_lowering *lo, const inc_logic *v)
{
  inc_logic bare = *v;
  bare.gap = NULL;
  if (!v->divided) return inc_logic_compare(lo, INC_OP_EQUAL, bare, inc_logic_micros(lo, 0)).value;
  return inc_logic_print(lo, "{\"<\": [{\"max\": [%s, {\"-\": [0, %s]}]}, 1e-15]}", v->value, v->value);
}

bool inc_logic_is_positive(const inc_logic *literal)
{
  return *literal->value != '-' && strpbrk(literal->value, "123456789") != NULL;
}

inc_logic inc_logic_divide(inc_lowering *lo, inc_logic a, inc_logic b)
{
  inc_logic_bind(lo, &b);
  inc_logic v = {.type = INC_TYPE_NUMBER, .divided = true, .computed = true};
  const char *by_zero = inc_gap_where(lo, inc_logic_is_zero(lo, &b), INCUBATOR_GAP_ERROR);
  if (*b.value != '{' && strpbrk(b.value, "123456789")) by_zero = NULL; /* a literal that is not 0 */
  v.gap = inc_gap_first(lo, inc_gap_max(lo, a.gap, b.gap), by_zero);
  v.value = inc_logic_two(lo, "/", a.value, b.value);
  return v;
}

/* ---- Three-valued logic ---- */

static inc_logic connective(inc_lowering *lo, bool both, const inc_logic *given, size_t count)
{
  inc_logic v = {.type = INC_TYPE_BOOLEAN, .value = ""};
  const char **texts = inc_arena_alloc(lo->arena, 3 * count, sizeof *texts), **deciding = texts + count, **gaps = deciding + count;
  bool known = true;
  if (!texts) lo->failed = true;
  for (size_t i = 0; i < count && !lo->failed; i++) known = known && !given[i].gap;
  for (size_t i = 0; i < count && !lo->failed; i++) {
    inc_logic one = given[i];
    if (!known) inc_logic_bind(lo, &one);
    texts[i] = inc_logic_true(lo, &one);
    gaps[i] = one.gap;
    if (!known) deciding[i] = both ? inc_logic_false(lo, &one) : texts[i];
  }
  if (lo->failed) return v;
  v.value = inc_logic_all(lo, both ? "and" : "or", texts, count, both ? "true" : "false");
  if (known) return v;
  v.gap = inc_logic_three(lo, inc_logic_all(lo, "or", deciding, count, "false"), "0", inc_gap_all(lo, gaps, count));
  return v;
}

inc_logic inc_logic_and(inc_lowering *lo, const inc_logic *values, size_t count)
{
  return count == 1 ? values[0] : connective(lo, true, values, count);
}

inc_logic inc_logic_or(inc_lowering *lo, const inc_logic *values, size_t count)
{
  return count == 1 ? values[0] : connective(lo, false, values, count);
}

inc_logic inc_logic_not(inc_lowering *lo, inc_logic a)
{
  a.value = inc_logic_print(lo, "{\"!\": [%s]}", a.value);
  return a;
}

/* ---- Branches ---- */

inc_logic inc_logic_if(inc_lowering *lo, inc_logic *values, size_t count)
{
  inc_logic v = {.type = values[count - 1].type, .value = ""};
  const char **texts = inc_arena_alloc(lo->arena, count, sizeof *texts);
  const char **gaps = inc_arena_alloc(lo->arena, 2 * count, sizeof *gaps);
  size_t used = 0;
  bool any = false;
  if (!texts || !gaps) lo->failed = true;
  for (size_t i = 0; i < count && !lo->failed; i++) any = any || values[i].gap;
  for (size_t i = 0; i < count && !lo->failed; i++) {
    const bool condition = i % 2 == 0 && i + 1 < count;
    if (condition && any) inc_logic_bind(lo, &values[i]);
    texts[i] = values[i].value;
    if (condition && values[i].gap) gaps[used++] = values[i].gap, gaps[used++] = values[i].gap;
    gaps[used++] = condition ? values[i].value : inc_gap_zero(values[i].gap);
    if (condition) continue;
    v.divided = v.divided || values[i].divided;
    v.computed = v.computed || values[i].computed;
    if (values[i].decimals > v.decimals) v.decimals = values[i].decimals;
  }
  if (lo->failed) return v;
  v.value = inc_logic_all(lo, "if", texts, count, "null");
  if (any) v.gap = inc_logic_all(lo, "if", gaps, used, "0");
  return v;
}

inc_logic inc_logic_under(inc_lowering *lo, const char *gap, inc_logic v)
{
  v.gap = inc_gap_first(lo, gap, v.gap);
  return v;
}

inc_logic inc_logic_replace(inc_lowering *lo, inc_logic a, incubator_gap gap, inc_logic b)
{
  if (!a.gap) return a;
  inc_logic_bind(lo, &a);
  inc_logic has = {.type = INC_TYPE_BOOLEAN, .value = inc_logic_print(lo, "{\"==\": [%s, %d]}", a.gap, (int)gap)};
  inc_logic branches[] = {has, b, a};
  return inc_logic_if(lo, branches, 3);
}
