#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

int cli_say(const char *format, ...)
{
  va_list arguments;
  cli_progress(NULL);
  va_start(arguments, format);
  fputs("incubator: ", stderr);
  vfprintf(stderr, format, arguments);
  fputs("\n", stderr);
  va_end(arguments);
  return EXIT_INPUT;
}

/* Where it happened goes in front, unless the message says it; a path may end with its line (file:row). */
int cli_fail(const incubator_error *error)
{
  const char *message = *error->message ? error->message : incubator_status_name(error->status);
  char place[32] = "";
  if (!*error->path || strstr(message, error->path)) return cli_say("%s", message);
  const size_t length = strlen(error->path);
  if (error->line) snprintf(place, sizeof place, ":%u", (unsigned)error->line);
  const size_t tail = strlen(place);
  const bool said = length >= tail && !strcmp(error->path + length - tail, place);
  if (error->line && error->column) snprintf(place + tail, sizeof place - tail, ":%u", (unsigned)error->column);
  return cli_say("%s%s: %s", error->path, said ? place + tail : place, message);
}

void cli_findings(FILE *to, const incubator_findings *findings)
{
  static const incubator_severity severities[] = {INCUBATOR_SEVERITY_ERROR, INCUBATOR_SEVERITY_WARNING, INCUBATOR_SEVERITY_NOTE};
  size_t listed[3] = {0};
  for (size_t i = 0; i < incubator_findings_count(findings); i++) {
    const incubator_finding *f = incubator_findings_get(findings, i);
    listed[f->severity]++;
    if (*f->file) fprintf(to, "%s:", f->file);
    if (f->line) fprintf(to, "%u:", f->line);
    if (f->column) fprintf(to, "%u:", f->column);
    fprintf(to, "%s%s: %s: %s", *f->file || f->line ? " " : "", incubator_severity_name(f->severity), f->code, f->message);
    fprintf(to, *f->path ? " (at %s)\n" : "\n", f->path);
  }
  for (size_t i = 0; i < 3; i++) {
    size_t rest = incubator_findings_total(findings, severities[i]) - listed[severities[i]];
    if (rest) fprintf(to, "… and %zu more of severity %s\n", rest, incubator_severity_name(severities[i]));
  }
}

void cli_progress(const char *what)
{
  static bool shown;
  if (!isatty(STDERR_FILENO) || (!what && !shown)) return;
  fprintf(stderr, "\r\033[K%s", what ? what : "");
  if (what) fputs(" …", stderr);
  fflush(stderr);
  shown = what != NULL;
}

/* ---- The result ---- */

static incubator_status write_piece(void *context, const char *bytes, size_t length)
{
  cli_output *output = context;
  if (fwrite(bytes, 1, length, output->file) == length) return INCUBATOR_STATUS_OK;
  output->error = errno;
  return INCUBATOR_STATUS_WRITER;
}

static bool fail_open(cli_output *output)
{
  cli_say("cannot write %s: %s", output->path, strerror(errno));
  free(output->temporary);
  output->temporary = NULL;
  return false;
}

bool cli_output_open(cli_output *output, const char *path)
{
  *output = (cli_output){.file = stdout, .path = path};
  output->writer = (incubator_writer){output, write_piece};
  if (!path) return true;
  size_t room = strlen(path) + sizeof ".XXXXXX";
  output->temporary = malloc(room);
  if (!output->temporary) return fail_open(output);
  snprintf(output->temporary, room, "%s.XXXXXX", path);
  int file = mkstemp(output->temporary);
  if (file < 0) return fail_open(output);
  mode_t mask = umask(0);
  umask(mask);
  fchmod(file, 0666 & ~mask);
  output->file = fdopen(file, "w");
  if (output->file) return true;
  close(file);
  unlink(output->temporary);
  return fail_open(output);
}

/* The file takes its name only when every byte of it is written. */
static bool settle(cli_output *output, bool good)
{
  errno = 0;
  bool flushed = fflush(output->file) == 0 && !ferror(output->file);
  if (!flushed && !output->error) output->error = errno ? errno : EIO;
  if (!output->path) return good && flushed;
  bool closed = fclose(output->file) == 0;
  if (!closed && !output->error) output->error = errno;
  bool named = good && flushed && closed && rename(output->temporary, output->path) == 0;
  if (good && flushed && closed && !named) output->error = errno;
  if (!named) unlink(output->temporary);
  free(output->temporary);
  return named;
}

int cli_output_close(cli_output *output, incubator_status status, const incubator_error *error)
{
  bool done = settle(output, status == INCUBATOR_STATUS_OK);
  if (done) return EXIT_FINE;
  if (output->error == EPIPE) return EXIT_INPUT; /* the reader has gone: nobody to tell */
  if (!output->error) return cli_fail(error);
  return cli_say("cannot write %s: %s", output->path ? output->path : "the result", strerror(output->error));
}
