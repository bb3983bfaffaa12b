#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static incubator_status fail(incubator_error *error, const char *path, int number)
{
  char reason[128] = "";
  const char *text = strerror_r(number, reason, sizeof reason); /* the GNU one, which may not use the buffer */
  return inc_fail(error, INCUBATOR_STATUS_IO, (inc_place){path, 0, 0}, "cannot read %s: %s", path, text);
}

/* Reads to the end of a file whose size is only a hint. */
static incubator_status read_all(const incubator_allocator *a, int file, size_t hint, size_t limit, char **text,
                                 size_t *length)
{
  size_t capacity = hint < limit ? hint + 1 : limit + 1;
  char *block = inc_alloc(a, capacity + 1);
  *length = 0;
  while (block) {
    ssize_t got = read(file, block + *length, capacity - *length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      inc_free(a, block);
      return INCUBATOR_STATUS_IO;
    }
    *length += (size_t)got;
    if (got == 0 || *length > limit) break;
    if (*length < capacity) continue;
    capacity = capacity * 2 < limit ? capacity * 2 : limit + 1;
    char *grown = inc_realloc(a, block, capacity + 1);
    if (!grown) inc_free(a, block);
    block = grown;
  }
  if (!block) return INCUBATOR_STATUS_NO_MEMORY;
  block[*length] = 0;
  *text = block;
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_file_read(const incubator_allocator *a, const char *path, size_t limit, char **text, size_t *length,
                               incubator_error *error)
{
  struct stat about;
  *text = NULL;
  *length = 0;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return fail(error, path, errno);
  if (fstat(file, &about) < 0 || S_ISDIR(about.st_mode)) {
    close(file);
    return fail(error, path, EISDIR);
  }
  incubator_status status = read_all(a, file, about.st_size > 0 ? (size_t)about.st_size : 4096, limit, text, length);
  int number = errno;
  close(file);
  if (status == INCUBATOR_STATUS_NO_MEMORY) return inc_no_memory(error);
  if (status == INCUBATOR_STATUS_IO) return fail(error, path, number);
  if (*length <= limit) return status;
  inc_free(a, *text);
  *text = NULL;
  *length = 0;
  return inc_fail(error, INCUBATOR_STATUS_LIMIT, (inc_place){path, 0, 0}, "%s has more than %zu bytes", path, limit);
}

bool inc_file_exists(const char *path)
{
  struct stat about;
  return stat(path, &about) == 0 && !S_ISDIR(about.st_mode);
}
