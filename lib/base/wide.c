#include "base/wide.h"

#include <string.h>

void inc_wide_set(inc_wide *to, inc_i128 value)
{
  inc_u128 magnitude = value < 0 ? 0 - (inc_u128)value : (inc_u128)value;
  to->sign = value < 0 ? -1 : value > 0;
  to->word[0] = (uint64_t)magnitude;
  to->word[1] = (uint64_t)(magnitude >> 64);
  to->count = to->word[1] ? 2 : to->word[0] ? 1 : 0;
}

bool inc_wide_get64(const inc_wide *a, int64_t *value)
{
  *value = 0;
  if (a->count > 1 || (a->count == 1 && a->word[0] > INT64_MAX)) return false;
  if (a->count) *value = a->sign * (int64_t)a->word[0];
  return true;
}

static void trim(inc_wide *a, int32_t sign)
{
  while (a->count && a->word[a->count - 1] == 0) a->count--;
  a->sign = a->count ? sign : 0;
}

static int compare_magnitude(const inc_wide *a, const inc_wide *b)
{
  if (a->count != b->count) return a->count < b->count ? -1 : 1;
  for (uint32_t i = a->count; i-- > 0;) {
    if (a->word[i] != b->word[i]) return a->word[i] < b->word[i] ? -1 : 1;
  }
  return 0;
}

static void add_magnitude(inc_wide *to, const inc_wide *a, const inc_wide *b)
{
  uint32_t count = a->count > b->count ? a->count : b->count;
  inc_u128 carry = 0;
  for (uint32_t i = 0; i < count; i++) {
    carry += (i < a->count ? a->word[i] : 0);
    carry += (i < b->count ? b->word[i] : 0);
    to->word[i] = (uint64_t)carry;
    carry >>= 64;
  }
  if (carry && count < INC_WIDE_WORDS) to->word[count++] = (uint64_t)carry;
  to->count = count;
}

/* |a| ≥ |b| */
static void subtract_magnitude(inc_wide *to, const inc_wide *a, const inc_wide *b)
{
  uint64_t borrow = 0;
  uint32_t count = a->count;
  for (uint32_t i = 0; i < count; i++) {
    inc_u128 less = (inc_u128)(i < b->count ? b->word[i] : 0) + borrow;
    borrow = a->word[i] < less;
    to->word[i] = a->word[i] - (uint64_t)less;
  }
  to->count = count;
}

static void add_signed(inc_wide *to, const inc_wide *a, const inc_wide *b, int32_t b_sign)
{
  inc_wide sum;
  if (a->sign == 0 || b_sign == 0 || a->sign == b_sign) {
    add_magnitude(&sum, a, b);
    trim(&sum, a->sign ? a->sign : b_sign);
  } else if (compare_magnitude(a, b) >= 0) {
    subtract_magnitude(&sum, a, b);
    trim(&sum, a->sign);
  } else {
    subtract_magnitude(&sum, b, a);
    trim(&sum, b_sign);
  }
  *to = sum;
}

void inc_wide_add(inc_wide *to, const inc_wide *a, const inc_wide *b)
{
  add_signed(to, a, b, b->sign);
}

void inc_wide_subtract(inc_wide *to, const inc_wide *a, const inc_wide *b)
{
  add_signed(to, a, b, -b->sign);
}

void inc_wide_multiply(inc_wide *to, const inc_wide *a, const inc_wide *b)
{
  inc_wide product;
  uint32_t count = a->count + b->count;
  if (count > INC_WIDE_WORDS) count = INC_WIDE_WORDS;
  memset(product.word, 0, sizeof product.word);
  for (uint32_t i = 0; i < a->count; i++) {
    inc_u128 carry = 0;
    for (uint32_t k = 0; i + k < count; k++) {
      carry += (inc_u128)a->word[i] * (k < b->count ? b->word[k] : 0) + product.word[i + k];
      product.word[i + k] = (uint64_t)carry;
      carry >>= 64;
    }
  }
  product.count = count;
  trim(&product, a->sign * b->sign);
  *to = product;
}

void inc_wide_lift(inc_wide *a, uint32_t n)
{
  if (a->count == 0 || a->count + n > INC_WIDE_WORDS) return;
  memmove(a->word + n, a->word, a->count * sizeof *a->word);
  memset(a->word, 0, n * sizeof *a->word);
  a->count += n;
}

void inc_wide_drop(inc_wide *a, uint32_t n)
{
  if (a->count <= n) {
    *a = (inc_wide){.sign = 0};
    return;
  }
  a->count -= n;
  memmove(a->word, a->word + n, a->count * sizeof *a->word);
}

int inc_wide_compare(const inc_wide *a, const inc_wide *b)
{
  if (a->sign != b->sign) return a->sign < b->sign ? -1 : 1;
  return a->sign * compare_magnitude(a, b);
}

static void shift_left_one(inc_wide *a, unsigned bit)
{
  for (uint32_t i = 0; i < a->count; i++) {
    unsigned out = (unsigned)(a->word[i] >> 63);
    a->word[i] = a->word[i] << 1 | bit;
    bit = out;
  }
  if (bit && a->count < INC_WIDE_WORDS) a->word[a->count++] = bit;
}

/* Schoolbook, bit by bit: slow, short, and only ever asked where 128 bits do not do. */
static void divide_magnitude(inc_wide *quotient, inc_wide *rest, const inc_wide *a, const inc_wide *b)
{
  memset(quotient, 0, sizeof *quotient);
  memset(rest, 0, sizeof *rest);
  quotient->count = a->count;
  for (uint32_t i = a->count * 64; i-- > 0;) {
    shift_left_one(rest, a->word[i / 64] >> (i % 64) & 1);
    if (compare_magnitude(rest, b) < 0) continue;
    subtract_magnitude(rest, rest, b);
    trim(rest, 1);
    quotient->word[i / 64] |= UINT64_C(1) << (i % 64);
  }
  trim(quotient, 1);
  trim(rest, 1);
}

void inc_wide_divide_round(inc_wide *to, const inc_wide *a, const inc_wide *b, inc_rounding mode)
{
  inc_wide quotient, rest, one;
  int32_t sign = a->sign;
  divide_magnitude(&quotient, &rest, a, b);
  if (rest.sign && mode != INC_ROUND_DOWN) {
    inc_wide_add(&rest, &rest, &rest);
    int half = compare_magnitude(&rest, b);
    bool odd = quotient.count && (quotient.word[0] & 1);
    if (half > 0 || (half == 0 && (mode == INC_ROUND_HALF_UP || odd))) {
      inc_wide_set(&one, 1);
      inc_wide_add(&quotient, &quotient, &one);
    }
  }
  quotient.sign = quotient.count ? sign : 0;
  *to = quotient;
}

size_t inc_wide_format(const inc_wide *a, char text[INC_WIDE_TEXT])
{
  char reversed[INC_WIDE_TEXT];
  inc_wide rest = *a;
  size_t count = 0, length = 0;
  for (uint32_t w = rest.count; w > 0;) { /* the least digit, by short division */
    inc_u128 carry = 0;
    for (uint32_t i = w; i-- > 0;) {
      carry = carry << 64 | rest.word[i];
      rest.word[i] = (uint64_t)(carry / 10);
      carry %= 10;
    }
    reversed[count++] = (char)('0' + (int)carry);
    while (w > 0 && rest.word[w - 1] == 0) w--;
  }
  if (a->sign < 0) text[length++] = '-';
  if (count == 0) text[length++] = '0';
  while (count > 0) text[length++] = reversed[--count];
  text[length] = 0;
  return length;
}

bool inc_wide_parse(const char *text, inc_wide *to)
{
  const bool negative = *text == '-';
  inc_wide ten, digit;
  size_t count = 0;
  inc_wide_set(to, 0);
  inc_wide_set(&ten, 10);
  for (text += negative; text[count] >= '0' && text[count] <= '9' && count < INC_WIDE_DIGITS; count++) {
    inc_wide_multiply(to, to, &ten);
    inc_wide_set(&digit, text[count] - '0');
    inc_wide_add(to, to, &digit);
  }
  if (count == 0 || text[count]) {
    inc_wide_set(to, 0);
    return false;
  }
  if (negative) to->sign = -to->sign;
  return true;
}
