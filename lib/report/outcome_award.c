/* How a sum of money came about, as members of its outcome. */
#include "report/report.h"

typedef struct paying {
  const inc_reporting *r;
  inc_json_out *j;
  const inc_rule *rule;
  uint32_t number;
  size_t row;
} paying;

static inc_cell part_of(const paying *p, uint32_t part)
{
  return inc_report_cell(p->r->d, p->number, part, p->row);
}

static void write_part(const paying *p, const char *key, uint32_t part)
{
  inc_jo_cell(p->j, key, p->r->d, INC_TYPE_NUMBER, INC_NONE, part_of(p, part));
}

/* By how much an adjustment changed what there was before it: what it took off, or added. */
static inc_cell change(const paying *p, inc_adjust how, uint32_t before, uint32_t after)
{
  const inc_cell old = part_of(p, before);
  inc_cell left = part_of(p, after);
  if (!left.gap) left.value = how == INC_ADJUST_AT_LEAST ? left.value - old.value : old.value - left.value;
  return left;
}

static void write_cuts(const paying *p, const inc_award *award, const inc_version_info *about)
{
  static const char *const names[] = {[INC_ADJUST_LESS] = "less", [INC_ADJUST_CAP] = "cap", [INC_ADJUST_AT_LEAST] = "at_least"};
  uint32_t before = INC_AWARD_COMPUTED;
  inc_jo_open(p->j, "cuts", '[');
  for (uint32_t i = 0; i < award->adjustment_count; i++) {
    const inc_adjustment *a = &award->adjustments[i];
    const char *title = inc_label_text(&about->parts[i].title, p->r->how.language);
    inc_jo_open(p->j, NULL, '{');
    inc_jo_text(p->j, "kind", a->joint ? "joint_cap" : names[a->how]);
    if (title) inc_jo_text(p->j, "title", title);
    inc_jo_cell(p->j, "amount", p->r->d, INC_TYPE_NUMBER, INC_NONE, change(p, a->how, before, a->part));
    write_part(p, "left", a->part);
    inc_jo_basis(p->j, "basis", p->r->policy, &about->parts[i], p->r->how.language);
    inc_jo_close(p->j, '}');
    before = a->part;
  }
  inc_jo_close(p->j, ']');
}

void inc_report_award(const inc_reporting *r, inc_json_out *j, uint32_t number, size_t row)
{
  const inc_version *version;
  const inc_version_info *about = inc_report_version(r->d, number, &version);
  const incubator_policy *policy = r->policy;
  const paying p = {r, j, &policy->program.rules[number], number, row};
  inc_jo_text(j, "unit", policy->units[policy->rules[number].units[0]].text);
  if (!about) return;
  const inc_award *award = &version->is.award;
  write_part(&p, "computed", INC_AWARD_COMPUTED);
  if (award->adjustment_count) write_cuts(&p, award, about);
  if (award->component_count) inc_jo_open(j, "components", '{');
  for (uint32_t i = 0; i < award->component_count; i++) write_part(&p, p.rule->parts[award->components[i].part].name, award->components[i].part);
  if (award->component_count) inc_jo_close(j, '}');
  if (award->payer_count) inc_jo_open(j, "shares", '{');
  for (uint32_t i = 0; i < award->payer_count; i++) write_part(&p, p.rule->parts[award->payers[i].part].name, award->payers[i].part);
  if (award->payer_count) inc_jo_close(j, '}');
}
