/* What the writers of robustness share: a line a subject, and how far weights can move. */
#ifndef INC_REPORT_ROBUSTNESS_H
#define INC_REPORT_ROBUSTNESS_H

#include "report/report.h"
#include "robustness/robustness.h"

typedef struct inc_paper {
  inc_reporting r;
  const incubator_robustness *x;
  incubator_robustness_report how;
} inc_paper;

/* How far each weight can move: below the table, as CSV, and as the member "moves". */
incubator_status inc_write_moves(inc_paper *p);
incubator_status inc_write_moves_csv(inc_paper *p);
incubator_status inc_write_moves_json(inc_paper *p, inc_json_out *j);

#endif
