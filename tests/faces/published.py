"""Tables that others have published, with what they come to: weights found in the data, and a composite index.

python3 published.py INCUBATOR
"""

import csv
import json
import pathlib
import unittest
from decimal import Decimal

import vectors
from case import Case, csv_text
from command import write_json

FOLDER = pathlib.Path(__file__).resolve().parent / "published"
DATE = ("--as-of", "2024-01-01")
GRID = Decimal("0.000001")
PILLARS = {
    "conn": ("physical", "conecfin", "political", "instit", "p2p"),
    "sust": ("environ", "social", "susecfin"),
}


def rows_of(name):
    """The rows of a table in the folder, by their first column."""
    with open(FOLDER / name, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["unit"]: row for row in rows}


def allowed(published):
    """How far a figure may be from a published one."""
    return max(GRID, Decimal(1).scaleb(published.as_tuple().exponent) / 2)


class Published(Case):
    """What the command finds, against what was published."""

    def meets(self, published, found, what):
        """Is a figure the published one, as far as that goes?"""
        published, found = Decimal(published), Decimal(found)
        self.assertLessEqual(abs(found - published), allowed(published), f"{what}: {found}, published {published}")

    def weights(self, policy, registry, subject, rule):
        """The weights that an explanation tells, by item; and of how many rows."""
        told = self.json("explain", "--policy", policy, "--registry", registry, *DATE, "--subject", subject, "--rule", rule)
        score = told["rules"][0]["score"]
        return {item["name"]: item["weight"] for item in score["items"]}, score["weights_found"]

    def test_weights(self):
        """Weights of published tables, by CRITIC and by entropy."""
        for name, case in vectors.read(FOLDER / "weights.json").items():
            with self.subTest(name):
                columns = [f"c{i}" for i in range(len(case["found"]))]
                items = {column: self.item(case, i, column) for i, column in enumerate(columns)}
                rule = {"kind": "score", "on": "t", "assumed": name, "aggregate": "sum", "weights": case["weights"]}
                fields = {"id": {"type": "text"}, **{column: {"type": "decimal"} for column in columns}}
                policy = {
                    "format": "incubator-policy/1",
                    "id": "case",
                    "tables": {"t": {"key": "id", "fields": fields}},
                    "rules": {"r": {**rule, "items": items}},
                }
                rows = [{"id": f"r{i}", **dict(zip(columns, row))} for i, row in enumerate(case["rows"])]
                table = self.write("t.csv", csv_text(rows))
                found, how = self.weights(write_json(self.folder / "policy.json", policy), table, "t:r0", "r")
                self.assertEqual({"by": case["weights"], "rows": len(rows)}, how)
                for column, published in zip(columns, case["found"]):
                    self.meets(published, found[column], column)

    @staticmethod
    def item(case, number, column):
        """A column of a table; on a scale, where the method puts it on one."""
        item = {"value": {"var": column}}
        if "scale" in case:
            better = "lower" if number in case.get("lower", []) else "higher"
            item["scale"] = {"cohort": case["scale"], "better": better, "constant": 0}
        return item

    def test_index(self):
        """The whole way: min-max, means in three levels, ranks; z-scores; geometric means."""
        text = self.run_(0, "assess", *self.asem(), "--format", "csv")[0]
        found = {row["unit"]: row for row in csv.DictReader(text.splitlines())}
        columns = {"index": "arithmetic", "rank": "ranked:rank", "z_score": "z_score", "geometric": "geometric"}
        for upper, pillars in PILLARS.items():
            columns[upper] = f"arithmetic:{upper}"
            columns.update({pillar: f"arithmetic:{upper}/{pillar}" for pillar in pillars})
        published = rows_of("asem_results.csv")
        self.assertEqual((51, published.keys()), (len(found), found.keys()))
        for unit, row in published.items():
            self.assertEqual(row.keys() - {"unit"}, columns.keys())
            for name, column in columns.items():
                self.meets(row[name], found[unit][column], f"{unit} {name}")

    def test_weights_of_the_index(self):
        """Weights that another tool finds for a part of the same table."""
        for rule, published in json.loads((FOLDER / "asem_weights.json").read_text(encoding="utf-8")).items():
            options = self.asem()
            found, how = self.weights(options[1], options[3], "asem:CHE", rule)
            self.assertEqual((published.keys(), {"by": rule, "rows": 51}), (found.keys(), how))
            for item, weight in published.items():
                self.meets(weight, found[item], f"{rule} {item}")

    @staticmethod
    def asem():
        """The options that name its policy, table and date."""
        return ("--policy", FOLDER / "asem.json", "--registry", FOLDER / "asem.csv", *DATE)


if __name__ == "__main__":
    unittest.main()
