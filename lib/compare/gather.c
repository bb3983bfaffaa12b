/* Entries of both ledgers, gathered into lines, and into totals by what they have in common. */
#include <string.h>

#include "base/buffer.h"
#include "compare/compare.h"

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

bool inc_compare_same_payee(const incubator_comparison *c, int s, const inc_programme *own, const inc_programme *other)
{
  const inc_compared *side = &c->sides[s];
  const uint32_t own_count = own->award ? own->award->to_count : 0, other_count = other->award ? other->award->to_count : 0;
  uint32_t table = inc_compared_rule(side, own->rule)->table;
  bool same = own_count == other_count;
  for (uint32_t i = 0; same && i < own_count; i++) {
    same = side->tables[table] != INC_NONE && side->fields[table][own->award->to[i]] == other->award->to[i];
    table = inc_compared_program(side)->schema.tables[table].fields[own->award->to[i]].link;
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
    if (same_table && inc_compare_same_payee(c, s, e.programme, p)) other->programme = p;
  }
  return other->programme != NULL;
}

static void clear_key(group_key *key, const char *unit)
{
  key->text.length = 0;
  key->table = NULL;
  key->unit = unit;
  memset(key->there, 0, sizeof key->there);
  memset(key->lengths, 0, sizeof key->lengths);
}

/* What the entry has in common with others: the programme by its own side, a class by both. */
static void make_key(const incubator_comparison *c, int s, inc_entry_place e, size_t by, group_key *key)
{
  inc_entry_place other;
  clear_key(key, c->sides[s].d->policy->units[e.programme->unit].text);
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

/* What tells groups apart: the unit, the table, and the texts with their lengths; of programmes and recipients whichever side's it is. */
static void write_name(const group_key *key, bool both, inc_buffer *name)
{
  name->length = 0;
  inc_buffer_add(name, key->unit, strlen(key->unit) + 1);
  if (key->table) inc_buffer_text(name, key->table);
  inc_buffer_char(name, '\n');
  for (int s = 0; s < INC_BOTH; s++) {
    const size_t length = key->there[s] ? key->lengths[s] : SIZE_MAX;
    if (both) inc_buffer_add(name, (const char *)&length, sizeof length);
    if (key->there[s]) inc_buffer_add(name, inc_buffer_get(&key->text) + key->starts[s], key->lengths[s]);
    if (key->there[s] && !both) return;
  }
}

static uint32_t find_group(incubator_comparison *c, inc_grouping *g, size_t by, const group_key *key, inc_buffer *name)
{
  bool added;
  if (key->text.failed) return INC_MAP_NONE;
  write_name(key, by >= INCUBATOR_COMPARISON_BY, name);
  if (name->failed) return INC_MAP_NONE;
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
  inc_buffer_text(name, table_name);
  inc_buffer_char(name, key ? '\n' : 0);
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

static inc_member *member_of(gathering *g, inc_entry_place e, uint32_t payee, size_t by)
{
  make_key(g->c, g->side, e, by, &g->key);
  const uint32_t group = find_group(g->c, &g->c->groupings[by], by, &g->key, &g->name);
  return group == INC_MAP_NONE ? NULL : find_member(g->c, &g->c->groupings[by], group, payee);
}

static void add_due(gathering *g, inc_entry_place e, inc_member *m)
{
  const inc_cell due = inc_ledger_part(g->c->sides[g->side].ledger, e, 0);
  m->entries[g->side]++;
  if (due.gap) m->open[g->side]++;
  else m->sums[g->side] += due.value;
}

static bool add_to_line(gathering *g, inc_entry_place e)
{
  const int s = g->side;
  const size_t number = e.programme->first + e.row;
  const uint32_t payee = find_payee(g->c, s, e, &g->name);
  inc_member *m = payee == INC_MAP_NONE ? NULL : member_of(g, e, payee, INCUBATOR_COMPARISON_BY_PROGRAMME);
  if (!m) return false;
  add_due(g, e, m);
  g->c->lines[s][number] = (uint32_t)(m - inc_compare_lines(g->c)->members);
  g->c->chains[s][number] = m->first[s];
  m->first[s] = number;
  return true;
}

/* Lines are whole by now: what is known of one that is undetermined counts apart. */
static bool add_to_named(gathering *g, inc_entry_place e)
{
  const int s = g->side;
  const inc_member *line = &inc_compare_lines(g->c)->members[g->c->lines[s][e.programme->first + e.row]];
  const inc_cell due = inc_ledger_part(g->c->sides[s].ledger, e, 0);
  const bool open = line->open[INC_BEFORE] || line->open[INC_AFTER];
  for (size_t by = INCUBATOR_COMPARISON_BY; by < g->c->grouping_count; by++) {
    inc_member *m = member_of(g, e, line->recipient, by);
    if (!m) return false;
    add_due(g, e, m);
    if (!open) m->settled++;
    else if (!due.gap) m->open_sums[s] += due.value;
  }
  return true;
}

/* All money of a unit, or of a recipient: of whole lines. */
static bool add_line(incubator_comparison *c, size_t by, const inc_member *line, group_key *key, inc_buffer *name)
{
  const inc_payee *payee = &c->payees[line->recipient];
  clear_key(key, inc_compare_lines(c)->groups[line->group].unit);
  if (by == INCUBATOR_COMPARISON_BY_RECIPIENT) {
    key->table = payee->table;
    for (int s = 0; s < INC_BOTH; s++) {
      key->there[s] = payee->key && line->entries[s];
      key->lists[s] = INC_NONE;
      key->lengths[s] = payee->key ? strlen(payee->key) : 0;
    }
    if (payee->key) inc_buffer_text(&key->text, payee->key);
  }
  key->starts[INC_BEFORE] = key->starts[INC_AFTER] = 0;
  const uint32_t group = find_group(c, &c->groupings[by], by, key, name);
  inc_member *m = group == INC_MAP_NONE ? NULL : find_member(c, &c->groupings[by], group, line->recipient);
  for (int s = 0; m && s < INC_BOTH; s++) {
    m->sums[s] += line->sums[s];
    m->open_sums[s] += line->open_sums[s];
    m->entries[s] += line->entries[s];
    m->open[s] += line->open[s];
  }
  if (m) m->settled += line->settled;
  return m != NULL;
}

static bool add_lines(incubator_comparison *c)
{
  const inc_grouping *lines = inc_compare_lines(c);
  group_key key;
  inc_buffer name;
  bool ok = true;
  inc_buffer_init(&key.text, &c->allocator);
  inc_buffer_init(&name, &c->allocator);
  for (size_t i = 0; ok && i < lines->member_names.count; i++) {
    ok = add_line(c, INCUBATOR_COMPARISON_BY_UNIT, &lines->members[i], &key, &name) &&
         add_line(c, INCUBATOR_COMPARISON_BY_RECIPIENT, &lines->members[i], &key, &name);
  }
  inc_buffer_free(&key.text);
  inc_buffer_free(&name);
  return ok;
}

static bool each_entry(incubator_comparison *c, int s, bool (*add)(gathering *g, inc_entry_place e))
{
  const incubator_ledger *l = c->sides[s].ledger;
  gathering g = {.c = c, .side = s};
  bool ok = true;
  inc_buffer_init(&g.key.text, &c->allocator);
  inc_buffer_init(&g.name, &c->allocator);
  for (size_t i = 0; ok && i < l->programme_count; i++) {
    const inc_programme *p = &l->programmes[i];
    if (!p->award || p->within != INC_NONE || !inc_compare_wants(c, inc_ledger_program(l)->rules[p->rule].name)) continue;
    for (size_t row = 0; ok && row < p->rows; row++) ok = add(&g, (inc_entry_place){p, row});
  }
  inc_buffer_free(&g.key.text);
  inc_buffer_free(&g.name);
  return ok;
}

static bool make_lines(incubator_comparison *c, int s)
{
  const incubator_ledger *l = c->sides[s].ledger;
  if (!l) return true;
  c->chains[s] = inc_alloc_array(&c->allocator, l->count + 1, sizeof *c->chains[s]);
  c->lines[s] = inc_alloc_array(&c->allocator, l->count + 1, sizeof *c->lines[s]);
  return c->chains[s] && c->lines[s] && each_entry(c, s, add_to_line);
}

static bool make_named(incubator_comparison *c, int s)
{
  return !c->sides[s].ledger || c->grouping_count == INCUBATOR_COMPARISON_BY || each_entry(c, s, add_to_named);
}

static void settle_lines(incubator_comparison *c)
{
  const inc_grouping *lines = inc_compare_lines(c);
  for (size_t i = 0; i < lines->member_names.count; i++) {
    inc_member *m = &lines->members[i];
    if (m->open[INC_BEFORE] || m->open[INC_AFTER]) memcpy(m->open_sums, m->sums, sizeof m->open_sums);
    else m->settled = m->entries[INC_BEFORE] + m->entries[INC_AFTER];
  }
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

/* Whoever has a line that is undetermined counts as such, and by its other lines besides. */
static void add_member(inc_group *g, const inc_member *m)
{
  inc_i128 known[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) {
    known[s] = m->sums[s] - m->open_sums[s];
    g->sums[s] += m->sums[s];
    g->open[s] += m->open_sums[s];
    g->undetermined[s] += m->open[s];
  }
  const inc_i128 difference = known[INC_AFTER] - known[INC_BEFORE];
  if (m->settled < m->entries[INC_BEFORE] + m->entries[INC_AFTER]) g->counts[INCUBATOR_CHANGE_UNDETERMINED - 1]++;
  if (m->settled) g->counts[(difference > 0 ? INCUBATOR_CHANGE_MORE : difference < 0 ? INCUBATOR_CHANGE_LESS : INCUBATOR_CHANGE_SAME) - 1]++;
  if (difference > 0) g->gains += difference;
  else g->losses -= difference;
}

bool inc_compare_gather(incubator_comparison *c)
{
  bool ok = true;
  for (int s = 0; s < INC_BOTH && ok; s++) ok = make_lines(c, s);
  if (ok) settle_lines(c);
  ok = ok && add_lines(c);
  for (int s = 0; s < INC_BOTH && ok; s++) ok = make_named(c, s);
  for (size_t by = 0; by < c->grouping_count && ok; by++) {
    inc_grouping *g = &c->groupings[by];
    for (size_t m = 0; m < g->member_names.count; m++) add_member(&g->groups[g->members[m].group], &g->members[m]);
  }
  return ok;
}
