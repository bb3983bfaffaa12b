/* The items of a score, as they stand in the file. */
#ifndef INC_POLICY_ITEMS_H
#define INC_POLICY_ITEMS_H

#include "policy/reader.h"

typedef struct inc_item_walk {
  struct {
    const inc_json *node;
    const char *path;
  } levels[INC_JSON_DEPTH];
  uint32_t depth;       /* of the item gone to last, from 1 */
  const char *path;     /* its name as a part: "service/patents" */
  const inc_json *next; /* the very first one, until it was gone to */
} inc_item_walk;

/* Goes over all items of a rule's version, groups before what is in them. Paths are written to the arena. */
inc_item_walk inc_item_walk_start(const inc_json *rule);
/* NULL at the end, or without memory. */
const inc_json *inc_item_next(inc_reader *r, inc_arena *arena, inc_item_walk *walk);
uint32_t inc_count_items(inc_reader *r, const inc_json *rule);

#endif
