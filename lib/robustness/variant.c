/* A program like the policy's, but for the weights and the scales of one score. */
#include <string.h>

#include "robustness/robustness.h"

/* Rules whose bits may come out otherwise have parts of their own. */
static bool copy_rules(inc_variant *v, uint32_t extra)
{
  inc_program *p = &v->program;
  const size_t all = (size_t)p->rule_count + extra;
  inc_rule *rules = inc_arena_alloc(&v->arena, all, sizeof *rules);
  v->order = inc_arena_alloc(&v->arena, all, sizeof *v->order);
  if (!rules || !v->order) return false;
  memcpy(rules, p->rules, p->rule_count * sizeof *rules);
  memcpy(v->order, p->order, p->rule_count * sizeof *v->order);
  for (uint32_t i = 0; i < p->rule_count; i++) {
    rules[i].parts = inc_arena_copy(&v->arena, rules[i].parts, rules[i].part_count, sizeof *rules[i].parts);
    if (!rules[i].parts) return false;
  }
  p->rules = rules;
  p->order = v->order;
  return true;
}

static bool copy_score(inc_variant *v, const incubator_robustness *r)
{
  inc_rule *rule = &v->program.rules[r->score];
  const size_t at = (size_t)(r->version - rule->versions), count = r->version->is.score.count;
  rule->versions = inc_arena_copy(&v->arena, rule->versions, rule->version_count, sizeof *rule->versions);
  if (!rule->versions) return false;
  v->score = &rule->versions[at].is.score;
  v->items = inc_arena_copy(&v->arena, v->score->items, count, sizeof *v->items);
  v->constants = inc_arena_alloc(&v->arena, count, sizeof *v->constants);
  v->weights = inc_arena_alloc(&v->arena, count, sizeof *v->weights);
  v->scales = inc_arena_alloc(&v->arena, count, sizeof *v->scales);
  if (!v->items || !v->constants || !v->weights || !v->scales) return false;
  v->score->items = v->items;
  for (size_t i = 0; i < count; i++) {
    v->constants[i] = (inc_node){.op = INC_OP_CONSTANT, .type = INC_TYPE_NUMBER, .list = INC_NONE};
    v->weights[i] = (inc_expression){.nodes = &v->constants[i], .count = 1};
    if (!v->items[i].scale) continue;
    v->scales[i] = *v->items[i].scale;
    v->items[i].scale = &v->scales[i];
  }
  return true;
}

bool inc_variant_make(inc_variant *v, const incubator_robustness *r, uint32_t extra)
{
  *v = (inc_variant){.program = *inc_robust_program(r)};
  inc_arena_init(&v->arena, &r->allocator);
  return copy_rules(v, extra) && copy_score(v, r);
}

void inc_variant_clear(inc_variant *v)
{
  inc_arena_clear(&v->arena);
}

void inc_variant_weigh(inc_variant *v, uint32_t item, int64_t number, uint8_t scale)
{
  v->constants[item].is.number = (inc_number){number, scale};
  v->items[item].weight = &v->weights[item];
}

void inc_variant_divide(inc_variant *v, uint32_t item, int64_t divisor)
{
  if (item == INC_NONE) v->score->mix.divisor = divisor;
  else v->items[item].mix.divisor = divisor;
}

void inc_variant_normalise(inc_variant *v, incubator_normalisation how)
{
  static const inc_place_in places[] = {[INCUBATOR_NORMALISATION_MIN_MAX] = INC_PLACE_MIN_MAX,
                                        [INCUBATOR_NORMALISATION_Z_SCORE] = INC_PLACE_Z_SCORE,
                                        [INCUBATOR_NORMALISATION_RANK] = INC_PLACE_RANK,
                                        [INCUBATOR_NORMALISATION_PERCENTILE] = INC_PLACE_PERCENTILE,
                                        [INCUBATOR_NORMALISATION_BEST] = INC_PLACE_BEST};
  for (uint32_t i = 0; i < v->score->count; i++) {
    if (inc_scale_is_cohort(v->items[i].scale)) v->scales[i].cohort.place = places[how];
  }
}

void inc_variant_draw(inc_variant *v, const incubator_robustness *r, const inc_draw *draw)
{
  for (uint32_t i = 0; i < v->score->count; i++) {
    if (!r->groups[r->weights[i].group].held) inc_variant_weigh(v, i, draw->weights[i], INC_MICRO_SCALE);
  }
  if (draw->normalisation) inc_variant_normalise(v, draw->normalisation);
}

incubator_status inc_variant_prove(const inc_variant *v, const incubator_robustness *r, incubator_error *error)
{
  bool behind = false;
  for (uint32_t i = 0; i < v->program.rule_count; i++) {
    const uint32_t rule = v->program.order[i];
    inc_proof proof;
    behind = behind || rule == r->score;
    if (!behind) continue;
    if (inc_engine_prove(&v->program, rule, &r->allocator, &proof) != INCUBATOR_STATUS_OK) return inc_no_memory(error);
    if (!proof.too_wide) continue;
    return INC_FAIL(error, INCUBATOR_STATUS_LIMIT, "\"%s\" cannot be computed exactly with weights as great as that",
                    v->program.rules[rule].name);
  }
  return INCUBATOR_STATUS_OK;
}
