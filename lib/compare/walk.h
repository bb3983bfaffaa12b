/* Going from what changed to what it comes from. */
#ifndef INC_COMPARE_WALK_H
#define INC_COMPARE_WALK_H

#include "compare/compare.h"

/* A rule, and the rows that it is gone through for. */
typedef struct inc_visit {
  uint32_t rules[INC_BOTH];
  inc_pair at;
  uint32_t depth;
} inc_visit;

typedef struct inc_walk {
  incubator_comparison *c;
  inc_reasons *reasons;
  inc_visit *visits;
  size_t count, capacity;
  inc_map known;
  size_t number; /* of the visit */
  bool failed; /* no memory */
  bool found;  /* something that explains the rule that is gone through */
} inc_walk;

/* ---- Reasons that are found; walk.c ---- */

inc_reason inc_reason_at(incubator_reason_kind kind, const inc_visit *v);
void inc_walk_add(inc_walk *w, inc_reason *r);
/* The rule itself, or what is left to say of it. */
void inc_walk_add_rule(inc_walk *w, incubator_reason_kind kind, const inc_visit *v);
void inc_walk_add_row(inc_walk *w, int s, uint32_t table, uint32_t row, uint32_t depth);
void inc_walk_add_field(inc_walk *w, const uint32_t tables[INC_BOTH], const uint32_t fields[INC_BOTH], inc_pair at, uint32_t depth);
/* A rule of the first policy, and the rows that it is to be gone through for; once each. */
void inc_walk_push(inc_walk *w, uint32_t rule, inc_pair at, uint32_t depth);

/* ---- What a rule reads that differs; constants.c and reads.c ---- */

/* Parameters, and the date. */
void inc_walk_constants(inc_walk *w, const inc_visit *v);
void inc_walk_reads(inc_walk *w, const inc_visit *v, const inc_reads *reads);
/* Rows that a measure measures, and awards of rows below. */
void inc_walk_measured(inc_walk *w, const inc_visit *v, const inc_reads *reads);
void inc_walk_components(inc_walk *w, const inc_visit *v);
/* The first link on the way that leads elsewhere; false where both lead to the same row. */
bool inc_walk_links(inc_walk *w, const uint32_t starts[INC_BOTH], const inc_read *read, inc_pair from, uint32_t depth);

#endif
