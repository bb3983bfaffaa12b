/* One cell again: the same code, for one row, with every register kept. */
#include <stdlib.h>
#include <string.h>

#include "engine/results.h"

struct inc_trace {
  incubator_allocator allocator;
  const inc_results *results;
  const inc_rule *rule;
  uint32_t number, table;
  size_t row;
  bool members; /* of a measure: the rows measured, as `row` looks at them */
  const inc_version *version;
  inc_arena arena;
  inc_code_block code;
  inc_scratch scratch;
  const inc_traced *traced;
  const uint32_t *before; /* registers, of a score's items */
  uint32_t computed; /* register: the own value's gap before anything stood for it; INC_NO_REGISTER for none */
};

void inc_trace_free(inc_trace *trace)
{
  if (!trace) return;
  incubator_allocator a = trace->allocator;
  inc_scratch_free(&trace->scratch, &a);
  inc_arena_clear(&trace->arena);
  inc_free(&a, trace);
}

/* The day that the parameters of a rule with `at` are taken at in a row, or why there is none. */
static incubator_status find_day(const inc_trace *t, inc_cell *day)
{
  inc_trace *own;
  inc_exact exact;
  INC_TRY(inc_trace_create(t->results, t->number, t->row, &own, NULL));
  inc_trace_node(own, t->version->at, t->version->at->count - 1, &exact);
  *day = (inc_cell){exact.gap, INC_TYPE_DATE, exact.code};
  inc_trace_free(own);
  return INCUBATOR_STATUS_OK;
}

static inc_value constant_day(inc_lower *lower, inc_cell day)
{
  if (day.gap) return inc_lower_gap(lower, INC_TYPE_DATE, (incubator_gap)day.gap);
  return inc_lower_code(lower, INC_TYPE_DATE, day.value);
}

/* What a selection reads of its row. */
static void lower_select(const inc_trace *t, inc_lower *lower)
{
  const inc_select *s = &t->version->is.select;
  for (uint32_t i = 0; i < s->order_count; i++) inc_lower_expression(lower, s->order[i].value);
  if (s->places) inc_lower_expression(lower, s->places);
}

static void lower_apportion(const inc_apportion_rule *how, inc_lower *lower)
{
  const inc_expression *all[] = {how->whole, how->weight, how->lower, how->upper};
  for (int i = 0; i < 4; i++) {
    if (all[i]) inc_lower_expression(lower, all[i]);
  }
}

/* A measure's `when` and `absent` are of its own row, `where` and `of` of a member's. */
static incubator_status lower_gathered(const inc_trace *t, inc_lower *lower)
{
  const inc_version *v = t->version;
  const inc_expression *two[] = {t->members ? v->is.measure.where : v->when, t->members ? v->is.measure.of : v->absent};
  if (v->at && t->members) {
    inc_cell day;
    INC_TRY(find_day(t, &day));
    lower->at = constant_day(lower, day);
  } else if (v->at) {
    lower->at = inc_lower_expression(lower, v->at);
  }
  for (int i = 0; i < 2; i++) {
    if (two[i]) inc_lower_expression(lower, two[i]);
  }
  if (t->rule->kind == INC_KIND_SELECT) lower_select(t, lower);
  if (t->rule->kind == INC_KIND_APPORTION) lower_apportion(&v->is.apportion, lower);
  return INCUBATOR_STATUS_OK;
}

static incubator_status evaluate(inc_trace *t)
{
  inc_lower lower = inc_lower_start(t->results, t->number, t->table, &t->arena, &t->code);
  lower.tracing = true;
  lower.version = t->version;
  inc_value *values = inc_arena_alloc(&t->arena, t->rule->part_count, sizeof *values);
  bool *wanted = inc_arena_alloc(&t->arena, t->rule->part_count, sizeof *wanted);
  if (!values || !wanted) return INCUBATOR_STATUS_NO_MEMORY;
  for (uint32_t p = 0; p < t->rule->part_count; p++) wanted[p] = true;
  if (inc_kind_gathers(t->rule->kind)) INC_TRY(lower_gathered(t, &lower));
  else inc_lower_rule(&lower, t->rule, wanted, values);
  t->traced = lower.traced;
  t->computed = lower.computed;
  t->before = lower.before;
  for (uint32_t p = 0; !inc_kind_gathers(t->rule->kind) && p < t->rule->part_count && !t->code.failed; p++) {
    inc_code_output(&t->code, (inc_output){values[p].number, values[p].gap, NULL});
  }
  if (!inc_code_finish(&t->code, true)) return INCUBATOR_STATUS_NO_MEMORY;
  if (!inc_scratch_create(&t->code, &t->allocator, &t->scratch)) return INCUBATOR_STATUS_NO_MEMORY;
  if (!t->members) inc_code_run(&t->code, &t->scratch, t->row, 1);
  return INCUBATOR_STATUS_OK;
}

static incubator_status create(inc_trace start, inc_trace **trace, incubator_error *error)
{
  *trace = NULL;
  inc_trace *t = inc_alloc(&start.results->allocator, sizeof *t);
  if (!t) return inc_no_memory(error);
  *t = start;
  t->allocator = start.results->allocator;
  inc_arena_init(&t->arena, &t->allocator);
  if (t->version && evaluate(t) != INCUBATOR_STATUS_OK) {
    inc_trace_free(t);
    return inc_no_memory(error);
  }
  *trace = t;
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_trace_create(const inc_results *results, uint32_t rule, size_t row, inc_trace **trace,
                                  incubator_error *error)
{
  const inc_rule *r = &results->program->rules[rule];
  inc_trace start = {.results = results, .rule = r, .number = rule, .table = r->table, .row = row};
  start.version = inc_rule_version(r, results->as_of);
  return create(start, trace, error);
}

incubator_status inc_trace_create_members(const inc_results *results, uint32_t rule, size_t row, inc_trace **trace,
                                          incubator_error *error)
{
  const inc_rule *r = &results->program->rules[rule];
  inc_trace start = {.results = results, .rule = r, .number = rule, .row = row, .members = true};
  start.version = inc_rule_version(r, results->as_of);
  if (start.version) start.table = start.version->is.measure.rows;
  return create(start, trace, error);
}

void inc_trace_member(inc_trace *t, size_t member)
{
  if (t->version) inc_code_run(&t->code, &t->scratch, member, 1);
}

void inc_trace_move(inc_trace *t, size_t row)
{
  t->row = row;
  if (t->version) inc_code_run(&t->code, &t->scratch, row, 1);
}

const inc_version *inc_trace_version(const inc_trace *trace)
{
  return trace->version;
}

inc_cell inc_trace_part(const inc_trace *t, uint32_t part)
{
  inc_cell cell = {INCUBATOR_GAP_INAPPLICABLE, t->rule->parts[part].type, 0};
  if (!t->version) return cell;
  const inc_result *column = &t->results->columns[t->number][part];
  if (inc_kind_gathers(t->rule->kind)) {
    if (!column->gaps) return cell;
    cell.gap = column->gaps[t->row];
    cell.value = inc_result_value(column, t->row);
    return cell;
  }
  const inc_output *out = &t->code.outputs[part];
  const void *value = inc_scratch_register(&t->code, &t->scratch, out->value);
  bool byte = t->code.registers[out->value].cls == INC_C8;
  cell.gap = out->gap == INC_NO_REGISTER ? 0 : *(const uint8_t *)inc_scratch_register(&t->code, &t->scratch, out->gap);
  if (!cell.gap) cell.value = byte ? *(const uint8_t *)value : *(const int64_t *)value;
  return cell;
}

uint8_t inc_trace_computed(const inc_trace *t)
{
  if (!t->version) return INCUBATOR_GAP_INAPPLICABLE;
  if (inc_kind_gathers(t->rule->kind)) {
    const uint8_t *computed = t->results->computed[t->number];
    return computed ? computed[t->row] : INCUBATOR_GAP_NONE;
  }
  if (t->computed == INC_NO_REGISTER) return INCUBATOR_GAP_NONE;
  return *(const uint8_t *)inc_scratch_register(&t->code, &t->scratch, t->computed);
}

uint8_t inc_trace_before(const inc_trace *t, uint32_t item)
{
  if (!t->before || t->before[item] == INC_NO_REGISTER) return INCUBATOR_GAP_NONE;
  return *(const uint8_t *)inc_scratch_register(&t->code, &t->scratch, t->before[item]);
}

static const inc_value *values_of(const inc_trace *trace, const void *of)
{
  for (const inc_traced *t = trace->traced; t; t = t->next) {
    if (t->of == of) return t->values;
  }
  return NULL;
}

/* A register of any class of integers, widened. */
static void widen(const inc_trace *t, uint32_t reg, inc_wide *wide)
{
  const void *value = inc_scratch_register(&t->code, &t->scratch, reg);
  switch (t->code.registers[reg].cls) {
  case INC_C64: inc_wide_set(wide, *(const int64_t *)value); break;
  case INC_C128: inc_wide_set(wide, *(const inc_i128 *)value); break;
  default: *wide = *(const inc_wide *)value; break;
  }
}

static void read_value(const inc_trace *t, const inc_value *v, inc_exact *exact)
{
  exact->type = v->type;
  exact->scale = v->scale;
  if (v->gap != INC_NO_REGISTER) exact->gap = *(const uint8_t *)inc_scratch_register(&t->code, &t->scratch, v->gap);
  const void *value = inc_scratch_register(&t->code, &t->scratch, v->number);
  if (v->type == INC_TYPE_BOOLEAN) {
    exact->code = *(const uint8_t *)value;
  } else if (v->type != INC_TYPE_NUMBER) {
    exact->code = *(const int64_t *)value;
  } else {
    widen(t, v->number, &exact->number);
    inc_wide_set(&exact->divisor, 1);
    if (v->denominator != INC_NO_REGISTER) widen(t, v->denominator, &exact->divisor);
  }
}

bool inc_trace_node(const inc_trace *t, const inc_expression *expression, uint32_t node, inc_exact *exact)
{
  const inc_value *values = values_of(t, expression);
  memset(exact, 0, sizeof *exact);
  if (values) read_value(t, &values[node], exact);
  return values != NULL;
}

bool inc_trace_mixed(const inc_trace *t, const inc_mix *mix, inc_mixed_value which, inc_exact *exact)
{
  const inc_value *values = values_of(t, mix);
  memset(exact, 0, sizeof *exact);
  if (values) read_value(t, &values[which], exact);
  return values != NULL;
}

/* Most numbers are small. */
static bool small_micros(const inc_exact *exact, inc_rounding rounding, int64_t *micros)
{
  int64_t number, divisor;
  const uint32_t scale = exact->scale;
  bool small = inc_wide_get64(&exact->number, &number) && inc_wide_get64(&exact->divisor, &divisor) && scale <= INC_MICRO_SCALE + INC_SCALE_MAX;
  if (!small || divisor <= 0) return false;
  inc_i128 up = inc_power10(scale < INC_MICRO_SCALE ? INC_MICRO_SCALE - scale : 0);
  inc_i128 down = inc_power10(scale > INC_MICRO_SCALE ? scale - INC_MICRO_SCALE : 0);
  inc_i128 value = inc_divide_round(number * up, divisor * down, rounding);
  if (value > INT64_MAX || value < -INT64_MAX) return false;
  *micros = (int64_t)value;
  return true;
}

bool inc_exact_micros(const inc_exact *exact, inc_rounding rounding, int64_t *micros)
{
  if (small_micros(exact, rounding, micros)) return true;
  inc_wide number = exact->number, divisor = exact->divisor, ten;
  *micros = 0;
  if (number.count >= INC_WIDE_WORDS - 1 || divisor.count >= INC_WIDE_WORDS - 1) return false;
  inc_wide_set(&ten, 10);
  for (uint32_t s = exact->scale; s < INC_MICRO_SCALE; s++) inc_wide_multiply(&number, &number, &ten);
  for (uint32_t s = INC_MICRO_SCALE; s < exact->scale; s++) inc_wide_multiply(&divisor, &divisor, &ten);
  inc_wide_divide_round(&number, &number, &divisor, rounding);
  return inc_wide_get64(&number, micros);
}

/* ---- What was evaluated ---- */

/* How far an `if` was looked at: the operand whose value it took, or its last condition where that was a gap. */
static uint32_t if_taken(const inc_trace *t, const inc_expression *e, const inc_node *node)
{
  inc_exact condition;
  for (uint32_t i = 0; i + 1 < node->count; i += 2) {
    inc_trace_node(t, e, inc_expression_operand(e, node, i), &condition);
    if (condition.gap) return i;
    if (condition.code) return i + 1;
  }
  return node->count - 1;
}

/* Marks the operands of a node that count. */
static void mark_operands(const inc_trace *t, const inc_expression *e, uint32_t number, bool *evaluated)
{
  const inc_node *node = &e->nodes[number];
  if (node->op != INC_OP_IF) {
    for (uint32_t i = 0; i < node->count; i++) evaluated[inc_expression_operand(e, node, i)] = true;
    return;
  }
  uint32_t taken = if_taken(t, e, node);
  for (uint32_t i = 0; i + 1 < node->count && i <= taken; i += 2) evaluated[inc_expression_operand(e, node, i)] = true;
  evaluated[inc_expression_operand(e, node, taken)] = true;
}

bool inc_trace_walk(const inc_trace *t, const inc_expression *e, inc_node_visit visit, void *context)
{
  if (!values_of(t, e)) return true;
  bool *evaluated = inc_alloc_zero(&t->allocator, e->count, sizeof *evaluated);
  if (!evaluated) return false;
  evaluated[e->count - 1] = true;
  bool on = true;
  for (uint32_t i = e->count; i-- > 0 && on;) {
    if (!evaluated[i]) continue;
    mark_operands(t, e, i, evaluated);
    on = visit(context, e, i);
  }
  inc_free(&t->allocator, evaluated);
  return on;
}

incubator_status inc_engine_members(const inc_results *results, uint32_t rule, size_t row, uint32_t **rows,
                                    size_t *count)
{
  const inc_rule *r = &results->program->rules[rule];
  const inc_version *version = inc_rule_version(r, results->as_of);
  *rows = NULL;
  *count = 0;
  if (!version || r->kind != INC_KIND_MEASURE) return INCUBATOR_STATUS_OK;
  const inc_measure *m = &version->is.measure;
  inc_groups groups;
  incubator_status status = m->via ? inc_groups_up(results, m, inc_results_rows(results, r->table), &groups)
                                   : inc_groups_within(results, m->rows, m->within, m->within_count, &groups);
  size_t total = inc_results_rows(results, m->rows), capacity = 0;
  uint32_t group = m->via || status != INCUBATOR_STATUS_OK ? (uint32_t)row : groups.of_row[row];
  for (size_t i = 0; i < total && status == INCUBATOR_STATUS_OK; i++) {
    if (group == INC_NONE || groups.of_row[i] != group) continue;
    if (!inc_grow(&results->allocator, (void **)rows, *count, &capacity, sizeof **rows)) status = INCUBATOR_STATUS_NO_MEMORY;
    else (*rows)[(*count)++] = (uint32_t)i;
  }
  inc_groups_free(results, &groups);
  if (status == INCUBATOR_STATUS_OK) return status;
  inc_free(&results->allocator, *rows);
  *rows = NULL;
  *count = 0;
  return status;
}

bool inc_engine_measure_given(const inc_results *results, uint32_t rule, uint32_t *table)
{
  const inc_version *version = inc_rule_version(&results->program->rules[rule], results->as_of);
  *table = INC_NONE;
  return version && inc_measure_given(results, &version->is.measure, table);
}
