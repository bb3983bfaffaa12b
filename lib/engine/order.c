#include "engine/order.h"

#include <string.h>

static int compare(const inc_ordering *o, const inc_ordered *a, const inc_ordered *b)
{
  if (a->key != b->key) return a->key < b->key ? -1 : 1;
  for (uint32_t i = 1; i < o->by_count; i++) {
    const int64_t x = inc_order_key(o, i, a->row), y = inc_order_key(o, i, b->row);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

bool inc_order_equal(const inc_ordering *o, const inc_ordered *a, const inc_ordered *b)
{
  return compare(o, a, b) == 0;
}

size_t inc_order_group_end(const inc_ordering *o, size_t first)
{
  size_t end = first;
  while (end < o->count && o->rows[end].group == o->rows[first].group) end++;
  return end;
}

size_t inc_order_equals_end(const inc_ordering *o, size_t first, size_t end)
{
  size_t behind = first + 1;
  while (behind < end && inc_order_equal(o, &o->rows[first], &o->rows[behind])) behind++;
  return behind;
}

/* Groups one after the other; within each, the order of the table. */
static void sort_by_group(const inc_ordering *o, size_t groups, size_t *next, inc_ordered *to)
{
  for (size_t i = 0; i < o->count; i++) next[o->rows[i].group + 1]++;
  for (size_t g = 1; g <= groups; g++) next[g] += next[g - 1];
  for (size_t i = 0; i < o->count; i++) to[next[o->rows[i].group]++] = o->rows[i];
}

enum { SHORT_RUN = 12 };

static void insert_sort(const inc_ordering *o, inc_ordered *rows, size_t count)
{
  for (size_t i = 1; i < count; i++) {
    const inc_ordered one = rows[i];
    size_t at = i;
    for (; at && compare(o, &one, &rows[at - 1]) < 0; at--) rows[at] = rows[at - 1];
    rows[at] = one;
  }
}

static void merge(const inc_ordering *o, const inc_ordered *from, size_t middle, size_t end, inc_ordered *to)
{
  size_t l = 0, r = middle;
  for (size_t i = 0; i < end; i++) {
    const bool left = r == end || (l < middle && compare(o, &from[l], &from[r]) <= 0);
    to[i] = from[left ? l++ : r++];
  }
}

/* Stable: short runs by insertion, then merged; `other` is room for as many. */
static void sort_group(const inc_ordering *o, inc_ordered *rows, size_t count, inc_ordered *other)
{
  inc_ordered *from = rows, *to = other;
  for (size_t i = 0; i < count; i += SHORT_RUN) insert_sort(o, rows + i, count - i < SHORT_RUN ? count - i : SHORT_RUN);
  for (size_t run = SHORT_RUN; run < count; run *= 2) {
    for (size_t i = 0; i < count; i += 2 * run) {
      const size_t left = count - i;
      merge(o, from + i, run < left ? run : left, 2 * run < left ? 2 * run : left, to + i);
    }
    inc_ordered *sorted = to;
    to = from;
    from = sorted;
  }
  if (from != rows) memcpy(rows, from, count * sizeof *rows);
}

bool inc_order_sort(inc_ordering *o, size_t groups, const incubator_allocator *a)
{
  if (groups <= 1 && !o->by_count) return true; /* as they came */
  inc_ordered *sorted = inc_alloc_array(a, o->count + 1, sizeof *sorted), *other = o->rows;
  size_t *next = inc_alloc_zero(a, groups + 1, sizeof *next);
  const bool ok = sorted && next;
  if (ok) {
    sort_by_group(o, groups, next, sorted);
    o->rows = sorted;
    for (size_t first = 0; o->by_count && first < o->count;) {
      const size_t end = inc_order_group_end(o, first);
      sort_group(o, sorted + first, end - first, other);
      first = end;
    }
  }
  inc_free(a, next);
  inc_free(a, ok ? other : sorted);
  return ok;
}
