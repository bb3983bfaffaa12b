/* Columns that both versions of a rule read, and that differ: of the row itself, through links, and of rows below. */
#include <string.h>

#include "compare/walk.h"

bool inc_walk_links(inc_walk *w, const uint32_t starts[INC_BOTH], const inc_read *read, inc_pair from, uint32_t depth)
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
      inc_walk_add_field(w, tables, fields, from, depth);
      return true;
    }
    if (!there[0]) return false;
    from = next;
    memcpy(tables, above, sizeof tables);
  }
  return false;
}

/* One column that both read, seen from a pair of rows. */
static void compare_read(inc_walk *w, const uint32_t starts[INC_BOTH], const inc_read *read, inc_pair at, uint32_t depth)
{
  incubator_comparison *c = w->c;
  inc_cell cells[INC_BOTH];
  inc_holds holds[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) {
    cells[s] = inc_compare_cell(&c->sides[s], starts[s], read->refs[s], at.rows[s]);
    holds[s] = inc_compare_holds(&c->sides[s], read->refs[s]);
  }
  if (inc_compare_same(c, cells, holds) || inc_walk_links(w, starts, read, at, depth)) return;
  inc_pair to;
  uint32_t tables[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) {
    size_t row = at.rows[s];
    tables[s] = starts[s];
    if (inc_frame_follow(inc_results_frame(c->sides[s].d->results), read->refs[s]->links, read->refs[s]->link_count, &tables[s], &row) != read->refs[s]->link_count) return;
    to.rows[s] = (uint32_t)row;
  }
  const uint32_t fields[INC_BOTH] = {read->refs[0]->field, read->refs[1]->field};
  if (read->refs[0]->rule == INC_NONE) inc_walk_add_field(w, tables, fields, to, depth);
  else inc_walk_push(w, read->refs[0]->rule, to, depth + 1);
}

void inc_walk_reads(inc_walk *w, const inc_visit *v, const inc_reads *reads)
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

static void compare_below(inc_walk *w, const inc_visit *v, const lower *l)
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
      if (at.rows[1 - s] == INC_NONE) inc_walk_add_row(w, s, l->tables[s], at.rows[s], v->depth);
      else if (!leads_to(&c->sides[1 - s], l, 1 - s, at.rows[1 - s], other_top)) inc_walk_links(w, l->tables, &way, at, v->depth);
      else for (size_t k = 0; s == INC_BEFORE && k < l->read_count; k++) compare_read(w, l->tables, &l->reads[k], at, v->depth);
    }
  }
}

void inc_walk_measured(inc_walk *w, const inc_visit *v, const inc_reads *reads)
{
  lower l = {.reads = reads->below, .read_count = reads->below_count};
  for (int s = 0; s < INC_BOTH; s++) {
    const inc_measure *m = &inc_compared_version(&w->c->sides[s], v->rules[s])->is.measure;
    l.tables[s] = m->rows, l.via[s] = m->via, l.counts[s] = m->via_count;
  }
  if (l.counts[0] && l.counts[0] == l.counts[1] && w->c->sides[0].tables[l.tables[0]] == l.tables[1]) compare_below(w, v, &l);
}

/* Awards of rows below that an award is made of. */
void inc_walk_components(inc_walk *w, const inc_visit *v)
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
