#include "engine/frame.h"

#include "base/decimal.h"

int64_t inc_column_kept(const inc_column *column, size_t row)
{
  switch (column->width) {
  case 1: return ((const int8_t *)column->data)[row];
  case 2: return ((const int16_t *)column->data)[row];
  case 4: return ((const int32_t *)column->data)[row];
  default: return ((const int64_t *)column->data)[row];
  }
}

int64_t inc_column_value(const inc_column *column, size_t row)
{
  int64_t kept = inc_column_kept(column, row);
  return column->zeros ? kept * inc_power10(column->zeros) : kept;
}

bool inc_column_valid(const inc_column *column, size_t row)
{
  if (!column->data) return false;
  return !column->valid || (column->valid[row / 8] >> (row % 8) & 1);
}

int64_t inc_frame_key(const inc_frame *frame, uint32_t table, uint32_t link, size_t row)
{
  int64_t to = inc_column_value(&frame->tables[table].columns[link], row);
  if (to < 0) return inc_link_to_text(to);
  uint32_t target = frame->schema->tables[table].fields[link].link;
  return inc_column_value(&frame->tables[target].columns[frame->schema->tables[target].key], (size_t)to);
}

uint32_t inc_frame_follow(const inc_frame *frame, const uint32_t *links, uint32_t count, uint32_t *table, size_t *row)
{
  for (uint32_t i = 0; i < count; i++) {
    const inc_column *link = &frame->tables[*table].columns[links[i]];
    int64_t to = inc_column_valid(link, *row) ? inc_column_value(link, *row) : -1;
    if (to < 0) return i;
    *row = (size_t)to;
    *table = frame->schema->tables[*table].fields[links[i]].link;
  }
  return count;
}
