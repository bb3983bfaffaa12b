/* What the rows of a group come to, with bounds where some of them are not known. */
#ifndef INC_ENGINE_TALLY_H
#define INC_ENGINE_TALLY_H

#include "base/sum.h"
#include "engine/program.h"

typedef struct inc_tally {
  uint64_t counted;     /* rows that count and have an `of` */
  uint64_t of_true;     /* of those, by a boolean `of` */
  uint64_t of_unknown;  /* rows that count, `of` unknown */
  uint64_t maybe;       /* rows of which it is not known whether they count */
  uint64_t maybe_true;  /* of those, `of` true or unknown */
  uint64_t maybe_false; /* of those, `of` false or unknown */
  uint64_t distinct, commonest_count;
  inc_sum sum, low, high; /* low, high: bounds of what the undetermined rows add */
  inc_term least, greatest, commonest;
  uint8_t gap; /* the strongest among the undetermined rows */
  bool tied;
} inc_tally;

/* A row that counts, with its `of`: numbers in micros, booleans 0 or 1. Only what `take` is made of is kept. */
static inline void inc_tally_add(inc_tally *t, inc_take take, inc_term of)
{
  switch (take) {
  case INC_TAKE_SUM:
  case INC_TAKE_MEAN: inc_sum_add(&t->sum, of); break;
  case INC_TAKE_MIN:
    if (t->counted == 0 || inc_term_compare(of, t->least) < 0) t->least = of;
    break;
  case INC_TAKE_MAX:
    if (t->counted == 0 || inc_term_compare(of, t->greatest) > 0) t->greatest = of;
    break;
  case INC_TAKE_SHARE: t->of_true += of.whole != 0; break;
  default: break;
  }
  t->counted++;
}

/* A row of which it is not known whether it counts (`where`) or what (`of`); a gap of NONE is known. */
typedef struct inc_open_row {
  uint8_t where, of;
  inc_term value;
} inc_open_row;

void inc_tally_open(inc_tally *tally, const inc_measure *measure, const inc_open_row *row);

/* So many rows have this value: told once for each value of the group, in rising order. */
void inc_tally_run(inc_tally *tally, inc_term value, uint64_t length);

/* How a figure is rounded: the measure's own value by its rule, parts by the policy. */
typedef struct inc_rounder {
  int64_t step;
  inc_rounding mode;
} inc_rounder;

typedef struct inc_figure {
  uint8_t gap;
  int64_t value;
} inc_figure;

inc_figure inc_tally_part(const inc_tally *tally, const inc_measure *measure, uint32_t part, inc_rounder own,
                          inc_rounder parts);

#endif
