/* Which rows belong together: by a path of links, or by equal cells. */
#include <string.h>

#include "base/map.h"
#include "engine/results.h"

void inc_groups_free(const inc_results *results, inc_groups *groups)
{
  inc_free(&results->allocator, groups->of_row);
  inc_free(&results->allocator, groups->gaps);
  *groups = (inc_groups){0};
}

static bool make(const inc_results *results, size_t rows, inc_groups *groups)
{
  *groups = (inc_groups){0};
  groups->of_row = inc_alloc_zero(&results->allocator, rows, sizeof *groups->of_row);
  return groups->of_row != NULL;
}

incubator_status inc_groups_up(const inc_results *results, const inc_measure *measure, size_t parents, inc_groups *groups)
{
  const inc_frame *frame = results->frame;
  size_t rows = inc_results_rows(results, measure->rows);
  if (!make(results, rows, groups)) return INCUBATOR_STATUS_NO_MEMORY;
  groups->count = parents;
  for (size_t row = 0; row < rows; row++) {
    uint32_t table = measure->rows;
    int64_t at = (int64_t)row;
    for (uint32_t i = 0; i < measure->via_count && at >= 0; i++) {
      const inc_column *link = &frame->tables[table].columns[measure->via[i]];
      at = inc_column_valid(link, (size_t)at) ? inc_column_value(link, (size_t)at) : -1;
      table = results->program->schema.tables[table].fields[measure->via[i]].link;
    }
    groups->of_row[row] = at < 0 ? INC_NONE : (uint32_t)at;
  }
  return INCUBATOR_STATUS_OK;
}

/* Numbers the row's tuple of cells; a gap in any of them leaves the row out. */
static bool group_row(const inc_results *results, uint32_t table, const inc_ref *columns, uint32_t count, size_t row,
                      inc_map *map, inc_groups *groups, int64_t *tuple)
{
  uint8_t gap = INCUBATOR_GAP_NONE;
  for (uint32_t i = 0; i < count; i++) {
    inc_cell cell = inc_results_cell(results, table, &columns[i], row);
    if (cell.gap > gap) gap = cell.gap;
    tuple[i] = cell.value;
  }
  groups->gaps[row] = gap;
  groups->of_row[row] = INC_NONE;
  if (gap) return true;
  bool added;
  groups->of_row[row] = inc_map_add(map, (const char *)tuple, count * sizeof *tuple, &added);
  return groups->of_row[row] != INC_MAP_NONE;
}

incubator_status inc_groups_within(const inc_results *results, uint32_t table, const inc_ref *columns, uint32_t count,
                                   inc_groups *groups)
{
  size_t rows = inc_results_rows(results, table);
  if (!make(results, rows, groups)) return INCUBATOR_STATUS_NO_MEMORY;
  groups->count = 1;
  if (count == 0) return INCUBATOR_STATUS_OK; /* all rows are one group, numbered 0 */
  inc_map map;
  inc_map_init(&map, &results->allocator);
  groups->gaps = inc_alloc_zero(&results->allocator, rows, 1);
  int64_t *tuple = inc_alloc_zero(&results->allocator, count, sizeof *tuple);
  bool ok = groups->gaps && tuple;
  for (size_t row = 0; row < rows && ok; row++) ok = group_row(results, table, columns, count, row, &map, groups, tuple);
  groups->count = map.count;
  inc_free(&results->allocator, tuple);
  inc_map_free(&map);
  return ok ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}
