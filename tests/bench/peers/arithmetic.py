"""The arithmetic of the work with the operators that numpy, pandas and polars share."""
import math

from work import MICROS, jumps, segments, whole


def exact_points(value, points):
    """Piecewise linear between held ends, each value rounded half-up to a millionth."""
    total = None
    for x, x2, slope, y in segments(points):
        twice, divisor = 2 * slope.numerator, 2 * slope.denominator
        assert abs(twice) * x2 * MICROS < 2**62
        start = y if total is None else 0
        inside = value.clip(whole(x * MICROS), whole(x2 * MICROS))
        if slope.denominator == 1:
            piece = inside * slope.numerator + whole((start - slope * x) * MICROS)
        else:
            piece = (inside * twice + whole((start - slope * x) * divisor * MICROS + slope.denominator)) // divisor
        total = piece if total is None else total + piece
    return total


def float_points(value, points):
    total = float(points[0][1])
    for x, x2, slope, _ in segments(points):
        total = (value.clip(float(x), float(x2)) - float(x)) * float(slope) + total
    return total


def exact_steps(value, steps):
    total = whole(steps[0][1] * MICROS)
    for edge, jump in jumps(steps):
        total = (value >= whole(edge * MICROS)) * whole(jump * MICROS) + total
    return total


def float_steps(value, steps):
    total = float(steps[0][1])
    for edge, jump in jumps(steps):
        total = (value >= float(edge)) * float(jump) + total
    return total


def exact_half_up(number, divisor):
    return (number * 2 + divisor) // (2 * divisor)


def exact_total(policy, points, bonus_of, faults):
    """The score before it is rounded, and what a hundredth is in it; points gives an item's points."""
    weights = [weight for weight, _ in policy.groups] + [policy.fault_weight, policy.bonus_each]
    common = math.lcm(*(weight.denominator for weight in weights))
    each = policy.bonus_each
    bonus = exact_half_up(bonus_of * each.numerator, each.denominator).clip(None, whole(policy.cap * MICROS))
    total = bonus * common - faults * whole(policy.fault_weight * common)
    for weight, items in policy.groups:
        points_sum = sum(points(name, scale) * whole(w) for name, w, scale in items)
        total = total + exact_half_up(points_sum, whole(sum(w for _, w, _ in items))) * whole(weight * common)
    return total, common * MICROS // 100


def float_total(policy, points, bonus_of, faults):
    total = faults * -float(policy.fault_weight) + (bonus_of * float(policy.bonus_each)).clip(None, float(policy.cap))
    for weight, items in policy.groups:
        share = float(weight / sum(w for _, w, _ in items))
        total = total + sum(points(name, scale) * float(w) for name, w, scale in items) * share
    return total
