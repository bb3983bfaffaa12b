/* Plans of targets: a table a target, a row a subject, the dates across; or date by date. */
#include <string.h>

#include "report/report.h"
#include "target/target.h"

typedef struct plans {
  inc_reporting r;
  const incubator_target *t;
  uint32_t table; /* whose subjects; INC_NONE: all */
} plans;

static const inc_rule *rule_of(const plans *p, const inc_target_line *line)
{
  return &p->r.policy->program.rules[line->rule];
}

static const char *subject_of(const plans *p, const inc_target_line *line)
{
  return inc_decisions_key(p->r.d, rule_of(p, line)->table, line->row);
}

static const char *date_of(const plans *p, uint32_t rule, const inc_milestone *m)
{
  return strchr(p->r.policy->program.rules[rule].parts[m->part].name, '/') + 1;
}

/* The plan that a line is told of; NULL for none. */
static const inc_target *plan_of(const plans *p, const inc_target_line *line)
{
  if (p->table != INC_NONE && rule_of(p, line)->table != p->table) return NULL;
  return inc_target_with_plan(p->t, line->rule);
}

/* The first line behind `from` of a target with a plan, or of this one only (INC_NONE: any); NULL at the end. */
static const inc_target_line *next_line(const plans *p, const inc_target_line *from, uint32_t rule)
{
  const inc_target_line *line = from ? from + 1 : p->t->lines, *end = p->t->lines + p->t->count;
  while (line < end && (!plan_of(p, line) || (rule != INC_NONE && line->rule != rule))) line++;
  return line < end ? line : NULL;
}

/* ---- Tables ---- */

static void add_level(const plans *p, inc_sheet *sheet, inc_cell cell)
{
  char text[INC_DECIMAL_TEXT];
  if (cell.gap) {
    inc_sheet_cell(sheet, inc_words_gap((incubator_gap)cell.gap, p->r.how.language));
  } else {
    inc_decimal_format(cell.value, text);
    inc_sheet_cell(sheet, text);
  }
}

/* What a part comes to over all subjects; none where one of them has a gap, or it is beyond the range. */
static void add_total(const plans *p, inc_sheet *sheet, uint32_t rule, uint32_t part)
{
  inc_i128 total = 0;
  bool known = true;
  for (const inc_target_line *line = next_line(p, NULL, rule); line; line = next_line(p, line, rule)) {
    const inc_cell cell = inc_target_part(p->t, line, part);
    known = known && !cell.gap;
    total += cell.gap ? 0 : cell.value;
  }
  if (known && total <= INT64_MAX && total >= -INT64_MAX) add_level(p, sheet, (inc_cell){.value = (int64_t)total});
  else inc_sheet_cell(sheet, "–");
}

static void write_table(plans *p, const inc_target_line *first, inc_output_stream *o)
{
  const incubator_language language = p->r.how.language;
  const inc_target *plan = plan_of(p, first);
  const char *title = inc_rule_title(p->r.policy, first->rule, language);
  size_t rows = 0;
  inc_sheet sheet;
  inc_sheet_init(&sheet, &p->r.d->allocator);
  inc_sheet_column_add(&sheet, inc_table_title(p->r.policy, rule_of(p, first)->table, language), NULL, false);
  inc_sheet_column_add(&sheet, inc_words(language, "actual", "现有"), title, true);
  for (uint32_t i = 0; i < plan->plan_count; i++) inc_sheet_column_add(&sheet, date_of(p, first->rule, &plan->plan[i]), title, true);
  inc_sheet_column_add(&sheet, inc_words(language, "target", "目标"), title, true);
  for (const inc_target_line *line = first; line; line = next_line(p, line, first->rule), rows++) {
    inc_sheet_cell(&sheet, subject_of(p, line));
    add_level(p, &sheet, inc_target_part(p->t, line, INC_TARGET_ACTUAL));
    for (uint32_t i = 0; i < plan->plan_count; i++) add_level(p, &sheet, inc_target_part(p->t, line, plan->plan[i].part));
    add_level(p, &sheet, inc_target_part(p->t, line, INC_TARGET_GOAL));
  }
  if (rows > 1) {
    inc_sheet_cell(&sheet, inc_words(language, "total", "合计"));
    add_total(p, &sheet, first->rule, INC_TARGET_ACTUAL);
    for (uint32_t i = 0; i < plan->plan_count; i++) add_total(p, &sheet, first->rule, plan->plan[i].part);
    add_total(p, &sheet, first->rule, INC_TARGET_GOAL);
  }
  inc_sheet_table(&sheet, 0, language, o);
  inc_sheet_free(&sheet);
  inc_report_note(&p->r, first->rule);
}

/* One table a target, in the order in which they come up. */
static void write_tables(plans *p)
{
  for (const inc_target_line *line = next_line(p, NULL, INC_NONE); line; line = next_line(p, line, INC_NONE)) {
    if (next_line(p, NULL, line->rule) != line) continue;
    if (line != next_line(p, NULL, INC_NONE)) inc_out_text(&p->r.out, "\n");
    write_table(p, line, &p->r.out);
  }
  inc_report_settings(&p->r);
}

/* ---- Date by date ---- */

static void write_csv_line(const plans *p, inc_sheet *sheet, const inc_target_line *line, const inc_milestone *m)
{
  const inc_cell level = inc_target_part(p->t, line, m->part);
  const inc_basis *basis = inc_report_basis(&p->r, line->rule, line->row);
  char number[INC_DECIMAL_TEXT];
  inc_buffer text;
  inc_sheet_cell(sheet, p->r.policy->program.schema.tables[rule_of(p, line)->table].name);
  inc_sheet_cell(sheet, subject_of(p, line));
  inc_sheet_cell(sheet, rule_of(p, line)->name);
  inc_sheet_cell(sheet, p->r.policy->rules[line->rule].series);
  inc_sheet_cell(sheet, date_of(p, line->rule, m));
  if (!level.gap) inc_decimal_format(level.value, number);
  inc_sheet_cell(sheet, level.gap ? NULL : number);
  inc_sheet_cell(sheet, level.gap ? incubator_gap_name((incubator_gap)level.gap) : NULL);
  inc_buffer_init(&text, &p->r.d->allocator);
  if (basis) inc_report_clause(&p->r, basis, &text);
  inc_sheet_buffer(sheet, &text);
}

static void write_csv(const plans *p, inc_output_stream *o)
{
  static const char *const headers[] = {"table", "subject", "target", "series", "date", "level", "undetermined", "clause"};
  inc_sheet sheet;
  inc_sheet_init(&sheet, &p->r.d->allocator);
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) inc_sheet_column_add(&sheet, headers[i], NULL, false);
  for (const inc_target_line *line = next_line(p, NULL, INC_NONE); line; line = next_line(p, line, INC_NONE)) {
    const inc_target *plan = plan_of(p, line);
    for (uint32_t i = 0; i < plan->plan_count; i++) write_csv_line(p, &sheet, line, &plan->plan[i]);
  }
  inc_sheet_csv(&sheet, o);
  inc_sheet_free(&sheet);
}

static void write_json_line(const plans *p, inc_json_out *j, const inc_target_line *line)
{
  const inc_target *plan = plan_of(p, line);
  const inc_basis *basis = inc_report_basis(&p->r, line->rule, line->row);
  inc_jo_open(j, NULL, '{');
  j->inline_ = true;
  inc_jo_text(j, "table", p->r.policy->program.schema.tables[rule_of(p, line)->table].name);
  inc_jo_text(j, "subject", subject_of(p, line));
  inc_jo_text(j, "target", rule_of(p, line)->name);
  inc_jo_text(j, "series", p->r.policy->rules[line->rule].series);
  inc_jo_cell(j, "actual", p->r.d, INC_TYPE_NUMBER, INC_NONE, inc_target_part(p->t, line, INC_TARGET_ACTUAL));
  inc_jo_cell(j, "goal", p->r.d, INC_TYPE_NUMBER, INC_NONE, inc_target_part(p->t, line, INC_TARGET_GOAL));
  inc_jo_open(j, "milestones", '[');
  for (uint32_t i = 0; i < plan->plan_count; i++) {
    inc_jo_open(j, NULL, '{');
    inc_jo_text(j, "date", date_of(p, line->rule, &plan->plan[i]));
    inc_jo_cell(j, "level", p->r.d, INC_TYPE_NUMBER, INC_NONE, inc_target_part(p->t, line, plan->plan[i].part));
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
  if (basis) inc_jo_basis(j, "basis", p->r.policy, basis, p->r.how.language);
  inc_jo_close(j, '}');
  j->inline_ = false;
}

static void write_json(const plans *p, inc_output_stream *o)
{
  inc_json_out j = {.out = o};
  inc_jo_open(&j, NULL, '{');
  inc_jo_head(&j, "incubator-plan/1", p->r.d);
  inc_jo_open(&j, "lines", '[');
  for (const inc_target_line *line = next_line(p, NULL, INC_NONE); line; line = next_line(p, line, INC_NONE)) write_json_line(p, &j, line);
  inc_jo_close(&j, ']');
  inc_jo_close(&j, '}');
}

/* ---- Which of them ---- */

static bool any_plan(const plans *p)
{
  const inc_program *program = &p->r.policy->program;
  bool any = false;
  for (uint32_t r = 0; r < program->rule_count && !any; r++) {
    const bool asked = p->table == INC_NONE || program->rules[r].table == p->table;
    any = asked && program->rules[r].kind == INC_KIND_TARGET && inc_target_with_plan(p->t, r);
  }
  return any;
}

static incubator_status check(plans *p)
{
  if (p->r.how.table) INC_TRY(inc_report_table(&p->r, &p->table));
  if (any_plan(p)) return INCUBATOR_STATUS_OK;
  if (p->table == INC_NONE) return INC_FAIL(p->r.error, INCUBATOR_STATUS_NOT_FOUND, "the policy \"%s\" has no target with a plan in force", p->r.policy->id);
  return INC_FAIL(p->r.error, INCUBATOR_STATUS_NOT_FOUND, "the policy has no target with a plan in force for table \"%s\"", p->r.how.table);
}

incubator_status incubator_target_write_plan(const incubator_target *t, const incubator_report *how, const incubator_writer *writer,
                                             incubator_error *error)
{
  plans p = {.t = t, .table = INC_NONE};
  if (!t) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "target must not be NULL");
  INC_TRY(inc_report_start(&p.r, INC_TARGET, t->decisions, how, writer, error));
  const incubator_status found = check(&p);
  if (found != INCUBATOR_STATUS_OK) return inc_report_end(&p.r, found);
  if (p.r.how.format == INCUBATOR_FORMAT_CSV) write_csv(&p, &p.r.out);
  else if (p.r.how.format == INCUBATOR_FORMAT_JSON) write_json(&p, &p.r.out);
  else write_tables(&p);
  return inc_report_end(&p.r, INCUBATOR_STATUS_OK);
}
