"""The work "subsidise": the tables that the policy subsidise.json is decided over, made up; same rows, same bytes."""
import json
import pathlib

import numpy

POLICY = pathlib.Path(__file__).resolve().parent / "subsidise.json"
MICROS, FEN = 1_000_000, 10_000  # a yuan and a fen in millionths
DISTRICTS, OWNERS = 16, 2_000
ROWS_A_USER, ROWS_A_PAYMENT = 20, 10

# All columns, by table; links and keys are row numbers, codes the numbers of their places in the policy's lists.
TABLES = {
    "cities": ["id"],
    "districts": ["id", "city"],
    "enterprises": ["id", "district", "size", "hightech", "honest", "registered_on"],
    "owners": ["id", "district", "kind"],
    "services": ["id", "user", "owner", "paid", "paid_on", "networked", "purpose"],
    "payments": ["id", "user", "sum", "paid_on"],
}
MONEY, DATES, FLAGS = ("paid", "sum"), ("registered_on", "paid_on"), ("hightech", "honest", "networked")


def day(text):
    return int(numpy.datetime64(text, "D").astype(int))


def parameters(rows):
    """The policy's parameters in millionths, each has one value; the budgets in proportion to the rows, so that they bind with any number."""
    given = json.loads(POLICY.read_text(encoding="utf-8"))["parameters"]
    values = {name: given[name]["values"][0]["value"] * MICROS for name in given}
    return {name: value * rows // 1_000_000 // FEN * FEN if name.endswith("_budget") else value for name, value in values.items()}


def sums(random, median, rows, most):
    """Amounts in millionths, on the fen."""
    yuan = numpy.exp(random.normal(numpy.log(median), 1.1, rows)).clip(0, most)
    return numpy.rint(yuan * 100).astype(numpy.int64) * FEN


def columns(rows):
    """By table and column, for so many service records."""
    random = numpy.random.default_rng(20240101)
    users, payments = max(1, rows // ROWS_A_USER), max(1, rows // ROWS_A_PAYMENT)
    often, weights = random.lognormal(0, 0.8, users), random.lognormal(0, 1.2, OWNERS)

    def some(count, shares):
        return random.choice(len(shares), count, p=shares)

    def days(first, end, count):
        return random.integers(day(first), day(end), count)
    made = {
        "cities": {}, "districts": {"city": numpy.zeros(DISTRICTS)},
        "enterprises": {"district": random.integers(0, DISTRICTS, users), "size": some(users, [0.4, 0.3, 0.2, 0.1]),
                        "hightech": random.random(users) < 0.35, "honest": random.random(users) < 0.97,
                        "registered_on": days("2010-01-01", "2023-07-01", users)},
        "owners": {"district": random.integers(0, DISTRICTS, OWNERS), "kind": some(OWNERS, [0.5, 0.3, 0.2])},
        "services": {"user": some(rows, often / often.sum()), "owner": some(rows, weights / weights.sum()),
                     "paid": sums(random, 3_000, rows, 1_000_000), "paid_on": days("2022-12-01", "2024-01-15", rows),
                     "networked": random.random(rows) < 0.93, "purpose": some(rows, [0.45, 0.35, 0.15, 0.05])},
        "payments": {"user": random.integers(0, users, payments), "sum": sums(random, 1_500, payments, 50_000),
                     "paid_on": days("2021-01-01", "2023-12-31", payments)},
    }
    counts = {"cities": 1, "districts": DISTRICTS, "enterprises": users, "owners": OWNERS, "services": rows, "payments": payments}
    for table, fields in made.items():
        fields["id"] = numpy.arange(counts[table])
    return made


def make(folder, rows):
    if (folder / "done").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    made = columns(rows)
    for table, names in TABLES.items():
        for name in names:
            made[table][name].astype(numpy.int64).tofile(folder / f"{table}.{name}")
    (folder / "done").touch()


def load(folder):
    """The columns by table and name, 64-bit integers as they lie in the files."""
    return {table: {name: numpy.fromfile(folder / f"{table}.{name}", numpy.int64) for name in names} for table, names in TABLES.items()}
