/*
 * Which values of one column a condition holds for, as a set of intervals: so gaps between
 * cases, overlaps and cases never reached are found by plain set arithmetic.
 */
#ifndef INC_POLICY_CASES_H
#define INC_POLICY_CASES_H

#include "policy/reader.h"

enum { INC_SET_PIECES = 128 };

/* Closed intervals of a column's own form (numbers: micros), ascending, apart from each other. */
typedef struct inc_set {
  bool decided; /* false: more than one column, too many pieces, or something else not told */
  const inc_ref *column; /* NULL: holds for all or none */
  size_t count;
  struct {
    int64_t low, high;
  } pieces[INC_SET_PIECES];
} inc_set;

/* Warns about the cases of a choose. */
void inc_check_cases(inc_reader *r, const inc_choose *choose, const inc_json *node);

#endif
