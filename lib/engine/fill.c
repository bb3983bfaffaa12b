#include "engine/fill.h"

#include <string.h>

#include "engine/fill_share.h"

/* The rows of a group that take part in a cap. */
typedef struct party {
  uint64_t total; /* no more than what it can hold, which is more than any cap */
  int64_t cap;    /* on which they must agree, or why there is none; NOBODY: there are none yet */
} party;

/* Below 0: the gaps of some row's cap, the strongest is least; before these that they differ. */
enum { DIFFER = -1, NOBODY = -1000 };

typedef struct work {
  const inc_results *results;
  const inc_filling *filling;
  inc_share share;
  inc_groups groups;
  party *parties;    /* one a group */
  uint32_t *members; /* rows that take part */
  size_t count;
} work;

inc_filling *inc_make_fillings(const inc_results *results, uint32_t number, inc_arena *arena)
{
  const inc_rule *rule = &results->program->rules[number];
  const inc_award *award = &inc_rule_version(rule, results->as_of)->is.award;
  const size_t rows = inc_results_rows(results, rule->table);
  inc_filling *fillings = inc_arena_alloc(arena, award->adjustment_count, sizeof *fillings);
  for (uint32_t i = 0; fillings && i < award->adjustment_count; i++) {
    const inc_adjustment *a = &award->adjustments[i];
    inc_filling *f = &fillings[i];
    if (!a->joint) continue;
    f->keys = inc_arena_alloc(arena, a->order_count + 1, sizeof *f->keys);
    bool ok = f->keys && inc_result_make(&f->cap, arena, rows, 8) && (!a->when || inc_result_make(&f->holds, arena, rows, 1));
    for (uint32_t k = 0; ok && k < a->order_count; k++) ok = inc_result_make(&f->keys[k], arena, rows, 8);
    if (!ok) return NULL;
  }
  return fillings;
}

/* ---- Who takes part ---- */

/* A gap comes before those that are told later. */
static void tell_gap(const inc_result *after, size_t row, uint8_t gap)
{
  if (!gap || after->gaps[row]) return;
  after->gaps[row] = gap;
  ((int64_t *)after->values)[row] = 0;
}

/* Of those for whom the cap is meant: a gap of the order, or else of the group, keeps a row out. */
static void tell_gaps_of_place(const work *w, const uint8_t *holds, size_t rows)
{
  const inc_ordering *order = &w->share.order;
  for (size_t row = 0; row < rows; row++) {
    uint8_t gap = INCUBATOR_GAP_NONE;
    if (holds && !holds[row]) continue;
    for (uint32_t i = 0; i < order->by_count; i++) gap = order->keys[i].gaps[row] > gap ? order->keys[i].gaps[row] : gap;
    if (!gap && w->groups.of_row[row] == INC_NONE) gap = w->groups.gaps[row];
    tell_gap(w->share.after, row, gap);
  }
}

static bool any_gap_of_place(const work *w)
{
  bool any = w->groups.left_out;
  for (uint32_t i = 0; i < w->share.order.by_count; i++) any = any || !w->share.order.keys[i].whole;
  return any;
}

/* What a row has stays its own, until its group is found to have too much. */
static bool find_members(work *w, size_t rows)
{
  const inc_result *before = w->share.before, *after = w->share.after, *held = &w->filling->holds;
  const uint8_t *holds = held->gaps ? held->values : NULL;
  memcpy(after->gaps, before->gaps, rows);
  memcpy(after->values, before->values, rows * sizeof(int64_t));
  for (size_t row = 0; holds && !held->whole && row < rows; row++) tell_gap(after, row, held->gaps[row]);
  if (any_gap_of_place(w)) tell_gaps_of_place(w, holds, rows);
  w->members = inc_alloc_array(&w->results->allocator, rows + 1, sizeof *w->members);
  for (size_t row = 0; w->members && row < rows; row++) {
    w->members[w->count] = (uint32_t)row;
    w->count += !after->gaps[row] & (!holds || holds[row]);
  }
  return w->members != NULL;
}

/* ---- What they come to ---- */

static void join(party *p, int64_t money, int64_t cap, uint8_t gap)
{
  if (gap) cap = DIFFER - gap;
  if (p->cap == NOBODY) p->cap = cap;
  else if (p->cap < DIFFER || cap < DIFFER) p->cap = p->cap < cap ? p->cap : cap;
  else if (p->cap != cap) p->cap = DIFFER;
  if (__builtin_add_overflow(p->total, (uint64_t)money, &p->total)) p->total = UINT64_MAX;
}

static bool join_all(work *w)
{
  const inc_result *caps = &w->filling->cap;
  const int64_t *money = w->share.after->values, *cap = caps->values;
  w->parties = inc_alloc_array(&w->results->allocator, w->groups.count + 1, sizeof *w->parties);
  for (size_t i = 0; w->parties && i < w->groups.count; i++) w->parties[i] = (party){0, NOBODY};
  for (size_t i = 0; w->parties && i < w->count; i++) {
    const uint32_t row = w->members[i];
    join(&w->parties[w->groups.of_row[row]], money[row], cap[row], caps->gaps[row]);
  }
  return w->parties != NULL;
}

/* A gap of a cap is that of its rows. */
static void put_gaps(const work *w)
{
  bool any = false;
  for (size_t i = 0; i < w->groups.count; i++) any = any || (w->parties[i].cap < 0 && w->parties[i].cap != NOBODY);
  for (size_t i = 0; any && i < w->count; i++) {
    const uint32_t row = w->members[i];
    const int64_t cap = w->parties[w->groups.of_row[row]].cap;
    if (cap >= 0) continue;
    w->share.after->gaps[row] = cap == DIFFER ? INCUBATOR_GAP_ERROR : (uint8_t)(DIFFER - cap);
    ((int64_t *)w->share.after->values)[row] = 0;
  }
}

/* ---- What is left of it ---- */

/* Puts those in order whose sums have to be cut. Who has nothing keeps it. */
static bool order_cut(work *w)
{
  inc_ordering *order = &w->share.order;
  const int64_t *money = w->share.after->values;
  order->rows = inc_alloc_array(&w->results->allocator, w->count + 1, sizeof *order->rows);
  for (size_t i = 0; order->rows && i < w->count; i++) {
    const uint32_t row = w->members[i], group = w->groups.of_row[row];
    const party *p = &w->parties[group];
    const bool cut = (p->cap >= 0) & (p->total > (uint64_t)p->cap) & (money[row] != 0); /* nobody could guess it */
    inc_order_add(order, row, group);
    order->count -= !cut;
  }
  return order->rows && inc_order_sort(order, w->groups.count, &w->results->allocator);
}

static incubator_status fill_all(work *w, uint32_t table)
{
  const inc_adjustment *a = w->share.adjustment;
  inc_ordering *order = &w->share.order;
  *order = (inc_ordering){.by = a->order, .by_count = a->order_count, .keys = w->filling->keys};
  INC_TRY(inc_groups_within(w->results, table, a->over, a->over_count, &w->groups));
  if (!find_members(w, inc_results_rows(w->results, table)) || !join_all(w)) return INCUBATOR_STATUS_NO_MEMORY;
  put_gaps(w);
  if (!order_cut(w)) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t first = 0; first < order->count;) {
    const size_t end = inc_order_group_end(order, first);
    INC_TRY(inc_share_out(&w->share, first, end, w->parties[order->rows[first].group].cap));
    first = end;
  }
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_fill_run(const inc_results *results, uint32_t number, uint32_t adjustment, inc_filling *filling)
{
  const inc_rule *rule = &results->program->rules[number];
  const inc_version *version = inc_rule_version(rule, results->as_of);
  const inc_adjustment *all = version->is.award.adjustments;
  work w = {.results = results, .filling = filling};
  w.share = (inc_share){.allocator = &results->allocator, .adjustment = &all[adjustment], .step = version->step};
  w.share.before = &results->columns[number][adjustment ? all[adjustment - 1].part : INC_AWARD_COMPUTED];
  w.share.after = &results->columns[number][all[adjustment].part];
  w.share.after->bits = w.share.before->bits; /* nobody gets more than there was */
  incubator_status status = fill_all(&w, rule->table);
  inc_groups_free(results, &w.groups);
  inc_free(&results->allocator, w.parties);
  inc_free(&results->allocator, w.members);
  inc_free(&results->allocator, w.share.order.rows);
  filling->state = INC_FILLING_DONE;
  return status;
}

/* ---- Rows below ---- */

/* An inapplicable amount is 0; another gap is that of the sum, and a sum beyond the range is an error. */
static void sum_up(const inc_result *amounts, const inc_groups *groups, size_t rows, inc_i128 *totals, inc_result *sums)
{
  for (size_t row = 0; row < rows; row++) {
    const uint32_t to = groups->of_row[row];
    const uint8_t gap = amounts->gaps[row];
    if (to == INC_NONE || gap == INCUBATOR_GAP_INAPPLICABLE) continue;
    if (gap > sums->gaps[to]) sums->gaps[to] = gap;
    if (!gap) totals[to] += inc_result_value(amounts, row);
  }
  for (size_t i = 0; i < groups->count; i++) {
    if (!sums->gaps[i] && (totals[i] > INT64_MAX || totals[i] < -INT64_MAX)) sums->gaps[i] = INCUBATOR_GAP_ERROR;
    ((int64_t *)sums->values)[i] = sums->gaps[i] ? 0 : (int64_t)totals[i];
  }
}

static incubator_status sum_rows(const inc_results *results, uint32_t table, const inc_component *c, inc_result *sums)
{
  const size_t parents = inc_results_rows(results, table);
  const inc_measure path = {.rows = c->award.table, .via = c->via, .via_count = c->via_count};
  uint32_t missing;
  inc_groups groups;
  memset(sums->gaps, inc_measure_given(results, &path, &missing) ? INCUBATOR_GAP_NONE : INCUBATOR_GAP_MISSING, parents);
  INC_TRY(inc_groups_up(results, &path, parents, &groups));
  inc_i128 *totals = inc_alloc_zero(&results->allocator, parents + 1, sizeof *totals);
  if (totals) sum_up(&results->columns[c->award.rule][0], &groups, inc_results_rows(results, c->award.table), totals, sums);
  inc_free(&results->allocator, totals);
  inc_groups_free(results, &groups);
  return totals ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}

incubator_status inc_fill_sums(const inc_results *results, uint32_t number)
{
  const inc_rule *rule = &results->program->rules[number];
  const inc_award *award = &inc_rule_version(rule, results->as_of)->is.award;
  for (uint32_t i = 0; i < award->component_count; i++) {
    const inc_component *c = &award->components[i];
    if (c->via_count) INC_TRY(sum_rows(results, rule->table, c, &results->columns[number][c->sum]));
  }
  return INCUBATOR_STATUS_OK;
}
