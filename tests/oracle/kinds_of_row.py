"""derive, choose and require: kinds that look at one row."""

import dates
from cells import Outcome, is_gap, is_kind, strongest
from expressions import all_of, any_of
from scales import scaled


def derive(rule, rows):
    """A formula or elapsed time, put on a scale if there is one."""
    cells = {row.key: derived(rule.spec, row) for row in rows}
    if "scale" in rule.spec:
        cells = scaled(rule, rule.spec["scale"], cells, rows)
    return {key: Outcome(cell, {}) for key, cell in cells.items()}


def derived(spec, row):
    """The value before the scale."""
    if "value" in spec:
        return row.value(spec["value"])
    start, end = row.value(spec["elapsed"]["from"]), row.value(spec["elapsed"]["to"])
    missing = strongest([start, end])
    return missing or dates.elapsed(dates.day(start), dates.day(end), spec["elapsed"]["in"])


def choose(rule, rows):
    """A decision table; the part `case` is the number of the case taken, 0 for else."""
    pick = unique_case if rule.spec.get("hit", "first") == "unique" else first_case
    return {row.key: chosen(rule, row, pick(rule, row)) for row in rows}


def chosen(rule, row, case):
    """The outcome once the case is known: a gap, a number, or None for no case."""
    if is_gap(case):
        return Outcome(case, {"case": case})
    if case is not None:
        return Outcome(row.value(rule.spec["cases"][case - 1]["is"]), {"case": case})
    if "else" in rule.spec:
        return Outcome(row.value(rule.spec["else"]["is"]), {"case": 0})
    return Outcome(rule.gap("inapplicable"), {"case": rule.gap("inapplicable")})


def first_case(rule, row):
    """The first case that holds; a gap in a `when` that is reached is the result."""
    for number, case in enumerate(rule.spec["cases"], 1):
        held = row.value(case["when"])
        if is_gap(held) or held:
            return held if is_gap(held) else number
    return None


def unique_case(rule, row):
    """The only case that holds; two that hold are an error, beside what else is one."""
    held = [row.value(case["when"]) for case in rule.spec["cases"]]
    if held.count(True) > 1:
        return strongest([rule.gap("error"), *held])
    return strongest(held) or (held.index(True) + 1 if True in held else None)


def require(rule, rows):
    """Named conditions, all evaluated; each is a part."""
    outcomes = {}
    for row in rows:
        parts = {
            name: condition_cell(condition, row)
            for name, condition in rule.spec["conditions"].items()
        }
        outcomes[row.key] = Outcome(needed(rule.spec.get("need", "all"), parts.values()), parts)
    return outcomes


def condition_cell(condition, row):
    """One condition; its `absent` stands for a missing one."""
    cell = row.value(condition["is"])
    if is_kind(cell, "missing") and "absent" in condition:
        return row.value(condition["absent"])
    return cell


def needed(need, cells):
    """Are enough conditions met: all, any, or at least n?"""
    cells = list(cells)
    if need == "all":
        return all_of(cells)
    if need == "any":
        return any_of(cells)
    met = sum(cell is True for cell in cells)
    unknown = sum(is_gap(cell) for cell in cells)
    if met >= need:
        return True
    return False if met + unknown < need else strongest(cells)
