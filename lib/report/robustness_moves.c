/* How far each weight of a score can move: as a table, as CSV, as JSON. */
#include "report/robustness.h"

#include <string.h>

static const char *words(const inc_paper *p, const char *en, const char *zh)
{
  return inc_words(p->r.how.language, en, zh);
}

/* One question of the moves, and its answer. */
typedef struct moved {
  uint32_t weight;
  incubator_move_question question;
  incubator_move move;
} moved;

typedef incubator_status (*take_move)(inc_paper *p, void *to, const moved *m);

static bool asks(const inc_paper *p, incubator_watch watch)
{
  if (watch == INCUBATOR_WATCH_TOP) return p->x->options.top != 0;
  return p->x->outcome != INC_NONE && (watch == INCUBATOR_WATCH_OUTCOMES || p->how.subject);
}

/* Weights that cannot be moved are left out: they have no limit. */
static bool can_move(const inc_paper *p, uint32_t weight)
{
  const inc_weight_group *g = &p->x->groups[p->x->weights[weight].group];
  return !g->unknown && !g->negative && (p->how.others_kept || g->total > p->x->weights[weight].stated);
}

static incubator_status each_move(inc_paper *p, take_move take, void *to)
{
  for (uint32_t weight = 0; weight < p->x->version->is.score.count; weight++) {
    for (int watch = INCUBATOR_WATCH_OUTCOMES; watch <= INCUBATOR_WATCH_TOP; watch++) {
      for (int up = 0; up < 2 && can_move(p, weight) && asks(p, (incubator_watch)watch); up++) {
        moved m = {weight, INCUBATOR_MOVE_QUESTION_INIT, INCUBATOR_MOVE_INIT};
        m.question.weight = weight;
        m.question.up = up;
        m.question.watch = (incubator_watch)watch;
        m.question.others_kept = p->how.others_kept;
        m.question.subject = watch == INCUBATOR_WATCH_SUBJECT ? p->how.subject : NULL;
        INC_TRY(incubator_robustness_move(p->x, &m.question, &m.move, p->r.error));
        INC_TRY(take(p, to, &m));
      }
    }
  }
  return INCUBATOR_STATUS_OK;
}

static const char *watch_name(incubator_watch watch)
{
  static const char *const names[] = {"outcomes", "subject", "top"};
  return names[watch];
}

static const char *watch_words(const inc_paper *p, const moved *m)
{
  if (m->question.watch == INCUBATOR_WATCH_OUTCOMES) return words(p, "any outcome", "任一结果");
  if (m->question.watch == INCUBATOR_WATCH_SUBJECT) return p->how.subject;
  return words(p, "the top", "前列");
}

static void add_micros(inc_sheet *sheet, int64_t micros)
{
  char text[INC_DECIMAL_TEXT];
  inc_decimal_format(micros, text);
  inc_sheet_cell(sheet, text);
}

static const char *how_sure(const inc_paper *p, const moved *m)
{
  if (!m->move.changes && m->move.limit < m->move.reach) return words(p, "searched no farther", "未再向前搜索");
  return m->move.exact ? words(p, "exact", "精确") : words(p, "at the runs made", "仅就所作运行");
}

static const char *outcome_word(const inc_paper *p, const moved *m, const char *code)
{
  if (m->question.watch == INCUBATOR_WATCH_TOP) return *code == 'i' ? words(p, "in", "在内") : words(p, "out", "在外");
  const inc_part *part = &p->r.policy->program.rules[p->x->outcome].parts[0];
  for (uint32_t i = 0; part->type == INC_TYPE_CATEGORY && i < p->x->codes; i++) {
    const inc_code *c = &p->r.policy->program.schema.lists[part->list].codes[i];
    const char *label = inc_label_text(&c->title, p->r.how.language);
    if (!strcmp(c->code, code) && label) return label;
  }
  return code;
}

static incubator_status line_of_move(inc_paper *p, void *to, const moved *m)
{
  inc_sheet *sheet = to;
  const bool found = m->move.changes != 0;
  inc_sheet_cell(sheet, inc_robust_item(p->x, m->weight));
  add_micros(sheet, p->x->weights[m->weight].stated);
  inc_sheet_cell(sheet, watch_words(p, m));
  inc_sheet_cell(sheet, m->question.up ? "+" : "−");
  add_micros(sheet, m->move.limit);
  inc_sheet_cell(sheet, found ? m->move.subject : "");
  inc_sheet_cell(sheet, found ? outcome_word(p, m, m->move.from) : m->move.limit == m->move.reach ? words(p, "no change", "无变化") : "");
  inc_sheet_cell(sheet, found ? outcome_word(p, m, m->move.to) : "");
  inc_sheet_cell(sheet, how_sure(p, m));
  return INCUBATOR_STATUS_OK;
}

static incubator_status csv_of_move(inc_paper *p, void *to, const moved *m)
{
  inc_sheet *sheet = to;
  const bool found = m->move.changes != 0;
  inc_sheet_cell(sheet, inc_robust_item(p->x, m->weight));
  add_micros(sheet, p->x->weights[m->weight].stated);
  inc_sheet_cell(sheet, watch_name(m->question.watch));
  inc_sheet_cell(sheet, m->question.up ? "up" : "down");
  add_micros(sheet, m->move.limit);
  add_micros(sheet, m->move.reach);
  inc_sheet_cell(sheet, found ? "true" : "false");
  inc_sheet_cell(sheet, m->move.exact ? "true" : "false");
  inc_sheet_cell(sheet, found ? m->move.subject : "");
  inc_sheet_cell(sheet, m->move.from);
  inc_sheet_cell(sheet, m->move.to);
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_write_moves(inc_paper *p)
{
  static const char *const en[] = {"weight", "stated", "watched", "", "can move by", "first to change", "from", "to", "found"};
  static const char *const zh[] = {"权重", "所定", "所看", "", "可变动", "最先变化", "由", "变为", "结论"};
  inc_sheet sheet;
  inc_sheet_init(&sheet, &p->r.d->allocator);
  for (size_t i = 0; i < sizeof en / sizeof *en; i++) inc_sheet_column_add(&sheet, words(p, en[i], zh[i]), NULL, i == 1 || i == 4);
  incubator_status status = each_move(p, line_of_move, &sheet);
  if (status == INCUBATOR_STATUS_OK) {
    inc_out_text(&p->r.out, "\n");
    inc_sheet_table(&sheet, 0, p->r.how.language, &p->r.out);
    inc_out_text(&p->r.out, p->how.others_kept ? words(p, "the other weights of the group stay as they are\n", "组内其他权重不变\n")
                                               : words(p, "the other weights of the group share what it leaves, in proportion\n", "组内其他权重按比例分担，总和不变\n"));
  }
  inc_sheet_free(&sheet);
  return status;
}

/* ---- CSV and JSON ---- */

incubator_status inc_write_moves_csv(inc_paper *p)
{
  static const char *const names[] = {"weight", "stated", "watched", "direction", "limit", "reach", "changes", "exact", "subject", "from", "to"};
  inc_sheet sheet;
  inc_sheet_init(&sheet, &p->r.d->allocator);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) inc_sheet_column_add(&sheet, names[i], NULL, false);
  incubator_status status = each_move(p, csv_of_move, &sheet);
  if (status == INCUBATOR_STATUS_OK) inc_sheet_csv(&sheet, &p->r.out);
  inc_sheet_free(&sheet);
  return status;
}

static incubator_status json_of_move(inc_paper *p, void *to, const moved *m)
{
  inc_json_out *j = to;
  inc_jo_open(j, NULL, '{');
  inc_jo_text(j, "item", inc_robust_item(p->x, m->weight));
  inc_jo_text(j, "watch", watch_name(m->question.watch));
  if (m->question.subject) inc_jo_text(j, "of", m->question.subject);
  inc_jo_text(j, "direction", m->question.up ? "up" : "down");
  inc_jo_micros(j, "limit", m->move.limit);
  inc_jo_micros(j, "reach", m->move.reach);
  inc_jo_boolean(j, "exact", m->move.exact != 0);
  inc_jo_number(j, "runs", (int64_t)m->move.runs);
  if (m->move.changes) {
    inc_jo_open(j, "change", '{');
    inc_jo_text(j, "key", m->move.subject);
    inc_jo_text(j, "from", m->move.from);
    inc_jo_text(j, "to", m->move.to);
    inc_jo_close(j, '}');
  } else {
    inc_jo_null(j, "change");
  }
  inc_jo_close(j, '}');
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_write_moves_json(inc_paper *p, inc_json_out *j)
{
  inc_jo_boolean(j, "others_kept", p->how.others_kept != 0);
  inc_jo_open(j, "moves", '[');
  INC_TRY(each_move(p, json_of_move, j));
  inc_jo_close(j, ']');
  return INCUBATOR_STATUS_OK;
}
