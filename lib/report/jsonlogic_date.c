/* Elapsed time between dates that are written as yyyymmdd, in arithmetic that every engine does alike. */
#include "report/jsonlogic.h"

/* floor(a / n) for a ≥ 0. */
static const char *whole(inc_lowering *lo, const char *a, int n)
{
  return inc_logic_print(lo, "{\"/\": [{\"-\": [%s, {\"%%\": [%s, %d]}]}, %d]}", a, a, n, n);
}

static const char *rest(inc_lowering *lo, const char *a, int n)
{
  return inc_logic_print(lo, "{\"%%\": [%s, %d]}", a, n);
}

typedef struct civil {
  const char *year, *month, *day;
} civil;

static const char *guarded(inc_lowering *lo, const char *gap, const char *text)
{
  return inc_logic_bound(lo, gap ? inc_logic_three(lo, gap, "null", text) : text);
}

static civil civil_of(inc_lowering *lo, const char *date, const char *gap)
{
  const char *below = rest(lo, date, 10000);
  return (civil){guarded(lo, gap, whole(lo, date, 10000)), guarded(lo, gap, whole(lo, below, 100)), guarded(lo, gap, rest(lo, date, 100))};
}

/* Days since 1 March of the year 0, by years that begin in March. */
static const char *day_number(inc_lowering *lo, civil c, const char *gap)
{
  const char *early = inc_logic_two(lo, "<", c.month, "3");
  const char *year = guarded(lo, gap, inc_logic_two(lo, "-", c.year, inc_logic_three(lo, early, "1", "0")));
  const char *month = inc_logic_three(lo, early, inc_logic_two(lo, "+", c.month, "9"), inc_logic_two(lo, "-", c.month, "3"));
  const char *before = guarded(lo, gap, inc_logic_print(lo, "{\"+\": [{\"*\": [153, %s]}, 2]}", month));
  return inc_logic_print(lo, "{\"+\": [{\"*\": [365, %s]}, %s, {\"-\": [%s, %s]}, %s, %s]}", year, whole(lo, year, 4),
                         whole(lo, year, 400), whole(lo, year, 100), whole(lo, before, 5), c.day);
}

static const char *month_length(inc_lowering *lo, civil c)
{
  return inc_logic_print(lo,
                         "{\"if\": [{\"in\": [%s, [4, 6, 9, 11]]}, 30, {\"!=\": [%s, 2]}, 31, "
                         "{\"or\": [{\"==\": [%s, 0]}, {\"and\": [{\"==\": [%s, 0]}, {\"!=\": [%s, 0]}]}]}, 29, 28]}",
                         c.month, c.month, rest(lo, c.year, 400), rest(lo, c.year, 4), rest(lo, c.year, 100));
}

/* The months from one to the other's; one less where the day, or the month's last one, is not reached. */
static const char *months(inc_lowering *lo, civil from, civil to)
{
  const char *years = inc_logic_print(lo, "{\"*\": [12, {\"-\": [%s, %s]}]}", to.year, from.year);
  const char *last = inc_logic_print(lo, "{\"min\": [%s, %s]}", from.day, month_length(lo, to));
  return inc_logic_print(lo, "{\"-\": [{\"+\": [%s, {\"-\": [%s, %s]}]}, {\"if\": [{\"<\": [%s, %s]}, 1, 0]}]}", years, to.month,
                         from.month, to.day, last);
}

/* Whole months from the earlier date to the later one, below 0 where `to` is the earlier; years from those. */
static const char *months_or_years(inc_lowering *lo, const inc_logic *from, const inc_logic *to, const char *gap, inc_span span)
{
  const char *early = guarded(lo, gap, inc_logic_two(lo, "min", from->value, to->value));
  const char *late = guarded(lo, gap, inc_logic_two(lo, "max", from->value, to->value));
  const char *count = months(lo, civil_of(lo, early, gap), civil_of(lo, late, gap));
  if (span == INC_SPAN_YEARS) count = whole(lo, guarded(lo, gap, count), 12);
  const char *sign = inc_logic_three(lo, inc_logic_two(lo, "<", to->value, from->value), "-1", "1");
  return inc_logic_two(lo, "*", sign, count);
}

static const char *days(inc_lowering *lo, const inc_logic *from, const inc_logic *to)
{
  const char *first = guarded(lo, from->gap, day_number(lo, civil_of(lo, from->value, from->gap), from->gap));
  const char *second = guarded(lo, to->gap, day_number(lo, civil_of(lo, to->value, to->gap), to->gap));
  return inc_logic_two(lo, "-", second, first);
}

inc_logic inc_logic_elapsed(inc_lowering *lo, const inc_derive *derive)
{
  inc_logic from = inc_logic_expression(lo, derive->from), to = inc_logic_expression(lo, derive->to);
  inc_logic v = {.type = INC_TYPE_NUMBER, .value = "", .computed = true};
  if (lo->failed) return v;
  inc_logic_bind(lo, &from);
  inc_logic_bind(lo, &to);
  v.gap = inc_logic_bound(lo, inc_gap_max(lo, from.gap, to.gap));
  if (derive->span == INC_SPAN_DAYS) v.value = days(lo, &from, &to);
  else v.value = months_or_years(lo, &from, &to, v.gap, derive->span);
  return v;
}
