/**
 * @file statistics.h
 * @brief What a batch found out of its cohorts, kept: with it one record can be placed among the subjects of that batch.
 *
 * A scale over a cohort (min-max, z-score, rank, percentile, best) places a number among
 * those of other rows. One record has no others; statistics frozen from a batch stand for
 * them. They hold no subject: of each cohort how many numbers there are, the least, the
 * greatest, sum and sum of squares, and for ranks and percentiles the numbers themselves.
 */
#ifndef INCUBATOR_STATISTICS_H
#define INCUBATOR_STATISTICS_H

#include <incubator/decisions.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @brief Statistics of cohorts. Immutable, shared, safe from any thread. */
typedef struct incubator_statistics incubator_statistics;

/**
 * @brief Keeps what decisions know of all their cohorts.
 * @param decisions  stay as they are; neither they nor their registry are kept
 * @param statistics on success a new reference; NULL otherwise
 * @param error      may be NULL
 * @return ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_statistics_create(const incubator_decisions *decisions,
                                                           incubator_statistics **statistics, incubator_error *error);

/** @brief How statistics are read. */
typedef struct incubator_statistics_options {
  size_t size;                          /**< `sizeof(incubator_statistics_options)` */
  const incubator_allocator *allocator; /**< NULL: the C library's */
  const char *name;                     /**< what messages call the text; NULL: "statistics" */
} incubator_statistics_options;

/** Sets up an ::incubator_statistics_options. */
#define INCUBATOR_STATISTICS_OPTIONS_INIT {sizeof(incubator_statistics_options), NULL, NULL}

/**
 * @brief Reads what ::incubator_statistics_write has written, schema statistics-1.json.
 *
 * The text is checked as hostile: every figure against what a cohort of so many numbers
 * can have.
 * @param policy     the policy of that batch, with the same digest; kept by a reference
 * @param text       UTF-8, not necessarily zero-terminated
 * @param length     bytes of `text`
 * @param options    may be NULL
 * @param statistics on success a new reference; NULL otherwise
 * @param error      may be NULL; path is a JSON Pointer
 * @return ::INCUBATOR_STATUS_SYNTAX (no JSON, a date), ::INCUBATOR_STATUS_DATA (not what the schema says, or figures that no cohort
 *         has), ::INCUBATOR_STATUS_MISMATCH (of another policy), ::INCUBATOR_STATUS_LIMIT, ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_statistics_read(incubator_policy *policy, const char *text, size_t length,
                                                         const incubator_statistics_options *options,
                                                         incubator_statistics **statistics, incubator_error *error);

/**
 * @brief Writes statistics as JSON, schema statistics-1.json: equal for equal data.
 * @param statistics the statistics
 * @param writer     takes the text, UTF-8
 * @param error      may be NULL
 * @return ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_NO_MEMORY, or the writer's
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_statistics_write(const incubator_statistics *statistics, const incubator_writer *writer,
                                                          incubator_error *error);

/**
 * @brief One more reference. Safe from any thread.
 * @param statistics may be NULL
 * @return the same statistics
 */
INCUBATOR_API incubator_statistics *incubator_statistics_ref(incubator_statistics *statistics);

/**
 * @brief Gives a reference back; the last one frees them. Safe from any thread.
 * @param statistics may be NULL
 */
INCUBATOR_API void incubator_statistics_unref(incubator_statistics *statistics);

#ifdef __cplusplus
}
#endif
#endif
