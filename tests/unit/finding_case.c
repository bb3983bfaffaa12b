#include "finding_case.h"

typedef struct place {
  uint32_t line, column;
  bool more; /* other errors may follow */
} place;

/* Takes the @ out of a copy, and tells where it was. */
static char *without_mark(const char *text, place *at)
{
  char *copy = strdup(text), *mark = strchr(copy, '@');
  *at = (place){0};
  if (!mark) return copy;
  at->line = at->column = 1;
  for (const char *c = copy; c < mark; c++) {
    at->column = *c == '\n' ? 1 : at->column + 1;
    at->line += *c == '\n';
  }
  at->more = mark[1] == '@';
  memmove(mark, mark + 1 + at->more, strlen(mark + at->more));
  return copy;
}

static bool is_it(const incubator_finding *f, const finding_case *c, incubator_severity severity, place at)
{
  return !strcmp(f->code, c->code) && f->severity == severity && !strcmp(f->path, c->path) && f->line == at.line &&
         f->column == at.column && *f->message && !strchr(f->message, '\n');
}

static bool fault(const finding_case *c, const incubator_findings *findings, const char *what)
{
  print_error("%s at %s: %s; found\n%s", c->code, c->path, what, findings_text(findings));
  return false;
}

static bool check_error(const finding_case *c, const incubator_error *e, place at, const incubator_findings *findings)
{
  if (e->status != INCUBATOR_STATUS_POLICY) return fault(c, findings, "no error of the policy");
  if (!at.more && incubator_findings_total(findings, INCUBATOR_SEVERITY_ERROR) != 1) return fault(c, findings, "more errors than one");
  bool same = e->line == at.line && e->column == at.column && !strcmp(e->path, c->path) && strstr(e->message, c->code);
  return same || fault(c, findings, "the call says something else");
}

static bool check_finding(const finding_case *c, incubator_severity severity)
{
  place at;
  char *text = without_mark(c->text, &at);
  incubator_policy *policy = (incubator_policy *)&at;
  incubator_findings *findings = NULL;
  incubator_error e = INCUBATOR_ERROR_INIT;
  incubator_status status = policy_try(text, &policy, &findings, &e);
  size_t found = 0;
  bool error = severity == INCUBATOR_SEVERITY_ERROR, ok = (status == INCUBATOR_STATUS_OK) == (policy != NULL);
  if (!ok) fault(c, findings, "the status and the policy disagree");
  for (size_t i = 0; i < incubator_findings_count(findings); i++) found += is_it(incubator_findings_get(findings, i), c, severity, at);
  if (found != 1) {
    char *what = printed("expected once at %u:%u", at.line, at.column);
    ok = fault(c, findings, what);
    free(what);
  } else if (error) {
    ok = check_error(c, &e, at, findings) && ok;
  } else if (status != INCUBATOR_STATUS_OK) {
    ok = fault(c, findings, "there are errors");
  }
  incubator_policy_unref(policy);
  incubator_findings_free(findings);
  free(text);
  return ok;
}

void check_findings(const finding_case *cases, size_t count, incubator_severity severity)
{
  size_t wrong = 0;
  for (size_t i = 0; i < count; i++) wrong += !check_finding(&cases[i], severity);
  assert_int_equal(wrong, 0);
}
