/* Many rows: every block, every width of integers, checked row by row against plain arithmetic. */
#include "base/decimal.h"

#include "support.h"

enum { ROWS = 5000 };

static const char policy_text[] =
    "{'format': 'incubator-policy/1', 'id': 'b', 'parameters': {'rate': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': 3}]}},"
    " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'},"
    "   'n': {'type': 'integer', 'min': 0, 'max': 10000}, 'd': {'type': 'integer', 'min': 0, 'max': 10},"
    "   'p': {'type': 'decimal'}, 'q': {'type': 'decimal'}, 's': {'type': 'decimal'}}}},"
    " 'rules': {"
    "  'seventh': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 's'}, 7]}},"
    "  'prime': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 's'}, 999983]}, 'round': {'to': 0.000001, 'mode': 'half-up'}},"
    "  'half': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 's'}, 2]}},"
    "  'large': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 'p'}, 7]}},"
    "  'curve': {'kind': 'derive', 'on': 't', 'value': {'var': 'n'}, 'scale': {'points': [[0, 0], [3333, 1], [7777, -5], [9000, 0.25]], 'outside': 'hold'}},"
    "  'quotient': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 'n'}, {'var': 'd'}]}},"
    "  'times': {'kind': 'derive', 'on': 't', 'value': {'*': [{'var': 'p'}, {'var': 'q'}]}},"
    "  'power': {'kind': 'derive', 'on': 't', 'value': {'*': [{'var': 'p'}, {'var': 'p'}, {'var': 'p'}, 0.000001]}},"
    "  'less': {'kind': 'derive', 'on': 't', 'value': {'<': [{'*': [{'var': 'p'}, {'var': 'p'}, {'var': 'p'}, {'var': 'q'}]}, {'*': [{'var': 'q'}, {'var': 'q'}, {'var': 'q'}, {'var': 'p'}]}]}},"
    "  'back': {'kind': 'derive', 'on': 't', 'value': {'==': [{'/': [{'*': [{'var': 'p'}, {'var': 'q'}, {'var': 'q'}]}, {'*': [{'var': 'q'}, {'var': 'q'}]}]}, {'var': 'p'}]}},"
    "  'band': {'kind': 'choose', 'on': 't', 'cases': [{'when': {'<': [{'var': 'n'}, 1000]}, 'is': 1}, {'when': {'==': [{'var': 'd'}, 0]}, 'is': 2}], 'else': {'is': {'var': 'params.rate'}}}}}";

/* What row i holds; missing where `there` says so. */
typedef struct row_values {
  int64_t n, d, p, q, s; /* p, q and s in micros; s is below 2^52 */
  bool has_n, has_p;
} row_values;

static row_values values_of(size_t i)
{
  uint64_t random = i * 2654435761u + 12345;
  row_values v = {.n = (int64_t)(i * 2), .d = (int64_t)(i % 7), .has_n = i % 11 != 3, .has_p = i % 13 != 5};
  v.p = (int64_t)(random_next(&random) >> (1 + random_below(&random, 60)));
  v.q = (int64_t)(random_next(&random) >> (1 + random_below(&random, 60)));
  if (i % 3 == 0) v.p = -v.p;
  if (i % 5 == 0) v.q = -v.q;
  if (i % 17 == 0) v.q = v.p;
  v.s = v.p / 2048;
  return v;
}

static void open_rows(world *w)
{
  static int64_t n[ROWS], d[ROWS], p[ROWS], q[ROWS], s[ROWS];
  static uint8_t no_n[ROWS], no_p[ROWS];
  static char keys[ROWS][8];
  static incubator_text ids[ROWS];
  for (size_t i = 0; i < ROWS; i++) {
    row_values v = values_of(i);
    n[i] = v.n, d[i] = v.d, p[i] = v.p, q[i] = v.q, s[i] = v.s;
    no_n[i] = !v.has_n, no_p[i] = !v.has_p;
    ids[i] = (incubator_text){keys[i], (size_t)snprintf(keys[i], sizeof keys[i], "%zu", i % 100000)};
  }
  const struct {
    const char *name;
    incubator_values kind;
    const void *values;
    const uint8_t *missing;
  } all[] = {{"id", INCUBATOR_VALUES_TEXT, ids, NULL}, {"n", INCUBATOR_VALUES_WHOLE, n, no_n}, {"d", INCUBATOR_VALUES_WHOLE, d, NULL},
             {"p", INCUBATOR_VALUES_MICROS, p, no_p}, {"q", INCUBATOR_VALUES_MICROS, q, NULL}, {"s", INCUBATOR_VALUES_MICROS, s, NULL}};
  incubator_registry_column columns[COUNT(all)];
  for (size_t c = 0; c < COUNT(all); c++) {
    columns[c] = (incubator_registry_column)INCUBATOR_REGISTRY_COLUMN_INIT;
    columns[c].name = all[c].name, columns[c].kind = all[c].kind, columns[c].values = all[c].values, columns[c].missing = all[c].missing;
  }
  world_start(w, policy_text);
  assert_int_equal(incubator_registry_builder_columns(w->builder, "t", columns, COUNT(all), ROWS, NULL), INCUBATOR_STATUS_OK);
  world_decide(w, "2024-06-30");
}

static incubator_column column_of(const world *w, const char *name)
{
  incubator_column c = INCUBATOR_COLUMN_INIT;
  assert_int_equal(incubator_decisions_column(w->decisions, name, &c, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(c.rows, ROWS);
  return c;
}

static void check_number(const incubator_column *c, size_t i, incubator_gap gap, inc_i128 value)
{
  int64_t found = ((const int64_t *)c->values)[i];
  if (!gap && (value > INT64_MAX || value < -INT64_MAX)) gap = INCUBATOR_GAP_ERROR;
  if (c->gaps[i] != gap || found != (gap ? 0 : (int64_t)value)) fail_msg("row %zu: gap %d, %lld", i, c->gaps[i], (long long)found);
}

static void quotients_of_many_rows_are_rounded_row_by_row(void **state)
{
  world w;
  (void)state;
  open_rows(&w);
  incubator_column c = column_of(&w, "quotient");
  for (size_t i = 0; i < ROWS; i++) {
    row_values v = values_of(i);
    incubator_gap gap = !v.has_n ? INCUBATOR_GAP_MISSING : v.d ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_ERROR;
    check_number(&c, i, gap, gap ? 0 : inc_divide_round((inc_i128)v.n * INC_MICRO, v.d, INC_ROUND_HALF_EVEN));
  }
  world_end(&w);
}

/* By constants: of numbers that a double can estimate, and of those that it can't. */
static void quotients_by_constants_are_rounded_exactly(void **state)
{
  static const struct {
    const char *rule;
    int64_t divisor;
    inc_rounding rounding;
  } cases[] = {{"seventh", 7, INC_ROUND_HALF_EVEN}, {"prime", 999983, INC_ROUND_HALF_UP}, {"half", 2, INC_ROUND_HALF_EVEN}, {"large", 7, INC_ROUND_HALF_EVEN}};
  world w;
  (void)state;
  open_rows(&w);
  for (size_t k = 0; k < COUNT(cases); k++) {
    incubator_column c = column_of(&w, cases[k].rule);
    bool large = !strcmp(cases[k].rule, "large");
    for (size_t i = 0; i < ROWS; i++) {
      row_values v = values_of(i);
      incubator_gap gap = large && !v.has_p ? INCUBATOR_GAP_MISSING : INCUBATOR_GAP_NONE;
      check_number(&c, i, gap, inc_divide_round(large ? v.p : v.s, cases[k].divisor, cases[k].rounding));
    }
  }
  world_end(&w);
}

/* (y0 · run + (n − x0) · rise) / run, in micros. */
static void curves_are_rounded_once(void **state)
{
  static const int64_t x[] = {0, 3333, 7777, 9000}, y[] = {0, 1000000, -5000000, 250000};
  world w;
  (void)state;
  open_rows(&w);
  incubator_column c = column_of(&w, "curve");
  for (size_t i = 0; i < ROWS; i++) {
    row_values v = values_of(i);
    size_t piece = v.n >= x[2] ? 2 : v.n >= x[1] ? 1 : 0;
    inc_i128 run = x[piece + 1] - x[piece], rise = y[piece + 1] - y[piece];
    inc_i128 value = v.n >= x[3] ? y[3] : inc_divide_round(y[piece] * run + (v.n - x[piece]) * rise, run, INC_ROUND_HALF_EVEN);
    check_number(&c, i, v.has_n ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_MISSING, value);
  }
  world_end(&w);
}

static void products_beyond_the_grid_are_errors_of_their_rows_only(void **state)
{
  size_t errors = 0;
  world w;
  (void)state;
  open_rows(&w);
  incubator_column c = column_of(&w, "times");
  for (size_t i = 0; i < ROWS; i++) {
    row_values v = values_of(i);
    inc_i128 product = (inc_i128)v.p * v.q;
    check_number(&c, i, v.has_p ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_MISSING, inc_divide_round(product, INC_MICRO, INC_ROUND_HALF_EVEN));
    errors += c.gaps[i] == INCUBATOR_GAP_ERROR;
  }
  assert_true(errors > 100 && errors < ROWS - 100);
  world_end(&w);
}

/* p³ · 10⁻⁶ on the grid: p is below 2^63, so the cube is worked out in two steps by hand. */
static void cubes_in_wide_integers_are_rounded_exactly(void **state)
{
  world w;
  (void)state;
  open_rows(&w);
  incubator_column c = column_of(&w, "power");
  for (size_t i = 0; i < ROWS; i++) {
    row_values v = values_of(i);
    const inc_i128 million = INC_MICRO, scale = million * million * million; /* of p³·10⁻⁶ in micros: p³ / 10¹⁸ */
    inc_i128 magnitude = v.p < 0 ? -(inc_i128)v.p : v.p;
    if (magnitude > INT64_C(3000000000000)) { /* its cube does not fit into 128 bits; beyond 2.1e12 it is off the grid */
      check_number(&c, i, v.has_p ? INCUBATOR_GAP_ERROR : INCUBATOR_GAP_MISSING, 0);
      continue;
    }
    inc_i128 cube = magnitude * magnitude * magnitude;
    inc_i128 value = inc_divide_round(v.p < 0 ? -cube : cube, scale, INC_ROUND_HALF_EVEN);
    check_number(&c, i, v.has_p ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_MISSING, value);
  }
  world_end(&w);
}

/* p³q < q³p ⟺ pq(p² − q²) < 0 */
static void comparisons_of_wide_products_are_exact(void **state)
{
  world w;
  (void)state;
  open_rows(&w);
  incubator_column less = column_of(&w, "less"), back = column_of(&w, "back");
  for (size_t i = 0; i < ROWS; i++) {
    row_values v = values_of(i);
    inc_i128 p = v.p < 0 ? -(inc_i128)v.p : v.p, q = v.q < 0 ? -(inc_i128)v.q : v.q;
    int sign = (v.p > 0) - (v.p < 0), other = (v.q > 0) - (v.q < 0), order = (p > q) - (p < q);
    uint8_t gap = v.has_p ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_MISSING;
    bool expected = !gap && sign * other * order < 0;
    if (less.gaps[i] != gap || ((const int8_t *)less.values)[i] != expected) fail_msg("row %zu", i);
    if (!gap && v.q == 0) gap = INCUBATOR_GAP_ERROR;
    if (back.gaps[i] != gap || ((const int8_t *)back.values)[i] != !gap) fail_msg("back of row %zu", i);
  }
  world_end(&w);
}

static void choices_of_many_rows_are_made_row_by_row(void **state)
{
  world w;
  (void)state;
  open_rows(&w);
  incubator_column c = column_of(&w, "band"), taken = column_of(&w, "band:case");
  for (size_t i = 0; i < ROWS; i++) {
    row_values v = values_of(i);
    int64_t number = v.n < 1000 ? 1 : v.d == 0 ? 2 : 3;
    incubator_gap gap = v.has_n ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_MISSING;
    check_number(&c, i, gap, number * INC_MICRO);
    check_number(&taken, i, gap, number % 3 * INC_MICRO);
  }
  world_end(&w);
}

static void single_cells_agree_with_their_columns(void **state)
{
  static const char *const names[] = {"quotient", "times", "power", "less", "back", "band"};
  world w;
  (void)state;
  open_rows(&w);
  for (size_t k = 0; k < COUNT(names); k++) {
    incubator_column c = column_of(&w, names[k]);
    for (size_t i = 0; i < ROWS; i += 97) {
      char subject[32];
      incubator_cell cell = INCUBATOR_CELL_INIT;
      snprintf(subject, sizeof subject, "t:%zu", i);
      assert_int_equal(incubator_decisions_cell(w.decisions, subject, names[k], &cell, NULL), INCUBATOR_STATUS_OK);
      int64_t value = c.width == 1 ? ((const int8_t *)c.values)[i] : ((const int64_t *)c.values)[i];
      assert_int_equal(cell.gap, c.gaps[i]);
      assert_int_equal(cell.value, value);
      assert_int_equal(cell.type, c.type);
    }
  }
  world_end(&w);
}

/* Products of bounds that all fit, and one that does not any more. */
static void formulas_of_many_factors_are_exact_up_to_the_widest(void **state)
{
  static const char head[] = "{'format': 'incubator-policy/1', 'id': 'w', 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}}}},"
                             " 'rules': {'v': {'kind': 'derive', 'on': 't', 'value': {'>': [{'*': [";
  (void)state;
  for (size_t factors = 2; factors <= 16; factors++) {
    char *text = printed("%s{'var': 'x'}", head), *more;
    for (size_t i = 1; i < factors; i++, free(text), text = more) more = printed("%s, {'var': 'x'}", text);
    more = printed("%s]}, 1]}}}}", text);
    free(text);
    incubator_policy *policy = NULL;
    incubator_findings *findings = NULL;
    incubator_status status = policy_try(more, &policy, &findings, NULL);
    /* 63 bits a factor, and 10^(6 · factors) for the literal's scale, 20 bits a factor: all in 960 up to 15 factors */
    if (factors <= 11) assert_int_equal(status, INCUBATOR_STATUS_OK);
    if (factors == 16) assert_non_null(finding_of(findings, "too-wide"));
    if (status == INCUBATOR_STATUS_OK) {
      world w;
      world_open(&w, more, "t", "id,x\na,9223372036854.775807\nb,-9223372036854.775807\nc,1\nd,1.000001\ne,0.999999\n", "2024-06-30");
      assert_string_equal(world_cell(&w, "t:a", "v"), "true");
      assert_string_equal(world_cell(&w, "t:b", "v"), factors % 2 ? "false" : "true");
      assert_string_equal(world_cell(&w, "t:c", "v"), "false");
      assert_string_equal(world_cell(&w, "t:d", "v"), "true");
      assert_string_equal(world_cell(&w, "t:e", "v"), "false");
      world_end(&w);
    }
    incubator_findings_free(findings);
    incubator_policy_unref(policy);
    free(more);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(quotients_of_many_rows_are_rounded_row_by_row),
      cmocka_unit_test(quotients_by_constants_are_rounded_exactly),
      cmocka_unit_test(curves_are_rounded_once),
      cmocka_unit_test(products_beyond_the_grid_are_errors_of_their_rows_only),
      cmocka_unit_test(cubes_in_wide_integers_are_rounded_exactly),
      cmocka_unit_test(comparisons_of_wide_products_are_exact),
      cmocka_unit_test(choices_of_many_rows_are_made_row_by_row),
      cmocka_unit_test(single_cells_agree_with_their_columns),
      cmocka_unit_test(formulas_of_many_factors_are_exact_up_to_the_widest),
  };
  return cmocka_run_group_tests_name("block", tests, NULL, NULL);
}
