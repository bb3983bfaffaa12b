/* A comparison as JSON: "incubator-comparison/1". */
#include "report/compare.h"

/* ---- Values ---- */

static void json_cell(const inc_contrast *p, inc_json_out *j, const char *key, int s, inc_holds holds, inc_cell cell)
{
  inc_jo_cell(j, key, p->c->sides[s].d, holds.type, holds.list, cell);
}

static void json_side(const inc_contrast *p, inc_json_out *j, int s)
{
  static const char *const names[] = {"before", "after"};
  const incubator_decisions *d = p->c->sides[s].d;
  inc_jo_open(j, names[s], '{');
  inc_jo_policy(j, d->policy);
  inc_jo_open(j, "registry", '{');
  inc_jo_text(j, "digest", incubator_registry_digest(d->registry));
  inc_jo_close(j, '}');
  inc_jo_text(j, "as_of", d->as_of);
  inc_jo_close(j, '}');
}

static void json_parameters(const inc_contrast *p, inc_json_out *j)
{
  static const char *const names[] = {"before", "after"}, *const bases[] = {"basis_before", "basis_after"};
  inc_jo_open(j, "parameters", '[');
  for (size_t i = 0; i < p->c->parameter_count; i++) {
    const inc_compared_parameter *of = &p->c->parameters[i];
    const int own = of->numbers[INC_BEFORE] == INC_NONE ? INC_AFTER : INC_BEFORE;
    inc_jo_open(j, NULL, '{');
    inc_jo_text(j, "name", inc_compared_program(&p->c->sides[own])->parameters[of->numbers[own]].name);
    inc_jo_boolean(j, "differs", of->differs);
    for (int s = 0; s < INC_BOTH; s++) {
      const inc_compared *side = &p->c->sides[s];
      if (of->numbers[s] == INC_NONE) {
        inc_jo_null(j, names[s]);
        inc_jo_null(j, bases[s]);
        continue;
      }
      const inc_parameter *of_side = &inc_compared_program(side)->parameters[of->numbers[s]];
      json_cell(p, j, names[s], s, (inc_holds){of_side->type, of_side->list},
                inc_compare_parameter(side, of->numbers[s], inc_results_as_of(side->d->results)));
      inc_jo_basis(j, bases[s], side->d->policy, &side->d->policy->parameters[of->numbers[s]].basis, p->how.language);
    }
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
}

static void json_singles(const inc_contrast *p, inc_json_out *j)
{
  inc_jo_open(j, "only", '[');
  for (size_t i = 0; i < p->c->single_count; i++) {
    incubator_comparison_single single = INCUBATOR_COMPARISON_SINGLE_INIT;
    incubator_comparison_single_get(p->c, i, &single);
    inc_jo_open(j, NULL, '{');
    inc_jo_text(j, "side", inc_side_name(single.side));
    inc_jo_text(j, "table", single.table);
    inc_jo_text(j, "rule", single.rule);
    inc_jo_text(j, "key", single.key);
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
}

/* ---- Reasons ---- */

static const char *name_of(const inc_contrast *p, const inc_reason *r, int s)
{
  const inc_program *program = inc_compared_program(&p->c->sides[s]);
  if (r->kind == INCUBATOR_REASON_PARAMETER) return program->parameters[r->numbers[s]].name;
  if (r->kind == INCUBATOR_REASON_DATA) return program->schema.tables[r->tables[s]].fields[r->numbers[s]].name;
  return r->kind == INCUBATOR_REASON_RULE || r->kind == INCUBATOR_REASON_OTHER ? program->rules[r->numbers[s]].name : NULL;
}

static void json_reason(const inc_contrast *p, inc_json_out *j, const inc_reason *r, const char *subject)
{
  static const char *const names[] = {"before", "after"}, *const bases[] = {"basis_before", "basis_after"};
  const int s = r->side == INCUBATOR_SIDE_AFTER ? INC_AFTER : INC_BEFORE, at = r->rows[s] == INC_NONE ? 1 - s : s;
  const bool has_table = r->tables[s] != INC_NONE;
  inc_buffer sentence;
  inc_jo_open(j, NULL, '{');
  inc_jo_text(j, "kind", inc_reason_name(r->kind));
  inc_jo_text(j, "side", inc_side_name(r->side));
  inc_jo_text(j, "name", name_of(p, r, s));
  inc_jo_text(j, "table", has_table ? inc_compared_program(&p->c->sides[s])->schema.tables[r->tables[s]].name : NULL);
  inc_jo_text(j, "key", r->tables[at] != INC_NONE && r->rows[at] != INC_NONE ? inc_decisions_key(p->c->sides[at].d, r->tables[at], r->rows[at]) : NULL);
  inc_jo_number(j, "depth", r->depth);
  inc_jo_number(j, "times", (int64_t)r->times);
  for (int k = 0; k < INC_BOTH; k++) {
    const inc_basis *basis = inc_reason_basis(p->c, r, k);
    if (r->holds[k].type != INC_TYPE_UNKNOWN) json_cell(p, j, names[k], k, r->holds[k], r->cells[k]);
    if (basis) inc_jo_basis(j, bases[k], p->c->sides[k].d->policy, basis, p->how.language);
  }
  inc_buffer_init(&sentence, &p->c->allocator);
  inc_contrast_reason(p, r, subject, &sentence);
  inc_jo_buffer(j, "sentence", &sentence);
  inc_jo_close(j, '}');
}

static incubator_status json_reasons(const inc_contrast *p, inc_json_out *j, incubator_comparison_what what, size_t index, const char *subject)
{
  inc_reasons reasons;
  INC_TRY(inc_compare_why(p->c, what, index, &reasons) == INCUBATOR_STATUS_OK ? INCUBATOR_STATUS_OK : inc_no_memory(p->error));
  inc_jo_open(j, "reasons", '[');
  for (size_t i = 0; i < reasons.count; i++) json_reason(p, j, &reasons.items[i], subject);
  inc_jo_close(j, ']');
  return INCUBATOR_STATUS_OK;
}

/* ---- Money ---- */

static void json_sum(inc_json_out *j, const char *key, int64_t micros, size_t entries, size_t open)
{
  inc_jo_open(j, key, '{');
  inc_jo_micros(j, "known", micros);
  inc_jo_number(j, "entries", (int64_t)entries);
  inc_jo_number(j, "undetermined", (int64_t)open);
  inc_jo_close(j, '}');
}

static incubator_status json_lines(const inc_contrast *p, inc_json_out *j)
{
  inc_jo_open(j, "lines", '[');
  for (size_t i = 0; i < incubator_comparison_line_count(p->c); i++) {
    incubator_comparison_line line;
    INC_TRY(inc_contrast_line(p, i, &line));
    if (!inc_contrast_shows_line(p, i)) continue;
    inc_jo_open(j, NULL, '{');
    inc_jo_text(j, "programme", line.programme);
    inc_jo_text(j, "recipient_table", line.recipient_table);
    inc_jo_text(j, "recipient", line.recipient);
    inc_jo_text(j, "unit", line.unit);
    inc_jo_text(j, "side", inc_side_name(line.side));
    inc_jo_text(j, "change", inc_change_name(line.change));
    json_sum(j, "before", line.before, line.entries_before, line.open_before);
    json_sum(j, "after", line.after, line.entries_after, line.open_after);
    if (line.difference.gap) inc_jo_null(j, "difference");
    else inc_jo_micros(j, "difference", line.difference.value);
    INC_TRY(json_reasons(p, j, INCUBATOR_COMPARISON_LINE, i, line.recipient));
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
  return INCUBATOR_STATUS_OK;
}

static incubator_status json_total(const inc_contrast *p, inc_json_out *j, size_t by, size_t index)
{
  incubator_comparison_total total;
  INC_TRY(inc_contrast_total(p, by, index, &total));
  inc_jo_open(j, NULL, '{');
  inc_jo_text(j, "key_before", total.key_before);
  inc_jo_text(j, "key_after", total.key_after);
  inc_jo_text(j, "table", total.table);
  inc_jo_text(j, "unit", total.unit);
  inc_jo_micros(j, "before", total.before);
  inc_jo_micros(j, "after", total.after);
  inc_jo_micros(j, "gains", total.gains);
  inc_jo_micros(j, "losses", total.losses);
  inc_jo_micros(j, "before_open", total.before_open);
  inc_jo_micros(j, "after_open", total.after_open);
  inc_jo_number(j, "undetermined_before", (int64_t)p->c->groupings[by].groups[index].undetermined[INC_BEFORE]);
  inc_jo_number(j, "undetermined_after", (int64_t)p->c->groupings[by].groups[index].undetermined[INC_AFTER]);
  inc_jo_number(j, "more", (int64_t)total.more);
  inc_jo_number(j, "less", (int64_t)total.less);
  inc_jo_number(j, "same", (int64_t)total.same);
  inc_jo_number(j, "undetermined", (int64_t)total.undetermined);
  inc_jo_close(j, '}');
  return INCUBATOR_STATUS_OK;
}

static incubator_status json_totals(const inc_contrast *p, inc_json_out *j)
{
  static const char *const names[] = {"unit", "programme", "recipient"};
  inc_jo_open(j, "totals", '[');
  for (size_t by = 0; by < p->c->grouping_count; by++) {
    inc_jo_open(j, NULL, '{');
    inc_jo_text(j, "by", by < INCUBATOR_COMPARISON_BY ? names[by] : p->c->groupings[by].name);
    inc_jo_boolean(j, "named", by >= INCUBATOR_COMPARISON_BY);
    inc_jo_open(j, "totals", '[');
    for (size_t i = 0; i < incubator_comparison_total_count(p->c, by); i++) INC_TRY(json_total(p, j, by, i));
    inc_jo_close(j, ']');
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
  return INCUBATOR_STATUS_OK;
}

/* ---- Outcomes ---- */

static void json_transition(inc_json_out *j, const inc_transition *t)
{
  static const char *const names[] = {"before", "after"};
  inc_jo_open(j, NULL, '{');
  inc_jo_text(j, "side", inc_side_name(t->side));
  for (int s = 0; s < INC_BOTH; s++) {
    if (!t->gaps[s]) {
      inc_jo_text(j, names[s], t->texts[s]);
      continue;
    }
    inc_jo_open(j, names[s], '{');
    inc_jo_text(j, "gap", incubator_gap_name((incubator_gap)t->gaps[s]));
    inc_jo_close(j, '}');
  }
  inc_jo_number(j, "rows", (int64_t)t->rows);
  inc_jo_close(j, '}');
}

static void json_outcomes(const inc_contrast *p, inc_json_out *j)
{
  inc_jo_open(j, "outcomes", '[');
  for (size_t i = 0; i < p->c->outcome_count; i++) {
    incubator_comparison_outcome o = INCUBATOR_COMPARISON_OUTCOME_INIT;
    incubator_comparison_outcome_get(p->c, i, &o);
    inc_jo_open(j, NULL, '{');
    inc_jo_text(j, "rule", o.rule);
    inc_jo_text(j, "part", o.part);
    inc_jo_text(j, "table", o.table);
    inc_jo_text(j, "side", inc_side_name(o.side));
    inc_jo_number(j, "rows", (int64_t)o.rows);
    inc_jo_number(j, "same", (int64_t)o.same);
    inc_jo_number(j, "more", (int64_t)o.more);
    inc_jo_number(j, "less", (int64_t)o.less);
    inc_jo_number(j, "other", (int64_t)o.other);
    inc_jo_number(j, "undetermined", (int64_t)o.undetermined);
    inc_jo_open(j, "transitions", '[');
    for (size_t k = 0; k < o.transitions; k++) json_transition(j, &p->c->outcomes[i].transitions[k]);
    inc_jo_close(j, ']');
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
}

static incubator_status json_cells(const inc_contrast *p, inc_json_out *j)
{
  static const char *const names[] = {"before", "after"};
  inc_jo_open(j, "cells", '[');
  for (size_t i = 0; i < p->c->changed_count; i++) {
    const inc_changed *changed = &p->c->changed[i];
    const inc_outcome *o = &p->c->outcomes[changed->outcome];
    incubator_comparison_cell cell = INCUBATOR_COMPARISON_CELL_INIT;
    if (!inc_contrast_shows_cell(p, i)) continue;
    incubator_comparison_cell_get(p->c, i, &cell);
    const inc_rule *rule = inc_compared_rule(&p->c->sides[0], o->rules[0]);
    inc_jo_open(j, NULL, '{');
    inc_jo_text(j, "rule", rule->name);
    inc_jo_text(j, "part", rule->parts[o->part].name);
    inc_jo_text(j, "table", inc_compared_program(&p->c->sides[0])->schema.tables[rule->table].name);
    inc_jo_text(j, "key", cell.key);
    inc_jo_text(j, "change", inc_change_name(changed->change));
    for (int s = 0; s < INC_BOTH; s++) {
      const inc_part *part = &inc_compared_rule(&p->c->sides[s], o->rules[s])->parts[o->part];
      json_cell(p, j, names[s], s, (inc_holds){part->type, part->list}, inc_compare_result(&p->c->sides[s], o->rules[s], o->part, changed->rows[s]));
    }
    INC_TRY(json_reasons(p, j, INCUBATOR_COMPARISON_CELL, i, cell.key));
    inc_jo_close(j, '}');
  }
  inc_jo_close(j, ']');
  return INCUBATOR_STATUS_OK;
}

incubator_status inc_contrast_json(inc_contrast *p)
{
  inc_json_out j = {.out = &p->out};
  inc_jo_open(&j, NULL, '{');
  inc_jo_text(&j, "format", "incubator-comparison/1");
  inc_jo_text(&j, "library", incubator_version_text());
  for (int s = 0; s < INC_BOTH; s++) json_side(p, &j, s);
  json_parameters(p, &j);
  json_singles(p, &j);
  INC_TRY(json_totals(p, &j));
  INC_TRY(json_lines(p, &j));
  json_outcomes(p, &j);
  INC_TRY(json_cells(p, &j));
  inc_jo_close(&j, '}');
  return INCUBATOR_STATUS_OK;
}
