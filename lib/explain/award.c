/* Awards as they came out for one row: who is paid, what each adjustment did, who bears it. */
#include "explain/explain.h"

/* The others of a group are not explained one by one: their rules count with their static worst. */
static void rests_on_others(inc_gathering *g, uint32_t rule)
{
  inc_explain_rests(g->x, g->x->decisions->policy->rules[rule].worst);
}

/* The key of who is paid, which a link holds whether its table was given or not. */
static void find_recipient(const inc_gathering *g, inc_awarded *to)
{
  const inc_award *award = to->award;
  const inc_schema *schema = &g->x->decisions->policy->program.schema;
  to->recipient.gap = INCUBATOR_GAP_INAPPLICABLE;
  to->recipient_table = g->table;
  if (!award->to_count) return;
  inc_ref link = {.links = award->to, .link_count = award->to_count - 1, .table = g->table, .field = award->to[award->to_count - 1], .rule = INC_NONE};
  for (uint32_t i = 0; i < link.link_count; i++) link.table = schema->tables[link.table].fields[award->to[i]].link;
  to->recipient_table = schema->tables[link.table].fields[link.field].link;
  to->recipient = inc_results_cell(g->x->decisions->results, g->table, &link, g->to->row);
}

/* ---- What it is made of ---- */

static void explain_component(inc_gathering *g, const inc_awarded *awarded, uint32_t number)
{
  const inc_component *c = &awarded->award->components[number];
  inc_composed *to = &awarded->components[number];
  to->amount = inc_trace_part(g->trace, c->sum);
  to->bears = inc_trace_part(g->trace, c->part);
  if (!c->via_count) {
    inc_explain_column(g, &c->award);
    return;
  }
  rests_on_others(g, c->award.rule);
  if (inc_engine_below(g->x->decisions->results, g->to->rule, number, g->to->row, &to->below) != INCUBATOR_STATUS_OK) g->x->failed = true;
}

/* The highest, of equal ones the first; not where one is not known. */
static void mark_highest(const inc_awarded *awarded)
{
  const uint32_t count = awarded->award->component_count;
  uint32_t highest = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (awarded->components[i].amount.gap) return;
    if (awarded->components[i].amount.value > awarded->components[highest].amount.value) highest = i;
  }
  if (count) awarded->components[highest].chosen = true;
}

/* ---- Adjustments ---- */

static void explain_joint(inc_gathering *g, const inc_adjustment *a, uint32_t number, inc_adjusted *to)
{
  const inc_results *results = g->x->decisions->results;
  to->order = inc_explain_alloc(g->x, a->order_count, sizeof *to->order);
  for (uint32_t i = 0; i < a->order_count && to->order; i++) {
    to->order[i] = inc_explain_step(g, INC_ROLE_ORDER, a->order[i].value, NULL);
    to->order[i].number = i + 1;
  }
  for (uint32_t i = 0; i < a->over_count; i++) inc_explain_column(g, &a->over[i]);
  rests_on_others(g, g->to->rule);
  if (inc_engine_joint(results, g->to->rule, number, g->to->row, &to->joint) != INCUBATOR_STATUS_OK) g->x->failed = true;
}

static void explain_adjustment(inc_gathering *g, const inc_awarded *awarded, uint32_t number)
{
  static const inc_role roles[] = {[INC_ADJUST_LESS] = INC_ROLE_LESS, [INC_ADJUST_CAP] = INC_ROLE_CAP, [INC_ADJUST_AT_LEAST] = INC_ROLE_AT_LEAST};
  const inc_adjustment *a = &awarded->award->adjustments[number];
  const inc_basis *basis = &g->to->about->parts[number];
  inc_adjusted *to = &awarded->adjusted[number];
  to->before = number ? awarded->adjusted[number - 1].after : awarded->computed;
  to->after = inc_trace_part(g->trace, a->part);
  to->applies = !a->when;
  to->value = (inc_step){.role = roles[a->how], .text = a->value, .table = g->table, .basis = basis};
  if (a->when) to->when = inc_explain_step(g, INC_ROLE_WHEN, a->when, NULL);
  if (a->when) to->applies = !to->when.cell.gap && to->when.cell.value;
  if (!to->applies) return;
  to->value = inc_explain_step(g, roles[a->how], a->value, basis);
  if (a->joint) explain_joint(g, a, number, to);
}

/* ---- The whole ---- */

static void explain_shares(inc_gathering *g, inc_awarded *to)
{
  const inc_award *award = to->award;
  for (uint32_t i = 0; i < award->payer_count; i++) {
    const inc_basis *basis = &g->to->about->parts[award->adjustment_count + i];
    to->shares[i].weight = inc_explain_step(g, INC_ROLE_WEIGHT, award->payers[i].weight, basis);
    to->shares[i].amount = inc_trace_part(g->trace, award->payers[i].part);
  }
}

const inc_awarded *inc_explain_award(inc_gathering *g, bool eligible)
{
  inc_awarded *to = inc_explain_alloc(g->x, 1, sizeof *to);
  if (!to) return NULL;
  const inc_award *award = to->award = &g->to->version->is.award;
  to->eligible = eligible;
  find_recipient(g, to);
  if (!eligible) return to;
  to->adjusted = inc_explain_alloc(g->x, award->adjustment_count, sizeof *to->adjusted);
  to->components = inc_explain_alloc(g->x, award->component_count, sizeof *to->components);
  to->shares = inc_explain_alloc(g->x, award->payer_count, sizeof *to->shares);
  if (g->x->failed) return NULL;
  to->computed = inc_trace_part(g->trace, INC_AWARD_COMPUTED);
  for (uint32_t i = 0; i < award->component_count; i++) explain_component(g, to, i);
  if (award->highest) mark_highest(to);
  for (uint32_t i = 0; i < award->adjustment_count; i++) explain_adjustment(g, to, i);
  explain_shares(g, to);
  return g->x->failed ? NULL : to;
}
