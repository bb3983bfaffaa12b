/* A registry as its users hold it, and its digest. */
#include "registry/registry.h"

#include <sched.h>
#include <string.h>

const inc_frame *inc_registry_frame(const incubator_registry *registry)
{
  return &registry->frame;
}

incubator_registry *incubator_registry_ref(incubator_registry *r)
{
  if (r) atomic_fetch_add_explicit(&r->references, 1, memory_order_relaxed);
  return r;
}

void incubator_registry_unref(incubator_registry *r)
{
  if (!r || atomic_fetch_sub_explicit(&r->references, 1, memory_order_acq_rel) != 1) return;
  incubator_allocator a = r->allocator;
  const inc_schema *schema = &r->policy->program.schema;
  for (uint32_t t = 0; r->tables && t < schema->count; t++) {
    inc_free(&a, (void *)r->tables[t].columns);
    if (r->keys) inc_free(&a, r->keys[t].row_of_text);
    if (r->blocks) inc_free(&a, r->blocks[t]);
  }
  inc_free(&a, r->blocks);
  inc_free(&a, r->keys);
  inc_free(&a, r->tables);
  inc_map_free(&r->texts);
  incubator_policy_unref(r->policy);
  inc_free(&a, r);
}

size_t incubator_registry_rows(const incubator_registry *r, const char *name)
{
  uint32_t table = r && name ? inc_schema_table(r->frame.schema, name, strlen(name)) : INC_NONE;
  return table == INC_NONE ? 0 : r->tables[table].rows;
}

size_t inc_registry_row(const incubator_registry *r, uint32_t table, const char *key, size_t length)
{
  uint32_t text = inc_map_find(&r->texts, key, length);
  uint32_t found = text < r->keys[table].room ? r->keys[table].row_of_text[text] : 0;
  return found ? found - 1 : SIZE_MAX;
}

/* ---- The digest: tables, columns and cells in the order of the policy; texts as texts, links as keys ---- */

static void digest_text(const incubator_registry *r, inc_digest *d, int64_t text)
{
  size_t length;
  const char *bytes = inc_map_text(&r->texts, (uint32_t)text, &length);
  inc_digest_add_number(d, length);
  inc_digest_add(d, bytes, length);
}

static void digest_cell(const incubator_registry *r, inc_digest *d, uint32_t table, uint32_t number, size_t row)
{
  const inc_field *field = &r->frame.schema->tables[table].fields[number];
  int64_t value = inc_column_value(&r->tables[table].columns[number], row);
  if (field->link != INC_NONE) digest_text(r, d, inc_frame_key(&r->frame, table, number, row));
  else if (field->type == INC_TYPE_TEXT) digest_text(r, d, value);
  else inc_digest_add_number(d, (uint64_t)value);
}

static void digest_column(const incubator_registry *r, inc_digest *d, uint32_t table, uint32_t number)
{
  const inc_column *column = &r->tables[table].columns[number];
  inc_digest_add_text(d, r->frame.schema->tables[table].fields[number].name);
  if (!column->data) return;
  for (size_t row = 0; row < r->tables[table].rows; row++) {
    bool valid = inc_column_valid(column, row);
    inc_digest_add(d, valid ? "\1" : "\0", 1);
    if (valid) digest_cell(r, d, table, number, row);
  }
}

static void compute_digest(incubator_registry *r)
{
  inc_digest d;
  const inc_schema *schema = r->frame.schema;
  inc_digest_start(&d);
  for (uint32_t t = 0; t < schema->count; t++) {
    if (!r->tables[t].given) continue;
    inc_digest_add_text(&d, schema->tables[t].name);
    inc_digest_add_number(&d, r->tables[t].rows);
    for (uint32_t c = 0; c < schema->tables[t].count; c++) digest_column(r, &d, t, c);
  }
  inc_digest_end(&d, r->digest);
}

const char *incubator_registry_digest(incubator_registry *r)
{
  while (!atomic_load_explicit(&r->digested, memory_order_acquire)) {
    if (atomic_flag_test_and_set_explicit(&r->digest_lock, memory_order_acquire)) {
      sched_yield(); /* another thread is at it */
      continue;
    }
    if (!atomic_load_explicit(&r->digested, memory_order_relaxed)) compute_digest(r);
    atomic_store_explicit(&r->digested, true, memory_order_release);
    atomic_flag_clear_explicit(&r->digest_lock, memory_order_release);
  }
  return r->digest;
}
