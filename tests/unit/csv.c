/* CSV and TSV: RFC 4180, headers as people write them, record numbers, and what is wrong with a cell. */
#include <unistd.h>

#include "building.h"

static void csv_with_quotes_keeps_what_is_inside(void **state)
{
  building b;
  (void)state;
  building_of_csv(&b, "id,name,area\r\n"
                      "\"a\",\"x, \"\"y\"\"\",1\r\n"
                      "b,\"two\r\nlines\",2\r\n"
                      "c,\"\",3\r\n"
                      "d,\" in \",\"4\"\r\n"
                      "\"e\", plain ,5");
  assert_string_equal(building_cell(&b, "carriers:a", "name"), "x, \"y\"");
  assert_string_equal(building_cell(&b, "carriers:b", "name"), "two\r\nlines");
  assert_string_equal(building_cell(&b, "carriers:c", "name"), "?");
  assert_string_equal(building_cell(&b, "carriers:d", "name"), "in");
  assert_string_equal(building_cell(&b, "carriers:d", "area"), "4");
  assert_string_equal(building_cell(&b, "carriers:e", "name"), "plain");
  assert_string_equal(building_cell(&b, "carriers:e", "area"), "5");
  assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 5);
  building_end(&b);
}

static void csv_with_any_line_ending_has_the_same_rows(void **state)
{
  static const char *const texts[] = {"id,area\na,1\nb,2\n", "id,area\r\na,1\r\nb,2\r\n", "id,area\ra,1\rb,2\r", "id,area\na,1\nb,2",
                                      "id,area\r\na,1\nb,2\r", "\xEF\xBB\xBFid,area\na,1\nb,2\n", "id,area\n\na,1\n\n\nb,2\n\n"};
  (void)state;
  for (size_t i = 0; i < COUNT(texts); i++) {
    building b;
    building_of_csv(&b, texts[i]);
    assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 2);
    assert_string_equal(building_cell(&b, "carriers:b", "area"), "2");
    building_end(&b);
  }
}

static void csv_headers_match_by_label_alias_width_and_case(void **state)
{
  building b;
  (void)state;
  building_of_csv(&b, "编号, 名称 ,孵化面积,基金,ＣＯＵＮＴ,级别,成立日期,达标\n"
                      "甲,某某孵化器,\"1,200.5\",5万元,12,国家级,2021年8月25日,是\n");
  assert_int_equal(incubator_findings_count(b.findings), 0);
  assert_string_equal(building_cell(&b, "carriers:甲", "name"), "某某孵化器");
  assert_string_equal(building_cell(&b, "carriers:甲", "area"), "1200.5");
  assert_string_equal(building_cell(&b, "carriers:甲", "fund"), "50000");
  assert_string_equal(building_cell(&b, "carriers:甲", "count"), "12");
  assert_string_equal(building_cell(&b, "carriers:甲", "level"), "national");
  assert_string_equal(building_cell(&b, "carriers:甲", "since"), "2021-08-25");
  assert_string_equal(building_cell(&b, "carriers:甲", "ok"), "true");
  building_end(&b);
}

static void csv_headers_with_a_unit_in_brackets_convert(void **state)
{
  static const char *const headers[] = {"基金（万元）", "基金(万元)", "fund[万元]", "基金【万元】", " fund （ 万元 ）", "ＦＵＮＤ（万元）"};
  (void)state;
  for (size_t i = 0; i < COUNT(headers); i++) {
    building b;
    char *csv = printed("id,%s\na,5.5\nb,7元\n", headers[i]);
    building_of_csv(&b, csv);
    if (incubator_findings_count(b.findings)) fail_msg("%s: %s", headers[i], findings_text(b.findings));
    assert_string_equal(building_cell(&b, "carriers:a", "fund"), "55000");
    assert_string_equal(building_cell(&b, "carriers:b", "fund"), "7");
    building_end(&b);
    free(csv);
  }
}

static void csv_headers_with_an_unknown_unit_are_unknown_columns(void **state)
{
  building b;
  (void)state;
  building_of_csv(&b, "id,fund(吨),area（㎡）\na,5,6\n");
  assert_string_equal(building_finding(&b, 0), "column-unknown carriers 1:2");
  assert_string_equal(building_finding(&b, 1), "");
  assert_string_equal(building_cell(&b, "carriers:a", "fund"), "?");
  assert_string_equal(building_cell(&b, "carriers:a", "area"), "6");
  building_end(&b);
}

static void csv_with_titles_above_the_header_passes_them_over(void **state)
{
  building b;
  (void)state;
  building_of_csv(&b, "孵化载体情况表,,\n,,\n填报日期：2021-08-25\n编号,孵化面积,备注\na,1,x\n");
  assert_string_equal(building_cell(&b, "carriers:a", "area"), "1");
  assert_int_equal(incubator_findings_count(b.findings), 1);
  building_end(&b);
}

/* The place of a column that is not read is the row where its name stands. */
static void csv_unknown_column_below_titles_is_found_in_its_row(void **state)
{
  building b;
  (void)state;
  building_of_csv(&b, "title\n\nid,area,remark\na,1,x\n");
  assert_string_equal(building_finding(&b, 0), "column-unknown carriers 3:3");
  building_end(&b);
}

static void csv_without_a_header_is_refused(void **state)
{
  static const char *const texts[] = {"", "\n\n", "a,b\n1,2\n", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\nid,area\na,1\n"};
  (void)state;
  for (size_t i = 0; i < COUNT(texts); i++) {
    building b;
    building_start(&b, false);
    assert_int_equal(building_csv(&b, "carriers", texts[i]), INCUBATOR_STATUS_DATA);
    assert_non_null(strstr(b.error.message, "header"));
    assert_int_equal(building_finish(&b), INCUBATOR_STATUS_ARGUMENT); /* it can only be freed */
    assert_null(b.registry);
    building_end(&b);
  }
}

static void csv_with_a_header_alone_is_a_table_without_rows(void **state)
{
  building b;
  (void)state;
  building_of_csv(&b, "id,area\n");
  assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 0);
  building_end(&b);
}

static void csv_with_one_field_twice_is_refused(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_csv(&b, "carriers", "id,area,孵化面积\na,1,2\n"), INCUBATOR_STATUS_DATA);
  assert_int_equal(b.error.line, 1);
  assert_int_equal(b.error.column, 3);
  building_end(&b);
}

static void csv_table_is_guessed_by_its_header(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_csv(&b, NULL, "firm,staff\nf,3\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_csv(&b, NULL, "区,现有\n武昌区,28\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_cell(&b, "firms:f", "staff"), "3");
  assert_string_equal(building_cell(&b, "districts:武昌区", "present"), "28");
  building_end(&b);
}

static void csv_of_an_unknown_table_is_refused(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_csv(&b, "carrots", "id\na\n"), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(b.error.status, INCUBATOR_STATUS_NOT_FOUND);
  building_end(&b);
}

/* Each bad cell at its record and column; blank lines count, a cell of two lines is one record. */
static void csv_bad_cells_are_found_at_their_places(void **state)
{
  static const char csv[] =
      "id,area,count,level,since,ok,fund,code\n" /* 1 */
      "a,many,1,national,2021-01-01,true,1,\n"     /* 2 */
      "\n"                                        /* 3 */
      "b,0,-1,x,2021-13-01,perhaps,0.0000001,91110000802100433C\n" /* 4 */
      "\"c\nd\",1,1.5,市级,,,5吨,\n"              /* 5 */
      "e,99999999999999,1,,,,,\n"                 /* 6 */
      ",1,1,,,,,\n"                               /* 7 */
      "f,1,1\n"                                   /* 8 */
      "a,1,1,,,,,\n"                              /* 9: row 2 was bad, so the key is free */
      "a,2,1,,,,,\n"                              /* 10 */
      "g,1,1,,,,,,,\n"                            /* 11 */
      "h\x01,1,1,,,,,\n";                         /* 12 */
  static const char *const expected[] = {
      "not-number carriers/area 2:2",    "out-of-range carriers/area 4:2",  "out-of-range carriers/count 4:3", "category-unknown carriers/level 4:4",
      "not-date carriers/since 4:5",     "not-boolean carriers/ok 4:6",     "too-fine carriers/fund 4:7",      "credit-code carriers/code 4:8",
      "not-integer carriers/count 5:3",  "unit-unknown carriers/fund 5:7",  "out-of-range carriers/area 6:2",  "key-missing carriers/id 7:1",
      "cells-count carriers 8:0",        "key-duplicate carriers/id 10:1",  "cells-count carriers 11:0",       "control-character carriers/id 12:1"};
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_csv(&b, "carriers", csv), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_DATA);
  for (size_t i = 0; i < COUNT(expected); i++) assert_string_equal(building_finding(&b, i), expected[i]);
  assert_int_equal(incubator_findings_total(b.findings, INCUBATOR_SEVERITY_ERROR), COUNT(expected));
  assert_string_equal(incubator_findings_get(b.findings, 0)->file, "file");
  assert_null(b.registry);
  assert_int_equal(b.error.status, INCUBATOR_STATUS_DATA);
  assert_int_equal(b.error.line, 2);
  assert_int_equal(b.error.column, 2);
  assert_string_equal(b.error.path, "file:2:2");
  assert_non_null(strstr(b.error.message, "many"));
  building_end(&b);
}

static void csv_partial_keeps_the_good_rows(void **state)
{
  building b;
  (void)state;
  building_start(&b, true);
  assert_int_equal(building_csv(&b, "carriers", "id,area\na,1\nb,many\nc,3\na,4\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 2);
  assert_string_equal(building_cell(&b, "carriers:a", "area"), "1");
  assert_string_equal(building_cell(&b, "carriers:b", "area"), "!");
  assert_string_equal(building_cell(&b, "carriers:c", "area"), "3");
  assert_int_equal(incubator_findings_total(b.findings, INCUBATOR_SEVERITY_ERROR), 2);
  building_end(&b);
}

static void csv_findings_beyond_the_limit_are_counted(void **state)
{
  incubator_registry_options options = INCUBATOR_REGISTRY_OPTIONS_INIT;
  building b;
  (void)state;
  building_start(&b, false);
  incubator_registry_builder_free(b.builder);
  options.finding_limit = 2;
  assert_int_equal(incubator_registry_builder_create(b.policy, &options, &b.builder, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(building_csv(&b, "carriers", "id,area\na,x\nb,x\nc,x\nd,x\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_DATA);
  assert_int_equal(incubator_findings_count(b.findings), 2);
  assert_int_equal(incubator_findings_total(b.findings, INCUBATOR_SEVERITY_ERROR), 4);
  building_end(&b);
}

static void csv_with_wrong_quotes_is_a_syntax_error(void **state)
{
  static const struct {
    const char *csv;
    uint32_t line;
  } cases[] = {{"id,name\na,\"open\n", 2}, {"id,name\na,x\"y\n", 2}, {"id,name\na,\"x\"y\n", 2}, {"id,\"name\na,b", 1}, {"id,name\n\na,\"x\" \"y\"\n", 3}};
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    building b;
    building_start(&b, true);
    assert_int_equal(building_csv(&b, "carriers", cases[i].csv), INCUBATOR_STATUS_SYNTAX);
    assert_int_equal(b.error.line, cases[i].line);
    building_end(&b);
  }
}

static void tsv_splits_at_tabs_only(void **state)
{
  static const char tsv[] = "id\tname\tarea\na\tx, y\t1\nb\t\"tab\there\"\t2\nc\t\t3\n";
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_bytes(&b, "carriers", INCUBATOR_DATA_TSV, INCUBATOR_ENCODING_AUTO, tsv, sizeof tsv - 1), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_cell(&b, "carriers:a", "name"), "x, y");
  assert_string_equal(building_cell(&b, "carriers:b", "name"), "tab\there");
  assert_string_equal(building_cell(&b, "carriers:c", "name"), "?");
  assert_string_equal(building_cell(&b, "carriers:c", "area"), "3");
  building_end(&b);
}

static void csv_of_several_files_is_one_table(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_csv(&b, "carriers", "id,area\na,1\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_csv(&b, "carriers", "area,id,name\n2,b,x\n3,c,y\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_csv(&b, "carriers", "id\nd\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 4);
  assert_string_equal(building_cell(&b, "carriers:a", "name"), "?");
  assert_string_equal(building_cell(&b, "carriers:c", "name"), "y");
  assert_string_equal(building_cell(&b, "carriers:d", "area"), "?");
  building_end(&b);
}

/* ---- Files and folders ---- */

static void read_of_a_folder_takes_the_files_named_after_tables(void **state)
{
  char *folder = folder_create();
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  building b;
  (void)state;
  free(folder_file(folder, "carriers.CSV", "id,district\na,p\n", 16));
  free(folder_file(folder, "districts.json", "[{\"district\": \"p\", \"present\": 1}]", 33));
  free(folder_file(folder, "firms.tsv", "firm\tcarrier\nf\ta\n", 17));
  free(folder_file(folder, "readme.txt", "x", 1));
  free(folder_file(folder, ".hidden.csv", "x", 1));
  building_start(&b, false);
  source.path = folder;
  assert_int_equal(incubator_registry_builder_read(b.builder, &source, &b.error), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_cell(&b, "carriers:a", "district"), "p");
  assert_string_equal(building_cell(&b, "firms:f", "carrier"), "a");
  building_end(&b);
  char *hidden = printed("%s/.hidden.csv", folder);
  remove(hidden);
  free(hidden);
  folder_free(folder);
}

/* What can be read only once is kept, since an encoding is found out by reading twice. */
static void read_of_a_pipe_is_as_of_a_file(void **state)
{
  static const char csv[] = "\xB1\xE0\xBA\xC5,area\na,1\n"; /* 编号 in GB 18030 */
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  int ends[2];
  char path[32];
  building b;
  (void)state;
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(write(ends[1], csv, sizeof csv - 1), sizeof csv - 1);
  close(ends[1]);
  snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
  building_start(&b, false);
  source.path = path;
  source.table = "carriers";
  source.format = INCUBATOR_DATA_CSV;
  assert_int_equal(incubator_registry_builder_read(b.builder, &source, &b.error), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_cell(&b, "carriers:a", "area"), "1");
  building_end(&b);
  close(ends[0]);
}

static void read_of_a_missing_or_empty_place_is_refused(void **state)
{
  char *folder = folder_create();
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  const struct {
    const char *path;
    incubator_status status;
  } cases[] = {{"/nowhere/at/all.csv", INCUBATOR_STATUS_IO}, {folder, INCUBATOR_STATUS_NOT_FOUND}};
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    building b;
    building_start(&b, false);
    source.path = cases[i].path;
    assert_int_equal(incubator_registry_builder_read(b.builder, &source, &b.error), cases[i].status);
    assert_string_equal(b.error.path, cases[i].path);
    building_end(&b);
  }
  folder_free(folder);
}

static void read_of_a_source_that_says_too_much_or_little_is_refused(void **state)
{
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(incubator_registry_builder_read(b.builder, &source, &b.error), INCUBATOR_STATUS_ARGUMENT);
  source.path = "x", source.bytes = "y";
  assert_int_equal(incubator_registry_builder_read(b.builder, &source, &b.error), INCUBATOR_STATUS_ARGUMENT);
  source.path = NULL;
  source.format = (incubator_data_format)9;
  assert_int_equal(incubator_registry_builder_read(b.builder, &source, &b.error), INCUBATOR_STATUS_ARGUMENT);
  source.format = INCUBATOR_DATA_CSV;
  source.encoding = (incubator_encoding)9;
  assert_int_equal(incubator_registry_builder_read(b.builder, &source, &b.error), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK); /* nothing was spoilt */
  building_end(&b);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(csv_with_quotes_keeps_what_is_inside),
      cmocka_unit_test(csv_with_any_line_ending_has_the_same_rows),
      cmocka_unit_test(csv_headers_match_by_label_alias_width_and_case),
      cmocka_unit_test(csv_headers_with_a_unit_in_brackets_convert),
      cmocka_unit_test(csv_headers_with_an_unknown_unit_are_unknown_columns),
      cmocka_unit_test(csv_with_titles_above_the_header_passes_them_over),
      cmocka_unit_test(csv_unknown_column_below_titles_is_found_in_its_row),
      cmocka_unit_test(csv_without_a_header_is_refused),
      cmocka_unit_test(csv_with_a_header_alone_is_a_table_without_rows),
      cmocka_unit_test(csv_with_one_field_twice_is_refused),
      cmocka_unit_test(csv_table_is_guessed_by_its_header),
      cmocka_unit_test(csv_of_an_unknown_table_is_refused),
      cmocka_unit_test(csv_bad_cells_are_found_at_their_places),
      cmocka_unit_test(csv_partial_keeps_the_good_rows),
      cmocka_unit_test(csv_findings_beyond_the_limit_are_counted),
      cmocka_unit_test(csv_with_wrong_quotes_is_a_syntax_error),
      cmocka_unit_test(tsv_splits_at_tabs_only),
      cmocka_unit_test(csv_of_several_files_is_one_table),
      cmocka_unit_test(read_of_a_folder_takes_the_files_named_after_tables),
      cmocka_unit_test(read_of_a_pipe_is_as_of_a_file),
      cmocka_unit_test(read_of_a_missing_or_empty_place_is_refused),
      cmocka_unit_test(read_of_a_source_that_says_too_much_or_little_is_refused),
  };
  return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
