#include <signal.h>
#include <string.h>

#include "cli.h"

typedef struct command {
  const char *name;
  int (*run)(const cli_options *options);
} command;

static const command commands[] = {
    {"check", cli_check},   {"describe", cli_describe}, {"classify", cli_classify},
    {"target", cli_target}, {"explain", cli_explain},
};

int main(int count, char **arguments)
{
  cli_options options;
  signal(SIGPIPE, SIG_IGN); /* a closed pipe is a failed write, told as such */
  int status = cli_options_read(count, arguments, &options);
  if (status != EXIT_FINE) return status < 0 ? EXIT_FINE : status;
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
    if (!strcmp(commands[i].name, options.command)) return commands[i].run(&options);
  }
  cli_say("no command \"%s\"", options.command);
  cli_usage(NULL, stderr);
  return EXIT_INPUT;
}
