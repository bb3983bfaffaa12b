#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/buffer.h"

typedef struct entry {
  const cJSON *node;
  uint32_t parent; /* number of the parent; its own for the root */
  uint32_t index;  /* among its parent's children */
} entry;

struct inc_json_document {
  incubator_allocator allocator;
  char *name, *text;
  size_t length;
  cJSON *root;
  inc_json_marks marks;
  entry *entries; /* in the order of marks */
  uint32_t *slots; /* node → number + 1, hashed by address */
  size_t slot_count;
  uint32_t *lines; /* where each line starts */
  size_t line_count, line_capacity;
};

const char *inc_json_name(const inc_json_document *d)
{
  return d->name;
}

const char *inc_json_text(const inc_json_document *d, size_t *length)
{
  *length = d->length;
  return d->text;
}

const inc_json *inc_json_root(const inc_json_document *d)
{
  return d->root;
}

void inc_json_free(inc_json_document *d)
{
  if (!d) return;
  incubator_allocator a = d->allocator;
  cJSON_Delete(d->root);
  inc_free(&a, d->name);
  inc_free(&a, d->text);
  inc_free(&a, d->marks.items);
  inc_free(&a, d->entries);
  inc_free(&a, d->slots);
  inc_free(&a, d->lines);
  inc_free(&a, d);
}

static size_t slot_of(const inc_json_document *d, const cJSON *node)
{
  size_t mask = d->slot_count - 1;
  size_t slot = (size_t)((uintptr_t)node >> 4) * 0x9E3779B1u & mask;
  while (d->slots[slot] && d->entries[d->slots[slot] - 1].node != node) slot = (slot + 1) & mask;
  return slot;
}

static uint32_t number_of(const inc_json_document *d, const cJSON *node)
{
  return d->slots[slot_of(d, node)] - 1;
}

static bool find_lines(inc_json_document *d)
{
  for (size_t i = 0; i <= d->length; i++) {
    if (i > 0 && d->text[i - 1] != '\n') continue;
    if (!inc_grow(&d->allocator, (void **)&d->lines, d->line_count, &d->line_capacity, sizeof *d->lines)) return false;
    d->lines[d->line_count++] = (uint32_t)i;
  }
  return true;
}

/* Walks the tree in the order of the text, so the n-th node is the n-th mark. */
static bool index_nodes(inc_json_document *d)
{
  size_t count = d->marks.count;
  d->slot_count = 16;
  while (d->slot_count < count * 2) d->slot_count *= 2;
  d->entries = inc_alloc_zero(&d->allocator, count, sizeof *d->entries);
  d->slots = inc_alloc_zero(&d->allocator, d->slot_count, sizeof *d->slots);
  if (!d->entries || !d->slots) return false;
  entry at = {d->root, 0, 0};
  uint32_t number = 0;
  while (at.node) {
    d->entries[number] = at;
    d->slots[slot_of(d, at.node)] = number + 1;
    if (at.node->child) {
      at = (entry){at.node->child, number, 0};
    } else {
      while (!at.node->next && at.node != d->root) at = d->entries[at.parent];
      at = (entry){at.node == d->root ? NULL : at.node->next, at.parent, at.index + 1};
    }
    number++;
  }
  return number == count;
}

static incubator_status build(inc_json_document *d, const char *name, const char *text, incubator_error *error)
{
  d->text = inc_alloc(&d->allocator, d->length + 1);
  d->name = inc_alloc(&d->allocator, strlen(name) + 1);
  if (!d->text || !d->name) return inc_no_memory(error);
  memcpy(d->text, text, d->length);
  d->text[d->length] = 0;
  strcpy(d->name, name);
  if (!find_lines(d)) return inc_no_memory(error);
  d->marks.allocator = d->allocator;
  inc_json_fault fault = inc_json_scan(d->text, d->length, &d->marks);
  if (fault.status != INCUBATOR_STATUS_OK) {
    uint32_t line = 1;
    while (line < d->line_count && d->lines[line] <= fault.offset) line++;
    inc_place place = {name, line, (uint32_t)(fault.offset - d->lines[line - 1]) + 1};
    return inc_fail(error, fault.status, place, "%s", fault.message);
  }
  const char *end;
  d->root = cJSON_ParseWithLengthOpts(d->text, d->length, &end, 0);
  if (!d->root || !index_nodes(d)) return inc_no_memory(error);
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_json_read(const incubator_allocator *a, const char *name, const char *text, size_t length,
                               inc_json_document **document, incubator_error *error)
{
  *document = NULL;
  if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3, length -= 3;
  if (length > INC_JSON_BYTES) return INC_FAIL(error, INCUBATOR_STATUS_LIMIT, "a JSON text of more than 256 MiB");
  inc_json_document *d = inc_alloc_zero(a, 1, sizeof *d);
  if (!d) return inc_no_memory(error);
  d->allocator = *a;
  d->length = length;
  incubator_status status = build(d, name, text, error);
  if (status == INCUBATOR_STATUS_OK) *document = d;
  else inc_json_free(d);
  return status;
}

inc_json_type inc_json_type_of(const inc_json *node)
{
  switch (node->type & 0xFF) {
  case cJSON_False: return INC_JSON_FALSE;
  case cJSON_True: return INC_JSON_TRUE;
  case cJSON_Number: return INC_JSON_NUMBER;
  case cJSON_String: return INC_JSON_STRING;
  case cJSON_Array: return INC_JSON_ARRAY;
  case cJSON_Object: return INC_JSON_OBJECT;
  default: return INC_JSON_NULL;
  }
}

const char *inc_json_type_name(inc_json_type type)
{
  static const char *const names[] = {"null", "false", "true", "a number", "a string", "an array", "an object"};
  return names[type];
}

const inc_json *inc_json_first(const inc_json *node)
{
  return node ? node->child : NULL;
}

const inc_json *inc_json_next(const inc_json *node)
{
  return node->next;
}

const char *inc_json_key(const inc_json *node)
{
  return node->string;
}

const char *inc_json_string(const inc_json *node)
{
  return node && cJSON_IsString(node) ? node->valuestring : NULL;
}

size_t inc_json_count(const inc_json *node)
{
  size_t count = 0;
  for (const cJSON *child = inc_json_first(node); child; child = child->next) count++;
  return count;
}

const inc_json *inc_json_get(const inc_json *object, const char *key)
{
  return object && cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, key) : NULL;
}

bool inc_json_same(const inc_json *a, const inc_json *b)
{
  return cJSON_Compare(a, b, 1);
}

const char *inc_json_number(const inc_json_document *d, const inc_json *node, size_t *length)
{
  const char *text = d->text + d->marks.items[number_of(d, node)].value;
  *length = strspn(text, "+-.0123456789eE");
  return text;
}

/* A step of a JSON Pointer, backwards: ~ and / are escaped. */
static void add_step(inc_buffer *path, const entry *step)
{
  inc_buffer_char(path, '/');
  if (!step->node->string) {
    inc_buffer_print(path, "%u", step->index);
    return;
  }
  for (const char *key = step->node->string; *key; key++) {
    if (*key == '~') inc_buffer_text(path, "~0");
    else if (*key == '/') inc_buffer_text(path, "~1");
    else inc_buffer_char(path, *key);
  }
}

static const char *pointer(const inc_json_document *d, uint32_t number, inc_arena *arena)
{
  uint32_t chain[INC_JSON_DEPTH + 1];
  size_t steps = 0;
  for (; d->entries[number].parent != number; number = d->entries[number].parent) chain[steps++] = number;
  inc_buffer path;
  inc_buffer_init(&path, &d->allocator);
  while (steps-- > 0) add_step(&path, &d->entries[chain[steps]]);
  const char *copy = path.failed ? NULL : inc_arena_text(arena, inc_buffer_get(&path), path.length);
  inc_buffer_free(&path);
  return copy;
}

static inc_spot spot_at(const inc_json_document *d, uint32_t number, uint32_t offset, inc_arena *arena)
{
  size_t low = 0, high = d->line_count;
  while (high - low > 1) {
    size_t middle = (low + high) / 2;
    if (d->lines[middle] <= offset) low = middle;
    else high = middle;
  }
  return (inc_spot){d->name, pointer(d, number, arena), (uint32_t)low + 1, offset - d->lines[low] + 1};
}

inc_spot inc_json_spot(const inc_json_document *d, const inc_json *node, inc_arena *arena)
{
  uint32_t number = number_of(d, node);
  return spot_at(d, number, d->marks.items[number].value, arena);
}

inc_spot inc_json_key_spot(const inc_json_document *d, const inc_json *node, inc_arena *arena)
{
  uint32_t number = number_of(d, node);
  return spot_at(d, number, d->marks.items[number].key, arena);
}

static int compare_keys(const void *a, const void *b)
{
  return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

/* A member of the object whose key another one has too; of equal ones, one that is not the first in the text. */
static incubator_status twice_in(const inc_json_document *d, const cJSON *object, const cJSON **found)
{
  size_t count = inc_json_count(object), i = 0;
  *found = NULL;
  if (count < 2) return INCUBATOR_STATUS_OK;
  const cJSON **keys = inc_alloc_zero(&d->allocator, count, sizeof *keys);
  if (!keys) return INCUBATOR_STATUS_NO_MEMORY;
  for (const cJSON *child = object->child; child; child = child->next) keys[i++] = child;
  qsort(keys, count, sizeof *keys, compare_keys);
  for (i = 1; i < count && !*found; i++) {
    if (strcmp(keys[i - 1]->string, keys[i]->string) != 0) continue;
    *found = number_of(d, keys[i]) > number_of(d, keys[i - 1]) ? keys[i] : keys[i - 1];
  }
  inc_free(&d->allocator, keys);
  return INCUBATOR_STATUS_OK;
}

const inc_json *inc_json_node(const inc_json_document *d, size_t index)
{
  return index < d->marks.count ? d->entries[index].node : NULL;
}

incubator_status inc_json_duplicate(const inc_json_document *d, size_t *state, const inc_json **node)
{
  *node = NULL;
  while (*state < d->marks.count && !*node) {
    const cJSON *next = d->entries[(*state)++].node;
    if (cJSON_IsObject(next)) INC_TRY(twice_in(d, next, node));
  }
  return INCUBATOR_STATUS_OK;
}
