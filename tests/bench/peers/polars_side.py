"""polars: lazy expressions, collected with one thread."""
import polars

from peers.arithmetic import exact_points, exact_total, float_points, float_total
from work import MICROS, whole


class PolarsSide:
    def __init__(self, columns, policy, exact):
        column, literal, when = polars.col, polars.lit, polars.when
        unit, score_unit = (MICROS, 100) if exact else (1.0, 1.0)

        def number(value, scale):
            return whole(value * scale) if exact else float(value)

        def points(name, scale):
            if "points" in scale:
                return (exact_points if exact else float_points)(column(name), scale["points"])
            chain = None
            for x, y in reversed(scale["steps"][1:]):
                chain = (when if chain is None else chain.when)(column(name) >= number(x, unit)).then(number(y, unit))
            return chain.otherwise(number(scale["steps"][0][1], unit))
        if exact:
            total, step = exact_total(policy, points, column(policy.bonus_of), column("faults"))
            score = (column("total").abs() + step // 2) // step * column("total").sign()
        else:
            total = float_total(policy, points, column(policy.bonus_of), column("faults"))
            score = (column("total") * 100 + 0.5).floor() / 100
        fit = polars.all_horizontal(column("honest"), *(column(name) >= number(least, unit) for name, least in policy.needs))
        best, good, enough = (number(least, score_unit) for least in policy.grades)
        grade = when((column("score") >= best) & column("fit")).then(literal(0, polars.Int8))
        grade = grade.when(column("score") >= good).then(literal(1, polars.Int8)).when(column("score") >= enough).then(literal(2, polars.Int8))
        self.query = (polars.DataFrame(columns).lazy().select(total=total, fit=fit).select(score=score, fit=column("fit"))
                      .select("score", grade.otherwise(literal(3, polars.Int8)).alias("grade"), "fit"))

    def run(self):
        result = self.query.collect()
        return tuple(result[name].to_numpy() for name in ("score", "grade", "fit"))
