/* The ledger written: what all of its formats need, and JSON as a whole. */
#include "report/ledger.h"

#include <string.h>

/* ---- Words ---- */

const char *inc_entry_state_name(incubator_entry_state state)
{
  static const char *const names[] = {"", "due", "nothing", "refused", "undetermined"};
  return names[state];
}

const char *inc_entry_state_words(incubator_entry_state state, incubator_language language)
{
  static const char *const zh[] = {"", "应付", "零额", "不符合", "待定"};
  return inc_words(language, inc_entry_state_name(state), zh[state]);
}

const char *inc_cut_name(incubator_cut_kind kind)
{
  static const char *const names[] = {"", "less", "cap", "at_least", "joint_cap"};
  return names[kind];
}

inc_buffer inc_paper_text(const inc_ledger_paper *p)
{
  inc_buffer text;
  inc_buffer_init(&text, &p->l->allocator);
  return text;
}

const char *inc_paper_keep(inc_ledger_paper *p, inc_buffer *text)
{
  const char *copy = text->failed ? NULL : inc_arena_text(&p->r.arena, inc_buffer_get(text), text->length);
  if (!copy) p->r.out.buffer.failed = true;
  inc_buffer_free(text);
  return copy ? copy : "";
}

/* ---- The whole ---- */

static bool add_name(const char **names, size_t *count, const char *name)
{
  for (size_t i = 0; i < *count; i++) {
    if (!strcmp(names[i], name)) return false;
  }
  names[(*count)++] = name;
  return true;
}

/* The names of shares and of components that stand in any programme. */
static bool find_names(inc_ledger_paper *p)
{
  const inc_program *program = inc_ledger_program(p->l);
  size_t shares = 0, components = 0;
  for (size_t i = 0; i < p->l->programme_count; i++) {
    const inc_award *award = p->l->programmes[i].award;
    shares += award ? award->payer_count : 0;
    components += award ? award->component_count : 0;
  }
  p->shares = inc_arena_alloc(&p->r.arena, shares + 1, sizeof *p->shares);
  p->components = inc_arena_alloc(&p->r.arena, components + 1, sizeof *p->components);
  if (!p->shares || !p->components) return false;
  for (size_t i = 0; i < p->l->programme_count; i++) {
    const inc_programme *programme = &p->l->programmes[i];
    const inc_award *award = programme->award;
    for (uint32_t k = 0; award && k < award->payer_count; k++) {
      add_name(p->shares, &p->share_count, program->rules[programme->rule].parts[award->payers[k].part].name);
    }
    for (uint32_t k = 0; award && k < award->component_count; k++) {
      add_name(p->components, &p->component_count, program->rules[award->components[k].award.rule].name);
    }
  }
  return true;
}

incubator_status inc_ledger_paper_start(inc_ledger_paper *p, const incubator_ledger *l, const incubator_ledger_report *how,
                                        const incubator_writer *writer, incubator_error *error)
{
  incubator_report report = INCUBATOR_REPORT_INIT;
  const unsigned known = INCUBATOR_LEDGER_STATE(INCUBATOR_ENTRY_DUE) | INCUBATOR_LEDGER_STATE(INCUBATOR_ENTRY_NOTHING) |
                         INCUBATOR_LEDGER_STATE(INCUBATOR_ENTRY_REFUSED) | INCUBATOR_LEDGER_STATE(INCUBATOR_ENTRY_UNDETERMINED);
  *p = (inc_ledger_paper){.l = l};
  if (!l) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "ledger must not be NULL");
  INC_TRY(inc_struct_read(&p->how, sizeof p->how, INC_SIZE_THROUGH(incubator_ledger_report, column_count), how, error));
  if (p->how.states & ~known) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "states has bits of no state");
  if (p->how.column_count && !p->how.columns) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "columns must be set where there is a column_count");
  report.format = p->how.format;
  report.language = p->how.language;
  report.labels = p->how.labels;
  INC_TRY(inc_report_start(&p->r, INC_SUBSIDISE, l->decisions, &report, writer, error));
  p->traces = inc_arena_alloc(&p->r.arena, inc_ledger_program(l)->rule_count, sizeof *p->traces);
  if (p->traces && find_names(p) && inc_paper_find_words(p)) return INCUBATOR_STATUS_OK;
  return inc_ledger_paper_end(p, inc_no_memory(error));
}

incubator_status inc_ledger_paper_end(inc_ledger_paper *p, incubator_status status)
{
  for (uint32_t i = 0; p->traces && i < inc_ledger_program(p->l)->rule_count; i++) inc_trace_free(p->traces[i]);
  return inc_report_end(&p->r, status);
}

/* ---- JSON ---- */

static void write_programme(inc_ledger_paper *p, inc_json_out *j, const inc_programme *programme)
{
  const inc_program *program = inc_ledger_program(p->l);
  const inc_rule *rule = &program->rules[programme->rule];
  const inc_programme_words *words = inc_words_of_programme(p, programme);
  inc_jo_open(j, NULL, '{');
  inc_jo_text(j, "programme", rule->name);
  inc_jo_text(j, "title", words->title);
  inc_jo_text(j, "table", program->schema.tables[rule->table].name);
  inc_jo_text(j, "recipient_table", program->schema.tables[programme->recipient_table].name);
  inc_jo_text(j, "unit", programme->award ? p->r.policy->units[programme->unit].text : NULL);
  inc_jo_text(j, "within", programme->within == INC_NONE ? NULL : program->rules[programme->within].name);
  inc_jo_basis(j, "basis", p->r.policy, &programme->about->basis, p->r.how.language);
  inc_jo_text(j, "evidence", inc_evidence_name(words->evidence));
  inc_jo_open(j, "assumed", '[');
  for (size_t i = 0; i < words->assumed_count; i++) inc_jo_text(j, NULL, words->assumed[i]);
  inc_jo_close(j, ']');
  inc_jo_close(j, '}');
}

static void write_findings(inc_json_out *j, const incubator_findings *findings)
{
  inc_jo_open(j, "findings", '[');
  for (size_t i = 0; i < incubator_findings_count(findings); i++) inc_jo_finding(j, incubator_findings_get(findings, i));
  inc_jo_close(j, ']');
}

static void write_json(inc_ledger_paper *p)
{
  inc_json_out j = {.out = &p->r.out};
  inc_jo_open(&j, NULL, '{');
  inc_jo_head(&j, "incubator-ledger/1", p->r.d);
  inc_jo_open(&j, "programmes", '[');
  for (size_t i = 0; i < p->l->programme_count; i++) write_programme(p, &j, &p->l->programmes[i]);
  inc_jo_close(&j, ']');
  inc_ledger_totals_json(p, &j);
  if (!p->how.totals) inc_ledger_entries_json(p, &j);
  write_findings(&j, p->l->findings);
  inc_jo_close(&j, '}');
}

incubator_status incubator_ledger_write(const incubator_ledger *l, const incubator_ledger_report *how, const incubator_writer *writer,
                                        incubator_error *error)
{
  inc_ledger_paper p;
  INC_TRY(inc_ledger_paper_start(&p, l, how, writer, error));
  if (p.how.format == INCUBATOR_FORMAT_JSON) write_json(&p);
  else if (p.how.format == INCUBATOR_FORMAT_TABLE) inc_ledger_table(&p);
  else if (p.how.totals) inc_ledger_totals_csv(&p);
  else inc_ledger_entries_csv(&p);
  return inc_ledger_paper_end(&p, INCUBATOR_STATUS_OK);
}
