"""Every decision vector through the command line: as a policy with one test, and, for findings, as a registry.

python3 decisions_cli.py INCUBATOR [VECTOR...]
"""

import pathlib
import re
import shutil
import sys
import tempfile

import vectors
from command import Command, read_json

FINDING = re.compile(r"(?:error|warning): ([a-z-]+):")


def check(command, policy):
    """What `incubator check` says of a policy file."""
    done = command.run("check", policy, "--format", "json")
    if done.returncode not in (0, 1):
        raise RuntimeError(f"check: exit {done.returncode}: {done.stderr.decode()}")
    return read_json(done.stdout)


def classify(command, policy, vector, folder):
    """Codes of the findings on the vector's rows, and whether they could be decided."""
    arguments = ["classify", "--policy", policy, "--as-of", vector["as_of"], "--format", "json"]
    for name, value in vector.get("params", {}).items():
        arguments += ["--set", f"{name}={value}"]
    if vector["given"]:
        arguments += ["--registry", vectors.write(folder / "given.json", vector["given"])]
    done = command.run(*arguments)
    if done.returncode not in (0, 1, 2):
        raise RuntimeError(f"classify: exit {done.returncode}: {done.stderr.decode()}")
    decided = read_json(done.stdout)["findings"] if done.stdout else None
    return FINDING.findall(done.stderr.decode()), decided


def compare_findings(command, policy, vector, folder, checked):
    """A line for each way in which the findings are not those expected."""
    codes, decided = classify(command, policy, vector, folder)
    found = {finding["code"] for finding in checked["findings"]} | set(codes)
    for code in vector["findings"]:
        if code not in found:
            yield f"no finding {code}, found {sorted(found)}"
    if decided is None and "expect" in vector:
        yield f"nothing was decided: {codes}"
    if decided is not None and "expect" not in vector:
        yield "decided, though an error was expected"
    if not vector["findings"] and (codes or decided):
        yield f"findings, where none is expected: {codes} {decided}"


def failures_of(command, vector, folder):
    """A line for each failure of one vector."""
    policy = vectors.write(folder / "case.json", vectors.policy_of(vector))
    checked = check(command, policy)
    if "expect" in vector:
        for finding in checked["findings"]:
            if finding["severity"] == "error":
                yield f"{finding['code']} {finding['pointer']}: {finding['message']}"
        if checked["tests"] != 1 or checked["failures"] or checked["errors"]:
            yield f"{checked['errors']} errors, {checked['failures']} failures"
    if "findings" in vector:
        yield from compare_findings(command, policy, vector, folder, checked)


def main():
    """The command."""
    command = Command(sys.argv[1])
    chosen = vectors.selected(sys.argv[2:])
    failures = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for base in vectors.BASES.glob("*.json"):
            shutil.copy(base, folder)
        for name, vector in chosen:
            try:
                lines = list(failures_of(command, vector, folder))
            except (RuntimeError, ValueError) as error:
                lines = [str(error)]
            if lines:
                failures[name] = lines
    return vectors.report(failures, len(chosen))


if __name__ == "__main__":
    sys.exit(main())
