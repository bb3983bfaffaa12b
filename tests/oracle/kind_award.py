"""award: an amount of money, adjusted in order, with what each payer and each component bears."""

from fractions import Fraction

import grid
from cells import Outcome, is_gap, is_kind, strongest
from kind_select import agreed, order_keys
from scales import grouped
from sharing import TIE, largest_remainder


def award(rule, rows):
    """Amounts, then one adjustment after the other, then the parts."""
    computed = {row.key: amount(rule, row) for row in rows}
    due = dict(computed)
    for adjustment in rule.spec.get("adjust", []):
        due.update(adjusted(rule, adjustment, rows, due))
    outcomes = {}
    for row in rows:
        cell = rule.finish(due[row.key], row)
        parts = {"computed": computed[row.key]}
        if "awards" in rule.spec:
            parts.update(paid_components(rule, row, cell))
        if "split" in rule.spec:
            parts.update(split(rule, row, cell))
        outcomes[row.key] = Outcome(cell, parts)
    return outcomes


def step_of(rule):
    """The step of an award's money: what it is rounded to."""
    return grid.number(rule.spec["round"]["to"])


def zero_if_inapplicable(cell):
    """An inapplicable amount is 0."""
    return Fraction(0) if is_kind(cell, "inapplicable") else cell


def amount(rule, row):
    """The sum before adjustments; a negative one is an error."""
    if "awards" in rule.spec:
        components = component_cells(rule, row)
        total = max if rule.spec["pay"] == "highest" else sum
        return strongest(components) or rule.store(total(components))
    cell = zero_if_inapplicable(row.value(rule.spec["amount"]))
    if not is_gap(cell) and cell < 0:
        return rule.gap("error")
    return rule.store(cell)


def component_cells(rule, row):
    """The awards that a composite is made of."""
    return [zero_if_inapplicable(row.read(name)) for name in rule.spec["awards"]]


def adjusted(rule, adjustment, rows, due):
    """The new cells of the rows that one adjustment touches."""
    held = {row.key: row.value(adjustment.get("when", True)) for row in rows}
    held = {key: cell for key, cell in held.items() if not is_gap(due[key])}
    result = {key: cell for key, cell in held.items() if is_gap(cell)}
    touched = [row for row in rows if held.get(row.key) is True]
    if "over" in adjustment:
        result.update(joint_cap(rule, adjustment, touched, due))
    else:
        result.update({row.key: alone(rule, adjustment, row, due[row.key]) for row in touched})
    return result


def alone(rule, adjustment, row, money):
    """less, cap or at_least of one row."""
    (name,) = {"less", "cap", "at_least"} & adjustment.keys()
    cell = row.value(adjustment[name])
    if name == "less":
        cell = zero_if_inapplicable(cell)
    if is_gap(cell):
        return cell
    if name == "less":
        return max(Fraction(0), grid.floor_to(money - cell, step_of(rule)))
    bound = max(Fraction(0), grid.floor_to(cell, step_of(rule)))
    return min(money, bound) if name == "cap" else max(money, bound)


def joint_cap(rule, adjustment, rows, due):
    """A cap for all rows together that agree on `over`."""
    result = {}
    ordered, keys = order_keys(rule, adjustment.get("order", []), rows, result)
    for group in grouped(ordered, adjustment["over"], result).values():
        cap = agreed(rule, group, adjustment["cap"])
        if is_gap(cap):
            result.update({row.key: cap for row in group})
            continue
        left = max(Fraction(0), grid.floor_to(cap, step_of(rule)))
        result.update(filled(rule, adjustment, group, keys, due, left))
    return result


def filled(rule, adjustment, group, keys, due, left):
    """What each row of a group gets of the cap: {key: cell}."""
    in_order = adjustment.get("ties", "undetermined") == "in-order"
    if adjustment["fill"] == "pro-rata":
        shares = pro_rata(rule, group, keys, due, left, in_order)
    else:
        shares = by_order(adjustment["fill"], group, keys, due, left, in_order)
    return {key: rule.gap("tie") if share is TIE else share for key, share in shares.items()}


def pro_rata(rule, group, keys, due, left, in_order):
    """Largest remainder on the step, by the rows' own amounts; all of them if they fit."""
    total = sum(due[row.key] for row in group)
    if total <= left:
        return {row.key: due[row.key] for row in group}
    step = step_of(rule)
    exact = [due[row.key] * left / total / step for row in group]
    order = [keys[row.key] for row in group]
    shares = largest_remainder(int(left / step), exact, order, in_order)
    return {row.key: s if s is TIE else s * step for row, s in zip(group, shares)}


def by_order(fill, group, keys, due, left, in_order):
    """Row after row until the cap is used up; rows of equal order make one block."""
    shares = {}
    for block in blocks(group, keys, in_order):
        money = {row.key: due[row.key] for row in block}
        total = sum(money.values())
        if total <= left:
            shares.update(money)
            left -= total
        else:
            edge = edge_partial if fill == "partial" else edge_stop
            shares.update(edge(money, left))
            left = Fraction(0)
    return shares


def blocks(group, keys, in_order):
    """Rows of equal order together, or with `in-order` each alone, in the order of the rows."""
    ordered = sorted(group, key=lambda row: keys[row.key])
    result = []
    for row in ordered:
        if result and not in_order and keys[result[-1][0].key] == keys[row.key]:
            result[-1].append(row)
        else:
            result.append([row])
    return result


def edge_partial(money, left):
    """A block that does not fit whole: a single row gets the rest, several need a lot."""
    open_ = [key for key, sum_ in money.items() if sum_ > 0]
    if left == 0 or len(open_) == 1:
        return {key: min(sum_, left) for key, sum_ in money.items()}
    return {key: TIE if key in open_ else Fraction(0) for key in money}


def edge_stop(money, left):
    """A block that does not fit whole: who could be served if first needs a lot, others get 0."""
    return {key: TIE if 0 < sum_ <= left else Fraction(0) for key, sum_ in money.items()}


def paid_components(rule, row, due):
    """The sum due filled into the components in listed order; the last gets what is over."""
    names, components = rule.spec["awards"], component_cells(rule, row)
    missing = strongest([due]) or strongest(components)
    if missing:
        return {name: missing for name in names}
    counted = list(range(len(names)))
    if rule.spec["pay"] == "highest":
        counted = [components.index(max(components))]
    paid = {name: Fraction(0) for name in names}
    for i in counted:
        paid[names[i]] = min(components[i], due) if i != counted[-1] else due
        due -= paid[names[i]]
    return paid


def split(rule, row, due):
    """Who bears how much: largest remainder on the step, equal remainders to the first listed."""
    entries = rule.spec["split"]
    weights = [row.value(entry["weight"]) for entry in entries.values()]
    missing = strongest([due]) or strongest(weights)
    if missing or sum(weights) <= 0 or min(weights) < 0:
        return {name: missing or rule.gap("error") for name in entries}
    step = step_of(rule)
    exact = [due / step * weight / sum(weights) for weight in weights]
    shares = largest_remainder(int(due / step), exact, in_order=True)
    return {name: share * step for name, share in zip(entries, shares)}
