/* Results of which some rules are computed anew, and all others shared with a run before. */
#ifndef INC_ENGINE_OVERLAY_H
#define INC_ENGINE_OVERLAY_H

#include "engine/results.h"

typedef struct inc_overlay {
  inc_results results;
  bool *varies; /* [rule]: computed anew; the maker sets it between _make and _share */
  inc_arena arena;
} inc_overlay;

/*
 * Wants nothing yet. The program may have rules more at its end than that of the base. Both must outlive it. Where this or
 * _share is false there is no memory; _free it then too.
 */
bool inc_overlay_make(inc_overlay *overlay, const inc_results *base, const inc_program *program);
/* Takes over what does not vary. */
bool inc_overlay_share(inc_overlay *overlay, const inc_results *base);
/* Computes what varies; what was computed before goes. */
incubator_status inc_overlay_run(inc_overlay *overlay);
void inc_overlay_free(inc_overlay *overlay);

#endif
