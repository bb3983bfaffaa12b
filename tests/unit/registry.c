/* A registry as a whole: links, reference rows, the digest, narrow columns, and that nothing moves. */
#include "registry/registry.h"

#include "building.h"

/* ---- Links ---- */

static void links_find_their_rows_whatever_the_order(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_csv(&b, "firms", "firm,carrier\nf,a\ng,b\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_csv(&b, "carriers", "id,所在区\nb,q\na,p\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_csv(&b, "districts", "区\nq\np\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_cell(&b, "firms:f", "carrier"), "a");
  assert_string_equal(building_cell(&b, "firms:g", "carrier"), "b");
  assert_string_equal(building_cell(&b, "carriers:a", "district"), "p");
  building_end(&b);
}

static void links_to_no_row_are_errors(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_csv(&b, "districts", "district\np\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_csv(&b, "carriers", "id,district\na,p\n\nb,q\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_DATA);
  assert_string_equal(building_finding(&b, 0), "link-unknown carriers/district 4:0");
  assert_non_null(strstr(incubator_findings_get(b.findings, 0)->message, "\"q\""));
  assert_string_equal(incubator_findings_get(b.findings, 0)->file, "file");
  assert_int_equal(b.error.line, 4);
  building_end(&b);
}

static void links_that_are_empty_are_warned_of_once(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_csv(&b, "districts", "district\np\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_csv(&b, "carriers", "id,district\na,p\nb,\nc,\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_finding(&b, 0), "link-missing carriers/district 3:0");
  assert_int_equal(incubator_findings_get(b.findings, 0)->severity, INCUBATOR_SEVERITY_WARNING);
  assert_int_equal(incubator_findings_count(b.findings), 1);
  assert_string_equal(building_cell(&b, "carriers:b", "district"), "?");
  building_end(&b);
}

static void links_to_a_table_not_given_are_left_open(void **state)
{
  building b;
  (void)state;
  building_of_csv(&b, "id,district\na,p\nb,\n");
  assert_int_equal(incubator_findings_count(b.findings), 0);
  assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 2);
  building_end(&b);
}

/* A row that goes takes with it the rows that link to it, down to the last table. */
static void links_of_dropped_rows_take_their_children_along(void **state)
{
  static const char *const expected[] = {"link-unknown carriers/district 3:0", "link-unknown firms/carrier 3:0", "link-unknown firms/carrier 4:0"};
  building b;
  (void)state;
  building_start(&b, true);
  assert_int_equal(building_csv(&b, "firms", "firm,carrier,staff\nf,a,1\ng,b,2\nh,b,3\ni,c,4\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_csv(&b, "carriers", "id,district,area\na,p,1\nb,nowhere,2\nc,p,3\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_csv(&b, "districts", "district\np\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  for (size_t i = 0; i < COUNT(expected); i++) assert_string_equal(building_finding(&b, i), expected[i]);
  assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 2);
  assert_int_equal(incubator_registry_rows(b.registry, "firms"), 2);
  assert_string_equal(building_cell(&b, "carriers:b", "area"), "!");
  assert_string_equal(building_cell(&b, "carriers:c", "area"), "3");
  assert_string_equal(building_cell(&b, "firms:i", "carrier"), "c");
  assert_string_equal(building_cell(&b, "firms:i", "staff"), "4");
  assert_string_equal(building_cell(&b, "firms:g", "staff"), "!");
  building_end(&b);
}

/* A row that is bad by itself is gone already; what links to it has no row to link to. */
static void links_to_rows_that_were_bad_are_errors_too(void **state)
{
  building b;
  (void)state;
  building_start(&b, true);
  assert_int_equal(building_csv(&b, "carriers", "id,area\na,many\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_csv(&b, "firms", "firm,carrier\nf,a\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_rows(b.registry, "firms"), 0);
  assert_int_equal(incubator_findings_total(b.findings, INCUBATOR_SEVERITY_ERROR), 2);
  building_end(&b);
}

/* ---- Reference rows ---- */

static const char annex[] =
    "{'format': 'incubator-policy/1', 'id': 'annex', 'tables': {'units': {'key': 'unit', 'fields': {'unit': {'type': 'text'}, 'present': {'type': 'integer'},"
    " 'goal': {'type': 'integer'}, 'label': {'type': 'text'}}, 'rows': [{'unit': '武昌区', 'present': 28, 'label': '武昌'}, {'unit': '洪山区', 'present': 35}]}}}";

static void reference_rows_are_there_without_any_data(void **state)
{
  building b;
  (void)state;
  building_start_with(&b, annex, false);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_rows(b.registry, "units"), 2);
  assert_string_equal(building_cell(&b, "units:武昌区", "present"), "28");
  assert_string_equal(building_cell(&b, "units:武昌区", "goal"), "?");
  building_end(&b);
}

static void reference_rows_are_filled_but_not_changed_or_added_to(void **state)
{
  building b;
  (void)state;
  building_start_with(&b, annex, true);
  assert_int_equal(building_csv(&b, "units", "unit,goal,present\n武昌区,45,28\n洪山区,60,36\n江夏区,30,20\n洪山区,61,\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  assert_string_equal(building_finding(&b, 0), "contradiction units/present 3:3");
  assert_string_equal(building_finding(&b, 1), "row-unknown units/unit 4:1");
  assert_string_equal(building_finding(&b, 2), "");
  assert_int_equal(incubator_registry_rows(b.registry, "units"), 2);
  assert_string_equal(building_cell(&b, "units:武昌区", "goal"), "45");
  assert_string_equal(building_cell(&b, "units:洪山区", "goal"), "61");
  assert_string_equal(building_cell(&b, "units:洪山区", "present"), "35");
  building_end(&b);
}

/* The same text is no contradiction, whether a rule reads the column or not. */
static void reference_rows_with_the_same_text_again_are_in_order(void **state)
{
  building b;
  (void)state;
  building_start_with(&b, annex, false);
  assert_int_equal(building_csv(&b, "units", "unit,label\n武昌区,武昌\n洪山区,洪山\n"), INCUBATOR_STATUS_OK);
  incubator_status status = building_finish(&b);
  if (status != INCUBATOR_STATUS_OK) fail_msg("%s", findings_text(b.findings));
  assert_string_equal(building_cell(&b, "units:洪山区", "label"), "洪山");
  building_end(&b);
}

/* ---- The digest ---- */

static const char csv_of_all[] = "id,name,area,fund,count,level,since,ok,district\n"
                                 "a,甲,1200.5,50000,12,national,2021-08-25,true,p\nb,,,,,,,,\nc,丙,0.01,-0.000001,0,municipal,1999-12-31,false,p\n";

static void copy_digest(const building *b, char digest[65])
{
  snprintf(digest, 65, "%s", incubator_registry_digest(b->registry));
  assert_int_equal(strlen(digest), 64);
  assert_int_equal(strspn(digest, "0123456789abcdef"), 64);
}

static void digest_of_csv(const char *carriers, char digest[65])
{
  building b;
  building_start(&b, false);
  assert_int_equal(building_csv(&b, "districts", "district,present\np,1\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_csv(&b, "carriers", carriers), INCUBATOR_STATUS_OK);
  if (building_finish(&b) != INCUBATOR_STATUS_OK) fail_msg("%s", b.error.message);
  copy_digest(&b, digest);
  building_end(&b);
}

static void digest_of_json(char digest[65])
{
  building b;
  building_start(&b, false);
  assert_int_equal(building_json(&b, NULL,
                                 "{'carriers': [{'id': 'a', '名称': '甲', 'area': 1200.50, 'fund': '5万元', 'count': 12.0, 'level': '国家级', 'since': '2021年8月25日', 'ok': '是', 'district': 'p'},"
                                 " {'id': 'b'}, {'district': 'p', 'ok': false, 'since': '19991231', 'level': 'municipal', 'count': '0', 'fund': -1e-6, 'area': '0.01', 'name': '丙', 'id': 'c'}],"
                                 " 'districts': [{'district': 'p', 'present': 1}]}"),
                   INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  copy_digest(&b, digest);
  building_end(&b);
}

static incubator_registry_column column(const char *name, incubator_values kind, const void *values, const uint8_t *missing)
{
  incubator_registry_column c = INCUBATOR_REGISTRY_COLUMN_INIT;
  c.name = name, c.kind = kind, c.values = values, c.missing = missing;
  return c;
}

static void digest_of_columns(char digest[65])
{
  static const incubator_text id[] = {{"a", 1}, {"b", 1}, {"c", 1}}, name[] = {{"甲", 3}, {NULL, 0}, {"丙", 3}}, p[] = {{"p", 1}, {NULL, 0}, {"p", 1}}, one[] = {{"p", 1}};
  static const int64_t area[] = {1200500000, 0, 10000}, fund[] = {INT64_C(50000000000), 9, -1}, count[] = {12, 9, 0}, present[] = {1};
  static const int32_t level[] = {0, 0, 1}, since[] = {18864, 0, 10956};
  static const uint8_t ok[] = {1, 1, 0}, hole[] = {0, 1, 0};
  const incubator_registry_column columns[] = {
      column("id", INCUBATOR_VALUES_TEXT, id, NULL),       column("name", INCUBATOR_VALUES_TEXT, name, NULL),   column("area", INCUBATOR_VALUES_MICROS, area, hole),
      column("fund", INCUBATOR_VALUES_MICROS, fund, hole), column("count", INCUBATOR_VALUES_WHOLE, count, hole), column("level", INCUBATOR_VALUES_CODE, level, hole),
      column("since", INCUBATOR_VALUES_DAYS, since, hole), column("ok", INCUBATOR_VALUES_BOOLEAN, ok, hole),    column("district", INCUBATOR_VALUES_TEXT, p, NULL)};
  const incubator_registry_column districts[] = {column("present", INCUBATOR_VALUES_WHOLE, present, NULL), column("district", INCUBATOR_VALUES_TEXT, one, NULL)};
  building b;
  building_start(&b, false);
  assert_int_equal(incubator_registry_builder_columns(b.builder, "carriers", columns, COUNT(columns), 3, &b.error), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_columns(b.builder, "districts", districts, 2, 1, &b.error), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  copy_digest(&b, digest);
  building_end(&b);
}

static void digest_of_rows(char digest[65])
{
  static const char *const names[] = {"id", "name", "area", "fund(万元)", "count", "level", "since", "ok", "district"};
  static const char *const cells[][9] = {{"a", "甲", "1,200.5", "5", "12", "国家级", "2021/8/25", "1", "p"},
                                         {"b", NULL, "", NULL, NULL, NULL, NULL, NULL, NULL},
                                         {"c", "丙", "0.01", "-0.000001元", "0", "市级", "1999.12.31", "无", "p"}};
  incubator_registry_header header = INCUBATOR_REGISTRY_HEADER_INIT;
  building b;
  building_start(&b, false);
  assert_int_equal(building_csv(&b, "districts", "present,district\n1,p\n"), INCUBATOR_STATUS_OK);
  header.table = "carriers", header.names = names, header.count = 9;
  assert_int_equal(incubator_registry_builder_header(b.builder, &header, &b.error), INCUBATOR_STATUS_OK);
  for (size_t r = 0; r < COUNT(cells); r++) {
    incubator_text row[9];
    for (size_t c = 0; c < 9; c++) row[c] = (incubator_text){cells[r][c], cells[r][c] ? strlen(cells[r][c]) : 0};
    assert_int_equal(incubator_registry_builder_row(b.builder, row, &b.error), INCUBATOR_STATUS_OK);
  }
  if (building_finish(&b) != INCUBATOR_STATUS_OK) fail_msg("%s", b.error.message);
  copy_digest(&b, digest);
  building_end(&b);
}

static void digest_of_the_same_cells_is_equal_for_every_way(void **state)
{
  char csv[65], json[65], columns[65], rows[65];
  (void)state;
  digest_of_csv(csv_of_all, csv);
  digest_of_json(json);
  digest_of_columns(columns);
  digest_of_rows(rows);
  assert_string_equal(csv, json);
  assert_string_equal(csv, columns);
  assert_string_equal(csv, rows);
}

static void digest_of_other_cells_is_another(void **state)
{
  static const char *const texts[] = {"id,name,area,district\na,x,1,p\nb,,2,\n", "id,name,area,district\na,x,1,p\nb,x,2,\n", "id,name,area,district\na,,1,p\nb,x,2,\n",
                                      "id,name,area,district\na,x,1,\nb,,2,p\n", "id,name,area,district\na,x,1.000001,p\nb,,2,\n", "id,name,area,district\nb,x,1,p\na,,2,\n",
                                      "id,name,area,district\na,x,1,p\n", "id,name,district\na,x,p\nb,,\n", "id,name,area,district\na,y,1,p\nb,,2,\n"};
  char digests[COUNT(texts)][65];
  (void)state;
  for (size_t i = 0; i < COUNT(texts); i++) {
    digest_of_csv(texts[i], digests[i]);
    for (size_t k = 0; k < i; k++) {
      if (!strcmp(digests[i], digests[k])) fail_msg("texts %zu and %zu", i, k);
    }
  }
}

/* A column that is not given, and one without a value: the same cells. So too what follows from it: row order of links. */
static void digest_of_an_empty_column_is_that_of_none(void **state)
{
  char given[65], not_given[65];
  (void)state;
  digest_of_csv("id,name,area,ok\na,x,1,\nb,,2,\n", given);
  digest_of_csv("id,area,name\na,1,x\nb,2,\n", not_given);
  assert_string_equal(given, not_given);
}

/* All cells: the key of a link counts, even where the table that it leads to was not given. */
static void digest_of_links_to_a_table_not_given_counts_them(void **state)
{
  building one, two;
  (void)state;
  building_of_csv(&one, "id,district\na,p\n");
  building_of_csv(&two, "id,district\na,q\n");
  assert_string_not_equal(incubator_registry_digest(one.registry), incubator_registry_digest(two.registry));
  building_end(&one);
  building_end(&two);
}

/* ---- Columns ---- */

static uint8_t width_of(const building *b, const char *field)
{
  const inc_frame *frame = inc_registry_frame(b->registry);
  uint32_t table = inc_schema_table(frame->schema, "carriers", 8);
  return frame->tables[table].columns[inc_table_field(&frame->schema->tables[table], field, strlen(field))].width;
}

static void columns_are_as_narrow_as_their_values(void **state)
{
  static const struct {
    const char *values[2];
    uint8_t width;
  } cases[] = {{{"127", "0"}, 1}, {{"128", "0"}, 2}, {{"32767", "5"}, 2}, {{"0", "32768"}, 4}, {{"2147483647", "1"}, 4}, {{"1", "2147483648"}, 8}};
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    building b;
    char *csv = printed("id,count\na,%s\nb,%s\nc,\n", cases[i].values[0], cases[i].values[1]);
    building_of_csv(&b, csv);
    assert_int_equal(width_of(&b, "count"), cases[i].width);
    assert_string_equal(building_cell(&b, "carriers:a", "count"), cases[i].values[0]);
    assert_string_equal(building_cell(&b, "carriers:b", "count"), cases[i].values[1]);
    assert_string_equal(building_cell(&b, "carriers:c", "count"), "?");
    building_end(&b);
    free(csv);
  }
}

/* Values that widen the column again and again, with holes between, in whatever order. */
static void growing_of_random_values_keeps_each(void **state)
{
  enum { ROWS = 3000 };
  static int64_t values[ROWS];
  static bool there[ROWS], drop[ROWS];
  incubator_allocator a = inc_allocator_of(NULL);
  uint64_t random = 59;
  (void)state;
  for (int round = 0; round < 20; round++) {
    inc_growing c = {0};
    for (size_t i = 0; i < ROWS; i++) {
      values[i] = (int64_t)(random_next(&random) >> random_below(&random, 64)) * (random_below(&random, 2) ? 1 : -1);
      there[i] = random_below(&random, 4) != 0 && (i > 500 || round % 2);
      drop[i] = random_below(&random, 3) == 0;
      assert_true(inc_growing_push(&c, &a, !there[i], values[i]));
    }
    for (size_t i = 0; i < ROWS; i++) {
      int64_t value = 0;
      assert_int_equal(inc_growing_get(&c, i, &value), there[i]);
      if (there[i]) assert_int_equal(value, values[i]);
    }
    assert_true(inc_growing_compact(&c, &a, drop));
    for (size_t i = 0, kept = 0; i < ROWS; i++) {
      int64_t value = 0;
      if (drop[i]) continue;
      assert_int_equal(inc_growing_get(&c, kept++, &value), there[i]);
      if (there[i]) assert_int_equal(value, values[i]);
    }
    inc_growing_free(&c, &a);
  }
}

static void registry_keeps_its_columns_in_place(void **state)
{
  building b;
  (void)state;
  building_start(&b, false);
  assert_int_equal(building_csv(&b, "districts", "district,present\np,1\n"), INCUBATOR_STATUS_OK);
  assert_int_equal(building_csv(&b, "carriers", csv_of_all), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  const inc_frame *frame = inc_registry_frame(b.registry);
  const void *before[32];
  uint32_t table = inc_schema_table(frame->schema, "carriers", 8), count = frame->schema->tables[table].count;
  for (uint32_t c = 0; c < count; c++) before[c] = frame->tables[table].columns[c].data;
  incubator_registry *other = incubator_registry_ref(b.registry);
  incubator_registry_builder_free(b.builder);
  b.builder = NULL;
  char digest[65];
  copy_digest(&b, digest);
  incubator_registry_unref(other);
  for (uint32_t c = 0; c < count; c++) assert_ptr_equal(frame->tables[table].columns[c].data, before[c]);
  assert_ptr_equal(incubator_registry_digest(b.registry), incubator_registry_digest(b.registry));
  assert_string_equal(incubator_registry_digest(b.registry), digest);
  assert_int_equal(incubator_registry_rows(b.registry, "nowhere"), 0);
  assert_int_equal(incubator_registry_rows(b.registry, NULL), 0);
  building_end(&b);
}

/* The policy may go first: the registry keeps it by a reference. */
static void registry_outlives_the_callers_policy(void **state)
{
  building b;
  (void)state;
  building_of_csv(&b, "id,area\na,1\n");
  incubator_registry_builder_free(b.builder);
  incubator_policy_unref(b.policy);
  b.builder = NULL, b.policy = NULL;
  assert_string_equal(building_cell(&b, "carriers:a", "area"), "1");
  building_end(&b);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(links_find_their_rows_whatever_the_order),
      cmocka_unit_test(links_to_no_row_are_errors),
      cmocka_unit_test(links_that_are_empty_are_warned_of_once),
      cmocka_unit_test(links_to_a_table_not_given_are_left_open),
      cmocka_unit_test(links_of_dropped_rows_take_their_children_along),
      cmocka_unit_test(links_to_rows_that_were_bad_are_errors_too),
      cmocka_unit_test(reference_rows_are_there_without_any_data),
      cmocka_unit_test(reference_rows_are_filled_but_not_changed_or_added_to),
      cmocka_unit_test(reference_rows_with_the_same_text_again_are_in_order),
      cmocka_unit_test(digest_of_the_same_cells_is_equal_for_every_way),
      cmocka_unit_test(digest_of_other_cells_is_another),
      cmocka_unit_test(digest_of_an_empty_column_is_that_of_none),
      cmocka_unit_test(digest_of_links_to_a_table_not_given_counts_them),
      cmocka_unit_test(columns_are_as_narrow_as_their_values),
      cmocka_unit_test(growing_of_random_values_keeps_each),
      cmocka_unit_test(registry_keeps_its_columns_in_place),
      cmocka_unit_test(registry_outlives_the_callers_policy),
  };
  return cmocka_run_group_tests_name("registry", tests, NULL, NULL);
}
