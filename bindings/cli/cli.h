/* The command line: options, where text goes, and a function for each command. It holds no rule and no arithmetic. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include <incubator/incubator.h>

enum { EXIT_FINE = 0, EXIT_FINDINGS = 1, EXIT_INPUT = 2, MOST_REPEATED = 64, MOST_LISTED = 100 };

typedef struct cli_texts {
  const char *of[MOST_REPEATED];
  size_t count;
} cli_texts;

/* What stands behind the command's name; enumerations as whole numbers. */
typedef struct cli_options {
  const char *policy; /* of check, describe, lower and record: their operand */
  const char *file;   /* of apportion: likewise */
  cli_texts registry; /* PATH, or TABLE=PATH */
  cli_texts settings; /* PARAM=VALUE */
  cli_texts policies; /* of compare: before, and after */
  cli_texts settings_a, settings_b; /* likewise */
  cli_texts rule_names; /* of lower and compare */
  const char *as_of, *as_of_b, *out, *by, *table, *subject, *rule, *rules, *reach, *statistics;
  const char *score, *outcome, *rank, *seed, *spread, *normalise;
  const char *programme, *only, *columns;
  const char *total, *unit, *weight, *lower, *upper;
  int format, language, encoding, weights, changes, method, ties;
  size_t limit, steps, top, runs, threads;
  bool partial, strict, labels, brief, moves, free_total, others_kept, totals, payments, lower_first, help;
  char today[11];
} cli_options;

typedef struct cli_command {
  const char *name;
  const char *operand; /* NULL: none */
  const char *summary;
  int (*run)(const cli_options *options);
} cli_command;

/* In the order of their bits in the table of options; the last one has no name. */
extern const cli_command cli_commands[];

/* EXIT_FINE, or what to leave with after a message. */
int cli_options_read(const cli_command *command, int count, char **arguments, cli_options *options);
/* How a command is used, and its options. */
void cli_options_print(const cli_command *command, FILE *to);

/* ---- Messages, all to standard error ---- */

/* "incubator: message", a line; EXIT_INPUT. */
__attribute__((format(printf, 1, 2))) int cli_say(const char *format, ...);
/* Likewise what a call has said. */
int cli_fail(const incubator_error *error);
/* Lists findings one a line: FILE:LINE:COLUMN: severity: code: message (path). */
void cli_findings(FILE *to, const incubator_findings *findings);
/* What long work is at, on a terminal only; NULL wipes the line. */
void cli_progress(const char *what);

/* ---- Where the result goes: standard output, or a file that appears only when it is whole ---- */

typedef struct cli_output {
  FILE *file;
  const char *path; /* NULL: standard output */
  char *temporary;
  int error;        /* errno of the first failure */
  incubator_writer writer;
} cli_output;

bool cli_output_open(cli_output *output, const char *path);
/* EXIT_FINE, or EXIT_INPUT after a message; `status` is what the writing call said, OK where the file was written to. */
int cli_output_close(cli_output *output, incubator_status status, const incubator_error *error);

/* ---- What commands share ---- */

/* A built-in name or a file. */
void cli_source(const char *text, incubator_policy_source *source);
int cli_policy(const cli_options *options, incubator_policy **policy);
/* Policy, registry and decisions in one; *findings is EXIT_FINDINGS where rows were left out or --strict is not met. */
int cli_decide(const cli_options *options, incubator_decisions **decisions, int *findings);
/* The first two of them, which are set to NULL before. */
int cli_load(const cli_options *options, incubator_policy **policy, incubator_registry **registry, int *findings);
/* The last of them alone, over what was loaded. */
int cli_decide_over(const cli_options *options, incubator_policy *policy, incubator_registry *registry, incubator_decisions **decisions,
                    int *findings);
/* Lists findings; EXIT_FINDINGS where there are errors, or with --strict warnings. */
int cli_tell(const cli_options *options, const incubator_findings *findings);
incubator_report cli_report(const cli_options *options);

int cli_check(const cli_options *options);
int cli_describe(const cli_options *options);
int cli_lower(const cli_options *options);
int cli_classify(const cli_options *options);
int cli_assess(const cli_options *options);
int cli_target(const cli_options *options);
int cli_plan(const cli_options *options);
int cli_explain(const cli_options *options);
int cli_record(const cli_options *options);
int cli_statistics(const cli_options *options);
incubator_status cli_write_statistics(const cli_options *options, incubator_decisions *decisions, const incubator_writer *writer,
                                      incubator_error *error);
int cli_robustness(const cli_options *options);
int cli_compare(const cli_options *options);
int cli_subsidise(const cli_options *options);
int cli_apportion(const cli_options *options);

#endif
