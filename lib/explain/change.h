/* What would have to change, while it is found out. */
#ifndef INC_EXPLAIN_CHANGE_H
#define INC_EXPLAIN_CHANGE_H

#include "explain/explain.h"

enum { INC_MOST_TRACES = 64 };

/* Something that must come to `wanted`: a rule's cell, or a node of an expression. */
typedef struct inc_open_item {
  uint32_t parent, depth;
  bool wanted;
  uint32_t rule, part; /* a rule … */
  size_t row;
  const inc_expression *e; /* … or a node, where this is set */
  uint32_t node;
} inc_open_item;

typedef struct inc_changing {
  incubator_explanation *x;
  inc_open_item *items;
  size_t count, capacity;
  struct {
    uint32_t rule;
    size_t row;
    inc_trace *trace;
  } traces[INC_MOST_TRACES];
  size_t trace_count;
} inc_changing;

/* The trace of a rule for a row, made once; NULL where there are too many, or no memory. */
const inc_trace *inc_change_trace(inc_changing *c, uint32_t rule, size_t row);
/* Puts something on the list of what is still to be looked at. */
void inc_change_push(inc_changing *c, inc_open_item item);
/* Adds what an item needs; NULL where there is no room. Lent until the next call. */
inc_need *inc_change_need(inc_changing *c, const inc_open_item *item, inc_need_kind kind);
inc_alternative *inc_change_alternative(inc_changing *c);
/* Works off what hangs on one alternative. */
void inc_change_work(inc_changing *c, inc_alternative *a, inc_open_item item);

/* The alternatives of an award, and what one that is a gap needs; change_award.c. */
void inc_change_award(inc_changing *c, const inc_explained *e, const inc_trace *trace);
void inc_change_take_award(inc_changing *c, const inc_open_item *item, const inc_trace *trace);

#endif
