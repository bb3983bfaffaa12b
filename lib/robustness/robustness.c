#include "robustness/robustness.h"

#include <string.h>

enum { MOST_RUNS = 1000000, MOST_NORMALISATIONS = 64 };

const inc_program *inc_robust_program(const incubator_robustness *r)
{
  return &r->decisions->policy->program;
}

const inc_results *inc_robust_base(const incubator_robustness *r)
{
  return r->decisions->results;
}

const inc_mix *inc_robust_mix(const inc_score *score, uint32_t group)
{
  return group == INC_NONE ? &score->mix : &score->items[group].mix;
}

const char *inc_robust_item(const incubator_robustness *r, uint32_t weight)
{
  return inc_robust_program(r)->rules[r->score].parts[r->version->is.score.items[weight].part].name;
}

size_t inc_robust_wants(const incubator_robustness *r, inc_want wants[INC_ROBUST_WANTS])
{
  size_t count = 0;
  wants[count++] = (inc_want){r->score, 0};
  if (r->outcome != INC_NONE) wants[count++] = (inc_want){r->outcome, 0};
  if (r->rank != INC_NONE) wants[count++] = (inc_want){r->rank, INC_SELECT_RANK};
  return count;
}

/* ---- What is asked ---- */

static incubator_status check_numbers(incubator_robustness_options *o, incubator_error *error)
{
  if (!o->runs) o->runs = 1000;
  if (!o->spread) o->spread = INC_MICRO / 5;
  if (!o->low) o->low = 50000;
  if (!o->high) o->high = 950000;
  if (o->runs > MOST_RUNS) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "runs: found %zu, expected at most %d", o->runs, MOST_RUNS);
  if ((unsigned)o->weights > INCUBATOR_WEIGHTS_HELD) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "weights: no such way to draw them");
  if (o->spread < 0 || o->spread > INC_MICRO) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "spread: expected millionths from 1 to %lld", (long long)INC_MICRO);
  }
  if (o->low < 0 || o->high > INC_MICRO || o->low > o->high) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "low and high: expected millionths, the first not above the second");
  }
  if (o->normalisation_count > MOST_NORMALISATIONS || (o->normalisation_count && !o->normalisations)) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "normalisations must be set where there is a count, which is at most %d",
                    MOST_NORMALISATIONS);
  }
  for (size_t i = 0; i < o->normalisation_count; i++) {
    if (o->normalisations[i] >= INCUBATOR_NORMALISATION_MIN_MAX && o->normalisations[i] <= INCUBATOR_NORMALISATION_BEST) continue;
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "normalisations: no such way to place a number");
  }
  return INCUBATOR_STATUS_OK;
}

static incubator_status find_rule(const incubator_robustness *r, const char *what, const char *name, uint32_t *rule, incubator_error *error)
{
  inc_want want;
  *rule = INC_NONE;
  if (!name) return INCUBATOR_STATUS_OK;
  if (!inc_policy_part(r->decisions->policy, name, strlen(name), &want) || want.part != 0) {
    return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "%s: the policy has no rule \"%s\"", what, name);
  }
  *rule = want.rule;
  return INCUBATOR_STATUS_OK;
}

static incubator_status find_score(incubator_robustness *r, const char *name, incubator_error *error)
{
  INC_TRY(find_rule(r, "score", name, &r->score, error));
  const inc_rule *rule = &inc_robust_program(r)->rules[r->score];
  if (rule->kind != INC_KIND_SCORE) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "score: \"%s\" is no score", name);
  r->version = inc_rule_version(rule, inc_results_as_of(inc_robust_base(r)));
  if (!r->version) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "score: \"%s\" is not in force as of %s", name, incubator_decisions_as_of(r->decisions));
  }
  r->table = rule->table;
  r->rows = inc_results_frame(inc_robust_base(r))->tables[rule->table].rows;
  return INCUBATOR_STATUS_OK;
}

/* A rule that is watched is on the score's table and reads the score. */
static incubator_status check_watched(const incubator_robustness *r, const char *what, uint32_t number, const inc_rerun *rerun,
                                      incubator_error *error)
{
  if (number == INC_NONE) return INCUBATOR_STATUS_OK;
  const inc_program *program = inc_robust_program(r);
  const char *name = program->rules[number].name, *score = program->rules[r->score].name;
  if (program->rules[number].table != r->table) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "%s: \"%s\" is not on the table of \"%s\"", what, name, score);
  }
  if (inc_rerun_varies(rerun, number)) return INCUBATOR_STATUS_OK;
  return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "%s: \"%s\" does not read \"%s\" as of %s", what, name, score,
                  incubator_decisions_as_of(r->decisions));
}

static incubator_status check_both(const incubator_robustness *r, incubator_error *error)
{
  inc_want wants[INC_ROBUST_WANTS];
  inc_rerun *rerun;
  const size_t count = inc_robust_wants(r, wants);
  if (inc_rerun_create(inc_robust_base(r), inc_robust_program(r), r->score, wants, count, &rerun) != INCUBATOR_STATUS_OK) {
    return inc_no_memory(error);
  }
  incubator_status status = check_watched(r, "outcome", r->outcome, rerun, error);
  if (status == INCUBATOR_STATUS_OK) status = check_watched(r, "rank", r->rank, rerun, error);
  inc_rerun_free(rerun);
  return status;
}

static incubator_status find_watched(incubator_robustness *r, const char *outcome, const char *rank, incubator_error *error)
{
  const inc_program *program = inc_robust_program(r);
  INC_TRY(find_rule(r, "outcome", outcome, &r->outcome, error));
  INC_TRY(find_rule(r, "rank", rank, &r->rank, error));
  if (r->outcome != INC_NONE) {
    const inc_part *part = &program->rules[r->outcome].parts[0];
    if (part->type != INC_TYPE_BOOLEAN && part->type != INC_TYPE_CATEGORY) {
      return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "outcome: \"%s\" has neither categories nor yes and no", outcome);
    }
    r->codes = part->type == INC_TYPE_BOOLEAN ? 2 : program->schema.lists[part->list].count;
    if (r->rank == INC_NONE && program->rules[r->outcome].kind == INC_KIND_SELECT) r->rank = r->outcome;
  }
  if (r->rank != INC_NONE && program->rules[r->rank].kind != INC_KIND_SELECT) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "rank: \"%s\" is no selection", rank);
  }
  return check_both(r, error);
}

/* ---- Making ---- */

static incubator_status decide(incubator_robustness *r, incubator_policy *policy, incubator_registry *registry, incubator_error *error)
{
  incubator_decisions_options how = INCUBATOR_DECISIONS_OPTIONS_INIT;
  how.allocator = &r->allocator;
  how.as_of = r->options.as_of;
  how.all_parts = 1;
  how.threads = r->options.threads;
  return incubator_decisions_create(policy, registry, &how, &r->decisions, error);
}

/* The caller's texts and lists are not kept. */
static incubator_status forget(incubator_robustness *r, incubator_error *error)
{
  incubator_robustness_options *o = &r->options;
  r->normalisations = inc_arena_copy(&r->arena, o->normalisations, o->normalisation_count, sizeof *o->normalisations);
  if (o->normalisation_count && !r->normalisations) return inc_no_memory(error);
  o->allocator = NULL;
  o->as_of = o->score = o->outcome = o->rank = NULL;
  o->normalisations = NULL;
  return INCUBATOR_STATUS_OK;
}

static incubator_status run(incubator_robustness *r, incubator_error *error)
{
  inc_run_cells cells;
  incubator_status status = inc_robust_run(r, &cells, error);
  if (status == INCUBATOR_STATUS_OK && inc_robust_columns(r, &cells) != INCUBATOR_STATUS_OK) status = inc_no_memory(error);
  inc_robust_cells_free(r, &cells);
  return status;
}

static incubator_status make(incubator_robustness *r, incubator_policy *policy, incubator_registry *registry, incubator_error *error)
{
  INC_TRY(decide(r, policy, registry, error));
  INC_TRY(find_score(r, r->options.score, error));
  INC_TRY(find_watched(r, r->options.outcome, r->options.rank, error));
  INC_TRY(forget(r, error));
  INC_TRY(inc_robust_model(r, error));
  return run(r, error);
}

incubator_status incubator_robustness_create(incubator_policy *policy, incubator_registry *registry,
                                             const incubator_robustness_options *given, incubator_robustness **robustness,
                                             incubator_error *error)
{
  incubator_robustness_options options;
  if (robustness) *robustness = NULL;
  if (!robustness || !policy || !registry) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "policy, registry and robustness must not be NULL");
  }
  INC_TRY(inc_struct_read(&options, sizeof options, INC_SIZE_THROUGH(incubator_robustness_options, threads), given, error));
  if (!options.as_of || !options.score) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "as_of and score must be set");
  INC_TRY(check_numbers(&options, error));
  incubator_allocator a = inc_allocator_of(options.allocator);
  incubator_robustness *r = inc_alloc_zero(&a, 1, sizeof *r);
  if (!r) return inc_no_memory(error);
  r->allocator = a;
  r->options = options;
  inc_arena_init(&r->arena, &a);
  incubator_status status = make(r, policy, registry, error);
  if (status == INCUBATOR_STATUS_OK) *robustness = r;
  else incubator_robustness_free(r);
  return status;
}

void incubator_robustness_free(incubator_robustness *r)
{
  if (!r) return;
  incubator_allocator a = r->allocator;
  incubator_decisions_unref(r->decisions);
  inc_free(&a, r->columns);
  inc_arena_clear(&r->arena);
  inc_free(&a, r);
}

/* ---- Reading ---- */

const char *incubator_robustness_name(const incubator_robustness *r, size_t index)
{
  return r && index < r->column_count ? r->columns[index].name : NULL;
}

incubator_status incubator_robustness_column(const incubator_robustness *r, const char *name, incubator_column *column,
                                             incubator_error *error)
{
  const bool fits = inc_struct_fits(column, INC_SIZE_THROUGH(incubator_column, rows));
  if (fits) inc_struct_write(column, &(incubator_column){0}, sizeof *column);
  if (!r || !name || !fits) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "robustness, name and an initialised column are needed");
  }
  for (size_t i = 0; i < r->column_count; i++) {
    const inc_robust_column *c = &r->columns[i];
    if (strcmp(c->name, name)) continue;
    incubator_column answer = {.type = (incubator_type)c->type, .width = c->width, .values = c->values, .gaps = c->gaps, .rows = r->rows};
    if (c->list != INC_NONE) answer.list = inc_robust_program(r)->schema.lists[c->list].name;
    inc_struct_write(column, &answer, sizeof answer);
    return INCUBATOR_STATUS_OK;
  }
  return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "no column \"%s\"", name);
}

incubator_status incubator_robustness_weight_get(const incubator_robustness *r, size_t index, incubator_robustness_weight *weight)
{
  if (!inc_struct_fits(weight, INC_SIZE_THROUGH(incubator_robustness_weight, held))) return INCUBATOR_STATUS_ARGUMENT;
  inc_struct_write(weight, &(incubator_robustness_weight){0}, sizeof *weight);
  if (!r) return INCUBATOR_STATUS_ARGUMENT;
  if (index >= r->version->is.score.count) return INCUBATOR_STATUS_NOT_FOUND;
  incubator_robustness_weight answer = {.item = inc_robust_item(r, (uint32_t)index),
                                        .stated = r->weights[index].stated,
                                        .held = r->groups[r->weights[index].group].held};
  inc_struct_write(weight, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}

incubator_status incubator_robustness_drawn(const incubator_robustness *r, size_t run_number, size_t index, int64_t *micros)
{
  inc_arena arena;
  inc_draw draw;
  if (micros) *micros = 0;
  if (!r || !micros) return INCUBATOR_STATUS_ARGUMENT;
  if (run_number >= r->options.runs || index >= r->version->is.score.count) return INCUBATOR_STATUS_NOT_FOUND;
  inc_arena_init(&arena, &r->allocator);
  const bool made = inc_draw_make(&draw, r, &arena);
  if (made) {
    inc_draw_run(&draw, r, run_number);
    *micros = draw.weights[index];
  }
  inc_arena_clear(&arena);
  return made ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}
