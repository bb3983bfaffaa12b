/* Robustness: a line a subject, and what was varied. */
#include "report/robustness.h"

#include <stdio.h>
#include <string.h>

static const char *words(const inc_paper *p, const char *en, const char *zh)
{
  return inc_words(p->r.how.language, en, zh);
}

static const char *key_of(const inc_paper *p, size_t row)
{
  return inc_decisions_key(p->r.d, p->x->table, row);
}

/* ---- What weights rest on ---- */

/* The least sure of what a weight is made of: its item, and the parameters in it. */
static inc_evidence weight_evidence(const inc_paper *p, uint32_t weight)
{
  const inc_version *version;
  const inc_version_info *about = inc_report_version(p->r.d, p->x->score, &version);
  const inc_expression *e = version->is.score.items[weight].weight;
  inc_evidence worst = about->parts[weight].evidence;
  for (uint32_t i = 0; e && i < e->count; i++) {
    if (e->nodes[i].op != INC_OP_PARAMETER) continue;
    const inc_evidence own = p->r.policy->parameters[e->nodes[i].is.parameter].basis.evidence;
    if (own > worst) worst = own;
  }
  return worst;
}

static bool any_assumed(const inc_paper *p)
{
  for (uint32_t i = 0; i < p->x->version->is.score.count; i++) {
    if (weight_evidence(p, i) == INC_ASSUMED) return true;
  }
  return false;
}

/* ---- What was varied ---- */

static const char *drawing(const inc_paper *p)
{
  static const char *const names[] = {"uniform", "simplex", "held"};
  return names[p->x->options.weights];
}

static const char *normalisation(incubator_normalisation how)
{
  static const char *const names[] = {"", "min-max", "z-score", "rank", "percentile", "best"};
  return names[how];
}

static void write_percent(inc_buffer *to, int64_t micros)
{
  char text[INC_DECIMAL_TEXT];
  const int64_t tenths = (int64_t)inc_divide_round(micros, 1000, INC_ROUND_HALF_UP);
  inc_number_format((inc_number){tenths, 1}, text);
  inc_buffer_text(to, text);
  inc_buffer_text(to, "%");
}

static void write_weights_varied(inc_paper *p)
{
  const incubator_robustness_options *o = &p->x->options;
  inc_buffer spread;
  inc_buffer_init(&spread, &p->r.d->allocator);
  write_percent(&spread, o->spread);
  if (o->weights == INCUBATOR_WEIGHTS_HELD) {
    inc_out_text(&p->r.out, words(p, "weights: as stated", "权重：不变"));
  } else if (o->weights == INCUBATOR_WEIGHTS_SIMPLEX) {
    inc_out_text(&p->r.out, words(p, "weights: anything from 0 on with the total stated", "权重：总和不变，任意非负"));
  } else {
    inc_out_print(&p->r.out, words(p, "weights: uniformly within ±%s of those stated, %s", "权重：在所定值 ±%s 之内均匀抽取，%s"), inc_buffer_get(&spread),
                  o->free_total ? words(p, "as drawn", "不归一") : words(p, "then made up to the total stated", "再归一到原总和"));
  }
  inc_out_free(&p->r.out, &spread);
  for (size_t i = 0; i < o->normalisation_count; i++) {
    inc_out_text(&p->r.out, i ? ", " : words(p, "; normalisation: ", "；标准化："));
    inc_out_text(&p->r.out, normalisation(p->x->normalisations[i]));
  }
  inc_out_text(&p->r.out, "\n");
}

/* Groups whose weights stay as they are though others vary. */
static void write_held(inc_paper *p)
{
  const incubator_robustness *x = p->x;
  for (uint32_t g = 0; g < x->group_count && x->options.weights != INCUBATOR_WEIGHTS_HELD; g++) {
    if (!x->groups[g].held) continue;
    const char *name = x->groups[g].item == INC_NONE ? inc_rule_title(p->r.policy, x->score, p->r.how.language) : inc_robust_item(x, x->groups[g].item);
    inc_out_print(&p->r.out, words(p, "not varied: the weights in \"%s\": %s\n", "未变动：“%s”内的权重：%s\n"), name, x->groups[g].held);
  }
}

static void write_foot(inc_paper *p)
{
  const incubator_robustness_options *o = &p->x->options;
  inc_buffer low, high;
  inc_buffer_init(&low, &p->r.d->allocator);
  inc_buffer_init(&high, &p->r.d->allocator);
  write_percent(&low, o->low);
  write_percent(&high, o->high);
  inc_out_print(&p->r.out, words(p, "%zu runs, seed %llu, generator Philox4x32-10; low and high: %s and %s of the runs\n",
                                 "%zu 次运行，种子 %llu，生成器 Philox4x32-10；低、高：运行的 %s 与 %s 分位\n"),
                o->runs, (unsigned long long)o->seed, inc_buffer_get(&low), inc_buffer_get(&high));
  write_weights_varied(p);
  write_held(p);
  if (any_assumed(p)) inc_out_text(&p->r.out, words(p, "the policy marks weights of this score as assumed\n", "政策文件将该得分的权重标为假定\n"));
  inc_out_free(&p->r.out, &low);
  inc_out_free(&p->r.out, &high);
  inc_report_note(&p->r, p->x->score);
  if (p->x->outcome != INC_NONE) inc_report_note(&p->r, p->x->outcome);
  inc_report_settings(&p->r);
}

/* ---- Cells ---- */

static const inc_robust_column *column(const inc_paper *p, const char *name)
{
  for (size_t i = 0; i < p->x->column_count; i++) {
    if (!strcmp(p->x->columns[i].name, name)) return &p->x->columns[i];
  }
  return NULL;
}

static inc_cell cell_of(const inc_robust_column *c, size_t row)
{
  inc_cell cell = {c->gaps[row], c->type, 0};
  if (cell.gap) return cell;
  if (c->width == 8) cell.value = ((const int64_t *)c->values)[row];
  else if (c->width == 4) cell.value = ((const int32_t *)c->values)[row];
  else cell.value = ((const uint8_t *)c->values)[row];
  return cell;
}

static void value_words(const inc_paper *p, const inc_robust_column *c, size_t row, inc_buffer *to)
{
  const inc_cell cell = cell_of(c, row);
  if (cell.gap) {
    inc_buffer_text(to, "? ");
    inc_buffer_text(to, inc_words_gap((incubator_gap)cell.gap, p->r.how.language));
  } else if (c->type == INC_TYPE_CATEGORY) {
    const inc_code *code = &p->r.policy->program.schema.lists[c->list].codes[cell.value];
    const char *label = inc_label_text(&code->title, p->r.how.language);
    inc_buffer_text(to, label ? label : code->code);
  } else if (c->type == INC_TYPE_BOOLEAN) {
    inc_buffer_text(to, cell.value ? words(p, "yes", "是") : words(p, "no", "否"));
  } else {
    inc_decisions_value(p->r.d, c->type, c->list, cell.value, to);
  }
}

static void add_value(const inc_paper *p, inc_sheet *sheet, const char *name, size_t row)
{
  inc_buffer text;
  inc_buffer_init(&text, &p->r.d->allocator);
  value_words(p, column(p, name), row, &text);
  inc_sheet_buffer(sheet, &text);
}

static void add_share(const inc_paper *p, inc_sheet *sheet, const inc_robust_column *c, size_t row)
{
  inc_buffer text;
  inc_buffer_init(&text, &p->r.d->allocator);
  write_percent(&text, cell_of(c, row).value);
  inc_sheet_buffer(sheet, &text);
}

/* "low–high" */
static void add_interval(const inc_paper *p, inc_sheet *sheet, const char *low, const char *high, size_t row)
{
  inc_buffer text;
  const inc_robust_column *from = column(p, low), *to = column(p, high);
  inc_buffer_init(&text, &p->r.d->allocator);
  if (!from->gaps[row]) {
    value_words(p, from, row, &text);
    inc_buffer_text(&text, "–");
    value_words(p, to, row, &text);
  }
  inc_sheet_buffer(sheet, &text);
}

/* ---- The table ---- */

static bool is_share(const inc_robust_column *c)
{
  return !strncmp(c->name, "share:", 6);
}

/* A code by its label, where the shares of outcomes stand over each other. */
static const char *share_header(const inc_paper *p, const inc_robust_column *c)
{
  const inc_part *part = &p->r.policy->program.rules[p->x->outcome].parts[0];
  if (part->type == INC_TYPE_BOOLEAN) return c->name[6] == 't' ? words(p, "yes", "是") : words(p, "no", "否");
  const inc_list *list = &p->r.policy->program.schema.lists[part->list];
  for (uint32_t i = 0; i < list->count; i++) {
    if (strcmp(list->codes[i].code, c->name + 6)) continue;
    const char *label = inc_label_text(&list->codes[i].title, p->r.how.language);
    return label ? label : c->name + 6;
  }
  return c->name + 6;
}

static void write_headers(const inc_paper *p, inc_sheet *sheet)
{
  const char *runs = words(p, "share of runs", "各结果所占运行");
  inc_sheet_column_add(sheet, inc_table_title(p->r.policy, p->x->table, p->r.how.language), NULL, false);
  inc_sheet_column_add(sheet, inc_rule_title(p->r.policy, p->x->score, p->r.how.language), NULL, true);
  inc_sheet_column_add(sheet, words(p, "low–high", "低–高"), NULL, true);
  inc_sheet_column_add(sheet, words(p, "rank", "名次"), NULL, true);
  inc_sheet_column_add(sheet, words(p, "low–high", "低–高"), NULL, true);
  if (p->x->options.top) inc_sheet_column_add(sheet, words(p, "in the top", "居前"), runs, true);
  if (p->x->outcome == INC_NONE) return;
  inc_sheet_column_add(sheet, inc_rule_title(p->r.policy, p->x->outcome, p->r.how.language), NULL, false);
  inc_sheet_column_add(sheet, words(p, "as stated", "不变"), runs, true);
  for (size_t i = 0; i < p->x->column_count; i++) {
    if (is_share(&p->x->columns[i])) inc_sheet_column_add(sheet, share_header(p, &p->x->columns[i]), runs, true);
  }
  inc_sheet_column_add(sheet, words(p, "undetermined", "待定"), runs, true);
}

static void write_row(const inc_paper *p, inc_sheet *sheet, size_t row)
{
  inc_sheet_cell(sheet, key_of(p, row));
  add_value(p, sheet, "score", row);
  add_interval(p, sheet, "score:low", "score:high", row);
  add_value(p, sheet, "rank", row);
  add_interval(p, sheet, "rank:low", "rank:high", row);
  if (p->x->options.top) add_share(p, sheet, column(p, "top:share"), row);
  if (p->x->outcome == INC_NONE) return;
  add_value(p, sheet, "outcome", row);
  add_share(p, sheet, column(p, "same"), row);
  for (size_t i = 0; i < p->x->column_count; i++) {
    if (is_share(&p->x->columns[i])) add_share(p, sheet, &p->x->columns[i], row);
  }
  add_share(p, sheet, column(p, "undetermined"), row);
}

static incubator_status write_table(inc_paper *p)
{
  inc_sheet sheet;
  inc_sheet_init(&sheet, &p->r.d->allocator);
  write_headers(p, &sheet);
  for (size_t row = 0; row < p->x->rows; row++) write_row(p, &sheet, row);
  inc_sheet_table(&sheet, p->r.how.limit, p->r.how.language, &p->r.out);
  inc_sheet_free(&sheet);
  incubator_status status = p->how.moves ? inc_write_moves(p) : INCUBATOR_STATUS_OK;
  if (status == INCUBATOR_STATUS_OK) write_foot(p);
  return status;
}

/* ---- CSV ---- */

static void csv_value(const inc_paper *p, inc_sheet *sheet, const inc_robust_column *c, size_t row)
{
  inc_buffer text;
  const inc_cell cell = cell_of(c, row);
  inc_buffer_init(&text, &p->r.d->allocator);
  inc_buffer_text(&text, "");
  if (cell.gap) inc_buffer_print(&text, "? %s", incubator_gap_name((incubator_gap)cell.gap));
  else inc_decisions_value(p->r.d, c->type, c->list, cell.value, &text);
  inc_sheet_buffer(sheet, &text);
}

static void write_csv(inc_paper *p)
{
  const inc_table *table = &p->r.policy->program.schema.tables[p->x->table];
  inc_sheet sheet;
  inc_sheet_init(&sheet, &p->r.d->allocator);
  inc_sheet_column_add(&sheet, table->fields[table->key].name, NULL, false);
  for (size_t i = 0; i < p->x->column_count; i++) inc_sheet_column_add(&sheet, p->x->columns[i].name, NULL, false);
  for (size_t row = 0; row < p->x->rows; row++) {
    inc_sheet_cell(&sheet, key_of(p, row));
    for (size_t i = 0; i < p->x->column_count; i++) csv_value(p, &sheet, &p->x->columns[i], row);
  }
  inc_sheet_csv(&sheet, &p->r.out);
  inc_sheet_free(&sheet);
}

/* ---- JSON ---- */

static void json_varied(inc_paper *p, inc_json_out *j)
{
  const incubator_robustness *x = p->x;
  const inc_rule *rules = p->r.policy->program.rules;
  char seed[INC_DECIMAL_TEXT];
  inc_jo_text(j, "table", p->r.policy->program.schema.tables[x->table].name);
  inc_jo_text(j, "score", rules[x->score].name);
  inc_jo_text(j, "outcome", x->outcome == INC_NONE ? NULL : rules[x->outcome].name);
  inc_jo_text(j, "rank", x->rank == INC_NONE ? NULL : rules[x->rank].name);
  inc_jo_number(j, "top", (int64_t)x->options.top);
  inc_jo_number(j, "runs", (int64_t)x->options.runs);
  snprintf(seed, sizeof seed, "%llu", (unsigned long long)x->options.seed);
  inc_jo_text(j, "seed", seed);
  inc_jo_text(j, "generator", "philox4x32-10");
  inc_jo_text(j, "weights_drawn", drawing(p));
  if (x->options.weights == INCUBATOR_WEIGHTS_UNIFORM) inc_jo_micros(j, "spread", x->options.spread);
  inc_jo_boolean(j, "total_kept", !x->options.free_total || x->options.weights != INCUBATOR_WEIGHTS_UNIFORM);
  inc_jo_open(j, "normalisations", '[');
  for (size_t i = 0; i < x->options.normalisation_count; i++) inc_jo_text(j, NULL, normalisation(x->normalisations[i]));
  inc_jo_close(j, ']');
  inc_jo_micros(j, "low", x->options.low);
  inc_jo_micros(j, "high", x->options.high);
}

static void json_weights(inc_paper *p, inc_json_out *j)
{
  inc_jo_open(j, "weights", '[');
  for (uint32_t i = 0; i < p->x->version->is.score.count; i++) {
    const inc_weight_group *g = &p->x->groups[p->x->weights[i].group];
    inc_jo_open(j, NULL, '{');
    inc_jo_text(j, "item", inc_robust_item(p->x, i));
    if (g->unknown) inc_jo_null(j, "stated");
    else inc_jo_micros(j, "stated", p->x->weights[i].stated);
    inc_jo_text(j, "evidence", inc_evidence_name(weight_evidence(p, i)));
    inc_jo_text(j, "held", g->held);
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
}

static void json_subjects(inc_paper *p, inc_json_out *j)
{
  inc_jo_open(j, "subjects", '[');
  for (size_t row = 0; row < p->x->rows; row++) {
    inc_jo_open(j, NULL, '{');
    inc_jo_text(j, "key", key_of(p, row));
    inc_jo_open(j, "columns", '{');
    for (size_t i = 0; i < p->x->column_count; i++) {
      const inc_robust_column *c = &p->x->columns[i];
      inc_jo_cell(j, c->name, p->r.d, c->type, c->list, cell_of(c, row));
    }
    inc_jo_close(j, '}');
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
}

static incubator_status write_json(inc_paper *p)
{
  inc_json_out j = {.out = &p->r.out};
  incubator_status status = INCUBATOR_STATUS_OK;
  inc_jo_open(&j, NULL, '{');
  inc_jo_head(&j, "incubator-robustness/1", p->r.d);
  json_varied(p, &j);
  json_weights(p, &j);
  json_subjects(p, &j);
  if (p->how.moves) status = inc_write_moves_json(p, &j);
  inc_jo_close(&j, '}');
  return status;
}

incubator_status incubator_robustness_write(const incubator_robustness *x, const incubator_robustness_report *given,
                                            const incubator_writer *writer, incubator_error *error)
{
  inc_paper p = {.x = x};
  incubator_report how = INCUBATOR_REPORT_INIT;
  if (!x) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "robustness must not be NULL");
  INC_TRY(inc_struct_read(&p.how, sizeof p.how, INC_SIZE_THROUGH(incubator_robustness_report, subject), given, error));
  how.format = p.how.format;
  how.language = p.how.language;
  how.limit = p.how.limit;
  INC_TRY(inc_report_start(&p.r, INC_ASSESS, x->decisions, &how, writer, error));
  incubator_status status;
  if (how.format == INCUBATOR_FORMAT_CSV && p.how.moves) status = inc_write_moves_csv(&p);
  else if (how.format == INCUBATOR_FORMAT_CSV) status = (write_csv(&p), INCUBATOR_STATUS_OK);
  else if (how.format == INCUBATOR_FORMAT_JSON) status = write_json(&p);
  else status = write_table(&p);
  return inc_report_end(&p.r, status);
}
