#include "base/map.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>

static inline uint64_t rotate(uint64_t x, int by)
{
  return x << by | x >> (64 - by);
}

static inline void sip_round(uint64_t v[4])
{
  v[0] += v[1], v[1] = rotate(v[1], 13) ^ v[0], v[0] = rotate(v[0], 32);
  v[2] += v[3], v[3] = rotate(v[3], 16) ^ v[2];
  v[0] += v[3], v[3] = rotate(v[3], 21) ^ v[0];
  v[2] += v[1], v[1] = rotate(v[1], 17) ^ v[2], v[2] = rotate(v[2], 32);
}

/* SipHash-1-3 (Aumasson and Bernstein, 2012; one round a word, three at the end). */
static uint64_t sip_hash(const uint64_t key[2], const char *text, size_t length)
{
  uint64_t v[4] = {key[0] ^ UINT64_C(0x736f6d6570736575), key[1] ^ UINT64_C(0x646f72616e646f6d),
                   key[0] ^ UINT64_C(0x6c7967656e657261), key[1] ^ UINT64_C(0x7465646279746573)};
  uint64_t word;
  size_t left = length;
  for (; left >= 8; left -= 8, text += 8) {
    memcpy(&word, text, 8);
    v[3] ^= word;
    sip_round(v);
    v[0] ^= word;
  }
  word = 0;
  memcpy(&word, text, left);
  word |= (uint64_t)length << 56;
  v[3] ^= word;
  sip_round(v);
  v[0] ^= word;
  v[2] ^= 0xff;
  for (int i = 0; i < 3; i++) sip_round(v);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

void inc_map_init(inc_map *map, const incubator_allocator *a)
{
  *map = (inc_map){.allocator = *a};
  if (getrandom(map->key, sizeof map->key, GRND_NONBLOCK) != (ssize_t)sizeof map->key) {
    /* No entropy yet (early boot): addresses and a counter are the best there is. */
    static atomic_uint_fast64_t counter;
    map->key[0] = (uint64_t)(uintptr_t)map ^ (uint64_t)(uintptr_t)&counter << 17;
    map->key[1] = atomic_fetch_add(&counter, 1) * UINT64_C(0x9E3779B97F4A7C15);
  }
}

void inc_map_free(inc_map *map)
{
  inc_free(&map->allocator, map->slots);
  inc_free(&map->allocator, map->tags);
  inc_free(&map->allocator, map->bytes);
  inc_free(&map->allocator, map->starts);
  memset(map, 0, sizeof *map);
}

const char *inc_map_text(const inc_map *map, uint32_t number, size_t *length)
{
  size_t start = map->starts[number];
  if (length) *length = map->starts[number + 1] - start - 1;
  return map->bytes + start;
}

/* The slot where the text is, or where it would go. */
static size_t slot_of(const inc_map *map, uint64_t hash, const char *text, size_t length)
{
  size_t mask = map->slot_count - 1, slot = (size_t)hash & mask;
  uint32_t tag = (uint32_t)(hash >> 32);
  for (; map->slots[slot]; slot = (slot + 1) & mask) {
    if (map->tags[slot] != tag) continue;
    size_t known_length;
    const char *known = inc_map_text(map, map->slots[slot] - 1, &known_length);
    if (known_length == length && memcmp(known, text, length) == 0) break;
  }
  return slot;
}

uint32_t inc_map_find(const inc_map *map, const char *text, size_t length)
{
  if (map->count == 0) return INC_MAP_NONE;
  uint32_t entry = map->slots[slot_of(map, sip_hash(map->key, text, length), text, length)];
  return entry ? entry - 1 : INC_MAP_NONE;
}

static bool grow_slots(inc_map *map)
{
  size_t wanted = map->slot_count ? map->slot_count * 2 : 16;
  uint32_t *slots = inc_alloc_zero(&map->allocator, wanted, sizeof *slots);
  uint32_t *tags = inc_alloc_zero(&map->allocator, wanted, sizeof *tags);
  if (!slots || !tags) {
    inc_free(&map->allocator, slots);
    inc_free(&map->allocator, tags);
    return false;
  }
  for (uint32_t i = 0; i < map->count; i++) {
    size_t length;
    const char *text = inc_map_text(map, i, &length);
    uint64_t hash = sip_hash(map->key, text, length);
    size_t slot = (size_t)hash & (wanted - 1);
    while (slots[slot]) slot = (slot + 1) & (wanted - 1);
    slots[slot] = i + 1;
    tags[slot] = (uint32_t)(hash >> 32);
  }
  inc_free(&map->allocator, map->slots);
  inc_free(&map->allocator, map->tags);
  map->slots = slots;
  map->tags = tags;
  map->slot_count = wanted;
  return true;
}

static bool reserve_text(inc_map *map, size_t length)
{
  while (map->byte_capacity - map->byte_count <= length) {
    size_t wanted = map->byte_capacity ? map->byte_capacity * 2 : 256;
    if (wanted <= map->byte_capacity) return false;
    char *grown = inc_realloc(&map->allocator, map->bytes, wanted);
    if (!grown) return false;
    map->bytes = grown;
    map->byte_capacity = wanted;
  }
  return inc_grow(&map->allocator, (void **)&map->starts, map->count + 1, &map->start_capacity, sizeof *map->starts);
}

uint32_t inc_map_add(inc_map *map, const char *text, size_t length, bool *added)
{
  *added = false;
  if (map->count * 4 >= map->slot_count * 3 && !grow_slots(map)) return INC_MAP_NONE;
  uint64_t hash = sip_hash(map->key, text, length);
  size_t slot = slot_of(map, hash, text, length);
  if (map->slots[slot]) return map->slots[slot] - 1;
  if (map->count >= INC_MAP_NONE - 1 || length > SIZE_MAX / 4 || !reserve_text(map, length)) return INC_MAP_NONE;
  if (length) memcpy(map->bytes + map->byte_count, text, length);
  map->bytes[map->byte_count + length] = 0;
  map->starts[map->count] = map->byte_count;
  map->byte_count += length + 1;
  map->starts[map->count + 1] = map->byte_count;
  map->slots[slot] = (uint32_t)++map->count;
  map->tags[slot] = (uint32_t)(hash >> 32);
  *added = true;
  return (uint32_t)map->count - 1;
}
