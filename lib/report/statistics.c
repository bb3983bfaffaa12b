/* Statistics of cohorts as JSON, schema statistics-1.json. */
#include <string.h>

#include "decisions/statistics.h"
#include "report/output.h"

typedef struct writing {
  const incubator_statistics *s;
  incubator_decisions d; /* what cells are written with */
  inc_json_out j;
} writing;

/* The integer in decimal digits. */
static void write_wide(writing *w, const char *key, const inc_wide *value)
{
  char text[INC_WIDE_TEXT];
  inc_jo_bytes(&w->j, key, text, inc_wide_format(value, text));
}

/* A cell of a tuple: its number, or the text itself. */
static void write_within(writing *w, const inc_frozen_scale *scale, uint32_t group, const inc_cohort *how)
{
  const inc_program *program = &w->s->policy->program;
  const char *tuple = inc_map_text(&scale->tuples, group, NULL);
  inc_jo_open(&w->j, "within", '[');
  for (uint32_t i = 0; i < how->within_count; i++) {
    const inc_ref *ref = &how->within[i];
    const inc_field *field = ref->rule == INC_NONE ? &program->schema.tables[ref->table].fields[ref->field] : NULL;
    const inc_part *part = field ? NULL : &program->rules[ref->rule].parts[ref->part];
    const inc_type type = field ? field->type : part->type;
    int64_t value;
    memcpy(&value, tuple + i * sizeof value, sizeof value);
    if (type == INC_TYPE_TEXT) {
      size_t length;
      const char *text = inc_map_text(&w->s->frozen.texts, (uint32_t)value, &length);
      inc_jo_bytes(&w->j, NULL, text, length);
    } else {
      inc_jo_cell(&w->j, NULL, &w->d, type, field ? field->list : part->list, (inc_cell){INCUBATOR_GAP_NONE, type, value});
    }
  }
  inc_jo_close(&w->j, ']');
}

/* Each number and how many have it. */
static void write_values(writing *w, const inc_frozen_group *group)
{
  inc_jo_open(&w->j, "numbers", '[');
  for (size_t i = 0; i < group->value_count; i++) {
    inc_jo_open(&w->j, NULL, '[');
    inc_jo_micros(&w->j, NULL, group->values[i]);
    inc_jo_number(&w->j, NULL, (int64_t)(group->up_to[i] - (i ? group->up_to[i - 1] : 0)));
    inc_jo_close(&w->j, ']');
  }
  inc_jo_close(&w->j, ']');
}

static void write_group(writing *w, const inc_frozen_scale *scale, uint32_t number, const inc_cohort *how)
{
  const inc_frozen_group *group = &scale->groups[number];
  inc_jo_open(&w->j, NULL, '{');
  w->j.inline_ = true;
  write_within(w, scale, number, how);
  inc_jo_number(&w->j, "count", (int64_t)group->numbers.count);
  inc_jo_micros(&w->j, "least", group->numbers.least);
  inc_jo_micros(&w->j, "greatest", group->numbers.most);
  if (how->place == INC_PLACE_Z_SCORE) {
    inc_wide sum;
    inc_wide_set(&sum, group->numbers.sum);
    write_wide(w, "sum", &sum);
    write_wide(w, "squares", &group->numbers.squares);
  }
  if (inc_cohort_by_order(how)) write_values(w, group);
  inc_jo_close(&w->j, '}');
  w->j.inline_ = false;
}

static void write_scale(writing *w, const inc_frozen_scale *scale, int32_t as_of)
{
  const incubator_policy *policy = w->s->policy;
  const inc_rule *rule = &policy->program.rules[scale->rule];
  const inc_scale *how = inc_statistics_scale(policy, as_of, scale->rule, scale->item);
  inc_jo_open(&w->j, NULL, '{');
  inc_jo_text(&w->j, "rule", rule->name);
  if (scale->item != INC_NONE) {
    const inc_version *version = inc_rule_version(rule, as_of);
    inc_jo_text(&w->j, "item", rule->parts[version->is.score.items[scale->item].part].name);
  }
  inc_jo_open(&w->j, "cohorts", '[');
  for (uint32_t g = 0; g < scale->tuples.count; g++) write_group(w, scale, g, &how->cohort);
  inc_jo_close(&w->j, ']');
  inc_jo_close(&w->j, '}');
}

static void write_all(writing *w)
{
  const incubator_statistics *s = w->s;
  inc_jo_open(&w->j, NULL, '{');
  inc_jo_head(&w->j, "incubator-statistics/1", &w->d);
  inc_jo_text(&w->j, "registry", s->registry);
  inc_jo_open(&w->j, "scales", '[');
  for (size_t i = 0; i < s->frozen.count; i++) write_scale(w, &s->frozen.scales[i], s->day);
  inc_jo_close(&w->j, ']');
  inc_jo_close(&w->j, '}');
}

incubator_status incubator_statistics_write(const incubator_statistics *s, const incubator_writer *writer, incubator_error *error)
{
  inc_output_stream out;
  if (!s || !writer || !writer->write) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "statistics and writer must not be NULL");
  inc_out_start(&out, writer, &s->allocator);
  writing w = {.s = s, .d = {.allocator = s->allocator, .policy = s->policy}, .j = {.out = &out}};
  memcpy(w.d.as_of, s->as_of, sizeof w.d.as_of);
  write_all(&w);
  return inc_out_end(&out, error);
}
