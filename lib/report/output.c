#include "report/output.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "policy/words.h"

enum { PIECE = 1 << 16 };

void inc_out_start(inc_output_stream *o, const incubator_writer *writer, const incubator_allocator *a)
{
  *o = (inc_output_stream){.writer = writer, .status = INCUBATOR_STATUS_OK};
  inc_buffer_init(&o->buffer, a);
}

static void flush(inc_output_stream *o)
{
  if (o->buffer.failed && o->status == INCUBATOR_STATUS_OK) o->status = INCUBATOR_STATUS_NO_MEMORY;
  if (o->status == INCUBATOR_STATUS_OK && o->buffer.length) {
    o->status = o->writer->write(o->writer->context, o->buffer.text, o->buffer.length);
  }
  o->buffer.length = 0;
}

/* What is written is mostly short, and there is mostly room for it. */
static inline void append(inc_output_stream *o, const char *text, size_t length)
{
  inc_buffer *b = &o->buffer;
  if (length < b->capacity - b->length && b->length + length < PIECE) {
    memcpy(b->text + b->length, text, length);
    b->length += length;
    b->text[b->length] = 0;
    return;
  }
  inc_buffer_add(b, text, length);
  if (b->length >= PIECE || b->failed) flush(o);
}

void inc_out_bytes(inc_output_stream *o, const char *text, size_t length)
{
  append(o, text, length);
}

void inc_out_text(inc_output_stream *o, const char *text)
{
  inc_out_bytes(o, text, strlen(text));
}

void inc_out_print(inc_output_stream *o, const char *format, ...)
{
  char small[512];
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(small, sizeof small, format, arguments);
  va_end(arguments);
  if (length >= 0 && (size_t)length < sizeof small) {
    inc_out_bytes(o, small, (size_t)length);
  } else if (length >= 0) {
    char *large = inc_alloc(&o->buffer.allocator, (size_t)length + 1);
    if (large) {
      vsnprintf(large, (size_t)length + 1, format, again);
      inc_out_bytes(o, large, (size_t)length);
    } else {
      o->buffer.failed = true;
    }
    inc_free(&o->buffer.allocator, large);
  }
  va_end(again);
}

void inc_out_free(inc_output_stream *o, inc_buffer *text)
{
  if (text->failed) o->buffer.failed = true;
  inc_buffer_free(text);
}

void inc_out_buffer(inc_output_stream *o, inc_buffer *text)
{
  inc_out_bytes(o, inc_buffer_get(text), text->length);
  inc_out_free(o, text);
}

incubator_status inc_out_end(inc_output_stream *o, incubator_error *error)
{
  flush(o);
  inc_buffer_free(&o->buffer);
  if (o->status == INCUBATOR_STATUS_NO_MEMORY) return inc_no_memory(error);
  if (o->status != INCUBATOR_STATUS_OK) INC_FAIL(error, o->status, "the writer refused the text");
  return o->status;
}

/* ---- JSON ---- */

static void escape(inc_output_stream *o, const char *text, size_t length)
{
  append(o, "\"", 1);
  size_t start = 0;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    append(o, text + start, i - start);
    if (c == '"' || c == '\\') inc_out_print(o, "\\%c", c);
    else if (c == '\n') append(o, "\\n", 2);
    else inc_out_print(o, "\\u%04x", c);
    start = i + 1;
  }
  append(o, text + start, length - start);
  append(o, "\"", 1);
}

static void indent(inc_json_out *j)
{
  if (j->inline_) return;
  static const char line[] = "\n                                                                "; /* for the depth of most */
  const unsigned at_once = sizeof line / 2 - 1, most = j->depth < at_once ? j->depth : at_once;
  append(j->out, line, 1 + 2 * most);
  for (unsigned i = most; i < j->depth; i++) inc_out_text(j->out, "  ");
}

static void lead_in(inc_json_out *j, const char *key)
{
  if (j->depth) {
    if (!j->first) append(j->out, ", ", j->inline_ ? 2 : 1);
    indent(j);
  }
  j->first = false;
  if (!key) return;
  escape(j->out, key, strlen(key));
  append(j->out, ": ", 2);
}

void inc_jo_open(inc_json_out *j, const char *key, char bracket)
{
  lead_in(j, key);
  append(j->out, &bracket, 1);
  j->depth++;
  j->first = true;
}

void inc_jo_close(inc_json_out *j, char bracket)
{
  j->depth--;
  if (!j->first) indent(j);
  append(j->out, &bracket, 1);
  j->first = false;
  if (j->depth == 0) inc_out_text(j->out, "\n");
}

void inc_jo_bytes(inc_json_out *j, const char *key, const char *text, size_t length)
{
  lead_in(j, key);
  escape(j->out, text, length);
}

void inc_jo_text(inc_json_out *j, const char *key, const char *text)
{
  if (text) inc_jo_bytes(j, key, text, strlen(text));
  else inc_jo_null(j, key);
}

void inc_jo_buffer(inc_json_out *j, const char *key, inc_buffer *text)
{
  inc_jo_bytes(j, key, inc_buffer_get(text), text->length);
  inc_out_free(j->out, text);
}

void inc_jo_number(inc_json_out *j, const char *key, int64_t whole)
{
  lead_in(j, key);
  inc_out_print(j->out, "%lld", (long long)whole);
}

void inc_jo_boolean(inc_json_out *j, const char *key, bool value)
{
  lead_in(j, key);
  inc_out_text(j->out, value ? "true" : "false");
}

void inc_jo_null(inc_json_out *j, const char *key)
{
  lead_in(j, key);
  inc_out_text(j->out, "null");
}

void inc_jo_micros(inc_json_out *j, const char *key, int64_t micros)
{
  char text[INC_DECIMAL_TEXT];
  inc_jo_bytes(j, key, text, inc_decimal_format(micros, text));
}

void inc_jo_raw(inc_json_out *j, const char *key, const char *json)
{
  lead_in(j, key);
  inc_out_text(j->out, json);
}

void inc_jo_policy(inc_json_out *j, const incubator_policy *policy)
{
  inc_jo_open(j, "policy", '{');
  inc_jo_text(j, "id", policy->id);
  inc_jo_text(j, "version", policy->version);
  inc_jo_text(j, "digest", policy->digest);
  inc_jo_open(j, "settings", '[');
  for (size_t i = 0; i < policy->setting_count; i++) inc_jo_text(j, NULL, policy->settings[i]);
  inc_jo_close(j, ']');
  inc_jo_close(j, '}');
}

void inc_jo_head(inc_json_out *j, const char *format, const incubator_decisions *d)
{
  inc_jo_text(j, "format", format);
  inc_jo_policy(j, d->policy);
  if (d->registry) {
    inc_jo_open(j, "registry", '{');
    inc_jo_text(j, "digest", incubator_registry_digest(d->registry));
    inc_jo_close(j, '}');
  }
  inc_jo_text(j, "library", incubator_version_text());
  inc_jo_text(j, "as_of", d->as_of);
}

void inc_jo_cell(inc_json_out *j, const char *key, const incubator_decisions *d, inc_type type, uint32_t list, inc_cell cell)
{
  if (cell.gap) {
    inc_jo_open(j, key, '{');
    inc_jo_text(j, "gap", incubator_gap_name((incubator_gap)cell.gap));
    inc_jo_close(j, '}');
  } else if (type == INC_TYPE_BOOLEAN) {
    inc_jo_boolean(j, key, cell.value != 0);
  } else {
    inc_buffer text;
    inc_buffer_init(&text, &d->allocator);
    inc_decisions_value(d, type, list, cell.value, &text);
    inc_jo_buffer(j, key, &text);
  }
}

void inc_jo_finding(inc_json_out *j, const incubator_finding *f)
{
  inc_jo_open(j, NULL, '{');
  inc_jo_text(j, "severity", incubator_severity_name(f->severity));
  inc_jo_text(j, "code", f->code);
  inc_jo_text(j, "path", f->path);
  inc_jo_text(j, "message", f->message);
  inc_jo_close(j, '}');
}

void inc_jo_basis(inc_json_out *j, const char *key, const incubator_policy *policy, const inc_basis *basis,
                  incubator_language language)
{
  inc_jo_open(j, key, '{');
  inc_jo_open(j, "cites", '[');
  for (size_t i = 0; i < basis->cite_count; i++) {
    const inc_source *s = &policy->sources[basis->cites[i].source];
    inc_jo_open(j, NULL, '{');
    inc_jo_text(j, "source", s->name);
    inc_jo_text(j, "clause", basis->cites[i].clause);
    inc_jo_text(j, "title", inc_label_text(&s->title, language));
    inc_jo_text(j, "number", s->number);
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
  inc_jo_text(j, "evidence", inc_evidence_name(basis->evidence));
  const char *assumed = inc_label_text(&basis->assumed, language);
  if (assumed) inc_jo_text(j, "assumed", assumed);
  inc_jo_close(j, '}');
}
