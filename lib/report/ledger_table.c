/* A ledger on a terminal: what it comes to, what is not known, lists in their order, the greatest amounts. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "report/ledger.h"

enum {
  USUAL_LIMIT = 20,
  MOST_ASKED = 10000 /* undetermined entries whose names are looked for: each is decided once more */
};

/* ---- What is undetermined, and why ---- */

typedef struct unknown {
  const inc_programme *programme;
  const char *why;
  size_t count, number; /* of entries; which one was met first */
} unknown;

typedef struct unknowns {
  inc_ledger_paper *p;
  inc_map known; /* programme and reason */
  unknown *list;
  size_t count, capacity, asked, rest;
  bool failed;
} unknowns;

static void add_unknown(unknowns *u, size_t index)
{
  const inc_entry_place e = inc_ledger_place(u->p->l, index);
  inc_buffer key = inc_paper_text(u->p);
  bool added = false;
  uint32_t at = INC_MAP_NONE;
  inc_buffer_print(&key, "%u ", (unsigned)e.programme->rule);
  const size_t head = key.length;
  inc_report_gap(&u->p->r, e.programme->rule, e.row, &key);
  if (!key.failed) at = inc_map_add(&u->known, inc_buffer_get(&key), key.length, &added);
  if (at == INC_MAP_NONE || !inc_grow(&u->p->l->allocator, (void **)&u->list, u->count, &u->capacity, sizeof *u->list)) {
    u->failed = true;
  } else if (added) {
    const char *why = inc_arena_text(&u->p->r.arena, inc_buffer_get(&key) + head, key.length - head);
    u->list[u->count] = (unknown){e.programme, why ? why : "", 1, u->count};
    u->count++;
    u->failed = !why;
  } else {
    u->list[at].count++;
  }
  inc_buffer_free(&key);
}

static void find_unknowns(unknowns *u)
{
  const size_t count = incubator_ledger_count(u->p->l);
  inc_map_init(&u->known, &u->p->l->allocator);
  for (size_t i = 0; i < count && !u->failed; i++) {
    if (inc_ledger_state(u->p->l, inc_ledger_place(u->p->l, i)) != INCUBATOR_ENTRY_UNDETERMINED) continue;
    if (u->asked < MOST_ASKED) add_unknown(u, i), u->asked++;
    else u->rest++;
  }
  inc_map_free(&u->known);
  if (u->failed) u->p->r.out.buffer.failed = true;
}

/* What is missing most often first. */
static int compare_unknowns(const void *a, const void *b)
{
  const unknown *x = a, *y = b;
  if (x->count != y->count) return x->count > y->count ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

static void write_unknowns(inc_ledger_paper *p)
{
  unknowns u = {.p = p};
  inc_sheet sheet;
  find_unknowns(&u);
  if (u.count) qsort(u.list, u.count, sizeof *u.list, compare_unknowns);
  inc_sheet_init(&sheet, &p->l->allocator);
  inc_sheet_column_add(&sheet, inc_paper_pick(p, "undetermined", "待定"), NULL, false);
  inc_sheet_column_add(&sheet, inc_paper_pick(p, "why", "原因"), NULL, false);
  inc_sheet_column_add(&sheet, inc_paper_pick(p, "entries", "条目"), NULL, true);
  for (size_t i = 0; i < u.count; i++) {
    inc_sheet_cell(&sheet, inc_words_of_programme(p, u.list[i].programme)->title);
    inc_sheet_cell(&sheet, u.list[i].why);
    inc_sheet_count(&sheet, u.list[i].count);
  }
  if (u.count) inc_out_text(&p->r.out, "\n");
  if (u.count) inc_sheet_table(&sheet, p->how.limit, p->r.how.language, &p->r.out);
  if (u.rest) inc_out_print(&p->r.out, inc_paper_pick(p, "… and %zu undetermined entries more\n", "……另有 %zu 条待定\n"), u.rest);
  inc_free(&p->l->allocator, u.list);
  inc_sheet_free(&sheet);
}

/* ---- Entries in an order ---- */

typedef struct placed {
  size_t index;
  int64_t value; /* least first */
} placed;

static int compare(const void *a, const void *b)
{
  const placed *x = a, *y = b;
  if (x->value != y->value) return x->value < y->value ? -1 : 1;
  return x->index < y->index ? -1 : x->index > y->index;
}

static void write_entry(inc_ledger_paper *p, inc_sheet *sheet, size_t index)
{
  const inc_entry_place e = inc_ledger_place(p->l, index);
  incubator_ledger_entry entry = INCUBATOR_LEDGER_ENTRY_INIT;
  inc_buffer why = inc_paper_text(p);
  incubator_ledger_get(p->l, index, &entry);
  inc_sheet_cell(sheet, inc_words_of_programme(p, e.programme)->title);
  inc_sheet_cell(sheet, entry.event);
  inc_sheet_cell(sheet, entry.recipient ? entry.recipient : "–");
  for (int i = 0; i < 2; i++) {
    const incubator_figure f = i ? entry.due : entry.computed;
    if (f.gap) inc_sheet_cell(sheet, "–");
    else inc_sheet_sum(sheet, f.value);
  }
  inc_sheet_cell(sheet, entry.unit ? inc_words_unit(p->r.policy, e.programme->unit, p->r.how.language) : "");
  inc_paper_why(p, index, &entry, &why);
  inc_sheet_buffer(sheet, &why);
  inc_sheet_cell(sheet, inc_words_of_programme(p, e.programme)->clause);
}

static void add_entry_columns(inc_ledger_paper *p, inc_sheet *sheet, const char *title)
{
  static const char *const en[] = {"for", "paid to", "computed", "due", "unit", "why", "clause"};
  static const char *const zh[] = {"事项", "收款方", "计算额", "应付", "单位", "说明", "依据"};
  inc_sheet_column_add(sheet, title, NULL, false);
  for (size_t i = 0; i < sizeof en / sizeof *en; i++) inc_sheet_column_add(sheet, inc_paper_pick(p, en[i], zh[i]), NULL, i == 2 || i == 3);
}

/* Whether an entry is among the amounts: it is payable, or its programme is all that was asked for. */
static bool is_amount(const inc_ledger_paper *p, inc_entry_place e)
{
  return e.programme->award && (e.programme->within == INC_NONE || p->l->programme_count == 1);
}

/* Entries with money of a state, the greatest first. Of undetermined ones and those that get nothing the order is the ledger's. */
static void write_entries(inc_ledger_paper *p, incubator_entry_state state)
{
  const size_t count = incubator_ledger_count(p->l);
  placed *list = inc_alloc_array(&p->l->allocator, count + 1, sizeof *list);
  inc_sheet sheet;
  size_t found = 0;
  if (!list) p->r.out.buffer.failed = true;
  for (size_t i = 0; list && i < count; i++) {
    const inc_entry_place e = inc_ledger_place(p->l, i);
    if (inc_ledger_state(p->l, e) != state || (state == INCUBATOR_ENTRY_DUE && !is_amount(p, e))) continue;
    list[found++] = (placed){i, state == INCUBATOR_ENTRY_DUE ? -inc_ledger_part(p->l, e, 0).value : 0};
  }
  if (found) qsort(list, found, sizeof *list, compare);
  const size_t shown = found < p->how.limit ? found : p->how.limit;
  inc_sheet_init(&sheet, &p->l->allocator);
  add_entry_columns(p, &sheet, inc_entry_state_words(state, p->r.how.language));
  for (size_t i = 0; i < shown; i++) write_entry(p, &sheet, list[i].index);
  if (found) inc_out_text(&p->r.out, "\n");
  if (found) inc_sheet_table(&sheet, 0, p->r.how.language, &p->r.out);
  if (found > shown) inc_out_print(&p->r.out, inc_words(p->r.how.language, "… and %zu more\n", "……另有 %zu 行\n"), found - shown);
  inc_sheet_free(&sheet);
  inc_free(&p->l->allocator, list);
}

/* ---- Lists without money ---- */

static void write_list(inc_ledger_paper *p, const inc_programme *programme)
{
  placed *list = inc_alloc_array(&p->l->allocator, programme->rows + 1, sizeof *list);
  inc_sheet sheet;
  size_t found = 0;
  if (!list) p->r.out.buffer.failed = true;
  for (size_t row = 0; list && row < programme->rows; row++) {
    const inc_entry_place e = {programme, row};
    const inc_cell rank = inc_ledger_part(p->l, e, INC_SELECT_RANK);
    if (inc_ledger_state(p->l, e) == INCUBATOR_ENTRY_DUE && !rank.gap) list[found++] = (placed){programme->first + row, rank.value};
  }
  if (found) qsort(list, found, sizeof *list, compare);
  const size_t shown = found < p->how.limit ? found : p->how.limit;
  inc_sheet_init(&sheet, &p->l->allocator);
  inc_sheet_column_add(&sheet, inc_words_of_programme(p, programme)->title, NULL, false);
  inc_sheet_column_add(&sheet, inc_paper_pick(p, "place", "名次"), NULL, false);
  inc_sheet_column_add(&sheet, inc_paper_pick(p, "clause", "依据"), NULL, false);
  for (size_t i = 0; i < shown; i++) {
    incubator_ledger_entry entry = INCUBATOR_LEDGER_ENTRY_INIT;
    inc_buffer why = inc_paper_text(p);
    incubator_ledger_get(p->l, list[i].index, &entry);
    inc_sheet_cell(&sheet, entry.event);
    inc_paper_why(p, list[i].index, &entry, &why);
    inc_sheet_buffer(&sheet, &why);
    inc_sheet_cell(&sheet, inc_words_of_programme(p, programme)->clause);
  }
  inc_out_text(&p->r.out, "\n");
  inc_sheet_table(&sheet, 0, p->r.how.language, &p->r.out);
  if (found > shown) inc_out_print(&p->r.out, inc_words(p->r.how.language, "… and %zu more\n", "……另有 %zu 行\n"), found - shown);
  inc_sheet_free(&sheet);
  inc_free(&p->l->allocator, list);
}

/* ---- The whole ---- */

void inc_ledger_table(inc_ledger_paper *p)
{
  if (!p->how.limit) p->how.limit = USUAL_LIMIT;
  inc_ledger_totals_table(p);
  if (!p->how.states) write_unknowns(p);
  for (size_t i = 0; i < p->l->programme_count && !p->how.totals && inc_paper_has(p, INCUBATOR_ENTRY_DUE); i++) {
    if (!p->l->programmes[i].award) write_list(p, &p->l->programmes[i]);
  }
  for (int s = INCUBATOR_ENTRY_DUE; s <= INCUBATOR_ENTRY_UNDETERMINED && !p->how.totals; s++) {
    const bool shown = p->how.states ? inc_paper_has(p, (incubator_entry_state)s) : s == INCUBATOR_ENTRY_DUE;
    if (shown) write_entries(p, (incubator_entry_state)s);
  }
  inc_paper_assumptions(p, true);
}
