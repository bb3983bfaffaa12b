/*
 * What a policy compiles into, and what the engine runs: tables, parameters by date, and
 * rules, each of which adds one column (and its parts) to one table. All nine kinds have
 * their place here; nothing in it knows a city, a carrier or a clause.
 */
#ifndef INC_ENGINE_PROGRAM_H
#define INC_ENGINE_PROGRAM_H

#include "apportion/apportion.h"
#include "engine/expression.h"
#include "engine/frame.h"

typedef enum inc_kind {
  INC_KIND_DERIVE,
  INC_KIND_CHOOSE,
  INC_KIND_REQUIRE,
  INC_KIND_SCORE,
  INC_KIND_MEASURE,
  INC_KIND_SELECT,
  INC_KIND_APPORTION,
  INC_KIND_AWARD,
  INC_KIND_TARGET,
  INC_KIND_COUNT
} inc_kind;

/* Row stages stream in any partition; aggregates need all rows below; cohorts their whole group. */
typedef enum inc_stage { INC_STAGE_ROW, INC_STAGE_AGGREGATE, INC_STAGE_COHORT } inc_stage;

/* A parameter holds each value until the next one's date. */
typedef struct inc_dated {
  int32_t from;
  int64_t value; /* numbers: micros */
} inc_dated;

typedef struct inc_parameter {
  const char *name;
  inc_type type;
  uint32_t list;
  bool has_min, has_max;
  int64_t min, max; /* micros */
  const inc_dated *values; /* by date */
  size_t value_count;
} inc_parameter;

/* A bend or a step of a scale. */
typedef struct inc_scale_point {
  inc_expression x, y;
} inc_scale_point;

typedef enum inc_outside { INC_OUTSIDE_HOLD, INC_OUTSIDE_ERROR, INC_OUTSIDE_VALUE } inc_outside;

/* How a number is placed among those of its cohort, the rows that agree in some columns. */
typedef enum inc_place_in {
  INC_PLACE_NONE, /* not at all: points or steps */
  INC_PLACE_MIN_MAX,
  INC_PLACE_Z_SCORE,
  INC_PLACE_RANK,
  INC_PLACE_PERCENTILE,
  INC_PLACE_BEST
} inc_place_in;

typedef struct inc_cohort {
  inc_place_in place;
  const inc_ref *within;
  uint32_t within_count;
  bool lower;            /* less is better */
  int64_t from, to;      /* micros: the worst place and the best */
  int64_t constant;      /* where all of a cohort are equal */
} inc_cohort;

typedef struct inc_scale {
  inc_cohort cohort;
  bool steps; /* else piecewise linear */
  const inc_scale_point *points;
  size_t count;
  inc_outside outside;
  inc_number value; /* for INC_OUTSIDE_VALUE */
} inc_scale;

static inline bool inc_scale_is_cohort(const inc_scale *scale)
{
  return scale && scale->cohort.place != INC_PLACE_NONE;
}

typedef enum inc_span { INC_SPAN_NONE, INC_SPAN_DAYS, INC_SPAN_MONTHS, INC_SPAN_YEARS } inc_span;

typedef struct inc_derive {
  const inc_expression *value; /* NULL when it is an elapsed time */
  const inc_expression *from, *to;
  inc_span span;
  const inc_scale *scale; /* NULL for none */
} inc_derive;

typedef struct inc_case {
  const inc_expression *when, *is;
} inc_case;

enum { INC_CHOOSE_CASE = 1 }; /* part: number of the case taken from 1, 0 for the else */

typedef struct inc_choose {
  const inc_case *cases;
  size_t count;
  const inc_expression *otherwise; /* NULL: inapplicable */
  bool unique;
} inc_choose;

typedef enum inc_absent { INC_ABSENT_NONE, INC_ABSENT_FALSE, INC_ABSENT_TRUE } inc_absent;

typedef struct inc_condition {
  const inc_expression *is;
  inc_absent absent;
  uint32_t part; /* number among the rule's parts, from 1 */
} inc_condition;

#define INC_NEED_ALL UINT32_MAX

typedef struct inc_require {
  const inc_condition *conditions;
  size_t count;
  uint32_t need; /* how many must hold; INC_NEED_ALL */
} inc_require;

typedef enum inc_aggregate {
  INC_AGGREGATE_SUM,
  INC_AGGREGATE_MEAN,
  INC_AGGREGATE_HARMONIC,
  INC_AGGREGATE_GEOMETRIC
} inc_aggregate;

typedef enum inc_weights {
  INC_WEIGHTS_GIVEN, /* or equal: those of the items */
  INC_WEIGHTS_ENTROPY,
  INC_WEIGHTS_CRITIC
} inc_weights;

/* How the items of a group become one number. */
typedef struct inc_mix {
  inc_aggregate aggregate;
  inc_weights weights;
  bool reweight;    /* missing items leave their weight to the others … */
  inc_number share; /* … where these have at least this share of it */
  int64_t divisor;  /* of a sum: what it is divided by, above 0; 0 is 1. No policy says it: the weights of a variation are over it */
} inc_mix;

typedef struct inc_item {
  const inc_expression *value; /* NULL: a group, whose items follow */
  const inc_expression *when, *absent, *weight; /* each may be NULL; no weight is 1 */
  const inc_scale *scale;      /* NULL for none */
  inc_mix mix;                 /* of a group */
  uint32_t parent; /* number of the group that it is in; INC_NONE: the score itself */
  uint32_t end;    /* number of the item behind the last one in it */
  uint32_t part;
} inc_item;

typedef struct inc_score {
  const inc_item *items; /* groups before what is in them */
  uint32_t count;
  inc_mix mix;
} inc_score;

/* Whether the weights of a group of its items are found in the data. */
bool inc_score_finds_weights(const inc_score *score);

typedef enum inc_ties { INC_TIES_UNDETERMINED, INC_TIES_IN, INC_TIES_OUT } inc_ties;

typedef struct inc_sort_key {
  const inc_expression *value;
  bool highest; /* comes first */
} inc_sort_key;

enum { INC_SELECT_RANK = 1, INC_SELECT_OF, INC_SELECT_PLACES };

typedef struct inc_select {
  const inc_ref *within;
  uint32_t within_count;
  const inc_sort_key *order;
  uint32_t order_count;
  const inc_expression *places; /* NULL: all */
  inc_ties ties;
  bool programme; /* a list of the ledger, without money */
} inc_select;

typedef struct inc_apportion_rule {
  inc_method method;
  const inc_ref *within;
  uint32_t within_count;
  const inc_expression *whole, *weight;
  const inc_expression *lower, *upper; /* NULL: 0, and no end */
  int64_t unit;  /* what is given out at once, in micros */
  bool in_order; /* equal claims go to the rows listed first, else they are a tie */
} inc_apportion_rule;

typedef enum inc_take {
  INC_TAKE_COUNT,
  INC_TAKE_SUM,
  INC_TAKE_MIN,
  INC_TAKE_MAX,
  INC_TAKE_MEAN,
  INC_TAKE_DISTINCT,
  INC_TAKE_COMMONEST,
  INC_TAKE_SHARE,
  INC_TAKE_SHARE_OF_COMMONEST
} inc_take;

enum { INC_MEASURE_LOW = 1, INC_MEASURE_HIGH, INC_MEASURE_UNDETERMINED };

typedef struct inc_measure {
  uint32_t rows; /* table that is measured */
  const uint32_t *via; /* links that lead up from there; for its own table NULL */
  uint32_t via_count;
  const inc_ref *within; /* group of the own table */
  uint32_t within_count;
  inc_take take;
  const inc_expression *where, *of; /* on a row of `rows`; may be NULL */
  bool bounded; /* `of` has declared bounds */
  int64_t of_min, of_max; /* micros */
} inc_measure;

typedef enum inc_adjust { INC_ADJUST_LESS, INC_ADJUST_CAP, INC_ADJUST_AT_LEAST } inc_adjust;

/* Who gets a joint cap that is not enough for all. */
typedef enum inc_fill { INC_FILL_PARTIAL, INC_FILL_STOP, INC_FILL_PRO_RATA } inc_fill;

typedef struct inc_adjustment {
  inc_adjust how;
  const inc_expression *value, *when; /* when may be NULL */
  bool joint; /* a cap for all rows together that agree on `over` */
  const inc_ref *over;
  uint32_t over_count;
  inc_fill fill;
  const inc_sort_key *order;
  uint32_t order_count;
  bool in_order; /* rows of equal order at the edge are taken as they stand, else they are a tie */
  uint32_t part; /* what is left after it */
} inc_adjustment;

/* An award that another one is made of. */
typedef struct inc_component {
  inc_ref award; /* of the own table, or of the one that the links start from */
  const uint32_t *via; /* links that lead up from there */
  uint32_t via_count;  /* 0: of the own table */
  uint32_t part; /* what it bears of what is due */
  uint32_t sum;  /* part: what it is itself; of rows below, together */
} inc_component;

/* Who bears what is due. */
typedef struct inc_payer {
  const inc_expression *weight;
  uint32_t part;
} inc_payer;

enum { INC_AWARD_COMPUTED = 1, INC_AWARD_AFTER }; /* parts: before adjustments, and after the first one, the second one … */

typedef struct inc_award {
  const inc_expression *amount; /* NULL: made of others */
  const inc_component *components;
  uint32_t component_count;
  bool highest; /* of these only the highest, else all */
  const inc_adjustment *adjustments;
  uint32_t adjustment_count;
  const inc_payer *payers;
  uint32_t payer_count;
  const uint32_t *to; /* links to who is paid; NULL: the row itself */
  uint32_t to_count;
  uint32_t part_of; /* rule: the award that this one hands out; INC_NONE for none */
} inc_award;

/* Whether an award waits for other rows of its table: it has a joint cap. */
bool inc_award_is_joint(const inc_award *award);
/* Whether it sums rows below. */
bool inc_award_sums(const inc_award *award);

typedef enum inc_aim { INC_AT_LEAST, INC_AT_MOST, INC_EXACTLY } inc_aim;

enum {
  INC_TARGET_ACTUAL = 1,
  INC_TARGET_GOAL,
  INC_TARGET_LOW,
  INC_TARGET_HIGH,
  INC_TARGET_GAP,
  INC_TARGET_SHARE,
  INC_TARGET_PROGRESS,
  INC_TARGET_PACE_NEEDED,
  INC_TARGET_PACE_KEPT,
  INC_TARGET_FORECAST,
  INC_TARGET_PARTS /* how many there are always; those of a plan come behind */
};

enum { INC_TARGET_YEAR = 365 }; /* days that a pace is told for */

/* What a plan does up to a date: its share of the whole change, in millionths or the like. */
typedef struct inc_milestone {
  int32_t date;
  uint32_t part; /* what is reached by then */
  int64_t share;
} inc_milestone;

typedef struct inc_target {
  const inc_expression *actual, *goal, *base; /* base may be NULL */
  const inc_ref *low, *high; /* bounds of the measure that `actual` reads; NULL where it reads more or none */
  inc_aim need;
  bool has_since, has_due;
  int32_t since, due;
  const inc_milestone *plan; /* by date */
  uint32_t plan_count;       /* 0: no plan */
  int64_t plan_divisor;      /* what the shares add up to */
} inc_target;

/* One dated version of a rule. */
typedef struct inc_version {
  int32_t from, until; /* [from, until) */
  const inc_expression *when; /* NULL: always */
  const inc_expression *at;   /* the date of the row that parameters are taken at; NULL: as of */
  const inc_expression *absent; /* stands for a missing result; NULL for none */
  const inc_ref *reported; /* what the data themselves say: stands where the result is missing (of a measure: where its
                              table was not given); elsewhere a difference beyond the tolerance is a contradiction */
  int64_t tolerance;       /* micros */
  int64_t step; /* results are multiples of it, in micros; 1 is the grid */
  inc_rounding rounding;
  union {
    inc_derive derive;
    inc_choose choose;
    inc_require require;
    inc_score score;
    inc_measure measure;
    inc_select select;
    inc_award award;
    inc_apportion_rule apportion;
    inc_target target;
  } is;
} inc_version;

typedef struct inc_part {
  const char *name; /* NULL for the rule's own value, which is part 0 */
  inc_type type;
  uint32_t list;
  uint32_t bits; /* of a number: its micros are below 2^bits; inc_engine_prove finds out, 63 until then */
} inc_part;

typedef struct inc_rule {
  const char *name;
  inc_kind kind;
  inc_stage stage; /* the greatest of those it reads and its own */
  uint32_t table;
  inc_part *parts;
  uint32_t part_count;
  inc_version *versions; /* by date, not overlapping */
  size_t version_count;
} inc_rule;

typedef struct inc_program {
  inc_schema schema;
  inc_parameter *parameters;
  uint32_t parameter_count;
  inc_rule *rules;
  uint32_t rule_count;
  const uint32_t *order; /* rules, each behind all that it reads */
  inc_rounding rounding; /* of parts, and of rules that state none */
  inc_map literals; /* texts that stand in expressions */
} inc_program;

/* The version in force; NULL for none. */
const inc_version *inc_rule_version(const inc_rule *rule, int32_t as_of);
/* The value of a parameter on a date; false when it is unset. */
bool inc_parameter_value(const inc_parameter *parameter, int32_t date, int64_t *value);

/* Calls visit for every expression of a version, with what it is for. Stops at false. */
typedef bool (*inc_expression_visit)(void *context, const inc_expression *expression);
bool inc_version_expressions(inc_kind kind, const inc_version *version, inc_expression_visit visit, void *context);

/* Likewise for every column that a version reads, in expressions or by name. */
typedef bool (*inc_ref_visit)(void *context, const inc_ref *ref);
bool inc_version_refs(inc_kind kind, const inc_version *version, inc_ref_visit visit, void *context);

#endif
