/* Sheets: rows of cells, as aligned columns or as CSV. */
#include <string.h>

#include "base/text.h"
#include "policy/words.h"
#include "report/output.h"

void inc_sheet_init(inc_sheet *s, const incubator_allocator *a)
{
  *s = (inc_sheet){.allocator = *a};
  inc_arena_init(&s->arena, a);
}

void inc_sheet_free(inc_sheet *s)
{
  inc_free(&s->allocator, s->columns);
  inc_free(&s->allocator, s->cells);
  inc_arena_clear(&s->arena);
}

static const char *keep(inc_sheet *s, const char *text)
{
  const char *copy = text && !s->failed ? inc_arena_text(&s->arena, text, strlen(text)) : NULL;
  if (text && !copy) s->failed = true;
  return copy;
}

void inc_sheet_column_add(inc_sheet *s, const char *header, const char *over, bool right)
{
  if (!inc_grow(&s->allocator, (void **)&s->columns, s->column_count, &s->column_capacity, sizeof *s->columns)) {
    s->failed = true;
    return;
  }
  s->columns[s->column_count++] = (inc_sheet_column){keep(s, header), keep(s, over), right};
}

void inc_sheet_column_buffer(inc_sheet *s, inc_buffer *header, bool right)
{
  if (header->failed) s->failed = true;
  inc_sheet_column_add(s, inc_buffer_get(header), NULL, right);
  inc_buffer_free(header);
}

void inc_sheet_cell(inc_sheet *s, const char *text)
{
  if (!inc_grow(&s->allocator, (void **)&s->cells, s->cell_count, &s->cell_capacity, sizeof *s->cells)) {
    s->failed = true;
    return;
  }
  s->cells[s->cell_count++] = keep(s, text ? text : "");
}

void inc_sheet_count(inc_sheet *s, size_t number)
{
  char text[INC_DECIMAL_TEXT];
  inc_number_format((inc_number){(int64_t)number, 0}, text);
  inc_sheet_cell(s, text);
}

void inc_sheet_buffer(inc_sheet *s, inc_buffer *text)
{
  if (text->failed) s->failed = true;
  inc_sheet_cell(s, inc_buffer_get(text));
  inc_buffer_free(text);
}

size_t inc_sheet_rows(const inc_sheet *s)
{
  return s->column_count ? s->cell_count / s->column_count : 0;
}

/* ---- As a table ---- */

/* What of a cell is shown: control characters made harmless. */
static size_t shown_columns(const char *text)
{
  return inc_text_columns(text, strlen(text));
}

static void pad(inc_output_stream *o, size_t columns)
{
  static const char blanks[] = "                                ";
  for (; columns > 32; columns -= 32) inc_out_bytes(o, blanks, 32);
  inc_out_bytes(o, blanks, columns);
}

static void write_cell(inc_output_stream *o, const char *text, size_t width, bool right, bool last)
{
  size_t own = shown_columns(text);
  if (right && own < width) pad(o, width - own);
  inc_out_text(o, text);
  if (!right && !last && own < width) pad(o, width - own);
}

static void find_widths(const inc_sheet *s, size_t rows, size_t *widths)
{
  for (size_t c = 0; c < s->column_count; c++) {
    widths[c] = shown_columns(s->columns[c].header);
    for (size_t r = 0; r < rows; r++) {
      size_t own = shown_columns(s->cells[r * s->column_count + c]);
      if (own > widths[c]) widths[c] = own;
    }
  }
}

/* How many columns from c on share a heading. */
static size_t span_of(const inc_sheet *s, size_t c)
{
  size_t n = 1;
  const char *over = s->columns[c].over;
  while (over && c + n < s->column_count && s->columns[c + n].over && !strcmp(over, s->columns[c + n].over)) n++;
  return n;
}

static void write_headings(const inc_sheet *s, size_t *widths, inc_output_stream *o)
{
  bool any = false;
  for (size_t c = 0; c < s->column_count; c++) any = any || s->columns[c].over;
  for (size_t c = 0; any && c < s->column_count;) {
    size_t n = span_of(s, c), width = 2 * (n - 1);
    const char *over = s->columns[c].over ? s->columns[c].over : "";
    for (size_t k = 0; k < n; k++) width += widths[c + k];
    size_t own = shown_columns(over);
    if (own > width) widths[c + n - 1] += own - width;
    if (c) inc_out_text(o, "  ");
    write_cell(o, over, width > own ? width : own, false, c + n == s->column_count);
    c += n;
  }
  if (any) inc_out_text(o, "\n");
}

void inc_sheet_table(const inc_sheet *s, size_t limit, incubator_language language, inc_output_stream *o)
{
  size_t total = inc_sheet_rows(s), rows = limit && limit < total ? limit : total;
  size_t *widths = s->failed ? NULL : inc_alloc_zero(&s->allocator, s->column_count, sizeof *widths);
  if (!widths) {
    o->buffer.failed = true;
    return;
  }
  find_widths(s, rows, widths);
  write_headings(s, widths, o);
  for (size_t r = 0; r <= rows; r++) {
    for (size_t c = 0; c < s->column_count; c++) {
      const char *text = r ? s->cells[(r - 1) * s->column_count + c] : s->columns[c].header;
      if (c) inc_out_text(o, "  ");
      write_cell(o, text, widths[c], s->columns[c].right, c + 1 == s->column_count);
    }
    inc_out_text(o, "\n");
  }
  if (rows < total) inc_out_print(o, inc_words(language, "… and %zu more\n", "……另有 %zu 行\n"), total - rows);
  inc_free(&s->allocator, widths);
}

/* ---- As CSV ---- */

void inc_csv_field(inc_output_stream *o, const char *text)
{
  if (!strpbrk(text, ",\"\r\n")) {
    inc_out_text(o, text);
    return;
  }
  inc_out_text(o, "\"");
  for (const char *quote; (quote = strchr(text, '"')); text = quote + 1) {
    inc_out_bytes(o, text, (size_t)(quote - text));
    inc_out_text(o, "\"\"");
  }
  inc_out_text(o, text);
  inc_out_text(o, "\"");
}

void inc_sheet_csv(const inc_sheet *s, inc_output_stream *o)
{
  if (s->failed) {
    o->buffer.failed = true;
    return;
  }
  for (size_t r = 0; r <= inc_sheet_rows(s); r++) {
    for (size_t c = 0; c < s->column_count; c++) {
      if (c) inc_out_text(o, ",");
      inc_csv_field(o, r ? s->cells[(r - 1) * s->column_count + c] : s->columns[c].header);
    }
    inc_out_text(o, "\r\n");
  }
}
