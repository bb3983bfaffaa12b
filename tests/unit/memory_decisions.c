/* An allocator that fails at every request in turn, under decisions and what is asked of them: see trial.h. */
#include <incubator/target.h>

#include "trial.h"

typedef struct setting {
  incubator_policy *policy;
  incubator_registry *registry;
  incubator_decisions *decisions;
} setting;

static incubator_status decide(trial *t, setting *s)
{
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  options.allocator = &t->allocator;
  options.as_of = "2024-06-30";
  options.all_parts = 1;
  s->decisions = (incubator_decisions *)t;
  return incubator_decisions_create(s->policy, s->registry, &options, &s->decisions, NULL);
}

static void start_setting(setting *s)
{
  incubator_registry_builder *builder = NULL;
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  *s = (setting){0};
  assert_int_equal(trial_read_policy(trial_policy, NULL, &s->policy, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_create(s->policy, NULL, &builder, NULL), INCUBATOR_STATUS_OK);
  source.bytes = trial_csv, source.length = strlen(trial_csv), source.table = "t";
  assert_int_equal(incubator_registry_builder_read(builder, &source, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_finish(builder, &s->registry, NULL, NULL), INCUBATOR_STATUS_OK);
  incubator_registry_builder_free(builder);
}

static void end_setting(setting *s)
{
  incubator_decisions_unref(s->decisions);
  incubator_registry_unref(s->registry);
  incubator_policy_unref(s->policy);
}

static incubator_status try_decisions(trial *t)
{
  setting s;
  start_setting(&s);
  trial_arm(t);
  incubator_status status = decide(t, &s);
  trial_disarm(t);
  assert_true((status == INCUBATOR_STATUS_OK) == (s.decisions != NULL));
  if (s.decisions) trial_note_findings(t, incubator_decisions_findings(s.decisions));
  end_setting(&s);
  return status;
}

static void decisions_without_memory_say_so(void **state)
{
  (void)state;
  check_trials("decisions", try_decisions);
}

typedef incubator_status (*report_call)(const incubator_decisions *, const incubator_report *, const incubator_writer *, incubator_error *);

static incubator_status try_report(trial *t, report_call call, const incubator_report *report)
{
  setting s;
  incubator_writer writer = sink_writer(&t->out);
  start_setting(&s);
  assert_int_equal(decide(t, &s), INCUBATOR_STATUS_OK);
  trial_arm(t);
  incubator_status status = call(s.decisions, report, &writer, NULL);
  trial_disarm(t);
  end_setting(&s);
  return status;
}

#define REPORT(name, call, ...)                                                              \
  static incubator_status name(trial *t)                                                     \
  {                                                                                          \
    static const incubator_report report = {.size = sizeof(incubator_report), __VA_ARGS__};  \
    return try_report(t, incubator_decisions_##call, &report);                               \
  }

REPORT(try_table, classify, .format = INCUBATOR_FORMAT_TABLE, .language = INCUBATOR_LANGUAGE_ZH)
REPORT(try_classes_csv, classify, .format = INCUBATOR_FORMAT_CSV)
REPORT(try_classes_json, classify, .format = INCUBATOR_FORMAT_JSON)
REPORT(try_by_table, classify, .format = INCUBATOR_FORMAT_TABLE, .by = "c,k", .table = "t")
REPORT(try_by_csv, classify, .format = INCUBATOR_FORMAT_CSV, .by = "u.said,k", .table = "t")
REPORT(try_by_json, classify, .format = INCUBATOR_FORMAT_JSON, .by = "k")

REPORT(try_assess_table, assess, .format = INCUBATOR_FORMAT_TABLE, .table = "t")
REPORT(try_assess_csv, assess, .format = INCUBATOR_FORMAT_CSV, .language = INCUBATOR_LANGUAGE_ZH, .labels = 1)
REPORT(try_assess_json, assess, .format = INCUBATOR_FORMAT_JSON)
REPORT(try_assess_by, assess, .format = INCUBATOR_FORMAT_CSV, .by = "gr,sc:g/m")

static void classify_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("classify as a table", try_table);
  check_trials("classify as csv", try_classes_csv);
  check_trials("classify as json", try_classes_json);
}

static void assess_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("assess as a table", try_assess_table);
  check_trials("assess as csv", try_assess_csv);
  check_trials("assess as json", try_assess_json);
  check_trials("assess by", try_assess_by);
}

static void classify_by_columns_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("classify by, as a table", try_by_table);
  check_trials("classify by, as csv", try_by_csv);
  check_trials("classify by, as json", try_by_json);
}

typedef incubator_status (*target_writer)(const incubator_target *, const incubator_report *, const incubator_writer *, incubator_error *);

static incubator_status try_target(trial *t, incubator_format format, target_writer write)
{
  setting s;
  incubator_target *target = (incubator_target *)t;
  incubator_writer writer = sink_writer(&t->out);
  incubator_report report = INCUBATOR_REPORT_INIT;
  report.format = format;
  start_setting(&s);
  assert_int_equal(decide(t, &s), INCUBATOR_STATUS_OK);
  trial_arm(t);
  incubator_status status = incubator_target_create(s.decisions, &target, NULL);
  assert_true((status == INCUBATOR_STATUS_OK) == (target != NULL));
  if (status == INCUBATOR_STATUS_OK) status = write(target, &report, &writer, NULL);
  trial_disarm(t);
  incubator_target_free(target);
  end_setting(&s);
  return status;
}

static incubator_status try_form(trial *t)
{
  return try_target(t, INCUBATOR_FORMAT_TABLE, incubator_target_write);
}

static incubator_status try_target_csv(trial *t)
{
  return try_target(t, INCUBATOR_FORMAT_CSV, incubator_target_write);
}

static incubator_status try_target_json(trial *t)
{
  return try_target(t, INCUBATOR_FORMAT_JSON, incubator_target_write);
}

static incubator_status try_plan(trial *t)
{
  return try_target(t, INCUBATOR_FORMAT_TABLE, incubator_target_write_plan);
}

static incubator_status try_plan_csv(trial *t)
{
  return try_target(t, INCUBATOR_FORMAT_CSV, incubator_target_write_plan);
}

static incubator_status try_plan_json(trial *t)
{
  return try_target(t, INCUBATOR_FORMAT_JSON, incubator_target_write_plan);
}

static void target_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("form", try_form);
  check_trials("target as csv", try_target_csv);
  check_trials("target as json", try_target_json);
  check_trials("plan", try_plan);
  check_trials("plan as csv", try_plan_csv);
  check_trials("plan as json", try_plan_json);
}

static incubator_status try_explanation(trial *t, const char *subject, const char *rule, incubator_format format)
{
  setting s;
  incubator_explanation *x = (incubator_explanation *)t;
  incubator_question q = INCUBATOR_QUESTION_INIT;
  incubator_writer writer = sink_writer(&t->out);
  q.subject = subject, q.rule = rule;
  start_setting(&s);
  assert_int_equal(decide(t, &s), INCUBATOR_STATUS_OK);
  trial_arm(t);
  incubator_status status = incubator_explanation_create(s.decisions, &q, &x, NULL);
  assert_true((status == INCUBATOR_STATUS_OK) == (x != NULL));
  if (status == INCUBATOR_STATUS_OK) status = incubator_explanation_write(x, format, INCUBATOR_LANGUAGE_ZH, &writer, NULL);
  trial_disarm(t);
  incubator_explanation_free(x);
  end_setting(&s);
  return status;
}

#define EXPLAIN(name, subject, rule, format)             \
  static incubator_status name(trial *t)                 \
  {                                                      \
    return try_explanation(t, subject, rule, format);    \
  }

EXPLAIN(try_explain_choose, "t:b", "k", INCUBATOR_FORMAT_JSON)
EXPLAIN(try_explain_require, "t:a", "r", INCUBATOR_FORMAT_TABLE)
EXPLAIN(try_explain_gap, "t:c", "q", INCUBATOR_FORMAT_JSON)
EXPLAIN(try_explain_target, "u:U", "g", INCUBATOR_FORMAT_TABLE)
EXPLAIN(try_explain_share, "u:U", "h", INCUBATOR_FORMAT_JSON)
EXPLAIN(try_explain_score, "t:a", "sc", INCUBATOR_FORMAT_TABLE)
EXPLAIN(try_explain_reweighted, "t:c", "sc", INCUBATOR_FORMAT_JSON)
EXPLAIN(try_explain_found, "t:a", "fw", INCUBATOR_FORMAT_JSON)
EXPLAIN(try_explain_found_in_words, "t:b", "fw", INCUBATOR_FORMAT_TABLE)
EXPLAIN(try_explain_select, "t:b", "sel", INCUBATOR_FORMAT_JSON)
EXPLAIN(try_explain_grade, "t:b", "gr", INCUBATOR_FORMAT_TABLE)
EXPLAIN(try_explain_age, "t:a", "age", INCUBATOR_FORMAT_TABLE)

EXPLAIN(try_explain_award, "t:a", "aw", INCUBATOR_FORMAT_JSON)
EXPLAIN(try_explain_award_in_words, "t:b", "aw", INCUBATOR_FORMAT_TABLE)
EXPLAIN(try_explain_whole, "u:U", "tot", INCUBATOR_FORMAT_JSON)
EXPLAIN(try_explain_handed, "t:a", "out", INCUBATOR_FORMAT_TABLE)

static void explanation_of_an_award_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("award explained", try_explain_award);
  check_trials("award explained in words", try_explain_award_in_words);
  check_trials("whole explained", try_explain_whole);
  check_trials("part of a whole explained", try_explain_handed);
}

static void explanation_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("choose explained", try_explain_choose);
  check_trials("require explained", try_explain_require);
  check_trials("gap explained", try_explain_gap);
  check_trials("target explained", try_explain_target);
  check_trials("share explained", try_explain_share);
  check_trials("derive explained", try_explain_age);
}

static void explanation_of_an_assessment_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("score explained", try_explain_score);
  check_trials("reweighted score explained", try_explain_reweighted);
  check_trials("found weights explained", try_explain_found);
  check_trials("found weights explained in words", try_explain_found_in_words);
  check_trials("select explained", try_explain_select);
  check_trials("grade explained", try_explain_grade);
}

static incubator_status try_cell(trial *t)
{
  setting s;
  incubator_cell cell = INCUBATOR_CELL_INIT;
  start_setting(&s);
  assert_int_equal(decide(t, &s), INCUBATOR_STATUS_OK);
  trial_arm(t);
  incubator_status status = incubator_decisions_cell(s.decisions, "t:a", "u.said", &cell, NULL);
  trial_disarm(t);
  if (status == INCUBATOR_STATUS_OK) assert_int_equal(cell.value, 3000000);
  end_setting(&s);
  return status;
}

static void cell_behind_a_link_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("cell", try_cell);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(decisions_without_memory_say_so),
      cmocka_unit_test(classify_without_memory_says_so),
      cmocka_unit_test(assess_without_memory_says_so),
      cmocka_unit_test(classify_by_columns_without_memory_says_so),
      cmocka_unit_test(target_without_memory_says_so),
      cmocka_unit_test(explanation_without_memory_says_so),
      cmocka_unit_test(explanation_of_an_assessment_without_memory_says_so),
      cmocka_unit_test(explanation_of_an_award_without_memory_says_so),
      cmocka_unit_test(cell_behind_a_link_without_memory_says_so),
  };
  return cmocka_run_group_tests_name("memory_decisions", tests, NULL, NULL);
}
