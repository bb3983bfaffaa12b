/* From a folder of tables to classes, one explanation and the form of targets: classify FOLDER */
#include <stdio.h>

#include <incubator/incubator.h>

static incubator_status print(void *to, const char *bytes, size_t length)
{
  return fwrite(bytes, 1, length, to) == length ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_WRITER;
}

/* Policy and folder in, decisions out. What is no longer needed goes at once: decisions hold references of their own. */
static incubator_status decide(const char *folder, incubator_decisions **decisions, incubator_error *error)
{
  incubator_policy_source rules = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_registry_source tables = INCUBATOR_REGISTRY_SOURCE_INIT;
  incubator_decisions_options options = INCUBATOR_DECISIONS_OPTIONS_INIT;
  incubator_policy *policy = NULL;
  incubator_registry_builder *builder = NULL;
  incubator_registry *registry = NULL;
  rules.builtin = "wuhan-2021";
  tables.path = folder;
  options.as_of = "2022-06-30";
  incubator_status status = incubator_policy_read(&rules, NULL, &policy, NULL, error);
  if (!status) status = incubator_registry_builder_create(policy, NULL, &builder, error);
  if (!status) status = incubator_registry_builder_read(builder, &tables, error);
  if (!status) status = incubator_registry_builder_finish(builder, &registry, NULL, error);
  if (!status) status = incubator_decisions_create(policy, registry, &options, decisions, error);
  incubator_registry_unref(registry);
  incubator_registry_builder_free(builder);
  incubator_policy_unref(policy);
  return status;
}

int main(int count, char **arguments)
{
  if (count != 2) return fputs("usage: classify FOLDER\n", stderr), 2;
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_writer out = {stdout, print};
  incubator_report report = INCUBATOR_REPORT_INIT;
  incubator_question question = INCUBATOR_QUESTION_INIT;
  incubator_decisions *decisions = NULL;
  incubator_explanation *explanation = NULL;
  incubator_target *target = NULL;
  report.by = "kind,level,orientation";
  question.subject = "carriers:WH-0042";
  question.rule = "orientation";
  incubator_status status = decide(arguments[1], &decisions, &error);
  if (!status) status = incubator_decisions_classify(decisions, &report, &out, &error);
  if (!status) status = incubator_explanation_create(decisions, &question, &explanation, &error);
  if (!status) status = incubator_explanation_write(explanation, report.format, report.language, &out, &error);
  if (!status) status = incubator_target_create(decisions, &target, &error);
  if (!status) status = incubator_target_write(target, &report, &out, &error);
  if (status) fprintf(stderr, "classify: %s: %s\n", incubator_status_name(status), error.message);
  else if (fflush(stdout)) perror("classify");
  incubator_target_free(target);
  incubator_explanation_free(explanation);
  incubator_decisions_unref(decisions);
  return status || ferror(stdout) ? 1 : 0;
}
