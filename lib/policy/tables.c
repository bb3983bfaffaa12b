/* Tables: fields, links, reference rows; widened by every policy that extends. */
#include <string.h>

#include "engine/cell.h"
#include "policy/reader.h"

/* Where a field was declared, beside the schema. */
typedef struct field_origin {
  uint32_t document;
  const inc_json *node;
} field_origin;

typedef struct table_state {
  inc_table *table;
  inc_table_info *info;
  inc_map names; /* of fields and links */
  field_origin *origins;
  size_t field_capacity, row_capacity, origin_capacity;
  const inc_json *key, *cross;
  uint32_t key_document;
} table_state;

typedef struct tables_state {
  inc_reader *r;
  table_state *tables;
  size_t capacity;
} tables_state;

static void *grow(inc_reader *r, void *items, size_t count, size_t *capacity, size_t bytes)
{
  if (count < *capacity) return items;
  size_t wanted = *capacity ? *capacity * 2 : 8;
  void *grown = inc_reader_alloc(r, wanted, bytes);
  if (!grown) return NULL;
  if (count) memcpy(grown, items, count * bytes);
  *capacity = wanted;
  return grown;
}

/* ---- One field ---- */

static void read_field_type(inc_reader *r, const inc_json *node, inc_field *f)
{
  static const inc_type types[] = {INC_TYPE_BOOLEAN, INC_TYPE_NUMBER, INC_TYPE_NUMBER,
                                   INC_TYPE_CATEGORY, INC_TYPE_DATE,   INC_TYPE_TEXT};
  const inc_json *type = inc_member(r, node, "type", INC_JSON_STRING, true);
  int word = type ? inc_read_word(r, type, "type-mismatch", "boolean integer decimal category date text") : -1;
  if (word >= 0) f->type = types[word];
  f->whole = word == 1;
  if (f->type != INC_TYPE_CATEGORY) return;
  const char *list = inc_member_text(r, node, "categories", true);
  f->list = list ? inc_section_find(&r->lists, list, strlen(list)) : INC_NONE;
  if (f->list != INC_NONE) r->used_lists[f->list] = true;
  else if (list) INC_REPORT(r, "unknown-name", inc_json_get(node, "categories"), "no category list \"%s\"", list);
  if (f->list == INC_NONE) f->type = INC_TYPE_UNKNOWN;
}

static void read_bounds(inc_reader *r, const inc_json *node, inc_field *f)
{
  const inc_json *min = inc_json_get(node, "min"), *max = inc_json_get(node, "max");
  if ((min || max) && f->type != INC_TYPE_NUMBER && f->type != INC_TYPE_UNKNOWN) {
    INC_REPORT(r, "type-mismatch", min ? min : max, "only numbers have bounds, this is %s", inc_type_name(f->type));
    return;
  }
  f->has_min = min && inc_read_micros(r, min, &f->min);
  f->has_max = max && inc_read_micros(r, max, &f->max);
  if (!f->has_min || !f->has_max || f->min <= f->max) return;
  INC_REPORT(r, "out-of-range", min, "min is above max");
  f->has_min = f->has_max = false;
}

static void read_absent(inc_reader *r, const inc_json *node, inc_field *f)
{
  const inc_json *absent = inc_json_get(node, "absent");
  inc_cell_text cell;
  if (!absent || f->type == INC_TYPE_UNKNOWN) return;
  const inc_json_document *json = r->policy->documents[r->document].json;
  inc_cell_fault fault = inc_cell_read_json(&r->policy->program.schema, f, json, absent, &cell);
  if (!fault.code && (cell.missing || cell.text)) fault = (inc_cell_fault){"type-mismatch", "a value that is no text"};
  if (fault.code) {
    INC_REPORT(r, fault.code, absent, "expected %s", fault.expected);
    return;
  }
  f->has_absent = true;
  f->absent = f->type == INC_TYPE_NUMBER && f->whole ? cell.value * INC_MICRO : cell.value;
}

static void read_names(inc_reader *r, const inc_json *node, inc_field *f)
{
  const inc_json *aliases = inc_member(r, node, "aliases", INC_JSON_ARRAY, false);
  const char **texts = aliases ? inc_reader_alloc(r, inc_json_count(aliases), sizeof *texts) : NULL;
  f->title = inc_label_of(inc_json_get(node, "title"));
  for (const inc_json *a = inc_json_first(aliases); a && texts; a = inc_json_next(a)) {
    if (inc_json_string(a)) texts[f->alias_count++] = inc_json_string(a);
    else INC_REPORT(r, "type-mismatch", a, "found %s, expected a text", inc_json_type_name(inc_json_type_of(a)));
  }
  f->aliases = texts;
}

static void read_format(inc_reader *r, const inc_json *node, inc_field *f)
{
  const inc_json *format = inc_json_get(node, "format");
  if (!format || inc_read_word(r, format, "type-mismatch", "credit-code") < 0) return;
  f->credit_code = f->type == INC_TYPE_TEXT;
  if (!f->credit_code) INC_REPORT(r, "type-mismatch", format, "a credit code is a text, this is %s", inc_type_name(f->type));
}

static void read_field(inc_reader *r, const inc_json *node, inc_field *f)
{
  if (!inc_check_keys(r, node, "type categories unit min max absent title aliases format actionable note")) return;
  read_field_type(r, node, f);
  read_bounds(r, node, f);
  read_absent(r, node, f);
  read_names(r, node, f);
  read_format(r, node, f);
  f->unit = inc_unit_read(r, inc_json_get(node, "unit"));
  f->actionable = inc_field_actionable(r, node, f);
  if (f->type == INC_TYPE_NUMBER) inc_unit_multiples(r, f->unit, &f->multiples, &f->multiple_count);
}

static void read_link(inc_reader *r, const inc_json *node, inc_field *f, const tables_state *all)
{
  if (!inc_check_keys(r, node, "to optional title aliases note")) return;
  f->type = INC_TYPE_TEXT;
  f->optional = inc_member_boolean(r, node, "optional", false);
  read_names(r, node, f);
  const char *to = inc_member_text(r, node, "to", true);
  if (!to) return;
  f->link = inc_schema_table(&all->r->policy->program.schema, to, strlen(to));
  if (f->link == INC_NONE) INC_REPORT(r, "unknown-name", inc_json_get(node, "to"), "no table \"%s\"", to);
}

/* ---- One table ---- */

/* A place for a field of that name; NULL when it is declared already. */
static inc_field *new_field(inc_reader *r, table_state *t, const inc_json *node)
{
  bool added;
  const char *name = inc_json_key(node);
  if (!inc_check_name(r, node)) return NULL;
  uint32_t number = inc_map_add(&t->names, name, strlen(name), &added);
  if (number == INC_MAP_NONE) r->failed = true;
  if (r->failed) return NULL;
  if (!added) {
    field_origin *origin = &t->origins[number];
    if (origin->document == r->document && origin->node != node) {
      inc_report_key(r, "name-clash", node, "\"%s\" is the name of a field or link of this table already", name);
    } else if (!inc_json_same(origin->node, node)) {
      inc_report_key(r, "extends-clash", node, "\"%s\" is declared otherwise in \"%s\": tables are widened, fields not changed",
                     name, r->policy->documents[origin->document].id);
    }
    return NULL;
  }
  t->table->fields = grow(r, t->table->fields, t->table->count, &t->field_capacity, sizeof *t->table->fields);
  t->origins = grow(r, t->origins, t->table->count, &t->origin_capacity, sizeof *t->origins);
  if (r->failed) return NULL;
  t->origins[t->table->count] = (field_origin){r->document, node};
  inc_field *field = &t->table->fields[t->table->count++];
  *field = (inc_field){.name = name, .list = INC_NONE, .link = INC_NONE};
  return field;
}

static void add_rows(inc_reader *r, table_state *t, const inc_json *rows)
{
  for (const inc_json *row = inc_json_first(rows); row && !r->failed; row = inc_json_next(row)) {
    t->info->rows = grow(r, t->info->rows, t->info->row_count, &t->row_capacity, sizeof *t->info->rows);
    if (!r->failed) t->info->rows[t->info->row_count++] = (struct inc_reference_row){r->document, row};
  }
  if (rows) t->table->reference = true;
}

/* `key`, `unit` and `cross` are said once. */
static void read_once(inc_reader *r, table_state *t, const inc_json *node)
{
  const inc_json *key = inc_member(r, node, "key", INC_JSON_STRING, false), *unit = inc_json_get(node, "unit");
  if (key && t->key && strcmp(inc_json_string(key), inc_json_string(t->key))) {
    INC_REPORT(r, "extends-clash", key, "the key of this table is \"%s\" already", inc_json_string(t->key));
  }
  if (key && !t->key) {
    t->key = key;
    t->key_document = r->document;
  }
  if (unit) {
    uint32_t number = inc_unit_read(r, unit);
    if (t->info->unit && t->info->unit != number) INC_REPORT(r, "extends-clash", unit, "the unit of this table is declared already");
    t->info->unit = number;
  }
  t->table->cross = inc_member_boolean(r, node, "cross", t->table->cross);
  if (inc_json_get(node, "title")) t->table->title = inc_label_of(inc_json_get(node, "title"));
}

static void widen(tables_state *all, table_state *t, const inc_json *node)
{
  inc_reader *r = all->r;
  t->info->document = r->document;
  t->info->node = node;
  if (!inc_check_keys(r, node, "key unit title cross links fields rows note")) return;
  read_once(r, t, node);
  const inc_json *fields = inc_member(r, node, "fields", INC_JSON_OBJECT, false);
  const inc_json *links = inc_member(r, node, "links", INC_JSON_OBJECT, false);
  for (const inc_json *f = inc_json_first(fields); f && !r->failed; f = inc_json_next(f)) {
    inc_field *field = new_field(r, t, f);
    if (field) read_field(r, f, field);
  }
  for (const inc_json *l = inc_json_first(links); l && !r->failed; l = inc_json_next(l)) {
    inc_field *field = new_field(r, t, l);
    if (field) read_link(r, l, field, all);
  }
  add_rows(r, t, inc_member(r, node, "rows", INC_JSON_ARRAY, false));
}

/* ---- All tables ---- */

/* Calls for every table of every document, bases first. */
static void each_table(tables_state *all, void (*visit)(tables_state *all, const inc_json *node))
{
  inc_reader *r = all->r;
  for (uint32_t i = 0; i < r->policy->document_count && !r->failed; i++) {
    r->document = r->policy->order[i];
    const inc_json *root = inc_json_root(r->policy->documents[r->document].json);
    const inc_json *tables = inc_json_get(root, "tables");
    for (const inc_json *t = inc_json_first(tables); t && inc_json_key(t) && !r->failed; t = inc_json_next(t)) visit(all, t);
  }
}

static void name_table(tables_state *all, const inc_json *node)
{
  inc_reader *r = all->r;
  const char *name = inc_json_key(node);
  bool added;
  if (!inc_check_name(r, node)) return;
  uint32_t number = inc_map_add(&r->policy->program.schema.names, name, strlen(name), &added);
  if (number == INC_MAP_NONE) r->failed = true;
}

static void read_table(tables_state *all, const inc_json *node)
{
  const char *name = inc_json_key(node);
  uint32_t number = inc_schema_table(&all->r->policy->program.schema, name, strlen(name));
  if (number != INC_NONE) widen(all, &all->tables[number], node);
}

static void find_key(inc_reader *r, table_state *t)
{
  t->table->key = INC_NONE;
  r->document = t->info->document;
  if (inc_json_type_of(t->info->node) != INC_JSON_OBJECT) return;
  if (!t->key) {
    if (!t->table->cross) INC_REPORT(r, "key-missing", t->info->node, "no key \"key\" here, expected the name of the field that tells rows apart");
    return;
  }
  const char *name = inc_json_string(t->key);
  r->document = t->key_document;
  t->table->key = inc_table_field(t->table, name, strlen(name));
  if (t->table->key == INC_NONE) {
    INC_REPORT(r, "unknown-name", t->key, "this table has no field \"%s\"", name);
  } else if (t->table->fields[t->table->key].type != INC_TYPE_TEXT || t->table->fields[t->table->key].link != INC_NONE) {
    INC_REPORT(r, "type-mismatch", t->key, "the key must be a field of type text");
    t->table->key = INC_NONE;
  }
}

static void add_header(inc_reader *r, table_state *t, uint32_t field, const char *name)
{
  uint32_t other;
  if (!name) return;
  if (!inc_index_add(&t->table->index, name, field, &other)) r->failed = true;
  if (other == INC_NONE) return;
  r->document = t->origins[field].document;
  inc_report_key(r, "alias-clash", t->origins[field].node, "\"%s\" already stands for the column \"%s\"", name,
                 t->table->fields[other].name);
}

static void index_headers(inc_reader *r, table_state *t)
{
  inc_map_init(&t->table->index.names, &r->allocator);
  for (uint32_t i = 0; i < t->table->count && !r->failed; i++) add_header(r, t, i, t->table->fields[i].name);
  for (uint32_t i = 0; i < t->table->count && !r->failed; i++) {
    const inc_field *f = &t->table->fields[i];
    add_header(r, t, i, f->title.zh);
    add_header(r, t, i, f->title.en);
    for (size_t k = 0; k < f->alias_count; k++) add_header(r, t, i, f->aliases[k]);
  }
}

/* A link leads to rows by their keys; a cross table's rows have none. */
static void check_link_targets(tables_state *all, table_state *t)
{
  inc_reader *r = all->r;
  for (uint32_t i = 0; i < t->table->count; i++) {
    inc_field *f = &t->table->fields[i];
    if (f->link == INC_NONE || !r->policy->program.schema.tables[f->link].cross) continue;
    r->document = t->origins[i].document;
    INC_REPORT(r, "type-mismatch", inc_json_get(t->origins[i].node, "to"), "\"%s\" is a cross table, whose rows have no key to link to",
               r->policy->program.schema.tables[f->link].name);
    f->link = INC_NONE;
    f->type = INC_TYPE_UNKNOWN;
  }
}

/* The first link of a table to one that is not settled; INC_NONE for none. */
static uint32_t open_link(const inc_table *table, const bool *settled)
{
  for (uint32_t f = 0; f < table->count; f++) {
    uint32_t to = table->fields[f].link;
    if (to != INC_NONE && !settled[to]) return f;
  }
  return INC_NONE;
}

/* From a table that is not settled, open links lead into a circle: report it once and settle the way. */
static void report_circle(tables_state *all, uint32_t t, bool *settled, bool *seen)
{
  inc_reader *r = all->r;
  const inc_schema *schema = &r->policy->program.schema;
  while (!seen[t]) {
    seen[t] = true;
    t = schema->tables[t].fields[open_link(&schema->tables[t], settled)].link;
  }
  const field_origin *origin = &all->tables[t].origins[open_link(&schema->tables[t], settled)];
  r->document = origin->document;
  inc_report_key(r, "link-cycle", origin->node, "links lead from \"%s\" back to it", schema->tables[t].name);
  for (uint32_t i = 0; i < schema->count; i++) settled[i] = settled[i] || seen[i];
}

/* Links must not lead in a circle: settle the tables that link to none that is open, until none moves. */
static void check_link_cycles(tables_state *all)
{
  inc_reader *r = all->r;
  const inc_schema *schema = &r->policy->program.schema;
  bool *settled = inc_reader_alloc(r, schema->count, sizeof *settled);
  bool *seen = inc_reader_alloc(r, schema->count, sizeof *seen);
  bool moved = settled && seen;
  while (moved) {
    moved = false;
    for (uint32_t t = 0; t < schema->count; t++) {
      if (settled[t] || open_link(&schema->tables[t], settled) != INC_NONE) continue;
      settled[t] = moved = true;
    }
    for (uint32_t t = 0; t < schema->count && !moved; t++) {
      if (settled[t]) continue;
      report_circle(all, t, settled, seen);
      moved = true;
    }
  }
}

static void read_all(tables_state *all)
{
  inc_reader *r = all->r;
  inc_schema *schema = &r->policy->program.schema;
  each_table(all, name_table);
  uint32_t count = (uint32_t)schema->names.count;
  schema->tables = inc_reader_alloc(r, count, sizeof *schema->tables);
  r->policy->tables = inc_reader_alloc(r, count, sizeof *r->policy->tables);
  all->tables = inc_reader_alloc(r, count, sizeof *all->tables);
  if (r->failed) return;
  schema->count = count;
  for (uint32_t i = 0; i < count; i++) {
    schema->tables[i].name = inc_reader_text(r, inc_map_text(&schema->names, i, NULL));
    all->tables[i].table = &schema->tables[i];
    all->tables[i].info = &r->policy->tables[i];
    inc_map_init(&all->tables[i].names, &r->allocator);
  }
  each_table(all, read_table);
  for (uint32_t i = 0; i < count && !r->failed; i++) {
    index_headers(r, &all->tables[i]);
    find_key(r, &all->tables[i]);
    check_link_targets(all, &all->tables[i]);
  }
  check_link_cycles(all);
  inc_check_reference_rows(r);
}

void inc_read_tables(inc_reader *r)
{
  tables_state all = {.r = r};
  read_all(&all);
  for (size_t i = 0; all.tables && i < r->policy->program.schema.count; i++) inc_map_free(&all.tables[i].names);
}
