"""Every decision vector through the oracle, a second implementation that shares no code with the library.

    python3 decisions_oracle.py [VECTOR...]

The oracle assumes a valid policy: a vector that expects an error passes if the oracle refuses it too, where it
checks that. Of findings it knows contradictions.
"""

import pathlib
import shutil
import sys
import tempfile

import vectors
from command import ROOT

sys.path.insert(0, str(ROOT / "tests/oracle"))
import run_tests  # noqa: E402
from contradictions import contradictions  # noqa: E402
from loading import PolicyError, load_policy, read_json  # noqa: E402
from tables import DataError  # noqa: E402

# What the oracle leaves to the library: reading cells as people write them, and names but those of columns folded.
NOT_READ = {
    "units-of-data": "converts no units",
    "data-dates": "reads ISO dates only",
    "data-booleans": "reads true and false only",
    "aliases-of-columns": "does not fold the names of columns",
    "tests-expect-through-a-link": "expects columns of the own row only",
}
REFUSED = {
    "link-unknown",
    "row-unknown",
    "key-duplicate",
    "override-missing",
    "override-nothing",
    "extends-clash",
    "extends-cycle",
    "extends-unknown",
}


def skipped(name, vector):
    """Why the oracle is not asked, or None."""
    if "expect" not in vector and not REFUSED & set(vector["findings"]):
        return "does not check this"
    return NOT_READ.get(name)


def world_of(policy, vector):
    """The policy on the vector's rows."""
    return run_tests.World(policy, vector["given"], vector["as_of"], vector.get("params"))


def exact(vector, folder):
    """The vector with the oracle's own numbers."""
    return read_json(vectors.write(folder / "vector.json", vector))


def compare_contradictions(policy, vector):
    """A line where the oracle finds a contradiction that is not expected, or finds none."""
    found = contradictions(world_of(policy, vector)) if "findings" in vector else []
    expected = "contradiction" in vector.get("findings", [])
    if expected != bool(found):
        yield f"contradictions: expected {'some' if expected else 'none'}, got {found}"


def failures_of(vector, folder):
    """A line for each failure of one vector."""
    path = vectors.write(folder / "case.json", vectors.policy_of(vector))
    try:
        policy = load_policy(path, [folder, vectors.POLICIES])
        vector = exact(vector, folder)
        if "expect" not in vector:
            world_of(policy, vector)
            return ["evaluated, though an error was expected"]
        return [*run_tests.failures(policy), *compare_contradictions(policy, vector)]
    except (PolicyError, DataError) as error:
        return [str(error)] if "expect" in vector else []
    except Exception as error:  # noqa: BLE001 (a fault of the oracle is a failure of this vector only)
        return [f"the oracle failed: {type(error).__name__}: {error}"]


def main():
    """The command."""
    chosen = vectors.selected(sys.argv[1:])
    failures = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for base in vectors.BASES.glob("*.json"):
            shutil.copy(base, folder)
        for name, vector in chosen:
            why = skipped(name, vector)
            if why:
                print(f"skipped {name}: the oracle {why}")
                continue
            lines = failures_of(vector, folder)
            if lines:
                failures[name] = lines
    return vectors.report(failures, len(chosen))


if __name__ == "__main__":
    sys.exit(main())
