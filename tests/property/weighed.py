"""Requests for weights found in the data: one table of numbers that are hard to weigh, and scores over them."""

import random
from decimal import Decimal

import pools

LARGEST = 9223372036854775807  # micros
AGGREGATES = ["sum", "mean", "harmonic", "geometric"]
NAMES = ["a", "b", "c", "d", "e", "f"]


def request(seed):
    """The request of a seed."""
    rng = random.Random(f"weighed {seed}")
    names = NAMES[: rng.choice([1, 2, 2, 3, 4, 6])]
    rows = rng.choice([1, 2, 3, 4, 4, 8, 16, 33])
    columns = draw_columns(rng, names, rows)
    holes = rng.choice([0, 0, 0, 10, 40])
    given = [
        {"id": f"k{i}", **{name: written(columns[name][i]) for name in names if rng.random() * 100 >= holes}}
        for i in range(rows)
    ]
    fields = {"id": {"type": "text"}, **{name: {"type": "decimal"} for name in names}}
    policy = {
        "format": "incubator-policy/1",
        "id": "weighed",
        "rounding": rng.choice(pools.MODES),
        "categories": {},
        "parameters": {},
        "tables": {"t": {"key": "id", "fields": fields}},
        "rules": {"weighed": score(rng, names, columns), "flat": score(rng, names, columns)},
    }
    return {"policy": policy, "as_of": "2020-01-01", "params": {}, "given": {"t": given}}


def written(micros):
    """A number of millionths as data say it."""
    return str(Decimal(micros).scaleb(-6).quantize(Decimal("0.000001")))


# ---- Numbers ----


def draw_columns(rng, names, rows):
    """Columns, some of which say the same as another: equal, multiplied, turned round, or in another order."""
    columns = {}
    for name in names:
        columns[name] = draw_column(rng, rows)
        if len(columns) > 1 and rng.random() < 0.4:
            columns[name] = like(rng, columns[rng.choice(list(columns))])
    return columns


def draw_column(rng, rows):
    """Numbers of one sort."""
    sort = rng.choice(["zeros", "few", "flags", "any", "large", "near", "nearly none", "signed"])
    if sort == "zeros":
        return [rng.choice([0, 0, 5])] * rows
    if sort == "few":
        return [rng.choice([0, 1, 2, 3, 5]) * 10**6 for _ in range(rows)]
    if sort == "flags":  # shares that are fractions of a logarithm of 2: weights that end
        ones = rng.choice([1, max(1, rows // 2), max(1, rows // 4)])
        return [10**6 * (i < ones) for i in range(rows)]
    if sort == "any":
        return [rng.randrange(10**9) for _ in range(rows)]
    if sort == "large":
        return [LARGEST - rng.randrange(10 ** rng.choice([1, 9, 18])) for _ in range(rows)]
    if sort == "near":
        middle = 10 ** rng.randrange(1, 19)
        return [middle + rng.choice([0, 0, 0, 1, 2]) for _ in range(rows)]
    if sort == "nearly none":
        return [LARGEST] * (rows - 1) + [LARGEST - 1]
    return [rng.randrange(-(10**8), 10**8) for _ in range(rows)]


def like(rng, column):
    """A column that says the same as another, or the opposite, in other numbers."""
    way = rng.choice(["equal", "multiplied", "turned", "shuffled", "moved"])
    if way == "multiplied" and max(map(abs, column)) < LARGEST // 7:
        return [7 * x for x in column]
    if way == "turned":
        return [max(column) + min(column) - x for x in column]
    if way == "shuffled":
        return rng.sample(column, len(column))
    if way == "moved" and max(map(abs, column)) < 10**15:
        return [x + 10**9 for x in column]
    return list(column)


# ---- Scores ----


def score(rng, names, columns):
    """A score of all columns, some of them in a group."""
    largest = max(abs(x) for column in columns.values() for x in column)
    ways = AGGREGATES if largest < 10**10 else AGGREGATES[:-1]  # neighbours have a mean within 2^-40 of a whole micro
    inner = names[1:] if len(names) > 2 and rng.random() < 0.4 else []
    items = {name: item(rng, name) for name in names if name not in inner}
    if inner:
        items["g"] = group(rng, ways, {name: item(rng, name) for name in inner})
    rule = {"kind": "score", "on": "t", **group(rng, ways, items)}
    if rng.random() < 0.2:
        rule["when"] = {">": [{"var": names[0]}, 1]}
    return rule


def item(rng, name):
    """A column, as it is or on a scale; perhaps not for each row."""
    spec = {"value": {"var": name}}
    if rng.random() < 0.4:
        spec["scale"] = {"cohort": rng.choice(["min-max", "min-max", "best", "rank", "z-score"]), "constant": rng.choice([0, 1])}
    if rng.random() < 0.1:
        spec["when"] = {">=": [{"var": name}, 2]}
    if rng.random() < 0.2:
        spec["absent"] = rng.choice([0, 1])
    return spec


def group(rng, aggregates, items):
    """How items become one: mostly by weights that are found."""
    body = {"aggregate": rng.choice(aggregates), "items": items}
    ways = ["entropy", "entropy", "critic", "critic", "equal"] if len(items) > 1 else ["entropy", "equal"]
    body["weights"] = rng.choice(ways)
    if rng.random() < 0.3:
        body["reweight"] = {"share": rng.choice([0, 0.5])}
    return body
