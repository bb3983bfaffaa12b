/* Scales in words. */
#include "base/decimal.h"
#include "policy/words.h"

static void micros(int64_t value, inc_buffer *to)
{
  char text[INC_DECIMAL_TEXT];
  inc_buffer_add(to, text, inc_decimal_format(value, text));
}

int inc_scale_direction(const inc_scale *scale)
{
  int way = 0;
  if (inc_scale_is_cohort(scale)) return scale->cohort.lower ? -1 : 1;
  for (size_t i = 1; i < scale->count; i++) {
    const inc_expression *a = &scale->points[i - 1].y, *b = &scale->points[i].y;
    if (a->count != 1 || b->count != 1 || a->nodes[0].op != INC_OP_CONSTANT || b->nodes[0].op != INC_OP_CONSTANT) return 0;
    int step = inc_number_compare(b->nodes[0].is.number, a->nodes[0].is.number);
    if (step && way && step != way) return 0;
    if (step) way = step;
  }
  return way;
}

static void direction_words(int way, incubator_language language, inc_buffer *to)
{
  if (way > 0) inc_buffer_text(to, inc_words(language, "; higher is better", "；越高越好"));
  if (way < 0) inc_buffer_text(to, inc_words(language, "; lower is better", "；越低越好"));
}

static void points_words(const inc_scale *scale, incubator_language language, inc_buffer *to)
{
  char text[INC_DECIMAL_TEXT];
  inc_buffer_text(to, scale->steps ? inc_words(language, "by steps", "分档") : inc_words(language, "linear between", "区间内线性插值"));
  if (scale->outside == INC_OUTSIDE_ERROR) inc_buffer_text(to, inc_words(language, "; beyond them an error", "；超出范围视为错误"));
  if (scale->outside == INC_OUTSIDE_VALUE) {
    inc_number_format(scale->value, text);
    inc_buffer_print(to, inc_words(language, "; beyond them %s", "；超出范围为 %s"), text);
  }
  direction_words(inc_scale_direction(scale), language, to);
}

static void group_words(const incubator_policy *policy, const inc_cohort *cohort, uint32_t table, incubator_language language,
                        inc_buffer *to)
{
  const char *title = inc_table_title(policy, table, language);
  inc_buffer_text(to, inc_words(language, " among ", "，与"));
  if (language == INCUBATOR_LANGUAGE_EN) inc_buffer_print(to, cohort->within_count ? "%s with the same " : "all %s", title);
  for (uint32_t i = 0; i < cohort->within_count; i++) {
    if (i) inc_buffer_text(to, inc_words(language, ", ", "、"));
    inc_words_ref(policy, &cohort->within[i], table, language, to);
  }
  if (language == INCUBATOR_LANGUAGE_ZH) inc_buffer_print(to, cohort->within_count ? "相同的%s比较" : "全部%s比较", title);
}

static void cohort_words(const incubator_policy *policy, const inc_scale *scale, uint32_t table, incubator_language language,
                         inc_buffer *to)
{
  const inc_cohort *cohort = &scale->cohort;
  static const char *const en[] = {"", "place between the least and the greatest", "standard deviations from the mean", "place by rank",
                                   "share of those that are not better", "share of the best"};
  static const char *const zh[] = {"", "在最小值与最大值之间的位置", "与均值相差的标准差倍数", "按名次的位置", "不优于它者所占比例", "与最优值之比"};
  inc_buffer_text(to, (language == INCUBATOR_LANGUAGE_ZH ? zh : en)[cohort->place]);
  group_words(policy, cohort, table, language, to);
  if (cohort->place != INC_PLACE_Z_SCORE) {
    inc_buffer_text(to, inc_words(language, ", from ", "，折算为 "));
    micros(cohort->from, to);
    inc_buffer_text(to, inc_words(language, " to ", " 至 "));
    micros(cohort->to, to);
  }
  direction_words(inc_scale_direction(scale), language, to);
  inc_buffer_text(to, inc_words(language, "; ", "；全部相同时为 "));
  micros(cohort->constant, to);
  inc_buffer_text(to, inc_words(language, " where all are equal", ""));
}

void inc_words_scale(const incubator_policy *policy, const inc_scale *scale, uint32_t table, incubator_language language,
                     inc_buffer *to)
{
  if (inc_scale_is_cohort(scale)) cohort_words(policy, scale, table, language, to);
  else points_words(scale, language, to);
}
