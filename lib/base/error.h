/* Filling the caller's error struct, and checking the caller's option structs. */
#ifndef INC_BASE_ERROR_H
#define INC_BASE_ERROR_H

#include <incubator/base.h>

#include <stdbool.h>
#include <stddef.h>

/* Where in a text; all zero and NULL for nowhere. */
typedef struct inc_place {
  const char *path;
  uint32_t line, column;
} inc_place;

/* Writes status and message (printf style; hostile bytes in it are made harmless) and returns the status. */
__attribute__((format(printf, 4, 5))) incubator_status
inc_fail(incubator_error *error, incubator_status status, inc_place place, const char *format, ...);

/* The same without a place. */
#define INC_FAIL(error, status, ...) inc_fail((error), (status), (inc_place){0}, __VA_ARGS__)

incubator_status inc_no_memory(incubator_error *error);

/* Leaves the function when a call did not answer OK. */
#define INC_TRY(call)                                       \
  do {                                                      \
    incubator_status inc_try_ = (call);                     \
    if (inc_try_ != INCUBATOR_STATUS_OK) return inc_try_;   \
  } while (0)

/*
 * Copies a caller's option struct of any release into ours. `known` is our size,
 * `first` that of the first release; what the caller's struct lacks becomes zero, what
 * it has beyond ours must be zero. A NULL `given` is all zero.
 */
incubator_status inc_struct_read(void *ours, size_t known, size_t first, const void *given, incubator_error *error);

/* Whether a caller's struct to be filled has at least what the first release's had. */
bool inc_struct_fits(const void *theirs, size_t first);

/* Copies our struct into a caller's of any release, whose size stays as it was. */
void inc_struct_write(void *theirs, const void *ours, size_t known);

/* Bytes of a struct up to the end of a member: its size in the release in which that member was the last. */
#define INC_SIZE_THROUGH(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))

#endif
