"""Rows and expected cells for lowered documents: what data hold, and what the oracle computes, as JsonLogic sees them."""

import csv
import pathlib
import sys
from datetime import date

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/oracle"), str(ROOT / "tests/faces")]
import grid  # noqa: E402
from cells import is_gap  # noqa: E402
from tables import keyed_rows  # noqa: E402
from world import World  # noqa: E402

GAPS = ["value", "inapplicable", "tie", "missing", "unset", "error"]


def plain(cell):
    """A value as JsonLogic has it; None for a gap."""
    if is_gap(cell):
        return None
    if isinstance(cell, date):
        return cell.year * 10000 + cell.month * 100 + cell.day
    return float(grid.text(cell)) if grid.is_number(cell) else cell


def rows_of(world, name, given):
    """Rows of a table as they are given: empty cells are null, whatever stands for them."""
    table = world.tables[name]
    raw = {} if table.key is None else {**keyed_rows(table, given.get(name, []))}
    for key, row in keyed_rows(table, table.spec.get("rows", [])).items():
        raw[key] = {**raw.get(key, {}), **row}
    rows = {}
    for key, cells in table.rows.items():
        known = raw.get(key, {column: True for column in cells})
        rows[key] = {name: plain(cell) if name in known else None for name, cell in cells.items()}
        rows[key]["?"] = True
        if table.key is not None:
            rows[key][table.key] = key
    return rows


def job(policy, document, given, as_of, params):
    """The oracle's world, and what an engine is given."""
    world = World(policy, given, as_of, params)
    tables = {name: rows_of(world, name, given) for name in world.tables}
    for entry in document["inputs"]:
        if "rule" not in entry:
            continue
        for key, row in tables[entry["on"]].items():
            cell = world.cell(entry["on"], key, entry["name"])
            row[entry["name"]] = plain(cell)
            row[entry["name"] + "?"] = GAPS.index(cell.kind) if is_gap(cell) else 0
    return world, {"document": document, "tables": tables}


def typed_csv(policy, folder):
    """The tables of a folder of CSV files, as the oracle wants them."""
    given = {}
    for name, spec in policy["tables"].items():
        path = pathlib.Path(folder) / f"{name}.csv"
        if not path.exists():
            continue
        with open(path, encoding="utf-8-sig", newline="") as file:
            given[name] = [as_typed(row, spec) for row in csv.DictReader(file)]
    return given


def as_typed(row, spec):
    """A row of texts with its booleans as such, and without columns that nobody declares."""
    fields = {name: field for name, field in spec.get("fields", {}).items()}
    known = {alias: name for name, field in fields.items() for alias in [name, *field.get("aliases", [])]}
    links = spec.get("links", {})
    known |= {alias: name for name, link in links.items() for alias in [name, *link.get("aliases", [])]}
    cells = {known[header]: value for header, value in row.items() if header in known and value != ""}
    for name, value in cells.items():
        if fields.get(name, {}).get("type") == "boolean":
            cells[name] = value.lower() in ("true", "1", "yes", "y", "是", "有", "√")
    return cells
