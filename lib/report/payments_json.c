/* A payment list as JSON. */
#include "report/payments.h"

static void write_json_sum(inc_json_out *j, const char *key, inc_i128 micros)
{
  char text[INC_SUM_TEXT];
  inc_jo_bytes(j, key, text, inc_decimal_format_sum(micros, text));
}

static void write_json_payment(inc_payments *x, inc_json_out *j, size_t index)
{
  const inc_payment *payment = &x->list[index];
  const inc_program *program = inc_ledger_program(x->p.l);
  const inc_programme_words *words = inc_words_of_programme(&x->p, payment->programme);
  inc_jo_open(j, NULL, '{');
  j->inline_ = true;
  inc_jo_text(j, "recipient_table", program->schema.tables[payment->programme->recipient_table].name);
  inc_jo_text(j, "recipient", payment->recipient);
  if (x->p.how.column_count) inc_jo_open(j, "columns", '{');
  for (size_t c = 0; c < x->p.how.column_count; c++) {
    inc_buffer text = inc_paper_text(&x->p);
    const bool there = inc_payment_add_column(x, payment, c, &text);
    inc_jo_text(j, x->p.how.columns[c], there ? inc_buffer_get(&text) : NULL);
    inc_out_free(&x->p.r.out, &text);
  }
  if (x->p.how.column_count) inc_jo_close(j, '}');
  inc_jo_text(j, "programme", program->rules[payment->programme->rule].name);
  inc_jo_number(j, "events", (int64_t)payment->events);
  write_json_sum(j, "amount", payment->amount);
  inc_jo_open(j, "shares", '{');
  for (size_t s = 0; s < x->p.share_count; s++) {
    if (inc_payment_has_share(x, payment->programme, s)) write_json_sum(j, x->p.shares[s], x->shares[index * x->p.share_count + s]);
  }
  inc_jo_close(j, '}');
  inc_jo_text(j, "unit", x->p.r.policy->units[payment->programme->unit].text);
  inc_jo_text(j, "clause", words->clause);
  inc_jo_text(j, "evidence", inc_evidence_name(words->evidence));
  inc_jo_text(j, "assumed", *words->joined ? words->joined : NULL);
  inc_jo_close(j, '}');
  j->inline_ = false;
}

void inc_payments_json(inc_payments *x)
{
  inc_json_out j = {.out = &x->p.r.out};
  inc_jo_open(&j, NULL, '{');
  inc_jo_head(&j, "incubator-payments/1", x->p.r.d);
  inc_jo_open(&j, "payments", '[');
  for (size_t i = 0; i < x->count; i++) write_json_payment(x, &j, i);
  inc_jo_close(&j, ']');
  inc_jo_number(&j, "undetermined", (int64_t)x->undetermined);
  inc_jo_close(&j, '}');
}
