#include "policy/typing.h"

#include <string.h>

#include "base/date.h"

uint32_t inc_typing_add(inc_typing *t, inc_node node, inc_meaning meaning, const inc_json *json)
{
  const incubator_allocator *a = &t->reader->allocator;
  if (!inc_grow(a, (void **)&t->nodes, t->count, &t->node_capacity, sizeof *t->nodes) ||
      !inc_grow(a, (void **)&t->meanings, t->count, &t->meaning_capacity, sizeof *t->meanings) ||
      !inc_grow(a, (void **)&t->json, t->count, &t->json_capacity, sizeof *t->json)) {
    t->reader->failed = true;
    return 0;
  }
  t->nodes[t->count] = node;
  t->meanings[t->count] = meaning;
  t->json[t->count] = json;
  return (uint32_t)t->count++;
}

uint32_t inc_typing_operands(inc_typing *t, const uint32_t *operands, uint32_t count)
{
  uint32_t first = (uint32_t)t->operand_count;
  for (uint32_t i = 0; i < count; i++) {
    if (!inc_grow(&t->reader->allocator, (void **)&t->operands, t->operand_count, &t->operand_capacity, sizeof *operands)) {
      t->reader->failed = true;
      return 0;
    }
    t->operands[t->operand_count++] = operands[i];
  }
  return first;
}

void inc_typing_free(inc_typing *t)
{
  const incubator_allocator *a = &t->reader->allocator;
  inc_free(a, t->nodes);
  inc_free(a, t->meanings);
  inc_free(a, t->json);
  inc_free(a, t->operands);
}

void inc_typing_finish(inc_typing *t, inc_expression *e, inc_meaning *meaning)
{
  e->count = (uint32_t)t->count;
  e->nodes = inc_arena_copy(t->reader->arena, t->nodes, t->count, sizeof *t->nodes);
  e->operands = inc_arena_copy(t->reader->arena, t->operands, t->operand_count, sizeof *t->operands);
  inc_expression_origin *origin = inc_reader_alloc(t->reader, 1, sizeof *origin);
  if (origin) {
    origin->document = t->reader->document;
    origin->nodes = inc_arena_copy(t->reader->arena, t->json, t->count, sizeof *t->json);
    e->origin = origin;
  }
  if (!e->nodes || !origin || !origin->nodes || (t->operand_count && !e->operands)) t->reader->failed = true;
  *meaning = t->meanings[t->count - 1];
}

static uint32_t operand(const inc_typing *t, const inc_node *node, uint32_t i)
{
  return t->operands[node->first + i];
}

static const char *unit_text(const inc_reader *r, uint32_t unit)
{
  return r->policy->units[unit].text;
}

/* ---- Literals become what they meet ---- */

static bool literal_as(inc_reader *r, inc_node *node, const inc_json *json, inc_type type, uint32_t list)
{
  const char *text = node->is.text;
  int32_t days;
  node->type = type;
  node->list = type == INC_TYPE_CATEGORY ? list : INC_NONE;
  if (type == INC_TYPE_TEXT) return true;
  if (type == INC_TYPE_DATE) {
    if (inc_date_parse_iso(text, strlen(text), &days)) {
      node->is.value = days;
      return true;
    }
    INC_REPORT(r, "date-invalid", json, "found \"%s\", expected a date of the calendar as YYYY-MM-DD", text);
  } else if (type == INC_TYPE_CATEGORY) {
    const inc_list *codes = &r->policy->program.schema.lists[list];
    uint32_t code = inc_list_code(codes, text, strlen(text));
    if (code != INC_NONE) {
      node->is.value = code;
      return true;
    }
    uint32_t meant = inc_index_find(&codes->index, text, strlen(text));
    INC_REPORT(r, "category-unknown", json, "\"%s\" is no code of \"%s\"%s%s%s", text, codes->name,
               meant == INC_NONE ? "" : ", did you mean \"", meant == INC_NONE ? "" : codes->codes[meant].code,
               meant == INC_NONE ? "" : "\"?");
  } else {
    INC_REPORT(r, "type-mismatch", json, "found the text \"%s\", expected %s", text, inc_type_name(type));
  }
  node->type = INC_TYPE_UNKNOWN;
  return false;
}

/* Nodes still to be resolved. */
typedef struct node_stack {
  uint32_t *items;
  size_t count, capacity;
} node_stack;

static bool push(inc_reader *r, node_stack *s, uint32_t node)
{
  if (!inc_grow(&r->allocator, (void **)&s->items, s->count, &s->capacity, sizeof *s->items)) return false;
  s->items[s->count++] = node;
  return true;
}

/* Goes down through the branches of ifs to the literals themselves. */
static bool resolve_nodes(inc_reader *r, inc_node *nodes, const uint32_t *operands, const inc_json *const *json,
                          const inc_json *place, uint32_t root, inc_type type, uint32_t list)
{
  node_stack open = {0};
  bool ok = true, room = true;
  for (uint32_t i = root;; i = open.items[--open.count]) {
    inc_node *node = &nodes[i];
    if (node->op == INC_OP_CONSTANT) {
      ok = literal_as(r, node, json ? json[i] : place, type, list) && ok;
    } else {
      node->type = type;
      node->list = list;
      room = push(r, &open, operands[node->first + node->count - 1]);
      for (uint32_t k = node->count - 2; k < node->count && room; k -= 2) room = push(r, &open, operands[node->first + k]);
    }
    if (!room || open.count == 0) break;
  }
  inc_free(&r->allocator, open.items);
  if (!room) r->failed = true;
  return ok && room;
}

static void become(inc_typing *t, uint32_t number, inc_meaning as)
{
  inc_meaning *m = &t->meanings[number];
  bool ok = resolve_nodes(t->reader, t->nodes, t->operands, t->json, NULL, number, as.type, as.list);
  m->literal = false;
  m->type = ok ? as.type : INC_TYPE_UNKNOWN;
  m->list = ok ? as.list : INC_NONE;
}

/* ---- Agreement ---- */

static bool report_types(inc_reader *r, const inc_json *json, const inc_meaning *found, const inc_meaning *expected)
{
  if (found->type == INC_TYPE_CATEGORY && expected->type == INC_TYPE_CATEGORY) {
    const inc_list *lists = r->policy->program.schema.lists;
    INC_REPORT(r, "type-mismatch", json, "found a category of \"%s\", expected one of \"%s\"", lists[found->list].name,
               lists[expected->list].name);
  } else {
    INC_REPORT(r, "type-mismatch", json, "found %s, expected %s", inc_type_name(found->type), inc_type_name(expected->type));
  }
  return false;
}

static bool same_kind(const inc_meaning *a, const inc_meaning *b)
{
  return a->type == b->type && (a->type != INC_TYPE_CATEGORY || a->list == b->list);
}

/* The unit that both have; a literal takes the other's. */
static bool agree_unit(inc_reader *r, const inc_json *json, const inc_meaning *found, inc_meaning *both)
{
  if (both->type != INC_TYPE_NUMBER || found->flexible) return true;
  if (both->flexible) {
    both->flexible = false;
    both->unit = found->unit;
    return true;
  }
  if (found->unit == both->unit) return true;
  INC_REPORT(r, "unit-mismatch", json, "found %s, expected %s", unit_text(r, found->unit), unit_text(r, both->unit));
  return false;
}

/* Makes an operand agree with what the others are. */
static bool agree(inc_typing *t, uint32_t number, inc_meaning *both, const inc_json *json)
{
  inc_meaning *m = &t->meanings[number];
  if (m->type == INC_TYPE_UNKNOWN || both->type == INC_TYPE_UNKNOWN) return false;
  if (m->literal && !both->literal) become(t, number, *both);
  if (m->type == INC_TYPE_UNKNOWN) return false;
  if (!same_kind(m, both)) return report_types(t->reader, t->json[number], m, both);
  return agree_unit(t->reader, json, m, both);
}

/* What several operands are together: the first that is no literal leads. */
static inc_meaning lead(inc_typing *t, const uint32_t *numbers, uint32_t count, const inc_json *json)
{
  inc_meaning both = t->meanings[numbers[0]];
  for (uint32_t i = 0; i < count; i++) {
    const inc_meaning *m = &t->meanings[numbers[i]];
    if (m->literal || m->type == INC_TYPE_UNKNOWN) continue;
    both = *m;
    break;
  }
  bool ok = true;
  for (uint32_t i = 0; i < count; i++) ok = agree(t, numbers[i], &both, json) && ok;
  if (!ok) both.type = INC_TYPE_UNKNOWN;
  return both;
}

/* ---- Operators ---- */

static bool require_type(inc_typing *t, uint32_t number, inc_type type)
{
  const inc_meaning *m = &t->meanings[number];
  if (m->type == type && !m->literal) return true;
  if (m->type == INC_TYPE_UNKNOWN) return false;
  INC_REPORT(t->reader, "type-mismatch", t->json[number], "found %s, expected %s",
             m->literal ? "a text" : inc_type_name(m->type), inc_type_name(type));
  return false;
}

static inc_meaning check_booleans(inc_typing *t, const inc_node *node)
{
  for (uint32_t i = 0; i < node->count; i++) require_type(t, operand(t, node, i), INC_TYPE_BOOLEAN);
  return (inc_meaning){.type = INC_TYPE_BOOLEAN, .list = INC_NONE};
}

static inc_meaning check_sum(inc_typing *t, const inc_node *node, const inc_json *json)
{
  bool ok = true;
  for (uint32_t i = 0; i < node->count; i++) ok = require_type(t, operand(t, node, i), INC_TYPE_NUMBER) && ok;
  inc_meaning both = {.type = INC_TYPE_UNKNOWN, .list = INC_NONE};
  return ok ? lead(t, t->operands + node->first, node->count, json) : both;
}

/* In a product a literal is a pure number; only a product of literals stays one. */
static inc_meaning check_product(inc_typing *t, const inc_node *node)
{
  inc_meaning product = {.type = INC_TYPE_NUMBER, .list = INC_NONE, .flexible = true};
  for (uint32_t i = 0; i < node->count; i++) {
    uint32_t number = operand(t, node, i);
    if (!require_type(t, number, INC_TYPE_NUMBER)) product.type = INC_TYPE_UNKNOWN;
    const inc_meaning *m = &t->meanings[number];
    if (m->flexible || m->type != INC_TYPE_NUMBER) continue;
    product.flexible = false;
    product.unit = inc_unit_combine(t->reader, product.unit, m->unit, node->op == INC_OP_DIVIDE && i > 0 ? -1 : 1);
  }
  return product;
}

static inc_meaning check_comparison(inc_typing *t, const inc_node *node, const inc_json *json)
{
  inc_meaning truth = {.type = INC_TYPE_BOOLEAN, .list = INC_NONE};
  inc_meaning both = lead(t, t->operands + node->first, node->count, json);
  bool order = node->op >= INC_OP_LESS && node->op <= INC_OP_GREATER_EQUAL;
  if (!order || both.type == INC_TYPE_UNKNOWN) return truth;
  if (both.type != INC_TYPE_NUMBER && both.type != INC_TYPE_DATE) {
    INC_REPORT(t->reader, "type-mismatch", json, "only numbers and dates have an order, these are %s: use == or in",
               both.type == INC_TYPE_CATEGORY ? "categories" : both.type == INC_TYPE_BOOLEAN ? "booleans" : "texts");
  }
  return truth;
}

static inc_meaning check_if(inc_typing *t, const inc_node *node, const inc_json *json)
{
  uint32_t branches = 0;
  uint32_t *values = inc_arena_alloc(&t->reader->scratch, node->count, sizeof *values);
  if (!values) {
    t->reader->failed = true;
    return (inc_meaning){0};
  }
  for (uint32_t i = 0; i + 1 < node->count; i += 2) {
    require_type(t, operand(t, node, i), INC_TYPE_BOOLEAN);
    values[branches++] = operand(t, node, i + 1);
  }
  values[branches++] = operand(t, node, node->count - 1);
  return lead(t, values, branches, json);
}

static inc_meaning check_in(inc_typing *t, const inc_node *node, const inc_json *json)
{
  inc_meaning both = t->meanings[operand(t, node, 0)];
  if (both.literal) {
    become(t, operand(t, node, 0), (inc_meaning){.type = INC_TYPE_TEXT, .list = INC_NONE});
    both.literal = false;
  }
  for (uint32_t i = 1; i < node->count; i++) agree(t, operand(t, node, i), &both, json);
  return (inc_meaning){.type = INC_TYPE_BOOLEAN, .list = INC_NONE};
}

typedef struct op_arity {
  uint32_t least, most;
  const char *words;
} op_arity;

static const op_arity arities[INC_OP_COUNT] = {
    [INC_OP_ADD] = {2, UINT32_MAX, "two or more operands"},
    [INC_OP_MULTIPLY] = {2, UINT32_MAX, "two or more operands"},
    [INC_OP_MIN] = {2, UINT32_MAX, "two or more operands"},
    [INC_OP_MAX] = {2, UINT32_MAX, "two or more operands"},
    [INC_OP_AND] = {2, UINT32_MAX, "two or more operands"},
    [INC_OP_OR] = {2, UINT32_MAX, "two or more operands"},
    [INC_OP_SUBTRACT] = {2, 2, "two operands"},
    [INC_OP_DIVIDE] = {2, 2, "two operands"},
    [INC_OP_LESS] = {2, 2, "two operands"},
    [INC_OP_LESS_EQUAL] = {2, 2, "two operands"},
    [INC_OP_GREATER] = {2, 2, "two operands"},
    [INC_OP_GREATER_EQUAL] = {2, 2, "two operands"},
    [INC_OP_EQUAL] = {2, 2, "two operands"},
    [INC_OP_NOT_EQUAL] = {2, 2, "two operands"},
    [INC_OP_NOT] = {1, 1, "one operand"},
    [INC_OP_IF] = {3, UINT32_MAX, "a condition, a value and an else"},
    [INC_OP_IN] = {2, UINT32_MAX, "a value and a list of literals, not empty"},
};

static bool check_arity(inc_typing *t, const inc_node *node, const inc_json *json)
{
  const op_arity *a = &arities[node->op];
  if (node->op == INC_OP_IF && node->count >= 2 && node->count % 2 == 0) {
    INC_REPORT(t->reader, "if-without-else", json, "an if of %u operands has no else", node->count);
    return false;
  }
  if (node->count >= a->least && node->count <= a->most) return true;
  INC_REPORT(t->reader, "arity", json, "\"%s\" has %u operand%s, expected %s", inc_op_names[node->op], node->count,
             node->count == 1 ? "" : "s", a->words);
  return false;
}

inc_meaning inc_typing_check(inc_typing *t, inc_node *node, const inc_json *json)
{
  inc_meaning meaning = {.type = INC_TYPE_UNKNOWN, .list = INC_NONE};
  if (check_arity(t, node, json)) {
    switch (node->op) {
    case INC_OP_ADD:
    case INC_OP_SUBTRACT:
    case INC_OP_MIN:
    case INC_OP_MAX: meaning = check_sum(t, node, json); break;
    case INC_OP_MULTIPLY:
    case INC_OP_DIVIDE: meaning = check_product(t, node); break;
    case INC_OP_AND:
    case INC_OP_OR:
    case INC_OP_NOT: meaning = check_booleans(t, node); break;
    case INC_OP_IF: meaning = check_if(t, node, json); break;
    case INC_OP_IN: meaning = check_in(t, node, json); break;
    default: meaning = check_comparison(t, node, json); break;
    }
  }
  node->type = meaning.type;
  node->list = meaning.list;
  return meaning;
}

/* ---- What a whole expression is expected to be ---- */

bool inc_expect(inc_reader *r, const inc_json *node, const inc_expression *e, inc_meaning *meaning,
                const inc_meaning *expected)
{
  if (meaning->type == INC_TYPE_UNKNOWN || expected->type == INC_TYPE_UNKNOWN) return false;
  if (e && meaning->literal && expected->type != INC_TYPE_TEXT) {
    inc_node *nodes = (inc_node *)e->nodes; /* still ours: the expression was just read */
    bool ok = resolve_nodes(r, nodes, e->operands, NULL, node, e->count - 1, expected->type, expected->list);
    *meaning = *expected;
    if (!ok) meaning->type = INC_TYPE_UNKNOWN;
    return ok;
  }
  meaning->literal = false;
  if (!same_kind(meaning, expected)) return report_types(r, node, meaning, expected);
  inc_meaning both = *expected;
  return agree_unit(r, node, meaning, &both);
}

bool inc_agree(inc_reader *r, const inc_json *node, const inc_expression *e, inc_meaning *meaning, inc_meaning *both)
{
  if (meaning->type == INC_TYPE_UNKNOWN) return false;
  if (both->type == INC_TYPE_UNKNOWN) { /* the first one leads */
    *both = *meaning;
    return true;
  }
  if (meaning->literal && !both->literal) return inc_expect(r, node, e, meaning, both);
  if (!same_kind(meaning, both)) return report_types(r, node, meaning, both);
  return agree_unit(r, node, meaning, both);
}
