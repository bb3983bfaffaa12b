/* Rows put in order within their groups: for selections and joint caps. */
#ifndef INC_ENGINE_ORDER_H
#define INC_ENGINE_ORDER_H

#include "engine/results.h"

typedef struct inc_ordered {
  int64_t key; /* of the first entry, the smallest first */
  uint32_t row, group;
} inc_ordered;

typedef struct inc_ordering {
  const inc_sort_key *by;
  uint32_t by_count;
  const inc_result *keys; /* of each entry: whole columns, on the grid, so that equal results are equal */
  inc_ordered *rows;      /* with room for all that are taken up, of the allocator that sorts; the caller frees it */
  size_t count;
} inc_ordering;

/* Of a row; turned round where the highest comes first. */
static inline int64_t inc_order_key(const inc_ordering *o, uint32_t entry, size_t row)
{
  const int64_t value = inc_result_value(&o->keys[entry], row);
  return o->by[entry].highest ? ~value : value;
}

/* Takes a row up; rows come in the order of the table. */
static inline void inc_order_add(inc_ordering *o, size_t row, uint32_t group)
{
  o->rows[o->count++] = (inc_ordered){o->by_count ? inc_order_key(o, 0, row) : 0, (uint32_t)row, group};
}

/* Group after group; rows of equal keys stay in the order of the table. False without memory. */
bool inc_order_sort(inc_ordering *o, size_t groups, const incubator_allocator *a);
/* Whether two rows of a group come at once. */
bool inc_order_equal(const inc_ordering *o, const inc_ordered *a, const inc_ordered *b);
/* Behind the last row of the group that begins at `first`; behind the last that comes at once with it, before `end`. */
size_t inc_order_group_end(const inc_ordering *o, size_t first);
size_t inc_order_equals_end(const inc_ordering *o, size_t first, size_t end);

#endif
