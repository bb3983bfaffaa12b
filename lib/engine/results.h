/* What a run leaves behind; private to the engine. */
#ifndef INC_ENGINE_RESULTS_H
#define INC_ENGINE_RESULTS_H

#include "engine/engine.h"
#include "engine/lower.h"

/* The cohorts of one scale, each with a row that is in it. */
typedef struct inc_cohorts {
  uint32_t *rows;
  inc_cohort_facts *facts;
  size_t count;
} inc_cohorts;

struct inc_results {
  incubator_allocator allocator;
  const inc_program *program;
  const inc_frame *frame;
  int32_t as_of;
  uint32_t threads;
  inc_results *spare;   /* while it runs: whose columns may be taken */
  inc_result **columns; /* [rule][part]; gaps NULL where not computed */
  bool **wanted;        /* [rule][part] */
  uint8_t **computed;   /* [rule]: of a measure or selection, the gaps of its value before `reported` or `absent`; else NULL */
  inc_cohorts **cohorts; /* [rule]: by item, for scales over cohorts; NULL where the rule has none */
  inc_found **found;    /* [rule]: by item of a score, the weight found for it; NULL where the rule finds none */
  inc_contradiction *contradictions;
  size_t contradiction_count, contradiction_capacity;
  bool single;           /* of one record: its measures are given, the rows that they measure are not there */
  const inc_text *texts; /* those beyond the dictionary; of one record only */
};

static inline size_t inc_results_rows(const inc_results *results, uint32_t table)
{
  return results->frame->tables[table].rows;
}

/* Bytes of a value of a column. */
uint8_t inc_results_width(inc_type type);
/* Room for a column that code writes whole; not zeroed. False without memory. */
bool inc_result_make(inc_result *result, inc_arena *arena, size_t rows, uint8_t width);
/* Makes room for the wanted parts of a rule. */
incubator_status inc_results_allocate(inc_results *results, uint32_t rule);

/* What the wanted rules read is wanted. */
void inc_results_close(inc_results *results);

/* Computes a rule's wanted parts; all that it reads has been. */
incubator_status inc_results_compute(inc_results *results, uint32_t rule);

/* Whether a row's results hang on no other row of its table, and on no rows below. */
bool inc_rule_goes_by_rows(const inc_rule *rule, const inc_version *version);

/* No version of the rule is in force: every wanted part is inapplicable. */
void inc_results_inapplicable(inc_results *results, uint32_t rule);

/* A lowering of a rule over the rows of `table`, into `code` in `arena`. */
inc_lower inc_lower_start(const inc_results *results, uint32_t rule, uint32_t table, inc_arena *arena, inc_code_block *code);
/* The lowering of one more rule of its table into the same code, behind another one: what that has read is known. */
void inc_lower_go_on(inc_lower *lower, const inc_results *results, uint32_t rule);
/* Keeps the gaps of a gathered rule's own value, which the lowering has just met, where something may stand for it. */
incubator_status inc_results_keep(inc_results *results, const inc_lower *lower);
/* Narrows and finishes a code that was written, for a table of so many rows. */
bool inc_code_prepare(const inc_code_block *code, size_t rows, inc_code_block *ready);
/* Runs codes that are prepared over all rows of a table, block by block, each behind the one before it. */
incubator_status inc_codes_run_all(const inc_results *results, const inc_code_block *codes, size_t count, size_t rows);
/* Prepares and runs one. */
incubator_status inc_code_run_all(const inc_results *results, const inc_code_block *code, size_t rows);

/* Computes the wanted parts of a rule that is decided row by row, but waits for all rows on the way. */
incubator_status inc_waiting_run(inc_results *results, uint32_t rule);

/* Computes a measure's wanted parts. */
incubator_status inc_measure_run(inc_results *results, uint32_t rule);

/* Computes a selection's wanted parts. */
incubator_status inc_select_run(inc_results *results, uint32_t rule);
/* Computes an apportionment. */
incubator_status inc_apportion_run(inc_results *results, uint32_t rule);
/* What comes before rows are gathered: `at`, whose day parameters are taken at from here on, and `when`. `shut` has a gap where the rule does not speak of a row. */
void inc_lower_gate(inc_lower *lower, const inc_version *version, inc_result *shut);
/* What kinds do around a value that was gathered and lies in its column: `at`, `when`, `reported`, `absent`. */
incubator_status inc_results_finish(inc_results *results, uint32_t rule);
/* Whether a kind's values come of all rows together, not row by row. */
static inline bool inc_kind_gathers(inc_kind kind)
{
  return kind == INC_KIND_MEASURE || kind == INC_KIND_SELECT || kind == INC_KIND_APPORTION;
}

/* Room for what is placed over each cohort. NULL without memory. */
inc_placing *inc_make_placings(const inc_results *results, uint32_t rule, uint32_t count, inc_arena *arena);
/* Places what is ready to be placed, in each cohort of a table, and tells what these are like. */
incubator_status inc_cohort_place(const inc_results *results, uint32_t table, inc_placing *placing, inc_cohorts *cohorts);
/* How many scales of a rule are, or may be, over a cohort: its items, or 1; 0 where none is. */
uint32_t inc_cohort_scales(const inc_rule *rule, const inc_version *version);
void inc_cohorts_free(const incubator_allocator *a, inc_cohorts *cohorts, uint32_t count);

/* Finds the weights of a score's group, whose items' parts were computed: that of item first − 1, or for 0 the score itself. */
incubator_status inc_weigh_group(const inc_results *results, uint32_t rule, const inc_score *score, uint32_t first);

/* Whether the table that is measured and those on the way up were given; else the first that was not. */
bool inc_measure_given(const inc_results *results, const inc_measure *measure, uint32_t *missing);

/* Which group each row of a table belongs to, INC_NONE for none; gaps (may be NULL) says why. */
typedef struct inc_groups {
  uint32_t *of_row;
  uint8_t *gaps;
  size_t count; /* groups */
  bool left_out; /* of groups by cells: some row is in none */
} inc_groups;

/* The rows of a measure's table, grouped by the row of the measure's own table that they lead up to. */
incubator_status inc_groups_up(const inc_results *results, const inc_measure *measure, size_t parents, inc_groups *groups);
/* The rows of a table, grouped by equal cells in some columns. */
incubator_status inc_groups_within(const inc_results *results, uint32_t table, const inc_ref *columns, uint32_t count,
                                   inc_groups *groups);
void inc_groups_free(const inc_results *results, inc_groups *groups);

#endif
