"""Random apportionments in wholly random policies: few steps, since the oracle gives them one after the other."""

from curves import group_columns
from grow import grower, is_flexible
from shapes import number, unit_text

METHODS = ["hamilton", "webster", "huntington-hill", "adams", "jefferson"]
STEPS = [1, 1, 1, 10, 0.5, 0.01, 3, 0.000001]
MOST = 60  # steps


def apportion(draft, table, kind):
    """A whole, by weights, perhaps within bounds."""
    rng = draft.rng
    kind = kind or number(rng.choice(draft.units(table)))
    step = rng.choice(STEPS)
    body = {
        "whole": whole(draft, table, kind, step),
        "weight": weight(draft, table),
        "method": rng.choice(METHODS),
        **({"unit": unit_text(kind.unit)} if kind.unit or draft.chance(20) else {}),
    }
    if step != 1 or draft.chance(20):
        body["step"] = step
    if draft.chance(45):
        body["lower"] = bound(draft, table, kind, step, [0, 0, 1, 1, 2, 0.5])
    if draft.chance(45):
        body["upper"] = bound(draft, table, kind, step, [1, 2, 3, 5, 10, 2.5, 1000000])
    if draft.chance(50):
        body["within"] = group_columns(draft, table)
    if draft.chance(55):
        body["ties"] = rng.choice(["undetermined", "in-order"])
    return body, kind


def whole(draft, table, kind, step):
    """Mostly a multiple of the step."""
    if draft.chance(70):
        return times(step, draft.rng.choice([0, 1, 2, 3, 4, 5, 7, 10, 13, 20, MOST]))
    grown = grower(draft, table, draft.rng.choice([0, 0, 1, 2])).grow(kind)
    if is_flexible(grown):
        return times(step, 6)
    return {"min": [{"max": [grown, 0]} if draft.chance(70) else grown, times(step, MOST)]}


def weight(draft, table):
    """A number of any unit that is mostly not below 0."""
    grown = grower(draft, table, draft.rng.choice([0, 0, 0, 1, 2])).grow(number(draft.rng.choice(draft.units(table))))
    return {"max": [grown, 0]} if draft.chance(70) else grown


def bound(draft, table, kind, step, few):
    """A number of steps, mostly the same for all."""
    if draft.chance(65):
        return times(step, draft.rng.choice(few))
    return grower(draft, table, draft.rng.choice([0, 0, 1])).grow(kind)


def times(step, count):
    """A number of steps as a literal with few digits."""
    return round(step * count, 7)
