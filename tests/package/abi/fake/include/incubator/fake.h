/* A small interface; each macro is a change that a release could make. Compiled by selftest.sh. */
#ifndef FAKE_H
#define FAKE_H

#include <stddef.h>

typedef struct fake_object fake_object;
typedef struct fake_other fake_other;

typedef enum fake_status {
  FAKE_OK = 0,
#ifdef ENUMERATOR_RENUMBERED
  FAKE_NO_MEMORY = 2
#else
  FAKE_NO_MEMORY = 1
#endif
#ifdef ENUMERATOR_ADDED
  , FAKE_LATER = 9
#endif
} fake_status;

typedef struct fake_options {
  size_t size;
#ifdef MEMBERS_SWAPPED
  const char *name;
  int limit, extra;
#elif defined MEMBER_TYPE_CHANGED
  unsigned long limit;
  const char *name;
#else
  int limit, extra;
  const char *name;
#endif
#ifdef STRUCT_GROWN
  int more;
#endif
} fake_options;

#ifdef PARAMETER_CHANGED
fake_status fake_create(const fake_options *options, fake_object **object, int more);
#elif defined OPAQUE_CHANGED
fake_status fake_create(const fake_options *options, fake_other **object);
#else
fake_status fake_create(const fake_options *options, fake_object **object);
#endif
#ifdef RETURN_CHANGED
long fake_count(const fake_object *object);
#else
int fake_count(const fake_object *object);
#endif
void fake_free(fake_object *object);
void fake_added(fake_object *object);

#endif
