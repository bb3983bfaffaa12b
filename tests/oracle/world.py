"""A policy, its rows and a date: every column by name, computed when first asked for."""

import sys

import dates
import expressions
import grid
from cells import Outcome, gap, is_gap, is_kind, strongest
from kinds import KINDS, SHUT
from parts import part_names
from tables import read_tables, typed
from types_of import Types

sys.setrecursionlimit(100_000)  # a column is computed inside the one that reads it


class World:
    """Everything that can be asked of a policy for given rows as of a date."""

    def __init__(self, policy, given, as_of, params=None):
        self.policy = policy
        self.as_of = dates.day(as_of)
        self.tables = read_tables(policy, given)
        self.params = {
            name: typed(value, policy["parameters"][name], policy)
            for name, value in (params or {}).items()
        }
        self.types = Types(policy)
        self.columns = {}
        self.own_results = {}

    def parameter(self, name, day):
        """A parameter on a day: what the caller set, or the last value that began by then."""
        if is_gap(day):
            return day
        if name in self.params:
            return self.params[name]
        spec = self.policy["parameters"][name]
        begun = [entry for entry in spec["values"] if dates.day(entry["from"]) <= day]
        if not begun:
            return gap("unset", "params." + name)
        last = max(begun, key=lambda entry: dates.day(entry["from"]))
        return typed(last["value"], spec, self.policy)

    def cell(self, table, key, column):
        """A field, a link, a rule's column, or a part of it (rule:part)."""
        name, _, part = column.partition(":")
        if name in self.tables[table].rows[key]:
            return self.tables[table].rows[key][name]
        outcome = self.column(name)[key]
        return outcome.parts.get(part, gap("inapplicable", name)) if part else outcome.value

    def read(self, table, key, path):
        """A column through any number of links: "unit.city.total"."""
        *links, column = path.split(".")
        for link in links:
            key = self.tables[table].rows[key][link]
            table = self.tables[table].links[link]
            if is_gap(key):
                return key
            if not self.tables[table].given:
                return gap("missing", "table " + table)
        return self.cell(table, key, column)

    def column(self, name):
        """The outcomes of a rule for all rows of its table: {key: Outcome}."""
        if name not in self.columns:
            self.columns[name] = self.computed(name)
        return self.columns[name]

    def computed(self, name):
        """The column of a rule: version, `when`, `at`, body, rounding, `reported`, `absent`."""
        spec = self.version(name)
        keys = self.tables[self.rule_table(name)].rows
        if spec is None:
            return {key: Outcome(gap("inapplicable", name), {}) for key in keys}
        rule = Rule(self, name, spec)
        rows = {key: rule.row(key) for key in keys}
        stopped = {key: rule.stop(row) for key, row in rows.items()}
        open_rows = [rows[key] for key in keys if stopped[key] is None]
        outcomes = KINDS[spec["kind"]](rule, open_rows)
        for key, cell in stopped.items():
            if cell is not None:
                outcomes[key] = Outcome(cell, rule.stopped_parts(cell))
        self.own_results[name] = {key: rule.store(outcomes[key].value) for key in keys}
        for key, outcome in outcomes.items():
            outcome.value = rule.finish(self.own_results[name][key], rows[key])
            outcome.parts = {part: rule.part(cell) for part, cell in outcome.parts.items()}
        return {key: outcomes[key] for key in keys}

    def version(self, name):
        """The version of a rule that is in force as of the date, or None."""
        for version in self.policy["rules"][name]:
            begun = "from" not in version or dates.day(version["from"]) <= self.as_of
            ended = "until" in version and dates.day(version["until"]) <= self.as_of
            if begun and not ended:
                return version
        return None

    def rule_table(self, name):
        """The table a rule adds its column to."""
        return self.policy["rules"][name][0]["on"]


class Rule:
    """One rule in the version in force."""

    def __init__(self, world, name, spec):
        self.world = world
        self.name = name
        self.spec = spec
        self.table = spec["on"]
        self.not_given = None  # the gap of a measure whose rows were not given

    def row(self, key):
        """A row to evaluate for; `at` moves the day of its parameters."""
        row = Row(self.world, self.name, self.table, key, self.world.as_of)
        if "at" in self.spec:
            row.day = row.read(self.spec["at"])
        return row

    def stop(self, row):
        """The result of a row whose body is not evaluated, or None if it is."""
        held = row.value(self.spec.get("when", True))
        if is_gap(held):
            return held
        if held:
            return row.day if is_gap(row.day) else None
        return SHUT.get(self.spec["kind"], self.gap("inapplicable"))

    def stopped_parts(self, cell):
        """The parts of a row whose body is not evaluated, those of other versions too."""
        if not is_gap(cell):
            cell = self.gap("inapplicable")
        versions = self.world.policy["rules"][self.name]
        return {part: cell for version in versions for part in part_names(version)}

    def finish(self, cell, row):
        """What stands for a missing result: the column that reports it, else `absent` (of an award, of its amount)."""
        reports = "reported" in self.spec and (self.spec["kind"] != "measure" or self.not_given)
        if is_kind(cell, "missing") and reports:
            cell = self.or_reported(cell, row.read(self.spec["reported"]))
        if is_kind(cell, "missing") and "absent" in self.spec and self.spec["kind"] != "award":
            cell = self.to_grid(row.value(self.spec["absent"]))
        return cell

    def or_reported(self, cell, reported):
        """The reported cell; where both are missing, the names of both, but not of rows that were not given."""
        both = is_kind(reported, "missing") and cell is not self.not_given
        return strongest([cell, reported]) if both else reported

    def store(self, cell):
        """A cell rounded as the rule says, or else to the grid."""
        if "round" not in self.spec:
            return self.part(cell)
        step = grid.number(self.spec["round"]["to"])
        mode = self.spec["round"].get("mode", self.world.policy["rounding"])
        return self.rounded(cell, step, mode)

    def to_grid(self, cell):
        """A cell on the grid in the rule's mode; its step is for what the rule itself computes."""
        mode = self.spec.get("round", {}).get("mode", self.world.policy["rounding"])
        return self.rounded(cell, grid.GRID, mode)

    def part(self, cell):
        """A cell rounded to the grid by the policy's rounding."""
        return self.rounded(cell, grid.GRID, self.world.policy["rounding"])

    def rounded(self, cell, step, mode):
        """A number rounded, an error if it is too large; a date literal as a date; else as it is."""
        if isinstance(cell, str) and self.world.types.of_rule(self.name) == "date":
            return dates.day(cell)
        if not grid.is_number(cell):
            return cell
        result = grid.round_to(cell, step, mode)
        return result if grid.fits(result) else self.gap("error")

    def gap(self, kind):
        """A gap that arises in this rule."""
        return gap(kind, self.name)


class Row:
    """One row as a rule sees it: parameters are read at `day`, new gaps have the rule's name."""

    def __init__(self, world, rule, table, key, day):
        self.world = world
        self.rule = rule
        self.table = table
        self.key = key
        self.day = day

    def read(self, path):
        """What {"var": path} means here."""
        if path == "as_of":
            return self.world.as_of
        if path.startswith("params."):
            return self.world.parameter(path.removeprefix("params."), self.day)
        return self.world.read(self.table, self.key, path)

    def value(self, expression):
        """The value or gap of an expression."""
        return expressions.evaluate(expression, self)

    def elsewhere(self, table, key):
        """Another row, seen by the same rule with the same parameters."""
        return Row(self.world, self.rule, table, key, self.day)

    def gap(self, kind):
        """A gap that arises in the rule."""
        return gap(kind, self.rule)
