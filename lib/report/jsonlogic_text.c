/* Pieces of JsonLogic as text, gaps, and working columns. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "report/jsonlogic.h"

/* Text longer than SHORT is written once only; a policy that comes to more than MOST is hostile. */
enum { SHORT = 90 };
#define MOST ((size_t)256 << 20)

static char *room(inc_lowering *lo, size_t length)
{
  char *text = NULL;
  lo->bytes += length + 1;
  if (lo->bytes < MOST && !lo->failed) text = inc_arena_alloc(lo->arena, length + 1, 1);
  if (!text) lo->failed = true;
  return text;
}

const char *inc_logic_print(inc_lowering *lo, const char *format, ...)
{
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  char *text = length < 0 ? NULL : room(lo, (size_t)length);
  if (text) vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  va_end(arguments);
  return text ? text : "";
}

const char *inc_logic_quote(inc_lowering *lo, const char *text)
{
  size_t length = strlen(text), used = 0;
  char *to = room(lo, 6 * length + 2);
  if (!to) return "";
  to[used++] = '"';
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c < 0x20) used += (size_t)snprintf(to + used, 7, "\\u%04x", c);
    else if (c == '"' || c == '\\') to[used++] = '\\';
    if (c >= 0x20) to[used++] = (char)c;
  }
  to[used++] = '"';
  to[used] = 0;
  return to;
}

const char *inc_logic_var(inc_lowering *lo, const char *name)
{
  return inc_logic_print(lo, "{\"var\": %s}", inc_logic_quote(lo, name));
}

const char *inc_logic_two(inc_lowering *lo, const char *op, const char *a, const char *b)
{
  return inc_logic_print(lo, "{\"%s\": [%s, %s]}", op, a, b);
}

const char *inc_logic_three(inc_lowering *lo, const char *condition, const char *a, const char *b)
{
  return inc_logic_print(lo, "{\"if\": [%s, %s, %s]}", condition, a, b);
}

const char *inc_logic_all(inc_lowering *lo, const char *op, const char *const *texts, size_t count, const char *nothing)
{
  if (count == 0) return nothing;
  if (count == 1) return texts[0];
  size_t length = strlen(op) + 16, used;
  for (size_t i = 0; i < count; i++) length += strlen(texts[i]) + 2;
  char *to = room(lo, length);
  if (!to) return "";
  used = (size_t)sprintf(to, "{\"%s\": [", op);
  for (size_t i = 0; i < count; i++) {
    size_t bytes = strlen(texts[i]);
    if (i) memcpy(to + used, ", ", 2), used += 2;
    memcpy(to + used, texts[i], bytes);
    used += bytes;
  }
  memcpy(to + used, "]}", 3);
  return to;
}

void inc_logic_step(inc_lowering *lo, const char *set, const char *logic)
{
  inc_step *step = lo->failed ? NULL : inc_arena_alloc(lo->arena, 1, sizeof *step);
  if (!step) {
    lo->failed = true;
    return;
  }
  *step = (inc_step){set, logic, NULL};
  *lo->end = step;
  lo->end = &step->next;
}

/* ---- Gaps ---- */

const char *inc_gap_zero(const char *gap)
{
  return gap ? gap : "0";
}

const char *inc_gap_max(inc_lowering *lo, const char *a, const char *b)
{
  if (!a || !b || !strcmp(a, b)) return a ? a : b;
  return inc_logic_two(lo, "max", a, b);
}

const char *inc_gap_all(inc_lowering *lo, const char **gaps, size_t count)
{
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (gaps[i] && (kept == 0 || strcmp(gaps[kept - 1], gaps[i]))) gaps[kept++] = gaps[i];
  }
  return inc_logic_all(lo, "max", gaps, kept, NULL);
}

const char *inc_gap_first(inc_lowering *lo, const char *a, const char *b)
{
  if (!a || !b || !strcmp(a, b)) return a ? a : b;
  return inc_logic_two(lo, "or", a, b); /* the first that is not 0, else the last */
}

const char *inc_gap_where(inc_lowering *lo, const char *condition, incubator_gap gap)
{
  return inc_logic_print(lo, "{\"if\": [%s, %d, 0]}", condition, (int)gap);
}

/* ---- Working columns ---- */

const char *inc_logic_working_name(inc_lowering *lo)
{
  return inc_logic_print(lo, "%s#%u", lo->policy->program.rules[lo->rule].name, ++lo->working);
}

const char *inc_logic_bound(inc_lowering *lo, const char *text)
{
  if (!text || strlen(text) <= SHORT) return text;
  const char *name = inc_logic_working_name(lo);
  inc_logic_step(lo, name, lo->guard ? inc_logic_three(lo, lo->guard, "null", text) : text);
  return inc_logic_var(lo, name);
}

void inc_logic_bind(inc_lowering *lo, inc_logic *v)
{
  v->gap = inc_logic_bound(lo, v->gap);
  if (strlen(v->value) > SHORT) v->value = inc_logic_bound(lo, inc_logic_guarded(lo, v));
}

const char *inc_logic_guarded(inc_lowering *lo, const inc_logic *v)
{
  return v->gap ? inc_logic_three(lo, v->gap, "null", v->value) : v->value;
}

const char *inc_logic_true(inc_lowering *lo, const inc_logic *v)
{
  return v->gap ? inc_logic_three(lo, v->gap, "false", v->value) : v->value;
}

const char *inc_logic_false(inc_lowering *lo, const inc_logic *v)
{
  const char *no = inc_logic_print(lo, "{\"!\": [%s]}", v->value);
  return v->gap ? inc_logic_three(lo, v->gap, "false", no) : no;
}
