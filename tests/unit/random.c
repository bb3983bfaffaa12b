/* The generator against its published vectors: kat_vectors of Random123, philox4x32 with 10 rounds. */
#include "base/random.h"

#include "support.h"

typedef struct vector {
  uint32_t counter[4], key[2], block[4];
} vector;

static const vector vectors[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX}, {UINT32_MAX, UINT32_MAX}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}, {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};

static void blocks_are_those_published(void **state)
{
  uint32_t block[4];
  (void)state;
  for (size_t i = 0; i < COUNT(vectors); i++) {
    inc_philox(vectors[i].counter, vectors[i].key, block);
    assert_memory_equal(block, vectors[i].block, sizeof block);
  }
}

static void streams_are_blocks_in_order(void **state)
{
  (void)state;
  const uint64_t seed = UINT64_C(0x0123456789abcdef), stream = UINT64_C(0xfedcba9876543210);
  const uint32_t key[2] = {0x89abcdef, 0x01234567};
  inc_random r = inc_random_start(seed, stream);
  for (uint32_t b = 0; b < 3; b++) {
    const uint32_t counter[4] = {b, 0, 0x76543210, 0xfedcba98};
    uint32_t block[4];
    inc_philox(counter, key, block);
    assert_true(inc_random_bits(&r) == (block[0] | (uint64_t)block[1] << 32));
    assert_true(inc_random_bits(&r) == (block[2] | (uint64_t)block[3] << 32));
  }
}

static void below_is_below_and_reaches_all(void **state)
{
  static const uint64_t bounds[] = {1, 2, 3, 7, 1000001, UINT64_C(1) << 63, UINT64_MAX};
  (void)state;
  for (size_t i = 0; i < COUNT(bounds); i++) {
    inc_random r = inc_random_start(i, 0);
    for (int n = 0; n < 1000; n++) assert_true(inc_random_below(&r, bounds[i]) < bounds[i]);
  }
  size_t seen[3] = {0};
  inc_random r = inc_random_start(1, 2);
  for (int n = 0; n < 3000; n++) seen[inc_random_below(&r, 3)]++;
  for (int i = 0; i < 3; i++) assert_in_range(seen[i], 850, 1150);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(blocks_are_those_published),
      cmocka_unit_test(streams_are_blocks_in_order),
      cmocka_unit_test(below_is_below_and_reaches_all),
  };
  return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
