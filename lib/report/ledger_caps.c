/* Budgets: caps over all rows, or over those of a class, what was asked of each and what it gave. */
#include <string.h>

#include "base/map.h"
#include "report/ledger.h"

typedef struct cap_search {
  inc_ledger_paper *p;
  inc_paper_cap *caps;
  size_t count, capacity;
  bool failed;
} cap_search;

/* A class is a category, a yes or no, or a row that the policy brings; a cap over each recipient is no budget. */
static bool is_class(const inc_ledger_paper *p, const inc_ref *ref)
{
  const inc_program *program = inc_ledger_program(p->l);
  if (ref->rule != INC_NONE) return program->rules[ref->rule].parts[ref->part].type == INC_TYPE_CATEGORY || program->rules[ref->rule].parts[ref->part].type == INC_TYPE_BOOLEAN;
  const inc_field *field = &program->schema.tables[ref->table].fields[ref->field];
  if (field->link != INC_NONE) return program->schema.tables[field->link].reference;
  return field->type == INC_TYPE_CATEGORY || field->type == INC_TYPE_BOOLEAN;
}

static bool is_budget(const inc_ledger_paper *p, const inc_adjustment *a)
{
  bool classes = a->joint;
  for (uint32_t i = 0; i < a->over_count && classes; i++) classes = is_class(p, &a->over[i]);
  return classes;
}

static const char *over_words(inc_ledger_paper *p, const inc_adjustment *a, inc_entry_place e)
{
  const inc_program *program = inc_ledger_program(p->l);
  inc_buffer text = inc_paper_text(p);
  for (uint32_t i = 0; i < a->over_count; i++) {
    const inc_ref *ref = &a->over[i];
    const inc_cell cell = inc_results_cell(p->r.d->results, program->rules[e.programme->rule].table, ref, e.row);
    const uint32_t list = ref->rule == INC_NONE ? program->schema.tables[ref->table].fields[ref->field].list : program->rules[ref->rule].parts[ref->part].list;
    if (i) inc_buffer_text(&text, " / ");
    inc_decisions_value(p->r.d, cell.type, list, cell.value, &text);
  }
  return inc_paper_keep(p, &text);
}

/* The cap of an entry, as whole steps; a gap where it is not known. */
static inc_cell cap_of(const inc_trace *trace, const inc_adjustment *a, int64_t step)
{
  inc_exact exact;
  inc_cell cell = {INCUBATOR_GAP_ERROR, INC_TYPE_NUMBER, 0};
  if (!inc_trace_node(trace, a->value, a->value->count - 1, &exact)) return cell;
  if (exact.gap) cell.gap = exact.gap;
  if (exact.gap || !inc_exact_micros(&exact, INC_ROUND_DOWN, &cell.value)) return cell;
  cell.gap = INCUBATOR_GAP_NONE;
  cell.value = cell.value < 0 ? 0 : cell.value - cell.value % step;
  return cell;
}

/* The cells that entries must agree in; false where one of them is not known. */
static bool key_of(const inc_ledger_paper *p, const inc_adjustment *a, inc_entry_place e, int64_t *key)
{
  const uint32_t table = inc_ledger_program(p->l)->rules[e.programme->rule].table;
  for (uint32_t i = 0; i < a->over_count; i++) {
    const inc_cell cell = inc_results_cell(p->r.d->results, table, &a->over[i], e.row);
    if (cell.gap) return false;
    key[i] = cell.value;
  }
  return true;
}

/* Whether the adjustment is for an entry. */
static bool holds(cap_search *s, const inc_adjustment *a, inc_entry_place e)
{
  inc_exact exact;
  if (!a->when) return true;
  const inc_trace *trace = inc_paper_trace(s->p, e.programme->rule, e.row);
  return trace && inc_trace_node(trace, a->when, a->when->count - 1, &exact) && !exact.gap && exact.code;
}

static inc_paper_cap *find_cap(cap_search *s, inc_map *known, size_t first, const int64_t *key, inc_entry_place e, uint32_t number)
{
  const inc_adjustment *a = &e.programme->award->adjustments[number];
  bool added;
  const uint32_t at = inc_map_add(known, (const char *)key, (a->over_count + 1) * sizeof *key, &added);
  if (at == INC_MAP_NONE) return NULL;
  if (!added) return &s->caps[first + at];
  if (!inc_grow(&s->p->l->allocator, (void **)&s->caps, s->count, &s->capacity, sizeof *s->caps)) return NULL;
  const inc_trace *trace = inc_paper_trace(s->p, e.programme->rule, e.row);
  const char *title = inc_label_text(&inc_paper_cut(e, number)->title, s->p->r.how.language);
  if (!trace) return NULL;
  s->caps[s->count] = (inc_paper_cap){.programme = e.programme, .adjustment = number, .title = title, .cap = cap_of(trace, a, e.programme->version->step)};
  s->caps[s->count].over = over_words(s->p, a, e);
  return &s->caps[s->count++];
}

static void add_entry(cap_search *s, inc_map *known, size_t first, int64_t *key, inc_entry_place e, uint32_t number)
{
  const inc_award *award = e.programme->award;
  const inc_adjustment *a = &award->adjustments[number];
  const inc_cell before = inc_ledger_part(s->p->l, e, number ? award->adjustments[number - 1].part : INC_AWARD_COMPUTED);
  const inc_cell after = inc_ledger_part(s->p->l, e, a->part);
  if (before.gap || !key_of(s->p, a, e, key) || !holds(s, a, e)) return;
  inc_paper_cap *cap = find_cap(s, known, first, key, e, number);
  if (!cap) s->failed = true;
  if (!cap) return;
  cap->asked += before.value;
  if (after.gap) cap->undetermined++;
  else cap->given += after.value;
}

static void look_at(cap_search *s, const inc_programme *programme, uint32_t number)
{
  const inc_adjustment *a = &programme->award->adjustments[number];
  const size_t first = s->count;
  inc_map known;
  if (!is_budget(s->p, a)) return;
  int64_t *key = inc_alloc_zero(&s->p->l->allocator, a->over_count + 1, sizeof *key);
  inc_map_init(&known, &s->p->l->allocator);
  s->failed = s->failed || !key;
  for (size_t row = 0; row < programme->rows && !s->failed; row++) add_entry(s, &known, first, key, (inc_entry_place){programme, row}, number);
  inc_map_free(&known);
  inc_free(&s->p->l->allocator, key);
}

bool inc_paper_caps(inc_ledger_paper *p, inc_paper_cap **caps, size_t *count)
{
  cap_search s = {.p = p};
  for (size_t i = 0; i < p->l->programme_count; i++) {
    const inc_programme *programme = &p->l->programmes[i];
    for (uint32_t k = 0; programme->award && k < programme->award->adjustment_count; k++) look_at(&s, programme, k);
  }
  *caps = s.caps;
  *count = s.count;
  return !s.failed;
}
