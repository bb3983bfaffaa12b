/*
 * Turning rules into column code. Every number on the way is an exact fraction: an
 * integer numerator, an optional integer denominator (> 0) and a power of ten; the
 * greatest number of bits of both is known, and with it the class of integers that
 * holds them. Rounding happens in one place only, inc_lower_store.
 */
#ifndef INC_ENGINE_LOWER_H
#define INC_ENGINE_LOWER_H

#include "engine/code.h"
#include "engine/engine.h"

/* Where a value is while code is written. */
typedef struct inc_value {
  inc_type type;
  uint32_t number;      /* register: numerator, or code, day (class 64), or boolean (class 8; 0 where there is a gap) */
  uint32_t denominator; /* INC_NO_REGISTER: 1 */
  uint32_t bits, denominator_bits;
  uint32_t scale; /* value = number / denominator × 10^−scale */
  uint32_t gap;   /* register of class 8; INC_NO_REGISTER: never a gap */
} inc_value;

/* The values of an expression's nodes, or what a score's items came to (inc_mixed_value), kept for a trace. */
typedef struct inc_traced {
  const void *of; /* inc_expression, inc_mix */
  const inc_value *values;
  struct inc_traced *next;
} inc_traced;

typedef struct inc_cached {
  const inc_ref *ref;
  inc_value value;
} inc_cached;

enum { INC_LOWER_CACHE = 128, INC_LOWER_PROBES = 4 };

/*
 * A scale over a cohort needs all rows before it can place one: code stops in front of
 * it, leaves the numbers to be placed, and is written once more when they are.
 */
typedef struct inc_placing {
  enum { INC_PLACING_OPEN, INC_PLACING_READY, INC_PLACING_DONE } state;
  const inc_cohort *cohort;
  int64_t step; /* what is placed is a multiple of it, in micros */
  inc_rounding rounding;
  inc_result raw;    /* on the grid; rows with a gap are not in the cohort */
  inc_result placed;
} inc_placing;

/*
 * Weights that are found in the data need the items of all rows likewise. A group's number
 * among its rule's is that of its first item.
 */
typedef enum inc_weighing { INC_WEIGHING_OPEN, INC_WEIGHING_READY, INC_WEIGHING_DONE } inc_weighing;

/* A cap over rows likewise: what each row has before it is a part, what this needs besides is left here. */
typedef struct inc_filling {
  enum { INC_FILLING_OPEN, INC_FILLING_READY, INC_FILLING_DONE } state;
  inc_result cap;   /* micros */
  inc_result holds; /* booleans; gaps NULL where it holds for all rows */
  inc_result *keys; /* of the order, on the grid */
} inc_filling;

/* So does the plan of a target: from where to where each row goes is left here, and what it reaches by each date is found. */
typedef struct inc_milestones {
  enum { INC_MILESTONES_OPEN, INC_MILESTONES_READY, INC_MILESTONES_DONE } state;
  inc_result base, goal; /* on the grid; rows with a gap in either are not in the plan */
  inc_result *levels;    /* by date */
} inc_milestones;

typedef struct inc_lower {
  const inc_program *program;
  const inc_frame *frame;      /* NULL while only proving */
  inc_result *const *results;  /* [rule][part]; NULL while only proving */
  int32_t as_of;
  uint32_t table; /* whose rows the code runs over */
  uint32_t rule;  /* whose code it is, for what was placed */
  inc_placing *placings; /* of the rule's scales over cohorts, by number; NULL while proving or tracing */
  inc_weighing *weighings; /* of its groups, by number; NULL likewise */
  inc_filling *fillings;   /* of an award's adjustments, by number; NULL likewise */
  inc_milestones *milestones; /* of a target with a plan; NULL likewise */
  const inc_found *found;  /* weights found, by item; NULL while only proving */
  const inc_version *version;
  inc_value at;      /* the date of parameters; type UNKNOWN: as_of */
  inc_value when;    /* of the version, once it was read; type UNKNOWN: not yet */
  inc_code_block *code;
  inc_cached cache[INC_LOWER_CACHE]; /* columns read before, by their hash or a little behind it */
  uint32_t computed; /* register: gap of the rule's own value before `reported` and `absent` */
  bool reported_out; /* `reported` stands for nothing: a measure that has its table */
  uint32_t *before; /* of a score that is traced, by item: register of the gap before `absent` stood for it */
  bool tracing;
  inc_traced *traced;
  bool too_wide; /* found out: more bits than there are */
} inc_lower;

/* Instructions with one to three operands. */
uint32_t inc_lower_emit(inc_lower *lo, inc_class to, inc_code_op op, inc_class cls, const uint32_t operands[4],
                        int64_t imm, const void *data);

inc_value inc_lower_gap(inc_lower *lo, inc_type type, incubator_gap gap);
inc_value inc_lower_number(inc_lower *lo, inc_number number);
inc_value inc_lower_code(inc_lower *lo, inc_type type, int64_t value);
inc_value inc_lower_boolean(inc_lower *lo, bool value);

uint32_t inc_lower_gap_max(inc_lower *lo, uint32_t a, uint32_t b);
uint32_t inc_lower_gap_first(inc_lower *lo, uint32_t a, uint32_t b);

inc_value inc_lower_add(inc_lower *lo, inc_value a, inc_value b);
inc_value inc_lower_subtract(inc_lower *lo, inc_value a, inc_value b);
inc_value inc_lower_multiply(inc_lower *lo, inc_value a, inc_value b);
inc_value inc_lower_divide(inc_lower *lo, inc_value a, inc_value b);
/* A cell of a column that is kept without its last zeros, as it is kept: of a smaller scale, and of fewer bits. Any other number stays. */
inc_value inc_lower_kept(inc_lower *lo, inc_value v);
/* op: LESS, LESS_EQUAL or EQUAL */
inc_value inc_lower_compare(inc_lower *lo, inc_code_op op, inc_value a, inc_value b);
inc_value inc_lower_and(inc_lower *lo, inc_value a, inc_value b);
inc_value inc_lower_or(inc_lower *lo, inc_value a, inc_value b);
inc_value inc_lower_not(inc_lower *lo, inc_value a);
inc_value inc_lower_if(inc_lower *lo, inc_value condition, inc_value a, inc_value b);
/* The value, unless `gap` (a register) says otherwise: that gap comes first. */
inc_value inc_lower_under(inc_lower *lo, uint32_t gap, inc_value v);
/* a where its gap is not `gap`, else b. */
inc_value inc_lower_replace(inc_lower *lo, inc_value a, incubator_gap gap, inc_value b);
/* a where it has a value, else b. */
inc_value inc_lower_known(inc_lower *lo, inc_value a, inc_value b);
/* The greater or the smaller of two. */
inc_value inc_lower_extreme(inc_lower *lo, bool greater, inc_value a, inc_value b);
/* True where the value has this gap. Never a gap itself. */
inc_value inc_lower_has_gap(inc_lower *lo, inc_value a, incubator_gap gap);
/* The number without its gap: how many of `flags` hold. Starts from a constant 0. */
inc_value inc_lower_count(inc_lower *lo, inc_value total, uint32_t flags);
/* Puts a number on the grid: a multiple of `step` micros, class 64, scale 6. Other types stay. */
inc_value inc_lower_store(inc_lower *lo, inc_value a, int64_t step, inc_rounding rounding);

/* Where an exact number is that is not on the grid: the micros below it and the fraction behind them (inc_term). */
typedef struct inc_exactly {
  uint32_t whole, fraction; /* registers, class 64 and 128; fraction INC_NO_REGISTER: the number is on the grid */
} inc_exactly;

/* The logarithm of a stored number, in units of base/log.h, as a whole number; 0 where it has none. */
inc_value inc_lower_log(inc_lower *lo, inc_value stored);
/* e to the power of such a number, on the grid; the error of what does not fit is its gap. */
inc_value inc_lower_power(inc_lower *lo, inc_value log, inc_rounding rounding);
/* `stored` is the same number on the grid, and what holds where it is on it. */
inc_exactly inc_lower_exactly(inc_lower *lo, inc_value a, inc_value stored);

inc_value inc_lower_ref(inc_lower *lo, const inc_ref *ref);
/* Columns are read anew: the table is another one. */
void inc_lower_forget(inc_lower *lo);
/* Columns are read as 64-bit numbers; a boolean becomes a byte. */
inc_value inc_lower_as_boolean(inc_lower *lo, inc_value v);
inc_value inc_lower_expression(inc_lower *lo, const inc_expression *expression);
/* Keeps values for a trace; they stay where they are. */
void inc_lower_remember(inc_lower *lo, const void *of, const inc_value *values);
/* x on points or steps, as it is stored: each piece is rounded, so that no fractions of several denominators meet. */
inc_value inc_lower_scale(inc_lower *lo, const inc_scale *scale, inc_value x, int64_t step, inc_rounding rounding);
/*
 * x among its cohort; `shut` says which rows are not in it, beside those of which the rule
 * does not speak. Type UNKNOWN until that was placed. A trace reads the part that came of it.
 */
inc_value inc_lower_cohort(inc_lower *lo, const inc_scale *scale, uint32_t number, uint32_t part, inc_value x, uint32_t shut);
/* The gap (a register) where a condition does not hold: its own, else inapplicable. */
uint32_t inc_lower_shut(inc_lower *lo, inc_value condition);
/* The gap of a row of which the rule does not speak, by `when` or `at`; else `gap`. */
uint32_t inc_lower_unspoken(inc_lower *lo, uint32_t gap);
void inc_lower_score(inc_lower *lo, const bool *wanted, inc_value *values);
void inc_lower_award(inc_lower *lo, const bool *wanted, inc_value *values);
void inc_lower_target(inc_lower *lo, const bool *wanted, inc_value *values);

/* The parts of a version in force; those not wanted have type UNKNOWN. values has part_count places. */
void inc_lower_rule(inc_lower *lo, const inc_rule *rule, const bool *wanted, inc_value *values);
/* What all kinds do around their body: `at`, `when`, then `absent` for part 0. */
inc_value inc_lower_around(inc_lower *lo, inc_value body, bool result);

#endif
