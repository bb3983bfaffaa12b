#include "engine/cell.h"

#include "base/date.h"
#include "base/decimal.h"
#include "policy/policy.h"
#include "support.h"

static const char policy_text[] =
    "{'format': 'incubator-policy/1', 'id': 'cells',"
    " 'categories': {'level': {'national': {'zh': '国家级', 'en': 'National level', 'aliases': ['国家', 'N']},"
    "                          'municipal': {'zh': '市级'}}},"
    " 'units': {'yuan': {'zh': '元', 'en': 'yuan', 'aliases': ['人民币元', 'CNY'], 'multiples': {'万元': 10000, '亿元': 100000000, '分': 0.01}},"
    "           'm2': {'zh': '平方米', 'aliases': ['㎡', 'm²']}},"
    " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'},"
    "   'money': {'type': 'decimal', 'unit': 'yuan'},"
    "   'area': {'type': 'decimal', 'unit': 'm2', 'min': 0.01, 'max': 10000000},"
    "   'count': {'type': 'integer', 'min': 0},"
    "   'share': {'type': 'decimal', 'min': 0, 'max': 1},"
    "   'rent': {'type': 'decimal', 'unit': 'yuan/m2'},"
    "   'day': {'type': 'date'}, 'ok': {'type': 'boolean'},"
    "   'level': {'type': 'category', 'categories': 'level'},"
    "   'name': {'type': 'text'}, 'code': {'type': 'text', 'format': 'credit-code'}}}}}";

static incubator_policy *policy;

static int open_policy(void **state)
{
  (void)state;
  policy = policy_of(policy_text);
  return 0;
}

static int close_policy(void **state)
{
  (void)state;
  incubator_policy_unref(policy);
  return 0;
}

static const inc_field *field_of(const char *name)
{
  const inc_table *table = &policy->program.schema.tables[0];
  uint32_t field = inc_table_field(table, name, strlen(name));
  assert_true(field != INC_NONE);
  return &table->fields[field];
}

typedef struct cell_case {
  const char *field, *text;
  const char *code; /* of the fault; NULL: read */
  int64_t value;
} cell_case;

static void check_cells(const cell_case *cases, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    inc_cell_text cell;
    const cell_case *c = &cases[i];
    inc_cell_fault f = inc_cell_read(&policy->program.schema, field_of(c->field), c->text, strlen(c->text), INC_MICRO, &cell);
    bool same = c->code ? f.code && !strcmp(f.code, c->code) : !f.code;
    if (!same) fail_msg("%s \"%s\": found %s", c->field, c->text, f.code ? f.code : "a value");
    if (!c->code && cell.value != c->value) fail_msg("%s \"%s\": %lld", c->field, c->text, (long long)cell.value);
    if (c->code && !*f.expected) fail_msg("%s \"%s\": does not say what was expected", c->field, c->text);
  }
}

static void cell_read_of_numbers_takes_the_ways_of_tables(void **state)
{
  static const cell_case cases[] = {
      {"money", "5", NULL, 5000000},
      {"money", " 5.25 ", NULL, 5250000},
      {"money", "-5", NULL, -5000000},
      {"money", "+5", NULL, 5000000},
      {"money", "1,234,567.89", NULL, INT64_C(1234567890000)},
      {"money", "１２３．５", NULL, 123500000},
      {"money", "１，２３４", NULL, 1234000000},
      {"money", "　7　", NULL, 7000000},
      {"money", "1e3", NULL, 1000000000},
      {"money", "1.5E-3", NULL, 1500},
      {"count", "12", NULL, 12},
      {"count", "12.0", NULL, 12},
      {"count", "1,000", NULL, 1000},
      {"money", "-1,000", NULL, -1000000000},
  };
  (void)state;
  check_cells(cases, COUNT(cases));
}

static void cell_read_of_units_converts_into_the_base(void **state)
{
  static const cell_case cases[] = {
      {"money", "5万元", NULL, INT64_C(50000000000)},
      {"money", "5 万元", NULL, INT64_C(50000000000)},
      {"money", "0.5亿元", NULL, INT64_C(50000000000000)},
      {"money", "1.5分", NULL, 15000},
      {"money", "5元", NULL, 5000000},
      {"money", "5 YUAN", NULL, 5000000},
      {"money", "5cny", NULL, 5000000},
      {"money", "1,234万元", NULL, INT64_C(12340000000000)},
      {"money", "５万元", NULL, INT64_C(50000000000)},
      {"area", "120㎡", NULL, 120000000},
      {"area", "120 m²", NULL, 120000000},
      {"area", "120平方米", NULL, 120000000},
      {"area", "1e3m2", NULL, 1000000000},
      {"share", "75%", NULL, 750000},
      {"share", "75％", NULL, 750000},
      {"share", "0.75", NULL, 750000},
      {"rent", "12.5yuan/m2", NULL, 12500000},
      {"money", "5美元", "unit-unknown", 0},
      {"area", "5万元", "unit-unknown", 0},
      {"money", "5%", "unit-unknown", 0},
      {"money", "5 e", "unit-unknown", 0},
      {"rent", "12.5万元/m2", "unit-unknown", 0},
  };
  (void)state;
  check_cells(cases, COUNT(cases));
}

static void cell_read_of_wrong_numbers_says_what_is_wrong(void **state)
{
  static const cell_case cases[] = {
      {"money", "abc", "not-number", 0},
      {"money", "万元", "not-number", 0},
      {"money", "1,23,456", "not-number", 0},
      {"money", "1,2345", "not-number", 0},
      {"money", ",123", "not-number", 0},
      {"money", "1,234,", "not-number", 0},
      {"money", "1.5,000", "not-number", 0},
      {"money", "12,34.5", "not-number", 0},
      {"money", "1..5", "not-number", 0},
      {"money", "--5", "not-number", 0},
      {"money", "5-6", "not-number", 0},
      {"money", "1.2345678", "too-fine", 0},
      {"money", "0.00001分", "too-fine", 0},
      {"money", "1e13", "out-of-range", 0},
      {"money", "99999999亿元", "out-of-range", 0},
      {"area", "0", "out-of-range", 0},
      {"area", "0.009999", "out-of-range", 0},
      {"area", "10000000.000001", "out-of-range", 0},
      {"share", "101%", "out-of-range", 0},
      {"count", "-1", "out-of-range", 0},
      {"count", "1.5", "not-integer", 0},
      {"area", "1 234", "unit-unknown", 0},
  };
  (void)state;
  check_cells(cases, COUNT(cases));
}

static void cell_read_at_the_bounds_is_inside(void **state)
{
  static const cell_case cases[] = {
      {"area", "0.01", NULL, 10000},
      {"area", "10000000", NULL, INT64_C(10000000000000)},
      {"share", "100%", NULL, 1000000},
      {"share", "0", NULL, 0},
      {"count", "0", NULL, 0},
      {"count", "9223372036854", NULL, INT64_C(9223372036854)},
      {"money", "9223372036854.775807", NULL, INT64_MAX},
      {"money", "-9223372036854.775807", NULL, -INT64_MAX},
  };
  (void)state;
  check_cells(cases, COUNT(cases));
}

/* Numbers of millions of digits and more: refused, whatever they say. */
static void cell_read_of_a_very_long_number_is_refused(void **state)
{
  char text[1000];
  inc_cell_text cell;
  (void)state;
  memset(text, '0', sizeof text);
  text[sizeof text - 1] = '1';
  inc_cell_fault f = inc_cell_read(&policy->program.schema, field_of("money"), text, sizeof text, INC_MICRO, &cell);
  assert_string_equal(f.code, "not-number");
}

static void cell_read_of_dates_booleans_and_categories(void **state)
{
  static const cell_case cases[] = {
      {"day", "2021-08-25", NULL, 18864},
      {"day", "2021年8月25日", NULL, 18864},
      {"day", " ２０２１／８／２５ ", NULL, 18864},
      {"day", "20210825", NULL, 18864},
      {"day", "25.8.2021", "not-date", 0},
      {"day", "2021-02-29", "not-date", 0},
      {"day", "44433", "not-date", 0},
      {"ok", "是", NULL, 1},
      {"ok", "有", NULL, 1},
      {"ok", "√", NULL, 1},
      {"ok", "TRUE", NULL, 1},
      {"ok", "Yes", NULL, 1},
      {"ok", "１", NULL, 1},
      {"ok", "否", NULL, 0},
      {"ok", "无", NULL, 0},
      {"ok", "没有", NULL, 0},
      {"ok", "false", NULL, 0},
      {"ok", "0", NULL, 0},
      {"ok", "maybe", "not-boolean", 0},
      {"ok", "2", "not-boolean", 0},
      {"level", "national", NULL, 0},
      {"level", "NATIONAL", NULL, 0},
      {"level", "国家级", NULL, 0},
      {"level", "national level", NULL, 0},
      {"level", "　国家　", NULL, 0},
      {"level", "ｎ", NULL, 0},
      {"level", "市级", NULL, 1},
      {"level", "省级", "category-unknown", 0},
      {"level", "0", "category-unknown", 0},
  };
  (void)state;
  check_cells(cases, COUNT(cases));
}

static void cell_read_of_white_space_is_missing_for_every_type(void **state)
{
  static const char *const fields[] = {"money", "count", "day", "ok", "level", "name", "code"};
  static const char *const texts[] = {"", "  ", "　", "\t\r\n", "\xC2\xA0"};
  (void)state;
  for (size_t f = 0; f < COUNT(fields); f++) {
    for (size_t t = 0; t < COUNT(texts); t++) {
      inc_cell_text cell = {0};
      inc_cell_fault fault =
          inc_cell_read(&policy->program.schema, field_of(fields[f]), texts[t], strlen(texts[t]), INC_MICRO, &cell);
      assert_null(fault.code);
      assert_true(cell.missing);
    }
  }
}

static void cell_read_under_a_header_with_a_unit_multiplies(void **state)
{
  inc_cell_text cell;
  const inc_field *money = field_of("money");
  (void)state;
  int64_t factor = inc_field_factor(money, "万元", strlen("万元"));
  assert_int_equal(factor, INT64_C(10000000000));
  assert_null(inc_cell_read(&policy->program.schema, money, "5.5", 3, factor, &cell).code);
  assert_int_equal(cell.value, INT64_C(55000000000));
  assert_null(inc_cell_read(&policy->program.schema, money, "5元", strlen("5元"), factor, &cell).code); /* the cell's own unit counts */
  assert_int_equal(cell.value, 5000000);
  assert_int_equal(inc_field_factor(money, "吨", strlen("吨")), 0);
  assert_int_equal(inc_field_factor(field_of("day"), "元", strlen("元")), 0);
}

static void cell_read_of_text_keeps_its_bytes(void **state)
{
  inc_cell_text cell;
  (void)state;
  assert_null(inc_cell_read(&policy->program.schema, field_of("name"), " Ａ ", strlen(" Ａ "), INC_MICRO, &cell).code);
  assert_true(cell.text);
  assert_false(cell.missing);
}

static void cell_read_json_takes_types_that_fit(void **state)
{
  static const struct {
    const char *field, *json, *code;
    int64_t value;
    bool missing;
  } cases[] = {
      {"money", "12.5", NULL, 12500000, false},
      {"money", "\"12.5\"", NULL, 12500000, false},
      {"money", "\"5万元\"", NULL, INT64_C(50000000000), false},
      {"money", "123456789.123456", NULL, INT64_C(123456789123456), false},
      {"money", "1234567890.123456", "number-too-long", 0, false},
      {"money", "\"1234567890.123456\"", NULL, INT64_C(1234567890123456), false},
      {"money", "1e400", "out-of-range", 0, false},
      {"money", "true", "type-mismatch", 0, false},
      {"money", "[1]", "type-mismatch", 0, false},
      {"money", "{}", "type-mismatch", 0, false},
      {"money", "null", NULL, 0, true},
      {"money", "\"\"", NULL, 0, true},
      {"ok", "true", NULL, 1, false},
      {"ok", "false", NULL, 0, false},
      {"ok", "\"是\"", NULL, 1, false},
      {"ok", "1", NULL, 1, false},
      {"level", "\"市级\"", NULL, 1, false},
      {"level", "false", "type-mismatch", 0, false},
      {"day", "\"2021-08-25\"", NULL, 18864, false},
      {"day", "20210825", NULL, 18864, false},
      {"count", "3.0", NULL, 3, false},
      {"count", "3.5", "not-integer", 0, false},
  };
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    incubator_allocator a = inc_allocator_of(NULL);
    inc_json_document *d;
    inc_cell_text cell;
    assert_int_equal(inc_json_read(&a, "j", cases[i].json, strlen(cases[i].json), &d, NULL), INCUBATOR_STATUS_OK);
    inc_cell_fault f = inc_cell_read_json(&policy->program.schema, field_of(cases[i].field), d, inc_json_root(d), &cell);
    bool same = cases[i].code ? f.code && !strcmp(f.code, cases[i].code) : !f.code;
    if (!same) fail_msg("%s: found %s", cases[i].json, f.code ? f.code : "a value");
    if (!f.code && (cell.value != cases[i].value || cell.missing != cases[i].missing)) fail_msg("%s", cases[i].json);
    inc_json_free(d);
  }
}

/* ---- Unified social credit codes, GB 32100-2015 ---- */

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* By the standard's formula: weights 3^(i − 1) mod 31, check = (31 − Σ mod 31) mod 31. */
static char check_character(const char *code)
{
  int sum = 0;
  for (int i = 0; i < 17; i++) {
    int weight = 1;
    for (int k = 0; k < i; k++) weight = weight * 3 % 31;
    sum += (int)(strchr(alphabet, code[i]) - alphabet) * weight;
  }
  return alphabet[(31 - sum % 31) % 31];
}

static void credit_code_valid_of_random_codes_takes_one_check_only(void **state)
{
  uint64_t random = 41;
  (void)state;
  for (int i = 0; i < 2000; i++) {
    char code[19] = {0};
    for (int k = 0; k < 17; k++) code[k] = alphabet[random_below(&random, 31)];
    char right = check_character(code);
    for (int c = 0; c < 31; c++) {
      code[17] = alphabet[c];
      assert_int_equal(inc_credit_code_valid(code, 18), code[17] == right);
    }
  }
}

static void credit_code_valid_of_real_codes_holds(void **state)
{
  static const char *const codes[] = {"91110000802100433B", "91420100MA4KX1BX2H", "11420100010001234X", "91110108551385082Q"};
  (void)state;
  for (size_t i = 0; i < COUNT(codes); i++) {
    assert_int_equal(inc_credit_code_valid(codes[i], 18), codes[i][17] == check_character(codes[i]));
  }
  assert_true(inc_credit_code_valid("91110000802100433B", 18)); /* Baidu Online Network Technology, as published */
}

static void credit_code_valid_outside_the_alphabet_is_refused(void **state)
{
  char code[20] = "91110000802100433B";
  static const char outside[] = "IOSVZ a-";
  (void)state;
  for (size_t i = 0; i < sizeof outside; i++) { /* the zero byte too */
    char wrong[19];
    memcpy(wrong, code, sizeof wrong);
    wrong[5] = outside[i];
    assert_false(inc_credit_code_valid(wrong, 18));
    memcpy(wrong, code, sizeof wrong);
    wrong[17] = outside[i];
    assert_false(inc_credit_code_valid(wrong, 18));
  }
  assert_false(inc_credit_code_valid(code, 17));
  assert_false(inc_credit_code_valid(code, 19));
  assert_false(inc_credit_code_valid("", 0));
}

static void cell_read_of_a_credit_code_checks_it(void **state)
{
  inc_cell_text cell;
  (void)state;
  assert_null(inc_cell_read(&policy->program.schema, field_of("code"), " 91110000802100433B ", 20, INC_MICRO, &cell).code);
  assert_string_equal(inc_cell_read(&policy->program.schema, field_of("code"), "91110000802100433C", 18, INC_MICRO, &cell).code,
                      "credit-code");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cell_read_of_numbers_takes_the_ways_of_tables),
      cmocka_unit_test(cell_read_of_units_converts_into_the_base),
      cmocka_unit_test(cell_read_of_wrong_numbers_says_what_is_wrong),
      cmocka_unit_test(cell_read_at_the_bounds_is_inside),
      cmocka_unit_test(cell_read_of_a_very_long_number_is_refused),
      cmocka_unit_test(cell_read_of_dates_booleans_and_categories),
      cmocka_unit_test(cell_read_of_white_space_is_missing_for_every_type),
      cmocka_unit_test(cell_read_under_a_header_with_a_unit_multiplies),
      cmocka_unit_test(cell_read_of_text_keeps_its_bytes),
      cmocka_unit_test(cell_read_json_takes_types_that_fit),
      cmocka_unit_test(credit_code_valid_of_random_codes_takes_one_check_only),
      cmocka_unit_test(credit_code_valid_of_real_codes_holds),
      cmocka_unit_test(credit_code_valid_outside_the_alphabet_is_refused),
      cmocka_unit_test(cell_read_of_a_credit_code_checks_it),
  };
  return cmocka_run_group_tests_name("cell", tests, open_policy, close_policy);
}
