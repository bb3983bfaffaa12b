"""The names of the parts of a rule."""


def part_names(spec):
    """The parts of a rule, by its kind."""
    kind = spec["kind"]
    if kind == "choose":
        return ["case"]
    if kind == "require":
        return list(spec["conditions"])
    if kind == "score":
        return item_paths(spec["items"])
    if kind == "measure":
        return ["low", "high", "undetermined"]
    if kind == "select":
        return ["rank", "of", "places"]
    if kind == "award":
        steps = [f"after_{number}" for number in range(1, len(spec.get("adjust", [])) + 1)]
        sums = [f"{name}/sum" for name in component_names(spec)]
        return ["computed", *steps, *component_names(spec), *sums, *spec.get("split", {})]
    if kind == "target":
        plan = [f"plan/{day}" for day in spec.get("plan", {}).get("dates", [])]
        return ["actual", "goal", "low", "high", "gap", "share", "progress", "pace_needed", "pace_kept", "forecast", *plan]
    return []


def component_name(entry):
    """The award that an entry of `awards` names."""
    return entry["award"] if isinstance(entry, dict) else entry


def component_names(spec):
    """The awards that an award is made of."""
    return [component_name(entry) for entry in spec.get("awards", [])]


def item_paths(items, above=""):
    """The paths of all items of a score: "service", "service/patents"."""
    paths = []
    for name, item in items.items():
        paths.append(above + name)
        paths += item_paths(item.get("items", {}), above + name + "/")
    return paths
