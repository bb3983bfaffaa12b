/* What a rule has decided of one row, as JSON. */
#include "report/report.h"

/* What the parts of a kind are; NULL where they are not told. */
static const char *parts_name(inc_kind kind)
{
  switch (kind) {
  case INC_KIND_REQUIRE: return "conditions";
  case INC_KIND_SCORE: return "items";
  case INC_KIND_SELECT:
  case INC_KIND_MEASURE:
  case INC_KIND_TARGET: return "parts";
  default: return NULL;
  }
}

void inc_report_outcome(const inc_reporting *r, inc_json_out *j, uint32_t rule, size_t row)
{
  const inc_rule *of = &r->policy->program.rules[rule];
  inc_cell cell = inc_report_cell(r->d, rule, 0, row);
  const inc_basis *basis = inc_report_basis(r, rule, row);
  inc_jo_open(j, of->name, '{');
  if (cell.gap) inc_jo_text(j, "gap", incubator_gap_name((incubator_gap)cell.gap));
  else inc_jo_cell(j, "value", r->d, of->parts[0].type, of->parts[0].list, cell);
  if (cell.gap) inc_report_names(r, j, rule, row);
  const char *reason = basis ? inc_label_text(&basis->reason, r->how.language) : NULL;
  if (reason) inc_jo_text(j, "reason", reason);
  if (inc_report_reported(r->d, rule, row)) inc_jo_boolean(j, "reported_stands", true);
  const char *parts = parts_name(of->kind);
  if (parts) {
    inc_jo_open(j, parts, '{');
    for (uint32_t p = 1; p < of->part_count; p++) {
      if (inc_report_kept(r->d, rule, p)) inc_jo_cell(j, of->parts[p].name, r->d, of->parts[p].type, of->parts[p].list, inc_report_cell(r->d, rule, p, row));
    }
    inc_jo_close(j, '}');
  }
  if (of->kind == INC_KIND_AWARD) inc_report_award(r, j, rule, row);
  if (basis) inc_jo_basis(j, "basis", r->policy, basis, r->how.language);
  inc_jo_close(j, '}');
}
