/*
 * What values an expression can take, as far as declared bounds tell. Rounded outward, so
 * the truth is never outside. For warnings only: exactness is proved in the engine.
 */
#ifndef INC_POLICY_RANGE_H
#define INC_POLICY_RANGE_H

#include "policy/reader.h"

/* In micros; ±INC_RANGE_END is without end. */
typedef struct inc_range {
  inc_i128 low, high;
} inc_range;

#define INC_RANGE_END ((inc_i128)1 << 100)

typedef enum inc_truth { INC_TRUTH_OPEN, INC_TRUTH_ALWAYS, INC_TRUTH_NEVER } inc_truth;

/* Ranges of all columns: of rules as they become known, narrowed by what a condition says. */
typedef struct inc_ranges {
  const inc_reader *reader;
  inc_range **rules; /* [rule][part] */
  const inc_expression *guard; /* holds wherever an expression is looked at; NULL for none */
} inc_ranges;

/* A column's range where the node of a condition holds as well. */
inc_range inc_range_where(const inc_ranges *ranges, inc_range range, const inc_ref *column, const inc_expression *condition,
                          uint32_t node);

static inline inc_range inc_range_all(void)
{
  return (inc_range){-INC_RANGE_END, INC_RANGE_END};
}

static inline bool inc_range_bounded(inc_range r)
{
  return r.low > -INC_RANGE_END && r.high < INC_RANGE_END;
}

/* The least range that holds both. */
static inline inc_range inc_range_join(inc_range a, inc_range b)
{
  return (inc_range){a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high};
}

inc_range inc_range_of_field(const inc_field *field);
inc_range inc_range_of_parameter(const inc_parameter *parameter);
/* Ranges of every node (numbers) and what is known of every boolean. Arrays of e->count. */
void inc_range_expression(const inc_ranges *ranges, const inc_expression *e, inc_range *values, inc_truth *truths);
/* What an expression comes to as a whole (NULL: anything), and what a scale makes of whatever it is given. */
inc_range inc_range_root(inc_reader *r, const inc_ranges *ranges, const inc_expression *e);
inc_range inc_range_scale(inc_reader *r, const inc_ranges *ranges, const inc_scale *scale);

#endif
