/* What the declared bounds say of awards. */
#ifndef INC_POLICY_AWARDS_H
#define INC_POLICY_AWARDS_H

#include "policy/range.h"

/* From 0 to what it can come to. */
inc_range inc_award_range(inc_reader *r, const inc_ranges *ranges, const inc_award *award);
/* Warns of an amount that can be below 0, which is an error of the row, and of a cap or floor that always is. */
void inc_check_award(inc_reader *r, const inc_ranges *ranges, const inc_award *award, const inc_json *rule);
/* Warns of an award that several others are made of and pay, so that it is paid twice. */
void inc_check_bearers(inc_reader *r, uint32_t rule, const inc_json *place);

#endif
