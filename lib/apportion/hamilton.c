/* Largest remainder: what the fractions of the exact shares leave goes to the greatest of these. */
#include "apportion/apportion.h"

#include <stdlib.h>

/* What a row would have of one more step. */
typedef struct claim {
  inc_i128 rest;
  size_t row;
} claim;

static int compare_claims(const void *left, const void *right)
{
  const claim *a = left, *b = right;
  if (a->rest != b->rest) return a->rest > b->rest ? -1 : 1;
  return a->row < b->row ? -1 : a->row > b->row;
}

static void give_rests(const inc_division *how, const claim *claims, size_t count, int64_t left, inc_divided *to)
{
  size_t i = 0;
  for (; left > 0 && i < count;) {
    size_t behind = i + 1;
    while (behind < count && claims[behind].rest == claims[i].rest) behind++;
    const bool lot = (int64_t)(behind - i) > left && !how->in_order;
    for (size_t k = i; k < behind && (lot || left > 0); k++) {
      if (lot) to->tied[claims[k].row] = true;
      else to->shares[claims[k].row]++, left--;
    }
    if (lot) {
      to->ties = behind - i;
      to->lots = left;
      return;
    }
    i = behind;
  }
}

static void share_out(const inc_division *how, const inc_growth *g, const bool *grows, claim *claims, inc_divided *to)
{
  const inc_i128 whole = (inc_i128)how->whole - g->fixed;
  inc_i128 left = whole;
  size_t claimed = 0;
  for (size_t i = 0; i < how->count && g->weight > 0; i++) {
    if (!grows[i]) continue;
    const inc_i128 part = (inc_i128)how->weights[i] * whole; /* both are below 2^63: bounds are within the whole */
    to->shares[i] = (int64_t)(part / g->weight);
    left -= to->shares[i];
    if (part % g->weight) claims[claimed++] = (claim){part % g->weight, i};
  }
  if (claimed) qsort(claims, claimed, sizeof *claims, compare_claims);
  give_rests(how, claims, claimed, (int64_t)left, to);
}

void inc_share_hamilton(const inc_division *how, const incubator_allocator *a, inc_divided *to)
{
  inc_growth growth;
  bool *grows = inc_alloc_zero(a, how->count + 1, sizeof *grows);
  claim *claims = inc_alloc_array(a, how->count + 1, sizeof *claims);
  if (grows && claims && inc_share_quotas(how, a, to->shares, grows, &growth)) share_out(how, &growth, grows, claims, to);
  else to->fault = INC_SHARES_NO_MEMORY;
  inc_free(a, grows);
  inc_free(a, claims);
}
