#include "robustness/certain.h"

#include <string.h>

/* ---- Whether scores only rise or only fall ---- */

static bool constant(const inc_expression *e, inc_number *number)
{
  if (e->count != 1 || e->nodes[0].op != INC_OP_CONSTANT) return false;
  *number = e->nodes[0].is.number;
  return true;
}

/* Points or steps that only rise, or only fall. */
static bool one_way(const inc_scale *scale)
{
  bool rises = true, falls = true;
  inc_number before = {0}, here;
  if (!scale) return true;
  if (inc_scale_is_cohort(scale) || scale->outside != INC_OUTSIDE_HOLD) return false;
  for (size_t i = 0; i < scale->count; i++) {
    if (!constant(&scale->points[i].y, &here) || !constant(&scale->points[i].x, &(inc_number){0})) return false;
    const int order = i ? inc_number_compare(before, here) : 0;
    rises = rises && order <= 0;
    falls = falls && order >= 0;
    before = here;
  }
  return rises || falls;
}

/* Whether every item of a group applies to every row. */
static bool all_apply(const incubator_robustness *r, const inc_weight_group *g)
{
  for (uint32_t i = 0; i < g->count; i++) {
    const uint8_t *gaps = inc_results_column(inc_robust_base(r), r->score, r->version->is.score.items[g->weights[i]].part).gaps;
    if (memchr(gaps, INCUBATOR_GAP_INAPPLICABLE, r->rows)) return false;
  }
  return true;
}

/*
 * From the weight's own group up to the score: sums and means are quotients of two linear functions of the weight, and so
 * is a sum that is spread over the items that are there, as long as the weight of all stays the total. Where something
 * missing can make a whole group missing that gap is part of what is compared, and must not be hidden. Weights that are
 * found in the data are others where the numbers of an item are.
 */
static bool monotone(inc_certain *c, uint32_t weight)
{
  const incubator_robustness *r = c->r;
  const inc_score *score = &r->version->is.score;
  const inc_weight_group *own = &r->groups[r->weights[weight].group];
  bool reweights = false, stands = r->version->absent || r->version->reported;
  if (inc_robust_mix(score, own->item)->aggregate == INC_AGGREGATE_SUM && inc_robust_mix(score, own->item)->reweight && (c->others_kept || !all_apply(r, own))) {
    return false;
  }
  for (uint32_t at = own->item;; at = score->items[at].parent) {
    const inc_mix *mix = inc_robust_mix(score, at);
    if (mix->weights != INC_WEIGHTS_GIVEN || (mix->aggregate != INC_AGGREGATE_SUM && mix->aggregate != INC_AGGREGATE_MEAN)) return false;
    reweights = reweights || mix->reweight;
    if (at == INC_NONE) return !(reweights && stands);
    if (!one_way(score->items[at].scale)) return false;
    c->path[c->path_count++] = score->items[at].part;
    stands = stands || score->items[at].absent;
  }
}

/* ---- How the score is read ---- */

typedef struct finding {
  inc_certain *c;
  inc_variant *v;
  const inc_rerun *rerun; /* which rules vary */
  const inc_rule *rule;   /* being looked at … */
  const inc_version *version;
  bool failed;
} finding;

static bool is_order(inc_op op)
{
  return op == INC_OP_LESS || op == INC_OP_LESS_EQUAL || op == INC_OP_GREATER || op == INC_OP_GREATER_EQUAL;
}

static bool reads_score(const finding *f, const inc_node *node)
{
  return node->op == INC_OP_COLUMN && node->is.ref.rule == f->c->r->score;
}

/* A rule for a comparison: the expression up to it. */
static void add_turn(finding *f, const inc_expression *e, uint32_t node, uint32_t table)
{
  inc_certain *c = f->c;
  inc_program *p = &f->v->program;
  inc_expression *value = inc_arena_alloc(&f->v->arena, 1, sizeof *value);
  inc_version *version = inc_arena_alloc(&f->v->arena, 1, sizeof *version);
  inc_part *part = inc_arena_alloc(&f->v->arena, 1, sizeof *part);
  if (!value || !version || !part) {
    f->failed = true;
    return;
  }
  *value = *e;
  value->count = node + 1;
  *version = (inc_version){.from = INT32_MIN, .until = INT32_MAX, .at = f->version->at, .step = 1, .rounding = p->rounding};
  version->is.derive.value = value;
  *part = (inc_part){.type = INC_TYPE_BOOLEAN, .list = INC_NONE};
  p->rules[p->rule_count] = (inc_rule){.name = "", .kind = INC_KIND_DERIVE, .stage = INC_STAGE_COHORT, .table = table, .parts = part,
                                       .part_count = 1, .versions = version, .version_count = 1};
  f->v->order[p->rule_count] = p->rule_count;
  p->rule_count++;
  c->count++;
}

/* The score stands in comparisons only, against something else; each of them is a turn. */
static bool look_at(void *context, const inc_expression *e)
{
  finding *f = context;
  const bool measured = f->rule->kind == INC_KIND_MEASURE && (e == f->version->is.measure.where || e == f->version->is.measure.of);
  const uint32_t table = measured ? f->version->is.measure.rows : f->rule->table;
  if (reads_score(f, inc_expression_root(e)) && f->rule->kind != INC_KIND_SELECT) f->c->certain = false;
  for (uint32_t n = 0; n < e->count && !f->failed; n++) {
    const inc_node *node = &e->nodes[n];
    uint32_t scores = 0;
    for (uint32_t i = 0; i < node->count; i++) scores += reads_score(f, &e->nodes[inc_expression_operand(e, node, i)]);
    if (scores == 0) continue;
    if (!is_order(node->op) || scores > 1 || (measured && f->version->at)) f->c->certain = false;
    else add_turn(f, e, n, table);
  }
  return !f->failed;
}

/* What varies is told apart by comparisons, but for ranks, which hang on the whole order. */
static bool look_at_ref(void *context, const inc_ref *ref)
{
  finding *f = context;
  const inc_program *p = &f->v->program;
  if (ref->rule == INC_NONE || ref->rule >= f->c->first || !inc_rerun_varies(f->rerun, ref->rule)) return true;
  if (p->rules[ref->rule].kind == INC_KIND_SELECT && ref->part == INC_SELECT_RANK) f->c->certain = false;
  return true;
}

static bool varies_within(const finding *f, const inc_ref *columns, uint32_t count)
{
  for (uint32_t i = 0; i < count; i++) {
    if (columns[i].rule != INC_NONE && inc_rerun_varies(f->rerun, columns[i].rule)) return true;
  }
  return false;
}

/* A selection by the score first, in groups that stay. */
static void look_at_select(finding *f, uint32_t number, bool top)
{
  inc_certain *c = f->c;
  const inc_select *s = &f->version->is.select;
  const inc_node *key = inc_expression_root(s->order[0].value);
  bool by_score = reads_score(f, key) && key->is.ref.link_count == 0 && f->rule->table == c->r->table;
  for (uint32_t i = 1; i < s->order_count; i++) by_score = by_score && !reads_score(f, inc_expression_root(s->order[i].value));
  if ((s->places && reads_score(f, inc_expression_root(s->places))) || (f->version->when && reads_score(f, inc_expression_root(f->version->when)))) {
    c->certain = false;
  }
  if (!by_score || varies_within(f, s->within, s->within_count)) {
    c->certain = false;
    return;
  }
  inc_edge *edge = &c->edges[c->edge_count];
  *edge = (inc_edge){.select = number, .part = key->is.ref.part, .highest = s->order[0].highest, .top = top};
  edge->groups = inc_arena_alloc(&f->v->arena, c->r->rows, sizeof *edge->groups);
  if (!edge->groups || inc_engine_groups(inc_robust_base(c->r), number, edge->groups) != INCUBATOR_STATUS_OK) f->failed = true;
  c->edge_count++;
}

static void look_at_rule(finding *f, uint32_t number)
{
  inc_certain *c = f->c;
  f->rule = &f->v->program.rules[number];
  f->version = inc_rule_version(f->rule, inc_results_as_of(inc_robust_base(c->r)));
  if (!f->version) return;
  if (f->rule->kind == INC_KIND_AWARD || f->rule->kind == INC_KIND_APPORTION) c->certain = c->alone = false; /* a cap may bind or not */
  if (f->rule->kind == INC_KIND_MEASURE || f->rule->kind == INC_KIND_SELECT) c->alone = false;
  if (f->rule->kind == INC_KIND_DERIVE && inc_scale_is_cohort(f->version->is.derive.scale)) c->alone = false;
  if (f->rule->kind == INC_KIND_SCORE) c->alone = false;
  if (f->rule->table != c->r->table) c->alone = false;
  if (!inc_version_expressions(f->rule->kind, f->version, look_at, f)) return;
  inc_version_refs(f->rule->kind, f->version, look_at_ref, f);
  if (f->rule->kind == INC_KIND_SELECT) look_at_select(f, number, c->watch == INCUBATOR_WATCH_TOP && number == c->rule);
}

static bool links_to_score(void *context, const inc_ref *ref)
{
  const finding *f = context;
  return ref->link_count == 0 || ref->rule == INC_NONE || !inc_rerun_varies(f->rerun, ref->rule);
}

static void find(finding *f)
{
  inc_certain *c = f->c;
  for (uint32_t i = 0; i < c->first && !f->failed; i++) {
    const uint32_t number = f->v->program.order[i];
    if (number == c->r->score || !inc_rerun_varies(f->rerun, number)) continue;
    look_at_rule(f, number);
    if (f->version && !inc_version_refs(f->rule->kind, f->version, links_to_score, f)) c->alone = false;
  }
  if (c->watch != INCUBATOR_WATCH_TOP || c->rule != INC_NONE || f->failed) return;
  inc_edge *edge = &c->edges[c->edge_count++];
  *edge = (inc_edge){.select = INC_NONE, .highest = true, .top = true};
  edge->groups = inc_arena_alloc(&f->v->arena, c->r->rows, sizeof *edge->groups);
  f->failed = !edge->groups;
}

/* Comparisons that there are at the most. */
static bool count_nodes(void *context, const inc_expression *e)
{
  uint32_t *count = context;
  for (uint32_t n = 0; n < e->count; n++) *count += is_order(e->nodes[n].op);
  return true;
}

uint32_t inc_certain_room(const incubator_robustness *r)
{
  const inc_program *p = inc_robust_program(r);
  uint32_t count = 0;
  for (uint32_t i = 0; i < p->rule_count; i++) {
    const inc_version *version = inc_rule_version(&p->rules[i], inc_results_as_of(inc_robust_base(r)));
    if (version) inc_version_expressions(p->rules[i].kind, version, count_nodes, &count);
  }
  return count;
}

/* Numbers rows by what the score is made of: rows of one number have one score, whatever the weights. */
static incubator_status find_alike(inc_certain *c, inc_arena *arena)
{
  const incubator_robustness *r = c->r;
  const inc_rule *rule = &inc_robust_program(r)->rules[r->score];
  bool plain = true, added;
  inc_map map;
  int64_t *tuple = inc_arena_alloc(arena, (size_t)rule->part_count * 2, sizeof *tuple);
  c->alike = inc_arena_alloc(arena, r->rows, sizeof *c->alike);
  if (!tuple || !c->alike) return INCUBATOR_STATUS_NO_MEMORY;
  for (uint32_t g = 0; g < r->group_count; g++) plain = plain && !r->groups[g].by_rows;
  inc_map_init(&map, &r->allocator);
  bool ok = true;
  for (size_t row = 0; row < r->rows && ok; row++) {
    for (uint32_t p = 0; p < rule->part_count; p++) {
      const inc_result_view view = inc_results_column(inc_robust_base(r), r->score, p);
      tuple[2 * p] = ((const int64_t *)view.values)[row];
      tuple[2 * p + 1] = plain ? view.gaps[row] : (int64_t)row;
    }
    c->alike[row] = inc_map_add(&map, (const char *)tuple, (size_t)rule->part_count * 2 * sizeof *tuple, &added);
    ok = c->alike[row] != INC_MAP_NONE;
  }
  inc_map_free(&map);
  return ok ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_NO_MEMORY;
}

incubator_status inc_certain_find(inc_certain *c, inc_variant *v, uint32_t weight)
{
  const inc_want want = {c->rule == INC_NONE ? c->r->score : c->rule, 0};
  inc_rerun *rerun;
  c->program = &v->program;
  c->first = v->program.rule_count;
  c->path = inc_arena_alloc(&v->arena, c->r->group_count, sizeof *c->path);
  if (!c->path) return INCUBATOR_STATUS_NO_MEMORY;
  c->certain = monotone(c, weight);
  c->alone = c->row != SIZE_MAX;
  c->edges = inc_arena_alloc(&v->arena, (size_t)c->first + 1, sizeof *c->edges);
  c->groups = inc_arena_alloc(&v->arena, c->r->rows, sizeof *c->groups);
  if (!c->edges || !c->groups) return INCUBATOR_STATUS_NO_MEMORY;
  INC_TRY(find_alike(c, &v->arena));
  INC_TRY(inc_rerun_create(inc_robust_base(c->r), inc_robust_program(c->r), c->r->score, &want, 1, &rerun));
  finding f = {.c = c, .v = v, .rerun = rerun};
  find(&f);
  inc_rerun_free(rerun);
  return f.failed ? INCUBATOR_STATUS_NO_MEMORY : INCUBATOR_STATUS_OK;
}

size_t inc_certain_wants(const inc_certain *c, inc_want *wants)
{
  static const uint32_t parts[] = {0, INC_SELECT_RANK, INC_SELECT_PLACES};
  inc_want ignored;
  size_t count = 0;
  inc_want *to = wants ? wants : &ignored;
#define WANT(rule, part) (*to = (inc_want){rule, part}, to += wants != NULL, count++)
  WANT(c->r->score, 0);
  for (uint32_t i = 0; i < c->path_count; i++) WANT(c->r->score, c->path[i]);
  if (c->rule != INC_NONE) WANT(c->rule, 0);
  for (uint32_t i = 0; i < c->count; i++) WANT(c->first + i, 0);
  for (uint32_t i = 0; i < c->edge_count; i++) {
    WANT(c->r->score, c->edges[i].part);
    for (size_t p = 0; p < 3 && c->edges[i].select != INC_NONE; p++) WANT(c->edges[i].select, parts[p]);
  }
  if (c->watch == INCUBATOR_WATCH_TOP && c->rule != INC_NONE) WANT(c->rule, INC_SELECT_RANK);
#undef WANT
  return count;
}

/* ---- One distance ---- */

bool inc_moment_make(inc_moment *m, const inc_certain *c, inc_arena *arena)
{
  const size_t rows = c->r->rows, edges = rows * c->edge_count;
  const inc_frame *frame = inc_results_frame(inc_robust_base(c->r));
  m->size = rows * ((size_t)c->path_count + 1);
  for (uint32_t i = 0; i < c->count; i++) m->size += 2 * frame->tables[c->program->rules[c->first + i].table].rows;
  m->codes = inc_arena_alloc(arena, rows, sizeof *m->codes);
  m->signature = inc_arena_alloc(arena, m->size, 1);
  m->sides = inc_arena_alloc(arena, edges, 1);
  m->keys = inc_arena_alloc(arena, edges, sizeof *m->keys);
  m->places = inc_arena_alloc(arena, edges, sizeof *m->places);
  return m->codes && m->signature && m->sides && m->keys && m->places;
}

static uint8_t side_of(const inc_certain *c, const inc_edge *edge, const inc_results *results, const uint32_t *ranks, size_t row)
{
  if (edge->select == INC_NONE) return !ranks[row] ? INC_EDGE_NO_CANDIDATE : ranks[row] <= c->r->options.top ? INC_EDGE_IN : INC_EDGE_OUT;
  const inc_result_view rank = inc_results_column(results, edge->select, INC_SELECT_RANK), own = inc_results_column(results, edge->select, 0);
  if (rank.gaps[row]) return INC_EDGE_NO_CANDIDATE;
  if (edge->top) return ((const int64_t *)rank.values)[row] / INC_MICRO <= (int64_t)c->r->options.top ? INC_EDGE_IN : INC_EDGE_OUT;
  if (own.gaps[row]) return own.gaps[row] == INCUBATOR_GAP_TIE ? INC_EDGE_TIE : INC_EDGE_NO_CANDIDATE;
  return ((const uint8_t *)own.values)[row] ? INC_EDGE_IN : INC_EDGE_OUT;
}

static void take_edge(inc_moment *m, const inc_certain *c, uint32_t number, const inc_results *results, const uint32_t *ranks)
{
  const inc_edge *edge = &c->edges[number];
  const inc_result_view keys = inc_results_column(results, c->r->score, edge->part);
  inc_result_view places = {0};
  if (edge->select != INC_NONE && !edge->top) places = inc_results_column(results, edge->select, INC_SELECT_PLACES);
  for (size_t row = 0; row < c->r->rows; row++) {
    const size_t at = number * c->r->rows + row;
    m->sides[at] = side_of(c, edge, results, ranks, row);
    m->keys[at] = edge->highest ? ((const int64_t *)keys.values)[row] : ~((const int64_t *)keys.values)[row]; /* the greatest comes first */
    m->places[at] = places.values ? ((const int64_t *)places.values)[row] / INC_MICRO : (int64_t)c->r->options.top;
  }
}

void inc_moment_codes(inc_moment *m, const inc_certain *c, const inc_results *results, uint32_t *ranks, int64_t *order)
{
  const bool top = c->watch == INCUBATOR_WATCH_TOP;
  if (top) inc_robust_ranks(c->r, results, ranks, order);
  for (size_t row = 0; row < c->r->rows; row++) {
    m->codes[row] = top ? ranks[row] && ranks[row] <= c->r->options.top : inc_robust_code(c->r, results, row);
  }
}

void inc_moment_take(inc_moment *m, const inc_certain *c, const inc_results *results, uint32_t *ranks, int64_t *order)
{
  const size_t rows = c->r->rows;
  uint8_t *to = m->signature;
  inc_moment_codes(m, c, results, ranks, order);
  memcpy(to, inc_results_column(results, c->r->score, 0).gaps, rows);
  to += rows;
  for (uint32_t i = 0; i < c->path_count; i++, to += rows) memcpy(to, inc_results_column(results, c->r->score, c->path[i]).gaps, rows);
  for (uint32_t i = 0; i < c->count; i++) {
    const inc_result_view view = inc_results_column(results, c->first + i, 0);
    memcpy(to, view.values, view.rows);
    memcpy(to + view.rows, view.gaps, view.rows);
    to += 2 * view.rows;
  }
  for (uint32_t i = 0; i < c->edge_count; i++) take_edge(m, c, i, results, ranks);
}

bool inc_moment_same(const inc_certain *c, const inc_moment *a, const inc_moment *b, size_t *row)
{
  const size_t first = c->row == SIZE_MAX ? 0 : c->row, end = c->row == SIZE_MAX ? c->r->rows : c->row + 1;
  for (*row = first; *row < end; (*row)++) {
    if (a->codes[*row] != b->codes[*row]) return false;
  }
  return true;
}

/* ---- Between two ---- */

/* Ranges of keys over the whole way: the rows above an edge, at it, and below it. */
enum { INC_BELOW, INC_AT, INC_ABOVE, INC_LEVELS };

/* Who is at the edge, where equal rows meet there: those that are tied, or the last ones in of too many, or the first ones out. */
static int level_of(const inc_edge_group *g, uint8_t side, int64_t key)
{
  if (side == INC_EDGE_TIE) return INC_AT;
  if (side == INC_EDGE_IN) return !g->tied && (int64_t)g->in > g->places && key == g->worst_in ? INC_AT : INC_ABOVE;
  return !g->tied && (int64_t)g->in < g->places && key == g->best_out ? INC_AT : INC_BELOW;
}

static bool count_sides(const inc_certain *c, size_t start, const inc_edge *edge, const inc_moment *left, const inc_moment *right)
{
  for (size_t row = 0; row < c->r->rows; row++) {
    const uint8_t side = left->sides[start + row];
    const int64_t key = left->keys[start + row];
    if (side == INC_EDGE_NO_CANDIDATE) continue;
    if (left->places[start + row] != right->places[start + row]) return false;
    inc_edge_group *g = &c->groups[edge->groups[row]];
    g->places = left->places[start + row];
    if (side == INC_EDGE_TIE) g->tied = true;
    if (side == INC_EDGE_IN && (!g->in++ || key < g->worst_in)) g->worst_in = key;
    if (side == INC_EDGE_OUT && (!g->out++ || key > g->best_out)) g->best_out = key;
  }
  return true;
}

/* False where rows at an edge are not alike, and so may part. */
static bool find_levels(const inc_certain *c, size_t start, const inc_edge *edge, const inc_moment *left, const inc_moment *right)
{
  for (size_t row = 0; row < c->r->rows; row++) {
    const int64_t a = left->keys[start + row], b = right->keys[start + row];
    if (left->sides[start + row] == INC_EDGE_NO_CANDIDATE) continue;
    inc_edge_group *g = &c->groups[edge->groups[row]];
    const int level = level_of(g, left->sides[start + row], a);
    if (level == INC_AT && g->count[level] && g->alike != c->alike[row]) return false;
    if (level == INC_AT) g->alike = c->alike[row];
    const int64_t least = a < b ? a : b, most = a < b ? b : a;
    if (!g->count[level] || least < g->least[level]) g->least[level] = least;
    if (!g->count[level] || most > g->most[level]) g->most[level] = most;
    g->count[level]++;
  }
  return true;
}

static bool apart(const inc_edge_group *g, int above, int below)
{
  return !g->count[above] || !g->count[below] || g->least[above] > g->most[below];
}

static bool edge_stays(const inc_certain *c, uint32_t number, const inc_moment *left, const inc_moment *right)
{
  const inc_edge *edge = &c->edges[number];
  const size_t rows = c->r->rows, start = number * rows;
  if (memcmp(left->sides + start, right->sides + start, rows)) return false;
  memset(c->groups, 0, rows * sizeof *c->groups);
  if (!count_sides(c, start, edge, left, right) || !find_levels(c, start, edge, left, right)) return false;
  for (size_t i = 0; i < rows; i++) {
    const inc_edge_group *g = &c->groups[i];
    if (!apart(g, INC_ABOVE, INC_AT) || !apart(g, INC_AT, INC_BELOW) || !apart(g, INC_ABOVE, INC_BELOW)) return false;
  }
  return true;
}

/* The bytes of a signature that are about one row: where that stands alone all comparisons are on its table. */
static bool same_row(const inc_certain *c, const inc_moment *left, const inc_moment *right)
{
  const size_t rows = c->r->rows;
  for (size_t i = 0; i < left->size / rows; i++) {
    if (left->signature[i * rows + c->row] != right->signature[i * rows + c->row]) return false;
  }
  return true;
}

bool inc_certain_between(const inc_certain *c, const inc_moment *left, const inc_moment *right)
{
  if (c->alone) return same_row(c, left, right);
  if (memcmp(left->signature, right->signature, left->size)) return false;
  for (uint32_t i = 0; i < c->edge_count; i++) {
    if (!edge_stays(c, i, left, right)) return false;
  }
  return true;
}
