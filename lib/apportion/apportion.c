#include "apportion/apportion.h"

#include <string.h>

static bool add_bound(inc_wide *sum, int64_t bound)
{
  inc_wide one;
  inc_wide_set(&one, bound);
  inc_wide_add(sum, sum, &one);
  return bound != INC_SHARE_MOST;
}

static bool is_more(const inc_wide *sum, int64_t whole)
{
  inc_wide right;
  inc_wide_set(&right, whole);
  return inc_wide_compare(sum, &right) > 0;
}

/* Methods whose first divisor is 0 give each row with a weight one before anything else. */
int64_t inc_share_least(const inc_division *how, size_t row)
{
  const bool free_first = how->method == INC_METHOD_ADAMS || how->method == INC_METHOD_HUNTINGTON_HILL;
  const int64_t lower = inc_share_lower(how, row);
  return lower == 0 && free_first && how->weights[row] > 0 && inc_share_upper(how, row) > 0 ? 1 : lower;
}

int64_t inc_share_greatest(const inc_division *how, size_t row)
{
  return how->weights[row] > 0 ? inc_share_upper(how, row) : inc_share_lower(how, row);
}

/* Whether there are shares at all. */
static inc_share_fault find_fault(const inc_division *how, inc_wide *bound)
{
  inc_wide least, most;
  bool ends = true;
  inc_wide_set(&least, 0);
  inc_wide_set(&most, 0);
  for (size_t i = 0; i < how->count; i++) {
    if (inc_share_lower(how, i) > inc_share_upper(how, i)) return INC_SHARES_CROSSED;
    add_bound(&least, inc_share_least(how, i));
    ends = add_bound(&most, inc_share_greatest(how, i)) && ends;
  }
  *bound = least;
  if (is_more(&least, how->whole)) return INC_SHARES_TOO_FEW;
  inc_wide whole;
  inc_wide_set(&whole, how->whole);
  *bound = most;
  return ends && inc_wide_compare(&most, &whole) < 0 ? INC_SHARES_TOO_MANY : INC_SHARES_FINE;
}

void inc_apportion(const inc_division *how, const incubator_allocator *a, inc_divided *to)
{
  to->ties = 0;
  to->lots = 0;
  if (how->count) memset(to->tied, 0, how->count * sizeof *to->tied);
  for (size_t i = 0; i < how->count; i++) to->shares[i] = 0;
  to->fault = find_fault(how, &to->bound);
  if (to->fault != INC_SHARES_FINE) return;
  for (size_t i = 0; i < how->count; i++) to->shares[i] = inc_share_least(how, i);
  if (how->method == INC_METHOD_HAMILTON) inc_share_hamilton(how, a, to);
  else inc_share_divisors(how, a, to);
}
