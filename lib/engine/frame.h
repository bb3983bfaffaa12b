/* Columns in memory: each in the narrowest width that holds its values. Read-only for the engine. */
#ifndef INC_ENGINE_FRAME_H
#define INC_ENGINE_FRAME_H

#include "base/decimal.h"
#include "base/map.h"
#include "engine/schema.h"

/*
 * One column. Numbers are micros, or units where the field is whole; links are row
 * numbers of the linked table, or, where that was not given, −2 − the number of the
 * key's text. The value of a missing cell is 0. Numbers whose last digits are all zeros
 * are kept without them.
 */
typedef struct inc_column {
  const void *data;     /* int8_t … int64_t; NULL where the column was not given */
  uint8_t width;        /* 1, 2, 4 or 8 bytes */
  uint8_t zeros;        /* a value is what is kept × 10^zeros */
  const uint8_t *valid; /* one bit a row, 1 = there is a value; NULL where all rows have one */
} inc_column;

typedef struct inc_frame_table {
  bool given; /* false: nothing is known of its rows, not even how many */
  size_t rows;
  const inc_column *columns; /* one a field */
} inc_frame_table;

typedef struct inc_frame {
  const inc_schema *schema;
  const inc_frame_table *tables;
  const inc_map *texts; /* the dictionary of all text columns and keys */
} inc_frame;

/* What is kept of a cell, and its value. */
static inline int64_t inc_column_kept(const inc_column *column, size_t row)
{
  switch (column->width) {
  case 1: return ((const int8_t *)column->data)[row];
  case 2: return ((const int16_t *)column->data)[row];
  case 4: return ((const int32_t *)column->data)[row];
  default: return ((const int64_t *)column->data)[row];
  }
}

static inline int64_t inc_column_value(const inc_column *column, size_t row)
{
  int64_t kept = inc_column_kept(column, row);
  return column->zeros ? kept * inc_power10(column->zeros) : kept;
}

static inline bool inc_column_valid(const inc_column *column, size_t row)
{
  if (!column->data) return false;
  return !column->valid || (column->valid[row / 8] >> (row % 8) & 1);
}

/* How a link into a table that was not given is kept, and back again; −1 is neither a row nor such a link. */
static inline int64_t inc_link_to_text(int64_t text)
{
  return -2 - text;
}

/* The number of the text that a link holds, the key of its row. The link is not empty. */
int64_t inc_frame_key(const inc_frame *frame, uint32_t table, uint32_t link, size_t row);
/*
 * Goes from a row along links; how many of them it could follow. Where that is less than
 * `count`, the next one is empty, or leads into a table that was not given.
 */
uint32_t inc_frame_follow(const inc_frame *frame, const uint32_t *links, uint32_t count, uint32_t *table, size_t *row);

#endif
