/* An explanation as an object: its memory, its end, what it says of itself. */
#include "explain/explain.h"

void *inc_explain_alloc(incubator_explanation *x, size_t count, size_t bytes)
{
  void *block = x->failed ? NULL : inc_arena_alloc(&x->arena, count, bytes);
  if (!block) x->failed = true;
  return block;
}

void incubator_explanation_free(incubator_explanation *x)
{
  if (!x) return;
  incubator_allocator a = x->allocator;
  inc_free(&a, x->rules);
  inc_free(&a, x->needs);
  inc_free(&a, x->alternatives);
  inc_free(&a, x->reaches);
  inc_arena_clear(&x->arena);
  incubator_decisions_unref(x->decisions);
  inc_free(&a, x);
}

const char *incubator_explanation_evidence(const incubator_explanation *x)
{
  return inc_evidence_name(x->evidence);
}
