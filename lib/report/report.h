/* What the reports of decisions share. */
#ifndef INC_REPORT_REPORT_H
#define INC_REPORT_REPORT_H

#include "policy/words.h"
#include "report/output.h"

/* One report being written. */
typedef struct inc_reporting {
  const incubator_decisions *d;
  const incubator_policy *policy;
  incubator_report how;
  inc_output_stream out;
  incubator_error *error;
} inc_reporting;

incubator_status inc_report_start(inc_reporting *r, const incubator_decisions *d, const incubator_report *how,
                                  const incubator_writer *writer, incubator_error *error);

/* "missing: platform, area", with names found by asking again. */
void inc_report_gap(const incubator_decisions *d, inc_want column, size_t row, incubator_gap gap, inc_buffer *to);
void inc_report_names(inc_json_out *j, const char *key, const incubator_decisions *d, inc_want column, size_t row);

/* A cell of a computed column. */
inc_cell inc_report_cell(const incubator_decisions *d, uint32_t rule, uint32_t part, size_t row);

/* The version of a rule in force, and what is beside it; NULL for none. */
const inc_version_info *inc_report_version(const incubator_decisions *d, uint32_t rule, const inc_version **version);
/* What a row's outcome rests on: the case taken, else the rule. */
const inc_basis *inc_report_basis(const incubator_decisions *d, uint32_t rule, size_t row);

/* Whether the data's own word stands for a result that could not be computed. */
bool inc_report_reported(const incubator_decisions *d, uint32_t rule, size_t row);

/* The table that a report is about: the one asked for, else that with the most rules of the question. */
incubator_status inc_report_table(const inc_reporting *r, inc_question question, uint32_t *table);

/* The key of each line: "carriers" in words. */
incubator_status inc_write_inventory(inc_reporting *r);
incubator_status inc_write_classes(inc_reporting *r);

#endif
