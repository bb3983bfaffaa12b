/*
 * The strict subset of JsonLogic. The tree is walked with a stack of open operators; nodes
 * are appended as they close, so operands always stand before what uses them.
 */
#include "policy/expression.h"

#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "policy/typing.h"

const char *const inc_op_names[INC_OP_COUNT] = {
    [INC_OP_ADD] = "+",           [INC_OP_SUBTRACT] = "-", [INC_OP_MULTIPLY] = "*", [INC_OP_DIVIDE] = "/",
    [INC_OP_MIN] = "min",         [INC_OP_MAX] = "max",    [INC_OP_LESS] = "<",     [INC_OP_LESS_EQUAL] = "<=",
    [INC_OP_GREATER] = ">",       [INC_OP_EQUAL] = "==",   [INC_OP_AND] = "and",    [INC_OP_NOT_EQUAL] = "!=",
    [INC_OP_OR] = "or",           [INC_OP_NOT] = "!",      [INC_OP_IF] = "if",      [INC_OP_IN] = "in",
    [INC_OP_GREATER_EQUAL] = ">=",
};

/* An operator whose operands are being read. */
typedef struct open_op {
  inc_op op;
  const inc_json *node; /* the object */
  const inc_json *next; /* the operand to read next */
  size_t base;          /* where its operands start on the stack of values */
} open_op;

typedef struct builder {
  inc_typing typing;
  open_op ops[INC_JSON_DEPTH];
  size_t depth;
  uint32_t *values; /* nodes that wait for their operator */
  size_t value_count, value_capacity;
} builder;

enum { MOST_NODES = 100000 };

static inc_reader *reader(builder *b)
{
  return b->typing.reader;
}

static void push_value(builder *b, uint32_t node)
{
  if (!inc_grow(&reader(b)->allocator, (void **)&b->values, b->value_count, &b->value_capacity, sizeof node)) {
    reader(b)->failed = true;
    return;
  }
  b->values[b->value_count++] = node;
}

static void push_node(builder *b, inc_node node, inc_meaning meaning, const inc_json *json)
{
  push_value(b, inc_typing_add(&b->typing, node, meaning, json));
}

/* What an error leaves behind, so that reading goes on. */
static void push_unknown(builder *b, const inc_json *json)
{
  push_node(b, (inc_node){.op = INC_OP_CONSTANT}, (inc_meaning){0}, json);
}

/* ---- Leaves ---- */

static void keep_literal(inc_reader *r, const char *text)
{
  bool added;
  if (inc_map_add(&r->policy->program.literals, text, strlen(text), &added) == INC_MAP_NONE) r->failed = true;
}

static void read_literal(builder *b, const inc_json *json)
{
  inc_node node = {.op = INC_OP_CONSTANT, .list = INC_NONE};
  inc_meaning meaning = {.list = INC_NONE};
  switch (inc_json_type_of(json)) {
  case INC_JSON_NUMBER:
    node.type = INC_TYPE_NUMBER;
    meaning.flexible = true;
    if (!inc_read_number(reader(b), json, &node.is.number)) node.type = INC_TYPE_UNKNOWN;
    break;
  case INC_JSON_STRING:
    node.type = INC_TYPE_TEXT;
    node.is.text = inc_json_string(json);
    meaning.literal = true;
    keep_literal(reader(b), node.is.text);
    break;
  case INC_JSON_TRUE:
  case INC_JSON_FALSE:
    node.type = INC_TYPE_BOOLEAN;
    node.is.value = inc_json_type_of(json) == INC_JSON_TRUE;
    break;
  default:
    INC_REPORT(reader(b), "type-mismatch", json, "found %s, expected an expression", inc_json_type_name(inc_json_type_of(json)));
    break;
  }
  meaning.type = node.type;
  push_node(b, node, meaning, json);
}

/* Comparing with every name takes its time: whoever makes many mistakes has enough to do with the first. */
enum { MOST_SUGGESTED = 100 };

static const char *suggest(inc_reader *r, uint32_t table, const char *name, size_t length)
{
  static const char *const as_of = "as_of";
  const inc_program *program = &r->policy->program;
  const inc_table *t = &program->schema.tables[table];
  const char *best = NULL;
  char text[64];
  if (length >= sizeof text || r->suggested == MOST_SUGGESTED) return NULL;
  r->suggested++;
  memcpy(text, name, length);
  text[length] = 0;
  for (uint32_t i = 0; i < t->count + program->rule_count + 1; i++) {
    const char *known = i < t->count ? t->fields[i].name : i == t->count ? as_of : program->rules[i - t->count - 1].name;
    bool visible = i <= t->count || program->rules[i - t->count - 1].table == table;
    const char *pair[] = {best, known};
    if (visible) best = best ? inc_nearest(text, pair, 2) : inc_nearest(text, &known, 1);
  }
  return best;
}

bool inc_read_path(inc_reader *r, const inc_json *node, uint32_t table, inc_ref *ref)
{
  const char *path = inc_json_string(node);
  inc_path_fault fault = {0};
  if (!path) {
    INC_REPORT(r, "type-mismatch", node, "found %s, expected the name of a column", inc_json_type_name(inc_json_type_of(node)));
    return false;
  }
  if (inc_policy_path(r->policy, table, path, r->arena, ref, &fault)) return true;
  if (!fault.why) {
    r->failed = true;
    return false;
  }
  const char *near = suggest(r, ref->table, fault.segment, fault.length);
  const char *of = r->policy->program.schema.tables[ref->table].name;
  INC_REPORT(r, "unknown-name", node, "\"%.*s\" %s (table \"%s\")%s%s%s", (int)fault.length, fault.segment, fault.why, of,
             near ? ", did you mean \"" : "", near ? near : "", near ? "\"?" : "");
  return false;
}

inc_meaning inc_ref_meaning(const inc_reader *r, const inc_ref *ref)
{
  inc_meaning meaning = {.list = INC_NONE};
  if (ref->rule == INC_NONE) {
    const inc_field *field = &r->policy->program.schema.tables[ref->table].fields[ref->field];
    meaning.type = field->type;
    meaning.list = field->list;
    meaning.unit = field->unit;
    return meaning;
  }
  const inc_part *part = &r->policy->program.rules[ref->rule].parts[ref->part];
  meaning.type = part->type;
  meaning.list = part->list;
  if (r->policy->rules[ref->rule].units) meaning.unit = r->policy->rules[ref->rule].units[ref->part];
  return meaning;
}

static void read_parameter(builder *b, const char *name, const inc_json *json)
{
  inc_reader *r = reader(b);
  uint32_t number = inc_section_find(&r->parameters, name, strlen(name));
  if (number == INC_MAP_NONE) {
    const char *known[256];
    size_t count = 0;
    for (; count < 256 && count < r->parameters.count; count++) known[count] = r->parameters.entries[count].name;
    const char *near = inc_nearest(name, known, count);
    INC_REPORT(r, "unknown-name", json, "no parameter \"%s\"%s%s%s", name, near ? ", did you mean \"" : "", near ? near : "",
               near ? "\"?" : "");
    push_unknown(b, json);
    return;
  }
  r->used_parameters[number] = true;
  const inc_parameter *p = &r->policy->program.parameters[number];
  inc_node node = {.op = INC_OP_PARAMETER, .type = p->type, .list = p->list, .is.parameter = number};
  inc_meaning meaning = {.type = p->type, .list = p->list, .unit = r->policy->parameters[number].unit};
  push_node(b, node, meaning, json);
}

static void read_var(builder *b, const inc_json *json)
{
  const inc_json *name = json;
  if (inc_json_type_of(json) == INC_JSON_ARRAY) {
    if (inc_json_count(json) > 1) {
      INC_REPORT(reader(b), "var-default", json, "a var has no default here: say \"absent\" where the value is needed");
      push_unknown(b, json);
      return;
    }
    name = inc_json_first(json);
  }
  const char *path = name ? inc_json_string(name) : NULL;
  if (!path || !*path) {
    INC_REPORT(reader(b), "type-mismatch", json, "expected the name of a column as a string");
    push_unknown(b, json);
  } else if (!strcmp(path, "as_of")) {
    push_node(b, (inc_node){.op = INC_OP_AS_OF, .type = INC_TYPE_DATE, .list = INC_NONE},
              (inc_meaning){.type = INC_TYPE_DATE, .list = INC_NONE}, json);
  } else if (!strncmp(path, "params.", 7)) {
    read_parameter(b, path + 7, name);
  } else {
    inc_node node = {.op = INC_OP_COLUMN};
    if (!inc_read_path(reader(b), name, b->typing.table, &node.is.ref)) {
      push_unknown(b, json);
      return;
    }
    inc_meaning meaning = inc_ref_meaning(reader(b), &node.is.ref);
    node.type = meaning.type;
    node.list = meaning.list;
    push_node(b, node, meaning, name);
  }
}

/* ---- Operators ---- */

static bool find_op(const char *name, inc_op *op)
{
  for (int i = 0; i < INC_OP_COUNT; i++) {
    if (!inc_op_names[i] || strcmp(inc_op_names[i], name)) continue;
    *op = (inc_op)i;
    return true;
  }
  return false;
}

/* The first operand; `!` may have its only one without an array. */
static const inc_json *operands_of(builder *b, inc_op op, const inc_json *arguments)
{
  bool list = inc_json_type_of(arguments) == INC_JSON_ARRAY;
  if (!list && op == INC_OP_NOT) return arguments;
  if (list) return inc_json_first(arguments);
  INC_REPORT(reader(b), "arity", arguments, "found %s, expected an array of operands",
             inc_json_type_name(inc_json_type_of(arguments)));
  return NULL;
}

static void open_operator(builder *b, const inc_json *node)
{
  const inc_json *member = inc_json_first(node);
  inc_op op;
  if (!member || inc_json_next(member)) {
    INC_REPORT(reader(b), "operator-unknown", node, "an operator is an object with one key, this has %zu", inc_json_count(node));
    push_unknown(b, node);
  } else if (!strcmp(inc_json_key(member), "var")) {
    read_var(b, member);
  } else if (!find_op(inc_json_key(member), &op)) {
    inc_report_key(reader(b), "operator-unknown", member,
                   "\"%s\" is no operator here, expected one of: var + - * / min max < <= > >= == != and or ! if in",
                   inc_json_key(member));
    push_unknown(b, node);
  } else {
    b->ops[b->depth++] = (open_op){op, node, operands_of(b, op, member), b->value_count};
  }
}

/* Whether there is room for one more; told once. */
static bool has_room(builder *b, const inc_json *node)
{
  if (b->typing.count == MOST_NODES) INC_REPORT(reader(b), "limit", node, "an expression of more than %d nodes", MOST_NODES);
  return b->typing.count < MOST_NODES;
}

static void read_value(builder *b, const inc_json *node)
{
  if (!has_room(b, node)) {
    push_unknown(b, node);
  } else if (inc_json_type_of(node) == INC_JSON_OBJECT) {
    open_operator(b, node);
  } else {
    read_literal(b, node);
  }
}

/* The second operand of `in`. */
static void read_list(builder *b, const inc_json *list)
{
  if (inc_json_type_of(list) != INC_JSON_ARRAY) {
    INC_REPORT(reader(b), "type-mismatch", list, "found %s, expected a list of literals", inc_json_type_name(inc_json_type_of(list)));
    return;
  }
  for (const inc_json *item = inc_json_first(list); item && has_room(b, item); item = inc_json_next(item)) {
    inc_json_type type = inc_json_type_of(item);
    if (type == INC_JSON_OBJECT || type == INC_JSON_ARRAY) {
      INC_REPORT(reader(b), "type-mismatch", item, "found %s, expected a literal", inc_json_type_name(type));
      push_unknown(b, item);
    } else {
      read_literal(b, item);
    }
  }
}

static void close_operator(builder *b)
{
  open_op *o = &b->ops[--b->depth];
  inc_node node = {.op = o->op, .list = INC_NONE};
  node.count = (uint32_t)(b->value_count - o->base);
  node.first = inc_typing_operands(&b->typing, b->values + o->base, node.count);
  b->value_count = o->base;
  inc_meaning meaning = {.list = INC_NONE};
  if (!reader(b)->failed) meaning = inc_typing_check(&b->typing, &node, o->node);
  push_node(b, node, meaning, o->node);
}

/* Reads one more operand of the innermost open operator, or closes it. */
static void step(builder *b)
{
  open_op *o = &b->ops[b->depth - 1];
  const inc_json *operand = o->next;
  if (!operand) {
    close_operator(b);
    return;
  }
  bool single = inc_json_type_of(inc_json_first(o->node)) != INC_JSON_ARRAY;
  o->next = single ? NULL : inc_json_next(operand);
  if (o->op == INC_OP_IN && b->value_count - o->base == 1) {
    o->next = NULL;
    if (inc_json_next(operand)) INC_REPORT(reader(b), "arity", o->node, "in takes a value and a list of literals");
    read_list(b, operand);
  } else {
    read_value(b, operand);
  }
}

const inc_expression *inc_read_expression(inc_reader *r, const inc_json *node, uint32_t table, inc_meaning *meaning)
{
  *meaning = (inc_meaning){.list = INC_NONE};
  builder *b = inc_alloc_zero(&r->allocator, 1, sizeof *b);
  inc_expression *e = inc_reader_alloc(r, 1, sizeof *e);
  if (!b || !e) {
    inc_free(&r->allocator, b);
    r->failed = true;
    return NULL;
  }
  b->typing.reader = r;
  b->typing.table = table;
  read_value(b, node);
  while (b->depth && !r->failed) step(b);
  if (!r->failed) inc_typing_finish(&b->typing, e, meaning);
  inc_free(&r->allocator, b->values);
  inc_typing_free(&b->typing);
  inc_free(&r->allocator, b);
  return r->failed ? NULL : e;
}
