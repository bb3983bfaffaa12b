/* Statistics of cohorts that outlive their batch: keeping them, and placing a row among them. */
#include "engine/frozen.h"

#include <string.h>

void inc_frozen_init(inc_frozen *frozen, const incubator_allocator *a)
{
  *frozen = (inc_frozen){.allocator = *a};
  inc_arena_init(&frozen->arena, a);
  inc_map_init(&frozen->texts, a);
}

void inc_frozen_free(inc_frozen *frozen)
{
  for (size_t i = 0; i < frozen->count; i++) {
    inc_map_free(&frozen->scales[i].tuples);
    inc_free(&frozen->allocator, frozen->scales[i].groups);
  }
  inc_free(&frozen->allocator, frozen->scales);
  inc_map_free(&frozen->texts);
  inc_arena_clear(&frozen->arena);
}

inc_frozen_scale *inc_frozen_add(inc_frozen *frozen, uint32_t rule, uint32_t item)
{
  if (!inc_grow(&frozen->allocator, (void **)&frozen->scales, frozen->count, &frozen->capacity, sizeof *frozen->scales)) return NULL;
  inc_frozen_scale *scale = &frozen->scales[frozen->count++];
  *scale = (inc_frozen_scale){.rule = rule, .item = item};
  inc_map_init(&scale->tuples, &frozen->allocator);
  return scale;
}

bool inc_frozen_group_add(inc_frozen *frozen, inc_frozen_scale *scale, const int64_t *tuple, uint32_t count, inc_frozen_group **group)
{
  bool added;
  *group = NULL;
  if (!inc_grow(&frozen->allocator, (void **)&scale->groups, scale->tuples.count, &scale->capacity, sizeof *scale->groups)) return false;
  const uint32_t number = inc_map_add(&scale->tuples, (const char *)tuple, count * sizeof *tuple, &added);
  if (number == INC_MAP_NONE) return false;
  if (!added) return true;
  scale->groups[number] = (inc_frozen_group){.value_count = 0};
  *group = &scale->groups[number];
  return true;
}

const inc_frozen_scale *inc_frozen_find(const inc_frozen *frozen, uint32_t rule, uint32_t item)
{
  for (size_t i = 0; i < frozen->count; i++) {
    if (frozen->scales[i].rule == rule && frozen->scales[i].item == item) return &frozen->scales[i];
  }
  return NULL;
}

/* ---- Keeping ---- */

typedef struct freezing {
  const inc_results *results;
  inc_frozen *frozen;
  uint32_t rule;
  inc_arena *arena;
} freezing;

/* The cells that make the cohort of a row; texts get numbers of the frozen dictionary. */
static bool tuple_of(const freezing *f, const inc_cohort *how, size_t row, int64_t *tuple)
{
  const uint32_t table = f->results->program->rules[f->rule].table;
  for (uint32_t i = 0; i < how->within_count; i++) {
    inc_cell cell = inc_results_cell(f->results, table, &how->within[i], row);
    tuple[i] = cell.value;
    if (cell.type != INC_TYPE_TEXT) continue;
    size_t length;
    bool added;
    const char *text = inc_map_text(f->results->frame->texts, (uint32_t)cell.value, &length);
    const uint32_t number = inc_map_add(&f->frozen->texts, text, length, &added);
    if (number == INC_MAP_NONE) return false;
    tuple[i] = number;
  }
  return true;
}

/* The different numbers of a cohort, and how many there are up to each. */
static bool keep_values(const freezing *f, const inc_cohort_all *all, inc_frozen_group *group)
{
  const inc_cohort_numbers *c = &group->numbers;
  const int64_t *sorted = all->sorted + c->first;
  size_t count = 0;
  for (size_t i = 0; i < c->count; i++) count += i == 0 || sorted[i] != sorted[i - 1];
  int64_t *values = inc_arena_alloc(&f->frozen->arena, count, sizeof *values);
  size_t *up_to = inc_arena_alloc(&f->frozen->arena, count, sizeof *up_to);
  if (!values || !up_to) return false;
  for (size_t i = 0, n = 0; i < c->count; i++) {
    if (i + 1 < c->count && sorted[i] == sorted[i + 1]) continue;
    values[n] = sorted[i];
    up_to[n++] = i + 1;
  }
  group->values = values;
  group->up_to = up_to;
  group->value_count = count;
  return true;
}

static bool keep_scale(const freezing *f, const inc_placing *placing, const inc_cohort_all *all, uint32_t item)
{
  const inc_cohort *how = placing->cohort;
  const size_t rows = inc_results_rows(f->results, f->results->program->rules[f->rule].table);
  inc_frozen_scale *scale = inc_frozen_add(f->frozen, f->rule, item);
  int64_t *tuple = inc_arena_alloc(f->arena, how->within_count, sizeof *tuple);
  bool ok = scale && tuple;
  for (size_t row = 0; row < rows && ok; row++) {
    const uint32_t number = all->groups.of_row[row];
    inc_frozen_group *group;
    if (number == INC_NONE || all->cohorts[number].count == 0) continue;
    ok = tuple_of(f, how, row, tuple) && inc_frozen_group_add(f->frozen, scale, tuple, how->within_count, &group);
    if (!ok || !group) continue;
    group->numbers = all->cohorts[number];
    ok = !inc_cohort_by_order(how) || keep_values(f, all, group);
    group->numbers.first = 0;
  }
  return ok;
}

/* The rule's code once more, as far as its next cohorts; false in *any where none is left. */
static incubator_status next_stretch(const freezing *f, inc_placing *placings, uint32_t count, bool *any)
{
  const inc_rule *rule = &f->results->program->rules[f->rule];
  const size_t rows = inc_results_rows(f->results, rule->table);
  inc_code_block code;
  inc_lower lower = inc_lower_start(f->results, f->rule, rule->table, f->arena, &code);
  lower.placings = placings;
  inc_value *values = inc_arena_alloc(f->arena, rule->part_count, sizeof *values);
  *any = false;
  if (!values) return INCUBATOR_STATUS_NO_MEMORY;
  inc_lower_rule(&lower, rule, f->results->wanted[f->rule], values);
  if (code.failed) return INCUBATOR_STATUS_NO_MEMORY;
  for (uint32_t i = 0; i < count; i++) *any = *any || placings[i].state == INC_PLACING_READY;
  if (!*any) return INCUBATOR_STATUS_OK;
  INC_TRY(inc_code_run_all(f->results, &code, rows));
  for (uint32_t i = 0; i < count; i++) {
    inc_cohort_all all;
    if (placings[i].state != INC_PLACING_READY) continue;
    bool ok = inc_cohort_collect(f->results, rule->table, &placings[i], &all) &&
              keep_scale(f, &placings[i], &all, rule->kind == INC_KIND_SCORE ? i : INC_NONE);
    if (ok) inc_cohort_fill(rows, &all, &placings[i]);
    inc_cohort_free(f->results, &all);
    if (!ok) return INCUBATOR_STATUS_NO_MEMORY;
    placings[i].state = INC_PLACING_DONE;
  }
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_engine_freeze(const inc_results *results, inc_frozen *frozen)
{
  const inc_program *program = results->program;
  incubator_status status = INCUBATOR_STATUS_OK;
  for (uint32_t r = 0; r < program->rule_count && status == INCUBATOR_STATUS_OK; r++) {
    const uint32_t count = inc_cohort_scales(&program->rules[r], inc_rule_version(&program->rules[r], results->as_of));
    if (count == 0 || !results->columns[r][0].gaps) continue;
    inc_arena arena;
    inc_arena_init(&arena, &results->allocator);
    freezing f = {results, frozen, r, &arena};
    inc_placing *placings = inc_make_placings(results, r, count, &arena);
    if (!placings) status = INCUBATOR_STATUS_NO_MEMORY;
    for (bool any = true; any && status == INCUBATOR_STATUS_OK;) status = next_stretch(&f, placings, count, &any);
    inc_arena_clear(&arena);
  }
  return status;
}

/* ---- Placing ---- */

/* How many numbers of a cohort are below x, or not above it. */
static size_t count_below(const inc_frozen_group *g, int64_t x, bool equal)
{
  size_t low = 0, high = g->value_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (g->values[middle] < x || (equal && g->values[middle] == x)) low = middle + 1;
    else high = middle;
  }
  return low ? g->up_to[low - 1] : 0;
}

/* The cohort of a row; NULL for none; *gap: of a cell that makes it. */
static const inc_frozen_group *group_of(const inc_frozen *frozen, const inc_frozen_scale *scale, const inc_results *results,
                                        inc_frozen_row at, const inc_cohort *how, uint8_t *gap)
{
  int64_t *tuple = at.tuple;
  bool known = true;
  *gap = INCUBATOR_GAP_NONE;
  for (uint32_t i = 0; i < how->within_count && known; i++) {
    inc_cell cell = inc_results_cell(results, at.table, &how->within[i], at.row);
    if (cell.gap > *gap) *gap = cell.gap;
    tuple[i] = cell.value;
    if (cell.gap || cell.type != INC_TYPE_TEXT) continue;
    const inc_text text = inc_results_text(results, cell.value);
    const uint32_t number = inc_map_find(&frozen->texts, text.bytes, text.length);
    known = number != INC_MAP_NONE;
    tuple[i] = number;
  }
  if (*gap || !known) return NULL;
  const uint32_t number = inc_map_find(&scale->tuples, (const char *)tuple, how->within_count * sizeof *tuple);
  return number == INC_MAP_NONE ? NULL : &scale->groups[number];
}

void inc_frozen_place(const inc_frozen *frozen, const inc_frozen_scale *scale, const inc_results *results, inc_frozen_row at,
                      inc_placing *placing)
{
  uint8_t gap;
  int64_t value = 0;
  const inc_frozen_group *group = group_of(frozen, scale, results, at, placing->cohort, &gap);
  if (!gap) gap = placing->raw.gaps[at.row];
  if (!gap && !group) gap = INCUBATOR_GAP_MISSING;
  if (!gap) {
    inc_standing standing = {.number = inc_result_value(&placing->raw, at.row)};
    if (standing.number < group->numbers.least) standing.number = group->numbers.least;
    if (standing.number > group->numbers.most) standing.number = group->numbers.most;
    standing.below = count_below(group, standing.number, false);
    standing.not_above = count_below(group, standing.number, true);
    if (!inc_cohort_where(placing, &group->numbers, standing, &value)) gap = INCUBATOR_GAP_ERROR;
  }
  placing->placed.gaps[at.row] = gap;
  ((int64_t *)placing->placed.values)[at.row] = gap ? 0 : value;
}
