#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

const char *incubator_status_name(incubator_status status)
{
  static const char *const names[] = {
      "ok",     "no-memory", "argument", "struct-old", "struct-new", "struct-size", "io",     "syntax",
      "encoding", "limit",   "policy",   "data",       "not-found",  "mismatch",    "writer", "unsupported", "infeasible",
  };
  unsigned number = (unsigned)status;
  return number < sizeof names / sizeof *names ? names[number] : "unknown";
}

const char *incubator_gap_name(incubator_gap gap)
{
  static const char *const names[] = {"value", "inapplicable", "tie", "missing", "unset", "error"};
  unsigned number = (unsigned)gap;
  return number < sizeof names / sizeof *names ? names[number] : "unknown";
}

const char *incubator_version_text(void)
{
  return INCUBATOR_VERSION_TEXT;
}

uint32_t incubator_version_number(void)
{
  return INCUBATOR_VERSION_MAJOR * 10000u + INCUBATOR_VERSION_MINOR * 100u + INCUBATOR_VERSION_PATCH;
}

enum { ABSURD_SIZE = 1 << 16 };

incubator_status inc_fail(incubator_error *error, incubator_status status, inc_place place, const char *format, ...)
{
  if (!inc_struct_fits(error, INC_SIZE_THROUGH(incubator_error, message))) return status;
  char message[sizeof error->message * 2];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  error->status = status;
  error->line = place.line;
  error->column = place.column;
  inc_text_printable(error->message, sizeof error->message, message, strlen(message));
  const char *path = place.path ? place.path : "";
  inc_text_printable(error->path, sizeof error->path, path, strlen(path));
  return status;
}

incubator_status inc_no_memory(incubator_error *error)
{
  return INC_FAIL(error, INCUBATOR_STATUS_NO_MEMORY, "no memory left");
}

incubator_status inc_struct_read(void *ours, size_t known, size_t first, const void *given, incubator_error *error)
{
  memset(ours, 0, known);
  if (!given) {
    memcpy(ours, &known, sizeof known);
    return INCUBATOR_STATUS_OK;
  }
  size_t size;
  memcpy(&size, given, sizeof size);
  if (size < sizeof size || size > ABSURD_SIZE) {
    return INC_FAIL(error, INCUBATOR_STATUS_STRUCT_SIZE, "a struct says it has %zu bytes: set it up with its _INIT", size);
  }
  if (size < first) {
    return INC_FAIL(error, INCUBATOR_STATUS_STRUCT_OLD, "a struct has %zu bytes, the first release's had %zu", size, first);
  }
  const unsigned char *bytes = given;
  for (size_t i = known; i < size; i++) {
    if (bytes[i]) {
      return INC_FAIL(error, INCUBATOR_STATUS_STRUCT_NEW, "a struct uses its byte %zu, this library knows %zu", i, known);
    }
  }
  memcpy(ours, given, size < known ? size : known);
  return INCUBATOR_STATUS_OK;
}

bool inc_struct_fits(const void *theirs, size_t first)
{
  size_t size = 0;
  if (theirs) memcpy(&size, theirs, sizeof size);
  return size >= first && size <= ABSURD_SIZE;
}

void inc_struct_write(void *theirs, const void *ours, size_t known)
{
  size_t size;
  memcpy(&size, theirs, sizeof size);
  size_t bytes = size < known ? size : known;
  memcpy((unsigned char *)theirs + sizeof size, (const unsigned char *)ours + sizeof size, bytes - sizeof size);
}
