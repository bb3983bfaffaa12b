#include "policy/reader.h"
void inc_check_policy(inc_reader *r)
{
  (void)r;
}
