#include "policy/awards.h"

#define WARN(r, code, node, ...) inc_report((r), INCUBATOR_SEVERITY_WARNING, (code), (node), __VA_ARGS__)

inc_range inc_award_range(inc_reader *r, const inc_ranges *ranges, const inc_award *award)
{
  inc_range range = award->amount ? inc_range_root(r, ranges, award->amount) : inc_range_all();
  if (range.low < 0) range.low = 0;
  if (range.high < 0) range.high = 0;
  for (uint32_t i = 0; i < award->adjustment_count; i++) {
    const inc_adjustment *a = &award->adjustments[i];
    const inc_range by = inc_range_root(r, ranges, a->value);
    if (a->how == INC_ADJUST_AT_LEAST && by.high > range.high) range.high = by.high;
    if (a->how == INC_ADJUST_LESS && by.low < 0) range.high = INC_RANGE_END;
    if (a->how == INC_ADJUST_CAP && !a->when && by.high < range.high) range.high = by.high > 0 ? by.high : 0;
    if (a->how != INC_ADJUST_AT_LEAST) range.low = 0;
  }
  return range;
}

/* A cap or a floor counts as 0 where it is below: one that always is was not meant. */
static void check_bounds(inc_reader *r, const inc_ranges *ranges, const inc_award *award, const inc_json *rule)
{
  const inc_json *node = inc_json_first(inc_json_get(rule, "adjust"));
  for (uint32_t i = 0; i < award->adjustment_count && node; i++, node = inc_json_next(node)) {
    const inc_adjustment *a = &award->adjustments[i];
    const char *key = a->how == INC_ADJUST_CAP ? "cap" : "at_least";
    if (a->how == INC_ADJUST_LESS || inc_range_root(r, ranges, a->value).high >= 0) continue;
    WARN(r, "bound-negative", inc_json_get(node, key), "by the declared bounds it is always below 0, and counts as 0");
  }
}

void inc_check_award(inc_reader *r, const inc_ranges *ranges, const inc_award *award, const inc_json *rule)
{
  check_bounds(r, ranges, award, rule);
  if (!award->amount) return;
  const inc_range range = inc_range_root(r, ranges, award->amount);
  if (range.low >= 0 || range.low <= -INC_RANGE_END) return;
  WARN(r, "amount-negative", inc_json_get(rule, "amount"), "by the declared bounds the amount can be below 0, which is an error of that row");
}

/* Whether an award pays what another one comes to; one that only hands out what is paid anyway does not. */
static bool bears(const inc_award *award, uint32_t rule)
{
  bool found = false;
  if (award->part_of != INC_NONE) return false;
  for (uint32_t i = 0; i < award->component_count; i++) found = found || award->components[i].award.rule == rule;
  return found;
}

/* Whether versions of two rules are in force at once, and both are made of the same award. */
static bool both_bear(const inc_rule *a, const inc_rule *b, uint32_t rule)
{
  bool both = false;
  for (size_t i = 0; i < a->version_count; i++) {
    for (size_t k = 0; k < b->version_count && bears(&a->versions[i].is.award, rule); k++) {
      const inc_version *x = &a->versions[i], *y = &b->versions[k];
      both = both || (x->from < y->until && y->from < x->until && bears(&y->is.award, rule));
    }
  }
  return both;
}

void inc_check_bearers(inc_reader *r, uint32_t rule, const inc_json *place)
{
  const inc_program *program = &r->policy->program;
  const inc_rule *first = NULL;
  for (uint32_t i = 0; i < program->rule_count; i++) {
    const inc_rule *bearer = &program->rules[i];
    bool found = false;
    for (size_t v = 0; bearer->kind == INC_KIND_AWARD && v < bearer->version_count; v++) found = found || bears(&bearer->versions[v].is.award, rule);
    if (!found) continue;
    if (first && both_bear(first, bearer, rule)) {
      WARN(r, "paid-twice", place, "\"%s\" and \"%s\" are both made of \"%s\": where both apply it is paid twice", first->name, bearer->name,
           program->rules[rule].name);
      return;
    }
    if (!first) first = bearer;
  }
}
