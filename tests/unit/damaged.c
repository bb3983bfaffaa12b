/* Policies and data cut off and changed at random, always alike: never a crash, a leak or a hang. */
#include <incubator/target.h>

#include "building.h"
#include "policy/builtin.h"

static const char small_policy[] =
    "{\"format\": \"incubator-policy/1\", \"id\": \"s\", \"title\": {\"zh\": \"题\"}, \"sources\": {\"law\": {\"title\": \"法\", \"issued\": \"2021-08-25\"}},\n"
    " \"categories\": {\"c\": {\"a\": {\"zh\": \"甲\", \"aliases\": [\"A1\"]}, \"b\": {}}}, \"units\": {\"yuan\": {\"zh\": \"元\", \"multiples\": {\"万元\": 1e4}}},\n"
    " \"parameters\": {\"p\": {\"type\": \"decimal\", \"unit\": \"yuan\", \"min\": 0, \"max\": 9e9, \"values\": [{\"from\": \"2020-01-01\", \"value\": \"5万元\"}], \"cite\": \"law#1\"}},\n"
    " \"tables\": {\"u\": {\"key\": \"id\", \"fields\": {\"id\": {\"type\": \"text\"}, \"said\": {\"type\": \"integer\", \"unit\": \"t\"}}, \"rows\": [{\"id\": \"U\", \"said\": 3}]},\n"
    "  \"t\": {\"key\": \"id\", \"unit\": \"t\", \"links\": {\"u\": {\"to\": \"u\"}}, \"fields\": {\"id\": {\"type\": \"text\"}, \"x\": {\"type\": \"decimal\", \"unit\": \"yuan\", \"min\": -5, \"max\": 1e6, \"aliases\": [\"金额\"]},\n"
    "   \"d\": {\"type\": \"date\"}, \"ok\": {\"type\": \"boolean\", \"absent\": false}, \"c\": {\"type\": \"category\", \"categories\": \"c\"}}}},\n"
    " \"rules\": {\"q\": {\"kind\": \"derive\", \"on\": \"t\", \"value\": {\"/\": [{\"var\": \"x\"}, {\"var\": \"params.p\"}]}, \"round\": {\"to\": 0.01, \"mode\": \"half-up\"}, \"cite\": \"law\"},\n"
    "  \"age\": {\"kind\": \"derive\", \"on\": \"t\", \"elapsed\": {\"from\": {\"var\": \"d\"}, \"to\": {\"var\": \"as_of\"}, \"in\": \"months\"}, \"scale\": {\"points\": [[0, 1], [12, 5], [12, 7]], \"outside\": \"hold\"}, \"assumed\": \"so\"},\n"
    "  \"k\": {\"kind\": \"choose\", \"on\": \"t\", \"categories\": \"c\", \"hit\": \"unique\", \"cases\": [{\"when\": {\"and\": [{\"var\": \"ok\"}, {\"in\": [{\"var\": \"c\"}, [\"a\", \"b\"]]}]}, \"is\": \"a\"}], \"else\": {\"is\": \"b\"}},\n"
    "  \"r\": {\"kind\": \"require\", \"on\": \"t\", \"need\": 1, \"at\": \"d\", \"conditions\": {\"one\": {\"is\": {\">\": [{\"var\": \"x\"}, {\"var\": \"params.p\"}]}, \"absent\": false}, \"two\": {\"is\": {\"!\": {\"var\": \"ok\"}}}}},\n"
    "  \"n\": {\"kind\": \"measure\", \"on\": \"u\", \"rows\": \"t\", \"where\": {\"var\": \"r\"}, \"take\": \"count\", \"reported\": \"said\", \"tolerance\": 1},\n"
    "  \"g\": {\"kind\": \"target\", \"on\": \"u\", \"actual\": {\"var\": \"n\"}, \"goal\": 3, \"base\": {\"var\": \"said\"}, \"series\": \"s\"}},\n"
    " \"tests\": [{\"as_of\": \"2024-06-30\", \"params\": {\"p\": 2}, \"given\": {\"t\": [{\"id\": \"a\", \"u\": \"U\", \"x\": 5}]}, \"expect\": {\"t\": {\"a\": {\"q\": 2.5}}, \"u\": {\"U\": {\"n\": 1}}}}]}\n";

static void policy_cut_off_anywhere_is_refused(void **state)
{
  (void)state;
  for (size_t length = 0; length + 2 < sizeof small_policy; length++) {
    char *cut = malloc(length ? length : 1); /* exactly so long: reading on is a fault */
    memcpy(cut, small_policy, length);
    assert_int_equal(read_hostile(cut, length), INCUBATOR_STATUS_POLICY);
    free(cut);
  }
  assert_int_equal(read_hostile(small_policy, sizeof small_policy - 1), INCUBATOR_STATUS_OK);
}

/* All that can be done with a policy that was read. */
static void use(incubator_policy *policy)
{
  static const char t[] = "id,u,金额,d,ok,c\na,U,5万元,2021-01-31,是,甲\nb,,,,,\n";
  sink s = {0};
  incubator_writer writer = sink_writer(&s);
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  incubator_registry_options partial = INCUBATOR_REGISTRY_OPTIONS_INIT;
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_test_report report = INCUBATOR_TEST_REPORT_INIT;
  incubator_question q = INCUBATOR_QUESTION_INIT;
  incubator_registry_builder *builder = NULL;
  incubator_registry *registry = NULL;
  incubator_decisions *d = NULL;
  incubator_explanation *x = NULL;
  incubator_target *target = NULL;
  incubator_policy_describe(policy, INCUBATOR_LANGUAGE_ZH, &writer, NULL);
  incubator_decisions_test(policy, &report, NULL, NULL);
  partial.partial = 1;
  assert_int_equal(incubator_registry_builder_create(policy, &partial, &builder, NULL), INCUBATOR_STATUS_OK);
  source.bytes = t, source.length = sizeof t - 1, source.table = "t";
  if (incubator_registry_builder_read(builder, &source, NULL) == INCUBATOR_STATUS_OK) incubator_registry_builder_finish(builder, &registry, NULL, NULL);
  options.as_of = "2024-06-30", options.all_parts = 1;
  if (registry && incubator_decisions_create(policy, registry, &options, &d, NULL) == INCUBATOR_STATUS_OK) {
    incubator_decisions_classify(d, NULL, &writer, NULL);
    q.subject = "t:a", q.rule = "k";
    if (incubator_explanation_create(d, &q, &x, NULL) == INCUBATOR_STATUS_OK) incubator_explanation_write(x, INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN, &writer, NULL);
    if (incubator_target_create(d, &target, NULL) == INCUBATOR_STATUS_OK) incubator_target_write(target, NULL, &writer, NULL);
  }
  incubator_explanation_free(x);
  incubator_target_free(target);
  incubator_decisions_unref(d);
  incubator_registry_unref(registry);
  incubator_registry_builder_free(builder);
  sink_free(&s);
}

/* Some bytes changed: often to what JSON is made of, often a letter to a letter, so that more than the scanner is reached. */
static void change(char *text, size_t length, uint64_t *random)
{
  static const char likely[] = "{}[]\",:0123456789eE+-. tfnabxur.\\", letters[] = "abcdknopqrstuxy", digits[] = "0123456789";
  size_t times = 1 + random_below(random, 3);
  bool gentle = random_below(random, 3) != 0;
  while (times) {
    char *at = &text[random_below(random, length)];
    bool letter = *at >= 'a' && *at <= 'z', digit = *at >= '0' && *at <= '9';
    if (gentle && !letter && !digit) continue;
    if (gentle) *at = letter ? letters[random_below(random, sizeof letters - 1)] : digits[random_below(random, 10)];
    else *at = random_below(random, 3) ? likely[random_below(random, sizeof likely - 1)] : (char)random_next(random);
    times--;
  }
}

static void policy_changed_at_random_is_refused_or_works(void **state)
{
  uint64_t random = 73;
  size_t read = 0;
  (void)state;
  for (int i = 0; i < 3000; i++) {
    char *text = malloc(sizeof small_policy);
    incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
    incubator_policy *policy = NULL;
    memcpy(text, small_policy, sizeof small_policy);
    change(text, sizeof small_policy - 1, &random);
    source.text = text;
    source.length = sizeof small_policy - 1;
    if (incubator_policy_read(&source, NULL, &policy, NULL, NULL) == INCUBATOR_STATUS_OK) {
      use(policy);
      read++;
    }
    incubator_policy_unref(policy);
    free(text);
  }
  if (read < 100) fail_msg("only %zu went all the way", read);
}

static void builtin_policies_changed_at_random_are_refused_or_read(void **state)
{
  uint64_t random = 79;
  (void)state;
  for (int i = 0; i < 1000; i++) {
    const inc_builtin *builtin = &inc_builtin_policies[(size_t)i % inc_builtin_count];
    size_t length = builtin->length;
    char *copy = malloc(length);
    memcpy(copy, builtin->text, length);
    change(copy, length, &random);
    read_hostile(copy, length);
    free(copy);
  }
}

static void data_changed_at_random_is_refused_or_read(void **state)
{
  static const char csv[] = "编号,名称,孵化面积,基金（万元）,count,level,since,ok,code\r\n"
                            "a,\"x, \"\"y\"\"\",\"1,200.5\",5,12,国家级,2021年8月25日,是,91110000802100433B\r\n"
                            "b,,0.01,-3,0,municipal,2021-01-01,false,\r\n\r\n\"c\r\nd\",z,7㎡,5亿元,,市级,20210825,1,\r\n";
  uint64_t random = 83;
  (void)state;
  for (int i = 0; i < 4000; i++) {
    char text[sizeof csv];
    building b;
    memcpy(text, csv, sizeof csv);
    size_t length = i % 4 ? sizeof csv - 1 : random_below(&random, sizeof csv);
    for (size_t times = 1 + random_below(&random, 5); times && length; times--) text[random_below(&random, length)] = (char)random_next(&random);
    building_start(&b, true);
    incubator_data_format format = (incubator_data_format)(1 + i % 4);
    if (building_bytes(&b, "carriers", format, INCUBATOR_ENCODING_AUTO, text, length) == INCUBATOR_STATUS_OK) {
      assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
      assert_int_equal(strlen(incubator_registry_digest(b.registry)), 64);
    } else {
      assert_true(b.error.status != INCUBATOR_STATUS_OK && *b.error.message);
    }
    building_end(&b);
  }
}

static void json_data_changed_at_random_is_refused_or_read(void **state)
{
  static const char json[] = "[{\"id\": \"a\", \"area\": 12.5, \"fund\": \"5万元\", \"level\": \"国家级\", \"since\": \"2021-08-25\", \"ok\": true},\n{\"id\": \"b\", \"count\": 1e2, \"ok\": null}]";
  uint64_t random = 89;
  (void)state;
  for (int i = 0; i < 4000; i++) {
    char text[sizeof json];
    building b;
    memcpy(text, json, sizeof json);
    change(text, sizeof json - 1, &random);
    building_start(&b, true);
    if (building_bytes(&b, "carriers", i % 2 ? INCUBATOR_DATA_JSON : INCUBATOR_DATA_NDJSON, INCUBATOR_ENCODING_AUTO, text, sizeof json - 1) == INCUBATOR_STATUS_OK) {
      assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
    }
    building_end(&b);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(policy_cut_off_anywhere_is_refused),
      cmocka_unit_test(policy_changed_at_random_is_refused_or_works),
      cmocka_unit_test(builtin_policies_changed_at_random_are_refused_or_read),
      cmocka_unit_test(data_changed_at_random_is_refused_or_read),
      cmocka_unit_test(json_data_changed_at_random_is_refused_or_read),
  };
  return cmocka_run_group_tests_name("damaged", tests, NULL, NULL);
}
