/* Types and units of an expression's nodes, while it is being read. */
#ifndef INC_POLICY_TYPING_H
#define INC_POLICY_TYPING_H

#include "policy/expression.h"

typedef struct inc_typing {
  inc_reader *reader;
  uint32_t table;
  inc_node *nodes;
  inc_meaning *meanings;
  const inc_json **json;
  size_t count, node_capacity, meaning_capacity, json_capacity;
  uint32_t *operands;
  size_t operand_count, operand_capacity;
} inc_typing;

/* Appends a node; its number. */
uint32_t inc_typing_add(inc_typing *t, inc_node node, inc_meaning meaning, const inc_json *json);
/* Keeps a list of operands; where it starts. */
uint32_t inc_typing_operands(inc_typing *t, const uint32_t *operands, uint32_t count);
/* Checks an operator against its operands: arity, types, units. The node's type is set. */
inc_meaning inc_typing_check(inc_typing *t, inc_node *node, const inc_json *json);
/* Copies everything into the policy's arena. */
void inc_typing_finish(inc_typing *t, inc_expression *e, inc_meaning *meaning);
void inc_typing_free(inc_typing *t);

#endif
