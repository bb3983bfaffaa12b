/* UTF-8: checking, making printable, and the folding by which names in data are matched. */
#ifndef INC_BASE_TEXT_H
#define INC_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first byte that is not UTF-8 (as RFC 3629: no surrogates, no overlong forms); length when all is well. */
size_t inc_utf8_valid(const char *text, size_t length);

/* The bytes of the character that starts at text (1 to 4); valid UTF-8 only. */
size_t inc_utf8_width(unsigned char first);

/* Reads one character of valid UTF-8 and steps over it. */
uint32_t inc_utf8_next(const char **text);

/* Writes one character, returns its bytes (1 to 4). */
size_t inc_utf8_write(char *to, uint32_t character);

/* Copies what can be shown: control characters and bytes that are not UTF-8 become \xNN; cut at a character's edge. */
void inc_text_printable(char *to, size_t room, const char *text, size_t length);

/* The bytes to show of a text where there is room for `most`: cut at a character's edge. */
size_t inc_text_cut(const char *text, size_t length, size_t most);
/* printf into a fixed room; what is too long is cut at a character's edge. */
__attribute__((format(printf, 3, 4))) void inc_text_print(char *to, size_t room, const char *format, ...);
void inc_text_print_list(char *to, size_t room, const char *format, va_list arguments);

/*
 * Whether valid UTF-8 holds a character that hides or moves what is shown: controls
 * (C0, DEL, C1) and the embeddings, overrides and isolates of bidirectional text.
 * `lines`: line breaks and tabs are welcome.
 */
bool inc_text_control(const char *text, size_t length, bool lines);

/*
 * The form in which headers, labels and category names are compared: surrounding
 * white space gone, full-width letters, digits, brackets and the ideographic space
 * narrowed (U+FF01–FF5E, U+3000), ASCII in lower case. Nothing else is normalised.
 * Never longer than the text. Returns the length written to `to`.
 */
size_t inc_text_fold(char *to, const char *text, size_t length);

/* Columns on a terminal: East Asian wide characters count two. */
size_t inc_text_columns(const char *text, size_t length);

bool inc_text_equal(const char *a, size_t a_length, const char *b);

/* Trims ASCII white space and U+3000 from both ends, in place of pointers. */
void inc_text_trim(const char **text, size_t *length);

#endif
