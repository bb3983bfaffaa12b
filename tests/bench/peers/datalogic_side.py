"""datalogic-rs from Python: compiled JsonLogic over rows that were parsed beforehand, in one session. Doubles."""
import math

import datalogic_py

from peers.jsonlogic import rules


class DatalogicSide:
    def __init__(self, columns, policy, _):
        engine = datalogic_py.Engine()
        self.rules = [engine.compile(rule) for rule in rules(policy).values()]
        self.session = engine.session()
        rows = zip(*(column.tolist() for column in columns.values()))
        self.rows = [datalogic_py.DataHandle(dict(zip(columns, row))) for row in rows]

    def run(self):
        (score_of, fit_of, grade_of), session, floor = self.rules, self.session, math.floor
        scores, grades, fits = [], [], []
        for row in self.rows:
            score = floor(session.evaluate_float(score_of, row) * 100 + 0.5) / 100
            fit = session.evaluate_bool(fit_of, row)
            scores.append(score)
            grades.append(session.evaluate(grade_of, {"score": score, "fit": fit}))
            fits.append(fit)
        return scores, grades, fits
