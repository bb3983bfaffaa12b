/* Rows as JSON: an array, an object of tables, or one object a line. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "registry/registry.h"

#define JSON_BYTES ((size_t)256 << 20)

uint32_t inc_input_table(const inc_input *input, const char *name, incubator_error *error)
{
  uint32_t table = inc_schema_table(&input->builder->policy->program.schema, name, strlen(name));
  if (table == INC_NONE) {
    inc_fail(error, INCUBATOR_STATUS_NOT_FOUND, (inc_place){input->name, 0, 0}, "the policy has no table \"%s\" (%s)", name,
             input->name);
  } else if (input->builder->policy->program.schema.tables[table].key == INC_NONE) {
    inc_fail(error, INCUBATOR_STATUS_NOT_FOUND, (inc_place){input->name, 0, 0}, "table \"%s\" has no rows of its own (%s)", name,
             input->name);
    table = INC_NONE;
  }
  return table;
}

uint32_t inc_guess_table(const incubator_policy *policy, const incubator_text *names, size_t count)
{
  const inc_schema *schema = &policy->program.schema;
  uint32_t best = INC_NONE;
  size_t most = 0;
  bool several = false;
  for (uint32_t t = 0; t < schema->count; t++) {
    size_t fits = 0;
    bool key = false;
    for (size_t i = 0; i < count; i++) {
      uint32_t field = inc_index_find(&schema->tables[t].index, names[i].bytes, names[i].length);
      fits += field != INC_NONE;
      key = key || (field != INC_NONE && field == schema->tables[t].key);
    }
    if (!key || fits < most) continue;
    several = fits == most;
    most = fits;
    best = t;
  }
  return several ? INC_NONE : best;
}

static void take_object(inc_rows *rows, const inc_json_document *document, const inc_json *node)
{
  if (inc_json_type_of(node) != INC_JSON_OBJECT) {
    inc_rows_bad(rows, INC_NONE, "type-mismatch", "found %s, expected a row (an object)", inc_json_type_name(inc_json_type_of(node)));
    inc_rows_end(rows);
    return;
  }
  for (const inc_json *cell = inc_json_first(node); cell && !rows->failed; cell = inc_json_next(cell)) {
    int64_t factor;
    const char *key = inc_json_key(cell);
    uint32_t field = inc_rows_field(rows, key, strlen(key), 0, &factor);
    if (field == INC_NONE) continue;
    if (rows->cells[field].set) inc_rows_bad(rows, field, "column-duplicate", "\"%s\" is given twice", key);
    else if (factor == INC_MICRO) inc_rows_json(rows, field, document, cell);
    else inc_rows_bad(rows, field, "unit-unknown", "\"%s\": in JSON a unit stands in the value, as \"5万元\"", key);
  }
  inc_rows_end(rows);
}

static incubator_status take_array(const inc_input *input, uint32_t table, const inc_json_document *document,
                                   const inc_json *array, incubator_error *error)
{
  inc_rows rows;
  if (!inc_rows_start(&rows, input->builder, table, input->name)) return inc_no_memory(error);
  inc_rows_given(&rows);
  for (const inc_json *item = inc_json_first(array); item && !rows.failed; item = inc_json_next(item)) {
    take_object(&rows, document, item);
    rows.record++;
  }
  inc_rows_free(&rows);
  return rows.failed ? inc_no_memory(error) : INCUBATOR_STATUS_OK;
}

/* The table whose columns the keys of the first row fit best. */
static incubator_status guess_by_row(const inc_input *input, const inc_json *row, uint32_t *table, incubator_error *error)
{
  size_t count = inc_json_count(row), i = 0;
  incubator_text *names = inc_alloc_zero(&input->builder->allocator, count, sizeof *names);
  if (!names) return inc_no_memory(error);
  for (const inc_json *cell = inc_json_first(row); cell; cell = inc_json_next(cell)) {
    names[i].bytes = inc_json_key(cell) ? inc_json_key(cell) : "";
    names[i].length = strlen(names[i].bytes);
    i++;
  }
  *table = inc_guess_table(input->builder->policy, names, count);
  inc_free(&input->builder->allocator, names);
  if (*table != INC_NONE) return INCUBATOR_STATUS_OK;
  return inc_fail(error, INCUBATOR_STATUS_NOT_FOUND, (inc_place){input->name, 0, 0},
                  "%s: its columns fit no table of the policy (or several): say which", input->name);
}

/* The table that was named, or else the one whose columns fit. */
static incubator_status find_table(const inc_input *input, const inc_json *row, uint32_t *table, incubator_error *error)
{
  if (!input->table) return guess_by_row(input, row, table, error);
  *table = inc_input_table(input, input->table, error);
  return *table == INC_NONE ? INCUBATOR_STATUS_NOT_FOUND : INCUBATOR_STATUS_OK;
}

static incubator_status report_duplicates(const inc_input *input, const inc_json_document *document, incubator_error *error)
{
  size_t state = 0;
  const inc_json *node;
  if (inc_json_duplicate(document, &state, &node) != INCUBATOR_STATUS_OK) return inc_no_memory(error);
  if (!node) return INCUBATOR_STATUS_OK;
  inc_arena arena;
  inc_arena_init(&arena, &input->builder->allocator);
  inc_spot spot = inc_json_key_spot(document, node, &arena);
  incubator_status status = inc_fail(error, INCUBATOR_STATUS_SYNTAX, (inc_place){spot.path, spot.line, spot.column},
                                     "%s: the key \"%s\" stands twice in one object", input->name, inc_json_key(node));
  inc_arena_clear(&arena);
  return status;
}

static incubator_status take_tables(const inc_input *input, const inc_json_document *document, const inc_json *tables,
                                    incubator_error *error)
{
  for (const inc_json *t = inc_json_first(tables); t; t = inc_json_next(t)) {
    uint32_t table = inc_input_table(input, inc_json_key(t), error);
    if (table == INC_NONE) return INCUBATOR_STATUS_NOT_FOUND;
    if (inc_json_type_of(t) != INC_JSON_ARRAY) {
      return inc_fail(error, INCUBATOR_STATUS_SYNTAX, (inc_place){input->name, 0, 0}, "%s: table \"%s\" is %s, expected an array of rows",
                      input->name, inc_json_key(t), inc_json_type_name(inc_json_type_of(t)));
    }
    INC_TRY(take_array(input, table, document, t, error));
  }
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_builder_given(incubator_registry_builder *builder, const inc_json_document *document,
                                   const inc_json *tables, incubator_error *error)
{
  inc_input input = {.builder = builder, .name = inc_json_name(document)};
  if (inc_json_type_of(tables) == INC_JSON_OBJECT) return take_tables(&input, document, tables, error);
  return INC_FAIL(error, INCUBATOR_STATUS_SYNTAX, "expected an object of tables");
}

static incubator_status take_document(const inc_input *input, const inc_json_document *document, incubator_error *error)
{
  const inc_json *root = inc_json_root(document);
  INC_TRY(report_duplicates(input, document, error));
  if (inc_json_type_of(root) == INC_JSON_OBJECT) return take_tables(input, document, root, error);
  if (inc_json_type_of(root) != INC_JSON_ARRAY) {
    return inc_fail(error, INCUBATOR_STATUS_SYNTAX, (inc_place){input->name, 1, 1},
                    "%s: found %s, expected an array of rows or an object of tables", input->name,
                    inc_json_type_name(inc_json_type_of(root)));
  }
  uint32_t table;
  INC_TRY(find_table(input, inc_json_first(root), &table, error));
  return take_array(input, table, document, root, error);
}

incubator_status inc_read_json_rows(const inc_input *input, incubator_error *error)
{
  const incubator_allocator *a = &input->builder->allocator;
  const char *text = input->bytes;
  char *owned = NULL;
  size_t length = input->length;
  if (input->path) {
    INC_TRY(inc_file_read(a, input->path, JSON_BYTES, &owned, &length, error));
    text = owned;
  }
  inc_json_document *document;
  incubator_status status = inc_json_read(a, input->name, text, length, &document, error);
  inc_free(a, owned);
  if (status == INCUBATOR_STATUS_OK) status = take_document(input, document, error);
  inc_json_free(document);
  return status;
}

/* ---- One object a line ---- */

typedef struct line_reader {
  const inc_input *input;
  incubator_error *error;
  inc_rows rows;
  bool started;
  uint32_t line;
} line_reader;

static incubator_status take_line(line_reader *r, const char *text, size_t length)
{
  const inc_input *in = r->input;
  inc_json_document *document;
  char name[300];
  inc_text_trim(&text, &length);
  if (length == 0) return INCUBATOR_STATUS_OK;
  snprintf(name, sizeof name, "%s:%u", in->name, r->line);
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_status status = inc_json_read(&in->builder->allocator, name, text, length, &document, &e);
  if (status != INCUBATOR_STATUS_OK) return inc_fail(r->error, status, (inc_place){name, r->line, e.column}, "%s", e.message);
  status = report_duplicates(in, document, r->error);
  if (status == INCUBATOR_STATUS_OK && !r->started) {
    uint32_t table;
    status = find_table(in, inc_json_root(document), &table, r->error);
    r->started = status == INCUBATOR_STATUS_OK && inc_rows_start(&r->rows, in->builder, table, in->name);
    if (r->started) inc_rows_given(&r->rows);
    else if (status == INCUBATOR_STATUS_OK) status = inc_no_memory(r->error);
  }
  if (status == INCUBATOR_STATUS_OK) {
    r->rows.record = r->line;
    take_object(&r->rows, document, inc_json_root(document));
    if (r->rows.failed) status = inc_no_memory(r->error);
  }
  inc_json_free(document);
  return status;
}

/* Takes the lines that are complete; the rest is kept for the next piece. */
static incubator_status take_lines(line_reader *r, inc_buffer *text, bool last)
{
  size_t start = 0;
  while (start < text->length) {
    const char *from = text->text + start, *end = memchr(from, '\n', text->length - start);
    if (!end && !last) break;
    size_t length = end ? (size_t)(end - from) : text->length - start;
    r->line++;
    INC_TRY(take_line(r, from, length));
    start += length + (end ? 1 : 0);
  }
  if (start) memmove(text->text, text->text + start, text->length - start);
  text->length -= start;
  return INCUBATOR_STATUS_OK;
}

enum { PIECE = 1 << 18, LINE_BYTES = 1 << 24 };

static incubator_status read_lines(line_reader *r, inc_stream *stream, char *piece)
{
  inc_buffer text;
  inc_buffer_init(&text, &r->input->builder->allocator);
  incubator_status status = INCUBATOR_STATUS_OK;
  size_t got = 1;
  while (got && status == INCUBATOR_STATUS_OK) {
    status = inc_stream_read(stream, piece, PIECE, &got);
    if (status != INCUBATOR_STATUS_OK) {
      status = inc_fail(r->error, status, (inc_place){r->input->name, 0, 0}, "cannot read %s", r->input->name);
      break;
    }
    inc_buffer_add(&text, piece, got);
    if (text.failed) status = inc_no_memory(r->error);
    else if (text.length > LINE_BYTES) {
      status = inc_fail(r->error, INCUBATOR_STATUS_LIMIT, (inc_place){r->input->name, r->line + 1, 0},
                        "%s: line %u has more than 16 MiB", r->input->name, r->line + 1);
    } else {
      status = take_lines(r, &text, got == 0);
    }
  }
  inc_buffer_free(&text);
  return status;
}

incubator_status inc_read_ndjson(const inc_input *input, incubator_error *error)
{
  inc_stream stream;
  line_reader r = {.input = input, .error = error};
  const incubator_allocator *a = &input->builder->allocator;
  INC_TRY(inc_stream_open(input, &stream, error));
  char *piece = inc_alloc(a, PIECE);
  incubator_status status = piece ? read_lines(&r, &stream, piece) : inc_no_memory(error);
  inc_free(a, piece);
  if (r.started) inc_rows_free(&r.rows);
  inc_stream_close(&stream);
  if (status == INCUBATOR_STATUS_OK && !r.started && input->table) {
    uint32_t table = inc_input_table(input, input->table, error);
    if (table == INC_NONE) return INCUBATOR_STATUS_NOT_FOUND;
    input->builder->tables[table].given = true;
  }
  return status;
}
