/* A comparison as tables: budgets, what became of outcomes, who gains and who loses most, each with the reason. */
#include "report/compare.h"

#include <stdlib.h>
#include <string.h>

enum { USUAL_LIMIT = 10 };

static void add_micros(inc_sheet *sheet, int64_t micros, bool sign)
{
  char text[INC_DECIMAL_TEXT + 1] = "+";
  const bool plus = sign && micros > 0;
  inc_decimal_format(micros, text + plus);
  inc_sheet_cell(sheet, text);
}

static void heading(inc_contrast *p, const char *en, const char *zh)
{
  inc_out_print(&p->out, "\n%s\n", inc_contrast_words(p, en, zh));
}

/* ---- Head ---- */

static void write_head(inc_contrast *p)
{
  for (int s = 0; s < INC_BOTH; s++) {
    inc_buffer text;
    inc_buffer_init(&text, &p->c->allocator);
    inc_contrast_side(p, s, &text);
    inc_out_text(&p->out, s == INC_BEFORE ? inc_contrast_words(p, "before: ", "调整前：") : inc_contrast_words(p, "after:  ", "调整后："));
    inc_out_buffer(&p->out, &text);
    inc_out_text(&p->out, "\n");
  }
}

/* Its value on one side, and what that rests on; nothing where the other side has said the same. */
static void parameter_side(const inc_contrast *p, const inc_compared_parameter *of, int s, inc_buffer *to)
{
  const inc_compared *side = &p->c->sides[s];
  if (of->numbers[s] == INC_NONE) {
    inc_buffer_text(to, "–");
    return;
  }
  const inc_parameter *parameter = &inc_compared_program(side)->parameters[of->numbers[s]];
  inc_contrast_value(p, s, (inc_holds){parameter->type, parameter->list},
                     inc_compare_parameter(side, of->numbers[s], inc_results_as_of(side->d->results)), false, to);
  inc_buffer_text(to, " [");
  inc_contrast_basis(p, s, &side->d->policy->parameters[of->numbers[s]].basis, to);
  inc_buffer_text(to, "]");
}

static void parameter_line(inc_contrast *p, const inc_compared_parameter *of)
{
  const int own = of->numbers[INC_BEFORE] == INC_NONE ? INC_AFTER : INC_BEFORE;
  const inc_basis *basis = &p->c->sides[own].d->policy->parameters[of->numbers[own]].basis;
  const char *title = inc_label_text(&basis->title, p->how.language);
  inc_buffer sides[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) {
    inc_buffer_init(&sides[s], &p->c->allocator);
    parameter_side(p, of, s, &sides[s]);
  }
  inc_out_print(&p->out, inc_contrast_words(p, "  %s: %s", "  %s：%s"), title ? title : inc_compared_program(&p->c->sides[own])->parameters[of->numbers[own]].name, inc_buffer_get(&sides[0]));
  if (strcmp(inc_buffer_get(&sides[0]), inc_buffer_get(&sides[1]))) inc_out_print(&p->out, " → %s", inc_buffer_get(&sides[1]));
  inc_out_text(&p->out, "\n");
  for (int s = 0; s < INC_BOTH; s++) inc_out_free(&p->out, &sides[s]);
}

static void write_parameters(inc_contrast *p, bool differing)
{
  bool any = false;
  for (size_t i = 0; i < p->c->parameter_count; i++) {
    const inc_compared_parameter *of = &p->c->parameters[i];
    if (of->differs != differing) continue;
    if (!any && differing) heading(p, "Parameters that differ", "取值不同的参数");
    else if (!any) heading(p, "Parameters that are assumed", "属假定的参数");
    any = true;
    parameter_line(p, of);
  }
}

/* ---- Budgets ---- */

static void budget_headers(const inc_contrast *p, inc_sheet *sheet, const char *first, bool twice, bool open)
{
  const char *who = inc_contrast_words(p, "recipients", "对象数");
  inc_sheet_column_add(sheet, first, twice ? inc_contrast_words(p, "before", "调整前") : NULL, false);
  if (twice) inc_sheet_column_add(sheet, first, inc_contrast_words(p, "after", "调整后"), false);
  inc_sheet_column_add(sheet, inc_contrast_words(p, "unit", "单位"), NULL, false);
  inc_sheet_column_add(sheet, inc_contrast_words(p, "before", "调整前"), NULL, true);
  inc_sheet_column_add(sheet, inc_contrast_words(p, "gains", "增加"), NULL, true);
  inc_sheet_column_add(sheet, inc_contrast_words(p, "losses", "减少"), NULL, true);
  inc_sheet_column_add(sheet, inc_contrast_words(p, "after", "调整后"), NULL, true);
  for (int s = 0; s < INC_BOTH && open; s++) {
    inc_sheet_column_add(sheet, s ? inc_contrast_words(p, "after", "调整后") : inc_contrast_words(p, "before", "调整前"),
                         inc_contrast_words(p, "of it open", "其中未定"), true);
  }
  inc_sheet_column_add(sheet, inc_contrast_words(p, "gain", "增加"), who, true);
  inc_sheet_column_add(sheet, inc_contrast_words(p, "lose", "减少"), who, true);
  inc_sheet_column_add(sheet, inc_contrast_words(p, "same", "不变"), who, true);
  inc_sheet_column_add(sheet, inc_contrast_words(p, "undetermined", "待定"), who, true);
}

static incubator_status budget_row(const inc_contrast *p, inc_sheet *sheet, size_t by, size_t index, bool twice, bool open)
{
  const inc_group *g = &p->c->groupings[by].groups[index];
  const int own = g->keys[INC_BEFORE] ? INC_BEFORE : INC_AFTER;
  incubator_comparison_total total;
  INC_TRY(inc_contrast_total(p, by, index, &total));
  if (by == INCUBATOR_COMPARISON_BY_UNIT) inc_sheet_cell(sheet, inc_contrast_words(p, "all", "合计"));
  else if (by == INCUBATOR_COMPARISON_BY_PROGRAMME) inc_sheet_cell(sheet, inc_contrast_title(p, g->keys[own]));
  else inc_sheet_cell(sheet, inc_contrast_key(p, g, twice ? INC_BEFORE : own));
  if (twice) inc_sheet_cell(sheet, inc_contrast_key(p, g, INC_AFTER));
  inc_sheet_cell(sheet, inc_contrast_unit(p, total.unit));
  add_micros(sheet, total.before, false);
  add_micros(sheet, total.gains, true);
  add_micros(sheet, -total.losses, false);
  add_micros(sheet, total.after, false);
  if (open) add_micros(sheet, total.before_open, false);
  if (open) add_micros(sheet, total.after_open, false);
  inc_sheet_count(sheet, total.more);
  inc_sheet_count(sheet, total.less);
  inc_sheet_count(sheet, total.same);
  inc_sheet_count(sheet, total.undetermined);
  return INCUBATOR_STATUS_OK;
}

/* Whether some entries are of another class after. */
static bool moves(const inc_grouping *g)
{
  for (size_t i = 0; i < g->group_names.count; i++) {
    const char *before = g->groups[i].keys[INC_BEFORE], *after = g->groups[i].keys[INC_AFTER];
    if (!before != !after || (before && strcmp(before, after))) return true;
  }
  return false;
}

/* Whether some of the sums cannot be put down to gains and losses. */
static bool is_open(const inc_contrast *p)
{
  const inc_grouping *g = &p->c->groupings[INCUBATOR_COMPARISON_BY_UNIT];
  for (size_t i = 0; i < g->group_names.count; i++) {
    if (g->groups[i].counts[INCUBATOR_CHANGE_UNDETERMINED - 1]) return true;
  }
  return false;
}

static incubator_status budget(inc_contrast *p, size_t by)
{
  const inc_grouping *g = &p->c->groupings[by];
  const bool named = by >= INCUBATOR_COMPARISON_BY, twice = named && moves(g), open = is_open(p);
  inc_sheet sheet;
  incubator_status status = INCUBATOR_STATUS_OK;
  inc_sheet_init(&sheet, &p->c->allocator);
  budget_headers(p, &sheet, named ? inc_contrast_by(p, g->name) : inc_contrast_words(p, "programme", "项目"), twice, open);
  for (size_t i = 0; i < g->group_names.count && status == INCUBATOR_STATUS_OK; i++) status = budget_row(p, &sheet, by, i, twice, open);
  for (size_t i = 0; !named && i < incubator_comparison_total_count(p->c, INCUBATOR_COMPARISON_BY_UNIT) && status == INCUBATOR_STATUS_OK; i++) {
    status = budget_row(p, &sheet, INCUBATOR_COMPARISON_BY_UNIT, i, false, open);
  }
  if (status == INCUBATOR_STATUS_OK) inc_sheet_table(&sheet, 0, p->how.language, &p->out);
  inc_sheet_free(&sheet);
  return status;
}

static incubator_status write_budgets(inc_contrast *p)
{
  if (incubator_comparison_line_count(p->c) == 0) return INCUBATOR_STATUS_OK;
  heading(p, "Budget", "资金");
  INC_TRY(budget(p, INCUBATOR_COMPARISON_BY_PROGRAMME));
  for (size_t by = INCUBATOR_COMPARISON_BY; by < p->c->grouping_count; by++) {
    inc_out_text(&p->out, "\n");
    INC_TRY(budget(p, by));
  }
  if (is_open(p)) {
    inc_out_text(&p->out, inc_contrast_words(p, "undetermined amounts are in no sum; what else the same recipient gets from that programme is open, neither gained nor lost\n",
                                             "待定金额不计入任何合计；同一对象在该项目下的其余金额列为未定，不计为增加或减少\n"));
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- Reasons ---- */

/* As many as a table can hold: those nearest to the cause. */
static incubator_status add_reasons(const inc_contrast *p, inc_sheet *sheet, incubator_comparison_what what, size_t index, const char *key)
{
  enum { SHOWN = 2 };
  inc_reasons reasons;
  inc_buffer text;
  INC_TRY(inc_compare_why(p->c, what, index, &reasons) == INCUBATOR_STATUS_OK ? INCUBATOR_STATUS_OK : inc_no_memory(p->error));
  inc_buffer_init(&text, &p->c->allocator);
  inc_buffer_text(&text, "");
  for (size_t i = 0; i < reasons.count && i < SHOWN; i++) {
    if (i) inc_buffer_text(&text, inc_contrast_words(p, "; ", "；"));
    inc_contrast_reason(p, &reasons.items[i], key, &text);
  }
  if (reasons.count > SHOWN) inc_buffer_print(&text, inc_contrast_words(p, "; and %zu more", "；另有 %zu 项"), reasons.count - SHOWN);
  inc_sheet_buffer(sheet, &text);
  return INCUBATOR_STATUS_OK;
}

/* ---- Outcomes ---- */

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
    status = add_reasons(p, &sheet, INCUBATOR_COMPARISON_CELL, *first, key);
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

static incubator_status write_outcomes(inc_contrast *p)
{
  size_t first = 0, same = 0;
  if (p->c->outcome_count) heading(p, "Outcomes", "结果");
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

/* ---- Who gains, who loses ---- */

typedef struct moved {
  inc_i128 by;
  size_t line;
} moved;

static int compare_moved(const void *left, const void *right)
{
  const moved *a = left, *b = right;
  if (a->by != b->by) return a->by > b->by ? -1 : 1;
  return a->line < b->line ? -1 : 1;
}

static moved *list_moved(const inc_contrast *p, incubator_change change, size_t *count)
{
  const inc_grouping *lines = inc_compare_lines(p->c);
  moved *list = inc_alloc_array(&p->c->allocator, lines->member_names.count + 1, sizeof *list);
  *count = 0;
  for (size_t i = 0; list && i < lines->member_names.count; i++) {
    const inc_member *m = &lines->members[i];
    if (inc_member_change(m) != change || !inc_contrast_shows_line(p, i)) continue;
    const inc_i128 by = m->sums[INC_AFTER] - m->sums[INC_BEFORE];
    list[(*count)++] = (moved){by < 0 ? -by : by, i};
  }
  if (list) qsort(list, *count, sizeof *list, compare_moved);
  return list;
}

static void add_sum(const inc_contrast *p, inc_sheet *sheet, int64_t micros, size_t open)
{
  if (open) inc_sheet_cell(sheet, inc_contrast_words(p, "? undetermined", "？待定"));
  else add_micros(sheet, micros, false);
}

static incubator_status line_row(const inc_contrast *p, inc_sheet *sheet, size_t index)
{
  incubator_comparison_line line;
  INC_TRY(inc_contrast_line(p, index, &line));
  inc_sheet_cell(sheet, line.recipient ? line.recipient : "–");
  inc_sheet_cell(sheet, inc_contrast_title(p, line.programme));
  add_sum(p, sheet, line.before, line.open_before);
  add_sum(p, sheet, line.after, line.open_after);
  if (line.difference.gap) inc_sheet_cell(sheet, "?");
  else add_micros(sheet, line.difference.value, true);
  return add_reasons(p, sheet, INCUBATOR_COMPARISON_LINE, index, line.recipient);
}

static incubator_status write_moved(inc_contrast *p, incubator_change change, const char *en, const char *zh)
{
  size_t count;
  inc_sheet sheet;
  incubator_status status = INCUBATOR_STATUS_OK;
  moved *list = list_moved(p, change, &count);
  if (!list) return inc_no_memory(p->error);
  inc_sheet_init(&sheet, &p->c->allocator);
  inc_sheet_column_add(&sheet, inc_contrast_words(p, "recipient", "对象"), NULL, false);
  inc_sheet_column_add(&sheet, inc_contrast_words(p, "programme", "项目"), NULL, false);
  inc_sheet_column_add(&sheet, inc_contrast_words(p, "before", "调整前"), NULL, true);
  inc_sheet_column_add(&sheet, inc_contrast_words(p, "after", "调整后"), NULL, true);
  inc_sheet_column_add(&sheet, inc_contrast_words(p, "difference", "差额"), NULL, true);
  inc_sheet_column_add(&sheet, inc_contrast_words(p, "because", "原因"), NULL, false);
  for (size_t i = 0; i < count && i < p->how.limit && status == INCUBATOR_STATUS_OK; i++) status = line_row(p, &sheet, list[i].line);
  if (count && status == INCUBATOR_STATUS_OK) {
    heading(p, en, zh);
    inc_sheet_table(&sheet, 0, p->how.language, &p->out);
    if (count > p->how.limit) inc_out_print(&p->out, inc_contrast_words(p, "… and %zu more\n", "……另有 %zu 行\n"), count - p->how.limit);
  }
  inc_sheet_free(&sheet);
  inc_free(&p->c->allocator, list);
  return status;
}

static incubator_status write_lines(inc_contrast *p)
{
  INC_TRY(write_moved(p, INCUBATOR_CHANGE_MORE, "Who gains", "增加的对象"));
  INC_TRY(write_moved(p, INCUBATOR_CHANGE_LESS, "Who loses", "减少的对象"));
  INC_TRY(write_moved(p, INCUBATOR_CHANGE_UNDETERMINED, "Of whom it is undetermined", "待定的对象"));
  return write_moved(p, INCUBATOR_CHANGE_SAME, "Who gets the same", "不变的对象");
}

/* ---- What only one side has ---- */

static void write_singles(inc_contrast *p)
{
  for (size_t i = 0; i < p->c->single_count && i < p->how.limit; i++) {
    incubator_comparison_single s = INCUBATOR_COMPARISON_SINGLE_INIT;
    incubator_comparison_single_get(p->c, i, &s);
    if (i == 0) heading(p, "Only on one side", "仅一方所有");
    inc_out_text(&p->out, s.side == INCUBATOR_SIDE_BEFORE ? inc_contrast_words(p, "  before: ", "  调整前：") : inc_contrast_words(p, "  after: ", "  调整后："));
    if (s.rule) inc_out_print(&p->out, inc_contrast_words(p, "the rule \"%s\" on %s\n", "规则“%s”（%s）\n"), s.rule, s.table);
    else if (s.key) inc_out_print(&p->out, inc_contrast_words(p, "the row %s:%s\n", "行 %s:%s\n"), s.table, s.key);
    else inc_out_print(&p->out, inc_contrast_words(p, "the table %s\n", "表 %s\n"), s.table);
  }
  if (p->c->single_count > p->how.limit) {
    inc_out_print(&p->out, inc_contrast_words(p, "… and %zu more\n", "……另有 %zu 行\n"), p->c->single_count - p->how.limit);
  }
}

static incubator_status write_tables(inc_contrast *p)
{
  write_head(p);
  write_parameters(p, true);
  INC_TRY(write_budgets(p));
  INC_TRY(write_lines(p));
  INC_TRY(write_outcomes(p));
  write_singles(p);
  write_parameters(p, false);
  return INCUBATOR_STATUS_OK;
}

/* ---- The whole ---- */

incubator_status incubator_comparison_write(incubator_comparison *c, const incubator_comparison_report *given, const incubator_writer *writer,
                                            incubator_error *error)
{
  inc_contrast p = {.c = c, .error = error};
  if (!c || !writer || !writer->write) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "comparison and writer must not be NULL");
  INC_TRY(inc_struct_read(&p.how, sizeof p.how, INC_SIZE_THROUGH(incubator_comparison_report, only), given, error));
  if ((unsigned)p.how.format > INCUBATOR_FORMAT_JSON || (unsigned)p.how.language > INCUBATOR_LANGUAGE_ZH ||
      (unsigned)p.how.only > INCUBATOR_COMPARISON_ONLY_ALL) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "an unknown format, language or choice of lines");
  }
  if (!p.how.limit) p.how.limit = USUAL_LIMIT;
  inc_out_start(&p.out, writer, &c->allocator);
  incubator_status status = p.how.format == INCUBATOR_FORMAT_CSV    ? inc_contrast_csv(&p)
                            : p.how.format == INCUBATOR_FORMAT_JSON ? inc_contrast_json(&p)
                                                                    : write_tables(&p);
  const incubator_status ended = inc_out_end(&p.out, status == INCUBATOR_STATUS_OK ? error : NULL);
  return status == INCUBATOR_STATUS_OK ? ended : status;
}
