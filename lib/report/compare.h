/* What the writers of a comparison share. */
#ifndef INC_REPORT_COMPARE_H
#define INC_REPORT_COMPARE_H

#include "compare/compare.h"
#include "policy/words.h"
#include "report/output.h"

typedef struct inc_contrast {
  incubator_comparison *c;
  incubator_comparison_report how;
  inc_output_stream out;
  incubator_error *error;
} inc_contrast;

static inline const char *inc_contrast_words(const inc_contrast *p, const char *en, const char *zh)
{
  return inc_words(p->how.language, en, zh);
}

/* "same", "more" … */
const char *inc_change_name(incubator_change change);
const char *inc_reason_name(incubator_reason_kind kind);
const char *inc_side_name(incubator_side side);
/* Whether it is to be written. */
bool inc_contrast_shows_line(const inc_contrast *p, size_t index);
bool inc_contrast_shows_cell(const inc_contrast *p, size_t index);
/* A rule by its number on either side, INC_NONE where it lacks it. */
const char *inc_contrast_rule(const inc_contrast *p, const uint32_t rules[INC_BOTH]);
/* The name of a rule that either has, by its title. */
const char *inc_contrast_title(const inc_contrast *p, const char *rule);
/* What totals are by. */
const char *inc_contrast_by(const inc_contrast *p, const char *name);
/* A unit of money by its text, as people read it. */
const char *inc_contrast_unit(const inc_contrast *p, const char *text);
/* A cell as people read it, "? why" for a gap; as data write it where `plain`. */
void inc_contrast_value(const inc_contrast *p, int side, inc_holds holds, inc_cell cell, bool plain, inc_buffer *to);
/* The key of a group on one side, codes by their label. */
const char *inc_contrast_key(const inc_contrast *p, const inc_group *g, int side);
/* A sentence without a full stop, with clauses; `key` is of the row that it is a reason for, which is not named again. */
void inc_contrast_reason(const inc_contrast *p, const inc_reason *r, const char *key, inc_buffer *to);
/* The clauses of a basis, and how sure it is. */
void inc_contrast_basis(const inc_contrast *p, int side, const inc_basis *basis, inc_buffer *to);
/* "id as of DATE, param=value …" */
void inc_contrast_side(const inc_contrast *p, int side, inc_buffer *to);
/* What is filled, or the error told. */
incubator_status inc_contrast_total(const inc_contrast *p, size_t by, size_t index, incubator_comparison_total *total);
incubator_status inc_contrast_line(const inc_contrast *p, size_t index, incubator_comparison_line *line);

/* The cell of a table: as many reasons as it can hold, those nearest to the cause. */
incubator_status inc_contrast_reasons(const inc_contrast *p, inc_sheet *sheet, incubator_comparison_what what, size_t index, const char *key);
/* A sum, with its sign where asked for. */
void inc_contrast_micros(inc_sheet *sheet, int64_t micros, bool sign);
void inc_contrast_heading(inc_contrast *p, const char *en, const char *zh);

incubator_status inc_contrast_budgets(inc_contrast *p);
incubator_status inc_contrast_outcomes(inc_contrast *p);
incubator_status inc_contrast_csv(inc_contrast *p);
incubator_status inc_contrast_json(inc_contrast *p);

#endif
