/* Comparisons from C: lines, totals, outcomes, reasons; what is refused; memory that fails. The figures are the oracle's business. */
#include <incubator/compare.h>

#include "trial.h"

/* %s: the amount of an event; the order's value; a threshold. */
static const char policy_text[] =
    "{'format': 'incubator-policy/1', 'id': 'p', 'sources': {'s': {'title': 's'}}, 'categories': {'g': {'a': {}, 'b': {}}}, 'units': {'yuan': {}},\n"
    " 'parameters': {'rate': {'type': 'decimal', 'cite': 's#1', 'values': [{'from': '2020-01-01', 'value': 0.5}]},\n"
    "   'open': {'type': 'decimal', 'unit': 'yuan', 'evidence': 'assumed', 'assumed': 'not seen', 'values': []}},\n"
    " 'tables': {'d': {'key': 'id', 'fields': {'id': {'type': 'text'}}, 'rows': [{'id': 'east'}, {'id': 'west'}]},\n"
    "  't': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal', 'min': 0, 'max': 100}}, 'links': {'d': {'to': 'd'}}},\n"
    "  'e': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'paid': {'type': 'decimal', 'unit': 'yuan', 'min': 0, 'max': 1000}}, 'links': {'t': {'to': 't'}}}},\n"
    " 'rules': {'one': {'kind': 'award', 'on': 'e', 'cite': 's#2', 'round': {'to': 0.01, 'mode': 'half-up'}, 'amount': {'*': [{'var': 'paid'}, {'var': 'params.rate'}]}},\n"
    "  'own': {'kind': 'award', 'on': 'e', 'to': 't', 'cite': 's#2', 'round': {'to': 0.01, 'mode': 'half-up'}, 'amount': %s,\n"
    "    'adjust': [{'cap': 60, 'over': ['t'], 'fill': 'partial', 'order': [{'value': {'var': 'paid'}, 'first': 'lowest'}], 'ties': 'in-order'}]},\n"
    "  'whole': {'kind': 'award', 'on': 't', 'cite': 's#3', 'round': {'to': 0.01, 'mode': 'half-up'}, 'awards': ['one'], 'pay': 'all'},\n"
    "  'more': {'kind': 'award', 'on': 't', 'cite': 's#4', 'round': {'to': 0.01, 'mode': 'half-up'}, 'when': {'==': [{'var': 'g'}, 'a']}, 'amount': {'var': 'params.open'}},\n"
    "  'sum': {'kind': 'measure', 'on': 't', 'cite': 's', 'rows': 'e', 'take': 'sum', 'of': {'var': 'paid'}},\n"
    "  'z': {'kind': 'score', 'on': 't', 'cite': 's', 'aggregate': 'sum', 'items': {'x': {'value': {'var': 'x'}, 'scale': {'cohort': 'min-max', 'to': [0, 100], 'constant': 0}}}},\n"
    "  'first': {'kind': 'select', 'on': 't', 'cite': 's', 'order': [{'value': %s, 'first': 'highest'}], 'places': 1, 'ties': 'in'},\n"
    "  'g': {'kind': 'choose', 'on': 't', 'cite': 's#5', 'categories': 'g', 'best_first': ['a', 'b'], 'cases': [{'when': {'>=': [{'var': 'sum'}, %s]}, 'is': 'a'}], 'else': {'is': 'b'}}}}";

#define HALF "{'*': [{'var': 'paid'}, 0.5]}"
#define THIRD "{'/': [{'var': 'paid'}, 3]}"
static const char t_rows[] = "id,x,d\nc1,10,east\nc2,30,east\nc3,20,west\nc4,,west\n";
static const char e_rows[] = "id,paid,t\ne1,100,c1\ne2,50,c1\ne3,80,c2\ne4,,c3\ne5,30,c3\ne6,7,\n";
static const char more_e_rows[] = "id,paid,t\ne1,100,c1\ne2,50,c2\ne3,81,c2\ne5,30,c3\ne7,9,c4\n";

typedef struct setting {
  incubator_decisions *before, *after;
} setting;

typedef struct side {
  const char *amount, *order, *line, *events, *settings[2];
} side;

static const side usual = {HALF, "{'var': 'x'}", "60", e_rows, {NULL, NULL}};

static incubator_decisions *decide(const side *of, const incubator_allocator *a)
{
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy_options options = INCUBATOR_POLICY_OPTIONS_INIT;
  incubator_decisions_options how = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_policy *policy = NULL;
  incubator_registry_builder *builder = NULL;
  incubator_registry *registry = NULL;
  incubator_decisions *decisions = NULL;
  char *single = printed(policy_text, of->amount, of->order, of->line), *text = quoted(single);
  source.text = text, source.length = strlen(text);
  options.settings = of->settings;
  options.setting_count = of->settings[0] ? of->settings[1] ? 2 : 1 : 0;
  if (incubator_policy_read(&source, &options, &policy, NULL, &e) != INCUBATOR_STATUS_OK) fail_msg("%s", e.message);
  assert_int_equal(incubator_registry_builder_create(policy, NULL, &builder, NULL), INCUBATOR_STATUS_OK);
  const char *const tables[] = {"t", "e"}, *const rows[] = {t_rows, of->events};
  for (size_t i = 0; i < 2; i++) {
    incubator_registry_source data = INCUBATOR_REGISTRY_SOURCE_INIT;
    data.bytes = rows[i], data.length = strlen(rows[i]), data.table = tables[i];
    if (incubator_registry_builder_read(builder, &data, &e) != INCUBATOR_STATUS_OK) fail_msg("%s", e.message);
  }
  if (incubator_registry_builder_finish(builder, &registry, NULL, &e) != INCUBATOR_STATUS_OK) fail_msg("%s", e.message);
  how.as_of = "2022-06-30";
  how.all_parts = 1;
  how.allocator = a;
  if (incubator_decisions_create(policy, registry, &how, &decisions, &e) != INCUBATOR_STATUS_OK) fail_msg("%s", e.message);
  incubator_registry_builder_free(builder);
  incubator_registry_unref(registry);
  incubator_policy_unref(policy);
  free(single);
  free(text);
  return decisions;
}

static void start(setting *s, const side *after, const incubator_allocator *a)
{
  s->before = decide(&usual, a);
  s->after = decide(after, a);
}

static void end(setting *s)
{
  incubator_decisions_unref(s->before);
  incubator_decisions_unref(s->after);
}

static incubator_comparison *compare(const setting *s, const incubator_comparison_options *o)
{
  incubator_comparison *c = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  if (incubator_comparison_create(s->before, s->after, o, &c, &e) != INCUBATOR_STATUS_OK) fail_msg("%s", e.message);
  return c;
}

static incubator_comparison_line line_of(const incubator_comparison *c, const char *programme, const char *recipient, size_t *index)
{
  incubator_comparison_line line = INCUBATOR_COMPARISON_LINE_INIT;
  for (size_t i = 0; incubator_comparison_line_get(c, i, &line) == INCUBATOR_STATUS_OK; i++) {
    if (index) *index = i;
    if (!strcmp(line.programme, programme) && line.recipient && !strcmp(line.recipient, recipient)) return line;
  }
  fail_msg("no line %s %s", programme, recipient);
  return line;
}

/* The reasons of a line, "kind name side table:key" with ; between. */
static const char *reasons_of(incubator_comparison *c, incubator_comparison_what what, size_t index)
{
  static char text[2048];
  incubator_comparison_reason reasons[INCUBATOR_COMPARISON_REASONS];
  size_t count, length = 0;
  for (size_t i = 0; i < COUNT(reasons); i++) reasons[i] = (incubator_comparison_reason)INCUBATOR_COMPARISON_REASON_INIT;
  assert_int_equal(incubator_comparison_reasons(c, what, index, reasons, COUNT(reasons), &count, NULL), INCUBATOR_STATUS_OK);
  *text = 0;
  for (size_t i = 0; i < count; i++) {
    length += (size_t)snprintf(text + length, sizeof text - length, "%s%d %s %d %s:%s", i ? "; " : "", reasons[i].kind, reasons[i].name ? reasons[i].name : "-",
                               reasons[i].side, reasons[i].table ? reasons[i].table : "-", reasons[i].key ? reasons[i].key : "-");
  }
  return text;
}

static const char *line_reasons(incubator_comparison *c, const char *programme, const char *recipient)
{
  size_t index = 0;
  line_of(c, programme, recipient, &index);
  return reasons_of(c, INCUBATOR_COMPARISON_LINE, index);
}

/* ---- Money ---- */

static void lines_are_told_and_totals_reconcile(void **state)
{
  (void)state;
  setting s;
  side after = usual;
  after.amount = THIRD;
  start(&s, &after, NULL);
  incubator_comparison *c = compare(&s, NULL);
  const incubator_comparison_line line = line_of(c, "own", "c2", NULL);
  assert_int_equal(line.before, 40000000);
  assert_int_equal(line.after, 26670000);
  assert_int_equal(line.change, INCUBATOR_CHANGE_LESS);
  assert_int_equal(line.difference.value, -13330000);
  assert_string_equal(line.unit, "yuan");
  assert_int_equal(line_of(c, "own", "c1", NULL).after, 50000000);
  const incubator_comparison_line open = line_of(c, "own", "c3", NULL);
  assert_int_equal(open.change, INCUBATOR_CHANGE_UNDETERMINED);
  assert_int_equal(open.open_before, 1);
  assert_int_equal(open.before, 15000000);
  assert_true(open.difference.gap != INCUBATOR_GAP_NONE);
  for (size_t by = 0; incubator_comparison_total_count(c, by); by++) {
    int64_t before = 0;
    for (size_t i = 0; i < incubator_comparison_total_count(c, by); i++) {
      incubator_comparison_total t = INCUBATOR_COMPARISON_TOTAL_INIT;
      assert_int_equal(incubator_comparison_total_get(c, by, i, &t), INCUBATOR_STATUS_OK);
      assert_int_equal(t.before - t.before_open + t.gains - t.losses, t.after - t.after_open);
      before += t.before;
    }
    assert_int_equal(before, 230000000); /* own 60 + 40 + 15, whole 75 + 40; the cap leaves open what is for nobody */
  }
  assert_string_equal(incubator_comparison_by_name(c, INCUBATOR_COMPARISON_BY), "d");
  assert_null(incubator_comparison_by_name(c, INCUBATOR_COMPARISON_BY_UNIT));
  incubator_comparison_free(c);
  end(&s);
}

static void reasons_are_those_nearest_to_the_cause(void **state)
{
  (void)state;
  setting s;
  side after = usual;
  after.amount = THIRD;
  after.settings[0] = "rate=0.25";
  start(&s, &after, NULL);
  incubator_comparison *c = compare(&s, NULL);
  assert_string_equal(line_reasons(c, "own", "c2"), "2 own 0 e:e3");
  assert_string_equal(line_reasons(c, "whole", "c1"), "1 rate 0 -:-"); /* by the awards of rows below */
  incubator_comparison_free(c);
  end(&s);

  after = usual;
  after.events = more_e_rows;
  after.line = "131";
  start(&s, &after, NULL);
  c = compare(&s, NULL);
  assert_string_equal(line_reasons(c, "own", "c4"), "4 - 2 e:e7");
  assert_string_equal(line_reasons(c, "own", "c2"), "3 paid 0 e:e3; 3 t 0 e:e2");
  incubator_comparison_single single = INCUBATOR_COMPARISON_SINGLE_INIT;
  assert_int_equal(incubator_comparison_single_count(c), 3);
  assert_int_equal(incubator_comparison_single_get(c, 2, &single), INCUBATOR_STATUS_OK);
  assert_string_equal(single.key, "e7");
  assert_int_equal(single.side, INCUBATOR_SIDE_AFTER);
  for (size_t i = 0; i < incubator_comparison_cell_count(c); i++) {
    incubator_comparison_cell cell = INCUBATOR_COMPARISON_CELL_INIT;
    incubator_comparison_outcome o = INCUBATOR_COMPARISON_OUTCOME_INIT;
    assert_int_equal(incubator_comparison_cell_get(c, i, &cell), INCUBATOR_STATUS_OK);
    assert_int_equal(incubator_comparison_outcome_get(c, cell.outcome, &o), INCUBATOR_STATUS_OK);
    if (strcmp(o.rule, "g") || strcmp(cell.key, "c1")) continue;
    assert_int_equal(cell.change, INCUBATOR_CHANGE_LESS); /* a comes before b */
    assert_string_equal(reasons_of(c, INCUBATOR_COMPARISON_CELL, i), "3 t 0 e:e2; 2 g 0 t:c1");
  }
  incubator_comparison_free(c);
  end(&s);
}

static void a_rival_is_the_reason(void **state)
{
  (void)state;
  setting s;
  side after = usual;
  after.order = "{'if': [{'==': [{'var': 'd'}, 'west']}, 99, {'var': 'x'}]}";
  start(&s, &after, NULL);
  incubator_comparison *c = compare(&s, NULL);
  bool found = false;
  for (size_t i = 0; i < incubator_comparison_cell_count(c) && !found; i++) {
    incubator_comparison_cell cell = INCUBATOR_COMPARISON_CELL_INIT;
    assert_int_equal(incubator_comparison_cell_get(c, i, &cell), INCUBATOR_STATUS_OK);
    found = !strcmp(cell.key, "c2") && cell.type == INCUBATOR_TYPE_BOOLEAN && cell.before.value == 1;
    if (found) assert_string_equal(reasons_of(c, INCUBATOR_COMPARISON_CELL, i), "2 first 0 t:c2");
  }
  assert_true(found);
  incubator_comparison_free(c);
  end(&s);
}

static void outcomes_have_transitions(void **state)
{
  (void)state;
  setting s;
  side after = usual;
  after.line = "90";
  start(&s, &after, NULL);
  incubator_comparison *c = compare(&s, NULL);
  size_t index = 0;
  incubator_comparison_outcome o = INCUBATOR_COMPARISON_OUTCOME_INIT;
  while (incubator_comparison_outcome_get(c, index, &o) == INCUBATOR_STATUS_OK && strcmp(o.rule, "g")) index++;
  assert_int_equal(o.rows, 4);
  assert_int_equal(o.less, 1);
  assert_int_equal(o.undetermined, 1);
  size_t rows = 0;
  for (size_t i = 0; i < o.transitions; i++) {
    incubator_comparison_transition t = INCUBATOR_COMPARISON_TRANSITION_INIT;
    assert_int_equal(incubator_comparison_transition_get(c, index, i, &t), INCUBATOR_STATUS_OK);
    rows += t.rows;
    if (t.before && t.after && strcmp(t.before, t.after)) assert_true(!strcmp(t.before, "a") && !strcmp(t.after, "b") && t.rows == 1);
  }
  assert_int_equal(rows, 4);
  incubator_comparison_parameter p = INCUBATOR_COMPARISON_PARAMETER_INIT;
  assert_int_equal(incubator_comparison_parameter_count(c), 1);
  assert_int_equal(incubator_comparison_parameter_get(c, 0, &p), INCUBATOR_STATUS_OK);
  assert_string_equal(p.name, "open");
  assert_int_equal(p.before.gap, INCUBATOR_GAP_UNSET);
  assert_int_equal(p.differs, 0);
  assert_string_equal(p.evidence_after, "assumed");
  incubator_comparison_free(c);
  end(&s);
}

/* ---- What is refused ---- */

static void what_is_refused(void **state)
{
  (void)state;
  static const char *const names[] = {"own", "nothing"}, *const empty[] = {NULL};
  setting s;
  start(&s, &usual, NULL);
  incubator_comparison *c = (incubator_comparison *)&s;
  incubator_comparison_options o = INCUBATOR_COMPARISON_OPTIONS_INIT;
  assert_int_equal(incubator_comparison_create(NULL, s.after, NULL, &c, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_null(c);
  assert_int_equal(incubator_comparison_create(s.before, s.after, NULL, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  o.by_count = 1;
  assert_int_equal(incubator_comparison_create(s.before, s.after, &o, &c, NULL), INCUBATOR_STATUS_ARGUMENT);
  o.by = empty;
  assert_int_equal(incubator_comparison_create(s.before, s.after, &o, &c, NULL), INCUBATOR_STATUS_ARGUMENT);
  o.by = names + 1;
  assert_int_equal(incubator_comparison_create(s.before, s.after, &o, &c, NULL), INCUBATOR_STATUS_NOT_FOUND);
  o.by_count = 0, o.rules = names, o.rule_count = 2;
  assert_int_equal(incubator_comparison_create(s.before, s.after, &o, &c, NULL), INCUBATOR_STATUS_NOT_FOUND);
  o.rules = empty, o.rule_count = 1;
  assert_int_equal(incubator_comparison_create(s.before, s.after, &o, &c, NULL), INCUBATOR_STATUS_ARGUMENT);
  o.size = 16;
  assert_int_equal(incubator_comparison_create(s.before, s.after, &o, &c, NULL), INCUBATOR_STATUS_STRUCT_OLD);
  c = compare(&s, NULL);
  incubator_comparison_line line = INCUBATOR_COMPARISON_LINE_INIT;
  incubator_comparison_reason reason = INCUBATOR_COMPARISON_REASON_INIT;
  incubator_comparison_report how = INCUBATOR_COMPARISON_REPORT_INIT;
  sink out = {0};
  incubator_writer writer = sink_writer(&out);
  size_t count;
  assert_int_equal(incubator_comparison_line_get(c, 1000, &line), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(incubator_comparison_line_get(NULL, 0, &line), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_comparison_total_count(c, 1000), 0);
  assert_int_equal(incubator_comparison_reasons(c, INCUBATOR_COMPARISON_LINE, 1000, &reason, 1, &count, NULL), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(incubator_comparison_reasons(c, (incubator_comparison_what)9, 0, &reason, 1, &count, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_comparison_reasons(c, INCUBATOR_COMPARISON_LINE, 0, &reason, 1, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_comparison_reasons(c, INCUBATOR_COMPARISON_LINE, 0, NULL, 0, &count, NULL), INCUBATOR_STATUS_OK);
  how.only = (incubator_comparison_only)9;
  assert_int_equal(incubator_comparison_write(c, &how, &writer, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_comparison_write(c, NULL, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  line.size = 3;
  assert_int_equal(incubator_comparison_line_get(c, 0, &line), INCUBATOR_STATUS_ARGUMENT);
  incubator_comparison_free(c);
  incubator_comparison_free(NULL);
  sink_free(&out);
  end(&s);
}

/* ---- Memory ---- */

static const side otherwise = {THIRD, "{'if': [{'==': [{'var': 'd'}, 'west']}, 99, {'var': 'x'}]}", "131", more_e_rows, {"rate=0.25", "open=3"}};

static incubator_status create(trial *t, setting *s, incubator_comparison **c)
{
  static const char *const by[] = {"d", "g"};
  incubator_comparison_options o = INCUBATOR_COMPARISON_OPTIONS_INIT;
  o.by = by, o.by_count = COUNT(by);
  start(s, &otherwise, &t->allocator);
  trial_arm(t);
  const incubator_status status = incubator_comparison_create(s->before, s->after, &o, c, NULL);
  trial_disarm(t);
  return status;
}

static incubator_status try_create(trial *t)
{
  setting s;
  incubator_comparison *c = NULL;
  const incubator_status status = create(t, &s, &c);
  assert_true((status == INCUBATOR_STATUS_OK) == (c != NULL));
  incubator_comparison_free(c);
  end(&s);
  return status;
}

/* Prepared without a failure, then written. */
static incubator_status try_write(trial *t, incubator_format format)
{
  setting s;
  incubator_comparison *c = NULL;
  incubator_comparison_report how = INCUBATOR_COMPARISON_REPORT_INIT;
  incubator_writer writer = sink_writer(&t->out);
  start(&s, &otherwise, &t->allocator);
  c = compare(&s, NULL);
  how.format = format;
  how.only = INCUBATOR_COMPARISON_ONLY_ALL;
  trial_arm(t);
  const incubator_status status = incubator_comparison_write(c, &how, &writer, NULL);
  trial_disarm(t);
  incubator_comparison_free(c);
  end(&s);
  return status;
}

static incubator_status try_table(trial *t)
{
  return try_write(t, INCUBATOR_FORMAT_TABLE);
}

static incubator_status try_csv(trial *t)
{
  return try_write(t, INCUBATOR_FORMAT_CSV);
}

static incubator_status try_json(trial *t)
{
  return try_write(t, INCUBATOR_FORMAT_JSON);
}

static void comparisons_without_memory_say_so(void **state)
{
  (void)state;
  check_trials("a comparison", try_create);
  check_trials("the table", try_table);
  check_trials("CSV", try_csv);
  check_trials("JSON", try_json);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_are_told_and_totals_reconcile),
      cmocka_unit_test(reasons_are_those_nearest_to_the_cause),
      cmocka_unit_test(a_rival_is_the_reason),
      cmocka_unit_test(outcomes_have_transitions),
      cmocka_unit_test(what_is_refused),
      cmocka_unit_test(comparisons_without_memory_say_so),
  };
  return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
