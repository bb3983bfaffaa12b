/**
 * @file apportion.h
 * @brief Dividing a whole among rows by weights, in whole numbers: exact, within bounds, with ties told. Needs no policy.
 *
 * With the divisor methods the shares are clamp(round(weight / x), lower, upper) for the x that makes them add up to the
 * whole; with Hamilton's clamp(weight × t, lower, upper), what their fractions leave going to the greatest of these. There are
 * such shares exactly when the lower bounds together are not more, and the upper bounds not less, than the whole.
 *
 * Balinski, Young: Fair Representation (1982). Sainte-Laguë is Webster's method, D'Hondt Jefferson's.
 */
#ifndef INCUBATOR_APPORTION_H
#define INCUBATOR_APPORTION_H

#include <incubator/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @brief How a whole is divided. Hamilton's method can take a step away as the whole grows (the Alabama paradox). */
typedef enum incubator_method {
  INCUBATOR_METHOD_HAMILTON = 1,        /**< largest remainder */
  INCUBATOR_METHOD_WEBSTER = 2,         /**< divisors 1/2, 3/2, 5/2 … */
  INCUBATOR_METHOD_HUNTINGTON_HILL = 3, /**< divisors √(n (n + 1)): each row with a weight has at least one */
  INCUBATOR_METHOD_ADAMS = 4,           /**< divisors 0, 1, 2 …: each row with a weight has at least one */
  INCUBATOR_METHOD_JEFFERSON = 5        /**< divisors 1, 2, 3 … */
} incubator_method;

/** @brief What is divided, and how. */
typedef struct incubator_apportion_options {
  size_t size;                          /**< `sizeof(incubator_apportion_options)` */
  const incubator_allocator *allocator; /**< NULL: the C library's */
  incubator_method method;              /**< must be set */
  int64_t whole;                        /**< how many steps there are; not below 0 */
  size_t count;                         /**< rows */
  const int64_t *weights;               /**< one a row, not below 0, all in the same unit */
  const int64_t *lower;                 /**< one a row, not below 0; NULL: 0 */
  const int64_t *upper;                 /**< one a row; `INT64_MAX` is no bound; NULL: none */
  int in_order;                         /**< not 0: of rows with equal claims those listed first are served, and no tie is left */
  int lower_first;                      /**< not 0: each row has its lower bound, and only the rest is divided by the weights: not the same as shares
                                             within bounds */
} incubator_apportion_options;

/** Sets up an ::incubator_apportion_options. */
#define INCUBATOR_APPORTION_OPTIONS_INIT                                                                                \
  {sizeof(incubator_apportion_options), NULL, (incubator_method)0, 0, 0, NULL, NULL, NULL, 0, 0}

/** @brief What was left to lots. */
typedef struct incubator_apportion_ties {
  size_t size;  /**< bytes of this struct: set it before the call */
  size_t rows;  /**< rows with equal claims at the edge */
  int64_t lots; /**< how many of them have one step more than their share says */
} incubator_apportion_ties;

/** Sets up an ::incubator_apportion_ties. */
#define INCUBATOR_APPORTION_TIES_INIT {sizeof(incubator_apportion_ties), 0, 0}

/**
 * @brief Divides a whole. Safe from any thread.
 * @param options what, and how
 * @param shares  room for one a row; of a row with a tie the share without what a lot would give it
 * @param tied    room for one byte a row, 1 where only a lot decides; may be NULL
 * @param ties    is filled; may be NULL where the caller forbids ties (`in_order`)
 * @param error   may be NULL; its line is the row, from 1, where one is to blame
 * @return ::INCUBATOR_STATUS_ARGUMENT (a weight or bound below 0, no method), ::INCUBATOR_STATUS_INFEASIBLE (bounds that cross, or do
 *         not allow the whole: the message says what they add up to), ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_apportion(const incubator_apportion_options *options, int64_t *shares, uint8_t *tied,
                                                   incubator_apportion_ties *ties, incubator_error *error);

#ifdef __cplusplus
}
#endif
#endif
