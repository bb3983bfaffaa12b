/* The entries of a ledger, one after the other: nothing is kept of those that are written. */
#include <string.h>

#include "report/ledger.h"

static const char *name_of_share(const inc_ledger_paper *p, size_t index, size_t number, bool component, incubator_figure *amount)
{
  incubator_ledger_share share = INCUBATOR_LEDGER_SHARE_INIT;
  if (component) incubator_ledger_component_get(p->l, index, number, &share);
  else incubator_ledger_share_get(p->l, index, number, &share);
  *amount = share.amount;
  return share.name;
}

/* ---- CSV ---- */

static void field(inc_ledger_paper *p, const char *text)
{
  inc_csv_field(&p->r.out, text ? text : "");
  inc_out_bytes(&p->r.out, ",", 1);
}

static void figure_field(inc_ledger_paper *p, incubator_figure figure)
{
  char text[INC_DECIMAL_TEXT];
  if (!figure.gap) inc_out_bytes(&p->r.out, text, inc_decimal_format(figure.value, text));
  inc_out_bytes(&p->r.out, ",", 1);
}

/* What each share, or each component, bears; nothing where the programme has none of that name. */
static void share_fields(inc_ledger_paper *p, size_t index, size_t own, bool component)
{
  const char *const *names = component ? p->components : p->shares;
  const size_t count = component ? p->component_count : p->share_count;
  for (size_t i = 0; i < count; i++) {
    incubator_figure amount = {INCUBATOR_GAP_INAPPLICABLE, 0};
    for (size_t k = 0; k < own; k++) {
      incubator_figure of;
      if (!strcmp(name_of_share(p, index, k, component, &of), names[i])) amount = of;
    }
    figure_field(p, amount);
  }
}

static void write_header(inc_ledger_paper *p)
{
  inc_out_text(&p->r.out, "programme,table,event,recipient_table,recipient,state,computed,less,capped,joint,raised,due,rank,");
  for (size_t i = 0; i < p->share_count + p->component_count; i++) {
    const bool share = i < p->share_count;
    inc_buffer name = inc_paper_text(p);
    inc_buffer_print(&name, "%s.%s", share ? "share" : "component", share ? p->shares[i] : p->components[i - p->share_count]);
    field(p, inc_buffer_get(&name));
    inc_out_free(&p->r.out, &name);
  }
  inc_out_text(&p->r.out, "within,unit,why,clause,evidence,assumed\r\n");
}

static void write_line(inc_ledger_paper *p, size_t index, const incubator_ledger_entry *e)
{
  const inc_programme_words *words = inc_words_of_programme(p, inc_ledger_place(p->l, index).programme);
  const incubator_figure figures[] = {e->computed, e->less, e->capped, e->joint, e->raised, e->due, e->rank};
  const char *const head[] = {e->programme, e->table, e->event, e->recipient_table, e->recipient, inc_entry_state_name(e->state)};
  inc_buffer why = inc_paper_text(p);
  for (size_t i = 0; i < sizeof head / sizeof *head; i++) field(p, head[i]);
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) figure_field(p, figures[i]);
  share_fields(p, index, e->shares, false);
  share_fields(p, index, e->components, true);
  inc_paper_why(p, index, e, &why);
  field(p, e->within);
  field(p, e->unit);
  field(p, inc_buffer_get(&why));
  field(p, words->clause);
  field(p, inc_evidence_name(words->evidence));
  inc_csv_field(&p->r.out, words->joined);
  inc_out_text(&p->r.out, "\r\n");
  inc_out_free(&p->r.out, &why);
}

void inc_ledger_entries_csv(inc_ledger_paper *p)
{
  const size_t count = incubator_ledger_count(p->l);
  write_header(p);
  for (size_t i = 0; i < count && p->r.out.status == INCUBATOR_STATUS_OK && !p->r.out.buffer.failed; i++) {
    incubator_ledger_entry entry = INCUBATOR_LEDGER_ENTRY_INIT;
    incubator_ledger_get(p->l, i, &entry);
    if (inc_paper_has(p, entry.state)) write_line(p, i, &entry);
  }
}

/* ---- JSON ---- */

static void write_figure(inc_json_out *j, const char *key, incubator_figure figure)
{
  if (!figure.gap) {
    inc_jo_micros(j, key, figure.value);
    return;
  }
  inc_jo_open(j, key, '{');
  inc_jo_text(j, "gap", incubator_gap_name(figure.gap));
  inc_jo_close(j, '}');
}

static void write_cuts(inc_ledger_paper *p, inc_json_out *j, size_t index, size_t count)
{
  const inc_entry_place e = inc_ledger_place(p->l, index);
  inc_jo_open(j, "cuts", '[');
  for (size_t i = 0; i < count; i++) {
    incubator_ledger_cut cut = INCUBATOR_LEDGER_CUT_INIT;
    const inc_basis *basis = inc_paper_cut(e, i);
    const char *title = inc_label_text(&basis->title, p->r.how.language);
    inc_buffer clause = inc_paper_text(p);
    incubator_ledger_cut_get(p->l, index, i, &cut);
    inc_jo_open(j, NULL, '{');
    inc_jo_text(j, "kind", inc_cut_name(cut.kind));
    if (title) inc_jo_text(j, "title", title);
    write_figure(j, "amount", cut.amount);
    write_figure(j, "left", cut.left);
    inc_words_cites(p->r.policy, basis, p->r.how.language, &clause);
    inc_jo_buffer(j, "clause", &clause);
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
}

static void write_shares(inc_ledger_paper *p, inc_json_out *j, size_t index, size_t count, bool component)
{
  inc_jo_open(j, component ? "components" : "shares", '{');
  for (size_t i = 0; i < count; i++) {
    incubator_figure amount;
    const char *name = name_of_share(p, index, i, component, &amount);
    write_figure(j, name, amount);
  }
  inc_jo_close(j, '}');
}

static void write_money(inc_ledger_paper *p, inc_json_out *j, size_t index, const incubator_ledger_entry *e)
{
  inc_jo_text(j, "unit", e->unit);
  write_figure(j, "computed", e->computed);
  write_figure(j, "less", e->less);
  write_figure(j, "capped", e->capped);
  write_figure(j, "joint", e->joint);
  write_figure(j, "raised", e->raised);
  write_figure(j, "due", e->due);
  if (e->state == INCUBATOR_ENTRY_REFUSED) return;
  if (e->cuts) write_cuts(p, j, index, e->cuts);
  if (e->shares) write_shares(p, j, index, e->shares, false);
  if (e->components) write_shares(p, j, index, e->components, true);
}

static void add_failed(void *context, const char *text)
{
  inc_jo_text(context, NULL, text);
}

static void write_reason(inc_ledger_paper *p, inc_json_out *j, size_t index, const incubator_ledger_entry *e)
{
  const inc_entry_place place = inc_ledger_place(p->l, index);
  inc_buffer why = inc_paper_text(p);
  if (e->state == INCUBATOR_ENTRY_REFUSED) {
    inc_jo_open(j, "failed", '[');
    inc_paper_failed(p, place, add_failed, j);
    inc_jo_close(j, ']');
  } else {
    inc_paper_why(p, index, e, &why);
  }
  if (e->state == INCUBATOR_ENTRY_UNDETERMINED) inc_report_names(&p->r, j, place.programme->rule, place.row);
  if (why.length) inc_jo_text(j, "why", inc_buffer_get(&why));
  inc_out_free(&p->r.out, &why);
}

static void write_entry(inc_ledger_paper *p, inc_json_out *j, size_t index, const incubator_ledger_entry *e)
{
  const inc_programme_words *words = inc_words_of_programme(p, inc_ledger_place(p->l, index).programme);
  inc_jo_open(j, NULL, '{');
  j->inline_ = true;
  inc_jo_text(j, "programme", e->programme);
  inc_jo_text(j, "table", e->table);
  inc_jo_text(j, "event", e->event);
  inc_jo_text(j, "recipient_table", e->recipient_table);
  inc_jo_text(j, "recipient", e->recipient);
  inc_jo_text(j, "state", inc_entry_state_name(e->state));
  if (e->within) inc_jo_text(j, "within", e->within);
  if (e->unit) write_money(p, j, index, e);
  else write_figure(j, "rank", e->rank);
  write_reason(p, j, index, e);
  inc_jo_text(j, "clause", words->clause);
  inc_jo_text(j, "evidence", inc_evidence_name(words->evidence));
  inc_jo_close(j, '}');
  j->inline_ = false;
}

void inc_ledger_entries_json(inc_ledger_paper *p, inc_json_out *j)
{
  const size_t count = incubator_ledger_count(p->l);
  inc_jo_open(j, "entries", '[');
  for (size_t i = 0; i < count && p->r.out.status == INCUBATOR_STATUS_OK && !p->r.out.buffer.failed; i++) {
    incubator_ledger_entry entry = INCUBATOR_LEDGER_ENTRY_INIT;
    incubator_ledger_get(p->l, i, &entry);
    if (inc_paper_has(p, entry.state)) write_entry(p, j, i, &entry);
  }
  inc_jo_close(j, ']');
}
