/* Preparing to decide records. */
#include "decisions/record.h"

#include <string.h>

#include "base/date.h"
#include "base/text.h"

enum { REFUSAL = 400 }; /* bytes of why a rule is refused */

/* ---- What is asked ---- */

/* Rules on a table, all or those that classify, assess or subsidise. */
static size_t count_rules(const incubator_policy *policy, uint32_t table, bool all)
{
  size_t count = 0;
  for (uint32_t r = 0; r < policy->program.rule_count; r++) {
    const inc_question q = policy->rules[r].question;
    count += policy->program.rules[r].table == table && (all || q == INC_CLASSIFY || q == INC_ASSESS || q == INC_SUBSIDISE);
  }
  return count;
}

/* The table with the most rules that classify, assess or subsidise, else with the most rules. */
static uint32_t usual_table(const incubator_policy *policy)
{
  uint32_t best = INC_NONE;
  size_t most = 0;
  for (int all = 0; all < 2 && best == INC_NONE; all++) {
    for (uint32_t t = 0; t < policy->program.schema.count; t++) {
      const size_t count = policy->program.schema.tables[t].key == INC_NONE ? 0 : count_rules(policy, t, all);
      if (count <= most) continue;
      most = count;
      best = t;
    }
  }
  return best;
}

static incubator_status find_table(incubator_record *r, const char *name, incubator_error *error)
{
  const inc_schema *schema = &r->policy->program.schema;
  r->table = name ? inc_schema_table(schema, name, strlen(name)) : usual_table(r->policy);
  if (r->table == INC_NONE && name) return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "the policy has no table \"%s\"", name);
  if (r->table == INC_NONE) return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "the policy has no rules: say which table");
  if (schema->tables[r->table].key != INC_NONE) return INCUBATOR_STATUS_OK;
  return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "\"%s\" is a cross table, which has no rows of its own", name);
}

/* Why one record cannot be asked for a rule. */
static void refusal(const incubator_record *r, const inc_plan_fault *fault, int32_t as_of, char text[REFUSAL])
{
  const inc_rule *rule = &r->policy->program.rules[fault->rule];
  const inc_version *version = inc_rule_version(rule, as_of);
  if (fault->why == INC_PLAN_SELECT && rule->kind == INC_KIND_APPORTION) {
    inc_text_print(text, REFUSAL, "the rule \"%s\" divides a whole among the members of a group, which one record cannot be asked for", rule->name);
  } else if (fault->why == INC_PLAN_SELECT && rule->kind == INC_KIND_TARGET) {
    inc_text_print(text, REFUSAL, "the rule \"%s\" plans for all rows of a table together, which one record cannot be asked for", rule->name);
  } else if (fault->why == INC_PLAN_SELECT) {
    inc_text_print(text, REFUSAL, "the rule \"%s\" selects among the members of a group, which one record cannot be asked for", rule->name);
  } else if (fault->why == INC_PLAN_AWARD) {
    inc_text_print(text, REFUSAL, "the rule \"%s\" %s, which one record cannot be asked for", rule->name,
                   inc_award_sums(&version->is.award) ? "sums what is paid for rows below" : "has a cap for several rows together");
  } else if (fault->why == INC_PLAN_WEIGHTS) {
    inc_text_print(text, REFUSAL, "the rule \"%s\" finds its weights in the data of all rows, which one record cannot be asked for", rule->name);
  } else if (fault->item == INC_NONE) {
    inc_text_print(text, REFUSAL, "the rule \"%s\" has a scale over a cohort: one record needs statistics of it, frozen from a batch", rule->name);
  } else {
    inc_text_print(text, REFUSAL, "the item \"%s\" of the rule \"%s\" has a scale over a cohort: one record needs statistics of it, frozen from a batch",
                   rule->parts[version->is.score.items[fault->item].part].name, rule->name);
  }
}

static void ask_for(incubator_record *r, uint32_t number, bool all)
{
  const inc_rule *rule = &r->policy->program.rules[number];
  for (size_t i = 0; i < r->output_count; i++) {
    if (r->outputs[i].rule == number) return;
  }
  for (uint32_t p = 0; p < rule->part_count; p++) {
    if (p == 0 || inc_decisions_keeps(rule, all)) r->outputs[r->output_count++] = (inc_want){number, p};
  }
}

static inc_planning planning(const incubator_record *r, int32_t as_of)
{
  return (inc_planning){
    .program = &r->policy->program,
    .as_of = as_of,
    .table = r->table,
    .wants = r->outputs,
    .want_count = r->output_count,
    .frozen = r->statistics ? &r->statistics->frozen : NULL,
    .texts = &r->texts,
    .allocator = r->allocator,
  };
}

/* All rules of the table but those that are refused, which are told. */
static incubator_status ask_for_all(incubator_record *r, bool all, int32_t as_of, incubator_error *error)
{
  const inc_program *program = &r->policy->program;
  const inc_planning how = planning(r, as_of);
  inc_plan_fault *faults = inc_arena_alloc(&r->arena, program->rule_count, sizeof *faults);
  if (!faults) return inc_no_memory(error);
  inc_plan_refused(&how, faults);
  for (uint32_t i = 0; i < program->rule_count; i++) {
    char text[REFUSAL], path[INC_FIELD_PATH];
    if (program->rules[i].table != r->table) continue;
    if (!faults[i].why) {
      ask_for(r, i, all);
      continue;
    }
    refusal(r, &faults[i], as_of, text);
    inc_text_print(path, sizeof path, "%s/%s", program->schema.tables[r->table].name, program->rules[i].name);
    inc_findings_add(r->findings, INCUBATOR_SEVERITY_WARNING, "not-for-one", (inc_spot){"", path, 0, 0}, "not decided: %s", text);
  }
  return inc_findings_failed(r->findings) ? inc_no_memory(error) : INCUBATOR_STATUS_OK;
}

static incubator_status list_outputs(incubator_record *r, const incubator_record_options *o, int32_t as_of, incubator_error *error)
{
  const inc_program *program = &r->policy->program;
  size_t room = 0;
  for (uint32_t i = 0; i < program->rule_count; i++) room += program->rules[i].part_count;
  r->outputs = inc_arena_alloc(&r->arena, room, sizeof *r->outputs);
  if (!r->outputs) return inc_no_memory(error);
  if (!o->rule_count) return ask_for_all(r, o->all_parts, as_of, error);
  for (size_t i = 0; i < o->rule_count; i++) {
    inc_want want;
    const char *name = o->rules[i] ? o->rules[i] : "";
    bool known = inc_policy_part(r->policy, name, strlen(name), &want) && want.part == 0;
    if (!known || program->rules[want.rule].table != r->table) {
      return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "no rule \"%s\" on the table \"%s\"", name, program->schema.tables[r->table].name);
    }
    ask_for(r, want.rule, o->all_parts);
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- What it needs ---- */

static bool add_texts(inc_map *to, const inc_map *from)
{
  bool added, ok = true;
  for (uint32_t i = 0; i < from->count && ok; i++) {
    size_t length;
    const char *text = inc_map_text(from, i, &length);
    ok = inc_map_add(to, text, length, &added) != INC_MAP_NONE;
  }
  return ok;
}

static incubator_status load_reference(incubator_record *r, incubator_error *error)
{
  incubator_registry_options how = INCUBATOR_REGISTRY_OPTIONS_INIT;
  incubator_registry_builder *builder;
  bool any = false;
  for (uint32_t t = 0; t < r->policy->program.schema.count; t++) any = any || r->policy->program.schema.tables[t].reference;
  if (!add_texts(&r->texts, &r->policy->program.literals)) return inc_no_memory(error);
  if (!any) return INCUBATOR_STATUS_OK;
  how.allocator = &r->allocator;
  INC_TRY(incubator_registry_builder_create(r->policy, &how, &builder, error));
  incubator_status status = incubator_registry_builder_finish(builder, &r->reference, NULL, error);
  incubator_registry_builder_free(builder);
  if (status != INCUBATOR_STATUS_OK) return status;
  return add_texts(&r->texts, inc_registry_frame(r->reference)->texts) ? status : inc_no_memory(error);
}

static incubator_status plan_it(incubator_record *r, int32_t as_of, incubator_error *error)
{
  char text[REFUSAL];
  const inc_planning how = planning(r, as_of);
  inc_plan_fault fault = inc_plan_create(&how, &r->plan);
  switch (fault.why) {
  case INC_PLAN_FINE: return inc_record_list(r) ? INCUBATOR_STATUS_OK : inc_no_memory(error);
  case INC_PLAN_NO_MEMORY: return inc_no_memory(error);
  case INC_PLAN_ROWS_MANY: return INC_FAIL(error, INCUBATOR_STATUS_LIMIT, "the rules follow more than %d ways of links", INC_PLAN_ROWS);
  default:
    refusal(r, &fault, as_of, text);
    return INC_FAIL(error, INCUBATOR_STATUS_UNSUPPORTED, "%s", text);
  }
}

/* ---- The record ---- */

static incubator_record *create(incubator_policy *policy, const incubator_record_options *o)
{
  incubator_allocator a = inc_allocator_of(o->allocator);
  incubator_record *r = inc_alloc_zero(&a, 1, sizeof *r);
  if (!r) return NULL;
  atomic_init(&r->references, 1);
  r->allocator = a;
  r->policy = incubator_policy_ref(policy);
  r->statistics = incubator_statistics_ref(o->statistics);
  inc_map_init(&r->texts, &a);
  inc_map_init(&r->names, &a);
  inc_arena_init(&r->arena, &a);
  r->findings = inc_findings_create(&a, INC_FINDINGS_LIMIT);
  if (r->findings) return r;
  incubator_record_unref(r);
  return NULL;
}

/* Where each input's cell lies is the same in every workspace. */
static void find_cells(incubator_record *r)
{
  size_t rows;
  const inc_plan_row *all = inc_plan_rows(r->plan, &rows);
  const inc_workspace *image = inc_plan_image(r->plan);
  for (size_t i = 0; i < r->input_count; i++) {
    inc_record_input *input = &r->inputs[i];
    if (input->field == INC_NONE) continue;
    inc_spot_of at = inc_workspace_cell(image, &all[input->row], input->field);
    input->value = (size_t)((char *)at.value - (const char *)image);
    input->valid = (size_t)((char *)at.valid - (const char *)image);
    input->bit = at.bit;
  }
}

static incubator_status build(incubator_record *r, const incubator_record_options *o, int32_t as_of, incubator_error *error)
{
  INC_TRY(find_table(r, o->table, error));
  INC_TRY(list_outputs(r, o, as_of, error));
  INC_TRY(load_reference(r, error));
  INC_TRY(plan_it(r, as_of, error));
  find_cells(r);
  r->bytes = inc_record_measure(r);
  return INCUBATOR_STATUS_OK;
}

static incubator_status check_statistics(const incubator_policy *policy, const incubator_record_options *o, incubator_error *error)
{
  const incubator_statistics *s = o->statistics;
  if (!s) return INCUBATOR_STATUS_OK;
  if (strcmp(s->policy->digest, policy->digest)) return INC_FAIL(error, INCUBATOR_STATUS_MISMATCH, "the statistics are of another policy than \"%s\"", policy->id);
  if (!strcmp(s->as_of, o->as_of)) return INCUBATOR_STATUS_OK;
  return INC_FAIL(error, INCUBATOR_STATUS_MISMATCH, "the statistics are as of %s, the record as of %s", s->as_of, o->as_of);
}

incubator_status incubator_record_create(incubator_policy *policy, const incubator_record_options *given, incubator_record **record,
                                         incubator_error *error)
{
  incubator_record_options options;
  int32_t as_of;
  if (record) *record = NULL;
  if (!policy || !record) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "policy and record must not be NULL");
  INC_TRY(inc_struct_read(&options, sizeof options, INC_SIZE_THROUGH(incubator_record_options, statistics), given, error));
  if (!options.as_of || (options.rule_count && !options.rules)) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "as_of must be set, and rules where there is a rule_count");
  }
  if (!inc_date_parse_iso(options.as_of, strlen(options.as_of), &as_of)) {
    return INC_FAIL(error, INCUBATOR_STATUS_SYNTAX, "as_of: found \"%s\", expected a date of the calendar as YYYY-MM-DD", options.as_of);
  }
  INC_TRY(check_statistics(policy, &options, error));
  incubator_record *r = create(policy, &options);
  if (!r) return inc_no_memory(error);
  inc_date_format(as_of, r->as_of);
  incubator_status status = build(r, &options, as_of, error);
  if (status == INCUBATOR_STATUS_OK) *record = r;
  else incubator_record_unref(r);
  return status;
}

incubator_record *incubator_record_ref(incubator_record *r)
{
  if (r) atomic_fetch_add_explicit(&r->references, 1, memory_order_relaxed);
  return r;
}

void incubator_record_unref(incubator_record *r)
{
  if (!r || atomic_fetch_sub_explicit(&r->references, 1, memory_order_acq_rel) != 1) return;
  incubator_allocator a = r->allocator;
  inc_plan_free(r->plan);
  inc_map_free(&r->texts);
  inc_map_free(&r->names);
  inc_arena_clear(&r->arena);
  incubator_findings_free(r->findings);
  incubator_registry_unref(r->reference);
  incubator_statistics_unref(r->statistics);
  incubator_policy_unref(r->policy);
  inc_free(&a, r);
}

const incubator_findings *incubator_record_findings(const incubator_record *r)
{
  return r->findings;
}
