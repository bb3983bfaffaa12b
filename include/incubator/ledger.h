/**
 * @file ledger.h
 * @brief Who is due what: an entry for each award and row, with every cut, and totals that reconcile.
 *
 * Amounts are whole millionths of the award's unit of money. For every entry whose amount is known
 *
 *     computed − less − capped − joint + raised = due
 *
 * and its shares, and what its components bear, add up to `due`. Totals are the sums of the entries that are payable.
 */
#ifndef INCUBATOR_LEDGER_H
#define INCUBATOR_LEDGER_H

#include <incubator/decisions.h>
#include <incubator/target.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @brief All awards of some decisions, entry by entry. Immutable; one owner; keeps its decisions by a reference. */
typedef struct incubator_ledger incubator_ledger;

/** @brief How a ledger is made. */
typedef struct incubator_ledger_options {
  size_t size;                /**< `sizeof(incubator_ledger_options)` */
  const char *const *by;      /**< what totals are given by, beside programmes and recipients: a table that links lead to, a column of the
                                   award's table or of the nearest one that links lead to, or a path. NULL: the nearest tables that the policy brings rows for */
  size_t by_count;            /**< how many */
  const char *programme;      /**< only this award or list; NULL: all */
} incubator_ledger_options;

/** Sets up an ::incubator_ledger_options. */
#define INCUBATOR_LEDGER_OPTIONS_INIT {sizeof(incubator_ledger_options), NULL, 0, NULL}

/** @brief What became of a row in a programme. */
typedef enum incubator_entry_state {
  INCUBATOR_ENTRY_DUE = 1,         /**< something is due; of a list: within its places */
  INCUBATOR_ENTRY_NOTHING = 2,     /**< the award is for it, but comes to nothing; of a list: not within the places */
  INCUBATOR_ENTRY_REFUSED = 3,     /**< the award is not for it: its `when` does not hold */
  INCUBATOR_ENTRY_UNDETERMINED = 4 /**< it is not known; never counted as 0 */
} incubator_entry_state;

/** @brief One row in one programme. Texts live as long as the ledger. */
typedef struct incubator_ledger_entry {
  size_t size;                  /**< bytes of this struct: set it before the call */
  const char *programme;        /**< the award, or the selection that is a list without money */
  const char *table;            /**< of the row that it is for */
  const char *event;            /**< the row's key */
  const char *recipient_table;  /**< where the award's `to` leads; the row itself where it says none */
  const char *recipient;        /**< key of who is paid; NULL: the links lead to nobody */
  const char *within;           /**< the award that this one is part of, or a component of; NULL: it is payable itself */
  incubator_entry_state state;  /**< what became of it */
  const char *unit;             /**< of the money; NULL for a list */
  incubator_figure computed;    /**< the sum before adjustments */
  incubator_figure less;        /**< what `less` took off */
  incubator_figure capped;      /**< what caps of the row took off */
  incubator_figure joint;       /**< what caps over rows took off */
  incubator_figure raised;      /**< what `at_least` added */
  incubator_figure due;         /**< the amount due */
  incubator_figure rank;        /**< of a list: its rank */
  size_t cuts;                  /**< adjustments of the award, see ::incubator_ledger_cut_get */
  size_t shares;                /**< who bears it, see ::incubator_ledger_share_get */
  size_t components;            /**< awards that it is made of, see ::incubator_ledger_component_get */
} incubator_ledger_entry;

/** Sets up an ::incubator_ledger_entry. */
#define INCUBATOR_LEDGER_ENTRY_INIT                                                                                     \
  {sizeof(incubator_ledger_entry), NULL, NULL, NULL, NULL, NULL, NULL, (incubator_entry_state)0, NULL,                  \
   {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0},                  \
   {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0}, 0, 0, 0}

/** @brief What one adjustment did. */
typedef enum incubator_cut_kind {
  INCUBATOR_CUT_LESS = 1,     /**< something was taken off */
  INCUBATOR_CUT_CAP = 2,      /**< a cap of the row */
  INCUBATOR_CUT_AT_LEAST = 3, /**< a floor: the amount is what was added */
  INCUBATOR_CUT_JOINT = 4     /**< a cap over rows, as a budget is */
} incubator_cut_kind;

/** @brief One adjustment of an entry. */
typedef struct incubator_ledger_cut {
  size_t size;             /**< bytes of this struct: set it before the call */
  incubator_cut_kind kind; /**< which */
  incubator_figure amount; /**< by how much; 0: it changed nothing. `less` of something below 0 adds, and is below 0 */
  incubator_figure left;   /**< what was left */
} incubator_ledger_cut;

/** Sets up an ::incubator_ledger_cut. */
#define INCUBATOR_LEDGER_CUT_INIT                                                                                       \
  {sizeof(incubator_ledger_cut), (incubator_cut_kind)0, {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0}}

/** @brief A share of an entry, or a component of it. */
typedef struct incubator_ledger_share {
  size_t size;             /**< bytes of this struct: set it before the call */
  const char *name;        /**< of the share or of the award */
  incubator_figure amount; /**< what it bears */
} incubator_ledger_share;

/** Sets up an ::incubator_ledger_share. */
#define INCUBATOR_LEDGER_SHARE_INIT {sizeof(incubator_ledger_share), NULL, {INCUBATOR_GAP_NONE, 0}}

/** @brief The sum of the payable entries that belong together. */
typedef struct incubator_ledger_total {
  size_t size;          /**< bytes of this struct: set it before the call */
  const char *key;      /**< as data write it: a programme, a recipient, a district …; NULL: there is none */
  const char *table;    /**< the table that the key is of; NULL: of none */
  const char *unit;     /**< of the money: entries of different units have different totals. NULL for a list */
  size_t due;           /**< how many entries of each state there are */
  size_t nothing;       /**< likewise */
  size_t refused;       /**< likewise */
  size_t undetermined;  /**< likewise: their amounts are in no sum */
  int64_t computed;     /**< sums of the amounts, as of an entry; where all that is not refused is undetermined they are 0 and say nothing */
  int64_t less;         /**< likewise */
  int64_t capped;       /**< likewise */
  int64_t joint;        /**< likewise */
  int64_t raised;       /**< likewise */
  int64_t amount;       /**< what is due */
} incubator_ledger_total;

/** Sets up an ::incubator_ledger_total. */
#define INCUBATOR_LEDGER_TOTAL_INIT {sizeof(incubator_ledger_total), NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}

/** @brief What totals are by. */
typedef enum incubator_ledger_by {
  INCUBATOR_LEDGER_BY_PROGRAMME = 0, /**< the awards, and lists */
  INCUBATOR_LEDGER_BY_RECIPIENT = 1, /**< who is paid */
  INCUBATOR_LEDGER_BY = 2            /**< from here on what incubator_ledger_options::by names */
} incubator_ledger_by;

/**
 * @brief Makes the ledger of all awards.
 * @param decisions what was decided
 * @param options   may be NULL
 * @param ledger    on success the ledger, to be freed by the caller
 * @param error     may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND (the policy has no awards; no such programme; a name of `by` that no award has),
 *         ::INCUBATOR_STATUS_ARGUMENT (a name of `by` that means two columns), ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_ledger_create(incubator_decisions *decisions, const incubator_ledger_options *options,
                                                       incubator_ledger **ledger, incubator_error *error);

/**
 * @brief Frees a ledger.
 * @param ledger may be NULL
 */
INCUBATOR_API void incubator_ledger_free(incubator_ledger *ledger);

/**
 * @brief What is odd about what is due: tables and recipients that are not given, events that stand twice, dates that are yet to come.
 * @param ledger the ledger
 * @return lent by the ledger; never NULL. Codes: `table-missing`, `amount-error`, `recipient-unknown`, `double-entry`, `date-ahead`
 */
INCUBATOR_API const incubator_findings *incubator_ledger_findings(const incubator_ledger *ledger);

/**
 * @brief How many entries there are: programme after programme, each with all rows of its table.
 * @param ledger the ledger
 * @return the number of entries
 */
INCUBATOR_API size_t incubator_ledger_count(const incubator_ledger *ledger);

/**
 * @brief One entry.
 * @param ledger the ledger
 * @param index  from 0
 * @param entry  is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_ARGUMENT
 */
INCUBATOR_API incubator_status incubator_ledger_get(const incubator_ledger *ledger, size_t index, incubator_ledger_entry *entry);

/**
 * @brief What an adjustment did to an entry.
 * @param ledger the ledger
 * @param index  of the entry
 * @param number of the adjustment, from 0
 * @param cut    is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_ARGUMENT
 */
INCUBATOR_API incubator_status incubator_ledger_cut_get(const incubator_ledger *ledger, size_t index, size_t number,
                                                        incubator_ledger_cut *cut);

/**
 * @brief Who bears what of an entry.
 * @param ledger the ledger
 * @param index  of the entry
 * @param number of the share, from 0
 * @param share  is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_ARGUMENT
 */
INCUBATOR_API incubator_status incubator_ledger_share_get(const incubator_ledger *ledger, size_t index, size_t number,
                                                          incubator_ledger_share *share);

/**
 * @brief What an award that an entry is made of bears of it.
 * @param ledger    the ledger
 * @param index     of the entry
 * @param number    of the component, from 0
 * @param component is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_ARGUMENT
 */
INCUBATOR_API incubator_status incubator_ledger_component_get(const incubator_ledger *ledger, size_t index, size_t number,
                                                              incubator_ledger_share *component);

/**
 * @brief How many totals there are by something.
 * @param ledger the ledger
 * @param by     ::INCUBATOR_LEDGER_BY_PROGRAMME, ::INCUBATOR_LEDGER_BY_RECIPIENT, or ::INCUBATOR_LEDGER_BY and on
 * @return the number of totals; 0 past the end
 */
INCUBATOR_API size_t incubator_ledger_total_count(const incubator_ledger *ledger, size_t by);

/**
 * @brief What totals from ::INCUBATOR_LEDGER_BY on are given by.
 * @param ledger the ledger
 * @param by     as above
 * @return the name, lent by the ledger; NULL past the end
 */
INCUBATOR_API const char *incubator_ledger_by_name(const incubator_ledger *ledger, size_t by);

/**
 * @brief One total.
 * @param ledger the ledger
 * @param by     as above
 * @param index  from 0: programmes as the policy lists them, others as the entries first meet them
 * @param total  is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_LIMIT (a sum of 2^63 millionths or more), ::INCUBATOR_STATUS_ARGUMENT
 */
INCUBATOR_API incubator_status incubator_ledger_total_get(const incubator_ledger *ledger, size_t by, size_t index,
                                                          incubator_ledger_total *total);

/** @brief What is written of a ledger. */
typedef struct incubator_ledger_report {
  size_t size;                  /**< `sizeof(incubator_ledger_report)` */
  incubator_format format;      /**< table, CSV or JSON */
  incubator_language language;  /**< of labels and reasons */
  unsigned states;              /**< only entries in these states: the sum of INCUBATOR_LEDGER_STATE() of each; 0: all */
  int totals;                   /**< not 0: no entries, only what they come to; not for payments */
  size_t limit;                 /**< at most so many lines of each table on a terminal; 0: 20 of a ledger, all payments */
  int labels;                   /**< payments as CSV: not 0 writes labels in the language instead of names and codes */
  const char *const *columns;   /**< payments: columns of the recipient's table to be written beside its key, by name or path */
  size_t column_count;          /**< how many */
} incubator_ledger_report;

/** Sets up an ::incubator_ledger_report. */
#define INCUBATOR_LEDGER_REPORT_INIT \
  {sizeof(incubator_ledger_report), INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_EN, 0, 0, 0, 0, NULL, 0}

/** The bit of an ::incubator_entry_state in incubator_ledger_report::states. */
#define INCUBATOR_LEDGER_STATE(state) (1U << (state))

/**
 * @brief Writes the ledger.
 *
 * JSON (`incubator-ledger/1`, docs/schema) has totals, joint caps and what is left of them, entries and findings. CSV has a
 * line an entry, each as it comes, so that a ledger of millions needs no memory for them; with `totals` a line a total. The
 * table has the totals by programme and by each `by`, joint caps, what is undetermined and why, lists in their order, and the
 * greatest amounts. Sums beyond 64 bits are written exactly.
 * @param ledger the ledger
 * @param report what to write, and how; may be NULL
 * @param writer takes the text, UTF-8
 * @param error  may be NULL
 * @return ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_NO_MEMORY, or the writer's
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_ledger_write(const incubator_ledger *ledger, const incubator_ledger_report *report,
                                                      const incubator_writer *writer, incubator_error *error);

/**
 * @brief Writes what is to be paid: a line for each programme and recipient that something is due to.
 *
 * What is due to nobody that is known has a line without a recipient, so that the lines add up to the ledger; what is
 * undetermined is counted below, and in no line. In CSV, texts that data have written and that begin as a formula of a
 * spreadsheet does (= + - @, also full-width, a tabulator, a carriage return) have an apostrophe in front; figures never have.
 * @param ledger the ledger
 * @param report what to write, and how; `states` and `totals` must be 0; may be NULL
 * @param writer takes the text, UTF-8
 * @param error  may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND (a column that no recipient's table has), ::INCUBATOR_STATUS_ARGUMENT,
 *         ::INCUBATOR_STATUS_NO_MEMORY, or the writer's
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_ledger_write_payments(const incubator_ledger *ledger, const incubator_ledger_report *report,
                                                               const incubator_writer *writer, incubator_error *error);

#ifdef __cplusplus
}
#endif
#endif
