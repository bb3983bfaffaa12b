/* Rows and columns that a program hands over. */
#include "building.h"

static incubator_text text(const char *bytes)
{
  return (incubator_text){bytes, bytes ? strlen(bytes) : 0};
}

static incubator_status start_rows(building *b, const char *table, const char *const *names, size_t count, incubator_encoding encoding)
{
  incubator_registry_header header = INCUBATOR_REGISTRY_HEADER_INIT;
  header.table = table;
  header.names = names;
  header.count = count;
  header.encoding = encoding;
  return incubator_registry_builder_header(b->builder, &header, &b->error);
}

static incubator_status add_row(building *b, const char *a, const char *c, const char *d)
{
  const incubator_text cells[] = {text(a), text(c), text(d)};
  return incubator_registry_builder_row(b->builder, cells, &b->error);
}

static void rows_are_read_as_cells_of_a_file_are(void **state)
{
  static const char *const names[] = {"编号", "孵化面积", "基金（万元）"};
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(start_rows(&b, "carriers", names, 3, INCUBATOR_ENCODING_AUTO), INCUBATOR_STATUS_OK);
  assert_int_equal(add_row(&b, " a ", "1,200.5", "5"), INCUBATOR_STATUS_OK);
  assert_int_equal(add_row(&b, "b", NULL, ""), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_cell(&b, "carriers:a", "area"), "1200.5");
  assert_string_equal(building_cell(&b, "carriers:a", "fund"), "50000");
  assert_string_equal(building_cell(&b, "carriers:b", "area"), "?");
  assert_string_equal(building_cell(&b, "carriers:b", "fund"), "?");
  building_end(&b);
}

static void rows_that_are_bad_are_findings(void **state)
{
  static const char *const names[] = {"id", "area", "colour"};
  building b;
  (void)state;
  building_start(&b, true);
  assert_int_equal(start_rows(&b, "carriers", names, 3, INCUBATOR_ENCODING_AUTO), INCUBATOR_STATUS_OK);
  assert_int_equal(add_row(&b, "a", "many", ""), INCUBATOR_STATUS_OK);
  assert_int_equal(add_row(&b, "b", "\xFF", "x"), INCUBATOR_STATUS_OK);
  assert_int_equal(add_row(&b, NULL, "1", "x"), INCUBATOR_STATUS_OK);
  assert_int_equal(add_row(&b, "c", "1", "\xFF"), INCUBATOR_STATUS_OK); /* a cell that is not read is not looked at */
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_finding(&b, 0), "column-unknown carriers 1:3");
  assert_string_equal(building_finding(&b, 1), "not-number carriers/area 2:2");
  assert_string_equal(building_finding(&b, 2), "encoding carriers/area 3:2");
  assert_string_equal(building_finding(&b, 3), "key-missing carriers/id 4:1");
  assert_string_equal(building_finding(&b, 4), "");
  assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 1);
  building_end(&b);
}

static void rows_in_another_encoding_are_decoded(void **state)
{
  static const char *const names[] = {"id", "name"};
  const incubator_text gb[] = {text("a"), text("\xCE\xE4\xB2\xFD")};
  const incubator_text utf16[] = {{"b\0", 2}, {"\x66\x6B", 2}};
  const incubator_text wrong[] = {text("c"), text("\xCE")};
  building b;
  (void)state;
  building_start(&b, true);
  assert_int_equal(start_rows(&b, "carriers", names, 2, INCUBATOR_ENCODING_GB18030), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_row(b.builder, gb, &b.error), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_row(b.builder, wrong, &b.error), INCUBATOR_STATUS_OK);
  assert_int_equal(start_rows(&b, "carriers", names, 2, INCUBATOR_ENCODING_UTF16LE), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_row(b.builder, utf16, &b.error), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_cell(&b, "carriers:a", "name"), "武昌");
  assert_string_equal(building_cell(&b, "carriers:b", "name"), "武");
  assert_string_equal(building_finding(&b, 0), "encoding carriers/name 3:2");
  building_end(&b);
}

static void header_that_is_wrong_is_refused(void **state)
{
  static const char *const twice[] = {"id", "area", "孵化面积"}, *const hole[] = {"id", NULL};
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(add_row(&b, "a", "", ""), INCUBATOR_STATUS_ARGUMENT); /* no header yet */
  assert_int_equal(start_rows(&b, "carriers", twice, 3, INCUBATOR_ENCODING_AUTO), INCUBATOR_STATUS_DATA);
  assert_int_equal(start_rows(&b, "carriers", hole, 2, INCUBATOR_ENCODING_AUTO), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(start_rows(&b, "carriers", NULL, 2, INCUBATOR_ENCODING_AUTO), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(start_rows(&b, "carrots", twice, 2, INCUBATOR_ENCODING_AUTO), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(start_rows(&b, NULL, twice, 2, INCUBATOR_ENCODING_AUTO), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(start_rows(&b, "carriers", twice, 2, (incubator_encoding)7), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(add_row(&b, "a", "", ""), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(start_rows(&b, "carriers", twice, 2, INCUBATOR_ENCODING_AUTO), INCUBATOR_STATUS_OK);
  assert_int_equal(add_row(&b, "a", "5", ""), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 1);
  building_end(&b);
}

/* ---- Columns ---- */

static incubator_registry_column column(const char *name, incubator_values kind, const void *values, const uint8_t *missing)
{
  incubator_registry_column c = INCUBATOR_REGISTRY_COLUMN_INIT;
  c.name = name;
  c.kind = kind;
  c.values = values;
  c.missing = missing;
  return c;
}

static incubator_status add_columns(building *b, const incubator_registry_column *columns, size_t count, size_t rows)
{
  b->error = (incubator_error)INCUBATOR_ERROR_INIT;
  return incubator_registry_builder_columns(b->builder, "carriers", columns, count, rows, &b->error);
}

static void columns_of_every_kind_are_taken(void **state)
{
  const incubator_text ids[] = {text("a"), text("b")}, names[] = {text("x"), text(NULL)};
  const int64_t areas[] = {1500000, 0}, counts[] = {7, 0};
  const int32_t levels[] = {1, 0}, days[] = {18864, -719162};
  const uint8_t oks[] = {2, 0}, missing[] = {0, 1};
  const incubator_registry_column columns[] = {
      column("id", INCUBATOR_VALUES_TEXT, ids, NULL),         column("name", INCUBATOR_VALUES_TEXT, names, NULL),
      column("孵化面积", INCUBATOR_VALUES_MICROS, areas, missing), column("count", INCUBATOR_VALUES_WHOLE, counts, NULL),
      column("fund", INCUBATOR_VALUES_WHOLE, counts, NULL),   column("level", INCUBATOR_VALUES_CODE, levels, NULL),
      column("since", INCUBATOR_VALUES_DAYS, days, NULL),     column("ok", INCUBATOR_VALUES_BOOLEAN, oks, NULL)};
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(add_columns(&b, columns, COUNT(columns), 2), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_cell(&b, "carriers:a", "name"), "x");
  assert_string_equal(building_cell(&b, "carriers:b", "name"), "?");
  assert_string_equal(building_cell(&b, "carriers:a", "area"), "1.5");
  assert_string_equal(building_cell(&b, "carriers:b", "area"), "?");
  assert_string_equal(building_cell(&b, "carriers:a", "count"), "7");
  assert_string_equal(building_cell(&b, "carriers:a", "fund"), "7");
  assert_string_equal(building_cell(&b, "carriers:a", "level"), "municipal");
  assert_string_equal(building_cell(&b, "carriers:a", "since"), "2021-08-25");
  assert_string_equal(building_cell(&b, "carriers:b", "since"), "0001-01-01");
  assert_string_equal(building_cell(&b, "carriers:a", "ok"), "true");
  assert_string_equal(building_cell(&b, "carriers:b", "ok"), "false");
  building_end(&b);
}

static void columns_with_bad_values_are_findings_by_row(void **state)
{
  const incubator_text ids[] = {text("a"), text("b"), text("c"), text("d"), text("e"), text("f"), text("g")};
  const int64_t areas[] = {0, 1, 1000000, 1000000, 1000000, 1000000, 1000000}, counts[] = {1, -1, INT64_MAX, 1, 1, 1, 1}, whole[] = {1, 1, 1, 1500000, 1, 1, 1};
  const int32_t levels[] = {0, 0, 0, 0, 2, -1, 0}, days[] = {0, 0, 0, 0, 0, 0, INT32_MAX};
  const incubator_registry_column columns[] = {column("id", INCUBATOR_VALUES_TEXT, ids, NULL),     column("area", INCUBATOR_VALUES_MICROS, areas, NULL),
                                               column("count", INCUBATOR_VALUES_WHOLE, counts, NULL), column("level", INCUBATOR_VALUES_CODE, levels, NULL),
                                               column("since", INCUBATOR_VALUES_DAYS, days, NULL)};
  const incubator_registry_column fine[] = {column("id", INCUBATOR_VALUES_TEXT, ids, NULL), column("count", INCUBATOR_VALUES_MICROS, whole, NULL)};
  static const char *const expected[] = {"out-of-range carriers/area 1:2",      "out-of-range carriers/area 2:2",     "out-of-range carriers/count 2:3",
                                         "out-of-range carriers/count 3:3",     "category-unknown carriers/level 5:4", "category-unknown carriers/level 6:4",
                                         "out-of-range carriers/since 7:5",     "not-integer carriers/count 1:2"};
  building b;
  (void)state;
  building_start(&b, true);
  assert_int_equal(add_columns(&b, columns, COUNT(columns), COUNT(ids)), INCUBATOR_STATUS_OK);
  assert_int_equal(add_columns(&b, fine, COUNT(fine), 1), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  for (size_t i = 0; i < COUNT(expected); i++) assert_string_equal(building_finding(&b, i), expected[i]);
  assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 1);
  building_end(&b);
}

static void columns_that_do_not_fit_are_refused(void **state)
{
  const incubator_text ids[] = {text("a")};
  const int64_t numbers[] = {1};
  const struct {
    incubator_registry_column columns[2];
    incubator_status status;
  } cases[] = {
      {{column("id", INCUBATOR_VALUES_TEXT, ids, NULL), column("ok", INCUBATOR_VALUES_WHOLE, numbers, NULL)}, INCUBATOR_STATUS_ARGUMENT},
      {{column("id", INCUBATOR_VALUES_TEXT, ids, NULL), column("name", INCUBATOR_VALUES_CODE, numbers, NULL)}, INCUBATOR_STATUS_ARGUMENT},
      {{column("id", INCUBATOR_VALUES_TEXT, ids, NULL), column("district", INCUBATOR_VALUES_WHOLE, numbers, NULL)}, INCUBATOR_STATUS_ARGUMENT},
      {{column("id", INCUBATOR_VALUES_TEXT, ids, NULL), column("area", (incubator_values)9, numbers, NULL)}, INCUBATOR_STATUS_ARGUMENT},
      {{column("id", INCUBATOR_VALUES_TEXT, ids, NULL), column("area", INCUBATOR_VALUES_WHOLE, NULL, NULL)}, INCUBATOR_STATUS_ARGUMENT},
      {{column("id", INCUBATOR_VALUES_TEXT, ids, NULL), column(NULL, INCUBATOR_VALUES_WHOLE, numbers, NULL)}, INCUBATOR_STATUS_ARGUMENT},
      {{column("id", INCUBATOR_VALUES_TEXT, ids, NULL), column("编号", INCUBATOR_VALUES_TEXT, ids, NULL)}, INCUBATOR_STATUS_DATA},
  };
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    building b;
    building_start(&b, false);
    incubator_status status = add_columns(&b, cases[i].columns, 2, 1);
    if (status != cases[i].status) fail_msg("case %zu: %s", i, incubator_status_name(status));
    building_end(&b);
  }
}

/* The header says NOT_FOUND for a column that the table has not. */
static void columns_of_an_unknown_name_are_not_found(void **state)
{
  const incubator_text ids[] = {text("a")};
  const incubator_registry_column columns[] = {column("id", INCUBATOR_VALUES_TEXT, ids, NULL), column("colour", INCUBATOR_VALUES_TEXT, ids, NULL)};
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(incubator_registry_builder_columns(b.builder, "carrots", columns, 1, 1, &b.error), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(add_columns(&b, columns, 2, 1), INCUBATOR_STATUS_NOT_FOUND);
  building_end(&b);
}

static void columns_with_a_unit_in_the_name_convert(void **state)
{
  const incubator_text ids[] = {text("a")}, funds[] = {text("5")};
  const int64_t wholes[] = {5};
  const incubator_registry_column texts[] = {column("id", INCUBATOR_VALUES_TEXT, ids, NULL), column("fund(万元)", INCUBATOR_VALUES_TEXT, funds, NULL)};
  const incubator_registry_column numbers[] = {column("id", INCUBATOR_VALUES_TEXT, ids, NULL), column("fund(万元)", INCUBATOR_VALUES_WHOLE, wholes, NULL)};
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(add_columns(&b, texts, 2, 1), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_cell(&b, "carriers:a", "fund"), "50000");
  building_end(&b);
  /* numbers are "in the field's unit" by the header of their struct: under a name that says otherwise they must not be taken as such */
  building_start(&b, false);
  if (add_columns(&b, numbers, 2, 1) == INCUBATOR_STATUS_OK) {
    assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
    assert_string_equal(building_cell(&b, "carriers:a", "fund"), "50000");
  }
  building_end(&b);
}

/* ---- What a failed call leaves ---- */

static const char counting[] =
    "{'format': 'incubator-policy/1', 'id': 'c', 'tables': {'p': {'key': 'id', 'fields': {'id': {'type': 'text'}}},"
    " 'carriers': {'key': 'id', 'links': {'up': {'to': 'p'}}, 'fields': {'id': {'type': 'text'}, 'area': {'type': 'decimal'}, 'ok': {'type': 'boolean'}}}},"
    " 'rules': {'n': {'kind': 'measure', 'on': 'p', 'rows': 'carriers', 'take': 'count'}}}";

static void check_not_given(building *b)
{
  world w = {.policy = b->policy, .builder = b->builder};
  world_csv(&w, "p", "id\nx\n");
  world_decide(&w, "2024-06-30");
  assert_string_equal(world_cell(&w, "p:x", "n"), "?missing table carriers");
  world_end(&w);
}

static void columns_that_fail_leave_the_table_not_given(void **state)
{
  const incubator_text ids[] = {text("a")};
  const int64_t numbers[] = {1};
  const incubator_registry_column columns[] = {column("id", INCUBATOR_VALUES_TEXT, ids, NULL), column("ok", INCUBATOR_VALUES_WHOLE, numbers, NULL)};
  building b;
  (void)state;
  building_start_with(&b, counting, false);
  assert_int_equal(add_columns(&b, columns, 2, 1), INCUBATOR_STATUS_ARGUMENT);
  check_not_given(&b);
}

static void header_that_fails_leaves_the_table_not_given(void **state)
{
  static const char *const names[] = {"id", "area", "area"};
  building b;
  (void)state;
  building_start_with(&b, counting, false);
  assert_int_equal(start_rows(&b, "carriers", names, 3, INCUBATOR_ENCODING_AUTO), INCUBATOR_STATUS_DATA);
  check_not_given(&b);
}

static void spent_builder_can_only_be_freed(void **state)
{
  static const char *const names[] = {"id"};
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  incubator_registry *again = NULL;
  assert_int_equal(building_csv(&b, "carriers", "id\na\n"), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(start_rows(&b, "carriers", names, 1, INCUBATOR_ENCODING_AUTO), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_registry_builder_finish(b.builder, &again, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_null(again);
  building_end(&b);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_are_read_as_cells_of_a_file_are),
      cmocka_unit_test(rows_that_are_bad_are_findings),
      cmocka_unit_test(rows_in_another_encoding_are_decoded),
      cmocka_unit_test(header_that_is_wrong_is_refused),
      cmocka_unit_test(columns_of_every_kind_are_taken),
      cmocka_unit_test(columns_with_bad_values_are_findings_by_row),
      cmocka_unit_test(columns_that_do_not_fit_are_refused),
      cmocka_unit_test(columns_of_an_unknown_name_are_not_found),
      cmocka_unit_test(columns_with_a_unit_in_the_name_convert),
      cmocka_unit_test(columns_that_fail_leave_the_table_not_given),
      cmocka_unit_test(header_that_fails_leaves_the_table_not_given),
      cmocka_unit_test(spent_builder_can_only_be_freed),
  };
  return cmocka_run_group_tests_name("handover", tests, NULL, NULL);
}
