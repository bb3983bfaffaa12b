/*
 * How far one weight can move: intervals of distances are halved until it is certain that
 * nothing changes in them (certain.h), or they are one step. So the first change is found, not any.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "robustness/certain.h"

enum { MOST_RUNS = 10000, DEPTH = 64, SAMPLES = 512 };

typedef struct search {
  const incubator_robustness *r;
  const incubator_move_question *q;
  incubator_move *answer;
  inc_certain certain;
  inc_variant variant;
  inc_rerun *rerun;
  int64_t reach;
  inc_moment stated, left, ends[DEPTH]; /* ends of intervals to be looked at, the nearest one last */
  uint32_t end_count;
  uint32_t *ranks;
  int64_t *order;
} search;

/* ---- The weights at a distance ---- */

static int64_t gcd(int64_t a, int64_t b)
{
  while (b) {
    const int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static const inc_weight_group *group_of(const search *s)
{
  return &s->r->groups[s->r->weights[s->q->weight].group];
}

/* The greatest number that divides all weights but the one that moves, and so what they add up to. */
static int64_t common(const search *s)
{
  const inc_weight_group *g = group_of(s);
  int64_t divisor = 0;
  for (uint32_t i = 0; i < g->count; i++) {
    if (g->weights[i] != s->q->weight) divisor = gcd(s->r->weights[g->weights[i]].stated, divisor);
  }
  return divisor;
}

static int64_t others_of(const search *s)
{
  return group_of(s)->total - s->r->weights[s->q->weight].stated;
}

/*
 * The weight is w, the others w_i share what is left of the total T in proportion: w_i (T − w) / (their sum). All are
 * multiplied by that sum, so that they are whole; a sum is then divided by it, to a mean that is all the same.
 */
static void weigh_all(search *s, int64_t weight, int64_t left)
{
  const inc_weight_group *g = group_of(s);
  const int64_t divisor = common(s), sum = others_of(s) / divisor;
  for (uint32_t i = 0; i < g->count; i++) {
    const uint32_t item = g->weights[i];
    inc_variant_weigh(&s->variant, item, item == s->q->weight ? weight * sum : s->r->weights[item].stated / divisor * left, INC_MICRO_SCALE);
  }
  inc_variant_divide(&s->variant, g->item, sum);
}

static void weigh(search *s, int64_t distance)
{
  const int64_t stated = s->r->weights[s->q->weight].stated, weight = s->q->up ? stated + distance : stated - distance;
  if (s->q->others_kept) inc_variant_weigh(&s->variant, (uint32_t)s->q->weight, weight, INC_MICRO_SCALE);
  else weigh_all(s, weight, group_of(s)->total - weight);
}

static void weigh_most(search *s)
{
  const int64_t total = group_of(s)->total;
  if (s->q->others_kept) inc_variant_weigh(&s->variant, (uint32_t)s->q->weight, total, INC_MICRO_SCALE);
  else weigh_all(s, total, total);
}

/* ---- Searching ---- */

static incubator_status visit(search *s, inc_moment *m, int64_t distance)
{
  if (!m->codes && !inc_moment_make(m, &s->certain, &s->variant.arena)) return INCUBATOR_STATUS_NO_MEMORY;
  m->distance = distance;
  weigh(s, distance);
  s->answer->runs++;
  INC_TRY(inc_rerun_run(s->rerun));
  inc_moment_take(m, &s->certain, inc_rerun_results(s->rerun), s->ranks, s->order);
  return INCUBATOR_STATUS_OK;
}

/* Whether an interval need not be looked into. Where nothing can be proved, small ones with equal ends are passed over. */
static bool settled(const search *s, const inc_moment *right)
{
  size_t row;
  if (right->distance - s->left.distance <= 1) return true;
  if (!inc_moment_same(&s->certain, &s->left, right, &row)) return false;
  if (s->certain.certain) return inc_certain_between(&s->certain, &s->left, right);
  return right->distance - s->left.distance <= s->reach / SAMPLES;
}

static void swap(inc_moment *a, inc_moment *b)
{
  const inc_moment other = *a;
  *a = *b;
  *b = other;
}

static void word(const search *s, const inc_moment *m, const inc_results *results, size_t row, char to[64])
{
  const inc_program *program = inc_robust_program(s->r);
  const uint32_t code = m->codes[row];
  const char *text;
  if (s->certain.watch == INCUBATOR_WATCH_TOP) {
    text = code ? "in" : "out";
  } else if (code == s->r->codes) {
    text = incubator_gap_name((incubator_gap)inc_results_column(results, s->certain.rule, 0).gaps[row]);
  } else {
    const inc_part *part = &program->rules[s->certain.rule].parts[0];
    text = part->type == INC_TYPE_BOOLEAN ? (code ? "true" : "false") : program->schema.lists[part->list].codes[code].code;
  }
  snprintf(to, sizeof s->answer->to, "%s", text);
}

/* The first change, where the run before it was the last one that is as stated. */
static incubator_status tell(search *s, inc_moment *at)
{
  size_t row;
  s->answer->changes = 1;
  inc_moment_same(&s->certain, &s->stated, at, &row);
  s->answer->row = row;
  s->answer->subject = inc_decisions_key(s->r->decisions, s->r->table, row);
  word(s, &s->stated, inc_robust_base(s->r), row, s->answer->from);
  INC_TRY(visit(s, at, at->distance));
  word(s, at, inc_rerun_results(s->rerun), row, s->answer->to);
  return INCUBATOR_STATUS_OK;
}

static incubator_status find(search *s)
{
  size_t row;
  const size_t most = s->q->runs ? s->q->runs : MOST_RUNS;
  inc_moment_codes(&s->stated, &s->certain, inc_robust_base(s->r), s->ranks, s->order);
  INC_TRY(visit(s, &s->left, 0));
  if (!inc_moment_same(&s->certain, &s->stated, &s->left, &row)) return tell(s, &s->left);
  if (s->reach) INC_TRY(visit(s, &s->ends[s->end_count++], s->reach));
  while (s->end_count && s->answer->runs < most) {
    inc_moment *right = &s->ends[s->end_count - 1];
    const int64_t middle = s->left.distance + (right->distance - s->left.distance) / 2;
    if (!settled(s, right)) {
      INC_TRY(visit(s, &s->ends[s->end_count++], middle));
      continue;
    }
    if (!inc_moment_same(&s->certain, &s->stated, right, &row)) return tell(s, right);
    s->answer->limit = right->distance;
    swap(&s->left, right);
    s->end_count--;
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- Around it ---- */

static bool make_moments(search *s)
{
  inc_arena *arena = &s->variant.arena;
  const bool ok = inc_moment_make(&s->stated, &s->certain, arena);
  s->ranks = inc_arena_alloc(arena, s->r->rows, sizeof *s->ranks);
  s->order = inc_arena_alloc(arena, s->r->rows, sizeof *s->order);
  return ok && s->ranks && s->order;
}

static incubator_status prepare(search *s, incubator_error *error)
{
  if (!inc_variant_make(&s->variant, s->r, inc_certain_room(s->r))) return inc_no_memory(error);
  if (inc_certain_find(&s->certain, &s->variant, (uint32_t)s->q->weight) != INCUBATOR_STATUS_OK) return inc_no_memory(error);
  const size_t count = inc_certain_wants(&s->certain, NULL);
  inc_want *wants = inc_arena_alloc(&s->variant.arena, count, sizeof *wants);
  if (!wants || !make_moments(s)) return inc_no_memory(error);
  inc_certain_wants(&s->certain, wants);
  weigh_most(s);
  INC_TRY(inc_variant_prove(&s->variant, s->r, error));
  if (inc_rerun_create(inc_robust_base(s->r), &s->variant.program, s->r->score, wants, count, &s->rerun) != INCUBATOR_STATUS_OK) {
    return inc_no_memory(error);
  }
  return INCUBATOR_STATUS_OK;
}

/* The weight can move: its group has plain weights, none below 0. */
static incubator_status check_weight(const search *s, incubator_error *error)
{
  const incubator_robustness *r = s->r;
  if (s->q->weight >= r->version->is.score.count) return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "no weight %zu", s->q->weight);
  const inc_weight_group *g = group_of(s);
  const char *item = inc_robust_item(r, (uint32_t)s->q->weight), *why = g->unknown;
  if (g->negative) why = "a weight of this group is below 0";
  else if (!why && !s->q->others_kept && others_of(s) == 0) why = "the others of this group weigh nothing, so they cannot share what it leaves";
  if (why) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "the weight of \"%s\" cannot be moved: %s", item, why);
  if (!s->q->others_kept && (inc_i128)g->total * g->total > INT64_MAX) {
    return INC_FAIL(error, INCUBATOR_STATUS_LIMIT, "the weights of the group of \"%s\" are too great to be shared out exactly", item);
  }
  return INCUBATOR_STATUS_OK;
}

static incubator_status check_question(search *s, incubator_error *error)
{
  const incubator_robustness *r = s->r;
  const incubator_move_question *q = s->q;
  inc_certain *c = &s->certain;
  *c = (inc_certain){.r = r, .watch = q->watch, .rule = q->watch == INCUBATOR_WATCH_TOP ? r->rank : r->outcome, .row = SIZE_MAX, .others_kept = q->others_kept != 0};
  if ((unsigned)q->watch > INCUBATOR_WATCH_TOP) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "watch: nothing that can be watched");
  if (q->watch == INCUBATOR_WATCH_TOP ? !r->options.top : r->outcome == INC_NONE) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "neither an outcome nor a top was asked for that could be watched");
  }
  if (q->watch == INCUBATOR_WATCH_SUBJECT) {
    inc_subject subject;
    INC_TRY(inc_decisions_subject(r->decisions, q->subject, &subject, error));
    if (subject.table != r->table) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "\"%s\" is not on the table of the score", q->subject);
    c->row = subject.row;
  }
  return check_weight(s, error);
}

static incubator_status run(search *s, incubator_error *error)
{
  INC_TRY(check_question(s, error));
  const int64_t stated = s->r->weights[s->q->weight].stated;
  s->reach = s->answer->reach = s->q->up ? others_of(s) : stated;
  incubator_status status = prepare(s, error);
  if (status != INCUBATOR_STATUS_OK) return status;
  s->answer->exact = s->certain.certain;
  return find(s) == INCUBATOR_STATUS_OK ? INCUBATOR_STATUS_OK : inc_no_memory(error);
}

incubator_status incubator_robustness_move(const incubator_robustness *r, const incubator_move_question *given, incubator_move *move,
                                           incubator_error *error)
{
  incubator_move_question question;
  incubator_move answer = {0};
  const bool fits = inc_struct_fits(move, INC_SIZE_THROUGH(incubator_move, to));
  if (fits) inc_struct_write(move, &answer, sizeof *move);
  if (!r || !fits) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "robustness and an initialised move are needed");
  INC_TRY(inc_struct_read(&question, sizeof question, INC_SIZE_THROUGH(incubator_move_question, runs), given, error));
  search *s = inc_alloc_zero(&r->allocator, 1, sizeof *s);
  if (!s) return inc_no_memory(error);
  s->r = r;
  s->q = &question;
  s->answer = &answer;
  inc_arena_init(&s->variant.arena, &r->allocator);
  incubator_status status = run(s, error);
  inc_rerun_free(s->rerun);
  inc_variant_clear(&s->variant);
  inc_free(&r->allocator, s);
  if (status == INCUBATOR_STATUS_OK) inc_struct_write(move, &answer, sizeof answer);
  return status;
}
