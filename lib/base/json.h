/*
 * JSON from outside. One pre-scan checks RFC 8259, UTF-8, depth and the length of
 * numbers; cJSON then builds the tree; an index gives every node its place and parent.
 * Numbers are read from the text, so no double is ever looked at.
 */
#ifndef INC_BASE_JSON_H
#define INC_BASE_JSON_H

#include "base/error.h"
#include "base/findings.h"
#include "base/memory.h"

/* A node of the tree; cJSON's own struct, which only json.c knows. */
typedef struct cJSON inc_json;

typedef enum inc_json_type {
  INC_JSON_NULL,
  INC_JSON_FALSE,
  INC_JSON_TRUE,
  INC_JSON_NUMBER,
  INC_JSON_STRING,
  INC_JSON_ARRAY,
  INC_JSON_OBJECT
} inc_json_type;

typedef struct inc_json_document inc_json_document;

enum { INC_JSON_DEPTH = 64, INC_JSON_NUMBER_TEXT = 60, INC_JSON_DIGITS = 15 };
#define INC_JSON_BYTES ((size_t)256 << 20)

/* Where the scan stopped. */
typedef struct inc_json_fault {
  incubator_status status;
  size_t offset;
  const char *message;
} inc_json_fault;

/* Where the nodes start, in the order of the text: a node before its children. */
typedef struct inc_json_marks {
  incubator_allocator allocator;
  struct inc_json_mark {
    uint32_t key, value; /* offsets; the same where there is no key */
  } *items;
  size_t count, capacity;
} inc_json_marks;

/* The pre-scan alone. A status of OK says that cJSON will take the text. `marks` may be NULL. */
inc_json_fault inc_json_scan(const char *text, size_t length, inc_json_marks *marks);

/* `name` (what to call the text in messages) and `text` are copied; a byte-order mark is skipped. */
incubator_status inc_json_read(const incubator_allocator *a, const char *name, const char *text, size_t length,
                               inc_json_document **document, incubator_error *error);
void inc_json_free(inc_json_document *document);

const char *inc_json_name(const inc_json_document *document);
/* The text that was read, without a byte-order mark. */
const char *inc_json_text(const inc_json_document *document, size_t *length);
const inc_json *inc_json_root(const inc_json_document *document);

inc_json_type inc_json_type_of(const inc_json *node);
const char *inc_json_type_name(inc_json_type type);
const inc_json *inc_json_first(const inc_json *node); /* first child or NULL */
const inc_json *inc_json_next(const inc_json *node);
const char *inc_json_key(const inc_json *node); /* NULL in arrays */
const char *inc_json_string(const inc_json *node);
size_t inc_json_count(const inc_json *node);
const inc_json *inc_json_get(const inc_json *object, const char *key); /* NULL where there is none, or no object */
bool inc_json_same(const inc_json *a, const inc_json *b);

/* The number as written. */
const char *inc_json_number(const inc_json_document *document, const inc_json *node, size_t *length);

/* The place of the node's value, or of its key; the path is written to the arena, NULL when there is no memory. */
inc_spot inc_json_spot(const inc_json_document *document, const inc_json *node, inc_arena *arena);
inc_spot inc_json_key_spot(const inc_json_document *document, const inc_json *node, inc_arena *arena);
/* The nodes one after another, in the order of the text; NULL behind the last. */
const inc_json *inc_json_node(const inc_json_document *document, size_t index);
/* One member of each object that has its key twice, one after another; *node is NULL at the end. *state starts at 0. */
incubator_status inc_json_duplicate(const inc_json_document *document, size_t *state, const inc_json **node);

#endif
