/* What the files that make plans share. */
#ifndef INC_ENGINE_WORKSPACE_H
#define INC_ENGINE_WORKSPACE_H

#include "engine/plan.h"

/* A measure, as it is given: its parts, and whether it is. */
typedef struct inc_given {
  inc_result *parts;
  inc_result is;       /* one byte a row */
  inc_result computed; /* the gap before anything stood for it; where something may */
} inc_given;

/* Code of one rule, or the placing of one scale among what is frozen. */
typedef struct inc_step {
  inc_code_block code;
  inc_scratch scratch;
  size_t rows;
  inc_placing *placing; /* NULL: code */
  const inc_frozen_scale *scale;
  uint32_t table;
  int64_t *tuple; /* room for the cells that make the cohort */
} inc_step;

/*
 * Everything that changes while a record is decided lies in one piece behind this head, and
 * every pointer into it is known: it is copied, and the pointers moved. Two sets of columns
 * share their cells: in the first none is missing, which makes for shorter code.
 */
struct inc_workspace {
  const inc_plan *plan;
  inc_results results;
  inc_frame frames[2];
  inc_frame_table *tables[2];
  inc_given *given;      /* of each measure that is read */
  inc_placing **placings; /* [rule]; NULL where there is no cohort */
  inc_step *steps[2];
};

struct inc_plan {
  incubator_allocator allocator;
  inc_planning how;
  inc_arena arena; /* what does not change: rows, wants, registers, curves */
  bool **wanted;   /* [rule][part] */
  bool **reads;    /* [table][field] */
  inc_plan_row *rows;
  size_t row_count, row_capacity;
  uint32_t *table_rows; /* [table]: how many of them */
  uint32_t *measures;   /* rules */
  size_t measure_count;
  inc_step *steps[2];
  size_t step_count[2], step_capacity[2];
  inc_workspace *image;
  size_t bytes;
};

static inline uint32_t inc_plan_measure(const inc_plan *plan, uint32_t rule)
{
  uint32_t i = 0;
  while (i < plan->measure_count && plan->measures[i] != rule) i++;
  return i;
}

/* Sets up all but the steps in `base`, zeroed; NULL only counts. The bytes. */
size_t inc_workspace_lay_out(const inc_plan *plan, char *base);
/* Writes the steps of both sets, into the plan's arena, over what `from` holds. */
bool inc_plan_write(inc_plan *plan, inc_workspace *from);
/* A workspace that was copied from `from` to where it stands: its pointers follow. */
void inc_workspace_move(inc_workspace *w, const void *from, size_t bytes);
/* Puts the steps behind `first` bytes of the copy of `from` that stands in `to`; NULL only counts. The bytes of all. */
size_t inc_workspace_add_steps(const inc_plan *plan, const inc_workspace *from, char *to, size_t first);

#endif
