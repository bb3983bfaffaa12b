#!/usr/bin/env python3
"""Evaluate a policy for a request and print all columns and parts as JSON.

    python3 tests/oracle/evaluate.py POLICY.json REQUEST.json [--bases FOLDER]... [--inputs]

The request is {"as_of": date, "params": {name: value}, "given": {table: [row]}}.
"""

import argparse
import json
from datetime import date

import grid
from cells import is_gap
from loading import load_policy, read_json
from parts import part_names
from world import World


def evaluate(policy, given, as_of, params=None, inputs=False):
    """All results: {table: {key: {column_or_part: cell}}}.

    `policy` is what load_policy gives. Parts are named rule:part. With `inputs` the fields and
    links of each row are there too.
    """
    world = World(policy, given, as_of, params)
    result = {name: {key: {} for key in table.rows} for name, table in world.tables.items()}
    if inputs:
        for name, table in world.tables.items():
            for key, row in table.rows.items():
                result[name][key].update(row)
    for name in policy["rules"]:
        table = world.rule_table(name)
        for key in world.tables[table].rows:
            for column in columns_of(policy, name):
                result[table][key][column] = world.cell(table, key, column)
    return result


def columns_of(policy, name):
    """A rule's column and those of its parts, over all its versions."""
    parts = {part: None for version in policy["rules"][name] for part in part_names(version)}
    return [name, *(f"{name}:{part}" for part in parts)]


def plain(cell):
    """A cell as JSON: numbers as decimal strings, dates ISO, gaps as objects."""
    if is_gap(cell):
        return {"gap": cell.kind, "names": sorted(cell.names)}
    if isinstance(cell, date):
        return cell.isoformat()
    return grid.text(cell) if grid.is_number(cell) else cell


def as_json(result):
    """The results as JSON text with sorted keys."""
    cells = {
        table: {key: {name: plain(cell) for name, cell in row.items()} for key, row in rows.items()}
        for table, rows in result.items()
    }
    return json.dumps(cells, ensure_ascii=False, indent=1, sort_keys=True)


def main():
    """The command."""
    parser = argparse.ArgumentParser(description="Evaluate a policy for a request.")
    parser.add_argument("policy")
    parser.add_argument("request")
    parser.add_argument("--bases", action="append", default=[], help="a folder of base policies")
    parser.add_argument("--inputs", action="store_true", help="print fields and links too")
    options = parser.parse_args()
    policy = load_policy(options.policy, options.bases)
    request = read_json(options.request)
    given, params = request.get("given", {}), request.get("params", {})
    print(as_json(evaluate(policy, given, request["as_of"], params, options.inputs)))


if __name__ == "__main__":
    main()
