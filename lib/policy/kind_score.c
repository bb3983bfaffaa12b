/* Scores: a tree of items, each of them a part; the names of the parts are known before their bodies are read. */
#include <string.h>

#include "base/date.h"
#include "policy/items.h"
#include "policy/rules.h"

/* ---- The items, groups before what is in them ---- */

static const char *joined(inc_reader *r, inc_arena *arena, const char *above, const char *name)
{
  size_t head = above ? strlen(above) + 1 : 0, tail = strlen(name);
  char *path = inc_arena_alloc(arena, head + tail + 1, 1);
  if (!path) {
    r->failed = true;
    return NULL;
  }
  if (above) memcpy(path, above, head - 1);
  if (above) path[head - 1] = '/';
  memcpy(path + head, name, tail);
  return path;
}

/* The first item of a rule or a group; NULL where there is none. */
static const inc_json *first_item(const inc_json *group)
{
  const inc_json *items = inc_json_get(group, "items");
  return items && inc_json_type_of(items) == INC_JSON_OBJECT ? inc_json_first(items) : NULL;
}

/* Goes to the next node that is a member of an object; false at the end. */
static bool move(inc_item_walk *w)
{
  if (w->depth == 0) return false;
  const inc_json *first = first_item(w->levels[w->depth - 1].node);
  if (first) {
    w->levels[w->depth++].node = first;
    return true;
  }
  while (w->depth && !(w->levels[w->depth - 1].node = inc_json_next(w->levels[w->depth - 1].node))) w->depth--;
  return w->depth != 0;
}

inc_item_walk inc_item_walk_start(const inc_json *rule)
{
  return (inc_item_walk){.next = first_item(rule)};
}

const inc_json *inc_item_next(inc_reader *r, inc_arena *arena, inc_item_walk *w)
{
  bool there = w->next != NULL;
  if (there) w->levels[w->depth++].node = w->next;
  else there = move(w);
  w->next = NULL;
  if (!there) return NULL;
  const char *above = w->depth > 1 ? w->levels[w->depth - 2].path : NULL;
  w->path = w->levels[w->depth - 1].path = joined(r, arena, above, inc_json_key(w->levels[w->depth - 1].node));
  return w->path ? w->levels[w->depth - 1].node : NULL;
}

/* ---- Reading ---- */

typedef struct score_reader {
  inc_rule_reader *x;
  inc_item *items;
  inc_meaning *meanings;   /* of the items, on their scales */
  const inc_json **nodes;
  uint32_t count;
} score_reader;

static const char leaf_keys[] = "value scale weight when absent title cite evidence assumed reason note";
static const char group_keys[] =
    "items aggregate weights weights_total reweight scale weight when absent title cite evidence assumed reason note";

static void read_reweight(inc_rule_reader *x, const inc_json *group, inc_mix *mix)
{
  const inc_json *node = inc_json_get(group, "reweight");
  if (!node || !inc_check_keys(x->r, node, "share")) return;
  const inc_json *share = inc_json_get(node, "share");
  int64_t micros;
  mix->reweight = true;
  if (!share) INC_REPORT(x->r, "key-missing", node, "no key \"share\" here, expected the least share of the weight that must be there");
  if (!share || !inc_read_number(x->r, share, &mix->share) || !inc_read_micros(x->r, share, &micros)) return;
  if (micros < 0 || micros > INC_MICRO) INC_REPORT(x->r, "out-of-range", share, "a share is from 0 to 1");
}

/* CRITIC compares each item with each other one. */
enum { MOST_CRITIC_ITEMS = 256 };

static void read_found(inc_rule_reader *x, const inc_json *group, int word, inc_mix *mix)
{
  const inc_json *items = inc_json_get(group, "items"), *total = inc_json_get(group, "weights_total");
  const size_t count = items && inc_json_type_of(items) == INC_JSON_OBJECT ? inc_json_count(items) : 0;
  mix->weights = word == 3 ? INC_WEIGHTS_CRITIC : INC_WEIGHTS_ENTROPY;
  x->rule->stage = INC_STAGE_COHORT;
  if (total) INC_REPORT(x->r, "unknown-key", total, "a total of weights, though these are found in the data");
  if (mix->weights != INC_WEIGHTS_CRITIC || count == 0 || (count > 1 && count <= MOST_CRITIC_ITEMS)) return;
  INC_REPORT(x->r, "weights-unfound", inc_json_get(group, "weights"), "critic compares 2 to %d items with each other, here are %zu",
             MOST_CRITIC_ITEMS, count);
}

/* aggregate, weights, reweight of the rule or of a group in it. True where weights are to be given. */
static bool read_mix(inc_rule_reader *x, const inc_json *group, inc_mix *mix)
{
  static const inc_aggregate aggregates[] = {INC_AGGREGATE_SUM, INC_AGGREGATE_MEAN, INC_AGGREGATE_HARMONIC, INC_AGGREGATE_GEOMETRIC};
  const inc_json *aggregate = inc_json_get(group, "aggregate"), *weights = inc_json_get(group, "weights");
  if (!aggregate) INC_REPORT(x->r, "aggregate-unstated", group, "say how the items become one number: \"aggregate\" is sum, mean, harmonic or geometric");
  int word = aggregate ? inc_read_word(x->r, aggregate, "type-mismatch", "sum mean harmonic geometric") : -1;
  if (word >= 0) mix->aggregate = aggregates[word];
  word = weights ? inc_read_word(x->r, weights, "type-mismatch", "given equal entropy critic") : -1;
  if (word > 1) read_found(x, group, word, mix);
  read_reweight(x, group, mix);
  return word == 0;
}

static void read_weight(score_reader *s, const inc_json *node, const inc_json *group, inc_item *item, bool given)
{
  inc_rule_reader *x = s->x;
  const inc_json *weights = inc_json_get(group, "weights");
  inc_meaning meaning, number = inc_number_of(0);
  item->weight = inc_rule_number(x, node, "weight", false, &meaning);
  if (item->weight && meaning.type != INC_TYPE_UNKNOWN) inc_expect(x->r, inc_json_get(node, "weight"), item->weight, &meaning, &number);
  if (given && !item->weight) INC_REPORT(x->r, "weight-missing", node, "weights are given here, but \"%s\" has none", inc_json_key(node));
  if (weights && !given && item->weight) {
    INC_REPORT(x->r, "unknown-key", inc_json_get(node, "weight"), "a weight, though the weights of this group are not given");
  }
}

static void read_item(score_reader *s, const inc_json *node, inc_item *item, inc_meaning *meaning)
{
  inc_rule_reader *x = s->x;
  const inc_json *value = inc_json_get(node, "value"), *items = inc_json_get(node, "items");
  *meaning = (inc_meaning){.list = INC_NONE};
  if (!inc_check_name(x->r, node)) return;
  if (inc_json_type_of(node) == INC_JSON_OBJECT && !value == !items) {
    INC_REPORT(x->r, "key-missing", node, "an item has either \"value\" or \"items\"");
    return;
  }
  if (!inc_check_keys(x->r, node, items ? group_keys : leaf_keys)) return;
  item->when = inc_rule_condition(x, node, "when", false);
  if (items && inc_member(x->r, node, "items", INC_JSON_OBJECT, true) && inc_json_count(items) == 0) {
    INC_REPORT(x->r, "key-missing", items, "a group without items");
  }
  if (value) item->value = inc_rule_expression(x, node, "value", true, meaning);
}

/* The unit that the items of a group share. */
static inc_meaning shared(score_reader *s, uint32_t first, uint32_t end)
{
  inc_meaning both = {.type = INC_TYPE_UNKNOWN, .list = INC_NONE};
  for (uint32_t i = first; i < end && !s->x->r->failed; i = s->items[i].end) {
    const inc_expression *e = s->items[i].scale ? NULL : s->items[i].value;
    inc_meaning own = s->meanings[i];
    if (own.type != INC_TYPE_UNKNOWN) inc_agree(s->x->r, s->nodes[i], e, &own, &both);
  }
  return both;
}

/* Scale, what stands where it is missing, and the type of the part; a group's items are read already. */
static void end_item(score_reader *s, uint32_t i)
{
  inc_rule_reader *x = s->x;
  inc_item *item = &s->items[i];
  inc_meaning *meaning = &s->meanings[i], absent;
  const inc_json *scale = inc_json_get(s->nodes[i], "scale");
  if (!item->value) *meaning = shared(s, i + 1, item->end);
  if (scale) item->scale = inc_read_scale(x, scale, meaning);
  if (x->r->failed || meaning->type == INC_TYPE_UNKNOWN) return;
  if (meaning->type != INC_TYPE_NUMBER || meaning->literal) {
    INC_REPORT(x->r, "type-mismatch", s->nodes[i], "found %s, expected a number", inc_type_name(meaning->type));
    meaning->type = INC_TYPE_UNKNOWN;
    return;
  }
  item->absent = inc_rule_expression(x, s->nodes[i], "absent", false, &absent);
  if (item->absent) inc_expect(x->r, inc_json_get(s->nodes[i], "absent"), item->absent, &absent, meaning);
  inc_rule_part_type(x, item->part, s->nodes[i], *meaning);
}

static const inc_json *group_of(const score_reader *s, const inc_item *item)
{
  return item->parent == INC_NONE ? s->x->node : s->nodes[item->parent];
}

static void read_items(score_reader *s, bool given)
{
  inc_rule_reader *x = s->x;
  inc_item_walk w = inc_item_walk_start(x->node);
  uint32_t groups[INC_JSON_DEPTH];
  bool wants[INC_JSON_DEPTH + 1] = {given}; /* whether weights are given, level by level */
  const inc_json *node;
  while ((node = inc_item_next(x->r, &x->r->scratch, &w)) && !x->r->failed) {
    uint32_t number = s->count++;
    inc_item *item = &s->items[number];
    size_t length;
    inc_want want;
    const char *name = inc_rule_part_name(x->r, x->rule, w.path, &length);
    if (!inc_policy_part(x->r->policy, name, length, &want)) continue; /* no memory */
    s->nodes[number] = node;
    groups[w.depth - 1] = number;
    item->parent = w.depth > 1 ? groups[w.depth - 2] : INC_NONE;
    item->part = want.part;
    read_item(s, node, item, &s->meanings[number]);
    const inc_basis *above = item->parent == INC_NONE ? &x->about->basis : &x->about->parts[item->parent];
    ((inc_basis *)x->about->parts)[number] = inc_read_basis(x->r, node, above);
    read_weight(s, node, group_of(s, item), item, wants[w.depth - 1]);
    wants[w.depth] = inc_json_get(node, "items") && read_mix(x, node, &item->mix);
  }
}

/* The item behind the last one in each group. */
static void find_ends(score_reader *s)
{
  for (uint32_t i = s->count; i-- > 0;) {
    if (s->items[i].end == 0) s->items[i].end = i + 1;
    uint32_t parent = s->items[i].parent;
    if (parent != INC_NONE && s->items[parent].end < s->items[i].end) s->items[parent].end = s->items[i].end;
  }
}

/* ---- weights_total ---- */

/* A weight on a date, in micros; false where it is neither a literal nor a parameter that is set then. */
static bool weight_on(const incubator_policy *p, const inc_expression *e, int32_t date, int64_t *micros)
{
  *micros = INC_MICRO;
  if (!e) return true;
  if (e->count != 1) return false;
  const inc_node *node = &e->nodes[0];
  if (node->op == INC_OP_PARAMETER) return inc_parameter_value(&p->program.parameters[node->is.parameter], date, micros);
  if (node->op != INC_OP_CONSTANT || node->is.number.scale > INC_MICRO_SCALE) return false;
  return !__builtin_mul_overflow(node->is.number.mantissa, inc_power10(INC_MICRO_SCALE - node->is.number.scale), micros);
}

/* False where the weights of a date can be added up and come to something else. */
static bool total_holds(const score_reader *s, uint32_t first, uint32_t end, int64_t total, int32_t date, inc_i128 *sum)
{
  *sum = 0;
  for (uint32_t i = first; i < end; i = s->items[i].end) {
    int64_t micros;
    if (!weight_on(s->x->r->policy, s->items[i].weight, date, &micros)) return true;
    *sum += micros;
  }
  return *sum == total;
}

static void check_total_on(score_reader *s, const inc_json *node, uint32_t first, uint32_t end, int64_t total, int32_t date)
{
  char found[INC_DECIMAL_TEXT], day[11];
  inc_i128 sum;
  if (total_holds(s, first, end, total, date, &sum) || sum > INT64_MAX || sum < -INT64_MAX) return;
  inc_decimal_format((int64_t)sum, found);
  inc_date_format(date, day);
  if (date < 0) INC_REPORT(s->x->r, "weights-total", node, "the weights add up to %s", found);
  else INC_REPORT(s->x->r, "weights-total", node, "the weights add up to %s as of %s", found, day);
}

/* On the first day of the version, and whenever a parameter among the weights changes. */
static void check_total(score_reader *s, const inc_json *group, uint32_t first, uint32_t end)
{
  const inc_json *node = inc_json_get(group, "weights_total");
  const inc_version *v = s->x->version;
  int64_t total;
  if (!node || !inc_read_micros(s->x->r, node, &total)) return;
  check_total_on(s, node, first, end, total, v->from);
  for (uint32_t i = first; i < end; i = s->items[i].end) {
    const inc_expression *e = s->items[i].weight;
    if (!e || e->count != 1 || e->nodes[0].op != INC_OP_PARAMETER) continue;
    const inc_parameter *p = &s->x->r->policy->program.parameters[e->nodes[0].is.parameter];
    for (size_t k = 0; k < p->value_count; k++) {
      if (p->values[k].from > v->from && p->values[k].from < v->until) check_total_on(s, node, first, end, total, p->values[k].from);
    }
  }
}

static bool make_room(score_reader *s, uint32_t room)
{
  inc_reader *r = s->x->r;
  s->items = inc_reader_alloc(r, room, sizeof *s->items);
  s->meanings = inc_arena_alloc(&r->scratch, room, sizeof *s->meanings);
  s->nodes = inc_arena_alloc(&r->scratch, room, sizeof *s->nodes);
  s->x->about->parts = inc_reader_alloc(r, room, sizeof *s->x->about->parts);
  if (!s->meanings || !s->nodes) r->failed = true;
  return !r->failed;
}

void inc_read_score(inc_rule_reader *x)
{
  inc_score *score = &x->version->is.score;
  score_reader s = {.x = x};
  const inc_json *items = inc_member(x->r, x->node, "items", INC_JSON_OBJECT, true);
  if (items && inc_json_count(items) == 0) INC_REPORT(x->r, "key-missing", items, "a score without items");
  if (!make_room(&s, inc_count_items(x->r, x->node))) return;
  bool given = read_mix(x, x->node, &score->mix);
  read_items(&s, given);
  if (x->r->failed || s.count == 0) return;
  find_ends(&s);
  for (uint32_t i = s.count; i-- > 0 && !x->r->failed;) end_item(&s, i);
  if (x->r->failed) return;
  for (uint32_t i = 0; i < s.count; i++) {
    if (!s.items[i].value && s.items[i].mix.weights == INC_WEIGHTS_GIVEN) check_total(&s, s.nodes[i], i + 1, s.items[i].end);
  }
  if (score->mix.weights == INC_WEIGHTS_GIVEN) check_total(&s, x->node, 0, s.count);
  score->items = s.items;
  score->count = s.count;
  x->about->part_count = s.count;
  inc_meaning meaning = shared(&s, 0, s.count);
  if (meaning.type == INC_TYPE_UNKNOWN) return;
  inc_rule_declared(x, NULL, x->node, &meaning);
  inc_rule_part_type(x, 0, x->node, meaning);
}

uint32_t inc_count_items(inc_reader *r, const inc_json *rule)
{
  uint32_t count = 0;
  for (inc_item_walk w = inc_item_walk_start(rule); inc_item_next(r, &r->scratch, &w) && !r->failed;) count++;
  return count;
}
