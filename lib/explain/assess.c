/* Scores item by item, and places in selections, as they came out for one row. */
#include "explain/explain.h"

static const inc_program *program_of(const inc_gathering *g)
{
  return &g->x->decisions->policy->program;
}

static inc_cell exact_cell(const inc_gathering *g, const inc_exact *exact)
{
  inc_cell cell = {exact->gap, INC_TYPE_NUMBER, 0};
  if (!cell.gap && !inc_exact_micros(exact, program_of(g)->rounding, &cell.value)) cell.gap = INCUBATOR_GAP_ERROR;
  return cell;
}

/* ---- Items ---- */

static const inc_mix *mix_of(const inc_score *score, const inc_item *item)
{
  return item->parent == INC_NONE ? &score->mix : &score->items[item->parent].mix;
}

/* Those of a score's items that were found in the data; NULL where none were. */
static const inc_found *found_of(const inc_gathering *g)
{
  return inc_results_found(g->x->decisions->results, g->to->rule);
}

/* The weight: given, found, or 1. */
static inc_exact weight_of(const inc_gathering *g, const inc_score *score, uint32_t number)
{
  const inc_item *item = &score->items[number];
  inc_exact exact = {.type = INC_TYPE_NUMBER};
  inc_wide_set(&exact.number, 1);
  inc_wide_set(&exact.divisor, 1);
  if (mix_of(score, item)->weights != INC_WEIGHTS_GIVEN) {
    const inc_found *found = &found_of(g)[number];
    exact.gap = found->gap;
    exact.scale = INC_MICRO_SCALE;
    inc_wide_set(&exact.number, found->weight);
  } else if (item->weight) {
    inc_trace_node(g->trace, item->weight, item->weight->count - 1, &exact);
  }
  return exact;
}

/* Weight × value, and the weight. */
static void weigh(const inc_gathering *g, const inc_score *score, uint32_t number, inc_scored_item *to)
{
  inc_exact exact = weight_of(g, score, number);
  inc_wide value;
  to->weight = exact_cell(g, &exact);
  to->points = (inc_cell){to->weight.gap > to->value.gap ? to->weight.gap : to->value.gap, INC_TYPE_NUMBER, 0};
  if (to->points.gap) return;
  inc_wide_set(&value, to->value.value);
  if (exact.number.count < INC_WIDE_WORDS - 1) inc_wide_multiply(&exact.number, &exact.number, &value);
  exact.scale += INC_MICRO_SCALE;
  to->points = exact_cell(g, &exact);
}

/* Whether the items from `first` to before `end` lack one, and of all the weights are known. */
static bool lacks_one(const inc_scored *s, uint32_t first, uint32_t end)
{
  bool lacks = false;
  for (uint32_t i = first; i < end; i = s->score->items[i].end) {
    if (s->items[i].value.gap == INCUBATOR_GAP_INAPPLICABLE) continue;
    if (s->items[i].weight.gap) return false;
    lacks = lacks || s->items[i].value.gap == INCUBATOR_GAP_MISSING;
  }
  return lacks;
}

static inc_mixed mixed_of(const inc_gathering *g, const inc_scored *s, const inc_mix *mix, uint32_t first, uint32_t end)
{
  inc_mixed mixed = {.how = INC_MIXED_WHOLE};
  inc_exact exact;
  if (mix->weights != INC_WEIGHTS_GIVEN) mixed.found = &found_of(g)[first];
  inc_trace_mixed(g->trace, mix, INC_MIXED_VALUE, &exact);
  mixed.value = exact_cell(g, &exact);
  bool told = !mixed.value.gap || mixed.value.gap == INCUBATOR_GAP_MISSING;
  if (!mix->reweight || !told || !lacks_one(s, first, end)) return mixed;
  mixed.how = mixed.value.gap ? INC_MIXED_SHORT : INC_MIXED_REWEIGHTED;
  inc_trace_mixed(g->trace, mix, INC_MIXED_PRESENT, &exact);
  mixed.present = exact_cell(g, &exact).value;
  inc_trace_mixed(g->trace, mix, INC_MIXED_WEIGHTS, &exact);
  mixed.weights = exact_cell(g, &exact).value;
  return mixed;
}

void inc_explain_scale(inc_gathering *g, const inc_scale *scale)
{
  for (size_t i = 0; scale && i < scale->count; i++) {
    inc_explain_read(g, &scale->points[i].x);
    inc_explain_read(g, &scale->points[i].y);
  }
  if (!inc_scale_is_cohort(scale)) return;
  for (uint32_t i = 0; i < scale->cohort.within_count; i++) inc_explain_column(g, &scale->cohort.within[i]);
  /* The others of a cohort are not explained one by one: their rules count with their static worst. */
  inc_explain_rests(g->x, g->x->decisions->policy->rules[g->to->rule].worst);
}

/* What was read for an item that the rule looked at. */
static void read_item(inc_gathering *g, const inc_item *item, const inc_scored_item *to)
{
  inc_explain_read(g, item->when);
  if (to->replaced) inc_explain_read(g, item->absent);
  if (to->value.gap == INCUBATOR_GAP_INAPPLICABLE) return;
  inc_explain_rests(g->x, to->basis->evidence);
  inc_explain_read(g, item->weight);
  if (to->shut) return;
  inc_explain_read(g, item->value);
  inc_explain_scale(g, item->scale);
}

static void explain_item(inc_gathering *g, inc_scored *s, uint32_t number)
{
  const inc_item *item = &s->score->items[number];
  const bool in_group = item->parent != INC_NONE;
  inc_scored_item *to = &s->items[number];
  to->depth = in_group ? s->items[item->parent].depth + 1 : 1;
  to->basis = &g->to->about->parts[number];
  to->above = in_group ? &g->to->about->parts[item->parent] : &g->to->about->basis;
  to->value = inc_trace_part(g->trace, item->part);
  to->shut = in_group && s->items[item->parent].shut;
  if (item->when && !to->shut) {
    inc_explain_cell(g, item->when, &to->when);
    to->shut = to->when.gap || !to->when.value;
  }
  if (item->value) inc_explain_cell(g, item->value, &to->raw);
  to->replaced = item->absent && !to->value.gap && inc_trace_before(g->trace, number) == INCUBATOR_GAP_MISSING;
  if (inc_scale_is_cohort(item->scale) && !to->shut) {
    inc_engine_cohort(g->x->decisions->results, g->to->rule, number, g->to->row, &to->cohort);
  }
  weigh(g, s->score, number, to);
}

const inc_scored *inc_explain_score(inc_gathering *g)
{
  const inc_score *score = &g->to->version->is.score;
  inc_scored *s = inc_explain_alloc(g->x, 1, sizeof *s);
  if (!s) return NULL;
  s->score = score;
  s->items = inc_explain_alloc(g->x, score->count, sizeof *s->items);
  if (!s->items) return NULL;
  for (uint32_t i = 0; i < score->count; i++) explain_item(g, s, i);
  for (uint32_t i = 0; i < score->count && !g->x->failed; i++) {
    const inc_item *item = &score->items[i];
    if (!item->value) s->items[i].mixed = mixed_of(g, s, &item->mix, i + 1, item->end);
    if (!item->value) s->items[i].raw = s->items[i].mixed.value;
    bool seen = item->parent == INC_NONE || !s->items[item->parent].shut;
    if (seen) read_item(g, item, &s->items[i]);
  }
  s->total = mixed_of(g, s, &score->mix, 0, score->count);
  /* Weights found in the data rest on all rows. */
  if (inc_score_finds_weights(score)) inc_explain_rests(g->x, g->x->decisions->policy->rules[g->to->rule].worst);
  inc_explain_losses(g, s);
  return s;
}

/* ---- Selections ---- */

static inc_cell cell_in(const inc_gathering *g, const inc_ref *ref, size_t row)
{
  return inc_results_cell(g->x->decisions->results, g->table, ref, row);
}

/* Whether another row has the same cells in the columns that make a group. */
static bool same_group(const inc_gathering *g, const inc_select *select, size_t row)
{
  for (uint32_t i = 0; i < select->within_count; i++) {
    inc_cell own = cell_in(g, &select->within[i], g->to->row), other = cell_in(g, &select->within[i], row);
    if (own.gap || other.gap || own.value != other.value) return false;
  }
  return true;
}

static size_t count_equals(const inc_gathering *g, const inc_select *select, inc_cell rank)
{
  const inc_ref ref = {.table = g->table, .field = INC_NONE, .rule = g->to->rule, .part = INC_SELECT_RANK};
  size_t rows = inc_results_frame(g->x->decisions->results)->tables[g->table].rows, equals = 0;
  for (size_t row = 0; row < rows && !rank.gap; row++) {
    inc_cell other = cell_in(g, &ref, row);
    equals += !other.gap && other.value == rank.value && same_group(g, select, row);
  }
  return equals;
}

const inc_ranked *inc_explain_rank(inc_gathering *g)
{
  const inc_select *select = &g->to->version->is.select;
  inc_ranked *r = inc_explain_alloc(g->x, 1, sizeof *r);
  if (!r) return NULL;
  r->rank = inc_trace_part(g->trace, INC_SELECT_RANK);
  r->of = inc_trace_part(g->trace, INC_SELECT_OF);
  r->places = inc_trace_part(g->trace, INC_SELECT_PLACES);
  r->equals = count_equals(g, select, r->rank);
  for (uint32_t i = 0; i < select->within_count; i++) inc_explain_column(g, &select->within[i]);
  /* The others of the group count with the static worst of the rules they went through. */
  inc_explain_rests(g->x, g->x->decisions->policy->rules[g->to->rule].worst);
  return r;
}
