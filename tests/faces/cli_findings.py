"""What `check` tells: code, place and message of each finding, as lines and as JSON.

python3 cli_findings.py INCUBATOR
"""

import json
import re
import unittest

import broken
import vectors
from case import HERE, SMALL, Case
from command import BUILT_IN, POLICIES, read_json, write_json

LINE = re.compile(
    r"(?P<file>.*?):(?P<line>\d+):(?P<column>\d+): (?P<severity>error|warning|note): (?P<code>[a-z-]+): (?P<message>.*?)(?: \(at (?P<pointer>/.*)\))?"
)
CODES = {
    "an unknown key": "unknown-key",
    "no format": "key-missing",
    "another format": "format-unknown",
    "a name with a capital": "name-invalid",
    "a unit with a hole": "unit-invalid",
    "a kind that is none": "kind-unknown",
    "an unknown operator": "operator-unknown",
    "a sum of one": "arity",
    "a default of a variable": "var-default",
    "an if without else": "if-without-else",
    "a rounding without a mode": "round-unstated",
    "evidence that is none": "evidence-unknown",
    "a day that the calendar has not": "date-invalid",
    "an end before its beginning": "dates-order",
    "a base that is nowhere": "extends-unknown",
    "a source that is not declared": "source-unknown",
    "two names that are one": "alias-clash",
    "min above max": "out-of-range",
    "a value that is no code": "category-unknown",
    "a number of 16 digits": "number-too-long",
    "a number off the grid": "too-fine",
    "links in a circle": "link-cycle",
    "a row with half a carrier": "not-integer",
    "a rule with the name of a field": "name-clash",
    "an unknown column": "unknown-name",
    "a rule that reads itself": "cycle",
    "units that differ": "unit-mismatch",
    "a text without its list": "categories-unstated",
    "steps that fall": "points-order",
    "versions that overlap": "versions-overlap",
    "a plan that goes back": "dates-order",
    "a plan with shares of more than the whole": "weights-total",
    "a test that fails": "test-failed",
    "a sum of texts": "type-mismatch",
}
# What the opinion of 2021 leaves open, and so its policy.
UNSET = {"subsidy_excellent", "subsidy_others", "special_factor", "testing_rate", "testing_cap"}
UNSET |= {"angel_rate", "angel_cap", "angel_budget", "early_months", "city_share"}


def pointed(document, pointer):
    """What a JSON Pointer points at."""
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


class Places(Case):
    """Each mistake is told with its code where it is."""

    def check(self, path):
        """The document and the lines of a check."""
        done = self.command.run("check", path, "--format", "json")
        lines = self.command.run("check", path).stdout.decode("utf-8").splitlines()
        return read_json(done.stdout), lines

    def test_codes(self):
        """One mistake, its code; the pointer leads to something, the line holds it; lines and JSON say the same."""
        sound = vectors.read(HERE / "sound.json")
        for title, at, value, _ in broken.CASES:
            if title in CODES:
                with self.subTest(title):
                    policy = broken.make(sound, at, value)
                    path = self.write("broken.json", json.dumps(policy, ensure_ascii=False, indent=1))
                    self.expect(CODES[title], at, *self.check(path), path)
        self.assertEqual(set(), CODES.keys() - {each[0] for each in broken.CASES})

    def expect(self, code, at, document, lines, path):
        """The finding of that code, near the mistake, in both shapes."""
        errors = [f for f in document["findings"] if f["severity"] == "error"]
        self.assertIn(code, [f["code"] for f in errors])
        finding = next(f for f in errors if f["code"] == code)
        self.assertEqual(str(path), finding["file"])
        pointed(vectors.read(path), finding["pointer"])
        common = at.split("/")[1:2] == finding["pointer"].split("/")[1:2] or finding["pointer"] == ""
        self.assertTrue(common, finding)
        source = path.read_text(encoding="utf-8").splitlines()
        self.assertGreater(len(source[finding["line"] - 1].encode()), finding["column"] - 1)
        last = finding["pointer"].rpartition("/")[2]
        self.assertTrue(
            not last or last.isdigit() or f'"{last}"' in source[finding["line"] - 1],
            (finding, source[finding["line"] - 1]),
        )
        told = [match.groupdict("") for match in map(LINE.fullmatch, lines[:-1])]
        self.assertEqual(
            [{**f, "line": str(f["line"]), "column": str(f["column"])} for f in document["findings"]], told
        )

    def test_the_last_line(self):
        """How many of each, and how the tests went."""
        self.assertEqual(f"{SMALL}: 0 errors, 1 warning; 1 tests, 10 expectations, 0 failed", self.check(SMALL)[1][-1])
        wrong = self.policy(lambda p: p.update(colour=1))
        self.assertEqual(f"{wrong}: 1 error, 0 warnings", self.check(wrong)[1][-1])

    def test_texts_that_are_no_json(self):
        """What RFC 8259 does not allow is told with line and column; nothing is guessed."""
        good = '{"format": "incubator-policy/1", "id": "x", "tables": {}'
        for text, code, place in (
            (good, "syntax", "1:57"),
            (good + ",}", "syntax", "1:58"),
            (good + "}}", "syntax", "1:58"),
            (good + ', "a": 01}', "syntax", "1:64"),
            (good + ', "a": +1}', "syntax", "1:64"),
            (good + ', "a": NaN}', "syntax", "1:64"),
            (good + ", 'a': 1}", "syntax", "1:59"),
            (good + "\n}\n//", "syntax", "3:1"),
            ("", "syntax", "1:1"),
            ("\ufeff" + good + "}", None, None),
            (good.encode() + b', "\xff": 1}', "encoding", "1:60"),
            (good + ', "note": "\\ud800"}', "encoding", None),
            ("[" * 100 + "]" * 100, "limit", None),
            (good + ', "id": "y"}', "duplicate-key", "1:59"),
            ("[]", "type-mismatch", "1:1"),
            ("5", "type-mismatch", "1:1"),
        ):
            with self.subTest(text=text[-20:]):
                document, lines = self.check(self.write("text.json", text))
                codes = [f["code"] for f in document["findings"] if f["severity"] == "error"]
                if code is None:
                    continue
                self.assertIn(code, codes)
                if place:
                    self.assertTrue(any(f":{place}: error: {code}: " in line for line in lines), lines)

    def test_bases(self):
        """A finding in a base names the base's file; warnings are of the policy's own."""
        base = vectors.read(SMALL) | {"id": "base"}
        base["rules"]["fit"]["on"] = "cities"
        path = write_json(self.folder / "base.json", base)
        own = write_json(self.folder / "own.json", {"format": "incubator-policy/1", "id": "own", "extends": ["base"]})
        self.assertEqual({str(path)}, {f["file"] for f in self.check(own)[0]["findings"] if f["severity"] == "error"})
        write_json(path, vectors.read(SMALL) | {"id": "base"})
        self.assertEqual([], [f["code"] for f in self.check(own)[0]["findings"] if f["severity"] == "warning"])

    def test_suggestions(self):
        """A name or key that is nearly one gets the right one."""
        for change, words in (
            (lambda p: p.update(parameter={}), 'did you mean "parameters"?'),
            (lambda p: p["rules"]["n"].update(whre=True), 'did you mean "where"?'),
            (lambda p: p["rules"]["aim"].update(goal={"var": "gaol"}), 'did you mean "goal"?'),
            (
                lambda p: p["rules"]["funded"]["conditions"]["fund"].update(
                    {"is": {">=": [{"var": "fund"}, {"var": "params.opn"}]}}
                ),
                'did you mean "open"?',
            ),
        ):
            self.assertIn(words, self.run_(1, "check", self.policy(change))[0])

    def test_many(self):
        """Thousands are counted, not all listed; the counts are right."""
        policy = self.policy(lambda p: p.update({f"colour{i}": 1 for i in range(3000)}))
        document, lines = self.check(policy)
        self.assertEqual(3000, document["errors"])
        self.assertLess(len(document["findings"]), 3000)
        self.assertIn(f"… and {3000 - len(document['findings'])} more of severity error", lines)
        self.assertEqual(f"{policy}: 3000 errors, 0 warnings", lines[-1])

    def test_odd_letters(self):
        """Quotation marks, control characters and long names in messages: JSON stays JSON, lines stay lines."""
        for key in ('a "b"', "a\\b", "a\nb", "a\u0001\u001b[31m", "\u007f", "/~", "键" * 300, "x" * 5000):
            with self.subTest(key[:8]):
                document, lines = self.check(self.policy(lambda p: p.update({key: 1})))
                controls = sum(f["code"] == "control-character" for f in document["findings"])
                self.assertEqual(1 + controls, document["errors"])
                self.assertEqual(any(ord(c) < 32 or c == "\x7f" for c in key), controls == 1)
                self.assertEqual(1 + document["errors"] + document["notes"] + document["warnings"], len(lines))
                self.assertFalse([c for line in lines for c in line if ord(c) < 32 or c == "\x7f"])

    def test_odd_files(self):
        """File names with quotation marks and line ends."""
        for name in ('a "b".json', "a\nb.json", "文件.json"):
            document, _ = self.check(self.write(name, '{"format": "incubator-policy/1", "id": "x", "colour": 1}'))
            self.assertEqual(1, document["errors"])

    def test_shipped(self):
        """Built-in policies have no errors, are only warned of what their document leaves open, and pass their tests; so do their files."""
        for name in BUILT_IN:
            for policy in (name, POLICIES / f"{name}.json"):
                document, _ = self.check(policy)
                self.assertEqual((0, 0), (document["errors"], document["failures"]))
                warned = [each for each in document["findings"] if each["severity"] == "warning"]
                self.assertEqual({"parameter-unset"} if name == "wuhan-2021" else set(), {each["code"] for each in warned})
                self.assertEqual(UNSET if warned else set(), {each["pointer"].removeprefix("/parameters/") for each in warned})
                self.assertGreater(document["expectations"], 30)


if __name__ == "__main__":
    unittest.main()
