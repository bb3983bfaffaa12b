/* What each subject is: a line a subject, or the whole as JSON. */
#include <string.h>

#include "report/report.h"

/* A column of the report: a category of the data, or a rule. */
typedef struct class_column {
  uint32_t field, rule; /* one is INC_NONE */
} class_column;

typedef struct classes {
  inc_reporting *r;
  uint32_t table;
  class_column *columns;
  size_t count;
} classes;

static const inc_program *program_of(const classes *c)
{
  return &c->r->policy->program;
}

/* A table on a terminal shows what a subject is; requirements fill the other formats. */
static bool is_shown(const classes *c, uint32_t rule)
{
  if (c->r->policy->rules[rule].question != INC_CLASSIFY || program_of(c)->rules[rule].table != c->table) return false;
  return c->r->how.format != INCUBATOR_FORMAT_TABLE || program_of(c)->rules[rule].kind == INC_KIND_CHOOSE;
}

static bool find_columns(classes *c)
{
  const inc_table *table = &program_of(c)->schema.tables[c->table];
  const inc_frame_table *data = &inc_registry_frame(c->r->d->registry)->tables[c->table];
  c->columns = inc_alloc_zero(&c->r->d->allocator, table->count + program_of(c)->rule_count, sizeof *c->columns);
  if (!c->columns) return false;
  c->count = 0;
  for (uint32_t f = 0; f < table->count; f++) {
    bool given = data->columns[f].data || table->fields[f].has_absent;
    if (table->fields[f].type == INC_TYPE_CATEGORY && given) c->columns[c->count++] = (class_column){f, INC_NONE};
  }
  for (uint32_t i = 0; i < program_of(c)->rule_count; i++) {
    if (is_shown(c, i)) c->columns[c->count++] = (class_column){INC_NONE, i};
  }
  return true;
}

static inc_ref ref_of(const classes *c, const class_column *column)
{
  return (inc_ref){.table = c->table, .field = column->field, .rule = column->rule};
}

static inc_type type_of(const classes *c, const class_column *column, uint32_t *list)
{
  const inc_field *field = column->rule == INC_NONE ? &program_of(c)->schema.tables[c->table].fields[column->field] : NULL;
  const inc_part *part = field ? NULL : &program_of(c)->rules[column->rule].parts[0];
  *list = field ? field->list : part->list;
  return field ? field->type : part->type;
}

/* ---- Why ---- */

/* The conditions of a requirement that do not hold. */
static void failed_words(const classes *c, uint32_t rule, size_t row, inc_buffer *to)
{
  const inc_rule *r = &program_of(c)->rules[rule];
  const inc_version *version;
  const inc_version_info *about = inc_report_version(c->r->d, rule, &version);
  const incubator_language language = c->r->how.language;
  bool first = true;
  for (size_t i = 0; i < version->is.require.count; i++) {
    uint32_t part = version->is.require.conditions[i].part;
    inc_cell cell = inc_report_cell(c->r->d, rule, part, row);
    if (cell.gap || cell.value) continue;
    inc_buffer_text(to, first ? inc_words(language, "fails: ", "未达到：") : inc_words(language, ", ", "、"));
    if (language == INCUBATOR_LANGUAGE_EN) inc_buffer_text(to, r->parts[part].name);
    else if (about->parts[i].title.zh) inc_buffer_text(to, about->parts[i].title.zh);
    else inc_words_expression(c->r->policy, version->is.require.conditions[i].is, c->table, language, to);
    first = false;
  }
}

static void why(const classes *c, uint32_t rule, size_t row, inc_buffer *to)
{
  inc_cell cell = inc_report_cell(c->r->d, rule, 0, row);
  const inc_basis *basis = inc_report_basis(c->r, rule, row);
  const char *reason = basis ? inc_label_text(&basis->reason, c->r->how.language) : NULL;
  if (cell.gap) inc_report_gap(c->r, rule, row, to);
  else if (inc_report_reported(c->r->d, rule, row)) inc_buffer_text(to, inc_words(c->r->how.language, "as reported", "按填报值"));
  else if (reason) inc_buffer_text(to, reason);
  else if (program_of(c)->rules[rule].kind == INC_KIND_REQUIRE && !cell.value) failed_words(c, rule, row, to);
}

/* ---- Lines ---- */

static bool use_labels(const classes *c)
{
  return c->r->how.labels || c->r->how.format == INCUBATOR_FORMAT_TABLE;
}

static void add_column(const classes *c, inc_sheet *sheet, const class_column *column, const char *suffix)
{
  inc_buffer name;
  inc_ref ref = ref_of(c, column);
  inc_buffer_init(&name, &c->r->d->allocator);
  if (use_labels(c)) {
    inc_words_ref(c->r->policy, &ref, c->table, c->r->how.language, &name);
  } else {
    const inc_table *table = &program_of(c)->schema.tables[c->table];
    inc_buffer_text(&name, column->rule == INC_NONE ? table->fields[column->field].name : program_of(c)->rules[column->rule].name);
  }
  inc_buffer_text(&name, suffix);
  inc_sheet_column_buffer(sheet, &name, false);
}

static void add_header(const classes *c, inc_sheet *sheet, const class_column *column)
{
  add_column(c, sheet, column, "");
  inc_report_note(c->r, column->rule);
  if (c->r->how.format != INCUBATOR_FORMAT_CSV || column->rule == INC_NONE) return;
  add_column(c, sheet, column, ".why");
  add_column(c, sheet, column, ".clause");
}

static void add_value(const classes *c, inc_sheet *sheet, const class_column *column, size_t row)
{
  inc_ref ref = ref_of(c, column);
  uint32_t list;
  inc_type type = type_of(c, column, &list);
  inc_cell cell = inc_results_cell(c->r->d->results, c->table, &ref, row);
  inc_buffer text;
  inc_buffer_init(&text, &c->r->d->allocator);
  bool table = c->r->how.format == INCUBATOR_FORMAT_TABLE;
  if (cell.gap && table) inc_buffer_print(&text, "? %s", inc_words_gap((incubator_gap)cell.gap, c->r->how.language));
  else if (!cell.gap && use_labels(c)) inc_words_value(c->r->policy, type, list, cell.value, c->r->how.language, &text);
  else if (!cell.gap) inc_decisions_value(c->r->d, type, list, cell.value, &text);
  inc_sheet_buffer(sheet, &text);
  if (table || column->rule == INC_NONE) return;
  inc_buffer_init(&text, &c->r->d->allocator);
  why(c, column->rule, row, &text);
  inc_sheet_buffer(sheet, &text);
  inc_buffer_init(&text, &c->r->d->allocator);
  const inc_basis *basis = inc_report_basis(c->r, column->rule, row);
  if (basis) inc_report_clause(c->r, basis, &text);
  inc_sheet_buffer(sheet, &text);
}

static void write_lines(classes *c)
{
  inc_sheet sheet;
  const inc_table *table = &program_of(c)->schema.tables[c->table];
  size_t rows = inc_registry_frame(c->r->d->registry)->tables[c->table].rows, limit = c->r->how.limit;
  inc_sheet_init(&sheet, &c->r->d->allocator);
  inc_sheet_column_add(&sheet, table->fields[table->key].name, NULL, false);
  for (size_t i = 0; i < c->count; i++) add_header(c, &sheet, &c->columns[i]);
  for (size_t row = 0; row < rows && !sheet.failed; row++) {
    inc_sheet_cell(&sheet, inc_decisions_key(c->r->d, c->table, row));
    for (size_t i = 0; i < c->count; i++) add_value(c, &sheet, &c->columns[i], row);
  }
  if (c->r->how.format == INCUBATOR_FORMAT_CSV) inc_sheet_csv(&sheet, &c->r->out);
  else inc_sheet_table(&sheet, limit, c->r->how.language, &c->r->out);
  if (c->r->how.format == INCUBATOR_FORMAT_TABLE) inc_report_settings(c->r);
  inc_sheet_free(&sheet);
}

/* ---- JSON ---- */

static void write_rule(const classes *c, inc_json_out *j, uint32_t rule, size_t row)
{
  const inc_rule *r = &program_of(c)->rules[rule];
  inc_cell cell = inc_report_cell(c->r->d, rule, 0, row);
  const inc_basis *basis = inc_report_basis(c->r, rule, row);
  inc_jo_open(j, r->name, '{');
  if (cell.gap) inc_jo_text(j, "gap", incubator_gap_name((incubator_gap)cell.gap));
  else inc_jo_cell(j, "value", c->r->d, r->parts[0].type, r->parts[0].list, cell);
  if (cell.gap) inc_report_names(c->r, j, rule, row);
  const char *reason = basis ? inc_label_text(&basis->reason, c->r->how.language) : NULL;
  if (reason) inc_jo_text(j, "reason", reason);
  if (inc_report_reported(c->r->d, rule, row)) inc_jo_boolean(j, "reported_stands", true);
  if (r->kind == INC_KIND_REQUIRE) {
    inc_jo_open(j, "conditions", '{');
    for (uint32_t p = 1; p < r->part_count; p++) {
      inc_jo_cell(j, r->parts[p].name, c->r->d, INC_TYPE_BOOLEAN, INC_NONE, inc_report_cell(c->r->d, rule, p, row));
    }
    inc_jo_close(j, '}');
  }
  if (basis) inc_jo_basis(j, "basis", c->r->policy, basis, c->r->how.language);
  inc_jo_close(j, '}');
}

static void write_subject(const classes *c, inc_json_out *j, size_t row)
{
  const inc_table *table = &program_of(c)->schema.tables[c->table];
  inc_jo_open(j, NULL, '{');
  j->inline_ = true;
  inc_jo_text(j, "key", inc_decisions_key(c->r->d, c->table, row));
  inc_jo_open(j, "declared", '{');
  for (size_t i = 0; i < c->count && c->columns[i].rule == INC_NONE; i++) {
    inc_ref ref = ref_of(c, &c->columns[i]);
    const inc_field *field = &table->fields[c->columns[i].field];
    inc_jo_cell(j, field->name, c->r->d, field->type, field->list, inc_results_cell(c->r->d->results, c->table, &ref, row));
  }
  inc_jo_close(j, '}');
  inc_jo_open(j, "decided", '{');
  for (size_t i = 0; i < c->count; i++) {
    if (c->columns[i].rule != INC_NONE) write_rule(c, j, c->columns[i].rule, row);
  }
  inc_jo_close(j, '}');
  inc_jo_close(j, '}');
  j->inline_ = false;
}

static incubator_status write_table(classes *c, inc_json_out *j)
{
  if (!find_columns(c)) return inc_no_memory(c->r->error);
  bool any = false;
  for (size_t i = 0; i < c->count; i++) any = any || c->columns[i].rule != INC_NONE;
  size_t rows = inc_registry_frame(c->r->d->registry)->tables[c->table].rows;
  if (any) {
    inc_jo_open(j, program_of(c)->schema.tables[c->table].name, '[');
    for (size_t row = 0; row < rows && c->r->out.status == INCUBATOR_STATUS_OK; row++) write_subject(c, j, row);
    inc_jo_close(j, ']');
  }
  inc_free(&c->r->d->allocator, c->columns);
  return INCUBATOR_STATUS_OK;
}

static void write_findings(inc_json_out *j, const incubator_findings *findings)
{
  inc_jo_open(j, "findings", '[');
  for (size_t i = 0; i < incubator_findings_count(findings); i++) {
    const incubator_finding *f = incubator_findings_get(findings, i);
    inc_jo_open(j, NULL, '{');
    inc_jo_text(j, "severity", incubator_severity_name(f->severity));
    inc_jo_text(j, "code", f->code);
    inc_jo_text(j, "path", f->path);
    inc_jo_text(j, "message", f->message);
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
}

static incubator_status write_json(inc_reporting *r)
{
  inc_json_out j = {.out = &r->out};
  uint32_t only = INC_NONE;
  if (r->how.table) INC_TRY(inc_report_table(r, INC_CLASSIFY, &only));
  inc_jo_open(&j, NULL, '{');
  inc_jo_head(&j, "incubator-classification/1", r->d);
  inc_jo_open(&j, "tables", '{');
  for (uint32_t t = 0; t < r->policy->program.schema.count; t++) {
    classes c = {.r = r, .table = t};
    if ((only != INC_NONE && only != t) || r->policy->program.schema.tables[t].key == INC_NONE) continue;
    INC_TRY(write_table(&c, &j));
  }
  inc_jo_close(&j, '}');
  write_findings(&j, incubator_decisions_findings(r->d));
  inc_jo_close(&j, '}');
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_write_classes(inc_reporting *r)
{
  classes c = {.r = r};
  if (r->how.format == INCUBATOR_FORMAT_JSON) return write_json(r);
  INC_TRY(inc_report_table(r, INC_CLASSIFY, &c.table));
  if (!find_columns(&c)) return inc_no_memory(r->error);
  write_lines(&c);
  inc_free(&r->d->allocator, c.columns);
  return INCUBATOR_STATUS_OK;
}

incubator_status incubator_decisions_classify(const incubator_decisions *d, const incubator_report *how,
                                              const incubator_writer *writer, incubator_error *error)
{
  inc_reporting r;
  INC_TRY(inc_report_start(&r, d, how, writer, error));
  incubator_status status = r.how.by ? inc_write_inventory(&r) : inc_write_classes(&r);
  return inc_report_end(&r, status);
}
