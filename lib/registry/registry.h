/* A registry, and the builder that makes it. */
#ifndef INC_REGISTRY_REGISTRY_H
#define INC_REGISTRY_REGISTRY_H

#include <stdatomic.h>

#include <incubator/registry.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/findings.h"
#include "engine/cell.h"
#include "engine/frame.h"
#include "policy/policy.h"

struct incubator_registry {
  atomic_uint references;
  incubator_allocator allocator;
  incubator_policy *policy;
  inc_frame_table *tables;
  struct inc_keys {
    uint32_t *row_of_text; /* by number in the dictionary: row + 1 with that key */
    size_t room;
  } *keys; /* of each table */
  void **blocks; /* of each table: where its columns lie */
  inc_map texts;
  inc_frame frame;
  atomic_flag digest_lock;
  atomic_bool digested;
  char digest[INC_DIGEST_TEXT];
};

const inc_frame *inc_registry_frame(const incubator_registry *registry);
/* The row with that key; SIZE_MAX for none. */
size_t inc_registry_row(const incubator_registry *registry, uint32_t table, const char *key, size_t length);

/* ---- Building ---- */

/* A column that grows, in the narrowest width that holds what it has so far. */
typedef struct inc_growing {
  void *data; /* NULL until there is a value */
  uint8_t width;
  uint8_t *valid; /* a bit a row; NULL while every row so far has a value */
  size_t rows, capacity, valid_capacity;
} inc_growing;

/* Rows without a value up to `rows`: a column that a file lacks is left behind until it is needed. */
bool inc_growing_pad(inc_growing *column, const incubator_allocator *a, size_t rows);
bool inc_growing_push(inc_growing *column, const incubator_allocator *a, bool missing, int64_t value);
bool inc_growing_set(inc_growing *column, const incubator_allocator *a, size_t row, int64_t value);
bool inc_growing_get(const inc_growing *column, size_t row, int64_t *value);
/* Drops the rows that are marked. */
bool inc_growing_compact(inc_growing *column, const incubator_allocator *a, const bool *drop);
/* Leaves out the zeros that all numbers of a column of many end in, at most `most`, where it gets narrower by that; how many. */
uint8_t inc_growing_condense(inc_growing *column, const incubator_allocator *a, uint8_t most);
void inc_growing_free(inc_growing *column, const incubator_allocator *a);

/* Room for "table/field" of the longest names. */
enum { INC_FIELD_PATH = 512 };

/* A run of rows from one file. */
typedef struct inc_origin {
  size_t first; /* row */
  const char *file;
} inc_origin;

typedef struct inc_building {
  bool given;
  size_t rows;
  inc_growing *columns; /* links hold text numbers until the end; see engine/frame.h for then */
  uint32_t *row_of_text; /* by number in the dictionary: row + 1 with that key */
  size_t text_room;
  uint32_t *records; /* of each row: its record in its file */
  size_t record_capacity;
  inc_origin *origins;
  size_t origin_count, origin_capacity;
} inc_building;

/* Which columns of a header are which fields, where that does not hang on their names: fills a field (or INC_NONE) for each. */
typedef struct inc_header_pick {
  incubator_status (*pick)(void *context, const char *file, const incubator_text *names, size_t count, uint32_t *fields, incubator_error *error);
  void *context;
} inc_header_pick;

struct incubator_registry_builder {
  incubator_allocator allocator;
  const inc_header_pick *pick; /* NULL: by name */
  incubator_policy *policy;
  bool partial, broken;
  incubator_findings *findings;
  inc_arena arena;
  inc_map texts;
  inc_building *tables;
  inc_map unknown; /* "table/column" already reported as unknown */
  struct inc_rows *open; /* rows that come by incubator_registry_builder_header */
  struct inc_header {
    size_t count;
    uint32_t *fields; /* of each cell, INC_NONE: not read */
    int64_t *factors;
    incubator_encoding encoding;
  } header;
  size_t bad_rows;
};

/* A word that was read before, of a category or a boolean: most columns hold few. */
enum { INC_MEMO_SLOTS = 16, INC_MEMO_TEXT = 23 };
typedef struct inc_memo {
  uint8_t length; /* 0: nothing */
  char text[INC_MEMO_TEXT];
  int64_t value;
} inc_memo;

/* One cell on its way into a row. */
typedef struct inc_row_cell {
  bool set, ever;   /* in this row; in any row from this place */
  inc_cell_text cell;
  const char *text; /* of texts and links */
  size_t length;
  bool again;       /* the text is the last one once more */
  uint32_t hash;    /* of the text */
  uint32_t last;    /* number of the last text + 1; 0: none yet */
  inc_memo *memo;   /* INC_MEMO_SLOTS of them, for categories and booleans; NULL until the first */
} inc_row_cell;

/*
 * Rows of one table from one place. A reader makes one, then for each row sets cells by
 * field and ends the row.
 */
typedef struct inc_rows {
  incubator_registry_builder *builder;
  uint32_t table;
  const char *file; /* in the builder's arena */
  uint32_t record;  /* of the row being set: the header is 1 */
  inc_row_cell *cells; /* one a field */
  uint32_t *columns;   /* of each field: the column it comes from, from 1, for messages; 0 for none. Set by the header's reader */
  uint32_t *used;      /* fields that had a cell in any row, so that no row walks over all */
  uint32_t used_count;
  bool own;            /* rows that ship with the policy */
  bool bad;
  bool failed; /* no memory */
} inc_rows;

bool inc_rows_start(inc_rows *rows, incubator_registry_builder *builder, uint32_t table, const char *file);
void inc_rows_free(inc_rows *rows);
/* There is nothing wrong with the columns: the table is given, even if no row follows. */
void inc_rows_given(inc_rows *rows);
/* Reads a cell's text. */
void inc_rows_text(inc_rows *rows, uint32_t field, const char *text, size_t length, int64_t factor);
void inc_rows_json(inc_rows *rows, uint32_t field, const inc_json_document *document, const inc_json *node);
/* Puts a cell that was read already. */
void inc_rows_cell(inc_rows *rows, uint32_t field, inc_cell_text cell);
/* Reports something wrong with the row being set, in one field or (INC_NONE) as a whole. */
__attribute__((format(printf, 4, 5))) void inc_rows_bad(inc_rows *rows, uint32_t field, const char *code,
                                                        const char *format, ...);
/* Ends the row: it is added, or dropped if it is bad. */
void inc_rows_end(inc_rows *rows);

/* A column name's field and unit factor; INC_NONE for an unknown one. */
uint32_t inc_header_field(const inc_table *table, const char *name, size_t length, int64_t *factor);
/* Reports an unknown column, once. */
void inc_rows_unknown(inc_rows *rows, const char *name, size_t length, uint32_t column);
/* Both in one. */
uint32_t inc_rows_field(inc_rows *rows, const char *name, size_t length, uint32_t column, int64_t *factor);

/* Whether the builder can still be used. */
incubator_status inc_builder_usable(incubator_registry_builder *builder, incubator_error *error);
/* Ends the rows of a header. */
void inc_builder_close_rows(incubator_registry_builder *builder);

/* Loads the rows that ship with the policy. */
incubator_status inc_builder_reference(incubator_registry_builder *builder, incubator_error *error);

/* Rows from an object of tables that was read already, as a policy's tests hold them. */
incubator_status inc_builder_given(incubator_registry_builder *builder, const inc_json_document *document,
                                   const inc_json *tables, incubator_error *error);

/* Readers. Each reads a whole source into one or more tables. */
typedef struct inc_input {
  incubator_registry_builder *builder;
  const char *name;  /* for messages */
  const char *table; /* NULL: by the header */
  const char *path;  /* NULL: bytes */
  const void *bytes;
  size_t length;
  incubator_data_format format;
  incubator_encoding encoding;
} inc_input;

/* ---- Encodings ---- */

/*
 * Turns bytes of any encoding into UTF-8, piece by piece. AUTO is found out by reading all
 * of the bytes once before.
 */
typedef struct inc_decoder {
  incubator_encoding encoding;
  void *converter; /* iconv's, for all but UTF-8 */
  char rest[8];    /* bytes of a character that the last piece broke off */
  size_t rest_length;
  uint64_t offset; /* of the next byte */
} inc_decoder;

/* Whether bytes are UTF-8, or GB 18030, asked piece by piece. */
typedef struct inc_text_check {
  uint64_t offset; /* of the next byte; of the first bad one after a failure */
  char rest[4];    /* a character that the last piece broke off */
  size_t rest_length;
  unsigned state;  /* GB 18030: bytes of a character seen */
} inc_text_check;

/* False at a byte that can't be. `last` asks that no character is cut off at the end. */
bool inc_check_utf8(inc_text_check *c, const char *bytes, size_t length, bool last);
bool inc_check_gb18030(inc_text_check *c, const char *bytes, size_t length, bool last);
/* By a byte-order mark at the very beginning; AUTO for none. */
incubator_encoding inc_encoding_mark(const char *bytes, size_t length);

bool inc_decoder_start(inc_decoder *d, incubator_encoding encoding);
/* Appends to `to`, which grows in `a`; false at bytes that are no text, d->offset then being theirs. */
bool inc_decode(inc_decoder *d, const char *bytes, size_t length, bool last, inc_buffer *to);
void inc_decoder_end(inc_decoder *d);

/* ---- Bytes from a file or a buffer, twice if need be ---- */

typedef struct inc_stream {
  incubator_allocator allocator;
  int file; /* −1: all bytes are in memory */
  const char *bytes;
  char *owned;
  size_t length, at;
} inc_stream;

incubator_status inc_stream_open(const inc_input *input, inc_stream *stream, incubator_error *error);
/* The next piece, 0 bytes at the end. */
incubator_status inc_stream_read(inc_stream *stream, char *to, size_t room, size_t *got);
incubator_status inc_stream_rewind(inc_stream *stream);
void inc_stream_close(inc_stream *stream);

incubator_status inc_read_csv(const inc_input *input, incubator_error *error);
incubator_status inc_read_json_rows(const inc_input *input, incubator_error *error);
incubator_status inc_read_ndjson(const inc_input *input, incubator_error *error);

/* The table of that name; INC_NONE and an error where there is none. */
uint32_t inc_input_table(const inc_input *input, const char *name, incubator_error *error);
/* The table whose columns the names fit best, INC_NONE when none or several do. */
uint32_t inc_guess_table(const incubator_policy *policy, const incubator_text *names, size_t count);

/* Resolves links and moves the columns into a registry. */
incubator_status inc_builder_finish(incubator_registry_builder *builder, incubator_registry **registry,
                                    incubator_error *error);

#endif
