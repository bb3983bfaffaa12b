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

/* SipHash-1-3 (Aumasson and Bernstein, 2012; one round a word, three at the end), its upper half. */
static uint32_t sip_hash(const uint64_t key[2], const char *text, size_t length)
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
  if (left) memcpy(&word, text, left);
  word |= (uint64_t)length << 56;
  v[3] ^= word;
  sip_round(v);
  v[0] ^= word;
  v[2] ^= 0xff;
  for (int i = 0; i < 3; i++) sip_round(v);
  return (uint32_t)((v[0] ^ v[1] ^ v[2] ^ v[3]) >> 32);
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

static size_t slot_count(const inc_map *map)
{
  return map->slots ? (size_t)1 << map->slot_bits : 0;
}

/* A hash's first slot: by its upper bits, so that a table twice as large keeps the order. */
static size_t first_slot(const inc_map *map, uint32_t hash)
{
  return hash >> (32 - map->slot_bits);
}

/* The slot where the text is, or where it would go. */
static size_t slot_of(const inc_map *map, uint32_t hash, const char *text, size_t length)
{
  size_t mask = slot_count(map) - 1, slot = first_slot(map, hash);
  for (; map->slots[slot]; slot = (slot + 1) & mask) {
    if (map->slots[slot] >> 32 != hash) continue;
    size_t known_length;
    const char *known = inc_map_text(map, (uint32_t)map->slots[slot] - 1, &known_length);
    if (known_length == length && memcmp(known, text, length) == 0) break;
  }
  return slot;
}

uint32_t inc_map_find(const inc_map *map, const char *text, size_t length)
{
  if (map->count == 0) return INC_MAP_NONE;
  uint64_t entry = map->slots[slot_of(map, sip_hash(map->key, text, length), text, length)];
  return entry ? (uint32_t)entry - 1 : INC_MAP_NONE;
}

/* Up to 2^31 slots: what has the same hash and number of bits would no longer spread. */
static bool grow_slots(inc_map *map)
{
  size_t old_count = slot_count(map);
  unsigned bits = map->slots ? map->slot_bits + 1 : 4;
  uint64_t *old = map->slots, *slots = bits > 31 ? NULL : inc_alloc_zero(&map->allocator, (size_t)1 << bits, sizeof *slots);
  if (!slots) return false;
  map->slots = slots;
  map->slot_bits = bits;
  size_t mask = slot_count(map) - 1;
  for (size_t i = 0; i < old_count; i++) {
    if (!old[i]) continue;
    size_t slot = first_slot(map, (uint32_t)(old[i] >> 32));
    while (slots[slot]) slot = (slot + 1) & mask;
    slots[slot] = old[i];
  }
  inc_free(&map->allocator, old);
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

static uint32_t append(inc_map *map, const char *text, size_t length)
{
  if (map->count >= INC_MAP_NONE - 1 || length > SIZE_MAX / 4 || !reserve_text(map, length)) return INC_MAP_NONE;
  if (length) memcpy(map->bytes + map->byte_count, text, length);
  map->bytes[map->byte_count + length] = 0;
  map->starts[map->count] = map->byte_count;
  map->byte_count += length + 1;
  map->starts[++map->count] = map->byte_count;
  return (uint32_t)map->count - 1;
}

uint32_t inc_map_hash(const inc_map *map, const char *text, size_t length)
{
  return sip_hash(map->key, text, length);
}

void inc_map_prefetch(const inc_map *map, uint32_t hash)
{
  if (map->slots) __builtin_prefetch(&map->slots[first_slot(map, hash)]);
}

uint32_t inc_map_add(inc_map *map, const char *text, size_t length, bool *added)
{
  return inc_map_add_hashed(map, sip_hash(map->key, text, length), text, length, added);
}

uint32_t inc_map_add_hashed(inc_map *map, uint32_t hash, const char *text, size_t length, bool *added)
{
  *added = false;
  if (map->count * 4 >= slot_count(map) * 3 && !grow_slots(map)) return INC_MAP_NONE;
  size_t slot = slot_of(map, hash, text, length);
  if (map->slots[slot]) return (uint32_t)map->slots[slot] - 1;
  uint32_t number = append(map, text, length);
  if (number == INC_MAP_NONE) return INC_MAP_NONE;
  map->slots[slot] = (uint64_t)hash << 32 | (number + 1);
  *added = true;
  return number;
}
