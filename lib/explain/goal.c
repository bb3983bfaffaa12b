/* What is to be reached by changing one figure alone: the next better outcome, or the one asked for. */
#include <string.h>

#include "explain/explain.h"

static const inc_version_info *about_of(const incubator_explanation *x)
{
  return x->rules[0].version ? x->rules[0].about : NULL;
}

static bool is_award(const incubator_explanation *x)
{
  return x->rules[0].version && x->decisions->policy->program.rules[x->rules[0].rule].kind == INC_KIND_AWARD;
}

/* The place of a code in the policy's order, 0 for the best; SIZE_MAX for none. */
static size_t place_of(const inc_version_info *about, int64_t code)
{
  for (size_t i = 0; about && i < about->best_count; i++) {
    if (about->best_first[i] == (uint64_t)code) return i;
  }
  return SIZE_MAX;
}

/* More money: the least multiple of the step above what is due, or above nothing where that is not known. */
static void more_money(const incubator_explanation *x, inc_goal *goal)
{
  const inc_cell now = x->rules[0].cell;
  const int64_t due = now.gap || now.value < 0 ? 0 : now.value, step = x->rules[0].version->step;
  const inc_i128 more = ((inc_i128)due / step + 1) * step;
  goal->state = more <= INT64_MAX ? INC_GOAL_OPEN : INC_GOAL_REACHED;
  goal->value = more <= INT64_MAX ? (int64_t)more : due;
}

/* The next better outcome than the present one; the best, where that is in no order. */
static void next_better(const incubator_explanation *x, inc_goal *goal)
{
  const inc_cell now = x->rules[0].cell;
  const inc_version_info *about = about_of(x);
  if (goal->type == INC_TYPE_NUMBER) {
    more_money(x, goal);
    return;
  }
  if (goal->type == INC_TYPE_BOOLEAN) {
    goal->state = !now.gap && now.value ? INC_GOAL_REACHED : INC_GOAL_OPEN;
    goal->value = 1;
    return;
  }
  goal->state = about && about->best_count ? INC_GOAL_OPEN : INC_GOAL_UNORDERED;
  if (goal->state == INC_GOAL_UNORDERED) return;
  size_t place = now.gap ? SIZE_MAX : place_of(about, now.value);
  if (place == 0) goal->state = INC_GOAL_REACHED;
  goal->value = about->best_first[place == SIZE_MAX || place == 0 ? 0 : place - 1];
}

bool inc_explain_reaches(const incubator_explanation *x, inc_cell outcome)
{
  const inc_goal *goal = &x->goal;
  if (outcome.gap) return false;
  if (outcome.value == goal->value) return true;
  if (goal->type == INC_TYPE_NUMBER) return outcome.value > goal->value;
  return goal->or_better && place_of(about_of(x), outcome.value) < place_of(about_of(x), goal->value);
}

/* An outcome by its name, or a sum of money; false for none of that name. */
static bool read_outcome(const incubator_explanation *x, const char *text, inc_goal *goal)
{
  if (goal->type == INC_TYPE_NUMBER) return inc_decimal_parse(text, strlen(text), &goal->value) == INC_DECIMAL_OK;
  if (goal->type == INC_TYPE_BOOLEAN) {
    goal->value = !strcmp(text, "true");
    return goal->value || !strcmp(text, "false");
  }
  const inc_list *list = &x->decisions->policy->program.schema.lists[goal->list];
  uint32_t code = inc_list_code(list, text, strlen(text));
  if (code == INC_NONE) code = inc_index_find(&list->index, text, strlen(text));
  goal->value = code;
  return code != INC_NONE;
}

/* Whether one that the policy puts before the goal will do as well; more money always does. */
static bool better_does(const incubator_explanation *x, const inc_goal *goal)
{
  const size_t place = goal->type == INC_TYPE_CATEGORY ? place_of(about_of(x), goal->value) : SIZE_MAX;
  return goal->type == INC_TYPE_NUMBER || (place != SIZE_MAX && place > 0);
}

bool inc_explain_goal(incubator_explanation *x, const char *wanted)
{
  const inc_part *part = &x->decisions->policy->program.rules[x->rules[0].rule].parts[0];
  inc_goal *goal = &x->goal;
  *goal = (inc_goal){.type = part->type, .list = part->list};
  bool has_outcomes = part->type == INC_TYPE_BOOLEAN || part->type == INC_TYPE_CATEGORY || is_award(x);
  if (!has_outcomes) return wanted == NULL;
  if (!wanted) next_better(x, goal);
  else if (!read_outcome(x, wanted, goal)) return false;
  goal->or_better = better_does(x, goal);
  if (wanted) goal->state = inc_explain_reaches(x, x->rules[0].cell) ? INC_GOAL_REACHED : INC_GOAL_OPEN;
  return true;
}
