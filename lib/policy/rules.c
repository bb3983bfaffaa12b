/* Rules: their heads first, so that names can be resolved; then, in order, their bodies. */
#include "policy/items.h"
#include "policy/rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"

#define COMMON "kind on title when cite evidence assumed reason round absent unit categories at note override from until"

const char *inc_kind_name(inc_kind kind)
{
  return inc_kind_readers[kind].name;
}

/* ---- Heads ---- */

static const char kind_words[] = "derive choose require score measure select apportion award target";

/* The rule's table; INC_NONE after a finding. */
static uint32_t read_on(inc_reader *r, const inc_json *version)
{
  const inc_json *on = inc_member(r, version, "on", INC_JSON_STRING, true);
  if (!on) return INC_NONE;
  const char *name = inc_json_string(on);
  uint32_t table = inc_schema_table(&r->policy->program.schema, name, strlen(name));
  if (table == INC_NONE) INC_REPORT(r, "unknown-name", on, "no table \"%s\"", name);
  return table;
}

static bool read_kind(inc_reader *r, const inc_json *version, inc_kind *kind)
{
  const inc_json *node = inc_json_get(version, "kind");
  if (!node) {
    INC_REPORT(r, "kind-unknown", version, "no key \"kind\" here, expected one of: %s", kind_words);
    return false;
  }
  int word = inc_read_word(r, node, "kind-unknown", kind_words);
  if (word >= 0) *kind = (inc_kind)word;
  return word >= 0;
}

static void check_clash(inc_reader *r, const inc_rule *rule, const inc_json *entry)
{
  const inc_table *table = &r->policy->program.schema.tables[rule->table];
  if (inc_table_field(table, rule->name, strlen(rule->name)) == INC_NONE) return;
  inc_report_key(r, "name-clash", entry, "\"%s\" is the name of a field or link of \"%s\" already", rule->name, table->name);
}

/* Reads kind and table of all versions, which must be the same. False when the rule can't be used. */
static bool read_head(inc_reader *r, const inc_json *entry, inc_rule *rule)
{
  bool list, ok = true, first = true;
  const inc_json *version = inc_rule_versions(entry, &list);
  if (!version) INC_REPORT(r, "key-missing", entry, "a rule without a version");
  ok = version != NULL;
  for (; version && ok; version = list ? inc_json_next(version) : NULL, first = false) {
    inc_kind kind = INC_KIND_DERIVE;
    if (inc_json_type_of(version) != INC_JSON_OBJECT) {
      INC_REPORT(r, "type-mismatch", version, "found %s, expected a rule (an object, or a list of them)",
                 inc_json_type_name(inc_json_type_of(version)));
      return false;
    }
    uint32_t table = read_on(r, version);
    ok = read_kind(r, version, &kind) && table != INC_NONE;
    if (!ok) break;
    if (!first && (kind != rule->kind || table != rule->table)) {
      INC_REPORT(r, "type-mismatch", version, "versions of a rule must be of one kind and on one table");
      return false;
    }
    rule->kind = kind;
    rule->table = table;
    rule->version_count++;
  }
  if (ok) check_clash(r, rule, entry);
  return ok;
}

/* ---- Names of parts ---- */

/* "rule", or "rule:part"; in memory that only reading needs. */
const char *inc_rule_part_name(inc_reader *r, const inc_rule *rule, const char *part, size_t *length)
{
  size_t head = strlen(rule->name), tail = part ? strlen(part) + 1 : 0;
  char *text = inc_arena_alloc(&r->scratch, head + tail + 1, 1);
  *length = head + tail;
  if (!text) {
    r->failed = true;
    return "";
  }
  memcpy(text, rule->name, head);
  if (part) memcpy(text + head + 1, part, tail);
  if (part) text[head] = ':';
  return text;
}

/* The next part, unless it has its name already; NULL names the rule itself. */
static void add_part(inc_reader *r, inc_rule *rule, const char *name)
{
  incubator_policy *p = r->policy;
  size_t length;
  const char *text = inc_rule_part_name(r, rule, name, &length);
  bool added = false;
  if (!inc_grow(&r->allocator, (void **)&p->named, p->names.count, &p->named_capacity, sizeof *p->named) ||
      inc_map_add(&p->names, text, length, &added) == INC_MAP_NONE) {
    r->failed = true;
  }
  if (!added) return;
  p->named[p->names.count - 1] = (inc_want){p->program.rule_count, rule->part_count};
  rule->parts[rule->part_count++] = (inc_part){.name = name, .list = INC_NONE, .bits = 63};
}

/* A require's parts are its conditions, a score's its items, an award's what it is made of, a target's the dates of its plan: of all versions together. */
static uint32_t count_own_parts(inc_reader *r, const inc_rule *rule, const inc_json *entry)
{
  bool list;
  size_t count = 0;
  for (const inc_json *v = inc_rule_versions(entry, &list); v; v = list ? inc_json_next(v) : NULL) {
    if (rule->kind == INC_KIND_REQUIRE) count += inc_json_count(inc_json_get(v, "conditions"));
    if (rule->kind == INC_KIND_SCORE) count += inc_count_items(r, v);
    if (rule->kind == INC_KIND_AWARD) count += inc_count_award_parts(v);
    if (rule->kind == INC_KIND_TARGET) count += inc_count_target_parts(v);
  }
  return (uint32_t)count;
}

/* A rule while its parts are named. */
typedef struct naming {
  inc_reader *r;
  inc_rule *rule;
} naming;

static void add_named(void *context, const char *name)
{
  const naming *n = context;
  add_part(n->r, n->rule, name);
}

static void name_own_parts(inc_reader *r, inc_rule *rule, const inc_json *version)
{
  if (rule->kind == INC_KIND_AWARD) inc_name_award_parts(r, version, add_named, &(naming){r, rule});
  if (rule->kind == INC_KIND_TARGET) inc_name_target_parts(r, version, add_named, &(naming){r, rule});
  const inc_json *c = rule->kind == INC_KIND_REQUIRE ? inc_json_first(inc_json_get(version, "conditions")) : NULL;
  for (; c && inc_json_key(c) && !r->failed; c = inc_json_next(c)) add_part(r, rule, inc_json_key(c));
  if (rule->kind != INC_KIND_SCORE) return;
  for (inc_item_walk w = inc_item_walk_start(version); inc_item_next(r, r->arena, &w) && !r->failed;) add_part(r, rule, w.path);
}

static void name_parts(inc_reader *r, const inc_json *entry, inc_rule *rule)
{
  const char *const *fixed = inc_kind_readers[rule->kind].parts;
  uint32_t room = 1 + count_own_parts(r, rule, entry);
  for (uint32_t i = 0; fixed && fixed[i]; i++) room++;
  rule->parts = inc_reader_alloc(r, room, sizeof *rule->parts);
  if (!rule->parts) return;
  add_part(r, rule, NULL);
  for (uint32_t i = 0; fixed && fixed[i]; i++) add_part(r, rule, fixed[i]);
  bool list;
  for (const inc_json *v = inc_rule_versions(entry, &list); v; v = list ? inc_json_next(v) : NULL) name_own_parts(r, rule, v);
}

/* All rules that have a head get a number; the rest is left out, its findings are told. */
static void read_heads(inc_reader *r)
{
  inc_program *program = &r->policy->program;
  program->rules = inc_reader_alloc(r, r->rules.count, sizeof *program->rules);
  r->policy->rules = inc_reader_alloc(r, r->rules.count, sizeof *r->policy->rules);
  size_t kept = 0;
  for (size_t i = 0; i < r->rules.count && !r->failed; i++) {
    inc_entry entry = r->rules.entries[i];
    inc_rule *rule = &program->rules[program->rule_count];
    r->document = entry.document;
    *rule = (inc_rule){.name = entry.name};
    if (!read_head(r, entry.node, rule)) continue;
    name_parts(r, entry.node, rule);
    r->policy->rules[program->rule_count] = (inc_rule_info){.document = entry.document, .own = entry.document == 0};
    program->rule_count++;
    r->rules.entries[kept++] = entry; /* rule n is entry n from here on */
  }
  r->rules.count = kept;
}

/* ---- Bodies ---- */

inc_meaning inc_number_of(uint32_t unit)
{
  return (inc_meaning){.type = INC_TYPE_NUMBER, .list = INC_NONE, .unit = unit};
}

inc_meaning inc_boolean_meaning(void)
{
  return (inc_meaning){.type = INC_TYPE_BOOLEAN, .list = INC_NONE};
}

const inc_expression *inc_rule_expression(inc_rule_reader *x, const inc_json *object, const char *key, bool required,
                                          inc_meaning *meaning)
{
  const inc_json *node = inc_json_get(object, key);
  *meaning = (inc_meaning){.list = INC_NONE};
  if (node) return inc_read_expression(x->r, node, x->rule->table, meaning);
  if (required) INC_REPORT(x->r, "key-missing", object, "no key \"%s\" here, expected an expression", key);
  return NULL;
}

const inc_expression *inc_rule_condition(inc_rule_reader *x, const inc_json *object, const char *key, bool required)
{
  inc_meaning meaning, boolean = inc_boolean_meaning();
  const inc_expression *e = inc_rule_expression(x, object, key, required, &meaning);
  if (e) inc_expect(x->r, inc_json_get(object, key), e, &meaning, &boolean);
  return e;
}

const inc_expression *inc_rule_number(inc_rule_reader *x, const inc_json *object, const char *key, bool required,
                                      inc_meaning *meaning)
{
  const inc_expression *e = inc_rule_expression(x, object, key, required, meaning);
  if (!e || meaning->type == INC_TYPE_UNKNOWN || (meaning->type == INC_TYPE_NUMBER && !meaning->literal)) return e;
  INC_REPORT(x->r, "type-mismatch", inc_json_get(object, key), "found %s, expected a number", inc_type_name(meaning->type));
  meaning->type = INC_TYPE_UNKNOWN;
  return e;
}

const inc_ref *inc_rule_columns(inc_rule_reader *x, const inc_json *object, const char *key, uint32_t *count)
{
  const inc_json *node = inc_member(x->r, object, key, INC_JSON_ARRAY, false);
  inc_ref *refs = inc_reader_alloc(x->r, inc_json_count(node), sizeof *refs);
  *count = 0;
  for (const inc_json *item = inc_json_first(node); item && refs; item = inc_json_next(item)) {
    if (inc_read_path(x->r, item, x->rule->table, &refs[*count])) (*count)++;
  }
  return refs;
}

void inc_rule_part_type(inc_rule_reader *x, uint32_t part, const inc_json *node, inc_meaning meaning)
{
  inc_part *p = &x->rule->parts[part];
  uint32_t *unit = (uint32_t *)&x->info->units[part]; /* ours until the rule is read */
  bool first = p->type == INC_TYPE_UNKNOWN, open = part == 0 && x->flexible; /* no version has said the unit yet */
  if (meaning.type == INC_TYPE_UNKNOWN) return;
  if (!first && (p->type != meaning.type || p->list != meaning.list)) {
    INC_REPORT(x->r, "type-mismatch", node, "versions of a rule must yield one type: found %s, expected %s",
               inc_type_name(meaning.type), inc_type_name(p->type));
    return;
  }
  if (!first && !open && !meaning.flexible && *unit != meaning.unit) {
    INC_REPORT(x->r, "unit-mismatch", node, "versions of a rule must yield one unit: found %s, expected %s",
               x->r->policy->units[meaning.unit].text, x->r->policy->units[*unit].text);
    return;
  }
  p->type = meaning.type;
  p->list = meaning.list;
  if (first || open) *unit = meaning.unit;
  if (part == 0) x->flexible = (first || open) && meaning.flexible;
}

uint32_t inc_rule_categories(inc_rule_reader *x)
{
  const inc_json *node = inc_member(x->r, x->node, "categories", INC_JSON_STRING, false);
  if (!node) return INC_NONE;
  const char *name = inc_json_string(node);
  uint32_t list = inc_section_find(&x->r->lists, name, strlen(name));
  if (list == INC_NONE) INC_REPORT(x->r, "unknown-name", node, "no category list \"%s\"", name);
  else x->r->used_lists[list] = true;
  return list;
}

void inc_rule_declared(inc_rule_reader *x, const inc_expression *e, const inc_json *node, inc_meaning *meaning)
{
  const inc_json *unit = inc_json_get(x->node, "unit");
  uint32_t list = inc_rule_categories(x);
  if (list != INC_NONE) {
    inc_meaning category = {.type = INC_TYPE_CATEGORY, .list = list};
    if (!inc_expect(x->r, node, e, meaning, &category)) meaning->type = INC_TYPE_UNKNOWN;
  } else if (meaning->literal) {
    INC_REPORT(x->r, "categories-unstated", node, "a text as a result: say which \"categories\" it is one of");
    meaning->type = INC_TYPE_UNKNOWN;
  }
  if (!unit) return;
  inc_meaning number = inc_number_of(inc_unit_read(x->r, unit));
  if (inc_expect(x->r, unit, e, meaning, &number)) *meaning = number;
}

/* When the version is in force: what it says itself, else its document. */
static void read_dates(inc_rule_reader *x)
{
  const inc_document *document = &x->r->policy->documents[x->r->document];
  x->version->from = document->from;
  x->version->until = document->until;
  inc_member_date(x->r, x->node, "from", &x->version->from);
  inc_member_date(x->r, x->node, "until", &x->version->until);
  const inc_json *own = inc_json_get(x->node, "until") ? inc_json_get(x->node, "until") : inc_json_get(x->node, "from");
  if (own && x->version->from >= x->version->until) {
    INC_REPORT(x->r, "dates-order", own, "\"until\" is not later than \"from\"");
  }
}

static void read_round(inc_rule_reader *x)
{
  static const inc_rounding modes[] = {INC_ROUND_HALF_EVEN, INC_ROUND_HALF_UP, INC_ROUND_DOWN};
  const inc_json *round = inc_json_get(x->node, "round");
  x->version->step = 1;
  x->version->rounding = x->r->policy->program.rounding;
  if (!round || !inc_check_keys(x->r, round, "to mode")) return;
  const inc_json *to = inc_json_get(round, "to"), *mode = inc_json_get(round, "mode");
  if (!to || !mode) {
    INC_REPORT(x->r, "round-unstated", round, "a rounding says both \"to\" and \"mode\"");
    return;
  }
  int word = inc_read_word(x->r, mode, "round-unstated", "half-even half-up down");
  if (word >= 0) x->version->rounding = modes[word];
  if (inc_read_micros(x->r, to, &x->version->step) && x->version->step <= 0) {
    INC_REPORT(x->r, "out-of-range", to, "the step of a rounding is above 0");
  }
  if (x->version->step <= 0) x->version->step = 1;
}

static void read_at(inc_rule_reader *x)
{
  const inc_json *at = inc_json_get(x->node, "at");
  inc_ref ref;
  if (!at || !inc_read_path(x->r, at, x->rule->table, &ref)) return;
  inc_meaning meaning = inc_ref_meaning(x->r, &ref);
  if (meaning.type != INC_TYPE_DATE) {
    if (meaning.type != INC_TYPE_UNKNOWN) INC_REPORT(x->r, "type-mismatch", at, "found %s, expected a date", inc_type_name(meaning.type));
    return;
  }
  inc_node *node = inc_reader_alloc(x->r, 1, sizeof *node);
  inc_expression *e = inc_reader_alloc(x->r, 1, sizeof *e);
  if (!node || !e) return;
  *node = (inc_node){.op = INC_OP_COLUMN, .type = INC_TYPE_DATE, .list = INC_NONE, .is.ref = ref};
  *e = (inc_expression){.nodes = node, .count = 1};
  x->version->at = e;
}

/* What stands for a missing result; read behind the body, whose type it must have. */
static void read_absent(inc_rule_reader *x)
{
  const inc_json *node = inc_json_get(x->node, "absent");
  inc_meaning meaning;
  const inc_part *own = &x->rule->parts[0];
  inc_meaning expected = {.type = own->type, .list = own->list, .unit = x->info->units[0]};
  x->version->absent = inc_rule_expression(x, x->node, "absent", false, &meaning);
  if (x->version->absent) inc_expect(x->r, node, x->version->absent, &meaning, &expected);
}

/* A column of the own table that says the same; read behind the body, whose type it must have. */
static void read_reported(inc_rule_reader *x)
{
  const inc_json *node = inc_json_get(x->node, "reported"), *tolerance = inc_json_get(x->node, "tolerance");
  inc_meaning expected = {.type = x->rule->parts[0].type, .list = x->rule->parts[0].list, .unit = x->info->units[0]};
  if (tolerance && !node) INC_REPORT(x->r, "unknown-key", tolerance, "a tolerance without \"reported\"");
  if (tolerance && inc_read_micros(x->r, tolerance, &x->version->tolerance) && x->version->tolerance < 0) {
    INC_REPORT(x->r, "out-of-range", tolerance, "a tolerance is not below 0");
  }
  inc_ref *ref = node ? inc_reader_alloc(x->r, 1, sizeof *ref) : NULL;
  if (!ref || !inc_read_path(x->r, node, x->rule->table, ref)) return;
  inc_meaning meaning = inc_ref_meaning(x->r, ref);
  if (inc_expect(x->r, node, NULL, &meaning, &expected)) x->version->reported = ref;
}

static void check_rule_keys(inc_rule_reader *x)
{
  char keys[512] = COMMON " ";
  strncat(keys, inc_kind_readers[x->rule->kind].keys, sizeof keys - strlen(keys) - 1);
  inc_check_keys(x->r, x->node, keys);
}

static void read_version(inc_rule_reader *x)
{
  check_rule_keys(x);
  x->about->document = x->r->document;
  x->about->node = x->node;
  x->about->basis = inc_read_basis(x->r, x->node, NULL);
  read_dates(x);
  read_round(x);
  read_at(x);
  x->version->when = inc_rule_condition(x, x->node, "when", false);
  inc_kind_readers[x->rule->kind].read(x);
  if (!x->r->failed) read_absent(x);
  if (!x->r->failed) read_reported(x);
}

/* A version and what is beside it, while they are sorted. */
typedef struct paired {
  inc_version version;
  inc_version_info about;
} paired;

static int compare_versions(const void *left, const void *right)
{
  const paired *a = left, *b = right;
  return a->version.from < b->version.from ? -1 : a->version.from > b->version.from;
}

static void sort_versions(inc_reader *r, inc_rule *rule, inc_rule_info *info)
{
  paired *pairs = inc_alloc_zero(&r->allocator, rule->version_count, sizeof *pairs);
  if (!pairs) {
    r->failed = true;
    return;
  }
  for (size_t i = 0; i < rule->version_count; i++) pairs[i] = (paired){rule->versions[i], info->versions[i]};
  qsort(pairs, rule->version_count, sizeof *pairs, compare_versions);
  for (size_t i = 0; i < rule->version_count; i++) {
    rule->versions[i] = pairs[i].version;
    info->versions[i] = pairs[i].about;
    if (i == 0 || rule->versions[i].from >= rule->versions[i - 1].until) continue;
    INC_REPORT(r, "versions-overlap", info->versions[i].node, "begins before another version ends");
  }
  inc_free(&r->allocator, pairs);
}

/* A rule is of no earlier stage than what it reads, and assesses what reads an assessment. */
static bool take_over(void *context, const inc_ref *ref)
{
  inc_rule_reader *x = context;
  if (ref->rule == INC_NONE) return true;
  inc_stage stage = x->r->policy->program.rules[ref->rule].stage;
  if (stage > x->rule->stage) x->rule->stage = stage;
  x->info->assesses = x->info->assesses || x->r->policy->rules[ref->rule].assesses;
  if (x->r->policy->rules[ref->rule].worst > x->info->worst) x->info->worst = x->r->policy->rules[ref->rule].worst;
  return true;
}

static bool worsen(void *context, const inc_expression *e)
{
  inc_rule_reader *x = context;
  for (uint32_t i = 0; i < e->count; i++) {
    if (e->nodes[i].op != INC_OP_PARAMETER) continue;
    inc_evidence evidence = x->r->policy->parameters[e->nodes[i].is.parameter].basis.evidence;
    if (evidence > x->info->worst) x->info->worst = evidence;
  }
  return true;
}

/* The worst evidence that a result of this version can have. */
static void find_worst(inc_rule_reader *x)
{
  if (x->about->basis.evidence > x->info->worst) x->info->worst = x->about->basis.evidence;
  for (size_t i = 0; i < x->about->part_count; i++) {
    if (x->about->parts[i].evidence > x->info->worst) x->info->worst = x->about->parts[i].evidence;
  }
  inc_version_expressions(x->rule->kind, x->version, worsen, x);
  inc_version_refs(x->rule->kind, x->version, take_over, x);
}

static inc_question question_of(const inc_rule *rule, bool assesses)
{
  switch (rule->kind) {
  case INC_KIND_REQUIRE: return INC_CLASSIFY;
  case INC_KIND_CHOOSE:
    if (rule->parts[0].type != INC_TYPE_CATEGORY) return INC_WORKING;
    return assesses ? INC_ASSESS : INC_CLASSIFY;
  case INC_KIND_SCORE:
  case INC_KIND_SELECT: return INC_ASSESS;
  case INC_KIND_AWARD: return INC_SUBSIDISE;
  case INC_KIND_TARGET:
  case INC_KIND_APPORTION: return INC_TARGET;
  default: return INC_WORKING;
  }
}

static void read_rule(inc_reader *r, uint32_t number)
{
  inc_program *program = &r->policy->program;
  inc_rule_reader x = {.r = r, .number = number, .rule = &program->rules[number], .info = &r->policy->rules[number]};
  bool list;
  r->document = r->rules.entries[number].document;
  x.rule->versions = inc_reader_alloc(r, x.rule->version_count, sizeof *x.rule->versions);
  x.info->versions = inc_reader_alloc(r, x.rule->version_count, sizeof *x.info->versions);
  x.info->units = inc_reader_alloc(r, x.rule->part_count, sizeof *x.info->units);
  x.node = inc_rule_versions(r->rules.entries[number].node, &list);
  if (x.rule->kind == INC_KIND_MEASURE) x.rule->stage = INC_STAGE_AGGREGATE;
  if (x.rule->kind == INC_KIND_SELECT || x.rule->kind == INC_KIND_APPORTION) x.rule->stage = INC_STAGE_COHORT;
  if (x.rule->kind == INC_KIND_TARGET && x.rule->part_count > INC_TARGET_PARTS) x.rule->stage = INC_STAGE_COHORT;
  x.info->assesses = x.rule->kind == INC_KIND_SCORE || x.rule->kind == INC_KIND_SELECT;
  for (size_t i = 0; i < x.rule->version_count && !r->failed; i++) {
    x.version = &x.rule->versions[i];
    x.about = &x.info->versions[i];
    read_version(&x);
    if (!r->failed) find_worst(&x);
    x.node = list ? inc_json_next(x.node) : NULL;
  }
  if (r->failed) return;
  x.info->question = question_of(x.rule, x.info->assesses);
  sort_versions(r, x.rule, x.info);
}

void inc_read_rules(inc_reader *r)
{
  inc_collect(r, &r->rules, "rules");
  if (!r->failed) read_heads(r);
  bool *in_circle = inc_reader_alloc(r, r->rules.count, sizeof *in_circle);
  if (!r->failed) inc_order_rules(r, in_circle);
  for (uint32_t i = 0; i < r->policy->program.rule_count && !r->failed; i++) {
    uint32_t number = r->policy->program.order[i];
    if (!in_circle[number]) read_rule(r, number);
  }
}
