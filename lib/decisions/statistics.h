/* Statistics of cohorts as their users hold them. */
#ifndef INC_DECISIONS_STATISTICS_H
#define INC_DECISIONS_STATISTICS_H

#include <incubator/statistics.h>

#include "decisions/decisions.h"
#include "engine/frozen.h"

struct incubator_statistics {
  atomic_uint references;
  incubator_allocator allocator;
  incubator_policy *policy;
  inc_frozen frozen;
  char as_of[11];
  int32_t day; /* as_of */
  char registry[INC_DIGEST_TEXT]; /* digest of the data */
};

/* Empty ones; NULL when there is no memory. */
incubator_statistics *inc_statistics_new(incubator_policy *policy, const incubator_allocator *a);
/* The scale of a rule (item INC_NONE) or of an item, over a cohort on that date; NULL for none. */
const inc_scale *inc_statistics_scale(const incubator_policy *policy, int32_t as_of, uint32_t rule, uint32_t item);

#endif
