/**
 * @file base.h
 * @brief What every other header needs: export marks, allocator, writer, version.
 *
 * Conventions of the whole library
 *
 * - A call that can fail returns ::incubator_status; its last parameter is an
 *   ::incubator_error that may be NULL. On failure every output is zeroed and the
 *   object called upon is unchanged.
 * - `create`/`free` mean one owner, `ref`/`unref` shared and immutable, anything
 *   else that returns a pointer lends it: it lives as long as its object.
 * - `free(NULL)` and `unref(NULL)` do nothing.
 * - Text is UTF-8, zero-terminated unless a length stands beside it.
 * - Numbers are exact: a signed 64-bit count of millionths (1 is 1000000).
 * - The library prints nothing, ends no process and keeps no global state.
 */
#ifndef INCUBATOR_BASE_H
#define INCUBATOR_BASE_H

#include <stddef.h>
#include <stdint.h>

#include <incubator/export.h>
#include <incubator/status.h>
#include <incubator/version.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief Where an object's memory comes from.
 *
 * Put into an option struct; a NULL allocator means the C library's. The struct is
 * copied, its context must outlive every object made with it. Calls may come from
 * any thread that uses the object. Parse trees of JSON and the CSV splitter's line
 * buffer are the C library's in any case, because the packages that make them have
 * process-wide hooks only, which this library never touches.
 */
typedef struct incubator_allocator {
  size_t size;   /**< `sizeof(incubator_allocator)` */
  void *context; /**< handed to every call */
  /**
   * @brief Grows, shrinks, makes or frees a block.
   * @param context the allocator's context
   * @param block   the old block, or NULL for a new one
   * @param bytes   the wished size; 0 frees `block`
   * @return the block, or NULL when there is none (the old block then stays valid)
   */
  void *(*reallocate)(void *context, void *block, size_t bytes);
} incubator_allocator;

/**
 * @brief Where written text goes, piece by piece.
 *
 * A status other than ::INCUBATOR_STATUS_OK ends the writing and is what the
 * writing call returns.
 */
typedef struct incubator_writer {
  void *context; /**< handed to every call */
  /**
   * @brief Takes one piece.
   * @param context the writer's context
   * @param bytes   `length` bytes, not zero-terminated
   * @param length  how many
   */
  incubator_status (*write)(void *context, const char *bytes, size_t length);
} incubator_writer;

/** @brief The language that text is written in. */
typedef enum incubator_language {
  INCUBATOR_LANGUAGE_EN = 0, /**< English */
  INCUBATOR_LANGUAGE_ZH = 1  /**< Chinese, simplified */
} incubator_language;

/** @brief The shape that a result is written in. */
typedef enum incubator_format {
  INCUBATOR_FORMAT_TABLE = 0, /**< aligned columns for a terminal */
  INCUBATOR_FORMAT_CSV = 1,   /**< RFC 4180 with a header line */
  INCUBATOR_FORMAT_JSON = 2   /**< one JSON document, figures as decimal strings or integers */
} incubator_format;

/**
 * @brief Why a cell has no value, weakest first; 0 says that it has one.
 *
 * Where several meet, the strongest stands.
 */
typedef enum incubator_gap {
  INCUBATOR_GAP_NONE = 0,         /**< there is a value */
  INCUBATOR_GAP_INAPPLICABLE = 1, /**< the rule does not speak of this row */
  INCUBATOR_GAP_TIE = 2,          /**< lots would have to be drawn */
  INCUBATOR_GAP_MISSING = 3,      /**< a cell, row or table was not given */
  INCUBATOR_GAP_UNSET = 4,        /**< a parameter has no value on that date */
  INCUBATOR_GAP_ERROR = 5         /**< division by zero, overflow, off the scale … */
} incubator_gap;

/**
 * @brief The version of the library at run time, as in "0.1.0".
 * @return lent for ever
 */
INCUBATOR_API const char *incubator_version_text(void);

/**
 * @brief The version of the library at run time as one number: major × 10000 + minor × 100 + patch.
 * @return the number
 */
INCUBATOR_API uint32_t incubator_version_number(void);

/**
 * @brief The word for a gap, as in "missing"; "value" for no gap, "unknown" for none of them.
 * @param gap any number
 * @return lent for ever
 */
INCUBATOR_API const char *incubator_gap_name(incubator_gap gap);

#ifdef __cplusplus
}
#endif
#endif
