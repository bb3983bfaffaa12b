/*
 * Each row of a vector as one record: its inputs are the cells that the batch has, its outputs
 * must be those of the batch, bit for bit, from values and from JSON; cohorts by the batch's
 * own statistics, written and read again. Selections are refused.
 */
#include "records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct comparing {
  const char *name;
  incubator_policy *policy;
  incubator_decisions *decisions;
  incubator_statistics *statistics;
  const cJSON *vector;
  size_t failures, compared;
} comparing;

typedef struct text {
  char *bytes;
  size_t length;
} text;

static incubator_status collect(void *context, const char *bytes, size_t length)
{
  text *to = context;
  to->bytes = realloc(to->bytes, to->length + length + 1);
  if (!to->bytes) abort();
  memcpy(to->bytes + to->length, bytes, length);
  to->length += length;
  to->bytes[to->length] = 0;
  return INCUBATOR_STATUS_OK;
}

static void fail(comparing *c, const char *subject, const char *what, const char *why)
{
  printf("%s: as a record: %s %s: %s\n", c->name, subject, what, why);
  c->failures++;
}

/* ---- Inputs ---- */

/*
 * A measure for which something stood in the batch, as far as it can be told: its table was not
 * given, or it has a value but no bounds. The record is not given it either, and finds out itself.
 */
static bool is_left_out(const comparing *c, const char *subject, const char *input)
{
  char rule[256], low[300];
  incubator_cell own = INCUBATOR_CELL_INIT, bound = INCUBATOR_CELL_INIT;
  const char *name = strrchr(input, '.') ? strrchr(input, '.') + 1 : input;
  snprintf(low, sizeof low, "%.*s:low", (int)strcspn(input, ":"), input);
  snprintf(rule, sizeof rule, "%.*s", (int)strcspn(name, ":"), name);
  bool bounds = incubator_decisions_cell(c->decisions, subject, low, &bound, NULL) == INCUBATOR_STATUS_OK;
  *strrchr(low, ':') = 0;
  if (bounds && !incubator_decisions_cell(c->decisions, subject, low, &own, NULL) && bound.gap && !own.gap) return true;
  const cJSON *policy = cJSON_GetObjectItemCaseSensitive(c->vector, "policy");
  const cJSON *measure = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(policy, "rules"), rule);
  if (cJSON_IsArray(measure)) measure = measure->child;
  const char *rows = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(measure, "rows"));
  if (!rows || cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(c->vector, "given"), rows)) return false;
  const cJSON *table = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(policy, "tables"), rows);
  return !cJSON_GetObjectItemCaseSensitive(table, "rows");
}

static incubator_value value_of(const comparing *c, const char *subject, const char *name)
{
  incubator_cell cell = INCUBATOR_CELL_INIT;
  incubator_value value = INCUBATOR_VALUE_MISSING;
  if (is_left_out(c, subject, name) || incubator_decisions_cell(c->decisions, subject, name, &cell, NULL) != INCUBATOR_STATUS_OK) return value;
  value.gap = cell.gap;
  value.value = cell.value;
  if (!cell.gap && cell.type == INCUBATOR_TYPE_TEXT) {
    value.text = incubator_decisions_text(c->decisions, cell.value);
    value.length = value.text ? strlen(value.text) : 0;
    value.value = 0;
  }
  return value;
}

static void add_json(const comparing *c, cJSON *to, const incubator_record_field *field, const incubator_value *v)
{
  char decimal[64];
  if (v->gap) {
    if (v->gap == INCUBATOR_GAP_MISSING) return;
    cJSON_AddStringToObject(cJSON_AddObjectToObject(to, field->name), "gap", incubator_gap_name(v->gap));
  } else if (v->text) {
    cJSON_AddStringToObject(to, field->name, v->text);
  } else if (field->type == INCUBATOR_TYPE_BOOLEAN) {
    cJSON_AddBoolToObject(to, field->name, v->value != 0);
  } else if (field->type == INCUBATOR_TYPE_CATEGORY) {
    cJSON_AddStringToObject(to, field->name, incubator_policy_code(c->policy, field->list, v->value));
  } else if (field->type == INCUBATOR_TYPE_NUMBER) {
    const unsigned long long size = v->value < 0 ? 0ULL - (unsigned long long)v->value : (unsigned long long)v->value;
    snprintf(decimal, sizeof decimal, "%s%llu.%06llu", v->value < 0 ? "-" : "", size / 1000000, size % 1000000);
    cJSON_AddStringToObject(to, field->name, decimal);
  } else {
    long days = (long)v->value + 719468, era = (days >= 0 ? days : days - 146096) / 146097, day = days - era * 146097;
    long year = (day - day / 1460 + day / 36524 - day / 146096) / 365, rest = day - (365 * year + year / 4 - year / 100);
    long month = (5 * rest + 2) / 153;
    snprintf(decimal, sizeof decimal, "%04ld-%02ld-%02ld", year + era * 400 + (month >= 10), month < 10 ? month + 3 : month - 9, rest - (153 * month + 2) / 5 + 1);
    cJSON_AddStringToObject(to, field->name, decimal);
  }
}

/* ---- Outputs ---- */

static void compare_output(comparing *c, const char *subject, const char *name, const incubator_value *found)
{
  incubator_cell cell = INCUBATOR_CELL_INIT;
  char why[200];
  if (strchr(name, ':') && is_left_out(c, subject, name)) return; /* bounds of rows that the record does not have */
  if (incubator_decisions_cell(c->decisions, subject, name, &cell, NULL) != INCUBATOR_STATUS_OK) return;
  bool same = cell.gap == found->gap;
  if (same && !cell.gap && cell.type == INCUBATOR_TYPE_TEXT) {
    const char *expected = incubator_decisions_text(c->decisions, cell.value);
    same = expected && strlen(expected) == found->length && !memcmp(expected, found->text, found->length);
  } else if (same) {
    same = cell.value == found->value;
  }
  c->compared += same;
  if (same) return;
  snprintf(why, sizeof why, "found %s %lld, in the batch %s %lld", incubator_gap_name(found->gap), (long long)found->value,
           incubator_gap_name(cell.gap), (long long)cell.value);
  fail(c, subject, name, why);
}

static void compare_json(comparing *c, const char *subject, const cJSON *answer)
{
  const cJSON *outcome;
  cJSON_ArrayForEach(outcome, cJSON_GetObjectItemCaseSensitive(answer, "decided")) {
    incubator_cell cell = INCUBATOR_CELL_INIT;
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(outcome, "value");
    if (incubator_decisions_cell(c->decisions, subject, outcome->string, &cell, NULL) != INCUBATOR_STATUS_OK) continue;
    if (!cell_is(c->decisions, c->policy, value ? value : outcome, &cell)) fail(c, subject, outcome->string, "another outcome as JSON");
    else c->compared++;
  }
}

static void decide_json(comparing *c, incubator_workspace *w, const char *subject, const cJSON *record)
{
  char *given = cJSON_PrintUnformatted(record);
  text answer = {NULL, 0};
  incubator_writer writer = {&answer, collect};
  incubator_error error = INCUBATOR_ERROR_INIT;
  if (incubator_workspace_json(w, given, strlen(given), INCUBATOR_LANGUAGE_EN, &writer, NULL, &error) != INCUBATOR_STATUS_OK) {
    fail(c, subject, given, error.message);
  } else {
    cJSON *tree = cJSON_Parse(answer.bytes);
    if (!tree) fail(c, subject, "JSON", "the result is none");
    compare_json(c, subject, tree);
    cJSON_Delete(tree);
  }
  free(answer.bytes);
  cJSON_free(given);
}

static void compare_row(comparing *c, incubator_record *record, incubator_workspace *w, const char *subject)
{
  const size_t in = incubator_record_inputs(record), out = incubator_record_outputs(record);
  incubator_value *inputs = calloc(in + 1, sizeof *inputs), *outputs = calloc(out + 1, sizeof *outputs);
  incubator_record_field field = INCUBATOR_RECORD_FIELD_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  cJSON *json = cJSON_CreateObject();
  if (!inputs || !outputs) abort();
  for (size_t i = 0; i < in; i++) {
    incubator_record_input(record, i, &field, NULL);
    inputs[i] = value_of(c, subject, field.name);
    add_json(c, json, &field, &inputs[i]);
  }
  if (incubator_workspace_decide(w, inputs, outputs, &error) != INCUBATOR_STATUS_OK) {
    fail(c, subject, error.path, error.message);
  } else {
    for (size_t i = 0; i < out; i++) {
      incubator_record_output(record, i, &field, NULL);
      compare_output(c, subject, field.name, &outputs[i]);
    }
    decide_json(c, w, subject, json);
  }
  cJSON_Delete(json);
  free(inputs);
  free(outputs);
}

/* ---- Rows ---- */

static void compare_given(comparing *c, incubator_record *record, incubator_workspace *w, const cJSON *table)
{
  const cJSON *row, *cell;
  char subject[512];
  cJSON_ArrayForEach(row, table) {
    cJSON_ArrayForEach(cell, row) {
      incubator_cell any = INCUBATOR_CELL_INIT;
      incubator_record_field first = INCUBATOR_RECORD_FIELD_INIT;
      if (!cJSON_IsString(cell) || incubator_record_output(record, 0, &first, NULL) != INCUBATOR_STATUS_OK) continue;
      snprintf(subject, sizeof subject, "%s:%s", table->string, cell->valuestring);
      if (incubator_decisions_cell(c->decisions, subject, first.name, &any, NULL) != INCUBATOR_STATUS_OK) continue;
      compare_row(c, record, w, subject);
      break;
    }
  }
}

static bool compare_rules(comparing *c, const cJSON *table, const char *const *rules, size_t count)
{
  incubator_record_options how = INCUBATOR_RECORD_OPTIONS_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_record *record;
  incubator_workspace *w;
  how.as_of = incubator_decisions_as_of(c->decisions);
  how.table = table->string;
  how.rules = rules;
  how.rule_count = count;
  how.all_parts = 1;
  how.statistics = c->statistics;
  incubator_status status = incubator_record_create(c->policy, &how, &record, &error);
  if (status == INCUBATOR_STATUS_UNSUPPORTED) return false;
  if (status == INCUBATOR_STATUS_OK) status = incubator_workspace_create(record, &w, &error);
  if (status != INCUBATOR_STATUS_OK) {
    if (status != INCUBATOR_STATUS_NOT_FOUND) fail(c, table->string, "", error.message);
    return true;
  }
  compare_given(c, record, w, table);
  incubator_workspace_free(w);
  incubator_record_unref(record);
  return true;
}

/* Where one rule is refused, those that are expected are asked one by one. */
static void compare_table(comparing *c, const cJSON *table, const cJSON *expected)
{
  const cJSON *row, *cell;
  if (compare_rules(c, table, NULL, 0)) return;
  cJSON_ArrayForEach(row, expected) {
    cJSON_ArrayForEach(cell, row) {
      const char *rule = cell->string;
      if (!strpbrk(rule, ":.")) compare_rules(c, table, &rule, 1);
    }
  }
}

static incubator_statistics *freeze(comparing *c)
{
  incubator_statistics *first = NULL, *again = NULL;
  incubator_error error = INCUBATOR_ERROR_INIT;
  text written = {NULL, 0};
  incubator_writer writer = {&written, collect};
  incubator_status status = incubator_statistics_create(c->decisions, &first, &error);
  if (status == INCUBATOR_STATUS_OK) status = incubator_statistics_write(first, &writer, &error);
  if (status == INCUBATOR_STATUS_OK) status = incubator_statistics_read(c->policy, written.bytes, written.length, NULL, &again, &error);
  if (status != INCUBATOR_STATUS_OK) fail(c, "", "statistics", error.message);
  incubator_statistics_unref(first);
  free(written.bytes);
  return again;
}

size_t records_compare(const char *name, incubator_policy *policy, incubator_decisions *decisions, const cJSON *vector, size_t *compared)
{
  comparing c = {.name = name, .policy = policy, .decisions = decisions, .vector = vector};
  const cJSON *expect = cJSON_GetObjectItemCaseSensitive(vector, "expect"), *table;
  c.statistics = freeze(&c);
  cJSON_ArrayForEach(table, cJSON_GetObjectItemCaseSensitive(vector, "given")) {
    compare_table(&c, table, cJSON_GetObjectItemCaseSensitive(expect, table->string));
  }
  incubator_statistics_unref(c.statistics);
  *compared += c.compared;
  return c.failures;
}
