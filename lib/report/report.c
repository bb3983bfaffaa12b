#include "report/report.h"

#include <string.h>

incubator_status inc_report_start(inc_reporting *r, inc_question question, const incubator_decisions *d,
                                  const incubator_report *how, const incubator_writer *writer, incubator_error *error)
{
  *r = (inc_reporting){.d = d, .question = question, .error = error};
  if (!d || !writer || !writer->write) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "decisions and writer must not be NULL");
  }
  INC_TRY(inc_struct_read(&r->how, sizeof r->how, INC_SIZE_THROUGH(incubator_report, labels), how, error));
  if ((unsigned)r->how.format > INCUBATOR_FORMAT_JSON || (unsigned)r->how.language > INCUBATOR_LANGUAGE_ZH) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "an unknown format or language");
  }
  r->policy = d->policy;
  inc_out_start(&r->out, writer, &d->allocator);
  inc_arena_init(&r->arena, &d->allocator);
  return inc_report_mark(r) ? INCUBATOR_STATUS_OK : inc_report_end(r, inc_no_memory(error));
}

incubator_status inc_report_end(inc_reporting *r, incubator_status status)
{
  incubator_status ended = inc_out_end(&r->out, status == INCUBATOR_STATUS_OK ? r->error : NULL);
  inc_arena_clear(&r->arena);
  return status == INCUBATOR_STATUS_OK ? ended : status;
}

/* ---- Gaps ---- */

/* A field of that name: of the table, else of any other. */
static bool field_words(const incubator_policy *policy, uint32_t table, const char *name, incubator_language language,
                        inc_buffer *to)
{
  const inc_schema *schema = &policy->program.schema;
  inc_ref ref = {.table = table, .rule = INC_NONE};
  ref.field = inc_table_field(&schema->tables[table], name, strlen(name));
  for (uint32_t t = 0; t < schema->count && ref.field == INC_NONE; t++) {
    ref.table = t;
    ref.field = inc_table_field(&schema->tables[t], name, strlen(name));
  }
  if (ref.field != INC_NONE) inc_words_ref(policy, &ref, ref.table, language, to);
  return ref.field != INC_NONE;
}

void inc_report_name(const incubator_policy *policy, uint32_t table, const char *name, incubator_language language,
                     inc_buffer *to)
{
  const inc_program *program = &policy->program;
  inc_want want;
  if (!strncmp(name, "table ", 6)) {
    uint32_t other = inc_schema_table(&program->schema, name + 6, strlen(name + 6));
    inc_buffer_print(to, inc_words(language, "table \"%s\"", "“%s”表"), inc_table_title(policy, other, language));
  } else if (!strncmp(name, "params.", 7)) {
    uint32_t number = 0;
    while (number + 1 < program->parameter_count && strcmp(program->parameters[number].name, name + 7)) number++;
    const char *title = inc_label_text(&policy->parameters[number].basis.title, language);
    inc_buffer_text(to, title ? title : name + 7);
  } else if (inc_policy_part(policy, name, strlen(name), &want)) {
    inc_buffer_text(to, inc_rule_title(policy, want.rule, language));
  } else if (!field_words(policy, table, name, language, to)) {
    inc_buffer_text(to, name);
  }
}

typedef struct name_list {
  const inc_reporting *r;
  uint32_t table;
  inc_buffer *text;
  size_t count;
} name_list;

static void add_words(void *context, const char *name)
{
  name_list *l = context;
  const incubator_language language = l->r->how.language;
  inc_buffer_text(l->text, l->count++ ? inc_words(language, ", ", "、") : inc_words(language, ": ", "："));
  if (language == INCUBATOR_LANGUAGE_ZH) inc_report_name(l->r->policy, l->table, name, language, l->text);
  else inc_buffer_text(l->text, name);
}

void inc_report_gap(const inc_reporting *r, uint32_t rule, size_t row, inc_buffer *to)
{
  name_list l = {.r = r, .table = r->policy->program.rules[rule].table, .text = to};
  incubator_gap gap = (incubator_gap)inc_report_cell(r->d, rule, 0, row).gap;
  inc_buffer_text(to, inc_words(r->how.language, incubator_gap_name(gap), inc_words_gap(gap, INCUBATOR_LANGUAGE_ZH)));
  if (inc_engine_gap_names(r->d->results, (inc_want){rule, 0}, row, add_words, &l) != INCUBATOR_STATUS_OK) to->failed = true;
}

static void add_name(void *context, const char *name)
{
  inc_jo_text(context, NULL, name);
}

void inc_report_names(const inc_reporting *r, inc_json_out *j, uint32_t rule, size_t row)
{
  inc_jo_open(j, "names", '[');
  if (inc_engine_gap_names(r->d->results, (inc_want){rule, 0}, row, add_name, j) != INCUBATOR_STATUS_OK) j->out->buffer.failed = true;
  inc_jo_close(j, ']');
}

/* ---- Cells ---- */

bool inc_report_kept(const incubator_decisions *d, uint32_t rule, uint32_t part)
{
  return inc_results_column(d->results, rule, part).gaps != NULL;
}

inc_cell inc_report_cell(const incubator_decisions *d, uint32_t rule, uint32_t part, size_t row)
{
  inc_ref ref = {.table = d->policy->program.rules[rule].table, .field = INC_NONE, .rule = rule, .part = part};
  return inc_results_cell(d->results, ref.table, &ref, row);
}

bool inc_report_reported(const incubator_decisions *d, uint32_t rule, size_t row)
{
  const inc_version *version;
  if (!inc_report_version(d, rule, &version) || !version->reported) return false;
  if (d->policy->program.rules[rule].kind != INC_KIND_CHOOSE || inc_report_cell(d, rule, 0, row).gap) return false;
  return inc_report_cell(d, rule, INC_CHOOSE_CASE, row).gap == INCUBATOR_GAP_MISSING;
}

void inc_report_rank(const incubator_decisions *d, uint32_t rule, size_t row, incubator_language language, inc_buffer *to)
{
  inc_cell rank = inc_report_cell(d, rule, INC_SELECT_RANK, row), of = inc_report_cell(d, rule, INC_SELECT_OF, row);
  inc_cell places = inc_report_cell(d, rule, INC_SELECT_PLACES, row);
  if (rank.gap) {
    inc_buffer_text(to, inc_words(language, "no candidate", "不在候选之列"));
    return;
  }
  inc_buffer_print(to, inc_words(language, "rank %lld of %lld", "第 %lld 名，共 %lld 名"), (long long)(rank.value / INC_MICRO),
                   (long long)(of.value / INC_MICRO));
  if (!places.gap) inc_buffer_print(to, inc_words(language, ", places: %lld", "，名额 %lld"), (long long)(places.value / INC_MICRO));
}

static size_t count_rules(const inc_reporting *r, uint32_t table)
{
  const incubator_policy *policy = r->policy;
  size_t count = 0;
  for (uint32_t i = 0; i < policy->program.rule_count; i++) {
    count += policy->rules[i].question == r->question && policy->program.rules[i].table == table;
  }
  return count;
}

/* A cross table has neither keys nor rows that a line could be about. */
static bool has_lines(const inc_schema *schema, uint32_t table)
{
  return schema->tables[table].key != INC_NONE;
}

static incubator_status table_asked_for(const inc_reporting *r, uint32_t *table)
{
  const inc_schema *schema = &r->policy->program.schema;
  *table = inc_schema_table(schema, r->how.table, strlen(r->how.table));
  if (*table == INC_NONE) {
    return INC_FAIL(r->error, INCUBATOR_STATUS_NOT_FOUND, "the policy has no table \"%s\"", r->how.table);
  }
  if (has_lines(schema, *table)) return INCUBATOR_STATUS_OK;
  return INC_FAIL(r->error, INCUBATOR_STATUS_ARGUMENT, "\"%s\" is a cross table, which has no rows of its own", r->how.table);
}

incubator_status inc_report_table(const inc_reporting *r, uint32_t *table)
{
  const inc_schema *schema = &r->policy->program.schema;
  *table = INC_NONE;
  if (r->how.table) return table_asked_for(r, table);
  size_t most = 0;
  for (uint32_t t = 0; t < schema->count; t++) {
    size_t count = has_lines(schema, t) ? count_rules(r, t) : 0;
    if (count <= most) continue;
    most = count;
    *table = t;
  }
  if (*table != INC_NONE) return INCUBATOR_STATUS_OK;
  return INC_FAIL(r->error, INCUBATOR_STATUS_NOT_FOUND, "the policy has no rules that answer this");
}
