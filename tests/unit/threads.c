/*
 * Many threads over one policy, registry and decisions: everything they read must be what
 * one thread reads. Faults are counted, not asserted: cmocka's assertions are for its own
 * thread. ThreadSanitizer sees what this file only makes happen.
 */
#include <pthread.h>
#include <stdatomic.h>

#include <incubator/target.h>

#include "support.h"

enum { THREADS = 6, ROUNDS = 12, ROWS = 300 };

static const char policy_text[] =
    "{'format': 'incubator-policy/1', 'id': 't', 'categories': {'c': {'a': {'zh': '甲'}, 'b': {'zh': '乙'}}}, 'parameters': {'p': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': 3}]}},"
    " 'tables': {'u': {'key': 'id', 'fields': {'id': {'type': 'text'}}}, 't': {'key': 'id', 'unit': 't', 'links': {'u': {'to': 'u'}}, 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal', 'min': 0, 'max': 1000}, 'c': {'type': 'category', 'categories': 'c'}}}},"
    " 'rules': {'y': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 'x'}, {'var': 'params.p'}]}}, 'big': {'kind': 'require', 'on': 't', 'conditions': {'x': {'is': {'>': [{'var': 'y'}, 50]}}, 'c': {'is': {'==': [{'var': 'c'}, 'a']}}}},"
    "  'k': {'kind': 'choose', 'on': 't', 'categories': 'c', 'cases': [{'when': {'var': 'big'}, 'is': 'a'}], 'else': {'is': 'b'}},"
    "  'n': {'kind': 'measure', 'on': 'u', 'rows': 't', 'where': {'var': 'big'}, 'take': 'count'}, 's': {'kind': 'measure', 'on': 'u', 'rows': 't', 'take': 'share', 'of': {'var': 'big'}},"
    "  'g': {'kind': 'target', 'on': 'u', 'actual': {'var': 'n'}, 'goal': 100}}}";

typedef struct shared {
  incubator_policy *policy;
  incubator_registry *registry;
  incubator_decisions *decisions;
  char *explanation, *classes, *form, *described, digest[65];
  pthread_barrier_t start;
  atomic_size_t faults;
} shared;

static char *write_explanation(incubator_decisions *d)
{
  incubator_explanation *x = NULL;
  incubator_question q = INCUBATOR_QUESTION_INIT;
  sink s = {0};
  incubator_writer writer = sink_writer(&s);
  q.subject = "t:r7", q.rule = "k";
  if (incubator_explanation_create(d, &q, &x, NULL) == INCUBATOR_STATUS_OK) incubator_explanation_write(x, INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN, &writer, NULL);
  incubator_explanation_free(x);
  return s.text;
}

static char *write_classes(incubator_decisions *d)
{
  incubator_report report = INCUBATOR_REPORT_INIT;
  sink s = {0};
  incubator_writer writer = sink_writer(&s);
  report.format = INCUBATOR_FORMAT_CSV;
  incubator_decisions_classify(d, &report, &writer, NULL);
  return s.text;
}

static char *write_form(incubator_decisions *d)
{
  incubator_target *t = NULL;
  sink s = {0};
  incubator_writer writer = sink_writer(&s);
  if (incubator_target_create(d, &t, NULL) == INCUBATOR_STATUS_OK) incubator_target_write(t, NULL, &writer, NULL);
  incubator_target_free(t);
  return s.text;
}

static char *write_description(incubator_policy *policy)
{
  sink s = {0};
  incubator_writer writer = sink_writer(&s);
  incubator_policy_describe(policy, INCUBATOR_LANGUAGE_ZH, &writer, NULL);
  return s.text;
}

static void start_shared(shared *s)
{
  world w;
  char *csv = printed("id,u,x,c\n");
  for (size_t i = 0; i < ROWS; i++) {
    char *more = printed("%sr%zu,%s,%zu.5,%s\n", csv, i, i % 2 ? "p" : "q", i, i % 3 ? "甲" : "");
    free(csv), csv = more;
  }
  world_start(&w, policy_text);
  world_csv(&w, "u", "id\np\nq\n");
  world_csv(&w, "t", csv);
  world_decide(&w, "2024-06-30");
  memset(s, 0, sizeof *s);
  s->policy = incubator_policy_ref(w.policy);
  s->registry = incubator_registry_ref(w.registry);
  s->decisions = incubator_decisions_ref(w.decisions);
  world_end(&w);
  free(csv);
  assert_int_equal(pthread_barrier_init(&s->start, NULL, THREADS), 0);
}

static void end_shared(shared *s)
{
  incubator_decisions_unref(s->decisions);
  incubator_registry_unref(s->registry);
  incubator_policy_unref(s->policy);
  free(s->explanation), free(s->classes), free(s->form), free(s->described);
  pthread_barrier_destroy(&s->start);
}

static void run_threads(shared *s, void *(*work)(void *shared))
{
  pthread_t threads[THREADS];
  for (size_t i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&threads[i], NULL, work, s), 0);
  for (size_t i = 0; i < THREADS; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
  assert_int_equal(atomic_load(&s->faults), 0);
}

static void expect(shared *s, bool holds)
{
  if (!holds) atomic_fetch_add(&s->faults, 1);
}

static void expect_text(shared *s, char *text, const char *expected)
{
  expect(s, text && expected && !strcmp(text, expected));
  free(text);
}

/* ---- The digest, first asked for by all at once ---- */

static void *ask_digest(void *context)
{
  shared *s = context;
  pthread_barrier_wait(&s->start);
  const char *digest = incubator_registry_digest(s->registry);
  expect(s, strlen(digest) == 64 && !strcmp(digest, s->digest));
  return NULL;
}

static void digest_first_asked_by_many_at_once_is_the_same(void **state)
{
  shared first;
  (void)state;
  start_shared(&first);
  for (int round = 0; round < ROUNDS; round++) {
    shared s;
    start_shared(&s);
    memcpy(s.digest, incubator_registry_digest(first.registry), 65);
    run_threads(&s, ask_digest);
    end_shared(&s);
  }
  end_shared(&first);
}

/* ---- References ---- */

static void *take_and_give(void *context)
{
  shared *s = context;
  pthread_barrier_wait(&s->start);
  for (int i = 0; i < 2000; i++) {
    incubator_policy *policy = incubator_policy_ref(s->policy);
    incubator_registry *registry = incubator_registry_ref(s->registry);
    incubator_decisions *decisions = incubator_decisions_ref(s->decisions);
    expect(s, incubator_registry_rows(registry, "t") == ROWS && *incubator_policy_id(policy) == 't' && *incubator_decisions_as_of(decisions) == '2');
    incubator_decisions_unref(decisions);
    incubator_registry_unref(registry);
    incubator_policy_unref(policy);
  }
  return NULL;
}

static void references_taken_and_given_by_many_balance(void **state)
{
  shared s;
  (void)state;
  start_shared(&s);
  run_threads(&s, take_and_give);
  end_shared(&s);
}

/* Each thread holds one reference and gives it back: the last one frees, whichever it is. */
static void *give_last(void *context)
{
  shared *s = context;
  pthread_barrier_wait(&s->start);
  expect(s, incubator_registry_rows(s->registry, "t") == ROWS);
  incubator_decisions_unref(s->decisions);
  return NULL;
}

static void last_reference_given_by_any_thread_frees(void **state)
{
  (void)state;
  for (int round = 0; round < ROUNDS; round++) {
    shared s;
    start_shared(&s);
    for (size_t i = 1; i < THREADS; i++) incubator_decisions_ref(s.decisions);
    run_threads(&s, give_last);
    s.decisions = NULL;
    end_shared(&s);
  }
}

/* ---- Reading ---- */

static void *read_all(void *context)
{
  shared *s = context;
  pthread_barrier_wait(&s->start);
  for (int round = 0; round < ROUNDS; round++) {
    incubator_column c = INCUBATOR_COLUMN_INIT;
    incubator_cell cell = INCUBATOR_CELL_INIT;
    expect(s, incubator_decisions_column(s->decisions, "y", &c, NULL) == INCUBATOR_STATUS_OK && ((const int64_t *)c.values)[3] == 1166667);
    expect(s, incubator_decisions_cell(s->decisions, "u:p", "n", &cell, NULL) == INCUBATOR_STATUS_OK);
    expect_text(s, write_explanation(s->decisions), s->explanation);
    expect_text(s, write_classes(s->decisions), s->classes);
    expect_text(s, write_form(s->decisions), s->form);
    expect_text(s, write_description(s->policy), s->described);
  }
  return NULL;
}

static void decisions_read_by_many_say_the_same(void **state)
{
  shared s;
  (void)state;
  start_shared(&s);
  s.explanation = write_explanation(s.decisions);
  s.classes = write_classes(s.decisions);
  s.form = write_form(s.decisions);
  s.described = write_description(s.policy);
  assert_true(s.explanation && s.classes && s.form && s.described);
  run_threads(&s, read_all);
  end_shared(&s);
}

/* ---- Making ---- */

static void decide_again(shared *s)
{
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_decisions *d = NULL;
  options.as_of = "2024-06-30";
  options.all_parts = 1;
  expect(s, incubator_decisions_create(s->policy, s->registry, &options, &d, NULL) == INCUBATOR_STATUS_OK);
  if (d) expect_text(s, write_classes(d), s->classes);
  incubator_decisions_unref(d);
}

static void build_again(shared *s)
{
  static const char csv[] = "id,u,x\na,p,1\n";
  incubator_registry_builder *builder = NULL;
  incubator_registry *registry = NULL;
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  source.bytes = csv, source.length = sizeof csv - 1, source.table = "t";
  expect(s, incubator_registry_builder_create(s->policy, NULL, &builder, NULL) == INCUBATOR_STATUS_OK);
  expect(s, incubator_registry_builder_read(builder, &source, NULL) == INCUBATOR_STATUS_OK);
  expect(s, incubator_registry_builder_finish(builder, &registry, NULL, NULL) == INCUBATOR_STATUS_OK);
  expect(s, incubator_registry_rows(registry, "t") == 1);
  incubator_registry_unref(registry);
  incubator_registry_builder_free(builder);
}

static void *make_all(void *context)
{
  shared *s = context;
  pthread_barrier_wait(&s->start);
  for (int round = 0; round < ROUNDS / 3; round++) {
    incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
    incubator_policy *policy = NULL;
    incubator_test_report report = INCUBATOR_TEST_REPORT_INIT;
    decide_again(s);
    build_again(s);
    source.builtin = "wuhan-2021";
    expect(s, incubator_policy_read(&source, NULL, &policy, NULL, NULL) == INCUBATOR_STATUS_OK);
    incubator_policy_unref(policy);
    expect(s, incubator_decisions_test(s->policy, &report, NULL, NULL) == INCUBATOR_STATUS_OK);
  }
  return NULL;
}

static void objects_made_by_many_from_the_same_are_the_same(void **state)
{
  shared s;
  (void)state;
  start_shared(&s);
  s.classes = write_classes(s.decisions);
  run_threads(&s, make_all);
  end_shared(&s);
}

/* ---- One decision by several ---- */

enum { MANY = 200000 };

/* MANY rows of the table t, whose x is the last three digits of their number; each seventh has none. */
static incubator_registry *many_rows(incubator_policy *policy)
{
  char (*keys)[8] = malloc(MANY * sizeof *keys);
  incubator_text *ids = malloc(MANY * sizeof *ids);
  int64_t *x = malloc(MANY * sizeof *x);
  uint8_t *missing = malloc(MANY);
  incubator_registry_builder *builder = NULL;
  incubator_registry *registry = NULL;
  assert_true(keys && ids && x && missing);
  for (size_t i = 0; i < MANY; i++) {
    snprintf(keys[i], sizeof keys[i], "%zu", i);
    ids[i] = (incubator_text){keys[i], strlen(keys[i])};
    x[i] = (int64_t)(i % 1000) * 1000000;
    missing[i] = i % 7 == 0;
  }
  incubator_registry_column columns[] = {INCUBATOR_REGISTRY_COLUMN_INIT, INCUBATOR_REGISTRY_COLUMN_INIT};
  columns[0].name = "id", columns[0].values = ids;
  columns[1].name = "x", columns[1].kind = INCUBATOR_VALUES_MICROS, columns[1].values = x, columns[1].missing = missing;
  assert_int_equal(incubator_registry_builder_create(policy, NULL, &builder, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_columns(builder, "t", columns, 2, MANY, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_registry_builder_finish(builder, &registry, NULL, NULL), INCUBATOR_STATUS_OK);
  incubator_registry_builder_free(builder);
  free(keys), free(ids), free(x), free(missing);
  return registry;
}

static incubator_column column_by(incubator_policy *policy, incubator_registry *registry, unsigned threads, const char *name,
                                  incubator_decisions **d)
{
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_column column = INCUBATOR_COLUMN_INIT;
  options.as_of = "2024-06-30";
  options.threads = threads;
  assert_int_equal(incubator_decisions_create(policy, registry, &options, d, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_decisions_column(*d, name, &column, NULL), INCUBATOR_STATUS_OK);
  return column;
}

static void decisions_by_several_threads_are_the_same(void **state)
{
  static const char *const names[] = {"y", "big", "k"};
  incubator_policy *policy = policy_of(policy_text);
  incubator_registry *registry = many_rows(policy);
  (void)state;
  for (size_t n = 0; n < COUNT(names); n++) {
    for (unsigned threads = 2; threads < 200; threads *= 9) {
      incubator_decisions *one, *many;
      incubator_column a = column_by(policy, registry, 1, names[n], &one), b = column_by(policy, registry, threads, names[n], &many);
      assert_int_equal(a.rows, MANY);
      assert_memory_equal(a.values, b.values, a.rows * a.width);
      assert_memory_equal(a.gaps, b.gaps, a.rows);
      incubator_decisions_unref(one);
      incubator_decisions_unref(many);
    }
  }
  incubator_registry_unref(registry);
  incubator_policy_unref(policy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(digest_first_asked_by_many_at_once_is_the_same),
      cmocka_unit_test(references_taken_and_given_by_many_balance),
      cmocka_unit_test(last_reference_given_by_any_thread_frees),
      cmocka_unit_test(decisions_read_by_many_say_the_same),
      cmocka_unit_test(decisions_by_several_threads_are_the_same),
      cmocka_unit_test(objects_made_by_many_from_the_same_are_the_same),
  };
  return cmocka_run_group_tests_name("threads", tests, NULL, NULL);
}
