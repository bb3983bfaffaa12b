#include <string.h>
#include <unistd.h>

#include "cli.h"

/* A name without / that is no file is a built-in policy. */
void cli_source(const char *text, incubator_policy_source *source)
{
  bool file = strchr(text, '/') || access(text, F_OK) == 0;
  if (file || (strlen(text) > 5 && !strcmp(text + strlen(text) - 5, ".json"))) source->path = text;
  else source->builtin = text;
}

int cli_policy(const cli_options *o, incubator_policy **policy)
{
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_policy_options how = INCUBATOR_POLICY_OPTIONS_INIT;
  incubator_findings *findings;
  incubator_error error = INCUBATOR_ERROR_INIT;
  cli_source(o->policy, &source);
  how.settings = o->settings.of;
  how.setting_count = o->settings.count;
  incubator_status status = incubator_policy_read(&source, &how, policy, &findings, &error);
  if (status == INCUBATOR_STATUS_POLICY) {
    cli_findings(stderr, findings);
    cli_say("the policy has errors; incubator check lists them");
  } else if (status != INCUBATOR_STATUS_OK) {
    cli_fail(&error);
  }
  incubator_findings_free(findings);
  return status == INCUBATOR_STATUS_OK ? EXIT_FINE : EXIT_INPUT;
}

/* TABLE=PATH or PATH; a path may itself hold a =, so what stands before must be a plain name. */
static incubator_status read_source(const cli_options *o, incubator_registry_builder *builder, const char *text,
                                    incubator_error *error)
{
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  const char *equals = strchr(text, '=');
  size_t length = equals ? (size_t)(equals - text) : 0;
  char table[128];
  source.path = text;
  source.encoding = (incubator_encoding)o->encoding;
  if (equals && length < sizeof table && !memchr(text, '/', length) && access(text, F_OK) != 0) {
    memcpy(table, text, length);
    table[length] = 0;
    source.table = table;
    source.path = equals + 1;
  }
  return incubator_registry_builder_read(builder, &source, error);
}

int cli_tell(const cli_options *o, const incubator_findings *findings)
{
  size_t errors = incubator_findings_total(findings, INCUBATOR_SEVERITY_ERROR);
  size_t warnings = incubator_findings_total(findings, INCUBATOR_SEVERITY_WARNING);
  if (errors + warnings) cli_progress(NULL);
  cli_findings(stderr, findings);
  return errors || (o->strict && warnings) ? EXIT_FINDINGS : EXIT_FINE;
}

static int build_registry(const cli_options *o, incubator_policy *policy, incubator_registry **registry, int *found)
{
  incubator_registry_options how = INCUBATOR_REGISTRY_OPTIONS_INIT;
  incubator_registry_builder *builder;
  incubator_findings *findings = NULL;
  incubator_error error = INCUBATOR_ERROR_INIT;
  how.partial = o->partial;
  how.finding_limit = MOST_LISTED;
  incubator_status status = incubator_registry_builder_create(policy, &how, &builder, &error);
  for (size_t i = 0; i < o->registry.count && status == INCUBATOR_STATUS_OK; i++) {
    cli_progress(o->registry.of[i]);
    status = read_source(o, builder, o->registry.of[i], &error);
  }
  if (status == INCUBATOR_STATUS_OK) status = incubator_registry_builder_finish(builder, registry, &findings, &error);
  *found = cli_tell(o, findings);
  if (status == INCUBATOR_STATUS_DATA && findings) {
    cli_say("the data have errors, nothing was decided; --partial goes on without the bad rows");
  } else if (status != INCUBATOR_STATUS_OK) {
    cli_fail(&error);
  }
  incubator_findings_free(findings);
  incubator_registry_builder_free(builder);
  return status == INCUBATOR_STATUS_OK ? EXIT_FINE : EXIT_INPUT;
}

int cli_load(const cli_options *o, incubator_policy **policy, incubator_registry **registry, int *found)
{
  int status = cli_policy(o, policy);
  return status == EXIT_FINE ? build_registry(o, *policy, registry, found) : status;
}

int cli_decide_over(const cli_options *o, incubator_policy *policy, incubator_registry *registry, incubator_decisions **decisions, int *found)
{
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_decisions_options how = INCUBATOR_DECISIONS_OPTIONS_INIT;
  how.as_of = o->as_of;
  how.all_parts = 1;
  cli_progress("deciding");
  const incubator_status status = incubator_decisions_create(policy, registry, &how, decisions, &error);
  cli_progress(NULL);
  if (status != INCUBATOR_STATUS_OK) return cli_fail(&error);
  if (cli_tell(o, incubator_decisions_findings(*decisions)) == EXIT_FINDINGS) *found = EXIT_FINDINGS;
  return EXIT_FINE;
}

int cli_decide(const cli_options *o, incubator_decisions **decisions, int *found)
{
  incubator_policy *policy = NULL;
  incubator_registry *registry = NULL;
  int status = cli_load(o, &policy, &registry, found);
  if (status == EXIT_FINE) status = cli_decide_over(o, policy, registry, decisions, found);
  incubator_registry_unref(registry);
  incubator_policy_unref(policy);
  return status;
}

incubator_report cli_report(const cli_options *o)
{
  incubator_report report = INCUBATOR_REPORT_INIT;
  report.format = (incubator_format)o->format;
  report.language = (incubator_language)o->language;
  report.by = o->by;
  report.table = o->table;
  report.limit = o->limit;
  report.labels = o->labels;
  return report;
}
