/* Measures: what is taken of the rows below or of the own group, with gaps and their bounds. */
#include "base/decimal.h"

#include "support.h"

#define HEAD                                                                                                            \
  "{'format': 'incubator-policy/1', 'id': 'm', 'categories': {'kind': {'red': {}, 'green': {}, 'blue': {}}},"           \
  " 'units': {'carrier': {}, 'yuan': {}},"                                                                              \
  " 'tables': {'tops': {'key': 'id', 'fields': {'id': {'type': 'text'}}},"                                              \
  "  'ups': {'key': 'id', 'links': {'top': {'to': 'tops'}}, 'fields': {'id': {'type': 'text'}, 'zone': {'type': 'text'},"     \
  "    'said': {'type': 'integer', 'unit': 'carrier'}, 'open': {'type': 'boolean'}}},"                                  \
  "  't': {'key': 'id', 'unit': 'carrier', 'links': {'up': {'to': 'ups'}, 'other': {'to': 'ups'}},"                     \
  "    'fields': {'id': {'type': 'text'}, 'v': {'type': 'decimal', 'min': -10, 'max': 100}, 'n': {'type': 'decimal'},"  \
  "    'ok': {'type': 'boolean'}, 'in': {'type': 'boolean'}, 'kind': {'type': 'category', 'categories': 'kind'},"       \
  "    'day': {'type': 'date'}, 'name': {'type': 'text'}, 'a': {'type': 'text'}, 'b': {'type': 'integer'}}}},"          \
  " 'rules': {"

#define UP "{'kind': 'measure', 'on': 'ups', 'rows': 't', 'via': 'up', "

static const char takes[] = HEAD
    "'count': " UP "'take': 'count'},"
    "'count_of': " UP "'take': 'count', 'of': {'var': 'n'}},"
    "'count_in': " UP "'take': 'count', 'where': {'var': 'in'}},"
    "'sum': " UP "'take': 'sum', 'of': {'var': 'v'}},"
    "'sum_n': " UP "'take': 'sum', 'of': {'var': 'n'}, 'where': {'var': 'in'}},"
    "'min': " UP "'take': 'min', 'of': {'var': 'n'}},"
    "'max': " UP "'take': 'max', 'of': {'var': 'n'}},"
    "'mean': " UP "'take': 'mean', 'of': {'var': 'n'}},"
    "'cents': " UP "'take': 'mean', 'of': {'var': 'n'}, 'round': {'to': 0.01, 'mode': 'half-up'}},"
    "'distinct': " UP "'take': 'distinct', 'of': {'var': 'kind'}},"
    "'commonest': " UP "'take': 'commonest', 'of': {'var': 'kind'}},"
    "'first': " UP "'take': 'min', 'of': {'var': 'day'}},"
    "'name': " UP "'take': 'commonest', 'of': {'var': 'name'}},"
    "'share': " UP "'take': 'share', 'of': {'var': 'ok'}},"
    "'soc': " UP "'take': 'share-of-commonest', 'of': {'var': 'kind'}}}}";

static void open_takes(world *w, const char *csv)
{
  world_start(w, takes);
  world_csv(w, "ups", "id\np\nq\ne\n");
  world_csv(w, "t", csv);
  world_decide(w, "2024-06-30");
}

static void measures_of_known_rows_are_plain_counts_and_sums(void **state)
{
  static const char *const expected[][3] = {
      {"count", "4", "1"},     {"count_of", "4", "1"},      {"count_in", "2", "0"},       {"sum", "6.5", "-10"},
      {"sum_n", "3", "0"},     {"min", "-2", "0.000001"},   {"max", "3", "0.000001"},     {"mean", "0.75", "0.000001"},
      {"distinct", "3", "1"},  {"commonest", "red", "blue"}, {"first", "2020-02-29", "1999-12-31"}, {"name", "汉", "x"},
      {"share", "0.75", "0"},  {"soc", "0.5", "1"},         {"cents", "0.75", "0"}};
  world w;
  (void)state;
  open_takes(&w, "id,up,v,n,ok,in,kind,day,name\n"
                 "1,p,1,1,true,true,red,2021-01-01,汉\n2,p,2,2,true,true,green,2020-02-29,汉\n3,p,3.5,-2,true,false,red,2022-01-01,口\n"
                 "4,p,0,2,false,false,blue,2022-01-01,汉\n5,q,-10,0.000001,false,false,blue,1999-12-31,x\n6,,5,5,true,true,red,2020-01-01,y\n");
  for (size_t i = 0; i < COUNT(expected); i++) {
    char low[32], high[32];
    const char *name = expected[i][0];
    if (strcmp(name, "max") && strcmp(world_cell(&w, "ups:p", name), expected[i][1])) fail_msg("p %s: %s", name, world_cell(&w, "ups:p", name));
    if (strcmp(world_cell(&w, "ups:q", name), expected[i][2])) fail_msg("q %s: %s", name, world_cell(&w, "ups:q", name));
    snprintf(low, sizeof low, "%s:low", name);
    snprintf(high, sizeof high, "%s:high", name);
    assert_string_equal(world_cell(&w, "ups:q", low), expected[i][2]);
    assert_string_equal(world_cell(&w, "ups:q", high), expected[i][2]);
  }
  assert_string_equal(world_cell(&w, "ups:p", "max"), "2");
  assert_string_equal(world_cell(&w, "ups:p", "count:undetermined"), "0");
  world_end(&w);
}

static void measures_of_no_rows_are_zero_or_missing(void **state)
{
  static const char *const expected[][2] = {{"count", "0"}, {"sum", "0"}, {"sum_n", "0"}, {"distinct", "0"}, {"min", "?missing min"},
                                            {"max", "?missing max"}, {"mean", "?missing mean"}, {"commonest", "?missing commonest"},
                                            {"share", "?missing share"}, {"soc", "?missing soc"}, {"first", "?missing first"}};
  world w;
  (void)state;
  open_takes(&w, "id,up\n1,p\n");
  for (size_t i = 0; i < COUNT(expected); i++) assert_string_equal(world_cell(&w, "ups:e", expected[i][0]), expected[i][1]);
  world_end(&w);
}

static void measures_with_a_gap_in_a_row_are_that_gap(void **state)
{
  world w;
  (void)state;
  open_takes(&w, "id,up,v,n,ok,in,kind\n1,p,1,1,true,true,red\n2,p,,2,,,\n3,p,3,,false,false,red\n");
  assert_string_equal(world_cell(&w, "ups:p", "count"), "3");
  assert_string_equal(world_cell(&w, "ups:p", "count_of"), "?missing n");
  assert_string_equal(world_cell(&w, "ups:p", "count_in"), "?missing in");
  assert_string_equal(world_cell(&w, "ups:p", "sum"), "?missing v");
  assert_string_equal(world_cell(&w, "ups:p", "sum_n"), "?missing in"); /* row 3 does not count, so its hole does not matter */
  assert_string_equal(world_cell(&w, "ups:p", "min"), "?missing n");
  assert_string_equal(world_cell(&w, "ups:p", "mean"), "?missing n");
  assert_string_equal(world_cell(&w, "ups:p", "distinct"), "?missing kind");
  assert_string_equal(world_cell(&w, "ups:p", "commonest"), "?missing kind");
  assert_string_equal(world_cell(&w, "ups:p", "share"), "?missing ok");
  assert_string_equal(world_cell(&w, "ups:p", "soc"), "?missing kind");
  world_end(&w);
}

static void bounds_of_undetermined_rows_stand_where_they_can_be_had(void **state)
{
  world w;
  (void)state;
  open_takes(&w, "id,up,v,n,ok,in,kind\n1,p,1,1,true,true,red\n2,p,,2,,,\n3,p,3,,false,false,red\n");
  assert_string_equal(world_cell(&w, "ups:p", "count_in:low"), "1");
  assert_string_equal(world_cell(&w, "ups:p", "count_in:high"), "2");
  assert_string_equal(world_cell(&w, "ups:p", "count_in:undetermined"), "1");
  assert_string_equal(world_cell(&w, "ups:p", "sum:low"), "-6");
  assert_string_equal(world_cell(&w, "ups:p", "sum:high"), "104");
  assert_string_equal(world_cell(&w, "ups:p", "sum_n:low"), "?missing in"); /* n has no declared bounds */
  assert_string_equal(world_cell(&w, "ups:p", "sum_n:undetermined"), "1");
  assert_string_equal(world_cell(&w, "ups:p", "share:low"), "0.333333");
  assert_string_equal(world_cell(&w, "ups:p", "share:high"), "0.666667");
  assert_string_equal(world_cell(&w, "ups:p", "min:low"), "?missing n");
  assert_string_equal(world_cell(&w, "ups:p", "mean:high"), "?missing n");
  assert_string_equal(world_cell(&w, "ups:p", "commonest:low"), "?missing kind");
  assert_string_equal(world_cell(&w, "ups:p", "commonest:undetermined"), "1");
  world_end(&w);
}

static void commonest_of_two_equally_common_is_a_tie(void **state)
{
  world w;
  (void)state;
  open_takes(&w, "id,up,kind,name\n1,p,red,a\n2,p,red,b\n3,p,green,c\n4,p,green,d\n5,p,blue,e\n6,q,red,a\n7,q,red,b\n8,q,green,b\n");
  assert_string_equal(world_cell(&w, "ups:p", "commonest"), "?tie commonest");
  assert_string_equal(world_cell(&w, "ups:p", "name"), "?tie name");
  assert_string_equal(world_cell(&w, "ups:p", "soc"), "0.4"); /* ties do not matter to a share */
  assert_string_equal(world_cell(&w, "ups:q", "commonest"), "red");
  assert_string_equal(world_cell(&w, "ups:q", "name"), "b");
  world_end(&w);
}

static void inapplicable_cells_are_skipped(void **state)
{
  static const char policy[] = HEAD
      "'half': {'kind': 'derive', 'on': 't', 'when': {'var': 'in'}, 'value': {'/': [{'var': 'v'}, {'var': 'b'}]}},"
      "'big': {'kind': 'derive', 'on': 't', 'when': {'var': 'in'}, 'value': {'>': [{'var': 'v'}, 1]}},"
      "'sum': " UP "'take': 'sum', 'of': {'var': 'half'}},"
      "'count': " UP "'take': 'count', 'where': {'var': 'big'}},"
      "'all': " UP "'take': 'count', 'of': {'var': 'half'}}}}";
  world w;
  (void)state;
  world_start(&w, policy);
  world_csv(&w, "ups", "id\np\nq\nr\n");
  world_csv(&w, "t", "id,up,in,v,b\n1,p,true,4,2\n2,p,false,9,1\n3,p,true,0,1\n4,q,true,1,0\n5,q,true,,1\n6,r,,1,1\n");
  world_decide(&w, "2024-06-30");
  assert_string_equal(world_cell(&w, "ups:p", "sum"), "2");
  assert_string_equal(world_cell(&w, "ups:p", "count"), "1");
  assert_string_equal(world_cell(&w, "ups:p", "all"), "2");
  assert_string_equal(world_cell(&w, "ups:q", "sum"), "?error half"); /* stronger than the missing one */
  assert_string_equal(world_cell(&w, "ups:q", "sum:undetermined"), "2");
  assert_string_equal(world_cell(&w, "ups:q", "count"), "?missing v");
  assert_string_equal(world_cell(&w, "ups:r", "count"), "?missing in");
  world_end(&w);
}

/* ---- Bounds against every way in which the holes could be filled ---- */

typedef struct hole_row {
  int in, ok, v; /* −1: a hole; v in whole numbers */
} hole_row;

typedef struct hole_bounds {
  int64_t low, high; /* micros */
  bool any;
} hole_bounds;

static void note(hole_bounds *b, inc_i128 numerator, int64_t denominator)
{
  if (denominator == 0) return;
  int64_t value = (int64_t)inc_divide_round(numerator * INC_MICRO, denominator, INC_ROUND_HALF_EVEN);
  if (!b->any || value < b->low) b->low = value;
  if (!b->any || value > b->high) b->high = value;
  b->any = true;
}

/* Each hole in turn yes or no, least or most: 8 ways a row. */
static void fill_all(const hole_row *rows, size_t count, hole_bounds bounds[3])
{
  for (uint32_t way = 0; way < UINT32_C(1) << 3 * count; way++) {
    int64_t counted = 0, good = 0, sum = 0;
    for (size_t i = 0; i < count; i++) {
      uint32_t bits = way >> 3 * i & 7;
      int in = rows[i].in < 0 ? (int)(bits & 1) : rows[i].in, ok = rows[i].ok < 0 ? (int)(bits >> 1 & 1) : rows[i].ok;
      int v = rows[i].v == -1 ? (bits >> 2 & 1 ? 100 : -10) : rows[i].v;
      if (!in) continue;
      counted++;
      good += ok;
      sum += v;
    }
    note(&bounds[0], counted, 1);
    note(&bounds[1], sum, 1);
    note(&bounds[2], good, counted);
  }
}

static void check_bounds_of(const world *w, const char *subject, const hole_bounds bounds[3])
{
  static const char *const names[][2] = {{"count:low", "count:high"}, {"sum:low", "sum:high"}, {"share:low", "share:high"}};
  for (size_t i = 0; i < 3; i++) {
    char low[INC_DECIMAL_TEXT], high[INC_DECIMAL_TEXT];
    const char *found[] = {world_cell(w, subject, names[i][0]), world_cell(w, subject, names[i][1])};
    inc_decimal_format(bounds[i].low, low);
    inc_decimal_format(bounds[i].high, high);
    bool unknown = *found[0] == '?' || *found[1] == '?'; /* a share of perhaps no rows at all */
    if (i == 2 && unknown) continue;
    if (strcmp(found[0], low) || strcmp(found[1], high)) {
      fail_msg("%s %s: %s to %s, expected %s to %s", subject, names[i][0], found[0], found[1], low, high);
    }
  }
}

static void bounds_of_random_groups_are_those_of_all_fillings(void **state)
{
  static const char policy[] = HEAD "'count': " UP "'take': 'count', 'where': {'var': 'in'}},"
                                    "'sum': " UP "'take': 'sum', 'of': {'var': 'v'}, 'where': {'var': 'in'}},"
                                    "'share': " UP "'take': 'share', 'of': {'var': 'ok'}, 'where': {'var': 'in'}}}}";
  enum { GROUPS = 60, MOST = 4 };
  static const char *const word[] = {"", "false", "true"};
  hole_bounds bounds[GROUPS][3] = {{{0}}};
  uint64_t random = 47;
  char *ups = printed("id\n"), *t = printed("id,up,in,ok,v\n"), *more;
  world w;
  (void)state;
  for (int g = 0; g < GROUPS; g++) {
    hole_row rows[MOST];
    size_t count = 1 + random_below(&random, MOST);
    for (size_t i = 0; i < count; i++) {
      rows[i] = (hole_row){(int)random_below(&random, 3) - 1, (int)random_below(&random, 3) - 1,
                           random_below(&random, 3) ? (int)random_below(&random, 50) : -1};
      char v[16] = "";
      if (rows[i].v != -1) snprintf(v, sizeof v, "%d", rows[i].v);
      more = printed("%s%d-%zu,g%d,%s,%s,%s\n", t, g, i, g, word[rows[i].in + 1], word[rows[i].ok + 1], v);
      free(t), t = more;
    }
    fill_all(rows, count, bounds[g]);
    more = printed("%sg%d\n", ups, g);
    free(ups), ups = more;
  }
  world_start(&w, policy);
  world_csv(&w, "ups", ups);
  world_csv(&w, "t", t);
  world_decide(&w, "2024-06-30");
  for (int g = 0; g < GROUPS; g++) {
    char subject[32];
    snprintf(subject, sizeof subject, "ups:g%d", g);
    check_bounds_of(&w, subject, bounds[g]);
  }
  world_end(&w);
  free(ups), free(t);
}

/* ---- Paths and groups ---- */

static void via_tells_which_link_leads_up(void **state)
{
  static const char policy[] = HEAD "'by_up': " UP "'take': 'count'},"
                                    "'by_other': {'kind': 'measure', 'on': 'ups', 'rows': 't', 'via': 'other', 'take': 'count'},"
                                    "'by_top': {'kind': 'measure', 'on': 'tops', 'rows': 't', 'via': 'other.top', 'take': 'count'},"
                                    "'ups_of': {'kind': 'measure', 'on': 'tops', 'rows': 'ups', 'take': 'sum', 'of': {'var': 'by_up'}}}}";
  world w;
  (void)state;
  world_start(&w, policy);
  world_csv(&w, "tops", "id\nT\nU\n");
  world_csv(&w, "ups", "id,top\np,T\nq,T\nr,\n");
  world_csv(&w, "t", "id,up,other\n1,p,q\n2,p,q\n3,q,r\n4,,p\n");
  world_decide(&w, "2024-06-30");
  assert_string_equal(world_cell(&w, "ups:p", "by_up"), "2");
  assert_string_equal(world_cell(&w, "ups:q", "by_up"), "1");
  assert_string_equal(world_cell(&w, "ups:p", "by_other"), "1");
  assert_string_equal(world_cell(&w, "ups:q", "by_other"), "2");
  assert_string_equal(world_cell(&w, "tops:T", "by_top"), "3");
  assert_string_equal(world_cell(&w, "tops:U", "by_top"), "0");
  assert_string_equal(world_cell(&w, "tops:T", "ups_of"), "3");
  world_end(&w);
}

static void groups_of_the_own_table_are_rows_with_equal_cells(void **state)
{
  static const char policy[] = HEAD
      "'all': {'kind': 'measure', 'on': 't', 'rows': 't', 'take': 'count'},"
      "'one': {'kind': 'measure', 'on': 't', 'rows': 't', 'within': ['a'], 'take': 'sum', 'of': {'var': 'v'}},"
      "'two': {'kind': 'measure', 'on': 't', 'rows': 't', 'within': ['a', 'b'], 'take': 'count'},"
      "'linked': {'kind': 'measure', 'on': 't', 'rows': 't', 'within': ['up'], 'take': 'max', 'of': {'var': 'v'}},"
      "'rest': {'kind': 'derive', 'on': 't', 'value': {'-': [{'var': 'one'}, {'var': 'v'}]}},"
      "'again': {'kind': 'measure', 'on': 't', 'rows': 't', 'within': ['rest'], 'take': 'count'}}}";
  world w;
  (void)state;
  world_start(&w, policy);
  world_csv(&w, "ups", "id\np\nq\n");
  world_csv(&w, "t", "id,a,b,v,up\n1,x,1,1,p\n2,x,2,2,p\n3,y,1,4,q\n4,x,1,8,\n5,,1,16,q\n");
  world_decide(&w, "2024-06-30");
  assert_string_equal(world_cell(&w, "t:5", "all"), "5");
  assert_string_equal(world_cell(&w, "t:1", "one"), "11");
  assert_string_equal(world_cell(&w, "t:3", "one"), "4");
  assert_string_equal(world_cell(&w, "t:5", "one"), "?missing a");
  assert_string_equal(world_cell(&w, "t:5", "one:low"), "?missing a");
  assert_string_equal(world_cell(&w, "t:1", "two"), "2");
  assert_string_equal(world_cell(&w, "t:2", "two"), "1");
  assert_string_equal(world_cell(&w, "t:1", "linked"), "2");
  assert_string_equal(world_cell(&w, "t:5", "linked"), "16");
  assert_string_equal(world_cell(&w, "t:4", "linked"), "?missing up");
  assert_string_equal(world_cell(&w, "t:1", "rest"), "10");
  assert_string_equal(world_cell(&w, "t:5", "again"), "?missing a");
  assert_string_equal(world_cell(&w, "t:3", "again"), "1");
  world_end(&w);
}

static const char behind_link[] = HEAD "'peers': {'kind': 'measure', 'on': 't', 'rows': 't', 'within': ['up.zone'], 'take': 'count'}}}";

static void decide_behind_link(void *context)
{
  world w;
  const char **found = context;
  world_start(&w, behind_link);
  world_csv(&w, "ups", "id,zone\np,east\nq,west\nr,east\n");
  world_csv(&w, "t", "id,up\n1,p\n2,q\n3,r\n4,p\n5,\n");
  world_decide(&w, "2024-06-30");
  if (strcmp(world_cell(&w, "t:1", "peers"), found[0]) || strcmp(world_cell(&w, "t:2", "peers"), found[1])) abort();
  if (strcmp(world_cell(&w, "t:5", "peers"), found[2])) abort();
  world_end(&w);
}

static void groups_by_a_column_behind_a_link_follow_it(void **state)
{
  const char *expected[] = {"3", "1", "?missing up"};
  (void)state;
  assert_true(survives(decide_behind_link, expected));
}

/* ---- Tables not given, and what is reported ---- */

static const char reporting[] = HEAD
    "'count': {'kind': 'measure', 'on': 'ups', 'rows': 't', 'via': 'up', 'take': 'count', 'reported': 'said', 'tolerance': 1},"
    "'plain': {'kind': 'measure', 'on': 'ups', 'rows': 't', 'via': 'up', 'take': 'count'},"
    "'zero': {'kind': 'measure', 'on': 'ups', 'rows': 't', 'via': 'up', 'take': 'count', 'absent': 0},"
    "'only': {'kind': 'measure', 'on': 'ups', 'when': {'var': 'open'}, 'rows': 't', 'via': 'up', 'take': 'count'},"
    "'top': {'kind': 'measure', 'on': 'tops', 'rows': 't', 'via': 'up.top', 'take': 'count'}}}";

static void measures_over_a_table_not_given_are_missing_or_reported(void **state)
{
  char *policy = strdup(reporting);
  world w;
  (void)state;
  world_start(&w, policy);
  world_csv(&w, "ups", "id,said,open\np,3,true\nq,,false\n");
  world_csv(&w, "tops", "id\nT\n");
  world_decide(&w, "2024-06-30");
  assert_string_equal(world_cell(&w, "ups:p", "count"), "3");
  assert_string_equal(world_cell(&w, "ups:p", "count:low"), "3");
  assert_string_equal(world_cell(&w, "ups:p", "count:high"), "3");
  assert_string_equal(world_cell(&w, "ups:p", "count:undetermined"), "0");
  assert_string_equal(world_cell(&w, "ups:q", "count"), "?missing said");
  assert_string_equal(world_cell(&w, "ups:p", "plain"), "?missing table t");
  assert_string_equal(world_cell(&w, "ups:p", "zero"), "0");
  assert_string_equal(world_cell(&w, "ups:p", "only"), "?missing table t");
  assert_string_equal(world_cell(&w, "ups:q", "only"), "?inapplicable only");
  assert_string_equal(world_cell(&w, "tops:T", "top"), "?missing table t");
  world_end(&w);
  free(policy);
}

static void measures_through_a_table_not_given_name_it(void **state)
{
  world w;
  (void)state;
  world_start(&w, reporting);
  world_csv(&w, "tops", "id\nT\n");
  world_csv(&w, "t", "id,up\n1,p\n");
  world_decide(&w, "2024-06-30");
  assert_string_equal(world_cell(&w, "tops:T", "top"), "?missing table ups");
  world_end(&w);
}

static void reported_beyond_the_tolerance_is_a_contradiction(void **state)
{
  world w;
  (void)state;
  world_start(&w, reporting);
  world_csv(&w, "ups", "id,said\np,3\nq,2\nr,\n");
  world_csv(&w, "t", "id,up\n1,p\n");
  world_decide(&w, "2024-06-30");
  assert_string_equal(world_cell(&w, "ups:p", "count"), "1");
  const incubator_findings *found = incubator_decisions_findings(w.decisions);
  assert_int_equal(incubator_findings_count(found), 2); /* 3 against 1, and 2 against 0; the third says nothing */
  assert_string_equal(incubator_findings_get(found, 0)->path, "ups/count");
  assert_non_null(strstr(incubator_findings_get(found, 0)->message, "p: computed 1, reported 3"));
  world_end(&w);
}

static void measures_outside_of_all_versions_are_inapplicable(void **state)
{
  static const char policy[] = HEAD "'n': [{'kind': 'measure', 'on': 'ups', 'rows': 't', 'via': 'up', 'take': 'count', 'from': '2025-01-01'}]}}";
  world w;
  (void)state;
  world_start(&w, policy);
  world_csv(&w, "ups", "id\np\n");
  world_csv(&w, "t", "id,up\n1,p\n");
  world_decide(&w, "2024-06-30");
  assert_string_equal(world_cell(&w, "ups:p", "n"), "?inapplicable n");
  assert_string_equal(world_cell(&w, "ups:p", "n:low"), "?inapplicable n");
  world_decide(&w, "2025-06-30");
  assert_string_equal(world_cell(&w, "ups:p", "n"), "1");
  world_end(&w);
}

static void sums_beyond_the_grid_are_errors_of_their_row(void **state)
{
  static const char policy[] = HEAD "'s': " UP "'take': 'sum', 'of': {'var': 'n'}}, 'mean': " UP "'take': 'mean', 'of': {'var': 'n'}}}}";
  world w;
  (void)state;
  world_start(&w, policy);
  world_csv(&w, "ups", "id\np\nq\n");
  world_csv(&w, "t", "id,up,n\n1,p,9000000000000\n2,p,9000000000000\n3,q,-9000000000000\n4,q,8000000000000\n");
  world_decide(&w, "2024-06-30");
  assert_string_equal(world_cell(&w, "ups:p", "s"), "?error s");
  assert_string_equal(world_cell(&w, "ups:p", "mean"), "9000000000000");
  assert_string_equal(world_cell(&w, "ups:q", "s"), "-1000000000000");
  world_end(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(measures_of_known_rows_are_plain_counts_and_sums),
      cmocka_unit_test(measures_of_no_rows_are_zero_or_missing),
      cmocka_unit_test(measures_with_a_gap_in_a_row_are_that_gap),
      cmocka_unit_test(bounds_of_undetermined_rows_stand_where_they_can_be_had),
      cmocka_unit_test(commonest_of_two_equally_common_is_a_tie),
      cmocka_unit_test(inapplicable_cells_are_skipped),
      cmocka_unit_test(bounds_of_random_groups_are_those_of_all_fillings),
      cmocka_unit_test(via_tells_which_link_leads_up),
      cmocka_unit_test(groups_of_the_own_table_are_rows_with_equal_cells),
      cmocka_unit_test(groups_by_a_column_behind_a_link_follow_it),
      cmocka_unit_test(measures_over_a_table_not_given_are_missing_or_reported),
      cmocka_unit_test(measures_through_a_table_not_given_name_it),
      cmocka_unit_test(reported_beyond_the_tolerance_is_a_contradiction),
      cmocka_unit_test(measures_outside_of_all_versions_are_inapplicable),
      cmocka_unit_test(sums_beyond_the_grid_are_errors_of_their_row),
  };
  return cmocka_run_group_tests_name("measure", tests, NULL, NULL);
}
