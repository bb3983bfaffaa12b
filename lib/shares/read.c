/* The table of units: a small schema of our own, whose columns are picked from the file's header by place or by the names that the caller gave. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "shares/shares.h"

static const char schema[] = "{\"format\": \"incubator-policy/1\", \"id\": \"shares\", \"tables\": {\"units\": {\"key\": \"unit\", \"fields\": {"
                             "\"unit\": {\"type\": \"text\"}, \"weight\": {\"type\": \"decimal\", \"min\": 0}, "
                             "\"lower\": {\"type\": \"integer\", \"min\": 0}, \"upper\": {\"type\": \"integer\", \"min\": 0}}}}}";

enum { UNIT, WEIGHT, LOWER, UPPER, FIELDS };

/* ---- The header ---- */

typedef struct columns {
  const char *names[FIELDS]; /* NULL: by place, or not read */
  uint32_t fields[FIELDS];   /* in the schema */
} columns;

static bool is_name(incubator_text cell, const char *name)
{
  inc_text_trim(&cell.bytes, &cell.length);
  return strlen(name) == cell.length && !memcmp(cell.bytes, name, cell.length);
}

/* The column of that name; SIZE_MAX and an error where there is none, or two. */
static size_t find_column(const char *file, const char *name, const incubator_text *names, size_t count, incubator_error *error)
{
  size_t found = SIZE_MAX;
  for (size_t i = 0; i < count; i++) {
    if (!is_name(names[i], name)) continue;
    if (found != SIZE_MAX) {
      INC_FAIL(error, INCUBATOR_STATUS_DATA, "%s: columns %zu and %zu are both \"%s\"", file, found + 1, i + 1, name);
      return SIZE_MAX;
    }
    found = i;
  }
  if (found == SIZE_MAX) INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "%s: no column \"%s\" in the header", file, name);
  return found;
}

static incubator_status pick(void *context, const char *file, const incubator_text *names, size_t count, uint32_t *fields, incubator_error *error)
{
  static const char *const meant[FIELDS] = {"units", "weights", "lower bounds", "upper bounds"};
  const columns *c = context;
  for (size_t i = 0; i < count; i++) fields[i] = INC_NONE;
  for (size_t f = 0; f < FIELDS; f++) {
    size_t at = f;
    if (!c->names[f] && f > WEIGHT) continue;
    if (c->names[f]) {
      incubator_error own = INCUBATOR_ERROR_INIT;
      at = find_column(file, c->names[f], names, count, error ? error : &own);
      if (at == SIZE_MAX) return error ? error->status : own.status;
    }
    if (at >= count) {
      return INC_FAIL(error, INCUBATOR_STATUS_DATA, "%s: found %zu columns in the header, expected one of units and one of weights", file, count);
    }
    if (fields[at] != INC_NONE) {
      return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "%s: column %zu can't be two things, %s among them: name the columns", file, at + 1,
                      meant[f]);
    }
    fields[at] = c->fields[f];
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- Rows ---- */

static bool is_number(const char *text)
{
  return text && *text && strspn(text, "0123456789") == strlen(text);
}

static incubator_status make_room(incubator_shares *s, incubator_error *error)
{
  const incubator_allocator *a = &s->allocator;
  s->units = inc_alloc_array(a, s->count + 1, sizeof *s->units);
  s->weights = inc_alloc_array(a, s->count + 1, sizeof *s->weights);
  s->lower = inc_alloc_array(a, s->count + 1, sizeof *s->lower);
  s->upper = inc_alloc_array(a, s->count + 1, sizeof *s->upper);
  s->divided.shares = inc_alloc_zero(a, s->count + 1, sizeof *s->divided.shares);
  s->divided.tied = inc_alloc_zero(a, s->count + 1, sizeof *s->divided.tied);
  return s->units && s->weights && s->lower && s->upper && s->divided.shares && s->divided.tied ? INCUBATOR_STATUS_OK : inc_no_memory(error);
}

/* The bound that all units have; `none` where it is a column, or not given. */
static incubator_status read_bound(const char *text, const char *name, int64_t none, int64_t *bound, incubator_error *error)
{
  *bound = none;
  if (!is_number(text)) return INCUBATOR_STATUS_OK;
  inc_number number;
  if (inc_number_parse(text, strlen(text), &number) != INC_DECIMAL_OK || number.scale || number.mantissa == INT64_MAX) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "%s: found \"%s\", expected a smaller number", name, text);
  }
  *bound = number.mantissa;
  return INCUBATOR_STATUS_OK;
}

static int64_t cell(const inc_frame_table *table, uint32_t field, size_t row, int64_t none)
{
  const inc_column *column = &table->columns[field];
  return column->data && inc_column_valid(column, row) ? inc_column_value(column, row) : none;
}

static incubator_status take_rows(incubator_shares *s, const incubator_shares_options *how, const columns *c, const char *file,
                                  incubator_error *error)
{
  const inc_frame *frame = inc_registry_frame(s->registry);
  const inc_frame_table *table = &frame->tables[0];
  int64_t lower, upper;
  s->count = table->rows;
  INC_TRY(make_room(s, error));
  INC_TRY(read_bound(how->lower, "the lower bound", 0, &lower, error));
  INC_TRY(read_bound(how->upper, "the upper bound", INT64_MAX, &upper, error));
  for (size_t row = 0; row < s->count; row++) {
    s->units[row] = inc_map_text(frame->texts, (uint32_t)inc_column_value(&table->columns[c->fields[UNIT]], row), NULL);
    s->weights[row] = cell(table, c->fields[WEIGHT], row, -1);
    s->lower[row] = c->names[LOWER] ? cell(table, c->fields[LOWER], row, 0) : lower;
    s->upper[row] = c->names[UPPER] ? cell(table, c->fields[UPPER], row, INT64_MAX) : upper;
    if (s->weights[row] < 0) return INC_FAIL(error, INCUBATOR_STATUS_DATA, "%s: \"%s\" has no weight", file, s->units[row]);
    s->total += s->weights[row];
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- The file ---- */

static incubator_status read_file(incubator_shares *s, incubator_policy *policy, const incubator_registry_source *source, columns *c,
                                  incubator_findings **findings, incubator_error *error)
{
  const incubator_registry_options options = {.size = sizeof options, .allocator = &s->allocator};
  const inc_header_pick picked = {pick, c};
  incubator_registry_builder *builder;
  INC_TRY(incubator_registry_builder_create(policy, &options, &builder, error));
  builder->pick = &picked;
  incubator_status status = incubator_registry_builder_read(builder, source, error);
  if (status == INCUBATOR_STATUS_OK) status = incubator_registry_builder_finish(builder, &s->registry, findings, error);
  incubator_registry_builder_free(builder);
  return status;
}

static incubator_policy *make_policy(const incubator_shares *s, incubator_error *error)
{
  const incubator_policy_source source = {.size = sizeof source, .text = schema, .length = sizeof schema - 1};
  const incubator_policy_options options = {.size = sizeof options, .allocator = &s->allocator};
  incubator_policy *policy = NULL;
  incubator_policy_read(&source, &options, &policy, NULL, error);
  return policy;
}

static bool is_tsv(const char *path)
{
  const size_t length = path ? strlen(path) : 0;
  return length > 4 && !strcmp(path + length - 4, ".tsv");
}

incubator_status inc_shares_read(incubator_shares *s, const incubator_registry_source *given, const incubator_shares_options *how,
                                 incubator_findings **findings, incubator_error *error)
{
  static const char *const fields[FIELDS] = {"unit", "weight", "lower", "upper"};
  incubator_registry_source source;
  INC_TRY(inc_struct_read(&source, sizeof source, INC_SIZE_THROUGH(incubator_registry_source, encoding), given, error));
  if (source.format == INCUBATOR_DATA_JSON || source.format == INCUBATOR_DATA_NDJSON) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "units and weights are read from CSV or TSV");
  }
  source.table = "units";
  if (source.format == INCUBATOR_DATA_AUTO) source.format = is_tsv(source.path) ? INCUBATOR_DATA_TSV : INCUBATOR_DATA_CSV;
  s->has_lower = how->lower != NULL;
  s->has_upper = how->upper != NULL;
  columns c = {.names = {how->unit, how->weight, is_number(how->lower) ? NULL : how->lower, is_number(how->upper) ? NULL : how->upper}};
  incubator_policy *policy = make_policy(s, error);
  if (!policy) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t f = 0; f < FIELDS; f++) c.fields[f] = inc_table_field(&policy->program.schema.tables[0], fields[f], strlen(fields[f]));
  incubator_status status = read_file(s, policy, &source, &c, findings, error);
  incubator_policy_unref(policy); /* the registry keeps it */
  if (status != INCUBATOR_STATUS_OK) return status;
  return take_rows(s, how, &c, source.path ? source.path : source.name ? source.name : source.table, error);
}
