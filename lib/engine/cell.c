#include "engine/cell.h"

#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/text.h"

enum { CELL_ROOM = 256 };

static const inc_cell_fault fine = {NULL, ""};

__attribute__((format(printf, 2, 3))) static inc_cell_fault fault(const char *code, const char *format, ...)
{
  inc_cell_fault f = {code, ""};
  va_list arguments;
  va_start(arguments, format);
  inc_text_print_list(f.expected, sizeof f.expected, format, arguments);
  va_end(arguments);
  return f;
}

bool inc_cell_boolean(const char *text, size_t length, bool *value)
{
  static const char *const words[2][10] = {
      {"false", "0", "no", "n", "f", "否", "无", "×", "不是", "没有"},
      {"true", "1", "yes", "y", "t", "是", "有", "√", "✓", "对"},
  };
  char folded[CELL_ROOM];
  if (length >= sizeof folded) return false;
  size_t size = inc_text_fold(folded, text, length);
  for (int truth = 0; truth < 2; truth++) {
    for (size_t i = 0; i < 10; i++) {
      if (!inc_text_equal(folded, size, words[truth][i])) continue;
      *value = truth == 1;
      return true;
    }
  }
  return false;
}

int64_t inc_field_factor(const inc_field *field, const char *unit, size_t length)
{
  char folded[CELL_ROOM], known[CELL_ROOM];
  if (length >= sizeof folded) return 0;
  size_t size = inc_text_fold(folded, unit, length);
  for (size_t i = 0; i < field->multiple_count; i++) {
    const char *name = field->multiples[i].name;
    if (strlen(name) >= sizeof known) continue;
    size_t known_size = inc_text_fold(known, name, strlen(name));
    if (known_size == size && memcmp(known, folded, size) == 0) return field->multiples[i].factor;
  }
  return 0;
}

/* Drops thousands separators, 1,234,567.5; false when they do not stand every three digits. */
static bool drop_separators(char *text, size_t *length)
{
  size_t n = 0, group = 0;
  bool seen = false, fraction = false;
  for (size_t i = 0; i < *length; i++) {
    char c = text[i];
    if (c == ',') {
      if (fraction || group == 0 || group > 3 || (seen && group != 3)) return false;
      seen = true;
      group = 0;
      continue;
    }
    if (c >= '0' && c <= '9') {
      if (!fraction) group++;
    } else if (c == '.' || c == 'e' || c == 'E') {
      if (seen && !fraction && group != 3) return false;
      fraction = true;
    }
    text[n++] = c;
  }
  if (seen && !fraction && group != 3) return false;
  *length = n;
  return true;
}

static size_t number_length(const char *text, size_t length)
{
  size_t n = 0;
  while (n < length && ((text[n] >= '0' && text[n] <= '9') || (text[n] && strchr("+-.,", text[n])))) n++;
  bool exponent = n < length && n > 0 && (text[n] == 'e' || text[n] == 'E') && n + 1 < length &&
                  ((text[n + 1] >= '0' && text[n + 1] <= '9') || text[n + 1] == '-' || text[n + 1] == '+');
  if (!exponent) return n;
  n += 2;
  while (n < length && text[n] >= '0' && text[n] <= '9') n++;
  return n;
}

/* value × factor, both micros; exact or refused. */
static inc_decimal_result multiply_micros(int64_t value, int64_t factor, int64_t *product)
{
  inc_i128 wide = (inc_i128)value * factor;
  *product = 0;
  if (wide % INC_MICRO) return INC_DECIMAL_FINE;
  wide /= INC_MICRO;
  if (wide > INT64_MAX || wide < -INT64_MAX) return INC_DECIMAL_LARGE;
  *product = (int64_t)wide;
  return INC_DECIMAL_OK;
}

static inc_cell_fault bounds_fault(const inc_field *field)
{
  char low[INC_DECIMAL_TEXT], high[INC_DECIMAL_TEXT];
  inc_decimal_format(field->min, low);
  inc_decimal_format(field->max, high);
  if (!field->has_max) return fault("out-of-range", "a number of at least %s", low);
  if (!field->has_min) return fault("out-of-range", "a number of at most %s", high);
  return fault("out-of-range", "a number from %s to %s", low, high);
}

static inc_cell_fault number_fault(inc_decimal_result result)
{
  if (result == INC_DECIMAL_FINE) return fault("too-fine", "a number with at most 6 decimals");
  if (result == INC_DECIMAL_LARGE) return fault("out-of-range", "a number below 9223372036854");
  return fault("not-number", "a number");
}

inc_cell_fault inc_cell_number(const inc_field *field, int64_t micros, int64_t factor, inc_cell_text *cell)
{
  if (factor != INC_MICRO) {
    inc_decimal_result result = multiply_micros(micros, factor, &micros);
    if (result != INC_DECIMAL_OK) return number_fault(result);
  }
  if (field->whole && micros % INC_MICRO) return fault("not-integer", "a whole number");
  bool outside = (field->has_min && micros < field->min) || (field->has_max && micros > field->max);
  if (outside) return bounds_fault(field);
  cell->value = field->whole ? micros / INC_MICRO : micros;
  return fine;
}

static inc_cell_fault read_number(const inc_field *field, const char *text, size_t length, int64_t factor,
                                  inc_cell_text *cell)
{
  char folded[CELL_ROOM];
  int64_t micros;
  if (factor == INC_MICRO && inc_decimal_plain(text, length, &micros)) return inc_cell_number(field, micros, INC_MICRO, cell);
  if (length >= sizeof folded) return fault("not-number", "a number");
  size_t size = inc_text_fold(folded, text, length), digits = number_length(folded, size);
  const char *unit = folded + digits;
  size_t unit_length = size - digits;
  inc_text_trim(&unit, &unit_length);
  if (digits == 0) return fault("not-number", "a number");
  if (unit_length) {
    factor = inc_field_factor(field, unit, unit_length);
    if (factor == 0) return fault("unit-unknown", "a number, or one with a unit that the policy knows for this column");
  }
  if (!drop_separators(folded, &digits)) return fault("not-number", "a number (a comma only between thousands)");
  inc_decimal_result result = inc_decimal_parse(folded, digits, &micros);
  return result == INC_DECIMAL_OK ? inc_cell_number(field, micros, factor, cell) : number_fault(result);
}

static inc_cell_fault read_date(const char *text, size_t length, inc_cell_text *cell)
{
  char folded[CELL_ROOM];
  int32_t days = 0;
  if (inc_date_parse_iso(text, length, &days)) { /* as most dates are */
    cell->value = days;
    return fine;
  }
  size_t size = length < sizeof folded ? inc_text_fold(folded, text, length) : 0;
  if (!inc_date_parse(folded, size, &days)) {
    return fault("not-date", "a date of the calendar, as 2021-08-25, 2021/8/25 or 2021年8月25日");
  }
  cell->value = days;
  return fine;
}

static inc_cell_fault read_category(const inc_list *list, const char *text, size_t length, inc_cell_text *cell)
{
  uint32_t code = inc_index_find(&list->index, text, length);
  cell->value = code;
  if (code != INC_NONE) return fine;
  char names[120] = "";
  for (uint32_t i = 0; i < list->count && strlen(names) + strlen(list->codes[i].code) + 3 < sizeof names; i++) {
    if (i) strcat(names, ", ");
    strcat(names, list->codes[i].code);
  }
  return fault("category-unknown", "one of %s: %s", list->name, names);
}

bool inc_credit_code_valid(const char *text, size_t length)
{
  static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  unsigned sum = 0, weight = 1;
  if (length != 18) return false;
  for (size_t i = 0; i < 18; i++) {
    const char *at = text[i] ? strchr(alphabet, text[i]) : NULL;
    if (!at) return false;
    unsigned value = (unsigned)(at - alphabet);
    if (i == 17) return value == (31 - sum % 31) % 31;
    sum += value * weight;
    weight = weight * 3 % 31;
  }
  return false;
}

static inc_cell_fault read_text(const inc_field *field, const char *text, size_t length, inc_cell_text *cell)
{
  cell->text = true;
  if (!field->credit_code || inc_credit_code_valid(text, length)) return fine;
  return fault("credit-code", "a unified social credit code (GB 32100-2015: 18 characters, the last one a check character)");
}

inc_cell_fault inc_cell_read(const inc_schema *schema, const inc_field *field, const char *text, size_t length,
                             int64_t factor, inc_cell_text *cell)
{
  *cell = (inc_cell_text){0};
  inc_text_trim(&text, &length);
  cell->missing = length == 0;
  if (cell->missing) return fine;
  bool truth = false;
  switch (field->type) {
  case INC_TYPE_NUMBER: return read_number(field, text, length, factor, cell);
  case INC_TYPE_DATE: return read_date(text, length, cell);
  case INC_TYPE_CATEGORY: return read_category(&schema->lists[field->list], text, length, cell);
  case INC_TYPE_BOOLEAN:
    if (!inc_cell_boolean(text, length, &truth)) return fault("not-boolean", "yes or no (true, false, 1, 0, 是, 否)");
    cell->value = truth;
    return fine;
  default: return read_text(field, text, length, cell);
  }
}

/* What a JSON value says as text; numbers as they are written. */
static const char *json_text(const inc_json_document *document, const inc_json *node, size_t *length)
{
  const char *text = inc_json_string(node);
  *length = text ? strlen(text) : 0;
  return text ? text : inc_json_number(document, node, length);
}

inc_cell_fault inc_cell_read_json(const inc_schema *schema, const inc_field *field, const inc_json_document *document,
                                  const inc_json *node, inc_cell_text *cell)
{
  inc_json_type type = inc_json_type_of(node);
  *cell = (inc_cell_text){.missing = type == INC_JSON_NULL};
  if (type == INC_JSON_NULL) return fine;
  if (type == INC_JSON_TRUE || type == INC_JSON_FALSE) {
    if (field->type != INC_TYPE_BOOLEAN) return fault("type-mismatch", "%s", inc_type_name(field->type));
    cell->value = type == INC_JSON_TRUE;
    return fine;
  }
  if (type != INC_JSON_STRING && type != INC_JSON_NUMBER) return fault("type-mismatch", "%s", inc_type_name(field->type));
  size_t length;
  const char *text = json_text(document, node, &length);
  if (type == INC_JSON_NUMBER && inc_decimal_digits(text, length) > INC_JSON_DIGITS) {
    return fault("number-too-long", "at most 15 significant digits, or a decimal string");
  }
  return inc_cell_read(schema, field, text, length, INC_MICRO, cell);
}
