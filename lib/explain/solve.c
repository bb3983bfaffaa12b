/*
 * The least change of one column that makes a comparison hold, all else as it is. Every
 * side is written as a fraction linear in the column, (a·v + b) / (c·v + d), in whole
 * numbers of any size; where it is not of that form, nothing is said.
 */
#include "explain/explain.h"

#include <string.h>

typedef struct linear {
  bool valid;
  inc_wide a, b, c, d; /* v in micros */
} linear;

enum { MOST_CHANGES = 8, MOST_SOLVED_NODES = 256 };

static bool multiply(inc_wide *to, const inc_wide *a, const inc_wide *b)
{
  if (a->count + b->count > INC_WIDE_WORDS - 2) return false;
  inc_wide_multiply(to, a, b);
  return true;
}

/* a·b + c·d */
static bool cross(inc_wide *to, const inc_wide *a, const inc_wide *b, const inc_wide *c, const inc_wide *d)
{
  inc_wide left, right;
  if (!multiply(&left, a, b) || !multiply(&right, c, d)) return false;
  inc_wide_add(to, &left, &right);
  return true;
}

static linear constant(const inc_exact *exact)
{
  linear f = {.valid = !exact->gap && exact->type == INC_TYPE_NUMBER, .b = exact->number, .d = exact->divisor};
  inc_wide ten;
  inc_wide_set(&ten, 10);
  for (uint32_t i = 0; i < exact->scale && f.valid; i++) f.valid = multiply(&f.d, &f.d, &ten);
  return f;
}

static linear variable(void)
{
  linear f = {.valid = true};
  inc_wide_set(&f.a, 1);
  inc_wide_set(&f.d, INC_MICRO);
  return f;
}

static linear negated(linear f)
{
  f.a.sign = -f.a.sign;
  f.b.sign = -f.b.sign;
  return f;
}

/* (a v + b)/(c v + d) + (a' v + b')/(c' v + d'); the square terms must vanish. */
static linear sum(const linear *f, const linear *g)
{
  linear s = {.valid = f->valid && g->valid};
  inc_wide square, t, u;
  s.valid = s.valid && cross(&square, &f->a, &g->c, &g->a, &f->c) && square.sign == 0 && (!f->c.sign || !g->c.sign);
  s.valid = s.valid && cross(&t, &f->a, &g->d, &f->b, &g->c) && cross(&u, &g->a, &f->d, &g->b, &f->c);
  if (s.valid) inc_wide_add(&s.a, &t, &u);
  s.valid = s.valid && cross(&s.b, &f->b, &g->d, &g->b, &f->d) && cross(&s.c, &f->c, &g->d, &g->c, &f->d) &&
            multiply(&s.d, &f->d, &g->d);
  return s;
}

static linear product(const linear *f, const linear *g)
{
  linear p = {.valid = f->valid && g->valid && (!f->a.sign || !g->a.sign) && (!f->c.sign || !g->c.sign)};
  p.valid = p.valid && cross(&p.a, &f->a, &g->b, &g->a, &f->b) && cross(&p.c, &f->c, &g->d, &g->c, &f->d);
  p.valid = p.valid && multiply(&p.b, &f->b, &g->b) && multiply(&p.d, &f->d, &g->d);
  return p;
}

static linear reciprocal(linear f)
{
  linear r = {.valid = f.valid && (f.a.sign || f.b.sign), .a = f.c, .b = f.d, .c = f.a, .d = f.b};
  return r;
}

static linear combine(inc_op op, linear a, linear b)
{
  if (op == INC_OP_SUBTRACT) b = negated(b);
  if (op == INC_OP_DIVIDE) b = reciprocal(b);
  return op == INC_OP_ADD || op == INC_OP_SUBTRACT ? sum(&a, &b) : product(&a, &b);
}

/* Whether a node's value hangs on the column. */
static bool depends(const inc_expression *e, uint32_t node, const inc_ref *column, const bool *known)
{
  const inc_node *n = &e->nodes[node];
  if (n->op == INC_OP_COLUMN) return inc_ref_same(&n->is.ref, column);
  for (uint32_t i = 0; i < n->count; i++) {
    if (known[inc_expression_operand(e, n, i)]) return true;
  }
  return false;
}

static linear node_form(const inc_trace *trace, const inc_expression *e, uint32_t node, bool depending, const linear *forms)
{
  const inc_node *n = &e->nodes[node];
  linear none = {.valid = false};
  inc_exact exact;
  if (!depending) return inc_trace_node(trace, e, node, &exact) ? constant(&exact) : none;
  if (n->op == INC_OP_COLUMN) return variable();
  bool arithmetic = n->op >= INC_OP_ADD && n->op <= INC_OP_DIVIDE;
  if (!arithmetic) return none;
  linear f = forms[inc_expression_operand(e, n, 0)];
  for (uint32_t i = 1; i < n->count; i++) f = combine(n->op, f, forms[inc_expression_operand(e, n, i)]);
  return f;
}

/* left − right as a form in the column. */
static linear difference(incubator_explanation *x, const inc_trace *trace, const inc_need *need, const inc_ref *column)
{
  linear none = {.valid = false};
  const inc_expression *e = need->e;
  if (need->node >= MOST_SOLVED_NODES) return none;
  linear *forms = inc_explain_alloc(x, need->node + 1, sizeof *forms);
  bool *depending = inc_explain_alloc(x, need->node + 1, sizeof *depending);
  if (!forms || !depending) return none;
  for (uint32_t i = 0; i < need->node; i++) {
    depending[i] = depends(e, i, column, depending);
    forms[i] = node_form(trace, e, i, depending[i], forms);
  }
  const inc_node *root = &e->nodes[need->node];
  linear right = negated(forms[inc_expression_operand(e, root, 1)]);
  return sum(&forms[inc_expression_operand(e, root, 0)], &right);
}

/* Sign of (a v + b) or (c v + d) at v; 2 when it can't be told. */
static int sign_at(const inc_wide *slope, const inc_wide *at_zero, int64_t v)
{
  inc_wide wide;
  inc_wide_set(&wide, v);
  if (!multiply(&wide, slope, &wide)) return 2;
  inc_wide_add(&wide, &wide, at_zero);
  return wide.sign;
}

static bool meets(inc_op op, int sign)
{
  switch (op) {
  case INC_OP_LESS: return sign < 0;
  case INC_OP_LESS_EQUAL: return sign <= 0;
  case INC_OP_GREATER: return sign > 0;
  case INC_OP_GREATER_EQUAL: return sign >= 0;
  case INC_OP_EQUAL: return sign == 0;
  default: return sign != 0;
  }
}

/* Whether the comparison holds with the column at v, the divisor keeping its sign. */
static bool holds_at(const linear *h, inc_op op, int64_t from, int64_t v)
{
  int divisor = sign_at(&h->c, &h->d, v), number = sign_at(&h->a, &h->b, v);
  if (divisor == 0 || divisor == 2 || number == 2 || divisor != sign_at(&h->c, &h->d, from)) return false;
  return meets(op, number * divisor);
}

/* The value of the column nearest to the zero of the numerator, in steps, at which the comparison holds. */
static bool solve(const linear *h, inc_op op, int64_t step, int64_t from, int64_t *to)
{
  inc_wide numerator = h->b, denominator = h->a, wide_step, quotient;
  int64_t steps;
  if (!h->valid || h->a.sign == 0) return false;
  numerator.sign = -numerator.sign * denominator.sign;
  denominator.sign = 1;
  inc_wide_set(&wide_step, step);
  if (!multiply(&denominator, &denominator, &wide_step)) return false;
  inc_wide_divide_round(&quotient, &numerator, &denominator, INC_ROUND_DOWN);
  if (!inc_wide_get64(&quotient, &steps) || steps > INT64_MAX / step - 2 || steps < -(INT64_MAX / step - 2)) return false;
  bool found = false;
  for (int64_t n = steps - 1; n <= steps + 1; n++) { /* the root is between; the nearest to `from` that holds is wanted */
    int64_t v = n * step;
    if (!holds_at(h, op, from, v)) continue;
    bool nearer = !found || inc_distance(v, from) < inc_distance(*to, from);
    if (nearer) *to = v;
    found = true;
  }
  return found && *to != from;
}

/* ---- What that means for a measure: rows ---- */

static bool share_reaches(uint64_t part, uint64_t whole, int64_t least)
{
  return whole && inc_divide_round((inc_i128)part * INC_MICRO, whole, INC_ROUND_HALF_EVEN) >= least;
}

/* Rows of the right value: some that are there must change, or some must join. */
static void add_rows(const inc_members *m, inc_change change, inc_change *list, size_t *count)
{
  uint64_t holding = m->holding, rows = m->counted;
  change.of = m->counted;
  change.type = m->type;
  change.list = m->list;
  change.value = m->commonest;
  if (rows && change.to <= INC_MICRO) {
    uint64_t wanted = (uint64_t)((inc_i128)change.to * rows / INC_MICRO);
    if (wanted < holding) wanted = holding;
    while (wanted <= rows && !share_reaches(wanted, rows, change.to)) wanted++;
    change.kind = INC_CHANGE_MEMBERS;
    change.count = (int64_t)(wanted - holding);
    if (wanted > holding && wanted <= rows) list[(*count)++] = change;
  }
  if (change.to >= INC_MICRO || !rows) return;
  /* (holding + k) / (rows + k) ≥ to, so k ≥ (to·rows − holding) / (1 − to); near there, by trying */
  inc_i128 lack = (inc_i128)change.to * rows - (inc_i128)holding * INC_MICRO;
  inc_i128 start = lack / (INC_MICRO - change.to) - 1;
  uint64_t k = start > 0 ? (uint64_t)start : 0;
  while (!share_reaches(holding + k, rows + k, change.to)) k++;
  change.kind = INC_CHANGE_JOIN;
  change.count = (int64_t)k;
  if (k) list[(*count)++] = change;
}

static void add_change(incubator_explanation *x, const inc_need *need, inc_change change, inc_change *list, size_t *count)
{
  const inc_ref *ref = change.ref;
  const inc_program *program = &x->decisions->policy->program;
  list[(*count)++] = change;
  bool measure = ref->rule != INC_NONE && ref->part == 0 && ref->link_count == 0 && program->rules[ref->rule].kind == INC_KIND_MEASURE;
  const inc_members *m = measure ? inc_explain_members(x, ref->rule, need->row) : NULL;
  const inc_version *v = measure ? inc_rule_version(&program->rules[ref->rule], inc_results_as_of(x->decisions->results)) : NULL;
  if (!m || !v || !m->given || change.to < change.from || *count + 2 > MOST_CHANGES) return;
  inc_take take = v->is.measure.take;
  if (take == INC_TAKE_COUNT) {
    change.kind = INC_CHANGE_JOIN;
    change.count = (change.to - change.from) / INC_MICRO;
    change.of = m->counted;
    list[(*count)++] = change;
  } else if (take == INC_TAKE_SHARE || take == INC_TAKE_SHARE_OF_COMMONEST) {
    add_rows(m, change, list, count);
  }
}

/* A count, or a whole-numbered field, changes in whole steps. */
static int64_t step_of(const incubator_explanation *x, const inc_ref *ref)
{
  const inc_program *program = &x->decisions->policy->program;
  if (ref->rule == INC_NONE) return program->schema.tables[ref->table].fields[ref->field].whole ? INC_MICRO : 1;
  const inc_version *v = inc_rule_version(&program->rules[ref->rule], inc_results_as_of(x->decisions->results));
  inc_kind kind = program->rules[ref->rule].kind;
  bool counts = v && kind == INC_KIND_MEASURE && (v->is.measure.take == INC_TAKE_COUNT || v->is.measure.take == INC_TAKE_DISTINCT);
  bool span = v && kind == INC_KIND_DERIVE && v->is.derive.span != INC_SPAN_NONE && !v->is.derive.scale;
  return counts || span ? INC_MICRO : 1;
}

static bool within_bounds(const incubator_explanation *x, const inc_ref *ref, int64_t v)
{
  if (ref->rule != INC_NONE) return true;
  const inc_field *f = &x->decisions->policy->program.schema.tables[ref->table].fields[ref->field];
  return (!f->has_min || v >= f->min) && (!f->has_max || v <= f->max);
}

void inc_explain_solve(incubator_explanation *x, const inc_trace *trace, inc_need *need)
{
  inc_change *list = inc_explain_alloc(x, MOST_CHANGES, sizeof *list);
  size_t count = 0;
  for (uint32_t i = 0; i < need->node && list && count + 3 <= MOST_CHANGES; i++) {
    const inc_node *n = &need->e->nodes[i];
    if (n->op != INC_OP_COLUMN || n->type != INC_TYPE_NUMBER) continue;
    bool seen = false;
    for (size_t k = 0; k < count; k++) seen = seen || inc_ref_same(list[k].ref, &n->is.ref);
    inc_cell cell = inc_results_cell(x->decisions->results, need->table, &n->is.ref, need->row);
    linear h = {.valid = false};
    if (!seen && !cell.gap) h = difference(x, trace, need, &n->is.ref);
    inc_change change = {.kind = INC_CHANGE_COLUMN, .ref = &n->is.ref, .from = cell.value, .list = INC_NONE};
    if (!solve(&h, need->op, step_of(x, &n->is.ref), cell.value, &change.to) || !within_bounds(x, &n->is.ref, change.to)) continue;
    const incubator_policy *policy = x->decisions->policy;
    change.unit = n->is.ref.rule == INC_NONE ? policy->program.schema.tables[n->is.ref.table].fields[n->is.ref.field].unit
                                             : policy->rules[n->is.ref.rule].units[n->is.ref.part];
    add_change(x, need, change, list, &count);
  }
  need->changes = list;
  need->change_count = count;
}
