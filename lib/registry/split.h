/*
 * Splitting CSV into records and cells, as RFC 4180 says. Cells point into the buffer that
 * holds the record, so most are never copied.
 */
#ifndef INC_REGISTRY_SPLIT_H
#define INC_REGISTRY_SPLIT_H

#include <incubator/registry.h>

#include "base/memory.h"

enum { INC_SPLIT_MOST = 1 << 20 };

typedef enum inc_split_result {
  INC_SPLIT_RECORD, /* a record is there */
  INC_SPLIT_MORE,   /* none is complete: more bytes are wanted */
  INC_SPLIT_END,    /* nothing is left */
  INC_SPLIT_QUOTE,  /* a quotation mark where none may stand */
  INC_SPLIT_OPEN,   /* a quotation mark that is never closed */
  INC_SPLIT_CELLS,  /* more than INC_SPLIT_MOST cells */
  INC_SPLIT_MEMORY
} inc_split_result;

typedef struct inc_splitter {
  incubator_allocator allocator;
  char *bytes; /* what was fed and is not split yet */
  size_t start, end, capacity;
  bool last; /* no more will be fed */
  char separator;
  bool stops[256]; /* bytes that end a plain cell */
  incubator_text *cells; /* of the record */
  size_t count, cell_capacity;
} inc_splitter;

void inc_splitter_init(inc_splitter *s, const incubator_allocator *a, char separator);
void inc_splitter_free(inc_splitter *s);
/* Room for `bytes` more: where to put them; NULL when there is no memory. Cells handed out before are gone. */
char *inc_splitter_room(inc_splitter *s, size_t bytes);
void inc_splitter_fed(inc_splitter *s, size_t bytes);
/* The next record's cells are in s->cells. After a fault s->count is the number of cells before it. */
inc_split_result inc_splitter_next(inc_splitter *s);

#endif
