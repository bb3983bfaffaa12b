/* The least changes of single figures, as JSON and in sentences. */
#include "report/explanation.h"

static const inc_reach *first_found(const incubator_explanation *x)
{
  for (size_t i = 0; i < x->reach_count; i++) {
    if (x->reaches[i].end == INC_REACH_FOUND) return &x->reaches[i];
  }
  return NULL;
}

/* ---- JSON ---- */

typedef struct reaching {
  const incubator_explanation *x;
  incubator_language language;
  inc_json_out *j;
} reaching;

static void write_value(const reaching *w, const char *key, const inc_reach *r, int64_t value)
{
  inc_jo_cell(w->j, key, w->x->decisions, r->type, INC_NONE, (inc_cell){0, r->type, value});
}

static void write_found(const reaching *w, const inc_reach *r)
{
  const inc_goal *goal = &w->x->goal;
  write_value(w, "to", r, r->to);
  uint64_t distance = inc_distance(r->to, r->from.value);
  bool by = !r->from.gap && r->type == INC_TYPE_NUMBER && distance <= INT64_MAX;
  if (by) inc_jo_micros(w->j, "by", r->up ? (int64_t)distance : -(int64_t)distance);
  if (!r->from.gap) inc_jo_number(w->j, "steps", (int64_t)r->steps);
  inc_jo_cell(w->j, "outcome", w->x->decisions, goal->type, goal->list, r->outcome);
}

static void write_reach(const reaching *w, const inc_reach *r)
{
  static const char *const ends[] = {NULL, "range", "steps", "no-step", "no-start"};
  const incubator_policy *policy = w->x->decisions->policy;
  inc_buffer name, title;
  inc_buffer_init(&name, &w->x->allocator);
  inc_buffer_init(&title, &w->x->allocator);
  inc_words_path(policy, &r->ref, w->x->subject.table, &name);
  inc_words_ref(policy, &r->ref, w->x->subject.table, w->language, &title);
  inc_jo_open(w->j, NULL, '{');
  inc_jo_buffer(w->j, "column", &name);
  inc_jo_buffer(w->j, "title", &title);
  inc_jo_text(w->j, "unit", inc_words_unit(policy, r->unit, w->language));
  inc_jo_text(w->j, "direction", r->up ? "up" : "down");
  if (r->type == INC_TYPE_NUMBER) inc_jo_micros(w->j, "step", r->how->step);
  inc_jo_text(w->j, "decided_again", r->alone ? "row" : "all-rows");
  inc_jo_cell(w->j, "from", w->x->decisions, r->type, INC_NONE, r->from);
  inc_jo_boolean(w->j, "found", r->end == INC_REACH_FOUND);
  if (r->end == INC_REACH_FOUND) {
    write_found(w, r);
  } else {
    inc_jo_text(w->j, "why", ends[r->end]);
    inc_jo_number(w->j, "tried", (int64_t)r->tried);
    if (r->tried) write_value(w, "last", r, r->to);
  }
  inc_jo_close(w->j, '}');
}

void inc_explanation_reach(const incubator_explanation *x, incubator_language language, inc_json_out *j)
{
  static const char *const states[] = {NULL, "unordered", "reached", "open"};
  const inc_goal *goal = &x->goal;
  const reaching w = {x, language, j};
  if (goal->state == INC_GOAL_NONE) return;
  inc_jo_open(j, "reach", '{');
  inc_jo_text(j, "state", states[goal->state]);
  if (goal->state != INC_GOAL_UNORDERED) {
    inc_jo_cell(j, "goal", x->decisions, goal->type, goal->list, (inc_cell){0, goal->type, goal->value});
    inc_jo_boolean(j, "or_better", goal->or_better);
  }
  inc_jo_open(j, "figures", '[');
  for (size_t i = 0; i < x->reach_count; i++) write_reach(&w, &x->reaches[i]);
  inc_jo_close(j, ']');
  inc_jo_close(j, '}');
}

/* ---- Sentences ---- */

/* Money has its unit. */
static void tell_outcome(const inc_telling *t, int64_t value)
{
  const inc_goal *goal = &t->x->goal;
  inc_tell_value(t, goal->type, goal->list, (inc_cell){0, goal->type, value}, t->policy->rules[t->x->rules[0].rule].units[0]);
}

static const char *pick(const inc_telling *t, const char *en, const char *zh)
{
  return inc_words(t->language, en, zh);
}

static void tell_value(const inc_telling *t, const inc_reach *r, int64_t value)
{
  inc_tell_value(t, r->type, INC_NONE, (inc_cell){0, r->type, value}, r->unit);
}

static void tell_to(const inc_telling *t, const inc_reach *r)
{
  uint64_t distance = inc_distance(r->to, r->from.value);
  if (r->from.gap) {
    inc_out_text(t->out, r->up ? pick(t, "the least that does is ", "至少 ") : pick(t, "the greatest that does is ", "至多 "));
  } else if (r->type == INC_TYPE_NUMBER && distance <= INT64_MAX) {
    if (t->language == INCUBATOR_LANGUAGE_ZH) inc_out_text(t->out, r->up ? "增加 " : "减少 ");
    tell_value(t, r, (int64_t)distance);
    inc_out_text(t->out, r->up ? pick(t, " more, to ", "，达到 ") : pick(t, " less, to ", "，降至 "));
  } else {
    inc_out_text(t->out, pick(t, "changed to ", "变为 "));
  }
  tell_value(t, r, r->to);
  if (t->x->goal.type == INC_TYPE_BOOLEAN) return;
  inc_out_text(t->out, " → ");
  tell_outcome(t, r->outcome.value);
}

static void tell_end(const inc_telling *t, const inc_reach *r)
{
  switch (r->end) {
  case INC_REACH_RANGE:
    inc_out_print(t->out, r->up ? pick(t, "none of its %llu further values does, up to ", "其余 %llu 个值都达不到，直到 ")
                                : pick(t, "none of its %llu further values does, down to ", "其余 %llu 个值都达不到，直到 "),
                  (unsigned long long)r->tried);
    tell_value(t, r, r->to);
    break;
  case INC_REACH_LIMIT:
    inc_out_print(t->out, pick(t, "none of the next %llu values does, to ", "其后 %llu 个值都达不到，直到 "), (unsigned long long)r->tried);
    tell_value(t, r, r->to);
    inc_out_text(t->out, pick(t, "; further on was not tried", "；再往后未试"));
    break;
  case INC_REACH_NO_STEP:
    if (r->type == INC_TYPE_BOOLEAN) inc_out_text(t->out, pick(t, "is so already", "已是如此"));
    else inc_out_text(t->out, r->up ? pick(t, "can't rise further", "已不能再提高") : pick(t, "can't fall further", "已不能再降低"));
    break;
  default:
    inc_out_text(t->out, pick(t, "has no value, and the policy no bound to begin with", "无数值，且政策未给出可起算的界限"));
    break;
  }
}

static void tell_reach(const inc_telling *t, const inc_reach *r)
{
  inc_buffer text;
  inc_buffer_init(&text, &t->x->allocator);
  inc_words_ref(t->policy, &r->ref, t->x->subject.table, t->language, &text);
  inc_out_print(t->out, pick(t, "  - %s (now ", "  - %s（现为 "), inc_buffer_get(&text));
  inc_out_free(t->out, &text);
  inc_tell_value(t, r->type, INC_NONE, r->from, r->unit);
  inc_out_text(t->out, pick(t, "): ", "）："));
  if (r->end == INC_REACH_FOUND) tell_to(t, r);
  else tell_end(t, r);
  inc_out_text(t->out, "\n");
}

void inc_tell_reach(const inc_telling *t)
{
  const incubator_explanation *x = t->x;
  const inc_goal *goal = &x->goal;
  bool together = false;
  if (goal->state != INC_GOAL_OPEN || x->reach_count == 0) return;
  const bool truth = goal->type == INC_TYPE_BOOLEAN;
  inc_out_text(t->out, truth ? pick(t, "To come to ", "单独改变一项，其他不变，要得出") : pick(t, "To reach ", "单独改变一项，其他不变，要达到"));
  tell_outcome(t, goal->value);
  const bool more = goal->type == INC_TYPE_NUMBER;
  if (goal->or_better) inc_out_text(t->out, more ? pick(t, " or more", "或更多") : pick(t, " or better", "或更优"));
  inc_out_text(t->out, pick(t, " by one figure alone:\n", "：\n"));
  for (size_t i = 0; i < x->reach_count; i++) {
    tell_reach(t, &x->reaches[i]);
    together = together || !x->reaches[i].alone;
  }
  if (!first_found(x)) inc_out_text(t->out, pick(t, "  None of them reaches it alone.\n", "  其中任何一项单独改变都达不到。\n"));
  if (together) {
    inc_out_text(t->out, pick(t, "  Rows are compared with each other: all were decided again at each step.\n", "  各行相互比较：每一步都重新计算全部各行。\n"));
  }
}
