/* Records of one shape, prepared, and the workspaces that they are decided in. */
#ifndef INC_DECISIONS_RECORD_H
#define INC_DECISIONS_RECORD_H

#include <incubator/record.h>

#include "decisions/statistics.h"
#include "engine/plan.h"

/* An input: the field of a row, or the part of a measure for a row. */
typedef struct inc_record_input {
  const char *name;
  uint32_t row;         /* number among the plan's */
  uint32_t field;       /* INC_NONE: of a measure */
  uint32_t measure, part;
  const inc_field *as;  /* how it is read */
  uint32_t child;       /* the row that a link leads to; INC_NONE: none that is read */
  bool read;
  size_t value, valid;  /* offsets of its cell in the engine's workspace */
  uint8_t bit;
} inc_record_input;

struct incubator_record {
  atomic_uint references;
  incubator_allocator allocator;
  incubator_policy *policy;
  incubator_statistics *statistics; /* NULL: none */
  incubator_registry *reference;    /* the rows that ship with the policy; NULL where none is read */
  inc_map texts;                    /* what texts of a record are compared with: literals, and those of these rows */
  inc_plan *plan;
  incubator_findings *findings; /* what is not decided */
  inc_arena arena;
  uint32_t table;
  char as_of[11];
  inc_record_input *inputs;
  size_t input_count;
  inc_map names;        /* of the inputs, in their order */
  uint32_t **numbers;   /* [row][field]: number of the input; INC_NONE for the key of a linked row */
  inc_want *outputs;
  size_t output_count;
  const char **output_names;
  size_t text_room;     /* how many texts a record can have */
  size_t bytes;
};

struct incubator_workspace {
  incubator_record *record;
  bool own; /* its memory is the record's allocator's */
  inc_workspace *engine;
  incubator_decisions decisions; /* what came of the last record, for the writers */
  inc_text *texts; /* of the record, beyond the dictionary */
  size_t text_count;
  uint8_t *used;   /* a linked row: one of its fields is given */
  uint8_t *seen;   /* an input: it was given already; for readers */
  incubator_value *values; /* one an input, for readers */
};

/* Sets up inputs and outputs; record_inputs.c. False when there is no memory. */
bool inc_record_list(incubator_record *record);
/* Bytes of a workspace, once the inputs are listed. */
size_t inc_record_measure(const incubator_record *record);
/* The input of that name; INC_NONE for none. */
uint32_t inc_record_find(const incubator_record *record, const char *name, size_t length);
/* Decides; outputs may be NULL, the decisions are there. */
incubator_status inc_record_decide(incubator_workspace *w, const incubator_value *inputs, incubator_value *outputs,
                                   incubator_error *error);

#endif
