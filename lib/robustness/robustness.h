/*
 * Robustness: a policy's score with other weights and normalisations. The base decisions are
 * made once; then a changed program runs over them again and again (engine/engine.h, rerun).
 */
#ifndef INC_ROBUSTNESS_ROBUSTNESS_H
#define INC_ROBUSTNESS_ROBUSTNESS_H

#include <stdatomic.h>

#include <incubator/robustness.h>

#include "base/random.h"
#include "decisions/decisions.h"

/* Weights are below this, so that they can be added up and multiplied in the integers that there are. */
#define INC_WEIGHT_MOST (INT64_C(1) << 50)

/* The weight of one item, in the order of the score's items. */
typedef struct inc_weight {
  uint32_t group;
  int64_t stated; /* micros, rounded; 0 where there is no one value */
} inc_weight;

/* The items that one number is made of: the score's own, or those of a group in it. */
typedef struct inc_weight_group {
  uint32_t item;   /* the group; INC_NONE: the score itself */
  uint32_t *weights; /* numbers of its weights */
  uint32_t count;
  int64_t total;
  bool negative;      /* one is below 0 */
  bool by_rows;       /* they may not be the same for all rows */
  const char *unknown; /* why its weights are no plain numbers; NULL: they are */
  const char *held;    /* why they are not drawn; NULL: they are */
} inc_weight_group;

/* One column of the results. */
typedef struct inc_robust_column {
  const char *name;
  inc_type type;
  uint32_t list;
  uint8_t width;
  void *values;
  uint8_t *gaps;
} inc_robust_column;

struct incubator_robustness {
  incubator_allocator allocator;
  inc_arena arena;
  incubator_decisions *decisions; /* as the policy states it, with all parts */
  incubator_robustness_options options; /* defaults filled in; its texts are not kept */
  uint32_t score, outcome, rank;  /* rules; INC_NONE for none */
  uint32_t table;
  size_t rows;
  const inc_version *version; /* of the score */
  inc_weight *weights;
  inc_weight_group *groups;
  uint32_t group_count;
  uint32_t codes; /* that an outcome may have */
  bool cohorts;   /* a scale of the score is over a cohort */
  incubator_normalisation *normalisations;
  inc_robust_column *columns;
  size_t column_count, column_capacity;
};

const inc_program *inc_robust_program(const incubator_robustness *r);
const inc_results *inc_robust_base(const incubator_robustness *r);
/* How the items of a group are mixed; INC_NONE: those of the score itself. */
const inc_mix *inc_robust_mix(const inc_score *score, uint32_t group);
const char *inc_robust_item(const incubator_robustness *r, uint32_t weight);
/* The columns that a run is for; how many. */
enum { INC_ROBUST_WANTS = 3 };
size_t inc_robust_wants(const incubator_robustness *r, inc_want wants[INC_ROBUST_WANTS]);

/* ---- model.c: which weights there are ---- */

incubator_status inc_robust_model(incubator_robustness *r, incubator_error *error);

/* ---- draw.c: what a run has ---- */

/* Used while drawing: a remainder, or the place of a bar between weights. */
typedef struct inc_draw_part {
  uint64_t key;
  uint32_t number;
} inc_draw_part;

typedef struct inc_draw {
  incubator_normalisation normalisation; /* 0: as stated */
  int64_t *weights; /* one each */
  inc_draw_part *parts;
} inc_draw;

bool inc_draw_make(inc_draw *draw, const incubator_robustness *r, inc_arena *arena);
void inc_draw_run(inc_draw *draw, const incubator_robustness *r, size_t run);
/* The greatest that each weight can be, and the normalisation that goes farthest. */
void inc_draw_greatest(inc_draw *draw, const incubator_robustness *r);

/* ---- variant.c: the program with other weights ---- */

typedef struct inc_variant {
  inc_arena arena;
  inc_program program;
  uint32_t *order;
  inc_score *score;
  inc_item *items;
  inc_node *constants; /* of each item a weight to be set, … */
  inc_expression *weights;
  inc_scale *scales; /* … and its scale */
} inc_variant;

/* A copy of the program whose score can be changed. `extra`: room for so many rules at its end. False without memory; clear it then too. */
bool inc_variant_make(inc_variant *v, const incubator_robustness *r, uint32_t extra);
void inc_variant_clear(inc_variant *v);
/* An item's weight is number × 10^−scale. */
void inc_variant_weigh(inc_variant *v, uint32_t item, int64_t number, uint8_t scale);
/* The sum of a group (INC_NONE: of the score) is divided by a whole number. */
void inc_variant_divide(inc_variant *v, uint32_t item, int64_t divisor);
/* All scales over cohorts place in one way. */
void inc_variant_normalise(inc_variant *v, incubator_normalisation how);
/* As a run has drawn it. */
void inc_variant_draw(inc_variant *v, const incubator_robustness *r, const inc_draw *draw);
/* Counts the bits of the score and of all behind it anew, with the weights as they are: the greatest that there will be. LIMIT: too many. */
incubator_status inc_variant_prove(const inc_variant *v, const incubator_robustness *r, incubator_error *error);

/* ---- runs.c: all runs ---- */

/* What the runs came to: a cell for each row and run, a count for each row. */
typedef struct inc_run_cells {
  int64_t *scores;  /* [row][…]: the first scored[row] of each row, in no order */
  uint32_t *ranks;  /* likewise, ranked[row] */
  uint32_t *stated; /* outcomes as the policy has them */
  atomic_uint *scored, *ranked;
  atomic_uint *outcomes; /* [row][code]; the last one: none */
  atomic_uint *same, *top;
} inc_run_cells;

incubator_status inc_robust_run(const incubator_robustness *r, inc_run_cells *cells, incubator_error *error);
void inc_robust_cells_free(const incubator_robustness *r, inc_run_cells *cells);

/* Ranks of rows in some results, 0 for none; `order` has room for a number a row. */
void inc_robust_ranks(const incubator_robustness *r, const inc_results *results, uint32_t *ranks, int64_t *order);
/* The outcome of a row as a number below r->codes; r->codes for none. */
uint32_t inc_robust_code(const incubator_robustness *r, const inc_results *results, size_t row);

/* ---- columns.c ---- */

incubator_status inc_robust_columns(incubator_robustness *r, const inc_run_cells *cells);

#endif
