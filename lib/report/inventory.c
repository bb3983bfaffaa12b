/* How many subjects are of each class: counted by some columns, the last one across. */
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

enum { MOST_BY = 8 };

/* A cell as a number that sorts: values in the order of their codes, gaps behind them. */
typedef int64_t class_key;

static class_key key_of(inc_cell cell)
{
  return cell.gap ? INT64_MAX - cell.gap : cell.value;
}

static uint8_t gap_of(class_key key)
{
  return key >= INT64_MAX - INCUBATOR_GAP_ERROR ? (uint8_t)(INT64_MAX - key) : INCUBATOR_GAP_NONE;
}

typedef struct class_group {
  class_key keys[MOST_BY];
  size_t count;
} class_group;

typedef struct inventory {
  inc_reporting *r;
  inc_arena arena;
  uint32_t table;
  inc_ref by[MOST_BY];
  size_t by_count;
  class_group *groups;
  size_t group_count, group_capacity;
} inventory;

static incubator_status read_by(inventory *v)
{
  const char *at = v->r->how.by;
  while (*at) {
    size_t length = strcspn(at, ",");
    char *name = inc_arena_text(&v->arena, at, length);
    if (!name) return inc_no_memory(v->r->error);
    if (v->by_count == MOST_BY) return INC_FAIL(v->r->error, INCUBATOR_STATUS_LIMIT, "more than %d columns to count by", MOST_BY);
    inc_ref *ref = &v->by[v->by_count++];
    bool found = inc_policy_path(v->r->policy, v->table, name, &v->arena, ref, NULL);
    if (!found || (ref->rule != INC_NONE && !inc_results_column(v->r->d->results, ref->rule, ref->part).gaps)) {
      return INC_FAIL(v->r->error, INCUBATOR_STATUS_NOT_FOUND, "no column \"%s\" to count by", name);
    }
    at += length;
    if (*at == ',') at++;
  }
  if (v->by_count) return INCUBATOR_STATUS_OK;
  return INC_FAIL(v->r->error, INCUBATOR_STATUS_ARGUMENT, "no columns to count by");
}

static bool count_rows(inventory *v)
{
  inc_map map;
  bool ok = true, added;
  size_t rows = inc_registry_frame(v->r->d->registry)->tables[v->table].rows;
  inc_map_init(&map, &v->r->d->allocator);
  for (size_t row = 0; row < rows && ok; row++) {
    class_group g = {.count = 0};
    for (size_t i = 0; i < v->by_count; i++) g.keys[i] = key_of(inc_results_cell(v->r->d->results, v->table, &v->by[i], row));
    uint32_t number = inc_map_add(&map, (const char *)g.keys, v->by_count * sizeof *g.keys, &added);
    ok = number != INC_MAP_NONE &&
         inc_grow(&v->r->d->allocator, (void **)&v->groups, v->group_count, &v->group_capacity, sizeof g);
    if (ok && added) v->groups[v->group_count++] = g;
    if (ok) v->groups[number].count++;
  }
  inc_map_free(&map);
  return ok;
}

static int compare_groups(const void *left, const void *right)
{
  const class_group *a = left, *b = right;
  for (size_t i = 0; i < MOST_BY; i++) {
    if (a->keys[i] != b->keys[i]) return a->keys[i] < b->keys[i] ? -1 : 1;
  }
  return 0;
}

static inc_type type_of(const inventory *v, size_t i, uint32_t *list)
{
  const inc_program *program = &v->r->policy->program;
  const inc_ref *ref = &v->by[i];
  const inc_field *field = ref->rule == INC_NONE ? &program->schema.tables[ref->table].fields[ref->field] : NULL;
  const inc_part *part = field ? NULL : &program->rules[ref->rule].parts[ref->part];
  *list = field ? field->list : part->list;
  return field ? field->type : part->type;
}

static void class_words(const inventory *v, size_t i, class_key key, bool labels, inc_buffer *to)
{
  uint32_t list;
  inc_type type = type_of(v, i, &list);
  incubator_language language = v->r->how.language;
  if (gap_of(key) && labels) inc_buffer_print(to, "? %s", inc_words_gap((incubator_gap)gap_of(key), language));
  else if (gap_of(key)) inc_buffer_print(to, "?%s", incubator_gap_name((incubator_gap)gap_of(key)));
  else if (labels && type != INC_TYPE_TEXT) inc_words_value(v->r->policy, type, list, key, language, to);
  else inc_decisions_value(v->r->d, type, list, key, to);
}

static void add_class(const inventory *v, inc_sheet *sheet, size_t i, class_key key, bool labels)
{
  inc_buffer text;
  inc_buffer_init(&text, &v->r->d->allocator);
  class_words(v, i, key, labels, &text);
  inc_sheet_buffer(sheet, &text);
}

static void add_header(const inventory *v, inc_sheet *sheet, size_t i)
{
  inc_buffer text;
  inc_buffer_init(&text, &v->r->d->allocator);
  inc_words_ref(v->r->policy, &v->by[i], v->table, v->r->how.language, &text);
  inc_sheet_column_add(sheet, inc_buffer_get(&text), NULL, false);
  inc_buffer_free(&text);
}

/* ---- The table: last column across ---- */

static size_t find_across(const inventory *v, class_key *across)
{
  size_t count = 0, last = v->by_count - 1;
  for (size_t g = 0; g < v->group_count; g++) {
    class_key key = v->groups[g].keys[last];
    size_t at = 0;
    while (at < count && across[at] < key) at++;
    if (at < count && across[at] == key) continue;
    memmove(&across[at + 1], &across[at], (count - at) * sizeof *across);
    across[at] = key;
    count++;
  }
  return count;
}

static size_t count_at(const inventory *v, const class_group *line, class_key key)
{
  size_t last = v->by_count - 1, count = 0;
  for (size_t g = 0; g < v->group_count; g++) {
    bool same = !line || memcmp(line->keys, v->groups[g].keys, last * sizeof *line->keys) == 0;
    if (same && v->groups[g].keys[last] == key) count += v->groups[g].count;
  }
  return count;
}

static void add_counts(const inventory *v, inc_sheet *sheet, const class_group *line, const class_key *across, size_t width)
{
  size_t total = 0;
  for (size_t i = 0; i < width; i++) {
    size_t count = count_at(v, line, across[i]);
    inc_sheet_count(sheet, count);
    total += count;
  }
  inc_sheet_count(sheet, total);
}

static void write_across(const inventory *v, const class_key *across, size_t width)
{
  inc_sheet sheet;
  size_t last = v->by_count - 1;
  const incubator_language language = v->r->how.language;
  inc_sheet_init(&sheet, &v->r->d->allocator);
  for (size_t i = 0; i < last; i++) add_header(v, &sheet, i);
  for (size_t i = 0; i < width; i++) {
    inc_buffer text;
    inc_buffer_init(&text, &v->r->d->allocator);
    class_words(v, last, across[i], true, &text);
    inc_sheet_column_add(&sheet, inc_buffer_get(&text), NULL, true);
    inc_buffer_free(&text);
  }
  inc_sheet_column_add(&sheet, inc_words(language, "total", "合计"), NULL, true);
  for (size_t g = 0; g < v->group_count; g++) {
    const class_group *line = &v->groups[g];
    if (g && memcmp(line->keys, line[-1].keys, last * sizeof *line->keys) == 0) continue;
    for (size_t i = 0; i < last; i++) {
      bool repeated = g && memcmp(line->keys, line[-1].keys, (i + 1) * sizeof *line->keys) == 0;
      if (repeated) inc_sheet_cell(&sheet, "");
      else add_class(v, &sheet, i, line->keys[i], true);
    }
    add_counts(v, &sheet, line, across, width);
  }
  for (size_t i = 0; i < last; i++) inc_sheet_cell(&sheet, i ? "" : inc_words(language, "all", "全部"));
  add_counts(v, &sheet, NULL, across, width);
  inc_sheet_table(&sheet, 0, language, &v->r->out);
  inc_sheet_free(&sheet);
}

static incubator_status write_table(const inventory *v)
{
  class_key *across = inc_alloc_zero(&v->r->d->allocator, v->group_count + 1, sizeof *across);
  if (!across) return inc_no_memory(v->r->error);
  write_across(v, across, find_across(v, across));
  inc_free(&v->r->d->allocator, across);
  return INCUBATOR_STATUS_OK;
}

/* ---- CSV and JSON: a line, an object a class ---- */

/* The name of a column as it was asked for. */
static const char *by_name(const inventory *v, size_t i, size_t *length)
{
  const char *at = v->r->how.by;
  for (; i > 0; i--) at += strcspn(at, ",") + 1;
  *length = strcspn(at, ",");
  return at;
}

static void write_csv(const inventory *v)
{
  inc_sheet sheet;
  bool labels = v->r->how.labels != 0;
  inc_sheet_init(&sheet, &v->r->d->allocator);
  for (size_t i = 0; i < v->by_count; i++) {
    size_t length;
    const char *name = by_name(v, i, &length);
    if (labels) add_header(v, &sheet, i);
    else inc_sheet_column_add(&sheet, inc_arena_text(&sheet.arena, name, length), NULL, false);
  }
  inc_sheet_column_add(&sheet, labels ? inc_words(v->r->how.language, "count", "数量") : "count", NULL, true);
  for (size_t g = 0; g < v->group_count; g++) {
    for (size_t i = 0; i < v->by_count; i++) add_class(v, &sheet, i, v->groups[g].keys[i], labels);
    inc_sheet_count(&sheet, v->groups[g].count);
  }
  inc_sheet_csv(&sheet, &v->r->out);
  inc_sheet_free(&sheet);
}

static void write_json(const inventory *v)
{
  inc_json_out j = {.out = &v->r->out};
  inc_jo_open(&j, NULL, '{');
  inc_jo_head(&j, "incubator-inventory/1", v->r->d);
  inc_jo_text(&j, "table", v->r->policy->program.schema.tables[v->table].name);
  inc_jo_open(&j, "classes", '[');
  for (size_t g = 0; g < v->group_count; g++) {
    inc_jo_open(&j, NULL, '{');
    j.inline_ = true;
    for (size_t i = 0; i < v->by_count; i++) {
      uint32_t list;
      inc_type type = type_of(v, i, &list);
      class_key key = v->groups[g].keys[i];
      size_t length;
      const char *name = by_name(v, i, &length);
      char *copy = inc_arena_text((inc_arena *)&v->arena, name, length);
      if (copy) inc_jo_cell(&j, copy, v->r->d, type, list, (inc_cell){gap_of(key), type, key});
      else j.out->buffer.failed = true;
    }
    inc_jo_number(&j, "count", (int64_t)v->groups[g].count);
    inc_jo_close(&j, '}');
    j.inline_ = false;
  }
  inc_jo_close(&j, ']');
  inc_jo_close(&j, '}');
}

static incubator_status write(inventory *v)
{
  INC_TRY(read_by(v));
  if (!count_rows(v)) return inc_no_memory(v->r->error);
  if (v->group_count) qsort(v->groups, v->group_count, sizeof *v->groups, compare_groups);
  if (v->r->how.format == INCUBATOR_FORMAT_TABLE) return write_table(v);
  if (v->r->how.format == INCUBATOR_FORMAT_CSV) write_csv(v);
  else write_json(v);
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_write_inventory(inc_reporting *r)
{
  inventory v = {.r = r};
  INC_TRY(inc_report_table(r, INC_CLASSIFY, &v.table));
  if (r->policy->program.schema.tables[v.table].key == INC_NONE) {
    return INC_FAIL(r->error, INCUBATOR_STATUS_ARGUMENT, "table \"%s\" has no rows of its own", r->how.table);
  }
  inc_arena_init(&v.arena, &r->d->allocator);
  incubator_status status = write(&v);
  inc_free(&r->d->allocator, v.groups);
  inc_arena_clear(&v.arena);
  return status;
}
