"""Reading a policy file, its bases (`extends`), and merging them into one policy."""

import json
from decimal import Decimal
from pathlib import Path


class PolicyError(Exception):
    """The policy can't be put together."""


def unique(pairs):
    """A JSON object whose keys are all different."""
    result = dict(pairs)
    if len(result) != len(pairs):
        raise PolicyError(f"duplicate key among {[key for key, _ in pairs]}")
    return result


def read_json(path):
    """A JSON file with exact numbers: int and Decimal."""
    source = Path(path).read_text(encoding="utf-8")
    return json.loads(source, parse_float=Decimal, object_pairs_hook=unique)


def load_policy(path, folders=()):
    """The policy of a file, merged with its bases.

    Bases are found by their id among the *.json files of the policy's own folder and of `folders`.
    """
    path = Path(path)
    return merge(read_json(path), [path.parent, *map(Path, folders)], ())


def find_base(name, folders):
    """The file content of the policy with that id."""
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            content = read_json(path)
            if isinstance(content, dict) and content.get("id") == name and "format" in content:
                return content
    raise PolicyError(f"extends {name!r}: no such policy")


def merge(own, folders, above):
    """One policy from a file's content and its bases, read left to right."""
    if own["id"] in above:
        raise PolicyError(f"{own['id']!r} extends itself")
    bases = [
        merge(find_base(name, folders), folders, (*above, own["id"]))
        for name in own.get("extends", [])
    ]
    return {
        "id": own["id"],
        "rounding": own.get("rounding", "half-even"),
        "categories": merge_named("categories", own.get("categories", {}), bases),
        "units": merge_named("units", own.get("units", {}), bases),
        "parameters": merge_named("parameters", own.get("parameters", {}), bases),
        "rules": merge_named("rules", own_rules(own), bases),
        "tables": merge_tables(own.get("tables", {}), bases),
        "tests": own.get("tests", []),
    }


def own_rules(own):
    """A file's own rules, each as a list of versions with their dates filled in."""
    return {
        name: [dated(version, own) for version in (rule if isinstance(rule, list) else [rule])]
        for name, rule in own.get("rules", {}).items()
    }


def dated(version, envelope):
    """A rule version; `from` and `until` of the file are its default."""
    defaults = {key: envelope[key] for key in ("from", "until") if key in envelope}
    return {**defaults, **version}


def is_override(entry):
    """Does the entry say that it replaces one of a base?"""
    if isinstance(entry, list):
        return any(is_override(version) for version in entry)
    return bool(entry.get("override", False))


def without_override(entry):
    """The entry itself, once it has replaced the other."""
    if isinstance(entry, list):
        return [without_override(version) for version in entry]
    return {key: value for key, value in entry.items() if key != "override"}


def merge_named(section, own, bases):
    """Rules, parameters or categories: whole entries, replaced only by `override`."""
    merged, clashes = {}, set()
    for base in bases:
        for name, entry in base[section].items():
            if name in merged and merged[name] != entry:
                clashes.add(name)
            merged[name] = entry
    for name, entry in own.items():
        same = section in ("categories", "units") and merged.get(name) == entry
        if name in merged and not is_override(entry) and not same:
            raise PolicyError(f"{section}/{name}: a base has it too, and override is not stated")
        if name not in merged and is_override(entry):
            raise PolicyError(f"{section}/{name}: override, but nothing to override")
        merged[name] = without_override(entry)
        clashes.discard(name)
    if clashes:
        raise PolicyError(f"{section}: bases differ in {sorted(clashes)}")
    return merged


def merge_tables(own, bases):
    """Tables are widened: new fields, links and rows; what is said twice must be equal."""
    merged = {}
    for tables in [*(base["tables"] for base in bases), own]:
        for name, table in tables.items():
            merged[name] = widen(name, merged.get(name, {}), table)
    return merged


def widen(name, old, new):
    """One table with the fields, links and rows of both."""
    table = dict(old)
    for key, value in new.items():
        if key in ("fields", "links"):
            table[key] = joined(f"tables/{name}/{key}", old.get(key, {}), value)
        elif key == "rows":
            table[key] = old.get(key, []) + [row for row in value if row not in old.get(key, [])]
        elif key not in ("title", "note") and old.get(key, value) != value:
            raise PolicyError(f"tables/{name}/{key}: differs from a base")
        else:
            table[key] = value
    return table


def joined(where, old, new):
    """Two sets of named things; the same name must be the same thing."""
    for name in old.keys() & new.keys():
        if old[name] != new[name]:
            raise PolicyError(f"{where}/{name}: differs from a base")
    return {**old, **new}
