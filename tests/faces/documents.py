"""What the documents show is so: their commands run, their policies hold, their lists are the library's.

python3 documents.py INCUBATOR
"""

import json
import pathlib
import re
import shlex
import tempfile
import unittest

from case import Case
from command import ROOT, unique

READMES = ("README.md", "README.zh-CN.md")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
CODE = r'"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)"'
# Where a code stands in the sources; the first is for policies, the others for tables, warnings and notes.
PLACES = (
    rf"\b(?:INC_REPORT|WARN|inc_report(?:_key)?)\([^;\x22]*{CODE}",
    rf"\bfault\({CODE}",
    rf"\(inc_cell_fault\){{{CODE}",
    rf"\binc_rows_bad\([^,]+,[^,]+, {CODE}",
    rf"\bINCUBATOR_SEVERITY_\w+, {CODE}",
    rf"\breport\(l, e, {CODE}",
)


def text_of(name):
    """A document."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name, language):
    """The blocks of a language in a document."""
    return [text for found, text in BLOCK.findall(text_of(name)) if found == language]


class Documents(Case):
    """README, docs/policy.md, docs/errors.md."""

    def test_commands_of_the_readmes(self):
        """Each line that calls the command ends well, at the top of the project."""
        for readme in READMES:
            lines = [line for block in blocks(readme, "sh") for line in block.splitlines()]
            calls = [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("incubator ")]
            self.assertGreaterEqual(len(calls), 5, readme)
            for call in calls:
                with self.subTest(readme=readme, call=call):
                    done = self.command.run(*call, cwd=ROOT)
                    self.assertEqual((0, b""), (done.returncode, done.stderr))
                    self.assertTrue(done.stdout.strip())

    def test_commands_of_the_guide_to_subsidies(self):
        """Each command ends well, and what the guide shows of it is what it prints."""
        page = text_of("docs/subsidies.md")
        shown = "\n".join(blocks("docs/subsidies.md", ""))
        calls = [shlex.split(line)[1:] for block in blocks("docs/subsidies.md", "sh") for line in block.splitlines()]
        self.assertGreaterEqual(len(calls), 5)
        printed = ""
        for call in calls:
            done = self.command.run(*call, cwd=ROOT)
            self.assertEqual(0, done.returncode, call)
            printed += done.stdout.decode().replace("\r", "") + done.stderr.decode()
        for line in filter(None, shown.splitlines()):
            self.assertIn(line, printed, page[:30])

    def test_policies_of_the_guide(self):
        """The whole policies in the guide have no findings but notes, and pass their own tests."""
        whole = [text for text in blocks("docs/policy.md", "json") if '"format"' in text]
        self.assertEqual(2, len(whole))
        with tempfile.TemporaryDirectory() as folder:
            for text in whole:
                path = pathlib.Path(folder, json.loads(text)["id"] + ".json")
                path.write_text(text, encoding="utf-8")
                done = self.command.run("check", path, "--strict")
                self.assertEqual(0, done.returncode, done.stdout.decode())
                self.assertIn(" 0 failed", done.stdout.decode())

    def test_pieces_of_the_guide(self):
        """The pieces are JSON, but for what they leave out."""
        pieces = [text for text in blocks("docs/policy.md", "json") if '"format"' not in text]
        self.assertGreaterEqual(len(pieces), 9)
        for text in pieces:
            with self.subTest(piece=text[:60]):
                text = re.sub(r'"[^"]*"|…', lambda m: '"left": "out"' if m[0] == "…" else m[0], text)
                text = re.sub(r': "left": "out"', ': "left out"', text)
                members = re.sub(r"\n(?=\")", ",\n", text.strip()).replace(",,", ",")
                json.loads("{" + members + "}", object_pairs_hook=unique)

    def test_codes_are_those_of_the_library(self):
        """docs/errors.md names every code that the sources report, and no other."""
        sources = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("lib/*/*.c"))]
        reported = {code for text in sources for place in PLACES for code in re.findall(place, text)}
        listed = text_of("docs/errors.md").split("## Findings in a policy", 1)[1]
        named = set(re.findall(r"^\| ([a-z0-9-]+) \|", listed, re.M)) - {"code"}
        named |= set(re.findall(r"`([a-z]+(?:-[a-z]+)+|syntax|encoding|contradiction)`", listed))
        self.assertEqual(set(), reported - named, "not in the document")
        gone = {code for code in named if not any(f'"{code}"' in text for text in sources)}
        self.assertEqual(set(), gone, "not in the library")

    def test_statuses_are_those_of_the_library(self):
        """Numbers and names of statuses."""
        header = text_of("include/incubator/status.h")
        numbers = re.findall(r"INCUBATOR_STATUS_(\w+) = (\d+)", header)
        rows = re.findall(r"^\| (\d+) \| ([a-z-]+) \|", text_of("docs/errors.md"), re.M)
        self.assertEqual([(number, name.lower().replace("_", "-")) for name, number in numbers], rows)


if __name__ == "__main__":
    unittest.main()
