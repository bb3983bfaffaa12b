/* The rows that a measure looked at for one row, counted again. */
#include <stdlib.h>

#include "explain/explain.h"

typedef struct counting {
  incubator_explanation *x;
  const inc_measure *m;
  inc_members *to;
  int64_t *values; /* of the counted rows */
} counting;

static uint8_t root_of(const inc_trace *trace, const inc_expression *e, int64_t *value)
{
  inc_exact exact;
  *value = 0;
  inc_trace_node(trace, e, e->count - 1, &exact);
  *value = exact.code;
  if (exact.type == INC_TYPE_NUMBER && !exact.gap && !inc_exact_micros(&exact, INC_ROUND_HALF_EVEN, value)) {
    return INCUBATOR_GAP_ERROR;
  }
  return exact.gap;
}

static void count_member(counting *c, const inc_trace *trace)
{
  int64_t where = 1, of = 0;
  uint8_t where_gap = c->m->where ? root_of(trace, c->m->where, &where) : INCUBATOR_GAP_NONE;
  uint8_t of_gap = c->m->of ? root_of(trace, c->m->of, &of) : INCUBATOR_GAP_NONE;
  if (where_gap == INCUBATOR_GAP_INAPPLICABLE || of_gap == INCUBATOR_GAP_INAPPLICABLE) return;
  if (!where_gap && !where) return;
  if (where_gap || of_gap) {
    c->to->unknown++;
    return;
  }
  c->values[c->to->counted++] = of;
}

static int compare_values(const void *left, const void *right)
{
  int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
  return a < b ? -1 : a > b;
}

static void find_holding(counting *c)
{
  inc_members *to = c->to;
  if (c->m->take == INC_TAKE_SHARE) {
    for (size_t i = 0; i < to->counted; i++) to->holding += c->values[i] != 0;
    return;
  }
  if (c->m->take != INC_TAKE_SHARE_OF_COMMONEST && c->m->take != INC_TAKE_COMMONEST) return;
  qsort(c->values, to->counted, sizeof *c->values, compare_values);
  for (size_t i = 0, start = 0; i < to->counted; i++) {
    if (i + 1 < to->counted && c->values[i + 1] == c->values[i]) continue;
    if (i + 1 - start > to->holding) {
      to->holding = i + 1 - start;
      to->commonest = c->values[i];
    }
    start = i + 1;
  }
  to->type = inc_expression_root(c->m->of)->type;
  to->list = inc_expression_root(c->m->of)->list;
}

static void count_all(counting *c, uint32_t rule, size_t row)
{
  uint32_t *rows;
  inc_trace *trace = NULL;
  const inc_results *results = c->x->decisions->results;
  if (inc_engine_members(results, rule, row, &rows, &c->to->rows) != INCUBATOR_STATUS_OK) {
    c->x->failed = true;
    return;
  }
  c->values = inc_alloc_zero(&c->x->allocator, c->to->rows, sizeof *c->values);
  if (!c->values || inc_trace_create_members(results, rule, row, &trace, NULL) != INCUBATOR_STATUS_OK) c->x->failed = true;
  for (size_t i = 0; i < c->to->rows && !c->x->failed; i++) {
    inc_trace_member(trace, rows[i]);
    count_member(c, trace);
  }
  inc_trace_free(trace);
  if (!c->x->failed) find_holding(c);
  inc_free(&c->x->allocator, c->values);
  inc_free(&c->x->allocator, rows);
}

const inc_members *inc_explain_members(incubator_explanation *x, uint32_t rule, size_t row)
{
  const inc_version *version = inc_rule_version(&x->decisions->policy->program.rules[rule], inc_results_as_of(x->decisions->results));
  inc_members *to = inc_explain_alloc(x, 1, sizeof *to);
  if (!to || !version) return NULL;
  counting c = {.x = x, .m = &version->is.measure, .to = to};
  to->list = INC_NONE;
  to->given = inc_engine_measure_given(x->decisions->results, rule, &to->table);
  if (!to->given) return to;
  to->table = c.m->rows;
  count_all(&c, rule, row);
  return to;
}
