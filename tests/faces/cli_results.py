"""What the results say: their heads, their figures, settings, and the same bytes each time.

python3 cli_results.py INCUBATOR
"""

import csv
import datetime
import io
import re
import unittest

import vectors
from case import AS_OF, CARRIERS, SMALL, Case, csv_text
from command import BUILT_IN, ROOT, WUHAN, write_json

EXPLAIN = ("--subject", "carriers:c1", "--rule")


def table(text):
    """CSV as a list of dicts."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


class Heads(Case):
    """Every JSON result names policy, registry, library and date."""

    def heads(self, *data):
        """The heads of all four results."""
        for command in (("classify",), ("classify", "--by", "kind"), ("target",), ("explain", *EXPLAIN, "class")):
            yield self.json(*command, *data)

    def test_they_are_named(self):
        """Id, version and digest of the policy; digest of the registry; version of the library; as-of date."""
        release = self.run_(0, "--version")[0].split()[1]
        for result in self.heads(*self.data()):
            self.assertEqual(("small", "3"), (result["policy"]["id"], result["policy"]["version"]))
            self.assertRegex(result["policy"]["digest"], r"^[0-9a-f]{64}$")
            self.assertRegex(result["registry"]["digest"], r"^[0-9a-f]{64}$")
            self.assertEqual((release, "2022-06-30"), (result["library"], result["as_of"]))

    def test_one_run_one_head(self):
        """All results of the same input have one head."""
        heads = [
            {key: result[key] for key in ("policy", "registry", "library", "as_of")}
            for result in self.heads(*self.data())
        ]
        self.assertEqual(1, len({repr(head) for head in heads}))

    def test_today(self):
        """Without --as-of everything is decided as of today."""
        before = datetime.date.today()
        result = self.json("classify", "--policy", SMALL, "--registry", self.registry)
        self.assertIn(result["as_of"], {str(before), str(datetime.date.today())})


class Digests(Case):
    """A digest changes when, and only when, what it stands for does."""

    def digest(self, *arguments, of="policy"):
        """One digest of a run."""
        return self.json("classify", *arguments)[of]["digest"]

    def test_registry(self):
        """Another cell, another row, an empty cell: another digest. Other ways of writing a cell: the same."""
        seen = {self.digest(*self.data(), of="registry")}
        for change in (
            ("area", "1000.000001"),
            ("kind", "maker"),
            ("name", "First"),
            ("opened", "2019-01-02"),
            ("platform", "false"),
            ("staff", ""),
            ("district", "west"),
        ):
            self.write("data/carriers.csv", csv_text([{**CARRIERS[0], change[0]: change[1]}, *CARRIERS[1:]]))
            seen.add(self.digest(*self.data(), of="registry"))
        self.write("data/carriers.csv", csv_text(CARRIERS[:2]))
        seen.add(self.digest(*self.data(), of="registry"))
        self.assertEqual(9, len(seen))
        self.write("data/carriers.csv", csv_text(CARRIERS))
        plain = self.digest(*self.data(), of="registry")
        for change in (
            ("area", "1000.00"),
            ("area", "1e3"),
            ("kind", "孵化器"),
            ("opened", "2019/1/1"),
            ("platform", "是"),
            ("fund", "50万元"),
        ):
            self.write("data/carriers.csv", csv_text([{**CARRIERS[0], change[0]: change[1]}, *CARRIERS[1:]]))
            self.assertEqual(plain, self.digest(*self.data(), of="registry"), change)

    def test_columns_in_another_order(self):
        """The order of a file's columns, and columns that are not read, do not matter."""
        plain = self.digest(*self.data(), of="registry")
        self.write("data/carriers.csv", csv_text([dict(reversed(row.items())) | {"colour": "red"} for row in CARRIERS]))
        self.assertEqual(plain, self.digest(*self.data(), of="registry"))

    def test_a_table_without_rows_is_given(self):
        """A table of a header alone differs from one that is not there."""
        self.write("data/carriers.csv", "id,area\n")
        given = self.json("target", *self.data())
        absent = self.json("target", *self.data(self.registry / "districts.csv"))
        self.assertNotEqual(given["registry"], absent["registry"])
        self.assertEqual(["0", {"gap": "missing"}], [result["lines"][0]["actual"] for result in (given, absent)])

    def test_settings(self):
        """A setting, and its value."""
        seen = [
            self.digest(*self.data()),
            self.digest(*self.data(), "--set", "least=5"),
            self.digest(*self.data(), "--set", "least=6"),
            self.digest(*self.data(), "--set", "open=5"),
        ]
        self.assertEqual(4, len(set(seen)))

    def test_bases(self):
        """A change of a base, or of a base's base, changes the digest, though the policy itself is the same."""
        for name, base in (("bottom", None), ("middle", "bottom"), ("top", "middle")):
            content = (
                {"format": "incubator-policy/1", "id": name, "extends": [base]}
                if base
                else {**vectors.read(SMALL), "id": name, "tests": []}
            )
            write_json(self.folder / f"{name}.json", content)
        top = ("--policy", self.folder / "top.json", "--registry", self.registry, *AS_OF)
        before, decided = self.digest(*top), self.json("classify", *top)["tables"]
        self.assertEqual(self.json("classify", *self.data())["tables"], decided)
        write_json(
            self.folder / "middle.json",
            {"format": "incubator-policy/1", "id": "middle", "extends": ["bottom"], "note": "changed"},
        )
        between = self.digest(*top)
        changed = vectors.read(self.folder / "bottom.json")
        changed["parameters"]["least"]["values"][0]["value"] = 900
        write_json(self.folder / "bottom.json", changed)
        self.assertEqual(3, len({before, between, self.digest(*top)}))
        self.assertEqual("large", self.json("classify", *top)["tables"]["carriers"][0]["decided"]["class"]["value"])

    def test_a_built_in_policy_and_its_file(self):
        """A built-in policy and the file that it was made from are the same."""
        for name in BUILT_IN:
            built_in = self.digest("--policy", name, *AS_OF)
            self.assertEqual(built_in, self.digest("--policy", vectors.POLICIES / f"{name}.json", *AS_OF))

    def test_the_name_of_the_file(self):
        """The digest of a policy does not depend on what its file is called."""
        other = self.write("other name.json", SMALL.read_bytes())
        self.assertEqual(self.digest(*self.data()), self.digest("--policy", other, "--registry", self.registry, *AS_OF))
        self.write("other name.json", SMALL.read_bytes() + b"\n")
        self.assertNotEqual(
            self.digest(*self.data()), self.digest("--policy", other, "--registry", self.registry, *AS_OF)
        )


class Repeats(Case):
    """Two runs give the same bytes."""

    def test_small(self):
        """All commands, all formats, both languages."""
        for language in ("en", "zh"):
            for command in (
                ("classify",),
                ("classify", "--by", "class,kind"),
                ("target",),
                ("explain", *EXPLAIN, "class"),
            ):
                for format_ in ("table", "json") if command[0] == "explain" else ("table", "csv", "json"):
                    arguments = (*command, *self.data(), "--format", format_, "--lang", language)
                    self.assertEqual(self.run_(0, *arguments), self.run_(0, *arguments))
        self.assertEqual(self.run_(0, "describe", SMALL), self.run_(0, "describe", SMALL))
        self.assertEqual(self.run_(0, "check", "wuhan-2021"), self.run_(0, "check", "wuhan-2021"))

    def test_synthetic(self):
        """The synthetic registry."""
        for arguments in (
            ("classify", "--format", "json"),
            ("target", "--format", "json"),
            ("explain", "--subject", "carriers:WH-0042", "--rule", "orientation"),
        ):
            self.assertEqual(self.run_(0, *arguments, *WUHAN)[0], self.run_(0, *arguments, *WUHAN)[0])


class Settings(Case):
    """--set."""

    def explained(self, *options):
        """Why c1 is funded or not."""
        return self.json("explain", *self.data(), *EXPLAIN, "funded", *options)

    def test_an_unset_parameter(self):
        """What needs it is undetermined, and names it; once it is set, the result says who set it."""
        open_ = self.explained()
        self.assertEqual(
            {"gap": "unset", "names": ["params.open"]},
            {key: open_["rules"][0]["outcome"][key] for key in ("gap", "names")},
        )
        self.assertEqual(("verbatim", []), (open_["evidence"], open_["assumptions"]))
        for setting in ("open=500000", "open=50万元", "open= 5e5 "):
            set_ = self.explained("--set", setting)
            self.assertIs(True, set_["rules"][0]["outcome"]["value"])
            self.assertEqual(("assumed", ["set by caller"]), (set_["evidence"], set_["assumptions"]))
            operand = next(o for o in set_["rules"][0]["operands"] if o["name"] == "params.open")
            self.assertEqual(
                ("500000", "assumed", "set by caller"),
                (operand["value"], operand["basis"]["evidence"], operand["basis"]["assumed"]),
            )
        self.assertIs(False, self.explained("--set", "open=500000.01")["rules"][0]["outcome"]["value"])
        self.assertEqual(["由调用者设定"], self.explained("--set", "open=1", "--lang", "zh")["assumptions"])

    def test_what_does_not_read_it_is_not_marked(self):
        """Only what reads the parameter is assumed."""
        other = self.json("explain", *self.data(), *EXPLAIN, "class", "--set", "open=1")
        self.assertEqual(("verbatim", []), (other["evidence"], other["assumptions"]))

    def test_a_dated_parameter(self):
        """A setting holds for all dates; of two of one parameter the last counts."""
        for settings, outcome in ((("least=1000.01",), "small"), (("least=1000.01", "least=999"), "large")):
            options = [option for setting in settings for option in ("--set", setting)]
            early = self.json(
                "classify", "--policy", SMALL, "--registry", self.registry, "--as-of", "1999-01-01", *options
            )
            self.assertEqual(outcome, early["tables"]["carriers"][0]["decided"]["class"]["value"])
        unset = self.json("classify", "--policy", SMALL, "--registry", self.registry, "--as-of", "1999-01-01")
        self.assertEqual(
            {"gap": "unset", "names": ["params.least"]},
            {key: unset["tables"]["carriers"][0]["decided"]["class"][key] for key in ("gap", "names")},
        )

    def test_marks_in_classify(self):
        """What a setting bears on is assumed in every format, and nothing else is."""
        for settings, funded in (((), ("verbatim", None)), (("--set", "open=1"), ("assumed", "set by caller"))):
            result = self.json("classify", *self.data(), *settings)
            self.assertEqual([setting for setting in settings if setting != "--set"], result["policy"]["settings"])
            for row in result["tables"]["carriers"]:
                basis = {rule: outcome["basis"] for rule, outcome in row["decided"].items()}
                self.assertEqual(funded, (basis["funded"]["evidence"], basis["funded"].get("assumed")))
                self.assertEqual({"verbatim"}, {basis[rule]["evidence"] for rule in ("fit", "class")})
        csv_ = ("classify", *self.data(), "--set", "open=1", "--format", "csv")
        for language, clause in (("en", "第1号 #3, assumed: set by caller"), ("zh", "第1号 #3，假定：由调用者设定")):
            lines = table(self.run_(0, *csv_, "--lang", language)[0])
            self.assertEqual({(clause, "第1号 #2")}, {(line["funded.clause"], line["fit.clause"]) for line in lines})
        for setting, by, language, line in (
            ("least=1", (), "en", "Assumed: least=1, set by caller"),
            ("least=1", (), "zh", "假定：least=1，由调用者设定"),
            ("open=1", (), "en", None),
            ("open=1", ("--by", "kind,funded"), "en", "Assumed: open=1, set by caller"),
            ("open=1", ("--by", "funded,kind,class"), "en", "Assumed: open=1, set by caller"),
            ("open=1", ("--by", "kind,class"), "en", None),
        ):
            text = self.run_(0, "classify", *self.data(), "--set", setting, *by, "--lang", language)[0]
            self.assertEqual(line, next((x for x in text.splitlines() if x.startswith(("Assumed", "假定"))), None))

    def test_marks_by_case(self):
        """A case rests on its own condition and on those before it, not on those behind it."""
        choose = {
            "cases": [
                {"when": {">": [{"var": "area"}, 999.9]}, "is": "large", "assumed": {"en": "so", "zh": "如此"}},
                {"when": {">": [{"var": "area"}, {"var": "params.least"}]}, "is": "small"},
            ],
            "else": {"is": "small"},
        }
        policy = self.policy(lambda p: (p["rules"]["class"].update(choose), p.update(tests=[])))
        for settings, second in (((), "verbatim"), (("--set", "least=1"), "assumed")):
            data = ("--policy", policy, "--registry", self.registry, *AS_OF, *settings)
            bases = [row["decided"]["class"]["basis"] for row in self.json("classify", *data)["tables"]["carriers"]]
            self.assertEqual(("so", second), (bases[0]["assumed"], bases[1]["evidence"]))
        choose["cases"][0]["when"] = {">": [{"var": "area"}, {"var": "params.least"}]}
        policy = self.policy(lambda p: (p["rules"]["class"].update(choose), p.update(tests=[])))
        data = ("--policy", policy, "--registry", self.registry, *AS_OF, "--set", "least=1", "--lang")
        for language, both in (("en", "so; set by caller"), ("zh", "如此；由调用者设定")):
            first = self.json("classify", *data, language)["tables"]["carriers"][0]
            self.assertEqual(both, first["decided"]["class"]["basis"]["assumed"])

    def test_marks_in_target(self):
        """Through measures too: the count of the large rests on the least area, the count of all does not."""
        data = ("target", *self.data(), "--set", "least=999", "--lang", "en")
        lines = self.json(*data)["lines"]
        self.assertEqual(
            {("aim", "verbatim", None), ("aim_large", "assumed", "set by caller")},
            {(line["target"], line["basis"]["evidence"], line["basis"].get("assumed")) for line in lines},
        )
        lines = table(self.run_(0, *data, "--format", "csv")[0])
        self.assertEqual(
            {("aim", "第1号 #4"), ("aim_large", "第1号 #4, assumed: set by caller")},
            {(line["target"], line["clause"]) for line in lines},
        )
        self.assertEqual("Assumed: least=999, set by caller", self.run_(0, *data)[0].splitlines()[-1])
        self.assertNotIn("Assumed", self.run_(0, "target", *self.data(), "--set", "open=1", "--lang", "en")[0])

    def test_describe_and_check(self):
        """They take settings too."""
        self.assertIn("12345", self.run_(0, "describe", SMALL, "--set", "open=12345", "--lang", "en")[0])
        self.assertNotIn("parameter-unset", self.run_(0, "check", SMALL, "--set", "open=1")[0])


class Figures(Case):
    """The figures themselves, in each shape."""

    def test_classify(self):
        """A line a subject: codes, reasons, clauses; gaps with their names."""
        lines = table(self.run_(0, "classify", *self.data(), "--format", "csv", "--lang", "en")[0])
        self.assertEqual(["c1", "c2", "c3"], [line["id"] for line in lines])
        self.assertEqual(["large", "small", ""], [line["class"] for line in lines])
        self.assertEqual(["true", "false", ""], [line["fit"] for line in lines])
        self.assertEqual(["", "fails: area, platform", "missing: area"], [line["fit.why"] for line in lines])
        self.assertEqual(["the conditions hold", "", "missing: area"], [line["class.why"] for line in lines])
        self.assertTrue(all("2" in line["class.clause"] for line in lines))
        self.assertEqual({"unset: params.open"}, {line["funded.why"] for line in lines})

    def test_reasons_in_chinese(self):
        """No English word in the reasons, not even where a condition has no title."""
        policy = self.policy(lambda p: p["parameters"]["open"].update(values=[{"from": "2020-01-01", "value": 1}]))
        data = ("--registry", self.registry, *AS_OF, "--format", "csv", "--lang", "zh")
        for policy_, funded in (
            (SMALL, ["未设定：未定数"] * 3),
            (policy, ["", "未提供：基金", "未达到：基金 ≥ 未定数（1）"]),
        ):
            lines = table(self.run_(0, "classify", "--policy", policy_, *data)[0])
            self.assertEqual(funded, [line["funded.why"] for line in lines])
            self.assertEqual(["", "未达到：面积、平台", "未提供：面积"], [line["fit.why"] for line in lines])
            self.assertEqual(["达到条件", "", "未提供：面积"], [line["class.why"] for line in lines])
        lines = table(self.run_(0, "target", *self.data(), *data[-4:])[0])
        self.assertEqual(["", "", "", "未提供：面积"], [line["undetermined"] for line in lines])
        lines = table(self.run_(0, "target", *self.data(self.registry / "districts.csv"), *data[-4:])[0])
        self.assertEqual({"未提供：填报数", "未提供：“载体”表"}, {line["undetermined"] for line in lines})

    def test_classify_json(self):
        """Conditions, names of gaps, clauses."""
        first, second, third = self.json("classify", *self.data())["tables"]["carriers"]
        self.assertEqual({"kind": "incubator"}, first["declared"])
        self.assertEqual({"area": True, "platform": True}, first["decided"]["fit"]["conditions"])
        self.assertEqual({"area": False, "platform": False}, second["decided"]["fit"]["conditions"])
        self.assertEqual(
            ({"area": {"gap": "missing"}, "platform": True}, "missing", ["area"]),
            (third["decided"]["fit"]["conditions"], third["decided"]["fit"]["gap"], third["decided"]["fit"]["names"]),
        )
        self.assertEqual(
            [{"source": "law", "clause": "2", "title": "the law", "number": "第1号"}],
            first["decided"]["class"]["basis"]["cites"],
        )

    def test_labels(self):
        """--labels: labels instead of names and codes."""
        lines = table(self.run_(0, "classify", *self.data(), "--format", "csv", "--labels", "--lang", "zh")[0])
        self.assertEqual(["孵化器", "众创空间", "孵化器"], [line["类型"] for line in lines])
        self.assertEqual(["大", "小", ""], [line["等级"] for line in lines])

    def test_counts(self):
        """--by: counts that add up, undetermined ones apart; the last column across."""
        text = self.run_(0, "classify", *self.data(), "--by", "kind,class", "--lang", "en")[0].splitlines()
        self.assertEqual(
            ["kind", "of", "carrier", "large", "one", "small", "one", "?", "not", "given", "total"], text[0].split()
        )
        self.assertEqual(
            [["incubator", "1", "0", "1", "2"], ["maker", "space", "0", "1", "0", "1"], ["all", "1", "1", "1", "3"]],
            [line.split() for line in text[1:]],
        )
        lines = table(self.run_(0, "classify", *self.data(), "--by", "kind,class", "--format", "csv")[0])
        self.assertEqual(
            [("incubator", "large", "1"), ("incubator", "?missing", "1"), ("maker", "small", "1")],
            [tuple(line.values()) for line in lines],
        )
        classes = self.json("classify", *self.data(), "--by", "kind,class")["classes"]
        self.assertIn({"of": {"kind": "incubator", "class": {"gap": "missing"}}, "count": 1}, classes)
        self.assertEqual(3, sum(each["count"] for each in classes))

    def test_counts_through_links_and_parts(self):
        """--by a link, a path and a part."""
        for by, expected in (
            ("district", {"east": 2, "west": 1}),
            ("district.goal", {"2": 2, "1": 1}),
            ("fit:platform", {True: 2, False: 1}),
            ("staff", {"9": 1, "0": 1, "gap": 1}),
        ):
            counts = {
                each["of"][by] if not isinstance(each["of"][by], dict) else "gap": each["count"]
                for each in self.json("classify", *self.data(), "--by", by)["classes"]
            }
            self.assertEqual(expected, counts)

    def test_a_column_that_is_called_count(self):
        """Counts by a column of that name: JSON tells the two apart, CSV would not."""
        policy = self.policy(lambda p: p["tables"]["carriers"]["fields"].update(count={"type": "integer"}))
        self.write("data/carriers.csv", "id,count,district\nc1,7,east\nc2,7,east\nc3,,west\n")
        data = ("--policy", policy, "--registry", self.registry, *AS_OF, "--by", "count")
        self.assertEqual(
            [{"of": {"count": "7"}, "count": 2}, {"of": {"count": {"gap": "missing"}}, "count": 1}],
            self.json("classify", *data)["classes"],
        )
        self.assertEqual(
            'incubator: "count" is the column of the counts in CSV: ask for labels, or for JSON',
            self.first_line("classify", *data, "--format", "csv"),
        )
        labels = self.run_(0, "classify", *data, "--format", "csv", "--labels", "--lang", "zh")[0]
        self.assertEqual("count,数量", labels.splitlines()[0])

    def test_a_column_twice(self):
        """Counts by the same column twice are refused in every format."""
        for by in ("kind,kind", "district.goal,kind,district.goal", "fit:area,fit:area"):
            for format_ in ("table", "csv", "json"):
                self.assertEqual(
                    f'incubator: column "{by.split(",")[0]}" twice among those to count by',
                    self.first_line("classify", *self.data(), "--by", by, "--format", format_),
                )

    def test_order_of_counts(self):
        """Texts by their bytes, links in the order of their rows, numbers by size, however the columns are ordered."""
        expected = {"name": ["A", "B", "C"], "district": ["west", "east"], "staff": ["2", "10"]}
        for header in ("id,name,district,staff", "district,staff,name,id"):
            rows = [
                dict(zip("id name district staff".split(), row))
                for row in (("C", "B", "east", "10"), ("B", "A", "west", "2"), ("A", "C", "east", "10"))
            ]
            self.write("data/districts.csv", "district\nwest\neast\n")
            self.write("data/carriers.csv", csv_text([{key: row[key] for key in header.split(",")} for row in rows]))
            for by, values in expected.items():
                classes = self.json("classify", *self.data(), "--by", by)["classes"]
                self.assertEqual(values, [each["of"][by] for each in classes], (header, by))
        text = self.run_(0, "classify", *self.data(), "--by", "name,district", "--lang", "en")[0].splitlines()
        self.assertEqual([["name", "west", "east", "total"], ["A", "1", "0", "1"]], [x.split() for x in text[:2]])
        self.assertEqual(["all", "1", "2", "3"], text[-1].split())

    def test_a_cross_table(self):
        """A cross table has no rows to classify: said clearly, and never chosen unasked."""
        def add_pairs(policy):
            links = {"one": {"to": "districts"}, "other": {"to": "carriers"}}
            policy["tables"]["pairs"] = {"cross": True, "links": links, "fields": {}}
            for i in range(9):
                condition = {"c": {"is": {">": [{"var": "other.area"}, i]}}}
                policy["rules"][f"near{i}"] = {"kind": "require", "on": "pairs", "conditions": condition}

        data = ("--policy", self.policy(add_pairs), "--registry", self.registry, *AS_OF)
        message = 'incubator: "pairs" is a cross table, which has no rows of its own'
        for options in ((), ("--by", "near1")):
            for format_ in ("table", "csv", "json"):
                arguments = ("classify", *data, *options, "--format", format_)
                self.assertEqual(message, self.first_line(*arguments, "--table", "pairs"))
        self.assertEqual(message, self.first_line("target", *data, "--table", "pairs"))
        for format_ in ("table", "csv", "json"):
            self.assertIn("c1", self.run_(0, "classify", *data, "--format", format_)[0])

    def test_limit(self):
        """--limit N: N lines, and how many more there are."""
        for limit, lines in (("1", 3), ("2", 4), ("3", 4), ("9", 4), ("0", 4)):
            text = self.run_(0, "classify", *self.data(), "--limit", limit, "--lang", "en")[0].splitlines()
            self.assertEqual(lines, len(text), limit)
        self.assertEqual(
            "… and 2 more", self.run_(0, "classify", *self.data(), "--limit", "1", "--lang", "en")[0].splitlines()[-1]
        )

    def test_table(self):
        """--table: one table; districts have no classes of their own."""
        only = self.json("classify", *self.data(), "--table", "carriers")["tables"]
        self.assertEqual(["carriers"], list(only))
        self.assertEqual({}, self.json("classify", *self.data(), "--table", "districts")["tables"])

    def test_target(self):
        """The form, its goals, and lines as CSV and JSON."""
        text = self.run_(0, "target", *self.data(), "--lang", "en")[0]
        self.assertRegex(text, r"(?m)^east +2 +2 +0 +100\.0% +–$")
        self.assertRegex(text, r"(?m)^west +the large +0–1 +1 +– +undetermined$")
        lines = table(self.run_(0, "target", *self.data(), "--format", "csv")[0])
        self.assertEqual(
            [
                ("east", "aim", "true", "2"),
                ("east", "aim_large", "false", "1"),
                ("west", "aim", "true", "1"),
                ("west", "aim_large", "", ""),
            ],
            [(line["subject"], line["target"], line["met"], line["actual"]) for line in lines],
        )
        self.assertEqual(("0", "1", "missing: area"), (lines[3]["low"], lines[3]["high"], lines[3]["undetermined"]))
        last = self.json("target", *self.data())["lines"][3]
        self.assertEqual(
            ({"gap": "missing"}, "0", "1", "1", ["area"], None),
            (last["met"], last["low"], last["high"], last["goal"], last["names"], last["series"]),
        )

    def test_a_policy_without_targets(self):
        """Nothing to report is told, not printed as an empty form."""
        policy = self.policy(lambda p: (p.update(tests=[]), p["rules"].pop("aim"), p["rules"].pop("aim_large")))
        self.assertRegex(self.run_(2, "target", "--policy", policy, "--registry", self.registry, *AS_OF)[1], r"target")

    def test_explain(self):
        """Operands, thresholds, clause, and what would have to change."""
        told = self.json("explain", *self.data(), "--subject", "carriers:c2", "--rule", "class")
        self.assertEqual("small", told["rules"][0]["outcome"]["value"])
        self.assertEqual(["class", "fit"], [rule["rule"] for rule in told["rules"]])
        area = next(o for o in told["rules"][1]["operands"] if o["name"] == "area")
        self.assertEqual(("999.5", "平方米"), (area["value"], area["unit"]))
        platform = next(o for o in told["rules"][1]["operands"] if o["name"] == "platform")
        self.assertEqual((False, True), (platform["value"], platform["absent_stands"]))
        self.assertEqual(["large"], [change["outcome"] for change in told["changes"]])
        text = str(told["changes"])
        self.assertIn("'from': '999.5', 'to': '1000'", text)
        brief = self.json("explain", *self.data(), "--subject", "carriers:c2", "--rule", "class", "--brief")
        self.assertEqual([], brief["changes"])
        self.assertEqual(told["rules"], brief["rules"])
        sentences = self.run_(0, "explain", *self.data(), "--subject", "carriers:c2", "--rule", "fit", "--lang", "en")[
            0
        ]
        for word in ("carriers:c2", "999.5", "1000", "verbatim", "第1号"):
            self.assertIn(word, sentences)

    def test_explain_as_the_readme_says(self):
        """The sentence that each README quotes is what the command writes."""
        for name, language in (("README.md", "en"), ("README.zh-CN.md", "zh")):
            quoted = re.search(r"\*[^*]*[:：]( now|现为) [^*]*\*", (ROOT / name).read_text(encoding="utf-8")).group()
            sentence = " ".join(re.split("[:：]", quoted.strip("*"), maxsplit=1)[1].split())
            arguments = ("explain", *WUHAN, "--subject", "carriers:WH-0042", "--rule", "orientation")
            self.assertIn(sentence, self.run_(0, *arguments, "--lang", language)[0])

    def test_describe(self):
        """A document with every rule, its clause and its figures."""
        for language in ("en", "zh"):
            text = self.run_(0, "describe", SMALL, "--lang", language)[0]
            for rule, version in vectors.read(SMALL)["rules"].items():
                self.assertIn(version["title"][language], text, rule)
            for word in ("`least`", "1000", "2020-01-01", "第1号"):
                self.assertIn(word, text)
            self.assertFalse(re.search(r"\(null\)|%[sdz]", text))

    def test_findings(self):
        """Contradictions stand in the result, and on standard error."""
        self.write("data/districts.csv", "district,goal,said\neast,2,3\nwest,1,1\n")
        found = self.json("classify", *self.data())["findings"]
        self.assertEqual(
            [
                {
                    "severity": "warning",
                    "code": "contradiction",
                    "path": "districts/n",
                    "message": "east: computed 2, reported 3; the computed one counts",
                }
            ],
            found,
        )


if __name__ == "__main__":
    unittest.main()
