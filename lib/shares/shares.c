/* Shares as their users hold them: read, divided, asked for; what binds where they are impossible. */
#include "shares/shares.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"

enum { NAMED = 5 };

/* ---- Why it is impossible, with the units ---- */

/* Whether the unit's bound is a part of what does not fit. */
static bool binds(const incubator_shares *s, const inc_division *how, size_t row)
{
  if (s->divided.fault == INC_SHARES_CROSSED) return inc_share_lower(how, row) > inc_share_upper(how, row);
  return s->divided.fault == INC_SHARES_TOO_FEW ? inc_share_least(how, row) > 0 : true;
}

static void name_bound(const incubator_shares *s, const inc_division *how, size_t row, inc_buffer *to)
{
  char text[64];
  if (s->divided.fault == INC_SHARES_CROSSED) {
    snprintf(text, sizeof text, " (from %lld to %lld)", (long long)how->lower[row], (long long)how->upper[row]);
  } else {
    const bool few = s->divided.fault == INC_SHARES_TOO_FEW;
    snprintf(text, sizeof text, " (%lld)", (long long)(few ? inc_share_least(how, row) : inc_share_greatest(how, row)));
  }
  inc_buffer_text(to, s->units[row]);
  inc_buffer_text(to, text);
}

/* The error that the division gave, with the units behind it that bind. */
static void name_bounds(const incubator_shares *s, const inc_division *how, incubator_error *error)
{
  size_t bound = 0;
  char more[48];
  inc_buffer text;
  if (!error) return;
  inc_buffer_init(&text, &s->allocator);
  inc_buffer_text(&text, s->divided.fault == INC_SHARES_CROSSED ? "a lower bound is above the upper one" : error->message);
  for (size_t i = 0; i < s->count; i++) {
    if (!binds(s, how, i) || ++bound > NAMED) continue;
    inc_buffer_text(&text, bound > 1 ? ", " : ": ");
    name_bound(s, how, i, &text);
  }
  snprintf(more, sizeof more, " and %zu more", bound > NAMED ? bound - NAMED : 0);
  if (bound > NAMED) inc_buffer_text(&text, more);
  if (!text.failed) INC_FAIL(error, INCUBATOR_STATUS_INFEASIBLE, "%s", inc_buffer_get(&text));
  inc_buffer_free(&text);
}

static incubator_status divide(incubator_shares *s, incubator_error *error)
{
  const incubator_shares_options *o = &s->how;
  const incubator_apportion_options how = {sizeof how, &s->allocator, o->method, o->whole,    s->count,
                                           s->weights, s->lower,      s->upper,  o->in_order, o->lower_first};
  const incubator_status status = inc_apportion_checked(&how, &s->divided, error);
  const inc_division named = {(inc_method)(o->method - INCUBATOR_METHOD_HAMILTON), s->count, o->whole, s->weights, s->lower, s->upper, o->in_order};
  if (status == INCUBATOR_STATUS_INFEASIBLE) name_bounds(s, &named, error);
  return status;
}

/* ---- The public face ---- */

void incubator_shares_free(incubator_shares *s)
{
  if (!s) return;
  const incubator_allocator a = s->allocator;
  inc_free(&a, s->units);
  inc_free(&a, s->weights);
  inc_free(&a, s->lower);
  inc_free(&a, s->upper);
  inc_free(&a, s->divided.shares);
  inc_free(&a, s->divided.tied);
  incubator_registry_unref(s->registry);
  inc_free(&a, s);
}

incubator_status incubator_shares_create(const incubator_registry_source *source, const incubator_shares_options *given, incubator_shares **shares,
                                         incubator_findings **findings, incubator_error *error)
{
  incubator_shares_options o;
  incubator_findings *found = NULL;
  if (shares) *shares = NULL;
  if (findings) *findings = NULL;
  if (!shares || !source) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "source and shares must not be NULL");
  INC_TRY(inc_struct_read(&o, sizeof o, INC_SIZE_THROUGH(incubator_shares_options, lower_first), given, error));
  if (o.method < INCUBATOR_METHOD_HAMILTON || o.method > INCUBATOR_METHOD_JEFFERSON || o.whole < 0) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "a method, and a whole that is not below 0, must be set");
  }
  const incubator_allocator a = inc_allocator_of(o.allocator);
  incubator_shares *s = inc_alloc_zero(&a, 1, sizeof *s);
  if (!s) return inc_no_memory(error);
  s->allocator = a;
  s->how = o;
  s->how.unit = s->how.weight = s->how.lower = s->how.upper = NULL;
  incubator_status status = inc_shares_read(s, source, &o, &found, error);
  if (status == INCUBATOR_STATUS_OK) status = divide(s, error);
  if (findings && status == INCUBATOR_STATUS_DATA) *findings = found;
  else incubator_findings_free(found);
  if (status == INCUBATOR_STATUS_OK) *shares = s;
  else incubator_shares_free(s);
  return status;
}

size_t incubator_shares_count(const incubator_shares *s)
{
  return s->count;
}

size_t incubator_shares_tied(const incubator_shares *s)
{
  return s->divided.ties;
}

/* weight × whole / total, to millionths: all weights are below 2^63, so the product fits, and so does what is left times a thousand. */
static void put_quota(const incubator_shares *s, size_t row, incubator_share *to)
{
  if (s->total == 0) return;
  const inc_i128 part = (inc_i128)s->weights[row] * s->how.whole;
  inc_i128 rest = part % s->total * 1000;
  to->quota = (int64_t)(part / s->total);
  to->quota_micros = (int32_t)(rest / s->total) * 1000;
  rest = rest % s->total * 1000;
  to->quota_micros += (int32_t)(rest / s->total);
}

incubator_status incubator_shares_get(const incubator_shares *s, size_t number, incubator_share *share)
{
  incubator_share answer = INCUBATOR_SHARE_INIT;
  if (!s || number >= s->count || !inc_struct_fits(share, INC_SIZE_THROUGH(incubator_share, most))) return INCUBATOR_STATUS_ARGUMENT;
  answer.unit = s->units[number];
  answer.weight = s->weights[number];
  answer.lower = s->lower[number];
  answer.upper = s->upper[number];
  answer.least = s->divided.shares[number];
  answer.most = answer.least + s->divided.tied[number];
  put_quota(s, number, &answer);
  inc_struct_write(share, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}
