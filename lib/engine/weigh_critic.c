/*
 * CRITIC (Diakoulaki, Mavrotas and Papayannakis 1995). With n values a, b of two items, sums A, B, and the whole numbers
 * V = n Σ a² − A², C = n Σ a b − A B, an item's standard deviation is √V / n and its correlation with another
 * C / √(V V'). So n times what an item tells is the sum over the others of √V − C / √V', no term of which is below 0; a
 * correlation with an item that is the same in each row is 0. The whole numbers are exact and say where a term is 0;
 * elsewhere it is written so that nothing cancels out. Bits, with 2^32 rows: V and C have 190, √V has 95.
 */
#include "engine/weigh.h"

/* Roots are in units of 2^−128, what an item tells in units of 2^−384: words of 64 bits to go from the one to the other. */
enum { ROOT = 2, TELLS = 6 };

typedef struct spread {
  inc_i128 sum;
  inc_wide variance, root; /* V, √V */
} spread;

/* Σ a b, of products of 126 bits. */
static void add_products(const inc_weighed *w, uint32_t a, uint32_t b, inc_wide *sum)
{
  inc_u128 low = 0;
  inc_i128 high = 0;
  inc_wide behind;
  for (size_t i = 0; i < w->row_count; i++) {
    size_t row = w->rows[i];
    inc_i128 product = (inc_i128)inc_result_value(w->items[a], row) * inc_result_value(w->items[b], row);
    low += (uint64_t)product;
    high += product >> 64;
  }
  high += (inc_i128)(low >> 64);
  inc_wide_set(sum, high);
  inc_wide_lift(sum, 1);
  inc_wide_set(&behind, (inc_i128)(uint64_t)low);
  inc_wide_add(sum, sum, &behind);
}

static void multiply(inc_wide *to, inc_i128 a, inc_i128 b)
{
  inc_wide right;
  inc_wide_set(to, a);
  inc_wide_set(&right, b);
  inc_wide_multiply(to, to, &right);
}

/* n Σ a b − A B */
static void covariance(const inc_weighed *w, const spread *s, uint32_t a, uint32_t b, inc_wide *to)
{
  inc_wide sums, count;
  add_products(w, a, b, to);
  inc_wide_set(&count, (inc_i128)w->row_count);
  inc_wide_multiply(to, to, &count);
  multiply(&sums, s[a].sum, s[b].sum);
  inc_wide_subtract(to, to, &sums);
}

/* √V − C / √V' where C > 0: as (V V' − C²) / (V' √V + C √V'). */
static void apart(const spread *own, const spread *other, const inc_wide *c, inc_wide *to)
{
  inc_wide square, left, right;
  inc_wide_multiply(to, &own->variance, &other->variance);
  inc_wide_multiply(&square, c, c);
  inc_wide_subtract(to, to, &square); /* not below 0, and 0 where the two items say the same */
  inc_wide_lift(to, TELLS + ROOT);
  inc_wide_multiply(&left, &other->variance, &own->root);
  inc_wide_multiply(&right, c, &other->root);
  inc_wide_add(&left, &left, &right);
  inc_wide_divide_round(to, to, &left, INC_ROUND_DOWN);
}

/* Adds what an item tells beside another one. */
static void add_apart(const spread *own, const spread *other, const inc_wide *c, inc_information *to)
{
  inc_wide term, opposite;
  if (own->variance.sign == 0) return;
  if (c->sign > 0) {
    apart(own, other, c, &term);
  } else {
    term = own->root;
    inc_wide_lift(&term, TELLS - ROOT);
    opposite = *c;
    opposite.sign = -c->sign;
    inc_wide_lift(&opposite, TELLS + ROOT);
    if (c->sign) inc_wide_divide_round(&opposite, &opposite, &other->root, INC_ROUND_DOWN);
    inc_wide_add(&term, &term, &opposite);
  }
  inc_wide_add(&to->value, &to->value, &term);
}

static void measure(const inc_weighed *w, spread *s, uint32_t item)
{
  for (size_t i = 0; i < w->row_count; i++) s[item].sum += inc_result_value(w->items[item], w->rows[i]);
  covariance(w, s, item, item, &s[item].variance);
  inc_wide fine = s[item].variance;
  inc_wide_lift(&fine, 2 * ROOT);
  inc_wide_root(&s[item].root, &fine);
}

/* Terms are above 2^−286 or 0, so all are good to 2^−97 of themselves: within 2^−64 for certain. */
static void bound(inc_information *to)
{
  inc_wide one;
  to->error = to->value;
  if (to->value.sign == 0) return;
  inc_wide_drop(&to->error, 1);
  inc_wide_set(&one, 1);
  inc_wide_add(&to->error, &to->error, &one);
}

bool inc_weigh_critic(const inc_weighed *w, inc_information *to)
{
  spread *s = inc_alloc_zero(w->allocator, w->count, sizeof *s);
  if (!s) return false;
  for (uint32_t i = 0; i < w->count; i++) {
    inc_wide_set(&to[i].value, 0);
    measure(w, s, i);
  }
  for (uint32_t a = 0; a < w->count; a++) {
    for (uint32_t b = a + 1; b < w->count; b++) {
      inc_wide c;
      covariance(w, s, a, b, &c);
      add_apart(&s[a], &s[b], &c, &to[a]);
      add_apart(&s[b], &s[a], &c, &to[b]);
    }
  }
  for (uint32_t i = 0; i < w->count; i++) bound(&to[i]);
  inc_free(w->allocator, s);
  return true;
}
