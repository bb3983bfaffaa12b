"""Random bodies of awards in wholly random policies: any expressions, of any unit."""

import pools
from assess import ordered
from curves import group_columns
from grow import condition, grower, is_flexible
from shapes import number

FILLS = ["partial", "stop", "pro-rata"]
STEPS = [0.01, 0.01, 1, 1, 100, 0.000001, 0.1, 3, 0.000007, 10000]
SHARES = ["city", "district", "park", "state", "firm"]


def award(draft, table, kind):
    """An amount, or other awards; adjusted and shared."""
    body, kind = made_of(draft, table, kind) if draft.chance(35) else (None, kind)
    if body is None:
        kind = kind or number(draft.rng.choice(draft.units(table)))
        body = {"amount": amount(draft, table, kind)}
        kind = number() if is_flexible(body["amount"]) else kind
    body["round"] = {"to": draft.rng.choice(STEPS), "mode": draft.rng.choice(pools.MODES)}
    if draft.chance(75):
        body["adjust"] = [adjustment(draft, table, kind) for _ in range(draft.rng.choice([1, 1, 2, 3]))]
    if draft.chance(40):
        body["split"] = {name: {"weight": weight(draft, table)} for name in SHARES[: draft.rng.choice([1, 2, 2, 3, 5])]}
        if all(share["weight"] == 0 for share in body["split"].values()):  # which is refused
            body["split"]["city"]["weight"] = 1
    links = list(draft.links[table])
    if links and draft.chance(20):
        body["to"] = draft.rng.choice(links)
    return body, kind


def amount(draft, table, kind):
    """An expression that is mostly not below 0."""
    grown = grower(draft, table, draft.rng.choice([0, 0, 1, 2, 3])).grow(kind)
    return {"max": [grown, 0]} if draft.chance(60) else grown


def made_of(draft, table, kind):
    """Awards of this table and of those below, of one unit; (None, kind) where there are none."""
    ways = [entry for entry in components(draft, table) if kind in (None, draft.kinds[name_of(entry)])]
    if not ways:
        return None, kind
    kind = draft.kinds[name_of(draft.rng.choice(ways))]
    alike = {name_of(entry): entry for entry in draft.rng.sample(ways, len(ways)) if draft.kinds[name_of(entry)] == kind}
    names = list(alike)[: draft.rng.choice([1, 2, 2, 3])]
    return {"awards": [alike[name] for name in names], "pay": draft.rng.choice(["highest", "all", "all"])}, kind


def name_of(entry):
    """The award that an entry names."""
    return entry["award"] if isinstance(entry, dict) else entry


def components(draft, table):
    """All entries that `awards` on a table may have."""
    for name, spec in draft.policy["rules"].items():
        versions = spec if isinstance(spec, list) else [spec]
        if versions[0]["kind"] != "award":
            continue
        paths = list(draft.paths(versions[0]["on"], table))
        if versions[0]["on"] == table:
            yield name
        elif len(paths) == 1 and draft.chance(80):
            yield name
        elif paths:
            yield {"award": name, "via": ".".join(draft.rng.choice(paths))}


def adjustment(draft, table, kind):
    """One adjustment: of the row alone, or a joint cap."""
    rng = draft.rng
    way = rng.choice(["less", "cap", "at_least", "joint", "joint", "joint"])
    bound = grower(draft, table, rng.choice([0, 0, 0, 1, 2])).grow(kind)
    if way != "joint":
        spec = {way: bound}
    else:
        cap = rng.choice([0, 0.5, 1, 2, 10, 100, 1000000]) if draft.chance(55) else bound
        spec = {"cap": cap, "over": group_columns(draft, table) if draft.chance(60) else [], "fill": rng.choice(FILLS)}
        if draft.chance(65):
            spec["order"] = [ordered(draft, table) for _ in range(rng.choice([1, 1, 2]))]
        if draft.chance(60):
            spec["ties"] = rng.choice(["undetermined", "in-order"])
    if draft.chance(30):
        spec["when"] = condition(draft, table, rng.choice([0, 0, 1]))
    return spec


def weight(draft, table):
    """The weight of a share."""
    grown = None if draft.chance(60) else grower(draft, table, draft.rng.choice([0, 0, 1, 2])).grow(number())
    return grown if isinstance(grown, dict) else draft.rng.choice([1, 1, 2, 3, 0, 0.5, 7])


def parts(spec):
    """The parts of one version that are money."""
    steps = [f"after_{number + 1}" for number in range(len(spec.get("adjust", [])))]
    return ["computed", *steps, *(name_of(entry) for entry in spec.get("awards", [])), *spec.get("split", {})]
