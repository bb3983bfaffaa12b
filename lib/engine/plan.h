/*
 * All the code of a run, written once, for one row of a table: a plan. It runs in a
 * workspace, one piece of memory of a size that is known beforehand, in which the row and
 * the rows that its links lead to stand as tables of a row or few each; so the same code
 * decides them that decides whole columns. Plans are immutable and shared by threads; a
 * workspace is for one thread at a time.
 */
#ifndef INC_ENGINE_PLAN_H
#define INC_ENGINE_PLAN_H

#include "engine/frozen.h"
#include "engine/results.h"

/* A row that is read: the record's own is the first, each other one is where a link of a row before it leads. */
typedef struct inc_plan_row {
  uint32_t table, row; /* row: among those of the same table */
  uint32_t above;      /* number of the row whose link leads here; INC_NONE for the first */
  uint32_t link;       /* field of that row */
} inc_plan_row;

enum { INC_PLAN_ROWS = 1000 }; /* at most */

/* What must outlive the plan, and what is asked. */
typedef struct inc_planning {
  const inc_program *program;
  int32_t as_of;
  uint32_t table;
  const inc_want *wants; /* on that table, with everything that they read */
  size_t want_count;
  const inc_frozen *frozen; /* NULL: none */
  const inc_map *texts;     /* the dictionary: has the literals of the program */
  incubator_allocator allocator;
} inc_planning;

/* What one record cannot be asked, and the rule that was reached. */
typedef struct inc_plan_fault {
  enum {
    INC_PLAN_FINE,
    INC_PLAN_NO_MEMORY,
    INC_PLAN_SELECT, /* a selection, an apportionment, or a target with a plan */
    INC_PLAN_AWARD,  /* an award with a cap over rows, or one that sums rows below */
    INC_PLAN_WEIGHTS, /* weights found in the data of all rows */
    INC_PLAN_COHORT, /* a scale over a cohort of which nothing is frozen */
    INC_PLAN_ROWS_MANY,
  } why;
  uint32_t rule, item; /* item INC_NONE: of the rule itself */
} inc_plan_fault;

typedef struct inc_plan inc_plan;

/* Of each rule, whether it or what it reads is refused; `wants` and `texts` are not looked at. */
void inc_plan_refused(const inc_planning *how, inc_plan_fault *faults);
inc_plan_fault inc_plan_create(const inc_planning *how, inc_plan **plan);
void inc_plan_free(inc_plan *plan);

const inc_plan_row *inc_plan_rows(const inc_plan *plan, size_t *count);
/* Whether a field of a table is read by anything that is decided. */
bool inc_plan_reads(const inc_plan *plan, uint32_t table, uint32_t field);
/* The measures over other rows that are read, each to be given as a value. */
const uint32_t *inc_plan_measures(const inc_plan *plan, size_t *count);

/* ---- Workspaces ---- */

typedef struct inc_workspace inc_workspace;

/* Bytes of a workspace, and what its memory must be aligned to. */
size_t inc_plan_bytes(const inc_plan *plan);
enum { INC_WORKSPACE_ALIGN = 16 };
/* `texts` are those of a record that are not in the dictionary. */
inc_workspace *inc_workspace_start(const inc_plan *plan, void *memory, const inc_text *texts);
/* A workspace that nobody runs: offsets in it are those of all. */
const inc_workspace *inc_plan_image(const inc_plan *plan);

/* Where a cell lies: its value, and the byte and bit that say whether there is one. */
typedef struct inc_spot_of {
  int64_t *value;
  uint8_t *valid, bit;
} inc_spot_of;
inc_spot_of inc_workspace_cell(const inc_workspace *w, const inc_plan_row *row, uint32_t field);

/* Gives the part of a measure (by its number among those read) for a row of its table. */
void inc_workspace_give(inc_workspace *w, size_t measure, uint32_t part, uint32_t row, uint8_t gap, int64_t value);
/* No measure is given. */
void inc_workspace_take_back(inc_workspace *w);

/* `whole`: no cell that is read is missing. Allocates nothing. */
void inc_workspace_run(inc_workspace *w, bool whole);
const inc_results *inc_workspace_results(const inc_workspace *w);

#endif
