/* Robustness from C: columns, weights, moves; what is refused; threads; memory that fails. The figures are the oracle's business. */
#include <incubator/robustness.h>

#include "trial.h"

static const char policy_text[] =
    "{'format': 'incubator-policy/1', 'id': 'r', 'sources': {'s': {'title': 's'}}, 'categories': {'g': {'a': {}, 'b': {}}},\n"
    " 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'integer', 'min': 0, 'max': 100}, 'y': {'type': 'integer', 'min': 0, 'max': 100},\n"
    "   'k': {'type': 'integer', 'min': 0, 'max': 9}}}, 'u': {'key': 'id', 'fields': {'id': {'type': 'text'}}}},\n"
    " 'rules': {'s': {'kind': 'score', 'on': 't', 'cite': 's', 'aggregate': 'sum', 'items': {\n"
    "    'x': {'value': {'var': 'x'}, 'weight': 0.6}, 'y': {'value': {'var': 'y'}, 'weight': 0.4, 'scale': {'cohort': 'min-max', 'to': [0, 100], 'constant': 0}},\n"
    "    'h': {'weight': 1, 'aggregate': 'mean', 'items': {'k': {'value': {'var': 'k'}, 'weight': {'+': [1, {'var': 'k'}]}}, 'x': {'value': {'var': 'x'}}}}}},\n"
    "  'f': {'kind': 'score', 'on': 't', 'cite': 's', 'aggregate': 'sum', 'items': {'x': {'value': {'var': 'x'}, 'weight': 2}, 'e': {'aggregate': 'mean', 'weights': 'entropy', 'items': {\n"
    "    'y': {'value': {'var': 'y'}, 'scale': {'cohort': 'min-max', 'to': [0, 100], 'constant': 0}}, 'x': {'value': {'var': 'x'}}}}}},\n"
    "  'gf': {'kind': 'choose', 'on': 't', 'cite': 's', 'categories': 'g', 'cases': [{'when': {'>=': [{'var': 'f'}, 150]}, 'is': 'a'}], 'else': {'is': 'b'}},\n"
    "  'late': {'kind': 'score', 'on': 't', 'cite': 's', 'from': '2030-01-01', 'aggregate': 'sum', 'items': {'x': {'value': {'var': 'x'}}}},\n"
    "  'n': {'kind': 'measure', 'on': 'u', 'cite': 's', 'rows': 'u', 'take': 'count'},\n"
    "  'few': {'kind': 'require', 'on': 'u', 'cite': 's', 'conditions': {'n': {'is': {'<': [{'var': 'n'}, 2]}}}},\n"
    "  'sel': {'kind': 'select', 'on': 't', 'cite': 's', 'order': [{'value': {'var': 's'}, 'first': 'highest'}], 'places': 2, 'ties': 'in'},\n"
    "  'small': {'kind': 'require', 'on': 't', 'cite': 's', 'conditions': {'k': {'is': {'<': [{'var': 'k'}, 2]}}}},\n"
    "  'g': {'kind': 'choose', 'on': 't', 'cite': 's', 'categories': 'g', 'cases': [{'when': {'and': [{'var': 'sel'}, {'>=': [{'var': 's'}, 60]}]}, 'is': 'a'}], 'else': {'is': 'b'}}}}";
static const char rows[] = "id,x,y,k\na,80,10,1\nb,50,90,2\nc,70,40,0\nd,,5,3\ne,70,40,0\n";

typedef struct setting {
  incubator_policy *policy;
  incubator_registry *registry;
} setting;

static void start(setting *s, const char *csv)
{
  incubator_registry_builder *builder = NULL;
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  *s = (setting){0};
  assert_int_equal(trial_read_policy(policy_text, NULL, &s->policy, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_create(s->policy, NULL, &builder, NULL), INCUBATOR_STATUS_OK);
  source.bytes = csv, source.length = strlen(csv), source.table = "t";
  assert_int_equal(incubator_registry_builder_read(builder, &source, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_finish(builder, &s->registry, NULL, NULL), INCUBATOR_STATUS_OK);
  incubator_registry_builder_free(builder);
}

static void end(setting *s)
{
  incubator_registry_unref(s->registry);
  incubator_policy_unref(s->policy);
}

static incubator_robustness_options asked(void)
{
  incubator_robustness_options o = INCUBATOR_ROBUSTNESS_OPTIONS_INIT;
  o.as_of = "2024-06-30";
  o.score = "s";
  o.outcome = "g";
  o.top = 2;
  o.runs = 50;
  o.seed = 9;
  return o;
}

static incubator_robustness *vary(const setting *s, const incubator_robustness_options *o)
{
  incubator_robustness *r;
  incubator_error e = INCUBATOR_ERROR_INIT;
  if (incubator_robustness_create(s->policy, s->registry, o, &r, &e) != INCUBATOR_STATUS_OK) fail_msg("%s", e.message);
  return r;
}

/* ---- What there is ---- */

static void columns_have_names_and_cells(void **state)
{
  static const char *const names[] = {"score", "score:least", "score:low", "score:median", "score:high", "score:greatest",
                                      "rank",  "rank:least",  "rank:low",  "rank:median",  "rank:high",  "rank:greatest",
                                      "outcome", "same", "share:a", "share:b", "undetermined", "top", "top:share"};
  (void)state;
  setting s;
  start(&s, rows);
  incubator_robustness_options o = asked();
  incubator_robustness *r = vary(&s, &o);
  for (size_t i = 0; i < COUNT(names); i++) {
    incubator_column c = INCUBATOR_COLUMN_INIT;
    assert_string_equal(incubator_robustness_name(r, i), names[i]);
    assert_int_equal(incubator_robustness_column(r, names[i], &c, NULL), INCUBATOR_STATUS_OK);
    assert_int_equal(c.rows, 5);
    assert_int_equal(c.gaps[3] != 0, i < 13); /* d has no score, so no outcome either … */
    if (!strcmp(names[i], "undetermined")) assert_int_equal(((const int64_t *)c.values)[3], 1000000);
    if (!strcmp(names[i], "outcome")) assert_string_equal(c.list, "g");
  }
  assert_null(incubator_robustness_name(r, COUNT(names)));
  incubator_column c = INCUBATOR_COLUMN_INIT;
  assert_int_equal(incubator_robustness_column(r, "share:c", &c, NULL), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(incubator_robustness_column(r, NULL, &c, NULL), INCUBATOR_STATUS_ARGUMENT);
  c.size = 3;
  assert_int_equal(incubator_robustness_column(r, "same", &c, NULL), INCUBATOR_STATUS_ARGUMENT);
  incubator_robustness_free(r);
  end(&s);
}

static void weights_are_told_and_drawn(void **state)
{
  (void)state;
  setting s;
  start(&s, rows);
  incubator_robustness_options o = asked();
  incubator_robustness *r = vary(&s, &o);
  static const char *const items[] = {"x", "y", "h", "h/k", "h/x"};
  static const int64_t stated[] = {600000, 400000, 1000000, 0, 1000000};
  for (size_t i = 0; i < COUNT(items); i++) {
    incubator_robustness_weight w = INCUBATOR_ROBUSTNESS_WEIGHT_INIT;
    assert_int_equal(incubator_robustness_weight_get(r, i, &w), INCUBATOR_STATUS_OK);
    assert_string_equal(w.item, items[i]);
    assert_int_equal(w.stated, stated[i]);
    assert_int_equal(w.held != NULL, i >= 3);
  }
  incubator_robustness_weight w = INCUBATOR_ROBUSTNESS_WEIGHT_INIT;
  assert_int_equal(incubator_robustness_weight_get(r, 5, &w), INCUBATOR_STATUS_NOT_FOUND);
  for (size_t run = 0; run < o.runs; run++) {
    int64_t total = 0, micros;
    for (size_t i = 0; i < 3; i++) {
      assert_int_equal(incubator_robustness_drawn(r, run, i, &micros), INCUBATOR_STATUS_OK);
      total += micros;
    }
    assert_int_equal(total, 2000000);
  }
  int64_t micros;
  assert_int_equal(incubator_robustness_drawn(r, o.runs, 0, &micros), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(incubator_robustness_drawn(r, 0, 5, &micros), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(incubator_robustness_drawn(r, 0, 0, NULL), INCUBATOR_STATUS_ARGUMENT);
  incubator_robustness_free(r);
  end(&s);
}

static void weights_found_are_held(void **state)
{
  static const int64_t stated[] = {2000000, 1000000, 0, 0};
  (void)state;
  setting s;
  start(&s, rows);
  incubator_robustness_options o = asked();
  o.score = "f", o.outcome = "gf";
  incubator_robustness *r = vary(&s, &o);
  for (size_t i = 0; i < COUNT(stated); i++) {
    incubator_robustness_weight w = INCUBATOR_ROBUSTNESS_WEIGHT_INIT;
    incubator_move m = INCUBATOR_MOVE_INIT;
    incubator_move_question q = INCUBATOR_MOVE_QUESTION_INIT;
    int64_t micros;
    q.weight = i;
    assert_int_equal(incubator_robustness_weight_get(r, i, &w), INCUBATOR_STATUS_OK);
    assert_int_equal(w.stated, stated[i]);
    assert_int_equal(incubator_robustness_drawn(r, 0, i, &micros), INCUBATOR_STATUS_OK);
    assert_int_equal(micros != 0, i < 2);
    assert_int_equal(incubator_robustness_move(r, &q, &m, NULL), i < 2 ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_ARGUMENT);
    if (i < 2) assert_null(w.held);
    else assert_string_equal(w.held, "found in the data");
  }
  incubator_robustness_free(r);
  end(&s);
}

static void assert_same(const incubator_robustness *a, const incubator_robustness *b)
{
  for (size_t i = 0; incubator_robustness_name(a, i); i++) {
    incubator_column x = INCUBATOR_COLUMN_INIT, y = INCUBATOR_COLUMN_INIT;
    assert_int_equal(incubator_robustness_column(a, incubator_robustness_name(a, i), &x, NULL), INCUBATOR_STATUS_OK);
    assert_int_equal(incubator_robustness_column(b, incubator_robustness_name(a, i), &y, NULL), INCUBATOR_STATUS_OK);
    assert_memory_equal(x.values, y.values, x.rows * x.width);
    assert_memory_equal(x.gaps, y.gaps, x.rows);
  }
}

static void threads_change_nothing(void **state)
{
  static const incubator_normalisation ways[] = {INCUBATOR_NORMALISATION_MIN_MAX, INCUBATOR_NORMALISATION_RANK, INCUBATOR_NORMALISATION_BEST};
  (void)state;
  setting s;
  start(&s, rows);
  incubator_robustness_options o = asked();
  o.runs = 500;
  o.normalisations = ways;
  o.normalisation_count = COUNT(ways);
  incubator_robustness *one = vary(&s, &o);
  for (unsigned threads = 2; threads <= 200; threads *= 3) {
    o.threads = threads;
    incubator_robustness *many = vary(&s, &o);
    assert_same(one, many);
    incubator_robustness_free(many);
  }
  incubator_robustness_free(one);
  end(&s);
}

/* ---- Moves ---- */

static void moves_are_refused_where_there_are_none(void **state)
{
  (void)state;
  setting s;
  start(&s, rows);
  incubator_robustness_options o = asked();
  o.top = 0;
  incubator_robustness *r = vary(&s, &o);
  incubator_move m = INCUBATOR_MOVE_INIT;
  incubator_move_question q = INCUBATOR_MOVE_QUESTION_INIT;
  assert_int_equal(incubator_robustness_move(r, &q, &m, NULL), INCUBATOR_STATUS_OK);
  assert_true(m.exact && m.runs > 1);
#define REFUSED(member, bad, good, status)                                  \
  q.member = bad;                                                           \
  assert_int_equal(incubator_robustness_move(r, &q, &m, NULL), status);     \
  q.member = good;
  REFUSED(weight, 5, 0, INCUBATOR_STATUS_NOT_FOUND)
  REFUSED(weight, 3, 0, INCUBATOR_STATUS_ARGUMENT)
  REFUSED(watch, INCUBATOR_WATCH_TOP, INCUBATOR_WATCH_OUTCOMES, INCUBATOR_STATUS_ARGUMENT)
  REFUSED(watch, (incubator_watch)7, INCUBATOR_WATCH_OUTCOMES, INCUBATOR_STATUS_ARGUMENT)
  REFUSED(watch, INCUBATOR_WATCH_SUBJECT, INCUBATOR_WATCH_OUTCOMES, INCUBATOR_STATUS_ARGUMENT)
  REFUSED(size, 16, sizeof q, INCUBATOR_STATUS_STRUCT_OLD)
  q.watch = INCUBATOR_WATCH_SUBJECT;
  REFUSED(subject, "t:z", "t:a", INCUBATOR_STATUS_NOT_FOUND)
  REFUSED(subject, "", "t:a", INCUBATOR_STATUS_ARGUMENT)
  q.runs = 3;
  assert_int_equal(incubator_robustness_move(r, &q, &m, NULL), INCUBATOR_STATUS_OK);
  assert_true(m.limit <= m.reach && m.runs <= 4);
  assert_int_equal(incubator_robustness_move(NULL, &q, &m, NULL), INCUBATOR_STATUS_ARGUMENT);
  incubator_robustness_free(r);
  end(&s);
}

/* ---- What is refused ---- */

typedef void (*spoil)(incubator_robustness_options *o);

#define SPOIL(name, ...)                              \
  static void name(incubator_robustness_options *o)   \
  {                                                   \
    __VA_ARGS__;                                      \
  }
SPOIL(no_date, o->as_of = NULL)
SPOIL(bad_date, o->as_of = "2024-02-30")
SPOIL(no_score, o->score = NULL)
SPOIL(other_score, o->score = "g")
SPOIL(unknown_score, o->score = "zz")
SPOIL(part_score, o->score = "s:x")
SPOIL(late_score, o->score = "late"; o->outcome = NULL)
SPOIL(other_table, o->outcome = "few")
SPOIL(no_categories, o->outcome = "n")
SPOIL(not_behind, o->outcome = "small")
SPOIL(no_selection, o->rank = "g")
SPOIL(many_runs, o->runs = 1000001)
SPOIL(wide_spread, o->spread = 1000001)
SPOIL(negative_spread, o->spread = -1)
SPOIL(crossed, o->low = 900000; o->high = 100000)
SPOIL(beyond, o->high = 1000001)
SPOIL(no_weights, o->weights = (incubator_weights)9)
SPOIL(held, o->weights = INCUBATOR_WEIGHTS_HELD)
SPOIL(no_ways, o->normalisation_count = 1)
SPOIL(small_struct, o->size = 8)

static void what_is_refused(void **state)
{
  static const struct {
    spoil spoil;
    incubator_status status;
  } cases[] = {
      {no_date, INCUBATOR_STATUS_ARGUMENT},       {bad_date, INCUBATOR_STATUS_SYNTAX},       {no_score, INCUBATOR_STATUS_ARGUMENT},
      {other_score, INCUBATOR_STATUS_ARGUMENT},   {unknown_score, INCUBATOR_STATUS_NOT_FOUND}, {part_score, INCUBATOR_STATUS_NOT_FOUND},
      {late_score, INCUBATOR_STATUS_ARGUMENT},    {other_table, INCUBATOR_STATUS_ARGUMENT},  {no_categories, INCUBATOR_STATUS_ARGUMENT},
      {not_behind, INCUBATOR_STATUS_ARGUMENT},    {no_selection, INCUBATOR_STATUS_ARGUMENT}, {many_runs, INCUBATOR_STATUS_ARGUMENT},
      {wide_spread, INCUBATOR_STATUS_ARGUMENT},   {negative_spread, INCUBATOR_STATUS_ARGUMENT}, {crossed, INCUBATOR_STATUS_ARGUMENT},
      {beyond, INCUBATOR_STATUS_ARGUMENT},        {no_weights, INCUBATOR_STATUS_ARGUMENT},   {held, INCUBATOR_STATUS_ARGUMENT},
      {no_ways, INCUBATOR_STATUS_ARGUMENT},       {small_struct, INCUBATOR_STATUS_STRUCT_OLD},
  };
  (void)state;
  setting s, empty;
  start(&s, rows);
  start(&empty, "id,x,y,k\n");
  for (size_t i = 0; i < COUNT(cases); i++) {
    incubator_robustness_options o = asked();
    incubator_robustness *r = (incubator_robustness *)&o;
    incubator_error e = INCUBATOR_ERROR_INIT;
    cases[i].spoil(&o);
    incubator_status status = incubator_robustness_create(s.policy, s.registry, &o, &r, &e);
    if (status != cases[i].status || r || e.status != status || !*e.message) fail_msg("case %zu: %d, %s", i, status, e.message);
  }
  incubator_robustness_options o = asked();
  incubator_robustness *r;
  assert_int_equal(incubator_robustness_create(empty.policy, empty.registry, &o, &r, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_robustness_create(NULL, s.registry, &o, &r, NULL), INCUBATOR_STATUS_ARGUMENT);
  incubator_robustness_free(NULL);
  end(&empty);
  end(&s);
}

/* ---- Memory ---- */

static incubator_status create_for(trial *t, const setting *s, const char *score, const char *outcome, incubator_robustness **r)
{
  incubator_robustness_options o = asked();
  o.allocator = &t->allocator;
  o.score = score;
  o.outcome = outcome;
  o.runs = 2;
  return incubator_robustness_create(s->policy, s->registry, &o, r, NULL);
}

static incubator_status create(trial *t, const setting *s, incubator_robustness **r)
{
  return create_for(t, s, "s", "g", r);
}

static incubator_status try_create(trial *t, const char *score, const char *outcome)
{
  setting s;
  incubator_robustness *r = NULL;
  start(&s, rows);
  trial_arm(t);
  incubator_status status = create_for(t, &s, score, outcome, &r);
  trial_disarm(t);
  assert_true((status == INCUBATOR_STATUS_OK) == (r != NULL));
  incubator_robustness_free(r);
  end(&s);
  return status;
}

static incubator_status try_runs(trial *t)
{
  return try_create(t, "s", "g");
}

static incubator_status try_found(trial *t)
{
  return try_create(t, "f", "gf");
}

static incubator_status try_move(trial *t)
{
  setting s;
  incubator_robustness *r = NULL;
  incubator_move m = INCUBATOR_MOVE_INIT;
  incubator_move_question q = INCUBATOR_MOVE_QUESTION_INIT;
  start(&s, rows);
  assert_int_equal(create(t, &s, &r), INCUBATOR_STATUS_OK);
  q.runs = 4;
  trial_arm(t);
  incubator_status status = incubator_robustness_move(r, &q, &m, NULL);
  trial_disarm(t);
  assert_true(status == INCUBATOR_STATUS_OK || (m.runs == 0 && m.reach == 0));
  incubator_robustness_free(r);
  end(&s);
  return status;
}

static incubator_status try_report(trial *t, incubator_format format)
{
  setting s;
  incubator_robustness *r = NULL;
  incubator_robustness_report how = INCUBATOR_ROBUSTNESS_REPORT_INIT;
  incubator_writer writer = sink_writer(&t->out);
  start(&s, rows);
  assert_int_equal(create(t, &s, &r), INCUBATOR_STATUS_OK);
  how.format = format;
  trial_arm(t);
  incubator_status status = incubator_robustness_write(r, &how, &writer, NULL);
  trial_disarm(t);
  incubator_robustness_free(r);
  end(&s);
  return status;
}

static incubator_status try_table(trial *t)
{
  return try_report(t, INCUBATOR_FORMAT_TABLE);
}

static incubator_status try_csv(trial *t)
{
  return try_report(t, INCUBATOR_FORMAT_CSV);
}

static incubator_status try_json(trial *t)
{
  return try_report(t, INCUBATOR_FORMAT_JSON);
}

static void robustness_without_memory_says_so(void **state)
{
  (void)state;
  check_trials("runs", try_runs);
  check_trials("runs that find weights", try_found);
  check_trials("a move", try_move);
  check_trials("the table", try_table);
  check_trials("CSV", try_csv);
  check_trials("JSON", try_json);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(columns_have_names_and_cells),
      cmocka_unit_test(weights_are_told_and_drawn),
      cmocka_unit_test(weights_found_are_held),
      cmocka_unit_test(threads_change_nothing),
      cmocka_unit_test(moves_are_refused_where_there_are_none),
      cmocka_unit_test(what_is_refused),
      cmocka_unit_test(robustness_without_memory_says_so),
  };
  return cmocka_run_group_tests_name("robustness", tests, NULL, NULL);
}
