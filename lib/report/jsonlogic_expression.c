/* Columns, parameters and expressions as JsonLogic. */
#include <string.h>

#include "base/date.h"
#include "policy/words.h"
#include "report/jsonlogic.h"

static inc_logic date_of(inc_lowering *lo, int64_t days)
{
  inc_civil c = inc_date_civil((int32_t)days);
  return (inc_logic){.type = INC_TYPE_DATE, .value = inc_logic_print(lo, "%d", (int)(c.year * 10000 + (int)c.month * 100 + (int)c.day))};
}

inc_logic inc_logic_coded(inc_lowering *lo, inc_type type, uint32_t list, int64_t value)
{
  switch (type) {
  case INC_TYPE_BOOLEAN: return inc_logic_boolean(value != 0);
  case INC_TYPE_NUMBER: return inc_logic_micros(lo, value);
  case INC_TYPE_DATE: return date_of(lo, value);
  default: return (inc_logic){.type = type, .value = inc_logic_quote(lo, lo->policy->program.schema.lists[list].codes[value].code)};
  }
}

/* ---- Columns ---- */

/* "unit.city." and "present" of "unit.city.present"; the policy's own way of writing it. */
static const char *path_of(inc_lowering *lo, const inc_ref *ref)
{
  inc_buffer text;
  uint32_t start = ref->link_count ? lo->policy->program.rules[lo->rule].table : ref->table;
  inc_buffer_init(&text, &lo->arena->allocator);
  inc_words_path(lo->policy, ref, start, &text);
  if (text.failed) lo->failed = true;
  const char *path = inc_logic_print(lo, "%s", inc_buffer_get(&text));
  inc_buffer_free(&text);
  return path;
}

static void note_field(inc_lowering *lo, uint32_t table, uint32_t field)
{
  lo->fields[table][field] = true;
}

static void note_links(inc_lowering *lo, const inc_ref *ref)
{
  uint32_t table = ref->link_count ? lo->policy->program.rules[lo->rule].table : ref->table;
  for (uint32_t i = 0; i < ref->link_count; i++) {
    note_field(lo, table, ref->links[i]);
    table = lo->policy->program.schema.tables[table].fields[ref->links[i]].link;
  }
}

static const char *is_null(inc_lowering *lo, const char *var)
{
  return inc_logic_print(lo, "{\"===\": [%s, null]}", var);
}

static inc_logic read_link(inc_lowering *lo, const inc_ref *ref)
{
  const inc_schema *schema = &lo->policy->program.schema;
  const inc_table *target = &schema->tables[schema->tables[ref->table].fields[ref->field].link];
  const char *var = inc_logic_var(lo, inc_logic_print(lo, "%s.%s", path_of(lo, ref), target->fields[target->key].name));
  note_field(lo, ref->table, ref->field);
  return (inc_logic){.type = INC_TYPE_TEXT, .value = var, .gap = inc_gap_where(lo, is_null(lo, var), INCUBATOR_GAP_MISSING)};
}

/* Whether the row that a path leads to was given, though it may have no more than its key. */
static const char *row_gap(inc_lowering *lo, const char *path)
{
  const char *last = strrchr(path, '.');
  const char *there = inc_logic_var(lo, inc_logic_print(lo, "%.*s.?", last ? (int)(last - path) : 0, path));
  return inc_logic_print(lo, "{\"if\": [{\"===\": [%s, true]}, 0, %d]}", there, (int)INCUBATOR_GAP_MISSING);
}

static inc_logic read_field(inc_lowering *lo, const inc_ref *ref)
{
  const inc_table *table = &lo->policy->program.schema.tables[ref->table];
  const inc_field *field = &table->fields[ref->field];
  const char *path = path_of(lo, ref), *var = inc_logic_var(lo, path), *null = is_null(lo, var);
  inc_logic v = {.type = field->type, .value = var, .decimals = inc_field_scale(field)};
  note_field(lo, ref->table, ref->field);
  if (field->has_absent) v.value = inc_logic_three(lo, null, inc_logic_coded(lo, field->type, field->list, field->absent).value, var);
  else v.gap = inc_gap_where(lo, null, INCUBATOR_GAP_MISSING);
  if (ref->link_count && (field->has_absent || ref->field == table->key)) v.gap = row_gap(lo, path);
  return v;
}

/* A rule's own column or part: what an earlier step made, or what is given with its gap beside it. */
static inc_logic read_result(inc_lowering *lo, const inc_ref *ref)
{
  const inc_part *part = &lo->policy->program.rules[ref->rule].parts[ref->part];
  const inc_lowered *rule = &lo->rules[ref->rule];
  const char *path = path_of(lo, ref), *var = inc_logic_var(lo, path);
  const char *gap = inc_logic_var(lo, inc_logic_print(lo, "%s?", path));
  inc_logic v = {.type = part->type, .value = var, .decimals = part->type == INC_TYPE_NUMBER ? INC_MICRO_SCALE : 0};
  if (rule->refused || rule->given[ref->part]) {
    lo->asked[ref->rule][ref->part] = true;
    v.gap = inc_logic_print(lo, "{\"if\": [{\"!==\": [%s, null]}, 0, {\"===\": [%s, null]}, %d, %s]}", var, gap,
                            (int)INCUBATOR_GAP_MISSING, gap);
  } else if (ref->link_count) { /* the row may not be there */
    v.gap = rule->gaps[ref->part] ? inc_logic_three(lo, is_null(lo, gap), "3", gap)
                                  : inc_gap_where(lo, is_null(lo, var), INCUBATOR_GAP_MISSING);
  } else if (rule->gaps[ref->part]) {
    v.gap = gap;
  }
  return v;
}

inc_logic inc_logic_ref(inc_lowering *lo, const inc_ref *ref)
{
  note_links(lo, ref);
  if (ref->rule != INC_NONE) return read_result(lo, ref);
  if (lo->policy->program.schema.tables[ref->table].fields[ref->field].link != INC_NONE) return read_link(lo, ref);
  return read_field(lo, ref);
}

/* ---- Leaves ---- */

/* By the date of the row: the last value that began by then. */
static inc_logic parameter_at(inc_lowering *lo, const inc_parameter *p)
{
  const size_t count = p->value_count;
  const inc_logic day = {.type = INC_TYPE_DATE, .value = lo->at.value};
  inc_logic *branches = inc_arena_alloc(lo->arena, 2 * count + 1, sizeof *branches);
  if (!branches) lo->failed = true;
  for (size_t i = 0; i < count && !lo->failed; i++) {
    const inc_dated *last = &p->values[count - 1 - i];
    branches[2 * i] = inc_logic_compare(lo, INC_OP_LESS_EQUAL, date_of(lo, last->from), day);
    branches[2 * i + 1] = inc_logic_coded(lo, p->type, p->list, last->value);
  }
  const inc_logic unset = inc_logic_gap(p->type, INCUBATOR_GAP_UNSET);
  if (count == 0 || lo->failed) return unset;
  branches[2 * count] = unset;
  return inc_logic_under(lo, lo->at.gap, inc_logic_if(lo, branches, 2 * count + 1));
}

static inc_logic read_parameter(inc_lowering *lo, uint32_t number)
{
  const inc_parameter *p = &lo->policy->program.parameters[number];
  int64_t value;
  lo->parameters[number] = true;
  if (lo->at.type == INC_TYPE_DATE) return parameter_at(lo, p);
  if (!inc_parameter_value(p, lo->as_of, &value)) return inc_logic_gap(p->type, INCUBATOR_GAP_UNSET);
  return inc_logic_coded(lo, p->type, p->list, value);
}

static inc_logic read_constant(inc_lowering *lo, const inc_node *node)
{
  if (node->type == INC_TYPE_NUMBER) return inc_logic_number(lo, node->is.number);
  if (node->type == INC_TYPE_TEXT) return (inc_logic){.type = INC_TYPE_TEXT, .value = inc_logic_quote(lo, node->is.text)};
  return inc_logic_coded(lo, node->type, node->list, node->is.value);
}

/* ---- Operators ---- */

/* Numbers that are computed are compared one by one, others found in the list. */
static inc_logic in_list(inc_lowering *lo, inc_logic *operands, size_t count)
{
  const bool numeric = operands[0].type == INC_TYPE_NUMBER && operands[0].computed;
  inc_logic_bind(lo, &operands[0]);
  const char **texts = inc_arena_alloc(lo->arena, count + 1, sizeof *texts);
  if (!texts) lo->failed = true;
  inc_logic bare = operands[0];
  bare.gap = NULL;
  for (size_t i = 1; i < count && !lo->failed; i++) {
    texts[i - 1] = numeric ? inc_logic_compare(lo, INC_OP_EQUAL, bare, operands[i]).value : operands[i].value;
  }
  inc_logic v = {.type = INC_TYPE_BOOLEAN, .value = "", .gap = operands[0].gap};
  if (lo->failed) return v;
  if (numeric || count == 1) {
    v.value = inc_logic_all(lo, "or", texts, count - 1, "false");
    return v;
  }
  const char *list = inc_logic_all(lo, "in", texts, count - 1, "");
  /* of several the operands are what is between the brackets */
  if (count > 2) list = inc_logic_print(lo, "%.*s", (int)(strlen(list) - strlen("{\"in\": [") - 2), list + strlen("{\"in\": ["));
  v.value = inc_logic_print(lo, "{\"in\": [%s, [%s]]}", bare.value, list);
  return v;
}

static inc_logic operator_of(inc_lowering *lo, inc_op op, inc_logic *operands, size_t count)
{
  switch (op) {
  case INC_OP_AND: return inc_logic_and(lo, operands, count);
  case INC_OP_OR: return inc_logic_or(lo, operands, count);
  case INC_OP_NOT: return inc_logic_not(lo, operands[0]);
  case INC_OP_IF: return inc_logic_if(lo, operands, count);
  case INC_OP_IN: return in_list(lo, operands, count);
  case INC_OP_DIVIDE: return inc_logic_divide(lo, operands[0], operands[1]);
  case INC_OP_ADD:
  case INC_OP_SUBTRACT:
  case INC_OP_MULTIPLY:
  case INC_OP_MIN:
  case INC_OP_MAX: return inc_logic_fold(lo, op, operands, count);
  default: return inc_logic_compare(lo, op, operands[0], operands[1]);
  }
}

static inc_logic lower_node(inc_lowering *lo, const inc_expression *e, const inc_node *node, const inc_logic *values)
{
  switch (node->op) {
  case INC_OP_CONSTANT: return read_constant(lo, node);
  case INC_OP_COLUMN: return inc_logic_ref(lo, &node->is.ref);
  case INC_OP_PARAMETER: return read_parameter(lo, node->is.parameter);
  case INC_OP_AS_OF: return date_of(lo, lo->as_of);
  default: break;
  }
  inc_logic *operands = inc_arena_alloc(lo->arena, node->count, sizeof *operands);
  if (!operands) lo->failed = true;
  for (uint32_t i = 0; i < node->count && !lo->failed; i++) operands[i] = values[inc_expression_operand(e, node, i)];
  return lo->failed ? values[0] : operator_of(lo, node->op, operands, node->count);
}

inc_logic inc_logic_expression(inc_lowering *lo, const inc_expression *e)
{
  inc_logic nothing = {.type = INC_TYPE_UNKNOWN, .value = ""};
  inc_logic *values = inc_arena_alloc(lo->arena, e->count, sizeof *values);
  if (!values) lo->failed = true;
  for (uint32_t i = 0; i < e->count && !lo->failed; i++) values[i] = lower_node(lo, e, &e->nodes[i], values);
  return lo->failed ? nothing : values[e->count - 1];
}
