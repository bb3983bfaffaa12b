/* Rows that ship with a policy: their keys, their cells, and the rows that they link to. */
#include <string.h>

#include "base/text.h"
#include "engine/cell.h"
#include "policy/reader.h"

/* The keys of one table's rows. */
typedef struct row_keys {
  inc_map keys;
  uint32_t *latest; /* of each key: the latest row that has it */
  uint32_t *before; /* of each row: the one before it with the same key; INC_NONE for none */
} row_keys;

typedef struct checking {
  inc_reader *r;
  uint32_t number; /* of the table */
  const inc_table *table;
  const inc_table_info *info;
  row_keys *keys; /* of all tables */
} checking;

/* A text as data would hold it. */
static void trimmed(const inc_json *node, const char **text, size_t *length)
{
  *text = inc_json_string(node) ? inc_json_string(node) : "";
  *length = strlen(*text);
  inc_text_trim(text, length);
}

/* ---- Keys ---- */

static void take_key(checking *c, uint32_t row)
{
  inc_reader *r = c->r;
  row_keys *k = &c->keys[c->number];
  const inc_json *node = c->info->rows[row].node;
  const inc_json *key = inc_member(r, node, c->table->fields[c->table->key].name, INC_JSON_STRING, true);
  const char *text;
  size_t length;
  bool added;
  if (!key) return;
  trimmed(key, &text, &length);
  if (length == 0) {
    INC_REPORT(r, "key-missing", key, "an empty key, expected a text that tells rows apart");
    return;
  }
  uint32_t number = inc_map_add(&k->keys, text, length, &added);
  if (number == INC_MAP_NONE) {
    r->failed = true;
    return;
  }
  if (!added) k->before[row] = k->latest[number];
  k->latest[number] = row;
  bool twice = !added && c->info->rows[k->before[row]].document == r->document;
  if (twice) INC_REPORT(r, "key-duplicate", node, "\"%s\" is the key of another row already", inc_json_string(key));
}

static void take_keys(checking *c)
{
  row_keys *k = &c->keys[c->number];
  k->latest = inc_arena_alloc(&c->r->scratch, c->info->row_count, sizeof *k->latest);
  k->before = inc_arena_alloc(&c->r->scratch, c->info->row_count, sizeof *k->before);
  if (!k->latest || !k->before) c->r->failed = true;
  for (uint32_t row = 0; row < c->info->row_count && !c->r->failed; row++) {
    const inc_json *node = c->info->rows[row].node;
    inc_json_type type = inc_json_type_of(node);
    k->before[row] = INC_NONE;
    c->r->document = c->info->rows[row].document;
    if (type == INC_JSON_OBJECT) take_key(c, row);
    else INC_REPORT(c->r, "type-mismatch", node, "found %s, expected a row (an object)", inc_json_type_name(type));
  }
}

/* ---- Cells ---- */

static inc_cell_fault read_cell(const checking *c, const inc_field *field, uint32_t document, const inc_json *node,
                                inc_cell_text *cell)
{
  const incubator_policy *p = c->r->policy;
  return inc_cell_read_json(&p->program.schema, field, p->documents[document].json, node, cell);
}

/* Whether two cells of one row, from two policies, say the same, or one of them nothing. */
static bool agree(const checking *c, const inc_field *field, const inc_json *a, const inc_json *b, uint32_t document_of_b)
{
  inc_cell_text x, y;
  if (read_cell(c, field, c->r->document, a, &x).code || read_cell(c, field, document_of_b, b, &y).code) return true;
  if (x.missing || y.missing) return true;
  if (!x.text) return x.value == y.value;
  const char *s, *t;
  size_t s_length, t_length;
  trimmed(a, &s, &s_length);
  trimmed(b, &t, &t_length);
  return s_length == t_length && !memcmp(s, t, s_length);
}

/* A closed table has all its rows here. */
static void check_link(checking *c, const inc_field *field, const inc_json *node)
{
  const inc_table *target = &c->r->policy->program.schema.tables[field->link];
  const char *text;
  size_t length;
  if (!target->reference || target->key == INC_NONE) return;
  trimmed(node, &text, &length);
  if (length == 0 || inc_map_find(&c->keys[field->link].keys, text, length) != INC_MAP_NONE) return;
  INC_REPORT(c->r, "link-unknown", node, "\"%s\" is the key of no row of \"%s\"", inc_json_string(node), target->name);
}

static void check_cell(checking *c, uint32_t row, const inc_json *node)
{
  inc_reader *r = c->r;
  const char *name = inc_json_key(node);
  uint32_t number = inc_table_field(c->table, name, strlen(name));
  inc_cell_text cell;
  if (number == INC_NONE) {
    inc_report_key(r, "unknown-name", node, "this table has no field or link \"%s\"", name);
    return;
  }
  const inc_field *field = &c->table->fields[number];
  if (field->type == INC_TYPE_UNKNOWN) return;
  inc_cell_fault fault = read_cell(c, field, r->document, node, &cell);
  if (fault.code) INC_REPORT(r, fault.code, node, "expected %s", fault.expected);
  else if (field->link != INC_NONE) check_link(c, field, node);
  const uint32_t *before = c->keys[c->number].before;
  for (uint32_t b = before[row]; b != INC_NONE && !fault.code; b = before[b]) {
    const struct inc_reference_row *other = &c->info->rows[b];
    const inc_json *theirs = other->document == r->document ? NULL : inc_json_get(other->node, name);
    if (!theirs || agree(c, field, node, theirs, other->document)) continue;
    INC_REPORT(r, "extends-clash", node, "\"%s\" has another value for this row", r->policy->documents[other->document].id);
  }
}

static void check_cells(checking *c)
{
  for (uint32_t row = 0; row < c->info->row_count && !c->r->failed; row++) {
    const inc_json *node = c->info->rows[row].node;
    c->r->document = c->info->rows[row].document;
    if (inc_json_type_of(node) != INC_JSON_OBJECT) continue;
    for (const inc_json *cell = inc_json_first(node); cell; cell = inc_json_next(cell)) check_cell(c, row, cell);
  }
}

static void each_table(inc_reader *r, row_keys *keys, void (*check)(checking *c))
{
  const inc_schema *schema = &r->policy->program.schema;
  for (uint32_t t = 0; t < schema->count && !r->failed; t++) {
    checking c = {r, t, &schema->tables[t], &r->policy->tables[t], keys};
    if (c.table->key != INC_NONE) check(&c);
  }
}

void inc_check_reference_rows(inc_reader *r)
{
  const uint32_t count = r->policy->program.schema.count;
  row_keys *keys = inc_arena_alloc(&r->scratch, count, sizeof *keys);
  if (!keys) {
    r->failed = true;
    return;
  }
  for (uint32_t t = 0; t < count; t++) inc_map_init(&keys[t].keys, &r->allocator);
  each_table(r, keys, take_keys);
  each_table(r, keys, check_cells);
  for (uint32_t t = 0; t < count; t++) inc_map_free(&keys[t].keys);
}
