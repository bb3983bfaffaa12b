/* The ledger: programmes, their entries, and sums of these. */
#ifndef INC_LEDGER_LEDGER_H
#define INC_LEDGER_LEDGER_H

#include <incubator/ledger.h>

#include "base/findings.h"
#include "decisions/decisions.h"

/* An award, or a selection that is a list without money. Its entries are the rows of its table, one after the other. */
typedef struct inc_programme {
  uint32_t rule;
  const inc_version *version; /* the one in force */
  const inc_version_info *about;
  const inc_award *award; /* NULL: a list */
  uint32_t within;        /* rule: the award that bears it; INC_NONE: payable itself */
  uint32_t unit;
  size_t first, rows; /* entries */
  inc_ref recipient;     /* the link to who is paid, or the key of the row itself */
  uint32_t recipient_table;
  const inc_ref **by; /* for each way that totals are given by; NULL: it has no such column */
  inc_ref *days;      /* columns that say when the event was */
  size_t day_count, day_capacity;
} inc_programme;

typedef struct inc_entry_place {
  const inc_programme *programme;
  size_t row;
} inc_entry_place;

/* Sums of one kind, in micros. */
typedef enum inc_sum { INC_SUM_COMPUTED, INC_SUM_LESS, INC_SUM_CAPPED, INC_SUM_JOINT, INC_SUM_RAISED, INC_SUM_DUE, INC_SUMS } inc_sum;

typedef struct inc_total {
  uint8_t gap;    /* why there is no key */
  inc_type type;  /* of the key */
  uint32_t list;
  int64_t value;  /* of a programme: its number */
  uint32_t table; /* that the key is of; INC_NONE: of none */
  uint32_t unit;  /* INC_NONE: a list */
  size_t counts[4]; /* by state − 1 */
  inc_i128 sums[INC_SUMS];
  const char *text; /* the key as data write it; NULL: there is none */
} inc_total;

typedef struct inc_totals {
  const char *name; /* what they are by; NULL for programmes and recipients */
  inc_total *totals;
  size_t count, capacity;
} inc_totals;

struct incubator_ledger {
  incubator_allocator allocator;
  inc_arena arena;
  incubator_decisions *decisions;
  incubator_findings *findings;
  inc_programme *programmes;
  size_t programme_count, count;
  inc_totals *totals; /* by programme, by recipient, then as asked for */
  size_t by_count;    /* of all of them */
  bool some_by;       /* a name of `by` that no programme has is no error */
};

static inline const inc_program *inc_ledger_program(const incubator_ledger *l)
{
  return &l->decisions->policy->program;
}

/* Options that were read already. `some`: a name of `by` that no programme has is no error, it has no column then. */
incubator_status inc_ledger_create(incubator_decisions *decisions, const incubator_ledger_options *options, bool some,
                                   incubator_ledger **ledger, incubator_error *error);

/* An entry by its number, which must be there. */
inc_entry_place inc_ledger_place(const incubator_ledger *l, size_t index);
inc_cell inc_ledger_part(const incubator_ledger *l, inc_entry_place e, uint32_t part);
incubator_entry_state inc_ledger_state(const incubator_ledger *l, inc_entry_place e);
/* Who is paid: the key, a text, be its table given or not; a gap where the links lead to nobody. */
inc_cell inc_ledger_recipient(const incubator_ledger *l, inc_entry_place e, uint32_t *table);
/* The recipient's row; false where it is not given. */
bool inc_ledger_recipient_row(const incubator_ledger *l, inc_entry_place e, uint32_t *table, size_t *row);
/* What a total's entries have in common: the programme, the recipient, or a column; the table and list that it is of. */
inc_cell inc_ledger_key(const incubator_ledger *l, inc_entry_place e, size_t by, uint32_t *table, uint32_t *list);
/* What each kind of adjustment came to together, and what is due; false where one is not known. */
bool inc_ledger_sums(const incubator_ledger *l, inc_entry_place e, int64_t sums[INC_SUMS]);

/* Which sum an adjustment is of. */
inc_sum inc_ledger_sum_of(const inc_adjustment *a);
/* What an adjustment of an award took off, or a floor added; a gap where that is not known. */
inc_cell inc_ledger_change(const incubator_ledger *l, inc_entry_place e, uint32_t number);

/* Finds the columns that totals are given by. */
incubator_status inc_ledger_find_by(incubator_ledger *l, const incubator_ledger_options *options, incubator_error *error);
/* Sums everything up; false without memory. */
bool inc_ledger_sum_up(incubator_ledger *l);
/* Finds the columns that say when the event was. False without memory. */
bool inc_ledger_find_days(const incubator_ledger *l, inc_programme *p);
/* Looks for what is odd; false without memory. */
bool inc_ledger_look(incubator_ledger *l);

#endif
