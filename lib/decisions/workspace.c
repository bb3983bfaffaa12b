/* Workspaces: in the caller's memory, or in that of the record's allocator. */
#include "decisions/record.h"

#include <string.h>

static size_t rounded(size_t bytes)
{
  return (bytes + INC_WORKSPACE_ALIGN - 1) / INC_WORKSPACE_ALIGN * INC_WORKSPACE_ALIGN;
}

/* Where the parts of a workspace begin; the engine's comes last. */
typedef struct offsets {
  size_t texts, used, seen, values, engine, end;
} offsets;

static offsets offsets_of(const incubator_record *r)
{
  size_t rows;
  offsets o;
  inc_plan_rows(r->plan, &rows);
  o.texts = rounded(sizeof(incubator_workspace));
  o.used = o.texts + rounded(r->text_room * sizeof(inc_text));
  o.seen = o.used + rounded(rows);
  o.values = o.seen + rounded(r->input_count);
  o.engine = o.values + rounded(r->input_count * sizeof(incubator_value));
  o.end = o.engine + inc_plan_bytes(r->plan);
  return o;
}

size_t inc_record_measure(const incubator_record *r)
{
  return offsets_of(r).end;
}

incubator_status incubator_workspace_start(incubator_record *r, void *memory, size_t bytes, incubator_workspace **workspace,
                                           incubator_error *error)
{
  if (workspace) *workspace = NULL;
  if (!r || !memory || !workspace) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "record, memory and workspace must not be NULL");
  if (bytes < r->bytes || (uintptr_t)memory % INC_WORKSPACE_ALIGN) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "found %zu bytes, expected at least %zu, aligned to %d", bytes, r->bytes, INC_WORKSPACE_ALIGN);
  }
  const offsets o = offsets_of(r);
  char *base = memory;
  incubator_workspace *w = memory;
  memset(memory, 0, o.engine);
  w->record = incubator_record_ref(r);
  w->texts = (void *)(base + o.texts);
  w->used = (void *)(base + o.used);
  w->seen = (void *)(base + o.seen);
  w->values = (void *)(base + o.values);
  w->engine = inc_workspace_start(r->plan, base + o.engine, w->texts);
  w->decisions.allocator = r->allocator;
  w->decisions.policy = r->policy;
  w->decisions.results = (inc_results *)inc_workspace_results(w->engine); /* never freed as such */
  memcpy(w->decisions.as_of, r->as_of, sizeof w->decisions.as_of);
  *workspace = w;
  return INCUBATOR_STATUS_OK;
}

incubator_status incubator_workspace_create(incubator_record *r, incubator_workspace **workspace, incubator_error *error)
{
  if (workspace) *workspace = NULL;
  if (!r || !workspace) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "record and workspace must not be NULL");
  void *memory = inc_alloc(&r->allocator, r->bytes);
  if (!memory) return inc_no_memory(error);
  incubator_status status = incubator_workspace_start(r, memory, r->bytes, workspace, error);
  if (status == INCUBATOR_STATUS_OK) (*workspace)->own = true;
  else inc_free(&r->allocator, memory);
  return status;
}

void incubator_workspace_free(incubator_workspace *w)
{
  if (!w) return;
  incubator_record *r = w->record;
  incubator_allocator a = r->allocator;
  if (w->own) inc_free(&a, w);
  incubator_record_unref(r);
}

size_t incubator_record_bytes(const incubator_record *r)
{
  return r->bytes;
}
