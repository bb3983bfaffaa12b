"""Random registries for the policies that ship with the library."""

import json
import random
from pathlib import Path

import generate
import pools
from against import load_policy
from shapes import Draft

FOLDER = Path(__file__).parent.parent.parent / "lib" / "policies"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
DAYS = ["2018-12-31", "2019-01-01", "2021-08-24", "2021-08-25", "2021-12-31", "2022-01-01", "2022-06-30", "2022-12-31"]
DAYS += ["2023-01-01", "2025-12-31", "2026-01-01"]
CREDIT_CODE = "91350211M000100Y46"  # its check character is right


def request(seed):
    """The request of a seed: one policy, its tables filled at random."""
    draft = Draft(random.Random(f"shipped {seed}"), ())
    name = NAMES[seed % len(NAMES)]
    policy = plain(load_policy(FOLDER / f"{name}.json"))
    draft.policy = policy
    numbers = sorted(set(numbers_in([policy["rules"], policy["parameters"]])))
    keys = {table: draw_keys(draft, spec) for table, spec in policy["tables"].items()}
    given = {
        table: [draw_row(draft, spec, key, keys, numbers) for key in keys[table]]
        for table, spec in policy["tables"].items()
        if keys[table] is not None and draft.chance(90 if "rows" in spec else 100)
    }
    free = {p: spec for p, spec in policy["parameters"].items() if p not in weights(policy["rules"])}
    params = {p: draw(draft, spec, numbers) for p, spec in free.items() if draft.chance(8)}
    return {"builtin": name, "policy": policy, "as_of": draft.rng.choice(DAYS), "params": params, "given": given}


def weights(rules):
    """The parameters that must add up: another value of one alone is refused (weights-total)."""
    versions = [version for rule in rules.values() for version in (rule if isinstance(rule, list) else [rule])]
    items = [item for version in versions if "weights_total" in version for item in version["items"].values()]
    return {item["weight"]["var"].removeprefix("params.") for item in items if isinstance(item["weight"], dict)}


def plain(policy):
    """The merged policy as JSON: numbers have few enough digits to be floats."""
    return json.loads(json.dumps(policy, default=float, ensure_ascii=False))


def numbers_in(node):
    """All numbers in a JSON value: thresholds, mostly."""
    if isinstance(node, (int, float)) and not isinstance(node, bool):
        yield node
    elif isinstance(node, (dict, list)):
        for inside in node.values() if isinstance(node, dict) else node:
            yield from numbers_in(inside)


def draw_keys(draft, spec):
    """The keys of a table's rows; None where it is not given."""
    if "rows" in spec:
        return [row[spec["key"]] for row in spec["rows"]]
    if draft.chance(12):
        return None
    return [f"k{i}" for i in range(draft.rng.choice([0, 1, 2, 5, 9, 20]))]


def draw_row(draft, spec, key, keys, numbers):
    """A row; of a reference row only the cells that are empty."""
    own = next((row for row in spec.get("rows", []) if row[spec["key"]] == key), {})
    percent = draft.rng.choice([30, 80, 95, 100])
    row = {spec["key"]: key}
    for name, field in spec["fields"].items():
        if name not in own and name != spec["key"] and draft.chance(percent):
            row[name] = draw(draft, field, numbers)
    for link, to in spec.get("links", {}).items():
        if link not in own and keys[to["to"]] and draft.chance(92):
            row[link] = draft.rng.choice(keys[to["to"]])
    return row


def draw(draft, field, numbers):
    """A value of a field: often at a threshold of the policy or beside it."""
    if field["type"] == "category":
        return draw_category(draft, draft.policy["categories"][field["categories"]])
    if field["type"] == "text":
        return CREDIT_CODE if "format" in field else draft.rng.choice(pools.TEXTS)
    if field["type"] in ("integer", "decimal") and draft.chance(70):
        near = draft.rng.choice(numbers) + draft.rng.choice([0, 0, 1, -1, 0.000001 * (field["type"] == "decimal")])
        near = round(near, 6) if field["type"] == "decimal" else int(near)
        if float(field.get("min", near)) <= near <= float(field.get("max", near)):
            return near if abs(near) < 1e8 else f"{near:.6f}".rstrip("0").rstrip(".")  # at most 15 digits are a number
    return generate.draw_value(draft, bounded(field))


def bounded(field):
    """A field whose bounds are decimal strings."""
    return {**field, **{key: f"{field[key]:.6f}" for key in ("min", "max") if key in field}}


def draw_category(draft, codes):
    """A code, a label or an alias."""
    code = draft.rng.choice([code for code in codes if code not in ("title", "note")])
    labels = [codes[code][key] for key in ("zh", "en") if key in codes[code]]
    return draft.rng.choice([code, code, *labels, *codes[code].get("aliases", [])])
