"""Expressions: strict JsonLogic over the columns and parameters of one row.

Arithmetic is exact; nothing is rounded here. `row` is a world.Row: it reads columns by path
and makes gaps named after the rule in whose name it reads.
"""

from datetime import date
from fractions import Fraction
from math import prod

import dates
import grid
from cells import is_gap, strongest


def evaluate(expression, row):
    """The value or gap of an expression for a row."""
    if not isinstance(expression, dict):
        return literal(expression)
    ((operator, operands),) = expression.items()
    if operator == "var":
        return row.read(operands)
    if not isinstance(operands, list):
        operands = [operands]
    if operator in LAZY:
        return LAZY[operator](operands, row)
    values = [evaluate(operand, row) for operand in operands]
    return strongest(values) or STRICT[operator](same_types(values), row)


def literal(value):
    """A literal: true, false, text (a category or date too), or an exact number."""
    return value if isinstance(value, (bool, str)) else grid.number(value)


def same_types(values):
    """Where a date meets a string, the string is a date."""
    if any(isinstance(value, date) for value in values):
        return [dates.day(value) for value in values]
    return values


def conjunction(operands, row):
    """Three-valued `and`: a false decides, whatever is missing."""
    values = [evaluate(operand, row) for operand in operands]
    return all_of(values)


def disjunction(operands, row):
    """Three-valued `or`: a true decides, whatever is missing."""
    values = [evaluate(operand, row) for operand in operands]
    return any_of(values)


def all_of(values):
    """`and` of cells."""
    if any(value is False for value in values):
        return False
    return strongest(values) or True


def any_of(values):
    """`or` of cells."""
    if any(value is True for value in values):
        return True
    return strongest(values) or False


def branch(operands, row):
    """`if`: conditions in order; only the branch taken is looked at."""
    *pairs, otherwise = operands
    for condition, then in zip(pairs[::2], pairs[1::2]):
        held = evaluate(condition, row)
        if is_gap(held):
            return held
        if held:
            return evaluate(then, row)
    return evaluate(otherwise, row)


def member(operands, row):
    """`in`: is the value in a literal list?"""
    value = evaluate(operands[0], row)
    if is_gap(value):
        return value
    return any(equal([value, literal(item)]) for item in operands[1])


def equal(values):
    """Are two values of one type the same?"""
    first, second = same_types(values)
    return first == second


def divide(values, row):
    """A quotient; by zero it is an error of the rule."""
    dividend, divisor = values
    return Fraction(dividend) / divisor if divisor != 0 else row.gap("error")


def comparable(values):
    """Numbers as they are, dates as dates (two date literals are still strings here)."""
    return [dates.day(value) if isinstance(value, str) else value for value in values]


def less(values):
    """Is the first number or date the smaller?"""
    first, second = comparable(values)
    return first < second


LAZY = {"and": conjunction, "or": disjunction, "if": branch, "in": member}

STRICT = {
    "+": lambda v, row: sum(v),
    "-": lambda v, row: v[0] - v[1],
    "*": lambda v, row: prod(v),
    "/": divide,
    "min": lambda v, row: min(v),
    "max": lambda v, row: max(v),
    "<": lambda v, row: less(v),
    ">": lambda v, row: less(v[::-1]),
    "<=": lambda v, row: not less(v[::-1]),
    ">=": lambda v, row: not less(v),
    "==": lambda v, row: equal(v),
    "!=": lambda v, row: not equal(v),
    "!": lambda v, row: not v[0],
}
