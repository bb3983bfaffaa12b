/* What each row of a group gets of a joint cap that is not enough for all. */
#ifndef INC_ENGINE_FILL_SHARE_H
#define INC_ENGINE_FILL_SHARE_H

#include "engine/order.h"

typedef struct inc_share {
  const incubator_allocator *allocator;
  const inc_adjustment *adjustment;
  int64_t step;
  const inc_result *before; /* multiples of the step; above 0 for all that are in the order */
  inc_result *after;
  inc_ordering order;
} inc_share;

/* Shares a cap out among the rows [first, end) of the order, whose sums together are more. */
incubator_status inc_share_out(const inc_share *s, size_t first, size_t end, int64_t cap);

#endif
