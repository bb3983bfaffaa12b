/* Tests that a policy carries: their shape. What they name is looked up when they are run. */
#include "policy/reader.h"

static bool is_of(inc_reader *r, const inc_json *node, inc_json_type type)
{
  inc_json_type found = inc_json_type_of(node);
  if (found != type) INC_REPORT(r, "type-mismatch", node, "found %s, expected %s", inc_json_type_name(found), inc_json_type_name(type));
  return found == type;
}

static void check_value(inc_reader *r, const inc_json *node)
{
  inc_json_type type = inc_json_type_of(node);
  bool value = type == INC_JSON_STRING || type == INC_JSON_NUMBER || type == INC_JSON_TRUE || type == INC_JSON_FALSE;
  if (!value) INC_REPORT(r, "type-mismatch", node, "found %s, expected a value", inc_json_type_name(type));
}

static void check_params(inc_reader *r, const inc_json *params)
{
  for (const inc_json *p = inc_json_first(params); p; p = inc_json_next(p)) check_value(r, p);
}

static void check_given(inc_reader *r, const inc_json *given)
{
  for (const inc_json *table = inc_json_first(given); table; table = inc_json_next(table)) {
    if (!is_of(r, table, INC_JSON_ARRAY)) continue;
    for (const inc_json *row = inc_json_first(table); row; row = inc_json_next(row)) is_of(r, row, INC_JSON_OBJECT);
  }
}

static void check_gap(inc_reader *r, const inc_json *node)
{
  inc_check_keys(r, node, "gap names");
  const inc_json *gap = inc_member(r, node, "gap", INC_JSON_STRING, true);
  const inc_json *names = inc_member(r, node, "names", INC_JSON_ARRAY, false);
  if (gap) inc_read_word(r, gap, "type-mismatch", "error unset missing tie inapplicable");
  for (const inc_json *n = inc_json_first(names); n; n = inc_json_next(n)) is_of(r, n, INC_JSON_STRING);
}

static void check_row(inc_reader *r, const inc_json *row)
{
  if (!is_of(r, row, INC_JSON_OBJECT)) return;
  for (const inc_json *cell = inc_json_first(row); cell; cell = inc_json_next(cell)) {
    if (inc_json_type_of(cell) == INC_JSON_OBJECT) check_gap(r, cell);
    else check_value(r, cell);
  }
}

static void check_expected(inc_reader *r, const inc_json *expect)
{
  for (const inc_json *table = inc_json_first(expect); table; table = inc_json_next(table)) {
    if (!is_of(r, table, INC_JSON_OBJECT)) continue;
    for (const inc_json *row = inc_json_first(table); row; row = inc_json_next(row)) check_row(r, row);
  }
}

static void check_test(inc_reader *r, const inc_json *test)
{
  int32_t days;
  if (!inc_check_keys(r, test, "title note as_of params given expect")) return;
  if (!inc_json_get(test, "as_of")) INC_REPORT(r, "key-missing", test, "no key \"as_of\" here, expected a date");
  inc_member_date(r, test, "as_of", &days);
  check_params(r, inc_member(r, test, "params", INC_JSON_OBJECT, false));
  check_given(r, inc_member(r, test, "given", INC_JSON_OBJECT, false));
  check_expected(r, inc_member(r, test, "expect", INC_JSON_OBJECT, true));
}

void inc_read_tests(inc_reader *r)
{
  for (uint32_t i = 0; i < r->policy->document_count; i++) {
    r->document = i;
    const inc_json *tests = inc_member(r, inc_json_root(r->policy->documents[i].json), "tests", INC_JSON_ARRAY, false);
    for (const inc_json *test = inc_json_first(tests); test && !r->failed; test = inc_json_next(test)) check_test(r, test);
  }
}
