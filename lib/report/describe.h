/* What the parts of a policy's description share. */
#ifndef INC_REPORT_DESCRIBE_H
#define INC_REPORT_DESCRIBE_H

#include "policy/words.h"
#include "report/output.h"

typedef struct inc_describing {
  const incubator_policy *policy;
  incubator_language language;
  inc_output_stream out;
} inc_describing;

static inline const char *inc_pick(const inc_describing *d, const char *en, const char *zh)
{
  return inc_words(d->language, en, zh);
}

inc_buffer inc_describe_text(const inc_describing *d);
void inc_describe_expression(inc_describing *d, const inc_expression *e, uint32_t table);
/* " [clause, evidence; assumed: why]" */
void inc_describe_basis(inc_describing *d, const inc_basis *basis);
void inc_describe_note(inc_describing *d, const inc_basis *basis, const char *indent);
/* Ends the line of a case, a condition or an item: its reason, and its basis where that is not the one above. */
void inc_describe_case(inc_describing *d, const inc_basis *basis, const inc_basis *above);
/* What can be done about a figure, behind other words; NULL: nothing is said. */
void inc_describe_actionable(inc_describing *d, const inc_actionable *how, inc_type type);
/* A line a point, and how the scale goes; so many levels in. */
void inc_describe_scale(inc_describing *d, const inc_scale *scale, uint32_t table, unsigned depth);
void inc_describe_score(inc_describing *d, uint32_t rule, const inc_version *version);
void inc_describe_select(inc_describing *d, const inc_select *select, uint32_t table);
void inc_describe_apportion(inc_describing *d, const inc_apportion_rule *how, uint32_t table);
void inc_describe_award(inc_describing *d, uint32_t rule, const inc_version *version);
/* "score, highest first, then firms, lowest first" */
void inc_describe_order(inc_describing *d, const inc_sort_key *order, uint32_t count, uint32_t table);
void inc_describe_rules(inc_describing *d);

#endif
