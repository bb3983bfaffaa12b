/* Targets: an aim, the way to it, and by which dates it is to be gone. */
#include <string.h>

#include "base/date.h"
#include "policy/rules.h"

/* Where `actual` is nothing but a measure's value, the measure's bounds decide with it. */
static void find_bounds(inc_rule_reader *x, inc_target *target)
{
  const inc_node *root = target->actual->count == 1 ? inc_expression_root(target->actual) : NULL;
  if (!root || root->op != INC_OP_COLUMN || root->is.ref.rule == INC_NONE || root->is.ref.part) return;
  if (x->r->policy->program.rules[root->is.ref.rule].kind != INC_KIND_MEASURE) return;
  inc_ref *bounds = inc_reader_alloc(x->r, 2, sizeof *bounds);
  if (!bounds) return;
  bounds[0] = bounds[1] = root->is.ref;
  bounds[0].part = INC_MEASURE_LOW;
  bounds[1].part = INC_MEASURE_HIGH;
  target->low = &bounds[0];
  target->high = &bounds[1];
}

/* ---- Plans ---- */

enum { MOST_DATES = 100 };

static const inc_json *plan_dates(const inc_json *rule)
{
  const inc_json *plan = inc_json_get(rule, "plan"), *dates = plan ? inc_json_get(plan, "dates") : NULL;
  return dates && inc_json_type_of(dates) == INC_JSON_ARRAY ? dates : NULL;
}

uint32_t inc_count_target_parts(const inc_json *rule)
{
  const inc_json *dates = plan_dates(rule);
  const size_t count = dates ? inc_json_count(dates) : 0;
  return count > MOST_DATES ? MOST_DATES : (uint32_t)count;
}

/* The part of a date; NULL where that is none, or without memory. */
static const char *part_of(inc_reader *r, const inc_json *date)
{
  char text[sizeof "plan/YYYY-MM-DD"] = "plan/";
  int32_t days;
  if (inc_json_type_of(date) != INC_JSON_STRING) return NULL;
  const char *given = inc_json_string(date);
  if (!inc_date_parse_iso(given, strlen(given), &days)) return NULL;
  inc_date_format(days, text + strlen(text));
  char *part = inc_arena_text(r->arena, text, strlen(text));
  if (!part) r->failed = true;
  return part;
}

void inc_name_target_parts(inc_reader *r, const inc_json *rule, inc_part_added added, void *context)
{
  const inc_json *dates = plan_dates(rule), *date = dates ? inc_json_first(dates) : NULL;
  for (int i = 0; date && i < MOST_DATES && !r->failed; date = inc_json_next(date), i++) {
    const char *part = part_of(r, date);
    if (part) added(context, part);
  }
}

/* A date of the plan: behind the one before it, after `since` and not after `due`. */
static bool read_date(inc_rule_reader *x, const inc_json *node, inc_milestone *to)
{
  const inc_target *target = &x->version->is.target;
  const inc_milestone *before = to > target->plan ? to - 1 : NULL;
  inc_want want;
  size_t length;
  if (inc_json_type_of(node) != INC_JSON_STRING) {
    INC_REPORT(x->r, "type-mismatch", node, "found %s, expected a date as YYYY-MM-DD", inc_json_type_name(inc_json_type_of(node)));
    return false;
  }
  const char *given = inc_json_string(node);
  if (!inc_date_parse_iso(given, strlen(given), &to->date)) {
    INC_REPORT(x->r, "date-invalid", node, "found \"%s\", expected a date of the calendar as YYYY-MM-DD", given);
    return false;
  }
  if (before && to->date <= before->date) INC_REPORT(x->r, "dates-order", node, "is not later than the date before it");
  if (target->has_since && to->date <= target->since) INC_REPORT(x->r, "dates-order", node, "is not later than \"since\"");
  if (target->has_due && to->date > target->due) INC_REPORT(x->r, "dates-order", node, "is later than \"due\"");
  const char *part = part_of(x->r, node), *name = part ? inc_rule_part_name(x->r, x->rule, part, &length) : NULL;
  if (!name || !inc_policy_part(x->r->policy, name, length, &want)) return false; /* no memory */
  to->part = want.part;
  return true;
}

static bool read_dates(inc_rule_reader *x, const inc_json *plan, inc_target *target)
{
  const inc_json *dates = inc_member(x->r, plan, "dates", INC_JSON_ARRAY, true);
  const size_t count = inc_json_count(dates);
  if (!dates) return false;
  if (count == 0 || count > MOST_DATES) {
    INC_REPORT(x->r, "out-of-range", dates, "a plan of %zu dates, expected 1 to %d", count, MOST_DATES);
    return false;
  }
  inc_milestone *to = inc_reader_alloc(x->r, count, sizeof *to);
  target->plan = to;
  for (const inc_json *d = inc_json_first(dates); d && to; d = inc_json_next(d), to++) {
    if (!read_date(x, d, to)) return false;
  }
  return to != NULL;
}

/* Shares that are stated: each not below 0, together 1. */
static void read_shares(inc_rule_reader *x, const inc_json *pace, inc_milestone *plan, size_t count)
{
  int64_t total = 0;
  size_t at = 0;
  if (inc_json_count(pace) != count) {
    INC_REPORT(x->r, "out-of-range", pace, "%zu shares for %zu dates", inc_json_count(pace), count);
    return;
  }
  for (const inc_json *s = inc_json_first(pace); s; s = inc_json_next(s), at++) {
    if (!inc_read_micros(x->r, s, &plan[at].share)) return;
    if (plan[at].share < 0 || plan[at].share > INC_MICRO) {
      INC_REPORT(x->r, "out-of-range", s, "a share is from 0 to 1");
      return;
    }
    total += plan[at].share;
  }
  char text[INC_DECIMAL_TEXT];
  inc_decimal_format(total, text);
  if (total != INC_MICRO) INC_REPORT(x->r, "weights-total", pace, "the shares add up to %s, expected 1", text);
}

/* How much of the change each date brings: the same, or n, n − 1, …, 1 parts of it, or what is stated. */
static int64_t read_pace(inc_rule_reader *x, const inc_json *node, inc_milestone *plan, size_t count)
{
  const inc_json *pace = inc_json_get(node, "pace");
  int64_t total = 0;
  if (!pace) {
    INC_REPORT(x->r, "key-missing", node, "no key \"pace\" here, expected even, front, or a list of shares");
  } else if (inc_json_type_of(pace) == INC_JSON_ARRAY) {
    read_shares(x, pace, plan, count);
    return INC_MICRO;
  } else {
    const int word = inc_read_word(x->r, pace, "type-mismatch", "even front");
    for (size_t i = 0; i < count; i++) total += plan[i].share = word == 1 ? (int64_t)(count - i) : 1;
  }
  return total;
}

static void read_plan(inc_rule_reader *x, const inc_json *plan, const inc_meaning *actual)
{
  inc_target *target = &x->version->is.target;
  if (!inc_check_keys(x->r, plan, "dates pace") || !read_dates(x, plan, target)) return;
  const size_t count = inc_json_count(inc_json_get(plan, "dates"));
  target->plan_divisor = read_pace(x, plan, (inc_milestone *)target->plan, count); /* ours until the rule is read */
  target->plan_count = (uint32_t)count;
  for (size_t i = 0; i < count; i++) inc_rule_part_type(x, target->plan[i].part, plan, *actual);
}

static void read_span(inc_rule_reader *x, inc_target *target)
{
  target->has_since = inc_member_date(x->r, x->node, "since", &target->since);
  target->has_due = inc_member_date(x->r, x->node, "due", &target->due);
  if (target->has_since && target->has_due && target->due <= target->since) {
    INC_REPORT(x->r, "dates-order", inc_json_get(x->node, "due"), "\"due\" is not later than \"since\"");
  }
}

/* ---- The rule ---- */

void inc_read_target(inc_rule_reader *x)
{
  inc_target *target = &x->version->is.target;
  inc_meaning actual, goal, base;
  target->actual = inc_rule_number(x, x->node, "actual", true, &actual);
  target->goal = inc_rule_number(x, x->node, "goal", true, &goal);
  target->base = inc_rule_number(x, x->node, "base", false, &base);
  if (x->r->failed || !target->actual || !target->goal) return;
  inc_agree(x->r, inc_json_get(x->node, "goal"), target->goal, &goal, &actual);
  if (target->base) inc_agree(x->r, inc_json_get(x->node, "base"), target->base, &base, &actual);
  const inc_json *need = inc_json_get(x->node, "need");
  int word = need ? inc_read_word(x->r, need, "type-mismatch", "at-least at-most exactly") : 0;
  if (word > 0) target->need = (inc_aim)word;
  read_span(x, target);
  const char *series = inc_member_text(x->r, x->node, "series", false);
  if (series) x->info->series = series;
  find_bounds(x, target);
  inc_rule_part_type(x, 0, x->node, inc_boolean_meaning());
  const inc_meaning part = inc_number_of(actual.unit);
  for (uint32_t p = INC_TARGET_ACTUAL; p < INC_TARGET_PARTS; p++) {
    bool share = p == INC_TARGET_SHARE || p == INC_TARGET_PROGRESS;
    inc_rule_part_type(x, p, x->node, share ? inc_number_of(0) : part);
  }
  const inc_json *plan = inc_json_get(x->node, "plan");
  if (plan && !x->r->failed) read_plan(x, plan, &part);
}
