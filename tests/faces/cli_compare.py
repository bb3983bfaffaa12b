"""Comparisons end to end: two policies, parameters, dates; who gains and loses, beside the oracle; why; what only one side has.

python3 cli_compare.py INCUBATOR
"""

import csv
import io
import json
import random
import sys
from collections import defaultdict
from decimal import Decimal

from case import Case
from command import FACES, ROOT, WUHAN, read_json, write_json

sys.path.insert(0, str(ROOT / "tests/oracle"))
from evaluate import evaluate, plain  # noqa: E402
from loading import load_policy  # noqa: E402

COMPARED = FACES / "compared.json"
AS_OF = ("--as-of", "2022-06-30")
RECIPIENTS = {"grade_award": "id", "top_award": "id", "service_award": "carrier", "early_award": "carrier"}
GIVEN = {
    "carriers": [
        {"id": "c1", "score": "95", "district": "east"},
        {"id": "c2", "score": "70", "district": "east"},
        {"id": "c3", "score": "55", "district": "west"},
        {"id": "c4", "district": "west"},
    ],
    "services": [
        {"id": "s1", "paid": "100", "paid_on": "2022-01-01", "kind": "a", "carrier": "c1"},
        {"id": "s2", "paid": "300", "paid_on": "2022-02-01", "kind": "b", "carrier": "c1"},
        {"id": "s3", "paid": "1000", "paid_on": "2022-01-05", "kind": "a", "carrier": "c2"},
        {"id": "s4", "paid_on": "2022-03-01", "kind": "b", "carrier": "c3"},
        {"id": "s5", "paid": "50", "paid_on": "2022-03-02", "kind": "b", "carrier": "c3"},
        {"id": "s6", "paid": "20", "paid_on": "2022-04-01", "kind": "c", "carrier": "c4"},
    ],
}


def rows(seed):
    """Random carriers and services, with cells left out here and there."""
    chance = random.Random(seed)
    carriers = [{"id": f"c{i}", "score": str(chance.randrange(0, 1001) / 10), "district": chance.choice(["east", "west"])} for i in range(9)]
    services = [
        {"id": f"s{i}", "paid": str(chance.randrange(0, 100000) / 100), "paid_on": f"2022-0{chance.randrange(1, 7)}-{chance.randrange(10, 28)}", "kind": "a", "carrier": f"c{chance.randrange(9)}"}
        for i in range(30)
    ]
    for row in [*carriers, *services]:
        for name in ("score", "paid", "district", "paid_on"):
            if name in row and chance.random() < 0.03:
                del row[name]
    return {"carriers": carriers, "services": services}


def number(text):
    """A known amount, else None."""
    return None if text is None or isinstance(text, dict) else Decimal(text)


class Compare(Case):
    """incubator compare."""

    def registry_of(self, given):
        """The rows as a file."""
        return write_json(self.folder / "rows.json", given)

    def compare(self, *arguments, given=GIVEN, policies=(COMPARED,), code=0):
        """The document of a comparison."""
        said = [part for policy in policies for part in ("--policy", policy)]
        return self.command.json("compare", *said, "--registry", self.registry_of(given), *AS_OF, *arguments)

    def changed(self, name, change):
        """The policy, changed, in a file of its own."""
        policy = json.loads(COMPARED.read_text(encoding="utf-8"))
        policy["id"] = name
        change(policy)
        return write_json(self.folder / f"{name}.json", policy)

    @staticmethod
    def lines(told):
        """Lines by programme and recipient."""
        return {(line["programme"], line["recipient"]): line for line in told["lines"]}

    @staticmethod
    def reasons(line):
        """Kind and name of each reason."""
        return [(reason["kind"], reason["name"]) for reason in line["reasons"]]

    # ---- Beside the oracle ----

    def due(self, path, given, as_of, params):
        """What the oracle finds due: {(programme, recipient): [known sum, entries, undetermined]}, and all columns."""
        policy = load_policy(path)
        made = evaluate(policy, json.loads(json.dumps(given), parse_float=Decimal), as_of, params, inputs=True)
        sums = defaultdict(lambda: [Decimal(0), 0, 0])
        for programme, link in RECIPIENTS.items():
            if programme not in policy["rules"]:
                continue
            for row in made["services" if link == "carrier" else "carriers"].values():
                amount = number(plain(row[programme]))
                entry = sums[programme, row[link]]
                entry[0] += amount or 0
                entry[1] += 1
                entry[2] += amount is None
        return sums, made

    def expected(self, before, after):
        """What lines must be: (change, known before and after, undetermined before and after)."""
        for key in before.keys() | after.keys():
            (known, _, open_before), (known_after, _, open_after) = before.get(key, [Decimal(0), 0, 0]), after.get(key, [Decimal(0), 0, 0])
            change = "undetermined" if open_before or open_after else "same" if known == known_after else "more" if known_after > known else "less"
            yield key, (change, known, known_after, open_before, open_after)

    def beside(self, given, paths, dates, params):
        """One comparison, each line, total and outcome checked against two runs of the oracle."""
        options = [f"--as-of-b={dates[1]}", "--as-of", dates[0], "--by", "district,grade", "--only", "all"]
        options += [f"--set-{side}={name}={value}" for side, settings in zip("ab", params) for name, value in settings.items()]
        told = self.compare(*options, given=given, policies=paths)
        sides = [self.due(path, given, date, settings) for path, date, settings in zip((paths * 2)[:2] if len(paths) == 1 else paths, dates, params)]
        found = {
            key: (line["change"], Decimal(line["before"]["known"]), Decimal(line["after"]["known"]), line["before"]["undetermined"], line["after"]["undetermined"])
            for key, line in self.lines(told).items()
        }
        expected = dict(self.expected(sides[0][0], sides[1][0]))
        self.assertEqual(expected, found)
        self.check_totals(told, expected)
        self.check_outcomes(told, [made for _, made in sides])
        for line in told["lines"]:
            moved = (line["before"]["known"], line["before"]["undetermined"]) != (line["after"]["known"], line["after"]["undetermined"])
            if moved:
                self.assertTrue(line["reasons"], line)
                self.assertNotIn("other", [kind for kind, _ in self.reasons(line)], line)
        return told

    def check_totals(self, told, expected):
        """Totals add up to the lines, and reconcile."""
        whole = [sum(line[1] for line in expected.values()), sum(line[2] for line in expected.values())]
        for grouping in told["totals"]:
            sums = [Decimal(0), Decimal(0)]
            for total in grouping["totals"]:
                known = {name: Decimal(total[name]) for name in ("before", "after", "gains", "losses", "before_open", "after_open")}
                sums = [sums[0] + known["before"], sums[1] + known["after"]]
                self.assertEqual(known["before"] - known["before_open"] + known["gains"] - known["losses"], known["after"] - known["after_open"], total)
            self.assertEqual(whole, sums, grouping["by"])
        for total in {g["by"]: g["totals"] for g in told["totals"]}["programme"]:
            own = [line for (programme, _), line in expected.items() if programme in (total["key_before"], total["key_after"])]
            self.assertEqual([sum(line[0] == change for line in own) for change in ("more", "less", "same", "undetermined")], [total[change] for change in ("more", "less", "same", "undetermined")])
            self.assertEqual(sum(max(line[2] - line[1], 0) for line in own if line[0] != "undetermined"), Decimal(total["gains"]))

        nets = defaultdict(Decimal)
        for (_, recipient), line in expected.items():
            nets[recipient] += line[2] - line[1] if line[0] != "undetermined" else 0
        whole = {g["by"]: g["totals"] for g in told["totals"]}["unit"][0]
        self.assertEqual(sum(max(net, 0) for net in nets.values()), Decimal(whole["gains"]), "each recipient with all that it gets")
        self.assertEqual(sum(max(-net, 0) for net in nets.values()), Decimal(whole["losses"]))
        self.assertEqual([sum(net > 0 for net in nets.values()), sum(net < 0 for net in nets.values())], [whole["more"], whole["less"]])

    def check_outcomes(self, told, made):
        """Transitions of the grade, counted once more."""
        counts = defaultdict(int)
        for key, row in made[0]["carriers"].items():
            if key in made[1]["carriers"]:
                values = [plain(side["carriers"][key]["grade"]) for side in made]
                counts[tuple(value["gap"] if isinstance(value, dict) else value for value in values)] += 1
        grade = next(o for o in told["outcomes"] if o["rule"] == "grade")
        told_counts = {tuple(v["gap"] if isinstance(v, dict) else v for v in (t["before"], t["after"])): t["rows"] for t in grade["transitions"] if t["side"] == "both"}
        self.assertEqual(dict(counts), told_counts)

    def test_beside_the_oracle(self):
        """Random rows; parameters, dates and another policy."""

        def other(policy):
            policy["rules"]["grade"]["cases"][0]["when"][">="][1] = 80
            policy["rules"]["service_award"]["amount"] = {"*": [{"var": "paid"}, {"var": "params.rate"}, 0.5]}
            policy["rules"]["early_award"] = {**policy["rules"]["service_award"], "when": {"<": [{"var": "paid_on"}, "2022-03-01"]}, "adjust": []}
            del policy["rules"]["early_award"]["adjust"], policy["rules"]["top_award"]

        after = self.changed("after", other)
        today, later = "2022-06-30", "2023-06-30"
        for seed in range(12):
            given = rows(seed)
            chance = random.Random(1000 + seed)
            settings = {"good": chance.randrange(30, 90), "budget": chance.randrange(50, 900), "open": chance.randrange(0, 90), "places": chance.randrange(1, 5), "rate": "0.35", "user_cap": chance.randrange(5, 200)}
            some = {name: settings[name] for name in chance.sample(sorted(settings), 3)}
            with self.subTest(seed=seed):
                self.beside(given, [COMPARED], (today, today), ({"open": 33}, some))
                self.beside(given, [COMPARED], (today, later), ({}, {}))
                self.beside(given, [COMPARED, after], (today, later), ({}, {"budget": 400}))

    # ---- Reasons ----

    def test_a_parameter_is_the_reason(self):
        """With both values, both clauses, and that the caller has set it."""
        lines = self.lines(self.compare("--set-b", "rate=0.3"))
        line = lines["service_award", "c1"]
        self.assertEqual(("more", "80", "100", "20"), (line["change"], line["before"]["known"], line["after"]["known"], line["difference"]))
        reason = line["reasons"][0]
        self.assertEqual([("parameter", "rate")], self.reasons(line))
        self.assertEqual(("0.2", "0.3"), (reason["before"], reason["after"]))
        self.assertEqual(("verbatim", "assumed"), (reason["basis_before"]["evidence"], reason["basis_after"]["evidence"]))
        self.assertEqual("5", reason["basis_before"]["cites"][0]["clause"])
        self.assertNotIn(("service_award", "c2"), lines, "it is capped on both sides")

    def test_the_cause_lies_upstream(self):
        """An award changes by the grade, and that by a threshold; the rule between says what it said."""
        line = self.lines(self.compare("--set-b", "good=50"))["grade_award", "c3"]
        self.assertEqual([("parameter", "good")], self.reasons(line))
        self.assertEqual(1, line["reasons"][0]["depth"])

    def test_a_rule_is_the_reason(self):
        """A threshold that stands in the rule; titles and clauses alone are none."""

        def lower(policy):
            policy["rules"]["grade"].update(title="another title", cite="s#99")
            policy["rules"]["grade"]["cases"][1]["when"] = {">=": [{"var": "score"}, 50]}

        def renamed(policy):
            policy["rules"]["grade"].update(title="another title", cite="s#99", note="of another year")

        told = self.compare(policies=(COMPARED, self.changed("lower", lower)))
        line = self.lines(told)["grade_award", "c3"]
        self.assertEqual([("rule", "grade")], self.reasons(line))
        self.assertEqual(["2", "99"], [line["reasons"][0][side]["cites"][0]["clause"] for side in ("basis_before", "basis_after")])
        self.assertIn("says something else", line["reasons"][0]["sentence"])
        self.assertEqual([], self.compare(policies=(COMPARED, self.changed("renamed", renamed)))["lines"])

    def test_rows_that_compete_and_rows_below(self):
        """A place is lost to another carrier whose score was raised by a rule; a measure of rows below it."""

        def scored(policy, factor):
            policy["rules"]["points"] = {"kind": "derive", "on": "carriers", "cite": "s#1", "value": {"if": [{"==": [{"var": "district"}, "east"]}, {"*": [{"var": "score"}, factor]}, {"var": "score"}]}}
            policy["rules"]["top"]["order"][0]["value"] = {"var": "points"}

        before = self.changed("before", lambda policy: scored(policy, 1))
        after = self.changed("after", lambda policy: scored(policy, {"if": [{"==": [{"var": "score"}, 70]}, 2, 1]}))
        told = self.compare(policies=(before, after))
        cells = {(cell["rule"], cell["part"], cell["key"]): cell for cell in told["cells"]}
        self.assertEqual(("less", True, False), tuple(cells["top", None, "c1"][name] for name in ("change", "before", "after")))
        reason = cells["top", None, "c1"]["reasons"][0]
        self.assertEqual(("rule", "points", "carriers", "c2"), tuple(reason[name] for name in ("kind", "name", "table", "key")))

        def bought(policy, kind):
            policy["rules"]["bought"]["where"] = {"var": "counts"}
            policy["rules"]["counts"] = {"kind": "require", "on": "services", "cite": "s#1", "conditions": {"kind": {"is": {"==": [{"var": "kind"}, kind]}}}}
            policy["rules"]["grade_award"]["amount"] = {"*": [{"var": "bought"}, 0.5]}

        before, after = self.changed("before", lambda policy: bought(policy, "a")), self.changed("after", lambda policy: bought(policy, "b"))
        line = self.lines(self.compare(policies=(before, after)))["grade_award", "c1"]
        self.assertEqual(("50", "150"), (line["before"]["known"], line["after"]["known"]))
        self.assertEqual([("rule", "counts")], self.reasons(line))
        self.assertEqual(2, line["reasons"][0]["times"], "both services of it")

    def test_dates(self):
        """Old and new law: the value of a parameter by date; a version in force on one side."""
        line = self.lines(self.compare("--as-of-b", "2023-06-30"))["service_award", "c1"]
        self.assertEqual([("parameter", "rate")], self.reasons(line))

        def ends(policy):
            rule = policy["rules"]["grade_award"]
            policy["rules"]["grade_award"] = [{**rule, "until": "2023-01-01"}]

        told = self.compare("--as-of-b", "2023-06-30", "--rule", "grade_award", policies=(self.changed("ends", ends),))
        line = self.lines(told)["grade_award", "c1"]
        self.assertEqual(("before", "less", [("rule", "grade_award")]), (line["side"], line["change"], self.reasons(line)))
        self.assertEqual({"grade_award"}, {key[0] for key in self.lines(told)})

    # ---- What only one side has ----

    def test_a_rule_of_another_name(self):
        """It is told, and what it paid is lost and gained, of each recipient together: nobody gains."""

        def rename(policy):
            policy["rules"]["award_of_grade"] = policy["rules"].pop("grade_award")

        told = self.compare(policies=(COMPARED, self.changed("renamed", rename)))
        self.assertEqual([("before", "grade_award"), ("after", "award_of_grade")], [(only["side"], only["rule"]) for only in told["only"]])
        lines = self.lines(told)
        self.assertEqual(("before", "less", "-300"), tuple(lines["grade_award", "c1"][name] for name in ("side", "change", "difference")))
        self.assertEqual(("after", "more", "300"), tuple(lines["award_of_grade", "c1"][name] for name in ("side", "change", "difference")))
        self.assertEqual([("rule", "grade_award")], self.reasons(lines["grade_award", "c1"]))
        programmes = {g["by"]: g["totals"] for g in told["totals"]}["programme"]
        self.assertEqual([("grade_award", None, "0"), (None, "award_of_grade", "500")], [(t["key_before"], t["key_after"], t["gains"]) for t in programmes if "grade" in (t["key_before"] or t["key_after"])])
        whole = {g["by"]: g["totals"] for g in told["totals"]}["unit"][0]
        self.assertEqual(("0", "0", 0, 0), tuple(whole[name] for name in ("gains", "losses", "more", "less")))

    def test_rows_and_tables_of_one_side(self):
        """A reference row, and a table, that the other policy does not know."""

        def more(policy):
            policy["tables"]["districts"]["rows"].append({"id": "north"})
            policy["tables"]["lists"] = {"key": "id", "fields": {"id": {"type": "text"}}}

        told = self.compare(policies=(COMPARED, self.changed("more", more)))
        only = [(one["side"], one["table"], one["rule"], one["key"]) for one in told["only"]]
        self.assertEqual([("after", "lists", None, None), ("after", "districts", None, "north")], only)
        self.assertEqual([], told["lines"])

    def test_undetermined_on_one_side(self):
        """An amount that is set on one side only is no gain."""
        told = self.compare("--set-b", "open=100", "--rule", "top_award")
        line = self.lines(told)["top_award", "c1"]
        self.assertEqual(("undetermined", None), (line["change"], line["difference"]))
        self.assertEqual({"known": "0", "entries": 1, "undetermined": 1}, line["before"])
        self.assertEqual({"known": "100", "entries": 1, "undetermined": 0}, line["after"])
        self.assertEqual([("parameter", "open")], self.reasons(line))
        self.assertEqual({"gap": "unset"}, line["reasons"][0]["before"])
        total = {g["by"]: g["totals"] for g in told["totals"]}["programme"][0]
        self.assertEqual(("0", "100", "0", "100"), tuple(total[name] for name in ("before", "after", "gains", "after_open")))

    # ---- Classes ----

    def test_by_a_class_that_changes(self):
        """Money moves from class to class: a total for each way."""
        told = self.compare("--set-b", "good=50", "--by", "grade")
        grades = {(t["key_before"], t["key_after"]): (t["before"], t["after"]) for t in told["totals"][3]["totals"]}
        self.assertEqual(("10", "210"), grades["fair", "good"])
        self.assertEqual(("380", "380"), grades["excellent", "excellent"])
        text = self.run_(0, "compare", "--policy", COMPARED, "--registry", self.registry_of(GIVEN), *AS_OF, "--set-b", "good=50", "--by", "grade")[0]
        self.assertIn("fair → good: 1", text)

    # ---- Forms ----

    def test_csv_adds_up(self):
        """A line a recipient and programme; differences add up to the totals of the document."""
        options = ("compare", "--policy", COMPARED, "--registry", self.registry_of(GIVEN), *AS_OF, "--set-b", "budget=150", "--only", "all")
        text = self.run_(0, *options, "--format", "csv")[0]
        table = list(csv.DictReader(io.StringIO(text, newline="")))
        money = [row for row in table if row["unit"]]
        for row in money:
            if row["change"] != "undetermined":
                self.assertEqual(Decimal(row["after"]) - Decimal(row["before"]), Decimal(row["difference"]))
            else:
                self.assertEqual("? undetermined", row["difference"])
        totals = {g["by"]: g["totals"] for g in read_json(self.run_(0, *options, "--format", "json")[0])["totals"]}
        for name in ("before", "after"):
            self.assertEqual(sum(Decimal(row["known_" + name]) for row in money), Decimal(totals["unit"][0][name]))
        losses = sum(-Decimal(row["difference"]) for row in money if row["change"] == "less")
        self.assertEqual(losses, sum(Decimal(total["losses"]) for total in totals["programme"]))

    def test_tables(self):
        """Budgets, who loses, by what, in two languages; no more lines than asked for."""
        options = ("compare", "--policy", COMPARED, "--registry", self.registry_of(GIVEN), *AS_OF, "--set-b", "budget=150")
        text = self.run_(0, *options, "--limit", "1")[0]
        self.assertIn("after:  compared as of 2022-06-30, budget=150\n", text)
        self.assertRegex(text, r"c2 +service award +100 +77\.32 +-22\.68 +parameter \"budget\" 1000 → 150")
        self.assertIn("… and 2 more\n", text)
        self.assertIn("\nnothing known differs: 3 outcomes\n", text)
        chinese = self.run_(0, *options, "--lang", "zh")[0]
        self.assertIn("减少的对象", chinese)
        self.assertIn("服务补贴", chinese)

    def test_only(self):
        """Those that gain, or lose, or are not known."""
        def changes(only):
            return {line["change"] for line in self.compare("--set-b", "budget=150", "--set-b", "good=50", "--only", only)["lines"]}

        self.assertEqual({"more"}, changes("more"))
        self.assertEqual({"less"}, changes("less"))
        self.assertEqual({"undetermined"}, changes("undetermined"))
        self.assertEqual({"more", "less", "same", "undetermined"}, changes("all"))
        self.assertEqual({"more", "less", "undetermined"}, changes("changed"))

    def test_policies_without_awards(self):
        """Outcomes alone; grades with the reason."""
        told = self.command.json("compare", *WUHAN, "--set-b", "pass_from=70", "--rule", "grade")
        self.assertEqual("incubator-comparison/1", told["format"])
        self.assertEqual([], told["lines"])
        fallen = [cell for cell in told["cells"] if cell["rule"] == "grade" and cell["before"] != cell["after"]]
        self.assertEqual({("pass", "fail")}, {(cell["before"], cell["after"]) for cell in fallen})
        self.assertEqual({(("parameter", "pass_from"),)}, {tuple(self.reasons(cell)) for cell in fallen})

    def test_a_built_in_policy(self):
        """A lower budget and a higher rate: some gain, others lose, each by its parameter; the programmes add up."""
        illustration = ("--policy", "wuhan-2021-illustration", *WUHAN[2:])
        told = self.command.json("compare", *illustration, "--set-b", "testing_rate=0.25", "--set-b", "angel_budget=8000000", "--rule", "testing_subsidy", "--rule", "angel_subsidy")
        reasons = {(line["programme"], line["change"]): set(self.reasons(line)) for line in told["lines"] if line["change"] != "undetermined"}
        self.assertEqual({("parameter", "testing_rate")}, reasons["testing_subsidy", "more"])
        self.assertEqual({("parameter", "angel_budget")}, reasons["angel_subsidy", "less"])
        self.assertEqual(2, len(reasons))
        for grouping in told["totals"]:
            for name in ("before", "after"):
                whole = sum(Decimal(total[name]) for total in told["totals"][0]["totals"])
                self.assertEqual(whole, sum(Decimal(total[name]) for total in grouping["totals"]))

    # ---- What is refused ----

    def test_mistakes(self):
        """A line for each, and nothing written."""
        usual = ("compare", "--policy", COMPARED, "--registry", self.registry_of(GIVEN), *AS_OF)
        self.assertIn("nothing to compare with", self.first_line(*usual))
        self.assertIn("more than 2 times", self.first_line(*usual, "--policy", COMPARED, "--policy", COMPARED))
        self.assertIn('has a column "colour"', self.first_line(*usual, "--set-b", "rate=0.3", "--by", "colour"))
        self.assertIn("nothing stands behind the last comma", self.first_line(*usual, "--set-b", "rate=0.3", "--by", "grade,"))
        self.assertIn('neither policy has a rule "bought"', self.first_line(*usual, "--set-b", "rate=0.3", "--rule", "bought"))
        self.assertIn("expected one of: changed more less undetermined all", self.first_line(*usual, "--only", "some"))
        self.run_(2, *usual, "--set-b", "rates=0.3")
        self.run_(2, *usual, "--as-of-b", "2022")


if __name__ == "__main__":
    import unittest

    unittest.main()
