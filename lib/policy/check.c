/* Warnings: what works, but should be looked at. Only of the policy itself, not of its bases. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "policy/awards.h"
#include "policy/cases.h"
#include "policy/expression.h"
#include "policy/range.h"
#include "policy/rules.h"
#include "policy/weights.h"

typedef struct checking {
  inc_reader *r;
  inc_ranges ranges;
  bool *may_miss;  /* of each rule: its result can be missing data */
  bool **unbounded; /* [table][field]: already told */
  inc_map tested;  /* names of rules in the tests' expectations */
  bool own;        /* the rule being looked at is the policy's own */
} checking;

static const inc_program *program_of(const checking *c)
{
  return &c->r->policy->program;
}

#define WARN(c, code, node, ...) inc_report((c)->r, INCUBATOR_SEVERITY_WARNING, (code), (node), __VA_ARGS__)

static const inc_json *place_of(const inc_expression *e, uint32_t node)
{
  return ((const inc_expression_origin *)e->origin)->nodes[node];
}

/* ---- Nodes of one expression ---- */

/* What is known of each node. */
typedef struct node_facts {
  inc_range *values;
  inc_truth *truths;
  bool *fractions;   /* may lie between whole numbers because something was divided */
  uint32_t *parents; /* INC_NONE for the root */
} node_facts;

static bool make_facts(checking *c, const inc_expression *e, node_facts *f)
{
  inc_arena *a = &c->r->scratch;
  f->values = inc_arena_alloc(a, e->count, sizeof *f->values);
  f->truths = inc_arena_alloc(a, e->count, sizeof *f->truths);
  f->fractions = inc_arena_alloc(a, e->count, sizeof *f->fractions);
  f->parents = inc_arena_alloc(a, e->count, sizeof *f->parents);
  if (!f->values || !f->truths || !f->fractions || !f->parents) {
    c->r->failed = true;
    return false;
  }
  inc_range_expression(&c->ranges, e, f->values, f->truths);
  f->parents[e->count - 1] = INC_NONE;
  for (uint32_t i = 0; i < e->count; i++) {
    for (uint32_t k = 0; k < e->nodes[i].count; k++) f->parents[inc_expression_operand(e, &e->nodes[i], k)] = i;
  }
  return true;
}

/* A mean or a share is a quotient already. */
static bool is_quotient(const checking *c, const inc_ref *ref)
{
  if (ref->rule == INC_NONE || ref->part) return false;
  const inc_rule *rule = &program_of(c)->rules[ref->rule];
  if (rule->kind != INC_KIND_MEASURE) return false;
  inc_take take = rule->versions[0].is.measure.take;
  return take == INC_TAKE_MEAN || take == INC_TAKE_SHARE || take == INC_TAKE_SHARE_OF_COMMONEST;
}

static void find_fractions(const checking *c, const inc_expression *e, node_facts *f)
{
  for (uint32_t i = 0; i < e->count; i++) {
    const inc_node *n = &e->nodes[i];
    f->fractions[i] = n->op == INC_OP_DIVIDE || (n->op == INC_OP_COLUMN && is_quotient(c, &n->is.ref));
    for (uint32_t k = 0; k < n->count && n->type == INC_TYPE_NUMBER; k++) {
      f->fractions[i] = f->fractions[i] || f->fractions[inc_expression_operand(e, n, k)];
    }
  }
}

/* The divisor's range, narrowed by the conditions of the ifs around it. */
static inc_range divisor_range(const checking *c, const inc_expression *e, const node_facts *f, uint32_t divide)
{
  uint32_t divisor = inc_expression_operand(e, &e->nodes[divide], 1);
  inc_range r = f->values[divisor];
  if (e->nodes[divisor].op != INC_OP_COLUMN) return r;
  for (uint32_t at = divide, up = f->parents[at]; up != INC_NONE; at = up, up = f->parents[up]) {
    const inc_node *n = &e->nodes[up];
    for (uint32_t k = 1; n->op == INC_OP_IF && k + 1 < n->count; k += 2) {
      if (inc_expression_operand(e, n, k) != at) continue;
      r = inc_range_where(&c->ranges, r, &e->nodes[divisor].is.ref, e, inc_expression_operand(e, n, k - 1));
    }
  }
  return r;
}

static void check_divide(checking *c, const inc_expression *e, const node_facts *f, uint32_t i)
{
  inc_range r = divisor_range(c, e, f, i);
  if (r.low > 0 || r.high < 0) return;
  WARN(c, "division-may-meet-zero", place_of(e, inc_expression_operand(e, &e->nodes[i], 1)),
       "the divisor can be 0, which is an error of that row: declare min above 0, or guard it by \"when\" or \"if\"");
}

/* Bounds prove that products and quotients are exact in narrow integers. */
static void check_bounds(checking *c, const inc_expression *e, uint32_t i)
{
  for (uint32_t k = 0; k < e->nodes[i].count; k++) {
    uint32_t operand = inc_expression_operand(e, &e->nodes[i], k);
    const inc_node *n = &e->nodes[operand];
    if (n->op != INC_OP_COLUMN || n->is.ref.rule != INC_NONE) continue;
    const inc_field *field = &program_of(c)->schema.tables[n->is.ref.table].fields[n->is.ref.field];
    bool *told = &c->unbounded[n->is.ref.table][n->is.ref.field];
    if ((field->has_min && field->has_max) || *told) continue;
    *told = true;
    WARN(c, "bounds-missing", place_of(e, operand), "\"%s\" is multiplied or divided but has no min and max", field->name);
  }
}

static void check_comparison(checking *c, const inc_expression *e, const node_facts *f, uint32_t i)
{
  const inc_node *n = &e->nodes[i];
  if (f->truths[i] != INC_TRUTH_OPEN) {
    WARN(c, "condition-constant", place_of(e, i), "by the declared bounds this %s holds",
         f->truths[i] == INC_TRUTH_ALWAYS ? "always" : "never");
  }
  bool equality = n->op == INC_OP_EQUAL || n->op == INC_OP_NOT_EQUAL;
  uint32_t a = inc_expression_operand(e, n, 0), b = inc_expression_operand(e, n, 1);
  if (!equality || e->nodes[a].type != INC_TYPE_NUMBER || (!f->fractions[a] && !f->fractions[b])) return;
  WARN(c, "equality-on-fraction", place_of(e, i), "a quotient is hardly ever exactly equal to something: use <= or >=");
}

static bool check_expression(void *context, const inc_expression *e)
{
  checking *c = context;
  node_facts f;
  if (!e->origin) return true; /* `at`: a column, nothing to check */
  if (!make_facts(c, e, &f)) return false;
  find_fractions(c, e, &f);
  for (uint32_t i = 0; i < e->count && c->own; i++) {
    inc_op op = e->nodes[i].op;
    if (op == INC_OP_DIVIDE) check_divide(c, e, &f, i);
    if (op == INC_OP_DIVIDE || op == INC_OP_MULTIPLY) check_bounds(c, e, i);
    if (op >= INC_OP_LESS && op <= INC_OP_NOT_EQUAL) check_comparison(c, e, &f, i);
  }
  return true;
}

/* ---- Missing data ---- */

static bool ref_may_miss(const checking *c, const inc_ref *ref)
{
  if (ref->link_count) return true;
  if (ref->rule != INC_NONE) return c->may_miss[ref->rule];
  const inc_table *table = &program_of(c)->schema.tables[ref->table];
  return !table->fields[ref->field].has_absent && ref->field != table->key;
}

static bool may_miss(const checking *c, const inc_expression *e)
{
  for (uint32_t i = 0; e && i < e->count; i++) {
    if (e->nodes[i].op == INC_OP_COLUMN && ref_may_miss(c, &e->nodes[i].is.ref)) return true;
  }
  return false;
}

typedef struct miss_search {
  const checking *c;
  bool found;
} miss_search;

static bool look_for_miss(void *context, const inc_ref *ref)
{
  miss_search *s = context;
  s->found = ref_may_miss(s->c, ref);
  return !s->found;
}

/* Whether a version's body can be missing data; what `absent` replaces does not count. */
static bool body_may_miss(const checking *c, const inc_rule *rule, const inc_version *v)
{
  miss_search s = {c, false};
  if (rule->kind == INC_KIND_MEASURE || rule->kind == INC_KIND_TARGET) return true; /* a table may not be given */
  if (rule->kind != INC_KIND_REQUIRE) {
    inc_version without = *v;
    without.absent = NULL;
    inc_version_refs(rule->kind, &without, look_for_miss, &s);
    return s.found;
  }
  bool found = may_miss(c, v->when);
  for (size_t i = 0; i < v->is.require.count; i++) {
    const inc_condition *condition = &v->is.require.conditions[i];
    found = found || (condition->absent == INC_ABSENT_NONE && may_miss(c, condition->is));
  }
  return found;
}

static void check_absent(checking *c, uint32_t number, const inc_version *v, const inc_version_info *about)
{
  const inc_rule *rule = &program_of(c)->rules[number];
  bool misses = body_may_miss(c, rule, v);
  if (v->absent && !misses && c->own) {
    WARN(c, "absent-never-used", inc_json_get(about->node, "absent"), "nothing that \"%s\" reads can be missing", rule->name);
  }
  c->may_miss[number] = c->may_miss[number] || (v->absent ? may_miss(c, v->absent) : misses);
  if (rule->kind != INC_KIND_REQUIRE || !c->own) return;
  const inc_json *node = inc_json_first(inc_json_get(about->node, "conditions"));
  for (size_t i = 0; i < v->is.require.count; i++, node = inc_json_next(node)) {
    const inc_condition *condition = &v->is.require.conditions[i];
    if (condition->absent == INC_ABSENT_NONE || may_miss(c, condition->is)) continue;
    WARN(c, "absent-never-used", inc_json_get(node, "absent"), "nothing that \"%s\" reads can be missing", inc_json_key(node));
  }
}

/* ---- Ranges of rules ---- */

static inc_range root_range(checking *c, const inc_expression *e)
{
  return inc_range_root(c->r, &c->ranges, e);
}

static inc_range derive_range(checking *c, const inc_derive *d)
{
  const inc_i128 days = (inc_i128)3660000 * INC_MICRO;
  if (d->scale) return inc_range_scale(c->r, &c->ranges, d->scale);
  return d->value ? root_range(c, d->value) : (inc_range){-days, days};
}

static inc_range choose_range(checking *c, const inc_choose *choose)
{
  inc_range r = root_range(c, choose->cases[0].is);
  for (size_t i = 1; i < choose->count; i++) r = inc_range_join(r, root_range(c, choose->cases[i].is));
  return choose->otherwise ? inc_range_join(r, root_range(c, choose->otherwise)) : r;
}

static inc_range measure_range(checking *c, const inc_measure *m)
{
  switch (m->take) {
  case INC_TAKE_COUNT:
  case INC_TAKE_DISTINCT: return (inc_range){0, ((inc_i128)1 << 32) * INC_MICRO};
  case INC_TAKE_SHARE:
  case INC_TAKE_SHARE_OF_COMMONEST: return (inc_range){0, INC_MICRO};
  case INC_TAKE_SUM: {
    inc_range r = root_range(c, m->of);
    return (inc_range){r.low >= 0 ? 0 : -INC_RANGE_END, r.high <= 0 ? 0 : INC_RANGE_END};
  }
  default: return root_range(c, m->of);
  }
}

/* The greatest multiple of a step that is not above the number: what it may be rounded down to. */
static inc_i128 multiple_below(inc_i128 number, int64_t step)
{
  const inc_i128 over = number % step;
  return number - (over < 0 ? over + step : over);
}

static inc_range version_range(checking *c, const inc_rule *rule, const inc_version *v)
{
  if (rule->parts[0].type != INC_TYPE_NUMBER) return inc_range_all();
  inc_range r = rule->kind == INC_KIND_DERIVE    ? derive_range(c, &v->is.derive)
                : rule->kind == INC_KIND_CHOOSE  ? choose_range(c, &v->is.choose)
                : rule->kind == INC_KIND_MEASURE ? measure_range(c, &v->is.measure)
                : rule->kind == INC_KIND_AWARD   ? inc_award_range(c->r, &c->ranges, &v->is.award)
                                                 : inc_range_all();
  if (v->reported) r = inc_range_all();
  if (v->absent) r = inc_range_join(r, root_range(c, v->absent));
  if (v->step > 1 && inc_range_bounded(r)) r = (inc_range){multiple_below(r.low, v->step), -multiple_below(-r.high, v->step)};
  return r;
}

static void check_overflow(checking *c, const inc_rule *rule, const inc_version_info *about, inc_range r)
{
  const inc_i128 end = (inc_i128)1 << 63;
  if (!inc_range_bounded(r) || (r.high < end && r.low > -end)) return;
  WARN(c, "may-overflow", about->node, "by the declared bounds \"%s\" can exceed 9223372036854, which is an error of that row", rule->name);
}

/* ---- One rule ---- */

static void check_version(checking *c, uint32_t number, size_t v)
{
  const inc_rule *rule = &program_of(c)->rules[number];
  const inc_version *version = &rule->versions[v];
  const inc_version_info *about = &c->r->policy->rules[number].versions[v];
  c->r->document = about->document;
  c->ranges.guard = NULL;
  if (version->when) check_expression(c, version->when);
  c->ranges.guard = version->when;
  inc_version rest = *version;
  rest.when = NULL;
  inc_version_expressions(rule->kind, &rest, check_expression, c);
  inc_range r = version_range(c, rule, version);
  for (uint32_t p = 0; p < rule->part_count; p++) {
    bool follows = p == 0 || (rule->kind == INC_KIND_MEASURE && p != INC_MEASURE_UNDETERMINED);
    inc_range part = follows ? r : inc_range_all();
    c->ranges.rules[number][p] = v ? inc_range_join(c->ranges.rules[number][p], part) : part;
  }
  check_absent(c, number, version, about);
  if (!c->own) return;
  check_overflow(c, rule, about, r);
  if (rule->kind == INC_KIND_CHOOSE) inc_check_cases(c->r, &version->is.choose, inc_json_get(about->node, "cases"));
  if (rule->kind == INC_KIND_AWARD) inc_check_award(c->r, &c->ranges, &version->is.award, about->node);
  if (rule->kind == INC_KIND_SCORE) inc_check_weights(c->r, &c->ranges, &version->is.score, about->node);
  if (about->basis.cite_count == 0 && !inc_json_get(about->node, "assumed")) {
    WARN(c, "uncited", about->node, "\"%s\" names no source, and does not say that it is assumed", rule->name);
  }
}

static void check_rule(checking *c, uint32_t number)
{
  const inc_rule *rule = &program_of(c)->rules[number];
  const inc_entry *entry = &c->r->rules.entries[number];
  c->own = c->r->policy->rules[number].own;
  for (size_t v = 0; v < rule->version_count && !c->r->failed; v++) check_version(c, number, v);
  c->r->document = entry->document;
  if (c->own && rule->kind == INC_KIND_AWARD) inc_check_bearers(c->r, number, entry->node);
  if (c->own && c->tested.count && inc_map_find(&c->tested, rule->name, strlen(rule->name)) == INC_MAP_NONE) {
    WARN(c, "rule-never-tested", entry->node, "no test expects anything of \"%s\"", rule->name);
  }
}

/* ---- Tests, parameters, what is never used ---- */

static void find_tested(checking *c, const inc_json *tests)
{
  bool added;
  for (const inc_json *test = inc_json_first(tests); test; test = inc_json_next(test)) {
    const inc_json *table = inc_json_first(inc_json_get(test, "expect"));
    for (; table; table = inc_json_next(table)) {
      for (const inc_json *row = inc_json_first(table); row; row = inc_json_next(row)) {
        for (const inc_json *cell = inc_json_first(row); cell && inc_json_key(cell); cell = inc_json_next(cell)) {
          const char *name = inc_json_key(cell);
          if (inc_map_add(&c->tested, name, strcspn(name, ":"), &added) == INC_MAP_NONE) c->r->failed = true;
        }
      }
    }
  }
}

static void check_tests(checking *c)
{
  c->r->document = 0;
  const inc_json *root = inc_json_root(c->r->policy->documents[0].json), *tests = inc_json_get(root, "tests");
  find_tested(c, tests);
  bool own = false;
  for (uint32_t i = 0; i < program_of(c)->rule_count; i++) own = own || c->r->policy->rules[i].own;
  if (!inc_json_first(tests) && own) WARN(c, "untested", tests ? tests : root, "the policy carries no tests");
}

static void check_parameters(checking *c)
{
  for (uint32_t i = 0; i < program_of(c)->parameter_count; i++) {
    const inc_parameter *p = &program_of(c)->parameters[i];
    const inc_parameter_info *info = &c->r->policy->parameters[i];
    if (info->document != 0) continue;
    c->r->document = 0;
    if (p->value_count == 0) WARN(c, "parameter-unset", info->node, "\"%s\" has no value: what needs it is undetermined", p->name);
    if (info->basis.cite_count == 0 && !inc_json_get(info->node, "assumed")) {
      WARN(c, "uncited", info->node, "\"%s\" names no source, and does not say that it is assumed", p->name);
    }
  }
}

static void check_unused(checking *c, const inc_section *section, const bool *used, const char *what)
{
  for (size_t i = 0; i < section->count; i++) {
    if (used[i] || section->entries[i].document != 0) continue;
    c->r->document = 0;
    WARN(c, "unused", section->entries[i].node, "the %s \"%s\" is never used", what, section->entries[i].name);
  }
}

/* Counts what is not word for word, in two notes. */
static void count_evidence(checking *c)
{
  size_t counts[3] = {0};
  const incubator_policy *p = c->r->policy;
  for (uint32_t i = 0; i < p->program.rule_count; i++) {
    for (size_t v = 0; p->rules[i].own && v < p->program.rules[i].version_count; v++) {
      const inc_version_info *about = &p->rules[i].versions[v];
      counts[about->basis.evidence]++;
      for (size_t k = 0; k < about->part_count; k++) {
        if (about->parts[k].evidence != about->basis.evidence) counts[about->parts[k].evidence]++;
      }
    }
  }
  for (uint32_t i = 0; i < p->program.parameter_count; i++) {
    if (p->parameters[i].document == 0) counts[p->parameters[i].basis.evidence]++;
  }
  c->r->document = 0;
  const inc_json *root = inc_json_root(p->documents[0].json);
  for (int e = INC_RECALLED; e <= INC_ASSUMED; e++) {
    if (!counts[e]) continue;
    inc_report(c->r, INCUBATOR_SEVERITY_NOTE, inc_evidence_name((inc_evidence)e), root,
               "%zu of the rules, parameters, cases and conditions %s %s", counts[e], counts[e] == 1 ? "is" : "are", inc_evidence_name((inc_evidence)e));
  }
}

/* ---- The whole ---- */

static bool start(checking *c)
{
  inc_reader *r = c->r;
  const inc_program *program = program_of(c);
  c->ranges.reader = r;
  c->ranges.rules = inc_arena_alloc(&r->scratch, program->rule_count, sizeof *c->ranges.rules);
  c->may_miss = inc_arena_alloc(&r->scratch, program->rule_count, sizeof *c->may_miss);
  c->unbounded = inc_arena_alloc(&r->scratch, program->schema.count, sizeof *c->unbounded);
  bool ok = c->ranges.rules && c->may_miss && c->unbounded;
  for (uint32_t i = 0; ok && i < program->rule_count; i++) {
    c->ranges.rules[i] = inc_arena_alloc(&r->scratch, program->rules[i].part_count, sizeof **c->ranges.rules);
    ok = c->ranges.rules[i] != NULL;
  }
  for (uint32_t i = 0; ok && i < program->schema.count; i++) {
    c->unbounded[i] = inc_arena_alloc(&r->scratch, program->schema.tables[i].count, sizeof **c->unbounded);
    ok = c->unbounded[i] != NULL;
  }
  return ok;
}

void inc_check_policy(inc_reader *r)
{
  checking c = {.r = r};
  inc_map_init(&c.tested, &r->allocator);
  if (!start(&c)) r->failed = true;
  if (!r->failed) check_tests(&c);
  for (uint32_t i = 0; i < program_of(&c)->rule_count && !r->failed; i++) check_rule(&c, program_of(&c)->order[i]);
  if (!r->failed) {
    check_parameters(&c);
    check_unused(&c, &r->parameters, r->used_parameters, "parameter");
    check_unused(&c, &r->sources, r->used_sources, "source");
    check_unused(&c, &r->lists, r->used_lists, "category list");
    count_evidence(&c);
  }
  inc_map_free(&c.tested);
}
