/**
 * @file registry.h
 * @brief The data: tables of carriers and of what belongs to them, as a policy declares them.
 *
 * A registry is built by a builder from any mix of files, buffers, columns and rows, and
 * is immutable from then on. Every bad cell is reported with its place; a load with bad
 * cells fails as a whole unless the good rows are asked for.
 */
#ifndef INCUBATOR_REGISTRY_H
#define INCUBATOR_REGISTRY_H

#include <incubator/policy.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @brief Tables with their rows. Shared by reference counting, safe from any thread. */
typedef struct incubator_registry incubator_registry;

/** @brief A registry in the making. One owner, one thread at a time. */
typedef struct incubator_registry_builder incubator_registry_builder;

/** @brief The encoding of bytes from outside. */
typedef enum incubator_encoding {
  INCUBATOR_ENCODING_AUTO = 0,    /**< by byte-order mark, else UTF-8 if the start is valid, else GB 18030 if that is */
  INCUBATOR_ENCODING_UTF8 = 1,    /**< UTF-8, a byte-order mark is skipped */
  INCUBATOR_ENCODING_GB18030 = 2, /**< GB 18030-2022, with GBK and GB 2312 in it */
  INCUBATOR_ENCODING_UTF16LE = 3, /**< UTF-16, least byte first */
  INCUBATOR_ENCODING_UTF16BE = 4  /**< UTF-16, greatest byte first */
} incubator_encoding;

/** @brief The shape of a file of data. */
typedef enum incubator_data_format {
  INCUBATOR_DATA_AUTO = 0,  /**< by the file's ending: .csv, .tsv, .json, .ndjson or .jsonl */
  INCUBATOR_DATA_CSV = 1,   /**< RFC 4180, a header row first */
  INCUBATOR_DATA_TSV = 2,   /**< the same with tabs */
  INCUBATOR_DATA_JSON = 3,  /**< an array of rows, or an object of tables each of which is one */
  INCUBATOR_DATA_NDJSON = 4 /**< one row, an object, a line */
} incubator_data_format;

/** @brief How a registry is built. All zero is the default. */
typedef struct incubator_registry_options {
  size_t size;                          /**< `sizeof(incubator_registry_options)` */
  const incubator_allocator *allocator; /**< NULL: the C library's */
  int partial;                          /**< not 0: keep the good rows though there are bad ones, which are listed */
  size_t finding_limit;                 /**< how many findings of each severity are listed, the rest counted; 0: 1000 */
} incubator_registry_options;

/** Sets up an ::incubator_registry_options. */
#define INCUBATOR_REGISTRY_OPTIONS_INIT {sizeof(incubator_registry_options), NULL, 0, 0}

/** @brief Data to read: `path`, or `bytes` with a name. */
typedef struct incubator_registry_source {
  size_t size;                  /**< `sizeof(incubator_registry_source)` */
  const char *path;             /**< a file, or a folder each of whose data files is the table that it is named after */
  const void *bytes;            /**< instead of a path */
  size_t length;                /**< how many bytes */
  const char *name;             /**< what messages call the bytes; NULL: the table */
  const char *table;            /**< the table; NULL: by the file's name, else by the header */
  incubator_data_format format; /**< AUTO needs a path (or is CSV) */
  incubator_encoding encoding;  /**< of CSV and TSV; JSON is UTF-8 */
} incubator_registry_source;

/** Sets up an ::incubator_registry_source. */
#define INCUBATOR_REGISTRY_SOURCE_INIT \
  {sizeof(incubator_registry_source), NULL, NULL, 0, NULL, NULL, INCUBATOR_DATA_AUTO, INCUBATOR_ENCODING_AUTO}

/** @brief A text with its length; NULL bytes are a missing cell. */
typedef struct incubator_text {
  const char *bytes; /**< not necessarily zero-terminated */
  size_t length;     /**< how many bytes */
} incubator_text;

/** @brief What the values of an ::incubator_registry_column are. */
typedef enum incubator_values {
  INCUBATOR_VALUES_TEXT = 0,    /**< `const incubator_text *`: read as a CSV cell is */
  INCUBATOR_VALUES_WHOLE = 1,   /**< `const int64_t *`: whole numbers, in the field's unit or that of the column's name */
  INCUBATOR_VALUES_MICROS = 2,  /**< `const int64_t *`: millionths of the same unit */
  INCUBATOR_VALUES_DAYS = 3,    /**< `const int32_t *`: days since 1970-01-01 */
  INCUBATOR_VALUES_BOOLEAN = 4, /**< `const uint8_t *`: 0 or not */
  INCUBATOR_VALUES_CODE = 5     /**< `const int32_t *`: numbers of a category's codes */
} incubator_values;

/** @brief A whole column of cells, the caller's; it is copied. */
typedef struct incubator_registry_column {
  size_t size;                 /**< `sizeof(incubator_registry_column)` */
  const char *name;            /**< field or link, or any alias of it */
  incubator_values kind;       /**< what `values` points to */
  const void *values;          /**< one a row */
  const uint8_t *missing;      /**< one a row, not 0: no value; NULL: none is missing */
  incubator_encoding encoding; /**< of texts; AUTO is UTF-8 here */
} incubator_registry_column;

/** Sets up an ::incubator_registry_column. */
#define INCUBATOR_REGISTRY_COLUMN_INIT \
  {sizeof(incubator_registry_column), NULL, INCUBATOR_VALUES_TEXT, NULL, NULL, INCUBATOR_ENCODING_AUTO}

/**
 * @brief Starts a registry for the tables of a policy.
 * @param policy  is kept by a reference until the registry is gone
 * @param options may be NULL
 * @param builder on success the new builder, to be freed by the caller
 * @param error   may be NULL
 * @return ::INCUBATOR_STATUS_ARGUMENT, ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_registry_builder_create(incubator_policy *policy,
                                                                 const incubator_registry_options *options,
                                                                 incubator_registry_builder **builder,
                                                                 incubator_error *error);

/**
 * @brief Frees a builder, finished or not.
 * @param builder may be NULL
 */
INCUBATOR_API void incubator_registry_builder_free(incubator_registry_builder *builder);

/**
 * @brief Reads a file, a folder or a buffer of rows.
 *
 * Headers and keys are matched by field name, label or alias; case, width and surrounding
 * white space do not tell names apart, and a unit may stand in brackets behind a name, as in
 * 基金（万元）. Bad cells become findings, told by ::incubator_registry_builder_finish.
 *
 * @param builder the builder
 * @param source  what to read
 * @param error   may be NULL
 * @return a failure that leaves nothing to read on with: ::INCUBATOR_STATUS_IO,
 *         ::INCUBATOR_STATUS_SYNTAX, ::INCUBATOR_STATUS_ENCODING, ::INCUBATOR_STATUS_LIMIT,
 *         ::INCUBATOR_STATUS_NOT_FOUND (no such table), ::INCUBATOR_STATUS_NO_MEMORY. The builder can then only be freed
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_registry_builder_read(incubator_registry_builder *builder,
                                                               const incubator_registry_source *source,
                                                               incubator_error *error);

/**
 * @brief Adds rows given as whole columns.
 * @param builder the builder
 * @param table   name of the table
 * @param columns `count` of them
 * @param count   how many columns
 * @param rows    cells in each column
 * @param error   may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND (table or column), ::INCUBATOR_STATUS_ARGUMENT (values do not fit the field's
 *         type), ::INCUBATOR_STATUS_ENCODING, ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_registry_builder_columns(incubator_registry_builder *builder, const char *table,
                                                                  const incubator_registry_column *columns, size_t count,
                                                                  size_t rows, incubator_error *error);

/** @brief The head of rows to come, as a database cursor gives them. */
typedef struct incubator_registry_header {
  size_t size;                 /**< `sizeof(incubator_registry_header)` */
  const char *table;           /**< name of the table */
  const char *const *names;    /**< of the columns, in the order of the cells */
  size_t count;                /**< how many */
  incubator_encoding encoding; /**< of the cells; AUTO is UTF-8 here */
} incubator_registry_header;

/** Sets up an ::incubator_registry_header. */
#define INCUBATOR_REGISTRY_HEADER_INIT {sizeof(incubator_registry_header), NULL, NULL, 0, INCUBATOR_ENCODING_AUTO}

/**
 * @brief Says what the next rows are. Ends the rows of an earlier header.
 * @param builder the builder
 * @param header  is copied
 * @param error   may be NULL
 * @return ::INCUBATOR_STATUS_NOT_FOUND (table), ::INCUBATOR_STATUS_DATA (two columns of one name), ::INCUBATOR_STATUS_NO_MEMORY
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_registry_builder_header(incubator_registry_builder *builder,
                                                                 const incubator_registry_header *header,
                                                                 incubator_error *error);

/**
 * @brief Adds one row.
 * @param builder the builder, after a header
 * @param cells   as many as the header has names
 * @param error   may be NULL
 * @return ::INCUBATOR_STATUS_ARGUMENT (no header), ::INCUBATOR_STATUS_NO_MEMORY; bad cells are findings
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_registry_builder_row(incubator_registry_builder *builder,
                                                              const incubator_text *cells, incubator_error *error);

/**
 * @brief Checks links and makes the registry.
 * @param builder  is spent: it can only be freed
 * @param registry on success a new reference; NULL otherwise
 * @param findings may be NULL; all that was found, to be freed by the caller; set on success and on ::INCUBATOR_STATUS_DATA
 * @param error    may be NULL; the first bad cell
 * @return ::INCUBATOR_STATUS_DATA when there are bad cells and the good rows were not asked for
 * @since 0.1
 */
INCUBATOR_API incubator_status incubator_registry_builder_finish(incubator_registry_builder *builder,
                                                                 incubator_registry **registry,
                                                                 incubator_findings **findings, incubator_error *error);

/**
 * @brief One more reference. Safe from any thread.
 * @param registry may be NULL
 * @return the same registry
 */
INCUBATOR_API incubator_registry *incubator_registry_ref(incubator_registry *registry);

/**
 * @brief Gives a reference back; the last one frees the registry. Safe from any thread.
 * @param registry may be NULL
 */
INCUBATOR_API void incubator_registry_unref(incubator_registry *registry);

/**
 * @brief How many rows a table has.
 * @param registry the registry
 * @param table    its name
 * @return 0 for a table that was not given, or is none
 */
INCUBATOR_API size_t incubator_registry_rows(const incubator_registry *registry, const char *table);

/**
 * @brief 64 hexadecimal digits of SHA-256 over all cells, equal for every way in which the same cells were read.
 *
 * Computed once, when first asked for.
 * @param registry the registry
 * @return lent by the registry
 */
INCUBATOR_API const char *incubator_registry_digest(incubator_registry *registry);

#ifdef __cplusplus
}
#endif
#endif
