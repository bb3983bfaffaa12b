/**
 * @file record.h
 * @brief One record, given as fields or as JSON, decided at once: without a registry, re-entrant, without allocating.
 *
 * A record is prepared once, from a policy, a date and a table: that is the shape of
 * records, and all their code. Any number of threads decide with it, each in a workspace
 * of its own, whose size is known beforehand. The same code decides whole tables, so the
 * results are the same, bit for bit.
 *
 * @code
 * incubator_record_create(policy, &options, &record, &error);       // once
 * incubator_workspace_create(record, &workspace, &error);           // once a thread
 * incubator_workspace_decide(workspace, inputs, outputs, &error);   // for each record
 * @endcode
 *
 * What a record is made of, its inputs:
 * - the fields of its table: "area";
 * - links, as the key of the row that they lead to: "unit"; fields of that row, by the link's name and a
 *   point: "unit.present". Only links are there that the rules follow. Rows that ship with
 *   the policy need nothing but the key.
 * - measures over other rows, which one record does not have: given as values under the measure's name
 *   ("firms"), the parts too where something reads them ("firms:low"). A measure that is not given is what it is
 *   where its table is not: `reported` or `absent` stands for it, else it is missing.
 *
 * A scale over a cohort needs statistics frozen from a batch (statistics.h); a selection
 * is a decision among the members of a group, which one record cannot ask for at all, nor
 * for a score whose weights are found in the data of all rows. An award is decided with all its parts
 * (what each adjustment leaves, shares), unless it has a cap for several rows together, or is made of awards of rows below.
 */
#ifndef INCUBATOR_RECORD_H
#define INCUBATOR_RECORD_H

#include <incubator/statistics.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @brief What is asked of records of one shape. Immutable, shared, safe from any thread. */
typedef struct incubator_record incubator_record;

/** @brief Where one thread decides one record after the other. */
typedef struct incubator_workspace incubator_workspace;

/** @brief What is asked. */
typedef struct incubator_record_options {
  size_t size;                          /**< `sizeof(incubator_record_options)` */
  const incubator_allocator *allocator; /**< NULL: the C library's */
  const char *as_of;                    /**< the date that everything is decided as of, YYYY-MM-DD; must be set */
  const char *table;                    /**< the record's table; NULL: that with the most rules that classify, assess or subsidise, else with the most rules */
  const char *const *rules;             /**< the rules to decide, of that table; with all that they read */
  size_t rule_count;                    /**< how many; 0: all but those that one record cannot be asked for, see ::incubator_record_findings */
  int all_parts;                        /**< not 0: every part of these; else as in ::incubator_decisions_options */
  incubator_statistics *statistics;     /**< of cohorts; may be NULL; kept by a reference */
} incubator_record_options;

/** Sets up an ::incubator_record_options. */
#define INCUBATOR_RECORD_OPTIONS_INIT {sizeof(incubator_record_options), NULL, NULL, NULL, NULL, 0, 0, NULL}

/**
 * @brief Prepares to decide records.
 * @param policy  kept by a reference
 * @param options says at least as of which date
 * @param record  on success a new reference; NULL otherwise
 * @param error   may be NULL; names the rule that one record cannot be asked for
 * @return ::INCUBATOR_STATUS_UNSUPPORTED (a rule that was named needs a cohort of which there are no statistics, a selection, or rows for a joint cap), ::INCUBATOR_STATUS_NOT_FOUND (table,
 *         rule), ::INCUBATOR_STATUS_SYNTAX (the date), ::INCUBATOR_STATUS_MISMATCH (statistics of another policy or date),
 *         ::INCUBATOR_STATUS_LIMIT (rules that follow more than 1000 ways of links), ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_record_create(incubator_policy *policy, const incubator_record_options *options,
                                                       incubator_record **record, incubator_error *error);

/**
 * @brief One more reference. Safe from any thread.
 * @param record may be NULL
 * @return the same record
 */
INCUBATOR_API incubator_record *incubator_record_ref(incubator_record *record);

/**
 * @brief Gives a reference back; the last one frees it. Safe from any thread.
 * @param record may be NULL
 */
INCUBATOR_API void incubator_record_unref(incubator_record *record);

/**
 * @brief Which rules of the table are not decided, because one record cannot be asked for them, and why: a finding `not-for-one` each.
 * @param record the record
 * @return lent by the record; never NULL; empty where the rules were named
 */
INCUBATOR_API const incubator_findings *incubator_record_findings(const incubator_record *record);

/** @brief An input or an output. Everything it points to lives as long as the record. */
typedef struct incubator_record_field {
  size_t size;         /**< bytes of this struct: set it before the call */
  const char *name;    /**< "area", "unit.present", "firms"; of outputs "score", "score:service" */
  incubator_type type; /**< of the values */
  const char *list;    /**< category list, NULL for other types */
  int is_read;         /**< of an input: not 0 where a rule reads it */
} incubator_record_field;

/** Sets up an ::incubator_record_field. */
#define INCUBATOR_RECORD_FIELD_INIT {sizeof(incubator_record_field), NULL, INCUBATOR_TYPE_BOOLEAN, NULL, 0}

/**
 * @brief How many inputs there are.
 * @param record the record
 * @return their number
 */
INCUBATOR_API size_t incubator_record_inputs(const incubator_record *record);

/**
 * @brief How many outputs there are.
 * @param record the record
 * @return their number
 */
INCUBATOR_API size_t incubator_record_outputs(const incubator_record *record);

/**
 * @brief One input.
 * @param record the record
 * @param number from 0
 * @param field  is filled
 * @param error  may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND, ::INCUBATOR_STATUS_ARGUMENT
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_record_input(const incubator_record *record, size_t number,
                                                      incubator_record_field *field, incubator_error *error);

/**
 * @brief One output.
 * @param record the record
 * @param number from 0
 * @param field  is filled
 * @param error  may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND, ::INCUBATOR_STATUS_ARGUMENT
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_record_output(const incubator_record *record, size_t number,
                                                       incubator_record_field *field, incubator_error *error);

/**
 * @brief The number of an input.
 * @param record the record
 * @param name   "area", "unit.present", "firms", or as data may call it: by labels and aliases
 * @param number is set
 * @param error  may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND, ::INCUBATOR_STATUS_ARGUMENT
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_record_find_input(const incubator_record *record, const char *name, size_t *number,
                                                           incubator_error *error);

/**
 * @brief The number of an output.
 * @param record the record
 * @param name   rule, or rule:part
 * @param number is set
 * @param error  may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND, ::INCUBATOR_STATUS_ARGUMENT
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_record_find_output(const incubator_record *record, const char *name, size_t *number,
                                                            incubator_error *error);

/**
 * @brief The value of an input or an output, or why there is none.
 *
 * Arrays are made of it, so it never grows.
 */
typedef struct incubator_value {
  incubator_gap gap; /**< NONE: there is a value; MISSING: it is not given; of measures any other too */
  int64_t value;     /**< 0 or 1; millionths; number of a code; days since 1970-01-01; 0 for texts and links */
  const char *text;  /**< of texts and links: not necessarily zero-terminated, the caller's until the call returns */
  size_t length;     /**< bytes of `text` */
} incubator_value;

/** A value that is not given. An array of zeros is an array of zeros: set each input. */
#define INCUBATOR_VALUE_MISSING {INCUBATOR_GAP_MISSING, 0, NULL, 0}

/**
 * @brief Reads a value as data write it: "5万元", "国家级", "2021年8月25日", "是". An empty text is a missing value.
 * @param record the record
 * @param input  number of the input
 * @param text   UTF-8; of texts and links the value points into it
 * @param length bytes of `text`
 * @param value  is filled
 * @param error  may be NULL; path is the input's name
 * @return ::INCUBATOR_STATUS_DATA, ::INCUBATOR_STATUS_NOT_FOUND (the input), ::INCUBATOR_STATUS_ARGUMENT
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_record_read(const incubator_record *record, size_t input, const char *text,
                                                     size_t length, incubator_value *value, incubator_error *error);

/** What the memory of a workspace must be aligned to. */
#define INCUBATOR_WORKSPACE_ALIGN 16

/**
 * @brief The bytes of a workspace.
 * @param record the record
 * @return how many
 */
INCUBATOR_API size_t incubator_record_bytes(const incubator_record *record);

/**
 * @brief Makes a workspace in memory of the caller's. Allocates nothing.
 * @param record    kept by a reference until ::incubator_workspace_free
 * @param memory    aligned to ::INCUBATOR_WORKSPACE_ALIGN; must stay where it is
 * @param bytes     at least ::incubator_record_bytes
 * @param workspace on success the workspace; NULL otherwise
 * @param error     may be NULL
 * @return ::INCUBATOR_STATUS_ARGUMENT (too small, not aligned)
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_workspace_start(incubator_record *record, void *memory, size_t bytes,
                                                         incubator_workspace **workspace, incubator_error *error);

/**
 * @brief Makes a workspace in memory of the record's allocator.
 * @param record    kept by a reference until ::incubator_workspace_free
 * @param workspace on success the workspace; NULL otherwise
 * @param error     may be NULL
 * @return ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_workspace_create(incubator_record *record, incubator_workspace **workspace,
                                                          incubator_error *error);

/**
 * @brief Ends a workspace: gives back its reference, and its memory unless that is the caller's.
 * @param workspace may be NULL
 */
INCUBATOR_API void incubator_workspace_free(incubator_workspace *workspace);

/**
 * @brief Decides one record. Allocates nothing; one thread at a time in one workspace.
 * @param workspace the workspace
 * @param inputs    one an input, in their order
 * @param outputs   one an output, in their order, to be filled; texts are lent until the next call, or the caller's own
 * @param error     may be NULL; path is the input's name; the message says what was found, what was expected
 * @return ::INCUBATOR_STATUS_DATA (an input that its field cannot have), ::INCUBATOR_STATUS_ARGUMENT
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_workspace_decide(incubator_workspace *workspace, const incubator_value *inputs,
                                                          incubator_value *outputs, incubator_error *error);

/**
 * @brief Decides one record given as JSON, and writes what came of it as JSON, schema record-1.json.
 *
 * The record is an object whose keys are names of inputs; a value that is not there, or
 * null, is missing. Every key that is no input, is there twice or has a value that its
 * field cannot have is a finding; then nothing is decided and nothing written.
 * @param workspace the workspace
 * @param text      UTF-8, not necessarily zero-terminated
 * @param length    bytes of `text`
 * @param language  of reasons and titles in the result
 * @param writer    takes the result
 * @param findings  may be NULL; on ::INCUBATOR_STATUS_DATA all that is wrong, to be freed by the caller; else NULL
 * @param error     may be NULL; the first finding
 * @return ::INCUBATOR_STATUS_DATA, ::INCUBATOR_STATUS_SYNTAX (no JSON, or no object), ::INCUBATOR_STATUS_ENCODING, ::INCUBATOR_STATUS_LIMIT,
 *         ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_NO_MEMORY, or the writer's
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_workspace_json(incubator_workspace *workspace, const char *text, size_t length,
                                                        incubator_language language, const incubator_writer *writer,
                                                        incubator_findings **findings, incubator_error *error);

#ifdef __cplusplus
}
#endif
#endif
