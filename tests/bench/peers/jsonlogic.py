"""The work as JsonLogic: score, fit, and the grade from both. JsonLogic cannot round; whoever evaluates it rounds the score in between."""
from work import segments


def number(value):
    return int(value) if value.denominator == 1 else float(value)


def points(name, scale):
    value = {"var": name}
    if "steps" in scale:
        cases = [part for x, y in reversed(scale["steps"][1:]) for part in ({">=": [value, number(x)]}, number(y))]
        return {"if": [*cases, number(scale["steps"][0][1])]}
    first, last = scale["points"][0], scale["points"][-1]
    cases = [{"<=": [value, number(first[0])]}, number(first[1])]
    for x, x2, slope, y in segments(scale["points"]):
        rise = {"/": [{"*": [{"-": [value, number(x)]}, slope.numerator]}, slope.denominator]}
        cases += [{"<=": [value, number(x2)]}, {"+": [number(y), rise]}]
    return {"if": [*cases, number(last[1])]}


def rules(policy):
    terms = [{"min": [{"*": [{"var": policy.bonus_of}, number(policy.bonus_each)]}, number(policy.cap)]},
             {"*": [{"var": "faults"}, number(-policy.fault_weight)]}]
    for weight, items in policy.groups:
        total = {"+": [{"*": [points(name, scale), number(w)]} for name, w, scale in items]}
        terms.append({"*": [{"/": [total, number(sum(w for _, w, _ in items))]}, number(weight)]})
    best, good, enough = ({">=": [{"var": "score"}, number(least)]} for least in policy.grades)
    return {"score": {"+": terms},
            "fit": {"and": [*({">=": [{"var": name}, number(least)]} for name, least in policy.needs), {"var": "honest"}]},
            "grade": {"if": [{"and": [{"var": "fit"}, best]}, 0, good, 1, enough, 2, 3]}}
