"""What the tests of the command line share: a folder of its own for each, a small policy, small tables."""

import csv
import io
import pathlib
import sys
import tempfile
import unittest

import vectors
from command import Command, write_json

HERE = pathlib.Path(__file__).resolve().parent
SMALL = HERE / "small.json"
AS_OF = ("--as-of", "2022-06-30")
DISTRICTS = [{"district": "east", "goal": "2"}, {"district": "west", "goal": "1"}]
CARRIERS = [
    {
        "id": "c1",
        "name": 'First, "the" one',
        "kind": "incubator",
        "area": "1000",
        "fund": "500000",
        "opened": "2019-01-01",
        "staff": "9",
        "platform": "true",
        "district": "east",
    },
    {
        "id": "c2",
        "name": "Second",
        "kind": "maker",
        "area": "999.5",
        "fund": "",
        "opened": "",
        "staff": "",
        "platform": "",
        "district": "east",
    },
    {
        "id": "c3",
        "name": "",
        "kind": "incubator",
        "area": "",
        "fund": "0",
        "opened": "2021-12-31",
        "staff": "0",
        "platform": "true",
        "district": "west",
    },
]
DATA = {"districts": DISTRICTS, "carriers": CARRIERS}


def csv_text(rows, delimiter=","):
    """Rows as CSV; the first one names the columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


class Case(unittest.TestCase):
    """A test of the command, in a folder that is gone afterwards."""

    command = Command(sys.argv.pop(1))

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        self.registry = self.folder / "data"
        self.registry.mkdir()
        for name, rows in DATA.items():
            self.write(f"data/{name}.csv", csv_text(rows))

    def write(self, name, text):
        """A file in the folder: text as UTF-8, or bytes."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    def policy(self, change, of=SMALL):
        """A policy, the small one if not said otherwise, changed by a function of it, as a file."""
        policy = vectors.read(of)
        change(policy)
        return write_json(self.folder / "changed.json", policy)

    def data(self, *registry):
        """The options that name policy, registry and date."""
        options = ["--policy", SMALL]
        for path in registry or (self.registry,):
            options += ["--registry", path]
        return (*options, *AS_OF)

    def run_(self, code, *arguments, **how):
        """A run that must end with a code; (output, messages) as text. When it ends with 2 it prints nothing."""
        done = self.command.run(*arguments, **how)
        output, messages = (
            bytes_.decode("utf-8") if bytes_ is not None else "" for bytes_ in (done.stdout, done.stderr)
        )
        self.assertEqual(code, done.returncode, f"{arguments}\n{output[:500]}\n{messages[:500]}")
        if code == 2:
            self.assertEqual("", output)
            self.assertTrue(messages.endswith("\n"), f"no whole line: {messages!r}")
        return output, messages

    def first_line(self, *arguments, **how):
        """The first line of the messages of a run that must end with 2."""
        return self.run_(2, *arguments, **how)[1].splitlines()[0]

    def json(self, *arguments):
        """The document of a run that must end with 0."""
        return self.command.json(*arguments)
