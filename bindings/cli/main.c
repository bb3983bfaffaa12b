#include <signal.h>
#include <string.h>

#include "cli.h"

const cli_command cli_commands[] = {
    {"check", "FILE|NAME", "list what is wrong with a policy, and run its own tests", cli_check},
    {"describe", "FILE|NAME", "print a policy as a document: each rule in words, with its clause", cli_describe},
    {"lower", "FILE|NAME", "print the rules as plain JsonLogic, for other engines", cli_lower},
    {"classify", NULL, "what each carrier is; with --by, how many are of each class", cli_classify},
    {"assess", NULL, "how each carrier scores, its rank and its grade; with --by, how many are of each", cli_assess},
    {"target", NULL, "how far each district is from its targets", cli_target},
    {"explain", NULL, "why one subject came out as it did, and what would change it", cli_explain},
    {"record", "FILE|NAME", "decide one record, JSON on standard input, without a registry", cli_record},
    {"statistics", NULL, "what the data say of cohorts, as JSON, for single records to be placed in", cli_statistics},
    {"robustness", NULL, "how firmly grades and ranks stand when the weights of a score are others", cli_robustness},
    {"compare", NULL, "two policies, or one with other parameters: who gains, who loses, and why", cli_compare},
    {"subsidise", NULL, "who is due what money, why not more, and who pays it", cli_subsidise},
    {"apportion", "FILE", "divide a whole among units by weights, in whole steps, without a policy", cli_apportion},
    {"plan", NULL, "what each district is to reach by which date, in whole numbers that add up", cli_plan},
    {NULL, NULL, NULL, NULL},
};

static const cli_command *find(const char *name)
{
  for (const cli_command *c = cli_commands; c->name; c++) {
    if (!strcmp(c->name, name)) return c;
  }
  return NULL;
}

static void print_commands(FILE *to)
{
  fputs("usage: incubator COMMAND [options]\n\n", to);
  for (const cli_command *c = cli_commands; c->name; c++) {
    int name = fprintf(to, "  %s %s", c->name, c->operand ? c->operand : "");
    fprintf(to, "%*s%s\n", name < 23 ? 23 - name : 1, "", c->summary);
  }
  fputs("\n  incubator COMMAND --help tells a command's options; incubator --version the release.\n  Built-in policies:", to);
  for (size_t i = 0; incubator_policy_builtin(i); i++) fprintf(to, " %s", incubator_policy_builtin(i));
  fputs("\n", to);
}

static int unknown(const char *name)
{
  cli_say("no command \"%s\"", name);
  print_commands(stderr);
  return EXIT_INPUT;
}

/* What is asked of the command itself, to standard output: the help of a command (NULL: of all), or the release. */
static int tell(const cli_command *command, bool release)
{
  cli_output output;
  incubator_error error = INCUBATOR_ERROR_INIT;
  if (!cli_output_open(&output, NULL)) return EXIT_INPUT;
  if (release) fprintf(output.file, "incubator %s\n", incubator_version_text());
  else if (command) cli_options_print(command, output.file);
  else print_commands(output.file);
  return cli_output_close(&output, INCUBATOR_STATUS_OK, &error);
}

static int run(const cli_command *command, int count, char **arguments)
{
  cli_options options;
  int status = cli_options_read(command, count, arguments, &options);
  if (status != EXIT_FINE) return status;
  return options.help ? tell(command, false) : command->run(&options);
}

int main(int count, char **arguments)
{
  signal(SIGPIPE, SIG_IGN); /* a closed pipe is a failed write, told as such */
  if (count < 2) {
    print_commands(stderr);
    return EXIT_INPUT;
  }
  const char *word = arguments[1];
  bool help = !strcmp(word, "--help") || !strcmp(word, "help");
  if (!strcmp(word, "--version")) return tell(NULL, true);
  if (help && count == 2) return tell(NULL, false);
  const cli_command *command = find(arguments[help ? 2 : 1]);
  if (!command) return unknown(arguments[help ? 2 : 1]);
  if (help) return tell(command, false);
  arguments[1] = arguments[0]; /* what getopt puts before its messages */
  return run(command, count - 1, arguments + 1);
}
