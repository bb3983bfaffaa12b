"""The document of `incubator lower`: its schema, its options, what is chosen and what is refused.

python3 document.py INCUBATOR [CASE...]
"""

import json
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "faces")]
import vectors  # noqa: E402
from command import FACES, POLICIES, ROOT, Command, write_json  # noqa: E402

try:
    from jsonschema import Draft202012Validator
except ImportError:
    sys.exit("jsonlogic.document needs the package jsonschema (tests/requirements.txt) in INCUBATOR_PYTHON")

COMMAND = Command(sys.argv.pop(1))
AS_OF = ("--as-of", "2022-06-30")
SCHEMA = Draft202012Validator(json.loads((ROOT / "docs/schema/jsonlogic-1.json").read_text(encoding="utf-8")))


def lower(policy, *options):
    """The document of a run that must end with 0."""
    done = COMMAND.run("lower", policy, *AS_OF, *options)
    if done.returncode:
        raise AssertionError(done.stderr.decode())
    return json.loads(done.stdout)


def names(entries):
    """Their names, in order."""
    return [entry["name"] for entry in entries]


class Documents(unittest.TestCase):
    """What the command writes."""

    def test_documents_accord_with_the_schema(self):
        """Of every policy that ships, and of every vector that is sound."""
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "policy.json"
            policies = [vectors.read(path) for path in sorted(POLICIES.glob("*.json"))]
            policies += [vectors.policy_of(vector) for _, vector in vectors.all_vectors() if "expect" in vector]
            for policy in policies:
                if "extends" in policy:
                    continue
                with self.subTest(policy["id"]):
                    document = lower(write_json(path, policy))
                    self.assertEqual([], [error.message[:200] for error in SCHEMA.iter_errors(document)][:3])

    def test_a_rule_comes_with_what_it_reads(self):
        """And with nothing else; behind what is not lowered nothing is asked for."""
        whole, part = lower("wuhan-2021"), lower("wuhan-2021", "--rule", "is_specialised")
        self.assertEqual(["is_specialised"], names(part["rules"]))
        self.assertEqual(["one_industry"], names(part["not_lowered"]))
        self.assertIn("one_industry", names(part["inputs"]))
        self.assertGreater(len(whole["rules"]), 10)
        self.assertEqual(len(whole["rules"]), len(set(names(whole["rules"]))))

    def test_every_variable_is_given_or_made_before(self):
        """No step reads a column that nobody has said."""
        for policy in ("wuhan-2021", "wuhan-etdz-2019", FACES / "graded.json"):
            document = lower(policy)
            known = {(entry["on"], entry["name"]) for entry in document["inputs"]}
            known |= {(on, name + "?") for on, name in known}
            for rule in document["rules"]:
                for step in rule["steps"]:
                    for name in variables(step["logic"]):
                        if "." not in name:
                            self.assertIn((rule["on"], name), known, f"{policy}: {rule['name']}: {step['set']}")
                    known.add((rule["on"], step["set"]))

    def test_parameters_are_told(self):
        """With the value that stands in the steps, and what it rests on; what the caller set is assumed."""
        one = lower("wuhan-2021", "--rule", "is_specialised", "--set", "special_share=0.8")
        (parameter,) = one["rules"][0]["parameters"]
        self.assertEqual(0.8, parameter["value"])
        self.assertEqual("assumed", parameter["basis"]["evidence"])
        self.assertEqual(["special_share=0.8"], one["policy"]["settings"])

    def test_language(self):
        """Titles and labels in Chinese where asked for."""
        self.assertIn("孵化器", json.dumps(lower("wuhan-2021", "--lang", "zh")["categories"], ensure_ascii=False))

    def test_refusals(self):
        """Unknown rules, parts and days, with nothing written."""
        for options, message in (
            (("--rule", "nowhere"), 'no rule "nowhere" in policy wuhan-2021'),
            (("--rule", "is_specialised:share"), "no rule"),
            (("--as-of", "2022-02-30"), "expected a date of the calendar"),
        ):
            with self.subTest(options):
                done = COMMAND.run("lower", "wuhan-2021", *options)
                self.assertEqual((2, b""), (done.returncode, done.stdout))
                self.assertIn(message, done.stderr.decode())


def variables(logic):
    """The columns that a piece of JsonLogic reads."""
    if isinstance(logic, list):
        for item in logic:
            yield from variables(item)
    elif isinstance(logic, dict):
        for key, value in logic.items():
            yield from [value] if key == "var" else variables(value)


if __name__ == "__main__":
    unittest.main()
