/* A policy as a document that an officer can read, in Markdown. */
#include "base/date.h"
#include "report/describe.h"

inc_buffer inc_describe_text(const inc_describing *d)
{
  inc_buffer text;
  inc_buffer_init(&text, &d->policy->allocator);
  return text;
}

void inc_describe_expression(inc_describing *d, const inc_expression *e, uint32_t table)
{
  inc_buffer text = inc_describe_text(d);
  inc_words_expression(d->policy, e, table, d->language, &text);
  inc_out_buffer(&d->out, &text);
}

void inc_describe_basis(inc_describing *d, const inc_basis *basis)
{
  inc_buffer text = inc_describe_text(d);
  inc_words_cites(d->policy, basis, d->language, &text);
  const char *assumed = inc_label_text(&basis->assumed, d->language);
  inc_out_print(&d->out, inc_pick(d, " [%s%s%s", "〔%s%s%s"), inc_buffer_get(&text), text.length ? inc_pick(d, ", ", "，") : "",
                inc_words_evidence(basis->evidence, d->language));
  if (assumed) inc_out_print(&d->out, inc_pick(d, ": %s", "：%s"), assumed);
  inc_out_text(&d->out, inc_pick(d, "]", "〕"));
  inc_out_free(&d->out, &text);
}

void inc_describe_note(inc_describing *d, const inc_basis *basis, const char *indent)
{
  const char *note = inc_label_text(&basis->note, d->language);
  if (note) inc_out_print(&d->out, inc_pick(d, "%sNote: %s\n", "%s注：%s\n"), indent, note);
}

/* ---- Head ---- */

static void tell_sources(inc_describing *d)
{
  inc_out_print(&d->out, "## %s\n\n", inc_pick(d, "Sources", "依据文件"));
  for (uint32_t i = 0; i < d->policy->source_count; i++) {
    const inc_source *s = &d->policy->sources[i];
    const char *title = inc_label_text(&s->title, d->language);
    inc_out_print(&d->out, "- `%s`: %s", s->name, title ? title : s->name);
    if (s->number) inc_out_print(&d->out, inc_pick(d, ", %s", "，%s"), s->number);
    if (s->issuer) inc_out_print(&d->out, inc_pick(d, ", %s", "，%s"), s->issuer);
    if (s->issued) inc_out_print(&d->out, inc_pick(d, ", %s", "，%s"), s->issued);
    if (s->floor != INC_VERBATIM) inc_out_print(&d->out, inc_pick(d, " (%s)", "（%s）"), inc_words_evidence(s->floor, d->language));
    inc_out_text(&d->out, "\n");
    if (s->note) inc_out_print(&d->out, "  %s\n", s->note);
  }
  inc_out_text(&d->out, "\n");
}

static void tell_parameter(inc_describing *d, uint32_t number)
{
  const inc_parameter *p = &d->policy->program.parameters[number];
  const inc_parameter_info *info = &d->policy->parameters[number];
  const char *title = inc_label_text(&info->basis.title, d->language);
  const char *unit = inc_words_unit(d->policy, info->unit, d->language);
  inc_out_print(&d->out, "- `%s`", p->name);
  if (title) inc_out_print(&d->out, inc_pick(d, " %s", "　%s"), title);
  inc_out_text(&d->out, inc_pick(d, ": ", "："));
  if (p->value_count == 0) inc_out_print(&d->out, "**%s**", inc_words_gap(INCUBATOR_GAP_UNSET, d->language));
  for (size_t i = 0; i < p->value_count; i++) {
    char from[11];
    inc_buffer text = inc_describe_text(d);
    inc_words_value(d->policy, p->type, p->list, p->values[i].value, d->language, &text);
    inc_date_format(p->values[i].from, from);
    inc_out_print(&d->out, inc_pick(d, "%s%s%s%s from %s", "%s%s%s%s（自%s起）"), i ? inc_pick(d, "; ", "；") : "", inc_buffer_get(&text),
                  *unit ? " " : "", unit, from);
    inc_out_free(&d->out, &text);
  }
  inc_describe_basis(d, &info->basis);
  inc_out_text(&d->out, "\n");
  inc_describe_note(d, &info->basis, "  ");
}

static void tell_parameters(inc_describing *d)
{
  if (d->policy->program.parameter_count == 0) return;
  inc_out_print(&d->out, "## %s\n\n", inc_pick(d, "Parameters", "参数"));
  for (uint32_t i = 0; i < d->policy->program.parameter_count; i++) tell_parameter(d, i);
  inc_out_text(&d->out, "\n");
}

static void tell_micros(inc_describing *d, const char *before, int64_t micros)
{
  char text[INC_DECIMAL_TEXT];
  inc_decimal_format(micros, text);
  inc_out_print(&d->out, "%s%s", before, text);
}

void inc_describe_actionable(inc_describing *d, const inc_actionable *how, inc_type type)
{
  static const char *const en[] = {"can be lowered", "can be raised", "can be raised and lowered"};
  static const char *const zh[] = {"可降低", "可提高", "可提高或降低"};
  if (!how) return;
  const int way = how->up ? how->down ? 2 : 1 : 0;
  inc_out_text(&d->out, (d->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[way]);
  if (type == INC_TYPE_NUMBER) tell_micros(d, inc_pick(d, ", by steps of ", "，每步 "), how->step);
  if (how->has_min) tell_micros(d, inc_pick(d, ", down to ", "，最低 "), how->min);
  if (how->has_max) tell_micros(d, inc_pick(d, ", up to ", "，最高 "), how->max);
}

static void tell_field(inc_describing *d, const inc_field *f)
{
  const char *title = inc_label_text(&f->title, d->language);
  const char *unit = inc_words_unit(d->policy, f->unit, d->language);
  if (!title && d->language == INCUBATOR_LANGUAGE_ZH && f->alias_count) title = f->aliases[0];
  inc_out_print(&d->out, inc_pick(d, "- `%s`%s%s: ", "- `%s`%s%s："), f->name, title ? inc_pick(d, " ", "　") : "", title ? title : "");
  static const char *const en[] = {"", "yes or no", "number", "category", "date", "text"};
  static const char *const zh[] = {"", "是或否", "数值", "类别", "日期", "文本"};
  if (f->link != INC_NONE) {
    inc_out_print(&d->out, inc_pick(d, "a row of %s", "“%s”表中的一行"), inc_table_title(d->policy, f->link, d->language));
  } else {
    inc_out_text(&d->out, f->whole ? inc_pick(d, "whole number", "整数") : (d->language == INCUBATOR_LANGUAGE_ZH ? zh : en)[f->type]);
  }
  if (*unit) inc_out_print(&d->out, inc_pick(d, ", in %s", "，单位%s"), unit);
  if (f->type == INC_TYPE_CATEGORY) {
    const inc_list *list = &d->policy->program.schema.lists[f->list];
    for (uint32_t c = 0; c < list->count; c++) {
      const char *label = inc_label_text(&list->codes[c].title, d->language);
      inc_out_print(&d->out, "%s%s", c ? inc_pick(d, ", ", "、") : inc_pick(d, ": ", "："), label ? label : list->codes[c].code);
    }
  }
  if (f->has_absent) {
    inc_buffer text = inc_describe_text(d);
    inc_words_value(d->policy, f->type, f->list, f->absent, d->language, &text);
    inc_out_print(&d->out, inc_pick(d, "; where empty: %s", "；为空时按：%s"), inc_buffer_get(&text));
    inc_out_free(&d->out, &text);
  }
  if (f->actionable) inc_out_text(&d->out, inc_pick(d, "; ", "；"));
  inc_describe_actionable(d, f->actionable, f->type);
  inc_out_text(&d->out, "\n");
}

static void tell_tables(inc_describing *d)
{
  const inc_schema *schema = &d->policy->program.schema;
  inc_out_print(&d->out, "## %s\n\n", inc_pick(d, "Data", "数据表"));
  for (uint32_t t = 0; t < schema->count; t++) {
    const inc_table *table = &schema->tables[t];
    inc_out_print(&d->out, "### %s (`%s`)\n\n", inc_table_title(d->policy, t, d->language), table->name);
    for (uint32_t f = 0; f < table->count; f++) tell_field(d, &table->fields[f]);
    size_t rows = d->policy->tables[t].row_count;
    if (rows) inc_out_print(&d->out, inc_pick(d, "\n%zu rows ship with the policy.\n", "\n随政策附 %zu 行。\n"), rows);
    inc_out_text(&d->out, "\n");
  }
}

incubator_status incubator_policy_describe(const incubator_policy *policy, incubator_language language,
                                           const incubator_writer *writer, incubator_error *error)
{
  if (!policy || !writer || !writer->write || (unsigned)language > INCUBATOR_LANGUAGE_ZH) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "policy, writer and a known language are needed");
  }
  inc_describing d = {.policy = policy, .language = language};
  inc_out_start(&d.out, writer, &policy->allocator);
  inc_out_print(&d.out, "# %s\n\n`%s` %s %s\n\n%s %s\n\n", incubator_policy_title(policy, language), policy->id,
                inc_pick(&d, "version", "版本"), policy->version ? policy->version : "–", inc_pick(&d, "Digest", "摘要"), policy->digest);
  tell_sources(&d);
  inc_describe_rules(&d);
  tell_parameters(&d);
  tell_tables(&d);
  return inc_out_end(&d.out, error);
}
