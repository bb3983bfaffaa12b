/* Which weights a score has on a date, and which of them can be varied. */
#include <string.h>

#include "robustness/robustness.h"

static const char found[] = "found in the data";
static const char of_rows[] = "a weight of this group is not the same for all rows";
static const char no_number[] = "a weight of this group has no value";
static const char too_great[] = "a weight of this group is too great";
static const char below_zero[] = "a weight of this group is below 0, and its total must be kept";
static const char below_zero_simplex[] = "a weight of this group is below 0";
static const char no_total[] = "the weights of this group add up to 0";
static const char single[] = "the only weight of its group, whose total must be kept";
static const char as_asked[] = "weights are held";

static bool reads(const inc_expression *e, inc_op op)
{
  for (uint32_t i = 0; e && i < e->count; i++) {
    if (e->nodes[i].op == op) return true;
  }
  return false;
}

/* What the policy says that a weight is on the date, the same for all rows; else why it says none. */
static const char *find_weight(const incubator_robustness *r, const inc_trace *trace, uint32_t item, int64_t *micros)
{
  const inc_score *score = &r->version->is.score;
  const inc_expression *e = score->items[item].weight;
  inc_exact exact;
  *micros = 0;
  if (inc_robust_mix(score, score->items[item].parent)->weights != INC_WEIGHTS_GIVEN) return found;
  if (!e) {
    *micros = INC_MICRO;
    return NULL;
  }
  if (reads(e, INC_OP_COLUMN) || (r->version->at && reads(e, INC_OP_PARAMETER))) return of_rows;
  if (!inc_trace_node(trace, e, e->count - 1, &exact) || exact.gap) return no_number;
  if (!inc_exact_micros(&exact, INC_ROUND_HALF_EVEN, micros)) return too_great;
  if (*micros < INC_WEIGHT_MOST && *micros > -INC_WEIGHT_MOST) return NULL;
  *micros = 0;
  return too_great;
}

/* Groups are numbered in the order of their items, the score itself first. */
static bool make_groups(incubator_robustness *r)
{
  const inc_score *score = &r->version->is.score;
  r->groups = inc_arena_alloc(&r->arena, (size_t)score->count + 1, sizeof *r->groups);
  r->weights = inc_arena_alloc(&r->arena, score->count, sizeof *r->weights);
  uint32_t *room = inc_arena_alloc(&r->arena, score->count, sizeof *room);
  uint32_t *numbers = inc_arena_alloc(&r->arena, score->count, sizeof *numbers); /* of the group that an item is */
  if (!r->groups || !r->weights || !room || !numbers) return false;
  r->groups[r->group_count++].item = INC_NONE;
  for (uint32_t i = 0; i < score->count; i++) {
    const uint32_t parent = score->items[i].parent;
    if (!score->items[i].value) {
      numbers[i] = r->group_count;
      r->groups[r->group_count++].item = i;
    }
    r->weights[i].group = parent == INC_NONE ? 0 : numbers[parent];
    r->groups[r->weights[i].group].count++;
  }
  for (uint32_t g = 0; g < r->group_count; g++) {
    r->groups[g].weights = room;
    room += r->groups[g].count;
    r->groups[g].count = 0;
  }
  for (uint32_t i = 0; i < score->count; i++) {
    inc_weight_group *g = &r->groups[r->weights[i].group];
    g->weights[g->count++] = i;
  }
  return true;
}

static void find_weights(incubator_robustness *r, const inc_trace *trace)
{
  const inc_score *score = &r->version->is.score;
  for (uint32_t i = 0; i < score->count; i++) {
    inc_weight *w = &r->weights[i];
    inc_weight_group *g = &r->groups[w->group];
    const char *why = find_weight(r, trace, i, &w->stated);
    if (why && !g->unknown) g->unknown = why;
    g->by_rows = g->by_rows || (why && why != found);
    g->negative = g->negative || w->stated < 0;
    g->total += w->stated; /* below 2^50 each, and fewer than 2^13 of them where the total counts */
    if (g->total >= INC_WEIGHT_MOST || g->total <= -INC_WEIGHT_MOST) {
      g->total = 0;
      g->unknown = too_great;
    }
  }
}

static const char *why_held(const incubator_robustness *r, const inc_weight_group *g)
{
  const bool simplex = r->options.weights == INCUBATOR_WEIGHTS_SIMPLEX, keeps = simplex || !r->options.free_total;
  if (r->options.weights == INCUBATOR_WEIGHTS_HELD) return as_asked;
  if (g->unknown) return g->unknown;
  if (g->negative && simplex) return below_zero_simplex;
  if (g->negative && keeps) return below_zero;
  if (g->total == 0 && keeps) return no_total;
  return g->count == 1 && keeps ? single : NULL;
}

/* Whether every item that has a value of its own is placed over a cohort. */
static bool all_placed(const incubator_robustness *r)
{
  const inc_score *score = &r->version->is.score;
  for (uint32_t i = 0; i < score->count; i++) {
    if (score->items[i].value && !inc_scale_is_cohort(score->items[i].scale)) return false;
  }
  return true;
}

static incubator_status check_normalisations(incubator_robustness *r, incubator_error *error)
{
  const inc_score *score = &r->version->is.score;
  for (uint32_t i = 0; i < score->count; i++) r->cohorts = r->cohorts || inc_scale_is_cohort(score->items[i].scale);
  if (r->options.normalisation_count && !r->cohorts) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "no scale of \"%s\" is over a cohort: there is no normalisation to vary",
                    inc_robust_program(r)->rules[r->score].name);
  }
  for (size_t i = 0; i < r->options.normalisation_count; i++) {
    if (r->normalisations[i] != INCUBATOR_NORMALISATION_Z_SCORE || all_placed(r)) continue;
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT,
                    "z-score: some items of \"%s\" are on other scales, and standard deviations cannot be added to those",
                    inc_robust_program(r)->rules[r->score].name);
  }
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_robust_model(incubator_robustness *r, incubator_error *error)
{
  inc_trace *trace = NULL;
  bool any = false;
  if (r->rows == 0) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "the table of the score has no rows");
  if (!make_groups(r)) return inc_no_memory(error);
  INC_TRY(check_normalisations(r, error));
  INC_TRY(inc_trace_create(inc_robust_base(r), r->score, 0, &trace, error));
  find_weights(r, trace);
  inc_trace_free(trace);
  for (uint32_t g = 0; g < r->group_count; g++) {
    r->groups[g].held = why_held(r, &r->groups[g]);
    any = any || !r->groups[g].held;
  }
  if (any || r->options.normalisation_count) return INCUBATOR_STATUS_OK;
  return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "nothing of \"%s\" can be varied: %s", inc_robust_program(r)->rules[r->score].name,
                  r->groups[0].held);
}
