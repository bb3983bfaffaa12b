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

ERRORS(cohort_scale_with_a_fault_is_an_error_at_its_place,
       {"key-missing", "/rules/r/scale", SCALE("@{'cohort': 'rank', 'points': [[0, 0]], 'constant': 0}")},
       {"constant-unstated", "/rules/r/scale", SCALE("@{'cohort': 'rank'}")},
       {"type-mismatch", "/rules/r/scale/cohort", SCALE("{'cohort': @'median', 'constant': 0}")},
       {"type-mismatch", "/rules/r/scale/cohort", SCALE("{'cohort': @1, 'constant': 0}")},
       {"type-mismatch", "/rules/r/scale/better", SCALE("{'cohort': 'rank', 'constant': 0, 'better': @'more'}")},
       {"type-mismatch", "/rules/r/scale/to", SCALE("{'cohort': 'rank', 'constant': 0, 'to': @[1]}")},
       {"type-mismatch", "/rules/r/scale/to", SCALE("{'cohort': 'rank', 'constant': 0, 'to': @1}")},
       {"type-mismatch", "/rules/r/scale/to/1", SCALE("{'cohort': 'rank', 'constant': 0, 'to': [1, @true]}")},
       {"unknown-key", "/rules/r/scale/to", SCALE("{'cohort': 'z-score', 'constant': 0, 'to': @[0, 1]}")},
       {"type-mismatch", "/rules/r/scale/constant", SCALE("{'cohort': 'rank', 'constant': @{'var': 'x'}}")},
       {"unknown-name", "/rules/r/scale/within/0", SCALE("{'cohort': 'rank', 'constant': 0, 'within': [@'nope']}")},
       {"type-mismatch", "/rules/r/scale/within", SCALE("{'cohort': 'rank', 'constant': 0, 'within': @'ok'}")},
       {"unknown-key", "/rules/r/scale/outside", SCALE("{'cohort': 'rank', 'constant': 0, @'outside': 'hold'}")},
       {"type-mismatch", "/rules/r/scale", KIND("derive", "'value': {'var': 'ok'}, 'scale': @{'cohort': 'rank', 'constant': 0}")})

#define SCORE(text) KIND("score", "'aggregate': 'sum', 'items': {" text "}")
#define ITEM(text) SCORE("'i': {" text "}")

ERRORS(score_with_a_fault_is_an_error_at_its_place,
       {"key-missing", "/rules/r", AT("'kind': 'score', 'on': 't', 'aggregate': 'sum'")},
       {"key-missing", "/rules/r/items", KIND("score", "'aggregate': 'sum', 'items': @{}")},
       {"type-mismatch", "/rules/r/items", KIND("score", "'aggregate': 'sum', 'items': @[]")},
       {"aggregate-unstated", "/rules/r", AT("'kind': 'score', 'on': 't', 'items': {'i': {'value': 1}}")},
       {"type-mismatch", "/rules/r/aggregate", KIND("score", "'aggregate': @'total', 'items': {'i': {'value': 1}}")},
       {"weights-unfound", "/rules/r/weights", KIND("score", "'aggregate': 'mean', 'weights': @'critic', 'items': {'i': {'value': 1}}")},
       {"unknown-key", "/rules/r/weights_total", KIND("score", "'aggregate': 'mean', 'weights': 'entropy', 'weights_total': @1, 'items': {'i': {'value': 1}}")},
       {"unknown-key", "/rules/r/items/i/weight", KIND("score", "'aggregate': 'mean', 'weights': 'entropy', 'items': {'i': {'value': 1, 'weight': @1}}")},
       {"type-mismatch", "/rules/r/weights", KIND("score", "'aggregate': 'mean', 'weights': @'free', 'items': {'i': {'value': 1}}")},
       {"weight-missing", "/rules/r/items/i", KIND("score", "'aggregate': 'mean', 'weights': 'given', 'items': {'i': @{'value': 1}}")},
       {"unknown-key", "/rules/r/items/i/weight", KIND("score", "'aggregate': 'mean', 'weights': 'equal', 'items': {'i': {'value': 1, 'weight': @1}}")},
       {"weights-total", "/rules/r/weights_total", KIND("score", "'aggregate': 'sum', 'weights_total': @100, 'items': {'i': {'value': 1, 'weight': 60}, 'k': {'value': 1, 'weight': 39}}")},
       {"weights-total", "/rules/r/items/g/weights_total", SCORE("'g': {'aggregate': 'sum', 'weights_total': @1, 'items': {'i': {'value': 1, 'weight': 0.5}}}")},
       {"key-missing", "/rules/r/reweight", KIND("score", "'aggregate': 'sum', 'reweight': @{}, 'items': {'i': {'value': 1}}")},
       {"out-of-range", "/rules/r/reweight/share", KIND("score", "'aggregate': 'sum', 'reweight': {'share': @1.5}, 'items': {'i': {'value': 1}}")},
       {"unknown-key", "/rules/r/reweight/least", KIND("score", "'aggregate': 'sum', 'reweight': {'share': 1, @'least': 1}, 'items': {'i': {'value': 1}}")},
       {"key-missing", "/rules/r/items/i", SCORE("'i': @{}")},
       {"key-missing", "/rules/r/items/i", SCORE("'i': @{'value': 1, 'items': {'k': {'value': 1}}, 'aggregate': 'sum'}")},
       {"type-mismatch", "/rules/r/items/i", SCORE("'i': @1")},
       {"name-invalid", "/rules/r/items/a~1b", SCORE("@'a/b': {'value': 1}")},
       {"unknown-key", "/rules/r/items/i/points", ITEM("'value': 1, @'points': 1")},
       {"unknown-key", "/rules/r/items/i/aggregate", ITEM("'value': 1, @'aggregate': 'sum'")},
       {"aggregate-unstated", "/rules/r/items/g", SCORE("'g': @{'items': {'i': {'value': 1}}}")},
       {"key-missing", "/rules/r/items/g/items", SCORE("'g': {'aggregate': 'sum', 'items': @{}}")},
       {"type-mismatch", "/rules/r/items/i", SCORE("'i': @{'value': {'var': 'ok'}}")},
       {"type-mismatch", "/rules/r/items/i/when", ITEM("'value': 1, 'when': @{'var': 'x'}")},
       {"type-mismatch", "/rules/r/items/i/weight", ITEM("'value': 1, 'weight': @{'var': 'ok'}")},
       {"unit-mismatch", "/rules/r/items/i/weight", ITEM("'value': 1, 'weight': @{'var': 'area'}")},
       {"type-mismatch", "/rules/r/items/i/absent", ITEM("'value': {'var': 'x'}, 'absent': @true")},
       {"unit-mismatch", "/rules/r/items/k", SCORE("'i': {'value': {'var': 'money'}}, 'k': @{'value': {'var': 'area'}}")},
       {"unknown-name", "/rules/r/items/g/items/i/value/var", SCORE("'g': {'aggregate': 'sum', 'items': {'i': {'value': {'var': @'nope'}}}}")})

#define SELECT(text) KIND("select", text)

ERRORS(select_with_a_fault_is_an_error_at_its_place,
       {"key-missing", "/rules/r", AT("'kind': 'select', 'on': 't'")},
       {"key-missing", "/rules/r/order", SELECT("'order': @[]")},
       {"type-mismatch", "/rules/r/order", SELECT("'order': @{}")},
       {"type-mismatch", "/rules/r/order/0", SELECT("'order': [@1]")},
       {"key-missing", "/rules/r/order/0", SELECT("'order': [@{'value': {'var': 'x'}}]")},
       {"key-missing", "/rules/r/order/0", SELECT("'order': [@{'first': 'highest'}]")},
       {"type-mismatch", "/rules/r/order/0/first", SELECT("'order': [{'value': {'var': 'x'}, 'first': @'best'}]")},
       {"type-mismatch", "/rules/r/order/0/value", SELECT("'order': [{'value': @{'var': 'ok'}, 'first': 'highest'}]")},
       {"unknown-name", "/rules/r/within/0", SELECT("'within': [@'nope'], 'order': [{'value': {'var': 'x'}, 'first': 'highest'}]")},
       {"type-mismatch", "/rules/r/places", SELECT("'places': @true, 'order': [{'value': {'var': 'x'}, 'first': 'highest'}]")},
       {"type-mismatch", "/rules/r/ties", SELECT("'ties': @'lots', 'order': [{'value': {'var': 'x'}, 'first': 'highest'}]")},
       {"unknown-key", "/rules/r/by", SELECT("@'by': 'x', 'order': [{'value': {'var': 'x'}, 'first': 'highest'}]")})

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
       {"key-missing", "/rules/r/plan", TARGET("'actual': 1, 'goal': 1, 'plan': @{'pace': 'even'}")},
       {"key-missing", "/rules/r/plan", TARGET("'actual': 1, 'goal': 1, 'plan': @{'dates': ['2021-01-01']}")},
       {"type-mismatch", "/rules/r/plan", TARGET("'actual': 1, 'goal': 1, 'plan': @'even'")},
       {"type-mismatch", "/rules/r/plan/dates", TARGET("'actual': 1, 'goal': 1, 'plan': {'pace': 'even', 'dates': @'2021-01-01'}")},
       {"type-mismatch", "/rules/r/plan/dates/0", TARGET("'actual': 1, 'goal': 1, 'plan': {'pace': 'even', 'dates': [@1]}")},
       {"date-invalid", "/rules/r/plan/dates/0", TARGET("'actual': 1, 'goal': 1, 'plan': {'pace': 'even', 'dates': [@'2021-02-29']}")},
       {"out-of-range", "/rules/r/plan/dates", TARGET("'actual': 1, 'goal': 1, 'plan': {'pace': 'even', 'dates': @[]}")},
       {"dates-order", "/rules/r/plan/dates/1", TARGET("'actual': 1, 'goal': 1, 'plan': {'pace': 'even', 'dates': ['2021-01-01', @'2021-01-01']}")},
       {"dates-order", "/rules/r/plan/dates/0", TARGET("'actual': 1, 'goal': 1, 'since': '2021-01-01', 'plan': {'pace': 'even', 'dates': [@'2021-01-01']}")},
       {"dates-order", "/rules/r/plan/dates/0", TARGET("'actual': 1, 'goal': 1, 'due': '2021-01-01', 'plan': {'pace': 'even', 'dates': [@'2021-01-02']}")},
       {"type-mismatch", "/rules/r/plan/pace", TARGET("'actual': 1, 'goal': 1, 'plan': {'dates': ['2021-01-01'], 'pace': @'slow'}")},
       {"out-of-range", "/rules/r/plan/pace", TARGET("'actual': 1, 'goal': 1, 'plan': {'dates': ['2021-01-01'], 'pace': @[0.5, 0.5]}")},
       {"out-of-range", "/rules/r/plan/pace/0", TARGET("'actual': 1, 'goal': 1, 'plan': {'dates': ['2021-01-01', '2021-01-02'], 'pace': [@-0.5, 1.5]}")},
       {"out-of-range", "/rules/r/plan/pace/1", TARGET("'actual': 1, 'goal': 1, 'plan': {'dates': ['2021-01-01', '2021-01-02'], 'pace': [0, @1.5]}")},
       {"weights-total", "/rules/r/plan/pace", TARGET("'actual': 1, 'goal': 1, 'plan': {'dates': ['2021-01-01', '2021-01-02'], 'pace': @[0.5, 0.4]}")},
       {"unknown-key", "/rules/r/plan/by", TARGET("'actual': 1, 'goal': 1, 'plan': {'dates': ['2021-01-01'], 'pace': 'even', @'by': 1}")},
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
      cmocka_unit_test(cohort_scale_with_a_fault_is_an_error_at_its_place),
      cmocka_unit_test(score_with_a_fault_is_an_error_at_its_place),
      cmocka_unit_test(select_with_a_fault_is_an_error_at_its_place),
      cmocka_unit_test(choose_with_a_fault_is_an_error_at_its_place),
      cmocka_unit_test(require_with_a_fault_is_an_error_at_its_place),
      cmocka_unit_test(target_with_a_fault_is_an_error_at_its_place),
      cmocka_unit_test(measure_with_a_fault_is_an_error_at_its_place),
  };
  return cmocka_run_group_tests_name("kind_errors", tests, NULL, NULL);
}
