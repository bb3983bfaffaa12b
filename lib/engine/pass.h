/*
 * Rules of one table that are decided row by row, and the one walk over the rows that decides them all. They are written
 * into one code, so that a column that several of them read is read once, and what one has computed is at hand for the
 * next one. Rules that need wide integers go through shorter blocks, and so have a code of their own.
 */
#ifndef INC_ENGINE_PASS_H
#define INC_ENGINE_PASS_H

#include "engine/results.h"

enum { INC_PASS_MOST = 16, INC_PASS_INSTRUCTIONS = 8192 }; /* of rules, and of what they are together before the last one comes */

typedef struct inc_pass {
  inc_results *results;
  inc_arena arena;
  uint32_t table;
  inc_code_block codes[INC_PASS_MOST];
  size_t count, rules;
  inc_lower lower; /* into the last code */
  bool wide;       /* the last code is */
} inc_pass;

void inc_pass_start(inc_pass *pass, inc_results *results);
/* Whether the pass can take one more rule, of a table. */
bool inc_pass_takes(const inc_pass *pass, uint32_t table);
/* Writes the code of a rule whose parts have their room. What it reads is computed, or in the pass before it. */
incubator_status inc_pass_add(inc_pass *pass, uint32_t rule);
/* Runs all rules, and is empty then. */
incubator_status inc_pass_run(inc_pass *pass);
void inc_pass_end(inc_pass *pass);

#endif
