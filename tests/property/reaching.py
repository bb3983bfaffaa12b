"""The least change of one figure that reaches a better outcome: what is asked, and the answer by trying every step in the oracle."""

import copy
import random
from decimal import Decimal
from fractions import Fraction

from cells import Outcome, is_gap, is_kind
from evaluate import plain
from world import World

MICRO = 10**6
MOST = 2**63 - 1  # millionths
MOST_WHOLE = (2**43 - 1) * MICRO  # of an integer without bounds
STEPS = ["1", "2", "5", "0.5", "0.25", "10", "100", "0.000001", "3"]


# ---- What is asked ----


def ask(request, seed):
    """The request with figures that are actionable, outcomes in order, and questions; without questions where there is none to ask."""
    rng = random.Random(f"reach {seed}")
    request["reach"] = []
    tables, rules = request["policy"]["tables"], request["policy"]["rules"]
    for spec in tables.values():
        for field in spec["fields"].values():
            mark_field(rng, field)
    for rule in rules.values():
        for version in rule if isinstance(rule, list) else [rule]:
            mark_measure(rng, version, tables)
            mark_choose(rng, version, request["policy"])
    subjects = [(t, row["id"]) for t, rows in request["given"].items() if "rows" not in tables[t] for row in rows]
    asked = [(t, key, name) for t, key in subjects for name, rule in rules.items() if has_outcomes(rule, t)]
    rng.shuffle(asked)
    for table, key, name in asked[:2]:
        question = {"subject": f"{table}:{key}", "rule": name, "steps": rng.choice([4, 8, 16])}
        outcomes = outcomes_of(rules[name], request["policy"])
        if rng.random() < 0.3:
            question["outcome"] = rng.choice(outcomes)
        request["reach"].append(question)
    return request


def mark_field(rng, field):
    """Half of the fields that can be are actionable."""
    if field["type"] not in ("integer", "decimal", "boolean") or rng.random() < 0.5:
        return
    how = {"direction": rng.choice(["up", "down", "both"])}
    if field["type"] != "boolean":
        how["step"] = rng.choice([step for step in STEPS if field["type"] == "decimal" or "." not in step])
        if rng.random() < 0.2 and {"min", "max"} <= field.keys():
            how[rng.choice(["min", "max"])] = field[rng.choice(["min", "max"])]
    field["actionable"] = how


def mark_measure(rng, version, tables):
    """Likewise of measures whose range is known without their rows."""
    if version["kind"] != "measure" or rng.random() < 0.5 or natural_range(version, tables) is None:
        return
    grid = Decimal(str(version.get("round", {}).get("to", "0.000001")))
    if version["take"] in ("count", "distinct") and 1 % grid == 0:
        grid = Decimal(1)
    steps = [step for step in STEPS if Decimal(step) % grid == 0]
    if steps:
        version["actionable"] = {"direction": rng.choice(["up", "down", "both"]), "step": rng.choice(steps)}


def mark_choose(rng, version, policy):
    """Most chooses of categories say what is better."""
    if version["kind"] == "choose" and "categories" in version and rng.random() < 0.8:
        codes = list(policy["categories"][version["categories"]])
        rng.shuffle(codes)
        version["best_first"] = codes[: rng.randrange(2, len(codes) + 1)]


def versions_of(rule):
    """All versions of a rule."""
    return rule if isinstance(rule, list) else [rule]


def has_outcomes(rule, table):
    """Is it a rule on the table that yields booleans or categories?"""
    first = versions_of(rule)[0]
    return first["on"] == table and (first["kind"] in ("require", "target", "select") or "categories" in first)


def outcomes_of(rule, policy):
    """What can be asked for by name."""
    first = versions_of(rule)[0]
    return list(policy["categories"][first["categories"]]) if "categories" in first else ["true", "false"]


# ---- The answer, by trying ----


class Reaching:
    """One question."""

    def __init__(self, request, policy, question):
        self.request, self.policy, self.question = request, policy, question
        self.table, _, self.key = question["subject"].partition(":")
        self.world = self.changed_world(None, None)
        self.version = self.world.version(question["rule"])
        self.now = self.outcome(self.world)
        self.order = (self.version or {}).get("best_first")
        self.boolean = "categories" not in policy["rules"][question["rule"]][0]

    def changed_world(self, column, value):
        """The world with another value in one column of the row asked about."""
        given = self.request["given"]
        measure = column in self.policy["rules"]
        if column and not measure:
            given = copy.deepcopy(given)
            row = next(row for row in given[self.table] if row["id"] == self.key)
            row[column] = value if isinstance(value, bool) else text(value)
        world = World(self.policy, given, self.request["as_of"], self.request["params"])
        if measure:
            number = Fraction(value, MICRO)
            parts = {"low": number, "high": number, "undetermined": Fraction(0)}
            world.column(column)[self.key] = Outcome(number, parts)
        return world

    def outcome(self, world):
        """What the rule asked about comes to."""
        return world.cell(self.table, self.key, self.question["rule"])

    def place(self, cell):
        """The place in the order, 0 for the best; None without one."""
        return self.order.index(cell) if self.order and not is_gap(cell) and cell in self.order else None

    def goal(self):
        """The outcome to reach; None where none is better."""
        if "outcome" in self.question:
            return self.question["outcome"] == "true" if self.boolean else self.question["outcome"]
        if self.boolean:
            return True
        place = self.place(self.now)
        return self.order[max((place or 0) - 1, 0)]

    def does(self, cell, goal):
        """Is an outcome the goal, or better?"""
        if is_gap(cell):
            return False
        place, wanted = self.place(cell), self.place(goal) if not self.boolean else None
        return cell == goal or (place is not None and wanted is not None and place <= wanted)


def answer(request, policy, question):
    """The state and the figures, as the library tells them."""
    r = Reaching(request, policy, question)
    if not r.boolean and r.order is None and "outcome" not in question:
        return {"state": "unordered", "figures": []}
    goal = r.goal()
    if r.does(r.now, goal):
        return {"state": "reached", "goal": goal, "figures": []}
    figures = [figure for column, spec in figures_of(r) for figure in tried(r, goal, column, spec)]
    return {"state": "open", "goal": goal, "figures": figures}


def figures_of(r):
    """Actionable columns of the table in force, in their order."""
    for name, field in r.policy["tables"][r.table]["fields"].items():
        if "actionable" in field:
            yield name, field
    for name in r.policy["rules"]:
        version = r.world.version(name)
        if version and version["on"] == r.table and "actionable" in version and name != r.question["rule"]:
            yield name, version


def tried(r, goal, column, spec):
    """What each direction of one column comes to."""
    how, now = spec["actionable"], r.world.cell(r.table, r.key, column)
    for direction in ("up", "down"):
        wanted = how["direction"] == direction or (how["direction"] == "both" and (direction == "up" or not is_gap(now)))
        if wanted:
            yield {"column": column, "direction": direction, "from": plain(now), **one_way(r, goal, column, spec, direction)}


def one_way(r, goal, column, spec, direction):
    """Step by step to the first value that does."""
    now = r.world.cell(r.table, r.key, column)
    values = candidates(r, spec, now, direction)
    if values is None:
        return {"found": False, "why": "no-start", "tried": 0}
    count = 0
    for steps, value in values:
        if count == r.question["steps"]:
            return {"found": False, "why": "steps", "tried": count, "last": shown(last)}
        cell = r.outcome(r.changed_world(column, value))
        if r.does(cell, goal):
            found = {"found": True, "to": shown(value), "outcome": plain(cell)}
            return found if is_gap(now) else {**found, "steps": steps}
        count, last = count + 1, value
    return {"found": False, "why": "range", "tried": count, "last": shown(last)} if count else {"found": False, "why": "no-step", "tried": 0}


def candidates(r, spec, now, direction):
    """The values that a column can step to, with the number of steps; None where there is nothing to begin with."""
    if is_gap(now) and not is_kind(now, "missing"):
        return None
    if spec.get("type") == "boolean":
        order = [False, True] if direction == "up" else [True, False]
        return enumerate(order) if is_gap(now) else [(1, order[1])] if now is order[0] else []
    low, high, begins = limits(r, spec, direction)
    step = millionths(spec["actionable"]["step"]) * (1 if direction == "up" else -1)
    if is_gap(now):
        return stepping(low if direction == "up" else high, step, 0, low, high) if begins else None
    return stepping(int(now * MICRO), step, 1, low, high)


def stepping(start, step, first, low, high):
    """start + k·step within [low, high]."""
    if step > 0 and start < low:
        first = max(first, -(-(low - start) // step))
    if step < 0 and start > high:
        first = max(first, -(-(start - high) // -step))
    while low <= start + first * step <= high:
        yield first, start + first * step
        first += 1


def limits(r, spec, direction):
    """The range of a figure, and whether the end to begin with is declared."""
    how, most = spec["actionable"], MOST
    declared = [(spec.get("min"), spec.get("max")), (how.get("min"), how.get("max"))]
    if spec.get("kind") == "measure":
        declared[0] = natural_range(spec, r.policy["tables"])
    elif spec["type"] == "integer":
        most = MOST_WHOLE
    lows = [millionths(low) for low, _ in declared if low is not None]
    highs = [millionths(high) for _, high in declared if high is not None]
    return max([-most, *lows]), min([most, *highs]), bool(lows if direction == "up" else highs)


def natural_range(version, tables):
    """The least and the greatest that a measure can be, None for no end; None as a whole where it takes its rows to know."""
    take, of = version["take"], version.get("of")
    if take in ("count", "distinct"):
        return "0", None
    if take in ("share", "share-of-commonest"):
        return "0", "1"
    path = of.get("var", "") if isinstance(of, dict) else ""
    field = tables[version["rows"]]["fields"].get(path, {})
    bounded = take in ("min", "max", "mean") and field.get("type") in ("integer", "decimal") and {"min", "max"} <= field.keys()
    return (field["min"], field["max"]) if bounded and "reported" not in version and "absent" not in version else None


def millionths(number):
    """A number of the policy in millionths."""
    return int(Decimal(str(number)) * MICRO)


def shown(value):
    """A value as the library writes it."""
    return value if isinstance(value, bool) else plain(Fraction(value, MICRO))


def text(value):
    """Millionths as data write them."""
    return plain(Fraction(value, MICRO))


# ---- Holding both against each other ----

TOLD = ("column", "direction", "from", "found", "to", "steps", "outcome", "why", "tried", "last")


def same(told, expected):
    """Does the library say the same? It leaves out figures that the outcome can't hang on: for these no step may do."""
    if told is None or told["state"] != expected["state"] or told.get("goal") != expected.get("goal"):
        return False
    ours = {(f["column"], f["direction"]): {key: f[key] for key in TOLD if key in f} for f in told["figures"]}
    theirs = {(f["column"], f["direction"]): f for f in expected["figures"]}
    left_out = [theirs[key] for key in theirs.keys() - ours.keys()]
    return all(ours[key] == plainly(theirs.get(key)) for key in ours) and not any(f["found"] for f in left_out)


def plainly(figure):
    """A gap as the library's reports write it: without names."""
    if figure and isinstance(figure["from"], dict):
        figure = {**figure, "from": {"gap": figure["from"]["gap"]}}
    return figure
