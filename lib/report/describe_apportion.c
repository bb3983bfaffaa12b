/* Apportionments in words. */
#include "report/describe.h"

static void tell_method(inc_describing *d, inc_method method)
{
  static const char *const en[] = {"by largest remainders (Hamilton)", "by major fractions (Webster, Sainte-Laguë)", "by equal proportions (Huntington–Hill)",
                                   "by smallest divisors (Adams)", "by greatest divisors (Jefferson, D'Hondt)"};
  static const char *const zh[] = {"最大余数法（汉密尔顿）", "主要分数法（韦伯斯特）", "等比例法（亨廷顿—希尔）", "最小除数法（亚当斯）", "最大除数法（杰斐逊）"};
  inc_out_text(&d->out, (d->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[method]);
}

static void tell_step(inc_describing *d, int64_t unit)
{
  char text[INC_DECIMAL_TEXT];
  if (unit == INC_MICRO) return;
  inc_decimal_format(unit, text);
  inc_out_print(&d->out, inc_pick(d, ", in steps of %s", "，以 %s 为单位"), text);
}

static void tell_bound(inc_describing *d, const inc_expression *e, uint32_t table, const char *words)
{
  if (!e) return;
  inc_out_text(&d->out, words);
  inc_describe_expression(d, e, table);
  inc_out_text(&d->out, inc_pick(d, ".\n", "。\n"));
}

static void tell_groups(inc_describing *d, const inc_apportion_rule *how, uint32_t table)
{
  for (uint32_t i = 0; i < how->within_count; i++) {
    inc_buffer text = inc_describe_text(d);
    inc_words_ref(d->policy, &how->within[i], table, d->language, &text);
    inc_out_text(&d->out, i ? inc_pick(d, ", ", "、") : inc_pick(d, "  Each group of its own, by ", "  分组："));
    inc_out_buffer(&d->out, &text);
  }
  if (how->within_count) inc_out_text(&d->out, inc_pick(d, ".\n", "。\n"));
}

void inc_describe_apportion(inc_describing *d, const inc_apportion_rule *how, uint32_t table)
{
  inc_out_text(&d->out, inc_pick(d, "The row's share of ", "将 "));
  inc_describe_expression(d, how->whole, table);
  inc_out_text(&d->out, inc_pick(d, ", divided by the weight ", " 按权数 "));
  inc_describe_expression(d, how->weight, table);
  inc_out_text(&d->out, inc_pick(d, ", ", " 分配，采用"));
  tell_method(d, how->method);
  tell_step(d, how->unit);
  inc_out_text(&d->out, inc_pick(d, "; the shares add up.\n", "；各份之和等于总数。\n"));
  tell_groups(d, how, table);
  tell_bound(d, how->lower, table, inc_pick(d, "  At least ", "  不少于 "));
  tell_bound(d, how->upper, table, inc_pick(d, "  At most ", "  不多于 "));
  inc_out_text(&d->out, how->in_order ? inc_pick(d, "  Equal claims: those listed first.\n", "  份额相同：以表中在先者优先。\n")
                                      : inc_pick(d, "  Equal claims: undetermined.\n", "  份额相同：待定。\n"));
}
