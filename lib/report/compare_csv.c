/* A comparison as CSV: a line a programme and recipient, then one a cell. */
#include <string.h>

#include "report/compare.h"

static const char *const headers[] = {"rule", "part", "table", "key", "unit", "side", "change", "before", "after", "difference",
                                      "known_before", "known_after", "open_before", "open_after", "why"};

static void add_money(inc_sheet *sheet, int64_t micros)
{
  char text[INC_DECIMAL_TEXT];
  inc_decimal_format(micros, text);
  inc_sheet_cell(sheet, text);
}

/* What is not known is no sum, though some of it may be. */
static void add_sum(inc_sheet *sheet, int64_t micros, size_t open)
{
  if (open) inc_sheet_cell(sheet, "? undetermined");
  else add_money(sheet, micros);
}

static incubator_status add_reasons(const inc_contrast *p, inc_sheet *sheet, incubator_comparison_what what, size_t index, const char *key)
{
  inc_reasons reasons;
  inc_buffer text;
  INC_TRY(inc_compare_why(p->c, what, index, &reasons) == INCUBATOR_STATUS_OK ? INCUBATOR_STATUS_OK : inc_no_memory(p->error));
  inc_buffer_init(&text, &p->c->allocator);
  inc_buffer_text(&text, "");
  for (size_t i = 0; i < reasons.count; i++) {
    if (i) inc_buffer_text(&text, inc_contrast_words(p, "; ", "；"));
    inc_contrast_reason(p, &reasons.items[i], key, &text);
  }
  inc_sheet_buffer(sheet, &text);
  return INCUBATOR_STATUS_OK;
}

static incubator_status add_line(const inc_contrast *p, inc_sheet *sheet, size_t index)
{
  incubator_comparison_line line;
  INC_TRY(inc_contrast_line(p, index, &line));
  if (!inc_contrast_shows_line(p, index)) return INCUBATOR_STATUS_OK;
  inc_sheet_cell(sheet, line.programme);
  inc_sheet_cell(sheet, "");
  inc_sheet_cell(sheet, line.recipient_table);
  inc_sheet_cell(sheet, line.recipient);
  inc_sheet_cell(sheet, line.unit);
  inc_sheet_cell(sheet, inc_side_name(line.side));
  inc_sheet_cell(sheet, inc_change_name(line.change));
  add_sum(sheet, line.before, line.open_before);
  add_sum(sheet, line.after, line.open_after);
  if (line.difference.gap) inc_sheet_cell(sheet, "? undetermined");
  else add_money(sheet, line.difference.value);
  add_money(sheet, line.before);
  add_money(sheet, line.after);
  inc_sheet_count(sheet, line.open_before);
  inc_sheet_count(sheet, line.open_after);
  return add_reasons(p, sheet, INCUBATOR_COMPARISON_LINE, index, line.recipient);
}

static void add_value(const inc_contrast *p, inc_sheet *sheet, const inc_outcome *o, int s, uint32_t row)
{
  const inc_part *part = &inc_compared_rule(&p->c->sides[s], o->rules[s])->parts[o->part];
  inc_buffer text;
  inc_buffer_init(&text, &p->c->allocator);
  inc_buffer_text(&text, "");
  inc_contrast_value(p, s, (inc_holds){part->type, part->list}, inc_compare_result(&p->c->sides[s], o->rules[s], o->part, row), true, &text);
  inc_sheet_buffer(sheet, &text);
}

static incubator_status add_cell(const inc_contrast *p, inc_sheet *sheet, size_t index)
{
  const inc_changed *changed = &p->c->changed[index];
  const inc_outcome *o = &p->c->outcomes[changed->outcome];
  const inc_compared *side = &p->c->sides[INC_BEFORE];
  const inc_rule *rule = inc_compared_rule(side, o->rules[INC_BEFORE]);
  incubator_comparison_cell cell = INCUBATOR_COMPARISON_CELL_INIT;
  if (!inc_contrast_shows_cell(p, index)) return INCUBATOR_STATUS_OK;
  incubator_comparison_cell_get(p->c, index, &cell);
  inc_sheet_cell(sheet, rule->name);
  inc_sheet_cell(sheet, rule->parts[o->part].name);
  inc_sheet_cell(sheet, inc_compared_program(side)->schema.tables[rule->table].name);
  inc_sheet_cell(sheet, cell.key);
  inc_sheet_cell(sheet, "");
  inc_sheet_cell(sheet, inc_side_name(INCUBATOR_SIDE_BOTH));
  inc_sheet_cell(sheet, inc_change_name(changed->change));
  for (int s = 0; s < INC_BOTH; s++) add_value(p, sheet, o, s, changed->rows[s]);
  const bool number = cell.type == INCUBATOR_TYPE_NUMBER && !cell.before.gap && !cell.after.gap;
  int64_t difference = 0;
  if (number && !__builtin_sub_overflow(cell.after.value, cell.before.value, &difference)) add_money(sheet, difference);
  else inc_sheet_cell(sheet, "");
  for (int i = 0; i < 4; i++) inc_sheet_cell(sheet, "");
  return add_reasons(p, sheet, INCUBATOR_COMPARISON_CELL, index, cell.key);
}

incubator_status inc_contrast_csv(inc_contrast *p)
{
  inc_sheet sheet;
  incubator_status status = INCUBATOR_STATUS_OK;
  inc_sheet_init(&sheet, &p->c->allocator);
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) inc_sheet_column_add(&sheet, headers[i], NULL, false);
  for (size_t i = 0; i < incubator_comparison_line_count(p->c) && status == INCUBATOR_STATUS_OK; i++) status = add_line(p, &sheet, i);
  for (size_t i = 0; i < p->c->changed_count && status == INCUBATOR_STATUS_OK; i++) status = add_cell(p, &sheet, i);
  if (status == INCUBATOR_STATUS_OK) inc_sheet_csv(&sheet, &p->out);
  inc_sheet_free(&sheet);
  return status;
}
