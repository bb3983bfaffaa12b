/* Building an explanation: the rule, then breadth first the rules it read. */
#include "explain/explain.h"

#include <string.h>

enum { MOST_RULES = 64, MOST_OPERANDS = 64, MOST_NAMES = 64 };

static const inc_program *program_of(const incubator_explanation *x)
{
  return &x->decisions->policy->program;
}

/* Where a rule and row stand in the list, added if there is room. */
static void add_rule(incubator_explanation *x, uint32_t rule, size_t row)
{
  for (size_t i = 0; i < x->rule_count; i++) {
    if (x->rules[i].rule == rule && x->rules[i].row == row) return;
  }
  if (x->rule_count == MOST_RULES || x->failed) return;
  if (!inc_grow(&x->allocator, (void **)&x->rules, x->rule_count, &x->rule_capacity, sizeof *x->rules)) {
    x->failed = true;
    return;
  }
  x->rules[x->rule_count++] = (inc_explained){.rule = rule, .row = row};
}

/* ---- Operands ---- */

void inc_explain_rests(incubator_explanation *x, inc_evidence evidence)
{
  if (evidence > x->evidence) x->evidence = evidence;
}

/* The row that a reference's links lead to; false when there is none. */
static bool follow(const incubator_explanation *x, const inc_ref *ref, uint32_t *table, size_t *row)
{
  const inc_frame *frame = inc_results_frame(x->decisions->results);
  return inc_frame_follow(frame, ref->links, ref->link_count, table, row) == ref->link_count;
}

static bool is_replaced(const incubator_explanation *x, const inc_ref *ref, uint32_t table, size_t row)
{
  if (ref->rule != INC_NONE || !follow(x, ref, &table, &row)) return false;
  const inc_field *field = &program_of(x)->schema.tables[ref->table].fields[ref->field];
  return field->has_absent && !inc_column_valid(&inc_results_frame(x->decisions->results)->tables[table].columns[ref->field], row);
}

static bool same_operand(const inc_operand *a, const inc_operand *b)
{
  if (a->parameter != b->parameter) return false;
  return a->parameter ? a->number == b->number : inc_ref_same(a->ref, b->ref);
}

static void add_operand(inc_gathering *g, inc_operand operand)
{
  inc_explained *to = g->to;
  size_t room = MOST_OPERANDS + 2 * to->about->part_count;
  if (!to->operands) to->operands = inc_explain_alloc(g->x, room, sizeof *to->operands);
  if (!to->operands || to->operand_count == room) return;
  for (size_t i = 0; i < to->operand_count; i++) {
    if (same_operand(&to->operands[i], &operand)) return;
  }
  to->operands[to->operand_count++] = operand;
}

void inc_explain_column(inc_gathering *g, const inc_ref *ref)
{
  const incubator_policy *policy = g->x->decisions->policy;
  inc_operand o = {.ref = ref, .list = INC_NONE};
  o.cell = inc_results_cell(g->x->decisions->results, g->table, ref, g->to->row);
  if (ref->rule == INC_NONE) {
    const inc_field *field = &policy->program.schema.tables[ref->table].fields[ref->field];
    o.cell.type = field->type;
    o.list = field->list;
    o.unit = field->unit;
  } else {
    o.cell.type = policy->program.rules[ref->rule].parts[ref->part].type;
    o.list = policy->program.rules[ref->rule].parts[ref->part].list;
    o.unit = policy->rules[ref->rule].units[ref->part];
  }
  o.replaced = is_replaced(g->x, ref, g->table, g->to->row);
  add_operand(g, o);
}

static void parameter_operand(inc_gathering *g, const inc_expression *e, uint32_t node)
{
  const inc_node *n = &e->nodes[node];
  inc_exact exact;
  inc_operand o = {.parameter = true, .number = n->is.parameter, .list = n->list};
  o.unit = g->x->decisions->policy->parameters[n->is.parameter].unit;
  inc_trace_node(g->trace, e, node, &exact);
  o.cell = (inc_cell){exact.gap, n->type, exact.code};
  if (n->type == INC_TYPE_NUMBER) inc_exact_micros(&exact, INC_ROUND_HALF_EVEN, &o.cell.value);
  add_operand(g, o);
  inc_explain_rests(g->x, g->x->decisions->policy->parameters[n->is.parameter].basis.evidence);
}

static bool gather_node(void *context, const inc_expression *e, uint32_t node)
{
  inc_gathering *g = context;
  if (e->nodes[node].op == INC_OP_COLUMN) inc_explain_column(g, &e->nodes[node].is.ref);
  if (e->nodes[node].op == INC_OP_PARAMETER) parameter_operand(g, e, node);
  return !g->x->failed;
}

void inc_explain_read(inc_gathering *g, const inc_expression *e)
{
  bool literal = e && e->count == 1 && e->nodes[0].op == INC_OP_CONSTANT; /* as most points of scales are */
  if (e && !literal && !inc_trace_walk(g->trace, e, gather_node, g)) g->x->failed = true;
}

/* ---- Steps ---- */

typedef struct stepping {
  inc_gathering g;
  size_t room;
} stepping;

bool inc_explain_cell(const inc_gathering *g, const inc_expression *e, inc_cell *cell)
{
  inc_exact exact;
  const inc_node *root = inc_expression_root(e);
  bool there = inc_trace_node(g->trace, e, e->count - 1, &exact);
  *cell = (inc_cell){exact.gap, root->type, exact.code};
  if (there && root->type == INC_TYPE_NUMBER && !exact.gap) {
    if (!inc_exact_micros(&exact, program_of(g->x)->rounding, &cell->value)) cell->gap = INCUBATOR_GAP_ERROR;
  }
  return there;
}

inc_step inc_explain_step(inc_gathering *g, inc_role role, const inc_expression *e, const inc_basis *basis)
{
  inc_step step = {.role = role, .text = e, .table = g->table, .list = inc_expression_root(e)->list, .basis = basis};
  inc_explain_cell(g, e, &step.cell);
  inc_explain_comparisons(g, &step);
  inc_explain_read(g, e);
  if (basis && role != INC_ROLE_CASE) inc_explain_rests(g->x, basis->evidence); /* of cases only the one taken does */
  return step;
}

static inc_step *add_step(stepping *s, inc_role role, const inc_expression *e, const inc_basis *basis)
{
  inc_explained *to = s->g.to;
  if (!e || to->step_count == s->room || s->g.x->failed) return NULL;
  inc_step *step = &to->steps[to->step_count++];
  *step = inc_explain_step(&s->g, role, e, basis);
  return step;
}

static bool holds(const inc_step *step)
{
  return step && !step->cell.gap && step->cell.value;
}

/* The cases up to the one that held; all of them where only one may. */
static void choose_steps(stepping *s)
{
  const inc_choose *choose = &s->g.to->version->is.choose;
  const inc_basis *parts = s->g.to->about->parts;
  inc_step *taken = NULL;
  const inc_expression *result = NULL;
  bool open = true;
  for (size_t i = 0; i < choose->count && open; i++) {
    inc_step *step = add_step(s, INC_ROLE_CASE, choose->cases[i].when, &parts[i]);
    if (!step) break;
    step->number = (uint32_t)i + 1;
    if (holds(step) && !taken) {
      taken = step;
      result = choose->cases[i].is;
    }
    open = choose->unique || (!taken && !step->cell.gap);
  }
  if (taken) {
    taken->taken = true;
    s->g.to->basis = taken->basis;
    inc_explain_read(&s->g, result);
  } else if (open && choose->otherwise) {
    inc_step *step = add_step(s, INC_ROLE_ELSE, choose->otherwise, &parts[choose->count]);
    if (step) step->taken = true;
    s->g.to->basis = &parts[choose->count];
  }
}

static void require_steps(stepping *s)
{
  const inc_require *require = &s->g.to->version->is.require;
  for (size_t i = 0; i < require->count; i++) {
    const inc_condition *c = &require->conditions[i];
    inc_step *step = add_step(s, INC_ROLE_CONDITION, c->is, &s->g.to->about->parts[i]);
    if (!step) return;
    step->number = c->part;
    if (step->cell.gap != INCUBATOR_GAP_MISSING || c->absent == INC_ABSENT_NONE) continue;
    step->replaced = true;
    step->cell = (inc_cell){INCUBATOR_GAP_NONE, INC_TYPE_BOOLEAN, c->absent == INC_ABSENT_TRUE};
  }
}

static void measure_steps(stepping *s)
{
  const inc_measure *m = &s->g.to->version->is.measure;
  const inc_expression *two[] = {m->where, m->of};
  for (int i = 0; i < 2; i++) {
    if (!two[i] || s->g.to->step_count == s->room) continue;
    s->g.to->steps[s->g.to->step_count++] = (inc_step){.role = i ? INC_ROLE_OF : INC_ROLE_WHERE, .text = two[i], .table = m->rows};
  }
  s->g.to->members = inc_explain_members(s->g.x, s->g.to->rule, s->g.to->row);
  /* Thousands of rows are not explained one by one: the rules they went through count with their static worst. */
  inc_explain_rests(s->g.x, s->g.x->decisions->policy->rules[s->g.to->rule].worst);
}

static void select_steps(stepping *s)
{
  const inc_select *select = &s->g.to->version->is.select;
  for (uint32_t i = 0; i < select->order_count; i++) {
    inc_step *step = add_step(s, INC_ROLE_ORDER, select->order[i].value, NULL);
    if (step) step->number = i + 1;
  }
  add_step(s, INC_ROLE_PLACES, select->places, NULL);
  s->g.to->ranked = inc_explain_rank(&s->g);
}

static void apportion_steps(stepping *s)
{
  const inc_apportion_rule *how = &s->g.to->version->is.apportion;
  add_step(s, INC_ROLE_WHOLE, how->whole, NULL);
  add_step(s, INC_ROLE_WEIGHT, how->weight, NULL);
  add_step(s, INC_ROLE_LOWER, how->lower, NULL);
  add_step(s, INC_ROLE_UPPER, how->upper, NULL);
}

/* `when`, `at`, and at most four expressions or one for each part or of an order. */
static size_t room_for(const inc_explained *e, inc_kind kind)
{
  return 6 + e->about->part_count + (kind == INC_KIND_SELECT ? e->version->is.select.order_count : 0);
}

static void body_steps(stepping *s, inc_kind kind)
{
  const inc_version *v = s->g.to->version;
  switch (kind) {
  case INC_KIND_DERIVE:
    add_step(s, INC_ROLE_VALUE, v->is.derive.value, NULL);
    add_step(s, INC_ROLE_FROM, v->is.derive.from, NULL);
    add_step(s, INC_ROLE_TO, v->is.derive.to, NULL);
    s->g.to->scale = v->is.derive.scale;
    inc_explain_scale(&s->g, v->is.derive.scale);
    inc_engine_cohort(s->g.x->decisions->results, s->g.to->rule, 0, s->g.to->row, &s->g.to->cohort);
    break;
  case INC_KIND_CHOOSE: choose_steps(s); break;
  case INC_KIND_REQUIRE: require_steps(s); break;
  case INC_KIND_MEASURE: measure_steps(s); break;
  case INC_KIND_SCORE: s->g.to->scored = inc_explain_score(&s->g); break;
  case INC_KIND_SELECT: select_steps(s); break;
  case INC_KIND_APPORTION: apportion_steps(s); break;
  case INC_KIND_AWARD:
    add_step(s, INC_ROLE_AMOUNT, v->is.award.amount, NULL);
    s->g.to->awarded = inc_explain_award(&s->g, true);
    break;
  case INC_KIND_TARGET:
    add_step(s, INC_ROLE_ACTUAL, v->is.target.actual, NULL);
    add_step(s, INC_ROLE_GOAL, v->is.target.goal, NULL);
    add_step(s, INC_ROLE_BASE, v->is.target.base, NULL);
    break;
  default: break;
  }
}

/* ---- One rule ---- */

typedef struct naming {
  incubator_explanation *x;
  inc_explained *to;
} naming;

static void add_name(void *context, const char *name)
{
  naming *n = context;
  if (!n->to->names) n->to->names = inc_explain_alloc(n->x, MOST_NAMES, sizeof *n->to->names);
  char *copy = n->to->name_count < MOST_NAMES ? inc_explain_alloc(n->x, strlen(name) + 1, 1) : NULL;
  if (!copy || !n->to->names) return;
  strcpy(copy, name);
  n->to->names[n->to->name_count++] = copy;
}

/* The result itself was missing, yet the cell has a value. */
static bool reported_stands(const inc_explained *e, const inc_trace *trace, inc_kind kind)
{
  if (e->cell.gap) return false;
  if (kind == INC_KIND_MEASURE) return e->members && !e->members->given;
  if (kind == INC_KIND_CHOOSE) return inc_trace_part(trace, INC_CHOOSE_CASE).gap == INCUBATOR_GAP_MISSING;
  for (size_t i = 0; i < e->step_count; i++) {
    if (e->steps[i].cell.gap == INCUBATOR_GAP_MISSING) return true;
  }
  return false;
}

static void explain_rule(incubator_explanation *x, size_t index)
{
  const incubator_policy *policy = x->decisions->policy;
  inc_explained e = x->rules[index];
  const inc_rule *rule = &policy->program.rules[e.rule];
  inc_trace *trace;
  if (inc_trace_create(x->decisions->results, e.rule, e.row, &trace, NULL) != INCUBATOR_STATUS_OK) {
    x->failed = true;
    return;
  }
  e.version = inc_trace_version(trace);
  e.cell = inc_trace_part(trace, 0);
  if (e.cell.gap) {
    naming n = {x, &e};
    if (inc_engine_gap_names(x->decisions->results, (inc_want){e.rule, 0}, e.row, add_name, &n) != INCUBATOR_STATUS_OK) x->failed = true;
  }
  if (e.version) {
    e.about = &policy->rules[e.rule].versions[e.version - rule->versions];
    e.basis = &e.about->basis;
    stepping s = {.g = {x, trace, &e, rule->table}, .room = room_for(&e, rule->kind)};
    e.steps = inc_explain_alloc(x, s.room, sizeof *e.steps);
    inc_step *when = x->failed ? NULL : add_step(&s, INC_ROLE_WHEN, e.version->when, NULL);
    bool applies = !e.version->when || holds(when);
    if (!x->failed && applies) add_step(&s, INC_ROLE_AT, e.version->at, NULL);
    if (!x->failed && applies) body_steps(&s, rule->kind);
    else if (!x->failed && rule->kind == INC_KIND_AWARD) e.awarded = inc_explain_award(&s.g, false);
    if (!x->failed && applies && e.version->reported) {
      inc_explain_column(&s.g, e.version->reported);
      e.reported = reported_stands(&e, trace, rule->kind);
    }
    inc_explain_rests(x, e.basis->evidence);
  }
  inc_trace_free(trace);
  x->rules[index] = e;
  for (size_t i = 0; i < e.operand_count; i++) {
    uint32_t table = rule->table;
    size_t row = e.row;
    const inc_operand *o = &e.operands[i];
    if (!o->parameter && o->ref->rule != INC_NONE && follow(x, o->ref, &table, &row)) add_rule(x, o->ref->rule, row);
  }
}

incubator_status incubator_explanation_create(incubator_decisions *decisions, const incubator_question *given,
                                              incubator_explanation **explanation, incubator_error *error)
{
  incubator_question q;
  inc_subject subject;
  if (explanation) *explanation = NULL;
  if (!decisions || !given || !explanation) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "decisions, question and explanation must not be NULL");
  }
  INC_TRY(inc_struct_read(&q, sizeof q, INC_SIZE_THROUGH(incubator_question, without_changes), given, error));
  INC_TRY(inc_decisions_subject(decisions, q.subject, &subject, error));
  inc_want want = {INC_NONE, 0};
  bool known = q.rule && inc_policy_part(decisions->policy, q.rule, strlen(q.rule), &want) && want.part == 0;
  if (!known || decisions->policy->program.rules[want.rule].table != subject.table) {
    return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "no rule \"%s\" on the table of %s", q.rule ? q.rule : "", q.subject);
  }
  incubator_explanation *x = inc_alloc_zero(&decisions->allocator, 1, sizeof *x);
  if (!x) return inc_no_memory(error);
  x->allocator = decisions->allocator;
  x->decisions = incubator_decisions_ref(decisions);
  x->subject = subject;
  inc_arena_init(&x->arena, &x->allocator);
  add_rule(x, want.rule, subject.row);
  for (size_t i = 0; i < x->rule_count && !x->failed; i++) explain_rule(x, i);
  if (!x->failed && !q.without_changes) inc_explain_changes(x);
  bool known_outcome = x->failed || (q.without_changes && !q.reach) || inc_explain_reach(x, q.reach, q.most_steps);
  if (!x->failed && known_outcome) {
    *explanation = x;
    return INCUBATOR_STATUS_OK;
  }
  bool failed = x->failed;
  incubator_explanation_free(x);
  if (failed) return inc_no_memory(error);
  return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "\"%s\" is no outcome of \"%s\"", q.reach, q.rule);
}
