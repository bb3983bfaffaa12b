/* What the writers of a ledger share. */
#ifndef INC_REPORT_LEDGER_H
#define INC_REPORT_LEDGER_H

#include "ledger/ledger.h"
#include "report/report.h"

/* What is the same for all entries of a programme. */
typedef struct inc_programme_words {
  const char *title;
  const char *clause;   /* "" where it cites none */
  inc_evidence evidence; /* the weakest of all that it rests on */
  const char **assumed; /* why, each once */
  size_t assumed_count;
  const char *joined; /* the assumptions in one text; "" for none */
} inc_programme_words;

typedef struct inc_ledger_paper {
  inc_reporting r;
  const incubator_ledger *l;
  incubator_ledger_report how;
  inc_programme_words *words; /* [programme] */
  const char **shares;        /* the names of all shares, each once … */
  size_t share_count;
  const char **components; /* … and of all awards that others are made of */
  size_t component_count;
  inc_trace **traces; /* [rule], made when first asked for */
} inc_ledger_paper;

/* Checks what the caller said, and begins to write; what was begun is ended by the other. */
incubator_status inc_ledger_paper_start(inc_ledger_paper *p, const incubator_ledger *l, const incubator_ledger_report *how,
                                        const incubator_writer *writer, incubator_error *error);
incubator_status inc_ledger_paper_end(inc_ledger_paper *p, incubator_status status);

static inline const inc_programme_words *inc_words_of_programme(const inc_ledger_paper *p, const inc_programme *programme)
{
  return &p->words[programme - p->l->programmes];
}

/* One of two texts in the report's language. */
static inline const char *inc_paper_pick(const inc_ledger_paper *p, const char *en, const char *zh)
{
  return inc_words(p->r.how.language, en, zh);
}

/* A text in the paper's arena; "" where there is none, which fails the output. Frees the buffer. */
const char *inc_paper_keep(inc_ledger_paper *p, inc_buffer *text);
inc_buffer inc_paper_text(const inc_ledger_paper *p);
/* Finds what every programme rests on; ledger_basis.c. False without memory. */
bool inc_paper_find_words(inc_ledger_paper *p);

/* Writes what is assumed, a line each; what an earlier programme rests on too is not told again. `lists`: of those without money as well. */
void inc_paper_assumptions(inc_ledger_paper *p, bool lists);

/* Whether entries of a state were asked for. */
static inline bool inc_paper_has(const inc_ledger_paper *p, incubator_entry_state state)
{
  return !p->how.states || (p->how.states & INCUBATOR_LEDGER_STATE(state));
}

/* "due", "nothing" …; in a table as people say it. */
const char *inc_entry_state_name(incubator_entry_state state);
const char *inc_entry_state_words(incubator_entry_state state, incubator_language language);
const char *inc_cut_name(incubator_cut_kind kind);

/* A rule evaluated for a row; NULL where there is no memory, which fails the output. ledger_why.c. */
const inc_trace *inc_paper_trace(inc_ledger_paper *p, uint32_t rule, size_t row);
/* Calls for everything that did not hold where an award is not for a row. */
typedef void (*inc_reason_visit)(void *context, const char *text);
void inc_paper_failed(inc_ledger_paper *p, inc_entry_place e, inc_reason_visit visit, void *context);
/* The basis of the n-th adjustment: its title, its clause. */
const inc_basis *inc_paper_cut(inc_entry_place e, size_t number);
/* Why an entry is what it is: what failed, what is not known, what was cut, which rank it has. */
void inc_paper_why(inc_ledger_paper *p, size_t index, const incubator_ledger_entry *entry, inc_buffer *to);

/* A cap over many rows, and what came of it; ledger_caps.c. */
typedef struct inc_paper_cap {
  const inc_programme *programme;
  uint32_t adjustment;
  const char *over; /* of which rows, by what they agree in; "" for all */
  const char *title;
  inc_cell cap;
  inc_i128 asked, given;
  size_t undetermined; /* rows of which what they get is not known */
} inc_paper_cap;

/* Budgets: caps over all rows, or over those of a class. The caller frees *caps with the decisions' allocator. */
bool inc_paper_caps(inc_ledger_paper *p, inc_paper_cap **caps, size_t *count);

/* What totals are by: "programme", "recipient", or as it was asked for. */
const char *inc_paper_by_name(const inc_ledger_paper *p, size_t by);
/* A sum, exactly. */
void inc_sheet_sum(inc_sheet *sheet, inc_i128 micros);

void inc_ledger_table(inc_ledger_paper *p);
void inc_ledger_totals_table(inc_ledger_paper *p);
void inc_ledger_totals_csv(inc_ledger_paper *p);
void inc_ledger_totals_json(inc_ledger_paper *p, inc_json_out *j);
void inc_ledger_entries_csv(inc_ledger_paper *p);
void inc_ledger_entries_json(inc_ledger_paper *p, inc_json_out *j);

#endif
