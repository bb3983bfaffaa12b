/**
 * @file compare.h
 * @brief Two decisions over the same data: who gains, who loses, by how much, what came out otherwise, and why.
 *
 * The one is what is decided before, the other what is decided after: two policies, one policy as of two dates, or one
 * with other parameters. Tables, columns, rules and parameters are matched by name, rows by their key, recipients by table
 * and key. What only one of the two has is told, never left out. An amount that is undetermined is in no sum and never
 * counts as 0: a line, what a recipient gets from a programme, that has one before or after neither gains nor loses, but is
 * undetermined.
 *
 * Amounts are whole millionths of their unit of money. In every total
 *
 *     (before − before_open) + gains − losses = after − after_open
 *
 * where what is `open` is the known part of lines that are undetermined. A recipient gains or loses by the sum of its other
 * lines there: who gets from one programme what another no longer pays neither gains nor loses.
 */
#ifndef INCUBATOR_COMPARE_H
#define INCUBATOR_COMPARE_H

#include <incubator/decisions.h>
#include <incubator/target.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @brief What two decisions differ in. One owner, one thread at a time; keeps its decisions by references. */
typedef struct incubator_comparison incubator_comparison;

/** @brief How decisions are compared. */
typedef struct incubator_comparison_options {
  size_t size;              /**< `sizeof(incubator_comparison_options)` */
  const char *const *by;    /**< what totals are given by, beside programmes and recipients: as in incubator_ledger_options::by, a class
                                 too, as in "grade". NULL: the nearest tables that the policies bring rows for, as districts are */
  size_t by_count;          /**< how many */
  const char *const *rules; /**< the rules that are compared: awards, and what classifies or assesses. NULL: all of them */
  size_t rule_count;        /**< how many */
} incubator_comparison_options;

/** Sets up an ::incubator_comparison_options. */
#define INCUBATOR_COMPARISON_OPTIONS_INIT {sizeof(incubator_comparison_options), NULL, 0, NULL, 0}

/** @brief Which of the two decisions have something. */
typedef enum incubator_side {
  INCUBATOR_SIDE_BOTH = 0,  /**< both have it */
  INCUBATOR_SIDE_BEFORE = 1, /**< only the first one */
  INCUBATOR_SIDE_AFTER = 2   /**< only the second one */
} incubator_side;

/** @brief How something came out after, against before. */
typedef enum incubator_change {
  INCUBATOR_CHANGE_SAME = 1,        /**< the same */
  INCUBATOR_CHANGE_MORE = 2,        /**< more money; a higher number; yes instead of no; a class that the policy puts before the other */
  INCUBATOR_CHANGE_LESS = 3,        /**< the opposite of that */
  INCUBATOR_CHANGE_OTHER = 4,       /**< another value, of which none is more; or it applies on one side only */
  INCUBATOR_CHANGE_UNDETERMINED = 5 /**< it is not known before, or after, or both */
} incubator_change;

/** @brief What a recipient gets from a programme. Texts live as long as the comparison. */
typedef struct incubator_comparison_line {
  size_t size;                 /**< bytes of this struct: set it before the call */
  const char *programme;       /**< the award */
  const char *recipient_table; /**< the table of who is paid */
  const char *recipient;       /**< its key; NULL: the links lead to nobody */
  const char *unit;            /**< of the money */
  incubator_side side;         /**< which side has entries for it; the other one then pays nothing */
  incubator_change change;     /**< how it came out */
  size_t entries_before;       /**< payable entries */
  size_t entries_after;        /**< likewise */
  size_t open_before;          /**< of them undetermined */
  size_t open_after;           /**< likewise */
  int64_t before;              /**< the sum of those that are known */
  int64_t after;               /**< likewise */
  incubator_figure difference; /**< after − before; a gap where it is undetermined */
} incubator_comparison_line;

/** Sets up an ::incubator_comparison_line. */
#define INCUBATOR_COMPARISON_LINE_INIT                                                                                  \
  {sizeof(incubator_comparison_line), NULL, NULL, NULL, NULL, INCUBATOR_SIDE_BOTH, (incubator_change)0, 0, 0, 0, 0,     \
   0, 0, {INCUBATOR_GAP_NONE, 0}}

/** @brief A total. Recipients are counted, each with the sum of what it gets there. */
typedef struct incubator_comparison_total {
  size_t size;            /**< bytes of this struct: set it before the call */
  const char *key_before; /**< as data write it; NULL: there is none before. Of a class: the one that it is before … */
  const char *key_after;  /**< … and the one that it is after: what moves from class to class has a total of its own */
  const char *table;      /**< the table that the keys are of; NULL: of none */
  const char *unit;       /**< of the money */
  size_t more;            /**< recipients that gain, by their lines that are determined */
  size_t less;            /**< that lose, likewise */
  size_t same;            /**< that get the same, likewise */
  size_t undetermined;    /**< that have a line that is undetermined; they may be among the others by what else they get */
  int64_t before;         /**< what is due before: the sum of all entries that are known */
  int64_t after;          /**< likewise */
  int64_t gains;          /**< what those gain that gain */
  int64_t losses;         /**< what those lose that lose; not below 0 */
  int64_t before_open;    /**< of `before`: what is known of lines that are undetermined */
  int64_t after_open;     /**< of `after`: likewise */
} incubator_comparison_total;

/** Sets up an ::incubator_comparison_total. */
#define INCUBATOR_COMPARISON_TOTAL_INIT {sizeof(incubator_comparison_total), NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}

/** @brief What totals are by. */
typedef enum incubator_comparison_by {
  INCUBATOR_COMPARISON_BY_UNIT = 0,      /**< all money of a unit together */
  INCUBATOR_COMPARISON_BY_PROGRAMME = 1, /**< the awards */
  INCUBATOR_COMPARISON_BY_RECIPIENT = 2, /**< who is paid */
  INCUBATOR_COMPARISON_BY = 3            /**< from here on what incubator_comparison_options::by names */
} incubator_comparison_by;

/** @brief A rule that classifies or assesses, over all its rows. */
typedef struct incubator_comparison_outcome {
  size_t size;          /**< bytes of this struct: set it before the call */
  const char *rule;     /**< the rule */
  const char *part;     /**< "rank" for the ranks of a selection, which stand beside its outcome; else NULL */
  const char *table;    /**< of its rows */
  incubator_type type;  /**< of its values */
  incubator_side side;  /**< which side has the rule */
  size_t rows;          /**< rows that both sides have */
  size_t same;          /**< of them with the same outcome */
  size_t more;          /**< see ::INCUBATOR_CHANGE_MORE */
  size_t less;          /**< see ::INCUBATOR_CHANGE_LESS */
  size_t other;         /**< see ::INCUBATOR_CHANGE_OTHER */
  size_t undetermined;  /**< see ::INCUBATOR_CHANGE_UNDETERMINED */
  size_t transitions;   /**< see ::incubator_comparison_transition_get; none for numbers */
} incubator_comparison_outcome;

/** Sets up an ::incubator_comparison_outcome. */
#define INCUBATOR_COMPARISON_OUTCOME_INIT                                                                               \
  {sizeof(incubator_comparison_outcome), NULL, NULL, NULL, (incubator_type)0, INCUBATOR_SIDE_BOTH, 0, 0, 0, 0, 0, 0,    \
   0}

/** @brief How many rows went from one outcome to another, or kept it. */
typedef struct incubator_comparison_transition {
  size_t size;              /**< bytes of this struct: set it before the call */
  incubator_side side;      /**< which side has the rows and the rule: the other one says nothing of them */
  incubator_gap gap_before; /**< NONE: there is a value */
  incubator_gap gap_after;  /**< likewise */
  const char *before;       /**< the value as data write it; NULL where there is none */
  const char *after;        /**< likewise */
  size_t rows;              /**< how many */
} incubator_comparison_transition;

/** Sets up an ::incubator_comparison_transition. */
#define INCUBATOR_COMPARISON_TRANSITION_INIT                                                                            \
  {sizeof(incubator_comparison_transition), INCUBATOR_SIDE_BOTH, INCUBATOR_GAP_NONE, INCUBATOR_GAP_NONE, NULL, NULL,    \
   0}

/** @brief An outcome of one row that is not the same. */
typedef struct incubator_comparison_cell {
  size_t size;                 /**< bytes of this struct: set it before the call */
  size_t outcome;              /**< number of the outcome that it is of */
  const char *key;             /**< of the row */
  incubator_change change;     /**< how it came out */
  incubator_type type;         /**< of the values */
  const char *list_before;     /**< category list, NULL for other types */
  const char *list_after;      /**< likewise */
  incubator_figure before;     /**< the value, as incubator_cell::value, or why there is none */
  incubator_figure after;      /**< likewise */
} incubator_comparison_cell;

/** Sets up an ::incubator_comparison_cell. */
#define INCUBATOR_COMPARISON_CELL_INIT                                                                                  \
  {sizeof(incubator_comparison_cell), 0, NULL, (incubator_change)0, (incubator_type)0, NULL, NULL,                      \
   {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0}}

/** @brief What a change comes from. */
typedef enum incubator_reason_kind {
  INCUBATOR_REASON_PARAMETER = 1, /**< a parameter has another value */
  INCUBATOR_REASON_RULE = 2,      /**< the rule itself says something else, or is in force on one side only */
  INCUBATOR_REASON_DATA = 3,      /**< a column of the data has another value */
  INCUBATOR_REASON_ROW = 4,       /**< a row is given on one side only */
  INCUBATOR_REASON_DATE = 5,      /**< the rule reads the date that everything is decided as of */
  INCUBATOR_REASON_OTHER = 6      /**< what the rule's own row reads is the same: something that is declared beside rules differs, as
                                       roundings and tables are, or other rows than were looked at */
} incubator_reason_kind;

/** @brief What a change comes from, found by going from what changed to what it reads. Texts live as long as the comparison. */
typedef struct incubator_comparison_reason {
  size_t size;                /**< bytes of this struct: set it before the call */
  incubator_reason_kind kind; /**< which */
  incubator_side side;        /**< which side has it */
  const char *name;           /**< of the parameter, of the rule or of the column; of a row or date NULL */
  const char *table;          /**< of the rule, column or row; NULL for a parameter or a date */
  const char *key;            /**< of the first row that it was found at; NULL where there is none */
  size_t depth;               /**< how many rules lie between it and what changed */
  size_t times;               /**< at how many cells it was found */
  incubator_type type;        /**< of the values of a parameter or a column */
  const char *list_before;    /**< category list, NULL for other types */
  const char *list_after;     /**< likewise */
  incubator_figure before;    /**< its value, or why there is none (::INCUBATOR_GAP_UNSET: a parameter that is not set) */
  incubator_figure after;     /**< likewise */
  const char *source_before;  /**< the source that a parameter or a rule cites first; NULL for none */
  const char *clause_before;  /**< the clause in it; NULL for none */
  const char *source_after;   /**< likewise */
  const char *clause_after;   /**< likewise */
  const char *evidence_before; /**< "verbatim", "recalled" or "assumed"; NULL where the side has none */
  const char *evidence_after;  /**< likewise */
} incubator_comparison_reason;

/** Sets up an ::incubator_comparison_reason. */
#define INCUBATOR_COMPARISON_REASON_INIT                                                                                \
  {sizeof(incubator_comparison_reason), (incubator_reason_kind)0, INCUBATOR_SIDE_BOTH, NULL, NULL, NULL, 0, 0,          \
   (incubator_type)0, NULL, NULL, {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0}, NULL, NULL, NULL, NULL, NULL,       \
   NULL}

/** @brief What is asked for reasons. */
typedef enum incubator_comparison_what {
  INCUBATOR_COMPARISON_LINE = 1, /**< a line: what a recipient gets from a programme */
  INCUBATOR_COMPARISON_CELL = 2  /**< a cell: an outcome of a row */
} incubator_comparison_what;

/** Most reasons that are told of one change. */
#define INCUBATOR_COMPARISON_REASONS 16

/** @brief A parameter that differs, or that either policy assumes. */
typedef struct incubator_comparison_parameter {
  size_t size;             /**< bytes of this struct: set it before the call */
  const char *name;        /**< of the parameter */
  incubator_side side;     /**< which policy has it */
  int differs;             /**< not 0: it has another value after */
  incubator_type type;     /**< of the values */
  const char *list_before; /**< category list, NULL for other types */
  const char *list_after;  /**< likewise */
  incubator_figure before; /**< its value on the date of the first decisions; ::INCUBATOR_GAP_UNSET: it is not set */
  incubator_figure after;  /**< likewise, of the second */
  const char *evidence_before; /**< "verbatim", "recalled" or "assumed"; NULL where the policy has no such parameter */
  const char *evidence_after;  /**< likewise */
} incubator_comparison_parameter;

/** Sets up an ::incubator_comparison_parameter. */
#define INCUBATOR_COMPARISON_PARAMETER_INIT                                                                             \
  {sizeof(incubator_comparison_parameter), NULL, INCUBATOR_SIDE_BOTH, 0, (incubator_type)0, NULL, NULL,                 \
   {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0}, NULL, NULL}

/** @brief Something that only one of the two has. */
typedef struct incubator_comparison_single {
  size_t size;         /**< bytes of this struct: set it before the call */
  incubator_side side; /**< which of the two */
  const char *table;   /**< the table; that of a rule */
  const char *rule;    /**< the rule; NULL: a table or a row */
  const char *key;     /**< of the row; NULL: the whole table, or the rule */
} incubator_comparison_single;

/** Sets up an ::incubator_comparison_single. */
#define INCUBATOR_COMPARISON_SINGLE_INIT {sizeof(incubator_comparison_single), INCUBATOR_SIDE_BOTH, NULL, NULL, NULL}

/**
 * @brief Compares two decisions.
 * @param before     what was decided
 * @param after      what is decided instead: by another policy, with other parameters or as of another date; each may have a
 *                   registry of its own, of the same data. Texts as in columns of type text are compared, not their numbers
 * @param options    may be NULL
 * @param comparison on success the comparison, to be freed by the caller
 * @param error      may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND (a rule that neither has, or that is none to be compared; a name of `by` that no award of
 *         either has; nothing that could be compared), ::INCUBATOR_STATUS_ARGUMENT (a name of `by` that means two columns),
 *         ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_comparison_create(incubator_decisions *before, incubator_decisions *after,
                                                           const incubator_comparison_options *options,
                                                           incubator_comparison **comparison, incubator_error *error);

/**
 * @brief Frees a comparison.
 * @param comparison may be NULL
 */
INCUBATOR_API void incubator_comparison_free(incubator_comparison *comparison);

/**
 * @brief How many lines there are: one a programme and recipient, those that get the same too.
 * @param comparison the comparison
 * @return the number of lines
 */
INCUBATOR_API size_t incubator_comparison_line_count(const incubator_comparison *comparison);

/**
 * @brief One line.
 * @param comparison the comparison
 * @param index      from 0: as the entries first meet them, those of the first decisions before those of the second
 * @param line       is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_LIMIT (a sum of 2^63 millionths or more),
 *         ::INCUBATOR_STATUS_ARGUMENT
 */
INCUBATOR_API incubator_status incubator_comparison_line_get(const incubator_comparison *comparison, size_t index,
                                                             incubator_comparison_line *line);

/**
 * @brief How many totals there are by something.
 * @param comparison the comparison
 * @param by         an ::incubator_comparison_by, or ::INCUBATOR_COMPARISON_BY and on
 * @return the number of totals; 0 past the end
 */
INCUBATOR_API size_t incubator_comparison_total_count(const incubator_comparison *comparison, size_t by);

/**
 * @brief What totals from ::INCUBATOR_COMPARISON_BY on are given by.
 * @param comparison the comparison
 * @param by         as above
 * @return the name, lent by the comparison; NULL for others, and past the end
 */
INCUBATOR_API const char *incubator_comparison_by_name(const incubator_comparison *comparison, size_t by);

/**
 * @brief One total.
 * @param comparison the comparison
 * @param by         as above
 * @param index      from 0, in the order in which entries first meet them
 * @param total      is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_LIMIT (a sum of 2^63 millionths or more),
 *         ::INCUBATOR_STATUS_ARGUMENT
 */
INCUBATOR_API incubator_status incubator_comparison_total_get(const incubator_comparison *comparison, size_t by, size_t index,
                                                              incubator_comparison_total *total);

/**
 * @brief How many outcomes are compared: rules that classify or assess, in the order of the first policy, then those that only the
 *        second one has.
 * @param comparison the comparison
 * @return the number of outcomes
 */
INCUBATOR_API size_t incubator_comparison_outcome_count(const incubator_comparison *comparison);

/**
 * @brief One outcome.
 * @param comparison the comparison
 * @param index      from 0
 * @param outcome    is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_ARGUMENT
 */
INCUBATOR_API incubator_status incubator_comparison_outcome_get(const incubator_comparison *comparison, size_t index,
                                                                incubator_comparison_outcome *outcome);

/**
 * @brief One transition of an outcome; those that keep their value are among them.
 * @param comparison the comparison
 * @param index      of the outcome
 * @param number     of the transition, from 0
 * @param transition is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_ARGUMENT
 */
INCUBATOR_API incubator_status incubator_comparison_transition_get(const incubator_comparison *comparison, size_t index,
                                                                   size_t number, incubator_comparison_transition *transition);

/**
 * @brief How many outcomes of single rows are not the same, or not known.
 * @param comparison the comparison
 * @return the number of cells
 */
INCUBATOR_API size_t incubator_comparison_cell_count(const incubator_comparison *comparison);

/**
 * @brief One of them.
 * @param comparison the comparison
 * @param index      from 0: outcome after outcome, row after row
 * @param cell       is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_ARGUMENT
 */
INCUBATOR_API incubator_status incubator_comparison_cell_get(const incubator_comparison *comparison, size_t index,
                                                             incubator_comparison_cell *cell);

/**
 * @brief What a change comes from: those furthest from what changed first, which are nearest to the cause.
 *
 * A rule is gone through when its value differs. What it reads that differs is gone through next, rows below and rows that it
 * competes with too. A rule that says something else itself is a reason, and so are parameters and columns.
 *
 * @param comparison the comparison
 * @param what       a line or a cell
 * @param index      its number
 * @param reasons    is filled: as many structs as `room` says, with the `size` of the first one
 * @param room       how many there is room for; ::INCUBATOR_COMPARISON_REASONS are enough
 * @param count      is set to how many were filled
 * @param error      may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_comparison_reasons(incubator_comparison *comparison, incubator_comparison_what what,
                                                            size_t index, incubator_comparison_reason *reasons, size_t room,
                                                            size_t *count, incubator_error *error);

/**
 * @brief How many parameters differ, or are assumed by either policy.
 * @param comparison the comparison
 * @return the number of parameters
 */
INCUBATOR_API size_t incubator_comparison_parameter_count(const incubator_comparison *comparison);

/**
 * @brief One of them.
 * @param comparison the comparison
 * @param index      from 0
 * @param parameter  is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_ARGUMENT
 */
INCUBATOR_API incubator_status incubator_comparison_parameter_get(const incubator_comparison *comparison, size_t index,
                                                                  incubator_comparison_parameter *parameter);

/**
 * @brief How many tables, rows and rules only one side has.
 * @param comparison the comparison
 * @return the number of them
 */
INCUBATOR_API size_t incubator_comparison_single_count(const incubator_comparison *comparison);

/**
 * @brief One of them.
 * @param comparison the comparison
 * @param index      from 0: tables, rules, rows
 * @param single     is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_ARGUMENT
 */
INCUBATOR_API incubator_status incubator_comparison_single_get(const incubator_comparison *comparison, size_t index,
                                                               incubator_comparison_single *single);

/** @brief Which lines and cells are written. */
typedef enum incubator_comparison_only {
  INCUBATOR_COMPARISON_ONLY_CHANGED = 0,      /**< all of which something known differs; what is undetermined in the same way on both sides is left out */
  INCUBATOR_COMPARISON_ONLY_MORE = 1,         /**< see ::INCUBATOR_CHANGE_MORE */
  INCUBATOR_COMPARISON_ONLY_LESS = 2,         /**< see ::INCUBATOR_CHANGE_LESS */
  INCUBATOR_COMPARISON_ONLY_UNDETERMINED = 3, /**< see ::INCUBATOR_CHANGE_UNDETERMINED */
  INCUBATOR_COMPARISON_ONLY_ALL = 4           /**< lines that get the same, and what stays undetermined, too */
} incubator_comparison_only;

/** @brief What is written of a comparison. */
typedef struct incubator_comparison_report {
  size_t size;                    /**< `sizeof(incubator_comparison_report)` */
  incubator_format format;        /**< table: budgets, transitions, who gains and loses most. CSV: a line a recipient and programme, and a
                                       cell. JSON: all of it, docs/schema/comparison-1.json */
  incubator_language language;    /**< of labels and sentences */
  size_t limit;                   /**< table: at most so many that gain, that lose, and cells of each outcome; 0: 10 */
  incubator_comparison_only only; /**< which lines and cells */
} incubator_comparison_report;

/** Sets up an ::incubator_comparison_report. */
#define INCUBATOR_COMPARISON_REPORT_INIT                                                                                  \
  {sizeof(incubator_comparison_report), INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_EN, 0, INCUBATOR_COMPARISON_ONLY_CHANGED}

/**
 * @brief Writes a comparison.
 * @param comparison the comparison
 * @param report     what to write, and how
 * @param writer     takes the text, UTF-8
 * @param error      may be NULL
 * @return ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_LIMIT (a sum of 2^63 millionths or more), ::INCUBATOR_STATUS_NO_MEMORY, or
 *         the writer's
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_comparison_write(incubator_comparison *comparison, const incubator_comparison_report *report,
                                                          const incubator_writer *writer, incubator_error *error);

#ifdef __cplusplus
}
#endif
#endif
