#include "engine/code.h"

#include <string.h>

enum { BLOCK = 2048, WIDE_BLOCK = 32, KEPT_CONSTANTS = 256 };

static void *grow_array(inc_code_block *code, void *items, size_t count, size_t *capacity, size_t bytes)
{
  if (count < *capacity) return items;
  size_t wanted = *capacity ? *capacity * 2 : 32;
  void *grown = code->failed ? NULL : inc_arena_alloc(code->arena, wanted, bytes);
  if (!grown) {
    code->failed = true;
    return NULL;
  }
  if (count) memcpy(grown, items, count * bytes);
  *capacity = wanted;
  return grown;
}

uint32_t inc_code_register(inc_code_block *code, inc_class cls)
{
  inc_register *grown = grow_array(code, code->registers, code->register_count, &code->register_capacity, sizeof *grown);
  if (!grown) return 0;
  code->registers = grown;
  grown[code->register_count] = (inc_register){.cls = (uint8_t)cls};
  return (uint32_t)code->register_count++;
}

static void append(inc_code_block *code, const inc_instruction *instruction)
{
  inc_instruction *grown = grow_array(code, code->instructions, code->count, &code->capacity, sizeof *grown);
  if (!grown) return;
  code->instructions = grown;
  grown[code->count++] = *instruction;
}

uint32_t inc_code_emit(inc_code_block *code, inc_class to, inc_instruction instruction)
{
  instruction.to = inc_code_register(code, to);
  append(code, &instruction);
  return code->failed ? 0 : instruction.to;
}

uint32_t inc_code_constant(inc_code_block *code, inc_class cls, int64_t value)
{
  uint32_t *known = &code->known[((uint64_t)value * 0x9E3779B97F4A7C15 + (uint64_t)cls * 0xC2B2AE3D27D4EB4F) >> 57];
  const inc_register *r = *known && !code->failed ? &code->registers[*known - 1] : NULL;
  if (r && r->cls == cls && r->value == value) return *known - 1;
  inc_instruction in = {.op = INC_DO_CONSTANT, .cls = (uint8_t)cls, .imm = value};
  in.a = in.b = in.c = in.d = INC_NO_REGISTER;
  uint32_t reg = inc_code_emit(code, cls, in);
  if (code->failed) return reg;
  code->registers[reg].constant = true;
  code->registers[reg].value = value;
  code->constants++;
  *known = reg + 1;
  return reg;
}

void inc_code_output(inc_code_block *code, inc_output output)
{
  inc_output *grown = grow_array(code, code->outputs, code->output_count, &code->output_capacity, sizeof *grown);
  if (!grown || code->failed) return;
  code->outputs = grown;
  grown[code->output_count++] = output;
  if (!output.result) return;
  inc_instruction store = {.op = INC_DO_STORE, .cls = code->registers[output.value].cls, .a = output.value, .b = output.gap, .data = output.result};
  store.to = store.c = store.d = INC_NO_REGISTER;
  append(code, &store);
}

/* Finds where each register is read last; outputs that are not stored live to the end. */
static void find_last(inc_code_block *code)
{
  for (size_t i = 0; i < code->count; i++) {
    const inc_instruction *in = &code->instructions[i];
    const uint32_t reads[] = {in->a, in->b, in->c, in->d};
    if (in->to != INC_NO_REGISTER) code->registers[in->to].last = (uint32_t)i;
    for (size_t k = 0; k < 4; k++) {
      if (reads[k] != INC_NO_REGISTER) code->registers[reads[k]].last = (uint32_t)i;
    }
  }
  for (size_t i = 0; i < code->output_count; i++) {
    if (code->outputs[i].result) continue;
    code->registers[code->outputs[i].value].last = UINT32_MAX;
    if (code->outputs[i].gap != INC_NO_REGISTER) code->registers[code->outputs[i].gap].last = UINT32_MAX;
  }
}

/* Free places of one class, a stack. */
typedef struct places {
  uint32_t *free;
  size_t free_count, used;
} places;

static void give_back(inc_code_block *code, places *of, uint32_t reg, size_t at)
{
  if (reg == INC_NO_REGISTER || code->registers[reg].last != at || code->registers[reg].column) return;
  places *p = &of[code->registers[reg].cls];
  code->registers[reg].last = UINT32_MAX; /* once, though an instruction may read it twice */
  p->free[p->free_count++] = code->registers[reg].offset;
}

static void take_place(inc_register *reg, places *of, bool keep)
{
  if (reg->column) return;
  places *p = &of[reg->cls];
  reg->offset = !keep && p->free_count ? p->free[--p->free_count] : (uint32_t)p->used++;
}

bool inc_code_finish(inc_code_block *code, bool keep)
{
  places of[INC_CLASSES] = {{0}};
  for (int c = 0; c < INC_CLASSES && !code->failed; c++) {
    of[c].free = inc_arena_alloc(code->arena, code->register_count + 1, sizeof(uint32_t));
    if (!of[c].free) code->failed = true;
  }
  if (code->failed) return false;
  code->filled = code->constants <= KEPT_CONSTANTS;
  find_last(code);
  for (size_t i = 0; i < code->register_count && code->filled; i++) {
    if (code->registers[i].constant) code->registers[i].last = UINT32_MAX;
  }
  for (size_t i = 0; i < code->count; i++) {
    const inc_instruction *in = &code->instructions[i];
    bool own = keep || (code->filled && in->op == INC_DO_CONSTANT); /* for ever */
    if (in->to != INC_NO_REGISTER) take_place(&code->registers[in->to], of, own); /* before the operands go: no instruction writes what it reads */
    const uint32_t reads[] = {in->a, in->b, in->c, in->d, in->to};
    for (size_t k = 0; k < 5 && !keep; k++) give_back(code, of, reads[k], i);
  }
  for (int c = 0; c < INC_CLASSES; c++) code->scratch[c] = of[c].used;
  code->block = keep ? 1 : code->scratch[INC_CWIDE] ? WIDE_BLOCK : BLOCK;
  return true;
}

static const size_t class_bytes[INC_CLASSES] = {sizeof(int64_t), sizeof(inc_i128), sizeof(inc_wide), 1, sizeof(int32_t)};

size_t inc_scratch_bytes(const inc_code_block *code, inc_class cls)
{
  return code->scratch[cls] * code->block * class_bytes[cls];
}

bool inc_scratch_create(const inc_code_block *code, const incubator_allocator *a, inc_scratch *scratch)
{
  *scratch = (inc_scratch){{NULL}};
  for (int c = 0; c < INC_CLASSES; c++) {
    if (code->scratch[c] == 0) continue;
    scratch->memory[c] = inc_alloc_array(a, code->scratch[c] * code->block, class_bytes[c]);
    if (!scratch->memory[c]) {
      inc_scratch_free(scratch, a);
      return false;
    }
  }
  if (code->filled) inc_code_fill(code, scratch);
  return true;
}

void inc_scratch_free(inc_scratch *scratch, const incubator_allocator *a)
{
  for (int c = 0; c < INC_CLASSES; c++) inc_free(a, scratch->memory[c]);
  *scratch = (inc_scratch){{NULL}};
}

const void *inc_scratch_register(const inc_code_block *code, const inc_scratch *scratch, uint32_t reg)
{
  const inc_register *r = &code->registers[reg];
  return (char *)scratch->memory[r->cls] + r->offset * code->block * class_bytes[r->cls];
}
