/* What a ledger comes to: sums of its payable entries, and budgets. */
#include <string.h>

#include "report/ledger.h"

static const char *const sum_names[INC_SUMS] = {[INC_SUM_COMPUTED] = "computed", [INC_SUM_LESS] = "less",     [INC_SUM_CAPPED] = "capped",
                                                [INC_SUM_JOINT] = "joint",       [INC_SUM_RAISED] = "raised", [INC_SUM_DUE] = "due"};

static const char *unit_of(const inc_ledger_paper *p, const inc_total *t)
{
  return t->unit == INC_NONE ? NULL : p->r.policy->units[t->unit].text;
}

static const char *table_of(const inc_ledger_paper *p, const inc_total *t)
{
  return t->table == INC_NONE ? NULL : inc_ledger_program(p->l)->schema.tables[t->table].name;
}

const char *inc_paper_by_name(const inc_ledger_paper *p, size_t by)
{
  if (by == INCUBATOR_LEDGER_BY_PROGRAMME) return "programme";
  if (by == INCUBATOR_LEDGER_BY_RECIPIENT) return "recipient";
  return p->l->totals[by].name;
}

void inc_sheet_sum(inc_sheet *sheet, inc_i128 micros)
{
  char text[INC_SUM_TEXT];
  inc_decimal_format_sum(micros, text);
  inc_sheet_cell(sheet, text);
}

/* Sums of nothing but what is not known are not known, and no 0. A list has none. */
static bool has_sums(const inc_total *t)
{
  const size_t *counts = t->counts;
  const bool known = counts[INCUBATOR_ENTRY_DUE - 1] || counts[INCUBATOR_ENTRY_NOTHING - 1] || !counts[INCUBATOR_ENTRY_UNDETERMINED - 1];
  return t->unit != INC_NONE && known;
}

/* ---- CSV ---- */

static void write_csv_total(inc_ledger_paper *p, size_t by, const inc_total *t)
{
  const char *const head[] = {inc_paper_by_name(p, by), table_of(p, t), t->text, unit_of(p, t)};
  inc_output_stream *o = &p->r.out;
  char text[INC_SUM_TEXT];
  for (size_t i = 0; i < sizeof head / sizeof *head; i++) {
    inc_csv_field(o, head[i] ? head[i] : "");
    inc_out_text(o, ",");
  }
  inc_out_print(o, "%zu,%zu,%zu,%zu", t->counts[0], t->counts[1], t->counts[2], t->counts[3]);
  for (int s = 0; s < INC_SUMS; s++) {
    inc_out_text(o, ",");
    if (!has_sums(t)) continue;
    inc_decimal_format_sum(t->sums[s], text);
    inc_out_text(o, text);
  }
  inc_out_text(o, "\r\n");
}

void inc_ledger_totals_csv(inc_ledger_paper *p)
{
  inc_out_text(&p->r.out, "by,table,key,unit,entries_due,entries_nothing,entries_refused,entries_undetermined");
  for (int s = 0; s < INC_SUMS; s++) inc_out_print(&p->r.out, ",%s", sum_names[s]);
  inc_out_text(&p->r.out, "\r\n");
  for (size_t by = 0; by < p->l->by_count; by++) {
    for (size_t i = 0; i < p->l->totals[by].count; i++) write_csv_total(p, by, &p->l->totals[by].totals[i]);
  }
}

/* ---- JSON ---- */

static void write_sum(inc_json_out *j, const char *key, inc_i128 micros)
{
  char text[INC_SUM_TEXT];
  inc_jo_bytes(j, key, text, inc_decimal_format_sum(micros, text));
}

static void write_total(const inc_ledger_paper *p, inc_json_out *j, const inc_total *t)
{
  inc_jo_open(j, NULL, '{');
  j->inline_ = true;
  inc_jo_text(j, "key", t->text);
  inc_jo_text(j, "table", table_of(p, t));
  inc_jo_text(j, "unit", unit_of(p, t));
  inc_jo_open(j, "entries", '{');
  for (int s = INCUBATOR_ENTRY_DUE; s <= INCUBATOR_ENTRY_UNDETERMINED; s++) {
    inc_jo_number(j, inc_entry_state_name((incubator_entry_state)s), (int64_t)t->counts[s - 1]);
  }
  inc_jo_close(j, '}');
  for (int s = 0; s < INC_SUMS && t->unit != INC_NONE; s++) {
    if (has_sums(t)) write_sum(j, sum_names[s], t->sums[s]);
    else inc_jo_text(j, sum_names[s], NULL);
  }
  inc_jo_close(j, '}');
  j->inline_ = false;
}

static void write_cap(const inc_ledger_paper *p, inc_json_out *j, const inc_paper_cap *c)
{
  inc_jo_open(j, NULL, '{');
  j->inline_ = true;
  inc_jo_text(j, "programme", inc_ledger_program(p->l)->rules[c->programme->rule].name);
  inc_jo_number(j, "adjustment", c->adjustment + 1);
  inc_jo_text(j, "title", c->title);
  inc_jo_text(j, "over", c->over);
  inc_jo_text(j, "unit", p->r.policy->units[c->programme->unit].text);
  inc_jo_cell(j, "cap", p->r.d, INC_TYPE_NUMBER, INC_NONE, c->cap);
  write_sum(j, "asked", c->asked);
  write_sum(j, "given", c->given);
  inc_jo_number(j, "undetermined", (int64_t)c->undetermined);
  inc_jo_close(j, '}');
  j->inline_ = false;
}

void inc_ledger_totals_json(inc_ledger_paper *p, inc_json_out *j)
{
  inc_paper_cap *caps;
  size_t count;
  inc_jo_open(j, "totals", '[');
  for (size_t by = 0; by < p->l->by_count; by++) {
    inc_jo_open(j, NULL, '{');
    inc_jo_text(j, "by", inc_paper_by_name(p, by));
    inc_jo_open(j, "totals", '[');
    for (size_t i = 0; i < p->l->totals[by].count; i++) write_total(p, j, &p->l->totals[by].totals[i]);
    inc_jo_close(j, ']');
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
  if (!inc_paper_caps(p, &caps, &count)) p->r.out.buffer.failed = true;
  inc_jo_open(j, "budgets", '[');
  for (size_t i = 0; i < count; i++) write_cap(p, j, &caps[i]);
  inc_jo_close(j, ']');
  inc_free(&p->l->allocator, caps);
}

/* ---- On a terminal ---- */

static const char *key_words(inc_ledger_paper *p, size_t by, const inc_total *t)
{
  inc_buffer text = inc_paper_text(p);
  if (by == INCUBATOR_LEDGER_BY_PROGRAMME) inc_buffer_text(&text, inc_rule_title(p->r.policy, (uint32_t)t->value, p->r.how.language));
  else if (!t->text) inc_buffer_text(&text, "–");
  else if (t->type == INC_TYPE_CATEGORY || t->type == INC_TYPE_BOOLEAN) inc_words_value(p->r.policy, t->type, t->list, t->value, p->r.how.language, &text);
  else inc_buffer_text(&text, t->text);
  return inc_paper_keep(p, &text);
}

static void add_columns(inc_ledger_paper *p, inc_sheet *sheet, const char *first)
{
  static const char *const en[] = {"computed", "less", "capped", "joint", "raised", "due"};
  static const char *const zh[] = {"计算额", "扣减", "封顶减", "合计封顶减", "保底增", "应付"};
  inc_sheet_column_add(sheet, first, NULL, false);
  for (int s = INCUBATOR_ENTRY_DUE; s <= INCUBATOR_ENTRY_UNDETERMINED; s++) {
    inc_sheet_column_add(sheet, inc_entry_state_words((incubator_entry_state)s, p->r.how.language), inc_paper_pick(p, "entries", "条目"), true);
  }
  for (int s = 0; s < INC_SUMS; s++) inc_sheet_column_add(sheet, inc_paper_pick(p, en[s], zh[s]), inc_paper_pick(p, "amounts", "金额"), true);
  inc_sheet_column_add(sheet, inc_paper_pick(p, "unit", "单位"), NULL, false);
}

static void add_total(inc_ledger_paper *p, inc_sheet *sheet, const char *key, const inc_total *t)
{
  inc_sheet_cell(sheet, key);
  for (int s = 0; s < 4; s++) inc_sheet_count(sheet, t->counts[s]);
  for (int s = 0; s < INC_SUMS; s++) {
    if (has_sums(t)) inc_sheet_sum(sheet, t->sums[s]);
    else inc_sheet_cell(sheet, t->unit == INC_NONE ? "" : "–");
  }
  inc_sheet_cell(sheet, t->unit == INC_NONE ? "" : inc_words_unit(p->r.policy, t->unit, p->r.how.language));
}

/* A line for all programmes of a unit, where there are several. */
static void add_sums(inc_ledger_paper *p, inc_sheet *sheet)
{
  const inc_totals *programmes = &p->l->totals[INCUBATOR_LEDGER_BY_PROGRAMME];
  for (size_t i = 0; i < programmes->count; i++) {
    inc_total sum = programmes->totals[i];
    bool first = sum.unit != INC_NONE;
    size_t joined = 1;
    for (size_t k = 0; k < i; k++) first = first && programmes->totals[k].unit != sum.unit;
    for (size_t k = i + 1; k < programmes->count && first; k++) {
      const inc_total *t = &programmes->totals[k];
      if (t->unit != sum.unit) continue;
      joined++;
      for (int s = 0; s < 4; s++) sum.counts[s] += t->counts[s];
      for (int s = 0; s < INC_SUMS; s++) sum.sums[s] += t->sums[s];
    }
    if (first && joined > 1) add_total(p, sheet, inc_paper_pick(p, "together", "合计"), &sum);
  }
}

/* A table, or a column by its label. */
static const char *by_title(inc_ledger_paper *p, size_t by)
{
  const char *name = p->l->totals[by].name;
  const uint32_t table = inc_schema_table(&inc_ledger_program(p->l)->schema, name, strlen(name));
  if (table != INC_NONE) return inc_table_title(p->r.policy, table, p->r.how.language);
  inc_buffer text = inc_paper_text(p);
  for (size_t i = 0; i < p->l->programme_count && !text.length; i++) {
    const inc_ref *ref = p->l->programmes[i].by[by];
    if (!ref) continue;
    const inc_ref own = {.table = ref->table, .field = ref->field, .rule = ref->rule, .part = ref->part}; /* without the way there */
    inc_words_ref(p->r.policy, &own, ref->table, p->r.how.language, &text);
  }
  return inc_paper_keep(p, &text);
}

/* Lists have no money: beside money, only the programmes show them. */
static bool is_shown(const inc_totals *totals, size_t by, const inc_total *t)
{
  bool money = false;
  for (size_t i = 0; i < totals->count && !money; i++) money = totals->totals[i].unit != INC_NONE;
  return by == INCUBATOR_LEDGER_BY_PROGRAMME || t->unit != INC_NONE || !money;
}

static void write_totals(inc_ledger_paper *p, size_t by)
{
  const inc_totals *totals = &p->l->totals[by];
  inc_sheet sheet;
  inc_sheet_init(&sheet, &p->l->allocator);
  add_columns(p, &sheet, by == INCUBATOR_LEDGER_BY_PROGRAMME ? inc_paper_pick(p, "programme", "补助项目") : by_title(p, by));
  for (size_t i = 0; i < totals->count; i++) {
    if (is_shown(totals, by, &totals->totals[i])) add_total(p, &sheet, key_words(p, by, &totals->totals[i]), &totals->totals[i]);
  }
  if (by == INCUBATOR_LEDGER_BY_PROGRAMME) add_sums(p, &sheet);
  if (by) inc_out_text(&p->r.out, "\n");
  inc_sheet_table(&sheet, 0, p->r.how.language, &p->r.out);
  inc_sheet_free(&sheet);
}

static void write_budgets(inc_ledger_paper *p)
{
  static const char *const en[] = {"budget", "of", "cap", "asked", "given", "left"};
  static const char *const zh[] = {"限额", "范围", "上限", "申请", "安排", "结余"};
  inc_paper_cap *caps;
  size_t count;
  inc_sheet sheet;
  inc_sheet_init(&sheet, &p->l->allocator);
  if (!inc_paper_caps(p, &caps, &count)) p->r.out.buffer.failed = true;
  for (size_t i = 0; i < sizeof en / sizeof *en; i++) inc_sheet_column_add(&sheet, inc_paper_pick(p, en[i], zh[i]), NULL, i > 1);
  for (size_t i = 0; i < count; i++) {
    const inc_paper_cap *c = &caps[i];
    inc_buffer name = inc_paper_text(p);
    inc_buffer_print(&name, c->title ? "%s: %s" : "%s", inc_words_of_programme(p, c->programme)->title, c->title ? c->title : "");
    inc_sheet_buffer(&sheet, &name);
    inc_sheet_cell(&sheet, *c->over ? c->over : inc_paper_pick(p, "all", "全部"));
    if (c->cap.gap) inc_sheet_cell(&sheet, inc_words_gap((incubator_gap)c->cap.gap, p->r.how.language));
    else inc_sheet_sum(&sheet, c->cap.value);
    inc_sheet_sum(&sheet, c->asked);
    inc_sheet_sum(&sheet, c->given);
    if (c->cap.gap || c->undetermined) inc_sheet_cell(&sheet, inc_words_gap((incubator_gap)(c->cap.gap ? c->cap.gap : INCUBATOR_GAP_TIE), p->r.how.language));
    else inc_sheet_sum(&sheet, c->cap.value - c->given);
  }
  if (count) inc_out_text(&p->r.out, "\n");
  if (count) inc_sheet_table(&sheet, p->how.limit, p->r.how.language, &p->r.out);
  inc_free(&p->l->allocator, caps);
  inc_sheet_free(&sheet);
}

void inc_ledger_totals_table(inc_ledger_paper *p)
{
  write_totals(p, INCUBATOR_LEDGER_BY_PROGRAMME);
  for (size_t by = INCUBATOR_LEDGER_BY; by < p->l->by_count; by++) write_totals(p, by);
  write_budgets(p);
}
