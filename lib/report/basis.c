/* What outcomes rest on. Where a parameter that the caller set bears on one, it is assumed, whatever the policy says. */
#include <string.h>

#include "report/report.h"

typedef struct search {
  const inc_reporting *r;
  bool found;
} search;

static bool look_at_ref(void *context, const inc_ref *ref)
{
  search *s = context;
  s->found = s->found || (ref->rule != INC_NONE && s->r->assumed[ref->rule]);
  return !s->found;
}

static bool look_at_expression(void *context, const inc_expression *e)
{
  search *s = context;
  for (uint32_t i = 0; i < e->count && !s->found; i++) {
    const inc_node *n = &e->nodes[i];
    if (n->op == INC_OP_PARAMETER) s->found = s->r->policy->parameters[n->is.parameter].set_by_caller;
    if (n->op == INC_OP_COLUMN) look_at_ref(s, &n->is.ref);
  }
  return !s->found;
}

static bool bears_on_version(const inc_reporting *r, inc_kind kind, const inc_version *version)
{
  search s = {.r = r};
  inc_version_expressions(kind, version, look_at_expression, &s);
  inc_version_refs(kind, version, look_at_ref, &s);
  return s.found;
}

static bool bears_on(const inc_reporting *r, const inc_expression *e)
{
  search s = {.r = r};
  if (e) look_at_expression(&s, e);
  return s.found;
}

/* ---- Bases with the caller's mark ---- */

/* What a basis says of parameters that the caller set. */
static const inc_label *caller_words(const incubator_policy *policy)
{
  uint32_t i = 0;
  while (!policy->parameters[i].set_by_caller) i++;
  return &policy->parameters[i].basis.assumed;
}

static const char *join(inc_reporting *r, const char *own, const char *between, const char *caller)
{
  inc_buffer text;
  if (!own) return caller;
  inc_buffer_init(&text, &r->d->allocator);
  inc_buffer_print(&text, "%s%s%s", own, between, caller);
  const char *copy = inc_arena_text(&r->arena, inc_buffer_get(&text), text.length);
  inc_out_free(&r->out, &text);
  if (!copy) r->out.buffer.failed = true;
  return copy;
}

static void mark(inc_reporting *r, inc_basis *basis)
{
  const inc_label *caller = caller_words(r->policy);
  inc_label own = basis->evidence == INC_ASSUMED ? basis->assumed : (inc_label){NULL, NULL};
  basis->evidence = INC_ASSUMED;
  basis->assumed = (inc_label){join(r, own.zh ? own.zh : own.en, "；", caller->zh), join(r, own.en ? own.en : own.zh, "; ", caller->en)};
}

/* A case rests on its own conditions and on those of the cases before it. */
static void mark_cases(inc_reporting *r, const inc_version *version, inc_basis *cases)
{
  const inc_choose *choose = &version->is.choose;
  bool before = bears_on(r, version->when) || bears_on(r, version->at);
  for (size_t i = 0; i < choose->count; i++) {
    before = before || bears_on(r, choose->cases[i].when);
    if (before || bears_on(r, choose->cases[i].is)) mark(r, &cases[i]);
  }
  if (choose->otherwise && (before || bears_on(r, choose->otherwise))) mark(r, &cases[choose->count]);
}

static bool mark_rule(inc_reporting *r, uint32_t number)
{
  const inc_version *version;
  const inc_version_info *about = inc_report_version(r->d, number, &version);
  inc_kind kind = r->policy->program.rules[number].kind;
  if (!about || !bears_on_version(r, kind, version)) return true;
  inc_basis *own = inc_arena_alloc(&r->arena, about->part_count + 1, sizeof *own);
  if (!own) return false;
  own[0] = about->basis;
  if (about->part_count) memcpy(own + 1, about->parts, about->part_count * sizeof *own);
  mark(r, &own[0]);
  if (kind == INC_KIND_CHOOSE) mark_cases(r, version, own + 1);
  r->assumed[number] = own;
  return true;
}

bool inc_report_mark(inc_reporting *r)
{
  const inc_program *program = &r->policy->program;
  if (r->policy->setting_count == 0) return true;
  r->assumed = inc_arena_alloc(&r->arena, program->rule_count, sizeof *r->assumed);
  bool ok = r->assumed != NULL;
  for (uint32_t i = 0; i < program->rule_count && ok; i++) ok = mark_rule(r, program->order[i]);
  return ok;
}

/* ---- What a row's outcome rests on ---- */

const inc_version_info *inc_report_version(const incubator_decisions *d, uint32_t number, const inc_version **version)
{
  const inc_rule *rule = &d->policy->program.rules[number];
  *version = inc_rule_version(rule, inc_results_as_of(d->results));
  return *version ? &d->policy->rules[number].versions[*version - rule->versions] : NULL;
}

const inc_basis *inc_report_basis(const inc_reporting *r, uint32_t rule, size_t row)
{
  const inc_version *version;
  const inc_version_info *about = inc_report_version(r->d, rule, &version);
  if (!about) return NULL;
  const inc_basis *own = r->assumed ? r->assumed[rule] : NULL;
  const inc_basis *whole = own ? own : &about->basis, *parts = own ? own + 1 : about->parts;
  if (r->policy->program.rules[rule].kind != INC_KIND_CHOOSE) return whole;
  inc_cell taken = inc_report_cell(r->d, rule, INC_CHOOSE_CASE, row);
  if (taken.gap) return whole;
  size_t number = (size_t)(taken.value / INC_MICRO);
  return &parts[number ? number - 1 : version->is.choose.count];
}

void inc_report_clause(const inc_reporting *r, const inc_basis *basis, inc_buffer *to)
{
  const incubator_language language = r->how.language;
  const char *why = inc_label_text(&basis->assumed, language);
  inc_words_cites(r->policy, basis, language, to);
  if (basis->evidence == INC_VERBATIM) return;
  if (to->length) inc_buffer_text(to, inc_words(language, ", ", "，"));
  inc_buffer_text(to, inc_words_evidence(basis->evidence, language));
  if (why) inc_buffer_print(to, inc_words(language, ": %s", "：%s"), why);
}

void inc_report_note(inc_reporting *r, uint32_t rule)
{
  r->rests_on_caller = r->rests_on_caller || (rule != INC_NONE && r->assumed && r->assumed[rule]);
}

void inc_report_settings(inc_reporting *r)
{
  const incubator_language language = r->how.language;
  if (!r->rests_on_caller) return;
  inc_out_text(&r->out, inc_words(language, "Assumed: ", "假定："));
  for (size_t i = 0; i < r->policy->setting_count; i++) {
    inc_out_print(&r->out, "%s%s", i ? inc_words(language, ", ", "、") : "", r->policy->settings[i]);
  }
  inc_out_print(&r->out, inc_words(language, ", %s\n", "，%s\n"), inc_label_text(caller_words(r->policy), language));
}
