/* The rows of a decision vector once more, each as one record. */
#ifndef FACES_RECORDS_H
#define FACES_RECORDS_H

#include <stdbool.h>

#include <cjson/cJSON.h>
#include <incubator/incubator.h>

/* Whether a cell is what a vector, or a result as JSON, says; decisions.c. */
bool cell_is(const incubator_decisions *decisions, incubator_policy *policy, const cJSON *expected, const incubator_cell *cell);
/* Prints each difference; their number. `compared` counts the cells that were the same. */
size_t records_compare(const char *name, incubator_policy *policy, incubator_decisions *decisions, const cJSON *vector, size_t *compared);

#endif
