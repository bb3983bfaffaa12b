/* The columns that say when an event was: of `at`, of the order of a cap, and the days of the event's own row that decide whether it is paid. */
#include <string.h>

#include "ledger/ledger.h"

typedef struct search {
  const incubator_ledger *l;
  uint32_t table;
  bool *seen;    /* [rule] */
  bool *read;    /* [field]: decides */
  bool *settled; /* [field]: it is compared with the day of the decision, so the policy has an eye on it */
} search;

static bool visit_expression(void *context, const inc_expression *e);

/* A rule of the same row that decides row by row. */
static void visit_rule(search *s, uint32_t number)
{
  const inc_rule *rule = &inc_ledger_program(s->l)->rules[number];
  const inc_version *v = inc_rule_version(rule, inc_results_as_of(s->l->decisions->results));
  const bool own = rule->kind == INC_KIND_DERIVE || rule->kind == INC_KIND_CHOOSE || rule->kind == INC_KIND_REQUIRE;
  if (s->seen[number] || !v || !own) return;
  s->seen[number] = true;
  if (rule->kind == INC_KIND_DERIVE && v->is.derive.from && inc_expression_root(v->is.derive.from)->op == INC_OP_AS_OF) {
    const inc_node *to = inc_expression_root(v->is.derive.to); /* time from now on: the day may well be ahead */
    if (to->op == INC_OP_COLUMN && !to->is.ref.link_count && to->is.ref.field != INC_NONE) s->settled[to->is.ref.field] = true;
  }
  inc_version_expressions(rule->kind, v, visit_expression, s);
}

static const inc_ref *own_day(const search *s, const inc_node *node)
{
  const bool own = node->op == INC_OP_COLUMN && node->type == INC_TYPE_DATE && node->is.ref.link_count == 0 && node->is.ref.field != INC_NONE &&
                   node->is.ref.table == s->table;
  return own ? &node->is.ref : NULL;
}

/* A comparison of a day with that of the decision. */
static void look_at_comparison(search *s, const inc_expression *e, const inc_node *node)
{
  bool now = false;
  for (uint32_t i = 0; i < node->count; i++) now = now || e->nodes[inc_expression_operand(e, node, i)].op == INC_OP_AS_OF;
  for (uint32_t i = 0; i < node->count && now; i++) {
    const inc_ref *day = own_day(s, &e->nodes[inc_expression_operand(e, node, i)]);
    if (day) s->settled[day->field] = true;
  }
}

static bool visit_expression(void *context, const inc_expression *e)
{
  search *s = context;
  for (uint32_t i = 0; i < e->count; i++) {
    const inc_node *node = &e->nodes[i];
    const inc_ref *day = own_day(s, node);
    if (day) s->read[day->field] = true;
    else if (node->op == INC_OP_COLUMN && !node->is.ref.link_count && node->is.ref.rule != INC_NONE) visit_rule(s, node->is.ref.rule);
    else look_at_comparison(s, e, node);
  }
  return true;
}

static bool add_day(const incubator_ledger *l, inc_programme *p, const inc_ref *ref)
{
  for (size_t i = 0; i < p->day_count; i++) {
    if (inc_ref_same(&p->days[i], ref)) return true;
  }
  if (!inc_grow(&l->allocator, (void **)&p->days, p->day_count, &p->day_capacity, sizeof *p->days)) return false;
  p->days[p->day_count++] = *ref;
  return true;
}

/* Of `at`, and those that the order of a cap goes by. */
static bool add_stated(const incubator_ledger *l, inc_programme *p)
{
  bool ok = !p->version->at || add_day(l, p, &p->version->at->nodes[0].is.ref);
  for (uint32_t i = 0; i < p->award->adjustment_count; i++) {
    const inc_adjustment *a = &p->award->adjustments[i];
    for (uint32_t k = 0; k < a->order_count && ok; k++) {
      const inc_node *root = inc_expression_root(a->order[k].value);
      if (root->op == INC_OP_COLUMN && root->type == INC_TYPE_DATE) ok = add_day(l, p, &root->is.ref);
    }
  }
  return ok;
}

static bool add_deciding(const incubator_ledger *l, inc_programme *p)
{
  const inc_program *program = inc_ledger_program(l);
  search s = {.l = l, .table = program->rules[p->rule].table};
  const uint32_t fields = program->schema.tables[s.table].count;
  s.seen = inc_alloc_zero(&l->allocator, program->rule_count + 1, sizeof *s.seen);
  s.read = inc_alloc_zero(&l->allocator, fields + 1, sizeof *s.read);
  s.settled = inc_alloc_zero(&l->allocator, fields + 1, sizeof *s.settled);
  bool ok = s.seen && s.read && s.settled;
  if (ok) inc_version_expressions(INC_KIND_AWARD, p->version, visit_expression, &s);
  for (uint32_t f = 0; f < fields && ok; f++) {
    const inc_ref ref = {.table = s.table, .field = f, .rule = INC_NONE};
    if (s.read[f] && !s.settled[f]) ok = add_day(l, p, &ref);
  }
  inc_free(&l->allocator, s.seen);
  inc_free(&l->allocator, s.read);
  inc_free(&l->allocator, s.settled);
  return ok;
}

bool inc_ledger_find_days(const incubator_ledger *l, inc_programme *p)
{
  return add_stated(l, p) && add_deciding(l, p);
}
