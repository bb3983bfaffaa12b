/* What would have to change, put to the test by changing it. */
#include "base/decimal.h"
#include "explaining.h"

/* The first need of a kind, in the order of the text. */
static const cJSON *find_need(const cJSON *json, const char *kind)
{
  const cJSON *child, *found;
  if (cJSON_IsObject(json)) {
    const cJSON *own = member(json, "kind");
    if (own && !strcmp(cJSON_GetStringValue(own), kind)) return json;
  }
  cJSON_ArrayForEach(child, json) {
    if ((cJSON_IsArray(child) || cJSON_IsObject(child)) && (found = find_need(child, kind))) return found;
  }
  return NULL;
}

static double count_of_change(const cJSON *json, const char *kind)
{
  const cJSON *change = find_need(member(json, "changes"), kind);
  return change ? cJSON_GetNumberValue(member(change, "count")) : -1;
}

static void changes_of_a_share_are_rows_that_change_or_join(void **state)
{
  world w;
  (void)state;
  open_world(&w, "id,staff,platform\na,9,true\n", 28, 12);
  cJSON *json = explain(&w, "carriers:a", "special");
  assert_int_equal((int)count_of_change(json, "rows-change"), 2);
  assert_int_equal((int)count_of_change(json, "rows-join"), 8);
  cJSON_Delete(json);
  world_end(&w);
}

/* With so many rows changed, or joined, it holds; with one less it does not. */
static void changes_of_random_shares_are_the_fewest_that_do(void **state)
{
  uint64_t random = 67;
  (void)state;
  for (int round = 0; round < 25; round++) {
    size_t good = random_below(&random, 20), bad = good + 1 + random_below(&random, 20);
    world w;
    open_world(&w, "id\na\n", good, bad);
    cJSON *json = explain(&w, "carriers:a", "enough_ip");
    assert_string_equal(world_cell(&w, "carriers:a", "enough_ip"), "false");
    size_t change = (size_t)count_of_change(json, "rows-change"), join = (size_t)count_of_change(json, "rows-join");
    cJSON_Delete(json);
    world_end(&w);
    for (size_t less = 0; less < 2; less++) {
      const char *expected = less ? "false" : "true";
      open_world(&w, "id\na\n", good + change - less, bad - change + less);
      assert_string_equal(world_cell(&w, "carriers:a", "enough_ip"), expected);
      world_end(&w);
      open_world(&w, "id\na\n", good + join - less, bad);
      assert_string_equal(world_cell(&w, "carriers:a", "enough_ip"), expected);
      world_end(&w);
    }
  }
}

static void changes_of_a_requirement_are_as_many_as_it_lacks(void **state)
{
  world w;
  (void)state;
  open_world(&w, "id,used,staff,platform\na,100,9,false\n", 1, 0);
  cJSON *json = explain(&w, "carriers:a", "some"); /* 2 of 3, none of which holds */
  check_member(json, "changes/0/needs/0/needs/0/required", "2");
  assert_int_equal(cJSON_GetArraySize(member(json, "changes/0/needs/0/needs/0/needs")), 3);
  cJSON_Delete(json);
  world_end(&w);
}

static void changes_of_a_boolean_field_are_its_other_value(void **state)
{
  world w;
  (void)state;
  open_world(&w, "id,staff,platform\na,9,false\n", 30, 0);
  cJSON *json = explain(&w, "carriers:a", "special");
  const cJSON *need = find_need(member(json, "changes"), "value");
  assert_non_null(need);
  assert_non_null(strstr(cJSON_GetStringValue(member(need, "text")), "platform"));
  cJSON_Delete(json);
  world_end(&w);
}

static void changes_of_a_target_are_its_shortfall(void **state)
{
  world w;
  (void)state;
  open_world(&w, "id\na\n", 20, 10);
  cJSON *json = explain(&w, "carriers:a", "aim");
  const cJSON *need = find_need(member(json, "changes"), "threshold");
  check_member(need, "now", "\"30\"");
  check_member(need, "limit", "\"50\"");
  cJSON_Delete(json);
  world_end(&w);
}

/* Comparisons over two decimals and a whole number, affine or a quotient of such. */
static const char *const comparisons[] = {
    "{'>=': [{'var': 'x'}, 40]}",
    "{'<': [{'var': 'x'}, {'var': 'y'}]}",
    "{'>': [{'+': [{'*': [{'var': 'x'}, 3]}, {'*': [{'var': 'y'}, -2]}]}, 7.5]}",
    "{'<=': [{'-': [100, {'*': [{'var': 'x'}, 0.7]}]}, {'var': 'n'}]}",
    "{'>=': [{'/': [{'var': 'x'}, {'var': 'y'}]}, 0.75]}",
    "{'<': [{'/': [{'+': [{'var': 'x'}, 1]}, {'+': [{'var': 'y'}, {'var': 'x'}, 2]}]}, 0.3]}",
    "{'==': [{'*': [{'var': 'x'}, 4]}, 30]}",
    "{'>=': [{'/': [{'var': 'n'}, 7]}, {'/': [{'var': 'y'}, 3]}]}",
    "{'<': [3.3333333, {'*': [{'var': 'n'}, 0.1]}]}",
    "{'!': {'<': [{'var': 'x'}, 40]}}",
    "{'!': {'<=': [{'*': [{'var': 'x'}, 2]}, {'var': 'y'}]}}",
    "{'!': {'>': [{'var': 'x'}, 4.5]}}",
    "{'!': {'>=': [{'/': [{'var': 'y'}, {'var': 'n'}]}, 0.25]}}",
    "{'!': {'!=': [{'var': 'n'}, 7]}}",
};

static char *comparison_policy(const char *comparison)
{
  return printed("{'format': 'incubator-policy/1', 'id': 'c', 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal', 'min': 0, 'max': 1000},"
                 " 'y': {'type': 'decimal', 'min': 0.5, 'max': 1000}, 'n': {'type': 'integer', 'min': 0, 'max': 1000}}}}, 'rules': {'r': {'kind': 'derive', 'on': 't', 'value': %s}}}",
                 comparison);
}

typedef struct values {
  int64_t of[3]; /* x, y, n in micros */
} values;

static const char *decide(const char *policy, values v, world *w)
{
  char texts[3][INC_DECIMAL_TEXT];
  for (size_t i = 0; i < 3; i++) inc_decimal_format(v.of[i], texts[i]);
  char *csv = printed("id,x,y,n\na,%s,%s,%s\n", texts[0], texts[1], texts[2]);
  world_open(w, policy, "t", csv, "2024-06-30");
  free(csv);
  return world_cell(w, "t:a", "r");
}

static void check_change(const char *policy, values v, const cJSON *change)
{
  static const char *const names[] = {"x", "y", "n"};
  const char *column = cJSON_GetStringValue(member(change, "column")), *to = cJSON_GetStringValue(member(change, "to"));
  size_t i = 0;
  world w;
  while (strcmp(names[i], column)) i++;
  int64_t from = v.of[i], step = i == 2 ? INC_MICRO : 1;
  assert_int_equal(inc_decimal_parse(to, strlen(to), &v.of[i]), INC_DECIMAL_OK);
  if (strcmp(decide(policy, v, &w), "true")) fail_msg("%s: not with %s = %s", policy, column, to);
  world_end(&w);
  v.of[i] += v.of[i] > from ? -step : step; /* one step nearer it does not hold: there is no lesser change */
  if (strcmp(decide(policy, v, &w), "false")) fail_msg("%s: already before %s = %s", policy, column, to);
  world_end(&w);
}

static void changes_of_single_columns_are_the_least_that_do(void **state)
{
  uint64_t random = 71;
  size_t checked = 0;
  (void)state;
  for (size_t c = 0; c < COUNT(comparisons); c++) {
    char *policy = comparison_policy(comparisons[c]);
    for (int round = 0; round < 25; round++) {
      values v = {{(int64_t)random_below(&random, 100) * 100000, 500000 + (int64_t)random_below(&random, 90000000), (int64_t)random_below(&random, 60) * INC_MICRO}};
      world w;
      bool fails = !strcmp(decide(policy, v, &w), "false");
      cJSON *json = fails ? explain(&w, "t:a", "r") : NULL;
      world_end(&w);
      const cJSON *need = json ? find_need(member(json, "changes"), "threshold") : NULL, *change;
      if (json) assert_non_null(need);
      if (need) cJSON_ArrayForEach(change, member(need, "changes")) {
        check_change(policy, v, change);
        checked++;
      }
      cJSON_Delete(json);
    }
    free(policy);
  }
  assert_true(checked > 100);
}

static const char linked_policy[] =
    "{'format': 'incubator-policy/1', 'id': 'l', 'categories': {'c': {'a': {'en': 'first'}, 'b': {'en': 'second'}}},"
    " 'tables': {'u': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'v': {'type': 'decimal', 'absent': 2}}}, 't': {'key': 'id', 'links': {'up': {'to': 'u'}},"
    "  'fields': {'id': {'type': 'text'}, 'c': {'type': 'category', 'categories': 'c'}, 'd': {'type': 'date'}, 'ok': {'type': 'boolean'}}}},"
    " 'rules': {'big': {'kind': 'derive', 'on': 'u', 'value': {'>': [{'var': 'v'}, 5]}, 'title': {'en': 'a big one'}},"
    "  'all': {'kind': 'require', 'on': 't', 'conditions': {'up': {'is': {'var': 'up.big'}}, 'class': {'is': {'==': [{'var': 'c'}, 'a']}}, 'not': {'is': {'!=': ['b', {'var': 'c'}]}},"
    "    'old': {'is': {'<': [{'var': 'd'}, '2020-01-01']}}, 'either': {'is': {'or': [{'var': 'ok'}, {'in': [{'var': 'c'}, ['a']]}]}}}},"
    "  'one': {'kind': 'choose', 'on': 't', 'categories': 'c', 'when': {'var': 'ok'}, 'cases': [{'when': {'var': 'all:old'}, 'is': 'a'}], 'else': {'is': 'b'}},"
    "  'barred': {'kind': 'derive', 'on': 't', 'when': {'var': 'ok'}, 'value': {'==': [{'var': 'c'}, 'a']}}}}";

static void open_linked(world *w)
{
  world_start(w, linked_policy);
  world_csv(w, "u", "id,v\np,1\nq,\n");
  world_csv(w, "t", "id,up,c,d,ok\na,p,b,2024-01-01,false\n\"q\"\"\\ \",q,b,2024-01-01,\nc,,,,\n");
  world_decide(w, "2024-06-30");
}

static void changes_name_links_categories_and_dates(void **state)
{
  static const char *const expected[] = {"a big one", "first", "second", "2020-01-01", "up.big"};
  world w;
  (void)state;
  open_linked(&w);
  cJSON *json = explain(&w, "t:a", "all");
  char *text = cJSON_Print(member(json, "changes")), *rules = cJSON_Print(member(json, "rules"));
  for (size_t i = 0; i < 4; i++) {
    if (!strstr(text, expected[i])) fail_msg("no %s in %s", expected[i], text);
  }
  assert_non_null(strstr(rules, expected[4]));
  check_member(rule_of(json, "big"), "subject", "\"p\"");
  free(text), free(rules);
  cJSON_Delete(json);
  world_end(&w);
}

static void changes_of_a_rule_that_does_not_apply_begin_with_its_when(void **state)
{
  world w;
  (void)state;
  open_linked(&w);
  cJSON *json = explain(&w, "t:a", "barred");
  check_member(json, "rules/0/outcome/gap", "\"inapplicable\"");
  const cJSON *need = find_need(member(json, "changes"), "value");
  assert_non_null(need);
  assert_non_null(strstr(cJSON_GetStringValue(member(need, "text")), "ok"));
  cJSON_Delete(json);
  free(write_explanation(&w, "t:a", "one", INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_EN));
  free(write_explanation(&w, "t:c", "all", INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_ZH));
  world_end(&w);
}

static void keys_with_quotes_stay_json(void **state)
{
  world w;
  (void)state;
  open_linked(&w);
  cJSON *json = explain(&w, "t:q\"\\", "all");
  check_member(json, "subject/key", "\"q\\\"\\\\\"");
  check_member(rule_of(json, "big"), "operands/0/absent_stands", "true");
  cJSON_Delete(json);
  world_end(&w);
}

/* Trying figures of one row places and weighs all rows anew; the decisions explained stay as they are. */
static void what_is_tried_leaves_the_decisions_alone(void **state)
{
  static const char policy[] =
      "{'format': 'incubator-policy/1', 'id': 'p', 'sources': {'s': {'title': 's'}}, 'categories': {'g': {'a': {}, 'b': {}}},\n"
      " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'y': {'type': 'integer'},\n"
      "   'x': {'type': 'integer', 'min': 0, 'max': 200, 'actionable': {'step': 1, 'direction': 'up'}}}}},\n"
      " 'rules': {'s': {'kind': 'score', 'on': 't', 'cite': 's', 'aggregate': 'mean', 'weights': 'entropy', 'items': {'y': {'value': {'var': 'y'}},\n"
      "    'x': {'value': {'var': 'x'}, 'scale': {'cohort': 'min-max', 'to': [0, 100], 'constant': 50}}}},\n"
      "  'g': {'kind': 'choose', 'on': 't', 'cite': 's', 'categories': 'g', 'best_first': ['a', 'b'],\n"
      "    'cases': [{'when': {'>=': [{'var': 's'}, 100]}, 'is': 'a'}], 'else': {'is': 'b'}}}}";
  world w;
  (void)state;
  world_open(&w, policy, "t", "id,x,y\nc,1,90\nd,2,1\ne,3,7\n", "2024-06-30");
  for (int again = 0; again < 2; again++) {
    cJSON *json = explain(&w, "t:d", "g");
    check_member(json, "reach/figures/0/decided_again", "\"all-rows\"");
    const cJSON *item = member(rule_of(json, "s"), "score/items/1");
    check_member(item, "scale/greatest", "\"3\"");
    check_member(item, "weight", "\"0.370504\"");
    cJSON_Delete(json);
  }
  world_end(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(changes_of_a_share_are_rows_that_change_or_join),
      cmocka_unit_test(changes_of_random_shares_are_the_fewest_that_do),
      cmocka_unit_test(changes_of_a_requirement_are_as_many_as_it_lacks),
      cmocka_unit_test(changes_of_a_boolean_field_are_its_other_value),
      cmocka_unit_test(changes_of_a_target_are_its_shortfall),
      cmocka_unit_test(changes_of_single_columns_are_the_least_that_do),
      cmocka_unit_test(changes_name_links_categories_and_dates),
      cmocka_unit_test(changes_of_a_rule_that_does_not_apply_begin_with_its_when),
      cmocka_unit_test(keys_with_quotes_stay_json),
      cmocka_unit_test(what_is_tried_leaves_the_decisions_alone),
  };
  return cmocka_run_group_tests_name("changes", tests, NULL, NULL);
}
