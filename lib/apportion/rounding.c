/*
 * Controlled rounding. Only the fractions of the cells matter: each is rounded up or down. One
 * rounding that keeps all sums is held while cell after cell is settled. Where the cell has not
 * got the number that it shall have, a unit is moved along a path of columns: from one to the
 * next in a row behind that has the one rounded up and the other down, or by way of the slack that
 * a column's own sum has. Where there is no such path, no rounding has the cell that way.
 */
#include "apportion/rounding.h"

#include <string.h>

#define NOWHERE SIZE_MAX

typedef struct work {
  size_t rows, columns;
  int64_t divisor;
  int64_t *fractions; /* of each cell, over the divisor; 0: nothing to round */
  bool *up;           /* each cell */
  int64_t *sums;      /* of each column: how many are rounded up … */
  int64_t *least, *most; /* … and may be */
  size_t first;       /* row: those before it are settled or being so */
  size_t *arcs;       /* columns × columns: in how many rows from `first` on the one is up and the other down */
  size_t *begins;     /* likewise: before which row there is none */
  size_t *came;       /* column, or the slack: from where a path came */
  size_t *queue;
  bool *starts, *goals; /* of a path: columns, and the slack behind them */
} work;

static bool is_open(const work *w, size_t row, size_t column)
{
  return w->fractions[row * w->columns + column] != 0;
}

static bool is_up(const work *w, size_t row, size_t column)
{
  return w->up[row * w->columns + column];
}

/* ---- Ways from column to column ---- */

/* Takes a row's ways into account, or no more. */
static void count_row(work *w, size_t row, bool there)
{
  for (size_t a = 0; a < w->columns; a++) {
    if (!is_open(w, row, a) || !is_up(w, row, a)) continue;
    for (size_t b = 0; b < w->columns; b++) {
      if (!is_open(w, row, b) || is_up(w, row, b)) continue;
      size_t *count = &w->arcs[a * w->columns + b], *begin = &w->begins[a * w->columns + b];
      *count = there ? *count + 1 : *count - 1;
      if (there && row < *begin) *begin = row;
    }
  }
}

/* The first row with a way, which there is. */
static size_t row_of(work *w, size_t a, size_t b)
{
  size_t *begin = &w->begins[a * w->columns + b];
  if (*begin < w->first) *begin = w->first;
  while (!(is_open(w, *begin, a) && is_up(w, *begin, a) && is_open(w, *begin, b) && !is_up(w, *begin, b))) (*begin)++;
  return *begin;
}

static bool leads(const work *w, size_t a, size_t b)
{
  if (a == b) return false;
  if (b == w->columns) return w->sums[a] < w->most[a];
  if (a == w->columns) return w->sums[b] > w->least[b];
  return w->arcs[a * w->columns + b] > 0;
}

/* The shortest path from a start to a goal; its end, or NOWHERE. */
static size_t find_path(work *w)
{
  size_t count = 0;
  for (size_t i = 0; i <= w->columns; i++) {
    w->came[i] = w->starts[i] ? i : NOWHERE;
    if (w->starts[i]) w->queue[count++] = i;
  }
  for (size_t done = 0; done < count; done++) {
    const size_t at = w->queue[done];
    if (w->goals[at]) return at;
    for (size_t next = 0; next <= w->columns; next++) {
      if (w->came[next] != NOWHERE || !leads(w, at, next)) continue;
      w->came[next] = at;
      w->queue[count++] = next;
    }
  }
  return NOWHERE;
}

/* Moves a unit along the path that ends there; its start. */
static size_t follow_path(work *w, size_t end)
{
  size_t at = end;
  for (; w->came[at] != at; at = w->came[at]) {
    const size_t from = w->came[at];
    if (at == w->columns) {
      w->sums[from]++;
    } else if (from == w->columns) {
      w->sums[at]--;
    } else {
      const size_t row = row_of(w, from, at);
      count_row(w, row, false);
      w->up[row * w->columns + from] = false;
      w->up[row * w->columns + at] = true;
      count_row(w, row, true);
    }
  }
  return at;
}

static void clear_ends(work *w)
{
  memset(w->starts, 0, (w->columns + 1) * sizeof *w->starts);
  memset(w->goals, 0, (w->columns + 1) * sizeof *w->goals);
}

/* ---- A first rounding ---- */

/* Rounds up as many of a row as it needs: those columns that lag behind most. `behind` counts over the divisor. */
static void start_row(work *w, size_t row, int64_t *behind)
{
  int64_t need = 0;
  for (size_t c = 0; c < w->columns; c++) {
    need += w->fractions[row * w->columns + c];
    behind[c] += w->fractions[row * w->columns + c];
  }
  for (need /= w->divisor; need > 0; need--) {
    size_t best = NOWHERE;
    for (size_t c = 0; c < w->columns; c++) {
      if (is_open(w, row, c) && !is_up(w, row, c) && (best == NOWHERE || behind[c] > behind[best])) best = c;
    }
    w->up[row * w->columns + best] = true;
    w->sums[best]++;
    behind[best] -= w->divisor;
  }
  count_row(w, row, true);
}

/* Then columns with too many give to others, and those with too few take from them. */
static void mend_columns(work *w)
{
  for (size_t c = 0; c < w->columns; c++) {
    while (w->sums[c] > w->most[c]) {
      clear_ends(w);
      w->starts[c] = w->goals[w->columns] = true;
      const size_t end = find_path(w);
      if (end == NOWHERE) break;
      follow_path(w, end);
      w->sums[c]--;
    }
  }
  for (size_t c = 0; c < w->columns; c++) {
    while (w->sums[c] < w->least[c]) {
      clear_ends(w);
      w->starts[w->columns] = w->goals[c] = true;
      const size_t end = find_path(w);
      if (end == NOWHERE) break;
      follow_path(w, end);
      w->sums[c]++;
    }
  }
}

static void start(work *w, int64_t *behind)
{
  for (size_t row = 0; row < w->rows; row++) start_row(w, row, behind);
  for (size_t c = 0; c < w->columns; c++) {
    const int64_t exact = behind[c] + w->sums[c] * w->divisor; /* all fractions of the column together */
    w->least[c] = exact / w->divisor;
    w->most[c] = w->least[c] + (exact % w->divisor != 0);
  }
  mend_columns(w);
}

/* ---- Cell after cell ---- */

/* Rounds the cell the other way, if there is a rounding of the rest. */
static void turn(work *w, size_t row, size_t column)
{
  bool *cells = &w->up[row * w->columns];
  const bool now = cells[column];
  bool *others = now ? w->starts : w->goals;
  clear_ends(w);
  (now ? w->goals : w->starts)[column] = true;
  for (size_t c = column + 1; c < w->columns; c++) others[c] = is_open(w, row, c) && cells[c] != now;
  const size_t end = find_path(w);
  if (end == NOWHERE) return;
  const size_t begin = follow_path(w, end), other = now ? begin : end;
  cells[column] = !now;
  cells[other] = now;
}

static void settle_row(work *w, size_t row)
{
  count_row(w, row, false);
  w->first = row + 1;
  for (size_t c = 0; c < w->columns; c++) {
    const int64_t fraction = w->fractions[row * w->columns + c];
    if (fraction && is_up(w, row, c) != (2 * fraction >= w->divisor)) turn(w, row, c);
  }
}

/* ---- The table ---- */

static void split(work *w, const inc_spread *s, int64_t *cells)
{
  for (size_t row = 0; row < s->rows; row++) {
    for (size_t c = 0; c < s->columns; c++) {
      const inc_i128 exact = (inc_i128)s->wholes[row] * s->shares[c];
      int64_t whole = (int64_t)(exact / s->divisor), fraction = (int64_t)(exact % s->divisor);
      if (fraction < 0) whole--, fraction += s->divisor;
      cells[row * s->columns + c] = whole;
      w->fractions[row * s->columns + c] = fraction;
    }
  }
}

static bool round_all(work *w, inc_arena *arena, const inc_spread *s, int64_t *cells)
{
  const size_t count = s->rows * s->columns, nodes = s->columns + 1;
  int64_t *behind = inc_arena_alloc(arena, nodes, sizeof *behind);
  w->fractions = inc_arena_alloc(arena, count, sizeof *w->fractions);
  w->up = inc_arena_alloc(arena, count, sizeof *w->up);
  w->sums = inc_arena_alloc(arena, nodes, sizeof *w->sums);
  w->least = inc_arena_alloc(arena, nodes, sizeof *w->least);
  w->most = inc_arena_alloc(arena, nodes, sizeof *w->most);
  w->arcs = inc_arena_alloc(arena, s->columns * s->columns, sizeof *w->arcs);
  w->begins = inc_arena_alloc(arena, s->columns * s->columns, sizeof *w->begins);
  w->came = inc_arena_alloc(arena, nodes, sizeof *w->came);
  w->queue = inc_arena_alloc(arena, nodes, sizeof *w->queue);
  w->starts = inc_arena_alloc(arena, nodes, sizeof *w->starts);
  w->goals = inc_arena_alloc(arena, nodes, sizeof *w->goals);
  const bool ok = behind && w->fractions && w->up && w->sums && w->least && w->most && w->arcs && w->begins && w->came &&
                  w->queue && w->starts && w->goals;
  if (!ok) return false;
  split(w, s, cells);
  start(w, behind);
  for (size_t row = 0; row < s->rows; row++) settle_row(w, row);
  for (size_t i = 0; i < count; i++) cells[i] += w->up[i];
  return true;
}

bool inc_spread_round(const inc_spread *spread, const incubator_allocator *a, int64_t *cells)
{
  work w = {.rows = spread->rows, .columns = spread->columns, .divisor = spread->divisor};
  inc_arena arena;
  if (spread->rows == 0 || spread->columns == 0) return true;
  if (spread->rows > SIZE_MAX / sizeof(int64_t) / spread->columns) return false;
  inc_arena_init(&arena, a);
  const bool ok = round_all(&w, &arena, spread, cells);
  inc_arena_clear(&arena);
  return ok;
}
