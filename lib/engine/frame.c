#include "engine/frame.h"

int64_t inc_column_value(const inc_column *column, size_t row)
{
  switch (column->width) {
  case 1: return ((const int8_t *)column->data)[row];
  case 2: return ((const int16_t *)column->data)[row];
  case 4: return ((const int32_t *)column->data)[row];
  default: return ((const int64_t *)column->data)[row];
  }
}

bool inc_column_valid(const inc_column *column, size_t row)
{
  if (!column->data) return false;
  return !column->valid || (column->valid[row / 8] >> (row % 8) & 1);
}
