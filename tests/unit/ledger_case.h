/* A policy of two cities' worth of awards, and rows for it: what tests of the ledger share. */
#ifndef UNIT_LEDGER_CASE_H
#define UNIT_LEDGER_CASE_H

#include <incubator/ledger.h>

#include "base/decimal.h"
#include "support.h"

/* Carriers in districts that the policy brings, firms on carriers, services of firms; every kind of adjustment. */
extern const char ledger_policy[];
extern const char ledger_carriers[], ledger_firms[], ledger_services[];

/* The policy with its rows, decided as of 2024-06-30. */
void ledger_world(world *w);
incubator_ledger *ledger_of(const world *w, const incubator_ledger_options *options);
/* The entry of a row in a programme; fails the test where there is none. *index may be NULL. */
incubator_ledger_entry ledger_entry(const incubator_ledger *l, const char *programme, const char *event, size_t *index);
/* The total of a key (NULL: of none); fails the test where there is none. */
incubator_ledger_total ledger_total(const incubator_ledger *l, size_t by, const char *key);
/* What was written, to be freed by the caller. */
char *ledger_text(const incubator_ledger *l, const incubator_ledger_report *how, bool payments);

#define YUAN(n) ((int64_t)(n) * INC_MICRO)

#endif
