#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* The bytes of the well-formed character at text, 0 for none. RFC 3629 section 4. */
static size_t utf8_character(const unsigned char *t, size_t left)
{
  if (t[0] < 0x80) return 1;
  unsigned char low = 0x80, high = 0xBF;
  size_t width = t[0] < 0xE0 ? 2 : t[0] < 0xF0 ? 3 : 4;
  if (t[0] < 0xC2 || t[0] > 0xF4 || width > left) return 0;
  if (t[0] == 0xE0) low = 0xA0;
  if (t[0] == 0xED) high = 0x9F;
  if (t[0] == 0xF0) low = 0x90;
  if (t[0] == 0xF4) high = 0x8F;
  if (t[1] < low || t[1] > high) return 0;
  for (size_t i = 2; i < width; i++) {
    if ((t[i] & 0xC0) != 0x80) return 0;
  }
  return width;
}

size_t inc_utf8_valid(const char *text, size_t length)
{
  const unsigned char *t = (const unsigned char *)text;
  size_t i = 0;
  while (i < length) {
    while (length - i >= 8) { /* most text is ASCII: eight bytes at a time */
      uint64_t eight;
      memcpy(&eight, t + i, 8);
      if (eight & UINT64_C(0x8080808080808080)) break;
      i += 8;
    }
    while (i < length) { /* then what stands in the way, most often Chinese: E1–EC or EE, EF and two more */
      if (t[i] < 0x80) {
        i++;
        if (i < length && t[i] >= 0x80) continue;
        break;
      }
      bool plain = length - i >= 3 && (t[i] & 0xF0) == 0xE0 && t[i] != 0xE0 && t[i] != 0xED;
      size_t width = plain && (t[i + 1] & 0xC0) == 0x80 && (t[i + 2] & 0xC0) == 0x80 ? 3 : utf8_character(t + i, length - i);
      if (width == 0) return i;
      i += width;
    }
  }
  return length;
}

size_t inc_utf8_width(unsigned char first)
{
  return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

uint32_t inc_utf8_next(const char **text)
{
  const unsigned char *t = (const unsigned char *)*text;
  size_t width = inc_utf8_width(t[0]);
  uint32_t character = width == 1 ? t[0] : t[0] & (0xFFu >> (width + 1));
  for (size_t i = 1; i < width; i++) character = character << 6 | (t[i] & 0x3Fu);
  *text += width;
  return character;
}

size_t inc_utf8_write(char *to, uint32_t c)
{
  if (c < 0x80) {
    to[0] = (char)c;
    return 1;
  }
  size_t width = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = width - 1; i > 0; i--, c >>= 6) to[i] = (char)(0x80 | (c & 0x3F));
  to[0] = (char)(lead[width] | c);
  return width;
}

void inc_text_printable(char *to, size_t room, const char *text, size_t length)
{
  static const char hex[] = "0123456789ABCDEF";
  size_t used = 0, i = 0;
  while (i < length) {
    const unsigned char *t = (const unsigned char *)text + i;
    size_t width = utf8_character(t, length - i);
    bool shown = width > 1 ? !(t[0] == 0xC2 && t[1] < 0xA0) : width == 1 && t[0] >= 0x20 && t[0] != 0x7F;
    size_t needed = shown ? width : 4;
    if (used + needed >= room) break;
    if (shown) {
      memcpy(to + used, t, width);
    } else {
      memcpy(to + used, (char[]){'\\', 'x', hex[t[0] >> 4], hex[t[0] & 15]}, 4);
      width = 1;
    }
    used += needed;
    i += width;
  }
  if (room) to[used] = 0;
}

size_t inc_text_cut(const char *text, size_t length, size_t most)
{
  if (length <= most) return length;
  size_t back = 1; /* bytes of the last character */
  while (back < 4 && back < most && ((unsigned char)text[most - back] & 0xC0) == 0x80) back++;
  return most && inc_utf8_width((unsigned char)text[most - back]) > back ? most - back : most;
}

void inc_text_print_list(char *to, size_t room, const char *format, va_list arguments)
{
  int length = vsnprintf(to, room, format, arguments);
  if (length > 0) to[inc_text_cut(to, (size_t)length, room - 1)] = 0;
}

void inc_text_print(char *to, size_t room, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  inc_text_print_list(to, room, format, arguments);
  va_end(arguments);
}

/* The characters are told by their bytes: data have many texts, and nearly none of these. */
bool inc_text_control(const char *text, size_t length, bool lines)
{
  const unsigned char *t = (const unsigned char *)text;
  for (size_t i = 0; i < length; i++) {
    if (t[i] >= 0x20 && t[i] != 0x7F && t[i] != 0xC2 && t[i] != 0xE2) continue;
    if (t[i] < 0x20 && !(lines && (t[i] == '\n' || t[i] == '\r' || t[i] == '\t'))) return true;
    if (t[i] == 0x7F || (t[i] == 0xC2 && t[i + 1] < 0xA0)) return true;
    if (t[i] != 0xE2) continue;
    if (t[i + 1] == 0x80 && t[i + 2] >= 0xAA && t[i + 2] <= 0xAE) return true; /* U+202A–202E */
    if (t[i + 1] == 0x81 && t[i + 2] >= 0xA6 && t[i + 2] <= 0xA9) return true; /* U+2066–2069 */
  }
  return false;
}

static uint32_t fold_character(uint32_t c)
{
  if (c == 0x3000 || c == 0xA0 || c == '\t') return ' ';
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFF01 - 0x21;
  return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

size_t inc_text_fold(char *to, const char *text, size_t length)
{
  inc_text_trim(&text, &length);
  const char *end = text + length;
  char *start = to;
  while (text < end) to += inc_utf8_write(to, fold_character(inc_utf8_next(&text)));
  return (size_t)(to - start);
}

static bool is_wide(uint32_t c)
{
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) || (c >= 0x3041 && c <= 0xA4CF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) ||
         (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
         (c >= 0x20000 && c <= 0x3FFFD);
}

size_t inc_text_columns(const char *text, size_t length)
{
  const char *end = text + length;
  size_t columns = 0;
  while (text < end) columns += is_wide(inc_utf8_next(&text)) ? 2 : 1;
  return columns;
}

bool inc_text_equal(const char *a, size_t a_length, const char *b)
{
  return strlen(b) == a_length && memcmp(a, b, a_length) == 0;
}

/* The bytes of white space at text: ASCII blanks, no-break space, U+3000; 0 for none. */
static size_t space_width(const char *text, size_t left)
{
  unsigned char c = (unsigned char)*text;
  if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
  if (left >= 3 && memcmp(text, "\xE3\x80\x80", 3) == 0) return 3;
  if (left >= 2 && memcmp(text, "\xC2\xA0", 2) == 0) return 2;
  return 0;
}

/* Whether a byte may be part of white space. */
static bool may_be_space(char byte)
{
  unsigned char c = (unsigned char)byte;
  return c <= ' ' || c == 0xE3 || c == 0xC2 || c == 0x80 || c == 0xA0;
}

void inc_text_trim(const char **text, size_t *length)
{
  size_t width;
  if (*length && !may_be_space(**text) && !may_be_space((*text)[*length - 1])) return; /* as most texts are */
  while (*length && (width = space_width(*text, *length)) > 0) {
    *text += width;
    *length -= width;
  }
  while (*length) {
    const char *end = *text + *length;
    size_t back = 1;
    while (back < *length && back < 3 && ((unsigned char)end[-(ptrdiff_t)back] & 0xC0) == 0x80) back++;
    if (space_width(end - back, back) != back) break;
    *length -= back;
  }
}
