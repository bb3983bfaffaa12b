/*
 * Philox4x32-10, a counter-based generator: what a stream yields depends on its seed and
 * number alone, not on what others drew before. Whole numbers only, so the same everywhere.
 * J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw: Parallel random numbers: as easy as
 * 1, 2, 3. SC '11, doi:10.1145/2063384.2063405; its test vectors are in tests/unit/random.c.
 */
#ifndef INC_BASE_RANDOM_H
#define INC_BASE_RANDOM_H

#include <stdint.h>

/* One block of the generator. */
void inc_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t block[4]);

/* Draws of one stream: block b of stream s is that of the counter b + 2^64 s, and the seed is the key. */
typedef struct inc_random {
  uint64_t seed, stream, next; /* the block to be made next */
  uint32_t block[4];
  uint32_t used; /* words of it; 4: all */
} inc_random;

inc_random inc_random_start(uint64_t seed, uint64_t stream);
/* 64 bits: two words of a block, the lower half first. */
uint64_t inc_random_bits(inc_random *random);
/* A whole number below `bound` (> 0), each equally likely: draws below 2^64 mod bound are drawn again, then the remainder. */
uint64_t inc_random_below(inc_random *random, uint64_t bound);

#endif
