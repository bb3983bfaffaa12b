/* What is written of a ledger, and payment lists. */
#include "ledger_case.h"

static char *text_of(incubator_format format, incubator_language language, unsigned states, int totals)
{
  incubator_ledger_report how = INCUBATOR_LEDGER_REPORT_INIT;
  world w;
  ledger_world(&w);
  how.format = format;
  how.language = language;
  how.states = states;
  how.totals = totals;
  incubator_ledger *l = ledger_of(&w, NULL);
  char *text = ledger_text(l, &how, false);
  incubator_ledger_free(l);
  world_end(&w);
  return text;
}

static char *payments_of(incubator_format format, incubator_language language, int labels)
{
  static const char *const columns[] = {"name", "home.district", "young"};
  incubator_ledger_report how = INCUBATOR_LEDGER_REPORT_INIT;
  world w;
  ledger_world(&w);
  how.format = format;
  how.language = language;
  how.labels = labels;
  how.columns = columns;
  how.column_count = COUNT(columns);
  incubator_ledger *l = ledger_of(&w, NULL);
  char *text = ledger_text(l, &how, true);
  incubator_ledger_free(l);
  world_end(&w);
  return text;
}

static void check_has(const char *text, const char *piece)
{
  if (!strstr(text, piece)) fail_msg("not there: %s\nin: %s", piece, text);
}

static void csv_has_a_line_an_entry_with_its_reason(void **state)
{
  (void)state;
  char *text = text_of(INCUBATOR_FORMAT_CSV, INCUBATOR_LANGUAGE_EN, 0, 0);
  check_has(text, "programme,table,event,recipient_table,recipient,state,computed,less,capped,joint,raised,due,rank,share.city,share.district,component.rent,component.house,within,unit,why,clause,evidence,assumed\r\n");
  check_has(text, "grant,services,e1,firms,f1,due,500,100,0,0,0,400,,266.67,133.33,,,,yuan,paid before -100 [1 #1],1 #1,assumed,budget: for the test\r\n");
  check_has(text, "grant,services,e2,firms,f1,due,1000,0,400,0,0,600,,400,200,,,,yuan,cap -400 [1 #1a],");
  check_has(text, "grant,services,e3,firms,f2,nothing,6,0,0,20,14,0,,0,0,,,,yuan,at least +14 [1 #1]; budget -20 [1 #1],");
  check_has(text, "grant,services,e4,firms,f3,refused,0,0,0,0,0,0,,,,,,,yuan,at least 10 yuan (5 yuan); youth,");
  check_has(text, "grant,services,e5,firms,f4,undetermined,,,,,,,,,,,,,yuan,missing: young,");
  check_has(text, "open,services,e1,firms,f1,undetermined,,,,,,,,,,,,,yuan,unset: params.open_rate,1 #2,verbatim,\r\n");
  check_has(text, "whole,carriers,c1,carriers,c1,due,1550,0,50,0,0,1500,,,,1450,50,,yuan,cap -50 [1 #3],");
  check_has(text, "rent,carriers,c1,carriers,c1,due,1450,0,0,0,0,1450,,,,,,whole,yuan,");
  check_has(text, "top,carriers,c2,carriers,c2,due,,,,,,,2,,,,,,,\"rank 2 of 3, places: 2\",1 #4,verbatim,\r\n");
  check_has(text, "top,carriers,c3,carriers,c3,refused,,,,,,,,,,,,,,area > 0 (0 m2),");
  free(text);
}

static void only_the_states_asked_for_are_written(void **state)
{
  (void)state;
  char *text = text_of(INCUBATOR_FORMAT_CSV, INCUBATOR_LANGUAGE_ZH, INCUBATOR_LEDGER_STATE(INCUBATOR_ENTRY_REFUSED), 0);
  check_has(text, "refused,0,0,0,0,0,0,,,,,,,yuan,金额达到10元（5 yuan）；");
  assert_null(strstr(text, ",due,"  "500"));
  assert_null(strstr(text, ",undetermined,"));
  free(text);
  text = text_of(INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN, INCUBATOR_LEDGER_STATE(INCUBATOR_ENTRY_REFUSED), 0);
  check_has(text, "\"failed\": [\"at least 10 yuan (5 yuan)\", \"youth\"]");
  assert_null(strstr(text, "\"state\": \"due\""));
  free(text);
}

static void totals_alone_have_no_entries(void **state)
{
  (void)state;
  char *text = text_of(INCUBATOR_FORMAT_CSV, INCUBATOR_LANGUAGE_EN, 0, 1);
  check_has(text, "by,table,key,unit,entries_due,entries_nothing,entries_refused,entries_undetermined,computed,less,capped,joint,raised,due\r\n");
  check_has(text, "programme,,grant,yuan,2,1,2,1,1506,100,400,20,14,1000\r\n");
  check_has(text, "districts,districts,North,yuan,");
  check_has(text, "programme,,top,,2,1,1,0,,,,,,\r\n");
  free(text);
  text = text_of(INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN, 0, 1);
  check_has(text, "\"format\": \"incubator-ledger/1\"");
  check_has(text, "\"title\": \"budget\", \"over\": \"\", \"unit\": \"yuan\", \"cap\": \"1000\", \"asked\": \"1020\", \"given\": \"1000\", \"undetermined\": 0");
  assert_null(strstr(text, "\"entries\": ["));
  free(text);
}

static void the_table_has_totals_gaps_lists_and_amounts(void **state)
{
  (void)state;
  char *text = text_of(INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_EN, 0, 0);
  check_has(text, "together");
  check_has(text, "districts");
  check_has(text, "grant: budget  all  1000   1020   1000     0");
  check_has(text, "unset: params.open_rate");
  check_has(text, "rank 1 of 3, places: 2");
  check_has(text, "Assumed (grant):\n  - budget: for the test\n");
  assert_true(strstr(text, "1500  yuan  cap -50") < strstr(text, "paid before -100")); /* the greatest first */
  free(text);
  text = text_of(INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_ZH, INCUBATOR_LEDGER_STATE(INCUBATOR_ENTRY_REFUSED), 0);
  check_has(text, "不符合");
  check_has(text, "金额达到10元（5 yuan）");
  assert_null(strstr(text, "paid before"));
  free(text);
}

static void a_limit_cuts_tables(void **state)
{
  incubator_ledger_report how = INCUBATOR_LEDGER_REPORT_INIT;
  world w;
  (void)state;
  ledger_world(&w);
  how.limit = 1;
  incubator_ledger *l = ledger_of(&w, NULL);
  char *text = ledger_text(l, &how, false);
  check_has(text, "… and 5 more\n");
  free(text);
  text = ledger_text(l, &how, true);
  check_has(text, "… and 4 more\n");
  free(text);
  incubator_ledger_free(l);
  world_end(&w);
}

static void payments_are_a_line_for_each_programme_and_recipient(void **state)
{
  (void)state;
  char *text = payments_of(INCUBATOR_FORMAT_CSV, INCUBATOR_LANGUAGE_EN, 0);
  assert_string_equal(text, "recipient_table,recipient,name,home.district,young,programme,events,amount,share.city,share.district,unit,clause\r\n"
                            "firms,f1,'=evil,North,true,grant,2,1000,666.67,333.33,yuan,1 #1\r\n"
                            "carriers,c1,,,,whole,1,1500,,,yuan,1 #3\r\n"
                            "carriers,c2,,,,whole,1,400,,,yuan,1 #3\r\n"
                            "carriers,c3,,,,whole,1,100,,,yuan,1 #3\r\n"
                            "carriers,c4,,,,whole,1,150,,,yuan,1 #3\r\n");
  free(text);
  text = payments_of(INCUBATOR_FORMAT_CSV, INCUBATOR_LANGUAGE_ZH, 1);
  check_has(text, "收款方类别,收款方,企业名称,");
  check_has(text, ",是,服务补助,2,1000,");
  free(text);
  text = payments_of(INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_EN, 0);
  check_has(text, "  =evil  "); /* no spreadsheet reads a terminal */
  check_has(text, "Together: 5 payments, 6 events, 3150 yuan\n");
  check_has(text, "Undetermined, and not in the list: 7 entries\n");
  free(text);
  text = payments_of(INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN, 0);
  check_has(text, "{\"recipient_table\": \"firms\", \"recipient\": \"f1\", \"columns\": {\"name\": \"=evil\", \"home.district\": \"North\", \"young\": \"true\"}, "
                  "\"programme\": \"grant\", \"events\": 2, \"amount\": \"1000\", \"shares\": {\"city\": \"666.67\", \"district\": \"333.33\"}, \"unit\": \"yuan\"");
  check_has(text, "\"undetermined\": 7");
  free(text);
}

static void texts_of_data_are_no_formulas(void **state)
{
  world w;
  incubator_ledger_report how = INCUBATOR_LEDGER_REPORT_INIT;
  (void)state;
  world_open(&w, "{'format': 'incubator-policy/1', 'id': 'p', 'version': '1', 'title': 'p', 'rounding': 'half-even',"
                 " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'less': {'type': 'decimal'}}}},"
                 " 'rules': {'a': {'kind': 'award', 'on': 't', 'amount': 1, 'unit': 'yuan', 'round': {'to': 1, 'mode': 'down'}, 'assumed': 'x'}}, 'tests': []}",
             "t", "id,less\n=1+1,-5\n+2,-5\n-3,-5\n@x,-5\n＝4,-5\na=b,-5\n", "2024-06-30");
  static const char *const columns[] = {"less"};
  how.format = INCUBATOR_FORMAT_CSV;
  how.columns = columns;
  how.column_count = 1;
  incubator_ledger *l = ledger_of(&w, NULL);
  char *text = ledger_text(l, &how, true);
  static const char *const lines[] = {"t,'=1+1,-5,a,1,1,yuan,", "t,'+2,-5,", "t,'-3,-5,", "t,'@x,-5,", "t,'＝4,-5,", "t,a=b,-5,"};
  for (size_t i = 0; i < COUNT(lines); i++) check_has(text, lines[i]);
  free(text);
  how.column_count = 0;
  text = ledger_text(l, &how, false); /* the ledger is for programs: keys stay as they are */
  check_has(text, "a,t,=1+1,t,=1+1,due,");
  free(text);
  incubator_ledger_free(l);
  world_end(&w);
}

/* ---- Calls that are refused ---- */

static void check_refused(const incubator_ledger *l, const incubator_ledger_report *how, bool payments, incubator_status status, const char *message)
{
  sink s = {0};
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_writer writer = sink_writer(&s);
  assert_int_equal(payments ? incubator_ledger_write_payments(l, how, &writer, &e) : incubator_ledger_write(l, how, &writer, &e), status);
  if (!strstr(e.message, message)) fail_msg("found: %s", e.message);
  assert_null(s.text);
  sink_free(&s);
}

static void what_makes_no_sense_is_refused(void **state)
{
  static const char *const nowhere[] = {"nowhere"}, *const null[] = {NULL};
  incubator_ledger_report how = INCUBATOR_LEDGER_REPORT_INIT;
  world w;
  (void)state;
  ledger_world(&w);
  incubator_ledger *l = ledger_of(&w, NULL);
  check_refused(NULL, NULL, false, INCUBATOR_STATUS_ARGUMENT, "ledger must not be NULL");
  check_refused(NULL, NULL, true, INCUBATOR_STATUS_ARGUMENT, "ledger must not be NULL");
  how.states = 1;
  check_refused(l, &how, false, INCUBATOR_STATUS_ARGUMENT, "bits of no state");
  how.states = INCUBATOR_LEDGER_STATE(INCUBATOR_ENTRY_DUE);
  check_refused(l, &how, true, INCUBATOR_STATUS_ARGUMENT, "states and totals must be 0");
  how.states = 0, how.format = (incubator_format)7;
  check_refused(l, &how, false, INCUBATOR_STATUS_ARGUMENT, "an unknown format");
  how.format = INCUBATOR_FORMAT_CSV, how.column_count = 1;
  check_refused(l, &how, true, INCUBATOR_STATUS_ARGUMENT, "columns must be set");
  how.columns = null;
  check_refused(l, &how, true, INCUBATOR_STATUS_ARGUMENT, "must not be NULL");
  how.columns = nowhere;
  check_refused(l, &how, true, INCUBATOR_STATUS_NOT_FOUND, "no table of recipients has a column \"nowhere\"");
  how.size = 4;
  check_refused(l, &how, false, INCUBATOR_STATUS_STRUCT_SIZE, "");
  assert_int_equal(incubator_ledger_write(l, NULL, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  incubator_ledger_free(l);
  world_end(&w);
}

static void a_writer_that_refuses_ends_it(void **state)
{
  world w;
  (void)state;
  ledger_world(&w);
  incubator_ledger *l = ledger_of(&w, NULL);
  for (int i = 0; i < 6; i++) {
    sink s = {.limit = 10};
    incubator_ledger_report how = INCUBATOR_LEDGER_REPORT_INIT;
    incubator_writer writer = sink_writer(&s);
    how.format = (incubator_format)(i / 2);
    const incubator_status status = i % 2 ? incubator_ledger_write_payments(l, &how, &writer, NULL) : incubator_ledger_write(l, &how, &writer, NULL);
    assert_int_equal(status, INCUBATOR_STATUS_WRITER);
    sink_free(&s);
  }
  incubator_ledger_free(l);
  world_end(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(csv_has_a_line_an_entry_with_its_reason),
      cmocka_unit_test(only_the_states_asked_for_are_written),
      cmocka_unit_test(totals_alone_have_no_entries),
      cmocka_unit_test(the_table_has_totals_gaps_lists_and_amounts),
      cmocka_unit_test(a_limit_cuts_tables),
      cmocka_unit_test(payments_are_a_line_for_each_programme_and_recipient),
      cmocka_unit_test(texts_of_data_are_no_formulas),
      cmocka_unit_test(what_makes_no_sense_is_refused),
      cmocka_unit_test(a_writer_that_refuses_ends_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
