"""Running the command `incubator`, and reading what it says."""

import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "examples/data"
POLICIES = ROOT / "lib/policies"
BUILT_IN = sorted(path.stem for path in POLICIES.glob("*.json"))
WUHAN = ("--policy", "wuhan-2021", "--registry", str(DATA / "synthetic"), "--as-of", "2022-06-30")
INSTRUMENTS = (
    "--policy",
    str(ROOT / "examples/instruments.json"),
    "--registry",
    str(DATA / "instruments"),
    "--as-of",
    "2024-12-31",
)
FACES = ROOT / "tests/faces"
GRADED = ("--policy", str(FACES / "graded.json"), "--registry", str(FACES / "graded.csv"), "--as-of", "2022-06-30")
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}
for sanitizer in ("ASAN", "UBSAN"):  # what one of them ends is told apart from a run that ends with 1
    ENVIRONMENT.setdefault(f"{sanitizer}_OPTIONS", "exitcode=99")


class Command:
    """The command under test."""

    def __init__(self, path):
        self.path = str(pathlib.Path(path).resolve())

    def run(self, *arguments, **how):
        """The finished process; its output is bytes."""
        how.setdefault("env", ENVIRONMENT)
        if "stdout" not in how:
            how.update(stdout=subprocess.PIPE)
        how.setdefault("stderr", subprocess.PIPE)
        return subprocess.run([self.path, *map(str, arguments)], timeout=60, check=False, **how)

    def json(self, *arguments, **how):
        """The document that a run writes; it must end with 0."""
        done = self.run(*arguments, "--format", "json", **how)
        if done.returncode != 0:
            raise AssertionError(f"{arguments}: exit {done.returncode}: {done.stderr.decode()}")
        return read_json(done.stdout)


def unique(pairs):
    """An object, none of whose keys stands twice."""
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError(f"a key stands twice among {[key for key, _ in pairs]}")
    return result


def no_float(text):
    """Results hold no floats."""
    raise ValueError(f"a number that is no integer: {text}")


def read_json(text):
    """A result, strictly: UTF-8, no key twice, no number that is no integer."""
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    return json.loads(text, object_pairs_hook=unique, parse_float=no_float, parse_constant=no_float)


def write_json(path, value):
    """Writes a value as a file and gives its path back."""
    path = pathlib.Path(path)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path
