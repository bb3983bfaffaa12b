/* How many subjects are of each class: counted by some columns, the last one across. */
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

enum { MOST_BY = 8 };

/* A cell without padding, so that groups can be told apart by their bytes. */
typedef struct class_key {
  int64_t gap, value;
} class_key;

typedef struct class_group {
  class_key keys[MOST_BY];
  size_t count;
  size_t across; /* which column of a table its last key is */
} class_group;

typedef struct by_column {
  const char *name; /* as it was asked for */
  inc_ref ref;
  inc_type type;
  uint32_t list;
  uint32_t link; /* the table whose rows' keys these are; INC_NONE for none */
} by_column;

typedef struct inventory {
  inc_reporting *r;
  uint32_t table;
  by_column by[MOST_BY];
  size_t by_count;
  class_group *groups;
  size_t group_count, group_capacity;
} inventory;

/* ---- The columns ---- */

static void describe_column(const inventory *v, by_column *column)
{
  const inc_program *program = &v->r->policy->program;
  const inc_ref *ref = &column->ref;
  const inc_field *field = ref->rule == INC_NONE ? &program->schema.tables[ref->table].fields[ref->field] : NULL;
  const inc_part *part = field ? NULL : &program->rules[ref->rule].parts[ref->part];
  column->type = field ? field->type : part->type;
  column->list = field ? field->list : part->list;
  column->link = field ? field->link : INC_NONE;
}

static bool find_column(const inventory *v, by_column *column)
{
  const inc_ref *ref = &column->ref;
  bool found = inc_policy_path(v->r->policy, v->table, column->name, &v->r->arena, &column->ref, NULL);
  return found && (ref->rule == INC_NONE || inc_results_column(v->r->d->results, ref->rule, ref->part).gaps);
}

static incubator_status read_column(inventory *v, const char *name, size_t length)
{
  by_column *column = &v->by[v->by_count];
  column->name = inc_arena_text(&v->r->arena, name, length);
  if (!column->name) return inc_no_memory(v->r->error);
  if (!find_column(v, column)) {
    return INC_FAIL(v->r->error, INCUBATOR_STATUS_NOT_FOUND, "no column \"%s\" to count by", column->name);
  }
  for (size_t i = 0; i < v->by_count; i++) {
    if (!inc_ref_same(&v->by[i].ref, &column->ref)) continue;
    return INC_FAIL(v->r->error, INCUBATOR_STATUS_ARGUMENT, "column \"%s\" twice among those to count by", column->name);
  }
  if (v->r->how.format == INCUBATOR_FORMAT_CSV && !v->r->how.labels && !strcmp(column->name, "count")) {
    return INC_FAIL(v->r->error, INCUBATOR_STATUS_ARGUMENT, "\"count\" is the column of the counts in CSV: ask for labels, or for JSON");
  }
  describe_column(v, column);
  inc_report_note(v->r, column->ref.rule);
  v->by_count++;
  return INCUBATOR_STATUS_OK;
}

static size_t count_columns(const char *by)
{
  size_t count = *by ? 1 : 0;
  for (; *by; by++) count += *by == ',';
  return count;
}

static incubator_status read_by(inventory *v)
{
  const char *at = v->r->how.by;
  size_t count = count_columns(at);
  if (count == 0) return INC_FAIL(v->r->error, INCUBATOR_STATUS_ARGUMENT, "no columns to count by");
  if (count > MOST_BY) return INC_FAIL(v->r->error, INCUBATOR_STATUS_LIMIT, "more than %d columns to count by", MOST_BY);
  for (size_t i = 0, length; i < count; i++, at += length + 1) {
    length = strcspn(at, ",");
    INC_TRY(read_column(v, at, length));
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- The groups ---- */

static class_key key_of(const inventory *v, size_t i, size_t row)
{
  inc_cell cell = inc_results_cell(v->r->d->results, v->table, &v->by[i].ref, row);
  return (class_key){cell.gap, cell.gap ? 0 : cell.value};
}

static bool count_rows(inventory *v)
{
  inc_map map;
  bool ok = true, added;
  size_t rows = inc_registry_frame(v->r->d->registry)->tables[v->table].rows;
  inc_map_init(&map, &v->r->d->allocator);
  for (size_t row = 0; row < rows && ok; row++) {
    class_group g = {.count = 0};
    for (size_t i = 0; i < v->by_count; i++) g.keys[i] = key_of(v, i, row);
    uint32_t number = inc_map_add(&map, (const char *)g.keys, v->by_count * sizeof *g.keys, &added);
    ok = number != INC_MAP_NONE &&
         inc_grow(&v->r->d->allocator, (void **)&v->groups, v->group_count, &v->group_capacity, sizeof g);
    if (ok && added) v->groups[v->group_count++] = g;
    if (ok) v->groups[number].count++;
  }
  inc_map_free(&map);
  return ok;
}

/* Texts in the order of their bytes, links in that of the rows they lead to: not in the order in which they were read. */
static int compare_texts(const inventory *v, uint32_t link, int64_t a, int64_t b)
{
  const char *x = incubator_decisions_text(v->r->d, a), *y = incubator_decisions_text(v->r->d, b);
  size_t p = link == INC_NONE ? 0 : inc_registry_row(v->r->d->registry, link, x, strlen(x));
  size_t q = link == INC_NONE ? 0 : inc_registry_row(v->r->d->registry, link, y, strlen(y));
  return p != q ? (p > q) - (p < q) : strcmp(x, y);
}

/* Values in order, then gaps. */
static int compare_keys(const inventory *v, size_t i, class_key a, class_key b)
{
  if (a.gap != b.gap) return a.gap < b.gap ? -1 : 1;
  if (a.value == b.value) return 0;
  if (v->by[i].type == INC_TYPE_TEXT) return compare_texts(v, v->by[i].link, a.value, b.value);
  return a.value < b.value ? -1 : 1;
}

static int compare_groups(const void *left, const void *right, void *inventory_)
{
  const class_group *a = left, *b = right;
  const inventory *v = inventory_;
  int order = 0;
  for (size_t i = 0; i < v->by_count && !order; i++) order = compare_keys(v, i, a->keys[i], b->keys[i]);
  return order;
}

static bool same_keys(const class_group *a, const class_group *b, size_t count)
{
  return memcmp(a->keys, b->keys, count * sizeof *a->keys) == 0;
}

/* ---- Words ---- */

static void class_words(const inventory *v, size_t i, class_key key, bool labels, inc_buffer *to)
{
  const by_column *column = &v->by[i];
  incubator_gap gap = (incubator_gap)key.gap;
  incubator_language language = v->r->how.language;
  if (gap && labels) inc_buffer_print(to, "? %s", inc_words_gap(gap, language));
  else if (gap) inc_buffer_print(to, "?%s", incubator_gap_name(gap));
  else if (labels && column->type != INC_TYPE_TEXT) inc_words_value(v->r->policy, column->type, column->list, key.value, language, to);
  else inc_decisions_value(v->r->d, column->type, column->list, key.value, to);
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
  inc_words_ref(v->r->policy, &v->by[i].ref, v->table, v->r->how.language, &text);
  inc_sheet_column_buffer(sheet, &text, false);
}

/* ---- The table: last column across ---- */

typedef struct across {
  const inventory *v;
  class_group **columns; /* a group of each last key, in order */
  size_t width;
  size_t *counts, *totals;
} across;

static int compare_last(const void *left, const void *right, void *inventory_)
{
  const class_group *const *a = left, *const *b = right;
  const inventory *v = inventory_;
  size_t last = v->by_count - 1;
  return compare_keys(v, last, (*a)->keys[last], (*b)->keys[last]);
}

/* Finds the columns, and which of them each group is in. */
static void find_columns(across *x, inventory *v)
{
  size_t count = v->group_count, kept = 0;
  for (size_t g = 0; g < count; g++) x->columns[g] = &v->groups[g];
  if (count) qsort_r(x->columns, count, sizeof(class_group *), compare_last, v);
  for (size_t g = 0; g < count; g++) {
    bool same = kept && compare_last(&x->columns[kept - 1], &x->columns[g], v) == 0;
    if (!same) x->columns[kept++] = x->columns[g];
    x->columns[g]->across = kept - 1;
  }
  x->width = kept;
}

static void add_counts(inc_sheet *sheet, const size_t *counts, size_t width)
{
  size_t total = 0;
  for (size_t i = 0; i < width; i++) {
    inc_sheet_count(sheet, counts[i]);
    total += counts[i];
  }
  inc_sheet_count(sheet, total);
}

static void add_headers(const across *x, inc_sheet *sheet)
{
  const inventory *v = x->v;
  size_t last = v->by_count - 1;
  for (size_t i = 0; i < last; i++) add_header(v, sheet, i);
  for (size_t i = 0; i < x->width; i++) {
    inc_buffer text;
    inc_buffer_init(&text, &v->r->d->allocator);
    class_words(v, last, x->columns[i]->keys[last], true, &text);
    inc_sheet_column_buffer(sheet, &text, true);
  }
  inc_sheet_column_add(sheet, inc_words(v->r->how.language, "total", "合计"), NULL, true);
}

/* The line that begins with group `first`; how many groups it takes. What the line above says already is left out. */
static size_t add_line(const across *x, inc_sheet *sheet, size_t first)
{
  const inventory *v = x->v;
  const class_group *group = &v->groups[first];
  size_t last = v->by_count - 1, n = 0;
  memset(x->counts, 0, x->width * sizeof *x->counts);
  for (; first + n < v->group_count && same_keys(group, &group[n], last); n++) {
    x->counts[group[n].across] = group[n].count;
    x->totals[group[n].across] += group[n].count;
  }
  for (size_t i = 0; i < last; i++) {
    if (first && same_keys(group, group - 1, i + 1)) inc_sheet_cell(sheet, "");
    else add_class(v, sheet, i, group->keys[i], true);
  }
  add_counts(sheet, x->counts, x->width);
  return n;
}

static void write_across(const across *x)
{
  inc_sheet sheet;
  const inventory *v = x->v;
  const incubator_language language = v->r->how.language;
  inc_sheet_init(&sheet, &v->r->d->allocator);
  add_headers(x, &sheet);
  for (size_t g = 0; g < v->group_count;) g += add_line(x, &sheet, g);
  for (size_t i = 0; i + 1 < v->by_count; i++) inc_sheet_cell(&sheet, i ? "" : inc_words(language, "all", "全部"));
  if (v->by_count > 1 || v->group_count == 0) add_counts(&sheet, x->totals, x->width);
  inc_sheet_table(&sheet, 0, language, &v->r->out);
  inc_sheet_free(&sheet);
}

static incubator_status write_table(inventory *v)
{
  across x = {.v = v};
  x.columns = inc_arena_alloc(&v->r->arena, v->group_count + 1, sizeof *x.columns);
  x.counts = inc_arena_alloc(&v->r->arena, v->group_count + 1, sizeof *x.counts);
  x.totals = inc_arena_alloc(&v->r->arena, v->group_count + 1, sizeof *x.totals);
  if (!x.columns || !x.counts || !x.totals) return inc_no_memory(v->r->error);
  find_columns(&x, v);
  write_across(&x);
  inc_report_settings(v->r);
  return INCUBATOR_STATUS_OK;
}

/* ---- CSV and JSON: a line, an object a class ---- */

static void write_csv(const inventory *v)
{
  inc_sheet sheet;
  bool labels = v->r->how.labels != 0;
  inc_sheet_init(&sheet, &v->r->d->allocator);
  for (size_t i = 0; i < v->by_count; i++) {
    if (labels) add_header(v, &sheet, i);
    else inc_sheet_column_add(&sheet, v->by[i].name, NULL, false);
  }
  inc_sheet_column_add(&sheet, labels ? inc_words(v->r->how.language, "count", "数量") : "count", NULL, true);
  for (size_t g = 0; g < v->group_count; g++) {
    for (size_t i = 0; i < v->by_count; i++) add_class(v, &sheet, i, v->groups[g].keys[i], labels);
    inc_sheet_count(&sheet, v->groups[g].count);
  }
  inc_sheet_csv(&sheet, &v->r->out);
  inc_sheet_free(&sheet);
}

static void write_class(const inventory *v, inc_json_out *j, const class_group *group)
{
  inc_jo_open(j, NULL, '{');
  j->inline_ = true;
  inc_jo_open(j, "of", '{');
  for (size_t i = 0; i < v->by_count; i++) {
    inc_cell cell = {(uint8_t)group->keys[i].gap, v->by[i].type, group->keys[i].value};
    inc_jo_cell(j, v->by[i].name, v->r->d, v->by[i].type, v->by[i].list, cell);
  }
  inc_jo_close(j, '}');
  inc_jo_number(j, "count", (int64_t)group->count);
  inc_jo_close(j, '}');
  j->inline_ = false;
}

static void write_json(const inventory *v)
{
  inc_json_out j = {.out = &v->r->out};
  inc_jo_open(&j, NULL, '{');
  inc_jo_head(&j, "incubator-inventory/1", v->r->d);
  inc_jo_text(&j, "table", v->r->policy->program.schema.tables[v->table].name);
  inc_jo_open(&j, "classes", '[');
  for (size_t g = 0; g < v->group_count; g++) write_class(v, &j, &v->groups[g]);
  inc_jo_close(&j, ']');
  inc_jo_close(&j, '}');
}

static incubator_status write(inventory *v)
{
  INC_TRY(inc_report_table(v->r, &v->table));
  INC_TRY(read_by(v));
  if (!count_rows(v)) return inc_no_memory(v->r->error);
  if (v->group_count) qsort_r(v->groups, v->group_count, sizeof *v->groups, compare_groups, v);
  if (v->r->how.format == INCUBATOR_FORMAT_TABLE) return write_table(v);
  if (v->r->how.format == INCUBATOR_FORMAT_CSV) write_csv(v);
  else write_json(v);
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_write_inventory(inc_reporting *r)
{
  inventory v = {.r = r};
  incubator_status status = write(&v);
  inc_free(&r->d->allocator, v.groups);
  return status;
}
