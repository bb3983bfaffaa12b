/* Units of measure: base names, and products and quotients of them. */
#include <stdlib.h>
#include <string.h>

#include "policy/reader.h"

static const char *words_of(inc_reader *r, const char *start, size_t length)
{
  const char *copy = inc_arena_text(r->arena, start, length);
  if (!copy) r->failed = true;
  return copy;
}

/* ---- Base units ---- */

static void add_multiple(inc_reader *r, inc_multiple *list, size_t *count, const char *name, int64_t factor)
{
  if (!name) return;
  list[(*count)++] = (inc_multiple){inc_reader_text(r, name), factor};
}

static size_t count_texts(const inc_json *array)
{
  return array ? inc_json_count(array) : 0;
}

static void read_multiples(inc_reader *r, const inc_json *object, inc_multiple *list, size_t *count)
{
  for (const inc_json *m = inc_json_first(object); m; m = inc_json_next(m)) {
    int64_t factor;
    if (!inc_read_micros(r, m, &factor)) continue;
    if (factor <= 0) INC_REPORT(r, "out-of-range", m, "a multiple of a unit is above 0");
    else add_multiple(r, list, count, inc_json_key(m), factor);
  }
}

static void read_base(inc_reader *r, const inc_json *node, inc_unit_name *unit)
{
  if (!inc_check_keys(r, node, "zh en title aliases multiples note override")) return;
  unit->title.zh = inc_member_text(r, node, "zh", false);
  unit->title.en = inc_member_text(r, node, "en", false);
  const inc_json *aliases = inc_member(r, node, "aliases", INC_JSON_ARRAY, false);
  const inc_json *multiples = inc_member(r, node, "multiples", INC_JSON_OBJECT, false);
  size_t room = 3 + count_texts(aliases) + count_texts(multiples), count = 0;
  inc_multiple *list = inc_reader_alloc(r, room, sizeof *list);
  if (!list) return;
  add_multiple(r, list, &count, unit->name, INC_MICRO);
  add_multiple(r, list, &count, unit->title.zh, INC_MICRO);
  add_multiple(r, list, &count, unit->title.en, INC_MICRO);
  for (const inc_json *a = inc_json_first(aliases); a; a = inc_json_next(a)) {
    if (inc_json_string(a)) add_multiple(r, list, &count, inc_json_string(a), INC_MICRO);
    else INC_REPORT(r, "type-mismatch", a, "found %s, expected a text", inc_json_type_name(inc_json_type_of(a)));
  }
  read_multiples(r, multiples, list, &count);
  unit->multiples = list;
  unit->multiple_count = count;
}

static void add_unit(inc_reader *r, inc_unit unit)
{
  incubator_policy *p = r->policy;
  if (p->unit_count == r->unit_capacity) {
    size_t capacity = r->unit_capacity ? r->unit_capacity * 2 : 32;
    inc_unit *grown = inc_reader_alloc(r, capacity, sizeof *grown);
    if (!grown) return;
    if (p->unit_count) memcpy(grown, p->units, p->unit_count * sizeof *grown);
    p->units = grown;
    r->unit_capacity = capacity;
  }
  p->units[p->unit_count++] = unit;
}

/* Bases that no policy declares still are units: `desk`, or the unit in which a table counts. */
enum { MOST_BASES = 4096 };

static uint32_t base_of(inc_reader *r, const char *name, size_t length)
{
  incubator_policy *p = r->policy;
  for (uint32_t i = 0; i < p->unit_name_count; i++) {
    const inc_unit_name *known = &p->unit_names[i];
    if (strlen(known->name) == length && !memcmp(known->name, name, length)) return i;
    for (size_t m = 0; m < known->multiple_count; m++) {
      const inc_multiple *other = &known->multiples[m];
      if (other->factor == INC_MICRO && strlen(other->name) == length && !memcmp(other->name, name, length)) return i;
    }
  }
  if (p->unit_name_count == MOST_BASES) return INC_NONE;
  inc_unit_name *unit = &p->unit_names[p->unit_name_count];
  unit->name = words_of(r, name, length);
  inc_multiple *self = inc_reader_alloc(r, 1, sizeof *self);
  if (!self || !unit->name) return INC_NONE;
  *self = (inc_multiple){unit->name, INC_MICRO};
  unit->multiples = self;
  unit->multiple_count = 1;
  return p->unit_name_count++;
}

void inc_read_units(inc_reader *r)
{
  incubator_policy *p = r->policy;
  inc_collect(r, &r->units, "units");
  p->unit_names = inc_reader_alloc(r, MOST_BASES, sizeof *p->unit_names);
  for (size_t i = 0; i < r->units.count && i < MOST_BASES && !r->failed; i++) {
    r->document = r->units.entries[i].document;
    p->unit_names[i].name = r->units.entries[i].name;
    read_base(r, r->units.entries[i].node, &p->unit_names[i]);
    p->unit_name_count++;
  }
  add_unit(r, (inc_unit){.text = "1"});
}

/* ---- Products and quotients ---- */

static bool add_factor(inc_unit *unit, uint32_t base, int exponent)
{
  uint32_t at = 0;
  while (at < unit->count && unit->base[at] < base) at++;
  if (at < unit->count && unit->base[at] == base) {
    int sum = unit->exponent[at] + exponent;
    if (sum > 9 || sum < -9) return false;
    unit->exponent[at] = (int8_t)sum;
    if (sum) return true;
    unit->count--;
    memmove(&unit->base[at], &unit->base[at + 1], (unit->count - at) * sizeof *unit->base);
    memmove(&unit->exponent[at], &unit->exponent[at + 1], unit->count - at);
    return true;
  }
  if (unit->count == INC_UNIT_FACTORS) return false;
  memmove(&unit->base[at + 1], &unit->base[at], (unit->count - at) * sizeof *unit->base);
  memmove(&unit->exponent[at + 1], &unit->exponent[at], unit->count - at);
  unit->base[at] = base;
  unit->exponent[at] = (int8_t)exponent;
  unit->count++;
  return true;
}

static bool same_unit(const inc_unit *a, const inc_unit *b)
{
  if (a->count != b->count) return false;
  for (uint32_t i = 0; i < a->count; i++) {
    if (a->base[i] != b->base[i] || a->exponent[i] != b->exponent[i]) return false;
  }
  return true;
}

/* "yuan/m2/month": first what is above, then what is below. */
static const char *write_unit(inc_reader *r, const inc_unit *unit)
{
  char text[1024] = "";
  size_t used = 0;
  for (int sign = 1; sign >= -1; sign -= 2) {
    if (sign < 0 && used == 0 && unit->count) used = (size_t)(strcpy(text, "1"), 1);
    for (uint32_t i = 0; i < unit->count; i++) {
      for (int n = unit->exponent[i] * sign; n > 0; n--) {
        const char *name = r->policy->unit_names[unit->base[i]].name;
        size_t length = strlen(name);
        if (used + length + 2 >= sizeof text) return "a long product";
        if (used) text[used++] = sign > 0 ? '*' : '/';
        memcpy(text + used, name, length + 1);
        used += length;
      }
    }
  }
  return inc_reader_text(r, used ? text : "1");
}

static uint32_t intern(inc_reader *r, inc_unit *unit)
{
  for (uint32_t i = 0; i < r->policy->unit_count; i++) {
    if (same_unit(&r->policy->units[i], unit)) return i;
  }
  unit->text = write_unit(r, unit);
  add_unit(r, *unit);
  return r->failed ? 0 : r->policy->unit_count - 1;
}

uint32_t inc_unit_combine(inc_reader *r, uint32_t a, uint32_t b, int sign)
{
  if (r->failed) return 0;
  inc_unit unit = r->policy->units[a];
  const inc_unit other = r->policy->units[b];
  for (uint32_t i = 0; i < other.count; i++) {
    if (!add_factor(&unit, other.base[i], sign * other.exponent[i])) return 0;
  }
  return intern(r, &unit);
}

/* False where a factor is empty or there are too many. */
static bool parse(inc_reader *r, const char *text, inc_unit *unit)
{
  int sign = 1;
  while (!r->failed) {
    size_t length = strcspn(text, "*/");
    if (length == 0) return false;
    if (!(length == 1 && *text == '1')) {
      uint32_t base = base_of(r, text, length);
      if (base == INC_NONE || !add_factor(unit, base, sign)) return false;
    }
    text += length;
    if (!*text) return true;
    sign = *text++ == '/' ? -1 : 1;
  }
  return false;
}

uint32_t inc_unit_of(inc_reader *r, const char *text)
{
  inc_unit unit = {.count = 0};
  return parse(r, text, &unit) ? intern(r, &unit) : 0;
}

uint32_t inc_unit_read(inc_reader *r, const inc_json *node)
{
  inc_unit unit = {.count = 0};
  if (!node) return 0;
  const char *text = inc_json_string(node);
  if (text && parse(r, text, &unit)) return intern(r, &unit);
  if (!r->failed) INC_REPORT(r, "unit-invalid", node, "expected a unit as \"yuan\", \"yuan/m2/month\" or \"1\"");
  return 0;
}

void inc_unit_multiples(inc_reader *r, uint32_t number, const inc_multiple **multiples, size_t *count)
{
  static const inc_multiple share[] = {{"%", 10000}, {"1", INC_MICRO}};
  const inc_unit *unit = &r->policy->units[number];
  *multiples = share;
  *count = 2;
  if (unit->count == 0) return;
  if (unit->count == 1 && unit->exponent[0] == 1) {
    *multiples = r->policy->unit_names[unit->base[0]].multiples;
    *count = r->policy->unit_names[unit->base[0]].multiple_count;
    return;
  }
  inc_multiple *self = inc_reader_alloc(r, 1, sizeof *self);
  if (self) *self = (inc_multiple){unit->text, INC_MICRO};
  *multiples = self;
  *count = self ? 1 : 0;
}
