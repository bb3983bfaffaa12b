"""select: is a row within the places of its group? Also the order of rows, for other kinds."""

from datetime import date
from math import floor

import dates
from cells import Outcome, is_gap, strongest
from scales import grouped


def select(rule, rows):
    """Rank the candidates of each group and give out its places."""
    outcomes, gaps = {}, {}
    ordered, keys = order_keys(rule, rule.spec.get("order", []), rows, gaps)
    for group in grouped(ordered, rule.spec.get("within", []), gaps).values():
        outcomes.update(decided(rule, group, keys))
    for key, cell in gaps.items():
        outcomes[key] = Outcome(cell, {"rank": cell, "of": cell, "places": cell})
    return outcomes


def order_keys(rule, order, rows, gaps):
    """Rows with a full order, and their sort keys (first = smallest); others go to `gaps`.

    What is ordered by is on the grid, as if it were stored.
    """
    complete, keys = [], {}
    for row in rows:
        values = [rule.part(row.value(entry["value"])) for entry in order]
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
    """A value as a number: dates by day, written ones too."""
    return dates.day(value).toordinal() if isinstance(value, (date, str)) else value


def agreed_value(rule, values):
    """The value of all; a gap of any is that of all, two values are an error."""
    if strongest(values):
        return strongest(values)
    return values[0] if len(set(values)) == 1 else rule.gap("error")


def places_of(rule, row):
    """The places as a row says them: whole, rounded down, and on the grid."""
    places = row.value(rule.spec["places"])
    return places if is_gap(places) else rule.part(floor(places))


def decided(rule, group, keys):
    """The outcomes of one group."""
    places = len(group)
    if "places" in rule.spec:
        places = agreed_value(rule, [places_of(rule, row) for row in group])
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
