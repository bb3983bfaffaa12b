/* Selections: who may be selected, in what order, and how many. */
#include "policy/rules.h"

void inc_read_select(inc_rule_reader *x)
{
  inc_select *select = &x->version->is.select;
  inc_meaning places;
  select->within = inc_rule_columns(x, x->node, "within", &select->within_count);
  const inc_json *order = inc_json_get(x->node, "order");
  if (order && inc_json_type_of(order) == INC_JSON_ARRAY && inc_json_count(order) == 0) {
    INC_REPORT(x->r, "key-missing", order, "a selection without an order");
  }
  select->order = inc_rule_order(x, x->node, &select->order_count);
  if (x->r->failed) return;
  if (inc_json_get(x->node, "places")) select->places = inc_rule_number(x, x->node, "places", true, &places);
  const inc_json *ties = inc_json_get(x->node, "ties");
  int word = ties ? inc_read_word(x->r, ties, "type-mismatch", "undetermined in out") : 0;
  if (word >= 0) select->ties = (inc_ties)word;
  select->programme = inc_member_boolean(x->r, x->node, "programme", false);
  inc_rule_part_type(x, 0, x->node, inc_boolean_meaning());
  for (uint32_t p = INC_SELECT_RANK; p <= INC_SELECT_PLACES; p++) inc_rule_part_type(x, p, x->node, inc_number_of(0));
}
