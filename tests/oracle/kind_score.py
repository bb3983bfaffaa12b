"""score: a tree of items, each a part; weights given, equal, or found in the data."""

from decimal import Decimal, localcontext
from fractions import Fraction

import grid
from cells import Outcome, is_gap, is_kind, strongest
from parts import item_paths
from scales import DIGITS, decimal, scaled, settled

FINE = 200  # digits of what weights are found from: differences of all but equal numbers keep more than DIGITS


def score(rule, rows):
    """The score of each row, with a part for every item of the tree."""
    parts = {row.key: {} for row in rows}
    cells = group_cells(rule, rule.spec, rows, "", parts)
    return {row.key: Outcome(cells[row.key], parts[row.key]) for row in rows}


def group_cells(rule, group, rows, above, parts):
    """The cells {key: exact cell} of a group, from its items as stored."""
    items = {
        name: item_cells(rule, item, rows, above + name, parts)
        for name, item in group["items"].items()
    }
    weights = item_weights(rule, group, items, rows)
    cells = {}
    for row in rows:
        values = {name: items[name][row.key] for name in items}
        applicable = [name for name in items if not is_kind(values[name], "inapplicable")]
        pairs = [(values[name], weights(name, row)) for name in applicable]
        cells[row.key] = aggregated(rule, group, pairs)
    return cells


def item_cells(rule, item, rows, path, parts):
    """The cells of one item as stored: `when`, value or group, scale, rounding, `absent`."""
    held = {row.key: row.value(item.get("when", True)) for row in rows}
    inside = [row for row in rows if held[row.key] is True]
    if "items" in item:
        cells = group_cells(rule, item, inside, path + "/", parts)
    else:
        cells = {row.key: row.value(item["value"]) for row in inside}
    if "scale" in item:
        cells = scaled(rule, item["scale"], cells, inside)
    for row in rows:
        cell = cells.get(row.key, held[row.key])
        cell = rule.gap("inapplicable") if cell is False else cell
        if held[row.key] is not True:
            nested = item_paths(item.get("items", {}), path + "/")
            parts[row.key].update(dict.fromkeys(nested, cell))
        if is_kind(cell, "missing") and "absent" in item:
            cell = row.value(item["absent"])
        cells[row.key] = rule.part(cell)
        parts[row.key][path] = cells[row.key]
    return cells


def item_weights(rule, group, items, rows):
    """How to get the weight of an item for a row: given (or 1), equal, or found in the data."""
    kind = group.get("weights", "given")
    if kind == "equal":
        return lambda name, row: Fraction(1)
    if kind == "given":
        return lambda name, row: row.value(group["items"][name].get("weight", 1))
    found = found_weights(rule, FOUND[kind], items, rows)
    return lambda name, row: found[name]


def aggregated(rule, group, pairs):
    """One row's value of a group from the (value, weight) of its applicable items."""
    if not pairs:
        return rule.gap("inapplicable")
    values, weights = zip(*pairs)
    if strongest(weights):
        return strongest([*weights, *values])
    lacking = strongest(values)
    present = [pair for pair in pairs if not is_gap(pair[0])]
    weight, all_weight = sum(w for _, w in present), sum(weights)
    if lacking and not may_reweight(group, values, weight, all_weight):
        return lacking
    if group["aggregate"] == "sum":
        spread = all_weight / weight if lacking else 1
        return sum(w * v for v, w in present) * spread
    if weight == 0:
        return rule.gap("error")
    return AGGREGATE[group["aggregate"]](rule, present, weight)


def may_reweight(group, values, weight, all_weight):
    """May missing items leave their weight to the rest? Not beside any other gap."""
    if "reweight" not in group or any(is_gap(v) and v.kind != "missing" for v in values):
        return False
    return weight > 0 and weight >= grid.number(group["reweight"]["share"]) * all_weight


def mean(rule, pairs, weight):
    """The sum of weight times value over the sum of weights."""
    return sum(w * v for v, w in pairs) / weight


def geometric(rule, pairs, weight):
    """The product of value to the power of its share of the weight; 0 if a value is 0."""
    pairs = [(v, w) for v, w in pairs if w != 0]
    if any(v < 0 for v, _ in pairs):
        return rule.gap("error")
    if any(v == 0 for v, _ in pairs):
        return Fraction(0)
    with localcontext() as context:
        context.prec = DIGITS
        logs = sum(decimal(w / weight) * decimal(v).ln() for v, w in pairs)
        return rule.part(settled(logs.exp()))  # no fraction: on the grid at once


def harmonic(rule, pairs, weight):
    """The sum of weights over the sum of weight / value; a value of 0 is an error."""
    if any(v == 0 for v, _ in pairs) or sum(w / v for v, w in pairs) == 0:
        return rule.gap("error")
    return weight / sum(w / v for v, w in pairs)


AGGREGATE = {
    "mean": mean,
    "geometric": geometric,
    "harmonic": harmonic,
}


def found_weights(rule, method, items, rows):
    """Weights from the rows where every item has a value; on the grid, the same for all rows."""
    whole = [row.key for row in rows if not strongest(cells[row.key] for cells in items.values())]
    columns = {name: [cells[key] for key in whole] for name, cells in items.items()}
    with localcontext() as context:
        context.prec = FINE
        information = method(columns) if len(whole) > 1 else None
        total = sum(information.values()) if information else 0
        if total == 0:
            return {name: rule.gap("error") for name in items}
        return {name: rule.part(settled(share / total)) for name, share in information.items()}


def entropy(columns):
    """1 minus the entropy of each column (of its values as shares); None where a value is below 0."""
    if any(min(values) < 0 for values in columns.values()):
        return None
    return {name: unevenness(values) for name, values in columns.items()}


def unevenness(values):
    """How far the entropy of one column is below that of a constant one, as a share of it."""
    if min(values) == max(values):
        return Decimal(0)
    shares = [decimal(Fraction(value) / sum(values)) for value in values if value > 0]
    return 1 + sum(share * share.ln() for share in shares) / Decimal(len(values)).ln()


def critic(columns):
    """Standard deviation times the sum of (1 - correlation) with the other columns."""
    return {
        name: fine_root(covariance(values, values))
        * sum(1 - correlation(values, other) for key, other in columns.items() if key != name)
        for name, values in columns.items()
    }


def covariance(first, second):
    """The mean product of the deviations from the means."""
    count = len(first)
    mean1, mean2 = Fraction(sum(first)) / count, Fraction(sum(second)) / count
    return sum((a - mean1) * (b - mean2) for a, b in zip(first, second)) / count


def correlation(first, second):
    """Pearson's coefficient; 0 with a constant column, and exactly 1 where one is."""
    together, spread = covariance(first, second), covariance(first, first) * covariance(second, second)
    if spread == 0:
        return Decimal(0)
    if together > 0 and together * together == spread:
        return Decimal(1)
    return decimal(together) / fine_root(spread)


def fine_root(value):
    """The square root of a fraction, to as many digits as the context has."""
    return decimal(Fraction(value)).sqrt()


FOUND = {"entropy": entropy, "critic": critic}
