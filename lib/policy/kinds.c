/* The bodies of rules, kind by kind. */
#include <string.h>

#include "base/date.h"
#include "policy/rules.h"

static const char *const choose_parts[] = {"case", NULL};
static const char *const measure_parts[] = {"low", "high", "undetermined", NULL};
static const char *const select_parts[] = {"rank", "of", "places", NULL};
static const char *const award_parts[] = {"computed", NULL};
static const char *const target_parts[] = {"actual", "goal", "low", "high", "gap", "share", "progress",
                                             "pace_needed", "pace_kept", "forecast", NULL};

const inc_kind_reader inc_kind_readers[INC_KIND_COUNT] = {
    [INC_KIND_DERIVE] = {"derive", "value elapsed scale reported tolerance", NULL, inc_read_derive},
    [INC_KIND_CHOOSE] = {"choose", "cases else hit best_first reported tolerance", choose_parts, inc_read_choose},
    [INC_KIND_REQUIRE] = {"require", "conditions need", NULL, inc_read_require},
    [INC_KIND_SCORE] = {"score", "items aggregate weights weights_total reweight", NULL, inc_read_score},
    [INC_KIND_MEASURE] = {"measure", "rows via where take of within actionable reported tolerance", measure_parts, inc_read_measure},
    [INC_KIND_SELECT] = {"select", "within order places ties programme", select_parts, inc_read_select},
    [INC_KIND_APPORTION] = {"apportion", "whole weight method lower upper within step ties", NULL, inc_read_apportion},
    [INC_KIND_AWARD] = {"award", "amount awards pay adjust split to part_of", award_parts, inc_read_award},
    [INC_KIND_TARGET] = {"target", "actual goal base since due need plan series", target_parts, inc_read_target},
};

/* ---- derive ---- */

static const inc_expression *read_day(inc_rule_reader *x, const inc_json *elapsed, const char *key)
{
  inc_meaning meaning, date = {.type = INC_TYPE_DATE, .list = INC_NONE};
  const inc_expression *e = inc_rule_expression(x, elapsed, key, true, &meaning);
  if (e) inc_expect(x->r, inc_json_get(elapsed, key), e, &meaning, &date);
  return e;
}

static inc_meaning read_elapsed(inc_rule_reader *x, const inc_json *elapsed, inc_derive *derive)
{
  static const char *const units[] = {"day", "month", "year"};
  inc_meaning nothing = {.list = INC_NONE};
  if (!inc_check_keys(x->r, elapsed, "from to in")) return nothing;
  derive->from = read_day(x, elapsed, "from");
  derive->to = read_day(x, elapsed, "to");
  const inc_json *in = inc_member(x->r, elapsed, "in", INC_JSON_STRING, true);
  int word = in ? inc_read_word(x->r, in, "type-mismatch", "days months years") : -1;
  if (word < 0 || !derive->from || !derive->to) return nothing;
  derive->span = (inc_span)(INC_SPAN_DAYS + word);
  return inc_number_of(inc_unit_of(x->r, units[word]));
}

void inc_read_derive(inc_rule_reader *x)
{
  inc_derive *derive = &x->version->is.derive;
  const inc_json *value = inc_json_get(x->node, "value"), *elapsed = inc_json_get(x->node, "elapsed");
  const inc_json *scale = inc_json_get(x->node, "scale");
  inc_meaning meaning = {.list = INC_NONE};
  if ((value != NULL) == (elapsed != NULL)) {
    INC_REPORT(x->r, "key-missing", x->node, "a derive has either \"value\" or \"elapsed\"");
    return;
  }
  if (value) derive->value = inc_rule_expression(x, x->node, "value", true, &meaning);
  else meaning = read_elapsed(x, elapsed, derive);
  if (scale && !x->r->failed) derive->scale = inc_read_scale(x, scale, &meaning);
  if (x->r->failed) return;
  inc_rule_declared(x, derive->value, value ? value : elapsed, &meaning);
  inc_rule_part_type(x, 0, x->node, meaning);
}

/* ---- choose ---- */

static inc_basis *parts_of(inc_rule_reader *x, size_t count)
{
  inc_basis *parts = inc_reader_alloc(x->r, count, sizeof *parts);
  x->about->parts = parts;
  x->about->part_count = parts ? count : 0;
  return parts;
}

/* One result of a choose; what the rule declares leads, else the first result. */
static const inc_expression *read_result(inc_rule_reader *x, const inc_json *object, uint32_t list, inc_meaning *both)
{
  inc_meaning meaning;
  const inc_json *node = inc_json_get(object, "is");
  const inc_expression *e = inc_rule_expression(x, object, "is", true, &meaning);
  if (!e || meaning.type == INC_TYPE_UNKNOWN) return e;
  if (meaning.literal && list == INC_NONE && both->type != INC_TYPE_CATEGORY && both->type != INC_TYPE_DATE) {
    if (!inc_json_get(x->node, "categories")) {
      INC_REPORT(x->r, "categories-unstated", node, "a text as a result: say which \"categories\" it is one of");
    }
    return e;
  }
  inc_agree(x->r, node, e, &meaning, both);
  return e;
}

static void read_case(inc_rule_reader *x, const inc_json *node, uint32_t list, inc_case *to, inc_meaning *both)
{
  if (!inc_check_keys(x->r, node, "when is cite evidence assumed reason title note")) return;
  to->when = inc_rule_condition(x, node, "when", true);
  to->is = read_result(x, node, list, both);
}

void inc_read_choose(inc_rule_reader *x)
{
  inc_choose *choose = &x->version->is.choose;
  const inc_json *cases = inc_member(x->r, x->node, "cases", INC_JSON_ARRAY, true), *otherwise = inc_json_get(x->node, "else");
  uint32_t list = inc_rule_categories(x);
  inc_meaning both = {.type = list == INC_NONE ? INC_TYPE_UNKNOWN : INC_TYPE_CATEGORY, .list = list};
  size_t room = inc_json_count(cases);
  inc_case *to = inc_reader_alloc(x->r, room, sizeof *to);
  inc_basis *parts = parts_of(x, room + 1);
  if (cases && room == 0) INC_REPORT(x->r, "key-missing", cases, "a choose without cases");
  for (const inc_json *c = inc_json_first(cases); c && !x->r->failed; c = inc_json_next(c)) {
    read_case(x, c, list, &to[choose->count], &both);
    parts[choose->count++] = inc_read_basis(x->r, c, &x->about->basis);
  }
  if (x->r->failed) return;
  choose->cases = to;
  if (otherwise && inc_check_keys(x->r, otherwise, "is cite evidence assumed reason title note")) {
    choose->otherwise = read_result(x, otherwise, list, &both);
    parts[room] = inc_read_basis(x->r, otherwise, &x->about->basis);
  }
  const inc_json *hit = inc_json_get(x->node, "hit");
  choose->unique = hit && inc_read_word(x->r, hit, "type-mismatch", "first unique") == 1;
  if (x->r->failed) return;
  if (inc_json_get(x->node, "unit") && both.type == INC_TYPE_NUMBER) {
    inc_meaning number = inc_number_of(inc_unit_read(x->r, inc_json_get(x->node, "unit")));
    if (both.flexible || both.unit == number.unit) both = number;
    else INC_REPORT(x->r, "unit-mismatch", inc_json_get(x->node, "unit"), "the cases yield %s", x->r->policy->units[both.unit].text);
  }
  inc_rule_part_type(x, 0, x->node, both);
  inc_rule_part_type(x, INC_CHOOSE_CASE, x->node, inc_number_of(0));
  inc_read_best_first(x);
}

/* ---- require ---- */

static void read_condition(inc_rule_reader *x, const inc_json *node, inc_condition *c)
{
  if (!inc_check_name(x->r, node)) return;
  if (!inc_check_keys(x->r, node, "is title cite evidence assumed reason absent note")) return;
  c->is = inc_rule_condition(x, node, "is", true);
  if (inc_json_get(node, "absent")) {
    c->absent = inc_member_boolean(x->r, node, "absent", false) ? INC_ABSENT_TRUE : INC_ABSENT_FALSE;
  }
}

static uint32_t read_need(inc_rule_reader *x, size_t count)
{
  const inc_json *need = inc_json_get(x->node, "need");
  int64_t micros;
  if (!need) return INC_NEED_ALL;
  if (inc_json_type_of(need) != INC_JSON_NUMBER) {
    return inc_read_word(x->r, need, "type-mismatch", "all any") == 1 ? 1 : INC_NEED_ALL;
  }
  if (!inc_read_micros(x->r, need, &micros)) return INC_NEED_ALL;
  if (micros % INC_MICRO == 0 && micros > 0 && micros / INC_MICRO <= (int64_t)count) return (uint32_t)(micros / INC_MICRO);
  INC_REPORT(x->r, "out-of-range", need, "expected all, any, or a whole number from 1 to %zu", count);
  return INC_NEED_ALL;
}

void inc_read_require(inc_rule_reader *x)
{
  inc_require *require = &x->version->is.require;
  const inc_json *conditions = inc_member(x->r, x->node, "conditions", INC_JSON_OBJECT, true);
  size_t room = inc_json_count(conditions);
  inc_condition *to = inc_reader_alloc(x->r, room, sizeof *to);
  inc_basis *parts = parts_of(x, room);
  if (conditions && room == 0) INC_REPORT(x->r, "key-missing", conditions, "a require without conditions");
  for (const inc_json *c = inc_json_first(conditions); c && !x->r->failed; c = inc_json_next(c)) {
    size_t length;
    inc_want want;
    const char *name = inc_rule_part_name(x->r, x->rule, inc_json_key(c), &length);
    if (!inc_policy_part(x->r->policy, name, length, &want)) continue; /* no memory */
    to[require->count].part = want.part;
    read_condition(x, c, &to[require->count]);
    parts[require->count++] = inc_read_basis(x->r, c, &x->about->basis);
    inc_rule_part_type(x, want.part, c, inc_boolean_meaning());
  }
  if (x->r->failed) return;
  require->conditions = to;
  require->need = read_need(x, room);
  inc_rule_part_type(x, 0, x->node, inc_boolean_meaning());
}
