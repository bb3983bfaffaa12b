/* Targets: the form with a row a subject and the series across, then the goals that stand alone. */
#include <string.h>

#include "report/report.h"
#include "target/target.h"

typedef struct form {
  inc_reporting r;
  const incubator_target *t;
  const inc_target_line *lines; /* those asked for: all, or one table's, which stand together */
  size_t count;
  const char **series; /* in the order of the rules */
  bool *paces; /* of each series, and behind them of the goals that stand alone: whether a pace kept is known of one of them */
  size_t series_count;
} form;

static const inc_rule *rule_of(const form *f, const inc_target_line *line)
{
  return &f->r.policy->program.rules[line->rule];
}

static const char *series_of(const form *f, const inc_target_line *line)
{
  return f->r.policy->rules[line->rule].series;
}

static const char *subject_of(const form *f, const inc_target_line *line)
{
  return inc_decisions_key(f->r.d, rule_of(f, line)->table, line->row);
}

/* Which column of the form a line stands in; series_count for none. */
static size_t place_of(const form *f, const inc_target_line *line)
{
  const char *own = series_of(f, line);
  size_t s = own ? 0 : f->series_count;
  while (s < f->series_count && strcmp(f->series[s], own)) s++;
  return s;
}

/* There is something to hold the pace needed against. */
static bool has_pace(const form *f, const inc_target_line *line)
{
  return !inc_target_part(f->t, line, INC_TARGET_PACE_KEPT).gap;
}

static bool find_series(form *f)
{
  f->paces = inc_alloc_zero(&f->r.d->allocator, f->r.policy->program.rule_count + 1, sizeof *f->paces);
  f->series = inc_alloc_zero(&f->r.d->allocator, f->r.policy->program.rule_count, sizeof *f->series);
  for (size_t i = 0; f->series && i < f->count; i++) {
    const char *own = series_of(f, &f->lines[i]);
    if (own && place_of(f, &f->lines[i]) == f->series_count) f->series[f->series_count++] = own;
  }
  for (size_t i = 0; f->series && f->paces && i < f->count; i++) {
    if (has_pace(f, &f->lines[i])) f->paces[place_of(f, &f->lines[i])] = true;
  }
  return f->series && f->paces;
}

/* ---- Figures as people read them ---- */

/* A share as a percentage with one decimal. */
static void percent_words(int64_t micros, inc_buffer *to)
{
  int64_t tenths = (int64_t)inc_divide_round(micros, 1000, INC_ROUND_HALF_UP);
  char text[INC_DECIMAL_TEXT];
  inc_number_format((inc_number){tenths, 1}, text);
  inc_buffer_text(to, text);
  if (!strchr(text, '.')) inc_buffer_text(to, ".0");
  inc_buffer_char(to, '%');
}

/* Targets of a pure number are shares. */
static bool is_share(const form *f, const inc_target_line *line)
{
  return f->r.policy->rules[line->rule].units[INC_TARGET_ACTUAL] == 0;
}

static void figure_words(const form *f, const inc_target_line *line, int64_t value, inc_buffer *to)
{
  char text[INC_DECIMAL_TEXT];
  if (is_share(f, line)) percent_words(value, to);
  else inc_buffer_add(to, text, inc_decimal_format(value, text));
}

/* The actual figure; its bounds where rows are undetermined; else why there is none. */
static void actual_words(const form *f, const inc_target_line *line, inc_buffer *to)
{
  inc_cell actual = inc_target_part(f->t, line, INC_TARGET_ACTUAL);
  inc_cell low = inc_target_part(f->t, line, INC_TARGET_LOW), high = inc_target_part(f->t, line, INC_TARGET_HIGH);
  if (!actual.gap) {
    figure_words(f, line, actual.value, to);
  } else if (!low.gap && !high.gap) {
    figure_words(f, line, low.value, to);
    inc_buffer_text(to, "–");
    figure_words(f, line, high.value, to);
  } else {
    inc_buffer_text(to, inc_words_gap((incubator_gap)actual.gap, f->r.how.language));
  }
}

static void part_words(const form *f, const inc_target_line *line, uint32_t part, inc_buffer *to)
{
  inc_cell cell = inc_target_part(f->t, line, part);
  bool own = part == INC_TARGET_GOAL; /* others only follow from the actual figure */
  if (cell.gap) inc_buffer_text(to, own ? inc_words_gap((incubator_gap)cell.gap, f->r.how.language) : "–");
  else if (part == INC_TARGET_SHARE || part == INC_TARGET_PROGRESS) percent_words(cell.value, to);
  else figure_words(f, line, cell.value, to);
}

/* A figure with one decimal, or as a percentage. */
static void pace_figure(const form *f, const inc_target_line *line, uint32_t part, inc_buffer *to)
{
  inc_cell cell = inc_target_part(f->t, line, part);
  char text[INC_DECIMAL_TEXT];
  if (cell.gap) {
    inc_buffer_text(to, "–");
  } else if (is_share(f, line)) {
    percent_words(cell.value, to);
  } else {
    inc_number_format((inc_number){(int64_t)inc_divide_round(cell.value, 100000, INC_ROUND_HALF_UP), 1}, text);
    inc_buffer_text(to, text);
  }
}

static void add_pace(const form *f, inc_sheet *sheet, const inc_target_line *line)
{
  inc_buffer text;
  inc_buffer_init(&text, &f->r.d->allocator);
  if (line) {
    pace_figure(f, line, INC_TARGET_PACE_KEPT, &text);
    inc_buffer_text(&text, "/");
    pace_figure(f, line, INC_TARGET_PACE_NEEDED, &text);
  } else {
    inc_buffer_text(&text, "");
  }
  inc_sheet_buffer(sheet, &text);
}

static const char *pace_title(const form *f)
{
  return inc_words(f->r.how.language, "kept/needed", "年均/需年均");
}

static void add_cell(const form *f, inc_sheet *sheet, const inc_target_line *line, uint32_t part)
{
  inc_buffer text;
  inc_buffer_init(&text, &f->r.d->allocator);
  if (!line) inc_buffer_text(&text, "");
  else if (part == INC_TARGET_ACTUAL) actual_words(f, line, &text);
  else part_words(f, line, part, &text);
  inc_sheet_buffer(sheet, &text);
}

/* ---- The form ---- */

static const uint32_t form_parts[] = {INC_TARGET_ACTUAL, INC_TARGET_GOAL, INC_TARGET_GAP, INC_TARGET_SHARE, INC_TARGET_PROGRESS};
/* Behind them, where a pace kept is known: that, and the one needed. */
enum { FORM_PARTS = sizeof form_parts / sizeof *form_parts };

static const char *part_title(const form *f, uint32_t part)
{
  static const char *const en[] = {"met", "actual", "target", "", "", "gap", "share", "way"};
  static const char *const zh[] = {"达标", "现有", "目标", "", "", "差距", "完成率", "进度"};
  return (f->r.how.language == INCUBATOR_LANGUAGE_ZH ? zh : en)[part];
}

/* The title of a series: that of its first target, which may say it in both languages. */
static const char *series_title(const form *f, const char *series)
{
  for (size_t i = 0; i < f->count; i++) {
    const char *own = series_of(f, &f->lines[i]);
    if (own && !strcmp(own, series)) return inc_rule_title(f->r.policy, f->lines[i].rule, f->r.how.language);
  }
  return series;
}

static bool same_subject(const form *f, const inc_target_line *a, const inc_target_line *b)
{
  return a->row == b->row && rule_of(f, a)->table == rule_of(f, b)->table;
}

/* The line of a series among those of a subject, which stand together from `first` on. */
static const inc_target_line *line_of(const form *f, const inc_target_line *first, const char *series)
{
  for (const inc_target_line *line = first; line < f->lines + f->count && same_subject(f, line, first); line++) {
    const char *own = series_of(f, line);
    if (own && !strcmp(own, series)) return line;
  }
  return NULL;
}

static void write_form(const form *f, inc_output_stream *o)
{
  inc_sheet sheet;
  inc_sheet_init(&sheet, &f->r.d->allocator);
  inc_sheet_column_add(&sheet, inc_table_title(f->r.policy, rule_of(f, f->lines)->table, f->r.how.language), NULL, false);
  for (size_t s = 0; s < f->series_count; s++) {
    for (size_t p = 0; p < FORM_PARTS; p++) {
      inc_sheet_column_add(&sheet, part_title(f, form_parts[p]), series_title(f, f->series[s]), true);
    }
    if (f->paces[s]) inc_sheet_column_add(&sheet, pace_title(f), series_title(f, f->series[s]), true);
  }
  const inc_target_line *last = NULL;
  for (size_t i = 0; i < f->count; i++) {
    const inc_target_line *line = &f->lines[i];
    if (!series_of(f, line) || (last && same_subject(f, last, line))) continue;
    last = line;
    inc_sheet_cell(&sheet, subject_of(f, line));
    for (size_t s = 0; s < f->series_count; s++) {
      const inc_target_line *own = line_of(f, line, f->series[s]);
      for (size_t p = 0; p < FORM_PARTS; p++) add_cell(f, &sheet, own, form_parts[p]);
      if (f->paces[s]) add_pace(f, &sheet, own);
    }
  }
  inc_sheet_table(&sheet, 0, f->r.how.language, o);
  inc_sheet_free(&sheet);
}

static const char *met_words(const form *f, const inc_target_line *line)
{
  inc_cell met = inc_target_part(f->t, line, 0);
  const incubator_language language = f->r.how.language;
  if (met.gap) return inc_words(language, "undetermined", "待定");
  return met.value ? inc_words(language, "met", "已达标") : inc_words(language, "not met", "未达标");
}

static void write_goals(const form *f, inc_output_stream *o)
{
  static const uint32_t parts[] = {INC_TARGET_ACTUAL, INC_TARGET_GOAL, INC_TARGET_GAP};
  inc_sheet sheet;
  bool any = false;
  inc_sheet_init(&sheet, &f->r.d->allocator);
  inc_sheet_column_add(&sheet, inc_words(f->r.how.language, "goal of", "目标主体"), NULL, false);
  inc_sheet_column_add(&sheet, inc_words(f->r.how.language, "goal", "目标事项"), NULL, false);
  for (size_t p = 0; p < 3; p++) inc_sheet_column_add(&sheet, part_title(f, parts[p]), NULL, true);
  const bool paces = f->paces[f->series_count];
  if (paces) inc_sheet_column_add(&sheet, pace_title(f), NULL, true);
  inc_sheet_column_add(&sheet, part_title(f, 0), NULL, false);
  for (size_t i = 0; i < f->count; i++) {
    const inc_target_line *line = &f->lines[i];
    if (series_of(f, line)) continue;
    any = true;
    inc_sheet_cell(&sheet, subject_of(f, line));
    inc_sheet_cell(&sheet, inc_rule_title(f->r.policy, line->rule, f->r.how.language));
    for (size_t p = 0; p < 3; p++) add_cell(f, &sheet, line, parts[p]);
    if (paces) add_pace(f, &sheet, line);
    inc_sheet_cell(&sheet, met_words(f, line));
  }
  if (any && f->series_count) inc_out_text(o, "\n");
  if (any) inc_sheet_table(&sheet, 0, f->r.how.language, o);
  inc_sheet_free(&sheet);
}

/* ---- Line by line ---- */

static void add_exact(const form *f, inc_sheet *sheet, const inc_target_line *line, uint32_t part)
{
  inc_cell cell = inc_target_part(f->t, line, part);
  inc_buffer text;
  inc_buffer_init(&text, &f->r.d->allocator);
  if (!cell.gap) inc_decisions_value(f->r.d, part ? INC_TYPE_NUMBER : INC_TYPE_BOOLEAN, INC_NONE, cell.value, &text);
  inc_sheet_buffer(sheet, &text);
}

static void write_csv(const form *f, inc_output_stream *o)
{
  static const char *const headers[] = {"table", "subject", "target", "series", "met",   "actual",       "low",
                                        "high",  "goal",    "gap",    "share",  "progress", "pace_needed", "pace_kept", "forecast", "undetermined", "clause"};
  static const uint32_t parts[] = {0, INC_TARGET_ACTUAL, INC_TARGET_LOW, INC_TARGET_HIGH,
                                   INC_TARGET_GOAL, INC_TARGET_GAP, INC_TARGET_SHARE, INC_TARGET_PROGRESS,
                                   INC_TARGET_PACE_NEEDED, INC_TARGET_PACE_KEPT, INC_TARGET_FORECAST};
  inc_sheet sheet;
  inc_sheet_init(&sheet, &f->r.d->allocator);
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) inc_sheet_column_add(&sheet, headers[i], NULL, false);
  for (size_t i = 0; i < f->count; i++) {
    const inc_target_line *line = &f->lines[i];
    inc_buffer text;
    inc_sheet_cell(&sheet, f->r.policy->program.schema.tables[rule_of(f, line)->table].name);
    inc_sheet_cell(&sheet, subject_of(f, line));
    inc_sheet_cell(&sheet, rule_of(f, line)->name);
    inc_sheet_cell(&sheet, series_of(f, line));
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) add_exact(f, &sheet, line, parts[p]);
    inc_cell met = inc_target_part(f->t, line, 0);
    inc_buffer_init(&text, &f->r.d->allocator);
    if (met.gap) inc_report_gap(&f->r, line->rule, line->row, &text);
    inc_sheet_buffer(&sheet, &text);
    const inc_basis *basis = inc_report_basis(&f->r, line->rule, line->row);
    inc_buffer_init(&text, &f->r.d->allocator);
    if (basis) inc_report_clause(&f->r, basis, &text);
    inc_sheet_buffer(&sheet, &text);
  }
  inc_sheet_csv(&sheet, o);
  inc_sheet_free(&sheet);
}

static void write_json_line(const form *f, inc_json_out *j, const inc_target_line *line)
{
  static const char *const keys[] = {"met", "actual", "goal", "low", "high", "gap", "share", "progress", "pace_needed", "pace_kept", "forecast"};
  inc_jo_open(j, NULL, '{');
  j->inline_ = true;
  inc_jo_text(j, "table", f->r.policy->program.schema.tables[rule_of(f, line)->table].name);
  inc_jo_text(j, "subject", subject_of(f, line));
  inc_jo_text(j, "target", rule_of(f, line)->name);
  inc_jo_text(j, "series", series_of(f, line));
  for (uint32_t p = 0; p < INC_TARGET_PARTS; p++) {
    inc_jo_cell(j, keys[p], f->r.d, p ? INC_TYPE_NUMBER : INC_TYPE_BOOLEAN, INC_NONE, inc_target_part(f->t, line, p));
  }
  if (inc_target_part(f->t, line, 0).gap) inc_report_names(&f->r, j, line->rule, line->row);
  const inc_basis *basis = inc_report_basis(&f->r, line->rule, line->row);
  if (basis) inc_jo_basis(j, "basis", f->r.policy, basis, f->r.how.language);
  inc_jo_close(j, '}');
  j->inline_ = false;
}

static void write_json(const form *f, inc_output_stream *o)
{
  inc_json_out j = {.out = o};
  inc_jo_open(&j, NULL, '{');
  inc_jo_head(&j, "incubator-target/1", f->r.d);
  inc_jo_open(&j, "lines", '[');
  for (size_t i = 0; i < f->count; i++) write_json_line(f, &j, &f->lines[i]);
  inc_jo_close(&j, ']');
  inc_jo_close(&j, '}');
}

static void write_tables(form *f, inc_output_stream *o)
{
  if (f->series_count) write_form(f, o);
  write_goals(f, o);
  for (size_t i = 0; i < f->count; i++) inc_report_note(&f->r, f->lines[i].rule);
  inc_report_settings(&f->r);
}

static incubator_status find_lines(form *f)
{
  uint32_t table = INC_NONE;
  if (f->r.how.table) INC_TRY(inc_report_table(&f->r, &table));
  f->lines = f->t->lines;
  f->count = f->t->count;
  if (table == INC_NONE) return INCUBATOR_STATUS_OK;
  while (f->count && rule_of(f, f->lines)->table != table) f->lines++, f->count--;
  while (f->count && rule_of(f, f->lines + f->count - 1)->table != table) f->count--;
  if (f->count) return INCUBATOR_STATUS_OK;
  return INC_FAIL(f->r.error, INCUBATOR_STATUS_NOT_FOUND, "the policy has no targets for table \"%s\"", f->r.how.table);
}

incubator_status incubator_target_write(const incubator_target *t, const incubator_report *how,
                                        const incubator_writer *writer, incubator_error *error)
{
  form f = {.t = t};
  if (!t) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "target must not be NULL");
  INC_TRY(inc_report_start(&f.r, INC_TARGET, t->decisions, how, writer, error));
  incubator_status found = find_lines(&f);
  if (found != INCUBATOR_STATUS_OK) return inc_report_end(&f.r, found);
  if (!find_series(&f)) f.r.out.buffer.failed = true;
  else if (f.r.how.format == INCUBATOR_FORMAT_CSV) write_csv(&f, &f.r.out);
  else if (f.r.how.format == INCUBATOR_FORMAT_JSON) write_json(&f, &f.r.out);
  else write_tables(&f, &f.r.out);
  inc_free(&f.r.d->allocator, f.series);
  inc_free(&f.r.d->allocator, f.paces);
  return inc_report_end(&f.r, INCUBATOR_STATUS_OK);
}
