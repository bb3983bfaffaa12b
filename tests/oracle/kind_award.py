"""award: an amount of money, adjusted in order, with what each payer and each component bears."""

from fractions import Fraction

import grid
from cells import Outcome, is_gap, is_kind, strongest
from kind_measure import children, missing_table, way_up
from kind_select import agreed_value, order_keys
from parts import component_name, component_names
from scales import grouped
from sharing import TIE, largest_remainder


def award(rule, rows):
    """Amounts, then one adjustment after the other, then what follows from the sum due."""
    components = {row.key: {} for row in rows}
    for entry in rule.spec.get("awards", []):
        for key, cell in component_cells(rule, entry, rows).items():
            components[key][component_name(entry)] = cell
    due = {row.key: amount(rule, row, components[row.key]) for row in rows}
    parts = {key: {"computed": cell} for key, cell in due.items()}
    for key, cells in components.items():
        parts[key].update({f"{name}/sum": rule.part(cell) for name, cell in cells.items()})
    for number, adjustment in enumerate(rule.spec.get("adjust", []), 1):
        due.update(adjusted(rule, adjustment, rows, due))
        due = {key: rule.part(cell) for key, cell in due.items()}
        for key, cell in due.items():
            parts[key][f"after_{number}"] = cell
    for row in rows:
        parts[row.key].update(paid_components(rule, components[row.key], due[row.key]))
        parts[row.key].update(split(rule, row, due[row.key]))
    return {row.key: Outcome(due[row.key], parts[row.key]) for row in rows}


def step_of(rule):
    """The step of an award's money: what it is rounded to."""
    return grid.number(rule.spec["round"]["to"])


def zero_if_inapplicable(cell):
    """An inapplicable amount is 0."""
    return Fraction(0) if is_kind(cell, "inapplicable") else cell


def amount(rule, row, components):
    """The sum before adjustments; `absent` stands for a missing one, a negative one is an error."""
    if "awards" in rule.spec:
        cells = list(components.values())
        total = max if rule.spec["pay"] == "highest" else sum
        return strongest(cells) or rule.store(total(cells))
    cell = zero_if_inapplicable(row.value(rule.spec["amount"]))
    if is_kind(cell, "missing") and "absent" in rule.spec:
        cell = row.value(rule.spec["absent"])
    if not is_gap(cell) and cell < 0:
        return rule.gap("error")
    return rule.store(cell)


def component_cells(rule, entry, rows):
    """What one award that a composite is made of comes to: {key: cell}."""
    name = component_name(entry)
    table = rule.world.rule_table(name)
    if table == rule.table:
        return {row.key: zero_if_inapplicable(row.read(name)) for row in rows}
    path = way_up(rule.world, table, rule.table, entry.get("via") if isinstance(entry, dict) else None)
    not_given = missing_table(rule.world, table, path)
    if not_given:
        return {row.key: not_given for row in rows}
    below = children(rule.world, table, path)
    return {row.key: sum_below(rule, table, name, below.get(row.key, [])) for row in rows}


def sum_below(rule, table, name, keys):
    """The sum of an award over rows below; a gap of any is that of all."""
    cells = [zero_if_inapplicable(rule.world.cell(table, key, name)) for key in keys]
    return strongest(cells) or sum(cells, Fraction(0))


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


def bound_of(rule, row, expression):
    """A bound as a row says it: not below 0, rounded down to the step."""
    cell = row.value(expression)
    return cell if is_gap(cell) else max(Fraction(0), grid.floor_to(cell, step_of(rule)))


def alone(rule, adjustment, row, money):
    """less, cap or at_least of one row."""
    if "less" in adjustment:
        taken = zero_if_inapplicable(row.value(adjustment["less"]))
        return taken if is_gap(taken) else max(Fraction(0), grid.floor_to(money - taken, step_of(rule)))
    name = "cap" if "cap" in adjustment else "at_least"
    bound = bound_of(rule, row, adjustment[name])
    if is_gap(bound):
        return bound
    return min(money, bound) if name == "cap" else max(money, bound)


def joint_cap(rule, adjustment, rows, due):
    """A cap for all rows together that agree on `over`."""
    result = {}
    ordered, keys = order_keys(rule, adjustment.get("order", []), rows, result)
    for group in grouped(ordered, adjustment["over"], result).values():
        cap = agreed_value(rule, [rule.part(bound_of(rule, row, adjustment["cap"])) for row in group])
        if is_gap(cap):
            result.update({row.key: cap for row in group})
        else:
            result.update(filled(rule, adjustment, group, keys, due, cap))
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


def paid_components(rule, components, due):
    """The sum due filled into the components in listed order; the last gets what is over."""
    missing = strongest([due]) or strongest(components.values())
    if missing:
        return dict.fromkeys(component_names(rule.spec), missing)
    counted = list(components)
    if rule.spec.get("pay") == "highest":
        counted = [max(components, key=components.get)]
    paid = dict.fromkeys(components, Fraction(0))
    for name in counted:
        paid[name] = min(components[name], due) if name != counted[-1] else due
        due -= paid[name]
    return paid


def split(rule, row, due):
    """Who bears how much: largest remainder on the step, equal remainders to the first listed."""
    entries = rule.spec.get("split", {})
    weights = [row.value(entry["weight"]) for entry in entries.values()]
    missing = strongest([due]) or strongest(weights)
    if missing or sum(weights) <= 0 or min(weights) < 0:
        return dict.fromkeys(entries, missing or rule.gap("error"))
    step = step_of(rule)
    exact = [due / step * weight / sum(weights) for weight in weights]
    shares = largest_remainder(int(due / step), exact, in_order=True)
    return {name: share * step for name, share in zip(entries, shares)}
