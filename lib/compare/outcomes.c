/* What rules that classify or assess came to, row by row, on both sides. */
#include <string.h>

#include "base/buffer.h"
#include "compare/compare.h"

/* ---- How a cell changed ---- */

/* Where the version in force puts a code among those that it yields, the best first; INC_NONE for nowhere. */
static uint32_t place_of(const inc_compared *side, uint32_t rule, const char *code)
{
  const inc_version *v = inc_compared_version(side, rule);
  if (!v || inc_compared_rule(side, rule)->kind != INC_KIND_CHOOSE) return INC_NONE;
  const inc_version_info *about = &side->d->policy->rules[rule].versions[v - inc_compared_rule(side, rule)->versions];
  const inc_list *list = &inc_compared_program(side)->schema.lists[inc_compared_rule(side, rule)->parts[0].list];
  for (size_t i = 0; i < about->best_count; i++) {
    if (!strcmp(list->codes[about->best_first[i]].code, code)) return (uint32_t)i;
  }
  return INC_NONE;
}

static incubator_change change_of_class(const incubator_comparison *c, const inc_outcome *o, const inc_cell cells[INC_BOTH],
                                        const inc_holds holds[INC_BOTH])
{
  const char *codes[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) codes[s] = inc_compared_program(&c->sides[s])->schema.lists[holds[s].list].codes[cells[s].value].code;
  for (int s = INC_AFTER; s >= 0; s--) {
    const uint32_t before = place_of(&c->sides[s], o->rules[s], codes[INC_BEFORE]), after = place_of(&c->sides[s], o->rules[s], codes[INC_AFTER]);
    if (before != INC_NONE && after != INC_NONE) return after < before ? INCUBATOR_CHANGE_MORE : INCUBATOR_CHANGE_LESS;
  }
  return INCUBATOR_CHANGE_OTHER;
}

static bool is_open(inc_cell cell)
{
  return cell.gap && cell.gap != INCUBATOR_GAP_INAPPLICABLE;
}

static incubator_change change_of(const incubator_comparison *c, const inc_outcome *o, const inc_cell cells[INC_BOTH],
                                  const inc_holds holds[INC_BOTH])
{
  if (is_open(cells[0]) || is_open(cells[1])) return INCUBATOR_CHANGE_UNDETERMINED;
  if (inc_compare_same(c, cells, holds)) return INCUBATOR_CHANGE_SAME;
  if (cells[0].gap || cells[1].gap || holds[0].type != holds[1].type) return INCUBATOR_CHANGE_OTHER;
  if (holds[0].type == INC_TYPE_CATEGORY) return change_of_class(c, o, cells, holds);
  if (holds[0].type != INC_TYPE_NUMBER && holds[0].type != INC_TYPE_BOOLEAN) return INCUBATOR_CHANGE_OTHER;
  return cells[1].value > cells[0].value ? INCUBATOR_CHANGE_MORE : INCUBATOR_CHANGE_LESS;
}

/* ---- Transitions ---- */

typedef struct comparing {
  incubator_comparison *c;
  inc_outcome *o;
  uint32_t number;
  inc_holds holds[INC_BOTH];
} comparing;

static bool write_texts(comparing *x, inc_transition *t, const inc_cell cells[INC_BOTH])
{
  for (int s = 0; s < INC_BOTH; s++) {
    t->gaps[s] = cells[s].gap;
    if (cells[s].gap || (t->side && (int)t->side - 1 != s)) continue;
    t->texts[s] = inc_compare_text(x->c, s, x->holds[s], cells[s].value);
    if (!t->texts[s]) return false;
  }
  return true;
}

static bool add_transition(comparing *x, incubator_side side, const inc_cell cells[INC_BOTH])
{
  inc_outcome *o = x->o;
  int64_t name[5] = {side, cells[0].gap, cells[0].value, cells[1].gap, cells[1].value};
  bool added;
  const inc_type type = x->holds[side == INCUBATOR_SIDE_AFTER].type;
  if (type != INC_TYPE_CATEGORY && type != INC_TYPE_BOOLEAN) return true;
  for (int s = 0; s < INC_BOTH; s++) {
    if (cells[s].gap) name[2 + 2 * s] = 0;
  }
  const size_t count = o->names.count;
  const uint32_t number = inc_map_add(&o->names, (const char *)name, sizeof name, &added);
  if (number == INC_MAP_NONE) return false;
  if (added) {
    if (!inc_grow(&x->c->allocator, (void **)&o->transitions, count, &o->transition_capacity, sizeof *o->transitions)) return false;
    o->transitions[number] = (inc_transition){.side = side};
    if (!write_texts(x, &o->transitions[number], cells)) return false;
  }
  o->transitions[number].rows++;
  return true;
}

static bool add_changed(comparing *x, const uint32_t rows[INC_BOTH], incubator_change change)
{
  incubator_comparison *c = x->c;
  if (!inc_grow(&c->allocator, (void **)&c->changed, c->changed_count, &c->changed_capacity, sizeof *c->changed)) return false;
  c->changed[c->changed_count++] = (inc_changed){x->number, {rows[0], rows[1]}, change};
  return true;
}

/* ---- Rows ---- */

static bool compare_row(comparing *x, const uint32_t rows[INC_BOTH])
{
  inc_cell cells[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) cells[s] = inc_compare_result(&x->c->sides[s], x->o->rules[s], x->o->part, rows[s]);
  const incubator_change change = change_of(x->c, x->o, cells, x->holds);
  x->o->rows++;
  x->o->counts[change - 1]++;
  if (change != INCUBATOR_CHANGE_SAME && !inc_compare_same(x->c, cells, x->holds)) x->o->moved++;
  return add_transition(x, INCUBATOR_SIDE_BOTH, cells) && (change == INCUBATOR_CHANGE_SAME || add_changed(x, rows, change));
}

static bool add_alone(comparing *x, int s, uint32_t row)
{
  inc_cell cells[INC_BOTH] = {{0}, {0}};
  cells[s] = inc_compare_result(&x->c->sides[s], x->o->rules[s], x->o->part, row);
  return add_transition(x, (incubator_side)(s + 1), cells);
}

static bool compare_rows(comparing *x)
{
  bool ok = true;
  for (int s = 0; s < INC_BOTH && ok; s++) {
    const inc_compared *side = &x->c->sides[s];
    if (x->o->rules[s] == INC_NONE) continue;
    const uint32_t table = inc_compared_rule(side, x->o->rules[s])->table;
    const bool both = x->o->rules[1 - s] != INC_NONE && side->rows[table];
    for (uint32_t row = 0; ok && row < inc_results_frame(side->d->results)->tables[table].rows; row++) {
      uint32_t rows[INC_BOTH] = {row, both ? side->rows[table][row] : INC_NONE};
      if (!both || rows[1] == INC_NONE) ok = add_alone(x, s, row);
      else if (s == INC_BEFORE) ok = compare_row(x, rows);
    }
  }
  return ok;
}

bool inc_changed_moved(const incubator_comparison *c, const inc_changed *changed)
{
  const inc_outcome *o = &c->outcomes[changed->outcome];
  inc_cell cells[INC_BOTH];
  inc_holds holds[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) {
    const inc_part *part = &inc_compared_rule(&c->sides[s], o->rules[s])->parts[o->part];
    holds[s] = (inc_holds){part->type, part->list};
    cells[s] = inc_compare_result(&c->sides[s], o->rules[s], o->part, changed->rows[s]);
  }
  return !inc_compare_same(c, cells, holds);
}

/* ---- Which rules ---- */

static bool answers(const inc_compared *side, uint32_t rule)
{
  const inc_question question = side->d->policy->rules[rule].question;
  const inc_table *table = &inc_compared_program(side)->schema.tables[inc_compared_rule(side, rule)->table];
  return (question == INC_CLASSIFY || question == INC_ASSESS) && table->key != INC_NONE;
}

static bool add_outcome(incubator_comparison *c, const uint32_t rules[INC_BOTH], uint32_t part)
{
  comparing x = {.c = c, .number = (uint32_t)c->outcome_count};
  if (!inc_grow(&c->allocator, (void **)&c->outcomes, c->outcome_count, &c->outcome_capacity, sizeof *c->outcomes)) return false;
  x.o = &c->outcomes[c->outcome_count++];
  *x.o = (inc_outcome){.rules = {rules[0], rules[1]}, .part = part};
  inc_map_init(&x.o->names, &c->allocator);
  for (int s = 0; s < INC_BOTH; s++) {
    const inc_part *of = rules[s] == INC_NONE ? NULL : &inc_compared_rule(&c->sides[s], rules[s])->parts[part];
    if (of) x.holds[s] = (inc_holds){of->type, of->list};
  }
  return compare_rows(&x);
}

static bool is_select(const inc_compared *side, uint32_t rule)
{
  return rule == INC_NONE || inc_compared_rule(side, rule)->kind == INC_KIND_SELECT;
}

/* A rule, and the ranks of a selection. */
static bool add_rule(incubator_comparison *c, int s, uint32_t rule)
{
  const inc_compared *side = &c->sides[s];
  uint32_t rules[INC_BOTH];
  rules[s] = rule, rules[1 - s] = side->rules[rule];
  if (!inc_compare_wants(c, inc_compared_rule(side, rule)->name)) return true;
  if (!add_outcome(c, rules, 0)) return false;
  return !is_select(&c->sides[0], rules[0]) || !is_select(&c->sides[1], rules[1]) || add_outcome(c, rules, INC_SELECT_RANK);
}

bool inc_compare_outcomes(incubator_comparison *c)
{
  bool ok = true;
  for (int s = 0; s < INC_BOTH && ok; s++) {
    const inc_compared *side = &c->sides[s];
    for (uint32_t r = 0; ok && r < inc_compared_program(side)->rule_count; r++) {
      const uint32_t other = side->rules[r];
      if (!answers(side, r) || (s == INC_AFTER && other != INC_NONE && answers(&c->sides[0], other))) continue;
      ok = add_rule(c, s, r);
    }
  }
  return ok;
}
