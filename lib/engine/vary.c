/*
 * One column of one row otherwise. Only the rules between that column and the outcome are
 * run again; all others stand. Where each of these decides row by row, the row is laid out
 * as often as there are values to try, and one run tries them all. Where one of them
 * gathers or compares rows, a change of one row may change others, and so this row again:
 * then all rows are run for each value.
 */
#include <string.h>

#include "engine/overlay.h"

struct inc_variation {
  const inc_results *base;
  inc_want outcome;
  inc_ref column;
  size_t row;
  uint32_t table;
  bool matters, alone;
  inc_overlay changed; /* rules that read the column, directly or not, vary */
  inc_frame frame;
  inc_frame_table *tables;
  inc_column *fields; /* of the row's table */
  inc_arena laid; /* what holds `room` values at once */
  size_t room;
  int64_t *values; /* of the column, in its own form: as many as are tried, or all rows */
};

static bool is_field(const inc_variation *v)
{
  return v->column.rule == INC_NONE;
}

static const inc_version *version_of(const inc_variation *v, uint32_t rule)
{
  return inc_rule_version(&v->base->program->rules[rule], v->base->as_of);
}

/* ---- What varies ---- */

typedef struct reading {
  const inc_variation *v;
  bool varies;
} reading;

static bool reads_it(void *context, const inc_ref *ref)
{
  reading *r = context;
  const inc_ref *column = &r->v->column;
  if (ref->rule != INC_NONE) r->varies = ref->rule == column->rule || r->v->changed.varies[ref->rule];
  else r->varies = column->rule == INC_NONE && ref->table == column->table && ref->field == column->field;
  return !r->varies;
}

/* Whether a rule decides row by row, and for rows of the varied one's table: what it reads of that is of its own row then. */
static bool goes_by_rows(const inc_variation *v, uint32_t rule)
{
  return v->base->program->rules[rule].table == v->table && inc_rule_goes_by_rows(&v->base->program->rules[rule], version_of(v, rule));
}

static void find_varying(inc_variation *v)
{
  const inc_program *program = v->base->program;
  inc_results_close(&v->changed.results);
  v->alone = true;
  for (uint32_t i = 0; i < program->rule_count; i++) {
    uint32_t number = program->order[i];
    const inc_version *version = version_of(v, number);
    if (!v->changed.results.wanted[number][0] || !version || number == v->column.rule) continue;
    reading r = {v, false};
    inc_version_refs(program->rules[number].kind, version, reads_it, &r);
    v->changed.varies[number] = r.varies;
    v->alone = v->alone && (!r.varies || goes_by_rows(v, number));
  }
  v->matters = v->changed.varies[v->outcome.rule];
}

/* ---- What the changed results are made of ---- */

/* What varies is computed anew; that column itself, and where the row is laid out all columns of its table, are written here. */
static bool own_columns(inc_variation *v)
{
  const inc_program *program = v->base->program;
  for (uint32_t r = 0; r < program->rule_count; r++) {
    inc_result **columns = &v->changed.results.columns[r];
    const bool own = r == v->column.rule || (v->alone && program->rules[r].table == v->table);
    if (v->changed.varies[r] || !own) continue;
    *columns = inc_arena_copy(&v->changed.arena, *columns, program->rules[r].part_count, sizeof **columns);
    if (!*columns) return false;
  }
  return true;
}

static bool share_frame(inc_variation *v)
{
  const inc_frame *base = v->base->frame;
  uint32_t fields = base->schema->tables[v->table].count;
  v->tables = inc_arena_copy(&v->changed.arena, base->tables, base->schema->count, sizeof *v->tables);
  v->fields = inc_arena_copy(&v->changed.arena, base->tables[v->table].columns, fields, sizeof *v->fields);
  if (!v->tables || !v->fields) return false;
  v->tables[v->table].columns = v->fields;
  v->frame = *base;
  v->frame.tables = v->tables;
  return true;
}

static bool start(inc_variation *v)
{
  inc_results *r = &v->changed.results;
  if (!inc_overlay_make(&v->changed, v->base, v->base->program)) return false;
  r->frame = &v->frame;
  r->wanted[v->outcome.rule][0] = r->wanted[v->outcome.rule][v->outcome.part] = true;
  find_varying(v);
  return inc_overlay_share(&v->changed, v->base) && own_columns(v) && share_frame(v);
}

incubator_status inc_variation_create(const inc_results *results, inc_want outcome, const inc_ref *column, size_t row,
                                      inc_variation **variation)
{
  *variation = NULL;
  inc_variation *v = inc_alloc_zero(&results->allocator, 1, sizeof *v);
  if (!v) return INCUBATOR_STATUS_NO_MEMORY;
  v->base = results;
  v->outcome = outcome;
  v->column = *column;
  v->row = row;
  v->table = column->table;
  inc_arena_init(&v->laid, &results->allocator);
  if (start(v)) {
    *variation = v;
    return INCUBATOR_STATUS_OK;
  }
  inc_variation_free(v);
  return INCUBATOR_STATUS_NO_MEMORY;
}

void inc_variation_free(inc_variation *v)
{
  if (!v) return;
  incubator_allocator a = v->base->allocator;
  inc_overlay_free(&v->changed);
  inc_arena_clear(&v->laid);
  inc_free(&a, v);
}

bool inc_variation_matters(const inc_variation *v)
{
  return v->matters;
}

bool inc_variation_alone(const inc_variation *v)
{
  return v->alone;
}

/* ---- The row, as often as there are values ---- */

static void repeat(void *to, const void *cell, size_t width, size_t count)
{
  for (size_t i = 0; i < count; i++) memcpy((char *)to + i * width, cell, width);
}

static bool lay_field(inc_variation *v, uint32_t field, size_t count)
{
  const inc_column *from = &v->base->frame->tables[v->table].columns[field];
  inc_column *to = &v->fields[field];
  if (is_field(v) && field == v->column.field) {
    *to = (inc_column){.data = v->values, .width = sizeof *v->values};
    return true;
  }
  *to = (inc_column){.width = from->width, .zeros = from->zeros};
  if (!inc_column_valid(from, v->row)) return true; /* missing in each */
  void *data = inc_arena_alloc(&v->laid, count, from->width);
  if (data) repeat(data, (const char *)from->data + v->row * from->width, from->width, count);
  to->data = data;
  return data != NULL;
}

static bool lay_column(inc_variation *v, const inc_result *from, inc_result *to, size_t count)
{
  *to = (inc_result){.values = inc_arena_alloc(&v->laid, count, from->width), .gaps = inc_arena_alloc(&v->laid, count, 1), .width = from->width};
  if (!to->values || !to->gaps) return false;
  memset(to->gaps, from->gaps[v->row], count);
  repeat(to->values, (const char *)from->values + v->row * from->width, from->width, count);
  to->whole = !from->gaps[v->row];
  return true;
}

/* What a measure says of itself where its figure is another: nothing of it is open. */
static bool lay_measure(inc_variation *v, size_t count)
{
  const inc_rule *rule = &v->base->program->rules[v->column.rule];
  for (uint32_t p = 0; p < rule->part_count; p++) {
    inc_result *to = &v->changed.results.columns[v->column.rule][p];
    if (!v->base->columns[v->column.rule][p].gaps) continue;
    bool figure = p != INC_MEASURE_UNDETERMINED;
    *to = (inc_result){.values = figure ? v->values : inc_arena_alloc(&v->laid, count, sizeof *v->values),
                       .gaps = inc_arena_alloc(&v->laid, count, 1), .width = sizeof *v->values, .whole = true};
    if (!to->values || !to->gaps) return false;
  }
  return true;
}

/* What the varying rules read of their row. */
typedef struct row_reading {
  bool *fields, *rules;
} row_reading;

static bool read_of_row(void *context, const inc_ref *ref)
{
  const row_reading *read = context;
  if (ref->link_count) read->fields[ref->links[0]] = true;
  else if (ref->rule == INC_NONE) read->fields[ref->field] = true;
  else read->rules[ref->rule] = true;
  return true;
}

static bool lay_fields(inc_variation *v, const bool *read, size_t count)
{
  uint32_t fields = v->base->program->schema.tables[v->table].count;
  bool ok = true;
  for (uint32_t f = 0; f < fields && ok; f++) ok = !read[f] || lay_field(v, f, count);
  return ok;
}

/* Columns that do not vary; not that of the measure that does. */
static bool lay_columns(inc_variation *v, const bool *read, size_t count)
{
  const inc_program *program = v->base->program;
  bool ok = true;
  for (uint32_t r = 0; r < program->rule_count && ok; r++) {
    if (!read[r] || v->changed.varies[r] || r == v->column.rule) continue;
    for (uint32_t p = 0; p < program->rules[r].part_count && ok; p++) {
      const inc_result *from = &v->base->columns[r][p];
      if (v->changed.results.wanted[r][p] && from->gaps) ok = lay_column(v, from, &v->changed.results.columns[r][p], count);
    }
  }
  return ok;
}

static bool lay_out(inc_variation *v, size_t count)
{
  const inc_program *program = v->base->program;
  inc_arena_clear(&v->laid);
  inc_arena_init(&v->laid, &v->base->allocator);
  v->room = 0;
  v->values = inc_arena_alloc(&v->laid, count, sizeof *v->values);
  row_reading read = {inc_arena_alloc(&v->laid, program->schema.tables[v->table].count, sizeof *read.fields),
                      inc_arena_alloc(&v->laid, program->rule_count, sizeof *read.rules)};
  bool ok = v->values && read.fields && read.rules;
  for (uint32_t r = 0; r < program->rule_count && ok; r++) {
    if (v->changed.varies[r]) inc_version_refs(program->rules[r].kind, version_of(v, r), read_of_row, &read);
  }
  ok = ok && lay_fields(v, read.fields, count) && lay_columns(v, read.rules, count);
  if (ok && !is_field(v)) ok = lay_measure(v, count);
  if (ok) v->room = count;
  return ok;
}

/* ---- All rows, of which one is another ---- */

/* The field with its values widened, so that any fits. */
static bool copy_field(inc_variation *v, size_t rows)
{
  const inc_column *from = &v->base->frame->tables[v->table].columns[v->column.field];
  uint8_t *valid = inc_arena_alloc(&v->laid, rows / 8 + 1, 1);
  if (!valid) return false;
  for (size_t i = 0; i < rows; i++) {
    if (!inc_column_valid(from, i)) continue;
    v->values[i] = inc_column_value(from, i);
    valid[i / 8] |= (uint8_t)(1u << i % 8);
  }
  valid[v->row / 8] |= (uint8_t)(1u << v->row % 8);
  v->fields[v->column.field] = (inc_column){.data = v->values, .width = sizeof *v->values, .valid = valid};
  return true;
}

static bool copy_measure(inc_variation *v, size_t rows)
{
  const inc_rule *rule = &v->base->program->rules[v->column.rule];
  for (uint32_t p = 0; p < rule->part_count; p++) {
    const inc_result *from = &v->base->columns[v->column.rule][p];
    inc_result *to = &v->changed.results.columns[v->column.rule][p];
    if (!from->gaps) continue;
    *to = (inc_result){.values = inc_arena_copy(&v->laid, from->values, rows, from->width),
                       .gaps = inc_arena_copy(&v->laid, from->gaps, rows, 1), .width = from->width};
    if (!to->values || !to->gaps) return false;
    to->gaps[v->row] = INCUBATOR_GAP_NONE;
  }
  return true;
}

static bool copy_all(inc_variation *v)
{
  size_t rows = inc_results_rows(v->base, v->table);
  v->values = inc_arena_alloc(&v->laid, rows, sizeof *v->values);
  v->room = v->values && (is_field(v) ? copy_field(v, rows) : copy_measure(v, rows)) ? rows : 0;
  return v->room != 0;
}

static void set_one(inc_variation *v, int64_t value)
{
  if (is_field(v)) v->values[v->row] = value;
  const inc_rule *rule = is_field(v) ? NULL : &v->base->program->rules[v->column.rule];
  for (uint32_t p = 0; rule && p < rule->part_count; p++) {
    inc_result *to = &v->changed.results.columns[v->column.rule][p];
    if (to->gaps) ((int64_t *)to->values)[v->row] = p == INC_MEASURE_UNDETERMINED ? 0 : value;
  }
}

/* ---- Trying ---- */

/* Runs what varies; the outcomes of `count` rows from `first` on. */
static incubator_status run(inc_variation *v, size_t first, size_t count, inc_cell *outcomes)
{
  const inc_program *program = v->base->program;
  const inc_result *outcome = &v->changed.results.columns[v->outcome.rule][v->outcome.part];
  INC_TRY(inc_overlay_run(&v->changed));
  for (size_t i = 0; i < count; i++) {
    uint8_t gap = outcome->gaps[first + i];
    outcomes[i] = (inc_cell){gap, program->rules[v->outcome.rule].parts[v->outcome.part].type, gap ? 0 : inc_result_value(outcome, first + i)};
  }
  return INCUBATOR_STATUS_OK;
}

/* As the column keeps it: whole fields in units. */
static int64_t kept(const inc_variation *v, int64_t value)
{
  if (!is_field(v)) return value;
  const inc_field *field = &v->base->program->schema.tables[v->table].fields[v->column.field];
  return field->type == INC_TYPE_NUMBER && field->whole ? value / INC_MICRO : value;
}

incubator_status inc_variation_try(inc_variation *v, const int64_t *values, size_t count, inc_cell *outcomes)
{
  incubator_status status = INCUBATOR_STATUS_OK;
  if (count == 0) return status;
  if (v->alone) {
    if (count > v->room && !lay_out(v, count)) return INCUBATOR_STATUS_NO_MEMORY;
    for (size_t i = 0; i < count; i++) v->values[i] = kept(v, values[i]);
    v->tables[v->table].rows = count;
    return run(v, 0, count, outcomes);
  }
  if (!v->room && !copy_all(v)) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t i = 0; i < count && status == INCUBATOR_STATUS_OK; i++) {
    set_one(v, kept(v, values[i]));
    status = run(v, v->row, 1, &outcomes[i]);
  }
  return status;
}
