"""A random small policy of scores and grades from a seed, in which single figures often decide: scales that rise and fall, exact
conditions, cohorts and places, missing cells; with questions about the least changes (reaching.py)."""

import random

CODES = ["a", "b", "c", "d"]


def request(seed):
    """The request of a seed."""
    rng = random.Random(f"grades {seed}")
    fields = {"id": {"type": "text"}, "kind": {"type": "category", "categories": "kind"}}
    for name in ("f1", "f2", "f3"):
        fields[name] = number_field(rng)
    fields["flag"] = {"type": "boolean", "actionable": {"direction": rng.choice(["up", "down", "both"])}}
    policy = {
        "format": "incubator-policy/1", "id": "grades", "version": "1", "title": "grades",
        "categories": {"grade": {code: {} for code in CODES}, "kind": {"x": {}, "y": {}}},
        "tables": {
            "carriers": {"key": "id", "fields": fields},
            "firms": {"key": "id", "links": {"carrier": {"to": "carriers"}}, "fields": {"id": {"type": "text"}, "counts": {"type": "boolean"}}},
        },
        "rules": {},
    }
    policy["rules"] = draw_rules(rng)
    carriers = [draw_carrier(rng, f"k{i}", fields) for i in range(rng.choice([1, 1, 2, 3, 4]))]
    firms = [{"id": f"e{i}", "carrier": rng.choice(carriers)["id"], "counts": rng.random() < 0.6} for i in range(rng.randrange(8))]
    asked = {"subject": f"carriers:{rng.choice(carriers)['id']}", "rule": rng.choice(["grade", "grade", "grade", "fit"]), "steps": 60}
    if rng.random() < 0.2:
        asked["outcome"] = rng.choice(CODES) if asked["rule"] == "grade" else "true"
    given = {"carriers": carriers, "firms": firms} if rng.random() < 0.9 else {"carriers": carriers}
    return {"policy": policy, "as_of": "2022-06-30", "params": {}, "given": given, "reach": [asked]}


def number_field(rng):
    """A whole number or a decimal from 0 to 12, or with an end left open."""
    whole = rng.random() < 0.6
    how = {"direction": rng.choice(["up", "up", "down", "both"]), "step": rng.choice([1, 1, 2, 3] if whole else [0.5, 1, "0.75"])}
    field = {"type": "integer" if whole else "decimal", "min": 0, "max": 12, "actionable": how}
    if rng.random() < 0.2:
        del field[rng.choice(["min", "max"])]
    elif rng.random() < 0.2:
        how["max"] = rng.choice([6, 9, 12])
    if rng.random() < 0.1:
        field["absent"] = 3
    return field


def draw_carrier(rng, key, fields):
    """A carrier, of which a cell may be missing."""
    row = {"id": key, "kind": rng.choice(["x", "y"]), "flag": rng.random() < 0.5}
    for name in ("f1", "f2", "f3"):
        step = 1 if fields[name]["type"] == "integer" else 0.25
        row[name] = rng.randrange(int(12 / step) + 1) * step
    if rng.random() < 0.25:
        del row[rng.choice(["f1", "f2", "f3", "flag"])]
    return row


def draw_rules(rng):
    """A count, a score, places, conditions and a grade over them."""
    count = {"kind": "measure", "on": "carriers", "rows": "firms", "where": {"var": "counts"}, "take": "count",
             "actionable": {"direction": rng.choice(["up", "both"]), "step": 1, "max": 15}}
    score = {"kind": "score", "on": "carriers", "aggregate": rng.choice(["sum", "mean"]),
             "items": {f"i{n}": draw_item(rng) for n in range(rng.choice([1, 2, 3]))}}
    top = {"kind": "select", "on": "carriers", "order": [{"value": {"var": "score"}, "first": "highest"}], "places": rng.choice([1, 2]),
           "ties": rng.choice(["undetermined", "in", "out"])}
    fit = {"kind": "require", "on": "carriers", "conditions": {f"c{n}": {"is": condition(rng, 1)} for n in range(rng.choice([1, 2]))}}
    codes = rng.sample(CODES, 3)
    order = CODES[: rng.choice([3, 4, 4, 4])]
    grade = {"kind": "choose", "on": "carriers", "categories": "grade", "best_first": order,
             "cases": [{"when": condition(rng, 2), "is": code} for code in codes[: rng.choice([1, 2, 3])]], "else": {"is": "d"}}
    return {"count": count, "score": score, "top": top, "fit": fit, "grade": grade}


def draw_item(rng):
    """An item whose scale may rise, fall or both, or compare the rows."""
    item = {"value": {"var": rng.choice(["f1", "f2", "f3", "count"])}, "weight": rng.choice([1, 2, 0.5])}
    shape = rng.random()
    if shape < 0.12:
        item["scale"] = {"cohort": rng.choice(["min-max", "rank", "percentile"]), "to": [0, 10], "constant": 5,
                         "better": rng.choice(["higher", "lower"])}
    elif shape < 0.85:
        xs = sorted(rng.sample(range(13), rng.choice([2, 3, 4])))
        item["scale"] = {rng.choice(["points", "steps"]): [[x, rng.randrange(11)] for x in xs]}
    if rng.random() < 0.2:
        item["absent"] = 0
    return item


def condition(rng, depth):
    """A comparison, or some together."""
    if depth and rng.random() < 0.4:
        return {rng.choice(["and", "or"]): [condition(rng, depth - 1), condition(rng, depth - 1)]}
    if depth and rng.random() < 0.1:
        return {"!": condition(rng, depth - 1)}
    shape = rng.random()
    if shape < 0.1:
        return {"var": "flag"}
    if shape < 0.2 and depth == 2:
        return {"var": "top"}
    if shape < 0.55:
        return {rng.choice([">=", ">", "<", "==", ">="]): [{"var": "score"}, rng.randrange(20)]}
    return {rng.choice([">=", "<=", "==", "!="]): [{"var": rng.choice(["f1", "f2", "f3", "count"])}, rng.randrange(13)]}
