/* What of the one side is what of the other. */
#include <string.h>

#include "base/buffer.h"
#include "compare/compare.h"

/* ---- Names ---- */

static uint32_t rule_of(const inc_compared *side, const char *name)
{
  inc_want want;
  return inc_policy_part(side->d->policy, name, strlen(name), &want) && want.part == 0 ? want.rule : INC_NONE;
}

static uint32_t parameter_of(const inc_compared *side, const char *name)
{
  const inc_program *p = inc_compared_program(side);
  for (uint32_t i = 0; i < p->parameter_count; i++) {
    if (!strcmp(p->parameters[i].name, name)) return i;
  }
  return INC_NONE;
}

static uint32_t part_of(const inc_rule *rule, const char *name)
{
  for (uint32_t i = 0; i < rule->part_count; i++) {
    if (name ? rule->parts[i].name && !strcmp(rule->parts[i].name, name) : i == 0) return i;
  }
  return INC_NONE;
}

static bool match_tables(incubator_comparison *c, inc_compared *side, const inc_compared *other)
{
  const inc_schema *own = &inc_compared_program(side)->schema, *schema = &inc_compared_program(other)->schema;
  side->tables = inc_arena_alloc(&c->arena, own->count, sizeof *side->tables);
  side->fields = inc_arena_alloc(&c->arena, own->count, sizeof *side->fields);
  bool ok = side->tables && side->fields;
  for (uint32_t t = 0; ok && t < own->count; t++) {
    const inc_table *table = &own->tables[t];
    const uint32_t number = side->tables[t] = inc_schema_table(schema, table->name, strlen(table->name));
    if (number == INC_NONE) continue;
    side->fields[t] = inc_arena_alloc(&c->arena, table->count, sizeof **side->fields);
    ok = side->fields[t] != NULL;
    for (uint32_t f = 0; ok && f < table->count; f++) {
      const char *name = table->fields[f].name;
      side->fields[t][f] = inc_table_field(&schema->tables[number], name, strlen(name));
    }
  }
  return ok;
}

/* A rule is the same one where it is on the same table. */
static bool match_rules(incubator_comparison *c, inc_compared *side, const inc_compared *other)
{
  const inc_program *p = inc_compared_program(side);
  side->rules = inc_arena_alloc(&c->arena, p->rule_count, sizeof *side->rules);
  side->parts = inc_arena_alloc(&c->arena, p->rule_count, sizeof *side->parts);
  side->parameters = inc_arena_alloc(&c->arena, p->parameter_count, sizeof *side->parameters);
  bool ok = side->rules && side->parts && side->parameters;
  for (uint32_t i = 0; ok && i < p->parameter_count; i++) side->parameters[i] = parameter_of(other, p->parameters[i].name);
  for (uint32_t r = 0; ok && r < p->rule_count; r++) {
    const inc_rule *rule = &p->rules[r];
    uint32_t number = rule_of(other, rule->name);
    if (number != INC_NONE && inc_compared_rule(other, number)->table != side->tables[rule->table]) number = INC_NONE;
    side->rules[r] = number;
    if (number == INC_NONE) continue;
    side->parts[r] = inc_arena_alloc(&c->arena, rule->part_count, sizeof **side->parts);
    ok = side->parts[r] != NULL;
    for (uint32_t i = 0; ok && i < rule->part_count; i++) side->parts[r][i] = part_of(inc_compared_rule(other, number), rule->parts[i].name);
  }
  return ok;
}

static bool match_rows(incubator_comparison *c, inc_compared *side, const inc_compared *other)
{
  const inc_schema *schema = &inc_compared_program(side)->schema;
  const inc_frame *own = inc_results_frame(side->d->results), *frame = inc_results_frame(other->d->results);
  side->rows = inc_arena_alloc(&c->arena, schema->count, sizeof *side->rows);
  bool ok = side->rows != NULL;
  for (uint32_t t = 0; ok && t < schema->count; t++) {
    const uint32_t number = side->tables[t];
    const bool known = number != INC_NONE && schema->tables[t].key != INC_NONE && inc_compared_program(other)->schema.tables[number].key != INC_NONE;
    if (!known || !own->tables[t].given || !frame->tables[number].given) continue;
    side->rows[t] = inc_arena_alloc(&c->arena, own->tables[t].rows + 1, sizeof **side->rows);
    ok = side->rows[t] != NULL;
    const bool same = side->d->registry == other->d->registry && number == t;
    for (size_t row = 0; ok && row < own->tables[t].rows; row++) {
      side->rows[t][row] = (uint32_t)row;
      if (same) continue;
      const char *key = inc_decisions_key(side->d, t, row);
      const size_t found = inc_registry_row(other->d->registry, number, key, strlen(key));
      side->rows[t][row] = found == SIZE_MAX ? INC_NONE : (uint32_t)found;
    }
  }
  return ok;
}

/* ---- What only one side has ---- */

static bool add_single(incubator_comparison *c, inc_single single)
{
  if (!inc_grow(&c->allocator, (void **)&c->singles, c->single_count, &c->single_capacity, sizeof *c->singles)) return false;
  c->singles[c->single_count++] = single;
  return true;
}

static bool list_tables(incubator_comparison *c, int s)
{
  const inc_compared *side = &c->sides[s];
  bool ok = true;
  for (uint32_t t = 0; ok && t < inc_compared_program(side)->schema.count; t++) {
    if (side->tables[t] == INC_NONE) ok = add_single(c, (inc_single){(incubator_side)(s + 1), t, INC_NONE, INC_NONE});
  }
  return ok;
}

static bool list_rules(incubator_comparison *c, int s)
{
  const inc_compared *side = &c->sides[s];
  bool ok = true;
  for (uint32_t r = 0; ok && r < inc_compared_program(side)->rule_count; r++) {
    const uint32_t table = inc_compared_rule(side, r)->table;
    if (side->rules[r] == INC_NONE) ok = add_single(c, (inc_single){(incubator_side)(s + 1), table, r, INC_NONE});
  }
  return ok;
}

static bool list_rows(incubator_comparison *c, int s)
{
  const inc_compared *side = &c->sides[s];
  const inc_frame *frame = inc_results_frame(side->d->results), *other = inc_results_frame(c->sides[1 - s].d->results);
  bool ok = true;
  for (uint32_t t = 0; ok && t < inc_compared_program(side)->schema.count; t++) {
    if (side->tables[t] == INC_NONE || !frame->tables[t].given) continue;
    if (!other->tables[side->tables[t]].given) ok = add_single(c, (inc_single){(incubator_side)(s + 1), t, INC_NONE, INC_NONE});
    for (uint32_t row = 0; ok && side->rows[t] && row < frame->tables[t].rows; row++) {
      if (side->rows[t][row] == INC_NONE) ok = add_single(c, (inc_single){(incubator_side)(s + 1), t, INC_NONE, row});
    }
  }
  return ok;
}

bool inc_compare_match(incubator_comparison *c)
{
  bool ok = true;
  for (int s = 0; s < INC_BOTH && ok; s++) {
    inc_compared *side = &c->sides[s], *other = &c->sides[1 - s];
    ok = match_tables(c, side, other) && match_rules(c, side, other) && match_rows(c, side, other);
  }
  for (int s = 0; s < INC_BOTH && ok; s++) ok = list_tables(c, s);
  for (int s = 0; s < INC_BOTH && ok; s++) ok = list_rules(c, s);
  for (int s = 0; s < INC_BOTH && ok; s++) ok = list_rows(c, s);
  return ok;
}

/* ---- Columns ---- */

bool inc_compare_ref(const inc_compared *from, const inc_ref *ref, uint32_t start, inc_arena *arena,
                     inc_ref *other, bool *failed)
{
  const inc_schema *schema = &inc_compared_program(from)->schema;
  uint32_t *links = inc_arena_alloc(arena, ref->link_count + 1, sizeof *links), table = start;
  if (!links) *failed = true;
  if (!links || from->tables[ref->table] == INC_NONE) return false;
  for (uint32_t i = 0; i < ref->link_count; i++) {
    links[i] = from->tables[table] == INC_NONE ? INC_NONE : from->fields[table][ref->links[i]];
    table = schema->tables[table].fields[ref->links[i]].link;
    if (links[i] == INC_NONE) return false;
  }
  *other = (inc_ref){links, ref->link_count, from->tables[ref->table], INC_NONE, INC_NONE, 0};
  if (ref->rule == INC_NONE) other->field = from->fields[ref->table][ref->field];
  else other->rule = from->rules[ref->rule];
  if (other->rule != INC_NONE) other->part = from->parts[ref->rule][ref->part];
  return (other->field != INC_NONE || other->rule != INC_NONE) && other->part != INC_NONE;
}

inc_holds inc_compare_holds(const inc_compared *side, const inc_ref *ref)
{
  if (ref->rule != INC_NONE) {
    const inc_part *part = &inc_compared_rule(side, ref->rule)->parts[ref->part];
    return (inc_holds){part->type, part->list};
  }
  const inc_field *field = &inc_compared_program(side)->schema.tables[ref->table].fields[ref->field];
  return (inc_holds){field->link == INC_NONE ? field->type : INC_TYPE_TEXT, field->list};
}

inc_cell inc_compare_cell(const inc_compared *side, uint32_t table, const inc_ref *ref, size_t row)
{
  inc_ref kept = *ref;
  if (ref->rule != INC_NONE && !inc_results_column(side->d->results, ref->rule, ref->part).gaps) kept.part = 0;
  return inc_results_cell(side->d->results, table, &kept, row);
}

inc_cell inc_compare_result(const inc_compared *side, uint32_t rule, uint32_t part, size_t row)
{
  const uint32_t table = inc_compared_rule(side, rule)->table;
  const inc_ref ref = {.table = table, .field = INC_NONE, .rule = rule, .part = part};
  return inc_compare_cell(side, table, &ref, row);
}

static bool same_text(const incubator_comparison *c, const inc_cell cells[INC_BOTH])
{
  const inc_results *results[INC_BOTH] = {c->sides[INC_BEFORE].d->results, c->sides[INC_AFTER].d->results};
  if (inc_results_frame(results[0]) == inc_results_frame(results[1])) return cells[0].value == cells[1].value;
  const inc_text a = inc_results_text(results[0], cells[0].value), b = inc_results_text(results[1], cells[1].value);
  return a.length == b.length && !memcmp(a.bytes, b.bytes, a.length);
}

static const char *code_of(const inc_compared *side, uint32_t list, int64_t value)
{
  return inc_compared_program(side)->schema.lists[list].codes[value].code;
}

bool inc_compare_same(const incubator_comparison *c, const inc_cell cells[INC_BOTH], const inc_holds holds[INC_BOTH])
{
  if (cells[0].gap || cells[1].gap) return cells[0].gap == cells[1].gap;
  if (holds[0].type != holds[1].type) return false;
  if (holds[0].type == INC_TYPE_TEXT) return same_text(c, cells);
  if (holds[0].type != INC_TYPE_CATEGORY) return cells[0].value == cells[1].value;
  return !strcmp(code_of(&c->sides[0], holds[0].list, cells[0].value), code_of(&c->sides[1], holds[1].list, cells[1].value));
}

const char *inc_compare_text(incubator_comparison *c, int side, inc_holds holds, int64_t value)
{
  inc_buffer text;
  inc_buffer_init(&text, &c->allocator);
  inc_decisions_value(c->sides[side].d, holds.type, holds.list, value, &text);
  const char *copy = text.failed ? NULL : inc_arena_text(&c->arena, inc_buffer_get(&text), text.length);
  inc_buffer_free(&text);
  return copy;
}
