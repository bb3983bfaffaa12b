"""pandas: a data frame, operations on whole columns."""
import numpy
import pandas

from peers.arithmetic import exact_points, exact_steps, exact_total, float_points, float_steps, float_total
from work import MICROS, whole

pandas.set_option("compute.use_numexpr", False)  # OpenFisca brings numexpr along; on one core it makes this work slower


class PandasSide:
    def __init__(self, columns, policy, exact):
        self.frame, self.policy, self.exact = pandas.DataFrame(columns), policy, exact

    def points(self, name, scale):
        value = self.frame[name]
        if "points" in scale:
            return (exact_points if self.exact else float_points)(value, scale["points"])
        return (exact_steps if self.exact else float_steps)(value, scale["steps"])

    def score(self):
        bonus_of, faults = self.frame[self.policy.bonus_of], self.frame["faults"]
        if not self.exact:
            return numpy.floor(float_total(self.policy, self.points, bonus_of, faults) * 100 + 0.5) / 100
        total, step = exact_total(self.policy, self.points, bonus_of, faults)
        score = (total.abs() + step // 2) // step
        return score.where(total >= 0, -score)

    def run(self):
        frame, policy, score = self.frame, self.policy, self.score()
        fit = frame["honest"]
        for name, least in policy.needs:
            fit = fit & (frame[name] >= (whole(least * MICROS) if self.exact else float(least)))
        best, good, enough = (whole(least * 100) if self.exact else float(least) for least in policy.grades)
        grade = 3 - (score >= enough).astype("int8") - (score >= good).astype("int8") - ((score >= best) & fit).astype("int8")
        return score.to_numpy(), grade.to_numpy(), fit.to_numpy()
