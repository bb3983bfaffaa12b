/* Awards in words. */
#include "report/describe.h"

/* The end of a path of links. */
static uint32_t end_of(const inc_describing *d, uint32_t table, const uint32_t *links, uint32_t count)
{
  for (uint32_t i = 0; i < count; i++) table = d->policy->program.schema.tables[table].fields[links[i]].link;
  return table;
}

static void tell_recipient(inc_describing *d, const inc_rule *rule, const inc_award *award)
{
  const inc_schema *schema = &d->policy->program.schema;
  if (award->to_count) {
    const uint32_t last = award->to_count - 1, table = end_of(d, rule->table, award->to, last);
    const inc_ref link = {.links = award->to, .link_count = last, .table = table, .field = award->to[last], .rule = INC_NONE};
    inc_buffer text = inc_describe_text(d);
    inc_words_ref(d->policy, &link, rule->table, d->language, &text);
    inc_out_print(&d->out, inc_pick(d, "Paid to: %s, a row of %s.\n", "支付对象：%s（“%s”表中的一行）。\n"), inc_buffer_get(&text),
                  inc_table_title(d->policy, schema->tables[table].fields[award->to[last]].link, d->language));
    inc_out_free(&d->out, &text);
  }
  if (award->part_of != INC_NONE) {
    inc_out_print(&d->out, inc_pick(d, "It hands out what is left of “%s”: no payment of its own.\n", "属于“%s”的分配，不另行支付。\n"),
                  inc_rule_title(d->policy, award->part_of, d->language));
  }
}

static void tell_component(inc_describing *d, const inc_component *c)
{
  inc_out_print(&d->out, inc_pick(d, "  - %s", "  - %s"), inc_rule_title(d->policy, c->award.rule, d->language));
  if (c->via_count) {
    inc_out_print(&d->out, inc_pick(d, ", of all its rows of %s", "（“%s”中所属各行合计）"), inc_table_title(d->policy, c->award.table, d->language));
  }
  inc_out_text(&d->out, "\n");
}

static void tell_sum(inc_describing *d, const inc_rule *rule, const inc_version *v)
{
  char step[INC_DECIMAL_TEXT];
  const inc_award *award = &v->is.award;
  inc_decimal_format(v->step, step);
  if (award->amount) {
    inc_out_text(&d->out, inc_pick(d, "The amount is ", "金额等于 "));
    inc_describe_expression(d, award->amount, rule->table);
  } else {
    inc_out_text(&d->out, award->highest ? inc_pick(d, "The highest of the awards below, not added up", "以下各项就高不重复")
                                         : inc_pick(d, "All of the awards below together", "以下各项合计"));
  }
  inc_out_print(&d->out, inc_pick(d, ", %s to %s%s\n", "，%s，精确到 %s%s\n"), inc_words_rounding(v->rounding, d->language), step,
                award->amount ? inc_pick(d, ".", "。") : inc_pick(d, ":", "："));
  for (uint32_t i = 0; i < award->component_count; i++) tell_component(d, &award->components[i]);
}

/* Of a joint cap: whose, in which order, and what of equals. */
static void tell_joint(inc_describing *d, const inc_adjustment *a, uint32_t table)
{
  inc_buffer text = inc_describe_text(d);
  inc_words_together(d->policy, a, table, d->language, &text);
  inc_out_print(&d->out, inc_pick(d, " %s; where that is not enough: %s", "，%s；不足时：%s"), inc_buffer_get(&text), inc_words_fill(a->fill, d->language));
  inc_out_free(&d->out, &text);
  if (a->order_count) inc_out_text(&d->out, inc_pick(d, ", in the order of ", "，排序："));
  inc_describe_order(d, a->order, a->order_count, table);
  inc_out_text(&d->out, a->in_order ? inc_pick(d, "; equal ones in the order of the table", "；并列者按表中顺序") : inc_pick(d, "; equal ones at the edge: undetermined", "；末位并列：待定"));
}

static void tell_adjustment(inc_describing *d, uint32_t number, const inc_rule *rule, const inc_version *v, const inc_version_info *about)
{
  const inc_adjustment *a = &v->is.award.adjustments[number];
  const inc_basis *basis = &about->parts[number];
  const char *title = inc_label_text(&basis->title, d->language);
  inc_out_print(&d->out, "  %u. ", number + 1);
  if (title) inc_out_print(&d->out, inc_pick(d, "%s: ", "%s："), title);
  inc_out_print(&d->out, "%s ", inc_words_adjust(a->how, d->language));
  inc_describe_expression(d, a->value, rule->table);
  if (a->joint) tell_joint(d, a, rule->table);
  if (a->when) inc_out_text(&d->out, inc_pick(d, "; only when ", "；仅当 "));
  if (a->when) inc_describe_expression(d, a->when, rule->table);
  inc_describe_case(d, basis, &about->basis);
  inc_describe_note(d, basis, "     ");
}

static void tell_shares(inc_describing *d, uint32_t rule, const inc_version *v, const inc_version_info *about)
{
  const inc_award *award = &v->is.award;
  const uint32_t table = d->policy->program.rules[rule].table;
  if (award->payer_count) inc_out_text(&d->out, inc_pick(d, "Borne by shares that add up to it:\n", "分担（各份之和等于应付额）：\n"));
  for (uint32_t i = 0; i < award->payer_count; i++) {
    inc_out_print(&d->out, inc_pick(d, "  - %s: weight ", "  - %s：权重 "), inc_share_title(d->policy, rule, v, i, d->language));
    inc_describe_expression(d, award->payers[i].weight, table);
    inc_describe_case(d, &about->parts[award->adjustment_count + i], &about->basis);
  }
}

void inc_describe_award(inc_describing *d, uint32_t number, const inc_version *v)
{
  const inc_rule *rule = &d->policy->program.rules[number];
  const inc_version_info *about = &d->policy->rules[number].versions[v - rule->versions];
  const inc_award *award = &v->is.award;
  tell_recipient(d, rule, award);
  tell_sum(d, rule, v);
  if (award->adjustment_count) inc_out_text(&d->out, inc_pick(d, "Then, one after the other:\n", "然后依次：\n"));
  for (uint32_t i = 0; i < award->adjustment_count; i++) tell_adjustment(d, i, rule, v, about);
  tell_shares(d, number, v, about);
}
