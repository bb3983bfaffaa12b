/*
 * Trials of memory: something is done again and again, its n-th request for memory failing,
 * n = 1, 2, … until none fails any more. It must then say so, leave nothing behind and hand
 * out nothing, or come to the same as when nothing had failed.
 */
#ifndef UNIT_TRIAL_H
#define UNIT_TRIAL_H

#include "support.h"

typedef struct trial {
  memory m;                      /* what the allocator counts */
  incubator_allocator allocator; /* over m */
  size_t fail_at;
  bool for_good;
  sink out;                      /* everything that can be seen of the outcome */
} trial;

/* From here on requests count; what was done before is only preparation. */
void trial_arm(trial *t);
/* And no longer: what follows is clearing up. */
void trial_disarm(trial *t);
/* Adds to the outcome. */
void trial_note(trial *t, const char *text);
void trial_note_findings(trial *t, const incubator_findings *findings);

typedef incubator_status (*trial_run)(trial *t);

/* All trials, each failure once and then for good. `name` is for messages. */
void check_trials(const char *name, trial_run run);

/* A policy with every kind of rule, which is without faults, and rows for its table t. */
extern const char trial_policy[];
extern const char trial_csv[];

/* Reads a policy in single quotes; its parameters `set` and `p` are set where it is trial_policy. */
incubator_status trial_read_policy(const char *text, const incubator_allocator *a, incubator_policy **policy, incubator_findings **findings);

/* What an error struct says must be what the call says; where not, an outcome that is none. */
incubator_status trial_agreed(incubator_status status, const incubator_error *e);

#endif
