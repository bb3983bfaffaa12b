#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void inc_buffer_init(inc_buffer *b, const incubator_allocator *a)
{
  *b = (inc_buffer){.allocator = *a};
}

void inc_buffer_free(inc_buffer *b)
{
  inc_free(&b->allocator, b->text);
  b->text = NULL;
  b->length = b->capacity = 0;
}

static bool reserve(inc_buffer *b, size_t more)
{
  if (b->failed) return false;
  if (more < b->capacity - b->length) return true;
  size_t wanted = b->capacity ? b->capacity : 128;
  while (wanted - b->length <= more) {
    if (wanted > SIZE_MAX / 2) {
      b->failed = true;
      return false;
    }
    wanted *= 2;
  }
  char *grown = inc_realloc(&b->allocator, b->text, wanted);
  b->failed = grown == NULL;
  if (b->failed) return false;
  b->text = grown;
  b->capacity = wanted;
  return true;
}

void inc_buffer_add(inc_buffer *b, const char *bytes, size_t length)
{
  if (length == 0 || !reserve(b, length)) return;
  memcpy(b->text + b->length, bytes, length);
  b->length += length;
  b->text[b->length] = 0;
}

void inc_buffer_text(inc_buffer *b, const char *text)
{
  inc_buffer_add(b, text, strlen(text));
}

void inc_buffer_char(inc_buffer *b, char c)
{
  inc_buffer_add(b, &c, 1);
}

void inc_buffer_print(inc_buffer *b, const char *format, ...)
{
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length > 0 && reserve(b, (size_t)length)) {
    vsnprintf(b->text + b->length, (size_t)length + 1, format, again);
    b->length += (size_t)length;
  }
  va_end(again);
}

const char *inc_buffer_get(const inc_buffer *b)
{
  return b->text ? b->text : "";
}
