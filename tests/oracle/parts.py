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
        return ["computed", *spec.get("awards", []), *spec.get("split", {})]
    if kind == "target":
        plan = [f"plan/{day}" for day in spec.get("plan", {}).get("dates", [])]
        return ["actual", "goal", "low", "high", "gap", "share", "progress", *plan]
    return []


def item_paths(items, above=""):
    """The paths of all items of a score: "service", "service/patents"."""
    paths = []
    for name, item in items.items():
        paths.append(above + name)
        paths += item_paths(item.get("items", {}), above + name + "/")
    return paths
