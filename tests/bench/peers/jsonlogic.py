"""The work as JsonLogic: what `incubator lower` prints of assess.json, steps that each add a column to the row."""
import json

RESULTS = ("score", "grade", "fit")


class Lowered:
    """The steps, in order, as pairs of a name and its logic, and the grades, the best first."""

    def __init__(self, policy):
        document = json.loads(policy.lowered.read_text(encoding="utf-8"))
        self.steps = [(step["set"], step["logic"]) for rule in document["rules"] for step in rule["steps"]]
        self.grades = {grade: number for number, grade in enumerate(document["categories"]["grade"])}


def names_in(logic):
    """The columns that a logic reads."""
    if isinstance(logic, dict):
        return {logic["var"]} if "var" in logic else {name for part in logic.values() for name in names_in(part)}
    return {name for part in logic for name in names_in(part)} if isinstance(logic, list) else set()


def levels(steps):
    """The steps in as few groups as can be, such that none needs or replaces what another one of its group sets or reads."""
    groups, written, read = [], {}, {}
    for name, logic in steps:
        needs = names_in(logic)
        level = max([written.get(need, -1) + 1 for need in needs | {name}] + [read.get(name, -1) + 1])
        groups += [{} for _ in range(level + 1 - len(groups))]
        groups[level][name] = logic
        written[name] = level
        for need in needs:
            read[need] = max(read.get(need, -1), level)
    return groups
