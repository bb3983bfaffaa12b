#include "policy/weights.h"

#include "policy/items.h"
#include "policy/rules.h"

#define WARN(r, code, node, ...) inc_report((r), INCUBATOR_SEVERITY_WARNING, (code), (node), __VA_ARGS__)

/* What an item can come to; false where that is not known here. */
static bool item_range(inc_reader *r, const inc_ranges *ranges, const inc_item *item, inc_range *range)
{
  const inc_place_in place = item->scale ? item->scale->cohort.place : INC_PLACE_NONE;
  if (place == INC_PLACE_BEST || (!item->scale && !item->value)) return false;
  *range = item->scale ? inc_range_scale(r, ranges, item->scale) : inc_range_root(r, ranges, item->value);
  if (item->absent) *range = inc_range_join(*range, inc_range_root(r, ranges, item->absent));
  return true;
}

static void check_item(inc_reader *r, const inc_ranges *ranges, const inc_item *item, inc_weights weights, const inc_json *node)
{
  inc_range range;
  if (!item_range(r, ranges, item, &range)) return;
  if (range.low == range.high) {
    WARN(r, "item-constant", node, "\"%s\" is the same in each row, so the weight that is found for it in the data is 0",
         inc_json_key(node));
  }
  if (weights != INC_WEIGHTS_ENTROPY || range.low >= 0) return;
  WARN(r, "entropy-negative", node,
       "by the declared bounds \"%s\" can be below 0, which leaves its group without weights: entropy is of shares", inc_json_key(node));
}

void inc_check_weights(inc_reader *r, const inc_ranges *ranges, const inc_score *score, const inc_json *rule)
{
  inc_item_walk w = inc_item_walk_start(rule);
  for (uint32_t i = 0; i < score->count && !r->failed; i++) {
    const inc_json *node = inc_item_next(r, &r->scratch, &w);
    const inc_item *item = &score->items[i];
    const inc_mix *mix = item->parent == INC_NONE ? &score->mix : &score->items[item->parent].mix;
    if (node && mix->weights != INC_WEIGHTS_GIVEN) check_item(r, ranges, item, mix->weights, node);
  }
}
