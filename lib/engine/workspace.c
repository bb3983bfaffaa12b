/* Workspaces: where everything lies in their one piece of memory, and running. */
#include "engine/workspace.h"

#include <string.h>

/* ---- Laying out: once to count the bytes, once to set the pointers ---- */

typedef struct layout {
  char *base; /* NULL: only counting */
  size_t at;
} layout;

static void *take(layout *l, size_t count, size_t bytes)
{
  size_t start = l->at;
  l->at += (count * bytes + INC_WORKSPACE_ALIGN - 1) / INC_WORKSPACE_ALIGN * INC_WORKSPACE_ALIGN;
  return l->base ? l->base + start : NULL;
}

static inc_result take_result(layout *l, size_t rows, uint8_t width)
{
  inc_result result = {.width = width};
  result.values = take(l, rows, width);
  result.gaps = take(l, rows, 1);
  return result;
}

/* The cells of a table, which the columns of both sets share. */
static void take_table(layout *l, const inc_plan *plan, inc_workspace *w, uint32_t t)
{
  const size_t fields = plan->how.program->schema.tables[t].count, rows = plan->table_rows[t];
  inc_column *whole = take(l, fields, sizeof *whole), *holed = take(l, fields, sizeof *holed);
  for (size_t f = 0; f < fields; f++) {
    int64_t *cells = take(l, rows, sizeof *cells);
    uint8_t *valid = take(l, (rows + 7) / 8, 1);
    if (!w) continue;
    whole[f] = (inc_column){.data = cells, .width = 8};
    holed[f] = (inc_column){.data = cells, .width = 8, .valid = valid};
  }
  if (!w) return;
  w->tables[0][t] = (inc_frame_table){true, rows, whole};
  w->tables[1][t] = (inc_frame_table){true, rows, holed};
}

static void take_frames(layout *l, const inc_plan *plan, inc_workspace *w)
{
  const inc_schema *schema = &plan->how.program->schema;
  for (int s = 0; s < 2; s++) {
    inc_frame_table *tables = take(l, schema->count, sizeof *tables);
    if (!w) continue;
    w->tables[s] = tables;
    w->frames[s] = (inc_frame){schema, tables, plan->how.texts};
  }
  for (uint32_t t = 0; t < schema->count; t++) {
    if (plan->table_rows[t]) take_table(l, plan, w, t);
  }
}

static void take_rule(layout *l, const inc_plan *plan, inc_workspace *w, uint32_t number)
{
  const inc_rule *rule = &plan->how.program->rules[number];
  const size_t rows = plan->table_rows[rule->table];
  inc_result *columns = take(l, rule->part_count, sizeof *columns);
  for (uint32_t p = 0; p < rule->part_count; p++) {
    if (!plan->wanted[number][p] || rows == 0) continue;
    inc_result result = take_result(l, rows, inc_results_width(rule->parts[p].type));
    if (w) columns[p] = result;
  }
  if (w) w->results.columns[number] = columns;
  const uint32_t count = plan->wanted[number][0] ? inc_cohort_scales(rule, inc_rule_version(rule, plan->how.as_of)) : 0;
  inc_placing *placings = take(l, count, sizeof *placings);
  for (uint32_t i = 0; i < count; i++) {
    inc_placing placing = {.state = INC_PLACING_OPEN};
    placing.raw = take_result(l, rows, 8);
    placing.placed = take_result(l, rows, 8);
    if (w) placings[i] = placing;
  }
  if (w) w->placings[number] = placings;
}

static void take_measure(layout *l, const inc_plan *plan, inc_workspace *w, size_t measure)
{
  const uint32_t number = plan->measures[measure];
  const inc_rule *rule = &plan->how.program->rules[number];
  const inc_version *version = inc_rule_version(rule, plan->how.as_of);
  const size_t rows = plan->table_rows[rule->table];
  inc_given given = {.parts = take(l, rule->part_count, sizeof *given.parts)};
  for (uint32_t p = 0; p < rule->part_count; p++) {
    inc_result result = take_result(l, rows, inc_results_width(rule->parts[p].type));
    if (w) given.parts[p] = result;
  }
  given.is = take_result(l, rows, 1);
  given.computed = take_result(l, rows, 1);
  if (!w) return;
  w->given[measure] = given;
  if (version && (version->absent || version->reported)) w->results.computed[number] = given.computed.values;
}

size_t inc_workspace_lay_out(const inc_plan *plan, char *base)
{
  layout l = {base, 0};
  const inc_program *program = plan->how.program;
  inc_workspace *w = take(&l, 1, sizeof *w);
  inc_result **columns = take(&l, program->rule_count, sizeof *columns);
  uint8_t **computed = take(&l, program->rule_count, sizeof *computed);
  inc_cohorts **cohorts = take(&l, program->rule_count, sizeof *cohorts);
  inc_found **found = take(&l, program->rule_count, sizeof *found);
  inc_placing **placings = take(&l, program->rule_count, sizeof *placings);
  inc_given *given = take(&l, plan->measure_count, sizeof *given);
  if (w) {
    w->plan = plan;
    w->given = given;
    w->placings = placings;
    w->results = (inc_results){.allocator = plan->allocator,
                               .program = program,
                               .frame = &w->frames[1],
                               .as_of = plan->how.as_of,
                               .columns = columns,
                               .wanted = plan->wanted,
                               .computed = computed,
                               .cohorts = cohorts, /* none */
                               .found = found,
                               .single = true};
  }
  take_frames(&l, plan, w);
  for (uint32_t r = 0; r < program->rule_count; r++) take_rule(&l, plan, w, r);
  for (size_t m = 0; m < plan->measure_count; m++) take_measure(&l, plan, w, m);
  return l.at;
}

/* ---- Moving: pointers into the old place become pointers into the new one ---- */

typedef struct mover {
  const char *from;
  size_t bytes;
  char *to;
} mover;

static void *moved(const mover *m, const void *pointer)
{
  uintptr_t offset = (uintptr_t)pointer - (uintptr_t)m->from;
  return offset < m->bytes ? m->to + offset : (void *)(uintptr_t)pointer;
}

#define MOVE(pointer) ((pointer) = moved(m, (pointer)))

static void move_result(const mover *m, inc_result *result)
{
  MOVE(result->values);
  MOVE(result->gaps);
}

static void move_frames(const mover *m, inc_workspace *w)
{
  const inc_schema *schema = &w->plan->how.program->schema;
  for (int s = 0; s < 2; s++) {
    MOVE(w->frames[s].tables);
    MOVE(w->tables[s]);
    for (uint32_t t = 0; t < schema->count; t++) {
      MOVE(w->tables[s][t].columns);
      inc_column *columns = (inc_column *)w->tables[s][t].columns; /* its own */
      for (uint32_t f = 0; columns && f < schema->tables[t].count; f++) {
        MOVE(columns[f].data);
        MOVE(columns[f].valid);
      }
    }
  }
}

static void move_rules(const mover *m, inc_workspace *w)
{
  const inc_plan *plan = w->plan;
  const inc_program *program = plan->how.program;
  for (uint32_t r = 0; r < program->rule_count; r++) {
    MOVE(w->results.columns[r]);
    for (uint32_t p = 0; p < program->rules[r].part_count; p++) move_result(m, &w->results.columns[r][p]);
    if (w->results.computed[r]) MOVE(w->results.computed[r]);
    const inc_version *version = inc_rule_version(&program->rules[r], plan->how.as_of);
    const uint32_t count = plan->wanted[r][0] ? inc_cohort_scales(&program->rules[r], version) : 0;
    MOVE(w->placings[r]);
    for (uint32_t i = 0; i < count; i++) {
      move_result(m, &w->placings[r][i].raw);
      move_result(m, &w->placings[r][i].placed);
    }
  }
}

static void move_steps(const mover *m, inc_workspace *w, unsigned set)
{
  MOVE(w->steps[set]);
  for (size_t i = 0; w->steps[set] && i < w->plan->step_count[set]; i++) {
    inc_step *step = &w->steps[set][i];
    if (step->placing) {
      MOVE(step->placing);
      MOVE(step->tuple);
      continue;
    }
    MOVE(step->code.instructions);
    MOVE(step->code.outputs);
    for (int c = 0; c < INC_CLASSES; c++) MOVE(step->scratch.memory[c]);
    for (size_t k = 0; k < step->code.count; k++) MOVE(step->code.instructions[k].data);
    for (size_t k = 0; k < step->code.output_count; k++) MOVE(step->code.outputs[k].result);
  }
}

void inc_workspace_move(inc_workspace *w, const void *from, size_t bytes)
{
  const mover place = {from, bytes, (char *)w}, *m = &place;
  MOVE(w->results.frame);
  MOVE(w->results.columns);
  MOVE(w->results.computed);
  MOVE(w->results.cohorts);
  MOVE(w->results.found);
  MOVE(w->placings);
  MOVE(w->given);
  move_frames(m, w);
  move_rules(m, w);
  for (size_t i = 0; i < w->plan->measure_count; i++) {
    MOVE(w->given[i].parts);
    const inc_rule *rule = &w->plan->how.program->rules[w->plan->measures[i]];
    for (uint32_t p = 0; p < rule->part_count; p++) move_result(m, &w->given[i].parts[p]);
    move_result(m, &w->given[i].is);
    move_result(m, &w->given[i].computed);
  }
  move_steps(m, w, 0);
  move_steps(m, w, 1);
}

/* Constants are written once, when the workspace is made. */
static void drop_constants(inc_code_block *code)
{
  size_t kept = 0;
  for (size_t i = 0; i < code->count; i++) {
    if (code->instructions[i].op != INC_DO_CONSTANT) code->instructions[kept++] = code->instructions[i];
  }
  code->count = kept;
}

static void add_step(layout *l, const inc_step *step, inc_step *to)
{
  inc_instruction *instructions = take(l, step->code.count, sizeof *instructions);
  inc_output *outputs = take(l, step->code.output_count, sizeof *outputs);
  int64_t *tuple = take(l, step->placing ? step->placing->cohort->within_count : 0, sizeof *tuple);
  inc_scratch scratch = {{NULL}};
  for (int c = 0; c < INC_CLASSES; c++) scratch.memory[c] = take(l, inc_scratch_bytes(&step->code, (inc_class)c), 1);
  if (!to) return;
  *to = *step;
  if (step->code.count) memcpy(instructions, step->code.instructions, step->code.count * sizeof *instructions);
  if (step->code.output_count) memcpy(outputs, step->code.outputs, step->code.output_count * sizeof *outputs);
  to->code.instructions = instructions;
  to->code.outputs = outputs;
  to->scratch = scratch;
  to->tuple = tuple;
}

size_t inc_workspace_add_steps(const inc_plan *plan, const inc_workspace *from, char *to, size_t first)
{
  layout l = {to, first};
  inc_workspace *w = (void *)to;
  for (unsigned s = 0; s < 2; s++) {
    inc_step *steps = take(&l, plan->step_count[s], sizeof *steps);
    for (size_t i = 0; i < plan->step_count[s]; i++) add_step(&l, &plan->steps[s][i], steps ? &steps[i] : NULL);
    if (w) w->steps[s] = steps;
  }
  if (!w) return l.at;
  inc_workspace_move(w, from, first);
  for (unsigned s = 0; s < 2; s++) {
    for (size_t i = 0; i < plan->step_count[s]; i++) {
      inc_step *step = &w->steps[s][i];
      if (step->placing || !step->code.filled) continue;
      inc_code_fill(&step->code, &step->scratch);
      drop_constants(&step->code);
    }
  }
  return l.at;
}

/* ---- Running ---- */

const inc_workspace *inc_plan_image(const inc_plan *plan)
{
  return plan->image;
}

inc_workspace *inc_workspace_start(const inc_plan *plan, void *memory, const inc_text *texts)
{
  inc_workspace *w = memory;
  memcpy(memory, plan->image, plan->bytes);
  inc_workspace_move(w, plan->image, plan->bytes);
  w->results.texts = texts;
  return w;
}

inc_spot_of inc_workspace_cell(const inc_workspace *w, const inc_plan_row *row, uint32_t field)
{
  const inc_column *column = &w->tables[1][row->table].columns[field];
  return (inc_spot_of){(int64_t *)column->data + row->row, (uint8_t *)column->valid + row->row / 8, (uint8_t)(1u << row->row % 8)};
}

static void put(const inc_result *result, uint32_t row, uint8_t gap, int64_t value)
{
  result->gaps[row] = gap;
  value = gap ? 0 : value;
  if (result->width == 1) ((uint8_t *)result->values)[row] = (uint8_t)value;
  else if (result->width == 4) ((int32_t *)result->values)[row] = (int32_t)value;
  else ((int64_t *)result->values)[row] = value;
}

void inc_workspace_give(inc_workspace *w, size_t measure, uint32_t part, uint32_t row, uint8_t gap, int64_t value)
{
  const inc_given *given = &w->given[measure];
  const inc_rule *rule = &w->plan->how.program->rules[w->plan->measures[measure]];
  uint8_t *is = (uint8_t *)given->is.values + row;
  for (uint32_t p = 0; !*is && p < rule->part_count; p++) put(&given->parts[p], row, INCUBATOR_GAP_MISSING, 0);
  *is = 1;
  put(&given->parts[part], row, gap, value);
}

void inc_workspace_take_back(inc_workspace *w)
{
  for (size_t i = 0; i < w->plan->measure_count; i++) {
    const inc_rule *rule = &w->plan->how.program->rules[w->plan->measures[i]];
    memset(w->given[i].is.values, 0, w->plan->table_rows[rule->table]);
  }
}

void inc_workspace_run(inc_workspace *w, bool whole)
{
  const unsigned set = whole ? 0 : 1;
  for (size_t i = 0; i < w->plan->step_count[set]; i++) {
    const inc_step *step = &w->steps[set][i];
    if (!step->placing) {
      inc_code_run(&step->code, &step->scratch, 0, step->rows);
      continue;
    }
    for (size_t row = 0; row < step->rows; row++) {
      inc_frozen_place(w->plan->how.frozen, step->scale, &w->results, (inc_frozen_row){step->table, row, step->tuple}, step->placing);
    }
  }
}

const inc_results *inc_workspace_results(const inc_workspace *w)
{
  return &w->results;
}
