/* Reading an expression: JsonLogic in, typed nodes out. */
#ifndef INC_POLICY_EXPRESSION_H
#define INC_POLICY_EXPRESSION_H

#include "policy/reader.h"

/* Where an expression stands: what its `origin` points to. */
typedef struct inc_expression_origin {
  uint32_t document;
  const inc_json *const *nodes; /* of each node of the expression */
} inc_expression_origin;

/* What an expression yields. */
typedef struct inc_meaning {
  inc_type type; /* UNKNOWN after an error that was reported */
  uint32_t list;
  uint32_t unit;
  bool flexible; /* a literal: it takes the unit of what it meets */
  bool literal;  /* a string that has met nothing yet: a category, date or text */
} inc_meaning;

/*
 * Reads an expression over rows of `table`; NULL when there is no memory. Whatever else is
 * wrong is reported, and the meaning is UNKNOWN.
 */
const inc_expression *inc_read_expression(inc_reader *r, const inc_json *node, uint32_t table, inc_meaning *meaning);

/*
 * Holds a meaning against what is expected at `node`, turns literals into it and reports a
 * mismatch. An expected unit is checked unless the meaning is flexible. `e` is NULL for
 * what is no expression.
 */
bool inc_expect(inc_reader *r, const inc_json *node, const inc_expression *e, inc_meaning *meaning,
                const inc_meaning *expected);
/* Likewise that two agree, as the branches of an if: the first becomes what both are. */
bool inc_agree(inc_reader *r, const inc_json *node, const inc_expression *e, inc_meaning *meaning, inc_meaning *both);

/* The column that a text names, from `table` on; false after a finding. */
bool inc_read_path(inc_reader *r, const inc_json *node, uint32_t table, inc_ref *ref);
inc_meaning inc_ref_meaning(const inc_reader *r, const inc_ref *ref);

extern const char *const inc_op_names[INC_OP_COUNT];

#endif
