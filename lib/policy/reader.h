/*
 * Reading a policy: one state, passed from section to section, and the helpers by which
 * every section reports what it finds at its place.
 */
#ifndef INC_POLICY_READER_H
#define INC_POLICY_READER_H

#include "base/findings.h"
#include "policy/policy.h"

/* A named entry of a section: its latest declaration, and whether two bases disagree about it. */
typedef struct inc_entry {
  const char *name;
  uint32_t document;
  const inc_json *node;
  uint32_t clash_document;
  const inc_json *clash; /* NULL: none that is not overridden */
} inc_entry;

typedef struct inc_section {
  inc_map map; /* name → number */
  inc_entry *entries;
  size_t count, capacity;
} inc_section;

typedef struct inc_reader {
  incubator_allocator allocator;
  incubator_policy *policy; /* being built; everything lies in its arena */
  inc_arena *arena;
  inc_arena scratch; /* what only reading needs */
  incubator_findings *findings;
  uint32_t document; /* the one being read */
  inc_section sources, lists, units, parameters, tables, rules;
  bool failed; /* no memory */
  size_t unit_capacity;
  size_t suggested; /* how often the nearest name was looked for */
  bool *used_parameters, *used_sources, *used_lists; /* for the check's warnings */
} inc_reader;

/* Reports at a node's value, or at its key. */
__attribute__((format(printf, 5, 6))) void inc_report(inc_reader *r, incubator_severity severity, const char *code,
                                                      const inc_json *node, const char *format, ...);
__attribute__((format(printf, 4, 5))) void inc_report_key(inc_reader *r, const char *code, const inc_json *node,
                                                          const char *format, ...);
#define INC_REPORT(r, code, node, ...) inc_report((r), INCUBATOR_SEVERITY_ERROR, (code), (node), __VA_ARGS__)

/* Arena memory; remembers a failure and gives NULL. */
void *inc_reader_alloc(inc_reader *r, size_t count, size_t bytes);
const char *inc_reader_text(inc_reader *r, const char *text);

/*
 * Reports every key of an object that is not among `keys` (one text, words apart), and
 * what is no text where title, note, reason and assumed are. False when it is no object.
 */
bool inc_check_keys(inc_reader *r, const inc_json *object, const char *keys);
/* The member of that type; NULL (and a finding where it has another type, or is missing though `required`). */
const inc_json *inc_member(inc_reader *r, const inc_json *object, const char *key, inc_json_type type, bool required);
const char *inc_member_text(inc_reader *r, const inc_json *object, const char *key, bool required);
bool inc_member_date(inc_reader *r, const inc_json *object, const char *key, int32_t *days);
bool inc_member_boolean(inc_reader *r, const inc_json *object, const char *key, bool otherwise);
/* A number on the grid: a JSON number of at most 15 digits, or a decimal string. */
bool inc_read_micros(inc_reader *r, const inc_json *node, int64_t *micros);
bool inc_read_number(inc_reader *r, const inc_json *node, inc_number *number);
/* One of some words (one text, words apart): its index, or −1 and a finding. */
int inc_read_word(inc_reader *r, const inc_json *node, const char *code, const char *words);
/* {"zh", "en"}, or one string for both; whatever is wrong with it was told by inc_check_keys, or is by inc_check_label. */
inc_label inc_label_of(const inc_json *node);
void inc_check_label(inc_reader *r, const inc_json *node);
/* Whether a name is well-formed; a finding where not. */
bool inc_check_name(inc_reader *r, const inc_json *node);
/* The nearest known name, for "did you mean"; NULL for none near. */
const char *inc_nearest(const char *name, const char *const *known, size_t count);

/* Sections. Each reads all documents, bases first. */
incubator_status inc_read_documents(inc_reader *r, const incubator_policy_source *source, const incubator_policy_options *options,
                        incubator_error *error);
void inc_collect(inc_reader *r, inc_section *section, const char *key);
void inc_section_free(inc_reader *r, inc_section *section);
uint32_t inc_section_find(const inc_section *section, const char *name, size_t length);

void inc_read_sources(inc_reader *r);
void inc_read_lists(inc_reader *r);
void inc_read_units(inc_reader *r);
void inc_read_parameters(inc_reader *r, const incubator_policy_options *options);
void inc_read_tables(inc_reader *r);
void inc_check_reference_rows(inc_reader *r);
void inc_read_rules(inc_reader *r);
void inc_read_tests(inc_reader *r);
void inc_check_policy(inc_reader *r);

/* cite, evidence, assumed, reason, title, note of something; `from` is what it inherits from, NULL for nothing. */
inc_basis inc_read_basis(inc_reader *r, const inc_json *object, const inc_basis *from);

/* What a field's `actionable` says; NULL for nothing. */
const inc_actionable *inc_field_actionable(inc_reader *r, const inc_json *field, const inc_field *f);

/* Units. */
uint32_t inc_unit_read(inc_reader *r, const inc_json *node); /* the number; 0 is "1" */
uint32_t inc_unit_of(inc_reader *r, const char *text);
uint32_t inc_unit_combine(inc_reader *r, uint32_t a, uint32_t b, int sign);
void inc_unit_multiples(inc_reader *r, uint32_t unit, const inc_multiple **multiples, size_t *count);

#endif
