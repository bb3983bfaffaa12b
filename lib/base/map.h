/*
 * Text → number, for names and keys from outside. Hashed by SipHash-1-3 with a key of
 * its own for each map, so no file can be made that turns look-ups slow. Order of
 * insertion is kept: the n-th new text gets the number n.
 */
#ifndef INC_BASE_MAP_H
#define INC_BASE_MAP_H

#include "base/memory.h"

#define INC_MAP_NONE UINT32_MAX

typedef struct inc_map {
  incubator_allocator allocator;
  uint64_t key[2];
  uint64_t *slots; /* 0 is empty; else the text's hash above, its number + 1 below */
  unsigned slot_bits;
  char *bytes; /* the texts, one after the other, each zero-terminated */
  size_t byte_count, byte_capacity;
  size_t *starts; /* count + 1 of them once there is one */
  size_t count, start_capacity;
} inc_map;

void inc_map_init(inc_map *map, const incubator_allocator *a);
void inc_map_free(inc_map *map);
uint32_t inc_map_find(const inc_map *map, const char *text, size_t length);
/* The text's number, new or known; INC_MAP_NONE when there is no memory (or 2^32 − 1 texts). */
uint32_t inc_map_add(inc_map *map, const char *text, size_t length, bool *added);
/* Brings the place where a text would be found nearer, for one that is looked up soon. */
void inc_map_prefetch(const inc_map *map, uint32_t hash);
uint32_t inc_map_hash(const inc_map *map, const char *text, size_t length);
/* As inc_map_add, with the text's hash. */
uint32_t inc_map_add_hashed(inc_map *map, uint32_t hash, const char *text, size_t length, bool *added);
/* The text with that number, zero-terminated. */
const char *inc_map_text(const inc_map *map, uint32_t number, size_t *length);

#endif
