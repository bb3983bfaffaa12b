/**
 * @file target.h
 * @brief How far everything that has targets is from them.
 */
#ifndef INCUBATOR_TARGET_H
#define INCUBATOR_TARGET_H

#include <incubator/decisions.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @brief The progress of all targets of some decisions. Immutable; one owner; keeps its decisions by a reference. */
typedef struct incubator_target incubator_target;

/** @brief A figure, or why there is none. */
typedef struct incubator_figure {
  incubator_gap gap; /**< NONE: there is a value */
  int64_t value;     /**< millionths; for `met` 0 or 1; 0 where there is a gap */
} incubator_figure;

/** @brief One target of one subject. Texts live as long as the progress. */
typedef struct incubator_target_line {
  size_t size;               /**< bytes of this struct: set it before the call */
  const char *table;         /**< of the subject, as in "districts" */
  const char *subject;       /**< its key */
  const char *rule;          /**< the target */
  const char *series;        /**< the column of the form that it stands in; NULL: a goal of its own */
  incubator_figure met;      /**< 1 met, 0 not met; a gap: undetermined */
  incubator_figure actual;   /**< what there is */
  incubator_figure low;      /**< its lower bound where it is undetermined, else itself */
  incubator_figure high;     /**< its upper bound likewise */
  incubator_figure goal;     /**< what there shall be */
  incubator_figure missing;  /**< what is missing to the goal; 0 once it is met */
  incubator_figure share;    /**< actual / goal */
  incubator_figure progress; /**< (actual − base) / (goal − base); a gap without a base */
  incubator_figure pace_needed; /**< what is to change in a year of 365 days from as-of to `due`; 0 once the goal is met; a gap without `due` */
  incubator_figure pace_kept;   /**< what has changed in such a year since `since`; a gap without a base or `since` */
  incubator_figure forecast;    /**< what the pace kept reaches by `due`; a gap without a base, `since` or `due` */
  size_t milestones;            /**< how many dates its plan has; 0: it has none */
} incubator_target_line;

/** @brief What the plan of a target says of one date. */
typedef struct incubator_milestone {
  size_t size;            /**< bytes of this struct: set it before the call */
  const char *date;       /**< YYYY-MM-DD; lives as long as the progress */
  incubator_figure level; /**< what is to be reached by then */
} incubator_milestone;

/** Sets up an ::incubator_milestone. */
#define INCUBATOR_MILESTONE_INIT {sizeof(incubator_milestone), NULL, {INCUBATOR_GAP_NONE, 0}}

/** Sets up an ::incubator_target_line. */
#define INCUBATOR_TARGET_LINE_INIT                                                                                      \
  {sizeof(incubator_target_line), NULL, NULL, NULL, NULL, {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0},              \
   {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0},                   \
   {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0}, {INCUBATOR_GAP_NONE, 0},                   \
   {INCUBATOR_GAP_NONE, 0}, 0}

/**
 * @brief Gathers the progress of every target: subject by subject, tables that link to others first.
 * @param decisions what was decided
 * @param target    on success the progress, to be freed by the caller
 * @param error     may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND when the policy has no targets, ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_target_create(incubator_decisions *decisions, incubator_target **target,
                                                       incubator_error *error);

/**
 * @brief Frees a progress.
 * @param target may be NULL
 */
INCUBATOR_API void incubator_target_free(incubator_target *target);

/**
 * @brief How many lines there are: subjects × their targets.
 * @param target the progress
 * @return the number of lines
 */
INCUBATOR_API size_t incubator_target_count(const incubator_target *target);

/**
 * @brief One line.
 * @param target the progress
 * @param index  from 0
 * @param line   is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_ARGUMENT
 */
INCUBATOR_API incubator_status incubator_target_get(const incubator_target *target, size_t index,
                                                    incubator_target_line *line);

/**
 * @brief One date of a line's plan, the first one first.
 * @param target    the progress
 * @param index     of the line, from 0
 * @param number    of the date, from 0
 * @param milestone is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the last line or date, ::INCUBATOR_STATUS_ARGUMENT
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_target_milestone(const incubator_target *target, size_t index, size_t number,
                                                          incubator_milestone *milestone);

/**
 * @brief Writes the plans of targets: a table a target with a row a subject and the dates across, or date by date as CSV or JSON.
 * @param target the progress
 * @param report what to write, and how
 * @param writer takes the text, UTF-8
 * @param error  may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND (the table, or plans of it), ::INCUBATOR_STATUS_ARGUMENT (a cross table),
 *         ::INCUBATOR_STATUS_NO_MEMORY, or the writer's
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_target_write_plan(const incubator_target *target, const incubator_report *report,
                                                           const incubator_writer *writer, incubator_error *error);

/**
 * @brief Writes the progress: as a form with a row a subject and the series across, or line by line as CSV or JSON.
 * @param target the progress
 * @param report what to write, and how
 * @param writer takes the text, UTF-8
 * @param error  may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND (the table, or targets of it), ::INCUBATOR_STATUS_ARGUMENT (a cross table),
 *         ::INCUBATOR_STATUS_NO_MEMORY, or the writer's
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_target_write(const incubator_target *target, const incubator_report *report,
                                                      const incubator_writer *writer, incubator_error *error);

#ifdef __cplusplus
}
#endif
#endif
