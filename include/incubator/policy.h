/**
 * @file policy.h
 * @brief A policy: one city's rules with the clause that each rests on, read from JSON.
 *
 * A policy is immutable and shared by reference counting; any number of threads may use
 * it at once. docs/policy.md says how to write one.
 */
#ifndef INCUBATOR_POLICY_H
#define INCUBATOR_POLICY_H

#include <incubator/base.h>
#include <incubator/findings.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @brief A policy that was read without errors. */
typedef struct incubator_policy incubator_policy;

/**
 * @brief Where a policy's text comes from: exactly one of `builtin`, `path` and `text` is set.
 */
typedef struct incubator_policy_source {
  size_t size;         /**< `sizeof(incubator_policy_source)` */
  const char *builtin; /**< name of a policy that ships inside the library, as in "wuhan-2021" */
  const char *path;    /**< a file; its bases are looked for beside it first, then among the built-in ones */
  const char *text;    /**< the JSON itself, UTF-8, not necessarily zero-terminated */
  size_t length;       /**< bytes of `text` */
  const char *name;    /**< what findings call the text; NULL: "policy" */
} incubator_policy_source;

/** Sets up an ::incubator_policy_source. */
#define INCUBATOR_POLICY_SOURCE_INIT {sizeof(incubator_policy_source), NULL, NULL, NULL, 0, NULL}

/**
 * @brief Finds the text of a base policy by its id.
 * @param context the options' context
 * @param id      what `extends` names
 * @param source  to be filled; what it points to must live until the reading call returns
 * @return ::INCUBATOR_STATUS_NOT_FOUND to let the library look in its usual places
 */
typedef incubator_status (*incubator_policy_resolver)(void *context, const char *id, incubator_policy_source *source);

/** @brief How a policy is read. All zero is the default. */
typedef struct incubator_policy_options {
  size_t size;                           /**< `sizeof(incubator_policy_options)` */
  const incubator_allocator *allocator;  /**< NULL: the C library's */
  incubator_policy_resolver resolve;     /**< asked first for every base; may be NULL */
  void *resolve_context;                 /**< handed to `resolve` */
  const char *const *settings;           /**< "parameter=value", each marked "assumed: set by caller" in results */
  size_t setting_count;                  /**< how many */
} incubator_policy_options;

/** Sets up an ::incubator_policy_options. */
#define INCUBATOR_POLICY_OPTIONS_INIT {sizeof(incubator_policy_options), NULL, NULL, NULL, NULL, 0}

/**
 * @brief Reads, checks and compiles a policy with all that it extends.
 *
 * @param source   where the text is
 * @param options  may be NULL
 * @param policy   on success a new reference; NULL otherwise
 * @param findings may be NULL; what the check found, warnings too, to be freed by the caller.
 *                 Set whenever the text could be read, on success and on ::INCUBATOR_STATUS_POLICY
 * @param error    may be NULL; the first error
 * @return ::INCUBATOR_STATUS_POLICY when there are findings of severity error (a text that is
 *         no JSON is one of them), ::INCUBATOR_STATUS_NOT_FOUND for an unknown built-in name,
 *         ::INCUBATOR_STATUS_IO, ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_policy_read(const incubator_policy_source *source,
                                                     const incubator_policy_options *options,
                                                     incubator_policy **policy, incubator_findings **findings,
                                                     incubator_error *error);

/**
 * @brief One more reference. Safe from any thread.
 * @param policy may be NULL
 * @return the same policy
 */
INCUBATOR_API incubator_policy *incubator_policy_ref(incubator_policy *policy);

/**
 * @brief Gives a reference back; the last one frees the policy. Safe from any thread.
 * @param policy may be NULL
 */
INCUBATOR_API void incubator_policy_unref(incubator_policy *policy);

/**
 * @brief The policy's id, as in "wuhan-2021".
 * @param policy the policy
 * @return lent by the policy
 */
INCUBATOR_API const char *incubator_policy_id(const incubator_policy *policy);

/**
 * @brief The policy's title in a language, or in the other one, or its id.
 * @param policy   the policy
 * @param language which title
 * @return lent by the policy
 */
INCUBATOR_API const char *incubator_policy_title(const incubator_policy *policy, incubator_language language);

/**
 * @brief 64 hexadecimal digits of SHA-256 over the texts of the policy and of all it extends, and the settings.
 * @param policy the policy
 * @return lent by the policy; equal digests mean equal rules
 */
INCUBATOR_API const char *incubator_policy_digest(const incubator_policy *policy);

/**
 * @brief The label of a category's code.
 * @param policy   the policy
 * @param list     name of the category list, as in "level"
 * @param code     number of the code, as columns hold it
 * @param language which label
 * @return lent by the policy; the code itself where it has no label, NULL for no such list or number
 */
INCUBATOR_API const char *incubator_policy_label(const incubator_policy *policy, const char *list, int64_t code,
                                                 incubator_language language);

/**
 * @brief The code of a category by its number, as in "national".
 * @param policy the policy
 * @param list   name of the category list, as in "level"
 * @param code   number of the code, as columns hold it
 * @return lent by the policy; NULL for no such list or number
 */
INCUBATOR_API const char *incubator_policy_code(const incubator_policy *policy, const char *list, int64_t code);

/**
 * @brief The policies that ship inside the library.
 * @param index from 0
 * @return lent for ever; NULL past the last
 */
INCUBATOR_API const char *incubator_policy_builtin(size_t index);

/**
 * @brief Writes the policy as a document for people: each rule in words, its clause, its assumptions.
 *
 * @param policy   the policy
 * @param language of the text
 * @param writer   takes it, as Markdown in UTF-8
 * @param error    may be NULL
 * @return ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_NO_MEMORY, or what the writer answered
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_policy_describe(const incubator_policy *policy, incubator_language language,
                                                         const incubator_writer *writer, incubator_error *error);

/** @brief How a policy is lowered to JsonLogic. */
typedef struct incubator_lowering {
  size_t size;                  /**< `sizeof(incubator_lowering)` */
  const char *as_of;            /**< YYYY-MM-DD: the day that versions and parameters are those of; must be set */
  const char *const *rules;     /**< names of rules, told with all that they read; NULL: all */
  size_t rule_count;            /**< how many; 0: all */
  incubator_language language;  /**< of titles and labels */
} incubator_lowering;

/** Sets up an ::incubator_lowering. */
#define INCUBATOR_LOWERING_INIT {sizeof(incubator_lowering), NULL, NULL, 0, INCUBATOR_LANGUAGE_EN}

/**
 * @brief Writes the rules of a policy as plain JsonLogic, for other engines.
 *
 * One JSON document, "incubator-jsonlogic/1" (docs/schema/jsonlogic-1.json): every rule that is decided row by row as
 * steps to be evaluated in order, with the clause that it rests on; what has to be given; what JsonLogic cannot say, and
 * why. Values are binary floats there, and exact here: docs/jsonlogic.md says what comes of it.
 *
 * @param policy  the policy
 * @param how     must not be NULL, for its `as_of`
 * @param writer  takes the document, UTF-8
 * @param error   may be NULL
 * @return ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_SYNTAX for no date, ::INCUBATOR_STATUS_NOT_FOUND for a name
 *         that is no rule of the policy, ::INCUBATOR_STATUS_NO_MEMORY (also where a policy comes to more than 256 MiB of
 *         text), or what the writer answered
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_policy_lower(const incubator_policy *policy, const incubator_lowering *how,
                                                      const incubator_writer *writer, incubator_error *error);

#ifdef __cplusplus
}
#endif
#endif
