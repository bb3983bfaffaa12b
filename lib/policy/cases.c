#include "policy/cases.h"

#include <string.h>

#include "base/date.h"
#include "policy/expression.h"
#include "policy/words.h"

static bool same_column(const inc_ref *a, const inc_ref *b)
{
  return a->table == b->table && a->field == b->field && a->rule == b->rule && a->part == b->part &&
         a->link_count == b->link_count &&
         (a->link_count == 0 || !memcmp(a->links, b->links, a->link_count * sizeof *a->links));
}

/* ---- Sets ---- */

/* All values that there can be, `step` apart: 1 is the grid, whole numbers are a million of it. */
typedef struct domain {
  int64_t low, high, step;
} domain;

static int64_t after(domain d, int64_t v)
{
  return v > INT64_MAX - d.step ? INT64_MAX : v + d.step;
}

static int64_t before(domain d, int64_t v)
{
  return v < -INT64_MAX + d.step ? -INT64_MAX : v - d.step;
}

/* The greatest value that is not above v. */
static int64_t floor_of(domain d, int64_t v)
{
  int64_t beyond = v % d.step;
  return beyond < 0 ? before(d, v - beyond) : v - beyond;
}

static void set_piece(inc_set *s, int64_t low, int64_t high)
{
  s->count = low <= high;
  s->pieces[0].low = low;
  s->pieces[0].high = high;
}

static void append(inc_set *s, domain d, int64_t low, int64_t high)
{
  bool joined = s->count && after(d, s->pieces[s->count - 1].high) >= low;
  if (joined) {
    if (high > s->pieces[s->count - 1].high) s->pieces[s->count - 1].high = high;
  } else if (s->count == INC_SET_PIECES) {
    s->decided = false;
  } else {
    s->pieces[s->count].low = low;
    s->pieces[s->count++].high = high;
  }
}

static void complement(inc_set *s, domain d)
{
  inc_set c = {.decided = s->decided, .column = s->column};
  int64_t from = d.low;
  bool open = true;
  for (size_t i = 0; i < s->count && open; i++) {
    if (s->pieces[i].low > from) append(&c, d, from, before(d, s->pieces[i].low));
    open = s->pieces[i].high < d.high;
    if (open) from = after(d, s->pieces[i].high);
  }
  if (open) append(&c, d, from, d.high);
  *s = c;
}

static void unite(inc_set *s, const inc_set *other, domain d)
{
  inc_set u = {.decided = s->decided && other->decided, .column = s->column ? s->column : other->column};
  size_t i = 0, k = 0;
  while (i < s->count || k < other->count) {
    bool own = k == other->count || (i < s->count && s->pieces[i].low <= other->pieces[k].low);
    if (own) append(&u, d, s->pieces[i].low, s->pieces[i].high), i++;
    else append(&u, d, other->pieces[k].low, other->pieces[k].high), k++;
  }
  *s = u;
}

static bool is_empty(const inc_set *s)
{
  return s->count == 0;
}

static void intersect(inc_set *s, const inc_set *other, domain d)
{
  inc_set b = *other;
  complement(s, d);
  complement(&b, d);
  unite(s, &b, d);
  complement(s, d);
}

/* ---- Conditions as sets ---- */

typedef struct casing {
  inc_reader *r;
  domain d;
  const inc_ref *column; /* the one that all conditions are about */
  inc_type type;
  uint32_t list;
} casing;

/* Whether a rule's own number is a count. */
static bool is_count(const inc_rule *rule, uint32_t part)
{
  if (rule->kind == INC_KIND_CHOOSE) return part == INC_CHOOSE_CASE;
  if (rule->kind != INC_KIND_MEASURE || part == INC_MEASURE_UNDETERMINED) return rule->kind == INC_KIND_MEASURE;
  inc_take take = rule->versions[0].is.measure.take;
  return take == INC_TAKE_COUNT || take == INC_TAKE_DISTINCT;
}

static domain domain_of(const casing *c, const inc_ref *ref, inc_type type, uint32_t list)
{
  domain d = {-INT64_MAX, INT64_MAX, 1};
  const inc_schema *schema = &c->r->policy->program.schema;
  if (type == INC_TYPE_BOOLEAN) return (domain){0, 1, 1};
  if (type == INC_TYPE_CATEGORY) return (domain){0, (int64_t)schema->lists[list].count - 1, 1};
  if (type == INC_TYPE_DATE) return (domain){INC_DATE_MIN, INC_DATE_MAX, 1};
  if (ref->rule != INC_NONE) {
    if (is_count(&c->r->policy->program.rules[ref->rule], ref->part)) d = (domain){0, INT64_MAX, INC_MICRO};
    return d;
  }
  const inc_field *f = &schema->tables[ref->table].fields[ref->field];
  if (f->has_min) d.low = f->min;
  if (f->has_max) d.high = f->max;
  if (f->whole) d.step = INC_MICRO;
  return d;
}

/* Takes a column as the one that the cases are about; false when there is another. */
static bool take_column(casing *c, const inc_node *n)
{
  if (c->column) return same_column(c->column, &n->is.ref);
  if (n->type == INC_TYPE_TEXT || n->type == INC_TYPE_UNKNOWN) return false;
  c->column = &n->is.ref;
  c->type = n->type;
  c->list = n->list;
  c->d = domain_of(c, &n->is.ref, n->type, n->list);
  return true;
}

/* A constant in the column's own form; a parameter counts where it has one value only. */
static bool constant_of(const casing *c, const inc_node *n, int64_t *value)
{
  if (n->op == INC_OP_PARAMETER) {
    const inc_parameter *p = &c->r->policy->program.parameters[n->is.parameter];
    if (p->value_count != 1) return false;
    *value = p->values[0].value;
    return true;
  }
  if (n->op != INC_OP_CONSTANT || n->type == INC_TYPE_TEXT) return false;
  if (n->type != INC_TYPE_NUMBER) {
    *value = n->is.value;
    return true;
  }
  return inc_number_micros(n->is.number, value) == INC_DECIMAL_OK;
}

static inc_set compare_set(const casing *c, inc_op op, int64_t v)
{
  inc_set s = {.decided = true, .column = c->column};
  const domain d = c->d;
  int64_t floor = floor_of(d, v), below = floor == v ? before(d, v) : floor;
  switch (op) {
  case INC_OP_LESS: set_piece(&s, d.low, below < d.high ? below : d.high); break;
  case INC_OP_LESS_EQUAL: set_piece(&s, d.low, floor < d.high ? floor : d.high); break;
  case INC_OP_GREATER: set_piece(&s, after(d, floor) > d.low ? after(d, floor) : d.low, d.high); break;
  case INC_OP_GREATER_EQUAL: set_piece(&s, after(d, below) > d.low ? after(d, below) : d.low, d.high); break;
  default:
    if (v >= d.low && v <= d.high && floor == v) set_piece(&s, v, v);
    if (op == INC_OP_NOT_EQUAL) complement(&s, c->d);
    break;
  }
  return s;
}

static inc_op mirrored(inc_op op)
{
  static const inc_op pairs[][2] = {{INC_OP_LESS, INC_OP_GREATER}, {INC_OP_LESS_EQUAL, INC_OP_GREATER_EQUAL}};
  for (int i = 0; i < 2; i++) {
    if (op == pairs[i][0]) return pairs[i][1];
    if (op == pairs[i][1]) return pairs[i][0];
  }
  return op;
}

static inc_set comparison(casing *c, const inc_expression *e, const inc_node *n)
{
  inc_set none = {.decided = false};
  const inc_node *a = &e->nodes[inc_expression_operand(e, n, 0)], *b = &e->nodes[inc_expression_operand(e, n, 1)];
  int64_t v;
  if (a->op == INC_OP_COLUMN && take_column(c, a) && constant_of(c, b, &v)) return compare_set(c, n->op, v);
  if (b->op == INC_OP_COLUMN && take_column(c, b) && constant_of(c, a, &v)) return compare_set(c, mirrored(n->op), v);
  return none;
}

static inc_set membership(casing *c, const inc_expression *e, const inc_node *n)
{
  inc_set s = {.decided = true, .column = c->column};
  const inc_node *subject = &e->nodes[inc_expression_operand(e, n, 0)];
  if (subject->op != INC_OP_COLUMN || !take_column(c, subject)) s.decided = false;
  for (uint32_t i = 1; i < n->count && s.decided; i++) {
    int64_t v;
    if (!constant_of(c, &e->nodes[inc_expression_operand(e, n, i)], &v)) {
      s.decided = false;
      break;
    }
    inc_set one = compare_set(c, INC_OP_EQUAL, v);
    unite(&s, &one, c->d);
  }
  return s;
}

static inc_set node_set(casing *c, const inc_expression *e, uint32_t number, const inc_set *sets)
{
  const inc_node *n = &e->nodes[number];
  inc_set s = {.decided = false};
  if (n->op == INC_OP_COLUMN && n->type == INC_TYPE_BOOLEAN) {
    return take_column(c, n) ? compare_set(c, INC_OP_EQUAL, 1) : s;
  }
  if (n->op >= INC_OP_LESS && n->op <= INC_OP_NOT_EQUAL) return comparison(c, e, n);
  if (n->op == INC_OP_IN) return membership(c, e, n);
  if (n->op != INC_OP_AND && n->op != INC_OP_OR && n->op != INC_OP_NOT) return s;
  s = sets[inc_expression_operand(e, n, 0)];
  if (n->op == INC_OP_NOT) complement(&s, c->d);
  for (uint32_t i = 1; i < n->count; i++) {
    const inc_set *other = &sets[inc_expression_operand(e, n, i)];
    if (!s.decided || !other->decided) s.decided = false;
    else if (n->op == INC_OP_OR) unite(&s, other, c->d);
    else intersect(&s, other, c->d);
  }
  return s;
}

enum { MOST_NODES = 64, MOST_CASES = 256 };

/* The set of a whole condition; `sets` is room for its nodes. */
static inc_set condition_set(casing *c, const inc_expression *e, inc_set *sets)
{
  inc_set none = {.decided = false};
  if (e->count > MOST_NODES) return none;
  for (uint32_t i = 0; i < e->count; i++) sets[i] = node_set(c, e, i, sets);
  return sets[e->count - 1];
}

/* ---- What is wrong with the cases ---- */

static const inc_json *place_of(const inc_expression *e)
{
  return ((const inc_expression_origin *)e->origin)->nodes[e->count - 1];
}

static const char *value_text(const casing *c, int64_t v, char text[64])
{
  if (c->type == INC_TYPE_NUMBER) inc_decimal_format(v, text);
  else if (c->type == INC_TYPE_DATE) inc_date_format((int32_t)v, text);
  else if (c->type == INC_TYPE_CATEGORY) return c->r->policy->program.schema.lists[c->list].codes[v].code;
  else return v ? "true" : "false";
  return text;
}

/* Values between two cases that no case takes. */
static void report_holes(const casing *c, inc_set taken, const inc_json *node)
{
  char low[64], high[64];
  complement(&taken, c->d);
  for (size_t i = 0; i < taken.count; i++) {
    bool inside = taken.pieces[i].low > c->d.low && taken.pieces[i].high < c->d.high;
    if (!inside || (c->type != INC_TYPE_NUMBER && c->type != INC_TYPE_DATE)) continue;
    inc_report(c->r, INCUBATOR_SEVERITY_WARNING, "cases-gap", node, "no case takes the values from %s to %s, between two that are taken",
               value_text(c, taken.pieces[i].low, low), value_text(c, taken.pieces[i].high, high));
  }
}

static bool within(const inc_set *s, const inc_set *whole, domain d)
{
  inc_set rest = *whole;
  complement(&rest, d);
  intersect(&rest, s, d);
  return rest.decided && is_empty(&rest);
}

static void check_pairs(const casing *c, const inc_choose *choose, const inc_set *sets, size_t count)
{
  for (size_t i = 0; i < count && choose->unique; i++) {
    for (size_t k = 0; k < i; k++) {
      inc_set both = sets[i];
      char text[64];
      intersect(&both, &sets[k], c->d);
      if (!both.decided || is_empty(&both)) continue;
      inc_report(c->r, INCUBATOR_SEVERITY_WARNING, "cases-overlap", place_of(choose->cases[i].when),
                 "holds together with case %zu, for instance at %s, and only one may", k + 1,
                 value_text(c, both.pieces[0].low, text));
      break;
    }
  }
}

static void check_reach(const casing *c, const inc_choose *choose, const inc_set *sets, size_t count, inc_set *taken)
{
  *taken = (inc_set){.decided = true, .column = c->column};
  for (size_t i = 0; i < count; i++) {
    if (!choose->unique && within(&sets[i], taken, c->d)) {
      inc_report(c->r, INCUBATOR_SEVERITY_WARNING, "case-unreachable", place_of(choose->cases[i].when),
                 is_empty(&sets[i]) ? "this condition can never hold" : "whatever this case takes, the cases before it have taken");
    }
    unite(taken, &sets[i], c->d);
  }
}

/* The same condition twice: the second is never reached, whatever it says. */
static void check_repeats(inc_reader *r, const inc_choose *choose)
{
  for (size_t i = 1; i < choose->count && i < MOST_CASES && !choose->unique; i++) {
    for (size_t k = 0; k < i; k++) {
      if (!inc_json_same(place_of(choose->cases[i].when), place_of(choose->cases[k].when))) continue;
      inc_report(r, INCUBATOR_SEVERITY_WARNING, "case-unreachable", place_of(choose->cases[i].when),
                 "the same condition as case %zu", k + 1);
      break;
    }
  }
}

static void check_sets(casing *c, const inc_choose *choose, const inc_set *sets, size_t decided, const inc_json *node)
{
  inc_set taken;
  if (decided < choose->count || !c->column) {
    check_repeats(c->r, choose);
    if (choose->otherwise) return;
    inc_report(c->r, INCUBATOR_SEVERITY_WARNING, "else-missing", node,
               "no else, and it can't be told that the cases cover everything: what they leave out is inapplicable");
    return;
  }
  check_pairs(c, choose, sets, decided);
  check_reach(c, choose, sets, decided, &taken);
  if (!taken.decided) return;
  inc_set rest = taken;
  complement(&rest, c->d);
  report_holes(c, taken, node);
  if (choose->otherwise || is_empty(&rest)) return;
  char text[64];
  inc_report(c->r, INCUBATOR_SEVERITY_WARNING, "else-missing", node, "no else, and no case takes %s for instance",
             value_text(c, rest.pieces[0].low == -INT64_MAX ? rest.pieces[0].high : rest.pieces[0].low, text));
}

void inc_check_cases(inc_reader *r, const inc_choose *choose, const inc_json *node)
{
  casing c = {.r = r};
  size_t count = choose->count < MOST_CASES ? choose->count : 0, decided = 0;
  inc_set *sets = inc_alloc_zero(&r->allocator, count + MOST_NODES, sizeof *sets);
  if (!sets) {
    r->failed = true;
    return;
  }
  for (size_t i = 0; i < count; i++) {
    sets[i] = condition_set(&c, choose->cases[i].when, sets + count);
    decided += sets[i].decided;
  }
  check_sets(&c, choose, sets, decided, node);
  inc_free(&r->allocator, sets);
}
