#!/usr/bin/env python3
"""Run the tests that policies carry; print each failure; exit 1 if there is any.

    python3 tests/oracle/run_tests.py POLICY.json... [--bases FOLDER]...
"""

import argparse
import sys
from datetime import date

import dates
import grid
from cells import is_gap
from evaluate import plain
from loading import load_policy
from tables import DataError
from world import World


def failures(policy):
    """A line for each expectation of the policy's own tests that is not met."""
    for number, test in enumerate(policy["tests"], 1):
        try:
            world = World(policy, test.get("given", {}), test["as_of"], test.get("params"))
        except DataError as error:
            yield f"test {number} ({test.get('title', '')}): {error}"
            continue
        for table, key, column, expected in expectations(test):
            if key not in world.tables[table].rows:
                yield f"test {number}: {table}:{key}: there is no such row"
                continue
            actual = world.cell(table, key, column)
            if not meets(actual, expected):
                yield (
                    f"test {number} ({test.get('title', '')}): {table}:{key} {column}: "
                    f"expected {expected!r}, got {plain(actual)!r}"
                )


def expectations(test):
    """Each expected cell: (table, key, column, expected)."""
    for table, rows in test["expect"].items():
        for key, columns in rows.items():
            for column, expected in columns.items():
                yield table, key, column, expected


def meets(actual, expected):
    """Is a cell what a test expects? Numbers are compared exactly; names only where stated."""
    if isinstance(expected, dict):
        if not is_gap(actual) or actual.kind != expected["gap"]:
            return False
        return "names" not in expected or actual.names == set(expected["names"])
    if is_gap(actual) or isinstance(actual, bool) != isinstance(expected, bool):
        return False
    if isinstance(actual, date):
        return actual == dates.day(expected)
    if grid.is_number(actual):
        return actual == grid.number(expected)
    return actual == expected


def main():
    """The command."""
    parser = argparse.ArgumentParser(description="Run the tests that policies carry.")
    parser.add_argument("policies", nargs="+")
    parser.add_argument("--bases", action="append", default=[], help="a folder of base policies")
    options = parser.parse_args()
    failed = False
    for path in options.policies:
        policy = load_policy(path, options.bases)
        lines = list(failures(policy))
        failed = failed or bool(lines)
        count = sum(1 for test in policy["tests"] for _ in expectations(test))
        verdict = f"{len(lines)} failed" if lines else "ok"
        print(f"{policy['id']}: {len(policy['tests'])} tests, {count} expectations: {verdict}")
        for line in lines:
            print("  " + line)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
