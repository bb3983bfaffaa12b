/**
 * @file shares.h
 * @brief A file of units and weights, and a whole divided among them: apportionment without a policy.
 *
 * What ::incubator_apportion does with arrays, this does with a table: it reads it as registries are read, with the same encodings
 * and the same findings, divides, and writes the shares.
 */
#ifndef INCUBATOR_SHARES_H
#define INCUBATOR_SHARES_H

#include <incubator/apportion.h>
#include <incubator/decisions.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @brief A divided whole. One owner; any number of threads may read it. */
typedef struct incubator_shares incubator_shares;

/** @brief What is divided, and by which columns. */
typedef struct incubator_shares_options {
  size_t size;                          /**< `sizeof(incubator_shares_options)` */
  const incubator_allocator *allocator; /**< NULL: the C library's */
  incubator_method method;              /**< must be set */
  int64_t whole;                        /**< how many steps there are; not below 0 */
  const char *unit;                     /**< the column that names the units; NULL: the first one */
  const char *weight;                   /**< the column of weights, decimals from 0 on; NULL: the second one */
  const char *lower;                    /**< digits: the lower bound of all; else a column of whole numbers; NULL: 0 */
  const char *upper;                    /**< likewise the upper bound; an empty cell, and NULL: none */
  int in_order;                         /**< not 0: of units with equal claims those listed first are served, and no tie is left */
  int lower_first;                      /**< not 0: each unit has its lower bound, and only the rest is divided by the weights */
} incubator_shares_options;

/** Sets up an ::incubator_shares_options. */
#define INCUBATOR_SHARES_OPTIONS_INIT {sizeof(incubator_shares_options), NULL, (incubator_method)0, 0, NULL, NULL, NULL, NULL, 0, 0}

/**
 * @brief Reads a CSV or TSV with a header row, and divides. Names of columns are compared without the white space around them.
 * @param source   what to read; `table` is not looked at, and AUTO is CSV but for a path that ends in .tsv
 * @param options  what, and how
 * @param shares   on success the new shares, to be freed by the caller; NULL otherwise
 * @param findings may be NULL; bad cells, units that stand twice; to be freed by the caller; set where the status is
 *                 ::INCUBATOR_STATUS_DATA
 * @param error    may be NULL
 * @return ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_INFEASIBLE (the message names the units whose bounds bind), ::INCUBATOR_STATUS_NOT_FOUND
 *         (a column), ::INCUBATOR_STATUS_DATA, or what ::incubator_registry_builder_read returns
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_shares_create(const incubator_registry_source *source, const incubator_shares_options *options,
                                                       incubator_shares **shares, incubator_findings **findings, incubator_error *error);

/** @brief Frees shares. @param shares may be NULL */
INCUBATOR_API void incubator_shares_free(incubator_shares *shares);

/** @brief How many units there are. @param shares the shares @return in the order of the file, from 0 */
INCUBATOR_API size_t incubator_shares_count(const incubator_shares *shares);

/** @brief What lots must decide. @param shares the shares @return how many units have equal claims; 0: nothing is left to lots */
INCUBATOR_API size_t incubator_shares_tied(const incubator_shares *shares);

/** @brief One unit and its share. */
typedef struct incubator_share {
  size_t size;          /**< bytes of this struct: set it before the call */
  const char *unit;     /**< lent by the shares */
  int64_t weight;       /**< millionths */
  int64_t quota;        /**< weight × whole / all weights, rounded down */
  int32_t quota_micros; /**< and what is behind its point, rounded down to millionths */
  int64_t lower;        /**< 0: none */
  int64_t upper;        /**< `INT64_MAX`: none */
  int64_t least;        /**< the share; with a tie what it is without a lot */
  int64_t most;         /**< the share; with a tie one more than `least` */
} incubator_share;

/** Sets up an ::incubator_share. */
#define INCUBATOR_SHARE_INIT {sizeof(incubator_share), NULL, 0, 0, 0, 0, 0, 0, 0}

/**
 * @brief One of the units.
 * @param shares the shares
 * @param number from 0
 * @param share  is filled
 * @return ::INCUBATOR_STATUS_ARGUMENT where there is none of that number
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_shares_get(const incubator_shares *shares, size_t number, incubator_share *share);

/**
 * @brief Writes the shares: a table, CSV, or JSON of schema shares-1.json.
 * @param shares the shares
 * @param report format and language; may be NULL
 * @param writer takes the text, UTF-8
 * @param error  may be NULL
 * @return ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_NO_MEMORY, or the writer's
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_shares_write(const incubator_shares *shares, const incubator_report *report,
                                                      const incubator_writer *writer, incubator_error *error);

#ifdef __cplusplus
}
#endif
#endif
