/* A comparison as an object: making it, and reading it. */
#include "compare/compare.h"

#include <string.h>

/* ---- Making ---- */

bool inc_compare_wants(const incubator_comparison *c, const char *rule)
{
  bool wanted = c->only_count == 0;
  for (size_t i = 0; i < c->only_count && !wanted; i++) wanted = !strcmp(c->only[i], rule);
  return wanted;
}

void incubator_comparison_free(incubator_comparison *c)
{
  if (!c) return;
  incubator_allocator a = c->allocator;
  for (size_t i = 0; c->groupings && i < c->grouping_count; i++) {
    inc_map_free(&c->groupings[i].group_names);
    inc_map_free(&c->groupings[i].member_names);
    inc_free(&a, c->groupings[i].groups);
    inc_free(&a, c->groupings[i].members);
  }
  for (size_t i = 0; i < c->outcome_count; i++) {
    inc_map_free(&c->outcomes[i].names);
    inc_free(&a, c->outcomes[i].transitions);
  }
  for (int s = 0; s < INC_BOTH; s++) {
    inc_free(&a, c->chains[s]);
    inc_free(&a, c->lines[s]);
    incubator_ledger_free(c->sides[s].ledger);
    incubator_decisions_unref(c->sides[s].d);
  }
  inc_causes_free(c);
  inc_map_free(&c->payee_names);
  inc_free(&a, c->payees);
  inc_free(&a, c->outcomes);
  inc_free(&a, c->changed);
  inc_free(&a, c->singles);
  inc_arena_clear(&c->arena);
  inc_free(&a, c);
}

/* Whether a side has a rule that can be compared. */
static bool is_compared(const inc_compared *side, const char *name)
{
  inc_want want;
  if (!inc_policy_part(side->d->policy, name, strlen(name), &want) || want.part) return false;
  const inc_question question = side->d->policy->rules[want.rule].question;
  return question == INC_CLASSIFY || question == INC_ASSESS || question == INC_SUBSIDISE;
}

static incubator_status check_options(const incubator_comparison *c, const incubator_comparison_options *o, incubator_error *error)
{
  if ((o->by_count && !o->by) || (o->rule_count && !o->rules)) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "by and rules must be set where there is a count of them");
  }
  for (size_t i = 0; i < o->by_count; i++) {
    if (!o->by[i]) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "a name of by must not be NULL");
  }
  for (size_t i = 0; i < o->rule_count; i++) {
    if (!o->rules[i]) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "a name of rules must not be NULL");
    if (is_compared(&c->sides[0], o->rules[i]) || is_compared(&c->sides[1], o->rules[i])) continue;
    return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "neither policy has a rule \"%s\" that awards, classifies or assesses", o->rules[i]);
  }
  return INCUBATOR_STATUS_OK;
}

static incubator_status compare(incubator_comparison *c, const incubator_comparison_options *o, incubator_error *error)
{
  INC_TRY(check_options(c, o, error));
  c->only = o->rules;
  c->only_count = o->rule_count;
  if (!inc_compare_match(c) || !inc_compare_parameters(c)) return inc_no_memory(error);
  INC_TRY(inc_compare_money(c, o, error));
  if (!inc_compare_outcomes(c)) return inc_no_memory(error);
  c->only = NULL, c->only_count = 0;
  if (c->outcome_count || c->sides[0].ledger || c->sides[1].ledger) return INCUBATOR_STATUS_OK;
  return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "neither policy has a rule that awards, classifies or assesses");
}

incubator_status incubator_comparison_create(incubator_decisions *before, incubator_decisions *after,
                                             const incubator_comparison_options *given, incubator_comparison **comparison,
                                             incubator_error *error)
{
  incubator_comparison_options options = {0};
  if (comparison) *comparison = NULL;
  if (!before || !after || !comparison) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "before, after and comparison must not be NULL");
  INC_TRY(inc_struct_read(&options, sizeof options, INC_SIZE_THROUGH(incubator_comparison_options, rule_count), given, error));
  if (!before->registry || !after->registry) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "decisions of single records cannot be compared");
  incubator_comparison *c = inc_alloc_zero(&before->allocator, 1, sizeof *c);
  if (!c) return inc_no_memory(error);
  c->allocator = before->allocator;
  c->sides[INC_BEFORE].d = incubator_decisions_ref(before);
  c->sides[INC_AFTER].d = incubator_decisions_ref(after);
  inc_arena_init(&c->arena, &c->allocator);
  inc_map_init(&c->payee_names, &c->allocator);
  const incubator_status status = compare(c, &options, error);
  if (status == INCUBATOR_STATUS_OK) *comparison = c;
  else incubator_comparison_free(c);
  return status;
}
