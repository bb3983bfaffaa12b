#include "base/findings.h"

#include <string.h>

#include "base/text.h"

enum { SEVERITIES = 3 };

struct incubator_findings {
  inc_arena arena;
  incubator_finding *items;
  size_t count, capacity, limit;
  size_t totals[SEVERITIES];
  bool failed;
};

incubator_findings *inc_findings_create(const incubator_allocator *a, size_t limit)
{
  incubator_findings *list = inc_alloc_zero(a, 1, sizeof *list);
  if (!list) return NULL;
  inc_arena_init(&list->arena, a);
  list->limit = limit;
  return list;
}

void incubator_findings_free(incubator_findings *list)
{
  if (!list) return;
  incubator_allocator a = list->arena.allocator;
  inc_free(&a, list->items);
  inc_arena_clear(&list->arena);
  inc_free(&a, list);
}

static const char *keep(incubator_findings *list, const char *text)
{
  if (!text || !*text) return "";
  char shown[1024];
  inc_text_printable(shown, sizeof shown, text, strlen(text));
  const char *copy = inc_arena_text(&list->arena, shown, strlen(shown));
  if (!copy) list->failed = true;
  return copy ? copy : "";
}

static void add(incubator_findings *list, incubator_finding finding)
{
  size_t *total = &list->totals[finding.severity];
  if (++*total > list->limit) return;
  if (!inc_grow(&list->arena.allocator, (void **)&list->items, list->count, &list->capacity, sizeof finding)) {
    list->failed = true;
    return;
  }
  finding.code = keep(list, finding.code);
  finding.file = keep(list, finding.file);
  finding.path = keep(list, finding.path);
  finding.message = keep(list, finding.message);
  list->items[list->count++] = finding;
}

void inc_findings_add_list(incubator_findings *list, incubator_severity severity, const char *code, inc_spot spot,
                           const char *format, va_list arguments)
{
  char message[1024];
  inc_text_print_list(message, sizeof message, format, arguments);
  if (!spot.path) list->failed = true;
  add(list, (incubator_finding){sizeof(incubator_finding), severity, code, spot.file, spot.path, spot.line, spot.column,
                                message});
}

void inc_findings_add(incubator_findings *list, incubator_severity severity, const char *code, inc_spot spot,
                      const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  inc_findings_add_list(list, severity, code, spot, format, arguments);
  va_end(arguments);
}

bool inc_findings_failed(const incubator_findings *list)
{
  return list->failed;
}

void inc_findings_append(incubator_findings *list, const incubator_findings *from)
{
  for (size_t i = 0; i < from->count; i++) add(list, from->items[i]);
  for (size_t s = 0; s < SEVERITIES; s++) {
    size_t listed = 0;
    for (size_t i = 0; i < from->count; i++) listed += (size_t)from->items[i].severity == s;
    list->totals[s] += from->totals[s] - listed;
  }
  list->failed = list->failed || from->failed;
}

size_t incubator_findings_count(const incubator_findings *list)
{
  return list ? list->count : 0;
}

size_t incubator_findings_total(const incubator_findings *list, incubator_severity severity)
{
  return list && (unsigned)severity < SEVERITIES ? list->totals[severity] : 0;
}

const incubator_finding *incubator_findings_get(const incubator_findings *list, size_t index)
{
  return list && index < list->count ? &list->items[index] : NULL;
}

const char *incubator_severity_name(incubator_severity severity)
{
  static const char *const names[] = {"note", "warning", "error"};
  return (unsigned)severity < SEVERITIES ? names[severity] : "unknown";
}
