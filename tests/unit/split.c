/* The CSV splitter alone, fed in pieces of every size: what comes out must not depend on where they break. */
#include "registry/split.h"

#include "support.h"

typedef struct split_outcome {
  char text[4096]; /* cells in <>, records ended by ; */
  size_t length;
  inc_split_result end;
} split_outcome;

static void put(split_outcome *o, const char *bytes, size_t length)
{
  assert_true(o->length + length < sizeof o->text);
  memcpy(o->text + o->length, bytes, length);
  o->length += length;
  o->text[o->length] = 0;
}

static void split(const char *bytes, size_t length, size_t piece, char separator, split_outcome *o)
{
  incubator_allocator a = inc_allocator_of(NULL);
  inc_splitter s;
  memset(o, 0, sizeof *o);
  inc_splitter_init(&s, &a, separator);
  for (size_t at = 0;;) {
    inc_split_result result = inc_splitter_next(&s);
    if (result == INC_SPLIT_RECORD) {
      for (size_t i = 0; i < s.count; i++) put(o, "<", 1), put(o, s.cells[i].bytes, s.cells[i].length), put(o, ">", 1);
      put(o, ";", 1);
    } else if (result == INC_SPLIT_MORE) {
      size_t n = length - at < piece ? length - at : piece;
      char *room = inc_splitter_room(&s, n + 1);
      assert_non_null(room);
      if (n) memcpy(room, bytes + at, n);
      inc_splitter_fed(&s, n);
      s.last = n == 0;
      at += n;
    } else {
      o->end = result;
      break;
    }
  }
  inc_splitter_free(&s);
}

static const struct {
  const char *text, *expected;
  inc_split_result end;
} texts[] = {
    {"", "", INC_SPLIT_END},
    {"a", "<a>;", INC_SPLIT_END},
    {"a,b", "<a><b>;", INC_SPLIT_END},
    {"a,b\n", "<a><b>;", INC_SPLIT_END},
    {"a,", "<a><>;", INC_SPLIT_END},
    {",", "<><>;", INC_SPLIT_END},
    {"\n", "<>;", INC_SPLIT_END},
    {"\r\n\r\n", "<>;<>;", INC_SPLIT_END},
    {"a\r\nb\rc\nd", "<a>;<b>;<c>;<d>;", INC_SPLIT_END},
    {"a\r\r\nb", "<a>;<>;<b>;", INC_SPLIT_END},
    {"a\r", "<a>;", INC_SPLIT_END},
    {"\"\"", "<>;", INC_SPLIT_END},
    {"\"a\"", "<a>;", INC_SPLIT_END},
    {"\"a\"\"b\"", "<a\"b>;", INC_SPLIT_END},
    {"\"\"\"\"", "<\">;", INC_SPLIT_END},
    {"\"\"\"\"\"\"", "<\"\">;", INC_SPLIT_END},
    {"\"a,b\r\nc\",\"d\"\r\n", "<a,b\r\nc><d>;", INC_SPLIT_END},
    {"x,\"a\"\"\",y", "<x><a\"><y>;", INC_SPLIT_END},
    {"a b, c ", "<a b>< c >;", INC_SPLIT_END},
    {"ab,c\"d", "", INC_SPLIT_QUOTE},
    {"\"a\"b", "", INC_SPLIT_QUOTE},
    {"\"a\" ,b", "", INC_SPLIT_QUOTE},
    {" \"a\"", "", INC_SPLIT_QUOTE},
    {"a\n\"b", "<a>;", INC_SPLIT_OPEN},
    {"\"a\"\"", "", INC_SPLIT_OPEN},
    {"\"", "", INC_SPLIT_OPEN},
    {"武昌,\"江,汉\"\n洪山", "<武昌><江,汉>;<洪山>;", INC_SPLIT_END},
};

static void splitter_of_each_text_in_any_pieces_gives_the_same_cells(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(texts); i++) {
    for (size_t piece = 1; piece <= strlen(texts[i].text) + 1; piece++) {
      split_outcome o;
      split(texts[i].text, strlen(texts[i].text), piece, ',', &o);
      if (o.end != texts[i].end || strcmp(o.text, texts[i].expected)) {
        fail_msg("%s in pieces of %zu: %s, %d", texts[i].text, piece, o.text, o.end);
      }
    }
  }
}

static void splitter_with_tabs_takes_commas_as_text(void **state)
{
  split_outcome o;
  (void)state;
  split("a,b\tc\n\"d\te\"\tf", 13, 3, '\t', &o);
  assert_string_equal(o.text, "<a,b><c>;<d\te><f>;");
}

static void splitter_keeps_nul_bytes(void **state)
{
  split_outcome o;
  (void)state;
  split("a\0b,\"c\0\"", 8, 2, ',', &o);
  assert_int_equal(o.length, 10);
  assert_memory_equal(o.text, "<a\0b><c\0>;", 10);
}

/* Random cells, quoted where need be and now and then where not, ended in any way. */
static void splitter_of_random_tables_gives_them_back(void **state)
{
  static const char some[] = "ab \",\r\nx";
  static const char *const ends[] = {"\n", "\r\n"};
  uint64_t random = 61;
  (void)state;
  for (int round = 0; round < 5000; round++) {
    char csv[1024], cell[16];
    size_t used = 0;
    split_outcome expected = {.end = INC_SPLIT_END}, found;
    size_t rows = 1 + random_below(&random, 4), columns = 1 + random_below(&random, 4);
    const char *end = ends[random_below(&random, 2)];
    for (size_t r = 0; r < rows; r++) {
      for (size_t c = 0; c < columns; c++) {
        size_t length = random_below(&random, sizeof cell);
        for (size_t k = 0; k < length; k++) cell[k] = some[random_below(&random, sizeof some - 1)];
        put(&expected, "<", 1), put(&expected, cell, length), put(&expected, ">", 1);
        bool quotes = random_below(&random, 4) == 0 || length != strcspn(memcpy((char[17]){0}, cell, length), "\",\r\n");
        if (c) csv[used++] = ',';
        if (quotes) csv[used++] = '"';
        for (size_t k = 0; k < length; k++) {
          if (cell[k] == '"') csv[used++] = '"';
          csv[used++] = cell[k];
        }
        if (quotes) csv[used++] = '"';
      }
      put(&expected, ";", 1);
      memcpy(csv + used, end, strlen(end));
      used += strlen(end);
    }
    split(csv, used, 1 + random_below(&random, 9), ',', &found);
    assert_int_equal(found.end, INC_SPLIT_END);
    assert_string_equal(found.text, expected.text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(splitter_of_each_text_in_any_pieces_gives_the_same_cells),
      cmocka_unit_test(splitter_with_tabs_takes_commas_as_text),
      cmocka_unit_test(splitter_keeps_nul_bytes),
      cmocka_unit_test(splitter_of_random_tables_gives_them_back),
  };
  return cmocka_run_group_tests_name("split", tests, NULL, NULL);
}
