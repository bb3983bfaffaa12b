/*
 * The engine's one interface. A program (engine/program.h) is proved once, when a policy
 * is compiled; then it runs over any frame (engine/frame.h), and single cells can be
 * traced. Nobody above looks behind this header.
 */
#ifndef INC_ENGINE_ENGINE_H
#define INC_ENGINE_ENGINE_H

#include "base/error.h"
#include "base/memory.h"
#include "base/wide.h"
#include "engine/program.h"

/* What proving a rule found. */
typedef struct inc_proof {
  const inc_version *too_wide; /* a version with a formula whose exact value may not fit the widest integers; NULL for none */
} inc_proof;

/*
 * Counts the bits of every formula of a rule. Its parts' `bits` are set for the rules that
 * read it, so rules are proved in the program's order.
 */
incubator_status inc_engine_prove(const inc_program *program, uint32_t rule, const incubator_allocator *a,
                                  inc_proof *proof);

typedef struct inc_results inc_results;

/* A column to compute. */
typedef struct inc_want {
  uint32_t rule, part;
} inc_want;

typedef struct inc_run {
  int32_t as_of;
  const inc_want *wants; /* with everything that they read */
  size_t want_count;
  bool all; /* every rule's own value, besides */
  uint32_t threads; /* how many may work at once; 0 is 1 */
  inc_results *spare; /* of the same program and the same allocator: their columns are used again. Stay the caller's; may be NULL */
  incubator_allocator allocator;
} inc_run;

/* Program and frame must outlive the results. */
incubator_status inc_engine_run(const inc_program *program, const inc_frame *frame, const inc_run *run,
                                inc_results **results, incubator_error *error);
void inc_results_free(inc_results *results);

typedef struct inc_cell {
  uint8_t gap;
  inc_type type;
  int64_t value; /* numbers: micros */
} inc_cell;

/* The column's values of `width` bytes and its gaps of one byte; NULL where it was not computed. */
typedef struct inc_result_view {
  const void *values;
  const uint8_t *gaps;
  uint8_t width;
  size_t rows;
} inc_result_view;

inc_result_view inc_results_column(const inc_results *results, uint32_t rule, uint32_t part);
/* One cell of any column that `ref` names from `row` of its table on; computed columns only. */
inc_cell inc_results_cell(const inc_results *results, uint32_t table, const inc_ref *ref, size_t row);
/* A text by its number; bytes NULL for none, not always zero-terminated. */
typedef struct inc_text {
  const char *bytes;
  size_t length;
} inc_text;

inc_text inc_results_text(const inc_results *results, int64_t value);
int32_t inc_results_as_of(const inc_results *results);
const inc_program *inc_results_program(const inc_results *results);
const inc_frame *inc_results_frame(const inc_results *results);

/* The weight that was found in the data for an item of a score, and from how many rows; a gap where they say nothing. */
typedef struct inc_found {
  uint8_t gap;
  int64_t weight; /* micros */
  size_t rows;
} inc_found;

/* By item, those of groups whose weights are found; NULL where a rule has no such group, or was not computed. */
const inc_found *inc_results_found(const inc_results *results, uint32_t rule);

/* What a cohort is like: how many numbers there are in it, and the ends of them, in micros; for a z-score their mean and deviation. */
typedef struct inc_cohort_facts {
  size_t count;
  int64_t least, most;
  int64_t mean, deviation; /* rounded to the grid; the population's */
} inc_cohort_facts;

/* The cohort of a row, for the scale of a derive (item 0) or of an item of a score. False where it is in none, or that was not computed. */
bool inc_engine_cohort(const inc_results *results, uint32_t rule, uint32_t item, size_t row, inc_cohort_facts *facts);

/*
 * Where a row stands in a joint cap of an award. Other rows are as they are: a cap "for certain" is one
 * at which no lot and no other remainder could say otherwise.
 */
typedef struct inc_joint_facts {
  bool takes_part;     /* its sum is known, and the adjustment holds; else only the group is told, where that is known */
  size_t rows;         /* of the group, that take part */
  size_t undetermined; /* that may have to: their sum, condition, order or group is not known, so it was decided without them */
  uint8_t gap;         /* of the cap, for the whole group */
  bool differ;         /* rows of the group name different caps: the gap is an error */
  int64_t cap;         /* micros, like all money here; at least 0, down to the step */
  inc_i128 demanded, given; /* what those that take part had together, and were left */
  /* of a row that takes part, where the cap is known */
  size_t rank, equals; /* 1, 2, 2, 4 by the order; rows of its rank, itself among them */
  size_t ahead;        /* rows whose turn comes before its own */
  inc_i128 asked;      /* what these had */
  int64_t left;        /* of the cap, when its turn comes; pro rata: all of it */
  bool ended;          /* what is left was not given on: one before it did not fit whole */
  inc_i128 whole, some; /* the least cap at which it keeps all that it has, or at least a step, for certain */
  int64_t share;       /* pro rata: cap × own / demanded, on the grid */
} inc_joint_facts;

/* Worked out again from what the run has left: joint caps of awards that were computed only. */
incubator_status inc_engine_joint(const inc_results *results, uint32_t rule, uint32_t adjustment, size_t row,
                                  inc_joint_facts *facts);

/* The rows below that a component of an award sums for a row. */
typedef struct inc_below_facts {
  uint32_t missing; /* the table that was not given; INC_NONE: all were */
  size_t rows, undetermined;
} inc_below_facts;

incubator_status inc_engine_below(const inc_results *results, uint32_t rule, uint32_t component, size_t row,
                                  inc_below_facts *facts);

/* Where a computed result and what the data report for it differ. */
typedef struct inc_contradiction {
  uint32_t rule;
  size_t row;
  int64_t computed, reported;
} inc_contradiction;

bool inc_results_contradicts(const inc_results *results, uint32_t rule, size_t row, inc_contradiction *contradiction);
const inc_contradiction *inc_results_contradictions(const inc_results *results, size_t *count);

/* ---- One cell again, with all that led to it ---- */

typedef struct inc_trace inc_trace;

/* Evaluates a rule once more for one row. All that it reads must have been computed. */
incubator_status inc_trace_create(const inc_results *results, uint32_t rule, size_t row, inc_trace **trace,
                                  incubator_error *error);
/* Likewise the `where` and `of` of a measure, as one row of its own table looks at rows of the table that it measures. */
incubator_status inc_trace_create_members(const inc_results *results, uint32_t rule, size_t row, inc_trace **trace,
                                          incubator_error *error);
/* Evaluates them for one of those rows; before the first call nothing can be asked. */
void inc_trace_member(inc_trace *trace, size_t member);
void inc_trace_free(inc_trace *trace);
/* Evaluates it for another row of its table. */
void inc_trace_move(inc_trace *trace, size_t row);
/* The version in force; NULL for none. */
const inc_version *inc_trace_version(const inc_trace *trace);
inc_cell inc_trace_part(const inc_trace *trace, uint32_t part);
/* The gap of the rule's own value before `reported` or `absent` stood for it. */
uint8_t inc_trace_computed(const inc_trace *trace);

/* The gap of an item of a score before its `absent` stood for it. */
uint8_t inc_trace_before(const inc_trace *trace, uint32_t item);

/* The value of one node of an expression of the rule: an exact fraction of whole numbers. */
typedef struct inc_exact {
  uint8_t gap;
  inc_type type;
  int64_t code;             /* booleans, categories, dates, texts */
  inc_wide number, divisor; /* value = number / divisor / 10^scale */
  uint32_t scale;
} inc_exact;

/* What the items of a score or of a group in it came to, before its scale and its rounding. */
typedef enum inc_mixed_value {
  INC_MIXED_VALUE,
  INC_MIXED_PRESENT, /* the weight of those that have a value */
  INC_MIXED_WEIGHTS, /* that of all that apply */
  INC_MIXED_COUNT
} inc_mixed_value;
bool inc_trace_mixed(const inc_trace *trace, const inc_mix *mix, inc_mixed_value which, inc_exact *exact);

/* False when the expression was not evaluated. */
bool inc_trace_node(const inc_trace *trace, const inc_expression *expression, uint32_t node, inc_exact *exact);
/* Puts an exact value on the grid; false when it is beyond it. */
bool inc_exact_micros(const inc_exact *exact, inc_rounding rounding, int64_t *micros);

/*
 * Walks what was really evaluated of an expression: every operand, but of an `if` only the
 * conditions up to the one that held and the branch behind it. Stops at false.
 */
typedef bool (*inc_node_visit)(void *context, const inc_expression *expression, uint32_t node);
bool inc_trace_walk(const inc_trace *trace, const inc_expression *expression, inc_node_visit visit, void *context);

/* ---- One column of one row otherwise ---- */

typedef struct inc_variation inc_variation;

/*
 * Prepares an outcome of a row for other values of one column of it: a field of type boolean or
 * number, or the figure of a measure, of the row's own table. The results must outlive it.
 */
incubator_status inc_variation_create(const inc_results *results, inc_want outcome, const inc_ref *column, size_t row,
                                      inc_variation **variation);
void inc_variation_free(inc_variation *variation);
/* Whether the outcome can hang on the column at all. */
bool inc_variation_matters(const inc_variation *variation);
/* Whether it hangs on this row alone; else all rows are run again for each value. */
bool inc_variation_alone(const inc_variation *variation);
/* The outcome for each of some values (numbers: micros, as the column can have them), all other data as they are. */
incubator_status inc_variation_try(inc_variation *variation, const int64_t *values, size_t count, inc_cell *outcomes);

/* ---- The same run with one rule otherwise ---- */

typedef struct inc_rerun inc_rerun;

/*
 * Prepares running a program that differs from that of the results in the body of one rule
 * of it, and may have rules more at its end. Only that rule and what reads it are run
 * again, everything else is taken from the results, which must hold it and outlive this;
 * so must the program, whose constants may be changed from one run to the next.
 */
incubator_status inc_rerun_create(const inc_results *base, const inc_program *program, uint32_t rule, const inc_want *wants,
                                  size_t count, inc_rerun **rerun);
void inc_rerun_free(inc_rerun *rerun);
/* Whether a rule reads the changed one, directly or not, or is it, and is needed for what is wanted. */
bool inc_rerun_varies(const inc_rerun *rerun, uint32_t rule);
/* Runs them; the results of the run before go. Different reruns of the same results may run at once. */
incubator_status inc_rerun_run(inc_rerun *rerun);
const inc_results *inc_rerun_results(const inc_rerun *rerun);

/* Which group of a selection each row of its table is in, INC_NONE for none: `rows` numbers. */
incubator_status inc_engine_groups(const inc_results *results, uint32_t rule, uint32_t *of_row);

/* The rows of a measure's table that belong to a row, in order; the caller frees *rows. */
incubator_status inc_engine_members(const inc_results *results, uint32_t rule, size_t row, uint32_t **rows,
                                    size_t *count);

/* Whether the rows of a measure were given, its table and those on the way up; else *table is the first that was not. */
bool inc_engine_measure_given(const inc_results *results, uint32_t rule, uint32_t *table);

/* Calls for each name that a gap carries: fields, "table NAME", "params.NAME", rules. Each once. */
typedef void (*inc_name_visit)(void *context, const char *name);
incubator_status inc_engine_gap_names(const inc_results *results, inc_want column, size_t row, inc_name_visit visit,
                                      void *context);

#endif
