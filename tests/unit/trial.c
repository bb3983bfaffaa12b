#include "trial.h"

static const char base_policy[] =
    "{'format': 'incubator-policy/1', 'id': 'base', 'categories': {'c': {'a': {'zh': '甲', 'aliases': ['A1']}, 'b': {}}}, 'units': {'yuan': {'zh': '元', 'multiples': {'万元': 10000}}}}";

const char trial_policy[] =
    "{'format': 'incubator-policy/1', 'id': 's', 'title': {'zh': '题', 'en': 'title'}, 'extends': ['base'], 'sources': {'law': {'title': '法', 'issued': '2021-08-25'}},\n"
    " 'parameters': {'p': {'type': 'decimal', 'unit': 'yuan', 'min': 0, 'max': 9e9, 'values': [{'from': '2020-01-01', 'value': '5万元'}], 'cite': 'law#1'}, 'set': {'type': 'decimal', 'values': []}},\n"
    " 'tables': {'u': {'key': 'id', 'fields': {'id': {'type': 'text'}, 'said': {'type': 'integer', 'unit': 't'}, 'zone': {'type': 'text'}}, 'rows': [{'id': 'U', 'said': 3}, {'id': 'V'}]},\n"
    "  't': {'key': 'id', 'unit': 't', 'links': {'u': {'to': 'u'}}, 'fields': {'id': {'type': 'text'}, 'x': {'type': 'decimal', 'unit': 'yuan', 'min': -5, 'max': 1e6, 'aliases': ['金额'], 'actionable': {'step': 300000, 'direction': 'both'}},\n"
    "   'd': {'type': 'date'}, 'ok': {'type': 'boolean', 'absent': false, 'actionable': {'direction': 'up'}}, 'c': {'type': 'category', 'categories': 'c'}, 'name': {'type': 'text'}}}},\n"
    " 'rules': {'q': {'kind': 'derive', 'on': 't', 'value': {'/': [{'var': 'x'}, {'var': 'params.p'}]}, 'round': {'to': 0.01, 'mode': 'half-up'}, 'cite': 'law'},\n"
    "  'age': {'kind': 'derive', 'on': 't', 'elapsed': {'from': {'var': 'd'}, 'to': {'var': 'as_of'}, 'in': 'months'}, 'scale': {'points': [[0, 1], [12, 5], [12, 7]]}, 'assumed': 'so'},\n"
    "  'k': {'kind': 'choose', 'on': 't', 'categories': 'c', 'best_first': ['a', 'b'], 'title': {'zh': '类', 'en': 'class'}, 'cases': [{'when': {'and': [{'var': 'ok'}, {'in': [{'var': 'c'}, ['a', 'b']]}]}, 'is': 'a', 'reason': 'r'}], 'else': {'is': 'b'}},\n"
    "  'r': {'kind': 'require', 'on': 't', 'need': 'any', 'at': 'd', 'conditions': {'one': {'is': {'>': [{'var': 'x'}, {'var': 'params.p'}]}, 'absent': false}, 'two': {'is': {'!': {'var': 'ok'}}}}},\n"
    "  'n': {'kind': 'measure', 'on': 'u', 'rows': 't', 'where': {'var': 'r'}, 'take': 'count', 'reported': 'said', 'tolerance': 0},\n"
    "  'most': {'kind': 'measure', 'on': 'u', 'rows': 't', 'take': 'share-of-commonest', 'of': {'var': 'c'}},\n"
    "  'peers': {'kind': 'measure', 'on': 't', 'rows': 't', 'within': ['c'], 'take': 'mean', 'of': {'var': 'x'}, 'actionable': {'step': 500000, 'direction': 'up'}, 'absent': {'var': 'x'}},\n"
    "  'same': {'kind': 'derive', 'on': 't', 'value': {'==': [{'var': 'u.zone'}, 'east']}},\n"
    "  'sc': {'kind': 'score', 'on': 't', 'aggregate': 'sum', 'reweight': {'share': 0.3}, 'items': {'g': {'aggregate': 'mean', 'weight': {'var': 'params.set'}, 'items': {\n"
    "    'm': {'title': {'zh': '甲', 'en': 'one'}, 'value': {'var': 'x'}, 'scale': {'cohort': 'rank', 'within': ['c'], 'better': 'lower', 'constant': 1}, 'absent': 0},\n"
    "    'o': {'value': {'var': 'age'}, 'scale': {'steps': [[0, 1], [6, 2]]}}}}, 'q': {'value': {'var': 'q'}, 'when': {'var': 'ok'}, 'cite': 'law#2'}}},\n"
    "  'sel': {'kind': 'select', 'on': 't', 'within': ['c'], 'order': [{'value': {'var': 'sc'}, 'first': 'highest'}, {'value': {'var': 'd'}, 'first': 'lowest'}], 'places': {'var': 'params.set'}},\n"
    "  'gr': {'kind': 'choose', 'on': 't', 'categories': 'c', 'best_first': ['a', 'b'], 'cases': [{'when': {'and': [{'var': 'sel'}, {'>=': [{'var': 'sc'}, 2]}]}, 'is': 'a'}], 'else': {'is': 'b'}},\n"
    "  'fw': {'kind': 'score', 'on': 't', 'aggregate': 'mean', 'weights': 'critic', 'reweight': {'share': 0}, 'items': {'x': {'value': {'var': 'x'}, 'scale': {'cohort': 'z-score', 'within': ['u'], 'constant': 0}, 'absent': 3},\n"
    "    'e': {'aggregate': 'geometric', 'weights': 'entropy', 'items': {'a': {'value': {'var': 'age'}, 'scale': {'steps': [[0, 1], [30, 2]]}, 'absent': 1}, 'b': {'value': {'var': 'x'}, 'scale': {'points': [[0, 1], [100, 9]]}, 'absent': 2}}}}},\n"
    "  'aw': {'kind': 'award', 'on': 't', 'to': 'u', 'at': 'd', 'when': {'or': [{'var': 'ok'}, {'==': [{'var': 'c'}, 'b']}]}, 'amount': {'max': [{'var': 'x'}, 0]}, 'round': {'to': 0.01, 'mode': 'half-up'}, 'cite': 'law#3',\n"
    "    'adjust': [{'less': 1, 'title': {'zh': '已付', 'en': 'paid'}, 'when': {'>': [{'var': 'x'}, 5]}}, {'cap': {'/': [{'var': 'params.p'}, 2]}, 'over': [], 'fill': 'partial', 'order': [{'value': {'var': 'd'}, 'first': 'lowest'}]},\n"
    "     {'cap': {'var': 'params.p'}, 'over': ['c'], 'fill': 'pro-rata'}, {'at_least': 3, 'when': {'var': 'ok'}, 'assumed': 'so'}], 'split': {'city': {'weight': 1, 'title': {'zh': '市', 'en': 'city'}}, 'rest': {'weight': {'var': 'params.set'}}}},\n"
    "  'tot': {'kind': 'award', 'on': 'u', 'awards': ['aw', 'own'], 'pay': 'highest', 'round': {'to': 1, 'mode': 'down'}, 'adjust': [{'cap': 30000}], 'title': {'zh': '合计', 'en': 'whole'}},\n"
    "  'own': {'kind': 'award', 'on': 'u', 'amount': {'*': [{'var': 'params.p'}, 2]}, 'round': {'to': 1, 'mode': 'half-even'}},\n"
    "  'out': {'kind': 'award', 'on': 't', 'awards': ['aw'], 'pay': 'all', 'part_of': 'tot', 'round': {'to': 0.01, 'mode': 'down'}, 'adjust': [{'cap': {'var': 'u.tot:aw'}, 'over': ['u'], 'fill': 'stop', 'ties': 'in-order'}]},\n"
    "  'g': {'kind': 'target', 'on': 'u', 'actual': {'var': 'n'}, 'goal': 30, 'base': {'var': 'said'}, 'series': 's', 'plan': {'dates': ['2024-12-31', '2025-12-31', '2026-12-31'], 'pace': [0.2, 0.3, 0.5]}},\n"
    "  'h': {'kind': 'target', 'on': 'u', 'actual': {'var': 'most'}, 'goal': 0.75}},\n"
    " 'tests': [{'as_of': '2024-06-30', 'params': {'set': 2}, 'given': {'t': [{'id': 'a', 'u': 'U', 'x': 5}]}, 'expect': {'t': {'a': {'q': 9, 'u.said': 3}}}},\n"
    "  {'as_of': '2024-06-30', 'given': {'t': [{'id': 'a', 'u': 'U', 'x': 5}]}, 'expect': {'t': {'a': {'age': {'gap': 'missing', 'names': ['d']}}}}}]}";

const char trial_csv[] = "id,u,金额,d,ok,c,name,colour\na,U,5万元,2021-01-31,是,甲,汉,x\nb,V,7,2022-05-31,否,b,\"q, \"\"r\"\"\",y\nc,U,,2023-01-01,,A1,,\n";

incubator_status trial_agreed(incubator_status status, const incubator_error *e)
{
  return e->status == status ? status : (incubator_status)99;
}

static incubator_status find_base(void *context, const char *id, incubator_policy_source *source)
{
  if (strcmp(id, "base")) return INCUBATOR_STATUS_NOT_FOUND;
  source->text = context;
  source->length = strlen(context);
  source->name = "base";
  return INCUBATOR_STATUS_OK;
}

incubator_status trial_read_policy(const char *text, const incubator_allocator *a, incubator_policy **policy, incubator_findings **findings)
{
  static const char *const settings[] = {"set=1.5", "p=5万元"};
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy_options options = INCUBATOR_POLICY_OPTIONS_INIT;
  char *json = quoted(text), *base = quoted(base_policy);
  source.text = json;
  source.length = strlen(json);
  options.allocator = a;
  options.resolve = find_base;
  options.resolve_context = base;
  options.settings = settings;
  options.setting_count = text == trial_policy ? 2 : 0;
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_status status = incubator_policy_read(&source, &options, policy, findings, &e);
  free(json), free(base);
  return trial_agreed(status, &e);
}

void trial_arm(trial *t)
{
  t->m.calls = 0;
  t->m.failed = false;
  t->m.fail_at = t->fail_at;
  t->m.for_good = t->for_good;
}

void trial_disarm(trial *t)
{
  t->m.fail_at = 0;
}

void trial_note(trial *t, const char *text)
{
  incubator_writer writer = sink_writer(&t->out);
  writer.write(writer.context, text, strlen(text));
}

void trial_note_findings(trial *t, const incubator_findings *findings)
{
  for (size_t i = 0; i < incubator_findings_count(findings); i++) {
    const incubator_finding *f = incubator_findings_get(findings, i);
    char *line = printed("%s %s %s %u:%u %s\n", f->code, f->file, f->path, f->line, f->column, f->message);
    trial_note(t, line);
    free(line);
  }
}

static incubator_status run_once(trial *t, trial_run run, size_t fail_at, bool for_good)
{
  *t = (trial){.fail_at = fail_at, .for_good = for_good};
  t->allocator = memory_allocator(&t->m);
  incubator_status status = run(t);
  if (!t->out.text) trial_note(t, "");
  return status;
}

/* False where the outcome is neither "no memory" nor that of the run in which nothing failed. */
static bool is_right(const trial *t, incubator_status status, const trial *whole, incubator_status expected)
{
  if (t->m.live) return false;
  if (t->m.failed && status == INCUBATOR_STATUS_NO_MEMORY) return true;
  return status == expected && !strcmp(t->out.text, whole->out.text);
}

void check_trials(const char *name, trial_run run)
{
  enum { MOST = 200000, SHOWN = 5 };
  trial whole, t;
  size_t wrong = 0;
  incubator_status expected = run_once(&whole, run, 0, false);
  assert_int_equal(whole.m.live, 0);
  for (int for_good = 0; for_good < 2; for_good++) {
    bool failed = true;
    for (size_t n = 1; failed; n++) {
      assert_true(n < MOST);
      incubator_status status = run_once(&t, run, n, for_good);
      failed = t.m.failed;
      if (!is_right(&t, status, &whole, expected) && wrong++ < SHOWN) {
        print_error("%s, request %zu%s: %s, %zu blocks left\n%.300s\n", name, n, for_good ? " and all behind it" : "",
                    incubator_status_name(status), t.m.live, strcmp(t.out.text, whole.out.text) ? t.out.text : "(the same text)");
      }
      sink_free(&t.out);
    }
  }
  sink_free(&whole.out);
  if (wrong) fail_msg("%s: %zu requests whose failure does not come out right", name, wrong);
}
