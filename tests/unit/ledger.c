/* The ledger: every entry's arithmetic, states, totals, what is odd. */
#include "ledger_case.h"

static void check_due(incubator_figure f, int64_t micros)
{
  assert_int_equal(f.gap, INCUBATOR_GAP_NONE);
  assert_int_equal(f.value, micros);
}

/* computed − less − capped − joint + raised = due; shares, and components, add up. */
static void check_arithmetic(const incubator_ledger *l, size_t index)
{
  incubator_ledger_entry e = INCUBATOR_LEDGER_ENTRY_INIT;
  int64_t shares = 0, components = 0, left = 0;
  assert_int_equal(incubator_ledger_get(l, index, &e), INCUBATOR_STATUS_OK);
  if (e.due.gap || !e.unit) return;
  assert_int_equal(e.computed.value - e.less.value - e.capped.value - e.joint.value + e.raised.value, e.due.value);
  for (size_t i = 0; i < e.shares + e.components; i++) {
    incubator_ledger_share s = INCUBATOR_LEDGER_SHARE_INIT;
    const bool share = i < e.shares;
    assert_int_equal(share ? incubator_ledger_share_get(l, index, i, &s) : incubator_ledger_component_get(l, index, i - e.shares, &s), INCUBATOR_STATUS_OK);
    *(share ? &shares : &components) += s.amount.value;
  }
  if (e.shares && e.state != INCUBATOR_ENTRY_REFUSED) assert_int_equal(shares, e.due.value);
  if (e.components && e.state != INCUBATOR_ENTRY_REFUSED) assert_int_equal(components, e.due.value);
  left = e.computed.value;
  for (size_t i = 0; i < e.cuts && e.state != INCUBATOR_ENTRY_REFUSED; i++) {
    incubator_ledger_cut c = INCUBATOR_LEDGER_CUT_INIT;
    assert_int_equal(incubator_ledger_cut_get(l, index, i, &c), INCUBATOR_STATUS_OK);
    left += c.kind == INCUBATOR_CUT_AT_LEAST ? c.amount.value : -c.amount.value;
    check_due(c.left, left);
  }
  if (e.cuts && e.state != INCUBATOR_ENTRY_REFUSED) assert_int_equal(left, e.due.value);
}

static void entries_tell_every_cut_and_share(void **state)
{
  world w;
  size_t index;
  (void)state;
  ledger_world(&w);
  incubator_ledger *l = ledger_of(&w, NULL);
  assert_int_equal(incubator_ledger_count(l), 6 + 6 + 4 * 4);
  for (size_t i = 0; i < incubator_ledger_count(l); i++) check_arithmetic(l, i);
  incubator_ledger_entry e = ledger_entry(l, "grant", "e1", NULL);
  check_due(e.computed, YUAN(500));
  check_due(e.less, YUAN(100));
  check_due(e.due, YUAN(400));
  assert_string_equal(e.recipient, "f1");
  assert_string_equal(e.recipient_table, "firms");
  assert_string_equal(e.table, "services");
  assert_string_equal(e.unit, "yuan");
  assert_null(e.within);
  assert_int_equal(e.rank.gap, INCUBATOR_GAP_INAPPLICABLE);
  e = ledger_entry(l, "grant", "e2", &index);
  check_due(e.capped, YUAN(400));
  check_due(e.joint, 0);
  check_due(e.due, YUAN(600));
  incubator_ledger_cut cut = INCUBATOR_LEDGER_CUT_INIT;
  assert_int_equal(incubator_ledger_cut_get(l, index, 1, &cut), INCUBATOR_STATUS_OK);
  assert_int_equal(cut.kind, INCUBATOR_CUT_CAP);
  check_due(cut.amount, YUAN(400));
  check_due(cut.left, YUAN(600));
  e = ledger_entry(l, "grant", "e3", NULL);
  check_due(e.raised, YUAN(14));
  check_due(e.joint, YUAN(20));
  check_due(e.due, 0);
  assert_int_equal(e.state, INCUBATOR_ENTRY_NOTHING);
  incubator_ledger_free(l);
  world_end(&w);
}

static void states_keep_apart_what_is_refused_and_what_is_not_known(void **state)
{
  world w;
  (void)state;
  ledger_world(&w);
  incubator_ledger *l = ledger_of(&w, NULL);
  incubator_ledger_entry e = ledger_entry(l, "grant", "e4", NULL);
  assert_int_equal(e.state, INCUBATOR_ENTRY_REFUSED);
  check_due(e.due, 0);
  check_due(e.computed, 0);
  e = ledger_entry(l, "grant", "e5", NULL);
  assert_int_equal(e.state, INCUBATOR_ENTRY_UNDETERMINED);
  assert_int_equal(e.due.gap, INCUBATOR_GAP_MISSING);
  assert_int_equal(e.less.gap, INCUBATOR_GAP_MISSING);
  e = ledger_entry(l, "open", "e1", NULL);
  assert_int_equal(e.state, INCUBATOR_ENTRY_UNDETERMINED);
  assert_int_equal(e.due.gap, INCUBATOR_GAP_UNSET);
  assert_int_equal(ledger_entry(l, "rent", "c3", NULL).state, INCUBATOR_ENTRY_NOTHING);
  assert_int_equal(ledger_entry(l, "top", "c1", NULL).state, INCUBATOR_ENTRY_DUE);
  assert_int_equal(ledger_entry(l, "top", "c4", NULL).state, INCUBATOR_ENTRY_NOTHING);
  assert_int_equal(ledger_entry(l, "top", "c3", NULL).state, INCUBATOR_ENTRY_REFUSED);
  e = ledger_entry(l, "top", "c2", NULL);
  check_due(e.rank, YUAN(2));
  assert_null(e.unit);
  assert_int_equal(e.due.gap, INCUBATOR_GAP_INAPPLICABLE);
  incubator_ledger_total open = ledger_total(l, INCUBATOR_LEDGER_BY_PROGRAMME, "open");
  assert_int_equal(open.undetermined, 6);
  assert_int_equal(open.due + open.nothing + open.refused, 0);
  incubator_ledger_free(l);
  world_end(&w);
}

/* All totals of one kind together, by state and by amount. */
static incubator_ledger_total sum_of(const incubator_ledger *l, size_t by)
{
  incubator_ledger_total sum = INCUBATOR_LEDGER_TOTAL_INIT;
  for (size_t i = 0; i < incubator_ledger_total_count(l, by); i++) {
    incubator_ledger_total t = INCUBATOR_LEDGER_TOTAL_INIT;
    assert_int_equal(incubator_ledger_total_get(l, by, i, &t), INCUBATOR_STATUS_OK);
    sum.due += t.due, sum.nothing += t.nothing, sum.refused += t.refused, sum.undetermined += t.undetermined;
    sum.computed += t.computed, sum.less += t.less, sum.capped += t.capped, sum.joint += t.joint, sum.raised += t.raised, sum.amount += t.amount;
  }
  return sum;
}

static void check_reconciled(const incubator_ledger *l, size_t kinds)
{
  const incubator_ledger_total all = sum_of(l, 0);
  assert_int_equal(all.computed - all.less - all.capped - all.joint + all.raised, all.amount);
  for (size_t by = 1; by < kinds; by++) {
    const incubator_ledger_total other = sum_of(l, by);
    assert_memory_equal(&all, &other, sizeof all);
  }
}

static void totals_by_anything_are_the_same_sum(void **state)
{
  static const char *const by[] = {"districts", "carriers", "young", "giver.district", "area"};
  incubator_ledger_options options = INCUBATOR_LEDGER_OPTIONS_INIT;
  world w;
  (void)state;
  ledger_world(&w);
  options.by = by;
  options.by_count = COUNT(by);
  incubator_ledger *l = ledger_of(&w, &options);
  check_reconciled(l, 2 + COUNT(by));
  assert_int_equal(sum_of(l, 0).amount, YUAN(400 + 600 + 1500 + 400 + 100 + 150)); /* grants, then what carriers get in all */
  assert_string_equal(incubator_ledger_by_name(l, 2), "districts");
  assert_null(incubator_ledger_by_name(l, 0));
  assert_null(incubator_ledger_by_name(l, 2 + COUNT(by)));
  assert_int_equal(incubator_ledger_total_count(l, 2 + COUNT(by)), 0);
  assert_int_equal(ledger_total(l, 2, "North").amount, YUAN(400 + 600 + 1500));
  assert_int_equal(ledger_total(l, 2, "South").amount, YUAN(400 + 100));
  assert_int_equal(ledger_total(l, 2, NULL).amount, YUAN(150));
  assert_string_equal(ledger_total(l, 2, "North").table, "districts");
  assert_int_equal(ledger_total(l, 3, "c1").amount, YUAN(1000 + 1500)); /* the home of the firm, and the carrier itself */
  assert_int_equal(ledger_total(l, INCUBATOR_LEDGER_BY_RECIPIENT, "f1").amount, YUAN(1000));
  assert_int_equal(ledger_total(l, INCUBATOR_LEDGER_BY_RECIPIENT, "f2").nothing, 1);
  incubator_ledger_free(l);
  l = ledger_of(&w, NULL); /* of itself: what the policy brings */
  assert_string_equal(incubator_ledger_by_name(l, 2), "districts");
  assert_null(incubator_ledger_by_name(l, 3));
  check_reconciled(l, 3);
  incubator_ledger_free(l);
  world_end(&w);
}

static void awards_that_others_are_made_of_are_not_counted(void **state)
{
  world w;
  size_t index;
  (void)state;
  ledger_world(&w);
  incubator_ledger *l = ledger_of(&w, NULL);
  assert_string_equal(ledger_entry(l, "rent", "c1", NULL).within, "whole");
  assert_null(ledger_entry(l, "whole", "c1", &index).within);
  incubator_ledger_share c = INCUBATOR_LEDGER_SHARE_INIT;
  assert_int_equal(incubator_ledger_component_get(l, index, 0, &c), INCUBATOR_STATUS_OK);
  assert_string_equal(c.name, "rent");
  check_due(c.amount, YUAN(1450));
  assert_int_equal(incubator_ledger_component_get(l, index, 1, &c), INCUBATOR_STATUS_OK);
  check_due(c.amount, YUAN(50));
  for (size_t i = 0; i < incubator_ledger_total_count(l, 0); i++) {
    incubator_ledger_total t = INCUBATOR_LEDGER_TOTAL_INIT;
    assert_int_equal(incubator_ledger_total_get(l, 0, i, &t), INCUBATOR_STATUS_OK);
    assert_string_not_equal(t.key, "rent");
    assert_string_not_equal(t.key, "house");
  }
  incubator_ledger_free(l);
  world_end(&w);
}

static void one_programme_alone_can_be_asked_for(void **state)
{
  incubator_ledger_options options = INCUBATOR_LEDGER_OPTIONS_INIT;
  world w;
  (void)state;
  ledger_world(&w);
  options.programme = "grant";
  incubator_ledger *l = ledger_of(&w, &options);
  assert_int_equal(incubator_ledger_count(l), 6);
  assert_int_equal(incubator_ledger_total_count(l, 0), 1);
  check_reconciled(l, 3);
  incubator_ledger_free(l);
  world_end(&w);
}

/* ---- Whom and what data leave out ---- */

static void recipients_of_a_table_that_was_not_given_have_their_keys(void **state)
{
  static const char *const by[] = {"firms"};
  incubator_ledger_options options = INCUBATOR_LEDGER_OPTIONS_INIT;
  world w;
  (void)state;
  world_start(&w, "{'format': 'incubator-policy/1', 'id': 'p', 'version': '1', 'title': 'p', 'rounding': 'half-even',"
                  " 'tables': {'firms': {'key': 'id', 'fields': {'id': {'type': 'text'}}},"
                  "  'events': {'key': 'id', 'links': {'user': {'to': 'firms'}}, 'fields': {'id': {'type': 'text'}, 'sum': {'type': 'decimal', 'unit': 'yuan', 'min': 0}}}},"
                  " 'rules': {'a': {'kind': 'award', 'on': 'events', 'to': 'user', 'amount': {'var': 'sum'}, 'round': {'to': 1, 'mode': 'down'}, 'assumed': 'x'}}, 'tests': []}");
  world_csv(&w, "events", "id,user,sum\n1,x,5\n2,y,7\n3,x,1\n4,,9\n5,,0\n");
  world_decide(&w, "2024-06-30");
  options.by = by;
  options.by_count = 1;
  incubator_ledger *l = ledger_of(&w, &options);
  assert_string_equal(ledger_entry(l, "a", "1", NULL).recipient, "x");
  assert_null(ledger_entry(l, "a", "4", NULL).recipient);
  assert_int_equal(ledger_total(l, INCUBATOR_LEDGER_BY_RECIPIENT, "x").amount, YUAN(6));
  assert_int_equal(ledger_total(l, INCUBATOR_LEDGER_BY_RECIPIENT, NULL).amount, YUAN(9));
  assert_int_equal(ledger_total(l, 2, "y").amount, YUAN(7));
  check_reconciled(l, 3);
  assert_int_equal(finding_count(incubator_ledger_findings(l), "recipient-unknown"), 1); /* of the second nothing is due */
  assert_string_equal(finding_of(incubator_ledger_findings(l), "recipient-unknown")->path, "events/a");
  incubator_ledger_free(l);
  world_end(&w);
}

static void events_that_stand_twice_or_ahead_are_told(void **state)
{
  world w;
  (void)state;
  world_start(&w, "{'format': 'incubator-policy/1', 'id': 'p', 'version': '1', 'title': 'p', 'rounding': 'half-even',"
                  " 'tables': {'firms': {'key': 'id', 'fields': {'id': {'type': 'text'}}},"
                  "  'events': {'key': 'id', 'links': {'user': {'to': 'firms'}}, 'fields': {'id': {'type': 'text'}, 'sum': {'type': 'decimal', 'unit': 'yuan', 'min': 0}, 'day': {'type': 'date'}}}},"
                  " 'rules': {'a': {'kind': 'award', 'on': 'events', 'at': 'day', 'to': 'user', 'amount': {'var': 'sum'}, 'round': {'to': 1, 'mode': 'down'}, 'assumed': 'x',"
                  "  'adjust': [{'cap': 1000, 'over': [], 'fill': 'partial', 'order': [{'value': {'var': 'day'}, 'first': 'lowest'}]}]},"
                  "  'own': {'kind': 'award', 'on': 'firms', 'amount': 5, 'unit': 'yuan', 'round': {'to': 1, 'mode': 'down'}, 'assumed': 'x'}}, 'tests': []}");
  world_csv(&w, "firms", "id\nx\ny\n");
  world_csv(&w, "events", "id,user,sum,day\n1,x,5,2024-01-01\n2,x,5,2024-01-01\n3,y,5,2024-01-01\n4,x,0,2024-01-02\n5,x,0,2024-01-02\n6,x,5,2024-07-01\n");
  world_decide(&w, "2024-06-30");
  incubator_ledger *l = ledger_of(&w, NULL);
  const incubator_findings *findings = incubator_ledger_findings(l);
  assert_int_equal(finding_count(findings, "double-entry"), 1); /* nothing is due for 4 and 5; firms may be alike */
  assert_non_null(strstr(finding_of(findings, "double-entry")->message, "2: it says the same as \"1\""));
  assert_int_equal(finding_count(findings, "date-ahead"), 1); /* one date, though two keys read it */
  assert_non_null(strstr(finding_of(findings, "date-ahead")->message, "2024-07-01"));
  assert_null(incubator_ledger_by_name(l, 2)); /* the policy brings no rows */
  incubator_ledger_free(l);
  world_end(&w);
}

static void events_of_an_award_that_is_part_of_another_are_looked_at(void **state)
{
  world w;
  (void)state;
  world_start(&w, "{'format': 'incubator-policy/1', 'id': 'p', 'version': '1', 'title': 'p', 'rounding': 'half-even',"
                  " 'tables': {'firms': {'key': 'id', 'fields': {'id': {'type': 'text'}}},"
                  "  'events': {'key': 'id', 'links': {'user': {'to': 'firms'}}, 'fields': {'id': {'type': 'text'}, 'sum': {'type': 'decimal', 'unit': 'yuan', 'min': 0}, 'day': {'type': 'date'}}}},"
                  " 'rules': {'a': {'kind': 'award', 'on': 'events', 'at': 'day', 'amount': {'var': 'sum'}, 'round': {'to': 1, 'mode': 'down'}, 'assumed': 'x'},"
                  "  'best': {'kind': 'award', 'on': 'events', 'awards': ['a'], 'pay': 'highest', 'round': {'to': 1, 'mode': 'down'}, 'assumed': 'x'},"
                  "  'whole': {'kind': 'award', 'on': 'firms', 'awards': ['best'], 'pay': 'all', 'round': {'to': 1, 'mode': 'down'}, 'assumed': 'x'},"
                  "  'each': {'kind': 'award', 'on': 'events', 'to': 'user', 'awards': ['best'], 'pay': 'all', 'part_of': 'whole', 'round': {'to': 1, 'mode': 'down'}, 'assumed': 'x',"
                  "   'adjust': [{'cap': {'var': 'user.whole:best'}, 'over': ['user'], 'fill': 'pro-rata', 'ties': 'in-order'}]}}, 'tests': []}");
  world_csv(&w, "firms", "id\nx\ny\n");
  world_csv(&w, "events", "id,user,sum,day\n1,x,5,2024-01-01\n2,x,5,2024-01-01\n3,y,5,2024-07-01\n");
  world_decide(&w, "2024-06-30");
  incubator_ledger *l = ledger_of(&w, NULL);
  const incubator_findings *findings = incubator_ledger_findings(l);
  assert_int_equal(finding_count(findings, "double-entry"), 2); /* of both awards that the events are counted by */
  assert_string_equal(finding_of(findings, "double-entry")->message, "2: it says the same as \"1\", and both are counted");
  assert_int_equal(finding_count(findings, "date-ahead"), 1);
  incubator_ledger_free(l);
  world_end(&w);
}

static void amounts_that_are_errors_are_told(void **state)
{
  world w;
  (void)state;
  world_start(&w, "{'format': 'incubator-policy/1', 'id': 'p', 'version': '1', 'title': 'p', 'rounding': 'half-even',"
                  " 'tables': {'firms': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'sum': {'type': 'decimal', 'unit': 'yuan'}}}},"
                  " 'rules': {'own': {'kind': 'award', 'on': 'firms', 'amount': {'var': 'sum'}, 'round': {'to': 1, 'mode': 'down'}, 'assumed': 'x'},"
                  "  'whole': {'kind': 'award', 'on': 'firms', 'awards': ['own'], 'pay': 'all', 'round': {'to': 1, 'mode': 'down'}, 'assumed': 'x'}}, 'tests': []}");
  world_csv(&w, "firms", "id,sum\n1,5\n2,-5\n3,\n");
  world_decide(&w, "2024-06-30");
  incubator_ledger *l = ledger_of(&w, NULL);
  const incubator_findings *findings = incubator_ledger_findings(l);
  assert_int_equal(finding_count(findings, "amount-error"), 1); /* what is missing is no error */
  assert_string_equal(finding_of(findings, "amount-error")->path, "firms/own");
  assert_int_equal(ledger_entry(l, "whole", "2", NULL).due.gap, INCUBATOR_GAP_ERROR);
  incubator_ledger_free(l);
  world_end(&w);
}

static void tables_that_were_not_given_are_told(void **state)
{
  world w;
  (void)state;
  world_start(&w, "{'format': 'incubator-policy/1', 'id': 'p', 'version': '1', 'title': 'p', 'rounding': 'half-even',"
                  " 'tables': {'firms': {'key': 'id', 'fields': {'id': {'type': 'text'}}}, 'others': {'key': 'id', 'fields': {'id': {'type': 'text'}}}},"
                  " 'rules': {'own': {'kind': 'award', 'on': 'firms', 'amount': 5, 'unit': 'yuan', 'round': {'to': 1, 'mode': 'down'}, 'assumed': 'x'},"
                  "  'lost': {'kind': 'award', 'on': 'others', 'amount': 5, 'unit': 'yuan', 'round': {'to': 1, 'mode': 'down'}, 'assumed': 'x'}}, 'tests': []}");
  world_csv(&w, "firms", "id\n"); /* empty, but given */
  world_decide(&w, "2024-06-30");
  incubator_ledger *l = ledger_of(&w, NULL);
  const incubator_findings *findings = incubator_ledger_findings(l);
  assert_int_equal(finding_count(findings, "table-missing"), 1);
  assert_string_equal(finding_of(findings, "table-missing")->path, "others/lost");
  incubator_ledger_free(l);
  world_end(&w);
}

static void sums_beyond_the_range_are_told_and_written_exactly(void **state)
{
  world w;
  (void)state;
  world_start(&w, "{'format': 'incubator-policy/1', 'id': 'p', 'version': '1', 'title': 'p', 'rounding': 'half-even',"
                  " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'sum': {'type': 'decimal', 'unit': 'yuan', 'min': 0}}}},"
                  " 'rules': {'a': {'kind': 'award', 'on': 't', 'amount': {'var': 'sum'}, 'round': {'to': 0.000001, 'mode': 'down'}, 'assumed': 'x'}}, 'tests': []}");
  world_csv(&w, "t", "id,sum\n1,9000000000000.000001\n2,9000000000000.000001\n3,9000000000000.000001\n");
  world_decide(&w, "2024-06-30");
  incubator_ledger *l = ledger_of(&w, NULL);
  incubator_ledger_total t = INCUBATOR_LEDGER_TOTAL_INIT;
  assert_int_equal(incubator_ledger_total_get(l, 0, 0, &t), INCUBATOR_STATUS_LIMIT);
  assert_null(t.key);
  for (int format = 0; format < 3; format++) {
    incubator_ledger_report how = INCUBATOR_LEDGER_REPORT_INIT;
    how.format = (incubator_format)format;
    how.totals = 1;
    char *text = ledger_text(l, &how, false);
    assert_non_null(strstr(text, "27000000000000.000003"));
    free(text);
  }
  incubator_ledger_free(l);
  world_end(&w);
}

/* ---- What callers may say ---- */

static void check_refused(const world *w, const incubator_ledger_options *options, incubator_status status, const char *message)
{
  incubator_ledger *l = (incubator_ledger *)w;
  incubator_error e = INCUBATOR_ERROR_INIT;
  assert_int_equal(incubator_ledger_create(w->decisions, options, &l, &e), status);
  assert_null(l);
  if (!strstr(e.message, message)) fail_msg("found: %s", e.message);
}

static void names_that_mean_nothing_or_two_things_are_refused(void **state)
{
  static const char *const nothing[] = {"nowhere"}, *const several[] = {"c"}, *const null[] = {NULL}, *const path[] = {"user.nowhere"};
  incubator_ledger_options options = INCUBATOR_LEDGER_OPTIONS_INIT;
  world w;
  (void)state;
  ledger_world(&w);
  options.by_count = 1;
  check_refused(&w, &options, INCUBATOR_STATUS_ARGUMENT, "by must be set");
  options.by = nothing;
  check_refused(&w, &options, INCUBATOR_STATUS_NOT_FOUND, "no programme has a column \"nowhere\"");
  options.by = path;
  check_refused(&w, &options, INCUBATOR_STATUS_NOT_FOUND, "user.nowhere");
  options.by = null;
  check_refused(&w, &options, INCUBATOR_STATUS_ARGUMENT, "must not be NULL");
  options = (incubator_ledger_options)INCUBATOR_LEDGER_OPTIONS_INIT;
  options.programme = "fit";
  check_refused(&w, &options, INCUBATOR_STATUS_NOT_FOUND, "no programme \"fit\"");
  world_end(&w);
  world_open(&w, "{'format': 'incubator-policy/1', 'id': 'p', 'version': '1', 'title': 'p', 'rounding': 'half-even',"
                 " 'tables': {'c': {'key': 'id', 'fields': {'id': {'type': 'text'}}}, 't': {'key': 'id', 'links': {'a': {'to': 'c'}, 'b': {'to': 'c'}}, 'fields': {'id': {'type': 'text'}}}},"
                 " 'rules': {'x': {'kind': 'award', 'on': 't', 'amount': 1, 'unit': 'yuan', 'round': {'to': 1, 'mode': 'down'}, 'assumed': 'x'}}, 'tests': []}",
             "t", "id\n1\n", "2024-06-30");
  options = (incubator_ledger_options)INCUBATOR_LEDGER_OPTIONS_INIT;
  options.by = several;
  options.by_count = 1;
  check_refused(&w, &options, INCUBATOR_STATUS_ARGUMENT, "in several ways");
  world_end(&w);
  world_open(&w, "{'format': 'incubator-policy/1', 'id': 'p', 'version': '1', 'title': 'p', 'rounding': 'half-even',"
                 " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}}}}, 'rules': {}, 'tests': []}", "t", "id\n1\n", "2024-06-30");
  check_refused(&w, NULL, INCUBATOR_STATUS_NOT_FOUND, "has no awards");
  world_end(&w);
}

static void structs_of_older_callers_and_nulls_are_served(void **state)
{
  world w;
  incubator_ledger_entry e = INCUBATOR_LEDGER_ENTRY_INIT;
  incubator_ledger_cut c = INCUBATOR_LEDGER_CUT_INIT;
  incubator_ledger_share s = INCUBATOR_LEDGER_SHARE_INIT;
  incubator_ledger_total t = INCUBATOR_LEDGER_TOTAL_INIT;
  (void)state;
  ledger_world(&w);
  incubator_ledger *l = ledger_of(&w, NULL);
  assert_int_equal(incubator_ledger_get(NULL, 0, &e), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_ledger_cut_get(NULL, 0, 0, &c), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_ledger_share_get(NULL, 0, 0, &s), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_ledger_component_get(NULL, 0, 0, &s), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_ledger_total_get(NULL, 0, 0, &t), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_ledger_get(l, incubator_ledger_count(l), &e), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(e.size, sizeof e);
  assert_null(e.programme);
  assert_int_equal(incubator_ledger_cut_get(l, 0, 4, &c), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(incubator_ledger_share_get(l, 0, 2, &s), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(incubator_ledger_component_get(l, 0, 0, &s), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(incubator_ledger_total_get(l, 9, 0, &t), INCUBATOR_STATUS_NOT_FOUND);
  e.size = c.size = s.size = t.size = 8;
  assert_int_equal(incubator_ledger_get(l, 0, &e), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_ledger_cut_get(l, 0, 0, &c), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_ledger_share_get(l, 0, 0, &s), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_ledger_total_get(l, 0, 0, &t), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_ledger_get(l, 0, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_ledger_count(NULL), 0);
  assert_int_equal(incubator_ledger_total_count(NULL, 0), 0);
  assert_null(incubator_ledger_by_name(NULL, 0));
  incubator_ledger_free(l);
  assert_int_equal(incubator_ledger_create(NULL, NULL, &l, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_null(l);
  assert_int_equal(incubator_ledger_create(w.decisions, NULL, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  incubator_ledger_free(NULL);
  world_end(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(entries_tell_every_cut_and_share),
      cmocka_unit_test(states_keep_apart_what_is_refused_and_what_is_not_known),
      cmocka_unit_test(totals_by_anything_are_the_same_sum),
      cmocka_unit_test(awards_that_others_are_made_of_are_not_counted),
      cmocka_unit_test(one_programme_alone_can_be_asked_for),
      cmocka_unit_test(recipients_of_a_table_that_was_not_given_have_their_keys),
      cmocka_unit_test(events_that_stand_twice_or_ahead_are_told),
      cmocka_unit_test(events_of_an_award_that_is_part_of_another_are_looked_at),
      cmocka_unit_test(amounts_that_are_errors_are_told),
      cmocka_unit_test(tables_that_were_not_given_are_told),
      cmocka_unit_test(sums_beyond_the_range_are_told_and_written_exactly),
      cmocka_unit_test(names_that_mean_nothing_or_two_things_are_refused),
      cmocka_unit_test(structs_of_older_callers_and_nulls_are_served),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
