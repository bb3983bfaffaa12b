/* Entries as callers see them. */
#include "ledger/ledger.h"

static incubator_figure figure_of(inc_cell cell)
{
  return (incubator_figure){(incubator_gap)cell.gap, cell.gap ? 0 : cell.value};
}

static void fill_money(const incubator_ledger *l, inc_entry_place e, incubator_ledger_entry *answer)
{
  int64_t sums[INC_SUMS];
  const inc_cell due = inc_ledger_part(l, e, 0);
  const bool known = inc_ledger_sums(l, e, sums);
  const incubator_gap gap = known ? INCUBATOR_GAP_NONE : (incubator_gap)due.gap;
  answer->unit = l->decisions->policy->units[e.programme->unit].text;
  answer->computed = figure_of(inc_ledger_part(l, e, INC_AWARD_COMPUTED));
  if (known && answer->computed.gap) answer->computed = (incubator_figure){INCUBATOR_GAP_NONE, 0}; /* refused */
  answer->less = (incubator_figure){gap, known ? sums[INC_SUM_LESS] : 0};
  answer->capped = (incubator_figure){gap, known ? sums[INC_SUM_CAPPED] : 0};
  answer->joint = (incubator_figure){gap, known ? sums[INC_SUM_JOINT] : 0};
  answer->raised = (incubator_figure){gap, known ? sums[INC_SUM_RAISED] : 0};
  answer->due = figure_of(due);
  answer->rank = (incubator_figure){INCUBATOR_GAP_INAPPLICABLE, 0};
  answer->cuts = e.programme->award->adjustment_count;
  answer->shares = e.programme->award->payer_count;
  answer->components = e.programme->award->component_count;
}

static void fill_list(const incubator_ledger *l, inc_entry_place e, incubator_ledger_entry *answer)
{
  const incubator_figure none = {INCUBATOR_GAP_INAPPLICABLE, 0};
  answer->computed = answer->less = answer->capped = answer->joint = answer->raised = answer->due = none;
  answer->rank = figure_of(inc_ledger_part(l, e, INC_SELECT_RANK));
}

incubator_status incubator_ledger_get(const incubator_ledger *l, size_t index, incubator_ledger_entry *entry)
{
  if (!inc_struct_fits(entry, INC_SIZE_THROUGH(incubator_ledger_entry, components))) return INCUBATOR_STATUS_ARGUMENT;
  inc_struct_write(entry, &(incubator_ledger_entry){0}, sizeof *entry);
  if (!l) return INCUBATOR_STATUS_ARGUMENT;
  if (index >= l->count) return INCUBATOR_STATUS_NOT_FOUND;
  const inc_entry_place e = inc_ledger_place(l, index);
  const inc_program *program = inc_ledger_program(l);
  const inc_rule *rule = &program->rules[e.programme->rule];
  uint32_t table;
  const inc_cell recipient = inc_ledger_recipient(l, e, &table);
  incubator_ledger_entry answer = {
    .programme = rule->name,
    .table = program->schema.tables[rule->table].name,
    .event = inc_decisions_key(l->decisions, rule->table, e.row),
    .recipient_table = program->schema.tables[table].name,
    .recipient = recipient.gap ? NULL : incubator_decisions_text(l->decisions, recipient.value),
    .within = e.programme->within == INC_NONE ? NULL : program->rules[e.programme->within].name,
    .state = inc_ledger_state(l, e),
  };
  if (e.programme->award) fill_money(l, e, &answer);
  else fill_list(l, e, &answer);
  inc_struct_write(entry, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}

/* The award of an entry; NULL where there is no such entry, or no money in it. */
static const inc_award *award_of(const incubator_ledger *l, size_t index, inc_entry_place *e)
{
  if (!l || index >= l->count) return NULL;
  *e = inc_ledger_place(l, index);
  return e->programme->award;
}

incubator_status incubator_ledger_cut_get(const incubator_ledger *l, size_t index, size_t number, incubator_ledger_cut *cut)
{
  static const incubator_cut_kind kinds[INC_SUMS] = {[INC_SUM_LESS] = INCUBATOR_CUT_LESS, [INC_SUM_CAPPED] = INCUBATOR_CUT_CAP,
                                                     [INC_SUM_JOINT] = INCUBATOR_CUT_JOINT, [INC_SUM_RAISED] = INCUBATOR_CUT_AT_LEAST};
  inc_entry_place e;
  if (!inc_struct_fits(cut, INC_SIZE_THROUGH(incubator_ledger_cut, left))) return INCUBATOR_STATUS_ARGUMENT;
  inc_struct_write(cut, &(incubator_ledger_cut){0}, sizeof *cut);
  const inc_award *award = award_of(l, index, &e);
  if (!award || number >= award->adjustment_count) return l ? INCUBATOR_STATUS_NOT_FOUND : INCUBATOR_STATUS_ARGUMENT;
  const inc_adjustment *a = &award->adjustments[number];
  incubator_ledger_cut answer = {.kind = kinds[inc_ledger_sum_of(a)], .amount = figure_of(inc_ledger_change(l, e, (uint32_t)number))};
  answer.left = figure_of(inc_ledger_part(l, e, a->part));
  inc_struct_write(cut, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}

static incubator_status fill_share(const incubator_ledger *l, inc_entry_place e, const char *name, uint32_t part, incubator_ledger_share *to)
{
  incubator_ledger_share answer = {.name = name, .amount = figure_of(inc_ledger_part(l, e, part))};
  inc_struct_write(to, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}

incubator_status incubator_ledger_share_get(const incubator_ledger *l, size_t index, size_t number, incubator_ledger_share *share)
{
  inc_entry_place e;
  if (!inc_struct_fits(share, INC_SIZE_THROUGH(incubator_ledger_share, amount))) return INCUBATOR_STATUS_ARGUMENT;
  inc_struct_write(share, &(incubator_ledger_share){0}, sizeof *share);
  const inc_award *award = award_of(l, index, &e);
  if (!award || number >= award->payer_count) return l ? INCUBATOR_STATUS_NOT_FOUND : INCUBATOR_STATUS_ARGUMENT;
  const uint32_t part = award->payers[number].part;
  return fill_share(l, e, inc_ledger_program(l)->rules[e.programme->rule].parts[part].name, part, share);
}

incubator_status incubator_ledger_component_get(const incubator_ledger *l, size_t index, size_t number, incubator_ledger_share *component)
{
  inc_entry_place e;
  if (!inc_struct_fits(component, INC_SIZE_THROUGH(incubator_ledger_share, amount))) return INCUBATOR_STATUS_ARGUMENT;
  inc_struct_write(component, &(incubator_ledger_share){0}, sizeof *component);
  const inc_award *award = award_of(l, index, &e);
  if (!award || number >= award->component_count) return l ? INCUBATOR_STATUS_NOT_FOUND : INCUBATOR_STATUS_ARGUMENT;
  const inc_component *c = &award->components[number];
  return fill_share(l, e, inc_ledger_program(l)->rules[c->award.rule].name, c->part, component);
}
