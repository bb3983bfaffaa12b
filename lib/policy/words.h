/* A policy's pieces in words, in Chinese or English: for descriptions and explanations. */
#ifndef INC_POLICY_WORDS_H
#define INC_POLICY_WORDS_H

#include "base/buffer.h"
#include "policy/policy.h"

/* One of two texts. */
static inline const char *inc_words(incubator_language language, const char *en, const char *zh)
{
  return language == INCUBATOR_LANGUAGE_ZH ? zh : en;
}

/* An expression over rows of `table`, infix; parameters with what they are. */
void inc_words_expression(const incubator_policy *policy, const inc_expression *e, uint32_t table,
                          incubator_language language, inc_buffer *to);
/* Only what hangs on one node of it. */
void inc_words_node(const incubator_policy *policy, const inc_expression *e, uint32_t node, uint32_t table,
                    incubator_language language, inc_buffer *to);
/* A column by its title, else its name; parts and links with it. */
void inc_words_ref(const incubator_policy *policy, const inc_ref *ref, uint32_t table, incubator_language language,
                   inc_buffer *to);
/* Its path, as the policy writes it: "unit.present", "top:rank". */
void inc_words_path(const incubator_policy *policy, const inc_ref *ref, uint32_t table, inc_buffer *to);
/* An item of a score: its title, else its name … */
const char *inc_item_title(const incubator_policy *policy, uint32_t rule, const inc_version *version, uint32_t number,
                           incubator_language language);
/* … behind those of the groups that it is in: "service/patents". */
void inc_words_item(const incubator_policy *policy, uint32_t rule, const inc_version *version, uint32_t number,
                    incubator_language language, inc_buffer *to);
/* Which way is better: 1 up, −1 down; 0 where the points are no literals, or rise and fall. */
int inc_scale_direction(const inc_scale *scale);
/* How a scale goes, without its points: "linear between; lower is better". */
void inc_words_scale(const incubator_policy *policy, const inc_scale *scale, uint32_t table, incubator_language language,
                     inc_buffer *to);
/* A value of a type as people read it: labels of categories, yes and no. No texts of a registry. */
void inc_words_value(const incubator_policy *policy, inc_type type, uint32_t list, int64_t value,
                     incubator_language language, inc_buffer *to);
/* "国科发区〔2018〕300号 #specialised", several with ; between. */
void inc_words_cites(const incubator_policy *policy, const inc_basis *basis, incubator_language language, inc_buffer *to);
/* A part of an award: "after adjustment 2", the title of a share or of a component. */
void inc_words_award_part(const incubator_policy *policy, const inc_ref *ref, incubator_language language, inc_buffer *to);
/* A share of an award's `split`: its title, else its name. */
const char *inc_share_title(const incubator_policy *policy, uint32_t rule, const inc_version *version, uint32_t number,
                            incubator_language language);
/* What is done to the money by an adjustment: "at most", "less" … */
const char *inc_words_adjust(inc_adjust how, incubator_language language);
/* Who gets a joint cap that is not enough: "one after the other, the last one the rest" … */
const char *inc_words_fill(inc_fill fill, incubator_language language);
/* Of a joint cap: "for all services together", "for services with the same user together". */
void inc_words_together(const incubator_policy *policy, const inc_adjustment *a, uint32_t table, incubator_language language, inc_buffer *to);
/* "weighted mean" */
const char *inc_words_aggregate(inc_aggregate aggregate, incubator_language language);
/* "weights found in the data by entropy"; NULL where they are not. */
const char *inc_words_weights(inc_weights weights, incubator_language language);
const char *inc_words_rounding(inc_rounding rounding, incubator_language language);
const char *inc_words_evidence(inc_evidence evidence, incubator_language language);
const char *inc_words_gap(incubator_gap gap, incubator_language language);
/* The unit's name as people read it; "" for none. */
const char *inc_words_unit(const incubator_policy *policy, uint32_t unit, incubator_language language);
const char *inc_table_title(const incubator_policy *policy, uint32_t table, incubator_language language);

#endif
