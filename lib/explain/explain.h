/*
 * An explanation as data: the rule asked about and the rules it read, each with what was
 * evaluated for it; then, for each other outcome, the tree of what would have to change.
 * Sentences and JSON are made from it in lib/report.
 */
#ifndef INC_EXPLAIN_EXPLAIN_H
#define INC_EXPLAIN_EXPLAIN_H

#include <incubator/explanation.h>

#include "decisions/decisions.h"

/* A column or a parameter that was read. */
typedef struct inc_operand {
  bool parameter;
  uint32_t number;    /* of the parameter */
  const inc_ref *ref; /* of the column */
  uint32_t list, unit;
  inc_cell cell;
  bool replaced; /* the cell is empty: the field's `absent` stands for it */
} inc_operand;

typedef enum inc_role {
  INC_ROLE_WHEN,
  INC_ROLE_CASE,
  INC_ROLE_ELSE,
  INC_ROLE_CONDITION,
  INC_ROLE_VALUE,
  INC_ROLE_FROM,
  INC_ROLE_TO,
  INC_ROLE_ACTUAL,
  INC_ROLE_GOAL,
  INC_ROLE_BASE,
  INC_ROLE_WHERE, /* of the rows below; not evaluated for a row of its own */
  INC_ROLE_OF,
  INC_ROLE_ORDER, /* of a selection */
  INC_ROLE_PLACES,
  INC_ROLE_AMOUNT, /* of an award … */
  INC_ROLE_LESS,   /* … and what each of its adjustments takes off or is bound by */
  INC_ROLE_CAP,
  INC_ROLE_AT_LEAST,
  INC_ROLE_WEIGHT, /* of a share */
  INC_ROLE_WHOLE,  /* of an apportionment, and its bounds */
  INC_ROLE_LOWER,
  INC_ROLE_UPPER,
  INC_ROLE_AT,     /* the day that parameters are taken at */
  INC_ROLES
} inc_role;

/* A comparison of numbers or dates that made a condition what it is. */
typedef struct inc_comparison {
  uint32_t node, side; /* the comparison, and what of it is no literal */
  bool holds;
  inc_cell value, limit; /* rounded to the grid */
  uint32_t unit;
} inc_comparison;

/* One expression of the rule, and what it came to. */
typedef struct inc_step {
  inc_role role;
  uint32_t number;            /* of the case or of the order, from 1; of the condition's part */
  const inc_expression *text; /* for an else: what it yields */
  uint32_t table;             /* that the expression is over */
  uint32_t list;
  inc_cell cell; /* a number: rounded to the grid */
  const inc_basis *basis;
  bool taken;    /* the case that held */
  bool replaced; /* a condition whose `absent` stands for missing data */
  const inc_comparison *comparisons; /* of a condition that came to yes or no */
  size_t comparison_count;
} inc_step;

/* The rows that a measure looked at. */
typedef struct inc_members {
  bool given;      /* the table was there */
  uint32_t table;  /* that is measured, or the one not given */
  size_t rows;     /* below this row */
  size_t counted;  /* of those, by `where` and `of` */
  size_t holding;  /* of the counted: `of` true, or of the commonest value */
  size_t unknown;  /* not known whether they count */
  inc_type type;   /* of the commonest value */
  uint32_t list;
  int64_t commonest;
} inc_members;

/* How the items of a score, or of a group in it, became one number. */
typedef struct inc_mixed {
  inc_cell value; /* before its scale and its rounding */
  enum { INC_MIXED_WHOLE, INC_MIXED_REWEIGHTED, INC_MIXED_SHORT } how; /* SHORT: too much is missing to reweight */
  const inc_found *found; /* where the weights were found in the data: one of them */
  int64_t present, weights; /* not WHOLE: the weight that is there, of that of all that apply; micros */
} inc_mixed;

typedef struct inc_scored_item {
  uint32_t depth;         /* from 1 */
  bool shut;              /* its `when`, or that of a group around it, does not hold */
  inc_cell when;          /* where it has one */
  inc_cell raw;           /* what the expression, or what is in the group, came to */
  inc_cell value;         /* on its scale, as it is stored */
  inc_cell weight, points; /* points: weight × value */
  inc_cohort_facts cohort; /* that its scale compared it with; count 0: none */
  bool replaced;          /* `absent` stands */
  inc_mixed mixed;        /* of a group */
  inc_cell best;          /* the most that its value can be; a gap where that is not known */
  inc_cell lost, in_total; /* weight × (best − value); and of the score */
  const inc_basis *basis, *above; /* above: of the group that it is in, else of the rule */
} inc_scored_item;

/* A score: its items in their order, and what they came to. */
typedef struct inc_scored {
  const inc_score *score;
  inc_scored_item *items;
  uint32_t *losses; /* items that lost points of the score, the most first */
  size_t loss_count;
  inc_mixed total;
} inc_scored;

/* Where a selection has put the row. */
typedef struct inc_ranked {
  inc_cell rank, of, places;
  size_t equals; /* rows with this rank, itself among them */
} inc_ranked;

/* What an adjustment of an award did. */
typedef struct inc_adjusted {
  bool applies;         /* its condition holds, or it has none */
  inc_step when, value; /* no `text`: without a condition */
  inc_step *order;      /* of a joint cap: what puts the row in its place */
  inc_cell before, after;
  inc_joint_facts joint; /* of a joint cap */
} inc_adjusted;

/* An award that another one is made of. */
typedef struct inc_composed {
  inc_cell amount, bears;
  bool chosen; /* of which only the highest is paid: it is this one */
  inc_below_facts below; /* of a table below */
} inc_composed;

/* An award: who is paid, and how the sum came about. */
typedef struct inc_awarded {
  const inc_award *award;
  inc_cell recipient;       /* the key of who is paid, where it names one */
  uint32_t recipient_table;
  bool eligible;            /* its `when` holds; else nothing that follows was evaluated */
  inc_cell computed;
  inc_adjusted *adjusted;   /* as many as the award has, and so on */
  inc_composed *components;
  struct inc_shared {
    inc_step weight;
    inc_cell amount;
  } *shares;
} inc_awarded;

/* A rule evaluated for one row. */
typedef struct inc_explained {
  uint32_t rule;
  size_t row;
  const inc_version *version; /* NULL: none in force */
  const inc_version_info *about;
  inc_cell cell;
  const char **names; /* that a gap carries */
  size_t name_count;
  const inc_basis *basis; /* of the case taken, else of the rule */
  inc_step *steps;
  size_t step_count;
  inc_operand *operands;
  size_t operand_count;
  const inc_members *members; /* of a measure */
  const inc_scale *scale;     /* of a derive: what its value was put on */
  inc_cohort_facts cohort;    /* that the scale compared it with; count 0: none */
  const inc_scored *scored;   /* of a score */
  const inc_ranked *ranked;   /* of a selection */
  const inc_awarded *awarded; /* of an award */
  bool reported;              /* what the data say themselves stands */
} inc_explained;

typedef enum inc_need_kind {
  INC_NEED_GROUP,     /* some of what hangs on it */
  INC_NEED_THRESHOLD, /* a comparison of numbers or dates */
  INC_NEED_VALUE,     /* something must be another value */
  INC_NEED_DATA       /* a column must be known */
} inc_need_kind;

/* The least change of one column alone that would do. */
typedef struct inc_change {
  enum { INC_CHANGE_COLUMN, INC_CHANGE_MEMBERS, INC_CHANGE_JOIN } kind;
  const inc_ref *ref; /* the column: a field, or a measure whose rows change or join */
  uint32_t unit;
  int64_t from, to;   /* of a column: micros */
  int64_t count;      /* rows that must change, or join */
  size_t of;          /* rows there are */
  inc_type type;      /* of the value that they must have; UNKNOWN: only that they count */
  uint32_t list;
  int64_t value;
} inc_change;

typedef struct inc_need {
  inc_need_kind kind;
  uint32_t parent;         /* INC_NONE for a root */
  uint32_t required;       /* GROUP: how many of what hangs on it; 0: all */
  uint32_t rule, part;     /* the rule and condition that this is about; INC_NONE and 0 for none */
  size_t row;              /* of the rule, or that `e` is over */
  const inc_expression *e; /* what must come to `wanted`; NULL for a group, and for a target */
  uint32_t node, table;
  bool wanted;
  inc_op op;               /* THRESHOLD: left op right must hold */
  inc_cell left, right;    /* as they are, rounded to the grid */
  uint32_t unit;
  const inc_ref *ref;      /* VALUE, DATA: the column, where it is one */
  bool has_value;          /* VALUE: `value` is what the column must be (or must not, where not wanted) */
  uint32_t list;
  int64_t value;
  const inc_change *changes;
  size_t change_count;
} inc_need;

/* Another outcome, and what it takes. */
typedef struct inc_alternative {
  inc_type type;
  uint32_t list;
  int64_t value;
  uint32_t number;  /* of the case or the adjustment, from 1; 0: the rule becomes true */
  enum {
    INC_ALTERNATIVE_OUTCOME,  /* all but awards: that value */
    INC_ALTERNATIVE_ELIGIBLE, /* of an award: its `when` holds */
    INC_ALTERNATIVE_WITHOUT,  /* an adjustment that lowers the sum does not apply */
    INC_ALTERNATIVE_WITH,     /* one that would raise it does */
    INC_ALTERNATIVE_KNOWN     /* what is missing is known */
  } what;
  uint32_t root;    /* need */
} inc_alternative;

/* What is to be reached by changing one figure alone. Of an award: so much money, or more. */
typedef struct inc_goal {
  enum {
    INC_GOAL_NONE,      /* another number: no outcome among others */
    INC_GOAL_UNORDERED, /* the policy doesn't say which of them is better */
    INC_GOAL_REACHED,   /* it is the best, or the one asked for, already */
    INC_GOAL_OPEN
  } state;
  inc_type type;
  uint32_t list;
  int64_t value;
  bool or_better; /* any that the policy puts before it will do */
} inc_goal;

/* The steps of one figure in one direction. */
typedef struct inc_reach {
  inc_ref ref; /* a field, or a measure */
  uint32_t unit;
  inc_type type; /* NUMBER or BOOLEAN */
  const inc_actionable *how;
  bool up;
  bool alone; /* nothing but this row was decided again */
  inc_cell from;
  enum {
    INC_REACH_FOUND,
    INC_REACH_RANGE,   /* no value that it can have does */
    INC_REACH_LIMIT,   /* none within the steps that were tried */
    INC_REACH_NO_STEP, /* it is at the end of its range */
    INC_REACH_NO_START /* it has no value, and there is no bound to begin with */
  } end;
  uint64_t steps;   /* FOUND: from its value, or from the bound */
  int64_t to;       /* FOUND: where it is then; RANGE, LIMIT: the last value tried */
  inc_cell outcome; /* FOUND */
  uint64_t tried;   /* RANGE, LIMIT */
} inc_reach;

struct incubator_explanation {
  incubator_allocator allocator;
  inc_arena arena;
  incubator_decisions *decisions;
  inc_subject subject;
  inc_explained *rules; /* the one asked about first */
  size_t rule_count, rule_capacity;
  inc_need *needs;
  size_t need_count, need_capacity;
  inc_alternative *alternatives;
  size_t alternative_count, alternative_capacity;
  inc_goal goal;
  inc_reach *reaches;
  size_t reach_count, reach_capacity;
  inc_evidence evidence;
  bool failed; /* no memory */
};

void *inc_explain_alloc(incubator_explanation *x, size_t count, size_t bytes);
/* Finds the alternatives and their needs. */
void inc_explain_changes(incubator_explanation *x);
/* Changes of single columns that make a comparison hold; solve.c. */
void inc_explain_solve(incubator_explanation *x, const inc_trace *trace, inc_need *need);
/*
 * The least changes of single figures that reach a better outcome, or `wanted` (NULL: the next better
 * one), in at most so many steps each (0: as many as the header says); reach.c. False where the rule has
 * no such outcome.
 */
bool inc_explain_reach(incubator_explanation *x, const char *wanted, uint64_t most_steps);
/* The goal itself, false likewise; and whether an outcome reaches it; goal.c. */
bool inc_explain_goal(incubator_explanation *x, const char *wanted);
bool inc_explain_reaches(const incubator_explanation *x, inc_cell outcome);
/* Counts the rows of a measure; members.c. */
const inc_members *inc_explain_members(incubator_explanation *x, uint32_t rule, size_t row);

/* One rule being explained. */
typedef struct inc_gathering {
  incubator_explanation *x;
  const inc_trace *trace;
  inc_explained *to;
  uint32_t table;
} inc_gathering;

/* Adds what was read of an expression (NULL: nothing), or a column, to the operands. */
void inc_explain_read(inc_gathering *g, const inc_expression *e);
void inc_explain_column(inc_gathering *g, const inc_ref *ref);
/* What a scale read; NULL: nothing. */
void inc_explain_scale(inc_gathering *g, const inc_scale *scale);
/* What an expression came to, numbers on the grid; false where it was not evaluated. */
bool inc_explain_cell(const inc_gathering *g, const inc_expression *e, inc_cell *cell);
/* The outcome rests on this too. */
void inc_explain_rests(incubator_explanation *x, inc_evidence evidence);
/* What decided a condition, and what the items of a score lost; moved.c. */
void inc_explain_comparisons(const inc_gathering *g, inc_step *step);
void inc_explain_losses(inc_gathering *g, inc_scored *scored);
/* An expression of the rule with what it came to; what it read is read, and it rests on its basis (may be NULL). */
inc_step inc_explain_step(inc_gathering *g, inc_role role, const inc_expression *e, const inc_basis *basis);
/* How an award came about; without `eligible` only who would be paid; award.c. */
const inc_awarded *inc_explain_award(inc_gathering *g, bool eligible);
/* The items of a score, and the place in a selection; assess.c. */
const inc_scored *inc_explain_score(inc_gathering *g);
const inc_ranked *inc_explain_rank(inc_gathering *g);

#endif
