/* Columns, parameters, expressions and scales as code. */
#include <string.h>

#include "engine/lower.h"

#define NONE INC_NO_REGISTER

static uint32_t emit_read(inc_lower *lo, inc_class to, inc_code_op op, uint32_t index, int64_t imm, const void *data)
{
  return inc_lower_emit(lo, to, op, to, (const uint32_t[4]){index, NONE, NONE, NONE}, imm, data);
}

/* The row that a chain of links leads to, as a register; NONE for the row itself. */
static uint32_t follow(inc_lower *lo, const inc_ref *ref, uint32_t table)
{
  uint32_t index = NONE;
  for (uint32_t i = 0; i < ref->link_count; i++) {
    const inc_column *column = lo->frame ? &lo->frame->tables[table].columns[ref->links[i]] : NULL;
    index = emit_read(lo, INC_C64, INC_DO_INDEX, index, 0, column);
    table = lo->program->schema.tables[table].fields[ref->links[i]].link;
  }
  return index;
}

inc_value inc_lower_as_boolean(inc_lower *lo, inc_value v)
{
  if (v.type != INC_TYPE_BOOLEAN) return v;
  inc_value zero = inc_lower_code(lo, INC_TYPE_NUMBER, 0);
  inc_value number = v;
  number.type = INC_TYPE_NUMBER;
  v.number = inc_lower_compare(lo, INC_DO_LESS, zero, number).number;
  v.bits = 0;
  return v;
}

/* The most bits that a cell of a field can have, by its declared bounds. */
static uint32_t field_bits(const inc_field *field)
{
  if (field->type != INC_TYPE_NUMBER) return 33;
  if (!field->has_min || !field->has_max) return field->whole ? 44 : 63;
  int64_t unit = field->whole ? INC_MICRO : 1;
  uint32_t low = inc_bits64(field->min / unit), high = inc_bits64(field->max / unit);
  return low > high ? low : high;
}

/* The same by what there is: a column is no wider than its values need. */
static uint32_t column_bits(const inc_field *field, const inc_column *column, int64_t absent)
{
  uint32_t declared = field_bits(field);
  if (!column || !column->data || column->width == 8) return declared;
  uint32_t kept = column->width * 8u + (column->zeros ? inc_bits64(inc_power10(column->zeros)) : 0), stands = inc_bits64(absent);
  uint32_t bits = kept > stands ? kept : stands;
  return bits < declared ? bits : declared;
}

static inc_value read_field(inc_lower *lo, const inc_ref *ref, uint32_t index)
{
  const inc_field *field = &lo->program->schema.tables[ref->table].fields[ref->field];
  const inc_column *column = lo->frame ? &lo->frame->tables[ref->table].columns[ref->field] : NULL;
  inc_value v = {.type = field->type, .denominator = NONE, .gap = NONE};
  v.scale = inc_field_scale(field);
  int64_t absent = field->has_absent ? field->absent : 0;
  if (field->whole && field->type == INC_TYPE_NUMBER) absent /= INC_MICRO;
  v.bits = column_bits(field, column, absent);
  v.number = emit_read(lo, INC_C64, INC_DO_LOAD, index, absent, column);
  const bool whole = column && column->data && !column->valid; /* no cell is missing */
  if (whole && index == NONE) return inc_lower_as_boolean(lo, v);
  if (!field->has_absent) v.gap = emit_read(lo, INC_C8, INC_DO_LOAD_GAP, index, 0, column);
  else if (index != NONE) v.gap = emit_read(lo, INC_C8, INC_DO_LOAD_GAP, index, 1, column);
  return inc_lower_as_boolean(lo, v);
}

/* The instruction that writes a register; NULL where none is written any more, or yet. */
static const inc_instruction *written_by(const inc_lower *lo, uint32_t reg)
{
  for (size_t i = lo->code->count; i-- > 0;) {
    if (lo->code->instructions[i].to == reg) return &lo->code->instructions[i];
  }
  return NULL;
}

inc_value inc_lower_kept(inc_lower *lo, inc_value v)
{
  const inc_instruction *in = written_by(lo, v.number);
  const inc_column *column = in && in->op == INC_DO_LOAD ? in->data : NULL;
  if (!column || !column->data || !column->zeros || column->zeros > v.scale) return v;
  const int64_t factor = inc_power10(column->zeros);
  if (in->imm % factor) return v; /* what stands for a missing cell is not kept so */
  inc_column *bare = inc_arena_copy(lo->code->arena, column, 1, sizeof *column);
  if (!bare) {
    lo->code->failed = true;
    return v;
  }
  bare->zeros = 0;
  const uint32_t less = inc_bits64(factor) - 1;
  v.scale -= column->zeros;
  v.bits = v.bits > less ? v.bits - less : 1;
  v.number = emit_read(lo, INC_C64, INC_DO_LOAD, in->a, in->imm / factor, bare);
  return v;
}

/* A link read as a column: the key of the row that it leads to, be that row given or not. */
static inc_value read_link(inc_lower *lo, const inc_ref *ref, uint32_t index)
{
  const inc_schema *schema = &lo->program->schema;
  uint32_t target = schema->tables[ref->table].fields[ref->field].link, key = schema->tables[target].key;
  const inc_column *link = lo->frame ? &lo->frame->tables[ref->table].columns[ref->field] : NULL;
  const inc_column *keys = lo->frame ? &lo->frame->tables[target].columns[key] : NULL;
  inc_value v = {.type = INC_TYPE_TEXT, .denominator = NONE, .bits = field_bits(&schema->tables[target].fields[key])};
  index = emit_read(lo, INC_C64, INC_DO_INDEX, index, 0, link);
  v.number = emit_read(lo, INC_C64, INC_DO_KEY, index, 0, keys);
  v.gap = emit_read(lo, INC_C8, INC_DO_KEY_GAP, index, 0, NULL);
  return v;
}

/* What the same code has computed before, for its own rows; NULL for nothing. */
static const inc_output *computed_here(const inc_lower *lo, const inc_result *result)
{
  const inc_code_block *code = lo->code;
  for (size_t i = code->output_count; i-- > 0 && !code->failed;) {
    if (code->outputs[i].result == result) return &code->outputs[i];
  }
  return NULL;
}

/* Its register is read: 0 where there is a gap, as in the column. */
static inc_value take_result(inc_lower *lo, const inc_output *output, inc_value v)
{
  v.number = output->value;
  v.gap = output->gap;
  if (v.gap == NONE) return v;
  if (v.type == INC_TYPE_BOOLEAN) {
    v.number = inc_lower_emit(lo, INC_C8, INC_DO_MASK, INC_C8, (const uint32_t[4]){v.number, v.gap, NONE, NONE}, 0, NULL);
    return v;
  }
  const uint32_t operands[4] = {v.gap, inc_lower_code(lo, v.type, 0).number, v.number, NONE};
  v.number = inc_lower_emit(lo, INC_C64, INC_DO_SELECT, INC_C64, operands, 0, NULL);
  return v;
}

static inc_value read_result(inc_lower *lo, const inc_ref *ref, uint32_t index)
{
  const inc_part *part = &lo->program->rules[ref->rule].parts[ref->part];
  const inc_result *result = lo->results ? &lo->results[ref->rule][ref->part] : NULL;
  const inc_output *here = result && index == NONE ? computed_here(lo, result) : NULL;
  inc_value v = {.type = part->type, .denominator = NONE, .gap = NONE};
  v.scale = part->type == INC_TYPE_NUMBER ? INC_MICRO_SCALE : 0;
  v.bits = part->type == INC_TYPE_NUMBER ? part->bits : 33;
  if (here) return take_result(lo, here, v);
  if (part->type == INC_TYPE_NUMBER && result && result->bits && result->bits < v.bits) v.bits = result->bits;
  v.number = emit_read(lo, INC_C64, INC_DO_RESULT, index, 0, result);
  if (!result || !result->whole || index != NONE) v.gap = emit_read(lo, INC_C8, INC_DO_RESULT_GAP, index, 0, result);
  return inc_lower_as_boolean(lo, v);
}

static bool same_ref(const inc_ref *a, const inc_ref *b)
{
  if (a == b) return true;
  if (a->table != b->table || a->field != b->field || a->rule != b->rule || a->part != b->part) return false;
  return a->link_count == b->link_count &&
         (a->link_count == 0 || memcmp(a->links, b->links, a->link_count * sizeof *a->links) == 0);
}

/* The table that the links of a reference start from. */
static uint32_t start_table(const inc_lower *lo, const inc_ref *ref)
{
  return ref->link_count ? lo->table : ref->table;
}

/* Where a column is in the cache, or has its place; one that is there already may lose it. */
static inc_cached *cached(inc_lower *lo, const inc_ref *ref)
{
  uint32_t hash = ref->rule != INC_NONE ? ref->rule * 31 + ref->part + 64 : ref->field;
  if (ref->link_count) hash += 7 * (ref->links[ref->link_count - 1] + ref->link_count);
  for (uint32_t i = 0; i < INC_LOWER_PROBES; i++) {
    inc_cached *at = &lo->cache[(hash + i) % INC_LOWER_CACHE];
    if (!at->ref || same_ref(at->ref, ref)) return at;
  }
  return &lo->cache[hash % INC_LOWER_CACHE];
}

void inc_lower_forget(inc_lower *lo)
{
  for (size_t i = 0; i < INC_LOWER_CACHE; i++) lo->cache[i].ref = NULL;
}

inc_value inc_lower_ref(inc_lower *lo, const inc_ref *ref)
{
  inc_cached *place = cached(lo, ref);
  if (place->ref && same_ref(place->ref, ref)) return place->value;
  uint32_t index = follow(lo, ref, start_table(lo, ref));
  inc_value v;
  if (ref->rule != INC_NONE) v = read_result(lo, ref, index);
  else if (lo->program->schema.tables[ref->table].fields[ref->field].link != INC_NONE) v = read_link(lo, ref, index);
  else v = read_field(lo, ref, index);
  *place = (inc_cached){ref, v};
  return v;
}

/* The most bits of any value that a parameter can take. */
static uint32_t parameter_bits(const inc_parameter *p)
{
  if (p->type != INC_TYPE_NUMBER) return 33;
  if (p->has_min && p->has_max) {
    uint32_t low = inc_bits64(p->min), high = inc_bits64(p->max);
    return low > high ? low : high;
  }
  uint32_t bits = p->value_count ? 0 : 63;
  for (size_t i = 0; i < p->value_count; i++) {
    if (inc_bits64(p->values[i].value) > bits) bits = inc_bits64(p->values[i].value);
  }
  return bits;
}

static inc_value read_parameter(inc_lower *lo, uint32_t number)
{
  const inc_parameter *p = &lo->program->parameters[number];
  inc_value v = {.type = p->type, .denominator = NONE, .gap = NONE, .bits = parameter_bits(p)};
  v.scale = p->type == INC_TYPE_NUMBER ? INC_MICRO_SCALE : 0;
  if (lo->at.type == INC_TYPE_DATE) {
    v.number = emit_read(lo, INC_C64, INC_DO_PARAMETER, lo->at.number, 0, p);
    uint32_t unset = emit_read(lo, INC_C8, INC_DO_PARAMETER_GAP, lo->at.number, 0, p);
    v.gap = inc_lower_gap_first(lo, lo->at.gap, unset);
    return inc_lower_as_boolean(lo, v);
  }
  int64_t value = 0;
  bool set = inc_parameter_value(p, lo->as_of, &value);
  v.number = emit_read(lo, INC_C64, INC_DO_CONSTANT, NONE, value, NULL);
  if (!set) v.gap = inc_lower_gap(lo, p->type, INCUBATOR_GAP_UNSET).gap;
  return inc_lower_as_boolean(lo, v);
}

static inc_value read_constant(inc_lower *lo, const inc_node *node)
{
  if (node->type == INC_TYPE_NUMBER) return inc_lower_number(lo, node->is.number);
  if (node->type == INC_TYPE_BOOLEAN) return inc_lower_boolean(lo, node->is.value != 0);
  if (node->type != INC_TYPE_TEXT) return inc_lower_code(lo, node->type, node->is.value);
  size_t length = strlen(node->is.text);
  uint32_t code = lo->frame ? inc_map_find(lo->frame->texts, node->is.text, length) : 0;
  if (code != INC_MAP_NONE) return inc_lower_code(lo, INC_TYPE_TEXT, code);
  int64_t unseen = inc_map_find(&lo->program->literals, node->is.text, length); /* in no cell: told apart all the same */
  return inc_lower_code(lo, INC_TYPE_TEXT, -1 - unseen);
}

static inc_value fold(inc_lower *lo, inc_op op, inc_value a, inc_value b)
{
  switch (op) {
  case INC_OP_ADD: return inc_lower_add(lo, a, b);
  case INC_OP_SUBTRACT: return inc_lower_subtract(lo, a, b);
  case INC_OP_MULTIPLY: return inc_lower_multiply(lo, a, b);
  case INC_OP_DIVIDE: return inc_lower_divide(lo, a, b);
  case INC_OP_MIN: return inc_lower_extreme(lo, false, a, b);
  case INC_OP_MAX: return inc_lower_extreme(lo, true, a, b);
  case INC_OP_LESS: return inc_lower_compare(lo, INC_DO_LESS, a, b);
  case INC_OP_LESS_EQUAL: return inc_lower_compare(lo, INC_DO_LESS_EQUAL, a, b);
  case INC_OP_GREATER: return inc_lower_compare(lo, INC_DO_LESS, b, a);
  case INC_OP_GREATER_EQUAL: return inc_lower_compare(lo, INC_DO_LESS_EQUAL, b, a);
  case INC_OP_EQUAL: return inc_lower_compare(lo, INC_DO_EQUAL, a, b);
  case INC_OP_NOT_EQUAL: return inc_lower_not(lo, inc_lower_compare(lo, INC_DO_EQUAL, a, b));
  case INC_OP_AND: return inc_lower_and(lo, a, b);
  default: return inc_lower_or(lo, a, b);
  }
}

static inc_value lower_if(inc_lower *lo, const inc_expression *e, const inc_node *node, const inc_value *values)
{
  inc_value v = values[inc_expression_operand(e, node, node->count - 1)];
  for (uint32_t i = node->count - 1; i >= 2; i -= 2) {
    v = inc_lower_if(lo, values[inc_expression_operand(e, node, i - 2)], values[inc_expression_operand(e, node, i - 1)], v);
  }
  return v;
}

static inc_value lower_in(inc_lower *lo, const inc_expression *e, const inc_node *node, const inc_value *values)
{
  inc_value subject = values[inc_expression_operand(e, node, 0)];
  inc_value v = inc_lower_boolean(lo, false);
  for (uint32_t i = 1; i < node->count; i++) {
    inc_value same = inc_lower_compare(lo, INC_DO_EQUAL, subject, values[inc_expression_operand(e, node, i)]);
    v = inc_lower_or(lo, v, same);
  }
  return v;
}

static inc_value lower_node(inc_lower *lo, const inc_expression *e, const inc_node *node, const inc_value *values)
{
  switch (node->op) {
  case INC_OP_CONSTANT: return read_constant(lo, node);
  case INC_OP_COLUMN: return inc_lower_ref(lo, &node->is.ref);
  case INC_OP_PARAMETER: return read_parameter(lo, node->is.parameter);
  case INC_OP_AS_OF: return inc_lower_code(lo, INC_TYPE_DATE, lo->as_of);
  case INC_OP_NOT: return inc_lower_not(lo, values[inc_expression_operand(e, node, 0)]);
  case INC_OP_IF: return lower_if(lo, e, node, values);
  case INC_OP_IN: return lower_in(lo, e, node, values);
  default: break;
  }
  inc_value v = values[inc_expression_operand(e, node, 0)];
  for (uint32_t i = 1; i < node->count; i++) v = fold(lo, node->op, v, values[inc_expression_operand(e, node, i)]);
  return v;
}

void inc_lower_remember(inc_lower *lo, const void *of, const inc_value *values)
{
  inc_traced *traced = inc_arena_alloc(lo->code->arena, 1, sizeof *traced);
  if (!traced) {
    lo->code->failed = true;
    return;
  }
  *traced = (inc_traced){of, values, lo->traced};
  lo->traced = traced;
}

inc_value inc_lower_expression(inc_lower *lo, const inc_expression *e)
{
  inc_value nothing = {.number = 0, .denominator = NONE, .gap = NONE};
  inc_value *values = inc_arena_alloc(lo->code->arena, e->count, sizeof *values);
  if (!values) lo->code->failed = true;
  for (uint32_t i = 0; i < e->count && !lo->code->failed; i++) values[i] = lower_node(lo, e, &e->nodes[i], values);
  if (lo->code->failed) return nothing;
  if (lo->tracing) inc_lower_remember(lo, e, values);
  return values[e->count - 1];
}
