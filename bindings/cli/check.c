/* check, describe and lower: what a policy says of itself. */
#include <string.h>
#include <unistd.h>

#include "cli.h"

static void json_text(FILE *to, const char *text)
{
  fputc('"', to);
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') fputc('\\', to);
    fputc(*text, to); /* findings hold no control characters */
  }
  fputc('"', to);
}

static void json_finding(FILE *to, const incubator_finding *f, bool first)
{
  fprintf(to, "%s\n    {\"severity\": \"%s\", \"code\": \"%s\", \"file\": ", first ? "" : ",", incubator_severity_name(f->severity), f->code);
  json_text(to, f->file);
  fputs(", \"pointer\": ", to);
  json_text(to, f->path);
  fprintf(to, ", \"line\": %u, \"column\": %u, \"message\": ", f->line, f->column);
  json_text(to, f->message);
  fputc('}', to);
}

static void json_report(FILE *to, const incubator_findings *const lists[2], const incubator_test_report *tests)
{
  size_t errors = 0, warnings = 0, notes = 0, count = 0;
  fputs("{\n  \"format\": \"incubator-check/1\",\n  \"findings\": [", to);
  for (int l = 0; l < 2; l++) {
    errors += incubator_findings_total(lists[l], INCUBATOR_SEVERITY_ERROR);
    warnings += incubator_findings_total(lists[l], INCUBATOR_SEVERITY_WARNING);
    notes += incubator_findings_total(lists[l], INCUBATOR_SEVERITY_NOTE);
    for (size_t i = 0; i < incubator_findings_count(lists[l]); i++) {
      json_finding(to, incubator_findings_get(lists[l], i), count++ == 0);
    }
  }
  fprintf(to, "%s],\n  \"errors\": %zu, \"warnings\": %zu, \"notes\": %zu,\n", count ? "\n  " : "", errors, warnings, notes);
  fprintf(to, "  \"tests\": %zu, \"expectations\": %zu, \"failures\": %zu\n}\n", tests->tests, tests->expectations, tests->failures);
}

static void text_report(FILE *to, const char *name, const incubator_findings *const lists[2], const incubator_test_report *tests,
                        bool readable)
{
  size_t errors = incubator_findings_total(lists[0], INCUBATOR_SEVERITY_ERROR);
  size_t warnings = incubator_findings_total(lists[0], INCUBATOR_SEVERITY_WARNING);
  cli_findings(to, lists[0]);
  cli_findings(to, lists[1]);
  fprintf(to, "%s: %zu error%s, %zu warning%s", name, errors, errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
  if (readable) fprintf(to, "; %zu tests, %zu expectations, %zu failed", tests->tests, tests->expectations, tests->failures);
  fputs("\n", to);
}

static int run_check(const cli_options *o, const incubator_findings *found, incubator_policy *policy)
{
  incubator_test_report tests = INCUBATOR_TEST_REPORT_INIT;
  incubator_findings *failures = NULL;
  incubator_error error = INCUBATOR_ERROR_INIT;
  cli_output output;
  if (policy && incubator_decisions_test(policy, &tests, &failures, &error) != INCUBATOR_STATUS_OK) return cli_fail(&error);
  bool bad = incubator_findings_total(found, INCUBATOR_SEVERITY_ERROR) || tests.failures ||
             (o->strict && incubator_findings_total(found, INCUBATOR_SEVERITY_WARNING));
  const incubator_findings *lists[2] = {found, failures};
  int status = EXIT_INPUT;
  if (cli_output_open(&output, o->out)) {
    if (o->format == INCUBATOR_FORMAT_JSON) json_report(output.file, lists, &tests);
    else text_report(output.file, o->policy, lists, &tests, policy != NULL);
    status = cli_output_close(&output, INCUBATOR_STATUS_OK, &error);
  }
  incubator_findings_free(failures);
  return status == EXIT_FINE && bad ? EXIT_FINDINGS : status;
}

int cli_check(const cli_options *o)
{
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy_options how = INCUBATOR_POLICY_OPTIONS_INIT;
  incubator_policy *policy;
  incubator_findings *findings;
  incubator_error error = INCUBATOR_ERROR_INIT;
  cli_source(o->policy, &source);
  how.settings = o->settings.of;
  how.setting_count = o->settings.count;
  incubator_status read = incubator_policy_read(&source, &how, &policy, &findings, &error);
  bool told = read == INCUBATOR_STATUS_OK || read == INCUBATOR_STATUS_POLICY;
  int status = told ? run_check(o, findings, policy) : cli_fail(&error);
  incubator_findings_free(findings);
  incubator_policy_unref(policy);
  return status;
}

/* What is written of a policy itself. */
typedef incubator_status (*policy_writer)(const cli_options *options, const incubator_policy *policy,
                                          const incubator_writer *writer, incubator_error *error);

static int write_policy(const cli_options *o, policy_writer write)
{
  incubator_policy *policy = NULL;
  incubator_error error = INCUBATOR_ERROR_INIT;
  cli_output output;
  int status = cli_policy(o, &policy);
  if (status == EXIT_FINE && !cli_output_open(&output, o->out)) status = EXIT_INPUT;
  else if (status == EXIT_FINE) status = cli_output_close(&output, write(o, policy, &output.writer, &error), &error);
  incubator_policy_unref(policy);
  return status;
}

static incubator_status describe(const cli_options *o, const incubator_policy *policy, const incubator_writer *writer,
                                 incubator_error *error)
{
  return incubator_policy_describe(policy, (incubator_language)o->language, writer, error);
}

static incubator_status lower(const cli_options *o, const incubator_policy *policy, const incubator_writer *writer,
                              incubator_error *error)
{
  incubator_lowering how = INCUBATOR_LOWERING_INIT;
  how.as_of = o->as_of;
  how.rules = o->rule_names.of;
  how.rule_count = o->rule_names.count;
  how.language = (incubator_language)o->language;
  return incubator_policy_lower(policy, &how, writer, error);
}

int cli_describe(const cli_options *o)
{
  return write_policy(o, describe);
}

int cli_lower(const cli_options *o)
{
  return write_policy(o, lower);
}
