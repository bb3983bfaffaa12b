/* What a run has computed: room for it, reading it, and writing more of it by code. */
#include <string.h>

#include "engine/results.h"

const inc_found *inc_results_found(const inc_results *results, uint32_t rule)
{
  return results->found[rule];
}

int32_t inc_results_as_of(const inc_results *results)
{
  return results->as_of;
}

const inc_program *inc_results_program(const inc_results *results)
{
  return results->program;
}

const inc_frame *inc_results_frame(const inc_results *results)
{
  return results->frame;
}

const inc_contradiction *inc_results_contradictions(const inc_results *results, size_t *count)
{
  *count = results->contradiction_count;
  return results->contradictions;
}

void inc_results_free(inc_results *results)
{
  if (!results) return;
  incubator_allocator a = results->allocator;
  for (uint32_t r = 0; results->columns && r < results->program->rule_count; r++) {
    for (uint32_t p = 0; results->columns[r] && p < results->program->rules[r].part_count; p++) {
      inc_free(&a, results->columns[r][p].block);
    }
    inc_free(&a, results->columns[r]);
    if (results->wanted) inc_free(&a, results->wanted[r]);
    if (results->computed) inc_free(&a, results->computed[r]);
    if (results->found) inc_free(&a, results->found[r]);
    const inc_rule *rule = &results->program->rules[r];
    if (results->cohorts) inc_cohorts_free(&a, results->cohorts[r], inc_cohort_scales(rule, inc_rule_version(rule, results->as_of)));
  }
  inc_free(&a, results->columns);
  inc_free(&a, results->wanted);
  inc_free(&a, results->computed);
  inc_free(&a, results->found);
  inc_free(&a, results->cohorts);
  inc_free(&a, results->contradictions);
  inc_free(&a, results);
}

uint8_t inc_results_width(inc_type type)
{
  return type == INC_TYPE_BOOLEAN ? 1 : type == INC_TYPE_NUMBER ? 8 : 4;
}

bool inc_result_make(inc_result *result, inc_arena *arena, size_t rows, uint8_t width)
{
  *result = (inc_result){.values = inc_arena_room(arena, rows, width), .gaps = inc_arena_room(arena, rows, 1), .width = width};
  return result->values && result->gaps;
}

enum { ALIGNED = 64 }; /* a line of the cache */

static size_t aligned(size_t bytes)
{
  return (bytes + ALIGNED - 1) / ALIGNED * ALIGNED;
}

/* Lays the wanted parts of a rule into a block, where one is given; the bytes. */
static size_t lay_out(inc_results *results, uint32_t number, char *block)
{
  const inc_rule *rule = &results->program->rules[number];
  const size_t rows = inc_results_rows(results, rule->table);
  size_t bytes = ALIGNED;
  void *owned = block;
  for (uint32_t p = 0; p < rule->part_count; p++) {
    if (!results->wanted[number][p]) continue;
    inc_result *column = &results->columns[number][p];
    size_t width = inc_results_width(rule->parts[p].type), gaps = bytes + aligned(rows * width);
    if (block) {
      char *start = block + (aligned((uintptr_t)block) - (uintptr_t)block);
      *column = (inc_result){.values = start + bytes - ALIGNED, .gaps = (uint8_t *)start + gaps - ALIGNED, .width = (uint8_t)width};
      column->bits = (uint8_t)(rule->parts[p].type == INC_TYPE_NUMBER ? rule->parts[p].bits : 63);
      column->block = owned;
      owned = NULL;
    }
    bytes = gaps + aligned(rows);
  }
  return bytes;
}

/* The block of a rule of the spare results, where it is as large. */
static void *take_spare(inc_results *results, uint32_t number, size_t bytes)
{
  inc_results *spare = results->spare;
  if (!spare || !spare->columns || !spare->columns[number] || lay_out(spare, number, NULL) != bytes) return NULL;
  for (uint32_t p = 0; p < results->program->rules[number].part_count; p++) {
    void *block = spare->columns[number][p].block;
    spare->columns[number][p] = (inc_result){0};
    if (block) return block;
  }
  return NULL;
}

incubator_status inc_results_allocate(inc_results *results, uint32_t number)
{
  size_t bytes = lay_out(results, number, NULL);
  char *block = take_spare(results, number, bytes);
  if (!block) block = inc_alloc(&results->allocator, bytes);
  if (!block) return INCUBATOR_STATUS_NO_MEMORY;
  if (inc_kind_gathers(results->program->rules[number].kind)) memset(block, 0, bytes); /* it may leave cells as they are */
  lay_out(results, number, block);
  return INCUBATOR_STATUS_OK;
}

void inc_results_inapplicable(inc_results *results, uint32_t number)
{
  const inc_rule *rule = &results->program->rules[number];
  for (uint32_t p = 0; p < rule->part_count; p++) {
    inc_result *result = &results->columns[number][p];
    if (result->gaps) memset(result->gaps, INCUBATOR_GAP_INAPPLICABLE, inc_results_rows(results, rule->table));
  }
}

inc_lower inc_lower_start(const inc_results *results, uint32_t rule, uint32_t table, inc_arena *arena, inc_code_block *code)
{
  *code = (inc_code_block){.arena = arena};
  return (inc_lower){.program = results->program,
                     .frame = results->frame,
                     .results = results->columns,
                     .as_of = results->as_of,
                     .table = table,
                     .rule = rule,
                     .found = results->found[rule],
                     .code = code};
}

void inc_lower_go_on(inc_lower *lower, const inc_results *results, uint32_t rule)
{
  lower->rule = rule;
  lower->found = results->found[rule];
  lower->version = NULL;
  lower->at = lower->when = (inc_value){.type = INC_TYPE_UNKNOWN};
  lower->computed = INC_NO_REGISTER;
}

incubator_status inc_results_keep(inc_results *results, const inc_lower *lower)
{
  size_t rows = inc_results_rows(results, lower->table);
  if (!lower->version->absent && !lower->version->reported) return INCUBATOR_STATUS_OK;
  uint8_t *computed = inc_alloc_zero(&results->allocator, rows, 1);
  results->computed[lower->rule] = computed;
  inc_result *kept = inc_arena_alloc(lower->code->arena, 1, sizeof *kept);
  uint8_t *gaps = inc_arena_alloc(lower->code->arena, rows, 1);
  if (!computed || !kept || !gaps) return INCUBATOR_STATUS_NO_MEMORY;
  if (lower->computed == INC_NO_REGISTER) return INCUBATOR_STATUS_OK;
  *kept = (inc_result){.values = computed, .gaps = gaps, .width = 1};
  inc_code_output(lower->code, (inc_output){lower->computed, INC_NO_REGISTER, kept});
  return INCUBATOR_STATUS_OK;
}

inc_text inc_results_text(const inc_results *results, int64_t value)
{
  const inc_map *texts = results->frame->texts;
  inc_text text = {NULL, 0};
  if (value >= 0 && (uint64_t)value < texts->count) text.bytes = inc_map_text(texts, (uint32_t)value, &text.length);
  else if (value >= 0 && results->texts) text = results->texts[(uint64_t)value - texts->count];
  return text;
}

inc_result_view inc_results_column(const inc_results *results, uint32_t rule, uint32_t part)
{
  const inc_result *column = &results->columns[rule][part];
  if (!column->gaps) return (inc_result_view){0};
  size_t rows = inc_results_rows(results, results->program->rules[rule].table);
  return (inc_result_view){column->values, column->gaps, column->width, rows};
}

static inc_cell field_cell(const inc_results *results, uint32_t table, uint32_t number, size_t row)
{
  const inc_field *field = &results->program->schema.tables[table].fields[number];
  const inc_column *column = &results->frame->tables[table].columns[number];
  inc_cell cell = {INCUBATOR_GAP_NONE, field->type, 0};
  if (inc_column_valid(column, row)) {
    cell.value = inc_column_value(column, row);
    if (field->whole && field->type == INC_TYPE_NUMBER) cell.value *= INC_MICRO;
  } else if (field->has_absent) {
    cell.value = field->absent;
  } else {
    cell.gap = INCUBATOR_GAP_MISSING;
  }
  if (field->link != INC_NONE && !cell.gap) cell.value = inc_frame_key(results->frame, table, number, row);
  return cell;
}

inc_cell inc_results_cell(const inc_results *results, uint32_t table, const inc_ref *ref, size_t row)
{
  bool there = inc_frame_follow(results->frame, ref->links, ref->link_count, &table, &row) == ref->link_count;
  if (!there) return (inc_cell){INCUBATOR_GAP_MISSING, INC_TYPE_UNKNOWN, 0};
  if (ref->rule == INC_NONE) return field_cell(results, ref->table, ref->field, row);
  const inc_result *column = &results->columns[ref->rule][ref->part];
  inc_type type = results->program->rules[ref->rule].parts[ref->part].type;
  return (inc_cell){column->gaps[row], type, inc_result_value(column, row)};
}
