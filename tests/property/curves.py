"""Random scales, and the columns that make a group."""

from shapes import TEXT, unit_text


def curved(draft, across, up):
    """Points or steps."""
    shape = draft.rng.choice(["points", "steps"])
    scale = {shape: curve(draft, across, up, shape == "steps")}
    if up.unit or draft.chance(20):
        scale["unit"] = unit_text(up.unit)
    if draft.chance(50):
        scale["outside"] = draft.rng.choice(["hold", "error", "error", 0, 0.5, 7.000001, 1e-9])
    return scale


def curve(draft, across, up, steps):
    """Points whose x rise; a jump where an x stands twice."""
    count = draft.rng.choice([1, 2, 3, 3, 4])
    xs = sorted(draft.rng.choice([0, 1, 2, -1, 3, 0.5, 10, 12, 24, 100, 1000000, -10, 0.75]) for _ in range(count))
    if steps:
        xs = sorted(set(xs))
    elif draft.chance(35):
        xs = sorted([*xs, draft.rng.choice(xs)])
    xs = [x for i, x in enumerate(xs) if i < 2 or xs[i - 2] != x]
    ys = [draft.rng.choice([0, 1, 2, 0.5, -1, 100, 0.333333, 1000000, 18, 15]) for _ in xs]
    return [[coordinate(draft, x, across), coordinate(draft, y, up)] for x, y in zip(xs, ys)]


def coordinate(draft, value, kind):
    """A number, or now and then a parameter or an expression of one."""
    if not draft.chance(25):
        return value
    name = draft.param(kind)
    if name is None:
        return value
    grown = [{"var": name}, {"min": [{"var": name}, value]}, {"max": [value, {"var": name}]}]
    if draft.may("fine-coordinates"):  # beyond the grid, or between its points
        grown += [{"/": [{"var": name}, 3]}, {"*": [{"var": name}, 2]}]
    return draft.rng.choice(grown)


def cohort(draft, table):
    """A scale by the place among other rows, which yields a pure number."""
    rng = draft.rng
    scale = {"cohort": rng.choice(["min-max", "best", "rank", "percentile", "z-score"])}
    if draft.chance(60):
        scale["within"] = group_columns(draft, table)
    if draft.chance(60):
        scale["better"] = rng.choice(["higher", "lower"])
    if scale["cohort"] != "z-score" and draft.chance(50):
        scale["to"] = rng.choice([[0, 100], [100, 0], [-1, 1], [20, 99.999999], [0, 9223372036854]])
    return {**scale, "constant": rng.choice([0, 1, 50, 0.5, -2.000001])}


def group_columns(draft, table):
    """The columns in which rows of a group agree."""
    kinds = draft.own[table]
    count = draft.rng.choice([1, 1, 2])
    columns = sorted({draft.rng.choice(kinds[draft.rng.choice(list(kinds))]) for _ in range(count)})
    if draft.may("within-through-links") and draft.chance(30):
        columns.append(draft.column(table, TEXT))
    return columns
