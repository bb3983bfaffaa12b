/* Shares of a whole: a line a unit, and what only lots can decide. */
#include "policy/words.h"
#include "report/output.h"
#include "shares/shares.h"

typedef struct paper {
  const incubator_shares *s;
  incubator_report how;
  inc_output_stream out;
} paper;

static const char *words(const paper *p, const char *en, const char *zh)
{
  return inc_words(p->how.language, en, zh);
}

static incubator_share share_of(const paper *p, size_t row)
{
  incubator_share share = INCUBATOR_SHARE_INIT;
  incubator_shares_get(p->s, row, &share);
  return share;
}

static void print_quota(const incubator_share *share, bool shortened, char text[INC_SUM_TEXT])
{
  inc_i128 micros = (inc_i128)share->quota * INC_MICRO + share->quota_micros;
  if (shortened) micros = inc_divide_round(micros, 1000, INC_ROUND_HALF_UP) * 1000;
  inc_decimal_format_sum(micros, text);
}

/* ---- Sheets ---- */

static void add_number(inc_sheet *sheet, int64_t whole)
{
  char text[INC_DECIMAL_TEXT];
  inc_number_format((inc_number){whole, 0}, text);
  inc_sheet_cell(sheet, text);
}

static void add_weight(inc_sheet *sheet, int64_t micros)
{
  char text[INC_DECIMAL_TEXT];
  inc_decimal_format(micros, text);
  inc_sheet_cell(sheet, text);
}

static void add_bounds(const paper *p, inc_sheet *sheet, const incubator_share *share)
{
  if (p->s->has_lower) add_number(sheet, share->lower);
  if (p->s->has_upper && share->upper == INT64_MAX) inc_sheet_cell(sheet, "");
  else if (p->s->has_upper) add_number(sheet, share->upper);
}

static void add_bound_columns(const paper *p, inc_sheet *sheet, bool named)
{
  if (p->s->has_lower) inc_sheet_column_add(sheet, named ? "lower" : words(p, "at least", "下限"), NULL, true);
  if (p->s->has_upper) inc_sheet_column_add(sheet, named ? "upper" : words(p, "at most", "上限"), NULL, true);
}

static void write_csv(paper *p)
{
  inc_sheet sheet;
  inc_sheet_init(&sheet, &p->s->allocator);
  inc_sheet_column_add(&sheet, "unit", NULL, false);
  inc_sheet_column_add(&sheet, "weight", NULL, true);
  inc_sheet_column_add(&sheet, "quota", NULL, true);
  add_bound_columns(p, &sheet, true);
  inc_sheet_column_add(&sheet, "share", NULL, true);
  inc_sheet_column_add(&sheet, "least", NULL, true);
  inc_sheet_column_add(&sheet, "most", NULL, true);
  for (size_t i = 0; i < p->s->count; i++) {
    const incubator_share share = share_of(p, i);
    char quota[INC_SUM_TEXT];
    print_quota(&share, false, quota);
    inc_sheet_cell(&sheet, share.unit);
    add_weight(&sheet, share.weight);
    inc_sheet_cell(&sheet, quota);
    add_bounds(p, &sheet, &share);
    if (share.least == share.most) add_number(&sheet, share.least);
    else inc_sheet_cell(&sheet, "");
    add_number(&sheet, share.least);
    add_number(&sheet, share.most);
  }
  inc_sheet_csv(&sheet, &p->out);
  inc_sheet_free(&sheet);
}

/* ---- The table ---- */

static void add_share(const paper *p, inc_sheet *sheet, const incubator_share *share)
{
  inc_buffer text;
  char low[INC_DECIMAL_TEXT], high[INC_DECIMAL_TEXT];
  inc_number_format((inc_number){share->least, 0}, low);
  inc_number_format((inc_number){share->most, 0}, high);
  inc_buffer_init(&text, &sheet->allocator);
  inc_buffer_text(&text, low);
  if (share->least != share->most) inc_buffer_text(&text, words(p, " or ", " 或 "));
  if (share->least != share->most) inc_buffer_text(&text, high);
  inc_sheet_buffer(sheet, &text);
}

/* All units with equal claims, and how many steps there are for them. */
static void write_ties(paper *p)
{
  bool first = true;
  if (!p->s->divided.ties) return;
  const char *sentence = words(p, "equal claims, left to lots: %lld more among %zu: ", "份额相同，须抽签：%2$zu 个单位中有 %1$lld 个各多得一份：");
  inc_out_print(&p->out, sentence, (long long)p->s->divided.lots, p->s->divided.ties);
  for (size_t i = 0; i < p->s->count; i++) {
    if (!p->s->divided.tied[i]) continue;
    if (!first) inc_out_text(&p->out, words(p, ", ", "、"));
    inc_out_text(&p->out, p->s->units[i]);
    first = false;
  }
  inc_out_text(&p->out, "\n");
}

static void write_table(paper *p)
{
  inc_sheet sheet;
  inc_sheet_init(&sheet, &p->s->allocator);
  inc_sheet_column_add(&sheet, words(p, "unit", "单位"), NULL, false);
  inc_sheet_column_add(&sheet, words(p, "weight", "权数"), NULL, true);
  inc_sheet_column_add(&sheet, words(p, "quota", "应得份额"), NULL, true);
  add_bound_columns(p, &sheet, false);
  inc_sheet_column_add(&sheet, words(p, "share", "分配"), NULL, true);
  for (size_t i = 0; i < p->s->count; i++) {
    const incubator_share share = share_of(p, i);
    char quota[INC_SUM_TEXT];
    print_quota(&share, true, quota);
    inc_sheet_cell(&sheet, share.unit);
    add_weight(&sheet, share.weight);
    inc_sheet_cell(&sheet, quota);
    add_bounds(p, &sheet, &share);
    add_share(p, &sheet, &share);
  }
  inc_sheet_table(&sheet, p->how.limit, p->how.language, &p->out);
  inc_sheet_free(&sheet);
  write_ties(p);
}

/* ---- JSON ---- */

static void write_share(paper *p, inc_json_out *j, size_t row)
{
  const incubator_share share = share_of(p, row);
  char quota[INC_SUM_TEXT];
  print_quota(&share, false, quota);
  inc_jo_open(j, NULL, '{');
  j->inline_ = true;
  inc_jo_text(j, "unit", share.unit);
  inc_jo_micros(j, "weight", share.weight);
  inc_jo_text(j, "quota", quota);
  inc_jo_number(j, "lower", share.lower);
  if (share.upper == INT64_MAX) inc_jo_null(j, "upper");
  else inc_jo_number(j, "upper", share.upper);
  if (share.least == share.most) inc_jo_number(j, "share", share.least);
  else inc_jo_null(j, "share");
  inc_jo_number(j, "least", share.least);
  inc_jo_number(j, "most", share.most);
  inc_jo_close(j, '}');
  j->inline_ = false;
}

static void write_json(paper *p)
{
  static const char *const methods[] = {"", "hamilton", "webster", "huntington-hill", "adams", "jefferson"};
  inc_json_out j = {.out = &p->out};
  inc_jo_open(&j, NULL, '{');
  inc_jo_text(&j, "format", "incubator-shares/1");
  inc_jo_text(&j, "library", incubator_version_text());
  inc_jo_text(&j, "method", methods[p->s->how.method]);
  inc_jo_number(&j, "whole", p->s->how.whole);
  inc_jo_boolean(&j, "lower_first", p->s->how.lower_first != 0);
  inc_jo_open(&j, "shares", '[');
  for (size_t i = 0; i < p->s->count; i++) write_share(p, &j, i);
  inc_jo_close(&j, ']');
  inc_jo_open(&j, "ties", '{');
  inc_jo_number(&j, "lots", p->s->divided.lots);
  inc_jo_open(&j, "units", '[');
  for (size_t i = 0; i < p->s->count; i++) {
    if (p->s->divided.tied[i]) inc_jo_text(&j, NULL, p->s->units[i]);
  }
  inc_jo_close(&j, ']');
  inc_jo_close(&j, '}');
  inc_jo_close(&j, '}');
}

incubator_status incubator_shares_write(const incubator_shares *s, const incubator_report *how, const incubator_writer *writer, incubator_error *error)
{
  paper p = {.s = s};
  if (!s || !writer || !writer->write) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "shares and writer must not be NULL");
  INC_TRY(inc_struct_read(&p.how, sizeof p.how, INC_SIZE_THROUGH(incubator_report, labels), how, error));
  inc_out_start(&p.out, writer, &s->allocator);
  if (p.how.format == INCUBATOR_FORMAT_CSV) write_csv(&p);
  else if (p.how.format == INCUBATOR_FORMAT_JSON) write_json(&p);
  else write_table(&p);
  return inc_out_end(&p.out, error);
}
