"""Rows given as plain dicts, read into typed cells by the tables of a policy."""

from fractions import Fraction
from itertools import product

import dates
import grid
from cells import gap, is_gap


class DataError(Exception):
    """The rows do not fit the tables."""


class Table:
    """The rows of one table: {key: {column: cell}}, in the order given."""

    def __init__(self, name, spec, given):
        self.name = name
        self.spec = spec
        self.given = given
        self.links = {link: entry["to"] for link, entry in spec.get("links", {}).items()}
        self.fields = dict(spec.get("fields", {}))
        self.key = spec.get("key")
        if self.key is not None:
            self.fields.setdefault(self.key, {"type": "text"})
        self.rows = {}


def read_tables(policy, given):
    """All tables of the policy, filled from the reference rows and the rows given."""
    unknown = given.keys() - policy["tables"].keys()
    if unknown:
        raise DataError(f"unknown tables {sorted(unknown)}")
    specs = policy["tables"]
    tables = {}
    for name in sorted(specs, key=lambda name: bool(specs[name].get("cross"))):  # cross last
        fill = fill_cross if specs[name].get("cross") else fill_plain
        tables[name] = fill(name, specs[name], given, tables, policy)
    for table in tables.values():
        check_links(table, tables)
    return tables


def fill_plain(name, spec, given, _tables, policy):
    """A table with a key; reference rows first, whose empty cells the given rows may fill."""
    table = Table(name, spec, given=name in given or "rows" in spec)
    reference = keyed_rows(table, spec.get("rows", []))
    data = keyed_rows(table, given.get(name, []))
    if reference and data.keys() - reference.keys():
        raise DataError(f"{name}: rows {sorted(data.keys() - reference.keys())} are not its own")
    for key in reference or data:
        raw = filled(f"{name}:{key}", reference.get(key, {}), data.get(key, {}))
        table.rows[key] = typed_row(table, raw, policy)
    return table


def fill_cross(name, spec, given, tables, policy):
    """All pairs of the linked tables; given rows add the cells of a pair."""
    linked = {link: tables[entry["to"]] for link, entry in spec["links"].items()}
    table = Table(name, spec, given=all(other.given for other in linked.values()))
    data = keyed_rows(table, given.get(name, []))
    for keys in product(*(other.rows for other in linked.values())):
        pair = dict(zip(linked, keys))
        raw = {**data.pop("|".join(keys), {}), **pair}
        table.rows["|".join(keys)] = typed_row(table, raw, policy)
    if data:
        raise DataError(f"{name}: unknown pairs {sorted(data)}")
    return table


def keyed_rows(table, rows):
    """Raw rows by key, with columns under their names and empty cells left out."""
    headers = column_headers(table)
    result = {}
    for row in rows:
        raw = {}
        for header, value in row.items():
            if header not in headers:
                raise DataError(f"{table.name}: unknown column {header!r}")
            if value is not None and value != "":
                raw[headers[header]] = value
        key = "|".join(str(raw[column]) for column in key_columns(table))
        if key in result:
            raise DataError(f"{table.name}: key {key!r} twice")
        result[key] = raw
    return result


def key_columns(table):
    """The columns whose values make the key of a row: its key field, or the links of a pair."""
    return [table.key] if table.key is not None else list(table.links)


def column_headers(table):
    """What the header of a column may be: its name, then its aliases, then its titles."""
    headers = {name: name for name in [*table.fields, *table.links]}
    for name, spec in [*table.fields.items(), *table.spec.get("links", {}).items()]:
        title = spec.get("title", {})
        titles = title.values() if isinstance(title, dict) else [title]
        for label in [*spec.get("aliases", []), *titles]:
            headers.setdefault(label, name)
    return headers


def filled(where, reference, data):
    """A reference row whose empty cells are filled from the data."""
    for column in reference.keys() & data.keys():
        if reference[column] != data[column]:
            raise DataError(f"{where}: {column} of the policy's own row can't be changed")
    return {**data, **reference}


def typed_row(table, raw, policy):
    """The cells of one row: values, the `absent` of empty fields, or `missing` gaps."""
    row = {}
    for name, spec in table.fields.items():
        row[name] = field_cell(name, spec, raw.get(name, spec.get("absent")), policy)
    for link in table.links:
        row[link] = str(raw[link]) if link in raw else gap("missing", link)
    return row


def field_cell(name, spec, value, policy):
    """One cell of a field."""
    if value is None:
        return gap("missing", name)
    cell = typed(value, spec, policy)
    if grid.is_number(cell) and not grid.fits(cell):
        return gap("error", name)
    return cell


def typed(value, spec, policy):
    """A raw value as the type of its field or parameter says."""
    kind = spec["type"]
    if kind == "boolean":
        if not isinstance(value, bool):
            raise DataError(f"{value!r} is not true or false")
        return value
    if kind in ("integer", "decimal"):
        return quantity(value, spec.get("unit", "1"), policy)
    if kind == "date":
        return dates.day(value)
    if kind == "category":
        return category_code(value, policy["categories"][spec["categories"]])
    if kind == "text":
        return str(value)
    raise DataError(f"type {kind!r} is not known")


def quantity(value, unit, policy):
    """A number, or a text of a number and a multiple of its unit, as 500万元 or 75%."""
    if not isinstance(value, str):
        return grid.number(value)
    text = folded(value)
    digits = text.rstrip("".join(set(text) - set("0123456789.")))
    name = text[len(digits) :].strip()
    return grid.number(digits) * (multiple(name, unit, policy) if name else 1)


def multiple(name, unit, policy):
    """How much of a base unit one of this name is: 10000 for 万元, of "yuan"."""
    if unit == "1":
        return {"%": Fraction(1, 100), "1": 1}[name]
    spec = policy["units"][unit]
    names = {folded(other): factor for other, factor in spec.get("multiples", {}).items()}
    for same in [unit, spec.get("zh"), spec.get("en"), *spec.get("aliases", [])]:
        names[folded(same or unit)] = 1
    return grid.number(names[name])


def category_code(value, codes):
    """The code of a category given by its code, a label or an alias."""
    for spelling in (lambda text: text, folded):
        for code, entry in codes.items():
            if code not in ("title", "note") and spelling(value) in [spelling(name) for name in category_names(code, entry)]:
                return code
    raise DataError(f"unknown category {value!r}")


def category_names(code, entry):
    """All names of one category."""
    labels = [label for key, label in entry.items() if key in ("zh", "en")]
    return [code, *labels, *entry.get("aliases", [])]


def folded(text):
    """Text without outer blanks, with full-width ASCII made narrow and capitals made small."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in text)
    return narrow.replace("\u3000", " ").strip().lower()


def check_links(table, tables):
    """Every link names a row that is there, if its table is given."""
    for key, row in table.rows.items():
        for link, to in table.links.items():
            if tables[to].given and not is_gap(row[link]) and row[link] not in tables[to].rows:
                raise DataError(f"{table.name}:{key}: {link} names no row of {to}: {row[link]!r}")
