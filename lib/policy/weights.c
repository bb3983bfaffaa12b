#include "policy/weights.h"

#include "policy/items.h"
#include "policy/rules.h"

#define WARN(r, code, node, ...) inc_report((r), INCUBATOR_SEVERITY_WARNING, (code), (node), __VA_ARGS__)

static inc_range join(inc_range a, inc_range b)
{
  return (inc_range){a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high};
}

static inc_range range_of(inc_reader *r, const inc_ranges *ranges, const inc_expression *e)
{
  inc_range *values = inc_arena_alloc(&r->scratch, e->count, sizeof *values);
  inc_truth *truths = inc_arena_alloc(&r->scratch, e->count, sizeof *truths);
  if (!values || !truths) {
    r->failed = true;
    return inc_range_all();
  }
  inc_range_expression(ranges, e, values, truths);
  return values[e->count - 1];
}

static inc_range scale_range(inc_reader *r, const inc_ranges *ranges, const inc_scale *scale)
{
  const inc_cohort *c = &scale->cohort;
  int64_t micros;
  if (c->place != INC_PLACE_NONE) return join(join((inc_range){c->from, c->from}, (inc_range){c->to, c->to}), (inc_range){c->constant, c->constant});
  inc_range all = range_of(r, ranges, &scale->points[0].y);
  for (size_t i = 1; i < scale->count; i++) all = join(all, range_of(r, ranges, &scale->points[i].y));
  if (scale->outside != INC_OUTSIDE_VALUE) return all;
  return inc_number_micros(scale->value, &micros) == INC_DECIMAL_OK ? join(all, (inc_range){micros, micros}) : inc_range_all();
}

/* What an item can come to; false where that is not known here. */
static bool item_range(inc_reader *r, const inc_ranges *ranges, const inc_item *item, inc_range *range)
{
  const inc_place_in place = item->scale ? item->scale->cohort.place : INC_PLACE_NONE;
  if (place == INC_PLACE_BEST || (!item->scale && !item->value)) return false;
  if (place == INC_PLACE_Z_SCORE) *range = inc_range_all();
  else *range = item->scale ? scale_range(r, ranges, item->scale) : range_of(r, ranges, item->value);
  if (item->absent) *range = join(*range, range_of(r, ranges, item->absent));
  return true;
}

static void check_item(inc_reader *r, const inc_ranges *ranges, const inc_item *item, inc_weights weights, const inc_json *node)
{
  inc_range range;
  if (!item_range(r, ranges, item, &range)) return;
  if (range.low == range.high) {
    WARN(r, "item-constant", node, "\"%s\" is the same in each row, so the weight that is found for it in the data is 0", inc_json_key(node));
  }
  if (weights != INC_WEIGHTS_ENTROPY || range.low >= 0) return;
  WARN(r, "entropy-negative", node, "by the declared bounds \"%s\" can be below 0, which leaves its group without weights: entropy is of shares",
       inc_json_key(node));
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
