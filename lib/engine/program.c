#include "engine/program.h"

const inc_version *inc_rule_version(const inc_rule *rule, int32_t as_of)
{
  for (size_t i = 0; i < rule->version_count; i++) {
    const inc_version *v = &rule->versions[i];
    if (v->from <= as_of && as_of < v->until) return v;
  }
  return NULL;
}

bool inc_parameter_value(const inc_parameter *parameter, int32_t date, int64_t *value)
{
  bool found = false;
  for (size_t i = 0; i < parameter->value_count && parameter->values[i].from <= date; i++) {
    *value = parameter->values[i].value;
    found = true;
  }
  return found;
}

static bool visit_one(const inc_expression *e, inc_expression_visit visit, void *context)
{
  return !e || visit(context, e);
}

static bool visit_derive(const inc_derive *d, inc_expression_visit visit, void *context)
{
  bool on = visit_one(d->value, visit, context) && visit_one(d->from, visit, context) && visit_one(d->to, visit, context);
  for (size_t i = 0; on && d->scale && i < d->scale->count; i++) {
    on = visit_one(&d->scale->points[i].x, visit, context) && visit_one(&d->scale->points[i].y, visit, context);
  }
  return on;
}

static bool visit_choose(const inc_choose *c, inc_expression_visit visit, void *context)
{
  bool on = true;
  for (size_t i = 0; on && i < c->count; i++) {
    on = visit_one(c->cases[i].when, visit, context) && visit_one(c->cases[i].is, visit, context);
  }
  return on && visit_one(c->otherwise, visit, context);
}

static bool visit_require(const inc_require *r, inc_expression_visit visit, void *context)
{
  bool on = true;
  for (size_t i = 0; on && i < r->count; i++) on = visit_one(r->conditions[i].is, visit, context);
  return on;
}

static bool visit_body(inc_kind kind, const inc_version *v, inc_expression_visit visit, void *context)
{
  switch (kind) {
  case INC_KIND_DERIVE: return visit_derive(&v->is.derive, visit, context);
  case INC_KIND_CHOOSE: return visit_choose(&v->is.choose, visit, context);
  case INC_KIND_REQUIRE: return visit_require(&v->is.require, visit, context);
  case INC_KIND_MEASURE:
    return visit_one(v->is.measure.where, visit, context) && visit_one(v->is.measure.of, visit, context);
  case INC_KIND_TARGET:
    return visit_one(v->is.target.actual, visit, context) && visit_one(v->is.target.goal, visit, context) &&
           visit_one(v->is.target.base, visit, context);
  default: return true;
  }
}

bool inc_version_expressions(inc_kind kind, const inc_version *v, inc_expression_visit visit, void *context)
{
  return visit_one(v->when, visit, context) && visit_one(v->at, visit, context) &&
         visit_one(v->absent, visit, context) && visit_body(kind, v, visit, context);
}

typedef struct ref_context {
  inc_ref_visit visit;
  void *context;
} ref_context;

static bool visit_refs(void *context, const inc_expression *e)
{
  const ref_context *c = context;
  for (uint32_t i = 0; i < e->count; i++) {
    if (e->nodes[i].op == INC_OP_COLUMN && !c->visit(c->context, &e->nodes[i].is.ref)) return false;
  }
  return true;
}

static bool visit_ref(const inc_ref *ref, const ref_context *c)
{
  return !ref || c->visit(c->context, ref);
}

bool inc_version_refs(inc_kind kind, const inc_version *v, inc_ref_visit visit, void *context)
{
  ref_context c = {visit, context};
  if (!inc_version_expressions(kind, v, visit_refs, &c)) return false;
  if (!visit_ref(v->reported, &c)) return false;
  if (kind == INC_KIND_TARGET) return visit_ref(v->is.target.low, &c) && visit_ref(v->is.target.high, &c);
  bool on = true;
  if (kind != INC_KIND_MEASURE) return on;
  for (uint32_t i = 0; on && i < v->is.measure.within_count; i++) on = visit_ref(&v->is.measure.within[i], &c);
  return on;
}
