/* Encodings: found out, decoded piece by piece, with the sequences of GB 18030 that others map otherwise. */
#include <iconv.h>

#include "base/text.h"
#include "building.h"
#include "registry/registry.h"

/* ---- Finding out ---- */

typedef bool (*text_check)(inc_text_check *c, const char *bytes, size_t length, bool last);

/* Whether the bytes pass, fed in pieces and then told that nothing follows. */
static bool check_in_pieces(text_check check, const char *bytes, size_t length, size_t piece, uint64_t *fault)
{
  inc_text_check c = {0};
  bool ok = true;
  for (size_t at = 0; at < length && ok; at += piece) ok = check(&c, bytes + at, length - at < piece ? length - at : piece, false);
  ok = ok && check(&c, NULL, 0, true);
  *fault = c.offset;
  return ok;
}

#define NOWHERE UINT64_MAX

typedef struct check_case {
  const char *bytes;
  size_t length;
  uint64_t utf8, gb; /* where the first bad byte or character is; NOWHERE: all pass */
} check_case;

static const check_case check_cases[] = {
    {"", 0, NOWHERE, NOWHERE},
    {"plain ascii, nothing else at all", 32, NOWHERE, NOWHERE},
    {"12345678\xE6\xAD\xA6\xE6\x98\x8C", 14, NOWHERE, NOWHERE},
    {"a\xF0\xA0\x82\x87z", 6, NOWHERE, NOWHERE},
    {"12345678\xCE\xE4\xB2\xFD\xC7\xF8", 14, 8, NOWHERE},
    {"\x81\x30\x81\x30 abc", 8, 0, NOWHERE},
    {"a\xE6\xAD", 3, 1, NOWHERE}, /* UTF-8 cut off is a whole character of GBK */
    {"a\xE6\xAD\xA6\xCE", 5, 4, NOWHERE},
    {"a\xE6\xAD\xA6\xCE\xE4", 6, 4, 6},
    {"a\xFF", 2, 1, 1},
    {"a\x80", 2, 1, 1},
    {"\xCE", 1, 0, 1},
    {"\xCE\x7F", 2, 0, 1},
    {"\x81\x30\x81", 3, 0, 3},
    {"\x81\x30\x20\x30", 4, 0, 2},
    {"ab\xED\xA0\x80", 5, 2, 4},
    {"ab\xC0\x80xyz", 7, 2, NOWHERE},
};

static void check_of_bytes_in_any_pieces_stops_at_the_fault(void **state)
{
  static const text_check checks[] = {inc_check_utf8, inc_check_gb18030};
  (void)state;
  for (size_t i = 0; i < COUNT(check_cases); i++) {
    for (size_t piece = 1; piece <= 32; piece++) {
      for (size_t k = 0; k < COUNT(checks); k++) {
        uint64_t fault, expected = k ? check_cases[i].gb : check_cases[i].utf8;
        bool ok = check_in_pieces(checks[k], check_cases[i].bytes, check_cases[i].length, piece, &fault);
        if (ok != (expected == NOWHERE)) fail_msg("case %zu, check %zu in pieces of %zu", i, k, piece);
        if (!ok && fault != expected) fail_msg("case %zu, check %zu in pieces of %zu: byte %llu", i, k, piece, (unsigned long long)fault);
      }
    }
  }
}

/* What the pieces say together must be what the whole says. */
static void check_utf8_of_random_bytes_agrees_with_the_whole(void **state)
{
  static const char some[] = "a\xE6\xAD\xA6\xF0\x9F\x98\x80\xC3\xA9\xED\xA0\xFF";
  uint64_t random = 53;
  (void)state;
  for (int i = 0; i < 100000; i++) {
    char bytes[12];
    size_t length = random_below(&random, sizeof bytes), piece = 1 + random_below(&random, 4);
    for (size_t k = 0; k < length; k++) bytes[k] = some[random_below(&random, sizeof some - 1)];
    uint64_t fault;
    bool ok = check_in_pieces(inc_check_utf8, bytes, length, piece, &fault);
    assert_int_equal(ok, inc_utf8_valid(bytes, length) == length);
    if (!ok) assert_int_equal(fault, inc_utf8_valid(bytes, length));
  }
}

static void encoding_mark_tells_the_three_marks(void **state)
{
  (void)state;
  assert_int_equal(inc_encoding_mark("\xFF\xFE" "a\0", 4), INCUBATOR_ENCODING_UTF16LE);
  assert_int_equal(inc_encoding_mark("\xFE\xFF\0a", 4), INCUBATOR_ENCODING_UTF16BE);
  assert_int_equal(inc_encoding_mark("\xEF\xBB\xBF\xCE\xE4", 5), INCUBATOR_ENCODING_UTF8);
  assert_int_equal(inc_encoding_mark("\xEF\xBB", 2), INCUBATOR_ENCODING_AUTO);
  assert_int_equal(inc_encoding_mark("", 0), INCUBATOR_ENCODING_AUTO);
}

/* ---- Decoding ---- */

/* Decodes in pieces; NULL where the bytes are no text. The caller frees it. */
static char *decode(incubator_encoding encoding, const void *bytes, size_t length, size_t piece)
{
  incubator_allocator a = inc_allocator_of(NULL);
  inc_decoder d;
  inc_buffer to;
  bool ok = inc_decoder_start(&d, encoding);
  assert_true(ok);
  inc_buffer_init(&to, &a);
  for (size_t at = 0; at <= length && ok; at += piece) {
    size_t n = length - at < piece ? length - at : piece;
    ok = inc_decode(&d, (const char *)bytes + at, n, at + piece > length, &to);
  }
  inc_decoder_end(&d);
  char *text = ok ? strdup(inc_buffer_get(&to)) : NULL;
  inc_buffer_free(&to);
  return text;
}

static void check_decoded(incubator_encoding encoding, const void *bytes, size_t length, const char *expected)
{
  for (size_t piece = 1; piece <= length + 1; piece++) {
    char *text = decode(encoding, bytes, length, piece);
    bool same = expected ? text && !strcmp(text, expected) : !text;
    if (!same) fail_msg("encoding %d in pieces of %zu: %s", encoding, piece, text ? text : "no text");
    free(text);
  }
}

static void decode_of_any_pieces_gives_the_same_text(void **state)
{
  (void)state;
  check_decoded(INCUBATOR_ENCODING_UTF8, "a武𠂇b", 10, "a武𠂇b");
  check_decoded(INCUBATOR_ENCODING_GB18030, "a\xCE\xE4\x95\x32\x82\x36" "b", 8, "a武\xF0\xA0\x80\x80" "b");
  check_decoded(INCUBATOR_ENCODING_UTF16LE, "a\0\x66\x6B\x40\xD8\x00\xDC" "b\0", 10, "a武\xF0\xA0\x80\x80" "b");
  check_decoded(INCUBATOR_ENCODING_UTF16BE, "\0a\x6B\x66\xD8\x40\xDC\x00\0b", 10, "a武\xF0\xA0\x80\x80" "b");
}

static void decode_of_bytes_that_are_no_text_is_refused(void **state)
{
  (void)state;
  check_decoded(INCUBATOR_ENCODING_UTF8, "a\xFF" "b", 3, NULL);
  check_decoded(INCUBATOR_ENCODING_UTF8, "a\xE6\xAD", 3, NULL);
  check_decoded(INCUBATOR_ENCODING_UTF8, "a\xE6 b", 4, NULL);
  check_decoded(INCUBATOR_ENCODING_UTF8, "\xED\xA0\x80", 3, NULL);
  check_decoded(INCUBATOR_ENCODING_UTF8, "\xC0\x80", 2, NULL);
  check_decoded(INCUBATOR_ENCODING_GB18030, "a\xCE", 2, NULL);
  check_decoded(INCUBATOR_ENCODING_GB18030, "a\x80" "b", 3, NULL);
  check_decoded(INCUBATOR_ENCODING_GB18030, "a\xFF" "bc", 4, NULL);
  check_decoded(INCUBATOR_ENCODING_GB18030, "\x81\x30\x81", 3, NULL);
  check_decoded(INCUBATOR_ENCODING_GB18030, "\xFE\x39\xFE\x39", 4, NULL); /* beyond U+10FFFF */
  check_decoded(INCUBATOR_ENCODING_UTF16LE, "a\0b", 3, NULL);
  check_decoded(INCUBATOR_ENCODING_UTF16LE, "\x00\xD8" "a\0", 4, NULL); /* half of a pair */
  check_decoded(INCUBATOR_ENCODING_UTF16BE, "\xDC\x00\0a", 4, NULL);
}

typedef struct gb_case {
  const char *bytes;
  uint32_t character;
} gb_case;

/* GB 18030-2022 assigns these; older tables have the private use area here. */
static const gb_case gb_cases[] = {
    {"\xA6\xD9", 0xFE10}, {"\xA6\xDA", 0xFE12}, {"\xA6\xDB", 0xFE11}, {"\xA6\xDC", 0xFE13}, {"\xA6\xDD", 0xFE14}, {"\xA6\xDE", 0xFE15},
    {"\xA6\xDF", 0xFE16}, {"\xA6\xEC", 0xFE17}, {"\xA6\xED", 0xFE18}, {"\xA6\xF3", 0xFE19}, {"\xA8\xBC", 0x1E3F}, {"\xFE\x59", 0x9FB4},
    {"\xFE\x61", 0x9FB5}, {"\xFE\x66", 0x9FB6}, {"\xFE\x67", 0x9FB7}, {"\xFE\x6D", 0x9FB8}, {"\xFE\x7E", 0x9FB9}, {"\xFE\x90", 0x9FBA},
    {"\xFE\xA0", 0x9FBB}, {"\xFE\x51", 0x20087}, {"\xFE\x52", 0x20089}, {"\xFE\x53", 0x200CC}, {"\xFE\x6C", 0x215D7}, {"\xFE\x76", 0x2298F},
    {"\xFE\x91", 0x241FE},
    {"\x84\x31\x82\x36", 0xFE10}, {"\x84\x31\x83\x35", 0xFE19}, {"\x82\x35\x90\x37", 0x9FB4}, {"\x82\x35\x91\x34", 0x9FBB}, {"\x81\x35\xF4\x37", 0x1E3F},
    /* some that were never in question */
    {"\xA2\xE3", 0x20AC}, {"\x81\x30\x81\x30", 0x80}, {"\xA1\xA1", 0x3000}, {"\xA3\xA1", 0xFF01}, {"\x90\x30\x81\x30", 0x10000}, {"\xE3\x32\x9A\x35", 0x10FFFF},
    {"\xFD\x9B", 0x9FA5}, {"\x81\x40", 0x4E02},
};

static void decode_of_the_special_sequences_is_as_the_standard_of_2022(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(gb_cases); i++) {
    char expected[16], bytes[16];
    size_t width = inc_utf8_write(expected + 1, gb_cases[i].character);
    expected[0] = 'a', expected[width + 1] = 'z', expected[width + 2] = 0;
    snprintf(bytes, sizeof bytes, "a%sz", gb_cases[i].bytes);
    check_decoded(INCUBATOR_ENCODING_GB18030, bytes, strlen(bytes), expected);
  }
}

/* ---- Through a reader ---- */

/* The UTF-8 text in another encoding, by iconv; the caller frees it. */
static char *encoded(const char *name, const char *text, size_t *length)
{
  size_t left = strlen(text), room = left * 4 + 16;
  char *bytes = malloc(room), *to = bytes, *from = (char *)(uintptr_t)text;
  iconv_t converter = iconv_open(name, "UTF-8");
  assert_true(converter != (iconv_t)-1 && bytes);
  assert_true(iconv(converter, &from, &left, &to, &room) != (size_t)-1);
  iconv_close(converter);
  *length = (size_t)(to - bytes);
  return bytes;
}

/* More than a piece of 256 KiB, so that characters are broken at every kind of place. */
static char *long_csv(size_t lead)
{
  size_t rows = 9000, room = 80 * rows, used = 0;
  char *csv = malloc(room);
  assert_non_null(csv);
  used += (size_t)snprintf(csv, room, "编号,名称,%.*s\n", (int)lead, "xxxxxxxx");
  for (size_t i = 0; i < rows; i++) used += (size_t)snprintf(csv + used, room - used, "载体%zu,武汉市某某科技企业孵化器第%zu号,\n", i, i);
  return csv;
}

static void read_of_long_text_in_each_encoding_is_the_same(void **state)
{
  static const struct {
    const char *name, *mark;
    size_t mark_length;
    incubator_encoding encoding;
  } ways[] = {{"UTF-8", "", 0, INCUBATOR_ENCODING_AUTO},          {"UTF-8", "\xEF\xBB\xBF", 3, INCUBATOR_ENCODING_AUTO},
              {"UTF-8", "\xEF\xBB\xBF", 3, INCUBATOR_ENCODING_UTF8}, {"GB18030", "", 0, INCUBATOR_ENCODING_AUTO},
              {"GB18030", "", 0, INCUBATOR_ENCODING_GB18030},     {"UTF-16LE", "\xFF\xFE", 2, INCUBATOR_ENCODING_AUTO},
              {"UTF-16BE", "\xFE\xFF", 2, INCUBATOR_ENCODING_AUTO}, {"UTF-16LE", "", 0, INCUBATOR_ENCODING_UTF16LE},
              {"UTF-16BE", "", 0, INCUBATOR_ENCODING_UTF16BE},    {"UTF-16LE", "\xFF\xFE", 2, INCUBATOR_ENCODING_UTF16LE}};
  (void)state;
  for (size_t lead = 0; lead < 4; lead++) {
    char *csv = long_csv(lead);
    for (size_t w = 0; w < COUNT(ways); w++) {
      size_t length;
      char *bytes = encoded(ways[w].name, csv, &length);
      char *whole = malloc(length + 3);
      memcpy(whole, ways[w].mark, ways[w].mark_length);
      memcpy(whole + ways[w].mark_length, bytes, length);
      building b;
      building_start(&b, false);
      incubator_status status = building_bytes(&b, "carriers", INCUBATOR_DATA_CSV, ways[w].encoding, whole, length + ways[w].mark_length);
      if (status != INCUBATOR_STATUS_OK) fail_msg("way %zu: %s", w, b.error.message);
      assert_int_equal(building_finish(&b), INCUBATOR_STATUS_OK);
      assert_int_equal(incubator_registry_rows(b.registry, "carriers"), 9000);
      assert_string_equal(building_cell(&b, "carriers:载体8999", "name"), "武汉市某某科技企业孵化器第8999号");
      assert_string_equal(building_cell(&b, "carriers:载体4321", "name"), "武汉市某某科技企业孵化器第4321号");
      building_end(&b);
      free(bytes), free(whole);
    }
    free(csv);
  }
}

static void read_of_bytes_that_are_no_text_tells_where(void **state)
{
  static const char neither[] = "id,name\na,\xE6\xAD\xA6\xFF\n", utf8[] = "id,name\na,x\nb,\xFF\n";
  building b;
  (void)state;
  building_start(&b, true);
  assert_int_equal(building_bytes(&b, "carriers", INCUBATOR_DATA_CSV, INCUBATOR_ENCODING_AUTO, neither, sizeof neither - 1), INCUBATOR_STATUS_ENCODING);
  assert_non_null(strstr(b.error.message, "byte 14"));
  building_end(&b);
  building_start(&b, true);
  assert_int_equal(building_bytes(&b, "carriers", INCUBATOR_DATA_CSV, INCUBATOR_ENCODING_UTF8, utf8, sizeof utf8 - 1), INCUBATOR_STATUS_ENCODING);
  assert_non_null(strstr(b.error.message, "byte 15"));
  building_end(&b);
}

static void read_of_a_file_and_of_a_buffer_is_the_same(void **state)
{
  char *folder = folder_create(), *csv = long_csv(1);
  size_t length;
  char *bytes = encoded("GB18030", csv, &length), *path = folder_file(folder, "carriers.csv", bytes, length);
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  building file, buffer;
  (void)state;
  building_start(&file, false);
  source.path = path;
  assert_int_equal(incubator_registry_builder_read(file.builder, &source, &file.error), INCUBATOR_STATUS_OK);
  assert_int_equal(building_finish(&file), INCUBATOR_STATUS_OK);
  building_of_csv(&buffer, csv);
  assert_string_equal(incubator_registry_digest(file.registry), incubator_registry_digest(buffer.registry));
  building_end(&file);
  building_end(&buffer);
  free(bytes), free(path), free(csv);
  folder_free(folder);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(check_of_bytes_in_any_pieces_stops_at_the_fault),
      cmocka_unit_test(check_utf8_of_random_bytes_agrees_with_the_whole),
      cmocka_unit_test(encoding_mark_tells_the_three_marks),
      cmocka_unit_test(decode_of_any_pieces_gives_the_same_text),
      cmocka_unit_test(decode_of_bytes_that_are_no_text_is_refused),
      cmocka_unit_test(decode_of_the_special_sequences_is_as_the_standard_of_2022),
      cmocka_unit_test(read_of_long_text_in_each_encoding_is_the_same),
      cmocka_unit_test(read_of_bytes_that_are_no_text_tells_where),
      cmocka_unit_test(read_of_a_file_and_of_a_buffer_is_the_same),
  };
  return cmocka_run_group_tests_name("encoding", tests, NULL, NULL);
}
