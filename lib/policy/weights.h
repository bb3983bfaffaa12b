/* Warnings about weights that are found in the data. */
#ifndef INC_POLICY_WEIGHTS_H
#define INC_POLICY_WEIGHTS_H

#include "policy/range.h"

/* Items that can have no weight, or leave a group without; `rule` is the version as it stands in the file. */
void inc_check_weights(inc_reader *r, const inc_ranges *ranges, const inc_score *score, const inc_json *rule);

#endif
