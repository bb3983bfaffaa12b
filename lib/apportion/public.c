/* The public face of apportionment: checks what is given, then divides. */
#include <incubator/apportion.h>

#include <string.h>

#include "apportion/apportion.h"
#include "base/error.h"

static incubator_status refuse_row(incubator_error *error, size_t row, const char *what, int64_t found)
{
  const inc_place place = {NULL, row + 1 > UINT32_MAX ? 0 : (uint32_t)(row + 1), 0};
  return inc_fail(error, INCUBATOR_STATUS_ARGUMENT, place, "%s: found %lld, expected at least 0", what, (long long)found);
}

static incubator_status check(const incubator_apportion_options *o, incubator_error *error)
{
  if (o->method < INCUBATOR_METHOD_HAMILTON || o->method > INCUBATOR_METHOD_JEFFERSON) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "method: found %d, expected one of the methods", (int)o->method);
  }
  if (o->count && !o->weights) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "weights must be set where there are rows");
  if (o->whole < 0) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "whole: found %lld, expected at least 0", (long long)o->whole);
  for (size_t i = 0; i < o->count; i++) {
    if (o->weights[i] < 0) return refuse_row(error, i, "weight", o->weights[i]);
    if (o->lower && o->lower[i] < 0) return refuse_row(error, i, "lower bound", o->lower[i]);
    if (o->upper && o->upper[i] < 0) return refuse_row(error, i, "upper bound", o->upper[i]);
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- Why it is impossible ---- */

static incubator_status refuse_crossed(const inc_division *how, incubator_error *error)
{
  size_t row = 0;
  while (inc_share_lower(how, row) <= inc_share_upper(how, row)) row++;
  const inc_place place = {NULL, row + 1 > UINT32_MAX ? 0 : (uint32_t)(row + 1), 0};
  return inc_fail(error, INCUBATOR_STATUS_INFEASIBLE, place, "row %zu: its lower bound %lld is above its upper bound %lld", row + 1,
                  (long long)inc_share_lower(how, row), (long long)inc_share_upper(how, row));
}

static incubator_status refuse(const inc_division *how, const inc_divided *shared, incubator_error *error)
{
  char bound[INC_WIDE_TEXT];
  if (shared->fault == INC_SHARES_NO_MEMORY) return inc_no_memory(error);
  if (shared->fault == INC_SHARES_CROSSED) return refuse_crossed(how, error);
  inc_wide_format(&shared->bound, bound);
  if (shared->fault == INC_SHARES_TOO_FEW) {
    return INC_FAIL(error, INCUBATOR_STATUS_INFEASIBLE, "the least that the rows must have is %s together, more than the whole of %lld", bound,
                    (long long)how->whole);
  }
  return INC_FAIL(error, INCUBATOR_STATUS_INFEASIBLE, "the most that the rows can have is %s together, less than the whole of %lld", bound,
                  (long long)how->whole);
}

/* ---- Each row its lower bound, and the rest by weights ---- */

/* What is left, and how much more each row can have; false where the bounds do not allow that. */
static bool take_lower(inc_division *how, int64_t *rest)
{
  bool ok = true;
  for (size_t i = 0; i < how->count; i++) {
    const int64_t lower = inc_share_lower(how, i), upper = inc_share_upper(how, i);
    ok = ok && lower <= upper && lower <= how->whole;
    rest[i] = upper == INC_SHARE_MOST ? upper : upper - lower;
    if (ok) how->whole -= lower;
  }
  return ok;
}

static incubator_status share_rest(inc_division how, const incubator_allocator *a, inc_divided *shared, incubator_error *error)
{
  const inc_division given = how;
  int64_t *rest = inc_alloc_array(a, how.count + 1, sizeof *rest);
  if (!rest) return inc_no_memory(error);
  if (take_lower(&how, rest)) {
    how.lower = NULL;
    how.upper = rest;
    inc_apportion(&how, a, shared);
    for (size_t i = 0; i < how.count && !shared->fault; i++) shared->shares[i] += inc_share_lower(&given, i);
  } else {
    inc_apportion(&given, a, shared); /* finds the same fault, and what the bounds come to */
  }
  inc_free(a, rest);
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_apportion_checked(const incubator_apportion_options *o, inc_divided *to, incubator_error *error)
{
  INC_TRY(check(o, error));
  const incubator_allocator a = inc_allocator_of(o->allocator);
  const inc_division how = {(inc_method)(o->method - INCUBATOR_METHOD_HAMILTON), o->count, o->whole, o->weights, o->lower, o->upper, o->in_order};
  if (o->lower_first) INC_TRY(share_rest(how, &a, to, error));
  else inc_apportion(&how, &a, to);
  return to->fault ? refuse(&how, to, error) : INCUBATOR_STATUS_OK;
}

static void put_marks(const incubator_apportion_options *o, const inc_divided *shared, uint8_t *tied, incubator_apportion_ties *ties)
{
  const incubator_apportion_ties answer = {.rows = shared->ties, .lots = shared->lots};
  for (size_t i = 0; i < o->count && tied; i++) tied[i] = shared->tied[i];
  if (ties) inc_struct_write(ties, &answer, sizeof answer);
}

incubator_status incubator_apportion(const incubator_apportion_options *given, int64_t *shares, uint8_t *tied, incubator_apportion_ties *ties,
                                     incubator_error *error)
{
  incubator_apportion_options o;
  const bool fits = !ties || inc_struct_fits(ties, INC_SIZE_THROUGH(incubator_apportion_ties, lots));
  if (ties && fits) inc_struct_write(ties, &(incubator_apportion_ties){0}, sizeof *ties);
  INC_TRY(inc_struct_read(&o, sizeof o, INC_SIZE_THROUGH(incubator_apportion_options, lower_first), given, error));
  if (!fits || (o.count && !shares)) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "room for the shares, and initialised ties, are needed");
  if (o.count) memset(shares, 0, o.count * sizeof *shares);
  if (tied && o.count) memset(tied, 0, o.count);
  const incubator_allocator a = inc_allocator_of(o.allocator);
  inc_divided shared = {.shares = shares, .tied = inc_alloc_zero(&a, o.count + 1, sizeof *shared.tied)};
  if (!shared.tied) return inc_no_memory(error);
  const incubator_status status = inc_apportion_checked(&o, &shared, error);
  if (status == INCUBATOR_STATUS_OK) put_marks(&o, &shared, tied, ties);
  else if (o.count) memset(shares, 0, o.count * sizeof *shares);
  inc_free(&a, shared.tied);
  return status;
}
