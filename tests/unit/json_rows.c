/* Rows from JSON: arrays, objects of tables, and one object a line. */
#include "building.h"

static void json_array_is_the_rows_of_a_table(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_json(&b, "carriers",
                                 "[{'id': 'a', 'area': 12.5, 'fund': '5万元', 'count': 3, 'level': '国家级', 'since': '2021-08-25', 'ok': true, '名称': '甲'},"
                                 " {'id': 'b', 'area': null, 'count': '4', 'ok': '否', 'name': ''}, {'编号': 'c'}]"),
                   INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 3);
  assert_string_equal(building_cell(&b, "carriers:a", "area"), "12.5");
  assert_string_equal(building_cell(&b, "carriers:a", "fund"), "50000");
  assert_string_equal(building_cell(&b, "carriers:a", "level"), "national");
  assert_string_equal(building_cell(&b, "carriers:a", "since"), "2021-08-25");
  assert_string_equal(building_cell(&b, "carriers:a", "ok"), "true");
  assert_string_equal(building_cell(&b, "carriers:a", "name"), "甲");
  assert_string_equal(building_cell(&b, "carriers:b", "area"), "?");
  assert_string_equal(building_cell(&b, "carriers:b", "name"), "?");
  assert_string_equal(building_cell(&b, "carriers:b", "count"), "4");
  assert_string_equal(building_cell(&b, "carriers:b", "ok"), "false");
  assert_string_equal(building_cell(&b, "carriers:c", "area"), "?");
  building_end(&b);
}

static void json_object_is_tables_by_name(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_json(&b, NULL, "{'carriers': [{'id': 'a', 'district': 'p'}], 'districts': [{'district': 'p'}], 'firms': []}"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_cell(&b, "carriers:a", "district"), "p");
  assert_int_equal(incubator_registry_rows(b.registry, "firms"), 0);
  building_end(&b);
}

static void json_table_is_guessed_by_the_keys_of_its_first_row(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_json(&b, NULL, "[{'firm': 'f', 'staff': 2}]"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_cell(&b, "firms:f", "staff"), "2");
  building_end(&b);
}

static void json_that_is_no_rows_is_refused(void **state)
{
  static const struct {
    const char *table, *json;
    incubator_status status;
  } cases[] = {
      {"carriers", "[{'id': 'a'}", INCUBATOR_STATUS_SYNTAX},       {"carriers", "7", INCUBATOR_STATUS_SYNTAX},
      {"carriers", "", INCUBATOR_STATUS_SYNTAX},                   {NULL, "{'carriers': {}}", INCUBATOR_STATUS_SYNTAX},
      {NULL, "{'carrots': []}", INCUBATOR_STATUS_NOT_FOUND},       {"carrots", "[]", INCUBATOR_STATUS_NOT_FOUND},
      {NULL, "[{'x': 1}]", INCUBATOR_STATUS_NOT_FOUND},            {NULL, "[]", INCUBATOR_STATUS_NOT_FOUND},
      {NULL, "[7]", INCUBATOR_STATUS_NOT_FOUND},                   {"carriers", "[{'id': 'a', 'id': 'b'}]", INCUBATOR_STATUS_SYNTAX},
      {"carriers", "[{'id': '\xFF'}]", INCUBATOR_STATUS_ENCODING}, {"carriers", "[{'id': '\\u0000'}]", INCUBATOR_STATUS_SYNTAX},
  };
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    building b;
    building_start(&b, true);
    incubator_status status = building_json(&b, cases[i].table, cases[i].json);
    if (status != cases[i].status || b.error.status != status) fail_msg("%s: %s", cases[i].json, incubator_status_name(status));
    building_end(&b);
  }
}

static void json_key_twice_is_told_at_its_place(void **state)
{
  building b;
  (void)state;
  building_start(&b, true);
  assert_int_equal(building_json(&b, "carriers", "[{'id': 'a'},\n {'id': 'b',\n  'id': 'c'}]"), INCUBATOR_STATUS_SYNTAX);
  assert_string_equal(b.error.path, "/1/id");
  assert_int_equal(b.error.line, 3);
  assert_int_equal(b.error.column, 3);
  building_end(&b);
}

static void json_bad_cells_are_found_by_row(void **state)
{
  static const char *const expected[] = {
      "not-number carriers/area 1:0",     "type-mismatch carriers/ok 2:0",      "number-too-long carriers/fund 3:0", "type-mismatch carriers 4:0",
      "type-mismatch carriers/level 5:0", "control-character carriers/name 6:0", "key-missing carriers/id 7:0",      "key-duplicate carriers/id 9:0",
      "column-duplicate carriers/area 10:0",   "column-unknown carriers 11:0",        "unit-unknown carriers/fund 12:0"};
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_json(&b, "carriers",
                                 "[{'id': 'a', 'area': 'many'}, {'id': 'b', 'ok': {}}, {'id': 'c', 'fund': 1234567890.123456}, 4, {'id': 'e', 'level': true},"
                                 " {'id': 'f', 'name': 'a\\u0001b'}, {'area': 1}, {'id': 'h'}, {'id': 'h'}, {'id': 'i', 'area': 1, '孵化面积': 2}, {'id': 'j', 'colour': 1},"
                                 " {'id': 'k', 'fund(万元)': 1}]"),
                   INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_DATA);
  for (size_t i = 0; i < COUNT(expected); i++) assert_string_equal(building_finding(&b, i), expected[i]);
  assert_int_equal(incubator_findings_count(b.findings), COUNT(expected));
  building_end(&b);
}

static incubator_status read_lines(building *b, const char *table, const char *text)
{
  char *json = quoted(text);
  incubator_status status = building_bytes(b, table, INCUBATOR_DATA_NDJSON, INCUBATOR_ENCODING_AUTO, json, strlen(json));
  free(json);
  return status;
}

static void ndjson_is_a_row_a_line(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(read_lines(&b, NULL, "{'id': 'a', 'area': 1}\r\n\n  {'id': 'b', 'area': 2}  \n{'id': 'c', 'level': '市级'}"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 3);
  assert_string_equal(building_cell(&b, "carriers:b", "area"), "2");
  assert_string_equal(building_cell(&b, "carriers:c", "level"), "municipal");
  building_end(&b);
}

static void ndjson_without_lines_is_a_table_without_rows(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(read_lines(&b, "carriers", ""), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 0);
  building_end(&b);
  building_start(&b, false);
  assert_int_equal(read_lines(&b, "carrots", ""), INCUBATOR_STATUS_NOT_FOUND);
  building_end(&b);
}

static void ndjson_bad_cells_are_found_by_line(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(read_lines(&b, "carriers", "{'id': 'a'}\n\n{'id': 'b', 'area': 'x'}\n[]\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_DATA);
  assert_string_equal(building_finding(&b, 0), "not-number carriers/area 3:0");
  assert_string_equal(building_finding(&b, 1), "type-mismatch carriers 4:0");
  building_end(&b);
}

/* The line that is wrong is the file's, not that of the one row. */
static void ndjson_wrong_line_is_told_by_its_number(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(read_lines(&b, "carriers", "{'id': 'a'}\n\n{'id': 'b',}\n"), INCUBATOR_STATUS_SYNTAX);
  assert_non_null(strstr(b.error.path, ":3"));
  assert_int_equal(b.error.column, 12);
  assert_int_equal(b.error.line, 3);
  building_end(&b);
}

/* Lines broken at every place by the pieces in which a file is read. */
static void ndjson_longer_than_a_piece_has_every_row(void **state)
{
  enum { ROWS = 8000 };
  char *text = malloc(120 * ROWS), *folder = folder_create();
  size_t used = 0;
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  building b;
  (void)state;
  for (int i = 0; i < ROWS; i++) {
    used += (size_t)sprintf(text + used, "{\"id\": \"载体%d\", \"name\": \"武汉市某某科技企业孵化器第%d号\", \"count\": %d}\n", i, i, i);
  }
  char *path = folder_file(folder, "carriers.jsonl", text, used);
  building_start(&b, false);
  source.path = path;
  assert_int_equal(incubator_registry_builder_read(b.builder, &source, &b.error), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_rows(b.registry, "carriers"), ROWS);
  for (int i = 0; i < ROWS; i += 37) {
    char subject[64], expected[16];
    snprintf(subject, sizeof subject, "carriers:载体%d", i);
    snprintf(expected, sizeof expected, "%d", i);
    assert_string_equal(building_cell(&b, subject, "count"), expected);
  }
  building_end(&b);
  free(text), free(path);
  folder_free(folder);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(json_array_is_the_rows_of_a_table),
      cmocka_unit_test(json_object_is_tables_by_name),
      cmocka_unit_test(json_table_is_guessed_by_the_keys_of_its_first_row),
      cmocka_unit_test(json_that_is_no_rows_is_refused),
      cmocka_unit_test(json_key_twice_is_told_at_its_place),
      cmocka_unit_test(json_bad_cells_are_found_by_row),
      cmocka_unit_test(ndjson_is_a_row_a_line),
      cmocka_unit_test(ndjson_without_lines_is_a_table_without_rows),
      cmocka_unit_test(ndjson_bad_cells_are_found_by_line),
      cmocka_unit_test(ndjson_wrong_line_is_told_by_its_number),
      cmocka_unit_test(ndjson_longer_than_a_piece_has_every_row),
  };
  return cmocka_run_group_tests_name("json_rows", tests, NULL, NULL);
}
