/* Parameters that differ, or that a policy assumes. */
#include "compare/compare.h"

inc_cell inc_compare_parameter(const inc_compared *side, uint32_t number, int32_t date)
{
  const inc_parameter *p = &inc_compared_program(side)->parameters[number];
  inc_cell cell = {.type = p->type};
  if (!inc_parameter_value(p, date, &cell.value)) cell = (inc_cell){.gap = INCUBATOR_GAP_UNSET, .type = p->type};
  return cell;
}

static bool differs(const incubator_comparison *c, const uint32_t numbers[INC_BOTH])
{
  inc_cell cells[INC_BOTH];
  inc_holds holds[INC_BOTH];
  for (int s = 0; s < INC_BOTH; s++) {
    const inc_compared *side = &c->sides[s];
    if (numbers[s] == INC_NONE) return true;
    const inc_parameter *p = &inc_compared_program(side)->parameters[numbers[s]];
    cells[s] = inc_compare_parameter(side, numbers[s], inc_results_as_of(side->d->results));
    holds[s] = (inc_holds){p->type, p->list};
  }
  return !inc_compare_same(c, cells, holds);
}

static bool is_assumed(const inc_compared *side, uint32_t number)
{
  return number != INC_NONE && side->d->policy->parameters[number].basis.evidence == INC_ASSUMED;
}

bool inc_compare_parameters(incubator_comparison *c)
{
  const inc_compared *sides = c->sides;
  const size_t room = (size_t)inc_compared_program(&sides[0])->parameter_count + inc_compared_program(&sides[1])->parameter_count;
  c->parameters = inc_arena_alloc(&c->arena, room + 1, sizeof *c->parameters);
  if (!c->parameters) return false;
  for (int s = 0; s < INC_BOTH; s++) {
    for (uint32_t i = 0; i < inc_compared_program(&sides[s])->parameter_count; i++) {
      inc_compared_parameter p = {.numbers = {INC_NONE, INC_NONE}};
      p.numbers[s] = i, p.numbers[1 - s] = sides[s].parameters[i];
      if (s == INC_AFTER && p.numbers[INC_BEFORE] != INC_NONE) continue;
      p.differs = differs(c, p.numbers);
      if (p.differs || is_assumed(&sides[0], p.numbers[0]) || is_assumed(&sides[1], p.numbers[1])) c->parameters[c->parameter_count++] = p;
    }
  }
  return true;
}
