"""The decision vectors under tests/decisions: read as they are written, numbers with their digits kept."""

import json
import pathlib
import sys

from command import POLICIES, ROOT, unique

FOLDER = ROOT / "tests/decisions"
BASES = FOLDER / "policies"
KEYS = {"title", "policy", "as_of", "params", "given", "expect", "findings"}


class Written(float):
    """A number that is written out again as it was read."""

    def __new__(cls, text):
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __repr__(self):
        return self.text


def read(path):
    """A JSON file whose numbers keep their digits."""
    text = pathlib.Path(path).read_text(encoding="utf-8")
    return json.loads(text, object_pairs_hook=unique, parse_float=Written)


def write(path, value):
    """Writes what `read` gave."""
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def all_vectors():
    """(name, vector) of every file."""
    for path in sorted(FOLDER.glob("*.json")):
        vector = read(path)
        unknown = vector.keys() - KEYS
        if (
            unknown
            or not vector.keys() >= {"title", "policy", "as_of", "given"}
            or not vector.keys() & {"expect", "findings"}
        ):
            raise ValueError(f"{path.name}: not a vector: {sorted(vector)}")
        yield path.stem, vector


def policy_of(vector):
    """The vector's policy as JSON, with the vector as its only test."""
    policy = vector["policy"]
    if isinstance(policy, str):
        name = policy.removeprefix("builtin:")
        policy = read(FOLDER / policy if name == policy else POLICIES / f"{name}.json")
    test = {key: vector[key] for key in ("title", "as_of", "params", "given", "expect") if key in vector}
    return {**policy, "tests": [test] if "expect" in vector else []}


def report(failures, count):
    """Prints what failed; what the process shall end with."""
    for name, lines in failures.items():
        print(f"{name}:")
        for line in lines[:20]:
            print(f"  {line}")
    print(f"{count} vectors, {len(failures)} failed")
    return 1 if failures else 0


def selected(arguments):
    """The vectors named on the command line; all, when none is."""
    names = set(arguments)
    return [(name, vector) for name, vector in all_vectors() if not names or name in names]


if __name__ == "__main__":
    for name, vector in all_vectors():
        sys.stdout.write(f"{name}: {vector['title']}\n")
