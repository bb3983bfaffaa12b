/* The keys `actionable` and `best_first`: what is wrong with them, at its place; and questions about what they say. */
#include "finding_case.h"

#define ERRORS(name, ...)                                        \
  static void name(void **state)                                 \
  {                                                              \
    static const finding_case cases[] = {__VA_ARGS__};           \
    (void)state;                                                 \
    check_findings(cases, COUNT(cases), INCUBATOR_SEVERITY_ERROR); \
  }

#define FIELD(text) POLICY LISTS " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'f': {" text "}}}}}"
#define NUMBER(text) FIELD("'type': 'decimal', 'min': 0, 'max': 9, 'actionable': " text)
#define AT "/tables/t/fields/f/actionable"

ERRORS(field_with_a_fault_in_actionable_is_an_error_at_its_place,
       {"type-mismatch", AT, FIELD("'type': 'text', 'actionable': @{'direction': 'up'}")},
       {"type-mismatch", AT, FIELD("'type': 'date', 'actionable': @{'step': 1, 'direction': 'up'}")},
       {"type-mismatch", AT, FIELD("'type': 'category', 'categories': 'level', 'actionable': @{'direction': 'up'}")},
       {"type-mismatch", AT, NUMBER("@true")},
       {"key-missing", AT, NUMBER("@{'direction': 'up'}")},
       {"key-missing", AT, NUMBER("@{'step': 1}")},
       {"key-missing", AT, FIELD("'type': 'boolean', 'actionable': @{}")},
       {"unknown-key", AT "/step", FIELD("'type': 'boolean', 'actionable': {@'step': 1, 'direction': 'up'}")},
       {"unknown-key", AT "/steps", NUMBER("{'step': 1, @'steps': 1, 'direction': 'up'}")},
       {"type-mismatch", AT "/direction", NUMBER("{'step': 1, 'direction': @'more'}")},
       {"type-mismatch", AT "/direction", NUMBER("{'step': 1, 'direction': @1}")},
       {"out-of-range", AT "/step", NUMBER("{'step': @0, 'direction': 'up'}")},
       {"out-of-range", AT "/step", NUMBER("{'step': @-1, 'direction': 'up'}")},
       {"out-of-range", AT "/step", FIELD("'type': 'integer', 'actionable': {'step': @0.5, 'direction': 'up'}")},
       {"number-too-long", AT "/step", NUMBER("{'step': @0.0000001, 'direction': 'up'}")},
       {"type-mismatch", AT "/step", NUMBER("{'step': @true, 'direction': 'up'}")},
       {"out-of-range", AT "/min", NUMBER("{'step': 1, 'direction': 'down', 'min': @-1}")},
       {"out-of-range", AT "/max", NUMBER("{'step': 1, 'direction': 'up', 'max': @10}")},
       {"out-of-range", AT "/min", NUMBER("{'step': 1, 'direction': 'up', 'min': @5, 'max': 4}")})

#define MEASURE(text) RULES("'r': {'kind': 'measure', 'on': 't', 'rows': 't', 'within': [], " text "}")

ERRORS(measure_with_a_fault_in_actionable_is_an_error_at_its_place,
       {"type-mismatch", "/rules/r/actionable", MEASURE("'take': 'commonest', 'of': {'var': 'level'}, 'actionable': @{'step': 1, 'direction': 'up'}")},
       {"type-mismatch", "/rules/r/actionable", MEASURE("'take': 'commonest', 'of': {'var': 'ok'}, 'actionable': @{'direction': 'up'}")},
       {"type-mismatch", "/rules/r/actionable", MEASURE("'take': 'max', 'of': {'var': 'day'}, 'actionable': @{'step': 1, 'direction': 'up'}")},
       {"out-of-range", "/rules/r/actionable/step", MEASURE("'take': 'count', 'actionable': {'step': @1.5, 'direction': 'up'}")},
       {"out-of-range", "/rules/r/actionable/step", MEASURE("'take': 'distinct', 'of': {'var': 'x'}, 'actionable': {'step': @0.1, 'direction': 'up'}")},
       {"out-of-range", "/rules/r/actionable/step",
        MEASURE("'take': 'sum', 'of': {'var': 'x'}, 'round': {'to': 0.1, 'mode': 'down'}, 'actionable': {'step': @0.25, 'direction': 'up'}")},
       {"unknown-key", "/rules/r/actionable", RULE("'value': 1, @'actionable': {'step': 1, 'direction': 'up'}")})

#define CHOOSE(text) RULES("'r': {'kind': 'choose', 'on': 't', 'cases': [{'when': {'var': 'ok'}, 'is': " text "}")
#define LEVELS(text) CHOOSE("'high'}], 'else': {'is': 'low'}, 'categories': 'level', 'best_first': " text)

ERRORS(choose_with_a_fault_in_best_first_is_an_error_at_its_place,
       {"type-mismatch", "/rules/r/best_first", LEVELS("@'high'")},
       {"key-missing", "/rules/r/best_first", LEVELS("@['high']")},
       {"category-unknown", "/rules/r/best_first/1", LEVELS("['high', @'good', 'low']")},
       {"category-unknown", "/rules/r/best_first/0", LEVELS("[@1, 'high', 'low']")},
       {"name-clash", "/rules/r/best_first/2", LEVELS("['high', 'low', @'high']")},
       {"type-mismatch", "/rules/r/best_first", CHOOSE("1}], 'best_first': @['high', 'low']")},
       {"unknown-key", "/rules/r/best_first", RULE("'value': 1, @'best_first': ['high', 'low']")})

/* ---- Questions ---- */

static const char asked_policy[] =
    POLICY LISTS
    " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'integer', 'min': 0, 'max': 100, 'actionable': {'step': 1, 'direction': 'up'}}}}},\n"
    " 'rules': {'r': {'kind': 'choose', 'on': 't', 'categories': 'level', 'cases': [{'when': {'>=': [{'var': 'x'}, 50]}, 'is': 'high'}], 'else': {'is': 'low'}},\n"
    "  'even': {'kind': 'require', 'on': 't', 'conditions': {'c': {'is': {'==': [{'var': 'x'}, 7]}}}}, 'twice': {'kind': 'derive', 'on': 't', 'value': {'*': [2, {'var': 'x'}]}}}}";

typedef struct asking {
  const char *rule, *reach;
  uint64_t steps;
  incubator_status status;
  const char *expected; /* in the JSON */
} asking;

static void ask(const world *w, const asking *a)
{
  incubator_question q = INCUBATOR_QUESTION_INIT;
  incubator_explanation *x = NULL;
  sink s = {0};
  incubator_writer writer = sink_writer(&s);
  q.subject = "t:a", q.rule = a->rule, q.reach = a->reach, q.most_steps = a->steps;
  assert_int_equal(incubator_explanation_create(w->decisions, &q, &x, NULL), a->status);
  assert_true((x != NULL) == (a->status == INCUBATOR_STATUS_OK));
  if (x) assert_int_equal(incubator_explanation_write(x, INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN, &writer, NULL), INCUBATOR_STATUS_OK);
  if (x && !sink_has(&s, a->expected)) fail_msg("%s: not told: %s\n%s", a->rule, a->expected, s.text);
  incubator_explanation_free(x);
  sink_free(&s);
}

static void outcome_to_reach_is_found_or_refused(void **state)
{
  static const asking cases[] = {
      {"r", NULL, 0, INCUBATOR_STATUS_OK, "\"state\": \"unordered\""},
      {"r", "low", 0, INCUBATOR_STATUS_OK, "\"state\": \"reached\""},
      {"r", "high", 0, INCUBATOR_STATUS_OK, "\"steps\": 48"},
      {"r", "高", 0, INCUBATOR_STATUS_OK, "\"to\": \"50\""},
      {"r", "high", 47, INCUBATOR_STATUS_OK, "\"why\": \"steps\""},
      {"r", "high", 48, INCUBATOR_STATUS_OK, "\"steps\": 48"},
      {"even", NULL, 0, INCUBATOR_STATUS_OK, "\"by\": \"5\""},
      {"even", "false", 0, INCUBATOR_STATUS_OK, "\"state\": \"reached\""},
      {"even", "maybe", 0, INCUBATOR_STATUS_NOT_FOUND, NULL},
      {"r", "good", 0, INCUBATOR_STATUS_NOT_FOUND, NULL},
      {"twice", NULL, 0, INCUBATOR_STATUS_OK, "\"changes\": []"},
      {"twice", "8", 0, INCUBATOR_STATUS_NOT_FOUND, NULL},
  };
  world w;
  (void)state;
  world_open(&w, asked_policy, "t", "id,x\na,2\n", "2024-06-30");
  for (size_t i = 0; i < COUNT(cases); i++) ask(&w, &cases[i]);
  world_end(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(field_with_a_fault_in_actionable_is_an_error_at_its_place),
      cmocka_unit_test(measure_with_a_fault_in_actionable_is_an_error_at_its_place),
      cmocka_unit_test(choose_with_a_fault_in_best_first_is_an_error_at_its_place),
      cmocka_unit_test(outcome_to_reach_is_found_or_refused),
  };
  return cmocka_run_group_tests_name("actionable", tests, NULL, NULL);
}
