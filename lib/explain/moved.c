/*
 * What moved an outcome: the comparisons that decided a condition, by how much each was
 * met or missed, and the points that the items of a score lost of those they can have.
 */
#include "explain/explain.h"

static const incubator_policy *policy_of(const inc_gathering *g)
{
  return g->x->decisions->policy;
}

/* ---- Comparisons ---- */

static bool is_comparison(const inc_expression *e, const inc_node *node)
{
  if (node->op < INC_OP_LESS || node->op > INC_OP_NOT_EQUAL) return false;
  inc_type type = e->nodes[inc_expression_operand(e, node, 0)].type;
  return type == INC_TYPE_NUMBER || type == INC_TYPE_DATE;
}

static bool truth(const inc_gathering *g, const inc_expression *e, uint32_t node, bool *value)
{
  inc_exact exact;
  bool known = inc_trace_node(g->trace, e, node, &exact) && !exact.gap;
  *value = known && exact.code != 0;
  return known;
}

/* Of an `if`: its conditions up to the one that held, and the branch behind that. */
static void mark_if(const inc_gathering *g, const inc_expression *e, const inc_node *node, bool *decides)
{
  for (uint32_t i = 0; i + 1 < node->count; i += 2) {
    bool holds;
    uint32_t condition = inc_expression_operand(e, node, i);
    if (!truth(g, e, condition, &holds)) return;
    decides[condition] = true;
    if (!holds) continue;
    decides[inc_expression_operand(e, node, i + 1)] = true;
    return;
  }
  decides[inc_expression_operand(e, node, node->count - 1)] = true;
}

/* Of `and` and `or` those operands that made it what it is. */
static void mark_operands(const inc_gathering *g, const inc_expression *e, uint32_t number, bool *decides)
{
  const inc_node *node = &e->nodes[number];
  bool own, other;
  if (node->op == INC_OP_IF) mark_if(g, e, node, decides);
  if (node->op == INC_OP_NOT) decides[inc_expression_operand(e, node, 0)] = true;
  if ((node->op != INC_OP_AND && node->op != INC_OP_OR) || !truth(g, e, number, &own)) return;
  for (uint32_t i = 0; i < node->count; i++) {
    uint32_t operand = inc_expression_operand(e, node, i);
    if (truth(g, e, operand, &other) && other == own) decides[operand] = true;
  }
}

static inc_cell node_cell(const inc_gathering *g, const inc_expression *e, uint32_t node)
{
  inc_exact exact;
  inc_cell cell = {INCUBATOR_GAP_ERROR, e->nodes[node].type, 0};
  if (!inc_trace_node(g->trace, e, node, &exact)) return cell;
  cell.gap = exact.gap;
  cell.value = exact.code;
  bool number = cell.type == INC_TYPE_NUMBER && !cell.gap;
  if (number && !inc_exact_micros(&exact, policy_of(g)->program.rounding, &cell.value)) cell.gap = INCUBATOR_GAP_ERROR;
  return cell;
}

static uint32_t unit_of(const inc_gathering *g, const inc_expression *e, uint32_t node)
{
  const inc_node *n = &e->nodes[node];
  const incubator_policy *policy = policy_of(g);
  if (n->op == INC_OP_PARAMETER) return policy->parameters[n->is.parameter].unit;
  if (n->op != INC_OP_COLUMN) return 0;
  if (n->is.ref.rule != INC_NONE) return policy->rules[n->is.ref.rule].units[n->is.ref.part];
  return policy->program.schema.tables[n->is.ref.table].fields[n->is.ref.field].unit;
}

static void add_comparison(const inc_gathering *g, inc_step *step, inc_comparison *to, uint32_t number)
{
  const inc_expression *e = step->text;
  const inc_node *node = &e->nodes[number];
  uint32_t left = inc_expression_operand(e, node, 0), right = inc_expression_operand(e, node, 1);
  inc_comparison c = {.node = number, .side = left};
  if (e->nodes[left].op == INC_OP_CONSTANT || e->nodes[left].op == INC_OP_PARAMETER || e->nodes[left].op == INC_OP_AS_OF) {
    c.side = right; /* what is compared stands first */
    right = left;
  }
  if (!truth(g, e, number, &c.holds)) return;
  c.value = node_cell(g, e, c.side);
  c.limit = node_cell(g, e, right);
  c.unit = unit_of(g, e, c.side) ? unit_of(g, e, c.side) : unit_of(g, e, right);
  if (!c.value.gap && !c.limit.gap) to[step->comparison_count++] = c;
}

void inc_explain_comparisons(const inc_gathering *g, inc_step *step)
{
  const inc_expression *e = step->text;
  size_t count = 0;
  for (uint32_t i = 0; i < e->count; i++) count += is_comparison(e, &e->nodes[i]);
  if (!count || step->cell.type != INC_TYPE_BOOLEAN || step->cell.gap) return;
  inc_comparison *to = inc_explain_alloc(g->x, count, sizeof *to);
  bool *decides = inc_explain_alloc(g->x, e->count, sizeof *decides);
  if (!to || !decides) return;
  decides[e->count - 1] = true;
  for (uint32_t i = e->count; i-- > 0;) {
    if (decides[i]) mark_operands(g, e, i, decides);
  }
  for (uint32_t i = 0; i < e->count; i++) {
    if (decides[i] && is_comparison(e, &e->nodes[i])) add_comparison(g, step, to, i);
  }
  step->comparisons = to;
}

/* ---- The most that an item can have ---- */

static const inc_cell unknown = {INCUBATOR_GAP_INAPPLICABLE, INC_TYPE_NUMBER, 0};

static inc_cell known(int64_t value)
{
  return (inc_cell){INCUBATOR_GAP_NONE, INC_TYPE_NUMBER, value};
}

static inc_cell of_number(inc_number number)
{
  int64_t value;
  return inc_number_micros(number, &value) == INC_DECIMAL_OK ? known(value) : unknown;
}

/* A constant's, or what was evaluated. */
static inc_cell of_coordinate(const inc_gathering *g, const inc_expression *e)
{
  inc_cell cell;
  if (e->count == 1 && e->nodes[0].op == INC_OP_CONSTANT) return of_number(e->nodes[0].is.number);
  if (!inc_explain_cell(g, e, &cell) || cell.gap) return unknown;
  return cell;
}

static inc_cell greater(inc_cell a, inc_cell b)
{
  if (a.gap || b.gap) return unknown;
  return a.value > b.value ? a : b;
}

static inc_cell most_on_scale(const inc_gathering *g, const inc_scale *scale)
{
  const inc_cohort *c = &scale->cohort;
  if (c->place == INC_PLACE_Z_SCORE) return unknown;
  if (c->place != INC_PLACE_NONE) return greater(known(c->from), known(c->to));
  inc_cell most = scale->count ? of_coordinate(g, &scale->points[0].y) : unknown;
  for (size_t i = 1; i < scale->count; i++) most = greater(most, of_coordinate(g, &scale->points[i].y));
  return scale->outside == INC_OUTSIDE_VALUE ? greater(most, of_number(scale->value)) : most;
}

/* Of a choose whose results are literals the greatest. */
static inc_cell most_of_choose(const inc_choose *choose)
{
  inc_cell most = known(INT64_MIN);
  for (size_t i = 0; i <= choose->count; i++) {
    const inc_expression *is = i < choose->count ? choose->cases[i].is : choose->otherwise;
    if (!is) continue;
    bool literal = is->count == 1 && is->nodes[0].op == INC_OP_CONSTANT && is->nodes[0].type == INC_TYPE_NUMBER;
    most = literal ? greater(most, of_number(is->nodes[0].is.number)) : unknown;
    if (most.gap) return unknown;
  }
  return most;
}

static inc_cell most_of_column(const inc_gathering *g, const inc_ref *ref)
{
  const inc_program *program = &policy_of(g)->program;
  if (ref->rule == INC_NONE) {
    const inc_field *f = &program->schema.tables[ref->table].fields[ref->field];
    return f->has_max ? known(f->max) : unknown;
  }
  const inc_rule *rule = &program->rules[ref->rule];
  const inc_version *v = inc_rule_version(rule, inc_results_as_of(g->x->decisions->results));
  bool choose = v && rule->kind == INC_KIND_CHOOSE && ref->part == 0;
  return choose && !v->absent && !v->reported ? most_of_choose(&v->is.choose) : unknown;
}

static inc_cell most_of_node(const inc_gathering *g, const inc_expression *e, uint32_t node)
{
  switch (e->nodes[node].op) {
  case INC_OP_CONSTANT:
  case INC_OP_PARAMETER: return node_cell(g, e, node);
  case INC_OP_COLUMN: return most_of_column(g, &e->nodes[node].is.ref);
  default: return unknown;
  }
}

/* Of a `min`, the cap of a bonus, the least that is known. */
static inc_cell most_of_value(const inc_gathering *g, const inc_expression *e)
{
  const inc_node *root = inc_expression_root(e);
  inc_cell most = unknown;
  if (root->op != INC_OP_MIN) return most_of_node(g, e, e->count - 1);
  for (uint32_t i = 0; i < root->count; i++) {
    inc_cell one = most_of_node(g, e, inc_expression_operand(e, root, i));
    if (!one.gap && (most.gap || one.value < most.value)) most = one;
  }
  return most;
}

/* ---- The points lost ---- */

static inc_cell multiplied(inc_cell a, int64_t number, int64_t divisor)
{
  if (a.gap || divisor <= 0) return unknown;
  inc_i128 value = inc_divide_round((inc_i128)a.value * number, divisor, INC_ROUND_HALF_EVEN);
  return value >= INT64_MIN && value <= INT64_MAX ? known((int64_t)value) : unknown;
}

static inc_cell lost_of(const inc_scored_item *s)
{
  if (s->best.gap || s->value.gap || s->weight.gap || s->weight.value < 0) return unknown;
  uint64_t lack = s->best.value > s->value.value ? inc_distance(s->best.value, s->value.value) : 0;
  return lack <= INT64_MAX ? multiplied(known((int64_t)lack), s->weight.value, INC_MICRO) : unknown;
}

/* What the weights add up to of the items from `first` to before `end` that apply; 0 where that can't be said. */
static int64_t weights_of(const inc_scored *s, uint32_t first, uint32_t end)
{
  inc_i128 sum = 0;
  for (uint32_t i = first; i < end; i = s->score->items[i].end) {
    if (s->items[i].value.gap == INCUBATOR_GAP_INAPPLICABLE) continue;
    if (s->items[i].weight.gap) return 0;
    sum += s->items[i].weight.value;
  }
  return sum > 0 && sum <= INT64_MAX ? (int64_t)sum : 0;
}

/* Points of an item as they count in what it is mixed into. */
static inc_cell mixed_in(const inc_scored *s, uint32_t group, inc_cell points)
{
  bool root = group == INC_NONE;
  const inc_mix *mix = root ? &s->score->mix : &s->score->items[group].mix;
  const inc_mixed *mixed = root ? &s->total : &s->items[group].mixed;
  bool reweighted = mixed->how == INC_MIXED_REWEIGHTED;
  if (mixed->value.gap) return unknown;
  if (mix->aggregate == INC_AGGREGATE_SUM) return reweighted ? multiplied(points, mixed->weights, mixed->present) : points;
  if (mix->aggregate != INC_AGGREGATE_MEAN) return unknown;
  uint32_t first = root ? 0 : group + 1, end = root ? s->score->count : s->score->items[group].end;
  return multiplied(points, INC_MICRO, reweighted ? mixed->present : weights_of(s, first, end));
}

/* … and so on up to the score; not through a scale, where points no longer add up. */
static inc_cell in_total(const inc_scored *s, uint32_t item)
{
  inc_cell points = s->items[item].lost;
  for (uint32_t at = item; !points.gap; at = s->score->items[at].parent) {
    uint32_t group = s->score->items[at].parent;
    points = mixed_in(s, group, points);
    if (group == INC_NONE) return points;
    inc_cell weight = s->items[group].weight;
    if (s->score->items[group].scale || s->items[group].replaced || weight.gap || weight.value < 0) return unknown;
    points = multiplied(points, weight.value, INC_MICRO);
  }
  return unknown;
}

/* Puts an item in its place: the greatest loss first, equal ones in the order of the policy. */
static void add_loss(inc_scored *s, uint32_t item)
{
  size_t at = s->loss_count++;
  for (; at && s->items[s->losses[at - 1]].in_total.value < s->items[item].in_total.value; at--) s->losses[at] = s->losses[at - 1];
  s->losses[at] = item;
}

void inc_explain_losses(inc_gathering *g, inc_scored *s)
{
  s->losses = inc_explain_alloc(g->x, s->score->count, sizeof *s->losses);
  if (!s->losses) return;
  for (uint32_t i = 0; i < s->score->count; i++) {
    const inc_item *item = &s->score->items[i];
    inc_scored_item *to = &s->items[i];
    to->best = to->lost = to->in_total = unknown;
    if (!item->value || to->shut || to->value.gap == INCUBATOR_GAP_INAPPLICABLE) continue;
    to->best = item->scale ? most_on_scale(g, item->scale) : most_of_value(g, item->value);
    to->lost = lost_of(to);
  }
  for (uint32_t i = 0; i < s->score->count; i++) {
    if (s->items[i].lost.gap) continue;
    s->items[i].in_total = in_total(s, i);
    if (!s->items[i].in_total.gap && s->items[i].in_total.value > 0) add_loss(s, i);
  }
}
