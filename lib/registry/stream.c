/* Bytes of a source: from memory, or from a file that is read piece by piece. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "registry/registry.h"

/* What can't be read twice (a pipe) is read into memory, up to this. */
#define PIPE_BYTES ((size_t)4 << 30)

incubator_status inc_stream_open(const inc_input *input, inc_stream *s, incubator_error *error)
{
  *s = (inc_stream){.allocator = input->builder->allocator, .file = -1};
  if (!input->path) {
    s->bytes = input->bytes;
    s->length = input->length;
    return INCUBATOR_STATUS_OK;
  }
  struct stat about;
  s->file = open(input->path, O_RDONLY | O_CLOEXEC);
  bool regular = s->file >= 0 && fstat(s->file, &about) == 0 && S_ISREG(about.st_mode);
  if (regular) return INCUBATOR_STATUS_OK;
  if (s->file >= 0) close(s->file);
  s->file = -1;
  INC_TRY(inc_file_read(&s->allocator, input->path, PIPE_BYTES, &s->owned, &s->length, error));
  s->bytes = s->owned;
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_stream_read(inc_stream *s, char *to, size_t room, size_t *got)
{
  *got = 0;
  if (s->file < 0) {
    *got = s->length - s->at < room ? s->length - s->at : room;
    if (*got) memcpy(to, s->bytes + s->at, *got);
    s->at += *got;
    return INCUBATOR_STATUS_OK;
  }
  for (;;) {
    ssize_t n = read(s->file, to, room);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return INCUBATOR_STATUS_IO;
    *got = (size_t)n;
    return INCUBATOR_STATUS_OK;
  }
}

incubator_status inc_stream_rewind(inc_stream *s)
{
  s->at = 0;
  if (s->file >= 0 && lseek(s->file, 0, SEEK_SET) != 0) return INCUBATOR_STATUS_IO;
  return INCUBATOR_STATUS_OK;
}

void inc_stream_close(inc_stream *s)
{
  if (s->file >= 0) close(s->file);
  inc_free(&s->allocator, s->owned);
  s->file = -1;
  s->owned = NULL;
}
