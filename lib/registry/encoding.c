/*
 * Encodings. iconv does the work; where implementations of GB 18030 disagree, the mapping
 * is ours and the same everywhere: what GB 18030-2022 assigns, never the private use area.
 * docs/decisions/0006-gb18030.md lists the sequences.
 */
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/text.h"
#include "registry/registry.h"

/* ---- Finding out ---- */

incubator_encoding inc_encoding_mark(const char *bytes, size_t length)
{
  if (length >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3)) return INCUBATOR_ENCODING_UTF8;
  if (length >= 2 && !memcmp(bytes, "\xFF\xFE", 2)) return INCUBATOR_ENCODING_UTF16LE;
  if (length >= 2 && !memcmp(bytes, "\xFE\xFF", 2)) return INCUBATOR_ENCODING_UTF16BE;
  return INCUBATOR_ENCODING_AUTO;
}

/* Completes the character that the last piece broke off. */
static bool check_rest(inc_text_check *c, const char **bytes, size_t *length)
{
  while (c->rest_length && *length) {
    c->rest[c->rest_length++] = *(*bytes)++;
    (*length)--;
    if (c->rest_length < inc_utf8_width((unsigned char)c->rest[0])) continue;
    if (inc_utf8_valid(c->rest, c->rest_length) < c->rest_length) return false;
    c->offset += c->rest_length;
    c->rest_length = 0;
  }
  return true;
}

bool inc_check_utf8(inc_text_check *c, const char *bytes, size_t length, bool last)
{
  if (!check_rest(c, &bytes, &length)) return false;
  size_t valid = length ? inc_utf8_valid(bytes, length) : 0, left = length - valid;
  c->offset += valid;
  if (left) {
    unsigned char lead = (unsigned char)bytes[valid];
    if (left > 3 || lead < 0xC2 || lead > 0xF4 || left >= inc_utf8_width(lead)) return false;
    memcpy(c->rest, bytes + valid, left);
    c->rest_length = left;
  }
  return !last || c->rest_length == 0;
}

/* One byte below 80; two: 81–FE, 40–FE but 7F; four: 81–FE, 30–39, 81–FE, 30–39. */
static bool gb_byte(inc_text_check *c, unsigned char byte)
{
  bool high = byte >= 0x81 && byte <= 0xFE, digit = byte >= 0x30 && byte <= 0x39;
  switch (c->state) {
  case 0: c->state = high ? 1 : 0; return high || byte < 0x80;
  case 1: c->state = digit ? 2 : 0; return digit || (byte >= 0x40 && byte != 0x7F && byte != 0xFF);
  case 2: c->state = 3; return high;
  default: c->state = 0; return digit;
  }
}

bool inc_check_gb18030(inc_text_check *c, const char *bytes, size_t length, bool last)
{
  for (size_t i = 0; i < length; i++, c->offset++) {
    if (!gb_byte(c, (unsigned char)bytes[i])) return false;
  }
  return !last || c->state == 0;
}

/* ---- Sequences of GB 18030 that implementations map differently ---- */

typedef struct exception {
  unsigned char bytes[4]; /* two or four */
  uint32_t character;
} exception;

static const exception exceptions[] = {
    {{0x81, 0x35, 0xF4, 0x37}, 0x1E3F}, {{0x82, 0x35, 0x90, 0x37}, 0x9FB4}, {{0x82, 0x35, 0x90, 0x38}, 0x9FB5},
    {{0x82, 0x35, 0x90, 0x39}, 0x9FB6}, {{0x82, 0x35, 0x91, 0x30}, 0x9FB7}, {{0x82, 0x35, 0x91, 0x31}, 0x9FB8},
    {{0x82, 0x35, 0x91, 0x32}, 0x9FB9}, {{0x82, 0x35, 0x91, 0x33}, 0x9FBA}, {{0x82, 0x35, 0x91, 0x34}, 0x9FBB},
    {{0x84, 0x31, 0x82, 0x36}, 0xFE10}, {{0x84, 0x31, 0x82, 0x37}, 0xFE11}, {{0x84, 0x31, 0x82, 0x38}, 0xFE12},
    {{0x84, 0x31, 0x82, 0x39}, 0xFE13}, {{0x84, 0x31, 0x83, 0x30}, 0xFE14}, {{0x84, 0x31, 0x83, 0x31}, 0xFE15},
    {{0x84, 0x31, 0x83, 0x32}, 0xFE16}, {{0x84, 0x31, 0x83, 0x33}, 0xFE17}, {{0x84, 0x31, 0x83, 0x34}, 0xFE18},
    {{0x84, 0x31, 0x83, 0x35}, 0xFE19}, {{0xA6, 0xD9}, 0xFE10},             {{0xA6, 0xDA}, 0xFE12},
    {{0xA6, 0xDB}, 0xFE11},             {{0xA6, 0xDC}, 0xFE13},             {{0xA6, 0xDD}, 0xFE14},
    {{0xA6, 0xDE}, 0xFE15},             {{0xA6, 0xDF}, 0xFE16},             {{0xA6, 0xEC}, 0xFE17},
    {{0xA6, 0xED}, 0xFE18},             {{0xA6, 0xF3}, 0xFE19},             {{0xA8, 0xBC}, 0x1E3F},
    {{0xFE, 0x51}, 0x20087},            {{0xFE, 0x52}, 0x20089},            {{0xFE, 0x53}, 0x200CC},
    {{0xFE, 0x59}, 0x9FB4},             {{0xFE, 0x61}, 0x9FB5},             {{0xFE, 0x66}, 0x9FB6},
    {{0xFE, 0x67}, 0x9FB7},             {{0xFE, 0x6C}, 0x215D7},            {{0xFE, 0x6D}, 0x9FB8},
    {{0xFE, 0x76}, 0x2298F},            {{0xFE, 0x7E}, 0x9FB9},             {{0xFE, 0x90}, 0x9FBA},
    {{0xFE, 0x91}, 0x241FE},            {{0xFE, 0xA0}, 0x9FBB},
};

/* The bytes of the sequence at text, 0 when it is cut off. */
static size_t gb_width(const char *text, size_t left)
{
  unsigned char c = (unsigned char)text[0];
  if (c < 0x80) return 1;
  if (left < 2) return 0;
  bool four = (unsigned char)text[1] >= 0x30 && (unsigned char)text[1] <= 0x39;
  size_t width = four ? 4 : 2;
  return width <= left ? width : 0;
}

static const exception *find_exception(const char *text, size_t width)
{
  unsigned char c = (unsigned char)text[0];
  if (width < 2 || (c != 0x81 && c != 0x82 && c != 0x84 && c != 0xA6 && c != 0xA8 && c != 0xFE)) return NULL;
  for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++) {
    size_t length = exceptions[i].bytes[2] ? 4 : 2;
    if (length == width && !memcmp(exceptions[i].bytes, text, width)) return &exceptions[i];
  }
  return NULL;
}

/* ---- Decoding ---- */

bool inc_decoder_start(inc_decoder *d, incubator_encoding encoding)
{
  static const char *const names[] = {NULL, NULL, "GB18030", "UTF-16LE", "UTF-16BE"};
  *d = (inc_decoder){.encoding = encoding};
  if (encoding <= INCUBATOR_ENCODING_UTF8) return true;
  iconv_t converter = iconv_open("UTF-8", names[encoding]);
  if (converter == (iconv_t)-1) return false;
  d->converter = converter;
  return true;
}

void inc_decoder_end(inc_decoder *d)
{
  if (d->converter) iconv_close(d->converter);
  d->converter = NULL;
}

/* Converts all it can; what stays is a character that is cut off. False at bytes that are no text. */
static bool convert(inc_decoder *d, const char **bytes, size_t *left, inc_buffer *to)
{
  char out[4096], *source;
  memcpy(&source, bytes, sizeof source); /* iconv's argument is not const, though it writes nothing there */
  while (*left) {
    char *at = out;
    size_t room = sizeof out, before = *left;
    size_t result = iconv(d->converter, &source, left, &at, &room);
    inc_buffer_add(to, out, sizeof out - room);
    d->offset += before - *left;
    *bytes = source;
    if (result != (size_t)-1) return true;
    if (errno == EINVAL) return true;
    if (errno != E2BIG) return false;
  }
  return true;
}

/* GB 18030: runs between exceptions go to iconv. */
static bool convert_gb(inc_decoder *d, const char **bytes, size_t *left, inc_buffer *to)
{
  const char *start = *bytes, *at = start, *end = start + *left;
  bool ok = true;
  while (at < end && ok) {
    size_t width = gb_width(at, (size_t)(end - at));
    const exception *e = width ? find_exception(at, width) : NULL;
    if (width == 0) break;
    if (e) {
      size_t run = (size_t)(at - start);
      char character[4];
      ok = convert(d, &start, &run, to) && run == 0;
      if (!ok) break;
      inc_buffer_add(to, character, inc_utf8_write(character, e->character));
      d->offset += width;
      start = at + width;
    }
    at += width;
  }
  size_t run = (size_t)(at - start);
  ok = ok && convert(d, &start, &run, to) && run == 0;
  *bytes = at;
  *left = (size_t)(end - at);
  return ok;
}

static bool copy_utf8(inc_decoder *d, const char **bytes, size_t *left, inc_buffer *to)
{
  size_t valid = inc_utf8_valid(*bytes, *left);
  inc_buffer_add(to, *bytes, valid);
  d->offset += valid;
  *bytes += valid;
  *left -= valid;
  /* What is left may be the beginning of a character. */
  unsigned char c = *left ? (unsigned char)**bytes : 0;
  return *left == 0 || (*left < 4 && c >= 0xC2 && *left < inc_utf8_width(c));
}

static bool decode_some(inc_decoder *d, const char **bytes, size_t *left, inc_buffer *to)
{
  if (d->encoding == INCUBATOR_ENCODING_GB18030) return convert_gb(d, bytes, left, to);
  return d->converter ? convert(d, bytes, left, to) : copy_utf8(d, bytes, left, to);
}

/* Completes the character that the last piece broke off, byte by byte. */
static bool decode_rest(inc_decoder *d, const char **bytes, size_t *length, inc_buffer *to)
{
  while (d->rest_length && *length) {
    if (d->rest_length == sizeof d->rest) return false;
    d->rest[d->rest_length++] = *(*bytes)++;
    (*length)--;
    const char *rest = d->rest;
    size_t left = d->rest_length;
    if (!decode_some(d, &rest, &left, to)) return false;
    d->rest_length = left;
    memmove(d->rest, rest, left);
  }
  return true;
}

bool inc_decode(inc_decoder *d, const char *bytes, size_t length, bool last, inc_buffer *to)
{
  if (!decode_rest(d, &bytes, &length, to)) return false;
  if (length && !decode_some(d, &bytes, &length, to)) return false;
  if (length) {
    if (length > sizeof d->rest) return false;
    memcpy(d->rest, bytes, length);
    d->rest_length = length;
  }
  return !last || d->rest_length == 0;
}
