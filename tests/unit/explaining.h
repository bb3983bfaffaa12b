/* Explanations in tests: a world of carriers and their firms, what is told of it, and finding one's way in the JSON. */
#ifndef UNIT_EXPLAINING_H
#define UNIT_EXPLAINING_H

#include <cjson/cJSON.h>

#include "support.h"

/* Carriers by their CSV; of carrier a so many firms in biology (with IP) and in chips (without). */
void open_world(world *w, const char *carriers, size_t bio, size_t chip);

/* The text of an explanation that must succeed, to be freed. */
char *write_explanation(const world *w, const char *subject, const char *rule, incubator_format format, incubator_language language);
/* The same in English as JSON. */
cJSON *explain(const world *w, const char *subject, const char *rule);

/* By a path such as "rules/0/outcome"; NULL where there is none. */
const cJSON *member(const cJSON *json, const char *path);
/* Fails unless the member, printed, is just this. */
void check_member(const cJSON *json, const char *path, const char *expected);
/* The rule's entry among those explained. */
const cJSON *rule_of(const cJSON *json, const char *name);

#endif
