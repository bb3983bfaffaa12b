#include "decisions/statistics.h"

#include <string.h>

#include "base/date.h"

incubator_statistics *inc_statistics_new(incubator_policy *policy, const incubator_allocator *a)
{
  incubator_statistics *s = inc_alloc_zero(a, 1, sizeof *s);
  if (!s) return NULL;
  atomic_init(&s->references, 1);
  s->allocator = *a;
  s->policy = incubator_policy_ref(policy);
  inc_frozen_init(&s->frozen, a);
  return s;
}

const inc_scale *inc_statistics_scale(const incubator_policy *policy, int32_t as_of, uint32_t number, uint32_t item)
{
  const inc_rule *rule = &policy->program.rules[number];
  const inc_version *version = inc_rule_version(rule, as_of);
  const inc_scale *scale = NULL;
  if (!version) return NULL;
  if (rule->kind == INC_KIND_DERIVE && item == INC_NONE) scale = version->is.derive.scale;
  if (rule->kind == INC_KIND_SCORE && item < version->is.score.count) scale = version->is.score.items[item].scale;
  return inc_scale_is_cohort(scale) ? scale : NULL;
}

incubator_status incubator_statistics_create(const incubator_decisions *d, incubator_statistics **statistics, incubator_error *error)
{
  if (statistics) *statistics = NULL;
  if (!d || !statistics) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "decisions and statistics must not be NULL");
  incubator_statistics *s = inc_statistics_new(d->policy, &d->allocator);
  if (!s) return inc_no_memory(error);
  memcpy(s->as_of, d->as_of, sizeof s->as_of);
  s->day = inc_results_as_of(d->results);
  memcpy(s->registry, incubator_registry_digest(d->registry), sizeof s->registry);
  if (inc_engine_freeze(d->results, &s->frozen) == INCUBATOR_STATUS_OK) {
    *statistics = s;
    return INCUBATOR_STATUS_OK;
  }
  incubator_statistics_unref(s);
  return inc_no_memory(error);
}

incubator_statistics *incubator_statistics_ref(incubator_statistics *s)
{
  if (s) atomic_fetch_add_explicit(&s->references, 1, memory_order_relaxed);
  return s;
}

void incubator_statistics_unref(incubator_statistics *s)
{
  if (!s || atomic_fetch_sub_explicit(&s->references, 1, memory_order_acq_rel) != 1) return;
  incubator_allocator a = s->allocator;
  inc_frozen_free(&s->frozen);
  incubator_policy_unref(s->policy);
  inc_free(&a, s);
}
