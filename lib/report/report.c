#include "report/report.h"

#include <string.h>

incubator_status inc_report_start(inc_reporting *r, const incubator_decisions *d, const incubator_report *how,
                                  const incubator_writer *writer, incubator_error *error)
{
  *r = (inc_reporting){.d = d, .error = error};
  if (!d || !writer || !writer->write) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "decisions and writer must not be NULL");
  }
  INC_TRY(inc_struct_read(&r->how, sizeof r->how, INC_SIZE_THROUGH(incubator_report, labels), how, error));
  if ((unsigned)r->how.format > INCUBATOR_FORMAT_JSON || (unsigned)r->how.language > INCUBATOR_LANGUAGE_ZH) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "an unknown format or language");
  }
  r->policy = d->policy;
  inc_out_start(&r->out, writer, &d->allocator);
  return INCUBATOR_STATUS_OK;
}

typedef struct name_list {
  inc_buffer *text;
  inc_json_out *json;
  size_t count;
} name_list;

static void add_name(void *context, const char *name)
{
  name_list *l = context;
  if (l->json) {
    inc_jo_text(l->json, NULL, name);
    return;
  }
  inc_buffer_text(l->text, l->count++ ? ", " : ": ");
  inc_buffer_text(l->text, name);
}

void inc_report_gap(const incubator_decisions *d, inc_want column, size_t row, incubator_gap gap, inc_buffer *to)
{
  name_list l = {.text = to};
  inc_buffer_text(to, incubator_gap_name(gap));
  if (inc_engine_gap_names(d->results, column, row, add_name, &l) != INCUBATOR_STATUS_OK) to->failed = true;
}

void inc_report_names(inc_json_out *j, const char *key, const incubator_decisions *d, inc_want column, size_t row)
{
  name_list l = {.json = j};
  inc_jo_open(j, key, '[');
  if (inc_engine_gap_names(d->results, column, row, add_name, &l) != INCUBATOR_STATUS_OK) j->out->buffer.failed = true;
  inc_jo_close(j, ']');
}

inc_cell inc_report_cell(const incubator_decisions *d, uint32_t rule, uint32_t part, size_t row)
{
  inc_ref ref = {.table = d->policy->program.rules[rule].table, .field = INC_NONE, .rule = rule, .part = part};
  return inc_results_cell(d->results, ref.table, &ref, row);
}

const inc_version_info *inc_report_version(const incubator_decisions *d, uint32_t number, const inc_version **version)
{
  const inc_rule *rule = &d->policy->program.rules[number];
  *version = inc_rule_version(rule, inc_results_as_of(d->results));
  return *version ? &d->policy->rules[number].versions[*version - rule->versions] : NULL;
}

const inc_basis *inc_report_basis(const incubator_decisions *d, uint32_t rule, size_t row)
{
  const inc_version *version;
  const inc_version_info *about = inc_report_version(d, rule, &version);
  if (!about || d->policy->program.rules[rule].kind != INC_KIND_CHOOSE) return about ? &about->basis : NULL;
  inc_cell taken = inc_report_cell(d, rule, INC_CHOOSE_CASE, row);
  if (taken.gap) return &about->basis;
  size_t number = (size_t)(taken.value / INC_MICRO);
  return &about->parts[number ? number - 1 : version->is.choose.count];
}

bool inc_report_reported(const incubator_decisions *d, uint32_t rule, size_t row)
{
  const inc_version *version;
  if (!inc_report_version(d, rule, &version) || !version->reported) return false;
  if (d->policy->program.rules[rule].kind != INC_KIND_CHOOSE || inc_report_cell(d, rule, 0, row).gap) return false;
  return inc_report_cell(d, rule, INC_CHOOSE_CASE, row).gap == INCUBATOR_GAP_MISSING;
}

static size_t count_rules(const incubator_policy *policy, uint32_t table, inc_question question)
{
  size_t count = 0;
  for (uint32_t i = 0; i < policy->program.rule_count; i++) {
    count += policy->rules[i].question == question && policy->program.rules[i].table == table;
  }
  return count;
}

incubator_status inc_report_table(const inc_reporting *r, inc_question question, uint32_t *table)
{
  const inc_schema *schema = &r->policy->program.schema;
  *table = INC_NONE;
  if (r->how.table) {
    *table = inc_schema_table(schema, r->how.table, strlen(r->how.table));
    if (*table != INC_NONE) return INCUBATOR_STATUS_OK;
    return INC_FAIL(r->error, INCUBATOR_STATUS_NOT_FOUND, "the policy has no table \"%s\"", r->how.table);
  }
  size_t most = 0;
  for (uint32_t t = 0; t < schema->count; t++) {
    size_t count = count_rules(r->policy, t, question);
    if (count <= most) continue;
    most = count;
    *table = t;
  }
  if (*table != INC_NONE) return INCUBATOR_STATUS_OK;
  return INC_FAIL(r->error, INCUBATOR_STATUS_NOT_FOUND, "the policy has no rules that answer this");
}
