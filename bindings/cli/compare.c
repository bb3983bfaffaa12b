/* compare: the data decided twice, then one call. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { MOST_BY = 16 };

static int add_settings(const cli_texts *more, const char *name, cli_options *to)
{
  if (to->settings.count + more->count > MOST_REPEATED) return cli_say("--set and --%s: more than %d times", name, MOST_REPEATED);
  memcpy(to->settings.of + to->settings.count, more->of, more->count * sizeof *more->of);
  to->settings.count += more->count;
  return EXIT_FINE;
}

/* What is decided before, and after. */
static int split(const cli_options *o, cli_options *before, cli_options *after)
{
  if (o->policies.count > 2) return cli_say("--policy: more than 2 times");
  if (o->policies.count == 1 && !o->settings_a.count && !o->settings_b.count && !o->as_of_b) {
    return cli_say("nothing to compare with: a second --policy, --set-a, --set-b or --as-of-b is expected");
  }
  *before = *after = *o;
  before->policy = o->policies.of[0];
  after->policy = o->policies.of[o->policies.count - 1];
  if (o->as_of_b) after->as_of = o->as_of_b;
  const int status = add_settings(&o->settings_a, "set-a", before);
  return status == EXIT_FINE ? add_settings(&o->settings_b, "set-b", after) : status;
}

/* The second side: the same policy takes the same registry, another one reads the data by its own tables. */
static int decide_after(const cli_options *o, const cli_options *after, incubator_registry *registry, incubator_decisions **decisions, int *found)
{
  incubator_policy *policy = NULL;
  incubator_registry *own = NULL;
  int status, found_after = EXIT_FINE;
  if (o->policies.count == 1) status = cli_policy(after, &policy);
  else status = cli_load(after, &policy, &own, &found_after);
  if (status == EXIT_FINE) status = cli_decide_over(after, policy, own ? own : registry, decisions, &found_after);
  if (found_after != EXIT_FINE) *found = found_after;
  incubator_registry_unref(own);
  incubator_policy_unref(policy);
  return status;
}

static int decide(const cli_options *o, incubator_decisions *decisions[2], int *found)
{
  cli_options *sides = calloc(2, sizeof *sides);
  incubator_policy *policy = NULL;
  incubator_registry *registry = NULL;
  if (!sides) return cli_say("no memory");
  int status = split(o, &sides[0], &sides[1]);
  if (status == EXIT_FINE) status = cli_load(&sides[0], &policy, &registry, found);
  if (status == EXIT_FINE) status = cli_decide_over(&sides[0], policy, registry, &decisions[0], found);
  if (status == EXIT_FINE) status = decide_after(o, &sides[1], registry, &decisions[1], found);
  incubator_registry_unref(registry);
  incubator_policy_unref(policy);
  free(sides);
  return status;
}

/* "A,B" in pieces, which point into `text`. */
static int split_names(char *text, const char **names, size_t *count)
{
  for (*count = 0; text && *text;) {
    if (*count == MOST_BY) return cli_say("--by: more than %d names", MOST_BY);
    names[(*count)++] = text;
    text = strchr(text, ',');
    if (text) *text++ = 0;
    if (text && !*text) return cli_say("--by: nothing stands behind the last comma");
  }
  return EXIT_FINE;
}

static int compare(const cli_options *o, incubator_decisions *decisions[2], incubator_comparison **comparison)
{
  incubator_comparison_options how = INCUBATOR_COMPARISON_OPTIONS_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  const char *names[MOST_BY];
  char *text = o->by ? strdup(o->by) : NULL;
  if (o->by && !text) return cli_say("no memory");
  int status = split_names(text, names, &how.by_count);
  how.by = names;
  how.rules = o->rule_names.of;
  how.rule_count = o->rule_names.count;
  cli_progress("comparing");
  if (status == EXIT_FINE && incubator_comparison_create(decisions[0], decisions[1], &how, comparison, &error) != INCUBATOR_STATUS_OK) {
    status = cli_fail(&error);
  }
  cli_progress(NULL);
  free(text);
  return status;
}

static int print(const cli_options *o, incubator_comparison *comparison)
{
  incubator_comparison_report how = INCUBATOR_COMPARISON_REPORT_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  cli_output output;
  how.format = (incubator_format)o->format;
  how.language = (incubator_language)o->language;
  how.limit = o->limit;
  how.only = (incubator_comparison_only)o->changes;
  if (!cli_output_open(&output, o->out)) return EXIT_INPUT;
  return cli_output_close(&output, incubator_comparison_write(comparison, &how, &output.writer, &error), &error);
}

int cli_compare(const cli_options *o)
{
  incubator_decisions *decisions[2] = {NULL, NULL};
  incubator_comparison *comparison = NULL;
  int found = EXIT_FINE, status = decide(o, decisions, &found);
  if (status == EXIT_FINE) status = compare(o, decisions, &comparison);
  if (status == EXIT_FINE) status = print(o, comparison);
  incubator_comparison_free(comparison);
  incubator_decisions_unref(decisions[0]);
  incubator_decisions_unref(decisions[1]);
  return status == EXIT_FINE ? found : status;
}
