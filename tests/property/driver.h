/* What the files of the driver share: text that grows, and JSON into it. */
#ifndef DRIVER_H
#define DRIVER_H

#include <stdint.h>

#include <cjson/cJSON.h>
#include <incubator/incubator.h>

typedef struct buffer {
  char *text;
  size_t length, capacity;
} buffer;

/* Ends the program. */
void die(const char *why);

void put(buffer *b, const char *text);
void put_string(buffer *b, const char *text);

/* The ledger of some decisions, with totals by the names of a list, or why there is none. */
void put_ledger(buffer *b, incubator_decisions *decisions, const cJSON *by);

#endif
