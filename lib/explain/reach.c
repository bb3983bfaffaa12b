/*
 * The least change of one figure alone, all else as it is, that reaches a better outcome.
 * An outcome may come, go and come again as a figure grows, so nothing is inferred from
 * its ends: the policy is run for one step after the other, until it says so.
 */
#include "explain/explain.h"

enum { FIRST_CHUNK = 64, MOST_CHUNK = 16384, MOST_STEPS = 1000000 };
/* Where all rows are decided again at each step: steps, and rows in all. */
enum { LEAST_TOGETHER = 100, MOST_TOGETHER = 10000, ROWS_TOGETHER = 2000000 };

/* ---- What can change ---- */

/* The values that a figure can have, and whether each end was declared or is only where numbers end. */
typedef struct limits {
  int64_t low, high;
  bool has_low, has_high;
} limits;

static void narrow(limits *l, bool has_min, int64_t min, bool has_max, int64_t max)
{
  if (has_min && min > l->low) l->low = min;
  if (has_max && max < l->high) l->high = max;
  l->has_low = l->has_low || has_min;
  l->has_high = l->has_high || has_max;
}

static limits of_field(const inc_field *f)
{
  const int64_t most = f->whole ? (((int64_t)1 << 43) - 1) * INC_MICRO : INT64_MAX;
  limits l = {-most, most, false, false};
  if (f->type == INC_TYPE_BOOLEAN) return (limits){0, 1, true, true};
  narrow(&l, f->has_min, f->min, f->has_max, f->max);
  return l;
}

static limits of_measure(const inc_rule *rule, const inc_measure *m)
{
  const inc_take take = m->take;
  const uint32_t bits = rule->parts[0].bits; /* what is formed with it was proved for so many */
  const int64_t most = bits < 63 ? ((int64_t)1 << bits) - 1 : INT64_MAX;
  bool share = take == INC_TAKE_SHARE || take == INC_TAKE_SHARE_OF_COMMONEST;
  bool natural = share || take == INC_TAKE_COUNT || take == INC_TAKE_DISTINCT;
  limits l = {-most, most, false, false};
  narrow(&l, natural, 0, share, INC_MICRO);
  bool of_rows = m->bounded && (take == INC_TAKE_MIN || take == INC_TAKE_MAX || take == INC_TAKE_MEAN);
  narrow(&l, of_rows, m->of_min, of_rows, m->of_max);
  return l;
}

static limits limits_of(const incubator_explanation *x, const inc_reach *r)
{
  const inc_program *program = &x->decisions->policy->program;
  limits l;
  if (r->ref.rule == INC_NONE) {
    l = of_field(&program->schema.tables[r->ref.table].fields[r->ref.field]);
  } else {
    const inc_rule *rule = &program->rules[r->ref.rule];
    l = of_measure(rule, &inc_rule_version(rule, inc_results_as_of(x->decisions->results))->is.measure);
  }
  if (r->type == INC_TYPE_NUMBER) narrow(&l, r->how->has_min, r->how->min, r->how->has_max, r->how->max);
  return l;
}

/* The values to try, in order: start + way × k × step, for k from first to before end. */
typedef struct walk {
  inc_i128 start, step;
  uint64_t first, end;
} walk;

/* False where there is nothing to begin with. */
static bool find_steps(const inc_reach *r, limits l, walk *s)
{
  bool known = !r->from.gap;
  inc_i128 end = r->up ? l.high : l.low;
  *s = (walk){.start = known ? r->from.value : r->up ? l.low : l.high, .step = r->up ? r->how->step : -(inc_i128)r->how->step, .first = known};
  if (!known && (r->from.gap != INCUBATOR_GAP_MISSING || !(r->up ? l.has_low : l.has_high))) return false;
  inc_i128 begin = r->up ? l.low : l.high, before = (begin - s->start) / s->step, room = (end - s->start) / s->step;
  bool short_of = s->start + before * s->step != begin;
  bool outside = r->up ? s->start < l.low : s->start > l.high; /* the present value: the first steps only lead to the range */
  if (outside) s->first = (uint64_t)(before + short_of);
  bool beyond = r->up ? s->start > end : s->start < end;
  s->end = beyond ? s->first : (uint64_t)room + 1;
  if (s->end < s->first) s->end = s->first;
  return true;
}

static int64_t value_at(const walk *s, uint64_t k)
{
  return (int64_t)(s->start + s->step * k);
}

/* ---- Trying ---- */

typedef struct trying {
  incubator_explanation *x;
  inc_variation *variation;
  int64_t *values;
  inc_cell *outcomes;
  uint64_t most; /* steps; 0: as many as there are by default */
} trying;

/* Tries `count` values from step k on; whether one of them does. */
static bool try_some(trying *t, inc_reach *r, const walk *s, uint64_t k, size_t count)
{
  for (size_t i = 0; i < count; i++) t->values[i] = value_at(s, k + i);
  if (inc_variation_try(t->variation, t->values, count, t->outcomes) != INCUBATOR_STATUS_OK) {
    t->x->failed = true;
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    if (!inc_explain_reaches(t->x, t->outcomes[i])) continue;
    r->end = INC_REACH_FOUND;
    r->to = t->values[i];
    r->steps = k + i;
    r->outcome = t->outcomes[i];
    return true;
  }
  return false;
}

static void search(trying *t, inc_reach *r, uint64_t most)
{
  walk s;
  r->end = INC_REACH_NO_START;
  if (!find_steps(r, limits_of(t->x, r), &s)) return;
  r->end = s.end == s.first ? INC_REACH_NO_STEP : INC_REACH_RANGE;
  uint64_t end = s.end;
  if (end - s.first > most) {
    end = s.first + most;
    r->end = INC_REACH_LIMIT;
  }
  size_t chunk = r->alone ? FIRST_CHUNK : 1;
  for (uint64_t k = s.first; k < end && !t->x->failed;) {
    size_t count = end - k < chunk ? (size_t)(end - k) : chunk;
    if (try_some(t, r, &s, k, count)) return;
    k += count;
    r->tried = k - s.first;
    r->to = value_at(&s, k - 1);
    if (r->alone && chunk < MOST_CHUNK) chunk *= 4;
  }
}

static uint64_t most_steps(const trying *t, const inc_reach *r)
{
  if (t->most) return t->most;
  if (r->alone) return MOST_STEPS;
  size_t rows = inc_results_frame(t->x->decisions->results)->tables[t->x->subject.table].rows;
  size_t steps = ROWS_TOGETHER / (rows ? rows : 1);
  return steps < LEAST_TOGETHER ? LEAST_TOGETHER : steps > MOST_TOGETHER ? MOST_TOGETHER : steps;
}

static void make_room(trying *t)
{
  const incubator_allocator *a = &t->x->allocator;
  if (!t->values) t->values = inc_alloc_array(a, MOST_CHUNK, sizeof *t->values);
  if (!t->outcomes) t->outcomes = inc_alloc_array(a, MOST_CHUNK, sizeof *t->outcomes);
  if (!t->values || !t->outcomes) t->x->failed = true;
}

static void add_reach(trying *t, inc_reach r)
{
  incubator_explanation *x = t->x;
  make_room(t);
  if (!inc_grow(&x->allocator, (void **)&x->reaches, x->reach_count, &x->reach_capacity, sizeof r)) x->failed = true;
  if (!x->failed) search(t, &r, most_steps(t, &r));
  if (!x->failed) x->reaches[x->reach_count++] = r;
}

/* Both directions of one column, if the outcome hangs on it. */
static void try_column(trying *t, inc_reach r)
{
  incubator_explanation *x = t->x;
  inc_results *results = x->decisions->results;
  if (inc_variation_create(results, (inc_want){x->rules[0].rule, 0}, &r.ref, x->subject.row, &t->variation) != INCUBATOR_STATUS_OK) {
    x->failed = true;
    return;
  }
  r.from = inc_results_cell(results, x->subject.table, &r.ref, x->subject.row);
  r.alone = inc_variation_alone(t->variation);
  bool both = r.how->up && r.how->down && !r.from.gap; /* from an end, one way meets them all */
  for (int way = 0; way < 2 && inc_variation_matters(t->variation) && !x->failed; way++) {
    r.up = way == 0;
    if (r.up ? r.how->up : r.how->down && (both || !r.how->up)) add_reach(t, r);
  }
  inc_variation_free(t->variation);
}

/* Each column of the subject's table of which the policy says what can be done about it. */
static void try_figures(trying *t)
{
  const incubator_policy *policy = t->x->decisions->policy;
  const uint32_t number = t->x->subject.table;
  const inc_table *table = &policy->program.schema.tables[number];
  for (uint32_t f = 0; f < table->count && !t->x->failed; f++) {
    const inc_field *field = &table->fields[f];
    inc_ref ref = {.table = number, .field = f, .rule = INC_NONE};
    if (field->actionable) try_column(t, (inc_reach){.ref = ref, .unit = field->unit, .type = field->type, .how = field->actionable});
  }
  for (uint32_t i = 0; i < policy->program.rule_count && !t->x->failed; i++) {
    const inc_rule *rule = &policy->program.rules[i];
    const inc_version *version = inc_rule_version(rule, inc_results_as_of(t->x->decisions->results));
    if (rule->table != number || !version || i == t->x->rules[0].rule) continue;
    const inc_actionable *how = policy->rules[i].versions[version - rule->versions].actionable;
    inc_ref ref = {.table = number, .field = INC_NONE, .rule = i};
    if (how) try_column(t, (inc_reach){.ref = ref, .unit = policy->rules[i].units[0], .type = INC_TYPE_NUMBER, .how = how});
  }
}

bool inc_explain_reach(incubator_explanation *x, const char *wanted, uint64_t most_steps)
{
  if (!inc_explain_goal(x, wanted)) return false;
  trying t = {.x = x, .most = most_steps};
  if (x->goal.state != INC_GOAL_OPEN) return true;
  try_figures(&t);
  inc_free(&x->allocator, t.values);
  inc_free(&x->allocator, t.outcomes);
  return true;
}
