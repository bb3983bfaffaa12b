/* Awards as JSON, schema explanation-1.json. */
#include "report/explanation.h"

typedef struct awarding {
  const incubator_explanation *x;
  const incubator_policy *policy;
  const inc_explained *r;
  incubator_language language;
  inc_json_out *j;
} awarding;

static void write_number(const awarding *w, const char *key, inc_cell cell)
{
  inc_jo_cell(w->j, key, w->x->decisions, INC_TYPE_NUMBER, INC_NONE, cell);
}

static void write_sum(const awarding *w, const char *key, inc_i128 sum)
{
  char text[INC_SUM_TEXT];
  inc_jo_bytes(w->j, key, text, inc_decimal_format_sum(sum, text));
}

static void write_text(const awarding *w, const inc_step *s)
{
  inc_buffer text;
  inc_buffer_init(&text, &w->x->allocator);
  inc_words_expression(w->policy, s->text, s->table, w->language, &text);
  inc_jo_buffer(w->j, "text", &text);
}

/* ---- Who is paid, and of what it is made ---- */

static void write_recipient(const awarding *w)
{
  const inc_awarded *a = w->r->awarded;
  inc_jo_open(w->j, "to", '{');
  inc_jo_text(w->j, "table", w->policy->program.schema.tables[a->recipient_table].name);
  if (a->award->to_count) inc_jo_cell(w->j, "key", w->x->decisions, INC_TYPE_TEXT, INC_NONE, a->recipient);
  else inc_jo_text(w->j, "key", inc_decisions_key(w->x->decisions, a->recipient_table, w->r->row));
  inc_jo_close(w->j, '}');
}

static void write_component(const awarding *w, uint32_t number)
{
  const inc_awarded *a = w->r->awarded;
  const inc_component *c = &a->award->components[number];
  const inc_composed *told = &a->components[number];
  inc_json_out *j = w->j;
  inc_jo_open(j, NULL, '{');
  inc_jo_text(j, "rule", w->policy->program.rules[c->award.rule].name);
  inc_jo_text(j, "title", inc_rule_title(w->policy, c->award.rule, w->language));
  inc_jo_text(j, "table", w->policy->program.schema.tables[c->award.table].name);
  if (c->via_count && told->below.missing == INC_NONE) {
    inc_jo_number(j, "rows", (int64_t)told->below.rows);
    inc_jo_number(j, "undetermined", (int64_t)told->below.undetermined);
  }
  write_number(w, "amount", told->amount);
  write_number(w, "bears", told->bears);
  if (told->chosen) inc_jo_boolean(j, "highest", true);
  inc_jo_close(j, '}');
}

static void write_components(const awarding *w)
{
  const inc_award *award = w->r->awarded->award;
  inc_jo_text(w->j, "pay", award->highest ? "highest" : "all");
  inc_jo_open(w->j, "components", '[');
  for (uint32_t i = 0; i < award->component_count; i++) write_component(w, i);
  inc_jo_close(w->j, ']');
}

/* ---- Adjustments ---- */

static void write_within(const awarding *w, const inc_adjustment *a)
{
  const uint32_t table = w->policy->program.rules[w->r->rule].table;
  inc_jo_open(w->j, "over", '{');
  for (uint32_t i = 0; i < a->over_count; i++) {
    const inc_ref *ref = &a->over[i];
    inc_buffer path;
    inc_buffer_init(&path, &w->x->allocator);
    inc_words_path(w->policy, ref, table, &path);
    inc_cell cell = inc_results_cell(w->x->decisions->results, table, ref, w->r->row);
    uint32_t list = ref->rule == INC_NONE ? w->policy->program.schema.tables[ref->table].fields[ref->field].list
                                          : w->policy->program.rules[ref->rule].parts[ref->part].list;
    inc_jo_cell(w->j, inc_buffer_get(&path), w->x->decisions, cell.type, list, cell);
    inc_out_free(w->j->out, &path);
  }
  inc_jo_close(w->j, '}');
}

static void write_order(const awarding *w, const inc_adjustment *a, const inc_adjusted *told)
{
  inc_jo_open(w->j, "order", '[');
  for (uint32_t i = 0; i < a->order_count; i++) {
    const inc_step *s = &told->order[i];
    inc_jo_open(w->j, NULL, '{');
    write_text(w, s);
    inc_jo_cell(w->j, "came_to", w->x->decisions, s->cell.type, s->list, s->cell);
    inc_jo_text(w->j, "first", a->order[i].highest ? "highest" : "lowest");
    inc_jo_close(w->j, '}');
  }
  inc_jo_close(w->j, ']');
}

/* Of a row that takes part: when its turn came, and how far off it was. */
static void write_turn(const awarding *w, const inc_adjustment *a, const inc_adjusted *told)
{
  const inc_joint_facts *f = &told->joint;
  inc_json_out *j = w->j;
  inc_jo_number(j, "rank", (int64_t)f->rank);
  inc_jo_number(j, "equals", (int64_t)f->equals);
  if (f->gap) return;
  if (a->fill == INC_FILL_PRO_RATA) {
    inc_jo_micros(j, "share", f->share);
  } else {
    inc_jo_number(j, "ahead", (int64_t)f->ahead);
    write_sum(w, "asked_ahead", f->asked);
    inc_jo_micros(j, "left", f->left);
    if (a->fill == INC_FILL_STOP) inc_jo_boolean(j, "ended", f->ended);
  }
  if (!told->after.gap && told->before.value > told->after.value) inc_jo_micros(j, "short", told->before.value - told->after.value);
  if (f->whole > f->cap) write_sum(w, "more_for_whole", f->whole - f->cap);
  if (f->some > f->cap) write_sum(w, "more_for_some", f->some - f->cap);
}

static void write_joint(const awarding *w, const inc_adjustment *a, const inc_adjusted *told)
{
  static const char *const fills[] = {"partial", "stop", "pro-rata"};
  const inc_joint_facts *f = &told->joint;
  inc_json_out *j = w->j;
  inc_jo_open(j, "joint", '{');
  write_within(w, a);
  inc_jo_text(j, "fill", fills[a->fill]);
  inc_jo_text(j, "ties", a->in_order ? "in-order" : "undetermined");
  write_order(w, a, told);
  inc_jo_boolean(j, "takes_part", f->takes_part);
  inc_jo_number(j, "rows", (int64_t)f->rows);
  inc_jo_number(j, "undetermined", (int64_t)f->undetermined);
  write_sum(w, "demanded", f->demanded);
  if (f->rows) write_number(w, "cap", (inc_cell){f->gap, INC_TYPE_NUMBER, f->cap});
  if (f->differ) inc_jo_boolean(j, "caps_differ", true);
  write_sum(w, "given", f->given);
  if (f->takes_part) write_turn(w, a, told);
  inc_jo_close(j, '}');
}

static void write_condition(const awarding *w, const inc_step *s)
{
  inc_jo_open(w->j, "when", '{');
  write_text(w, s);
  inc_jo_cell(w->j, "came_to", w->x->decisions, INC_TYPE_BOOLEAN, INC_NONE, s->cell);
  if (s->comparison_count) inc_explanation_comparisons(w->x, s, w->language, w->j);
  inc_jo_close(w->j, '}');
}

static void write_adjustment(const awarding *w, uint32_t number)
{
  static const char *const hows[] = {[INC_ADJUST_LESS] = "less", [INC_ADJUST_CAP] = "cap", [INC_ADJUST_AT_LEAST] = "at-least"};
  const inc_adjustment *a = &w->r->awarded->award->adjustments[number];
  const inc_adjusted *told = &w->r->awarded->adjusted[number];
  const inc_basis *basis = told->value.basis;
  const char *title = inc_label_text(&basis->title, w->language), *reason = inc_label_text(&basis->reason, w->language);
  inc_json_out *j = w->j;
  inc_jo_open(j, NULL, '{');
  inc_jo_text(j, "does", hows[a->how]);
  if (title) inc_jo_text(j, "title", title);
  if (a->when) write_condition(w, &told->when);
  inc_jo_boolean(j, "applies", told->applies);
  write_text(w, &told->value);
  if (told->applies) write_number(w, "came_to", told->value.cell);
  write_number(w, "before", told->before);
  write_number(w, "after", told->after);
  uint64_t distance = inc_distance(told->after.value, told->before.value);
  const bool known = !told->before.gap && !told->after.gap && distance <= INT64_MAX;
  if (known) inc_jo_micros(j, "change", told->after.value < told->before.value ? -(int64_t)distance : (int64_t)distance);
  if (reason) inc_jo_text(j, "reason", reason);
  if (a->joint && told->applies) write_joint(w, a, told);
  inc_jo_basis(j, "basis", w->policy, basis, w->language);
  inc_jo_close(j, '}');
}

/* ---- Who bears it ---- */

static void write_share(const awarding *w, uint32_t number)
{
  const inc_awarded *a = w->r->awarded;
  const inc_step *weight = &a->shares[number].weight;
  inc_jo_open(w->j, NULL, '{');
  inc_jo_text(w->j, "name", w->policy->program.rules[w->r->rule].parts[a->award->payers[number].part].name);
  inc_jo_text(w->j, "title", inc_share_title(w->policy, w->r->rule, w->r->version, number, w->language));
  write_text(w, weight);
  write_number(w, "weight", weight->cell);
  write_number(w, "amount", a->shares[number].amount);
  inc_jo_basis(w->j, "basis", w->policy, weight->basis, w->language);
  inc_jo_close(w->j, '}');
}

/* ---- The whole ---- */

static void write_sums(const awarding *w)
{
  static const char *const modes[] = {"half-even", "half-up", "down"};
  const inc_awarded *a = w->r->awarded;
  inc_json_out *j = w->j;
  if (a->award->component_count) write_components(w);
  inc_jo_open(j, "round", '{');
  inc_jo_micros(j, "to", w->r->version->step);
  inc_jo_text(j, "mode", modes[w->r->version->rounding]);
  inc_jo_close(j, '}');
  write_number(w, "computed", a->computed);
  inc_jo_open(j, "adjustments", '[');
  for (uint32_t i = 0; i < a->award->adjustment_count; i++) write_adjustment(w, i);
  inc_jo_close(j, ']');
  inc_jo_open(j, "shares", '[');
  for (uint32_t i = 0; i < a->award->payer_count; i++) write_share(w, i);
  inc_jo_close(j, ']');
}

void inc_explanation_award(const incubator_explanation *x, const inc_explained *r, incubator_language language, inc_json_out *j)
{
  const awarding w = {x, x->decisions->policy, r, language, j};
  const inc_awarded *a = r->awarded;
  inc_jo_open(j, "award", '{');
  write_recipient(&w);
  if (a->award->part_of != INC_NONE) inc_jo_text(j, "part_of", w.policy->program.rules[a->award->part_of].name);
  inc_jo_boolean(j, "eligible", a->eligible);
  if (a->eligible) write_sums(&w);
  inc_jo_close(j, '}');
}
