/**
 * @file status.h
 * @brief What a call answers: a status, and on failure where and why.
 */
#ifndef INCUBATOR_STATUS_H
#define INCUBATOR_STATUS_H

#include <stddef.h>
#include <stdint.h>

#include <incubator/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief What a call answers.
 *
 * Numbers are never reused or changed; new ones are added at the end.
 * docs/errors.md lists them with what to do.
 */
typedef enum incubator_status {
  INCUBATOR_STATUS_OK = 0,          /**< done */
  INCUBATOR_STATUS_NO_MEMORY = 1,   /**< the allocator had no block to give */
  INCUBATOR_STATUS_ARGUMENT = 2,    /**< an argument is NULL or out of its range */
  INCUBATOR_STATUS_STRUCT_OLD = 3,  /**< a struct's size is below that of its first release */
  INCUBATOR_STATUS_STRUCT_NEW = 4,  /**< a struct is newer than the library and uses what it cannot know */
  INCUBATOR_STATUS_STRUCT_SIZE = 5, /**< a struct's size is absurd: not initialised? */
  INCUBATOR_STATUS_IO = 6,          /**< a file cannot be read or written */
  INCUBATOR_STATUS_SYNTAX = 7,      /**< not well-formed JSON, CSV or date */
  INCUBATOR_STATUS_ENCODING = 8,    /**< bytes that are not text in the encoding given or found */
  INCUBATOR_STATUS_LIMIT = 9,       /**< larger or deeper than the stated bound */
  INCUBATOR_STATUS_POLICY = 10,     /**< the policy has errors; the findings list them */
  INCUBATOR_STATUS_DATA = 11,       /**< the registry's data have errors; the findings list them */
  INCUBATOR_STATUS_NOT_FOUND = 12,  /**< no such policy, table, column, subject or rule */
  INCUBATOR_STATUS_MISMATCH = 13,   /**< the registry was built for other tables than the policy's; statistics are of another policy or date */
  INCUBATOR_STATUS_WRITER = 14,     /**< the caller's writer refused */
  INCUBATOR_STATUS_UNSUPPORTED = 15, /**< a policy asks for what this release cannot do yet, or a rule is asked of one record that cannot be */
  INCUBATOR_STATUS_INFEASIBLE = 16   /**< bounds that nothing can meet */
} incubator_status;

/**
 * @brief Where and why a call failed. The caller's own; the library keeps none.
 *
 * Initialise with ::INCUBATOR_ERROR_INIT. A call writes it on failure only.
 */
typedef struct incubator_error {
  size_t size;             /**< `sizeof(incubator_error)` */
  incubator_status status; /**< what the call returned */
  uint32_t line;           /**< line in the text, from 1; 0: none. In tables the row, the header being 1 */
  uint32_t column;         /**< column in that line in bytes, from 1; in tables the column, from 1; 0: none */
  char path[256];          /**< JSON Pointer, or file, or file:row:column, cut at a character's edge */
  char message[512];       /**< one line: what was found, what was expected */
} incubator_error;

/** Sets up an ::incubator_error. */
#define INCUBATOR_ERROR_INIT {sizeof(incubator_error), INCUBATOR_STATUS_OK, 0, 0, {0}, {0}}

/**
 * @brief The name of a status, as in "no-memory"; "unknown" for none of them.
 * @param status any number
 * @return lent for ever
 */
INCUBATOR_API const char *incubator_status_name(incubator_status status);

#ifdef __cplusplus
}
#endif
#endif
