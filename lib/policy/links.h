/* Paths of links from one table up to another. */
#ifndef INC_POLICY_LINKS_H
#define INC_POLICY_LINKS_H

#include "policy/reader.h"

/* The one path of links that leads from a table up to another; a finding at `place` where there is none, or several. */
bool inc_find_via(inc_reader *r, const inc_json *place, uint32_t from, uint32_t to, const uint32_t **via, uint32_t *count);
/* "user.carrier": every segment a link, the last one to the table `to` (INC_NONE: to any). */
bool inc_read_via(inc_reader *r, const inc_json *node, uint32_t from, uint32_t to, const uint32_t **via, uint32_t *count);

#endif
