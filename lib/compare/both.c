/* The columns that both versions of a rule read. */
#include "compare/compare.h"

typedef struct ref_list {
  const inc_version *version;
  inc_kind kind;
  const inc_ref **refs;
  size_t count, capacity;
  const incubator_allocator *a;
  bool failed;
} ref_list;

static bool is_below(const ref_list *l, const inc_ref *ref)
{
  const inc_award *award = &l->version->is.award;
  for (uint32_t i = 0; l->kind == INC_KIND_AWARD && i < award->component_count; i++) {
    if (&award->components[i].award == ref) return award->components[i].via_count != 0;
  }
  return false;
}

static bool add_ref(void *context, const inc_ref *ref)
{
  ref_list *l = context;
  if (is_below(l, ref)) return true;
  if (!inc_grow(l->a, (void **)&l->refs, l->count, &l->capacity, sizeof *l->refs)) l->failed = true;
  else l->refs[l->count++] = ref;
  return !l->failed;
}

static bool add_expression(void *context, const inc_expression *e)
{
  for (uint32_t i = 0; e && i < e->count; i++) {
    if (e->nodes[i].op == INC_OP_COLUMN && !add_ref(context, &e->nodes[i].is.ref)) return false;
  }
  return true;
}

/* A measure looks at rows of another table: only what it reads of its own counts here. */
static void list_own(ref_list *l)
{
  const inc_version *v = l->version;
  if (l->kind != INC_KIND_MEASURE || v->is.measure.via_count == 0) {
    inc_version_refs(l->kind, v, add_ref, l);
    return;
  }
  add_expression(l, v->when);
  add_expression(l, v->at);
  add_expression(l, v->absent);
  if (v->reported) add_ref(l, v->reported);
  for (uint32_t i = 0; i < v->is.measure.within_count; i++) add_ref(l, &v->is.measure.within[i]);
}

static void list_below(ref_list *l)
{
  if (l->kind != INC_KIND_MEASURE || l->version->is.measure.via_count == 0) return;
  add_expression(l, l->version->is.measure.where);
  add_expression(l, l->version->is.measure.of);
}

/* The refs of the first list that the second one has too. */
static bool pair_refs(incubator_comparison *c, const ref_list lists[INC_BOTH], uint32_t table, inc_read **reads, size_t *count)
{
  inc_arena *arena = &c->causes->arena;
  *reads = inc_arena_alloc(arena, lists[0].count + 1, sizeof **reads);
  *count = 0;
  bool failed = !*reads;
  for (size_t i = 0; i < lists[0].count && !failed; i++) {
    inc_ref other;
    if (!inc_compare_ref(&c->sides[0], lists[0].refs[i], table, arena, &other, &failed)) continue;
    size_t k = 0;
    while (k < lists[1].count && !inc_ref_same(lists[1].refs[k], &other)) k++;
    if (k < lists[1].count) (*reads)[(*count)++] = (inc_read){{lists[0].refs[i], lists[1].refs[k]}};
  }
  return !failed;
}

static bool read_both(incubator_comparison *c, const uint32_t rules[INC_BOTH], void (*list)(ref_list *l), uint32_t table,
                      inc_read **reads, size_t *count)
{
  ref_list lists[INC_BOTH];
  bool ok = true;
  for (int s = 0; s < INC_BOTH; s++) {
    lists[s] = (ref_list){.version = inc_compared_version(&c->sides[s], rules[s]), .kind = inc_compared_rule(&c->sides[s], rules[s])->kind, .a = &c->allocator};
    list(&lists[s]);
    ok = ok && !lists[s].failed;
  }
  ok = ok && pair_refs(c, lists, table, reads, count);
  for (int s = 0; s < INC_BOTH; s++) inc_free(&c->allocator, lists[s].refs);
  return ok;
}

/* The table that a measure measures, else its own. */
static uint32_t measured(const inc_compared *side, uint32_t rule)
{
  const inc_rule *of = inc_compared_rule(side, rule);
  return of->kind == INC_KIND_MEASURE ? inc_compared_version(side, rule)->is.measure.rows : of->table;
}

const inc_reads *inc_causes_reads(incubator_comparison *c, const uint32_t rules[INC_BOTH])
{
  inc_causes *k = c->causes;
  if (k->reads[rules[0]]) return k->reads[rules[0]];
  inc_reads *r = inc_arena_alloc(&k->arena, 1, sizeof *r);
  const uint32_t below = measured(&c->sides[0], rules[0]);
  if (!r || !read_both(c, rules, list_own, inc_compared_rule(&c->sides[0], rules[0])->table, &r->own, &r->own_count)) return NULL;
  if (c->sides[0].tables[below] == measured(&c->sides[1], rules[1])) {
    if (!read_both(c, rules, list_below, below, &r->below, &r->below_count)) return NULL;
  }
  k->reads[rules[0]] = r;
  return r;
}
