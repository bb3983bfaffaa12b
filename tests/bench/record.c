/*
 * One record of the policy assess.json: POLICY RUNS. Prints nanoseconds: of deciding one prepared record from values, of a row of a batch
 * of 4096, of a record from JSON to JSON with all items, and of parsing the same JSON by cJSON alone; each the best of RUNS.
 */
#include <incubator/incubator.h>

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BENCH "record"
#include "support.h"

enum { RECORDS = 64, ROWS = 4096, MOST = 64 };

typedef struct bench {
  incubator_policy *policy;
  incubator_record *record;
  incubator_workspace *workspace;
  incubator_registry *registry;
  incubator_value inputs[RECORDS][MOST], outputs[2 * MOST];
  char *json[RECORDS];
  size_t written;
} bench;

static incubator_status count_bytes(void *context, const char *bytes, size_t length)
{
  (void)bytes;
  *(size_t *)context += length;
  return INCUBATOR_STATUS_OK;
}

static void prepare(bench *b, int all_parts)
{
  incubator_record_options options = INCUBATOR_RECORD_OPTIONS_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_workspace_free(b->workspace);
  incubator_record_unref(b->record);
  options.as_of = "2024-01-01";
  options.all_parts = all_parts;
  if (incubator_record_create(b->policy, &options, &b->record, &error)) fail(error.message);
  if (incubator_workspace_create(b->record, &b->workspace, &error)) fail(error.message);
  if (incubator_record_inputs(b->record) > MOST || incubator_record_outputs(b->record) > 2 * MOST) fail("too many fields");
}

/* Values in the ranges of the policy's fields, as in assess.py. */
static void write_field(bench *b, size_t record, size_t input, char *to, size_t room)
{
  incubator_record_field field = INCUBATOR_RECORD_FIELD_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_value *value = &b->inputs[record][input];
  const unsigned random = (unsigned)(record * 7919 + input * 104729 + record * input * 31);
  if (incubator_record_input(b->record, input, &field, &error)) fail(error.message);
  *value = (incubator_value){.gap = INCUBATOR_GAP_NONE};
  if (field.type == INCUBATOR_TYPE_TEXT) {
    *value = (incubator_value){INCUBATOR_GAP_NONE, 0, "W1", 2};
    snprintf(to, room, "\"%s\": \"W1\"", field.name);
  } else if (field.type == INCUBATOR_TYPE_BOOLEAN) {
    value->value = random % 8 != 0;
    snprintf(to, room, "\"%s\": %s", field.name, value->value ? "true" : "false");
  } else if (strstr(field.name, "share")) {
    value->value = random % 1000001;
    snprintf(to, room, "\"%s\": %lld.%06lld", field.name, (long long)(value->value / 1000000), (long long)(value->value % 1000000));
  } else {
    value->value = (int64_t)(strcmp(field.name, "faults") ? random % 200 : random % 20) * 1000000;
    snprintf(to, room, "\"%s\": %lld", field.name, (long long)(value->value / 1000000));
  }
}

static void make_records(bench *b)
{
  const size_t count = incubator_record_inputs(b->record);
  for (size_t r = 0; r < RECORDS; r++) {
    b->json[r] = calloc(count + 1, 128);
    if (!b->json[r]) fail("no memory");
    strcat(b->json[r], "{");
    for (size_t i = 0; i < count; i++) {
      char field[128];
      write_field(b, r, i, field, sizeof field);
      if (i) strcat(b->json[r], ", ");
      strcat(b->json[r], field);
    }
    strcat(b->json[r], "}");
  }
}

/* The same records, over and over, as a registry. */
static void make_registry(bench *b)
{
  incubator_registry_builder *builder;
  incubator_error error = INCUBATOR_ERROR_INIT;
  char *text = calloc(ROWS, 2048), *at = text, *number = text ? strstr(b->json[0], "\"W1\"") : NULL;
  if (!number) fail("no memory");
  for (size_t row = 0; row < ROWS; row++) {
    const char *json = b->json[row % RECORDS], *key = strstr(json, "\"W1\"");
    at += sprintf(at, "%.*s\"W%zu\"%s\n", (int)(key - json), json, row, key + 4);
  }
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  source.bytes = text;
  source.length = (size_t)(at - text);
  source.table = "carriers";
  source.format = INCUBATOR_DATA_NDJSON;
  if (incubator_registry_builder_create(b->policy, NULL, &builder, &error) || incubator_registry_builder_read(builder, &source, &error) ||
      incubator_registry_builder_finish(builder, &b->registry, NULL, &error))
    fail(error.message);
  incubator_registry_builder_free(builder);
  free(text);
}

static double decide(bench *b)
{
  double start = now();
  for (int round = 0; round < 200; round++) {
    for (size_t r = 0; r < RECORDS; r++) {
      if (incubator_workspace_decide(b->workspace, b->inputs[r], b->outputs, NULL)) fail("a record is refused");
    }
  }
  return (now() - start) / (200.0 * RECORDS);
}

static double decide_batch(bench *b)
{
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_decisions *decisions;
  options.as_of = "2024-01-01";
  double start = now();
  for (int round = 0; round < 20; round++) {
    if (incubator_decisions_create(b->policy, b->registry, &options, &decisions, NULL)) fail("the batch is refused");
    incubator_decisions_unref(decisions);
  }
  return (now() - start) / (20.0 * ROWS);
}

static double decide_json(bench *b)
{
  incubator_writer writer = {&b->written, count_bytes};
  double start = now();
  for (int round = 0; round < 20; round++) {
    for (size_t r = 0; r < RECORDS; r++) {
      if (incubator_workspace_json(b->workspace, b->json[r], strlen(b->json[r]), INCUBATOR_LANGUAGE_EN, &writer, NULL, NULL)) fail("JSON is refused");
    }
  }
  return (now() - start) / (20.0 * RECORDS);
}

static double parse(bench *b)
{
  double start = now();
  for (int round = 0; round < 20; round++) {
    for (size_t r = 0; r < RECORDS; r++) {
      cJSON *tree = cJSON_Parse(b->json[r]);
      if (!tree) fail("cJSON refuses");
      cJSON_Delete(tree);
    }
  }
  return (now() - start) / (20.0 * RECORDS);
}

int main(int count, char **arguments)
{
  static double (*const works[4])(bench *) = {decide, decide_batch, decide_json, parse};
  static bench b;
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  if (count != 3) fail("usage: record POLICY RUNS");
  source.path = arguments[1];
  if (incubator_policy_read(&source, NULL, &b.policy, NULL, &error)) fail(error.message);
  prepare(&b, 0);
  make_records(&b);
  make_registry(&b);
  for (int w = 0; w < 4; w++) {
    double best = 1;
    if (w == 2) prepare(&b, 1);
    for (int run = atoi(arguments[2]); run > 0; run--) {
      double seconds = works[w](&b);
      if (seconds < best) best = seconds;
    }
    printf("%.1f%s", best * 1e9, w < 3 ? " " : "\n");
  }
  for (size_t r = 0; r < RECORDS; r++) free(b.json[r]);
  incubator_workspace_free(b.workspace);
  incubator_record_unref(b.record);
  incubator_registry_unref(b.registry);
  incubator_policy_unref(b.policy);
  return 0;
}
