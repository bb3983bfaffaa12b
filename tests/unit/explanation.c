/* Explanations: what was evaluated and what it rests on. */
#include "explaining.h"

static void explanation_names_rules_operands_and_clauses(void **state)
{
  world w;
  (void)state;
  open_world(&w, "id,area,used,staff,platform\na,1000,600,3,true\n", 28, 12);
  cJSON *json = explain(&w, "carriers:a", "kind");
  check_member(json, "format", "\"incubator-explanation/1\"");
  check_member(json, "subject", "{\"table\":\"carriers\",\"key\":\"a\"}");
  check_member(json, "evidence", "\"verbatim\"");
  check_member(json, "assumptions", "[]");
  check_member(json, "rules/0/rule", "\"kind\"");
  check_member(json, "rules/0/outcome/value", "\"plain\"");
  check_member(json, "rules/0/steps/0/role", "\"case\"");
  check_member(json, "rules/0/steps/0/came_to", "false");
  check_member(json, "rules/0/steps/1/role", "\"else\"");
  check_member(json, "rules/0/steps/1/taken", "true");
  check_member(rule_of(json, "special"), "steps/0/came_to", "false");
  check_member(rule_of(json, "special"), "steps/1/title", "\"a platform\"");
  check_member(rule_of(json, "special"), "basis/cites/0", "{\"source\":\"law\",\"clause\":\"3\",\"title\":\"the law\",\"number\":\"No. 1\"}");
  check_member(rule_of(json, "soc"), "members", "{\"table\":\"firms\",\"given\":true,\"rows\":40,\"counted\":40,\"undetermined\":0,\"of_commonest\":28,\"commonest\":\"bio\"}");
  check_member(rule_of(json, "count"), "outcome/value", "\"40\"");
  cJSON_Delete(json);
  world_end(&w);
}

static void explanation_of_a_gap_names_what_is_missing(void **state)
{
  world w;
  (void)state;
  open_world(&w, "id,area,used,staff,platform\na,1000,,3,\n", 28, 12);
  cJSON *json = explain(&w, "carriers:a", "room");
  check_member(json, "rules/0/outcome", "{\"gap\":\"missing\",\"names\":[\"used\"]}");
  check_member(json, "changes/0/needs/0/needs/0/kind", "\"data\"");
  cJSON_Delete(json);
  world_end(&w);
}

static void explanation_says_where_absent_or_reported_stands(void **state)
{
  world w;
  (void)state;
  open_world(&w, "id,area,used,staff,platform,said\na,1000,600,,true,special\n", 0, 0);
  cJSON *json = explain(&w, "carriers:a", "special");
  check_member(rule_of(json, "special"), "steps/3/absent_stands", "true");
  check_member(rule_of(json, "special"), "steps/3/came_to", "false");
  cJSON_Delete(json);
  world_end(&w);
  open_world(&w, "id,staff,said\na,9,special\n", 28, 2);
  json = explain(&w, "carriers:a", "kind"); /* `platform` is missing, so the rule is; the field says what it says */
  check_member(json, "rules/0/outcome/value", "\"special\"");
  check_member(json, "rules/0/outcome/reported_stands", "true");
  cJSON_Delete(json);
  world_end(&w);
}

static void explanation_evidence_is_the_worst_of_what_was_evaluated(void **state)
{
  world w;
  (void)state;
  open_world(&w, "id,platform\na,true\nb,false\n", 1, 0);
  cJSON *assumed = explain(&w, "carriers:a", "guessed"), *recalled = explain(&w, "carriers:b", "guessed");
  check_member(assumed, "evidence", "\"assumed\"");
  check_member(assumed, "assumptions/0", "\"for want of better\"");
  check_member(recalled, "evidence", "\"recalled\""); /* the branch that reads the guess was not taken */
  check_member(recalled, "assumptions", "[]");
  cJSON_Delete(assumed), cJSON_Delete(recalled);
  world_end(&w);
}

static void explanation_outside_of_all_versions_is_inapplicable(void **state)
{
  world w;
  (void)state;
  open_world(&w, "id\na\n", 0, 0);
  cJSON *json = explain(&w, "carriers:a", "old");
  check_member(json, "rules/0/outcome", "{\"gap\":\"inapplicable\",\"names\":[\"old\"]}");
  check_member(json, "changes", "[]");
  cJSON_Delete(json);
  free(write_explanation(&w, "carriers:a", "old", INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_ZH));
  world_end(&w);
}

static void explanation_without_changes_has_none(void **state)
{
  world w;
  incubator_explanation *x = NULL;
  incubator_question q = INCUBATOR_QUESTION_INIT;
  sink s = {0};
  incubator_writer writer = sink_writer(&s);
  (void)state;
  open_world(&w, "id,area,used\na,1000,600\n", 1, 0);
  q.subject = "carriers:a", q.rule = "room", q.without_changes = 1;
  assert_int_equal(incubator_explanation_create(w.decisions, &q, &x, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_explanation_write(x, INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN, &writer, NULL), INCUBATOR_STATUS_OK);
  assert_true(sink_has(&s, "\"changes\": []"));
  incubator_explanation_free(x);
  sink_free(&s);
  world_end(&w);
}

static void sentences_say_it_in_both_languages(void **state)
{
  world w;
  (void)state;
  open_world(&w, "id,area,used,staff,platform\na,1000,600,3,true\n", 28, 12);
  char *en = write_explanation(&w, "carriers:a", "kind", INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_EN);
  char *zh = write_explanation(&w, "carriers:a", "kind", INCUBATOR_FORMAT_TABLE, INCUBATOR_LANGUAGE_ZH);
  assert_non_null(strstr(en, "comprehensive"));
  assert_non_null(strstr(en, "No. 1 #3"));
  assert_non_null(strstr(en, "2 more of the 40"));
  assert_non_null(strstr(en, "8 more joining"));
  assert_non_null(strstr(zh, "综合型"));
  assert_non_null(strstr(zh, "最低占比"));
  assert_non_null(strstr(zh, "生物"));
  free(en), free(zh);
  world_end(&w);
}

static void explanation_of_what_is_not_there_is_not_found(void **state)
{
  static const struct {
    const char *subject, *rule;
    incubator_status status;
  } cases[] = {{"carriers:z", "kind", INCUBATOR_STATUS_NOT_FOUND}, {"nope:a", "kind", INCUBATOR_STATUS_NOT_FOUND}, {"carriers:a", "nope", INCUBATOR_STATUS_NOT_FOUND},
               {"carriers:a", "area", INCUBATOR_STATUS_NOT_FOUND}, {"firms:f0", "kind", INCUBATOR_STATUS_NOT_FOUND}, {"carriers:a", NULL, INCUBATOR_STATUS_NOT_FOUND},
               {NULL, "kind", INCUBATOR_STATUS_ARGUMENT}, {"carriers", "kind", INCUBATOR_STATUS_ARGUMENT}};
  world w;
  (void)state;
  open_world(&w, "id\na\n", 1, 0);
  for (size_t i = 0; i < COUNT(cases); i++) {
    incubator_explanation *x = (incubator_explanation *)&w;
    incubator_question q = INCUBATOR_QUESTION_INIT;
    incubator_error e = INCUBATOR_ERROR_INIT;
    q.subject = cases[i].subject, q.rule = cases[i].rule;
    assert_int_equal(incubator_explanation_create(w.decisions, &q, &x, &e), cases[i].status);
    assert_int_equal(e.status, cases[i].status);
    assert_null(x);
  }
  world_end(&w);
}

static void explanation_as_csv_is_refused(void **state)
{
  world w;
  incubator_explanation *x = NULL;
  incubator_question q = INCUBATOR_QUESTION_INIT;
  sink s = {.limit = 5};
  incubator_writer writer = sink_writer(&s);
  (void)state;
  open_world(&w, "id\na\n", 1, 0);
  q.subject = "carriers:a", q.rule = "count";
  assert_int_equal(incubator_explanation_create(w.decisions, &q, &x, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_explanation_write(x, INCUBATOR_FORMAT_CSV, INCUBATOR_LANGUAGE_EN, &writer, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_explanation_write(x, INCUBATOR_FORMAT_JSON, (incubator_language)5, &writer, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_explanation_write(x, INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN, &writer, NULL), INCUBATOR_STATUS_WRITER);
  assert_int_equal(incubator_explanation_write(NULL, INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN, &writer, NULL), INCUBATOR_STATUS_ARGUMENT);
  incubator_explanation_free(x);
  sink_free(&s);
  world_end(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(explanation_names_rules_operands_and_clauses),
      cmocka_unit_test(explanation_of_a_gap_names_what_is_missing),
      cmocka_unit_test(explanation_says_where_absent_or_reported_stands),
      cmocka_unit_test(explanation_evidence_is_the_worst_of_what_was_evaluated),
      cmocka_unit_test(explanation_outside_of_all_versions_is_inapplicable),
      cmocka_unit_test(explanation_without_changes_has_none),
      cmocka_unit_test(sentences_say_it_in_both_languages),
      cmocka_unit_test(explanation_of_what_is_not_there_is_not_found),
      cmocka_unit_test(explanation_as_csv_is_refused),
  };
  return cmocka_run_group_tests_name("explanation", tests, NULL, NULL);
}
