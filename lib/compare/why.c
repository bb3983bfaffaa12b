/*
 * What a change comes from. A rule whose value differs is gone through; so is, next, what it reads that differs. Where
 * nothing does, the rule itself has changed, or a row that it compares with.
 */
#include <stdlib.h>
#include <string.h>

#include "compare/compare.h"

enum { MOST_VISITS = 4096 };

typedef struct visit {
  uint32_t rules[INC_BOTH];
  inc_pair at;
  uint32_t depth;
} visit;

typedef struct walk {
  incubator_comparison *c;
  inc_reasons *reasons;
  visit *visits;
  size_t count, capacity;
  inc_map known;
  size_t number; /* of the visit */
  bool failed; /* no memory */
  bool found;  /* something that explains the rule that is gone through */
} walk;

/* ---- Reasons ---- */

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

static inc_reason reason_at(incubator_reason_kind kind, const visit *v)
{
  const inc_cell none = {.gap = INCUBATOR_GAP_INAPPLICABLE};
  inc_reason r = {.kind = kind, .numbers = {INC_NONE, INC_NONE}, .tables = {INC_NONE, INC_NONE}, .depth = v->depth, .cells = {none, none}};
  for (int s = 0; s < INC_BOTH; s++) {
    r.rows[s] = v->at.rows[s];
    r.holds[s] = (inc_holds){INC_TYPE_UNKNOWN, INC_NONE};
  }
  return r;
}

static void add(walk *w, inc_reason *r)
{
  w->found = true;
  r->visit = w->number;
  inc_reasons_add(w->reasons, r);
}

/* The rule itself, or what is left to say of it. */
static void add_rule(walk *w, incubator_reason_kind kind, const visit *v)
{
  inc_reason r = reason_at(kind, v);
  bool there[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) {
    there[s] = v->rules[s] != INC_NONE && inc_compared_version(&w->c->sides[s], v->rules[s]);
    r.numbers[s] = v->rules[s];
    r.tables[s] = v->rules[s] == INC_NONE ? INC_NONE : inc_compared_rule(&w->c->sides[s], v->rules[s])->table;
  }
  r.side = there[0] == there[1] ? INCUBATOR_SIDE_BOTH : there[0] ? INCUBATOR_SIDE_BEFORE : INCUBATOR_SIDE_AFTER;
  add(w, &r);
}

static void add_row(walk *w, int s, uint32_t table, uint32_t row, uint32_t depth)
{
  const visit at = {.at = {{INC_NONE, INC_NONE}}, .depth = depth};
  inc_reason r = reason_at(INCUBATOR_REASON_ROW, &at);
  r.side = (incubator_side)(s + 1);
  r.rows[s] = row;
  r.tables[s] = table;
  add(w, &r);
}

static void add_field(walk *w, const uint32_t tables[INC_BOTH], const uint32_t fields[INC_BOTH], inc_pair at, uint32_t depth)
{
  const visit v = {.at = at, .depth = depth};
  inc_reason r = reason_at(INCUBATOR_REASON_DATA, &v);
  for (int s = 0; s < INC_BOTH; s++) {
    const inc_ref ref = {.table = tables[s], .field = fields[s], .rule = INC_NONE};
    r.numbers[s] = fields[s];
    r.tables[s] = tables[s];
    r.holds[s] = inc_compare_holds(&w->c->sides[s], &ref);
    r.cells[s] = inc_compare_cell(&w->c->sides[s], tables[s], &ref, at.rows[s]);
  }
  add(w, &r);
}

/* ---- What to go through ---- */

static void push(walk *w, uint32_t rule, inc_pair at, uint32_t depth)
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
  w->visits[w->count++] = (visit){{rule, w->c->sides[0].rules[rule]}, at, depth};
}

/* ---- Parameters and the date ---- */

/* Parameters of the one version, looked for in the other. */
typedef struct constants {
  walk *w;
  const visit *v;
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
  inc_reason r = reason_at(INCUBATOR_REASON_PARAMETER, k->v);
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
  if (k->has && !inc_compare_same(k->w->c, r.cells, r.holds)) add(k->w, &r);
}

static void compare_dates(const constants *k)
{
  inc_reason r = reason_at(INCUBATOR_REASON_DATE, k->v);
  for (int s = 0; s < INC_BOTH; s++) {
    r.cells[s] = (inc_cell){.type = INC_TYPE_DATE, .value = inc_results_as_of(k->w->c->sides[s].d->results)};
    r.holds[s] = (inc_holds){INC_TYPE_DATE, INC_NONE};
  }
  if (r.cells[0].value != r.cells[1].value) add(k->w, &r);
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

static void compare_constants(walk *w, const visit *v)
{
  constants k = {.w = w, .v = v};
  for (int s = 0; s < INC_BOTH; s++) k.dates[s] = date_of(&w->c->sides[s], v->rules[s], v->at.rows[s]);
  const inc_compared *side = &w->c->sides[INC_BEFORE];
  inc_version_expressions(inc_compared_rule(side, v->rules[0])->kind, inc_compared_version(side, v->rules[0]), look_at_constants, &k);
}

/* ---- What is read ---- */

/* The first link on the way that leads elsewhere; false where both lead to the same row. */
static bool links_differ(walk *w, const uint32_t starts[INC_BOTH], const inc_read *read, inc_pair from, uint32_t depth)
{
  const inc_compared *sides = w->c->sides;
  uint32_t tables[INC_BOTH] = {starts[0], starts[1]};
  for (uint32_t i = 0; i < read->refs[0]->link_count; i++) {
    uint32_t fields[INC_BOTH];
    inc_pair next = from;
    bool there[INC_BOTH];
    uint32_t above[INC_BOTH];
    for (int s = 0; s < INC_BOTH; s++) {
      size_t row = from.rows[s];
      fields[s] = read->refs[s]->links[i];
      above[s] = tables[s];
      there[s] = inc_frame_follow(inc_results_frame(sides[s].d->results), &fields[s], 1, &above[s], &row) == 1;
      next.rows[s] = (uint32_t)row;
    }
    const uint32_t *rows = there[0] ? sides[0].rows[above[0]] : NULL;
    if (there[0] != there[1] || (rows && rows[next.rows[0]] != next.rows[1])) {
      add_field(w, tables, fields, from, depth);
      return true;
    }
    if (!there[0]) return false;
    from = next;
    memcpy(tables, above, sizeof tables);
  }
  return false;
}

/* One column that both read, seen from a pair of rows. */
static void compare_read(walk *w, const uint32_t starts[INC_BOTH], const inc_read *read, inc_pair at, uint32_t depth)
{
  incubator_comparison *c = w->c;
  inc_cell cells[INC_BOTH];
  inc_holds holds[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) {
    cells[s] = inc_compare_cell(&c->sides[s], starts[s], read->refs[s], at.rows[s]);
    holds[s] = inc_compare_holds(&c->sides[s], read->refs[s]);
  }
  if (inc_compare_same(c, cells, holds) || links_differ(w, starts, read, at, depth)) return;
  inc_pair to;
  uint32_t tables[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) {
    size_t row = at.rows[s];
    tables[s] = starts[s];
    if (inc_frame_follow(inc_results_frame(c->sides[s].d->results), read->refs[s]->links, read->refs[s]->link_count, &tables[s], &row) != read->refs[s]->link_count) return;
    to.rows[s] = (uint32_t)row;
  }
  const uint32_t fields[INC_BOTH] = {read->refs[0]->field, read->refs[1]->field};
  if (read->refs[0]->rule == INC_NONE) add_field(w, tables, fields, to, depth);
  else push(w, read->refs[0]->rule, to, depth + 1);
}

static void compare_reads(walk *w, const visit *v, const inc_reads *reads)
{
  const uint32_t starts[INC_BOTH] = {inc_compared_rule(&w->c->sides[0], v->rules[0])->table, inc_compared_rule(&w->c->sides[1], v->rules[1])->table};
  for (size_t i = 0; i < reads->own_count && !w->failed; i++) compare_read(w, starts, &reads->own[i], v->at, v->depth);
}

/* ---- Rows below ---- */

/* Rows that lead up, of both sides: `via` and its length, the table they start from, and what is read of each. */
typedef struct lower {
  uint32_t tables[INC_BOTH];
  const uint32_t *via[INC_BOTH];
  uint32_t counts[INC_BOTH];
  const inc_read *reads;
  size_t read_count;
} lower;

static bool leads_to(const inc_compared *side, const lower *l, int s, uint32_t row, uint32_t top)
{
  uint32_t table = l->tables[s];
  size_t at = row;
  return inc_frame_follow(inc_results_frame(side->d->results), l->via[s], l->counts[s], &table, &at) == l->counts[s] && at == top;
}

static void compare_below(walk *w, const visit *v, const lower *l)
{
  incubator_comparison *c = w->c;
  const inc_below *below[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) {
    below[s] = inc_causes_below(c, s, l->tables[s], l->via[s], l->counts[s]);
    if (!below[s]) w->failed = true;
  }
  for (int s = 0; s < INC_BOTH && !w->failed; s++) {
    const uint32_t top = v->at.rows[s], other_top = v->at.rows[1 - s], *rows = c->sides[s].rows[l->tables[s]];
    for (size_t i = below[s]->starts[top]; rows && i < below[s]->starts[top + 1] && !w->failed; i++) {
      inc_pair at;
      at.rows[s] = below[s]->rows[i];
      at.rows[1 - s] = rows[at.rows[s]];
      const inc_read way = {{&(inc_ref){l->via[0], l->counts[0], 0, 0, INC_NONE, 0}, &(inc_ref){l->via[1], l->counts[1], 0, 0, INC_NONE, 0}}};
      if (at.rows[1 - s] == INC_NONE) add_row(w, s, l->tables[s], at.rows[s], v->depth);
      else if (!leads_to(&c->sides[1 - s], l, 1 - s, at.rows[1 - s], other_top)) links_differ(w, l->tables, &way, at, v->depth);
      else for (size_t k = 0; s == INC_BEFORE && k < l->read_count; k++) compare_read(w, l->tables, &l->reads[k], at, v->depth);
    }
  }
}

static void compare_measured(walk *w, const visit *v, const inc_reads *reads)
{
  lower l = {.reads = reads->below, .read_count = reads->below_count};
  for (int s = 0; s < INC_BOTH; s++) {
    const inc_measure *m = &inc_compared_version(&w->c->sides[s], v->rules[s])->is.measure;
    l.tables[s] = m->rows, l.via[s] = m->via, l.counts[s] = m->via_count;
  }
  if (l.counts[0] && l.counts[0] == l.counts[1] && w->c->sides[0].tables[l.tables[0]] == l.tables[1]) compare_below(w, v, &l);
}

/* Awards of rows below that an award is made of. */
static void compare_components(walk *w, const visit *v)
{
  const inc_award *awards[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) awards[s] = &inc_compared_version(&w->c->sides[s], v->rules[s])->is.award;
  for (uint32_t i = 0; i < awards[0]->component_count; i++) {
    const inc_component *own = &awards[0]->components[i];
    for (uint32_t k = 0; own->via_count && k < awards[1]->component_count; k++) {
      const inc_component *other = &awards[1]->components[k];
      if (other->via_count != own->via_count || w->c->sides[0].rules[own->award.rule] != other->award.rule) continue;
      const inc_read read = {{&own->award, &other->award}};
      const lower l = {{inc_compared_rule(&w->c->sides[0], own->award.rule)->table, inc_compared_rule(&w->c->sides[1], other->award.rule)->table},
                       {own->via, other->via}, {own->via_count, other->via_count}, &read, 1};
      compare_below(w, v, &l);
    }
  }
}

/* ---- One rule and row ---- */

static bool same_text(walk *w, const visit *v)
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

static void compare_rivals(walk *w, const visit *v)
{
  inc_pair rival = {{INC_NONE, INC_NONE}};
  bool found;
  if (inc_causes_rival(w->c, v->rules, v->at, &rival, &found) != INCUBATOR_STATUS_OK) w->failed = true;
  if (w->failed || !found) return;
  for (int s = 0; s < INC_BOTH; s++) {
    if (rival.rows[s] != INC_NONE) continue;
    add_row(w, 1 - s, inc_compared_rule(&w->c->sides[1 - s], v->rules[1 - s])->table, rival.rows[1 - s], v->depth);
    return;
  }
  push(w, v->rules[0], rival, v->depth + 1);
}

static void go_through(walk *w, const visit *v)
{
  const bool before = inc_compared_version(&w->c->sides[0], v->rules[0]), after = inc_compared_version(&w->c->sides[1], v->rules[1]);
  w->found = false;
  if (!before && !after) return;
  if (before != after || inc_compared_rule(&w->c->sides[0], v->rules[0])->kind != inc_compared_rule(&w->c->sides[1], v->rules[1])->kind) {
    add_rule(w, INCUBATOR_REASON_RULE, v);
    return;
  }
  const inc_reads *reads = inc_causes_reads(w->c, v->rules);
  if (!reads) w->failed = true;
  if (!w->failed && !same_text(w, v)) add_rule(w, INCUBATOR_REASON_RULE, v);
  if (!w->failed) compare_constants(w, v);
  if (!w->failed) compare_reads(w, v, reads);
  const inc_kind kind = inc_compared_rule(&w->c->sides[0], v->rules[0])->kind;
  if (!w->failed && kind == INC_KIND_MEASURE) compare_measured(w, v, reads);
  if (!w->failed && kind == INC_KIND_AWARD) compare_components(w, v);
  if (!w->failed && !w->found) compare_rivals(w, v);
  if (!w->failed && !w->found) add_rule(w, INCUBATOR_REASON_OTHER, v);
}

/* ---- Lines ---- */

/* An entry that is payable on this side only, or pays someone else. */
static void compare_payment(walk *w, int s, const inc_programme *own, const inc_programme *other, const visit *v)
{
  if (own->within != other->within && (own->within == INC_NONE || other->within == INC_NONE)) {
    const int bearer_side = own->within == INC_NONE ? 1 - s : s;
    const uint32_t bearer = bearer_side == s ? own->within : other->within;
    visit at = {.at = {{INC_NONE, INC_NONE}}, .depth = 0};
    at.rules[bearer_side] = bearer;
    at.rules[1 - bearer_side] = w->c->sides[bearer_side].rules[bearer];
    add_rule(w, INCUBATOR_REASON_RULE, &at);
  }
  if (!inc_compare_same_payee(w->c, s, own, other)) add_rule(w, INCUBATOR_REASON_RULE, v);
  if (!own->award->to_count || own->award->to_count != other->award->to_count) return;
  const inc_ref refs[INC_BOTH] = {{own->award->to, own->award->to_count, 0, 0, INC_NONE, 0}, {other->award->to, other->award->to_count, 0, 0, INC_NONE, 0}};
  const uint32_t starts[INC_BOTH] = {inc_compared_rule(&w->c->sides[0], v->rules[0])->table, inc_compared_rule(&w->c->sides[1], v->rules[1])->table};
  const inc_read read = {{&refs[s], &refs[1 - s]}};
  links_differ(w, starts, &read, v->at, 0);
}

static void start_entry(walk *w, int s, size_t entry)
{
  const inc_compared *side = &w->c->sides[s], *opposite = &w->c->sides[1 - s];
  const inc_entry_place e = inc_ledger_place(side->ledger, entry);
  const uint32_t rule = e.programme->rule, table = inc_compared_rule(side, rule)->table;
  visit v = {.depth = 0};
  v.rules[s] = rule, v.rules[1 - s] = side->rules[rule];
  v.at.rows[s] = (uint32_t)e.row;
  v.at.rows[1 - s] = side->rows[table] ? side->rows[table][e.row] : INC_NONE;
  const inc_programme *other = v.rules[1 - s] == INC_NONE ? NULL : opposite->programmes[v.rules[1 - s]];
  if (!other) add_rule(w, INCUBATOR_REASON_RULE, &v);
  else if (v.at.rows[1 - s] == INC_NONE) add_row(w, s, table, (uint32_t)e.row, 0);
  else {
    inc_cell cells[INC_BOTH];
    const inc_holds holds[INC_BOTH] = {{INC_TYPE_NUMBER, INC_NONE}, {INC_TYPE_NUMBER, INC_NONE}};
    for (int k = 0; k < INC_BOTH; k++) cells[k] = inc_compare_result(&w->c->sides[k], v.rules[k], 0, v.at.rows[k]);
    compare_payment(w, s, e.programme, other, &v);
    if (!inc_compare_same(w->c, cells, holds)) push(w, v.rules[0], v.at, 0);
  }
}

static void start_line(walk *w, size_t index)
{
  const inc_member *m = &inc_compare_lines(w->c)->members[index];
  for (int s = 0; s < INC_BOTH; s++) {
    for (size_t e = m->first[s]; e != SIZE_MAX && !w->failed; e = w->c->chains[s][e]) start_entry(w, s, e);
  }
}

static void start_cell(walk *w, size_t index)
{
  const inc_changed *changed = &w->c->changed[index];
  const inc_pair at = {{changed->rows[0], changed->rows[1]}};
  if (inc_changed_moved(w->c, changed)) push(w, w->c->outcomes[changed->outcome].rules[0], at, 0);
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
  walk w = {.c = c, .reasons = reasons};
  memset(reasons, 0, sizeof *reasons);
  if (!inc_causes_of(c)) return INCUBATOR_STATUS_NO_MEMORY;
  inc_map_init(&w.known, &c->allocator);
  if (what == INCUBATOR_COMPARISON_LINE) start_line(&w, index);
  else start_cell(&w, index);
  for (size_t i = 0; i < w.count && !w.failed; i++) {
    const visit v = w.visits[i];
    w.number++;
    go_through(&w, &v);
  }
  inc_map_free(&w.known);
  inc_free(&c->allocator, w.visits);
  qsort(reasons->items, reasons->count, sizeof *reasons->items, compare_depths);
  return w.failed ? INCUBATOR_STATUS_NO_MEMORY : INCUBATOR_STATUS_OK;
}
