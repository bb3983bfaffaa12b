/* Memory: the caller's allocator, and an arena for what lives and dies together. */
#ifndef INC_BASE_MEMORY_H
#define INC_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <incubator/base.h>

/* Fills in the C library's functions where the caller gave none. */
incubator_allocator inc_allocator_of(const incubator_allocator *given);

void *inc_realloc(const incubator_allocator *a, void *block, size_t bytes);
void *inc_alloc(const incubator_allocator *a, size_t bytes);
/* Not zeroed. */
void *inc_alloc_array(const incubator_allocator *a, size_t count, size_t bytes);
void *inc_alloc_zero(const incubator_allocator *a, size_t count, size_t bytes);
void inc_free(const incubator_allocator *a, void *block);

/* Room for one more of `bytes` each: doubles *block when count reaches *capacity. False when there is no memory. */
bool inc_grow(const incubator_allocator *a, void **block, size_t count, size_t *capacity, size_t bytes);

/* Blocks that are freed all at once. Everything a policy holds lies in one. */
typedef struct inc_arena {
  incubator_allocator allocator;
  struct inc_arena_chunk *first;
  size_t next_size;
} inc_arena;

void inc_arena_init(inc_arena *arena, const incubator_allocator *a);
void inc_arena_clear(inc_arena *arena);
/* Zeroed, aligned for anything; NULL when there is no memory. */
void *inc_arena_alloc(inc_arena *arena, size_t count, size_t bytes);
/* The same, not zeroed. */
void *inc_arena_room(inc_arena *arena, size_t count, size_t bytes);
/* A zero-terminated copy. */
char *inc_arena_text(inc_arena *arena, const char *text, size_t length);
/* A copy of count × bytes, or NULL also when there is nothing to copy. */
void *inc_arena_copy(inc_arena *arena, const void *from, size_t count, size_t bytes);

#endif
