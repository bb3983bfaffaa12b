/* Building registries in tests: from texts, step by step, with what was found. */
#ifndef UNIT_BUILDING_H
#define UNIT_BUILDING_H

#include "support.h"

/* Tables of carriers and districts with every type of field. */
extern const char building_policy[];

typedef struct building {
  incubator_policy *policy;
  incubator_registry_builder *builder;
  incubator_registry *registry;
  incubator_findings *findings;
  incubator_error error; /* of the last call */
} building;

void building_start(building *b, bool partial);
void building_start_with(building *b, const char *policy, bool partial);
incubator_status building_bytes(building *b, const char *table, incubator_data_format format, incubator_encoding encoding,
                                const void *bytes, size_t length);
incubator_status building_csv(building *b, const char *table, const char *csv);
/* In single quotes. */
incubator_status building_json(building *b, const char *table, const char *json);
incubator_status building_finish(building *b);
void building_end(building *b);

/* Reads one CSV into table `carriers`, all well. */
void building_of_csv(building *b, const char *csv);

/*
 * A cell of a finished registry as text: micros as decimals, dates, codes; "?" for none,
 * "!" for no such row.
 */
const char *building_cell(const building *b, const char *subject, const char *field);

/* One finding: "code table/field line:column" of the n-th; "" past the end. */
const char *building_finding(const building *b, size_t n);

#endif
