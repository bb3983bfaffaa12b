/**
 * @file robustness.h
 * @brief How firmly grades and ranks stand: Monte Carlo over the weights and the normalisation of a score, and how far
 *        single weights can move before an outcome changes.
 *
 * The terms are those of the OECD/JRC Handbook on Constructing Composite Indicators (uncertainty analysis, normalisation)
 * and of stochastic multicriteria acceptability analysis (acceptability: the share of runs with an outcome). Every run is
 * one of the policy itself, with other weights: exact, and the same for a seed on every machine and any number of threads.
 */
#ifndef INCUBATOR_ROBUSTNESS_H
#define INCUBATOR_ROBUSTNESS_H

#include <incubator/decisions.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @brief What came of varying a score. Immutable; one owner; keeps policy and registry by references. */
typedef struct incubator_robustness incubator_robustness;

/** @brief How the weights of a run are drawn, on the grid of millionths. */
typedef enum incubator_weights {
  INCUBATOR_WEIGHTS_UNIFORM = 0, /**< each uniformly within ± spread of what the policy states */
  INCUBATOR_WEIGHTS_SIMPLEX = 1, /**< of each group uniformly among all weights from 0 on with the same total: nothing is known of them */
  INCUBATOR_WEIGHTS_HELD = 2     /**< as the policy states them: only the normalisation varies */
} incubator_weights;

/** @brief How a scale over a cohort places a number; see `cohort` in docs/policy.md. */
typedef enum incubator_normalisation {
  INCUBATOR_NORMALISATION_MIN_MAX = 1,    /**< between the least and the greatest */
  INCUBATOR_NORMALISATION_Z_SCORE = 2,    /**< standard deviations from the mean */
  INCUBATOR_NORMALISATION_RANK = 3,       /**< by rank */
  INCUBATOR_NORMALISATION_PERCENTILE = 4, /**< by how many are not better */
  INCUBATOR_NORMALISATION_BEST = 5        /**< as a share of the best */
} incubator_normalisation;

/** @brief What is varied and what is watched. */
typedef struct incubator_robustness_options {
  size_t size;                          /**< `sizeof(incubator_robustness_options)` */
  const incubator_allocator *allocator; /**< NULL: the C library's; with several threads it is called from all of them at once */
  const char *as_of;                    /**< the date that everything is decided as of, YYYY-MM-DD; must be set */
  const char *score;                    /**< the score whose weights are varied; must be set */
  const char *outcome;                  /**< the rule that is watched: of categories or booleans, on the same table; NULL: none */
  const char *rank;                     /**< the selection whose ranks are watched; NULL: `outcome` if it is one, else the order of
                                             all scores, the highest first */
  size_t top;                           /**< ranks up to this one are the top; 0: no top is watched */
  size_t runs;                          /**< how many runs, at most 1 000 000; 0 is 1000 */
  uint64_t seed;                        /**< of the generator, Philox4x32-10; run r is its stream r, from 0 */
  incubator_weights weights;            /**< how weights are drawn */
  int64_t spread;                       /**< UNIFORM: millionths of the weight stated, to 1 000 000; 0 is 200 000, a fifth */
  int free_total;                       /**< UNIFORM: 0 makes the weights of a group up to the total stated, as exactly as the grid
                                             allows; not 0 leaves them as drawn */
  const incubator_normalisation *normalisations; /**< each run takes one of these for all scales over cohorts of the score */
  size_t normalisation_count;           /**< 0: they stay as the policy states them */
  int64_t low;                          /**< lower quantile, in millionths; 0 is 50 000 */
  int64_t high;                         /**< upper quantile, in millionths; 0 is 950 000 */
  unsigned threads;                     /**< how many may work at once, 0 is one; the results are the same */
} incubator_robustness_options;

/** Sets up an ::incubator_robustness_options. */
#define INCUBATOR_ROBUSTNESS_OPTIONS_INIT                                                                                 \
  {sizeof(incubator_robustness_options), NULL, NULL, NULL, NULL, NULL, 0, 0, 0, INCUBATOR_WEIGHTS_UNIFORM, 0, 0, NULL, 0, 0, 0, 0}

/**
 * @brief Runs a policy over a registry many times with weights and normalisations drawn.
 * @param policy     kept by a reference
 * @param registry   kept by a reference; built for this policy, or for one with the same tables
 * @param options    what is varied and watched
 * @param robustness on success what came of it, to be freed by the caller; NULL otherwise
 * @param error      may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND (a rule), ::INCUBATOR_STATUS_ARGUMENT (an option out of its range, a rule of another
 *         kind or table or one that does not read the score, nothing that could be varied), ::INCUBATOR_STATUS_LIMIT (weights
 *         too great to be computed with), ::INCUBATOR_STATUS_MISMATCH, ::INCUBATOR_STATUS_SYNTAX (the date),
 *         ::INCUBATOR_STATUS_NO_MEMORY: two words a run and row are kept
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_robustness_create(incubator_policy *policy, incubator_registry *registry,
                                                           const incubator_robustness_options *options,
                                                           incubator_robustness **robustness, incubator_error *error);

/**
 * @brief Frees what came of it.
 * @param robustness may be NULL
 */
INCUBATOR_API void incubator_robustness_free(incubator_robustness *robustness);

/**
 * @brief The name of a column, in order: "score", "score:low", "share:CODE" …; docs/robustness.md lists them.
 * @param robustness the results
 * @param index      from 0
 * @return lent by the results; NULL past the end
 */
INCUBATOR_API const char *incubator_robustness_name(const incubator_robustness *robustness, size_t index);

/**
 * @brief A column, a cell for each row of the score's table in the registry's order. It lives as long as the results.
 * @param robustness the results
 * @param name       as ::incubator_robustness_name tells them
 * @param column     is filled; shares of runs are numbers, in millionths
 * @param error      may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND (no such column), ::INCUBATOR_STATUS_ARGUMENT
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_robustness_column(const incubator_robustness *robustness, const char *name,
                                                           incubator_column *column, incubator_error *error);

/** @brief One weight of the score. Texts live as long as the results. */
typedef struct incubator_robustness_weight {
  size_t size;      /**< bytes of this struct: set it before the call */
  const char *item; /**< name of the item: "service/firms" */
  int64_t stated;   /**< by the policy on that date, in millionths, rounded to them; 0 where it has no one value */
  const char *held; /**< why it is not varied, a sentence in English; NULL where it is */
} incubator_robustness_weight;

/** Sets up an ::incubator_robustness_weight. */
#define INCUBATOR_ROBUSTNESS_WEIGHT_INIT {sizeof(incubator_robustness_weight), NULL, 0, NULL}

/**
 * @brief One weight of the score, in the order of its items.
 * @param robustness the results
 * @param index      from 0
 * @param weight     is filled
 * @return ::INCUBATOR_STATUS_NOT_FOUND past the end, ::INCUBATOR_STATUS_ARGUMENT
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_robustness_weight_get(const incubator_robustness *robustness, size_t index,
                                                               incubator_robustness_weight *weight);

/**
 * @brief The weight of an item as a run had it.
 * @param robustness the results
 * @param run        from 0
 * @param index      of the weight, from 0
 * @param micros     receives millionths
 * @return ::INCUBATOR_STATUS_NOT_FOUND (run, weight), ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_robustness_drawn(const incubator_robustness *robustness, size_t run, size_t index,
                                                          int64_t *micros);

/** @brief What must not change while a weight moves. */
typedef enum incubator_watch {
  INCUBATOR_WATCH_OUTCOMES = 0, /**< the outcome of any row */
  INCUBATOR_WATCH_SUBJECT = 1,  /**< the outcome of the subject asked for */
  INCUBATOR_WATCH_TOP = 2       /**< which rows are in the top */
} incubator_watch;

/** @brief How far one weight can go one way. Texts live as long as the results. */
typedef struct incubator_move {
  size_t size;        /**< bytes of this struct: set it before the call */
  int64_t limit;      /**< the greatest change, in millionths, up to which nothing watched changes; 0 where the least one does */
  int64_t reach;      /**< as far as the weight can go: `limit` without a change is either this, or all that `runs` allowed */
  int changes;        /**< not 0: one millionth more changes it; 0: nothing was found to change */
  int exact;          /**< not 0: nothing changes on the way either; 0: what lies between the runs made is not known */
  size_t runs;        /**< runs of the policy that it took */
  size_t row;         /**< the first row that changes, in the order of the registry */
  const char *subject; /**< its key; NULL where nothing changes */
  char from[64];      /**< its outcome as it is: a code, true or false, a gap; of the top "in" or "out" */
  char to[64];        /**< what it becomes */
} incubator_move;

/** Sets up an ::incubator_move. */
#define INCUBATOR_MOVE_INIT {sizeof(incubator_move), 0, 0, 0, 0, 0, 0, NULL, {0}, {0}}

/** @brief Which weight moves where, and what is watched. */
typedef struct incubator_move_question {
  size_t size;           /**< `sizeof(incubator_move_question)` */
  size_t weight;         /**< index of ::incubator_robustness_weight_get */
  int up;                /**< 0: it falls, to 0 at the most; else it rises, to the total of its group */
  int others_kept;       /**< 0: the others of its group share what it leaves, in proportion, so that the total stays; else they stay */
  incubator_watch watch; /**< what must not change */
  const char *subject;   /**< TABLE:KEY, for ::INCUBATOR_WATCH_SUBJECT */
  size_t runs;           /**< after so many runs the search gives up; 0 is 10 000 */
} incubator_move_question;

/** Sets up an ::incubator_move_question. */
#define INCUBATOR_MOVE_QUESTION_INIT {sizeof(incubator_move_question), 0, 0, 0, INCUBATOR_WATCH_OUTCOMES, NULL, 0}

/**
 * @brief Finds the greatest change of one weight, on the grid of millionths, up to which nothing watched changes. The limit
 *        and the step behind it are runs of the policy.
 * @param robustness the results; several threads may ask at once
 * @param question   what is asked
 * @param move       is filled
 * @param error      may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND (weight, subject), ::INCUBATOR_STATUS_ARGUMENT (a weight that is held, nothing to watch, an
 *         option out of its range), ::INCUBATOR_STATUS_LIMIT (weights too great to be computed with), ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_robustness_move(const incubator_robustness *robustness,
                                                         const incubator_move_question *question, incubator_move *move,
                                                         incubator_error *error);

/** @brief What is written of robustness. */
typedef struct incubator_robustness_report {
  size_t size;                 /**< `sizeof(incubator_robustness_report)` */
  incubator_format format;     /**< table, CSV or JSON */
  incubator_language language; /**< of labels and sentences */
  size_t limit;                /**< at most so many lines of a table on a terminal; 0: all */
  int moves;                   /**< not 0: how far each weight can move, too; as CSV, that instead of the columns */
  int others_kept;             /**< for the moves, as in ::incubator_move_question */
  const char *subject;         /**< whose outcome is watched too; NULL: nobody's in particular */
} incubator_robustness_report;

/** Sets up an ::incubator_robustness_report. */
#define INCUBATOR_ROBUSTNESS_REPORT_INIT \
  {sizeof(incubator_robustness_report), INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_EN, 0, 0, 0, NULL}

/**
 * @brief Writes a line a subject, and how far each weight can move where that is asked for.
 * @param robustness the results
 * @param report     what to write, and how
 * @param writer     takes the text, UTF-8
 * @param error      may be NULL
 * @return as ::incubator_robustness_move, or the writer's
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_robustness_write(const incubator_robustness *robustness,
                                                          const incubator_robustness_report *report,
                                                          const incubator_writer *writer, incubator_error *error);

#ifdef __cplusplus
}
#endif
#endif
