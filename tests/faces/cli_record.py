"""One record from the command line, and the statistics that stand for its cohorts.

python3 cli_record.py INCUBATOR
"""

import json
import unittest

from case import AS_OF, Case
from command import read_json, write_json

POLICY = {
    "format": "incubator-policy/1",
    "id": "case",
    "categories": {"kind": {"a": {}, "b": {}}},
    "tables": {
        "carriers": {
            "key": "id",
            "fields": {
                "id": {"type": "text"},
                "x": {"type": "decimal", "min": 0, "max": 100},
                "kind": {"type": "category", "categories": "kind"},
            },
        }
    },
    "rules": {
        "score": {
            "kind": "score",
            "on": "carriers",
            "aggregate": "sum",
            "items": {
                "x": {
                    "value": {"var": "x"},
                    "scale": {"cohort": "min-max", "within": ["kind"], "to": [0, 100], "constant": 50},
                },
                "place": {"value": {"var": "x"}, "scale": {"cohort": "rank", "constant": 1}},
            },
        },
        "top": {
            "kind": "select",
            "on": "carriers",
            "order": [{"value": {"var": "score"}, "first": "highest"}],
            "places": 1,
        },
        "plain": {"kind": "derive", "on": "carriers", "value": {"*": [{"var": "x"}, 2]}},
    },
}
AWARDS = {
    "format": "incubator-policy/1",
    "id": "awards",
    "units": {"yuan": {}},
    "tables": {
        "notes": {"key": "id", "fields": {"id": {"type": "text"}}},
        "events": {
            "key": "id",
            "fields": {"id": {"type": "text"}, "sum": {"type": "decimal", "unit": "yuan"}, "ok": {"type": "boolean"}},
        },
    },
    "rules": {
        "note": {"kind": "derive", "on": "notes", "value": 1},
        "other": {"kind": "derive", "on": "notes", "value": 2},
        "paid": {
            "kind": "award",
            "on": "events",
            "when": {"var": "ok"},
            "amount": {"var": "sum"},
            "round": {"to": 0.01, "mode": "half-up"},
            "adjust": [{"cap": 100.005, "title": {"en": "at most", "zh": "上限"}}, {"at_least": 1}],
            "split": {"city": {"weight": 1}, "district": {"weight": 2}},
        },
        "budget": {
            "kind": "award",
            "on": "events",
            "awards": ["paid"],
            "pay": "all",
            "round": {"to": 1, "mode": "down"},
            "adjust": [{"cap": 500, "over": [], "fill": "stop"}],
        },
        "after": {"kind": "derive", "on": "events", "value": {"var": "budget:after_1"}},
    },
}
ROWS = "id,x,kind\n1,2,a\n2,5,a\n3,9,b\n4,1,b\n"


class Record(Case):
    """`incubator record` and `incubator statistics`."""

    def setUp(self):
        super().setUp()
        self.policy = write_json(self.folder / "policy.json", POLICY)
        self.rows = self.folder / "carriers.csv"
        self.rows.write_text(ROWS, encoding="utf-8")

    def record(self, status, record, *arguments):
        """What a run writes and says."""
        given = self.folder / "record.json"
        given.write_text(record if isinstance(record, str) else json.dumps(record), encoding="utf-8")
        with open(given, "rb") as source:
            done = self.command.run("record", self.policy, *AS_OF, *arguments, stdin=source)
        self.assertEqual(status, done.returncode, done.stderr)
        return done.stdout.decode(), done.stderr.decode()

    def freeze(self):
        """Statistics in a file."""
        path = self.folder / "statistics.json"
        self.run_(0, "statistics", "--policy", self.policy, "--registry", self.rows, *AS_OF, "--out", path)
        return path

    def test_without_statistics(self):
        """What one record cannot be asked for is left out and told; named, it is an error."""
        answer = read_json(self.record(0, {"id": "n", "x": "1.5"})[0])
        self.assertEqual({"plain"}, set(answer["decided"]))
        self.assertEqual("3", answer["decided"]["plain"]["value"])
        self.assertEqual(["carriers/score", "carriers/top"], [f["path"] for f in answer["findings"]])
        _, messages = self.record(2, {"x": 1}, "--rules", "score")
        self.assertIn('the item "x" of the rule "score" has a scale over a cohort', messages)
        _, messages = self.record(2, {"x": 1}, "--rules", "plain,top", "--statistics", self.freeze())
        self.assertIn('the rule "top" selects among the members of a group', messages)

    def test_with_statistics(self):
        """A record of the batch is placed as it was there; one beyond its cohort stands at the end."""
        path = self.freeze()
        batch = read_json(
            self.run_(
                0, "assess", "--policy", self.policy, "--registry", self.rows, *AS_OF, "--format", "json"
            )[0]
        )
        for row in batch["tables"]["carriers"]:
            line = dict(zip(("id", "x", "kind"), ROWS.splitlines()[int(row["key"])].split(",")))
            answer = read_json(self.record(0, line, "--statistics", path)[0])
            self.assertEqual(row["decided"]["score"], answer["decided"]["score"])
        answer = read_json(self.record(0, {"x": 100, "kind": "a"}, "--statistics", path)[0])
        self.assertEqual("100", answer["decided"]["score"]["items"]["x"])
        self.assertEqual(batch["registry"]["digest"], answer["statistics"]["registry"])

    def test_statistics_are_the_same_again(self):
        """Equal data, equal bytes; another policy or date is refused."""
        path = self.freeze()
        first = path.read_bytes()
        self.assertEqual(first, self.freeze().read_bytes())
        done = self.command.run("record", self.policy, "--as-of", "2022-07-01", "--statistics", path)
        self.assertEqual(2, done.returncode)
        self.assertIn(b"the statistics are as of 2022-06-30", done.stderr)
        self.policy = write_json(self.folder / "policy.json", {**POLICY, "id": "other"})
        self.assertIn("another policy", self.record(2, {}, "--statistics", path)[1])
        path.write_text("{", encoding="utf-8")
        self.record(2, {}, "--statistics", path)
        self.assertIn("cannot read", self.record(2, {}, "--statistics", self.folder / "none")[1])

    def test_awards(self):
        """Money with its unit, what each adjustment did and who bears it; what a joint cap leaves is not one record's to know."""
        self.policy = write_json(self.folder / "policy.json", AWARDS)
        answer = read_json(self.record(0, {"id": "e", "sum": "250.125", "ok": True}, "--lang", "zh")[0])
        self.assertEqual("events", answer["table"])  # the one with awards
        paid = answer["decided"]["paid"]
        self.assertEqual(("100", "yuan", "250.13"), (paid["value"], paid["unit"], paid["computed"]))
        self.assertEqual({"city": "33.33", "district": "66.67"}, paid["shares"])
        cuts = [(cut["kind"], cut.get("title"), cut["amount"], cut["left"]) for cut in paid["cuts"]]
        self.assertEqual([("cap", "上限", "150.13", "100"), ("at_least", None, "0", "100")], cuts)
        self.assertEqual(["events/budget", "events/after"], [finding["path"] for finding in answer["findings"]])
        nothing = read_json(self.record(0, {"ok": False})[0])["decided"]["paid"]
        self.assertEqual(("0", {"gap": "inapplicable"}), (nothing["value"], nothing["computed"]))
        self.assertEqual({"gap": "inapplicable"}, nothing["cuts"][0]["amount"])
        _, messages = self.record(2, {"sum": 1}, "--rules", "after")
        self.assertIn('the rule "budget" has a cap for several rows together', messages)

    def test_wrong_records(self):
        """Everything that is wrong is listed, and nothing is written."""
        output, messages = self.record(2, '{"x": 101, "y": 1, "kind": "c", "x": 3}')
        self.assertEqual("", output)
        for code in ("out-of-range", "column-unknown", "category-unknown", "column-duplicate"):
            self.assertIn(code, messages)
        self.assertIn("incubator: the record has errors, nothing was decided", messages)
        for text in ("", "[]", "{", "7", '{"x": 1} {}'):
            output, messages = self.record(2, text)
            self.assertEqual("", output)
            self.assertTrue(messages.startswith("incubator: "), messages)


if __name__ == "__main__":
    unittest.main()
