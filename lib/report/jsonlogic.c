/* The document of rules for other engines: what to give, what to evaluate in which order, and what could not be said. */
#include "report/jsonlogic.h"

#include <string.h>

#include "base/date.h"

typedef struct document {
  inc_lowering lo;
  inc_output_stream out;
  inc_json_out j;
  incubator_language language;
} document;

/* ---- Which rules ---- */

static bool want_ref(void *context, const inc_ref *ref)
{
  inc_lowering *lo = context;
  const bool below = !ref->link_count && ref->table != lo->policy->program.rules[lo->rule].table; /* given as a sum */
  if (ref->rule != INC_NONE && !below) lo->rules[ref->rule].wanted = true;
  return true;
}

static bool want_expression(void *context, const inc_expression *e)
{
  for (uint32_t i = 0; i < e->count; i++) {
    if (e->nodes[i].op == INC_OP_COLUMN) want_ref(context, &e->nodes[i].is.ref);
  }
  return true;
}

/* Whatever wanted rules read; what is refused is given, so nothing behind it is. */
static void want_what_is_read(inc_lowering *lo)
{
  const inc_program *program = &lo->policy->program;
  for (uint32_t i = program->rule_count; i-- > 0;) {
    const uint32_t number = program->order[i];
    const inc_version *version = inc_rule_version(&program->rules[number], lo->as_of);
    if (!lo->rules[number].wanted || lo->rules[number].refused || !version) continue;
    lo->rule = number;
    inc_version_expressions(program->rules[number].kind, version, want_expression, lo);
    inc_version_refs(program->rules[number].kind, version, want_ref, lo);
  }
}

static incubator_status want_rules(inc_lowering *lo, const incubator_lowering *how, incubator_error *error)
{
  const inc_program *program = &lo->policy->program;
  for (uint32_t i = 0; i < program->rule_count; i++) lo->rules[i].wanted = how->rule_count == 0;
  for (size_t n = 0; n < how->rule_count; n++) {
    inc_want want;
    const char *name = how->rules ? how->rules[n] : NULL;
    if (!name) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "%zu rules, but rule %zu is NULL", how->rule_count, n + 1);
    if (strchr(name, ':') || !inc_policy_part(lo->policy, name, strlen(name), &want)) {
      return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "no rule \"%s\" in policy %s", name, lo->policy->id);
    }
    lo->rules[want.rule].wanted = true;
  }
  return INCUBATOR_STATUS_OK;
}

static bool *flags(inc_lowering *lo, size_t count)
{
  bool *all = inc_arena_alloc(lo->arena, count + 1, sizeof *all);
  if (!all) lo->failed = true;
  return all;
}

static bool prepare(inc_lowering *lo)
{
  const inc_program *program = &lo->policy->program;
  lo->rules = inc_arena_alloc(lo->arena, program->rule_count + 1, sizeof *lo->rules);
  lo->fields = inc_arena_alloc(lo->arena, program->schema.count + 1, sizeof *lo->fields);
  lo->asked = inc_arena_alloc(lo->arena, program->rule_count + 1, sizeof *lo->asked);
  lo->parameters = flags(lo, program->parameter_count);
  if (!lo->rules || !lo->fields || !lo->asked) lo->failed = true;
  for (uint32_t t = 0; t < program->schema.count && !lo->failed; t++) lo->fields[t] = flags(lo, program->schema.tables[t].count);
  for (uint32_t i = 0; i < program->rule_count && !lo->failed; i++) {
    const uint32_t parts = program->rules[i].part_count;
    lo->asked[i] = flags(lo, parts);
    lo->rules[i].given = flags(lo, parts);
    lo->rules[i].gaps = flags(lo, parts);
    if (!lo->failed) lo->rules[i].refused = inc_logic_refusal(lo, i);
  }
  return !lo->failed;
}

/* ---- What is told of a column ---- */

static void tell_type(document *d, inc_type type, uint32_t list, bool whole, uint32_t unit)
{
  static const char *const names[] = {"unknown", "boolean", "decimal", "category", "date", "text"};
  const incubator_policy *policy = d->lo.policy;
  inc_jo_text(&d->j, "type", whole ? "integer" : names[type]);
  if (type == INC_TYPE_NUMBER) inc_jo_text(&d->j, "unit", policy->units[unit].text);
  if (type == INC_TYPE_CATEGORY) inc_jo_text(&d->j, "categories", policy->program.schema.lists[list].name);
}

static void tell_rounding(document *d, int64_t step, inc_rounding rounding)
{
  static const char *const modes[] = {"half-even", "half-up", "down"};
  inc_jo_open(&d->j, "round", '{');
  inc_jo_micros(&d->j, "to", step);
  inc_jo_text(&d->j, "mode", modes[rounding]);
  inc_jo_close(&d->j, '}');
}

static void tell_parameters(document *d)
{
  const incubator_policy *policy = d->lo.policy;
  inc_jo_open(&d->j, "parameters", '[');
  for (uint32_t i = 0; i < policy->program.parameter_count; i++) {
    const inc_parameter *p = &policy->program.parameters[i];
    int64_t value;
    if (!d->lo.parameters[i]) continue;
    inc_jo_open(&d->j, NULL, '{');
    inc_jo_text(&d->j, "name", p->name);
    if (d->lo.version->at) {
      inc_jo_text(&d->j, "at", "by the row's own date");
    } else if (!inc_parameter_value(p, d->lo.as_of, &value)) {
      inc_jo_null(&d->j, "value");
    } else {
      inc_jo_raw(&d->j, "value", inc_logic_coded(&d->lo, p->type, p->list, value).value);
    }
    tell_type(d, p->type, p->list, false, policy->parameters[i].unit);
    inc_jo_basis(&d->j, "basis", policy, &policy->parameters[i].basis, d->language);
    inc_jo_close(&d->j, '}');
  }
  inc_jo_close(&d->j, ']');
}

/* The name of a piece that has a basis of its own; NULL for a case, which has a number. */
static const char *piece_name(const document *d, const inc_rule *rule, size_t i)
{
  const inc_version *version = d->lo.version;
  if (rule->kind == INC_KIND_REQUIRE) return rule->parts[version->is.require.conditions[i].part].name;
  if (rule->kind == INC_KIND_SCORE) return rule->parts[version->is.score.items[i].part].name;
  if (rule->kind == INC_KIND_AWARD) {
    const inc_award *award = &version->is.award;
    const uint32_t first = award->adjustment_count;
    return rule->parts[i < first ? award->adjustments[i].part : award->payers[i - first].part].name;
  }
  return NULL;
}

static void tell_pieces(document *d, const inc_rule *rule, const inc_version_info *about)
{
  inc_jo_open(&d->j, "pieces", '[');
  for (size_t i = 0; i < about->part_count; i++) {
    const char *name = piece_name(d, rule, i);
    inc_jo_open(&d->j, NULL, '{');
    if (name) inc_jo_text(&d->j, "part", name);
    else inc_jo_number(&d->j, "case", rule->kind == INC_KIND_CHOOSE && i == d->lo.version->is.choose.count ? 0 : (int64_t)i + 1);
    inc_jo_text(&d->j, "title", inc_label_text(&about->parts[i].title, d->language));
    inc_jo_basis(&d->j, "basis", d->lo.policy, &about->parts[i], d->language);
    inc_jo_close(&d->j, '}');
  }
  inc_jo_close(&d->j, ']');
}

static void tell_steps(document *d)
{
  inc_jo_open(&d->j, "steps", '[');
  for (const inc_step *s = d->lo.steps; s; s = s->next) {
    inc_jo_open(&d->j, NULL, '{');
    d->j.inline_ = true;
    inc_jo_text(&d->j, "set", s->set);
    inc_jo_raw(&d->j, "logic", s->logic);
    inc_jo_close(&d->j, '}');
    d->j.inline_ = false;
  }
  inc_jo_close(&d->j, ']');
}

static void tell_head(document *d, uint32_t number)
{
  const inc_rule *rule = &d->lo.policy->program.rules[number];
  inc_jo_text(&d->j, "name", rule->name);
  inc_jo_text(&d->j, "on", d->lo.policy->program.schema.tables[rule->table].name);
  inc_jo_text(&d->j, "kind", inc_kind_name(rule->kind));
  inc_jo_text(&d->j, "title", inc_rule_title(d->lo.policy, number, d->language));
}

static void tell_rule(document *d, uint32_t number)
{
  const inc_rule *rule = &d->lo.policy->program.rules[number];
  const inc_rule_info *info = &d->lo.policy->rules[number];
  memset(d->lo.parameters, 0, d->lo.policy->program.parameter_count * sizeof *d->lo.parameters);
  d->lo.rule = number;
  inc_logic_rule(&d->lo);
  if (d->lo.failed) return;
  inc_jo_open(&d->j, NULL, '{');
  tell_head(d, number);
  tell_type(d, rule->parts[0].type, rule->parts[0].list, false, info->units ? info->units[0] : 0);
  inc_jo_boolean(&d->j, "in_force", d->lo.version != NULL);
  if (d->lo.version) {
    const inc_version_info *about = &info->versions[d->lo.version - rule->versions];
    if (rule->parts[0].type == INC_TYPE_NUMBER) tell_rounding(d, d->lo.version->step, d->lo.version->rounding);
    inc_jo_basis(&d->j, "basis", d->lo.policy, &about->basis, d->language);
    tell_pieces(d, rule, about);
    tell_parameters(d);
  }
  tell_steps(d);
  inc_jo_close(&d->j, '}');
}

/* ---- What is given ---- */

static void tell_field(document *d, uint32_t table, const inc_field *field)
{
  const inc_table *tables = d->lo.policy->program.schema.tables;
  const char *title = inc_label_text(&field->title, d->language);
  inc_jo_open(&d->j, NULL, '{');
  inc_jo_text(&d->j, "on", tables[table].name);
  inc_jo_text(&d->j, "name", field->name);
  if (title) inc_jo_text(&d->j, "title", title);
  if (field->link != INC_NONE) {
    inc_jo_text(&d->j, "type", "link");
    inc_jo_text(&d->j, "to", tables[field->link].name);
    inc_jo_text(&d->j, "key", tables[field->link].fields[tables[field->link].key].name);
  } else {
    tell_type(d, field->type, field->list, field->whole, field->unit);
  }
  inc_jo_close(&d->j, '}');
}

static void tell_asked(document *d, uint32_t number, uint32_t part)
{
  const inc_rule *rule = &d->lo.policy->program.rules[number];
  const inc_rule_info *info = &d->lo.policy->rules[number];
  inc_buffer name;
  inc_buffer_init(&name, &d->lo.policy->allocator);
  inc_buffer_print(&name, part ? "%s:%s" : "%s", rule->name, part ? rule->parts[part].name : "");
  inc_jo_open(&d->j, NULL, '{');
  inc_jo_text(&d->j, "on", d->lo.policy->program.schema.tables[rule->table].name);
  inc_jo_buffer(&d->j, "name", &name);
  inc_jo_text(&d->j, "title", inc_rule_title(d->lo.policy, number, d->language));
  tell_type(d, rule->parts[part].type, rule->parts[part].list, false, info->units ? info->units[part] : 0);
  inc_jo_text(&d->j, "rule", rule->name);
  inc_jo_close(&d->j, '}');
}

static void tell_inputs(document *d)
{
  const inc_program *program = &d->lo.policy->program;
  inc_jo_open(&d->j, "inputs", '[');
  for (uint32_t t = 0; t < program->schema.count; t++) {
    for (uint32_t f = 0; f < program->schema.tables[t].count; f++) {
      if (d->lo.fields[t][f]) tell_field(d, t, &program->schema.tables[t].fields[f]);
    }
  }
  for (uint32_t i = 0; i < program->rule_count; i++) {
    for (uint32_t p = 0; p < program->rules[program->order[i]].part_count; p++) {
      if (d->lo.asked[program->order[i]][p]) tell_asked(d, program->order[i], p);
    }
  }
  inc_jo_close(&d->j, ']');
}

static void tell_lists(document *d)
{
  const inc_schema *schema = &d->lo.policy->program.schema;
  inc_jo_open(&d->j, "categories", '{');
  for (uint32_t l = 0; l < schema->list_count; l++) {
    inc_jo_open(&d->j, schema->lists[l].name, '{');
    for (uint32_t c = 0; c < schema->lists[l].count; c++) {
      const inc_code *code = &schema->lists[l].codes[c];
      inc_jo_text(&d->j, code->code, inc_label_text(&code->title, d->language));
    }
    inc_jo_close(&d->j, '}');
  }
  inc_jo_close(&d->j, '}');
}

static void tell_not_lowered(document *d)
{
  const inc_program *program = &d->lo.policy->program;
  inc_jo_open(&d->j, "not_lowered", '[');
  for (uint32_t i = 0; i < program->rule_count; i++) {
    const uint32_t number = program->order[i];
    const inc_lowered *rule = &d->lo.rules[number];
    bool part = false;
    for (uint32_t p = 0; p < program->rules[number].part_count; p++) part = part || rule->given[p];
    if (!rule->wanted || (!rule->refused && !part)) continue;
    inc_jo_open(&d->j, NULL, '{');
    tell_head(d, number);
    inc_jo_open(&d->j, "parts", '[');
    for (uint32_t p = 0; p < program->rules[number].part_count; p++) {
      if (rule->given[p]) inc_jo_text(&d->j, NULL, program->rules[number].parts[p].name);
    }
    inc_jo_close(&d->j, ']');
    inc_jo_text(&d->j, "reason", rule->refused ? rule->refused : rule->why);
    inc_jo_close(&d->j, '}');
  }
  inc_jo_close(&d->j, ']');
}

/* ---- The whole ---- */

static void write(document *d)
{
  static const char *const gaps[] = {"value", "inapplicable", "tie", "missing", "unset", "error"};
  const inc_program *program = &d->lo.policy->program;
  char as_of[11];
  inc_date_format(d->lo.as_of, as_of);
  inc_jo_open(&d->j, NULL, '{');
  inc_jo_text(&d->j, "format", "incubator-jsonlogic/1");
  inc_jo_policy(&d->j, d->lo.policy);
  inc_jo_text(&d->j, "library", incubator_version_text());
  inc_jo_text(&d->j, "as_of", as_of);
  inc_jo_open(&d->j, "gaps", '[');
  for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) inc_jo_text(&d->j, NULL, gaps[i]);
  inc_jo_close(&d->j, ']');
  tell_lists(d);
  inc_jo_open(&d->j, "rules", '[');
  for (uint32_t i = 0; i < program->rule_count && !d->lo.failed; i++) {
    const inc_lowered *rule = &d->lo.rules[program->order[i]];
    if (rule->wanted && !rule->refused) tell_rule(d, program->order[i]);
  }
  inc_jo_close(&d->j, ']');
  tell_inputs(d); /* behind the rules, whose reading has found them */
  tell_not_lowered(d);
  inc_jo_close(&d->j, '}');
}

static incubator_status check(const incubator_policy *policy, const incubator_lowering *given, const incubator_writer *writer,
                              incubator_lowering *how, int32_t *as_of, incubator_error *error)
{
  if (!policy || !writer || !writer->write) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "policy and writer must not be NULL");
  INC_TRY(inc_struct_read(how, sizeof *how, INC_SIZE_THROUGH(incubator_lowering, language), given, error));
  if (!how->as_of || (unsigned)how->language > INCUBATOR_LANGUAGE_ZH) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "as_of and a known language are needed");
  }
  if (inc_date_parse_iso(how->as_of, strlen(how->as_of), as_of)) return INCUBATOR_STATUS_OK;
  return INC_FAIL(error, INCUBATOR_STATUS_SYNTAX, "as_of: found \"%s\", expected a date of the calendar as YYYY-MM-DD", how->as_of);
}

incubator_status incubator_policy_lower(const incubator_policy *policy, const incubator_lowering *given,
                                        const incubator_writer *writer, incubator_error *error)
{
  incubator_lowering how;
  inc_arena arena;
  int32_t as_of;
  INC_TRY(check(policy, given, writer, &how, &as_of, error));
  inc_arena_init(&arena, &policy->allocator);
  document d = {.lo = {.policy = policy, .arena = &arena, .as_of = as_of}, .language = how.language};
  incubator_status status = prepare(&d.lo) ? want_rules(&d.lo, &how, error) : inc_no_memory(error);
  if (status == INCUBATOR_STATUS_OK) {
    want_what_is_read(&d.lo);
    inc_out_start(&d.out, writer, &policy->allocator);
    d.j = (inc_json_out){.out = &d.out};
    write(&d);
    if (d.lo.failed) d.out.buffer.failed = true;
    status = inc_out_end(&d.out, error);
  }
  inc_arena_clear(&arena);
  return status;
}
