/* SHA-256, by libmd. */
#ifndef INC_BASE_DIGEST_H
#define INC_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <sha2.h>

typedef struct inc_digest {
  SHA2_CTX state;
} inc_digest;

enum { INC_DIGEST_TEXT = 65 }; /* hexadecimal digits and a zero */

void inc_digest_start(inc_digest *d);
void inc_digest_add(inc_digest *d, const void *bytes, size_t length);
/* Length first, so that two texts in a row can't be mistaken for two others. */
void inc_digest_add_text(inc_digest *d, const char *text);
void inc_digest_add_number(inc_digest *d, uint64_t number);
void inc_digest_end(inc_digest *d, char text[INC_DIGEST_TEXT]);

#endif
