#include "base/json.h"

#include "support.h"

typedef struct scan_case {
  const char *text;
  incubator_status status;
  size_t offset; /* where the fault is */
} scan_case;

/* RFC 8259 by its grammar, each production right and wrong. */
static const scan_case scan_cases[] = {
    {"0", INCUBATOR_STATUS_OK, 0},
    {"-0", INCUBATOR_STATUS_OK, 0},
    {"-12.50e+10", INCUBATOR_STATUS_OK, 0},
    {"1E5", INCUBATOR_STATUS_OK, 0},
    {"1e400", INCUBATOR_STATUS_OK, 0},
    {"true", INCUBATOR_STATUS_OK, 0},
    {" false ", INCUBATOR_STATUS_OK, 0},
    {"\t\r\n null\t\r\n ", INCUBATOR_STATUS_OK, 0},
    {"\"\"", INCUBATOR_STATUS_OK, 0},
    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001\\uD83D\\uDE00\\uFFFF\"", INCUBATOR_STATUS_OK, 0},
    {"\"\x7F武\"", INCUBATOR_STATUS_OK, 0},
    {"[]", INCUBATOR_STATUS_OK, 0},
    {"[ ]", INCUBATOR_STATUS_OK, 0},
    {"{}", INCUBATOR_STATUS_OK, 0},
    {"{ }", INCUBATOR_STATUS_OK, 0},
    {"[1,[2,{\"a\":{}}],3]", INCUBATOR_STATUS_OK, 0},
    {"{\"\":1,\"a\":[],\"b\":{\"c\":null}}", INCUBATOR_STATUS_OK, 0},
    {"", INCUBATOR_STATUS_SYNTAX, 0},
    {"  ", INCUBATOR_STATUS_SYNTAX, 2},
    {"01", INCUBATOR_STATUS_SYNTAX, 0},
    {"-01", INCUBATOR_STATUS_SYNTAX, 0},
    {"00", INCUBATOR_STATUS_SYNTAX, 0},
    {"+1", INCUBATOR_STATUS_SYNTAX, 0},
    {"-", INCUBATOR_STATUS_SYNTAX, 0},
    {".5", INCUBATOR_STATUS_SYNTAX, 0},
    {"1.", INCUBATOR_STATUS_SYNTAX, 2},
    {"1.e5", INCUBATOR_STATUS_SYNTAX, 2},
    {"1e", INCUBATOR_STATUS_SYNTAX, 2},
    {"1e+", INCUBATOR_STATUS_SYNTAX, 3},
    {"1e5.5", INCUBATOR_STATUS_SYNTAX, 3},
    {"0x10", INCUBATOR_STATUS_SYNTAX, 1},
    {"1_000", INCUBATOR_STATUS_SYNTAX, 1},
    {"NaN", INCUBATOR_STATUS_SYNTAX, 0},
    {"Infinity", INCUBATOR_STATUS_SYNTAX, 0},
    {"-Infinity", INCUBATOR_STATUS_SYNTAX, 0},
    {"tru", INCUBATOR_STATUS_SYNTAX, 0},
    {"True", INCUBATOR_STATUS_SYNTAX, 0},
    {"truex", INCUBATOR_STATUS_SYNTAX, 4},
    {"nul", INCUBATOR_STATUS_SYNTAX, 0},
    {"'a'", INCUBATOR_STATUS_SYNTAX, 0},
    {"\"a", INCUBATOR_STATUS_SYNTAX, 0},
    {"\"a\\\"", INCUBATOR_STATUS_SYNTAX, 0},
    {"\"\\x41\"", INCUBATOR_STATUS_SYNTAX, 2},
    {"\"\\u12G4\"", INCUBATOR_STATUS_SYNTAX, 5},
    {"\"\\u12", INCUBATOR_STATUS_SYNTAX, 5},
    {"\"\\u0000\"", INCUBATOR_STATUS_SYNTAX, 3},
    {"\"a\nb\"", INCUBATOR_STATUS_SYNTAX, 2},
    {"\"\t\"", INCUBATOR_STATUS_SYNTAX, 1},
    {"\"\\uD800\"", INCUBATOR_STATUS_ENCODING, 3},
    {"\"\\uDC00\"", INCUBATOR_STATUS_ENCODING, 3},
    {"\"\\uD800\\uD800\"", INCUBATOR_STATUS_ENCODING, 3},
    {"\"\\uD800x\"", INCUBATOR_STATUS_ENCODING, 3},
    {"\"\\uD800\\n000\"", INCUBATOR_STATUS_ENCODING, 3},
    {"\"\\uDE00\\uD83D\"", INCUBATOR_STATUS_ENCODING, 3},
    {"\"\xFF\"", INCUBATOR_STATUS_ENCODING, 1},
    {"[\"a\", \"\xE6\xAD\"]", INCUBATOR_STATUS_ENCODING, 7},
    {"[", INCUBATOR_STATUS_SYNTAX, 1},
    {"[1", INCUBATOR_STATUS_SYNTAX, 2},
    {"[1,", INCUBATOR_STATUS_SYNTAX, 3},
    {"[1,]", INCUBATOR_STATUS_SYNTAX, 3},
    {"[,1]", INCUBATOR_STATUS_SYNTAX, 1},
    {"[1 2]", INCUBATOR_STATUS_SYNTAX, 3},
    {"[1}", INCUBATOR_STATUS_SYNTAX, 2},
    {"]", INCUBATOR_STATUS_SYNTAX, 0},
    {"{", INCUBATOR_STATUS_SYNTAX, 1},
    {"{\"a\"}", INCUBATOR_STATUS_SYNTAX, 4},
    {"{\"a\":}", INCUBATOR_STATUS_SYNTAX, 5},
    {"{\"a\":1,}", INCUBATOR_STATUS_SYNTAX, 7},
    {"{\"a\":1 \"b\":2}", INCUBATOR_STATUS_SYNTAX, 7},
    {"{a:1}", INCUBATOR_STATUS_SYNTAX, 1},
    {"{1:1}", INCUBATOR_STATUS_SYNTAX, 1},
    {"{\"a\":1]", INCUBATOR_STATUS_SYNTAX, 6},
    {"{\"a\":1", INCUBATOR_STATUS_SYNTAX, 6},
    {"1 2", INCUBATOR_STATUS_SYNTAX, 2},
    {"{} x", INCUBATOR_STATUS_SYNTAX, 3},
    {"[] //comment", INCUBATOR_STATUS_SYNTAX, 3},
    {"[1]\v", INCUBATOR_STATUS_SYNTAX, 3},
    {"[1]\f", INCUBATOR_STATUS_SYNTAX, 3},
    {"[1]\xC2\xA0", INCUBATOR_STATUS_SYNTAX, 3},
};

static void scan_of_each_text_answers_as_rfc_8259(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(scan_cases); i++) {
    const scan_case *c = &scan_cases[i];
    size_t length = strlen(c->text);
    char *copy = malloc(length ? length : 1); /* no zero behind it: reading on is a fault */
    memcpy(copy, c->text, length);
    inc_json_fault fault = inc_json_scan(copy, length, NULL);
    free(copy);
    bool wrong = fault.status != c->status || (fault.status && (fault.offset != c->offset || !fault.message));
    if (wrong) fail_msg("%s: %s at %zu", c->text, incubator_status_name(fault.status), fault.offset);
  }
}

static void scan_of_a_nul_byte_is_a_syntax_error(void **state)
{
  (void)state;
  assert_int_equal(inc_json_scan("\0", 1, NULL).status, INCUBATOR_STATUS_SYNTAX);
  assert_int_equal(inc_json_scan("[1]\0", 4, NULL).status, INCUBATOR_STATUS_SYNTAX);
  assert_int_equal(inc_json_scan("\"a\0b\"", 5, NULL).status, INCUBATOR_STATUS_SYNTAX);
  assert_int_equal(inc_json_scan("[\0]", 3, NULL).status, INCUBATOR_STATUS_SYNTAX);
  assert_int_equal(inc_json_scan("\"\\\0\"", 4, NULL).status, INCUBATOR_STATUS_SYNTAX);
  assert_int_equal(inc_json_scan("1\0", 2, NULL).status, INCUBATOR_STATUS_SYNTAX);
}

static incubator_status scan_nested(size_t depth, char open, char close)
{
  char text[400];
  size_t n = 0;
  for (size_t i = 0; i < depth; i++) {
    text[n++] = open;
    if (open == '{' && i + 1 < depth) n += (size_t)sprintf(text + n, "\"\":");
  }
  for (size_t i = 0; i < depth; i++) text[n++] = close;
  return inc_json_scan(text, n, NULL).status;
}

static void scan_beyond_64_levels_is_refused(void **state)
{
  (void)state;
  assert_int_equal(scan_nested(64, '[', ']'), INCUBATOR_STATUS_OK);
  assert_int_equal(scan_nested(65, '[', ']'), INCUBATOR_STATUS_LIMIT);
  assert_int_equal(scan_nested(64, '{', '}'), INCUBATOR_STATUS_OK);
  assert_int_equal(scan_nested(65, '{', '}'), INCUBATOR_STATUS_LIMIT);
}

static void scan_of_a_long_number_is_refused(void **state)
{
  char text[70];
  (void)state;
  memset(text, '1', sizeof text);
  assert_int_equal(inc_json_scan(text, 60, NULL).status, INCUBATOR_STATUS_OK);
  assert_int_equal(inc_json_scan(text, 61, NULL).status, INCUBATOR_STATUS_LIMIT);
}

static inc_json_document *read_document(const char *text)
{
  incubator_allocator a = inc_allocator_of(NULL);
  inc_json_document *d = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  if (inc_json_read(&a, "doc", text, strlen(text), &d, &e) != INCUBATOR_STATUS_OK) fail_msg("%s", e.message);
  return d;
}

/* Whatever the scan lets through cJSON must take, and every node must have a place. */
static void read_of_what_the_scan_passes_never_fails(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(scan_cases); i++) {
    if (scan_cases[i].status != INCUBATOR_STATUS_OK) continue;
    inc_json_free(read_document(scan_cases[i].text));
  }
}

static void read_of_wrong_text_tells_line_and_column(void **state)
{
  incubator_allocator a = inc_allocator_of(NULL);
  inc_json_document *d = (inc_json_document *)&a;
  incubator_error e = INCUBATOR_ERROR_INIT;
  const char *text = "{\n  \"武\": 1,\n  \"b\": 01\n}";
  (void)state;
  assert_int_equal(inc_json_read(&a, "doc", text, strlen(text), &d, &e), INCUBATOR_STATUS_SYNTAX);
  assert_null(d);
  assert_int_equal(e.line, 3);
  assert_int_equal(e.column, 8);
  assert_string_equal(e.path, "doc");
  text = "[1,\n2,\n";
  assert_int_equal(inc_json_read(&a, "doc", text, strlen(text), &d, &e), INCUBATOR_STATUS_SYNTAX);
  assert_int_equal(e.line, 3);
  assert_int_equal(e.column, 1);
}

static void read_with_a_byte_order_mark_skips_it(void **state)
{
  inc_json_document *d = read_document("\xEF\xBB\xBF{\"a\": 1}");
  inc_arena arena;
  incubator_allocator a = inc_allocator_of(NULL);
  size_t length;
  (void)state;
  inc_arena_init(&arena, &a);
  inc_spot spot = inc_json_spot(d, inc_json_get(inc_json_root(d), "a"), &arena);
  assert_int_equal(spot.line, 1);
  assert_int_equal(spot.column, 7);
  assert_string_equal(inc_json_text(d, &length), "{\"a\": 1}");
  assert_int_equal(length, 8);
  inc_arena_clear(&arena);
  inc_json_free(d);
  assert_int_equal(inc_json_scan("\xEF\xBB\xBF\xEF\xBB\xBF" "1", 7, NULL).status, INCUBATOR_STATUS_SYNTAX);
}

static void spot_of_each_node_is_its_pointer_and_place(void **state)
{
  inc_json_document *d = read_document("{\"a/b\": [1,\n  {\"~x\": [[], 2]}],\n \"\": \"s\", \"c\\u0022\": null}");
  const inc_json *root = inc_json_root(d), *array = inc_json_get(root, "a/b");
  const inc_json *object = inc_json_next(inc_json_first(array)), *inner = inc_json_get(object, "~x");
  const struct {
    const inc_json *node;
    const char *path;
    uint32_t line, column, key_line, key_column;
  } cases[] = {
      {root, "", 1, 1, 1, 1},
      {array, "/a~1b", 1, 9, 1, 2},
      {inc_json_first(array), "/a~1b/0", 1, 10, 1, 10},
      {object, "/a~1b/1", 2, 3, 2, 3},
      {inner, "/a~1b/1/~0x", 2, 10, 2, 4},
      {inc_json_first(inner), "/a~1b/1/~0x/0", 2, 11, 2, 11},
      {inc_json_next(inc_json_first(inner)), "/a~1b/1/~0x/1", 2, 15, 2, 15},
      {inc_json_get(root, ""), "/", 3, 6, 3, 2},
      {inc_json_get(root, "c\""), "/c\"", 3, 22, 3, 11},
  };
  incubator_allocator a = inc_allocator_of(NULL);
  inc_arena arena;
  (void)state;
  inc_arena_init(&arena, &a);
  for (size_t i = 0; i < COUNT(cases); i++) {
    inc_spot spot = inc_json_spot(d, cases[i].node, &arena), key = inc_json_key_spot(d, cases[i].node, &arena);
    assert_string_equal(spot.path, cases[i].path);
    assert_string_equal(spot.file, "doc");
    if (spot.line != cases[i].line || spot.column != cases[i].column) fail_msg("%s: %u:%u", spot.path, spot.line, spot.column);
    if (key.line != cases[i].key_line || key.column != cases[i].key_column) fail_msg("%s: key %u:%u", key.path, key.line, key.column);
  }
  inc_arena_clear(&arena);
  inc_json_free(d);
}

static void number_of_a_node_is_its_text(void **state)
{
  inc_json_document *d = read_document("[12345678901234567890.50, -0.10E+2, \"x\", {\"k\" : 7 }]");
  const inc_json *first = inc_json_first(inc_json_root(d)), *last = inc_json_next(inc_json_next(inc_json_next(first)));
  size_t length;
  (void)state;
  const char *text = inc_json_number(d, first, &length);
  assert_true(length == 23 && !memcmp(text, "12345678901234567890.50", length));
  text = inc_json_number(d, inc_json_next(first), &length);
  assert_true(length == 8 && !memcmp(text, "-0.10E+2", length));
  text = inc_json_number(d, inc_json_first(last), &length);
  assert_true(length == 1 && *text == '7');
  inc_json_free(d);
}

static void accessors_tell_types_keys_and_counts(void **state)
{
  inc_json_document *d = read_document("{\"n\": null, \"f\": false, \"t\": true, \"d\": 1, \"s\": \"x\", \"a\": [1, 2], \"o\": {}}");
  const inc_json *root = inc_json_root(d);
  (void)state;
  assert_int_equal(inc_json_count(root), 7);
  assert_int_equal(inc_json_type_of(inc_json_get(root, "n")), INC_JSON_NULL);
  assert_int_equal(inc_json_type_of(inc_json_get(root, "f")), INC_JSON_FALSE);
  assert_int_equal(inc_json_type_of(inc_json_get(root, "t")), INC_JSON_TRUE);
  assert_int_equal(inc_json_type_of(inc_json_get(root, "d")), INC_JSON_NUMBER);
  assert_int_equal(inc_json_type_of(inc_json_get(root, "s")), INC_JSON_STRING);
  assert_int_equal(inc_json_type_of(inc_json_get(root, "a")), INC_JSON_ARRAY);
  assert_int_equal(inc_json_type_of(inc_json_get(root, "o")), INC_JSON_OBJECT);
  assert_null(inc_json_get(root, "N"));
  assert_null(inc_json_get(inc_json_get(root, "a"), "s"));
  assert_null(inc_json_get(NULL, "s"));
  assert_string_equal(inc_json_string(inc_json_get(root, "s")), "x");
  assert_null(inc_json_string(inc_json_get(root, "d")));
  assert_null(inc_json_key(inc_json_first(inc_json_get(root, "a"))));
  assert_int_equal(inc_json_count(NULL), 0);
  assert_string_equal(inc_json_name(d), "doc");
  inc_json_free(d);
}

static void duplicate_finds_one_key_in_each_object(void **state)
{
  inc_json_document *d =
      read_document("{\"x\": {\"a\": 1, \"b\": 2, \"\\u0061\": 3}, \"y\": [{\"c\": 1, \"c\": 2, \"c\": 3}], \"z\": {\"a\": 1, \"A\": 2}}");
  incubator_allocator a = inc_allocator_of(NULL);
  inc_arena arena;
  size_t at = 0;
  const inc_json *node;
  (void)state;
  inc_arena_init(&arena, &a);
  assert_int_equal(inc_json_duplicate(d, &at, &node), INCUBATOR_STATUS_OK);
  assert_string_equal(inc_json_key(node), "a");
  assert_int_equal(inc_json_key_spot(d, node, &arena).column, 24); /* the one that comes second */
  assert_int_equal(inc_json_duplicate(d, &at, &node), INCUBATOR_STATUS_OK);
  assert_string_equal(inc_json_key(node), "c");
  assert_true(inc_json_key_spot(d, node, &arena).column > 52);
  assert_int_equal(inc_json_duplicate(d, &at, &node), INCUBATOR_STATUS_OK);
  assert_null(node);
  inc_arena_clear(&arena);
  inc_json_free(d);
}

static void same_compares_values_not_order(void **state)
{
  inc_json_document *d = read_document("[{\"a\": 1, \"b\": [1, \"x\"]}, {\"b\": [1, \"x\"], \"a\": 1.0}, {\"a\": 1, \"b\": [\"x\", 1]}]");
  const inc_json *one = inc_json_first(inc_json_root(d)), *two = inc_json_next(one), *three = inc_json_next(two);
  (void)state;
  assert_true(inc_json_same(one, two));
  assert_false(inc_json_same(one, three));
  inc_json_free(d);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(scan_of_each_text_answers_as_rfc_8259),
      cmocka_unit_test(scan_of_a_nul_byte_is_a_syntax_error),
      cmocka_unit_test(scan_beyond_64_levels_is_refused),
      cmocka_unit_test(scan_of_a_long_number_is_refused),
      cmocka_unit_test(read_of_what_the_scan_passes_never_fails),
      cmocka_unit_test(read_of_wrong_text_tells_line_and_column),
      cmocka_unit_test(read_with_a_byte_order_mark_skips_it),
      cmocka_unit_test(spot_of_each_node_is_its_pointer_and_place),
      cmocka_unit_test(number_of_a_node_is_its_text),
      cmocka_unit_test(accessors_tell_types_keys_and_counts),
      cmocka_unit_test(duplicate_finds_one_key_in_each_object),
      cmocka_unit_test(same_compares_values_not_order),
  };
  return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
