/* What is kept of the cohorts that rows were placed in, for those who ask. */
#include "engine/results.h"

uint32_t inc_cohort_scales(const inc_rule *rule, const inc_version *version)
{
  if (!version) return 0;
  if (rule->kind == INC_KIND_DERIVE) return inc_scale_is_cohort(version->is.derive.scale);
  if (rule->kind != INC_KIND_SCORE) return 0;
  for (uint32_t i = 0; i < version->is.score.count; i++) {
    if (inc_scale_is_cohort(version->is.score.items[i].scale)) return version->is.score.count;
  }
  return 0;
}

void inc_cohorts_free(const incubator_allocator *a, inc_cohorts *cohorts, uint32_t count)
{
  for (uint32_t i = 0; cohorts && i < count; i++) {
    inc_free(a, cohorts[i].rows);
    inc_free(a, cohorts[i].facts);
  }
  inc_free(a, cohorts);
}

static bool agree(const inc_results *results, uint32_t table, const inc_cohort *how, size_t row, size_t other)
{
  for (uint32_t i = 0; i < how->within_count; i++) {
    inc_cell a = inc_results_cell(results, table, &how->within[i], row), b = inc_results_cell(results, table, &how->within[i], other);
    if (a.gap || b.gap || a.value != b.value) return false;
  }
  return true;
}

bool inc_engine_cohort(const inc_results *results, uint32_t rule, uint32_t item, size_t row, inc_cohort_facts *facts)
{
  const inc_rule *r = &results->program->rules[rule];
  const inc_version *v = inc_rule_version(r, results->as_of);
  *facts = (inc_cohort_facts){0};
  if (!results->cohorts[rule]) return false;
  const inc_cohorts *cohorts = &results->cohorts[rule][item];
  const inc_scale *scale = r->kind == INC_KIND_DERIVE ? v->is.derive.scale : v->is.score.items[item].scale;
  for (size_t i = 0; i < cohorts->count; i++) {
    if (!cohorts->facts[i].count || !agree(results, r->table, &scale->cohort, row, cohorts->rows[i])) continue;
    *facts = cohorts->facts[i];
    return true;
  }
  return false;
}
