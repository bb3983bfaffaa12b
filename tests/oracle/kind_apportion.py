"""apportion: whole shares of a whole, by a method, within bounds."""

from fractions import Fraction

import grid
from cells import Outcome, strongest
from kind_select import agreed_value
from scales import grouped
from sharing import TIE, Infeasible, divisor_method, hamilton


def apportion(rule, rows):
    """Share out the whole of each group."""
    outcomes = {}
    gaps = {}
    for group in grouped(rows, rule.spec.get("within", []), gaps).values():
        cells = shared(rule, group)
        outcomes.update({row.key: Outcome(cell, {}) for row, cell in zip(group, cells)})
    outcomes.update({key: Outcome(cell, {}) for key, cell in gaps.items()})
    return outcomes


def shared(rule, group):
    """The cells of one group: a gap in the whole, a weight or a bound is the gap of all."""
    spec = rule.spec
    step = grid.number(spec.get("step", 1))
    whole = agreed_value(rule, [rule.part(row.value(spec["whole"])) for row in group])
    weights = [rule.part(row.value(spec["weight"])) for row in group]
    lower = [row.value(spec.get("lower", 0)) for row in group]
    upper = [row.value(spec["upper"]) for row in group] if "upper" in spec else []
    missing = strongest([whole, *weights, *lower, *upper])
    if missing:
        return [missing] * len(group)
    lower = [grid.steps_up(within_range(bound, step), step) for bound in lower]
    upper = [grid.steps_down(within_range(bound, step), step) for bound in upper] or [None] * len(group)
    crossed = any(high is not None and low > high for low, high in zip(lower, upper))
    if crossed or min(weights) < 0 or whole < 0 or whole % step != 0:
        return [rule.gap("error")] * len(group)
    return settled(rule, int(whole / step), weights, lower, upper, step)


def within_range(bound, step):
    """A bound within what a share can be: not below 0, not above the greatest multiple of the step."""
    return min(max(bound, Fraction(0)), grid.floor_to(grid.LIMIT - grid.GRID, step))


def settled(rule, whole, weights, lower, upper, step):
    """The shares by the method; error where they can't be had, tie where a lot is needed."""
    method = spec_method(rule.spec)
    in_order = rule.spec.get("ties", "undetermined") == "in-order"
    try:
        shares = method(whole, weights, lower, upper, in_order)
    except Infeasible:
        return [rule.gap("error")] * len(weights)
    return [rule.gap("tie") if share is TIE else share * step for share in shares]


def spec_method(spec):
    """The function of a method's name."""
    if spec["method"] == "hamilton":
        return hamilton
    return lambda *given: divisor_method(spec["method"], *given)
