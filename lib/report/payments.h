/* A payment list: what is due to each recipient by each programme. */
#ifndef INC_REPORT_PAYMENTS_H
#define INC_REPORT_PAYMENTS_H

#include "report/ledger.h"

/* One line: all that a programme pays to somebody. */
typedef struct inc_payment {
  const inc_programme *programme;
  const char *recipient; /* key; NULL: nobody is known */
  bool given;            /* the recipient's row is, and this is it */
  size_t row;
  size_t events;
  inc_i128 amount;
} inc_payment;

typedef struct inc_payments {
  inc_ledger_paper p;
  const inc_ref **columns; /* [programme][column]; NULL: its recipients have none of that name */
  inc_payment *list;
  inc_i128 *shares; /* [payment][share] */
  size_t count, capacity, share_capacity;
  size_t undetermined; /* payable entries */
} inc_payments;

/* Gathers them: programmes as the policy lists them, recipients as the entries first meet them; payments_gather.c. */
incubator_status inc_payments_gather(inc_payments *x);

static inline const inc_ref *inc_payment_column(const inc_payments *x, const inc_programme *programme, size_t column)
{
  return x->columns[(size_t)(programme - x->p.l->programmes) * x->p.how.column_count + column];
}

/* Adds a column of the recipient; false where that has none, or it is empty. */
bool inc_payment_add_column(const inc_payments *x, const inc_payment *payment, size_t column, inc_buffer *to);
/* Whether a programme has a share of that number. */
bool inc_payment_has_share(const inc_payments *x, const inc_programme *programme, size_t share);

void inc_payments_json(inc_payments *x);

#endif
