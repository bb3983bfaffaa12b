/* What a walk keeps: the reasons that it finds, and what it has still to go through. */
#include <string.h>

#include "compare/walk.h"

enum { MOST_VISITS = 4096 };

static bool same_reason(const inc_reason *a, const inc_reason *b)
{
  return a->kind == b->kind && a->side == b->side && !memcmp(a->numbers, b->numbers, sizeof a->numbers) &&
         (a->kind == INCUBATOR_REASON_PARAMETER || !memcmp(a->tables, b->tables, sizeof a->tables));
}

void inc_reasons_add(inc_reasons *reasons, const inc_reason *reason)
{
  for (size_t i = 0; i < reasons->count; i++) {
    inc_reason *known = &reasons->items[i];
    if (!same_reason(known, reason)) continue;
    if (known->visit != reason->visit) known->times++; /* what a rule reads twice is one reason */
    known->visit = reason->visit;
    if (reason->depth > known->depth) known->depth = reason->depth;
    return;
  }
  if (reasons->count == INCUBATOR_COMPARISON_REASONS) return;
  reasons->items[reasons->count] = *reason;
  reasons->items[reasons->count++].times = 1;
}

inc_reason inc_reason_at(incubator_reason_kind kind, const inc_visit *v)
{
  const inc_cell none = {.gap = INCUBATOR_GAP_INAPPLICABLE};
  inc_reason r = {.kind = kind, .numbers = {INC_NONE, INC_NONE}, .tables = {INC_NONE, INC_NONE}, .depth = v->depth, .cells = {none, none}};
  for (int s = 0; s < INC_BOTH; s++) {
    r.rows[s] = v->at.rows[s];
    r.holds[s] = (inc_holds){INC_TYPE_UNKNOWN, INC_NONE};
  }
  return r;
}

void inc_walk_add(inc_walk *w, inc_reason *r)
{
  w->found = true;
  r->visit = w->number;
  inc_reasons_add(w->reasons, r);
}

void inc_walk_add_rule(inc_walk *w, incubator_reason_kind kind, const inc_visit *v)
{
  inc_reason r = inc_reason_at(kind, v);
  bool there[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) {
    there[s] = v->rules[s] != INC_NONE && inc_compared_version(&w->c->sides[s], v->rules[s]);
    r.numbers[s] = v->rules[s];
    r.tables[s] = v->rules[s] == INC_NONE ? INC_NONE : inc_compared_rule(&w->c->sides[s], v->rules[s])->table;
  }
  r.side = there[0] == there[1] ? INCUBATOR_SIDE_BOTH : there[0] ? INCUBATOR_SIDE_BEFORE : INCUBATOR_SIDE_AFTER;
  inc_walk_add(w, &r);
}

void inc_walk_add_row(inc_walk *w, int s, uint32_t table, uint32_t row, uint32_t depth)
{
  const inc_visit at = {.at = {{INC_NONE, INC_NONE}}, .depth = depth};
  inc_reason r = inc_reason_at(INCUBATOR_REASON_ROW, &at);
  r.side = (incubator_side)(s + 1);
  r.rows[s] = row;
  r.tables[s] = table;
  inc_walk_add(w, &r);
}

void inc_walk_add_field(inc_walk *w, const uint32_t tables[INC_BOTH], const uint32_t fields[INC_BOTH], inc_pair at, uint32_t depth)
{
  const inc_visit v = {.at = at, .depth = depth};
  inc_reason r = inc_reason_at(INCUBATOR_REASON_DATA, &v);
  for (int s = 0; s < INC_BOTH; s++) {
    const inc_ref ref = {.table = tables[s], .field = fields[s], .rule = INC_NONE};
    r.numbers[s] = fields[s];
    r.tables[s] = tables[s];
    r.holds[s] = inc_compare_holds(&w->c->sides[s], &ref);
    r.cells[s] = inc_compare_cell(&w->c->sides[s], tables[s], &ref, at.rows[s]);
  }
  inc_walk_add(w, &r);
}

/* ---- What to go through ---- */

void inc_walk_push(inc_walk *w, uint32_t rule, inc_pair at, uint32_t depth)
{
  const uint32_t name[3] = {rule, at.rows[0], at.rows[1]};
  bool added;
  w->found = true;
  if (w->count == MOST_VISITS || w->failed) return;
  if (inc_map_add(&w->known, (const char *)name, sizeof name, &added) == INC_MAP_NONE) w->failed = true;
  if (w->failed || !added) return;
  if (!inc_grow(&w->c->allocator, (void **)&w->visits, w->count, &w->capacity, sizeof *w->visits)) {
    w->failed = true;
    return;
  }
  w->visits[w->count++] = (inc_visit){{rule, w->c->sides[0].rules[rule]}, at, depth};
}
