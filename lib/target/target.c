#include "target/target.h"

#include <string.h>

inc_cell inc_target_part(const incubator_target *t, const inc_target_line *line, uint32_t part)
{
  inc_ref ref = {.table = t->decisions->policy->program.rules[line->rule].table, .field = INC_NONE};
  ref.rule = line->rule;
  ref.part = part;
  return inc_results_cell(t->decisions->results, ref.table, &ref, line->row);
}

void incubator_target_free(incubator_target *t)
{
  if (!t) return;
  incubator_allocator a = t->allocator;
  inc_free(&a, t->tables);
  inc_free(&a, t->lines);
  incubator_decisions_unref(t->decisions);
  inc_free(&a, t);
}

static bool has_targets(const inc_program *program, uint32_t table)
{
  for (uint32_t r = 0; r < program->rule_count; r++) {
    if (program->rules[r].kind == INC_KIND_TARGET && program->rules[r].table == table) return true;
  }
  return false;
}

/* How far up from the tables that nobody links to … a table is: the longest chain of links from it. */
static uint32_t height_of(const inc_schema *schema, const uint32_t *heights, uint32_t table)
{
  uint32_t height = 0;
  for (uint32_t f = 0; f < schema->tables[table].count; f++) {
    uint32_t to = schema->tables[table].fields[f].link;
    if (to != INC_NONE && heights[to] + 1 > height) height = heights[to] + 1;
  }
  return height;
}

/* Tables with targets, the longest chain of links first: districts before their city. */
static bool order_tables(incubator_target *t)
{
  const inc_program *program = &t->decisions->policy->program;
  const inc_schema *schema = &program->schema;
  uint32_t *heights = inc_alloc_zero(&t->allocator, schema->count, sizeof *heights);
  t->tables = inc_alloc_zero(&t->allocator, schema->count, sizeof *t->tables);
  bool moved = heights && t->tables, ok = moved;
  while (moved) {
    moved = false;
    for (uint32_t i = 0; i < schema->count; i++) {
      uint32_t height = height_of(schema, heights, i);
      moved = moved || height != heights[i];
      heights[i] = height;
    }
  }
  for (uint32_t i = 0; ok && i < schema->count; i++) {
    if (!has_targets(program, i)) continue;
    size_t at = t->table_count++;
    for (; at > 0 && heights[t->tables[at - 1]] < heights[i]; at--) t->tables[at] = t->tables[at - 1];
    t->tables[at] = i;
  }
  inc_free(&t->allocator, heights);
  return ok;
}

static bool add_lines(incubator_target *t, uint32_t table)
{
  const inc_program *program = &t->decisions->policy->program;
  size_t rows = inc_registry_frame(t->decisions->registry)->tables[table].rows;
  for (size_t row = 0; row < rows; row++) {
    for (uint32_t r = 0; r < program->rule_count; r++) {
      if (program->rules[r].kind != INC_KIND_TARGET || program->rules[r].table != table) continue;
      if (!inc_grow(&t->allocator, (void **)&t->lines, t->count, &t->capacity, sizeof *t->lines)) return false;
      t->lines[t->count++] = (inc_target_line){r, row};
    }
  }
  return true;
}

incubator_status incubator_target_create(incubator_decisions *decisions, incubator_target **target, incubator_error *error)
{
  if (target) *target = NULL;
  if (!decisions || !target) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "decisions and target must not be NULL");
  incubator_target *t = inc_alloc_zero(&decisions->allocator, 1, sizeof *t);
  if (!t) return inc_no_memory(error);
  t->allocator = decisions->allocator;
  t->decisions = incubator_decisions_ref(decisions);
  bool ok = order_tables(t);
  for (size_t i = 0; i < t->table_count && ok; i++) ok = add_lines(t, t->tables[i]);
  incubator_status status = !ok ? inc_no_memory(error) : INCUBATOR_STATUS_OK;
  if (ok && t->table_count == 0) {
    status = INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "the policy \"%s\" has no targets", decisions->policy->id);
  }
  if (status == INCUBATOR_STATUS_OK) *target = t;
  else incubator_target_free(t);
  return status;
}

size_t incubator_target_count(const incubator_target *t)
{
  return t ? t->count : 0;
}

static incubator_figure figure(const incubator_target *t, const inc_target_line *line, uint32_t part)
{
  inc_cell cell = inc_target_part(t, line, part);
  return (incubator_figure){(incubator_gap)cell.gap, cell.gap ? 0 : cell.value};
}

const inc_target *inc_target_with_plan(const incubator_target *t, uint32_t rule)
{
  const inc_version *version = inc_rule_version(&t->decisions->policy->program.rules[rule], inc_results_as_of(t->decisions->results));
  return version && version->is.target.plan_count ? &version->is.target : NULL;
}

incubator_status incubator_target_get(const incubator_target *t, size_t index, incubator_target_line *line)
{
  if (!inc_struct_fits(line, INC_SIZE_THROUGH(incubator_target_line, progress))) return INCUBATOR_STATUS_ARGUMENT;
  inc_struct_write(line, &(incubator_target_line){0}, sizeof *line);
  if (!t) return INCUBATOR_STATUS_ARGUMENT;
  if (index >= t->count) return INCUBATOR_STATUS_NOT_FOUND;
  const inc_target_line *own = &t->lines[index];
  const inc_rule *rule = &t->decisions->policy->program.rules[own->rule];
  const inc_target *plan = inc_target_with_plan(t, own->rule);
  incubator_target_line answer = {
    .table = t->decisions->policy->program.schema.tables[rule->table].name,
    .subject = inc_decisions_key(t->decisions, rule->table, own->row),
    .rule = rule->name,
    .series = t->decisions->policy->rules[own->rule].series,
    .met = figure(t, own, 0),
    .actual = figure(t, own, INC_TARGET_ACTUAL),
    .low = figure(t, own, INC_TARGET_LOW),
    .high = figure(t, own, INC_TARGET_HIGH),
    .goal = figure(t, own, INC_TARGET_GOAL),
    .missing = figure(t, own, INC_TARGET_GAP),
    .share = figure(t, own, INC_TARGET_SHARE),
    .progress = figure(t, own, INC_TARGET_PROGRESS),
    .pace_needed = figure(t, own, INC_TARGET_PACE_NEEDED),
    .pace_kept = figure(t, own, INC_TARGET_PACE_KEPT),
    .forecast = figure(t, own, INC_TARGET_FORECAST),
    .milestones = plan ? plan->plan_count : 0,
  };
  inc_struct_write(line, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}

incubator_status incubator_target_milestone(const incubator_target *t, size_t index, size_t number, incubator_milestone *milestone)
{
  if (!inc_struct_fits(milestone, INC_SIZE_THROUGH(incubator_milestone, level))) return INCUBATOR_STATUS_ARGUMENT;
  inc_struct_write(milestone, &(incubator_milestone){0}, sizeof *milestone);
  if (!t) return INCUBATOR_STATUS_ARGUMENT;
  const inc_target_line *own = index < t->count ? &t->lines[index] : NULL;
  const inc_target *plan = own ? inc_target_with_plan(t, own->rule) : NULL;
  if (!plan || number >= plan->plan_count) return INCUBATOR_STATUS_NOT_FOUND;
  const uint32_t part = plan->plan[number].part;
  const incubator_milestone answer = {.date = strchr(t->decisions->policy->program.rules[own->rule].parts[part].name, '/') + 1, .level = figure(t, own, part)};
  inc_struct_write(milestone, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}
