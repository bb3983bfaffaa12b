/* apportion: a file of units and weights, a whole, a method. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static int read_whole(const char *text, int64_t *whole)
{
  errno = 0;
  *whole = *text && strspn(text, "0123456789") == strlen(text) ? strtoll(text, NULL, 10) : -1;
  if (*whole >= 0 && !errno) return EXIT_FINE;
  return cli_say("--total: found \"%s\", expected a whole number below 2^63", text);
}

/* What is wrong with the file is listed. */
static int fail(incubator_findings *findings, const incubator_error *error)
{
  if (!incubator_findings_count(findings)) return cli_fail(error);
  cli_findings(stderr, findings);
  return cli_say("nothing was divided");
}

static int divide(const cli_options *o, incubator_shares **shares)
{
  incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
  incubator_shares_options how = INCUBATOR_SHARES_OPTIONS_INIT;
  incubator_findings *findings = NULL;
  incubator_error error = INCUBATOR_ERROR_INIT;
  source.path = o->file;
  source.encoding = (incubator_encoding)o->encoding;
  how.method = (incubator_method)o->method;
  how.unit = o->unit;
  how.weight = o->weight;
  how.lower = o->lower;
  how.upper = o->upper;
  how.lower_first = o->lower_first;
  how.in_order = o->ties;
  if (!o->method) return cli_say("--method is missing: hamilton, webster, huntington-hill, adams, jefferson");
  int status = read_whole(o->total, &how.whole);
  if (status != EXIT_FINE) return status;
  if (incubator_shares_create(&source, &how, shares, &findings, &error) != INCUBATOR_STATUS_OK) status = fail(findings, &error);
  incubator_findings_free(findings);
  return status;
}

/* A tie is a finding: it is told, and the shares that stand are written. */
int cli_apportion(const cli_options *o)
{
  incubator_shares *shares = NULL;
  incubator_error error = INCUBATOR_ERROR_INIT;
  const incubator_report report = cli_report(o);
  cli_output output;
  int status = divide(o, &shares);
  if (status != EXIT_FINE) return status;
  const size_t tied = incubator_shares_tied(shares);
  status = EXIT_INPUT;
  if (cli_output_open(&output, o->out)) {
    status = cli_output_close(&output, incubator_shares_write(shares, &report, &output.writer, &error), &error);
  }
  if (tied && status == EXIT_FINE) {
    cli_say("%zu units have equal claims of which only some can be served: lots decide, or --ties in-order", tied);
    status = EXIT_FINDINGS;
  }
  incubator_shares_free(shares);
  return status;
}
