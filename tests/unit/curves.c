/* Curves of every form over whole numbers, fen and millionths, alone and weighted in sums: each row against plain fractions. */
#include "base/decimal.h"

#include "support.h"

enum { ROWS = 4200, POINTS = 9, CURVES = 12, WORLDS = 40 };

typedef struct curve {
  int field;           /* 0 … 2 */
  bool steps, beyond;  /* a number holds beyond the ends, else the ends do */
  size_t count;
  int64_t x[POINTS], y[POINTS], outside; /* micros */
  int weight;
} curve;

static const char *const fields[] = {"whole", "fen", "micros"};
static const int64_t units[] = {INC_MICRO, 10000, 1}, tops[] = {300, 9000000, 1000000};
static const char *const modes[] = {"half-even", "half-up", "down"};
static int64_t values[3][ROWS];

static int compare(const void *a, const void *b)
{
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

/* Points in order of x; two may share one, so that the curve jumps there. Now and then all is below 0, or comes down. */
static curve random_curve(uint64_t *random)
{
  curve c = {.field = (int)random_below(random, 3), .steps = random_below(random, 3) == 0, .beyond = random_below(random, 3) == 0};
  const int64_t unit = units[c.field], top = tops[c.field], grid = random_below(random, 2) ? 1000000 : 10000;
  const uint64_t jumps = random_below(random, 3);
  c.count = 2 + random_below(random, POINTS - 1);
  for (size_t i = 0; i < c.count; i++) c.x[i] = (int64_t)random_below(random, (uint64_t)top) * unit;
  qsort(c.x, c.count, sizeof *c.x, compare);
  for (size_t i = 1; i < c.count; i++) {
    bool jump = jumps == 0 && !c.steps && (i < 2 || c.x[i - 2] != c.x[i - 1]) && random_below(random, 2);
    if (jump) c.x[i] = c.x[i - 1];
    else if (c.x[i] <= c.x[i - 1]) c.x[i] = c.x[i - 1] + unit;
  }
  for (size_t i = 0; i < c.count; i++) c.y[i] = (int64_t)random_below(random, 101) * grid - (random_below(random, 4) ? 0 : 30 * grid);
  if (random_below(random, 2)) qsort(c.y, c.count, sizeof *c.y, compare);
  c.outside = (int64_t)random_below(random, 11) * grid;
  c.weight = 1 + (int)random_below(random, 40);
  return c;
}

static char *number(int64_t micros)
{
  return printed("%s%lld.%06lld", micros < 0 ? "-" : "", (long long)llabs(micros / INC_MICRO), (long long)llabs(micros % INC_MICRO));
}

static char *joined(char *text, char *more)
{
  char *both = printed("%s%s", text, more);
  free(text);
  free(more);
  return both;
}

static char *scale_text(const curve *c)
{
  char *text = printed("{'%s': [", c->steps ? "steps" : "points");
  for (size_t i = 0; i < c->count; i++) {
    char *x = number(c->x[i]), *y = number(c->y[i]);
    text = joined(text, printed("%s[%s, %s]", i ? ", " : "", x, y));
    free(x);
    free(y);
  }
  char *outside = c->beyond ? number(c->outside) : strdup("'hold'");
  text = joined(text, printed("], 'outside': %s}", outside));
  free(outside);
  return text;
}

static char *policy_text(const curve *curves, const char *mode)
{
  char *text = printed("{'format': 'incubator-policy/1', 'id': 'c', 'rounding': '%s', 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'},"
                       " 'whole': {'type': 'integer'}, 'fen': {'type': 'decimal'}, 'micros': {'type': 'decimal'}}}}, 'rules': {", mode);
  for (int i = 0; i < CURVES; i++) {
    char *scale = scale_text(&curves[i]);
    text = joined(text, printed("'c%d': {'kind': 'derive', 'on': 't', 'value': {'var': '%s'}, 'scale': %s}, ", i, fields[curves[i].field], scale));
    free(scale);
  }
  text = joined(text, strdup("'sum': {'kind': 'score', 'on': 't', 'aggregate': 'sum', 'items': {"));
  for (int i = 0; i < CURVES; i++) {
    char *scale = scale_text(&curves[i]);
    text = joined(text, printed("%s'i%d': {'value': {'var': '%s'}, 'weight': %d, 'scale': %s}", i ? ", " : "", i, fields[curves[i].field], curves[i].weight, scale));
    free(scale);
  }
  return joined(text, strdup("}}}}"));
}

/* As the documents say it: the last point at or below x, and the way from there to the next one. */
static int64_t expected(const curve *c, int64_t x, inc_rounding mode)
{
  if (x < c->x[0]) return c->beyond ? c->outside : c->y[0];
  size_t last = 0;
  while (last + 1 < c->count && c->x[last + 1] <= x) last++;
  if (c->steps) return c->y[last];
  if (last + 1 == c->count) return c->beyond && x > c->x[last] ? c->outside : c->y[last];
  inc_i128 run = c->x[last + 1] - c->x[last], rise = c->y[last + 1] - c->y[last];
  return (int64_t)inc_divide_round((inc_i128)c->y[last] * run + (inc_i128)(x - c->x[last]) * rise, run, mode);
}

/* Ends of curves and their neighbours first, then anything, some of it outside what the curves speak of; the last rows as far out as 32 bits go. */
static void fill_values(const curve *curves, bool extreme, uint64_t *random)
{
  size_t filled[3] = {0};
  for (int k = 0; k < CURVES; k++) {
    const curve *c = &curves[k];
    for (size_t i = 0; i < c->count * 3; i++) {
      int64_t near = ((int64_t)(i % 3) - 1) * units[c->field];
      values[c->field][filled[c->field]++] = c->x[i / 3] + near;
    }
  }
  for (int f = 0; f < 3; f++) {
    for (size_t i = filled[f]; i < ROWS; i++) values[f][i] = ((int64_t)random_below(random, (uint64_t)tops[f] * 9 / 8) - tops[f] / 16) * units[f];
    if (extreme) values[f][ROWS - 1] = INT32_MIN * units[f], values[f][ROWS - 2] = INT32_MAX * units[f];
  }
}

static void build(world *w, const char *policy, uint8_t *missing)
{
  static char keys[ROWS][8];
  static incubator_text ids[ROWS];
  incubator_registry_column columns[4];
  for (size_t i = 0; i < ROWS; i++) ids[i] = (incubator_text){keys[i], (size_t)snprintf(keys[i], sizeof keys[i], "%u", (unsigned)(i % 10000))};
  for (int c = 0; c < 4; c++) {
    columns[c] = (incubator_registry_column)INCUBATOR_REGISTRY_COLUMN_INIT;
    columns[c].name = c < 3 ? fields[c] : "id";
    columns[c].kind = c < 3 ? INCUBATOR_VALUES_MICROS : INCUBATOR_VALUES_TEXT;
    columns[c].values = c < 3 ? (const void *)values[c] : ids;
  }
  columns[1].missing = missing;
  world_start(w, policy);
  assert_int_equal(incubator_registry_builder_columns(w->builder, "t", columns, 4, ROWS, NULL), INCUBATOR_STATUS_OK);
  world_decide(w, "2024-06-30");
}

static const int64_t *numbers_of(const world *w, const char *name, const uint8_t **gaps)
{
  incubator_column column = INCUBATOR_COLUMN_INIT;
  assert_int_equal(incubator_decisions_column(w->decisions, name, &column, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(column.rows, ROWS);
  *gaps = column.gaps;
  return column.values;
}

static void check(const world *w, const curve *curves, inc_rounding mode, const uint8_t *missing)
{
  static int64_t sums[ROWS];
  const uint8_t *gaps;
  memset(sums, 0, sizeof sums);
  for (int k = 0; k < CURVES; k++) {
    char name[8];
    snprintf(name, sizeof name, "c%d", k);
    const int64_t *found = numbers_of(w, name, &gaps);
    for (size_t i = 0; i < ROWS; i++) {
      bool gap = missing && missing[i] && curves[k].field == 1;
      int64_t value = gap ? 0 : expected(&curves[k], values[curves[k].field][i], mode);
      if (found[i] != value || gaps[i] != (gap ? INCUBATOR_GAP_MISSING : 0)) {
        char *scale = scale_text(&curves[k]);
        fail_msg("%s, row %zu: %lld at %lld, not %lld on %s", name, i, (long long)found[i], (long long)values[curves[k].field][i], (long long)value, scale);
      }
      sums[i] += value * curves[k].weight;
    }
  }
  const int64_t *found = numbers_of(w, "sum", &gaps);
  for (size_t i = 0; i < ROWS; i++) {
    if (!gaps[i] && found[i] != sums[i]) fail_msg("sum, row %zu: %lld, not %lld", i, (long long)found[i], (long long)sums[i]);
  }
}

static void curves_are_exact_in_every_row(void **state)
{
  uint64_t random = 20240630;
  (void)state;
  for (int k = 0; k < WORLDS; k++) {
    curve curves[CURVES];
    static uint8_t missing[ROWS];
    world w;
    for (int i = 0; i < CURVES; i++) curves[i] = random_curve(&random);
    for (size_t i = 0; i < ROWS; i++) missing[i] = random_below(&random, 9) == 0;
    fill_values(curves, k % 4 < 2, &random);
    char *text = policy_text(curves, modes[k % 3]);
    build(&w, text, k % 2 ? missing : NULL);
    check(&w, curves, (inc_rounding)(k % 3), k % 2 ? missing : NULL);
    world_end(&w);
    free(text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(curves_are_exact_in_every_row)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
