#include "policy/range.h"

#include <string.h>

static inc_i128 clamp(inc_i128 v)
{
  if (v > INC_RANGE_END) return INC_RANGE_END;
  return v < -INC_RANGE_END ? -INC_RANGE_END : v;
}

static bool endless(inc_i128 v)
{
  return v >= INC_RANGE_END || v <= -INC_RANGE_END;
}

inc_range inc_range_of_field(const inc_field *f)
{
  inc_range r = inc_range_all();
  if (f->type != INC_TYPE_NUMBER) return r;
  if (f->has_min) r.low = f->min;
  if (f->has_max) r.high = f->max;
  return r;
}

inc_range inc_range_of_parameter(const inc_parameter *p)
{
  inc_range r = inc_range_all();
  if (p->type != INC_TYPE_NUMBER) return r;
  if (p->has_min) r.low = p->min;
  if (p->has_max) r.high = p->max;
  if ((p->has_min && p->has_max) || p->value_count == 0) return r;
  r = (inc_range){p->values[0].value, p->values[0].value};
  for (size_t i = 1; i < p->value_count; i++) {
    if (p->values[i].value < r.low) r.low = p->values[i].value;
    if (p->values[i].value > r.high) r.high = p->values[i].value;
  }
  return r;
}

/* ---- Arithmetic, outward ---- */

static inc_range of_number(inc_number n)
{
  if (n.scale <= INC_MICRO_SCALE) {
    inc_i128 v = (inc_i128)n.mantissa * inc_power10(INC_MICRO_SCALE - n.scale);
    return (inc_range){v, v};
  }
  inc_i128 by = inc_power10((unsigned)n.scale - INC_MICRO_SCALE), v = n.mantissa / by;
  return (inc_range){v - 1, v + 1};
}

static inc_range add(inc_range a, inc_range b)
{
  return (inc_range){clamp(a.low + b.low), clamp(a.high + b.high)};
}

static inc_range negate(inc_range a)
{
  return (inc_range){-a.high, -a.low};
}

static inc_range widest(const inc_i128 corners[4], bool exact)
{
  inc_range r = {corners[0], corners[0]};
  for (int i = 1; i < 4; i++) {
    if (corners[i] < r.low) r.low = corners[i];
    if (corners[i] > r.high) r.high = corners[i];
  }
  if (!exact) r.low--, r.high++;
  return (inc_range){clamp(r.low), clamp(r.high)};
}

static inc_range multiply(inc_range a, inc_range b)
{
  const inc_i128 x[2] = {a.low, a.high}, y[2] = {b.low, b.high};
  inc_i128 corners[4];
  bool exact = true;
  for (int i = 0; i < 4; i++) {
    inc_i128 p = x[i / 2], q = y[i % 2], product;
    bool sign = (p < 0) != (q < 0);
    if (p == 0 || q == 0) corners[i] = 0;
    else if (endless(p) || endless(q) || __builtin_mul_overflow(p, q, &product)) corners[i] = sign ? -INC_RANGE_END : INC_RANGE_END;
    else {
      corners[i] = product / INC_MICRO;
      exact = exact && product % INC_MICRO == 0;
    }
  }
  return widest(corners, exact);
}

static inc_range divide(inc_range a, inc_range b)
{
  if ((b.low <= 0 && b.high >= 0) || b.low > b.high) return inc_range_all(); /* no value at all: never evaluated */
  const inc_i128 x[2] = {a.low, a.high}, y[2] = {b.low, b.high};
  inc_i128 corners[4];
  bool exact = true;
  for (int i = 0; i < 4; i++) {
    inc_i128 p = x[i / 2], q = y[i % 2], number;
    if (p == 0 || (endless(q) && !endless(p))) corners[i] = 0;
    else if (endless(p) || __builtin_mul_overflow(p, (inc_i128)INC_MICRO, &number)) {
      corners[i] = (p < 0) != (q < 0) ? -INC_RANGE_END : INC_RANGE_END;
    } else {
      corners[i] = number / q;
      exact = exact && number % q == 0;
    }
  }
  return widest(corners, exact);
}

static inc_range hull(inc_range a, inc_range b)
{
  return (inc_range){a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high};
}

static inc_range least(inc_range a, inc_range b)
{
  return (inc_range){a.low < b.low ? a.low : b.low, a.high < b.high ? a.high : b.high};
}

/* ---- Columns, narrowed by the guard ---- */

static bool same_column(const inc_ref *a, const inc_ref *b)
{
  return a->table == b->table && a->field == b->field && a->rule == b->rule && a->part == b->part &&
         a->link_count == b->link_count &&
         (a->link_count == 0 || !memcmp(a->links, b->links, a->link_count * sizeof *a->links));
}

/* How far apart values of a column are at least: whole numbers by 1. */
static int64_t step_of(const inc_program *program, const inc_ref *ref)
{
  if (ref->rule == INC_NONE) return program->schema.tables[ref->table].fields[ref->field].whole ? INC_MICRO : 1;
  const inc_rule *rule = &program->rules[ref->rule];
  inc_take take = rule->kind == INC_KIND_MEASURE ? rule->versions[0].is.measure.take : INC_TAKE_SUM;
  return ref->part == 0 && (take == INC_TAKE_COUNT || take == INC_TAKE_DISTINCT) ? INC_MICRO : 1;
}

/* The range after `column op number`. A strict bound moves by a step. */
static inc_range narrow(inc_range r, inc_op op, inc_range bound, int64_t step)
{
  inc_i128 above = bound.low + (op == INC_OP_GREATER ? step : 0), below = bound.high - (op == INC_OP_LESS ? step : 0);
  if ((op == INC_OP_GREATER || op == INC_OP_GREATER_EQUAL || op == INC_OP_EQUAL) && above > r.low) r.low = above;
  if ((op == INC_OP_LESS || op == INC_OP_LESS_EQUAL || op == INC_OP_EQUAL) && below < r.high) r.high = below;
  if (op == INC_OP_NOT_EQUAL && bound.low == bound.high && r.low == bound.low) r.low += step;
  if (op == INC_OP_NOT_EQUAL && bound.low == bound.high && r.high == bound.high) r.high -= step;
  return r;
}

static inc_op mirrored(inc_op op)
{
  switch (op) {
  case INC_OP_LESS: return INC_OP_GREATER;
  case INC_OP_LESS_EQUAL: return INC_OP_GREATER_EQUAL;
  case INC_OP_GREATER: return INC_OP_LESS;
  case INC_OP_GREATER_EQUAL: return INC_OP_LESS_EQUAL;
  default: return op;
  }
}

static bool is_certain(const inc_expression *e, const bool *certain, uint32_t i)
{
  return certain[i] && e->nodes[i].count == 2 && e->nodes[i].op >= INC_OP_LESS && e->nodes[i].op <= INC_OP_NOT_EQUAL;
}

inc_range inc_range_where(const inc_ranges *ranges, inc_range r, const inc_ref *column, const inc_expression *g,
                          uint32_t node)
{
  const int64_t step = step_of(&ranges->reader->policy->program, column);
  bool certain[256] = {false};
  if (node >= 256) return r;
  certain[node] = true;
  for (uint32_t i = node + 1; i-- > 0;) { /* comparisons that all must hold */
    const inc_node *n = &g->nodes[i];
    if (certain[i] && n->op == INC_OP_AND) {
      for (uint32_t k = 0; k < n->count; k++) certain[inc_expression_operand(g, n, k)] = true;
    }
    if (!is_certain(g, certain, i)) continue;
    const inc_node *a = &g->nodes[inc_expression_operand(g, n, 0)], *b = &g->nodes[inc_expression_operand(g, n, 1)];
    bool left = a->op == INC_OP_COLUMN && b->op == INC_OP_CONSTANT && b->type == INC_TYPE_NUMBER;
    bool right = b->op == INC_OP_COLUMN && a->op == INC_OP_CONSTANT && a->type == INC_TYPE_NUMBER;
    if (left && same_column(&a->is.ref, column)) r = narrow(r, n->op, of_number(b->is.number), step);
    if (right && same_column(&b->is.ref, column)) r = narrow(r, mirrored(n->op), of_number(a->is.number), step);
  }
  return r;
}

static inc_range of_column(const inc_ranges *ranges, const inc_ref *ref)
{
  const inc_program *program = &ranges->reader->policy->program;
  inc_range r = ref->rule == INC_NONE ? inc_range_of_field(&program->schema.tables[ref->table].fields[ref->field])
                                      : ranges->rules[ref->rule][ref->part];
  return ranges->guard ? inc_range_where(ranges, r, ref, ranges->guard, ranges->guard->count - 1) : r;
}

/* ---- Expressions ---- */

static inc_range fold(inc_op op, inc_range a, inc_range b)
{
  switch (op) {
  case INC_OP_ADD: return add(a, b);
  case INC_OP_SUBTRACT: return add(a, negate(b));
  case INC_OP_MULTIPLY: return multiply(a, b);
  case INC_OP_DIVIDE: return divide(a, b);
  case INC_OP_MIN: return least(a, b);
  default: return negate(least(negate(a), negate(b)));
  }
}

static inc_range of_if(const inc_expression *e, const inc_node *n, const inc_range *values)
{
  inc_range r = values[inc_expression_operand(e, n, n->count - 1)];
  for (uint32_t i = 1; i + 1 < n->count; i += 2) r = hull(r, values[inc_expression_operand(e, n, i)]);
  return r;
}

static inc_range of_node(const inc_ranges *ranges, const inc_expression *e, const inc_node *n, const inc_range *values)
{
  switch (n->op) {
  case INC_OP_CONSTANT: return of_number(n->is.number);
  case INC_OP_COLUMN: return of_column(ranges, &n->is.ref);
  case INC_OP_PARAMETER: return inc_range_of_parameter(&ranges->reader->policy->program.parameters[n->is.parameter]);
  case INC_OP_IF: return of_if(e, n, values);
  default: break;
  }
  inc_range r = values[inc_expression_operand(e, n, 0)];
  for (uint32_t i = 1; i < n->count; i++) r = fold(n->op, r, values[inc_expression_operand(e, n, i)]);
  return r;
}

static inc_truth compare(inc_op op, inc_range a, inc_range b)
{
  bool below = a.high < b.low, not_above = a.high <= b.low, above = a.low > b.high, not_below = a.low >= b.high;
  bool same = a.low == a.high && b.low == b.high && a.low == b.low;
  switch (op) {
  case INC_OP_LESS: return below ? INC_TRUTH_ALWAYS : not_below ? INC_TRUTH_NEVER : INC_TRUTH_OPEN;
  case INC_OP_LESS_EQUAL: return not_above ? INC_TRUTH_ALWAYS : above ? INC_TRUTH_NEVER : INC_TRUTH_OPEN;
  case INC_OP_GREATER: return above ? INC_TRUTH_ALWAYS : not_above ? INC_TRUTH_NEVER : INC_TRUTH_OPEN;
  case INC_OP_GREATER_EQUAL: return not_below ? INC_TRUTH_ALWAYS : below ? INC_TRUTH_NEVER : INC_TRUTH_OPEN;
  case INC_OP_EQUAL: return same ? INC_TRUTH_ALWAYS : below || above ? INC_TRUTH_NEVER : INC_TRUTH_OPEN;
  default: return same ? INC_TRUTH_NEVER : below || above ? INC_TRUTH_ALWAYS : INC_TRUTH_OPEN;
  }
}

static inc_truth inverted(inc_truth t)
{
  return t == INC_TRUTH_OPEN ? t : t == INC_TRUTH_ALWAYS ? INC_TRUTH_NEVER : INC_TRUTH_ALWAYS;
}

/* One of `decides` settles the connective; all of the other kind settle it the other way. */
static inc_truth connect(const inc_expression *e, const inc_node *n, const inc_truth *truths, inc_truth decides)
{
  bool open = false;
  for (uint32_t i = 0; i < n->count; i++) {
    inc_truth t = truths[inc_expression_operand(e, n, i)];
    if (t == decides) return decides;
    open = open || t == INC_TRUTH_OPEN;
  }
  return open ? INC_TRUTH_OPEN : inverted(decides);
}

static inc_truth truth_of(const inc_expression *e, const inc_node *n, const inc_range *values, const inc_truth *truths)
{
  if (n->op == INC_OP_CONSTANT) return n->is.value ? INC_TRUTH_ALWAYS : INC_TRUTH_NEVER;
  if (n->op == INC_OP_AND) return connect(e, n, truths, INC_TRUTH_NEVER);
  if (n->op == INC_OP_OR) return connect(e, n, truths, INC_TRUTH_ALWAYS);
  if (n->op == INC_OP_NOT) return inverted(truths[inc_expression_operand(e, n, 0)]);
  if (n->op < INC_OP_LESS || n->op > INC_OP_NOT_EQUAL) return INC_TRUTH_OPEN;
  uint32_t a = inc_expression_operand(e, n, 0), b = inc_expression_operand(e, n, 1);
  if (e->nodes[a].type != INC_TYPE_NUMBER) return INC_TRUTH_OPEN;
  return compare(n->op, values[a], values[b]);
}

void inc_range_expression(const inc_ranges *ranges, const inc_expression *e, inc_range *values, inc_truth *truths)
{
  for (uint32_t i = 0; i < e->count; i++) {
    const inc_node *n = &e->nodes[i];
    values[i] = n->type == INC_TYPE_NUMBER ? of_node(ranges, e, n, values) : inc_range_all();
    truths[i] = n->type == INC_TYPE_BOOLEAN ? truth_of(e, n, values, truths) : INC_TRUTH_OPEN;
  }
}

inc_range inc_range_root(inc_reader *r, const inc_ranges *ranges, const inc_expression *e)
{
  if (!e || !e->count) return inc_range_all();
  inc_range *values = inc_arena_alloc(&r->scratch, e->count, sizeof *values);
  inc_truth *truths = inc_arena_alloc(&r->scratch, e->count, sizeof *truths);
  if (!values || !truths) {
    r->failed = true;
    return inc_range_all();
  }
  inc_range_expression(ranges, e, values, truths);
  return values[e->count - 1];
}

static inc_range point(int64_t micros)
{
  return (inc_range){micros, micros};
}

inc_range inc_range_scale(inc_reader *r, const inc_ranges *ranges, const inc_scale *scale)
{
  const inc_cohort *c = &scale->cohort;
  int64_t micros;
  if (c->place == INC_PLACE_Z_SCORE || c->place == INC_PLACE_BEST) return inc_range_all();
  if (c->place != INC_PLACE_NONE) return inc_range_join(inc_range_join(point(c->from), point(c->to)), point(c->constant));
  inc_range all = inc_range_root(r, ranges, &scale->points[0].y);
  for (size_t i = 1; i < scale->count; i++) all = inc_range_join(all, inc_range_root(r, ranges, &scale->points[i].y));
  if (scale->outside != INC_OUTSIDE_VALUE) return all;
  return inc_number_micros(scale->value, &micros) == INC_DECIMAL_OK ? inc_range_join(all, point(micros)) : inc_range_all();
}
