/* The columns that totals are given by: of the award's table, or of the nearest one that links lead to. */
#include <string.h>

#include "ledger/ledger.h"

/* The shortest ways of links from one table to all others. */
typedef struct ways {
  const inc_schema *schema;
  uint32_t *steps;     /* links on the way; INC_NONE: none leads there */
  uint32_t *before;    /* the table that the last of them starts from … */
  uint32_t *link;      /* … and its field */
  bool *several;       /* there are as short ones */
  uint32_t start;
} ways;

static bool make_ways(ways *w, inc_arena *arena)
{
  const uint32_t count = w->schema->count;
  w->steps = inc_arena_alloc(arena, count, sizeof *w->steps);
  w->before = inc_arena_alloc(arena, count, sizeof *w->before);
  w->link = inc_arena_alloc(arena, count, sizeof *w->link);
  w->several = inc_arena_alloc(arena, count, sizeof *w->several);
  return w->steps && w->before && w->link && w->several;
}

static bool take_step(ways *w, uint32_t table, uint32_t field, uint32_t depth)
{
  const uint32_t to = w->schema->tables[table].fields[field].link;
  if (to == INC_NONE || w->steps[to] < depth) return false;
  if (w->steps[to] == depth) {
    w->several[to] = true;
    return false;
  }
  w->steps[to] = depth;
  w->before[to] = table;
  w->link[to] = field;
  w->several[to] = w->several[table];
  return true;
}

static void find_ways(ways *w, uint32_t start)
{
  w->start = start;
  memset(w->steps, 0xff, w->schema->count * sizeof *w->steps);
  memset(w->several, 0, w->schema->count * sizeof *w->several);
  w->steps[start] = 0;
  bool moved = true;
  for (uint32_t depth = 1; moved; depth++) {
    moved = false;
    for (uint32_t t = 0; t < w->schema->count; t++) {
      for (uint32_t f = 0; w->steps[t] == depth - 1 && f < w->schema->tables[t].count; f++) moved = take_step(w, t, f, depth) || moved;
    }
  }
}

/* ---- What a name means ---- */

/* A path from a table that leads to a column which was computed, if it is of a rule. */
static bool is_path(const incubator_ledger *l, uint32_t table, const char *path, inc_arena *arena, inc_ref *ref)
{
  return inc_policy_path(l->decisions->policy, table, path, arena, ref, NULL) &&
         (ref->rule == INC_NONE || inc_results_column(l->decisions->results, ref->rule, ref->part).gaps);
}

static bool is_column(const incubator_ledger *l, uint32_t table, const char *name, inc_ref *ref)
{
  inc_arena none; /* a name without a dot needs no memory */
  inc_arena_init(&none, &l->allocator);
  return !strchr(name, '.') && is_path(l, table, name, &none, ref);
}

/* The nearest table that is called so, or has such a column; INC_NONE for none. *several: there are two as near. */
static uint32_t find_nearest(const incubator_ledger *l, const ways *w, const char *name, bool *several)
{
  uint32_t nearest = INC_NONE;
  *several = false;
  for (uint32_t t = 0; t < w->schema->count; t++) {
    inc_ref ref;
    const bool meant = w->steps[t] != INC_NONE && (is_column(l, t, name, &ref) || !strcmp(w->schema->tables[t].name, name));
    if (!meant || (nearest != INC_NONE && w->steps[t] > w->steps[nearest])) continue;
    *several = nearest != INC_NONE && w->steps[t] == w->steps[nearest] ? true : w->several[t];
    nearest = t;
  }
  return nearest;
}

/* The column that stands for a row of a table: the last link to it, or its key. */
static inc_ref ref_to_row(const ways *w, uint32_t table)
{
  if (w->steps[table]) return (inc_ref){.table = w->before[table], .field = w->link[table], .rule = INC_NONE};
  return (inc_ref){.table = table, .field = w->schema->tables[table].key, .rule = INC_NONE};
}

/* The column `name` of a table, or the table's rows themselves, behind the links of `head` and of the way there. */
static bool write_ref(const incubator_ledger *l, inc_arena *arena, const ways *w, const uint32_t *head, uint32_t head_count, uint32_t table,
                      const char *name, inc_ref *ref)
{
  const bool column = is_column(l, table, name, ref);
  const uint32_t steps = w->steps[table], count = head_count + steps;
  uint32_t *links = inc_arena_alloc(arena, count + 1, sizeof *links);
  if (!links) return false;
  if (head_count) memcpy(links, head, head_count * sizeof *links);
  for (uint32_t at = table, i = steps; i-- > 0; at = w->before[at]) links[head_count + i] = w->link[at];
  if (!column) *ref = ref_to_row(w, table);
  ref->links = links;
  ref->link_count = column || !steps ? count : count - 1; /* the last link is the column itself */
  return true;
}

typedef struct resolving {
  incubator_ledger *l;
  inc_programme *programme;
  ways own, recipient;
  incubator_error *error;
} resolving;

/* A path as it is; a name in the award's table, then on the way from who is paid, then on that from the award's table. */
static incubator_status resolve(resolving *r, const char *name, const inc_ref **found)
{
  incubator_ledger *l = r->l;
  const inc_award *award = r->programme->award;
  const uint32_t table = inc_ledger_program(l)->rules[r->programme->rule].table;
  inc_ref *ref = inc_arena_alloc(&l->arena, 1, sizeof *ref);
  bool several = false;
  *found = NULL;
  if (!ref) return inc_no_memory(r->error);
  if (strchr(name, '.')) {
    if (is_path(l, table, name, &l->arena, ref)) *found = ref;
    return INCUBATOR_STATUS_OK;
  }
  *found = ref;
  if (is_column(l, table, name, ref)) return INCUBATOR_STATUS_OK;
  if (award && award->to) {
    const uint32_t at = find_nearest(l, &r->recipient, name, &several);
    if (at == r->programme->recipient_table && !is_column(l, at, name, ref)) {
      *ref = r->programme->recipient; /* whose row need not be given */
      return INCUBATOR_STATUS_OK;
    }
    if (at != INC_NONE && !several) {
      return write_ref(l, &l->arena, &r->recipient, award->to, award->to_count, at, name, ref) ? INCUBATOR_STATUS_OK : inc_no_memory(r->error);
    }
  }
  const uint32_t at = find_nearest(l, &r->own, name, &several);
  if (at == INC_NONE) *found = NULL;
  if (at == INC_NONE) return INCUBATOR_STATUS_OK;
  if (several) {
    return INC_FAIL(r->error, INCUBATOR_STATUS_ARGUMENT, "\"%s\" can be reached from \"%s\" in several ways: say which by a path", name,
                    inc_ledger_program(l)->schema.tables[table].name);
  }
  return write_ref(l, &l->arena, &r->own, NULL, 0, at, name, ref) ? INCUBATOR_STATUS_OK : inc_no_memory(r->error);
}

/* ---- Without names ---- */

/* The nearest tables that the policy brings rows for, of all programmes together: listed in *names. */
static void find_usual(resolving *r, const char **names, size_t *count)
{
  incubator_ledger *l = r->l;
  const incubator_policy *policy = l->decisions->policy;
  const inc_schema *schema = &policy->program.schema;
  for (size_t p = 0; p < l->programme_count; p++) {
    const inc_award *award = l->programmes[p].award;
    uint32_t least = INC_NONE;
    find_ways(&r->own, award && award->to ? l->programmes[p].recipient_table : policy->program.rules[l->programmes[p].rule].table);
    for (uint32_t t = 0; t < schema->count; t++) {
      if (policy->tables[t].row_count && r->own.steps[t] < least) least = r->own.steps[t];
    }
    for (uint32_t t = 0; t < schema->count && least != INC_NONE && l->programmes[p].within == INC_NONE; t++) {
      bool known = !policy->tables[t].row_count || r->own.steps[t] != least || least == 0 || r->own.several[t];
      for (size_t i = 0; i < *count && !known; i++) known = !strcmp(names[i], schema->tables[t].name);
      if (!known) names[(*count)++] = schema->tables[t].name;
    }
  }
}

static incubator_status resolve_all(resolving *r, const char *const *names, size_t count, bool usual)
{
  incubator_ledger *l = r->l;
  const inc_program *program = inc_ledger_program(l);
  bool *found = inc_arena_alloc(&l->arena, count + 1, sizeof *found);
  if (!found) return inc_no_memory(r->error);
  for (size_t p = 0; p < l->programme_count; p++) {
    r->programme = &l->programmes[p];
    r->programme->by = inc_arena_alloc(&l->arena, INCUBATOR_LEDGER_BY + count, sizeof *r->programme->by);
    if (!r->programme->by) return inc_no_memory(r->error);
    find_ways(&r->own, program->rules[r->programme->rule].table);
    find_ways(&r->recipient, r->programme->recipient_table);
    for (size_t i = 0; i < count; i++) {
      incubator_status status = resolve(r, names[i], &r->programme->by[INCUBATOR_LEDGER_BY + i]);
      if (status == INCUBATOR_STATUS_ARGUMENT && usual) r->programme->by[INCUBATOR_LEDGER_BY + i] = NULL;
      else if (status != INCUBATOR_STATUS_OK) return status;
      found[i] = found[i] || r->programme->by[INCUBATOR_LEDGER_BY + i];
    }
  }
  for (size_t i = 0; i < count; i++) {
    if (!found[i] && !l->some_by) return INC_FAIL(r->error, INCUBATOR_STATUS_NOT_FOUND, "no programme has a column \"%s\", or a table of that name above it", names[i]);
  }
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_ledger_find_by(incubator_ledger *l, const incubator_ledger_options *options, incubator_error *error)
{
  const inc_schema *schema = &inc_ledger_program(l)->schema;
  resolving r = {.l = l, .own = {.schema = schema}, .recipient = {.schema = schema}, .error = error};
  const char **names = inc_arena_alloc(&l->arena, options->by_count + schema->count + 1, sizeof *names);
  size_t count = 0;
  if (!names || !make_ways(&r.own, &l->arena) || !make_ways(&r.recipient, &l->arena)) return inc_no_memory(error);
  for (; count < options->by_count; count++) {
    if (!options->by[count]) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "a name of by must not be NULL");
    names[count] = inc_arena_text(&l->arena, options->by[count], strlen(options->by[count]));
    if (!names[count]) return inc_no_memory(error);
  }
  if (count == 0) find_usual(&r, names, &count);
  l->by_count = INCUBATOR_LEDGER_BY + count;
  l->totals = inc_arena_alloc(&l->arena, l->by_count, sizeof *l->totals);
  if (!l->totals) return inc_no_memory(error);
  for (size_t i = 0; i < count; i++) l->totals[INCUBATOR_LEDGER_BY + i].name = names[i];
  return resolve_all(&r, names, count, options->by_count == 0);
}
