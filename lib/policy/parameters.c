/* Parameters: values by date, and those that a caller sets. */
#include <string.h>

#include "base/date.h"
#include "engine/cell.h"
#include "policy/reader.h"

/* A parameter as a field, so that its values are read as cells are. */
static inc_field as_field(inc_reader *r, const inc_parameter *p, uint32_t unit)
{
  inc_field f = {.name = p->name, .type = p->type, .list = p->list, .link = INC_NONE};
  f.has_min = p->has_min;
  f.has_max = p->has_max;
  f.min = p->min;
  f.max = p->max;
  inc_unit_multiples(r, unit, &f.multiples, &f.multiple_count);
  return f;
}

static void read_type(inc_reader *r, const inc_json *node, inc_parameter *p, bool *whole)
{
  static const inc_type types[] = {INC_TYPE_BOOLEAN, INC_TYPE_NUMBER, INC_TYPE_NUMBER, INC_TYPE_CATEGORY, INC_TYPE_DATE};
  const inc_json *type = inc_member(r, node, "type", INC_JSON_STRING, true);
  int word = type ? inc_read_word(r, type, "type-mismatch", "boolean integer decimal category date") : -1;
  p->list = INC_NONE;
  *whole = word == 1;
  if (word >= 0) p->type = types[word];
  if (p->type != INC_TYPE_CATEGORY) return;
  const char *list = inc_member_text(r, node, "categories", true);
  p->list = list ? inc_section_find(&r->lists, list, strlen(list)) : INC_NONE;
  if (p->list != INC_NONE) r->used_lists[p->list] = true;
  else if (list) INC_REPORT(r, "unknown-name", inc_json_get(node, "categories"), "no category list \"%s\"", list);
  if (p->list == INC_NONE) p->type = INC_TYPE_UNKNOWN;
}

static bool read_bound(inc_reader *r, const inc_json *node, const char *key, int64_t *bound)
{
  const inc_json *member = inc_json_get(node, key);
  return member && inc_read_micros(r, member, bound);
}

static void read_bounds(inc_reader *r, const inc_json *node, inc_parameter *p)
{
  p->has_min = read_bound(r, node, "min", &p->min);
  p->has_max = read_bound(r, node, "max", &p->max);
  if (p->has_min && p->has_max && p->min > p->max) {
    INC_REPORT(r, "out-of-range", inc_json_get(node, "min"), "min is above max");
    p->has_min = p->has_max = false;
  }
}

static bool read_value(inc_reader *r, const inc_field *field, bool whole, const inc_json *node, int64_t *value)
{
  inc_cell_text cell;
  const inc_json_document *json = r->policy->documents[r->document].json;
  inc_cell_fault fault = inc_cell_read_json(&r->policy->program.schema, field, json, node, &cell);
  if (!fault.code && cell.missing) fault = (inc_cell_fault){"type-mismatch", "a value"};
  if (!fault.code && whole && cell.value % INC_MICRO) fault = (inc_cell_fault){"not-integer", "a whole number"};
  *value = cell.value;
  if (fault.code) INC_REPORT(r, fault.code, node, "expected %s", fault.expected);
  return !fault.code;
}

static void read_dated(inc_reader *r, const inc_json *node, inc_parameter *p, uint32_t unit, bool whole)
{
  const inc_json *array = inc_member(r, node, "values", INC_JSON_ARRAY, true);
  inc_dated *values = array ? inc_reader_alloc(r, inc_json_count(array), sizeof *values) : NULL;
  inc_field field = as_field(r, p, unit);
  for (const inc_json *item = inc_json_first(array); item && values; item = inc_json_next(item)) {
    if (!inc_check_keys(r, item, "from value note")) continue;
    const inc_json *value = inc_json_get(item, "value");
    inc_dated *dated = &values[p->value_count];
    if (!value) INC_REPORT(r, "key-missing", item, "no key \"value\" here");
    if (!inc_json_get(item, "from")) INC_REPORT(r, "key-missing", item, "no key \"from\" here, expected a date");
    if (!value || !inc_member_date(r, item, "from", &dated->from)) continue;
    if (p->type == INC_TYPE_UNKNOWN || !read_value(r, &field, whole, value, &dated->value)) continue;
    if (p->value_count && dated->from <= values[p->value_count - 1].from) {
      INC_REPORT(r, "dates-order", inc_json_get(item, "from"), "not later than the value before it");
      continue;
    }
    p->value_count++;
  }
  p->values = values;
}

static void read_parameter(inc_reader *r, const inc_entry *entry, inc_parameter *p, inc_parameter_info *info)
{
  bool whole;
  r->document = entry->document;
  p->name = entry->name;
  info->document = entry->document;
  info->node = entry->node;
  if (!inc_check_keys(r, entry->node,
                      "type categories unit min max title cite evidence assumed reason note values override")) {
    return;
  }
  read_type(r, entry->node, p, &whole);
  read_bounds(r, entry->node, p);
  info->unit = inc_unit_read(r, inc_json_get(entry->node, "unit"));
  info->basis = inc_read_basis(r, entry->node, NULL);
  read_dated(r, entry->node, p, info->unit, whole);
}

static void report_setting(inc_reader *r, const char *setting, const char *code, const char *expected)
{
  inc_spot spot = {"settings", "", 0, 0};
  inc_findings_add(r->findings, INCUBATOR_SEVERITY_ERROR, code, spot, "%s: expected %s", setting, expected);
}

/* "name=value": one value for all dates, marked as the caller's. */
static void apply_setting(inc_reader *r, const char *setting)
{
  size_t name_length = strcspn(setting, "=");
  uint32_t number = inc_section_find(&r->parameters, setting, name_length);
  if (!setting[name_length]) {
    report_setting(r, setting, "unknown-key", "parameter=value");
    return;
  }
  if (number == INC_MAP_NONE) {
    report_setting(r, setting, "unknown-name", "the name of a parameter before =");
    return;
  }
  inc_parameter *p = &r->policy->program.parameters[number];
  inc_parameter_info *info = &r->policy->parameters[number];
  inc_field field = as_field(r, p, info->unit);
  const char *text = setting + name_length + 1;
  inc_cell_text cell;
  inc_cell_fault fault = inc_cell_read(&r->policy->program.schema, &field, text, strlen(text), INC_MICRO, &cell);
  const char *type = inc_json_string(inc_json_get(info->node, "type"));
  bool whole = type && !strcmp(type, "integer");
  if (!fault.code && whole && cell.value % INC_MICRO) fault = (inc_cell_fault){"not-integer", "a whole number"};
  if (!fault.code && cell.missing) fault = (inc_cell_fault){"type-mismatch", "a value behind ="};
  if (fault.code) {
    report_setting(r, setting, fault.code, fault.expected);
    return;
  }
  inc_dated *value = inc_reader_alloc(r, 1, sizeof *value);
  if (!value) return;
  *value = (inc_dated){INC_DATE_MIN, cell.value};
  p->values = value;
  p->value_count = 1;
  info->set_by_caller = true;
  info->basis.evidence = INC_ASSUMED;
  info->basis.assumed = (inc_label){"由调用者设定", "set by caller"};
}

void inc_read_parameters(inc_reader *r, const incubator_policy_options *options)
{
  inc_program *program = &r->policy->program;
  inc_collect(r, &r->parameters, "parameters");
  program->parameters = inc_reader_alloc(r, r->parameters.count, sizeof *program->parameters);
  r->policy->parameters = inc_reader_alloc(r, r->parameters.count, sizeof *r->policy->parameters);
  r->used_parameters = inc_reader_alloc(r, r->parameters.count, sizeof *r->used_parameters);
  for (size_t i = 0; i < r->parameters.count && !r->failed; i++) {
    program->parameter_count++;
    read_parameter(r, &r->parameters.entries[i], &program->parameters[i], &r->policy->parameters[i]);
  }
  for (size_t i = 0; i < options->setting_count && !r->failed; i++) apply_setting(r, options->settings[i]);
}
