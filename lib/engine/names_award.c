/* The names that a gap of an award carries. */
#include "engine/names.h"

static uint8_t gap_of_part(const inc_name_search *s, uint32_t part)
{
  return inc_trace_part(s->trace, part).gap;
}

/* Another part of the same cell, where it is the gap. */
static bool name_part(inc_name_search *s, uint32_t part)
{
  if (gap_of_part(s, part) != s->kind) return false;
  inc_name_later(s, s->rule, part, s->row);
  return true;
}

/* The rows below that lead up to the row, and are the gap. */
static bool name_below(inc_name_search *s, const inc_component *c)
{
  const inc_results *r = s->results;
  const inc_measure path = {.rows = c->award.table, .via = c->via, .via_count = c->via_count};
  const inc_result *amounts = &r->columns[c->award.rule][0];
  inc_groups groups;
  uint32_t missing;
  bool any = false;
  if (!inc_measure_given(r, &path, &missing)) {
    inc_name_found_prefixed(s, "table ", r->program->schema.tables[missing].name);
    return true;
  }
  s->failed = inc_groups_up(r, &path, inc_results_rows(r, s->table), &groups) != INCUBATOR_STATUS_OK;
  for (size_t row = 0; !s->failed && row < inc_results_rows(r, c->award.table); row++) {
    if (groups.of_row[row] != s->row || amounts->gaps[row] != s->kind) continue;
    inc_name_later(s, c->award.rule, 0, row);
    any = true;
  }
  inc_groups_free(r, &groups);
  return any;
}

static bool name_component(inc_name_search *s, const inc_component *c)
{
  if (gap_of_part(s, c->sum) != s->kind) return false;
  if (c->via_count) return name_below(s, c);
  inc_name_ref(s, &c->award, s->table, s->row);
  return true;
}

static bool name_components(inc_name_search *s, const inc_award *award)
{
  bool any = false;
  for (uint32_t i = 0; i < award->component_count; i++) any = name_component(s, &award->components[i]) || any;
  return any;
}

static bool name_computed(inc_name_search *s, const inc_award *award)
{
  const inc_expression *absent = s->version->absent;
  if (!award->amount) return name_components(s, award);
  if (absent && inc_name_gap_of(s, award->amount) == INCUBATOR_GAP_MISSING) return inc_name_expression(s, absent);
  return inc_name_expression(s, award->amount);
}

/* ---- Joint caps ---- */

/* Whether a row takes part in a joint cap: it has money, and the adjustment holds. */
static bool takes_part(const inc_name_search *s, const inc_adjustment *a, const inc_result *before, size_t row, const inc_trace *trace)
{
  inc_exact holds = {.gap = INCUBATOR_GAP_NONE, .code = 1};
  if (before->gaps[row]) return false;
  if (a->when) inc_trace_node(trace, a->when, a->when->count - 1, &holds);
  bool gap = holds.gap || !holds.code || inc_name_left_out(s, a->over, a->over_count);
  for (uint32_t i = 0; !gap && i < a->order_count; i++) {
    inc_exact key;
    gap = inc_trace_node(trace, a->order[i].value, a->order[i].value->count - 1, &key) && key.gap;
  }
  return !gap;
}

/* The cap of a group is a gap where it is one for any of those that take part. */
static bool name_caps(inc_name_search *s, const inc_adjustment *a, uint32_t before_part)
{
  const inc_result *before = &s->results->columns[s->rule][before_part];
  const inc_name_search own = *s;
  inc_groups groups;
  bool any = false;
  s->failed = inc_groups_within(s->results, s->table, a->over, a->over_count, &groups) != INCUBATOR_STATUS_OK;
  const size_t rows = inc_results_rows(s->results, s->table);
  for (size_t row = 0; row < rows && !s->failed && s->seen.count < INC_NAME_CELLS; row++) {
    inc_trace *trace;
    if (groups.of_row[row] != groups.of_row[own.row] || before->gaps[row]) continue;
    s->failed = inc_trace_create(s->results, s->rule, row, &trace, NULL) != INCUBATOR_STATUS_OK;
    if (s->failed) break;
    s->trace = trace, s->row = row;
    if (takes_part(s, a, before, row, trace)) any = inc_name_expression(s, a->value) || any;
    inc_trace_free(trace);
  }
  s->trace = own.trace, s->row = own.row;
  inc_groups_free(s->results, &groups);
  return any;
}

static bool name_joint(inc_name_search *s, const inc_adjustment *a, uint32_t before)
{
  bool any = false;
  for (uint32_t i = 0; i < a->order_count; i++) {
    any = inc_name_expression(s, a->order[i].value) || any;
    any = inc_name_excess(s, a->order[i].value) || any;
  }
  if (any) return true;
  if (inc_name_left_out(s, a->over, a->over_count)) return inc_name_within(s, a->over, a->over_count);
  return name_caps(s, a, before);
}

static bool name_adjusted(inc_name_search *s, const inc_award *award, uint32_t number)
{
  const inc_adjustment *a = &award->adjustments[number];
  const uint32_t before = number ? award->adjustments[number - 1].part : INC_AWARD_COMPUTED;
  if (gap_of_part(s, before)) return name_part(s, before);
  if (a->when && inc_name_gap_of(s, a->when)) return inc_name_expression(s, a->when);
  return a->joint ? name_joint(s, a, before) : inc_name_expression(s, a->value);
}

/* ---- By part ---- */

static uint32_t last_part(const inc_award *award)
{
  return award->adjustment_count ? award->adjustments[award->adjustment_count - 1].part : INC_AWARD_COMPUTED;
}

/* What is due comes first, then the other things that a share hangs on. */
static bool name_share(inc_name_search *s, const inc_award *award, bool component)
{
  bool any = false;
  if (gap_of_part(s, last_part(award))) return name_part(s, last_part(award));
  if (component) return name_components(s, award);
  for (uint32_t i = 0; i < award->payer_count; i++) any = inc_name_expression(s, award->payers[i].weight) || any;
  return any;
}

bool inc_name_award(inc_name_search *s, uint32_t part)
{
  const inc_award *award = &s->version->is.award;
  if (part == 0) return name_part(s, last_part(award));
  if (part == INC_AWARD_COMPUTED) return name_computed(s, award);
  for (uint32_t i = 0; i < award->adjustment_count; i++) {
    if (award->adjustments[i].part == part) return name_adjusted(s, award, i);
  }
  for (uint32_t i = 0; i < award->component_count; i++) {
    if (award->components[i].sum == part) return name_component(s, &award->components[i]);
    if (award->components[i].part == part) return name_share(s, award, true);
  }
  for (uint32_t i = 0; i < award->payer_count; i++) {
    if (award->payers[i].part == part) return name_share(s, award, false);
  }
  return false; /* a part of another version */
}
