/* Every error that reading a policy can find, each at its pointer, line and column. */
#include "finding_case.h"

#define ERRORS(name, ...)                                        \
  static void name(void **state)                                 \
  {                                                              \
    static const finding_case cases[] = {__VA_ARGS__};           \
    (void)state;                                                 \
    check_findings(cases, COUNT(cases), INCUBATOR_SEVERITY_ERROR); \
  }

ERRORS(text_that_is_no_json_is_an_error_at_its_place,
       {"syntax", "", "{'format':\n @01}"},
       {"syntax", "", "@"},
       {"syntax", "", "{} @x"},
       {"syntax", "", "{'a': '@\n'}"},
       {"encoding", "", "{'a': '@\xFF'}"},
       {"encoding", "", "{'a': '\\u@D800'}"},
       {"limit", "", "{'a': @1111111111111111111111111111111111111111111111111111111111111}"})

ERRORS(envelope_with_a_fault_is_an_error_at_its_place,
       {"type-mismatch", "", "@[]"},
       {"type-mismatch", "", "\n @7"},
       {"key-missing", "", "@{'id': 'p'}"},
       {"key-missing", "", "@{'format': 'incubator-policy/1'}"},
       {"format-unknown", "/format", "{'id': 'p',\n 'format': @'incubator-policy/2'}"},
       {"type-mismatch", "/format", "{'id': 'p',\n 'format': @1}"},
       {"name-invalid", "/id", "{'format': 'incubator-policy/1', 'id': @'A b'}"},
       {"name-invalid", "/id", "{'format': 'incubator-policy/1', 'id': @''}"},
       {"unknown-key", "/rulez", POLICY "@'rulez': {}}"},
       {"duplicate-key", "/note", POLICY "'note': 'a',\n @'note': 'b'}"},
       {"duplicate-key", "/rules", POLICY "'rules': {},\n @'r\\u0075les': {}}"},
       {"round-unstated", "/rounding", POLICY "'rounding': @'up'}"},
       {"type-mismatch", "/version", POLICY "'version': @1}"},
       {"type-mismatch", "/title", POLICY "'title': @1}"},
       {"unknown-key", "/title/fr", POLICY "'title': {@'fr': 'x'}}"},
       {"type-mismatch", "/rules", POLICY "'rules': @[]}"},
       {"type-mismatch", "/sources", POLICY "'sources': @1}"},
       {"type-mismatch", "/parameters", POLICY "'parameters': @null}"},
       {"type-mismatch", "/extends", POLICY "'extends': @'x'}"},
       {"extends-unknown", "/extends/0", POLICY "'extends': [@1]}"},
       {"extends-unknown", "/extends/0", POLICY "'extends': [@'nowhere-at-all']}"},
       {"extends-unknown", "/extends/0", POLICY "'extends': [@'../../etc/passwd']}"},
       {"extends-cycle", "/extends/0", POLICY "'extends': [@'p']}"})

/* `tables` is read by another way than the other sections, `tests` and `from` by none where there are no rules. */
ERRORS(envelope_with_a_section_of_the_wrong_type_is_an_error,
       {"type-mismatch", "/tables", POLICY "'tables': @[]}"},
       {"type-mismatch", "/tables", POLICY "'tables': @'t'}"})

#define TEST(...) POLICY "'tests': [{'as_of': '2021-01-01', " __VA_ARGS__ "}]}"

ERRORS(tests_of_another_shape_are_errors_at_their_place,
       {"type-mismatch", "/tests", POLICY "'tests': @{}}"},
       {"type-mismatch", "/tests/0", POLICY "'tests': [@1]}"},
       {"unknown-key", "/tests/0/asof", TEST("'expect': {}, @'asof': '2021-01-01'")},
       {"key-missing", "/tests/0", POLICY "'tests': [@{'expect': {}}]}"},
       {"key-missing", "/tests/0", POLICY "'tests': [@{'as_of': '2021-01-01'}]}"},
       {"date-invalid", "/tests/0/as_of", POLICY "'tests': [{'as_of': @'today', 'expect': {}}]}"},
       {"type-mismatch", "/tests/0/params", TEST("'params': @[], 'expect': {}")},
       {"type-mismatch", "/tests/0/params/p", TEST("'params': {'p': @[]}, 'expect': {}")},
       {"type-mismatch", "/tests/0/given", TEST("'given': @[], 'expect': {}")},
       {"type-mismatch", "/tests/0/given/t", TEST("'given': {'t': @{}}, 'expect': {}")},
       {"type-mismatch", "/tests/0/given/t/0", TEST("'given': {'t': [@[]]}, 'expect': {}")},
       {"type-mismatch", "/tests/0/expect", TEST("'expect': @[]")},
       {"type-mismatch", "/tests/0/expect/t", TEST("'expect': {'t': @[]}")},
       {"type-mismatch", "/tests/0/expect/t/a", TEST("'expect': {'t': {'a': @[]}}")},
       {"type-mismatch", "/tests/0/expect/t/a/r", TEST("'expect': {'t': {'a': {'r': @null}}}")},
       {"key-missing", "/tests/0/expect/t/a/r", TEST("'expect': {'t': {'a': {'r': @{}}}}")},
       {"unknown-key", "/tests/0/expect/t/a/r/name", TEST("'expect': {'t': {'a': {'r': {'gap': 'missing', @'name': 'x'}}}}")},
       {"type-mismatch", "/tests/0/expect/t/a/r/gap", TEST("'expect': {'t': {'a': {'r': {'gap': @'lost'}}}}")},
       {"type-mismatch", "/tests/0/expect/t/a/r/names/0", TEST("'expect': {'t': {'a': {'r': {'gap': 'missing', 'names': [@1]}}}}")})

ERRORS(envelope_with_dates_that_are_none_is_an_error,
       {"date-invalid", "/from", POLICY "'from': @'2021-02-30'}"},
       {"date-invalid", "/until", POLICY "'until': @'soon'}"},
       {"date-invalid", "/from", POLICY LISTS "'from': @'2021-02-30'," TABLE "'rules': {'a': {'kind': 'derive', 'on': 't', 'value': 1}, 'b': {'kind': 'derive', 'on': 't', 'value': 1}}}"},
       {"dates-order", "/until", POLICY "'from': '2022-01-01', 'until': @'2022-01-01'}"})

ERRORS(sources_with_a_fault_are_errors_at_their_place,
       {"unknown-key", "/sources/s/tittle", POLICY "'sources': {'s': {@'tittle': 'x'}}}"},
       {"type-mismatch", "/sources/s", POLICY "'sources': {'s': @'x'}}"},
       {"evidence-unknown", "/sources/s/evidence", POLICY "'sources': {'s': {'evidence': @'hearsay'}}}"},
       {"date-invalid", "/sources/s/issued", POLICY "'sources': {'s': {'issued': @'2021'}}}"},
       {"name-invalid", "/sources/S", POLICY "'sources': {@'S': {}}}"},
       {"name-invalid", "/sources/params", POLICY "'sources': {@'params': {}}}"},
       {"name-invalid", "/sources/a.b", POLICY "'sources': {@'a.b': {}}}"},
       {"name-invalid", "/sources/a~1b", POLICY "'sources': {@'a/b': {}}}"},
       {"name-invalid", "/sources/", POLICY "'sources': {@'': {}}}"},
       {"name-invalid", "/sources/1a", POLICY "'sources': {@'1a': {}}}"},
       {"override-nothing", "/sources/s", POLICY "'sources': {@'s': {'override': true}}}"},
       {"type-mismatch", "/sources/s/override", POLICY "'sources': {'s': {'override': @1}}}"},
       {"source-unknown", "/rules/r/cite", RULE("'value': 1, 'cite': @'law#1'")},
       {"source-unknown", "/rules/r/cite/1", POLICY LISTS "'sources': {'s': {}}," TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': 1, 'cite': ['s#1', @'t#1']}}}"},
       {"type-mismatch", "/rules/r/cite", RULE("'value': 1, 'cite': @1")},
       {"evidence-unknown", "/rules/r/evidence", RULE("'value': 1, 'evidence': @'none'")})

ERRORS(categories_with_a_fault_are_errors_at_their_place,
       {"type-mismatch", "/categories/c", POLICY "'categories': {'c': @[]}}"},
       {"key-missing", "/categories/c", POLICY "'categories': {'c': @{}}}"},
       {"type-mismatch", "/categories/c/a", POLICY "'categories': {'c': {'a': @1}}}"},
       {"type-mismatch", "/categories/c/a/zh", POLICY "'categories': {'c': {'a': {'zh': @1}}}}"},
       {"unknown-key", "/categories/c/a/fr", POLICY "'categories': {'c': {'a': {@'fr': 'x'}}}}"},
       {"type-mismatch", "/categories/c/a/aliases/0", POLICY "'categories': {'c': {'a': {'aliases': [@1]}}}}"},
       {"alias-clash", "/categories/c/b", POLICY "'categories': {'c': {'a': {'zh': 'Ｘ'}, 'b': @{'aliases': [' x ']}}}}"},
       {"alias-clash", "/categories/c/b", POLICY "'categories': {'c': {'a': {'zh': 'b'}, 'b': @{}}}}"})

ERRORS(units_with_a_fault_are_errors_at_their_place,
       {"out-of-range", "/units/u/multiples/k", POLICY "'units': {'u': {'multiples': {'k': @0}}}}"},
       {"out-of-range", "/units/u/multiples/k", POLICY "'units': {'u': {'multiples': {'k': @-1}}}}"},
       {"number-too-long", "/units/u/multiples/k", POLICY "'units': {'u': {'multiples': {'k': @0.0000001}}}}"},
       {"type-mismatch", "/units/u/multiples", POLICY "'units': {'u': {'multiples': @[]}}}"},
       {"type-mismatch", "/units/u/aliases/1", POLICY "'units': {'u': {'aliases': ['v', @{}]}}}"},
       {"unit-invalid", "/rules/r/unit", RULE("'value': {'var': 'x'}, 'unit': @''")},
       {"unit-invalid", "/rules/r/unit", RULE("'value': 1, 'unit': @'yuan//m2'")},
       {"unit-invalid", "/rules/r/unit", RULE("'value': 1, 'unit': @7")},
       {"unit-invalid", "/tables/t/unit", POLICY "'tables': {'t': {'key': 'id', 'unit': @'a*', 'fields': {'id': {'type': 'text'}}}}}"})

#define PARAMETER(text) POLICY LISTS UNITS "'parameters': {'p': {" text "}}}"

ERRORS(parameters_with_a_fault_are_errors_at_their_place,
       {"key-missing", "/parameters/p", POLICY "'parameters': {'p': @{'values': []}}}"},
       {"key-missing", "/parameters/p", POLICY "'parameters': {'p': @{'type': 'decimal'}}}"},
       {"type-mismatch", "/parameters/p/type", PARAMETER("'type': @'text', 'values': []")},
       {"unknown-name", "/parameters/p/categories", PARAMETER("'type': 'category', 'categories': @'leval', 'values': []")},
       {"key-missing", "/parameters/p", POLICY "'parameters': {'p': @{'type': 'category', 'values': []}}}"},
       {"out-of-range", "/parameters/p/min", PARAMETER("'type': 'decimal', 'min': @2, 'max': 1, 'values': []")},
       {"unknown-key", "/parameters/p/value", PARAMETER("'type': 'decimal', 'values': [], @'value': 1")},
       {"key-missing", "/parameters/p/values/0", PARAMETER("'type': 'decimal', 'values': [@{'from': '2020-01-01'}]")},
       {"key-missing", "/parameters/p/values/0", PARAMETER("'type': 'decimal', 'values': [@{'value': 1}]")},
       {"unknown-key", "/parameters/p/values/0/until", PARAMETER("'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': 1, @'until': '2021-01-01'}]")},
       {"date-invalid", "/parameters/p/values/0/from", PARAMETER("'type': 'decimal', 'values': [{'from': @'2020-13-01', 'value': 1}]")},
       {"dates-order", "/parameters/p/values/1/from", PARAMETER("'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': 1}, {'from': @'2020-01-01', 'value': 2}]")},
       {"type-mismatch", "/parameters/p/values/0/value", PARAMETER("'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': @null}]")},
       {"type-mismatch", "/parameters/p/values/0/value", PARAMETER("'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': @true}]")},
       {"not-number", "/parameters/p/values/0/value", PARAMETER("'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': @'many'}]")},
       {"out-of-range", "/parameters/p/values/0/value", PARAMETER("'type': 'decimal', 'max': 1, 'values': [{'from': '2020-01-01', 'value': @1.000001}]")},
       {"not-integer", "/parameters/p/values/0/value", PARAMETER("'type': 'integer', 'values': [{'from': '2020-01-01', 'value': @1.5}]")},
       {"too-fine", "/parameters/p/values/0/value", PARAMETER("'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': @0.0000001}]")},
       {"number-too-long", "/parameters/p/values/0/value", PARAMETER("'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': @1234567890.123456}]")},
       {"unit-unknown", "/parameters/p/values/0/value", PARAMETER("'type': 'decimal', 'unit': 'm2', 'values': [{'from': '2020-01-01', 'value': @'5万元'}]")},
       {"not-boolean", "/parameters/p/values/0/value", PARAMETER("'type': 'boolean', 'values': [{'from': '2020-01-01', 'value': @'perhaps'}]")},
       {"not-date", "/parameters/p/values/0/value", PARAMETER("'type': 'date', 'values': [{'from': '2020-01-01', 'value': @'2020-02-30'}]")},
       {"category-unknown", "/parameters/p/values/0/value", PARAMETER("'type': 'category', 'categories': 'level', 'values': [{'from': '2020-01-01', 'value': @'middle'}]")})

#define TABLE_OF(text) POLICY LISTS UNITS "'tables': {'t': {" text "}}}"
#define FIELD(text) TABLE_OF("'key': 'id', 'fields': {'id': {'type': 'text'}, 'f': {" text "}}")

ERRORS(fields_with_a_fault_are_errors_at_their_place,
       {"key-missing", "/tables/t/fields/f", POLICY "'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'f': @{}}}}}"},
       {"type-mismatch", "/tables/t/fields/f/type", FIELD("'type': @'float'")},
       {"key-missing", "/tables/t/fields/f", POLICY "'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'f': @{'type': 'category'}}}}}"},
       {"unknown-name", "/tables/t/fields/f/categories", FIELD("'type': 'category', 'categories': @'x'")},
       {"type-mismatch", "/tables/t/fields/f/min", FIELD("'type': 'text', 'min': @1")},
       {"type-mismatch", "/tables/t/fields/f/max", FIELD("'type': 'date', 'max': @1")},
       {"out-of-range", "/tables/t/fields/f/min", FIELD("'type': 'decimal', 'min': @2, 'max': 1")},
       {"number-too-long", "/tables/t/fields/f/min", FIELD("'type': 'decimal', 'min': @0.0000001")},
       {"number-too-long", "/tables/t/fields/f/max", FIELD("'type': 'decimal', 'max': @9223372036855")},
       {"number-too-long", "/tables/t/fields/f/max", FIELD("'type': 'decimal', 'max': @1000000000000001")},
       {"type-mismatch", "/tables/t/fields/f/max", FIELD("'type': 'decimal', 'max': @'much'")},
       {"type-mismatch", "/tables/t/fields/f/max", FIELD("'type': 'decimal', 'max': @[1]")},
       {"not-integer", "/tables/t/fields/f/absent", FIELD("'type': 'integer', 'absent': @0.5")},
       {"out-of-range", "/tables/t/fields/f/absent", FIELD("'type': 'decimal', 'min': 1, 'absent': @0")},
       {"type-mismatch", "/tables/t/fields/f/absent", FIELD("'type': 'text', 'absent': @'x'")},
       {"type-mismatch", "/tables/t/fields/f/absent", FIELD("'type': 'decimal', 'absent': @null")},
       {"category-unknown", "/tables/t/fields/f/absent", FIELD("'type': 'category', 'categories': 'level', 'absent': @'x'")},
       {"type-mismatch", "/tables/t/fields/f/aliases/0", FIELD("'type': 'text', 'aliases': [@null]")},
       {"type-mismatch", "/tables/t/fields/f/format", FIELD("'type': 'text', 'format': @'email'")},
       {"type-mismatch", "/tables/t/fields/f/format", FIELD("'type': 'decimal', 'format': @'credit-code'")},
       {"unit-invalid", "/tables/t/fields/f/unit", FIELD("'type': 'decimal', 'unit': @'/'")},
       {"unknown-key", "/tables/t/fields/f/typ", FIELD("'type': 'text', @'typ': 'text'")},
       {"name-invalid", "/tables/t/fields/F", TABLE_OF("'key': 'id', 'fields': {'id': {'type': 'text'}, @'F': {'type': 'text'}}")},
       {"alias-clash", "/tables/t/fields/f", TABLE_OF("'key': 'id', 'fields': {'id': {'type': 'text'}, @'f': {'type': 'text', 'aliases': ['ＩＤ']}}")},
       {"name-clash", "/tables/t/links/f", TABLE_OF("'key': 'id', 'fields': {'id': {'type': 'text'}, 'f': {'type': 'text'}}, 'links': {@'f': {'to': 't'}}")})

ERRORS(tables_with_a_fault_are_errors_at_their_place,
       {"name-invalid", "/tables/as_of", POLICY "'tables': {@'as_of': {'key': 'id', 'fields': {'id': {'type': 'text'}}}}}"},
       {"unknown-key", "/tables/t/columns", TABLE_OF("'key': 'id', 'fields': {'id': {'type': 'text'}}, @'columns': {}")},
       {"key-missing", "/tables/t", POLICY "'tables': {'t': @{'fields': {'id': {'type': 'text'}}}}}"},
       {"unknown-name", "/tables/t/key", TABLE_OF("'key': @'code', 'fields': {'id': {'type': 'text'}}")},
       {"type-mismatch", "/tables/t/key", TABLE_OF("'key': @'id', 'fields': {'id': {'type': 'integer'}}")},
       {"type-mismatch", "/tables/t/key", TABLE_OF("'key': @1, 'fields': {'id': {'type': 'text'}}, 'cross': true")},
       {"type-mismatch", "/tables/t/cross", TABLE_OF("'key': 'id', 'cross': @1, 'fields': {'id': {'type': 'text'}}")},
       {"type-mismatch", "/tables/t/fields", TABLE_OF("'cross': true, 'fields': @[]")},
       {"type-mismatch", "/tables/t/rows", TABLE_OF("'key': 'id', 'rows': @{}, 'fields': {'id': {'type': 'text'}}")},
       {"unknown-name", "/tables/t/links/l/to", TABLE_OF("'key': 'id', 'fields': {'id': {'type': 'text'}}, 'links': {'l': {'to': @'u'}}")},
       {"key-missing", "/tables/t/links/l", TABLE_OF("'key': 'id', 'fields': {'id': {'type': 'text'}}, 'links': {'l': @{}}")},
       {"link-cycle", "/tables/t/links/l", TABLE_OF("'key': 'id', 'fields': {'id': {'type': 'text'}}, 'links': {@'l': {'to': 't'}}")},
       {"link-cycle", "/tables/t/links/l", POLICY "'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}}, 'links': {@'l': {'to': 'u'}}},"
                                           " 'u': {'key': 'id', 'fields': {'id': {'type': 'text'}}, 'links': {'m': {'to': 't'}}}}}"})

static void check_in_child(void *context)
{
  check_findings(context, 1, INCUBATOR_SEVERITY_ERROR);
}

static void table_that_is_no_object_is_an_error(void **state)
{
  static finding_case cases[] = {{"type-mismatch", "/tables/t", POLICY "'tables': {'t': @[]}}"},
                                 {"type-mismatch", "/tables/t", POLICY "'tables': {'t': @null}}"}};
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) assert_true(survives(check_in_child, &cases[i]));
}

#define ROW(text) POLICY LISTS UNITS "'tables': {'t': {'key': 'id', 'fields': {" FIELDS ", 'code': {'type': 'text', 'format': 'credit-code'}, 'few': {'type': 'integer', 'max': 9}}, 'rows': [" text "]}}}"

ERRORS(reference_rows_with_a_fault_are_errors_at_their_place,
       {"type-mismatch", "/tables/t/rows/1", ROW("{'id': 'a'}, @'b'")},
       {"key-missing", "/tables/t/rows/0", ROW("@{'x': 1}")},
       {"type-mismatch", "/tables/t/rows/0/id", ROW("{'id': @1}")},
       {"unknown-name", "/tables/t/rows/0/z", ROW("{'id': 'a', @'z': 1}")},
       {"not-number", "/tables/t/rows/0/x", ROW("{'id': 'a', 'x': @'many'}")},
       {"too-fine", "/tables/t/rows/0/x", ROW("{'id': 'a', 'x': @0.0000001}")},
       {"out-of-range", "/tables/t/rows/0/few", ROW("{'id': 'a', 'few': @10}")},
       {"not-integer", "/tables/t/rows/0/few", ROW("{'id': 'a', 'few': @1.5}")},
       {"number-too-long", "/tables/t/rows/0/x", ROW("{'id': 'a', 'x': @1000000000000000}")},
       {"unit-unknown", "/tables/t/rows/0/area", ROW("{'id': 'a', 'area': @'5万元'}")},
       {"not-date", "/tables/t/rows/0/day", ROW("{'id': 'a', 'day': @'today'}")},
       {"not-boolean", "/tables/t/rows/0/ok", ROW("{'id': 'a', 'ok': @'?'}")},
       {"category-unknown", "/tables/t/rows/0/level", ROW("{'id': 'a', 'level': @'x'}")},
       {"credit-code", "/tables/t/rows/0/code", ROW("{'id': 'a', 'code': @'91110000802100433C'}")},
       {"type-mismatch", "/tables/t/rows/0/day", ROW("{'id': 'a', 'day': @true}")})

/* Two rows of one key ship with the policy: they say two things of one row, or say it twice. */
ERRORS(reference_rows_with_one_key_twice_are_an_error, {"key-duplicate", "/tables/t/rows/1", ROW("{'id': 'a', 'x': 1},\n @{'id': 'a', 'x': 2}")})

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(text_that_is_no_json_is_an_error_at_its_place),
      cmocka_unit_test(envelope_with_a_fault_is_an_error_at_its_place),
      cmocka_unit_test(envelope_with_a_section_of_the_wrong_type_is_an_error),
      cmocka_unit_test(tests_of_another_shape_are_errors_at_their_place),
      cmocka_unit_test(envelope_with_dates_that_are_none_is_an_error),
      cmocka_unit_test(sources_with_a_fault_are_errors_at_their_place),
      cmocka_unit_test(categories_with_a_fault_are_errors_at_their_place),
      cmocka_unit_test(units_with_a_fault_are_errors_at_their_place),
      cmocka_unit_test(parameters_with_a_fault_are_errors_at_their_place),
      cmocka_unit_test(fields_with_a_fault_are_errors_at_their_place),
      cmocka_unit_test(tables_with_a_fault_are_errors_at_their_place),
      cmocka_unit_test(table_that_is_no_object_is_an_error),
      cmocka_unit_test(reference_rows_with_a_fault_are_errors_at_their_place),
      cmocka_unit_test(reference_rows_with_one_key_twice_are_an_error),
  };
  return cmocka_run_group_tests_name("policy_errors", tests, NULL, NULL);
}
