#include "policy/words.h"

#include <string.h>

#include "base/date.h"

const char *inc_words_evidence(inc_evidence evidence, incubator_language language)
{
  static const char *const zh[] = {"原文", "凭记忆", "假定"};
  return language == INCUBATOR_LANGUAGE_ZH ? zh[evidence] : inc_evidence_name(evidence);
}

const char *inc_words_aggregate(inc_aggregate aggregate, incubator_language language)
{
  static const char *const en[] = {"sum of weight × value", "weighted mean", "weighted harmonic mean", "weighted geometric mean"};
  static const char *const zh[] = {"各项按权重加总", "各项的加权平均", "各项的加权调和平均", "各项的加权几何平均"};
  return (language == INCUBATOR_LANGUAGE_ZH ? zh : en)[aggregate];
}

const char *inc_words_weights(inc_weights weights, incubator_language language)
{
  static const char *const en[] = {NULL, "weights found in the data by entropy", "weights found in the data by CRITIC"};
  static const char *const zh[] = {NULL, "权重按熵权法由数据得出", "权重按 CRITIC 法由数据得出"};
  return (language == INCUBATOR_LANGUAGE_ZH ? zh : en)[weights];
}

const char *inc_words_rounding(inc_rounding rounding, incubator_language language)
{
  static const char *const en[] = {"rounded half to even", "rounded half up", "rounded down"};
  static const char *const zh[] = {"四舍六入五成双", "四舍五入", "舍去尾数"};
  return (language == INCUBATOR_LANGUAGE_ZH ? zh : en)[rounding];
}

const char *inc_words_gap(incubator_gap gap, incubator_language language)
{
  static const char *const en[] = {"", "does not apply", "tied", "not given", "not set", "error"};
  static const char *const zh[] = {"", "不适用", "并列待定", "未提供", "未设定", "错误"};
  return (language == INCUBATOR_LANGUAGE_ZH ? zh : en)[gap];
}

const char *inc_table_title(const incubator_policy *policy, uint32_t table, incubator_language language)
{
  const inc_table *t = &policy->program.schema.tables[table];
  const char *title = inc_label_text(&t->title, language);
  return title ? title : t->name;
}

const char *inc_words_unit(const incubator_policy *policy, uint32_t unit, incubator_language language)
{
  const inc_unit *u = &policy->units[unit];
  if (u->count == 0) return "";
  const char *title = NULL;
  if (u->count == 1 && u->exponent[0] == 1) title = inc_label_text(&policy->unit_names[u->base[0]].title, language);
  return title ? title : u->text;
}

void inc_words_value(const incubator_policy *policy, inc_type type, uint32_t list, int64_t value,
                     incubator_language language, inc_buffer *to)
{
  char text[INC_DECIMAL_TEXT];
  const inc_code *code = type == INC_TYPE_CATEGORY ? &policy->program.schema.lists[list].codes[value] : NULL;
  switch (type) {
  case INC_TYPE_BOOLEAN: inc_buffer_text(to, value ? inc_words(language, "yes", "是") : inc_words(language, "no", "否")); break;
  case INC_TYPE_CATEGORY:
    inc_buffer_text(to, inc_label_text(&code->title, language) ? inc_label_text(&code->title, language) : code->code);
    break;
  case INC_TYPE_DATE:
    inc_date_format((int32_t)value, text);
    inc_buffer_text(to, text);
    break;
  default: inc_buffer_add(to, text, inc_decimal_format(value, text)); break;
  }
}

void inc_words_cites(const incubator_policy *policy, const inc_basis *basis, incubator_language language, inc_buffer *to)
{
  for (size_t i = 0; i < basis->cite_count; i++) {
    const inc_source *s = &policy->sources[basis->cites[i].source];
    const char *name = s->number ? s->number : inc_label_text(&s->title, language);
    if (i) inc_buffer_text(to, inc_words(language, "; ", "；"));
    inc_buffer_text(to, name ? name : s->name);
    if (*basis->cites[i].clause) inc_buffer_print(to, " #%s", basis->cites[i].clause);
  }
}

/* ---- Columns ---- */

static void field_words(const inc_field *field, incubator_language language, inc_buffer *to)
{
  const char *title = inc_label_text(&field->title, language);
  if (!title && language == INCUBATOR_LANGUAGE_ZH && field->alias_count) title = field->aliases[0];
  inc_buffer_text(to, title ? title : field->name);
}

const char *inc_item_title(const incubator_policy *policy, uint32_t rule, const inc_version *version, uint32_t number,
                           incubator_language language)
{
  const inc_rule *r = &policy->program.rules[rule];
  const inc_version_info *about = &policy->rules[rule].versions[version - r->versions];
  const char *title = inc_label_text(&about->parts[number].title, language);
  const char *name = r->parts[version->is.score.items[number].part].name, *last = strrchr(name, '/');
  return title ? title : last ? last + 1 : name;
}

void inc_words_item(const incubator_policy *policy, uint32_t rule, const inc_version *version, uint32_t number,
                    incubator_language language, inc_buffer *to)
{
  const inc_item *items = version->is.score.items;
  for (uint32_t at = 0; at < number; at = items[at].end <= number ? items[at].end : at + 1) {
    if (items[at].end <= number) continue; /* a group that it is not in, or an item beside it */
    inc_buffer_text(to, inc_item_title(policy, rule, version, at, language));
    inc_buffer_char(to, '/');
  }
  inc_buffer_text(to, inc_item_title(policy, rule, version, number, language));
}

/* A condition's title; false where it has none. */
static bool condition_words(const incubator_policy *policy, const inc_ref *ref, incubator_language language, inc_buffer *to)
{
  const inc_rule *rule = &policy->program.rules[ref->rule];
  for (size_t v = 0; v < rule->version_count; v++) {
    const inc_require *require = &rule->versions[v].is.require;
    for (size_t c = 0; c < require->count; c++) {
      const char *title = inc_label_text(&policy->rules[ref->rule].versions[v].parts[c].title, language);
      if (require->conditions[c].part != ref->part || !title) continue;
      inc_buffer_text(to, title);
      return true;
    }
  }
  return false;
}

/* The item of the last version that has it. */
static bool score_words(const incubator_policy *policy, const inc_ref *ref, incubator_language language, inc_buffer *to)
{
  const inc_rule *rule = &policy->program.rules[ref->rule];
  for (size_t v = rule->version_count; v-- > 0;) {
    const inc_score *score = &rule->versions[v].is.score;
    for (uint32_t i = 0; i < score->count; i++) {
      if (score->items[i].part != ref->part) continue;
      inc_words_item(policy, ref->rule, &rule->versions[v], i, language, to);
      return true;
    }
  }
  return false;
}

/* A part: a condition's or an item's title, or what the kind calls it. */
static void part_words(const incubator_policy *policy, const inc_ref *ref, incubator_language language, inc_buffer *to)
{
  static const char *const ranks[] = {"", "名次", "参评数", "名额"};
  const inc_rule *rule = &policy->program.rules[ref->rule];
  bool told = (rule->kind == INC_KIND_REQUIRE && condition_words(policy, ref, language, to)) ||
              (rule->kind == INC_KIND_SCORE && score_words(policy, ref, language, to));
  if (rule->kind == INC_KIND_AWARD) {
    inc_words_award_part(policy, ref, language, to);
    return;
  }
  bool chinese = rule->kind == INC_KIND_SELECT && language == INCUBATOR_LANGUAGE_ZH;
  if (!told) inc_buffer_text(to, chinese ? ranks[ref->part] : rule->parts[ref->part].name);
}

void inc_words_ref(const incubator_policy *policy, const inc_ref *ref, uint32_t table, incubator_language language,
                   inc_buffer *to)
{
  const inc_schema *schema = &policy->program.schema;
  for (uint32_t i = 0; i < ref->link_count; i++) {
    const inc_field *link = &schema->tables[table].fields[ref->links[i]];
    field_words(link, language, to);
    inc_buffer_text(to, inc_words(language, "'s ", "的"));
    table = link->link;
  }
  if (ref->rule == INC_NONE) {
    field_words(&schema->tables[ref->table].fields[ref->field], language, to);
    return;
  }
  inc_buffer_text(to, inc_rule_title(policy, ref->rule, language));
  if (!ref->part) return;
  inc_buffer_text(to, inc_words(language, " (", "（"));
  part_words(policy, ref, language, to);
  inc_buffer_text(to, inc_words(language, ")", "）"));
}

void inc_words_path(const incubator_policy *policy, const inc_ref *ref, uint32_t table, inc_buffer *to)
{
  const inc_schema *schema = &policy->program.schema;
  for (uint32_t i = 0; i < ref->link_count; i++) {
    const inc_field *link = &schema->tables[table].fields[ref->links[i]];
    inc_buffer_print(to, "%s.", link->name);
    table = link->link;
  }
  if (ref->rule == INC_NONE) inc_buffer_text(to, schema->tables[ref->table].fields[ref->field].name);
  else inc_buffer_text(to, policy->program.rules[ref->rule].name);
  if (ref->rule != INC_NONE && ref->part) inc_buffer_print(to, ":%s", policy->program.rules[ref->rule].parts[ref->part].name);
}

/* ---- Expressions ---- */

/* How tightly an operator binds; operands that bind less stand in brackets. */
static int binding(inc_op op)
{
  switch (op) {
  case INC_OP_OR: return 1;
  case INC_OP_AND: return 2;
  case INC_OP_LESS:
  case INC_OP_LESS_EQUAL:
  case INC_OP_GREATER:
  case INC_OP_GREATER_EQUAL:
  case INC_OP_EQUAL:
  case INC_OP_NOT_EQUAL:
  case INC_OP_IN: return 3;
  case INC_OP_ADD:
  case INC_OP_SUBTRACT: return 4;
  case INC_OP_MULTIPLY:
  case INC_OP_DIVIDE: return 5;
  default: return 6;
  }
}

static const char *sign_of(inc_op op, incubator_language language)
{
  static const char *const signs[INC_OP_COUNT] = {
      [INC_OP_ADD] = " + ",      [INC_OP_SUBTRACT] = " − ",   [INC_OP_MULTIPLY] = " × ",      [INC_OP_DIVIDE] = " / ",
      [INC_OP_LESS] = " < ",     [INC_OP_LESS_EQUAL] = " ≤ ", [INC_OP_GREATER] = " > ",       [INC_OP_GREATER_EQUAL] = " ≥ ",
      [INC_OP_EQUAL] = " = ",    [INC_OP_NOT_EQUAL] = " ≠ ",
  };
  if (op == INC_OP_AND) return inc_words(language, " and ", " 且 ");
  if (op == INC_OP_OR) return inc_words(language, " or ", " 或 ");
  return signs[op];
}

typedef struct wording {
  const incubator_policy *policy;
  const inc_expression *e;
  uint32_t table;
  incubator_language language;
  inc_arena arena;
  const char **texts; /* of each node so far */
} wording;

enum { MOST_WORDS = 4000 };

static void parameter_words(const wording *w, uint32_t number, inc_buffer *to)
{
  const inc_parameter *p = &w->policy->program.parameters[number];
  const char *title = inc_label_text(&w->policy->parameters[number].basis.title, w->language);
  inc_buffer_text(to, title ? title : p->name);
  inc_buffer_text(to, inc_words(w->language, " (", "（"));
  if (p->value_count == 0) inc_buffer_text(to, inc_words_gap(INCUBATOR_GAP_UNSET, w->language));
  for (size_t i = 0; i < p->value_count; i++) {
    char from[11];
    if (i) inc_buffer_text(to, inc_words(w->language, ", ", "，"));
    inc_words_value(w->policy, p->type, p->list, p->values[i].value, w->language, to);
    inc_date_format(p->values[i].from, from);
    if (p->value_count > 1) inc_buffer_print(to, inc_words(w->language, " from %s", "，自%s起"), from);
  }
  inc_buffer_text(to, inc_words(w->language, ")", "）"));
}

static void constant_words(const wording *w, const inc_node *node, inc_buffer *to)
{
  char text[INC_DECIMAL_TEXT];
  if (node->type == INC_TYPE_NUMBER) inc_buffer_add(to, text, inc_number_format(node->is.number, text));
  else if (node->type == INC_TYPE_TEXT) inc_buffer_print(to, "\"%s\"", node->is.text);
  else inc_words_value(w->policy, node->type, node->list, node->is.value, w->language, to);
}

static void operand_words(const wording *w, const inc_node *node, uint32_t i, bool strict, inc_buffer *to)
{
  uint32_t number = inc_expression_operand(w->e, node, i);
  int own = binding(node->op), other = binding(w->e->nodes[number].op);
  bool bracket = other < own || (strict && other == own);
  if (bracket) inc_buffer_char(to, '(');
  inc_buffer_text(to, w->texts[number]);
  if (bracket) inc_buffer_char(to, ')');
}

static void list_words(const wording *w, const inc_node *node, uint32_t from, inc_buffer *to)
{
  for (uint32_t i = from; i < node->count; i++) {
    if (i > from) inc_buffer_text(to, inc_words(w->language, ", ", "、"));
    inc_buffer_text(to, w->texts[inc_expression_operand(w->e, node, i)]);
  }
}

static void if_words(const wording *w, const inc_node *node, inc_buffer *to)
{
  inc_buffer_char(to, '(');
  for (uint32_t i = 0; i + 1 < node->count; i += 2) {
    inc_buffer_print(to, inc_words(w->language, "%s if %s, else ", "%2$s 时为 %1$s，否则 "),
                     w->texts[inc_expression_operand(w->e, node, i + 1)], w->texts[inc_expression_operand(w->e, node, i)]);
  }
  inc_buffer_print(to, "%s)", w->texts[inc_expression_operand(w->e, node, node->count - 1)]);
}

static void operator_words(const wording *w, const inc_node *node, inc_buffer *to)
{
  bool extreme = node->op == INC_OP_MIN || node->op == INC_OP_MAX;
  if (node->op == INC_OP_IF) {
    if_words(w, node, to);
  } else if (extreme) {
    bool least = node->op == INC_OP_MIN;
    inc_buffer_text(to, least ? inc_words(w->language, "the least of (", "最小值(") : inc_words(w->language, "the greatest of (", "最大值("));
    list_words(w, node, 0, to);
    inc_buffer_char(to, ')');
  } else if (node->op == INC_OP_NOT) {
    inc_buffer_text(to, inc_words(w->language, "not ", "非 "));
    operand_words(w, node, 0, true, to);
  } else if (node->op == INC_OP_IN) {
    operand_words(w, node, 0, true, to);
    inc_buffer_text(to, inc_words(w->language, " is one of ", " 属于 "));
    list_words(w, node, 1, to);
  } else {
    for (uint32_t i = 0; i < node->count; i++) {
      if (i) inc_buffer_text(to, sign_of(node->op, w->language));
      bool strict = i > 0 && (node->op == INC_OP_SUBTRACT || node->op == INC_OP_DIVIDE);
      operand_words(w, node, i, strict || binding(node->op) == 3, to);
    }
  }
}

static void node_words(const wording *w, const inc_node *node, inc_buffer *to)
{
  switch (node->op) {
  case INC_OP_CONSTANT: constant_words(w, node, to); break;
  case INC_OP_COLUMN: inc_words_ref(w->policy, &node->is.ref, w->table, w->language, to); break;
  case INC_OP_PARAMETER: parameter_words(w, node->is.parameter, to); break;
  case INC_OP_AS_OF: inc_buffer_text(to, inc_words(w->language, "the date decided as of", "认定日期")); break;
  default: operator_words(w, node, to); break;
  }
}

void inc_words_expression(const incubator_policy *policy, const inc_expression *e, uint32_t table,
                          incubator_language language, inc_buffer *to)
{
  inc_words_node(policy, e, e->count - 1, table, language, to);
}

void inc_words_node(const incubator_policy *policy, const inc_expression *e, uint32_t node, uint32_t table,
                    incubator_language language, inc_buffer *to)
{
  wording w = {.policy = policy, .e = e, .table = table, .language = language};
  inc_arena_init(&w.arena, &to->allocator);
  w.texts = inc_arena_alloc(&w.arena, (size_t)node + 1, sizeof *w.texts);
  if (!w.texts) to->failed = true;
  for (uint32_t i = 0; i <= node && !to->failed; i++) {
    inc_buffer text;
    inc_buffer_init(&text, &to->allocator);
    node_words(&w, &e->nodes[i], &text);
    bool cut = text.length > MOST_WORDS;
    w.texts[i] = cut ? "…" : inc_arena_text(&w.arena, inc_buffer_get(&text), text.length);
    to->failed = text.failed || !w.texts[i];
    inc_buffer_free(&text);
  }
  if (!to->failed) inc_buffer_text(to, w.texts[node]);
  inc_arena_clear(&w.arena);
}
