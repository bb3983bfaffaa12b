/* classify, assess, target, explain and statistics: the same three steps, then a report. */
#include "cli.h"

typedef incubator_status (*report_writer)(const cli_options *options, incubator_decisions *decisions,
                                          const incubator_writer *writer, incubator_error *error);

static int report(const cli_options *o, report_writer write)
{
  incubator_decisions *decisions = NULL;
  incubator_error error = INCUBATOR_ERROR_INIT;
  cli_output output;
  int found = EXIT_FINE, status = cli_decide(o, &decisions, &found);
  if (status == EXIT_FINE && !cli_output_open(&output, o->out)) status = EXIT_INPUT;
  else if (status == EXIT_FINE) status = cli_output_close(&output, write(o, decisions, &output.writer, &error), &error);
  incubator_decisions_unref(decisions);
  return status == EXIT_FINE ? found : status;
}

static incubator_status write_classes(const cli_options *o, incubator_decisions *decisions, const incubator_writer *writer,
                                      incubator_error *error)
{
  incubator_report how = cli_report(o);
  return incubator_decisions_classify(decisions, &how, writer, error);
}

static incubator_status write_assessment(const cli_options *o, incubator_decisions *decisions, const incubator_writer *writer,
                                         incubator_error *error)
{
  incubator_report how = cli_report(o);
  return incubator_decisions_assess(decisions, &how, writer, error);
}

static incubator_status write_target(const cli_options *o, incubator_decisions *decisions, const incubator_writer *writer,
                                     incubator_error *error)
{
  incubator_report how = cli_report(o);
  incubator_target *target;
  incubator_status status = incubator_target_create(decisions, &target, error);
  if (status == INCUBATOR_STATUS_OK) status = incubator_target_write(target, &how, writer, error);
  incubator_target_free(target);
  return status;
}

static incubator_status write_plan(const cli_options *o, incubator_decisions *decisions, const incubator_writer *writer,
                                   incubator_error *error)
{
  incubator_report how = cli_report(o);
  incubator_target *target;
  incubator_status status = incubator_target_create(decisions, &target, error);
  if (status == INCUBATOR_STATUS_OK) status = incubator_target_write_plan(target, &how, writer, error);
  incubator_target_free(target);
  return status;
}

static incubator_status write_explanation(const cli_options *o, incubator_decisions *decisions,
                                          const incubator_writer *writer, incubator_error *error)
{
  incubator_question question = INCUBATOR_QUESTION_INIT;
  incubator_explanation *explanation;
  question.subject = o->subject;
  question.rule = o->rule;
  question.without_changes = o->brief;
  question.reach = o->reach;
  question.most_steps = o->steps;
  incubator_status status = incubator_explanation_create(decisions, &question, &explanation, error);
  if (status == INCUBATOR_STATUS_OK) {
    incubator_format format = (incubator_format)o->format;
    status = incubator_explanation_write(explanation, format, (incubator_language)o->language, writer, error);
  }
  incubator_explanation_free(explanation);
  return status;
}

int cli_classify(const cli_options *o)
{
  return report(o, write_classes);
}

int cli_assess(const cli_options *o)
{
  return report(o, write_assessment);
}

int cli_target(const cli_options *o)
{
  return report(o, write_target);
}

int cli_plan(const cli_options *o)
{
  return report(o, write_plan);
}

int cli_explain(const cli_options *o)
{
  return report(o, write_explanation);
}

int cli_statistics(const cli_options *o)
{
  return report(o, cli_write_statistics);
}
