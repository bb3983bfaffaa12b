"""A random request from a seed: a valid policy, a date, parameters, and rows with all that can be wrong with rows."""

import random

import pools
from rules import add_rule
from shapes import BOOLEAN, DATE, TEXT, Draft, Kind, number, unit_of

CATEGORIES = {"color": ["red", "green", "blue"], "level": ["high", "low"]}


def request(seed, without=()):
    """The request of a seed, without some things."""
    draft = Draft(random.Random(seed), without)
    draft_policy(draft)
    keys = draw_keys(draft)
    given = draw_given(draft, keys)
    return {
        "policy": draft.policy,
        "as_of": draft.rng.choice(pools.FAR_DATES if draft.chance(3) else pools.DAYS_AS_OF),
        "params": draw_params(draft),
        "given": given,
    }


# ---- The policy ----


def draft_policy(draft):
    """Tables, parameters, rules."""
    draft.policy.update({"format": "incubator-policy/1", "id": "random", "version": "1", "title": "random"})
    if draft.chance(70):
        draft.policy["rounding"] = draft.rng.choice(pools.MODES)
    if draft.chance(5):
        draft.policy.update(draft.rng.choice([{"from": "2020-02-29"}, {"until": "2022-01-01"}]))
    draft.policy["categories"] = {name: {code: {} for code in codes} for name, codes in CATEGORIES.items()}
    draft.policy.update({"parameters": {}, "tables": {}, "rules": {}})
    for _ in range(draft.rng.choice([1, 2, 2, 3, 3, 4])):
        add_table(draft)
    for _ in range(draft.rng.randrange(5)):
        add_parameter(draft)
    for _ in range(draft.rng.choice([1, 2, 3, 5, 8, 12])):
        add_rule(draft)
    rules = list(draft.policy["rules"].items())
    draft.rng.shuffle(rules)
    draft.policy["rules"] = dict(rules)


def add_table(draft):
    """A table that links to some of those before it."""
    table = draft.name("t")
    before = list(draft.links)
    targets = [draft.rng.choice(before) for _ in range(draft.rng.choice([1, 1, 1, 2, 2, 3]))] if before else []
    draft.links[table] = {draft.name("l"): to for to in targets}
    spec = {"key": "id", "fields": {"id": {"type": "text"}}}
    draft.own[table], draft.measures[table] = {TEXT: ["id"]}, []
    for _ in range(draft.rng.choice([1, 2, 3, 4, 6])):
        add_field(draft, table, spec["fields"])
    if draft.links[table]:
        spec["links"] = {link: {"to": to} for link, to in draft.links[table].items()}
        for link in spec["links"]:
            draft.add_column(table, link, TEXT)
    if draft.chance(50):
        spec["unit"] = draft.rng.choice(["firm", "m2"])
    draft.policy["tables"][table] = spec
    if draft.chance(12):
        spec["rows"] = None  # drawn with the keys


def add_field(draft, table, fields):
    """A field of any type."""
    spec, kind = draw_type(draft, texts=True)
    name = draft.name("f")
    fields[name] = spec
    if draft.chance(20) and kind != TEXT:
        spec["absent"] = draw_value(draft, spec)
        draft.absents.add(name)
    draft.bounded |= {name} if spec.keys() >= {"min", "max"} else set()
    draft.add_column(table, name, kind)


def draw_type(draft, texts=False):
    """A type with what belongs to it, as a field or a parameter states it; and the kind."""
    rng = draft.rng
    type_ = rng.choice(["decimal"] * 4 + ["integer"] * 2 + ["boolean", "category", "date"] + ["text"] * texts)
    if type_ == "category":
        name = rng.choice(list(CATEGORIES))
        return {"type": type_, "categories": name}, Kind("category", list=name)
    if type_ not in ("decimal", "integer"):
        return {"type": type_}, {"boolean": BOOLEAN, "date": DATE, "text": TEXT}[type_]
    spec, unit = {"type": type_}, rng.choice(pools.UNITS)
    spec.update({"unit": unit} if unit else {})
    if draft.chance(55):
        low, high = rng.choice(pools.BOUNDS)
        spec.update({"min": low, "max": high} if draft.chance(85) else {rng.choice(["min", "max"]): None})
        spec.update({key: {"min": low, "max": high}[key] for key in ("min", "max") if key in spec})
    return spec, number(unit_of(unit))


def add_parameter(draft):
    """A parameter with none, one or some dated values."""
    spec, kind = draw_type(draft)
    days = sorted(draft.rng.sample(pools.DATES[1:-2], draft.rng.choice([0, 1, 1, 1, 1, 1, 2, 3])))
    spec["values"] = [{"from": day, "value": draw_value(draft, spec)} for day in days]
    name = draft.name("p")
    draft.policy["parameters"][name] = spec
    draft.params.setdefault(kind, []).append(name)


# ---- Values ----




def draw_value(draft, spec):
    """A value of a field or parameter, within its bounds."""
    rng = draft.rng
    if spec["type"] == "boolean":
        return draft.chance(50)
    if spec["type"] == "category":
        return rng.choice(CATEGORIES[spec["categories"]])
    if spec["type"] == "date":
        return rng.choice(pools.FAR_DATES if draft.chance(3) else pools.DATES)
    if spec["type"] == "text":
        return rng.choice(pools.TEXTS)
    return draw_number(draft, spec)


def draw_number(draft, spec):
    """A number within bounds, as a decimal string or a JSON number."""
    rng = draft.rng
    low, high = micros(spec.get("min", "-9223372036854.775807")), micros(spec.get("max", "9223372036854.775807"))
    whole = spec["type"] == "integer"
    pool = pools.SMALL if draft.chance(70) else pools.FINE + pools.HUGE
    for _ in range(4):
        drawn = rng.choice([*(micros(text) for text in pool), low, high])
        drawn = drawn // 10**6 * 10**6 if whole else drawn
        if low <= drawn <= high:
            return decimal(draft, drawn)
    drawn = rng.randint(low, high)
    rounded = drawn // 10**6 * 10**6 if whole else drawn
    return decimal(draft, rounded if low <= rounded <= high else -(-low // 10**6) * 10**6)


def micros(text):
    """A decimal string in millionths."""
    sign = -1 if text.startswith("-") else 1
    whole, _, rest = text.lstrip("-").partition(".")
    return sign * (int(whole) * 10**6 + int(rest.ljust(6, "0")))


def decimal(draft, value):
    """Millionths as a decimal string, or as a JSON number where that has few enough digits."""
    sign, size = "-" if value < 0 else "", abs(value)
    text = f"{sign}{size // 10**6}.{size % 10**6:06d}".rstrip("0").rstrip(".")
    digits = text.lstrip("-").replace(".", "").lstrip("0")
    if len(digits) <= 15 and draft.chance(60):
        return float(text) if "." in text else int(text)
    return text


# ---- Rows ----


def row_count(draft):
    """How many rows a table has: few, now and then more than a block of the engine holds."""
    if draft.chance(1):
        return draft.rng.choice([33, 65, 70] * 10 + [1100])
    return draft.rng.choice([0, 1, 1, 2, 3, 4, 5, 7, 9, 12])


def draw_keys(draft):
    """The keys of each table; None for a table that is not given. Reference rows get into the policy."""
    keys = {}
    for table, spec in draft.policy["tables"].items():
        keys[table] = [f"k{i}" for i in range(1, row_count(draft) + 1)]
        if "rows" in spec:
            spec["rows"] = [draw_row(draft, table, key, keys, 50) for key in keys[table]]
        elif draft.chance(8):
            keys[table] = None
    return keys


def draw_given(draft, keys):
    """The rows of every table."""
    given = {}
    for table, spec in draft.policy["tables"].items():
        if keys[table] is None:
            continue
        if "rows" not in spec:
            given[table] = [draw_row(draft, table, key, keys) for key in keys[table]]
        elif draft.chance(60):
            given[table] = [filling(draft, table, row, keys) for row in spec["rows"] if draft.chance(70)]
    return given


def filling(draft, table, reference, keys):
    """A row that fills the empty cells of a reference row."""
    row = draw_row(draft, table, reference["id"], keys)
    return {name: value for name, value in row.items() if name == "id" or name not in reference}


def draw_row(draft, table, key, keys, percent=92):
    """A row of which so many cells are there."""
    spec = draft.policy["tables"][table]
    percent = draft.rng.choice([percent, percent, 100, 50])
    row = {"id": key}
    for name, field in spec["fields"].items():
        if name != "id" and draft.chance(percent):
            row[name] = draw_value(draft, field)
        elif name != "id" and draft.chance(10):
            row[name] = draft.rng.choice([None, ""])
    for link, to in draft.links[table].items():
        if keys[to] is None and draft.may("links-to-tables-not-given") and draft.chance(70):
            row[link] = "k1"
        elif keys[to] and draft.chance(93):
            row[link] = draft.rng.choice(keys[to])
    return row


def draw_params(draft):
    """Parameters that the caller sets."""
    return {
        name: draw_value(draft, spec)
        for name, spec in draft.policy["parameters"].items()
        if draft.chance(12)
    }
