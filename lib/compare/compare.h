/*
 * Two decisions side by side. Everything that both have is told apart by name: each side knows the other's number
 * of its tables, fields, rules, parts and parameters, and of the rows of its tables.
 */
#ifndef INC_COMPARE_COMPARE_H
#define INC_COMPARE_COMPARE_H

#include <incubator/compare.h>

#include "decisions/decisions.h"
#include "ledger/ledger.h"

enum { INC_BEFORE, INC_AFTER, INC_BOTH };

/* One of the two, with the other's numbers; INC_NONE where the other one has nothing of that name. */
typedef struct inc_compared {
  incubator_decisions *d;
  incubator_ledger *ledger; /* NULL: no awards */
  const inc_programme **programmes; /* of each rule; NULL: none */
  uint32_t *tables, *rules, *parameters;
  uint32_t **fields; /* [table]; NULL where the other one lacks the table */
  uint32_t **parts;  /* [rule]; likewise */
  uint32_t **rows;   /* [table]; NULL where rows cannot be told apart, or were not given to both */
} inc_compared;

/* What a column holds. */
typedef struct inc_holds {
  inc_type type;
  uint32_t list;
} inc_holds;

/* ---- Money ---- */

/* What a recipient gets in a group of entries. */
typedef struct inc_member {
  uint32_t group, recipient;
  inc_i128 sums[INC_BOTH]; /* of all entries that are known */
  inc_i128 open_sums[INC_BOTH]; /* of them those of lines that are undetermined before or after */
  size_t settled;               /* entries of other lines */
  size_t entries[INC_BOTH], open[INC_BOTH];
  size_t first[INC_BOTH]; /* of a line: its first entry, behind which others are chained; SIZE_MAX: none */
} inc_member;

typedef struct inc_group {
  const char *keys[INC_BOTH]; /* as data write them */
  uint32_t lists[INC_BOTH];   /* that they are codes of; INC_NONE: none */
  const char *table, *unit;
  size_t counts[INCUBATOR_CHANGE_UNDETERMINED]; /* of recipients, by change − 1 */
  inc_i128 sums[INC_BOTH], open[INC_BOTH], gains, losses;
  size_t undetermined[INC_BOTH]; /* entries: their amounts are in no sum */
} inc_group;

typedef struct inc_grouping {
  const char *name; /* of by */
  inc_map group_names, member_names;
  inc_group *groups;
  size_t group_capacity;
  inc_member *members;
  size_t member_capacity;
} inc_grouping;

typedef struct inc_payee {
  const char *table, *key; /* key NULL: nobody */
} inc_payee;

/* ---- Outcomes ---- */

typedef struct inc_transition {
  incubator_side side;
  uint8_t gaps[INC_BOTH];
  const char *texts[INC_BOTH];
  size_t rows;
} inc_transition;

typedef struct inc_outcome {
  uint32_t rules[INC_BOTH]; /* INC_NONE: not there */
  uint32_t part;
  inc_map names; /* of transitions */
  inc_transition *transitions;
  size_t transition_capacity;
  size_t rows, counts[INCUBATOR_CHANGE_UNDETERMINED]; /* by change − 1 */
  size_t moved; /* rows of which something known differs */
} inc_outcome;

typedef struct inc_changed {
  uint32_t outcome, rows[INC_BOTH];
  incubator_change change;
} inc_changed;

/* ---- The whole ---- */

typedef struct inc_compared_parameter {
  uint32_t numbers[INC_BOTH]; /* INC_NONE: not there */
  bool differs;
} inc_compared_parameter;

/* Only one side has it: a table, a rule, or a row; INC_NONE for what it is not about. */
typedef struct inc_single {
  incubator_side side;
  uint32_t table, rule, row;
} inc_single;

typedef struct inc_causes inc_causes; /* what the search for reasons keeps from one to the next */

struct incubator_comparison {
  incubator_allocator allocator;
  inc_arena arena;
  inc_compared sides[INC_BOTH];
  const char *const *only; /* rules that are compared; NULL: all */
  size_t only_count;
  inc_grouping *groupings; /* by unit, programme and recipient, then as asked for */
  size_t grouping_count;
  inc_map payee_names;
  inc_payee *payees;
  size_t payee_capacity;
  size_t *chains[INC_BOTH]; /* of each entry: the next one of its line; SIZE_MAX: none */
  uint32_t *lines[INC_BOTH]; /* of each entry: its line, where it is payable and was asked for */
  inc_outcome *outcomes;
  size_t outcome_count, outcome_capacity;
  inc_changed *changed;
  size_t changed_count, changed_capacity;
  inc_compared_parameter *parameters;
  size_t parameter_count;
  inc_single *singles;
  size_t single_count, single_capacity;
  inc_causes *causes;
};

static inline const inc_program *inc_compared_program(const inc_compared *side)
{
  return &side->d->policy->program;
}

static inline const inc_rule *inc_compared_rule(const inc_compared *side, uint32_t rule)
{
  return &inc_compared_program(side)->rules[rule];
}

static inline const inc_version *inc_compared_version(const inc_compared *side, uint32_t rule)
{
  return inc_rule_version(inc_compared_rule(side, rule), inc_results_as_of(side->d->results));
}

/* Whether a rule is among those that were asked for. */
bool inc_compare_wants(const incubator_comparison *c, const char *rule);

/* ---- Matching; match.c ---- */

/* Finds the other's numbers, and what only one side has; false without memory. */
bool inc_compare_match(incubator_comparison *c);
/* The same column seen from the other side; links are written to the arena. False where it has none, *failed without memory. */
bool inc_compare_ref(const inc_compared *from, const inc_ref *ref, uint32_t start, inc_arena *arena,
                     inc_ref *other, bool *failed);
inc_holds inc_compare_holds(const inc_compared *side, const inc_ref *ref);
/* A cell; of a part that was not kept that of the rule itself. */
inc_cell inc_compare_cell(const inc_compared *side, uint32_t table, const inc_ref *ref, size_t row);
inc_cell inc_compare_result(const inc_compared *side, uint32_t rule, uint32_t part, size_t row);
/* Whether two cells say the same: codes, texts and keys by what they stand for. */
bool inc_compare_same(const incubator_comparison *c, const inc_cell cells[INC_BOTH], const inc_holds holds[INC_BOTH]);
/* The value as data write it, kept in the arena; NULL without memory. Not for gaps. */
const char *inc_compare_text(incubator_comparison *c, int side, inc_holds holds, int64_t value);

/* ---- The parts of a comparison; each false or a status without memory ---- */

incubator_status inc_compare_money(incubator_comparison *c, const incubator_comparison_options *options, incubator_error *error);
/* Lines and totals, once it is known what they are by; gather.c. */
bool inc_compare_gather(incubator_comparison *c);
bool inc_compare_outcomes(incubator_comparison *c);
bool inc_compare_parameters(incubator_comparison *c);
/* The value that a parameter has on a date; a gap where it is not set. */
inc_cell inc_compare_parameter(const inc_compared *side, uint32_t number, int32_t date);

/* Whether two programmes over the same table pay those that the same links lead to; the first one is of side s. */
bool inc_compare_same_payee(const incubator_comparison *c, int s, const inc_programme *own, const inc_programme *other);
/* Whether a member's amounts are known, and how they differ. */
incubator_change inc_member_change(const inc_member *m);
/* Whether what is known of it differs; so it may be though it is undetermined on both sides. */
bool inc_member_moved(const inc_member *m);
bool inc_changed_moved(const incubator_comparison *c, const inc_changed *changed);
/* Lines are the members of programmes. */
static inline const inc_grouping *inc_compare_lines(const incubator_comparison *c)
{
  return &c->groupings[INCUBATOR_COMPARISON_BY_PROGRAMME];
}

/* Whether two versions of a rule say the same, but for what they cite and are called; same.c. */
bool inc_compare_same_text(const incubator_comparison *c, const inc_version_info *const about[INC_BOTH], bool *failed);

/* ---- Reasons; why.c ---- */

typedef struct inc_reason {
  incubator_reason_kind kind;
  incubator_side side;
  uint32_t numbers[INC_BOTH]; /* of the parameter, rule, or field */
  uint32_t tables[INC_BOTH];  /* of a rule, field or row */
  uint32_t rows[INC_BOTH];    /* INC_NONE: none */
  inc_cell cells[INC_BOTH];
  inc_holds holds[INC_BOTH];
  uint32_t depth;
  size_t times, visit; /* visit: the last one that it was found in */
} inc_reason;

typedef struct inc_reasons {
  inc_reason items[INCUBATOR_COMPARISON_REASONS];
  size_t count;
} inc_reasons;

/* The reasons for a line or a cell, which must be there; those nearest to the cause first. */
incubator_status inc_compare_why(incubator_comparison *c, incubator_comparison_what what, size_t index, inc_reasons *reasons);
void inc_causes_free(incubator_comparison *c);
/* What a parameter or a rule rests on, on one side; NULL for others, and where it has none. */
const inc_basis *inc_reason_basis(const incubator_comparison *c, const inc_reason *r, int side);

/* Adds a reason, or counts it where it is known. */
void inc_reasons_add(inc_reasons *reasons, const inc_reason *reason);

/* ---- Rows that a rule compares with, and rows below; near.c ---- */

/* A pair of rows; INC_NONE: not there on that side. */
typedef struct inc_pair {
  uint32_t rows[INC_BOTH];
} inc_pair;

/* The rows of a table that lead up to each row of another one: starts[row] … starts[row + 1] of `rows`. */
typedef struct inc_below {
  const uint32_t *via;
  size_t *starts;
  uint32_t *rows;
} inc_below;

/* Rows from which `via` leads up; NULL without memory. */
const inc_below *inc_causes_below(incubator_comparison *c, int side, uint32_t table, const uint32_t *via, uint32_t count);
/*
 * Another row of the rule's table, in the group of this one if there is any, of which something that the rule reads
 * differs; false for none.
 */
incubator_status inc_causes_rival(incubator_comparison *c, const uint32_t rules[INC_BOTH], inc_pair own, inc_pair *rival, bool *found);
/* The columns that both versions of a rule read of their own rows, in the arena of the search; both.c. */
typedef struct inc_read {
  const inc_ref *refs[INC_BOTH];
} inc_read;
typedef struct inc_reads {
  inc_read *own;
  size_t own_count;
  inc_read *below; /* of a measure: what it reads of the rows that it measures */
  size_t below_count;
} inc_reads;
const inc_reads *inc_causes_reads(incubator_comparison *c, const uint32_t rules[INC_BOTH]);

struct inc_causes {
  inc_arena arena;
  inc_below **belows[INC_BOTH];
  size_t below_counts[INC_BOTH], below_capacities[INC_BOTH];
  const inc_reads **reads;   /* of each rule of the first policy */
  struct inc_rivals **rivals; /* likewise */
  int8_t *same_texts;        /* likewise: 0 not asked yet, 1 the same, −1 not */
};
inc_causes *inc_causes_of(incubator_comparison *c);

#endif
