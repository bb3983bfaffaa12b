"""The work "assess": the policy assess.json as the peers take it, and the columns it is decided over."""
import json
import pathlib
import sys
from fractions import Fraction

import numpy

POLICY = pathlib.Path(__file__).resolve().parent / "assess.json"
MICROS = 1_000_000


class Policy:
    """assess.json, read for this work: fractions for every number. `lowered` is the file with its rules as JsonLogic."""

    def __init__(self, lowered=None):
        self.lowered = lowered
        policy = json.loads(POLICY.read_text(encoding="utf-8"), parse_float=Fraction, parse_int=Fraction)
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


def jumps(steps):
    """Where each step after the first begins, and what it adds."""
    return [(x, y - y0) for (_, y0), (x, y) in zip(steps, steps[1:])]


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


def load(folder, rows, policy, exact):
    """The columns by name: 64-bit millionths, or doubles; honest is boolean."""
    columns = {}
    for name in policy.names:
        values = numpy.fromfile(folder / f"{name}.i64", numpy.int64, rows)
        columns[name] = values if exact else values / MICROS
    columns["honest"] = numpy.fromfile(folder / "honest.i64", numpy.int64, rows) != 0
    return columns
