/* robustness: numbers and lists of the command line, then one call. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { MOST_WAYS = 8 };

static const char *const ways[] = {"", "min-max", "z-score", "rank", "percentile", "best"};

static int read_seed(const char *text, uint64_t *seed)
{
  char *end;
  *seed = 0;
  if (!text) return EXIT_FINE;
  errno = 0;
  *seed = strtoull(text, &end, 10);
  if (isdigit((unsigned char)*text) && !*end && !errno) return EXIT_FINE;
  return cli_say("--seed: found \"%s\", expected a whole number below 2^64", text);
}

/* "20%" or "12.5%" in millionths: a hundredth has four digits behind the point. */
static int read_spread(const char *text, int64_t *spread)
{
  *spread = 0;
  if (!text) return EXIT_FINE;
  const char *at = text;
  int64_t value = 0;
  int behind = -1; /* digits behind the point; -1: before it */
  for (; (isdigit((unsigned char)*at) && behind < 4 && value < 10000000) || (*at == '.' && behind < 0); at++) {
    if (*at == '.') {
      behind = 0;
      continue;
    }
    value = value * 10 + (*at - '0');
    if (behind >= 0) behind++;
  }
  for (int i = behind < 0 ? 0 : behind; i < 4; i++) value *= 10;
  *spread = value;
  if (isdigit((unsigned char)*text) && !strcmp(at, "%") && value > 0 && value <= 1000000) return EXIT_FINE;
  return cli_say("--spread: found \"%s\", expected a percentage above 0%% and up to 100%%, as in 20%%", text);
}

static int read_ways(const char *text, incubator_normalisation *to, size_t *count)
{
  *count = 0;
  while (text && *text) {
    const size_t length = strcspn(text, ",");
    size_t way = 1;
    while (way < sizeof ways / sizeof *ways && (strlen(ways[way]) != length || memcmp(ways[way], text, length))) way++;
    if (way == sizeof ways / sizeof *ways || *count == MOST_WAYS) {
      return cli_say("--normalise: found \"%.*s\", expected up to %d of: min-max, z-score, rank, percentile, best", (int)length, text, MOST_WAYS);
    }
    to[(*count)++] = (incubator_normalisation)way;
    text += length;
    if (*text == ',' && !*++text) return cli_say("--normalise: nothing stands behind the last comma");
  }
  return EXIT_FINE;
}

static int vary(const cli_options *o, incubator_policy *policy, incubator_registry *registry, incubator_robustness **robustness)
{
  incubator_robustness_options how = INCUBATOR_ROBUSTNESS_OPTIONS_INIT;
  incubator_normalisation list[MOST_WAYS];
  incubator_error error = INCUBATOR_ERROR_INIT;
  how.as_of = o->as_of;
  how.score = o->score;
  how.outcome = o->outcome;
  how.rank = o->rank;
  how.top = o->top;
  how.runs = o->runs;
  how.weights = (incubator_weights)o->weights;
  how.free_total = o->free_total;
  how.normalisations = list;
  how.threads = o->threads > 64 ? 64 : (unsigned)o->threads;
  int status = read_seed(o->seed, &how.seed);
  if (status == EXIT_FINE) status = read_spread(o->spread, &how.spread);
  if (status == EXIT_FINE) status = read_ways(o->normalise, list, &how.normalisation_count);
  if (status != EXIT_FINE) return status;
  cli_progress("running");
  incubator_status done = incubator_robustness_create(policy, registry, &how, robustness, &error);
  cli_progress(NULL);
  return done == INCUBATOR_STATUS_OK ? EXIT_FINE : cli_fail(&error);
}

static int print(const cli_options *o, const incubator_robustness *robustness)
{
  incubator_robustness_report how = INCUBATOR_ROBUSTNESS_REPORT_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  cli_output output;
  how.format = (incubator_format)o->format;
  how.language = (incubator_language)o->language;
  how.limit = o->limit;
  how.moves = o->moves;
  how.others_kept = o->others_kept;
  how.subject = o->subject;
  if (!cli_output_open(&output, o->out)) return EXIT_INPUT;
  return cli_output_close(&output, incubator_robustness_write(robustness, &how, &output.writer, &error), &error);
}

int cli_robustness(const cli_options *o)
{
  incubator_policy *policy = NULL;
  incubator_registry *registry = NULL;
  incubator_robustness *robustness = NULL;
  int found = EXIT_FINE, status = cli_load(o, &policy, &registry, &found);
  if (status == EXIT_FINE) status = vary(o, policy, registry, &robustness);
  if (status == EXIT_FINE) status = print(o, robustness);
  incubator_robustness_free(robustness);
  incubator_registry_unref(registry);
  incubator_policy_unref(policy);
  return status == EXIT_FINE ? found : status;
}
