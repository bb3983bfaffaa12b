"""Exact numbers: reading, rounding to a step, the 10^-6 grid, writing."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

GRID = Fraction(1, 10**6)
LIMIT = 2**63 * GRID  # |value| at or above it is an error of the cell


def is_number(value):
    """Is it a number of this program? (A bool is not.)"""
    return isinstance(value, (int, Fraction, Decimal)) and not isinstance(value, bool)


def number(value):
    """A JSON number or decimal string as an exact fraction."""
    if isinstance(value, bool) or not isinstance(value, (int, Fraction, Decimal, str)):
        raise ValueError(f"not a number: {value!r}")
    return Fraction(value)


def round_to(value, step, mode):
    """The multiple of `step` for `value`.

    Modes: half-even, half-up (away from zero), down (toward zero).
    """
    quotient = value / step
    size = abs(quotient)
    whole = floor(size)
    rest = size - whole
    if mode == "half-up":
        whole += rest >= Fraction(1, 2)
    elif mode == "half-even":
        whole += rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1)
    elif mode != "down":
        raise ValueError(f"rounding {mode!r} is not known")
    return (whole if quotient >= 0 else -whole) * step


def fits(value):
    """Is the number small enough to be stored?"""
    return abs(value) < LIMIT


def floor_to(value, step):
    """The largest multiple of `step` that is not above `value`."""
    return floor(value / step) * step


def steps_up(value, step):
    """How many whole steps are at least `value`."""
    return ceil(value / step)


def steps_down(value, step):
    """How many whole steps are at most `value`."""
    return floor(value / step)


def text(value):
    """A number of the grid as a decimal string, without needless zeros: -12.5, 0, 0.000001."""
    millionths = value / GRID
    if millionths.denominator != 1:
        raise ValueError(f"{value} is not on the grid")
    sign = "-" if millionths < 0 else ""
    whole, rest = divmod(abs(int(millionths)), 10**6)
    return f"{sign}{whole}.{rest:06d}".rstrip("0").rstrip(".")
