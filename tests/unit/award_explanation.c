/* Explanations of awards: each adjustment with what it did, joint caps, components, shares, gaps, and what would change them. */
#include "explaining.h"

static const char policy_text[] =
    "{'format': 'incubator-policy/1', 'id': 'w', 'sources': {'law': {'title': 'the law', 'number': 'No. 1'}},"
    " 'parameters': {'open': {'type': 'decimal', 'values': [], 'cite': 'law#9'}, 'pot': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': 100}], 'assumed': 'a guess'}},"
    " 'tables': {'firms': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'size': {'type': 'integer', 'min': 0, 'max': 500}}},"
    "  't': {'key': 'id', 'links': {'firm': {'to': 'firms'}}, 'fields': {'id': {'type': 'text'}, 'm': {'type': 'decimal', 'min': -9, 'max': 100000, 'actionable': {'step': 1, 'direction': 'up', 'max': 200}},"
    "   'n': {'type': 'integer'}, 'g': {'type': 'text'}, 'w': {'type': 'decimal'}, 'c': {'type': 'decimal'}, 'ok': {'type': 'boolean'}, 'big': {'type': 'boolean', 'absent': false}}}},"
    " 'rules': {"
    "  'fit': {'kind': 'require', 'on': 't', 'cite': 'law#1', 'conditions': {'ok': {'is': {'var': 'ok'}}, 'small': {'is': {'<=': [{'var': 'firm.size'}, 50]}}, 'paid': {'is': {'>=': [{'var': 'm'}, 10]}}}},"
    "  'plain': {'kind': 'award', 'on': 't', 'to': 'firm', 'when': {'var': 'fit'}, 'cite': 'law#2', 'amount': {'/': [{'var': 'm'}, 3]}, 'round': {'to': 0.01, 'mode': 'half-up'},"
    "   'adjust': [{'less': 1, 'cite': 'law#3', 'title': 'paid before'}, {'cap': 20, 'when': {'var': 'big'}}, {'at_least': 30, 'when': {'>': [{'var': 'n'}, 5]}}],"
    "   'split': {'city': {'weight': {'var': 'w'}}, 'district': {'weight': 2}}},"
    "  'queue': {'kind': 'award', 'on': 't', 'cite': 'law#4', 'amount': {'var': 'm'}, 'round': {'to': 1, 'mode': 'down'},"
    "   'adjust': [{'cap': {'var': 'params.pot'}, 'over': ['g'], 'fill': 'partial', 'order': [{'value': {'var': 'n'}, 'first': 'lowest'}]}]},"
    "  'whole': {'kind': 'award', 'on': 't', 'cite': 'law#4', 'amount': {'var': 'm'}, 'round': {'to': 1, 'mode': 'down'},"
    "   'adjust': [{'cap': {'var': 'params.pot'}, 'over': [], 'fill': 'stop', 'ties': 'in-order', 'order': [{'value': {'var': 'n'}, 'first': 'lowest'}]}, {'at_least': 1}]},"
    "  'rated': {'kind': 'award', 'on': 't', 'cite': 'law#4', 'amount': {'var': 'm'}, 'round': {'to': 1, 'mode': 'down'}, 'adjust': [{'cap': {'var': 'c'}, 'over': ['g'], 'fill': 'pro-rata'}]},"
    "  'best': {'kind': 'award', 'on': 'firms', 'cite': 'law#5', 'awards': ['own', 'queue'], 'pay': 'highest', 'round': {'to': 1, 'mode': 'down'}, 'adjust': [{'cap': 90}]},"
    "  'own': {'kind': 'award', 'on': 'firms', 'cite': 'law#5', 'amount': {'var': 'size'}, 'round': {'to': 1, 'mode': 'down'}},"
    "  'unset': {'kind': 'award', 'on': 't', 'cite': 'law#6', 'amount': {'var': 'm'}, 'round': {'to': 1, 'mode': 'down'}, 'adjust': [{'less': {'var': 'params.open'}}]},"
    "  'vast': {'kind': 'award', 'on': 't', 'cite': 'law#7', 'amount': {'*': [{'var': 'm'}, 90000000]}, 'round': {'to': 1, 'mode': 'down'}, 'adjust': [{'cap': 1, 'over': [], 'fill': 'pro-rata'}]},"
    "  'old': {'kind': 'award', 'on': 't', 'cite': 'law#8', 'amount': 1, 'round': {'to': 1, 'mode': 'down'}, 'until': '2020-01-01'}}}";

static void open_awards(world *w, const char *rows)
{
  char *csv = printed("id,firm,m,n,g,w,c,ok,big\n%s", rows);
  world_start(w, policy_text);
  world_csv(w, "firms", "id,size\nf,40\nh,60\n");
  world_csv(w, "t", csv);
  world_decide(w, "2024-06-30");
  free(csv);
}

/* A member of the award of the first rule. */
static void check_award(const world *w, const char *subject, const char *rule, const char *path, const char *expected)
{
  char *whole = printed("rules/0/award/%s", path);
  cJSON *json = explain(w, subject, rule);
  check_member(json, whole, expected);
  cJSON_Delete(json);
  free(whole);
}

static void check_text(const world *w, const char *subject, const char *rule, const char *english, const char *chinese)
{
  char *en = write_explanation(w, subject, rule, INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_EN);
  char *zh = write_explanation(w, subject, rule, INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_ZH);
  if (!strstr(en, english)) fail_msg("%s: no \"%s\" in %s", subject, english, en);
  if (!strstr(zh, chinese)) fail_msg("%s: no \"%s\" in %s", subject, chinese, zh);
  free(en), free(zh);
}

static void award_tells_each_adjustment(void **state)
{
  world w;
  (void)state;
  open_awards(&w, "a,f,100,1,,1,,true,true\nb,f,50,9,,1,,true,\n");
  check_award(&w, "t:a", "plain", "to", "{\"table\":\"firms\",\"key\":\"f\"}");
  check_award(&w, "t:a", "plain", "computed", "\"33.33\"");
  check_award(&w, "t:a", "plain", "adjustments/0/after", "\"32.33\"");
  check_award(&w, "t:a", "plain", "adjustments/0/change", "\"-1\"");
  check_award(&w, "t:a", "plain", "adjustments/0/basis/cites/0/clause", "\"3\"");
  check_award(&w, "t:a", "plain", "adjustments/1/after", "\"20\"");
  check_award(&w, "t:a", "plain", "adjustments/2/applies", "false");
  check_award(&w, "t:b", "plain", "adjustments/2/change", "\"14.33\"");
  check_award(&w, "t:a", "plain", "shares/0/amount", "\"6.67\"");
  check_award(&w, "t:a", "plain", "shares/1/amount", "\"13.33\"");
  check_text(&w, "t:a", "plain", "adjustment 1, paid before: less 1: 33.33 → 32.33 (less by 1)", "扣减 1：33.33 → 32.33（减少 1）");
  check_text(&w, "t:a", "plain", "amount: m / 3 → 33.333333, rounded half up to 0.01 → 33.33", "四舍五入，精确到 0.01 → 33.33");
  cJSON *json = explain(&w, "t:a", "plain");
  check_member(json, "changes/0/of", "\"without\"");
  check_member(json, "changes/0/adjustment", "2");
  check_member(json, "changes/1/of", "\"with\"");
  check_member(json, "changes/1/needs/0/needs/0/now", "\"1\"");
  check_member(json, "reach/state", "\"open\"");
  check_member(json, "reach/goal", "\"20.01\"");
  check_member(json, "reach/figures/0/found", "false"); /* the cap binds */
  cJSON_Delete(json);
  json = explain(&w, "t:b", "plain");
  check_member(json, "reach/figures/0/to", "\"94\""); /* 94 / 3 − 1 is above 30 */
  check_member(json, "reach/figures/0/outcome", "\"30.33\"");
  cJSON_Delete(json);
  world_end(&w);
}

static void award_that_is_not_due_tells_every_condition(void **state)
{
  world w;
  (void)state;
  open_awards(&w, "a,h,4,1,,1,,false,\nb,f,,1,,1,,true,\n");
  cJSON *json = explain(&w, "t:a", "plain");
  check_member(json, "rules/0/outcome/value", "\"0\"");
  check_member(json, "rules/0/award", "{\"to\":{\"table\":\"firms\",\"key\":\"h\"},\"eligible\":false}");
  check_member(rule_of(json, "fit"), "steps/0/came_to", "false");
  check_member(rule_of(json, "fit"), "steps/1/comparisons/0/difference", "\"10\"");
  check_member(rule_of(json, "fit"), "steps/2/comparisons/0/difference", "\"-6\"");
  check_member(json, "changes/0/of", "\"eligible\"");
  assert_int_equal(cJSON_GetArraySize(member(json, "changes/0/needs/0/needs/0/needs")), 3);
  cJSON_Delete(json);
  check_text(&w, "t:a", "plain", "so nothing is due", "因此不予补助");
  check_text(&w, "t:b", "plain", "whether anything is due is not known", "尚不确定");
  world_end(&w);
}

static void award_in_a_queue_tells_its_turn(void **state)
{
  world w;
  (void)state;
  open_awards(&w, "a,f,60,1,x,,,,\nb,f,70,2,x,,,,\nc,f,30,3,x,,,,\nd,f,500,1,y,,,,\ne,f,9,,x,,,,\nf,f,9,1,,,,,\n");
  check_award(&w, "t:b", "queue", "adjustments/0/joint/rows", "3");
  check_award(&w, "t:b", "queue", "adjustments/0/joint/over", "{\"g\":\"x\"}");
  check_award(&w, "t:b", "queue", "adjustments/0/joint/undetermined", "2"); /* one without a place, one that may be of the group */
  check_award(&w, "t:b", "queue", "adjustments/0/joint/left", "\"40\"");
  check_award(&w, "t:b", "queue", "adjustments/0/joint/short", "\"30\"");
  check_award(&w, "t:b", "queue", "adjustments/0/joint/more_for_whole", "\"30\"");
  check_award(&w, "t:c", "queue", "adjustments/0/joint/more_for_whole", "\"60\"");
  check_award(&w, "t:c", "queue", "adjustments/0/joint/more_for_some", "\"31\"");
  check_award(&w, "t:e", "queue", "adjustments/0/joint/takes_part", "false");
  check_award(&w, "t:f", "queue", "adjustments/0/joint/rows", "0");
  check_text(&w, "t:c", "queue", "rank 3 of 3", "第 3 名，共 3 名");
  check_text(&w, "t:e", "queue", "it takes no part", "未参与");
  check_text(&w, "t:c", "queue", "Assumed: a guess", "假定：a guess");
  check_award(&w, "t:d", "whole", "adjustments/0/joint/ahead", "1"); /* of a's rank, and behind it in the table */
  check_award(&w, "t:d", "whole", "adjustments/0/joint/rank", "1");
  check_award(&w, "t:b", "whole", "adjustments/0/joint/ended", "true");
  check_award(&w, "t:b", "whole", "adjustments/1/after", "\"1\"");
  check_text(&w, "t:b", "whole", "one of them did not fit whole, which ended it", "至此为止");
  check_text(&w, "t:d", "whole", "taken in the order of the table", "按表中顺序处理");
  world_end(&w);
}

static void award_in_proportion_tells_its_share(void **state)
{
  world w;
  (void)state;
  open_awards(&w, "a,f,10,1,x,,10,,\nb,f,20,2,x,,10,,\nc,f,0,3,x,,10,,\nd,f,9,1,y,,5,,\ne,f,9,1,y,,6,,\ng,f,9,1,z,,,,\nh,f,8,1,z,,4,,\n");
  check_award(&w, "t:a", "rated", "adjustments/0/joint/share", "\"3.333333\"");
  check_award(&w, "t:a", "rated", "adjustments/0/after", "\"3\"");
  check_award(&w, "t:c", "rated", "adjustments/0/joint/share", "\"0\"");
  check_award(&w, "t:d", "rated", "adjustments/0/joint/caps_differ", "true");
  check_award(&w, "t:d", "rated", "adjustments/0/joint/cap", "{\"gap\":\"error\"}");
  check_award(&w, "t:h", "rated", "adjustments/0/joint/cap", "{\"gap\":\"missing\"}");
  check_text(&w, "t:d", "rated", "they name different caps", "各行的上限不一致");
  check_text(&w, "t:h", "rated", "the cap is not known", "上限未知");
  world_end(&w);
}

static void award_sums_beyond_a_cell_are_told(void **state)
{
  world w;
  (void)state;
  open_awards(&w, "a,f,100000,1,,,,,\nb,f,100000,2,,,,,\n");
  check_award(&w, "t:a", "vast", "adjustments/0/joint/demanded", "\"18000000000000\""); /* a cell ends at 9223372036854.775807 */
  check_award(&w, "t:a", "vast", "adjustments/0/joint/more_for_whole", "\"17999999999999\"");
  check_text(&w, "t:a", "vast", "asking for 18000000000000", "合计 18000000000000");
  world_end(&w);
}

static void award_of_others_tells_each(void **state)
{
  world w;
  (void)state;
  open_awards(&w, "a,f,60,1,x,,,,\nb,f,70,2,x,,,,\nc,h,7,1,,,,,\n");
  check_award(&w, "firms:f", "best", "components/0/amount", "\"40\"");
  check_award(&w, "firms:f", "best", "components/0/bears", "\"0\"");
  check_award(&w, "firms:f", "best", "components/1/rows", "2");
  check_award(&w, "firms:f", "best", "components/1/highest", "true");
  check_award(&w, "firms:f", "best", "components/1/bears", "\"90\"");
  check_text(&w, "firms:f", "best", "not added, only the highest counts", "就高不重复，不计入");
  check_award(&w, "firms:h", "best", "components/1/undetermined", "1");
  cJSON *json = explain(&w, "firms:h", "best");
  check_member(json, "changes/0/of", "\"known\"");
  check_member(json, "changes/0/needs/0/needs/0/rule", "\"queue\"");
  cJSON_Delete(json);
  world_end(&w);
}

static void award_without_a_parameter_says_which(void **state)
{
  world w;
  (void)state;
  open_awards(&w, "a,f,60,1,x,,,,\nb,,,1,x,,,,\n");
  cJSON *json = explain(&w, "t:a", "unset");
  check_member(json, "rules/0/outcome", "{\"gap\":\"unset\",\"names\":[\"params.open\"]}");
  check_member(json, "rules/0/award/adjustments/0/before", "\"60\"");
  check_member(json, "rules/0/award/adjustments/0/after", "{\"gap\":\"unset\"}");
  check_member(json, "changes/0/needs/0/needs/0/kind", "\"data\"");
  cJSON_Delete(json);
  check_award(&w, "t:b", "plain", "to/key", "{\"gap\":\"missing\"}");
  json = explain(&w, "t:b", "unset");
  check_member(json, "rules/0/outcome/names", "[\"m\"]");
  cJSON_Delete(json);
  json = explain(&w, "t:a", "old");
  check_member(json, "rules/0/outcome", "{\"gap\":\"inapplicable\",\"names\":[\"old\"]}");
  assert_null(member(json, "rules/0/award"));
  assert_null(member(json, "reach"));
  cJSON_Delete(json);
  world_end(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(award_tells_each_adjustment),
      cmocka_unit_test(award_that_is_not_due_tells_every_condition),
      cmocka_unit_test(award_in_a_queue_tells_its_turn),
      cmocka_unit_test(award_in_proportion_tells_its_share),
      cmocka_unit_test(award_sums_beyond_a_cell_are_told),
      cmocka_unit_test(award_of_others_tells_each),
      cmocka_unit_test(award_without_a_parameter_says_which),
  };
  return cmocka_run_group_tests_name("award_explanation", tests, NULL, NULL);
}
