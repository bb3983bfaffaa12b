"""One side of the work "assess": SIDE FOLDER ROWS RUNS. Prints the seconds of its best run; writes score, grade and fit to FOLDER.

All sides take the policy from assess.json. Exact sides hold numbers as 64-bit integers, millionths, as this library does; float sides hold
them as doubles. Loading and the building of a query are not timed.
"""
import json
import math
import pathlib
import sqlite3
import sys
import time
from fractions import Fraction

import numpy

HERE = pathlib.Path(__file__).resolve().parent
MICROS = 1_000_000
BLOCK = 131_072  # rows that numpy takes at a time, so that its temporaries stay in cache; the fastest power of two where this was written


class Policy:
    """assess.json, read for this work: fractions for every number."""

    def __init__(self):
        policy = json.loads((HERE / "assess.json").read_text(encoding="utf-8"), parse_float=Fraction, parse_int=Fraction)
        self.fields = policy["tables"]["carriers"]["fields"]
        self.names = [name for name in self.fields if name not in ("id", "honest")]
        items = dict(policy["rules"]["score"]["items"])
        (product, self.cap), self.fault_weight = items.pop("bonus")["value"]["min"], items.pop("penalty")["weight"]
        (self.bonus_of, self.bonus_each) = product["*"][0]["var"], product["*"][1]
        self.groups = [(group["weight"], [(name, item["weight"], item["scale"]) for name, item in group["items"].items()])
                       for group in items.values()]
        needs = [condition["is"][">="] for condition in policy["rules"]["fit"]["conditions"].values() if ">=" in condition["is"]]
        self.needs = [(left["var"], least) for left, least in needs]
        cases = [case["when"] for case in policy["rules"]["grade"]["cases"]]
        self.grades = [(case["and"][1] if "and" in case else case)[">="][1] for case in cases]


def whole(number):
    """A fraction that must be a whole number, as a Python int."""
    if number.denominator != 1:
        sys.exit(f"{number} is not on the grid of millionths")
    return number.numerator


def segments(points):
    """Ends, rise over run and first value of each straight piece."""
    return [(x, x2, (y2 - y) / (x2 - x), y) for (x, y), (x2, y2) in zip(points, points[1:])]


# numpy, polars and pandas write the same arithmetic with the same operators.

def exact_points(value, points):
    """Piecewise linear between held ends, each value rounded half-up to a millionth."""
    total = None
    for x, x2, slope, y in segments(points):
        twice, divisor = 2 * slope.numerator, 2 * slope.denominator
        assert abs(twice) * x2 * MICROS < 2**62
        start = y if total is None else 0
        inside = value.clip(whole(x * MICROS), whole(x2 * MICROS))
        if slope.denominator == 1:
            piece = inside * slope.numerator + whole((start - slope * x) * MICROS)
        else:
            piece = (inside * twice + whole((start - slope * x) * divisor * MICROS + slope.denominator)) // divisor
        total = piece if total is None else total + piece
    return total


def float_points(value, points):
    total = float(points[0][1])
    for x, x2, slope, _ in segments(points):
        total = (value.clip(float(x), float(x2)) - float(x)) * float(slope) + total
    return total


def jumps(steps):
    """Where each step after the first begins, and what it adds."""
    return [(x, y - y0) for (_, y0), (x, y) in zip(steps, steps[1:])]


def exact_half_up(number, divisor):
    return (number * 2 + divisor) // (2 * divisor)


def exact_score(policy, points):
    """Hundredths times a divisor, and the divisor; points gives an item's points."""
    weights = [weight for weight, _ in policy.groups] + [policy.fault_weight, policy.bonus_each]
    common = math.lcm(*(weight.denominator for weight in weights))
    total = None
    for weight, items in policy.groups:
        points_sum = sum(points(name, scale) * whole(w) for name, w, scale in items)
        part = exact_half_up(points_sum, whole(sum(w for _, w, _ in items))) * whole(weight * common)
        total = part if total is None else total + part
    return total, common


class NumpySide:
    """Blocks of rows; whole-array operations inside, steps by a table."""
    block_rows = BLOCK

    def __init__(self, columns, policy, exact):
        self.columns, self.policy, self.exact = columns, policy, exact
        self.rows = len(columns["honest"])
        self.tables = {}
        for _, items in policy.groups:
            for name, _, scale in items:
                if "steps" in scale:
                    values = [whole(y * MICROS) if exact else float(y) for _, y in scale["steps"]]
                    edges = [whole(x * MICROS) if exact else float(x) for x, _ in scale["steps"][1:]]
                    self.tables[name] = edges, numpy.array(values)

    def points(self, rows):
        def of(name, scale):
            value = self.columns[name][rows]
            if "points" in scale:
                return (exact_points if self.exact else float_points)(value, scale["points"])
            edges, values = self.tables[name]
            index = (value >= edges[0]).view(numpy.int8)
            for edge in edges[1:]:
                index = index + (value >= edge)
            return values.take(index)
        return of

    def score(self, rows):
        policy = self.policy
        bonus_of, faults = self.columns[policy.bonus_of][rows], self.columns["faults"][rows]
        if self.exact:
            total, common = exact_score(policy, self.points(rows))
            each = policy.bonus_each
            bonus = exact_half_up(bonus_of * each.numerator, each.denominator).clip(None, whole(policy.cap * MICROS))
            total = total + bonus * common - faults * whole(policy.fault_weight * common)
            step = common * MICROS // 100
            score = (numpy.abs(total) + step // 2) // step
            return numpy.where(total < 0, -score, score)
        total = float_total(policy, self.points(rows), bonus_of, faults)
        return numpy.floor(total * 100 + 0.5) / 100

    def block(self, rows):
        score = self.score(rows)
        fit = self.columns["honest"][rows]
        for name, least in self.policy.needs:
            fit = fit & (self.columns[name][rows] >= (whole(least * MICROS) if self.exact else float(least)))
        unit = 100 if self.exact else 1.0
        best, good, enough = (float(least) * unit for least in self.policy.grades)
        grade = (score < enough).view(numpy.int8) + (score < good) + ~((score >= best) & fit)
        return score, grade, fit

    def run(self):
        score = numpy.empty(self.rows, numpy.int64 if self.exact else float)
        grade, fit = numpy.empty(self.rows, numpy.int8), numpy.empty(self.rows, bool)
        for start in range(0, self.rows, self.block_rows):
            rows = slice(start, start + self.block_rows)
            score[rows], grade[rows], fit[rows] = self.block(rows)
        return score, grade, fit


class WholeSide(NumpySide):
    """The same on whole columns at once, as most users write it."""
    block_rows = sys.maxsize


def float_total(policy, points, bonus_of, faults):
    total = faults * -float(policy.fault_weight) + (bonus_of * float(policy.bonus_each)).clip(None, float(policy.cap))
    for weight, items in policy.groups:
        share = float(weight / sum(w for _, w, _ in items))
        total = total + sum(points(name, scale) * float(w) for name, w, scale in items) * share
    return total


def float_steps(value, steps):
    total = float(steps[0][1])
    for edge, jump in jumps(steps):
        total = (value >= float(edge)) * float(jump) + total
    return total


class PandasSide:
    def __init__(self, columns, policy, _):
        import pandas
        self.frame, self.policy = pandas.DataFrame(columns), policy

    def run(self):
        frame, policy = self.frame, self.policy

        def points(name, scale):
            return float_points(frame[name], scale["points"]) if "points" in scale else float_steps(frame[name], scale["steps"])
        total = float_total(policy, points, frame[policy.bonus_of], frame["faults"])
        score = numpy.floor(total * 100 + 0.5) / 100
        fit = frame["honest"]
        for name, least in policy.needs:
            fit = fit & (frame[name] >= float(least))
        best, good, enough = map(float, policy.grades)
        grade = 3 - (score >= enough).astype("int8") - (score >= good).astype("int8") - ((score >= best) & fit).astype("int8")
        return score.to_numpy(), grade.to_numpy(), fit.to_numpy()


class PolarsSide:
    def __init__(self, columns, policy, exact):
        import polars
        column, literal, when = polars.col, polars.lit, polars.when
        unit, score_unit = (MICROS, 100) if exact else (1.0, 1.0)

        def number(value, scale):
            return whole(value * scale) if exact else float(value)

        def points(name, scale):
            if "points" in scale:
                return (exact_points if exact else float_points)(column(name), scale["points"])
            chain = None
            for x, y in reversed(scale["steps"][1:]):
                chain = (when if chain is None else chain.when)(column(name) >= number(x, unit)).then(number(y, unit))
            return chain.otherwise(number(scale["steps"][0][1], unit))
        if exact:
            total, common = exact_score(policy, points)
            each, step = policy.bonus_each, common * MICROS // 100
            bonus = exact_half_up(column(policy.bonus_of) * each.numerator, each.denominator).clip(upper_bound=whole(policy.cap * MICROS))
            total = total + bonus * common - column("faults") * whole(policy.fault_weight * common)
            score = (column("total").abs() + step // 2) // step * column("total").sign()
        else:
            bonus = (column(policy.bonus_of) * float(policy.bonus_each)).clip(upper_bound=float(policy.cap))
            total = column("faults") * -float(policy.fault_weight) + bonus
            for weight, items in policy.groups:
                share = float(weight / sum(w for _, w, _ in items))
                total = total + sum(points(name, scale) * float(w) for name, w, scale in items) * share
            score = (column("total") * 100 + 0.5).floor() / 100
        fit = polars.all_horizontal(column("honest"), *(column(name) >= number(least, unit) for name, least in policy.needs))
        best, good, enough = (number(least, score_unit) for least in policy.grades)
        grade = when((column("score") >= best) & column("fit")).then(literal(0, polars.Int8))
        grade = grade.when(column("score") >= good).then(literal(1, polars.Int8)).when(column("score") >= enough).then(literal(2, polars.Int8))
        self.query = (polars.DataFrame(columns).lazy().select(total=total, fit=fit).select(score=score, fit=column("fit"))
                      .select("score", grade.otherwise(literal(3, polars.Int8)).alias("grade"), "fit"))

    def run(self):
        result = self.query.collect()
        return tuple(result[name].to_numpy() for name in ("score", "grade", "fit"))


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


class DuckdbSide:
    def __init__(self, columns, policy, exact):
        import duckdb
        import pandas
        self.connection = duckdb.connect()
        self.connection.execute("pragma threads = 1")
        frame = pandas.DataFrame(columns, copy=False)
        self.connection.register("frame", frame)
        self.connection.execute("create table carriers as select * from frame")
        self.connection.unregister("frame")
        self.query = sql(policy, exact, "//", "least").replace(" materialized", "")

    def run(self):
        result = self.connection.execute(self.query).fetchnumpy()
        return result["score"], result["grade"], result["fit"]


class SqliteSide:
    def __init__(self, columns, policy, exact):
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(f"create table carriers ({', '.join(name + ' integer' for name in columns)})")
        rows = zip(*(column.tolist() for column in columns.values()))
        self.connection.executemany(f"insert into carriers values ({', '.join('?' * len(columns))})", rows)
        self.query = sql(policy, exact, "/", "min")

    def run(self):
        self.connection.execute("drop table if exists result")
        self.connection.execute("create table result as " + self.query)

    def result(self):
        return numpy.array(self.connection.execute("select score, grade, fit from result order by rowid").fetchall()).T


SIDES = {"numpy": (NumpySide, True), "numpy-whole": (WholeSide, True), "numpy-float": (NumpySide, False), "pandas-float": (PandasSide, False),
         "polars": (PolarsSide, True), "polars-float": (PolarsSide, False), "duckdb": (DuckdbSide, True),
         "duckdb-double": (DuckdbSide, False), "sqlite": (SqliteSide, True)}


def load(folder, rows, policy, exact):
    columns = {name: numpy.fromfile(folder / f"{name}.i64", numpy.int64, rows) for name in [*policy.names, "honest"]}
    honest = columns.pop("honest") != 0
    if not exact:
        columns = {name: values / MICROS for name, values in columns.items()}
    return {**columns, "honest": honest}


def make(folder, rows):
    """The columns of `rows` carriers: each has a level that its figures scatter around; same rows, same bytes."""
    if (folder / "done").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    policy, random = Policy(), numpy.random.default_rng(20240101)
    level = random.uniform(0.2, 0.95, rows)
    for name in policy.names[:-1]:
        share = (level + random.normal(0, 0.18, rows)).clip(0, 1)
        share = 1 - share if name == "vacant_share" else share
        top, kind = int(policy.fields[name]["max"]), policy.fields[name]["type"]
        grid = 1 if top == 1 else 10_000 if kind == "decimal" else MICROS  # a share's millionth, a fen, a whole
        (numpy.rint(share * top * MICROS / grid).astype(numpy.int64) * grid).tofile(folder / f"{name}.i64")
    (random.poisson(2, rows).clip(0, 20).astype(numpy.int64) * MICROS).tofile(folder / "faults.i64")
    (random.random(rows) < 0.9).astype(numpy.int64).tofile(folder / "honest.i64")
    (folder / "done").touch()


def main():
    name, folder, rows, runs = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    kind, exact = SIDES[name]
    policy = Policy()
    side = kind(load(folder, rows, policy, exact), policy, exact)
    best = math.inf
    result = side.run()  # the first run warms up
    for _ in range(runs):
        start = time.perf_counter()
        result = side.run()
        best = min(best, time.perf_counter() - start)
    score, grade, fit = side.result() if hasattr(side, "result") else result
    score = numpy.asarray(score) if exact else numpy.rint(numpy.asarray(score) * 100)
    for what, values in (("score", score), ("grade", grade), ("fit", fit)):
        numpy.asarray(values).astype(numpy.int64).tofile(folder / f"{name}-{what}")
    print(f"{best:.9f}")


if __name__ == "__main__":
    main()
