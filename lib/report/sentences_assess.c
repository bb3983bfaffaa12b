/* Scores item by item and ranks, in sentences. */
#include "report/explanation.h"
#include "report/report.h"

static const char *pick(const inc_telling *t, const char *en, const char *zh)
{
  return inc_words(t->language, en, zh);
}

static void tell_number(const inc_telling *t, inc_cell cell)
{
  inc_tell_value(t, INC_TYPE_NUMBER, INC_NONE, cell, 0);
}

static void tell_micros(const inc_telling *t, int64_t micros)
{
  tell_number(t, (inc_cell){0, INC_TYPE_NUMBER, micros});
}

/* How many were compared, and between which numbers they lie. */
static void tell_cohort(const inc_telling *t, const inc_scale *scale, const inc_cohort_facts *cohort)
{
  inc_out_print(t->out, pick(t, "; %zu compared: least ", "；共比较 %zu 个：最小 "), cohort->count);
  tell_micros(t, cohort->least);
  inc_out_text(t->out, pick(t, ", greatest ", "，最大 "));
  tell_micros(t, cohort->most);
  if (scale->cohort.place != INC_PLACE_Z_SCORE) return;
  inc_out_text(t->out, pick(t, ", mean ", "，均值 "));
  tell_micros(t, cohort->mean);
  inc_out_text(t->out, pick(t, ", standard deviation ", "，标准差 "));
  tell_micros(t, cohort->deviation);
}

void inc_tell_scale(const inc_telling *t, const inc_scale *scale, uint32_t table, const inc_cohort_facts *cohort)
{
  inc_buffer text;
  inc_buffer_init(&text, &t->x->allocator);
  inc_words_scale(t->policy, scale, table, t->language, &text);
  inc_out_print(t->out, pick(t, " (%s", "（%s"), inc_buffer_get(&text));
  if (cohort->count) tell_cohort(t, scale, cohort);
  inc_out_text(t->out, pick(t, ")", "）"));
  inc_out_free(t->out, &text);
}

/* Where the weights came from; that there are none is told as well. */
static void tell_found(const inc_telling *t, const inc_mix *mix, const inc_found *found)
{
  inc_out_print(t->out, pick(t, " (%s; rows: %zu", "（%s，共 %zu 行"), inc_words_weights(mix->weights, t->language), found->rows);
  if (found->gap) {
    inc_out_text(t->out, pick(t, found->rows < 2 ? ", too few" : ", these give none", found->rows < 2 ? "，行数不足" : "，无法得出"));
  }
  inc_out_text(t->out, pick(t, ")", "）"));
}

/* How the items became one, and what was done about those that are missing. */
static void tell_mixed(const inc_telling *t, const inc_mix *mix, const inc_mixed *mixed)
{
  char share[INC_DECIMAL_TEXT];
  inc_out_text(t->out, inc_words_aggregate(mix->aggregate, t->language));
  if (mixed->found) tell_found(t, mix, mixed->found);
  if (mixed->how != INC_MIXED_WHOLE) {
    bool short_of = mixed->how == INC_MIXED_SHORT;
    inc_number_format(mix->share, share);
    inc_out_text(t->out, short_of ? pick(t, " (not reweighted: only ", "（未重新分配权重：现有各项占权重 ")
                                  : pick(t, " (reweighted: ", "（已重新分配权重：现有各项占权重 "));
    tell_micros(t, mixed->present);
    inc_out_text(t->out, pick(t, " of the weight ", "／"));
    tell_micros(t, mixed->weights);
    if (short_of) inc_out_print(t->out, pick(t, " is there, %s of it is needed)", "，至少须占 %s）"), share);
    else inc_out_text(t->out, pick(t, " is there and stands for all)", "，代表全部）"));
  }
  inc_out_text(t->out, " → ");
  tell_number(t, mixed->value);
}

static void indent(const inc_telling *t, unsigned depth)
{
  inc_out_text(t->out, "  ");
  for (unsigned i = 0; i < depth; i++) inc_out_text(t->out, "  ");
}

/* The raw value, and what the scale made of it. */
static void tell_raw(const inc_telling *t, const inc_item *item, const inc_scored_item *s, uint32_t table)
{
  if (!item->value) {
    tell_mixed(t, &item->mix, &s->mixed);
  } else {
    inc_tell_expression(t, item->value, table);
    bool constant = inc_expression_root(item->value)->op == INC_OP_CONSTANT;
    if (!constant) inc_out_text(t->out, " → ");
    if (!constant) tell_number(t, s->raw);
  }
  if (!item->scale || s->raw.gap) return;
  if (!s->replaced) inc_out_text(t->out, " → ");
  if (!s->replaced) tell_number(t, s->value);
  inc_tell_scale(t, item->scale, table, &s->cohort);
}

static bool same_basis(const inc_basis *a, const inc_basis *b)
{
  return a->cites == b->cites && a->evidence == b->evidence;
}

static void tell_item(const inc_telling *t, const inc_explained *r, uint32_t number)
{
  const inc_item *item = &r->scored->score->items[number];
  const inc_scored_item *s = &r->scored->items[number];
  const uint32_t table = t->policy->program.rules[r->rule].table;
  indent(t, s->depth);
  inc_out_print(t->out, pick(t, "- %s: ", "- %s："), inc_item_title(t->policy, r->rule, r->version, number, t->language));
  if (s->shut) {
    inc_out_text(t->out, pick(t, "only when ", "仅适用于 "));
    inc_tell_expression(t, item->when, table);
    inc_out_text(t->out, " → ");
    inc_tell_value(t, INC_TYPE_BOOLEAN, INC_NONE, s->when, 0);
  } else {
    tell_raw(t, item, s, table);
  }
  if (s->replaced) {
    inc_out_text(t->out, " → ");
    tell_number(t, s->value);
    inc_out_text(t->out, pick(t, " (not given, so by rule)", "（未提供，按规则处理）"));
  }
  const inc_mix *around = item->parent == INC_NONE ? &r->scored->score->mix : &r->scored->score->items[item->parent].mix;
  bool weighed = item->weight || around->weights != INC_WEIGHTS_GIVEN;
  if (weighed && s->value.gap != INCUBATOR_GAP_INAPPLICABLE) {
    inc_out_text(t->out, pick(t, "; weight ", "；权重 "));
    tell_number(t, s->weight);
  }
  if (!s->points.gap) {
    inc_out_text(t->out, pick(t, "; points ", "；计分 "));
    tell_number(t, s->points);
  }
  if (!same_basis(s->basis, s->above)) inc_tell_clause(t, s->basis);
  inc_out_text(t->out, "\n");
}

static void tell_total(const inc_telling *t, const inc_explained *r)
{
  const inc_version *v = r->version;
  indent(t, 1);
  inc_out_text(t->out, pick(t, "- total: ", "- 合计："));
  tell_mixed(t, &r->scored->score->mix, &r->scored->total);
  if (!r->scored->total.value.gap && v->step != 1) {
    inc_out_print(t->out, pick(t, ", %s to ", "，%s，精确到 "), inc_words_rounding(v->rounding, t->language));
    tell_micros(t, v->step);
    inc_out_text(t->out, " → ");
    tell_number(t, r->cell);
  } else if (r->scored->total.value.gap == INCUBATOR_GAP_MISSING && !r->cell.gap) {
    inc_out_text(t->out, " → ");
    tell_number(t, r->cell);
    inc_out_text(t->out, pick(t, " (not given, so by rule)", "（未提供，按规则处理）"));
  }
  inc_out_text(t->out, "\n");
}

void inc_tell_score(const inc_telling *t, const inc_explained *r)
{
  const inc_score *score = r->scored->score;
  for (uint32_t i = 0; i < score->count; i = r->scored->items[i].shut ? score->items[i].end : i + 1) tell_item(t, r, i);
  tell_total(t, r);
  inc_tell_losses(t, r);
}

void inc_tell_rank(const inc_telling *t, const inc_explained *r)
{
  const inc_ranked *k = r->ranked;
  inc_buffer text;
  if (k->rank.gap) return;
  inc_buffer_init(&text, &t->x->allocator);
  inc_report_rank(t->x->decisions, r->rule, r->row, t->language, &text);
  inc_out_print(t->out, "    %s", inc_buffer_get(&text));
  inc_out_free(t->out, &text);
  if (k->equals > 1) inc_out_print(t->out, pick(t, "; %zu share this rank", "；%zu 个并列"), k->equals);
  if (r->cell.gap == INCUBATOR_GAP_TIE) {
    inc_out_text(t->out, pick(t, ", and of the places are left: ", "，剩余名额："));
    tell_micros(t, k->places.value - k->rank.value + INC_MICRO);
    inc_out_text(t->out, pick(t, "; it takes lots", "，须抽签确定"));
  }
  inc_out_text(t->out, "\n");
}
