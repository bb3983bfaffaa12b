"""Sharing a whole number of steps among rows: largest remainder and divisor methods.

Everything here counts in steps, that is, in whole numbers. Values, lower and upper bounds come as
lists in the order of the rows; `upper` is None where there is none.
"""

from fractions import Fraction
from math import floor

TIE = None  # the share of a row that only a lot can decide


class Infeasible(Exception):
    """The bounds, or rows without weight, do not allow the whole."""


def clamp(value, low, high):
    """The value, or the bound it crosses."""
    value = max(value, low)
    return value if high is None else min(value, high)


def quotas(whole, values, lower, upper):
    """Exact shares clamp(t * value, low, high), with the t for which they sum to the whole."""

    def shares(t):
        """The clamped shares for one t."""
        return [clamp(t * v, low, high) for v, low, high in zip(values, lower, upper)]

    turns = {Fraction(0)}  # every t where the sum may bend, up to one where it is surely enough
    for v, low, high in zip(values, lower, upper):
        if v > 0:
            turns |= {Fraction(bound) / v for bound in (low, whole if high is None else high)}
    turns = sorted(turns)
    sums = [sum(shares(t)) for t in turns]
    if not sums[0] <= whole <= sums[-1]:
        raise Infeasible
    if whole in sums:
        return shares(turns[sums.index(whole)])
    after = next(i for i, total in enumerate(sums) if total > whole)
    t0, t1, s0, s1 = turns[after - 1], turns[after], sums[after - 1], sums[after]
    return shares(t0 + (t1 - t0) * Fraction(whole - s0) / (s1 - s0))


def largest_remainder(whole, exact, order=None, in_order=False):
    """Whole shares from exact ones that sum to the whole (Hamilton).

    What the floors leave goes to the largest remainders; equal ones by `order` (smallest first);
    still equal ones are TIE at the edge, or with `in_order` go to the first listed.
    """
    order = order or [()] * len(exact)
    shares = [floor(share) for share in exact]
    claims = {
        i: (floor(share) - share, order[i]) for i, share in enumerate(exact) if share != shares[i]
    }
    for i, won in give(claims, whole - sum(shares), in_order).items():
        shares[i] = TIE if won is TIE else shares[i] + won
    return shares


def give(claims, left, in_order):
    """One step each to the `left` smallest claims {row: claim}: 1, 0, or TIE at the edge."""
    won = {}
    for i, claim in claims.items():
        before = sum(other < claim for other in claims.values())
        equals = sum(other == claim for other in claims.values())
        if before + equals <= left:
            won[i] = 1
        elif before >= left:
            won[i] = 0
        elif in_order:
            earlier = sum(claims[j] == claim for j in claims if j < i)
            won[i] = int(before + earlier < left)
        else:
            won[i] = TIE
    return won


def hamilton(whole, values, lower, upper, in_order):
    """Largest remainder on the clamped exact shares."""
    return largest_remainder(whole, quotas(whole, values, lower, upper), in_order=in_order)


# What a row with n steps must be worth for one more: its value over a divisor. The third kind is
# compared by squares, since sqrt(n (n + 1)) is no rational.
PRIORITIES = {
    "webster": lambda value, n: Fraction(value) / (n + Fraction(1, 2)),
    "jefferson": lambda value, n: Fraction(value) / (n + 1),
    "adams": lambda value, n: Fraction(value) / n,
    "huntington-hill": lambda value, n: Fraction(value) ** 2 / (n * (n + 1)),
}
FIRST_IS_FREE = ("adams", "huntington-hill")  # their first divisor is 0: each row gets one


def divisor_method(method, whole, values, lower, upper, in_order):
    """Steps one after the other, each to the row with the highest priority.

    From the lower bounds upwards, never above the upper ones: the same as
    clamp(round(value / x), low, high) for the x that meets the whole.
    """
    shares = [
        clamp(1, low, high) if method in FIRST_IS_FREE and v > 0 else low
        for v, low, high in zip(values, lower, upper)
    ]
    left = whole - sum(shares)
    if left < 0:
        raise Infeasible
    while left > 0:
        claims = {
            i: -PRIORITIES[method](v, shares[i])
            for i, v in enumerate(values)
            if v > 0 and (upper[i] is None or shares[i] < upper[i])
        }
        if not claims:
            raise Infeasible
        first = {i: claim for i, claim in claims.items() if claim == min(claims.values())}
        for i, won in give(first, left, in_order).items():
            shares[i] = TIE if won is TIE else shares[i] + won
        left -= len(first)
    return shares
