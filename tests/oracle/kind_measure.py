"""measure: count, sum, min, max, mean, distinct, commonest, share over the rows below or beside."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

import dates
import grid
from cells import Outcome, gap, is_gap, is_kind, strongest
from scales import grouped


@dataclass
class Seen:
    """One row that a measure counts or may count: its `where`, its `of` (None: none asked)."""

    where: object
    of: object

    def counted(self):
        """Is it sure that the row counts?"""
        return self.where is True

    def unknown(self):
        """The gap that leaves the row undetermined, or None."""
        return strongest([self.where]) or strongest([self.of])

    def of_known(self):
        """Has `of` a value?"""
        return not is_gap(self.of)


def measure(rule, rows):
    """The measure of each open row."""
    if rule.spec["rows"] == rule.table:
        return window(rule, rows)
    absent = table_not_given(rule)
    if absent:
        rule.not_given = absent
        return {row.key: reported(rule, row, absent) for row in rows}
    below = children(rule.world, rule.spec["rows"], path_up(rule))
    return {row.key: measured(rule, row, below.get(row.key, [])) for row in rows}


def path_up(rule):
    """The links from the measured rows up to the rule's own table."""
    return way_up(rule.world, rule.spec["rows"], rule.table, rule.spec.get("via"))


def way_up(world, table, goal, via=None):
    """The links from a table up to another: `via`, or the only way."""
    return via.split(".") if via else next(link_paths(world, table, goal))


def link_paths(world, start, goal):
    """All link paths that lead from a table up to another."""
    for link, to in world.tables[start].links.items():
        if to == goal:
            yield [link]
        for rest in link_paths(world, to, goal):
            yield [link, *rest]


def table_not_given(rule):
    """The gap of a measure whose rows, or a table on the way, are not given; or None."""
    table = rule.spec["rows"]
    return missing_table(rule.world, table, path_up(rule)) if table != rule.table else None


def missing_table(world, table, path):
    """The gap of what is below, where its table or one on the way up is not given; or None."""
    for link in path:
        if not world.tables[table].given:
            return gap("missing", "table " + table)
        table = world.tables[table].links[link]
    return None


def children(world, table, path):
    """The keys of the rows below, by the key of the row they lead to."""
    below = {}
    for key in world.tables[table].rows:
        parent = world.read(table, key, ".".join(path))
        if not is_gap(parent):
            below.setdefault(parent, []).append(key)
    return below


def window(rule, rows):
    """The measure over the rows of the own table that agree on `within`."""
    within = rule.spec.get("within", [])
    everyone = [rule.row(key) for key in rule.world.tables[rule.table].rows]
    gaps = {}
    groups = grouped(everyone, within, gaps)
    outcomes = {}
    for row in rows:
        if row.key in gaps:
            outcomes[row.key] = all_parts(gaps[row.key])
            continue
        group = groups[tuple(row.read(column) for column in within)]
        outcomes[row.key] = measured(rule, row, [other.key for other in group])
    return outcomes


def all_parts(cell):
    """A gap that is the measure and each of its parts."""
    return Outcome(cell, {"low": cell, "high": cell, "undetermined": cell})


def reported(rule, row, absent):
    """Bounds at the reported figure, where the rows are not given: then none of them is undetermined."""
    if "reported" not in rule.spec:
        return all_parts(absent)
    cell = rule.or_reported(absent, row.read(rule.spec["reported"]))
    return Outcome(absent, {"low": cell, "high": cell, "undetermined": 0})


def measured(rule, row, keys):
    """The measure of one row over the rows of those keys, with its bounds."""
    seen = [look(rule.spec, row.elsewhere(rule.spec["rows"], key)) for key in keys]
    seen = [s for s in seen if s.where is not False and not is_kind(s.where, "inapplicable")]
    seen = [s for s in seen if not is_kind(s.of, "inapplicable")]
    unknown = [s for s in seen if s.unknown()]
    if not unknown:
        cell = rule.store(TAKE[rule.spec["take"]](rule, [s.of for s in seen]))
        return Outcome(cell, {"low": cell, "high": cell, "undetermined": 0})
    cell = strongest(s.unknown() for s in unknown)
    low, high = bounds(rule, seen, cell)
    return Outcome(cell, {"low": low, "high": high, "undetermined": len(unknown)})


def look(spec, row):
    """What a measure reads of one row below; `of` only where the row may count."""
    where = row.value(spec.get("where", True))
    if where is False or "of" not in spec:
        return Seen(where, None)
    return Seen(where, typed_of(spec, row))


def typed_of(spec, row):
    """The cell of `of`; a date literal in it is a date, and a number beyond the range an error."""
    cell = row.value(spec["of"])
    if grid.is_number(cell) and not grid.fits(grid.floor_to(cell, grid.GRID)):
        return row.gap("error")
    if isinstance(cell, str) and row.world.types.of_expression(spec["rows"], spec["of"]) == "date":
        return dates.day(cell)
    return cell


def quotient(rule, part, whole):
    """A share; of nothing it is missing."""
    return Fraction(part) / whole if whole else rule.gap("missing")


def commonest(rule, values):
    """The value that is there most often; two such are a tie."""
    counts = Counter(values)
    top = [value for value, count in counts.items() if count == max(counts.values())]
    if not top:
        return rule.gap("missing")
    return top[0] if len(top) == 1 else rule.gap("tie")


def share_of_commonest(rule, values):
    """The share of rows with the commonest value."""
    return quotient(rule, max(Counter(values).values(), default=0), len(values))


TAKE = {
    "count": lambda rule, values: len(values),
    "sum": lambda rule, values: sum(values),
    "distinct": lambda rule, values: len(set(values)),
    "min": lambda rule, values: min(values, default=rule.gap("missing")),
    "max": lambda rule, values: max(values, default=rule.gap("missing")),
    "mean": lambda rule, values: quotient(rule, sum(values), len(values)),
    "share": lambda rule, values: quotient(rule, values.count(True), len(values)),
    "commonest": commonest,
    "share-of-commonest": share_of_commonest,
}


def bounds(rule, seen, cell):
    """The least and the greatest the measure can be, or its gap where they can't be had."""
    take = rule.spec["take"]
    if take == "count":
        sure = sum(not s.unknown() for s in seen)
        return sure, len(seen)
    if take == "share":
        return share_bounds(rule, seen)
    declared = declared_bounds(rule) if take == "sum" else None
    return sum_bounds(seen, *declared) if declared else (cell, cell)


def share_bounds(rule, seen):
    """Undetermined rows counted the worst way, and the best way."""
    sure = [s for s in seen if s.counted()]
    true = sum(s.of is True for s in sure)
    open_ = sum(not s.of_known() for s in sure)
    maybe = [s for s in seen if not s.counted()]
    maybe_false = sum(s.of is not True for s in maybe)
    maybe_true = sum(s.of is not False for s in maybe)
    low = quotient(rule, true, len(sure) + maybe_false)
    high = quotient(rule, true + open_ + maybe_true, len(sure) + maybe_true)
    return tuple(named(bound, seen) for bound in (low, high))


def named(bound, seen):
    """A bound over nothing, named after what leaves the rows undetermined where that is missing too."""
    unknown = [s.unknown() for s in seen]
    missing = strongest(gap for gap in unknown if is_kind(gap, "missing"))
    return missing if is_gap(bound) and missing else bound


def declared_bounds(rule):
    """`min` and `max` of the field that is summed, or None."""
    of = rule.spec["of"]
    if not isinstance(of, dict) or "var" not in of:
        return None
    *links, column = of["var"].split(".")
    table = rule.world.tables[rule.spec["rows"]]
    for link in links:
        if link not in table.links:
            return None
        table = rule.world.tables[table.links[link]]
    field = table.fields.get(column, {})
    if "min" not in field or "max" not in field:
        return None
    return grid.number(field["min"]), grid.number(field["max"])


def sum_bounds(seen, least, most):
    """A sum with each undetermined row at its least and at its most."""
    low = high = Fraction(0)
    for s in seen:
        smallest, largest = (s.of, s.of) if s.of_known() else (least, most)
        if not s.counted():
            smallest, largest = min(0, smallest), max(0, largest)
        low, high = low + smallest, high + largest
    return low, high
