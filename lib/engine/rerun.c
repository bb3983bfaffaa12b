/* A run once more with one rule otherwise: that rule and what reads it have columns of their own, all others are shared. */
#include <string.h>

#include "engine/overlay.h"

struct inc_rerun {
  inc_overlay overlay;
};

static bool reads_varying(void *context, const inc_ref *ref)
{
  const inc_overlay *x = context;
  return ref->rule == INC_NONE || !x->varies[ref->rule];
}

static void find_varying(inc_overlay *x, uint32_t changed)
{
  const inc_program *program = x->results.program;
  inc_results_close(&x->results);
  for (uint32_t i = 0; i < program->rule_count; i++) {
    uint32_t number = program->order[i];
    const inc_version *version = inc_rule_version(&program->rules[number], x->results.as_of);
    if (!x->results.wanted[number][0] || !version) continue;
    x->varies[number] = number == changed || !inc_version_refs(program->rules[number].kind, version, reads_varying, x);
  }
}

incubator_status inc_rerun_create(const inc_results *base, const inc_program *program, uint32_t rule, const inc_want *wants,
                                  size_t count, inc_rerun **rerun)
{
  *rerun = NULL;
  inc_rerun *x = inc_alloc_zero(&base->allocator, 1, sizeof *x);
  if (!x) return INCUBATOR_STATUS_NO_MEMORY;
  inc_results *r = &x->overlay.results;
  bool ok = inc_overlay_make(&x->overlay, base, program);
  if (ok) {
    r->threads = 1;
    for (size_t i = 0; i < count; i++) r->wanted[wants[i].rule][0] = r->wanted[wants[i].rule][wants[i].part] = true;
    find_varying(&x->overlay, rule);
    ok = inc_overlay_share(&x->overlay, base);
  }
  if (ok) *rerun = x;
  else inc_rerun_free(x);
  return ok ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}

void inc_rerun_free(inc_rerun *x)
{
  if (!x) return;
  incubator_allocator a = x->overlay.results.allocator;
  inc_overlay_free(&x->overlay);
  inc_free(&a, x);
}

bool inc_rerun_varies(const inc_rerun *x, uint32_t rule)
{
  return x->overlay.varies[rule];
}

incubator_status inc_rerun_run(inc_rerun *x)
{
  return inc_overlay_run(&x->overlay);
}

const inc_results *inc_rerun_results(const inc_rerun *x)
{
  return &x->overlay.results;
}

incubator_status inc_engine_groups(const inc_results *results, uint32_t rule, uint32_t *of_row)
{
  const inc_rule *r = &results->program->rules[rule];
  const inc_version *version = inc_rule_version(r, results->as_of);
  const size_t rows = inc_results_rows(results, r->table);
  inc_groups groups = {0};
  incubator_status status = INCUBATOR_STATUS_OK;
  memset(of_row, 0xff, rows * sizeof *of_row);
  if (!version || r->kind != INC_KIND_SELECT) return status;
  status = inc_groups_within(results, r->table, version->is.select.within, version->is.select.within_count, &groups);
  if (status == INCUBATOR_STATUS_OK) memcpy(of_row, groups.of_row, rows * sizeof *of_row);
  inc_groups_free(results, &groups);
  return status;
}
