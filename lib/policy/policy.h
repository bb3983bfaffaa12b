/*
 * A policy after reading: the engine's program, and beside each piece of it what it rests
 * on. Those who decide, explain and write read it; only this folder writes it.
 */
#ifndef INC_POLICY_POLICY_H
#define INC_POLICY_POLICY_H

#include <stdatomic.h>

#include <incubator/policy.h>

#include "base/digest.h"
#include "base/json.h"
#include "engine/engine.h"

/* How sure a figure is, best first. */
typedef enum inc_evidence { INC_VERBATIM, INC_RECALLED, INC_ASSUMED } inc_evidence;

const char *inc_evidence_name(inc_evidence evidence);
/* "derive", "choose" … */
const char *inc_kind_name(inc_kind kind);

typedef struct inc_source {
  const char *name;
  inc_label title;
  const char *number, *issuer, *issued, *note;
  inc_evidence floor; /* for all that cite it */
} inc_source;

typedef struct inc_cite {
  uint32_t source;
  const char *clause;
} inc_cite;

/* What something rests on. */
typedef struct inc_basis {
  const inc_cite *cites;
  size_t cite_count;
  inc_evidence evidence;
  inc_label assumed; /* why, where it is assumed */
  inc_label title, reason, note;
} inc_basis;

/* A base unit as the policy declares it. */
typedef struct inc_unit_name {
  const char *name;
  inc_label title;
  const inc_multiple *multiples; /* how data may write it: itself, its labels, aliases and multiples */
  size_t multiple_count;
} inc_unit_name;

/* A unit: base units and their exponents, ordered by base. */
enum { INC_UNIT_FACTORS = 8 };
typedef struct inc_unit {
  uint32_t base[INC_UNIT_FACTORS];
  int8_t exponent[INC_UNIT_FACTORS];
  uint32_t count;
  const char *text; /* as in "yuan/m2/month"; "1" for none */
} inc_unit;

typedef struct inc_parameter_info {
  inc_basis basis;
  uint32_t unit;
  bool set_by_caller;
  uint32_t document;
  const inc_json *node;
} inc_parameter_info;

/* Beside a version of a rule. */
typedef struct inc_version_info {
  inc_basis basis;
  const inc_basis *parts; /* of cases, then of the else; of conditions; of items: in their order */
  size_t part_count;
  const inc_actionable *actionable; /* of a measure; NULL: not said */
  const uint32_t *best_first;       /* codes that a choose yields, the best one first; those left out are in no order */
  size_t best_count;
  uint32_t document;
  const inc_json *node;
} inc_version_info;

/* Which of the four questions a rule answers. */
typedef enum inc_question { INC_WORKING, INC_CLASSIFY, INC_ASSESS, INC_SUBSIDISE, INC_TARGET } inc_question;

typedef struct inc_rule_info {
  inc_version_info *versions;
  const uint32_t *units; /* of each part */
  const char *series;    /* of a target: the column of the form that it stands in */
  uint32_t document;     /* where the rule was last declared */
  bool own;              /* by the policy itself, not by a base */
  bool assesses;         /* reads a score or a selection, directly or through others, or is one */
  inc_question question;
  inc_evidence worst;    /* of the rule and of all that it can read */
} inc_rule_info;

typedef struct inc_table_info {
  uint32_t unit;
  uint32_t document;
  const inc_json *node;
  /* reference rows, in order */
  struct inc_reference_row {
    uint32_t document;
    const inc_json *node;
  } *rows;
  size_t row_count;
} inc_table_info;

typedef struct inc_document {
  inc_json_document *json;
  const char *id;
  uint64_t bases; /* documents that it extends, directly or not, one bit each */
  int32_t from, until; /* [from, until): of its rules that say nothing else */
  char digest[INC_DIGEST_TEXT];
} inc_document;

enum { INC_DOCUMENTS = 64 };

struct incubator_policy {
  atomic_uint references;
  incubator_allocator allocator;
  inc_arena arena;
  inc_document documents[INC_DOCUMENTS]; /* the policy itself, then what it extends */
  uint32_t document_count;
  uint32_t order[INC_DOCUMENTS]; /* documents, bases first */
  const char *id, *version;
  inc_label title;
  const char *const *settings; /* parameters set by the caller, "name=value" */
  size_t setting_count;
  char digest[INC_DIGEST_TEXT];
  inc_program program;
  inc_source *sources;
  uint32_t source_count;
  inc_unit_name *unit_names;
  uint32_t unit_name_count;
  inc_unit *units;
  uint32_t unit_count;
  inc_label *list_titles;
  inc_parameter_info *parameters;
  inc_table_info *tables;
  inc_rule_info *rules;
  inc_map names; /* "rule" and "rule:part" … */
  inc_want *named; /* … and what each is */
  size_t named_capacity;
};

/* The same policy, from the same texts, with more parameters set by a caller. */
incubator_status inc_policy_with(const incubator_policy *policy, const char *const *settings, size_t count,
                                 incubator_policy **variant, incubator_error *error);

/* The label in a language, else in the other; NULL where there is none. */
const char *inc_label_text(const inc_label *label, incubator_language language);
/* The rule's or its version's title, else its name. */
const char *inc_rule_title(const incubator_policy *policy, uint32_t rule, incubator_language language);
/* What "rule" or "rule:part" names; false for nothing. */
bool inc_policy_part(const incubator_policy *policy, const char *name, size_t length, inc_want *want);

/*
 * The column that a path names, seen from a table: "area", "unit.present", "top:rank".
 * `fault` (may be NULL) says what was wrong; it stays without a `why` where there was
 * no memory. Links are copied to the arena.
 */
typedef struct inc_path_fault {
  const char *segment;
  size_t length;
  const char *why;
} inc_path_fault;
bool inc_policy_path(const incubator_policy *policy, uint32_t table, const char *path, inc_arena *arena, inc_ref *ref,
                     inc_path_fault *fault);

#endif
