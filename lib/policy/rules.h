/* Reading rules: what the readers of the kinds share. */
#ifndef INC_POLICY_RULES_H
#define INC_POLICY_RULES_H

#include "policy/expression.h"

/* One version of a rule while it is read. */
typedef struct inc_rule_reader {
  inc_reader *r;
  uint32_t number;
  inc_rule *rule;
  inc_rule_info *info;
  inc_version *version;
  inc_version_info *about;
  const inc_json *node;
  bool flexible; /* so far its versions yield literals only, whose unit is what another version says */
} inc_rule_reader;

/* An expression member of an object; NULL where there is none (a finding if required). */
const inc_expression *inc_rule_expression(inc_rule_reader *x, const inc_json *object, const char *key, bool required,
                                          inc_meaning *meaning);
/* The same, which must be a boolean. */
const inc_expression *inc_rule_condition(inc_rule_reader *x, const inc_json *object, const char *key, bool required);
/* The same, a number. */
const inc_expression *inc_rule_number(inc_rule_reader *x, const inc_json *object, const char *key, bool required,
                                      inc_meaning *meaning);
/* The columns that a list names, by which rows are put together; *count of them. */
const inc_ref *inc_rule_columns(inc_rule_reader *x, const inc_json *object, const char *key, uint32_t *count);
/* The key `order` of an object, which must be there; *count of them. */
const inc_sort_key *inc_rule_order(inc_rule_reader *x, const inc_json *object, uint32_t *count);
/* Says what a part is; later versions must say the same. */
void inc_rule_part_type(inc_rule_reader *x, uint32_t part, const inc_json *node, inc_meaning meaning);
inc_meaning inc_number_of(uint32_t unit);
inc_meaning inc_boolean_meaning(void);
/* What the keys `categories` and `unit` of the rule ask for: `meaning` is held against it. */
void inc_rule_declared(inc_rule_reader *x, const inc_expression *e, const inc_json *node, inc_meaning *meaning);
/* Where the rule says `categories`: that list's number, else INC_NONE. */
uint32_t inc_rule_categories(inc_rule_reader *x);

/* The kinds. Keys are those beside the common ones; parts are named before anything is read. */
typedef struct inc_kind_reader {
  const char *name, *keys;
  const char *const *parts; /* fixed names, NULL at the end; NULL: none, or named by the rule itself */
  void (*read)(inc_rule_reader *x);
} inc_kind_reader;

extern const inc_kind_reader inc_kind_readers[INC_KIND_COUNT];

void inc_read_derive(inc_rule_reader *x);
void inc_read_choose(inc_rule_reader *x);
void inc_read_require(inc_rule_reader *x);
void inc_read_score(inc_rule_reader *x);
void inc_read_measure(inc_rule_reader *x);
void inc_read_select(inc_rule_reader *x);
void inc_read_award(inc_rule_reader *x);
void inc_read_apportion(inc_rule_reader *x);
void inc_read_target(inc_rule_reader *x);

/* How many names of parts an award has at most, beside the fixed ones, and each of them. */
typedef void (*inc_part_added)(void *context, const char *name);
uint32_t inc_count_award_parts(const inc_json *rule);
void inc_name_award_parts(inc_reader *r, const inc_json *rule, inc_part_added added, void *context);

/* Likewise of a target's plan: a part for each date. */
uint32_t inc_count_target_parts(const inc_json *rule);
void inc_name_target_parts(inc_reader *r, const inc_json *rule, inc_part_added added, void *context);

/* The keys `actionable` and `best_first`; read behind the body. */
void inc_read_measure_actionable(inc_rule_reader *x);
void inc_read_best_first(inc_rule_reader *x);

const inc_scale *inc_read_scale(inc_rule_reader *x, const inc_json *node, inc_meaning *meaning);

/* The order in which each rule stands behind all that it reads; rules in a circle are reported and left out. */
void inc_order_rules(inc_reader *r, bool *in_circle);
/* "rule", or "rule:part"; in memory that only reading needs. */
const char *inc_rule_part_name(inc_reader *r, const inc_rule *rule, const char *part, size_t *length);
/* A rule's versions: its entry, or the items of its entry's list. */
const inc_json *inc_rule_versions(const inc_json *entry, bool *list);

#endif
