/* Decisions: a policy, a registry, and what came of them. */
#ifndef INC_DECISIONS_DECISIONS_H
#define INC_DECISIONS_DECISIONS_H

#include <stdatomic.h>

#include <incubator/decisions.h>

#include "engine/engine.h"
#include "policy/policy.h"
#include "registry/registry.h"

struct incubator_decisions {
  atomic_uint references;
  incubator_allocator allocator;
  incubator_policy *policy;
  incubator_registry *registry; /* NULL: of one record */
  inc_results *results;
  incubator_findings *findings;
  char as_of[11];
};

/* Parts that every face needs; the many items of a score, and the bounds of a measure, are for those who ask. */
bool inc_decisions_keeps(const inc_rule *rule, bool all);

/* A subject, TABLE:KEY. */
typedef struct inc_subject {
  uint32_t table;
  size_t row;
} inc_subject;

incubator_status inc_decisions_subject(const incubator_decisions *d, const char *text, inc_subject *subject,
                                       incubator_error *error);
/* The key of a row. */
const char *inc_decisions_key(const incubator_decisions *d, uint32_t table, size_t row);
/* A cell's value as data write it: a code, a decimal, a date, true or false, a text. Not for gaps. */
void inc_decisions_value(const incubator_decisions *d, inc_type type, uint32_t list, int64_t value, inc_buffer *to);

#endif
