"""numpy: blocks of rows, whole-array operations inside, steps by a table."""
import sys

import numpy

from peers.arithmetic import exact_points, exact_total, float_points, float_total
from work import MICROS, whole

BLOCK = 131_072  # rows at a time, so that temporaries stay in cache; the fastest power of two where this was written


class NumpySide:
    block_rows = BLOCK

    def __init__(self, columns, policy, exact):
        self.columns, self.policy, self.exact = columns, policy, exact
        self.rows = len(columns["honest"])
        self.tables = {}
        for _, items in policy.groups:
            for name, _, scale in items:
                if "steps" in scale:
                    values = [whole(y * MICROS) if exact else float(y) for _, y in scale["steps"]]
                    edges = [whole(x * MICROS) if exact else float(x) for x, _ in scale["steps"][1:]]
                    self.tables[name] = edges, numpy.array(values)

    def points(self, rows):
        def of(name, scale):
            value = self.columns[name][rows]
            if "points" in scale:
                return (exact_points if self.exact else float_points)(value, scale["points"])
            edges, values = self.tables[name]
            index = (value >= edges[0]).view(numpy.int8)
            for edge in edges[1:]:
                index = index + (value >= edge)
            return values.take(index)
        return of

    def score(self, rows):
        policy = self.policy
        bonus_of, faults = self.columns[policy.bonus_of][rows], self.columns["faults"][rows]
        if self.exact:
            total, step = exact_total(policy, self.points(rows), bonus_of, faults)
            score = (numpy.abs(total) + step // 2) // step
            return numpy.where(total < 0, -score, score)
        total = float_total(policy, self.points(rows), bonus_of, faults)
        return numpy.floor(total * 100 + 0.5) / 100

    def block(self, rows):
        score = self.score(rows)
        fit = self.columns["honest"][rows]
        for name, least in self.policy.needs:
            fit = fit & (self.columns[name][rows] >= (whole(least * MICROS) if self.exact else float(least)))
        unit = 100 if self.exact else 1.0
        best, good, enough = (float(least) * unit for least in self.policy.grades)
        grade = (score < enough).view(numpy.int8) + (score < good) + ~((score >= best) & fit)
        return score, grade, fit

    def run(self):
        score = numpy.empty(self.rows, numpy.int64 if self.exact else float)
        grade, fit = numpy.empty(self.rows, numpy.int8), numpy.empty(self.rows, bool)
        for start in range(0, self.rows, self.block_rows):
            rows = slice(start, start + self.block_rows)
            score[rows], grade[rows], fit[rows] = self.block(rows)
        return score, grade, fit


class WholeSide(NumpySide):
    """The same on whole columns at once, as most users write it."""
    block_rows = sys.maxsize
