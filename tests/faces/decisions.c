/*
 * Every decision vector through the C interface, and nothing but it: the policy as text, with its bases by a resolver, the
 * rows by the builder, the cells one by one. The names of gaps are not told here; the command line compares them.
 *
 *   faces_decisions FOLDER [VECTOR...]
 */
#include <dirent.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cjson/cJSON.h>
#include <incubator/incubator.h>

#include "records.h"

enum { PATH_ROOM = 1024, MOST_SETTINGS = 16, MOST_CODES = 256 };

typedef struct runner {
  const char *folder;
  char name[256];            /* of the vector */
  char base[PATH_ROOM];      /* path of the base found last */
  const char *codes[MOST_CODES];
  size_t code_count;
  incubator_findings *found[2]; /* of the policy, of the data: keep the codes alive */
  size_t failures, failed, vectors;
  size_t compared; /* cells of single records */
} runner;

__attribute__((format(printf, 2, 3))) static void fail(runner *r, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  printf("%s: ", r->name);
  vprintf(format, arguments);
  va_end(arguments);
  puts("");
  r->failures++;
}

/* ---- Files ---- */

static char *read_file(const char *path)
{
  FILE *file = fopen(path, "rb");
  char *text = NULL;
  size_t room = 0, used = 0, got = 1;
  while (file && got) {
    if (used + 1 >= room) {
      room = room ? room * 2 : 8192;
      char *grown = realloc(text, room);
      if (!grown) abort();
      text = grown;
    }
    got = fread(text + used, 1, room - used - 1, file);
    used += got;
    text[used] = 0;
  }
  if (file) fclose(file);
  return text;
}

/* The base of that id among the policies beside the vectors; the library looks among the built-in ones itself. */
static incubator_status resolve(void *context, const char *id, incubator_policy_source *source)
{
  runner *r = context;
  snprintf(r->base, sizeof r->base, "%s/policies/%s.json", r->folder, id);
  FILE *file = fopen(r->base, "rb");
  if (!file) return INCUBATOR_STATUS_NOT_FOUND;
  fclose(file);
  source->path = r->base;
  return INCUBATOR_STATUS_OK;
}

/* ---- Findings ---- */

static void note_codes(runner *r, const incubator_findings *findings)
{
  for (size_t i = 0; i < incubator_findings_count(findings) && r->code_count < MOST_CODES; i++) {
    const incubator_finding *f = incubator_findings_get(findings, i);
    if (f->severity != INCUBATOR_SEVERITY_NOTE) r->codes[r->code_count++] = f->code;
  }
}

static bool is_noted(const runner *r, const char *code)
{
  for (size_t i = 0; i < r->code_count; i++) {
    if (!strcmp(r->codes[i], code)) return true;
  }
  return false;
}

static void compare_findings(runner *r, const cJSON *expected, const incubator_decisions *decisions)
{
  const cJSON *code;
  cJSON_ArrayForEach(code, expected) {
    if (!is_noted(r, code->valuestring)) fail(r, "no finding %s", code->valuestring);
  }
  if (!expected || cJSON_GetArraySize(expected) || !decisions) return;
  if (incubator_findings_count(incubator_decisions_findings(decisions))) fail(r, "findings, where none is expected");
}

/* ---- The policy and the rows ---- */

static void make_setting(const cJSON *parameter, char setting[256])
{
  if (cJSON_IsString(parameter)) snprintf(setting, 256, "%s=%s", parameter->string, parameter->valuestring);
  else if (cJSON_IsBool(parameter)) snprintf(setting, 256, "%s=%s", parameter->string, cJSON_IsTrue(parameter) ? "true" : "false");
  else snprintf(setting, 256, "%s=%.15g", parameter->string, parameter->valuedouble);
}

static incubator_policy *read_policy(runner *r, const cJSON *vector, incubator_error *error)
{
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy_options options = INCUBATOR_POLICY_OPTIONS_INIT;
  const cJSON *policy = cJSON_GetObjectItemCaseSensitive(vector, "policy"), *parameter;
  char settings[MOST_SETTINGS][256], path[PATH_ROOM], *text = NULL;
  const char *given[MOST_SETTINGS];
  cJSON_ArrayForEach(parameter, cJSON_GetObjectItemCaseSensitive(vector, "params")) {
    make_setting(parameter, settings[options.setting_count]);
    given[options.setting_count] = settings[options.setting_count];
    if (++options.setting_count == MOST_SETTINGS) break;
  }
  options.settings = given;
  options.resolve = resolve;
  options.resolve_context = r;
  if (!cJSON_IsString(policy)) {
    source.text = text = cJSON_PrintUnformatted(policy);
    source.length = text ? strlen(text) : 0;
  } else if (!strncmp(policy->valuestring, "builtin:", 8)) {
    source.builtin = policy->valuestring + 8;
  } else {
    snprintf(path, sizeof path, "%s/%s", r->folder, policy->valuestring);
    source.path = path;
  }
  incubator_policy *read = NULL;
  incubator_policy_read(&source, &options, &read, &r->found[0], error);
  note_codes(r, r->found[0]);
  cJSON_free(text);
  return read;
}

static incubator_registry *build(runner *r, incubator_policy *policy, const cJSON *given, incubator_error *error)
{
  incubator_registry_builder *builder = NULL;
  incubator_registry *registry = NULL;
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  char *text = cJSON_PrintUnformatted(given);
  incubator_status status = incubator_registry_builder_create(policy, NULL, &builder, error);
  source.bytes = text;
  source.length = text ? strlen(text) : 0;
  source.format = INCUBATOR_DATA_JSON;
  source.name = "given";
  if (status == INCUBATOR_STATUS_OK) status = incubator_registry_builder_read(builder, &source, error);
  if (status == INCUBATOR_STATUS_OK) incubator_registry_builder_finish(builder, &registry, &r->found[1], error);
  note_codes(r, r->found[1]);
  incubator_registry_builder_free(builder);
  cJSON_free(text);
  return registry;
}

/* ---- Cells ---- */

/* A decimal string as millionths; false when it is none. */
static bool micros_of(const char *text, int64_t *micros)
{
  bool negative = *text == '-', point = false;
  int decimals = 0;
  int64_t value = 0;
  for (text += negative; *text; text++) {
    if (*text == '.' && !point) {
      point = true;
      continue;
    }
    if (*text < '0' || *text > '9' || (point && ++decimals > 6)) return false;
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, *text - '0', &value)) return false;
  }
  for (; decimals < 6; decimals++) {
    if (__builtin_mul_overflow(value, 10, &value)) return false;
  }
  *micros = negative ? -value : value;
  return true;
}

/* Days since 1970-01-01 of a date text: counted, year by year. */
static int64_t days_of(const char *text)
{
  static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  int year, month, day;
  if (sscanf(text, "%4d-%2d-%2d", &year, &month, &day) != 3 || month < 1 || month > 12) return INT64_MIN;
  int64_t days = day - 1 + before[month - 1];
  for (int y = 1970; y < year; y++) days += y % 4 ? 365 : 366; /* no vector looks beyond 2099 */
  return days + (month > 2 && year % 4 == 0);
}

static bool is_number(const cJSON *expected, int64_t value)
{
  int64_t micros;
  if (cJSON_IsString(expected)) return micros_of(expected->valuestring, &micros) && micros == value;
  return cJSON_IsNumber(expected) && llround(expected->valuedouble * 1e6) == value;
}

static bool is_text(const cJSON *expected, const char *text)
{
  return cJSON_IsString(expected) && text && !strcmp(expected->valuestring, text);
}

bool cell_is(const incubator_decisions *decisions, incubator_policy *policy, const cJSON *expected,
                   const incubator_cell *cell)
{
  if (cJSON_IsObject(expected)) {
    return is_text(cJSON_GetObjectItemCaseSensitive(expected, "gap"), cell->gap ? incubator_gap_name(cell->gap) : NULL);
  }
  if (cell->gap) return false;
  switch (cell->type) {
  case INCUBATOR_TYPE_BOOLEAN: return cJSON_IsBool(expected) && cJSON_IsTrue(expected) == (cell->value != 0);
  case INCUBATOR_TYPE_NUMBER: return is_number(expected, cell->value);
  case INCUBATOR_TYPE_CATEGORY: return is_text(expected, incubator_policy_code(policy, cell->list, cell->value));
  case INCUBATOR_TYPE_DATE: return cJSON_IsString(expected) && days_of(expected->valuestring) == cell->value;
  default: return is_text(expected, incubator_decisions_text(decisions, cell->value));
  }
}

static void compare_cell(runner *r, const incubator_decisions *decisions, incubator_policy *policy, const char *subject,
                         const cJSON *expected)
{
  incubator_cell cell = INCUBATOR_CELL_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  if (incubator_decisions_cell(decisions, subject, expected->string, &cell, &error) != INCUBATOR_STATUS_OK) {
    fail(r, "%s %s: %s", subject, expected->string, error.message);
  } else if (!cell_is(decisions, policy, expected, &cell)) {
    fail(r, "%s %s: found %s %lld", subject, expected->string, incubator_gap_name(cell.gap), (long long)cell.value);
  }
}

static void compare_cells(runner *r, const incubator_decisions *decisions, incubator_policy *policy, const cJSON *expect)
{
  const cJSON *table, *row, *cell;
  char subject[512];
  cJSON_ArrayForEach(table, expect) {
    cJSON_ArrayForEach(row, table) {
      snprintf(subject, sizeof subject, "%s:%s", table->string, row->string);
      cJSON_ArrayForEach(cell, row) compare_cell(r, decisions, policy, subject, cell);
    }
  }
}

/* ---- One vector ---- */

static void run_vector(runner *r, const cJSON *vector)
{
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_decisions *decisions = NULL;
  const cJSON *expect = cJSON_GetObjectItemCaseSensitive(vector, "expect");
  incubator_policy *policy = read_policy(r, vector, &error);
  incubator_registry *registry = policy ? build(r, policy, cJSON_GetObjectItemCaseSensitive(vector, "given"), &error) : NULL;
  options.as_of = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(vector, "as_of"));
  options.all_parts = 1;
  if (registry) incubator_decisions_create(policy, registry, &options, &decisions, &error);
  if (decisions) note_codes(r, incubator_decisions_findings(decisions));
  if (!decisions && expect) fail(r, "nothing was decided: %s", error.message);
  if (decisions && !expect) fail(r, "decided, though an error was expected");
  if (decisions && expect) compare_cells(r, decisions, policy, expect);
  if (decisions && expect) r->failures += records_compare(r->name, policy, decisions, vector, &r->compared);
  compare_findings(r, cJSON_GetObjectItemCaseSensitive(vector, "findings"), decisions);
  incubator_decisions_unref(decisions);
  incubator_registry_unref(registry);
  incubator_policy_unref(policy);
  for (int i = 0; i < 2; i++) incubator_findings_free(r->found[i]);
}

static void run_file(runner *r, const char *name)
{
  char path[PATH_ROOM];
  snprintf(r->name, sizeof r->name, "%.*s", (int)(strlen(name) - strlen(".json")), name);
  snprintf(path, sizeof path, "%s/%s", r->folder, name);
  char *text = read_file(path);
  cJSON *vector = text ? cJSON_Parse(text) : NULL;
  r->failures = r->code_count = 0;
  r->found[0] = r->found[1] = NULL;
  if (vector) run_vector(r, vector);
  else fail(r, "cannot be read");
  cJSON_Delete(vector);
  free(text);
}

/* Each vector in a process of its own, so that one that ends it is told and the others still run. */
static void run_apart(runner *r, const char *name)
{
  int state = 0;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    run_file(r, name);
    exit(r->failures ? 1 : 0); /* the way of exit() lets sanitizers speak */
  }
  waitpid(child, &state, 0);
  if (WIFSIGNALED(state)) printf("%s: ended by signal %d\n", name, WTERMSIG(state));
  r->vectors++;
  r->failed += child < 0 || state != 0;
}

static int is_vector(const struct dirent *entry)
{
  const char *dot = strrchr(entry->d_name, '.');
  return dot && !strcmp(dot, ".json");
}

static bool is_chosen(const char *name, char **chosen)
{
  size_t length = strlen(name) - strlen(".json");
  if (!*chosen) return true;
  for (; *chosen; chosen++) {
    if (strlen(*chosen) == length && !strncmp(*chosen, name, length)) return true;
  }
  return false;
}

int main(int count, char **arguments)
{
  struct dirent **entries = NULL;
  runner r = {.folder = count > 1 ? arguments[1] : "."};
  int found = scandir(r.folder, &entries, is_vector, alphasort);
  for (int i = 0; i < found; i++) {
    if (is_chosen(entries[i]->d_name, arguments + (count > 1 ? 2 : 1))) run_apart(&r, entries[i]->d_name);
    free(entries[i]);
  }
  free(entries);
  printf("%zu vectors, %zu failed\n", r.vectors, r.failed);
  return r.failed || !r.vectors;
}
