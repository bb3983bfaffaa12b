/* Progress: for each target and subject, where it stands. */
#ifndef INC_TARGET_TARGET_H
#define INC_TARGET_TARGET_H

#include <incubator/target.h>

#include "decisions/decisions.h"

/* One target of one subject. */
typedef struct inc_target_line {
  uint32_t rule;
  size_t row;
} inc_target_line;

struct incubator_target {
  incubator_allocator allocator;
  incubator_decisions *decisions;
  uint32_t *tables; /* with targets, those that link to others first */
  size_t table_count;
  inc_target_line *lines;
  size_t count, capacity;
};

/* A rule's version in force, where that is a target with a plan; else NULL. */
const inc_target *inc_target_with_plan(const incubator_target *target, uint32_t rule);

inc_cell inc_target_part(const incubator_target *target, const inc_target_line *line, uint32_t part);

#endif
