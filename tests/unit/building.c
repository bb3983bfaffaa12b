#include "building.h"

#include "base/date.h"
#include "base/decimal.h"
#include "registry/registry.h"

const char building_policy[] =
    "{'format': 'incubator-policy/1', 'id': 'b',"
    " 'categories': {'level': {'national': {'zh': '国家级', 'en': 'National'}, 'municipal': {'zh': '市级'}}},"
    " 'units': {'yuan': {'zh': '元', 'multiples': {'万元': 10000}}, 'm2': {'zh': '平方米', 'aliases': ['㎡']}},"
    " 'tables': {'districts': {'key': 'district', 'fields': {'district': {'type': 'text', 'aliases': ['区']}, 'present': {'type': 'integer', 'aliases': ['现有']}}},"
    "  'carriers': {'key': 'id', 'links': {'district': {'to': 'districts', 'aliases': ['所在区']}}, 'fields': {"
    "   'id': {'type': 'text', 'title': {'zh': '编号', 'en': 'Identifier'}}, 'name': {'type': 'text', 'aliases': ['名称']},"
    "   'area': {'type': 'decimal', 'unit': 'm2', 'min': 0.01, 'max': 10000000, 'aliases': ['孵化面积']},"
    "   'fund': {'type': 'decimal', 'unit': 'yuan', 'title': {'zh': '基金'}},"
    "   'count': {'type': 'integer', 'min': 0, 'aliases': ['在孵企业数']},"
    "   'level': {'type': 'category', 'categories': 'level', 'aliases': ['级别']},"
    "   'since': {'type': 'date', 'aliases': ['成立日期']}, 'ok': {'type': 'boolean', 'aliases': ['达标']},"
    "   'code': {'type': 'text', 'format': 'credit-code'}}},"
    "  'firms': {'key': 'firm', 'links': {'carrier': {'to': 'carriers'}}, 'fields': {'firm': {'type': 'text'}, 'staff': {'type': 'integer'}}}}}";

void building_start_with(building *b, const char *policy, bool partial)
{
  incubator_registry_options options = INCUBATOR_REGISTRY_OPTIONS_INIT;
  *b = (building){.policy = policy_of(policy), .error = INCUBATOR_ERROR_INIT};
  options.partial = partial;
  assert_int_equal(incubator_registry_builder_create(b->policy, &options, &b->builder, &b->error), INCUBATOR_STATUS_OK);
}

void building_start(building *b, bool partial)
{
  building_start_with(b, building_policy, partial);
}

incubator_status building_bytes(building *b, const char *table, incubator_data_format format, incubator_encoding encoding,
                                const void *bytes, size_t length)
{
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  source.bytes = bytes;
  source.length = length;
  source.name = "file";
  source.table = table;
  source.format = format;
  source.encoding = encoding;
  b->error = (incubator_error)INCUBATOR_ERROR_INIT;
  return incubator_registry_builder_read(b->builder, &source, &b->error);
}

incubator_status building_csv(building *b, const char *table, const char *csv)
{
  return building_bytes(b, table, INCUBATOR_DATA_CSV, INCUBATOR_ENCODING_AUTO, csv, strlen(csv));
}

incubator_status building_json(building *b, const char *table, const char *json)
{
  char *text = quoted(json);
  incubator_status status = building_bytes(b, table, INCUBATOR_DATA_JSON, INCUBATOR_ENCODING_AUTO, text, strlen(text));
  free(text);
  return status;
}

incubator_status building_finish(building *b)
{
  b->error = (incubator_error)INCUBATOR_ERROR_INIT;
  return incubator_registry_builder_finish(b->builder, &b->registry, &b->findings, &b->error);
}

void building_end(building *b)
{
  incubator_registry_builder_free(b->builder);
  incubator_registry_unref(b->registry);
  incubator_findings_free(b->findings);
  incubator_policy_unref(b->policy);
  memset(b, 0, sizeof *b);
}

void building_of_csv(building *b, const char *csv)
{
  building_start(b, false);
  if (building_csv(b, "carriers", csv) != INCUBATOR_STATUS_OK || building_finish(b) != INCUBATOR_STATUS_OK) {
    fail_msg("%s\n%s", b->error.message, findings_text(b->findings));
  }
}

static void value_text(const building *b, const inc_field *field, int64_t value, char *text, size_t room)
{
  const inc_frame *frame = inc_registry_frame(b->registry);
  switch (field->type) {
  case INC_TYPE_NUMBER: inc_decimal_format(field->whole ? value * INC_MICRO : value, text); break;
  case INC_TYPE_DATE: inc_date_format((int32_t)value, text); break;
  case INC_TYPE_CATEGORY: snprintf(text, room, "%s", frame->schema->lists[field->list].codes[value].code); break;
  case INC_TYPE_BOOLEAN: snprintf(text, room, "%s", value ? "true" : "false"); break;
  default: snprintf(text, room, "%s", inc_map_text(frame->texts, (uint32_t)value, NULL)); break;
  }
}

const char *building_cell(const building *b, const char *subject, const char *field)
{
  static char texts[4][256];
  static unsigned turn;
  char *text = texts[turn++ % 4];
  const inc_frame *frame = inc_registry_frame(b->registry);
  size_t length = strcspn(subject, ":");
  uint32_t table = inc_schema_table(frame->schema, subject, length);
  assert_true(table != INC_NONE && subject[length]);
  uint32_t number = inc_table_field(&frame->schema->tables[table], field, strlen(field));
  assert_true(number != INC_NONE);
  size_t row = inc_registry_row(b->registry, table, subject + length + 1, strlen(subject + length + 1));
  if (row == SIZE_MAX) return "!";
  const inc_column *column = &frame->tables[table].columns[number];
  if (!inc_column_valid(column, row)) return "?";
  const inc_field *about = &frame->schema->tables[table].fields[number];
  int64_t value = about->link == INC_NONE ? inc_column_value(column, row) : inc_frame_key(frame, table, number, row);
  value_text(b, about, value, text, sizeof texts[0]);
  return text;
}

const char *building_finding(const building *b, size_t n)
{
  static char text[512];
  const incubator_finding *f = incubator_findings_get(b->findings, n);
  text[0] = 0;
  if (f) snprintf(text, sizeof text, "%s %s %u:%u", f->code, f->path, f->line, f->column);
  return text;
}
