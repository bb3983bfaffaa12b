/* What the reports of decisions share. */
#ifndef INC_REPORT_REPORT_H
#define INC_REPORT_REPORT_H

#include "policy/words.h"
#include "report/output.h"

/* One report being written. */
typedef struct inc_reporting {
  const incubator_decisions *d;
  const incubator_policy *policy;
  inc_question question; /* that it answers */
  incubator_report how;
  inc_output_stream out;
  incubator_error *error;
  inc_arena arena;       /* cleared at the end */
  inc_basis **assumed;   /* [rule]: its basis and then those of its parts, marked; NULL where the caller set nothing for it */
  bool rests_on_caller;  /* something shown does */
} inc_reporting;

incubator_status inc_report_start(inc_reporting *r, inc_question question, const incubator_decisions *d,
                                  const incubator_report *how, const incubator_writer *writer, incubator_error *error);
/* Hands on the rest of the text and frees everything; `status` where it is not OK, else what the writing came to. */
incubator_status inc_report_end(inc_reporting *r, incubator_status status);

/* Why a rule has no value in a row: "missing: platform, area", with names found by asking again. */
void inc_report_gap(const inc_reporting *r, uint32_t rule, size_t row, inc_buffer *to);
void inc_report_names(const inc_reporting *r, inc_json_out *j, uint32_t rule, size_t row);
/* A name that a gap of a rule on `table` carries, by its title. */
void inc_report_name(const incubator_policy *policy, uint32_t table, const char *name, incubator_language language,
                     inc_buffer *to);

/* A cell of a computed column. */
/* Whether a part was kept when the decisions were made. */
bool inc_report_kept(const incubator_decisions *d, uint32_t rule, uint32_t part);
inc_cell inc_report_cell(const incubator_decisions *d, uint32_t rule, uint32_t part, size_t row);

/* The version of a rule in force, and what is beside it; NULL for none. */
const inc_version_info *inc_report_version(const incubator_decisions *d, uint32_t rule, const inc_version **version);
/* Finds which rules the caller's settings bear on; false when there is no memory. Of inc_report_start. */
bool inc_report_mark(inc_reporting *r);
/* What a row's outcome rests on: the case taken, else the rule; NULL where none is in force. */
const inc_basis *inc_report_basis(const inc_reporting *r, uint32_t rule, size_t row);
/* "clause", and how sure it is where it is not verbatim: "clause, assumed: why". */
void inc_report_clause(const inc_reporting *r, const inc_basis *basis, inc_buffer *to);
/* Something of a rule (INC_NONE: of no rule) is shown without its basis … */
void inc_report_note(inc_reporting *r, uint32_t rule);
/* … so a line below says what the caller set, if any of it rests on that. */
void inc_report_settings(inc_reporting *r);

/* Where a selection has put a row: "rank 3 of 10, places: 2". */
void inc_report_rank(const incubator_decisions *d, uint32_t rule, size_t row, incubator_language language, inc_buffer *to);

/* The outcome of a rule for a row, with its parts and what it rests on, as a member of its name. */
void inc_report_outcome(const inc_reporting *r, inc_json_out *j, uint32_t rule, size_t row);
/* Of an award: its unit, the sum before adjustments, what each of them did, what components and shares bear. */
void inc_report_award(const inc_reporting *r, inc_json_out *j, uint32_t rule, size_t row);

/* Whether the data's own word stands for a result that could not be computed. */
bool inc_report_reported(const incubator_decisions *d, uint32_t rule, size_t row);

/* The table that a report is about: the one asked for, else that with the most rules of the question. It has a key. */
incubator_status inc_report_table(const inc_reporting *r, uint32_t *table);

incubator_status inc_write_inventory(inc_reporting *r);

#endif
