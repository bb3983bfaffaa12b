/* Rows near to one: those that it competes with, and those below it. Kept from one search for reasons to the next. */
#include <string.h>

#include "compare/compare.h"

inc_causes *inc_causes_of(incubator_comparison *c)
{
  const size_t count = inc_compared_program(&c->sides[0])->rule_count;
  if (c->causes) return c->causes;
  inc_causes *k = inc_alloc_zero(&c->allocator, 1, sizeof *k);
  if (!k) return NULL;
  inc_arena_init(&k->arena, &c->allocator);
  k->reads = inc_arena_alloc(&k->arena, count, sizeof *k->reads);
  k->rivals = inc_arena_alloc(&k->arena, count, sizeof *k->rivals);
  k->same_texts = inc_arena_alloc(&k->arena, count, sizeof *k->same_texts);
  c->causes = k;
  if (k->reads && k->rivals && k->same_texts) return k;
  inc_causes_free(c);
  return NULL;
}

/* ---- Rows below ---- */

static uint32_t top_of(const inc_compared *side, uint32_t table, const uint32_t *via, uint32_t count)
{
  for (uint32_t i = 0; i < count; i++) table = inc_compared_program(side)->schema.tables[table].fields[via[i]].link;
  return table;
}

/* The row that each row leads up to; INC_NONE: none. */
static void lead_up(const inc_frame *frame, uint32_t table, const uint32_t *via, uint32_t count, uint32_t *tops)
{
  for (size_t row = 0; row < frame->tables[table].rows; row++) {
    uint32_t at = table;
    size_t top = row;
    tops[row] = inc_frame_follow(frame, via, count, &at, &top) == count ? (uint32_t)top : INC_NONE;
  }
}

static bool fill_below(incubator_comparison *c, int s, uint32_t table, uint32_t count, inc_below *b)
{
  const inc_compared *side = &c->sides[s];
  const inc_frame *frame = inc_results_frame(side->d->results);
  const size_t rows = frame->tables[table].given ? frame->tables[table].rows : 0, above = frame->tables[top_of(side, table, b->via, count)].rows;
  uint32_t *tops = inc_alloc_array(&c->allocator, rows + 1, sizeof *tops);
  b->starts = inc_arena_alloc(&c->causes->arena, above + 2, sizeof *b->starts);
  b->rows = inc_arena_alloc(&c->causes->arena, rows + 1, sizeof *b->rows);
  const bool ok = tops && b->starts && b->rows;
  if (ok && rows) lead_up(frame, table, b->via, count, tops);
  for (size_t row = 0; ok && row < rows; row++) b->starts[tops[row] == INC_NONE ? above + 1 : tops[row] + 1]++;
  if (ok) b->starts[above + 1] = 0;
  for (size_t i = 0; ok && i < above; i++) b->starts[i + 1] += b->starts[i];
  size_t *next = ok ? inc_alloc_array(&c->allocator, above + 1, sizeof *next) : NULL;
  if (next) memcpy(next, b->starts, (above + 1) * sizeof *next);
  for (size_t row = 0; next && row < rows; row++) {
    if (tops[row] != INC_NONE) b->rows[next[tops[row]]++] = (uint32_t)row;
  }
  inc_free(&c->allocator, tops);
  inc_free(&c->allocator, next);
  return next != NULL;
}

const inc_below *inc_causes_below(incubator_comparison *c, int s, uint32_t table, const uint32_t *via, uint32_t count)
{
  inc_causes *k = c->causes;
  for (size_t i = 0; i < k->below_counts[s]; i++) {
    if (k->belows[s][i]->via == via) return k->belows[s][i];
  }
  if (!inc_grow(&c->allocator, (void **)&k->belows[s], k->below_counts[s], &k->below_capacities[s], sizeof *k->belows[s])) return NULL;
  inc_below *b = inc_arena_alloc(&k->arena, 1, sizeof *b);
  if (!b) return NULL;
  b->via = via;
  if (!fill_below(c, s, table, count, b)) return NULL;
  k->belows[s][k->below_counts[s]++] = b;
  return b;
}

/* ---- Rows that compete ---- */

/* For each group, on each side, the first pair of rows of which something differs. */
typedef struct inc_rivals {
  inc_map groups[INC_BOTH];
  inc_pair *first[INC_BOTH];
  size_t capacities[INC_BOTH];
  inc_pair any;
  bool failed; /* without memory */
  bool has_any, strict; /* strict: those of other groups do not matter */
  const inc_ref *refs[INC_BOTH]; /* what groups agree in */
  uint32_t counts[INC_BOTH];
} inc_rivals;

static bool has_cohort(const inc_score *score)
{
  bool has = inc_score_finds_weights(score);
  for (uint32_t i = 0; i < score->count && !has; i++) has = inc_scale_is_cohort(score->items[i].scale);
  return has;
}

/* Whether a rule compares rows of its table, and by what it groups them. */
static bool competes(inc_kind kind, const inc_version *v, const inc_ref **refs, uint32_t *count)
{
  *refs = NULL;
  *count = 0;
  switch (kind) {
  case INC_KIND_SELECT: *refs = v->is.select.within, *count = v->is.select.within_count; return true;
  case INC_KIND_MEASURE: *refs = v->is.measure.within, *count = v->is.measure.within_count; return v->is.measure.via_count == 0;
  case INC_KIND_SCORE: return has_cohort(&v->is.score);
  case INC_KIND_DERIVE:
    if (!inc_scale_is_cohort(v->is.derive.scale)) return false;
    *refs = v->is.derive.scale->cohort.within, *count = v->is.derive.scale->cohort.within_count;
    return true;
  case INC_KIND_AWARD:
    for (uint32_t i = 0; i < v->is.award.adjustment_count; i++) {
      if (v->is.award.adjustments[i].joint) *refs = v->is.award.adjustments[i].over, *count = v->is.award.adjustments[i].over_count;
    }
    return inc_award_is_joint(&v->is.award);
  default: return false;
  }
}

static uint32_t group_of(const inc_compared *side, uint32_t table, inc_rivals *r, int s, uint32_t row, int64_t *cells, bool add)
{
  for (uint32_t i = 0; i < r->counts[s]; i++) {
    const inc_cell cell = inc_compare_cell(side, table, &r->refs[s][i], row);
    cells[2 * i] = cell.gap;
    cells[2 * i + 1] = cell.gap ? 0 : cell.value;
  }
  bool added;
  const size_t length = 2 * r->counts[s] * sizeof *cells;
  return add ? inc_map_add(&r->groups[s], (const char *)cells, length, &added) : inc_map_find(&r->groups[s], (const char *)cells, length);
}

static bool note(incubator_comparison *c, const uint32_t rules[INC_BOTH], inc_rivals *r, inc_pair pair, int64_t *cells)
{
  if (!r->has_any) r->any = pair;
  r->has_any = true;
  for (int s = 0; s < INC_BOTH; s++) {
    if (pair.rows[s] == INC_NONE) continue;
    const size_t count = r->groups[s].count;
    const uint32_t group = group_of(&c->sides[s], inc_compared_rule(&c->sides[s], rules[s])->table, r, s, pair.rows[s], cells, true);
    if (group == INC_MAP_NONE) return false;
    if (group < count) continue;
    if (!inc_grow(&c->allocator, (void **)&r->first[s], count, &r->capacities[s], sizeof *r->first[s])) return false;
    r->first[s][group] = pair;
  }
  return true;
}

static bool pair_differs(incubator_comparison *c, const uint32_t rules[INC_BOTH], const inc_reads *reads, inc_pair pair)
{
  if (pair.rows[0] == INC_NONE || pair.rows[1] == INC_NONE) return true;
  for (size_t i = 0; i < reads->own_count; i++) {
    inc_cell cells[INC_BOTH];
    inc_holds holds[INC_BOTH];
    for (int s = 0; s < INC_BOTH; s++) {
      cells[s] = inc_compare_cell(&c->sides[s], inc_compared_rule(&c->sides[s], rules[s])->table, reads->own[i].refs[s], pair.rows[s]);
      holds[s] = inc_compare_holds(&c->sides[s], reads->own[i].refs[s]);
    }
    if (!inc_compare_same(c, cells, holds)) return true;
  }
  return false;
}

static bool find_rivals(incubator_comparison *c, const uint32_t rules[INC_BOTH], const inc_reads *reads, inc_rivals *r, int64_t *cells)
{
  bool ok = true;
  for (int s = 0; s < INC_BOTH; s++) {
    const inc_compared *side = &c->sides[s];
    const uint32_t table = inc_compared_rule(side, rules[s])->table, *rows = side->rows[table];
    for (uint32_t row = 0; ok && rows && row < inc_results_frame(side->d->results)->tables[table].rows; row++) {
      inc_pair pair;
      pair.rows[s] = row, pair.rows[1 - s] = rows[row];
      if (s == INC_AFTER && rows[row] != INC_NONE) continue;
      if (pair_differs(c, rules, reads, pair)) ok = note(c, rules, r, pair, cells);
    }
  }
  return ok;
}

static inc_rivals *rivals_of(incubator_comparison *c, const uint32_t rules[INC_BOTH], const inc_reads *reads, int64_t *cells)
{
  inc_causes *k = c->causes;
  if (k->rivals[rules[0]]) return k->rivals[rules[0]]->failed ? NULL : k->rivals[rules[0]];
  inc_rivals *r = inc_arena_alloc(&k->arena, 1, sizeof *r);
  if (!r) return NULL;
  const inc_kind kind = inc_compared_rule(&c->sides[0], rules[0])->kind;
  r->strict = kind != INC_KIND_AWARD && kind != INC_KIND_SCORE;
  for (int s = 0; s < INC_BOTH; s++) {
    inc_map_init(&r->groups[s], &c->allocator);
    competes(kind, inc_compared_version(&c->sides[s], rules[s]), &r->refs[s], &r->counts[s]);
  }
  k->rivals[rules[0]] = r; /* freed with the others, whole or not */
  r->failed = !find_rivals(c, rules, reads, r, cells);
  return r->failed ? NULL : r;
}

static bool look_up(const incubator_comparison *c, const uint32_t rules[INC_BOTH], inc_rivals *r, inc_pair own, int64_t *cells, inc_pair *rival)
{
  for (int s = INC_AFTER; s >= 0; s--) {
    if (own.rows[s] == INC_NONE || !r->first[s]) continue;
    const uint32_t group = group_of(&c->sides[s], inc_compared_rule(&c->sides[s], rules[s])->table, r, s, own.rows[s], cells, false);
    if (group == INC_MAP_NONE) continue;
    *rival = r->first[s][group];
    return true;
  }
  *rival = r->any;
  return r->has_any && !r->strict;
}

incubator_status inc_causes_rival(incubator_comparison *c, const uint32_t rules[INC_BOTH], inc_pair own, inc_pair *rival, bool *found)
{
  const inc_reads *reads = inc_causes_reads(c, rules);
  size_t most = 1;
  *found = false;
  for (int s = 0; s < INC_BOTH; s++) {
    const inc_ref *refs;
    uint32_t count;
    if (!competes(inc_compared_rule(&c->sides[s], rules[s])->kind, inc_compared_version(&c->sides[s], rules[s]), &refs, &count)) return INCUBATOR_STATUS_OK;
    most += 2 * (size_t)count;
  }
  int64_t *cells = inc_alloc_zero(&c->allocator, most, sizeof *cells);
  inc_rivals *r = reads && cells ? rivals_of(c, rules, reads, cells) : NULL;
  if (r) *found = look_up(c, rules, r, own, cells, rival);
  inc_free(&c->allocator, cells);
  return r ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}

/* ---- The end ---- */

void inc_causes_free(incubator_comparison *c)
{
  inc_causes *k = c->causes;
  if (!k) return;
  for (uint32_t r = 0; k->rivals && r < inc_compared_program(&c->sides[0])->rule_count; r++) {
    for (int s = 0; k->rivals[r] && s < INC_BOTH; s++) {
      inc_map_free(&k->rivals[r]->groups[s]);
      inc_free(&c->allocator, k->rivals[r]->first[s]);
    }
  }
  for (int s = 0; s < INC_BOTH; s++) inc_free(&c->allocator, k->belows[s]);
  inc_arena_clear(&k->arena);
  inc_free(&c->allocator, k);
  c->causes = NULL;
}
