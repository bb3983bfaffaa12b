#include "engine/frame.h"

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
