"""Apportionment without a policy, end to end: tables of seats to the seat, bounds, ties, paradoxes, files with mistakes.

python3 cli_apportion.py INCUBATOR
"""

import csv
import io
import random
import sys

from case import Case
from command import FACES, ROOT, read_json, write_json

sys.path.insert(0, str(ROOT / "tests/oracle"))
from sharing import TIE, Infeasible, divisor_method, hamilton  # noqa: E402

TABLES = FACES / "apportioned"
DIVISORS = ("webster", "huntington-hill", "adams", "jefferson")
METHODS = ("hamilton", *DIVISORS)


def by_oracle(method, whole, weights, lower, upper, in_order):
    """The shares of the oracle; None where there are none."""
    try:
        if method == "hamilton":
            return hamilton(whole, weights, lower, upper, in_order)
        return divisor_method(method, whole, weights, lower, upper, in_order)
    except Infeasible:
        return None


class Apportion(Case):
    """incubator apportion."""

    def file(self, rows, head=("unit", "weight")):
        """A CSV of rows."""
        path = self.folder / "units.csv"
        with path.open("w", encoding="utf-8", newline="") as to:
            csv.writer(to).writerows([head, *rows])
        return path

    def run_apportion(self, path, total, method, *arguments, code=0):
        """A finished run."""
        done = self.command.run("apportion", path, "--total", total, "--method", method, *arguments)
        self.assertEqual(code, done.returncode, done.stderr.decode())
        return done

    def shares(self, path, total, method, *arguments, code=0):
        """Each unit's share, None where lots decide."""
        document = read_json(self.run_apportion(path, total, method, "--format", "json", *arguments, code=code).stdout)
        self.assertEqual("incubator-shares/1", document["format"])
        least = sum(share["least"] for share in document["shares"])
        self.assertEqual(total, least + document["ties"]["lots"], "shares add up")
        tied = [share["unit"] for share in document["shares"] if share["least"] != share["most"]]
        self.assertEqual(tied, document["ties"]["units"])
        return {share["unit"]: share["share"] for share in document["shares"]}

    # ---- Tables of seats ----

    def test_tables_of_seats(self):
        """Those of several countries, to the seat; how far each is vouched for is in the table."""
        for entry in read_json((TABLES / "tables.json").read_bytes()):
            with self.subTest(entry["file"], seats=entry["seats"]):
                with (TABLES / entry["file"]).open(encoding="utf-8", newline="") as text:
                    rows = list(csv.DictReader(text))
                unit = next(iter(rows[0]))
                bound = ("--lower", entry["lower"]) if "lower" in entry else ()
                shares = self.shares(TABLES / entry["file"], entry["total"], entry["method"], *bound)
                told = {row[unit]: int(row[entry["seats"]]) for row in rows if row[entry["seats"]]}
                self.assertGreater(len(told), 1)
                self.assertEqual(told, {name: shares[name] for name in told})

    def test_alabama_paradox(self):
        """One seat more takes one away from the smallest."""
        path = self.file([("A", 6), ("B", 6), ("C", 2)])
        self.assertEqual({"A": 4, "B": 4, "C": 2}, self.shares(path, 10, "hamilton"))
        self.assertEqual({"A": 5, "B": 5, "C": 1}, self.shares(path, 11, "hamilton"))

    def test_house_monotony(self):
        """On the populations of 1880 Hamilton takes seats away as the house grows; divisor methods never do."""
        for method in METHODS:
            taken, before = [], {}
            for total in range(290, 312):
                shares = self.shares(TABLES / "us-1880.csv", total, method)
                taken += [(total, name) for name, share in before.items() if shares[name] < share]
                before = shares
            self.assertEqual(method == "hamilton", bool(taken), (method, taken))

    def test_new_units(self):
        """A unit more, with its fair share more, moves no seats between the others by a divisor method."""
        with (TABLES / "us-1880.csv").open(encoding="utf-8", newline="") as text:
            rows = [tuple(row.values()) for row in csv.DictReader(text)]
        for method in DIVISORS:
            before = self.shares(self.file(rows), 300, method)
            for share in range(3, 9):
                after = self.shares(self.file([*rows, ("New", "1000000")]), 300 + share, method)
                if after.pop("New") == share:
                    self.assertEqual(before, after, method)

    # ---- In a policy ----

    def policy(self):
        """A policy that divides, with a group and bounds; its rows."""
        fields = {"id": {"type": "text"}, "w": {"type": "decimal"}, "k": {"type": "text"}}
        rule = {"kind": "apportion", "on": "t", "cite": "d#1", "whole": 10, "weight": {"var": "w"}, "method": "hamilton", "lower": 1, "upper": 7, "within": ["k"]}
        policy = {
            "format": "incubator-policy/1",
            "id": "case",
            "sources": {"d": {"title": "D", "evidence": "assumed"}},
            "tables": {"t": {"key": "id", "fields": fields}},
            "rules": {"s": {**rule, "ties": "in-order"}, "m": {**rule, "method": "adams", "whole": 100, "step": 10, "lower": 0, "upper": 90, "within": []}},
        }
        rows = {"t": [{"id": "a", "w": 9, "k": "x"}, {"id": "b", "w": 1, "k": "x"}, {"id": "c", "w": 1, "k": "x"}]}
        return write_json(self.folder / "case.json", policy), write_json(self.folder / "rows.json", rows)

    def test_described(self):
        """Whole, weight, method, groups, bounds and ties, in both languages."""
        said = self.command.run("describe", self.policy()[0]).stdout.decode()
        for words in (
            "The row's share of 10, divided by the weight w, by largest remainders (Hamilton); the shares add up.",
            "Each group of its own, by k.",
            "At least 1.",
            "At most 7.",
            "Equal claims: those listed first.",
            "by smallest divisors (Adams), in steps of 10; the shares add up.",
            "Equal claims: undetermined.",
        ):
            self.assertIn(words, said)
        said = self.command.run("describe", self.policy()[0], "--lang", "zh").stdout.decode()
        for words in ("采用最大余数法（汉密尔顿）；各份之和等于总数。", "分组：k。", "不少于 1。", "不多于 7。", "以表中在先者优先", "以 10 为单位"):
            self.assertIn(words, said)

    def test_explained(self):
        """What is divided, by which weight, between which bounds; the share."""
        policy, rows = self.policy()
        usual = ("explain", "--policy", policy, "--registry", rows, "--as-of", "2022-06-30", "--subject", "t:b", "--rule", "s")
        said = self.command.run(*usual).stdout.decode()
        for words in ("to be divided: 10", "weight: w", "at least: 1", "at most: 7"):
            self.assertIn(words, said)
        (told,) = self.command.json(*usual)["rules"]
        self.assertEqual("2", told["outcome"]["value"])
        self.assertEqual([("whole", "10"), ("weight", "1"), ("lower", "1"), ("upper", "7")], [(step["role"], step["came_to"]) for step in told["steps"]])

    # ---- Beside the oracle ----

    def test_random_tables(self):
        """Random weights, bounds and ties: the same as the oracle's."""
        chance = random.Random(7)
        for number in range(150):
            count, method, in_order = chance.randrange(1, 8), chance.choice(METHODS), chance.random() < 0.4
            weights = [chance.choice([0, 1, 1, 2, 3, 5, 8, 100, chance.randrange(1000)]) for _ in range(count)]
            lower = [chance.choice([0, 0, 0, 1, 2]) for _ in range(count)]
            upper = [chance.choice([None, None, 2, 3, 7]) for _ in range(count)]
            total = chance.randrange(0, 20)
            rows = [(f"u{i}", w, low, "" if high is None else high) for i, (w, low, high) in enumerate(zip(weights, lower, upper))]
            path = self.file(rows, ("u", "w", "low", "high"))
            arguments = ("--lower", "low", "--upper", "high", *(("--ties", "in-order") if in_order else ()))
            crossed = any(high is not None and low > high for low, high in zip(lower, upper))
            told = None if crossed else by_oracle(method, total, weights, lower, upper, in_order)
            with self.subTest(number, method=method, total=total, rows=rows):
                if told is None:
                    self.run_apportion(path, total, method, *arguments, code=2)
                    continue
                shares = self.shares(path, total, method, *arguments, code=int(TIE in told))
                self.assertEqual(told, list(shares.values()))

    # ---- Bounds and ties ----

    def test_lower_first(self):
        """Each its lower bound first is another thing than a share within bounds."""
        path = self.file([("a", 7), ("b", 2), ("c", 1)])
        self.assertEqual({"a": 6, "b": 2, "c": 2}, self.shares(path, 10, "hamilton", "--lower", 2))
        self.assertEqual({"a": 5, "b": 3, "c": 2}, self.shares(path, 10, "hamilton", "--lower", 2, "--lower-first"))

    def test_ties_are_told(self):
        """All tied units are named; nothing is broken in silence; the rest stands."""
        path = self.file([("a", 6), ("b", 1), ("c", 1)])
        done = self.run_apportion(path, 5, "hamilton", code=1)
        self.assertIn("0 or 1", done.stdout.decode())
        self.assertIn("equal claims, left to lots: 1 more among 2: b, c", done.stdout.decode())
        self.assertIn("2 units have equal claims", done.stderr.decode())
        done = self.run_apportion(path, 5, "hamilton", "--lang", "zh", code=1)
        self.assertIn("须抽签", done.stdout.decode())
        rows = list(csv.reader(io.StringIO(self.run_apportion(path, 5, "hamilton", "--format", "csv", code=1).stdout.decode())))
        self.assertEqual(["unit", "weight", "quota", "share", "least", "most"], rows[0])
        self.assertEqual(["a", "6", "3.75", "4", "4", "4"], rows[1])
        self.assertEqual(["b", "1", "0.625", "", "0", "1"], rows[2])
        self.assertEqual({"a": 4, "b": 1, "c": 0}, self.shares(path, 5, "hamilton", "--ties", "in-order"))

    def test_infeasible_bounds_name_units(self):
        """The message names those that bind."""
        path = self.file([("a", 6, 4, 5), ("b", 1, 0, 1), ("c", 1, 9, 3)], ("u", "w", "low", "high"))
        for arguments, words in (
            (("--lower", "low"), "the least that the rows must have is 13 together, more than the whole of 12: a (4), c (9)"),
            (("--upper", "high"), "the most that the rows can have is 9 together, less than the whole of 12: a (5), b (1), c (3)"),
            (("--lower", "low", "--upper", "high"), "a lower bound is above the upper one: c (from 9 to 3)"),
        ):
            done = self.run_apportion(path, 12, "webster", *arguments, code=2)
            self.assertEqual(f"incubator: {words}\n", done.stderr.decode())
            self.assertEqual(b"", done.stdout)
        done = self.run_apportion(path, 2, "adams", code=2)
        self.assertIn("a (1), b (1), c (1)", done.stderr.decode())
        many = self.file([(f"u{i}", 1) for i in range(9)])
        self.assertIn("u4 (1) and 4 more", self.run_apportion(many, 2, "adams", code=2).stderr.decode())

    # ---- The file ----

    def test_columns(self):
        """Any header; the first two columns, or those that are named; decimals; other encodings; TSV."""
        path = self.file([("east", "x", "1.5"), ("west", "y", "0.5")], ("district", "note", "presence"))
        self.assertEqual({"east": 3, "west": 1}, self.shares(path, 4, "webster", "--weight", "presence"))
        self.assertEqual({"x": 3, "y": 1}, self.shares(path, 4, "webster", "--weight", "presence", "--unit", "note"))
        tsv = self.folder / "units.tsv"
        tsv.write_bytes("区\t数\r\n东湖\t3\r\n汉阳\t1\r\n".encode("gb18030"))
        self.assertEqual({"东湖": 3, "汉阳": 1}, self.shares(tsv, 4, "webster"))

    def test_mistakes(self):
        """Each told, with its place; nothing is written."""
        cases = [
            ([("a", "x")], (), "units.csv:2:2: error: not-number"),
            ([("a", "-1")], (), "units.csv:2:2: error: out-of-range"),
            ([("a", "0.0000001")], (), "too-fine"),
            ([("a", "")], (), '"a" has no weight'),
            ([("a", "1"), ("a", "2")], (), "units.csv:3"),
            ([("", "1")], (), "units.csv:2"),
            ([("a", "1"), ("b",)], (), "cells-count"),
            ([("a", "1")], ("--weight", "votes"), 'no column "votes" in the header'),
            ([("a", "1")], ("--weight", "unit"), "can't be two things"),
            ([("a", "1")], ("--lower", "99999999999999999999"), "expected a smaller number"),
            ([("a", "1")], ("--ties", "lots"), "undetermined in-order"),
        ]
        for rows, arguments, words in cases:
            with self.subTest(rows=rows, arguments=arguments):
                done = self.run_apportion(self.file(rows), 3, "webster", *arguments, code=2)
                self.assertIn(words, done.stderr.decode())
                self.assertEqual(b"", done.stdout)

    def test_usage(self):
        """What is missing, or no number."""
        path = self.file([("a", 1)])
        for arguments, words in (
            (("apportion", "--total", 3, "--method", "adams"), "one file of units and weights is expected"),
            (("apportion", path, "--method", "adams"), "--total is missing"),
            (("apportion", path, "--total", 3), "--method is missing"),
            (("apportion", path, "--total", "-3", "--method", "adams"), "--total"),
            (("apportion", path, "--total", "3.5", "--method", "adams"), "--total"),
            (("apportion", path, "--total", "9223372036854775808", "--method", "adams"), "--total"),
            (("apportion", path, "--total", 3, "--method", "hare"), "--method"),
            (("apportion", path, "--total", 3, "--method", "adams", "--set", "a=1"), "not an option of this command"),
            (("apportion", self.folder / "none.csv", "--total", 3, "--method", "adams"), "none.csv"),
        ):
            done = self.command.run(*arguments)
            self.assertEqual(2, done.returncode)
            self.assertIn(words, done.stderr.decode())

    def test_large_numbers(self):
        """A whole of 2^63 − 1 is divided to the last step."""
        path = self.file([("a", "9223372036854.775807"), ("b", "9223372036854.775806"), ("c", 0)])
        shares = self.shares(path, 2**63 - 1, "webster")
        self.assertEqual({"a": 2**62, "b": 2**62 - 1, "c": 0}, shares)


if __name__ == "__main__":
    import unittest

    unittest.main()
