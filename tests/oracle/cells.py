"""A cell is a plain value (Fraction, bool, str, date) or a Gap: why there is no value."""

from dataclasses import dataclass

KINDS = ("error", "unset", "missing", "tie", "inapplicable")  # strongest first


@dataclass(frozen=True)
class Gap:
    """Why a cell has no value: one of KINDS, and the names it is about."""

    kind: str
    names: frozenset


@dataclass
class Outcome:
    """What one rule gives to one row: the cell of its column and the cells of its parts."""

    value: object
    parts: dict


def gap(kind, *names):
    """A gap of that kind with those names."""
    return Gap(kind, frozenset(names))


def is_gap(cell):
    """Is there no value?"""
    return isinstance(cell, Gap)


def is_kind(cell, kind):
    """Is the cell a gap of that kind?"""
    return is_gap(cell) and cell.kind == kind


def strongest(cells):
    """The gap of several operands, or None if all have values.

    It has the strongest kind among them and all the names of the gaps of that kind.
    """
    gaps = [cell for cell in cells if is_gap(cell)]
    if not gaps:
        return None
    kind = min((g.kind for g in gaps), key=KINDS.index)
    return Gap(kind, frozenset().union(*(g.names for g in gaps if g.kind == kind)))
