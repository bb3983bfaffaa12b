/* Money: the ledgers of both sides, and what totals are given by. */
#include <string.h>

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

/* ---- The whole ---- */

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
  return make_groupings(c, &how) && inc_compare_gather(c) ? INCUBATOR_STATUS_OK : inc_no_memory(error);
}
