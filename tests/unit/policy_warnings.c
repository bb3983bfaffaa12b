/* Every warning and note about a policy that works, each at its pointer, line and column; and where none is due. */
#include "finding_case.h"

#define FOUND(name, severity, ...)                     \
  static void name(void **state)                       \
  {                                                    \
    static const finding_case cases[] = {__VA_ARGS__}; \
    (void)state;                                       \
    check_findings(cases, COUNT(cases), severity);     \
  }

#define TABLE_ONLY "'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}}}},"
#define BOUNDED(fields, rules)                                                                                       \
  POLICY LISTS PARAMETERS "'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal', 'min': 0, 'max': 100}," \
                          "'n': {'type': 'integer', 'min': 0, 'max': 9}, 'ok': {'type': 'boolean'}, 'day': {'type': 'date'}, 'level': {'type': 'category', 'categories': 'level'}" fields "}}},\n 'rules': {" rules "}}"
#define BOUNDED_RULE(text) BOUNDED("", "'r': {'kind': 'derive', 'on': 't', " text "}")
#define CHOOSE(text) BOUNDED("", "'r': {'kind': 'choose', 'on': 't', " text "}")

FOUND(rules_without_a_source_or_a_test_are_warned_of, INCUBATOR_SEVERITY_WARNING,
      {"uncited", "/rules/r", RULES("'r': @{'kind': 'derive', 'on': 't', 'value': 1}")},
      {"uncited", "/rules/r/1", RULES("'r': [{'kind': 'derive', 'on': 't', 'until': '2021-01-01', 'assumed': 'so', 'value': 1}, @{'kind': 'derive', 'on': 't', 'from': '2021-01-01', 'value': 1}]")},
      {"uncited", "/parameters/p", POLICY "'parameters': {'p': @{'type': 'decimal', 'values': []}}}"},
      {"untested", "", "@{'format': 'incubator-policy/1', 'id': 'p'," TABLE_ONLY "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': 1}}}"},
      {"untested", "/tests", POLICY TABLE_ONLY "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': 1}}, 'tests': @[]}"},
      {"rule-never-tested", "/rules/s", POLICY TABLE_ONLY "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': 1}, 's': @{'kind': 'derive', 'on': 't', 'value': 1}},"
                                        " 'tests': [{'as_of': '2021-01-01', 'given': {'t': [{'id': 'a'}]}, 'expect': {'t': {'a': {'r': 1}}}}]}"})

FOUND(what_is_never_used_is_warned_of, INCUBATOR_SEVERITY_WARNING,
      {"unused", "/parameters/p", POLICY "'parameters': {'p': @{'type': 'decimal', 'values': []}}}"},
      {"unused", "/sources/s", POLICY "'sources': {'s': @{}}}"},
      {"unused", "/categories/c", POLICY "'categories': {'c': @{'a': {}}}}"},
      {"parameter-unset", "/parameters/p", POLICY "'parameters': {'p': @{'type': 'decimal', 'values': []}}}"},
      {"absent-never-used", "/rules/r/absent", BOUNDED_RULE("'value': 1, 'absent': @2")},
      {"absent-never-used", "/rules/r/absent", BOUNDED(", 'f': {'type': 'decimal', 'absent': 1}", "'r': {'kind': 'derive', 'on': 't', 'value': {'var': 'f'}, 'absent': @2}")},
      {"absent-never-used", "/rules/r/conditions/c/absent", BOUNDED("", "'r': {'kind': 'require', 'on': 't', 'conditions': {'c': {'is': {'==': [{'var': 'id'}, 'a']}, 'absent': @true}}}")})

FOUND(arithmetic_that_may_go_wrong_is_warned_of, INCUBATOR_SEVERITY_WARNING,
      {"division-may-meet-zero", "/rules/r/value/~1/1/var", BOUNDED_RULE("'value': {'/': [1, {'var': @'x'}]}")},
      {"division-may-meet-zero", "/rules/r/value/~1/1", BOUNDED_RULE("'value': {'/': [1, @{'-': [{'var': 'x'}, 50]}]}")},
      {"division-may-meet-zero", "/rules/r/value/if/1/~1/1/var", BOUNDED_RULE("'value': {'if': [{'>=': [{'var': 'x'}, 0]}, {'/': [1, {'var': @'x'}]}, 0]}")},
      {"bounds-missing", "/rules/r/value/*/0/var", BOUNDED(", 'f': {'type': 'decimal', 'min': 0}", "'r': {'kind': 'derive', 'on': 't', 'value': {'*': [{'var': @'f'}, 2]}}")},
      {"may-overflow", "/rules/r", BOUNDED(", 'f': {'type': 'decimal', 'min': 0, 'max': 1000000000000}", "'r': @{'kind': 'derive', 'on': 't', 'value': {'*': [{'var': 'f'}, 10]}}")},
      {"equality-on-fraction", "/rules/r/value", BOUNDED_RULE("'value': @{'==': [{'/': [{'var': 'x'}, 3]}, 1]}")},
      {"equality-on-fraction", "/rules/r/value", BOUNDED_RULE("'value': @{'!=': [{'+': [{'/': [{'var': 'x'}, 3]}, 1]}, {'var': 'x'}]}")},
      {"equality-on-fraction", "/rules/r/value", BOUNDED("", "'m': {'kind': 'measure', 'on': 't', 'rows': 't', 'take': 'mean', 'of': {'var': 'x'}}, 'r': {'kind': 'derive', 'on': 't', 'value': @{'==': [{'var': 'm'}, 1]}}")},
      {"condition-constant", "/rules/r/value", BOUNDED_RULE("'value': @{'<=': [{'var': 'x'}, 100]}")},
      {"condition-constant", "/rules/r/value", BOUNDED_RULE("'value': @{'>': [{'var': 'x'}, 100]}")},
      {"condition-constant", "/rules/r/value", BOUNDED("", "'d': {'kind': 'derive', 'on': 't', 'value': {'-': [{'var': 'x'}, 50]}, 'round': {'to': 7, 'mode': 'half-up'}}, 'r': {'kind': 'derive', 'on': 't', 'value': @{'<=': [{'var': 'd'}, 56]}}")},
      {"condition-constant", "/rules/r/value", BOUNDED("", "'d': {'kind': 'derive', 'on': 't', 'value': {'-': [{'var': 'x'}, 50]}, 'round': {'to': 7, 'mode': 'half-up'}}, 'r': {'kind': 'derive', 'on': 't', 'value': @{'>=': [{'var': 'd'}, -56]}}")},
      {"condition-constant", "/rules/r/value", BOUNDED_RULE("'value': @{'<': [{'+': [{'var': 'x'}, 1]}, 1]}")},
      {"condition-constant", "/rules/r/value", BOUNDED_RULE("'when': {'>': [{'var': 'x'}, 50]}, 'value': @{'>': [{'var': 'x'}, 40]}")})

#define AWARD(more) "{'kind': 'award', 'on': 't', 'round': {'to': 1, 'mode': 'down'}, " more "}"

FOUND(awards_that_may_go_wrong_are_warned_of, INCUBATOR_SEVERITY_WARNING,
      {"amount-negative", "/rules/r/amount", BOUNDED("", "'r': " AWARD("'amount': @{'-': [{'var': 'x'}, 5]}"))},
      {"bound-negative", "/rules/r/adjust/1/cap", BOUNDED("", "'r': " AWARD("'amount': {'var': 'x'}, 'adjust': [{'less': -5}, {'cap': @-5}]"))},
      {"bound-negative", "/rules/r/adjust/0/at_least", BOUNDED("", "'r': " AWARD("'amount': {'var': 'x'}, 'adjust': [{'at_least': @{'-': [{'var': 'x'}, 101]}}]"))},
      {"paid-twice", "/rules/a", BOUNDED("", "'a': @" AWARD("'amount': {'var': 'x'}") ", 'b': " AWARD("'awards': ['a'], 'pay': 'all'")
                                             ", 'c': " AWARD("'awards': ['a'], 'pay': 'highest'"))})

#define WEIGHED(weights, items) BOUNDED("", "'r': {'kind': 'score', 'on': 't', 'aggregate': 'mean', 'weights': '" weights "', 'items': {'x': {'value': {'var': 'x'}}, " items "}}")

FOUND(weights_that_the_data_can_hardly_give_are_warned_of, INCUBATOR_SEVERITY_WARNING,
      {"item-constant", "/rules/r/items/i", WEIGHED("critic", "'i': @{'value': 1}")},
      {"item-constant", "/rules/r/items/i", WEIGHED("entropy", "'i': @{'value': {'var': 'x'}, 'scale': {'points': [[0, 5], [1, 5]]}}")},
      {"entropy-negative", "/rules/r/items/i", WEIGHED("entropy", "'i': @{'value': {'-': [{'var': 'x'}, 1]}}")},
      {"entropy-negative", "/rules/r/items/i", WEIGHED("entropy", "'i': @{'value': {'var': 'x'}, 'absent': -1}")},
      {"entropy-negative", "/rules/r/items/i", WEIGHED("entropy", "'i': @{'value': {'var': 'x'}, 'scale': {'points': [[0, 1], [1, -1]]}}")},
      {"entropy-negative", "/rules/r/items/i", WEIGHED("entropy", "'i': @{'value': {'var': 'x'}, 'scale': {'points': [[0, 1], [1, 2]], 'outside': -1}}")},
      {"entropy-negative", "/rules/r/items/i", WEIGHED("entropy", "'i': @{'value': {'var': 'x'}, 'scale': {'cohort': 'z-score', 'constant': 0}}")},
      {"entropy-negative", "/rules/r/items/i", WEIGHED("entropy", "'i': @{'value': {'var': 'x'}, 'scale': {'cohort': 'rank', 'to': [1, -1], 'constant': 0}}")},
      {"entropy-negative", "/rules/r/items/g/items/i", WEIGHED("critic", "'g': {'aggregate': 'sum', 'weights': 'entropy', 'items': {'i': @{'value': {'-': [0, {'var': 'x'}]}}}}")})

FOUND(cases_that_leave_gaps_are_warned_of, INCUBATOR_SEVERITY_WARNING,
      {"cases-gap", "/rules/r/cases", CHOOSE("'cases': @[{'when': {'<': [{'var': 'x'}, 10]}, 'is': 1}, {'when': {'>=': [{'var': 'x'}, 20]}, 'is': 2}], 'else': {'is': 3}")},
      {"cases-gap", "/rules/r/cases", CHOOSE("'cases': @[{'when': {'<': [{'var': 'day'}, '2021-01-01']}, 'is': 1}, {'when': {'>': [{'var': 'day'}, '2021-01-01']}, 'is': 2}], 'else': {'is': 3}")},
      {"else-missing", "/rules/r/cases", CHOOSE("'cases': @[{'when': {'<': [{'var': 'x'}, 10]}, 'is': 1}]")},
      {"else-missing", "/rules/r/cases", CHOOSE("'cases': @[{'when': {'==': [{'var': 'level'}, 'high']}, 'is': 1}]")},
      {"else-missing", "/rules/r/cases", CHOOSE("'cases': @[{'when': {'<': [{'var': 'x'}, {'var': 'n'}]}, 'is': 1}]")},
      {"cases-overlap", "/rules/r/cases/1/when", CHOOSE("'hit': 'unique', 'cases': [{'when': {'<=': [{'var': 'x'}, 10]}, 'is': 1}, {'when': @{'>=': [{'var': 'x'}, 10]}, 'is': 2}]")},
      {"cases-overlap", "/rules/r/cases/1/when", CHOOSE("'hit': 'unique', 'cases': [{'when': {'in': [{'var': 'level'}, ['high', 'low']]}, 'is': 1}, {'when': @{'==': [{'var': 'level'}, 'low']}, 'is': 2}]")})

FOUND(cases_by_parameters_and_the_other_way_round_are_seen_through, INCUBATOR_SEVERITY_WARNING,
      {"cases-gap", "/rules/r/cases", CHOOSE("'cases': @[{'when': {'>': [10, {'var': 'x'}]}, 'is': 1}, {'when': {'<=': [20, {'var': 'x'}]}, 'is': 2}], 'else': {'is': 3}")},
      {"case-unreachable", "/rules/r/cases/1/when", CHOOSE("'cases': [{'when': {'>=': [{'var': 'x'}, {'var': 'params.p'}]}, 'is': 1}, {'when': @{'<=': [5, {'var': 'x'}]}, 'is': 2}], 'else': {'is': 3}")},
      {"division-may-meet-zero", "/rules/r/value/~1/1/var", BOUNDED_RULE("'when': {'<': [-1, {'var': 'x'}]}, 'value': {'/': [1, {'var': @'x'}]}")},
      {"condition-constant", "/rules/r/value", BOUNDED_RULE("'when': {'and': [{'<': [50, {'var': 'x'}]}, {'var': 'ok'}]}, 'value': @{'>': [{'var': 'x'}, 40]}")})

FOUND(cases_that_cannot_be_reached_are_warned_of, INCUBATOR_SEVERITY_WARNING,
      {"case-unreachable", "/rules/r/cases/1/when", CHOOSE("'cases': [{'when': {'>=': [{'var': 'x'}, 60]}, 'is': 1}, {'when': @{'>=': [{'var': 'x'}, 80]}, 'is': 2}], 'else': {'is': 3}")},
      {"case-unreachable", "/rules/r/cases/0/when", CHOOSE("'cases': [{'when': @{'and': [{'<': [{'var': 'x'}, 5]}, {'>': [{'var': 'x'}, 6]}]}, 'is': 1}], 'else': {'is': 3}")},
      {"case-unreachable", "/rules/r/cases/2/when", CHOOSE("'cases': [{'when': {'==': [{'var': 'level'}, 'high']}, 'is': 1}, {'when': {'!': {'==': [{'var': 'level'}, 'high']}}, 'is': 2}, {'when': @{'==': [{'var': 'level'}, 'low']}, 'is': 3}]")},
      {"case-unreachable", "/rules/r/cases/1/when/var", CHOOSE("'cases': [{'when': {'var': 'ok'}, 'is': 1}, {'when': {'var': @'ok'}, 'is': 2}], 'else': {'is': 3}")},
      {"case-unreachable", "/rules/r/cases/1/when", CHOOSE("'cases': [{'when': {'<': [{'var': 'x'}, {'var': 'n'}]}, 'is': 1}, {'when': @{'<': [{'var': 'x'}, {'var': 'n'}]}, 'is': 2}], 'else': {'is': 3}")})

FOUND(evidence_that_is_not_word_for_word_is_counted, INCUBATOR_SEVERITY_NOTE,
      {"assumed", "", "@{'format': 'incubator-policy/1', 'id': 'p'," TABLE_ONLY "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': 1, 'assumed': 'why'}}}"},
      {"recalled", "", "@{'format': 'incubator-policy/1', 'id': 'p', 'sources': {'s': {'evidence': 'recalled'}}," TABLE_ONLY "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': 1, 'cite': 's#1'}}}"})

/* What is in order must not be warned of: code, then the policy. */
static const struct {
  const char *code, *text;
} fine[] = {
    {"division-may-meet-zero", BOUNDED(", 'f': {'type': 'decimal', 'min': 0.01, 'max': 9}", "'r': {'kind': 'derive', 'on': 't', 'value': {'/': [1, {'var': 'f'}]}}")},
    {"division-may-meet-zero", BOUNDED_RULE("'when': {'>': [{'var': 'x'}, 0]}, 'value': {'/': [1, {'var': 'x'}]}")},
    {"division-may-meet-zero", BOUNDED_RULE("'value': {'if': [{'>': [{'var': 'x'}, 0]}, {'/': [1, {'var': 'x'}]}, 0]}")},
    {"division-may-meet-zero", BOUNDED_RULE("'value': {'if': [{'!=': [{'var': 'n'}, 0]}, {'/': [1, {'var': 'n'}]}, 0]}")},
    {"division-may-meet-zero", BOUNDED_RULE("'value': {'/': [{'var': 'x'}, {'var': 'params.p'}]}")},
    {"division-may-meet-zero", BOUNDED_RULE("'when': {'and': [{'var': 'ok'}, {'<': [0, {'var': 'x'}]}]}, 'value': {'/': [1, {'var': 'x'}]}")},
    {"condition-constant", BOUNDED_RULE("'value': {'<': [{'var': 'x'}, 100]}")},
    {"condition-constant", BOUNDED_RULE("'value': {'>': [{'var': 'n'}, 8]}")},
    {"condition-constant", BOUNDED("", "'z': {'kind': 'derive', 'on': 't', 'value': {'var': 'x'}, 'scale': {'cohort': 'min-max', 'to': [100, 0], 'constant': 50}}, 'r': {'kind': 'derive', 'on': 't', 'value': {'>': [{'var': 'z'}, 60]}}")},
    {"amount-negative", BOUNDED("", "'r': " AWARD("'amount': {'var': 'x'}"))},
    {"amount-negative", BOUNDED("", "'d': {'kind': 'derive', 'on': 't', 'value': {'*': [{'var': 'x'}, 0.5]}, 'round': {'to': 1, 'mode': 'half-up'}}, 'r': " AWARD("'amount': {'var': 'd'}"))},
    {"bound-negative", BOUNDED("", "'r': " AWARD("'amount': {'var': 'x'}, 'adjust': [{'cap': {'-': [5, {'var': 'x'}]}}, {'less': -5}, {'at_least': 0}]"))},
    {"paid-twice", BOUNDED("", "'a': " AWARD("'amount': {'var': 'x'}") ", 'b': " AWARD("'until': '2022-01-01', 'awards': ['a'], 'pay': 'all'") ", 'c': "
                               AWARD("'from': '2022-01-01', 'awards': ['a'], 'pay': 'highest'"))},
    {"paid-twice", BOUNDED("", "'a': " AWARD("'amount': {'var': 'x'}") ", 'b': " AWARD("'awards': ['a'], 'pay': 'all'") ", 'c': "
                               AWARD("'awards': ['a'], 'pay': 'all', 'part_of': 'b'"))},
    {"entropy-negative", WEIGHED("entropy", "'i': {'value': {'-': [{'var': 'x'}, 1]}, 'scale': {'cohort': 'rank', 'to': [100, 0], 'constant': 0}, 'absent': 0}")},
    {"entropy-negative", WEIGHED("critic", "'i': {'value': {'-': [{'var': 'x'}, 1]}}")},
    {"item-constant", WEIGHED("entropy", "'i': {'value': {'var': 'x'}, 'scale': {'points': [[0, 5], [1, 5]]}, 'absent': 1}, 'g': {'aggregate': 'sum', 'items': {'k': {'value': {'var': 'n'}}}}")},
    {"may-overflow", BOUNDED_RULE("'value': {'*': [{'var': 'x'}, {'var': 'x'}]}")},
    {"equality-on-fraction", BOUNDED_RULE("'value': {'==': [{'*': [{'var': 'x'}, 3]}, 1]}")},
    {"cases-gap", CHOOSE("'cases': [{'when': {'<': [{'var': 'x'}, 10]}, 'is': 1}, {'when': {'>=': [{'var': 'x'}, 10]}, 'is': 2}]")},
    {"else-missing", CHOOSE("'cases': [{'when': {'<': [{'var': 'x'}, 10]}, 'is': 1}, {'when': {'>=': [{'var': 'x'}, 10]}, 'is': 2}]")},
    {"else-missing", CHOOSE("'cases': [{'when': {'==': [{'var': 'level'}, 'high']}, 'is': 1}, {'when': {'==': [{'var': 'level'}, 'low']}, 'is': 2}]")},
    {"else-missing", CHOOSE("'cases': [{'when': {'var': 'ok'}, 'is': 1}, {'when': {'!': {'var': 'ok'}}, 'is': 2}]")},
    {"case-unreachable", CHOOSE("'cases': [{'when': {'>=': [{'var': 'x'}, 80]}, 'is': 1}, {'when': {'>=': [{'var': 'x'}, 60]}, 'is': 2}], 'else': {'is': 3}")},
    {"cases-overlap", CHOOSE("'cases': [{'when': {'>=': [{'var': 'x'}, 80]}, 'is': 1}, {'when': {'>=': [{'var': 'x'}, 60]}, 'is': 2}], 'else': {'is': 3}")},
    {"uncited", POLICY TABLE_ONLY "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': 1, 'assumed': 'why'}}}"},
    {"absent-never-used", BOUNDED_RULE("'value': {'var': 'x'}, 'absent': 1")},
    {"unused", POLICY PARAMETERS TABLE_ONLY "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'var': 'params.p'}}}}"},
};

static bool is_fine(const char *code, const char *text)
{
  incubator_policy *policy = NULL;
  incubator_findings *findings = NULL;
  bool ok = policy_try(text, &policy, &findings, NULL) == INCUBATOR_STATUS_OK && !finding_of(findings, code);
  if (!ok) print_error("%s in %s:\n%s", code, text, findings_text(findings));
  incubator_findings_free(findings);
  incubator_policy_unref(policy);
  return ok;
}

static void what_is_in_order_is_not_warned_of(void **state)
{
  size_t wrong = 0;
  (void)state;
  for (size_t i = 0; i < COUNT(fine); i++) wrong += !is_fine(fine[i].code, fine[i].text);
  assert_int_equal(wrong, 0);
}

/* A whole number is 4 or 5, never between. */
static void cases_of_neighbouring_whole_numbers_leave_no_gap(void **state)
{
  static const char text[] = CHOOSE("'cases': [{'when': {'<=': [{'var': 'n'}, 4]}, 'is': 1}, {'when': {'>=': [{'var': 'n'}, 5]}, 'is': 2}]");
  (void)state;
  assert_true(is_fine("cases-gap", text));
  assert_true(is_fine("else-missing", text));
}

/* Warnings are about the policy itself: what its bases do was warned of when they were read. */
static void bases_are_not_warned_of(void **state)
{
  incubator_policy *policy = NULL;
  incubator_findings *findings = NULL;
  (void)state;
  assert_int_equal(policy_try(POLICY "'extends': ['wuhan-2021']}", &policy, &findings, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_findings_total(findings, INCUBATOR_SEVERITY_ERROR), 0);
  for (size_t i = 0; i < incubator_findings_count(findings); i++) {
    const char *code = incubator_findings_get(findings, i)->code;
    if (strcmp(code, "untested")) fail_msg("%s", findings_text(findings));
  }
  incubator_findings_free(findings);
  incubator_policy_unref(policy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rules_without_a_source_or_a_test_are_warned_of),
      cmocka_unit_test(what_is_never_used_is_warned_of),
      cmocka_unit_test(arithmetic_that_may_go_wrong_is_warned_of),
      cmocka_unit_test(awards_that_may_go_wrong_are_warned_of),
      cmocka_unit_test(weights_that_the_data_can_hardly_give_are_warned_of),
      cmocka_unit_test(cases_that_leave_gaps_are_warned_of),
      cmocka_unit_test(cases_by_parameters_and_the_other_way_round_are_seen_through),
      cmocka_unit_test(cases_that_cannot_be_reached_are_warned_of),
      cmocka_unit_test(evidence_that_is_not_word_for_word_is_counted),
      cmocka_unit_test(what_is_in_order_is_not_warned_of),
      cmocka_unit_test(cases_of_neighbouring_whole_numbers_leave_no_gap),
      cmocka_unit_test(bases_are_not_warned_of),
  };
  return cmocka_run_group_tests_name("policy_warnings", tests, NULL, NULL);
}
