/* Explanations in words; what their JSON and their sentences share. */
#ifndef INC_REPORT_EXPLANATION_H
#define INC_REPORT_EXPLANATION_H

#include "explain/explain.h"
#include "policy/words.h"
#include "report/output.h"

/* Sentences being written. */
typedef struct inc_telling {
  const incubator_explanation *x;
  const incubator_policy *policy;
  incubator_language language;
  inc_output_stream *out;
} inc_telling;

void inc_tell_expression(const inc_telling *t, const inc_expression *e, uint32_t table);
void inc_tell_value(const inc_telling *t, inc_type type, uint32_t list, inc_cell cell, uint32_t unit);
/* "  [clause, evidence]"; nothing where it rests on nothing. */
void inc_tell_clause(const inc_telling *t, const inc_basis *basis);
/* How a scale goes, and what it compared with, in brackets. */
void inc_tell_scale(const inc_telling *t, const inc_scale *scale, uint32_t table, const inc_cohort_facts *cohort);
/* The items of a score, a line each, and the total. */
void inc_tell_score(const inc_telling *t, const inc_explained *rule);
/* By how much what decided a condition was met or missed, a line each. */
void inc_tell_comparisons(const inc_telling *t, const inc_step *step);
/* What each item has cost the score, the most first. */
void inc_tell_losses(const inc_telling *t, const inc_explained *rule);
/* The rank in a selection, and who shares it. */
void inc_tell_rank(const inc_telling *t, const inc_explained *rule);

/* How an award came about, what its joint caps left, and who bears it; sentences_award.c, sentences_joint.c. */
void inc_tell_award(const inc_telling *t, const inc_explained *rule);
void inc_tell_joint(const inc_telling *t, const inc_explained *rule, uint32_t adjustment);
/* Money with its unit; sums may be beyond what a cell can be. */
void inc_tell_money(const inc_telling *t, const inc_explained *rule, inc_cell cell);
void inc_tell_sum(const inc_telling *t, const inc_explained *rule, inc_i128 sum);
/* Whether an award's lines tell a column's value: what they say is nothing but this column. */
bool inc_award_tells(const inc_explained *rule, const inc_operand *operand);
bool inc_tells_just(const inc_expression *e, const inc_operand *operand);

/* What single figures would have to be for a better outcome; explanation_reach.c. */
void inc_tell_reach(const inc_telling *t);
void inc_explanation_reach(const incubator_explanation *x, incubator_language language, inc_json_out *j);

/* A need in words: "share of one industry 0.7 must be ≥ 0.75". */
void inc_explanation_need(const incubator_explanation *x, const inc_need *need, incubator_language language, inc_buffer *to);
/* The n-th assumption that the outcome rests on, each once; NULL past the last. */
const char *inc_explanation_assumption(const incubator_explanation *x, size_t n, incubator_language language);
/* A scale that a value was put on; explanation_score.c. */
void inc_explanation_scale(const incubator_explanation *x, const inc_explained *rule, const inc_scale *scale,
                           const inc_cohort_facts *cohort, incubator_language language, inc_json_out *j);
/* The items of a score, as they hang on each other, and the total. */
void inc_explanation_score(const incubator_explanation *x, const inc_explained *rule, incubator_language language, inc_json_out *j);
/* An award; explanation_award.c. */
void inc_explanation_award(const incubator_explanation *x, const inc_explained *rule, incubator_language language, inc_json_out *j);
/* The comparisons that decided a condition. */
void inc_explanation_comparisons(const incubator_explanation *x, const inc_step *step, incubator_language language, inc_json_out *j);
/* "To be eligible", "For adjustment 2 to apply". */
void inc_tell_alternative(const inc_telling *t, const inc_alternative *a);
/* The whole in sentences. */
void inc_explanation_sentences(const incubator_explanation *x, incubator_language language, inc_output_stream *out);

#endif
