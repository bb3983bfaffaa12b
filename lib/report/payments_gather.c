/* Gathering payments out of the entries of a ledger. */
#include <string.h>

#include "base/map.h"
#include "report/payments.h"

/* ---- Columns ---- */

static bool find_column(inc_payments *x, const inc_programme *programme, const char *name, const inc_ref **found)
{
  const incubator_decisions *d = x->p.l->decisions;
  inc_ref *ref = inc_arena_alloc(&x->p.r.arena, 1, sizeof *ref);
  *found = NULL;
  if (!ref) return false;
  const bool there = inc_policy_path(d->policy, programme->recipient_table, name, &x->p.r.arena, ref, NULL);
  if (there && (ref->rule == INC_NONE || inc_results_column(d->results, ref->rule, ref->part).gaps)) *found = ref;
  return true;
}

static incubator_status find_columns(inc_payments *x)
{
  const size_t count = x->p.how.column_count;
  x->columns = inc_arena_alloc(&x->p.r.arena, x->p.l->programme_count * count + 1, sizeof *x->columns);
  if (!x->columns) return inc_no_memory(x->p.r.error);
  for (size_t c = 0; c < count; c++) {
    const char *name = x->p.how.columns[c];
    bool any = false;
    if (!name) return INC_FAIL(x->p.r.error, INCUBATOR_STATUS_ARGUMENT, "a name of columns must not be NULL");
    for (size_t i = 0; i < x->p.l->programme_count; i++) {
      const inc_ref **to = &x->columns[i * count + c];
      if (!find_column(x, &x->p.l->programmes[i], name, to)) return inc_no_memory(x->p.r.error);
      any = any || *to;
    }
    if (!any) return INC_FAIL(x->p.r.error, INCUBATOR_STATUS_NOT_FOUND, "no table of recipients has a column \"%s\"", name);
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- Lines ---- */

static bool add_payment(inc_payments *x, inc_entry_place e, const inc_cell *recipient)
{
  const incubator_ledger *l = x->p.l;
  const size_t shares = x->p.share_count;
  if (!inc_grow(&l->allocator, (void **)&x->list, x->count, &x->capacity, sizeof *x->list)) return false;
  if (shares && x->share_capacity < x->capacity) {
    inc_i128 *grown = inc_realloc(&l->allocator, x->shares, x->capacity * shares * sizeof *grown);
    if (!grown) return false;
    x->shares = grown;
    x->share_capacity = x->capacity;
  }
  inc_payment *to = &x->list[x->count];
  uint32_t table;
  *to = (inc_payment){.programme = e.programme};
  if (!recipient->gap) to->recipient = incubator_decisions_text(l->decisions, recipient->value);
  to->given = !recipient->gap && inc_ledger_recipient_row(l, e, &table, &to->row);
  if (shares) memset(&x->shares[x->count * shares], 0, shares * sizeof *x->shares);
  x->count++;
  return true;
}

static void add_shares(inc_payments *x, inc_entry_place e, size_t payment)
{
  const inc_award *award = e.programme->award;
  const inc_part *parts = inc_ledger_program(x->p.l)->rules[e.programme->rule].parts;
  for (uint32_t i = 0; i < award->payer_count; i++) {
    const uint32_t part = award->payers[i].part;
    const inc_cell cell = inc_ledger_part(x->p.l, e, part);
    for (size_t s = 0; s < x->p.share_count && !cell.gap; s++) {
      if (!strcmp(x->p.shares[s], parts[part].name)) x->shares[payment * x->p.share_count + s] += cell.value;
    }
  }
}

/* What is due to one that is not known is added up as well. */
static bool add_entry(inc_payments *x, inc_entry_place e, inc_map *known, size_t first)
{
  uint32_t table;
  bool added;
  const inc_cell recipient = inc_ledger_recipient(x->p.l, e, &table), due = inc_ledger_part(x->p.l, e, 0);
  const int64_t key = recipient.gap ? INT64_MIN : recipient.value;
  const uint32_t at = inc_map_add(known, (const char *)&key, sizeof key, &added);
  if (at == INC_MAP_NONE || (added && !add_payment(x, e, &recipient))) return false;
  x->list[first + at].events++;
  x->list[first + at].amount += due.value;
  add_shares(x, e, first + at);
  return true;
}

static bool add_programme(inc_payments *x, const inc_programme *programme)
{
  const size_t first = x->count;
  bool ok = true;
  inc_map known;
  inc_map_init(&known, &x->p.l->allocator);
  for (size_t row = 0; row < programme->rows && ok; row++) {
    const inc_entry_place e = {programme, row};
    const incubator_entry_state state = inc_ledger_state(x->p.l, e);
    x->undetermined += state == INCUBATOR_ENTRY_UNDETERMINED;
    if (state == INCUBATOR_ENTRY_DUE) ok = add_entry(x, e, &known, first);
  }
  inc_map_free(&known);
  return ok;
}

incubator_status inc_payments_gather(inc_payments *x)
{
  INC_TRY(find_columns(x));
  for (size_t i = 0; i < x->p.l->programme_count; i++) {
    const inc_programme *programme = &x->p.l->programmes[i];
    const bool pays = programme->award && programme->within == INC_NONE;
    if (pays && !add_programme(x, programme)) return inc_no_memory(x->p.r.error);
  }
  return INCUBATOR_STATUS_OK;
}
