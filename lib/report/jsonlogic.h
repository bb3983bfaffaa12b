/*
 * A policy's row rules as plain JsonLogic. Every value is two expressions, as in the engine: which gap there is (a
 * number, 0 for none), and what the value is where there is none. A column X of the output has its gap beside it in
 * "X?"; long pieces that are needed more than once become working columns "X#1". docs/decisions/0014 says why.
 */
#ifndef INC_REPORT_JSONLOGIC_H
#define INC_REPORT_JSONLOGIC_H

#include "policy/policy.h"
#include "report/output.h"

/* JSON text in the arena; `value` is only evaluated where `gap` is 0. */
typedef struct inc_logic {
  inc_type type;
  const char *value;
  const char *gap;   /* NULL: there never is one */
  unsigned decimals; /* of a number: the exact value has at most so many … */
  bool divided;      /* … or any number of them */
  bool computed;     /* no value of the grid as it was stored or written: a float may be off its decimal */
} inc_logic;

/* One assignment: data[set] = apply(logic, data). */
typedef struct inc_step {
  const char *set, *logic;
  struct inc_step *next;
} inc_step;

/* How a rule of the program is told. */
typedef struct inc_lowered {
  const char *refused; /* why it is not said in JsonLogic; NULL where it is */
  const char *why;     /* why parts of it are not, though the rule is */
  bool wanted;
  bool *given;         /* [part]: read as it is given, though the rule is said */
  bool *gaps;          /* [part]: whether it can be a gap; of lowered rules */
} inc_lowered;

typedef struct inc_lowering {
  const incubator_policy *policy;
  inc_arena *arena;
  int32_t as_of;
  inc_lowered *rules;
  bool failed; /* no memory, or too much text */
  size_t bytes;

  /* the rule being lowered */
  uint32_t rule;
  const inc_version *version;
  inc_logic at; /* the date that parameters are taken at; type UNKNOWN: as of */
  inc_logic when; /* type UNKNOWN for none */
  inc_step *steps, **end;
  unsigned working; /* working columns so far */
  const char *guard; /* where this gap is not 0, working columns are null; NULL for none */
  bool *parameters; /* [parameter]: read by the rule */

  /* what all of them read */
  bool **fields;    /* [table][field] */
  bool **asked;     /* [rule][part]: read as it is given */
} inc_lowering;

/* ---- Text ---- */

/* Formatted into the arena; "" with `failed` set where there is no memory. */
__attribute__((format(printf, 2, 3))) const char *inc_logic_print(inc_lowering *lo, const char *format, ...);
/* A JSON string. */
const char *inc_logic_quote(inc_lowering *lo, const char *text);
const char *inc_logic_var(inc_lowering *lo, const char *name);
/* {"op": [a, b]} */
const char *inc_logic_two(inc_lowering *lo, const char *op, const char *a, const char *b);
const char *inc_logic_three(inc_lowering *lo, const char *condition, const char *a, const char *b);
/* {"op": [all of them]}; the only one itself; `nothing` of none. */
const char *inc_logic_all(inc_lowering *lo, const char *op, const char *const *texts, size_t count, const char *nothing);
void inc_logic_step(inc_lowering *lo, const char *set, const char *logic);

/* ---- Gaps: NULL is 0 ---- */

const char *inc_gap_max(inc_lowering *lo, const char *a, const char *b);
/* The greatest of many, each of which may be NULL; the array is overwritten. */
const char *inc_gap_all(inc_lowering *lo, const char **gaps, size_t count);
/* The first unless it is 0. */
const char *inc_gap_first(inc_lowering *lo, const char *a, const char *b);
/* A gap where a condition holds. */
const char *inc_gap_where(inc_lowering *lo, const char *condition, incubator_gap gap);
const char *inc_gap_zero(const char *gap); /* as text: "0" for NULL */

/* ---- Values ---- */

inc_logic inc_logic_number(inc_lowering *lo, inc_number number);
inc_logic inc_logic_micros(inc_lowering *lo, int64_t micros);
inc_logic inc_logic_boolean(bool value);
inc_logic inc_logic_gap(inc_type type, incubator_gap gap);
/* Makes both texts short, by a working column where they are not: for what is needed more than once. */
void inc_logic_bind(inc_lowering *lo, inc_logic *v);
const char *inc_logic_bound(inc_lowering *lo, const char *text);
/* A name that no working column has yet. */
const char *inc_logic_working_name(inc_lowering *lo);
/* null where there is a gap. */
const char *inc_logic_guarded(inc_lowering *lo, const inc_logic *v);
/* Of a boolean: false where there is a gap … */
const char *inc_logic_true(inc_lowering *lo, const inc_logic *v);
/* … and whether it is known to be false. */
const char *inc_logic_false(inc_lowering *lo, const inc_logic *v);

inc_logic inc_logic_compare(inc_lowering *lo, inc_op op, inc_logic a, inc_logic b);
inc_logic inc_logic_fold(inc_lowering *lo, inc_op op, const inc_logic *values, size_t count);
const char *inc_logic_is_zero(inc_lowering *lo, const inc_logic *v);
/* Of a literal number. */
bool inc_logic_is_positive(const inc_logic *literal);
inc_logic inc_logic_divide(inc_lowering *lo, inc_logic a, inc_logic b);
inc_logic inc_logic_and(inc_lowering *lo, const inc_logic *values, size_t count);
inc_logic inc_logic_or(inc_lowering *lo, const inc_logic *values, size_t count);
inc_logic inc_logic_not(inc_lowering *lo, inc_logic a);
/* Condition, value, condition, value, …, value. */
inc_logic inc_logic_if(inc_lowering *lo, inc_logic *values, size_t count);
/* The value, under a gap that comes first. */
inc_logic inc_logic_under(inc_lowering *lo, const char *gap, inc_logic v);
inc_logic inc_logic_replace(inc_lowering *lo, inc_logic a, incubator_gap gap, inc_logic b);

/* A coded value of a column or a parameter. */
inc_logic inc_logic_coded(inc_lowering *lo, inc_type type, uint32_t list, int64_t value);
inc_logic inc_logic_ref(inc_lowering *lo, const inc_ref *ref);
inc_logic inc_logic_expression(inc_lowering *lo, const inc_expression *e);
inc_logic inc_logic_elapsed(inc_lowering *lo, const inc_derive *derive);
inc_logic inc_logic_scale(inc_lowering *lo, const inc_scale *scale, inc_logic x);

/* ---- Columns ---- */

/* "rule" or "rule:part" of the rule being lowered. */
const char *inc_logic_name(inc_lowering *lo, uint32_t part);
/* The steps that make a column of a value: its gap, itself, rounded. */
inc_logic inc_logic_store(inc_lowering *lo, uint32_t part, inc_logic v, int64_t step, inc_rounding rounding);
/* A number on a grid as a working column. */
inc_logic inc_logic_working(inc_lowering *lo, inc_logic v, int64_t step, inc_rounding rounding);
/* A part on a grid of its own, under the rule's `when` and `at` … */
inc_logic inc_logic_stage(inc_lowering *lo, uint32_t part, inc_logic v, int64_t step, inc_rounding rounding);
/* … or on that of all numbers. */
inc_logic inc_logic_part(inc_lowering *lo, uint32_t part, inc_logic v);
/* The rule's own value: `when`, `round`, `reported`, `absent`. */
void inc_logic_result(inc_lowering *lo, inc_logic v);

inc_logic inc_logic_score(inc_lowering *lo);
inc_logic inc_logic_award(inc_lowering *lo);
inc_logic inc_logic_target(inc_lowering *lo);
/* Every step of a rule in force. */
void inc_logic_rule(inc_lowering *lo);

/* A part of the rule being lowered that is read as it is given. */
inc_logic inc_logic_given(inc_lowering *lo, uint32_t part);

/* Why a rule of the program is not said in JsonLogic; NULL where it is. Marks the parts that are given, and says why. */
const char *inc_logic_refusal(inc_lowering *lo, uint32_t rule);
void inc_logic_mark_award(inc_lowering *lo, uint32_t rule, const inc_version *version);

#endif
