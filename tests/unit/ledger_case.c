#include "ledger_case.h"

const char ledger_policy[] =
  "{'format': 'incubator-policy/1', 'id': 'ledger-2024', 'version': '1', 'title': 'ledgers', 'rounding': 'half-even',"
  " 'sources': {'s': {'title': 'the measure', 'number': '1'}},"
  " 'parameters': {"
  "  'rate': {'type': 'decimal', 'min': 0, 'max': 1, 'cite': 's#1', 'values': [{'from': '2000-01-01', 'value': 0.5}]},"
  "  'open_rate': {'type': 'decimal', 'min': 0, 'max': 1, 'cite': 's#2', 'values': []},"
  "  'per_m2': {'type': 'decimal', 'unit': 'yuan/m2', 'cite': 's#3', 'values': [{'from': '2000-01-01', 'value': 1}]},"
  "  'budget': {'type': 'decimal', 'unit': 'yuan', 'assumed': 'for the test', 'values': [{'from': '2000-01-01', 'value': 1000}]}},"
  " 'tables': {"
  "  'districts': {'key': 'name', 'fields': {'name': {'type': 'text'}}, 'rows': [{'name': 'North'}, {'name': 'South'}]},"
  "  'carriers': {'key': 'id', 'links': {'district': {'to': 'districts'}}, 'fields': {'id': {'type': 'text'}, 'area': {'type': 'decimal', 'unit': 'm2', 'min': 0}}},"
  "  'firms': {'key': 'id', 'links': {'home': {'to': 'carriers'}}, 'fields': {'id': {'type': 'text'}, 'name': {'type': 'text', 'title': {'zh': '企业名称', 'en': 'name of the firm'}},"
  "   'young': {'type': 'boolean', 'title': {'zh': '初创', 'en': 'young'}}}},"
  "  'services': {'key': 'id', 'links': {'user': {'to': 'firms'}, 'giver': {'to': 'carriers'}},"
  "   'fields': {'id': {'type': 'text'}, 'paid': {'type': 'decimal', 'unit': 'yuan', 'min': 0}, 'paid_on': {'type': 'date'}, 'before': {'type': 'decimal', 'unit': 'yuan', 'absent': 0}}}},"
  " 'rules': {"
  "  'fit': {'kind': 'require', 'on': 'services', 'cite': 's#1', 'conditions': {"
  "   'enough': {'title': {'zh': '金额达到10元', 'en': 'at least 10 yuan'}, 'is': {'>=': [{'var': 'paid'}, 10]}},"
  "   'youth': {'is': {'var': 'user.young'}}}},"
  "  'grant': {'kind': 'award', 'on': 'services', 'title': {'zh': '服务补助', 'en': 'grant'}, 'to': 'user', 'when': {'var': 'fit'}, 'cite': 's#1',"
  "   'amount': {'*': [{'var': 'paid'}, {'var': 'params.rate'}]}, 'round': {'to': 0.01, 'mode': 'half-up'},"
  "   'adjust': [{'less': {'var': 'before'}, 'title': 'paid before'}, {'cap': 600, 'cite': 's#1a'}, {'at_least': 20},"
  "    {'cap': {'var': 'params.budget'}, 'over': [], 'fill': 'partial', 'title': 'budget', 'order': [{'value': {'var': 'paid_on'}, 'first': 'lowest'}]}],"
  "   'split': {'city': {'weight': 2}, 'district': {'weight': 1}}},"
  "  'open': {'kind': 'award', 'on': 'services', 'to': 'user', 'amount': {'*': [{'var': 'paid'}, {'var': 'params.open_rate'}]}, 'round': {'to': 1, 'mode': 'down'}, 'cite': 's#2'},"
  "  'rent': {'kind': 'award', 'on': 'carriers', 'amount': {'*': [{'var': 'area'}, {'var': 'params.per_m2'}]}, 'round': {'to': 1, 'mode': 'down'}, 'cite': 's#3'},"
  "  'house': {'kind': 'award', 'on': 'carriers', 'amount': 100, 'unit': 'yuan', 'round': {'to': 1, 'mode': 'down'}, 'cite': 's#3'},"
  "  'whole': {'kind': 'award', 'on': 'carriers', 'awards': ['rent', 'house'], 'pay': 'all', 'round': {'to': 1, 'mode': 'down'}, 'cite': 's#3', 'adjust': [{'cap': 1500}]},"
  "  'top': {'kind': 'select', 'on': 'carriers', 'programme': true, 'when': {'>': [{'var': 'area'}, 0]}, 'order': [{'value': {'var': 'area'}, 'first': 'highest'}], 'places': 2, 'cite': 's#4'}},"
  " 'tests': []}";

const char ledger_carriers[] = "id,district,area\nc1,North,1450\nc2,South,300\nc3,South,0\nc4,,50\n";
const char ledger_firms[] = "id,home,name,young\nf1,c1,=evil,true\nf2,c2,\"Two, Ltd\",true\nf3,c3,+1,false\nf4,,Four,\n";
const char ledger_services[] =
  "id,user,giver,paid,paid_on,before\n"
  "e1,f1,c1,1000,2024-01-01,100\n" /* 500, 400 */
  "e2,f1,c1,2000,2024-01-02,\n"    /* 1000, capped 600: the budget is used up */
  "e3,f2,c1,12,2024-01-03,\n"      /* 6, raised to 20, nothing is left */
  "e4,f3,c2,5,2024-01-04,\n"       /* refused twice */
  "e5,f4,c2,500,2024-01-05,\n"     /* not known whether young */
  "e6,f2,c1,0.01,2024-01-06,\n";   /* refused once */

void ledger_world(world *w)
{
  world_start(w, ledger_policy);
  world_csv(w, "carriers", ledger_carriers);
  world_csv(w, "firms", ledger_firms);
  world_csv(w, "services", ledger_services);
  world_decide(w, "2024-06-30");
}

incubator_ledger *ledger_of(const world *w, const incubator_ledger_options *options)
{
  incubator_ledger *l = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  if (incubator_ledger_create(w->decisions, options, &l, &e) != INCUBATOR_STATUS_OK) fail_msg("%s", e.message);
  return l;
}

incubator_ledger_entry ledger_entry(const incubator_ledger *l, const char *programme, const char *event, size_t *index)
{
  incubator_ledger_entry entry = INCUBATOR_LEDGER_ENTRY_INIT;
  for (size_t i = 0; i < incubator_ledger_count(l); i++) {
    assert_int_equal(incubator_ledger_get(l, i, &entry), INCUBATOR_STATUS_OK);
    if (index) *index = i;
    if (!strcmp(entry.programme, programme) && !strcmp(entry.event, event)) return entry;
  }
  fail_msg("no entry %s %s", programme, event);
  return entry;
}

incubator_ledger_total ledger_total(const incubator_ledger *l, size_t by, const char *key)
{
  incubator_ledger_total total = INCUBATOR_LEDGER_TOTAL_INIT;
  for (size_t i = 0; i < incubator_ledger_total_count(l, by); i++) {
    assert_int_equal(incubator_ledger_total_get(l, by, i, &total), INCUBATOR_STATUS_OK);
    if (key ? total.key && !strcmp(total.key, key) : !total.key) return total;
  }
  fail_msg("no total %s", key ? key : "(none)");
  return total;
}

char *ledger_text(const incubator_ledger *l, const incubator_ledger_report *how, bool payments)
{
  sink s = {0};
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_writer writer = sink_writer(&s);
  incubator_status status = payments ? incubator_ledger_write_payments(l, how, &writer, &e) : incubator_ledger_write(l, how, &writer, &e);
  if (status != INCUBATOR_STATUS_OK) fail_msg("%s", e.message);
  assert_non_null(s.text);
  return s.text;
}
