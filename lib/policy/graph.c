/* Which rule reads which: found in the JSON by the names in it, before any type is known. */
#include <stdio.h>
#include <string.h>

#include "policy/rules.h"

typedef struct edges {
  uint32_t *to;
  size_t count, capacity;
} edges;

typedef struct graph {
  inc_reader *r;
  edges *reads; /* of each rule */
  uint32_t *seen; /* rule + 1 that saw this one last, to keep edges single */
  uint32_t rule;
} graph;

const inc_json *inc_rule_versions(const inc_json *entry, bool *list)
{
  *list = inc_json_type_of(entry) == INC_JSON_ARRAY;
  return *list ? inc_json_first(entry) : entry;
}

static void add_rule(graph *g, uint32_t rule)
{
  if (g->seen[rule] == g->rule + 1) return;
  edges *e = &g->reads[g->rule];
  if (!inc_grow(&g->r->allocator, (void **)&e->to, e->count, &e->capacity, sizeof *e->to)) {
    g->r->failed = true;
    return;
  }
  g->seen[rule] = g->rule + 1;
  e->to[e->count++] = rule;
}

static void add_edge(graph *g, uint32_t table, const char *path)
{
  inc_ref ref;
  if (!path || table == INC_NONE || !inc_policy_path(g->r->policy, table, path, &g->r->scratch, &ref, NULL)) return;
  if (ref.rule != INC_NONE) add_rule(g, ref.rule);
}

/* What the texts below a key name. */
typedef enum named { NAMED_NOTHING, NAMED_COLUMNS, NAMED_AWARDS } named;

static named named_by(const char *key)
{
  static const char *const keys[] = {"var", "within", "over", "at", "reported"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    if (!strcmp(key, keys[i])) return NAMED_COLUMNS;
  }
  return !strcmp(key, "awards") || !strcmp(key, "award") || !strcmp(key, "part_of") ? NAMED_AWARDS : NAMED_NOTHING;
}

/* Awards may be of other tables: rules are called by name alone. */
static void add_award(graph *g, const char *name)
{
  inc_want want;
  if (name && inc_policy_part(g->r->policy, name, strlen(name), &want)) add_rule(g, want.rule);
}

/* Every name below a node, without recursion. */
static void scan(graph *g, uint32_t table, const inc_json *root)
{
  struct {
    const inc_json *node;
    named names; /* where it stands in a list of names */
  } stack[INC_JSON_DEPTH + 1] = {{root, NAMED_NOTHING}};
  size_t depth = 1;
  while (depth && !g->r->failed) {
    const inc_json *node = stack[depth - 1].node, *child = inc_json_first(node);
    const named names = inc_json_key(node) ? named_by(inc_json_key(node)) : stack[depth - 1].names;
    stack[depth - 1].node = node == root ? NULL : inc_json_next(node);
    if (!stack[depth - 1].node) depth--;
    if (names == NAMED_COLUMNS) add_edge(g, table, inc_json_string(node));
    if (names == NAMED_AWARDS) add_award(g, inc_json_string(node));
    if (!child) continue;
    stack[depth].node = child;
    stack[depth++].names = names;
  }
}

static uint32_t table_of(const graph *g, const inc_json *version, const char *key)
{
  const inc_rule *rule = &g->r->policy->program.rules[g->rule];
  bool below = rule->kind == INC_KIND_MEASURE && (!strcmp(key, "where") || !strcmp(key, "of"));
  const char *rows = below ? inc_json_string(inc_json_get(version, "rows")) : NULL;
  if (!below) return rule->table;
  return rows ? inc_schema_table(&g->r->policy->program.schema, rows, strlen(rows)) : INC_NONE;
}

static void scan_rule(graph *g)
{
  bool list;
  const inc_json *version = inc_rule_versions(g->r->rules.entries[g->rule].node, &list);
  for (; version; version = list ? inc_json_next(version) : NULL) {
    for (const inc_json *member = inc_json_first(version); member; member = inc_json_next(member)) {
      if (inc_json_key(member)) scan(g, table_of(g, version, inc_json_key(member)), member);
    }
  }
}

/*
 * Tarjan's strongly connected components, with a stack of its own instead of recursion. A
 * component comes out behind all that it reads, which is the order wanted; one of several
 * rules, or of a rule that reads itself, is a circle.
 */
typedef struct tarjan {
  graph *g;
  uint32_t *index; /* 0: not visited yet */
  uint32_t *low;
  bool *waiting;   /* visited, component not closed */
  uint32_t *stack; /* of what waits */
  struct visit {
    uint32_t rule;
    size_t next; /* edge to follow next */
  } *visits;
  size_t stacked, depth;
  uint32_t next_index, *order, ordered;
  bool *in_circle;
} tarjan;

static bool reads_itself(const edges *e, uint32_t rule)
{
  for (size_t i = 0; i < e->count; i++) {
    if (e->to[i] == rule) return true;
  }
  return false;
}

/* `members` are the rules of a circle: report it at the one that stands first in the file. */
static void report_circle(tarjan *t, const uint32_t *members, size_t count)
{
  inc_reader *r = t->g->r;
  char names[256] = "";
  size_t used = 0;
  uint32_t first = members[0];
  for (size_t i = count; i-- > 0;) {
    const char *name = r->policy->program.rules[members[i]].name;
    t->in_circle[members[i]] = true;
    if (members[i] < first) first = members[i];
    if (used < sizeof names) used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "", name);
  }
  r->document = r->rules.entries[first].document;
  inc_report_key(r, "cycle", r->rules.entries[first].node,
                 count > 1 ? "rules read each other in a circle: %s" : "the rule reads itself: %s", names);
}

static void close_component(tarjan *t, uint32_t rule)
{
  size_t from = t->stacked;
  do {
    from--;
    t->waiting[t->stack[from]] = false;
    t->order[t->ordered++] = t->stack[from];
  } while (t->stack[from] != rule);
  size_t count = t->stacked - from;
  if (count > 1 || reads_itself(&t->g->reads[rule], rule)) report_circle(t, t->stack + from, count);
  t->stacked = from;
}

static void enter(tarjan *t, uint32_t rule)
{
  t->index[rule] = t->low[rule] = ++t->next_index;
  t->waiting[rule] = true;
  t->stack[t->stacked++] = rule;
  t->visits[t->depth].rule = rule;
  t->visits[t->depth++].next = 0;
}

static void lower(tarjan *t, uint32_t rule, uint32_t to)
{
  if (to < t->low[rule]) t->low[rule] = to;
}

static void visit_from(tarjan *t, uint32_t start)
{
  enter(t, start);
  while (t->depth) {
    struct visit *v = &t->visits[t->depth - 1];
    const edges *e = &t->g->reads[v->rule];
    if (v->next < e->count) {
      uint32_t to = e->to[v->next++];
      if (!t->index[to]) enter(t, to);
      else if (t->waiting[to]) lower(t, v->rule, t->index[to]);
      continue;
    }
    if (t->low[v->rule] == t->index[v->rule]) close_component(t, v->rule);
    t->depth--;
    if (t->depth) lower(t, t->visits[t->depth - 1].rule, t->low[v->rule]);
  }
}

static void find_order(graph *g, bool *in_circle)
{
  inc_program *program = &g->r->policy->program;
  uint32_t count = program->rule_count;
  tarjan t = {.g = g, .in_circle = in_circle};
  inc_arena *arena = &g->r->scratch;
  t.index = inc_arena_alloc(arena, count, sizeof *t.index);
  t.low = inc_arena_alloc(arena, count, sizeof *t.low);
  t.waiting = inc_arena_alloc(arena, count, sizeof *t.waiting);
  t.stack = inc_arena_alloc(arena, count, sizeof *t.stack);
  t.visits = inc_arena_alloc(arena, count, sizeof *t.visits);
  program->order = t.order = inc_reader_alloc(g->r, count, sizeof *t.order);
  if (!t.index || !t.low || !t.waiting || !t.stack || !t.visits) g->r->failed = true;
  for (uint32_t i = 0; i < count && !g->r->failed; i++) {
    if (!t.index[i]) visit_from(&t, i);
  }
}

void inc_order_rules(inc_reader *r, bool *in_circle)
{
  uint32_t count = r->policy->program.rule_count;
  graph g = {.r = r};
  g.reads = inc_alloc_zero(&r->allocator, count, sizeof *g.reads);
  g.seen = inc_alloc_zero(&r->allocator, count, sizeof *g.seen);
  if (!g.reads || !g.seen) r->failed = true;
  for (g.rule = 0; g.rule < count && !r->failed; g.rule++) scan_rule(&g);
  if (!r->failed) find_order(&g, in_circle);
  for (uint32_t i = 0; g.reads && i < count; i++) inc_free(&r->allocator, g.reads[i].to);
  inc_free(&r->allocator, g.reads);
  inc_free(&r->allocator, g.seen);
}
