/* record and statistics: one record from standard input, and what a batch knows of its cohorts. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { MOST_BYTES = 256 << 20, MOST_RULES = 256 };

/* A whole file, or standard input where there is no path; EXIT_FINE, or what to leave with after a message. */
static int read_text(const char *path, char **text, size_t *length)
{
  FILE *file = path ? fopen(path, "rb") : stdin;
  const char *name = path ? path : "standard input";
  size_t room = 0, got = 1;
  *text = NULL;
  *length = 0;
  if (!file) return cli_say("cannot read %s: %s", name, strerror(errno));
  while (got && *length < MOST_BYTES) {
    if (room - *length < 4096) {
      room = room ? 2 * room : 65536;
      char *grown = realloc(*text, room);
      if (!grown) break;
      *text = grown;
    }
    got = fread(*text + *length, 1, room - *length, file);
    *length += got;
  }
  const bool failed = ferror(file), whole = !got && !failed;
  const int reason = errno;
  if (path) fclose(file);
  if (whole) return EXIT_FINE;
  if (failed) return cli_say("cannot read %s: %s", name, strerror(reason));
  return cli_say("%s: larger than 256 MiB, or than there is memory for", name);
}

static int read_statistics(const cli_options *o, incubator_policy *policy, incubator_statistics **statistics)
{
  incubator_statistics_options how = INCUBATOR_STATISTICS_OPTIONS_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  char *text;
  size_t length;
  if (!o->statistics) return EXIT_FINE;
  int status = read_text(o->statistics, &text, &length);
  how.name = o->statistics;
  if (status == EXIT_FINE && incubator_statistics_read(policy, text, length, &how, statistics, &error) != INCUBATOR_STATUS_OK) {
    status = cli_say("%s: %s", o->statistics, error.message);
  }
  free(text);
  return status;
}

/* The names between commas, in place. */
static size_t split(char *names, const char **rules)
{
  size_t count = 0;
  for (char *name = strtok(names, ","); name && count < MOST_RULES; name = strtok(NULL, ",")) rules[count++] = name;
  return count;
}

static int make_record(const cli_options *o, incubator_policy *policy, incubator_statistics *statistics, incubator_workspace **workspace)
{
  incubator_record_options how = INCUBATOR_RECORD_OPTIONS_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_record *record = NULL;
  const char *rules[MOST_RULES];
  char *names = o->rules ? strdup(o->rules) : NULL;
  if (o->rules && !names) return cli_say("%s", incubator_status_name(INCUBATOR_STATUS_NO_MEMORY));
  how.as_of = o->as_of;
  how.table = o->table;
  how.rules = rules;
  how.rule_count = names ? split(names, rules) : 0;
  how.all_parts = 1;
  how.statistics = statistics;
  incubator_status status = incubator_record_create(policy, &how, &record, &error);
  if (status == INCUBATOR_STATUS_OK) status = incubator_workspace_create(record, workspace, &error);
  incubator_record_unref(record);
  free(names);
  return status == INCUBATOR_STATUS_OK ? EXIT_FINE : cli_fail(&error);
}

/* What is wrong with the record is listed, and nothing is written. */
static int decide(const cli_options *o, incubator_workspace *workspace, const char *text, size_t length)
{
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_findings *findings = NULL;
  cli_output output;
  if (!cli_output_open(&output, o->out)) return EXIT_INPUT;
  incubator_status status = incubator_workspace_json(workspace, text, length, (incubator_language)o->language, &output.writer, &findings, &error);
  cli_findings(stderr, findings);
  if (findings) *error.path = '\0'; /* the findings say where */
  if (findings) snprintf(error.message, sizeof error.message, "the record has errors, nothing was decided");
  incubator_findings_free(findings);
  return cli_output_close(&output, status, &error);
}

int cli_record(const cli_options *o)
{
  incubator_policy *policy = NULL;
  incubator_statistics *statistics = NULL;
  incubator_workspace *workspace = NULL;
  char *text = NULL;
  size_t length = 0;
  int status = cli_policy(o, &policy);
  if (status == EXIT_FINE) status = read_statistics(o, policy, &statistics);
  if (status == EXIT_FINE) status = make_record(o, policy, statistics, &workspace);
  if (status == EXIT_FINE) status = read_text(NULL, &text, &length);
  if (status == EXIT_FINE) status = decide(o, workspace, text, length);
  free(text);
  incubator_workspace_free(workspace);
  incubator_statistics_unref(statistics);
  incubator_policy_unref(policy);
  return status;
}

incubator_status cli_write_statistics(const cli_options *o, incubator_decisions *decisions, const incubator_writer *writer,
                                      incubator_error *error)
{
  incubator_statistics *statistics;
  (void)o;
  incubator_status status = incubator_statistics_create(decisions, &statistics, error);
  if (status == INCUBATOR_STATUS_OK) status = incubator_statistics_write(statistics, writer, error);
  incubator_statistics_unref(statistics);
  return status;
}
