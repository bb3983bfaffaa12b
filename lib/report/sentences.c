/* An explanation in sentences, Chinese or English. */
#include <string.h>

#include "report/explanation.h"
#include "report/report.h"

/* ---- Assumptions ---- */

typedef struct assumption_search {
  size_t wanted, seen;
  const char *texts[128];
  const char *found;
} assumption_search;

static void assume(assumption_search *s, const inc_basis *basis, incubator_language language)
{
  const char *text = basis && basis->evidence == INC_ASSUMED ? inc_label_text(&basis->assumed, language) : NULL;
  if (!text || s->found || s->seen == 128) return;
  for (size_t i = 0; i < s->seen; i++) {
    if (!strcmp(s->texts[i], text)) return;
  }
  if (s->seen == s->wanted) s->found = text;
  s->texts[s->seen++] = text;
}

const char *inc_explanation_assumption(const incubator_explanation *x, size_t n, incubator_language language)
{
  assumption_search s = {.wanted = n};
  for (size_t r = 0; r < x->rule_count; r++) {
    const inc_explained *e = &x->rules[r];
    assume(&s, e->basis, language);
    for (size_t i = 0; i < e->step_count; i++) {
      if (e->steps[i].role == INC_ROLE_CONDITION) assume(&s, e->steps[i].basis, language);
    }
    for (uint32_t i = 0; e->scored && i < e->scored->score->count; i++) {
      if (e->scored->items[i].value.gap != INCUBATOR_GAP_INAPPLICABLE) assume(&s, e->scored->items[i].basis, language);
    }
    const inc_award *award = e->awarded && e->awarded->eligible ? e->awarded->award : NULL;
    for (uint32_t i = 0; award && i < award->adjustment_count; i++) {
      if (e->awarded->adjusted[i].applies) assume(&s, e->awarded->adjusted[i].value.basis, language);
    }
    for (uint32_t i = 0; award && i < award->payer_count; i++) assume(&s, e->awarded->shares[i].weight.basis, language);
    for (size_t i = 0; i < e->operand_count; i++) {
      if (e->operands[i].parameter) assume(&s, &x->decisions->policy->parameters[e->operands[i].number].basis, language);
    }
  }
  return s.found;
}

/* ---- Values ---- */

static const char *pick(const inc_telling *t, const char *en, const char *zh)
{
  return inc_words(t->language, en, zh);
}

static void value_words(const incubator_explanation *x, inc_type type, uint32_t list, inc_cell cell, uint32_t unit,
                        incubator_language language, inc_buffer *to)
{
  const incubator_policy *policy = x->decisions->policy;
  if (cell.gap) {
    inc_buffer_text(to, inc_words_gap((incubator_gap)cell.gap, language));
  } else if (type == INC_TYPE_TEXT) {
    inc_decisions_value(x->decisions, type, list, cell.value, to);
  } else {
    inc_words_value(policy, type, list, cell.value, language, to);
    const char *name = type == INC_TYPE_NUMBER ? inc_words_unit(policy, unit, language) : "";
    if (*name) inc_buffer_print(to, " %s", name);
  }
}

void inc_tell_value(const inc_telling *t, inc_type type, uint32_t list, inc_cell cell, uint32_t unit)
{
  inc_buffer text;
  inc_buffer_init(&text, &t->x->allocator);
  value_words(t->x, type, list, cell, unit, t->language, &text);
  inc_out_buffer(t->out, &text);
}

void inc_tell_expression(const inc_telling *t, const inc_expression *e, uint32_t table)
{
  inc_buffer text;
  inc_buffer_init(&text, &t->x->allocator);
  inc_words_expression(t->policy, e, table, t->language, &text);
  inc_out_buffer(t->out, &text);
}

void inc_tell_clause(const inc_telling *t, const inc_basis *basis)
{
  inc_buffer text;
  if (!basis || (basis->cite_count == 0 && basis->evidence != INC_ASSUMED)) return;
  inc_buffer_init(&text, &t->x->allocator);
  inc_words_cites(t->policy, basis, t->language, &text);
  inc_out_print(t->out, pick(t, "  [%s%s%s]", "  〔%s%s%s〕"), inc_buffer_get(&text), text.length ? pick(t, ", ", "，") : "",
                inc_words_evidence(basis->evidence, t->language));
  inc_out_free(t->out, &text);
}

/* ---- A rule ---- */

static void tell_outcome(const inc_telling *t, const inc_explained *r)
{
  const inc_part *part = &t->policy->program.rules[r->rule].parts[0];
  inc_out_print(t->out, pick(t, "%s: ", "%s："), inc_rule_title(t->policy, r->rule, t->language));
  if (!r->cell.gap) {
    inc_tell_value(t, part->type, part->list, r->cell, t->policy->rules[r->rule].units[0]);
  } else {
    inc_out_print(t->out, pick(t, "undetermined (%s", "待定（%s"), inc_words_gap((incubator_gap)r->cell.gap, t->language));
    for (size_t i = 0; i < r->name_count; i++) {
      inc_buffer name;
      inc_buffer_init(&name, &t->x->allocator);
      inc_report_name(t->policy, t->policy->program.rules[r->rule].table, r->names[i], t->language, &name);
      inc_out_text(t->out, i ? pick(t, ", ", "、") : pick(t, ": ", "："));
      inc_out_buffer(t->out, &name);
    }
    inc_out_text(t->out, pick(t, ")", "）"));
  }
  inc_tell_clause(t, r->basis);
  inc_out_text(t->out, "\n");
}

/* What says nothing new: a `when` that holds, an else with a reason, and what is told with a measure or an award. */
static bool is_silent(const inc_explained *r, const inc_step *s)
{
  bool reason = r->basis && (r->basis->reason.en || r->basis->reason.zh);
  return (s->role == INC_ROLE_WHEN && !s->cell.gap && s->cell.value) || (s->role == INC_ROLE_ELSE && reason) ||
         s->role == INC_ROLE_WHERE || s->role == INC_ROLE_OF || s->role == INC_ROLE_AMOUNT;
}

static const char *order_words(const inc_telling *t, const inc_explained *r, const inc_step *s)
{
  bool highest = r->version->is.select.order[s->number - 1].highest;
  if (s->number == 1) return highest ? pick(t, "highest first", "由高到低") : pick(t, "lowest first", "由低到高");
  return highest ? pick(t, "then highest first", "其次由高到低") : pick(t, "then lowest first", "其次由低到高");
}

static void tell_step(const inc_telling *t, const inc_explained *r, const inc_step *s)
{
  static const char *const en[INC_ROLES] = {"applies when", "case", "otherwise", "", "is", "from", "to", "actual", "goal", "base", "", "", "", "places", "", "", "", "", "weight", "to be divided", "at least", "at most", "parameters as of"};
  static const char *const zh[INC_ROLES] = {"适用条件", "情形", "其他情形", "", "计算", "起", "止", "现有", "目标", "基数", "", "", "", "名额", "", "", "", "", "权数", "待分配总数", "不少于", "不多于", "参数取自"};
  inc_buffer text;
  const char *title = s->basis ? inc_label_text(&s->basis->title, t->language) : NULL;
  if (s->role == INC_ROLE_CONDITION && !title) title = t->policy->program.rules[r->rule].parts[s->number].name;
  inc_out_print(t->out, "    - %s", (t->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[s->role]);
  if (s->role == INC_ROLE_CASE) inc_out_print(t->out, " %u", s->number);
  if (s->role == INC_ROLE_ORDER) inc_out_text(t->out, order_words(t, r, s));
  if (title) inc_out_print(t->out, s->role == INC_ROLE_CONDITION ? "%s" : " %s", title);
  inc_buffer_init(&text, &t->x->allocator);
  inc_words_expression(t->policy, s->text, s->table, t->language, &text);
  inc_out_text(t->out, pick(t, ": ", "："));
  bool same = title && !strcmp(title, inc_buffer_get(&text));
  if (!same) inc_out_text(t->out, inc_buffer_get(&text));
  inc_out_free(t->out, &text);
  if (inc_expression_root(s->text)->op != INC_OP_CONSTANT) {
    inc_out_text(t->out, same ? "" : " → ");
    inc_tell_value(t, s->cell.type, s->list, s->cell, 0);
  }
  if (s->replaced) inc_out_text(t->out, pick(t, " (not given, so by rule)", "（未提供，按规则处理）"));
  bool own = s->role == INC_ROLE_CONDITION && s->basis->evidence != r->about->basis.evidence;
  if (own) inc_tell_clause(t, s->basis);
  inc_out_text(t->out, "\n");
  inc_tell_comparisons(t, s);
}

bool inc_tells_just(const inc_expression *e, const inc_operand *o)
{
  return e && e->count == 1 && !o->parameter && e->nodes[0].op == INC_OP_COLUMN && &e->nodes[0].is.ref == o->ref;
}

/* Whether a step or an item is nothing but this column, so that its value was told. */
static bool is_told(const inc_explained *r, const inc_operand *o)
{
  for (size_t i = 0; i < r->step_count; i++) {
    if (inc_tells_just(r->steps[i].text, o)) return true;
  }
  for (uint32_t i = 0; r->scored && i < r->scored->score->count; i++) {
    if (inc_tells_just(r->scored->score->items[i].value, o)) return true;
  }
  return r->awarded && inc_award_tells(r, o);
}

/* Fields and parameters with their values; rules are told on their own. */
static void tell_operands(const inc_telling *t, const inc_explained *r)
{
  bool any = false;
  for (size_t i = 0; i < r->operand_count; i++) {
    const inc_operand *o = &r->operands[i];
    inc_buffer text;
    bool reported = r->version->reported && o->ref == r->version->reported && o->cell.gap; /* nothing was reported */
    if (reported || is_told(r, o) || (!o->parameter && o->ref->rule != INC_NONE && o->ref->part == 0)) continue;
    inc_buffer_init(&text, &t->x->allocator);
    const char *title = o->parameter ? inc_label_text(&t->policy->parameters[o->number].basis.title, t->language) : NULL;
    if (title) inc_buffer_text(&text, title);
    else if (o->parameter) inc_buffer_text(&text, t->policy->program.parameters[o->number].name);
    else inc_words_ref(t->policy, o->ref, t->policy->program.rules[r->rule].table, t->language, &text);
    inc_out_text(t->out, any ? pick(t, "; ", "；") : pick(t, "    with ", "    其中 "));
    inc_out_buffer(t->out, &text);
    inc_out_text(t->out, " = ");
    inc_tell_value(t, o->cell.type, o->list, o->cell, o->unit);
    if (o->replaced) inc_out_text(t->out, pick(t, " (cell empty: the table says so)", "（单元格为空，按表规定）"));
    if (o->parameter && t->policy->parameters[o->number].basis.evidence != INC_VERBATIM) {
      inc_tell_clause(t, &t->policy->parameters[o->number].basis);
    }
    any = true;
  }
  if (any) inc_out_text(t->out, "\n");
}

static void tell_members(const inc_telling *t, const inc_members *m)
{
  const char *table = inc_table_title(t->policy, m->table, t->language);
  if (!m->given) {
    inc_out_print(t->out, pick(t, "    table \"%s\" was not given\n", "    未提供“%s”表\n"), table);
    return;
  }
  inc_out_print(t->out, pick(t, "    of %zu rows of \"%s\", %zu count", "    “%2$s”共 %1$zu 行，计入 %3$zu 行"), m->rows, table, m->counted);
  if (m->unknown) inc_out_print(t->out, pick(t, ", %zu undetermined", "，%zu 行待定"), m->unknown);
  if (m->type != INC_TYPE_UNKNOWN && m->counted) {
    inc_out_print(t->out, pick(t, "; the commonest, in %zu: ", "；最多的有 %zu 行："), m->holding);
    inc_tell_value(t, m->type, m->list, (inc_cell){0, m->type, m->commonest}, 0);
  }
  inc_out_text(t->out, "\n");
}

static void tell_rule(const inc_telling *t, const inc_explained *r, bool first)
{
  inc_out_text(t->out, first ? "" : pick(t, "  because ", "  因为"));
  tell_outcome(t, r);
  const char *reason = r->basis ? inc_label_text(&r->basis->reason, t->language) : NULL;
  if (reason) inc_out_print(t->out, "    %s\n", reason);
  if (r->reported) inc_out_text(t->out, pick(t, "    the data for it are missing: what was reported stands\n", "    缺少所需数据，按填报值\n"));
  if (!r->version) inc_out_text(t->out, pick(t, "    no version of the rule is in force\n", "    规则在该日期未生效\n"));
  for (size_t i = 0; i < r->step_count; i++) {
    if (!is_silent(r, &r->steps[i])) tell_step(t, r, &r->steps[i]);
  }
  if (r->scale) {
    inc_out_text(t->out, pick(t, "    - on its scale", "    - 折算"));
    inc_tell_scale(t, r->scale, t->policy->program.rules[r->rule].table, &r->cohort);
    inc_out_text(t->out, "\n");
  }
  if (r->scored) inc_tell_score(t, r);
  if (r->ranked) inc_tell_rank(t, r);
  if (r->awarded) inc_tell_award(t, r);
  if (r->version) tell_operands(t, r);
  if (r->members) tell_members(t, r->members);
}

/* ---- What would have to change ---- */

static const char *op_sign(inc_op op)
{
  switch (op) {
  case INC_OP_LESS: return "<";
  case INC_OP_LESS_EQUAL: return "≤";
  case INC_OP_GREATER: return ">";
  case INC_OP_GREATER_EQUAL: return "≥";
  case INC_OP_EQUAL: return "=";
  default: return "≠";
  }
}

static void threshold_words(const incubator_explanation *x, const inc_need *n, incubator_language language, inc_buffer *to)
{
  const incubator_policy *policy = x->decisions->policy;
  if (n->e) inc_words_node(policy, n->e, n->node, n->table, language, to);
  else inc_words_ref(policy, &(inc_ref){.table = n->table, .field = INC_NONE, .rule = n->rule, .part = n->part}, n->table, language, to);
  inc_buffer_text(to, inc_words(language, ": now ", "：现为 "));
  value_words(x, n->left.type, INC_NONE, n->left, n->unit, language, to);
  inc_buffer_print(to, inc_words(language, ", must be %s ", "，须 %s "), op_sign(n->op));
  value_words(x, n->right.type, INC_NONE, n->right, n->unit, language, to);
}

void inc_explanation_need(const incubator_explanation *x, const inc_need *n, incubator_language language, inc_buffer *to)
{
  const incubator_policy *policy = x->decisions->policy;
  if (n->kind == INC_NEED_THRESHOLD) {
    threshold_words(x, n, language, to);
    return;
  }
  if (n->ref) inc_words_ref(policy, n->ref, n->table, language, to);
  else if (n->e) inc_words_node(policy, n->e, n->node, n->table, language, to);
  else if (n->rule != INC_NONE) inc_buffer_text(to, inc_rule_title(policy, n->rule, language));
  if (n->kind == INC_NEED_DATA) {
    inc_buffer_text(to, inc_words(language, " must be known", "须提供"));
  } else if (n->has_value && n->ref) {
    inc_type type = n->list == INC_NONE ? INC_TYPE_BOOLEAN : INC_TYPE_CATEGORY;
    inc_buffer_text(to, n->wanted ? inc_words(language, " must be ", "须为") : inc_words(language, " must not be ", "不得为"));
    inc_words_value(policy, type, n->list, n->value, language, to);
  } else {
    inc_buffer_text(to, n->wanted ? inc_words(language, " must hold", "须成立") : inc_words(language, " must not hold", "须不成立"));
  }
}

/* How far a column moves; where the way is too long for a number, to where. */
static void tell_way(const inc_telling *t, const inc_change *c, const char *name)
{
  uint64_t distance = inc_distance(c->to, c->from);
  const char *format = c->to > c->from ? pick(t, "%s more by ", "%s增加") : pick(t, "%s less by ", "%s减少");
  bool fits = distance <= INT64_MAX;
  inc_out_print(t->out, fits ? format : pick(t, "%s becoming ", "%s变为"), name);
  inc_tell_value(t, INC_TYPE_NUMBER, INC_NONE, (inc_cell){0, INC_TYPE_NUMBER, fits ? (int64_t)distance : c->to}, c->unit);
}

static void tell_change(const inc_telling *t, const inc_need *n, const inc_change *c)
{
  inc_buffer text;
  inc_buffer_init(&text, &t->x->allocator);
  inc_words_ref(t->policy, c->ref, n->table, t->language, &text);
  if (c->kind == INC_CHANGE_COLUMN) {
    tell_way(t, c, inc_buffer_get(&text));
  } else if (c->type == INC_TYPE_UNKNOWN) {
    inc_out_print(t->out, pick(t, "%lld more that count for \"%s\"", "“%2$s”再增加 %1$lld 个"), (long long)c->count, inc_buffer_get(&text));
  } else {
    bool join = c->kind == INC_CHANGE_JOIN;
    inc_cell value = {0, c->type, c->value};
    inc_out_print(t->out, join ? pick(t, "%lld more joining that are ", "新增 %lld 个属于")
                               : pick(t, "%lld more of the %zu being ", "现有 %2$zu 个中再有 %1$lld 个属于"),
                  (long long)c->count, c->of);
    inc_tell_value(t, c->type, c->list, value, 0);
  }
  inc_out_free(t->out, &text);
}

static void tell_need(const inc_telling *t, const inc_need *n, unsigned depth)
{
  inc_buffer text;
  for (unsigned i = 0; i < depth; i++) inc_out_text(t->out, "  ");
  inc_out_text(t->out, "- ");
  if (n->kind == INC_NEED_GROUP) {
    if (n->required == 0) inc_out_text(t->out, pick(t, "all of:\n", "以下全部：\n"));
    else inc_out_print(t->out, pick(t, "%u of:\n", "以下任意 %u 项：\n"), n->required);
    return;
  }
  inc_buffer_init(&text, &t->x->allocator);
  inc_explanation_need(t->x, n, t->language, &text);
  inc_out_buffer(t->out, &text);
  bool any = false;
  for (size_t i = 0; i < n->change_count; i++) {
    bool told_by_rows = i + 1 < n->change_count && n->changes[i].kind == INC_CHANGE_COLUMN && n->changes[i + 1].kind != INC_CHANGE_COLUMN;
    if (told_by_rows) continue; /* a measure's figure changes as its rows do */
    inc_out_text(t->out, any ? pick(t, ", or ", "，或") : pick(t, "; that is ", "；即"));
    tell_change(t, n, &n->changes[i]);
    any = true;
  }
  inc_out_text(t->out, "\n");
}

static size_t count_children(const incubator_explanation *x, uint32_t need)
{
  size_t count = 0;
  for (size_t i = 0; i < x->need_count; i++) count += x->needs[i].parent == need;
  return count;
}

/* The tree below a root; a group of one says nothing of itself. */
static void tell_needs(const inc_telling *t, uint32_t root)
{
  const incubator_explanation *x = t->x;
  struct open {
    uint32_t need;
    unsigned depth;
  } *stack = inc_alloc_zero(&x->allocator, x->need_count + 1, sizeof *stack);
  size_t open = 0;
  if (!stack) {
    t->out->buffer.failed = true;
    return;
  }
  stack[open++] = (struct open){root, 1};
  while (open) {
    struct open at = stack[--open];
    bool silent = x->needs[at.need].kind == INC_NEED_GROUP && count_children(x, at.need) < 2;
    if (!silent) tell_need(t, &x->needs[at.need], at.depth);
    for (size_t i = x->need_count; i-- > 0;) {
      if (x->needs[i].parent == at.need) stack[open++] = (struct open){(uint32_t)i, at.depth + !silent};
    }
  }
  inc_free(&x->allocator, stack);
}

static void tell_alternatives(const inc_telling *t)
{
  for (size_t i = 0; i < t->x->alternative_count; i++) {
    const inc_alternative *a = &t->x->alternatives[i];
    if (a->root == INC_NONE) continue;
    if (a->what) {
      inc_tell_alternative(t, a);
    } else {
      inc_out_text(t->out, pick(t, "For ", "要成为"));
      inc_tell_value(t, a->type, a->list, (inc_cell){0, a->type, a->value}, 0);
    }
    inc_out_text(t->out, pick(t, ":\n", "，需要：\n"));
    tell_needs(t, a->root);
  }
}

void inc_explanation_sentences(const incubator_explanation *x, incubator_language language, inc_output_stream *out)
{
  inc_telling t = {x, x->decisions->policy, language, out};
  const char *table = x->decisions->policy->program.schema.tables[x->subject.table].name;
  inc_out_print(out, pick(&t, "%s:%s as of %s, by %s\n", "%1$s:%2$s，认定日期 %3$s，依据《%4$s》\n"), table,
                inc_decisions_key(x->decisions, x->subject.table, x->subject.row), x->decisions->as_of,
                incubator_policy_title(t.policy, language));
  for (size_t i = 0; i < x->rule_count; i++) tell_rule(&t, &x->rules[i], i == 0);
  inc_tell_reach(&t);
  tell_alternatives(&t);
  inc_out_print(out, pick(&t, "Evidence: %s\n", "依据程度：%s\n"), inc_words_evidence(x->evidence, language));
  for (size_t i = 0;; i++) {
    const char *text = inc_explanation_assumption(x, i, language);
    if (!text) break;
    inc_out_print(out, pick(&t, "Assumed: %s\n", "假定：%s\n"), text);
  }
}
