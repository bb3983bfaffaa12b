/* Awards: what is due, how it is adjusted, who is paid and who bears it. */
#include <stdio.h>
#include <string.h>

#include "policy/links.h"
#include "policy/rules.h"

enum { MOST_PAYERS = 32, MOST_ADJUSTMENTS = 64, MOST_COMPONENTS = 256 };

/* ---- The names of its parts ---- */

static const inc_json *members_of(const inc_json *node, const char *key, inc_json_type type)
{
  const inc_json *member = inc_json_get(node, key);
  return member && inc_json_type_of(member) == type ? member : NULL;
}

static const char *component_name(const inc_json *node)
{
  return inc_json_string(inc_json_type_of(node) == INC_JSON_OBJECT ? inc_json_get(node, "award") : node);
}

static const char *with_tail(inc_reader *r, const char *name, const char *tail)
{
  const size_t head = strlen(name), rest = strlen(tail) + 1;
  char *text = inc_arena_alloc(r->arena, head + rest, 1);
  if (!text) {
    r->failed = true;
    return NULL;
  }
  memcpy(text, name, head);
  memcpy(text + head, tail, rest);
  return text;
}

uint32_t inc_count_award_parts(const inc_json *rule)
{
  return (uint32_t)(inc_json_count(members_of(rule, "adjust", INC_JSON_ARRAY)) +
                    2 * inc_json_count(members_of(rule, "awards", INC_JSON_ARRAY)) +
                    inc_json_count(members_of(rule, "split", INC_JSON_OBJECT)));
}

static const char *after_name(inc_reader *r, size_t number)
{
  char text[32];
  snprintf(text, sizeof text, "after_%zu", number);
  return with_tail(r, text, "");
}

void inc_name_award_parts(inc_reader *r, const inc_json *rule, inc_part_added added, void *context)
{
  const size_t adjustments = inc_json_count(members_of(rule, "adjust", INC_JSON_ARRAY));
  for (size_t i = 1; i <= adjustments && !r->failed; i++) {
    const char *name = after_name(r, i);
    if (name) added(context, name);
  }
  const inc_json *c = inc_json_first(members_of(rule, "awards", INC_JSON_ARRAY));
  for (; c && !r->failed; c = inc_json_next(c)) {
    const char *name = component_name(c), *sum = name ? with_tail(r, name, "/sum") : NULL;
    if (sum) added(context, name);
    if (sum) added(context, sum);
  }
  const inc_json *share = inc_json_first(members_of(rule, "split", INC_JSON_OBJECT));
  for (; share && inc_json_key(share) && !r->failed; share = inc_json_next(share)) added(context, inc_json_key(share));
}

static uint32_t part_number(const inc_rule_reader *x, const char *name)
{
  size_t length;
  inc_want want = {.part = 0};
  const char *text = inc_rule_part_name(x->r, x->rule, name, &length);
  inc_policy_part(x->r->policy, text, length, &want); /* not there: no memory */
  return want.part;
}

/* ---- What it is made of ---- */

/* The award that a name means; INC_NONE after a finding. */
static uint32_t find_award(const inc_rule_reader *x, const inc_json *node)
{
  const char *name = inc_json_string(node);
  inc_want want;
  if (!name) {
    INC_REPORT(x->r, "type-mismatch", node, "found %s, expected the name of an award", inc_json_type_name(inc_json_type_of(node)));
    return INC_NONE;
  }
  if (!inc_policy_part(x->r->policy, name, strlen(name), &want) || want.part) {
    INC_REPORT(x->r, "unknown-name", node, "no rule \"%s\"", name);
    return INC_NONE;
  }
  const inc_kind kind = x->r->policy->program.rules[want.rule].kind;
  if (kind == INC_KIND_AWARD) return want.rule;
  INC_REPORT(x->r, "type-mismatch", node, "\"%s\" is a rule of kind %s, expected an award", name, inc_kind_name(kind));
  return INC_NONE;
}

static bool read_component(inc_rule_reader *x, const inc_json *node, inc_component *c)
{
  const bool object = inc_json_type_of(node) == INC_JSON_OBJECT;
  if (object && !inc_check_keys(x->r, node, "award via note")) return false;
  const inc_json *name = object ? inc_member(x->r, node, "award", INC_JSON_STRING, true) : node, *via = object ? inc_json_get(node, "via") : NULL;
  const uint32_t rule = name ? find_award(x, name) : INC_NONE;
  if (rule == INC_NONE) return false;
  const uint32_t table = x->r->policy->program.rules[rule].table;
  c->award = (inc_ref){.table = table, .field = INC_NONE, .rule = rule};
  const char *sum = with_tail(x->r, inc_json_string(name), "/sum");
  if (!sum) return false;
  c->part = part_number(x, inc_json_string(name));
  c->sum = part_number(x, sum); /* not always the next one: another version may have a share of that name */
  if (table == x->rule->table && via) INC_REPORT(x->r, "unknown-key", via, "\"via\" is for awards of tables below");
  if (table == x->rule->table) return true;
  return via ? inc_read_via(x->r, via, table, x->rule->table, &c->via, &c->via_count)
             : inc_find_via(x->r, node, table, x->rule->table, &c->via, &c->via_count);
}

/* The names of parts that every award has: "computed", "after_1" … */
static bool clashes(const char *name)
{
  if (strncmp(name, "after_", 6) != 0) return !strcmp(name, "computed");
  return name[6] && !name[6 + strspn(name + 6, "0123456789")];
}

/* The unit of the money: that of the first component, on which the others must agree. */
static inc_meaning read_components(inc_rule_reader *x, const inc_json *list, inc_award *award)
{
  inc_meaning money = {.list = INC_NONE};
  inc_component *to = inc_reader_alloc(x->r, inc_json_count(list), sizeof *to);
  if (inc_json_count(list) == 0) INC_REPORT(x->r, "key-missing", list, "an award that is made of no awards");
  if (inc_json_count(list) > MOST_COMPONENTS) {
    INC_REPORT(x->r, "out-of-range", list, "an award made of %zu others, expected at most %d", inc_json_count(list), MOST_COMPONENTS);
    return money;
  }
  for (const inc_json *node = inc_json_first(list); node && to && !x->r->failed; node = inc_json_next(node)) {
    inc_component *c = &to[award->component_count];
    if (!read_component(x, node, c)) continue;
    bool twice = false;
    for (uint32_t i = 0; i < award->component_count; i++) twice = twice || to[i].award.rule == c->award.rule;
    if (twice) {
      INC_REPORT(x->r, "name-clash", node, "\"%s\" is listed twice", component_name(node));
      continue;
    }
    if (clashes(component_name(node))) {
      INC_REPORT(x->r, "name-clash", node, "\"%s\" is the name of a part of every award", component_name(node));
      continue;
    }
    inc_meaning own = inc_ref_meaning(x->r, &c->award);
    if (money.type == INC_TYPE_UNKNOWN) money = own;
    else if (own.type != INC_TYPE_UNKNOWN) inc_expect(x->r, node, NULL, &own, &money);
    award->component_count++;
  }
  award->components = to;
  return money;
}

static inc_meaning read_sum(inc_rule_reader *x, inc_award *award)
{
  inc_meaning money = {.list = INC_NONE};
  const inc_json *amount = inc_json_get(x->node, "amount"), *awards = inc_json_get(x->node, "awards"), *pay = inc_json_get(x->node, "pay");
  if ((amount != NULL) == (awards != NULL)) {
    INC_REPORT(x->r, "key-missing", x->node, "an award has either \"amount\" or \"awards\"");
    return money;
  }
  if (amount) {
    if (pay) INC_REPORT(x->r, "unknown-key", pay, "\"pay\" is for awards that are made of others");
    award->amount = inc_rule_number(x, x->node, "amount", true, &money);
    return money;
  }
  const inc_json *list = inc_member(x->r, x->node, "awards", INC_JSON_ARRAY, true), *absent = inc_json_get(x->node, "absent");
  if (absent) INC_REPORT(x->r, "unknown-key", absent, "\"absent\" stands for a missing amount: say it where the award that this one is made of is");
  if (!pay) INC_REPORT(x->r, "key-missing", x->node, "no key \"pay\" here: the highest of the awards, or all?");
  award->highest = pay && inc_read_word(x->r, pay, "type-mismatch", "highest all") == 0;
  return list ? read_components(x, list, award) : money;
}

/* ---- Adjustments ---- */

static const char *const how_keys[] = {[INC_ADJUST_LESS] = "less", [INC_ADJUST_CAP] = "cap", [INC_ADJUST_AT_LEAST] = "at_least"};

/* Which of less, cap and at_least it is; false after a finding. */
static bool read_how(const inc_rule_reader *x, const inc_json *node, inc_adjustment *to)
{
  int found = 0;
  for (int i = 0; i < 3; i++) {
    if (!inc_json_get(node, how_keys[i])) continue;
    to->how = (inc_adjust)i;
    found++;
  }
  if (found == 1) return true;
  INC_REPORT(x->r, "key-missing", node, "an adjustment has one of \"less\", \"cap\" and \"at_least\"");
  return false;
}

static void read_joint(inc_rule_reader *x, const inc_json *node, inc_adjustment *to)
{
  static const char *const only_joint[] = {"fill", "order", "ties"};
  const inc_json *over = inc_json_get(node, "over"), *fill = inc_json_get(node, "fill"), *ties = inc_json_get(node, "ties");
  for (size_t i = 0; i < 3 && !over; i++) {
    const inc_json *member = inc_json_get(node, only_joint[i]);
    if (member) INC_REPORT(x->r, "unknown-key", member, "\"%s\" is for a cap \"over\" rows", only_joint[i]);
  }
  if (!over) return;
  if (to->how != INC_ADJUST_CAP) {
    INC_REPORT(x->r, "unknown-key", over, "\"over\" is for a cap");
    return;
  }
  to->joint = true;
  to->over = inc_rule_columns(x, node, "over", &to->over_count);
  if (!fill) {
    INC_REPORT(x->r, "fill-unstated", node, "no key \"fill\" here: who gets a joint cap that is not enough for all, partial, stop or pro-rata?");
  }
  int word = fill ? inc_read_word(x->r, fill, "type-mismatch", "partial stop pro-rata") : -1;
  if (word >= 0) to->fill = (inc_fill)word;
  if (inc_json_get(node, "order")) to->order = inc_rule_order(x, node, &to->order_count);
  to->in_order = ties && inc_read_word(x->r, ties, "type-mismatch", "undetermined in-order") == 1;
}

static void read_adjustment(inc_rule_reader *x, const inc_json *node, const inc_meaning *money, inc_adjustment *to)
{
  if (!inc_check_keys(x->r, node, "less cap at_least over fill order ties when title cite evidence assumed reason note")) return;
  if (!read_how(x, node, to)) return;
  inc_meaning meaning, expected = *money;
  to->value = inc_rule_number(x, node, how_keys[to->how], true, &meaning);
  if (to->value) inc_expect(x->r, inc_json_get(node, how_keys[to->how]), to->value, &meaning, &expected);
  to->when = inc_rule_condition(x, node, "when", false);
  if (!x->r->failed) read_joint(x, node, to);
}

static void read_adjustments(inc_rule_reader *x, const inc_meaning *money, inc_award *award, inc_basis *parts)
{
  const inc_json *list = inc_member(x->r, x->node, "adjust", INC_JSON_ARRAY, false);
  if (inc_json_count(list) > MOST_ADJUSTMENTS) {
    INC_REPORT(x->r, "out-of-range", list, "%zu adjustments of one award, expected at most %d", inc_json_count(list), MOST_ADJUSTMENTS);
    return;
  }
  inc_adjustment *to = inc_reader_alloc(x->r, inc_json_count(list), sizeof *to);
  award->adjustments = to;
  for (const inc_json *node = inc_json_first(list); node && to && !x->r->failed; node = inc_json_next(node)) {
    inc_adjustment *a = &to[award->adjustment_count];
    parts[award->adjustment_count] = inc_read_basis(x->r, node, &x->about->basis);
    read_adjustment(x, node, money, a);
    const char *name = x->r->failed ? NULL : after_name(x->r, ++award->adjustment_count);
    if (name) a->part = part_number(x, name);
    if (!a->value && !x->r->failed) award->adjustment_count--; /* told already */
  }
}

/* ---- Who bears it ---- */

static bool name_is_taken(const inc_award *award, const inc_rule_reader *x, const char *name)
{
  bool taken = clashes(name);
  for (uint32_t i = 0; i < award->component_count; i++) {
    taken = taken || !strcmp(name, x->r->policy->program.rules[award->components[i].award.rule].name);
  }
  return taken;
}

static void read_share(inc_rule_reader *x, const inc_json *node, const inc_award *award, inc_meaning *weights, inc_payer *to)
{
  inc_meaning weight;
  if (!inc_check_name(x->r, node) || !inc_check_keys(x->r, node, "weight title cite evidence assumed reason note")) return;
  if (name_is_taken(award, x, inc_json_key(node))) {
    inc_report_key(x->r, "name-clash", node, "\"%s\" is a part of the award already", inc_json_key(node));
  }
  to->part = part_number(x, inc_json_key(node));
  to->weight = inc_rule_number(x, node, "weight", true, &weight);
  if (to->weight && weight.type != INC_TYPE_UNKNOWN) inc_agree(x->r, inc_json_get(node, "weight"), to->weight, &weight, weights);
  const inc_json *literal = inc_json_get(node, "weight");
  int64_t micros;
  if (!to->weight || inc_json_type_of(literal) != INC_JSON_NUMBER || !inc_read_micros(x->r, literal, &micros)) return;
  if (micros < 0) INC_REPORT(x->r, "split-weights", literal, "the weight of a share is not below 0");
}

/* Weights that are all literals must not all be 0. */
static void check_weights(inc_rule_reader *x, const inc_json *split)
{
  bool all_zero = true;
  for (const inc_json *node = inc_json_first(split); node && all_zero; node = inc_json_next(node)) {
    const inc_json *weight = inc_json_get(node, "weight");
    int64_t micros = 1;
    if (weight && inc_json_type_of(weight) == INC_JSON_NUMBER) inc_read_micros(x->r, weight, &micros);
    all_zero = micros == 0;
  }
  if (all_zero) INC_REPORT(x->r, "split-weights", split, "the weights of all shares are 0");
}

static void read_shares(inc_rule_reader *x, inc_award *award, inc_basis *parts)
{
  const inc_json *split = inc_member(x->r, x->node, "split", INC_JSON_OBJECT, false);
  const size_t count = inc_json_count(split);
  inc_meaning weights = {.list = INC_NONE};
  if (!split) return;
  if (count == 0) INC_REPORT(x->r, "key-missing", split, "a split without shares");
  if (count > MOST_PAYERS) INC_REPORT(x->r, "out-of-range", split, "a split into %zu shares, expected at most %d", count, MOST_PAYERS);
  if (count == 0 || count > MOST_PAYERS) return;
  inc_payer *to = inc_reader_alloc(x->r, count, sizeof *to);
  award->payers = to;
  for (const inc_json *node = inc_json_first(split); node && to && !x->r->failed; node = inc_json_next(node)) {
    parts[award->payer_count] = inc_read_basis(x->r, node, &x->about->basis);
    read_share(x, node, award, &weights, &to[award->payer_count]);
    if (to[award->payer_count].weight) award->payer_count++;
  }
  if (!x->r->failed) check_weights(x, split);
}

/* ---- Around it ---- */

static bool is_made_of_others(const inc_rule *rule)
{
  bool made = false;
  for (size_t v = 0; rule->versions && v < rule->version_count; v++) made = made || !rule->versions[v].is.award.amount;
  return made;
}

static void read_recipient(inc_rule_reader *x, inc_award *award)
{
  const inc_json *to = inc_member(x->r, x->node, "to", INC_JSON_STRING, false), *part_of = inc_json_get(x->node, "part_of");
  if (to) inc_read_via(x->r, to, x->rule->table, INC_NONE, &award->to, &award->to_count);
  award->part_of = part_of ? find_award(x, part_of) : INC_NONE;
  if (award->part_of == INC_NONE || is_made_of_others(&x->r->policy->program.rules[award->part_of])) return;
  INC_REPORT(x->r, "type-mismatch", part_of, "\"%s\" is not made of other awards, so nothing of it is handed out", inc_json_string(part_of));
}

void inc_read_award(inc_rule_reader *x)
{
  inc_award *award = &x->version->is.award;
  const size_t room = inc_json_count(inc_json_get(x->node, "adjust")) + inc_json_count(inc_json_get(x->node, "split"));
  inc_basis *parts = inc_reader_alloc(x->r, room, sizeof *parts);
  award->part_of = INC_NONE;
  if (!parts) return;
  if (!inc_json_get(x->node, "round")) {
    INC_REPORT(x->r, "round-unstated", x->node, "no key \"round\" here: to what is the money rounded, and how?");
  }
  inc_meaning money = read_sum(x, award);
  if (x->r->failed) return;
  read_adjustments(x, &money, award, parts);
  if (x->r->failed) return;
  read_shares(x, award, parts + award->adjustment_count);
  if (x->r->failed) return;
  read_recipient(x, award);
  x->about->parts = parts;
  x->about->part_count = award->adjustment_count + award->payer_count;
  inc_rule_declared(x, award->amount, x->node, &money);
  if (inc_award_sums(award) && x->rule->stage < INC_STAGE_AGGREGATE) x->rule->stage = INC_STAGE_AGGREGATE;
  if (inc_award_is_joint(award)) x->rule->stage = INC_STAGE_COHORT;
  for (uint32_t p = 0; p < x->rule->part_count; p++) inc_rule_part_type(x, p, x->node, money);
}
