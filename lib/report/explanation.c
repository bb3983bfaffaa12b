/* An explanation as JSON, schema explanation-1.json. */
#include <string.h>

#include "report/explanation.h"

typedef struct explaining {
  const incubator_explanation *x;
  const incubator_policy *policy;
  inc_json_out j;
  incubator_language language;
} explaining;

static const char *const role_names[INC_ROLES] = {"when", "case", "else", "condition", "value", "from",
                                                  "to",   "actual", "goal", "base",      "where", "of",   "order", "places",
                                                  "amount", "less", "cap", "at-least", "weight", "whole", "lower", "upper", "at"};

static inc_buffer new_text(const explaining *e)
{
  inc_buffer text;
  inc_buffer_init(&text, &e->x->allocator);
  return text;
}

static const inc_rule *rule_of(const explaining *e, const inc_explained *r)
{
  return &e->policy->program.rules[r->rule];
}

/* ---- A rule ---- */

static void write_outcome(explaining *e, const inc_explained *r)
{
  const inc_part *part = &rule_of(e, r)->parts[0];
  inc_json_out *j = &e->j;
  inc_jo_open(j, "outcome", '{');
  if (r->cell.gap) {
    inc_jo_text(j, "gap", incubator_gap_name((incubator_gap)r->cell.gap));
    inc_jo_open(j, "names", '[');
    for (size_t i = 0; i < r->name_count; i++) inc_jo_text(j, NULL, r->names[i]);
    inc_jo_close(j, ']');
  } else {
    inc_jo_cell(j, "value", e->x->decisions, part->type, part->list, r->cell);
    inc_jo_text(j, "unit", inc_words_unit(e->policy, e->policy->rules[r->rule].units[0], e->language));
  }
  const char *reason = r->basis ? inc_label_text(&r->basis->reason, e->language) : NULL;
  if (reason) inc_jo_text(j, "reason", reason);
  if (r->reported) inc_jo_boolean(j, "reported_stands", true);
  inc_jo_close(j, '}');
}

void inc_explanation_comparisons(const incubator_explanation *x, const inc_step *s, incubator_language language, inc_json_out *j)
{
  const incubator_policy *policy = x->decisions->policy;
  inc_jo_open(j, "comparisons", '[');
  for (size_t i = 0; i < s->comparison_count; i++) {
    const inc_comparison *c = &s->comparisons[i];
    inc_buffer text;
    inc_buffer_init(&text, &x->allocator);
    inc_words_node(policy, s->text, c->node, s->table, language, &text);
    inc_jo_open(j, NULL, '{');
    inc_jo_buffer(j, "text", &text);
    inc_jo_boolean(j, "holds", c->holds);
    inc_jo_cell(j, "value", x->decisions, c->value.type, INC_NONE, c->value);
    inc_jo_cell(j, "limit", x->decisions, c->limit.type, INC_NONE, c->limit);
    uint64_t distance = inc_distance(c->value.value, c->limit.value);
    bool above = c->value.value > c->limit.value, number = c->value.type == INC_TYPE_NUMBER;
    if (number && distance <= INT64_MAX) inc_jo_micros(j, "difference", above ? (int64_t)distance : -(int64_t)distance);
    if (!number) inc_jo_number(j, "days", above ? (int64_t)distance : -(int64_t)distance);
    inc_jo_text(j, "unit", inc_words_unit(policy, c->unit, language));
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
}

static void write_step(explaining *e, const inc_explained *r, const inc_step *s)
{
  inc_json_out *j = &e->j;
  bool below = s->role == INC_ROLE_WHERE || s->role == INC_ROLE_OF;
  inc_jo_open(j, NULL, '{');
  inc_jo_text(j, "role", role_names[s->role]);
  if (s->role == INC_ROLE_CASE || s->role == INC_ROLE_ORDER) inc_jo_number(j, "number", s->number);
  if (s->role == INC_ROLE_ORDER) inc_jo_text(j, "first", r->version->is.select.order[s->number - 1].highest ? "highest" : "lowest");
  if (s->role == INC_ROLE_CONDITION) inc_jo_text(j, "name", rule_of(e, r)->parts[s->number].name);
  const char *title = s->basis ? inc_label_text(&s->basis->title, e->language) : NULL;
  if (title) inc_jo_text(j, "title", title);
  inc_buffer text = new_text(e);
  inc_words_expression(e->policy, s->text, s->table, e->language, &text);
  inc_jo_buffer(&e->j, "text", &text);
  if (!below) inc_jo_cell(j, "came_to", e->x->decisions, s->cell.type, s->list, s->cell);
  if (s->comparison_count) inc_explanation_comparisons(e->x, s, e->language, j);
  if (s->taken) inc_jo_boolean(j, "taken", true);
  if (s->replaced) inc_jo_boolean(j, "absent_stands", true);
  if (s->basis) inc_jo_basis(j, "basis", e->policy, s->basis, e->language);
  inc_jo_close(j, '}');
}

static void write_operand(explaining *e, const inc_explained *r, const inc_operand *o)
{
  inc_json_out *j = &e->j;
  inc_buffer name = new_text(e), title = new_text(e);
  const inc_basis *basis = o->parameter ? &e->policy->parameters[o->number].basis : NULL;
  uint32_t table = rule_of(e, r)->table;
  inc_jo_open(j, NULL, '{');
  if (o->parameter) {
    const char *own = e->policy->program.parameters[o->number].name, *label = inc_label_text(&basis->title, e->language);
    inc_buffer_print(&name, "params.%s", own);
    inc_buffer_text(&title, label ? label : own);
  } else {
    inc_words_path(e->policy, o->ref, table, &name);
    inc_words_ref(e->policy, o->ref, table, e->language, &title);
  }
  inc_jo_buffer(&e->j, "name", &name);
  inc_jo_buffer(&e->j, "title", &title);
  inc_jo_cell(j, "value", e->x->decisions, o->cell.type, o->list, o->cell);
  inc_jo_text(j, "unit", inc_words_unit(e->policy, o->unit, e->language));
  if (o->replaced) inc_jo_boolean(j, "absent_stands", true);
  if (basis) inc_jo_basis(j, "basis", e->policy, basis, e->language);
  inc_jo_close(j, '}');
}

static void write_members(explaining *e, const inc_members *m)
{
  inc_json_out *j = &e->j;
  inc_jo_open(j, "members", '{');
  inc_jo_text(j, "table", e->policy->program.schema.tables[m->table].name);
  inc_jo_boolean(j, "given", m->given);
  if (m->given) {
    inc_jo_number(j, "rows", (int64_t)m->rows);
    inc_jo_number(j, "counted", (int64_t)m->counted);
    inc_jo_number(j, "undetermined", (int64_t)m->unknown);
    if (m->type != INC_TYPE_UNKNOWN && m->counted) {
      inc_jo_number(j, "of_commonest", (int64_t)m->holding);
      inc_jo_cell(j, "commonest", e->x->decisions, m->type, m->list, (inc_cell){0, m->type, m->commonest});
    }
  }
  inc_jo_close(j, '}');
}

static void write_rank(explaining *e, const inc_explained *r)
{
  static const char *const ties[] = {"undetermined", "in", "out"};
  const inc_ranked *k = r->ranked;
  inc_json_out *j = &e->j;
  inc_jo_open(j, "selection", '{');
  inc_jo_cell(j, "rank", e->x->decisions, INC_TYPE_NUMBER, INC_NONE, k->rank);
  inc_jo_cell(j, "of", e->x->decisions, INC_TYPE_NUMBER, INC_NONE, k->of);
  inc_jo_cell(j, "places", e->x->decisions, INC_TYPE_NUMBER, INC_NONE, k->places);
  inc_jo_number(j, "equals", (int64_t)k->equals);
  inc_jo_text(j, "ties", ties[r->version->is.select.ties]);
  inc_jo_close(j, '}');
}

static void write_rule(explaining *e, const inc_explained *r)
{
  inc_json_out *j = &e->j;
  const inc_rule *rule = rule_of(e, r);
  inc_jo_open(j, NULL, '{');
  inc_jo_text(j, "rule", rule->name);
  inc_jo_text(j, "title", inc_rule_title(e->policy, r->rule, e->language));
  inc_jo_text(j, "kind", inc_kind_name(rule->kind));
  inc_jo_text(j, "table", e->policy->program.schema.tables[rule->table].name);
  inc_jo_text(j, "subject", inc_decisions_key(e->x->decisions, rule->table, r->row));
  write_outcome(e, r);
  if (r->basis) inc_jo_basis(j, "basis", e->policy, r->basis, e->language);
  inc_jo_open(j, "steps", '[');
  for (size_t i = 0; i < r->step_count; i++) write_step(e, r, &r->steps[i]);
  inc_jo_close(j, ']');
  inc_jo_open(j, "operands", '[');
  for (size_t i = 0; i < r->operand_count; i++) write_operand(e, r, &r->operands[i]);
  inc_jo_close(j, ']');
  if (r->members) write_members(e, r->members);
  if (r->scale) inc_explanation_scale(e->x, r, r->scale, &r->cohort, e->language, j);
  if (r->scored) inc_explanation_score(e->x, r, e->language, j);
  if (r->ranked) write_rank(e, r);
  if (r->awarded) inc_explanation_award(e->x, r, e->language, j);
  inc_jo_close(j, '}');
}

/* ---- What would have to change ---- */

static void write_change(explaining *e, const inc_need *n, const inc_change *c)
{
  static const char *const kinds[] = {"column", "rows-change", "rows-join"};
  inc_json_out *j = &e->j;
  inc_buffer path = new_text(e);
  inc_jo_open(j, NULL, '{');
  inc_jo_text(j, "kind", kinds[c->kind]);
  inc_words_path(e->policy, c->ref, n->table, &path);
  inc_jo_buffer(&e->j, "column", &path);
  if (c->kind == INC_CHANGE_COLUMN) {
    inc_jo_micros(j, "from", c->from);
    inc_jo_micros(j, "to", c->to);
    inc_jo_text(j, "unit", inc_words_unit(e->policy, c->unit, e->language));
  } else {
    inc_jo_number(j, "count", c->count);
    inc_jo_number(j, "of", (int64_t)c->of);
    if (c->type != INC_TYPE_UNKNOWN) inc_jo_cell(j, "value", e->x->decisions, c->type, c->list, (inc_cell){0, c->type, c->value});
  }
  inc_jo_close(j, '}');
}

static void open_need(explaining *e, const inc_need *n)
{
  static const char *const kinds[] = {"group", "threshold", "value", "data"};
  inc_json_out *j = &e->j;
  inc_jo_open(j, NULL, '{');
  inc_jo_text(j, "kind", kinds[n->kind]);
  if (n->rule != INC_NONE) inc_jo_text(j, "rule", e->policy->program.rules[n->rule].name);
  if (n->rule != INC_NONE && n->part) inc_jo_text(j, "condition", e->policy->program.rules[n->rule].parts[n->part].name);
  if (n->kind == INC_NEED_GROUP) {
    if (n->required) inc_jo_number(j, "required", n->required);
    return;
  }
  inc_buffer text = new_text(e);
  inc_explanation_need(e->x, n, e->language, &text);
  inc_jo_buffer(&e->j, "text", &text);
  if (n->kind == INC_NEED_THRESHOLD) {
    inc_jo_cell(j, "now", e->x->decisions, n->left.type, INC_NONE, n->left);
    inc_jo_cell(j, "limit", e->x->decisions, n->right.type, INC_NONE, n->right);
    inc_jo_text(j, "unit", inc_words_unit(e->policy, n->unit, e->language));
  }
  inc_jo_open(j, "changes", '[');
  for (size_t i = 0; i < n->change_count; i++) write_change(e, n, &n->changes[i]);
  inc_jo_close(j, ']');
}

/* The children of a need come behind it, so a walk with a stack of open groups prints the tree. */
static void write_needs(explaining *e, uint32_t root)
{
  const incubator_explanation *x = e->x;
  uint32_t *stack = inc_alloc_zero(&x->allocator, 2 * x->need_count + 2, sizeof *stack);
  if (!stack) {
    e->j.out->buffer.failed = true;
    return;
  }
  size_t depth = 0;
  stack[depth++] = root;
  while (depth) {
    uint32_t at = stack[--depth];
    if (at == INC_NONE) { /* the end of a group */
      inc_jo_close(&e->j, ']');
      inc_jo_close(&e->j, '}');
      continue;
    }
    const inc_need *n = &x->needs[at];
    open_need(e, n);
    if (n->kind != INC_NEED_GROUP) {
      inc_jo_close(&e->j, '}');
      continue;
    }
    inc_jo_open(&e->j, "needs", '[');
    stack[depth++] = INC_NONE;
    for (size_t i = x->need_count; i-- > 0;) {
      if (x->needs[i].parent == at) stack[depth++] = (uint32_t)i;
    }
  }
  inc_free(&x->allocator, stack);
}

static void write_alternatives(explaining *e)
{
  static const char *const ways[] = {NULL, "eligible", "without", "with", "known"};
  inc_json_out *j = &e->j;
  inc_jo_open(j, "changes", '[');
  for (size_t i = 0; i < e->x->alternative_count; i++) {
    const inc_alternative *a = &e->x->alternatives[i];
    inc_jo_open(j, NULL, '{');
    inc_jo_cell(j, "outcome", e->x->decisions, a->type, a->list, (inc_cell){0, a->type, a->value});
    if (a->what) inc_jo_text(j, "of", ways[a->what]);
    if (a->number) inc_jo_number(j, a->what ? "adjustment" : "case", a->number);
    inc_jo_open(j, "needs", '[');
    if (a->root != INC_NONE) write_needs(e, a->root);
    inc_jo_close(j, ']');
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
}

/* ---- The whole ---- */

static void write_json(explaining *e)
{
  inc_json_out *j = &e->j;
  const incubator_explanation *x = e->x;
  inc_jo_open(j, NULL, '{');
  inc_jo_head(j, "incubator-explanation/1", x->decisions);
  inc_jo_open(j, "subject", '{');
  inc_jo_text(j, "table", e->policy->program.schema.tables[x->subject.table].name);
  inc_jo_text(j, "key", inc_decisions_key(x->decisions, x->subject.table, x->subject.row));
  inc_jo_close(j, '}');
  inc_jo_text(j, "evidence", inc_evidence_name(x->evidence));
  inc_jo_open(j, "assumptions", '[');
  for (size_t i = 0;; i++) {
    const char *text = inc_explanation_assumption(x, i, e->language);
    if (!text) break;
    inc_jo_text(j, NULL, text);
  }
  inc_jo_close(j, ']');
  inc_jo_open(j, "rules", '[');
  for (size_t i = 0; i < x->rule_count; i++) write_rule(e, &x->rules[i]);
  inc_jo_close(j, ']');
  inc_explanation_reach(x, e->language, j);
  write_alternatives(e);
  inc_jo_close(j, '}');
}

incubator_status incubator_explanation_write(const incubator_explanation *x, incubator_format format,
                                             incubator_language language, const incubator_writer *writer,
                                             incubator_error *error)
{
  inc_output_stream out;
  if (!x || !writer || !writer->write) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "explanation and writer must not be NULL");
  if ((format != INCUBATOR_FORMAT_TABLE && format != INCUBATOR_FORMAT_JSON) || (unsigned)language > INCUBATOR_LANGUAGE_ZH) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "an explanation is written as text (table) or JSON, in English or Chinese");
  }
  inc_out_start(&out, writer, &x->allocator);
  explaining e = {.x = x, .policy = x->decisions->policy, .j = {.out = &out}, .language = language};
  if (format == INCUBATOR_FORMAT_JSON) write_json(&e);
  else inc_explanation_sentences(x, language, &out);
  return inc_out_end(&out, error);
}
