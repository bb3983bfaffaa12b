/* Why an entry is what it is, and no more. */
#include <string.h>

#include "report/ledger.h"

/* Rules whose value is "no" and that are looked into; what is beyond is told by its title. */
enum { MOST_LOOKED_INTO = 64 };

typedef struct reasons {
  inc_ledger_paper *p;
  inc_reason_visit visit;
  void *context;
  struct {
    uint32_t rule;
    size_t row;
  } list[MOST_LOOKED_INTO];
  size_t count;
} reasons;

const inc_trace *inc_paper_trace(inc_ledger_paper *p, uint32_t rule, size_t row)
{
  inc_trace **trace = &p->traces[rule];
  if (*trace) inc_trace_move(*trace, row);
  else if (inc_trace_create(p->r.d->results, rule, row, trace, NULL) != INCUBATOR_STATUS_OK) p->r.out.buffer.failed = true;
  return *trace;
}

static void tell(reasons *x, inc_buffer *text)
{
  if (text->length) x->visit(x->context, inc_buffer_get(text));
  inc_out_free(&x->p->r.out, text);
}

/* ---- One thing that does not hold ---- */

static bool is_known_before(inc_op op)
{
  return op == INC_OP_CONSTANT || op == INC_OP_PARAMETER || op == INC_OP_AS_OF;
}

static uint32_t unit_of(const inc_ledger_paper *p, const inc_node *n)
{
  if (n->op == INC_OP_PARAMETER) return p->r.policy->parameters[n->is.parameter].unit;
  if (n->op != INC_OP_COLUMN) return 0;
  if (n->is.ref.rule != INC_NONE) return p->r.policy->rules[n->is.ref.rule].units[n->is.ref.part];
  return inc_ledger_program(p->l)->schema.tables[n->is.ref.table].fields[n->is.ref.field].unit;
}

/* " (900 m2)": what a comparison found, so that one sees how far it was missed. */
static void add_found(const reasons *x, const inc_trace *trace, const inc_expression *e, uint32_t node, inc_buffer *to)
{
  const inc_node *n = &e->nodes[node];
  inc_exact exact;
  int64_t value;
  if (n->op < INC_OP_LESS || n->op > INC_OP_NOT_EQUAL) return;
  uint32_t left = inc_expression_operand(e, n, 0), right = inc_expression_operand(e, n, 1);
  const uint32_t side = is_known_before(e->nodes[left].op) ? right : left;
  const incubator_language language = x->p->r.how.language;
  if (!inc_trace_node(trace, e, side, &exact) || e->nodes[side].type == INC_TYPE_TEXT) return;
  inc_buffer_text(to, inc_words(language, " (", "（"));
  if (exact.gap) {
    inc_buffer_text(to, inc_words_gap((incubator_gap)exact.gap, language));
  } else {
    value = exact.code;
    if (exact.type == INC_TYPE_NUMBER && !inc_exact_micros(&exact, INC_ROUND_HALF_EVEN, &value)) value = 0;
    inc_words_value(x->p->r.policy, exact.type, e->nodes[side].list, value, language, to);
    const uint32_t unit = unit_of(x->p, &e->nodes[side]) ? unit_of(x->p, &e->nodes[side]) : unit_of(x->p, &e->nodes[side == left ? right : left]);
    const char *name = exact.type == INC_TYPE_NUMBER ? inc_words_unit(x->p->r.policy, unit, language) : "";
    if (*name) inc_buffer_print(to, " %s", name);
  }
  inc_buffer_text(to, inc_words(language, ")", "）"));
}

static void tell_condition(reasons *x, const inc_trace *trace, uint32_t rule, const inc_condition *c, const inc_basis *basis)
{
  const incubator_language language = x->p->r.how.language;
  const inc_rule *r = &inc_ledger_program(x->p->l)->rules[rule];
  const char *title = inc_label_text(&basis->title, language);
  inc_buffer text = inc_paper_text(x->p);
  if (title) inc_buffer_text(&text, title);
  else if (language == INCUBATOR_LANGUAGE_EN) inc_buffer_text(&text, r->parts[c->part].name);
  else inc_words_expression(x->p->r.policy, c->is, r->table, language, &text);
  add_found(x, trace, c->is, c->is->count - 1, &text);
  tell(x, &text);
}

static void tell_rule(reasons *x, uint32_t rule, size_t row)
{
  const incubator_language language = x->p->r.how.language;
  const inc_basis *basis = inc_report_basis(&x->p->r, rule, row);
  const char *reason = basis ? inc_label_text(&basis->reason, language) : NULL;
  inc_buffer text = inc_paper_text(x->p);
  inc_buffer_text(&text, inc_rule_title(x->p->r.policy, rule, language));
  if (reason) inc_buffer_print(&text, inc_words(language, ": %s", "：%s"), reason);
  if (inc_ledger_program(x->p->l)->rules[rule].kind == INC_KIND_SELECT) {
    inc_buffer_text(&text, inc_words(language, " (", "（"));
    inc_report_rank(x->p->r.d, rule, row, language, &text);
    inc_buffer_text(&text, inc_words(language, ")", "）"));
  }
  tell(x, &text);
}

/* ---- From rule to rule ---- */

static bool has_title(const inc_ledger_paper *p, uint32_t rule)
{
  return strcmp(inc_rule_title(p->r.policy, rule, p->r.how.language), inc_ledger_program(p->l)->rules[rule].name) != 0;
}

/* A rule that says no because of what it reads: it is looked into. */
static bool opens(const reasons *x, uint32_t rule)
{
  const inc_version *version;
  if (!inc_report_version(x->p->r.d, rule, &version) || x->count == MOST_LOOKED_INTO) return false;
  const inc_kind kind = inc_ledger_program(x->p->l)->rules[rule].kind;
  if (kind == INC_KIND_REQUIRE) return true;
  return kind == INC_KIND_DERIVE && version->is.derive.value && !version->is.derive.scale && !has_title(x->p, rule);
}

static void look_at_rule(reasons *x, uint32_t rule, size_t row)
{
  for (size_t i = 0; i < x->count; i++) {
    if (x->list[i].rule == rule && x->list[i].row == row) return;
  }
  if (!opens(x, rule)) {
    tell_rule(x, rule, row);
    return;
  }
  x->list[x->count].rule = rule;
  x->list[x->count++].row = row;
}

/* A condition of a `require` that is read by its name. */
static bool tell_part(reasons *x, const inc_ref *ref, size_t row)
{
  const inc_version *version;
  const inc_version_info *about = inc_report_version(x->p->r.d, ref->rule, &version);
  if (!about || inc_ledger_program(x->p->l)->rules[ref->rule].kind != INC_KIND_REQUIRE) return false;
  for (size_t i = 0; i < version->is.require.count; i++) {
    const inc_trace *trace = version->is.require.conditions[i].part == ref->part ? inc_paper_trace(x->p, ref->rule, row) : NULL;
    if (trace) tell_condition(x, trace, ref->rule, &version->is.require.conditions[i], &about->parts[i]);
    if (trace) return true;
  }
  return false;
}

/* Something that stands for itself and does not hold. */
static void look_at_leaf(reasons *x, const inc_trace *trace, const inc_expression *e, uint32_t node, uint32_t rule, size_t row)
{
  const inc_program *program = inc_ledger_program(x->p->l);
  const inc_node *n = &e->nodes[node];
  uint32_t table = program->rules[rule].table;
  if (n->op == INC_OP_COLUMN && n->is.ref.rule != INC_NONE) {
    const inc_ref *ref = &n->is.ref;
    const bool there = inc_frame_follow(inc_results_frame(x->p->r.d->results), ref->links, ref->link_count, &table, &row) == ref->link_count;
    if (there && ref->part == 0) {
      look_at_rule(x, ref->rule, row);
      return;
    }
    if (there && tell_part(x, ref, row)) return;
  }
  inc_buffer text = inc_paper_text(x->p);
  inc_words_node(x->p->r.policy, e, node, program->rules[rule].table, x->p->r.how.language, &text);
  add_found(x, trace, e, node, &text);
  tell(x, &text);
}

/* What of an expression is joined by "and", and does not hold. */
static void look_at_expression(reasons *x, const inc_expression *e, uint32_t rule, size_t row)
{
  const inc_trace *trace = inc_paper_trace(x->p, rule, row);
  bool *open = trace ? inc_alloc_zero(&x->p->l->allocator, e->count, sizeof *open) : NULL;
  if (trace && !open) x->p->r.out.buffer.failed = true;
  if (open) open[e->count - 1] = true;
  for (uint32_t i = e->count; open && i-- > 0;) {
    for (uint32_t k = 0; open[i] && e->nodes[i].op == INC_OP_AND && k < e->nodes[i].count; k++) open[inc_expression_operand(e, &e->nodes[i], k)] = true;
  }
  for (uint32_t i = 0; open && i < e->count; i++) {
    inc_exact exact;
    if (!open[i] || e->nodes[i].op == INC_OP_AND) continue;
    if (inc_trace_node(trace, e, i, &exact) && !exact.gap && !exact.code) look_at_leaf(x, trace, e, i, rule, row);
  }
  inc_free(&x->p->l->allocator, open);
}

static void look_into(reasons *x, uint32_t rule, size_t row)
{
  const inc_version *version;
  const inc_version_info *about = inc_report_version(x->p->r.d, rule, &version);
  if (inc_ledger_program(x->p->l)->rules[rule].kind == INC_KIND_DERIVE) {
    look_at_expression(x, version->is.derive.value, rule, row);
    return;
  }
  const inc_trace *trace = inc_paper_trace(x->p, rule, row);
  for (size_t i = 0; trace && i < version->is.require.count; i++) {
    const inc_condition *c = &version->is.require.conditions[i];
    const inc_cell cell = inc_report_cell(x->p->r.d, rule, c->part, row);
    if (!cell.gap && !cell.value) tell_condition(x, trace, rule, c, &about->parts[i]);
  }
}

void inc_paper_failed(inc_ledger_paper *p, inc_entry_place e, inc_reason_visit visit, void *context)
{
  reasons x = {.p = p, .visit = visit, .context = context};
  look_at_expression(&x, e.programme->version->when, e.programme->rule, e.row);
  for (size_t i = 0; i < x.count; i++) look_into(&x, x.list[i].rule, x.list[i].row);
}

/* ---- In one text ---- */

typedef struct joined {
  inc_buffer *to;
  const char *between;
  bool any;
} joined;

static void join(void *context, const char *text)
{
  joined *j = context;
  inc_buffer_print(j->to, "%s%s", j->any ? j->between : "", text);
  j->any = true;
}

const inc_basis *inc_paper_cut(inc_entry_place e, size_t number)
{
  return &e.programme->about->parts[number];
}

static const char *cut_title(const inc_ledger_paper *p, const inc_basis *basis, incubator_cut_kind kind)
{
  static const char *const en[] = {"", "taken off", "cap", "at least", "joint cap"};
  static const char *const zh[] = {"", "扣减", "封顶", "保底", "合计封顶"};
  const char *title = inc_label_text(&basis->title, p->r.how.language);
  return title ? title : inc_paper_pick(p, en[kind], zh[kind]);
}

/* On a terminal the clause of the programme stands beside it. */
static bool has_own_clause(const inc_ledger_paper *p, const inc_basis *basis, const inc_basis *whole)
{
  bool same = basis->cite_count == whole->cite_count && p->r.how.format == INCUBATOR_FORMAT_TABLE;
  for (size_t i = 0; i < basis->cite_count && same; i++) {
    same = basis->cites[i].source == whole->cites[i].source && !strcmp(basis->cites[i].clause, whole->cites[i].clause);
  }
  return basis->cite_count && !same;
}

/* "cap -100000 [clause]; …" */
static void add_cuts(inc_ledger_paper *p, size_t index, size_t count, inc_buffer *to)
{
  const inc_entry_place e = inc_ledger_place(p->l, index);
  bool any = false;
  for (size_t i = 0; i < count; i++) {
    incubator_ledger_cut cut = INCUBATOR_LEDGER_CUT_INIT;
    char text[INC_SUM_TEXT];
    incubator_ledger_cut_get(p->l, index, i, &cut);
    if (cut.amount.gap || !cut.amount.value) continue;
    const inc_basis *basis = inc_paper_cut(e, i);
    const bool adds = (cut.kind == INCUBATOR_CUT_AT_LEAST) == (cut.amount.value > 0);
    inc_decimal_format_sum(cut.amount.value < 0 ? -(inc_i128)cut.amount.value : cut.amount.value, text);
    inc_buffer_print(to, "%s%s %s%s", any ? inc_paper_pick(p, "; ", "；") : "", cut_title(p, basis, cut.kind), adds ? "+" : "-", text);
    any = true;
    if (!has_own_clause(p, basis, &e.programme->about->basis)) continue;
    inc_buffer_text(to, " [");
    inc_words_cites(p->r.policy, basis, p->r.how.language, to);
    inc_buffer_text(to, "]");
  }
}

void inc_paper_why(inc_ledger_paper *p, size_t index, const incubator_ledger_entry *entry, inc_buffer *to)
{
  const inc_entry_place e = inc_ledger_place(p->l, index);
  joined j = {to, inc_paper_pick(p, "; ", "；"), false};
  if (entry->state == INCUBATOR_ENTRY_UNDETERMINED) inc_report_gap(&p->r, e.programme->rule, e.row, to);
  else if (entry->state == INCUBATOR_ENTRY_REFUSED) inc_paper_failed(p, e, join, &j);
  else if (!e.programme->award) inc_report_rank(p->r.d, e.programme->rule, e.row, p->r.how.language, to);
  else add_cuts(p, index, entry->cuts, to);
}
