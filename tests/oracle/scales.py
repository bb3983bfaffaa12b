"""Scales: what a number becomes, by points, by steps, or by its place in a cohort."""

from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor, isqrt

import grid
from cells import is_gap, strongest

DIGITS = 60  # of the few results that are not rational (a root, a logarithm)


def scaled(rule, scale, cells, rows):
    """The cells {key: number or gap} of a rule's rows on a scale."""
    if "cohort" in scale:
        return on_cohort(rule, scale, cells, rows)
    pick = on_points if "points" in scale else on_steps
    curve = scale.get("points", scale.get("steps"))
    return {row.key: on_curve(scale, curve, pick, cells[row.key], row) for row in rows}


def on_curve(scale, curve, pick, x, row):
    """One number on points or steps, whose coordinates may be expressions."""
    curve = [(row.value(at), row.value(is_)) for at, is_ in curve]
    missing = strongest([x, *(coordinate for point in curve for coordinate in point)])
    return missing or pick(curve, x, lambda held: outside(scale, held, row))


def outside(scale, held, row):
    """The value outside a scale: that of its end, an error, or a number."""
    rule = scale.get("outside", "hold")
    if rule == "hold":
        return held
    return row.gap("error") if rule == "error" else row.value(rule)


def on_points(points, x, beyond):
    """Piecewise linear; where an x stands twice, the later value holds there."""
    reached = [number for number, (at, _) in enumerate(points) if at <= x]
    if not reached:
        return beyond(points[0][1])
    (x0, y0) = points[reached[-1]]
    if x == x0:
        return y0
    if reached[-1] == len(points) - 1:
        return beyond(y0)
    (x1, y1) = points[reached[-1] + 1]
    return y0 + (y1 - y0) * Fraction(x - x0) / (x1 - x0)


def on_steps(steps, x, beyond):
    """The value of the last step reached; the last step goes on for ever."""
    reached = [value for at, value in steps if at <= x]
    return reached[-1] if reached else beyond(steps[0][1])


def on_cohort(rule, scale, cells, rows):
    """Each number, once on the grid, by its place in its cohort: the rows that agree on `within`."""
    result = {}
    cells = {row.key: rule.part(cells[row.key]) for row in rows}
    for cohort in grouped(rows, scale.get("within", []), result).values():
        values = [cells[row.key] for row in cohort if not is_gap(cells[row.key])]
        for row in cohort:
            x = cells[row.key]
            result[row.key] = x if is_gap(x) else placed(rule, scale, x, values)
    return result


def grouped(rows, columns, gaps):
    """Rows by their values in the columns; a row with a gap there gets that gap in `gaps`."""
    groups = {}
    for row in rows:
        values = [row.read(column) for column in columns]
        missing = strongest(values)
        if missing:
            gaps[row.key] = missing
        else:
            groups.setdefault(tuple(values), []).append(row)
    return groups


def placed(rule, scale, x, values):
    """One number among the numbers of its cohort; a z-score is on the grid at once."""
    if min(values) == max(values):
        return grid.number(scale["constant"])
    lower_is_better = scale.get("better", "higher") == "lower"
    share = SHARES[scale["cohort"]](x, values, lower_is_better)
    if share is None:
        return rule.gap("error")
    if scale["cohort"] == "z-score":
        return rule.part(share)
    low, high = (grid.number(end) for end in scale.get("to", [0, 1]))
    return low + share * (high - low)


def min_max(x, values, lower_is_better):
    """From 0 for the worst to 1 for the best."""
    share = Fraction(x - min(values)) / (max(values) - min(values))
    return 1 - share if lower_is_better else share


def best(x, values, lower_is_better):
    """The ratio to the best: x / max, or min / x when lower is better. None: division by zero."""
    part, whole = (min(values), x) if lower_is_better else (x, max(values))
    return Fraction(part) / whole if whole != 0 else None


def z_score(x, values, lower_is_better):
    """Distance from the mean in standard deviations of the cohort (the population's)."""
    mean = Fraction(sum(values)) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / len(values)
    distance = near_root((x - mean) ** 2 / variance)
    return distance if (x > mean) != lower_is_better else -distance


def rank(x, values, lower_is_better):
    """From 1 for rank 1 to 0 for rank n; ranks are 1, 2, 2, 4."""
    before = sum(value < x if lower_is_better else value > x for value in values)
    return Fraction(len(values) - 1 - before, len(values) - 1)


def percentile(x, values, lower_is_better):
    """The share of the cohort, itself included, that is not better."""
    behind = sum(value >= x if lower_is_better else value <= x for value in values)
    return Fraction(behind, len(values))


SHARES = {
    "min-max": min_max,
    "best": best,
    "z-score": z_score,
    "rank": rank,
    "percentile": percentile,
}


def decimal(value):
    """A fraction as a decimal of many digits."""
    return Decimal(value.numerator) / value.denominator


def root(value):
    """The square root: exact where it is rational, else to many digits."""
    value = Fraction(value)
    exact = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    if exact * exact == value:
        return exact
    with localcontext() as context:
        context.prec = DIGITS
        return settled(decimal(value).sqrt())


def near_root(value):
    """A number that every mode rounds to the grid as it would the square root.

    It is the root where that has at most seven decimals; else it lies between the same two numbers of seven decimals,
    and these are all numbers of the grid and all middles between them.
    """
    square = Fraction(value) * 10**14
    whole = isqrt(floor(square))
    rest = 0 if whole * whole == square else Fraction(1, 2)
    return (whole + rest) / Fraction(10**7)


def settled(value):
    """A result of many digits without its last third, so that 2.000...01 is 2 again."""
    with localcontext() as context:
        context.prec = DIGITS * 2 // 3
        return Fraction(+value)
