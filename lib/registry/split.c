#include "registry/split.h"

#include <string.h>

void inc_splitter_init(inc_splitter *s, const incubator_allocator *a, char separator)
{
  *s = (inc_splitter){.allocator = *a, .separator = separator};
  s->stops[(unsigned char)separator] = s->stops['\n'] = s->stops['\r'] = s->stops['"'] = true;
}

void inc_splitter_free(inc_splitter *s)
{
  inc_free(&s->allocator, s->bytes);
  inc_free(&s->allocator, s->cells);
  s->bytes = NULL;
  s->cells = NULL;
}

char *inc_splitter_room(inc_splitter *s, size_t bytes)
{
  size_t kept = s->end - s->start;
  if (s->start && kept) memmove(s->bytes, s->bytes + s->start, kept);
  s->start = 0;
  s->end = kept;
  if (s->capacity - kept < bytes) {
    size_t wanted = s->capacity + s->capacity / 2 > kept + bytes ? s->capacity + s->capacity / 2 : kept + bytes;
    char *grown = wanted < kept ? NULL : inc_realloc(&s->allocator, s->bytes, wanted);
    if (!grown) return NULL;
    s->bytes = grown;
    s->capacity = wanted;
  }
  return s->bytes + kept;
}

void inc_splitter_fed(inc_splitter *s, size_t bytes)
{
  s->end += bytes;
}

/* Marks a cell whose doubled quotation marks are still to become one each. */
#define DOUBLED ((size_t)1 << (sizeof(size_t) * 8 - 1))

static bool add_cell(inc_splitter *s, const char *from, const char *to, bool doubled)
{
  if (!inc_grow(&s->allocator, (void **)&s->cells, s->count, &s->cell_capacity, sizeof *s->cells)) return false;
  s->cells[s->count++] = (incubator_text){from, (size_t)(to - from) | (doubled ? DOUBLED : 0)};
  return true;
}

static bool ends_cell(const inc_splitter *s, char c)
{
  return c == s->separator || c == '\n' || c == '\r';
}

/* What ends a plain cell: the first byte that is not part of it, `end` where there is none yet. */
static const char *plain_end(const inc_splitter *s, const char *at, const char *end)
{
  while (at < end && !s->stops[(unsigned char)*at]) at++;
  return at;
}

/* The mark that closes a quoted cell; NULL where there is none yet. */
static const char *closing_mark(const char *at, const char *end, bool *doubled)
{
  *doubled = false;
  while ((at = memchr(at, '"', (size_t)(end - at)))) {
    if (at + 1 == end || at[1] != '"') return at;
    *doubled = true;
    at += 2;
  }
  return NULL;
}

/* In place: the buffer is ours, and the record is split for good. */
static void undouble(inc_splitter *s)
{
  for (size_t i = 0; i < s->count; i++) {
    if (!(s->cells[i].length & DOUBLED)) continue;
    size_t length = s->cells[i].length & ~DOUBLED, kept = 0;
    char *text = s->bytes + (s->cells[i].bytes - s->bytes);
    for (size_t k = 0; k < length; k++) {
      text[kept++] = text[k];
      if (text[k] == '"') k++;
    }
    s->cells[i].length = kept;
  }
}

/* Behind a line's end at `at`: CR LF or either alone. NULL for a CR at the very end, behind which an LF may still come. */
static const char *line_end(const inc_splitter *s, const char *at, const char *end)
{
  if (*at == '\r' && at + 1 == end && !s->last) return NULL;
  return *at == '\r' && at + 1 < end && at[1] == '\n' ? at + 2 : at + 1;
}

/* One cell from *at on. RECORD says that it is there, *at then being what ends it. */
static inc_split_result split_cell(inc_splitter *s, const char **at, const char *end)
{
  bool quoted = *at < end && **at == '"', doubled = false;
  const char *from = quoted ? *at + 1 : *at;
  const char *to = quoted ? closing_mark(from, end, &doubled) : plain_end(s, from, end);
  if (!to) return s->last ? INC_SPLIT_OPEN : INC_SPLIT_MORE;
  *at = quoted ? to + 1 : to;
  if (*at == end && !s->last) return INC_SPLIT_MORE; /* the cell may go on, the mark may be half of two */
  if (*at < end && !ends_cell(s, **at)) return INC_SPLIT_QUOTE;
  if (s->count == INC_SPLIT_MOST) return INC_SPLIT_CELLS;
  return add_cell(s, from, to, doubled) ? INC_SPLIT_RECORD : INC_SPLIT_MEMORY;
}

inc_split_result inc_splitter_next(inc_splitter *s)
{
  const char *at = s->bytes + s->start, *end = s->bytes + s->end;
  if (s->start == s->end) return s->last ? INC_SPLIT_END : INC_SPLIT_MORE;
  s->count = 0;
  for (;; at++) { /* past a separator */
    inc_split_result result = split_cell(s, &at, end);
    if (result != INC_SPLIT_RECORD) return result;
    if (at == end || *at != s->separator) break;
  }
  if (at < end) at = line_end(s, at, end);
  if (!at) return INC_SPLIT_MORE;
  s->start = (size_t)(at - s->bytes);
  undouble(s);
  return INC_SPLIT_RECORD;
}
