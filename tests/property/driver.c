/*
 * Runs requests through the library and prints what it decided, for tests/property/run.py to
 * hold against the oracle. One request a line, one answer a line:
 *
 *   {"policy": {…}, "as_of": "2021-08-25", "params": {…}, "given": {table: [row]}}
 *   {"cells": {table: {key: {"rule" or "rule:part": cell}}}, "contradictions": ["table/rule key"], "reach": [answer]}
 *
 * Cells have the form of tests/oracle/evaluate.py. Of a gap in a rule's own value the names are
 * told where an explanation was asked for: "explain" is the share of such cells in percent (100),
 * "explain_values" likewise for cells that have a value (0): they are held against the column.
 * "builtin" names a shipped policy instead of "policy". "reports": true writes every report too,
 * to nowhere. "reach" asks for least changes, [{"subject", "rule", "steps", "outcome"}]; each is answered
 * as an explanation tells it. "ledger": [name] asks for the ledger instead of the cells, with totals by those names:
 * {"ledger": …}, as driver_ledger.c says. What the library refuses is answered with
 *
 *   {"refused": "policy", "status": "…", "findings": ["code path: message"]}
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver.h"

void die(const char *why)
{
  fprintf(stderr, "driver: %s\n", why);
  exit(2);
}

static void add(buffer *b, const char *bytes, size_t length)
{
  if (b->length + length + 1 > b->capacity) {
    b->capacity = 2 * b->capacity + length + 1024;
    b->text = realloc(b->text, b->capacity);
    if (!b->text) die("no memory");
  }
  memcpy(b->text + b->length, bytes, length);
  b->length += length;
  b->text[b->length] = 0;
}

void put(buffer *b, const char *text)
{
  add(b, text, strlen(text));
}

void put_string(buffer *b, const char *text)
{
  put(b, "\"");
  for (; *text; text++) {
    char escape[8];
    if (*text == '"' || *text == '\\') snprintf(escape, sizeof escape, "\\%c", *text);
    else if ((unsigned char)*text < 0x20) snprintf(escape, sizeof escape, "\\u%04x", *text);
    else snprintf(escape, sizeof escape, "%c", *text);
    put(b, escape);
  }
  put(b, "\"");
}

static incubator_status write_buffer(void *context, const char *bytes, size_t length)
{
  add(context, bytes, length);
  return INCUBATOR_STATUS_OK;
}

static incubator_status write_nowhere(void *context, const char *bytes, size_t length)
{
  (void)context, (void)bytes, (void)length;
  return INCUBATOR_STATUS_OK;
}

/* What belongs to one request. */
typedef struct job {
  const cJSON *request;
  cJSON *parsed_policy; /* of a shipped one: not known here */
  incubator_policy *policy;
  incubator_registry *registry;
  incubator_decisions *decisions;
  buffer *out;
  uint64_t dice; /* picks the cells that are explained; the same for the same request */
} job;

/* ---- Refusals ---- */

static void refuse(job *j, const char *what, const incubator_findings *findings, const incubator_error *error)
{
  char text[900];
  bool first = true;
  j->out->length = 0;
  put(j->out, "{\"refused\": ");
  put_string(j->out, what);
  put(j->out, ", \"status\": ");
  put_string(j->out, incubator_status_name(error->status));
  put(j->out, ", \"findings\": [");
  for (size_t i = 0; i < incubator_findings_count(findings); i++) {
    const incubator_finding *f = incubator_findings_get(findings, i);
    if (f->severity != INCUBATOR_SEVERITY_ERROR) continue;
    snprintf(text, sizeof text, "%s %s: %s", f->code, f->path, f->message);
    if (!first) put(j->out, ", ");
    put_string(j->out, text);
    first = false;
  }
  if (first) put_string(j->out, error->message);
  put(j->out, "]}");
}

/* ---- The three steps ---- */

/* "name=value" of a member; allocated. */
static char *setting_of(const cJSON *member)
{
  char *value = cJSON_IsString(member) ? NULL : cJSON_PrintUnformatted(member);
  const char *text = value ? value : member->valuestring;
  size_t room = strlen(member->string) + strlen(text) + 2;
  char *setting = malloc(room);
  if (!setting) die("no memory");
  snprintf(setting, room, "%s=%s", member->string, text);
  cJSON_free(value);
  return setting;
}

static bool read_policy(job *j)
{
  const cJSON *params = cJSON_GetObjectItemCaseSensitive(j->request, "params");
  const cJSON *builtin = cJSON_GetObjectItemCaseSensitive(j->request, "builtin");
  int count = params ? cJSON_GetArraySize(params) : 0, i = 0;
  char **settings = calloc((size_t)count + 1, sizeof *settings);
  if (!settings) die("no memory");
  for (const cJSON *p = params ? params->child : NULL; p; p = p->next) settings[i++] = setting_of(p);
  char *text = builtin ? NULL : cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(j->request, "policy"));
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy_options options = INCUBATOR_POLICY_OPTIONS_INIT;
  incubator_findings *findings = NULL;
  incubator_error error = INCUBATOR_ERROR_INIT;
  source.builtin = builtin ? builtin->valuestring : NULL;
  source.text = text;
  source.length = text ? strlen(text) : 0;
  options.settings = (const char *const *)settings;
  options.setting_count = (size_t)count;
  incubator_status status = incubator_policy_read(&source, &options, &j->policy, &findings, &error);
  if (status != INCUBATOR_STATUS_OK) refuse(j, "policy", findings, &error);
  incubator_findings_free(findings);
  cJSON_free(text);
  for (i = 0; i < count; i++) free(settings[i]);
  free(settings);
  return status == INCUBATOR_STATUS_OK;
}

static bool read_registry(job *j)
{
  const cJSON *given = cJSON_GetObjectItemCaseSensitive(j->request, "given");
  incubator_registry_builder *builder = NULL;
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  incubator_findings *findings = NULL;
  incubator_error error = INCUBATOR_ERROR_INIT;
  char *text = given && given->child ? cJSON_PrintUnformatted(given) : NULL;
  source.bytes = text;
  source.length = text ? strlen(text) : 0;
  source.name = "given";
  source.format = INCUBATOR_DATA_JSON;
  incubator_status status = incubator_registry_builder_create(j->policy, NULL, &builder, &error);
  if (status == INCUBATOR_STATUS_OK && text) status = incubator_registry_builder_read(builder, &source, &error);
  if (status == INCUBATOR_STATUS_OK) {
    status = incubator_registry_builder_finish(builder, &j->registry, &findings, &error);
  }
  if (status != INCUBATOR_STATUS_OK) refuse(j, "data", findings, &error);
  incubator_findings_free(findings);
  incubator_registry_builder_free(builder);
  cJSON_free(text);
  return status == INCUBATOR_STATUS_OK;
}

static bool decide(job *j)
{
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  options.as_of = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(j->request, "as_of"));
  options.all_parts = 1;
  incubator_status status = incubator_decisions_create(j->policy, j->registry, &options, &j->decisions, &error);
  if (status != INCUBATOR_STATUS_OK) refuse(j, "decisions", NULL, &error);
  return status == INCUBATOR_STATUS_OK;
}

/* ---- Values ---- */

static void put_number(buffer *b, int64_t micros)
{
  char text[40], *end;
  uint64_t size = micros < 0 ? 0 - (uint64_t)micros : (uint64_t)micros;
  snprintf(text, sizeof text, "%s%" PRIu64 ".%06" PRIu64, micros < 0 ? "-" : "", size / 1000000, size % 1000000);
  end = text + strlen(text);
  while (end[-1] == '0') *--end = 0;
  if (end[-1] == '.') *--end = 0;
  put_string(b, text);
}

/* Days since 1970-01-01 as a date, by counting years and months. */
static void put_date(buffer *b, int64_t days)
{
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  char text[40];
  int64_t left = days + 719162; /* since 0001-01-01 */
  int64_t year = 1 + left / 146097 * 400;
  left %= 146097;
  bool leap;
  for (;; year++) {
    leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (left < 365 + leap) break;
    left -= 365 + leap;
  }
  int month = 0;
  for (; left >= lengths[month] + (month == 1 && leap); month++) left -= lengths[month] + (month == 1 && leap);
  snprintf(text, sizeof text, "%04d-%02d-%02d", (int)year, month + 1, (int)left + 1);
  put_string(b, text);
}

static void put_text(buffer *b, const char *text)
{
  if (text) put_string(b, text);
  else put(b, "{\"lost\": \"no text has this number\"}");
}

static void put_value(job *j, buffer *b, incubator_type type, const char *list, int64_t value)
{
  switch (type) {
  case INCUBATOR_TYPE_BOOLEAN: put(b, value == 1 ? "true" : value == 0 ? "false" : "\"no boolean\""); break;
  case INCUBATOR_TYPE_NUMBER: put_number(b, value); break;
  case INCUBATOR_TYPE_CATEGORY: put_text(b, incubator_policy_code(j->policy, list, value)); break;
  case INCUBATOR_TYPE_DATE: put_date(b, value); break;
  default: put_text(b, incubator_decisions_text(j->decisions, value)); break;
  }
}

static int64_t column_value(const incubator_column *c, size_t row)
{
  switch (c->width) {
  case 1: return ((const int8_t *)c->values)[row];
  case 4: return ((const int32_t *)c->values)[row];
  default: return ((const int64_t *)c->values)[row];
  }
}

/* ---- Names, from an explanation ---- */

/* The first rule's outcome as the explanation tells it; freed by the caller. NULL: the call failed. */
static cJSON *explain(job *j, const char *subject, const char *rule, incubator_error *error)
{
  incubator_question question = INCUBATOR_QUESTION_INIT;
  incubator_explanation *explanation = NULL;
  buffer text = {0};
  incubator_writer writer = {&text, write_buffer};
  question.subject = subject;
  question.rule = rule;
  question.without_changes = !cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(j->request, "reports"));
  if (incubator_explanation_create(j->decisions, &question, &explanation, error) != INCUBATOR_STATUS_OK) return NULL;
  incubator_status status =
      incubator_explanation_write(explanation, INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN, &writer, error);
  if (!question.without_changes) {
    incubator_writer nowhere = {NULL, write_nowhere};
    incubator_explanation_write(explanation, INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_ZH, &nowhere, NULL);
  }
  incubator_explanation_free(explanation);
  cJSON *json = status == INCUBATOR_STATUS_OK ? cJSON_Parse(text.text) : NULL;
  free(text.text);
  cJSON *rules = cJSON_GetObjectItemCaseSensitive(json, "rules");
  cJSON *outcome = cJSON_DetachItemFromObjectCaseSensitive(cJSON_GetArrayItem(rules, 0), "outcome");
  cJSON_Delete(json);
  return outcome;
}

/* Another draw of the dice: is it below so many percent? */
static bool drawn(job *j, const char *key, double otherwise)
{
  const cJSON *percent = cJSON_GetObjectItemCaseSensitive(j->request, key);
  j->dice = j->dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (double)(j->dice >> 33 & 0xFFFF) / 655.36 < (percent ? percent->valuedouble : otherwise);
}

static void put_names(buffer *b, const cJSON *names)
{
  put(b, ", \"names\": [");
  for (const cJSON *n = names ? names->child : NULL; n; n = n->next) {
    put_string(b, n->valuestring);
    if (n->next) put(b, ", ");
  }
  put(b, "]");
}

/* A gap, with its names where they were asked for. */
static void put_gap(job *j, const char *subject, const char *column, uint8_t gap)
{
  incubator_error error = INCUBATOR_ERROR_INIT;
  put(j->out, "{\"gap\": ");
  put_string(j->out, incubator_gap_name((incubator_gap)gap));
  if (!strchr(column, ':') && drawn(j, "explain", 100)) {
    cJSON *outcome = explain(j, subject, column, &error);
    const char *told = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(outcome, "gap"));
    put_names(j->out, cJSON_GetObjectItemCaseSensitive(outcome, "names"));
    if (!told || strcmp(told, incubator_gap_name((incubator_gap)gap))) {
      put(j->out, ", \"explained\": ");
      put_string(j->out, told ? told : outcome ? "a value" : error.message);
    }
    cJSON_Delete(outcome);
  }
  put(j->out, "}");
}

/* What an explanation says of a value, where it says something else. */
static void check_explained(job *j, const char *subject, const char *column, size_t start)
{
  incubator_error error = INCUBATOR_ERROR_INIT;
  if (strchr(column, ':') || !drawn(j, "explain_values", 0)) return;
  cJSON *outcome = explain(j, subject, column, &error), *value = cJSON_GetObjectItemCaseSensitive(outcome, "value");
  char *told = cJSON_PrintUnformatted(value ? value : outcome);
  if (!told || strcmp(told, j->out->text + start)) {
    char *cell = strdup(j->out->text + start);
    if (!cell) die("no memory");
    j->out->length = start;
    put(j->out, "{\"value\": ");
    put(j->out, cell);
    put(j->out, ", \"explained\": ");
    put(j->out, told ? told : "null");
    put(j->out, "}");
    free(cell);
  }
  cJSON_free(told);
  cJSON_Delete(outcome);
}

/* ---- The least changes ---- */

/* What is told of each question in "reach": {"subject", "rule", "steps", "outcome"}. */
static void put_reaches(job *j)
{
  const cJSON *asked = cJSON_GetObjectItemCaseSensitive(j->request, "reach");
  put(j->out, ", \"reach\": [");
  for (const cJSON *a = asked ? asked->child : NULL; a; a = a->next) {
    incubator_question question = INCUBATOR_QUESTION_INIT;
    incubator_explanation *explanation = NULL;
    incubator_error error = INCUBATOR_ERROR_INIT;
    buffer text = {0};
    incubator_writer writer = {&text, write_buffer};
    question.subject = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(a, "subject"));
    question.rule = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(a, "rule"));
    question.reach = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(a, "outcome"));
    question.most_steps = (uint64_t)cJSON_GetObjectItemCaseSensitive(a, "steps")->valuedouble;
    bool ok = incubator_explanation_create(j->decisions, &question, &explanation, &error) == INCUBATOR_STATUS_OK &&
              incubator_explanation_write(explanation, INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN, &writer, &error) == INCUBATOR_STATUS_OK;
    incubator_explanation_free(explanation);
    cJSON *json = ok ? cJSON_Parse(text.text) : NULL;
    char *told = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(json, "reach"));
    put(j->out, told ? told : "null");
    if (a->next) put(j->out, ", ");
    cJSON_free(told);
    cJSON_Delete(json);
    free(text.text);
  }
  put(j->out, "]");
}

/* ---- Cells ---- */

/* The single-cell call must say what the column says. */
static bool same_cell(job *j, const char *subject, const char *name, uint8_t gap, int64_t value)
{
  incubator_cell cell = INCUBATOR_CELL_INIT;
  if (incubator_decisions_cell(j->decisions, subject, name, &cell, NULL) != INCUBATOR_STATUS_OK) return false;
  return cell.gap == (incubator_gap)gap && (gap || cell.value == value);
}

static void put_cell(job *j, const char *subject, const char *name, size_t row, bool first)
{
  incubator_column column = INCUBATOR_COLUMN_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  if (!first) put(j->out, ", ");
  put_string(j->out, name);
  put(j->out, ": ");
  if (incubator_decisions_column(j->decisions, name, &column, &error) != INCUBATOR_STATUS_OK) {
    put_string(j->out, error.message);
  } else if (row >= column.rows) {
    put_string(j->out, "the column has fewer rows");
  } else if (!same_cell(j, subject, name, column.gaps[row], column_value(&column, row))) {
    put_string(j->out, "incubator_decisions_cell says otherwise");
  } else if (column.gaps[row]) {
    put_gap(j, subject, name, column.gaps[row]);
  } else {
    size_t start = j->out->length;
    put_value(j, j->out, column.type, column.list, column_value(&column, row));
    check_explained(j, subject, name, start);
  }
}

/* A name of a part that was printed for an earlier version of the rule. */
static bool said_before(const cJSON *version, const cJSON *conditions_of, const char *name)
{
  for (const cJSON *v = version; v && v != conditions_of; v = v->next) {
    if (cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(v, "conditions"), name)) return true;
  }
  return false;
}

static void put_conditions(job *j, const char *subject, const cJSON *rule, const cJSON *first_version, size_t row)
{
  char name[500];
  for (const cJSON *v = first_version; v; v = cJSON_IsArray(rule) ? v->next : NULL) {
    const cJSON *c = cJSON_GetObjectItemCaseSensitive(v, "conditions");
    for (c = c ? c->child : NULL; c; c = c->next) {
      if (cJSON_IsArray(rule) && said_before(first_version, v, c->string)) continue;
      snprintf(name, sizeof name, "%s:%s", rule->string, c->string);
      put_cell(j, subject, name, row, false);
    }
  }
}

/* The items of a score and of its groups; one of several versions is told again, which changes nothing. */
static void put_items(job *j, const char *subject, const char *above, const cJSON *group, size_t row)
{
  char name[500];
  const cJSON *items = cJSON_GetObjectItemCaseSensitive(group, "items");
  for (const cJSON *i = items ? items->child : NULL; i; i = i->next) {
    snprintf(name, sizeof name, "%s%s", above, i->string);
    put_cell(j, subject, name, row, false);
    snprintf(name, sizeof name, "%s%s/", above, i->string);
    put_items(j, subject, name, i, row);
  }
}

static void put_score(job *j, const char *subject, const cJSON *rule, const cJSON *first_version, size_t row)
{
  char above[500];
  snprintf(above, sizeof above, "%s:", rule->string);
  for (const cJSON *v = first_version; v; v = cJSON_IsArray(rule) ? v->next : NULL) {
    put_items(j, subject, above, v, row);
  }
}

/* What each adjustment of an award left, the awards it is made of and its shares; those of several versions may be told again. */
static void put_award(job *j, const char *subject, const cJSON *rule, const cJSON *first_version, size_t row)
{
  char name[500];
  snprintf(name, sizeof name, "%s:computed", rule->string);
  put_cell(j, subject, name, row, false);
  for (const cJSON *v = first_version; v; v = cJSON_IsArray(rule) ? v->next : NULL) {
    int adjustments = cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(v, "adjust"));
    for (int i = 1; i <= adjustments; i++) {
      snprintf(name, sizeof name, "%s:after_%d", rule->string, i);
      put_cell(j, subject, name, row, false);
    }
    const cJSON *awards = cJSON_GetObjectItemCaseSensitive(v, "awards");
    for (const cJSON *a = awards ? awards->child : NULL; a; a = a->next) {
      const cJSON *named = cJSON_IsObject(a) ? cJSON_GetObjectItemCaseSensitive(a, "award") : a;
      snprintf(name, sizeof name, "%s:%s", rule->string, cJSON_GetStringValue(named));
      put_cell(j, subject, name, row, false);
      snprintf(name, sizeof name, "%s:%s/sum", rule->string, cJSON_GetStringValue(named));
      put_cell(j, subject, name, row, false);
    }
    const cJSON *split = cJSON_GetObjectItemCaseSensitive(v, "split");
    for (const cJSON *share = split ? split->child : NULL; share; share = share->next) {
      snprintf(name, sizeof name, "%s:%s", rule->string, share->string);
      put_cell(j, subject, name, row, false);
    }
  }
}

static void put_plan(job *j, const char *subject, const cJSON *rule, const cJSON *version, size_t row)
{
  char name[500];
  for (const cJSON *v = version; v; v = cJSON_IsArray(rule) ? v->next : NULL) {
    const cJSON *plan = cJSON_GetObjectItemCaseSensitive(v, "plan"), *dates = plan ? cJSON_GetObjectItemCaseSensitive(plan, "dates") : NULL;
    for (const cJSON *date = dates ? dates->child : NULL; date; date = date->next) {
      snprintf(name, sizeof name, "%s:plan/%s", rule->string, cJSON_GetStringValue(date));
      put_cell(j, subject, name, row, false);
    }
  }
}

/* A rule's own value and its parts. */
static void put_rule(job *j, const char *subject, const cJSON *rule, size_t row, bool first)
{
  static const char *const parts[][11] = {
      {"choose", "case"},
      {"measure", "low", "high", "undetermined"},
      {"select", "rank", "of", "places"},
      {"target", "actual", "goal", "low", "high", "gap", "share", "progress", "pace_needed", "pace_kept", "forecast"},
  };
  char name[500];
  const cJSON *version = cJSON_IsArray(rule) ? rule->child : rule;
  const char *kind = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(version, "kind"));
  put_cell(j, subject, rule->string, row, first);
  for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
    if (strcmp(kind, parts[k][0])) continue;
    for (size_t p = 1; p < 11 && parts[k][p]; p++) {
      snprintf(name, sizeof name, "%s:%s", rule->string, parts[k][p]);
      put_cell(j, subject, name, row, false);
    }
  }
  if (!strcmp(kind, "require")) put_conditions(j, subject, rule, version, row);
  if (!strcmp(kind, "score")) put_score(j, subject, rule, version, row);
  if (!strcmp(kind, "award")) put_award(j, subject, rule, version, row);
  if (!strcmp(kind, "target")) put_plan(j, subject, rule, version, row);
}

static void put_row(job *j, const char *table, const char *key, size_t row, bool first)
{
  char subject[500];
  const cJSON *rules = cJSON_GetObjectItemCaseSensitive(j->parsed_policy, "rules");
  bool first_cell = true;
  snprintf(subject, sizeof subject, "%s:%s", table, key);
  if (!first) put(j->out, ", ");
  put_string(j->out, key);
  put(j->out, ": {");
  for (const cJSON *rule = rules ? rules->child : NULL; rule; rule = rule->next) {
    const cJSON *version = cJSON_IsArray(rule) ? rule->child : rule;
    const char *on = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(version, "on"));
    if (!on || strcmp(on, table)) continue;
    put_rule(j, subject, rule, row, first_cell);
    first_cell = false;
  }
  put(j->out, "}");
}

/* The rows of a table in the registry's order: those that ship with the policy, or else those given. */
static void put_table(job *j, const cJSON *table, bool first)
{
  const cJSON *given = cJSON_GetObjectItemCaseSensitive(j->request, "given");
  const cJSON *rows = cJSON_GetObjectItemCaseSensitive(table, "rows");
  const char *key = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(table, "key"));
  size_t number = 0;
  if (!rows) rows = cJSON_GetObjectItemCaseSensitive(given, table->string);
  if (!first) put(j->out, ", ");
  put_string(j->out, table->string);
  put(j->out, ": {");
  for (const cJSON *row = rows ? rows->child : NULL; row; row = row->next, number++) {
    put_row(j, table->string, cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(row, key)), number, number == 0);
  }
  put(j->out, "}");
  if (incubator_registry_rows(j->registry, table->string) != number) die("the registry has another number of rows");
}

/* "table/rule key" of each: the message begins with the key. */
static void put_contradictions(job *j)
{
  const incubator_findings *findings = incubator_decisions_findings(j->decisions);
  char text[900];
  put(j->out, "}, \"contradictions\": [");
  for (size_t i = 0; i < incubator_findings_count(findings); i++) {
    const incubator_finding *f = incubator_findings_get(findings, i);
    snprintf(text, sizeof text, "%s %.*s", f->path, (int)strcspn(f->message, ":"), f->message);
    if (i) put(j->out, ", ");
    put_string(j->out, text);
  }
  put(j->out, "]");
}

static void put_cells(job *j)
{
  const cJSON *tables = cJSON_GetObjectItemCaseSensitive(j->parsed_policy, "tables");
  j->out->length = 0;
  put(j->out, "{\"cells\": {");
  for (const cJSON *t = tables ? tables->child : NULL; t; t = t->next) put_table(j, t, t == tables->child);
  put_contradictions(j);
  put_reaches(j);
  put(j->out, "}");
}

/* ---- Reports, for whatever they may break ---- */

static void write_reports(job *j)
{
  incubator_writer nowhere = {NULL, write_nowhere};
  incubator_target *target = NULL;
  for (int format = 0; format < 3; format++) {
    incubator_report report = INCUBATOR_REPORT_INIT;
    report.format = (incubator_format)format;
    report.language = (incubator_language)(format % 2);
    report.labels = 1;
    incubator_decisions_classify(j->decisions, &report, &nowhere, NULL);
    if (!target && incubator_target_create(j->decisions, &target, NULL) != INCUBATOR_STATUS_OK) continue;
    incubator_target_write(target, &report, &nowhere, NULL);
  }
  incubator_target_free(target);
  incubator_policy_describe(j->policy, INCUBATOR_LANGUAGE_EN, &nowhere, NULL);
  incubator_policy_describe(j->policy, INCUBATOR_LANGUAGE_ZH, &nowhere, NULL);
}

static void answer(const cJSON *request, buffer *out)
{
  job j = {.request = request, .out = out, .dice = 88172645463325252u};
  j.parsed_policy = cJSON_GetObjectItemCaseSensitive(request, "policy");
  out->length = 0;
  const cJSON *ledger = cJSON_GetObjectItemCaseSensitive(request, "ledger");
  if (read_policy(&j) && read_registry(&j) && decide(&j)) {
    if (ledger) {
      put(out, "{\"ledger\": ");
      put_ledger(out, j.decisions, ledger);
      put(out, "}");
    } else {
      put_cells(&j);
    }
    if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(request, "reports"))) write_reports(&j);
  }
  incubator_decisions_unref(j.decisions);
  incubator_registry_unref(j.registry);
  incubator_policy_unref(j.policy);
}

int main(int count, char **arguments)
{
  FILE *in = count > 1 ? fopen(arguments[1], "r") : stdin;
  char *line = NULL;
  size_t room = 0;
  ssize_t length;
  buffer out = {0};
  if (!in) die("the file of requests can't be read");
  while ((length = getline(&line, &room, in)) > 0) {
    cJSON *request = cJSON_ParseWithLength(line, (size_t)length);
    if (!request) die("a request is no JSON");
    answer(request, &out);
    cJSON_Delete(request);
    add(&out, "\n", 1);
    fwrite(out.text, 1, out.length, stdout);
    fflush(stdout);
  }
  free(line);
  free(out.text);
  if (in != stdin) fclose(in);
  return 0;
}
