/* What is odd about what is due: nobody to pay it to, the same event twice, a day that is yet to come, a table that is not there. */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/map.h"
#include "base/text.h"
#include "ledger/ledger.h"

static void report(incubator_ledger *l, inc_entry_place e, const char *code, const char *message)
{
  const inc_rule *rule = &inc_ledger_program(l)->rules[e.programme->rule];
  char path[INC_FIELD_PATH];
  snprintf(path, sizeof path, "%s/%s", inc_ledger_program(l)->schema.tables[rule->table].name, rule->name);
  const inc_spot spot = {"", path, 0, 0};
  inc_findings_add(l->findings, INCUBATOR_SEVERITY_WARNING, code, spot, "%s: %s", inc_decisions_key(l->decisions, rule->table, e.row), message);
}

/* Of awards of others it is told at those. */
static void look_at_error(incubator_ledger *l, inc_entry_place e)
{
  if (!e.programme->award->amount || inc_ledger_part(l, e, 0).gap != INCUBATOR_GAP_ERROR) return;
  report(l, e, "amount-error", "what it comes to is an error, as a sum below 0 or beyond the range of numbers is: an explanation tells which");
}

static void look_at_recipient(incubator_ledger *l, inc_entry_place e)
{
  uint32_t table;
  if (!inc_ledger_recipient(l, e, &table).gap) return;
  char message[256];
  inc_text_print(message, sizeof message, "an amount is due, but no row of \"%s\" is given to pay it to",
                 inc_ledger_program(l)->schema.tables[table].name);
  report(l, e, "recipient-unknown", message);
}

/* ---- The same event twice ---- */

/* All cells of a row but its key: two rows that are equal in them are one event. */
static bool add_row(const incubator_ledger *l, const inc_programme *p, size_t row, inc_map *map, size_t *first, int64_t *cells)
{
  const inc_table *table = &inc_ledger_program(l)->schema.tables[inc_ledger_program(l)->rules[p->rule].table];
  const inc_frame_table *data = &inc_results_frame(l->decisions->results)->tables[inc_ledger_program(l)->rules[p->rule].table];
  bool added;
  for (uint32_t f = 0; f < table->count; f++) {
    const inc_column *c = &data->columns[f];
    const bool there = f != table->key && inc_column_valid(c, row);
    cells[2 * f] = there;
    cells[2 * f + 1] = there ? inc_column_value(c, row) : 0;
  }
  const uint32_t number = inc_map_add(map, (const char *)cells, 2 * table->count * sizeof *cells, &added);
  if (number == INC_MAP_NONE) return false;
  if (added) first[number] = row;
  *cells = (int64_t)first[number];
  return true;
}

static bool look_for_doubles(incubator_ledger *l, const inc_programme *p)
{
  const uint32_t table = inc_ledger_program(l)->rules[p->rule].table;
  inc_map map;
  inc_map_init(&map, &l->allocator);
  size_t *first = inc_alloc_array(&l->allocator, p->rows + 1, sizeof *first);
  int64_t *cells = inc_alloc_zero(&l->allocator, 2 * (size_t)inc_ledger_program(l)->schema.tables[table].count + 1, sizeof *cells);
  bool ok = first && cells;
  for (size_t row = 0; row < p->rows && ok; row++) {
    const inc_entry_place e = {p, row};
    char message[512];
    if (inc_ledger_state(l, e) != INCUBATOR_ENTRY_DUE) continue;
    ok = add_row(l, p, row, &map, first, cells);
    if (!ok || (size_t)*cells == row) continue;
    inc_text_print(message, sizeof message, "it says the same as \"%s\", and both are %s", inc_decisions_key(l->decisions, table, (size_t)*cells),
                   p->within == INC_NONE ? "paid" : "counted");
    report(l, e, "double-entry", message);
  }
  inc_free(&l->allocator, first);
  inc_free(&l->allocator, cells);
  inc_map_free(&map);
  return ok;
}

static const inc_programme *programme_of(const incubator_ledger *l, uint32_t rule)
{
  for (size_t i = 0; i < l->programme_count; i++) {
    if (l->programmes[i].rule == rule) return &l->programmes[i];
  }
  return NULL;
}

/* An event is a row of which someone else is paid, or a row above; a carrier that is paid itself may be like another. */
static bool has_events(const incubator_ledger *l, const inc_programme *p)
{
  const inc_rule *rules = inc_ledger_program(l)->rules;
  bool above = p->award->to;
  for (const inc_programme *q = p; q && q->within != INC_NONE && !above; q = programme_of(l, q->within)) {
    above = rules[q->within].table != rules[p->rule].table;
  }
  return above;
}

/* ---- Days that are yet to come ---- */

static void look_at_day(incubator_ledger *l, inc_entry_place e, const inc_ref *ref)
{
  const inc_cell day = inc_results_cell(l->decisions->results, inc_ledger_program(l)->rules[e.programme->rule].table, ref, e.row);
  const int32_t as_of = inc_results_as_of(l->decisions->results);
  char text[11], message[128];
  if (day.gap || day.type != INC_TYPE_DATE || day.value <= as_of) return;
  inc_date_format((int32_t)day.value, text);
  inc_text_print(message, sizeof message, "it is of %s, which is behind %s, and is paid", text, l->decisions->as_of);
  report(l, e, "date-ahead", message);
}

static void look_at_days(incubator_ledger *l, inc_entry_place e)
{
  for (size_t i = 0; i < e.programme->day_count; i++) look_at_day(l, e, &e.programme->days[i]);
}

/* ---- Tables that were not given ---- */

/* Without its rows a programme has no entries: it would be left out of everything without a word. */
static void look_at_table(incubator_ledger *l, const inc_programme *p)
{
  const inc_rule *rule = &inc_ledger_program(l)->rules[p->rule];
  const char *table = inc_ledger_program(l)->schema.tables[rule->table].name;
  char path[INC_FIELD_PATH];
  if (p->within != INC_NONE || inc_results_frame(l->decisions->results)->tables[rule->table].given) return;
  snprintf(path, sizeof path, "%s/%s", table, rule->name);
  const inc_spot spot = {"", path, 0, 0};
  inc_findings_add(l->findings, INCUBATOR_SEVERITY_WARNING, "table-missing", spot, "no table \"%s\" was given: who is due \"%s\" is not known", table, rule->name);
}

bool inc_ledger_look(incubator_ledger *l)
{
  for (size_t i = 0; i < l->programme_count; i++) {
    inc_programme *p = &l->programmes[i];
    look_at_table(l, p);
    if (!p->award || p->award->part_of != INC_NONE) continue; /* what is only handed out was looked at where it is from */
    const bool events = has_events(l, p);
    if (!inc_ledger_find_days(l, p)) return false;
    for (size_t row = 0; row < p->rows; row++) {
      const inc_entry_place e = {p, row};
      look_at_error(l, e);
      if (inc_ledger_state(l, e) != INCUBATOR_ENTRY_DUE) continue;
      if (p->within == INC_NONE) look_at_recipient(l, e);
      look_at_days(l, e);
    }
    if (events && !look_for_doubles(l, p)) return false;
  }
  return true;
}
