"""Where a computed result and what the data report for it differ: both are there, the computed counts."""

import grid
from cells import is_gap
from kind_measure import table_not_given
from world import Rule


def contradictions(world):
    """Each as "table/rule key"."""
    return [
        f"{world.rule_table(name)}/{name} {key}"
        for name in world.policy["rules"]
        for key in contradicted_rows(world, name)
    ]


def contradicted_rows(world, name):
    """The keys of the rows where the rule and its `reported` column differ."""
    spec = world.version(name)
    if spec is None or "reported" not in spec:
        return
    if spec["kind"] == "measure" and table_not_given(Rule(world, name, spec)):
        return  # the reported figure is the result
    world.column(name)
    for key, own in world.own_results[name].items():
        reported = world.cell(spec["on"], key, spec["reported"])
        if not is_gap(own) and not is_gap(reported) and differ(own, reported, spec.get("tolerance", 0)):
            yield key


def differ(own, reported, tolerance):
    """Do they differ? Numbers may by the tolerance."""
    if grid.is_number(own):
        return abs(own - reported) > grid.number(tolerance)
    return own != reported
