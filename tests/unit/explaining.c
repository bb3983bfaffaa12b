#include "explaining.h"

static const char policy_text[] =
    "{'format': 'incubator-policy/1', 'id': 'e', 'sources': {'law': {'title': {'zh': '办法', 'en': 'the law'}, 'number': 'No. 1'}, 'memo': {'evidence': 'recalled'}},"
    " 'categories': {'kind': {'special': {'zh': '专业型', 'en': 'specialised'}, 'plain': {'zh': '综合型', 'en': 'comprehensive'}}, 'field': {'bio': {'zh': '生物'}, 'chip': {'zh': '芯片'}}},"
    " 'parameters': {'least': {'type': 'decimal', 'title': {'zh': '最低占比', 'en': 'least share'}, 'values': [{'from': '2020-01-01', 'value': 0.75}], 'cite': 'law#2'},"
    "   'guess': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': 1}], 'assumed': {'zh': '暂定', 'en': 'for want of better'}}},"
    " 'tables': {'carriers': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'area': {'type': 'decimal', 'min': 0, 'max': 100000}, 'used': {'type': 'decimal', 'min': 0, 'max': 100000},"
    "   'staff': {'type': 'integer', 'min': 0, 'max': 1000}, 'platform': {'type': 'boolean'}, 'ready': {'type': 'boolean', 'absent': false}, 'said': {'type': 'category', 'categories': 'kind'}}},"
    "  'firms': {'key': 'id', 'unit': 'firm', 'links': {'carrier': {'to': 'carriers'}}, 'fields': {'id': {'type': 'text'}, 'field': {'type': 'category', 'categories': 'field'}, 'ip': {'type': 'boolean'}}}},"
    " 'rules': {"
    "  'soc': {'kind': 'measure', 'on': 'carriers', 'rows': 'firms', 'take': 'share-of-commonest', 'of': {'var': 'field'}, 'cite': 'law#1'},"
    "  'ips': {'kind': 'measure', 'on': 'carriers', 'rows': 'firms', 'take': 'share', 'of': {'var': 'ip'}, 'cite': 'law#1'},"
    "  'count': {'kind': 'measure', 'on': 'carriers', 'rows': 'firms', 'take': 'count', 'cite': 'law#1'},"
    "  'enough_ip': {'kind': 'derive', 'on': 'carriers', 'value': {'>=': [{'var': 'ips'}, 0.5]}, 'cite': 'law#6'},"
    "  'special': {'kind': 'require', 'on': 'carriers', 'cite': 'law#3', 'conditions': {'one_field': {'is': {'>=': [{'var': 'soc'}, {'var': 'params.least'}]}},"
    "     'platform': {'is': {'var': 'platform'}, 'title': {'zh': '平台', 'en': 'a platform'}}, 'firms': {'is': {'>=': [{'var': 'count'}, 30]}}, 'staffed': {'is': {'>': [{'var': 'staff'}, 2]}, 'absent': false}}},"
    "  'kind': {'kind': 'choose', 'on': 'carriers', 'categories': 'kind', 'reported': 'said', 'cite': 'law#4', 'cases': [{'when': {'var': 'special'}, 'is': 'special', 'reason': 'one field'}], 'else': {'is': 'plain'}},"
    "  'room': {'kind': 'derive', 'on': 'carriers', 'cite': 'law#5', 'value': {'>=': [{'/': [{'var': 'used'}, {'var': 'area'}]}, 0.75]}},"
    "  'some': {'kind': 'require', 'on': 'carriers', 'cite': 'law#7', 'need': 2, 'conditions': {'a': {'is': {'>': [{'var': 'used'}, 900]}}, 'b': {'is': {'var': 'platform'}}, 'c': {'is': {'<': [{'var': 'staff'}, 5]}}}},"
    "  'guessed': {'kind': 'derive', 'on': 'carriers', 'cite': 'memo', 'value': {'if': [{'var': 'platform'}, {'var': 'params.guess'}, 2]}},"
    "  'aim': {'kind': 'target', 'on': 'carriers', 'actual': {'var': 'count'}, 'goal': 50, 'cite': 'law#8'},"
    "  'old': {'kind': 'derive', 'on': 'carriers', 'value': 1, 'until': '2020-01-01', 'cite': 'law#9'}}}";

void open_world(world *w, const char *carriers, size_t bio, size_t chip)
{
  char *firms = printed("id,carrier,field,ip\n");
  for (size_t i = 0; i < bio + chip; i++) {
    char *more = printed("%sf%zu,a,%s,%s\n", firms, i, i < bio ? "bio" : "chip", i < bio ? "true" : "false");
    free(firms), firms = more;
  }
  world_start(w, policy_text);
  world_csv(w, "carriers", carriers);
  world_csv(w, "firms", firms);
  world_decide(w, "2024-06-30");
  free(firms);
}

char *write_explanation(const world *w, const char *subject, const char *rule, incubator_format format, incubator_language language)
{
  incubator_explanation *x = NULL;
  incubator_question q = INCUBATOR_QUESTION_INIT;
  incubator_error e = INCUBATOR_ERROR_INIT;
  sink s = {0};
  incubator_writer writer = sink_writer(&s);
  q.subject = subject;
  q.rule = rule;
  if (incubator_explanation_create(w->decisions, &q, &x, &e) != INCUBATOR_STATUS_OK) fail_msg("%s", e.message);
  assert_int_equal(incubator_explanation_write(x, format, language, &writer, &e), INCUBATOR_STATUS_OK);
  incubator_explanation_free(x);
  return s.text;
}

cJSON *explain(const world *w, const char *subject, const char *rule)
{
  char *text = write_explanation(w, subject, rule, INCUBATOR_FORMAT_JSON, INCUBATOR_LANGUAGE_EN);
  cJSON *json = cJSON_Parse(text);
  if (!json) fail_msg("no JSON: %s", text);
  free(text);
  return json;
}

const cJSON *member(const cJSON *json, const char *path)
{
  char *steps = strdup(path);
  for (char *step = strtok(steps, "/"); step && json; step = strtok(NULL, "/")) {
    json = cJSON_IsArray(json) ? cJSON_GetArrayItem(json, atoi(step)) : cJSON_GetObjectItemCaseSensitive(json, step);
  }
  free(steps);
  return json;
}

void check_member(const cJSON *json, const char *path, const char *expected)
{
  const cJSON *found = member(json, path);
  char *text = found ? cJSON_PrintUnformatted(found) : strdup("nothing");
  if (strcmp(text, expected)) fail_msg("%s: %s, expected %s", path, text, expected);
  free(text);
}

const cJSON *rule_of(const cJSON *json, const char *name)
{
  const cJSON *rule;
  cJSON_ArrayForEach(rule, member(json, "rules")) {
    if (!strcmp(cJSON_GetStringValue(member(rule, "rule")), name)) return rule;
  }
  fail_msg("no rule %s", name);
  return NULL;
}
