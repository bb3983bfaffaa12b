/*
 * What would have to change: for each other outcome the conditions that fail now, taken
 * apart down to comparisons and cells. A list of open items stands for the recursion.
 */
#include "explain/change.h"

enum { MOST_NEEDS = 256, MOST_DEPTH = 16, MOST_ALTERNATIVES = 32 };

static const inc_program *program_of(const inc_changing *c)
{
  return &c->x->decisions->policy->program;
}

const inc_trace *inc_change_trace(inc_changing *c, uint32_t rule, size_t row)
{
  for (size_t i = 0; i < c->trace_count; i++) {
    if (c->traces[i].rule == rule && c->traces[i].row == row) return c->traces[i].trace;
  }
  inc_trace *trace;
  if (c->trace_count == INC_MOST_TRACES) return NULL;
  if (inc_trace_create(c->x->decisions->results, rule, row, &trace, NULL) != INCUBATOR_STATUS_OK) {
    c->x->failed = true;
    return NULL;
  }
  c->traces[c->trace_count].rule = rule;
  c->traces[c->trace_count].row = row;
  c->traces[c->trace_count++].trace = trace;
  return trace;
}

void inc_change_push(inc_changing *c, inc_open_item item)
{
  if (item.depth > MOST_DEPTH || c->x->failed) return;
  if (!inc_grow(&c->x->allocator, (void **)&c->items, c->count, &c->capacity, sizeof item)) {
    c->x->failed = true;
    return;
  }
  c->items[c->count++] = item;
}

inc_need *inc_change_need(inc_changing *c, const inc_open_item *item, inc_need_kind kind)
{
  incubator_explanation *x = c->x;
  if (x->need_count == MOST_NEEDS || x->failed) return NULL;
  if (!inc_grow(&x->allocator, (void **)&x->needs, x->need_count, &x->need_capacity, sizeof *x->needs)) {
    x->failed = true;
    return NULL;
  }
  inc_need *need = &x->needs[x->need_count++];
  *need = (inc_need){.kind = kind, .parent = item->parent, .rule = item->e ? INC_NONE : item->rule, .part = item->part,
                     .row = item->row, .e = item->e, .node = item->node, .wanted = item->wanted, .list = INC_NONE};
  need->table = program_of(c)->rules[item->rule].table;
  return need;
}

/* The number of the need that was added last. */
static uint32_t last_need(const inc_changing *c)
{
  return (uint32_t)c->x->need_count - 1;
}

static inc_cell node_cell(const inc_changing *c, const inc_trace *trace, const inc_expression *e, uint32_t node)
{
  inc_exact exact;
  inc_cell cell = {INCUBATOR_GAP_ERROR, e->nodes[node].type, 0};
  if (!inc_trace_node(trace, e, node, &exact)) return cell;
  cell.gap = exact.gap;
  cell.value = exact.code;
  if (cell.type == INC_TYPE_NUMBER && !cell.gap && !inc_exact_micros(&exact, program_of(c)->rounding, &cell.value)) {
    cell.gap = INCUBATOR_GAP_ERROR;
  }
  return cell;
}

/* ---- Nodes of expressions ---- */

static void push_operands(inc_changing *c, const inc_open_item *item, bool wanted, uint32_t required)
{
  const inc_node *node = &item->e->nodes[item->node];
  inc_need *group = inc_change_need(c, item, INC_NEED_GROUP);
  if (!group) return;
  group->e = NULL;
  group->required = required;
  uint32_t parent = last_need(c);
  for (uint32_t i = 0; i < node->count; i++) {
    inc_open_item below = *item;
    below.parent = parent;
    below.depth++;
    below.wanted = wanted;
    below.node = inc_expression_operand(item->e, node, i);
    inc_change_push(c, below);
  }
}

static inc_op opposite(inc_op op)
{
  switch (op) {
  case INC_OP_LESS: return INC_OP_GREATER_EQUAL;
  case INC_OP_LESS_EQUAL: return INC_OP_GREATER;
  case INC_OP_GREATER: return INC_OP_LESS_EQUAL;
  case INC_OP_GREATER_EQUAL: return INC_OP_LESS;
  case INC_OP_EQUAL: return INC_OP_NOT_EQUAL;
  default: return INC_OP_EQUAL;
  }
}

static uint32_t unit_of(const inc_changing *c, const inc_expression *e, uint32_t node)
{
  const inc_node *n = &e->nodes[node];
  if (n->op != INC_OP_COLUMN) return 0;
  const inc_ref *ref = &n->is.ref;
  const incubator_policy *policy = c->x->decisions->policy;
  if (ref->rule != INC_NONE) return policy->rules[ref->rule].units[ref->part];
  return policy->program.schema.tables[ref->table].fields[ref->field].unit;
}

static void need_threshold(inc_changing *c, const inc_open_item *item, const inc_trace *trace)
{
  const inc_node *node = &item->e->nodes[item->node];
  inc_need *need = inc_change_need(c, item, INC_NEED_THRESHOLD);
  if (!need) return;
  uint32_t left = inc_expression_operand(item->e, node, 0), right = inc_expression_operand(item->e, node, 1);
  need->op = item->wanted ? node->op : opposite(node->op);
  need->left = node_cell(c, trace, item->e, left);
  need->right = node_cell(c, trace, item->e, right);
  need->unit = unit_of(c, item->e, left) ? unit_of(c, item->e, left) : unit_of(c, item->e, right);
  if (need->left.type == INC_TYPE_NUMBER) inc_explain_solve(c->x, trace, need);
}

/* A column and the constant that it is compared with, in either order. */
static void need_value(inc_changing *c, const inc_open_item *item)
{
  const inc_node *node = &item->e->nodes[item->node];
  inc_need *need = inc_change_need(c, item, INC_NEED_VALUE);
  if (!need || (node->op != INC_OP_EQUAL && node->op != INC_OP_NOT_EQUAL)) return;
  const inc_node *a = &item->e->nodes[inc_expression_operand(item->e, node, 0)];
  const inc_node *b = &item->e->nodes[inc_expression_operand(item->e, node, 1)];
  const inc_node *column = a->op == INC_OP_COLUMN ? a : b, *constant = column == a ? b : a;
  if (column->op != INC_OP_COLUMN || constant->op != INC_OP_CONSTANT || constant->type == INC_TYPE_TEXT) return;
  need->ref = &column->is.ref;
  need->list = constant->list;
  need->value = constant->is.value;
  need->has_value = true;
  if (node->op == INC_OP_NOT_EQUAL) need->wanted = !need->wanted;
}

/* Every column below a node that is not known. */
static void need_data(inc_changing *c, const inc_open_item *item, const inc_trace *trace)
{
  const inc_node *node = &item->e->nodes[item->node];
  if (node->op == INC_OP_COLUMN) {
    inc_need *need = inc_change_need(c, item, INC_NEED_DATA);
    if (need) need->ref = &node->is.ref;
    return;
  }
  bool any = false;
  for (uint32_t i = 0; i < node->count; i++) {
    inc_open_item below = *item;
    below.node = inc_expression_operand(item->e, node, i);
    below.depth++;
    inc_exact exact;
    if (!inc_trace_node(trace, item->e, below.node, &exact) || !exact.gap) continue;
    inc_change_push(c, below);
    any = true;
  }
  if (!any) inc_change_need(c, item, INC_NEED_DATA);
}

static void take_column(inc_changing *c, const inc_open_item *item, bool gap, const inc_trace *trace)
{
  const inc_ref *ref = &item->e->nodes[item->node].is.ref;
  if (ref->rule != INC_NONE && ref->link_count == 0) {
    inc_open_item rule = *item;
    rule.e = NULL;
    rule.rule = ref->rule;
    rule.part = ref->part;
    rule.depth++;
    inc_change_push(c, rule);
    return;
  }
  if (gap) {
    need_data(c, item, trace);
    return;
  }
  inc_need *need = inc_change_need(c, item, INC_NEED_VALUE);
  if (!need) return;
  need->ref = ref;
  need->value = item->wanted;
  need->has_value = true;
  need->wanted = true;
}

static void take_node(inc_changing *c, const inc_open_item *item)
{
  const inc_trace *trace = inc_change_trace(c, item->rule, item->row);
  const inc_node *node = &item->e->nodes[item->node];
  inc_exact exact;
  if (!trace || !inc_trace_node(trace, item->e, item->node, &exact)) return;
  if (node->type == INC_TYPE_BOOLEAN && !exact.gap && (exact.code != 0) == item->wanted) return;
  inc_open_item below = *item;
  switch (node->op) {
  case INC_OP_AND: push_operands(c, item, item->wanted, item->wanted ? 0 : 1); return;
  case INC_OP_OR: push_operands(c, item, item->wanted, item->wanted ? 1 : 0); return;
  case INC_OP_NOT:
    below.node = inc_expression_operand(item->e, node, 0);
    below.wanted = !item->wanted;
    inc_change_push(c, below);
    return;
  case INC_OP_COLUMN: take_column(c, item, exact.gap != 0, trace); return;
  default: break;
  }
  bool numeric = node->count == 2 && node->op >= INC_OP_LESS && node->op <= INC_OP_NOT_EQUAL;
  inc_type type = numeric ? item->e->nodes[inc_expression_operand(item->e, node, 0)].type : INC_TYPE_UNKNOWN;
  if (exact.gap) need_data(c, item, trace);
  else if (type == INC_TYPE_NUMBER || (type == INC_TYPE_DATE && node->op < INC_OP_EQUAL)) need_threshold(c, item, trace);
  else need_value(c, item);
}

/* ---- Rules ---- */

static void push_condition(inc_changing *c, const inc_open_item *item, const inc_condition *condition, uint32_t parent)
{
  inc_open_item below = *item;
  below.parent = parent;
  below.depth++;
  below.e = condition->is;
  below.node = condition->is->count - 1;
  inc_change_push(c, below);
}

/* How many more conditions must hold (or, where the rule must fail, fail). */
static uint32_t missing_conditions(const inc_require *r, const inc_trace *trace, bool wanted)
{
  uint32_t holding = 0, need = r->need == INC_NEED_ALL ? (uint32_t)r->count : r->need;
  for (size_t i = 0; i < r->count; i++) {
    inc_cell cell = inc_trace_part(trace, r->conditions[i].part);
    holding += !cell.gap && cell.value;
  }
  if (wanted) return need > holding ? need - holding : 0;
  return holding >= need ? holding - need + 1 : 0;
}

static void take_require(inc_changing *c, const inc_open_item *item, const inc_version *version, const inc_trace *trace)
{
  const inc_require *r = &version->is.require;
  uint32_t parent = item->parent, required = missing_conditions(r, trace, item->wanted), open = 0;
  for (size_t i = 0; i < r->count && !item->part; i++) {
    inc_cell cell = inc_trace_part(trace, r->conditions[i].part);
    open += cell.gap || (cell.value != 0) != item->wanted;
  }
  inc_need *group = inc_change_need(c, item, INC_NEED_GROUP);
  if (!group) return;
  group->required = item->part || required == open ? 0 : required;
  parent = last_need(c);
  for (size_t i = 0; i < r->count; i++) {
    if (item->part && r->conditions[i].part != item->part) continue;
    inc_cell cell = inc_trace_part(trace, r->conditions[i].part);
    if (!cell.gap && (cell.value != 0) == item->wanted) continue;
    inc_open_item condition = *item;
    condition.part = r->conditions[i].part;
    condition.parent = parent;
    inc_need *own = item->part ? NULL : inc_change_need(c, &condition, INC_NEED_GROUP);
    push_condition(c, item, &r->conditions[i], own ? last_need(c) : parent);
  }
}

static void take_target(inc_changing *c, const inc_open_item *item, const inc_version *version, const inc_trace *trace)
{
  static const inc_op ops[] = {INC_OP_GREATER_EQUAL, INC_OP_LESS_EQUAL, INC_OP_EQUAL};
  inc_cell actual = inc_trace_part(trace, INC_TARGET_ACTUAL), goal = inc_trace_part(trace, INC_TARGET_GOAL);
  bool open = actual.gap || goal.gap;
  inc_need *need = inc_change_need(c, item, open ? INC_NEED_DATA : INC_NEED_THRESHOLD);
  if (!need || open) return;
  need->op = ops[version->is.target.need];
  need->left = actual;
  need->right = goal;
  need->unit = c->x->decisions->policy->rules[item->rule].units[INC_TARGET_ACTUAL];
}

/* A selection by its rank, where rank and places are known. */
static void take_select(inc_changing *c, const inc_open_item *item, const inc_trace *trace)
{
  inc_cell in = inc_trace_part(trace, 0), rank = inc_trace_part(trace, INC_SELECT_RANK), places = inc_trace_part(trace, INC_SELECT_PLACES);
  if (rank.gap == INCUBATOR_GAP_INAPPLICABLE && !in.gap) return; /* no candidate: its `when` says so */
  bool open = (in.gap && in.gap != INCUBATOR_GAP_TIE) || rank.gap || places.gap, beyond = !open && (rank.value > places.value) == item->wanted;
  inc_need *need = inc_change_need(c, item, open ? INC_NEED_DATA : beyond ? INC_NEED_THRESHOLD : INC_NEED_VALUE);
  if (!need || !beyond) return;
  need->part = INC_SELECT_RANK;
  need->op = item->wanted ? INC_OP_LESS_EQUAL : INC_OP_GREATER;
  need->left = rank;
  need->right = places;
}

static void take_rule(inc_changing *c, const inc_open_item *item)
{
  const inc_trace *trace = inc_change_trace(c, item->rule, item->row);
  const inc_version *version = trace ? inc_trace_version(trace) : NULL;
  if (!trace) return;
  inc_cell cell = inc_trace_part(trace, item->part);
  if (cell.type == INC_TYPE_BOOLEAN && !cell.gap && (cell.value != 0) == item->wanted) return;
  inc_kind kind = program_of(c)->rules[item->rule].kind;
  if (version && version->when) {
    inc_open_item when = *item;
    when.e = version->when;
    when.node = version->when->count - 1;
    when.wanted = true;
    inc_change_push(c, when); /* satisfied ones go away by themselves */
  }
  if (version && kind == INC_KIND_REQUIRE) {
    take_require(c, item, version, trace);
  } else if (version && kind == INC_KIND_DERIVE && version->is.derive.value && cell.type == INC_TYPE_BOOLEAN) {
    inc_open_item value = *item;
    value.e = version->is.derive.value;
    value.node = value.e->count - 1;
    inc_change_push(c, value);
  } else if (version && kind == INC_KIND_TARGET) {
    take_target(c, item, version, trace);
  } else if (version && kind == INC_KIND_SELECT && item->part == 0) {
    take_select(c, item, trace);
  } else if (version && kind == INC_KIND_AWARD && cell.gap) {
    inc_change_take_award(c, item, trace);
  } else {
    inc_change_need(c, item, cell.gap ? INC_NEED_DATA : INC_NEED_VALUE);
  }
}

/* ---- Alternatives ---- */

inc_alternative *inc_change_alternative(inc_changing *c)
{
  incubator_explanation *x = c->x;
  if (x->alternative_count == MOST_ALTERNATIVES || x->failed) return NULL;
  if (!inc_grow(&x->allocator, (void **)&x->alternatives, x->alternative_count, &x->alternative_capacity,
                sizeof *x->alternatives)) {
    x->failed = true;
    return NULL;
  }
  inc_alternative *a = &x->alternatives[x->alternative_count++];
  *a = (inc_alternative){.list = INC_NONE, .root = INC_NONE};
  return a;
}

/* Works off what hangs on one alternative. */
void inc_change_work(inc_changing *c, inc_alternative *a, inc_open_item item)
{
  inc_need *root = inc_change_need(c, &item, INC_NEED_GROUP);
  if (!root) return;
  root->e = NULL;
  root->rule = INC_NONE;
  a->root = item.parent = last_need(c);
  c->count = 0;
  inc_change_push(c, item);
  for (size_t i = 0; i < c->count && !c->x->failed; i++) {
    inc_open_item next = c->items[i];
    if (next.e) take_node(c, &next);
    else take_rule(c, &next);
  }
}

/* Cases that would win: those before the one that won, or any where none did. */
static void change_choose(inc_changing *c, const inc_explained *e, const inc_trace *trace)
{
  const inc_choose *choose = &e->version->is.choose;
  inc_cell taken = inc_trace_part(trace, INC_CHOOSE_CASE);
  size_t before = !taken.gap && taken.value > 0 ? (size_t)(taken.value / INC_MICRO) - 1 : choose->count;
  if (choose->unique && before < choose->count) return;
  for (size_t i = 0; i < before; i++) {
    const inc_expression *is = choose->cases[i].is;
    inc_cell value = node_cell(c, trace, is, is->count - 1);
    if (value.gap || (!e->cell.gap && value.value == e->cell.value)) continue; /* unknown, or no other outcome */
    inc_alternative *a = inc_change_alternative(c);
    if (!a) return;
    a->type = value.type;
    a->list = inc_expression_root(is)->list;
    a->value = value.value;
    a->number = (uint32_t)i + 1;
    inc_open_item item = {.parent = INC_NONE, .wanted = true, .rule = e->rule, .row = e->row, .e = choose->cases[i].when};
    item.node = item.e->count - 1;
    inc_change_work(c, a, item);
  }
}

void inc_explain_changes(incubator_explanation *x)
{
  inc_changing c = {.x = x};
  const inc_explained *e = &x->rules[0];
  const inc_trace *trace = inc_change_trace(&c, e->rule, e->row);
  const inc_kind kind = x->decisions->policy->program.rules[e->rule].kind;
  bool boolean = e->cell.type == INC_TYPE_BOOLEAN && (e->cell.gap || !e->cell.value || kind == INC_KIND_DERIVE);
  if (trace && e->version && kind == INC_KIND_CHOOSE) {
    change_choose(&c, e, trace);
  } else if (trace && e->version && kind == INC_KIND_AWARD) {
    inc_change_award(&c, e, trace);
  } else if (trace && e->version && boolean) {
    inc_alternative *a = inc_change_alternative(&c);
    bool wanted = e->cell.gap || !e->cell.value;
    if (a) {
      *a = (inc_alternative){.type = INC_TYPE_BOOLEAN, .list = INC_NONE, .value = wanted, .root = INC_NONE};
      inc_change_work(&c, a, (inc_open_item){.parent = INC_NONE, .wanted = wanted, .rule = e->rule, .row = e->row});
    }
  }
  for (size_t i = 0; i < c.trace_count; i++) inc_trace_free(c.traces[i].trace);
  inc_free(&x->allocator, c.items);
}
