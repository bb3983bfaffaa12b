/* What moved an outcome, in sentences: by how much comparisons were met or missed, and points lost. */
#include "report/explanation.h"

static const char *pick(const inc_telling *t, const char *en, const char *zh)
{
  return inc_words(t->language, en, zh);
}

/* Where what was compared lies, seen from its limit. */
static void tell_comparison(const inc_telling *t, const inc_step *s, const inc_comparison *c)
{
  uint64_t distance = inc_distance(c->value.value, c->limit.value);
  bool above = c->value.value > c->limit.value, number = c->value.type == INC_TYPE_NUMBER;
  if (distance == 0 || distance > INT64_MAX) return; /* the line above says it all */
  inc_buffer text;
  inc_buffer_init(&text, &t->x->allocator);
  inc_words_node(t->policy, s->text, c->side, s->table, t->language, &text);
  inc_out_print(t->out, pick(t, "      %s: ", "      %s："), inc_buffer_get(&text));
  inc_out_free(t->out, &text);
  inc_tell_value(t, c->value.type, INC_NONE, c->value, c->unit);
  inc_out_text(t->out, pick(t, ", ", "，比 "));
  if (t->language == INCUBATOR_LANGUAGE_ZH) {
    inc_tell_value(t, c->limit.type, INC_NONE, c->limit, c->unit);
    inc_out_text(t->out, number ? above ? " 高 " : " 低 " : above ? " 晚 " : " 早 ");
  }
  if (number) inc_tell_value(t, INC_TYPE_NUMBER, INC_NONE, (inc_cell){0, INC_TYPE_NUMBER, (int64_t)distance}, c->unit);
  else inc_out_print(t->out, pick(t, "%llu days", "%llu 天"), (unsigned long long)distance);
  if (t->language == INCUBATOR_LANGUAGE_EN) {
    inc_out_text(t->out, number ? above ? " above " : " below " : above ? " after " : " before ");
    inc_tell_value(t, c->limit.type, INC_NONE, c->limit, c->unit);
  }
  inc_out_text(t->out, "\n");
}

/* Of cases all that decided them, of other conditions only why they fail. */
void inc_tell_comparisons(const inc_telling *t, const inc_step *s)
{
  bool told = s->role == INC_ROLE_CASE || !s->cell.value;
  for (size_t i = 0; told && i < s->comparison_count; i++) tell_comparison(t, s, &s->comparisons[i]);
}

void inc_tell_losses(const inc_telling *t, const inc_explained *r)
{
  const inc_scored *s = r->scored;
  if (!s->loss_count) return;
  inc_out_text(t->out, pick(t, "    - points lost: ", "    - 失分："));
  for (size_t i = 0; i < s->loss_count; i++) {
    inc_buffer name;
    inc_buffer_init(&name, &t->x->allocator);
    inc_words_item(t->policy, r->rule, r->version, s->losses[i], t->language, &name);
    inc_out_print(t->out, "%s%s ", i ? pick(t, ", ", "，") : "", inc_buffer_get(&name));
    inc_out_free(t->out, &name);
    inc_tell_value(t, INC_TYPE_NUMBER, INC_NONE, s->items[s->losses[i]].in_total, 0);
  }
  inc_out_text(t->out, "\n");
}
