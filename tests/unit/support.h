/*
 * What the unit tests share: JSON in single quotes, small worlds of a policy and its data,
 * an allocator that fails when it is told to, and numbers that look random but are not.
 */
#ifndef UNIT_SUPPORT_H
#define UNIT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <incubator/incubator.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A copy in which every ' is a ", so that JSON can stand in C. The caller frees it. */
char *quoted(const char *text);
/* printf into a text that the caller frees. */
__attribute__((format(printf, 1, 2))) char *printed(const char *format, ...);

/* ---- Policies; their texts are in single quotes ---- */

incubator_status policy_try(const char *text, incubator_policy **policy, incubator_findings **findings,
                            incubator_error *error);
/* Fails the test, with the findings, when there are errors. */
incubator_policy *policy_of(const char *text);
/* The first finding with that code, NULL for none. */
const incubator_finding *finding_of(const incubator_findings *findings, const char *code);
size_t finding_count(const incubator_findings *findings, const char *code);
/* "code at path line:column: message" for each, one a line. Lent until the next call. */
const char *findings_text(const incubator_findings *findings);

/* ---- A policy, its data and what is decided ---- */

typedef struct world {
  incubator_policy *policy;
  incubator_registry_builder *builder;
  incubator_registry *registry;
  incubator_findings *findings; /* of the registry */
  incubator_decisions *decisions;
} world;

void world_start(world *w, const char *policy);
void world_csv(world *w, const char *table, const char *csv);
/* Finishes the registry, all findings allowed but errors. */
void world_finish(world *w);
/* Finishes the registry where that is still to do, and decides with all parts. */
void world_decide(world *w, const char *as_of);
void world_end(world *w);
/* All in one for one table. */
void world_open(world *w, const char *policy, const char *table, const char *csv, const char *as_of);

/*
 * A cell as text: a number, true or false, a code, a date, a text; a gap as
 * "?missing area,fund" with the names it carries, sorted. Lent until the fourth call after.
 */
const char *world_cell(const world *w, const char *subject, const char *name);

/* An expression and what it comes to. */
typedef struct expression_case {
  const char *expression; /* in single quotes */
  const char *expected;   /* as world_cell says it */
} expression_case;

/* Makes each expression a rule over the rows of table `t`; `policy` holds %s where the rules go. */
void check_expressions(const char *policy, const char *csv, const char *subject, const expression_case *cases, size_t count);

/* ---- Text that is written ---- */

typedef struct sink {
  char *text; /* zero-terminated; NULL before anything was written */
  size_t length, room, limit; /* a limit other than 0 refuses what is beyond */
} sink;

incubator_writer sink_writer(sink *s);
void sink_free(sink *s);
bool sink_has(const sink *s, const char *text);

/* ---- Memory ---- */

typedef struct memory {
  size_t live;    /* blocks */
  size_t calls;   /* requests so far */
  size_t fail_at; /* the request that fails, from 1; 0: none */
  bool for_good;  /* and all behind it */
  bool failed;    /* one has failed */
} memory;

incubator_allocator memory_allocator(memory *m);

/* ---- Numbers ---- */

/* xorshift64*: the same on every machine. */
uint64_t random_next(uint64_t *state);
uint64_t random_below(uint64_t *state, uint64_t bound);

/* ---- Files ---- */

/* A new folder, and files in it, all taken away by folder_free. */
char *folder_create(void);
/* The path, which the caller frees. */
char *folder_file(const char *folder, const char *name, const void *bytes, size_t length);
void folder_free(char *folder);

/* Whether a step ends at all: it runs in a process of its own, so a crash is a failure as any other. */
bool survives(void (*step)(void *context), void *context);

/* `before`, so many times the piece, `after`: to be freed. */
char *repeated(const char *before, const char *piece, size_t times, const char *after);
/* The same of pieces with commas between them; the format may take the number (%zu) twice. */
char *numbered(const char *before, const char *format, size_t count, const char *after);

/* Reads a policy of any bytes, and checks that what is handed out agrees with the status. */
incubator_status read_hostile(const char *bytes, size_t length);

#endif
