#include "fake.h"

#ifdef PARAMETER_CHANGED
fake_status fake_create(const fake_options *options, fake_object **object, int more)
{
  return options && object && more ? FAKE_OK : FAKE_NO_MEMORY;
}
#elif defined OPAQUE_CHANGED
fake_status fake_create(const fake_options *options, fake_other **object)
{
  return options && object ? FAKE_OK : FAKE_NO_MEMORY;
}
#else
fake_status fake_create(const fake_options *options, fake_object **object)
{
  return options && object ? FAKE_OK : FAKE_NO_MEMORY;
}
#endif

#ifdef RETURN_CHANGED
long fake_count(const fake_object *object)
#else
int fake_count(const fake_object *object)
#endif
{
  return object->count;
}

#ifndef FUNCTION_REMOVED
void fake_free(fake_object *object)
{
  object->count = 0;
}
#endif

#ifdef FUNCTION_ADDED
void fake_added(fake_object *object)
{
  object->count = 1;
}
#endif
