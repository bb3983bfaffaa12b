/* The names that a gap of an apportionment carries: a gap of one row is that of its whole group. */
#include "engine/names.h"

/* The wholes of a group's rows, which must agree. */
typedef struct wholes {
  bool any, gap, differ;
  int64_t first;
} wholes;

static void look_at_whole(const inc_name_search *s, const inc_expression *whole, wholes *w)
{
  inc_exact exact;
  int64_t micros = 0;
  if (!inc_trace_node(s->trace, whole, whole->count - 1, &exact) || exact.gap ||
      !inc_exact_micros(&exact, s->results->program->rounding, &micros)) {
    w->gap = true;
    return;
  }
  w->differ = w->differ || (w->any && micros != w->first);
  w->first = w->any ? w->first : micros;
  w->any = true;
}

static bool name_row(inc_name_search *s, const inc_apportion_rule *how, wholes *w)
{
  const inc_expression *all[] = {how->whole, how->weight, how->lower, how->upper};
  bool any = false;
  look_at_whole(s, how->whole, w);
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    const bool on_the_grid = i < 2; /* bounds may be beyond the range */
    any = inc_name_expression(s, all[i]) || any;
    any = (on_the_grid && inc_name_excess(s, all[i])) || any;
  }
  return any;
}

/* Whether the rule speaks of the row that is traced. */
static bool speaks(const inc_name_search *s)
{
  inc_exact when = {.gap = INCUBATOR_GAP_NONE, .code = 1};
  const inc_expression *e = s->version->when;
  if (e) inc_trace_node(s->trace, e, e->count - 1, &when);
  return !when.gap && when.code && !inc_name_gap_of(s, s->version->at);
}

bool inc_name_apportion(inc_name_search *s)
{
  const inc_apportion_rule *how = &s->version->is.apportion;
  const inc_name_search own = *s;
  inc_groups groups;
  wholes w = {0};
  bool any = false;
  if (inc_name_left_out(s, how->within, how->within_count)) return inc_name_within(s, how->within, how->within_count);
  s->failed = inc_groups_within(s->results, s->table, how->within, how->within_count, &groups) != INCUBATOR_STATUS_OK;
  const size_t rows = inc_results_rows(s->results, s->table);
  for (size_t row = 0; row < rows && !s->failed && s->seen.count < INC_NAME_CELLS; row++) {
    inc_trace *trace;
    if (groups.of_row[row] != groups.of_row[own.row]) continue;
    s->failed = inc_trace_create(s->results, s->rule, row, &trace, NULL) != INCUBATOR_STATUS_OK;
    if (s->failed) break;
    s->trace = trace, s->row = row;
    if (speaks(s)) any = name_row(s, how, &w) || any;
    inc_trace_free(trace);
  }
  s->trace = own.trace, s->row = own.row;
  inc_groups_free(s->results, &groups);
  if (s->kind == INCUBATOR_GAP_ERROR && w.differ && !w.gap) inc_name_found(s, s->rule_name);
  return any;
}
