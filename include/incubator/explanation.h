/**
 * @file explanation.h
 * @brief Why one cell is what it is: operands, thresholds, clauses, assumptions, and what would change it.
 */
#ifndef INCUBATOR_EXPLANATION_H
#define INCUBATOR_EXPLANATION_H

#include <incubator/decisions.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @brief An explanation of one cell. One owner; keeps its decisions by a reference. */
typedef struct incubator_explanation incubator_explanation;

/** @brief What is asked. */
typedef struct incubator_question {
  size_t size;         /**< `sizeof(incubator_question)` */
  const char *subject; /**< TABLE:KEY, as in "carriers:WH-0042" */
  const char *rule;    /**< name of a rule on that table */
  int without_changes; /**< not 0: leave out what would have to change, which takes the longest */
  const char *reach;   /**< the outcome to reach by changing one figure alone: a code or label of a category, "true" or "false", of an
                            award a sum of money, which more will do for as well; NULL: the next better one (nothing, with `without_changes`) */
  uint64_t most_steps; /**< of one figure in one direction; 0: 1,000,000; where all rows must be decided again
                            at each step, 2,000,000 divided by the rows of the table, at least 100 and at most 10,000 */
} incubator_question;

/** Sets up an ::incubator_question. */
#define INCUBATOR_QUESTION_INIT {sizeof(incubator_question), NULL, NULL, 0, NULL, 0}

/**
 * @brief Runs one rule again for one subject, with its trace on.
 * @param decisions   what is asked about
 * @param question    subject and rule
 * @param explanation on success the new explanation, to be freed by the caller
 * @param error       may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND (subject, rule or outcome to reach), ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_explanation_create(incubator_decisions *decisions,
                                                            const incubator_question *question,
                                                            incubator_explanation **explanation, incubator_error *error);

/**
 * @brief Frees an explanation.
 * @param explanation may be NULL
 */
INCUBATOR_API void incubator_explanation_free(incubator_explanation *explanation);

/**
 * @brief How sure the outcome is: "verbatim", "recalled" or "assumed", the worst of all that was evaluated for it.
 * @param explanation the explanation
 * @return lent for ever
 */
INCUBATOR_API const char *incubator_explanation_evidence(const incubator_explanation *explanation);

/**
 * @brief Writes the explanation.
 * @param explanation the explanation
 * @param format      ::INCUBATOR_FORMAT_JSON: schema explanation-1.json; ::INCUBATOR_FORMAT_TABLE: sentences
 * @param language    of labels and sentences
 * @param writer      takes the text, UTF-8
 * @param error       may be NULL
 * @return ::INCUBATOR_STATUS_ARGUMENT (CSV is no format for it), ::INCUBATOR_STATUS_NO_MEMORY, or the writer's
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_explanation_write(const incubator_explanation *explanation,
                                                           incubator_format format, incubator_language language,
                                                           const incubator_writer *writer, incubator_error *error);

#ifdef __cplusplus
}
#endif
#endif
