/*
 * CSV and TSV: records get their header, cells their fields. The bytes are never held whole;
 * where the encoding is to be found out, the first of them are read twice.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "registry/registry.h"
#include "registry/split.h"

enum { PIECE = 1 << 18, TELLING = 256, HEADER_ROWS = 10, CELL_BYTES = 1 << 20, RECORD_BYTES = 1 << 24 };

typedef struct header_cell {
  uint32_t field; /* INC_NONE: not read */
  int64_t factor;
} header_cell;

typedef struct csv_reader {
  const inc_input *input;
  incubator_error *error;
  incubator_encoding encoding; /* given or found out */
  inc_splitter splitter;
  inc_rows rows;
  bool started; /* rows are open */
  header_cell *header;
  size_t header_count;
  uint32_t record; /* number of the record being read, from 1; blank lines count, as they do in a spreadsheet */
  uint32_t tried;  /* records that were no header */
} csv_reader;

static incubator_status fail_at(csv_reader *r, incubator_status status, uint32_t column, const char *message)
{
  char path[256];
  snprintf(path, sizeof path, "%s:%u", r->input->name, r->record);
  return inc_fail(r->error, status, (inc_place){path, r->record, column}, "%s, row %u: %s", r->input->name, r->record, message);
}

static bool is_blank(const csv_reader *r)
{
  for (size_t i = 0; i < r->splitter.count; i++) {
    incubator_text cell = r->splitter.cells[i];
    inc_text_trim(&cell.bytes, &cell.length);
    if (cell.length) return false;
  }
  return true;
}

/* ---- The header ---- */

/* The table that the record could be the header of; INC_NONE where it is none. */
static incubator_status find_table(csv_reader *r, uint32_t *table)
{
  const inc_input *in = r->input;
  if (!in->table) {
    *table = inc_guess_table(in->builder->policy, r->splitter.cells, r->splitter.count);
    return INCUBATOR_STATUS_OK;
  }
  *table = inc_input_table(in, in->table, r->error);
  return *table == INC_NONE ? INCUBATOR_STATUS_NOT_FOUND : INCUBATOR_STATUS_OK;
}

static bool any_known(const csv_reader *r, uint32_t table)
{
  const inc_index *index = &r->input->builder->policy->program.schema.tables[table].index;
  for (size_t i = 0; i < r->splitter.count; i++) {
    if (inc_index_find(index, r->splitter.cells[i].bytes, r->splitter.cells[i].length) != INC_NONE) return true;
  }
  return false;
}

static incubator_status map_column(csv_reader *r, size_t i, const uint32_t *picked)
{
  incubator_text name = r->splitter.cells[i], trimmed = name;
  header_cell *h = &r->header[i];
  inc_text_trim(&trimmed.bytes, &trimmed.length);
  if (picked) *h = (header_cell){picked[i], INC_MICRO};
  else h->field = trimmed.length ? inc_rows_field(&r->rows, name.bytes, name.length, (uint32_t)i + 1, &h->factor) : INC_NONE;
  if (h->field == INC_NONE) return r->rows.failed ? inc_no_memory(r->error) : INCUBATOR_STATUS_OK;
  if (r->rows.columns[h->field]) {
    const char *field = r->input->builder->policy->program.schema.tables[r->rows.table].fields[h->field].name;
    char message[300];
    snprintf(message, sizeof message, "columns %u and %zu are both \"%s\"", r->rows.columns[h->field], i + 1, field);
    return fail_at(r, INCUBATOR_STATUS_DATA, (uint32_t)i + 1, message);
  }
  r->rows.columns[h->field] = (uint32_t)i + 1;
  return INCUBATOR_STATUS_OK;
}

static incubator_status map_columns(csv_reader *r)
{
  const inc_header_pick *pick = r->input->builder->pick;
  const incubator_allocator *a = &r->input->builder->allocator;
  uint32_t *picked = pick ? inc_alloc_array(a, r->header_count + 1, sizeof *picked) : NULL;
  if (pick && !picked) return inc_no_memory(r->error);
  incubator_status status = INCUBATOR_STATUS_OK;
  if (pick) status = pick->pick(pick->context, r->input->name, r->splitter.cells, r->header_count, picked, r->error);
  for (size_t i = 0; i < r->header_count && status == INCUBATOR_STATUS_OK; i++) status = map_column(r, i, picked);
  inc_free(a, picked);
  return status;
}

/* The record is the header if it names a column; above it, titles are passed over. */
static incubator_status take_header(csv_reader *r)
{
  uint32_t table = INC_NONE;
  INC_TRY(find_table(r, &table));
  if (table == INC_NONE || (!r->input->builder->pick && !any_known(r, table))) {
    if (++r->tried < HEADER_ROWS) return INCUBATOR_STATUS_OK;
    return fail_at(r, INCUBATOR_STATUS_DATA, 0, "no header found: none of the first rows names a column of the policy");
  }
  r->started = inc_rows_start(&r->rows, r->input->builder, table, r->input->name);
  r->header = inc_alloc_zero(&r->input->builder->allocator, r->splitter.count, sizeof *r->header);
  if (!r->started || !r->header) return inc_no_memory(r->error);
  r->rows.record = r->record;
  r->header_count = r->splitter.count;
  INC_TRY(map_columns(r));
  inc_rows_given(&r->rows);
  return INCUBATOR_STATUS_OK;
}

/* ---- Rows ---- */

static incubator_status take_row(csv_reader *r)
{
  const size_t found = r->splitter.count;
  r->rows.record = r->record;
  if (found != r->header_count) {
    inc_rows_bad(&r->rows, INC_NONE, "cells-count", "found %zu cells, expected %zu as in the header", found, r->header_count);
  }
  for (size_t i = 0; i < found && i < r->header_count; i++) {
    const header_cell *h = &r->header[i];
    const incubator_text *cell = &r->splitter.cells[i];
    if (cell->length > CELL_BYTES) return fail_at(r, INCUBATOR_STATUS_LIMIT, (uint32_t)i + 1, "a cell of more than 1 MiB");
    if (h->field != INC_NONE) inc_rows_text(&r->rows, h->field, cell->bytes, cell->length, h->factor);
  }
  inc_rows_end(&r->rows);
  return r->rows.failed ? inc_no_memory(r->error) : INCUBATOR_STATUS_OK;
}

static incubator_status take_record(csv_reader *r)
{
  incubator_status status = INCUBATOR_STATUS_OK;
  if (!is_blank(r)) status = r->started ? take_row(r) : take_header(r);
  r->record++;
  return status;
}

static incubator_status split_fault(csv_reader *r, inc_split_result result)
{
  uint32_t column = (uint32_t)r->splitter.count + 1;
  if (result == INC_SPLIT_QUOTE) {
    return fail_at(r, INCUBATOR_STATUS_SYNTAX, column,
                   "a quotation mark inside a cell: expected \"\" for one, and quotes around the cell");
  }
  if (result == INC_SPLIT_CELLS) return fail_at(r, INCUBATOR_STATUS_LIMIT, column, "a row of more than 1048576 cells");
  if (result == INC_SPLIT_OPEN) return fail_at(r, INCUBATOR_STATUS_SYNTAX, column, "a quotation mark that is never closed");
  return inc_no_memory(r->error);
}

static incubator_status take_records(csv_reader *r)
{
  for (;;) {
    inc_split_result result = inc_splitter_next(&r->splitter);
    if (result == INC_SPLIT_MORE || result == INC_SPLIT_END) break;
    INC_TRY(result == INC_SPLIT_RECORD ? take_record(r) : split_fault(r, result));
  }
  if (r->splitter.end - r->splitter.start <= RECORD_BYTES) return INCUBATOR_STATUS_OK;
  return fail_at(r, INCUBATOR_STATUS_LIMIT, 0, "a row of more than 16 MiB: is a quotation mark never closed?");
}

/* ---- Bytes ---- */

static incubator_status read_piece(csv_reader *r, inc_stream *stream, char *to, size_t *got)
{
  if (inc_stream_read(stream, to, PIECE, got) == INCUBATOR_STATUS_OK) return INCUBATOR_STATUS_OK;
  return inc_fail(r->error, INCUBATOR_STATUS_IO, (inc_place){r->input->name, 0, 0}, "cannot read %s", r->input->name);
}

static size_t count_beyond_ascii(const char *bytes, size_t length)
{
  size_t count = 0;
  for (size_t i = 0; i < length; i++) count += (unsigned char)bytes[i] >= 0x80;
  return count;
}

/*
 * Whether the stream passes, as far as TELLING bytes that are no ASCII: in one encoding
 * that many do not pass for another. Offset of the first byte that does not pass.
 */
static incubator_status check_start(csv_reader *r, inc_stream *stream, char *piece, incubator_encoding *encoding, uint64_t *fault)
{
  bool gb = *encoding == INCUBATOR_ENCODING_GB18030, ok = true;
  inc_text_check check = {0};
  size_t got = 1, telling = 0;
  for (bool first = true; got && ok && telling < TELLING; first = false) {
    INC_TRY(read_piece(r, stream, piece, &got));
    incubator_encoding mark = first && !gb ? inc_encoding_mark(piece, got) : INCUBATOR_ENCODING_AUTO;
    if (mark != INCUBATOR_ENCODING_AUTO) *encoding = mark;
    if (mark != INCUBATOR_ENCODING_AUTO) break;
    ok = gb ? inc_check_gb18030(&check, piece, got, got == 0) : inc_check_utf8(&check, piece, got, got == 0);
    telling += count_beyond_ascii(piece, got);
  }
  *fault = check.offset;
  if (!ok) *encoding = INCUBATOR_ENCODING_AUTO;
  return inc_stream_rewind(stream);
}

/* A byte-order mark says it; else UTF-8 if the start is; else GB 18030 if that can be. */
static incubator_status find_encoding(csv_reader *r, inc_stream *stream, char *piece, incubator_encoding *encoding)
{
  uint64_t utf8_fault, gb_fault;
  *encoding = r->input->encoding;
  if (*encoding != INCUBATOR_ENCODING_AUTO) return INCUBATOR_STATUS_OK;
  *encoding = INCUBATOR_ENCODING_UTF8;
  INC_TRY(check_start(r, stream, piece, encoding, &utf8_fault));
  if (*encoding != INCUBATOR_ENCODING_AUTO) return INCUBATOR_STATUS_OK;
  *encoding = INCUBATOR_ENCODING_GB18030;
  INC_TRY(check_start(r, stream, piece, encoding, &gb_fault));
  if (*encoding != INCUBATOR_ENCODING_AUTO) return INCUBATOR_STATUS_OK;
  return inc_fail(r->error, INCUBATOR_STATUS_ENCODING, (inc_place){r->input->name, 0, 0},
                  "%s: neither UTF-8 (byte %llu) nor GB 18030 (byte %llu)", r->input->name,
                  (unsigned long long)utf8_fault + 1, (unsigned long long)gb_fault + 1);
}

static incubator_status not_text(csv_reader *r, uint64_t offset)
{
  static const char *const names[] = {"text", "UTF-8", "GB 18030", "UTF-16LE", "UTF-16BE"};
  return inc_fail(r->error, INCUBATOR_STATUS_ENCODING, (inc_place){r->input->name, r->record, 0},
                  "%s: byte %llu is no %s%s", r->input->name, (unsigned long long)offset + 1, names[r->encoding],
                  r->input->encoding == r->encoding ? "" : ", as the text before it is");
}

/* A byte-order mark at the very beginning is no part of the text. */
static void skip_mark(inc_splitter *s)
{
  if (s->end - s->start >= 3 && !memcmp(s->bytes + s->start, "\xEF\xBB\xBF", 3)) s->start += 3;
}

/* UTF-8 goes straight into the splitter's buffer, checked on the way. */
static incubator_status read_utf8(csv_reader *r, inc_stream *stream)
{
  inc_text_check check = {0};
  for (bool first = true; !r->splitter.last; first = false) {
    size_t got;
    char *to = inc_splitter_room(&r->splitter, PIECE);
    if (!to) return inc_no_memory(r->error);
    INC_TRY(read_piece(r, stream, to, &got));
    r->splitter.last = got == 0;
    if (!inc_check_utf8(&check, to, got, got == 0)) return not_text(r, check.offset);
    inc_splitter_fed(&r->splitter, got);
    if (first) skip_mark(&r->splitter);
    INC_TRY(take_records(r));
  }
  return INCUBATOR_STATUS_OK;
}

/* Everything else is converted first. */
static incubator_status feed(csv_reader *r, const inc_buffer *text, bool first)
{
  char *to = inc_splitter_room(&r->splitter, text->length);
  if (!to || text->failed) return inc_no_memory(r->error);
  if (text->length) memcpy(to, text->text, text->length);
  inc_splitter_fed(&r->splitter, text->length);
  if (first) skip_mark(&r->splitter);
  return take_records(r);
}

static incubator_status convert_pieces(csv_reader *r, inc_stream *stream, inc_decoder *decoder, char *piece, inc_buffer *text)
{
  bool first = true;
  while (!r->splitter.last) {
    size_t got;
    INC_TRY(read_piece(r, stream, piece, &got));
    text->length = 0;
    if (!inc_decode(decoder, piece, got, got == 0, text)) return not_text(r, decoder->offset);
    r->splitter.last = got == 0;
    INC_TRY(feed(r, text, first));
    first = first && text->length == 0;
  }
  return INCUBATOR_STATUS_OK;
}

static incubator_status read_converted(csv_reader *r, inc_stream *stream, char *piece)
{
  inc_decoder decoder;
  inc_buffer text;
  if (!inc_decoder_start(&decoder, r->encoding)) {
    return INC_FAIL(r->error, INCUBATOR_STATUS_ENCODING, "this system cannot convert the encoding of %s", r->input->name);
  }
  inc_buffer_init(&text, &r->input->builder->allocator);
  incubator_status status = convert_pieces(r, stream, &decoder, piece, &text);
  inc_buffer_free(&text);
  inc_decoder_end(&decoder);
  return status;
}

static incubator_status read_stream(csv_reader *r, inc_stream *stream, char *piece)
{
  INC_TRY(find_encoding(r, stream, piece, &r->encoding));
  INC_TRY(r->encoding == INCUBATOR_ENCODING_UTF8 ? read_utf8(r, stream) : read_converted(r, stream, piece));
  if (r->started) return INCUBATOR_STATUS_OK;
  const bool any = r->input->builder->pick != NULL;
  return fail_at(r, INCUBATOR_STATUS_DATA, 0, any ? "no header found: there are no rows" : "no header found: none of the rows names a column of the policy");
}

incubator_status inc_read_csv(const inc_input *input, incubator_error *error)
{
  inc_stream stream;
  csv_reader r = {.input = input, .error = error, .record = 1};
  const incubator_allocator *a = &input->builder->allocator;
  INC_TRY(inc_stream_open(input, &stream, error));
  inc_splitter_init(&r.splitter, a, input->format == INCUBATOR_DATA_TSV ? '\t' : ',');
  char *piece = inc_alloc(a, PIECE);
  incubator_status status = piece ? read_stream(&r, &stream, piece) : inc_no_memory(error);
  inc_free(a, piece);
  inc_free(a, r.header);
  inc_splitter_free(&r.splitter);
  if (r.started) inc_rows_free(&r.rows);
  inc_stream_close(&stream);
  return status;
}
