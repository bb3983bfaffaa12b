"""What moved a grade, and the least changes of single figures that reach a better one, end to end.

python3 cli_reach.py INCUBATOR
"""

import unittest

from case import Case
from command import GRADED, write_json

CODES = {"a": {"zh": "优秀", "en": "excellent"}, "b": {"zh": "良好", "en": "good"}, "c": {"zh": "合格", "en": "fair"}}


def policy():
    """Points for patents rise and fall, those for area come at one size only; graduates are counted."""
    number = {"type": "integer", "min": 0, "max": 100}
    up = {"step": 1, "direction": "up"}
    fields = {
        "id": {"type": "text"},
        "patents": {**number, "title": {"zh": "专利数", "en": "patents"}, "actionable": {"step": 1, "direction": "both"}},
        "area": {**number, "actionable": {**up, "step": 5, "max": 60}},
        "debts": {**number, "actionable": {**up, "direction": "down"}},
        "audited": {"type": "boolean", "actionable": {"direction": "up"}},
        "named": {**number},
        "loose": {"type": "integer", "actionable": up},
    }
    score = {
        "patents": {"value": {"var": "patents"}, "scale": {"points": [[0, 0], [20, 40], [30, 10], [50, 60]]}},
        "graduates": {"value": {"var": "graduates"}, "weight": 5, "scale": {"points": [[0, 0], [10, 10]]}},
        "area": {"value": {"if": [{"==": [{"var": "area"}, 35]}, 30, 0]}},
        "debts": {"value": {"min": [0, {"-": [5, {"var": "debts"}]}]}},
        "loose": {"value": {"*": [0, {"var": "loose"}]}, "absent": 0},
    }
    grade = [
        {"when": {"and": [{">=": [{"var": "score"}, 85]}, {"var": "audited"}]}, "is": "a"},
        {"when": {">=": [{"var": "score"}, 60]}, "is": "b"},
    ]
    return {
        "format": "incubator-policy/1",
        "id": "reach",
        "title": "reach",
        "categories": {"grade": CODES},
        "tables": {
            "carriers": {"key": "id", "fields": fields},
            "firms": {"key": "id", "links": {"carrier": {"to": "carriers"}}, "fields": {"id": {"type": "text"}}},
        },
        "rules": {
            "graduates": {"kind": "measure", "on": "carriers", "rows": "firms", "take": "count", "actionable": {**up, "max": 12}},
            "score": {"kind": "score", "on": "carriers", "aggregate": "sum", "items": score},
            "grade": {
                "kind": "choose",
                "on": "carriers",
                "categories": "grade",
                "best_first": ["a", "b", "c"],
                "cases": grade,
                "else": {"is": "c"},
            },
            "lean": {"kind": "require", "on": "carriers", "conditions": {"debts": {"is": {"<": [{"var": "debts"}, 3]}}}},
        },
    }


class Reach(Case):
    """incubator explain, of the next better outcome."""

    def told(self, *arguments, row="c1,20,30,5,yes,", firms=2, change=None, rule="grade", json=True):
        """An explanation of one carrier, as JSON or sentences."""
        content = policy()
        if change:
            change(content)
        path = write_json(self.folder / "policy.json", content)
        cells = "".join(f"{cell}," for cell in row.split(","))[:-1]
        self.write("data/carriers.csv", f"id,patents,area,debts,audited,loose\n{cells}\n")
        self.write("data/firms.csv", "id,carrier\n" + "".join(f"f{i},c1\n" for i in range(firms)))
        (self.registry / "districts.csv").unlink(missing_ok=True)
        data = ("--policy", path, "--registry", self.registry, "--as-of", "2022-06-30")
        asked = ("explain", *data, "--subject", "carriers:c1", "--rule", rule, *arguments)
        return self.json(*asked) if json else self.run_(0, *asked)[0]

    def figures(self, *arguments, **how):
        """Column and direction → what came of it."""
        reach = self.told(*arguments, **how)["reach"]
        return {(figure["column"], figure["direction"]): figure for figure in reach["figures"]}

    def test_least_changes(self):
        """Over a dip of the score and beyond, at one value only, by a measure; each alone."""
        reach = self.told()["reach"]
        self.assertEqual(["open", "b", True], [reach[key] for key in ("state", "goal", "or_better")])
        found = self.figures()
        patents = found["patents", "up"]
        self.assertEqual(
            ["20", "46", "26", 26, "b", "row"],
            [patents[key] for key in ("from", "to", "by", "steps", "outcome", "decided_again")],
        )
        self.assertEqual(["range", 20, "0"], [found["patents", "down"][key] for key in ("why", "tried", "last")])
        self.assertEqual(["35", 1, "5"], [found["area", "up"][key] for key in ("to", "steps", "step")])
        self.assertEqual(["4", 2], [found["graduates", "up"][key] for key in ("to", "steps")])
        self.assertEqual(["range", 5], [found["debts", "down"][key] for key in ("why", "tried")])
        self.assertEqual("no-step", found["audited", "up"]["why"])
        self.assertNotIn(("named", "up"), found)

    def test_steps_end(self):
        """What was not found within some steps, and what is at its end."""
        found = self.figures("--steps", "3", row="c1,20,60,5,no,", firms=0)
        self.assertEqual(["steps", 3, "23"], [found["patents", "up"][key] for key in ("why", "tried", "last")])
        self.assertEqual("no-step", found["area", "up"]["why"])
        found = self.figures("--steps", "26")
        self.assertEqual(26, found["patents", "up"]["steps"])

    def test_no_value_yet(self):
        """From the lowest bound; nothing where there is none."""
        found = self.figures("--reach", "b", row="c1,,30,5,yes,", firms=10)
        patents = found["patents", "up"]
        self.assertEqual([{"gap": "missing"}, "5", "b"], [patents[key] for key in ("from", "to", "outcome")])
        best = self.figures(row="c1,,30,5,yes,", firms=10)["patents", "up"]
        self.assertEqual(["18", "a"], [best[key] for key in ("to", "outcome")])
        self.assertNotIn("steps", patents)
        self.assertNotIn(("patents", "down"), found)
        self.assertEqual("no-start", found["loose", "up"]["why"])
        told = self.told("--lang", "en", "--reach", "good", row="c1,,30,5,yes,", firms=10, json=False)
        self.assertIn("  - patents (now not given): the least that does is 5 → good\n", told)
        self.assertIn("has no value, and the policy no bound to begin with\n", told)

    def test_what_is_better(self):
        """The outcome asked for, by code or label; the best; an order that isn't said; a boolean."""
        found = self.figures("--reach", "优秀", firms=6)
        self.assertEqual(["35", "a"], [found["area", "up"][key] for key in ("to", "outcome")])
        self.assertEqual(["9", "a"], [found["graduates", "up"][key] for key in ("to", "outcome")])
        self.assertEqual(["a", False], [self.told("--reach", "excellent")["reach"][key] for key in ("goal", "or_better")])
        self.assertEqual("reached", self.told("--reach", "c")["reach"]["state"])
        message = self.first_line(
            "explain", *GRADED, "--subject", "carriers:c1", "--rule", "grade", "--reach", "splendid"
        )
        self.assertIn('"splendid" is no outcome of "grade"', message)

        def unordered(content):
            del content["rules"]["grade"]["best_first"]

        self.assertEqual({"state": "unordered", "figures": []}, self.told(change=unordered)["reach"])
        self.assertNotIn("by one figure alone", self.told("--lang", "en", change=unordered, json=False))
        lean = self.told(rule="lean")["reach"]
        self.assertEqual([True, "2"], [lean["goal"], lean["figures"][0]["to"]])
        self.assertNotIn("reach", self.told(rule="score"))
        self.assertNotIn("reach", self.told("--brief"))

    def test_sentences(self):
        """In both languages, with what none of them reaches."""
        told = self.told("--lang", "en", json=False)
        for line in (
            "To reach good or better by one figure alone:\n",
            "  - patents (now 20): 26 more, to 46 → good\n",
            "  - patents (now 20): none of its 20 further values does, down to 0\n",
            "  - graduates (now 2): 2 more, to 4 → good\n",
            "  - audited (now yes): is so already\n",
            "  - debts (now 5): none of its 5 further values does, down to 0\n",
        ):
            self.assertIn(line, told)
        self.assertNotIn("None of them", told)
        told = self.told("--lang", "zh", json=False)
        self.assertIn("单独改变一项，其他不变，要达到良好或更优：\n  - 专利数（现为 20）：增加 26，达到 46 → 良好\n", told)
        told = self.told("--lang", "en", "--steps", "1", firms=0, row="c1,20,60,5,yes,", json=False)
        self.assertIn("  - patents (now 20): none of the next 1 values does, to 21; further on was not tried\n", told)
        self.assertIn("  None of them reaches it alone.\n", told)
        told = self.told("--lang", "en", rule="lean", json=False)
        self.assertIn("To come to yes by one figure alone:\n  - debts (now 5): 3 less, to 2\n", told)

    def test_what_moved_it(self):
        """The comparisons that decided, and the points lost."""
        told = self.told("--lang", "en", json=False)
        self.assertIn("    - case 1: score ≥ 85 and audited → no\n      score: 50, 35 below 85\n", told)
        self.assertIn("    - case 2: score ≥ 60 → no\n      score: 50, 10 below 60\n", told)
        self.assertIn("    - points lost: graduates 40, patents 20\n", told)
        case = self.told()["rules"][0]["steps"][1]
        self.assertEqual(
            [{"text": "score ≥ 60", "holds": False, "value": "50", "limit": "60", "difference": "-10", "unit": ""}],
            case["comparisons"],
        )
        score = next(rule["score"] for rule in self.told()["rules"] if rule["rule"] == "score")
        self.assertEqual(
            [("graduates", "40"), ("patents", "20")], [(loss["name"], loss["lost"]) for loss in score["losses"]]
        )
        best = {item["name"]: item.get("best") for item in score["items"]}
        self.assertEqual({"patents": "60", "graduates": "10", "area": None, "debts": "0", "loose": None}, best)

    def test_all_rows(self):
        """Where rows are compared, a change of one may change the others: all are decided again."""
        asked = ("explain", *GRADED, "--subject", "carriers:c2", "--rule", "grade")
        figure = self.json(*asked)["reach"]["figures"][0]
        self.assertEqual(
            ["firms", "50", 25, "b", "all-rows"],
            [figure[key] for key in ("column", "to", "steps", "outcome", "decided_again")],
        )
        self.assertIn("all were decided again at each step.\n", self.run_(0, *asked, "--lang", "en")[0])

    def test_description(self):
        """What can be done about a figure, and what is better, in words."""
        path = write_json(self.folder / "policy.json", policy())
        told = self.run_(0, "describe", path, "--lang", "en")[0]
        self.assertIn("- `area`: whole number; can be raised, by steps of 5, up to 60\n", told)
        self.assertIn("- `audited`: yes or no; can be raised\n", told)
        self.assertIn("Number of rows in firms; can be raised, by steps of 1, up to 12.\n", told)
        self.assertIn("  The best first: excellent, good, fair.\n", told)
        told = self.run_(0, "describe", path, "--lang", "zh")[0]
        self.assertIn("可提高或降低，每步 1\n", told)
        self.assertIn("  由优到劣：优秀、良好、合格。\n", told)


if __name__ == "__main__":
    unittest.main()
