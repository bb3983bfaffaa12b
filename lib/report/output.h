/* Writing: to the caller's writer, as JSON, and as sheets of cells. */
#ifndef INC_REPORT_OUTPUT_H
#define INC_REPORT_OUTPUT_H

#include "base/buffer.h"
#include "base/error.h"
#include "decisions/decisions.h"

/* Collects text and hands it on in pieces. The first failure stays. */
typedef struct inc_output_stream {
  const incubator_writer *writer;
  inc_buffer buffer;
  incubator_status status;
} inc_output_stream;

void inc_out_start(inc_output_stream *o, const incubator_writer *writer, const incubator_allocator *a);
void inc_out_text(inc_output_stream *o, const char *text);
void inc_out_bytes(inc_output_stream *o, const char *text, size_t length);
__attribute__((format(printf, 2, 3))) void inc_out_print(inc_output_stream *o, const char *format, ...);
/* Frees a text that was made for the output: one that failed fails the output. */
void inc_out_free(inc_output_stream *o, inc_buffer *text);
/* Writes a text, and frees it. */
void inc_out_buffer(inc_output_stream *o, inc_buffer *text);
/* Hands on the rest; what the whole writing came to. */
incubator_status inc_out_end(inc_output_stream *o, incubator_error *error);

/* ---- JSON, indented by two ---- */

typedef struct inc_json_out {
  inc_output_stream *out;
  unsigned depth;
  bool first;  /* nothing stands in the innermost container yet */
  bool inline_; /* containers stay on one line */
} inc_json_out;

void inc_jo_open(inc_json_out *j, const char *key, char bracket); /* key NULL in arrays and at the root */
void inc_jo_close(inc_json_out *j, char bracket);
void inc_jo_text(inc_json_out *j, const char *key, const char *text); /* NULL: null */
void inc_jo_bytes(inc_json_out *j, const char *key, const char *text, size_t length);
void inc_jo_buffer(inc_json_out *j, const char *key, inc_buffer *text); /* frees it */
void inc_jo_number(inc_json_out *j, const char *key, int64_t whole);
void inc_jo_boolean(inc_json_out *j, const char *key, bool value);
void inc_jo_null(inc_json_out *j, const char *key);
/* A decimal, as a string. */
void inc_jo_micros(inc_json_out *j, const char *key, int64_t micros);

/* Text that is JSON already. */
void inc_jo_raw(inc_json_out *j, const char *key, const char *json);

/* Which policy: id, version, digest, settings. */
void inc_jo_policy(inc_json_out *j, const incubator_policy *policy);
/* What every document of decisions names: format, policy, registry, library, as of. */
void inc_jo_head(inc_json_out *j, const char *format, const incubator_decisions *d);
/* A cell as a value, or {"gap"}. */
void inc_jo_cell(inc_json_out *j, const char *key, const incubator_decisions *d, inc_type type, uint32_t list,
                 inc_cell cell);
void inc_jo_finding(inc_json_out *j, const incubator_finding *finding);
void inc_jo_basis(inc_json_out *j, const char *key, const incubator_policy *policy, const inc_basis *basis,
                  incubator_language language);

/* ---- Sheets ---- */

typedef struct inc_sheet_column {
  const char *header;
  const char *over; /* a heading over this and its neighbours of the same text; NULL for none */
  bool right;       /* aligned to the right */
} inc_sheet_column;

typedef struct inc_sheet {
  inc_arena arena;
  incubator_allocator allocator;
  inc_sheet_column *columns;
  size_t column_count, column_capacity;
  const char **cells; /* row by row */
  size_t cell_count, cell_capacity;
  bool failed;
} inc_sheet;

void inc_sheet_init(inc_sheet *sheet, const incubator_allocator *a);
void inc_sheet_free(inc_sheet *sheet);
void inc_sheet_column_add(inc_sheet *sheet, const char *header, const char *over, bool right);
void inc_sheet_column_buffer(inc_sheet *sheet, inc_buffer *header, bool right); /* frees it */
/* The next cell; texts are copied. */
void inc_sheet_cell(inc_sheet *sheet, const char *text);
void inc_sheet_count(inc_sheet *sheet, size_t number);
void inc_sheet_buffer(inc_sheet *sheet, inc_buffer *text); /* frees it */
size_t inc_sheet_rows(const inc_sheet *sheet);
/* As a table of aligned columns, at most `limit` rows (0: all). */
void inc_sheet_table(const inc_sheet *sheet, size_t limit, incubator_language language, inc_output_stream *o);
void inc_sheet_csv(const inc_sheet *sheet, inc_output_stream *o);
/* One field of a line of CSV; what stands between fields and lines is the caller's. */
void inc_csv_field(inc_output_stream *o, const char *text);

#endif
