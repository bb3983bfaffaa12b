"""Random bodies of score and select."""

from decimal import Decimal

from curves import cohort, curved, group_columns
from grow import condition, grower, is_flexible
from shapes import BOOLEAN, DATE, number


# ---- score ----


def score(draft, table, _kind):
    """A tree of items; a pure number."""
    return {**group(draft, table, draft.rng.choice([1, 2, 2, 3])), **({"unit": "1"} if draft.chance(20) else {})}, number()


def group(draft, table, levels):
    """Items, on so many levels at most, and how they become one."""
    rng = draft.rng
    names = rng.sample(["one", "two", "three", "four"], rng.choice([1, 2, 2, 3, 4]))
    body = {"aggregate": rng.choice(["sum", "sum", "mean", "mean", "harmonic", "geometric"])}
    body["items"] = {name: item(draft, table, levels) for name in names}
    if draft.chance(40):
        body["reweight"] = {"share": rng.choice([0, 0.25, 0.333333, 0.5, 0.5, 0.6, 1])}
    if draft.chance(25):
        body["weights"] = "equal"
        return body
    if draft.chance(30):
        body["weights"] = found(draft, body["items"])
        return body
    add_weights(draft, table, body)
    if all("weight" in spec for spec in body["items"].values()) and draft.chance(40):
        body["weights"] = "given"
    return body


def found(draft, items):
    """Weights found in the data: of entropy mostly where no item is below 0, so that there are any."""
    if len(items) > 1 and draft.chance(50):
        return "critic"
    for spec in items.values():
        if "scale" not in spec and draft.chance(60):
            spec["scale"] = {"points": [[0, 0], [1, draft.rng.choice([1, 1, 2, 0.000001, 1000000])], [10, 12], [1000, 1500.5]]}
    return "entropy"


def item(draft, table, levels):
    """A value, or a group of items; perhaps on a scale."""
    if levels > 1 and draft.chance(45):
        body, across = group(draft, table, levels - 1), number()
    else:
        unit = number(draft.rng.choice(draft.units(table))) if draft.chance(50) else number()
        body = {"value": grower(draft, table, draft.rng.choice([0, 0, 0, 1, 2])).grow(unit)}
        across = number() if is_flexible(body["value"]) else unit
    if across.unit or draft.chance(35):
        body["scale"] = cohort(draft, table) if draft.chance(60) else curved(draft, across, number())
    if draft.chance(20):
        body["when"] = condition(draft, table, draft.rng.choice([0, 0, 1]))
    if draft.chance(25):
        body["absent"] = grower(draft, table, draft.rng.choice([0, 0, 1])).grow(number())
    return body


def add_weights(draft, table, body):
    """Weights on some items, or on all with their total."""
    literals = draft.chance(30)
    for spec in body["items"].values():
        if literals or draft.chance(45):
            spec["weight"] = draft.rng.choice([1, 2, 3, 0.5, 30, 0.2, 0.1, 0])
        elif draft.chance(40):
            spec["weight"] = grower(draft, table, draft.rng.choice([0, 0, 1])).grow(number())
    if literals and draft.chance(60):
        body["weights_total"] = float(sum(Decimal(str(spec["weight"])) for spec in body["items"].values()))


def item_paths(items, above=""):
    """The parts of a score."""
    for name, spec in items.items():
        yield above + name
        yield from item_paths(spec.get("items", {}), f"{above}{name}/")


# ---- select ----


def select(draft, table, _kind):
    """The first of a group."""
    rng = draft.rng
    body = {"order": [ordered(draft, table) for _ in range(rng.choice([1, 1, 1, 2, 3]))]}
    if draft.chance(55):
        body["within"] = group_columns(draft, table)
    if draft.chance(75):
        body["places"] = places(draft, table)
    if draft.chance(60):
        body["ties"] = rng.choice(["undetermined", "in", "out"])
    return body, BOOLEAN


def ordered(draft, table):
    """What comes first."""
    kind = DATE if draft.chance(25) else number(draft.rng.choice(draft.units(table)))
    grow = grower(draft, table, draft.rng.choice([0, 0, 0, 1, 2])).grow
    value = grow(kind, firm=True) or grow(number())
    return {"value": value, "first": draft.rng.choice(["highest", "lowest"])}


def places(draft, table):
    """How many: a number, a share of a column, or any formula."""
    column = draft.column(table, number())
    if column and draft.chance(25):
        return {"*": [draft.rng.choice([0.2, 0.5, 0.333333]), {"var": column}]}
    if draft.chance(60):
        return draft.rng.choice([0, 1, 1, 2, 3, 2.5])
    return grower(draft, table, draft.rng.choice([0, 1, 2])).grow(number())
