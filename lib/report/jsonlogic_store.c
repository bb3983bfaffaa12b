/* Columns as they are kept: under the rule's conditions, rounded, and with what stands for missing ones. */
#include "report/jsonlogic.h"

const char *inc_logic_name(inc_lowering *lo, uint32_t part)
{
  const inc_rule *rule = &lo->policy->program.rules[lo->rule];
  if (part == 0) return inc_logic_print(lo, "%s", rule->name);
  return inc_logic_print(lo, "%s:%s", rule->name, rule->parts[part].name);
}

/* A column and the gap beside it, as steps set them. */
typedef struct kept {
  inc_lowering *lo;
  const char *name, *var;
  const char *gap_name, *gap; /* gap: NULL where there never is one */
} kept;

/* A working column, null where the column has a gap. */
static const char *working(kept *k, const char *text)
{
  return inc_logic_bound(k->lo, k->gap ? inc_logic_three(k->lo, k->gap, "null", text) : text);
}

/*
 * Rounding of |x| in steps, by remainders. A float may be off its decimal: what is nearer to a step, or to the middle
 * between two, than a float can tell (10^−14 of the number and a ten millionth of a step) is taken to be there. From
 * 2^52 steps on floats have nothing left to round.
 */
static const char *rounded(kept *k, int64_t step, inc_rounding rounding)
{
  inc_lowering *lo = k->lo;
  const bool divides = INC_MICRO % step == 0, down = rounding == INC_ROUND_DOWN;
  const long long per = divides ? INC_MICRO / step : INC_MICRO;
  const char *steps = inc_logic_print(lo, "{\"*\": [{\"max\": [%s, {\"-\": [0, %s]}]}, %lld]}", k->var, k->var, per);
  if (!divides) steps = inc_logic_print(lo, "{\"/\": [%s, %lld]}", steps, (long long)step);
  const char *a = working(k, steps);
  const char *b = working(k, inc_logic_print(lo, "{\"+\": [%s, %s, {\"min\": [{\"*\": [%s, 1e-14]}, 0.001]}]}", a,
                                             down ? "1e-7" : "0.5000001", a));
  const char *count = inc_logic_print(lo, "{\"-\": [%s, {\"%%\": [%s, 1]}]}", b, b);
  if (rounding == INC_ROUND_HALF_EVEN) {
    const char *middle = inc_logic_print(lo, "{\"<=\": [{\"%%\": [%s, 1]}, {\"+\": [{\"min\": [{\"*\": [%s, 2e-14]}, 0.002]}, 2e-7]}]}", b, a);
    const char *odd = inc_logic_print(lo, "{\"==\": [{\"%%\": [%s, 2]}, 1]}", count);
    count = inc_logic_print(lo, "{\"-\": [%s, {\"if\": [{\"and\": [%s, %s]}, 1, 0]}]}", count, middle, odd);
  }
  if (!divides) count = inc_logic_print(lo, "{\"*\": [%s, %lld]}", count, (long long)step);
  if (per != 1) count = inc_logic_print(lo, "{\"/\": [%s, %lld]}", count, per);
  return inc_logic_print(lo, "{\"if\": [{\">=\": [%s, 4503599627370496]}, %s, {\"*\": [{\"if\": [{\"<\": [%s, 0]}, -1, 1]}, %s]}]}", a,
                         k->var, k->var, count);
}

static void set_again(kept *k, const char *logic)
{
  inc_logic_step(k->lo, k->name, k->gap ? inc_logic_three(k->lo, k->gap, "null", logic) : logic);
}

/* On the grid, and within it: what is beyond is an error. `bits` of the stored result are proved. */
static void put_on_grid(kept *k, const inc_logic *v, int64_t step, inc_rounding rounding, uint32_t bits)
{
  inc_lowering *lo = k->lo;
  const bool whole = v->decimals == 0 && !v->divided;
  if (v->type != INC_TYPE_NUMBER) return;
  if (step != 1 || (v->computed && !whole)) set_again(k, rounded(k, step, rounding));
  if (bits < 63 || (step == 1 && !v->computed)) return;
  const char *over = inc_logic_print(lo, "{\">\": [{\"max\": [%s, {\"-\": [0, %s]}]}, 9223372036854.775]}", k->var, k->var);
  const char *gap = inc_gap_first(lo, k->gap, inc_gap_where(lo, over, INCUBATOR_GAP_ERROR));
  inc_logic_step(lo, k->gap_name, gap);
  k->gap = inc_logic_var(lo, k->gap_name);
  set_again(k, k->var);
}

static kept keep(inc_lowering *lo, uint32_t part, inc_logic v)
{
  kept k = {.lo = lo, .name = inc_logic_name(lo, part)};
  k.var = inc_logic_var(lo, k.name);
  k.gap_name = inc_logic_print(lo, "%s?", k.name);
  if (v.gap) {
    inc_logic_step(lo, k.gap_name, v.gap);
    k.gap = inc_logic_var(lo, k.gap_name);
  }
  set_again(&k, v.value);
  return k;
}

/* A column that is on its grid. */
static inc_logic settled(const kept *k, inc_type type, int64_t step)
{
  inc_logic v = {.type = type, .value = k->var, .gap = k->gap};
  if (type == INC_TYPE_NUMBER) v.decimals = inc_logic_micros(k->lo, step).decimals;
  return v;
}

inc_logic inc_logic_store(inc_lowering *lo, uint32_t part, inc_logic v, int64_t step, inc_rounding rounding)
{
  kept k = keep(lo, part, v);
  put_on_grid(&k, &v, step, rounding, lo->policy->program.rules[lo->rule].parts[part].bits);
  lo->rules[lo->rule].gaps[part] = k.gap != NULL;
  return settled(&k, v.type, step);
}

inc_logic inc_logic_working(inc_lowering *lo, inc_logic v, int64_t step, inc_rounding rounding)
{
  kept k = {.lo = lo, .name = inc_logic_working_name(lo), .gap = inc_logic_bound(lo, v.gap)};
  k.var = inc_logic_var(lo, k.name);
  set_again(&k, v.value);
  put_on_grid(&k, &v, step, rounding, 0);
  return settled(&k, v.type, step);
}

/* Where the rule does not hold there is another value. */
static inc_logic around(inc_lowering *lo, inc_logic body, inc_logic shut)
{
  if (lo->at.type == INC_TYPE_DATE) body = inc_logic_under(lo, lo->at.gap, body);
  if (lo->when.type == INC_TYPE_UNKNOWN) return body;
  inc_logic branches[] = {lo->when, body, shut};
  return inc_logic_if(lo, branches, 3);
}

inc_logic inc_logic_stage(inc_lowering *lo, uint32_t part, inc_logic v, int64_t step, inc_rounding rounding)
{
  return inc_logic_store(lo, part, around(lo, v, inc_logic_gap(v.type, INCUBATOR_GAP_INAPPLICABLE)), step, rounding);
}

inc_logic inc_logic_part(inc_lowering *lo, uint32_t part, inc_logic v)
{
  return inc_logic_stage(lo, part, v, 1, lo->policy->program.rounding);
}

/* Stands for a missing result; on the grid in the rule's mode, not rounded to its step. */
static void stand_in(kept *k, inc_logic other)
{
  inc_lowering *lo = k->lo;
  if (!k->gap) return;
  inc_logic_bind(lo, &other);
  const char *missing = inc_logic_print(lo, "{\"==\": [%s, %d]}", k->gap, (int)INCUBATOR_GAP_MISSING);
  inc_logic_step(lo, k->name, inc_logic_three(lo, missing, inc_logic_guarded(lo, &other), k->var));
  inc_logic_step(lo, k->gap_name, inc_logic_three(lo, missing, inc_gap_zero(other.gap), k->gap));
  put_on_grid(k, &other, 1, lo->version->rounding, 63);
}

void inc_logic_result(inc_lowering *lo, inc_logic v)
{
  const inc_version *version = lo->version;
  const inc_rule *rule = &lo->policy->program.rules[lo->rule];
  const bool award = rule->kind == INC_KIND_AWARD; /* on its step, and `absent` is in it already; nothing is due where it does not hold */
  v = around(lo, v, award ? inc_logic_micros(lo, 0) : inc_logic_gap(v.type, INCUBATOR_GAP_INAPPLICABLE));
  kept k = keep(lo, 0, v);
  put_on_grid(&k, &v, award ? 1 : version->step, version->rounding, rule->parts[0].bits);
  if (version->reported) stand_in(&k, inc_logic_ref(lo, version->reported));
  if (version->absent && !award) stand_in(&k, inc_logic_expression(lo, version->absent));
  lo->rules[lo->rule].gaps[0] = k.gap != NULL;
}
