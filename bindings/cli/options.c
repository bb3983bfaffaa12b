#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"

static const char general[] =
    "usage: incubator COMMAND [options]\n"
    "\n"
    "  check FILE|NAME      list what is wrong with a policy, and run its own tests\n"
    "  describe FILE|NAME   print a policy as a document: each rule in words, with its clause\n"
    "  classify             what each carrier is; with --by, how many are of each class\n"
    "  target               how far each district is from its targets\n"
    "  explain              why one subject came out as it did, and what would change it\n"
    "\n"
    "  incubator COMMAND --help tells a command's options; incubator --version the release.\n"
    "  Built-in policies:";

static const char data_options[] =
    "  --policy NAME|FILE   the rules: a built-in policy, or a file\n"
    "  --registry PATH      the data: a folder of tables (carriers.csv …), or a file; also TABLE=PATH; may be repeated\n"
    "  --as-of DATE         decide as of this date (YYYY-MM-DD; today)\n"
    "  --set PARAM=VALUE    set a parameter of the policy; the results say so; may be repeated\n"
    "  --encoding E         of tables: auto, utf-8, gb18030, utf-16le, utf-16be (auto)\n"
    "  --partial            leave out bad rows, which are listed, instead of giving up\n"
    "  --strict             warnings count as findings (exit 1)\n";

static const char output_options[] =
    "  --format F           table, csv or json (table)\n"
    "  --lang L             en or zh (by the environment)\n"
    "  --out FILE           write to a file, which appears only when it is whole\n";

/* The words of a command's help. */
static const char *const usages[][2] = {
    {"check", "usage: incubator check FILE|NAME [--format table|json] [--strict] [--set PARAM=VALUE]\n"},
    {"describe", "usage: incubator describe FILE|NAME [--lang en|zh] [--out FILE] [--set PARAM=VALUE]\n"},
    {"classify", "usage: incubator classify --policy P --registry R [options]\n"
                 "  --by A,B,C           count by these columns instead of a line a subject\n"
                 "  --table TABLE        only this table\n"
                 "  --labels             CSV with labels instead of names and codes\n"
                 "  --limit N            at most N lines of a table\n"},
    {"target", "usage: incubator target --policy P [--registry R] [options]\n"},
    {"explain", "usage: incubator explain --policy P --registry R --subject TABLE:KEY --rule NAME [options]\n"
                "  --brief              leave out what would have to change\n"},
};

int cli_usage(const char *command, FILE *to)
{
  for (size_t i = 0; command && i < sizeof usages / sizeof *usages; i++) {
    if (strcmp(usages[i][0], command)) continue;
    fputs(usages[i][1], to);
    if (i >= 2) fprintf(to, "%s%s", data_options, output_options);
    return EXIT_INPUT;
  }
  fputs(general, to);
  for (size_t i = 0; incubator_policy_builtin(i); i++) fprintf(to, " %s", incubator_policy_builtin(i));
  fputs("\n", to);
  return EXIT_INPUT;
}

enum {
  OPTION_POLICY = 256,
  OPTION_REGISTRY,
  OPTION_AS_OF,
  OPTION_SET,
  OPTION_ENCODING,
  OPTION_PARTIAL,
  OPTION_STRICT,
  OPTION_FORMAT,
  OPTION_LANG,
  OPTION_OUT,
  OPTION_BY,
  OPTION_TABLE,
  OPTION_LABELS,
  OPTION_LIMIT,
  OPTION_SUBJECT,
  OPTION_RULE,
  OPTION_BRIEF,
  OPTION_HELP
};

static const struct option longs[] = {
    {"policy", required_argument, NULL, OPTION_POLICY},     {"registry", required_argument, NULL, OPTION_REGISTRY},
    {"as-of", required_argument, NULL, OPTION_AS_OF},       {"set", required_argument, NULL, OPTION_SET},
    {"encoding", required_argument, NULL, OPTION_ENCODING}, {"partial", no_argument, NULL, OPTION_PARTIAL},
    {"strict", no_argument, NULL, OPTION_STRICT},           {"format", required_argument, NULL, OPTION_FORMAT},
    {"lang", required_argument, NULL, OPTION_LANG},         {"out", required_argument, NULL, OPTION_OUT},
    {"by", required_argument, NULL, OPTION_BY},             {"table", required_argument, NULL, OPTION_TABLE},
    {"labels", no_argument, NULL, OPTION_LABELS},           {"limit", required_argument, NULL, OPTION_LIMIT},
    {"subject", required_argument, NULL, OPTION_SUBJECT},   {"rule", required_argument, NULL, OPTION_RULE},
    {"brief", no_argument, NULL, OPTION_BRIEF},             {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

/* The index of a word in a list of words that ends with NULL; −1 after a message. */
static int word(const char *option, const char *text, const char *const *words)
{
  for (int i = 0; words[i]; i++) {
    if (!strcmp(words[i], text)) return i;
  }
  cli_say("--%s: found \"%s\", expected one of:", option, text);
  for (int i = 0; words[i]; i++) fprintf(stderr, " %s", words[i]);
  fputs("\n", stderr);
  return -1;
}

static bool repeat(const char *option, const char **list, size_t *count, const char *value)
{
  if (*count == MOST_REPEATED) {
    cli_say("--%s: more than %d times", option, MOST_REPEATED);
    return false;
  }
  list[(*count)++] = value;
  return true;
}

static bool take_word(cli_options *o, int option)
{
  static const char *const formats[] = {"table", "csv", "json", NULL}, *const languages[] = {"en", "zh", NULL};
  static const char *const encodings[] = {"auto", "utf-8", "gb18030", "utf-16le", "utf-16be", NULL};
  const char *const *words = option == OPTION_FORMAT ? formats : option == OPTION_LANG ? languages : encodings;
  const char *name = option == OPTION_FORMAT ? "format" : option == OPTION_LANG ? "lang" : "encoding";
  int index = word(name, optarg, words);
  if (index < 0) return false;
  if (option == OPTION_FORMAT) {
    o->format = (incubator_format)index;
    o->format_given = true;
  } else if (option == OPTION_LANG) {
    o->language = (incubator_language)index;
  } else {
    o->encoding = (incubator_encoding)index;
  }
  return true;
}

static bool take_limit(cli_options *o)
{
  char *end;
  unsigned long limit = strtoul(optarg, &end, 10);
  if (!isdigit((unsigned char)*optarg) || *end) {
    cli_say("--limit: found \"%s\", expected a whole number\n", optarg);
    return false;
  }
  o->limit = limit;
  return true;
}

static bool take(cli_options *o, int option)
{
  switch (option) {
  case OPTION_POLICY: o->policy = optarg; return true;
  case OPTION_REGISTRY: return repeat("registry", o->registry, &o->registry_count, optarg);
  case OPTION_AS_OF: o->as_of = optarg; return true;
  case OPTION_SET: return repeat("set", o->settings, &o->setting_count, optarg);
  case OPTION_FORMAT:
  case OPTION_LANG:
  case OPTION_ENCODING: return take_word(o, option);
  case OPTION_PARTIAL: o->partial = true; return true;
  case OPTION_STRICT: o->strict = true; return true;
  case OPTION_OUT: o->out = optarg; return true;
  case OPTION_BY: o->by = optarg; return true;
  case OPTION_TABLE: o->table = optarg; return true;
  case OPTION_LABELS: o->labels = true; return true;
  case OPTION_LIMIT: return take_limit(o);
  case OPTION_SUBJECT: o->subject = optarg; return true;
  case OPTION_RULE: o->rule = optarg; return true;
  case OPTION_BRIEF: o->brief = true; return true;
  default: return false; /* getopt has said why */
  }
}

static void set_defaults(cli_options *o)
{
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  *o = (cli_options){.language = INCUBATOR_LANGUAGE_EN};
  for (size_t i = 0; i < 3; i++) {
    const char *value = getenv(names[i]);
    if (!value || !*value) continue;
    if (!strncmp(value, "zh", 2)) o->language = INCUBATOR_LANGUAGE_ZH;
    break;
  }
  time_t now = time(NULL);
  struct tm today;
  localtime_r(&now, &today);
  strftime(o->today, sizeof o->today, "%Y-%m-%d", &today);
  o->as_of = o->today;
}

static int leave_with_help(const char *command)
{
  cli_usage(command, stdout);
  return -1;
}

int cli_options_read(int count, char **arguments, cli_options *o)
{
  set_defaults(o);
  if (count < 2) return cli_usage(NULL, stderr);
  if (!strcmp(arguments[1], "--help") || !strcmp(arguments[1], "help")) return leave_with_help(count > 2 ? arguments[2] : NULL);
  if (!strcmp(arguments[1], "--version")) {
    printf("incubator %s\n", incubator_version_text());
    return -1;
  }
  o->command = arguments[1];
  arguments[1] = arguments[0]; /* what getopt puts before its messages */
  for (int option; (option = getopt_long(count - 1, arguments + 1, "", longs, NULL)) != -1;) {
    if (option == OPTION_HELP) return leave_with_help(o->command);
    if (!take(o, option)) return EXIT_INPUT;
  }
  for (int i = optind; i < count - 1; i++) {
    if (!repeat("operand", o->operands, &o->operand_count, arguments[i + 1])) return EXIT_INPUT;
  }
  return EXIT_FINE;
}
