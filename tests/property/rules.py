"""Random rules: a function for each kind gives the body of one version, and the kind of its column."""

import pools
from assess import item_paths, score, select
from curves import cohort, curved, group_columns
from dividing import apportion
from grow import Grower, condition, grower, is_flexible
from money import award
from money import parts as award_parts
from shapes import BOOLEAN, DATE, TEXT, Kind, number, unit_of, unit_text


def any_kind(draft, table):
    """A kind that a rule on the table can have: numbers mostly."""
    kinds = [number(draft.rng.choice(draft.units(table))) for _ in range(5)]
    lists = [Kind("category", list=name) for name in draft.policy["categories"]]
    return draft.rng.choice([*kinds, BOOLEAN, DATE, TEXT, *lists, *lists])


def declared(draft, kind):
    """What a rule says of its own column."""
    if kind.type == "category":
        return {"categories": kind.list}
    if kind.type == "number" and (kind.unit or draft.chance(20)):
        return {"unit": unit_text(kind.unit)}
    return {}


# ---- derive ----


def derive(draft, table, kind):
    """A formula or elapsed time, perhaps on a scale."""
    rng = draft.rng
    if kind is None:
        kind = elapsed_kind(draft) if draft.chance(15) else any_kind(draft, table)
    if kind.type == "number" and draft.chance(35):
        return on_scale(draft, table, kind), kind
    if kind in map(number, map(unit_of, ("day", "month", "year"))) and draft.chance(90):
        return {"elapsed": elapsed(draft, table, kind), **declared(draft, kind)}, kind
    if kind.type == "number" and draft.chance(20):
        value = at_edge(draft, table, kind)
    else:
        value = grower(draft, table).grow(kind, firm=kind in (TEXT, DATE))
    if value is None:
        return None, kind
    return {"value": value, **declared(draft, kind)}, kind


def at_edge(draft, table, kind):
    """A column moved to where rounding or the grid's end decides."""
    column = draft.column(table, kind)
    operator, by = draft.rng.choice(pools.EDGES)
    return column and {operator: [{"var": column}, by]}


def elapsed_kind(draft):
    """The kind of an elapsed time."""
    return number(unit_of(draft.rng.choice(["day", "month", "year"])))


def elapsed(draft, table, kind):
    """Whole days, months or years between two dates."""
    grow = grower(draft, table, 2).grow
    return {"from": grow(DATE), "to": grow(DATE), "in": kind.unit[0][0] + "s"}


def on_scale(draft, table, kind):
    """A formula or elapsed time on points or steps, or by its place in a cohort."""
    if draft.chance(25):
        unit = elapsed_kind(draft)
        body, flexible = {"elapsed": elapsed(draft, table, unit)}, False
    else:
        unit = number(draft.rng.choice(draft.units(table)))
        body = {"value": grower(draft, table, draft.rng.choice([0, 1, 2])).grow(unit)}
        flexible = is_flexible(body["value"])
    if kind == number() and draft.chance(40):
        return {**body, "scale": cohort(draft, table), **declared(draft, kind)}
    return {**body, "scale": curved(draft, number() if flexible else unit, kind), **declared(draft, kind)}


# ---- choose ----


def choose(draft, table, kind):
    """A decision table."""
    kind = kind or any_kind(draft, table)
    first = grower(draft, table).grow(kind, firm=kind in (TEXT, DATE))
    if first is None:
        return None, kind
    results = [first] + [result(draft, table, kind) or first for _ in range(draft.rng.choice([0, 1, 2, 3]))]
    body = {"cases": [{"when": condition(draft, table), "is": is_} for is_ in results], **declared(draft, kind)}
    if draft.chance(65):
        body["else"] = {"is": result(draft, table, kind) or first}
    if draft.chance(35):
        body["hit"] = draft.rng.choice(["first", "unique", "unique"])
    return body, kind


def result(draft, table, kind):
    """What a case is."""
    return grower(draft, table, draft.rng.choice([0, 1, 3])).grow(kind, firm=kind == TEXT)


# ---- require ----


def require(draft, table, _kind):
    """Named conditions."""
    conditions = {}
    for _ in range(draft.rng.choice([1, 2, 3, 4])):
        spec = {"is": condition(draft, table)}
        if draft.chance(25):
            spec["absent"] = draft.chance(50)
        conditions[draft.rng.choice(["one", "two", "three", "four", "five"])] = spec
    body = {"conditions": conditions}
    if draft.chance(60):
        body["need"] = draft.rng.choice(["all", "any", *range(1, len(conditions) + 1)])
    return body, BOOLEAN


# ---- measure ----

TAKES = ["count", "count", "sum", "sum", "min", "max", "mean", "distinct", "commonest", "share", "share-of-commonest"]


def measure(draft, table, kind):
    """Something taken of the rows below, or of the own table's."""
    ways = [(rows, path) for rows in draft.links for path in draft.paths(rows, table)]
    if not ways or draft.chance(30):
        rows, body = table, window(draft, table)
    else:
        rows, path = draft.rng.choice(ways)
        ambiguous = sum(other == rows for other, _ in ways) > 1
        body = {"rows": rows, **({"via": ".".join(path)} if ambiguous or draft.chance(20) else {})}
    if draft.chance(65):
        body["where"] = condition(draft, rows, draft.rng.choice([0, 0, 0, 1, 1, 2, 3]))
    body["take"] = draft.rng.choice(TAKES)
    of, of_kind = taken_of(draft, rows, body["take"])
    if of is None and body["take"] != "count":
        return None, kind
    body.update({} if of is None else {"of": of})
    made = kind_of_take(draft, rows, body["take"], of, of_kind)
    return (body if kind in (None, made) else None), made


def window(draft, table):
    """The group of a row in its own table."""
    body = {"rows": table}
    if draft.chance(65):
        body["within"] = group_columns(draft, table)
    return body


def taken_of(draft, rows, take):
    """The `of` of a take with its kind; None where there is none."""
    if take == "count" and draft.chance(70):
        return None, None
    if take in ("sum", "mean"):
        kind = number(draft.rng.choice(draft.units(rows)))
    elif take in ("min", "max"):
        kind = DATE if draft.chance(25) else number(draft.rng.choice(draft.units(rows)))
    elif take == "share":
        kind = BOOLEAN
    else:
        kind = Grower(draft, rows).some_kind()
    return grown_of(draft, rows, kind), kind


def grown_of(draft, rows, kind):
    """An `of`: mostly a column. Where values are not put on the grid first, no fractions of it."""
    bounded = [name for name in draft.own[rows].get(kind, []) if name in draft.bounded]
    if bounded and draft.chance(50):
        return {"var": draft.rng.choice(bounded)}
    simple = kind.type == "number" and not draft.may("fine-of")
    depth = 0 if simple or draft.chance(60) else draft.rng.choice([1, 2])
    return grower(draft, rows, depth).grow(kind, firm=True)


def kind_of_take(draft, rows, take, of, of_kind):
    """The kind of a measure's column."""
    if take == "count":
        return number(unit_of(draft.policy["tables"][rows].get("unit", "1")))
    if take in ("distinct", "share", "share-of-commonest"):
        return number()
    if of_kind.type == "number" and is_flexible(of):
        return number()
    return of_kind


# ---- target ----


def target(draft, table, kind):
    """A goal, met or not; the kind is that of its parts."""
    actual, kind = actual_of(draft, table, kind)
    goal = draft.rng.choice([0, 1, 2, 0.5, -1]) if draft.chance(40) else None
    if goal is None:
        goal = grower(draft, table, draft.rng.choice([0, 0, 1, 3])).grow(kind)
    body = {"actual": actual, "goal": goal}
    if draft.chance(55):
        body["base"] = grower(draft, table, draft.rng.choice([0, 0, 1])).grow(kind)
    if draft.chance(75):
        body["need"] = draft.rng.choice(["at-least", "at-most", "exactly"])
    for key, day in (("since", "2020-01-01"), ("due", "2023-12-31")):
        if draft.chance(30):
            body[key] = day
    if draft.chance(40):
        body["plan"] = plan_of(draft)
    if draft.chance(20):
        body["series"] = draft.rng.choice(["a", "b"])
    return body, kind


def plan_of(draft):
    """Dates, and how much of the change each of them brings."""
    dates = sorted(draft.rng.sample(["2020-06-30", "2020-12-31", "2021-12-31", "2022-12-31", "2023-12-31"], draft.rng.randint(1, 5)))
    pace = draft.rng.choice(["even", "front", "shares"])
    if pace == "shares":
        cuts = sorted(draft.rng.choice([0, 100, 250, 333, 500, 750, 1000]) for _ in dates[1:])
        pace = [(high - low) / 1000 for low, high in zip([0, *cuts], [*cuts, 1000])]
    return {"dates": dates, "pace": pace}


def actual_of(draft, table, kind):
    """What a target looks at, mostly a measure; with its kind."""
    measures = [
        (prefix, name)
        for prefix, reached in draft.reaches(table)
        for name in draft.measures[reached]
        if draft.kinds[name].type == "number" and kind in (None, draft.kinds[name])
    ]
    if measures and draft.chance(65):
        prefix, name = draft.rng.choice(measures)
        return {"var": prefix + name}, draft.kinds[name]
    kind = kind or number(draft.rng.choice(draft.units(table)))
    actual = grower(draft, table, draft.rng.choice([0, 1, 3])).grow(kind)
    return actual, number() if is_flexible(actual) else kind


KINDS = {
    "derive": derive,
    "choose": choose,
    "require": require,
    "measure": measure,
    "target": target,
    "score": score,
    "select": select,
    "award": award,
    "apportion": apportion,
}
WEIGHTS = {
    "derive": 4,
    "choose": 3,
    "require": 2,
    "measure": 5,
    "target": 2,
    "score": 3,
    "select": 2,
    "award": 4,
    "apportion": 3,
}


# ---- What every rule has ----


def around(draft, table, name, kind, body):
    """when, at, round, reported, absent: around a body of any kind."""
    if draft.chance(25):
        body["when"] = condition(draft, table, draft.rng.choice([0, 1, 2]))
    if draft.chance(15) and (name != "measure" or draft.may("at-on-measure")):
        at = draft.column(table, DATE)
        body.update({"at": at} if at else {})
    if kind.type == "number" and name not in ("award", "apportion") and draft.chance(40):
        steps = pools.HUGE_STEPS if draft.chance(5) else pools.STEPS
        if body.get("take", "").startswith("share") and not draft.may("share-steps"):
            steps = [step for step in steps if step <= 1]  # a share is not above 1 then
        if steps:
            body["round"] = {"to": draft.rng.choice(steps), "mode": draft.rng.choice(pools.MODES)}
    if name in ("derive", "choose", "measure") and draft.chance(20):
        add_reported(draft, table, kind, body)
    if draft.chance(20) and "awards" not in body:
        absent = grower(draft, table, draft.rng.choice([0, 0, 1, 2])).grow(kind, firm=kind == TEXT)
        if name == "award":  # a negative amount is an error, and a gap that stays is one
            absent = draft.rng.choice([0, 7.5, absent])
        elif name == "measure" and kind.type == "number" and not draft.may("absent-on-measure"):
            absent = 0
        body.update({} if absent is None else {"absent": absent})
    return body


def add_reported(draft, table, kind, body):
    """A column of the own table that says the same."""
    column = draft.column(table, kind, own=True)
    if column is None:
        return
    body["reported"] = column
    if kind.type == "number" and draft.chance(40):
        body["tolerance"] = draft.rng.choice([0, 0.000001, 0.5, 1, 100])


def column_kind(name, kind):
    """The kind of a rule's own column."""
    return BOOLEAN if name in ("require", "target") else kind


def version(draft, table, name, kind):
    """One version of a rule with its kind; (None, kind) where none can be made."""
    body, made = KINDS[name](draft, table, kind)
    if body is None or kind not in (None, made):
        return None, made
    return {"kind": name, "on": table, **around(draft, table, name, column_kind(name, made), body)}, made


def dated(draft, versions):
    """Versions that follow each other, sometimes with a gap between."""
    days = sorted(draft.rng.sample(pools.DATES, 2 * len(versions)))
    for i, spec in enumerate(versions):
        last, envelope = i == len(versions) - 1, draft.policy.keys() & {"from", "until"}
        if i > 0 or envelope or draft.chance(70):
            spec["from"] = days[2 * i]
        if not last or envelope or draft.chance(40):
            spec["until"] = days[2 * i + 1] if last or draft.chance(50) else days[2 * i + 2]
    return versions


def rows_unit(draft, spec):
    """The unit in which a measure counts."""
    return unit_of(draft.policy["tables"][spec["rows"]].get("unit", "1")) if "rows" in spec else None


def add_rule(draft):
    """One more rule in the policy."""
    table = draft.rng.choice(list(draft.links))
    kind_name = draft.rng.choices(list(WEIGHTS), WEIGHTS.values())[0]
    first, kind = version(draft, table, kind_name, None)
    if first is None:
        return
    versions = [first]
    if draft.chance(25):
        more = [version(draft, table, kind_name, kind)[0] for _ in range(draft.rng.choice([0, 1, 1, 2]))]
        alike = [spec for spec in more if spec and rows_unit(draft, spec) == rows_unit(draft, first)]
        versions = dated(draft, versions + alike)
    name = draft.name("r")
    draft.policy["rules"][name] = versions if len(versions) > 1 or draft.chance(10) else versions[0]
    note_columns(draft, table, name, kind_name, kind, versions)


def note_columns(draft, table, name, kind_name, kind, versions):
    """What other rules may read from now on."""
    draft.kinds[name] = column_kind(kind_name, kind)
    draft.add_column(table, name, draft.kinds[name])
    if kind_name == "measure":
        draft.measures[table].append(name)
    for spec in versions:
        for part, part_kind in part_kinds(draft, kind_name, kind, spec).items():
            if f"{name}:{part}" not in draft.own[table].get(part_kind, []):
                draft.add_column(table, f"{name}:{part}", part_kind)


def part_kinds(draft, name, kind, spec):
    """The parts of a version, with their kinds."""
    if name == "choose":
        return {"case": number()}
    if name == "require":
        return dict.fromkeys(spec["conditions"], BOOLEAN)
    if name == "score":
        return dict.fromkeys(item_paths(spec["items"]), number())
    if name == "select":
        return dict.fromkeys(["rank", "of", "places"], number())
    if name == "measure":
        return {"low": kind, "high": kind, "undetermined": number(rows_unit(draft, spec))}
    if name == "award":
        return dict.fromkeys(award_parts(spec), kind)
    if name == "target":
        shares = dict.fromkeys(["share", "progress"], number())
        plan = [f"plan/{day}" for day in spec.get("plan", {}).get("dates", [])]
        figures = ["actual", "goal", "low", "high", "gap", "pace_needed", "pace_kept", "forecast", *plan]
        return {**dict.fromkeys(figures, kind), **shares}
    return {}
