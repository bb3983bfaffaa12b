/* The rules of a policy, each in words with what it rests on. */
#include "base/date.h"
#include "report/describe.h"

static void tell_derive(inc_describing *d, const inc_derive *v, uint32_t table)
{
  static const char *const en[] = {"", "days", "months", "years"};
  static const char *const zh[] = {"", "天数", "月数", "年数"};
  if (v->value) {
    inc_out_text(&d->out, inc_pick(d, "Is ", "等于 "));
    inc_describe_expression(d, v->value, table);
  } else {
    inc_out_print(&d->out, inc_pick(d, "Whole %s from ", "完整%s，自 "), (d->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[v->span]);
    inc_describe_expression(d, v->from, table);
    inc_out_text(&d->out, inc_pick(d, " to ", " 至 "));
    inc_describe_expression(d, v->to, table);
  }
  inc_out_text(&d->out, inc_pick(d, ".\n", "。\n"));
  if (v->scale) inc_describe_scale(d, v->scale, table, 1);
}

void inc_describe_case(inc_describing *d, const inc_basis *basis, const inc_basis *above)
{
  const char *reason = inc_label_text(&basis->reason, d->language);
  if (reason) inc_out_print(&d->out, inc_pick(d, " (%s)", "（%s）"), reason);
  if (basis->cites != above->cites || basis->evidence != above->evidence) inc_describe_basis(d, basis);
  inc_out_text(&d->out, "\n");
}

static void tell_order(inc_describing *d, uint32_t list, const inc_version_info *about)
{
  for (size_t i = 0; i < about->best_count; i++) {
    inc_buffer text = inc_describe_text(d);
    inc_words_value(d->policy, INC_TYPE_CATEGORY, list, about->best_first[i], d->language, &text);
    inc_out_text(&d->out, i ? inc_pick(d, ", ", "、") : inc_pick(d, "  The best first: ", "  由优到劣："));
    inc_out_buffer(&d->out, &text);
  }
  if (about->best_count) inc_out_text(&d->out, inc_pick(d, ".\n", "。\n"));
}

static void tell_choose(inc_describing *d, const inc_rule *rule, const inc_choose *v, const inc_version_info *about)
{
  for (size_t i = 0; i < v->count; i++) {
    inc_out_print(&d->out, "  %zu. ", i + 1);
    inc_describe_expression(d, v->cases[i].is, rule->table);
    inc_out_text(&d->out, inc_pick(d, ", if ", "：当 "));
    inc_describe_expression(d, v->cases[i].when, rule->table);
    inc_describe_case(d, &about->parts[i], &about->basis);
  }
  if (v->otherwise) {
    inc_out_text(&d->out, inc_pick(d, "  - otherwise ", "  - 其他情形："));
    inc_describe_expression(d, v->otherwise, rule->table);
    inc_describe_case(d, &about->parts[v->count], &about->basis);
  }
  tell_order(d, rule->parts[0].list, about);
  if (v->unique) inc_out_text(&d->out, inc_pick(d, "  Two cases at once are an error.\n", "  同时符合两种情形视为错误。\n"));
}

static void tell_require(inc_describing *d, const inc_rule *rule, const inc_require *v, const inc_version_info *about)
{
  if (v->need == INC_NEED_ALL) inc_out_text(&d->out, inc_pick(d, "All of:\n", "须同时满足：\n"));
  else if (v->need == 1) inc_out_text(&d->out, inc_pick(d, "Any of:\n", "满足任一：\n"));
  else inc_out_print(&d->out, inc_pick(d, "At least %u of:\n", "至少满足 %u 项：\n"), v->need);
  for (size_t i = 0; i < v->count; i++) {
    const char *title = inc_label_text(&about->parts[i].title, d->language);
    inc_out_print(&d->out, inc_pick(d, "  - %s: ", "  - %s："), title ? title : rule->parts[v->conditions[i].part].name);
    inc_describe_expression(d, v->conditions[i].is, rule->table);
    if (v->conditions[i].absent != INC_ABSENT_NONE) {
      inc_out_print(&d->out, inc_pick(d, "; without data: %s", "；无数据视为%s"),
                    v->conditions[i].absent == INC_ABSENT_TRUE ? inc_pick(d, "holds", "达到") : inc_pick(d, "fails", "未达到"));
    }
    inc_describe_case(d, &about->parts[i], &about->basis);
  }
}

/* What the data say themselves, and when it stands. */
static void tell_reported(inc_describing *d, const inc_rule *rule, const inc_version *v)
{
  inc_buffer text = inc_describe_text(d);
  if (v->reported) inc_words_ref(d->policy, v->reported, rule->table, d->language, &text);
  const char *sentence = rule->kind == INC_KIND_MEASURE
                             ? inc_pick(d, "Without that table: %s, as reported.\n", "未提供该表时采用填报数：%s。\n")
                             : inc_pick(d, "Without the data for it: %s, as reported.\n", "缺少所需数据时采用填报值：%s。\n");
  if (v->reported) inc_out_print(&d->out, sentence, inc_buffer_get(&text));
  inc_out_free(&d->out, &text);
}

static void tell_measure(inc_describing *d, const inc_measure *m, const inc_version_info *about)
{
  static const char *const en[] = {"Number of rows", "Sum", "Least", "Greatest", "Mean", "Number of different values",
                                   "Commonest value", "Share of rows", "Share of the commonest value"};
  static const char *const zh[] = {"行数", "合计", "最小值", "最大值", "平均值", "不同取值数", "最多的取值", "占比", "最多取值的占比"};
  inc_out_print(&d->out, inc_pick(d, "%s in %s", "%2$s中的%1$s"), (d->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[m->take],
                inc_table_title(d->policy, m->rows, d->language));
  if (m->of) {
    inc_out_text(&d->out, inc_pick(d, ", of ", "，取 "));
    inc_describe_expression(d, m->of, m->rows);
  }
  if (m->where) {
    inc_out_text(&d->out, inc_pick(d, ", where ", "，条件为 "));
    inc_describe_expression(d, m->where, m->rows);
  }
  if (about->actionable) inc_out_text(&d->out, inc_pick(d, "; ", "；"));
  inc_describe_actionable(d, about->actionable, INC_TYPE_NUMBER);
  inc_out_text(&d->out, inc_pick(d, ".\n", "。\n"));
}

static void tell_date(inc_describing *d, const char *before, int32_t date)
{
  char text[11];
  inc_date_format(date, text);
  inc_out_text(&d->out, before);
  inc_out_text(&d->out, text);
}

/* The dates of a plan, and the share of the way that each of them brings. */
static void tell_plan(inc_describing *d, const inc_target *v)
{
  char text[INC_DECIMAL_TEXT];
  if (!v->plan_count) return;
  inc_out_text(&d->out, inc_pick(d, "Planned in whole numbers, with its share of the way by", "分步计划（整数），各时点完成份额："));
  for (uint32_t i = 0; i < v->plan_count; i++) {
    tell_date(d, i ? inc_pick(d, ", ", "、") : inc_pick(d, " ", ""), v->plan[i].date);
    if (v->plan_divisor == INC_MICRO) {
      inc_decimal_format(v->plan[i].share, text);
      inc_out_print(&d->out, " (%s)", text);
    } else {
      inc_out_print(&d->out, " (%lld/%lld)", (long long)v->plan[i].share, (long long)v->plan_divisor);
    }
  }
  inc_out_text(&d->out, inc_pick(d, ".\n", "。\n"));
}

static void tell_target(inc_describing *d, const inc_target *v, uint32_t table)
{
  static const char *const en[] = {" at least ", " at most ", " exactly "}, *const zh[] = {" 不少于 ", " 不多于 ", " 等于 "};
  inc_describe_expression(d, v->actual, table);
  inc_out_text(&d->out, (d->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[v->need]);
  inc_describe_expression(d, v->goal, table);
  if (v->base) {
    inc_out_text(&d->out, inc_pick(d, ", counted from ", "，基数 "));
    inc_describe_expression(d, v->base, table);
  }
  inc_out_text(&d->out, inc_pick(d, ".\n", "。\n"));
  tell_plan(d, v);
}

static void tell_body(inc_describing *d, uint32_t number, const inc_version *v, const inc_version_info *about)
{
  const inc_rule *rule = &d->policy->program.rules[number];
  switch (rule->kind) {
  case INC_KIND_DERIVE: tell_derive(d, &v->is.derive, rule->table); break;
  case INC_KIND_CHOOSE: tell_choose(d, rule, &v->is.choose, about); break;
  case INC_KIND_REQUIRE: tell_require(d, rule, &v->is.require, about); break;
  case INC_KIND_SCORE: inc_describe_score(d, number, v); break;
  case INC_KIND_MEASURE: tell_measure(d, &v->is.measure, about); break;
  case INC_KIND_SELECT: inc_describe_select(d, &v->is.select, rule->table); break;
  case INC_KIND_APPORTION: inc_describe_apportion(d, &v->is.apportion, rule->table); break;
  case INC_KIND_AWARD: inc_describe_award(d, number, v); break;
  case INC_KIND_TARGET: tell_target(d, &v->is.target, rule->table); break;
  default: break;
  }
}

static void tell_dates(inc_describing *d, const inc_version *v)
{
  char from[11], until[11];
  if (v->from == INC_DATE_MIN && v->until == INC_DATE_MAX + 1) return;
  inc_date_format(v->from, from);
  if (v->until == INC_DATE_MAX + 1) {
    inc_out_print(&d->out, inc_pick(d, "In force from %s.\n", "自 %s 起施行。\n"), from);
    return;
  }
  inc_date_format(v->until - 1, until);
  if (v->from == INC_DATE_MIN) inc_out_print(&d->out, inc_pick(d, "In force to %s.\n", "施行至 %s。\n"), until);
  else inc_out_print(&d->out, inc_pick(d, "In force from %s to %s.\n", "%s 至 %s 施行。\n"), from, until);
}

static void tell_version(inc_describing *d, uint32_t number, const inc_version *v, const inc_version_info *about)
{
  const inc_rule *rule = &d->policy->program.rules[number];
  tell_dates(d, v);
  if (v->when) {
    const bool award = rule->kind == INC_KIND_AWARD;
    inc_out_text(&d->out, rule->kind == INC_KIND_SELECT ? inc_pick(d, "Candidates when ", "候选条件：")
                          : award                       ? inc_pick(d, "Due when ", "补助条件：")
                                                        : inc_pick(d, "Applies when ", "适用于："));
    inc_describe_expression(d, v->when, rule->table);
    inc_out_text(&d->out, inc_pick(d, ".\n", "。\n"));
  }
  if (v->at) {
    inc_out_text(&d->out, inc_pick(d, "Parameters are those of ", "参数取自："));
    inc_describe_expression(d, v->at, rule->table);
    inc_out_text(&d->out, inc_pick(d, ".\n", "。\n"));
  }
  tell_body(d, number, v, about);
  tell_reported(d, rule, v);
  if (v->absent) {
    inc_out_text(&d->out, inc_pick(d, "Without data: ", "无数据时："));
    inc_describe_expression(d, v->absent, rule->table);
    inc_out_text(&d->out, inc_pick(d, ".\n", "。\n"));
  }
  inc_out_text(&d->out, inc_pick(d, "Rests on:", "依据："));
  inc_describe_basis(d, &about->basis);
  inc_out_text(&d->out, "\n");
  inc_describe_note(d, &about->basis, "");
}

static const char *kind_words(const inc_describing *d, inc_kind kind)
{
  static const char *const zh[INC_KIND_COUNT] = {
      [INC_KIND_DERIVE] = "计算",    [INC_KIND_CHOOSE] = "分类",    [INC_KIND_REQUIRE] = "条件",
      [INC_KIND_SCORE] = "评分",     [INC_KIND_MEASURE] = "统计",   [INC_KIND_SELECT] = "遴选",
      [INC_KIND_APPORTION] = "分配", [INC_KIND_AWARD] = "补助",     [INC_KIND_TARGET] = "目标",
  };
  return inc_pick(d, inc_kind_name(kind), zh[kind]);
}

static const char *stage_words(const inc_describing *d, inc_stage stage)
{
  static const char *const en[] = {"row by row", "over rows below", "over the whole group"};
  static const char *const zh[] = {"逐行", "汇总下级", "全组比较"};
  return (d->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[stage];
}

static void tell_rule(inc_describing *d, uint32_t number)
{
  const inc_rule *rule = &d->policy->program.rules[number];
  inc_out_print(&d->out, "### %s (`%s`)\n\n", inc_rule_title(d->policy, number, d->language), rule->name);
  inc_out_print(&d->out, inc_pick(d, "For each row of %s; %s, decided %s.\n", "逐个%s；%s，%s。\n"),
                inc_table_title(d->policy, rule->table, d->language), kind_words(d, rule->kind), stage_words(d, rule->stage));
  for (size_t v = 0; v < rule->version_count; v++) tell_version(d, number, &rule->versions[v], &d->policy->rules[number].versions[v]);
  inc_out_text(&d->out, "\n");
}

void inc_describe_rules(inc_describing *d)
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
