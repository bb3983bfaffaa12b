"""The nine kinds of rule. Each takes a rule and its open rows and gives {key: Outcome}.

Open rows are those whose `when` is true. What the others get is not decided by the kinds.
"""

from fractions import Fraction

from kind_apportion import apportion
from kind_award import award
from kind_measure import measure
from kind_score import score
from kind_select import select
from kind_target import target
from kinds_of_row import choose, derive, require

KINDS = {
    "derive": derive,
    "choose": choose,
    "require": require,
    "score": score,
    "measure": measure,
    "select": select,
    "apportion": apportion,
    "award": award,
    "target": target,
}

SHUT = {"select": False, "award": Fraction(0)}  # the result when `when` is false; else inapplicable
