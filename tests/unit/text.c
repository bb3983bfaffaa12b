#include "base/text.h"

#include "support.h"

/* Where the first ill-formed byte is; the whole length for well-formed text. */
typedef struct utf8_case {
  const char *text;
  size_t length, valid;
} utf8_case;

#define GOOD(text) {text, sizeof(text) - 1, sizeof(text) - 1}
#define BAD(text, at) {text, sizeof(text) - 1, at}

static const utf8_case utf8_cases[] = {
    GOOD(""),
    GOOD("ascii"),
    GOOD("\0"),
    GOOD("\x7F"),
    GOOD("\xC2\x80"),
    GOOD("\xDF\xBF"),
    GOOD("\xE0\xA0\x80"),
    GOOD("\xED\x9F\xBF"),
    GOOD("\xEE\x80\x80"),
    GOOD("\xEF\xBF\xBF"),
    GOOD("\xF0\x90\x80\x80"),
    GOOD("\xF4\x8F\xBF\xBF"),
    GOOD("12345678武昌区12345678\xF0\xA0\x82\x87"),
    BAD("\x80", 0),
    BAD("a\xBF", 1),
    BAD("\xC0\x80", 0),         /* overlong NUL */
    BAD("\xC1\xBF", 0),         /* overlong */
    BAD("\xE0\x80\x80", 0),     /* overlong */
    BAD("\xE0\x9F\xBF", 0),     /* overlong */
    BAD("\xF0\x80\x80\x80", 0), /* overlong */
    BAD("\xF0\x8F\xBF\xBF", 0), /* overlong */
    BAD("\xED\xA0\x80", 0),     /* surrogate */
    BAD("\xED\xBF\xBF", 0),     /* surrogate */
    BAD("\xED\xA0\xBD\xED\xB8\x80", 0), /* CESU-8 */
    BAD("\xF4\x90\x80\x80", 0), /* beyond U+10FFFF */
    BAD("\xF5\x80\x80\x80", 0),
    BAD("\xF8\x88\x80\x80\x80", 0),
    BAD("\xFE", 0),
    BAD("\xFF\xFE", 0),
    BAD("\xC3", 0),             /* cut off */
    BAD("ab\xE6\xAD", 2),       /* cut off */
    BAD("ab\xF0\x90\x80", 2),   /* cut off */
    BAD("\xC3(", 0),
    BAD("\xE6(\xA6", 0),
    BAD("\xE6\xAD(", 0),
    BAD("12345678\xFF", 8),
    BAD("1234567\xFF", 7),
    BAD("123456789\xE6\xAD\xA6\xFF", 12),
};

static void utf8_valid_of_each_sequence_stops_at_the_fault(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(utf8_cases); i++) {
    const utf8_case *c = &utf8_cases[i];
    size_t valid = inc_utf8_valid(c->text, c->length);
    if (valid != c->valid) fail_msg("case %zu: stopped at %zu, expected %zu", i, valid, c->valid);
  }
}

/* Every code point written, checked and read; every surrogate refused. */
static void utf8_of_every_character_comes_back(void **state)
{
  char text[4];
  (void)state;
  for (uint32_t c = 0; c <= 0x10FFFF; c++) {
    size_t width = inc_utf8_write(text, c);
    bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    assert_int_equal(inc_utf8_valid(text, width), surrogate ? 0 : width);
    if (surrogate) continue;
    const char *at = text;
    assert_int_equal(inc_utf8_width((unsigned char)text[0]), width);
    assert_int_equal(inc_utf8_next(&at), c);
    assert_ptr_equal(at, text + width);
  }
}

static const char *printable(const char *text, size_t length, size_t room)
{
  static char shown[64];
  memset(shown, '#', sizeof shown);
  inc_text_printable(shown, room, text, length);
  return shown;
}

static void text_printable_of_control_characters_shows_their_numbers(void **state)
{
  (void)state;
  assert_string_equal(printable("a\nb", 3, 64), "a\\x0Ab");
  assert_string_equal(printable("\0\x1B\x7F", 3, 64), "\\x00\\x1B\\x7F");
  assert_string_equal(printable("\xC2\x85", 2, 64), "\\xC2\\x85"); /* a C1 control: next line */
  assert_string_equal(printable("\xC2\xA0", 2, 64), "\xC2\xA0");
  assert_string_equal(printable("武\xFF昌\xE6", 8, 64), "武\\xFF昌\\xE6");
}

static void text_printable_into_little_room_is_cut_at_a_character(void **state)
{
  (void)state;
  assert_string_equal(printable("武昌", 6, 7), "武昌");
  assert_string_equal(printable("武昌", 6, 6), "武");
  assert_string_equal(printable("武昌", 6, 4), "武");
  assert_string_equal(printable("武昌", 6, 3), "");
  assert_string_equal(printable("ab\n", 3, 6), "ab");
  assert_string_equal(printable("ab\n", 3, 7), "ab\\x0A");
  assert_string_equal(printable("abc", 3, 1), "");
  assert_int_equal(printable("abc", 3, 0)[0], '#');
}

static const char *folded(const char *text)
{
  static char to[128];
  to[inc_text_fold(to, text, strlen(text))] = 0;
  return to;
}

static void text_cut_is_at_a_characters_edge(void **state)
{
  static const struct {
    const char *text;
    size_t most, cut;
  } cases[] = {{"abc", 3, 3}, {"abc", 9, 3}, {"abc", 2, 2}, {"abc", 0, 0},    {"武昌", 6, 6},      {"武昌", 5, 3},         {"武昌", 4, 3},
               {"武昌", 3, 3}, {"武昌", 2, 0}, {"武昌", 1, 0}, {"a\xC3\xA9", 2, 1}, {"\xF0\xA0\x82\x87", 3, 0}, {"\x80\x80\x80\x80\x80\x80", 5, 5}};
  char shown[8];
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) assert_int_equal(inc_text_cut(cases[i].text, strlen(cases[i].text), cases[i].most), cases[i].cut);
  inc_text_print(shown, sizeof shown, "%d%s", 12, "武昌");
  assert_string_equal(shown, "12武");
  inc_text_print(shown, sizeof shown, "%s", "1武昌");
  assert_string_equal(shown, "1武昌");
}

static void text_fold_makes_width_case_and_space_equal(void **state)
{
  (void)state;
  assert_string_equal(folded("  Area "), "area");
  assert_string_equal(folded("ＡＲＥＡ（ｍ２）"), "area(m2)");
  assert_string_equal(folded("　孵化面积　"), "孵化面积");
  assert_string_equal(folded("\xC2\xA0面积\t"), "面积");
  assert_string_equal(folded("基金　规模"), "基金 规模");
  assert_string_equal(folded("１２．５％"), "12.5%");
  assert_string_equal(folded("Ä"), "Ä");
  assert_string_equal(folded(" \t\r\n　"), "");
}

static void text_fold_of_random_text_is_idempotent_and_no_longer(void **state)
{
  static const uint32_t some[] = {'a', 'Z', ' ', '\t', 0x3000, 0xA0, 0xFF21, 0xFF5E, 0xFF01, 0x6B66, 0x20087, '(', 0xFFE5};
  uint64_t random = 31;
  char text[128], once[128], twice[128];
  (void)state;
  for (int i = 0; i < 50000; i++) {
    size_t length = 0, count = random_below(&random, 20);
    while (count--) length += inc_utf8_write(text + length, some[random_below(&random, COUNT(some))]);
    size_t first = inc_text_fold(once, text, length), second = inc_text_fold(twice, once, first);
    assert_true(first <= length);
    assert_int_equal(first, second);
    assert_memory_equal(once, twice, first);
    assert_int_equal(inc_utf8_valid(once, first), first);
  }
}

static void text_trim_takes_white_space_of_both_ends(void **state)
{
  static const struct {
    const char *text, *trimmed;
  } cases[] = {{"a", "a"},          {"  a b  ", "a b"},   {"\t\r\n\v\fa", "a"},   {"　武　", "武"},  {"\xC2\xA0x\xC2\xA0", "x"},
               {"　", ""},          {"", ""},             {" 　 \xC2\xA0", ""},   {"、", "、"},      {"\xF0\xA0\x82\x87 ", "\xF0\xA0\x82\x87"},
               {"x\xE3\x80\x81", "x\xE3\x80\x81"}, {"\xC2\xA1", "\xC2\xA1"}};
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    const char *text = cases[i].text;
    size_t length = strlen(text);
    inc_text_trim(&text, &length);
    if (!inc_text_equal(text, length, cases[i].trimmed)) fail_msg("\"%s\": \"%.*s\"", cases[i].text, (int)length, text);
  }
}

static void text_trim_of_ill_formed_text_stays_inside(void **state)
{
  static const char *const texts[] = {"\x80", "\x80\x80", "\x80\x80\x80\x80", "\xE3\x80", "\xC2", "\xA0", "\x80\xA0", "\xFF "};
  (void)state;
  for (size_t i = 0; i < COUNT(texts); i++) {
    char *copy = strdup(texts[i]); /* so that a sanitizer sees a step outside */
    const char *text = copy;
    size_t length = strlen(text);
    inc_text_trim(&text, &length);
    assert_true(text >= copy && length <= strlen(copy));
    free(copy);
  }
}

static void text_columns_counts_wide_characters_twice(void **state)
{
  (void)state;
  assert_int_equal(inc_text_columns("abc", 3), 3);
  assert_int_equal(inc_text_columns("武昌a", 7), 5);
  assert_int_equal(inc_text_columns("（）", 6), 4);
  assert_int_equal(inc_text_columns("\xF0\xA0\x82\x87", 4), 2);
  assert_int_equal(inc_text_columns("é–", 5), 2);
}

static void text_equal_compares_bytes_and_length(void **state)
{
  (void)state;
  assert_true(inc_text_equal("abcd", 3, "abc"));
  assert_false(inc_text_equal("abcd", 4, "abc"));
  assert_false(inc_text_equal("ab", 2, "abc"));
  assert_true(inc_text_equal("", 0, ""));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(utf8_valid_of_each_sequence_stops_at_the_fault),
      cmocka_unit_test(utf8_of_every_character_comes_back),
      cmocka_unit_test(text_printable_of_control_characters_shows_their_numbers),
      cmocka_unit_test(text_printable_into_little_room_is_cut_at_a_character),
      cmocka_unit_test(text_cut_is_at_a_characters_edge),
      cmocka_unit_test(text_fold_makes_width_case_and_space_equal),
      cmocka_unit_test(text_fold_of_random_text_is_idempotent_and_no_longer),
      cmocka_unit_test(text_trim_takes_white_space_of_both_ends),
      cmocka_unit_test(text_trim_of_ill_formed_text_stays_inside),
      cmocka_unit_test(text_columns_counts_wide_characters_twice),
      cmocka_unit_test(text_equal_compares_bytes_and_length),
  };
  return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
