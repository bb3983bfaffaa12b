/* A file of units and weights by the C interface: what is read, divided and refused; memory that fails at every request in turn. */
#include "trial.h"

static const char units[] = "name,seats,votes,low,high\na,x,6,1,\nb,y,1.5,0,1\nc,z,1.5,0,\n";

static incubator_registry_source bytes_of(const char *text)
{
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  source.bytes = text;
  source.length = strlen(text);
  source.name = "units.csv";
  return source;
}

static incubator_shares_options by(incubator_method method, int64_t whole)
{
  incubator_shares_options o = INCUBATOR_SHARES_OPTIONS_INIT;
  o.method = method;
  o.whole = whole;
  o.weight = "votes";
  return o;
}

static incubator_shares *divide(const incubator_shares_options *o)
{
  const incubator_registry_source source = bytes_of(units);
  incubator_shares *shares;
  assert_int_equal(incubator_shares_create(&source, o, &shares, NULL, NULL), INCUBATOR_STATUS_OK);
  return shares;
}

static void shares_of_a_file_are_read_and_divided(void **state)
{
  incubator_shares_options o = by(INCUBATOR_METHOD_HAMILTON, 6);
  incubator_share share = INCUBATOR_SHARE_INIT;
  (void)state;
  o.lower = "low";
  o.upper = "high";
  incubator_shares *shares = divide(&o);
  assert_int_equal(incubator_shares_count(shares), 3);
  assert_int_equal(incubator_shares_tied(shares), 0);
  assert_int_equal(incubator_shares_get(shares, 1, &share), INCUBATOR_STATUS_OK);
  assert_string_equal(share.unit, "b");
  assert_int_equal(share.weight, 1500000);
  assert_int_equal(share.quota, 1);
  assert_int_equal(share.quota_micros, 0);
  assert_int_equal(share.upper, 1);
  assert_int_equal(share.least, 1);
  assert_int_equal(share.most, 1);
  assert_int_equal(incubator_shares_get(shares, 0, &share), INCUBATOR_STATUS_OK);
  assert_int_equal(share.lower, 1);
  assert_true(share.upper == INT64_MAX);
  assert_int_equal(share.least, 4);
  assert_int_equal(incubator_shares_get(shares, 3, &share), INCUBATOR_STATUS_ARGUMENT);
  incubator_shares_free(shares);
}

static void ties_leave_one_step_open(void **state)
{
  const incubator_shares_options o = by(INCUBATOR_METHOD_WEBSTER, 3);
  incubator_share share = INCUBATOR_SHARE_INIT;
  (void)state;
  incubator_shares *shares = divide(&o);
  assert_int_equal(incubator_shares_tied(shares), 2);
  incubator_shares_get(shares, 2, &share);
  assert_int_equal(share.most, share.least + 1);
  incubator_shares_free(shares);
}

typedef struct mistake {
  const char *text;
  incubator_status status;
  const char *message; /* a part of it */
} mistake;

static void files_with_a_mistake_are_refused(void **state)
{
  static const mistake mistakes[] = {
      {"u,votes\na,-1\n", INCUBATOR_STATUS_DATA, "at least 0"},
      {"u,votes\na,\n", INCUBATOR_STATUS_DATA, "\"a\" has no weight"},
      {"u,votes\na,1\na,2\n", INCUBATOR_STATUS_DATA, "units.csv"},
      {"u,weights\na,1\n", INCUBATOR_STATUS_NOT_FOUND, "no column \"votes\""},
      {"u,votes,votes\na,1,1\n", INCUBATOR_STATUS_DATA, "columns 2 and 3"},
      {"votes\n1\n", INCUBATOR_STATUS_ARGUMENT, "can't be two things"},
      {"", INCUBATOR_STATUS_DATA, "no header"},
      {"u,votes\na,\"1\n", INCUBATOR_STATUS_SYNTAX, "never closed"},
      {"u,votes\n", INCUBATOR_STATUS_INFEASIBLE, "less than the whole of 5"},
      {"u,votes\na,0\nb,0\n", INCUBATOR_STATUS_INFEASIBLE, "a (0), b (0)"},
  };
  const incubator_shares_options o = by(INCUBATOR_METHOD_WEBSTER, 5);
  (void)state;
  for (size_t i = 0; i < COUNT(mistakes); i++) {
    const incubator_registry_source source = bytes_of(mistakes[i].text);
    incubator_error error = INCUBATOR_ERROR_INIT;
    incubator_findings *findings;
    incubator_shares *shares = (incubator_shares *)&error;
    assert_int_equal(incubator_shares_create(&source, &o, &shares, &findings, &error), mistakes[i].status);
    assert_null(shares);
    assert_non_null(strstr(error.message, mistakes[i].message));
    incubator_findings_free(findings);
    assert_int_equal(incubator_shares_create(&source, &o, &shares, NULL, NULL), mistakes[i].status);
  }
}

static void arguments_are_checked(void **state)
{
  incubator_registry_source source = bytes_of(units);
  incubator_shares_options o = by(INCUBATOR_METHOD_WEBSTER, -1);
  incubator_shares *shares;
  (void)state;
  assert_int_equal(incubator_shares_create(&source, &o, NULL, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_shares_create(NULL, &o, &shares, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_shares_create(&source, &o, &shares, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_shares_create(&source, NULL, &shares, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  o.whole = 5;
  o.upper = "9223372036854775807";
  assert_int_equal(incubator_shares_create(&source, &o, &shares, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  source.format = INCUBATOR_DATA_JSON;
  assert_int_equal(incubator_shares_create(&source, &o, &shares, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_shares_write(NULL, NULL, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  incubator_shares_free(NULL);
}

/* ---- Memory ---- */

static incubator_status write_all(trial *t, const incubator_shares *shares, incubator_error *error)
{
  const incubator_writer writer = sink_writer(&t->out);
  incubator_report report = INCUBATOR_REPORT_INIT;
  incubator_status status = INCUBATOR_STATUS_OK;
  for (int format = INCUBATOR_FORMAT_TABLE; format <= INCUBATOR_FORMAT_JSON && !status; format++) {
    report.format = (incubator_format)format;
    status = incubator_shares_write(shares, &report, &writer, error);
  }
  return status;
}

static incubator_status try_file(trial *t, const char *text, const char *lower)
{
  const incubator_registry_source source = bytes_of(text);
  incubator_shares_options o = by(INCUBATOR_METHOD_HUNTINGTON_HILL, 5);
  incubator_shares *shares;
  incubator_findings *findings;
  incubator_error error = INCUBATOR_ERROR_INIT;
  o.allocator = &t->allocator;
  o.lower = lower;
  trial_arm(t);
  incubator_status status = incubator_shares_create(&source, &o, &shares, &findings, &error);
  if (!status) status = write_all(t, shares, &error);
  incubator_findings_free(findings);
  incubator_shares_free(shares);
  trial_disarm(t);
  return trial_agreed(status, &error);
}

static incubator_status try_shares(trial *t)
{
  return try_file(t, units, "low");
}

static void shares_without_memory_say_so(void **state)
{
  (void)state;
  check_trials("shares", try_shares);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shares_of_a_file_are_read_and_divided), cmocka_unit_test(ties_leave_one_step_open),
      cmocka_unit_test(files_with_a_mistake_are_refused),      cmocka_unit_test(arguments_are_checked),
      cmocka_unit_test(shares_without_memory_say_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
