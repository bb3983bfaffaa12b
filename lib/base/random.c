#include "base/random.h"

enum { ROUNDS = 10 };

void inc_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t block[4])
{
  uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3], k0 = key[0], k1 = key[1];
  for (int i = 0; i < ROUNDS; i++) {
    const uint64_t a = UINT64_C(0xD2511F53) * c0, b = UINT64_C(0xCD9E8D57) * c2;
    c0 = (uint32_t)(b >> 32) ^ c1 ^ k0;
    c2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
    c1 = (uint32_t)b;
    c3 = (uint32_t)a;
    k0 += UINT32_C(0x9E3779B9);
    k1 += UINT32_C(0xBB67AE85);
  }
  block[0] = c0, block[1] = c1, block[2] = c2, block[3] = c3;
}

inc_random inc_random_start(uint64_t seed, uint64_t stream)
{
  return (inc_random){.seed = seed, .stream = stream, .used = 4};
}

uint64_t inc_random_bits(inc_random *r)
{
  if (r->used == 4) {
    const uint32_t counter[4] = {(uint32_t)r->next, (uint32_t)(r->next >> 32), (uint32_t)r->stream, (uint32_t)(r->stream >> 32)};
    const uint32_t key[2] = {(uint32_t)r->seed, (uint32_t)(r->seed >> 32)};
    inc_philox(counter, key, r->block);
    r->next++;
    r->used = 0;
  }
  uint64_t bits = r->block[r->used] | (uint64_t)r->block[r->used + 1] << 32;
  r->used += 2;
  return bits;
}

uint64_t inc_random_below(inc_random *r, uint64_t bound)
{
  const uint64_t least = -bound % bound; /* 2^64 mod bound: above it each remainder is as frequent as any other */
  uint64_t bits = inc_random_bits(r);
  while (bits < least) bits = inc_random_bits(r);
  return bits % bound;
}
