/* subsidise: lists of the command line, then the ledger, its findings, and what is written of it. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { MOST_NAMES = 32 };

/* Names with commas between, cut out of a copy. */
typedef struct name_list {
  char *copy;
  const char *of[MOST_NAMES];
  size_t count;
} name_list;

static int read_names(const char *option, const char *text, name_list *list)
{
  *list = (name_list){0};
  if (!text) return EXIT_FINE;
  list->copy = strdup(text);
  if (!list->copy) return cli_say("no memory");
  for (char *at = list->copy; at; ) {
    char *comma = strchr(at, ',');
    if (comma) *comma = 0;
    if (!*at) return cli_say("--%s: found an empty name in \"%s\"", option, text);
    if (list->count == MOST_NAMES) return cli_say("--%s: more than %d names", option, MOST_NAMES);
    list->of[list->count++] = at;
    at = comma ? comma + 1 : NULL;
  }
  return EXIT_FINE;
}

static int read_states(const char *text, unsigned *states)
{
  static const char *const names[] = {"due", "nothing", "refused", "undetermined"};
  name_list list;
  int status = read_names("only", text, &list);
  *states = 0;
  for (size_t i = 0; i < list.count && status == EXIT_FINE; i++) {
    unsigned state = 0;
    while (state < 4 && strcmp(names[state], list.of[i])) state++;
    if (state < 4) *states |= INCUBATOR_LEDGER_STATE(state + 1);
    else status = cli_say("--only: found \"%s\", expected any of: due, nothing, refused, undetermined", list.of[i]);
  }
  free(list.copy);
  return status;
}

static int check(const cli_options *o)
{
  if (o->payments && (o->only || o->totals)) return cli_say("--payments lists what is due: --only and --totals are for the ledger");
  if (!o->payments && (o->columns || o->labels)) return cli_say("--columns and --labels are for --payments");
  return EXIT_FINE;
}

static int print(const cli_options *o, const incubator_ledger *ledger, const incubator_ledger_report *how)
{
  incubator_error error = INCUBATOR_ERROR_INIT;
  cli_output output;
  if (!cli_output_open(&output, o->out)) return EXIT_INPUT;
  const incubator_status status = o->payments ? incubator_ledger_write_payments(ledger, how, &output.writer, &error)
                                              : incubator_ledger_write(ledger, how, &output.writer, &error);
  return cli_output_close(&output, status, &error);
}

static int make_ledger(const cli_options *o, const name_list *by, incubator_ledger **ledger, int *found)
{
  incubator_decisions *decisions = NULL;
  incubator_ledger_options how = INCUBATOR_LEDGER_OPTIONS_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  int status = cli_decide(o, &decisions, found);
  how.by = by->of;
  how.by_count = by->count;
  how.programme = o->programme;
  if (status == EXIT_FINE && incubator_ledger_create(decisions, &how, ledger, &error) != INCUBATOR_STATUS_OK) status = cli_fail(&error);
  if (status == EXIT_FINE && cli_tell(o, incubator_ledger_findings(*ledger)) == EXIT_FINDINGS) *found = EXIT_FINDINGS;
  incubator_decisions_unref(decisions);
  return status;
}

int cli_subsidise(const cli_options *o)
{
  incubator_ledger_report how = INCUBATOR_LEDGER_REPORT_INIT;
  incubator_ledger *ledger = NULL;
  name_list by = {0}, columns = {0};
  int found = EXIT_FINE, status = check(o);
  if (status == EXIT_FINE) status = read_states(o->only, &how.states);
  if (status == EXIT_FINE) status = read_names("by", o->by, &by);
  if (status == EXIT_FINE) status = read_names("columns", o->columns, &columns);
  if (status == EXIT_FINE) status = make_ledger(o, &by, &ledger, &found);
  how.format = (incubator_format)o->format;
  how.language = (incubator_language)o->language;
  how.totals = o->totals;
  how.limit = o->limit;
  how.labels = o->labels;
  how.columns = columns.of;
  how.column_count = columns.count;
  if (status == EXIT_FINE) status = print(o, ledger, &how);
  incubator_ledger_free(ledger);
  free(by.copy);
  free(columns.copy);
  return status == EXIT_FINE ? found : status;
}
