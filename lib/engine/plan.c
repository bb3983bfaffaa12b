/* What a plan reads: the rules, the rows that links lead to, the measures that must be given. */
#include "engine/workspace.h"

#include <string.h>

typedef struct reading {
  inc_plan *plan;
  uint32_t row; /* from which links lead */
  bool failed, many;
} reading;

/* Every column that a version reads of its own row; what a measure reads of other rows is not there. */
static void visit_refs(const inc_plan *plan, uint32_t number, inc_ref_visit visit, void *context)
{
  const inc_rule *rule = &plan->how.program->rules[number];
  const inc_version *version = inc_rule_version(rule, plan->how.as_of);
  if (!version) return;
  inc_version own = *version;
  if (rule->kind == INC_KIND_MEASURE) {
    own.is.measure.where = own.is.measure.of = NULL;
    own.is.measure.within_count = 0;
  }
  inc_version_refs(rule->kind, &own, visit, context);
}

/* ---- Rules ---- */

static bool want_ref(void *context, const inc_ref *ref)
{
  inc_plan *plan = context;
  if (ref->rule == INC_NONE) plan->reads[ref->table][ref->field] = true;
  else plan->wanted[ref->rule][0] = plan->wanted[ref->rule][ref->part] = true;
  return true;
}

static void want_parts(inc_plan *plan, uint32_t number)
{
  const inc_rule *rule = &plan->how.program->rules[number];
  const inc_version *version = inc_rule_version(rule, plan->how.as_of);
  bool all = rule->kind == INC_KIND_MEASURE || inc_cohort_scales(rule, version);
  for (uint32_t p = 0; all && p < rule->part_count; p++) plan->wanted[number][p] = true;
}

/* From the last rule to the first: what a wanted rule reads is wanted. */
static void close_wants(inc_plan *plan)
{
  const inc_program *program = plan->how.program;
  for (size_t i = 0; i < plan->how.want_count; i++) {
    const inc_want *want = &plan->how.wants[i];
    plan->wanted[want->rule][0] = plan->wanted[want->rule][want->part] = true;
  }
  for (uint32_t i = program->rule_count; i-- > 0;) {
    uint32_t number = program->order[i];
    if (!plan->wanted[number][0]) continue;
    want_parts(plan, number);
    visit_refs(plan, number, want_ref, plan);
    if (program->rules[number].kind == INC_KIND_MEASURE) plan->measures[plan->measure_count++] = number;
  }
}

/* ---- Rows ---- */

static uint32_t find_row(reading *r, uint32_t above, uint32_t link)
{
  inc_plan *plan = r->plan;
  for (size_t i = 1; i < plan->row_count; i++) {
    if (plan->rows[i].above == above && plan->rows[i].link == link) return (uint32_t)i;
  }
  r->many = plan->row_count == INC_PLAN_ROWS;
  if (r->many) return 0;
  if (!inc_grow(&plan->allocator, (void **)&plan->rows, plan->row_count, &plan->row_capacity, sizeof *plan->rows)) {
    r->failed = true;
    return 0;
  }
  uint32_t table = plan->how.program->schema.tables[plan->rows[above].table].fields[link].link;
  plan->rows[plan->row_count] = (inc_plan_row){table, plan->table_rows[table]++, above, link};
  return (uint32_t)plan->row_count++;
}

static bool read_ref(void *context, const inc_ref *ref)
{
  reading *r = context;
  uint32_t at = r->row;
  for (uint32_t i = 0; i < ref->link_count && !r->failed && !r->many; i++) at = find_row(r, at, ref->links[i]);
  if (r->failed || r->many || ref->rule != INC_NONE) return !r->failed && !r->many;
  bool link = r->plan->how.program->schema.tables[ref->table].fields[ref->field].link != INC_NONE;
  if (link) find_row(r, at, ref->field); /* a link read as a column is the key of its row */
  return !r->failed && !r->many;
}

static void find_rows(reading *r)
{
  inc_plan *plan = r->plan;
  const inc_program *program = plan->how.program;
  if (!inc_grow(&plan->allocator, (void **)&plan->rows, 0, &plan->row_capacity, sizeof *plan->rows)) {
    r->failed = true;
    return;
  }
  plan->rows[plan->row_count++] = (inc_plan_row){plan->how.table, plan->table_rows[plan->how.table]++, INC_NONE, INC_NONE};
  for (r->row = 0; r->row < plan->row_count && !r->failed && !r->many; r->row++) {
    for (uint32_t i = 0; i < program->rule_count && !r->failed && !r->many; i++) {
      bool there = plan->wanted[i][0] && program->rules[i].table == plan->rows[r->row].table;
      if (there) visit_refs(plan, i, read_ref, r);
    }
  }
}

/* ---- What one record cannot be asked ---- */

static inc_plan_fault refuse_rule(const inc_planning *how, uint32_t number)
{
  const inc_rule *rule = &how->program->rules[number];
  const inc_version *version = inc_rule_version(rule, how->as_of);
  if (rule->kind == INC_KIND_SELECT || rule->kind == INC_KIND_APPORTION) return (inc_plan_fault){INC_PLAN_SELECT, number, INC_NONE};
  if (version && rule->kind == INC_KIND_AWARD && (inc_award_is_joint(&version->is.award) || inc_award_sums(&version->is.award))) {
    return (inc_plan_fault){INC_PLAN_AWARD, number, INC_NONE};
  }
  if (version && rule->kind == INC_KIND_TARGET && version->is.target.plan_count) return (inc_plan_fault){INC_PLAN_SELECT, number, INC_NONE};
  if (version && rule->kind == INC_KIND_SCORE && inc_score_finds_weights(&version->is.score)) {
    return (inc_plan_fault){INC_PLAN_WEIGHTS, number, INC_NONE};
  }
  uint32_t count = inc_cohort_scales(rule, version);
  for (uint32_t i = 0; i < count; i++) {
    const bool score = rule->kind == INC_KIND_SCORE;
    const inc_scale *scale = score ? version->is.score.items[i].scale : version->is.derive.scale;
    const uint32_t item = score ? i : INC_NONE;
    if (!inc_scale_is_cohort(scale) || (how->frozen && inc_frozen_find(how->frozen, number, item))) continue;
    return (inc_plan_fault){INC_PLAN_COHORT, number, item};
  }
  return (inc_plan_fault){INC_PLAN_FINE, INC_NONE, INC_NONE};
}

static inc_plan_fault refuse(const inc_plan *plan)
{
  const inc_program *program = plan->how.program;
  inc_plan_fault fault = {INC_PLAN_FINE, INC_NONE, INC_NONE};
  for (uint32_t i = 0; i < program->rule_count && !fault.why; i++) {
    if (plan->wanted[program->order[i]][0]) fault = refuse_rule(&plan->how, program->order[i]);
  }
  return fault;
}

typedef struct refusing {
  const inc_plan_fault *faults;
  inc_plan_fault found;
} refusing;

static bool find_refused(void *context, const inc_ref *ref)
{
  refusing *r = context;
  if (ref->rule != INC_NONE) r->found = r->faults[ref->rule];
  return r->found.why == INC_PLAN_FINE;
}

void inc_plan_refused(const inc_planning *how, inc_plan_fault *faults)
{
  const inc_plan plan = {.how = *how};
  for (uint32_t i = 0; i < how->program->rule_count; i++) {
    const uint32_t number = how->program->order[i];
    refusing r = {faults, refuse_rule(how, number)};
    if (!r.found.why) visit_refs(&plan, number, find_refused, &r);
    faults[number] = r.found;
  }
}

/* ---- The plan ---- */

static bool make_tables(inc_plan *plan)
{
  const inc_program *program = plan->how.program;
  plan->wanted = inc_arena_alloc(&plan->arena, program->rule_count, sizeof *plan->wanted);
  plan->measures = inc_arena_alloc(&plan->arena, program->rule_count, sizeof *plan->measures);
  plan->reads = inc_arena_alloc(&plan->arena, program->schema.count, sizeof *plan->reads);
  plan->table_rows = inc_arena_alloc(&plan->arena, program->schema.count, sizeof *plan->table_rows);
  bool ok = plan->wanted && plan->measures && plan->reads && plan->table_rows;
  for (uint32_t r = 0; ok && r < program->rule_count; r++) {
    plan->wanted[r] = inc_arena_alloc(&plan->arena, program->rules[r].part_count, sizeof **plan->wanted);
    ok = plan->wanted[r] != NULL;
  }
  for (uint32_t t = 0; ok && t < program->schema.count; t++) {
    plan->reads[t] = inc_arena_alloc(&plan->arena, program->schema.tables[t].count, sizeof **plan->reads);
    ok = plan->reads[t] != NULL;
  }
  return ok;
}

/* A first image to write code over, then the image with the code in it. */
static bool make_image(inc_plan *plan)
{
  const size_t first = inc_workspace_lay_out(plan, NULL);
  char *draft = inc_alloc_zero(&plan->allocator, first, 1);
  if (!draft) return false;
  inc_workspace_lay_out(plan, draft);
  inc_workspace *from = (void *)draft;
  if (inc_plan_write(plan, from)) {
    plan->bytes = inc_workspace_add_steps(plan, from, NULL, first);
    plan->image = inc_alloc_zero(&plan->allocator, plan->bytes, 1);
  }
  if (plan->image) {
    memcpy(plan->image, draft, first);
    inc_workspace_add_steps(plan, from, (char *)plan->image, first);
  }
  inc_free(&plan->allocator, draft);
  return plan->image != NULL;
}

static inc_plan_fault build(inc_plan *plan)
{
  const inc_plan_fault none = {INC_PLAN_NO_MEMORY, INC_NONE, INC_NONE};
  reading r = {.plan = plan};
  if (!make_tables(plan)) return none;
  close_wants(plan);
  inc_plan_fault fault = refuse(plan);
  if (fault.why) return fault;
  find_rows(&r);
  if (r.failed) return none;
  if (r.many) return (inc_plan_fault){INC_PLAN_ROWS_MANY, INC_NONE, INC_NONE};
  return make_image(plan) ? fault : none;
}

inc_plan_fault inc_plan_create(const inc_planning *how, inc_plan **to)
{
  *to = NULL;
  inc_plan *plan = inc_alloc_zero(&how->allocator, 1, sizeof *plan);
  if (!plan) return (inc_plan_fault){INC_PLAN_NO_MEMORY, INC_NONE, INC_NONE};
  plan->allocator = how->allocator;
  plan->how = *how;
  inc_arena_init(&plan->arena, &plan->allocator);
  inc_plan_fault fault = build(plan);
  plan->how.wants = NULL; /* the caller's */
  if (fault.why == INC_PLAN_FINE) *to = plan;
  else inc_plan_free(plan);
  return fault;
}

void inc_plan_free(inc_plan *plan)
{
  if (!plan) return;
  incubator_allocator a = plan->allocator;
  inc_free(&a, plan->rows);
  inc_free(&a, plan->steps[0]);
  inc_free(&a, plan->steps[1]);
  inc_free(&a, plan->image);
  inc_arena_clear(&plan->arena);
  inc_free(&a, plan);
}

const inc_plan_row *inc_plan_rows(const inc_plan *plan, size_t *count)
{
  *count = plan->row_count;
  return plan->rows;
}

bool inc_plan_reads(const inc_plan *plan, uint32_t table, uint32_t field)
{
  return plan->reads[table][field];
}

const uint32_t *inc_plan_measures(const inc_plan *plan, size_t *count)
{
  *count = plan->measure_count;
  return plan->measures;
}

size_t inc_plan_bytes(const inc_plan *plan)
{
  return plan->bytes;
}
