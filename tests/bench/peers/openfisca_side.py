"""OpenFisca: input variables, formulas for the groups, bonus, score, conditions and grade. Its numbers are 32-bit floats (integers have 32 bits
too, too few for millionths), so that it has no exact variant. Formulas reckon on whole columns with numpy; the tax scales of OpenFisca itself
say the same several times as slowly."""
import numpy
from openfisca_core import periods
from openfisca_core.entities import Entity
from openfisca_core.model_api import Variable
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from peers.arithmetic import float_points, float_total
from work import jumps

YEAR = periods.period("2024")


def single_steps(value, steps):
    """A Python float times booleans would give doubles, which OpenFisca then had to narrow."""
    total = numpy.float32(steps[0][1])
    for edge, jump in jumps(steps):
        total = (value >= float(edge)) * numpy.float32(jump) + total
    return total


def formulas(policy):
    """The computed variables by name: type and formula."""
    def points(value, scale):
        return float_points(value, scale["points"]) if "points" in scale else single_steps(value, scale["steps"])

    def score(carrier, period):
        def of(name, scale):
            return points(carrier(name, period), scale)
        total = float_total(policy, of, carrier(policy.bonus_of, period), carrier("faults", period))
        return numpy.floor(total * 100 + 0.5) / 100

    def fit(carrier, period):
        met = carrier("honest", period)
        for name, least in policy.needs:
            met = met * (carrier(name, period) >= float(least))
        return met

    def grade(carrier, period):
        best, good, enough = (carrier("score", period) >= float(least) for least in policy.grades)
        return numpy.int32(3) - enough - good - best * carrier("fit", period)
    return {"score": (float, score), "fit": (bool, fit), "grade": (int, grade)}


class OpenfiscaSide:
    def __init__(self, columns, policy, _):
        carrier = Entity("carrier", "carriers", "carrier", "")
        system = TaxBenefitSystem([carrier])

        def add(name, kind, **more):
            system.add_variable(type(name, (Variable,), {
                "value_type": kind, "entity": carrier, "definition_period": DateUnit.YEAR, "label": name, **more}))
        for name, values in columns.items():
            add(name, bool if values.dtype == bool else float)
        self.computed = formulas(policy)
        for name, (kind, formula) in self.computed.items():
            add(name, kind, formula=formula)
        self.simulation = SimulationBuilder().build_default_simulation(system, len(columns["honest"]))
        for name, values in columns.items():
            self.simulation.set_input(name, YEAR, values)

    def run(self):
        for name in self.computed:
            self.simulation.delete_arrays(name)
        return [self.simulation.calculate(name, YEAR) for name in ("score", "grade", "fit")]
