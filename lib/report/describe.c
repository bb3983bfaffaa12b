/* A policy as a document that an officer can read, in Markdown. */
#include <string.h>

#include "base/date.h"
#include "policy/words.h"
#include "report/output.h"

typedef struct describing {
  const incubator_policy *policy;
  incubator_language language;
  inc_output_stream out;
} describing;

static const char *pick(const describing *d, const char *en, const char *zh)
{
  return inc_words(d->language, en, zh);
}

static inc_buffer new_text(const describing *d)
{
  inc_buffer text;
  inc_buffer_init(&text, &d->policy->allocator);
  return text;
}

static void tell_expression(describing *d, const inc_expression *e, uint32_t table)
{
  inc_buffer text = new_text(d);
  inc_words_expression(d->policy, e, table, d->language, &text);
  inc_out_buffer(&d->out, &text);
}

/* " [clause, evidence; assumed: why]" */
static void tell_basis(describing *d, const inc_basis *basis)
{
  inc_buffer text = new_text(d);
  inc_words_cites(d->policy, basis, d->language, &text);
  const char *assumed = inc_label_text(&basis->assumed, d->language);
  inc_out_print(&d->out, pick(d, " [%s%s%s", "〔%s%s%s"), inc_buffer_get(&text), text.length ? pick(d, ", ", "，") : "",
                inc_words_evidence(basis->evidence, d->language));
  if (assumed) inc_out_print(&d->out, pick(d, ": %s", "：%s"), assumed);
  inc_out_text(&d->out, pick(d, "]", "〕"));
  inc_out_free(&d->out, &text);
}

static void tell_note(describing *d, const inc_basis *basis, const char *indent)
{
  const char *note = inc_label_text(&basis->note, d->language);
  if (note) inc_out_print(&d->out, pick(d, "%sNote: %s\n", "%s注：%s\n"), indent, note);
}

/* ---- Head ---- */

static void tell_sources(describing *d)
{
  inc_out_print(&d->out, "## %s\n\n", pick(d, "Sources", "依据文件"));
  for (uint32_t i = 0; i < d->policy->source_count; i++) {
    const inc_source *s = &d->policy->sources[i];
    const char *title = inc_label_text(&s->title, d->language);
    inc_out_print(&d->out, "- `%s`: %s", s->name, title ? title : s->name);
    if (s->number) inc_out_print(&d->out, pick(d, ", %s", "，%s"), s->number);
    if (s->issuer) inc_out_print(&d->out, pick(d, ", %s", "，%s"), s->issuer);
    if (s->issued) inc_out_print(&d->out, pick(d, ", %s", "，%s"), s->issued);
    if (s->floor != INC_VERBATIM) inc_out_print(&d->out, pick(d, " (%s)", "（%s）"), inc_words_evidence(s->floor, d->language));
    inc_out_text(&d->out, "\n");
    if (s->note) inc_out_print(&d->out, "  %s\n", s->note);
  }
  inc_out_text(&d->out, "\n");
}

static void tell_parameter(describing *d, uint32_t number)
{
  const inc_parameter *p = &d->policy->program.parameters[number];
  const inc_parameter_info *info = &d->policy->parameters[number];
  const char *title = inc_label_text(&info->basis.title, d->language);
  const char *unit = inc_words_unit(d->policy, info->unit, d->language);
  inc_out_print(&d->out, "- `%s`", p->name);
  if (title) inc_out_print(&d->out, pick(d, " %s", "　%s"), title);
  inc_out_text(&d->out, pick(d, ": ", "："));
  if (p->value_count == 0) inc_out_print(&d->out, "**%s**", inc_words_gap(INCUBATOR_GAP_UNSET, d->language));
  for (size_t i = 0; i < p->value_count; i++) {
    char from[11];
    inc_buffer text = new_text(d);
    inc_words_value(d->policy, p->type, p->list, p->values[i].value, d->language, &text);
    inc_date_format(p->values[i].from, from);
    inc_out_print(&d->out, pick(d, "%s%s%s%s from %s", "%s%s%s%s（自%s起）"), i ? pick(d, "; ", "；") : "", inc_buffer_get(&text),
                  *unit ? " " : "", unit, from);
    inc_out_free(&d->out, &text);
  }
  tell_basis(d, &info->basis);
  inc_out_text(&d->out, "\n");
  tell_note(d, &info->basis, "  ");
}

static void tell_parameters(describing *d)
{
  if (d->policy->program.parameter_count == 0) return;
  inc_out_print(&d->out, "## %s\n\n", pick(d, "Parameters", "参数"));
  for (uint32_t i = 0; i < d->policy->program.parameter_count; i++) tell_parameter(d, i);
  inc_out_text(&d->out, "\n");
}

static void tell_field(describing *d, const inc_field *f)
{
  const char *title = inc_label_text(&f->title, d->language);
  const char *unit = inc_words_unit(d->policy, f->unit, d->language);
  if (!title && d->language == INCUBATOR_LANGUAGE_ZH && f->alias_count) title = f->aliases[0];
  inc_out_print(&d->out, pick(d, "- `%s`%s%s: ", "- `%s`%s%s："), f->name, title ? pick(d, " ", "　") : "", title ? title : "");
  static const char *const en[] = {"", "yes or no", "number", "category", "date", "text"};
  static const char *const zh[] = {"", "是或否", "数值", "类别", "日期", "文本"};
  if (f->link != INC_NONE) {
    inc_out_print(&d->out, pick(d, "a row of %s", "“%s”表中的一行"), inc_table_title(d->policy, f->link, d->language));
  } else {
    inc_out_text(&d->out, f->whole ? pick(d, "whole number", "整数") : (d->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[f->type]);
  }
  if (*unit) inc_out_print(&d->out, pick(d, ", in %s", "，单位%s"), unit);
  if (f->type == INC_TYPE_CATEGORY) {
    const inc_list *list = &d->policy->program.schema.lists[f->list];
    for (uint32_t c = 0; c < list->count; c++) {
      const char *label = inc_label_text(&list->codes[c].title, d->language);
      inc_out_print(&d->out, "%s%s", c ? pick(d, ", ", "、") : pick(d, ": ", "："), label ? label : list->codes[c].code);
    }
  }
  if (f->has_absent) {
    inc_buffer text = new_text(d);
    inc_words_value(d->policy, f->type, f->list, f->absent, d->language, &text);
    inc_out_print(&d->out, pick(d, "; where empty: %s", "；为空时按：%s"), inc_buffer_get(&text));
    inc_out_free(&d->out, &text);
  }
  inc_out_text(&d->out, "\n");
}

static void tell_tables(describing *d)
{
  const inc_schema *schema = &d->policy->program.schema;
  inc_out_print(&d->out, "## %s\n\n", pick(d, "Data", "数据表"));
  for (uint32_t t = 0; t < schema->count; t++) {
    const inc_table *table = &schema->tables[t];
    inc_out_print(&d->out, "### %s (`%s`)\n\n", inc_table_title(d->policy, t, d->language), table->name);
    for (uint32_t f = 0; f < table->count; f++) tell_field(d, &table->fields[f]);
    size_t rows = d->policy->tables[t].row_count;
    if (rows) inc_out_print(&d->out, pick(d, "\n%zu rows ship with the policy.\n", "\n随政策附 %zu 行。\n"), rows);
    inc_out_text(&d->out, "\n");
  }
}

/* ---- Rules ---- */

static void tell_derive(describing *d, const inc_derive *v, uint32_t table)
{
  static const char *const en[] = {"", "days", "months", "years"};
  static const char *const zh[] = {"", "天数", "月数", "年数"};
  if (v->value) {
    inc_out_text(&d->out, pick(d, "Is ", "等于 "));
    tell_expression(d, v->value, table);
  } else {
    inc_out_print(&d->out, pick(d, "Whole %s from ", "完整%s，自 "), (d->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[v->span]);
    tell_expression(d, v->from, table);
    inc_out_text(&d->out, pick(d, " to ", " 至 "));
    tell_expression(d, v->to, table);
  }
  inc_out_text(&d->out, pick(d, ".\n", "。\n"));
  for (size_t i = 0; v->scale && i < v->scale->count; i++) {
    inc_out_text(&d->out, "  - ");
    tell_expression(d, &v->scale->points[i].x, table);
    inc_out_text(&d->out, v->scale->steps ? pick(d, " and above: ", " 及以上：") : " → ");
    tell_expression(d, &v->scale->points[i].y, table);
    inc_out_text(&d->out, "\n");
  }
  if (v->scale && !v->scale->steps) inc_out_text(&d->out, pick(d, "  Linear between.\n", "  区间内线性插值。\n"));
}

static void tell_case(describing *d, const inc_basis *basis, const inc_basis *rule)
{
  const char *reason = inc_label_text(&basis->reason, d->language);
  if (reason) inc_out_print(&d->out, pick(d, " (%s)", "（%s）"), reason);
  if (basis->cites != rule->cites || basis->evidence != rule->evidence) tell_basis(d, basis);
  inc_out_text(&d->out, "\n");
}

static void tell_choose(describing *d, const inc_choose *v, const inc_version_info *about, uint32_t table)
{
  for (size_t i = 0; i < v->count; i++) {
    inc_out_print(&d->out, "  %zu. ", i + 1);
    tell_expression(d, v->cases[i].is, table);
    inc_out_text(&d->out, pick(d, ", if ", "：当 "));
    tell_expression(d, v->cases[i].when, table);
    tell_case(d, &about->parts[i], &about->basis);
  }
  if (v->otherwise) {
    inc_out_text(&d->out, pick(d, "  - otherwise ", "  - 其他情形："));
    tell_expression(d, v->otherwise, table);
    tell_case(d, &about->parts[v->count], &about->basis);
  }
  if (v->unique) inc_out_text(&d->out, pick(d, "  Two cases at once are an error.\n", "  同时符合两种情形视为错误。\n"));
}

static void tell_require(describing *d, const inc_rule *rule, const inc_require *v, const inc_version_info *about)
{
  if (v->need == INC_NEED_ALL) inc_out_text(&d->out, pick(d, "All of:\n", "须同时满足：\n"));
  else if (v->need == 1) inc_out_text(&d->out, pick(d, "Any of:\n", "满足任一：\n"));
  else inc_out_print(&d->out, pick(d, "At least %u of:\n", "至少满足 %u 项：\n"), v->need);
  for (size_t i = 0; i < v->count; i++) {
    const char *title = inc_label_text(&about->parts[i].title, d->language);
    inc_out_print(&d->out, pick(d, "  - %s: ", "  - %s："), title ? title : rule->parts[v->conditions[i].part].name);
    tell_expression(d, v->conditions[i].is, rule->table);
    if (v->conditions[i].absent != INC_ABSENT_NONE) {
      inc_out_print(&d->out, pick(d, "; without data: %s", "；无数据视为%s"),
                    v->conditions[i].absent == INC_ABSENT_TRUE ? pick(d, "holds", "达到") : pick(d, "fails", "未达到"));
    }
    tell_case(d, &about->parts[i], &about->basis);
  }
}

/* What the data say themselves, and when it stands. */
static void tell_reported(describing *d, const inc_rule *rule, const inc_version *v)
{
  inc_buffer text = new_text(d);
  if (v->reported) inc_words_ref(d->policy, v->reported, rule->table, d->language, &text);
  const char *sentence = rule->kind == INC_KIND_MEASURE
                             ? pick(d, "Without that table: %s, as reported.\n", "未提供该表时采用填报数：%s。\n")
                             : pick(d, "Without the data for it: %s, as reported.\n", "缺少所需数据时采用填报值：%s。\n");
  if (v->reported) inc_out_print(&d->out, sentence, inc_buffer_get(&text));
  inc_out_free(&d->out, &text);
}

static void tell_measure(describing *d, const inc_measure *m)
{
  static const char *const en[] = {"Number of rows", "Sum", "Least", "Greatest", "Mean", "Number of different values",
                                   "Commonest value", "Share of rows", "Share of the commonest value"};
  static const char *const zh[] = {"行数", "合计", "最小值", "最大值", "平均值", "不同取值数", "最多的取值", "占比", "最多取值的占比"};
  inc_out_print(&d->out, pick(d, "%s in %s", "%2$s中的%1$s"), (d->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[m->take],
                inc_table_title(d->policy, m->rows, d->language));
  if (m->of) {
    inc_out_text(&d->out, pick(d, ", of ", "，取 "));
    tell_expression(d, m->of, m->rows);
  }
  if (m->where) {
    inc_out_text(&d->out, pick(d, ", where ", "，条件为 "));
    tell_expression(d, m->where, m->rows);
  }
  inc_out_text(&d->out, pick(d, ".\n", "。\n"));
}

static void tell_target(describing *d, const inc_target *v, uint32_t table)
{
  static const char *const en[] = {" at least ", " at most ", " exactly "}, *const zh[] = {" 不少于 ", " 不多于 ", " 等于 "};
  tell_expression(d, v->actual, table);
  inc_out_text(&d->out, (d->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[v->need]);
  tell_expression(d, v->goal, table);
  if (v->base) {
    inc_out_text(&d->out, pick(d, ", counted from ", "，基数 "));
    tell_expression(d, v->base, table);
  }
  inc_out_text(&d->out, pick(d, ".\n", "。\n"));
}

static void tell_body(describing *d, const inc_rule *rule, const inc_version *v, const inc_version_info *about)
{
  switch (rule->kind) {
  case INC_KIND_DERIVE: tell_derive(d, &v->is.derive, rule->table); break;
  case INC_KIND_CHOOSE: tell_choose(d, &v->is.choose, about, rule->table); break;
  case INC_KIND_REQUIRE: tell_require(d, rule, &v->is.require, about); break;
  case INC_KIND_MEASURE: tell_measure(d, &v->is.measure); break;
  case INC_KIND_TARGET: tell_target(d, &v->is.target, rule->table); break;
  default: break;
  }
}

static void tell_dates(describing *d, const inc_version *v)
{
  char from[11], until[11];
  if (v->from == INC_DATE_MIN && v->until == INC_DATE_MAX + 1) return;
  inc_date_format(v->from, from);
  if (v->until == INC_DATE_MAX + 1) {
    inc_out_print(&d->out, pick(d, "In force from %s.\n", "自 %s 起施行。\n"), from);
    return;
  }
  inc_date_format(v->until - 1, until);
  if (v->from == INC_DATE_MIN) inc_out_print(&d->out, pick(d, "In force to %s.\n", "施行至 %s。\n"), until);
  else inc_out_print(&d->out, pick(d, "In force from %s to %s.\n", "%s 至 %s 施行。\n"), from, until);
}

static void tell_version(describing *d, const inc_rule *rule, const inc_version *v, const inc_version_info *about)
{
  tell_dates(d, v);
  if (v->when) {
    inc_out_text(&d->out, pick(d, "Applies when ", "适用于："));
    tell_expression(d, v->when, rule->table);
    inc_out_text(&d->out, pick(d, ".\n", "。\n"));
  }
  tell_body(d, rule, v, about);
  tell_reported(d, rule, v);
  if (v->absent) {
    inc_out_text(&d->out, pick(d, "Without data: ", "无数据时："));
    tell_expression(d, v->absent, rule->table);
    inc_out_text(&d->out, pick(d, ".\n", "。\n"));
  }
  inc_out_text(&d->out, pick(d, "Rests on:", "依据："));
  tell_basis(d, &about->basis);
  inc_out_text(&d->out, "\n");
  tell_note(d, &about->basis, "");
}

static const char *kind_words(const describing *d, inc_kind kind)
{
  static const char *const zh[INC_KIND_COUNT] = {
      [INC_KIND_DERIVE] = "计算",    [INC_KIND_CHOOSE] = "分类",    [INC_KIND_REQUIRE] = "条件",
      [INC_KIND_SCORE] = "评分",     [INC_KIND_MEASURE] = "统计",   [INC_KIND_SELECT] = "遴选",
      [INC_KIND_APPORTION] = "分配", [INC_KIND_AWARD] = "补助",     [INC_KIND_TARGET] = "目标",
  };
  return pick(d, inc_kind_name(kind), zh[kind]);
}

static const char *stage_words(const describing *d, inc_stage stage)
{
  static const char *const en[] = {"row by row", "over rows below", "over the whole group"};
  static const char *const zh[] = {"逐行", "汇总下级", "全组比较"};
  return (d->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[stage];
}

static void tell_rule(describing *d, uint32_t number)
{
  const inc_rule *rule = &d->policy->program.rules[number];
  inc_out_print(&d->out, "### %s (`%s`)\n\n", inc_rule_title(d->policy, number, d->language), rule->name);
  inc_out_print(&d->out, pick(d, "For each row of %s; %s, decided %s.\n", "逐个%s；%s，%s。\n"),
                inc_table_title(d->policy, rule->table, d->language), kind_words(d, rule->kind), stage_words(d, rule->stage));
  for (size_t v = 0; v < rule->version_count; v++) tell_version(d, rule, &rule->versions[v], &d->policy->rules[number].versions[v]);
  inc_out_text(&d->out, "\n");
}

static void tell_rules(describing *d)
{
  static const char *const en[] = {"Working figures", "Classification", "Assessment", "Subsidies", "Targets"};
  static const char *const zh[] = {"计算项", "分类", "考核", "补助", "目标"};
  for (int q = INC_CLASSIFY; q <= INC_TARGET + 1; q++) {
    inc_question question = q > INC_TARGET ? INC_WORKING : (inc_question)q;
    bool any = false;
    for (uint32_t i = 0; i < d->policy->program.rule_count; i++) {
      if (d->policy->rules[i].question != question) continue;
      if (!any) inc_out_print(&d->out, "## %s\n\n", (d->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[question]);
      any = true;
      tell_rule(d, i);
    }
  }
}

incubator_status incubator_policy_describe(const incubator_policy *policy, incubator_language language,
                                           const incubator_writer *writer, incubator_error *error)
{
  if (!policy || !writer || !writer->write || (unsigned)language > INCUBATOR_LANGUAGE_ZH) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "policy, writer and a known language are needed");
  }
  describing d = {.policy = policy, .language = language};
  inc_out_start(&d.out, writer, &policy->allocator);
  inc_out_print(&d.out, "# %s\n\n`%s` %s %s\n\n%s %s\n\n", incubator_policy_title(policy, language), policy->id,
                pick(&d, "version", "版本"), policy->version ? policy->version : "–", pick(&d, "Digest", "摘要"), policy->digest);
  tell_sources(&d);
  tell_rules(&d);
  tell_parameters(&d);
  tell_tables(&d);
  return inc_out_end(&d.out, error);
}
