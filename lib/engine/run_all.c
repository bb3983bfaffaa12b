/*
 * Codes over all rows of a table, on one thread or several: the rows are dealt out in chunks, and no result depends
 * on who had which. Each block goes through all codes while it is in the cache.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "engine/results.h"

enum { CHUNK = 64 * 1024, MOST_THREADS = 64 };

typedef struct sharing {
  const inc_code_block *codes;
  size_t count, block; /* codes, and rows of the largest block */
  size_t rows;
  atomic_size_t next; /* row that nobody has taken yet */
} sharing;

typedef struct worker {
  sharing *work;
  inc_scratch *scratches; /* one a code */
  pthread_t thread;
} worker;

static void run_block(const worker *w, size_t row, size_t count)
{
  for (size_t c = 0; c < w->work->count; c++) {
    const inc_code_block *code = &w->work->codes[c];
    for (size_t done = 0; done < count; done += code->block) {
      inc_code_run(code, &w->scratches[c], row + done, count - done < code->block ? count - done : code->block);
    }
  }
}

static void *work(void *context)
{
  const worker *w = context;
  const size_t block = w->work->block, rows = w->work->rows;
  for (size_t first; (first = atomic_fetch_add(&w->work->next, CHUNK)) < rows;) {
    size_t end = rows - first < CHUNK ? rows : first + CHUNK;
    for (size_t row = first; row < end; row += block) run_block(w, row, end - row < block ? end - row : block);
  }
  return NULL;
}

static void free_scratches(const sharing *s, const incubator_allocator *a, inc_scratch *scratches)
{
  for (size_t c = 0; c < s->count; c++) inc_scratch_free(&scratches[c], a);
  inc_free(a, scratches);
}

static inc_scratch *make_scratches(const sharing *s, const incubator_allocator *a)
{
  inc_scratch *scratches = inc_alloc_zero(a, s->count, sizeof *scratches);
  for (size_t c = 0; scratches && c < s->count; c++) {
    if (inc_scratch_create(&s->codes[c], a, &scratches[c])) continue;
    free_scratches(s, a, scratches);
    return NULL;
  }
  return scratches;
}

/* Memory for as many as there is memory for, the first of which must have it. */
static uint32_t make_workers(const inc_results *results, sharing *s, worker *workers, uint32_t wanted)
{
  uint32_t made = 0;
  while (made < wanted && (workers[made].scratches = make_scratches(s, &results->allocator))) workers[made++].work = s;
  return made;
}

static incubator_status run(const inc_results *results, sharing *s, uint32_t wanted)
{
  worker workers[MOST_THREADS];
  uint32_t made = make_workers(results, s, workers, wanted), started = 1;
  if (made == 0) return INCUBATOR_STATUS_NO_MEMORY;
  while (started < made && pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0) started++;
  work(&workers[0]);
  for (uint32_t i = 1; i < started; i++) pthread_join(workers[i].thread, NULL);
  for (uint32_t i = 0; i < made; i++) free_scratches(s, &results->allocator, workers[i].scratches);
  return INCUBATOR_STATUS_OK;
}

/* Tells the columns that a code has written whether any of their cells is a gap. */
static void find_whole(const inc_code_block *code, size_t rows)
{
  for (size_t i = 0; i < code->output_count; i++) {
    inc_result *result = code->outputs[i].result;
    uint8_t any = 0;
    if (!result) continue;
    for (size_t row = 0; code->outputs[i].gap != INC_NO_REGISTER && row < rows; row++) any |= result->gaps[row];
    result->whole = !any;
  }
}

incubator_status inc_codes_run_all(const inc_results *results, const inc_code_block *codes, size_t count, size_t rows)
{
  sharing s = {.codes = codes, .count = count, .rows = rows};
  size_t chunks = (rows + CHUNK - 1) / CHUNK, wanted = results->threads < chunks ? results->threads : chunks;
  for (size_t c = 0; c < count; c++) s.block = codes[c].block > s.block ? codes[c].block : s.block;
  atomic_init(&s.next, 0);
  INC_TRY(run(results, &s, wanted < 1 ? 1 : wanted > MOST_THREADS ? MOST_THREADS : (uint32_t)wanted));
  for (size_t c = 0; c < count; c++) find_whole(&codes[c], rows);
  return INCUBATOR_STATUS_OK;
}

bool inc_code_prepare(const inc_code_block *code, size_t rows, inc_code_block *ready)
{
  inc_code_narrow(code, ready);
  if (!inc_code_finish(ready, false)) return false;
  if (rows && rows < ready->block) ready->block = rows;
  return true;
}

incubator_status inc_code_run_all(const inc_results *results, const inc_code_block *code, size_t rows)
{
  inc_code_block ready;
  if (!inc_code_prepare(code, rows, &ready)) return INCUBATOR_STATUS_NO_MEMORY;
  return inc_codes_run_all(results, &ready, 1, rows);
}
