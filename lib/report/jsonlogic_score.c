/* Scores as steps: items from the innermost out, each a part as it is stored, then the groups that they are in. */
#include "report/jsonlogic.h"

/* What a group's items have come to. */
typedef struct mixing {
  inc_lowering *lo;
  const inc_mix *mix;
  inc_logic *terms, *present, *weights; /* w·v (harmonic: w/v) and w of the items that have a value, w of all that apply */
  const char **any, **others, **zeros;  /* texts: whether an item applies, has another gap, is 0 */
  const char **gaps, **weight_gaps;     /* of each item, where it applies */
  size_t count, any_count, other_count, zero_count;
  bool always; /* one applies whatever comes */
  const char *gap, *weight_gap;
} mixing;

static inc_logic zero(inc_lowering *lo)
{
  return inc_logic_micros(lo, 0);
}

static const char *gap_is(inc_lowering *lo, const char *gap, incubator_gap which)
{
  return inc_logic_print(lo, "{\"==\": [%s, %d]}", gap, (int)which);
}

/* A number, 0 where a condition does not hold. */
static inc_logic only(inc_lowering *lo, const char *condition, inc_logic v)
{
  v.value = inc_logic_three(lo, condition, v.value, "0");
  return v;
}

static inc_logic without_gap(inc_logic v)
{
  v.gap = NULL;
  return v;
}

static bool start_mixing(mixing *m, inc_lowering *lo, const inc_mix *mix, size_t most)
{
  *m = (mixing){.lo = lo, .mix = mix};
  m->terms = inc_arena_alloc(lo->arena, 3 * most + 1, sizeof *m->terms);
  m->any = inc_arena_alloc(lo->arena, 5 * most + 1, sizeof *m->any);
  if (!m->terms || !m->any) lo->failed = true;
  if (lo->failed) return false;
  m->present = m->terms + most, m->weights = m->present + most;
  m->others = m->any + most, m->zeros = m->others + most;
  m->gaps = m->zeros + most, m->weight_gaps = m->gaps + most;
  return true;
}

static inc_logic term_of(mixing *m, inc_logic weight, inc_logic value)
{
  const inc_logic pair[] = {weight, value};
  if (m->mix->aggregate != INC_AGGREGATE_HARMONIC) return inc_logic_fold(m->lo, INC_OP_MULTIPLY, pair, 2);
  inc_logic none = inc_logic_compare(m->lo, INC_OP_EQUAL, value, zero(m->lo));
  inc_logic v = inc_logic_divide(m->lo, weight, value);
  v.gap = NULL;
  v.value = inc_logic_three(m->lo, none.value, "0", v.value);
  return v;
}

static void add_item(mixing *m, inc_logic weight, inc_logic value)
{
  inc_lowering *lo = m->lo;
  size_t n = m->count++;
  const char *gap = value.gap, *weight_gap = weight.gap;
  inc_logic_bind(lo, &weight);
  if (weight.gap) weight.value = inc_logic_three(lo, weight.gap, "0", weight.value);
  weight.gap = value.gap = NULL;
  inc_logic is_zero = inc_logic_compare(lo, INC_OP_EQUAL, value, zero(lo));
  m->weights[n] = m->present[n] = weight;
  m->terms[n] = term_of(m, weight, value);
  if (!gap) {
    m->always = true;
    m->weight_gaps[n] = weight_gap;
    if (m->mix->aggregate == INC_AGGREGATE_HARMONIC) m->zeros[m->zero_count++] = is_zero.value;
    return;
  }
  const char *outside = gap_is(lo, gap, INCUBATOR_GAP_INAPPLICABLE), *there = gap_is(lo, gap, INCUBATOR_GAP_NONE);
  m->any[m->any_count++] = inc_logic_print(lo, "{\"!=\": [%s, 1]}", gap);
  m->weights[n].value = inc_logic_three(lo, outside, "0", weight.value);
  m->present[n] = only(lo, there, weight);
  m->terms[n] = only(lo, there, m->terms[n]);
  if (m->mix->aggregate == INC_AGGREGATE_HARMONIC) m->zeros[m->zero_count++] = inc_logic_three(lo, there, is_zero.value, "false");
  if (weight_gap) m->weight_gaps[n] = inc_logic_three(lo, outside, "0", weight_gap);
  m->gaps[n] = inc_logic_three(lo, outside, "0", gap);
  m->others[m->other_count++] = inc_logic_print(lo, "{\"in\": [%s, [2, 4, 5]]}", gap);
}

static inc_logic total(mixing *m, const inc_logic *terms)
{
  inc_logic v = m->count ? inc_logic_fold(m->lo, INC_OP_ADD, terms, m->count) : zero(m->lo);
  inc_logic_bind(m->lo, &v);
  return v;
}

/* Where only something is missing and enough weight is there, the rest stands for all. */
static const char *reweighted(mixing *m, inc_logic present, inc_logic weights)
{
  inc_lowering *lo = m->lo;
  const inc_logic share[] = {inc_logic_number(lo, m->mix->share), weights};
  inc_logic both[] = {inc_logic_compare(lo, INC_OP_LESS_EQUAL, inc_logic_fold(lo, INC_OP_MULTIPLY, share, 2), present),
                      inc_logic_compare(lo, INC_OP_LESS, zero(lo), present)};
  const char *other = inc_logic_all(lo, "or", m->others, m->other_count, "false");
  return inc_logic_print(lo, "{\"if\": [%s, %s, %s, 0, %s]}", other, m->gap, inc_logic_and(lo, both, 2).value, m->gap);
}

/* The weights of all spread over those that have a value. */
static inc_logic spread(mixing *m, inc_logic sum, inc_logic present, inc_logic weights)
{
  inc_lowering *lo = m->lo;
  const inc_logic pair[] = {sum, weights};
  inc_logic v = without_gap(inc_logic_divide(lo, inc_logic_fold(lo, INC_OP_MULTIPLY, pair, 2), present));
  inc_logic all = {.type = INC_TYPE_BOOLEAN, .value = gap_is(lo, m->gap, INCUBATOR_GAP_NONE)};
  inc_logic branches[] = {all, sum, v};
  return inc_logic_if(lo, branches, 3);
}

static inc_logic mean(mixing *m, inc_logic dividend, inc_logic divisor, inc_logic present)
{
  inc_lowering *lo = m->lo;
  inc_logic v = inc_logic_divide(lo, dividend, divisor);
  const char *none = m->zero_count ? inc_logic_all(lo, "or", m->zeros, m->zero_count, "false") : NULL;
  if (m->mix->aggregate == INC_AGGREGATE_HARMONIC) {
    const char *weightless = inc_logic_compare(lo, INC_OP_EQUAL, present, zero(lo)).value;
    const char *either[] = {weightless, none};
    none = inc_logic_all(lo, "or", either, none ? 2 : 1, "false");
  }
  if (none) v.gap = inc_logic_three(lo, none, "5", inc_gap_zero(v.gap));
  return v;
}

static inc_logic end_mixing(mixing *m)
{
  inc_lowering *lo = m->lo;
  m->gap = inc_logic_bound(lo, inc_gap_all(lo, m->gaps, m->count));
  m->weight_gap = inc_logic_bound(lo, inc_gap_all(lo, m->weight_gaps, m->count));
  const bool reweights = m->mix->reweight && m->gap, needs = reweights || m->mix->aggregate != INC_AGGREGATE_SUM;
  inc_logic sum = total(m, m->terms), present = needs ? total(m, m->present) : zero(lo), weights = reweights ? total(m, m->weights) : zero(lo);
  const char *gap = reweights ? reweighted(m, present, weights) : m->gap;
  inc_logic v = sum;
  if (m->mix->aggregate == INC_AGGREGATE_SUM && reweights) v = spread(m, sum, present, weights);
  if (m->mix->aggregate == INC_AGGREGATE_MEAN) v = mean(m, sum, present, present);
  if (m->mix->aggregate == INC_AGGREGATE_HARMONIC) v = mean(m, present, sum, present);
  if (m->weight_gap) { /* without the weights nobody knows how much is there */
    gap = inc_logic_three(lo, m->weight_gap, inc_gap_max(lo, m->weight_gap, m->gap), inc_gap_zero(gap));
  }
  v = inc_logic_under(lo, gap, v);
  if (m->always) return v;
  inc_logic any = {.type = INC_TYPE_BOOLEAN, .value = inc_logic_all(lo, "or", m->any, m->any_count, "false")};
  inc_logic branches[] = {any, v, inc_logic_gap(INC_TYPE_NUMBER, INCUBATOR_GAP_INAPPLICABLE)};
  return inc_logic_if(lo, branches, 3);
}

static inc_logic mix_items(inc_lowering *lo, const inc_mix *mix, uint32_t first, uint32_t end, const inc_logic *cells)
{
  const inc_score *score = &lo->version->is.score;
  mixing m;
  if (!start_mixing(&m, lo, mix, end - first)) return zero(lo);
  for (uint32_t i = first; i < end && !lo->failed; i = score->items[i].end) {
    const inc_expression *weight = score->items[i].weight;
    inc_logic w = weight ? inc_logic_expression(lo, weight) : inc_logic_number(lo, (inc_number){1, 0});
    if (!lo->failed) add_item(&m, w, cells[i]);
  }
  return lo->failed ? zero(lo) : end_mixing(&m);
}

/* ---- Items ---- */

/* The gap of an item's own `when`: its gap, or inapplicable where it is false. */
static const char *shut(inc_lowering *lo, const inc_item *item)
{
  if (!item->when) return NULL;
  inc_logic when = inc_logic_expression(lo, item->when);
  if (lo->failed) return NULL;
  inc_logic branches[] = {when, inc_logic_boolean(true), inc_logic_gap(INC_TYPE_BOOLEAN, INCUBATOR_GAP_INAPPLICABLE)};
  return inc_logic_bound(lo, inc_logic_if(lo, branches, 3).gap);
}

inc_logic inc_logic_given(inc_lowering *lo, uint32_t part)
{
  const inc_ref ref = {.table = lo->policy->program.rules[lo->rule].table, .field = INC_NONE, .rule = lo->rule, .part = part};
  return inc_logic_ref(lo, &ref);
}

static inc_logic item_cell(inc_lowering *lo, const inc_item *item, inc_logic x, const char *own, const char *above)
{
  if (item->scale) x = inc_logic_scale(lo, item->scale, x);
  x = inc_logic_under(lo, own, x);
  if (!item->absent) return inc_logic_part(lo, item->part, inc_logic_under(lo, above, x));
  /* what stands for it is not scaled; both are put on the grid alike */
  inc_logic other = inc_logic_expression(lo, item->absent);
  return lo->failed ? x : inc_logic_part(lo, item->part, inc_logic_under(lo, above, inc_logic_replace(lo, x, INCUBATOR_GAP_MISSING, other)));
}

static bool shut_groups(inc_lowering *lo, const char **own, const char **above)
{
  const inc_score *score = &lo->version->is.score;
  for (uint32_t i = 0; i < score->count && !lo->failed; i++) {
    const inc_item *item = &score->items[i];
    above[i] = item->parent == INC_NONE ? NULL : inc_gap_first(lo, above[item->parent], own[item->parent]);
    above[i] = inc_logic_bound(lo, above[i]);
    own[i] = item->value && lo->rules[lo->rule].given[item->part] ? NULL : shut(lo, item);
  }
  return !lo->failed;
}

inc_logic inc_logic_score(inc_lowering *lo)
{
  const inc_score *score = &lo->version->is.score;
  inc_logic *cells = inc_arena_alloc(lo->arena, score->count + 1, sizeof *cells);
  const char **own = inc_arena_alloc(lo->arena, 2 * (size_t)score->count + 1, sizeof *own), **above = own + score->count;
  if (!cells || !own) lo->failed = true;
  if (lo->failed || !shut_groups(lo, own, above)) return zero(lo);
  for (uint32_t i = score->count; i-- > 0 && !lo->failed;) {
    const inc_item *item = &score->items[i];
    if (lo->rules[lo->rule].given[item->part]) {
      cells[i] = inc_logic_given(lo, item->part);
      continue;
    }
    inc_logic x = item->value ? inc_logic_expression(lo, item->value) : mix_items(lo, &item->mix, i + 1, item->end, cells);
    if (!lo->failed) cells[i] = item_cell(lo, item, x, own[i], above[i]);
  }
  return lo->failed ? zero(lo) : mix_items(lo, &score->mix, 0, score->count, cells);
}

/* ---- What cannot be said ---- */

/* Items that are placed in a cohort, geometric groups, and those whose weights are found, are read as they are given. */
static const char *refuse_score(inc_lowering *lo, uint32_t rule, const inc_version *version)
{
  const inc_score *score = &version->is.score;
  bool *given = lo->rules[rule].given;
  if (score->mix.aggregate == INC_AGGREGATE_GEOMETRIC) return "a geometric mean takes roots, which JsonLogic does not have";
  if (score->mix.weights != INC_WEIGHTS_GIVEN) return "its weights are found in the rows of the table";
  for (uint32_t i = 0; i < score->count; i++) {
    const inc_item *item = &score->items[i];
    const bool mixed = !item->value && (item->mix.aggregate == INC_AGGREGATE_GEOMETRIC || item->mix.weights != INC_WEIGHTS_GIVEN);
    given[item->part] = mixed || inc_scale_is_cohort(item->scale);
  }
  lo->rules[rule].why = "these parts compare rows (a cohort scale, weights found in the data) or take roots (a geometric mean)";
  return NULL;
}

/* A plan is for all rows together. */
static void mark_plan(inc_lowering *lo, uint32_t number, const inc_target *target)
{
  inc_lowered *rule = &lo->rules[number];
  for (uint32_t i = 0; i < target->plan_count; i++) rule->given[target->plan[i].part] = true;
  rule->why = "a plan is made for all rows of a table together";
}

const char *inc_logic_refusal(inc_lowering *lo, uint32_t number)
{
  const inc_rule *rule = &lo->policy->program.rules[number];
  const inc_version *version = inc_rule_version(rule, lo->as_of);
  switch (rule->kind) {
  case INC_KIND_MEASURE: return "a measure reads other rows";
  case INC_KIND_SELECT: return "a selection compares the rows of a group";
  case INC_KIND_APPORTION: return "an apportionment divides a whole among rows";
  case INC_KIND_AWARD:
    if (version) inc_logic_mark_award(lo, number, version);
    return NULL;
  case INC_KIND_DERIVE:
    return version && inc_scale_is_cohort(version->is.derive.scale) ? "a cohort scale compares the rows of a group" : NULL;
  case INC_KIND_TARGET:
    if (version) mark_plan(lo, number, &version->is.target);
    return NULL;
  case INC_KIND_SCORE: return version ? refuse_score(lo, number, version) : NULL;
  default: return NULL;
  }
}
