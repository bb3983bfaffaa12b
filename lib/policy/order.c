/* The order of rows, for selections and joint caps. */
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

const inc_sort_key *inc_rule_order(inc_rule_reader *x, const inc_json *object, uint32_t *count)
{
  const inc_json *order = inc_member(x->r, object, "order", INC_JSON_ARRAY, true);
  inc_sort_key *keys = inc_reader_alloc(x->r, inc_json_count(order), sizeof *keys);
  *count = 0;
  for (const inc_json *node = inc_json_first(order); node && keys && !x->r->failed; node = inc_json_next(node)) {
    if (read_key(x, node, &keys[*count])) (*count)++;
  }
  return keys;
}
