/*
 * CSV and TSV. libcsv splits; here rows get their header, cells their fields. The bytes are
 * read twice where the encoding is to be found out, and never held whole.
 */
#include <stdio.h>
#include <string.h>

#include <csv.h>

#include "base/text.h"
#include "registry/registry.h"

enum { PIECE = 1 << 18, HEADER_ROWS = 10, CELL_BYTES = 1 << 20, SPLIT_BLOCK = 1 << 16 };

typedef struct header_cell {
  uint32_t field; /* INC_NONE: not read */
  int64_t factor;
} header_cell;

typedef struct csv_reader {
  const inc_input *input;
  incubator_error *error;
  incubator_status status;
  inc_rows rows;
  bool started;       /* rows are open */
  inc_buffer cells;   /* texts of the record being read */
  size_t *ends;       /* where each cell ends in it */
  size_t count, capacity;
  header_cell *header;
  size_t header_count;
  uint32_t record; /* number of the record being read, from 1; blank lines count, as they do in a spreadsheet */
  int last_end;    /* the character that ended the record before */
  uint32_t tried;  /* records that were no header */
} csv_reader;

static incubator_status fail_at(csv_reader *r, incubator_status status, uint32_t column, const char *message)
{
  char path[256];
  snprintf(path, sizeof path, "%s:%u", r->input->name, r->record);
  return inc_fail(r->error, status, (inc_place){path, r->record, column}, "%s, row %u: %s", r->input->name, r->record, message);
}

static incubator_text cell_at(const csv_reader *r, size_t n)
{
  size_t start = n ? r->ends[n - 1] : 0;
  return (incubator_text){inc_buffer_get(&r->cells) + start, r->ends[n] - start};
}

static bool is_blank(const csv_reader *r)
{
  for (size_t i = 0; i < r->count; i++) {
    incubator_text cell = cell_at(r, i);
    inc_text_trim(&cell.bytes, &cell.length);
    if (cell.length) return false;
  }
  return true;
}

/* ---- The header ---- */

static bool find_table(csv_reader *r, uint32_t *table)
{
  const inc_input *in = r->input;
  if (in->table) {
    *table = inc_input_table(in, in->table, r->error);
    if (*table == INC_NONE) r->status = INCUBATOR_STATUS_NOT_FOUND;
    return *table != INC_NONE;
  }
  incubator_text *names = inc_alloc_zero(&in->builder->allocator, r->count, sizeof *names);
  if (!names) {
    r->status = inc_no_memory(r->error);
    return false;
  }
  for (size_t i = 0; i < r->count; i++) names[i] = cell_at(r, i);
  *table = inc_guess_table(in->builder->policy, names, r->count);
  inc_free(&in->builder->allocator, names);
  return *table != INC_NONE;
}

static bool any_known(const csv_reader *r, uint32_t table)
{
  const inc_index *index = &r->input->builder->policy->program.schema.tables[table].index;
  for (size_t i = 0; i < r->count; i++) {
    incubator_text name = cell_at(r, i);
    if (inc_index_find(index, name.bytes, name.length) != INC_NONE) return true;
  }
  return false;
}

static void map_column(csv_reader *r, size_t i)
{
  incubator_text name = cell_at(r, i);
  const char *trimmed = name.bytes;
  size_t length = name.length;
  header_cell *h = &r->header[i];
  inc_text_trim(&trimmed, &length);
  h->field = length ? inc_rows_field(&r->rows, name.bytes, name.length, (uint32_t)i + 1, &h->factor) : INC_NONE;
  for (size_t k = 0; k < i && h->field != INC_NONE; k++) {
    if (r->header[k].field != h->field) continue;
    const char *field = r->input->builder->policy->program.schema.tables[r->rows.table].fields[h->field].name;
    char message[300];
    snprintf(message, sizeof message, "columns %zu and %zu are both \"%s\"", k + 1, i + 1, field);
    r->status = fail_at(r, INCUBATOR_STATUS_DATA, (uint32_t)i + 1, message);
    return;
  }
  if (h->field != INC_NONE) r->rows.columns[h->field] = (uint32_t)i + 1;
}

/* The record is the header if it names a column; above it, titles are passed over. */
static void take_header(csv_reader *r)
{
  uint32_t table = INC_NONE;
  bool known = find_table(r, &table) && any_known(r, table);
  if (r->status != INCUBATOR_STATUS_OK) return;
  if (!known) {
    if (++r->tried < HEADER_ROWS) return;
    r->status = fail_at(r, INCUBATOR_STATUS_DATA, 0, "no header found: none of the first rows names a column of the policy");
    return;
  }
  r->started = inc_rows_start(&r->rows, r->input->builder, table, r->input->name);
  r->header = inc_alloc_zero(&r->input->builder->allocator, r->count, sizeof *r->header);
  if (!r->started || !r->header) {
    r->status = inc_no_memory(r->error);
    return;
  }
  r->rows.record = r->record;
  r->header_count = r->count;
  for (size_t i = 0; i < r->count && r->status == INCUBATOR_STATUS_OK; i++) map_column(r, i);
}

/* ---- Rows ---- */

static void take_row(csv_reader *r)
{
  r->rows.record = r->record;
  if (r->count != r->header_count) {
    inc_rows_bad(&r->rows, 0, "cells-count", "found %zu cells, expected %zu as in the header", r->count, r->header_count);
  }
  size_t count = r->count < r->header_count ? r->count : r->header_count;
  for (size_t i = 0; i < count; i++) {
    const header_cell *h = &r->header[i];
    if (h->field == INC_NONE) continue;
    incubator_text cell = cell_at(r, i);
    inc_rows_text(&r->rows, h->field, (uint32_t)i + 1, cell.bytes, cell.length, h->factor);
  }
  inc_rows_end(&r->rows);
  if (r->rows.failed) r->status = inc_no_memory(r->error);
}

static void on_cell(void *bytes, size_t length, void *context)
{
  csv_reader *r = context;
  if (r->status != INCUBATOR_STATUS_OK) return;
  if (length > CELL_BYTES) {
    r->status = fail_at(r, INCUBATOR_STATUS_LIMIT, (uint32_t)r->count + 1, "a cell of more than 1 MiB");
    return;
  }
  if (!inc_grow(&r->input->builder->allocator, (void **)&r->ends, r->count, &r->capacity, sizeof *r->ends)) {
    r->status = inc_no_memory(r->error);
    return;
  }
  inc_buffer_add(&r->cells, bytes, length);
  if (r->cells.failed) r->status = inc_no_memory(r->error);
  r->ends[r->count++] = r->cells.length;
}

static void on_row(int end, void *context)
{
  csv_reader *r = context;
  bool second_half = end == '\n' && r->last_end == '\r' && r->count == 0; /* of a CR LF */
  r->last_end = second_half ? 0 : end;
  if (second_half) return;
  if (r->status == INCUBATOR_STATUS_OK && !is_blank(r)) {
    if (!r->started) take_header(r);
    else take_row(r);
  }
  r->record++;
  r->count = 0;
  r->cells.length = 0;
}

/* ---- Bytes ---- */

static incubator_status find_encoding(csv_reader *r, inc_stream *stream, char *piece, incubator_encoding *encoding)
{
  inc_detector d = {0};
  size_t got;
  *encoding = r->input->encoding;
  if (*encoding != INCUBATOR_ENCODING_AUTO) return INCUBATOR_STATUS_OK;
  do {
    INC_TRY(inc_stream_read(stream, piece, PIECE, &got));
    inc_detect(&d, (const unsigned char *)piece, got);
  } while (got);
  *encoding = inc_detected(&d);
  if (*encoding != INCUBATOR_ENCODING_AUTO) return inc_stream_rewind(stream);
  return inc_fail(r->error, INCUBATOR_STATUS_ENCODING, (inc_place){r->input->name, 0, 0},
                  "%s: neither UTF-8 (byte %llu) nor GB 18030 (byte %llu)", r->input->name,
                  (unsigned long long)d.utf8_fault + 1, (unsigned long long)d.gb_fault + 1);
}

/* Skips a byte-order mark, which decoding leaves at the very beginning. */
static void skip_mark(const char **text, size_t *length, bool first)
{
  if (!first || *length < 3 || memcmp(*text, "\xEF\xBB\xBF", 3)) return;
  *text += 3;
  *length -= 3;
}

static bool split(csv_reader *r, struct csv_parser *parser, const inc_buffer *text, bool first)
{
  const char *bytes = inc_buffer_get(text);
  size_t length = text->length;
  skip_mark(&bytes, &length, first);
  if (csv_parse(parser, bytes, length, on_cell, on_row, r) != length && r->status == INCUBATOR_STATUS_OK) {
    r->status = csv_error(parser) == CSV_EPARSE
                    ? fail_at(r, INCUBATOR_STATUS_SYNTAX, (uint32_t)r->count + 1,
                              "a quotation mark inside a cell: expected \"\" for one, and quotes around the cell")
                    : inc_no_memory(r->error);
  }
  return r->status == INCUBATOR_STATUS_OK;
}

static incubator_status read_pieces(csv_reader *r, inc_stream *stream, struct csv_parser *parser, inc_decoder *decoder,
                                    char *piece)
{
  inc_buffer text;
  inc_buffer_init(&text, &r->input->builder->allocator);
  size_t got = 1;
  bool first = true;
  while (got && r->status == INCUBATOR_STATUS_OK) {
    text.length = 0;
    r->status = inc_stream_read(stream, piece, PIECE, &got);
    if (r->status != INCUBATOR_STATUS_OK) {
      r->status = inc_fail(r->error, INCUBATOR_STATUS_IO, (inc_place){r->input->name, 0, 0}, "cannot read %s", r->input->name);
    } else if (!inc_decode(decoder, piece, got, got == 0, &text)) {
      r->status = inc_fail(r->error, INCUBATOR_STATUS_ENCODING, (inc_place){r->input->name, r->record, 0},
                           "%s: byte %llu is no text in this encoding", r->input->name,
                           (unsigned long long)decoder->offset + 1);
    } else if (text.failed) {
      r->status = inc_no_memory(r->error);
    } else if (text.length) {
      split(r, parser, &text, first);
      first = false;
    }
  }
  if (r->status == INCUBATOR_STATUS_OK && csv_fini(parser, on_cell, on_row, r) != 0) {
    r->status = fail_at(r, INCUBATOR_STATUS_SYNTAX, (uint32_t)r->count + 1, "a quotation mark that is never closed");
  }
  inc_buffer_free(&text);
  return r->status;
}

static incubator_status read_stream(csv_reader *r, inc_stream *stream, char *piece)
{
  incubator_encoding encoding;
  inc_decoder decoder;
  struct csv_parser parser;
  INC_TRY(find_encoding(r, stream, piece, &encoding));
  if (!inc_decoder_start(&decoder, encoding)) {
    return INC_FAIL(r->error, INCUBATOR_STATUS_ENCODING, "this system cannot convert the encoding of %s", r->input->name);
  }
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
  csv_set_blk_size(&parser, SPLIT_BLOCK);
  if (r->input->format == INCUBATOR_DATA_TSV) csv_set_delim(&parser, '\t');
  incubator_status status = read_pieces(r, stream, &parser, &decoder, piece);
  csv_free(&parser);
  inc_decoder_end(&decoder);
  if (status == INCUBATOR_STATUS_OK && !r->started) {
    status = fail_at(r, INCUBATOR_STATUS_DATA, 0, "no header found: none of the rows names a column of the policy");
  }
  return status;
}

incubator_status inc_read_csv(const inc_input *input, incubator_error *error)
{
  inc_stream stream;
  csv_reader r = {.input = input, .error = error, .record = 1};
  const incubator_allocator *a = &input->builder->allocator;
  INC_TRY(inc_stream_open(input, &stream, error));
  inc_buffer_init(&r.cells, a);
  char *piece = inc_alloc(a, PIECE);
  incubator_status status = piece ? read_stream(&r, &stream, piece) : inc_no_memory(error);
  inc_free(a, piece);
  inc_buffer_free(&r.cells);
  inc_free(a, r.ends);
  inc_free(a, r.header);
  if (r.started) inc_rows_free(&r.rows);
  inc_stream_close(&stream);
  return status;
}
