/*
 * Weights found in the data: how much each item of a score's group tells the rows apart.
 * Figures are fixed-point whole numbers with a stated error, so that a weight is either
 * known to be rounded rightly, or to lie on the edge between two numbers of the grid.
 */
#ifndef INC_ENGINE_WEIGH_H
#define INC_ENGINE_WEIGH_H

#include "base/log.h"
#include "engine/code.h"

/* The items of a group over the rows that count: those where each has a value. Fewer than 2^32 rows. */
typedef struct inc_weighed {
  const incubator_allocator *allocator;
  const inc_result *const *items; /* stored values, in micros */
  uint32_t count;
  const uint32_t *rows;
  size_t row_count; /* 2 or more */
} inc_weighed;

/* How much an item tells, in units of one kind for all items of a group; 0 and 0 for one that is the same in each row. */
typedef struct inc_information {
  inc_wide value, error; /* the true figure lies within value ± error */
} inc_information;

/*
 * The logarithm of the number of rows less the entropy of the item's values as shares; with far more digits where
 * `fine` is not NULL. False where a value is below 0.
 */
bool inc_weigh_entropy(const inc_weighed *w, inc_long_logs *fine, inc_information *to);
/* Standard deviation times the sum of 1 − correlation with each other item. False without memory. */
bool inc_weigh_critic(const inc_weighed *w, inc_information *to);

#endif
