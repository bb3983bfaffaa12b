/* A payment list, as a table and as CSV: the same cells, into a sheet or at once into the output. */
#include "report/payments.h"

#include <string.h>

static bool is_csv(const inc_payments *x)
{
  return x->p.r.how.format == INCUBATOR_FORMAT_CSV;
}

/* People read labels, other programs names and codes. */
static bool has_labels(const inc_payments *x)
{
  return x->p.r.how.format == INCUBATOR_FORMAT_TABLE || (is_csv(x) && x->p.r.how.labels);
}

/* ---- Cells ---- */

/* A spreadsheet takes a text that begins like this for a formula, and a payment list is opened in one. */
static bool begins_a_formula(const char *text)
{
  static const char *const starts[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
    if (!strncmp(text, starts[i], strlen(starts[i]))) return true;
  }
  return false;
}

/* A text of the data. */
static void add_text(const inc_payments *x, const char *text, inc_buffer *to)
{
  if (is_csv(x) && begins_a_formula(text)) inc_buffer_char(to, '\'');
  inc_buffer_text(to, text);
}

static void add_sum(inc_buffer *to, inc_i128 micros)
{
  char text[INC_SUM_TEXT];
  inc_buffer_add(to, text, inc_decimal_format_sum(micros, text));
}

bool inc_payment_add_column(const inc_payments *x, const inc_payment *payment, size_t column, inc_buffer *to)
{
  const inc_program *program = inc_ledger_program(x->p.l);
  const inc_ref *ref = inc_payment_column(x, payment->programme, column);
  if (!ref || !payment->given) return false;
  const inc_cell cell = inc_results_cell(x->p.r.d->results, payment->programme->recipient_table, ref, payment->row);
  const uint32_t list = ref->rule == INC_NONE ? program->schema.tables[ref->table].fields[ref->field].list : program->rules[ref->rule].parts[ref->part].list;
  if (cell.gap) return false;
  inc_buffer text = inc_paper_text(&x->p);
  if (has_labels(x) && (cell.type == INC_TYPE_CATEGORY || cell.type == INC_TYPE_BOOLEAN)) {
    inc_words_value(x->p.r.policy, cell.type, list, cell.value, x->p.r.how.language, &text);
  } else {
    inc_decisions_value(x->p.r.d, cell.type, list, cell.value, &text);
  }
  if (cell.type == INC_TYPE_TEXT) add_text(x, inc_buffer_get(&text), to);
  else inc_buffer_text(to, inc_buffer_get(&text));
  if (text.failed) to->failed = true;
  inc_buffer_free(&text);
  return true;
}

static void add_column_title(const inc_payments *x, size_t column, inc_buffer *to)
{
  const inc_ref *ref = NULL;
  uint32_t table = INC_NONE;
  for (size_t i = 0; i < x->p.l->programme_count && !ref; i++) {
    ref = inc_payment_column(x, &x->p.l->programmes[i], column);
    table = x->p.l->programmes[i].recipient_table;
  }
  if (has_labels(x)) inc_words_ref(x->p.r.policy, ref, table, x->p.r.how.language, to);
  else inc_buffer_text(to, x->p.how.columns[column]);
}

/* ---- Lines of cells, for CSV and tables alike ---- */

/* Where the next cell goes: into the sheet of a table, or at once into the output. */
typedef struct line {
  inc_payments *x;
  inc_sheet *sheet; /* NULL: CSV */
  bool header, first;
} line;

static void put(line *l, inc_buffer *text, bool right)
{
  if (l->sheet && l->header) inc_sheet_column_buffer(l->sheet, text, right);
  else if (l->sheet) inc_sheet_buffer(l->sheet, text);
  if (l->sheet) return;
  if (!l->first) inc_out_text(&l->x->p.r.out, ",");
  inc_csv_field(&l->x->p.r.out, inc_buffer_get(text));
  inc_out_free(&l->x->p.r.out, text);
  l->first = false;
}

static void put_text(line *l, const char *text, bool right)
{
  inc_buffer copy = inc_paper_text(&l->x->p);
  inc_buffer_text(&copy, text);
  put(l, &copy, right);
}

static void end_line(line *l)
{
  if (!l->sheet) inc_out_text(&l->x->p.r.out, "\r\n");
  l->first = true;
}

typedef enum heading { RECIPIENT_TABLE, RECIPIENT, PROGRAMME, EVENTS, AMOUNT, UNIT, CLAUSE } heading;

static void put_heading(line *l, heading which)
{
  static const char *const names[] = {"recipient_table", "recipient", "programme", "events", "amount", "unit", "clause"};
  static const char *const zh[] = {"收款方类别", "收款方", "补助项目", "笔数", "应付金额", "单位", "依据"};
  static const char *const en[] = {"kind of recipient", "recipient", "programme", "events", "amount due", "unit", "clause"};
  const char *label = inc_paper_pick(&l->x->p, en[which], zh[which]);
  put_text(l, has_labels(l->x) ? label : names[which], which == EVENTS || which == AMOUNT);
}

static void write_header(line *l)
{
  const inc_payments *x = l->x;
  l->header = true;
  put_heading(l, RECIPIENT_TABLE);
  put_heading(l, RECIPIENT);
  for (size_t c = 0; c < x->p.how.column_count; c++) {
    inc_buffer text = inc_paper_text(&x->p);
    add_column_title(x, c, &text);
    put(l, &text, false);
  }
  put_heading(l, PROGRAMME);
  put_heading(l, EVENTS);
  put_heading(l, AMOUNT);
  for (size_t s = 0; s < x->p.share_count; s++) {
    inc_buffer text = inc_paper_text(&x->p);
    inc_buffer_print(&text, "share.%s", x->p.shares[s]);
    put(l, &text, true);
  }
  put_heading(l, UNIT);
  put_heading(l, CLAUSE);
  end_line(l);
  l->header = false;
}

bool inc_payment_has_share(const inc_payments *x, const inc_programme *programme, size_t share)
{
  const inc_part *parts = inc_ledger_program(x->p.l)->rules[programme->rule].parts;
  for (uint32_t i = 0; i < programme->award->payer_count; i++) {
    if (!strcmp(parts[programme->award->payers[i].part].name, x->p.shares[share])) return true;
  }
  return false;
}

static void put_sum(line *l, inc_i128 micros)
{
  inc_buffer text = inc_paper_text(&l->x->p);
  add_sum(&text, micros);
  put(l, &text, true);
}

static void write_payment(line *l, const inc_payment *payment)
{
  const inc_payments *x = l->x;
  const inc_programme *programme = payment->programme;
  const uint32_t table = programme->recipient_table;
  const inc_programme_words *words = inc_words_of_programme(&x->p, programme);
  inc_buffer text = inc_paper_text(&x->p);
  put_text(l, has_labels(x) ? inc_table_title(x->p.r.policy, table, x->p.r.how.language) : inc_ledger_program(x->p.l)->schema.tables[table].name, false);
  if (payment->recipient) add_text(x, payment->recipient, &text);
  else if (l->sheet) inc_buffer_text(&text, inc_paper_pick(&x->p, "(not known)", "（不详）"));
  put(l, &text, false);
  for (size_t c = 0; c < x->p.how.column_count; c++) {
    text = inc_paper_text(&x->p);
    inc_payment_add_column(x, payment, c, &text);
    put(l, &text, false);
  }
  put_text(l, has_labels(x) ? words->title : inc_ledger_program(x->p.l)->rules[programme->rule].name, false);
  text = inc_paper_text(&x->p);
  inc_buffer_print(&text, "%zu", payment->events);
  put(l, &text, true);
  put_sum(l, payment->amount);
  for (size_t s = 0; s < x->p.share_count; s++) {
    if (inc_payment_has_share(x, programme, s)) put_sum(l, x->shares[(size_t)(payment - x->list) * x->p.share_count + s]);
    else put_text(l, "", true);
  }
  put_text(l, has_labels(x) ? inc_words_unit(x->p.r.policy, programme->unit, x->p.r.how.language) : x->p.r.policy->units[programme->unit].text, false);
  put_text(l, words->clause, false);
  end_line(l);
}

/* ---- Below the table ---- */

/* The sum of each unit. */
static void write_sums(inc_payments *x)
{
  for (size_t i = 0; i < x->count; i++) {
    const uint32_t unit = x->list[i].programme->unit;
    inc_i128 sum = 0;
    size_t lines = 0, events = 0;
    bool first = true;
    for (size_t k = 0; k < i && first; k++) {
      first = x->list[k].programme->unit != unit;
      if (x->list[k].programme == x->list[i].programme) break; /* and so its first line, which was looked at */
    }
    if (!first) continue;
    for (size_t k = i; k < x->count; k++) {
      if (x->list[k].programme->unit != unit) continue;
      sum += x->list[k].amount;
      events += x->list[k].events;
      lines++;
    }
    char text[INC_SUM_TEXT];
    inc_decimal_format_sum(sum, text);
    inc_out_print(&x->p.r.out, inc_paper_pick(&x->p, "Together: %zu payments, %zu events, %s %s\n", "合计：%zu 笔付款，%zu 笔事项，%s %s\n"), lines, events,
                  text, inc_words_unit(x->p.r.policy, unit, x->p.r.how.language));
  }
}

static void write_notes(inc_payments *x)
{
  size_t unknown = 0;
  for (size_t i = 0; i < x->count; i++) unknown += x->list[i].recipient ? 0 : x->list[i].events;
  write_sums(x);
  if (unknown) inc_out_print(&x->p.r.out, inc_paper_pick(&x->p, "Of these, events whose recipient is not known: %zu\n", "其中收款方不详的事项：%zu 笔\n"), unknown);
  if (x->undetermined) inc_out_print(&x->p.r.out, inc_paper_pick(&x->p, "Undetermined, and not in the list: %zu entries\n", "待定、未列入：%zu 条\n"), x->undetermined);
  inc_paper_assumptions(&x->p, false);
}

static void write_table(inc_payments *x)
{
  inc_sheet sheet;
  inc_sheet_init(&sheet, &x->p.l->allocator);
  line l = {.x = x, .sheet = &sheet, .first = true};
  const size_t shown = x->p.how.limit && x->p.how.limit < x->count ? x->p.how.limit : x->count;
  write_header(&l);
  for (size_t i = 0; i < shown; i++) write_payment(&l, &x->list[i]);
  inc_sheet_table(&sheet, 0, x->p.r.how.language, &x->p.r.out);
  inc_sheet_free(&sheet);
  if (shown < x->count) inc_out_print(&x->p.r.out, inc_paper_pick(&x->p, "… and %zu more\n", "……另有 %zu 行\n"), x->count - shown);
  write_notes(x);
}

static void write_csv(inc_payments *x)
{
  line l = {.x = x, .first = true};
  write_header(&l);
  for (size_t i = 0; i < x->count; i++) write_payment(&l, &x->list[i]);
}

incubator_status incubator_ledger_write_payments(const incubator_ledger *l, const incubator_ledger_report *how, const incubator_writer *writer,
                                                 incubator_error *error)
{
  inc_payments x = {0};
  INC_TRY(inc_ledger_paper_start(&x.p, l, how, writer, error));
  incubator_status status = INCUBATOR_STATUS_OK;
  if (x.p.how.states || x.p.how.totals) status = INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "states and totals must be 0: payments are of what is due");
  if (status == INCUBATOR_STATUS_OK) status = inc_payments_gather(&x);
  if (status == INCUBATOR_STATUS_OK && is_csv(&x)) write_csv(&x);
  else if (status == INCUBATOR_STATUS_OK && x.p.r.how.format == INCUBATOR_FORMAT_JSON) inc_payments_json(&x);
  else if (status == INCUBATOR_STATUS_OK) write_table(&x);
  inc_free(&l->allocator, x.list);
  inc_free(&l->allocator, x.shares);
  return inc_ledger_paper_end(&x.p, status);
}
