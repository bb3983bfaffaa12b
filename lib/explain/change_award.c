/*
 * What would have to change for an award: that its condition holds; that an adjustment which
 * lowers it does not apply, or one that would raise it does; that what is missing is known.
 */
#include "explain/change.h"

static inc_cell cell_of(const inc_trace *trace, const inc_expression *e)
{
  inc_exact exact;
  inc_cell cell = {INCUBATOR_GAP_INAPPLICABLE, inc_expression_root(e)->type, 0};
  if (!inc_trace_node(trace, e, e->count - 1, &exact)) return cell;
  cell.gap = exact.gap;
  cell.value = exact.code;
  if (cell.type == INC_TYPE_NUMBER && !cell.gap && !inc_exact_micros(&exact, INC_ROUND_DOWN, &cell.value)) cell.gap = INCUBATOR_GAP_ERROR;
  return cell;
}

static inc_open_item item_of(const inc_open_item *around, const inc_expression *e, bool wanted)
{
  inc_open_item item = *around;
  item.e = e;
  item.node = e->count - 1;
  item.wanted = wanted;
  return item;
}

/* ---- What is missing ---- */

/* An expression that is a gap; whether it is. */
static bool push_gap(inc_changing *c, const inc_open_item *item, const inc_expression *e, const inc_trace *trace)
{
  if (!e || !cell_of(trace, e).gap) return false;
  inc_change_push(c, item_of(item, e, true));
  return true;
}

static bool push_components(inc_changing *c, const inc_open_item *item, const inc_award *award, const inc_trace *trace)
{
  bool any = false;
  for (uint32_t i = 0; i < award->component_count; i++) {
    const inc_component *k = &award->components[i];
    if (!inc_trace_part(trace, k->sum).gap) continue;
    inc_open_item component = *item;
    component.rule = k->award.rule;
    component.part = 0;
    component.depth++;
    if (k->via_count) inc_change_need(c, &component, INC_NEED_DATA); /* of rows below: not of one of them */
    else inc_change_push(c, component);
    any = true;
  }
  return any;
}

/* The first adjustment that made it a gap. */
static bool push_adjustment(inc_changing *c, const inc_open_item *item, const inc_award *award, const inc_trace *trace)
{
  for (uint32_t i = 0; i < award->adjustment_count; i++) {
    const inc_adjustment *a = &award->adjustments[i];
    if (!inc_trace_part(trace, a->part).gap) continue;
    if (push_gap(c, item, a->when, trace)) return true;
    bool any = push_gap(c, item, a->value, trace);
    for (uint32_t k = 0; k < a->order_count; k++) any = push_gap(c, item, a->order[k].value, trace) || any;
    return any;
  }
  return false;
}

void inc_change_take_award(inc_changing *c, const inc_open_item *item, const inc_trace *trace)
{
  const inc_version *version = inc_trace_version(trace);
  const inc_award *award = &version->is.award;
  if (version->when && cell_of(trace, version->when).gap) return; /* which says it all */
  bool any = push_gap(c, item, version->at, trace);
  if (!any && inc_trace_part(trace, INC_AWARD_COMPUTED).gap) {
    any = push_gap(c, item, award->amount, trace) || push_components(c, item, award, trace);
  } else if (!any) {
    any = push_adjustment(c, item, award, trace);
  }
  if (!any) inc_change_need(c, item, INC_NEED_DATA);
}

/* ---- Alternatives ---- */

static void add(inc_changing *c, const inc_explained *e, inc_alternative how, const inc_expression *what, bool wanted)
{
  inc_alternative *a = inc_change_alternative(c);
  if (!a) return;
  how.type = INC_TYPE_BOOLEAN;
  how.list = INC_NONE;
  how.value = true;
  how.root = INC_NONE;
  *a = how;
  const inc_open_item whole = {.parent = INC_NONE, .wanted = true, .rule = e->rule, .row = e->row};
  inc_change_work(c, a, what ? item_of(&whole, what, wanted) : whole);
}

/* Of an adjustment that hangs on a condition. */
static void change_adjustment(inc_changing *c, const inc_explained *e, uint32_t number)
{
  const inc_adjustment *a = &e->version->is.award.adjustments[number];
  const inc_adjusted *told = &e->awarded->adjusted[number];
  inc_alternative how = {.number = number + 1};
  if (!a->when || told->before.gap || told->after.gap || told->when.cell.gap) return;
  if (a->how != INC_ADJUST_AT_LEAST && told->applies && told->after.value < told->before.value) {
    how.what = INC_ALTERNATIVE_WITHOUT;
    add(c, e, how, a->when, false);
  }
  const inc_trace *trace = inc_change_trace(c, e->rule, e->row);
  const inc_cell least = trace ? cell_of(trace, a->value) : (inc_cell){INCUBATOR_GAP_MISSING, INC_TYPE_NUMBER, 0};
  if (a->how == INC_ADJUST_AT_LEAST && !told->applies && !least.gap && least.value > told->before.value) {
    how.what = INC_ALTERNATIVE_WITH;
    add(c, e, how, a->when, true);
  }
}

void inc_change_award(inc_changing *c, const inc_explained *e, const inc_trace *trace)
{
  const inc_version *version = e->version;
  const inc_cell when = version->when ? cell_of(trace, version->when) : (inc_cell){INCUBATOR_GAP_NONE, INC_TYPE_BOOLEAN, true};
  if (when.gap || !when.value) {
    add(c, e, (inc_alternative){.what = INC_ALTERNATIVE_ELIGIBLE}, version->when, true);
    return;
  }
  if (e->cell.gap && e->cell.gap != INCUBATOR_GAP_TIE) add(c, e, (inc_alternative){.what = INC_ALTERNATIVE_KNOWN}, NULL, true);
  for (uint32_t i = 0; e->awarded && i < version->is.award.adjustment_count; i++) change_adjustment(c, e, i);
}
