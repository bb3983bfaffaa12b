/* Reading a file whole. */
#ifndef INC_BASE_FILE_H
#define INC_BASE_FILE_H

#include "base/error.h"
#include "base/memory.h"

/* *text is the caller's, zero-terminated. Refuses directories, and files of more than `limit` bytes. */
incubator_status inc_file_read(const incubator_allocator *a, const char *path, size_t limit, char **text, size_t *length,
                               incubator_error *error);
bool inc_file_exists(const char *path);

#endif
