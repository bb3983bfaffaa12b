/* What the benchmarks in C share: time, memory, giving up. BENCH is what the program calls itself. */
#ifndef BENCH_SUPPORT_H
#define BENCH_SUPPORT_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline void fail(const char *what)
{
  fprintf(stderr, BENCH ": %s\n", what);
  exit(1);
}

/* Seconds, from any beginning. */
static inline double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Zeroed. */
static inline void *need(size_t count, size_t size)
{
  void *memory = calloc(count ? count : 1, size);
  if (!memory) fail("no memory");
  return memory;
}

#endif
