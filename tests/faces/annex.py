"""The annex of 2021: the form of wuhan-2021 says what it says, and the synthetic registry is made from it.

python3 annex.py INCUBATOR
"""

import csv
import subprocess
import sys
import unittest
from collections import Counter

from case import Case
from command import DATA, ENVIRONMENT, WUHAN

# Copied from the document: managing unit, carriers present in 2021, and the targets of 2025: total, national, specialised.
ANNEX = [
    ("东湖高新区", 147, 210, 100, 105),
    ("武汉经开区", 8, 30, 11, 15),
    ("临空港开发区", 11, 20, 7, 10),
    ("江岸区", 30, 50, 9, 25),
    ("江汉区", 25, 40, 11, 20),
    ("硚口区", 10, 25, 6, 13),
    ("汉阳区", 10, 25, 5, 13),
    ("武昌区", 28, 45, 10, 22),
    ("青山区", 18, 30, 8, 15),
    ("洪山区", 35, 60, 20, 30),
    ("江夏区", 20, 30, 7, 15),
    ("蔡甸区", 8, 13, 2, 6),
    ("黄陂区", 7, 11, 2, 6),
    ("新洲区", 7, 11, 2, 5),
]
CITY = ("武汉市", 364, 600, 200, 300)
MISSING = {"gap": "missing"}
ANNEX_RUN = ("target", "--policy", "wuhan-2021", "--as-of", "2021-08-25")


def share(part, whole):
    """A share in thousandths, halves up, as the form prints it: 70.0%."""
    thousandths = (2000 * part + whole) // (2 * whole)
    return f"{thousandths // 10}.{thousandths % 10}%"


class Annex(Case):
    """What the form says without a registry: the figures of 2021."""

    def test_the_figures_add_up(self):
        """The columns of the annex are the goals of the city."""
        self.assertEqual(CITY[1:], tuple(sum(row[column] for row in ANNEX) for column in range(1, 5)))

    def test_the_file(self):
        """examples/data/annex.csv is the annex."""
        with open(DATA / "annex.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))[1:]
        self.assertEqual([list(map(str, row)) for row in ANNEX], rows)

    def form(self, *options):
        """The rows of the form: words apart, in the order of print."""
        return [line.split() for line in self.run_(0, *ANNEX_RUN, *options)[0].split("\n\n")[0].splitlines()]

    def test_the_form(self):
        """Row by row: present, target, what is missing, the share; national and specialised are not given, never 0."""
        rows = [row for row in self.form("--lang", "zh") if row[0] in {each[0] for each in (*ANNEX, CITY)}]
        self.assertEqual([self.expected(row, "未提供") for row in (*ANNEX, CITY)], rows)

    def test_the_form_in_english(self):
        """The same with English words."""
        rows = [" ".join(row) for row in self.form("--lang", "en")]
        for row in (*ANNEX, CITY):
            self.assertIn(" ".join(self.expected(row, "not given")), rows)

    def expected(self, row, not_given):
        """A row of the form: for each series actual, target, gap, share, way."""
        name, present, total, national, specialised = row
        known = [present, total, total - present, share(present, total), "0.0%"]
        return list(map(str, [name, *known, not_given, national, "–", "–", "–", not_given, specialised, "–", "–", "–"]))

    def test_the_lines(self):
        """The same as JSON, exactly."""
        lines = {(line["subject"], line["series"]): line for line in self.json(*ANNEX_RUN)["lines"] if line["series"]}
        self.assertEqual(3 * 15, len(lines))
        for name, present, *goals in (*ANNEX, CITY):
            total = lines[name, "total"]
            self.assertEqual(
                (str(present), str(goals[0]), str(goals[0] - present), False, "0"),
                tuple(total[key] for key in ("actual", "goal", "gap", "met", "progress")),
            )
            for series, goal in (("national", goals[1]), ("specialised", goals[2])):
                line = lines[name, series]
                self.assertEqual(
                    (MISSING, str(goal), MISSING, MISSING, MISSING),
                    tuple(line[key] for key in ("actual", "goal", "gap", "met", "share")),
                )
                self.assertEqual([f"{series}_now"], line["names"])

    def test_the_goals_of_the_city(self):
        """600 carriers, 200 national ones, half of them specialised."""
        goals = {line["target"]: line for line in self.json(*ANNEX_RUN)["lines"] if not line["series"]}
        self.assertEqual(
            {"g_total": "600", "g_national": "200", "g_share": "0.5"},
            {name: line["goal"] for name, line in goals.items()},
        )
        self.assertEqual(("364", "236", False), tuple(goals["g_total"][key] for key in ("actual", "gap", "met")))
        self.assertEqual([MISSING, MISSING], [goals[name]["met"] for name in ("g_national", "g_share")])

    def test_the_annex_as_a_registry(self):
        """The annex itself, its headers as they are, may be given as the table of districts: it contradicts nothing."""
        plain = self.run_(0, *ANNEX_RUN)[0]
        self.assertEqual(plain, self.run_(0, *ANNEX_RUN, "--registry", f"districts={DATA / 'annex.csv'}")[0])
        self.assertEqual(plain, self.run_(0, *ANNEX_RUN, "--registry", DATA / "annex.csv")[0])

    def test_another_figure_than_the_annex(self):
        """A registry cannot change the annex, nor add a unit to it."""
        for row, code in (("武昌区,29", "contradiction"), ("长江新区,5", "row-unknown")):
            districts = self.write("districts.csv", f"区（开发区）,现有众创孵化载体数量\n{row}\n")
            self.assertIn(f"error: {code}: ", self.run_(2, *ANNEX_RUN, "--registry", districts)[1])

    def test_newer_counts(self):
        """Newer counts stand beside the annex; what was not counted stays not given."""
        districts = self.write(
            "districts.csv", "区（开发区）,当前载体总量,当前国家级载体数量\n武昌区,45,0\n青山区,12,\n"
        )
        lines = {
            (line["subject"], line["series"]): line
            for line in self.json("target", "--policy", "wuhan-2021", "--as-of", "2023-12-31", "--registry", districts)[
                "lines"
            ]
        }
        self.assertEqual(("45", True), (lines["武昌区", "total"]["actual"], lines["武昌区", "total"]["met"]))
        self.assertEqual(
            ("0", "10", False), tuple(lines["武昌区", "national"][key] for key in ("actual", "gap", "met"))
        )
        self.assertEqual(("12", MISSING), (lines["青山区", "total"]["actual"], lines["青山区", "national"]["actual"]))
        self.assertEqual(str(364 + 17 - 6), lines["武汉市", "total"]["actual"])


class Synthetic(Case):
    """The synthetic registry."""

    def test_it_is_made_again(self):
        """generate.py writes the same bytes."""
        made = self.folder / "made"
        subprocess.run([sys.executable, "-B", DATA / "generate.py", made], check=True, env=ENVIRONMENT, timeout=60)
        names = sorted(path.name for path in (DATA / "synthetic").glob("*.csv"))
        self.assertEqual(names, sorted(path.name for path in made.iterdir()))
        for name in names:
            self.assertEqual((DATA / "synthetic" / name).read_bytes(), (made / name).read_bytes(), name)

    def test_its_counts(self):
        """Its carriers of each unit are as many as the annex says, in the file and in the form."""
        with open(DATA / "synthetic/carriers.csv", encoding="utf-8", newline="") as file:
            counts = Counter(row["district"] for row in csv.DictReader(file))
        self.assertEqual({row[0]: row[1] for row in ANNEX}, counts)
        classes = self.json("classify", *WUHAN, "--by", "district")["classes"]
        self.assertEqual({row[0]: row[1] for row in ANNEX}, {each["of"]["district"]: each["count"] for each in classes})
        lines = self.json("target", *WUHAN)["lines"]
        self.assertEqual(
            {row[0]: str(row[1]) for row in (*ANNEX, CITY)},
            {line["subject"]: line["actual"] for line in lines if line["series"] == "total"},
        )

    def test_its_points(self):
        """All carriers have points but for some holes, and those put at the lines of the assessment are graded as the lines say."""
        parts = [f"points_{part}" for part in ("service", "professional", "finance", "results")]
        with open(DATA / "synthetic/carriers.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertTrue(all(any(row[part] for part in parts) for row in rows if row["grade_national_before"] != "优秀"))
        self.assertTrue(20 < sum(not row[part] for row in rows for part in parts) < 60)
        for points, level, score, grade in (
            ("80 80 80 80", "municipal", "80", {"excellent", "pass"}),  # as the places allow
            ("80 80 80 79.99", "municipal", "79.9975", {"pass"}),
            ("60 60 60 60", "municipal", "60", {"pass"}),
            ("60 60 60 59.99", "municipal", "59.9975", {"fail"}),
            ("100 100 100 100", "municipal", "100", {"excellent"}),
            ("0 0 0 0", "municipal", "0", {"fail"}),
            ("90 90 90 90", "national", "90", {"not_excellent"}),  # failed the year before
            ("90 90 90 90", "provincial", "90", {"not_excellent"}),
        ):
            row = next(row for row in rows if [row[part] for part in parts] == points.split() and row["level"] == level)
            self.assertEqual(score, self.outcome(row["id"], "score"))
            self.assertIn(self.outcome(row["id"], "grade"), grade)

    def outcome(self, carrier, rule):
        """What a rule says of a carrier."""
        told = self.json("explain", *WUHAN, "--subject", f"carriers:{carrier}", "--rule", rule)
        return told["rules"][0]["outcome"]["value"]

    def test_its_intervals(self):
        """Where a carrier is undetermined, the form says from where to where, and the goal is decided only where both ends agree."""
        with open(DATA / "synthetic/carriers.csv", encoding="utf-8", newline="") as file:
            national = Counter(row["district"] for row in csv.DictReader(file) if row["level"] == "national")
        for line in self.json("target", *WUHAN)["lines"]:
            if line["series"] == "national" and line["table"] == "districts":
                self.assertEqual(str(national[line["subject"]]), line["actual"])
            if line["series"] == "specialised" and line["actual"] == MISSING:
                low, high, goal = (int(line[key]) for key in ("low", "high", "goal"))
                self.assertLess(low, high)
                self.assertEqual(True if low >= goal else False if high < goal else MISSING, line["met"])


if __name__ == "__main__":
    unittest.main()
