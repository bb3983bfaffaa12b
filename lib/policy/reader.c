#include "policy/reader.h"

#include <stdarg.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"

static const inc_json_document *document(const inc_reader *r)
{
  return r->policy->documents[r->document].json;
}

void inc_report(inc_reader *r, incubator_severity severity, const char *code, const inc_json *node, const char *format,
                ...)
{
  va_list arguments;
  va_start(arguments, format);
  inc_findings_add_list(r->findings, severity, code, inc_json_spot(document(r), node, &r->scratch), format, arguments);
  va_end(arguments);
}

void inc_report_key(inc_reader *r, const char *code, const inc_json *node, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  inc_spot spot = inc_json_key_spot(document(r), node, &r->scratch);
  inc_findings_add_list(r->findings, INCUBATOR_SEVERITY_ERROR, code, spot, format, arguments);
  va_end(arguments);
}

void *inc_reader_alloc(inc_reader *r, size_t count, size_t bytes)
{
  void *block = r->failed ? NULL : inc_arena_alloc(r->arena, count, bytes);
  if (!block) r->failed = true;
  return block;
}

const char *inc_reader_text(inc_reader *r, const char *text)
{
  const char *copy = r->failed ? NULL : inc_arena_text(r->arena, text, strlen(text));
  if (!copy) r->failed = true;
  return copy;
}

/* The next word of a text of words; NULL at the end. */
static const char *next_word(const char **words, size_t *length)
{
  while (**words == ' ') (*words)++;
  const char *word = *words;
  *length = strcspn(word, " ");
  *words += *length;
  return *length ? word : NULL;
}

static int word_index(const char *words, const char *wanted)
{
  size_t length;
  int index = 0;
  for (const char *word; (word = next_word(&words, &length)); index++) {
    if (inc_text_equal(word, length, wanted)) return index;
  }
  return -1;
}

enum { NEAREST = 64 };

static const char *nearest_word(inc_reader *r, const char *words, const char *wanted)
{
  const char *known[NEAREST];
  size_t count = 0, length;
  for (const char *word; count < NEAREST && (word = next_word(&words, &length));) {
    known[count] = inc_arena_text(&r->scratch, word, length);
    if (known[count]) count++;
    else r->failed = true;
  }
  return inc_nearest(wanted, known, count);
}

bool inc_check_keys(inc_reader *r, const inc_json *object, const char *keys)
{
  if (inc_json_type_of(object) != INC_JSON_OBJECT) {
    INC_REPORT(r, "type-mismatch", object, "found %s, expected an object", inc_json_type_name(inc_json_type_of(object)));
    return false;
  }
  for (const inc_json *member = inc_json_first(object); member; member = inc_json_next(member)) {
    const char *key = inc_json_key(member);
    if (word_index(keys, key) >= 0) {
      if (word_index("title note reason assumed", key) >= 0) inc_check_label(r, member);
      continue;
    }
    const char *near = nearest_word(r, keys, key);
    if (near) inc_report_key(r, "unknown-key", member, "unknown key \"%s\", did you mean \"%s\"?", key, near);
    else inc_report_key(r, "unknown-key", member, "unknown key \"%s\", expected one of: %s", key, keys);
  }
  return true;
}

const inc_json *inc_member(inc_reader *r, const inc_json *object, const char *key, inc_json_type type, bool required)
{
  const inc_json *member = inc_json_get(object, key);
  if (!member) {
    if (required) INC_REPORT(r, "key-missing", object, "no key \"%s\" here, expected %s", key, inc_json_type_name(type));
    return NULL;
  }
  if (inc_json_type_of(member) == type) return member;
  INC_REPORT(r, "type-mismatch", member, "found %s, expected %s", inc_json_type_name(inc_json_type_of(member)),
             inc_json_type_name(type));
  return NULL;
}

const char *inc_member_text(inc_reader *r, const inc_json *object, const char *key, bool required)
{
  const inc_json *member = inc_member(r, object, key, INC_JSON_STRING, required);
  return member ? inc_json_string(member) : NULL;
}

bool inc_member_date(inc_reader *r, const inc_json *object, const char *key, int32_t *days)
{
  const inc_json *member = inc_member(r, object, key, INC_JSON_STRING, false);
  if (!member) return false;
  const char *text = inc_json_string(member);
  if (inc_date_parse_iso(text, strlen(text), days)) return true;
  INC_REPORT(r, "date-invalid", member, "found \"%s\", expected a date of the calendar as YYYY-MM-DD", text);
  return false;
}

bool inc_member_boolean(inc_reader *r, const inc_json *object, const char *key, bool otherwise)
{
  const inc_json *member = inc_json_get(object, key);
  if (!member) return otherwise;
  inc_json_type type = inc_json_type_of(member);
  if (type == INC_JSON_TRUE || type == INC_JSON_FALSE) return type == INC_JSON_TRUE;
  INC_REPORT(r, "type-mismatch", member, "found %s, expected true or false", inc_json_type_name(type));
  return otherwise;
}

static const char *number_text(inc_reader *r, const inc_json *node, size_t *length)
{
  const char *text = inc_json_string(node);
  if (text) {
    *length = strlen(text);
    return text;
  }
  if (inc_json_type_of(node) == INC_JSON_NUMBER) return inc_json_number(document(r), node, length);
  INC_REPORT(r, "type-mismatch", node, "found %s, expected a number", inc_json_type_name(inc_json_type_of(node)));
  return NULL;
}

bool inc_read_number(inc_reader *r, const inc_json *node, inc_number *number)
{
  size_t length;
  const char *text = number_text(r, node, &length);
  *number = (inc_number){0};
  if (!text) return false;
  int shown = (int)inc_text_cut(text, length, 40);
  if (inc_json_type_of(node) == INC_JSON_NUMBER && inc_decimal_digits(text, length) > INC_JSON_DIGITS) {
    INC_REPORT(r, "number-too-long", node, "found %.*s, expected at most 15 significant digits", shown, text);
    return false;
  }
  switch (inc_number_parse(text, length, number)) {
  case INC_DECIMAL_OK: return true;
  case INC_DECIMAL_SYNTAX:
    INC_REPORT(r, "type-mismatch", node, "found \"%.*s\", expected a number", shown, text);
    return false;
  default: break;
  }
  INC_REPORT(r, "number-too-long", node, "found %.*s, expected a number below 9223372036854 with at most 18 decimals", shown,
             text);
  return false;
}

bool inc_read_micros(inc_reader *r, const inc_json *node, int64_t *micros)
{
  inc_number number;
  *micros = 0;
  if (!inc_read_number(r, node, &number)) return false;
  inc_decimal_result result = inc_number_micros(number, micros);
  if (result == INC_DECIMAL_OK) return true;
  INC_REPORT(r, "number-too-long", node,
             result == INC_DECIMAL_FINE ? "more than 6 decimals, expected a multiple of 0.000001"
                                        : "too large, expected a number below 9223372036854");
  return false;
}

int inc_read_word(inc_reader *r, const inc_json *node, const char *code, const char *words)
{
  const char *text = inc_json_string(node);
  int index = text ? word_index(words, text) : -1;
  if (index >= 0) return index;
  if (text) INC_REPORT(r, code, node, "found \"%s\", expected one of: %s", text, words);
  else INC_REPORT(r, code, node, "found %s, expected one of: %s", inc_json_type_name(inc_json_type_of(node)), words);
  return -1;
}

inc_label inc_label_of(const inc_json *node)
{
  inc_label label = {NULL, NULL};
  if (!node) return label;
  label.zh = label.en = inc_json_string(node);
  if (label.zh) return label;
  const inc_json *zh = inc_json_get(node, "zh"), *en = inc_json_get(node, "en");
  if (zh) label.zh = inc_json_string(zh);
  if (en) label.en = inc_json_string(en);
  return label;
}

void inc_check_label(inc_reader *r, const inc_json *node)
{
  if (inc_json_string(node)) return;
  if (inc_json_type_of(node) != INC_JSON_OBJECT) {
    INC_REPORT(r, "type-mismatch", node, "found %s, expected a text, or {\"zh\": …, \"en\": …}",
               inc_json_type_name(inc_json_type_of(node)));
    return;
  }
  inc_check_keys(r, node, "zh en");
  inc_member_text(r, node, "zh", false);
  inc_member_text(r, node, "en", false);
}

/* CJK ideographs, the letters that names may have beside a–z. */
static bool is_chinese(uint32_t c)
{
  return (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x323AF);
}

static bool is_name(const char *name)
{
  if (!strcmp(name, "params") || !strcmp(name, "as_of") || strlen(name) > 200) return false;
  for (const char *at = name; *at;) {
    bool first = at == name;
    uint32_t c = inc_utf8_next(&at);
    bool letter = (c >= 'a' && c <= 'z') || is_chinese(c), other = (c >= '0' && c <= '9') || c == '_';
    if (!letter && (first || !other)) return false;
  }
  return *name != 0;
}

bool inc_check_name(inc_reader *r, const inc_json *node)
{
  const char *name = inc_json_key(node);
  if (is_name(name)) return true;
  inc_report_key(r, "name-invalid", node,
                 "\"%s\" is no name: expected small letters, digits, _ and Chinese letters, a letter first, and neither "
                 "params nor as_of",
                 name);
  return false;
}

enum { NAME_ROOM = 48 };

/* Levenshtein distance in bytes. */
static size_t distance(const char *a, const char *b)
{
  size_t rows[2][NAME_ROOM + 1], n = strlen(b);
  for (size_t k = 0; k <= n; k++) rows[0][k] = k;
  for (size_t i = 0; a[i]; i++) {
    const size_t *above = rows[i % 2];
    size_t *row = rows[(i + 1) % 2];
    row[0] = i + 1;
    for (size_t k = 0; k < n; k++) {
      size_t least = above[k] + (a[i] != b[k]);
      if (above[k + 1] + 1 < least) least = above[k + 1] + 1;
      if (row[k] + 1 < least) least = row[k] + 1;
      row[k + 1] = least;
    }
  }
  return rows[strlen(a) % 2][n];
}

const char *inc_nearest(const char *name, const char *const *known, size_t count)
{
  size_t best = strlen(name) / 3 + 1;
  const char *nearest = NULL;
  if (strlen(name) > NAME_ROOM) return NULL;
  for (size_t i = 0; i < count; i++) {
    if (strlen(known[i]) > NAME_ROOM) continue;
    size_t d = distance(name, known[i]);
    if (d > best || (d == best && nearest)) continue;
    best = d;
    nearest = known[i];
  }
  return nearest;
}
