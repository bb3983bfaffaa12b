/* Each kind of rule that is decided row by row, as code. */
#include "engine/lower.h"

#define NONE INC_NO_REGISTER

static inc_value inapplicable(inc_lower *lo, inc_type type)
{
  return inc_lower_gap(lo, type, INCUBATOR_GAP_INAPPLICABLE);
}

static inc_value elapsed(inc_lower *lo, const inc_derive *derive)
{
  inc_value from = inc_lower_expression(lo, derive->from), to = inc_lower_expression(lo, derive->to);
  inc_value v = inc_lower_subtract(lo, to, from);
  if (derive->span == INC_SPAN_DAYS) return v;
  v.number = inc_lower_emit(lo, INC_C64, INC_DO_MONTHS, INC_C64, (const uint32_t[4]){from.number, to.number, NONE, NONE}, 0,
                            NULL);
  if (derive->span == INC_SPAN_YEARS) {
    v.number = inc_lower_emit(lo, INC_C64, INC_DO_TRUNCATE, INC_C64, (const uint32_t[4]){v.number, NONE, NONE, NONE}, 12,
                              NULL);
  }
  return v;
}

static void lower_derive(inc_lower *lo, const bool *wanted, inc_value *values)
{
  const inc_derive *derive = &lo->version->is.derive;
  (void)wanted;
  inc_value v = derive->value ? inc_lower_expression(lo, derive->value) : elapsed(lo, derive);
  if (inc_scale_is_cohort(derive->scale)) {
    values[0] = inc_lower_cohort(lo, derive->scale, 0, 0, inc_lower_store(lo, v, 1, lo->program->rounding), NONE);
  } else {
    values[0] = derive->scale ? inc_lower_scale(lo, derive->scale, v, lo->version->step, lo->version->rounding) : v;
  }
}

/* The first case that holds, from the last one up. */
static inc_value first_case(inc_lower *lo, const inc_value *whens, const inc_value *results, inc_value otherwise)
{
  inc_value v = otherwise;
  for (size_t i = lo->version->is.choose.count; i-- > 0;) v = inc_lower_if(lo, whens[i], results[i], v);
  return v;
}

/* Two that hold are an error; else a gap in any condition is the result. */
static inc_value unique_gap(inc_lower *lo, const inc_value *whens, inc_value v)
{
  size_t count = lo->version->is.choose.count;
  inc_value hits = inc_lower_code(lo, INC_TYPE_NUMBER, 0), one = inc_lower_code(lo, INC_TYPE_NUMBER, 1);
  uint32_t gap = NONE;
  for (size_t i = 0; i < count; i++) {
    hits = inc_lower_count(lo, hits, whens[i].number);
    gap = inc_lower_gap_max(lo, gap, whens[i].gap);
  }
  inc_value several = inc_lower_compare(lo, INC_DO_LESS, one, hits);
  v = inc_lower_under(lo, gap, v); /* a boolean is 0 under a gap */
  return inc_lower_if(lo, several, inc_lower_gap(lo, v.type, INCUBATOR_GAP_ERROR), v);
}

static inc_value choose_among(inc_lower *lo, inc_value *whens, const inc_value *results, inc_value otherwise)
{
  const inc_choose *choose = &lo->version->is.choose;
  if (!choose->unique) return first_case(lo, whens, results, otherwise);
  inc_value *bare = inc_arena_alloc(lo->code->arena, choose->count, sizeof *bare);
  if (!bare) {
    lo->code->failed = true;
    return otherwise;
  }
  for (size_t i = 0; i < choose->count; i++) {
    bare[i] = whens[i];
    bare[i].gap = NONE;
  }
  return unique_gap(lo, whens, first_case(lo, bare, results, otherwise));
}

static void lower_choose(inc_lower *lo, const bool *wanted, inc_value *values)
{
  const inc_choose *choose = &lo->version->is.choose;
  size_t bytes = sizeof(inc_value);
  inc_value *whens = inc_arena_alloc(lo->code->arena, choose->count, bytes);
  inc_value *results = inc_arena_alloc(lo->code->arena, choose->count, bytes);
  inc_value *numbers = inc_arena_alloc(lo->code->arena, choose->count, bytes);
  if (!whens || !results || !numbers) {
    lo->code->failed = true;
    return;
  }
  for (size_t i = 0; i < choose->count; i++) {
    whens[i] = inc_lower_expression(lo, choose->cases[i].when);
    results[i] = inc_lower_expression(lo, choose->cases[i].is);
    numbers[i] = inc_lower_code(lo, INC_TYPE_NUMBER, (int64_t)i + 1);
  }
  inc_value otherwise = choose->otherwise ? inc_lower_expression(lo, choose->otherwise) : inapplicable(lo, results[0].type);
  values[0] = choose_among(lo, whens, results, otherwise);
  if (!wanted[INC_CHOOSE_CASE]) return;
  inc_value zero = choose->otherwise ? inc_lower_code(lo, INC_TYPE_NUMBER, 0) : inapplicable(lo, INC_TYPE_NUMBER);
  values[INC_CHOOSE_CASE] = choose_among(lo, whens, numbers, zero);
}

/* Decided as soon as enough hold or enough fail; otherwise the strongest gap. */
static inc_value at_least(inc_lower *lo, const inc_value *conditions, size_t count, uint32_t need)
{
  inc_value hold = inc_lower_code(lo, INC_TYPE_NUMBER, 0), could = hold;
  inc_value wanted = inc_lower_code(lo, INC_TYPE_NUMBER, need);
  uint32_t gap = NONE;
  for (size_t i = 0; i < count; i++) {
    hold = inc_lower_count(lo, hold, conditions[i].number);
    could = inc_lower_count(lo, could, conditions[i].number);
    gap = inc_lower_gap_max(lo, gap, conditions[i].gap);
    if (conditions[i].gap != NONE) could = inc_lower_count(lo, could, conditions[i].gap);
  }
  inc_value enough = inc_lower_compare(lo, INC_DO_LESS_EQUAL, wanted, hold);
  inc_value possible = inc_lower_compare(lo, INC_DO_LESS_EQUAL, wanted, could);
  inc_value open = inc_lower_under(lo, gap, inc_lower_boolean(lo, false));
  return inc_lower_if(lo, enough, inc_lower_boolean(lo, true),
                      inc_lower_if(lo, possible, open, inc_lower_boolean(lo, false)));
}

static inc_value lower_condition(inc_lower *lo, const inc_condition *condition)
{
  inc_value v = inc_lower_expression(lo, condition->is);
  if (condition->absent == INC_ABSENT_NONE) return v;
  inc_value stands = inc_lower_boolean(lo, condition->absent == INC_ABSENT_TRUE);
  return inc_lower_replace(lo, v, INCUBATOR_GAP_MISSING, stands);
}

static void lower_require(inc_lower *lo, const bool *wanted, inc_value *values)
{
  const inc_require *require = &lo->version->is.require;
  inc_value *conditions = inc_arena_alloc(lo->code->arena, require->count, sizeof *conditions);
  if (!conditions) {
    lo->code->failed = true;
    return;
  }
  for (size_t i = 0; i < require->count; i++) {
    conditions[i] = lower_condition(lo, &require->conditions[i]);
    if (wanted[require->conditions[i].part]) values[require->conditions[i].part] = conditions[i];
  }
  if (require->need != INC_NEED_ALL && require->need != 1) {
    values[0] = at_least(lo, conditions, require->count, require->need);
    return;
  }
  values[0] = conditions[0];
  for (size_t i = 1; i < require->count; i++) {
    values[0] = require->need == 1 ? inc_lower_or(lo, values[0], conditions[i]) : inc_lower_and(lo, values[0], conditions[i]);
  }
}

uint32_t inc_lower_shut(inc_lower *lo, inc_value condition)
{
  return inc_lower_if(lo, condition, inc_lower_boolean(lo, true), inapplicable(lo, INC_TYPE_BOOLEAN)).gap;
}

static inc_value when_of(inc_lower *lo)
{
  if (lo->when.type == INC_TYPE_UNKNOWN) lo->when = inc_lower_expression(lo, lo->version->when);
  return lo->when;
}

/* A number that was placed; where no one runs it, only its bits count. */
static inc_value read_placed(inc_lower *lo, const inc_cohort *cohort, const inc_result *from)
{
  const int64_t ends[] = {cohort->from, cohort->to, cohort->constant};
  inc_value v = {.type = INC_TYPE_NUMBER, .denominator = NONE, .scale = INC_MICRO_SCALE};
  for (int i = 0; i < 3; i++) v.bits = inc_bits64(ends[i]) > v.bits ? inc_bits64(ends[i]) : v.bits;
  v.bits += 1;
  if (cohort->place == INC_PLACE_Z_SCORE && v.bits < 20 + 17) v.bits = 20 + 17; /* no more than the root of 2^32 rows */
  if (cohort->place == INC_PLACE_BEST) v.bits = 63;
  const uint32_t none[4] = {NONE, NONE, NONE, NONE};
  v.number = inc_lower_emit(lo, INC_C64, INC_DO_RESULT, INC_C64, none, 0, from);
  v.gap = inc_lower_emit(lo, INC_C8, INC_DO_RESULT_GAP, INC_C8, none, 0, from);
  return v;
}

/* What was placed, from what came of it: but for `absent`, where the row was not in the cohort. */
static inc_value trace_placed(inc_lower *lo, const inc_cohort *cohort, uint32_t part, inc_value x)
{
  inc_value v = read_placed(lo, cohort, &lo->results[lo->rule][part]);
  uint32_t gap = NONE;
  for (uint32_t i = 0; i < cohort->within_count; i++) gap = inc_lower_gap_max(lo, gap, inc_lower_ref(lo, &cohort->within[i]).gap);
  v.gap = inc_lower_gap_first(lo, inc_lower_gap_first(lo, gap, x.gap), v.gap);
  return v;
}

uint32_t inc_lower_unspoken(inc_lower *lo, uint32_t gap)
{
  if (lo->version->when) gap = inc_lower_gap_first(lo, inc_lower_shut(lo, when_of(lo)), gap);
  return lo->at.type == INC_TYPE_DATE ? inc_lower_gap_first(lo, lo->at.gap, gap) : gap;
}

inc_value inc_lower_cohort(inc_lower *lo, const inc_scale *scale, uint32_t number, uint32_t part, inc_value x, uint32_t shut)
{
  if (lo->tracing) return trace_placed(lo, &scale->cohort, part, x);
  if (!lo->placings) return read_placed(lo, &scale->cohort, NULL);
  inc_placing *p = &lo->placings[number];
  if (p->state == INC_PLACING_DONE) return read_placed(lo, &scale->cohort, &p->placed);
  shut = inc_lower_unspoken(lo, shut);
  p->state = INC_PLACING_READY;
  p->cohort = &scale->cohort;
  bool own = part == 0 && scale->cohort.place != INC_PLACE_Z_SCORE; /* a fraction, and the rule's own value: rounded once */
  p->step = own ? lo->version->step : 1;
  p->rounding = own ? lo->version->rounding : lo->program->rounding;
  inc_code_output(lo->code, (inc_output){x.number, inc_lower_gap_first(lo, shut, x.gap), &p->raw});
  return (inc_value){.type = INC_TYPE_UNKNOWN, .denominator = NONE, .gap = NONE};
}

/* What rows have of which the rule does not speak: not selected, nothing due, else inapplicable. */
static inc_value shut_result(inc_lower *lo, inc_type type, bool result)
{
  const inc_kind kind = lo->program->rules[lo->rule].kind;
  if (result && kind == INC_KIND_SELECT) return inc_lower_boolean(lo, false);
  return result && kind == INC_KIND_AWARD ? inc_lower_code(lo, INC_TYPE_NUMBER, 0) : inapplicable(lo, type);
}

inc_value inc_lower_around(inc_lower *lo, inc_value body, bool result)
{
  const inc_version *version = lo->version;
  if (lo->at.type == INC_TYPE_DATE) body = inc_lower_under(lo, lo->at.gap, body);
  if (version->when) {
    body = inc_lower_if(lo, when_of(lo), body, shut_result(lo, body.type, result));
  }
  if (!result) return inc_lower_store(lo, body, 1, lo->program->rounding);
  body = inc_lower_store(lo, body, version->step, version->rounding);
  lo->computed = body.gap;
  if (version->reported && !lo->reported_out) body = inc_lower_replace(lo, body, INCUBATOR_GAP_MISSING, inc_lower_ref(lo, version->reported));
  if (version->absent && lo->program->rules[lo->rule].kind != INC_KIND_AWARD) body = inc_lower_replace(lo, body, INCUBATOR_GAP_MISSING, inc_lower_expression(lo, version->absent));
  return inc_lower_store(lo, body, 1, version->rounding);
}

/* Outside of all versions: inapplicable. */
static void lower_nothing(inc_lower *lo, const inc_rule *rule, const bool *wanted, inc_value *values)
{
  for (uint32_t p = 0; p < rule->part_count; p++) {
    if (wanted[p]) values[p] = inapplicable(lo, rule->parts[p].type);
  }
}

void inc_lower_rule(inc_lower *lo, const inc_rule *rule, const bool *wanted, inc_value *values)
{
  lo->version = lo->version ? lo->version : inc_rule_version(rule, lo->as_of);
  for (uint32_t p = 0; p < rule->part_count; p++) values[p] = (inc_value){.type = INC_TYPE_UNKNOWN};
  if (!lo->version) {
    lower_nothing(lo, rule, wanted, values);
    return;
  }
  if (lo->version->at) lo->at = inc_lower_expression(lo, lo->version->at);
  static void (*const kinds[INC_KIND_COUNT])(inc_lower *lo, const bool *wanted, inc_value *values) = {
      [INC_KIND_DERIVE] = lower_derive,
      [INC_KIND_CHOOSE] = lower_choose,
      [INC_KIND_REQUIRE] = lower_require,
      [INC_KIND_SCORE] = inc_lower_score,
      [INC_KIND_AWARD] = inc_lower_award,
      [INC_KIND_TARGET] = inc_lower_target,
  };
  kinds[rule->kind](lo, wanted, values);
  for (uint32_t p = 0; p < rule->part_count && !lo->code->failed; p++) {
    if (wanted[p] && values[p].type == INC_TYPE_UNKNOWN) values[p] = inapplicable(lo, rule->parts[p].type);
    if (!wanted[p] || values[p].type == INC_TYPE_UNKNOWN) continue;
    values[p] = inc_lower_around(lo, values[p], p == 0);
  }
}
