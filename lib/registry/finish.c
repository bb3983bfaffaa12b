/* The last steps: links find their rows, bad rows go, columns become a registry. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "registry/registry.h"

typedef struct finisher {
  incubator_registry_builder *builder;
  const inc_schema *schema;
  char path[INC_FIELD_PATH];
  bool failed;
} finisher;

static const inc_origin *origin_of(const inc_building *b, size_t row)
{
  size_t i = b->origin_count;
  while (i > 1 && b->origins[i - 1].first > row) i--;
  return &b->origins[i - 1];
}

/* The place of a row's cell; it holds until the next one is asked for. */
static inc_spot spot_of(finisher *f, uint32_t table, size_t row, const inc_field *field)
{
  const inc_building *b = &f->builder->tables[table];
  snprintf(f->path, sizeof f->path, "%s/%s", f->schema->tables[table].name, field->name);
  return (inc_spot){origin_of(b, row)->file, f->path, b->records[row], 0};
}

/* A link's text becomes a row number of its table; it stays one where that was not given. False: there is no such row. */
static bool resolve(finisher *f, uint32_t table, const inc_field *field, size_t row, int64_t text, inc_growing *to)
{
  const inc_building *target = &f->builder->tables[field->link];
  uint32_t found = (size_t)text < target->text_room ? target->row_of_text[text] : 0;
  bool known = found || !target->given;
  int64_t value = found ? (int64_t)found - 1 : inc_link_to_text(text);
  if (!inc_growing_push(to, &f->builder->allocator, !known, known ? value : 0)) f->failed = true;
  if (known) return true;
  size_t length;
  const char *key = inc_map_text(&f->builder->texts, (uint32_t)text, &length);
  inc_findings_add(f->builder->findings, INCUBATOR_SEVERITY_ERROR, "link-unknown", spot_of(f, table, row, field),
                   "found \"%.*s\", expected the key of a row of \"%s\"", (int)inc_text_cut(key, length, 80), key,
                   f->schema->tables[field->link].name);
  f->builder->bad_rows++;
  return false;
}

static void report_empty(finisher *f, uint32_t table, const inc_field *field, size_t empty, size_t first)
{
  if (!empty || field->optional || !f->builder->tables[field->link].given) return;
  inc_findings_add(f->builder->findings, INCUBATOR_SEVERITY_WARNING, "link-missing", spot_of(f, table, first, field),
                   "%zu row%s without a \"%s\": counted nowhere above", empty, empty == 1 ? "" : "s", field->name);
}

static void resolve_links(finisher *f, uint32_t table, bool *drop, bool *any)
{
  inc_building *b = &f->builder->tables[table];
  for (uint32_t c = 0; c < f->schema->tables[table].count && !f->failed; c++) {
    const inc_field *field = &f->schema->tables[table].fields[c];
    inc_growing resolved = {0};
    size_t empty = 0, first = 0;
    if (field->link == INC_NONE) continue;
    for (size_t row = 0; row < b->rows && !f->failed; row++) {
      int64_t text;
      if (inc_growing_get(&b->columns[c], row, &text)) {
        if (!resolve(f, table, field, row, text, &resolved)) drop[row] = *any = true;
        continue;
      }
      if (empty++ == 0) first = row;
      if (!inc_growing_push(&resolved, &f->builder->allocator, true, 0)) f->failed = true;
    }
    inc_growing_free(&b->columns[c], &f->builder->allocator);
    b->columns[c] = resolved;
    report_empty(f, table, field, empty, first);
  }
}

/* Takes out the marked rows; the rows behind them move up. */
static void drop_rows(finisher *f, uint32_t table, const bool *drop)
{
  inc_building *b = &f->builder->tables[table];
  size_t kept = 0;
  uint32_t *moved = inc_alloc_zero(&f->builder->allocator, b->rows + 1, sizeof *moved);
  if (!moved) {
    f->failed = true;
    return;
  }
  for (size_t row = 0; row < b->rows; row++) moved[row + 1] = drop[row] ? 0 : (uint32_t)++kept;
  for (size_t i = 0; i < b->text_room; i++) b->row_of_text[i] = moved[b->row_of_text[i]];
  for (uint32_t c = 0; c < f->schema->tables[table].count && !f->failed; c++) {
    f->failed = !inc_growing_compact(&b->columns[c], &f->builder->allocator, drop);
  }
  b->rows = kept;
  inc_free(&f->builder->allocator, moved);
}

static void finish_table(finisher *f, uint32_t table)
{
  inc_building *b = &f->builder->tables[table];
  bool any = false;
  for (uint32_t c = 0; c < f->schema->tables[table].count && !f->failed; c++) {
    f->failed = !inc_growing_pad(&b->columns[c], &f->builder->allocator, b->rows);
  }
  if (f->failed) return;
  bool *drop = inc_alloc_zero(&f->builder->allocator, b->rows, sizeof *drop);
  if (!drop) {
    f->failed = true;
    return;
  }
  resolve_links(f, table, drop, &any);
  if (any && !f->failed) drop_rows(f, table, drop);
  inc_free(&f->builder->allocator, drop);
}

/* Tables that others link to come first: a row that goes takes with it the rows that link to it. */
static void finish_tables(finisher *f)
{
  bool *done = inc_alloc_zero(&f->builder->allocator, f->schema->count, sizeof *done), moved = true;
  if (!done) f->failed = true;
  while (moved && !f->failed) {
    moved = false;
    for (uint32_t t = 0; t < f->schema->count && !f->failed; t++) {
      bool ready = !done[t];
      for (uint32_t c = 0; c < f->schema->tables[t].count; c++) {
        uint32_t link = f->schema->tables[t].fields[c].link;
        ready = ready && (link == INC_NONE || done[link]);
      }
      if (!ready) continue;
      finish_table(f, t);
      done[t] = moved = true;
    }
  }
  inc_free(&f->builder->allocator, done);
}

enum { LINE = 64 }; /* of the cache */

static size_t lines(size_t bytes)
{
  return (bytes + LINE - 1) / LINE * LINE;
}

/* Columns of one length do not begin at like addresses, which would be in each other's way in the cache. */
static size_t column_bytes(const inc_column *column, size_t rows)
{
  return column->data ? lines(rows * column->width) + LINE + (column->valid ? lines((rows + 7) / 8) : 0) : 0;
}

static void copy_column(char *to, inc_column *column, size_t rows)
{
  char *bits = to + lines(rows * column->width) + LINE;
  if (column->data) column->data = memcpy(to, column->data, rows * column->width);
  if (column->valid) column->valid = memcpy(bits, column->valid, (rows + 7) / 8);
}

/* Takes over the columns of a table, into one block: no more memory than they need, and in large pages where there are any. */
static bool move_columns(inc_building *from, const inc_table *table, inc_column *columns, const incubator_allocator *a, void **block)
{
  size_t bytes = LINE;
  for (uint32_t c = 0; c < table->count; c++) {
    inc_growing *g = &from->columns[c];
    const inc_field *field = &table->fields[c];
    if (!g->data) continue; /* no row has a value: as if the column was not given */
    bool decimal = field->type == INC_TYPE_NUMBER && !field->whole;
    uint8_t zeros = decimal ? inc_growing_condense(g, a, INC_MICRO_SCALE) : 0;
    columns[c] = (inc_column){.data = g->data, .width = g->width, .zeros = zeros, .valid = g->valid};
    bytes += column_bytes(&columns[c], from->rows);
  }
  char *to = *block = inc_alloc(a, bytes);
  if (!to) return false;
  to += lines((uintptr_t)to) - (uintptr_t)to;
  for (uint32_t c = 0; c < table->count; c++) {
    const size_t length = column_bytes(&columns[c], from->rows);
    copy_column(to, &columns[c], from->rows);
    to += length;
    inc_growing_free(&from->columns[c], a);
  }
  return true;
}

/* The columns change hands. */
static bool move_tables(incubator_registry_builder *b, incubator_registry *r)
{
  const inc_schema *schema = &b->policy->program.schema;
  r->tables = inc_alloc_zero(&r->allocator, schema->count, sizeof *r->tables);
  r->keys = inc_alloc_zero(&r->allocator, schema->count, sizeof *r->keys);
  r->blocks = inc_alloc_zero(&r->allocator, schema->count, sizeof *r->blocks);
  if (!r->tables || !r->keys || !r->blocks) return false;
  for (uint32_t t = 0; t < schema->count; t++) {
    inc_building *from = &b->tables[t];
    inc_column *columns = inc_alloc_zero(&r->allocator, schema->tables[t].count, sizeof *columns);
    if (!columns) return false;
    r->tables[t] = (inc_frame_table){from->given, from->rows, columns};
    r->keys[t] = (struct inc_keys){from->row_of_text, from->text_room};
    from->row_of_text = NULL;
    if (!move_columns(from, &schema->tables[t], columns, &r->allocator, &r->blocks[t])) return false;
  }
  r->texts = b->texts;
  b->texts = (inc_map){.allocator = b->allocator};
  return true;
}

static incubator_status first_bad(const incubator_registry_builder *b, incubator_error *error)
{
  const incubator_finding *f = NULL;
  for (size_t i = 0; i < incubator_findings_count(b->findings); i++) {
    f = incubator_findings_get(b->findings, i);
    if (f->severity == INCUBATOR_SEVERITY_ERROR) break;
  }
  if (!f) return INC_FAIL(error, INCUBATOR_STATUS_DATA, "the data have errors");
  char path[256];
  snprintf(path, sizeof path, "%.150s:%u:%u", f->file, f->line, f->column);
  inc_place place = {path, f->line, f->column};
  return inc_fail(error, INCUBATOR_STATUS_DATA, place, "%s, row %u, %s: %s: %s", f->file, f->line, f->path, f->code, f->message);
}

incubator_status inc_builder_finish(incubator_registry_builder *b, incubator_registry **registry, incubator_error *error)
{
  finisher f = {.builder = b, .schema = &b->policy->program.schema};
  finish_tables(&f);
  if (f.failed || inc_findings_failed(b->findings)) return inc_no_memory(error);
  if (b->bad_rows && !b->partial) return first_bad(b, error);
  incubator_registry *r = inc_alloc_zero(&b->allocator, 1, sizeof *r);
  if (!r) return inc_no_memory(error);
  atomic_init(&r->references, 1);
  atomic_init(&r->digested, false);
  atomic_flag_clear(&r->digest_lock);
  r->allocator = b->allocator;
  r->policy = incubator_policy_ref(b->policy);
  inc_map_init(&r->texts, &r->allocator);
  if (!move_tables(b, r)) {
    incubator_registry_unref(r);
    return inc_no_memory(error);
  }
  r->frame = (inc_frame){f.schema, r->tables, &r->texts};
  *registry = r;
  return INCUBATOR_STATUS_OK;
}
