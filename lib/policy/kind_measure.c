/* Measures: which rows, by which path, and what is taken of them. */
#include <string.h>

#include "policy/links.h"
#include "policy/rules.h"

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
  if (own) m->within = inc_rule_columns(x, x->node, "within", &m->within_count);
  if (!own && via) inc_read_via(x->r, via, m->rows, x->rule->table, &m->via, &m->via_count);
  else if (!own) inc_find_via(x->r, rows, m->rows, x->rule->table, &m->via, &m->via_count);
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
