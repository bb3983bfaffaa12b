"""The plan of a target: what each row reaches by each date, in whole numbers.

The whole steps from base to goal (one too many rather than one too few) are cut into one increment per
date. The table of increments (rows by
dates) is rounded so that every cell, every row sum and every column sum is one of the two whole
numbers beside its exact value (controlled rounding).
"""

from fractions import Fraction
from math import ceil, floor

import grid
from cells import strongest


def plan_parts(rule, rows):
    """The parts plan/DATE of each row: base plus the increments up to that date."""
    days = rule.spec["plan"]["dates"]
    result, exact, bases = {}, {}, {}
    for row in rows:
        base = rule.part(start(rule.spec, row))
        goal = rule.part(row.value(rule.spec["goal"]))
        missing = strongest([base, goal])
        steps = None if missing else whole_steps(rule.spec, base, goal)
        if not missing and steps is None:
            missing = rule.gap("error")
        if missing:
            result[row.key] = {f"plan/{day}": missing for day in days}
            continue
        bases[row.key] = base
        exact[row.key] = [share * steps for share in pace(rule.spec["plan"])]
    rounded = controlled_rounding(list(exact.values()))
    for key, increments in zip(exact, rounded):
        levels = [bases[key] + sum(increments[: i + 1]) for i in range(len(days))]
        result[key] = {f"plan/{day}": level for day, level in zip(days, levels)}
    return result


def start(spec, row):
    """The base of the plan; 0 where the rule has none."""
    return row.value(spec.get("base", 0))


def whole_steps(spec, base, goal):
    """The steps from base to goal; none where it is met from the start, None where no number of them meets it."""
    need, way = spec.get("need", "at-least"), goal - base
    if need == "exactly" and way.denominator != 1:
        return None
    if (need == "at-least" and way <= 0) or (need == "at-most" and way >= 0):
        return 0
    return ceil(way) if way > 0 else floor(way)


def pace(plan):
    """The share of the whole change that each date brings."""
    count = len(plan["dates"])
    if plan["pace"] == "even":
        return [Fraction(1, count)] * count
    if plan["pace"] == "front":  # n, n-1, ..., 1 parts
        return [Fraction(2 * (count - i), count * (count + 1)) for i in range(count)]
    return [grid.number(share) for share in plan["pace"]]


def controlled_rounding(table):
    """Whole numbers for a table: cell after cell the nearer one, or else the other."""
    ranges = [[(floor(cell), ceil(cell)) for cell in line] for line in table]
    totals = [(floor(sum(line)), ceil(sum(line))) for line in table]
    columns = [(floor(sum(column)), ceil(sum(column))) for column in zip(*table)]
    for i, line in enumerate(table):
        for j, cell in enumerate(line):
            low, high = ranges[i][j]
            near = low if cell - low < Fraction(1, 2) else high
            for choice in (near, low + high - near):
                ranges[i][j] = (choice, choice)
                if possible(ranges, totals, columns):
                    break
    return [[cell[0] for cell in line] for line in ranges]


def possible(ranges, totals, columns):
    """Is there a whole table with cells, row sums and column sums in these ranges?

    It is a flow from a source through rows and columns to a sink, and round again; each edge has a
    least and a greatest flow. The least flows are set, and what they leave unbalanced is mended.
    """
    edges = {}
    for i, total in enumerate(totals):
        edges["source", ("row", i)] = total
        for j, cell in enumerate(ranges[i]):
            edges[("row", i), ("column", j)] = cell
    for j, column in enumerate(columns):
        edges[("column", j), "sink"] = column
    edges["sink", "source"] = (sum(low for low, _ in totals), sum(high for _, high in totals))
    return circulates(edges)


def circulates(edges):
    """Is there a circulation with least <= flow <= greatest on each edge?"""
    room, surplus = {}, {}
    for (a, b), (low, high) in edges.items():
        room.setdefault(a, {})[b] = high - low
        room.setdefault(b, {}).setdefault(a, 0)
        surplus[b] = surplus.get(b, 0) + low
        surplus[a] = surplus.get(a, 0) - low
    while any(value > 0 for value in surplus.values()):
        if not push_one(room, surplus):
            return False
    return True


def push_one(room, surplus):
    """Move one unit from a node with too much to one with too little, if there is a way."""
    start = next(node for node, value in surplus.items() if value > 0)
    came_from, queue = {start: None}, [start]
    for node in queue:
        if surplus[node] < 0:
            break
        for other, free in room[node].items():
            if free > 0 and other not in came_from:
                came_from[other] = node
                queue.append(other)
    else:
        return False
    surplus[start] -= 1
    surplus[node] += 1
    while came_from[node] is not None:
        before = came_from[node]
        room[before][node] -= 1
        room[node][before] += 1
        node = before
    return True
