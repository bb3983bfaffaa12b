/*
 * The names that a gap carries, found by asking again: from the cell down through what was
 * evaluated for it, along gaps of the same kind, to where they arose.
 */
#include <stdio.h>
#include <string.h>

#include "engine/names.h"

typedef struct open_cell {
  uint32_t rule, part;
  uint64_t row;
} open_cell;

void inc_name_found(inc_name_search *s, const char *name)
{
  bool added;
  if (inc_map_add(&s->names, name, strlen(name), &added) == INC_MAP_NONE) s->failed = true;
}

void inc_name_found_prefixed(inc_name_search *s, const char *prefix, const char *name)
{
  char text[512];
  snprintf(text, sizeof text, "%s%s", prefix, name);
  inc_name_found(s, text);
}

void inc_name_later(inc_name_search *s, uint32_t rule, uint32_t part, size_t row)
{
  open_cell cell = {rule, part, row};
  bool added;
  if (s->seen.count >= INC_NAME_CELLS) return;
  if (inc_map_add(&s->seen, (const char *)&cell, sizeof cell, &added) == INC_MAP_NONE) s->failed = true;
}

/* A column that is a gap: the link or field that is empty, the table that was not given, or another rule's cell. */
void inc_name_ref(inc_name_search *s, const inc_ref *ref, uint32_t table, size_t row)
{
  const inc_schema *schema = &s->results->program->schema;
  uint32_t followed = inc_frame_follow(s->results->frame, ref->links, ref->link_count, &table, &row);
  if (followed < ref->link_count) {
    const inc_field *link = &schema->tables[table].fields[ref->links[followed]];
    bool empty = !inc_column_valid(&s->results->frame->tables[table].columns[ref->links[followed]], row);
    if (empty) inc_name_found(s, link->name);
    else inc_name_found_prefixed(s, "table ", schema->tables[link->link].name);
    return;
  }
  if (ref->rule == INC_NONE) inc_name_found(s, schema->tables[ref->table].fields[ref->field].name);
  else inc_name_later(s, ref->rule, ref->part, row);
}

static uint8_t gap_at(const inc_name_search *s, const inc_expression *e, uint32_t node)
{
  inc_exact exact;
  return inc_trace_node(s->trace, e, node, &exact) ? exact.gap : INCUBATOR_GAP_NONE;
}

uint8_t inc_name_gap_of(const inc_name_search *s, const inc_expression *e)
{
  return e ? gap_at(s, e, e->count - 1) : INCUBATOR_GAP_NONE;
}

/* A column, a parameter, or a node that has the gap though none of its operands does: here it arose. */
static void name_origin(inc_name_search *s, const inc_node *node)
{
  if (node->op == INC_OP_COLUMN) {
    inc_name_ref(s, &node->is.ref, s->table, s->row);
  } else if (node->op != INC_OP_PARAMETER) {
    inc_name_found(s, s->rule_name);
  } else if (inc_name_gap_of(s, s->version->at) == INCUBATOR_GAP_NONE) {
    inc_name_found_prefixed(s, "params.", s->results->program->parameters[node->is.parameter].name);
  } else {
    inc_name_expression(s, s->version->at); /* the date that it is taken at */
  }
}

/* A visit's context: the search, and the nodes whose gap reaches the root. */
typedef struct trail {
  inc_name_search *search;
  bool *reached;
} trail;

static bool name_node(void *context, const inc_expression *e, uint32_t number)
{
  trail *t = context;
  inc_name_search *s = t->search;
  const inc_node *node = &e->nodes[number];
  if (!t->reached[number]) return true;
  bool below = false;
  for (uint32_t i = 0; i < node->count; i++) {
    uint32_t operand = inc_expression_operand(e, node, i);
    if (gap_at(s, e, operand) == s->kind) below = t->reached[operand] = true;
  }
  if (!below) name_origin(s, node);
  return !s->failed;
}

/* True when the expression has the gap. */
bool inc_name_expression(inc_name_search *s, const inc_expression *e)
{
  if (!e || inc_name_gap_of(s, e) != s->kind) return false;
  trail t = {s, inc_alloc_zero(&s->results->allocator, e->count, sizeof *t.reached)};
  if (t.reached) t.reached[e->count - 1] = true;
  if (!t.reached || !inc_trace_walk(s->trace, e, name_node, &t)) s->failed = true;
  inc_free(&s->results->allocator, t.reached);
  return true;
}

/* Columns that put rows together, where one is the gap. */
bool inc_name_within(inc_name_search *s, const inc_ref *within, uint32_t count)
{
  bool any = false;
  for (uint32_t i = 0; i < count; i++) {
    if (inc_results_cell(s->results, s->table, &within[i], s->row).gap != s->kind) continue;
    inc_name_ref(s, &within[i], s->table, s->row);
    any = true;
  }
  return any;
}

/* Whether one of the columns is a gap at all: then nothing else counts. */
bool inc_name_left_out(const inc_name_search *s, const inc_ref *within, uint32_t count)
{
  bool gap = false;
  for (uint32_t i = 0; i < count && !gap; i++) gap = inc_results_cell(s->results, s->table, &within[i], s->row).gap;
  return gap;
}

/* A number on a scale: its cohort comes before it, the coordinates beside it. */
static bool name_scaled(inc_name_search *s, const inc_scale *scale, const inc_expression *const values[3])
{
  bool any = false;
  if (scale && inc_name_left_out(s, scale->cohort.within, scale->cohort.within_count)) {
    return inc_name_within(s, scale->cohort.within, scale->cohort.within_count);
  }
  for (int i = 0; i < 3; i++) any = inc_name_expression(s, values[i]) || any;
  for (size_t i = 0; scale && i < scale->count; i++) {
    any = inc_name_expression(s, &scale->points[i].x) || any;
    any = inc_name_expression(s, &scale->points[i].y) || any;
  }
  return any;
}

static bool name_derive(inc_name_search *s)
{
  const inc_derive *d = &s->version->is.derive;
  return name_scaled(s, d->scale, (const inc_expression *const[3]){d->value, d->from, d->to});
}

static bool is_true(const inc_name_search *s, const inc_expression *e)
{
  inc_exact exact;
  return inc_trace_node(s->trace, e, e->count - 1, &exact) && !exact.gap && exact.code;
}

static bool name_choose(inc_name_search *s, uint32_t part)
{
  const inc_choose *c = &s->version->is.choose;
  const inc_expression *taken = c->otherwise;
  size_t hits = 0;
  bool any = false;
  for (size_t i = 0; i < c->count; i++) {
    any = inc_name_expression(s, c->cases[i].when) || any;
    bool hit = is_true(s, c->cases[i].when);
    if (hit) taken = c->cases[i].is;
    hits += hit;
    if (!c->unique && (any || hit)) break;
  }
  if (hits > 1) return false; /* an error of the rule itself */
  return any || part == INC_CHOOSE_CASE ? any : inc_name_expression(s, taken);
}

static bool name_require(inc_name_search *s, uint32_t part)
{
  const inc_require *r = &s->version->is.require;
  bool any = false;
  for (size_t i = 0; i < r->count; i++) {
    if (part && r->conditions[i].part != part) continue;
    bool replaced = r->conditions[i].absent != INC_ABSENT_NONE && s->kind == INCUBATOR_GAP_MISSING;
    if (!replaced) any = inc_name_expression(s, r->conditions[i].is) || any;
  }
  return any;
}

/* An expression's number that is beyond the range: an error of the rule itself. */
bool inc_name_excess(inc_name_search *s, const inc_expression *e)
{
  inc_exact exact;
  int64_t micros;
  bool number = s->kind == INCUBATOR_GAP_ERROR && e && inc_trace_node(s->trace, e, e->count - 1, &exact) && !exact.gap &&
                exact.type == INC_TYPE_NUMBER;
  if (!number || inc_exact_micros(&exact, INC_ROUND_DOWN, &micros)) return false;
  inc_name_found(s, s->rule_name);
  return true;
}

/* What made one item of a score the gap; *inner: it is a group, and what is in it did. */
static bool name_item(inc_name_search *s, uint32_t number, bool *inner)
{
  const inc_item *item = &s->version->is.score.items[number];
  *inner = false;
  if (item->absent && inc_trace_before(s->trace, number) == INCUBATOR_GAP_MISSING) return inc_name_expression(s, item->absent);
  if (item->when && inc_name_gap_of(s, item->when)) return inc_name_expression(s, item->when);
  if (item->when && !is_true(s, item->when)) return false;
  bool out = item->scale && inc_name_left_out(s, item->scale->cohort.within, item->scale->cohort.within_count);
  *inner = !item->value && !out;
  return name_scaled(s, item->scale, (const inc_expression *const[3]){item->value, NULL, NULL});
}

/* What made an item's weight the gap: itself, where it is found in the data. */
static bool name_weight(inc_name_search *s, const inc_item *item, uint32_t number)
{
  const inc_found *weights = inc_results_found(s->results, s->rule);
  if (!weights || weights[number].gap != s->kind) return inc_name_expression(s, item->weight);
  inc_name_found(s, s->rule_name);
  return true;
}

/* One item, where it or its weight is the gap of its group; `named` tells groups of which something was named. */
static bool name_in_group(inc_name_search *s, uint32_t number, bool *inner, bool *named)
{
  const inc_item *item = &s->version->is.score.items[number];
  uint8_t gap = inc_trace_part(s->trace, item->part).gap;
  bool any = gap != INCUBATOR_GAP_INAPPLICABLE && name_weight(s, item, number);
  if (gap == s->kind && gap != INCUBATOR_GAP_INAPPLICABLE) {
    bool source = name_item(s, number, &inner[number]);
    named[number] = source;
    if (!source && !inner[number]) inc_name_found(s, s->rule_name);
    any = any || source || !inner[number];
  }
  if (any && item->parent != INC_NONE) named[item->parent] = true;
  return any;
}

/* The items of a group, and of groups in it, as far as the gap comes from there. */
static bool name_items(inc_name_search *s, uint32_t group, uint32_t first, uint32_t end)
{
  const inc_score *score = &s->version->is.score;
  bool any = false;
  bool *inner = inc_alloc_zero(&s->results->allocator, score->count, sizeof *inner);
  bool *named = inc_alloc_zero(&s->results->allocator, score->count, sizeof *named);
  if (!inner || !named) s->failed = true;
  for (uint32_t i = first; i < end && !s->failed; i++) {
    uint32_t parent = score->items[i].parent;
    if (parent == group || inner[parent]) any = name_in_group(s, i, inner, named) || any;
  }
  for (uint32_t i = end; i-- > first && !s->failed;) { /* groups whose gap arose in themselves */
    if (inner[i] && !named[i]) inc_name_found(s, s->rule_name);
    any = any || inner[i];
    if (inner[i] && score->items[i].parent != INC_NONE) named[score->items[i].parent] = true;
  }
  inc_free(&s->results->allocator, inner);
  inc_free(&s->results->allocator, named);
  return any;
}

/* The outermost group around an item, or the item itself, that its `when` shuts; INC_NONE for none. */
static uint32_t shut_group(inc_name_search *s, uint32_t number)
{
  const inc_score *score = &s->version->is.score;
  uint32_t found_one = INC_NONE;
  for (uint32_t i = number; i != INC_NONE; i = score->items[i].parent) {
    if (score->items[i].when && !is_true(s, score->items[i].when)) found_one = i;
  }
  return found_one;
}

static bool name_score(inc_name_search *s, uint32_t part)
{
  const inc_score *score = &s->version->is.score;
  uint32_t number = 0;
  bool inner;
  if (part == 0) return name_items(s, INC_NONE, 0, score->count);
  while (number < score->count && score->items[number].part != part) number++;
  if (number == score->count) return false;
  uint32_t shut = shut_group(s, number);
  if (shut != INC_NONE && shut != number) return inc_name_expression(s, score->items[shut].when);
  bool any = name_item(s, number, &inner);
  return (inner && name_items(s, number, number + 1, score->items[number].end)) || any;
}

static bool name_keys(inc_name_search *s, const inc_select *select)
{
  bool any = false;
  for (uint32_t i = 0; i < select->order_count; i++) {
    any = inc_name_expression(s, select->order[i].value) || any;
    any = inc_name_excess(s, select->order[i].value) || any;
  }
  return any;
}

/* The places of a group are a gap where they are one for any of its candidates. */
static bool name_places(inc_name_search *s, uint32_t rule)
{
  const inc_select *select = &s->version->is.select;
  const inc_result *ranks = &s->results->columns[rule][INC_SELECT_RANK], *places = &s->results->columns[rule][INC_SELECT_PLACES];
  inc_groups groups;
  inc_name_search own = *s;
  bool any = false;
  if (!select->places) return false;
  s->failed = inc_groups_within(s->results, s->table, select->within, select->within_count, &groups) != INCUBATOR_STATUS_OK;
  size_t rows = inc_results_rows(s->results, s->table);
  for (size_t row = 0; row < rows && !s->failed && s->seen.count < INC_NAME_CELLS; row++) {
    inc_trace *trace;
    bool candidate = groups.of_row[row] == groups.of_row[own.row] && !ranks->gaps[row];
    if (!candidate || places->gaps[row] != s->kind) continue;
    s->failed = inc_trace_create(s->results, rule, row, &trace, NULL) != INCUBATOR_STATUS_OK;
    if (s->failed) break;
    s->trace = trace, s->row = row;
    any = inc_name_expression(s, select->places) || any;
    any = inc_name_excess(s, select->places) || any;
    inc_trace_free(trace);
  }
  s->trace = own.trace, s->row = own.row;
  inc_groups_free(s->results, &groups);
  return any;
}

static bool name_select(inc_name_search *s, uint32_t rule, uint32_t part)
{
  const inc_select *select = &s->version->is.select;
  bool any = name_keys(s, select);
  if (any) return true;
  if (inc_name_left_out(s, select->within, select->within_count)) return inc_name_within(s, select->within, select->within_count);
  return part == 0 || part == INC_SELECT_PLACES ? name_places(s, rule) : false;
}

/* What a target is told by one of its keys, or that this is not there. */
static bool name_key(inc_name_search *s, bool there, const inc_expression *e, const char *key)
{
  if (there || s->kind != INCUBATOR_GAP_MISSING) return inc_name_expression(s, e);
  inc_name_found(s, key);
  return true;
}

static bool name_target(inc_name_search *s, uint32_t part)
{
  const inc_target *t = &s->version->is.target;
  const inc_ref *bound = part == INC_TARGET_LOW ? t->low : part == INC_TARGET_HIGH ? t->high : NULL;
  if (bound && inc_name_gap_of(s, t->actual)) {
    inc_name_ref(s, bound, s->table, s->row);
    return true;
  }
  const bool plan = part >= INC_TARGET_PARTS, kept = part == INC_TARGET_PACE_KEPT || part == INC_TARGET_FORECAST;
  const bool goal = part != INC_TARGET_ACTUAL && part != INC_TARGET_LOW && part != INC_TARGET_HIGH && !kept;
  bool any = part != INC_TARGET_GOAL && !plan && inc_name_expression(s, t->actual);
  if (goal) any = inc_name_expression(s, t->goal) || any;
  if (plan) any = inc_name_excess(s, t->goal) || inc_name_expression(s, t->base) || inc_name_excess(s, t->base) || any;
  if (part == INC_TARGET_PROGRESS || kept) any = name_key(s, t->base != NULL, t->base, "base") || any;
  if (kept) any = name_key(s, t->has_since, NULL, "since") || any;
  if (part == INC_TARGET_FORECAST || part == INC_TARGET_PACE_NEEDED) any = name_key(s, t->has_due, NULL, "due") || any;
  return any;
}

/* The rows below of which it is not known whether or how they count. */
static bool name_members(inc_name_search *s, uint32_t rule)
{
  const inc_measure *m = &s->version->is.measure;
  uint32_t *members = NULL;
  size_t count = 0;
  bool any = false;
  inc_trace *trace = NULL;
  inc_name_search above = *s;
  s->failed = inc_engine_members(s->results, rule, s->row, &members, &count) != INCUBATOR_STATUS_OK ||
              inc_trace_create_members(s->results, rule, s->row, &trace, NULL) != INCUBATOR_STATUS_OK;
  s->table = m->rows;
  for (size_t i = 0; i < count && !s->failed && s->seen.count < INC_NAME_CELLS; i++) {
    inc_trace_member(trace, members[i]);
    s->trace = trace, s->row = members[i];
    if (inc_name_gap_of(s, m->of) == INCUBATOR_GAP_INAPPLICABLE) continue; /* does not count, whatever `where` is */
    any = inc_name_expression(s, m->where) || any;
    if (m->where && !is_true(s, m->where)) continue;
    any = inc_name_expression(s, m->of) || any;
    any = inc_name_excess(s, m->of) || any;
  }
  s->trace = above.trace, s->table = above.table, s->row = above.row;
  inc_trace_free(trace);
  inc_free(&s->results->allocator, members);
  return any;
}

static bool name_measure(inc_name_search *s, uint32_t rule)
{
  const inc_measure *m = &s->version->is.measure;
  uint32_t missing;
  if (!inc_measure_given(s->results, m, &missing)) {
    if (s->version->reported) inc_name_ref(s, s->version->reported, s->table, s->row);
    else if (s->results->single) inc_name_found(s, s->rule_name);
    else inc_name_found_prefixed(s, "table ", s->results->program->schema.tables[missing].name);
    return true;
  }
  return inc_name_within(s, m->within, m->within_count) || name_members(s, rule);
}

static bool name_body(inc_name_search *s, uint32_t rule, uint32_t part)
{
  switch (s->results->program->rules[rule].kind) {
  case INC_KIND_DERIVE: return name_derive(s);
  case INC_KIND_CHOOSE: return name_choose(s, part);
  case INC_KIND_REQUIRE: return name_require(s, part);
  case INC_KIND_SCORE: return name_score(s, part);
  case INC_KIND_MEASURE: return name_measure(s, rule);
  case INC_KIND_SELECT: return name_select(s, rule, part);
  case INC_KIND_AWARD: return inc_name_award(s, part);
  case INC_KIND_APPORTION: return inc_name_apportion(s);
  case INC_KIND_TARGET: return name_target(s, part);
  default: return false;
  }
}

/* What made the rule's own value the gap, before anything stood for it. False when nothing that it reads did. */
static bool name_computed(inc_name_search *s, uint32_t rule, uint32_t part)
{
  const inc_expression *when = s->version->when;
  if (when && inc_name_gap_of(s, when)) return inc_name_expression(s, when);
  if (when && !is_true(s, when)) return false;
  if (inc_name_gap_of(s, s->version->at)) return inc_name_expression(s, s->version->at);
  return name_body(s, rule, part);
}

/* Whether what the data report stands for a missing value: for a measure only where its table was not given. */
static bool reported_stands(const inc_name_search *s, uint32_t rule)
{
  uint32_t missing;
  if (!s->version->reported) return false;
  return s->results->program->rules[rule].kind != INC_KIND_MEASURE ||
         !inc_measure_given(s->results, &s->version->is.measure, &missing);
}

/* What stands for a missing value comes one after the other: what the data report, then `absent`. */
static bool name_value(inc_name_search *s, uint32_t rule)
{
  bool reported = reported_stands(s, rule);
  if (inc_trace_computed(s->trace) != INCUBATOR_GAP_MISSING) return name_computed(s, rule, 0);
  if (reported && inc_results_cell(s->results, s->table, s->version->reported, s->row).gap != INCUBATOR_GAP_MISSING) {
    inc_name_ref(s, s->version->reported, s->table, s->row);
    return true;
  }
  const bool award = s->results->program->rules[rule].kind == INC_KIND_AWARD; /* there `absent` is of the amount */
  if (s->version->absent && !award) return inc_name_expression(s, s->version->absent);
  bool any = name_computed(s, rule, 0);
  if (reported) inc_name_ref(s, s->version->reported, s->table, s->row);
  return any || reported;
}

static void name_cell(inc_name_search *s, const open_cell *cell)
{
  const inc_rule *rule = &s->results->program->rules[cell->rule];
  inc_trace *trace;
  if (inc_trace_create(s->results, cell->rule, cell->row, &trace, NULL) != INCUBATOR_STATUS_OK) {
    s->failed = true;
    return;
  }
  s->trace = trace;
  s->version = inc_trace_version(trace);
  s->table = rule->table;
  s->row = cell->row;
  s->rule = cell->rule;
  s->rule_name = rule->name;
  bool any = s->version && (cell->part ? name_computed(s, cell->rule, cell->part) : name_value(s, cell->rule));
  if (!any) inc_name_found(s, rule->name);
  inc_trace_free(trace);
}

incubator_status inc_engine_gap_names(const inc_results *results, inc_want column, size_t row, inc_name_visit visit,
                                      void *context)
{
  const inc_result *result = &results->columns[column.rule][column.part];
  if (!result->gaps || !result->gaps[row]) return INCUBATOR_STATUS_OK;
  inc_name_search s = {.results = results, .kind = result->gaps[row]};
  inc_map_init(&s.names, &results->allocator);
  inc_map_init(&s.seen, &results->allocator);
  inc_name_later(&s, column.rule, column.part, row);
  for (uint32_t i = 0; i < s.seen.count && !s.failed; i++) {
    open_cell cell;
    memcpy(&cell, inc_map_text(&s.seen, i, NULL), sizeof cell);
    name_cell(&s, &cell);
  }
  for (uint32_t i = 0; i < s.names.count && !s.failed; i++) visit(context, inc_map_text(&s.names, i, NULL));
  inc_map_free(&s.names);
  inc_map_free(&s.seen);
  return s.failed ? INCUBATOR_STATUS_NO_MEMORY : INCUBATOR_STATUS_OK;
}
