/* Rules of kind target: met or not, decided on bounds where rows are undetermined, and every part. */
#include "support.h"

#define HEAD                                                                                                       \
  "{'format': 'incubator-policy/1', 'id': 'g', 'units': {'carrier': {}},"                                          \
  " 'tables': {'tops': {'key': 'id', 'fields': {'id': {'type': 'text'}}},"                                         \
  "  'ups': {'key': 'id', 'links': {'top': {'to': 'tops'}}, 'fields': {'id': {'type': 'text'}, 'now': {'type': 'decimal'}," \
  "    'aim': {'type': 'decimal'}, 'was': {'type': 'decimal'}, 'least': {'type': 'integer', 'unit': 'carrier'}}}," \
  "  't': {'key': 'id', 'unit': 'carrier', 'links': {'up': {'to': 'ups'}}, 'fields': {'id': {'type': 'text'}, 'in': {'type': 'boolean'}, 'ok': {'type': 'boolean'}}}}," \
  " 'rules': {"

typedef struct part_case {
  const char *row, *name, *expected;
} part_case;

static void check_parts(const world *w, const part_case *cases, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    char *subject = printed("ups:%s", cases[i].row);
    const char *found = world_cell(w, subject, cases[i].name);
    if (strcmp(found, cases[i].expected)) fail_msg("%s of %s: %s, expected %s", cases[i].name, subject, found, cases[i].expected);
    free(subject);
  }
}

static const char plain[] = HEAD
    "'aims': {'kind': 'target', 'on': 'ups', 'actual': {'var': 'now'}, 'goal': {'var': 'aim'}, 'base': {'var': 'was'}},"
    "'most': {'kind': 'target', 'on': 'ups', 'actual': {'var': 'now'}, 'goal': {'var': 'aim'}, 'need': 'at-most'},"
    "'exact': {'kind': 'target', 'on': 'ups', 'actual': {'var': 'now'}, 'goal': {'var': 'aim'}, 'need': 'exactly'},"
    "'exactly_third': {'kind': 'target', 'on': 'ups', 'actual': {'/': [{'var': 'now'}, 3]}, 'goal': {'/': [{'var': 'aim'}, 3]}}}}";

static void target_of_known_figures_is_met_or_not(void **state)
{
  static const part_case cases[] = {
      {"a", "aims", "true"},      {"a", "aims:actual", "5"}, {"a", "aims:goal", "5"}, {"a", "aims:low", "5"},   {"a", "aims:high", "5"},
      {"a", "aims:gap", "0"},     {"a", "aims:share", "1"},  {"a", "aims:progress", "1"}, {"a", "most", "true"}, {"a", "exact", "true"},
      {"b", "aims", "false"},     {"b", "aims:gap", "3"},    {"b", "aims:share", "0.4"}, {"b", "aims:progress", "0.25"},
      {"b", "most", "true"},      {"b", "most:gap", "0"},    {"b", "exact", "false"}, {"b", "exact:gap", "3"},
      {"c", "aims", "true"},      {"c", "aims:gap", "0"},    {"c", "aims:progress", "1.333333"}, {"c", "most", "false"},
      {"c", "most:gap", "2"},     {"c", "exact:gap", "2"},   {"c", "aims:share", "1.4"},
      {"b", "most:progress", "?missing base"},
      {"b", "exactly_third:actual", "0.666667"}, {"b", "exactly_third:gap", "1"}, {"b", "exactly_third:share", "0.4"},
  };
  world w;
  (void)state;
  world_open(&w, plain, "ups", "id,now,aim,was\na,5,5,1\nb,2,5,1\nc,7,5,-1\n", "2024-06-30");
  check_parts(&w, cases, COUNT(cases));
  world_end(&w);
}

static void target_with_a_gap_is_that_gap(void **state)
{
  static const part_case cases[] = {
      {"a", "most", "?missing now"},      {"a", "most:actual", "?missing now"}, {"a", "most:goal", "5"},
      {"a", "most:low", "?missing now"},  {"a", "most:gap", "?missing now"},    {"a", "most:share", "?missing now"},
      {"b", "most", "?missing aim"},      {"b", "most:goal", "?missing aim"},   {"b", "most:actual", "2"},
      {"c", "most", "?missing aim,now"},  {"d", "most:share", "?inapplicable most"},
      {"d", "aims:progress", "?inapplicable aims"}, {"e", "aims:progress", "?missing was"}, {"d", "most", "false"}, {"d", "aims", "true"},
  };
  world w;
  (void)state;
  world_open(&w, plain, "ups", "id,now,aim,was\na,,5,1\nb,2,,1\nc,,,\nd,3,0,0\ne,3,5,\n", "2024-06-30");
  check_parts(&w, cases, COUNT(cases));
  world_end(&w);
}

#define COUNTING "'n': {'kind': 'measure', 'on': 'ups', 'rows': 't', 'take': 'count', 'where': {'var': 'in'}},"

static const char bounded[] = HEAD COUNTING
    "'reach': {'kind': 'target', 'on': 'ups', 'actual': {'var': 'n'}, 'goal': {'var': 'least'}},"
    "'keep': {'kind': 'target', 'on': 'ups', 'actual': {'var': 'n'}, 'goal': {'var': 'least'}, 'need': 'at-most'},"
    "'hit': {'kind': 'target', 'on': 'ups', 'actual': {'var': 'n'}, 'goal': {'var': 'least'}, 'need': 'exactly'},"
    "'more': {'kind': 'target', 'on': 'ups', 'actual': {'+': [{'var': 'n'}, 0]}, 'goal': {'var': 'least'}}}}";

/* Three rows that count, two of which it is not known: between 3 and 5. */
static const char bounded_rows[] = "id,up,in\n";

static void open_bounded(world *w, const char *policy)
{
  char *csv = printed("%s", bounded_rows);
  for (const char *up = "abcdefg"; *up; up++) {
    char *more = printed("%s%c1,%c,true\n%c2,%c,true\n%c3,%c,true\n%c4,%c,\n%c5,%c,\n%c6,%c,false\n", csv, *up, *up, *up, *up, *up, *up, *up, *up,
                         *up, *up, *up, *up);
    free(csv);
    csv = more;
  }
  world_start(w, policy);
  world_csv(w, "ups", "id,least\na,2\nb,3\nc,4\nd,5\ne,6\nf,\nz,0\ng,0\n");
  world_csv(w, "t", csv);
  world_decide(w, "2024-06-30");
  free(csv);
}

static void target_on_bounds_is_decided_where_all_values_agree(void **state)
{
  static const part_case cases[] = {
      {"a", "reach", "true"},        {"b", "reach", "true"},       {"c", "reach", "?missing in"}, {"d", "reach", "?missing in"},
      {"e", "reach", "false"},       {"f", "reach", "?missing in,least"},
      {"a", "keep", "false"},        {"b", "keep", "?missing in"}, {"c", "keep", "?missing in"},  {"d", "keep", "true"}, {"e", "keep", "true"},
      {"a", "hit", "false"},         {"b", "hit", "?missing in"},  {"c", "hit", "?missing in"},   {"d", "hit", "?missing in"}, {"e", "hit", "false"},
      {"a", "more", "?missing in"}, /* a sum is no plain measure: no bounds */
      {"a", "reach:low", "3"},       {"a", "reach:high", "5"},     {"a", "reach:actual", "?missing in"}, {"a", "reach:gap", "?missing in"},
      {"z", "reach", "true"},        {"z", "hit", "true"},         {"z", "reach:low", "0"},       {"z", "reach:high", "0"},
      {"g", "reach", "true"},        {"g", "hit", "false"},        {"g", "keep", "false"},
  };
  world w;
  (void)state;
  open_bounded(&w, bounded);
  check_parts(&w, cases, COUNT(cases));
  world_end(&w);
}

static void target_on_bounds_behind_a_link_is_decided_too(void **state)
{
  static const char policy[] = HEAD
      "'n': {'kind': 'measure', 'on': 'tops', 'rows': 't', 'take': 'count', 'where': {'var': 'in'}},"
      "'reach': {'kind': 'target', 'on': 'ups', 'actual': {'var': 'top.n'}, 'goal': {'var': 'least'}}}}";
  static const part_case cases[] = {{"a", "reach", "true"}, {"b", "reach", "?missing in"}, {"c", "reach", "false"}, {"d", "reach", "?missing top"},
                                    {"a", "reach:low", "1"}, {"a", "reach:high", "2"}, {"d", "reach:low", "?missing top"}};
  world w;
  (void)state;
  world_start(&w, policy);
  world_csv(&w, "tops", "id\nT\n");
  world_csv(&w, "ups", "id,top,least\na,T,1\nb,T,2\nc,T,3\nd,,1\n");
  world_csv(&w, "t", "id,up,in\n1,a,true\n2,a,\n");
  world_decide(&w, "2024-06-30");
  check_parts(&w, cases, COUNT(cases));
  world_end(&w);
}

static void target_on_a_share_is_decided_on_its_bounds(void **state)
{
  static const char policy[] = HEAD
      "'s': {'kind': 'measure', 'on': 'ups', 'rows': 't', 'take': 'share', 'of': {'var': 'ok'}},"
      "'half': {'kind': 'target', 'on': 'ups', 'actual': {'var': 's'}, 'goal': 0.5}}}";
  static const part_case cases[] = {{"a", "half", "true"}, {"b", "half", "?missing ok"}, {"c", "half", "false"}, {"d", "half", "?missing s"}};
  world w;
  (void)state;
  world_start(&w, policy);
  world_csv(&w, "ups", "id\na\nb\nc\nd\n");
  world_csv(&w, "t", "id,up,ok\n1,a,true\n2,a,true\n3,a,\n4,b,true\n5,b,\n6,b,false\n7,c,\n8,c,false\n9,c,false\n");
  world_decide(&w, "2024-06-30");
  check_parts(&w, cases, COUNT(cases));
  world_end(&w);
}

static void target_when_and_absent_work_as_for_every_rule(void **state)
{
  static const char policy[] = HEAD
      "'some': {'kind': 'target', 'on': 'ups', 'when': {'>': [{'var': 'was'}, 0]}, 'actual': {'var': 'now'}, 'goal': {'var': 'aim'}, 'absent': false}}}";
  static const part_case cases[] = {{"a", "some", "true"},  {"b", "some", "?inapplicable some"}, {"c", "some", "false"},
                                    {"d", "some", "false"}, {"b", "some:goal", "?inapplicable some"}, {"d", "some:goal", "?missing was"}};
  world w;
  (void)state;
  world_open(&w, policy, "ups", "id,now,aim,was\na,5,5,1\nb,2,5,0\nc,,5,1\nd,5,5,\n", "2024-06-30");
  check_parts(&w, cases, COUNT(cases));
  world_end(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(target_of_known_figures_is_met_or_not),
      cmocka_unit_test(target_with_a_gap_is_that_gap),
      cmocka_unit_test(target_on_bounds_is_decided_where_all_values_agree),
      cmocka_unit_test(target_on_bounds_behind_a_link_is_decided_too),
      cmocka_unit_test(target_on_a_share_is_decided_on_its_bounds),
      cmocka_unit_test(target_when_and_absent_work_as_for_every_rule),
  };
  return cmocka_run_group_tests_name("goal", tests, NULL, NULL);
}
