/* Rules that wait for all rows on the way: scales over cohorts, weights found in the data, caps over rows, and plans. */
#include "engine/fill.h"
#include "engine/milestones.h"

/* What a rule waits for. */
typedef struct gathering {
  uint32_t number;
  const inc_score *score; /* whose weights are found; NULL for none */
  inc_placing *placings;  /* of scales; NULL for none */
  uint32_t placing_count;
  inc_weighing *weighings; /* of groups; NULL for none */
  const inc_award *award;  /* that has joint caps, or sums rows below; NULL for none */
  inc_filling *fillings;   /* of its adjustments; NULL for none */
  inc_milestones *milestones; /* of a target's plan; NULL for none */
} gathering;

static const inc_score *score_to_weigh(const inc_rule *rule, const inc_version *version)
{
  bool finds = version && rule->kind == INC_KIND_SCORE && inc_score_finds_weights(&version->is.score);
  return finds ? &version->is.score : NULL;
}

static const inc_award *award_to_fill(const inc_rule *rule, const inc_version *version)
{
  const inc_award *award = version && rule->kind == INC_KIND_AWARD ? &version->is.award : NULL;
  return award && (inc_award_is_joint(award) || inc_award_sums(award)) ? award : NULL;
}

static bool has_plan(const inc_rule *rule, const inc_version *version)
{
  return version && rule->kind == INC_KIND_TARGET && version->is.target.plan_count;
}

bool inc_rule_goes_by_rows(const inc_rule *rule, const inc_version *version)
{
  return !inc_kind_gathers(rule->kind) && !inc_cohort_scales(rule, version) && !score_to_weigh(rule, version) &&
         !award_to_fill(rule, version) && !has_plan(rule, version);
}

static bool make_placed(inc_result *result, inc_arena *arena, size_t rows)
{
  result->width = 8;
  result->values = inc_arena_alloc(arena, rows, 8);
  result->gaps = inc_arena_alloc(arena, rows, 1);
  return result->values && result->gaps;
}

inc_placing *inc_make_placings(const inc_results *results, uint32_t number, uint32_t count, inc_arena *arena)
{
  const inc_rule *rule = &results->program->rules[number];
  const inc_version *version = inc_rule_version(rule, results->as_of);
  size_t rows = inc_results_rows(results, rule->table);
  inc_placing *placings = inc_arena_alloc(arena, count, sizeof *placings);
  for (uint32_t i = 0; placings && i < count; i++) {
    const inc_scale *scale = rule->kind == INC_KIND_DERIVE ? version->is.derive.scale : version->is.score.items[i].scale;
    bool ok = !inc_scale_is_cohort(scale) ||
              (make_placed(&placings[i].raw, arena, rows) && make_placed(&placings[i].placed, arena, rows));
    if (!ok) return NULL;
  }
  return placings;
}

static bool start_gathering(inc_results *results, gathering *g, inc_arena *arena)
{
  const inc_rule *rule = &results->program->rules[g->number];
  const inc_version *version = inc_rule_version(rule, results->as_of);
  g->placing_count = inc_cohort_scales(rule, version);
  g->score = score_to_weigh(rule, version);
  g->award = award_to_fill(rule, version);
  if (g->placing_count) {
    g->placings = inc_make_placings(results, g->number, g->placing_count, arena);
    results->cohorts[g->number] = inc_alloc_zero(&results->allocator, g->placing_count, sizeof **results->cohorts);
    if (!results->cohorts[g->number]) return false;
  }
  if (g->score) {
    g->weighings = inc_arena_alloc(arena, g->score->count + 1, sizeof *g->weighings);
    results->found[g->number] = inc_alloc_zero(&results->allocator, g->score->count, sizeof **results->found);
  }
  if (g->award) g->fillings = inc_make_fillings(results, g->number, arena);
  if (has_plan(rule, version)) {
    g->milestones = inc_make_milestones(results, g->number, arena);
    if (!g->milestones) return false;
  }
  return (!g->placing_count || g->placings) && (!g->award || g->fillings) && (!g->score || (g->weighings && results->found[g->number]));
}

/* Places, weighs and fills what the last code has left; *any tells whether there was something. */
static incubator_status gather(inc_results *results, gathering *g, bool *any)
{
  *any = false;
  for (uint32_t i = 0; i < g->placing_count; i++) {
    if (g->placings[i].state != INC_PLACING_READY) continue;
    INC_TRY(inc_cohort_place(results, results->program->rules[g->number].table, &g->placings[i], &results->cohorts[g->number][i]));
    g->placings[i].state = INC_PLACING_DONE;
    *any = true;
  }
  for (uint32_t i = 0; g->score && i <= g->score->count; i++) {
    if (g->weighings[i] != INC_WEIGHING_READY) continue;
    INC_TRY(inc_weigh_group(results, g->number, g->score, i));
    g->weighings[i] = INC_WEIGHING_DONE;
    *any = true;
  }
  for (uint32_t i = 0; g->award && i < g->award->adjustment_count; i++) {
    if (g->fillings[i].state != INC_FILLING_READY) continue;
    INC_TRY(inc_fill_run(results, g->number, i, &g->fillings[i]));
    *any = true;
  }
  if (g->milestones && g->milestones->state == INC_MILESTONES_READY) {
    INC_TRY(inc_milestones_run(results, g->number, g->milestones));
    *any = true;
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- In between, row by row ---- */

static bool any_ready(const gathering *g)
{
  bool ready = g->milestones && g->milestones->state == INC_MILESTONES_READY;
  for (uint32_t i = 0; i < g->placing_count; i++) ready = ready || g->placings[i].state == INC_PLACING_READY;
  for (uint32_t i = 0; g->score && i <= g->score->count; i++) ready = ready || g->weighings[i] == INC_WEIGHING_READY;
  for (uint32_t i = 0; g->award && i < g->award->adjustment_count; i++) ready = ready || g->fillings[i].state == INC_FILLING_READY;
  return ready;
}

static void output_part(inc_results *results, uint32_t number, const inc_value *values, uint32_t part, inc_code_block *code)
{
  inc_code_output(code, (inc_output){values[part].number, values[part].gap, &results->columns[number][part]});
}

/* How many adjustments of an award are behind it, up to its last cap over rows that was decided. */
static uint32_t adjusted(const gathering *g)
{
  uint32_t count = 0;
  for (uint32_t i = 0; g->award && i < g->award->adjustment_count; i++) {
    if (g->fillings[i].state == INC_FILLING_DONE) count = i + 1;
  }
  return count;
}

/* Whether a part lies where it belongs already: the sum before these adjustments, and what each of them left. */
static bool is_there(const gathering *g, uint32_t part)
{
  const uint32_t count = adjusted(g);
  bool there = count && part == INC_AWARD_COMPUTED;
  for (uint32_t i = 0; i < count; i++) there = there || part == g->award->adjustments[i].part;
  return there;
}

/* While an award waits for a cap over rows: what there is before it. */
static void write_before(inc_results *results, const gathering *g, const inc_value *values, inc_code_block *code)
{
  const uint32_t first = adjusted(g);
  if (!first) output_part(results, g->number, values, INC_AWARD_COMPUTED, code);
  for (uint32_t i = first; i < g->award->adjustment_count && g->fillings[i].state != INC_FILLING_READY && !code->failed; i++) {
    output_part(results, g->number, values, g->award->adjustments[i].part, code);
  }
}

/* The parts that come out: all that are wanted, but while something waits, the items of groups that are to be weighed. */
static void write_outputs(inc_results *results, const gathering *g, const inc_value *values, inc_code_block *code)
{
  const inc_rule *rule = &results->program->rules[g->number];
  const bool waits = any_ready(g);
  if (g->award && waits) write_before(results, g, values, code);
  for (uint32_t p = 0; p < rule->part_count && !code->failed && !waits; p++) {
    if (results->wanted[g->number][p] && !is_there(g, p)) output_part(results, g->number, values, p, code);
  }
  for (uint32_t i = 0; g->score && i < g->score->count && !code->failed && waits; i++) {
    const inc_item *item = &g->score->items[i];
    uint32_t group = item->parent == INC_NONE ? 0 : item->parent + 1;
    if (g->weighings[group] == INC_WEIGHING_READY) output_part(results, g->number, values, item->part, code);
  }
}

/* Writes the rule's code and runs it, as far as what it waits for is known. */
static incubator_status run_code(inc_results *results, const gathering *g)
{
  const inc_rule *rule = &results->program->rules[g->number];
  inc_arena arena;
  inc_code_block code;
  inc_arena_init(&arena, &results->allocator);
  inc_lower lower = inc_lower_start(results, g->number, rule->table, &arena, &code);
  lower.placings = g->placings;
  lower.weighings = g->weighings;
  lower.fillings = g->fillings;
  lower.milestones = g->milestones;
  inc_value *values = inc_arena_alloc(&arena, rule->part_count, sizeof *values);
  incubator_status status = INCUBATOR_STATUS_NO_MEMORY;
  if (values) {
    inc_lower_rule(&lower, rule, results->wanted[g->number], values);
    write_outputs(results, g, values, &code);
    if (!code.failed) status = inc_code_run_all(results, &code, inc_results_rows(results, rule->table));
  }
  inc_arena_clear(&arena);
  return status;
}

incubator_status inc_waiting_run(inc_results *results, uint32_t number)
{
  gathering g = {.number = number};
  inc_arena arena;
  inc_arena_init(&arena, &results->allocator);
  incubator_status status = start_gathering(results, &g, &arena) ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
  if (status == INCUBATOR_STATUS_OK && g.award) status = inc_fill_sums(results, number);
  for (bool any = true; status == INCUBATOR_STATUS_OK && any;) {
    status = run_code(results, &g);
    if (status == INCUBATOR_STATUS_OK) status = gather(results, &g, &any);
  }
  inc_arena_clear(&arena);
  return status;
}
