#include <ctype.h>
#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"

/* The bits of cli_commands. */
enum {
  CHECK = 1,
  DESCRIBE = 2,
  LOWER = 4,
  CLASSIFY = 8,
  ASSESS = 16,
  TARGET = 32,
  EXPLAIN = 64,
  RECORD = 128,
  STATISTICS = 256,
  ROBUSTNESS = 512,
  COMPARE = 1024,
  SUBSIDISE = 2048,
  APPORTION = 4096,
  PLAN = 8192
};
enum {
  LISTING = CLASSIFY | ASSESS,
  DECIDING = LISTING | TARGET | PLAN | EXPLAIN | STATISTICS | ROBUSTNESS | SUBSIDISE,
  READING = DECIDING | COMPARE,
  RULED = 4095 | PLAN,
  ALL = 16383
};

typedef enum option_kind { TEXT, TEXTS, WORD, COUNT, FLAG } option_kind;

enum { MOST_WORDS = 6 };

/* Words in the order of an enumeration; those that are not for a command are left out. */
static const char *const sheets[MOST_WORDS] = {"table", "csv", "json"};
static const char *const documents[MOST_WORDS] = {[INCUBATOR_FORMAT_TABLE] = "table", [INCUBATOR_FORMAT_JSON] = "json"};
static const char *const languages[MOST_WORDS] = {"en", "zh"};
static const char *const drawings[MOST_WORDS] = {"uniform", "simplex", "held"};
static const char *const changes[MOST_WORDS] = {"changed", "more", "less", "undetermined", "all"};
static const char *const methods[MOST_WORDS] = {[INCUBATOR_METHOD_HAMILTON] = "hamilton", "webster", "huntington-hill", "adams", "jefferson"};
static const char *const ties[MOST_WORDS] = {"undetermined", "in-order"};
static const char *const encodings[MOST_WORDS] = {"auto", "utf-8", "gb18030", "utf-16le", "utf-16be"};

/* Which options there are, which commands take them and which cannot do without. */
typedef struct option_row {
  const char *name, *value, *help;
  unsigned takers, needers;
  option_kind kind;
  size_t at; /* in cli_options */
  const char *const *words;
} option_row;

#define AT(member) offsetof(cli_options, member)

static const option_row rows[] = {
    {"policy", "NAME|FILE", "the rules: a built-in policy, or a file", DECIDING, DECIDING, TEXT, AT(policy), NULL},
    {"policy", "NAME|FILE", "the rules before, and once more those after; once: the same rules, with other parameters or dates", COMPARE, COMPARE,
     TEXTS, AT(policies), NULL},
    {"registry", "PATH", "the data: a folder of tables (carriers.csv …), or a file; also TABLE=PATH; may be repeated", READING, 0,
     TEXTS, AT(registry), NULL},
    {"total", "H", "what is divided: so many steps", APPORTION, APPORTION, TEXT, AT(total), NULL},
    {"method", "M", "how (must be said)", APPORTION, 0, WORD, AT(method), methods},
    {"unit", "COLUMN", "the column that names the units (the first)", APPORTION, 0, TEXT, AT(unit), NULL},
    {"weight", "COLUMN", "the column of weights (the second)", APPORTION, 0, TEXT, AT(weight), NULL},
    {"lower", "N|COLUMN", "the least share of each, or the column that says it (0)", APPORTION, 0, TEXT, AT(lower), NULL},
    {"upper", "N|COLUMN", "the greatest share of each, or the column that says it (no end)", APPORTION, 0, TEXT, AT(upper), NULL},
    {"lower-first", NULL, "each has its lower bound, and only the rest is divided by the weights", APPORTION, 0, FLAG, AT(lower_first), NULL},
    {"ties", "T", "equal claims of which only some can be served: left to lots, or in the order of the file (undetermined)", APPORTION, 0, WORD, AT(ties), ties},
    {"subject", "TABLE:KEY", "what is asked about", EXPLAIN, EXPLAIN, TEXT, AT(subject), NULL},
    {"score", "RULE", "the score whose weights are varied", ROBUSTNESS, ROBUSTNESS, TEXT, AT(score), NULL},
    {"outcome", "RULE", "the grade, requirement or selection that is watched", ROBUSTNESS, 0, TEXT, AT(outcome), NULL},
    {"rank", "RULE", "the selection whose ranks are watched (the outcome, else the order of all scores)", ROBUSTNESS, 0, TEXT, AT(rank), NULL},
    {"top", "N", "the first N of the ranks are watched too", ROBUSTNESS, 0, COUNT, AT(top), NULL},
    {"runs", "N", "how many runs (1000)", ROBUSTNESS, 0, COUNT, AT(runs), NULL},
    {"seed", "N", "seed of the generator (0)", ROBUSTNESS, 0, TEXT, AT(seed), NULL},
    {"weights", "HOW", "how weights are drawn (uniform)", ROBUSTNESS, 0, WORD, AT(weights), drawings},
    {"spread", "P%", "uniform: within so much of the weight stated (20%)", ROBUSTNESS, 0, TEXT, AT(spread), NULL},
    {"free-total", NULL, "uniform: weights as drawn, not made up to the total stated", ROBUSTNESS, 0, FLAG, AT(free_total), NULL},
    {"normalise", "A,B", "each run places over cohorts in one of these ways: min-max, z-score, rank, percentile, best", ROBUSTNESS, 0, TEXT,
     AT(normalise), NULL},
    {"moves", NULL, "how far each weight alone can move before an outcome changes", ROBUSTNESS, 0, FLAG, AT(moves), NULL},
    {"others-kept", NULL, "moves: the other weights stay, instead of sharing what one leaves", ROBUSTNESS, 0, FLAG, AT(others_kept), NULL},
    {"subject", "TABLE:KEY", "moves: whose outcome is watched too", ROBUSTNESS, 0, TEXT, AT(subject), NULL},
    {"threads", "N", "how many threads may work (1); the results are the same", ROBUSTNESS, 0, COUNT, AT(threads), NULL},
    {"rule", "NAME", "a rule on that table", EXPLAIN, EXPLAIN, TEXT, AT(rule), NULL},
    {"rule", "NAME", "only this rule, with all that it reads; may be repeated", LOWER, 0, TEXTS, AT(rule_names), NULL},
    {"reach", "OUTCOME", "what to reach by changing one figure alone (the next better outcome)", EXPLAIN, 0, TEXT, AT(reach), NULL},
    {"steps", "N", "try at most N steps of each figure", EXPLAIN, 0, COUNT, AT(steps), NULL},
    {"brief", NULL, "leave out what would have to change", EXPLAIN, 0, FLAG, AT(brief), NULL},
    {"by", "A,B,C", "count by these columns instead of a line a subject", LISTING, 0, TEXT, AT(by), NULL},
    {"by", "A,B,C", "give totals by these tables or columns, as district or grade, too", COMPARE, 0, TEXT, AT(by), NULL},
    {"rule", "NAME", "compare only this rule; may be repeated", COMPARE, 0, TEXTS, AT(rule_names), NULL},
    {"only", "WHICH", "which lines are written (changed)", COMPARE, 0, WORD, AT(changes), changes},
    {"by", "A,B,C", "totals by these tables or columns too (the nearest tables that the policy brings)", SUBSIDISE, 0, TEXT, AT(by), NULL},
    {"programme", "RULE", "only this award or list", SUBSIDISE, 0, TEXT, AT(programme), NULL},
    {"only", "A,B,C", "only entries that are: due, nothing, refused, undetermined", SUBSIDISE, 0, TEXT, AT(only), NULL},
    {"totals", NULL, "no entries, only what they come to", SUBSIDISE, 0, FLAG, AT(totals), NULL},
    {"payments", NULL, "a payment list: a line for each programme and recipient", SUBSIDISE, 0, FLAG, AT(payments), NULL},
    {"columns", "A,B,C", "payments: these columns of the recipient too", SUBSIDISE, 0, TEXT, AT(columns), NULL},
    {"labels", NULL, "payments: CSV with labels instead of names and codes", SUBSIDISE, 0, FLAG, AT(labels), NULL},
    {"table", "TABLE", "only the subjects of this table", LISTING | TARGET | PLAN, 0, TEXT, AT(table), NULL},
    {"table", "TABLE", "the record's table (that with the most rules that classify, assess or subsidise)", RECORD, 0, TEXT, AT(table), NULL},
    {"rules", "A,B,C", "decide only these rules of the table, and what they read (all)", RECORD, 0, TEXT, AT(rules), NULL},
    {"statistics", "FILE", "what a batch has found of its cohorts, by incubator statistics", RECORD, 0, TEXT, AT(statistics), NULL},
    {"labels", NULL, "CSV with labels instead of names and codes", LISTING, 0, FLAG, AT(labels), NULL},
    {"limit", "N", "at most N lines of a table", LISTING | ROBUSTNESS | COMPARE | SUBSIDISE | APPORTION, 0, COUNT, AT(limit), NULL},
    {"as-of", "DATE", "decide as of this date, YYYY-MM-DD (today)", LOWER | READING | RECORD, 0, TEXT, AT(as_of), NULL},
    {"set", "PARAM=VALUE", "set a parameter of the policy; the results say so; may be repeated", RULED, 0, TEXTS, AT(settings), NULL},
    {"as-of-b", "DATE", "decide as of this date after (that before)", COMPARE, 0, TEXT, AT(as_of_b), NULL},
    {"set-a", "PARAM=VALUE", "set a parameter before only; may be repeated", COMPARE, 0, TEXTS, AT(settings_a), NULL},
    {"set-b", "PARAM=VALUE", "set a parameter after only; may be repeated", COMPARE, 0, TEXTS, AT(settings_b), NULL},
    {"encoding", "E", "encoding of tables (auto)", READING | APPORTION, 0, WORD, AT(encoding), encodings},
    {"partial", NULL, "leave out bad rows, which are listed, instead of giving up", READING, 0, FLAG, AT(partial), NULL},
    {"strict", NULL, "warnings count as findings (exit 1)", CHECK | READING, 0, FLAG, AT(strict), NULL},
    {"format", "F", "format of the result (table)", LISTING | TARGET | PLAN | ROBUSTNESS | COMPARE | SUBSIDISE | APPORTION, 0, WORD, AT(format), sheets},
    {"format", "F", "format of the result (table)", CHECK | EXPLAIN, 0, WORD, AT(format), documents},
    {"lang", "L", "language of labels and sentences (by the environment)", DESCRIBE | LOWER | RECORD | APPORTION | (READING & ~STATISTICS), 0, WORD, AT(language), languages},
    {"out", "FILE", "write to a file, which appears only when it is whole", ALL, 0, TEXT, AT(out), NULL},
    {"help", NULL, "print this", ALL, 0, FLAG, AT(help), NULL},
};
enum { ROWS = sizeof rows / sizeof *rows, MARGIN = 23 };

static unsigned bit_of(const cli_command *command)
{
  return 1U << (command - cli_commands);
}

/* What getopt knows an option by: the same for rows of one name. */
static int number_of(const option_row *row)
{
  const option_row *first = rows;
  while (strcmp(first->name, row->name)) first++;
  return 256 + (int)(first - rows);
}

/* ---- Help ---- */

static void print_needed(const cli_command *command, FILE *to)
{
  fprintf(to, "usage: incubator %s", command->name);
  if (command->operand) fprintf(to, " %s", command->operand);
  for (const option_row *row = rows; row < rows + ROWS; row++) {
    if (row->needers & bit_of(command)) fprintf(to, " --%s %s", row->name, row->value);
  }
  fputs(" [options]\n", to);
}

static void print_words(const option_row *row, FILE *to)
{
  const char *before = ": ";
  for (size_t i = 0; row->words && i < MOST_WORDS; i++) {
    if (!row->words[i]) continue;
    fprintf(to, "%s%s", before, row->words[i]);
    before = ", ";
  }
}

void cli_options_print(const cli_command *command, FILE *to)
{
  print_needed(command, to);
  for (const option_row *row = rows; row < rows + ROWS; row++) {
    if (!(row->takers & bit_of(command))) continue;
    int name = fprintf(to, "  --%s %s", row->name, row->value ? row->value : "");
    fprintf(to, "%*s%s", name < MARGIN ? MARGIN - name : 1, "", row->help);
    print_words(row, to);
    fputs("\n", to);
  }
}

static int misused(const cli_command *command)
{
  print_needed(command, stderr);
  return EXIT_INPUT;
}

/* ---- Values ---- */

static int take_text(const option_row *row, cli_texts *list)
{
  if (list->count == MOST_REPEATED) return cli_say("--%s: more than %d times", row->name, MOST_REPEATED);
  list->of[list->count++] = optarg;
  return EXIT_FINE;
}

static int take_word(const option_row *row, int *word)
{
  char expected[80];
  size_t length = 0;
  for (int i = 0; i < MOST_WORDS; i++) {
    if (!row->words[i]) continue;
    if (!strcmp(row->words[i], optarg)) {
      *word = i;
      return EXIT_FINE;
    }
    length += (size_t)snprintf(expected + length, sizeof expected - length, " %s", row->words[i]);
  }
  return cli_say("--%s: found \"%s\", expected one of:%s", row->name, optarg, expected);
}

static int take_count(const option_row *row, size_t *count)
{
  char *end;
  *count = strtoul(optarg, &end, 10);
  if (isdigit((unsigned char)*optarg) && !*end) return EXIT_FINE;
  return cli_say("--%s: found \"%s\", expected a whole number", row->name, optarg);
}

static int take(const option_row *row, cli_options *o)
{
  void *member = (char *)o + row->at;
  switch (row->kind) {
  case TEXTS: return take_text(row, member);
  case WORD: return take_word(row, member);
  case COUNT: return take_count(row, member);
  case FLAG: *(bool *)member = true; break;
  default: *(const char **)member = optarg; break;
  }
  return EXIT_FINE;
}

/* ---- The whole ---- */

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

/* The row of an option for a command; NULL after a message, also where getopt has said that there is no such option. */
static const option_row *row_for(const cli_command *command, int option)
{
  const option_row *other = NULL;
  for (const option_row *row = rows; row < rows + ROWS; row++) {
    if (number_of(row) != option) continue;
    if (row->takers & bit_of(command)) return row;
    other = row;
  }
  if (!other) return NULL;
  cli_say("%s: --%s is not an option of this command", command->name, other->name);
  misused(command);
  return NULL;
}

/* Operands, and the options that a command cannot do without. */
static int read_rest(const cli_command *command, int count, char **arguments, cli_options *o)
{
  int operands = count - optind;
  if (!command->operand && operands) {
    cli_say("\"%s\" is not expected here", arguments[optind]);
    return misused(command);
  }
  if (command->operand && operands != 1) {
    cli_say(bit_of(command) == APPORTION ? "one file of units and weights is expected" : "one policy is expected, a file or a built-in name");
    return misused(command);
  }
  if (command->operand) *(bit_of(command) == APPORTION ? &o->file : &o->policy) = arguments[optind];
  for (const option_row *row = rows; row < rows + ROWS; row++) {
    if (!(row->needers & bit_of(command)) || *(const char **)((char *)o + row->at)) continue;
    cli_say("--%s is missing", row->name);
    return misused(command);
  }
  return EXIT_FINE;
}

int cli_options_read(const cli_command *command, int count, char **arguments, cli_options *o)
{
  struct option longs[ROWS + 1] = {{0}};
  for (int i = 0; i < ROWS; i++) {
    longs[i] = (struct option){rows[i].name, rows[i].value ? required_argument : no_argument, NULL, number_of(&rows[i])};
  }
  set_defaults(o);
  for (int option; (option = getopt_long(count, arguments, "", longs, NULL)) != -1;) {
    const option_row *row = row_for(command, option);
    if (!row || take(row, o) != EXIT_FINE) return EXIT_INPUT;
    if (o->help) return EXIT_FINE;
  }
  return read_rest(command, count, arguments, o);
}
