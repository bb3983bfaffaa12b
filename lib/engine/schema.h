/*
 * Tables of typed columns: what a policy declares, a registry fills and the engine
 * reads. Names and labels are text for people; the engine goes by number.
 */
#ifndef INC_ENGINE_SCHEMA_H
#define INC_ENGINE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"

#define INC_NONE UINT32_MAX

typedef enum inc_type {
  INC_TYPE_UNKNOWN, /* only while checking: what an error left behind */
  INC_TYPE_BOOLEAN, /* 0 or 1 */
  INC_TYPE_NUMBER,  /* micros, or whole units where `whole` */
  INC_TYPE_CATEGORY, /* number in its list */
  INC_TYPE_DATE,    /* days since 1970-01-01 */
  INC_TYPE_TEXT     /* number in the frame's dictionary */
} inc_type;

typedef struct inc_label {
  const char *zh, *en; /* NULL where there is none */
} inc_label;

/* Folded names → numbers: how data may call the codes of a list or the fields of a table. */
typedef struct inc_index {
  inc_map names;
  uint32_t *numbers; /* of each name */
  size_t capacity;
} inc_index;

/* One code of a category list. */
typedef struct inc_code {
  const char *code;
  inc_label title;
  const char *const *aliases;
  size_t alias_count;
} inc_code;

typedef struct inc_list {
  const char *name;
  inc_code *codes;
  uint32_t count;
  inc_index index; /* codes, labels and aliases */
} inc_list;

/* A way to write a unit in data: 万元 is 10000 yuan. */
typedef struct inc_multiple {
  const char *name;
  int64_t factor; /* micros */
} inc_multiple;

/* What whoever a row is about can do about a figure. */
typedef struct inc_actionable {
  int64_t step; /* micros; of a boolean 1 */
  bool up, down;
  bool has_min, has_max;
  int64_t min, max; /* micros */
} inc_actionable;

typedef struct inc_field {
  const char *name;
  inc_label title;
  const char *const *aliases;
  size_t alias_count;
  inc_type type;
  bool whole;        /* a number without decimals, kept in units */
  bool credit_code;  /* text that must be a valid unified social credit code */
  uint32_t list;     /* of a category */
  uint32_t link;     /* the table that it links to, INC_NONE for no link */
  bool optional;     /* a link that rows need not have */
  uint32_t unit;     /* the policy's number for the unit */
  const inc_multiple *multiples; /* how data may write the unit; the base name and its aliases have factor 1 */
  size_t multiple_count;
  bool has_min, has_max, has_absent;
  int64_t min, max; /* micros */
  int64_t absent;   /* in the column's own form (numbers: micros) */
  const inc_actionable *actionable; /* NULL: not said */
} inc_field;

typedef struct inc_table {
  const char *name;
  inc_label title;
  inc_field *fields; /* links among them */
  uint32_t count;
  uint32_t key;      /* field; INC_NONE for a cross table */
  bool cross;        /* all pairs of the linked tables */
  bool reference;    /* its rows ship with the policy; a registry may fill cells, not add rows */
  inc_index index;   /* names, labels and aliases of the fields */
} inc_table;

typedef struct inc_schema {
  inc_map names; /* of the tables, in their order */
  inc_table *tables;
  uint32_t count;
  inc_list *lists;
  uint32_t list_count;
} inc_schema;

/* "a number", "a date" … */
const char *inc_type_name(inc_type type);

uint32_t inc_schema_table(const inc_schema *schema, const char *name, size_t length);
uint32_t inc_table_field(const inc_table *table, const char *name, size_t length);
uint32_t inc_list_code(const inc_list *list, const char *code, size_t length);

/* What a folded name stands for, INC_NONE for nothing. */
uint32_t inc_index_find(const inc_index *index, const char *text, size_t length);
/*
 * Adds a name. It is folded first (base/text.h); *other is the number that has it already,
 * INC_NONE when it was free (or is this number's own). False when there is no memory.
 */
bool inc_index_add(inc_index *index, const char *text, uint32_t number, uint32_t *other);
void inc_index_free(inc_index *index);

/* 6 where numbers are micros, 0 for everything else. */
unsigned inc_field_scale(const inc_field *field);

#endif
