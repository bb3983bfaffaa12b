/*
 * An expression over the columns and parameters of one row: a list of typed nodes, each
 * behind its operands, the last one the root. So every pass over it is a plain loop.
 */
#ifndef INC_ENGINE_EXPRESSION_H
#define INC_ENGINE_EXPRESSION_H

#include <string.h>

#include "base/decimal.h"
#include "engine/schema.h"

typedef enum inc_op {
  INC_OP_CONSTANT, /* number, or coded value of another type */
  INC_OP_COLUMN,   /* a reference */
  INC_OP_PARAMETER,
  INC_OP_AS_OF,
  INC_OP_ADD,
  INC_OP_SUBTRACT,
  INC_OP_MULTIPLY,
  INC_OP_DIVIDE,
  INC_OP_MIN,
  INC_OP_MAX,
  INC_OP_LESS,
  INC_OP_LESS_EQUAL,
  INC_OP_GREATER,
  INC_OP_GREATER_EQUAL,
  INC_OP_EQUAL,
  INC_OP_NOT_EQUAL,
  INC_OP_AND,
  INC_OP_OR,
  INC_OP_NOT,
  INC_OP_IF, /* condition, value, condition, value, …, value */
  INC_OP_IN, /* value, then constants */
  INC_OP_COUNT
} inc_op;

/* How an expression reaches a column: through links, then a field, a rule or a rule's part. */
typedef struct inc_ref {
  const uint32_t *links; /* field numbers, each in the table that the one before leads to */
  uint32_t link_count;
  uint32_t table; /* where the column is */
  uint32_t field; /* INC_NONE for a rule */
  uint32_t rule;  /* INC_NONE for a field */
  uint32_t part;  /* of the rule; 0 is its own value */
} inc_ref;

/* The same column by the same way. */
static inline bool inc_ref_same(const inc_ref *a, const inc_ref *b)
{
  return a->table == b->table && a->field == b->field && a->rule == b->rule && a->part == b->part &&
         a->link_count == b->link_count &&
         (a->link_count == 0 || !memcmp(a->links, b->links, a->link_count * sizeof *a->links));
}

typedef struct inc_node {
  inc_op op;
  inc_type type;
  uint32_t list;         /* of a category */
  uint32_t first, count; /* its operands: expression.operands[first …] */
  union {
    inc_number number; /* CONSTANT of a number */
    int64_t value;     /* CONSTANT of a boolean, category or date */
    const char *text;  /* CONSTANT of a text */
    inc_ref ref;       /* COLUMN */
    uint32_t parameter;
  } is;
} inc_node;

typedef struct inc_expression {
  const inc_node *nodes;
  uint32_t count;
  const uint32_t *operands;
  const void *origin; /* where it was read, for whoever made it */
} inc_expression;

static inline const inc_node *inc_expression_root(const inc_expression *e)
{
  return &e->nodes[e->count - 1];
}

/* The number of the node that is operand n of `node`. */
static inline uint32_t inc_expression_operand(const inc_expression *e, const inc_node *node, uint32_t n)
{
  return e->operands[node->first + n];
}

#endif
