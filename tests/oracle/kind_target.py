"""target: is a goal met, how far is it, and what is the plan."""

from fractions import Fraction

import dates
from cells import Outcome, gap, is_gap, strongest
from kind_plan import plan_parts


def target(rule, rows):
    """The outcome of each row; a plan is rounded over all rows together."""
    outcomes = {row.key: measured(rule, row) for row in rows}
    if "plan" in rule.spec:
        for key, parts in plan_parts(rule, rows).items():
            outcomes[key].parts.update(parts)
    return outcomes


def measured(rule, row):
    """Met, not met, or the gap; and how far."""
    need = rule.spec.get("need", "at-least")
    actual, goal = row.value(rule.spec["actual"]), row.value(rule.spec["goal"])
    low, high = bounds(rule, row, actual)
    parts = {
        "actual": actual,
        "goal": goal,
        "low": low,
        "high": high,
        "gap": strongest([actual, goal]) or distance(need, actual, goal),
        "share": ratio(rule, actual, goal),
        **progress(rule, row, actual, goal),
    }
    return Outcome(decide(need, actual, goal, low, high), parts)


def bounds(rule, row, actual):
    """The bounds of the actual value: itself, or those of the measure it is read from."""
    expression = rule.spec["actual"]
    if is_gap(actual) and isinstance(expression, dict) and "var" in expression:
        path = expression["var"]
        versions = rule.world.policy["rules"].get(path.split(".")[-1], [])
        if any(version["kind"] == "measure" for version in versions):
            return row.read(path + ":low"), row.read(path + ":high")
    return actual, actual


def distance(need, actual, goal):
    """What is lacking to the goal, never below 0."""
    lacking = goal - actual
    if need == "exactly":
        return abs(lacking)
    return max(Fraction(0), lacking if need == "at-least" else -lacking)


def decide(need, actual, goal, low, high):
    """Met or not, where every value from low to high says the same; else the gap."""
    if is_gap(goal) or is_gap(low) or is_gap(high):
        return strongest([actual, goal])
    if need == "exactly":
        sure, possible = low == high == goal, low <= goal <= high
    elif need == "at-least":
        sure, possible = low >= goal, high >= goal
    else:
        sure, possible = high <= goal, low <= goal
    return actual if possible and not sure else sure


def ratio(rule, part, whole):
    """part / whole; of zero it is inapplicable."""
    missing = strongest([part, whole])
    if missing:
        return missing
    return Fraction(part) / whole if whole != 0 else rule.gap("inapplicable")


def difference(first, second):
    """first - second, or the gap."""
    return strongest([first, second]) or first - second


def progress(rule, row, actual, goal):
    """The way made of the way from the base to the goal, the paces needed and kept, and where that leads."""
    base = base_value(rule.spec, row)
    way = ratio(rule, difference(actual, base), difference(goal, base))
    since, due = moment(rule.spec, row, "since"), moment(rule.spec, row, "due")
    today = row.read("as_of")
    made = difference(actual, base)
    return {
        "progress": way,
        "pace_needed": pace(rule, to_change(rule, actual, goal), today, due),
        "pace_kept": pace(rule, made, since, today),
        "forecast": forecast(rule, actual, made, (since, today, due)),
    }


def to_change(rule, actual, goal):
    """What is to change until the goal is met; nothing once it is."""
    rest = difference(goal, actual)
    need = rule.spec.get("need", "at-least")
    if is_gap(rest) or need == "exactly":
        return rest
    return max(rest, Fraction(0)) if need == "at-least" else min(rest, Fraction(0))


def forecast(rule, actual, made, moments):
    """Where the pace kept leads by `due`."""
    since, today, due = moments
    missing = strongest([actual, made, since, due])
    if missing:
        return missing
    if due < today or today <= since:
        return rule.gap("inapplicable")
    return actual + Fraction(made) * (due - today).days / (today - since).days


def base_value(spec, row):
    """The value at the start; without `base` it is missing."""
    return row.value(spec["base"]) if "base" in spec else gap("missing", "base")


def moment(spec, row, name):
    """The date under a key of the rule."""
    cell = row.value(spec[name]) if name in spec else gap("missing", name)
    return cell if is_gap(cell) else dates.day(cell)


def pace(rule, change, start, end):
    """Change per year of 365 days; inapplicable where no day is left or gone."""
    missing = strongest([change, start, end])
    if missing:
        return missing
    days = (end - start).days
    return Fraction(change) * 365 / days if days > 0 else rule.gap("inapplicable")
