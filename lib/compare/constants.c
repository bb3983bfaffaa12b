/* Parameters and dates that both versions of a rule read, and that differ. */
#include "compare/walk.h"

/* Parameters of the one version, looked for in the other. */
typedef struct constants {
  inc_walk *w;
  const inc_visit *v;
  int32_t dates[INC_BOTH]; /* that parameters are taken at */
  uint32_t wanted; /* of the second policy */
  bool has;        /* the second version reads it */
} constants;

static bool look_for(void *context, const inc_expression *e)
{
  constants *k = context;
  for (uint32_t i = 0; i < e->count && !k->has; i++) k->has = e->nodes[i].op == INC_OP_PARAMETER && e->nodes[i].is.parameter == k->wanted;
  return !k->has;
}

/* One that the other version does not read is no reason beside the rule, which says something else then. */
static void compare_parameter(constants *k, uint32_t number)
{
  const inc_compared *sides = k->w->c->sides;
  inc_reason r = inc_reason_at(INCUBATOR_REASON_PARAMETER, k->v);
  k->wanted = sides[0].parameters[number];
  k->has = false;
  if (k->wanted == INC_NONE) return;
  const uint32_t rule = k->v->rules[INC_AFTER];
  inc_version_expressions(inc_compared_rule(&sides[1], rule)->kind, inc_compared_version(&sides[1], rule), look_for, k);
  r.numbers[0] = number, r.numbers[1] = k->wanted;
  for (int s = 0; s < INC_BOTH; s++) {
    const inc_parameter *p = &inc_compared_program(&sides[s])->parameters[r.numbers[s]];
    r.cells[s] = inc_compare_parameter(&sides[s], r.numbers[s], k->dates[s]);
    r.holds[s] = (inc_holds){p->type, p->list};
  }
  if (k->has && !inc_compare_same(k->w->c, r.cells, r.holds)) inc_walk_add(k->w, &r);
}

static void compare_dates(const constants *k)
{
  inc_reason r = inc_reason_at(INCUBATOR_REASON_DATE, k->v);
  for (int s = 0; s < INC_BOTH; s++) {
    r.cells[s] = (inc_cell){.type = INC_TYPE_DATE, .value = inc_results_as_of(k->w->c->sides[s].d->results)};
    r.holds[s] = (inc_holds){INC_TYPE_DATE, INC_NONE};
  }
  if (r.cells[0].value != r.cells[1].value) inc_walk_add(k->w, &r);
}

static bool look_at_constants(void *context, const inc_expression *e)
{
  for (uint32_t i = 0; i < e->count; i++) {
    if (e->nodes[i].op == INC_OP_PARAMETER) compare_parameter(context, e->nodes[i].is.parameter);
    else if (e->nodes[i].op == INC_OP_AS_OF) compare_dates(context);
  }
  return true;
}

/* With `at` parameters are those of the row's date. */
static int32_t date_of(const inc_compared *side, uint32_t rule, uint32_t row)
{
  const inc_version *v = inc_compared_version(side, rule);
  if (!v->at || v->at->nodes[0].op != INC_OP_COLUMN) return inc_results_as_of(side->d->results);
  const inc_cell cell = inc_compare_cell(side, inc_compared_rule(side, rule)->table, &v->at->nodes[0].is.ref, row);
  return cell.gap ? inc_results_as_of(side->d->results) : (int32_t)cell.value;
}

void inc_walk_constants(inc_walk *w, const inc_visit *v)
{
  constants k = {.w = w, .v = v};
  for (int s = 0; s < INC_BOTH; s++) k.dates[s] = date_of(&w->c->sides[s], v->rules[s], v->at.rows[s]);
  const inc_compared *side = &w->c->sides[INC_BEFORE];
  inc_version_expressions(inc_compared_rule(side, v->rules[0])->kind, inc_compared_version(side, v->rules[0]), look_at_constants, &k);
}
