/* Scales, and the items of a score, as JSON, schema explanation-1.json. */
#include "report/explanation.h"

typedef struct scoring {
  const incubator_explanation *x;
  const inc_explained *r;
  incubator_language language;
  inc_json_out *j;
} scoring;

static const char *const aggregates[] = {"sum", "mean", "harmonic", "geometric"};
static const char *const ways[] = {NULL, "reweighted", "short"};

static void write_number(const scoring *s, const char *key, inc_cell cell)
{
  inc_jo_cell(s->j, key, s->x->decisions, INC_TYPE_NUMBER, INC_NONE, cell);
}

static void write_expression(const scoring *s, const char *key, const inc_expression *e)
{
  inc_buffer text;
  inc_buffer_init(&text, &s->x->allocator);
  const incubator_policy *policy = s->x->decisions->policy;
  inc_words_expression(policy, e, policy->program.rules[s->r->rule].table, s->language, &text);
  inc_jo_buffer(s->j, key, &text);
}

static void write_mixed(const scoring *s, const inc_mix *mix, const inc_mixed *mixed)
{
  char share[INC_DECIMAL_TEXT];
  static const char *const methods[] = {NULL, "entropy", "critic"};
  if (mixed->found) {
    inc_jo_open(s->j, "weights_found", '{');
    inc_jo_text(s->j, "by", methods[mix->weights]);
    inc_jo_number(s->j, "rows", (int64_t)mixed->found->rows);
    inc_jo_close(s->j, '}');
  }
  write_number(s, "came_to", mixed->value);
  if (mixed->how == INC_MIXED_WHOLE) return;
  inc_number_format(mix->share, share);
  inc_jo_open(s->j, ways[mixed->how], '{');
  inc_jo_micros(s->j, "present", mixed->present);
  inc_jo_micros(s->j, "weights", mixed->weights);
  inc_jo_text(s->j, "share", share);
  inc_jo_close(s->j, '}');
}

static void write_cohort(const incubator_explanation *x, const inc_explained *r, const inc_cohort *cohort, inc_json_out *j)
{
  static const char *const places[] = {"", "min-max", "z-score", "rank", "percentile", "best"};
  const incubator_policy *policy = x->decisions->policy;
  const uint32_t table = policy->program.rules[r->rule].table;
  inc_jo_text(j, "cohort", places[cohort->place]);
  inc_jo_open(j, "within", '{');
  for (uint32_t i = 0; i < cohort->within_count; i++) {
    const inc_ref *ref = &cohort->within[i];
    inc_buffer path;
    inc_buffer_init(&path, &x->allocator);
    inc_words_path(policy, ref, table, &path);
    inc_cell cell = inc_results_cell(x->decisions->results, table, ref, r->row);
    uint32_t list = ref->rule == INC_NONE ? policy->program.schema.tables[ref->table].fields[ref->field].list
                                          : policy->program.rules[ref->rule].parts[ref->part].list;
    inc_jo_cell(j, inc_buffer_get(&path), x->decisions, cell.type, list, cell);
    inc_out_free(j->out, &path);
  }
  inc_jo_close(j, '}');
}

/* Size and ends of the cohort that it was compared with. */
static void write_facts(const inc_scale *scale, const inc_cohort_facts *facts, inc_json_out *j)
{
  inc_jo_number(j, "compared", (int64_t)facts->count);
  inc_jo_micros(j, "least", facts->least);
  inc_jo_micros(j, "greatest", facts->most);
  if (scale->cohort.place != INC_PLACE_Z_SCORE) return;
  inc_jo_micros(j, "mean", facts->mean);
  inc_jo_micros(j, "deviation", facts->deviation);
}

void inc_explanation_scale(const incubator_explanation *x, const inc_explained *r, const inc_scale *scale,
                           const inc_cohort_facts *cohort, incubator_language language, inc_json_out *j)
{
  inc_buffer text;
  inc_jo_open(j, "scale", '{');
  inc_buffer_init(&text, &x->allocator);
  const incubator_policy *policy = x->decisions->policy;
  inc_words_scale(policy, scale, policy->program.rules[r->rule].table, language, &text);
  inc_jo_buffer(j, "text", &text);
  int way = inc_scale_direction(scale);
  if (way) inc_jo_text(j, "better", way > 0 ? "higher" : "lower");
  if (inc_scale_is_cohort(scale)) write_cohort(x, r, &scale->cohort, j);
  if (cohort->count) write_facts(scale, cohort, j);
  inc_jo_close(j, '}');
}

/* An item up to those in it, which follow where it is a group. */
static void open_item(const scoring *s, uint32_t number)
{
  const inc_item *item = &s->r->scored->score->items[number];
  const inc_scored_item *told = &s->r->scored->items[number];
  const incubator_policy *policy = s->x->decisions->policy;
  inc_jo_open(s->j, NULL, '{');
  inc_jo_text(s->j, "name", policy->program.rules[s->r->rule].parts[item->part].name);
  inc_jo_text(s->j, "title", inc_item_title(policy, s->r->rule, s->r->version, number, s->language));
  if (item->when) write_expression(s, "when", item->when);
  if (told->shut) inc_jo_boolean(s->j, "applies", false);
  if (item->value) write_expression(s, "text", item->value);
  else inc_jo_text(s->j, "aggregate", aggregates[item->mix.aggregate]);
  if (item->value && !told->shut) write_number(s, "came_to", told->raw);
  else if (!told->shut) write_mixed(s, &item->mix, &told->mixed);
  if (item->scale) inc_explanation_scale(s->x, s->r, item->scale, &told->cohort, s->language, s->j);
  write_number(s, "value", told->value);
  if (told->replaced) inc_jo_boolean(s->j, "absent_stands", true);
  write_number(s, "weight", told->weight);
  write_number(s, "points", told->points);
  if (!told->best.gap) write_number(s, "best", told->best);
  if (!told->lost.gap) write_number(s, "lost", told->lost);
  inc_jo_basis(s->j, "basis", policy, told->basis, s->language);
  if (!item->value) inc_jo_open(s->j, "items", '[');
}

/* Closes groups until so many are open. */
static void close_groups(const scoring *s, unsigned *open, unsigned left)
{
  for (; *open > left; --*open) {
    inc_jo_close(s->j, ']');
    inc_jo_close(s->j, '}');
  }
}

/* What each item has cost the score, the most first. */
static void write_losses(const scoring *s)
{
  const inc_scored *scored = s->r->scored;
  const incubator_policy *policy = s->x->decisions->policy;
  inc_jo_open(s->j, "losses", '[');
  for (size_t i = 0; i < scored->loss_count; i++) {
    uint32_t number = scored->losses[i];
    inc_jo_open(s->j, NULL, '{');
    inc_jo_text(s->j, "name", policy->program.rules[s->r->rule].parts[scored->score->items[number].part].name);
    inc_jo_text(s->j, "title", inc_item_title(policy, s->r->rule, s->r->version, number, s->language));
    write_number(s, "lost", scored->items[number].in_total);
    inc_jo_close(s->j, '}');
  }
  inc_jo_close(s->j, ']');
}

void inc_explanation_score(const incubator_explanation *x, const inc_explained *r, incubator_language language, inc_json_out *j)
{
  static const char *const modes[] = {"half-even", "half-up", "down"};
  const scoring s = {x, r, language, j};
  const inc_score *score = r->scored->score;
  unsigned open = 0;
  inc_jo_open(j, "score", '{');
  inc_jo_text(j, "aggregate", aggregates[score->mix.aggregate]);
  write_mixed(&s, &score->mix, &r->scored->total);
  inc_jo_open(j, "round", '{');
  inc_jo_micros(j, "to", r->version->step);
  inc_jo_text(j, "mode", modes[r->version->rounding]);
  inc_jo_close(j, '}');
  inc_jo_open(j, "items", '[');
  for (uint32_t i = 0; i < score->count; i++) {
    close_groups(&s, &open, r->scored->items[i].depth - 1);
    open_item(&s, i);
    if (score->items[i].value) inc_jo_close(j, '}');
    else open++;
  }
  close_groups(&s, &open, 0);
  inc_jo_close(j, ']');
  write_losses(&s);
  inc_jo_close(j, '}');
}
