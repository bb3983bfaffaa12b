/* Joint caps, and sums of awards of rows below: what of an award takes all rows. */
#ifndef INC_ENGINE_FILL_H
#define INC_ENGINE_FILL_H

#include "engine/results.h"

/* Room for what each joint cap of an award needs. NULL without memory. */
inc_filling *inc_make_fillings(const inc_results *results, uint32_t rule, inc_arena *arena);
/* Decides a joint cap that is ready: what each row has left goes into its part. */
incubator_status inc_fill_run(const inc_results *results, uint32_t rule, uint32_t adjustment, inc_filling *filling);
/* Sums the rows below of each component that has such, into its part. */
incubator_status inc_fill_sums(const inc_results *results, uint32_t rule);

#endif
