/* Columns that grow, in the narrowest width that holds their values. */
#include <string.h>

#include "base/decimal.h"

#include "registry/registry.h"

static uint8_t width_of(int64_t value)
{
  if (value == (int8_t)value) return 1;
  if (value == (int16_t)value) return 2;
  return value == (int32_t)value ? 4 : 8;
}

static void put(inc_growing *c, size_t row, int64_t value)
{
  switch (c->width) {
  case 1: ((int8_t *)c->data)[row] = (int8_t)value; break;
  case 2: ((int16_t *)c->data)[row] = (int16_t)value; break;
  case 4: ((int32_t *)c->data)[row] = (int32_t)value; break;
  default: ((int64_t *)c->data)[row] = value; break;
  }
}

/* The same where the width holds the value; else nothing. */
static bool put_where_it_fits(inc_growing *c, size_t row, int64_t value)
{
  switch (c->width) {
  case 1:
    if (value != (int8_t)value) return false;
    ((int8_t *)c->data)[row] = (int8_t)value;
    return true;
  case 2:
    if (value != (int16_t)value) return false;
    ((int16_t *)c->data)[row] = (int16_t)value;
    return true;
  case 4:
    if (value != (int32_t)value) return false;
    ((int32_t *)c->data)[row] = (int32_t)value;
    return true;
  default: ((int64_t *)c->data)[row] = value; return true;
  }
}

static int64_t get(const inc_growing *c, size_t row)
{
  return inc_column_kept(&(inc_column){.data = c->data, .width = c->width}, row);
}

/* Copies from the last row down, so that it can be done in place. */
static bool widen(inc_growing *c, const incubator_allocator *a, uint8_t width)
{
  void *grown = inc_realloc(a, c->data, c->capacity * width);
  if (!grown) return false;
  inc_growing narrow = {.data = grown, .width = c->width};
  c->data = grown;
  c->width = width;
  for (size_t row = c->rows; row-- > 0;) put(c, row, get(&narrow, row));
  return true;
}

static bool reserve(inc_growing *c, const incubator_allocator *a, size_t rows)
{
  if (rows <= c->capacity && c->data) return true;
  size_t wanted = c->capacity ? c->capacity : 64;
  while (wanted < rows) wanted += wanted / 2 + 1;
  if (wanted > SIZE_MAX / 8) return false;
  bool fresh = c->data == NULL;
  if (fresh) c->width = 1;
  void *grown = inc_realloc(a, c->data, wanted * c->width);
  if (!grown) return false;
  if (fresh) memset(grown, 0, c->rows); /* rows without a value so far */
  c->data = grown;
  c->capacity = wanted;
  return true;
}

/* Makes room for the bits of `rows` rows, all valid where there was no need of bits yet. */
static bool reserve_bits(inc_growing *c, const incubator_allocator *a, size_t rows)
{
  size_t bytes = rows / 8 + 1;
  if (bytes <= c->valid_capacity) return true;
  size_t wanted = c->valid_capacity ? c->valid_capacity * 2 : 16;
  if (wanted < bytes) wanted = bytes + bytes / 2;
  uint8_t *grown = inc_realloc(a, c->valid, wanted);
  if (!grown) return false;
  memset(grown + c->valid_capacity, 0xFF, wanted - c->valid_capacity);
  c->valid = grown;
  c->valid_capacity = wanted;
  return true;
}

static void set_bit(inc_growing *c, size_t row, bool valid)
{
  uint8_t bit = (uint8_t)(1u << (row % 8));
  c->valid[row / 8] = valid ? c->valid[row / 8] | bit : (uint8_t)(c->valid[row / 8] & ~bit);
}

bool inc_growing_pad(inc_growing *c, const incubator_allocator *a, size_t rows)
{
  if (c->rows >= rows) return true;
  if (!reserve_bits(c, a, rows) || (c->data && !reserve(c, a, rows))) return false;
  if (c->data) memset((char *)c->data + c->rows * c->width, 0, (rows - c->rows) * c->width);
  for (; c->rows < rows; c->rows++) set_bit(c, c->rows, false);
  return true;
}

bool inc_growing_push(inc_growing *c, const incubator_allocator *a, bool missing, int64_t value)
{
  size_t row = c->rows;
  bool plain = !missing && c->data && row < c->capacity && !c->valid; /* as nearly always */
  if (plain && put_where_it_fits(c, row, value)) {
    c->rows++;
    return true;
  }
  if (missing) return inc_growing_pad(c, a, row + 1);
  if (!reserve(c, a, row + 1) || (c->valid && !reserve_bits(c, a, row + 1))) return false;
  if (width_of(value) > c->width && !widen(c, a, width_of(value))) return false;
  if (c->valid) set_bit(c, row, true);
  put(c, row, value);
  c->rows++;
  return true;
}

bool inc_growing_set(inc_growing *c, const incubator_allocator *a, size_t row, int64_t value)
{
  if (!reserve(c, a, c->rows)) return false;
  if (width_of(value) > c->width && !widen(c, a, width_of(value))) return false;
  if (c->valid) set_bit(c, row, true);
  put(c, row, value);
  return true;
}

bool inc_growing_get(const inc_growing *c, size_t row, int64_t *value)
{
  inc_column column = {.data = c->data, .width = c->width, .valid = c->valid};
  if (row >= c->rows || !inc_column_valid(&column, row)) return false;
  *value = inc_column_value(&column, row);
  return true;
}

bool inc_growing_compact(inc_growing *c, const incubator_allocator *a, const bool *drop)
{
  inc_growing kept = {0};
  for (size_t row = 0; row < c->rows; row++) {
    int64_t value = 0;
    bool there = inc_growing_get(c, row, &value);
    if (drop[row]) continue;
    if (inc_growing_push(&kept, a, !there, value)) continue;
    inc_growing_free(&kept, a);
    return false;
  }
  inc_growing_free(c, a);
  *c = kept;
  return true;
}

/* How many zeros all numbers end in, at most `most`. */
static uint8_t common_zeros(const inc_growing *c, uint8_t most)
{
  uint8_t zeros = most;
  for (size_t row = 0; row < c->rows && zeros; row++) {
    int64_t value = get(c, row);
    while (zeros && value % inc_power10(zeros)) zeros--;
  }
  return zeros;
}

uint8_t inc_growing_condense(inc_growing *c, const incubator_allocator *a, uint8_t most)
{
  const uint8_t zeros = c->width < 4 ? 0 : common_zeros(c, most);
  const int64_t factor = inc_power10(zeros);
  uint8_t width = 1;
  for (size_t row = 0; row < c->rows && zeros && width < c->width; row++) {
    uint8_t needed = width_of(get(c, row) / factor);
    if (needed > width) width = needed;
  }
  if (!zeros || width >= c->width) return 0;
  inc_growing narrow = {.data = c->data, .width = width};
  for (size_t row = 0; row < c->rows; row++) put(&narrow, row, get(c, row) / factor); /* in place: it lies at or below what is read */
  c->width = width;
  c->capacity = c->rows;
  void *data = inc_realloc(a, c->data, c->rows * width);
  if (data) c->data = data;
  return zeros;
}

void inc_growing_free(inc_growing *c, const incubator_allocator *a)
{
  inc_free(a, c->data);
  inc_free(a, c->valid);
  *c = (inc_growing){0};
}
