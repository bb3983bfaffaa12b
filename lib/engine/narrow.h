/* What the two halves of narrowing share: judging what each register can be, and writing the code. */
#ifndef INC_ENGINE_NARROW_H
#define INC_ENGINE_NARROW_H

#include "engine/bends.h"

/* A register of the code. */
typedef struct inc_judged {
  const inc_instruction *by;
  uint32_t uses;
  uint8_t depth; /* 0: written where it stands */
  bool low;      /* it can be had in 32 bits */
  int64_t least, greatest;  /* of class 64 */
  const inc_bends *bends;   /* of a curve */
  uint8_t zeros;            /* that its numbers are without */
  uint32_t *kept;           /* of a column: its registers in the new code, by zeros left out */
  uint32_t lying;           /* the register that is the column itself */
  bool ahead;               /* somebody asks for its next block */
  uint32_t own, narrow;     /* registers in the new code: of its class, and of class 32 */
} inc_judged;

typedef struct inc_narrowing {
  const inc_code_block *code;
  inc_code_block *out;
  inc_judged *nodes;
} inc_narrowing;

static inline bool inc_fits32(int64_t value)
{
  return value == (int32_t)value;
}

/* A column's own rows, that are kept in a form that can be read as they are; else NULL. */
const inc_column *inc_own_column(const inc_judged *n);
/* A product of a low number and a constant: the number, and the constant. INC_NO_REGISTER where it is none. */
uint32_t inc_as_product(const inc_narrowing *w, const inc_judged *n, int64_t *factor);
/* What is kept of a column, where it lies: for a term or a bend to read. */
uint32_t inc_narrow_lying(inc_narrowing *w, inc_judged *n);
/* What is kept of a column, without some zeros. */
uint32_t inc_narrow_kept(inc_narrowing *w, inc_judged *n, unsigned zeros);
/* Whether the instruction that reads a number in a register of the new code is the first to read its column there. */
bool inc_narrow_asks(const inc_narrowing *w, uint32_t reg, uint32_t in);
/* Compares what is kept of a column with what a constant comes to there. NONE where that cannot be. */
uint32_t inc_narrow_compare(inc_narrowing *w, const inc_instruction *in);
/* Finds out what a register can be; in the order of the code. */
void inc_judge(const inc_narrowing *w, inc_judged *n);

#endif
