/* Explains carriers by the policy assess.json: POLICY ROWS RUNS. Prints, a line each: microseconds to explain a grade without and with
   its least changes, and to write it; seconds of a batch by the policy as it is, and by one that says what is actionable, in turn. */
#include <incubator/incubator.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BENCH "explain"
#include "support.h"

enum { COLUMNS = 22, SUBJECTS = 1000 };

typedef struct figure {
  const char *name;
  int64_t most; /* micros */
} figure;

#define MICRO INT64_C(1000000)

static const figure FIGURES[COLUMNS] = {
  {"mentors", 200 * MICRO}, {"events", 200 * MICRO}, {"courses", 200 * MICRO}, {"served_share", MICRO}, {"trained_share", MICRO},
  {"platform_spend", 100000 * MICRO}, {"service_income", 100000 * MICRO}, {"present", 200 * MICRO}, {"graduates", 200 * MICRO},
  {"hightech", 200 * MICRO}, {"ip_share", MICRO}, {"financed_share", MICRO}, {"revenue", 100000 * MICRO},
  {"research_spend", 100000 * MICRO}, {"jobs", 200 * MICRO}, {"returnees", 200 * MICRO}, {"vacant_share", MICRO},
  {"specialised_share", MICRO}, {"taxes", 100000 * MICRO}, {"fund", 100000 * MICRO}, {"faults", 20 * MICRO}, {"honest", 1}};

/* What the second policy says besides, and behind what. */
static const char *const ADDED[][2] = {
  {"\"mentors\": {", "\"actionable\": {\"step\": 1, \"direction\": \"up\"}, "},
  {"\"graduates\": {", "\"actionable\": {\"step\": 1, \"direction\": \"up\"}, "},
  {"\"revenue\": {", "\"actionable\": {\"step\": 1, \"direction\": \"up\"}, "},
  {"\"faults\": {", "\"actionable\": {\"step\": 1, \"direction\": \"down\"}, "},
  {"\"grade\": {\"kind\": \"choose\", ", "\"best_first\": [\"A\", \"B\", \"C\", \"D\"], "}};

static char *file_read(const char *path)
{
  FILE *file = fopen(path, "rb");
  char *text = need(1, 1 << 20);
  if (!file || fread(text, 1, (1 << 20) - 1, file) == 0) fail(path);
  fclose(file);
  return text;
}

static char *inserted(char *text, const char *behind, const char *added)
{
  char *at = strstr(text, behind), *longer = need(1, strlen(text) + strlen(added) + 1);
  if (!at) fail(behind);
  at += strlen(behind);
  sprintf(longer, "%.*s%s%s", (int)(at - text), text, added, at);
  free(text);
  return longer;
}

static incubator_policy *policy_read(const char *path, int actionable)
{
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy *policy = NULL;
  char *text = file_read(path);
  for (size_t i = 0; actionable && i < sizeof ADDED / sizeof *ADDED; i++) text = inserted(text, ADDED[i][0], ADDED[i][1]);
  source.text = text;
  source.length = strlen(text);
  if (incubator_policy_read(&source, NULL, &policy, NULL, &error)) fail(error.message);
  free(text);
  return policy;
}

static int64_t drawn(uint64_t *state, int64_t most)
{
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  uint64_t units = most > MICRO ? (uint64_t)(most / MICRO) : (uint64_t)most;
  int64_t value = (int64_t)((*state >> 33) % (units + 1));
  return most > MICRO ? value * MICRO : value;
}

static incubator_registry *registry_build(incubator_policy *policy, size_t rows)
{
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_registry_builder *builder = NULL;
  incubator_registry *registry = NULL;
  incubator_registry_column columns[COLUMNS + 1];
  incubator_text *ids = need(rows, sizeof *ids);
  char *texts = need(rows, 12);
  uint8_t *honest = need(rows, 1);
  uint64_t state = 1;
  for (size_t row = 0; row < rows; row++) {
    ids[row].bytes = texts + row * 12;
    ids[row].length = (size_t)snprintf(texts + row * 12, 12, "W%09u", (unsigned)row);
  }
  for (int i = 0; i < COLUMNS; i++) {
    int64_t *values = need(rows, sizeof *values);
    for (size_t row = 0; row < rows; row++) values[row] = drawn(&state, FIGURES[i].most);
    for (size_t row = 0; i == COLUMNS - 1 && row < rows; row++) honest[row] = (uint8_t)values[row];
    columns[i] = (incubator_registry_column){sizeof columns[i], FIGURES[i].name, INCUBATOR_VALUES_MICROS, values, NULL, INCUBATOR_ENCODING_AUTO};
  }
  int64_t *last = (int64_t *)(uintptr_t)columns[COLUMNS - 1].values;
  columns[COLUMNS - 1].kind = INCUBATOR_VALUES_BOOLEAN;
  columns[COLUMNS - 1].values = honest;
  columns[COLUMNS] = (incubator_registry_column){sizeof columns[0], "id", INCUBATOR_VALUES_TEXT, ids, NULL, INCUBATOR_ENCODING_AUTO};
  if (incubator_registry_builder_create(policy, NULL, &builder, &error) ||
      incubator_registry_builder_columns(builder, "carriers", columns, COLUMNS + 1, rows, &error) ||
      incubator_registry_builder_finish(builder, &registry, NULL, &error))
    fail(error.message);
  incubator_registry_builder_free(builder);
  for (int i = 0; i < COLUMNS - 1; i++) free((void *)(uintptr_t)columns[i].values);
  free(last);
  free(honest);
  free(texts);
  free(ids);
  return registry;
}

static incubator_status nowhere(void *context, const char *bytes, size_t length)
{
  (void)bytes;
  *(size_t *)context += length;
  return INCUBATOR_STATUS_OK;
}

/* Seconds to explain so many grades, and to write them in a format (−1: not at all). */
static double explain(incubator_decisions *decisions, size_t rows, int without_changes, int format)
{
  incubator_error error = INCUBATOR_ERROR_INIT;
  size_t written = 0;
  incubator_writer writer = {&written, nowhere};
  double start = now();
  for (size_t i = 0; i < SUBJECTS; i++) {
    incubator_question question = INCUBATOR_QUESTION_INIT;
    incubator_explanation *explanation = NULL;
    char subject[32];
    snprintf(subject, sizeof subject, "carriers:W%09u", (unsigned)(i * 7919 % rows));
    question.subject = subject;
    question.rule = "grade";
    question.without_changes = without_changes;
    if (incubator_explanation_create(decisions, &question, &explanation, &error)) fail(error.message);
    if (format >= 0 && incubator_explanation_write(explanation, (incubator_format)format, INCUBATOR_LANGUAGE_EN, &writer, &error)) fail(error.message);
    incubator_explanation_free(explanation);
  }
  return now() - start;
}

static double decide(incubator_policy *policy, incubator_registry *registry, incubator_decisions **decisions)
{
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  options.as_of = "2024-01-01";
  incubator_decisions_unref(*decisions);
  double start = now();
  if (incubator_decisions_create(policy, registry, &options, decisions, &error)) fail(error.message);
  return now() - start;
}

static void keep(double *best, double seconds)
{
  if (seconds < *best) *best = seconds;
}

int main(int count, char **arguments)
{
  if (count != 4) fail("usage: explain POLICY ROWS RUNS");
  size_t rows = strtoull(arguments[2], NULL, 10);
  incubator_policy *plain = policy_read(arguments[1], 0), *policy = policy_read(arguments[1], 1);
  incubator_registry *registry = registry_build(policy, rows);
  incubator_decisions *without = NULL, *with = NULL;
  double batch = 1e9, batch_with = 1e9, told = 1e9, changes = 1e9, text = 1e9, json = 1e9;
  for (int run = atoi(arguments[3]); run >= 0; run--) {
    keep(&batch, decide(plain, registry, &without));
    keep(&batch_with, decide(policy, registry, &with));
    keep(&told, explain(with, rows, 1, -1));
    keep(&text, explain(with, rows, 1, INCUBATOR_FORMAT_TABLE));
    keep(&json, explain(with, rows, 1, INCUBATOR_FORMAT_JSON));
    keep(&changes, explain(with, rows, 0, -1));
  }
  const double each = 1e6 / SUBJECTS;
  printf("explain %.1f us\nexplain and write sentences %.1f us\nexplain and write JSON %.1f us\nexplain with changes %.1f us\n", told * each,
         text * each, json * each, changes * each);
  printf("batch of %zu rows %.6f s, with what is actionable %.6f s, ratio %.3f\n", rows, batch, batch_with, batch_with / batch);
  incubator_decisions_unref(without);
  incubator_decisions_unref(with);
  incubator_registry_unref(registry);
  incubator_policy_unref(plain);
  incubator_policy_unref(policy);
  return 0;
}
