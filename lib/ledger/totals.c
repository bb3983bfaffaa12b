/* Sums of payable entries, by programme, by recipient, and by columns that were asked for. */
#include <string.h>

#include "base/buffer.h"
#include "base/map.h"
#include "ledger/ledger.h"

/* What tells totals apart; all bytes count, so it is zeroed before. */
typedef struct total_key {
  uint32_t table, unit;
  int64_t value;
  uint32_t type, gap;
} total_key;

static inc_total *find_total(inc_totals *to, inc_map *known, const total_key *key, const incubator_ledger *l)
{
  bool added;
  const uint32_t number = inc_map_add(known, (const char *)key, sizeof *key, &added);
  if (number == INC_MAP_NONE) return NULL;
  if (!added) return &to->totals[number];
  if (!inc_grow(&l->allocator, (void **)&to->totals, to->count, &to->capacity, sizeof *to->totals)) return NULL;
  to->totals[to->count] = (inc_total){.gap = (uint8_t)key->gap, .type = (inc_type)key->type, .list = INC_NONE, .value = key->value,
                                      .table = key->table, .unit = key->unit};
  return &to->totals[to->count++];
}

/* The recipient, or a column's value; the gap where there is none. */
inc_cell inc_ledger_key(const incubator_ledger *l, inc_entry_place e, size_t by, uint32_t *table, uint32_t *list)
{
  const inc_program *program = inc_ledger_program(l);
  *table = *list = INC_NONE;
  if (by == INCUBATOR_LEDGER_BY_PROGRAMME) return (inc_cell){.type = INC_TYPE_NUMBER, .value = e.programme->rule};
  if (by == INCUBATOR_LEDGER_BY_RECIPIENT) return inc_ledger_recipient(l, e, table);
  const inc_ref *ref = e.programme->by[by];
  if (!ref) return (inc_cell){.gap = INCUBATOR_GAP_INAPPLICABLE};
  const inc_cell cell = inc_results_cell(l->decisions->results, program->rules[e.programme->rule].table, ref, e.row);
  const inc_field *field = ref->rule == INC_NONE ? &program->schema.tables[ref->table].fields[ref->field] : NULL;
  if (cell.gap) return cell; /* all that have none are together, whatever they have none of */
  if (field && field->link != INC_NONE) *table = field->link;
  else if (field && program->schema.tables[ref->table].key == ref->field) *table = ref->table;
  *list = field ? field->list : program->rules[ref->rule].parts[ref->part].list;
  return cell;
}

/* What of an entry is summed up, whatever it is by. */
typedef struct summand {
  inc_entry_place entry;
  incubator_entry_state state;
  bool known; /* its sums are */
  int64_t sums[INC_SUMS];
} summand;

static bool add_summand(incubator_ledger *l, const summand *s, size_t by, inc_map *known)
{
  uint32_t table, list;
  const inc_cell cell = inc_ledger_key(l, s->entry, by, &table, &list);
  total_key key;
  memset(&key, 0, sizeof key);
  key.table = table, key.unit = s->entry.programme->unit;
  key.value = cell.gap ? 0 : cell.value, key.type = cell.gap ? 0 : cell.type, key.gap = cell.gap != 0;
  inc_total *t = find_total(&l->totals[by], known, &key, l);
  if (!t) return false;
  t->list = list;
  t->counts[s->state - 1]++;
  for (int i = 0; i < INC_SUMS && s->known; i++) t->sums[i] += s->sums[i];
  return true;
}

/* All payable entries of a programme. */
static bool add_programme(incubator_ledger *l, const inc_programme *programme, inc_map *known)
{
  bool ok = true;
  for (size_t row = 0; row < programme->rows && ok; row++) {
    summand s = {.entry = {programme, row}};
    s.state = inc_ledger_state(l, s.entry);
    s.known = programme->award && inc_ledger_sums(l, s.entry, s.sums);
    for (size_t by = 0; by < l->by_count && ok; by++) ok = add_summand(l, &s, by, &known[by]);
  }
  return ok;
}

/* The keys as data write them. */
static bool write_keys(incubator_ledger *l, size_t by)
{
  const inc_program *program = inc_ledger_program(l);
  inc_buffer text;
  bool ok = true;
  inc_buffer_init(&text, &l->allocator);
  for (size_t i = 0; i < l->totals[by].count && ok; i++) {
    inc_total *t = &l->totals[by].totals[i];
    if (t->gap) continue;
    text.length = 0;
    if (by == INCUBATOR_LEDGER_BY_PROGRAMME) t->text = program->rules[t->value].name;
    else {
      inc_decisions_value(l->decisions, t->type, t->list, t->value, &text);
      t->text = text.failed ? NULL : inc_arena_text(&l->arena, inc_buffer_get(&text), text.length);
      ok = t->text != NULL;
    }
  }
  inc_buffer_free(&text);
  return ok;
}

bool inc_ledger_sum_up(incubator_ledger *l)
{
  inc_map *known = inc_alloc_array(&l->allocator, l->by_count, sizeof *known);
  bool ok = known != NULL;
  for (size_t by = 0; by < l->by_count && ok; by++) inc_map_init(&known[by], &l->allocator);
  for (size_t p = 0; p < l->programme_count && ok; p++) {
    if (l->programmes[p].within == INC_NONE) ok = add_programme(l, &l->programmes[p], known);
  }
  for (size_t by = 0; by < l->by_count && known; by++) inc_map_free(&known[by]);
  for (size_t by = 0; by < l->by_count && ok; by++) ok = write_keys(l, by);
  inc_free(&l->allocator, known);
  return ok;
}

size_t incubator_ledger_total_count(const incubator_ledger *l, size_t by)
{
  return l && by < l->by_count ? l->totals[by].count : 0;
}

const char *incubator_ledger_by_name(const incubator_ledger *l, size_t by)
{
  return l && by < l->by_count ? l->totals[by].name : NULL;
}

/* False where a sum is beyond the range. */
static bool fill_sums(const inc_total *t, incubator_ledger_total *to)
{
  int64_t sums[INC_SUMS];
  for (int s = 0; s < INC_SUMS; s++) {
    if (t->sums[s] > INT64_MAX || t->sums[s] < -INT64_MAX) return false;
    sums[s] = (int64_t)t->sums[s];
  }
  to->computed = sums[INC_SUM_COMPUTED];
  to->less = sums[INC_SUM_LESS];
  to->capped = sums[INC_SUM_CAPPED];
  to->joint = sums[INC_SUM_JOINT];
  to->raised = sums[INC_SUM_RAISED];
  to->amount = sums[INC_SUM_DUE];
  return true;
}

incubator_status incubator_ledger_total_get(const incubator_ledger *l, size_t by, size_t index, incubator_ledger_total *total)
{
  if (!inc_struct_fits(total, INC_SIZE_THROUGH(incubator_ledger_total, amount))) return INCUBATOR_STATUS_ARGUMENT;
  inc_struct_write(total, &(incubator_ledger_total){0}, sizeof *total);
  if (!l) return INCUBATOR_STATUS_ARGUMENT;
  if (index >= incubator_ledger_total_count(l, by)) return INCUBATOR_STATUS_NOT_FOUND;
  const inc_total *t = &l->totals[by].totals[index];
  incubator_ledger_total answer = {
    .key = t->text,
    .table = t->table == INC_NONE ? NULL : inc_ledger_program(l)->schema.tables[t->table].name,
    .unit = t->unit == INC_NONE ? NULL : l->decisions->policy->units[t->unit].text,
    .due = t->counts[INCUBATOR_ENTRY_DUE - 1],
    .nothing = t->counts[INCUBATOR_ENTRY_NOTHING - 1],
    .refused = t->counts[INCUBATOR_ENTRY_REFUSED - 1],
    .undetermined = t->counts[INCUBATOR_ENTRY_UNDETERMINED - 1],
  };
  if (!fill_sums(t, &answer)) return INCUBATOR_STATUS_LIMIT;
  inc_struct_write(total, &answer, sizeof answer);
  return INCUBATOR_STATUS_OK;
}
