/* Decides the policy assess.json over the columns in a folder: POLICY FOLDER ROWS RUNS [THREADS [fresh]]. Each run but a fresh one
   uses the memory of the results before it again. Prints the seconds of the best run, and of the best
   plain read of the same columns as 64-bit integers; writes score, grade and fit to FOLDER/incubator. */
#include <incubator/incubator.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BENCH "assess"
#include "support.h"

enum { COLUMNS = 22 }; /* 20 indicators, faults, honest */

static const char *const NAMES[COLUMNS] = {
  "mentors", "events",    "courses",  "served_share", "trained_share",  "platform_spend", "service_income", "present",
  "graduates", "hightech", "ip_share", "financed_share", "revenue",     "research_spend", "jobs",           "returnees",
  "vacant_share", "specialised_share", "taxes", "fund", "faults", "honest"};

typedef struct table {
  size_t rows;
  int64_t *columns[COLUMNS];
} table;

static void table_read(table *t, const char *folder)
{
  char path[4096];
  for (int i = 0; i < COLUMNS; i++) {
    t->columns[i] = need(t->rows, sizeof(int64_t));
    snprintf(path, sizeof path, "%s/%s.i64", folder, NAMES[i]);
    FILE *file = fopen(path, "rb");
    if (!file || fread(t->columns[i], sizeof(int64_t), t->rows, file) != t->rows) fail(path);
    fclose(file);
  }
}

static incubator_registry *registry_build(incubator_policy *policy, const table *t)
{
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_registry_builder *builder = NULL;
  incubator_registry *registry = NULL;
  incubator_registry_column columns[COLUMNS + 1];
  incubator_text *ids = need(t->rows, sizeof *ids);
  char *texts = need(t->rows, 12);
  uint8_t *honest = need(t->rows, 1);
  for (size_t row = 0; row < t->rows; row++) {
    ids[row].bytes = texts + row * 12;
    ids[row].length = (size_t)snprintf(texts + row * 12, 12, "W%09u", (unsigned)row);
    honest[row] = t->columns[COLUMNS - 1][row] != 0;
  }
  for (int i = 0; i < COLUMNS; i++)
    columns[i] = (incubator_registry_column){sizeof columns[i], NAMES[i], INCUBATOR_VALUES_MICROS, t->columns[i], NULL, INCUBATOR_ENCODING_AUTO};
  columns[COLUMNS - 1].kind = INCUBATOR_VALUES_BOOLEAN;
  columns[COLUMNS - 1].values = honest;
  columns[COLUMNS] = (incubator_registry_column){sizeof columns[0], "id", INCUBATOR_VALUES_TEXT, ids, NULL, INCUBATOR_ENCODING_AUTO};
  if (incubator_registry_builder_create(policy, NULL, &builder, &error) ||
      incubator_registry_builder_columns(builder, "carriers", columns, COLUMNS + 1, t->rows, &error) ||
      incubator_registry_builder_finish(builder, &registry, NULL, &error))
    fail(error.message);
  incubator_registry_builder_free(builder);
  free(honest);
  free(texts);
  free(ids);
  return registry;
}

/* Whole columns, one after another, eight sums at a time so that the additions never wait for each other. */
static double bound(const table *t)
{
  static volatile int64_t sink;
  int64_t sums[8] = {0};
  double start = now();
  for (int i = 0; i < COLUMNS; i++) {
    const int64_t *values = t->columns[i];
    for (size_t row = 0; row + 8 <= t->rows; row += 8)
      for (int k = 0; k < 8; k++) sums[k] += values[row + (size_t)k];
  }
  double seconds = now() - start;
  for (int k = 0; k < 8; k++) sink += sums[k];
  return seconds;
}

static void column_write(const incubator_decisions *decisions, const char *name, const char *folder)
{
  char path[4096];
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_column column = INCUBATOR_COLUMN_INIT;
  if (incubator_decisions_column(decisions, name, &column, &error)) fail(error.message);
  snprintf(path, sizeof path, "%s/incubator-%s", folder, name);
  FILE *file = fopen(path, "wb");
  if (!file) fail(path);
  for (size_t row = 0; row < column.rows; row++) {
    if (column.gaps[row]) fail("a gap");
    int64_t value = column.width == 8   ? ((const int64_t *)column.values)[row]
                    : column.width == 4 ? ((const int32_t *)column.values)[row]
                                        : ((const int8_t *)column.values)[row];
    if (fwrite(&value, sizeof value, 1, file) != 1) fail(path);
  }
  if (fclose(file)) fail(path);
}

int main(int count, char **arguments)
{
  if (count < 5 || count > 7) fail("usage: assess POLICY FOLDER ROWS RUNS [THREADS [fresh]]");
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_policy *policy = NULL;
  incubator_decisions *decisions = NULL;
  table t = {.rows = strtoull(arguments[3], NULL, 10)};
  double best = 1e9, least = 1e9;
  source.path = arguments[1];
  options.as_of = "2024-01-01";
  const int fresh = count == 7;
  options.threads = count > 5 ? (unsigned)atoi(arguments[5]) : 1;
  if (incubator_policy_read(&source, NULL, &policy, NULL, &error)) fail(error.message);
  table_read(&t, arguments[2]);
  incubator_registry *registry = registry_build(policy, &t);
  for (int run = atoi(arguments[4]); run >= 0; run--) {
    double start = now();
    if (fresh) incubator_decisions_unref(decisions);
    else options.spare = decisions;
    if (incubator_decisions_create(policy, registry, &options, &decisions, &error)) fail(error.message);
    double seconds = now() - start, reading = bound(&t);
    if (seconds < best) best = seconds;
    if (reading < least) least = reading;
  }
  printf("%.9f %.9f\n", best, least);
  column_write(decisions, "score", arguments[2]);
  column_write(decisions, "grade", arguments[2]);
  column_write(decisions, "fit", arguments[2]);
  incubator_decisions_unref(decisions);
  incubator_registry_unref(registry);
  incubator_policy_unref(policy);
  for (int i = 0; i < COLUMNS; i++) free(t.columns[i]);
  return 0;
}
