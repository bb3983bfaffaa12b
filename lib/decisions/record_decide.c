/* Deciding one record: values into cells, checked as a registry checks them; then the code; then values out. */
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "decisions/record.h"
#include "engine/cell.h"

/* ---- What is wrong ---- */

static incubator_status bad(const inc_record_input *input, incubator_error *error, const char *found, const char *expected)
{
  return inc_fail(error, INCUBATOR_STATUS_DATA, (inc_place){input->name, 0, 0}, "%s: found %s, expected %s", input->name, found, expected);
}

static incubator_status bad_value(const inc_record_input *input, int64_t value, incubator_error *error, const char *expected)
{
  char found[INC_DECIMAL_TEXT];
  if (input->as->type == INC_TYPE_NUMBER) inc_decimal_format(value, found);
  else inc_text_print(found, sizeof found, "%lld", (long long)value);
  return bad(input, error, found, expected);
}

static incubator_status bad_text(const inc_record_input *input, const incubator_value *value, incubator_error *error, const char *expected)
{
  char found[100];
  inc_text_print(found, sizeof found, "\"%.*s\"", (int)inc_text_cut(value->text, value->length, 60), value->text);
  return bad(input, error, found, expected);
}

/* ---- One value ---- */

static incubator_status check_code(const incubator_record *r, const inc_record_input *input, int64_t value, incubator_error *error)
{
  if (value >= 0 && value < r->policy->program.schema.lists[input->as->list].count) return INCUBATOR_STATUS_OK;
  return bad_value(input, value, error, "the number of a code of its list");
}

/* Whether a number is the field's, and in the column's own form; told at length only where it is not. */
static incubator_status check_number(const inc_record_input *input, int64_t *value, incubator_error *error)
{
  const inc_field *f = input->as;
  inc_cell_text cell;
  const bool inside = (!f->has_min || *value >= f->min) && (!f->has_max || *value <= f->max) && *value != INT64_MIN;
  if (inside && !f->whole) return INCUBATOR_STATUS_OK;
  if (inside && *value % INC_MICRO == 0) {
    *value /= INC_MICRO;
    return INCUBATOR_STATUS_OK;
  }
  if (*value == INT64_MIN) return bad_value(input, *value + 1, error, "a number above -9223372036854.775807");
  return bad_value(input, *value, error, inc_cell_number(f, *value, INC_MICRO, &cell).expected);
}

static incubator_status check_value(const incubator_record *r, const inc_record_input *input, int64_t *value, incubator_error *error)
{
  switch (input->as->type) {
  case INC_TYPE_NUMBER: return check_number(input, value, error);
  case INC_TYPE_CATEGORY: return check_code(r, input, *value, error);
  case INC_TYPE_BOOLEAN: return *value == 0 || *value == 1 ? INCUBATOR_STATUS_OK : bad_value(input, *value, error, "0 or 1");
  default:
    if (*value >= INC_DATE_MIN && *value <= INC_DATE_MAX) return INCUBATOR_STATUS_OK;
    return bad_value(input, *value, error, "a day from 0001-01-01 to 9999-12-31");
  }
}

static bool is_text(const inc_record_input *input)
{
  return input->as->type == INC_TYPE_TEXT || input->as->link != INC_NONE;
}

/* The number of a text: equal texts have equal ones, in this record and in what it is compared with. */
static int64_t number_text(incubator_workspace *w, const char *text, size_t length)
{
  const inc_map *known = &w->record->texts;
  const uint32_t number = inc_map_find(known, text, length);
  if (number != INC_MAP_NONE) return number;
  size_t i = 0;
  while (i < w->text_count && !(w->texts[i].length == length && !memcmp(w->texts[i].bytes, text, length))) i++;
  if (i == w->text_count) w->texts[w->text_count++] = (inc_text){text, length};
  return (int64_t)(known->count + i);
}

/* A text as data hold it: trimmed; *empty where nothing is left. */
static incubator_status check_text(const inc_record_input *input, const incubator_value *given, inc_text *text, bool *empty, incubator_error *error)
{
  *text = (inc_text){given->text, given->length};
  if (!given->text) return bad(input, error, "no text", "a text");
  if (inc_utf8_valid(text->bytes, text->length) != text->length) return bad_text(input, given, error, "UTF-8");
  inc_text_trim(&text->bytes, &text->length);
  *empty = text->length == 0;
  if (inc_text_control(text->bytes, text->length, true)) return bad_text(input, given, error, "text without control characters");
  if (*empty || !input->as->credit_code || inc_credit_code_valid(text->bytes, text->length)) return INCUBATOR_STATUS_OK;
  return bad_text(input, given, error, "a unified social credit code (GB 32100-2015: 18 characters, the last one a check character)");
}

/* ---- Into cells ---- */

typedef struct cell {
  int64_t *value;
  uint8_t *valid, bit;
} cell;

static cell cell_of(const incubator_workspace *w, const inc_record_input *input)
{
  char *base = (char *)w->engine;
  return (cell){(int64_t *)(void *)(base + input->value), (uint8_t *)base + input->valid, input->bit};
}

static void set(cell to, int64_t value)
{
  *to.value = value;
  *to.valid |= to.bit;
}

/* A link leads to its row, whose key is the link's text. */
static void set_link(incubator_workspace *w, const inc_record_input *input, int64_t text)
{
  size_t count;
  const inc_plan_row *row = inc_plan_rows(w->record->plan, &count) + input->child;
  const uint32_t key = w->record->policy->program.schema.tables[row->table].key;
  inc_spot_of at = inc_workspace_cell(w->engine, row, key);
  set(cell_of(w, input), row->row);
  set((cell){at.value, at.valid, at.bit}, text);
}

static incubator_status take_text(incubator_workspace *w, const inc_record_input *input, const incubator_value *given, incubator_error *error)
{
  inc_text text;
  bool empty;
  INC_TRY(check_text(input, given, &text, &empty, error));
  if (empty) return INCUBATOR_STATUS_OK;
  w->used[input->row] = 1;
  if (!input->read && w->record->reference == NULL) return INCUBATOR_STATUS_OK;
  const int64_t number = number_text(w, text.bytes, text.length);
  if (input->child != INC_NONE) set_link(w, input, number);
  else if (input->as->link == INC_NONE) set(cell_of(w, input), number);
  return INCUBATOR_STATUS_OK;
}

static incubator_status take_field(incubator_workspace *w, const inc_record_input *input, const incubator_value *given, incubator_error *error)
{
  const cell to = cell_of(w, input);
  *to.value = 0;
  *to.valid &= (uint8_t)~to.bit;
  if (given->gap == INCUBATOR_GAP_MISSING) return INCUBATOR_STATUS_OK;
  if (given->gap != INCUBATOR_GAP_NONE) return bad(input, error, incubator_gap_name(given->gap), "a value, or missing");
  if (is_text(input)) return take_text(w, input, given, error);
  int64_t value = given->value;
  INC_TRY(check_value(w->record, input, &value, error));
  w->used[input->row] = 1;
  set(to, value);
  return INCUBATOR_STATUS_OK;
}

/* The value of a measure; its parts say the same until they are given themselves. */
static void give_measure(incubator_workspace *w, const inc_record_input *input, uint32_t row, uint8_t gap, int64_t value)
{
  const inc_rule *rule = &w->record->policy->program.rules[inc_plan_measures(w->record->plan, &(size_t){0})[input->measure]];
  inc_workspace_give(w->engine, input->measure, 0, row, gap, value);
  for (uint32_t p = 1; p < rule->part_count; p++) {
    if (p == INC_MEASURE_UNDETERMINED) inc_workspace_give(w->engine, input->measure, p, row, gap, 0);
    else inc_workspace_give(w->engine, input->measure, p, row, gap, value);
  }
}

static incubator_status take_measure(incubator_workspace *w, const inc_record_input *input, const incubator_value *given, incubator_error *error)
{
  size_t count;
  const uint32_t row = inc_plan_rows(w->record->plan, &count)[input->row].row;
  int64_t value = given->value;
  if (given->gap == INCUBATOR_GAP_MISSING) return INCUBATOR_STATUS_OK; /* not given */
  if ((unsigned)given->gap > INCUBATOR_GAP_ERROR) return bad(input, error, "an unknown gap", "a value or a gap");
  if (!given->gap && is_text(input)) {
    inc_text text;
    bool empty;
    INC_TRY(check_text(input, given, &text, &empty, error));
    if (empty) return bad_text(input, given, error, "a text");
    value = number_text(w, text.bytes, text.length);
  } else if (!given->gap) {
    INC_TRY(check_value(w->record, input, &value, error));
  }
  w->used[input->row] = 1;
  if (input->part == 0) give_measure(w, input, row, (uint8_t)given->gap, value);
  else inc_workspace_give(w->engine, input->measure, input->part, row, (uint8_t)given->gap, value);
  return INCUBATOR_STATUS_OK;
}

static incubator_status take(incubator_workspace *w, const incubator_value *inputs, incubator_error *error)
{
  const incubator_record *r = w->record;
  size_t rows;
  inc_plan_rows(r->plan, &rows);
  w->text_count = 0;
  memset(w->used, 0, rows);
  inc_workspace_take_back(w->engine);
  for (size_t i = 0; i < r->input_count; i++) {
    const inc_record_input *input = &r->inputs[i];
    INC_TRY(input->field == INC_NONE ? take_measure(w, input, &inputs[i], error) : take_field(w, input, &inputs[i], error));
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- Linked rows ---- */

static const inc_record_input *link_of(const incubator_record *r, const inc_plan_row *row)
{
  return &r->inputs[r->numbers[row->above][row->link]];
}

/* A value of a row that ships with the policy, for a cell of the record. */
static incubator_status fill_cell(incubator_workspace *w, const inc_record_input *input, size_t row, incubator_error *error)
{
  const inc_frame *frame = inc_registry_frame(w->record->reference);
  size_t count;
  const uint32_t table = inc_plan_rows(w->record->plan, &count)[input->row].table;
  const inc_column *column = &frame->tables[table].columns[input->field];
  const cell to = cell_of(w, input);
  if (!inc_column_valid(column, row) || (input->as->link != INC_NONE && input->child == INC_NONE)) return INCUBATOR_STATUS_OK;
  int64_t value = inc_column_value(column, row), old = *to.value;
  const bool there = *to.valid & to.bit;
  if (is_text(input)) {
    size_t length;
    const int64_t number = input->as->link == INC_NONE ? value : inc_frame_key(frame, table, input->field, row);
    const char *text = inc_map_text(frame->texts, (uint32_t)number, &length);
    value = number_text(w, text, length);
  }
  if (input->child != INC_NONE && there) {
    const inc_plan_row *child = inc_plan_rows(w->record->plan, &count) + input->child;
    old = *inc_workspace_cell(w->engine, child, w->record->policy->program.schema.tables[child->table].key).value;
  }
  if (there && old != value) return bad(input, error, "another value", "that of the policy's own row");
  if (input->child != INC_NONE) set_link(w, input, value);
  else set(to, value);
  return INCUBATOR_STATUS_OK;
}

/* The cells of a row that ships with the policy. */
static incubator_status fill_row(incubator_workspace *w, const inc_plan_row *row, uint32_t number, incubator_error *error)
{
  const incubator_record *r = w->record;
  const inc_table *table = &r->policy->program.schema.tables[row->table];
  const inc_spot_of key = inc_workspace_cell(w->engine, row, table->key);
  const inc_record_input *said = number ? link_of(r, row) : &r->inputs[r->numbers[0][table->key]];
  if (!(*key.valid & key.bit)) return INCUBATOR_STATUS_OK;
  const inc_text text = inc_results_text(w->decisions.results, *key.value);
  const size_t at = inc_registry_row(r->reference, row->table, text.bytes, text.length);
  if (at == SIZE_MAX) {
    return bad_text(said, &(incubator_value){.text = text.bytes, .length = text.length}, error, "the key of a row that ships with the policy");
  }
  for (uint32_t f = 0; f < table->count; f++) {
    if (f != table->key) INC_TRY(fill_cell(w, &r->inputs[r->numbers[number][f]], at, error));
  }
  return INCUBATOR_STATUS_OK;
}

/* Rows in order, so that one is filled before those that it leads to. */
static incubator_status fill_rows(incubator_workspace *w, incubator_error *error)
{
  const incubator_record *r = w->record;
  size_t count;
  const inc_plan_row *rows = inc_plan_rows(r->plan, &count);
  for (uint32_t i = 0; i < count; i++) {
    if (i) {
      const inc_record_input *link = link_of(r, &rows[i]);
      const cell at = cell_of(w, link);
      if (!(*at.valid & at.bit)) {
        if (w->used[i]) return bad(link, error, "no value though its row is given", "the key of that row");
        continue;
      }
    }
    if (r->reference && r->policy->program.schema.tables[rows[i].table].reference) INC_TRY(fill_row(w, &rows[i], i, error));
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- The whole ---- */

static bool is_whole(const incubator_workspace *w)
{
  const incubator_record *r = w->record;
  for (size_t i = 0; i < r->input_count; i++) {
    const inc_record_input *input = &r->inputs[i];
    if (!input->read || input->field == INC_NONE) continue;
    const cell at = cell_of(w, input);
    if (!(*at.valid & at.bit)) return false;
  }
  return true;
}

static void tell(const incubator_workspace *w, incubator_value *outputs)
{
  const incubator_record *r = w->record;
  for (size_t i = 0; i < r->output_count; i++) {
    const inc_want want = r->outputs[i];
    const inc_result_view column = inc_results_column(w->decisions.results, want.rule, want.part);
    incubator_value v = {.gap = (incubator_gap)column.gaps[0]};
    if (!v.gap && column.width == 8) v.value = *(const int64_t *)column.values;
    else if (!v.gap) v.value = column.width == 4 ? *(const int32_t *)column.values : *(const int8_t *)column.values;
    if (!v.gap && r->policy->program.rules[want.rule].parts[want.part].type == INC_TYPE_TEXT) {
      const inc_text text = inc_results_text(w->decisions.results, v.value);
      v = (incubator_value){INCUBATOR_GAP_NONE, 0, text.bytes, text.length};
    }
    outputs[i] = v;
  }
}

incubator_status inc_record_decide(incubator_workspace *w, const incubator_value *inputs, incubator_value *outputs, incubator_error *error)
{
  INC_TRY(take(w, inputs, error));
  INC_TRY(fill_rows(w, error));
  inc_workspace_run(w->engine, is_whole(w));
  if (outputs) tell(w, outputs);
  return INCUBATOR_STATUS_OK;
}

incubator_status incubator_workspace_decide(incubator_workspace *w, const incubator_value *inputs, incubator_value *outputs,
                                            incubator_error *error)
{
  if (w && outputs) memset(outputs, 0, w->record->output_count * sizeof *outputs);
  if (!w || !inputs || !outputs) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "workspace, inputs and outputs must not be NULL");
  return inc_record_decide(w, inputs, outputs, error);
}

incubator_status incubator_record_read(const incubator_record *r, size_t number, const char *text, size_t length, incubator_value *value,
                                       incubator_error *error)
{
  if (value) *value = (incubator_value){.gap = INCUBATOR_GAP_NONE};
  if (!r || !value || (!text && length)) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "record, text and value must not be NULL");
  if (number >= r->input_count) return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "there are %zu inputs, none of number %zu", r->input_count, number);
  const inc_record_input *input = &r->inputs[number];
  const incubator_value given = {.text = text ? text : "", .length = length};
  inc_cell_text read;
  if (inc_utf8_valid(given.text, length) != length) return bad_text(input, &given, error, "UTF-8");
  inc_cell_fault fault = inc_cell_read(&r->policy->program.schema, input->as, given.text, length, INC_MICRO, &read);
  if (fault.code) return bad_text(input, &given, error, fault.expected);
  if (read.missing) value->gap = INCUBATOR_GAP_MISSING;
  else if (read.text) *value = given;
  else value->value = input->as->whole ? read.value * INC_MICRO : read.value;
  return INCUBATOR_STATUS_OK;
}
