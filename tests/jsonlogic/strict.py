"""An engine that forgives nothing: arithmetic of numbers only, comparison of like with like, conditions that are booleans or numbers.

What it evaluates no engine has to convert, whatever its ways with null, texts and truth are.
"""

import operator


def number(value):
    """A number, or it fails."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{value!r} is no number")
    return value


def truth(value):
    """A condition, or it fails."""
    if not isinstance(value, (bool, int, float)):
        raise TypeError(f"{value!r} is no condition")
    return bool(value)


def remainder(a, b):
    """Of what is not negative."""
    if number(a) < 0 or number(b) <= 0:
        raise TypeError(f"{a!r} % {b!r} differs between engines")
    return a % b


def identical(a, b):
    """Null with anything, else like with like."""
    if a is not None and b is not None and type(a) is not type(b):
        if isinstance(a, bool) or isinstance(b, bool) or isinstance(a, str) or isinstance(b, str):
            raise TypeError(f"{a!r} beside {b!r}")
    return a == b


def sum_of(values):
    """The sum of numbers."""
    return sum(number(value) for value in values)


def product(values):
    """The product of numbers."""
    result = 1
    for value in values:
        result *= number(value)
    return result


BINARY = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
BINARY |= {"-": operator.sub, "/": operator.truediv}
MANY = {"+": sum_of, "*": product, "min": lambda values: min(map(number, values)), "max": lambda values: max(map(number, values))}


def read(path, data):
    """A column through links, null where a link is."""
    for name in path.split("."):
        data = data.get(name) if isinstance(data, dict) else None
    return data


def lazy(op, operands, data):
    """if, and, or: only as far as it has to be."""
    if op == "if":
        while len(operands) > 1:
            condition, value, *operands = operands
            if truth(apply(condition, data)):
                return apply(value, data)
        return apply(operands[0], data)
    for operand in operands:
        value = apply(operand, data)
        if truth(value) == (op == "or"):
            break
    return value


def apply(logic, data):
    """The value of a piece of JsonLogic."""
    if not isinstance(logic, dict):
        return logic
    ((op, operands),) = logic.items()
    if op == "var":
        return read(operands, data)
    if op in ("if", "and", "or"):
        return lazy(op, operands, data)
    values = [operand if isinstance(operand, list) else apply(operand, data) for operand in operands]
    if op in BINARY:
        a, b = values
        return BINARY[op](number(a), number(b))
    if op in MANY:
        return MANY[op](values)
    if op in ("===", "!=="):
        return identical(*values) == (op == "===")
    return {"%": remainder, "!": lambda value: not truth(value), "in": lambda value, items: value in items}[op](*values)
