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

bool inc_score_finds_weights(const inc_score *score)
{
  bool finds = score->mix.weights != INC_WEIGHTS_GIVEN;
  for (uint32_t i = 0; i < score->count && !finds; i++) finds = score->items[i].mix.weights != INC_WEIGHTS_GIVEN;
  return finds;
}

static bool visit_one(const inc_expression *e, inc_expression_visit visit, void *context)
{
  return !e || visit(context, e);
}

static bool visit_scale(const inc_scale *s, inc_expression_visit visit, void *context)
{
  bool on = true;
  for (size_t i = 0; on && s && i < s->count; i++) {
    on = visit_one(&s->points[i].x, visit, context) && visit_one(&s->points[i].y, visit, context);
  }
  return on;
}

static bool visit_derive(const inc_derive *d, inc_expression_visit visit, void *context)
{
  return visit_one(d->value, visit, context) && visit_one(d->from, visit, context) && visit_one(d->to, visit, context) &&
         visit_scale(d->scale, visit, context);
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

static bool visit_score(const inc_score *s, inc_expression_visit visit, void *context)
{
  bool on = true;
  for (uint32_t i = 0; on && i < s->count; i++) {
    const inc_item *item = &s->items[i];
    on = visit_one(item->when, visit, context) && visit_one(item->value, visit, context) &&
         visit_scale(item->scale, visit, context) && visit_one(item->absent, visit, context) &&
         visit_one(item->weight, visit, context);
  }
  return on;
}

static bool visit_select(const inc_select *s, inc_expression_visit visit, void *context)
{
  bool on = true;
  for (uint32_t i = 0; on && i < s->order_count; i++) on = visit(context, s->order[i].value);
  return on && visit_one(s->places, visit, context);
}

bool inc_award_is_joint(const inc_award *award)
{
  bool joint = false;
  for (uint32_t i = 0; i < award->adjustment_count; i++) joint = joint || award->adjustments[i].joint;
  return joint;
}

bool inc_award_sums(const inc_award *award)
{
  bool sums = false;
  for (uint32_t i = 0; i < award->component_count; i++) sums = sums || award->components[i].via_count;
  return sums;
}

static bool visit_award(const inc_award *a, inc_expression_visit visit, void *context)
{
  bool on = visit_one(a->amount, visit, context);
  for (uint32_t i = 0; on && i < a->adjustment_count; i++) {
    const inc_adjustment *j = &a->adjustments[i];
    on = visit_one(j->when, visit, context) && visit_one(j->value, visit, context);
    for (uint32_t k = 0; on && k < j->order_count; k++) on = visit(context, j->order[k].value);
  }
  for (uint32_t i = 0; on && i < a->payer_count; i++) on = visit(context, a->payers[i].weight);
  return on;
}

static bool visit_body(inc_kind kind, const inc_version *v, inc_expression_visit visit, void *context)
{
  switch (kind) {
  case INC_KIND_DERIVE: return visit_derive(&v->is.derive, visit, context);
  case INC_KIND_CHOOSE: return visit_choose(&v->is.choose, visit, context);
  case INC_KIND_REQUIRE: return visit_require(&v->is.require, visit, context);
  case INC_KIND_SCORE: return visit_score(&v->is.score, visit, context);
  case INC_KIND_SELECT: return visit_select(&v->is.select, visit, context);
  case INC_KIND_MEASURE:
    return visit_one(v->is.measure.where, visit, context) && visit_one(v->is.measure.of, visit, context);
  case INC_KIND_AWARD: return visit_award(&v->is.award, visit, context);
  case INC_KIND_APPORTION:
    return visit_one(v->is.apportion.whole, visit, context) && visit_one(v->is.apportion.weight, visit, context) &&
           visit_one(v->is.apportion.lower, visit, context) && visit_one(v->is.apportion.upper, visit, context);
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

static bool visit_list(const inc_ref *refs, uint32_t count, const ref_context *c)
{
  bool on = true;
  for (uint32_t i = 0; on && i < count; i++) on = c->visit(c->context, &refs[i]);
  return on;
}

static bool visit_cohort(const inc_scale *scale, const ref_context *c)
{
  return !inc_scale_is_cohort(scale) || visit_list(scale->cohort.within, scale->cohort.within_count, c);
}

static bool visit_award_refs(const inc_award *a, const ref_context *c)
{
  bool on = true;
  for (uint32_t i = 0; on && i < a->component_count; i++) on = c->visit(c->context, &a->components[i].award);
  for (uint32_t i = 0; on && i < a->adjustment_count; i++) on = visit_list(a->adjustments[i].over, a->adjustments[i].over_count, c);
  return on;
}

static bool visit_body_refs(inc_kind kind, const inc_version *v, const ref_context *c)
{
  bool on = true;
  switch (kind) {
  case INC_KIND_DERIVE: return visit_cohort(v->is.derive.scale, c);
  case INC_KIND_SCORE:
    for (uint32_t i = 0; on && i < v->is.score.count; i++) on = visit_cohort(v->is.score.items[i].scale, c);
    return on;
  case INC_KIND_SELECT: return visit_list(v->is.select.within, v->is.select.within_count, c);
  case INC_KIND_MEASURE: return visit_list(v->is.measure.within, v->is.measure.within_count, c);
  case INC_KIND_AWARD: return visit_award_refs(&v->is.award, c);
  case INC_KIND_APPORTION: return visit_list(v->is.apportion.within, v->is.apportion.within_count, c);
  case INC_KIND_TARGET: return visit_ref(v->is.target.low, c) && visit_ref(v->is.target.high, c);
  default: return true;
  }
}

bool inc_version_refs(inc_kind kind, const inc_version *v, inc_ref_visit visit, void *context)
{
  ref_context c = {visit, context};
  return inc_version_expressions(kind, v, visit_refs, &c) && visit_ref(v->reported, &c) && visit_body_refs(kind, v, &c);
}
