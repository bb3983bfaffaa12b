/* Scales: piecewise linear points, steps, or the place among a cohort. */
#include <string.h>

#include "policy/rules.h"

/* A coordinate: a number, or an expression of parameters; it must have the unit. */
static void read_coordinate(inc_rule_reader *x, const inc_json *node, uint32_t unit, inc_expression *to)
{
  inc_meaning meaning, number = inc_number_of(unit);
  const inc_expression *e = node ? inc_read_expression(x->r, node, x->rule->table, &meaning) : NULL;
  if (!e) return;
  inc_expect(x->r, node, e, &meaning, &number);
  *to = *e;
}

/* The value of a coordinate that is a literal. */
static bool literal_of(const inc_expression *e, inc_number *number)
{
  if (e->count != 1 || e->nodes[0].op != INC_OP_CONSTANT || e->nodes[0].type != INC_TYPE_NUMBER) return false;
  *number = e->nodes[0].is.number;
  return true;
}

/* x must not fall; steps must rise; points may share an x once, for a jump. */
static void check_order(inc_rule_reader *x, const inc_json *list, const inc_scale *scale)
{
  const inc_json *node = inc_json_first(list);
  for (size_t i = 1; i < scale->count; i++) {
    inc_number before, here, first;
    node = inc_json_next(node);
    if (!literal_of(&scale->points[i - 1].x, &before) || !literal_of(&scale->points[i].x, &here)) continue;
    int order = inc_number_compare(before, here);
    bool third = order == 0 && i > 1 && literal_of(&scale->points[i - 2].x, &first) && inc_number_compare(first, here) == 0;
    if (order > 0 || (order == 0 && scale->steps)) {
      INC_REPORT(x->r, "points-order", node, "x must rise from one %s to the next", scale->steps ? "step" : "point");
    } else if (third) {
      INC_REPORT(x->r, "points-order", node, "three points with the same x");
    }
  }
}

static void read_outside(inc_rule_reader *x, const inc_json *node, inc_scale *scale)
{
  if (!node) return;
  if (inc_json_type_of(node) == INC_JSON_NUMBER) {
    scale->outside = INC_OUTSIDE_VALUE;
    inc_read_number(x->r, node, &scale->value);
    return;
  }
  int word = inc_read_word(x->r, node, "type-mismatch", "hold error");
  scale->outside = word == 1 ? INC_OUTSIDE_ERROR : INC_OUTSIDE_HOLD;
}

/* ---- Cohorts ---- */

static void read_ends(inc_rule_reader *x, const inc_json *node, inc_cohort *cohort)
{
  cohort->to = INC_MICRO;
  if (!node) return;
  if (inc_json_type_of(node) != INC_JSON_ARRAY || inc_json_count(node) != 2) {
    INC_REPORT(x->r, "type-mismatch", node, "expected a pair: the worst place and the best");
    return;
  }
  const inc_json *from = inc_json_first(node), *to = inc_json_next(from);
  if (inc_read_micros(x->r, from, &cohort->from)) inc_read_micros(x->r, to, &cohort->to);
}

static void read_cohort(inc_rule_reader *x, const inc_json *node, inc_cohort *cohort)
{
  static const inc_place_in places[] = {INC_PLACE_MIN_MAX, INC_PLACE_Z_SCORE, INC_PLACE_RANK, INC_PLACE_PERCENTILE, INC_PLACE_BEST};
  const inc_json *constant = inc_json_get(node, "constant"), *better = inc_json_get(node, "better"), *to = inc_json_get(node, "to");
  int word = inc_read_word(x->r, inc_json_get(node, "cohort"), "type-mismatch", "min-max z-score rank percentile best");
  if (word < 0) return;
  cohort->place = places[word];
  cohort->within = inc_rule_columns(x, node, "within", &cohort->within_count);
  cohort->lower = better && inc_read_word(x->r, better, "type-mismatch", "higher lower") == 1;
  if (to && cohort->place == INC_PLACE_Z_SCORE) INC_REPORT(x->r, "unknown-key", to, "a z-score has no ends");
  read_ends(x, to, cohort);
  if (constant) inc_read_micros(x->r, constant, &cohort->constant);
  else INC_REPORT(x->r, "constant-unstated", node, "say by \"constant\" what holds where all of a cohort are equal");
  x->rule->stage = INC_STAGE_COHORT;
}

/* ---- Both ---- */

const inc_scale *inc_read_scale(inc_rule_reader *x, const inc_json *node, inc_meaning *meaning)
{
  const inc_json *points = inc_json_get(node, "points"), *steps = inc_json_get(node, "steps"), *cohort = inc_json_get(node, "cohort");
  if (inc_json_type_of(node) == INC_JSON_OBJECT && (points != NULL) + (steps != NULL) + (cohort != NULL) != 1) {
    INC_REPORT(x->r, "key-missing", node, "a scale has either \"points\", \"steps\" or \"cohort\"");
    return NULL;
  }
  if (!inc_check_keys(x->r, node, cohort ? "cohort within better to constant unit note" : "points steps outside unit note")) return NULL;
  inc_scale *scale = inc_reader_alloc(x->r, 1, sizeof *scale);
  uint32_t unit = inc_unit_read(x->r, inc_json_get(node, "unit"));
  if (meaning->type != INC_TYPE_NUMBER && meaning->type != INC_TYPE_UNKNOWN) {
    INC_REPORT(x->r, "type-mismatch", node, "a scale is for numbers, this is %s", inc_type_name(meaning->type));
    meaning->type = INC_TYPE_UNKNOWN;
  }
  if (cohort && scale) {
    read_cohort(x, node, &scale->cohort);
    if (meaning->type == INC_TYPE_NUMBER) *meaning = inc_number_of(unit);
    return scale->cohort.place == INC_PLACE_NONE ? NULL : scale;
  }
  const inc_json *list = inc_member(x->r, node, points ? "points" : "steps", INC_JSON_ARRAY, true);
  inc_scale_point *to = inc_reader_alloc(x->r, inc_json_count(list), sizeof *to);
  if (!list || !scale || !to) return NULL;
  scale->steps = steps != NULL;
  if (!inc_json_first(list)) INC_REPORT(x->r, "key-missing", list, "a scale without points");
  for (const inc_json *p = inc_json_first(list); p && !x->r->failed; p = inc_json_next(p)) {
    if (inc_json_type_of(p) != INC_JSON_ARRAY || inc_json_count(p) != 2) {
      INC_REPORT(x->r, "type-mismatch", p, "expected a pair [x, y]");
      return NULL;
    }
    read_coordinate(x, inc_json_first(p), meaning->unit, &to[scale->count].x);
    read_coordinate(x, inc_json_next(inc_json_first(p)), unit, &to[scale->count++].y);
  }
  scale->points = to;
  check_order(x, list, scale);
  read_outside(x, inc_json_get(node, "outside"), scale);
  if (meaning->type == INC_TYPE_NUMBER) *meaning = inc_number_of(unit);
  return scale->count ? scale : NULL;
}
