/* Lowering to JsonLogic: what a caller can do wrong, and that the steps of a small rule are what they are meant to be. */
#include "support.h"
#include "trial.h"

static const char small[] =
    "{'format': 'incubator-policy/1', 'id': 's', 'rounding': 'down',\n"
    " 'parameters': {'p': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': 0.5}, {'from': '2024-01-01', 'value': 0.25}]}},\n"
    " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}, 'n': {'type': 'integer', 'absent': 3}}}},\n"
    " 'rules': {'high': {'kind': 'derive', 'on': 't', 'value': {'>=': [{'var': 'x'}, {'var': 'params.p'}]}},\n"
    "  'twice': {'kind': 'derive', 'on': 't', 'value': {'*': [{'var': 'n'}, 2]}},\n"
    "  'all': {'kind': 'measure', 'on': 't', 'rows': 't', 'take': 'sum', 'of': {'var': 'n'}}}}";

static incubator_status lower(const incubator_policy *policy, const incubator_lowering *how, sink *to, incubator_error *e)
{
  incubator_writer writer = sink_writer(to);
  return incubator_policy_lower(policy, how, &writer, e);
}

static void lower_of_wrong_arguments_says_which(void **state)
{
  static const char *const none[] = {NULL}, *const unknown[] = {"high", "low"};
  incubator_policy *policy = policy_of(small);
  incubator_lowering how = INCUBATOR_LOWERING_INIT;
  incubator_error e = INCUBATOR_ERROR_INIT;
  sink out = {0};
  (void)state;
  assert_int_equal(lower(NULL, &how, &out, &e), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(lower(policy, NULL, &out, &e), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(lower(policy, &how, &out, &e), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_policy_lower(policy, &how, NULL, &e), INCUBATOR_STATUS_ARGUMENT);
  how.as_of = "2022-02-30";
  assert_int_equal(lower(policy, &how, &out, &e), INCUBATOR_STATUS_SYNTAX);
  assert_string_equal(e.message, "as_of: found \"2022-02-30\", expected a date of the calendar as YYYY-MM-DD");
  how.as_of = "2022-06-30";
  how.language = (incubator_language)7;
  assert_int_equal(lower(policy, &how, &out, &e), INCUBATOR_STATUS_ARGUMENT);
  how.language = INCUBATOR_LANGUAGE_EN;
  how.rules = none;
  how.rule_count = 1;
  assert_int_equal(lower(policy, &how, &out, &e), INCUBATOR_STATUS_ARGUMENT);
  how.rules = NULL;
  assert_int_equal(lower(policy, &how, &out, &e), INCUBATOR_STATUS_ARGUMENT);
  how.rules = unknown;
  how.rule_count = 2;
  assert_int_equal(lower(policy, &how, &out, &e), INCUBATOR_STATUS_NOT_FOUND);
  assert_string_equal(e.message, "no rule \"low\" in policy s");
  assert_false(sink_has(&out, "{"));
  sink_free(&out);
  incubator_policy_unref(policy);
}

static void lower_of_a_small_policy_says_its_steps(void **state)
{
  incubator_policy *policy = policy_of(small);
  incubator_lowering how = INCUBATOR_LOWERING_INIT;
  sink out = {0};
  (void)state;
  how.as_of = "2022-06-30";
  assert_int_equal(lower(policy, &how, &out, NULL), INCUBATOR_STATUS_OK);
  assert_true(sink_has(&out, "{\"set\": \"high?\", \"logic\": {\"if\": [{\"===\": [{\"var\": \"x\"}, null]}, 3, 0]}}"));
  assert_true(sink_has(&out, "{\"set\": \"high\", \"logic\": {\"if\": [{\"var\": \"high?\"}, null, {\"<=\": [0.5, {\"var\": \"x\"}]}]}}"));
  assert_true(sink_has(&out, "{\"set\": \"twice\", \"logic\": {\"*\": [{\"if\": [{\"===\": [{\"var\": \"n\"}, null]}, 3, {\"var\": \"n\"}]}, 2]}}"));
  assert_true(sink_has(&out, "\"reason\": \"a measure reads other rows\""));
  sink_free(&out);
  incubator_policy_unref(policy);
}

static const char awards[] =
    "{'format': 'incubator-policy/1', 'id': 'a', 'tables': {'u': {'key': 'id', 'fields': {'id': {'type': 'text'}}}, 't': {'key': 'id', 'links': {'u': {'to': 'u'}}, 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}, 'w': {'type': 'decimal'}, 'ok': {'type': 'boolean'}, 'd': {'type': 'date'}}}},\n"
    " 'rules': {'p': {'kind': 'award', 'on': 't', 'to': 'u', 'when': {'var': 'ok'}, 'amount': {'var': 'x'}, 'round': {'to': 0.01, 'mode': 'half-up'}, 'adjust': [{'less': {'var': 'w'}}, {'cap': 100, 'title': {'en': 'most'}}, {'at_least': 5, 'when': {'var': 'ok'}}]},\n"
    "  'q': {'kind': 'award', 'on': 't', 'at': 'd', 'amount': {'*': [{'var': 'x'}, 0.5]}, 'round': {'to': 1, 'mode': 'half-even'}, 'absent': 0, 'split': {'city': {'weight': {'var': 'w'}}, 'rest': {'weight': {'/': [{'var': 'w'}, 3]}}, 'none': {'weight': 2}}},\n"
    "  'best': {'kind': 'award', 'on': 't', 'awards': ['p', 'q'], 'pay': 'highest', 'round': {'to': 1, 'mode': 'down'}}, 'both': {'kind': 'award', 'on': 't', 'awards': ['p', 'q'], 'pay': 'all', 'round': {'to': 1, 'mode': 'down'}, 'adjust': [{'cap': 80}]},\n"
    "  'budget': {'kind': 'award', 'on': 't', 'awards': ['both'], 'pay': 'all', 'round': {'to': 1, 'mode': 'down'}, 'adjust': [{'cap': 60}, {'cap': 500, 'over': [], 'fill': 'partial'}]},\n"
    "  'of_u': {'kind': 'award', 'on': 'u', 'awards': ['best'], 'pay': 'all', 'round': {'to': 1, 'mode': 'down'}}, 'old': {'kind': 'award', 'on': 't', 'until': '2020-01-01', 'amount': {'var': 'budget'}, 'round': {'to': 1, 'mode': 'down'}, 'adjust': [{'cap': {'var': 'w'}, 'over': [], 'fill': 'stop'}]}}}";

static void lower_of_awards_says_each_sum_that_is_left(void **state)
{
  incubator_policy *policy = policy_of(awards);
  incubator_lowering how = INCUBATOR_LOWERING_INIT;
  sink out = {0};
  (void)state;
  how.as_of = "2022-06-30";
  assert_int_equal(lower(policy, &how, &out, NULL), INCUBATOR_STATUS_OK);
  assert_true(sink_has(&out, "{\"set\": \"p:after_2\", \"logic\": {\"if\": [{\"var\": \"p:after_2?\"}, null, {\"if\": [{\"var\": \"ok\"}, {\"min\": [{\"var\": \"p:after_1\"}, 100]}, null]}]}}"));
  assert_true(sink_has(&out, "{\"set\": \"p\", \"logic\": {\"if\": [{\"var\": \"p?\"}, null, {\"if\": [{\"var\": \"ok\"}, {\"var\": \"p:after_3\"}, 0]}]}}"));
  assert_true(sink_has(&out, "\"part\": \"after_2\""));
  assert_true(sink_has(&out, "\"set\": \"q:rest\""));
  assert_true(sink_has(&out, "\"set\": \"best:q\""));
  assert_true(sink_has(&out, "\"name\": \"budget:after_2\""));
  assert_true(sink_has(&out, "\"reason\": \"these parts are what caps for several rows together leave\""));
  assert_true(sink_has(&out, "\"name\": \"of_u:best/sum\""));
  assert_true(sink_has(&out, "\"reason\": \"these parts are sums of awards over rows below\""));
  assert_true(sink_has(&out, "{\"set\": \"old?\", \"logic\": 1}")); /* no version in force */
  how.rules = &(const char *){"of_u"};
  how.rule_count = 1;
  sink_free(&out);
  out = (sink){0};
  assert_int_equal(lower(policy, &how, &out, NULL), INCUBATOR_STATUS_OK);
  assert_false(sink_has(&out, "\"best\"")); /* its sum is given, so it is not needed itself */
  sink_free(&out);
  incubator_policy_unref(policy);
}

static incubator_status try_lower_of(const char *text, trial *t)
{
  incubator_policy *policy = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_lowering how = INCUBATOR_LOWERING_INIT;
  how.as_of = "2022-06-30";
  assert_int_equal(trial_read_policy(text, &t->allocator, &policy, NULL), INCUBATOR_STATUS_OK);
  trial_arm(t);
  incubator_status status = lower(policy, &how, &t->out, &e);
  trial_disarm(t);
  incubator_policy_unref(policy);
  return trial_agreed(status, &e);
}

static incubator_status try_lower(trial *t)
{
  return try_lower_of(trial_policy, t);
}

static incubator_status try_awards(trial *t)
{
  return try_lower_of(awards, t);
}

static void lower_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("lower", try_lower);
  check_trials("lower awards", try_awards);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lower_of_wrong_arguments_says_which),
      cmocka_unit_test(lower_of_a_small_policy_says_its_steps),
      cmocka_unit_test(lower_of_awards_says_each_sum_that_is_left),
      cmocka_unit_test(lower_without_memory_says_so),
  };
  return cmocka_run_group_tests_name("lowering", tests, NULL, NULL);
}
