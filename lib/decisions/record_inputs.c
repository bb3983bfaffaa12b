/* What a record is made of, and what is asked of it: inputs and outputs by name. */
#include <string.h>

#include "decisions/record.h"

/* ---- Names ---- */

/* "unit.district." of a row that links lead to. */
static void add_path(const incubator_record *r, const inc_plan_row *rows, uint32_t row, inc_buffer *to)
{
  uint32_t chain[INC_PLAN_ROWS];
  size_t steps = 0;
  for (; rows[row].above != INC_NONE; row = rows[row].above) chain[steps++] = row;
  while (steps-- > 0) {
    const inc_plan_row *at = &rows[chain[steps]];
    inc_buffer_text(to, r->policy->program.schema.tables[rows[at->above].table].fields[at->link].name);
    inc_buffer_char(to, '.');
  }
}

static bool add_input(incubator_record *r, const inc_plan_row *rows, inc_record_input input, const char *name)
{
  inc_buffer text;
  bool added;
  inc_buffer_init(&text, &r->allocator);
  add_path(r, rows, input.row, &text);
  inc_buffer_text(&text, name);
  input.name = text.failed ? NULL : inc_arena_text(&r->arena, inc_buffer_get(&text), text.length);
  bool ok = input.name && inc_map_add(&r->names, input.name, text.length, &added) != INC_MAP_NONE;
  inc_buffer_free(&text);
  if (ok && added) r->inputs[r->input_count++] = input;
  return ok;
}

/* ---- Fields ---- */

static uint32_t child_of(const inc_plan_row *rows, size_t count, uint32_t above, uint32_t link)
{
  for (uint32_t i = 1; i < count; i++) {
    if (rows[i].above == above && rows[i].link == link) return i;
  }
  return INC_NONE;
}

static bool list_fields(incubator_record *r, const inc_plan_row *rows, size_t count, uint32_t row)
{
  const inc_table *table = &r->policy->program.schema.tables[rows[row].table];
  r->numbers[row] = inc_arena_alloc(&r->arena, table->count, sizeof **r->numbers);
  bool ok = r->numbers[row] != NULL;
  for (uint32_t f = 0; f < table->count && ok; f++) {
    const inc_field *field = &table->fields[f];
    inc_record_input input = {.row = row, .field = f, .as = field, .measure = INC_NONE};
    r->numbers[row][f] = INC_NONE;
    if (field->type == INC_TYPE_TEXT || field->link != INC_NONE) r->text_room++;
    if (row && f == table->key) continue; /* the link says it */
    input.child = field->link == INC_NONE ? INC_NONE : child_of(rows, count, row, f);
    input.read = inc_plan_reads(r->plan, rows[row].table, f) || input.child != INC_NONE;
    r->numbers[row][f] = (uint32_t)r->input_count;
    ok = add_input(r, rows, input, field->name);
  }
  return ok;
}

/* ---- Measures ---- */

/* A part of a measure is read as a field of that type would be. */
static const inc_field *field_of(incubator_record *r, const inc_part *part)
{
  inc_field *field = inc_arena_alloc(&r->arena, 1, sizeof *field);
  if (!field) return NULL;
  field->type = part->type;
  field->list = part->list;
  field->link = INC_NONE;
  return field;
}

static bool list_parts(incubator_record *r, const inc_plan_row *rows, uint32_t row, uint32_t measure, uint32_t number)
{
  const inc_rule *rule = &r->policy->program.rules[number];
  bool ok = true;
  for (uint32_t p = 0; p < rule->part_count && ok; p++) {
    inc_record_input input = {.row = row, .field = INC_NONE, .measure = measure, .part = p, .child = INC_NONE, .read = true};
    inc_buffer name;
    input.as = field_of(r, &rule->parts[p]);
    if (rule->parts[p].type == INC_TYPE_TEXT) r->text_room++;
    inc_buffer_init(&name, &r->allocator);
    inc_buffer_text(&name, rule->name);
    if (p) inc_buffer_print(&name, ":%s", rule->parts[p].name);
    ok = input.as && !name.failed && add_input(r, rows, input, inc_buffer_get(&name));
    inc_buffer_free(&name);
  }
  return ok;
}

static bool list_measures(incubator_record *r, const inc_plan_row *rows, size_t count)
{
  size_t measures;
  const uint32_t *rules = inc_plan_measures(r->plan, &measures);
  bool ok = true;
  for (uint32_t row = 0; row < count; row++) {
    for (uint32_t m = 0; m < measures && ok; m++) {
      if (r->policy->program.rules[rules[m]].table == rows[row].table) ok = list_parts(r, rows, row, m, rules[m]);
    }
  }
  return ok;
}

static size_t count_inputs(const incubator_record *r, const inc_plan_row *rows, size_t count)
{
  size_t measures, all = 0;
  const uint32_t *rules = inc_plan_measures(r->plan, &measures);
  const inc_program *program = &r->policy->program;
  for (size_t row = 0; row < count; row++) {
    all += program->schema.tables[rows[row].table].count;
    for (size_t m = 0; m < measures; m++) {
      if (program->rules[rules[m]].table == rows[row].table) all += program->rules[rules[m]].part_count;
    }
  }
  return all;
}

/* ---- Outputs ---- */

static bool name_outputs(incubator_record *r)
{
  r->output_names = inc_arena_alloc(&r->arena, r->output_count, sizeof *r->output_names);
  bool ok = r->output_names != NULL;
  for (size_t i = 0; i < r->output_count && ok; i++) {
    const inc_rule *rule = &r->policy->program.rules[r->outputs[i].rule];
    inc_buffer name;
    inc_buffer_init(&name, &r->allocator);
    inc_buffer_text(&name, rule->name);
    if (r->outputs[i].part) inc_buffer_print(&name, ":%s", rule->parts[r->outputs[i].part].name);
    r->output_names[i] = name.failed ? NULL : inc_arena_text(&r->arena, inc_buffer_get(&name), name.length);
    inc_buffer_free(&name);
    ok = r->output_names[i] != NULL;
  }
  return ok;
}

bool inc_record_list(incubator_record *r)
{
  size_t count;
  const inc_plan_row *rows = inc_plan_rows(r->plan, &count);
  r->inputs = inc_arena_alloc(&r->arena, count_inputs(r, rows, count), sizeof *r->inputs);
  r->numbers = inc_arena_alloc(&r->arena, count, sizeof *r->numbers);
  bool ok = r->inputs && r->numbers && name_outputs(r);
  for (uint32_t row = 0; row < count && ok; row++) ok = list_fields(r, rows, count, row);
  return ok && list_measures(r, rows, count);
}

/* ---- Finding ---- */

/* As data may call a field or a link. */
static uint32_t find_field(const incubator_record *r, uint32_t table, const char *name, size_t length)
{
  return inc_index_find(&r->policy->program.schema.tables[table].index, name, length);
}

/* Along links by their names, labels or aliases. */
static uint32_t find_path(const incubator_record *r, const char *name, size_t length)
{
  size_t count;
  const inc_plan_row *rows = inc_plan_rows(r->plan, &count);
  uint32_t row = 0;
  for (const char *point; (point = memchr(name, '.', length)) != NULL;) {
    const size_t step = (size_t)(point - name);
    const uint32_t link = find_field(r, rows[row].table, name, step);
    row = link == INC_NONE ? INC_NONE : child_of(rows, count, row, link);
    if (row == INC_NONE) return INC_NONE;
    name += step + 1;
    length -= step + 1;
  }
  const uint32_t field = find_field(r, rows[row].table, name, length);
  return field == INC_NONE ? INC_NONE : r->numbers[row][field];
}

uint32_t inc_record_find(const incubator_record *r, const char *name, size_t length)
{
  const uint32_t number = inc_map_find(&r->names, name, length);
  if (number != INC_MAP_NONE) return number;
  const uint32_t field = find_field(r, r->table, name, length); /* a label may have a point in it */
  return field != INC_NONE ? r->numbers[0][field] : find_path(r, name, length);
}

static incubator_status tell(const incubator_record *r, const char *name, const inc_field *field, incubator_record_field answer,
                             incubator_record_field *to)
{
  answer.name = name;
  answer.type = (incubator_type)field->type;
  answer.list = field->type == INC_TYPE_CATEGORY ? r->policy->program.schema.lists[field->list].name : NULL;
  inc_struct_write(to, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}

static incubator_status fits(const incubator_record *r, incubator_record_field *field, incubator_error *error)
{
  bool fit = inc_struct_fits(field, INC_SIZE_THROUGH(incubator_record_field, is_read));
  if (fit) inc_struct_write(field, &(incubator_record_field){0}, sizeof *field);
  return r && fit ? INCUBATOR_STATUS_OK : INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "a record and an initialised field are needed");
}

incubator_status incubator_record_input(const incubator_record *r, size_t number, incubator_record_field *field, incubator_error *error)
{
  INC_TRY(fits(r, field, error));
  if (number >= r->input_count) return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "there are %zu inputs, none of number %zu", r->input_count, number);
  const inc_record_input *input = &r->inputs[number];
  return tell(r, input->name, input->as, (incubator_record_field){.is_read = input->read}, field);
}

incubator_status incubator_record_output(const incubator_record *r, size_t number, incubator_record_field *field, incubator_error *error)
{
  INC_TRY(fits(r, field, error));
  if (number >= r->output_count) return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "there are %zu outputs, none of number %zu", r->output_count, number);
  const inc_part *part = &r->policy->program.rules[r->outputs[number].rule].parts[r->outputs[number].part];
  return tell(r, r->output_names[number], &(inc_field){.type = part->type, .list = part->list}, (incubator_record_field){0}, field);
}

incubator_status incubator_record_find_input(const incubator_record *r, const char *name, size_t *number, incubator_error *error)
{
  if (number) *number = 0;
  if (!r || !name || !number) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "record, name and number must not be NULL");
  const uint32_t found = inc_record_find(r, name, strlen(name));
  if (found == INC_NONE) return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "no input \"%s\"", name);
  *number = found;
  return INCUBATOR_STATUS_OK;
}

incubator_status incubator_record_find_output(const incubator_record *r, const char *name, size_t *number, incubator_error *error)
{
  inc_want want;
  if (number) *number = 0;
  if (!r || !name || !number) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "record, name and number must not be NULL");
  const bool known = inc_policy_part(r->policy, name, strlen(name), &want);
  for (size_t i = 0; i < r->output_count && known; i++) {
    if (r->outputs[i].rule != want.rule || r->outputs[i].part != want.part) continue;
    *number = i;
    return INCUBATOR_STATUS_OK;
  }
  return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, known ? "\"%s\" was not asked for" : "no output \"%s\"", name);
}

size_t incubator_record_inputs(const incubator_record *r)
{
  return r->input_count;
}

size_t incubator_record_outputs(const incubator_record *r)
{
  return r->output_count;
}
