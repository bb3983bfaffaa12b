/* Selections: who may be selected, in what order, and how many. */
#include "policy/rules.h"

static bool read_key(inc_rule_reader *x, const inc_json *node, inc_sort_key *key)
{
  inc_meaning meaning;
  if (!inc_check_keys(x->r, node, "value first note")) return false;
  const inc_json *first = inc_member(x->r, node, "first", INC_JSON_STRING, true);
  int word = first ? inc_read_word(x->r, first, "type-mismatch", "highest lowest") : -1;
  key->highest = word == 0;
  key->value = inc_rule_expression(x, node, "value", true, &meaning);
  if (!key->value || meaning.type == INC_TYPE_UNKNOWN) return false;
  if ((meaning.type == INC_TYPE_NUMBER || meaning.type == INC_TYPE_DATE) && !meaning.literal) return word >= 0;
  INC_REPORT(x->r, "type-mismatch", inc_json_get(node, "value"), "found %s, expected a number or a date", inc_type_name(meaning.type));
  return false;
}

static void read_order(inc_rule_reader *x, inc_select *select)
{
  const inc_json *order = inc_member(x->r, x->node, "order", INC_JSON_ARRAY, true);
  if (order && inc_json_count(order) == 0) INC_REPORT(x->r, "key-missing", order, "a selection without an order");
  inc_sort_key *keys = inc_reader_alloc(x->r, inc_json_count(order), sizeof *keys);
  for (const inc_json *node = inc_json_first(order); node && keys && !x->r->failed; node = inc_json_next(node)) {
    if (read_key(x, node, &keys[select->order_count])) select->order_count++;
  }
  select->order = keys;
}

void inc_read_select(inc_rule_reader *x)
{
  inc_select *select = &x->version->is.select;
  inc_meaning places;
  select->within = inc_rule_within(x, x->node, &select->within_count);
  read_order(x, select);
  if (x->r->failed) return;
  if (inc_json_get(x->node, "places")) select->places = inc_rule_number(x, x->node, "places", true, &places);
  const inc_json *ties = inc_json_get(x->node, "ties");
  int word = ties ? inc_read_word(x->r, ties, "type-mismatch", "undetermined in out") : 0;
  if (word >= 0) select->ties = (inc_ties)word;
  inc_rule_part_type(x, 0, x->node, inc_boolean_meaning());
  for (uint32_t p = INC_SELECT_RANK; p <= INC_SELECT_PLACES; p++) inc_rule_part_type(x, p, x->node, inc_number_of(0));
}
