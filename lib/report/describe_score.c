/* Scales, scores and selections in words. */
#include "report/describe.h"

static void indent(inc_describing *d, unsigned depth)
{
  for (unsigned i = 0; i < depth; i++) inc_out_text(&d->out, "  ");
}

void inc_describe_scale(inc_describing *d, const inc_scale *scale, uint32_t table, unsigned depth)
{
  inc_buffer text = inc_describe_text(d);
  for (size_t i = 0; i < scale->count; i++) {
    indent(d, depth);
    inc_out_text(&d->out, "- ");
    inc_describe_expression(d, &scale->points[i].x, table);
    inc_out_text(&d->out, scale->steps ? inc_pick(d, " and above: ", " 及以上：") : " → ");
    inc_describe_expression(d, &scale->points[i].y, table);
    inc_out_text(&d->out, "\n");
  }
  indent(d, depth);
  inc_words_scale(d->policy, scale, table, d->language, &text);
  inc_out_print(&d->out, inc_pick(d, "Scale: %s.\n", "折算：%s。\n"), inc_buffer_get(&text));
  inc_out_free(&d->out, &text);
}

/* ---- Scores ---- */

static void tell_mix(inc_describing *d, const inc_mix *mix)
{
  char share[INC_DECIMAL_TEXT];
  const char *found = inc_words_weights(mix->weights, d->language);
  inc_out_text(&d->out, inc_words_aggregate(mix->aggregate, d->language));
  if (found) inc_out_print(&d->out, inc_pick(d, "; %s", "；%s"), found);
  if (!mix->reweight) return;
  inc_number_format(mix->share, share);
  inc_out_print(&d->out,
                inc_pick(d, "; missing items leave their weight to the others, if these have %s of it",
                         "；缺少的项将权重让给其余项，其余项至少须占权重的 %s"),
                share);
}

static void tell_clause(inc_describing *d, const char *words, const inc_expression *e, uint32_t table)
{
  if (!e) return;
  inc_out_text(&d->out, words);
  inc_describe_expression(d, e, table);
}

static void tell_item(inc_describing *d, uint32_t rule, const inc_version *v, uint32_t number, unsigned depth)
{
  const inc_rule *r = &d->policy->program.rules[rule];
  const inc_version_info *about = &d->policy->rules[rule].versions[v - r->versions];
  const inc_item *item = &v->is.score.items[number];
  indent(d, depth);
  inc_out_print(&d->out, inc_pick(d, "- %s: ", "- %s："), inc_item_title(d->policy, rule, v, number, d->language));
  if (item->value) inc_describe_expression(d, item->value, r->table);
  else tell_mix(d, &item->mix);
  tell_clause(d, inc_pick(d, "; weight ", "；权重 "), item->weight, r->table);
  tell_clause(d, inc_pick(d, "; applies when ", "；适用于："), item->when, r->table);
  tell_clause(d, inc_pick(d, "; without data: ", "；无数据时："), item->absent, r->table);
  inc_describe_case(d, &about->parts[number], item->parent == INC_NONE ? &about->basis : &about->parts[item->parent]);
  if (item->scale) inc_describe_scale(d, item->scale, r->table, depth + 1);
}

static unsigned depth_of(const inc_score *score, uint32_t number)
{
  unsigned depth = 1;
  for (uint32_t i = score->items[number].parent; i != INC_NONE; i = score->items[i].parent) depth++;
  return depth;
}

void inc_describe_score(inc_describing *d, uint32_t rule, const inc_version *v)
{
  const inc_score *score = &v->is.score;
  inc_out_text(&d->out, inc_pick(d, "The ", ""));
  tell_mix(d, &score->mix);
  inc_out_text(&d->out, inc_pick(d, ":\n", "：\n"));
  for (uint32_t i = 0; i < score->count; i++) tell_item(d, rule, v, i, depth_of(score, i));
}

/* ---- Selections ---- */

void inc_describe_order(inc_describing *d, const inc_sort_key *order, uint32_t count, uint32_t table)
{
  for (uint32_t i = 0; i < count; i++) {
    if (i) inc_out_text(&d->out, inc_pick(d, ", then ", "，其次"));
    inc_describe_expression(d, order[i].value, table);
    inc_out_text(&d->out, order[i].highest ? inc_pick(d, ", highest first", "由高到低") : inc_pick(d, ", lowest first", "由低到高"));
  }
}

static void tell_order(inc_describing *d, const inc_select *select, uint32_t table)
{
  inc_out_text(&d->out, inc_pick(d, "In the order of ", "排序："));
  inc_describe_order(d, select->order, select->order_count, table);
  for (uint32_t i = 0; i < select->within_count; i++) {
    inc_buffer text = inc_describe_text(d);
    inc_words_ref(d->policy, &select->within[i], table, d->language, &text);
    inc_out_print(&d->out, i ? inc_pick(d, ", %s", "、%s") : inc_pick(d, "; within the same %s", "；分组：%s"), inc_buffer_get(&text));
    inc_out_free(&d->out, &text);
  }
  inc_out_text(&d->out, inc_pick(d, ".\n", "。\n"));
}

void inc_describe_select(inc_describing *d, const inc_select *select, uint32_t table)
{
  static const char *const en[] = {"undetermined", "all within", "all out"}, *const zh[] = {"待定", "全部入选", "均不入选"};
  tell_order(d, select, table);
  if (!select->places) {
    inc_out_text(&d->out, inc_pick(d, "Places: all.\n", "名额：不限。\n"));
    return;
  }
  inc_out_text(&d->out, inc_pick(d, "Places: ", "名额："));
  inc_describe_expression(d, select->places, table);
  inc_out_print(&d->out, inc_pick(d, ", rounded down; ties at the edge: %s.\n", "（向下取整）；末位并列：%s。\n"),
                (d->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[select->ties]);
}
