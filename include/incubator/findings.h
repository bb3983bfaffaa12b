/**
 * @file findings.h
 * @brief What a check found: each with a code, a place and one line of text.
 *
 * Checking a policy, reading a registry and running a policy's own tests answer with
 * findings. docs/errors.md lists every code.
 */
#ifndef INCUBATOR_FINDINGS_H
#define INCUBATOR_FINDINGS_H

#include <incubator/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @brief How much a finding weighs. */
typedef enum incubator_severity {
  INCUBATOR_SEVERITY_NOTE = 0,    /**< good to know */
  INCUBATOR_SEVERITY_WARNING = 1, /**< works, but look at it */
  INCUBATOR_SEVERITY_ERROR = 2    /**< wrong: nothing is built from it */
} incubator_severity;

/** @brief One finding. Everything it points to lives as long as its list. */
typedef struct incubator_finding {
  size_t size;                  /**< bytes of this struct in the library that made it */
  incubator_severity severity;  /**< how much it weighs */
  const char *code;             /**< stable word, as in "unknown-name" */
  const char *file;             /**< file or policy it was found in; "" for none */
  const char *path;             /**< JSON Pointer (RFC 6901) in a policy, table/column in a registry; "" for the whole */
  uint32_t line;                /**< line from 1 (in tables: row, the header being 1); 0 for none */
  uint32_t column;              /**< byte in the line (in tables: column) from 1; 0 for none */
  const char *message;          /**< one line: what was found, what was expected */
} incubator_finding;

/** @brief A list of findings, in order of discovery. One owner. */
typedef struct incubator_findings incubator_findings;

/**
 * @brief How many findings the list holds.
 * @param findings may be NULL: 0
 * @return the number of those listed
 */
INCUBATOR_API size_t incubator_findings_count(const incubator_findings *findings);

/**
 * @brief How many there were of one severity, those beyond the list's limit included.
 * @param findings may be NULL: 0
 * @param severity which
 * @return the number of those listed and not listed
 */
INCUBATOR_API size_t incubator_findings_total(const incubator_findings *findings, incubator_severity severity);

/**
 * @brief One finding.
 * @param findings the list
 * @param index    from 0
 * @return lent until the list is freed; NULL past the end or without a list
 */
INCUBATOR_API const incubator_finding *incubator_findings_get(const incubator_findings *findings, size_t index);

/**
 * @brief Frees a list and all it lent.
 * @param findings may be NULL
 */
INCUBATOR_API void incubator_findings_free(incubator_findings *findings);

/**
 * @brief The word for a severity, as in "error"; "unknown" for none of them.
 * @param severity any number
 * @return lent for ever
 */
INCUBATOR_API const char *incubator_severity_name(incubator_severity severity);

#ifdef __cplusplus
}
#endif
#endif
