/* Apportionments: what is divided, by which weights, within which bounds. */
#include "policy/rules.h"

/* A number of the same unit as what is divided; a literal whole takes the bound's. */
static const inc_expression *read_bound(inc_rule_reader *x, const char *key, inc_meaning *whole)
{
  inc_meaning meaning;
  if (!inc_json_get(x->node, key)) return NULL;
  const inc_expression *e = inc_rule_number(x, x->node, key, true, &meaning);
  if (!e || x->r->failed || !inc_expect(x->r, inc_json_get(x->node, key), e, &meaning, whole)) return e;
  if (whole->flexible && meaning.type == INC_TYPE_NUMBER) *whole = meaning;
  return e;
}

static void read_unit(inc_rule_reader *x, inc_apportion_rule *to)
{
  const inc_json *step = inc_json_get(x->node, "step");
  to->unit = INC_MICRO;
  if (!step || !inc_read_micros(x->r, step, &to->unit)) return;
  if (to->unit <= 0) INC_REPORT(x->r, "out-of-range", step, "what is given out at once is above 0");
  if (to->unit <= 0) to->unit = INC_MICRO;
}

void inc_read_apportion(inc_rule_reader *x)
{
  inc_apportion_rule *to = &x->version->is.apportion;
  const inc_json *round = inc_json_get(x->node, "round");
  inc_meaning whole, weight;
  if (round) INC_REPORT(x->r, "unknown-key", round, "shares are multiples of \"step\": rounded otherwise they would not add up to the whole");
  to->unit = INC_MICRO;
  to->within = inc_rule_columns(x, x->node, "within", &to->within_count);
  to->whole = inc_rule_number(x, x->node, "whole", true, &whole);
  to->weight = inc_rule_number(x, x->node, "weight", true, &weight);
  if (x->r->failed) return;
  const inc_json *method = inc_member(x->r, x->node, "method", INC_JSON_STRING, true), *ties = inc_json_get(x->node, "ties");
  const int word = method ? inc_read_word(x->r, method, "type-mismatch", "hamilton webster huntington-hill adams jefferson") : -1;
  if (word >= 0) to->method = (inc_method)word;
  to->in_order = ties && inc_read_word(x->r, ties, "type-mismatch", "undetermined in-order") == 1;
  read_unit(x, to);
  if (!to->whole || !to->weight) return;
  inc_rule_declared(x, to->whole, inc_json_get(x->node, "whole"), &whole);
  to->lower = read_bound(x, "lower", &whole);
  to->upper = x->r->failed ? NULL : read_bound(x, "upper", &whole);
  if (!x->r->failed) inc_rule_part_type(x, 0, x->node, whole);
}
