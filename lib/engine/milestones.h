/* The plan of a target: what each row of a table reaches by each date. */
#ifndef INC_ENGINE_MILESTONES_H
#define INC_ENGINE_MILESTONES_H

#include "engine/results.h"

/* Room for a plan. NULL without memory. */
inc_milestones *inc_make_milestones(const inc_results *results, uint32_t rule, inc_arena *arena);
/* Finds a plan whose ends are there. */
incubator_status inc_milestones_run(const inc_results *results, uint32_t rule, inc_milestones *milestones);

#endif
