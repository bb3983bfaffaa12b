/* Searching for the names that a gap carries: what the kinds of rule share. */
#ifndef INC_ENGINE_NAMES_H
#define INC_ENGINE_NAMES_H

#include "base/map.h"
#include "engine/results.h"

enum { INC_NAME_CELLS = 100000 }; /* that are looked at at most */

typedef struct inc_name_search {
  const inc_results *results;
  uint8_t kind;
  inc_map names; /* found */
  inc_map seen;  /* cells, by their bytes; the list of what is still to do */
  const inc_trace *trace; /* of the cell being looked at */
  const inc_version *version;
  uint32_t table;
  size_t row;
  uint32_t rule;
  const char *rule_name;
  bool failed;
} inc_name_search;

/* A name was found. */
void inc_name_found(inc_name_search *s, const char *name);
void inc_name_found_prefixed(inc_name_search *s, const char *prefix, const char *name);
/* A cell whose names are these ones, too. */
void inc_name_later(inc_name_search *s, uint32_t rule, uint32_t part, size_t row);
/* The column that `ref` leads to from a row, which is the gap. */
void inc_name_ref(inc_name_search *s, const inc_ref *ref, uint32_t table, size_t row);
/* The gap of an expression in the trace; none for none. */
uint8_t inc_name_gap_of(const inc_name_search *s, const inc_expression *e);
/* True when the expression has the gap: its names are found. */
bool inc_name_expression(inc_name_search *s, const inc_expression *e);
/* Likewise where its number is beyond the range. */
bool inc_name_excess(inc_name_search *s, const inc_expression *e);
/* Likewise for columns that put rows together; whether one of them is a gap at all: then nothing else counts. */
bool inc_name_within(inc_name_search *s, const inc_ref *within, uint32_t count);
bool inc_name_left_out(const inc_name_search *s, const inc_ref *within, uint32_t count);

bool inc_name_award(inc_name_search *s, uint32_t part);
bool inc_name_apportion(inc_name_search *s);

#endif
