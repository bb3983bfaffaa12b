/* A text that grows. A failed allocation is remembered, so a writer checks once, at the end. */
#ifndef INC_BASE_BUFFER_H
#define INC_BASE_BUFFER_H

#include "base/memory.h"

typedef struct inc_buffer {
  incubator_allocator allocator;
  char *text; /* zero-terminated once anything was added; NULL before */
  size_t length, capacity;
  bool failed;
} inc_buffer;

void inc_buffer_init(inc_buffer *b, const incubator_allocator *a);
void inc_buffer_free(inc_buffer *b);
void inc_buffer_add(inc_buffer *b, const char *bytes, size_t length);
void inc_buffer_text(inc_buffer *b, const char *text);
void inc_buffer_char(inc_buffer *b, char c);
__attribute__((format(printf, 2, 3))) void inc_buffer_print(inc_buffer *b, const char *format, ...);
/* "" where nothing was added. */
const char *inc_buffer_get(const inc_buffer *b);

#endif
