/* All runs, dealt out to threads: each has a program of its own, and no result depends on who had which. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "robustness/robustness.h"

enum { MOST_THREADS = 64 };

typedef struct sharing {
  const incubator_robustness *r;
  inc_run_cells *cells;
  atomic_size_t next; /* run that nobody has taken yet */
  atomic_int status;  /* of the first that failed */
} sharing;

typedef struct worker {
  sharing *work;
  inc_variant variant;
  inc_rerun *rerun;
  inc_draw draw;
  uint32_t *ranks;
  int64_t *order;
  pthread_t thread;
} worker;

/* ---- What came of one run ---- */

static int downwards(const void *left, const void *right)
{
  const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
  return a > b ? -1 : a < b;
}

/* Ranks 1, 2, 2, 4 of all that have a score. */
static void rank_scores(const incubator_robustness *r, inc_result_view scores, uint32_t *ranks, int64_t *order)
{
  const int64_t *values = scores.values;
  size_t count = 0;
  for (size_t row = 0; row < r->rows; row++) {
    if (!scores.gaps[row]) order[count++] = values[row];
  }
  qsort(order, count, sizeof *order, downwards);
  for (size_t row = 0; row < r->rows; row++) {
    size_t low = 0, high = count;
    while (low < high && !scores.gaps[row]) {
      size_t middle = low + (high - low) / 2;
      if (order[middle] > values[row]) low = middle + 1;
      else high = middle;
    }
    ranks[row] = scores.gaps[row] ? 0 : (uint32_t)low + 1;
  }
}

void inc_robust_ranks(const incubator_robustness *r, const inc_results *results, uint32_t *ranks, int64_t *order)
{
  if (r->rank == INC_NONE) {
    rank_scores(r, inc_results_column(results, r->score, 0), ranks, order);
    return;
  }
  inc_result_view view = inc_results_column(results, r->rank, INC_SELECT_RANK);
  const int64_t *values = view.values;
  for (size_t row = 0; row < r->rows; row++) ranks[row] = view.gaps[row] ? 0 : (uint32_t)(values[row] / INC_MICRO);
}

uint32_t inc_robust_code(const incubator_robustness *r, const inc_results *results, size_t row)
{
  inc_result_view view = inc_results_column(results, r->outcome, 0);
  if (view.gaps[row]) return r->codes;
  return view.width == 1 ? ((const uint8_t *)view.values)[row] : (uint32_t)((const int32_t *)view.values)[row];
}

/* Rows are shared by all threads: each takes its places by counting up, and sorting makes the order of them all one. */
static void keep(const worker *w)
{
  const incubator_robustness *r = w->work->r;
  const inc_results *results = inc_rerun_results(w->rerun);
  const inc_run_cells *c = w->work->cells;
  inc_result_view scores = inc_results_column(results, r->score, 0);
  inc_robust_ranks(r, results, w->ranks, w->order);
  for (size_t row = 0; row < r->rows; row++) {
    const uint32_t rank = w->ranks[row];
    if (!scores.gaps[row]) {
      c->scores[row * r->options.runs + atomic_fetch_add_explicit(&c->scored[row], 1, memory_order_relaxed)] =
          ((const int64_t *)scores.values)[row];
    }
    if (rank) c->ranks[row * r->options.runs + atomic_fetch_add_explicit(&c->ranked[row], 1, memory_order_relaxed)] = rank;
    if (rank && rank <= r->options.top) atomic_fetch_add_explicit(&c->top[row], 1, memory_order_relaxed);
    if (r->outcome == INC_NONE) continue;
    const uint32_t code = inc_robust_code(r, results, row);
    atomic_fetch_add_explicit(&c->outcomes[row * (r->codes + 1) + code], 1, memory_order_relaxed);
    if (code == c->stated[row]) atomic_fetch_add_explicit(&c->same[row], 1, memory_order_relaxed);
  }
}

/* ---- Threads ---- */

static void *work(void *context)
{
  worker *w = context;
  const incubator_robustness *r = w->work->r;
  for (size_t run; (run = atomic_fetch_add(&w->work->next, 1)) < r->options.runs;) {
    inc_draw_run(&w->draw, r, run);
    inc_variant_draw(&w->variant, r, &w->draw);
    incubator_status status = inc_rerun_run(w->rerun);
    if (status != INCUBATOR_STATUS_OK) atomic_store(&w->work->status, (int)status);
    if (atomic_load(&w->work->status) != INCUBATOR_STATUS_OK) break;
    keep(w);
  }
  return NULL;
}

static incubator_status start(worker *w, sharing *s, incubator_error *error)
{
  const incubator_robustness *r = s->r;
  inc_want wants[INC_ROBUST_WANTS];
  w->work = s;
  if (!inc_variant_make(&w->variant, r, 0) || !inc_draw_make(&w->draw, r, &w->variant.arena)) return inc_no_memory(error);
  w->ranks = inc_arena_alloc(&w->variant.arena, r->rows, sizeof *w->ranks);
  w->order = inc_arena_alloc(&w->variant.arena, r->rows, sizeof *w->order);
  if (!w->ranks || !w->order) return inc_no_memory(error);
  inc_draw_greatest(&w->draw, r);
  inc_variant_draw(&w->variant, r, &w->draw);
  INC_TRY(inc_variant_prove(&w->variant, r, error));
  const size_t count = inc_robust_wants(r, wants);
  incubator_status status = inc_rerun_create(inc_robust_base(r), &w->variant.program, r->score, wants, count, &w->rerun);
  return status == INCUBATOR_STATUS_OK ? status : inc_no_memory(error);
}

static void stop(worker *w)
{
  inc_rerun_free(w->rerun);
  inc_variant_clear(&w->variant);
}

/* As many workers as there is memory for, the first of which must have it. */
static incubator_status run(sharing *s, uint32_t wanted, incubator_error *error)
{
  worker workers[MOST_THREADS] = {{0}};
  uint32_t made = 1, started = 1;
  incubator_status status = start(&workers[0], s, error);
  while (status == INCUBATOR_STATUS_OK && made < wanted) {
    if (start(&workers[made++], s, NULL) != INCUBATOR_STATUS_OK) {
      stop(&workers[--made]);
      break;
    }
  }
  if (status == INCUBATOR_STATUS_OK) {
    while (started < made && pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0) started++;
    work(&workers[0]);
    for (uint32_t i = 1; i < started; i++) pthread_join(workers[i].thread, NULL);
    status = (incubator_status)atomic_load(&s->status);
    if (status != INCUBATOR_STATUS_OK) inc_no_memory(error);
  }
  for (uint32_t i = 0; i < made; i++) stop(&workers[i]);
  return status;
}

/* ---- Room ---- */

static bool make_cells(const incubator_robustness *r, inc_run_cells *c)
{
  const incubator_allocator *a = &r->allocator;
  size_t all, kinds;
  *c = (inc_run_cells){0};
  if (__builtin_mul_overflow(r->rows, r->options.runs, &all) || __builtin_mul_overflow(r->rows, (size_t)r->codes + 1, &kinds)) return false;
  c->scores = inc_alloc_array(a, all, sizeof *c->scores);
  c->ranks = inc_alloc_array(a, all, sizeof *c->ranks);
  c->scored = inc_alloc_zero(a, r->rows, sizeof *c->scored);
  c->ranked = inc_alloc_zero(a, r->rows, sizeof *c->ranked);
  c->outcomes = inc_alloc_zero(a, kinds, sizeof *c->outcomes);
  c->stated = inc_alloc_zero(a, r->rows, sizeof *c->stated);
  c->same = inc_alloc_zero(a, r->rows, sizeof *c->same);
  c->top = inc_alloc_zero(a, r->rows, sizeof *c->top);
  return c->scores && c->ranks && c->scored && c->ranked && c->outcomes && c->stated && c->same && c->top;
}

void inc_robust_cells_free(const incubator_robustness *r, inc_run_cells *c)
{
  void *all[] = {c->scores, c->ranks, c->scored, c->ranked, c->outcomes, c->stated, c->same, c->top};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) inc_free(&r->allocator, all[i]);
}

incubator_status inc_robust_run(const incubator_robustness *r, inc_run_cells *cells, incubator_error *error)
{
  const size_t threads = r->options.threads < r->options.runs ? r->options.threads : r->options.runs;
  if (!make_cells(r, cells)) return inc_no_memory(error);
  for (size_t row = 0; row < r->rows && r->outcome != INC_NONE; row++) cells->stated[row] = inc_robust_code(r, inc_robust_base(r), row);
  sharing s = {.r = r, .cells = cells};
  atomic_init(&s.next, 0);
  atomic_init(&s.status, INCUBATOR_STATUS_OK);
  return run(&s, threads < 1 ? 1 : threads > MOST_THREADS ? MOST_THREADS : (uint32_t)threads, error);
}
