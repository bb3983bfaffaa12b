"""Robustness: a score with other weights and normalisations, run by run; no code in common with the library.

The generator is Philox4x32-10 of Salmon et al., SC '11: run r is stream r of the seed.
"""

import copy
from fractions import Fraction

import grid
from cells import is_gap
from world import World

MICRO = 1_000_000
MASK = 0xFFFFFFFF


def philox(counter, key):
    """One block: four words of 32 bits."""
    c, k = list(counter), list(key)
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(b >> 32) ^ c[1] ^ k[0], b & MASK, (a >> 32) ^ c[3] ^ k[1], a & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


class Stream:
    """Draws of one stream."""

    def __init__(self, seed, number):
        self.key = [seed & MASK, seed >> 32]
        self.number = [number & MASK, number >> 32]
        self.block = 0
        self.words = []

    def bits(self):
        """64 bits: two words, the lower half first."""
        if not self.words:
            self.words = philox([self.block & MASK, self.block >> 32, *self.number], self.key)
            self.block += 1
        low, high = self.words.pop(0), self.words.pop(0)
        return low | high << 32

    def below(self, bound):
        """A whole number below bound, each equally likely."""
        while True:
            bits = self.bits()
            if bits >= 2**64 % bound:
                return bits % bound


def groups(spec, path=""):
    """Every group as (path, group), the score itself first, then in the order of the items."""
    yield path, spec
    for name, item in spec["items"].items():
        if "items" in item:
            yield from groups(item, f"{path}{name}/")


def micros(value):
    """A number on the grid, in millionths."""
    return int(grid.round_to(value, Fraction(1, MICRO), "half-even") * MICRO)


def stated(world, group):
    """The weights of a group by name, in millionths; None where they are not plain numbers."""
    weights = {}
    if group.get("weights") in ("entropy", "critic"):
        return None  # found in the data
    for name, item in group["items"].items():
        weight = item.get("weight", 1)
        if isinstance(weight, dict) and set(weight) == {"var"} and weight["var"].startswith("params."):
            weight = world.parameter(weight["var"].removeprefix("params."), world.as_of)
        if isinstance(weight, dict) or is_gap(weight):
            return None
        weights[name] = micros(grid.number(weight))
    return weights


def is_held(weights, how):
    """Whether the weights of a group stay as they are."""
    if how["weights"] == "held" or weights is None:
        return True
    keeps = how["weights"] == "simplex" or not how.get("free_total")
    return keeps and (min(weights.values()) < 0 or sum(weights.values()) == 0 or len(weights) == 1)


def kept_total(drawn, total):
    """Largest remainders: the drawn weights made up to the total."""
    whole = sum(drawn.values())
    result = {name: weight * total // whole for name, weight in drawn.items()}
    rests = sorted(drawn, key=lambda name: -(drawn[name] * total % whole))  # stable: the earlier first
    for name in rests[: total - sum(result.values())]:
        result[name] += 1
    return result


def uniform(stream, weights, how):
    """Each within its spread."""
    drawn = {}
    for name, weight in weights.items():
        half = abs(weight) * how["spread"] // MICRO
        drawn[name] = weight - half + stream.below(2 * half + 1)
    if how.get("free_total"):
        return drawn
    return kept_total(drawn, sum(weights.values())) if sum(drawn.values()) else dict(weights)


def simplex(stream, weights):
    """Bars between the millionths of the total, no two on one place."""
    places = sum(weights.values()) + len(weights) - 1
    bars = set()
    while len(bars) < len(weights) - 1:
        bars.add(stream.below(places))
    edges = [-1, *sorted(bars), places]
    return {name: after - before - 1 for name, before, after in zip(weights, edges, edges[1:])}


def draw(world, spec, how, run):
    """A run's weights by the path of their group, and its normalisation or None."""
    stream = Stream(how["seed"], run)
    ways = how.get("normalise", [])
    way = ways[stream.below(len(ways))] if ways else None
    drawn = {}
    for path, group in groups(spec):
        weights = stated(world, group)
        if is_held(weights, how):
            continue
        drawn[path] = simplex(stream, weights) if how["weights"] == "simplex" else uniform(stream, weights, how)
    return drawn, way


def varied(world, rule, drawn, way=None):
    """The policy with these weights, numbers of millionths or expressions."""
    policy = copy.copy(world.policy)
    policy["rules"] = dict(policy["rules"])
    versions = policy["rules"][rule]
    current = next(i for i, version in enumerate(versions) if version is world.version(rule))
    spec = copy.deepcopy(versions[current])
    for path, group in groups(spec):
        for name, item in group["items"].items():
            if path in drawn:
                group.pop("weights", None)
                group.pop("weights_total", None)
                weight = drawn[path][name]
                item["weight"] = weight if isinstance(weight, dict) else {"/": [weight, MICRO]}
            if way and "cohort" in item.get("scale", {}):
                item["scale"]["cohort"] = way
    policy["rules"][rule] = [*versions[:current], spec, *versions[current + 1 :]]
    return policy


def ranks_of(cells):
    """1, 2, 2, 4, the highest first; None for a gap."""
    values = [cell for cell in cells.values() if not is_gap(cell)]
    return {key: None if is_gap(c) else 1 + sum(v > c for v in values) for key, c in cells.items()}


def results(world, how):
    """What a run is read for: scores, ranks, outcomes, by key."""
    table = world.rule_table(how["score"])
    keys = world.tables[table].rows
    scores = {key: world.cell(table, key, how["score"]) for key in keys}
    ranks = ranks_of(scores)
    if how.get("rank"):
        ranks = {key: world.cell(table, key, how["rank"] + ":rank") for key in keys}
        ranks = {key: None if is_gap(cell) else int(cell) for key, cell in ranks.items()}
    outcomes = {key: world.cell(table, key, how["outcome"]) for key in keys}
    return scores, ranks, outcomes


def quantile(values, share):
    """The least of them that at least that share is not above."""
    return sorted(values)[max(0, -(-len(values) * share // MICRO) - 1)]


CUTS = {"least": 0, "low": 50_000, "median": 500_000, "high": 950_000, "greatest": MICRO}


def columns(policy, given, as_of, how, codes):
    """All columns {key: {name: text or None}}; numbers as decimal texts, None for a gap."""
    world = World(policy, given, as_of)
    spec = world.version(how["score"])
    own = results(world, how)
    runs = []
    for run in range(how["runs"]):
        drawn, way = draw(world, spec, how, run)
        runs.append(results(World(varied(world, how["score"], drawn, way), given, as_of), how))
    return {key: row_of(key, own, runs, how, codes) for key in own[0]}


def share(count, runs):
    """A share of the runs, rounded half up."""
    return grid.text(Fraction((2 * count * MICRO + runs) // (2 * runs), MICRO))


def row_of(key, own, runs, how, codes):
    """The columns of one row."""
    row = {}
    scores = [run[0][key] for run in runs if not is_gap(run[0][key])]
    ranks = [run[1][key] for run in runs if run[1][key] is not None]
    row["score"] = None if is_gap(own[0][key]) else grid.text(own[0][key])
    row["rank"] = None if own[1][key] is None else str(own[1][key])
    for cut, at in CUTS.items():
        row[f"score:{cut}"] = grid.text(quantile(scores, at)) if scores else None
        row[f"rank:{cut}"] = str(quantile(ranks, at)) if ranks else None
    outcomes = [None if is_gap(run[2][key]) else run[2][key] for run in runs]
    stated_one = None if is_gap(own[2][key]) else own[2][key]
    row["outcome"] = stated_one
    row["same"] = share(sum(outcome == stated_one for outcome in outcomes), len(runs))
    row["undetermined"] = share(outcomes.count(None), len(runs))
    for name, code in codes.items():
        row[f"share:{name}"] = share(sum(outcome == code for outcome in outcomes), len(runs))
    if how.get("top"):
        top = [run[1][key] is not None and run[1][key] <= how["top"] for run in [own, *runs]]
        row["top"] = top[0]
        row["top:share"] = share(sum(top[1:]), len(runs))
    return row


def moved(policy, given, as_of, how, item, distance, others_kept):
    """The results with one weight moved by so many millionths, its group's total kept unless the others are."""
    world = World(policy, given, as_of)
    path, _, name = item.rpartition("/")
    path = path + "/" if path else ""
    group = dict(groups(world.version(how["score"])))[path]
    weights = stated(world, group)
    others, total = sum(weights.values()) - weights[name], sum(weights.values())
    weight = weights[name] + distance
    drawn = {
        other: {"/": [w if others_kept else w * (total - weight), MICRO if others_kept else others * MICRO]}
        for other, w in weights.items()
    }
    drawn[name] = {"/": [weight, MICRO]}
    return results(World(varied(world, how["score"], {path: drawn}), given, as_of), how)
