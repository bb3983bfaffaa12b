/* Each kind of rule that is decided row by row, as steps. */
#include <string.h>

#include "report/jsonlogic.h"

/* ---- Scales ---- */

static inc_logic bare(inc_logic v)
{
  v.gap = NULL;
  return v;
}

static inc_logic between(inc_lowering *lo, inc_logic x, const inc_logic from[2], const inc_logic to[2])
{
  const inc_logic along[] = {x, from[0]}, rise[] = {to[1], from[1]}, run[] = {to[0], from[0]};
  const inc_logic product[] = {inc_logic_fold(lo, INC_OP_SUBTRACT, along, 2), inc_logic_fold(lo, INC_OP_SUBTRACT, rise, 2)};
  inc_logic way = inc_logic_fold(lo, INC_OP_MULTIPLY, product, 2);
  const inc_logic sum[] = {from[1], inc_logic_divide(lo, way, inc_logic_fold(lo, INC_OP_SUBTRACT, run, 2))};
  return bare(inc_logic_fold(lo, INC_OP_ADD, sum, 2)); /* a piece of no length is never taken */
}

static inc_logic beyond(inc_lowering *lo, const inc_scale *scale, inc_logic end)
{
  if (scale->outside == INC_OUTSIDE_HOLD) return end;
  if (scale->outside == INC_OUTSIDE_ERROR) return inc_logic_gap(INC_TYPE_NUMBER, INCUBATOR_GAP_ERROR);
  return inc_logic_number(lo, scale->value);
}

/* What holds from a point on. */
static inc_logic behind(inc_lowering *lo, const inc_scale *scale, inc_logic x, inc_logic (*points)[2], size_t i)
{
  const size_t last = scale->count - 1;
  if (!scale->steps && i < last) return between(lo, x, points[i], points[i + 1]);
  if (scale->steps || scale->outside == INC_OUTSIDE_HOLD) return points[i][1];
  inc_logic branches[] = {inc_logic_compare(lo, INC_OP_EQUAL, x, points[last][0]), points[last][1], beyond(lo, scale, points[last][1])};
  return inc_logic_if(lo, branches, 3);
}

inc_logic inc_logic_scale(inc_lowering *lo, const inc_scale *scale, inc_logic x)
{
  const size_t count = scale->count;
  inc_logic(*points)[2] = inc_arena_alloc(lo->arena, count, sizeof *points);
  inc_logic *branches = inc_arena_alloc(lo->arena, 2 * count + 1, sizeof *branches);
  const char **gaps = inc_arena_alloc(lo->arena, 2 * count + 1, sizeof *gaps);
  if (!points || !branches || !gaps) lo->failed = true;
  inc_logic_bind(lo, &x);
  for (size_t i = 0; i < 2 * count && !lo->failed; i++) {
    inc_logic *at = &points[i / 2][i % 2];
    *at = inc_logic_expression(lo, i % 2 ? &scale->points[i / 2].y : &scale->points[i / 2].x);
    inc_logic_bind(lo, at);
    gaps[i + 1] = at->gap;
    at->gap = NULL;
  }
  if (lo->failed) return x;
  gaps[0] = x.gap;
  x.gap = NULL;
  const char *gap = inc_logic_bound(lo, inc_gap_all(lo, gaps, 2 * count + 1));
  lo->guard = gap; /* x and the points have lost theirs */
  for (size_t i = 0; i < count; i++) { /* the last point that is reached */
    branches[2 * i] = inc_logic_compare(lo, INC_OP_GREATER_EQUAL, x, points[count - 1 - i][0]);
    branches[2 * i + 1] = behind(lo, scale, x, points, count - 1 - i);
  }
  branches[2 * count] = beyond(lo, scale, points[0][1]);
  inc_logic v = inc_logic_if(lo, branches, 2 * count + 1);
  lo->guard = NULL;
  return inc_logic_under(lo, gap, v);
}

/* ---- Kinds ---- */

static inc_logic lower_derive(inc_lowering *lo)
{
  const inc_derive *derive = &lo->version->is.derive;
  inc_logic v = derive->value ? inc_logic_expression(lo, derive->value) : inc_logic_elapsed(lo, derive);
  return derive->scale && !lo->failed ? inc_logic_scale(lo, derive->scale, v) : v;
}

/* The number of the case that holds, from 1; 0 for the else. */
static inc_logic first_case(inc_lowering *lo, const inc_choose *choose, const inc_logic *whens, inc_logic otherwise)
{
  inc_logic *branches = inc_arena_alloc(lo->arena, 2 * choose->count + 1, sizeof *branches);
  if (!branches) lo->failed = true;
  for (size_t i = 0; i < choose->count && !lo->failed; i++) {
    branches[2 * i] = whens[i];
    branches[2 * i + 1] = inc_logic_number(lo, (inc_number){(int64_t)i + 1, 0});
  }
  if (lo->failed) return otherwise;
  branches[2 * choose->count] = otherwise;
  return inc_logic_if(lo, branches, 2 * choose->count + 1);
}

/* How many of the conditions hold for certain. */
static const char *count_true(inc_lowering *lo, const inc_logic *conditions, size_t count, bool or_could)
{
  const char **ones = inc_arena_alloc(lo->arena, count, sizeof *ones);
  if (!ones) lo->failed = true;
  for (size_t i = 0; i < count && !lo->failed; i++) {
    const char *holds = inc_logic_three(lo, conditions[i].value, "1", "0");
    ones[i] = conditions[i].gap ? inc_logic_three(lo, conditions[i].gap, or_could ? "1" : "0", holds) : holds;
  }
  return lo->failed ? "" : inc_logic_all(lo, "+", ones, count, "0");
}

static inc_logic unique_case(inc_lowering *lo, const inc_choose *choose, inc_logic *whens, inc_logic otherwise)
{
  const char **gaps = inc_arena_alloc(lo->arena, choose->count, sizeof *gaps);
  if (!gaps) lo->failed = true;
  for (size_t i = 0; i < choose->count && !lo->failed; i++) {
    inc_logic_bind(lo, &whens[i]);
    gaps[i] = whens[i].gap;
  }
  if (lo->failed) return otherwise;
  const char *gap = inc_gap_all(lo, gaps, choose->count);
  const char *several = inc_logic_two(lo, ">", count_true(lo, whens, choose->count, false), "1");
  for (size_t i = 0; i < choose->count; i++) whens[i].gap = NULL;
  inc_logic v = inc_logic_under(lo, gap, first_case(lo, choose, whens, otherwise));
  v.gap = inc_logic_three(lo, several, "5", inc_gap_zero(v.gap));
  return v;
}

static inc_logic lower_choose(inc_lowering *lo)
{
  const inc_choose *choose = &lo->version->is.choose;
  inc_logic *whens = inc_arena_alloc(lo->arena, choose->count, sizeof *whens);
  inc_logic *branches = inc_arena_alloc(lo->arena, 2 * choose->count + 1, sizeof *branches);
  if (!whens || !branches) lo->failed = true;
  for (size_t i = 0; i < choose->count && !lo->failed; i++) whens[i] = inc_logic_expression(lo, choose->cases[i].when);
  inc_logic none = choose->otherwise ? inc_logic_micros(lo, 0) : inc_logic_gap(INC_TYPE_NUMBER, INCUBATOR_GAP_INAPPLICABLE);
  if (lo->failed) return none;
  inc_logic taken = choose->unique ? unique_case(lo, choose, whens, none) : first_case(lo, choose, whens, none);
  taken = inc_logic_part(lo, INC_CHOOSE_CASE, taken);
  for (size_t i = 0; i < choose->count && !lo->failed; i++) {
    branches[2 * i] = inc_logic_compare(lo, INC_OP_EQUAL, bare(taken), inc_logic_number(lo, (inc_number){(int64_t)i + 1, 0}));
    branches[2 * i + 1] = inc_logic_expression(lo, choose->cases[i].is);
  }
  inc_logic *last = &branches[2 * choose->count];
  if (!lo->failed && choose->otherwise) *last = inc_logic_expression(lo, choose->otherwise);
  if (lo->failed) return none;
  if (!choose->otherwise) *last = inc_logic_gap(branches[1].type, INCUBATOR_GAP_INAPPLICABLE);
  return inc_logic_under(lo, taken.gap, inc_logic_if(lo, branches, 2 * choose->count + 1));
}

/* Decided as soon as enough hold or too few could; otherwise the strongest gap. */
static inc_logic at_least(inc_lowering *lo, const inc_logic *conditions, size_t count, uint32_t need)
{
  inc_logic v = {.type = INC_TYPE_BOOLEAN, .value = ""};
  const char **gaps = inc_arena_alloc(lo->arena, count, sizeof *gaps);
  if (!gaps) lo->failed = true;
  for (size_t i = 0; i < count && !lo->failed; i++) gaps[i] = conditions[i].gap;
  if (lo->failed) return v;
  const char *gap = inc_gap_all(lo, gaps, count);
  const char *hold = inc_logic_bound(lo, count_true(lo, conditions, count, false));
  v.value = inc_logic_print(lo, "{\">=\": [%s, %u]}", hold, need);
  if (!gap) return v;
  const char *possible = inc_logic_print(lo, "{\">=\": [%s, %u]}", count_true(lo, conditions, count, true), need);
  v.gap = inc_logic_print(lo, "{\"if\": [%s, 0, %s, %s, 0]}", v.value, possible, gap);
  return v;
}

static inc_logic lower_require(inc_lowering *lo)
{
  const inc_require *require = &lo->version->is.require;
  inc_logic nothing = inc_logic_boolean(false);
  inc_logic *conditions = inc_arena_alloc(lo->arena, require->count, sizeof *conditions);
  if (!conditions) lo->failed = true;
  for (size_t i = 0; i < require->count && !lo->failed; i++) {
    const inc_condition *c = &require->conditions[i];
    inc_logic is = inc_logic_expression(lo, c->is);
    if (c->absent) is = inc_logic_replace(lo, is, INCUBATOR_GAP_MISSING, inc_logic_boolean(c->absent == INC_ABSENT_TRUE));
    conditions[i] = inc_logic_part(lo, c->part, is);
  }
  if (lo->failed) return nothing;
  if (require->need == INC_NEED_ALL) return inc_logic_and(lo, conditions, require->count);
  if (require->need == 1) return inc_logic_or(lo, conditions, require->count);
  return at_least(lo, conditions, require->count, require->need);
}

/* ---- All of them ---- */

/* Outside of all versions: inapplicable. */
static void lower_nothing(inc_lowering *lo)
{
  const inc_rule *rule = &lo->policy->program.rules[lo->rule];
  for (uint32_t p = rule->part_count; p-- > 0 && !lo->failed;) {
    inc_logic_store(lo, p, inc_logic_gap(rule->parts[p].type, INCUBATOR_GAP_INAPPLICABLE), 1, INC_ROUND_DOWN);
  }
}

/* Parts that this version does not have are inapplicable. */
static void lower_other_parts(inc_lowering *lo, const inc_step *steps)
{
  const inc_rule *rule = &lo->policy->program.rules[lo->rule];
  for (uint32_t p = 1; p < rule->part_count && !lo->failed; p++) {
    const char *name = inc_logic_name(lo, p);
    bool set = lo->rules[lo->rule].given[p];
    for (const inc_step *s = steps; s && !set; s = s->next) set = !strcmp(s->set, name);
    if (!set) inc_logic_part(lo, p, inc_logic_gap(rule->parts[p].type, INCUBATOR_GAP_INAPPLICABLE));
  }
}

static inc_logic lower_body(inc_lowering *lo)
{
  switch (lo->policy->program.rules[lo->rule].kind) {
  case INC_KIND_DERIVE: return lower_derive(lo);
  case INC_KIND_CHOOSE: return lower_choose(lo);
  case INC_KIND_REQUIRE: return lower_require(lo);
  case INC_KIND_SCORE: return inc_logic_score(lo);
  case INC_KIND_AWARD: return inc_logic_award(lo);
  default: return inc_logic_target(lo);
  }
}

void inc_logic_rule(inc_lowering *lo)
{
  lo->steps = NULL;
  lo->end = &lo->steps;
  lo->working = 0;
  lo->at.type = lo->when.type = INC_TYPE_UNKNOWN;
  lo->version = inc_rule_version(&lo->policy->program.rules[lo->rule], lo->as_of);
  if (!lo->version) {
    lower_nothing(lo);
    return;
  }
  if (lo->version->at) {
    lo->at = inc_logic_expression(lo, lo->version->at);
    inc_logic_bind(lo, &lo->at);
  }
  if (lo->version->when && !lo->failed) {
    lo->when = inc_logic_expression(lo, lo->version->when);
    inc_logic_bind(lo, &lo->when);
  }
  inc_logic v = lo->failed ? inc_logic_boolean(false) : lower_body(lo);
  if (!lo->failed) inc_logic_result(lo, v);
  if (!lo->failed) lower_other_parts(lo, lo->steps);
}
