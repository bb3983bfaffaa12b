/* A comparison as tables: budgets, what became of outcomes, who gains and who loses most, each with the reason. */
#include "report/compare.h"

#include <stdlib.h>
#include <string.h>

enum { USUAL_LIMIT = 10 };

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
    if (!any && differing) inc_contrast_heading(p, "Parameters that differ", "取值不同的参数");
    else if (!any) inc_contrast_heading(p, "Parameters that are assumed", "属假定的参数");
    any = true;
    parameter_line(p, of);
  }
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
  else inc_contrast_micros(sheet, micros, false);
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
  else inc_contrast_micros(sheet, line.difference.value, true);
  return inc_contrast_reasons(p, sheet, INCUBATOR_COMPARISON_LINE, index, line.recipient);
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
    inc_contrast_heading(p, en, zh);
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
    if (i == 0) inc_contrast_heading(p, "Only on one side", "仅一方所有");
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
  INC_TRY(inc_contrast_budgets(p));
  INC_TRY(write_lines(p));
  INC_TRY(inc_contrast_outcomes(p));
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
