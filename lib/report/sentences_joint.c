/* Joint caps in sentences: who asks for how much, whose turn came when, and by how much it was missed. */
#include "report/explanation.h"

static const char *pick(const inc_telling *t, const char *en, const char *zh)
{
  return inc_words(t->language, en, zh);
}

typedef struct joining {
  const inc_telling *t;
  const inc_explained *r;
  const inc_adjustment *a;
  const inc_adjusted *told;
  const inc_joint_facts *f;
} joining;

static void money(const joining *j, const char *before, inc_i128 sum)
{
  inc_out_text(j->t->out, before);
  inc_tell_sum(j->t, j->r, sum);
}

/* The group: how large, what it asks for, what there is. */
static void tell_group(const joining *j)
{
  const inc_telling *t = j->t;
  inc_buffer text;
  inc_buffer_init(&text, &t->x->allocator);
  inc_words_together(t->policy, j->a, t->policy->program.rules[j->r->rule].table, t->language, &text);
  inc_out_print(t->out, pick(t, "      %s; %s\n", "      %s；%s\n"), inc_buffer_get(&text), inc_words_fill(j->a->fill, t->language));
  inc_out_free(t->out, &text);
  inc_out_print(t->out, pick(t, "      rows: %zu", "      共 %zu 行"), j->f->rows);
  money(j, pick(t, ", asking for ", "，合计 "), j->f->demanded);
  if (j->f->gap) {
    inc_out_text(t->out, j->f->differ ? pick(t, "; they name different caps, which is an error", "；各行的上限不一致，视为错误")
                                      : pick(t, "; the cap is not known", "；上限未知"));
  } else if (j->f->rows) {
    money(j, pick(t, ", the cap is ", "，上限 "), j->f->cap);
    money(j, pick(t, ", given ", "，拨付 "), j->f->given);
  }
  inc_out_text(t->out, "\n");
  if (!j->f->undetermined) return;
  inc_out_print(t->out, pick(t, "      provisional: decided without %zu that may take part and are undetermined\n", "      暂定：另有 %zu 行可能参与但尚待定，未计入\n"),
                j->f->undetermined);
}

static void tell_order(const joining *j)
{
  const inc_telling *t = j->t;
  for (uint32_t i = 0; i < j->a->order_count; i++) {
    const inc_step *s = &j->told->order[i];
    const bool highest = j->a->order[i].highest;
    inc_out_text(t->out, i ? pick(t, ", then ", "，其次") : pick(t, "      by ", "      按"));
    inc_tell_expression(t, s->text, s->table);
    inc_out_text(t->out, highest ? pick(t, ", highest first → ", "由高到低 → ") : pick(t, ", lowest first → ", "由低到高 → "));
    inc_tell_value(t, s->cell.type, s->list, s->cell, 0);
  }
  inc_out_print(t->out, j->a->order_count ? pick(t, ": rank %zu of %zu", "：第 %zu 名，共 %zu 名") : pick(t, "      without an order: rank %zu of %zu", "      无排序：第 %zu 名，共 %zu 名"),
                j->f->rank, j->f->rows);
  if (j->f->equals > 1) {
    inc_out_print(t->out, pick(t, "; %zu share it", "；%zu 行并列"), j->f->equals);
    if (j->a->in_order) inc_out_text(t->out, pick(t, ", taken in the order of the table", "，按表中顺序处理"));
  }
  inc_out_text(t->out, "\n");
}

static void tell_turn(const joining *j)
{
  const inc_telling *t = j->t;
  if (j->a->fill == INC_FILL_PRO_RATA) {
    money(j, pick(t, "      its share in proportion: ", "      按比例应得："), j->f->share);
    inc_out_text(t->out, "\n");
    return;
  }
  inc_out_print(t->out, pick(t, "      ahead of it: %zu", "      排在其前的有 %zu 行"), j->f->ahead);
  money(j, pick(t, ", asking for ", "，合计 "), j->f->asked);
  if (j->f->ended) inc_out_text(t->out, pick(t, "; one of them did not fit whole, which ended it", "；其中有不能全额拨付者，至此为止"));
  else money(j, pick(t, "; left when its turn came: ", "；轮到时剩余 "), j->f->left);
  inc_out_text(t->out, "\n");
}

/* Who missed by how little. */
static void tell_short(const joining *j)
{
  const inc_telling *t = j->t;
  const inc_joint_facts *f = j->f;
  if (j->told->after.gap == INCUBATOR_GAP_TIE) {
    inc_out_text(t->out, pick(t, "      what it gets takes lots", "      所得须抽签确定"));
  } else {
    money(j, pick(t, "      it gets ", "      得 "), j->told->after.value);
    money(j, pick(t, ", short of its sum by ", "，比应得少 "), (inc_i128)j->told->before.value - j->told->after.value);
  }
  if (f->whole > f->cap) {
    money(j, pick(t, "; paid whole for certain if the cap were greater by ", "；上限再增加 "), f->whole - f->cap);
    inc_out_text(t->out, pick(t, "", "，可确保全额"));
  }
  if (f->some > f->cap && f->some != f->whole) {
    money(j, pick(t, ", in part if by ", "；增加 "), f->some - f->cap);
    inc_out_text(t->out, pick(t, "", "，可确保部分"));
  }
  inc_out_text(t->out, "\n");
}

void inc_tell_joint(const inc_telling *t, const inc_explained *r, uint32_t adjustment)
{
  const inc_adjusted *told = &r->awarded->adjusted[adjustment];
  const joining j = {t, r, &r->awarded->award->adjustments[adjustment], told, &told->joint};
  tell_group(&j);
  if (!j.f->takes_part) {
    inc_out_text(t->out, pick(t, "      it takes no part: its sum, order or group is not known\n", "      未参与：其金额、排序或分组未知\n"));
    return;
  }
  if (j.f->gap || j.f->demanded <= j.f->cap) return; /* nothing was decided between them */
  tell_order(&j);
  tell_turn(&j);
  if (told->after.gap || told->after.value < told->before.value) tell_short(&j);
}
