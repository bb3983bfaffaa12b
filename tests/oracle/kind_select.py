"""select: is a row within the places of its group? Also the order of rows, for other kinds."""

from cells import Outcome, is_gap, strongest
from datetime import date
from math import floor

from scales import grouped


def select(rule, rows):
    """Rank the candidates of each group and give out its places."""
    outcomes, gaps = {}, {}
    ordered, keys = order_keys(rule.spec.get("order", []), rows, gaps)
    for group in grouped(ordered, rule.spec.get("within", []), gaps).values():
        outcomes.update(decided(rule, group, keys))
    for key, cell in gaps.items():
        outcomes[key] = Outcome(cell, {"rank": cell, "of": cell, "places": cell})
    return outcomes


def order_keys(order, rows, gaps):
    """Rows with a full order, and their sort keys (first = smallest); others go to `gaps`."""
    complete, keys = [], {}
    for row in rows:
        values = [row.value(entry["value"]) for entry in order]
        missing = strongest(values)
        if missing:
            gaps[row.key] = missing
            continue
        complete.append(row)
        keys[row.key] = tuple(
            -sortable(value) if entry["first"] == "highest" else sortable(value)
            for value, entry in zip(values, order)
        )
    return complete, keys


def sortable(value):
    """A value as a number: dates by day."""
    return value.toordinal() if isinstance(value, date) else value


def agreed(rule, rows, expression):
    """The value of an expression that must be equal over a group; else an error."""
    values = [row.value(expression) for row in rows]
    if strongest(values):
        return strongest(values)
    return values[0] if len(set(values)) == 1 else rule.gap("error")


def decided(rule, group, keys):
    """The outcomes of one group."""
    places = len(group)
    if "places" in rule.spec:
        places = agreed(rule, group, rule.spec["places"])
        places = places if is_gap(places) else floor(places)
    outcomes = {}
    for row in group:
        rank = 1 + sum(keys[other.key] < keys[row.key] for other in group)
        equals = sum(keys[other.key] == keys[row.key] for other in group)
        chosen = places if is_gap(places) else within_places(rule, rank, equals, places)
        parts = {"rank": rank, "of": len(group), "places": places}
        outcomes[row.key] = Outcome(chosen, parts)
    return outcomes


def within_places(rule, rank, equals, places):
    """Is a rank shared by so many rows within the places? At the edge `ties` decides."""
    if rank + equals - 1 <= places:
        return True
    if rank > places:
        return False
    ties = rule.spec.get("ties", "undetermined")
    return rule.gap("tie") if ties == "undetermined" else ties == "in"
