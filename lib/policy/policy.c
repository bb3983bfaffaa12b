/* A policy as its users hold it: reading it whole, its references, what it says of itself. */
#include "policy/policy.h"

#include <string.h>

#include "policy/builtin.h"
#include "policy/reader.h"

const char *inc_label_text(const inc_label *label, incubator_language language)
{
  const char *wanted = language == INCUBATOR_LANGUAGE_ZH ? label->zh : label->en;
  return wanted ? wanted : label->zh ? label->zh : label->en;
}

const char *inc_rule_title(const incubator_policy *policy, uint32_t rule, incubator_language language)
{
  const inc_rule_info *info = &policy->rules[rule];
  for (size_t v = policy->program.rules[rule].version_count; v-- > 0;) {
    const char *title = inc_label_text(&info->versions[v].basis.title, language);
    if (title) return title;
  }
  return policy->program.rules[rule].name;
}

/* ---- Reading ---- */

static void read_envelope(inc_reader *r)
{
  static const inc_rounding modes[] = {INC_ROUND_HALF_EVEN, INC_ROUND_HALF_UP, INC_ROUND_DOWN};
  incubator_policy *p = r->policy;
  r->document = 0;
  const inc_json *root = inc_json_root(p->documents[0].json);
  const inc_json *rounding = inc_json_get(root, "rounding");
  int word = rounding ? inc_read_word(r, rounding, "round-unstated", "half-even half-up down") : 0;
  p->program.rounding = word < 0 ? INC_ROUND_HALF_EVEN : modes[word];
  p->id = p->documents[0].id;
  p->version = inc_member_text(r, root, "version", false);
  p->title = inc_label_of(inc_json_get(root, "title"));
}

/* Proves every rule exact, in order. */
static void prove(inc_reader *r)
{
  incubator_policy *p = r->policy;
  for (uint32_t i = 0; i < p->program.rule_count && !r->failed; i++) {
    uint32_t number = p->program.order[i];
    inc_proof proof;
    if (inc_engine_prove(&p->program, number, &r->allocator, &proof) != INCUBATOR_STATUS_OK) r->failed = true;
    if (!proof.too_wide) continue;
    const inc_version_info *about = &p->rules[number].versions[proof.too_wide - p->program.rules[number].versions];
    r->document = about->document;
    INC_REPORT(r, "too-wide", about->node,
               "the exact value of a formula of \"%s\" may need more than %d bits: declare min and max, or split the rule",
               p->program.rules[number].name, INC_WIDE_BITS);
  }
}

static bool has_errors(const inc_reader *r)
{
  return incubator_findings_total(r->findings, INCUBATOR_SEVERITY_ERROR) > 0;
}

static void keep_settings(inc_reader *r, const incubator_policy_options *options)
{
  const char **settings = inc_reader_alloc(r, options->setting_count, sizeof *settings);
  for (size_t i = 0; i < options->setting_count && settings; i++) settings[i] = inc_reader_text(r, options->settings[i]);
  r->policy->settings = settings;
  r->policy->setting_count = options->setting_count;
}

static void read_sections(inc_reader *r, const incubator_policy_options *options)
{
  keep_settings(r, options);
  read_envelope(r);
  inc_read_sources(r);
  if (!r->failed) inc_read_lists(r);
  if (!r->failed) inc_read_units(r);
  if (!r->failed) inc_read_parameters(r, options);
  if (!r->failed) inc_read_tables(r);
  if (!r->failed) inc_read_rules(r);
  if (!r->failed) inc_read_tests(r);
  if (!r->failed && !has_errors(r)) prove(r);
  if (!r->failed && !has_errors(r)) inc_check_policy(r);
}

static void policy_free(incubator_policy *p)
{
  incubator_allocator a = p->allocator;
  for (uint32_t i = 0; i < p->document_count; i++) inc_json_free(p->documents[i].json);
  for (uint32_t i = 0; i < p->program.schema.list_count; i++) inc_index_free(&p->program.schema.lists[i].index);
  for (uint32_t i = 0; i < p->program.schema.count; i++) inc_index_free(&p->program.schema.tables[i].index);
  inc_map_free(&p->program.schema.names);
  inc_map_free(&p->program.literals);
  inc_map_free(&p->names);
  inc_free(&a, p->named);
  inc_arena_clear(&p->arena);
  inc_free(&a, p);
}

static void reader_free(inc_reader *r)
{
  inc_section *const sections[] = {&r->sources, &r->lists, &r->units, &r->parameters, &r->rules};
  for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) inc_section_free(r, sections[i]);
  inc_arena_clear(&r->scratch);
}

/* The first error among the findings, for callers that want only one. */
static incubator_status first_error(const incubator_findings *findings, incubator_error *error)
{
  for (size_t i = 0; i < incubator_findings_count(findings); i++) {
    const incubator_finding *f = incubator_findings_get(findings, i);
    if (f->severity != INCUBATOR_SEVERITY_ERROR) continue;
    inc_place place = {f->path, f->line, f->column};
    return inc_fail(error, INCUBATOR_STATUS_POLICY, place, "%s%s%s: %s", f->file, *f->file ? ": " : "", f->code, f->message);
  }
  return INC_FAIL(error, INCUBATOR_STATUS_POLICY, "the policy has errors");
}

static incubator_status read_into(incubator_policy *p, incubator_findings *findings,
                                  const incubator_policy_source *source, const incubator_policy_options *options,
                                  incubator_error *error)
{
  inc_reader r = {.allocator = p->allocator, .policy = p, .arena = &p->arena, .findings = findings};
  inc_arena_init(&r.scratch, &p->allocator);
  incubator_status status = inc_read_documents(&r, source, options, error);
  if (status == INCUBATOR_STATUS_OK && !r.failed && p->document_count && p->documents[0].json) {
    bool readable = inc_json_type_of(inc_json_root(p->documents[0].json)) == INC_JSON_OBJECT;
    if (readable) read_sections(&r, options);
  }
  reader_free(&r);
  if (status != INCUBATOR_STATUS_OK) return status;
  if (r.failed || inc_findings_failed(findings)) return inc_no_memory(error);
  return incubator_findings_total(findings, INCUBATOR_SEVERITY_ERROR) ? first_error(findings, error) : INCUBATOR_STATUS_OK;
}

static incubator_status check_source(const incubator_policy_source *given, incubator_policy_source *source,
                                     incubator_error *error)
{
  INC_TRY(inc_struct_read(source, sizeof *source, INC_SIZE_THROUGH(incubator_policy_source, name), given, error));
  int set = (source->builtin != NULL) + (source->path != NULL) + (source->text != NULL);
  if (set == 1) return INCUBATOR_STATUS_OK;
  return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "a policy source sets one of builtin, path and text, this sets %d", set);
}

static incubator_status check_options(const incubator_policy_options *given, incubator_policy_options *options,
                                      incubator_error *error)
{
  INC_TRY(inc_struct_read(options, sizeof *options, INC_SIZE_THROUGH(incubator_policy_options, setting_count), given, error));
  for (size_t i = 0; i < options->setting_count; i++) {
    if (options->settings && options->settings[i]) continue;
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "%zu settings, but setting %zu is NULL", options->setting_count, i + 1);
  }
  return INCUBATOR_STATUS_OK;
}

static incubator_policy *policy_create(const incubator_allocator *a)
{
  incubator_policy *p = inc_alloc_zero(a, 1, sizeof *p);
  if (!p) return NULL;
  atomic_init(&p->references, 1);
  p->allocator = *a;
  inc_arena_init(&p->arena, a);
  inc_map_init(&p->program.schema.names, a);
  inc_map_init(&p->program.literals, a);
  inc_map_init(&p->names, a);
  return p;
}

incubator_status incubator_policy_read(const incubator_policy_source *given_source,
                                       const incubator_policy_options *given_options, incubator_policy **policy,
                                       incubator_findings **findings, incubator_error *error)
{
  incubator_policy_source source;
  incubator_policy_options options;
  if (findings) *findings = NULL;
  if (policy) *policy = NULL;
  if (!policy || !given_source) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "policy and source must not be NULL");
  INC_TRY(check_source(given_source, &source, error));
  INC_TRY(check_options(given_options, &options, error));
  incubator_allocator a = inc_allocator_of(options.allocator);
  incubator_findings *list = inc_findings_create(&a, INC_FINDINGS_LIMIT);
  incubator_policy *p = list ? policy_create(&a) : NULL;
  if (!p) {
    incubator_findings_free(list);
    return inc_no_memory(error);
  }
  incubator_status status = read_into(p, list, &source, &options, error);
  if (status == INCUBATOR_STATUS_OK) *policy = p;
  else policy_free(p);
  bool told = findings && (status == INCUBATOR_STATUS_OK || status == INCUBATOR_STATUS_POLICY);
  if (told) *findings = list;
  else incubator_findings_free(list);
  return status;
}

/* Finds a base among the texts of a policy that was read before. */
static incubator_status resolve_again(void *context, const char *id, incubator_policy_source *source)
{
  const incubator_policy *policy = context;
  for (uint32_t i = 0; i < policy->document_count; i++) {
    if (strcmp(policy->documents[i].id, id)) continue;
    source->text = inc_json_text(policy->documents[i].json, &source->length);
    source->name = inc_json_name(policy->documents[i].json);
    return INCUBATOR_STATUS_OK;
  }
  return INCUBATOR_STATUS_NOT_FOUND;
}

incubator_status inc_policy_with(const incubator_policy *policy, const char *const *settings, size_t count,
                                 incubator_policy **variant, incubator_error *error)
{
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy_options options = INCUBATOR_POLICY_OPTIONS_INIT;
  const char **all = inc_alloc_zero(&policy->allocator, policy->setting_count + count, sizeof *all);
  *variant = NULL;
  if (!all) return inc_no_memory(error);
  for (size_t i = 0; i < policy->setting_count; i++) all[i] = policy->settings[i];
  for (size_t i = 0; i < count; i++) all[policy->setting_count + i] = settings[i]; /* of two for one parameter the latter holds */
  source.text = inc_json_text(policy->documents[0].json, &source.length);
  source.name = inc_json_name(policy->documents[0].json);
  options.allocator = &policy->allocator;
  options.resolve = resolve_again;
  options.resolve_context = (void *)policy;
  options.settings = all;
  options.setting_count = policy->setting_count + count;
  incubator_status status = incubator_policy_read(&source, &options, variant, NULL, error);
  inc_free(&policy->allocator, all);
  return status;
}

/* ---- Holding ---- */

incubator_policy *incubator_policy_ref(incubator_policy *policy)
{
  if (policy) atomic_fetch_add_explicit(&policy->references, 1, memory_order_relaxed);
  return policy;
}

void incubator_policy_unref(incubator_policy *policy)
{
  if (!policy || atomic_fetch_sub_explicit(&policy->references, 1, memory_order_acq_rel) != 1) return;
  policy_free(policy);
}

const char *incubator_policy_id(const incubator_policy *policy)
{
  return policy->id;
}

const char *incubator_policy_title(const incubator_policy *policy, incubator_language language)
{
  const char *title = inc_label_text(&policy->title, language);
  return title ? title : policy->id;
}

const char *incubator_policy_digest(const incubator_policy *policy)
{
  return policy->digest;
}

static const inc_code *find_code(const incubator_policy *policy, const char *list, int64_t code)
{
  const inc_schema *schema = &policy->program.schema;
  for (uint32_t i = 0; list && i < schema->list_count; i++) {
    if (strcmp(schema->lists[i].name, list)) continue;
    return code >= 0 && code < (int64_t)schema->lists[i].count ? &schema->lists[i].codes[code] : NULL;
  }
  return NULL;
}

const char *incubator_policy_label(const incubator_policy *policy, const char *list, int64_t code,
                                   incubator_language language)
{
  const inc_code *found = find_code(policy, list, code);
  const char *label = found ? inc_label_text(&found->title, language) : NULL;
  return found && !label ? found->code : label;
}

const char *incubator_policy_code(const incubator_policy *policy, const char *list, int64_t code)
{
  const inc_code *found = find_code(policy, list, code);
  return found ? found->code : NULL;
}

const char *incubator_policy_builtin(size_t index)
{
  return index < inc_builtin_count ? inc_builtin_policies[index].id : NULL;
}
