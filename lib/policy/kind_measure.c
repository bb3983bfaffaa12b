/* Measures: which rows, by which path, and what is taken of them. */
#include <stdio.h>
#include <string.h>

#include "policy/rules.h"

/* ---- The path up ---- */

enum { MOST_LINKS = 16 };

typedef struct path_search {
  const inc_schema *schema;
  uint32_t to;
  uint32_t links[MOST_LINKS], next[MOST_LINKS], tables[MOST_LINKS + 1];
  uint32_t found[MOST_LINKS], found_count;
  unsigned paths;
  bool *leads; /* tables from which links lead to `to`: the search enters no other, so it ends soon */
} path_search;

static bool find_leads(inc_reader *r, path_search *s)
{
  s->leads = inc_arena_alloc(&r->scratch, s->schema->count, sizeof *s->leads);
  bool moved = s->leads != NULL;
  if (!moved) r->failed = true;
  while (moved) {
    moved = false;
    for (uint32_t t = 0; t < s->schema->count; t++) {
      const inc_table *table = &s->schema->tables[t];
      for (uint32_t f = 0; f < table->count && !s->leads[t]; f++) {
        uint32_t to = table->fields[f].link;
        s->leads[t] = to != INC_NONE && (to == s->to || s->leads[to]);
        moved = moved || s->leads[t];
      }
    }
  }
  return s->leads != NULL;
}

/* A field that is a link worth following. */
static bool is_step(const path_search *s, const inc_field *field)
{
  return field->link != INC_NONE && (field->link == s->to || s->leads[field->link]);
}

/* All paths of links from a table up to another, depth first; the second one found ends the search. */
static void search_paths(path_search *s, uint32_t from)
{
  uint32_t depth = 0;
  s->tables[0] = from;
  s->next[0] = 0;
  for (;;) {
    const inc_table *table = &s->schema->tables[s->tables[depth]];
    uint32_t field = depth < MOST_LINKS ? s->next[depth] : table->count;
    while (field < table->count && !is_step(s, &table->fields[field])) field++;
    if (field >= table->count) {
      if (depth == 0) return;
      depth--;
      continue;
    }
    s->next[depth] = field + 1;
    s->links[depth] = field;
    s->tables[depth + 1] = table->fields[field].link;
    if (s->tables[depth + 1] == s->to) {
      if (s->paths++) return;
      s->found_count = depth + 1;
      memcpy(s->found, s->links, sizeof s->found);
    } else if (depth + 1 < MOST_LINKS) {
      s->next[++depth] = 0;
    }
  }
}

static void find_via(inc_rule_reader *x, inc_measure *m, const inc_json *place)
{
  const inc_schema *schema = &x->r->policy->program.schema;
  path_search s = {.schema = schema, .to = x->rule->table};
  if (!find_leads(x->r, &s)) return;
  search_paths(&s, m->rows);
  if (s.paths == 0) {
    INC_REPORT(x->r, "unknown-name", place, "no links lead from \"%s\" to \"%s\"", schema->tables[m->rows].name,
               schema->tables[x->rule->table].name);
  } else if (s.paths > 1) {
    INC_REPORT(x->r, "via-ambiguous", place, "several paths of links lead from \"%s\" to \"%s\": say which by \"via\"",
               schema->tables[m->rows].name, schema->tables[x->rule->table].name);
  } else {
    m->via = inc_arena_copy(x->r->arena, s.found, s.found_count, sizeof *s.found);
    m->via_count = s.found_count;
    if (!m->via) x->r->failed = true;
  }
}

/* "user.carrier": every segment a link, the last one to this rule's table. */
static void read_via(inc_rule_reader *x, inc_measure *m, const inc_json *node)
{
  inc_ref ref;
  const inc_schema *schema = &x->r->policy->program.schema;
  if (!inc_read_path(x->r, node, m->rows, &ref)) return;
  uint32_t to = ref.field == INC_NONE ? INC_NONE : schema->tables[ref.table].fields[ref.field].link;
  if (to != x->rule->table) {
    INC_REPORT(x->r, "unknown-name", node, "\"%s\" is no path of links from \"%s\" to \"%s\"", inc_json_string(node),
               schema->tables[m->rows].name, schema->tables[x->rule->table].name);
    return;
  }
  uint32_t *links = inc_reader_alloc(x->r, ref.link_count + 1, sizeof *links);
  if (!links) return;
  if (ref.link_count) memcpy(links, ref.links, ref.link_count * sizeof *links);
  links[ref.link_count] = ref.field;
  m->via = links;
  m->via_count = ref.link_count + 1;
}

static bool read_rows(inc_rule_reader *x, inc_measure *m)
{
  const inc_schema *schema = &x->r->policy->program.schema;
  const inc_json *rows = inc_member(x->r, x->node, "rows", INC_JSON_STRING, true), *via = inc_json_get(x->node, "via");
  const inc_json *within = inc_json_get(x->node, "within");
  if (!rows) return false;
  m->rows = inc_schema_table(schema, inc_json_string(rows), strlen(inc_json_string(rows)));
  if (m->rows == INC_NONE) {
    INC_REPORT(x->r, "unknown-name", rows, "no table \"%s\"", inc_json_string(rows));
    return false;
  }
  bool own = m->rows == x->rule->table;
  if (own && via) INC_REPORT(x->r, "unknown-key", via, "rows of the own table are grouped by \"within\", not by links");
  if (!own && within) INC_REPORT(x->r, "unknown-key", within, "\"within\" is for measures over the own table");
  if (own) m->within = inc_rule_within(x, x->node, &m->within_count);
  if (!own && via) read_via(x, m, via);
  else if (!own) find_via(x, m, rows);
  return true;
}

/* ---- What is taken ---- */

static const char take_words[] = "count sum min max mean distinct commonest share share-of-commonest";

/* `where` and `of` are expressions on a row of the table that is measured. */
static const inc_expression *read_below(inc_rule_reader *x, const inc_measure *m, const char *key, inc_meaning *meaning)
{
  const inc_json *node = inc_json_get(x->node, key);
  *meaning = (inc_meaning){.list = INC_NONE};
  return node ? inc_read_expression(x->r, node, m->rows, meaning) : NULL;
}

static void read_where(inc_rule_reader *x, inc_measure *m)
{
  inc_meaning meaning, boolean = inc_boolean_meaning();
  m->where = read_below(x, m, "where", &meaning);
  if (m->where) inc_expect(x->r, inc_json_get(x->node, "where"), m->where, &meaning, &boolean);
}

static bool check_of(inc_rule_reader *x, const inc_measure *m, const inc_meaning *of)
{
  const inc_json *node = inc_json_get(x->node, "of");
  const char *expected = NULL;
  if (!node && m->take != INC_TAKE_COUNT) {
    INC_REPORT(x->r, "key-missing", x->node, "no key \"of\" here: what is taken of the rows?");
    return false;
  }
  if (!node || of->type == INC_TYPE_UNKNOWN) return node == NULL;
  bool number = of->type == INC_TYPE_NUMBER, ordered = number || of->type == INC_TYPE_DATE;
  if ((m->take == INC_TAKE_SUM || m->take == INC_TAKE_MEAN) && !number) expected = "a number";
  if ((m->take == INC_TAKE_MIN || m->take == INC_TAKE_MAX) && !ordered) expected = "a number or a date";
  if (m->take == INC_TAKE_SHARE && of->type != INC_TYPE_BOOLEAN) expected = "a boolean";
  if (of->literal) expected = "a column";
  if (expected) INC_REPORT(x->r, "type-mismatch", node, "found %s, expected %s", inc_type_name(of->type), expected);
  return !expected;
}

/* Declared bounds of the field that `of` is, for the bounds of a sum. */
static void find_bounds(inc_rule_reader *x, inc_measure *m)
{
  const inc_node *root = m->of && m->of->count == 1 ? inc_expression_root(m->of) : NULL;
  if (!root || root->op != INC_OP_COLUMN || root->is.ref.field == INC_NONE) return;
  const inc_field *f = &x->r->policy->program.schema.tables[root->is.ref.table].fields[root->is.ref.field];
  m->bounded = f->type == INC_TYPE_NUMBER && f->has_min && f->has_max;
  m->of_min = f->min;
  m->of_max = f->max;
}

static inc_meaning taken(const inc_rule_reader *x, const inc_measure *m, const inc_meaning *of)
{
  switch (m->take) {
  case INC_TAKE_COUNT: return inc_number_of(x->r->policy->tables[m->rows].unit);
  case INC_TAKE_SUM:
  case INC_TAKE_MIN:
  case INC_TAKE_MAX:
  case INC_TAKE_MEAN:
  case INC_TAKE_COMMONEST: return *of;
  default: return inc_number_of(0);
  }
}

void inc_read_measure(inc_rule_reader *x)
{
  inc_measure *m = &x->version->is.measure;
  inc_meaning of;
  if (!read_rows(x, m) || x->r->failed) return;
  read_where(x, m);
  const inc_json *take = inc_member(x->r, x->node, "take", INC_JSON_STRING, true);
  int word = take ? inc_read_word(x->r, take, "type-mismatch", take_words) : -1;
  m->of = x->r->failed ? NULL : read_below(x, m, "of", &of);
  if (word < 0 || x->r->failed) return;
  m->take = (inc_take)word;
  if (!check_of(x, m, &of)) return;
  find_bounds(x, m);
  inc_meaning result = taken(x, m, &of);
  inc_rule_declared(x, m->of, x->node, &result);
  inc_rule_part_type(x, 0, x->node, result);
  inc_rule_part_type(x, INC_MEASURE_LOW, x->node, result);
  inc_rule_part_type(x, INC_MEASURE_HIGH, x->node, result);
  inc_rule_part_type(x, INC_MEASURE_UNDETERMINED, x->node, inc_number_of(x->r->policy->tables[m->rows].unit));
  inc_read_measure_actionable(x);
}
