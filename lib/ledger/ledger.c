#include "ledger/ledger.h"

#include <string.h>

/* ---- Programmes ---- */

static bool is_programme(const inc_rule *rule, const inc_version *version)
{
  return version && (rule->kind == INC_KIND_AWARD || (rule->kind == INC_KIND_SELECT && version->is.select.programme));
}

/* The award that bears this one: it is part of it, or a component of it. */
static uint32_t bearer_of(const incubator_ledger *l, uint32_t number, const inc_award *award)
{
  const inc_program *program = inc_ledger_program(l);
  const int32_t as_of = inc_results_as_of(l->decisions->results);
  if (award->part_of != INC_NONE) return award->part_of;
  for (uint32_t r = 0; r < program->rule_count; r++) {
    const inc_version *v = program->rules[r].kind == INC_KIND_AWARD ? inc_rule_version(&program->rules[r], as_of) : NULL;
    for (uint32_t i = 0; v && i < v->is.award.component_count; i++) {
      if (v->is.award.components[i].award.rule == number) return r;
    }
  }
  return INC_NONE;
}

/* The column that says who is paid. */
static void find_recipient(const incubator_ledger *l, inc_programme *p)
{
  const inc_schema *schema = &inc_ledger_program(l)->schema;
  uint32_t table = inc_ledger_program(l)->rules[p->rule].table;
  p->recipient = (inc_ref){.table = table, .field = schema->tables[table].key, .rule = INC_NONE};
  p->recipient_table = table;
  if (!p->award || !p->award->to) return;
  p->recipient.links = p->award->to;
  p->recipient.link_count = p->award->to_count - 1;
  for (uint32_t i = 0; i < p->award->to_count; i++) {
    p->recipient.table = p->recipient_table;
    p->recipient.field = p->award->to[i];
    p->recipient_table = schema->tables[p->recipient_table].fields[p->award->to[i]].link;
  }
}

static void add_programme(incubator_ledger *l, uint32_t number, const inc_version *version)
{
  const incubator_policy *policy = l->decisions->policy;
  const inc_rule *rule = &policy->program.rules[number];
  inc_programme *p = &l->programmes[l->programme_count++];
  *p = (inc_programme){.rule = number, .version = version, .within = INC_NONE, .unit = INC_NONE, .first = l->count};
  p->about = &policy->rules[number].versions[version - rule->versions];
  p->rows = inc_results_frame(l->decisions->results)->tables[rule->table].rows;
  if (rule->kind == INC_KIND_AWARD) {
    p->award = &version->is.award;
    p->unit = policy->rules[number].units[0];
    p->within = bearer_of(l, number, p->award);
  }
  find_recipient(l, p);
  l->count += p->rows;
}

static incubator_status find_programmes(incubator_ledger *l, const char *only, incubator_error *error)
{
  const incubator_policy *policy = l->decisions->policy;
  const inc_program *program = &policy->program;
  l->programmes = inc_arena_alloc(&l->arena, program->rule_count, sizeof *l->programmes);
  if (!l->programmes) return inc_no_memory(error);
  for (uint32_t r = 0; r < program->rule_count; r++) {
    const inc_rule *rule = &program->rules[r];
    const inc_version *version = inc_rule_version(rule, inc_results_as_of(l->decisions->results));
    if (is_programme(rule, version) && (!only || !strcmp(only, rule->name))) add_programme(l, r, version);
  }
  if (l->programme_count) return INCUBATOR_STATUS_OK;
  if (only) return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "the policy \"%s\" has no programme \"%s\" in force on %s", policy->id, only, l->decisions->as_of);
  return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "the policy \"%s\" has no awards in force on %s", policy->id, l->decisions->as_of);
}

/* ---- Entries ---- */

inc_entry_place inc_ledger_place(const incubator_ledger *l, size_t index)
{
  size_t low = 0, high = l->programme_count; /* programmes without rows begin where the next one does */
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    if (l->programmes[middle].first <= index) low = middle;
    else high = middle;
  }
  return (inc_entry_place){&l->programmes[low], index - l->programmes[low].first};
}

inc_cell inc_ledger_part(const incubator_ledger *l, inc_entry_place e, uint32_t part)
{
  const inc_rule *rule = &inc_ledger_program(l)->rules[e.programme->rule];
  const inc_ref ref = {.table = rule->table, .field = INC_NONE, .rule = e.programme->rule, .part = part};
  return inc_results_cell(l->decisions->results, rule->table, &ref, e.row);
}

incubator_entry_state inc_ledger_state(const incubator_ledger *l, inc_entry_place e)
{
  const inc_cell own = inc_ledger_part(l, e, 0);
  if (own.gap) return INCUBATOR_ENTRY_UNDETERMINED;
  if (own.value) return INCUBATOR_ENTRY_DUE;
  const inc_cell inside = inc_ledger_part(l, e, e.programme->award ? (uint32_t)INC_AWARD_COMPUTED : (uint32_t)INC_SELECT_RANK);
  return e.programme->version->when && inside.gap == INCUBATOR_GAP_INAPPLICABLE ? INCUBATOR_ENTRY_REFUSED : INCUBATOR_ENTRY_NOTHING;
}

inc_cell inc_ledger_recipient(const incubator_ledger *l, inc_entry_place e, uint32_t *table)
{
  *table = e.programme->recipient_table;
  return inc_results_cell(l->decisions->results, inc_ledger_program(l)->rules[e.programme->rule].table, &e.programme->recipient, e.row);
}

bool inc_ledger_recipient_row(const incubator_ledger *l, inc_entry_place e, uint32_t *table, size_t *row)
{
  const inc_award *award = e.programme->award;
  *table = inc_ledger_program(l)->rules[e.programme->rule].table;
  *row = e.row;
  if (!award || !award->to) return true;
  return inc_frame_follow(inc_results_frame(l->decisions->results), award->to, award->to_count, table, row) == award->to_count;
}

inc_sum inc_ledger_sum_of(const inc_adjustment *a)
{
  if (a->how == INC_ADJUST_LESS) return INC_SUM_LESS;
  if (a->how == INC_ADJUST_AT_LEAST) return INC_SUM_RAISED;
  return a->joint ? INC_SUM_JOINT : INC_SUM_CAPPED;
}

inc_cell inc_ledger_change(const incubator_ledger *l, inc_entry_place e, uint32_t number)
{
  const inc_award *award = e.programme->award;
  const inc_adjustment *a = &award->adjustments[number];
  const inc_cell before = inc_ledger_part(l, e, number ? award->adjustments[number - 1].part : INC_AWARD_COMPUTED);
  inc_cell change = inc_ledger_part(l, e, a->part);
  if (change.gap) return change;
  change.value = a->how == INC_ADJUST_AT_LEAST ? change.value - before.value : before.value - change.value;
  return change;
}

bool inc_ledger_sums(const incubator_ledger *l, inc_entry_place e, int64_t sums[INC_SUMS])
{
  const inc_award *award = e.programme->award;
  memset(sums, 0, INC_SUMS * sizeof *sums);
  const inc_cell computed = inc_ledger_part(l, e, INC_AWARD_COMPUTED), due = inc_ledger_part(l, e, 0);
  sums[INC_SUM_DUE] = due.gap ? 0 : due.value;
  if (due.gap || computed.gap) return !due.gap && due.value == 0; /* refused */
  sums[INC_SUM_COMPUTED] = computed.value;
  for (uint32_t i = 0; i < award->adjustment_count; i++) {
    const inc_cell change = inc_ledger_change(l, e, i);
    if (change.gap) return false;
    sums[inc_ledger_sum_of(&award->adjustments[i])] += change.value;
  }
  return true;
}

/* ---- Making ---- */

void incubator_ledger_free(incubator_ledger *l)
{
  if (!l) return;
  incubator_allocator a = l->allocator;
  for (size_t i = 0; l->totals && i < l->by_count; i++) inc_free(&a, l->totals[i].totals);
  for (size_t i = 0; l->programmes && i < l->programme_count; i++) inc_free(&a, l->programmes[i].days);
  incubator_findings_free(l->findings);
  inc_arena_clear(&l->arena);
  incubator_decisions_unref(l->decisions);
  inc_free(&a, l);
}

static incubator_status fill_ledger(incubator_ledger *l, const incubator_ledger_options *options, incubator_error *error)
{
  l->findings = inc_findings_create(&l->allocator, INC_FINDINGS_LIMIT);
  if (!l->findings) return inc_no_memory(error);
  INC_TRY(find_programmes(l, options->programme, error));
  INC_TRY(inc_ledger_find_by(l, options, error));
  if (!inc_ledger_sum_up(l) || !inc_ledger_look(l) || inc_findings_failed(l->findings)) return inc_no_memory(error);
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_ledger_create(incubator_decisions *decisions, const incubator_ledger_options *options, bool some,
                                   incubator_ledger **ledger, incubator_error *error)
{
  *ledger = NULL;
  incubator_ledger *l = inc_alloc_zero(&decisions->allocator, 1, sizeof *l);
  if (!l) return inc_no_memory(error);
  l->allocator = decisions->allocator;
  l->decisions = incubator_decisions_ref(decisions);
  l->some_by = some;
  inc_arena_init(&l->arena, &l->allocator);
  incubator_status status = fill_ledger(l, options, error);
  if (status == INCUBATOR_STATUS_OK) *ledger = l;
  else incubator_ledger_free(l);
  return status;
}

incubator_status incubator_ledger_create(incubator_decisions *decisions, const incubator_ledger_options *given,
                                         incubator_ledger **ledger, incubator_error *error)
{
  incubator_ledger_options options = {0};
  if (ledger) *ledger = NULL;
  if (!decisions || !ledger) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "decisions and ledger must not be NULL");
  INC_TRY(inc_struct_read(&options, sizeof options, INC_SIZE_THROUGH(incubator_ledger_options, programme), given, error));
  if (options.by_count && !options.by) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "by must be set where there is a by_count");
  return inc_ledger_create(decisions, &options, false, ledger, error);
}

const incubator_findings *incubator_ledger_findings(const incubator_ledger *l)
{
  return l->findings;
}

size_t incubator_ledger_count(const incubator_ledger *l)
{
  return l ? l->count : 0;
}
