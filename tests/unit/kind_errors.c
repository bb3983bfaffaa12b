/* Every error that reading the bodies of the kinds can find, each at its pointer, line and column. */
#include "finding_case.h"

#define ERRORS(name, ...)                                        \
  static void name(void **state)                                 \
  {                                                              \
    static const finding_case cases[] = {__VA_ARGS__};           \
    (void)state;                                                 \
    check_findings(cases, COUNT(cases), INCUBATOR_SEVERITY_ERROR); \
  }

#define AT(text) RULES("'r': @{" text "}")
#define KIND(kind, text) RULES("'r': {'kind': '" kind "', 'on': 't', " text "}")

ERRORS(derive_with_a_fault_is_an_error_at_its_place,
       {"key-missing", "/rules/r", AT("'kind': 'derive', 'on': 't'")},
       {"key-missing", "/rules/r", AT("'kind': 'derive', 'on': 't', 'value': 1, 'elapsed': {'from': {'var': 'day'}, 'to': {'var': 'day'}, 'in': 'days'}")},
       {"key-missing", "/rules/r/elapsed", KIND("derive", "'elapsed': @{'to': {'var': 'day'}, 'in': 'days'}")},
       {"key-missing", "/rules/r/elapsed", KIND("derive", "'elapsed': @{'from': {'var': 'day'}, 'in': 'days'}")},
       {"key-missing", "/rules/r/elapsed", KIND("derive", "'elapsed': @{'from': {'var': 'day'}, 'to': {'var': 'as_of'}}")},
       {"type-mismatch", "/rules/r/elapsed/in", KIND("derive", "'elapsed': {'from': {'var': 'day'}, 'to': {'var': 'as_of'}, 'in': @'weeks'}")},
       {"type-mismatch", "/rules/r/elapsed/from", KIND("derive", "'elapsed': {'from': @{'var': 'x'}, 'to': {'var': 'as_of'}, 'in': 'days'}")},
       {"date-invalid", "/rules/r/elapsed/to", KIND("derive", "'elapsed': {'from': {'var': 'day'}, 'to': @'soon', 'in': 'days'}")},
       {"unknown-key", "/rules/r/elapsed/unit", KIND("derive", "'elapsed': {'from': {'var': 'day'}, 'to': {'var': 'as_of'}, 'in': 'days', @'unit': 'day'}")},
       {"type-mismatch", "/rules/r/elapsed", KIND("derive", "'elapsed': @1")},
       {"unit-mismatch", "/rules/r/unit", KIND("derive", "'elapsed': {'from': {'var': 'day'}, 'to': {'var': 'as_of'}, 'in': 'days'}, 'unit': @'month'")})

#define SCALE(text) KIND("derive", "'value': {'var': 'x'}, 'scale': " text)

ERRORS(scale_with_a_fault_is_an_error_at_its_place,
       {"key-missing", "/rules/r/scale", SCALE("@{}")},
       {"key-missing", "/rules/r/scale", SCALE("@{'points': [[0, 0]], 'steps': [[0, 0]]}")},
       {"key-missing", "/rules/r/scale/points", SCALE("{'points': @[]}")},
       {"type-mismatch", "/rules/r/scale/points", SCALE("{'points': @{}}")},
       {"type-mismatch", "/rules/r/scale/points/1", SCALE("{'points': [[0, 0], @[1]]}")},
       {"type-mismatch", "/rules/r/scale/points/0", SCALE("{'points': [@[0, 0, 0]]}")},
       {"type-mismatch", "/rules/r/scale/points/0", SCALE("{'points': [@1]}")},
       {"type-mismatch", "/rules/r/scale/points/0/1", SCALE("{'points': [[0, @true]]}")},
       {"points-order", "/rules/r/scale/points/1", SCALE("{'points': [[1, 0], @[0.999999, 0]]}")},
       {"points-order", "/rules/r/scale/points/2", SCALE("{'points': [[1, 0], [1, 1], @[1, 2]]}")},
       {"points-order", "/rules/r/scale/steps/1", SCALE("{'steps': [[1, 0], @[1, 2]]}")},
       {"type-mismatch", "/rules/r/scale/outside", SCALE("{'points': [[1, 0]], 'outside': @'clip'}")},
       {"number-too-long", "/rules/r/scale/outside", SCALE("{'points': [[1, 0]], 'outside': @1234567890123456}")},
       {"unknown-key", "/rules/r/scale/point", SCALE("{'points': [[1, 0]], @'point': 1}")},
       {"unit-invalid", "/rules/r/scale/unit", SCALE("{'points': [[1, 0]], 'unit': @''}")},
       {"unit-mismatch", "/rules/r/scale/points/0/0", KIND("derive", "'value': {'var': 'money'}, 'scale': {'points': [[@{'var': 'params.p'}, 0], [5, 1]]}")},
       {"unit-mismatch", "/rules/r/scale/points/0/1", SCALE("{'points': [[0, @{'var': 'params.p'}], [5, 1]], 'unit': 'yuan'}")},
       {"type-mismatch", "/rules/r/scale", KIND("derive", "'value': {'var': 'ok'}, 'scale': @{'points': [[0, 0]]}")},
       {"unit-mismatch", "/rules/r/unit", SCALE("{'points': [[0, 0]], 'unit': 'yuan'}, 'unit': @'m2'")})

#define CHOOSE(text) KIND("choose", text)

ERRORS(choose_with_a_fault_is_an_error_at_its_place,
       {"key-missing", "/rules/r", AT("'kind': 'choose', 'on': 't'")},
       {"key-missing", "/rules/r/cases", CHOOSE("'cases': @[]")},
       {"type-mismatch", "/rules/r/cases", CHOOSE("'cases': @{}")},
       {"type-mismatch", "/rules/r/cases/0", CHOOSE("'cases': [@1]")},
       {"key-missing", "/rules/r/cases/0", CHOOSE("'cases': [@{'is': 1}]")},
       {"key-missing", "/rules/r/cases/0", CHOOSE("'cases': [@{'when': true}]")},
       {"unknown-key", "/rules/r/cases/0/then", CHOOSE("'cases': [{'when': true, 'is': 1, @'then': 2}]")},
       {"type-mismatch", "/rules/r/cases/0/when", CHOOSE("'cases': [{'when': @{'var': 'x'}, 'is': 1}]")},
       {"type-mismatch", "/rules/r/cases/1/is", CHOOSE("'cases': [{'when': true, 'is': 1}, {'when': true, 'is': @true}]")},
       {"type-mismatch", "/rules/r/else/is", CHOOSE("'cases': [{'when': true, 'is': 1}], 'else': {'is': @{'var': 'day'}}")},
       {"key-missing", "/rules/r/else", CHOOSE("'cases': [{'when': true, 'is': 1}], 'else': @{}")},
       {"type-mismatch", "/rules/r/else", CHOOSE("'cases': [{'when': true, 'is': 1}], 'else': @1")},
       {"unit-mismatch", "/rules/r/cases/1/is", CHOOSE("'cases': [{'when': true, 'is': {'var': 'money'}}, {'when': true, 'is': @{'var': 'area'}}]")},
       {"unit-mismatch", "/rules/r/unit", CHOOSE("'cases': [{'when': true, 'is': {'var': 'money'}}], 'unit': @'m2'")},
       {"categories-unstated", "/rules/r/cases/0/is", CHOOSE("'cases': [{'when': true, 'is': @'high'}]")},
       {"category-unknown", "/rules/r/cases/0/is", CHOOSE("'categories': 'level', 'cases': [{'when': true, 'is': @'top'}]")},
       {"type-mismatch", "/rules/r/cases/0/is", CHOOSE("'categories': 'level', 'cases': [{'when': true, 'is': @5}]")},
       {"unknown-name", "/rules/r/categories", CHOOSE("'categories': @'nope', 'cases': [{'when': true, 'is': {'var': 'level'}}]")},
       {"type-mismatch", "/rules/r/hit", CHOOSE("'hit': @'last', 'cases': [{'when': true, 'is': 1}]")},
       {"type-mismatch", "/rules/r/hit", CHOOSE("'hit': @1, 'cases': [{'when': true, 'is': 1}]")},
       {"evidence-unknown", "/rules/r/cases/0/evidence", CHOOSE("'cases': [{'when': true, 'is': 1, 'evidence': @'x'}]")})

#define REQUIRE(text) KIND("require", text)

ERRORS(require_with_a_fault_is_an_error_at_its_place,
       {"key-missing", "/rules/r", AT("'kind': 'require', 'on': 't'")},
       {"key-missing", "/rules/r/conditions", REQUIRE("'conditions': @{}")},
       {"type-mismatch", "/rules/r/conditions", REQUIRE("'conditions': @[{'is': true}]")},
       {"type-mismatch", "/rules/r/conditions/a", REQUIRE("'conditions': {'a': @true}")},
       {"key-missing", "/rules/r/conditions/a", REQUIRE("'conditions': {'a': @{}}")},
       {"type-mismatch", "/rules/r/conditions/a/is", REQUIRE("'conditions': {'a': {'is': @{'var': 'x'}}}")},
       {"type-mismatch", "/rules/r/conditions/a/absent", REQUIRE("'conditions': {'a': {'is': {'var': 'ok'}, 'absent': @0}}")},
       {"unknown-key", "/rules/r/conditions/a/if", REQUIRE("'conditions': {'a': {'is': {'var': 'ok'}, @'if': 0}}")},
       {"name-invalid", "/rules/r/conditions/A", REQUIRE("'conditions': {@'A': {'is': {'var': 'ok'}}}")},
       {"out-of-range", "/rules/r/need", REQUIRE("'need': @0, 'conditions': {'a': {'is': {'var': 'ok'}}}")},
       {"out-of-range", "/rules/r/need", REQUIRE("'need': @2, 'conditions': {'a': {'is': {'var': 'ok'}}}")},
       {"out-of-range", "/rules/r/need", REQUIRE("'need': @0.5, 'conditions': {'a': {'is': {'var': 'ok'}}}")},
       {"type-mismatch", "/rules/r/need", REQUIRE("'need': @'most', 'conditions': {'a': {'is': {'var': 'ok'}}}")},
       {"unknown-name", "/rules/s/value/var", RULES("'r': {'kind': 'require', 'on': 't', 'conditions': {'a': {'is': {'var': 'ok'}}}}, 's': {'kind': 'derive', 'on': 't', 'value': {'var': @'r:b'}}")})

#define TARGET(text) KIND("target", text)

ERRORS(target_with_a_fault_is_an_error_at_its_place,
       {"key-missing", "/rules/r", AT("'kind': 'target', 'on': 't', 'goal': 1")},
       {"key-missing", "/rules/r", AT("'kind': 'target', 'on': 't', 'actual': 1")},
       {"type-mismatch", "/rules/r/actual", TARGET("'actual': @{'var': 'ok'}, 'goal': 1")},
       {"type-mismatch", "/rules/r/goal", TARGET("'actual': 1, 'goal': @{'var': 'day'}")},
       {"type-mismatch", "/rules/r/goal", TARGET("'actual': 1, 'goal': @'much'")},
       {"unit-mismatch", "/rules/r/goal", TARGET("'actual': {'var': 'money'}, 'goal': @{'var': 'area'}")},
       {"unit-mismatch", "/rules/r/base", TARGET("'actual': {'var': 'money'}, 'goal': 5, 'base': @{'var': 'area'}")},
       {"type-mismatch", "/rules/r/need", TARGET("'actual': 1, 'goal': 1, 'need': @'above'")},
       {"date-invalid", "/rules/r/since", TARGET("'actual': 1, 'goal': 1, 'since': @'2021'")},
       {"dates-order", "/rules/r/due", TARGET("'actual': 1, 'goal': 1, 'since': '2021-01-01', 'due': @'2021-01-01'")},
       {"type-mismatch", "/rules/r/series", TARGET("'actual': 1, 'goal': 1, 'series': @1")},
       {"kind-unsupported", "/rules/r/plan", TARGET("'actual': 1, 'goal': 1, 'plan': @{}")},
       {"unknown-key", "/rules/r/aim", TARGET("'actual': 1, 'goal': 1, @'aim': 1")})

#define TWO_TABLES                                                                                                               \
  POLICY LISTS "'tables': {'u': {'key': 'id', 'fields': {'id': {'type': 'text'}}}, 'v': {'key': 'id', 'fields': {'id': {'type': 'text'}}},\n" \
               " 't': {'key': 'id', 'links': {'one': {'to': 'u'}, 'two': {'to': 'u'}}, 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}, 'ok': {'type': 'boolean'}, 'name': {'type': 'text'}}}},\n"
#define MEASURE(text) TWO_TABLES "'rules': {'r': {'kind': 'measure', 'on': 'u', " text "}}}"
#define MEASURE_AT(text) TWO_TABLES "'rules': {'r': @{'kind': 'measure', 'on': 'u', " text "}}}"

ERRORS(measure_with_a_fault_is_an_error_at_its_place,
       {"key-missing", "/rules/r", MEASURE_AT("'take': 'count'")},
       {"unknown-name", "/rules/r/rows", MEASURE("'rows': @'w', 'take': 'count'")},
       {"unknown-name", "/rules/r/rows", MEASURE("'rows': @'v', 'take': 'count'")},
       {"via-ambiguous", "/rules/r/rows", MEASURE("'rows': @'t', 'take': 'count'")},
       {"unknown-name", "/rules/r/via", MEASURE("'rows': 't', 'via': @'three', 'take': 'count'")},
       {"unknown-name", "/rules/r/via", MEASURE("'rows': 't', 'via': @'x', 'take': 'count'")},
       {"unknown-name", "/rules/r/via", MEASURE("'rows': 't', 'via': @'one.id', 'take': 'count'")},
       {"type-mismatch", "/rules/r/via", MEASURE("'rows': 't', 'via': @1, 'take': 'count'")},
       {"unknown-key", "/rules/r/via", MEASURE("'rows': 'u', 'via': @'one', 'take': 'count'")},
       {"unknown-key", "/rules/r/within", MEASURE("'rows': 't', 'via': 'one', 'within': @['id'], 'take': 'count'")},
       {"unknown-name", "/rules/r/within/0", MEASURE("'rows': 'u', 'within': [@'zone'], 'take': 'count'")},
       {"type-mismatch", "/rules/r/within", MEASURE("'rows': 'u', 'within': @'id', 'take': 'count'")},
       {"key-missing", "/rules/r", MEASURE_AT("'rows': 't', 'via': 'one'")},
       {"type-mismatch", "/rules/r/take", MEASURE("'rows': 't', 'via': 'one', 'take': @'median'")},
       {"key-missing", "/rules/r", MEASURE_AT("'rows': 't', 'via': 'one', 'take': 'sum'")},
       {"key-missing", "/rules/r", MEASURE_AT("'rows': 't', 'via': 'one', 'take': 'distinct'")},
       {"type-mismatch", "/rules/r/of", MEASURE("'rows': 't', 'via': 'one', 'take': 'sum', 'of': @{'var': 'ok'}")},
       {"type-mismatch", "/rules/r/of", MEASURE("'rows': 't', 'via': 'one', 'take': 'min', 'of': @{'var': 'name'}")},
       {"type-mismatch", "/rules/r/of", MEASURE("'rows': 't', 'via': 'one', 'take': 'share', 'of': @{'var': 'x'}")},
       {"type-mismatch", "/rules/r/of", MEASURE("'rows': 't', 'via': 'one', 'take': 'commonest', 'of': @'x'")},
       {"type-mismatch", "/rules/r/where", MEASURE("'rows': 't', 'via': 'one', 'take': 'count', 'where': @{'var': 'x'}")},
       {"unknown-name", "/rules/r/where/var", MEASURE("'rows': 't', 'via': 'one', 'take': 'count', 'where': {'var': @'nope'}")},
       {"unknown-name", "/rules/r/when/var", MEASURE("'rows': 't', 'via': 'one', 'take': 'count', 'when': {'var': @'ok'}")})

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(derive_with_a_fault_is_an_error_at_its_place),
      cmocka_unit_test(scale_with_a_fault_is_an_error_at_its_place),
      cmocka_unit_test(choose_with_a_fault_is_an_error_at_its_place),
      cmocka_unit_test(require_with_a_fault_is_an_error_at_its_place),
      cmocka_unit_test(target_with_a_fault_is_an_error_at_its_place),
      cmocka_unit_test(measure_with_a_fault_is_an_error_at_its_place),
  };
  return cmocka_run_group_tests_name("kind_errors", tests, NULL, NULL);
}
