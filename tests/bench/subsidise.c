/* Decides the policy subsidise.json over the tables in a folder: POLICY FOLDER RUNS [PARAMETER=VALUE…]. Each run but the first uses the
   memory of the results before it again. Prints the seconds of the best run, and the bytes that the library held at most besides policy
   and registry; writes what is due to FOLDER/incubator-RULE. The folder holds a file TABLE.COLUMN of 64-bit integers for each column,
   links and keys as row numbers. */
#include <incubator/incubator.h>

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BENCH "subsidise"
#include "support.h"

typedef struct column {
  const char *table, *name;
  int kind; /* incubator_values, or KEY or LINK */
  const char *to;
} column;

enum { KEY = -1, LINK = -2, MOST_COLUMNS = 8, ID_ROOM = 16 };

/* Upper tables first; the columns of a table together, its key first. */
static const column COLUMNS[] = {
  {"cities", "id", KEY, NULL},
  {"districts", "id", KEY, NULL},
  {"districts", "city", LINK, "cities"},
  {"enterprises", "id", KEY, NULL},
  {"enterprises", "district", LINK, "districts"},
  {"enterprises", "size", INCUBATOR_VALUES_CODE, NULL},
  {"enterprises", "hightech", INCUBATOR_VALUES_BOOLEAN, NULL},
  {"enterprises", "honest", INCUBATOR_VALUES_BOOLEAN, NULL},
  {"enterprises", "registered_on", INCUBATOR_VALUES_DAYS, NULL},
  {"owners", "id", KEY, NULL},
  {"owners", "district", LINK, "districts"},
  {"owners", "kind", INCUBATOR_VALUES_CODE, NULL},
  {"services", "id", KEY, NULL},
  {"services", "user", LINK, "enterprises"},
  {"services", "owner", LINK, "owners"},
  {"services", "paid", INCUBATOR_VALUES_MICROS, NULL},
  {"services", "paid_on", INCUBATOR_VALUES_DAYS, NULL},
  {"services", "networked", INCUBATOR_VALUES_BOOLEAN, NULL},
  {"services", "purpose", INCUBATOR_VALUES_CODE, NULL},
  {"payments", "id", KEY, NULL},
  {"payments", "user", LINK, "enterprises"},
  {"payments", "sum", INCUBATOR_VALUES_MICROS, NULL},
  {"payments", "paid_on", INCUBATOR_VALUES_DAYS, NULL},
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

static const char *const PARTS[] = {"user_award:city", "user_award:district"};
static const char *const RESULTS[] = {"user_award", "user_award:city", "user_award:district", "owner_award",
                                      "user_due",   "owner_due",       "user_total",          "owner_total"};

/* ---- Memory that the library holds ---- */

static size_t held, most;

static void *counted(void *context, void *block, size_t bytes)
{
  (void)context;
  const size_t before = block ? malloc_usable_size(block) : 0;
  void *made = NULL;
  if (bytes && !(made = realloc(block, bytes))) fail("no memory");
  if (!bytes) free(block);
  held += (made ? malloc_usable_size(made) : 0) - before;
  if (held > most) most = held;
  return made;
}

/* ---- Loading ---- */

static int64_t *column_read(const char *folder, const column *c, size_t *rows)
{
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.%s", folder, c->table, c->name);
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END)) fail(path);
  *rows = (size_t)ftell(file) / sizeof(int64_t);
  rewind(file);
  int64_t *values = need(*rows, sizeof *values);
  if (fread(values, sizeof *values, *rows, file) != *rows) fail(path);
  fclose(file);
  return values;
}

/* Keys: the table's first letter and the number. */
static void *texts_of(const int64_t *numbers, size_t rows, const char *table)
{
  char *bytes = need(rows, sizeof(incubator_text) + ID_ROOM);
  incubator_text *texts = (incubator_text *)(void *)bytes;
  char *room = bytes + rows * sizeof *texts;
  for (size_t row = 0; row < rows; row++, room += ID_ROOM) {
    texts[row] = (incubator_text){room, (size_t)snprintf(room, ID_ROOM, "%c%08u", table[0] - 'a' + 'A', (unsigned)numbers[row])};
  }
  return texts;
}

static void *values_of(const column *c, const int64_t *numbers, size_t rows)
{
  if (c->kind == KEY || c->kind == LINK) return texts_of(numbers, rows, c->kind == KEY ? c->table : c->to);
  int64_t *wide = need(rows, sizeof *wide);
  for (size_t row = 0; row < rows; row++) {
    if (c->kind == INCUBATOR_VALUES_MICROS) wide[row] = numbers[row];
    else if (c->kind == INCUBATOR_VALUES_BOOLEAN) ((uint8_t *)wide)[row] = numbers[row] != 0;
    else ((int32_t *)wide)[row] = (int32_t)numbers[row];
  }
  return wide;
}

static incubator_registry *registry_build(incubator_policy *policy, const char *folder)
{
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_registry_builder *builder = NULL;
  incubator_registry *registry = NULL;
  if (incubator_registry_builder_create(policy, NULL, &builder, &error)) fail(error.message);
  for (size_t first = 0, end; first < COLUMN_COUNT; first = end) {
    incubator_registry_column columns[MOST_COLUMNS];
    void *kept[MOST_COLUMNS];
    size_t count = 0, rows = 0;
    for (end = first; end < COLUMN_COUNT && strcmp(COLUMNS[end].table, COLUMNS[first].table) == 0; end++, count++) {
      const column *c = &COLUMNS[end];
      int64_t *numbers = column_read(folder, c, &rows);
      kept[count] = values_of(c, numbers, rows);
      free(numbers);
      const incubator_values kind = c->kind < 0 ? INCUBATOR_VALUES_TEXT : (incubator_values)c->kind;
      columns[count] = (incubator_registry_column){sizeof columns[0], c->name, kind, kept[count], NULL, INCUBATOR_ENCODING_AUTO};
    }
    if (incubator_registry_builder_columns(builder, COLUMNS[first].table, columns, count, rows, &error)) fail(error.message);
    while (count) free(kept[--count]);
  }
  if (incubator_registry_builder_finish(builder, &registry, NULL, &error)) fail(error.message);
  incubator_registry_builder_free(builder);
  return registry;
}

/* ---- Deciding ---- */

static void column_write(const incubator_decisions *decisions, const char *name, const char *folder)
{
  char path[4096];
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_column c = INCUBATOR_COLUMN_INIT;
  if (incubator_decisions_column(decisions, name, &c, &error)) fail(error.message);
  snprintf(path, sizeof path, "%s/incubator-%s", folder, name);
  FILE *file = fopen(path, "wb");
  if (!file) fail(path);
  for (size_t row = 0; row < c.rows; row++) {
    const int64_t none = -1; /* the shares of a record that gets nothing */
    const int64_t *value = c.gaps[row] ? &none : (const int64_t *)c.values + row;
    if (c.gaps[row] && c.gaps[row] != INCUBATOR_GAP_INAPPLICABLE) fail("a gap");
    if (fwrite(value, sizeof *value, 1, file) != 1) fail(path);
  }
  if (fclose(file)) fail(path);
}

int main(int count, char **arguments)
{
  if (count < 4) fail("usage: subsidise POLICY FOLDER RUNS [PARAMETER=VALUE...]");
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy_options how = INCUBATOR_POLICY_OPTIONS_INIT;
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  const incubator_allocator allocator = {sizeof allocator, NULL, counted};
  incubator_policy *policy = NULL;
  incubator_decisions *decisions = NULL;
  double best = 1e9;
  source.path = arguments[1];
  how.settings = (const char *const *)arguments + 4;
  how.setting_count = (size_t)count - 4;
  options.as_of = "2024-01-01";
  options.allocator = &allocator;
  options.parts = PARTS;
  options.part_count = sizeof PARTS / sizeof *PARTS;
  options.threads = 1;
  if (incubator_policy_read(&source, &how, &policy, NULL, &error)) fail(error.message);
  incubator_registry *registry = registry_build(policy, arguments[2]);
  for (int run = atoi(arguments[3]); run >= 0; run--) {
    double start = now();
    options.spare = decisions;
    if (incubator_decisions_create(policy, registry, &options, &decisions, &error)) fail(error.message);
    double seconds = now() - start;
    if (seconds < best) best = seconds;
  }
  printf("%.9f %zu\n", best, most);
  for (size_t i = 0; i < sizeof RESULTS / sizeof *RESULTS; i++) column_write(decisions, RESULTS[i], arguments[2]);
  incubator_decisions_unref(decisions);
  incubator_registry_unref(registry);
  incubator_policy_unref(policy);
  return 0;
}
