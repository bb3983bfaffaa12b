/*
 * A ledger as tests/property/ledgers.py reads it, whole millionths throughout, a gap as null:
 *
 *   {"entries": [{"programme", "event", "recipient", "within", "state", "figures": [computed, less, capped, joint, raised, due],
 *                 "cuts": [[kind, amount, left]], "shares": [[name, amount]], "components": [[name, amount]]}],
 *    "totals": {by: [[key, due, nothing, refused, undetermined, computed, less, capped, joint, raised, amount]]}, "findings": [code]}
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "driver.h"

static void put_whole(buffer *b, int64_t value)
{
  char text[24];
  snprintf(text, sizeof text, "%" PRId64, value);
  put(b, text);
}

static void put_figure(buffer *b, incubator_figure figure)
{
  if (figure.gap) put(b, "null");
  else put_whole(b, figure.value);
}

static void put_text(buffer *b, const char *text)
{
  if (text) put_string(b, text);
  else put(b, "null");
}

static void put_cuts(buffer *b, const incubator_ledger *ledger, size_t index, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    incubator_ledger_cut cut = INCUBATOR_LEDGER_CUT_INIT;
    if (incubator_ledger_cut_get(ledger, index, i, &cut) != INCUBATOR_STATUS_OK) die("a cut is not there");
    put(b, i ? ", [" : "[");
    put_whole(b, cut.kind);
    put(b, ", ");
    put_figure(b, cut.amount);
    put(b, ", ");
    put_figure(b, cut.left);
    put(b, "]");
  }
}

typedef incubator_status share_call(const incubator_ledger *ledger, size_t index, size_t number, incubator_ledger_share *share);

static void put_shares(buffer *b, const incubator_ledger *ledger, size_t index, size_t count, share_call *get)
{
  for (size_t i = 0; i < count; i++) {
    incubator_ledger_share share = INCUBATOR_LEDGER_SHARE_INIT;
    if (get(ledger, index, i, &share) != INCUBATOR_STATUS_OK) die("a share is not there");
    put(b, i ? ", [" : "[");
    put_string(b, share.name);
    put(b, ", ");
    put_figure(b, share.amount);
    put(b, "]");
  }
}

static void put_entry(buffer *b, const incubator_ledger *ledger, size_t index)
{
  incubator_ledger_entry e = INCUBATOR_LEDGER_ENTRY_INIT;
  if (incubator_ledger_get(ledger, index, &e) != INCUBATOR_STATUS_OK) die("an entry is not there");
  const incubator_figure figures[] = {e.computed, e.less, e.capped, e.joint, e.raised, e.due};
  put(b, "{\"programme\": ");
  put_string(b, e.programme);
  put(b, ", \"event\": ");
  put_string(b, e.event);
  put(b, ", \"recipient\": ");
  put_text(b, e.recipient);
  put(b, ", \"within\": ");
  put_text(b, e.within);
  put(b, ", \"state\": ");
  put_whole(b, e.state);
  put(b, ", \"figures\": [");
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
    if (i) put(b, ", ");
    put_figure(b, figures[i]);
  }
  put(b, "], \"cuts\": [");
  put_cuts(b, ledger, index, e.cuts);
  put(b, "], \"shares\": [");
  put_shares(b, ledger, index, e.shares, incubator_ledger_share_get);
  put(b, "], \"components\": [");
  put_shares(b, ledger, index, e.components, incubator_ledger_component_get);
  put(b, "]}");
}

static void put_total(buffer *b, const incubator_ledger *ledger, size_t by, size_t index)
{
  incubator_ledger_total t = INCUBATOR_LEDGER_TOTAL_INIT;
  incubator_status status = incubator_ledger_total_get(ledger, by, index, &t);
  if (status == INCUBATOR_STATUS_LIMIT) {
    put(b, "null");
    return;
  }
  if (status != INCUBATOR_STATUS_OK) die("a total is not there");
  const int64_t figures[] = {(int64_t)t.due, (int64_t)t.nothing, (int64_t)t.refused, (int64_t)t.undetermined, t.computed, t.less,
                             t.capped, t.joint, t.raised, t.amount};
  put(b, "[");
  put_text(b, t.key);
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
    put(b, ", ");
    put_whole(b, figures[i]);
  }
  put(b, "]");
}

static void put_totals(buffer *b, const incubator_ledger *ledger)
{
  for (size_t by = 0; incubator_ledger_by_name(ledger, by) || by <= INCUBATOR_LEDGER_BY_RECIPIENT; by++) {
    static const char *const names[] = {"programme", "recipient"};
    if (by) put(b, ", ");
    put_string(b, by < 2 ? names[by] : incubator_ledger_by_name(ledger, by));
    put(b, ": [");
    for (size_t i = 0; i < incubator_ledger_total_count(ledger, by); i++) {
      if (i) put(b, ", ");
      put_total(b, ledger, by, i);
    }
    put(b, "]");
  }
}

/* The texts of a list; freed by the caller. */
static const char **names_of(const cJSON *list, size_t *count)
{
  *count = 0;
  const char **names = calloc((size_t)cJSON_GetArraySize(list) + 1, sizeof *names);
  if (!names) die("no memory");
  for (const cJSON *name = list->child; name; name = name->next) names[(*count)++] = cJSON_GetStringValue(name);
  return names;
}

void put_ledger(buffer *b, incubator_decisions *decisions, const cJSON *by)
{
  incubator_ledger_options options = INCUBATOR_LEDGER_OPTIONS_INIT;
  incubator_ledger *ledger = NULL;
  incubator_error error = INCUBATOR_ERROR_INIT;
  const char **names = names_of(by, &options.by_count);
  options.by = names;
  if (incubator_ledger_create(decisions, &options, &ledger, &error) != INCUBATOR_STATUS_OK) {
    put(b, "{\"refused\": ");
    put_string(b, error.message);
    put(b, "}");
    free(names);
    return;
  }
  put(b, "{\"entries\": [");
  for (size_t i = 0; i < incubator_ledger_count(ledger); i++) {
    if (i) put(b, ", ");
    put_entry(b, ledger, i);
  }
  put(b, "], \"totals\": {");
  put_totals(b, ledger);
  put(b, "}, \"findings\": [");
  const incubator_findings *findings = incubator_ledger_findings(ledger);
  for (size_t i = 0; i < incubator_findings_count(findings); i++) {
    if (i) put(b, ", ");
    put_string(b, incubator_findings_get(findings, i)->code);
  }
  put(b, "]}");
  incubator_ledger_free(ledger);
  free(names);
}
