/* One record as JSON, and what came of it as JSON, schema record-1.json. */
#include <string.h>

#include "base/text.h"
#include "decisions/record.h"
#include "engine/cell.h"
#include "report/report.h"

enum { SHOWN = 60 }; /* bytes of a value in a message */

typedef struct reading {
  incubator_workspace *w;
  const inc_json_document *document;
  incubator_findings *findings; /* NULL until there is one */
  inc_arena arena;              /* of their paths */
  bool failed;                  /* no memory */
} reading;

/* ---- Findings ---- */

__attribute__((format(printf, 4, 5))) static void bad(reading *r, const char *code, inc_spot spot, const char *format, ...)
{
  va_list arguments;
  if (!r->findings) r->findings = inc_findings_create(&r->w->record->allocator, INC_FINDINGS_LIMIT);
  r->failed = r->failed || !r->findings;
  if (r->failed) return;
  va_start(arguments, format);
  inc_findings_add_list(r->findings, INCUBATOR_SEVERITY_ERROR, code, spot, format, arguments);
  va_end(arguments);
  r->failed = inc_findings_failed(r->findings);
}

static void bad_value(reading *r, const inc_json *node, const inc_cell_fault *fault)
{
  const inc_json_type type = inc_json_type_of(node);
  const inc_spot spot = inc_json_spot(r->document, node, &r->arena);
  size_t length = inc_json_string(node) ? strlen(inc_json_string(node)) : 0;
  const char *text = type == INC_JSON_NUMBER ? inc_json_number(r->document, node, &length) : inc_json_string(node);
  if (!text) {
    bad(r, fault->code, spot, "found %s, expected %s", inc_json_type_name(type), fault->expected);
    return;
  }
  const size_t shown = inc_text_cut(text, length, SHOWN);
  bad(r, fault->code, spot, "found \"%.*s\"%s, expected %s", (int)shown, text, shown < length ? "…" : "", fault->expected);
}

/* ---- Values ---- */

/* {"gap": "tie"}: why a measure has no value. */
static bool read_gap(const inc_json *node, incubator_gap *gap)
{
  const char *word = inc_json_string(inc_json_get(node, "gap"));
  if (!word || inc_json_count(node) != 1) return false;
  for (int g = INCUBATOR_GAP_INAPPLICABLE; g <= INCUBATOR_GAP_ERROR; g++) {
    if (strcmp(word, incubator_gap_name((incubator_gap)g))) continue;
    *gap = (incubator_gap)g;
    return true;
  }
  return false;
}

static void read_value(reading *r, const inc_record_input *input, const inc_json *node, incubator_value *value)
{
  const incubator_policy *policy = r->w->record->policy;
  const char *text = inc_json_string(node);
  inc_cell_text cell;
  if (input->field == INC_NONE && inc_json_type_of(node) == INC_JSON_OBJECT && read_gap(node, &value->gap)) return;
  inc_cell_fault fault = inc_cell_read_json(&policy->program.schema, input->as, r->document, node, &cell);
  if (!fault.code && cell.text && !text) {
    bad_value(r, node, &(inc_cell_fault){"type-mismatch", "a text"});
    return;
  }
  if (!fault.code && cell.text && inc_text_control(text, strlen(text), true)) {
    bad_value(r, node, &(inc_cell_fault){"control-character", "text without control characters"});
    return;
  }
  if (fault.code) {
    bad_value(r, node, &fault);
    return;
  }
  if (cell.missing) return;
  value->gap = INCUBATOR_GAP_NONE;
  if (cell.text) {
    value->text = text;
    value->length = strlen(text);
  } else {
    value->value = input->as->whole ? cell.value * INC_MICRO : cell.value;
  }
}

static void read_member(reading *r, const inc_json *node)
{
  const char *key = inc_json_key(node);
  const size_t length = strlen(key);
  const uint32_t number = inc_record_find(r->w->record, key, length);
  if (number == INC_NONE) {
    bad(r, "column-unknown", inc_json_key_spot(r->document, node, &r->arena), "found \"%.*s\", expected an input of this record",
        (int)inc_text_cut(key, length, SHOWN), key);
  } else if (r->w->seen[number]) {
    bad(r, "column-duplicate", inc_json_key_spot(r->document, node, &r->arena), "\"%s\" is given twice", r->w->record->inputs[number].name);
  } else {
    r->w->seen[number] = 1;
    read_value(r, &r->w->record->inputs[number], node, &r->w->values[number]);
  }
}

static void read_record(reading *r)
{
  const incubator_record *record = r->w->record;
  const incubator_value missing = INCUBATOR_VALUE_MISSING;
  memset(r->w->seen, 0, record->input_count);
  for (size_t i = 0; i < record->input_count; i++) r->w->values[i] = missing;
  const inc_json *root = inc_json_root(r->document);
  for (const inc_json *node = inc_json_first(root); node && !r->failed; node = inc_json_next(node)) read_member(r, node);
}

/* ---- Writing ---- */

static void write_contradiction(const inc_reporting *r, inc_json_out *j, const inc_contradiction *c)
{
  const inc_rule *rule = &r->policy->program.rules[c->rule];
  const inc_part *part = &rule->parts[0];
  inc_buffer path, message;
  inc_buffer_init(&path, &r->d->allocator);
  inc_buffer_init(&message, &r->d->allocator);
  inc_buffer_print(&path, "%s/%s", r->policy->program.schema.tables[rule->table].name, rule->name);
  inc_buffer_text(&message, "computed ");
  inc_decisions_value(r->d, part->type, part->list, c->computed, &message);
  inc_buffer_text(&message, ", reported ");
  inc_decisions_value(r->d, part->type, part->list, c->reported, &message);
  inc_buffer_text(&message, "; the computed one counts");
  inc_jo_open(j, NULL, '{');
  inc_jo_text(j, "severity", incubator_severity_name(INCUBATOR_SEVERITY_WARNING));
  inc_jo_text(j, "code", "contradiction");
  inc_jo_buffer(j, "path", &path);
  inc_jo_buffer(j, "message", &message);
  inc_jo_close(j, '}');
}

static void write_findings(const inc_reporting *r, inc_json_out *j, const incubator_record *record)
{
  inc_contradiction c;
  inc_jo_open(j, "findings", '[');
  for (size_t i = 0; i < incubator_findings_count(record->findings); i++) inc_jo_finding(j, incubator_findings_get(record->findings, i));
  for (size_t i = 0; i < record->output_count; i++) {
    const uint32_t number = record->outputs[i].rule;
    if (record->outputs[i].part == 0 && inc_results_contradicts(r->d->results, number, 0, &c)) write_contradiction(r, j, &c);
  }
  inc_jo_close(j, ']');
}

static void write_key(inc_json_out *j, const incubator_workspace *w)
{
  const incubator_record *record = w->record;
  const incubator_value *key = &w->values[record->numbers[0][record->policy->program.schema.tables[record->table].key]];
  if (key->gap) inc_jo_null(j, "key");
  else inc_jo_bytes(j, "key", key->text, key->length);
}

static void write_record(inc_reporting *r, const incubator_workspace *w)
{
  const incubator_record *record = w->record;
  inc_json_out j = {.out = &r->out};
  inc_jo_open(&j, NULL, '{');
  inc_jo_head(&j, "incubator-record/1", r->d);
  if (record->statistics) {
    inc_jo_open(&j, "statistics", '{');
    inc_jo_text(&j, "registry", record->statistics->registry);
    inc_jo_close(&j, '}');
  }
  inc_jo_text(&j, "table", record->policy->program.schema.tables[record->table].name);
  write_key(&j, w);
  inc_jo_open(&j, "decided", '{');
  j.inline_ = true;
  for (size_t i = 0; i < record->output_count; i++) {
    if (record->outputs[i].part == 0) inc_report_outcome(r, &j, record->outputs[i].rule, 0);
  }
  inc_jo_close(&j, '}');
  j.inline_ = false;
  write_findings(r, &j, record);
  inc_jo_close(&j, '}');
}

static incubator_status write_all(const incubator_workspace *w, incubator_language language, const incubator_writer *writer, incubator_error *error)
{
  inc_reporting r;
  incubator_report how = INCUBATOR_REPORT_INIT;
  how.format = INCUBATOR_FORMAT_JSON;
  how.language = language;
  INC_TRY(inc_report_start(&r, INC_WORKING, &w->decisions, &how, writer, error));
  write_record(&r, w);
  return inc_report_end(&r, INCUBATOR_STATUS_OK);
}

/* ---- The whole ---- */

static incubator_status first_finding(const incubator_findings *findings, incubator_error *error)
{
  const incubator_finding *f = incubator_findings_get(findings, 0);
  return inc_fail(error, INCUBATOR_STATUS_DATA, (inc_place){f->path, f->line, f->column}, "%s: %s", f->path, f->message);
}

/* What the values together are not, though each may be: a linked row. */
static incubator_status decide(reading *r, incubator_error *error)
{
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_status status = inc_record_decide(r->w, r->w->values, NULL, &e);
  if (status != INCUBATOR_STATUS_DATA) return status;
  char path[sizeof e.path + 1];
  inc_text_print(path, sizeof path, "/%s", e.path);
  bad(r, "linked-row", (inc_spot){inc_json_name(r->document), path, 0, 0}, "%s", e.message);
  return r->failed ? inc_no_memory(error) : first_finding(r->findings, error);
}

static incubator_status answer(reading *r, incubator_language language, const incubator_writer *writer, incubator_error *error)
{
  const inc_json_type type = inc_json_type_of(inc_json_root(r->document));
  if (type != INC_JSON_OBJECT) {
    return inc_fail(error, INCUBATOR_STATUS_SYNTAX, (inc_place){"", 1, 1}, "found %s, expected a record (an object)", inc_json_type_name(type));
  }
  read_record(r);
  if (r->failed) return inc_no_memory(error);
  if (r->findings) return first_finding(r->findings, error);
  INC_TRY(decide(r, error));
  return write_all(r->w, language, writer, error);
}

incubator_status incubator_workspace_json(incubator_workspace *w, const char *text, size_t length, incubator_language language,
                                          const incubator_writer *writer, incubator_findings **findings, incubator_error *error)
{
  if (findings) *findings = NULL;
  if (!w || !text || !writer || !writer->write) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "workspace, text and writer must not be NULL");
  if ((unsigned)language > INCUBATOR_LANGUAGE_ZH) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "an unknown language");
  const incubator_allocator *a = &w->record->allocator;
  inc_json_document *document;
  INC_TRY(inc_json_read(a, "record", text, length, &document, error));
  reading r = {.w = w, .document = document};
  inc_arena_init(&r.arena, a);
  incubator_status status = answer(&r, language, writer, error);
  if (status == INCUBATOR_STATUS_DATA && findings) *findings = r.findings;
  else incubator_findings_free(r.findings);
  inc_arena_clear(&r.arena);
  inc_json_free(document);
  return status;
}
