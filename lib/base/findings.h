/* Making a list of findings. */
#ifndef INC_BASE_FINDINGS_H
#define INC_BASE_FINDINGS_H

#include <stdarg.h>

#include <incubator/findings.h>

#include "base/memory.h"

/* Where a finding is. */
typedef struct inc_spot {
  const char *file, *path;
  uint32_t line, column;
} inc_spot;

enum { INC_FINDINGS_LIMIT = 1000 };

/* NULL when there is no memory. Keeps `limit` findings of each severity and counts the rest. */
incubator_findings *inc_findings_create(const incubator_allocator *a, size_t limit);

/*
 * Adds one (printf style). A failure of memory is remembered: see inc_findings_failed. So
 * is a spot whose path is NULL, since there was no memory for it.
 */
__attribute__((format(printf, 5, 6))) void inc_findings_add(incubator_findings *list, incubator_severity severity,
                                                            const char *code, inc_spot spot, const char *format, ...);
void inc_findings_add_list(incubator_findings *list, incubator_severity severity, const char *code, inc_spot spot,
                           const char *format, va_list arguments);

/* True when a finding was lost for want of memory. */
bool inc_findings_failed(const incubator_findings *list);

/* Appends copies of all of `from`. */
void inc_findings_append(incubator_findings *list, const incubator_findings *from);

#endif
