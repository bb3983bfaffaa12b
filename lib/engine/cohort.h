/* Cohorts: what is known of the numbers of one, and where a number stands among them. */
#ifndef INC_ENGINE_COHORT_H
#define INC_ENGINE_COHORT_H

#include "engine/results.h"

/* A cohort's numbers; they are micros. */
typedef struct inc_cohort_numbers {
  size_t first, count; /* of its numbers among all, in order */
  int64_t least, most;
  inc_i128 sum;
  inc_wide squares; /* for z-scores only */
} inc_cohort_numbers;

static inline bool inc_cohort_by_order(const inc_cohort *how)
{
  return how->place == INC_PLACE_RANK || how->place == INC_PLACE_PERCENTILE;
}

/* A number, and how many of its cohort are below it and not above it; these for ranks and percentiles only. */
typedef struct inc_standing {
  int64_t number;
  size_t below, not_above;
} inc_standing;

/* Where a number that is not beyond the least and the greatest of its cohort comes to stand; false: an error of that row. */
bool inc_cohort_where(const inc_placing *placing, const inc_cohort_numbers *cohort, inc_standing at, int64_t *value);

/* The numbers of each cohort of a table, from a placing that is ready. */
typedef struct inc_cohort_all {
  size_t rows; /* of the table */
  inc_groups groups;
  inc_cohort_numbers *cohorts;
  int64_t *sorted; /* the numbers of each cohort in order; for ranks and percentiles only */
} inc_cohort_all;

/* False when there is no memory. To be freed in any case. */
bool inc_cohort_collect(const inc_results *results, uint32_t table, const inc_placing *placing, inc_cohort_all *all);
void inc_cohort_free(const inc_results *results, inc_cohort_all *all);
/* Places the rows of the table. */
void inc_cohort_fill(size_t rows, const inc_cohort_all *all, inc_placing *placing);

#endif
