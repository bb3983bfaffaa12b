"""ZEN: one decision of an expression node, all rows in one batch; a call a row, or a loop over rows within the decision, is slower. It reckons
in decimals, so that it is exact."""
import zen

from work import segments


def number(value):
    """A fraction as it is written: all of the policy's are finite decimals."""
    return str(int(value)) if value.denominator == 1 else repr(float(value))


def points(name, scale):
    if "steps" in scale:
        cases = [f"{name} >= {number(x)} ? {number(y)}" for x, y in reversed(scale["steps"][1:])]
        return " : ".join([*cases, number(scale["steps"][0][1])])
    first, last = scale["points"][0], scale["points"][-1]
    cases = [f"{name} <= {number(first[0])} ? {number(first[1])}"]
    for x, x2, slope, y in segments(scale["points"]):
        rise = f"({name} - {number(x)}) * {slope.numerator} / {slope.denominator}"
        cases.append(f"{name} <= {number(x2)} ? round({number(y)} + {rise}, 6)")
    return " : ".join([*cases, number(last[1])])


def expressions(policy):
    terms = [f"min([round({policy.bonus_of} * {number(policy.bonus_each)}, 6), {number(policy.cap)}])"]
    for weight, items in policy.groups:
        total = " + ".join(f"{number(w)} * ({points(name, scale)})" for name, w, scale in items)
        terms.append(f"{number(weight)} * round(({total}) / {number(sum(w for _, w, _ in items))}, 6)")
    best, good, enough = map(number, policy.grades)
    return {"score": f"round({' + '.join(terms)} - {number(policy.fault_weight)} * faults, 2)",
            "fit": " and ".join(["honest", *(f"{name} >= {number(least)}" for name, least in policy.needs)]),
            "grade": f"$.fit and $.score >= {best} ? 0 : $.score >= {good} ? 1 : $.score >= {enough} ? 2 : 3"}


def decision(policy):
    content = {"expressions": [{"id": key, "key": key, "value": value} for key, value in expressions(policy).items()],
               "passThrough": False, "inputField": None, "outputPath": None, "executionMode": "single"}
    return {"nodes": [{"id": "in", "name": "in", "type": "inputNode"},
                      {"id": "assess", "name": "assess", "type": "expressionNode", "content": content},
                      {"id": "out", "name": "out", "type": "outputNode"}],
            "edges": [{"id": "1", "sourceId": "in", "targetId": "assess", "type": "edge"},
                      {"id": "2", "sourceId": "assess", "targetId": "out", "type": "edge"}]}


class ZenSide:
    def __init__(self, columns, policy, _):
        self.engine = zen.ZenEngine({"loader": {"type": "static", "content": {"assess": decision(policy)}}})
        rows = zip(*(column.tolist() for column in columns.values()))
        self.requests = [{"key": "assess", "context": dict(zip(columns, row))} for row in rows]

    def run(self):
        return self.engine.evaluate_batch(self.requests)

    def columns_of(self, answers):
        rows = [answer["data"]["result"] for answer in answers]
        return [[row[name] for row in rows] for name in ("score", "grade", "fit")]
