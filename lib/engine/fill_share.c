#include "engine/fill_share.h"

static int64_t money_of(const inc_share *s, size_t place)
{
  return inc_result_value(s->before, s->order.rows[place].row);
}

static void put(const inc_share *s, size_t place, uint8_t gap, int64_t value)
{
  const uint32_t row = s->order.rows[place].row;
  s->after->gaps[row] = gap;
  ((int64_t *)s->after->values)[row] = gap ? 0 : value;
}

/* ---- One after the other ---- */

static inc_i128 total_of(const inc_share *s, size_t first, size_t end)
{
  inc_i128 total = 0;
  for (size_t i = first; i < end; i++) total += money_of(s, i);
  return total;
}

/* Rows that come at once and do not fit together: a single one gets the rest, several need a lot. */
static void edge_partial(const inc_share *s, size_t first, size_t end, int64_t left)
{
  const bool lot = left > 0 && end - first > 1;
  for (size_t i = first; i < end; i++) put(s, i, lot ? INCUBATOR_GAP_TIE : INCUBATOR_GAP_NONE, left);
}

/* Those who could be served whole if they came first need a lot, the others get nothing. */
static void edge_stop(const inc_share *s, size_t first, size_t end, int64_t left)
{
  for (size_t i = first; i < end; i++) put(s, i, money_of(s, i) <= left ? INCUBATOR_GAP_TIE : INCUBATOR_GAP_NONE, 0);
}

enum { AHEAD = 16 };

/* Those that fit have what they get already. */
static void share_by_order(const inc_share *s, size_t first, size_t end, int64_t left)
{
  for (size_t i = first; i < end;) {
    if (i + AHEAD < s->order.count) __builtin_prefetch((const int64_t *)s->before->values + s->order.rows[i + AHEAD].row);
    const size_t behind = s->adjustment->in_order ? i + 1 : inc_order_equals_end(&s->order, i, end);
    const inc_i128 total = total_of(s, i, behind);
    if (total <= left) {
      left -= (int64_t)total;
    } else {
      if (s->adjustment->fill == INC_FILL_PARTIAL) edge_partial(s, i, behind, left);
      else edge_stop(s, i, behind, left);
      left = 0;
    }
    i = behind;
  }
}

/* ---- In proportion ---- */

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

/* The rests of some rows, of which the greatest get one more step each. */
typedef struct rests {
  inc_u128 *of; /* by place behind the first row */
  size_t first, end;
} rests;

/* The rest of the last one of `steps` rows, the greatest first; digit by digit from the top. */
static inc_u128 last_to_get(const rests *r, inc_u128 most, size_t steps)
{
  inc_u128 found = 0;
  unsigned shift = 0;
  while (most >> shift >> DIGIT_BITS) shift += DIGIT_BITS;
  for (;; shift -= DIGIT_BITS) {
    size_t counts[DIGITS] = {0}, digit = DIGITS - 1;
    for (size_t i = 0; i < r->end - r->first; i++) {
      const inc_u128 upper = r->of[i] >> shift;
      counts[upper % DIGITS] += upper >> DIGIT_BITS == found;
    }
    while (counts[digit] < steps) steps -= counts[digit--];
    found = found << DIGIT_BITS | digit;
    if (shift == 0) return found;
  }
}

static void one_more(const inc_share *s, size_t place)
{
  ((int64_t *)s->after->values)[s->order.rows[place].row] += s->step;
}

/* Behind the last row that comes at once with the one at `place`, of those with the same rest; how many these are. */
static size_t equals_end(const inc_share *s, const rests *r, size_t place, size_t *count)
{
  const inc_u128 rest = r->of[place - r->first];
  size_t behind = place;
  for (*count = 0; behind < r->end; behind++) {
    if (r->of[behind - r->first] != rest) continue;
    if (!inc_order_equal(&s->order, &s->order.rows[place], &s->order.rows[behind])) break;
    ++*count;
  }
  return behind;
}

/* What is left of the steps, to rows of equal rests: by order, and if that does not tell, by lot. */
static void share_among_equals(const inc_share *s, const rests *r, inc_u128 rest, size_t steps)
{
  for (size_t i = r->first; i < r->end && steps;) {
    if (r->of[i - r->first] != rest) {
      i++;
      continue;
    }
    size_t count;
    const size_t behind = equals_end(s, r, i, &count);
    const bool lot = count > steps && !s->adjustment->in_order;
    for (; i < behind && steps; i++) {
      if (r->of[i - r->first] != rest) continue;
      if (lot) put(s, i, INCUBATOR_GAP_TIE, 0);
      else one_more(s, i), steps--;
    }
    if (lot) return;
  }
}

static void share_rest(const inc_share *s, const rests *r, inc_u128 most, size_t steps)
{
  const inc_u128 last = last_to_get(r, most, steps);
  for (size_t i = r->first; i < r->end; i++) {
    if (r->of[i - r->first] <= last) continue;
    one_more(s, i);
    steps--;
  }
  share_among_equals(s, r, last, steps);
}

static incubator_status share_in_proportion(const inc_share *s, size_t first, size_t end, int64_t cap)
{
  const int64_t whole = cap / s->step;
  const inc_i128 all = total_of(s, first, end) / s->step;
  rests r = {inc_alloc_array(s->allocator, end - first, sizeof *r.of), first, end};
  int64_t left = whole;
  if (!r.of) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t i = first; i < end; i++) {
    const inc_u128 part = (inc_u128)(money_of(s, i) / s->step) * (inc_u128)whole;
    const bool small = part <= UINT64_MAX && all <= INT64_MAX; /* as nearly all are: a division by one instruction */
    const int64_t share = small ? (int64_t)((uint64_t)part / (uint64_t)all) : (int64_t)(part / (inc_u128)all);
    r.of[i - first] = part - (inc_u128)share * (inc_u128)all;
    put(s, i, INCUBATOR_GAP_NONE, share * s->step);
    left -= share;
  }
  if (left) share_rest(s, &r, (inc_u128)all, (size_t)left);
  inc_free(s->allocator, r.of);
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_share_out(const inc_share *s, size_t first, size_t end, int64_t cap)
{
  if (s->adjustment->fill == INC_FILL_PRO_RATA) return share_in_proportion(s, first, end, cap);
  share_by_order(s, first, end, cap);
  return INCUBATOR_STATUS_OK;
}
