/* What programmes rest on: their clauses, and every assumption in what they read. */
#include <string.h>

#include "base/map.h"
#include "report/ledger.h"

/* One programme being looked at: rules are put on a list, each once. */
typedef struct basis_search {
  inc_ledger_paper *p;
  inc_programme_words *to;
  uint32_t own;         /* rule of the programme */
  uint32_t *list;       /* rules to be looked at */
  uint32_t count;
  bool *listed, *told; /* [rule]; [parameter] */
  const char **texts;   /* room for all assumptions */
  size_t capacity;
  bool failed;
} basis_search;

static void list_rule(basis_search *s, uint32_t rule)
{
  if (s->listed[rule]) return;
  s->listed[rule] = true;
  s->list[s->count++] = rule;
}

static void add_text(basis_search *s, const char *text)
{
  for (size_t i = 0; i < s->to->assumed_count; i++) {
    if (!strcmp(s->texts[i], text)) return;
  }
  if (!inc_grow(&s->p->l->allocator, (void **)&s->texts, s->to->assumed_count, &s->capacity, sizeof *s->texts)) s->failed = true;
  else s->texts[s->to->assumed_count++] = text;
}

/* `name`: what it is that is assumed; NULL: the programme itself. */
static void look_at_basis(basis_search *s, const inc_basis *basis, const char *name)
{
  const incubator_language language = s->p->r.how.language;
  if (basis->evidence > s->to->evidence) s->to->evidence = basis->evidence;
  if (basis->evidence != INC_ASSUMED) return;
  const char *why = inc_label_text(&basis->assumed, language), *title = inc_label_text(&basis->title, language);
  inc_buffer text = inc_paper_text(s->p);
  if (name || title) inc_buffer_text(&text, title ? title : name);
  if ((name || title) && why) inc_buffer_text(&text, inc_words(language, ": ", "："));
  inc_buffer_text(&text, why ? why : (name || title) ? "" : inc_words_evidence(INC_ASSUMED, language));
  add_text(s, inc_paper_keep(s->p, &text));
}

static bool look_at_ref(void *context, const inc_ref *ref)
{
  if (ref->rule != INC_NONE) list_rule(context, ref->rule);
  return true;
}

static bool look_at_expression(void *context, const inc_expression *e)
{
  basis_search *s = context;
  const inc_program *program = inc_ledger_program(s->p->l);
  for (uint32_t i = 0; i < e->count; i++) {
    const inc_node *n = &e->nodes[i];
    if (n->op == INC_OP_COLUMN) look_at_ref(s, &n->is.ref);
    if (n->op != INC_OP_PARAMETER || s->told[n->is.parameter]) continue;
    s->told[n->is.parameter] = true;
    look_at_basis(s, &s->p->r.policy->parameters[n->is.parameter].basis, program->parameters[n->is.parameter].name);
  }
  return true;
}

static void look_at_rule(basis_search *s, uint32_t number)
{
  const inc_version *version;
  const inc_version_info *about = inc_report_version(s->p->r.d, number, &version);
  const inc_kind kind = inc_ledger_program(s->p->l)->rules[number].kind;
  if (!about) return;
  const char *name = number == s->own ? NULL : inc_rule_title(s->p->r.policy, number, s->p->r.how.language);
  inc_basis whole = about->basis;
  whole.title = (inc_label){NULL, NULL};
  look_at_basis(s, &whole, name);
  for (size_t i = 0; i < about->part_count; i++) {
    const bool inherited = about->parts[i].evidence == whole.evidence && about->parts[i].assumed.zh == whole.assumed.zh && about->parts[i].assumed.en == whole.assumed.en;
    if (!inherited) look_at_basis(s, &about->parts[i], name);
  }
  inc_version_expressions(kind, version, look_at_expression, s);
  inc_version_refs(kind, version, look_at_ref, s);
}

static void find_words(basis_search *s, const inc_programme *programme)
{
  const incubator_language language = s->p->r.how.language;
  const inc_program *program = inc_ledger_program(s->p->l);
  inc_buffer clause = inc_paper_text(s->p), joined = inc_paper_text(s->p);
  s->to->title = inc_rule_title(s->p->r.policy, programme->rule, language);
  inc_words_cites(s->p->r.policy, &programme->about->basis, language, &clause);
  s->to->clause = inc_paper_keep(s->p, &clause);
  s->own = programme->rule;
  s->count = 0;
  memset(s->listed, 0, program->rule_count * sizeof *s->listed);
  memset(s->told, 0, program->parameter_count * sizeof *s->told);
  list_rule(s, programme->rule);
  for (uint32_t i = 0; i < s->count; i++) look_at_rule(s, s->list[i]);
  for (size_t i = 0; i < s->to->assumed_count; i++) {
    inc_buffer_print(&joined, "%s%s", i ? inc_words(language, "; ", "；") : "", s->texts[i]);
  }
  s->to->joined = inc_paper_keep(s->p, &joined);
  s->to->assumed = inc_arena_copy(&s->p->r.arena, s->texts, s->to->assumed_count, sizeof *s->texts);
  s->failed = s->failed || (s->to->assumed_count && !s->to->assumed);
}

bool inc_paper_find_words(inc_ledger_paper *p)
{
  const inc_program *program = inc_ledger_program(p->l);
  inc_arena *arena = &p->r.arena;
  basis_search s = {.p = p};
  s.list = inc_arena_alloc(arena, program->rule_count + 1, sizeof *s.list);
  s.listed = inc_arena_alloc(arena, program->rule_count + 1, sizeof *s.listed);
  s.told = inc_arena_alloc(arena, program->parameter_count + 1, sizeof *s.told);
  p->words = inc_arena_alloc(arena, p->l->programme_count, sizeof *p->words);
  if (!s.list || !s.listed || !s.told || !p->words) return false;
  for (size_t i = 0; i < p->l->programme_count && !s.failed; i++) {
    s.to = &p->words[i];
    find_words(&s, &p->l->programmes[i]);
  }
  inc_free(&p->l->allocator, s.texts);
  return !s.failed && !p->r.out.buffer.failed;
}

/* ---- What is assumed, for people ---- */

static void write_new(inc_ledger_paper *p, const inc_programme_words *words, inc_map *told)
{
  size_t again = 0;
  inc_out_print(&p->r.out, inc_paper_pick(p, "Assumed (%s):\n", "假定（%s）：\n"), words->title);
  for (size_t i = 0; i < words->assumed_count; i++) {
    bool added = true;
    if (inc_map_add(told, words->assumed[i], strlen(words->assumed[i]), &added) == INC_MAP_NONE) p->r.out.buffer.failed = true;
    if (added) inc_out_print(&p->r.out, "  - %s\n", words->assumed[i]);
    else again++;
  }
  if (again) inc_out_print(&p->r.out, inc_paper_pick(p, "  - and %zu of the above\n", "  - 以及上列中的 %zu 项\n"), again);
}

void inc_paper_assumptions(inc_ledger_paper *p, bool lists)
{
  inc_map told;
  inc_map_init(&told, &p->l->allocator);
  for (size_t i = 0; i < p->l->programme_count; i++) {
    const inc_programme *programme = &p->l->programmes[i];
    const bool counts = lists || (programme->award && programme->within == INC_NONE);
    if (counts && p->words[i].assumed_count) write_new(p, &p->words[i], &told);
  }
  inc_map_free(&told);
}
