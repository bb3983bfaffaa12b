"""The schemas of docs/schema: valid, and in accord with the command.

python3 schema.py INCUBATOR [CASE...]
"""

import json
import pathlib
import sys
import tempfile
import unittest

import broken
import broken_awards
import broken_shares
import vectors
from command import BUILT_IN, DATA, GRADED, INSTRUMENTS, POLICIES, ROOT, WUHAN, Command, read_json, write_json

try:
    from jsonschema import Draft202012Validator
except ImportError:
    sys.exit(
        "faces.schema needs the package jsonschema (tests/requirements.txt) in INCUBATOR_PYTHON, which is "
        + sys.executable
    )

SCHEMAS = ROOT / "docs/schema"
COMMAND = Command(sys.argv.pop(1))
SUBJECTS = [
    ("carriers:WH-0042", "orientation"),
    ("carriers:WH-0042", "recognisable"),
    ("carriers:WH-0042", "founder_class"),
    ("carriers:WH-0002", "maker_filing"),
    ("carriers:WH-0002", "orientation"),
    ("carriers:WH-0001", "guidance"),
    ("carriers:WH-0001", "one_industry"),
    ("enterprises:E00001", "can_graduate"),
    ("districts:武昌区", "t_specialised"),
    ("districts:东湖高新区", "t_specialised"),
    ("districts:东湖高新区", "specialised"),
    ("cities:武汉市", "g_share"),
    ("cities:武汉市", "c_total"),
]


def schema(name):
    """A validator for one of the schemas."""
    return Draft202012Validator(vectors.read(SCHEMAS / f"{name}-1.json"))


def complaints(validator, value):
    """What a schema has against a value, a line each."""
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(value)][:5]


class Schemas(unittest.TestCase):
    """The schemas themselves."""

    def test_they_are_valid(self):
        """Each is a valid schema of 2020-12, and says what each key is."""
        found = sorted(SCHEMAS.glob("*.json"))
        self.assertEqual(16, len(found))
        for path in found:
            with self.subTest(path.name):
                content = vectors.read(path)
                Draft202012Validator.check_schema(content)
                self.assertEqual("https://json-schema.org/draft/2020-12/schema", content["$schema"])
                self.assertEqual([], list(undescribed(content, path.stem)))


def undescribed(node, where):
    """Where a property of a closed object has no description, neither of its own nor by what it refers to."""
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from undescribed(item, f"{where}/{number}")
    elif isinstance(node, dict):
        closed = node.get("additionalProperties") is False
        for key, item in node.get("properties", {}).items() if closed else ():
            if isinstance(item, dict) and not item.keys() & {"description", "$ref", "const"}:
                yield f"{where}/properties/{key}"
        for key, item in node.items():
            yield from undescribed(item, f"{where}/{key}")


class Policies(unittest.TestCase):
    """The schema of policies beside `incubator check`."""

    @classmethod
    def setUpClass(cls):
        cls.schema = schema("policy")
        cls.sound = vectors.read(ROOT / "tests/faces/sound.json")

    def codes_of(self, policy):
        """The codes of the errors that `incubator check` finds."""
        with tempfile.TemporaryDirectory() as folder:
            done = COMMAND.run("check", write_json(pathlib.Path(folder) / "policy.json", policy), "--format", "json")
        self.assertIn(done.returncode, (0, 1), done.stderr.decode())
        told = read_json(done.stdout)
        self.assertEqual(done.returncode == 1, told["errors"] > 0)
        return {finding["code"] for finding in told["findings"] if finding["severity"] == "error"}

    def check(self, policy, of_tests=True):
        """Does `incubator check` refuse it, not (only) because a test of it fails?"""
        codes = self.codes_of(policy)
        return bool(codes if of_tests else codes - {"test-failed"})

    def test_built_in_policies_are_accepted(self):
        """Every policy that ships."""
        for path in sorted(POLICIES.glob("*.json")):
            with self.subTest(path.name):
                self.assertEqual([], complaints(self.schema, vectors.read(path)))

    def test_policies_of_vectors_are_accepted(self):
        """Every policy of the decision vectors that has no error."""
        for name, vector in vectors.all_vectors():
            if "expect" in vector:
                with self.subTest(name):
                    self.assertEqual([], complaints(self.schema, vectors.policy_of(vector)))

    def test_kinds_of_later_releases(self):
        """The keys of score, select, apportion and award are known names."""
        for path in sorted((ROOT / "tests/faces/later").glob("*.json")):
            with self.subTest(path.name):
                self.assertEqual([], complaints(self.schema, vectors.read(path)))

    def test_the_sound_policy_is_sound(self):
        """What the broken ones are made of is accepted by both."""
        self.assertEqual([], complaints(self.schema, self.sound))
        self.assertFalse(self.check(self.sound))

    def test_broken_policies_are_refused(self):
        """By the schema, where it can see it, and by check."""
        for title, at, value, shape in broken.CASES:
            with self.subTest(title, at=at):
                policy = broken.make(self.sound, at, value)
                self.assertEqual(shape, not self.schema.is_valid(policy), "the schema")
                self.assertTrue(self.check(policy, at.startswith("/tests")), "incubator check accepts it")

    def test_broken_awards_and_apportionments_are_refused(self):
        """By the schema, where it can see it, and by check with the code of the mistake."""
        for title, at, value, code, shape in broken_awards.CASES + broken_shares.CASES:
            with self.subTest(title, at=at):
                policy = broken.make(self.sound, at, value)
                self.assertEqual(shape, not self.schema.is_valid(policy), "the schema")
                self.assertIn(code, self.codes_of(policy))


def thinned(document):
    """A classification with one of all subjects that are alike but for their keys; thousands of enterprises are."""
    tables = document.get("tables", {})
    for name, subjects in tables.items():
        if any(not isinstance(subject["key"], str) or not subject["key"] for subject in subjects):
            raise AssertionError(f"a subject without a key in {name}")
        tables[name] = list({json.dumps({**subject, "key": ""}): subject for subject in subjects}.values())
    return document


class Outputs(unittest.TestCase):
    """Every JSON that the command writes, in both languages; read_json refuses floats and keys that stand twice."""

    def accept(self, name, *arguments):
        """One output against its schema, in both languages."""
        for language in ("en", "zh"):
            with self.subTest(name, arguments=arguments[:1] + arguments[7:], language=language):
                written = COMMAND.json(*arguments, *(() if name == "check" else ("--lang", language)))
                self.assertEqual(f"incubator-{name}/1", written["format"])
                self.assertEqual([], complaints(schema(name), thinned(written)))

    def test_classification(self):
        """All tables, one, and a registry of one table."""
        self.accept("classification", "classify", *WUHAN)
        self.accept("classification", "classify", *WUHAN, "--table", "carriers", "--as-of", "2018-01-01")
        self.accept(
            "classification",
            "classify",
            "--policy",
            "cn-national-2018",
            "--as-of",
            "2022-06-30",
            "--registry",
            DATA / "synthetic/enterprises.csv",
        )

    def test_robustness(self):
        """With a selection, with ways to place, with moves."""
        score = ("--score", "score", "--outcome", "grade", "--runs", "20")
        self.accept("robustness", "robustness", *GRADED, *score, "--moves", "--top", "2", "--subject", "carriers:c5")
        self.accept("robustness", "robustness", *GRADED, "--score", "score", "--rank", "top", "--normalise", "rank,best", "--weights", "simplex")
        self.accept("robustness", "robustness", *WUHAN, *score)

    def test_comparison(self):
        """Money and outcomes, two policies, all lines; a policy without awards."""
        compared = vectors.read(ROOT / "tests/faces/compared.json")
        compared["id"] = "other"
        compared["rules"]["grade_awards"] = compared["rules"].pop("grade_award")
        carriers = [{"id": "c1", "score": "95", "district": "east"}, {"id": "c2", "district": "west"}]
        services = [{"id": "s1", "paid": "100", "paid_on": "2022-01-01", "carrier": "c1"}, {"id": "s2", "carrier": "c2"}, {"id": "s3"}]
        with tempfile.TemporaryDirectory() as folder:
            rows = write_json(pathlib.Path(folder) / "rows.json", {"carriers": carriers, "services": services})
            path = write_json(pathlib.Path(folder) / "other.json", compared)
            usual = ("--policy", ROOT / "tests/faces/compared.json", "--registry", rows, "--as-of", "2022-06-30", "--only", "all", "--by", "district,grade")
            self.accept("comparison", "compare", *usual, "--policy", path, "--as-of-b", "2023-06-30", "--set-b", "open=3")
            self.accept("comparison", "compare", *usual, "--set-a", "places=2", "--set-b", "good=99")
        self.accept("comparison", "compare", *WUHAN, "--set-b", "pass_from=70")

    def test_ledger(self):
        """Entries in every state, lists, totals alone, payments with columns."""
        self.accept("ledger", "subsidise", *INSTRUMENTS)
        self.accept("ledger", "subsidise", *INSTRUMENTS, "--totals", "--by", "districts,hnte", "--set", "rate=0.2")
        self.accept("payments", "subsidise", *INSTRUMENTS, "--payments", "--columns", "name,district")
        with tempfile.TemporaryDirectory() as folder:
            policy = vectors.read(GRADED[1])
            policy["rules"]["top"]["programme"] = True
            self.accept("ledger", "subsidise", "--policy", write_json(pathlib.Path(folder, "list.json"), policy), *GRADED[2:])

    def test_shares(self):
        """Apportionment without a policy: with bounds, with a tie."""
        path = ROOT / "tests/faces/apportioned/ch-2020.csv"
        usual = ("apportion", path, "--total", "200", "--method", "hamilton")
        self.accept("shares", *usual, "--lower", "1", "--upper", "40")
        with tempfile.TemporaryDirectory() as folder:
            tied = pathlib.Path(folder) / "tied.csv"
            tied.write_text("u,w\na,1\nb,1\n", encoding="utf-8")
            done = COMMAND.run("apportion", tied, "--total", "1", "--method", "webster", "--format", "json")
            self.assertEqual(1, done.returncode)
            self.assertEqual([], complaints(schema("shares"), read_json(done.stdout)))

    def test_assessment(self):
        """Scores, selections and grades, and a policy without any."""
        self.accept("assessment", "assess", *GRADED)
        self.accept("assessment", "assess", *WUHAN)
        self.accept("inventory", "assess", *GRADED, "--by", "kind,grade,top:rank")

    def test_inventory(self):
        """Counts by categories, requirements, numbers and gaps."""
        for by in (
            "kind,level,orientation",
            "guidance",
            "is_specialised,recognisable",
            "district,founder_class",
            "statistics_years,is_specialised:share",
            "opened",
        ):
            self.accept("inventory", "classify", *WUHAN, "--by", by)
        self.accept("inventory", "classify", *WUHAN, "--by", "orientation", "--set", "special_share=0.7")

    def test_target(self):
        """With and without a registry."""
        self.accept("target", "target", *WUHAN)
        self.accept("target", "target", "--policy", "wuhan-2021", "--as-of", "2021-08-25")

    def test_plan(self):
        """Milestones, also of districts that are not known."""
        vector = vectors.read(ROOT / "tests/decisions/target-plan-gaps.json")
        with tempfile.TemporaryDirectory() as folder:
            policy = write_json(pathlib.Path(folder, "policy.json"), vector["policy"])
            rows = write_json(pathlib.Path(folder, "districts.json"), vector["given"]["districts"])
            self.accept("plan", "plan", "--policy", policy, "--registry", rows, "--as-of", "2022-06-30")
        self.accept("plan", "plan", "--policy", "wuhan-2021-illustration", "--as-of", "2022-06-30")

    def test_explanation(self):
        """Rules of every kind."""
        for subject, rule in SUBJECTS:
            self.accept("explanation", "explain", *WUHAN, "--subject", subject, "--rule", rule)
        for key in ("c1", "c2", "c3", "c4", "c5", "c6"):
            for rule in ("score", "top", "grade"):
                self.accept("explanation", "explain", *GRADED, "--subject", f"carriers:{key}", "--rule", rule)
        self.accept(
            "explanation",
            "explain",
            *WUHAN,
            "--subject",
            "carriers:WH-0042",
            "--rule",
            "orientation",
            "--brief",
            "--set",
            "special_share=0.7",
        )

    def test_record(self):
        """All built-in policies, with values and without; the statistics of a policy with cohorts, and a record among them; awards."""
        policy = vectors.read(ROOT / "tests/decisions/cohort-within-two-columns.json")["policy"]
        given = vectors.read(ROOT / "tests/decisions/cohort-within-two-columns.json")["given"]
        records = [(name, text) for name in ("wuhan-2021", "cn-national-2018") for text in (b"{}", b'{"id": "n", "kind": "incubator", "area": 1}')]
        for name, text in records:
            done = COMMAND.run("record", name, "--as-of", "2022-06-30", "--table", "carriers", input=text)
            self.assertEqual([], complaints(schema("record"), read_json(done.stdout)), done.stderr)
        for text in (b"{}", b'{"event": "e", "paid": 1000.1, "rate": 0.3, "joined": true, "one": 1}', b'{"joined": false}'):
            done = COMMAND.run("record", ROOT / "tests/jsonlogic/awards.json", "--as-of", "2022-06-30", input=text)
            self.assertEqual([], complaints(schema("record"), read_json(done.stdout)), done.stderr)
        with tempfile.TemporaryDirectory() as folder:
            path, rows = write_json(f"{folder}/policy.json", policy), write_json(f"{folder}/given.json", given)
            done = COMMAND.run("statistics", "--policy", path, "--registry", rows, "--as-of", "2022-06-30", "--out", f"{folder}/statistics.json")
            self.assertEqual(0, done.returncode, done.stderr)
            statistics = read_json(pathlib.Path(f"{folder}/statistics.json").read_bytes())
            self.assertEqual([], complaints(schema("statistics"), statistics))
            done = COMMAND.run("record", path, "--as-of", "2022-06-30", "--statistics", f"{folder}/statistics.json", input=b"{}")
            self.assertEqual([], complaints(schema("record"), read_json(done.stdout)), done.stderr)

    def test_check(self):
        """Sound policies, and one with findings of every severity."""
        for name in BUILT_IN:
            self.accept("check", "check", name)
        with tempfile.TemporaryDirectory() as folder:
            policy = vectors.read(ROOT / "tests/faces/sound.json")
            policy["rules"]["dbl"]["kind"] = 'a \u0007 "word"\n\\ of \U00020000'
            done = COMMAND.run("check", write_json(pathlib.Path(folder) / "p.json", policy), "--format", "json")
            self.assertEqual([], complaints(schema("check"), read_json(done.stdout)))

    def test_vectors(self):
        """Classification, targets and explanations of all vectors; of awards, for each row."""
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for base in vectors.BASES.glob("*.json"):
                (folder / base.name).write_bytes(base.read_bytes())
            for title, vector in vectors.all_vectors():
                if "expect" in vector:
                    self.accept_vector(title, vector, folder)

    def accept_vector(self, title, vector, folder):
        """The outputs for one vector, in the language of its number's evenness."""
        policy = vectors.write(folder / "case.json", vectors.policy_of(vector))
        data = ["--policy", policy, "--as-of", vector["as_of"]]
        data += ["--registry", vectors.write(folder / "given.json", vector["given"])] if vector["given"] else []
        for parameter, value in vector.get("params", {}).items():
            data += ["--set", f"{parameter}={value}"]
        language = ("--lang", "zh" if len(title) % 2 else "en")
        with self.subTest(title):
            for name, command in (("classification", "classify"), ("assessment", "assess")):
                self.assertEqual([], complaints(self.validator(name), COMMAND.json(command, *data, *language)))
            if any("target" in str(rule) for rule in vectors.policy_of(vector)["rules"].values()):
                self.assertEqual([], complaints(self.validator("target"), COMMAND.json("target", *data, *language)))
            asked = [(f"{table}:{key}", cells) for table, rows in vector["expect"].items() for key, cells in rows.items()]
            for subject, cells in asked if title.startswith("award-") else asked[:1]:
                for rule in sorted({cell.partition(":")[0] for cell in cells} & vectors.policy_of(vector)["rules"].keys()):
                    told = COMMAND.json("explain", *data, "--subject", subject, "--rule", rule, *language)
                    self.assertEqual([], complaints(self.validator("explanation"), told), (subject, rule))

    known = {}

    def validator(self, name):
        """A validator, made once."""
        return self.known.setdefault(name, schema(name))


if __name__ == "__main__":
    unittest.main()
