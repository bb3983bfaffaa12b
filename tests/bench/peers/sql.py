"""The work as one SQL query."""
import math

from work import MICROS, segments, whole


def sql(policy, exact, divide, least):
    """The same in SQL: CASE for steps and pieces; divide is integer division, least the smaller of two."""
    def number(value, unit=MICROS):
        return str(whole(value * unit)) if exact else repr(float(value))

    def half_up(text, divisor):
        return f"((2 * ({text}) + {divisor}) {divide} {2 * divisor})" if exact else f"(({text}) / {divisor}.0)"

    def points(name, scale):
        if "steps" in scale:
            cases = [f"when {name} >= {number(x)} then {number(y)}" for x, y in reversed(scale["steps"][1:])]
            return f"case {' '.join(cases)} else {number(scale['steps'][0][1])} end"
        first, last = scale["points"][0], scale["points"][-1]
        cases = [f"when {name} <= {number(first[0])} then {number(first[1])}"]
        for x, x2, slope, y in segments(scale["points"]):
            if exact:
                offset = whole((y - slope * x) * slope.denominator * MICROS)
                cases.append(f"when {name} <= {number(x2)} then {half_up(f'{slope.numerator} * {name} + {offset}', slope.denominator)}")
            else:
                cases.append(f"when {name} <= {number(x2)} then {float(y)!r} + ({name} - {float(x)!r}) * {float(slope)!r}")
        return f"case {' '.join(cases)} else {number(last[1])} end"
    common = math.lcm(*(weight.denominator for weight, _ in policy.groups), policy.fault_weight.denominator) if exact else 1
    each = policy.bonus_each
    bonus = f"{each.numerator} * {policy.bonus_of}" if exact else f"{float(each)!r} * {policy.bonus_of}"
    terms = [f"{common} * {least}({half_up(bonus, each.denominator) if exact else bonus}, {number(policy.cap)})",
             f"{number(-policy.fault_weight, common)} * faults"]
    for weight, items in policy.groups:
        total = " + ".join(f"{number(w, 1)} * ({points(name, scale)})" for name, w, scale in items)
        terms.append(f"{number(weight, common)} * {half_up(total, whole(sum(w for _, w, _ in items)))}")
    fit = " and ".join(["honest", *(f"{name} >= {number(least_value)}" for name, least_value in policy.needs)])
    step = common * MICROS // 100
    score = (f"case when total < 0 then -(({step // 2} - total) {divide} {step}) else (total + {step // 2}) {divide} {step} end" if exact
             else "floor(total * 100 + 0.5) / 100")
    best, good, enough = (number(value, 100) for value in policy.grades)
    return (f"with a as materialized (select {' + '.join(terms)} as total, {fit} as fit from carriers), "
            f"b as materialized (select {score} as score, fit from a) "
            f"select score, case when fit and score >= {best} then 0 when score >= {good} then 1 when score >= {enough} then 2 else 3 end "
            "as grade, fit from b")
