/*
 * What a batch has found out of its cohorts, kept: so one record alone can be placed among
 * the numbers of that batch. It points to nothing of the batch.
 */
#ifndef INC_ENGINE_FROZEN_H
#define INC_ENGINE_FROZEN_H

#include "engine/cohort.h"

/* A cohort; its different numbers in rising order, for ranks and percentiles only. */
typedef struct inc_frozen_group {
  inc_cohort_numbers numbers; /* first: of `values` */
  const int64_t *values;
  const size_t *up_to; /* how many numbers are not above each */
  size_t value_count;
} inc_frozen_group;

typedef struct inc_frozen_scale {
  uint32_t rule, item; /* item: number in a score; INC_NONE: the scale of a derive */
  inc_map tuples;      /* the cells of `within`, 64 bits each, of each cohort */
  inc_frozen_group *groups; /* by number of the tuple */
  size_t capacity;
} inc_frozen_scale;

typedef struct inc_frozen {
  incubator_allocator allocator;
  inc_arena arena;
  inc_map texts; /* those of the tuples */
  inc_frozen_scale *scales;
  size_t count, capacity;
} inc_frozen;

void inc_frozen_init(inc_frozen *frozen, const incubator_allocator *a);
void inc_frozen_free(inc_frozen *frozen);
/* One more scale; NULL when there is no memory. */
inc_frozen_scale *inc_frozen_add(inc_frozen *frozen, uint32_t rule, uint32_t item);
/* Room for the cohort of a tuple of `count` cells; *group is NULL where there is one already. False without memory. */
bool inc_frozen_group_add(inc_frozen *frozen, inc_frozen_scale *scale, const int64_t *tuple, uint32_t count,
                          inc_frozen_group **group);
/* NULL for none. */
const inc_frozen_scale *inc_frozen_find(const inc_frozen *frozen, uint32_t rule, uint32_t item);

/* Keeps what a batch knows of all its cohorts. The results stay as they are. */
incubator_status inc_engine_freeze(const inc_results *results, inc_frozen *frozen);

/* A row of a table, and room for the cells that make its cohort. */
typedef struct inc_frozen_row {
  uint32_t table;
  size_t row;
  int64_t *tuple;
} inc_frozen_row;

/*
 * Places a row of other results. A number beyond the least or the greatest of its cohort
 * stands where that stands; without a cohort it is missing.
 */
void inc_frozen_place(const inc_frozen *frozen, const inc_frozen_scale *scale, const inc_results *results, inc_frozen_row at,
                      inc_placing *placing);

#endif
