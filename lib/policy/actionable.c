/* What can be done about a figure, and which outcomes are better: for those who look for the least change that reaches one. */
#include <string.h>

#include "policy/rules.h"

/* The bounds of a change; `from` and `to` are those that the figure has anyway. */
static void read_limits(inc_reader *r, const inc_json *node, const inc_field *own, inc_actionable *to)
{
  const inc_json *min = inc_json_get(node, "min"), *max = inc_json_get(node, "max");
  to->has_min = min && inc_read_micros(r, min, &to->min);
  to->has_max = max && inc_read_micros(r, max, &to->max);
  bool below = own && to->has_min && own->has_min && to->min < own->min, above = own && to->has_max && own->has_max && to->max > own->max;
  if (below) INC_REPORT(r, "out-of-range", min, "no cell of the field is below its own min");
  if (above) INC_REPORT(r, "out-of-range", max, "no cell of the field is above its own max");
  if (to->has_min && to->has_max && to->min > to->max) INC_REPORT(r, "out-of-range", min, "min is above max");
}

static void read_step(inc_reader *r, const inc_json *node, int64_t grid, inc_actionable *to)
{
  const inc_json *step = inc_json_get(node, "step");
  char text[INC_DECIMAL_TEXT];
  if (!step) {
    INC_REPORT(r, "key-missing", node, "no key \"step\" here: by how much can it change at a time?");
    return;
  }
  if (!inc_read_micros(r, step, &to->step)) return;
  if (to->step > 0 && to->step % grid == 0) return;
  inc_decimal_format(grid, text);
  INC_REPORT(r, "out-of-range", step, "expected a step above 0 that is a multiple of %s", text);
}

static void read_direction(inc_reader *r, const inc_json *node, inc_actionable *to)
{
  const inc_json *direction = inc_json_get(node, "direction");
  if (!direction) {
    INC_REPORT(r, "key-missing", node, "no key \"direction\" here: up, down or both?");
    return;
  }
  int word = inc_read_word(r, direction, "type-mismatch", "up down both");
  to->up = word == 0 || word == 2;
  to->down = word == 1 || word == 2;
}

/* Of a number on a grid, or of a boolean, which has no steps. */
static const inc_actionable *read_actionable(inc_reader *r, const inc_json *node, inc_type type, int64_t grid, const inc_field *own)
{
  if (type == INC_TYPE_UNKNOWN) return NULL;
  if (type != INC_TYPE_NUMBER && type != INC_TYPE_BOOLEAN) {
    INC_REPORT(r, "type-mismatch", node, "only numbers and booleans change by steps, this is %s", inc_type_name(type));
    return NULL;
  }
  bool number = type == INC_TYPE_NUMBER;
  inc_actionable *to = inc_reader_alloc(r, 1, sizeof *to);
  if (!to || !inc_check_keys(r, node, number ? "step direction min max note" : "direction note")) return NULL;
  to->step = 1;
  if (number) read_step(r, node, grid, to);
  if (number) read_limits(r, node, own, to);
  read_direction(r, node, to);
  return to;
}

const inc_actionable *inc_field_actionable(inc_reader *r, const inc_json *field, const inc_field *f)
{
  const inc_json *node = inc_json_get(field, "actionable");
  return node ? read_actionable(r, node, f->type, f->whole ? INC_MICRO : 1, f) : NULL;
}

void inc_read_measure_actionable(inc_rule_reader *x)
{
  const inc_json *node = inc_json_get(x->node, "actionable");
  const inc_take take = x->version->is.measure.take;
  int64_t grid = take == INC_TAKE_COUNT || take == INC_TAKE_DISTINCT ? INC_MICRO : 1;
  if (grid % x->version->step) grid = x->version->step;
  if (!node) return;
  inc_type type = x->rule->parts[0].type;
  if (type == INC_TYPE_BOOLEAN) INC_REPORT(x->r, "type-mismatch", node, "only a measure that is a number is actionable");
  else x->about->actionable = read_actionable(x->r, node, type, grid, NULL);
}

void inc_read_best_first(inc_rule_reader *x)
{
  const inc_json *node = inc_member(x->r, x->node, "best_first", INC_JSON_ARRAY, false);
  const inc_part *own = &x->rule->parts[0];
  if (!node || own->type == INC_TYPE_UNKNOWN) return;
  if (own->type != INC_TYPE_CATEGORY) {
    INC_REPORT(x->r, "type-mismatch", node, "only categories are put in order, this yields %s", inc_type_name(own->type));
    return;
  }
  const inc_list *list = &x->r->policy->program.schema.lists[own->list];
  uint32_t *codes = inc_reader_alloc(x->r, inc_json_count(node), sizeof *codes);
  bool *seen = inc_reader_alloc(x->r, list->count, sizeof *seen);
  size_t count = 0;
  if (!codes || !seen) return;
  for (const inc_json *c = inc_json_first(node); c; c = inc_json_next(c)) {
    const char *code = inc_json_string(c);
    uint32_t number = code ? inc_list_code(list, code, strlen(code)) : INC_NONE;
    if (number == INC_NONE) {
      INC_REPORT(x->r, "category-unknown", c, "no code \"%s\" in \"%s\"", code ? code : inc_json_type_name(inc_json_type_of(c)), list->name);
    } else if (seen[number]) {
      INC_REPORT(x->r, "name-clash", c, "\"%s\" stands twice", code);
    } else {
      seen[number] = true;
      codes[count++] = number;
    }
  }
  if (count < 2) INC_REPORT(x->r, "key-missing", node, "an order of outcomes names at least two");
  x->about->best_first = codes;
  x->about->best_count = count;
}
