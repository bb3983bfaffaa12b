/* An allocator that fails at every request in turn, under a ledger and what is written of it: see trial.h. */
#include "ledger_case.h"
#include "trial.h"

static incubator_decisions *decide(trial *t, world *w)
{
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_decisions *decisions = NULL;
  ledger_world(w);
  options.allocator = &t->allocator;
  options.as_of = "2024-06-30";
  options.all_parts = 1;
  assert_int_equal(incubator_decisions_create(w->policy, w->registry, &options, &decisions, NULL), INCUBATOR_STATUS_OK);
  return decisions;
}

static incubator_status try_ledger(trial *t)
{
  static const char *const by[] = {"carriers", "young", "giver.district"};
  incubator_ledger_options options = INCUBATOR_LEDGER_OPTIONS_INIT;
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_ledger *l = NULL;
  world w;
  incubator_decisions *decisions = decide(t, &w);
  options.by = by;
  options.by_count = COUNT(by);
  trial_arm(t);
  incubator_status status = incubator_ledger_create(decisions, &options, &l, &e);
  trial_disarm(t);
  assert_true((status == INCUBATOR_STATUS_OK) == (l != NULL));
  if (l) trial_note_findings(t, incubator_ledger_findings(l));
  for (size_t i = 0; i < incubator_ledger_total_count(l, 2); i++) {
    incubator_ledger_total total = INCUBATOR_LEDGER_TOTAL_INIT;
    incubator_ledger_total_get(l, 2, i, &total);
    char *line = printed("%s %lld\n", total.key ? total.key : "–", (long long)total.amount);
    trial_note(t, line);
    free(line);
  }
  incubator_ledger_free(l);
  incubator_decisions_unref(decisions);
  world_end(&w);
  return trial_agreed(status, &e);
}

static incubator_status try_writing(trial *t, const incubator_ledger_report *how, bool payments)
{
  incubator_writer writer = sink_writer(&t->out);
  incubator_ledger *l = NULL;
  world w;
  incubator_decisions *decisions = decide(t, &w);
  assert_int_equal(incubator_ledger_create(decisions, NULL, &l, NULL), INCUBATOR_STATUS_OK);
  trial_arm(t);
  incubator_status status = payments ? incubator_ledger_write_payments(l, how, &writer, NULL) : incubator_ledger_write(l, how, &writer, NULL);
  trial_disarm(t);
  incubator_ledger_free(l);
  incubator_decisions_unref(decisions);
  world_end(&w);
  return status;
}

static const char *const columns[] = {"name", "home.district"};

#define WRITING(name, payments, ...)                                                                                   \
  static incubator_status name(trial *t)                                                                               \
  {                                                                                                                    \
    static const incubator_ledger_report how = {.size = sizeof(incubator_ledger_report), __VA_ARGS__};                 \
    return try_writing(t, &how, payments);                                                                             \
  }

WRITING(try_table, false, .language = INCUBATOR_LANGUAGE_ZH)
WRITING(try_refused, false, .states = INCUBATOR_LEDGER_STATE(INCUBATOR_ENTRY_REFUSED))
WRITING(try_csv, false, .format = INCUBATOR_FORMAT_CSV)
WRITING(try_json, false, .format = INCUBATOR_FORMAT_JSON)
WRITING(try_payments, true, .columns = columns, .column_count = COUNT(columns))
WRITING(try_payments_csv, true, .format = INCUBATOR_FORMAT_CSV, .columns = columns, .column_count = COUNT(columns))
WRITING(try_payments_json, true, .format = INCUBATOR_FORMAT_JSON, .columns = columns, .column_count = COUNT(columns))

static void ledgers_without_memory_say_so(void **state)
{
  (void)state;
  check_trials("ledger", try_ledger);
}

static void writing_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("table", try_table);
  check_trials("refused", try_refused);
  check_trials("CSV", try_csv);
  check_trials("JSON", try_json);
}

static void payments_without_memory_say_so(void **state)
{
  (void)state;
  check_trials("payments", try_payments);
  check_trials("payments as CSV", try_payments_csv);
  check_trials("payments as JSON", try_payments_json);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ledgers_without_memory_say_so),
      cmocka_unit_test(writing_without_memory_says_so),
      cmocka_unit_test(payments_without_memory_say_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
