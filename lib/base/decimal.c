#include "base/decimal.h"

#include <string.h>

int64_t inc_power10(unsigned n)
{
  static const int64_t powers[] = {
      1,
      10,
      100,
      1000,
      10000,
      100000,
      1000000,
      10000000,
      100000000,
      1000000000,
      10000000000,
      100000000000,
      1000000000000,
      10000000000000,
      100000000000000,
      1000000000000000,
      10000000000000000,
      100000000000000000,
      1000000000000000000,
  };
  return powers[n];
}

int inc_number_compare(inc_number a, inc_number b)
{
  unsigned scale = a.scale > b.scale ? a.scale : b.scale;
  inc_i128 left = (inc_i128)a.mantissa * inc_power10(scale - a.scale);
  inc_i128 right = (inc_i128)b.mantissa * inc_power10(scale - b.scale);
  return left < right ? -1 : left > right;
}

unsigned inc_bits64(int64_t value)
{
  uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  return magnitude ? 64 - (unsigned)__builtin_clzll(magnitude) : 0;
}

/* What the digits say before the exponent is taken in: digits without leading and trailing zeros. */
typedef struct digits {
  int64_t mantissa;
  int32_t exponent; /* value = mantissa × 10^exponent */
  int32_t pending;  /* zeros seen that count only when another digit follows */
  int32_t dropped;  /* digits behind those that the mantissa holds: value ≈ mantissa × 10^(exponent + dropped) */
  bool negative, any, fraction;
} digits;

static void take_digit(digits *d, int digit)
{
  d->any = true;
  if (d->fraction) d->exponent--;
  if (digit == 0) {
    if (d->mantissa) d->pending++;
    return;
  }
  for (; d->pending >= 0; d->pending--) {
    int64_t more = d->pending ? 0 : digit, next;
    bool held = !d->dropped && !__builtin_mul_overflow(d->mantissa, 10, &next) && !__builtin_add_overflow(next, more, &next);
    if (held) d->mantissa = next;
    else d->dropped++;
  }
  d->pending = 0;
}

static bool read_exponent(const char *text, const char *end, int32_t *exponent)
{
  bool negative = text < end && *text == '-';
  if (text < end && (*text == '-' || *text == '+')) text++;
  if (text == end) return false;
  int32_t value = 0;
  for (; text < end; text++) {
    if (*text < '0' || *text > '9') return false;
    if (value < 100000) value = value * 10 + (*text - '0');
  }
  *exponent += negative ? -value : value;
  return true;
}

static bool read_decimal(const char *text, size_t length, digits *d)
{
  const char *end = text + length;
  *d = (digits){0};
  if (text < end && (*text == '-' || *text == '+')) d->negative = *text++ == '-';
  for (; text < end; text++) {
    if (*text == '.' && !d->fraction && d->any) d->fraction = true;
    else if (*text >= '0' && *text <= '9') take_digit(d, *text - '0');
    else break;
  }
  if (!d->any || text[-1] == '.') return false;
  d->exponent += d->pending;
  if (text < end && (*text == 'e' || *text == 'E')) return read_exponent(text + 1, end, &d->exponent);
  return text == end;
}

inc_decimal_result inc_number_parse(const char *text, size_t length, inc_number *number)
{
  digits d;
  *number = (inc_number){0};
  if (!read_decimal(text, length, &d)) return INC_DECIMAL_SYNTAX;
  if (d.mantissa == 0) return INC_DECIMAL_OK;
  /* With one digit more the mantissa would be beyond 64 bits: so is the number on the grid, unless that digit is below the grid. */
  if (d.dropped) return d.exponent + d.dropped <= -INC_MICRO_SCALE ? INC_DECIMAL_FINE : INC_DECIMAL_LARGE;
  if (d.exponent < -INC_SCALE_MAX) return INC_DECIMAL_FINE;
  for (; d.exponent > 0; d.exponent--) {
    if (__builtin_mul_overflow(d.mantissa, 10, &d.mantissa)) return INC_DECIMAL_LARGE;
  }
  number->mantissa = d.negative ? -d.mantissa : d.mantissa;
  number->scale = (uint8_t)-d.exponent;
  return INC_DECIMAL_OK;
}

inc_decimal_result inc_number_micros(inc_number number, int64_t *micros)
{
  *micros = 0;
  if (number.scale > INC_MICRO_SCALE) return INC_DECIMAL_FINE;
  int64_t factor = inc_power10(INC_MICRO_SCALE - number.scale);
  if (__builtin_mul_overflow(number.mantissa, factor, micros) || *micros == INT64_MIN) {
    *micros = 0;
    return INC_DECIMAL_LARGE;
  }
  return INC_DECIMAL_OK;
}

inc_decimal_result inc_decimal_parse(const char *text, size_t length, int64_t *micros)
{
  inc_number number;
  inc_decimal_result result = inc_number_parse(text, length, &number);
  *micros = 0;
  return result == INC_DECIMAL_OK ? inc_number_micros(number, micros) : result;
}

bool inc_decimal_plain(const char *text, size_t length, int64_t *micros)
{
  bool negative = length > 0 && *text == '-';
  size_t i = negative, decimals = 0;
  int64_t value = 0;
  if (length > 12 || i == length) return false; /* so that a whole number of micros fits */
  for (; i < length && text[i] >= '0' && text[i] <= '9'; i++) value = value * 10 + (text[i] - '0');
  if (i == (size_t)negative) return false;
  if (i < length) {
    if (text[i] != '.' || i + 1 == length) return false;
    for (i++; i < length && text[i] >= '0' && text[i] <= '9'; i++, decimals++) value = value * 10 + (text[i] - '0');
  }
  if (i < length || decimals > INC_MICRO_SCALE) return false;
  value *= inc_power10(INC_MICRO_SCALE - (unsigned)decimals);
  *micros = negative ? -value : value;
  return true;
}

size_t inc_decimal_digits(const char *text, size_t length)
{
  size_t count = 0;
  bool leading = true;
  for (size_t i = 0; i < length && text[i] != 'e' && text[i] != 'E'; i++) {
    if (text[i] < '0' || text[i] > '9') continue;
    if (text[i] != '0') leading = false;
    if (!leading) count++;
  }
  return count ? count : 1;
}

size_t inc_number_format(inc_number number, char text[INC_DECIMAL_TEXT])
{
  char reversed[INC_DECIMAL_TEXT];
  size_t n = 0;
  uint64_t left = number.mantissa < 0 ? 0 - (uint64_t)number.mantissa : (uint64_t)number.mantissa;
  unsigned scale = number.scale;
  for (; scale && left % 10 == 0; scale--) left /= 10;
  for (unsigned i = 0; i < scale; i++, left /= 10) reversed[n++] = (char)('0' + left % 10);
  if (scale) reversed[n++] = '.';
  do {
    reversed[n++] = (char)('0' + left % 10);
    left /= 10;
  } while (left);
  if (number.mantissa < 0) reversed[n++] = '-';
  for (size_t i = 0; i < n; i++) text[i] = reversed[n - 1 - i];
  text[n] = 0;
  return n;
}

size_t inc_decimal_format(int64_t micros, char text[INC_DECIMAL_TEXT])
{
  return inc_number_format((inc_number){micros, INC_MICRO_SCALE}, text);
}

inc_i128 inc_divide_round(inc_i128 numerator, inc_i128 denominator, inc_rounding mode)
{
  inc_i128 quotient = numerator / denominator, rest = numerator % denominator;
  if (rest == 0 || mode == INC_ROUND_DOWN) return quotient;
  inc_u128 twice = (inc_u128)(rest < 0 ? -rest : rest) * 2;
  bool up = twice > (inc_u128)denominator;
  if (twice == (inc_u128)denominator) up = mode == INC_ROUND_HALF_UP || (quotient & 1);
  return up ? quotient + (numerator < 0 ? -1 : 1) : quotient;
}

size_t inc_decimal_format_sum(inc_i128 micros, char text[INC_SUM_TEXT])
{
  inc_u128 left = micros < 0 ? -(inc_u128)micros : (inc_u128)micros;
  char reversed[INC_SUM_TEXT];
  size_t count = 0, length = 0;
  for (unsigned digit = 0; left || digit <= INC_MICRO_SCALE; digit++, left /= 10) {
    if (digit == INC_MICRO_SCALE && count) reversed[count++] = '.';
    if (digit < INC_MICRO_SCALE && !count && left % 10 == 0) continue;
    reversed[count++] = (char)('0' + (unsigned)(left % 10));
  }
  if (micros < 0) text[length++] = '-';
  while (count) text[length++] = reversed[--count];
  text[length] = 0;
  return length;
}
