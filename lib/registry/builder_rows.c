/* Rows and columns that a program hands over. */
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "registry/registry.h"

/* ---- Rows ---- */

static incubator_status find_table(incubator_registry_builder *b, const char *name, uint32_t *table, incubator_error *error)
{
  inc_input input = {.builder = b, .name = "table"};
  *table = INC_NONE;
  if (!name) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "table must not be NULL");
  *table = inc_input_table(&input, name, error);
  return *table == INC_NONE ? INCUBATOR_STATUS_NOT_FOUND : INCUBATOR_STATUS_OK;
}

static incubator_status map_header(incubator_registry_builder *b, const incubator_registry_header *h, incubator_error *error)
{
  inc_rows *rows = b->open;
  for (size_t i = 0; i < h->count; i++) {
    if (!h->names[i]) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "a column without a name");
    uint32_t field = inc_rows_field(rows, h->names[i], strlen(h->names[i]), (uint32_t)i + 1, &b->header.factors[i]);
    for (size_t k = 0; k < i && field != INC_NONE; k++) {
      if (b->header.fields[k] == field) return INC_FAIL(error, INCUBATOR_STATUS_DATA, "columns %zu and %zu have one name", k + 1, i + 1);
    }
    b->header.fields[i] = field;
    if (field != INC_NONE) rows->columns[field] = (uint32_t)i + 1;
  }
  if (rows->failed) return inc_no_memory(error);
  inc_rows_given(rows);
  return INCUBATOR_STATUS_OK;
}

incubator_status incubator_registry_builder_header(incubator_registry_builder *b, const incubator_registry_header *given,
                                                   incubator_error *error)
{
  incubator_registry_header h;
  uint32_t table;
  INC_TRY(inc_builder_usable(b, error));
  INC_TRY(inc_struct_read(&h, sizeof h, INC_SIZE_THROUGH(incubator_registry_header, encoding), given, error));
  if ((h.count && !h.names) || (unsigned)h.encoding > INCUBATOR_ENCODING_UTF16BE) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "names must not be NULL, and the encoding one of the known ones");
  }
  INC_TRY(find_table(b, h.table, &table, error));
  inc_builder_close_rows(b);
  b->header.count = h.count;
  b->header.encoding = h.encoding;
  b->header.fields = inc_arena_alloc(&b->arena, h.count, sizeof *b->header.fields);
  b->header.factors = inc_arena_alloc(&b->arena, h.count, sizeof *b->header.factors);
  b->open = inc_alloc_zero(&b->allocator, 1, sizeof *b->open);
  bool ok = b->open && b->header.fields && b->header.factors;
  if (!ok || !inc_rows_start(b->open, b, table, h.table)) {
    inc_free(&b->allocator, b->open);
    b->open = NULL;
    return inc_no_memory(error);
  }
  incubator_status status = map_header(b, &h, error);
  if (status != INCUBATOR_STATUS_OK) inc_builder_close_rows(b);
  return status;
}

static bool is_utf8(incubator_encoding encoding)
{
  return encoding <= INCUBATOR_ENCODING_UTF8;
}

/* A cell as UTF-8, in the buffer where it was not; false where it is no text. */
static bool decode_cell(incubator_encoding encoding, incubator_text *cell, inc_buffer *buffer)
{
  if (is_utf8(encoding)) return inc_utf8_valid(cell->bytes, cell->length) == cell->length;
  inc_decoder decoder;
  size_t start = buffer->length;
  if (!inc_decoder_start(&decoder, encoding)) return false;
  bool ok = inc_decode(&decoder, cell->bytes, cell->length, true, buffer);
  inc_decoder_end(&decoder);
  cell->bytes = inc_buffer_get(buffer) + start;
  cell->length = buffer->length - start;
  return ok;
}

static void set_cell(inc_rows *rows, uint32_t field, incubator_encoding encoding, incubator_text cell, int64_t factor)
{
  inc_buffer buffer;
  if (!cell.bytes) return;
  inc_buffer_init(&buffer, &rows->builder->allocator);
  if (!decode_cell(encoding, &cell, &buffer)) {
    inc_rows_bad(rows, field, "encoding", "bytes that are no text in this encoding");
  } else if (buffer.failed) {
    rows->failed = true;
  } else if (buffer.text) { /* the row may outlive the buffer: it is kept till the builder goes */
    char *kept = inc_arena_text(&rows->builder->arena, cell.bytes, cell.length);
    if (kept) inc_rows_text(rows, field, kept, cell.length, factor);
    else rows->failed = true;
  } else {
    inc_rows_text(rows, field, cell.bytes, cell.length, factor);
  }
  inc_buffer_free(&buffer);
}

incubator_status incubator_registry_builder_row(incubator_registry_builder *b, const incubator_text *cells,
                                                incubator_error *error)
{
  INC_TRY(inc_builder_usable(b, error));
  if (!b->open || (b->header.count && !cells)) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "a row needs a header first");
  b->open->record++;
  for (size_t i = 0; i < b->header.count; i++) {
    if (b->header.fields[i] == INC_NONE) continue;
    set_cell(b->open, b->header.fields[i], b->header.encoding, cells[i], b->header.factors[i]);
  }
  inc_rows_end(b->open);
  b->broken = b->open->failed;
  return b->broken ? inc_no_memory(error) : INCUBATOR_STATUS_OK;
}

/* ---- Columns ---- */

static bool kind_fits(incubator_values kind, inc_type type)
{
  static const inc_type types[] = {INC_TYPE_UNKNOWN, INC_TYPE_NUMBER, INC_TYPE_NUMBER,
                                   INC_TYPE_DATE,    INC_TYPE_BOOLEAN, INC_TYPE_CATEGORY};
  return kind == INCUBATOR_VALUES_TEXT || ((unsigned)kind <= INCUBATOR_VALUES_CODE && types[kind] == type);
}

static inc_cell_fault typed_cell(const incubator_registry_builder *b, const inc_field *field,
                                 const incubator_registry_column *c, size_t row, int64_t factor, inc_cell_text *cell)
{
  static const inc_cell_fault fine = {NULL, ""};
  *cell = (inc_cell_text){0};
  switch (c->kind) {
  case INCUBATOR_VALUES_BOOLEAN: cell->value = ((const uint8_t *)c->values)[row] != 0; return fine;
  case INCUBATOR_VALUES_MICROS: return inc_cell_number(field, ((const int64_t *)c->values)[row], factor, cell);
  case INCUBATOR_VALUES_WHOLE:
    if (__builtin_mul_overflow(((const int64_t *)c->values)[row], INC_MICRO, &cell->value)) {
      return (inc_cell_fault){"out-of-range", "a number below 9223372036854"};
    }
    return inc_cell_number(field, cell->value, factor, cell);
  default: break;
  }
  cell->value = ((const int32_t *)c->values)[row];
  if (c->kind == INCUBATOR_VALUES_DAYS) {
    bool ok = cell->value >= INC_DATE_MIN && cell->value <= INC_DATE_MAX;
    return ok ? fine : (inc_cell_fault){"out-of-range", "a day from 0001-01-01 to 9999-12-31"};
  }
  bool known = cell->value >= 0 && cell->value < (int64_t)b->policy->program.schema.lists[field->list].count;
  return known ? fine : (inc_cell_fault){"category-unknown", "the number of a code of its list"};
}

static void column_cell(inc_rows *rows, uint32_t field, const incubator_registry_column *c, size_t row, int64_t factor)
{
  if (c->missing && c->missing[row]) return;
  if (c->kind == INCUBATOR_VALUES_TEXT) {
    set_cell(rows, field, c->encoding, ((const incubator_text *)c->values)[row], factor);
    return;
  }
  inc_cell_text cell;
  const inc_field *f = &rows->builder->policy->program.schema.tables[rows->table].fields[field];
  inc_cell_fault fault = typed_cell(rows->builder, f, c, row, factor, &cell);
  if (fault.code) inc_rows_bad(rows, field, fault.code, "expected %s", fault.expected);
  else inc_rows_cell(rows, field, cell);
}

/* The caller's columns, of any release: each as wide as the first says that it is. */
static incubator_status read_columns(const incubator_registry_column *given, size_t count, incubator_registry_column *columns,
                                     incubator_error *error)
{
  const unsigned char *at = (const unsigned char *)given;
  for (size_t i = 0; i < count; i++, at += given->size) {
    size_t first = INC_SIZE_THROUGH(incubator_registry_column, encoding);
    INC_TRY(inc_struct_read(&columns[i], sizeof *columns, first, at, error));
    if (columns[i].size == given->size) continue;
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "column %zu has %zu bytes, the first has %zu", i + 1, columns[i].size,
                    given->size);
  }
  return INCUBATOR_STATUS_OK;
}

static incubator_status map_columns(inc_rows *rows, const incubator_registry_column *columns, size_t count,
                                    uint32_t *fields, int64_t *factors, incubator_error *error)
{
  const inc_table *table = &rows->builder->policy->program.schema.tables[rows->table];
  for (size_t i = 0; i < count; i++) {
    const incubator_registry_column *c = &columns[i];
    if (!c->name || !c->values || (unsigned)c->encoding > INCUBATOR_ENCODING_UTF16BE) {
      return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "column %zu lacks its name or values, or has an unknown encoding", i + 1);
    }
    fields[i] = inc_header_field(table, c->name, strlen(c->name), &factors[i]);
    if (fields[i] == INC_NONE) {
      return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "table \"%s\" has no column \"%s\"", table->name, c->name);
    }
    for (size_t k = 0; k < i; k++) {
      if (fields[k] == fields[i]) return INC_FAIL(error, INCUBATOR_STATUS_DATA, "columns %zu and %zu have one name", k + 1, i + 1);
    }
    if (!kind_fits(c->kind, table->fields[fields[i]].type)) {
      return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "the values of column \"%s\" do not fit: the field is %s", c->name,
                      inc_type_name(table->fields[fields[i]].type));
    }
    rows->columns[fields[i]] = (uint32_t)i + 1;
  }
  inc_rows_given(rows);
  return INCUBATOR_STATUS_OK;
}

static incubator_status add_columns(inc_rows *rows, const incubator_registry_column *given, size_t count, size_t total,
                                    incubator_error *error)
{
  const incubator_allocator *a = &rows->builder->allocator;
  uint32_t *fields = inc_alloc_zero(a, count, sizeof *fields);
  int64_t *factors = inc_alloc_zero(a, count, sizeof *factors);
  incubator_registry_column *columns = inc_alloc_zero(a, count, sizeof *columns);
  bool allocated = fields && factors && columns;
  incubator_status status = allocated ? read_columns(given, count, columns, error) : inc_no_memory(error);
  if (status == INCUBATOR_STATUS_OK) status = map_columns(rows, columns, count, fields, factors, error);
  for (size_t row = 0; row < total && status == INCUBATOR_STATUS_OK; row++) {
    rows->record = row + 1 < UINT32_MAX ? (uint32_t)row + 1 : UINT32_MAX;
    for (size_t i = 0; i < count; i++) {
      column_cell(rows, fields[i], &columns[i], row, factors[i]);
    }
    inc_rows_end(rows);
    if (rows->failed) status = inc_no_memory(error);
  }
  inc_free(a, fields);
  inc_free(a, factors);
  inc_free(a, columns);
  return status;
}

incubator_status incubator_registry_builder_columns(incubator_registry_builder *b, const char *table_name,
                                                    const incubator_registry_column *columns, size_t count, size_t rows,
                                                    incubator_error *error)
{
  uint32_t table;
  inc_rows session;
  INC_TRY(inc_builder_usable(b, error));
  if (count && !columns) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "columns must not be NULL");
  INC_TRY(find_table(b, table_name, &table, error));
  inc_builder_close_rows(b);
  if (!inc_rows_start(&session, b, table, table_name)) return inc_no_memory(error);
  incubator_status status = add_columns(&session, columns, count, rows, error);
  inc_rows_free(&session);
  b->broken = status == INCUBATOR_STATUS_NO_MEMORY;
  return status;
}
