/* Outcomes of which something known differs: transitions, and the first cells with their reasons. */
#include <string.h>

#include "report/compare.h"

static void transition_value(const inc_contrast *p, const inc_outcome *o, const inc_transition *t, int s, inc_buffer *to)
{
  if (t->side && (int)t->side - 1 != s) {
    inc_buffer_text(to, "–");
    return;
  }
  const inc_part *part = &inc_compared_rule(&p->c->sides[s], o->rules[s])->parts[o->part];
  if (t->gaps[s] || part->type != INC_TYPE_CATEGORY) {
    const bool yes = t->texts[s] && *t->texts[s] == 't';
    inc_contrast_value(p, s, (inc_holds){INC_TYPE_BOOLEAN, INC_NONE}, (inc_cell){t->gaps[s], INC_TYPE_BOOLEAN, yes}, false, to);
    return;
  }
  const inc_list *list = &inc_compared_program(&p->c->sides[s])->schema.lists[part->list];
  const uint32_t code = inc_list_code(list, t->texts[s], strlen(t->texts[s]));
  inc_contrast_value(p, s, (inc_holds){part->type, part->list}, (inc_cell){0, part->type, code}, false, to);
}

static bool keeps(const inc_transition *t)
{
  if (t->side || t->gaps[0] != t->gaps[1]) return false;
  return t->gaps[0] ? true : !strcmp(t->texts[0], t->texts[1]);
}

static void write_transitions(inc_contrast *p, const inc_outcome *o)
{
  for (size_t i = 0; i < o->names.count; i++) {
    const inc_transition *t = &o->transitions[i];
    inc_buffer text;
    if (keeps(t)) continue;
    inc_buffer_init(&text, &p->c->allocator);
    inc_buffer_text(&text, "  ");
    transition_value(p, o, t, INC_BEFORE, &text);
    inc_buffer_text(&text, " → ");
    transition_value(p, o, t, INC_AFTER, &text);
    inc_buffer_print(&text, inc_contrast_words(p, ": %zu\n", "：%zu\n"), t->rows);
    inc_out_buffer(&p->out, &text);
  }
}

static void cell_value(const inc_contrast *p, inc_sheet *sheet, const inc_changed *changed, int s)
{
  const inc_outcome *o = &p->c->outcomes[changed->outcome];
  const inc_part *part = &inc_compared_rule(&p->c->sides[s], o->rules[s])->parts[o->part];
  inc_buffer text;
  inc_buffer_init(&text, &p->c->allocator);
  inc_contrast_value(p, s, (inc_holds){part->type, part->list}, inc_compare_result(&p->c->sides[s], o->rules[s], o->part, changed->rows[s]), false, &text);
  inc_sheet_buffer(sheet, &text);
}

/* The first of its cells that are to be shown; from its first one on, behind which all others of it stand. */
static incubator_status write_cells(inc_contrast *p, size_t outcome, size_t *first)
{
  inc_sheet sheet;
  incubator_status status = INCUBATOR_STATUS_OK;
  const inc_compared *side = &p->c->sides[INC_BEFORE];
  const uint32_t rule = p->c->outcomes[outcome].rules[INC_BEFORE];
  const uint32_t table = rule == INC_NONE ? 0 : inc_compared_rule(side, rule)->table;
  size_t shown = 0;
  inc_sheet_init(&sheet, &p->c->allocator);
  inc_sheet_column_add(&sheet, inc_table_title(side->d->policy, table, p->how.language), NULL, false);
  inc_sheet_column_add(&sheet, inc_contrast_words(p, "before", "调整前"), NULL, false);
  inc_sheet_column_add(&sheet, inc_contrast_words(p, "after", "调整后"), NULL, false);
  inc_sheet_column_add(&sheet, inc_contrast_words(p, "because", "原因"), NULL, false);
  for (; *first < p->c->changed_count && p->c->changed[*first].outcome == outcome; ++*first) {
    const inc_changed *changed = &p->c->changed[*first];
    if (!inc_contrast_shows_cell(p, *first) || shown++ >= p->how.limit || status != INCUBATOR_STATUS_OK) continue;
    const char *key = inc_decisions_key(side->d, table, changed->rows[INC_BEFORE]);
    inc_sheet_cell(&sheet, key);
    for (int s = 0; s < INC_BOTH; s++) cell_value(p, &sheet, changed, s);
    status = inc_contrast_reasons(p, &sheet, INCUBATOR_COMPARISON_CELL, *first, key);
  }
  if (status == INCUBATOR_STATUS_OK && shown) inc_sheet_table(&sheet, 0, p->how.language, &p->out);
  if (shown > p->how.limit) inc_out_print(&p->out, inc_contrast_words(p, "… and %zu more\n", "……另有 %zu 行\n"), shown - p->how.limit);
  inc_sheet_free(&sheet);
  return status;
}

static void outcome_head(inc_contrast *p, const inc_outcome *o, const incubator_comparison_outcome *of)
{
  inc_out_print(&p->out, "\n%s", inc_contrast_rule(p, o->rules));
  if (o->part) inc_out_text(&p->out, inc_contrast_words(p, " (rank)", "（名次）"));
  if (of->side == INCUBATOR_SIDE_BOTH) {
    inc_out_print(&p->out, inc_contrast_words(p, ": %zu the same, %zu more, %zu less, %zu otherwise, %zu undetermined\n",
                                              "：不变 %zu，上升 %zu，下降 %zu，其他变化 %zu，待定 %zu\n"),
                  of->same, of->more, of->less, of->other, of->undetermined);
  } else {
    inc_out_text(&p->out, of->side == INCUBATOR_SIDE_BEFORE ? inc_contrast_words(p, ": only before\n", "：仅调整前有\n")
                                                            : inc_contrast_words(p, ": only after\n", "：仅调整后有\n"));
  }
}

incubator_status inc_contrast_outcomes(inc_contrast *p)
{
  size_t first = 0, same = 0;
  if (p->c->outcome_count) inc_contrast_heading(p, "Outcomes", "结果");
  for (size_t i = 0; i < p->c->outcome_count; i++) {
    incubator_comparison_outcome of = INCUBATOR_COMPARISON_OUTCOME_INIT;
    incubator_comparison_outcome_get(p->c, i, &of);
    if (of.side == INCUBATOR_SIDE_BOTH && !p->c->outcomes[i].moved && p->how.only != INCUBATOR_COMPARISON_ONLY_UNDETERMINED) {
      same++;
      while (first < p->c->changed_count && p->c->changed[first].outcome == i) first++;
      continue;
    }
    outcome_head(p, &p->c->outcomes[i], &of);
    write_transitions(p, &p->c->outcomes[i]);
    INC_TRY(write_cells(p, i, &first));
  }
  if (same) inc_out_print(&p->out, inc_contrast_words(p, "\nnothing known differs: %zu outcomes\n", "\n已知内容均未变的结果：%zu 项\n"), same);
  return INCUBATOR_STATUS_OK;
}
