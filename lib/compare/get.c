/* Reading a comparison: each thing by its number. */
#include <string.h>

#include "compare/compare.h"

/* Clears the caller's struct; what to answer where there is nothing to fill it with. */
#define START(type, last, to, there)                                                            \
  do {                                                                                          \
    if (!inc_struct_fits(to, INC_SIZE_THROUGH(type, last))) return INCUBATOR_STATUS_ARGUMENT;   \
    inc_struct_write(to, &(type){0}, sizeof *(to));                                             \
    if (!c) return INCUBATOR_STATUS_ARGUMENT;                                                   \
    if (!(there)) return INCUBATOR_STATUS_NOT_FOUND;                                            \
  } while (0)

static bool narrow(inc_i128 value, int64_t *to)
{
  *to = (int64_t)value;
  return value <= INT64_MAX && value >= -INT64_MAX;
}

static incubator_figure figure_of(inc_cell cell)
{
  return (incubator_figure){(incubator_gap)cell.gap, cell.gap ? 0 : cell.value};
}

static const char *list_of(const incubator_comparison *c, int s, inc_holds holds)
{
  return holds.type == INC_TYPE_CATEGORY ? inc_compared_program(&c->sides[s])->schema.lists[holds.list].name : NULL;
}

static incubator_side side_of(bool before, bool after)
{
  return before ? after ? INCUBATOR_SIDE_BOTH : INCUBATOR_SIDE_BEFORE : INCUBATOR_SIDE_AFTER;
}

/* ---- Money ---- */

size_t incubator_comparison_line_count(const incubator_comparison *c)
{
  return c ? inc_compare_lines(c)->member_names.count : 0;
}

incubator_status incubator_comparison_line_get(const incubator_comparison *c, size_t index, incubator_comparison_line *line)
{
  START(incubator_comparison_line, difference, line, index < incubator_comparison_line_count(c));
  const inc_member *m = &inc_compare_lines(c)->members[index];
  const inc_group *g = &inc_compare_lines(c)->groups[m->group];
  const inc_payee *payee = &c->payees[m->recipient];
  incubator_comparison_line answer = {
    .programme = g->keys[INC_BEFORE] ? g->keys[INC_BEFORE] : g->keys[INC_AFTER],
    .recipient_table = payee->table,
    .recipient = payee->key,
    .unit = g->unit,
    .side = side_of(m->entries[INC_BEFORE], m->entries[INC_AFTER]),
    .change = inc_member_change(m),
    .entries_before = m->entries[INC_BEFORE],
    .entries_after = m->entries[INC_AFTER],
    .open_before = m->open[INC_BEFORE],
    .open_after = m->open[INC_AFTER],
  };
  if (!narrow(m->sums[INC_BEFORE], &answer.before) || !narrow(m->sums[INC_AFTER], &answer.after)) return INCUBATOR_STATUS_LIMIT;
  if (answer.change == INCUBATOR_CHANGE_UNDETERMINED) answer.difference.gap = INCUBATOR_GAP_MISSING;
  else if (!narrow(m->sums[INC_AFTER] - m->sums[INC_BEFORE], &answer.difference.value)) return INCUBATOR_STATUS_LIMIT;
  inc_struct_write(line, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}

size_t incubator_comparison_total_count(const incubator_comparison *c, size_t by)
{
  return c && by < c->grouping_count ? c->groupings[by].group_names.count : 0;
}

const char *incubator_comparison_by_name(const incubator_comparison *c, size_t by)
{
  return c && by < c->grouping_count ? c->groupings[by].name : NULL;
}

incubator_status incubator_comparison_total_get(const incubator_comparison *c, size_t by, size_t index, incubator_comparison_total *total)
{
  START(incubator_comparison_total, after_open, total, index < incubator_comparison_total_count(c, by));
  const inc_group *g = &c->groupings[by].groups[index];
  incubator_comparison_total answer = {
    .key_before = g->keys[INC_BEFORE],
    .key_after = g->keys[INC_AFTER],
    .table = g->table,
    .unit = g->unit,
    .more = g->counts[INCUBATOR_CHANGE_MORE - 1],
    .less = g->counts[INCUBATOR_CHANGE_LESS - 1],
    .same = g->counts[INCUBATOR_CHANGE_SAME - 1],
    .undetermined = g->counts[INCUBATOR_CHANGE_UNDETERMINED - 1],
  };
  const bool fits = narrow(g->sums[INC_BEFORE], &answer.before) && narrow(g->sums[INC_AFTER], &answer.after) &&
                    narrow(g->gains, &answer.gains) && narrow(g->losses, &answer.losses) &&
                    narrow(g->open[INC_BEFORE], &answer.before_open) && narrow(g->open[INC_AFTER], &answer.after_open);
  if (!fits) return INCUBATOR_STATUS_LIMIT;
  inc_struct_write(total, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}

/* ---- Outcomes ---- */

size_t incubator_comparison_outcome_count(const incubator_comparison *c)
{
  return c ? c->outcome_count : 0;
}

incubator_status incubator_comparison_outcome_get(const incubator_comparison *c, size_t index, incubator_comparison_outcome *outcome)
{
  START(incubator_comparison_outcome, transitions, outcome, index < c->outcome_count);
  const inc_outcome *o = &c->outcomes[index];
  const int s = o->rules[INC_BEFORE] == INC_NONE ? INC_AFTER : INC_BEFORE;
  const inc_rule *rule = inc_compared_rule(&c->sides[s], o->rules[s]);
  const incubator_comparison_outcome answer = {
    .rule = rule->name,
    .part = rule->parts[o->part].name,
    .table = inc_compared_program(&c->sides[s])->schema.tables[rule->table].name,
    .type = (incubator_type)rule->parts[o->part].type,
    .side = side_of(o->rules[INC_BEFORE] != INC_NONE, o->rules[INC_AFTER] != INC_NONE),
    .rows = o->rows,
    .same = o->counts[INCUBATOR_CHANGE_SAME - 1],
    .more = o->counts[INCUBATOR_CHANGE_MORE - 1],
    .less = o->counts[INCUBATOR_CHANGE_LESS - 1],
    .other = o->counts[INCUBATOR_CHANGE_OTHER - 1],
    .undetermined = o->counts[INCUBATOR_CHANGE_UNDETERMINED - 1],
    .transitions = o->names.count,
  };
  inc_struct_write(outcome, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}

incubator_status incubator_comparison_transition_get(const incubator_comparison *c, size_t index, size_t number,
                                                     incubator_comparison_transition *transition)
{
  START(incubator_comparison_transition, rows, transition, index < c->outcome_count && number < c->outcomes[index].names.count);
  const inc_transition *t = &c->outcomes[index].transitions[number];
  const incubator_comparison_transition answer = {
    .side = t->side,
    .gap_before = (incubator_gap)t->gaps[INC_BEFORE],
    .gap_after = (incubator_gap)t->gaps[INC_AFTER],
    .before = t->texts[INC_BEFORE],
    .after = t->texts[INC_AFTER],
    .rows = t->rows,
  };
  inc_struct_write(transition, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}

size_t incubator_comparison_cell_count(const incubator_comparison *c)
{
  return c ? c->changed_count : 0;
}

incubator_status incubator_comparison_cell_get(const incubator_comparison *c, size_t index, incubator_comparison_cell *cell)
{
  START(incubator_comparison_cell, after, cell, index < c->changed_count);
  const inc_changed *changed = &c->changed[index];
  const inc_outcome *o = &c->outcomes[changed->outcome];
  inc_cell cells[INC_BOTH];
  inc_holds holds[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) {
    const inc_part *part = &inc_compared_rule(&c->sides[s], o->rules[s])->parts[o->part];
    cells[s] = inc_compare_result(&c->sides[s], o->rules[s], o->part, changed->rows[s]);
    holds[s] = (inc_holds){part->type, part->list};
  }
  const incubator_comparison_cell answer = {
    .outcome = changed->outcome,
    .key = inc_decisions_key(c->sides[INC_BEFORE].d, inc_compared_rule(&c->sides[INC_BEFORE], o->rules[INC_BEFORE])->table, changed->rows[INC_BEFORE]),
    .change = changed->change,
    .type = (incubator_type)holds[INC_BEFORE].type,
    .list_before = list_of(c, INC_BEFORE, holds[INC_BEFORE]),
    .list_after = list_of(c, INC_AFTER, holds[INC_AFTER]),
    .before = figure_of(cells[INC_BEFORE]),
    .after = figure_of(cells[INC_AFTER]),
  };
  inc_struct_write(cell, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}

/* ---- Reasons ---- */

const inc_basis *inc_reason_basis(const incubator_comparison *c, const inc_reason *r, int s)
{
  const inc_compared *side = &c->sides[s];
  if (r->numbers[s] == INC_NONE) return NULL;
  if (r->kind == INCUBATOR_REASON_PARAMETER) return &side->d->policy->parameters[r->numbers[s]].basis;
  if (r->kind != INCUBATOR_REASON_RULE && r->kind != INCUBATOR_REASON_OTHER) return NULL;
  const inc_version *v = inc_compared_version(side, r->numbers[s]);
  return v ? &side->d->policy->rules[r->numbers[s]].versions[v - inc_compared_rule(side, r->numbers[s])->versions].basis : NULL;
}

static const char *reason_name(const inc_compared *side, const inc_reason *r, int s)
{
  const inc_program *p = inc_compared_program(side);
  switch (r->kind) {
  case INCUBATOR_REASON_PARAMETER: return p->parameters[r->numbers[s]].name;
  case INCUBATOR_REASON_DATA: return p->schema.tables[r->tables[s]].fields[r->numbers[s]].name;
  case INCUBATOR_REASON_RULE:
  case INCUBATOR_REASON_OTHER: return p->rules[r->numbers[s]].name;
  default: return NULL;
  }
}

static void fill_basis(const incubator_comparison *c, const inc_reason *r, int s, incubator_comparison_reason *to)
{
  const inc_basis *basis = inc_reason_basis(c, r, s);
  if (!basis) return;
  const inc_cite *cite = basis->cite_count ? &basis->cites[0] : NULL;
  const char *source = cite ? c->sides[s].d->policy->sources[cite->source].name : NULL;
  *(s == INC_BEFORE ? &to->source_before : &to->source_after) = source;
  *(s == INC_BEFORE ? &to->clause_before : &to->clause_after) = cite ? cite->clause : NULL;
  *(s == INC_BEFORE ? &to->evidence_before : &to->evidence_after) = inc_evidence_name(basis->evidence);
}

static void fill_reason(const incubator_comparison *c, const inc_reason *r, incubator_comparison_reason *to)
{
  const int s = r->side == INCUBATOR_SIDE_AFTER ? INC_AFTER : INC_BEFORE, at = r->rows[s] == INC_NONE ? 1 - s : s;
  const bool has_table = r->kind != INCUBATOR_REASON_PARAMETER && r->kind != INCUBATOR_REASON_DATE;
  *to = (incubator_comparison_reason){
    .kind = r->kind,
    .side = r->side,
    .name = reason_name(&c->sides[s], r, s),
    .table = has_table ? inc_compared_program(&c->sides[s])->schema.tables[r->tables[s]].name : NULL,
    .key = r->rows[at] == INC_NONE || r->tables[at] == INC_NONE ? NULL : inc_decisions_key(c->sides[at].d, r->tables[at], r->rows[at]),
    .depth = r->depth,
    .times = r->times,
    .type = (incubator_type)r->holds[s].type,
    .list_before = list_of(c, INC_BEFORE, r->holds[INC_BEFORE]),
    .list_after = list_of(c, INC_AFTER, r->holds[INC_AFTER]),
    .before = figure_of(r->cells[INC_BEFORE]),
    .after = figure_of(r->cells[INC_AFTER]),
  };
  for (int side = 0; side < INC_BOTH; side++) fill_basis(c, r, side, to);
}

incubator_status incubator_comparison_reasons(incubator_comparison *c, incubator_comparison_what what, size_t index,
                                              incubator_comparison_reason *reasons, size_t room, size_t *count, incubator_error *error)
{
  const size_t first = INC_SIZE_THROUGH(incubator_comparison_reason, evidence_after);
  inc_reasons found;
  if (count) *count = 0;
  if (!c || !count || (room && !inc_struct_fits(reasons, first))) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "comparison, count and initialised reasons are needed");
  }
  if (what != INCUBATOR_COMPARISON_LINE && what != INCUBATOR_COMPARISON_CELL) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "reasons are of a line or of a cell");
  }
  const size_t there = what == INCUBATOR_COMPARISON_LINE ? incubator_comparison_line_count(c) : c->changed_count;
  if (index >= there) return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "there are only %zu of them", there);
  if (inc_compare_why(c, what, index, &found) != INCUBATOR_STATUS_OK) return inc_no_memory(error);
  const size_t stride = room ? reasons->size : 0;
  for (size_t i = 0; i < found.count && i < room; i++) {
    incubator_comparison_reason answer, *to = (incubator_comparison_reason *)((char *)reasons + i * stride);
    fill_reason(c, &found.items[i], &answer);
    to->size = stride;
    inc_struct_write(to, &answer, sizeof answer);
    *count = i + 1;
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- Parameters, and what only one side has ---- */

size_t incubator_comparison_parameter_count(const incubator_comparison *c)
{
  return c ? c->parameter_count : 0;
}

incubator_status incubator_comparison_parameter_get(const incubator_comparison *c, size_t index, incubator_comparison_parameter *parameter)
{
  START(incubator_comparison_parameter, evidence_after, parameter, index < c->parameter_count);
  const inc_compared_parameter *p = &c->parameters[index];
  const int own = p->numbers[INC_BEFORE] == INC_NONE ? INC_AFTER : INC_BEFORE;
  inc_cell cells[INC_BOTH] = {{.gap = INCUBATOR_GAP_UNSET}, {.gap = INCUBATOR_GAP_UNSET}};
  const char *lists[INC_BOTH] = {NULL, NULL}, *evidence[INC_BOTH] = {NULL, NULL};
  for (int s = 0; s < INC_BOTH; s++) {
    const inc_compared *side = &c->sides[s];
    if (p->numbers[s] == INC_NONE) continue;
    const inc_parameter *of = &inc_compared_program(side)->parameters[p->numbers[s]];
    cells[s] = inc_compare_parameter(side, p->numbers[s], inc_results_as_of(side->d->results));
    lists[s] = list_of(c, s, (inc_holds){of->type, of->list});
    evidence[s] = inc_evidence_name(side->d->policy->parameters[p->numbers[s]].basis.evidence);
  }
  const inc_parameter *of = &inc_compared_program(&c->sides[own])->parameters[p->numbers[own]];
  const incubator_comparison_parameter answer = {
    .name = of->name,
    .side = side_of(p->numbers[INC_BEFORE] != INC_NONE, p->numbers[INC_AFTER] != INC_NONE),
    .differs = p->differs,
    .type = (incubator_type)of->type,
    .list_before = lists[INC_BEFORE],
    .list_after = lists[INC_AFTER],
    .before = figure_of(cells[INC_BEFORE]),
    .after = figure_of(cells[INC_AFTER]),
    .evidence_before = evidence[INC_BEFORE],
    .evidence_after = evidence[INC_AFTER],
  };
  inc_struct_write(parameter, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}

size_t incubator_comparison_single_count(const incubator_comparison *c)
{
  return c ? c->single_count : 0;
}

incubator_status incubator_comparison_single_get(const incubator_comparison *c, size_t index, incubator_comparison_single *single)
{
  START(incubator_comparison_single, key, single, index < c->single_count);
  const inc_single *of = &c->singles[index];
  const inc_compared *side = &c->sides[of->side - 1];
  const incubator_comparison_single answer = {
    .side = of->side,
    .table = inc_compared_program(side)->schema.tables[of->table].name,
    .rule = of->rule == INC_NONE ? NULL : inc_compared_rule(side, of->rule)->name,
    .key = of->row == INC_NONE ? NULL : inc_decisions_key(side->d, of->table, of->row),
  };
  inc_struct_write(single, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}
