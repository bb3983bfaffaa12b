/* Maps, buffers, arenas, growing arrays, lists of findings and digests. */
#include "base/buffer.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/findings.h"
#include "base/map.h"

#include "support.h"

static incubator_allocator libc_allocator(void)
{
  return inc_allocator_of(NULL);
}

static void map_of_many_keys_finds_all_in_order(void **state)
{
  enum { KEYS = 200000 };
  incubator_allocator a = libc_allocator();
  inc_map map;
  char key[32];
  bool added;
  (void)state;
  inc_map_init(&map, &a);
  for (uint32_t i = 0; i < KEYS; i++) {
    int length = snprintf(key, sizeof key, "WH-%u", i * 7919u);
    assert_int_equal(inc_map_add(&map, key, (size_t)length, &added), i);
    assert_true(added);
  }
  for (uint32_t i = 0; i < KEYS; i++) {
    size_t size;
    int length = snprintf(key, sizeof key, "WH-%u", i * 7919u);
    assert_int_equal(inc_map_find(&map, key, (size_t)length), i);
    assert_string_equal(inc_map_text(&map, i, &size), key);
    assert_int_equal(size, length);
  }
  assert_int_equal(inc_map_find(&map, "WH-1", 4), INC_MAP_NONE);
  assert_int_equal(map.count, KEYS);
  inc_map_free(&map);
}

static void map_add_of_a_known_key_gives_its_number(void **state)
{
  incubator_allocator a = libc_allocator();
  inc_map map;
  bool added;
  (void)state;
  inc_map_init(&map, &a);
  assert_int_equal(inc_map_find(&map, "a", 1), INC_MAP_NONE);
  assert_int_equal(inc_map_add(&map, "a", 1, &added), 0);
  assert_int_equal(inc_map_add(&map, "", 0, &added), 1);
  assert_true(added);
  assert_int_equal(inc_map_add(&map, "a", 1, &added), 0);
  assert_false(added);
  assert_int_equal(inc_map_add(&map, "a\0b", 3, &added), 2); /* by length: a NUL is a byte as any other */
  assert_int_equal(inc_map_add(&map, "a\0c", 3, &added), 3);
  assert_int_equal(inc_map_find(&map, "", 0), 1);
  inc_map_free(&map);
}

static void map_add_without_memory_changes_nothing(void **state)
{
  memory m = {0};
  incubator_allocator a = memory_allocator(&m);
  inc_map map;
  bool added;
  (void)state;
  inc_map_init(&map, &a);
  for (uint32_t i = 0; i < 200; i++) { /* one failure before each addition, then as it should be */
    char key[16];
    int length = snprintf(key, sizeof key, "k%u", i);
    m.fail_at = m.calls + 1;
    if (inc_map_add(&map, key, (size_t)length, &added) == INC_MAP_NONE) {
      assert_false(added);
      assert_int_equal(map.count, i);
      m.fail_at = 0;
      assert_int_equal(inc_map_add(&map, key, (size_t)length, &added), i);
    }
    assert_int_equal(inc_map_find(&map, key, (size_t)length), i);
  }
  assert_int_equal(inc_map_find(&map, "k0", 2), 0);
  inc_map_free(&map);
  assert_int_equal(m.live, 0);
}

static void buffer_grows_and_stays_terminated(void **state)
{
  incubator_allocator a = libc_allocator();
  inc_buffer b;
  (void)state;
  inc_buffer_init(&b, &a);
  assert_string_equal(inc_buffer_get(&b), "");
  inc_buffer_add(&b, "", 0);
  inc_buffer_text(&b, "abc");
  inc_buffer_char(&b, 'd');
  inc_buffer_print(&b, "%d-%s", 42, "x");
  assert_string_equal(inc_buffer_get(&b), "abcd42-x");
  for (int i = 0; i < 10000; i++) inc_buffer_text(&b, "0123456789");
  assert_int_equal(b.length, 100008);
  assert_int_equal(strlen(b.text), 100008);
  inc_buffer_print(&b, "%*s", 70000, "");
  assert_int_equal(strlen(b.text), 170008);
  inc_buffer_free(&b);
}

static void buffer_at_exactly_its_capacity_keeps_its_zero(void **state)
{
  incubator_allocator a = libc_allocator();
  (void)state;
  for (size_t size = 120; size < 136; size++) {
    char text[160];
    inc_buffer b;
    memset(text, 'x', sizeof text);
    inc_buffer_init(&b, &a);
    inc_buffer_add(&b, text, size);
    assert_int_equal(strlen(inc_buffer_get(&b)), size);
    inc_buffer_char(&b, 'y');
    assert_int_equal(strlen(inc_buffer_get(&b)), size + 1);
    inc_buffer_free(&b);
  }
}

static void buffer_without_memory_remembers_it(void **state)
{
  memory m = {.fail_at = 2};
  incubator_allocator a = memory_allocator(&m);
  inc_buffer b;
  (void)state;
  inc_buffer_init(&b, &a);
  inc_buffer_text(&b, "short");
  assert_false(b.failed);
  inc_buffer_print(&b, "%*s", 1000, "");
  assert_true(b.failed);
  inc_buffer_text(&b, "more");
  assert_string_equal(inc_buffer_get(&b), "short");
  inc_buffer_free(&b);
  assert_int_equal(m.live, 0);
}

static void arena_blocks_are_zeroed_aligned_and_apart(void **state)
{
  memory m = {0};
  incubator_allocator a = memory_allocator(&m);
  inc_arena arena;
  unsigned char *before = NULL;
  size_t before_size = 0;
  uint64_t random = 37;
  (void)state;
  inc_arena_init(&arena, &a);
  for (int i = 0; i < 3000; i++) {
    size_t size = random_below(&random, i % 100 ? 300 : 100000);
    unsigned char *block = inc_arena_alloc(&arena, size, 1);
    assert_non_null(block);
    assert_int_equal((uintptr_t)block % _Alignof(max_align_t), 0);
    for (size_t k = 0; k < size; k++) assert_int_equal(block[k], 0);
    memset(block, i, size);
    for (size_t k = 0; k < before_size; k++) assert_int_equal(before[k], (unsigned char)(i - 1));
    before = block;
    before_size = size;
  }
  inc_arena_clear(&arena);
  assert_int_equal(m.live, 0);
}

static void arena_alloc_of_an_absurd_size_is_refused(void **state)
{
  incubator_allocator a = libc_allocator();
  inc_arena arena;
  (void)state;
  inc_arena_init(&arena, &a);
  assert_null(inc_arena_alloc(&arena, SIZE_MAX, 2));
  assert_null(inc_arena_alloc(&arena, SIZE_MAX, 1));
  assert_null(inc_arena_alloc(&arena, SIZE_MAX - 31, 1));
  assert_null(inc_arena_text(&arena, "", SIZE_MAX));
  assert_null(inc_arena_copy(&arena, "a", 0, 1));
  const char *copy = inc_arena_text(&arena, "abc", 2);
  assert_string_equal(copy, "ab");
  inc_arena_clear(&arena);
}

static void alloc_zero_of_an_overflowing_product_is_refused(void **state)
{
  incubator_allocator a = libc_allocator();
  (void)state;
  assert_null(inc_alloc_zero(&a, SIZE_MAX / 2, 3));
  void *none = inc_alloc_zero(&a, 0, 8); /* a block though there is nothing in it: NULL says no memory */
  assert_non_null(none);
  inc_free(&a, none);
  inc_free(&a, NULL);
}

static void grow_without_memory_leaves_the_array(void **state)
{
  memory m = {.fail_at = 2};
  incubator_allocator a = memory_allocator(&m);
  int *items = NULL;
  size_t capacity = 0;
  (void)state;
  assert_true(inc_grow(&a, (void **)&items, 0, &capacity, sizeof *items));
  size_t first = capacity;
  items[0] = 7;
  assert_true(inc_grow(&a, (void **)&items, first - 1, &capacity, sizeof *items));
  assert_int_equal(m.calls, 1);
  assert_false(inc_grow(&a, (void **)&items, first, &capacity, sizeof *items));
  assert_int_equal(capacity, first);
  assert_int_equal(items[0], 7);
  assert_true(inc_grow(&a, (void **)&items, first, &capacity, sizeof *items));
  assert_true(capacity > first);
  inc_free(&a, items);
  assert_int_equal(m.live, 0);
}

static void findings_beyond_the_limit_are_counted(void **state)
{
  incubator_allocator a = libc_allocator();
  incubator_findings *list = inc_findings_create(&a, 3);
  (void)state;
  for (int i = 0; i < 5; i++) inc_findings_add(list, INCUBATOR_SEVERITY_ERROR, "bad", (inc_spot){"f", "/x", 1, 2}, "number %d", i);
  inc_findings_add(list, INCUBATOR_SEVERITY_NOTE, "note", (inc_spot){"", "", 0, 0}, "one");
  assert_int_equal(incubator_findings_count(list), 4);
  assert_int_equal(incubator_findings_total(list, INCUBATOR_SEVERITY_ERROR), 5);
  assert_int_equal(incubator_findings_total(list, INCUBATOR_SEVERITY_NOTE), 1);
  assert_int_equal(incubator_findings_total(list, INCUBATOR_SEVERITY_WARNING), 0);
  assert_int_equal(incubator_findings_total(list, (incubator_severity)99), 0);
  const incubator_finding *f = incubator_findings_get(list, 2);
  assert_string_equal(f->message, "number 2");
  assert_string_equal(f->file, "f");
  assert_string_equal(f->path, "/x");
  assert_int_equal(f->line, 1);
  assert_int_equal(f->column, 2);
  assert_int_equal(f->size, sizeof *f);
  assert_string_equal(incubator_findings_get(list, 3)->file, "");
  assert_null(incubator_findings_get(list, 4));
  incubator_findings_free(list);
}

static void findings_append_copies_and_adds_totals(void **state)
{
  incubator_allocator a = libc_allocator();
  incubator_findings *from = inc_findings_create(&a, 2), *to = inc_findings_create(&a, 10);
  (void)state;
  for (int i = 0; i < 5; i++) inc_findings_add(from, INCUBATOR_SEVERITY_WARNING, "w", (inc_spot){0}, "%d", i);
  inc_findings_append(to, from);
  incubator_findings_free(from);
  assert_int_equal(incubator_findings_count(to), 2);
  assert_int_equal(incubator_findings_total(to, INCUBATOR_SEVERITY_WARNING), 5);
  assert_string_equal(incubator_findings_get(to, 1)->message, "1");
  incubator_findings_free(to);
}

static void findings_messages_are_one_harmless_line(void **state)
{
  incubator_allocator a = libc_allocator();
  incubator_findings *list = inc_findings_create(&a, 10);
  (void)state;
  inc_findings_add(list, INCUBATOR_SEVERITY_ERROR, "bad", (inc_spot){"a\nb", "\x1B[2J", 0, 0}, "one\ntwo\xFF");
  const incubator_finding *f = incubator_findings_get(list, 0);
  assert_string_equal(f->message, "one\\x0Atwo\\xFF");
  assert_string_equal(f->file, "a\\x0Ab");
  assert_string_equal(f->path, "\\x1B[2J");
  incubator_findings_free(list);
}

/* A long message may be cut, but not through a character. */
static void findings_messages_are_cut_at_a_character(void **state)
{
  incubator_allocator a = libc_allocator();
  incubator_findings *list = inc_findings_create(&a, 10);
  char text[3001];
  (void)state;
  for (size_t i = 0; i < 1000; i++) memcpy(text + 3 * i, "武", 3);
  text[3000] = 0;
  for (int lead = 0; lead < 3; lead++) {
    inc_findings_add(list, INCUBATOR_SEVERITY_ERROR, "bad", (inc_spot){0}, "%.*s%s", lead, "aaa", text);
    assert_null(strstr(incubator_findings_get(list, (size_t)lead)->message, "\\x"));
  }
  incubator_findings_free(list);
}

static void findings_of_no_list_are_none(void **state)
{
  (void)state;
  assert_int_equal(incubator_findings_count(NULL), 0);
  assert_int_equal(incubator_findings_total(NULL, INCUBATOR_SEVERITY_ERROR), 0);
  assert_null(incubator_findings_get(NULL, 0));
  incubator_findings_free(NULL);
}

static void digest_of_known_texts_is_sha_256(void **state)
{
  char text[INC_DIGEST_TEXT];
  inc_digest d;
  (void)state;
  inc_digest_start(&d);
  inc_digest_add(&d, "ab", 2);
  inc_digest_add(&d, "c", 1);
  inc_digest_end(&d, text);
  assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  inc_digest_start(&d);
  inc_digest_end(&d, text);
  assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void digest_of_texts_tells_where_one_ends(void **state)
{
  char one[INC_DIGEST_TEXT], two[INC_DIGEST_TEXT];
  inc_digest d;
  (void)state;
  inc_digest_start(&d);
  inc_digest_add_text(&d, "ab");
  inc_digest_add_text(&d, "c");
  inc_digest_end(&d, one);
  inc_digest_start(&d);
  inc_digest_add_text(&d, "a");
  inc_digest_add_text(&d, "bc");
  inc_digest_end(&d, two);
  assert_string_not_equal(one, two);
}

static void file_read_beyond_the_limit_is_refused(void **state)
{
  incubator_allocator a = libc_allocator();
  char *folder = folder_create(), *path = folder_file(folder, "x", "0123456789", 10), *text;
  incubator_error error = INCUBATOR_ERROR_INIT;
  size_t length;
  (void)state;
  assert_int_equal(inc_file_read(&a, path, 10, &text, &length, &error), INCUBATOR_STATUS_OK);
  assert_string_equal(text, "0123456789");
  assert_int_equal(length, 10);
  inc_free(&a, text);
  assert_int_equal(inc_file_read(&a, path, 9, &text, &length, &error), INCUBATOR_STATUS_LIMIT);
  assert_null(text);
  assert_int_equal(inc_file_read(&a, folder, 9, &text, &length, &error), INCUBATOR_STATUS_IO);
  assert_string_equal(error.path, folder);
  assert_int_equal(inc_file_read(&a, "/nowhere/at/all", 9, &text, &length, NULL), INCUBATOR_STATUS_IO);
  assert_null(text);
  assert_true(inc_file_exists(path));
  assert_false(inc_file_exists(folder));
  free(path);
  folder_free(folder);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(map_of_many_keys_finds_all_in_order),
      cmocka_unit_test(map_add_of_a_known_key_gives_its_number),
      cmocka_unit_test(map_add_without_memory_changes_nothing),
      cmocka_unit_test(buffer_grows_and_stays_terminated),
      cmocka_unit_test(buffer_at_exactly_its_capacity_keeps_its_zero),
      cmocka_unit_test(buffer_without_memory_remembers_it),
      cmocka_unit_test(arena_blocks_are_zeroed_aligned_and_apart),
      cmocka_unit_test(arena_alloc_of_an_absurd_size_is_refused),
      cmocka_unit_test(alloc_zero_of_an_overflowing_product_is_refused),
      cmocka_unit_test(grow_without_memory_leaves_the_array),
      cmocka_unit_test(findings_beyond_the_limit_are_counted),
      cmocka_unit_test(findings_append_copies_and_adds_totals),
      cmocka_unit_test(findings_messages_are_one_harmless_line),
      cmocka_unit_test(findings_messages_are_cut_at_a_character),
      cmocka_unit_test(findings_of_no_list_are_none),
      cmocka_unit_test(digest_of_known_texts_is_sha_256),
      cmocka_unit_test(digest_of_texts_tells_where_one_ends),
      cmocka_unit_test(file_read_beyond_the_limit_is_refused),
  };
  return cmocka_run_group_tests_name("containers", tests, NULL, NULL);
}
