/*
 * How the time to read grows with the text: four times as much of anything may take a
 * little more than four times as long, but not sixteen times. So a file of the greatest
 * size that is read at all can keep nobody waiting for an hour.
 */
#include <time.h>

#include "building.h"

enum { SMALL = 2500, TIMES = 4 };

/* Twice the growth that n log n has; a square's would be 16. */
static const double most_growth = 8;

typedef char *(*maker)(size_t count);

static char *joined(const char *before, char *(*item)(size_t i, size_t count), size_t count, const char *after)
{
  size_t room = strlen(before) + strlen(after) + 1, used = strlen(before);
  char **items = calloc(count, sizeof *items);
  assert_non_null(items);
  for (size_t i = 0; i < count; i++) {
    items[i] = item(i, count);
    room += strlen(items[i]) + 1;
  }
  char *text = malloc(room);
  assert_non_null(text);
  memcpy(text, before, used);
  for (size_t i = 0; i < count; i++) {
    if (i) text[used++] = ',';
    memcpy(text + used, items[i], strlen(items[i]));
    used += strlen(items[i]);
    free(items[i]);
  }
  memcpy(text + used, after, strlen(after) + 1);
  free(items);
  for (char *at = text; (at = strchr(at, '\''));) *at = '"';
  return text;
}

/* Seconds of processor time, the best of three where it is short. */
static double time_of(const char *text)
{
  double best = 1e9;
  for (int i = 0; i < 3 && (i == 0 || best < 0.5); i++) {
    incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
    incubator_policy *policy = NULL;
    source.text = text;
    source.length = strlen(text);
    clock_t start = clock();
    incubator_policy_read(&source, NULL, &policy, NULL, NULL);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    incubator_policy_unref(policy);
    if (seconds < best) best = seconds;
  }
  return best;
}

static void check_growth(maker make)
{
  char *small = make(SMALL), *large = make(SMALL * TIMES);
  double few = time_of(small), many = time_of(large);
  free(small), free(large);
  if (many < 0.05) return; /* too short to tell, and short enough */
  if (many > few * most_growth) fail_msg("%.3f s for %d, %.3f s for %d", few, SMALL, many, SMALL * TIMES);
}

#define GROWTH(name, make)                  \
  static void name(void **state)            \
  {                                         \
    (void)state;                            \
    check_growth(make);                     \
  }

#define HEAD "{'format': 'incubator-policy/1', 'id': 'p', "
#define TABLE "'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}}}}, "
#define ITEM(name, ...)                              \
  static char *name(size_t i, size_t count)          \
  {                                                  \
    (void)i, (void)count;                            \
    return printed(__VA_ARGS__);                     \
  }
#define MAKER(name, before, item, after)             \
  static char *name(size_t count)                    \
  {                                                  \
    return joined(before, item, count, after);       \
  }

ITEM(free_rule, "'r%zu': {'kind': 'derive', 'on': 't', 'value': {'+': [{'var': 'x'}, %zu]}}", i, i)
MAKER(free_rules, HEAD TABLE "'rules': {", free_rule, "}}")
GROWTH(time_of_rules_apart_grows_with_their_number, free_rules)

ITEM(chained_rule, "'r%zu': {'kind': 'derive', 'on': 't', 'value': {'+': [{'var': '%s%zu'}, 1]}}", i, i ? "r" : "p", i ? i - 1 : 0)
MAKER(chained_rules, HEAD "'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'p0': {'type': 'decimal'}}}}, 'rules': {", chained_rule, "}}")
GROWTH(time_of_rules_that_read_each_other_grows_with_their_number, chained_rules)

ITEM(lost_rule, "'r%zu': {'kind': 'derive', 'on': 't', 'value': {'var': 'quite_unknown_%zu'}}", i, i)
MAKER(lost_rules, HEAD TABLE "'rules': {", lost_rule, "}}")
GROWTH(time_of_unknown_names_grows_with_their_number, lost_rules)

ITEM(condition, "'c%zu': {'is': {'>': [{'var': 'x'}, %zu]}}", i, i)
MAKER(conditions, HEAD TABLE "'rules': {'r': {'kind': 'require', 'on': 't', 'conditions': {", condition, "}}}}")
GROWTH(time_of_conditions_grows_with_their_number, conditions)

ITEM(absent_condition, "'c%zu': {'is': {'==': [{'var': 'id'}, 'k%zu']}, 'absent': true}", i, i)
MAKER(absent_conditions, HEAD TABLE "'rules': {'r': {'kind': 'require', 'on': 't', 'conditions': {", absent_condition, "}}}}")
GROWTH(time_of_conditions_with_absent_grows_with_their_number, absent_conditions)

ITEM(wrong_item, "1")
MAKER(wrong_items, HEAD "'extends': [", wrong_item, "]}")
GROWTH(time_of_faults_in_a_list_grows_with_their_number, wrong_items)

ITEM(literal, "%zu", i)
MAKER(literals, HEAD TABLE "'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'in': [{'var': 'x'}, [", literal, "]]}}}}")
GROWTH(time_of_literals_grows_with_their_number, literals)

ITEM(a_case, "{'when': {'==': [{'var': 'x'}, %zu]}, 'is': %zu}", i, i)
MAKER(cases, HEAD TABLE "'rules': {'r': {'kind': 'choose', 'on': 't', 'cases': [", a_case, "], 'else': {'is': 0}}}}")
GROWTH(time_of_cases_grows_with_their_number, cases)

ITEM(code, "'k%zu': {}", i)
static char *used_codes(size_t count)
{
  char *codes = joined("", code, count, ""), *literals_of, *text;
  for (char *at = codes; (at = strchr(at, '"'));) *at = '\'';
  literals_of = strdup(codes);
  char *to = literals_of;
  for (char *at = literals_of; *at; at++) {
    if (!strncmp(at, ": {}", 4)) at += 3;
    else *to++ = *at;
  }
  *to = 0;
  text = printed(HEAD "'categories': {'c': {%s}}, 'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'c': {'type': 'category', 'categories': 'c'}}}},"
                 " 'rules': {'r': {'kind': 'derive', 'on': 't', 'value': {'in': [{'var': 'c'}, [%s]]}}}}", codes, literals_of);
  free(codes), free(literals_of);
  for (char *at = text; (at = strchr(at, '\''));) *at = '"';
  return text;
}
GROWTH(time_of_codes_in_use_grows_with_their_number, used_codes)

ITEM(version, "{'kind': 'derive', 'on': 't', 'value': 1, 'from': '%04zu-%02zu-%02zu', 'until': '%04zu-%02zu-%02zu'}", 9000 - i / 300, 12 - i / 25 % 12, 25 - i % 25,
     9000 - i / 300, 12 - i / 25 % 12, 26 - i % 25)
MAKER(versions, HEAD TABLE "'rules': {'r': [", version, "]}}")
GROWTH(time_of_versions_grows_with_their_number, versions)

ITEM(reference_row, "{'id': 'k%zu', 'x': %zu}", i, i)
MAKER(reference_rows, HEAD "'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}}, 'rows': [", reference_row, "]}}}")
GROWTH(time_of_reference_rows_grows_with_their_number, reference_rows)

ITEM(field, "'f%zu': {'type': 'decimal', 'aliases': ['字段%zu']}", i, i)
MAKER(fields, HEAD "'tables': {'t': {'key': 'id', 'fields': {'id': {'type': 'text'}, ", field, "}}}}")
GROWTH(time_of_fields_grows_with_their_number, fields)

ITEM(read_field, "{'var': 'f%zu'}", i)
static char *fields_in_use(size_t count)
{
  char *all = joined("", field, count, ""), *vars = joined("", read_field, count, ""), *text;
  text = printed("{\"format\": \"incubator-policy/1\", \"id\": \"p\", \"tables\": {\"t\": {\"key\": \"id\", \"fields\": {\"id\": {\"type\": \"text\"}, %s}}},"
                 " \"rules\": {\"r\": {\"kind\": \"derive\", \"on\": \"t\", \"value\": {\"max\": [%s]}}}}", all, vars);
  free(all), free(vars);
  return text;
}
GROWTH(time_of_fields_in_use_grows_with_their_number, fields_in_use)

ITEM(parameter, "'p%zu': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': %zu}]}", i, i)
MAKER(parameters, HEAD "'parameters': {", parameter, "}}")
GROWTH(time_of_parameters_grows_with_their_number, parameters)

ITEM(lost_parameter, "'p%zu': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': '?'}]}", i)
MAKER(lost_parameters, HEAD "'parameters': {", lost_parameter, "}}")
GROWTH(time_of_faults_in_parameters_grows_with_their_number, lost_parameters)

ITEM(table, "'t%zu': {'key': 'id', 'fields': {'id': {'type': 'text'}}, 'links': {'up': {'to': 't%zu'}}}", i, i + 1 < count ? i + 1 : 0)
MAKER(circle_of_tables, HEAD "'tables': {", table, "}}")
GROWTH(time_of_tables_in_a_circle_grows_with_their_number, circle_of_tables)

ITEM(chained_table, "'t%zu': {'key': 'id', 'fields': {'id': {'type': 'text'}}, 'links': {%s%zu%s}}", i, i ? "'up': {'to': 't" : "'x", i ? i - 1 : 0, i ? "'}" : "': {'to': 'u'}")
MAKER(chain_of_tables, HEAD "'tables': {'u': {'key': 'id', 'fields': {'id': {'type': 'text'}}},", chained_table, "}}")
GROWTH(time_of_tables_in_a_chain_grows_with_their_number, chain_of_tables)

ITEM(unknown_key, "'quite_unknown_key_%zu': 1", i)
MAKER(unknown_keys, HEAD, unknown_key, "}")
GROWTH(time_of_unknown_keys_grows_with_their_number, unknown_keys)

/* ---- Data ---- */

static double time_of_rows(size_t count, bool bad, incubator_data_format format)
{
  size_t room = 40 * count + 64, used = 0;
  char *text = malloc(room);
  building b;
  assert_non_null(text);
  if (format == INCUBATOR_DATA_CSV) used += (size_t)sprintf(text, "id,area\n");
  else used += (size_t)sprintf(text, "[");
  for (size_t i = 0; i < count; i++) {
    if (format == INCUBATOR_DATA_CSV) used += (size_t)sprintf(text + used, "k%zu,%s\n", i, bad ? "x" : "1");
    else used += (size_t)sprintf(text + used, "%s{\"id\": \"k%zu\", \"area\": %s}", i ? "," : "", i, bad ? "\"x\"" : "1");
  }
  if (format == INCUBATOR_DATA_JSON) used += (size_t)sprintf(text + used, "]");
  building_start(&b, true);
  clock_t start = clock();
  assert_int_equal(building_bytes(&b, "carriers", format, INCUBATOR_ENCODING_AUTO, text, used), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  building_end(&b);
  free(text);
  return seconds;
}

static void time_of_rows_grows_with_their_number(void **state)
{
  (void)state;
  for (int bad = 0; bad < 2; bad++) {
    for (int json = 0; json < 2; json++) {
      incubator_data_format format = json ? INCUBATOR_DATA_JSON : INCUBATOR_DATA_CSV;
      double few = time_of_rows(10000, bad, format), many = time_of_rows(40000, bad, format);
      if (many > 0.05 && many > few * most_growth) fail_msg("%.3f s, then %.3f s", few, many);
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(time_of_rules_apart_grows_with_their_number),
      cmocka_unit_test(time_of_rules_that_read_each_other_grows_with_their_number),
      cmocka_unit_test(time_of_unknown_names_grows_with_their_number),
      cmocka_unit_test(time_of_conditions_grows_with_their_number),
      cmocka_unit_test(time_of_conditions_with_absent_grows_with_their_number),
      cmocka_unit_test(time_of_faults_in_a_list_grows_with_their_number),
      cmocka_unit_test(time_of_literals_grows_with_their_number),
      cmocka_unit_test(time_of_cases_grows_with_their_number),
      cmocka_unit_test(time_of_codes_in_use_grows_with_their_number),
      cmocka_unit_test(time_of_versions_grows_with_their_number),
      cmocka_unit_test(time_of_reference_rows_grows_with_their_number),
      cmocka_unit_test(time_of_fields_grows_with_their_number),
      cmocka_unit_test(time_of_fields_in_use_grows_with_their_number),
      cmocka_unit_test(time_of_parameters_grows_with_their_number),
      cmocka_unit_test(time_of_faults_in_parameters_grows_with_their_number),
      cmocka_unit_test(time_of_tables_in_a_circle_grows_with_their_number),
      cmocka_unit_test(time_of_tables_in_a_chain_grows_with_their_number),
      cmocka_unit_test(time_of_unknown_keys_grows_with_their_number),
      cmocka_unit_test(time_of_rows_grows_with_their_number),
  };
  return cmocka_run_group_tests_name("large", tests, NULL, NULL);
}
