/* The code of a plan: rule by rule as for whole columns, over the columns of a workspace. */
#include "engine/workspace.h"

#define NONE INC_NO_REGISTER

typedef struct writing {
  inc_plan *plan;
  inc_workspace *from;
  unsigned set; /* of columns */
  bool failed;
} writing;

static inc_step *add_step(writing *w)
{
  inc_plan *plan = w->plan;
  const unsigned s = w->set;
  if (!inc_grow(&plan->allocator, (void **)&plan->steps[s], plan->step_count[s], &plan->step_capacity[s], sizeof **plan->steps)) {
    w->failed = true;
    return NULL;
  }
  inc_step *step = &plan->steps[s][plan->step_count[s]++];
  *step = (inc_step){.placing = NULL};
  return step;
}

static inc_lower start(writing *w, uint32_t number, inc_code_block *code)
{
  const inc_rule *rule = &w->plan->how.program->rules[number];
  inc_lower lower = inc_lower_start(&w->from->results, number, rule->table, &w->plan->arena, code);
  lower.frame = &w->from->frames[w->set];
  lower.version = inc_rule_version(rule, w->plan->how.as_of);
  return lower;
}

static void finish(writing *w, uint32_t table, const inc_code_block *code)
{
  inc_step *step = w->failed || code->failed ? NULL : add_step(w);
  if (!step) {
    w->failed = true;
    return;
  }
  step->code = *code;
  step->rows = w->plan->table_rows[table];
  if (!inc_code_finish(&step->code, false)) w->failed = true;
  step->code.block = step->rows;
}

/* A column in which no cell can be a gap is read without looking. */
static void put(writing *w, inc_lower *lower, uint32_t number, uint32_t part, inc_value v)
{
  inc_result *result = &w->from->results.columns[number][part];
  inc_code_output(lower->code, (inc_output){v.number, v.gap, result});
  if (lower->code->failed) return;
  const inc_register *gap = v.gap == NONE ? NULL : &lower->code->registers[v.gap];
  result->whole = !gap || (gap->constant && gap->value == INCUBATOR_GAP_NONE);
}

/* ---- Measures: what is given, else what is reported, else `absent` ---- */

static inc_value read_given(inc_lower *lower, const inc_part *part, const inc_result *result)
{
  const uint32_t none[4] = {NONE, NONE, NONE, NONE};
  inc_value v = {.type = part->type, .denominator = NONE, .bits = part->type == INC_TYPE_NUMBER ? part->bits : 33};
  v.scale = part->type == INC_TYPE_NUMBER ? INC_MICRO_SCALE : 0;
  v.number = inc_lower_emit(lower, INC_C64, INC_DO_RESULT, INC_C64, none, 0, result);
  v.gap = inc_lower_emit(lower, INC_C8, INC_DO_RESULT_GAP, INC_C8, none, 0, result);
  return v.type == INC_TYPE_BOOLEAN ? inc_lower_as_boolean(lower, v) : v;
}

static inc_value not_given(inc_lower *lower, const inc_rule *rule, uint32_t part)
{
  const inc_ref *reported = lower->version->reported;
  bool bound = part == INC_MEASURE_LOW || part == INC_MEASURE_HIGH;
  if (reported && part == INC_MEASURE_UNDETERMINED) return inc_lower_code(lower, INC_TYPE_NUMBER, 0);
  if (reported && bound) return inc_lower_ref(lower, reported);
  return inc_lower_gap(lower, rule->parts[part].type, INCUBATOR_GAP_MISSING);
}

/* A gap as what a byte is. */
static inc_value as_value(inc_lower *lower, uint32_t gap)
{
  inc_value v = inc_lower_boolean(lower, false);
  if (gap != NONE) v.number = gap;
  return v;
}

static void write_part(writing *w, inc_lower *lower, uint32_t number, uint32_t part)
{
  const inc_rule *rule = &w->plan->how.program->rules[number];
  const inc_given *given = &w->from->given[inc_plan_measure(w->plan, number)];
  inc_part flag = {.type = INC_TYPE_BOOLEAN};
  inc_value is = read_given(lower, &flag, &given->is);
  is.gap = NONE;
  lower->reported_out = true;
  inc_value a = inc_lower_around(lower, read_given(lower, &rule->parts[part], &given->parts[part]), part == 0);
  const uint32_t computed = lower->computed;
  lower->reported_out = false;
  inc_value b = inc_lower_around(lower, not_given(lower, rule, part), part == 0);
  put(w, lower, number, part, inc_lower_if(lower, is, a, b));
  if (part != 0 || !w->from->results.computed[number]) return;
  inc_value before = inc_lower_if(lower, is, as_value(lower, computed), as_value(lower, lower->computed));
  inc_code_output(lower->code, (inc_output){before.number, NONE, &w->from->given[inc_plan_measure(w->plan, number)].computed});
}

static void write_measure(writing *w, uint32_t number)
{
  const inc_rule *rule = &w->plan->how.program->rules[number];
  inc_code_block code;
  inc_lower lower = start(w, number, &code);
  if (!lower.version) return;
  if (lower.version->at) lower.at = inc_lower_expression(&lower, lower.version->at);
  for (uint32_t p = 0; p < rule->part_count && !code.failed; p++) write_part(w, &lower, number, p);
  finish(w, rule->table, &code);
}

/* ---- Other rules ---- */

static void write_placings(writing *w, uint32_t number, uint32_t count)
{
  const inc_rule *rule = &w->plan->how.program->rules[number];
  inc_placing *placings = w->from->placings[number];
  for (uint32_t i = 0; i < count && !w->failed; i++) {
    if (placings[i].state != INC_PLACING_READY) continue;
    placings[i].state = INC_PLACING_DONE;
    inc_step *step = add_step(w);
    if (!step) return;
    step->placing = &placings[i];
    step->scale = inc_frozen_find(w->plan->how.frozen, number, rule->kind == INC_KIND_SCORE ? i : INC_NONE);
    step->table = rule->table;
    step->rows = w->plan->table_rows[rule->table];
  }
}

static bool any_ready(const inc_placing *placings, uint32_t count)
{
  bool any = false;
  for (uint32_t i = 0; i < count && !any; i++) any = placings[i].state == INC_PLACING_READY;
  return any;
}

/* As far as its cohorts are known; whether there is more to write. */
static bool write_stretch(writing *w, uint32_t number, uint32_t count)
{
  const inc_rule *rule = &w->plan->how.program->rules[number];
  inc_placing *placings = w->from->placings[number];
  inc_code_block code;
  inc_lower lower = start(w, number, &code);
  lower.placings = placings;
  inc_value *values = inc_arena_alloc(&w->plan->arena, rule->part_count, sizeof *values);
  if (!values) {
    w->failed = true;
    return false;
  }
  inc_lower_rule(&lower, rule, w->plan->wanted[number], values);
  const bool more = any_ready(placings, count);
  for (uint32_t p = 0; p < rule->part_count && !code.failed && !more; p++) {
    if (w->plan->wanted[number][p]) put(w, &lower, number, p, values[p]);
  }
  finish(w, rule->table, &code);
  if (more) write_placings(w, number, count);
  return more && !w->failed;
}

static void write_rule(writing *w, uint32_t number)
{
  const inc_rule *rule = &w->plan->how.program->rules[number];
  const uint32_t count = inc_cohort_scales(rule, inc_rule_version(rule, w->plan->how.as_of));
  for (uint32_t i = 0; i < count; i++) w->from->placings[number][i].state = INC_PLACING_OPEN;
  while (write_stretch(w, number, count)) continue;
}

static bool write_set(inc_plan *plan, inc_workspace *from, unsigned set)
{
  writing w = {plan, from, set, false};
  const inc_program *program = plan->how.program;
  for (uint32_t i = 0; i < program->rule_count && !w.failed; i++) {
    const uint32_t number = program->order[i];
    if (!plan->wanted[number][0] || plan->table_rows[program->rules[number].table] == 0) continue;
    if (program->rules[number].kind == INC_KIND_MEASURE && inc_rule_version(&program->rules[number], plan->how.as_of)) {
      write_measure(&w, number);
    } else {
      write_rule(&w, number);
    }
  }
  return !w.failed;
}

bool inc_plan_write(inc_plan *plan, inc_workspace *from)
{
  const inc_program *program = plan->how.program;
  bool ok = write_set(plan, from, 0) && write_set(plan, from, 1);
  for (uint32_t r = 0; ok && r < program->rule_count; r++) {
    for (uint32_t p = 0; from->results.columns[r] && p < program->rules[r].part_count; p++) from->results.columns[r][p].whole = false;
  }
  return ok;
}
