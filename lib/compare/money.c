/* Entries of both ledgers, gathered by programme, by recipient and by what was asked for. */
#include <string.h>

#include "base/buffer.h"
#include "compare/compare.h"

/* ---- The ledgers ---- */

static incubator_status open_ledger(inc_compared *side, const incubator_ledger_options *options, incubator_error *error)
{
  incubator_ledger_free(side->ledger);
  incubator_status status = inc_ledger_create(side->d, options, true, &side->ledger, error);
  return status == INCUBATOR_STATUS_NOT_FOUND ? INCUBATOR_STATUS_OK : status; /* it has no awards */
}

static bool is_known(const char *const *names, size_t count, const char *name)
{
  for (size_t i = 0; i < count; i++) {
    if (!strcmp(names[i], name)) return true;
  }
  return false;
}

/* What both ledgers are given by of themselves, each name once. */
static bool list_usual(incubator_comparison *c, const char ***names, size_t *count)
{
  size_t room = 1;
  for (int s = 0; s < INC_BOTH; s++) room += c->sides[s].ledger ? c->sides[s].ledger->by_count : 0;
  *names = inc_arena_alloc(&c->arena, room, sizeof **names);
  *count = 0;
  for (int s = 0; s < INC_BOTH && *names; s++) {
    const char *name;
    for (size_t by = INCUBATOR_LEDGER_BY; (name = incubator_ledger_by_name(c->sides[s].ledger, by)); by++) {
      if (is_known(*names, *count, name)) continue;
      (*names)[*count] = inc_arena_text(&c->arena, name, strlen(name));
      if (!(*names)[(*count)++]) return false;
    }
  }
  return *names != NULL;
}

/* Each side's programmes by their rule. */
static bool index_programmes(incubator_comparison *c, inc_compared *side)
{
  side->programmes = inc_arena_alloc(&c->arena, inc_compared_program(side)->rule_count, sizeof *side->programmes);
  for (size_t i = 0; side->programmes && side->ledger && i < side->ledger->programme_count; i++) {
    side->programmes[side->ledger->programmes[i].rule] = &side->ledger->programmes[i];
  }
  return side->programmes != NULL;
}

static bool has_column(const inc_compared *side, size_t by)
{
  for (size_t i = 0; side->ledger && i < side->ledger->programme_count; i++) {
    if (side->ledger->programmes[i].by[by]) return true;
  }
  return false;
}

static incubator_status open_ledgers(incubator_comparison *c, incubator_ledger_options *options, incubator_error *error)
{
  const bool usual = options->by_count == 0;
  for (int s = 0; s < INC_BOTH; s++) INC_TRY(open_ledger(&c->sides[s], options, error));
  if (usual && !list_usual(c, (const char ***)&options->by, &options->by_count)) return inc_no_memory(error);
  for (int s = 0; s < INC_BOTH; s++) {
    const incubator_ledger *own = c->sides[s].ledger;
    if (own && usual && own->by_count != INCUBATOR_LEDGER_BY + options->by_count) INC_TRY(open_ledger(&c->sides[s], options, error));
    if (!index_programmes(c, &c->sides[s])) return inc_no_memory(error);
  }
  for (size_t i = 0; i < options->by_count && !usual; i++) {
    if (has_column(&c->sides[0], INCUBATOR_LEDGER_BY + i) || has_column(&c->sides[1], INCUBATOR_LEDGER_BY + i)) continue;
    return INC_FAIL(error, INCUBATOR_STATUS_NOT_FOUND, "no award of either policy has a column \"%s\", or a table of that name above it", options->by[i]);
  }
  return INCUBATOR_STATUS_OK;
}

/* ---- Keys of groups ---- */

/* What entries have in common, on both sides; texts in `text`, one behind the other. */
typedef struct group_key {
  size_t starts[INC_BOTH], lengths[INC_BOTH];
  bool there[INC_BOTH];
  uint32_t lists[INC_BOTH]; /* of categories */
  const char *table, *unit;
  inc_buffer text;
} group_key;

static void add_key(const incubator_comparison *c, int s, inc_entry_place e, size_t by, group_key *key)
{
  const inc_compared *side = &c->sides[s];
  uint32_t table, list;
  const inc_cell cell = inc_ledger_key(side->ledger, e, by, &table, &list);
  if (cell.gap) return;
  key->there[s] = true;
  key->lists[s] = cell.type == INC_TYPE_CATEGORY ? list : INC_NONE;
  if (table != INC_NONE) key->table = inc_compared_program(side)->schema.tables[table].name;
  key->starts[s] = key->text.length;
  if (by == INCUBATOR_LEDGER_BY_PROGRAMME) inc_buffer_text(&key->text, inc_compared_rule(side, e.programme->rule)->name);
  else inc_decisions_value(side->d, cell.type, list, cell.value, &key->text);
  key->lengths[s] = key->text.length - key->starts[s];
}

static bool same_way(const incubator_comparison *c, int s, const inc_award *own, const inc_award *other, uint32_t table)
{
  const inc_compared *side = &c->sides[s];
  const uint32_t own_count = own ? own->to_count : 0, other_count = other ? other->to_count : 0;
  bool same = own_count == other_count;
  for (uint32_t i = 0; same && i < own_count; i++) {
    same = side->tables[table] != INC_NONE && side->fields[table][own->to[i]] == other->to[i];
    table = inc_compared_program(side)->schema.tables[table].fields[own->to[i]].link;
  }
  return same;
}

/* The same row's entry on the other side: of the same award, else of one that pays the same ones. */
static bool find_other(const incubator_comparison *c, int s, inc_entry_place e, inc_entry_place *other)
{
  const inc_compared *side = &c->sides[s], *opposite = &c->sides[1 - s];
  const uint32_t table = inc_compared_rule(side, e.programme->rule)->table, number = side->rules[e.programme->rule];
  const uint32_t row = side->rows[table] ? side->rows[table][e.row] : INC_NONE;
  if (row == INC_NONE) return false;
  *other = (inc_entry_place){number == INC_NONE ? NULL : opposite->programmes[number], row};
  for (size_t i = 0; !other->programme && opposite->ledger && i < opposite->ledger->programme_count; i++) {
    const inc_programme *p = &opposite->ledger->programmes[i];
    const bool same_table = inc_compared_rule(opposite, p->rule)->table == side->tables[table];
    if (same_table && same_way(c, s, e.programme->award, p->award, table)) other->programme = p;
  }
  return other->programme != NULL;
}

/* What the entry has in common with others. A programme and a recipient are told by the own side, a class by both. */
static void make_key(const incubator_comparison *c, int s, inc_entry_place e, size_t by, group_key *key)
{
  const incubator_ledger *l = c->sides[s].ledger;
  inc_entry_place other;
  key->text.length = 0;
  key->table = NULL;
  key->unit = l->decisions->policy->units[e.programme->unit].text;
  memset(key->there, 0, sizeof key->there);
  memset(key->lengths, 0, sizeof key->lengths);
  if (by == INCUBATOR_COMPARISON_BY_UNIT) return;
  add_key(c, s, e, by - 1, key);
  if (by >= INCUBATOR_COMPARISON_BY && find_other(c, s, e, &other)) add_key(c, 1 - s, other, by - 1, key);
}

/* ---- Groups and members ---- */

static const char *kept(incubator_comparison *c, const group_key *key, int s)
{
  return inc_arena_text(&c->arena, inc_buffer_get(&key->text) + key->starts[s], key->lengths[s]);
}

static bool fill_group(incubator_comparison *c, inc_group *g, const group_key *key)
{
  bool ok = true;
  *g = (inc_group){.table = key->table, .unit = key->unit};
  for (int s = 0; s < INC_BOTH && ok; s++) {
    g->lists[s] = key->there[s] ? key->lists[s] : INC_NONE;
    if (key->there[s]) g->keys[s] = kept(c, key, s);
    ok = !key->there[s] || g->keys[s];
  }
  return ok;
}

/* What tells groups apart: lengths and texts; of programmes and recipients whichever side's it is. */
static void write_name(const group_key *key, bool both, inc_buffer *name)
{
  name->length = 0;
  inc_buffer_print(name, "%s\n%s\n", key->unit, key->table ? key->table : "");
  for (int s = 0; s < INC_BOTH; s++) {
    if (both) inc_buffer_print(name, "%d %zu\n", key->there[s], key->lengths[s]);
    if (key->there[s]) inc_buffer_add(name, inc_buffer_get(&key->text) + key->starts[s], key->lengths[s]);
  }
}

static uint32_t find_group(incubator_comparison *c, inc_grouping *g, size_t by, const group_key *key, inc_buffer *name)
{
  bool added;
  write_name(key, by >= INCUBATOR_COMPARISON_BY, name);
  if (name->failed || key->text.failed) return INC_MAP_NONE;
  const size_t count = g->group_names.count;
  const uint32_t number = inc_map_add(&g->group_names, inc_buffer_get(name), name->length, &added);
  if (number == INC_MAP_NONE) return number;
  if (added && !inc_grow(&c->allocator, (void **)&g->groups, count, &g->group_capacity, sizeof *g->groups)) return INC_MAP_NONE;
  if (added && !fill_group(c, &g->groups[number], key)) return INC_MAP_NONE;
  for (int s = 0; s < INC_BOTH && by < INCUBATOR_COMPARISON_BY; s++) {
    if (key->there[s] && !g->groups[number].keys[s]) g->groups[number].keys[s] = g->groups[number].keys[1 - s]; /* the same text */
  }
  return number;
}

static uint32_t find_payee(incubator_comparison *c, int s, inc_entry_place e, inc_buffer *name)
{
  const inc_compared *side = &c->sides[s];
  uint32_t table;
  bool added;
  const inc_cell cell = inc_ledger_recipient(side->ledger, e, &table);
  const char *table_name = inc_compared_program(side)->schema.tables[table].name;
  const char *key = cell.gap ? NULL : incubator_decisions_text(side->d, cell.value);
  name->length = 0;
  inc_buffer_print(name, "%s\n%d", table_name, key != NULL);
  if (key) inc_buffer_text(name, key);
  if (name->failed) return INC_MAP_NONE;
  const size_t count = c->payee_names.count;
  const uint32_t number = inc_map_add(&c->payee_names, inc_buffer_get(name), name->length, &added);
  if (number == INC_MAP_NONE || !added) return number;
  if (!inc_grow(&c->allocator, (void **)&c->payees, count, &c->payee_capacity, sizeof *c->payees)) return INC_MAP_NONE;
  c->payees[number] = (inc_payee){table_name, key};
  return number;
}

static inc_member *find_member(incubator_comparison *c, inc_grouping *g, uint32_t group, uint32_t payee)
{
  const uint32_t name[2] = {group, payee};
  bool added;
  const size_t count = g->member_names.count;
  const uint32_t number = inc_map_add(&g->member_names, (const char *)name, sizeof name, &added);
  if (number == INC_MAP_NONE) return NULL;
  if (!added) return &g->members[number];
  if (!inc_grow(&c->allocator, (void **)&g->members, count, &g->member_capacity, sizeof *g->members)) return NULL;
  g->members[number] = (inc_member){.group = group, .recipient = payee, .first = {SIZE_MAX, SIZE_MAX}};
  return &g->members[number];
}

/* ---- Entries ---- */

typedef struct gathering {
  incubator_comparison *c;
  int side;
  group_key key;
  inc_buffer name;
} gathering;

static bool add_entry(gathering *g, inc_entry_place e, uint32_t payee, size_t by)
{
  incubator_comparison *c = g->c;
  const int s = g->side;
  make_key(c, s, e, by, &g->key);
  const uint32_t group = find_group(c, &c->groupings[by], by, &g->key, &g->name);
  inc_member *m = group == INC_MAP_NONE ? NULL : find_member(c, &c->groupings[by], group, payee);
  if (!m) return false;
  const inc_cell due = inc_ledger_part(c->sides[s].ledger, e, 0);
  m->entries[s]++;
  if (due.gap) m->open[s]++;
  else m->sums[s] += due.value;
  if (by != INCUBATOR_COMPARISON_BY_PROGRAMME) return true;
  const size_t number = e.programme->first + e.row;
  c->chains[s][number] = m->first[s];
  m->first[s] = number;
  return true;
}

static bool add_programme(gathering *g, const inc_programme *p)
{
  incubator_comparison *c = g->c;
  bool ok = true;
  for (size_t row = 0; ok && row < p->rows; row++) {
    const inc_entry_place e = {p, row};
    const uint32_t payee = find_payee(c, g->side, e, &g->name);
    ok = payee != INC_MAP_NONE;
    for (size_t by = 0; ok && by < c->grouping_count; by++) ok = add_entry(g, e, payee, by);
  }
  return ok;
}

static bool add_ledger(incubator_comparison *c, int s)
{
  const incubator_ledger *l = c->sides[s].ledger;
  gathering g = {.c = c, .side = s};
  if (!l) return true;
  c->chains[s] = inc_alloc_array(&c->allocator, l->count + 1, sizeof *c->chains[s]);
  inc_buffer_init(&g.key.text, &c->allocator);
  inc_buffer_init(&g.name, &c->allocator);
  bool ok = c->chains[s] != NULL;
  for (size_t i = 0; ok && i < l->programme_count; i++) {
    const inc_programme *p = &l->programmes[i];
    if (p->award && p->within == INC_NONE && inc_compare_wants(c, inc_ledger_program(l)->rules[p->rule].name)) ok = add_programme(&g, p);
  }
  inc_buffer_free(&g.key.text);
  inc_buffer_free(&g.name);
  return ok;
}

/* ---- Totals ---- */

incubator_change inc_member_change(const inc_member *m)
{
  if (m->open[INC_BEFORE] || m->open[INC_AFTER]) return INCUBATOR_CHANGE_UNDETERMINED;
  if (m->sums[INC_BEFORE] == m->sums[INC_AFTER]) return INCUBATOR_CHANGE_SAME;
  return m->sums[INC_AFTER] > m->sums[INC_BEFORE] ? INCUBATOR_CHANGE_MORE : INCUBATOR_CHANGE_LESS;
}

bool inc_member_moved(const inc_member *m)
{
  return m->sums[INC_BEFORE] != m->sums[INC_AFTER] || m->open[INC_BEFORE] != m->open[INC_AFTER];
}

static void add_member(inc_group *g, const inc_member *m)
{
  const incubator_change change = inc_member_change(m);
  const inc_i128 difference = m->sums[INC_AFTER] - m->sums[INC_BEFORE];
  g->counts[change - 1]++;
  for (int s = 0; s < INC_BOTH; s++) {
    g->sums[s] += m->sums[s];
    if (change == INCUBATOR_CHANGE_UNDETERMINED) g->open[s] += m->sums[s];
  }
  if (change == INCUBATOR_CHANGE_MORE) g->gains += difference;
  if (change == INCUBATOR_CHANGE_LESS) g->losses -= difference;
}

static bool make_groupings(incubator_comparison *c, const incubator_ledger_options *options)
{
  c->grouping_count = INCUBATOR_COMPARISON_BY + options->by_count;
  c->groupings = inc_arena_alloc(&c->arena, c->grouping_count, sizeof *c->groupings);
  for (size_t by = 0; c->groupings && by < c->grouping_count; by++) {
    inc_map_init(&c->groupings[by].group_names, &c->allocator);
    inc_map_init(&c->groupings[by].member_names, &c->allocator);
    if (by < INCUBATOR_COMPARISON_BY) continue;
    const char *name = options->by[by - INCUBATOR_COMPARISON_BY];
    c->groupings[by].name = inc_arena_text(&c->arena, name, strlen(name));
    if (!c->groupings[by].name) return false;
  }
  return c->groupings != NULL;
}

incubator_status inc_compare_money(incubator_comparison *c, const incubator_comparison_options *options, incubator_error *error)
{
  incubator_ledger_options how = INCUBATOR_LEDGER_OPTIONS_INIT;
  how.by = options->by;
  how.by_count = options->by_count;
  INC_TRY(open_ledgers(c, &how, error));
  bool ok = make_groupings(c, &how);
  for (int s = 0; s < INC_BOTH && ok; s++) ok = add_ledger(c, s);
  for (size_t by = 0; by < c->grouping_count && ok; by++) {
    inc_grouping *g = &c->groupings[by];
    for (size_t m = 0; m < g->member_names.count; m++) add_member(&g->groups[g->members[m].group], &g->members[m]);
  }
  return ok ? INCUBATOR_STATUS_OK : inc_no_memory(error);
}
