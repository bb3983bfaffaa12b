/**
 * @file decisions.h
 * @brief What a policy decides about a registry, as of one date: columns, single cells, tables to print.
 */
#ifndef INCUBATOR_DECISIONS_H
#define INCUBATOR_DECISIONS_H

#include <incubator/policy.h>
#include <incubator/registry.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @brief The columns that a policy's rules add to a registry's tables. Immutable, shared, safe from any thread. */
typedef struct incubator_decisions incubator_decisions;

/** @brief How decisions are made. */
typedef struct incubator_decisions_options {
  size_t size;                          /**< `sizeof(incubator_decisions_options)` */
  const incubator_allocator *allocator; /**< NULL: the C library's */
  const char *as_of;                    /**< the date that everything is decided as of, YYYY-MM-DD; must be set */
  const char *const *parts;             /**< parts to keep besides every rule's own value, as in "is_specialised:share" */
  size_t part_count;                    /**< how many */
  int all_parts;                        /**< not 0: keep every part of every rule */
  unsigned threads;                     /**< how many threads may work at once, 0 is one; the results are the same */
  incubator_decisions *spare;           /**< NULL, or earlier decisions that the caller is done with: the reference is taken,
                                             whether the call succeeds or not, and where it was the last one, their memory is used again */
} incubator_decisions_options;

/** Sets up an ::incubator_decisions_options. */
#define INCUBATOR_DECISIONS_OPTIONS_INIT {sizeof(incubator_decisions_options), NULL, NULL, NULL, 0, 0, 0, NULL}

/** @brief What a column's values are. */
typedef enum incubator_type {
  INCUBATOR_TYPE_BOOLEAN = 1,  /**< 0 or 1 */
  INCUBATOR_TYPE_NUMBER = 2,   /**< millionths */
  INCUBATOR_TYPE_CATEGORY = 3, /**< number of a code; see ::incubator_policy_code */
  INCUBATOR_TYPE_DATE = 4,     /**< days since 1970-01-01 */
  INCUBATOR_TYPE_TEXT = 5      /**< see ::incubator_decisions_text */
} incubator_type;

/** @brief A computed column. Everything it points to lives as long as the decisions. */
typedef struct incubator_column {
  size_t size;         /**< bytes of this struct: set it before the call */
  incubator_type type; /**< of the values */
  const char *list;    /**< category list, NULL for other types */
  uint8_t width;       /**< bytes of a value: 1, 4 or 8, signed, in the machine's byte order */
  const void *values;  /**< one a row, 0 where there is a gap */
  const uint8_t *gaps; /**< ::incubator_gap, one byte a row */
  size_t rows;         /**< how many */
} incubator_column;

/** Sets up an ::incubator_column. */
#define INCUBATOR_COLUMN_INIT {sizeof(incubator_column), INCUBATOR_TYPE_BOOLEAN, NULL, 0, NULL, NULL, 0}

/** @brief One cell. */
typedef struct incubator_cell {
  size_t size;         /**< bytes of this struct: set it before the call */
  incubator_type type; /**< of the value */
  incubator_gap gap;   /**< NONE: there is a value */
  const char *list;    /**< category list, NULL for other types */
  int64_t value;       /**< 0 where there is a gap */
} incubator_cell;

/** Sets up an ::incubator_cell. */
#define INCUBATOR_CELL_INIT {sizeof(incubator_cell), INCUBATOR_TYPE_BOOLEAN, INCUBATOR_GAP_NONE, NULL, 0}

/**
 * @brief Runs all rules of a policy over a registry.
 * @param policy    kept by a reference
 * @param registry  kept by a reference; built for this policy, or for one with the same tables
 * @param options   says at least as of which date
 * @param decisions on success a new reference; NULL otherwise
 * @param error     may be NULL
 * @return ::INCUBATOR_STATUS_MISMATCH (tables differ), ::INCUBATOR_STATUS_SYNTAX (the date), ::INCUBATOR_STATUS_NOT_FOUND
 *         (a part), ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_decisions_create(incubator_policy *policy, incubator_registry *registry,
                                                          const incubator_decisions_options *options,
                                                          incubator_decisions **decisions, incubator_error *error);

/**
 * @brief One more reference. Safe from any thread.
 * @param decisions may be NULL
 * @return the same decisions
 */
INCUBATOR_API incubator_decisions *incubator_decisions_ref(incubator_decisions *decisions);

/**
 * @brief Gives a reference back; the last one frees the decisions. Safe from any thread.
 * @param decisions may be NULL
 */
INCUBATOR_API void incubator_decisions_unref(incubator_decisions *decisions);

/**
 * @brief The date everything is decided as of, YYYY-MM-DD.
 * @param decisions the decisions
 * @return lent by the decisions
 */
INCUBATOR_API const char *incubator_decisions_as_of(const incubator_decisions *decisions);

/**
 * @brief What the data say twice and otherwise: a computed measure against the figure reported for it.
 * @param decisions the decisions
 * @return lent by the decisions; never NULL
 */
INCUBATOR_API const incubator_findings *incubator_decisions_findings(const incubator_decisions *decisions);

/**
 * @brief A rule's column, or that of one of its parts.
 * @param decisions the decisions
 * @param name      rule, or rule:part
 * @param column    is filled
 * @param error     may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND (no such rule or part, or a part that was not asked for)
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_decisions_column(const incubator_decisions *decisions, const char *name,
                                                          incubator_column *column, incubator_error *error);

/**
 * @brief One cell of one subject: a field, a link's key, or a rule's column.
 * @param decisions the decisions
 * @param subject   TABLE:KEY, as in "carriers:WH-0042"
 * @param name      path of the column, as in "orientation" or "unit.present"
 * @param cell      is filled
 * @param error     may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND (subject or column)
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_decisions_cell(const incubator_decisions *decisions, const char *subject,
                                                        const char *name, incubator_cell *cell, incubator_error *error);

/**
 * @brief The text that a text cell's value stands for.
 * @param decisions the decisions
 * @param value     of a cell or column of type ::INCUBATOR_TYPE_TEXT
 * @return lent by the decisions; NULL for no such number
 */
INCUBATOR_API const char *incubator_decisions_text(const incubator_decisions *decisions, int64_t value);

/** @brief What is written of decisions. */
typedef struct incubator_report {
  size_t size;                 /**< `sizeof(incubator_report)` */
  incubator_format format;     /**< table, CSV or JSON */
  incubator_language language; /**< of labels and sentences */
  const char *by;              /**< classify, assess: count by these columns (names, commas between), instead of a line a subject */
  const char *table;           /**< only the subjects of this table; NULL: all */
  size_t limit;                /**< at most so many lines of a table on a terminal; 0: all */
  int labels;                  /**< CSV: not 0 writes labels in the language instead of names and codes */
} incubator_report;

/** Sets up an ::incubator_report. */
#define INCUBATOR_REPORT_INIT {sizeof(incubator_report), INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_EN, NULL, NULL, 0, 0}

/**
 * @brief Writes what each subject is: its categories and requirements, each with reason and clause.
 * @param decisions the decisions
 * @param report    what to write, and how
 * @param writer    takes the text, UTF-8
 * @param error     may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND (a column of `by`, the table), ::INCUBATOR_STATUS_LIMIT (more than 8 columns),
 *         ::INCUBATOR_STATUS_ARGUMENT (no column or one twice; `count` as CSV without labels; a cross table),
 *         ::INCUBATOR_STATUS_NO_MEMORY, or the writer's
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_decisions_classify(const incubator_decisions *decisions,
                                                            const incubator_report *report,
                                                            const incubator_writer *writer, incubator_error *error);

/**
 * @brief Writes how each subject is assessed: scores, ranks, and the grades made of them, each with its clause; the items of
 *        scores too, where incubator_decisions_options::all_parts has kept them.
 * @param decisions the decisions
 * @param report    what to write, and how
 * @param writer    takes the text, UTF-8
 * @param error     may be NULL
 * @return as ::incubator_decisions_classify
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_decisions_assess(const incubator_decisions *decisions, const incubator_report *report,
                                                          const incubator_writer *writer, incubator_error *error);

/** @brief How a policy's own tests went. */
typedef struct incubator_test_report {
  size_t size;         /**< bytes of this struct: set it before the call */
  size_t tests;        /**< tests in the policy */
  size_t expectations; /**< cells that they expect */
  size_t failures;     /**< cells that came out otherwise, and tests that could not be run */
} incubator_test_report;

/** Sets up an ::incubator_test_report. */
#define INCUBATOR_TEST_REPORT_INIT {sizeof(incubator_test_report), 0, 0, 0}

/**
 * @brief Runs the tests that a policy carries.
 * @param policy   the policy
 * @param report   is filled
 * @param findings may be NULL; one for each failure, to be freed by the caller
 * @param error    may be NULL
 * @return ::INCUBATOR_STATUS_OK though tests fail; ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_decisions_test(incubator_policy *policy, incubator_test_report *report,
                                                        incubator_findings **findings, incubator_error *error);

#ifdef __cplusplus
}
#endif
#endif
