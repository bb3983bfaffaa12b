/* Data made to break things: always an error or a success, never a crash, a leak or a hang. */
#include "building.h"

static void csv_with_a_cell_of_a_megabyte_is_at_the_limit(void **state)
{
  (void)state;
  for (size_t more = 0; more < 2; more++) {
    char *csv = repeated("id,name\na,", "x", (1 << 20) + more, "\n");
    building b;
    building_start(&b, true);
    assert_int_equal(building_csv(&b, "carriers", csv), more ? INCUBATOR_STATUS_LIMIT : INCUBATOR_STATUS_OK);
    if (more) assert_int_equal(b.error.line, 2);
    building_end(&b);
    free(csv);
  }
}

static void csv_with_a_hundred_thousand_columns_is_read(void **state)
{
  char *header = numbered("id,area,", "c%zu", 100000, "\n"), *row = repeated("a,1,", "1,", 99999, "1\n"), *csv = printed("%s%s%s", header, row, row);
  building b;
  (void)state;
  building_start(&b, true);
  assert_int_equal(building_csv(&b, "carriers", csv), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_cell(&b, "carriers:a", "area"), "1");
  assert_int_equal(incubator_findings_total(b.findings, INCUBATOR_SEVERITY_WARNING), 100000);
  assert_int_equal(incubator_findings_total(b.findings, INCUBATOR_SEVERITY_ERROR), 1);
  building_end(&b);
  free(header), free(row), free(csv);
}

static void csv_with_a_quote_never_closed_is_refused_in_time(void **state)
{
  static const struct {
    const char *piece;
    size_t times;
    incubator_status status;
  } cases[] = {{"x,y\n", 2000000, INCUBATOR_STATUS_SYNTAX}, {"xxxxxxx\n", 3000000, INCUBATOR_STATUS_LIMIT}, {"\"\"", 4000000, INCUBATOR_STATUS_SYNTAX}};
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    char *csv = repeated("id,name\na,\"", cases[i].piece, cases[i].times, "");
    building b;
    building_start(&b, true);
    assert_int_equal(building_csv(&b, "carriers", csv), cases[i].status);
    building_end(&b);
    free(csv);
  }
}

static void csv_with_many_rows_of_nothing_is_read(void **state)
{
  char *csv = repeated("id,name\n", ",\n", 300000, "a,b\n");
  building b;
  (void)state;
  building_start(&b, true);
  assert_int_equal(building_csv(&b, "carriers", csv), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 1);
  building_end(&b);
  free(csv);
}

static void csv_with_nul_bytes_is_refused_or_read(void **state)
{
  static const char csv[] = "id,name,area\0\na\0b,x\0,1\0\n\0,\0,\0\nc,y,2\n";
  building b;
  (void)state;
  building_start(&b, true);
  incubator_status status = building_bytes(&b, "carriers", INCUBATOR_DATA_CSV, INCUBATOR_ENCODING_AUTO, csv, sizeof csv - 1);
  if (status == INCUBATOR_STATUS_OK) {
    assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
    for (size_t i = 0; i < incubator_findings_count(b.findings); i++) assert_true(*incubator_findings_get(b.findings, i)->message);
  }
  building_end(&b);
}

static void json_rows_of_deep_or_long_values_are_refused_or_read(void **state)
{
  char *deep = repeated("[{'id': ", "[", 100000, ""), *wide = repeated("[{'id': 'a', 'name': '", "x", 10000000, "'}]"), *number = repeated("[{'id': 'a', 'area': ", "9", 1000, "}]");
  building b;
  (void)state;
  building_start(&b, true);
  assert_int_equal(building_json(&b, "carriers", deep), INCUBATOR_STATUS_LIMIT);
  building_end(&b);
  building_start(&b, true);
  assert_int_equal(building_json(&b, "carriers", wide), INCUBATOR_STATUS_OK);
  building_end(&b);
  building_start(&b, true);
  assert_int_equal(building_json(&b, "carriers", number), INCUBATOR_STATUS_LIMIT);
  building_end(&b);
  free(deep), free(wide), free(number);
}

static void ndjson_line_of_more_than_sixteen_megabytes_is_refused(void **state)
{
  char *json = repeated("{'id': 'a'}\n{'id': '", "x", 17 << 20, "'}");
  building b;
  (void)state;
  building_start(&b, true);
  assert_int_equal(building_bytes(&b, "carriers", INCUBATOR_DATA_NDJSON, INCUBATOR_ENCODING_AUTO, json, strlen(json)), INCUBATOR_STATUS_SYNTAX);
  building_end(&b);
  for (char *at = json; (at = strchr(at, '\''));) *at = '"';
  building_start(&b, true);
  assert_int_equal(building_bytes(&b, "carriers", INCUBATOR_DATA_NDJSON, INCUBATOR_ENCODING_AUTO, json, strlen(json)), INCUBATOR_STATUS_LIMIT);
  assert_int_equal(b.error.line, 2);
  building_end(&b);
  free(json);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(csv_with_a_cell_of_a_megabyte_is_at_the_limit),
      cmocka_unit_test(csv_with_a_hundred_thousand_columns_is_read),
      cmocka_unit_test(csv_with_a_quote_never_closed_is_refused_in_time),
      cmocka_unit_test(csv_with_many_rows_of_nothing_is_read),
      cmocka_unit_test(csv_with_nul_bytes_is_refused_or_read),
      cmocka_unit_test(json_rows_of_deep_or_long_values_are_refused_or_read),
      cmocka_unit_test(ndjson_line_of_more_than_sixteen_megabytes_is_refused),
  };
  return cmocka_run_group_tests_name("hostile_data", tests, NULL, NULL);
}
