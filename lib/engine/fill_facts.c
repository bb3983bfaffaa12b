/* Where a row stands in a joint cap, and the rows below that an award sums, worked out again for those who ask. */
#include "engine/fill.h"
#include "engine/order.h"

typedef struct asking {
  const inc_results *results;
  const inc_adjustment *adjustment;
  uint32_t table;
  size_t row;
  int64_t step;
  const inc_filling *filling;
  const inc_result *before, *after;
  inc_ordering order; /* of the group's rows that take part */
  inc_joint_facts *facts;
} asking;

/* ---- What each row has to say ---- */

/* The rule's code again, as far as the cap: what that needs to know is left in its filling, and no column is written. */
static incubator_status look_again(const inc_results *results, uint32_t number, inc_filling *fillings, uint32_t adjustment)
{
  const inc_rule *rule = &results->program->rules[number];
  inc_arena arena;
  inc_code_block code;
  inc_arena_init(&arena, &results->allocator);
  inc_lower lower = inc_lower_start(results, number, rule->table, &arena, &code);
  for (uint32_t i = 0; i < adjustment; i++) fillings[i].state = INC_FILLING_DONE;
  lower.fillings = fillings;
  inc_value *values = inc_arena_alloc(&arena, rule->part_count, sizeof *values);
  incubator_status status = INCUBATOR_STATUS_NO_MEMORY;
  if (values) {
    inc_lower_rule(&lower, rule, results->wanted[number], values);
    if (!code.failed) status = inc_code_run_all(results, &code, inc_results_rows(results, rule->table));
  }
  inc_arena_clear(&arena);
  return status;
}

typedef enum belonging { OUTSIDE, PERHAPS, INSIDE } belonging;

/* Whether a row is in the group of the one that is asked about. */
static belonging belongs(const asking *q, size_t row)
{
  const inc_adjustment *a = q->adjustment;
  belonging found = INSIDE;
  for (uint32_t i = 0; i < a->over_count; i++) {
    const inc_cell own = inc_results_cell(q->results, q->table, &a->over[i], q->row);
    const inc_cell other = inc_results_cell(q->results, q->table, &a->over[i], row);
    if (own.gap || other.gap == INCUBATOR_GAP_INAPPLICABLE) return OUTSIDE;
    if (other.gap) found = PERHAPS;
    else if (other.value != own.value) return OUTSIDE;
  }
  return found;
}

/* Whether a row takes part: not where its sum, the adjustment's condition or the order is a gap, or that does not hold. */
static bool takes_part(const asking *q, size_t row, uint8_t *gap)
{
  const inc_result *holds = &q->filling->holds;
  *gap = q->before->gaps[row];
  if (!*gap && holds->gaps) *gap = holds->gaps[row];
  if (*gap || (holds->gaps && !((const uint8_t *)holds->values)[row])) return false;
  for (uint32_t i = 0; i < q->order.by_count; i++) {
    if (q->order.keys[i].gaps[row] > *gap) *gap = q->order.keys[i].gaps[row];
  }
  return !*gap;
}

static void take_up(asking *q, size_t row)
{
  uint8_t gap;
  const belonging where = belongs(q, row);
  if (where == OUTSIDE) return;
  const bool part = takes_part(q, row, &gap), open = gap && gap != INCUBATOR_GAP_INAPPLICABLE;
  if (where == INSIDE && part) {
    inc_order_add(&q->order, row, 0);
    q->facts->takes_part = q->facts->takes_part || row == q->row;
  } else if (part || open) {
    q->facts->undetermined++;
  }
}

/* ---- The group ---- */

static int64_t money_of(const asking *q, size_t place)
{
  return inc_result_value(q->before, q->order.rows[place].row);
}

static void tell_group(const asking *q)
{
  inc_joint_facts *f = q->facts;
  f->rows = q->order.count;
  if (f->rows) f->cap = inc_result_value(&q->filling->cap, q->order.rows[0].row);
  for (size_t i = 0; i < f->rows; i++) {
    const uint32_t row = q->order.rows[i].row;
    if (q->filling->cap.gaps[row] > f->gap) f->gap = q->filling->cap.gaps[row];
    f->differ = f->differ || inc_result_value(&q->filling->cap, row) != f->cap;
    f->demanded += money_of(q, i);
    if (!q->after->gaps[row]) f->given += inc_result_value(q->after, row);
  }
  f->differ = f->differ && !f->gap;
  if (f->differ) f->gap = INCUBATOR_GAP_ERROR;
  if (f->gap) f->cap = 0;
}

/* ---- The row in it ---- */

static inc_i128 asked_by(const asking *q, size_t first, size_t end)
{
  inc_i128 sum = 0;
  for (size_t i = first; i < end; i++) sum += money_of(q, i);
  return sum;
}

static void tell_share(const asking *q, int64_t own)
{
  inc_joint_facts *f = q->facts;
  f->left = f->cap;
  f->whole = own ? f->demanded : 0;
  f->some = own ? (f->demanded + own - 1) / own * q->step : 0;
  const inc_i128 part = f->demanded > f->cap ? inc_divide_round((inc_i128)own * f->cap, f->demanded, INC_ROUND_HALF_EVEN) : own;
  f->share = (int64_t)part;
}

/* What is served from place `first` to before `end` comes at once, the row among it. */
static void tell_turn(const asking *q, size_t first, size_t end, int64_t own)
{
  inc_joint_facts *f = q->facts;
  f->ahead = first;
  f->asked = asked_by(q, 0, first);
  f->ended = q->adjustment->fill == INC_FILL_STOP && f->asked > f->cap;
  f->left = f->asked > f->cap ? 0 : (int64_t)(f->cap - f->asked);
  const inc_i128 here = asked_by(q, first, end);
  const bool alone = here == own; /* nobody else with money comes at once */
  f->whole = own ? f->asked + here : 0;
  f->some = q->adjustment->fill == INC_FILL_PARTIAL && alone && own ? f->asked + q->step : f->whole;
}

static void tell_row(const asking *q)
{
  inc_joint_facts *f = q->facts;
  size_t place = 0;
  while (q->order.rows[place].row != q->row) place++;
  size_t first = place, end = place + 1;
  while (first && inc_order_equal(&q->order, &q->order.rows[first - 1], &q->order.rows[place])) first--;
  while (end < f->rows && inc_order_equal(&q->order, &q->order.rows[end], &q->order.rows[place])) end++;
  f->rank = first + 1;
  f->equals = end - first;
  if (f->gap) return;
  if (q->adjustment->fill == INC_FILL_PRO_RATA) tell_share(q, money_of(q, place));
  else if (q->adjustment->in_order) tell_turn(q, place, place + 1, money_of(q, place));
  else tell_turn(q, first, end, money_of(q, place));
}

static incubator_status ask(asking *q)
{
  const size_t rows = inc_results_rows(q->results, q->table);
  q->order = (inc_ordering){.by = q->adjustment->order, .by_count = q->adjustment->order_count, .keys = q->filling->keys};
  q->order.rows = inc_alloc_array(&q->results->allocator, rows + 1, sizeof *q->order.rows);
  if (!q->order.rows) return INCUBATOR_STATUS_NO_MEMORY;
  for (size_t row = 0; row < rows; row++) take_up(q, row);
  if (!inc_order_sort(&q->order, 1, &q->results->allocator)) return INCUBATOR_STATUS_NO_MEMORY;
  tell_group(q);
  if (q->facts->takes_part) tell_row(q);
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_engine_joint(const inc_results *results, uint32_t rule, uint32_t adjustment, size_t row, inc_joint_facts *facts)
{
  const inc_rule *r = &results->program->rules[rule];
  const inc_version *version = inc_rule_version(r, results->as_of);
  *facts = (inc_joint_facts){0};
  if (!version || r->kind != INC_KIND_AWARD || !version->is.award.adjustments[adjustment].joint) return INCUBATOR_STATUS_OK;
  const inc_adjustment *all = version->is.award.adjustments;
  inc_arena arena;
  inc_arena_init(&arena, &results->allocator);
  inc_filling *fillings = inc_make_fillings(results, rule, &arena);
  incubator_status status = fillings ? look_again(results, rule, fillings, adjustment) : INCUBATOR_STATUS_NO_MEMORY;
  if (status == INCUBATOR_STATUS_OK) {
    asking q = {.results = results, .adjustment = &all[adjustment], .table = r->table, .row = row, .step = version->step, .facts = facts};
    q.filling = &fillings[adjustment];
    q.before = &results->columns[rule][adjustment ? all[adjustment - 1].part : INC_AWARD_COMPUTED];
    q.after = &results->columns[rule][all[adjustment].part];
    status = ask(&q);
    inc_free(&results->allocator, q.order.rows);
  }
  inc_arena_clear(&arena);
  return status;
}

/* ---- Rows below ---- */

incubator_status inc_engine_below(const inc_results *results, uint32_t rule, uint32_t component, size_t row, inc_below_facts *facts)
{
  const inc_rule *r = &results->program->rules[rule];
  const inc_version *version = inc_rule_version(r, results->as_of);
  *facts = (inc_below_facts){.missing = INC_NONE};
  const inc_component *c = version ? &version->is.award.components[component] : NULL;
  if (!c || !c->via_count) return INCUBATOR_STATUS_OK;
  const inc_measure path = {.rows = c->award.table, .via = c->via, .via_count = c->via_count};
  if (!inc_measure_given(results, &path, &facts->missing)) return INCUBATOR_STATUS_OK;
  facts->missing = INC_NONE;
  inc_groups groups;
  INC_TRY(inc_groups_up(results, &path, inc_results_rows(results, r->table), &groups));
  const inc_result *amounts = &results->columns[c->award.rule][0];
  for (size_t i = 0; i < inc_results_rows(results, c->award.table); i++) {
    if (groups.of_row[i] != row) continue;
    facts->rows++;
    facts->undetermined += amounts->gaps[i] && amounts->gaps[i] != INCUBATOR_GAP_INAPPLICABLE;
  }
  inc_groups_free(results, &groups);
  return INCUBATOR_STATUS_OK;
}
