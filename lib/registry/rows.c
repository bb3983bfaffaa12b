/* Rows on their way in: cells are read and checked, then the row is added as a whole or not at all. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "registry/registry.h"

enum { SHOWN = 60 }; /* bytes of a cell in a message */

static const inc_table *table_of(const inc_rows *rows)
{
  return &rows->builder->policy->program.schema.tables[rows->table];
}

static inc_building *building_of(const inc_rows *rows)
{
  return &rows->builder->tables[rows->table];
}

bool inc_rows_start(inc_rows *rows, incubator_registry_builder *builder, uint32_t table, const char *file)
{
  *rows = (inc_rows){.builder = builder, .table = table, .record = 1};
  uint32_t fields = table_of(rows)->count;
  rows->file = inc_arena_text(&builder->arena, file, strlen(file));
  rows->cells = inc_alloc_zero(&builder->allocator, fields, sizeof *rows->cells);
  rows->columns = inc_alloc_zero(&builder->allocator, fields, sizeof *rows->columns);
  rows->used = inc_alloc_zero(&builder->allocator, fields, sizeof *rows->used);
  if (!rows->file || !rows->cells || !rows->columns || !rows->used) {
    inc_rows_free(rows);
    return false;
  }
  return true;
}

void inc_rows_given(inc_rows *rows)
{
  building_of(rows)->given = true;
}

void inc_rows_free(inc_rows *rows)
{
  for (uint32_t f = 0; rows->cells && f < table_of(rows)->count; f++) inc_free(&rows->builder->allocator, rows->cells[f].memo);
  inc_free(&rows->builder->allocator, rows->cells);
  inc_free(&rows->builder->allocator, rows->columns);
  inc_free(&rows->builder->allocator, rows->used);
  rows->cells = NULL;
  rows->columns = rows->used = NULL;
}

static void report(const inc_rows *rows, incubator_severity severity, const char *code, uint32_t field, const char *format,
                   va_list arguments)
{
  char path[INC_FIELD_PATH];
  const inc_table *table = table_of(rows);
  bool named = field != INC_NONE;
  snprintf(path, sizeof path, "%s%s%s", table->name, named ? "/" : "", named ? table->fields[field].name : "");
  inc_spot spot = {rows->file, path, rows->record, named ? rows->columns[field] : 0};
  inc_findings_add_list(rows->builder->findings, severity, code, spot, format, arguments);
}

void inc_rows_bad(inc_rows *rows, uint32_t field, const char *code, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  report(rows, INCUBATOR_SEVERITY_ERROR, code, field, format, arguments);
  va_end(arguments);
  rows->bad = true;
}

static void report_cell(inc_rows *rows, uint32_t field, const inc_cell_fault *fault, const char *text, size_t length)
{
  size_t shown = inc_text_cut(text, length, SHOWN);
  inc_rows_bad(rows, field, fault->code, "found \"%.*s\"%s, expected %s", (int)shown, text, shown < length ? "…" : "", fault->expected);
}

void inc_rows_cell(inc_rows *rows, uint32_t field, inc_cell_text cell)
{
  inc_row_cell *c = &rows->cells[field];
  if (!c->ever) rows->used[rows->used_count++] = field;
  c->set = c->ever = true;
  c->cell = cell;
}

/*
 * A text is looked up when the row ends; till then its place in the dictionary comes
 * nearer. Rows of one carrier often follow each other, so the last one is tried first.
 */
static void set_text(inc_rows *rows, uint32_t field, const char *text, size_t length)
{
  const inc_map *texts = &rows->builder->texts;
  inc_row_cell *c = &rows->cells[field];
  inc_text_trim(&text, &length);
  c->text = text;
  c->length = length;
  if (c->last) {
    size_t known_length;
    const char *known = inc_map_text(texts, c->last - 1, &known_length);
    c->again = known_length == length && !memcmp(known, text, length);
  }
  if (c->again) return;
  c->hash = inc_map_hash(texts, text, length);
  inc_map_prefetch(texts, c->hash);
}

/* The place of a word among those read before; NULL for a field or a text that is not remembered. */
static inc_memo *memo_of(inc_rows *rows, uint32_t field, const char *text, size_t length)
{
  inc_type type = table_of(rows)->fields[field].type;
  inc_row_cell *c = &rows->cells[field];
  if ((type != INC_TYPE_CATEGORY && type != INC_TYPE_BOOLEAN) || length == 0 || length > INC_MEMO_TEXT) return NULL;
  if (!c->memo) c->memo = inc_alloc_zero(&rows->builder->allocator, INC_MEMO_SLOTS, sizeof *c->memo);
  if (!c->memo) rows->failed = true;
  const unsigned char *t = (const unsigned char *)text;
  size_t slot = (length + t[0] * 3u + t[length - 1] * 5u + t[length / 2] * 7u) % INC_MEMO_SLOTS;
  return c->memo ? &c->memo[slot] : NULL;
}

static void read_text(inc_rows *rows, uint32_t field, const char *text, size_t length, int64_t factor)
{
  const inc_field *f = &table_of(rows)->fields[field];
  inc_cell_text cell;
  inc_cell_fault fault = inc_cell_read(&rows->builder->policy->program.schema, f, text, length, factor, &cell);
  if (!fault.code && cell.text && inc_text_control(text, length, true)) {
    fault = (inc_cell_fault){"control-character", "text without control characters"};
  }
  if (fault.code) {
    report_cell(rows, field, &fault, text, length);
    return;
  }
  inc_rows_cell(rows, field, cell);
  if (cell.text) set_text(rows, field, text, length);
}

void inc_rows_text(inc_rows *rows, uint32_t field, const char *text, size_t length, int64_t factor)
{
  inc_memo *memo = memo_of(rows, field, text, length);
  if (memo && memo->length == length && !memcmp(memo->text, text, length)) {
    inc_rows_cell(rows, field, (inc_cell_text){.value = memo->value});
    return;
  }
  rows->cells[field].set = false;
  read_text(rows, field, text, length, factor);
  const inc_row_cell *c = &rows->cells[field];
  if (!memo || !c->set || c->cell.missing) return;
  memo->length = (uint8_t)length;
  memcpy(memo->text, text, length);
  memo->value = c->cell.value;
}

void inc_rows_json(inc_rows *rows, uint32_t field, const inc_json_document *document, const inc_json *node)
{
  const inc_field *f = &table_of(rows)->fields[field];
  inc_cell_text cell;
  inc_cell_fault fault = inc_cell_read_json(&rows->builder->policy->program.schema, f, document, node, &cell);
  inc_json_type type = inc_json_type_of(node);
  const char *text = inc_json_string(node);
  size_t length = text ? strlen(text) : 0;
  if (type == INC_JSON_NUMBER) text = inc_json_number(document, node, &length);
  if (!text) {
    text = inc_json_type_name(type);
    length = strlen(text);
  }
  if (!fault.code && cell.text && inc_text_control(text, length, true)) {
    fault = (inc_cell_fault){"control-character", "text without control characters"};
  }
  if (fault.code) {
    report_cell(rows, field, &fault, text, length);
    return;
  }
  inc_rows_cell(rows, field, cell);
  if (cell.text) set_text(rows, field, text, length);
}

/* ---- Headers ---- */

/* The part of a header before a last pair of brackets, and what stands in them; false without brackets. */
static bool split_unit(const char *name, size_t length, size_t *head, const char **unit, size_t *unit_length)
{
  static const char *const pairs[][2] = {{"(", ")"}, {"（", "）"}, {"[", "]"}, {"【", "】"}};
  inc_text_trim(&name, &length);
  for (size_t p = 0; p < sizeof pairs / sizeof *pairs; p++) {
    size_t open = strlen(pairs[p][0]), close = strlen(pairs[p][1]);
    if (length <= open + close || memcmp(name + length - close, pairs[p][1], close)) continue;
    for (size_t at = length - close; at-- > 0;) {
      if (at + open > length - close || memcmp(name + at, pairs[p][0], open)) continue;
      *head = at;
      *unit = name + at + open;
      *unit_length = length - close - at - open;
      return true;
    }
  }
  return false;
}

uint32_t inc_header_field(const inc_table *table, const char *name, size_t length, int64_t *factor)
{
  size_t head, unit_length;
  const char *unit;
  *factor = INC_MICRO;
  uint32_t field = inc_index_find(&table->index, name, length);
  if (field != INC_NONE) return field;
  inc_text_trim(&name, &length);
  if (!split_unit(name, length, &head, &unit, &unit_length)) return INC_NONE;
  field = inc_index_find(&table->index, name, head);
  *factor = field == INC_NONE ? 0 : inc_field_factor(&table->fields[field], unit, unit_length);
  return *factor ? field : INC_NONE;
}

/* Whether a column's name was not met before. */
static bool is_news(inc_rows *rows, const char *name, size_t length)
{
  inc_buffer key;
  bool added = false;
  inc_buffer_init(&key, &rows->builder->allocator);
  inc_buffer_print(&key, "%s/", table_of(rows)->name);
  inc_buffer_add(&key, name, length);
  bool ok = !key.failed && inc_map_add(&rows->builder->unknown, key.text, key.length, &added) != INC_MAP_NONE;
  inc_buffer_free(&key);
  if (!ok) rows->failed = true;
  return ok && added;
}

void inc_rows_unknown(inc_rows *rows, const char *name, size_t length, uint32_t column)
{
  if (!is_news(rows, name, length)) return;
  size_t shown = inc_text_cut(name, length, 2 * SHOWN);
  inc_spot spot = {rows->file, table_of(rows)->name, rows->record, column};
  inc_findings_add(rows->builder->findings, INCUBATOR_SEVERITY_WARNING, "column-unknown", spot,
                   "the column \"%.*s\"%s is no field of the table: it is not read", (int)shown, name, shown < length ? "…" : "");
}

uint32_t inc_rows_field(inc_rows *rows, const char *name, size_t length, uint32_t column, int64_t *factor)
{
  uint32_t field = inc_header_field(table_of(rows), name, length, factor);
  if (field == INC_NONE) inc_rows_unknown(rows, name, length, column);
  return field;
}

/* ---- Adding ---- */

static bool reserve_texts(inc_building *b, const incubator_allocator *a, uint32_t text)
{
  if (text < b->text_room) return true;
  size_t wanted = b->text_room ? b->text_room * 2 : 256;
  if (wanted <= text) wanted = (size_t)text + 1 + text / 2;
  uint32_t *grown = inc_realloc(a, b->row_of_text, wanted * sizeof *grown);
  if (!grown) return false;
  memset(grown + b->text_room, 0, (wanted - b->text_room) * sizeof *grown);
  b->row_of_text = grown;
  b->text_room = wanted;
  return true;
}

/* Texts and links become numbers of the dictionary: equal texts get equal numbers. */
static bool intern(inc_rows *rows)
{
  bool added;
  for (uint32_t i = 0; i < rows->used_count; i++) {
    inc_row_cell *c = &rows->cells[rows->used[i]];
    if (!c->set || !c->cell.text || c->cell.missing) continue;
    if (!c->again) {
      uint32_t number = inc_map_add_hashed(&rows->builder->texts, c->hash, c->text, c->length, &added);
      if (number == INC_MAP_NONE) return false;
      c->last = number + 1;
    }
    c->cell.value = c->last - 1;
  }
  return true;
}

static bool note_origin(inc_rows *rows, inc_building *b)
{
  const incubator_allocator *a = &rows->builder->allocator;
  if (!inc_grow(a, (void **)&b->records, b->rows, &b->record_capacity, sizeof *b->records)) return false;
  b->records[b->rows] = rows->record;
  if (b->origin_count && b->origins[b->origin_count - 1].file == rows->file) return true;
  if (!inc_grow(a, (void **)&b->origins, b->origin_count, &b->origin_capacity, sizeof *b->origins)) return false;
  b->origins[b->origin_count++] = (inc_origin){b->rows, rows->file};
  return true;
}

static bool add_row(inc_rows *rows, uint32_t key_text)
{
  inc_building *b = building_of(rows);
  const incubator_allocator *a = &rows->builder->allocator;
  if (b->rows >= UINT32_MAX - 1 || !reserve_texts(b, a, key_text) || !note_origin(rows, b)) return false;
  for (uint32_t i = 0; i < rows->used_count; i++) {
    const inc_row_cell *c = &rows->cells[rows->used[i]];
    inc_growing *column = &b->columns[rows->used[i]];
    if (column->rows < b->rows && !inc_growing_pad(column, a, b->rows)) return false;
    if (!inc_growing_push(column, a, !c->set || c->cell.missing, c->cell.value)) return false;
  }
  b->rows++;
  b->row_of_text[key_text] = (uint32_t)b->rows;
  return true;
}

/* Where the row disagrees with a cell that ships with the policy. */
static void check_fill(inc_rows *rows, size_t row)
{
  const inc_building *b = building_of(rows);
  for (uint32_t f = 0; f < table_of(rows)->count; f++) {
    const inc_row_cell *c = &rows->cells[f];
    int64_t known;
    if (!c->set || c->cell.missing || !inc_growing_get(&b->columns[f], row, &known) || known == c->cell.value) continue;
    inc_rows_bad(rows, f, "contradiction", "\"%s\" has another value in the policy's own row",
                 table_of(rows)->fields[f].name);
  }
}

/* Fills the empty cells of a row that ships with the policy. */
static bool fill_row(inc_rows *rows, size_t row)
{
  inc_building *b = building_of(rows);
  check_fill(rows, row);
  for (uint32_t f = 0; f < table_of(rows)->count && !rows->bad; f++) {
    const inc_row_cell *c = &rows->cells[f];
    if (!c->set || c->cell.missing) continue;
    if (!inc_growing_pad(&b->columns[f], &rows->builder->allocator, b->rows)) return false;
    if (!inc_growing_set(&b->columns[f], &rows->builder->allocator, row, c->cell.value)) return false;
  }
  return true;
}

static bool place_row(inc_rows *rows)
{
  const inc_table *table = table_of(rows);
  inc_building *b = building_of(rows);
  const inc_row_cell *key = &rows->cells[table->key];
  if (!key->set || key->cell.missing) {
    inc_rows_bad(rows, table->key, "key-missing", "the row has no \"%s\"", table->fields[table->key].name);
    return true;
  }
  uint32_t text = (uint32_t)key->cell.value;
  size_t row = text < b->text_room ? b->row_of_text[text] : 0;
  int shown = (int)inc_text_cut(key->text, key->length, SHOWN);
  if (row && table->reference) return fill_row(rows, row - 1);
  if (row) {
    inc_rows_bad(rows, table->key, "key-duplicate", "\"%.*s\" is the key of row %u already", shown, key->text, b->records[row - 1]);
    return true;
  }
  if (table->reference && !rows->own) {
    inc_rows_bad(rows, table->key, "row-unknown", "\"%.*s\" is none of the rows that the policy has", shown, key->text);
    return true;
  }
  return add_row(rows, text);
}

void inc_rows_end(inc_rows *rows)
{
  if (!rows->bad && !rows->failed) rows->failed = !intern(rows) || !place_row(rows);
  if (rows->bad) rows->builder->bad_rows++;
  rows->bad = false;
  for (uint32_t i = 0; i < rows->used_count; i++) rows->cells[rows->used[i]].set = false;
}
