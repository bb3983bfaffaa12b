/* The pieces of a comparison in words. */
#include <string.h>

#include "report/compare.h"

const char *inc_change_name(incubator_change change)
{
  static const char *const names[] = {"", "same", "more", "less", "other", "undetermined"};
  return names[change];
}

const char *inc_reason_name(incubator_reason_kind kind)
{
  static const char *const names[] = {"", "parameter", "rule", "data", "row", "date", "other"};
  return names[kind];
}

const char *inc_side_name(incubator_side side)
{
  static const char *const names[] = {"both", "before", "after"};
  return names[side];
}

static bool shows(const inc_contrast *p, incubator_change change, bool moved)
{
  switch (p->how.only) {
  case INCUBATOR_COMPARISON_ONLY_ALL: return true;
  case INCUBATOR_COMPARISON_ONLY_MORE: return change == INCUBATOR_CHANGE_MORE;
  case INCUBATOR_COMPARISON_ONLY_LESS: return change == INCUBATOR_CHANGE_LESS;
  case INCUBATOR_COMPARISON_ONLY_UNDETERMINED: return change == INCUBATOR_CHANGE_UNDETERMINED;
  default: return moved;
  }
}

bool inc_contrast_shows_line(const inc_contrast *p, size_t index)
{
  const inc_member *m = &inc_compare_lines(p->c)->members[index];
  return shows(p, inc_member_change(m), inc_member_moved(m));
}

bool inc_contrast_shows_cell(const inc_contrast *p, size_t index)
{
  const inc_changed *changed = &p->c->changed[index];
  return shows(p, changed->change, inc_changed_moved(p->c, changed));
}

const char *inc_contrast_rule(const inc_contrast *p, const uint32_t rules[INC_BOTH])
{
  const int s = rules[INC_BEFORE] == INC_NONE ? INC_AFTER : INC_BEFORE;
  return inc_rule_title(p->c->sides[s].d->policy, rules[s], p->how.language);
}

const char *inc_contrast_title(const inc_contrast *p, const char *rule)
{
  for (int s = 0; s < INC_BOTH; s++) {
    inc_want want;
    const incubator_policy *policy = p->c->sides[s].d->policy;
    if (inc_policy_part(policy, rule, strlen(rule), &want)) return inc_rule_title(policy, want.rule, p->how.language);
  }
  return rule;
}

const char *inc_contrast_by(const inc_contrast *p, const char *name)
{
  for (int s = 0; s < INC_BOTH; s++) {
    const incubator_policy *policy = p->c->sides[s].d->policy;
    const uint32_t table = inc_schema_table(&policy->program.schema, name, strlen(name));
    if (table != INC_NONE) return inc_table_title(policy, table, p->how.language);
  }
  return inc_contrast_title(p, name);
}

const char *inc_contrast_unit(const inc_contrast *p, const char *text)
{
  for (int s = 0; s < INC_BOTH; s++) {
    const incubator_policy *policy = p->c->sides[s].d->policy;
    for (uint32_t i = 0; i < policy->unit_count; i++) {
      if (!strcmp(policy->units[i].text, text)) return inc_words_unit(policy, i, p->how.language);
    }
  }
  return text;
}

void inc_contrast_value(const inc_contrast *p, int s, inc_holds holds, inc_cell cell, bool plain, inc_buffer *to)
{
  const incubator_decisions *d = p->c->sides[s].d;
  if (cell.gap) {
    inc_buffer_text(to, "? ");
    inc_buffer_text(to, plain ? incubator_gap_name((incubator_gap)cell.gap) : inc_words_gap((incubator_gap)cell.gap, p->how.language));
  } else if (plain || holds.type == INC_TYPE_TEXT) {
    inc_decisions_value(d, holds.type, holds.list, cell.value, to);
  } else {
    inc_words_value(d->policy, holds.type, holds.list, cell.value, p->how.language, to);
  }
}

const char *inc_contrast_key(const inc_contrast *p, const inc_group *g, int s)
{
  if (!g->keys[s]) return "–";
  if (g->lists[s] == INC_NONE) return g->keys[s];
  const inc_list *list = &inc_compared_program(&p->c->sides[s])->schema.lists[g->lists[s]];
  const uint32_t code = inc_list_code(list, g->keys[s], strlen(g->keys[s]));
  const char *label = code == INC_NONE ? NULL : inc_label_text(&list->codes[code].title, p->how.language);
  return label ? label : g->keys[s];
}

/* ---- Reasons ---- */

void inc_contrast_basis(const inc_contrast *p, int s, const inc_basis *basis, inc_buffer *to)
{
  const size_t start = to->length;
  const char *why = inc_label_text(&basis->assumed, p->how.language);
  inc_words_cites(p->c->sides[s].d->policy, basis, p->how.language, to);
  if (basis->evidence == INC_VERBATIM) return;
  if (to->length > start) inc_buffer_text(to, inc_contrast_words(p, ", ", "，"));
  inc_buffer_text(to, inc_words_evidence(basis->evidence, p->how.language));
  if (why) inc_buffer_print(to, inc_contrast_words(p, ": %s", "：%s"), why);
}

/* " [clause]", " [clause, recalled → assumed]", " [clause → other clause, assumed]": what both say once. */
static void add_bases(const inc_contrast *p, const inc_reason *r, inc_buffer *to)
{
  inc_buffer cites[INC_BOTH];
  const char *texts[INC_BOTH], *sure[INC_BOTH] = {"", ""};
  for (int s = 0; s < INC_BOTH; s++) {
    const inc_basis *basis = inc_reason_basis(p->c, r, s);
    inc_buffer_init(&cites[s], &p->c->allocator);
    if (basis) inc_words_cites(p->c->sides[s].d->policy, basis, p->how.language, &cites[s]);
    if (basis) sure[s] = inc_words_evidence(basis->evidence, p->how.language);
    if (cites[s].failed) to->failed = true;
    texts[s] = inc_buffer_get(&cites[s]);
  }
  const bool verbatim = !strcmp(sure[0], sure[1]) && !strcmp(sure[0], inc_words_evidence(INC_VERBATIM, p->how.language));
  if (*sure[0] || *sure[1]) {
    inc_buffer_text(to, " [");
    inc_buffer_text(to, *texts[0] ? texts[0] : texts[1]);
    if (*texts[0] && *texts[1] && strcmp(texts[0], texts[1])) inc_buffer_print(to, " → %s", texts[1]);
    if (!verbatim && (*texts[0] || *texts[1])) inc_buffer_text(to, inc_contrast_words(p, ", ", "，"));
    if (!verbatim) inc_buffer_text(to, *sure[0] ? sure[0] : sure[1]);
    if (!verbatim && *sure[0] && *sure[1] && strcmp(sure[0], sure[1])) inc_buffer_print(to, " → %s", sure[1]);
    inc_buffer_text(to, "]");
  }
  for (int s = 0; s < INC_BOTH; s++) inc_buffer_free(&cites[s]);
}

static void add_values(const inc_contrast *p, const inc_reason *r, inc_buffer *to)
{
  for (int s = 0; s < INC_BOTH; s++) {
    const char *const marks[] = {" ", " → "};
    inc_buffer_text(to, marks[s]);
    inc_contrast_value(p, s, r->holds[s], r->cells[s], false, to);
  }
}

static int own_side(const inc_reason *r)
{
  return r->side == INCUBATOR_SIDE_AFTER ? INC_AFTER : INC_BEFORE;
}

static void add_rule_words(const inc_contrast *p, const inc_reason *r, inc_buffer *to)
{
  static const char *const en[] = {"the rule \"%s\" says something else", "the rule \"%s\" is in force only before", "the rule \"%s\" is in force only after"};
  static const char *const zh[] = {"规则“%s”改了内容", "规则“%s”仅调整前有效", "规则“%s”仅调整后有效"};
  inc_buffer_print(to, inc_contrast_words(p, en[r->side], zh[r->side]), inc_contrast_rule(p, r->numbers));
  add_bases(p, r, to);
}

static void add_parameter_words(const inc_contrast *p, const inc_reason *r, inc_buffer *to)
{
  const int s = own_side(r);
  const char *title = inc_label_text(&p->c->sides[s].d->policy->parameters[r->numbers[s]].basis.title, p->how.language);
  inc_buffer_print(to, inc_contrast_words(p, "parameter \"%s\"", "参数“%s”"), title ? title : inc_compared_program(&p->c->sides[s])->parameters[r->numbers[s]].name);
  add_values(p, r, to);
  add_bases(p, r, to);
}

static void add_field_words(const inc_contrast *p, const inc_reason *r, inc_buffer *to)
{
  const inc_field *field = &inc_compared_program(&p->c->sides[0])->schema.tables[r->tables[0]].fields[r->numbers[0]];
  const char *title = inc_label_text(&field->title, p->how.language);
  inc_buffer_print(to, inc_contrast_words(p, "the data's \"%s\"", "数据“%s”"), title ? title : field->name);
  add_values(p, r, to);
}

/* Where it was found, unless that is where it is told. */
static void add_place(const inc_contrast *p, const inc_reason *r, const char *key, inc_buffer *to)
{
  const int s = own_side(r), at = r->rows[s] == INC_NONE ? 1 - s : s;
  const bool has = r->rows[at] != INC_NONE && r->tables[at] != INC_NONE;
  const char *own = has ? inc_decisions_key(p->c->sides[at].d, r->tables[at], r->rows[at]) : NULL;
  if (!own || (key && !strcmp(own, key))) own = NULL;
  if (own) {
    const char *table = inc_table_title(p->c->sides[at].d->policy, r->tables[at], p->how.language);
    inc_buffer_print(to, inc_contrast_words(p, " (%s %s", "（%s %s"), table, own);
    if (r->times > 1) inc_buffer_print(to, inc_contrast_words(p, " and %zu more", "等 %zu 处"), r->times - (p->how.language == INCUBATOR_LANGUAGE_EN));
    inc_buffer_text(to, inc_contrast_words(p, ")", "）"));
  }
}

void inc_contrast_reason(const inc_contrast *p, const inc_reason *r, const char *key, inc_buffer *to)
{
  const int s = own_side(r);
  switch (r->kind) {
  case INCUBATOR_REASON_PARAMETER: add_parameter_words(p, r, to); return;
  case INCUBATOR_REASON_RULE: add_rule_words(p, r, to); break;
  case INCUBATOR_REASON_DATA: add_field_words(p, r, to); break;
  case INCUBATOR_REASON_ROW:
    inc_buffer_print(to, r->side == INCUBATOR_SIDE_BEFORE ? inc_contrast_words(p, "%s %s is given only before", "%s %s 仅调整前有")
                                                          : inc_contrast_words(p, "%s %s is given only after", "%s %s 仅调整后有"),
                     inc_table_title(p->c->sides[s].d->policy, r->tables[s], p->how.language), inc_decisions_key(p->c->sides[s].d, r->tables[s], r->rows[s]));
    return;
  case INCUBATOR_REASON_DATE:
    inc_buffer_text(to, inc_contrast_words(p, "decided as of", "判定日期"));
    add_values(p, r, to);
    return;
  default:
    inc_buffer_print(to, inc_contrast_words(p, "\"%s\" reads the same here: something declared beside rules, or another row, differs",
                                            "“%s”所读本行各值均未变：规则以外的声明或其他行不同"), inc_contrast_rule(p, r->numbers));
    add_bases(p, r, to);
  }
  add_place(p, r, key, to);
}

incubator_status inc_contrast_reasons(const inc_contrast *p, inc_sheet *sheet, incubator_comparison_what what, size_t index, const char *key)
{
  enum { SHOWN = 2 };
  inc_reasons reasons;
  inc_buffer text;
  INC_TRY(inc_compare_why(p->c, what, index, &reasons) == INCUBATOR_STATUS_OK ? INCUBATOR_STATUS_OK : inc_no_memory(p->error));
  inc_buffer_init(&text, &p->c->allocator);
  inc_buffer_text(&text, "");
  for (size_t i = 0; i < reasons.count && i < SHOWN; i++) {
    if (i) inc_buffer_text(&text, inc_contrast_words(p, "; ", "；"));
    inc_contrast_reason(p, &reasons.items[i], key, &text);
  }
  if (reasons.count > SHOWN) inc_buffer_print(&text, inc_contrast_words(p, "; and %zu more", "；另有 %zu 项"), reasons.count - SHOWN);
  inc_sheet_buffer(sheet, &text);
  return INCUBATOR_STATUS_OK;
}

/* ---- The rest ---- */

void inc_contrast_micros(inc_sheet *sheet, int64_t micros, bool sign)
{
  char text[INC_DECIMAL_TEXT + 1] = "+";
  const bool plus = sign && micros > 0;
  inc_decimal_format(micros, text + plus);
  inc_sheet_cell(sheet, text);
}

void inc_contrast_heading(inc_contrast *p, const char *en, const char *zh)
{
  inc_out_print(&p->out, "\n%s\n", inc_contrast_words(p, en, zh));
}

void inc_contrast_side(const inc_contrast *p, int s, inc_buffer *to)
{
  const incubator_decisions *d = p->c->sides[s].d;
  inc_buffer_print(to, inc_contrast_words(p, "%s as of %s", "%s，截至 %s"), d->policy->id, d->as_of);
  for (size_t i = 0; i < d->policy->setting_count; i++) inc_buffer_print(to, inc_contrast_words(p, ", %s", "，%s"), d->policy->settings[i]);
}

static incubator_status tell(const inc_contrast *p, incubator_status status)
{
  if (status != INCUBATOR_STATUS_LIMIT) return status;
  return INC_FAIL(p->error, status, "a sum of 2^63 millionths or more");
}

incubator_status inc_contrast_total(const inc_contrast *p, size_t by, size_t index, incubator_comparison_total *total)
{
  *total = (incubator_comparison_total)INCUBATOR_COMPARISON_TOTAL_INIT;
  return tell(p, incubator_comparison_total_get(p->c, by, index, total));
}

incubator_status inc_contrast_line(const inc_contrast *p, size_t index, incubator_comparison_line *line)
{
  *line = (incubator_comparison_line)INCUBATOR_COMPARISON_LINE_INIT;
  return tell(p, incubator_comparison_line_get(p->c, index, line));
}
