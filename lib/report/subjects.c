/* What a policy decides of each subject in answer to one question: a line a subject, or the whole as JSON. */
#include <string.h>

#include "report/report.h"

/* A column of the report: a category of the data, or a rule or a part of one. */
typedef struct subject_column {
  uint32_t field, rule; /* one is INC_NONE */
  uint32_t part;
} subject_column;

typedef struct subjects {
  inc_reporting *r;
  uint32_t table;
  subject_column *columns;
  size_t count;
} subjects;

static const inc_program *program_of(const subjects *s)
{
  return &s->r->policy->program;
}

/* A table on a terminal shows what a subject is; requirements fill the other formats. */
static bool is_shown(const subjects *s, uint32_t rule)
{
  if (s->r->policy->rules[rule].question != s->r->question || program_of(s)->rules[rule].table != s->table) return false;
  return s->r->how.format != INCUBATOR_FORMAT_TABLE || program_of(s)->rules[rule].kind != INC_KIND_REQUIRE;
}

/* Whether a part has a column of its own: of a table only ranks do, JSON has the parts within the rule. */
static bool is_part_shown(const subjects *s, const inc_rule *rule, uint32_t part)
{
  bool numbers = rule->kind == INC_KIND_SCORE || rule->kind == INC_KIND_SELECT;
  if (s->r->how.format == INCUBATOR_FORMAT_CSV) return part && numbers;
  return s->r->how.format == INCUBATOR_FORMAT_TABLE && rule->kind == INC_KIND_SELECT && part == INC_SELECT_RANK;
}

static void add_rule(subjects *s, uint32_t number)
{
  const inc_rule *rule = &program_of(s)->rules[number];
  for (uint32_t p = 0; p < rule->part_count; p++) {
    if (p == 0 || (is_part_shown(s, rule, p) && inc_report_kept(s->r->d, number, p))) s->columns[s->count++] = (subject_column){INC_NONE, number, p};
  }
}

static bool find_columns(subjects *s)
{
  const inc_table *table = &program_of(s)->schema.tables[s->table];
  const inc_frame_table *data = &inc_registry_frame(s->r->d->registry)->tables[s->table];
  size_t room = table->count;
  for (uint32_t i = 0; i < program_of(s)->rule_count; i++) room += program_of(s)->rules[i].part_count;
  s->columns = inc_alloc_zero(&s->r->d->allocator, room, sizeof *s->columns);
  if (!s->columns) return false;
  s->count = 0;
  for (uint32_t f = 0; f < table->count; f++) {
    bool given = data->columns[f].data || table->fields[f].has_absent;
    if (table->fields[f].type == INC_TYPE_CATEGORY && given) s->columns[s->count++] = (subject_column){f, INC_NONE, 0};
  }
  for (uint32_t i = 0; i < program_of(s)->rule_count; i++) {
    if (is_shown(s, i)) add_rule(s, i);
  }
  return true;
}

static inc_ref ref_of(const subjects *s, const subject_column *column)
{
  return (inc_ref){.table = s->table, .field = column->field, .rule = column->rule, .part = column->part};
}

static inc_type type_of(const subjects *s, const subject_column *column, uint32_t *list)
{
  const inc_field *field = column->rule == INC_NONE ? &program_of(s)->schema.tables[s->table].fields[column->field] : NULL;
  const inc_part *part = field ? NULL : &program_of(s)->rules[column->rule].parts[column->part];
  *list = field ? field->list : part->list;
  return field ? field->type : part->type;
}

/* ---- Why ---- */

/* The conditions of a requirement that do not hold. */
static void failed_words(const subjects *s, uint32_t rule, size_t row, inc_buffer *to)
{
  const inc_rule *r = &program_of(s)->rules[rule];
  const inc_version *version;
  const inc_version_info *about = inc_report_version(s->r->d, rule, &version);
  const incubator_language language = s->r->how.language;
  bool first = true;
  for (size_t i = 0; i < version->is.require.count; i++) {
    uint32_t part = version->is.require.conditions[i].part;
    inc_cell cell = inc_report_cell(s->r->d, rule, part, row);
    if (cell.gap || cell.value) continue;
    inc_buffer_text(to, first ? inc_words(language, "fails: ", "未达到：") : inc_words(language, ", ", "、"));
    if (language == INCUBATOR_LANGUAGE_EN) inc_buffer_text(to, r->parts[part].name);
    else if (about->parts[i].title.zh) inc_buffer_text(to, about->parts[i].title.zh);
    else inc_words_expression(s->r->policy, version->is.require.conditions[i].is, s->table, language, to);
    first = false;
  }
}

/* The items of a score that were not given, though it has a value. */
static void missing_words(const subjects *s, uint32_t rule, size_t row, inc_buffer *to)
{
  const inc_version *version;
  const incubator_language language = s->r->how.language;
  bool first = true;
  inc_report_version(s->r->d, rule, &version);
  for (uint32_t i = 0; i < version->is.score.count; i++) {
    const inc_item *item = &version->is.score.items[i];
    if (!item->value || !inc_report_kept(s->r->d, rule, item->part)) continue;
    if (inc_report_cell(s->r->d, rule, item->part, row).gap != INCUBATOR_GAP_MISSING) continue;
    inc_buffer_text(to, first ? inc_words(language, "not given: ", "未提供：") : inc_words(language, ", ", "、"));
    if (language == INCUBATOR_LANGUAGE_EN) inc_buffer_text(to, program_of(s)->rules[rule].parts[item->part].name);
    else inc_words_item(s->r->policy, rule, version, i, language, to);
    first = false;
  }
}

static void why(const subjects *s, uint32_t rule, size_t row, inc_buffer *to)
{
  inc_cell cell = inc_report_cell(s->r->d, rule, 0, row);
  const inc_basis *basis = inc_report_basis(s->r, rule, row);
  const inc_kind kind = program_of(s)->rules[rule].kind;
  const char *reason = basis ? inc_label_text(&basis->reason, s->r->how.language) : NULL;
  if (cell.gap) inc_report_gap(s->r, rule, row, to);
  else if (inc_report_reported(s->r->d, rule, row)) inc_buffer_text(to, inc_words(s->r->how.language, "as reported", "按填报值"));
  else if (reason) inc_buffer_text(to, reason);
  else if (kind == INC_KIND_REQUIRE && !cell.value) failed_words(s, rule, row, to);
  else if (kind == INC_KIND_SCORE) missing_words(s, rule, row, to);
  else if (kind == INC_KIND_SELECT) inc_report_rank(s->r->d, rule, row, s->r->how.language, to);
}

/* ---- Lines ---- */

static bool use_labels(const subjects *s)
{
  return s->r->how.labels || s->r->how.format == INCUBATOR_FORMAT_TABLE;
}

static void add_column(const subjects *s, inc_sheet *sheet, const subject_column *column, const char *suffix)
{
  inc_buffer name;
  uint32_t list;
  inc_ref ref = ref_of(s, column);
  inc_buffer_init(&name, &s->r->d->allocator);
  if (use_labels(s)) {
    inc_words_ref(s->r->policy, &ref, s->table, s->r->how.language, &name);
  } else {
    inc_words_path(s->r->policy, &ref, s->table, &name);
  }
  inc_buffer_text(&name, suffix);
  inc_sheet_column_buffer(sheet, &name, !*suffix && type_of(s, column, &list) == INC_TYPE_NUMBER);
}

/* A part stands beside its rule, which says why. */
static bool has_basis(const subject_column *column)
{
  return column->rule != INC_NONE && column->part == 0;
}

static void add_header(const subjects *s, inc_sheet *sheet, const subject_column *column)
{
  add_column(s, sheet, column, "");
  inc_report_note(s->r, column->rule);
  if (s->r->how.format != INCUBATOR_FORMAT_CSV || !has_basis(column)) return;
  add_column(s, sheet, column, ".why");
  add_column(s, sheet, column, ".clause");
}

static void add_value(const subjects *s, inc_sheet *sheet, const subject_column *column, size_t row)
{
  inc_ref ref = ref_of(s, column);
  uint32_t list;
  inc_type type = type_of(s, column, &list);
  inc_cell cell = inc_results_cell(s->r->d->results, s->table, &ref, row);
  inc_buffer text;
  inc_buffer_init(&text, &s->r->d->allocator);
  bool table = s->r->how.format == INCUBATOR_FORMAT_TABLE;
  if (cell.gap && table) inc_buffer_print(&text, "? %s", inc_words_gap((incubator_gap)cell.gap, s->r->how.language));
  else if (!cell.gap && use_labels(s)) inc_words_value(s->r->policy, type, list, cell.value, s->r->how.language, &text);
  else if (!cell.gap) inc_decisions_value(s->r->d, type, list, cell.value, &text);
  inc_sheet_buffer(sheet, &text);
  if (table || !has_basis(column)) return;
  inc_buffer_init(&text, &s->r->d->allocator);
  why(s, column->rule, row, &text);
  inc_sheet_buffer(sheet, &text);
  inc_buffer_init(&text, &s->r->d->allocator);
  const inc_basis *basis = inc_report_basis(s->r, column->rule, row);
  if (basis) inc_report_clause(s->r, basis, &text);
  inc_sheet_buffer(sheet, &text);
}

static void write_lines(subjects *s)
{
  inc_sheet sheet;
  const inc_table *table = &program_of(s)->schema.tables[s->table];
  size_t rows = inc_registry_frame(s->r->d->registry)->tables[s->table].rows, limit = s->r->how.limit;
  inc_sheet_init(&sheet, &s->r->d->allocator);
  inc_sheet_column_add(&sheet, table->fields[table->key].name, NULL, false);
  for (size_t i = 0; i < s->count; i++) add_header(s, &sheet, &s->columns[i]);
  for (size_t row = 0; row < rows && !sheet.failed; row++) {
    inc_sheet_cell(&sheet, inc_decisions_key(s->r->d, s->table, row));
    for (size_t i = 0; i < s->count; i++) add_value(s, &sheet, &s->columns[i], row);
  }
  if (s->r->how.format == INCUBATOR_FORMAT_CSV) inc_sheet_csv(&sheet, &s->r->out);
  else inc_sheet_table(&sheet, limit, s->r->how.language, &s->r->out);
  if (s->r->how.format == INCUBATOR_FORMAT_TABLE) inc_report_settings(s->r);
  inc_sheet_free(&sheet);
}

/* ---- JSON ---- */

static void write_subject(const subjects *s, inc_json_out *j, size_t row)
{
  const inc_table *table = &program_of(s)->schema.tables[s->table];
  inc_jo_open(j, NULL, '{');
  j->inline_ = true;
  inc_jo_text(j, "key", inc_decisions_key(s->r->d, s->table, row));
  inc_jo_open(j, "declared", '{');
  for (size_t i = 0; i < s->count && s->columns[i].rule == INC_NONE; i++) {
    inc_ref ref = ref_of(s, &s->columns[i]);
    const inc_field *field = &table->fields[s->columns[i].field];
    inc_jo_cell(j, field->name, s->r->d, field->type, field->list, inc_results_cell(s->r->d->results, s->table, &ref, row));
  }
  inc_jo_close(j, '}');
  inc_jo_open(j, "decided", '{');
  for (size_t i = 0; i < s->count; i++) {
    if (s->columns[i].rule != INC_NONE) inc_report_outcome(s->r, j, s->columns[i].rule, row);
  }
  inc_jo_close(j, '}');
  inc_jo_close(j, '}');
  j->inline_ = false;
}

static incubator_status write_table(subjects *s, inc_json_out *j)
{
  if (!find_columns(s)) return inc_no_memory(s->r->error);
  bool any = false;
  for (size_t i = 0; i < s->count; i++) any = any || s->columns[i].rule != INC_NONE;
  size_t rows = inc_registry_frame(s->r->d->registry)->tables[s->table].rows;
  if (any) {
    inc_jo_open(j, program_of(s)->schema.tables[s->table].name, '[');
    for (size_t row = 0; row < rows && s->r->out.status == INCUBATOR_STATUS_OK; row++) write_subject(s, j, row);
    inc_jo_close(j, ']');
  }
  inc_free(&s->r->d->allocator, s->columns);
  return INCUBATOR_STATUS_OK;
}

static void write_findings(inc_json_out *j, const incubator_findings *findings)
{
  inc_jo_open(j, "findings", '[');
  for (size_t i = 0; i < incubator_findings_count(findings); i++) {
    inc_jo_finding(j, incubator_findings_get(findings, i));
  }
  inc_jo_close(j, ']');
}

static incubator_status write_json(inc_reporting *r)
{
  inc_json_out j = {.out = &r->out};
  uint32_t only = INC_NONE;
  if (r->how.table) INC_TRY(inc_report_table(r, &only));
  inc_jo_open(&j, NULL, '{');
  inc_jo_head(&j, r->question == INC_ASSESS ? "incubator-assessment/1" : "incubator-classification/1", r->d);
  inc_jo_open(&j, "tables", '{');
  for (uint32_t t = 0; t < r->policy->program.schema.count; t++) {
    subjects s = {.r = r, .table = t};
    if ((only != INC_NONE && only != t) || r->policy->program.schema.tables[t].key == INC_NONE) continue;
    INC_TRY(write_table(&s, &j));
  }
  inc_jo_close(&j, '}');
  write_findings(&j, incubator_decisions_findings(r->d));
  inc_jo_close(&j, '}');
  return INCUBATOR_STATUS_OK;
}

static incubator_status write_subjects(inc_reporting *r)
{
  subjects s = {.r = r};
  if (r->how.format == INCUBATOR_FORMAT_JSON) return write_json(r);
  INC_TRY(inc_report_table(r, &s.table));
  if (!find_columns(&s)) return inc_no_memory(r->error);
  write_lines(&s);
  inc_free(&r->d->allocator, s.columns);
  return INCUBATOR_STATUS_OK;
}

static incubator_status answer(inc_question question, const incubator_decisions *d, const incubator_report *how,
                               const incubator_writer *writer, incubator_error *error)
{
  inc_reporting r;
  INC_TRY(inc_report_start(&r, question, d, how, writer, error));
  return inc_report_end(&r, r.how.by ? inc_write_inventory(&r) : write_subjects(&r));
}

incubator_status incubator_decisions_classify(const incubator_decisions *d, const incubator_report *how,
                                              const incubator_writer *writer, incubator_error *error)
{
  return answer(INC_CLASSIFY, d, how, writer, error);
}

incubator_status incubator_decisions_assess(const incubator_decisions *d, const incubator_report *how,
                                            const incubator_writer *writer, incubator_error *error)
{
  return answer(INC_ASSESS, d, how, writer, error);
}
