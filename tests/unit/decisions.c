/* Decisions as their users hold them: columns, cells, parts, errors, and reports of what each subject is. */
#include <cjson/cJSON.h>

#include "support.h"

static const char policy_text[] =
    "{'format': 'incubator-policy/1', 'id': 'd', 'title': 'Deciding', 'sources': {'law': {'title': {'zh': '办法', 'en': 'the law'}, 'number': 'No. 1'}},"
    " 'categories': {'level': {'high': {'zh': '高级', 'en': 'High'}, 'low': {'zh': '低级'}}, 'size': {'big': {'zh': '大', 'en': 'Big'}, 'small': {'zh': '小', 'en': 'Small'}}},"
    " 'tables': {'t': {'key': 'id', 'title': {'zh': '载体', 'en': 'carriers'}, 'links': {'up': {'to': 'u'}}, 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal'}, 'n': {'type': 'integer'},"
    "   'owner': {'type': 'text', 'title': {'zh': '主体', 'en': 'owner'}}, 'day': {'type': 'date'}, 'ok': {'type': 'boolean'}, 'level': {'type': 'category', 'categories': 'level', 'title': {'zh': '级别', 'en': 'level'}}}},"
    "  'u': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'zone': {'type': 'text'}, 'v': {'type': 'integer'}}}},"
    " 'rules': {"
    "  'size': {'kind': 'choose', 'on': 't', 'categories': 'size', 'cite': 'law#3', 'title': {'zh': '规模', 'en': 'size'}, 'cases': ["
    "    {'when': {'>=': [{'var': 'x'}, 100]}, 'is': 'big', 'cite': 'law#4', 'reason': {'zh': '面积够大', 'en': 'enough space'}}], 'else': {'is': 'small', 'reason': {'zh': '面积不足', 'en': 'too little space'}}},"
    "  'fit': {'kind': 'require', 'on': 't', 'cite': 'law#5', 'conditions': {'room': {'is': {'>=': [{'var': 'x'}, 50]}, 'title': {'zh': '面积', 'en': 'room'}}, 'open': {'is': {'var': 'ok'}}}},"
    "  'double': {'kind': 'derive', 'on': 't', 'cite': 'law', 'value': {'*': [{'var': 'x'}, 2]}},"
    "  'later': {'kind': 'derive', 'on': 't', 'cite': 'law', 'value': {'if': [{'<': [{'var': 'day'}, {'var': 'as_of'}]}, {'var': 'day'}, {'var': 'as_of'}]}},"
    "  'count': {'kind': 'measure', 'on': 'u', 'cite': 'law', 'rows': 't', 'take': 'count', 'where': {'var': 'fit'}}}}";

static const char rows[] = "id,up,x,n,owner,day,ok,level\n"
                           "a,p,120,1,\"Fa, \"\"Hua\"\"\",2024-01-01,true,high\n"
                           "b,p,60,2,Li,2025-01-01,false,low\n"
                           "c,q,,3,Li,,true,\n";

static void open_world(world *w)
{
  world_start(w, policy_text);
  world_csv(w, "u", "id,zone,v\np,east,7\nq,west,\n");
  world_csv(w, "t", rows);
  world_decide(w, "2024-06-30");
}

/* ---- Columns and cells ---- */

static void column_of_each_type_says_what_it_holds(void **state)
{
  static const struct {
    const char *name, *list;
    incubator_type type;
    uint8_t width;
    size_t rows;
  } cases[] = {{"size", "size", INCUBATOR_TYPE_CATEGORY, 4, 3}, {"fit", NULL, INCUBATOR_TYPE_BOOLEAN, 1, 3}, {"fit:room", NULL, INCUBATOR_TYPE_BOOLEAN, 1, 3},
               {"double", NULL, INCUBATOR_TYPE_NUMBER, 8, 3},   {"later", NULL, INCUBATOR_TYPE_DATE, 4, 3},  {"count", NULL, INCUBATOR_TYPE_NUMBER, 8, 2},
               {"size:case", NULL, INCUBATOR_TYPE_NUMBER, 8, 3}, {"count:low", NULL, INCUBATOR_TYPE_NUMBER, 8, 2}};
  world w;
  (void)state;
  open_world(&w);
  for (size_t i = 0; i < COUNT(cases); i++) {
    incubator_column c = INCUBATOR_COLUMN_INIT;
    assert_int_equal(incubator_decisions_column(w.decisions, cases[i].name, &c, NULL), INCUBATOR_STATUS_OK);
    assert_int_equal(c.type, cases[i].type);
    assert_int_equal(c.width, cases[i].width);
    assert_int_equal(c.rows, cases[i].rows);
    assert_true((c.list == NULL) == (cases[i].list == NULL));
    if (c.list) assert_string_equal(c.list, cases[i].list);
    assert_non_null(c.values);
    assert_non_null(c.gaps);
  }
  world_end(&w);
}

static void column_values_of_gaps_are_zero(void **state)
{
  world w;
  incubator_column c = INCUBATOR_COLUMN_INIT;
  (void)state;
  open_world(&w);
  assert_int_equal(incubator_decisions_column(w.decisions, "double", &c, NULL), INCUBATOR_STATUS_OK);
  const int64_t *values = c.values;
  assert_int_equal(values[0], 240000000);
  assert_int_equal(values[1], 120000000);
  assert_int_equal(values[2], 0);
  assert_int_equal(c.gaps[0], INCUBATOR_GAP_NONE);
  assert_int_equal(c.gaps[2], INCUBATOR_GAP_MISSING);
  world_end(&w);
}

static void column_that_is_not_there_is_not_found(void **state)
{
  static const char *const names[] = {"nope", "x", "fit:nope", "size:", ":case", ""};
  world w;
  (void)state;
  open_world(&w);
  for (size_t i = 0; i < COUNT(names); i++) {
    incubator_column c = INCUBATOR_COLUMN_INIT;
    incubator_error e = INCUBATOR_ERROR_INIT;
    c.rows = 77;
    assert_int_equal(incubator_decisions_column(w.decisions, names[i], &c, &e), INCUBATOR_STATUS_NOT_FOUND);
    assert_int_equal(e.status, INCUBATOR_STATUS_NOT_FOUND);
    assert_null(c.values);
    assert_int_equal(c.rows, 0);
  }
  incubator_column small = {.size = 4};
  assert_int_equal(incubator_decisions_column(w.decisions, "fit", &small, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_decisions_column(w.decisions, NULL, &small, NULL), INCUBATOR_STATUS_ARGUMENT);
  world_end(&w);
}

static void cell_of_fields_links_and_rules_is_found(void **state)
{
  static const char *const cases[][3] = {{"t:a", "x", "120"},     {"t:a", "n", "1"},         {"t:a", "owner", "Fa, \"Hua\""}, {"t:a", "day", "2024-01-01"}, {"t:a", "ok", "true"},
                                         {"t:a", "level", "high"}, {"t:a", "up", "p"},        {"t:a", "up.zone", "east"},      {"t:a", "up.count", "1"},    {"t:c", "up.v", "?missing"},
                                         {"t:a", "later", "2024-01-01"}, {"t:b", "later", "2024-06-30"}, {"t:b", "fit:open", "false"}, {"u:p", "count", "1"}, {"u:q", "count", "?missing x"}};
  world w;
  (void)state;
  open_world(&w);
  for (size_t i = 0; i < COUNT(cases); i++) assert_string_equal(world_cell(&w, cases[i][0], cases[i][1]), cases[i][2]);
  world_end(&w);
}

static void cell_of_what_is_not_there_says_so(void **state)
{
  static const struct {
    const char *subject, *name;
    incubator_status status;
  } cases[] = {{"t:z", "x", INCUBATOR_STATUS_NOT_FOUND}, {"v:a", "x", INCUBATOR_STATUS_NOT_FOUND}, {"t:a", "nope", INCUBATOR_STATUS_NOT_FOUND},
               {"t:a", "count", INCUBATOR_STATUS_NOT_FOUND}, {"t:a", "up.nope", INCUBATOR_STATUS_NOT_FOUND}, {"t:a", "x.y", INCUBATOR_STATUS_NOT_FOUND},
               {"t", "x", INCUBATOR_STATUS_ARGUMENT}, {"", "x", INCUBATOR_STATUS_ARGUMENT}, {NULL, "x", INCUBATOR_STATUS_ARGUMENT}, {"t:a", NULL, INCUBATOR_STATUS_ARGUMENT},
               {"t:", "x", INCUBATOR_STATUS_NOT_FOUND}, {":a", "x", INCUBATOR_STATUS_NOT_FOUND}, {"t:Li", "x", INCUBATOR_STATUS_NOT_FOUND}};
  world w;
  (void)state;
  open_world(&w);
  for (size_t i = 0; i < COUNT(cases); i++) {
    incubator_cell cell = INCUBATOR_CELL_INIT;
    incubator_error e = INCUBATOR_ERROR_INIT;
    cell.value = 77;
    incubator_status status = incubator_decisions_cell(w.decisions, cases[i].subject, cases[i].name, &cell, &e);
    if (status != cases[i].status || e.status != status) fail_msg("case %zu: %s", i, incubator_status_name(status));
    if (cases[i].name) assert_int_equal(cell.value, 0);
  }
  assert_null(incubator_decisions_text(w.decisions, -1));
  assert_null(incubator_decisions_text(w.decisions, 1000000));
  world_end(&w);
}

static void parts_are_kept_as_asked_for(void **state)
{
  static const char *const parts[] = {"count:low", "double"}, *const wrong[] = {"count:middle"}, *const null_part[] = {NULL};
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_decisions *d = NULL;
  incubator_column c = INCUBATOR_COLUMN_INIT;
  world w;
  (void)state;
  open_world(&w);
  options.as_of = "2024-06-30";
  options.parts = parts;
  options.part_count = 2;
  assert_int_equal(incubator_decisions_create(w.policy, w.registry, &options, &d, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_decisions_column(d, "count:low", &c, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(incubator_decisions_column(d, "count:high", &c, NULL), INCUBATOR_STATUS_NOT_FOUND);
  assert_int_equal(incubator_decisions_column(d, "fit:open", &c, NULL), INCUBATOR_STATUS_OK); /* every face needs those */
  incubator_decisions_unref(d);
  options.parts = wrong;
  options.part_count = 1;
  assert_int_equal(incubator_decisions_create(w.policy, w.registry, &options, &d, NULL), INCUBATOR_STATUS_NOT_FOUND);
  assert_null(d);
  options.parts = null_part;
  assert_int_equal(incubator_decisions_create(w.policy, w.registry, &options, &d, NULL), INCUBATOR_STATUS_NOT_FOUND);
  options.parts = NULL;
  assert_int_equal(incubator_decisions_create(w.policy, w.registry, &options, &d, NULL), INCUBATOR_STATUS_ARGUMENT);
  world_end(&w);
}

static void create_with_a_wrong_date_is_refused(void **state)
{
  static const char *const dates[] = {"", "today", "2024-02-30", "2024-6-30", "20240630"};
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_decisions *d = NULL;
  world w;
  (void)state;
  open_world(&w);
  assert_int_equal(incubator_decisions_create(w.policy, w.registry, &options, &d, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_decisions_create(w.policy, w.registry, NULL, &d, NULL), INCUBATOR_STATUS_ARGUMENT);
  for (size_t i = 0; i < COUNT(dates); i++) {
    options.as_of = dates[i];
    assert_int_equal(incubator_decisions_create(w.policy, w.registry, &options, &d, NULL), INCUBATOR_STATUS_SYNTAX);
    assert_null(d);
  }
  world_end(&w);
}

static void create_with_a_registry_of_other_tables_is_a_mismatch(void **state)
{
  static const char *const changes[][2] = {{"'n': {'type': 'integer'}", "'n': {'type': 'decimal'}"}, {"'zone': {'type': 'text'}", "'zones': {'type': 'text'}"},
                                           {"'low': {'zh': '低级'}", "'mid': {'zh': '中级'}"}, {"'v': {'type': 'integer'}", "'v': {'type': 'integer', 'min': 0}"}};
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  world w;
  (void)state;
  open_world(&w);
  options.as_of = "2024-06-30";
  for (size_t i = 0; i < COUNT(changes); i++) {
    const char *at = strstr(policy_text, changes[i][0]);
    assert_non_null(at);
    char *text = printed("%.*s%s%s", (int)(at - policy_text), policy_text, changes[i][1], at + strlen(changes[i][0]));
    incubator_policy *other = policy_of(text);
    incubator_decisions *d = (incubator_decisions *)other;
    assert_int_equal(incubator_decisions_create(other, w.registry, &options, &d, NULL), INCUBATOR_STATUS_MISMATCH);
    assert_null(d);
    incubator_policy_unref(other);
    free(text);
  }
  incubator_policy *same = policy_of(policy_text);
  incubator_decisions *d = NULL;
  assert_int_equal(incubator_decisions_create(same, w.registry, &options, &d, NULL), INCUBATOR_STATUS_OK);
  incubator_decisions_unref(d);
  incubator_policy_unref(same);
  world_end(&w);
}

/* Built for a policy with the same tables, the registry serves every other one, whatever its rules read. */
static void create_with_a_registry_of_the_same_tables_works(void **state)
{
  const char *rules = strstr(policy_text, " 'rules'");
  char *text = printed("%.*s 'rules': {'li': {'kind': 'derive', 'on': 't', 'value': {'==': [{'var': 'owner'}, 'Li']}}}}", (int)(rules - policy_text), policy_text);
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_decisions *d = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  world w;
  (void)state;
  open_world(&w);
  incubator_policy *other = policy_of(text);
  options.as_of = "2024-06-30";
  if (incubator_decisions_create(other, w.registry, &options, &d, &e) != INCUBATOR_STATUS_OK) fail_msg("%s", e.message);
  incubator_cell cell = INCUBATOR_CELL_INIT;
  assert_int_equal(incubator_decisions_cell(d, "t:c", "li", &cell, NULL), INCUBATOR_STATUS_OK);
  assert_int_equal(cell.value, 1);
  incubator_decisions_unref(d);
  incubator_policy_unref(other);
  free(text);
  world_end(&w);
}

static void decisions_keep_what_they_were_made_from(void **state)
{
  world w;
  (void)state;
  open_world(&w);
  incubator_registry_builder_free(w.builder);
  incubator_registry_unref(w.registry);
  incubator_policy *policy = w.policy;
  w.builder = NULL, w.registry = NULL;
  incubator_decisions *again = incubator_decisions_ref(w.decisions);
  incubator_decisions_unref(w.decisions);
  assert_string_equal(world_cell(&w, "t:a", "size"), "big");
  assert_string_equal(incubator_decisions_as_of(again), "2024-06-30");
  incubator_policy_unref(policy);
  w.policy = NULL;
  incubator_decisions_unref(again);
  w.decisions = NULL;
  world_end(&w);
}

/* ---- Classify ---- */

static void classify(const world *w, const incubator_report *report, sink *s)
{
  incubator_writer writer = sink_writer(s);
  incubator_error e = INCUBATOR_ERROR_INIT;
  if (incubator_decisions_classify(w->decisions, report, &writer, &e) != INCUBATOR_STATUS_OK) fail_msg("%s", e.message);
}

static void classify_as_a_table_shows_labels_and_gaps(void **state)
{
  world w;
  sink en = {0}, zh = {0};
  incubator_report report = INCUBATOR_REPORT_INIT;
  (void)state;
  open_world(&w);
  classify(&w, &report, &en);
  assert_string_equal(en.text, "id  level        size\na   High         Big\nb   低级         Small\nc   ? not given  ? not given\n");
  report.language = INCUBATOR_LANGUAGE_ZH;
  report.limit = 1;
  classify(&w, &report, &zh);
  assert_true(sink_has(&zh, "级别") && sink_has(&zh, "规模") && sink_has(&zh, "高级") && sink_has(&zh, "2 行"));
  assert_false(sink_has(&zh, "低级"));
  sink_free(&en), sink_free(&zh);
  world_end(&w);
}

static void classify_as_csv_has_reasons_and_clauses(void **state)
{
  static const char expected[] = "id,level,size,size.why,size.clause,fit,fit.why,fit.clause\r\n"
                                 "a,high,big,enough space,No. 1 #4,true,,No. 1 #5\r\n"
                                 "b,low,small,too little space,No. 1 #3,false,fails: open,No. 1 #5\r\n"
                                 "c,,,missing: x,No. 1 #3,,missing: x,No. 1 #5\r\n";
  world w;
  sink s = {0}, labels = {0};
  incubator_report report = INCUBATOR_REPORT_INIT;
  (void)state;
  open_world(&w);
  report.format = INCUBATOR_FORMAT_CSV;
  classify(&w, &report, &s);
  assert_string_equal(s.text, expected);
  report.labels = 1;
  report.language = INCUBATOR_LANGUAGE_ZH;
  classify(&w, &report, &labels);
  assert_true(sink_has(&labels, "规模") && sink_has(&labels, "大") && sink_has(&labels, "面积够大"));
  sink_free(&s), sink_free(&labels);
  world_end(&w);
}

static cJSON *parsed(const sink *s)
{
  cJSON *json = cJSON_Parse(s->text);
  if (!json) fail_msg("no JSON: %s", s->text);
  return json;
}

static const cJSON *member(const cJSON *json, const char *path)
{
  char *steps = strdup(path);
  for (char *step = strtok(steps, "/"); step && json; step = strtok(NULL, "/")) {
    json = cJSON_IsArray(json) ? cJSON_GetArrayItem(json, atoi(step)) : cJSON_GetObjectItemCaseSensitive(json, step);
  }
  free(steps);
  return json;
}

static void check_member(const cJSON *json, const char *path, const char *expected)
{
  const cJSON *found = member(json, path);
  char *text = found ? cJSON_PrintUnformatted(found) : strdup("nothing");
  if (strcmp(text, expected)) fail_msg("%s: %s, expected %s", path, text, expected);
  free(text);
}

static void classify_as_json_names_everything_it_rests_on(void **state)
{
  world w;
  sink s = {0};
  incubator_report report = INCUBATOR_REPORT_INIT;
  (void)state;
  open_world(&w);
  report.format = INCUBATOR_FORMAT_JSON;
  classify(&w, &report, &s);
  cJSON *json = parsed(&s);
  check_member(json, "format", "\"incubator-classification/1\"");
  check_member(json, "policy/id", "\"d\"");
  check_member(json, "as_of", "\"2024-06-30\"");
  assert_string_equal(cJSON_GetStringValue(member(json, "policy/digest")), incubator_policy_digest(w.policy));
  assert_string_equal(cJSON_GetStringValue(member(json, "registry/digest")), incubator_registry_digest(w.registry));
  assert_string_equal(cJSON_GetStringValue(member(json, "library")), incubator_version_text());
  check_member(json, "tables/t/0/key", "\"a\"");
  check_member(json, "tables/t/0/declared/level", "\"high\"");
  check_member(json, "tables/t/0/decided/size/value", "\"big\"");
  check_member(json, "tables/t/0/decided/size/reason", "\"enough space\"");
  check_member(json, "tables/t/0/decided/size/basis/cites/0/clause", "\"4\"");
  check_member(json, "tables/t/0/decided/size/basis/evidence", "\"verbatim\"");
  check_member(json, "tables/t/1/decided/fit/value", "false");
  check_member(json, "tables/t/1/decided/fit/conditions/room", "true");
  check_member(json, "tables/t/1/decided/fit/conditions/open", "false");
  check_member(json, "tables/t/2/decided/size", "{\"gap\":\"missing\",\"names\":[\"x\"],\"basis\":{\"cites\":[{\"source\":\"law\",\"clause\":\"3\",\"title\":\"the law\",\"number\":\"No. 1\"}],\"evidence\":\"verbatim\"}}");
  check_member(json, "findings", "[]");
  cJSON_Delete(json);
  sink_free(&s);
  world_end(&w);
}

static void classify_by_columns_counts_the_subjects(void **state)
{
  world w;
  sink csv = {0}, table = {0}, json = {0};
  incubator_report report = INCUBATOR_REPORT_INIT;
  (void)state;
  open_world(&w);
  report.by = "level,size";
  report.format = INCUBATOR_FORMAT_CSV;
  classify(&w, &report, &csv);
  assert_true(sink_has(&csv, "high,big,1\r\n") && sink_has(&csv, "low,small,1\r\n"));
  report.format = INCUBATOR_FORMAT_TABLE;
  classify(&w, &report, &table);
  assert_true(sink_has(&table, "Big") && sink_has(&table, "? not given"));
  report.format = INCUBATOR_FORMAT_JSON;
  classify(&w, &report, &json);
  cJSON_Delete(parsed(&json));
  sink_free(&csv), sink_free(&table), sink_free(&json);
  world_end(&w);
}

/* Equal texts are one class, whether a rule reads the column or not. */
static void classify_by_a_text_counts_equal_texts_together(void **state)
{
  world w;
  sink own = {0}, linked = {0};
  incubator_report report = INCUBATOR_REPORT_INIT;
  (void)state;
  open_world(&w);
  report.format = INCUBATOR_FORMAT_CSV;
  report.by = "up.zone";
  report.table = "t";
  classify(&w, &report, &linked);
  assert_true(sink_has(&linked, "east,2\r\n"));
  report.by = "owner";
  classify(&w, &report, &own);
  assert_true(sink_has(&own, "Li,2\r\n"));
  sink_free(&own), sink_free(&linked);
  world_end(&w);
}

static void classify_of_what_is_not_there_is_not_found(void **state)
{
  world w;
  sink s = {0};
  incubator_writer writer = sink_writer(&s);
  incubator_report report = INCUBATOR_REPORT_INIT;
  (void)state;
  open_world(&w);
  report.by = "nope";
  assert_int_equal(incubator_decisions_classify(w.decisions, &report, &writer, NULL), INCUBATOR_STATUS_NOT_FOUND);
  report.by = "";
  assert_int_equal(incubator_decisions_classify(w.decisions, &report, &writer, NULL), INCUBATOR_STATUS_ARGUMENT);
  report.by = "x,x,x,x,x,x,x,x,x";
  assert_int_equal(incubator_decisions_classify(w.decisions, &report, &writer, NULL), INCUBATOR_STATUS_LIMIT);
  report.by = NULL;
  report.table = "nope";
  for (int f = 0; f < 3; f++) {
    report.format = (incubator_format)f;
    assert_int_equal(incubator_decisions_classify(w.decisions, &report, &writer, NULL), INCUBATOR_STATUS_NOT_FOUND);
  }
  report.table = NULL;
  report.format = (incubator_format)3;
  assert_int_equal(incubator_decisions_classify(w.decisions, &report, &writer, NULL), INCUBATOR_STATUS_ARGUMENT);
  report.format = INCUBATOR_FORMAT_TABLE;
  report.language = (incubator_language)2;
  assert_int_equal(incubator_decisions_classify(w.decisions, &report, &writer, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_decisions_classify(NULL, NULL, &writer, NULL), INCUBATOR_STATUS_ARGUMENT);
  assert_int_equal(incubator_decisions_classify(w.decisions, NULL, NULL, NULL), INCUBATOR_STATUS_ARGUMENT);
  sink_free(&s);
  world_end(&w);
}

static void classify_with_a_writer_that_refuses_says_so(void **state)
{
  world w;
  sink s = {.limit = 10};
  incubator_writer writer = sink_writer(&s);
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_report report = INCUBATOR_REPORT_INIT;
  (void)state;
  open_world(&w);
  for (int f = 0; f < 3; f++) {
    report.format = (incubator_format)f;
    assert_int_equal(incubator_decisions_classify(w.decisions, &report, &writer, &e), INCUBATOR_STATUS_WRITER);
    assert_int_equal(e.status, INCUBATOR_STATUS_WRITER);
  }
  sink_free(&s);
  world_end(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(column_of_each_type_says_what_it_holds),
      cmocka_unit_test(column_values_of_gaps_are_zero),
      cmocka_unit_test(column_that_is_not_there_is_not_found),
      cmocka_unit_test(cell_of_fields_links_and_rules_is_found),
      cmocka_unit_test(cell_of_what_is_not_there_says_so),
      cmocka_unit_test(parts_are_kept_as_asked_for),
      cmocka_unit_test(create_with_a_wrong_date_is_refused),
      cmocka_unit_test(create_with_a_registry_of_other_tables_is_a_mismatch),
      cmocka_unit_test(create_with_a_registry_of_the_same_tables_works),
      cmocka_unit_test(decisions_keep_what_they_were_made_from),
      cmocka_unit_test(classify_as_a_table_shows_labels_and_gaps),
      cmocka_unit_test(classify_as_csv_has_reasons_and_clauses),
      cmocka_unit_test(classify_as_json_names_everything_it_rests_on),
      cmocka_unit_test(classify_by_columns_counts_the_subjects),
      cmocka_unit_test(classify_by_a_text_counts_equal_texts_together),
      cmocka_unit_test(classify_of_what_is_not_there_is_not_found),
      cmocka_unit_test(classify_with_a_writer_that_refuses_says_so),
  };
  return cmocka_run_group_tests_name("decisions", tests, NULL, NULL);
}
