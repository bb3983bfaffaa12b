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

/* One link on. */
static void follow(const inc_column *link, size_t rows, uint32_t *of_row)
{
  for (size_t row = 0; row < rows; row++) {
    const uint32_t at = of_row[row];
    const int64_t to = at != INC_NONE && inc_column_valid(link, at) ? inc_column_value(link, at) : -1;
    of_row[row] = to < 0 ? INC_NONE : (uint32_t)to;
  }
}

incubator_status inc_groups_up(const inc_results *results, const inc_measure *measure, size_t parents, inc_groups *groups)
{
  const inc_frame *frame = results->frame;
  size_t rows = inc_results_rows(results, measure->rows);
  if (!make(results, rows, groups)) return INCUBATOR_STATUS_NO_MEMORY;
  groups->count = parents;
  for (size_t row = 0; row < rows; row++) groups->of_row[row] = (uint32_t)row;
  for (uint32_t i = 0, table = measure->rows; i < measure->via_count; i++) {
    follow(&frame->tables[table].columns[measure->via[i]], rows, groups->of_row);
    table = results->program->schema.tables[table].fields[measure->via[i]].link;
  }
  return INCUBATOR_STATUS_OK;
}

/* What tells the cells of a column apart; where a row's is a gap, that is its row's. */
typedef struct cells {
  int64_t *values;
  int64_t least, most; /* of rows without a gap; the least is the greater where there are none */
} cells;

/* One cell. Of a link it is the row that it leads to, or the text where that is not given: keys are different where these are. */
static int64_t cell_of(const inc_results *results, const inc_ref *ref, size_t row, uint8_t *gap)
{
  *gap = INCUBATOR_GAP_NONE;
  if (ref->rule != INC_NONE) {
    const inc_result *result = &results->columns[ref->rule][ref->part];
    *gap = result->gaps[row];
    return inc_result_value(result, row);
  }
  const inc_field *field = &results->program->schema.tables[ref->table].fields[ref->field];
  const inc_column *column = &results->frame->tables[ref->table].columns[ref->field];
  if (inc_column_valid(column, row)) return inc_column_value(column, row);
  if (!field->has_absent) *gap = INCUBATOR_GAP_MISSING;
  return field->whole && field->type == INC_TYPE_NUMBER ? field->absent / INC_MICRO : field->absent;
}

static void read_cells(const inc_results *results, uint32_t table, const inc_ref *ref, const inc_groups *groups, cells *c)
{
  c->least = INT64_MAX;
  c->most = INT64_MIN;
  for (size_t row = 0, rows = inc_results_rows(results, table); row < rows; row++) {
    uint32_t from = table;
    size_t at = row;
    uint8_t gap = INCUBATOR_GAP_MISSING;
    if (inc_frame_follow(results->frame, ref->links, ref->link_count, &from, &at) == ref->link_count) {
      c->values[row] = cell_of(results, ref, at, &gap);
    }
    if (gap > groups->gaps[row]) groups->gaps[row] = gap;
    if (groups->gaps[row]) continue;
    if (c->values[row] < c->least) c->least = c->values[row];
    if (c->values[row] > c->most) c->most = c->values[row];
  }
}

/* Values that lie close together are looked up in a table with a place for each, in each group so far. False without memory. */
static bool number_by_table(const inc_results *results, const cells *c, size_t rows, inc_groups *groups)
{
  const size_t span = c->least > c->most ? 0 : (size_t)(c->most - c->least) + 1;
  uint32_t *numbers = inc_alloc_zero(&results->allocator, groups->count * span + 1, sizeof *numbers); /* 0: none yet, else 1 more */
  if (!numbers) return false;
  groups->count = 0;
  for (size_t row = 0; row < rows; row++) {
    uint32_t *group = &groups->of_row[row];
    if (groups->gaps[row]) {
      *group = INC_NONE;
      continue;
    }
    uint32_t *number = &numbers[*group * span + (size_t)(c->values[row] - c->least)];
    if (!*number) *number = (uint32_t)++groups->count;
    *group = *number - 1;
  }
  inc_free(&results->allocator, numbers);
  return true;
}

static bool number_by_map(const inc_results *results, const cells *c, size_t rows, inc_groups *groups)
{
  inc_map map;
  bool added, ok = true;
  inc_map_init(&map, &results->allocator);
  for (size_t row = 0; row < rows && ok; row++) {
    const uint32_t before = groups->of_row[row];
    groups->of_row[row] = INC_NONE;
    if (groups->gaps[row]) continue;
    const int64_t pair[] = {before, c->values[row]};
    groups->of_row[row] = inc_map_add(&map, (const char *)pair, sizeof pair, &added);
    ok = groups->of_row[row] != INC_MAP_NONE;
  }
  groups->count = map.count;
  inc_map_free(&map);
  return ok;
}

/* Splits the groups so far by a column. */
static bool split(const inc_results *results, const cells *c, size_t rows, inc_groups *groups)
{
  const uint64_t span = c->least > c->most ? 0 : (uint64_t)c->most - (uint64_t)c->least, most = 4 * (uint64_t)rows;
  const bool close = span < most && (span + 1) * groups->count <= most;
  return close ? number_by_table(results, c, rows, groups) : number_by_map(results, c, rows, groups);
}

incubator_status inc_groups_within(const inc_results *results, uint32_t table, const inc_ref *columns, uint32_t count,
                                   inc_groups *groups)
{
  size_t rows = inc_results_rows(results, table);
  if (!make(results, rows, groups)) return INCUBATOR_STATUS_NO_MEMORY;
  groups->count = 1; /* all rows are one group, numbered 0 */
  if (count == 0) return INCUBATOR_STATUS_OK;
  groups->gaps = inc_alloc_zero(&results->allocator, rows, 1);
  cells c = {.values = inc_alloc_array(&results->allocator, rows, sizeof *c.values)};
  bool ok = groups->gaps && c.values;
  for (uint32_t i = 0; i < count && ok; i++) {
    read_cells(results, table, &columns[i], groups, &c);
    ok = split(results, &c, rows, groups);
  }
  for (size_t row = 0; ok && row < rows; row++) groups->left_out |= groups->gaps[row] != 0;
  inc_free(&results->allocator, c.values);
  return ok ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}
