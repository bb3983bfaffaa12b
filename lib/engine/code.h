/*
 * Column code: a straight line of instructions over registers that hold a block of rows
 * each. Classes of register: 64-bit, 128-bit and wide integers, and bytes (booleans and
 * gap kinds); 32-bit integers come in when code is narrowed (narrow.c). Whoever wrote the
 * code has counted bits, so nothing overflows but where an instruction says what then.
 */
#ifndef INC_ENGINE_CODE_H
#define INC_ENGINE_CODE_H

#include "base/memory.h"
#include "base/wide.h"
#include "engine/program.h"

typedef enum inc_class { INC_C64, INC_C128, INC_CWIDE, INC_C8, INC_C32, INC_CLASSES } inc_class;

#define INC_NO_REGISTER UINT32_MAX

typedef enum inc_code_op {
  INC_DO_CONSTANT,   /* to = imm */
  INC_DO_LOAD,       /* to = column[row or a]; imm where the cell is missing */
  INC_DO_LOAD_GAP,   /* to = missing where column[row or a] is, or with imm only where a is below 0 */
  INC_DO_INDEX,      /* to = link column[row or a]: a row number, −1 for none, or less (frame.h) */
  INC_DO_KEY,        /* to = text of key column[a], a being such an index */
  INC_DO_KEY_GAP,    /* to = missing where a is −1 */
  INC_DO_RESULT,     /* to = computed column[row or a] */
  INC_DO_RESULT_GAP, /* to = its gap; missing where a is below 0 */
  INC_DO_PARAMETER,  /* to = parameter's value on the date a */
  INC_DO_PARAMETER_GAP,
  INC_DO_CONVERT, /* to = a, of class imm */
  INC_DO_ADD,
  INC_DO_SUBTRACT,
  INC_DO_MULTIPLY,
  INC_DO_POWER10, /* to = a × 10^imm */
  INC_DO_LESS,    /* bytes from two of class cls; so the next two */
  INC_DO_LESS_EQUAL,
  INC_DO_EQUAL,
  INC_DO_SELECT,       /* to = a ? b : c */
  INC_DO_SIGN,         /* to = b < 0 ? −a : a */
  INC_DO_MAGNITUDE,    /* to = |a|, 1 for 0 */
  INC_DO_ZERO_GAP,     /* to = error where a is 0 */
  INC_DO_DIVIDE_ROUND, /* to = a / b by rounding imm; b > 0 */
  INC_DO_FLOOR,        /* to (64) = the whole part of a / b; b > 0, and the quotient fits */
  INC_DO_FRACTION,     /* to (128) = the fraction behind it, as inc_term has it */
  INC_DO_NARROW,       /* to (64) = a of class cls, 0 where it does not fit */
  INC_DO_NARROW_GAP,   /* to = error where it does not fit */
  INC_DO_GAP_MAX,      /* to = the stronger of a and b */
  INC_DO_GAP_FIRST,    /* to = a ? a : b */
  INC_DO_GAP_IS,       /* to = a == imm */
  INC_DO_MASK,         /* to = b ? 0 : a */
  INC_DO_AND,
  INC_DO_OR,
  INC_DO_NOT,
  INC_DO_AND_GAP, /* of a, b with gaps c, d; d may be missing */
  INC_DO_OR_GAP,
  INC_DO_MONTHS,   /* to = whole months from a to b */
  INC_DO_TRUNCATE, /* to = a / imm, toward zero */
  INC_DO_COUNT,    /* to (64) = a (64) + b (byte ≠ 0) */
  INC_DO_LOG,       /* to (128) = the logarithm of a (64), 0 where that has none; base/log.h */
  INC_DO_POWER,     /* to (64) = e to the a (128 or wide), by rounding imm; 0 where it does not fit */
  INC_DO_POWER_GAP, /* to = error where it does not fit */
  INC_DO_CURVE,    /* to (64) = a (64) on the inc_curve `data`, by rounding imm */
  INC_DO_STORE,    /* writes a, of class cls, and the gaps b (may be missing) to the inc_result `data`; no `to` */
  /* Only narrowed code has these. */
  INC_DO_LOAD_KEPT,   /* to (32) = what is kept of column[row], × imm */
  INC_DO_KEPT_BELOW,  /* to (byte) = what is kept of column[row] < imm, which is such a number; so the next two */
  INC_DO_KEPT_EQUAL,
  INC_DO_KEPT_AT_LEAST,
  INC_DO_RESULT_LOW,  /* to (32) = computed column[row], which fits */
  INC_DO_TERM,        /* to (64 or 32) = b (likewise; may be missing) + imm × a (32), or, with inc_bends `data`, × a on these */
  INC_DO_BEND,        /* to (32) = a (32) on the inc_bends `data` */
  INC_DO_QUOTIENT,    /* to (32) = a (64 or 32, as cls says) by the inc_quotient `data` */
  INC_DO_OPS
} inc_code_op;

/*
 * A curve of straight pieces: piece p holds from from[p] on, until the next one begins; there
 * it is (a × factor + start) / divisor. The first piece has no beginning.
 */
typedef struct inc_curve {
  uint32_t count;
  bool flat; /* all factors are 0, all divisors 1 */
  const int64_t *from, *factor, *start, *divisor;
} inc_curve;

/* Division of |a| < INC_SMALL_QUOTIENT by a constant that is as small. */
#define INC_SMALL_QUOTIENT ((int64_t)1 << 50)
typedef struct inc_quotient {
  int64_t divisor;
  inc_rounding mode;
  double slope, start; /* |a| × slope + start, truncated, is the magnitude of the result; slope 0 where that does not hold */
} inc_quotient;

typedef struct inc_instruction {
  uint8_t op, cls;
  bool ahead; /* asks for what it will read of its column for the next block */
  uint32_t to, a, b, c, d; /* registers */
  int64_t imm;
  const void *data; /* inc_column, inc_result, inc_parameter, inc_curve, inc_bends or inc_quotient */
} inc_instruction;

typedef struct inc_register {
  uint8_t cls;
  bool constant; /* it is `value` in each row */
  const inc_column *column; /* it is what is kept of this one, and takes no room; less than 32 bits wide only where a term or a bend reads it */
  int64_t value;
  uint32_t last;   /* instruction that reads it last */
  uint32_t offset; /* in the scratch memory, in blocks of its class */
} inc_register;

/* A column that a run has computed. Values of cells with a gap are 0. */
typedef struct inc_result {
  void *values;  /* width bytes each: 1 boolean, 4 category, date and text, 8 number (micros), 16 fraction */
  uint8_t *gaps; /* one byte a row */
  void *block;   /* of the first part that was wanted: where the values and gaps of all wanted parts of the rule lie */
  uint8_t width;
  uint8_t bits; /* of a number: its micros are below 2^bits; 0: nobody knows */
  bool whole; /* it is complete, and no cell is a gap */
} inc_result;

/* What a code leaves behind for each row. */
typedef struct inc_output {
  uint32_t value; /* register, class 64, 32 or 8; 128 into a result of 16 bytes */
  uint32_t gap;   /* register or INC_NO_REGISTER */
  inc_result *result; /* where it is stored; NULL: stays in its register */
} inc_output;

enum { INC_CODE_KNOWN = 128 }; /* 2^7 */

typedef struct inc_code_block {
  inc_arena *arena;
  inc_instruction *instructions;
  size_t count, capacity;
  inc_register *registers;
  size_t register_count, register_capacity;
  inc_output *outputs;
  size_t output_count, output_capacity;
  size_t scratch[INC_CLASSES]; /* registers of each class that are live at once */
  size_t block;                /* rows a block */
  size_t constants;
  uint32_t known[INC_CODE_KNOWN]; /* registers + 1 of some of them, by the hash of what they are; 0 for none */
  bool filled; /* constants are written when the scratch memory is made, and stay */
  bool failed;                 /* no memory */
} inc_code_block;

uint32_t inc_code_register(inc_code_block *code, inc_class cls);
/* A register that holds a constant; the same one where the code has it already. Not of class WIDE. */
uint32_t inc_code_constant(inc_code_block *code, inc_class cls, int64_t value);
/* Appends; the result's register, of the class the instruction yields. */
uint32_t inc_code_emit(inc_code_block *code, inc_class to, inc_instruction instruction);
/* Stores it at this place in the code, where it has a result. */
void inc_code_output(inc_code_block *code, inc_output output);
/* Writes a code once more, into an empty one in the same arena: in 32 bits where that is exact, and without what nobody reads. */
void inc_code_narrow(const inc_code_block *code, inc_code_block *narrow);
/* Gives registers their places; `keep` gives each its own and runs single rows, for a trace. False when there is no memory. */
bool inc_code_finish(inc_code_block *code, bool keep);

/* Memory for one thread to run a code in. */
typedef struct inc_scratch {
  void *memory[INC_CLASSES];
} inc_scratch;

/* Writes what each constant is, for a whole block; where the code is `filled`. */
void inc_code_fill(const inc_code_block *code, const inc_scratch *scratch);

bool inc_scratch_create(const inc_code_block *code, const incubator_allocator *a, inc_scratch *scratch);
/* Bytes of the registers of a class. */
size_t inc_scratch_bytes(const inc_code_block *code, inc_class cls);
void inc_scratch_free(inc_scratch *scratch, const incubator_allocator *a);
/* Runs rows [row, row + count) of a table, count ≤ code->block. */
void inc_code_run(const inc_code_block *code, const inc_scratch *scratch, size_t row, size_t count);
/* A register's first row, in the form of its class. */
const void *inc_scratch_register(const inc_code_block *code, const inc_scratch *scratch, uint32_t reg);

static inline int64_t inc_result_value(const inc_result *result, size_t row)
{
  switch (result->width) {
  case 1: return ((const int8_t *)result->values)[row];
  case 4: return ((const int32_t *)result->values)[row];
  default: return ((const int64_t *)result->values)[row];
  }
}

#endif
