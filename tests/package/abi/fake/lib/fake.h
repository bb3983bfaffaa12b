/* Private, and of the same file name as the public header. */
#include <incubator/fake.h>

struct fake_object {
#ifdef PRIVATE_CHANGED
  double other;
#endif
  int count;
};
