/*
 * What a change comes from. A rule whose value differs is gone through; so is, next, what it reads that differs. Where
 * nothing does, the rule itself has changed, or a row that it compares with.
 */
#include <stdlib.h>
#include <string.h>

#include "compare/walk.h"

/* ---- One rule and row ---- */

static bool same_text(inc_walk *w, const inc_visit *v)
{
  int8_t *known = &w->c->causes->same_texts[v->rules[0]];
  if (*known) return *known > 0;
  const inc_version_info *about[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) {
    const inc_compared *side = &w->c->sides[s];
    about[s] = &side->d->policy->rules[v->rules[s]].versions[inc_compared_version(side, v->rules[s]) - inc_compared_rule(side, v->rules[s])->versions];
  }
  const bool same = inc_compare_same_text(w->c, about, &w->failed);
  if (!w->failed) *known = same ? 1 : -1;
  return same;
}

static void compare_rivals(inc_walk *w, const inc_visit *v)
{
  inc_pair rival = {{INC_NONE, INC_NONE}};
  bool found;
  if (inc_causes_rival(w->c, v->rules, v->at, &rival, &found) != INCUBATOR_STATUS_OK) w->failed = true;
  if (w->failed || !found) return;
  for (int s = 0; s < INC_BOTH; s++) {
    if (rival.rows[s] != INC_NONE) continue;
    inc_walk_add_row(w, 1 - s, inc_compared_rule(&w->c->sides[1 - s], v->rules[1 - s])->table, rival.rows[1 - s], v->depth);
    return;
  }
  inc_walk_push(w, v->rules[0], rival, v->depth + 1);
}

static void go_through(inc_walk *w, const inc_visit *v)
{
  const bool before = inc_compared_version(&w->c->sides[0], v->rules[0]), after = inc_compared_version(&w->c->sides[1], v->rules[1]);
  w->found = false;
  if (!before && !after) return;
  if (before != after || inc_compared_rule(&w->c->sides[0], v->rules[0])->kind != inc_compared_rule(&w->c->sides[1], v->rules[1])->kind) {
    inc_walk_add_rule(w, INCUBATOR_REASON_RULE, v);
    return;
  }
  const inc_reads *reads = inc_causes_reads(w->c, v->rules);
  if (!reads) w->failed = true;
  if (!w->failed && !same_text(w, v)) inc_walk_add_rule(w, INCUBATOR_REASON_RULE, v);
  if (!w->failed) inc_walk_constants(w, v);
  if (!w->failed) inc_walk_reads(w, v, reads);
  const inc_kind kind = inc_compared_rule(&w->c->sides[0], v->rules[0])->kind;
  if (!w->failed && kind == INC_KIND_MEASURE) inc_walk_measured(w, v, reads);
  if (!w->failed && kind == INC_KIND_AWARD) inc_walk_components(w, v);
  if (!w->failed && !w->found) compare_rivals(w, v);
  if (!w->failed && !w->found) inc_walk_add_rule(w, INCUBATOR_REASON_OTHER, v);
}

/* ---- Lines ---- */

/* An entry that is payable on this side only, or pays someone else. */
static void compare_payment(inc_walk *w, int s, const inc_programme *own, const inc_programme *other, const inc_visit *v)
{
  if (own->within != other->within && (own->within == INC_NONE || other->within == INC_NONE)) {
    const int bearer_side = own->within == INC_NONE ? 1 - s : s;
    const uint32_t bearer = bearer_side == s ? own->within : other->within;
    inc_visit at = {.at = {{INC_NONE, INC_NONE}}, .depth = 0};
    at.rules[bearer_side] = bearer;
    at.rules[1 - bearer_side] = w->c->sides[bearer_side].rules[bearer];
    inc_walk_add_rule(w, INCUBATOR_REASON_RULE, &at);
  }
  if (!inc_compare_same_payee(w->c, s, own, other)) inc_walk_add_rule(w, INCUBATOR_REASON_RULE, v);
  if (!own->award->to_count || own->award->to_count != other->award->to_count) return;
  const inc_ref refs[INC_BOTH] = {{own->award->to, own->award->to_count, 0, 0, INC_NONE, 0}, {other->award->to, other->award->to_count, 0, 0, INC_NONE, 0}};
  const uint32_t starts[INC_BOTH] = {inc_compared_rule(&w->c->sides[0], v->rules[0])->table, inc_compared_rule(&w->c->sides[1], v->rules[1])->table};
  const inc_read read = {{&refs[s], &refs[1 - s]}};
  inc_walk_links(w, starts, &read, v->at, 0);
}

static void start_entry(inc_walk *w, int s, size_t entry)
{
  const inc_compared *side = &w->c->sides[s], *opposite = &w->c->sides[1 - s];
  const inc_entry_place e = inc_ledger_place(side->ledger, entry);
  const uint32_t rule = e.programme->rule, table = inc_compared_rule(side, rule)->table;
  inc_visit v = {.depth = 0};
  v.rules[s] = rule, v.rules[1 - s] = side->rules[rule];
  v.at.rows[s] = (uint32_t)e.row;
  v.at.rows[1 - s] = side->rows[table] ? side->rows[table][e.row] : INC_NONE;
  const inc_programme *other = v.rules[1 - s] == INC_NONE ? NULL : opposite->programmes[v.rules[1 - s]];
  if (!other) inc_walk_add_rule(w, INCUBATOR_REASON_RULE, &v);
  else if (v.at.rows[1 - s] == INC_NONE) inc_walk_add_row(w, s, table, (uint32_t)e.row, 0);
  else {
    inc_cell cells[INC_BOTH];
    const inc_holds holds[INC_BOTH] = {{INC_TYPE_NUMBER, INC_NONE}, {INC_TYPE_NUMBER, INC_NONE}};
    for (int k = 0; k < INC_BOTH; k++) cells[k] = inc_compare_result(&w->c->sides[k], v.rules[k], 0, v.at.rows[k]);
    compare_payment(w, s, e.programme, other, &v);
    if (!inc_compare_same(w->c, cells, holds)) inc_walk_push(w, v.rules[0], v.at, 0);
  }
}

static void start_line(inc_walk *w, size_t index)
{
  const inc_member *m = &inc_compare_lines(w->c)->members[index];
  for (int s = 0; s < INC_BOTH; s++) {
    for (size_t e = m->first[s]; e != SIZE_MAX && !w->failed; e = w->c->chains[s][e]) start_entry(w, s, e);
  }
}

static void start_cell(inc_walk *w, size_t index)
{
  const inc_changed *changed = &w->c->changed[index];
  const inc_pair at = {{changed->rows[0], changed->rows[1]}};
  if (inc_changed_moved(w->c, changed)) inc_walk_push(w, w->c->outcomes[changed->outcome].rules[0], at, 0);
}

static int compare_depths(const void *left, const void *right)
{
  const inc_reason *a = left, *b = right;
  if (a->depth != b->depth) return a->depth > b->depth ? -1 : 1;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  return memcmp(a->numbers, b->numbers, sizeof a->numbers);
}

incubator_status inc_compare_why(incubator_comparison *c, incubator_comparison_what what, size_t index, inc_reasons *reasons)
{
  inc_walk w = {.c = c, .reasons = reasons};
  memset(reasons, 0, sizeof *reasons);
  if (!inc_causes_of(c)) return INCUBATOR_STATUS_NO_MEMORY;
  inc_map_init(&w.known, &c->allocator);
  if (what == INCUBATOR_COMPARISON_LINE) start_line(&w, index);
  else start_cell(&w, index);
  for (size_t i = 0; i < w.count && !w.failed; i++) {
    const inc_visit v = w.visits[i];
    w.number++;
    go_through(&w, &v);
  }
  inc_map_free(&w.known);
  inc_free(&c->allocator, w.visits);
  qsort(reasons->items, reasons->count, sizeof *reasons->items, compare_depths);
  return w.failed ? INCUBATOR_STATUS_NO_MEMORY : INCUBATOR_STATUS_OK;
}
