/* Columns in memory: each in the narrowest width that holds its values. Read-only for the engine. */
#ifndef INC_ENGINE_FRAME_H
#define INC_ENGINE_FRAME_H

#include "base/map.h"
#include "engine/schema.h"

/*
 * One column. Numbers are micros, or units where the field is whole; links are row
 * numbers of the linked table. The value of a missing cell is 0.
 */
typedef struct inc_column {
  const void *data;     /* int8_t … int64_t; NULL where the column was not given */
  uint8_t width;        /* 1, 2, 4 or 8 bytes */
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

int64_t inc_column_value(const inc_column *column, size_t row);
bool inc_column_valid(const inc_column *column, size_t row);

#endif
