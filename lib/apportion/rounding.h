/*
 * Controlled rounding of a table: every cell becomes one of the two whole numbers beside it, each
 * row adds up to its whole number, and each column to one of the two beside its exact sum. That is
 * always possible. Knows base alone.
 */
#ifndef INC_APPORTION_ROUNDING_H
#define INC_APPORTION_ROUNDING_H

#include "base/memory.h"
#include "base/wide.h"

/* Whole numbers, each of which is dealt out over the columns by the same shares. */
typedef struct inc_spread {
  size_t rows, columns;
  const int64_t *wholes; /* of each row; may be below 0 */
  const int64_t *shares; /* of each column, not below 0; together the divisor */
  int64_t divisor;       /* above 0, below 2^31 */
} inc_spread;

/*
 * Row after row, cell after cell takes the nearer whole number (a half the greater one) where the
 * cells behind it can then still be rounded, else the other. `cells` has room for rows × columns.
 * False without memory.
 */
bool inc_spread_round(const inc_spread *spread, const incubator_allocator *a, int64_t *cells);

#endif
