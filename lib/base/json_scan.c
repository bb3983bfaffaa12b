/* The pre-scan: RFC 8259 to the letter, without recursion. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"

typedef struct scan {
  const char *text;
  size_t at, length;
  uint64_t objects; /* bit n: the container at depth n + 1 is an object */
  unsigned depth;
  inc_json_fault fault;
  inc_json_marks *marks;
  size_t key_at; /* start of the key just read; SIZE_MAX for none */
} scan;

static bool fail(scan *s, incubator_status status, size_t offset, const char *message)
{
  if (s->fault.status == INCUBATOR_STATUS_OK) s->fault = (inc_json_fault){status, offset, message};
  return false;
}

static bool fail_here(scan *s, const char *message)
{
  return fail(s, INCUBATOR_STATUS_SYNTAX, s->at, message);
}

/* The byte here; 0 at the end (a real NUL byte is never expected, so it fails as any other). */
static char peek(const scan *s)
{
  return s->at < s->length ? s->text[s->at] : 0;
}

static void skip_space(scan *s)
{
  while (s->at < s->length && (s->text[s->at] == ' ' || (s->text[s->at] >= '\t' && s->text[s->at] <= '\r' &&
                                                        s->text[s->at] != '\v' && s->text[s->at] != '\f'))) {
    s->at++;
  }
}

static bool scan_word(scan *s, const char *word)
{
  size_t n = strlen(word);
  if (s->length - s->at < n || memcmp(s->text + s->at, word, n) != 0) {
    return fail_here(s, "a word that is not true, false or null");
  }
  s->at += n;
  return true;
}

static bool scan_hex4(scan *s, unsigned *value)
{
  *value = 0;
  for (int i = 0; i < 4; i++, s->at++) {
    char c = peek(s);
    unsigned digit;
    if (c >= '0' && c <= '9') digit = (unsigned)(c - '0');
    else if (c >= 'a' && c <= 'f') digit = (unsigned)(c - 'a') + 10;
    else if (c >= 'A' && c <= 'F') digit = (unsigned)(c - 'A') + 10;
    else return fail_here(s, "an escape \\u without four hexadecimal digits");
    *value = *value * 16 + digit;
  }
  return true;
}

/* Behind \u: no NUL, and surrogates only as a pair. */
static bool scan_unicode(scan *s)
{
  size_t start = s->at;
  unsigned high, low;
  if (!scan_hex4(s, &high)) return false;
  if (high == 0) return fail(s, INCUBATOR_STATUS_SYNTAX, start, "an escaped NUL character, which no text here may hold");
  if (high < 0xD800 || high > 0xDFFF) return true;
  if (high > 0xDBFF || s->length - s->at < 6 || memcmp(s->text + s->at, "\\u", 2) != 0) {
    return fail(s, INCUBATOR_STATUS_ENCODING, start, "an escape that is half of a surrogate pair");
  }
  s->at += 2;
  if (!scan_hex4(s, &low)) return false;
  if (low >= 0xDC00 && low <= 0xDFFF) return true;
  return fail(s, INCUBATOR_STATUS_ENCODING, start, "an escape that is half of a surrogate pair");
}

static bool scan_string(scan *s)
{
  size_t start = s->at++;
  for (;;) {
    if (s->at >= s->length) return fail(s, INCUBATOR_STATUS_SYNTAX, start, "a string that never ends");
    unsigned char c = (unsigned char)s->text[s->at];
    if (c < 0x20) return fail_here(s, "a control character inside a string, expected an escape or \"");
    s->at++;
    if (c == '"') return true;
    if (c != '\\') continue;
    c = (unsigned char)peek(s);
    if (c == 0 || !strchr("\"\\/bfnrtu", c)) return fail_here(s, "an unknown escape in a string");
    s->at++;
    if (c == 'u' && !scan_unicode(s)) return false;
  }
}

static size_t skip_digits(scan *s)
{
  size_t start = s->at;
  while (peek(s) >= '0' && peek(s) <= '9') s->at++;
  return s->at - start;
}

static bool scan_number(scan *s)
{
  size_t start = s->at;
  if (peek(s) == '-') s->at++;
  size_t first = s->at, digits = skip_digits(s);
  if (digits == 0) return fail(s, INCUBATOR_STATUS_SYNTAX, start, "a number without digits");
  if (digits > 1 && s->text[first] == '0') return fail(s, INCUBATOR_STATUS_SYNTAX, start, "a number with a leading zero");
  if (peek(s) == '.') {
    s->at++;
    if (skip_digits(s) == 0) return fail_here(s, "a decimal point without digits behind it");
  }
  if (peek(s) == 'e' || peek(s) == 'E') {
    s->at++;
    if (peek(s) == '+' || peek(s) == '-') s->at++;
    if (skip_digits(s) == 0) return fail_here(s, "an exponent without digits");
  }
  if (s->at - start <= INC_JSON_NUMBER_TEXT) return true;
  return fail(s, INCUBATOR_STATUS_LIMIT, start, "a number of more than 60 characters");
}

static bool in_object(const scan *s)
{
  return s->depth && (s->objects >> (s->depth - 1) & 1);
}

/* A key and its colon. */
static bool scan_key(scan *s)
{
  skip_space(s);
  if (peek(s) != '"') return fail_here(s, "no key where one was expected (a string in double quotes)");
  s->key_at = s->at;
  if (!scan_string(s)) return false;
  skip_space(s);
  if (peek(s) != ':') return fail_here(s, "no colon behind a key");
  s->at++;
  return true;
}

/* Steps into an array or object; *closed when it is empty. */
static bool scan_open(scan *s, bool *closed)
{
  bool object = peek(s) == '{';
  if (s->depth == INC_JSON_DEPTH) return fail(s, INCUBATOR_STATUS_LIMIT, s->at, "more than 64 levels of nesting");
  s->at++;
  uint64_t bit = UINT64_C(1) << s->depth++;
  s->objects = object ? s->objects | bit : s->objects & ~bit;
  skip_space(s);
  *closed = peek(s) == (object ? '}' : ']');
  if (!*closed) return !object || scan_key(s);
  s->at++;
  s->depth--;
  return true;
}

static bool mark(scan *s)
{
  inc_json_marks *m = s->marks;
  size_t key = s->key_at == SIZE_MAX ? s->at : s->key_at;
  s->key_at = SIZE_MAX;
  if (!m) return true;
  if (!inc_grow(&m->allocator, (void **)&m->items, m->count, &m->capacity, sizeof *m->items)) {
    return fail(s, INCUBATOR_STATUS_NO_MEMORY, s->at, "no memory left");
  }
  m->items[m->count].key = (uint32_t)key;
  m->items[m->count++].value = (uint32_t)s->at;
  return true;
}

/* One value; *complete is false where a container was opened and its first member comes next. */
static bool scan_value(scan *s, bool *complete)
{
  *complete = true;
  skip_space(s);
  if (!mark(s)) return false;
  switch (peek(s)) {
  case '{':
  case '[': return scan_open(s, complete);
  case '"': return scan_string(s);
  case 't': return scan_word(s, "true");
  case 'f': return scan_word(s, "false");
  case 'n': return scan_word(s, "null");
  default: break;
  }
  if (peek(s) == '-' || (peek(s) >= '0' && peek(s) <= '9')) return scan_number(s);
  return fail_here(s, s->at < s->length ? "something that is no JSON value" : "the end of the text where a value was expected");
}

/* Behind a value: closes what ends here. *more says that another member follows. */
static bool scan_after(scan *s, bool *more)
{
  *more = false;
  while (s->depth) {
    skip_space(s);
    bool object = in_object(s);
    if (peek(s) == ',') {
      s->at++;
      *more = true;
      return !object || scan_key(s);
    }
    if (peek(s) != (object ? '}' : ']')) return fail_here(s, object ? "neither , nor } in an object" : "neither , nor ] in an array");
    s->at++;
    s->depth--;
  }
  return true;
}

inc_json_fault inc_json_scan(const char *text, size_t length, inc_json_marks *marks)
{
  scan s = {.text = text, .length = length, .marks = marks, .key_at = SIZE_MAX};
  if (length > INC_JSON_BYTES) {
    fail(&s, INCUBATOR_STATUS_LIMIT, 0, "a JSON text of more than 256 MiB");
    return s.fault;
  }
  size_t valid = inc_utf8_valid(text, length);
  if (valid < length) {
    fail(&s, INCUBATOR_STATUS_ENCODING, valid, "bytes that are not UTF-8");
    return s.fault;
  }
  bool more = true, complete;
  while (more && scan_value(&s, &complete)) {
    if (complete && !scan_after(&s, &more)) break;
  }
  skip_space(&s);
  if (s.fault.status == INCUBATOR_STATUS_OK && s.at < s.length) fail_here(&s, "text behind the end of the JSON value");
  return s.fault;
}
