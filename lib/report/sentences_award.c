/* Awards in sentences: who is paid, the sum, each adjustment, who bears it. */
#include "report/explanation.h"

static const char *pick(const inc_telling *t, const char *en, const char *zh)
{
  return inc_words(t->language, en, zh);
}

void inc_tell_money(const inc_telling *t, const inc_explained *r, inc_cell cell)
{
  inc_tell_value(t, INC_TYPE_NUMBER, INC_NONE, cell, t->policy->rules[r->rule].units[0]);
}

void inc_tell_sum(const inc_telling *t, const inc_explained *r, inc_i128 sum)
{
  char text[INC_SUM_TEXT];
  const char *unit = inc_words_unit(t->policy, t->policy->rules[r->rule].units[0], t->language);
  inc_decimal_format_sum(sum, text);
  inc_out_print(t->out, "%s%s%s", text, *unit ? " " : "", unit);
}

bool inc_award_tells(const inc_explained *r, const inc_operand *o)
{
  const inc_awarded *a = r->awarded;
  for (uint32_t i = 0; a->eligible && i < a->award->adjustment_count; i++) {
    const inc_adjusted *told = &a->adjusted[i];
    if ((told->applies && inc_tells_just(told->value.text, o)) || inc_tells_just(told->when.text, o)) return true;
    for (uint32_t k = 0; told->order && k < a->award->adjustments[i].order_count; k++) {
      if (inc_tells_just(told->order[k].text, o)) return true;
    }
  }
  for (uint32_t i = 0; a->eligible && i < a->award->payer_count; i++) {
    if (inc_tells_just(a->shares[i].weight.text, o)) return true;
  }
  return false;
}

/* An expression, and what it came to where that is not plain. */
static void tell_evaluated(const inc_telling *t, const inc_step *s, uint32_t unit)
{
  inc_tell_expression(t, s->text, s->table);
  if (inc_expression_root(s->text)->op == INC_OP_CONSTANT) return;
  inc_out_text(t->out, " → ");
  inc_tell_value(t, s->cell.type, s->list, s->cell, unit);
}

/* ---- Who is paid ---- */

static void tell_recipient(const inc_telling *t, const inc_explained *r)
{
  const inc_awarded *a = r->awarded;
  if (a->award->to_count) {
    inc_out_print(t->out, pick(t, "    - paid to: %s ", "    - 支付对象：%s "), inc_table_title(t->policy, a->recipient_table, t->language));
    inc_tell_value(t, INC_TYPE_TEXT, INC_NONE, a->recipient, 0);
    inc_out_text(t->out, "\n");
  }
  if (a->award->part_of != INC_NONE) {
    inc_out_print(t->out, pick(t, "    - hands out what is left of “%s”: no payment of its own\n", "    - 属于“%s”的分配，不另行支付\n"),
                  inc_rule_title(t->policy, a->award->part_of, t->language));
  }
}

/* ---- The sum ---- */

static void tell_rounded(const inc_telling *t, const inc_explained *r, inc_cell exact)
{
  const inc_version *v = r->version;
  const inc_cell computed = r->awarded->computed;
  if (computed.gap || (!exact.gap && exact.value == computed.value)) return;
  inc_out_print(t->out, pick(t, ", %s to ", "，%s，精确到 "), inc_words_rounding(v->rounding, t->language));
  inc_tell_value(t, INC_TYPE_NUMBER, INC_NONE, (inc_cell){0, INC_TYPE_NUMBER, v->step}, 0);
  inc_out_text(t->out, " → ");
  inc_tell_money(t, r, computed);
}

static void tell_amount(const inc_telling *t, const inc_explained *r)
{
  for (size_t i = 0; i < r->step_count; i++) {
    if (r->steps[i].role != INC_ROLE_AMOUNT) continue;
    inc_out_text(t->out, pick(t, "    - amount: ", "    - 金额："));
    tell_evaluated(t, &r->steps[i], t->policy->rules[r->rule].units[0]);
    tell_rounded(t, r, r->steps[i].cell);
    inc_out_text(t->out, "\n");
  }
}

static void tell_component(const inc_telling *t, const inc_explained *r, uint32_t number)
{
  const inc_awarded *a = r->awarded;
  const inc_component *c = &a->award->components[number];
  const inc_composed *told = &a->components[number];
  inc_out_print(t->out, pick(t, "      - %s: ", "      - %s："), inc_rule_title(t->policy, c->award.rule, t->language));
  inc_tell_money(t, r, told->amount);
  if (c->via_count && told->below.missing == INC_NONE) {
    inc_out_print(t->out, pick(t, " (rows of “%2$s”: %1$zu", "（“%2$s”共 %1$zu 行"), told->below.rows, inc_table_title(t->policy, c->award.table, t->language));
    if (told->below.undetermined) inc_out_print(t->out, pick(t, ", %zu undetermined", "，%zu 行待定"), told->below.undetermined);
    inc_out_text(t->out, pick(t, ")", "）"));
  }
  const bool beside = a->award->highest && !told->chosen && !told->amount.gap && !a->computed.gap;
  if (beside) inc_out_text(t->out, pick(t, "; not added, only the highest counts", "；就高不重复，不计入"));
  if (!told->bears.gap) inc_out_text(t->out, pick(t, "; of what is due it bears ", "；在应付额中承担 "));
  if (!told->bears.gap) inc_tell_money(t, r, told->bears);
  inc_out_text(t->out, "\n");
}

static void tell_components(const inc_telling *t, const inc_explained *r)
{
  const inc_award *award = r->awarded->award;
  if (!award->component_count) return;
  inc_out_text(t->out, award->highest ? pick(t, "    - the highest of → ", "    - 以下各项取最高 → ") : pick(t, "    - all of these together → ", "    - 以下各项合计 → "));
  inc_tell_money(t, r, r->awarded->computed);
  inc_out_text(t->out, "\n");
  for (uint32_t i = 0; i < award->component_count; i++) tell_component(t, r, i);
}

/* ---- Adjustments ---- */

static void tell_effect(const inc_telling *t, const inc_explained *r, const inc_adjusted *told)
{
  const inc_cell before = told->before, after = told->after;
  inc_out_text(t->out, pick(t, ": ", "："));
  inc_tell_money(t, r, before);
  if (!before.gap && !after.gap && before.value == after.value) {
    inc_out_text(t->out, pick(t, " stays", "，不变"));
    return;
  }
  inc_out_text(t->out, " → ");
  inc_tell_money(t, r, after);
  if (before.gap || after.gap) return;
  const bool less = after.value < before.value;
  inc_out_text(t->out, less ? pick(t, " (less by ", "（减少 ") : pick(t, " (more by ", "（增加 "));
  inc_tell_sum(t, r, less ? (inc_i128)before.value - after.value : (inc_i128)after.value - before.value);
  inc_out_text(t->out, pick(t, ")", "）"));
}

static void tell_adjustment(const inc_telling *t, const inc_explained *r, uint32_t number)
{
  const inc_adjustment *a = &r->awarded->award->adjustments[number];
  const inc_adjusted *told = &r->awarded->adjusted[number];
  const inc_basis *basis = told->value.basis;
  const char *title = inc_label_text(&basis->title, t->language), *reason = inc_label_text(&basis->reason, t->language);
  inc_out_print(t->out, pick(t, "    - adjustment %u", "    - 第%u项调整"), number + 1);
  if (title) inc_out_print(t->out, pick(t, ", %s", "，%s"), title);
  inc_out_print(t->out, pick(t, ": %s ", "：%s "), inc_words_adjust(a->how, t->language));
  if (told->applies) tell_evaluated(t, &told->value, t->policy->rules[r->rule].units[0]);
  else inc_tell_expression(t, a->value, told->value.table);
  if (a->when) {
    inc_out_text(t->out, pick(t, ", only when ", "，仅当 "));
    tell_evaluated(t, &told->when, 0);
  }
  tell_effect(t, r, told);
  if (basis->cites != r->about->basis.cites || basis->evidence != r->about->basis.evidence) inc_tell_clause(t, basis);
  inc_out_text(t->out, "\n");
  if (told->applies && reason) inc_out_print(t->out, "      %s\n", reason);
  if (a->when) inc_tell_comparisons(t, &told->when);
  if (a->joint && told->applies) inc_tell_joint(t, r, number);
}

/* ---- Who bears it ---- */

static void tell_shares(const inc_telling *t, const inc_explained *r)
{
  const inc_awarded *a = r->awarded;
  for (uint32_t i = 0; i < a->award->payer_count; i++) {
    inc_out_text(t->out, i ? pick(t, ", ", "，") : pick(t, "    - borne by: ", "    - 分担："));
    inc_out_print(t->out, "%s ", inc_share_title(t->policy, r->rule, r->version, i, t->language));
    inc_tell_money(t, r, a->shares[i].amount);
    inc_out_text(t->out, pick(t, " (weight ", "（权重 "));
    tell_evaluated(t, &a->shares[i].weight, 0);
    inc_out_text(t->out, pick(t, ")", "）"));
  }
  if (a->award->payer_count) inc_out_text(t->out, "\n");
}

/* ---- The whole ---- */

/* What the last adjustment left was missing, so the rule's own word stands. */
static void tell_absent(const inc_telling *t, const inc_explained *r)
{
  const inc_awarded *a = r->awarded;
  const inc_cell last = a->award->adjustment_count ? a->adjusted[a->award->adjustment_count - 1].after : a->computed;
  if (last.gap != INCUBATOR_GAP_MISSING || r->cell.gap) return;
  inc_out_text(t->out, pick(t, "    - not given, so by rule: ", "    - 未提供，按规则处理："));
  inc_tell_money(t, r, r->cell);
  inc_out_text(t->out, "\n");
}

void inc_tell_award(const inc_telling *t, const inc_explained *r)
{
  const inc_awarded *a = r->awarded;
  tell_recipient(t, r);
  if (!a->eligible) {
    inc_out_text(t->out, r->cell.gap ? pick(t, "    - whether anything is due is not known\n", "    - 是否符合条件尚不确定\n")
                                     : pick(t, "    - so nothing is due\n", "    - 因此不予补助\n"));
    return;
  }
  tell_amount(t, r);
  tell_components(t, r);
  for (uint32_t i = 0; i < a->award->adjustment_count; i++) tell_adjustment(t, r, i);
  tell_absent(t, r);
  tell_shares(t, r);
}

void inc_tell_alternative(const inc_telling *t, const inc_alternative *a)
{
  switch (a->what) {
  case INC_ALTERNATIVE_ELIGIBLE: inc_out_text(t->out, pick(t, "To be eligible", "要符合条件")); break;
  case INC_ALTERNATIVE_WITHOUT: inc_out_print(t->out, pick(t, "To be free of adjustment %u", "要不适用第%u项调整"), a->number); break;
  case INC_ALTERNATIVE_WITH: inc_out_print(t->out, pick(t, "For adjustment %u to apply", "要适用第%u项调整"), a->number); break;
  default: inc_out_text(t->out, pick(t, "To be determined", "要得出结果")); break;
  }
}
