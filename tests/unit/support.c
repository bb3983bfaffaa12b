#include "support.h"

#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/date.h"
#include "base/decimal.h"
#include "decisions/decisions.h"

char *quoted(const char *text)
{
  char *copy = strdup(text);
  assert_non_null(copy);
  for (char *at = copy; (at = strchr(at, '\''));) *at = '"';
  return copy;
}

char *printed(const char *format, ...)
{
  char *text = NULL;
  va_list arguments;
  va_start(arguments, format);
  int length = vasprintf(&text, format, arguments);
  va_end(arguments);
  assert_true(length >= 0);
  return text;
}

/* ---- Policies ---- */

incubator_status policy_try(const char *text, incubator_policy **policy, incubator_findings **findings,
                            incubator_error *error)
{
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  char *json = quoted(text);
  source.text = json;
  source.length = strlen(json);
  incubator_status status = incubator_policy_read(&source, NULL, policy, findings, error);
  free(json);
  return status;
}

incubator_policy *policy_of(const char *text)
{
  incubator_policy *policy = NULL;
  incubator_findings *findings = NULL;
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_status status = policy_try(text, &policy, &findings, &error);
  if (status != INCUBATOR_STATUS_OK) {
    print_error("%s\n%s", error.message, findings_text(findings));
  }
  incubator_findings_free(findings);
  assert_int_equal(status, INCUBATOR_STATUS_OK);
  assert_non_null(policy);
  return policy;
}

const incubator_finding *finding_of(const incubator_findings *findings, const char *code)
{
  for (size_t i = 0; i < incubator_findings_count(findings); i++) {
    const incubator_finding *f = incubator_findings_get(findings, i);
    if (!strcmp(f->code, code)) return f;
  }
  return NULL;
}

size_t finding_count(const incubator_findings *findings, const char *code)
{
  size_t count = 0;
  for (size_t i = 0; i < incubator_findings_count(findings); i++) {
    count += !strcmp(incubator_findings_get(findings, i)->code, code);
  }
  return count;
}

const char *findings_text(const incubator_findings *findings)
{
  static char text[8192];
  size_t used = 0;
  text[0] = 0;
  for (size_t i = 0; i < incubator_findings_count(findings) && used < sizeof text; i++) {
    const incubator_finding *f = incubator_findings_get(findings, i);
    used += (size_t)snprintf(text + used, sizeof text - used, "%s at %s %u:%u: %s\n", f->code, f->path, f->line, f->column,
                             f->message);
  }
  return text;
}

/* ---- Worlds ---- */

void world_start(world *w, const char *policy)
{
  *w = (world){.policy = policy_of(policy)};
  assert_int_equal(incubator_registry_builder_create(w->policy, NULL, &w->builder, NULL), INCUBATOR_STATUS_OK);
}

void world_csv(world *w, const char *table, const char *csv)
{
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  source.bytes = csv;
  source.length = strlen(csv);
  source.table = table;
  if (incubator_registry_builder_read(w->builder, &source, &error) != INCUBATOR_STATUS_OK) fail_msg("%s", error.message);
}

void world_finish(world *w)
{
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_status status = incubator_registry_builder_finish(w->builder, &w->registry, &w->findings, &error);
  if (status != INCUBATOR_STATUS_OK) fail_msg("%s", error.message);
}

void world_decide(world *w, const char *as_of)
{
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  if (!w->registry) world_finish(w);
  options.as_of = as_of;
  options.all_parts = 1;
  incubator_decisions_unref(w->decisions);
  if (incubator_decisions_create(w->policy, w->registry, &options, &w->decisions, &error) != INCUBATOR_STATUS_OK) {
    fail_msg("%s", error.message);
  }
}

void world_end(world *w)
{
  incubator_decisions_unref(w->decisions);
  incubator_registry_unref(w->registry);
  incubator_findings_free(w->findings);
  incubator_registry_builder_free(w->builder);
  incubator_policy_unref(w->policy);
  *w = (world){0};
}

void world_open(world *w, const char *policy, const char *table, const char *csv, const char *as_of)
{
  world_start(w, policy);
  world_csv(w, table, csv);
  world_decide(w, as_of);
}

enum { NAMES = 32 };

typedef struct name_list {
  char *names[NAMES];
  size_t count;
} name_list;

static void add_name(void *context, const char *name)
{
  name_list *list = context;
  if (list->count < NAMES) list->names[list->count++] = strdup(name);
}

static int compare_names(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of a gap in a rule's own column, sorted; links and fields have none. */
static void gap_names(const world *w, const char *subject_text, const char *name, char *text, size_t room)
{
  inc_subject subject;
  name_list list = {.count = 0};
  inc_want want;
  if (!inc_policy_part(w->policy, name, strlen(name), &want)) return;
  assert_int_equal(inc_decisions_subject(w->decisions, subject_text, &subject, NULL), INCUBATOR_STATUS_OK);
  inc_engine_gap_names(w->decisions->results, want, subject.row, add_name, &list);
  if (list.count) qsort(list.names, list.count, sizeof *list.names, compare_names);
  for (size_t i = 0; i < list.count; i++) {
    size_t used = strlen(text);
    snprintf(text + used, room - used, "%s%s", i ? "," : " ", list.names[i]);
    free(list.names[i]);
  }
}

static void value_text(const world *w, const incubator_cell *cell, char *text, size_t room)
{
  switch (cell->type) {
  case INCUBATOR_TYPE_BOOLEAN: snprintf(text, room, "%s", cell->value ? "true" : "false"); break;
  case INCUBATOR_TYPE_NUMBER: inc_decimal_format(cell->value, text); break;
  case INCUBATOR_TYPE_DATE: inc_date_format((int32_t)cell->value, text); break;
  case INCUBATOR_TYPE_CATEGORY: snprintf(text, room, "%s", incubator_policy_code(w->policy, cell->list, cell->value)); break;
  default: snprintf(text, room, "%s", incubator_decisions_text(w->decisions, cell->value)); break;
  }
}

const char *world_cell(const world *w, const char *subject, const char *name)
{
  static char texts[4][1024];
  static unsigned turn;
  char *text = texts[turn++ % 4];
  incubator_cell cell = INCUBATOR_CELL_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  if (incubator_decisions_cell(w->decisions, subject, name, &cell, &error) != INCUBATOR_STATUS_OK) {
    snprintf(text, sizeof texts[0], "!%s", error.message);
    return text;
  }
  if (!cell.gap) {
    value_text(w, &cell, text, sizeof texts[0]);
    return text;
  }
  snprintf(text, sizeof texts[0], "?%s", incubator_gap_name(cell.gap));
  gap_names(w, subject, name, text, sizeof texts[0]);
  return text;
}

void check_expressions(const char *policy, const char *csv, const char *subject, const expression_case *cases, size_t count)
{
  char *rules = printed("%s", ""), name[32];
  for (size_t i = 0; i < count; i++) {
    char *more = printed("%s%s'r%zu': {'kind': 'derive', 'on': 't', 'value': %s}", rules, i ? ",\n" : "", i, cases[i].expression);
    free(rules);
    rules = more;
  }
  const char *hole = strstr(policy, "%s");
  assert_non_null(hole);
  char *whole = printed("%.*s%s%s", (int)(hole - policy), policy, rules, hole + 2);
  world w;
  world_open(&w, whole, "t", csv, "2024-06-30");
  for (size_t i = 0; i < count; i++) {
    snprintf(name, sizeof name, "r%zu", i);
    const char *found = world_cell(&w, subject, name);
    if (strcmp(found, cases[i].expected)) fail_msg("%s: found %s, expected %s", cases[i].expression, found, cases[i].expected);
  }
  world_end(&w);
  free(rules);
  free(whole);
}

/* ---- Text ---- */

static incubator_status sink_write(void *context, const char *bytes, size_t length)
{
  sink *s = context;
  if (s->limit && s->length + length > s->limit) return INCUBATOR_STATUS_WRITER;
  if (s->room <= s->length + length) {
    s->room = (s->length + length + 1) * 2;
    s->text = realloc(s->text, s->room);
    assert_non_null(s->text);
  }
  memcpy(s->text + s->length, bytes, length);
  s->length += length;
  s->text[s->length] = 0;
  return INCUBATOR_STATUS_OK;
}

incubator_writer sink_writer(sink *s)
{
  return (incubator_writer){s, sink_write};
}

void sink_free(sink *s)
{
  free(s->text);
  *s = (sink){0};
}

bool sink_has(const sink *s, const char *text)
{
  return s->text && strstr(s->text, text);
}

/* ---- Memory ---- */

static void *memory_reallocate(void *context, void *block, size_t bytes)
{
  memory *m = context;
  if (bytes == 0) {
    if (block) m->live--;
    free(block);
    return NULL;
  }
  m->calls++;
  if (m->fail_at && (m->calls == m->fail_at || (m->for_good && m->calls > m->fail_at))) {
    m->failed = true;
    return NULL;
  }
  void *grown = realloc(block, bytes);
  if (grown && !block) m->live++;
  return grown;
}

incubator_allocator memory_allocator(memory *m)
{
  return (incubator_allocator){sizeof(incubator_allocator), m, memory_reallocate};
}

/* ---- Numbers ---- */

uint64_t random_next(uint64_t *state)
{
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * UINT64_C(2685821657736338717);
}

uint64_t random_below(uint64_t *state, uint64_t bound)
{
  return random_next(state) % bound;
}

/* ---- Files ---- */

char *folder_create(void)
{
  const char *base = getenv("TMPDIR");
  char *path = printed("%s/incubator-unit-XXXXXX", base ? base : "/tmp");
  assert_non_null(mkdtemp(path));
  return path;
}

char *folder_file(const char *folder, const char *name, const void *bytes, size_t length)
{
  char *path = printed("%s/%s", folder, name);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, length, file), length);
  assert_int_equal(fclose(file), 0);
  return path;
}

void folder_free(char *folder)
{
  DIR *open = opendir(folder);
  assert_non_null(open);
  for (struct dirent *entry; (entry = readdir(open));) {
    char *path = printed("%s/%s", folder, entry->d_name);
    if (entry->d_name[0] != '.') unlink(path);
    free(path);
  }
  closedir(open);
  rmdir(folder);
  free(folder);
}

bool survives(void (*step)(void *context), void *context)
{
  fflush(NULL);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    if (!freopen("/dev/null", "w", stderr)) _exit(1);
    for (int s = 1; s < 32; s++) signal(s, SIG_DFL);
    setenv("CMOCKA_TEST_ABORT", "1", 1); /* a failed assertion must not jump back into the parent's loop of tests */
    step(context);
    _exit(0);
  }
  int ended = 0;
  assert_int_equal(waitpid(child, &ended, 0), child);
  return WIFEXITED(ended) && WEXITSTATUS(ended) == 0;
}

char *repeated(const char *before, const char *piece, size_t times, const char *after)
{
  size_t a = strlen(before), n = strlen(piece), b = strlen(after);
  char *text = malloc(a + n * times + b + 1);
  assert_non_null(text);
  memcpy(text, before, a);
  for (size_t i = 0; i < times; i++) memcpy(text + a + i * n, piece, n);
  memcpy(text + a + n * times, after, b + 1);
  return text;
}

char *numbered(const char *before, const char *format, size_t count, const char *after)
{
  size_t room = strlen(before) + strlen(after) + count * (strlen(format) + 24) + 1, used;
  char *text = malloc(room);
  assert_non_null(text);
  used = (size_t)snprintf(text, room, "%s", before);
  for (size_t i = 0; i < count; i++) {
    if (i) text[used++] = ',';
    used += (size_t)snprintf(text + used, room - used, format, i, i);
  }
  snprintf(text + used, room - used, "%s", after);
  return text;
}

incubator_status read_hostile(const char *bytes, size_t length)
{
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy *policy = NULL;
  incubator_findings *findings = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  source.text = bytes;
  source.length = length;
  incubator_status status = incubator_policy_read(&source, NULL, &policy, &findings, &e);
  assert_true((status == INCUBATOR_STATUS_OK) == (policy != NULL));
  assert_true(status == INCUBATOR_STATUS_OK || (e.status == status && *e.message && !strchr(e.message, '\n')));
  incubator_findings_free(findings);
  incubator_policy_unref(policy);
  return status;
}
