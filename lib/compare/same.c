/* Whether two versions of a rule say the same. */
#include <string.h>

#include "base/decimal.h"
#include "compare/compare.h"

static bool is_among(const char *key, const char *const *words, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    if (!strcmp(key, words[i])) return true;
  }
  return false;
}

#define AMONG(key, words) is_among((key), (words), sizeof(words) / sizeof *(words))

typedef struct node_pair {
  const inc_json *nodes[INC_BOTH];
  bool root; /* the version itself */
} node_pair;

typedef struct text_pair {
  const inc_json_document *documents[INC_BOTH];
  const incubator_allocator *a;
  node_pair *open;
  size_t count, capacity;
  bool started, failed;
} text_pair;

static void push(text_pair *p, const inc_json *a, const inc_json *b)
{
  if (!inc_grow(p->a, (void **)&p->open, p->count, &p->capacity, sizeof *p->open)) {
    p->failed = true;
    return;
  }
  p->open[p->count] = (node_pair){{a, b}, p->count == 0 && !p->started};
  p->count++;
  p->started = true;
}

static bool same_number(const text_pair *p, const node_pair *n)
{
  inc_number numbers[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) {
    size_t length;
    const char *text = inc_json_number(p->documents[s], n->nodes[s], &length);
    if (inc_number_parse(text, length, &numbers[s]) != INC_DECIMAL_OK) return false;
  }
  return inc_number_compare(numbers[0], numbers[1]) == 0;
}

/* Objects whose keys are names: none of them can be left out. */
static bool has_names(const node_pair *n)
{
  static const char *const words[] = {"items", "conditions", "split"};
  const char *key = inc_json_key(n->nodes[0]);
  return !n->root && key && AMONG(key, words);
}

/* What a rule is called and cites decides nothing, and when it is in force decides only that. */
static bool decides(const node_pair *n, const char *key)
{
  static const char *const words[] = {"title", "note", "reason", "cite", "evidence", "assumed"}, *const of_root[] = {"from", "until", "series"};
  if (has_names(n)) return true;
  return !AMONG(key, words) && !(n->root && AMONG(key, of_root));
}

static size_t count_deciding(const node_pair *n, int s)
{
  size_t count = 0;
  for (const inc_json *child = inc_json_first(n->nodes[s]); child; child = inc_json_next(child)) count += decides(n, inc_json_key(child));
  return count;
}

static bool same_object(text_pair *p, const node_pair *n)
{
  if (count_deciding(n, INC_BEFORE) != count_deciding(n, INC_AFTER)) return false;
  for (const inc_json *child = inc_json_first(n->nodes[0]); child; child = inc_json_next(child)) {
    if (!decides(n, inc_json_key(child))) continue;
    const inc_json *other = inc_json_get(n->nodes[1], inc_json_key(child));
    if (!other) return false;
    push(p, child, other);
  }
  return true;
}

/* Equal remainders of a split go to the first share: its order decides, unlike that of other objects. */
static bool same_order(const node_pair *n)
{
  const char *own = inc_json_key(n->nodes[0]);
  const inc_json *a = inc_json_first(n->nodes[0]), *b = inc_json_first(n->nodes[1]);
  if (n->root || !own || strcmp(own, "split")) return true;
  for (; a && b; a = inc_json_next(a), b = inc_json_next(b)) {
    if (strcmp(inc_json_key(a), inc_json_key(b))) return false;
  }
  return true;
}

static bool same_array(text_pair *p, const node_pair *n)
{
  const inc_json *a = inc_json_first(n->nodes[0]), *b = inc_json_first(n->nodes[1]);
  for (; a && b; a = inc_json_next(a), b = inc_json_next(b)) push(p, a, b);
  return !a && !b;
}

static bool same_node(text_pair *p, const node_pair *n)
{
  const inc_json_type type = inc_json_type_of(n->nodes[0]);
  if (type != inc_json_type_of(n->nodes[1])) return false;
  switch (type) {
  case INC_JSON_NUMBER: return same_number(p, n);
  case INC_JSON_STRING: return !strcmp(inc_json_string(n->nodes[0]), inc_json_string(n->nodes[1]));
  case INC_JSON_ARRAY: return same_array(p, n);
  case INC_JSON_OBJECT: return same_order(n) && same_object(p, n);
  default: return true;
  }
}

bool inc_compare_same_text(const incubator_comparison *c, const inc_version_info *const about[INC_BOTH], bool *failed)
{
  text_pair p = {.a = &c->allocator};
  for (int s = 0; s < INC_BOTH; s++) p.documents[s] = c->sides[s].d->policy->documents[about[s]->document].json;
  push(&p, about[0]->node, about[1]->node);
  bool same = true;
  while (p.count && same && !p.failed) {
    const node_pair n = p.open[--p.count];
    same = same_node(&p, &n);
  }
  inc_free(&c->allocator, p.open);
  *failed = *failed || p.failed;
  return same;
}
