#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#ifdef __linux__
#include <sys/mman.h>
#endif

enum { LARGE_PAGE = 2 << 20, LARGE = 2 * LARGE_PAGE };

/*
 * What is large is written from end to end, and most of what that takes is the system's handing out of one page after
 * another: where it can, it is asked for large pages.
 */
static void *large_block(size_t bytes)
{
#ifdef MADV_HUGEPAGE
  void *block = aligned_alloc(LARGE_PAGE, (bytes + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE);
  if (block) madvise(block, bytes / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE); /* a wish */
  return block;
#else
  return malloc(bytes);
#endif
}

static void *libc_reallocate(void *context, void *block, size_t bytes)
{
  (void)context;
  if (bytes == 0) {
    free(block);
    return NULL;
  }
  return !block && bytes >= LARGE ? large_block(bytes) : realloc(block, bytes);
}

incubator_allocator inc_allocator_of(const incubator_allocator *given)
{
  incubator_allocator a = {sizeof a, NULL, libc_reallocate};
  if (given && given->reallocate) {
    a.context = given->context;
    a.reallocate = given->reallocate;
  }
  return a;
}

void *inc_realloc(const incubator_allocator *a, void *block, size_t bytes)
{
  return a->reallocate(a->context, block, bytes ? bytes : 1);
}

void *inc_alloc(const incubator_allocator *a, size_t bytes)
{
  return inc_realloc(a, NULL, bytes);
}

void *inc_alloc_array(const incubator_allocator *a, size_t count, size_t bytes)
{
  size_t total;
  return __builtin_mul_overflow(count, bytes, &total) ? NULL : inc_alloc(a, total);
}

void *inc_alloc_zero(const incubator_allocator *a, size_t count, size_t bytes)
{
  void *block = inc_alloc_array(a, count, bytes);
  if (block) memset(block, 0, count * bytes);
  return block;
}

void inc_free(const incubator_allocator *a, void *block)
{
  if (block) a->reallocate(a->context, block, 0);
}

bool inc_grow(const incubator_allocator *a, void **block, size_t count, size_t *capacity, size_t bytes)
{
  if (count < *capacity) return true;
  size_t wanted = *capacity ? *capacity * 2 : 8, total;
  if (wanted <= *capacity || __builtin_mul_overflow(wanted, bytes, &total)) return false;
  void *grown = inc_realloc(a, *block, total);
  if (!grown) return false;
  *block = grown;
  *capacity = wanted;
  return true;
}

typedef struct inc_arena_chunk {
  struct inc_arena_chunk *next;
  size_t used, size;
  max_align_t bytes[];
} inc_arena_chunk;

enum { FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20 };

void inc_arena_init(inc_arena *arena, const incubator_allocator *a)
{
  arena->allocator = *a;
  arena->first = NULL;
  arena->next_size = FIRST_CHUNK;
}

void inc_arena_clear(inc_arena *arena)
{
  while (arena->first) {
    inc_arena_chunk *chunk = arena->first;
    arena->first = chunk->next;
    inc_free(&arena->allocator, chunk);
  }
}

static inc_arena_chunk *chunk_add(inc_arena *arena, size_t bytes)
{
  size_t size = bytes > arena->next_size ? bytes : arena->next_size;
  if (size > SIZE_MAX - sizeof(inc_arena_chunk)) return NULL;
  inc_arena_chunk *chunk = inc_alloc(&arena->allocator, sizeof *chunk + size);
  if (!chunk) return NULL;
  chunk->used = 0;
  chunk->size = size;
  chunk->next = arena->first;
  arena->first = chunk;
  if (arena->next_size < LARGEST_CHUNK) arena->next_size *= 2;
  return chunk;
}

/* What count × bytes take up; false where that is too much. */
static bool arena_bytes(size_t count, size_t bytes, size_t *total)
{
  const size_t unit = sizeof(max_align_t);
  if (__builtin_mul_overflow(count, bytes, total) || *total > SIZE_MAX - unit) return false;
  *total = (*total + unit - 1) / unit * unit;
  return true;
}

void *inc_arena_room(inc_arena *arena, size_t count, size_t bytes)
{
  size_t total;
  if (!arena_bytes(count, bytes, &total)) return NULL;
  inc_arena_chunk *chunk = arena->first;
  if (!chunk || chunk->size - chunk->used < total) chunk = chunk_add(arena, total);
  if (!chunk) return NULL;
  void *block = (char *)chunk->bytes + chunk->used;
  chunk->used += total;
  return block;
}

void *inc_arena_alloc(inc_arena *arena, size_t count, size_t bytes)
{
  size_t total;
  void *block = inc_arena_room(arena, count, bytes);
  return block && arena_bytes(count, bytes, &total) ? memset(block, 0, total) : block;
}

char *inc_arena_text(inc_arena *arena, const char *text, size_t length)
{
  char *copy = length == SIZE_MAX ? NULL : inc_arena_alloc(arena, length + 1, 1);
  if (copy && length) memcpy(copy, text, length);
  return copy;
}

void *inc_arena_copy(inc_arena *arena, const void *from, size_t count, size_t bytes)
{
  if (count == 0) return NULL;
  void *copy = inc_arena_alloc(arena, count, bytes);
  if (copy) memcpy(copy, from, count * bytes);
  return copy;
}
