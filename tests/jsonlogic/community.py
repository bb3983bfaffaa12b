"""The cases of the JsonLogic community, each as a policy: evaluated to the case's result, or refused with a finding.

python3 community.py INCUBATOR

A case becomes a policy with one table, whose fields are what the case's data hold (nested objects are linked rows), and one
`choose` that gives the rule's value. Where `incubator check` finds no error the case is in the strict subset, and its result
must be the case's. Everything else must be refused, with a finding that points into the rule.
"""

import json
import pathlib
import re
import sys
import tempfile
from collections import Counter
from decimal import Decimal

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "faces")]
from command import Command, read_json, write_json  # noqa: E402

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
RESERVED = {"params", "as_of", "title", "note", "result", "key"}


def cases():
    """(name, case) of all files; texts between them are comments."""
    for number, case in enumerate(json.loads((HERE / "cases/jsonlogic.json").read_text(encoding="utf-8"))):
        if isinstance(case, list):
            rule, data, result = case
            yield f"jsonlogic:{number}", {"rule": rule, "data": data, "result": result}
    for file, suite in json.loads((HERE / "cases/datalogic.json").read_text(encoding="utf-8")).items():
        for number, case in enumerate(suite):
            yield f"{file}:{number}", case


def texts(value):
    """All strings in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for item in value if isinstance(value, list) else value.values():
            yield from texts(item)


def field_of(value):
    """How a column that holds the value is declared; None where no column can."""
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, (int, float)):
        return {"type": "decimal"}
    return {"type": "category", "categories": "words"} if isinstance(value, str) and NAME.match(value) else None


class Draft:
    """A policy for a case, as far as its data fit into tables."""

    def __init__(self, case):
        self.case = case
        self.tables, self.given = {}, {}
        data = case.get("data")
        self.add("data", data if isinstance(data, dict) else {})

    def add(self, table, values):
        """A table with one row, named after it, that holds the values, and tables for the objects in it."""
        fields, links, row = {"key": {"type": "text"}}, {}, {"key": table}
        self.tables[table], self.given[table] = {"key": "key", "fields": fields, "links": links}, [row]
        for name, value in values.items():
            if not NAME.match(name) or name in RESERVED:
                continue
            if isinstance(value, dict):
                links[name] = {"to": f"{table}_{name}"}
                row[name] = f"{table}_{name}"
                self.add(f"{table}_{name}", value)
            elif value is None:
                fields[name] = {"type": "decimal"}
            elif field_of(value):
                fields[name], row[name] = field_of(value), value

    def policy(self):
        """The policy, with the case as its only test."""
        case = self.case
        words = sorted({text for part in ("rule", "data", "result") for text in texts(case.get(part)) if NAME.match(text)} - RESERVED)
        rule = {"kind": "choose", "on": "data", "assumed": "a case", "cases": [{"when": True, "is": case["rule"]}]}
        result = case.get("result")
        if isinstance(result, str):
            rule["categories"] = "words"
        return {
            "format": "incubator-policy/1",
            "id": "case",
            "categories": {"words": {word: {"en": f"“{word}”"} for word in [*words, "nothing"]}},
            "tables": self.tables,
            "rules": {"result": rule},
            "tests": [{"title": "the case", "as_of": "2024-01-01", "given": self.given, "expect": {"data": {"data": {"result": self.expected()}}}}],
        }

    def expected(self):
        """The result as a test of a policy says it."""
        result = self.case.get("result")
        if result is None:  # null, or an error
            return {"gap": "error"} if "error" in self.case else {"gap": "missing"}
        if isinstance(result, (bool, str)):
            return result
        if isinstance(result, (int, float)) and abs(result) < 9e12:
            return f"{Decimal(repr(result)):.6f}"
        return {"gap": "error"}


def outcome(command, case, path):
    """(word, detail): how a case came out."""
    draft = Draft(case)
    done = command.run("check", write_json(path, draft.policy()), "--format", "json")
    if done.returncode not in (0, 1):
        return "crashed", f"exit {done.returncode}: {done.stderr.decode()[:200]}"
    checked = read_json(done.stdout)
    errors = [finding for finding in checked["findings"] if finding["severity"] == "error"]
    if errors and not checked["tests"]:
        first = errors[0]
        inside = first["pointer"].startswith("/rules/result") and first["line"]
        return ("refused", first["code"]) if inside and first["message"] else ("unclear", f"{first}")
    if not checked["failures"]:
        return "equal", ""
    messages = [finding["message"] for finding in errors]
    if messages and all("number-too-long" in message for message in messages):
        return "refused", "number-too-long in the data"
    return "other", "; ".join(messages)


def main():
    """The command."""
    command, counts, wrong = Command(sys.argv[1]), Counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        for name, case in cases():
            word, detail = outcome(command, case, pathlib.Path(folder) / "case.json")
            counts[word, detail if word == "refused" else ""] += 1
            if word in ("crashed", "unclear", "other"):
                wrong += 1
                print(f"{name}: {word}: {json.dumps(case['rule'])[:150]} of {json.dumps(case.get('data'))[:100]} → {json.dumps(case.get('result', case.get('error')))}: {detail[:300]}")
    for (word, detail), count in sorted(counts.items(), key=lambda item: -item[1]):
        print(f"{count:5} {word} {detail}")
    print(f"{sum(counts.values())} cases, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
