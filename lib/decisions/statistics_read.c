/* Statistics of cohorts from JSON: hostile until every figure is one that a cohort of so many numbers can have. */
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "decisions/statistics.h"
#include "engine/cell.h"

/* No table has more rows. */
#define MOST_NUMBERS ((int64_t)UINT32_MAX)

typedef struct reading {
  incubator_statistics *s;
  const inc_json_document *document;
  inc_arena arena;
  incubator_error *error;
  const inc_cohort *how; /* of the scale being read */
  uint32_t rule;
} reading;

__attribute__((format(printf, 3, 4))) static incubator_status bad(reading *r, const inc_json *node, const char *format, ...)
{
  char message[sizeof r->error->message];
  va_list arguments;
  const inc_spot spot = inc_json_spot(r->document, node, &r->arena);
  if (!spot.path) return inc_no_memory(r->error);
  va_start(arguments, format);
  inc_text_print_list(message, sizeof message, format, arguments);
  va_end(arguments);
  return inc_fail(r->error, INCUBATOR_STATUS_DATA, (inc_place){spot.path, spot.line, spot.column}, "%s: %s", spot.path, message);
}

/* A member that must be there, of that type. */
static incubator_status need(reading *r, const inc_json *object, const char *key, inc_json_type type, const inc_json **node)
{
  *node = inc_json_get(object, key);
  if (inc_json_type_of(object) != INC_JSON_OBJECT) return bad(r, object, "found %s, expected an object", inc_json_type_name(inc_json_type_of(object)));
  if (!*node) return bad(r, object, "\"%s\" is missing", key);
  if (inc_json_type_of(*node) == type) return INCUBATOR_STATUS_OK;
  return bad(r, *node, "found %s, expected %s", inc_json_type_name(inc_json_type_of(*node)), inc_json_type_name(type));
}

/* ---- Figures ---- */

static incubator_status read_count(reading *r, const inc_json *node, size_t *count)
{
  size_t length;
  int64_t micros = 0;
  bool ok = inc_json_type_of(node) == INC_JSON_NUMBER;
  const char *text = ok ? inc_json_number(r->document, node, &length) : NULL;
  ok = ok && inc_decimal_parse(text, length, &micros) == INC_DECIMAL_OK && micros % INC_MICRO == 0;
  micros /= INC_MICRO;
  if (!ok || micros < 1 || micros > MOST_NUMBERS) return bad(r, node, "expected a whole number from 1 to %lld", (long long)MOST_NUMBERS);
  *count = (size_t)micros;
  return INCUBATOR_STATUS_OK;
}

static incubator_status read_micros(reading *r, const inc_json *node, int64_t *micros)
{
  const char *text = inc_json_string(node);
  if (text && inc_decimal_parse(text, strlen(text), micros) == INC_DECIMAL_OK) return INCUBATOR_STATUS_OK;
  return bad(r, node, "expected a decimal string");
}

static incubator_status read_wide(reading *r, const inc_json *object, const char *key, inc_wide *value)
{
  const inc_json *node;
  INC_TRY(need(r, object, key, INC_JSON_STRING, &node));
  if (inc_wide_parse(inc_json_string(node), value)) return INCUBATOR_STATUS_OK;
  return bad(r, node, "expected a whole number of at most %d digits, as a string", INC_WIDE_DIGITS);
}

static void times(inc_wide *to, const inc_wide *a, int64_t b)
{
  inc_wide right;
  inc_wide_set(&right, b);
  inc_wide_multiply(to, a, &right);
}

/* No number of n is further from their mean than √(n − 1) standard deviations: (n x − s)² ≤ (n − 1)(n q − s²). */
static bool can_be(const inc_cohort_numbers *c, const inc_wide *sum, int64_t x)
{
  inc_wide variance, square, distance, number;
  times(&variance, &c->squares, (int64_t)c->count);
  inc_wide_multiply(&square, sum, sum);
  inc_wide_subtract(&variance, &variance, &square);
  inc_wide_set(&number, x);
  times(&distance, &number, (int64_t)c->count);
  inc_wide_subtract(&distance, &distance, sum);
  inc_wide_multiply(&distance, &distance, &distance);
  times(&variance, &variance, (int64_t)c->count - 1);
  return variance.sign >= 0 && (variance.sign > 0) == (c->least < c->most) && inc_wide_compare(&distance, &variance) <= 0;
}

static incubator_status read_sums(reading *r, const inc_json *node, inc_cohort_numbers *c)
{
  inc_wide sum, low, high, end;
  INC_TRY(read_wide(r, node, "sum", &sum));
  INC_TRY(read_wide(r, node, "squares", &c->squares));
  inc_wide_set(&end, c->least);
  times(&low, &end, (int64_t)c->count);
  inc_wide_set(&end, c->most);
  times(&high, &end, (int64_t)c->count);
  bool inside = inc_wide_compare(&low, &sum) <= 0 && inc_wide_compare(&sum, &high) <= 0;
  if (!inside || !can_be(c, &sum, c->least) || !can_be(c, &sum, c->most)) {
    return bad(r, node, "found a sum and a sum of squares that no %zu numbers from least to greatest have", c->count);
  }
  inc_u128 size = (inc_u128)(sum.count > 1 ? sum.word[1] : 0) << 64 | (sum.count ? sum.word[0] : 0);
  c->sum = sum.sign < 0 ? -(inc_i128)size : (inc_i128)size; /* between n × least and n × greatest, so it fits */
  return INCUBATOR_STATUS_OK;
}

/* ---- Numbers in order ---- */

static incubator_status read_pair(reading *r, const inc_json *pair, int64_t *value, size_t *count)
{
  const inc_json *first = inc_json_type_of(pair) == INC_JSON_ARRAY && inc_json_count(pair) == 2 ? inc_json_first(pair) : NULL;
  if (!first) return bad(r, pair, "expected a number and how many have it");
  INC_TRY(read_micros(r, first, value));
  return read_count(r, inc_json_next(first), count);
}

static incubator_status read_numbers(reading *r, const inc_json *node, inc_frozen_group *group)
{
  const inc_json *all;
  INC_TRY(need(r, node, "numbers", INC_JSON_ARRAY, &all));
  const size_t room = inc_json_count(all);
  int64_t *values = inc_arena_alloc(&r->s->frozen.arena, room, sizeof *values);
  size_t *up_to = inc_arena_alloc(&r->s->frozen.arena, room, sizeof *up_to), i = 0, total = 0;
  if (!values || !up_to) return inc_no_memory(r->error);
  for (const inc_json *pair = inc_json_first(all); pair; pair = inc_json_next(pair), i++) {
    size_t count;
    INC_TRY(read_pair(r, pair, &values[i], &count));
    if (i && values[i] <= values[i - 1]) return bad(r, pair, "expected numbers in rising order");
    total += count; /* fewer than 2^28 of fewer than 2^32 */
    up_to[i] = total;
  }
  const inc_cohort_numbers *c = &group->numbers;
  if (i == 0 || values[0] != c->least || values[i - 1] != c->most || total != c->count) {
    return bad(r, all, "expected %zu numbers in all, from the least to the greatest", c->count);
  }
  group->values = values;
  group->up_to = up_to;
  group->value_count = i;
  return INCUBATOR_STATUS_OK;
}

/* ---- Cohorts ---- */

static incubator_status read_cell(reading *r, const inc_ref *ref, const inc_json *node, int64_t *value)
{
  const inc_program *program = &r->s->policy->program;
  const bool is_field = ref->rule == INC_NONE;
  const inc_part *part = is_field ? NULL : &program->rules[ref->rule].parts[ref->part];
  const inc_field *field = is_field ? &program->schema.tables[ref->table].fields[ref->field] : NULL;
  const inc_field plain = {.type = is_field ? field->type : part->type, .list = is_field ? field->list : part->list, .link = INC_NONE};
  inc_cell_text cell;
  inc_cell_fault fault = inc_cell_read_json(&program->schema, &plain, r->document, node, &cell);
  if (fault.code || cell.missing) return bad(r, node, "expected %s", fault.code ? fault.expected : "a value");
  *value = cell.value;
  if (!cell.text) return INCUBATOR_STATUS_OK;
  bool added;
  const char *text = inc_json_string(node);
  if (!text) return bad(r, node, "expected a text");
  const uint32_t number = inc_map_add(&r->s->frozen.texts, text, strlen(text), &added);
  *value = number;
  return number == INC_MAP_NONE ? inc_no_memory(r->error) : INCUBATOR_STATUS_OK;
}

static incubator_status read_within(reading *r, const inc_json *node, int64_t *tuple)
{
  const inc_json *within;
  INC_TRY(need(r, node, "within", INC_JSON_ARRAY, &within));
  if (inc_json_count(within) != r->how->within_count) return bad(r, within, "expected %u cells", r->how->within_count);
  const inc_json *cell = inc_json_first(within);
  for (uint32_t i = 0; i < r->how->within_count; i++, cell = inc_json_next(cell)) INC_TRY(read_cell(r, &r->how->within[i], cell, &tuple[i]));
  return INCUBATOR_STATUS_OK;
}

static incubator_status known_keys(reading *r, const inc_json *object, const char *const *keys)
{
  for (const inc_json *member = inc_json_first(object); member; member = inc_json_next(member)) {
    const char *const *key = keys;
    while (*key && strcmp(*key, inc_json_key(member))) key++;
    if (!*key) return bad(r, member, "the key \"%s\" is not known here", inc_json_key(member));
  }
  return INCUBATOR_STATUS_OK;
}

static incubator_status read_group(reading *r, const inc_json *node, size_t scale, int64_t *tuple)
{
  static const char *const plain[] = {"within", "count", "least", "greatest", NULL};
  static const char *const sums[] = {"within", "count", "least", "greatest", "sum", "squares", NULL};
  static const char *const order[] = {"within", "count", "least", "greatest", "numbers", NULL};
  const bool z_score = r->how->place == INC_PLACE_Z_SCORE, by_order = inc_cohort_by_order(r->how);
  const inc_json *count, *least, *greatest;
  inc_frozen_group *group;
  INC_TRY(read_within(r, node, tuple));
  INC_TRY(known_keys(r, node, z_score ? sums : by_order ? order : plain));
  INC_TRY(need(r, node, "count", INC_JSON_NUMBER, &count));
  INC_TRY(need(r, node, "least", INC_JSON_STRING, &least));
  INC_TRY(need(r, node, "greatest", INC_JSON_STRING, &greatest));
  if (!inc_frozen_group_add(&r->s->frozen, &r->s->frozen.scales[scale], tuple, r->how->within_count, &group)) return inc_no_memory(r->error);
  if (!group) return bad(r, node, "a cohort that is there already");
  INC_TRY(read_count(r, count, &group->numbers.count));
  INC_TRY(read_micros(r, least, &group->numbers.least));
  INC_TRY(read_micros(r, greatest, &group->numbers.most));
  if (group->numbers.least > group->numbers.most || (group->numbers.count == 1 && group->numbers.least != group->numbers.most)) {
    return bad(r, node, "found a greatest number that %zu numbers from the least on cannot have", group->numbers.count);
  }
  if (z_score) return read_sums(r, node, &group->numbers);
  return by_order ? read_numbers(r, node, group) : INCUBATOR_STATUS_OK;
}

/* ---- Scales ---- */

/* The rule, and the item in a score, that have a scale over a cohort on that day. */
static incubator_status find_scale(reading *r, const inc_json *node, uint32_t *item)
{
  const incubator_policy *policy = r->s->policy;
  const inc_json *rule, *of = inc_json_get(node, "item");
  inc_want want;
  *item = INC_NONE;
  INC_TRY(need(r, node, "rule", INC_JSON_STRING, &rule));
  const char *name = inc_json_string(rule), *part = inc_json_string(of);
  if (!inc_policy_part(policy, name, strlen(name), &want) || want.part) return bad(r, rule, "no rule \"%s\"", name);
  r->rule = want.rule;
  const inc_rule *found = &policy->program.rules[want.rule];
  const inc_version *version = inc_rule_version(found, r->s->day);
  for (uint32_t i = 0; part && version && found->kind == INC_KIND_SCORE && i < version->is.score.count; i++) {
    if (!strcmp(found->parts[version->is.score.items[i].part].name, part)) *item = i;
  }
  const inc_scale *scale = !of || *item != INC_NONE ? inc_statistics_scale(policy, r->s->day, want.rule, *item) : NULL;
  if (!scale) return bad(r, of ? of : rule, "it has no scale over a cohort on %s", r->s->as_of);
  r->how = &scale->cohort;
  return INCUBATOR_STATUS_OK;
}

static incubator_status read_scale(reading *r, const inc_json *node)
{
  static const char *const keys[] = {"rule", "item", "cohorts", NULL};
  const inc_json *cohorts;
  uint32_t item;
  INC_TRY(find_scale(r, node, &item));
  INC_TRY(known_keys(r, node, keys));
  INC_TRY(need(r, node, "cohorts", INC_JSON_ARRAY, &cohorts));
  if (inc_frozen_find(&r->s->frozen, r->rule, item)) return bad(r, node, "a scale that is there already");
  if (!inc_frozen_add(&r->s->frozen, r->rule, item)) return inc_no_memory(r->error);
  int64_t *tuple = inc_arena_alloc(&r->arena, r->how->within_count, sizeof *tuple);
  if (!tuple) return inc_no_memory(r->error);
  for (const inc_json *group = inc_json_first(cohorts); group; group = inc_json_next(group)) {
    INC_TRY(read_group(r, group, r->s->frozen.count - 1, tuple));
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- The whole ---- */

static incubator_status read_head(reading *r, const inc_json *root)
{
  const inc_json *format, *policy, *digest, *as_of, *registry;
  INC_TRY(need(r, root, "format", INC_JSON_STRING, &format));
  if (strcmp(inc_json_string(format), "incubator-statistics/1")) return bad(r, format, "expected \"incubator-statistics/1\"");
  INC_TRY(need(r, root, "policy", INC_JSON_OBJECT, &policy));
  INC_TRY(need(r, policy, "digest", INC_JSON_STRING, &digest));
  if (strcmp(inc_json_string(digest), r->s->policy->digest)) {
    return INC_FAIL(r->error, INCUBATOR_STATUS_MISMATCH, "the statistics are of another policy than \"%s\", or of other settings of it", r->s->policy->id);
  }
  INC_TRY(need(r, root, "as_of", INC_JSON_STRING, &as_of));
  if (!inc_date_parse_iso(inc_json_string(as_of), strlen(inc_json_string(as_of)), &r->s->day)) return bad(r, as_of, "expected a date as YYYY-MM-DD");
  inc_date_format(r->s->day, r->s->as_of);
  INC_TRY(need(r, root, "registry", INC_JSON_STRING, &registry));
  const char *text = inc_json_string(registry);
  if (strlen(text) != INC_DIGEST_TEXT - 1 || strspn(text, "0123456789abcdef") != INC_DIGEST_TEXT - 1) return bad(r, registry, "expected 64 hexadecimal digits");
  memcpy(r->s->registry, text, INC_DIGEST_TEXT);
  return INCUBATOR_STATUS_OK;
}

static incubator_status read_all(reading *r)
{
  static const char *const keys[] = {"format", "policy", "library", "as_of", "registry", "scales", NULL};
  const inc_json *root = inc_json_root(r->document), *scales, *twice;
  size_t state = 0;
  if (inc_json_duplicate(r->document, &state, &twice) != INCUBATOR_STATUS_OK) return inc_no_memory(r->error);
  if (twice) return bad(r, twice, "the key \"%s\" stands twice in one object", inc_json_key(twice));
  INC_TRY(read_head(r, root));
  INC_TRY(known_keys(r, root, keys));
  INC_TRY(need(r, root, "scales", INC_JSON_ARRAY, &scales));
  for (const inc_json *scale = inc_json_first(scales); scale; scale = inc_json_next(scale)) INC_TRY(read_scale(r, scale));
  return INCUBATOR_STATUS_OK;
}

incubator_status incubator_statistics_read(incubator_policy *policy, const char *text, size_t length,
                                           const incubator_statistics_options *given, incubator_statistics **statistics,
                                           incubator_error *error)
{
  incubator_statistics_options o;
  inc_json_document *document;
  if (statistics) *statistics = NULL;
  if (!policy || !text || !statistics) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "policy, text and statistics must not be NULL");
  INC_TRY(inc_struct_read(&o, sizeof o, INC_SIZE_THROUGH(incubator_statistics_options, name), given, error));
  incubator_allocator a = inc_allocator_of(o.allocator);
  INC_TRY(inc_json_read(&a, o.name ? o.name : "statistics", text, length, &document, error));
  reading r = {.s = inc_statistics_new(policy, &a), .document = document, .error = error};
  inc_arena_init(&r.arena, &a);
  incubator_status status = r.s ? read_all(&r) : inc_no_memory(error);
  inc_arena_clear(&r.arena);
  inc_json_free(document);
  if (status == INCUBATOR_STATUS_OK) *statistics = r.s;
  else incubator_statistics_unref(r.s);
  return status;
}
