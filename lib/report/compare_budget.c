/* Budgets before and after, by programme and by what was asked for. */
#include <string.h>

#include "report/compare.h"

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

/* A sum of nothing but undetermined amounts is not known, and not 0. */
static void add_sum(const inc_group *g, inc_sheet *sheet, int side, int64_t sum)
{
  if (g->undetermined[side] && g->sums[side] == 0) inc_sheet_cell(sheet, "–");
  else inc_contrast_micros(sheet, sum, false);
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
  add_sum(g, sheet, INC_BEFORE, total.before);
  inc_contrast_micros(sheet, total.gains, true);
  inc_contrast_micros(sheet, -total.losses, false);
  add_sum(g, sheet, INC_AFTER, total.after);
  if (open) add_sum(g, sheet, INC_BEFORE, total.before_open);
  if (open) add_sum(g, sheet, INC_AFTER, total.after_open);
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

incubator_status inc_contrast_budgets(inc_contrast *p)
{
  if (incubator_comparison_line_count(p->c) == 0) return INCUBATOR_STATUS_OK;
  inc_contrast_heading(p, "Budget", "资金");
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
