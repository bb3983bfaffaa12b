#include "base/digest.h"

#include <string.h>

void inc_digest_start(inc_digest *d)
{
  SHA256Init(&d->state);
}

void inc_digest_add(inc_digest *d, const void *bytes, size_t length)
{
  if (length) SHA256Update(&d->state, bytes, length);
}

void inc_digest_add_number(inc_digest *d, uint64_t number)
{
  uint8_t bytes[8];
  for (int i = 0; i < 8; i++) bytes[i] = (uint8_t)(number >> 8 * i);
  inc_digest_add(d, bytes, sizeof bytes);
}

void inc_digest_add_text(inc_digest *d, const char *text)
{
  size_t length = strlen(text);
  inc_digest_add_number(d, length);
  inc_digest_add(d, text, length);
}

void inc_digest_end(inc_digest *d, char text[INC_DIGEST_TEXT])
{
  static const char hex[] = "0123456789abcdef";
  uint8_t bytes[SHA256_DIGEST_LENGTH];
  SHA256Final(bytes, &d->state);
  for (size_t i = 0; i < sizeof bytes; i++) {
    text[2 * i] = hex[bytes[i] >> 4];
    text[2 * i + 1] = hex[bytes[i] & 15];
  }
  text[INC_DIGEST_TEXT - 1] = 0;
}
