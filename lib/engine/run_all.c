/* A code over all rows of a table, on one thread or several: the rows are dealt out in chunks, and no result depends on who had which. */
#include <pthread.h>
#include <stdatomic.h>

#include "engine/results.h"

enum { CHUNK = 64 * 1024, MOST_THREADS = 64 };

typedef struct sharing {
  const inc_code_block *code;
  size_t rows;
  atomic_size_t next; /* row that nobody has taken yet */
} sharing;

typedef struct worker {
  sharing *work;
  inc_scratch scratch;
  pthread_t thread;
} worker;

static void *work(void *context)
{
  worker *w = context;
  const size_t block = w->work->code->block, rows = w->work->rows;
  for (size_t first; (first = atomic_fetch_add(&w->work->next, CHUNK)) < rows;) {
    size_t end = rows - first < CHUNK ? rows : first + CHUNK;
    for (size_t row = first; row < end; row += block) {
      inc_code_run(w->work->code, &w->scratch, row, end - row < block ? end - row : block);
    }
  }
  return NULL;
}

/* Scratch memory for as many as there is memory for, the first of which must have it. */
static uint32_t make_scratch(const inc_results *results, sharing *s, worker *workers, uint32_t wanted)
{
  uint32_t made = 0;
  while (made < wanted && inc_scratch_create(s->code, &results->allocator, &workers[made].scratch)) workers[made++].work = s;
  return made;
}

static incubator_status run(const inc_results *results, sharing *s, uint32_t wanted)
{
  worker workers[MOST_THREADS];
  uint32_t made = make_scratch(results, s, workers, wanted), started = 1;
  if (made == 0) return INCUBATOR_STATUS_NO_MEMORY;
  while (started < made && pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0) started++;
  work(&workers[0]);
  for (uint32_t i = 1; i < started; i++) pthread_join(workers[i].thread, NULL);
  for (uint32_t i = 0; i < made; i++) inc_scratch_free(&workers[i].scratch, &results->allocator);
  return INCUBATOR_STATUS_OK;
}

/* Tells the columns that a code has written whether any of their cells is a gap. */
static void find_whole(const inc_code_block *code, size_t rows)
{
  for (size_t i = 0; i < code->output_count; i++) {
    inc_result *result = code->outputs[i].result;
    uint8_t any = 0;
    for (size_t row = 0; result && row < rows; row++) any |= result->gaps[row];
    if (result) result->whole = !any;
  }
}

incubator_status inc_code_run_all(const inc_results *results, inc_code_block *code, size_t rows)
{
  inc_code_block narrow;
  inc_code_narrow(code, &narrow);
  if (!inc_code_finish(&narrow, false)) return INCUBATOR_STATUS_NO_MEMORY;
  sharing s = {.code = &narrow, .rows = rows};
  size_t chunks = (rows + CHUNK - 1) / CHUNK, wanted = results->threads < chunks ? results->threads : chunks;
  atomic_init(&s.next, 0);
  INC_TRY(run(results, &s, wanted < 1 ? 1 : wanted > MOST_THREADS ? MOST_THREADS : (uint32_t)wanted));
  find_whole(&narrow, rows);
  return INCUBATOR_STATUS_OK;
}
