"""datalogic-rs from Python: compiled JsonLogic over rows that were parsed beforehand, in one session. Doubles.

A row is immutable there, so the steps are put into as few objects as can be, each compiled as a template that makes the next row: what is new,
and of the old one what is still read. All rows go through one template in one call.
"""
import json

import datalogic_py

from peers.jsonlogic import RESULTS, Lowered, levels, names_in


def templates(steps):
    """For each level an object with the logic of each column that it, or a later one, has use for."""
    wanted, made = set(RESULTS), []
    for level in reversed(levels(steps)):
        made.insert(0, {name: level.get(name, {"var": name}) for name in sorted(wanted)})
        wanted = {need for logic in made[0].values() for need in names_in(logic)}
    return made


class DatalogicSide:
    def __init__(self, columns, policy, _):
        engine, lowered = datalogic_py.Engine(templating=True), Lowered(policy)
        self.grades = lowered.grades
        self.rules = [engine.compile(template) for template in templates(lowered.steps)]
        self.session = engine.session()
        rows = zip(*(column.tolist() for column in columns.values()))
        self.rows = [datalogic_py.DataHandle(dict(zip(columns, row))) for row in rows]

    def run(self):
        rows = self.rows
        for rule in self.rules[:-1]:
            rows = list(map(datalogic_py.DataHandle, self.session.evaluate_batch(rule, rows)))
        return self.session.evaluate_batch(self.rules[-1], rows)

    def columns_of(self, result):
        rows = [json.loads(row) for row in result]
        return [row["score"] for row in rows], [self.grades[row["grade"]] for row in rows], [row["fit"] for row in rows]
