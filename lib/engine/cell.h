/*
 * Reading one cell's text as its field's type says: the one place that knows how data
 * write numbers, units, dates, booleans and categories.
 */
#ifndef INC_ENGINE_CELL_H
#define INC_ENGINE_CELL_H

#include "base/json.h"
#include "engine/schema.h"

typedef struct inc_cell_text {
  bool missing;  /* nothing but white space */
  bool text;     /* a text or a link: `value` is not set, the bytes stand */
  int64_t value; /* in the column's own form: micros, or units where the field is whole */
} inc_cell_text;

/* What was wrong: a finding's code, and what was expected. NULL code: nothing. */
typedef struct inc_cell_fault {
  const char *code;
  char expected[160];
} inc_cell_fault;

/*
 * `text` is UTF-8. `factor` (micros) is what a number is multiplied by when its text names
 * no unit: 1 as a rule, 10000 under a header that says 万元.
 */
inc_cell_fault inc_cell_read(const inc_schema *schema, const inc_field *field, const char *text, size_t length,
                             int64_t factor, inc_cell_text *cell);
/* The same from a JSON value: null, true, false, a number of at most 15 digits, or a string. The text of a text is the string. */
inc_cell_fault inc_cell_read_json(const inc_schema *schema, const inc_field *field, const inc_json_document *document,
                                  const inc_json *node, inc_cell_text *cell);
/* A number in micros of a unit: made the field's own, its bounds and wholeness checked. `factor` as above. */
inc_cell_fault inc_cell_number(const inc_field *field, int64_t micros, int64_t factor, inc_cell_text *cell);
/* The factor of a unit's name as data may write it; 0 for none. */
int64_t inc_field_factor(const inc_field *field, const char *unit, size_t length);
/* GB 32100-2015: 18 characters, the last one a check character over the others. */
bool inc_credit_code_valid(const char *text, size_t length);
/* A boolean in words; false for none of them. */
bool inc_cell_boolean(const char *text, size_t length, bool *value);

#endif
